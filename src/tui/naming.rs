//! The name that a letter has just chosen, for as long as somebody goes on typing it: its other letters are no keys.

use super::keymap::Key;

/// What one letter has chosen, and what has been typed of its name.
#[derive(Clone, Debug)]
pub struct Naming {
    chosen: String,
    /// Of all that could be chosen.
    names: Vec<String>,
    /// From the letter on, in lower case.
    typed: String,
    /// The letter was a capital, so that others may be.
    is_capital: bool,
}

/// What a key was while a name was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It goes on the name that is chosen.
    Rest,
    /// It goes on the name of another, which is not.
    Another(String),
    /// It ends the name.
    End,
}

impl Naming {
    /// One of some names was chosen by a letter.
    pub fn new(chosen: String, names: Vec<String>, letter: char) -> Self {
        Self { chosen, names, typed: letter.to_lowercase().collect(), is_capital: letter.is_uppercase() }
    }

    /// What was chosen.
    pub fn chosen(&self) -> &str {
        &self.chosen
    }

    /// Whether no more than the letter was typed.
    pub fn is_fresh(&self) -> bool {
        self.typed.chars().count() == 1
    }

    /// What the next key belongs to; nothing where it goes on no name: then it is a key as ever.
    pub fn heard(&mut self, key: Key) -> Option<Heard> {
        if key.is_enter() && !self.is_fresh() {
            return Some(Heard::End);
        }
        let letter = key.typed()?;
        // Behind a small letter a capital is a key of its own.
        if letter.is_uppercase() && !self.is_capital && self.is_fresh() {
            return None;
        }
        self.typed.extend(letter.to_lowercase());
        if goes_on(&self.chosen, &self.typed) {
            return Some(Heard::Rest);
        }
        self.names.iter().find(|name| goes_on(name, &self.typed)).cloned().map(Heard::Another)
    }
}

/// Whether one of a name's words, and what stands behind it, begins with what was typed.
fn goes_on(name: &str, typed: &str) -> bool {
    let name = name.to_lowercase();
    name.match_indices(typed)
        .any(|(at, _)| name[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// What the keys behind the letter were: `r` of the name, `!` of another, `e` its end, `k` a key as ever.
    fn heard(chosen: &str, keys: &str) -> String {
        let names = ["New", "Waiting on us", "Waiting on contact", "Closed"].map(str::to_owned).to_vec();
        let mut keys = keys.chars();
        let mut naming = Naming::new(chosen.to_owned(), names, keys.next().expect("a letter"));
        keys.map(|key| {
            let key = if key == '\n' { "enter".to_owned() } else { key.to_string() };
            let key = if key == " " { "space".to_owned() } else { key };
            match naming.heard(key.parse().expect("a key")) {
                Some(Heard::Rest) => 'r',
                Some(Heard::Another(_)) => '!',
                Some(Heard::End) => 'e',
                None => 'k',
            }
        })
        .collect()
    }

    #[rstest]
    #[case("Closed", "closed\n", "rrrrre")]
    #[case("Closed", "CLOSED", "rrrrr")]
    #[case("Waiting on contact", "contact", "rrrrrr")]
    #[case("Waiting on us", "waiting on c", "rrrrrrrrrr!")]
    #[case("Closed", "c\n", "k")]
    #[case("Closed", "cj", "k")]
    #[case("Closed", "cL", "k")]
    #[case("New", "neee", "rkk")]
    fn the_letters_of_a_name_are_no_keys(#[case] chosen: &str, #[case] keys: &str, #[case] were: &str) {
        assert_eq!(heard(chosen, keys), were);
    }
}
