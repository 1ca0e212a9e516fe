//! Days that are named by another one: `the day before`, `zwei Tage danach`, `la veille`.

use super::vocabulary::{EARLIER, LATER, Unit, number, unit};

/// Single words for them.
const WORDS: &[(&str, i64)] = &[
    ("vortag", -1),
    ("vorabend", -1),
    ("veille", -1),
    ("vispera", -1),
    ("vigilia", -1),
    ("vespera", -1),
    ("lendemain", 1),
];
/// Nobody counts further from another day.
const MOST: i64 = 60;

/// How many days the words are away from another day, and how many words say so.
pub(super) fn beside(words: &[&str]) -> Option<(i64, usize)> {
    let first = words.first()?;
    if let Some((_, days)) = WORDS.iter().find(|(word, _)| word == first) {
        return Some((*days, 1));
    }
    let (count, begin) = match number(first) {
        Some(count) => (count, 1),
        None => (1, 0),
    };
    let days = match unit(words.get(begin)?)? {
        Unit::Day => count,
        // `a week later` is counted from today as often as from another day; a week before never is.
        Unit::Week if words.get(begin + 1).is_some_and(|word| EARLIER.contains(word)) => 7 * count,
        _ => return None,
    };
    let word = words.get(begin + 1)?;
    // `yesterday` and the day before are over; the day after tomorrow has a name, which `due` (two in Italian) leads.
    let is_named = matches!(
        words.get(begin + 2),
        Some(&"yesterday" | &"tomorrow" | &"gestern" | &"ayer" | &"ieri" | &"hier")
    );
    let sign = if EARLIER.contains(word) { -1 } else { i64::from(LATER.contains(word)) };
    (sign != 0 && days <= MOST && !is_named).then_some((sign * days, begin + 2))
}
