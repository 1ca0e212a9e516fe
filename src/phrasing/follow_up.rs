//! Days that people name in what they jot down: `call back on Thursday`, `in 3 days`, `nächste Woche`.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// What is to be done, as it was jotted down, and by when.
#[derive(Clone, PartialEq, Eq)]
pub struct Jotted {
    /// The sentence that names the day.
    pub what: String,
    /// That day.
    pub on: Date,
    /// As it was written: `Thursday`.
    pub words: String,
}

impl std::fmt::Debug for Jotted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Jotted({})", self.on)
    }
}

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
    ("montag", Weekday::Monday),
    ("dienstag", Weekday::Tuesday),
    ("mittwoch", Weekday::Wednesday),
    ("donnerstag", Weekday::Thursday),
    ("freitag", Weekday::Friday),
    ("samstag", Weekday::Saturday),
    ("sonntag", Weekday::Sunday),
];

const NUMBERS: &[(&str, i64)] = &[
    ("a", 1),
    ("an", 1),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("einem", 1),
    ("einer", 1),
    ("zwei", 2),
    ("drei", 3),
    ("vier", 4),
    ("fünf", 5),
    ("sechs", 6),
];

/// Words that say that something is still to be done.
const TO_DO: &[&str] = &[
    "call",
    "ring",
    "send",
    "follow",
    "remind",
    "ask",
    "check",
    "write",
    "offer",
    "quote",
    "todo",
    "back",
    "must",
    "will",
    "need",
    "needs",
    "promised",
    "anrufen",
    "zurückrufen",
    "rückruf",
    "schicken",
    "senden",
    "melden",
    "nachfassen",
    "fragen",
    "prüfen",
    "schreiben",
    "angebot",
    "erinnern",
];

/// Words before a day that is over.
const OVER: &[&str] = &["last", "since", "ordered", "called", "was", "letzten", "letzte", "seit", "bestellt"];

/// Nobody plans further ahead: days.
const FURTHEST: i64 = 366;

/// The day that a text names for what is still to be done, seen from `today`: that of a sentence which says that
/// something is to be done, else the last one named. Days that are over are none.
pub fn follow_up(text: &str, today: Date) -> Option<Jotted> {
    let jotted: Vec<Jotted> = sentences(text).filter_map(|sentence| in_sentence(sentence, today)).collect();
    let is_to_do = |one: &&Jotted| words(&one.what).iter().any(|(word, _)| TO_DO.contains(&word.as_str()));
    jotted.iter().find(is_to_do).or(jotted.last()).cloned()
}

/// Lines, and their sentences; a full stop inside a date ends none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(sentences_of_line).map(str::trim).filter(|part| !part.is_empty())
}

fn sentences_of_line(line: &str) -> Vec<&str> {
    let is_end = |at: &usize| !line[..*at].ends_with(|c: char| c.is_ascii_digit());
    let ends = line.match_indices(". ").map(|(at, _)| at).filter(is_end).chain([line.len()]);
    let mut begin = 0;
    ends.map(|end| {
        let sentence = &line[begin..end];
        begin = (end + 2).min(line.len());
        sentence
    })
    .collect()
}

fn in_sentence(sentence: &str, today: Date) -> Option<Jotted> {
    let words = words(sentence);
    let found = (0..words.len()).find_map(|at| {
        let before = at.checked_sub(1).map(|at| words[at].0.as_str());
        if before.is_some_and(|word| OVER.contains(&word)) {
            return None;
        }
        let (on, length) = day(&words[at..], today)?;
        (on >= today).then(|| {
            let said: Vec<&str> = words[at..at + length].iter().map(|(_, said)| *said).collect();
            (on, said.join(" "))
        })
    })?;
    let what = sentence.trim_end_matches(['.', ' ', ';', ',']).to_owned();
    Some(Jotted { what, on: found.0, words: found.1 })
}

/// Words in lower case beside themselves as they were written.
fn words(text: &str) -> Vec<(String, &str)> {
    let parts =
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '!' | '?' | '(' | ')'));
    let trimmed = parts.map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()));
    trimmed.filter(|part| !part.is_empty()).map(|part| (part.to_lowercase(), part)).collect()
}

/// The day that the words begin with, and how many of them name it.
fn day(words: &[(String, &str)], today: Date) -> Option<(Date, usize)> {
    let word = |at: usize| words.get(at).map(|(word, _)| word.as_str());
    let first = word(0)?;
    match (first, word(1), word(2)) {
        ("day", Some("after"), Some("tomorrow")) => return Some((ahead(today, 2), 3)),
        ("today" | "tonight" | "heute", ..) => return Some((today, 1)),
        ("tomorrow" | "morgen", ..) => return Some((ahead(today, 1), 1)),
        ("übermorgen", ..) => return Some((ahead(today, 2), 1)),
        ("next" | "nächste" | "nächster", Some("week" | "woche"), _) => {
            return Some((today.nth_weekday(1, Weekday::Monday).ok()?, 2));
        }
        ("next" | "nächsten" | "nächster" | "kommenden", Some("month" | "monat"), _) => {
            return Some((today.first_of_month().checked_add(1.month()).ok()?, 2));
        }
        ("next" | "coming" | "nächsten" | "kommenden", Some(name), _) => {
            return weekday(name).map(|day| (next(today, day), 2));
        }
        ("in", Some(number), Some(unit)) => {
            let number = count(number)?;
            let days = match unit {
                "day" | "days" | "tag" | "tagen" => number,
                "week" | "weeks" | "woche" | "wochen" => number.checked_mul(7)?,
                "month" | "months" | "monat" | "monaten" => number.checked_mul(30)?,
                _ => return None,
            };
            return (1..=FURTHEST).contains(&days).then(|| (ahead(today, days), 3));
        }
        _ => {}
    }
    weekday(first).map(|day| (next(today, day), 1)).or_else(|| written(first, today).map(|date| (date, 1)))
}

fn ahead(today: Date, days: i64) -> Date {
    today.saturating_add(days.days())
}

fn next(today: Date, weekday: Weekday) -> Date {
    today.nth_weekday(1, weekday).unwrap_or(today)
}

fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(name, _)| *name == word).map(|(_, weekday)| *weekday)
}

fn count(word: &str) -> Option<i64> {
    word.parse().ok().or_else(|| NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number))
}

/// `2026-12-03`, `3.12.2026`, `3.12`: without a year the next such day.
fn written(word: &str, today: Date) -> Option<Date> {
    if let Ok(date) = word.parse::<Date>() {
        return Some(date);
    }
    let mut parts = word.split('.');
    let (day, month) = (parts.next()?.parse::<i8>().ok()?, parts.next()?.parse::<i8>().ok()?);
    match parts.next() {
        Some(year) => Date::new(year.parse().ok()?, month, day).ok(),
        None => {
            let this_year = Date::new(today.year(), month, day).ok()?;
            if this_year >= today { Some(this_year) } else { Date::new(today.year() + 1, month, day).ok() }
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    // A Tuesday.
    const TODAY: Date = jiff::civil::date(2026, 11, 24);

    #[rstest]
    #[case("Liked the tent. Call back on Thursday.", "2026-11-26", "Thursday", "Call back on Thursday")]
    #[case(
        "Wants a quote next week, 12 % off",
        "2026-11-30",
        "next week",
        "Wants a quote next week, 12 % off"
    )]
    #[case("send sizes in 3 days", "2026-11-27", "in 3 days", "send sizes in 3 days")]
    #[case(
        "Ordered on Monday. Send the catalogue in two weeks",
        "2026-12-08",
        "in two weeks",
        "Send the catalogue in two weeks"
    )]
    #[case("She was called today. Ring again tomorrow", "2026-11-25", "tomorrow", "Ring again tomorrow")]
    #[case("Am Donnerstag zurückrufen", "2026-11-26", "Donnerstag", "Am Donnerstag zurückrufen")]
    #[case("Nächste Woche Angebot schicken", "2026-11-30", "Nächste Woche", "Nächste Woche Angebot schicken")]
    #[case("in drei Tagen melden", "2026-11-27", "in drei Tagen", "in drei Tagen melden")]
    #[case("Rückruf am 3.12. vereinbart", "2026-12-03", "3.12", "Rückruf am 3.12. vereinbart")]
    #[case("Ring on 2026-12-01", "2026-12-01", "2026-12-01", "Ring on 2026-12-01")]
    #[case("follow up next Tuesday", "2026-12-01", "next Tuesday", "follow up next Tuesday")]
    #[case("decide by 3.1", "2027-01-03", "3.1", "decide by 3.1")]
    fn a_day_that_is_named_is_read(
        #[case] text: &str,
        #[case] on: &str,
        #[case] words: &str,
        #[case] what: &str,
    ) {
        let jotted = follow_up(text, TODAY).expect("a day is named");
        assert_eq!(
            (jotted.on.to_string().as_str(), jotted.words.as_str(), jotted.what.as_str()),
            (on, words, what)
        );
    }

    #[rstest]
    #[case("")]
    #[case("Has ordered last Monday and is happy")]
    #[case("Wants 3 tents in blue")]
    #[case("in 9999999999999999999 days")]
    #[case("Paid on 2026-11-01")]
    #[case("Seit Montag krank")]
    fn where_none_is_named_none_is_read(#[case] text: &str) {
        assert_eq!(follow_up(text, TODAY), None);
    }
}
