//! Working the case that is shown: answer, change, next one.

use super::{Customer, Pane, cases};
use crate::desk::api::{Answer, DeskError, Meant, Request};
use crate::domain::action::ActionKind;
use crate::domain::answer::Progress;
use crate::domain::brief::{Suggestion, SuggestionStatus};
use crate::domain::casework::{CaseAt, CaseDeed, CaseValues};
use crate::domain::crm::Case;
use crate::domain::queue::QueuedCase;
use crate::domain::record::RecordRef;
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::Action;
use crate::tui::overlay::{Compose, Drops, Overlay, Summary, Take, Work};
use crate::tui::screens::calls;
use crate::tui::screens::casework::{Casework, Stands};

impl Customer {
    /// The case that keys act on: the one that is looked at, else the one that was opened, else the one that stands beside
    /// the brief.
    pub(super) fn working_case(&self) -> Option<&Case> {
        let profile = self.profile.as_ref()?;
        let row = self.lists[usize::from(Pane::Cases.number())].selected();
        let is_beside = self.focus == Pane::Brief && self.beside == Pane::Cases;
        let beside = || cases::case_at(profile, row).filter(|_| is_beside);
        let id = self.chosen_case().or_else(|| self.case.clone()).or_else(beside)?;
        profile.case(&id)
    }

    pub(super) fn working_at(&self) -> Option<CaseAt> {
        self.working_case().map(at)
    }

    /// The case whose answer a person has to send, where it is the only one.
    fn to_send(&self) -> Option<CaseAt> {
        let open = self.profile.as_ref()?.open_cases();
        let mut waiting =
            open.filter(|case| self.answers.of(case).any(|one| matches!(one.progress, Progress::Noted)));
        waiting.next().filter(|_| waiting.next().is_none()).map(at)
    }

    /// A key of the case; false where it is none.
    pub(super) fn work_case(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        match action {
            Action::Next | Action::Previous => self.step(action, cx),
            Action::Done => self.end_call(cx),
            Action::Answer => self.answer_case(cx),
            Action::Snooze => self.snooze_case(cx),
            Action::Summary => self.summarise_case(cx),
            Action::Sent => match self.working_at().or_else(|| self.to_send()) {
                Some(at) => Casework::sent(vec![at.record], cx),
                None => cx.refuse("no answer is to be sent here"),
            },
            Action::GiveSuggested => self.give_to_suggested(cx),
            other => {
                let cases = self.working_at().into_iter().collect();
                let case = self.working_case();
                let row = case.and_then(|case| self.queued.row(case)).map(|row| &row.case);
                let waits = row.is_some_and(QueuedCase::customer_waits);
                let stands = case.and_then(|case| match other {
                    Action::Label => row.map(|row| Stands::labelled(&row.labels)),
                    _ => Some(Stands::of(&case.status, case.priority, case.owner.as_deref(), waits)),
                });
                return self.work.begin(other, cases, stands.unwrap_or_default(), cx);
            }
        }
        true
    }

    pub(in crate::tui::screens) fn take_choice(&mut self, take: Take, cx: &mut Cx<'_>) {
        match take {
            Take::Link(record) => self.rehearse_link(record, cx),
            Take::Account(record) => self.call_account(Meant::Record(record), cx),
            take => self.work.take(take, cx),
        }
    }

    /// To whom the head of the case suggests, as it is shown: what the desk would find now may be somebody else.
    fn give_to_suggested(&mut self, cx: &mut Cx<'_>) {
        let row = self.working_case().and_then(|case| self.queued.row(case));
        let Some(suggested) = row.and_then(|row| row.suggested_owner.as_ref()) else {
            return cx.refuse("nobody is suggested for this case; O gives it to whom you choose");
        };
        let values = CaseValues { owner: Some(suggested.name.clone()), ..CaseValues::default() };
        self.work.name(self.working_at().into_iter().collect());
        self.work.take(Take::Deed(CaseDeed::Change(values)), cx);
    }

    fn summarise_case(&self, cx: &mut Cx<'_>) {
        let (Some(customer), Some(case)) = (self.id(), self.working_case()) else {
            return cx.refuse("there is no case to summarise");
        };
        let page = Summary::new(customer, case.evidence.clone());
        cx.go(Go::Over(Box::new(Overlay::Summary(Box::new(page)))));
    }

    fn step(&self, action: Action, cx: &mut Cx<'_>) {
        let Some(trail) = &self.trail else {
            return cx.refuse(
                "this was opened from no list: g c shows the cases, g d today's calls, g l the leads",
            );
        };
        let (next, end) = match action {
            Action::Next => (trail.next(), "last"),
            _ => (trail.previous(), "first"),
        };
        let what = match trail.stop() {
            call if call.is_call() => "call",
            case if case.is_case() => "case",
            _ => "one",
        };
        match next {
            Some(trail) => cx.go(Go::OnInstead(trail)),
            None => cx.refuse(format!("this is the {end} {what} of the view")),
        }
    }

    fn end_call(&self, cx: &mut Cx<'_>) {
        match self.call() {
            Some(call) => calls::end(&call.about, call.begins_at, cx),
            None => cx.refuse("no task calls for this: g d shows those that are to be done"),
        }
    }

    /// The editor, with the draft that is proposed for the case where there is one.
    fn answer_case(&mut self, cx: &mut Cx<'_>) {
        if self.is_case_coming() {
            return self.work.answer_later();
        }
        let (Some(customer), Some(at), Some(case)) = (self.id(), self.working_at(), self.working_case())
        else {
            return cx.refuse("there is no case to answer");
        };
        let draft = self.draft_for(&case.id);
        let compose = Compose::answer(customer, at, None, draft.map_or("", |draft| &draft.body))
            .lacking(draft.map_or(&[], |draft| &draft.grounds.lacks));
        cx.go(Go::Over(Box::new(Overlay::Compose(Box::new(compose)))));
    }

    /// The answer that is proposed for a case, unless it was accepted.
    pub(in crate::tui) fn draft_for(&self, case: &str) -> Option<&Suggestion> {
        let case = self.profile.as_ref()?.cases.iter().find(|one| one.id == case)?;
        let is_open = |id| !matches!(self.statuses.get(id), Some(SuggestionStatus::Accepted { .. }));
        self.suggestions().iter().find(|one| {
            one.action == ActionKind::Reply && one.case.as_ref() == Some(&case.evidence) && is_open(&one.id)
        })
    }

    /// The case that led here has not come yet, and may.
    pub(super) fn is_case_coming(&self) -> bool {
        self.case.is_some() && !self.case_shown && self.looking.is_some()
    }

    /// Answers the case where that was asked for before it came.
    pub(super) fn answer_what_came(&mut self, cx: &mut Cx<'_>) {
        if !self.is_case_coming() && self.work.is_to_be_answered() {
            self.answer_case(cx);
        }
    }

    /// Somebody changed the case of a suggestion that was being accepted: that is shown before it goes through.
    pub(super) fn stopped_accepting(
        &mut self,
        request: u64,
        result: &Result<Answer, DeskError>,
        cx: &mut Cx<'_>,
    ) -> bool {
        let Some((_, suggestion)) = self.accepting.take_if(|(accepting, _)| *accepting == request) else {
            return false;
        };
        let Ok(Answer::Casework(done)) = result else { return false };
        let own = self.suggestions().iter().find(|one| one.id == suggestion).map(|one| one.body.clone());
        let request = Request::AcceptDespite { suggestion, now: false };
        let work = Work::new((**done).clone(), request).dropping(Drops::Suggestion(suggestion), own);
        cx.go(Go::Over(Box::new(Overlay::Work(Box::new(work)))));
        true
    }
}

fn at(case: &Case) -> CaseAt {
    let record = RecordRef { source: case.source.clone(), kind: "case".to_owned(), id: case.id.clone() };
    CaseAt { record, seen: case.updated_at }
}
