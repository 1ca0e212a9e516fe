//! What is still to be done, as a page for a call tells it.

use crate::copilot::situation::{Said, Situation};
use crate::domain::crm::Activity;

/// Tasks that are read aloud; the rest stands below the page.
const READ_ALOUD: usize = 2;

/// A task that is not done, with its day.
pub(super) fn still_to_do(s: &Situation<'_>, task: &Activity) -> Option<Said> {
    let is_late = task.at.is_some_and(|at| s.days_since(at) > 0);
    let templates: &[&str] = match is_late {
        true => &["Still to do, though it was due on {t.at}: {t.title}."],
        false => &["To do: {t.title}, due {t.at}.", "To do: {t.title}."],
    };
    s.say(&[("t", &task.evidence)], templates)
}

/// Tasks in their order: what is read aloud, and what has no place in a minute.
pub(super) fn aloud_and_below<'a>(
    s: &Situation<'_>,
    tasks: impl Iterator<Item = &'a Activity>,
) -> (Vec<Said>, Vec<Said>) {
    let mut aloud: Vec<Said> = tasks.filter_map(|task| still_to_do(s, task)).collect();
    let below = aloud.split_off(aloud.len().min(READ_ALOUD));
    (aloud, below)
}
