//! The words of an answer, a note, a task or a call that is taken back are in the editor again: they are the rep's, whatever
//! became of what was made of them.

use super::with_app;
use crate::desk::api::{Answer, DeskError, Request};
use crate::domain::action::{NoteWrite, Write};
use crate::domain::outbox::{Entry, EntryState};
use crate::tui::model::{DraftName, Model, OwnWords};
use crate::tui::overlay::{Compose, Overlay, SCRATCH};

/// Remembers what was written in the editor, for as long as what was made of it can be taken back: as it was `typed`, or as
/// it went out where the editor has been left meanwhile.
pub(super) fn written(model: &mut Model, name: &DraftName, typed: Option<&str>, answer: &Answer) {
    let entries: Vec<&Entry> = match answer {
        Answer::Casework(done) => done.entries.iter().collect(),
        Answer::Queued(queued) => queued.iter().map(|one| &one.entry).collect(),
        Answer::Accepted(one) => vec![&one.entry],
        _ => return,
    };
    for entry in entries {
        let is_call = name.1 == SCRATCH;
        let went_out = match &entry.write {
            Write::Reply(reply) => Some(reply.answer()),
            Write::Note(note) if is_call => Some(NoteWrite::jotted_down(&note.body)),
            Write::Note(note) => Some(&*note.body),
            // What follows from a call comes again with its note.
            Write::Task(_) if !is_call => None,
            _ => continue,
        };
        let draft = typed.map(str::to_owned).or_else(|| went_out.map(Compose::draft_of_text));
        let Some(draft) = draft else { continue };
        model.own_words.push(OwnWords { entry: entry.id, name: name.clone(), draft, asked: None });
    }
}

/// Something was taken back, before it has left or after it. What was begun since is not replaced: it is looked for first.
pub(super) fn taken_back(model: &mut Model, answer: &Answer) {
    let entries = match answer {
        Answer::Entry(entry) => std::slice::from_ref(&**entry),
        Answer::TakenBack(entries) => entries.as_slice(),
        _ => return,
    };
    let Some(at) = model.own_words.iter().position(|own| entries.iter().any(|one| takes_back(one, own)))
    else {
        return;
    };
    let (customer, what_for) = model.own_words[at].name.clone();
    match model.drafts.iter().find(|draft| draft.name == model.own_words[at].name) {
        // Its end is not stored yet.
        Some(draft) if draft.text.is_empty() => {
            let own = model.own_words.remove(at);
            restore(model, own);
        }
        Some(_) => drop(model.own_words.remove(at)),
        None => {
            let request = Request::Draft { customer, what_for };
            let asked = with_app(model, |cx| cx.ask("looking for a draft", request));
            model.own_words[at].asked = Some(asked);
        }
    }
}

fn takes_back(entry: &Entry, own: &OwnWords) -> bool {
    let was_stopped = entry.id == own.entry && matches!(entry.state, EntryState::Undone { .. });
    was_stopped || entry.id == own.entry.compensation()
}

/// Whether something was begun since is known; false where this was asked for something else.
pub(super) fn looked(model: &mut Model, request: u64, result: &Result<Answer, DeskError>) -> bool {
    let Some(at) = model.own_words.iter().position(|own| own.asked == Some(request)) else { return false };
    let own = model.own_words.remove(at);
    match result {
        Ok(Answer::Draft(None)) if model.drafts.iter().all(|draft| draft.name != own.name) => {
            restore(model, own);
        }
        Ok(_) => {}
        Err(error) => with_app(model, |cx| cx.failed(error)),
    }
    true
}

fn restore(model: &mut Model, own: OwnWords) {
    if let Some(Overlay::Compose(compose)) = &mut model.overlay
        && compose.customer == own.name.0
        && compose.draft_name().as_ref() == Some(&own.name.1)
    {
        compose.restore(&own.draft);
    }
    model.keep_draft(own.name, own.draft);
}
