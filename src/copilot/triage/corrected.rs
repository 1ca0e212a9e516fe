//! What people have put right, remembered: a case in much the same words is filed as they filed the one before.
//!
//! The words of a text are weighed by how few of the remembered texts have them (TF-IDF), and two texts are as close as
//! the cosine of their weights. That can be explained word by word, needs no training, and with a handful of texts says
//! nothing about a case that does not share most of its words with one of them: whoever is filed rightly elsewhere
//! stays so (`examples/check_corrections.rs` measures it). Pure.

use std::collections::BTreeMap;

use super::model;
use crate::domain::triage::Correction;

/// Corrections that are remembered, the newest.
pub const MOST: usize = 500;
/// Texts this close are filed alike.
const CLOSE: f64 = 0.65;
/// Words that say something which two texts have in common at least: less is chance.
const LEAST_SHARED: usize = 3;
/// Where two corrections that disagree are about as close, neither is followed.
const MARGIN: f64 = 0.05;

/// Words that nearly every message has.
const COMMON: &[&str] = &[
    "a", "about", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but",
    "by", "can", "could", "dear", "did", "do", "don't", "for", "from", "get", "good", "got", "had", "has",
    "have", "hello", "help", "hey", "hi", "how", "i", "i'd", "i'm", "i've", "if", "in", "is", "it", "it's",
    "its", "just", "know", "like", "me", "much", "my", "need", "no", "not", "now", "of", "on", "one", "or",
    "order", "our", "out", "please", "regard", "she", "he", "so", "some", "than", "thank", "that", "the",
    "their", "them", "there", "they", "this", "to", "too", "up", "us", "want", "was", "we", "were", "what",
    "when", "which", "will", "with", "would", "you", "your",
];

/// Corrections, ready to be compared with.
#[derive(Debug, Default)]
pub struct Memory {
    remembered: Vec<(Correction, BTreeMap<String, f64>)>,
    /// In how many of the texts a word stands.
    known: BTreeMap<String, usize>,
}

impl Memory {
    /// Of corrections in any order; beyond [`MOST`] the oldest are left out.
    pub fn of(mut corrections: Vec<Correction>) -> Self {
        // What was taken back changes nothing.
        corrections.retain(|correction| !correction.change.is_empty());
        corrections.sort_by(|a, b| (b.at, &a.case).cmp(&(a.at, &b.case)));
        corrections.truncate(MOST);
        let counted: Vec<_> = corrections.iter().map(|correction| counts(&correction.words)).collect();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for word in counted.iter().flat_map(BTreeMap::keys) {
            *known.entry(word.clone()).or_default() += 1;
        }
        let total = corrections.len();
        let weighed = counted.iter().map(|counts| weights(counts, &known, total));
        let remembered = corrections.into_iter().zip(weighed).collect::<Vec<_>>();
        Self { remembered, known }
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.remembered.is_empty()
    }

    /// What a person has put right of this very case.
    pub fn of_case(&self, id: &str) -> Option<&Correction> {
        self.remembered.iter().map(|(correction, _)| correction).find(|one| one.case.id == id)
    }

    /// The correction that a text is close to.
    pub fn like(&self, text: &str) -> Option<&Correction> {
        let own = weights(&counts(text), &self.known, self.remembered.len());
        let mut close: Vec<(f64, &Correction)> = self
            .remembered
            .iter()
            .filter(|(_, weights)| {
                own.keys().filter(|word| weights.contains_key(*word)).count() >= LEAST_SHARED
            })
            .map(|(correction, weights)| (cosine(&own, weights), correction))
            .filter(|(close, _)| *close >= CLOSE)
            .collect();
        close.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (nearest, correction) = *close.first()?;
        let disagrees = |(near, other): &&(f64, &Correction)| {
            nearest - near < MARGIN && other.change.category != correction.change.category
        };
        close.iter().find(disagrees).is_none().then_some(correction)
    }
}

/// How often each word that says something stands in a text.
fn counts(text: &str) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for word in model::words(text).into_iter().filter(|word| !COMMON.contains(&word.as_str())) {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred")]
fn weights(
    counts: &BTreeMap<String, u32>,
    known: &BTreeMap<String, usize>,
    total: usize,
) -> BTreeMap<String, f64> {
    let rare = |word: &String| {
        let having = known.get(word).copied().unwrap_or(0);
        ((total + 1) as f64 / (having + 1) as f64).ln() + 1.0
    };
    counts.iter().map(|(word, count)| (word.clone(), (1.0 + f64::from(*count).ln()) * rare(word))).collect()
}

fn cosine(one: &BTreeMap<String, f64>, other: &BTreeMap<String, f64>) -> f64 {
    let length =
        |weights: &BTreeMap<String, f64>| weights.values().map(|weight| weight * weight).sum::<f64>().sqrt();
    let shared: f64 = one.iter().filter_map(|(word, weight)| Some(weight * other.get(word)?)).sum();
    shared / (length(one) * length(other)).max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::ids::Source;
    use crate::domain::record::RecordRef;
    use crate::domain::triage::{Category, LabelChange};

    fn correction(id: &str, second: i64, words: &str, category: Category) -> Correction {
        Correction {
            case: RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id: id.to_owned() },
            customer: None,
            by: "sam@example.com".to_owned(),
            at: Timestamp::from_second(second).unwrap(),
            words: words.to_owned(),
            change: LabelChange { category: Some(category), ..LabelChange::default() },
        }
    }

    const GUIDE: &str = "Size guide for the ridge jacket is missing on the product page";

    #[test]
    fn what_is_said_in_much_the_same_words_is_filed_alike() {
        let memory = Memory::of(vec![correction("1", 1, GUIDE, Category::ProductQuestion)]);
        let like = |text| memory.like(text).map(|one| one.case.id.as_str());
        assert_eq!(like("The size guide of the ridge jacket is missing from your product page!"), Some("1"));
        assert_eq!(like(GUIDE), Some("1"));
        assert_eq!(like("My jacket is missing a button"), None, "two words are chance");
        assert_eq!(like("Where is my order, please help me with it"), None);
        assert_eq!(like(""), None);
        assert_eq!(Memory::default().like(GUIDE), None);
    }

    #[test]
    fn where_two_disagree_about_the_same_words_neither_is_followed() {
        let one = correction("1", 1, GUIDE, Category::ProductQuestion);
        let other = correction("2", 2, GUIDE, Category::Complaint);
        assert_eq!(Memory::of(vec![one.clone(), other]).like(GUIDE), None);
        let same = correction("2", 2, GUIDE, Category::ProductQuestion);
        assert!(Memory::of(vec![one, same]).like(GUIDE).is_some());
    }

    #[test]
    fn only_so_many_are_remembered_and_the_oldest_go_first() {
        let letters =
            |at: i64| at.to_string().bytes().map(|digit| char::from(digit - b'0' + b'k')).collect::<String>();
        let words = |at: i64| ["a", "b", "c", "d"].map(|begin| format!("{begin}{}", letters(at))).join(" ");
        let many = i64::try_from(MOST + 20).unwrap();
        let all = (0..many).map(|at| correction(&at.to_string(), at, &words(at), Category::DeliveryProblem));
        let memory = Memory::of(all.collect());
        assert!(memory.like(&words(0)).is_none() && memory.like(&words(many - 1)).is_some());
        assert!(memory.of_case("0").is_none() && memory.of_case(&(many - 1).to_string()).is_some());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_compared(text in ".{0,200}", words in ".{0,200}") {
            let memory = Memory::of(vec![correction("1", 1, &words, Category::Other)]);
            if let Some(like) = memory.like(&text) {
                proptest::prop_assert_eq!(like.case.id.as_str(), "1");
            }
        }

        #[test]
        fn the_same_words_in_another_order_are_the_same(seed in 0_usize..40) {
            let mut words: Vec<&str> = GUIDE.split(' ').collect();
            let count = words.len();
            words.rotate_left(seed % count);
            let memory = Memory::of(vec![correction("1", 1, GUIDE, Category::ProductQuestion)]);
            proptest::prop_assert!(memory.like(&words.join(" ")).is_some());
        }
    }
}
