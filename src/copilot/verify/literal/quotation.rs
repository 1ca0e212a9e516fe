//! Quotations and addresses: what is quoted must have been written, where a link leads must stand in a record.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Rest, View, fold, pattern};
use crate::copilot::facts::SlotValue;
use crate::copilot::verify::sentence::Sentence;

static QUOTATION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#""([^"]{2,})"|“([^”]{2,})”|«([^»]{2,})»|„([^“”]{2,})[“”]"#));
/// Tells of what was written or said before.
static WRITTEN_THEN: LazyLock<Regex> = LazyLock::new(|| {
    let words = "wrote|written|said|told|promised|schrieb(?:en)?|geschrieben|versprochen|zugesagt|écrit|promis|dit|escribimos|prometimos|dijimos";
    pattern(&format!(r"\b(?:{words})\b[^.!?]*$"))
});
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"https?://[^\s,;)]+|www\.[^\s,;)]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"));

/// What is quoted must have been written.
pub fn check(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    for captures in QUOTATION.captures_iter(&sentence.text) {
        let Some(whole) = captures.get(0) else { continue };
        let inner = captures.iter().skip(1).flatten().next().map_or("", |m| m.as_str());
        let folded = fold(inner);
        let is_slot_alone = sentence.slots().any(|(at, _)| whole.range().contains(&at));
        let stands = view
            .said()
            .chain(view.staff())
            .chain(view.known_names())
            .any(|said| fold(said).contains(&folded));
        if !stands && !is_slot_alone {
            return Err("its quotation does not stand in the evidence".to_owned());
        }
        rest.blank(whole.range());
    }
    Ok(())
}

/// A text without what it quotes of our own letters as written then: whoever says that a promise was not kept gives none.
pub fn without_own_words(text: &str, view: &View<'_>) -> String {
    let stands_there = |quoted: &Captures<'_>| {
        let inner = quoted.iter().skip(1).flatten().next().map_or("", |found| found.as_str());
        let inner = fold(inner.trim_end_matches(['…', '.']));
        view.facts.iter().flat_map(|fact| &fact.staff).any(|letter| fold(letter).contains(&inner))
    };
    let mut rest = String::new();
    let mut from = 0;
    for quoted in QUOTATION.captures_iter(text) {
        let Some(whole) = quoted.get(0) else { continue };
        if WRITTEN_THEN.is_match(&text[from..whole.start()].to_lowercase()) && stands_there(&quoted) {
            rest.push_str(&text[from..whole.start()]);
            from = whole.end();
        }
    }
    rest + &text[from..]
}

/// Web and mail addresses.
pub fn addresses(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    for found in ADDRESS.find_iter(&sentence.lower) {
        let address = found.as_str().trim_end_matches(['.', '!', '?']);
        let in_values = view.values().any(
            |(_, value)| matches!(value, SlotValue::Text(text) if text.to_lowercase().contains(address)),
        );
        if !in_values && !view.known_names().any(|name| name.to_lowercase().contains(address)) {
            return Err("it has an address that does not stand in the evidence".to_owned());
        }
        rest.blank(found.range());
    }
    Ok(())
}
