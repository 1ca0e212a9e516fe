//! What a brief begins with where an answer is under way: that it is, so that no other is looked for. Neither a model's word
//! nor a rule's.

use crate::domain::answer::UnderWay;
use crate::domain::brief::Sentence;

/// A sentence for each.
pub fn sentences(under_way: &[UnderWay]) -> Vec<Sentence> {
    let sentence = |one: &UnderWay| {
        let mut text = one.in_words();
        text.replace_range(..1, "A");
        Sentence { text: format!("{text}."), evidence: vec![one.evidence()] }
    };
    under_way.iter().map(sentence).collect()
}
