//! The leads: who may buy, from the best down, as a worklist; one key decides about the chosen one.

mod rows;

use super::customer::{Stop, Trail};
use super::worklist::{Kind, Worklist};
use crate::desk::api::{Answer, DeskError, Notice, Request, Who};
use crate::domain::action::Write;
use crate::domain::crm::Owner;
use crate::domain::lead::{Decision, LeadRow, View};
use crate::domain::outbox::EntryState;
use crate::domain::record::RecordRef;
use crate::domain::sla::DueState;
use crate::phrasing::Moment;
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::overlay::{Handover, Overlay, Question, Reasons, What};

/// The screen.
pub type Leads = Worklist<Prospects>;

/// The leads, and to whom one can be handed.
#[derive(Default)]
pub struct Prospects {
    colleagues: Vec<Owner>,
}

impl Kind for Prospects {
    const LAYER: Layer = Layer::Leads;
    // What is decided about a lead is decided by one key: it must be about the one that was looked at.
    const STAYS_WITH_FIRST: bool = true;

    fn is_mine(view: View) -> bool {
        view == View::Mine
    }

    fn open(list: &Leads, cx: &mut Cx<'_>) {
        let Some(row) = chosen(list, "open", cx) else { return };
        if let Some(trail) = Trail::of(list.shown().map(stop), &row.lead.record) {
            cx.go(Go::On(trail));
        }
    }

    fn act(list: &mut Leads, action: Action, cx: &mut Cx<'_>) -> bool {
        match action {
            Action::Claim => claim(list, cx),
            Action::Hand => hand(list, cx),
            Action::Nurture => turn_down(list, What::Nurture, cx),
            Action::Disqualify => turn_down(list, What::Disqualify, cx),
            Action::Copy => match list.chosen().and_then(|row| row.lead.email.clone()) {
                Some(email) => cx.copy("the e-mail", email),
                None => cx.refuse("there is nothing to copy here"),
            },
            _ => return false,
        }
        true
    }

    fn entered(&mut self, cx: &mut Cx<'_>) {
        if self.colleagues.is_empty() {
            cx.ask("reading colleagues", Request::Owners);
        }
    }

    fn answered(list: &mut Leads, _request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        match result {
            Ok(Answer::Owners(colleagues)) => list.own.colleagues = colleagues,
            Ok(_) => {}
            Err(error) => cx.failed(&error),
        }
    }

    /// What was decided stands at the CRM now.
    fn noticed(_list: &mut Leads, notice: &Notice, cx: &mut Cx<'_>) {
        if let Notice::Entry { entry } = notice
            && matches!(entry.state, EntryState::Done { .. })
            && let Write::Fields(write) = &entry.write
            && write.record.kind == "contact"
        {
            cx.ask("reading the lead", Request::RereadLeads { leads: vec![write.record.clone()] });
        }
    }
}

/// Where a row leads.
fn stop(row: &LeadRow) -> Stop {
    let lead = &row.lead;
    let who = lead.customer_id.map_or_else(|| Who::Query(lead.record.to_string()), Who::Customer);
    Stop::person(who, lead.record.clone(), lead.called())
}

/// The chosen lead, or why a key does nothing.
fn chosen<'a>(list: &'a Leads, what_for: &str, cx: &mut Cx<'_>) -> Option<&'a LeadRow> {
    if list.chosen().is_none() {
        cx.refuse(format!("there is no lead to {what_for}"));
    }
    list.chosen()
}

fn claim(list: &Leads, cx: &mut Cx<'_>) {
    let Some(row) = chosen(list, "claim", cx) else { return };
    if list.me().is_some() && row.lead.owner.as_deref() == list.me() {
        return cx.tell("it is yours already");
    }
    let request = Request::Decide { lead: row.lead.record.clone(), decision: Decision::Claim, now: false };
    match row.lead.owner.as_deref() {
        None => {
            cx.ask("claiming", request);
        }
        Some(owner) => {
            let words =
                format!("{} is {owner}'s. Taking it over makes you its owner at the CRM.", row.lead.called());
            cx.go(Go::Over(Box::new(Overlay::Question(Question::new(words, "claiming", vec![request])))));
        }
    }
}

fn hand(list: &Leads, cx: &mut Cx<'_>) {
    let Some(row) = chosen(list, "hand on", cx) else { return };
    if list.own.colleagues.is_empty() {
        return cx.refuse("the CRM's owners are not known yet");
    }
    let handover = Handover::new(&row.lead, list.own.colleagues.clone());
    cx.go(Go::Over(Box::new(Overlay::Handover(handover))));
}

fn turn_down(list: &Leads, what: impl Fn(RecordRef) -> What, cx: &mut Cx<'_>) {
    let Some(row) = chosen(list, "decide about", cx) else { return };
    let reasons = Reasons::new(what(row.lead.record.clone())).about(&row.lead.called());
    let reasons = match minded(row, list.me(), cx.moment) {
        Some(why) => reasons.minding(why),
        None => reasons,
    };
    cx.go(Go::Over(Box::new(Overlay::Reasons(reasons))));
}

/// What speaks against deciding about a lead lightly: a colleague has it, or nobody has answered them.
fn minded(row: &LeadRow, me: Option<&str>, moment: &Moment) -> Option<String> {
    let theirs = row.lead.owner.as_deref().filter(|owner| me != Some(*owner));
    let theirs = theirs.map(|owner| format!("it is {owner}'s"));
    let late = row.due.as_ref().filter(|due| due.state(moment.now) == DueState::Breached);
    let late = late.map(|due| format!("unanswered, came {}", moment.ago(due.since)));
    let words = theirs.into_iter().chain(late).collect::<Vec<_>>().join(" · ");
    (!words.is_empty()).then(|| format!("! {words}"))
}
