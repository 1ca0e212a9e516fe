//! Numbers of payment cards for people to read: cut to their last four digits, whoever looks (PCI DSS 4.0, requirement 3.4.1).

use std::borrow::Cow;

use super::recognisers::find_cards;
use super::tokens::Reading;

/// Digits that are shown.
const SHOWN: usize = 4;
/// Digits of the shortest number; a text with fewer holds none.
const SHORTEST: usize = 12;
/// What stands for the others.
const HIDDEN: &str = "•••• ";

/// The text with `•••• 1111` for each number of a payment card; done twice it is the same.
pub fn without_card_numbers(text: &str) -> Cow<'_, str> {
    if text.chars().filter(|c| c.is_numeric()).take(SHORTEST).count() < SHORTEST {
        return Cow::Borrowed(text);
    }
    let mut cards = find_cards(&Reading::of(text));
    cards.sort_unstable_by_key(|card| card.start);
    if cards.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut cut, mut from) = (String::with_capacity(text.len()), 0);
    for card in cards {
        let digits: Vec<char> = text[card.start..card.end].chars().filter(|c| c.is_alphanumeric()).collect();
        cut.push_str(&text[from..card.start]);
        cut.push_str(HIDDEN);
        cut.extend(&digits[digits.len().saturating_sub(SHOWN)..]);
        from = card.end;
    }
    cut.push_str(&text[from..]);
    Cow::Owned(cut)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::gateway::{Known, Masker};

    #[rstest]
    #[case("charge my card 4111 1111 1111 1111, exp 09/28", "charge my card •••• 1111, exp 09/28")]
    #[case("5555555555554444 and 3782-822463-10005.", "•••• 4444 and •••• 0005.")]
    #[case("card: 4222222222222", "card: •••• 2222")]
    #[case("４１１１ １１１１ １１１１ １１１１", "•••• １１１１")]
    #[case("card 4111 1111 1111 1112", "card 4111 1111 1111 1112")]
    #[case("order 4111111111111111", "order 4111111111111111")]
    #[case("tracking 9400 1000 0000 0000 0000 00", "tracking 9400 1000 0000 0000 0000 00")]
    #[case("IBAN: DE89 3704 0044 0532 0130 00", "IBAN: DE89 3704 0044 0532 0130 00")]
    #[case("Where is order #1133?", "Where is order #1133?")]
    fn of_a_card_the_last_four_digits_are_left(#[case] text: &str, #[case] wanted: &str) {
        let cut = without_card_numbers(text);
        assert_eq!(cut, wanted);
        assert_eq!(without_card_numbers(&cut), wanted);
    }

    #[test]
    fn what_is_left_of_it_is_masked_for_a_model_like_the_whole() {
        let masked = |text: &str| Masker::new(&Known::default()).mask(text).text;
        let whole = "charge my card 4111 1111 1111 1111, exp 09/28";
        assert_eq!(masked(&without_card_numbers(whole)), masked(whole));
        assert!(masked(whole).contains("[CREDIT_CARD_1]"));
    }
}
