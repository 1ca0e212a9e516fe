//! What the queue knows of the customer's open cases: whether they sleep, what they are about, who says so.

use jiff::tz::TimeZone;

use super::Customer;
use crate::desk::api::{Answer, DeskError, Listed, Request};
use crate::domain::crm::Case;
use crate::domain::queue::QueueRow;
use crate::domain::record::RecordRef;
use crate::tui::cx::Cx;
use crate::tui::screens::snoozing::{Asleep, minded};

/// As it was read last.
#[derive(Default)]
pub(super) struct Queued {
    asked: Option<u64>,
    /// A model labels the case.
    labelling: Option<u64>,
    cases: Option<Box<Listed<QueueRow>>>,
}

impl Queued {
    /// Nobody waits for it any more.
    pub fn left(&mut self) {
        (self.asked, self.labelling) = (None, None);
    }

    /// Where the store's days end, as far as that is known.
    pub fn zone(&self) -> Option<TimeZone> {
        TimeZone::get(self.cases.as_ref()?.zone.as_deref()?).ok()
    }

    /// The row of a case; nothing where the queue has none.
    pub fn row(&self, case: &Case) -> Option<&QueueRow> {
        self.cases.as_ref()?.rows.iter().find(|row| row.case.record.id == case.id)
    }
}

impl Customer {
    /// Asks for it; what is kept answers at once.
    pub(super) fn ask_queued(&mut self, cx: &mut Cx<'_>) {
        let Some(profile) = &self.profile else { return };
        let record = |case: &Case| RecordRef {
            source: case.source.clone(),
            kind: "case".to_owned(),
            id: case.id.clone(),
        };
        let cases: Vec<RecordRef> = profile.open_cases().map(record).collect();
        if !cases.is_empty() {
            cx.cancel(self.queued.asked.take());
            self.queued.asked = Some(cx.ask("reading the cases", Request::QueueOf { cases }));
        }
    }

    /// Has the model that wrote the brief label the case, too: once for the same messages, and not over a person's word.
    pub(super) fn have_labelled(&mut self, cx: &mut Cx<'_>) {
        let by_model = self.brief.whole.as_ref().is_some_and(|brief| brief.engine.starts_with("llm:"));
        let Some(case) = self.working_case().filter(|case| case.open && by_model) else { return };
        if self.queued.row(case).is_some_and(|row| row.case.labelled_by == "rules") {
            let request = Request::Triage { who: self.whom(), case: Some(case.id.clone()) };
            cx.cancel(self.queued.labelling.take());
            self.queued.labelling = Some(cx.ask("labelling the case", request));
        }
    }

    /// It has come; false where it is something else.
    pub(super) fn took_queued(
        &mut self,
        request: u64,
        result: &Result<Answer, DeskError>,
        cx: &mut Cx<'_>,
    ) -> bool {
        if self.queued.labelling.take_if(|asked| *asked == request).is_some() {
            // Where no model could label it, it stays as the rules had it.
            self.ask_queued(cx);
            return true;
        }
        if self.queued.asked.take_if(|asked| *asked == request).is_none() {
            return false;
        }
        if let Ok(Answer::Queue(cases)) = result {
            self.queued.cases = Some(cases.clone());
        }
        true
    }

    /// Puts the case to sleep, or wakes it.
    pub(super) fn snooze_case(&mut self, cx: &mut Cx<'_>) {
        let row = self.working_case().and_then(|case| self.queued.row(case));
        let asleep =
            if row.is_some_and(|row| row.case.snooze.is_some()) { Asleep::All } else { Asleep::NotAll };
        let mind = row.map(|row| minded(&[row], cx.moment)).unwrap_or_default();
        let of_customer = || self.profile.as_ref().and_then(|profile| profile.customer.time_zone.clone());
        let zone = self.queued.cases.as_ref().and_then(|cases| cases.zone.clone()).or_else(of_customer);
        let cases = self.working_at().into_iter().collect();
        self.work.snooze(cases, asleep, zone.as_deref(), mind, cx);
    }
}
