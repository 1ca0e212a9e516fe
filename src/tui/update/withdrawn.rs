//! What was decided elsewhere about something that the rep has asked for, and taken back there: told to them.

use super::with_app;
use crate::desk::api::{EntryOrSuggestion, Request};
use crate::domain::outbox::{Entry, EntryState, Withdrawn};
use crate::phrasing::{put_back_in_words, undone_by_in_words, withdrawn_in_words, worded_in_words};
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::Effect;

/// Whoever takes something back here knows it.
pub(super) fn note_own(model: &mut Model) {
    for effect in &model.out.effects {
        if let Effect::Ask { what: Request::Undo { what } | Request::UndoDespite { what }, .. } = effect
            && let EntryOrSuggestion::Entry(id) = what
        {
            model.own_undos.insert(*id);
        }
    }
}

/// An entry is about to move to where it stands now.
pub(super) fn came(model: &mut Model, entry: &Entry) {
    let is_own = model.own_undos.remove(&entry.id);
    let known = model.outbox.iter().find(|known| known.id == entry.id);
    if is_own || known.is_some_and(|known| known.state == entry.state && known.write == entry.write) {
        return;
    }
    let me = model.who.as_ref().map(|who| who.email.clone());
    let is_mine = |asked: &Entry| me.as_ref().is_some_and(|me| *me == asked.accepted_by);
    let is_new = known.is_none();
    match &entry.state {
        EntryState::AwaitingApproval { withdrawn: Some(withdrawn), .. } if is_mine(entry) => {
            tell_withdrawn(model, entry, withdrawn, me.as_deref());
        }
        EntryState::AwaitingApproval { .. } if is_mine(entry) => {
            let is_news =
                known.is_none_or(|known| known.edited_by != entry.edited_by || known.write != entry.write);
            let words = worded_in_words(entry, me.as_deref()).filter(|_| is_news);
            words
                .into_iter()
                .for_each(|words| with_app(model, |cx| cx.tell(format!("{words} · {}", entry.title))));
        }
        EntryState::Undone { by, .. } if is_mine(entry) => {
            let by = undone_by_in_words(&entry.accepted_by, by.as_deref(), me.as_deref());
            let words = by.map(|by| format!("taken back {by}, nothing is written · {}", entry.title));
            words.into_iter().for_each(|words| with_app(model, |cx| cx.tell(words)));
        }
        _ if is_new && !is_mine(entry) => {
            let asked = model.outbox.iter().find(|asked| entry.compensates(asked) && is_mine(asked));
            let words = asked.map(|asked| {
                format!("{} · {}", put_back_in_words(entry, me.as_deref()).unwrap_or_default(), asked.title)
            });
            words.into_iter().for_each(|words| with_app(model, |cx| cx.tell(words)));
        }
        _ => {}
    }
}

fn tell_withdrawn(model: &mut Model, entry: &Entry, withdrawn: &Withdrawn, me: Option<&str>) {
    let words = format!(
        "{}, it waits again: {} · {} shows it",
        withdrawn_in_words(withdrawn, me),
        entry.title,
        model.keymap.shown(Action::GoApprovals)
    );
    with_app(model, |cx| cx.tell(words));
}
