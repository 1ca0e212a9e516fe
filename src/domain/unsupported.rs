//! What a draft says and nothing bears out: marked for the rep, who changes it, takes it out or stands for it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::brief::Suggestion;

/// What stands before and behind a marked sentence where a draft is shown.
const BORDERS: (&str, &str) = ("[⚠ ", " ⚠]");

/// A sentence of a draft that failed its check.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unsupported {
    /// As it stands in the draft; where it was taken out, as the model wrote it, with its placeholders. Safe to print.
    pub text: String,
    /// What is wrong with it.
    pub why: String,
    /// What became of it.
    #[serde(default)]
    pub mark: Mark,
}

/// What became of a sentence that failed its check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// It stands in the draft, which cannot be accepted as it is.
    #[default]
    Open,
    /// It could not be read, promised what no policy allows or led to somebody else: the draft is without it.
    TakenOut,
    /// It stands in the draft, and a person stands for it.
    Vouched,
}

impl fmt::Debug for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unsupported({:?})", self.mark)
    }
}

impl Unsupported {
    /// Whether it stands in a text, however its lines are broken.
    pub fn stands_in(&self, text: &str) -> bool {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = one_line(&self.text);
        !said.is_empty() && one_line(text).contains(&said)
    }
}

impl Suggestion {
    /// Whether its draft says what another's does: words, day, and what stands open in them.
    pub fn reads_as(&self, other: &Self) -> bool {
        (&self.title, &self.body, self.due_at) == (&other.title, &other.body, other.due_at)
            && self.unsupported == other.unsupported
    }

    /// The sentences of its draft that nothing bears out and nobody stands for.
    pub fn unproven(&self) -> impl Iterator<Item = &Unsupported> {
        self.unsupported.iter().filter(|one| one.mark == Mark::Open)
    }

    /// What was left out of its draft.
    pub fn taken_out(&self) -> impl Iterator<Item = &Unsupported> {
        self.unsupported.iter().filter(|one| one.mark == Mark::TakenOut)
    }

    /// The draft with its unproven sentences between signs, for people to read.
    pub fn marked_body(&self) -> String {
        self.unproven().fold(self.body.clone(), |body, one| {
            let (open, close) = BORDERS;
            body.replacen(&one.text, &format!("{open}{}{close}", one.text), 1)
        })
    }

    /// Takes the marks off what an edit has changed or removed: that is the rep's own word. What it left as it was stays
    /// marked, or is vouched for.
    pub fn settle_marks(&mut self, vouches: bool) {
        let body = &self.body;
        self.unsupported.retain(|one| one.mark == Mark::TakenOut || one.stands_in(body));
        for one in self.unsupported.iter_mut().filter(|one| vouches && one.mark == Mark::Open) {
            one.mark = Mark::Vouched;
        }
    }
}

/// Whether each character of a line of a marked draft belongs to a marked sentence; `inside`: the line before ended in
/// one. Gives back as well whether this line ends in one.
pub fn marked_parts(line: &str, mut inside: bool) -> (Vec<(String, bool)>, bool) {
    let (open, close) = (BORDERS.0.trim_end(), BORDERS.1.trim_start());
    let mut parts = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let end = if inside { rest.find(close).map(|at| at + close.len()) } else { rest.find(open) };
        let (part, behind) = rest.split_at(end.unwrap_or(rest.len()));
        if !part.is_empty() {
            parts.push((part.to_owned(), inside));
        }
        inside = if end.is_some() { !inside } else { inside };
        rest = behind;
    }
    (parts, inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marked_sentence_is_told_from_its_neighbours_over_several_lines() {
        let (first, inside) = marked_parts("All is well. [⚠ The parcel", false);
        assert_eq!(first, [("All is well. ".to_owned(), false), ("[⚠ The parcel".to_owned(), true)]);
        let (second, inside) = marked_parts("was lost. ⚠] Yours", inside);
        assert_eq!(second, [("was lost. ⚠]".to_owned(), true), (" Yours".to_owned(), false)]);
        assert!(!inside);
    }

    #[test]
    fn a_sentence_stands_however_its_lines_are_broken_and_no_longer_when_a_word_is_changed() {
        let one = Unsupported { text: "The parcel was lost.".into(), why: String::new(), mark: Mark::Open };
        assert!(one.stands_in("Hello,\n\nThe parcel\nwas lost. Sorry."));
        assert!(!one.stands_in("The parcel is late. Sorry.") && !one.stands_in(""));
    }
}
