//! Numbers as people write them: `1,299.00`, `1.299,00`, `1 299`, `twelve`.

use rust_decimal::Decimal;

/// What one writing of a number can mean: `1.299` is one thing in Boston and another in Berlin.
pub fn readings(text: &str) -> Vec<Decimal> {
    let text: String = text.chars().filter(|c| !matches!(c, ' ' | '\'')).collect();
    let last_comma = text.rfind(',');
    let last_point = text.rfind('.');
    let plain = |thousands: &[char], decimal: char| -> Option<Decimal> {
        text.replace(thousands, "").replace(decimal, ".").parse().ok()
    };
    let mut found = Vec::new();
    match (last_comma, last_point) {
        (None, None) => found.extend(plain(&[], '.')),
        (Some(comma), Some(point)) if comma < point => found.extend(plain(&[','], '.')),
        (Some(_), Some(_)) => found.extend(plain(&['.'], ',')),
        (Some(at), None) => {
            if is_thousands(&text, ',') {
                found.extend(plain(&[','], '.'));
            }
            if text.matches(',').count() == 1 && (text.len() - at - 1 != 3 || found.is_empty()) {
                found.extend(plain(&[], ','));
            }
        }
        (None, Some(_)) => {
            if is_thousands(&text, '.') {
                found.extend(plain(&['.'], ','));
            }
            if text.matches('.').count() == 1 {
                found.extend(plain(&[], '.'));
            }
        }
    }
    found
}

/// Groups of three after the first.
fn is_thousands(text: &str, separator: char) -> bool {
    let mut groups = text.split(separator);
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    first && groups.all(|group| group.len() == 3)
}

/// Numbers in words, two to twenty, and the ones that count without saying so.
pub const WORDS: &[(&str, u32)] = &[
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("hundred", 100),
    ("dozen", 12),
    ("both", 2),
    ("one", 1),
    ("single", 1),
    ("zero", 0),
    ("zwei", 2),
    ("drei", 3),
    ("vier", 4),
    ("fünf", 5),
    ("sechs", 6),
    ("sieben", 7),
    ("acht", 8),
    ("neun", 9),
    ("zehn", 10),
    ("elf", 11),
    ("zwölf", 12),
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("siete", 7),
    ("ocho", 8),
    ("nueve", 9),
    ("diez", 10),
];

/// A number in digits or in words.
pub fn any_readings(text: &str) -> Vec<Decimal> {
    match WORDS.iter().find(|(word, _)| *word == text.trim()) {
        Some((_, number)) => vec![Decimal::from(*number)],
        None => readings(text),
    }
}

/// How exactly a sentence means a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// As it stands.
    Exact,
    /// `about`: within five in a hundred.
    About,
    /// `over`: the value is larger, by a quarter at most.
    Over,
    /// `under`: the value is smaller, by a quarter at most.
    Under,
}

impl Precision {
    /// From the words right before the number, in lower case.
    pub fn before(text: &str) -> Self {
        let text = text.trim_end().trim_end_matches(['$', '€', '£', '¥', '(', '"']).trim_end();
        let ends = |words: &[&str]| {
            words.iter().any(|word| {
                text.strip_suffix(word)
                    .is_some_and(|rest| !rest.chars().next_back().is_some_and(char::is_alphanumeric))
            })
        };
        if ends(&[
            "about",
            "around",
            "roughly",
            "approximately",
            "approx.",
            "some",
            "nearly",
            "almost",
            "circa",
            "~",
            "close to",
        ]) {
            Self::About
        } else if ends(&["over", "more than", "at least", "above", "exceeding", ">"]) {
            Self::Over
        } else if ends(&["under", "less than", "below", "fewer than", "at most", "up to", "<"]) {
            Self::Under
        } else {
            Self::Exact
        }
    }

    /// Whether a value is what the number, so meant, says.
    pub fn fits(self, said: Decimal, value: Decimal) -> bool {
        let within = |parts: i64| (value - said).abs() * Decimal::from(parts) <= value.abs();
        match self {
            Self::Exact => said == value,
            Self::About => within(20),
            Self::Over => value >= said && within(4),
            Self::Under => value <= said && within(4),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written_here_and_there() {
        let decimal = |text: &str| text.parse::<Decimal>().unwrap();
        for (text, want) in [
            ("1299", "1299"),
            ("1,299.00", "1299.00"),
            ("1.299,00", "1299.00"),
            ("1 299.5", "1299.5"),
            ("12,5", "12.5"),
            ("1,299", "1299"),
            ("12,345,678", "12345678"),
            ("0.5", "0.5"),
        ] {
            assert!(readings(text).contains(&decimal(want)), "{text}: {:?}", readings(text));
        }
        assert_eq!(readings("1.299"), [decimal("1299"), decimal("1.299")]);
    }

    #[test]
    fn about_is_near_and_over_is_not_under() {
        let d = |n: i64| Decimal::from(n);
        assert!(Precision::before("spent about ").fits(d(1300), d(1299)));
        assert!(!Precision::before("spent about ").fits(d(1500), d(1299)));
        assert!(Precision::before("over $").fits(d(1200), d(1299)));
        assert!(!Precision::before("over ").fits(d(1300), d(1299)));
        assert!(!Precision::before("over ").fits(d(100), d(1299)));
        assert_eq!(Precision::before("moreover "), Precision::Exact);
    }
}
