//! Words and their stems: endings off, so that `shipped`, `ships` and `shipping` are one.

/// Irregular forms and what they are forms of.
const IRREGULAR: &[(&str, &str)] = &[
    ("bought", "buy"),
    ("broke", "break"),
    ("broken", "break"),
    ("came", "come"),
    ("chose", "choose"),
    ("felt", "feel"),
    ("found", "find"),
    ("gave", "give"),
    ("given", "give"),
    ("gone", "go"),
    ("got", "get"),
    ("held", "hold"),
    ("kept", "keep"),
    ("knew", "know"),
    ("left", "leave"),
    ("lost", "lose"),
    ("made", "make"),
    ("met", "meet"),
    ("paid", "pay"),
    ("said", "say"),
    ("sent", "send"),
    ("sold", "sell"),
    ("spent", "spend"),
    ("spoke", "speak"),
    ("told", "tell"),
    ("took", "take"),
    ("went", "go"),
    ("won", "win"),
    ("wrote", "write"),
    ("written", "write"),
    ("children", "child"),
];

/// The stems of a text, in order.
pub(in super::super) fn stems(text: &str) -> Vec<String> {
    words(&text.to_lowercase()).map(|(_, word)| stem(word)).collect()
}

/// Words with a letter in them, each with its place.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '-');
    let mut rest = 0;
    std::iter::from_fn(move || {
        loop {
            let start = rest + text[rest..].find(is_part)?;
            let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |length| start + length);
            rest = end;
            let word = &text[start..end];
            let lead = word.len() - word.trim_start_matches(['\'', '-']).len();
            let word = word.trim_matches(['\'', '-']);
            if word.chars().any(char::is_alphabetic) {
                return Some((start + lead, word));
            }
        }
    })
}

/// A word in lower case without its ending.
pub(super) fn stem(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word);
    if let Some((_, root)) = IRREGULAR.iter().find(|(form, _)| *form == word) {
        return stem(root);
    }
    let cut =
        |ending: &str, least: usize| word.strip_suffix(ending).filter(|rest| rest.chars().count() >= least);
    let stem = if let Some(rest) = cut("ies", 2).or_else(|| cut("ied", 2)) {
        format!("{rest}y")
    } else if let Some(rest) = cut("ing", 3).or_else(|| cut("ed", 3)) {
        single(rest)
    } else if let Some(rest) = cut("es", 2).filter(|rest| rest.ends_with(['x', 'z', 'h', 's'])) {
        rest.to_owned()
    } else if let Some(rest) = cut("s", 3).filter(|rest| !rest.ends_with(['s', 'u', 'i'])) {
        rest.to_owned()
    } else if let Some(rest) = cut("ly", 4) {
        rest.to_owned()
    } else {
        word.to_owned()
    };
    match stem.strip_suffix('e') {
        Some(rest) if rest.chars().count() >= 3 => rest.to_owned(),
        _ => single(&stem),
    }
}

/// `shipp` is `ship`, `cancell` is `cancel`.
fn single(stem: &str) -> String {
    let mut characters = stem.chars().rev();
    match (characters.next(), characters.next()) {
        (Some(last), Some(before)) if last == before && !matches!(last, 's' | 'e' | 'o') => {
            stem[..stem.len() - last.len_utf8()].to_owned()
        }
        _ => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (one, other) in [
            ("shipped", "ships"),
            ("cancelled", "cancel"),
            ("replied", "replies"),
            ("boxes", "box"),
            ("written", "write"),
            ("prices", "price"),
            ("complained", "complains"),
            ("tracking", "track"),
            ("refunded", "refunds"),
            ("ada's", "ada"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} {other}");
        }
        assert_ne!(stem("customs"), stem("custody"));
        let found: Vec<_> = words("the 'first-time' buyer 2 #1001 a1").map(|(_, word)| word).collect();
        assert_eq!(found, ["the", "first-time", "buyer", "a1"]);
    }
}
