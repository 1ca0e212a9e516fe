//! One spelling for every way of writing a word, and where the words of a text begin and end.
//!
//! Folding: compatibility decomposition (Unicode NFKD), lower case, accents and vowel points dropped,
//! letters that do not decompose written out (`ß` → `ss`, `ø` → `o`), katakana as hiragana, digits of other
//! scripts as ASCII. A word is a run of letters, of digits, or of symbols such as emoji: `anna84` is two.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// What a folded word is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Letters,
    Digits,
    Symbols,
}

/// Calls `take` with each word of `text`: folded, its class, and for each of its letters the index of the
/// character it came from.
pub(super) fn for_each_word(text: &str, mut take: impl FnMut(&str, Class, &[usize])) {
    let mut word = String::new();
    let mut origins = Vec::new();
    let mut class = Class::Letters;
    for_each_folded(text, |folded, at| {
        let next = folded.and_then(class_of);
        if next != Some(class) && !word.is_empty() {
            take(&word, class, &origins);
            word.clear();
            origins.clear();
        }
        if let (Some(next), Some(folded)) = (next, folded) {
            class = next;
            word.push(folded);
            origins.push(at);
        }
    });
    if !word.is_empty() {
        take(&word, class, &origins);
    }
}

/// The words of `text`, folded, with one space between them.
pub(super) fn folded_words(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for_each_word(text, |word, _, _| {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    });
    joined
}

/// The ASCII digits of `text`, whatever script and punctuation it is written in.
pub(super) fn digits_of(text: &str) -> String {
    let mut digits = String::new();
    for_each_folded(text, |folded, _| digits.extend(folded.filter(char::is_ascii_digit)));
    digits
}

/// A bit per letter of the word and another for its second occurrence; letters of other scripts share some.
///
/// Whatever contains all letters of a word has all its bits, and changing one letter takes away one bit at
/// most: the cheap first test of the dictionary scan.
pub(super) fn signature(word: &str) -> u64 {
    word.chars().fold(0, |bits, c| {
        let once = 1 << bit_of(c);
        bits | once | (bits & once) << 32
    })
}

fn bit_of(c: char) -> u32 {
    if c.is_ascii_lowercase() { c as u32 - 'a' as u32 } else { 26 + c as u32 % 6 }
}

/// Calls `take` with each folded character and the index of the character it came from; `None` is a gap.
fn for_each_folded(text: &str, mut take: impl FnMut(Option<char>, usize)) {
    for (at, c) in text.chars().enumerate() {
        if c.is_ascii() {
            match c {
                '\'' => {}
                c if c.is_ascii_alphanumeric() => take(Some(c.to_ascii_lowercase()), at),
                _ => take(None, at),
            }
            continue;
        }
        decompose_compatible(c, |part| {
            for lower in part.to_lowercase() {
                fold_one(lower, at, &mut take);
            }
        });
    }
}

fn fold_one(c: char, at: usize, take: &mut impl FnMut(Option<char>, usize)) {
    if is_dropped(c) {
        return;
    }
    if let Some(written_out) = written_out(c) {
        written_out.chars().for_each(|c| take(Some(c), at));
        return;
    }
    let folded = match c {
        'ァ'..='ヶ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        '٠'..='٩' => ascii_digit(c, '٠'),
        '۰'..='۹' => ascii_digit(c, '۰'),
        '०'..='९' => ascii_digit(c, '०'),
        'ى' | 'ی' => 'ي',
        'ة' => 'ه',
        'ک' => 'ك',
        c => c,
    };
    take(class_of(folded).map(|_| folded), at);
}

fn ascii_digit(c: char, zero: char) -> char {
    char::from_digit(c as u32 - zero as u32, 10).unwrap_or(c)
}

/// Letters that no decomposition takes apart, in the spelling people use without them.
fn written_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ı' => "i",
        'þ' => "th",
        'ħ' => "h",
        'ŋ' => "n",
        _ => return None,
    })
}

/// Accents, vowel points, apostrophes and invisible characters: they neither count nor part words.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}' | '\u{0591}'..='\u{05C7}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}'
        | '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
        | '\u{FE00}'..='\u{FE0F}' | '\'' | '‘' | '’' | '`' | 'ʼ' | 'ʹ' | '´')
}

fn class_of(c: char) -> Option<Class> {
    match c {
        '0'..='9' => Some(Class::Digits),
        c if c.is_alphanumeric() || is_combining_mark(c) => Some(Class::Letters),
        c if c.is_ascii() || c.is_whitespace() || c.is_control() => None,
        // Punctuation of the larger blocks; what is left above the arrows is symbols and emoji.
        '\u{2E00}'..='\u{2E7F}'
        | '\u{3000}'..='\u{303F}'
        | '・'
        | '\u{FE10}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FFEF}' => None,
        '\u{2190}'.. => Some(Class::Symbols),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Ánna  MÜLLER-Łoś", "anna muller los")]
    #[case("O’Brien d'Arc", "obrien darc")]
    #[case("anna.m84@example.com", "anna m 84 example com")]
    #[case("Straße Ærø", "strasse aero")]
    #[case("ﾔﾏﾀﾞ タロウ", "やまた\u{3099} たろう")]
    #[case("أحمد علىّ", "احمد علي")]
    #[case("＃１０４２ ٣٤", "1042 34")]
    #[case("Mia🌸 \u{202E}x", "mia 🌸 x")]
    #[case("… — !", "")]
    fn words_fold_to_one_spelling(#[case] written: &str, #[case] folded: &str) {
        assert_eq!(folded_words(written), folded);
    }

    #[test]
    fn a_word_knows_the_characters_it_came_from() {
        let mut words = Vec::new();
        for_each_word("Ǻn’n ßx7", |word, class, origins| {
            words.push((word.to_owned(), class, origins.to_vec()))
        });
        assert_eq!(
            words,
            [
                ("ann".to_owned(), Class::Letters, vec![0, 1, 3]),
                ("ssx".to_owned(), Class::Letters, vec![5, 5, 6]),
                ("7".to_owned(), Class::Digits, vec![7]),
            ]
        );
    }
}
