//! What was said no to elsewhere: told to the one who asked, counted until they look at it.

use super::with_app;
use crate::desk::api::Request;
use crate::domain::action::Write;
use crate::domain::ids::EntryId;
use crate::domain::outbox::{Entry, EntryState};
use crate::phrasing::no_in_words;
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::Effect;
use crate::tui::screens::Screen;

/// Whoever says no here knows it.
pub(super) fn note_own(model: &mut Model) {
    for effect in &model.out.effects {
        if let Effect::Ask { what: Request::Reject { entry, .. }, .. } = effect {
            model.own_noes.insert(*entry);
        }
    }
}

/// Those from before the start.
pub(super) fn read(model: &mut Model, entries: &[Entry]) {
    let is_news = entries.iter().any(|entry| model.rejected.iter().all(|known| known.id != entry.id));
    model.rejected = entries.to_vec();
    if is_news {
        tell(model);
    }
}

/// An entry moved; this may be a no to something that the rep has asked for.
pub(super) fn came(model: &mut Model, entry: &Entry) {
    let is_mine = model.who.as_ref().is_some_and(|who| who.email == entry.accepted_by);
    // Somebody else has taken back what was written: the desk tells whose that was.
    if !is_mine && matches!((&entry.write, &entry.state), (Write::Retraction(_), EntryState::Done { .. })) {
        with_app(model, |cx| cx.ask("reading what was said no to", Request::Rejections));
    }
    // A no that was taken back is none.
    if !matches!(entry.state, EntryState::Rejected { .. }) {
        model.rejected.retain(|known| known.id != entry.id);
        model.own_noes.remove(&entry.id);
        return;
    }
    if model.own_noes.contains(&entry.id) {
        say_own(model, entry, is_mine);
        if is_mine {
            hear(model, vec![entry.id]);
        }
        return;
    }
    let is_known = model.rejected.iter().any(|known| known.id == entry.id);
    if !is_mine || is_known {
        return;
    }
    model.rejected.insert(0, entry.clone());
    tell(model);
}

/// They stand on the screen: the rep has looked at them, unless they are elsewhere by now.
pub(super) fn looked_at(model: &mut Model, unheard: &[EntryId]) {
    if unheard.is_empty() || !matches!(model.place().screen, Screen::Activity(_)) {
        return;
    }
    model.rejected.retain(|entry| !unheard.contains(&entry.id));
    hear(model, unheard.to_vec());
}

/// What became of an own no.
fn say_own(model: &mut Model, entry: &Entry, is_mine: bool) {
    let EntryState::Rejected { reason, .. } = &entry.state else { return };
    let told = if is_mine { String::new() } else { format!(" · {} is told", entry.accepted_by) };
    let words = format!("you said no, nothing is written: {} · {reason}{told}", model.called(entry));
    with_app(model, |cx| cx.good(words));
}

fn hear(model: &mut Model, entries: Vec<EntryId>) {
    with_app(model, |cx| cx.ask("keeping that you know", Request::HearRejections { entries }));
}

fn tell(model: &mut Model) {
    let Some(newest) = model.rejected.first() else { return };
    let EntryState::Rejected { by, reason, .. } = &newest.state else { return };
    let no = no_in_words(by, reason, model.who.as_ref().map(|who| who.email.as_str()));
    let what = match model.rejected.len() {
        1 => newest.title.clone(),
        more => format!("{} · {more} were said no to", newest.title),
    };
    let words = format!("{no} · {what} · {} shows it", model.keymap.shown(Action::GoActivity));
    with_app(model, |cx| cx.tell(words));
}
