//! A linear model over words, pairs and triples of words, and pieces of words, learned from labelled public messages
//! (`examples/train_triage.rs` makes `model.bin`; `model.md` names sources, licences and figures).
//!
//! It is right about messages like those it was learned from and guesses about others; so it says, too, how much of a
//! message's wording it has seen. Pure.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::domain::triage::Category;

/// Places that a feature's digest falls to.
pub const PLACES: usize = 1 << 16;
/// Categories, in the order of [`Category::ALL`].
pub const CATEGORIES: usize = 10;
/// Bits of the filter of known pairs of words.
const PAIR_BITS: usize = 1 << 18;
/// Weights are kept in these steps.
pub const STEP: f32 = 1.0 / 24.0;
/// Beyond so many words a message says nothing new.
const MOST_WORDS: usize = 200;

/// The learned weights.
pub struct Model {
    /// By place, then category; in [`STEP`]s.
    weights: Vec<i8>,
    pairs: Vec<u8>,
}

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(include_bytes!("model.bin")));

/// What the model that comes with the program makes of a text.
pub fn judge(text: &str) -> Judgement {
    MODEL.judge(text)
}

/// What a model makes of a text.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// Probabilities, in the order of [`Category::ALL`].
    pub probabilities: [f32; CATEGORIES],
    /// The part of the text's pairs of words that were met while learning, 0 to 1.
    pub familiar: f32,
}

impl Model {
    /// From learned weights and the pairs of words that were met.
    pub fn of(weights: &[f32], pairs: impl IntoIterator<Item = u64>) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "clamped")]
        let step = |weight: &f32| (weight / STEP).round().clamp(-127.0, 127.0) as i8;
        let mut filter = vec![0; PAIR_BITS / 8];
        for pair in pairs {
            let (byte, bit) = bit(pair);
            filter[byte] |= bit;
        }
        Self { weights: weights.iter().map(step).collect(), pairs: filter }
    }

    /// The bytes of a model file: pairs, then weights.
    pub fn bytes(&self) -> Vec<u8> {
        let weights = self.weights.iter().map(|weight| weight.cast_unsigned());
        self.pairs.iter().copied().chain(weights).collect()
    }

    fn read(bytes: &[u8]) -> Self {
        let (pairs, weights) = bytes.split_at(PAIR_BITS / 8);
        Self { weights: weights.iter().map(|byte| byte.cast_signed()).collect(), pairs: pairs.to_vec() }
    }

    /// What it makes of a text.
    pub fn judge(&self, text: &str) -> Judgement {
        let words = words(text);
        let features = features(&words);
        let mut sums = [0.0; CATEGORIES];
        for place in &features {
            let row = &self.weights[place * CATEGORIES..(place + 1) * CATEGORIES];
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += f32::from(*weight) * STEP;
            }
        }
        let scale = scale(features.len());
        let seen = |pair: &u64| {
            let (byte, bit) = bit(*pair);
            self.pairs[byte] & bit != 0
        };
        let pairs = pairs(&words);
        let known = pairs.iter().filter(|pair| seen(pair)).count();
        #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
        let familiar = known as f32 / pairs.len().max(1) as f32;
        Judgement { probabilities: softmax(sums.map(|sum| sum * scale)), familiar }
    }
}

fn bit(digest: u64) -> (usize, u8) {
    let at = usize::try_from(digest % PAIR_BITS as u64).unwrap_or(0);
    (at / 8, 1 << (at % 8))
}

/// Longer texts have more features; each counts for less.
#[expect(clippy::cast_precision_loss, reason = "a few hundred")]
pub fn scale(features: usize) -> f32 {
    3.0 / (features.max(1) as f32).sqrt()
}

/// Probabilities of scores.
pub fn softmax(scores: [f32; CATEGORIES]) -> [f32; CATEGORIES] {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let powers = scores.map(|score| (score - most).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}

/// A text's words, lower case, English endings cut.
pub fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !(c.is_alphabetic() || c == '\'')).filter(|word| !word.is_empty());
    words.take(MOST_WORDS).map(stem).collect()
}

fn stem(word: &str) -> String {
    let long = word.chars().count() > 4;
    let cut = ["ing", "ed", "es", "ly", "s"].iter().find_map(|end| word.strip_suffix(end));
    cut.filter(|_| long).unwrap_or(word).to_owned()
}

/// Places of a text's features, each once.
pub fn features(words: &[String]) -> Vec<usize> {
    let mut found = HashSet::new();
    let mut add = |parts: &[&str]| {
        found.insert(usize::try_from(digest(parts) % PLACES as u64).unwrap_or(0));
    };
    let begin = std::iter::once("^").chain(words.iter().map(String::as_str)).chain(std::iter::once("$"));
    let all: Vec<&str> = begin.collect();
    for length in 1..=3 {
        all.windows(length).for_each(&mut add);
    }
    let joined: Vec<char> = format!(" {} ", words.join(" ")).chars().collect();
    for piece in joined.windows(4) {
        let piece: String = piece.iter().collect();
        add(&["#", &piece]);
    }
    let mut places: Vec<usize> = found.into_iter().collect();
    places.sort_unstable();
    places
}

/// Digests of a text's pairs of words; of a single word that.
pub fn pairs(words: &[String]) -> Vec<u64> {
    match words {
        [one] => vec![digest(&[one])],
        _ => words.windows(2).map(|pair| digest(&[&pair[0], &pair[1]])).collect(),
    }
}

/// FNV-1a of 64 bits over the parts, each ended by a zero byte.
fn digest(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain(std::iter::once(0)));
    bytes.fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The place of a category in a model.
pub fn place(category: Category) -> usize {
    Category::ALL.iter().position(|one| *one == category).unwrap_or(0)
}
