//! Causes: why something is so stands in no field of a profile. Only somebody's own words can give a reason, and only
//! as their words.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::literal::Rest;
use super::sentence::Sentence;
use super::{View, Voice, words};
use crate::copilot::facts::Claim;

/// Words that make one thing the reason of another.
static CAUSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:because|due to|owing to|on account of|on grounds of|thanks to|as a result|as a consequence|consequently|so that|which is why|that is why|that's why|the reason|reason for|reason is|therefore|hence|thus|caused|causes|causing|led to|leads to|leading to|results? in|resulted in|resulting|stems from|comes from|arises from|triggered|prompted|driven by|attributable|since (?:they|it|she|he|there|we|nobody|nothing|the \w+ (?:was|were|is|are|had|has))|given that|seeing that|in view of|for lack of|weil|wegen|aufgrund|deshalb|daher|denn|infolge|parce que|à cause|en raison|grâce à|puisque|porque|debido|a causa|por culpa|gracias a|perché|omdat|vanwege)\b",
    )
    .expect("constant pattern; every test compiles it")
});

/// Connectives that a draft may use of what is to come.
const PURPOSE: &[&str] =
    &["so that", "therefore", "hence", "thus", "thanks to", "the reason", "reason for", "daher", "denn"];

/// `due to close` is when, `due to rain` is why.
fn is_due(connective: &str, behind: &str) -> bool {
    const ACTS: &[&str] = &[
        "close", "arrive", "be", "expire", "end", "start", "ship", "call", "happen", "land", "come", "leave",
    ];
    let next = behind.split_whitespace().next().unwrap_or_default();
    connective == "due to" && ACTS.contains(&next.trim_end_matches(['.', ',']))
}

/// Refuses a reason that nobody gave.
///
/// In a draft a state that holds may be given as one: `because your order has not reached you yet`.
pub fn check(sentence: &Sentence, rest: &Rest, held: &[Range<usize>], view: &View<'_>) -> Result<(), String> {
    let Some(found) =
        CAUSE.find_iter(&rest.lower).find(|found| !is_due(found.as_str(), &rest.lower[found.end()..]))
    else {
        return Ok(());
    };
    let is_draft = matches!(view.voice, Voice::Draft { .. });
    // What is to be done may have a purpose: `so that you can answer at once`.
    if is_draft && PURPOSE.contains(&found.as_str()) {
        return Ok(());
    }
    if is_draft && held.iter().any(|range| range.start >= found.end()) {
        return Ok(());
    }
    let is_unread = view.cited.iter().any(|fact| fact.claims.get(&Claim::Unread) == Some(&true));
    if is_unread {
        return Ok(());
    }
    let reason = words::content(&sentence.lower[found.end()..]);
    let gives = |text: &str| words::parts(text).any(|said| words::are_all_in(&reason, said));
    let is_given = view.staff().any(gives) || (sentence.attributes() && view.said().any(gives));
    // Two things that one person said are not yet a reason: they must have given it as one.
    let as_reason = |text: &str| CAUSE.is_match(&text.to_lowercase());
    let texts = || view.staff().chain(view.said());
    if is_given && !reason.is_empty() && texts().any(as_reason) {
        Ok(())
    } else {
        Err(format!("it gives a reason that nothing tells: `{}`", found.as_str()))
    }
}
