//! What is known of single words: cue, common word, given name, brand, place.
//!
//! `lexicon/README.md` names the source and the licence of each list in `lexicon/`.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// A set of word classes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Classes(u64);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:expr, $label:expr;)*) => {
        impl Classes { $($(#[$doc])* pub(super) const $name: Classes = Classes(1 << $bit);)* }
        /// Labels in `cues.txt`.
        const LABELS: &[(&str, Classes)] = &[$(($label, Classes::$name)),*];
    };
}

classes! {
    GREETING = 0, "greeting";
    SIGNOFF = 1, "signoff";
    TITLE = 2, "title";
    KIN = 3, "kin";
    LABEL = 4, "label";
    PERSON_VERB = 5, "person_verb";
    PHONE = 6, "phone";
    ORDER = 7, "order";
    CARD = 8, "card";
    BORN = 9, "born";
    SSN = 10, "ssn";
    ADDRESS = 11, "address";
    STREET_AFTER = 12, "street_after";
    STREET_BEFORE = 13, "street_before";
    UNIT = 14, "unit";
    PO = 15, "po";
    ORGANISATION = 16, "organisation";
    PARTICLE = 17, "particle";
    MONTH = 18, "month";
    BOUGHT = 19, "bought";
    WORD = 20, "word";
    GIVEN = 21, "given";
    BRAND = 22, "brand";
    PLACE = 23, "place";
    AFTER_PHONE = 24, "after_phone";
    SURNAME = 25, "surname";
    JOINT = 26, "joint";
    /// With a capital more often a name than the word or the place that it is too.
    USUAL = 27, "usual";
    /// One word that says that a name follows.
    NAMED = 28, "named";
    /// What stands before a place.
    NEAR_PLACE = 29, "near_place";
    /// What is done to a person, who is named next: "ask", "told", "met".
    TOLD = 30, "told";
    /// A word of English alone: one with an accent is another word, or a name.
    ENGLISH = 31, "english";
    /// May stand right before a name that somebody gives: "is", "heisse", "am".
    INTRODUCES = 32, "introduces";
    /// A preposition of places.
    LEADS = 33, "leads";
    /// A word for a street that stands between its name and the number: Hungarian, Slavic, Baltic, Nordic, Turkish.
    STREET_BETWEEN = 34, "street_between";
    /// A usual word for a street in English, which may stand without a capital.
    PLAIN_STREET = 35, "plain_street";
    /// The word before a house number: "No", "Nr".
    NUMBER_MARK = 36, "number_mark";
    /// What a national number is called.
    ID_NUMBER = 37, "id_number";
    /// The word for a digit, in any language of `recognisers/numbers/spelled.rs`.
    DIGIT = 38, "digit";
}

impl Classes {
    /// Whether the two sets share a class.
    pub(super) fn has(self, other: Classes) -> bool {
        self.0 & other.0 != 0
    }

    /// What is left without those of `other`.
    pub(super) const fn without(self, other: Classes) -> Classes {
        Classes(self.0 & !other.0)
    }

    /// Both sets together.
    pub(super) const fn or(self, other: Classes) -> Classes {
        Classes(self.0 | other.0)
    }
}

/// The hash of a folded word, built up character by character (FNV-1a, 64 bits).
#[derive(Clone, Copy)]
pub(super) struct WordHash(u64);

impl WordHash {
    pub(super) fn new() -> Self {
        WordHash(0xcbf2_9ce4_8422_2325)
    }

    #[inline]
    pub(super) fn push(&mut self, c: char) {
        self.0 = (self.0 ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
    }

    fn of(word: &str) -> u64 {
        let mut hash = WordHash::new();
        for c in word.chars() {
            super::fold::fold_char(c, |f| hash.push(f));
        }
        hash.0
    }
}

/// The keys are hashes already.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        // The low bits choose the bucket, the high ones the tag within it; FNV mixes upwards only.
        self.0 ^ (self.0 >> 29)
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

struct Lexicon(HashMap<u64, Classes, BuildHasherDefault<AsIs>>);

impl Lexicon {
    fn add(&mut self, words: &str, class: Classes) {
        for word in words.split_whitespace() {
            let entry = self.0.entry(WordHash::of(word)).or_default();
            *entry = entry.or(class);
        }
    }

    fn add_list(&mut self, list: &str, class: Classes) {
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            self.add(line, class);
        }
    }
}

/// About how many words all lists have together.
const WORDS: usize = 80_000;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon(HashMap::with_capacity_and_hasher(WORDS, BuildHasherDefault::default()));
    lexicon.add_list(include_str!("lexicon/words.txt"), Classes::WORD);
    lexicon.add_list(include_str!("lexicon/words_scowl.txt"), Classes::ENGLISH);
    lexicon.add_list(include_str!("lexicon/given_names.txt"), Classes::GIVEN);
    lexicon.add_list(include_str!("lexicon/given_names_census.txt"), Classes::GIVEN);
    lexicon.add_list(include_str!("lexicon/given_names_hebrew.txt"), Classes::GIVEN);
    lexicon.add_list(include_str!("lexicon/given_names_scripts.txt"), Classes::GIVEN);
    lexicon.add_list(include_str!("lexicon/surnames_census.txt"), Classes::SURNAME);
    lexicon.add_list(include_str!("lexicon/surnames_japanese.txt"), Classes::SURNAME);
    lexicon.add_list(include_str!("lexicon/brands.txt"), Classes::BRAND);
    lexicon.add_list(include_str!("lexicon/places.txt"), Classes::PLACE);
    for line in include_str!("lexicon/cues.txt").lines() {
        if let Some((label, words)) = line.split_once(": ")
            && let Some((_, class)) = LABELS.iter().find(|(known, _)| *known == label)
        {
            lexicon.add(words, *class);
        }
    }
    lexicon
});

/// The classes of the word whose folded form has this hash; `ascii`: it was written without accents.
#[inline]
pub(super) fn classes(hash: WordHash, ascii: bool) -> Classes {
    let classes = LEXICON.0.get(&hash.0).copied().unwrap_or_default();
    if classes.has(Classes::ENGLISH) {
        return if ascii { classes.or(Classes::WORD) } else { classes.without(Classes::ENGLISH) };
    }
    // "Ján" is no January.
    if !ascii && classes.has(Classes::GIVEN) { classes.without(Classes::MONTH) } else { classes }
}

/// The classes of a word in any writing.
pub(super) fn classes_of(word: &str) -> Classes {
    classes(WordHash(WordHash::of(word)), word.is_ascii())
}

/// Whether a word is a usual given name and no usual word of English.
pub fn is_given_name(word: &str) -> bool {
    let found = classes_of(word);
    found.has(Classes::GIVEN) && !found.has(Classes::WORD) && !found.has(Classes::MONTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_cues_names_a_class() {
        for line in include_str!("lexicon/cues.txt").lines().filter(|line| !line.starts_with('#')) {
            let label = line.split(':').next().unwrap_or_default();
            assert!(LABELS.iter().any(|(known, _)| *known == label), "no class for `{label}`");
        }
    }

    #[test]
    fn a_word_may_have_several_classes() {
        let april = classes_of("April");
        assert!(april.has(Classes::MONTH) && april.has(Classes::WORD));
        assert!(classes_of("STRASSE") == classes_of("Straße"));
        assert!(classes_of("Qwertz") == Classes::default());
    }
}
