//! Somebody who has to write again and again: how often of late, what they were promised, and whether we came back to it.

use jiff::{SignedDuration, Timestamp};

use super::crm::{Case, MessageFrom};

/// How far back is counted.
const WITHIN: SignedDuration = SignedDuration::from_hours(14 * 24);
/// So many contacts are too many.
const TOO_MANY: usize = 3;
/// Messages that come so soon after one another are one contact.
const AT_ONCE: SignedDuration = SignedDuration::from_hours(1);

/// Characters of a sentence that is told whole.
const SHORT: usize = 40;

/// Words of a sentence that promises something; with blanks, so that they are whole words.
const PROMISES: &[&str] = &[
    " will ",
    "'ll ",
    "’ll ",
    " tomorrow",
    " by monday",
    " by tuesday",
    " by wednesday",
    " by thursday",
    " by friday",
    " werde ",
    " werden wir ",
    " melde mich",
    " morgen",
    " bis montag",
    " bis freitag",
];

/// Contacts of a customer that are too many in too short a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepeatedContacts {
    /// When they wrote, the oldest first; three at least.
    pub at: Vec<Timestamp>,
    /// What they were told last that sounds like a promise.
    pub promise: Option<Promise>,
}

/// A promise of ours.
#[derive(Clone, PartialEq, Eq)]
pub struct Promise {
    /// The sentence.
    pub text: String,
    /// The number of the case that it stands in.
    pub case: String,
    /// When it was written.
    pub at: Timestamp,
    /// When we wrote again; nothing where we have not.
    pub next_word: Option<Timestamp>,
}

impl std::fmt::Debug for Promise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Promise({})", self.at)
    }
}

impl RepeatedContacts {
    /// Of a customer's cases, up to now; nothing where they are not too many.
    pub fn of(cases: &[Case], now: Timestamp) -> Option<Self> {
        let is_late = |at: &Timestamp| *at <= now && now.duration_since(*at) <= WITHIN;
        let by = |from: MessageFrom| {
            let messages = cases.iter().flat_map(|case| &case.messages);
            messages.filter(move |message| message.from == from)
        };
        let mut at: Vec<Timestamp> =
            by(MessageFrom::Customer).filter_map(|message| message.at).filter(is_late).collect();
        at.sort_unstable();
        at.dedup_by(|later, kept| later.duration_since(*kept) < AT_ONCE);
        if at.len() < TOO_MANY {
            return None;
        }
        let promises = cases.iter().flat_map(|case| {
            let ours = case.messages.iter().filter(|one| one.from == MessageFrom::Staff);
            ours.filter_map(move |message| {
                let at = message.at.filter(is_late)?;
                Some((at, case, promise_of(&message.text)?))
            })
        });
        let promise = promises.max_by_key(|(at, ..)| *at).map(|(at, case, text)| {
            let later = by(MessageFrom::Staff).filter_map(|message| message.at).filter(|other| *other > at);
            Promise { text: text.to_owned(), case: case.id.clone(), at, next_word: later.min() }
        });
        Some(Self { at, promise })
    }
}

/// The cases before one, of somebody who has to write again and again: those that were written in of late, the oldest first.
pub fn before<'a>(cases: &'a [Case], case: &Case, now: Timestamp) -> Vec<&'a Case> {
    let first = |one: &Case| one.messages.iter().find_map(|message| message.at).or(one.opened_at);
    let last = |one: &Case| one.messages.iter().rev().find_map(|message| message.at);
    let is_late = |one: &Case| last(one).is_some_and(|at| at <= now && now.duration_since(at) <= WITHIN);
    let is_before = |one: &Case| one.evidence != case.evidence && first(one) < first(case) && is_late(one);
    if RepeatedContacts::of(cases, now).is_none() {
        return Vec::new();
    }
    let mut earlier: Vec<&Case> = cases.iter().filter(|one| is_before(one)).collect();
    earlier.sort_by_key(|one| first(one));
    earlier
}

/// What a case's customer was told last that sounds like a promise, where nobody of the shop has written since.
pub fn left_at(case: &Case) -> Option<Promise> {
    let last = case.messages.iter().rfind(|message| message.from == MessageFrom::Staff)?;
    let text = promise_of(&last.text)?.to_owned();
    Some(Promise { text, case: case.id.clone(), at: last.at?, next_word: None })
}

/// The last sentence of a text that promises something; of a long one the part that does.
fn promise_of(text: &str) -> Option<&str> {
    let promises = |words: &str| {
        let lower = format!(" {} ", words.to_lowercase());
        PROMISES.iter().any(|promise| lower.contains(promise))
    };
    let mut sentences = text.split_inclusive(['.', '!', '?', '\n']).map(str::trim);
    let sentence = sentences.rfind(|sentence| promises(sentence))?;
    if sentence.chars().count() <= SHORT {
        return Some(sentence);
    }
    let clauses = [", ", " and ", " und "];
    let parts = clauses.iter().filter_map(|between| Some(sentence.rsplit_once(between)?.1));
    Some(parts.filter(|part| promises(part)).max_by_key(|part| part.len()).unwrap_or(sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_sentence_that_promises_something_is_the_promise() {
        let text =
            "Hello Ada, thank you. I have opened an inquiry. I will come back to you tomorrow. Kind regards";
        assert_eq!(promise_of(text), Some("I will come back to you tomorrow."));
        let long = "I have opened an inquiry with the carrier and will come back to you tomorrow.";
        assert_eq!(promise_of(long), Some("will come back to you tomorrow."));
        assert_eq!(promise_of("Ich melde mich bis Freitag.\nGruß"), Some("Ich melde mich bis Freitag."));
        assert_eq!(promise_of("Thank you for writing. The goodwill is ours."), None);
    }
}
