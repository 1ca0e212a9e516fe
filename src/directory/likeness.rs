//! How near a typed word is to a stored one.

use super::fold::{self, Class};
use super::phone::Pattern;

/// In which way a typed word matches a stored one, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// The same word.
    Exact,
    /// The beginning of it.
    Prefix,
    /// The same but for one letter wrong, missing, too many, or two swapped.
    Edit,
    /// A part of it.
    Infix,
    /// The beginning of it but for one letter.
    EditPrefix,
}

impl Likeness {
    /// What such a match costs; lower is better. One forgiven letter weighs more than any field.
    pub(super) fn cost(self) -> u8 {
        match self {
            Self::Exact => 0,
            Self::Prefix => 2,
            Self::Edit => 6,
            Self::Infix => 8,
            Self::EditPrefix => 10,
        }
    }
}

/// How much is forgiven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leniency {
    /// Whole words and beginnings.
    Strict,
    /// Also parts, and one letter in words of four or more.
    Forgiving,
    /// Also one letter in words of three: `kmi lee`.
    Short,
}

/// One word of a query, folded.
pub(super) struct Term {
    pub(super) text: String,
    pub(super) class: Class,
    /// As an order number: the digits without leading zeros.
    pub(super) number: Option<u64>,
    /// As a part of a phone number.
    pub(super) phone: Option<Pattern>,
    /// It is the whole query.
    pub(super) alone: bool,
    chars: Vec<char>,
    signature: u64,
}

impl Term {
    pub(super) fn new(text: &str, class: Class) -> Self {
        let digits = class == Class::Digits;
        Self {
            class,
            alone: false,
            number: digits.then(|| text.parse().ok()).flatten(),
            phone: digits.then(|| Pattern::new(text)).flatten(),
            chars: text.chars().collect(),
            signature: fold::signature(text),
            text: text.to_owned(),
        }
    }

    /// Whether the words' letters leave room for a forgiving match: a bit test that lets few through.
    pub(super) fn may_resemble(&self, word_signature: u64) -> bool {
        (self.signature & !word_signature).count_ones() <= 1
    }

    /// Whether there is anything to forgive: digits are taken as typed, and so are one or two Latin letters,
    /// or three beside other words unless as much as possible is forgiven: too many words contain those.
    pub(super) fn forgives(&self, leniency: Leniency) -> bool {
        let least = match leniency {
            Leniency::Strict => return false,
            Leniency::Forgiving if self.text.is_ascii() && !self.alone => 4,
            Leniency::Forgiving | Leniency::Short => 3,
        };
        self.class != Class::Digits && self.text.len() >= least
    }

    /// The best likeness to `word`, if any.
    pub(super) fn likeness(&self, word: &str, leniency: Leniency) -> Option<Likeness> {
        if let Some(rest) = word.strip_prefix(self.text.as_str()) {
            return Some(if rest.is_empty() { Likeness::Exact } else { Likeness::Prefix });
        }
        if !self.forgives(leniency) {
            return None;
        }
        let edit = self.edit(word);
        let forgiven = match (edit, self.chars.len()) {
            (Some(Edit { whole: true, .. }), 4..) => Some(Likeness::Edit),
            // A word of four letters with one missing has three.
            (Some(Edit { whole: true, missing: true }), 3) => Some(Likeness::Edit),
            (Some(Edit { whole: true, .. }), 3) if leniency == Leniency::Short => Some(Likeness::Edit),
            _ => None,
        };
        // Three bytes are three Latin letters, two of most other alphabets, one of a CJK script.
        let infix = || (self.text.len() >= 3 && contains(word, &self.text)).then_some(Likeness::Infix);
        let prefix = || (edit.is_some() && self.chars.len() >= 4).then_some(Likeness::EditPrefix);
        forgiven.or_else(infix).or_else(prefix)
    }

    fn edit(&self, word: &str) -> Option<Edit> {
        if self.text.is_ascii() && word.is_ascii() {
            return one_edit(self.text.as_bytes(), word.as_bytes());
        }
        let word: Vec<char> = word.chars().collect();
        one_edit(&self.chars, &word)
    }
}

/// As `str::contains`, which takes longer to prepare than these short words take to look through.
fn contains(word: &str, part: &str) -> bool {
    word.as_bytes().windows(part.len()).any(|window| window == part.as_bytes())
}

/// One forgiven letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edit {
    /// It makes the whole word, not only its beginning.
    whole: bool,
    /// The letter was missing.
    missing: bool,
}

/// The one edit (optimal string alignment) that makes `typed` the word, or else a beginning of it.
///
/// Both must differ within `typed`: a mere prefix is no edit. With one edit there is one place for it, the
/// first difference, so comparing what follows it four ways is enough.
fn one_edit<T: PartialEq>(typed: &[T], word: &[T]) -> Option<Edit> {
    let same = typed.iter().zip(word).take_while(|(a, b)| a == b).count();
    let (typed, word) = (&typed[same..], &word[same..]);
    let swapped = match (typed, word) {
        ([a, b, typed @ ..], [c, d, word @ ..]) if a == d && b == c => word.strip_prefix(typed),
        _ => None,
    };
    let wrong = match (typed, word) {
        ([_, typed @ ..], [_, word @ ..]) => word.strip_prefix(typed),
        _ => None,
    };
    let extra = typed.get(1..).and_then(|typed| word.strip_prefix(typed));
    let missing = word.get(1..).filter(|_| !typed.is_empty()).and_then(|word| word.strip_prefix(typed));
    // A last letter that fits nothing says nothing about what would follow it.
    let anchored = typed.len() >= 2;
    let mut found = None;
    for (rest, is_missing) in [(swapped, false), (missing, true), (wrong, false), (extra, false)] {
        match rest {
            Some([]) => return Some(Edit { whole: true, missing: is_missing }),
            Some(_) if anchored => found = Some(Edit { whole: false, missing: is_missing }),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("mueller", "mueller", Some(Likeness::Exact))]
    #[case("muel", "mueller", Some(Likeness::Prefix))]
    #[case("meuller", "mueller", Some(Likeness::Edit))]
    #[case("muller", "mueller", Some(Likeness::Edit))]
    #[case("ueller", "mueller", Some(Likeness::Edit))]
    #[case("mueeller", "mueller", Some(Likeness::Edit))]
    #[case("muellerr", "mueller", Some(Likeness::Edit))]
    #[case("muellex", "mueller", Some(Likeness::Edit))]
    #[case("xueller", "mueller", Some(Likeness::Edit))]
    #[case("muleler", "mueller", Some(Likeness::Edit))]
    #[case("ana", "anna", Some(Likeness::Edit))]
    #[case("ann", "ana", None)]
    #[case("uelle", "mueller", Some(Likeness::Infix))]
    #[case("meul", "mueller", Some(Likeness::EditPrefix))]
    #[case("muex", "mueller", None)]
    #[case("mxxller", "mueller", None)]
    #[case("郎", "山田太郎", Some(Likeness::Infix))]
    #[case("山田大郎", "山田太郎", Some(Likeness::Edit))]
    #[case("ue", "mueller", None)]
    fn a_word_is_known_again(#[case] typed: &str, #[case] word: &str, #[case] expected: Option<Likeness>) {
        let term = Term { alone: true, ..Term::new(typed, Class::Letters) };
        assert_eq!(term.likeness(word, Leniency::Forgiving), expected);
        if expected.is_some() {
            assert!(term.may_resemble(fold::signature(word)));
        }
    }

    #[test]
    fn short_words_are_forgiven_last() {
        let term = Term::new("kmi", Class::Letters);
        assert_eq!(term.likeness("kim", Leniency::Forgiving), None);
        assert_eq!(term.likeness("kim", Leniency::Short), Some(Likeness::Edit));
    }
}
