//! Names: what is written with a capital must be a usual word at its place, or stand in the evidence.

use super::View;
use super::literal::Rest;
use super::sentence::Sentence;
use crate::copilot::quotation::{OF_FACTS, without_quotations};

/// Words that English writes with a capital, and abbreviations of the trade.
const USUAL: &[&str] = &[
    "i",
    "i'm",
    "i'll",
    "i've",
    "i'd",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "english",
    "german",
    "french",
    "spanish",
    "japanese",
    "arabic",
    "chinese",
    "italian",
    "portuguese",
    "dutch",
    "christmas",
    "easter",
    "crm",
    "vip",
    "clv",
    "gdpr",
    "vat",
    "eu",
    "uk",
    "us",
    "usa",
    "usd",
    "eur",
    "gbp",
    "cad",
    "jpy",
    "id",
    "sku",
    "faq",
    "ok",
    "asap",
    "pdf",
    "sms",
    "url",
    "dear",
    "hello",
    "hi",
    "best",
    "kind",
    "regards",
    "thanks",
    "thank",
    "sincerely",
    "yours",
    "mr",
    "mrs",
    "ms",
    "dr",
    "b2b",
    "q1",
    "q2",
    "q3",
    "q4",
    "internet",
    "fyi",
    "ps",
    "re",
];

/// Checks words with a capital; says whether there were any that had to stand in the evidence.
pub fn check(sentence: &Sentence, rest: &Rest, view: &View<'_>) -> Result<bool, String> {
    let mut checked = false;
    let mut at_start = true;
    let words = words(&rest.text);
    for (place, (at, word)) in words.iter().enumerate() {
        let starts = at_start || opens(&rest.text, *at);
        at_start = false;
        if !is_name_like(word) {
            continue;
        }
        // A capital at the beginning says nothing, unless what follows has one too or the word is a given name.
        if starts && !is_given_name(word) && !is_mark(word) && !follows_name(&words, place, &rest.text) {
            continue;
        }
        // German writes its nouns so: they are words, and checked as such.
        if super::words::is_of_the_trade(word) {
            continue;
        }
        if stands(word, view, sentence) {
            checked = true;
        } else if !starts || !is_usual(word) {
            return Err(format!("the name `{word}` does not stand in the evidence"));
        }
    }
    Ok(checked)
}

fn words(text: &str) -> Vec<(usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '-');
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, is_part(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let word = text[from..at].trim_matches(|c| matches!(c, '\'' | '-'));
                if !word.is_empty() {
                    found.push((from, word));
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// With a capital, a small letter or several capitals, and no usual word.
fn is_name_like(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
        && word.chars().any(char::is_alphabetic)
        && !is_usual(word)
}

fn is_usual(word: &str) -> bool {
    let lower = word.to_lowercase();
    let bare = lower.trim_end_matches("'s");
    USUAL.contains(&bare) || bare.chars().count() == 1
}

/// After a colon, a bracket or a quotation mark a capital is usual.
fn opens(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    before.is_empty() || before.ends_with([':', '(', '"', '“', '«', '.', '!', '?', '-', '–', '•', '*'])
}

fn follows_name(words: &[(usize, &str)], place: usize, text: &str) -> bool {
    let Some((at, next)) = words.get(place + 1) else { return false };
    let (from, word) = words[place];
    // Only a space between them: blanked literals leave more.
    let close = at.checked_sub(from + word.len()).is_some_and(|gap| gap == 1)
        && text.as_bytes().get(at - 1) == Some(&b' ');
    close && is_name_like(next) && next.chars().any(char::is_lowercase)
}

/// Written as a company writes itself: `DHL`, `FedEx`.
fn is_mark(word: &str) -> bool {
    word.chars().filter(|c| c.is_uppercase()).count() >= 2 && word.chars().all(char::is_alphabetic)
}

fn is_given_name(word: &str) -> bool {
    crate::gateway::is_given_name(word)
}

/// Whether a word stands in a name or in what was said of the cited facts.
fn stands(word: &str, view: &View<'_>, sentence: &Sentence) -> bool {
    let lower = word.to_lowercase();
    let bare = lower.trim_end_matches("'s").to_owned();
    let _ = sentence;
    let in_text = |text: &str| {
        text.to_lowercase().split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-').any(|part| {
            let is_plural = bare.strip_suffix('s') == Some(part);
            part == lower || part == bare || is_plural || part.split('-').any(|piece| piece == bare)
        })
    };
    let in_values = view.values().any(|(_, value)| match value {
        super::SlotValue::Text(text) => in_text(text),
        super::SlotValue::Worded(words) => in_text(words.as_str()),
        super::SlotValue::State(state) => in_text(state),
        _ => false,
    });
    in_values
        || view.known_names().any(in_text)
        || view.said().any(in_text)
        || view.staff().any(in_text)
        || view.cited.iter().any(|fact| in_text(&without_quotations(fact.text.as_str(), &OF_FACTS)))
}
