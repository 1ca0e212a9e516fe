//! Numbers that somebody spells: a word for each digit.

use super::super::super::kind::Kind;
use super::super::super::lexicon::Classes;
use super::super::super::tokens::Reading;
use super::super::Found;
use super::{cued, is_issued, luhn};

/// The words for a digit in English, German, Dutch, French, Spanish, Italian and Portuguese, folded.
const WORDS: [&str; 10] = [
    "zero oh o nought null nul cero",
    "one eins ein een un une uno um",
    "two zwei zwo twee deux dos due dois",
    "three drei drie trois tres tre",
    "four vier quatre cuatro quattro quatro",
    "five funf fuenf vijf cinq cinco cinque",
    "six sechs zes seis sei",
    "seven sieben zeven sept siete sette sete",
    "eight acht huit ocho otto oito",
    "nine neun negen neuf nueve nove",
];

/// Digits of the shortest number that is no count.
const SHORTEST: usize = 7;

/// `four one five five five five …`: a phone number, or a card's where it is right by Luhn's formula.
pub(in super::super) fn spelled(reading: &Reading<'_>, found: &mut Found) {
    let mut index = 0;
    while index < reading.tokens.len() {
        let begins = begins_a_number(reading, index);
        if !begins {
            index += 1;
            continue;
        }
        let (digits, last) = digits_from(reading, found, index);
        let Some(last) = last.filter(|_| digits.len() >= SHORTEST) else {
            index += 1;
            continue;
        };
        let ordered = cued(reading, index, 4, Classes::ORDER, Classes::PHONE.or(Classes::CARD));
        if digits.len() >= 13 && is_issued(&digits) && luhn(&digits) && !ordered {
            found.claim(reading, index, last, Kind::CreditCard, false);
        } else if digits.len() <= 16 && !ordered {
            found.claim(reading, index, last, Kind::Phone, false);
        }
        index = last + 1;
    }
}

/// A digit in words, or what is said before one.
fn begins_a_number(reading: &Reading<'_>, index: usize) -> bool {
    let digit = |i: usize| {
        reading.get(i).is_some_and(|t| t.has(Classes::DIGIT) || t.is_number() && t.end - t.start == 1)
    };
    digit(index) || reading.get(index).is_some_and(|t| t.is_word()) && digit(index + 1)
}

/// The digits that are spelled from `index` on, and the last token of them.
fn digits_from(reading: &Reading<'_>, found: &Found, index: usize) -> (String, Option<usize>) {
    let (mut digits, mut last) = (String::new(), None);
    let mut times = 1;
    let mut at = index;
    while let Some(token) = reading.get(at).filter(|t| t.breaks == 0 || at == index) {
        if found.is_taken(at) || digits.len() > 20 {
            break;
        }
        if token.is('-') || token.is(',') {
            if last.is_none() {
                break;
            }
            at += 1;
            continue;
        }
        let word = reading.folded(at);
        match word.as_str() {
            "double" => times = 2,
            "triple" => times = 3,
            "plus" if last.is_none() => {}
            word => {
                if !token.has(Classes::DIGIT) && !token.is_number() {
                    break;
                }
                let Some(digit) = digit_of(word) else { break };
                (0..times).for_each(|_| digits.push(digit));
                times = 1;
                last = Some(at);
            }
        }
        at += 1;
    }
    (digits, last)
}

/// The digit that a word or a single figure stands for.
fn digit_of(word: &str) -> Option<char> {
    if let [figure @ b'0'..=b'9'] = word.as_bytes() {
        return Some(char::from(*figure));
    }
    if word.len() > 7 {
        return None;
    }
    let digit = WORDS.iter().position(|words| words.split(' ').any(|known| known == word))?;
    char::from_digit(digit as u32, 10)
}
