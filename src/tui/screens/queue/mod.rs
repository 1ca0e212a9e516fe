//! The queue: open cases as a worklist; one key opens the chosen one, others change those that are marked.

mod rows;

use super::casework::{Casework, Stands, touched};
use super::snoozing::{Asleep, minded};
use super::worklist::{Kind, Worklist};
use super::{Stop, Trail};
use crate::desk::api::{Answer, DeskError, Notice, Request, Who};
use crate::domain::casework::CaseAt;
use crate::domain::ids::CustomerId;
use crate::domain::queue::{QueueRow, View};
use crate::domain::record::RecordRef;
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::overlay::Take;

/// The screen.
pub type Queue = Worklist<Cases>;

/// The open cases, and what is being done to them.
#[derive(Default)]
pub struct Cases {
    work: Casework,
}

impl Queue {
    /// What is being done to cases.
    pub fn casework(&mut self) -> &mut Casework {
        &mut self.own.work
    }

    pub(super) fn take_choice(&mut self, take: Take, cx: &mut Cx<'_>) {
        self.own.work.take(take, cx);
    }

    /// Who stands behind a case of the queue.
    pub fn customer_of(&self, record: &RecordRef) -> Option<CustomerId> {
        self.all().iter().find(|row| row.case.record == *record)?.case.customer_id
    }
}

impl Kind for Cases {
    const LAYER: Layer = Layer::Queue;

    fn is_mine(view: View) -> bool {
        view == View::Mine
    }

    fn open(list: &Queue, cx: &mut Cx<'_>) {
        if let Some(trail) = trail(list, cx) {
            cx.go(Go::On(trail));
        }
    }

    fn act(list: &mut Queue, action: Action, cx: &mut Cx<'_>) -> bool {
        match action {
            Action::Browse => cx.browse(list.chosen().and_then(|row| row.case.url.as_deref())),
            Action::Copy => match list.chosen() {
                Some(row) => cx.copy("the case", format!("#{} {}", row.case.record.id, row.case.subject)),
                None => cx.refuse("there is nothing to copy here"),
            },
            Action::Answer if list.to_work_on().len() > 1 => {
                cx.refuse("own words answer one case: m answers those that are marked by a macro");
            }
            Action::Answer => {
                if let Some(trail) = trail(list, cx) {
                    cx.go(Go::Answer(trail));
                }
            }
            Action::Sent => {
                let rows = list.to_work_on().into_iter().filter(|row| row.case.to_send.is_some());
                Casework::sent(rows.map(|row| row.case.record.clone()).collect(), cx);
                list.hold();
                list.unmark();
            }
            Action::Snooze => {
                let (rows, zone) = (list.to_work_on(), list.zone().map(str::to_owned));
                let are_all = rows.iter().all(|row| row.case.snooze.is_some());
                let asleep = if are_all { Asleep::All } else { Asleep::NotAll };
                let at =
                    |row: &QueueRow| CaseAt { record: row.case.record.clone(), seen: row.case.updated_at };
                let mind = minded(&rows, cx.moment);
                let cases = rows.into_iter().map(at).collect();
                list.hold();
                list.own.work.snooze(cases, asleep, zone.as_deref(), mind, cx);
            }
            other => {
                let at =
                    |row: &QueueRow| CaseAt { record: row.case.record.clone(), seen: row.case.updated_at };
                let rows = list.to_work_on();
                let stands = match rows.as_slice() {
                    [one] if other == Action::Label => Stands::labelled(&one.case.labels),
                    [one] => {
                        let case = &one.case;
                        let owner = case.owner.as_deref();
                        Stands::of(&case.status, case.priority, owner, case.customer_waits())
                    }
                    _ => Stands::default(),
                };
                let cases = rows.into_iter().map(at).collect();
                let is_begun = list.own.work.begin(other, cases, stands, cx);
                if is_begun {
                    list.hold();
                }
                return is_begun;
            }
        }
        true
    }

    fn answered(list: &mut Queue, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        let is_under_way = matches!(&result, Ok(Answer::Casework(done)) if !done.entries.is_empty());
        if !list.own.work.answered(request, &result, cx) {
            result.err().iter().for_each(|error| cx.failed(error));
        } else if is_under_way {
            list.unmark();
        }
    }

    fn noticed(_list: &mut Queue, notice: &Notice, cx: &mut Cx<'_>) {
        let Notice::Entry { entry } = notice else { return };
        if let Some(case) = touched(entry) {
            cx.ask("reading the case", Request::RereadCases { cases: vec![case] });
        }
    }
}

/// The cases that are shown, at the chosen one; says why where it leads nowhere.
fn trail(list: &Queue, cx: &mut Cx<'_>) -> Option<Trail> {
    let Some(row) = list.chosen() else {
        cx.refuse("there is no case to open");
        return None;
    };
    let trail = Trail::of(list.shown().filter_map(stop), &row.case.record);
    if trail.is_none() {
        cx.refuse("this case hangs on no contact at the CRM: give it one there, then r reads it again");
    }
    trail
}

/// Where a row leads; nothing where its case hangs on nobody.
fn stop(row: &QueueRow) -> Option<Stop> {
    let case = &row.case;
    let who = Who::behind(case.customer_id, case.contact.as_ref())?;
    let (title, words) = (case.subject.clone(), String::new());
    Some(Stop { who, about: case.record.clone(), way: None, begins_at: None, title, words })
}
