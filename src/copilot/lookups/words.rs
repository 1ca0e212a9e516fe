//! Words as they are compared: without case, accents and a plural's ending, forgiving a slip of the finger.

/// Letters from which on a slip is forgiven; in shorter words another letter is another word.
const LONG_ENOUGH_TO_SLIP: usize = 5;

/// In lower case, umlauts and accents plain.
pub fn folded(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => out.push('a'),
            'è' | 'é' | 'ê' | 'ë' => out.push('e'),
            'ì' | 'í' | 'î' | 'ï' => out.push('i'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => out.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => out.push('u'),
            'ñ' => out.push('n'),
            'ç' => out.push('c'),
            'ß' => out.push_str("ss"),
            '’' | '‘' | '`' | '´' => out.push('\''),
            other => out.push(other),
        }
    }
    out
}

/// Without a plural's ending: `boots` as `boot`, `batteries` as `battery`.
pub fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    let sibilant = ["sses", "shes", "ches", "xes"].iter().any(|end| word.ends_with(end));
    match word.strip_suffix(if sibilant { "es" } else { "s" }) {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// The words of a text, folded and in the singular.
pub fn content_words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| singular(&folded(word))).collect()
}

/// Whether two words are the same but for one slip: a letter too many, too few, wrong, or two swapped.
pub fn is_like(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if a.len().min(b.len()) < LONG_ENOUGH_TO_SLIP || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Greater => a[1..] == *b,
        std::cmp::Ordering::Less => *a == b[1..],
        std::cmp::Ordering::Equal => {
            a[1..] == b[1..] || (a.len() > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..])
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("boots", "boot")]
    #[case("batteries", "battery")]
    #[case("dress", "dress")]
    #[case("torches", "torch")]
    #[case("gas", "gas")]
    fn plurals_lose_their_ending(#[case] word: &str, #[case] stem: &str) {
        assert_eq!(singular(word), stem);
    }

    #[rstest]
    #[case("headlmap", "headlamp", true)]
    #[case("headlam", "headlamp", true)]
    #[case("headllamp", "headlamp", true)]
    #[case("headlamp", "headland", false)]
    #[case("tent", "rent", false)]
    #[case("headlemp", "headlamp", true)]
    fn one_slip_is_forgiven_in_long_words(#[case] one: &str, #[case] other: &str, #[case] like: bool) {
        assert_eq!(is_like(one, other), like);
        assert_eq!(is_like(other, one), like);
    }
}
