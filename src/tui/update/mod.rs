//! What a message does: to the overlay, else to the screen, else to the app. Waits for nothing, reads no clock.

mod act;
mod input;

use jiff::Timestamp;

use super::cx::{Cx, ScreenId};
use super::keymap::Action;
use super::model::{Model, Stage};
use super::msg::{Effect, Msg};
use super::overlay::Overlay;
use crate::desk::api::{Answer, DeskError, Notice, Private, Request, WhoAmI};
use crate::domain::outbox::{Entry, EntryState};
use act::{leave, travel};

/// What asks for itself and not for a screen: the overlay and the app.
const APP: ScreenId = ScreenId(0);
/// Entries of the outbox that are read at the start.
const ENTRIES_AT_START: usize = 100;

/// Changes the model by a message that came at `now`; what is to be done outside comes back.
pub fn update(model: &mut Model, now: Timestamp, msg: Msg) -> Vec<Effect> {
    model.moment.now = now;
    model.out.toasts.retain(|toast| toast.until > now);
    match msg {
        Msg::Terminal(event) => input::terminal(model, event),
        Msg::Opened(Ok(who)) => opened(model, *who),
        Msg::Opened(Err(error)) => model.stage = Stage::Failed(error),
        Msg::Lost => {
            model.stage = Stage::Opening;
            model.out.in_flight.clear();
            with_app(model, |cx| cx.tell("the other deskhand has ended; this one takes over"));
        }
        Msg::Answered { request, result } => answered(model, request, result),
        Msg::Noticed(notice) => noticed(model, &notice),
        Msg::OwnEditor(text) => own_editor(model, text),
        Msg::Woken => {}
        Msg::Terminated => leave(model),
    }
    while !model.out.go.is_empty() {
        for go in std::mem::take(&mut model.out.go) {
            travel(model, go);
        }
    }
    keep_draft(model);
    note_waiting(model);
    std::mem::take(&mut model.out.effects)
}

fn note_waiting(model: &mut Model) {
    let waiting = !model.out.in_flight.is_empty();
    model.waiting_since = waiting.then(|| model.waiting_since.unwrap_or(model.moment.now));
}

fn with_app<T>(model: &mut Model, work: impl FnOnce(&mut Cx<'_>) -> T) -> T {
    let mut cx = Cx { moment: &model.moment, who: model.who.as_ref(), screen: APP, out: &mut model.out };
    work(&mut cx)
}

// What the desk says.

fn opened(model: &mut Model, who: WhoAmI) {
    model.stage = Stage::Open;
    let is_new_demo = who.demo && who.customers == 0;
    if let Some(recovered) = &who.recovered {
        let words = recovered.clone();
        with_app(model, |cx| cx.tell(words));
    }
    model.who = Some(who);
    with_app(model, |cx| {
        cx.ask("reading the outbox", Request::Outbox { limit: ENTRIES_AT_START });
        // The sandbox is made ready as a real account would be; its customers are few and known at once.
        if is_new_demo {
            cx.ask("making the sandbox ready", Request::SetUpFields);
            cx.ask("reading the sandbox's customers", Request::Sync { since: None, full: false });
        }
    });
    model.with_screen(|screen, cx| screen.entered(cx));
}

fn answered(model: &mut Model, request: u64, result: Result<Answer, DeskError>) {
    let Some(at) = model.out.in_flight.iter().position(|asked| asked.request == request) else {
        // Nobody waits for it any more.
        return;
    };
    let asked = model.out.in_flight.remove(at);
    if let Ok(answer) = &result {
        note(model, answer);
    }
    if let Some(Overlay::Quitting(quitting)) = &mut model.overlay
        && quitting.waiting.iter().any(|(number, _)| *number == request)
    {
        quitting.waiting.retain(|(number, _)| *number != request);
        if quitting.waiting.is_empty() {
            leave(model);
        }
        return;
    }
    if asked.screen == APP {
        answered_app(model, request, result);
    } else {
        model.with_screen_of(asked.screen, |screen, cx| screen.answered(request, result, cx));
    }
}

/// What every part of the app should know.
fn note(model: &mut Model, answer: &Answer) {
    match answer {
        Answer::Accepted(accepted) => {
            model.note_entry(&accepted.entry);
            let entry = &accepted.entry;
            let words = match (&entry.state, accepted.already) {
                (_, true) => Some("accepted before: nothing is done twice".to_owned()),
                (EntryState::AwaitingApproval { role, .. }, _) => Some(format!(
                    "waits for the yes of a {} · {} shows it",
                    role.as_str(),
                    model.keymap.shown(Action::GoApprovals)
                )),
                // The countdown says it.
                _ => None,
            };
            if let Some(words) = words {
                with_app(model, |cx| cx.tell(words));
            }
        }
        Answer::Entry(entry) => {
            model.note_entry(entry);
            if let EntryState::Undone { .. } = entry.state {
                with_app(model, |cx| cx.good(format!("taken back, it has not left: {}", entry.title)));
            }
        }
        Answer::WhoAmI(who) => model.who = Some(who.clone()),
        _ => {}
    }
}

/// Answers to what the app itself or the overlay has asked.
fn answered_app(model: &mut Model, request: u64, result: Result<Answer, DeskError>) {
    if let Some(Overlay::Compose(compose)) = &mut model.overlay {
        if compose.keeping == Some(request) {
            compose.keeping = None;
            return;
        }
        if compose.pending == Some(request) {
            return composed(model, result);
        }
    }
    match result {
        Ok(Answer::Draft(Some(draft))) => {
            if let Some(Overlay::Compose(compose)) = &mut model.overlay {
                compose.restore(&draft.0);
            }
        }
        Ok(Answer::Entries(entries)) => {
            for entry in entries.iter().rev().filter(|entry| !entry.state.is_final()) {
                model.note_entry(entry);
            }
        }
        Ok(Answer::Sync(report)) => {
            for problem in report.problems {
                with_app(model, |cx| cx.refuse(problem));
            }
            with_app(model, |cx| cx.ask("reading who acts", Request::WhoAmI));
            model.with_screen(|screen, cx| screen.entered(cx));
        }
        Ok(answer) => model.with_screen(|screen, cx| screen.answered(request, Ok(answer), cx)),
        Err(error) => with_app(model, |cx| cx.failed(&error)),
    }
}

/// What was written has been kept, or could not be.
fn composed(model: &mut Model, result: Result<Answer, DeskError>) {
    let Some(Overlay::Compose(compose)) = &mut model.overlay else { return };
    compose.pending = None;
    match result {
        Err(error) => compose.problem = Some(error),
        Ok(answer) => {
            let (customer, name, keeping) = (compose.customer, compose.draft_name(), compose.keeping);
            model.overlay = None;
            // A draft on its way must not come after the one that clears it.
            with_app(model, |cx| cx.cancel(keeping));
            if let Some(what_for) = name {
                let text = Private(String::new());
                with_app(model, |cx| {
                    cx.ask("clearing the draft", Request::SaveDraft { customer, what_for, text })
                });
            }
            model.with_screen(|screen, cx| screen.answered(0, Ok(answer), cx));
        }
    }
}

fn noticed(model: &mut Model, notice: &Notice) {
    match notice {
        Notice::Entry { entry } => entry_moved(model, entry),
        Notice::Directory { customers } => {
            if let Some(who) = &mut model.who {
                who.customers = *customers;
            }
        }
        Notice::Source { state } => {
            if let Some(known) = model
                .who
                .iter_mut()
                .flat_map(|who| &mut who.sources)
                .find(|known| known.source == state.source)
            {
                *known = state.clone();
            }
        }
        // Something was missed: what is shown is asked for again.
        Notice::Skipped => {
            with_app(model, |cx| cx.ask("reading the outbox", Request::Outbox { limit: ENTRIES_AT_START }));
        }
        _ => {}
    }
    let places: Vec<ScreenId> = model.places.iter().map(|place| place.id).collect();
    for id in places {
        model.with_screen_of(id, |screen, cx| screen.noticed(notice, cx));
    }
}

fn entry_moved(model: &mut Model, entry: &Entry) {
    let was_final = model.outbox.iter().any(|known| known.id == entry.id && known.state.is_final());
    model.note_entry(entry);
    let title = &entry.title;
    with_app(model, |cx| match &entry.state {
        EntryState::Done { .. } if !was_final => cx.good(format!("done: {}", entry.effect)),
        EntryState::Parked { why, .. } => cx.refuse(format!("parked, it needs you: {title}: {why}")),
        EntryState::InDoubt { why, .. } => {
            cx.refuse(format!("in doubt, deskhand will look before it does anything: {why}"))
        }
        EntryState::Waiting { why, .. } => cx.tell(format!("tried again later: {title}: {why}")),
        _ => {}
    });
}

fn own_editor(model: &mut Model, text: Result<Private, String>) {
    match (text, &mut model.overlay) {
        (Ok(text), Some(Overlay::Compose(compose))) => {
            compose.set_text(&text.0);
            compose.touched = true;
            compose.dirty = true;
        }
        (Ok(_), _) => {}
        (Err(why), _) => with_app(model, |cx| cx.refuse(why)),
    }
}

/// Sends a changed draft to be kept, one at a time, so that the last change wins.
fn keep_draft(model: &mut Model) {
    let Some(Overlay::Compose(compose)) = &mut model.overlay else { return };
    let Some(what_for) = compose.draft_name() else { return };
    if !compose.dirty || compose.keeping.is_some() || !matches!(model.stage, Stage::Open) {
        return;
    }
    compose.dirty = false;
    let (customer, text) = (compose.customer, Private(compose.draft()));
    let request =
        with_app(model, |cx| cx.ask("keeping the draft", Request::SaveDraft { customer, what_for, text }));
    if let Some(Overlay::Compose(compose)) = &mut model.overlay {
        compose.keeping = Some(request);
    }
}
