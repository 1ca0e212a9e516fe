//! What a task is called after what was jotted down, and what of it stands below.

use jiff::civil::Date;

use super::tokens::tokens;
use super::vocabulary::{AT, FILLERS, Unit, number, unit, weekday};
use super::{Jotted, language, sentences};
use crate::phrasing::{Locale, Moment};

/// What is left of a text that names a day and nothing else.
const NOTHING_ELSE: &str = "Follow up";
/// Words right before a day that go with it.
const BEFORE_A_DAY: &[&str] = &[
    "on", "by", "at", "until", "till", "for", "due", "am", "bis", "zum", "vom", "ab", "um", "au", "a", "à",
    "el", "op", "tot", "om", "entro", "na", "no", "em", "até", "para", "per", "pour",
];
const ARTICLES: &[&str] = &["the", "this", "dem", "den", "der", "le", "la", "el", "il", "het", "de", "dia"];

/// The title.
pub(super) fn of(jotted: &Jotted, moment: &Moment) -> String {
    let mut text = jotted.what.clone();
    let language = |words: &str| {
        language::of(words).or_else(|| language::of_sentence(&jotted.what)).filter(|_| !words.is_empty())
    };
    let stays = |words: &str| is_vague(words) || is_of(&jotted.what, words);
    for (words, on) in jotted.left_out.iter().filter(|(words, _)| !stays(words)) {
        text = replaced(&text, words, &written(*on, language(words), moment));
    }
    let date = written(jotted.told.unwrap_or(jotted.on), language(&jotted.words), moment);
    // What the day is said of would be none without it.
    if jotted.is_told {
        let names_day = tokens(&jotted.words).iter().any(|token| weekday(&token.word, Some("on")).is_some());
        return if names_day { text } else { replaced(&text, &jotted.words, &date) };
    }
    if jotted.is_earliest {
        // The words say what not to do before that day.
        let reader = moment.locale.tag().get(..2);
        let not_before = language::not_before(language(&jotted.words).or(reader).unwrap_or_default());
        return capitalised(&replaced(&text, &jotted.words, &format!("{not_before} {date}")));
    }
    // The day of an hour alone is not said at all.
    let date = if jotted.is_by_hour { "" } else { &date };
    for words in jotted.words.split(" … ") {
        text = without(&text, words, date);
    }
    let says = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let is_led = [FILLERS, AT, BEFORE_A_DAY].iter().any(|words| words.contains(&word.as_str()));
        !word.is_empty() && !is_led
    };
    if text.split_whitespace().any(says) { text } else { NOTHING_ELSE.to_owned() }
}

/// `next week`: no day is said, so none stands for it.
fn is_vague(words: &str) -> bool {
    let tokens = tokens(words);
    let is_long = |word: &str| matches!(unit(word), Some(Unit::Week | Unit::Month));
    let is_counted = |word: &str| number(word).is_some() || weekday(word, Some("on")).is_some();
    tokens.iter().any(|token| is_long(&token.word)) && !tokens.iter().any(|token| is_counted(&token.word))
}

/// `the order of 4 November`: a day that has been.
fn is_of(text: &str, words: &str) -> bool {
    let before = text.split_once(words).map_or("", |(before, _)| before.trim_end());
    matches!(before.rsplit(' ').next(), Some("of" | "from" | "vom" | "du" | "del" | "van"))
}

/// A text with others in the place of some words. The full stop of a figure goes with it: `bis 15.12. im Urlaub`.
fn replaced(text: &str, words: &str, others: &str) -> String {
    match text.split_once(words) {
        Some((before, behind)) => format!("{before}{others}{}", behind_figure(words, behind)),
        None => text.to_owned(),
    }
}

/// What stands behind some words, without the full stop that makes a date of their last figure.
fn behind_figure<'a>(words: &str, behind: &'a str) -> &'a str {
    let is_figure = words.ends_with(|c: char| c.is_ascii_digit());
    let goes_on = |rest: &&str| rest.starts_with(' ') || rest.starts_with([',', ';', ')', ':']);
    behind.strip_prefix('.').filter(goes_on).filter(|_| is_figure).unwrap_or(behind)
}

/// A day in a language, as the reader writes it where that is theirs.
fn written(on: Date, language: Option<&'static str>, moment: &Moment) -> String {
    let other = language.filter(|language| moment.locale.tag().get(..2) != Some(*language));
    let locale = other.and_then(|language| match language {
        "en" => Some(Locale::default()),
        language => Locale::named(language).ok(),
    });
    locale.as_ref().unwrap_or(&moment.locale).day(on)
}

/// A text without some words of it; amid others the date stands for them.
fn without(text: &str, words: &str, date: &str) -> String {
    let Some(at) = found(text, words) else { return text.to_owned() };
    let (before, behind) = (&text[..at], behind_figure(words, &text[at + words.len()..]));
    let kept = led_by(before);
    let ends = behind
        .trim_start()
        .chars()
        .next()
        .is_none_or(|c| matches!(c, ',' | ';' | '.' | '!' | '?' | ')' | '–'));
    if kept.is_empty() {
        return capitalised(behind.trim_start_matches(|c: char| !c.is_alphanumeric()));
    }
    match ends {
        // Only an hour stood there.
        false if date.is_empty() => format!("{kept}{behind}"),
        true => format!("{kept}{}", behind.trim_start().trim_end_matches(['.', ' ', ';', ','])),
        false => format!("{before}{date}{behind}"),
    }
}

/// Where words stand by themselves.
fn found(text: &str, words: &str) -> Option<usize> {
    let is_apart = |at: &usize| {
        let letters = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !letters(text[..*at].chars().next_back()) && !letters(text[at + words.len()..].chars().next())
    };
    (!words.is_empty()).then(|| text.rmatch_indices(words).map(|(at, _)| at).find(is_apart)).flatten()
}

/// What stands before a day, without its article and the one word that leads to it.
fn led_by(before: &str) -> &str {
    let without_last = |text: &'_ str, words: &[&str]| -> usize {
        let text = text.trim_end();
        let begin = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        if words.contains(&text[begin..].to_lowercase().as_str()) { begin } else { text.len() }
    };
    let before = &before[..without_last(before, ARTICLES)];
    before[..without_last(before, BEFORE_A_DAY)].trim_end_matches([' ', ',', ';', ':', '–', '-'])
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What a text says besides the sentences that the title is made of.
pub(super) fn rest(text: &str, what: &str) -> String {
    let is_told = |sentence: &str| what.contains(sentence.trim_end_matches(['.', ' ', ';', ',']));
    let mut rest = text.trim().to_owned();
    for sentence in sentences(text).filter(|sentence| is_told(sentence)) {
        let Some(at) = rest.find(sentence) else { continue };
        let end = at + sentence.len();
        let stop =
            rest[end..].chars().next().filter(|c| matches!(c, '.' | '!' | '?')).map_or(0, char::len_utf8);
        rest.replace_range(at..end + stop, "");
    }
    let lines = rest.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
