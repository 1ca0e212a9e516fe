//! What was typed, taken apart.

use super::fold::{self, Class};
use super::likeness::Term;
use super::phone::Pattern;

/// More words than anybody types; the rest of a pasted page is ignored.
const TERMS: usize = 8;
/// Of a pasted page only the beginning is read, in characters.
const LENGTH: usize = 200;

/// A query: its words, and what it is as a whole.
pub(super) struct Query {
    pub(super) terms: Vec<Term>,
    /// The words as they follow each other, folded, one space between.
    pub(super) phrase: String,
    /// The whole as a phone number written with spaces, dots, brackets.
    pub(super) phone: Option<Pattern>,
    /// The whole in lower case where it may be a part of an e-mail address: it has a mark that names lack.
    pub(super) address: Option<String>,
}

impl Query {
    pub(super) fn parse(typed: &str) -> Self {
        let typed: String = typed.trim().chars().take(LENGTH).collect();
        let mut terms: Vec<Term> = Vec::new();
        fold::for_each_word(&typed, |word, class, _| {
            if terms.len() < TERMS && terms.iter().all(|term| term.text != word) {
                terms.push(Term::new(word, class));
            }
        });
        if let [term] = terms.as_mut_slice() {
            term.alone = true;
        }
        let all_digits = terms.iter().all(|term| term.class == Class::Digits);
        // The zero of "+49 (0)89" is dialled within the country only.
        let phone = (all_digits && terms.len() > 1)
            .then(|| Pattern::new(&fold::digits_of(&typed.replace("(0)", ""))))
            .flatten();
        let is_address = typed.contains(['@', '.', '_', '-', '+']) && !typed.contains(char::is_whitespace);
        Self {
            phrase: fold::folded_words(&typed),
            phone,
            address: is_address.then(|| typed.to_lowercase()),
            terms,
        }
    }

    /// Other ways to set the spaces: words run together, one torn apart, a slip of one letter at the gap.
    ///
    /// `known` tells whether a word, or the beginning of one, is in the directory; only known ones are offered.
    pub(super) fn respaced(&self, known: impl Fn(&str, bool) -> bool) -> Vec<Vec<Term>> {
        /// A person's name is rarely longer, and each cut costs look-ups.
        const LONGEST: usize = 40;
        let words: Vec<&str> = self.phrase.split(' ').take(TERMS).collect();
        let mut ways = Vec::new();
        for (at, taken) in (0..words.len()).map(|at| (at, 1)).chain((1..words.len()).map(|at| (at - 1, 2))) {
            let joined = words[at..at + taken].concat();
            if joined.chars().count() > LONGEST {
                continue;
            }
            let mut offer = |parts: &[&str]| {
                let last = parts.len() - 1;
                if parts.iter().enumerate().all(|(part, text)| known(text, part == last)) {
                    let around = words[..at].iter().chain(parts).chain(&words[at + taken..]);
                    ways.push(around.map(|word| Term::new(word, class_of(word))).collect());
                }
            };
            if taken == 2 {
                offer(&[&joined]);
            }
            for (cut, letter) in joined.char_indices().skip(2) {
                offer(&[&joined[..cut], &joined[cut..]]);
                if cut + letter.len_utf8() < joined.len() {
                    offer(&[&joined[..cut], &joined[cut + letter.len_utf8()..]]);
                }
            }
        }
        ways
    }
}

fn class_of(word: &str) -> Class {
    if word.bytes().all(|byte| byte.is_ascii_digit()) { Class::Digits } else { Class::Letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_are_set_where_words_are_known() {
        let known = |word: &str, or_prefix: bool| {
            ["anna", "mueller", "lee"]
                .iter()
                .any(|known| *known == word || or_prefix && known.starts_with(word))
        };
        let ways = |typed: &str| -> Vec<String> {
            let query = Query::parse(typed);
            let texts =
                |terms: &Vec<Term>| terms.iter().map(|term| term.text.as_str()).collect::<Vec<_>>().join(" ");
            query.respaced(known).iter().map(texts).collect()
        };
        assert!(ways("annamueller").contains(&"anna mueller".to_owned()));
        assert!(ways("annaxmuel").contains(&"anna muel".to_owned()));
        assert!(ways("ann amueller").contains(&"anna mueller".to_owned()));
        assert!(ways("muel ler").contains(&"mueller".to_owned()));
        assert!(ways("").is_empty());
    }

    #[test]
    fn a_phone_is_one_whatever_stands_between_its_digits() {
        assert!(Query::parse("+49 (0)89 / 123-45").phone.is_some());
        assert!(Query::parse("12 monkeys").phone.is_none());
    }
}
