//! `u`: takes back what was decided last in this app, whatever is chosen now.

use super::with_app;
use crate::desk::api::{Answer, DeskError, EntryOrSuggestion, Request};
use crate::desk::decided::{Decision, Outcome};
use crate::domain::outbox::{Entry, EntryState};
use crate::tui::cx::Go;
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::Effect;
use crate::tui::overlay::{Overlay, Question};
use crate::tui::screens::Screen;
use crate::tui::screens::entries::{has_left_words, take_back};

/// What is asked now may decide something; all that one message asks is one go.
pub(super) fn note_asked(model: &mut Model) {
    let asked = model.out.effects.iter().filter_map(|effect| match effect {
        Effect::Ask { request, what } => Some((*request, what)),
        _ => None,
    });
    let mut go = None;
    for (number, request) in asked {
        model.decided.asked(*go.get_or_insert(number), number, request);
    }
}

/// An answer has come: something was decided or taken back.
pub(super) fn heard(model: &mut Model, number: u64, result: &Result<Answer, DeskError>) {
    let Some(outcome) = model.decided.answered(number, result) else { return };
    if let (Outcome::TakenBack, Ok(Answer::Entry(entry))) = (outcome, result)
        && let EntryState::AwaitingApproval { .. } = entry.state
    {
        let words = format!("taken back, it waits for a yes again: {}", entry.title);
        with_app(model, |cx| cx.good(words));
    }
    if outcome == Outcome::Nothing {
        // What was to be taken back came to nothing; what was decided before it was not meant.
        model.undo_wanted = 0;
    }
}

/// What was pressed while something was still being decided.
pub(super) fn catch_up(model: &mut Model) {
    while model.undo_wanted > 0 && !model.decided.is_busy() {
        if model.overlay.is_some() {
            model.undo_wanted = 0;
            return;
        }
        model.undo_wanted -= 1;
        undo(model);
        note_asked(model);
    }
}

/// Takes back what was decided last here; where that is all taken back, what counts down, what the screen has chosen, or
/// what was written last.
pub(super) fn undo(model: &mut Model) {
    if model.decided.is_busy() {
        model.undo_wanted += 1;
        return with_app(model, |cx| cx.tell("taken back as soon as it is stored"));
    }
    loop {
        let last = model.decided.last();
        if last.is_empty() {
            return undo_older(model);
        }
        let (there, gone): (Vec<_>, Vec<_>) = last.into_iter().partition(|one| is_there(model, one));
        for decision in &gone {
            model.decided.forget(decision);
        }
        if !there.is_empty() {
            return take_all_back(model, &there);
        }
    }
}

/// Whether there is still something to take back: what was taken back or given up elsewhere is gone.
fn is_there(model: &Model, decision: &Decision) -> bool {
    let of = |entry: &&Entry| match decision {
        Decision::Entry(id) => entry.id == *id,
        Decision::Group(first) => entry.group == Some(*first),
        _ => false,
    };
    let is_over =
        |entry: &Entry| matches!(entry.state, EntryState::Undone { .. } | EntryState::Dropped { .. });
    let mut entries = model.outbox.iter().filter(of).peekable();
    entries.peek().is_none() || entries.any(|entry| !is_over(entry))
}

/// What has left is asked about first, all of it in one question.
fn take_all_back(model: &mut Model, decisions: &[Decision]) {
    let requests: Vec<Request> = decisions.iter().map(Decision::taken_back).collect();
    let left = decisions.iter().find_map(|decision| match decision {
        Decision::Entry(id) => model.outbox.iter().find(|entry| entry.id == *id && has_left(entry)),
        Decision::Group(first) => {
            model.outbox.iter().find(|entry| entry.group == Some(*first) && has_left(entry))
        }
        _ => None,
    });
    match left {
        Some(entry) if !entry.can_be_put_back() => {
            let words = format!(
                "“{}” has left, and how it was before is not known: change it at the CRM",
                entry.title
            );
            decisions.iter().for_each(|decision| model.decided.forget(decision));
            with_app(model, |cx| cx.refuse(words));
        }
        Some(entry) => {
            let members =
                model.outbox.iter().filter(|other| entry.group.is_some() && other.group == entry.group);
            let with_it = members.count().max(requests.len()).saturating_sub(1);
            let title = titled(&entry.title, with_it);
            let words = has_left_words(&title, &entry.write);
            let question = Question { words, what: "taking back", requests };
            with_app(model, |cx| cx.go(Go::Over(Box::new(Overlay::Question(question)))));
        }
        None => {
            for (decision, request) in decisions.iter().zip(requests) {
                // Who is shown may be known by another id afterwards: the answer is for that page.
                if is_of_shown(model, decision) {
                    model.with_screen(|_, cx| cx.ask("taking back", request));
                } else {
                    with_app(model, |cx| cx.ask("taking back", request));
                }
            }
        }
    }
}

fn is_of_shown(model: &Model, decision: &Decision) -> bool {
    let (Decision::Link { customer, .. } | Decision::Unlink { customer, .. }) = decision else {
        return false;
    };
    matches!(&model.place().screen, Screen::Customer(shown) if shown.id() == Some(*customer))
}

fn titled(title: &str, with_it: usize) -> String {
    match with_it {
        0 => title.to_owned(),
        more => format!("{title} and {more} with it"),
    }
}

fn has_left(entry: &Entry) -> bool {
    matches!(entry.state, EntryState::Done { .. })
}

/// What was decided before this start, or elsewhere.
fn undo_older(model: &mut Model) {
    let unsent = model.unsent().next();
    if unsent.is_none() && model.with_screen(|screen, cx| screen.act(Action::Undo, cx)) {
        return;
    }
    let unsent = model.unsent().next();
    let is_taken_back = |entry: &Entry| model.outbox.iter().any(|other| other.compensates(entry));
    let done = model.outbox.iter().find(|entry| entry.can_be_put_back() && !is_taken_back(entry));
    let Some(entry) = unsent.or(done) else {
        return with_app(model, |cx| cx.refuse("there is nothing to take back"));
    };
    // What was accepted in one go is taken back in one.
    let members =
        model.outbox.iter().filter(|other| entry.group.is_some() && other.group == entry.group).count();
    let title = titled(&entry.title, members.saturating_sub(1));
    let what = entry.group.map_or(EntryOrSuggestion::Entry(entry.id), EntryOrSuggestion::Group);
    let left = unsent.is_none().then(|| entry.clone());
    with_app(model, |cx| take_back(what, &title, left.as_ref(), cx));
}

/// The entry that counts down and is taken back next, where it is one.
pub fn next_in_countdown(model: &Model) -> Option<&Entry> {
    match model.decided.last().last() {
        Some(Decision::Entry(id)) => model.unsent().find(|entry| entry.id == *id),
        Some(Decision::Group(first)) => model.unsent().find(|entry| entry.group == Some(*first)),
        Some(_) => None,
        None => model.unsent().next(),
    }
}
