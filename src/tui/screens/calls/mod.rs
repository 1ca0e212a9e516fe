//! Today's calls: the rep's open tasks and meetings as a worklist, gone through in order; each opens with the page to call
//! by.

mod rows;

use jiff::Timestamp;

use super::worklist::{Kind, Worklist};
use super::{Stop, Trail};
use crate::desk::api::{Notice, Request, Who};
use crate::domain::CustomerId;
use crate::domain::agenda::{PlannedCall, View};
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::record::RecordRef;
use crate::phrasing::Moment;
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::overlay::{Compose, Overlay, Question, SCRATCH};

/// What is done when a call is.
const ENDING: &str = "ending the task";

/// The screen.
pub type Calls = Worklist<Agenda>;

/// The rep's open tasks and meetings.
#[derive(Default)]
pub struct Agenda;

impl Kind for Agenda {
    const LAYER: Layer = Layer::Calls;

    /// The agenda has nobody else's.
    fn is_mine(_view: View) -> bool {
        true
    }

    fn act(list: &mut Calls, action: Action, cx: &mut Cx<'_>) -> bool {
        match action {
            Action::Done => match list.chosen() {
                Some(call) => end(&call.record, call.begins_at(), cx),
                None => cx.refuse("there is no call that could be done"),
            },
            Action::Scratch => match list.chosen().map(|call| call.customer_id) {
                Some(Some(customer)) => {
                    let pad = Compose::scratch(customer, None);
                    cx.go(Go::Over(Box::new(Overlay::Compose(Box::new(pad)))));
                }
                Some(None) => {
                    cx.refuse("this hangs on no contact at the CRM, so there is nobody to note it on")
                }
                None => cx.refuse("there is no call to jot anything down for"),
            },
            Action::Browse => cx.browse(list.chosen().and_then(|call| call.url.as_deref())),
            Action::Copy => match list.chosen().and_then(|call| call.phone.clone()) {
                Some(phone) => cx.copy("the phone number", phone),
                None => cx.refuse("there is nothing to copy here"),
            },
            _ => return false,
        }
        true
    }

    fn open(list: &Calls, cx: &mut Cx<'_>) {
        let Some(call) = list.chosen() else { return cx.refuse("there is no call to open") };
        match Trail::of(list.shown().filter_map(|row| stop(row, cx.moment)), &call.record) {
            Some(trail) => cx.go(Go::On(trail)),
            None => {
                cx.refuse("this hangs on no contact at the CRM: give it one there, then r reads it again");
            }
        }
    }

    /// With whom was jotted down what nothing was made of yet.
    fn listed(list: &Calls, cx: &mut Cx<'_>) {
        let customers: Vec<CustomerId> = list.all().iter().filter_map(|call| call.customer_id).collect();
        if !customers.is_empty() {
            cx.ask("looking for drafts", Request::Drafted { customers, what_for: SCRATCH.to_owned() });
        }
    }

    /// What was ended, or opened again, is read as it stands now.
    fn noticed(_list: &mut Calls, notice: &Notice, cx: &mut Cx<'_>) {
        if let Notice::Entry { entry } = notice
            && matches!(entry.state, EntryState::Done { .. })
            && matches!(entry.write.target().kind.as_str(), "task" | "meeting")
        {
            let tasks = vec![entry.write.target().clone()];
            cx.ask("reading the task", Request::RereadTasks { tasks });
        }
    }
}

/// Where a row leads; nothing where it hangs on nobody.
fn stop(call: &PlannedCall, moment: &Moment) -> Option<Stop> {
    let who = Who::behind(call.customer_id, call.contact.as_ref())?;
    let begins_at = call.begins_at();
    let hour = begins_at.map(|at| moment.hour(at));
    let title = hour.into_iter().chain([rows::what(call)]).collect::<Vec<_>>().join(" · ");
    Some(Stop {
        who,
        about: call.record.clone(),
        way: Some(call.way),
        begins_at,
        title,
        words: call.words.clone(),
    })
}

/// The call is done: its task is ended, or its meeting was held. Once is enough, and a meeting that has not begun is asked
/// about.
pub(super) fn end(task: &RecordRef, begins_at: Option<Timestamp>, cx: &mut Cx<'_>) {
    if let Some(entry) = written_to(task, cx.outbox) {
        let words = match entry.state {
            EntryState::Parked { .. } => {
                "it could not be written and needs you: g o shows why, r there tries again"
            }
            EntryState::AwaitingApproval { .. } => "it waits for a yes already: u takes it back",
            _ => "it is on its way already: u takes it back",
        };
        return cx.refuse(words);
    }
    let request = Request::EndTask { task: task.clone(), now: false };
    match begins_at.filter(|at| *at > cx.moment.now) {
        None => {
            cx.ask(ENDING, request);
        }
        Some(at) => {
            let words = format!("This meeting begins at {} only. Was it held?", cx.moment.hour(at));
            let question = Question::new(words, ENDING, vec![request]);
            cx.go(Go::Over(Box::new(Overlay::Question(question))));
        }
    }
}

/// What is being written to a task or meeting, or could not be.
fn written_to<'a>(task: &RecordRef, outbox: &'a [Entry]) -> Option<&'a Entry> {
    outbox.iter().find(|entry| !entry.state.is_final() && entry.write.target() == task)
}
