//! Names in scripts that put no spaces between words: a name is a part of a token, told by a surname and by what
//! stands around it.

use super::super::super::fold::is_unspaced;
use super::super::super::lexicon::{Classes, classes_of};
use super::super::super::tokens::Reading;

/// After a Japanese name.
const AFTER_JAPANESE: [&str; 10] =
    ["様", "さん", "さま", "氏", "君", "ちゃん", "先生", "です", "と申", "と言"];
/// What a kanji after a surname makes of it: a prefecture, a town, a station, a shop.
const PLACES_JAPANESE: [char; 14] =
    ['県', '市', '区', '町', '村', '駅', '島', '川', '山', '府', '都', '道', '州', '店'];
/// Before a Chinese name.
const BEFORE_CHINESE: [&str; 9] =
    ["我叫", "我是", "姓名", "名字是", "名字叫", "收件人", "联系人", "客户", "聯絡人"];
/// After a Chinese name.
const AFTER_CHINESE: [&str; 8] = ["先生", "女士", "小姐", "太太", "老师", "老師", "师傅", "同学"];
/// The hundred families, in simplified and traditional characters.
const SURNAMES_CHINESE: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程\
    苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤\
    張劉陳楊黃趙吳孫馬鄭謝許韓馮鄧葉蘇呂盧鐘譚陸範賈韋鄒龍賀顧龔萬錢嚴湯";
/// The most frequent surnames of Korea.
const SURNAMES_KOREAN: &str = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용";
/// After a Korean name.
const AFTER_KOREAN: [&str; 8] = ["님", "씨", "입니다", "이에요", "예요", "이라고", "라고", "이고"];
/// Words that begin like a Korean surname and are none.
const WORDS_KOREAN: [&str; 16] = [
    "고객센",
    "이용자",
    "신청자",
    "구매자",
    "주문자",
    "한국인",
    "배송중",
    "정상적",
    "선생",
    "이거",
    "주문중",
    "문의자",
    "사용자",
    "수령인",
    "담당자",
    "진행중",
];
/// Before a Korean name, as a word of its own.
const BEFORE_KOREAN: [&str; 12] =
    ["저는", "전", "나는", "제", "이름은", "성함은", "이름", "성함", "수령인", "받는사람", "고객명", "성명"];
/// Before a Thai name.
const BEFORE_THAI: [&str; 4] = ["ชื่อ", "นางสาว", "นาย", "นาง"];
/// After a Thai name.
const AFTER_THAI: [&str; 4] = ["ครับ", "ค่ะ", "คะ", "นะ"];

/// Names inside the token at `index`; ranges in bytes of the text.
pub(super) fn names(reading: &Reading<'_>, index: usize) -> Vec<(usize, usize)> {
    let Some(token) = reading.get(index).filter(|t| t.is_word()) else { return Vec::new() };
    let text = reading.str(index);
    if !text.starts_with(is_unspaced) {
        return Vec::new();
    }
    let found = match text.chars().next() {
        Some('\u{e00}'..='\u{e7f}') => thai(text),
        Some('\u{ac00}'..='\u{d7a3}') => korean(reading, index),
        _ => {
            let mut found = japanese(reading, index);
            found.extend(chinese(reading, index));
            found
        }
    };
    found.into_iter().map(|(start, end)| (token.start + start, token.start + end)).collect()
}

/// `ดิฉันชื่อสมหญิงค่ะ`, `นายสมชาย`: up to the particle of politeness or the end of the token.
fn thai(text: &str) -> Vec<(usize, usize)> {
    let Some(start) = BEFORE_THAI.iter().find_map(|before| {
        let at = text.find(before)?;
        (*before == "ชื่อ" || at == 0).then_some(at + before.len())
    }) else {
        return Vec::new();
    };
    let rest = &text[start..];
    let end = AFTER_THAI.iter().filter_map(|after| rest.find(after)).min().unwrap_or(rest.len());
    let length = rest[..end].chars().count();
    if (2..=24).contains(&length) { vec![(start, start + end)] } else { Vec::new() }
}

/// `김민수님`, `저는 김민수입니다`: a surname, two syllables, and what follows a name.
fn korean(reading: &Reading<'_>, index: usize) -> Vec<(usize, usize)> {
    let text = reading.str(index);
    let syllables: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).take(5).collect();
    let Some(&end) = syllables.get(3) else { return Vec::new() };
    let (name, rest) = text.split_at(end);
    let surname = name.chars().next().is_some_and(|c| SURNAMES_KOREAN.contains(c));
    if !surname || WORDS_KOREAN.iter().any(|word| name.starts_with(word)) {
        return Vec::new();
    }
    let polite = rest.starts_with("님") || rest.starts_with("씨");
    let marked = reading.before(index, 1).is_some_and(|t| t.is(':') || t.is('：'));
    let led = index > 0 && BEFORE_KOREAN.contains(&reading.str(index - 1 - usize::from(marked)));
    let follows = AFTER_KOREAN.iter().any(|after| rest.starts_with(after));
    let separate = rest.is_empty() && matches!(reading.str(index + 1), "님" | "씨");
    if polite || separate || led && (follows || rest.is_empty()) { vec![(0, end)] } else { Vec::new() }
}

/// `山田花子です`, `田中様`: a surname of the list, up to three more characters, and what follows a name.
fn japanese(reading: &Reading<'_>, index: usize) -> Vec<(usize, usize)> {
    let text = reading.str(index);
    let mut found = Vec::new();
    let mut may_begin = true;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if may_begin && let Some(end) = japanese_from(reading, index, at) {
            found.push((at, end));
            at = end;
            may_begin = true;
            continue;
        }
        at += c.len_utf8();
        may_begin = !is_kanji(c);
    }
    found
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3005}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// The end of a name that begins at `at` in the token.
fn japanese_from(reading: &Reading<'_>, index: usize, at: usize) -> Option<usize> {
    let rest = &reading.str(index)[at..];
    let surname = [3, 2].into_iter().find_map(|length| {
        let end = rest.char_indices().nth(length).map_or(rest.len(), |(at, _)| at);
        let whole = rest[..end].chars().count() == length && rest[..end].chars().all(is_kanji);
        (whole && classes_of(&rest[..end]).has(Classes::SURNAME)).then_some(end)
    })?;
    let after = &rest[surname..];
    if after.starts_with(PLACES_JAPANESE) {
        return None;
    }
    let ends = |text: &str| AFTER_JAPANESE.iter().any(|word| text.starts_with(word));
    let given: usize = after.chars().take(3).take_while(|c| is_kanji(*c)).map(char::len_utf8).sum();
    // A given name, or none: the longest first, so that `山田花子様` ends before `様`.
    let mut end = given;
    loop {
        if ends(&after[end..]) {
            return Some(at + surname + end);
        }
        match after[..end].chars().next_back() {
            Some(last) => end -= last.len_utf8(),
            None => break,
        }
    }
    // `山田 花子`: the given name is a token of its own; or nothing but the name.
    let next = reading.get(index + 1).filter(|t| t.spaced && t.breaks == 0);
    let split = next.is_some() && (1..=4).contains(&reading.str(index + 1).chars().count());
    let labelled = index > 0 && reading.before(index, 1).is_some_and(|t| t.is(':') || t.is('：'));
    let whole =
        given == after.len() && at == 0 && (split || labelled || given > 0 && reading.tokens.len() < 3);
    whole.then_some(at + surname + given)
}

/// `我叫李小明`, `王先生`, `收件人：张伟`.
fn chinese(reading: &Reading<'_>, index: usize) -> Vec<(usize, usize)> {
    let text = reading.str(index);
    let surname = |at: usize| text[at..].chars().next().is_some_and(|c| SURNAMES_CHINESE.contains(c));
    let mut found = Vec::new();
    for before in BEFORE_CHINESE {
        for (at, _) in text.match_indices(before) {
            let start = at + before.len();
            if start < text.len() && surname(start) {
                found.push((start, chinese_end(text, start)));
            }
        }
    }
    for after in AFTER_CHINESE {
        for (at, _) in text.match_indices(after) {
            let start = text[..at].char_indices().rev().take(3).filter(|(i, _)| surname(*i)).last();
            if let Some((start, _)) = start {
                found.push((start, at));
            }
        }
    }
    let labelled = reading.before(index, 1).is_some_and(|t| t.is(':') || t.is('：'))
        && index > 1
        && BEFORE_CHINESE.iter().any(|before| reading.str(index - 2).ends_with(before));
    if labelled && surname(0) {
        found.push((0, chinese_end(text, 0)));
    }
    found.sort_unstable();
    found.dedup_by(|next, kept| next.0 < kept.1);
    found
}

/// A surname and at most two characters more.
fn chinese_end(text: &str, start: usize) -> usize {
    text[start..].chars().take(3).take_while(|c| is_kanji(*c)).map(char::len_utf8).sum::<usize>() + start
}
