//! Days of need in writings that set no blanks between words or join them: Japanese and Arabic. They are read by patterns over
//! the text.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use regex::{Captures, Regex};

use super::{Needed, Seen, this_or_next};

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("constant pattern; every test compiles it")
}

/// How one language says by when something is needed. A day is `near` (so many days from now), a weekday (`name`, of the
/// week after where `next` stands by it) or a date (`month`, `date`); behind `deadline` it is one by which, else one on which.
struct Language {
    day: Regex,
    /// Words of a sentence that needs or asks for something.
    needs: Regex,
    /// Words of one that tells of what was, or of what the writer does.
    tells: Regex,
    near: &'static [(&'static str, i64)],
    /// Beginnings of the names of weekdays, from Monday.
    weekdays: [&'static [&'static str]; 7],
    months: &'static [&'static [&'static str]],
}

/// Its first day is the day; who writes on one of its days means the next.
const WEEKEND: &str = "週末";

static JAPANESE: LazyLock<Language> = LazyLock::new(|| Language {
    day: compiled(
        r"(?:(?P<near>週末|明日|あした|明後日|あさって|今日|本日)|(?P<next>来週の?|次の)?(?:今週の?)?(?P<name>[月火水木金土日])曜日?|(?P<month>[0-9０-９]{1,2})月(?P<date>[0-9０-９]{1,2})日)(?:（.）)?(?:の(?:朝|午前|午後|夕方|夜)(?:中)?)?(?:(?P<deadline>までに|迄に|までには|より?前に|の前に|前までに)|に(?:は|どうしても)?|を|が)",
    ),
    needs: compiled(
        "必要|欲し|ほし|届|とど|着|お願い|ねがい|ください|下さい|いただけ|頂け|間に合|受け取|使い|使う|返金|キャンセル|もらえ|くれ|希望",
    ),
    tells: compiled(
        "言われ|と言い|言った|聞きました|聞いて|約束|はずでした|予定でした|注文しました|注文した|届きました|必要ありません|必要ない|いりません|返送し|返品し|送り返",
    ),
    near: &[("明日", 1), ("あした", 1), ("明後日", 2), ("あさって", 2), ("今日", 0), ("本日", 0)],
    weekdays: [&["月"], &["火"], &["水"], &["木"], &["金"], &["土"], &["日"]],
    months: &[],
});

static ARABIC: LazyLock<Language> = LazyLock::new(|| Language {
    day: compiled(
        r"(?:(?P<deadline>قبل(?:\s+(?:رحل|سفر|موعد|مغادر|زفاف|[إا]جاز)\p{L}*)?|بحلول|حتى|لغاية|أقصاه)|في|يوم|غدا)\s*(?:نهاية\s+)?(?:يوم\s+)?(?:(?P<near>بعد غد|غدًا|غداً|غدا|غد|اليوم)|(?P<name>ال[إا]ثنين|الثلاثاء|ال[أا]ربعاء|الخميس|الجمعة|السبت|ال[أا]حد)(?:\s+(?P<next>القادم|المقبل|التالي)ة?)?|(?P<date>[0-9٠-٩]{1,2})\s+(?P<month>يناير|فبراير|مارس|[أا]بريل|مايو|يونيو|يوليو|[أا]غسطس|سبتمبر|[أا]كتوبر|نوفمبر|ديسمبر))",
    ),
    needs: compiled(
        "حتاج|أريد|اريد|نريد|يجب|ضروري|لازم|أرجو|ارجو|نرجو|فضلك|يصل|تصل|وصول|توصيل|تسليم|ستلم|هل |يمكن|تلغ|لغي|استرد",
    ),
    tells: compiled(
        "قلتم|قيل|وعد|أخبر|كان |كانت |طلبت |لا أحتاج|لا احتاج|لا نحتاج|إرجاع|أعيد|أرسل|وصل |وصلت |سأكون|سافرت",
    ),
    near: &[("بعد غد", 2), ("غدًا", 1), ("غداً", 1), ("غدا", 1), ("غد", 1), ("اليوم", 0)],
    weekdays: [
        &["الإثن", "الاثن"],
        &["الثلا"],
        &["الأربع", "الاربع"],
        &["الخميس"],
        &["الجمعة"],
        &["السبت"],
        &["الأحد", "الاحد"],
    ],
    months: &[
        &["يناير"],
        &["فبراير"],
        &["مارس"],
        &["أبريل", "ابريل"],
        &["مايو"],
        &["يونيو"],
        &["يوليو"],
        &["أغسطس", "اغسطس"],
        &["سبتمبر"],
        &["أكتوبر", "اكتوبر"],
        &["نوفمبر"],
        &["ديسمبر"],
    ],
});

/// The day by which a text in one of these writings says that something is needed; the last one that it names.
pub fn needed(text: &str, seen: &Seen) -> Option<Needed> {
    let mut sentences = text.rsplit(['.', '!', '?', '؟', '。', '！', '？', '\n']);
    sentences.find_map(|said| [&*JAPANESE, &*ARABIC].into_iter().find_map(|one| one.read(said, seen)))
}

impl Language {
    fn read(&self, said: &str, seen: &Seen) -> Option<Needed> {
        if !self.needs.is_match(said) || self.tells.is_match(said) {
            return None;
        }
        let found = self.day.captures_iter(said);
        // What is needed on a day needs a word of need, and no question when it comes.
        let is_led = |found: &Captures<'_>| found.name("deadline").is_some() || self.must_be_on(said);
        let found = found.filter(is_led).find_map(|found| Some((found.get(0)?, self.on(&found, seen)?)));
        let (words, on) = found?;
        (on >= seen.now.date()).then(|| Needed { on, words: words.as_str().trim().to_owned() })
    }

    fn must_be_on(&self, said: &str) -> bool {
        ["必要", "欲し", "ほし", "希望", "حتاج"].iter().any(|word| said.contains(word))
    }

    fn on(&self, found: &Captures<'_>, seen: &Seen) -> Option<Date> {
        let today = seen.now.date();
        if found.name("near").is_some_and(|near| near.as_str() == WEEKEND) {
            return today.nth_weekday(1, Weekday::Saturday).ok();
        }
        if let Some(near) = found.name("near") {
            let (_, days) = self.near.iter().find(|(word, _)| *word == near.as_str())?;
            return today.checked_add(days.days()).ok();
        }
        if let Some(name) = found.name("name") {
            let begins = |names: &&[&str]| names.iter().any(|one| name.as_str().starts_with(one));
            let at = self.weekdays.iter().position(begins)?;
            let day = Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()?;
            return Some(match found.name("next") {
                // `来週の金曜日` is in the week after this one, `الجمعة القادم` the nearest that is not today.
                Some(next) if next.as_str().starts_with("来週") => {
                    let monday = i64::from(today.weekday().to_monday_zero_offset());
                    let ahead = 7 - monday + i64::from(day.to_monday_zero_offset());
                    today.checked_add(ahead.days()).ok()?
                }
                Some(_) => today.nth_weekday(1, day).ok()?,
                None => this_or_next(day, seen),
            });
        }
        let (month, date) = (found.name("month")?.as_str(), figure(found.name("date")?.as_str())?);
        let month = figure(month).or_else(|| {
            let at = self.months.iter().position(|names| names.contains(&month))?;
            i8::try_from(at + 1).ok()
        })?;
        let of = |year: i16| Date::new(year, month, date).ok();
        of(today.year()).filter(|on| *on >= today).or_else(|| of(today.year() + 1))
    }
}

/// A number in the digits of any of these writings.
fn figure(digits: &str) -> Option<i8> {
    let plain = digits.chars().map(|c| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        '٠'..='٩' => char::from_digit(u32::from(c) - u32::from('٠'), 10),
        other => Some(other),
    });
    plain.collect::<Option<String>>()?.parse().ok()
}
