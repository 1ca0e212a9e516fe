//! A model's sentence that says that nothing is known of what was asked.

use crate::copilot::tone;
use crate::domain::brief::Sentence;

/// What is shown for it.
pub const SAID: &str = "The profile does not say.";

const BEGINNINGS: &[&str] = &[
    "the profile does not say",
    "the profile doesn't say",
    "the profile does not tell",
    "the profile does not show",
    "the facts do not say",
    "the facts don't say",
    "the facts do not tell",
    "the facts do not answer",
    "nothing is known of",
    "nothing is known about",
    "that is not known",
    "this is not known",
    "it is not known",
    "there is no information about",
    "there is no information on",
];

/// Words behind which something else is said.
const TURNS: &[&str] = &["but", "however", "though", "although", "except", "only", "because", "since"];

/// Whether all that an answer says is that nothing is known.
pub fn is_all(said: &[Sentence]) -> bool {
    !said.is_empty() && said.iter().all(|sentence| sentence.text == SAID)
}

/// Whether a sentence says that nothing is known, and nothing beside it.
pub fn is_one(text: &str) -> bool {
    let text = text.to_lowercase().replace('’', "'");
    let goes_on = text.trim_end_matches(['.', '!']).contains(['.', ',', ';', ':', '{', '(']);
    BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
        && !goes_on
        && !tone::contains_any(&text, TURNS)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::plain("The profile does not say.", true)]
    #[case::with_its_matter("Nothing is known of the customer’s favourite colour.", true)]
    #[case::turn("The profile does not say why but the order is late.", false)]
    #[case::slot("Nothing is known of {order:1.total}.", false)]
    #[case::second_sentence("Nothing is known about it. The order was refunded.", false)]
    #[case::statement("There is no order.", false)]
    fn silence_is_told_from_a_statement(#[case] text: &str, #[case] is_silence: bool) {
        assert_eq!(is_one(text), is_silence, "{text}");
    }
}
