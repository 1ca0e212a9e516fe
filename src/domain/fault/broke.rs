//! Whether something broke, as a customer writes of it: who has broken nothing, or is torn between two sizes, writes of no
//! such thing.

use std::sync::LazyLock;

use regex::Regex;

use super::{compiled, theirs};
use crate::domain::crm::Case;

/// Words of people to whom something broke.
pub const BROKE: &[&str] =
    &["broke", "broken", "snapped", "warranty", "defect", "defective", "ripped", "torn", "leaks"];

/// Nothing did: `nothing is broken`, `it isn't worn, ripped or torn`.
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    let broke = BROKE.join("|");
    let no = r"(?:not|nothing|never|none|neither|nor|no|without|\w+n't)";
    let lead = r"(?: (?:is|are|was|were|be|been|has|have|had|got|gotten|seems?|looks?|appears?|to be|at all|really|actually|yet|even|visibly|visible|an?|any|anything|find|found|see|(?:about|on|with|of|in|inside) (?:it|them|this|that|these|those|(?:my )?order #?\w+|(?:the|my) [\w-]+)))*";
    let state =
        format!("(?:damaged|used|worn|washed|opened|stained|scratched|dirty|faulty|wrong|missing|{broke})");
    compiled(&format!(
        r"\b{no}{lead}(?: {state}(?:,|,? n?or))* (?:{broke})\b(?:(?:, {state})*,? n?or {state}\b)?"
    ))
});

/// People are torn and broke, too.
static OF_PEOPLE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\btorn (?:between|about|over|as to|whether)\b|\b(?:i|we)(?:'m|'re| am| are| was| were| feel| felt)(?: \w+)? (?:torn|broke)\b",
    )
});

/// Whether somebody writes that something broke.
pub fn broke(text: &str) -> bool {
    let lower = text.to_lowercase().replace('’', "'");
    let left = DENIED.replace_all(&lower, " ");
    let left = OF_PEOPLE.replace_all(&left, " ");
    left.split(|c: char| !c.is_alphanumeric()).any(|word| BROKE.contains(&word))
}

/// Whether the customer of a case does.
pub fn broke_in(case: &Case) -> bool {
    theirs(case).any(broke)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("I want to return order #1001. Nothing is broken, the tags are on.")]
    #[case("I was torn between two sizes, can I still return it?")]
    #[case("It isn't broken, I just do not like it.")]
    #[case("It isn’t broken or torn.")]
    #[case("The jacket is not worn, ripped or torn.")]
    #[case("Nothing about it is damaged or broken.")]
    #[case("It has never leaked and nothing snapped.")]
    #[case("There is no defect, it is too small.")]
    #[case("None of the poles are broken.")]
    #[case("Nothing of order #1001 is broken.")]
    #[case("It comes back without any defect.")]
    #[case("I'm really torn, which size runs larger?")]
    #[case("I am broke this month, may I send it back?")]
    fn nothing_broke(#[case] text: &str) {
        assert!(!broke(text), "{text}");
    }

    #[rstest]
    #[case("The zip broke.")]
    #[case("The pole is broken, can I return it?")]
    #[case("Nothing is broken on the outside, but the zip snapped.")]
    #[case("No, it broke on the first day.")]
    #[case("I do not know how it broke.")]
    #[case("I can't believe it broke after two days.")]
    #[case("It does not close any more since the zip broke.")]
    #[case("Nothing works since the pump snapped.")]
    #[case("It is not only torn, it is the wrong colour.")]
    #[case("I did not use it, the seam was torn when it came.")]
    #[case("Isn't the zip broken?")]
    #[case("The jacket was torn when I opened the box.")]
    #[case("Is it under warranty?")]
    #[case("The mattress leaks.")]
    fn something_broke(#[case] text: &str) {
        assert!(broke(text), "{text}");
    }
}
