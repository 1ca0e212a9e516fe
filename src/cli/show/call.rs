//! The page for a call, part by part: its name, then its sentences; and whom to reach how.

use super::Page;
use crate::cli::output::Meaning;
use crate::domain::agenda::Meeting;
use crate::domain::call::{Part, Person, Topic, Wording};
use crate::phrasing::{Moment, meeting_in_words};

/// Columns of the parts' names.
const NAMES: usize = 12;

/// What is offered, avoided and asked stands line by line.
pub fn part(page: &mut Page, part: &Part) {
    let name = format!("{:<NAMES$}", part.topic.in_words());
    let sign = match part.topic {
        Topic::Offer => "+ ",
        Topic::Avoid => "− ",
        Topic::Ask => "? ",
        _ => {
            let text: Vec<&str> = part.sentences.iter().map(|sentence| sentence.text.as_str()).collect();
            return page.paragraph(&name, &text.join(" "));
        }
    };
    for (at, sentence) in part.sentences.iter().enumerate() {
        let first = if at == 0 { name.clone() } else { " ".repeat(NAMES) };
        page.paragraph(&format!("{first}{sign}"), &sentence.text);
    }
}

/// By whom the questions are, where that is a model; why not, where it was asked and failed.
pub fn wording(page: &mut Page, wording: &Wording) {
    if let Some(words) = wording.in_words() {
        page.meaning(&" ".repeat(NAMES), &words, Meaning::Faint);
    }
}

/// Whom to call, and how.
pub fn person(page: &mut Page, person: &Person) {
    let words = std::iter::once(person.in_words()).chain(person.reach.iter().cloned());
    page.paragraph(&format!("{:<NAMES$}", "reach"), &words.collect::<Vec<_>>().join(" · "));
}

/// A meeting with one of them that is to come.
pub fn meeting(page: &mut Page, meeting: &Meeting, moment: &Moment) {
    page.paragraph(&format!("{:<NAMES$}", "meeting"), &meeting_in_words(meeting, moment));
}
