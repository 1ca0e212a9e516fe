//! What the user does on a customer: choose, accept, edit, dismiss, look at evidence, move about.

use super::{Asked, Customer, PANES, Pane, brief, cases, facts, timeline};
use crate::desk::api::{EntryOrSuggestion, Reading, Request, Who};
use crate::domain::action::ActionKind;
use crate::domain::agenda::Way;
use crate::domain::brief::{Sentence, Suggestion, SuggestionStatus};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::SuggestionId;
use crate::domain::outbox::EntryState;
use crate::domain::{CustomerId, Purpose};
use crate::phrasing::Day;
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::Action;
use crate::tui::overlay::{CallSheet, Compose, Overlay, Question, Turn};
use crate::tui::screens::entries::take_back;
use crate::tui::widgets::Hit;

impl Customer {
    pub(in crate::tui::screens) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        if self.is_choosing() {
            return self.choose_candidate(action, cx);
        }
        if self.pictures.act(action) {
            if let Some(who) = self.id().map(Who::Customer) {
                self.pictures.ask(who, cx);
            }
            return true;
        }
        if self.pictures.is_open() {
            let is_covered = matches!(action, Action::Copy | Action::Browse);
            if is_covered {
                self.refuse_covered(cx);
            }
            return is_covered;
        }
        match action {
            Action::Pick(number) => self.pick(number, cx),
            Action::Accept => self.accept(cx),
            Action::Edit => self.edit(cx),
            Action::Dismiss => self.dismiss(cx),
            Action::Undo => return self.undo(cx),
            Action::Evidence => self.show_evidence(cx),
            Action::Back => return self.back(cx),
            Action::NextPane => self.step_pane(1),
            Action::PreviousPane => self.step_pane(PANES.len() - 1),
            Action::PaneBrief => self.show_brief(cx),
            Action::CallCompany => self.call_company(cx),
            Action::CallDeal => self.call_deal(cx),
            Action::Scratch => self.compose(Compose::scratch, cx),
            Action::PaneOrders => self.turn_to(Pane::Orders),
            Action::PaneCases => self.turn_to(Pane::Cases),
            Action::PaneTimeline => self.turn_to(Pane::Timeline),
            Action::PaneFacts => self.turn_to(Pane::Facts),
            Action::SwitchPurpose => self.switch_purpose(cx),
            Action::Refresh => self.look(Reading::Fresh, cx),
            Action::WriteAgain => self.write_brief(true, cx),
            Action::Wires => cx.go(Go::Wires(self.id())),
            Action::Ask => self.compose(Compose::question, cx),
            Action::Note => self.compose(Compose::note, cx),
            Action::Task => {
                let (_, due) = Day::usual(cx.moment);
                self.compose(|customer, case| Compose::task(customer, case, due), cx);
            }
            Action::Link => self.link(cx),
            Action::Unlink => self.unlink(cx),
            Action::WhyOne => self.why_one(cx),
            Action::WhatIf => self.what_if(cx),
            Action::Browse => self.browse(cx),
            Action::Copy => self.copy(cx),
            Action::Open => self.unfold(),
            other if self.work_case(other, cx) => {}
            moving => return self.lists[usize::from(self.focus.number())].act(moving, self.len(self.focus)),
        }
        true
    }

    /// A key that means something of the customer's, and nothing in the pictures: nobody decides what they do not see.
    pub(in crate::tui::screens) fn typed(&self, cx: &mut Cx<'_>) {
        if self.pictures.is_open() {
            self.refuse_covered(cx);
        }
    }

    fn refuse_covered(&self, cx: &mut Cx<'_>) {
        cx.refuse("close the pictures first: i or esc");
    }

    /// Several fit, and the user has not said which.
    pub(super) fn is_choosing(&self) -> bool {
        self.profile.is_none() && !self.candidates.is_empty()
    }

    pub(super) fn choose_candidate(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        let state = &mut self.lists[0];
        if action == Action::Open {
            if let Some(candidate) = self.candidates.get(state.selected()) {
                self.who = Who::Query(candidate.reference.clone());
                self.candidates.clear();
                self.look(Reading::Cached, cx);
            }
            return true;
        }
        state.act(action, self.candidates.len())
    }

    pub(super) fn suggestions(&self) -> &[Suggestion] {
        self.brief.whole.as_ref().map_or(&self.brief.suggestions, |brief| &brief.suggestions)
    }

    pub(super) fn sentences(&self) -> &[Sentence] {
        self.brief.whole.as_ref().map_or(&self.brief.sentences, |brief| &brief.summary)
    }

    /// The suggestion that the brief's list stands on.
    pub(super) fn chosen(&self) -> Option<&Suggestion> {
        self.suggestions().get(brief::suggestion_at(self, self.lists[0].selected())?)
    }

    pub(super) fn pick(&mut self, number: u8, cx: &mut Cx<'_>) {
        let index = usize::from(number) - 1;
        let Some(row) = brief::row_of_suggestion(self, index) else {
            return cx.refuse(format!("there is no suggestion {number}"));
        };
        self.turn_to(Pane::Brief);
        let key = self.rows_key(Pane::Brief, row);
        let state = &mut self.lists[usize::from(Pane::Brief.number())];
        state.select(row);
        if let Some(key) = key {
            state.unfold(key);
        }
        self.evidence_shown = 0;
    }

    pub(super) fn chosen_or_refuse(&self, cx: &mut Cx<'_>) -> Option<Suggestion> {
        if self.brief.whole.is_none() && !self.suggestions().is_empty() {
            // Shown as soon as it is checked, kept when the brief is whole.
            cx.refuse("the brief is still being written");
            return None;
        }
        let chosen = self.chosen().cloned();
        if chosen.is_none() {
            cx.refuse(if self.suggestions().is_empty() {
                "there is no suggestion yet"
            } else {
                "choose a suggestion first: 1 to 9"
            });
        }
        chosen
    }

    pub(super) fn accept(&mut self, cx: &mut Cx<'_>) {
        let Some(suggestion) = self.chosen_or_refuse(cx) else { return };
        if let Some(why) = &suggestion.blocked {
            return cx.refuse(format!("this cannot be carried out: {why}"));
        }
        if suggestion.unproven().next().is_some() {
            return cx.refuse("its draft says what nothing bears out: look at what is marked, e edits it");
        }
        let request = Request::Accept { suggestion: suggestion.id, now: false };
        if let Some(foreign) = suggestion.foreign() {
            let words = format!("The draft is {foreign}. Is it to go as it is?");
            let question = Question::new(words, "accepting", vec![request]);
            return cx.go(Go::Over(Box::new(Overlay::Question(question))));
        }
        let accepting = cx.ask("accepting", request);
        self.accepts(accepting, suggestion.id);
    }

    /// A suggestion is being accepted: what stops it is shown.
    pub(in crate::tui) fn accepts(&mut self, request: u64, suggestion: SuggestionId) {
        self.accepting = Some((request, suggestion));
    }

    pub(super) fn edit(&mut self, cx: &mut Cx<'_>) {
        let (Some(suggestion), Some(customer)) = (self.chosen_or_refuse(cx), self.id()) else { return };
        if let Some(SuggestionStatus::Accepted { .. }) = self.statuses.get(&suggestion.id) {
            return cx.refuse("accepted already: u takes it back, then it can be edited");
        }
        if suggestion.action == ActionKind::CaseUpdate {
            return cx.refuse("a change of a case has no words to edit; accept it or turn it down");
        }
        let was_told = self.told_unproven.contains(&suggestion.id);
        let compose = Compose::suggestion(customer, &suggestion, was_told, cx.moment);
        cx.go(Go::Over(Box::new(Overlay::Compose(Box::new(compose)))));
    }

    pub(super) fn dismiss(&mut self, cx: &mut Cx<'_>) {
        let Some(suggestion) = self.chosen_or_refuse(cx) else { return };
        cx.go(Go::Over(Box::new(Overlay::dismissal(suggestion.id, suggestion.channel))));
    }

    /// Takes an older decision about the chosen suggestion back; false where there is none.
    pub(super) fn undo(&mut self, cx: &mut Cx<'_>) -> bool {
        let Some(suggestion) = self.chosen() else { return false };
        if let Some(SuggestionStatus::Dismissed { .. }) = self.statuses.get(&suggestion.id) {
            cx.ask("restoring", Request::Restore { suggestion: suggestion.id });
            return true;
        }
        let Some(SuggestionStatus::Accepted { entry, .. }) = self.statuses.get(&suggestion.id) else {
            return false;
        };
        let Some(entry) = self.entries.get(entry) else { return false };
        if self.entries.values().any(|other| other.compensates(entry)) {
            cx.refuse("it is being taken back already");
            return true;
        }
        let left = matches!(entry.state, EntryState::Done { .. }).then_some(entry);
        take_back(EntryOrSuggestion::Entry(entry.id), &suggestion.title, left, cx);
        true
    }

    pub(super) fn compose(
        &mut self,
        new: impl Fn(CustomerId, Option<&EvidenceId>) -> Compose,
        cx: &mut Cx<'_>,
    ) {
        let Some(customer) = self.id().filter(|_| self.profile.is_some()) else {
            return cx.refuse("the customer is still being looked up");
        };
        let case = self.working_case().map(|case| case.evidence.clone());
        cx.go(Go::Over(Box::new(Overlay::Compose(Box::new(new(customer, case.as_ref()))))));
    }

    /// The case that the user is looking at.
    pub(super) fn chosen_case(&self) -> Option<EvidenceId> {
        let profile = self.profile.as_ref()?;
        let row = self.lists[usize::from(Pane::Cases.number())].selected();
        (self.focus == Pane::Cases).then(|| cases::case_at(profile, row)).flatten()
    }

    /// A question has been typed.
    pub fn ask(&mut self, question: String, cx: &mut Cx<'_>) {
        cx.cancel(self.question.take().and_then(|question| question.asked));
        let request = Request::Ask { who: self.whom(), question: question.clone().into(), again: false };
        let asked = Some(cx.ask("asking", request));
        self.question = Some(Asked { question, asked, looking: None, heard: Vec::new(), answer: None });
        self.turn_to(Pane::Brief);
        self.lists[0].select(0);
    }

    pub(super) fn switch_purpose(&mut self, cx: &mut Cx<'_>) {
        self.purpose = Some(match self.purpose() {
            Purpose::Support => Purpose::Sales,
            Purpose::Sales => Purpose::Support,
        });
        if self.profile.is_some() {
            self.write_brief(false, cx);
        }
    }

    /// Turns to what the chosen line rests on; pressed again, to the next piece of it.
    pub(super) fn show_evidence(&mut self, cx: &mut Cx<'_>) {
        let (pane, row) = match self.jumped_from.last() {
            // Still looking at evidence: the next piece of the same line.
            Some(from) if self.focus != Pane::Brief => *from,
            _ => (self.focus, self.lists[usize::from(self.focus.number())].selected()),
        };
        let mut evidence = self.evidence_at(pane, row);
        // The case that is worked on is known; what else there is comes first.
        evidence.sort_by_key(|id| Some(id) == self.case.as_ref());
        if evidence.is_empty() {
            return cx.refuse("nothing here cites evidence; choose a sentence, suggestion, score or case");
        }
        let id = evidence[self.evidence_shown % evidence.len()].clone();
        self.evidence_shown += 1;
        if let Some(found) = self.looked_up(&id) {
            // What a look-up found stands on no pane: it is told.
            return cx.tell(format!("{id} · {found}"));
        }
        if let Some(returns) = self.returns.as_ref().filter(|_| id.kind() == "policy") {
            return cx.tell(format!("the shop's rule: {}", returns.in_words()));
        }
        let target = Pane::of_evidence(&id);
        let key = timeline::key_of_message(&id).unwrap_or_else(|| id.to_string());
        let Some(found) = self.row_of(target, &key) else {
            return cx.refuse(format!("{id} is not part of what is shown"));
        };
        if self.jumped_from.last() != Some(&(pane, row)) {
            self.jumped_from.push((pane, row));
        }
        self.focus = target;
        if target != Pane::Brief {
            self.beside = target;
        }
        let state = &mut self.lists[usize::from(target.number())];
        state.select(found);
        let key = self.rows_key(target, found);
        self.lists[usize::from(target.number())].unfold(key.unwrap_or_default());
        if evidence.len() > 1 {
            let number = (self.evidence_shown - 1) % evidence.len() + 1;
            cx.tell(format!("{id} · {number} of {} · v next, esc back", evidence.len()));
        }
    }

    /// What a look-up of the answer found.
    fn looked_up(&self, id: &EvidenceId) -> Option<&str> {
        match &self.question.as_ref()?.answer {
            Some(Ok(answer)) => answer.lookups.iter().find(|one| one.id == *id).map(|one| one.found.as_str()),
            _ => None,
        }
    }

    pub(super) fn evidence_at(&self, pane: Pane, row: usize) -> Vec<EvidenceId> {
        match pane {
            Pane::Brief => brief::evidence_at(self, row),
            Pane::Facts => self.profile.as_ref().map(|p| facts::evidence_at(p, row)).unwrap_or_default(),
            Pane::Cases => {
                let heads = &self.heads;
                self.profile.as_ref().map(|p| cases::evidence_at(p, heads, row)).unwrap_or_default()
            }
            Pane::Orders | Pane::Timeline => Vec::new(),
        }
    }

    /// Back from evidence to where it is cited, or from an answer to the brief; else it is the app's to go back.
    pub(super) fn back(&mut self, cx: &mut Cx<'_>) -> bool {
        if let Some((pane, row)) = self.jumped_from.pop() {
            self.turn_to(pane);
            self.lists[usize::from(pane.number())].select(row);
            return true;
        }
        if self.focus != Pane::Brief {
            return false;
        }
        let question = self.question.take();
        cx.cancel(question.as_ref().and_then(|question| question.asked));
        question.is_some()
    }

    pub(super) fn turn_to(&mut self, pane: Pane) {
        self.focus = pane;
        self.evidence_shown = 0;
        self.jumped_from.clear();
        if pane != Pane::Brief {
            self.beside = pane;
        }
    }

    /// For sales the brief is a page to call by.
    fn show_brief(&mut self, cx: &mut Cx<'_>) {
        self.turn_to(Pane::Brief);
        if self.purpose() == Purpose::Sales {
            self.shows_sheet = true;
            self.show_sheet(cx);
        }
    }

    /// The page to call by, once, where it is to be shown and somebody is there to call.
    pub(super) fn show_sheet(&mut self, cx: &mut Cx<'_>) {
        // It is made of what is kept; of whom nothing is, everybody has to have answered first.
        let is_ready = self.is_kept || self.looking.is_none();
        let profile = self.profile.as_ref().filter(|_| self.shows_sheet && is_ready);
        let Some(customer) = profile.map(|profile| profile.customer.id) else { return };
        self.shows_sheet = false;
        let calls = self.trail.as_ref().filter(|trail| trail.stop().is_call());
        let turn = calls.map(|trail| Turn {
            place: trail.place(),
            record: trail.stop().about.clone(),
            way: trail.stop().way.unwrap_or(Way::Call),
            about: trail.stop().title.clone(),
            words: trail.stop().words.clone(),
        });
        let sheet = CallSheet::new(customer, turn);
        cx.go(Go::Over(Box::new(Overlay::CallSheet(Box::new(sheet)))));
    }

    pub(super) fn step_pane(&mut self, by: usize) {
        let at = PANES.iter().position(|pane| *pane == self.focus).unwrap_or(0);
        self.turn_to(PANES[(at + by) % PANES.len()]);
    }

    pub(super) fn unfold(&mut self) {
        let number = usize::from(self.focus.number());
        if let Some(key) = self.rows_key(self.focus, self.lists[number].selected()) {
            self.lists[number].toggle(key);
        }
    }

    /// The page of the chosen order, case or record; elsewhere that of the open case, else the customer's own at the CRM, else
    /// at the store.
    fn browse(&self, cx: &mut Cx<'_>) {
        let Some(profile) = &self.profile else { return cx.browse(None) };
        let key = self.chosen_key(self.focus).unwrap_or_default();
        let of_order = profile.orders.iter().find(|order| order.evidence.as_str() == key).map(|one| &one.url);
        let of_case = profile.cases.iter().find(|case| case.evidence.as_str() == key).map(|one| &one.url);
        let of_deal = profile.deals.iter().find(|deal| deal.evidence.as_str() == key).map(|one| &one.url);
        let own =
            profile.crm_identity().into_iter().chain(&profile.identities).find_map(|one| one.url.as_deref());
        let chosen = of_order.or(of_case).or(of_deal).and_then(|url| url.as_deref());
        let of_open_case = self.working_case().and_then(|case| case.url.as_deref());
        cx.browse(chosen.or(of_open_case).or(own));
    }

    pub(super) fn copy(&mut self, cx: &mut Cx<'_>) {
        let number = usize::from(self.focus.number());
        let row = self.lists[number].selected();
        let text = match self.focus {
            Pane::Brief => match self.chosen() {
                Some(suggestion) => Some(suggestion.body.clone()),
                None => brief::sentence_at(self, row).map(|sentence| sentence.text.clone()),
            },
            pane => self.plain_text(pane, row),
        };
        match text {
            Some(text) => cx.copy("the chosen line", text),
            None => cx.refuse("there is nothing to copy here"),
        }
    }

    pub(in crate::tui::screens) fn clicked(&mut self, hit: Hit, cx: &mut Cx<'_>) {
        if let (Hit::Row { row, .. }, true) = (hit, self.is_choosing()) {
            if self.lists[0].selected() == row {
                self.choose_candidate(Action::Open, cx);
            } else {
                self.lists[0].select(row);
            }
            return;
        }
        match hit {
            Hit::Tab(number) | Hit::List(number) => {
                if let Some(pane) = Pane::of(number) {
                    self.turn_to(pane);
                }
            }
            Hit::Row { list, row } => {
                let Some(pane) = Pane::of(list) else { return };
                let again = self.focus == pane && self.lists[usize::from(list)].selected() == row;
                self.turn_to(pane);
                self.lists[usize::from(list)].select(row);
                if again {
                    self.unfold();
                }
            }
            Hit::Press(_) | Hit::Cover => {}
        }
    }

    pub(in crate::tui::screens) fn scrolled(&mut self, list: u8, by: isize) {
        if self.is_choosing() {
            self.lists[0].step(by, self.candidates.len());
        } else if let Some(pane) = Pane::of(list) {
            let len = self.len(pane);
            self.lists[usize::from(list)].step(by, len);
        }
    }
}
