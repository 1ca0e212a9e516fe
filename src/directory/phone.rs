//! Phone numbers as packed digits: every number known is looked at in each search, so each is one integer.

/// Digits that fit: ITU-T E.164 allows fifteen.
const DIGITS: u32 = 15;
/// Digits from which a number is one of its own: with fewer it is the end of one, or the number of an order.
const WHOLE: u32 = 7;

/// How much of a number was typed, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PhoneMatch {
    /// All of it that matters: seven digits or more up to its end.
    Whole,
    /// Its last digits.
    End,
    /// Digits within it.
    Within,
}

impl PhoneMatch {
    /// What such a match costs, on the scale of `Likeness::cost`.
    pub(super) fn cost(self) -> u8 {
        match self {
            Self::Whole => 1,
            Self::End => 3,
            Self::Within => 5,
        }
    }
}

/// A number as four bits per digit, the last digit lowest, ones above the first.
///
/// Leading zeros (trunk and international prefix) are left out; of more than fifteen digits the last stay.
pub(super) fn pack(digits: &str) -> Option<u64> {
    let digits = significant(digits)?;
    Some(digits.bytes().fold(u64::MAX, |packed, digit| packed << 4 | u64::from(digit - b'0')))
}

fn significant(digits: &str) -> Option<&str> {
    let digits = digits.trim_start_matches('0');
    let digits = &digits[digits.len().saturating_sub(DIGITS as usize)..];
    (digits.len() >= 3).then_some(digits)
}

/// Typed digits to look for, at least three.
#[derive(Clone, Copy)]
pub(super) struct Pattern {
    digits: u64,
    length: u32,
}

impl Pattern {
    /// From ASCII digits. Leading zeros do not count unless too few digits are left without them.
    pub(super) fn new(digits: &str) -> Option<Self> {
        let digits = significant(digits).or_else(|| (3..=15).contains(&digits.len()).then_some(digits))?;
        let packed = digits.bytes().fold(0, |packed, digit| packed << 4 | u64::from(digit - b'0'));
        Some(Self { digits: packed, length: digits.len() as u32 })
    }

    /// Whether so many digits are a number of their own, and not the end of one.
    pub(super) fn is_whole(self) -> bool {
        self.length >= WHOLE
    }

    /// How the packed `number` matches.
    pub(super) fn find(self, number: u64) -> Option<PhoneMatch> {
        let mask = low_digits(self.length);
        if number & mask == self.digits {
            return Some(if self.is_whole() { PhoneMatch::Whole } else { PhoneMatch::End });
        }
        if self.length >= 8 && self.ends_with(number) {
            return Some(PhoneMatch::Whole);
        }
        let within = (1..=DIGITS - self.length)
            .fold(false, |found, shift| found | (number >> (4 * shift) & mask == self.digits));
        within.then_some(PhoneMatch::Within)
    }

    /// Whether a number stored without its country code is the end of what was typed with it.
    fn ends_with(self, number: u64) -> bool {
        let length = 16 - number.leading_ones() / 4;
        length >= 7 && length < self.length && (self.digits ^ number) & low_digits(length) == 0
    }
}

/// A mask of the last `count` digits, at most fifteen.
fn low_digits(count: u32) -> u64 {
    (1 << (4 * count)) - 1
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("15550123456", "15550123456", Some(PhoneMatch::Whole))]
    #[case("15550123456", "0123456", Some(PhoneMatch::End))]
    #[case("15550123456", "05550123456", Some(PhoneMatch::Whole))]
    #[case("15550123456", "3456", Some(PhoneMatch::End))]
    #[case("15550123456", "550", Some(PhoneMatch::Within))]
    #[case("15550123456", "1555", Some(PhoneMatch::Within))]
    #[case("0891234567", "0049891234567", Some(PhoneMatch::Whole))]
    #[case("15550123456", "999", None)]
    #[case("999999999999999", "999999999999999", Some(PhoneMatch::Whole))]
    #[case("1555", "15550", None)]
    fn digits_are_found(#[case] stored: &str, #[case] typed: &str, #[case] expected: Option<PhoneMatch>) {
        let number = pack(stored).expect("three digits or more");
        assert_eq!(Pattern::new(typed).and_then(|pattern| pattern.find(number)), expected);
    }

    #[test]
    fn too_few_digits_are_no_phone() {
        assert!(pack("12").is_none());
        assert!(Pattern::new("12").is_none());
        assert!(Pattern::new("089").is_some());
    }
}
