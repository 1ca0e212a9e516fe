//! Screens: each owns its part of the model, what it does with messages, and its view.

mod activity;
mod approvals;
mod audit;
mod calls;
mod casework;
pub(super) mod copying;
pub mod customer;
pub(super) mod entries;
mod leads;
mod outbox;
mod queue;
mod quiet;
mod score_fields;
mod scores;
pub mod search;
mod snoozing;
mod sources;
mod tier_reviews;
mod wires;
mod worklist;

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::cx::Cx;
use super::keymap::{Action, Key, Layer};
use super::model::Model;
use super::overlay::Take;
use super::widgets::{Canvas, Hit};
use crate::desk::api::{Answer, DeskError, Notice, Who};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::CustomerId;
use crate::domain::record::RecordRef;
use copying::Fields;

pub use activity::Activity;
pub use approvals::Approvals;
pub use audit::Audit;
pub use calls::Calls;
pub use casework::{Awaited, Casework};
use customer::Stop;
pub use customer::{Customer, Trail, brief_beside};
pub use leads::Leads;
pub use outbox::Outbox;
pub use queue::Queue;
pub use quiet::Quiet;
pub use score_fields::ScoreFields;
pub use scores::Scores;
pub use search::Search;
pub use sources::Sources;
pub use tier_reviews::TierReviews;
pub use wires::Wires;

/// What is shown between the bars.
pub enum Screen {
    /// Find a customer.
    Search(Search),
    /// The open cases.
    Queue(Box<Queue>),
    /// Who may buy.
    Leads(Box<Leads>),
    /// The rep's open tasks, today's first.
    Calls(Box<Calls>),
    /// Customers of high value who are going quiet.
    Quiet(Box<Quiet>),
    /// One customer.
    Customer(Box<Customer>),
    /// Accepted actions.
    Outbox(Outbox),
    /// What waits for a yes.
    Approvals(Approvals),
    /// What the rep has done.
    Activity(Box<Activity>),
    /// The audit log.
    Audit(Audit),
    /// What left for a model.
    Wires(Wires),
    /// Vendors, model and storage.
    Sources(Sources),
    /// How the scores hold up.
    Scores(Scores),
    /// Scores beside what the CRM says.
    ScoreFields(Box<ScoreFields>),
    /// Changes of tier that wait for a person.
    TierReviews(TierReviews),
}

macro_rules! of_each {
    ($screen:expr, $inner:ident => $work:expr) => {
        match $screen {
            Screen::Search($inner) => $work,
            Screen::Queue($inner) => $work,
            Screen::Leads($inner) => $work,
            Screen::Calls($inner) => $work,
            Screen::Quiet($inner) => $work,
            Screen::Customer($inner) => $work,
            Screen::Outbox($inner) => $work,
            Screen::Approvals($inner) => $work,
            Screen::Activity($inner) => $work,
            Screen::Audit($inner) => $work,
            Screen::Wires($inner) => $work,
            Screen::Sources($inner) => $work,
            Screen::Scores($inner) => $work,
            Screen::ScoreFields($inner) => $work,
            Screen::TierReviews($inner) => $work,
        }
    };
}

impl Screen {
    /// The search.
    pub fn search() -> Self {
        Self::Search(Search::default())
    }

    /// The open cases.
    pub fn queue() -> Self {
        Self::Queue(Box::default())
    }

    /// The leads.
    pub fn leads() -> Self {
        Self::Leads(Box::default())
    }

    /// Today's calls.
    pub fn calls() -> Self {
        Self::Calls(Box::default())
    }

    /// Who is going quiet.
    pub fn quiet() -> Self {
        Self::Quiet(Box::default())
    }

    /// A case with the customer behind it.
    pub fn case(who: Who, case: EvidenceId) -> Self {
        Self::Customer(Box::new(Customer::of_case(who, case)))
    }

    /// A case of the queue, a call of the agenda or a person of a list with the customer behind it, from which the next one is reached.
    pub fn on(trail: Trail) -> Self {
        Self::Customer(Box::new(Customer::on(trail)))
    }

    /// A customer; where an order led to them, that order is shown.
    pub fn customer(who: Who, order: Option<String>) -> Self {
        Self::Customer(Box::new(Customer::new(who, order)))
    }

    /// What left for a model, about one customer or all.
    pub fn wires(customer: Option<CustomerId>) -> Self {
        Self::Wires(Wires::new(customer))
    }

    /// What is being done to cases, where that can be done.
    pub fn casework(&mut self) -> Option<&mut Casework> {
        match self {
            Self::Queue(queue) => Some(queue.casework()),
            Self::Customer(customer) => Some(customer.casework()),
            _ => None,
        }
    }

    /// Asks for what is shown, when the screen is entered or the desk has been opened.
    pub fn entered(&mut self, cx: &mut Cx<'_>) {
        of_each!(self, screen => screen.entered(cx));
    }

    /// The user goes elsewhere: what was still being read is given up.
    pub fn left(&mut self) {
        of_each!(self, screen => screen.left());
    }

    /// What the user was at last on a screen that is being left; what leads there may choose it.
    pub fn stop(&self) -> Option<RecordRef> {
        match self {
            Self::Customer(customer) => customer.stop().map(|stop| stop.about.clone()),
            _ => None,
        }
    }

    /// The user comes back from there.
    pub fn came_back(&mut self, from: &RecordRef) {
        match self {
            Self::Queue(queue) => queue.choose(from),
            Self::Calls(calls) => calls.choose(from),
            Self::Leads(leads) => leads.choose(from),
            Self::Quiet(quiet) => quiet.choose(from),
            _ => {}
        }
    }

    /// Which keys hold here, the most particular layer first.
    pub fn layers(&self) -> Vec<Layer> {
        of_each!(self, screen => screen.layers())
    }

    /// Whether an action is worth a place among the keys below: it can do something to what is shown.
    pub fn offers(&self, action: Action) -> bool {
        match self {
            Self::Approvals(screen) => screen.offers(action),
            // Charts are read; there is no row to open.
            Self::Scores(_) => action != Action::Open,
            _ => true,
        }
    }

    /// Does what a key, the palette or the mouse asks for; false where it is nothing for this screen.
    pub fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        of_each!(self, screen => screen.act(action, cx))
    }

    /// Does what was chosen above it.
    pub fn take(&mut self, take: Take, cx: &mut Cx<'_>) {
        match self {
            Self::Queue(queue) => queue.take_choice(take, cx),
            Self::Customer(customer) => customer.take_choice(take, cx),
            _ => {}
        }
    }

    /// What of the chosen thing can be copied. `me`: who copies.
    pub fn fields(&self, me: Option<&str>) -> Fields {
        match self {
            Self::Search(screen) => screen.chosen().map(copying::of_hit),
            Self::Queue(screen) => screen.chosen().map(copying::of_case),
            Self::Leads(screen) => screen.chosen().map(copying::of_lead),
            Self::Calls(screen) => screen.chosen().map(copying::of_planned),
            Self::Quiet(screen) => screen.chosen().map(copying::of_quiet),
            Self::Customer(screen) => Some(screen.fields()),
            Self::Outbox(screen) => screen.chosen().map(|entry| copying::of_entry(entry, me)),
            Self::Approvals(screen) => screen.chosen().map(|entry| copying::of_entry(entry, me)),
            Self::Activity(screen) => screen.fields(me),
            Self::Audit(screen) => screen.chosen().map(copying::of_line),
            Self::Wires(screen) => screen.chosen().map(copying::of_call),
            // What is stuck is told with its values hidden.
            Self::Sources(_) | Self::Scores(_) | Self::ScoreFields(_) | Self::TierReviews(_) => None,
        }
        .unwrap_or_default()
    }

    /// Takes a key that no layer knows; only text fields do.
    pub fn typed(&mut self, key: crossterm::event::KeyEvent, cx: &mut Cx<'_>) {
        match self {
            Self::Search(search) => search.typed(key, cx),
            Self::Queue(queue) => queue.typed(key, cx),
            Self::Leads(leads) => leads.typed(key, cx),
            Self::Calls(calls) => calls.typed(key, cx),
            Self::Audit(audit) => audit.records().typed(key),
            Self::Activity(activity) => activity.trail().typed(key),
            Self::Quiet(quiet) => quiet.typed(key, cx),
            Self::Customer(customer) => customer.typed(cx),
            _ => {}
        }
    }

    /// Takes a pasted text; only text fields do.
    pub fn pasted(&mut self, text: &str, cx: &mut Cx<'_>) {
        match self {
            Self::Search(search) => search.pasted(text, cx),
            Self::Queue(queue) => queue.pasted(text, cx),
            Self::Leads(leads) => leads.pasted(text, cx),
            Self::Calls(calls) => calls.pasted(text, cx),
            Self::Audit(audit) => audit.records().pasted(text),
            Self::Activity(activity) => activity.trail().pasted(text),
            Self::Quiet(quiet) => quiet.pasted(text, cx),
            _ => {}
        }
    }

    /// An answer to one of this screen's requests.
    pub fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        of_each!(self, screen => screen.answered(request, result, cx));
    }

    /// The desk tells something.
    pub fn noticed(&mut self, notice: &Notice, cx: &mut Cx<'_>) {
        match self {
            Self::Search(screen) => screen.noticed(notice, cx),
            Self::Queue(screen) => screen.noticed(notice, cx),
            Self::Leads(screen) => screen.noticed(notice, cx),
            Self::Calls(screen) => screen.noticed(notice, cx),
            Self::Quiet(screen) => screen.noticed(notice, cx),
            Self::Customer(screen) => screen.noticed(notice, cx),
            Self::Outbox(screen) => screen.noticed(notice, cx),
            Self::Activity(screen) => screen.noticed(notice, cx),
            Self::Approvals(screen) => screen.noticed(notice, cx),
            Self::Sources(screen) => screen.noticed(notice, cx),
            Self::Scores(screen) => screen.noticed(notice, cx),
            Self::ScoreFields(screen) => screen.noticed(notice, cx),
            Self::Audit(_) | Self::Wires(_) | Self::TierReviews(_) => {}
        }
    }

    /// A click on something that this screen has drawn.
    pub fn clicked(&mut self, hit: Hit, cx: &mut Cx<'_>) {
        of_each!(self, screen => screen.clicked(hit, cx));
    }

    /// The wheel over a list that this screen has drawn.
    pub fn scrolled(&mut self, list: u8, by: isize) {
        of_each!(self, screen => screen.scrolled(list, by));
    }

    /// Draws it.
    pub fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        of_each!(self, screen => screen.view(canvas, area, model));
    }

    /// What it is called in the top line.
    pub fn title(&self) -> String {
        of_each!(self, screen => screen.title())
    }

    /// The key sequence's beginning is for a text field, so that it is typed.
    pub fn is_typing(&self, key: Key) -> bool {
        let is_typing = match self {
            Self::Search(search) => search.is_typing(),
            Self::Queue(queue) => queue.is_typing(),
            Self::Leads(leads) => leads.is_typing(),
            Self::Calls(calls) => calls.is_typing(),
            Self::Audit(audit) => audit.is_typing(),
            Self::Activity(activity) => activity.is_typing(),
            Self::Quiet(quiet) => quiet.is_typing(),
            _ => false,
        };
        is_typing && key.typed().is_some()
    }

    /// When it wants to be woken while it is shown.
    pub fn next_wake(&self) -> Option<Timestamp> {
        match self {
            Self::Queue(queue) => queue.next_wake(),
            Self::Customer(customer) => customer.next_wake(),
            Self::Leads(leads) => leads.next_wake(),
            Self::Calls(calls) => calls.next_wake(),
            Self::Quiet(quiet) => quiet.next_wake(),
            _ => None,
        }
    }

    /// The time that it wanted to be woken at may have come.
    pub fn woken(&mut self, cx: &mut Cx<'_>) {
        match self {
            Self::Queue(queue) => queue.woken(cx),
            Self::Customer(customer) => customer.woken(cx),
            Self::Leads(leads) => leads.woken(cx),
            Self::Calls(calls) => calls.woken(cx),
            Self::Quiet(quiet) => quiet.woken(cx),
            _ => {}
        }
    }
}
