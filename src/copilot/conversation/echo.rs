//! What the model was told stays between the program and the model: a draft that repeats the prompt's rules is none.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::gateway::PromptName;

/// So many words in a row are nobody's by chance.
const TELLING_WORDS: usize = 6;

/// Every run of words in the rules of the built-in prompts.
static RULES: LazyLock<BTreeSet<Vec<String>>> =
    LazyLock::new(|| PromptName::ALL.into_iter().flat_map(|prompt| runs(prompt.rules())).collect());

/// # Errors
/// The text repeats a rule.
pub(super) fn refuse(text: &str) -> Result<(), String> {
    if runs(text).iter().any(|run| RULES.contains(run)) {
        Err("it repeats what the model was told".to_owned())
    } else {
        Ok(())
    }
}

fn runs(text: &str) -> Vec<Vec<String>> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    words.windows(TELLING_WORDS).map(<[String]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_known_again_and_a_letter_is_no_rule() {
        assert!(refuse("Sure. SAY ONLY what the facts say: every sentence counts.").is_err());
        assert!(refuse("Hello Ada,\n\nthank you for your message. We look into it and write again.").is_ok());
        assert!(refuse("").is_ok());
    }
}
