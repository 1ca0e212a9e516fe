//! One customer: profile at the left, brief and suggestions at the right, on narrow terminals one pane at a time.

mod brief;
mod cases;
mod facts;
mod header;
mod orders;
mod timeline;

use std::collections::HashMap;

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use crate::desk::api::{
    Answer, Candidate, DeskError, EntryOrSuggestion, LookupAnswer, Notice, QuestionAnswer, Reading, Request,
    Who,
};
use crate::domain::action::{Role, Write};
use crate::domain::brief::{Brief, Sentence, StoredSuggestion, Suggestion, SuggestionStatus};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::{EntryId, SuggestionId};
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::profile::{Profile, SourceState};
use crate::domain::{CustomerId, Purpose};
use crate::phrasing::wrap;
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::Model;
use crate::tui::overlay::{Compose, Overlay, Question};
use crate::tui::widgets::list::{ListState, Rows, list};
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::{Canvas, Hit};
use timeline::Event;

/// From here on the brief stands beside the rest.
const TWO_COLUMNS: u16 = 100;
/// From here on the orders have a column of their own.
const THREE_COLUMNS: u16 = 170;

/// From this height on two panes share the middle column.
const TWO_IN_A_COLUMN: u16 = 36;

/// A part of the screen that has a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pane {
    /// Sentences and suggestions.
    Brief,
    /// Spend, carts, orders.
    Orders,
    /// Cases with their threads, deals.
    Cases,
    /// What happened.
    Timeline,
    /// Scores, consent, records, conflicts, coverage.
    Facts,
}

const PANES: [Pane; 5] = [Pane::Brief, Pane::Orders, Pane::Cases, Pane::Timeline, Pane::Facts];

impl Pane {
    fn number(self) -> u8 {
        self as u8
    }

    fn of(number: u8) -> Option<Self> {
        PANES.into_iter().find(|pane| pane.number() == number)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Brief => "Brief",
            Self::Orders => "Orders",
            Self::Cases => "Cases",
            Self::Timeline => "Timeline",
            Self::Facts => "Facts",
        }
    }

    /// Where evidence of a kind is found.
    fn of_evidence(id: &EvidenceId) -> Self {
        match id.kind() {
            "order" | "cart" => Self::Orders,
            "case" | "deal" => Self::Cases,
            "note" | "task" | "call" | "email" => Self::Timeline,
            _ => Self::Facts,
        }
    }
}

/// A brief on its way or there.
#[derive(Debug, Default)]
struct BriefState {
    asked: Option<u64>,
    /// What has arrived so far of one that is on its way.
    sentences: Vec<Sentence>,
    suggestions: Vec<Suggestion>,
    /// The whole.
    whole: Option<Brief>,
    problem: Option<DeskError>,
}

/// A question and its answer.
#[derive(Debug)]
struct Asked {
    question: String,
    asked: Option<u64>,
    answer: Option<Result<QuestionAnswer, DeskError>>,
}

/// The screen.
#[derive(Debug)]
pub struct Customer {
    who: Who,
    profile: Option<Box<Profile>>,
    /// Older orders are still being read.
    more: bool,
    /// Nothing was found, or several were.
    problem: Option<DeskError>,
    candidates: Vec<Candidate>,
    cached: Option<u64>,
    looking: Option<u64>,
    purpose: Option<Purpose>,
    brief: BriefState,
    question: Option<Asked>,
    statuses: HashMap<SuggestionId, SuggestionStatus>,
    /// How accepted suggestions stand in the outbox.
    entries: HashMap<EntryId, Entry>,
    events: Vec<Event>,
    focus: Pane,
    /// The pane that stands beside the brief.
    beside: Pane,
    lists: [ListState; 5],
    /// Which piece of evidence of the chosen line `v` shows next.
    evidence_shown: usize,
    /// Where the user jumped from to look at evidence.
    jumped_from: Vec<(Pane, usize)>,
}

impl Customer {
    /// A customer that has not been looked up yet.
    pub fn new(who: Who) -> Self {
        Self {
            who,
            profile: None,
            more: false,
            problem: None,
            candidates: Vec::new(),
            cached: None,
            looking: None,
            purpose: None,
            brief: BriefState::default(),
            question: None,
            statuses: HashMap::new(),
            entries: HashMap::new(),
            events: Vec::new(),
            focus: Pane::Brief,
            beside: Pane::Orders,
            lists: Default::default(),
            evidence_shown: 0,
            jumped_from: Vec::new(),
        }
    }

    /// Who is shown, once that is known.
    pub fn id(&self) -> Option<CustomerId> {
        match (&self.profile, &self.who) {
            (Some(profile), _) => Some(profile.customer.id),
            (None, Who::Customer(id)) => Some(*id),
            (None, Who::Query(_)) => None,
        }
    }

    /// How the sources of what is shown stand.
    pub fn sources(&self) -> Option<&[SourceState]> {
        self.profile.as_ref().map(|profile| profile.sources.as_slice())
    }

    pub(super) fn title(&self) -> String {
        let name = self.profile.as_ref().and_then(|profile| profile.customer.name.clone());
        name.unwrap_or_else(|| "customer".to_owned())
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        vec![Layer::Customer, Layer::List, Layer::Anywhere]
    }

    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        if self.purpose.is_none() {
            let sells = cx.who.is_some_and(|who| who.role == Role::Sales);
            self.purpose = Some(if sells { Purpose::Sales } else { Purpose::Support });
        }
        if self.profile.is_none() {
            self.look(Reading::Cached, cx);
        }
    }

    fn purpose(&self) -> Purpose {
        self.purpose.unwrap_or(Purpose::Support)
    }

    /// Whom requests are about: the customer once known, so that nothing is searched twice.
    fn whom(&self) -> Who {
        self.id().map_or_else(|| self.who.clone(), Who::Customer)
    }

    /// What is cached comes at once; what the vendors say follows.
    fn look(&mut self, reading: Reading, cx: &mut Cx<'_>) {
        cx.cancel(self.looking.take());
        self.problem = None;
        if self.profile.is_none() {
            let as_is = Request::Lookup { who: self.whom(), reading: Reading::AsIs, all_pages: false };
            self.cached = Some(cx.ask("opening", as_is));
        }
        let request = Request::Lookup { who: self.whom(), reading, all_pages: false };
        self.looking = Some(cx.ask("asking the vendors", request));
    }

    fn write_brief(&mut self, again: bool, cx: &mut Cx<'_>) {
        cx.cancel(self.brief.asked.take());
        let request = Request::Brief {
            who: self.whom(),
            purpose: self.purpose(),
            reading: Reading::AsIs,
            playbook_only: false,
            again,
        };
        let asked = Some(cx.ask("writing the brief", request));
        self.brief = BriefState { asked, ..BriefState::default() };
    }

    // What has arrived.

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        if self.cached == Some(request) {
            self.cached = None;
            // Nothing cached is no news; the vendors are being asked.
            if let Ok(Answer::Lookup(LookupAnswer::One { profile, .. })) = result
                && self.profile.is_none()
            {
                self.take_profile(profile, self.more);
            }
            return;
        }
        match result {
            Ok(answer) => self.take(request, answer, cx),
            Err(error) if self.looking == Some(request) => {
                self.looking = None;
                self.more = false;
                match self.profile {
                    Some(_) => {
                        cx.failed(&error);
                        self.begin_brief(cx);
                    }
                    None => {
                        self.candidates.clone_from(&error.candidates);
                        self.problem = Some(error);
                    }
                }
            }
            Err(error) if self.brief.asked == Some(request) => {
                self.brief.asked = None;
                self.brief.problem = Some(error);
            }
            Err(error) => match &mut self.question {
                Some(question) if question.asked == Some(request) => {
                    question.asked = None;
                    question.answer = Some(Err(error));
                }
                _ => cx.failed(&error),
            },
        }
    }

    fn take(&mut self, request: u64, answer: Answer, cx: &mut Cx<'_>) {
        match answer {
            Answer::Lookup(found) if self.looking == Some(request) => {
                self.looking = None;
                self.found(found, cx);
            }
            Answer::Brief(brief) if self.brief.asked == Some(request) => {
                let (pane, key) = (Pane::Brief.number(), self.chosen_key(Pane::Brief));
                self.brief = BriefState { whole: Some(*brief), ..BriefState::default() };
                self.follow(pane, key);
                if let Some(customer) = self.id() {
                    cx.ask("reading suggestions", Request::Suggestions { customer });
                }
            }
            Answer::Suggestions(stored) => {
                self.statuses.extend(stored.into_iter().map(|s| (s.suggestion.id, s.status)));
            }
            Answer::Suggestion(stored) => self.take_suggestion(&stored, cx),
            Answer::Accepted(accepted) => {
                self.note_entry(&accepted.entry);
            }
            Answer::Ask(answer) => {
                if let Some(question) = self.question.as_mut().filter(|q| q.asked == Some(request)) {
                    question.asked = None;
                    question.answer = Some(Ok(answer));
                }
            }
            Answer::Profile(profile) => {
                self.take_profile(profile, false);
                self.write_brief(false, cx);
            }
            _ => {}
        }
    }

    fn found(&mut self, found: LookupAnswer, cx: &mut Cx<'_>) {
        match found {
            LookupAnswer::One { profile, more } => {
                self.take_profile(profile, more);
                if !more {
                    self.begin_brief(cx);
                }
            }
            LookupAnswer::Many { candidates } => self.candidates = candidates,
            LookupAnswer::Nobody { looked } => {
                let mut error =
                    DeskError::new(crate::desk::api::FailureKind::NotFound, "nobody was found any more");
                error.looked = looked;
                self.problem = Some(error);
            }
        }
    }

    /// Has a brief written where none is there or on its way.
    fn begin_brief(&mut self, cx: &mut Cx<'_>) {
        if self.brief.whole.is_none() && self.brief.asked.is_none() {
            self.write_brief(false, cx);
        }
    }

    fn take_profile(&mut self, profile: Box<Profile>, more: bool) {
        let keys: Vec<_> = PANES.into_iter().map(|pane| (pane.number(), self.chosen_key(pane))).collect();
        self.events = timeline::events(&profile);
        self.profile = Some(profile);
        self.more = more;
        for (number, key) in keys {
            self.follow(number, key);
        }
    }

    /// An entry of this customer has moved. What was taken back can be accepted again.
    fn note_entry(&mut self, entry: &Entry) {
        let is_of_suggestion = entry.suggestion_id.filter(|_| !matches!(entry.write, Write::Retraction(_)));
        if let Some(suggestion) = is_of_suggestion {
            let status = match entry.state {
                EntryState::Undone { .. } => SuggestionStatus::Open,
                _ => SuggestionStatus::Accepted { entry: entry.id, at: entry.accepted_at },
            };
            self.statuses.insert(suggestion, status);
        }
        self.entries.insert(entry.id, entry.clone());
    }

    fn take_suggestion(&mut self, stored: &StoredSuggestion, cx: &mut Cx<'_>) {
        let id = stored.suggestion.id;
        if let Some(brief) = &mut self.brief.whole
            && let Some(shown) = brief.suggestions.iter_mut().find(|shown| shown.id == id)
        {
            *shown = stored.suggestion.clone();
        }
        let was_taken_back = |entry: &Entry| matches!(entry.state, EntryState::Undone { .. });
        let status = match &stored.status {
            SuggestionStatus::Accepted { entry, .. }
                if self.entries.get(entry).is_some_and(was_taken_back) =>
            {
                SuggestionStatus::Open
            }
            status => status.clone(),
        };
        match &status {
            SuggestionStatus::Open => cx.good("the draft is changed; a accepts it"),
            SuggestionStatus::Dismissed { reason, .. } => cx.tell(format!("dismissed: {reason}")),
            SuggestionStatus::Accepted { .. } => {}
        }
        self.statuses.insert(id, status);
    }

    pub(super) fn noticed(&mut self, notice: &Notice, cx: &mut Cx<'_>) {
        match notice {
            Notice::Profile { request, profile, more } => {
                let mine = request.is_some_and(|r| self.looking == Some(r));
                if mine || self.id() == Some(profile.customer.id) {
                    let was_reading_on = self.more;
                    self.take_profile(profile.clone(), *more);
                    if was_reading_on && !*more && self.looking.is_none() {
                        self.begin_brief(cx);
                    }
                }
            }
            Notice::Entry { entry } if self.id() == Some(entry.customer_id) => self.note_entry(entry),
            Notice::Sentence { request, sentence } if self.brief.asked == Some(*request) => {
                self.brief.sentences.push(sentence.clone());
            }
            Notice::Suggestion { request, suggestion } if self.brief.asked == Some(*request) => {
                self.brief.suggestions.push((**suggestion).clone());
            }
            _ => {}
        }
    }

    // What the user does.

    pub(super) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        if !self.candidates.is_empty() && self.profile.is_none() {
            return self.choose_candidate(action, cx);
        }
        match action {
            Action::Pick(number) => self.pick(number, cx),
            Action::Accept => self.accept(cx),
            Action::Edit => self.edit(cx),
            Action::Dismiss => self.dismiss(cx),
            Action::Undo => return self.undo(cx),
            Action::Evidence => self.show_evidence(cx),
            Action::Back => return self.back(),
            Action::NextPane => self.step_pane(1),
            Action::PreviousPane => self.step_pane(PANES.len() - 1),
            Action::PaneBrief => self.turn_to(Pane::Brief),
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
            Action::Task => self.compose(Compose::task, cx),
            Action::Link => self.link(cx),
            Action::Unlink => self.unlink(cx),
            Action::Copy => self.copy(cx),
            Action::Open => self.unfold(),
            moving => return self.lists[usize::from(self.focus.number())].act(moving, self.len(self.focus)),
        }
        true
    }

    fn choose_candidate(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
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

    fn suggestions(&self) -> &[Suggestion] {
        self.brief.whole.as_ref().map_or(&self.brief.suggestions, |brief| &brief.suggestions)
    }

    fn sentences(&self) -> &[Sentence] {
        self.brief.whole.as_ref().map_or(&self.brief.sentences, |brief| &brief.summary)
    }

    /// The suggestion that the brief's list stands on.
    fn chosen(&self) -> Option<&Suggestion> {
        self.suggestions().get(brief::suggestion_at(self, self.lists[0].selected())?)
    }

    fn pick(&mut self, number: u8, cx: &mut Cx<'_>) {
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

    fn chosen_or_refuse(&self, cx: &mut Cx<'_>) -> Option<Suggestion> {
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

    fn accept(&mut self, cx: &mut Cx<'_>) {
        let Some(suggestion) = self.chosen_or_refuse(cx) else { return };
        if let Some(why) = &suggestion.blocked {
            return cx.refuse(format!("this cannot be carried out: {why}"));
        }
        cx.ask("accepting", Request::Accept { suggestion: suggestion.id, now: false });
    }

    fn edit(&mut self, cx: &mut Cx<'_>) {
        let (Some(suggestion), Some(customer)) = (self.chosen_or_refuse(cx), self.id()) else { return };
        if let Some(SuggestionStatus::Accepted { .. }) = self.statuses.get(&suggestion.id) {
            return cx.refuse("accepted already: u takes it back, then it can be edited");
        }
        let compose = Compose::suggestion(customer, &suggestion, cx.moment);
        cx.go(Go::Over(Box::new(Overlay::Compose(Box::new(compose)))));
    }

    fn dismiss(&mut self, cx: &mut Cx<'_>) {
        let Some(suggestion) = self.chosen_or_refuse(cx) else { return };
        cx.go(Go::Over(Box::new(Overlay::dismissal(suggestion.id))));
    }

    /// Takes the chosen suggestion back where it was accepted; else the app takes back what was accepted last.
    fn undo(&mut self, cx: &mut Cx<'_>) -> bool {
        let Some(suggestion) = self.chosen() else { return false };
        let Some(SuggestionStatus::Accepted { entry, .. }) = self.statuses.get(&suggestion.id) else {
            return false;
        };
        cx.ask("taking back", Request::Undo { what: EntryOrSuggestion::Entry(*entry) });
        true
    }

    fn compose(&mut self, new: impl Fn(CustomerId, Option<&EvidenceId>) -> Compose, cx: &mut Cx<'_>) {
        let Some(customer) = self.id().filter(|_| self.profile.is_some()) else {
            return cx.refuse("the customer is still being looked up");
        };
        let case = self.chosen_case();
        cx.go(Go::Over(Box::new(Overlay::Compose(Box::new(new(customer, case.as_ref()))))));
    }

    /// The case that the user is looking at.
    fn chosen_case(&self) -> Option<EvidenceId> {
        let profile = self.profile.as_ref()?;
        let row = self.lists[usize::from(Pane::Cases.number())].selected();
        (self.focus == Pane::Cases).then(|| cases::case_at(profile, row)).flatten()
    }

    /// A question has been typed.
    pub fn ask(&mut self, question: String, cx: &mut Cx<'_>) {
        let request = Request::Ask { who: self.whom(), question: question.clone().into() };
        let asked = Some(cx.ask("asking", request));
        self.question = Some(Asked { question, asked, answer: None });
        self.turn_to(Pane::Brief);
        self.lists[0].select(0);
    }

    fn switch_purpose(&mut self, cx: &mut Cx<'_>) {
        self.purpose = Some(match self.purpose() {
            Purpose::Support => Purpose::Sales,
            Purpose::Sales => Purpose::Support,
        });
        if self.profile.is_some() {
            self.write_brief(false, cx);
        }
    }

    /// Turns to what the chosen line rests on; pressed again, to the next piece of it.
    fn show_evidence(&mut self, cx: &mut Cx<'_>) {
        let (pane, row) = match self.jumped_from.last() {
            // Still looking at evidence: the next piece of the same line.
            Some(from) if self.focus != Pane::Brief => *from,
            _ => (self.focus, self.lists[usize::from(self.focus.number())].selected()),
        };
        let evidence = self.evidence_at(pane, row);
        if evidence.is_empty() {
            return cx.refuse("nothing here cites evidence; choose a sentence, suggestion or score");
        }
        let id = evidence[self.evidence_shown % evidence.len()].clone();
        self.evidence_shown += 1;
        let target = Pane::of_evidence(&id);
        let Some(found) = self.row_of(target, id.as_str()) else {
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

    fn evidence_at(&self, pane: Pane, row: usize) -> Vec<EvidenceId> {
        match pane {
            Pane::Brief => brief::evidence_at(self, row),
            Pane::Facts => self.profile.as_ref().map(|p| facts::evidence_at(p, row)).unwrap_or_default(),
            Pane::Orders | Pane::Cases | Pane::Timeline => Vec::new(),
        }
    }

    /// Back from evidence to where it is cited, or from an answer to the brief; else it is the app's to go back.
    fn back(&mut self) -> bool {
        if let Some((pane, row)) = self.jumped_from.pop() {
            self.turn_to(pane);
            self.lists[usize::from(pane.number())].select(row);
            return true;
        }
        self.focus == Pane::Brief && self.question.take().is_some()
    }

    fn turn_to(&mut self, pane: Pane) {
        self.focus = pane;
        self.evidence_shown = 0;
        self.jumped_from.clear();
        if pane != Pane::Brief {
            self.beside = pane;
        }
    }

    fn step_pane(&mut self, by: usize) {
        let at = PANES.iter().position(|pane| *pane == self.focus).unwrap_or(0);
        self.turn_to(PANES[(at + by) % PANES.len()]);
    }

    fn unfold(&mut self) {
        let number = usize::from(self.focus.number());
        if let Some(key) = self.rows_key(self.focus, self.lists[number].selected()) {
            self.lists[number].toggle(key);
        }
    }

    fn link(&mut self, cx: &mut Cx<'_>) {
        let (Some(profile), Some(id)) = (&self.profile, self.id()) else { return };
        let row = self.lists[usize::from(Pane::Facts.number())].selected();
        match (self.focus, facts::match_at(profile, row)) {
            (Pane::Facts, Some(found)) => {
                if let Ok(record) = found.reference().parse() {
                    cx.ask("linking", Request::Link { who: Who::Customer(id), record });
                }
            }
            _ => cx.refuse("choose a possible match among the facts (f) first"),
        }
    }

    fn unlink(&mut self, cx: &mut Cx<'_>) {
        let (Some(profile), Some(id)) = (&self.profile, self.id()) else { return };
        let row = self.lists[usize::from(Pane::Facts.number())].selected();
        match (self.focus, facts::identity_at(profile, row)) {
            (Pane::Facts, Some(identity)) => {
                if let Ok(record) = identity.reference().parse() {
                    let request = Request::Unlink { who: Who::Customer(id), record };
                    let words = format!(
                        "{} is not this customer? Its orders and cases leave the totals; nothing changes at the vendor.",
                        identity.reference()
                    );
                    cx.go(Go::Over(Box::new(Overlay::Question(Question {
                        words,
                        what: "unlinking",
                        request,
                    }))));
                }
            }
            _ => cx.refuse("choose a record among the facts (f) first"),
        }
    }

    fn copy(&mut self, cx: &mut Cx<'_>) {
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

    pub(super) fn clicked(&mut self, hit: Hit, _cx: &mut Cx<'_>) {
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

    pub(super) fn scrolled(&mut self, list: u8, by: isize) {
        if let Some(pane) = Pane::of(list) {
            let len = self.len(pane);
            self.lists[usize::from(list)].step(by, len);
        }
    }

    // Lists.

    /// The rows of a pane, to be drawn or looked through.
    fn rows<'a>(
        &'a self,
        pane: Pane,
        theme: &'a crate::tui::theme::Theme,
        moment: &'a crate::phrasing::Moment,
    ) -> Option<Box<dyn Rows + 'a>> {
        if pane == Pane::Brief {
            return Some(Box::new(brief::BriefRows { screen: self, theme, moment }));
        }
        let profile = self.profile.as_deref()?;
        Some(match pane {
            Pane::Orders => Box::new(orders::OrderRows { profile, theme, moment }),
            Pane::Cases => Box::new(cases::CaseRows { profile, theme, moment }),
            Pane::Timeline => Box::new(timeline::EventRows { events: &self.events, theme, moment }),
            _ => Box::new(facts::FactRows { facts: facts::facts(profile), profile, theme, moment }),
        })
    }

    fn len(&self, pane: Pane) -> usize {
        match (pane, self.profile.as_deref()) {
            (Pane::Brief, _) => brief::len(self),
            (_, None) => 0,
            (Pane::Orders, Some(profile)) => orders::len(profile),
            (Pane::Cases, Some(profile)) => cases::len(profile),
            (Pane::Timeline, Some(_)) => self.events.len(),
            (Pane::Facts, Some(profile)) => facts::facts(profile).len(),
        }
    }

    fn rows_key(&self, pane: Pane, row: usize) -> Option<String> {
        if row >= self.len(pane) {
            return None;
        }
        match (pane, self.profile.as_deref()) {
            (Pane::Brief, _) => Some(brief::key(self, row)),
            (_, None) => None,
            (Pane::Orders, Some(profile)) => Some(orders::key(profile, row)),
            (Pane::Cases, Some(profile)) => Some(cases::key(profile, row)),
            (Pane::Timeline, Some(_)) => Some(self.events[row].key.clone()),
            (Pane::Facts, Some(profile)) => facts::facts(profile).get(row).map(facts::Fact::key),
        }
    }

    fn row_of(&self, pane: Pane, key: &str) -> Option<usize> {
        if let (Pane::Facts, Some(profile)) = (pane, self.profile.as_deref()) {
            // A fact without a row of its own is part of who the customer is.
            return Some(facts::row_of(profile, key).unwrap_or(0));
        }
        (0..self.len(pane)).find(|row| self.rows_key(pane, *row).as_deref() == Some(key))
    }

    fn chosen_key(&self, pane: Pane) -> Option<String> {
        self.rows_key(pane, self.lists[usize::from(pane.number())].selected())
    }

    fn follow(&mut self, number: u8, key: Option<String>) {
        let Some(pane) = Pane::of(number) else { return };
        let keys: Vec<String> = (0..self.len(pane)).filter_map(|row| self.rows_key(pane, row)).collect();
        self.lists[usize::from(number)].follow(key.as_deref(), keys.into_iter());
    }

    /// A row as plain text, wide enough not to be cut.
    fn plain_text(&self, pane: Pane, row: usize) -> Option<String> {
        let theme = crate::tui::theme::plain();
        let moment =
            crate::phrasing::Moment { now: jiff::Timestamp::UNIX_EPOCH, zone: jiff::tz::TimeZone::UTC };
        let rows = self.rows(pane, &theme, &moment)?;
        let first = rows.lines(row, false, 400).into_iter().next()?;
        let text: String = first.spans.iter().map(|span| span.content.as_ref()).collect();
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    // The view.

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let Some(profile) = self.profile.as_deref() else { return self.view_waiting(canvas, area) };
        let height = header::height(area.width);
        let [head, rest] = Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(area);
        header::view(canvas, head, profile, self.more);
        match rest.width {
            THREE_COLUMNS.. => {
                let [orders, middle, right] = Layout::horizontal([
                    Constraint::Percentage(30),
                    Constraint::Fill(1),
                    Constraint::Percentage(36),
                ])
                .areas(rest);
                self.view_pane(canvas, orders, Pane::Orders, &[Pane::Orders], model);
                if middle.height < TWO_IN_A_COLUMN {
                    let beside = if self.beside == Pane::Orders { Pane::Cases } else { self.beside };
                    self.view_pane(
                        canvas,
                        middle,
                        beside,
                        &[Pane::Cases, Pane::Timeline, Pane::Facts],
                        model,
                    );
                } else {
                    let [upper, lower] =
                        Layout::vertical([Constraint::Fill(1), Constraint::Fill(1)]).areas(middle);
                    let below = if self.beside == Pane::Facts { Pane::Facts } else { Pane::Timeline };
                    self.view_pane(canvas, upper, Pane::Cases, &[Pane::Cases], model);
                    self.view_pane(canvas, lower, below, &[Pane::Timeline, Pane::Facts], model);
                }
                self.view_pane(canvas, right, Pane::Brief, &[Pane::Brief], model);
            }
            TWO_COLUMNS.. => {
                let [left, right] =
                    Layout::horizontal([Constraint::Fill(1), Constraint::Percentage(48)]).areas(rest);
                let tabs = [Pane::Orders, Pane::Cases, Pane::Timeline, Pane::Facts];
                self.view_pane(canvas, left, self.beside, &tabs, model);
                self.view_pane(canvas, right, Pane::Brief, &[Pane::Brief], model);
            }
            _ => self.view_pane(canvas, rest, self.focus, &PANES, model),
        }
    }

    fn view_pane(&self, canvas: &mut Canvas<'_, '_>, area: Rect, pane: Pane, tabs: &[Pane], model: &Model) {
        let focused = self.focus == pane && model.overlay.is_none();
        let title = if tabs == [Pane::Brief] {
            brief::title(self, canvas.theme, canvas.moment)
        } else {
            self.tabs(canvas, area, pane, tabs)
        };
        let mut inner = panel(canvas, area, title, focused);
        if pane == Pane::Brief {
            inner = brief::view_head(self, canvas, inner, tabs.len() > 1, model);
        }
        if pane == Pane::Orders
            && let Some(profile) = self.profile.as_deref()
        {
            inner = orders::view_spend(canvas, inner, profile);
        }
        let (theme, moment) = (canvas.theme, canvas.moment);
        let Some(rows) = self.rows(pane, theme, moment) else { return };
        if rows.count() == 0 {
            return self.view_empty(canvas, inner, pane);
        }
        list(canvas, inner, &*rows, &self.lists[usize::from(pane.number())], focused, pane.number());
    }

    /// Names of the panes that can stand here, with how much is in them; each can be clicked.
    fn tabs(&self, canvas: &mut Canvas<'_, '_>, area: Rect, shown: Pane, tabs: &[Pane]) -> Line<'static> {
        let theme = canvas.theme;
        let mut spans = Vec::new();
        let mut x = area.x + 1;
        for (at, pane) in tabs.iter().enumerate() {
            let count = match (pane, &self.profile) {
                (Pane::Orders, Some(profile)) => Some(profile.orders.len()),
                (Pane::Cases, Some(profile)) => Some(profile.cases.len()),
                _ => None,
            };
            let count = count.map_or_else(String::new, |n| format!(" {n}"));
            let text = format!(" {}{count} ", pane.name());
            let width = u16::try_from(text.chars().count()).unwrap_or(0);
            canvas.hits.note(Rect { x, y: area.y, width, height: 1 }, Hit::Tab(pane.number()));
            x += width + 1;
            if at > 0 {
                spans.push(Span::styled("│", theme.border));
            }
            let style = if *pane == shown { theme.heading } else { theme.faint };
            spans.push(Span::styled(text, style));
        }
        Line::from(spans)
    }

    fn view_empty(&self, canvas: &mut Canvas<'_, '_>, area: Rect, pane: Pane) {
        let words = match pane {
            Pane::Brief => return,
            Pane::Orders => "No orders and no carts are known.",
            Pane::Cases => "No cases and no deals.",
            Pane::Timeline => "Nothing has happened yet.",
            Pane::Facts => "Nothing is known.",
        };
        canvas.lines(area, [Line::styled(words, canvas.theme.faint)]);
    }

    /// Nothing can be shown yet, or nothing was found.
    fn view_waiting(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let theme = canvas.theme;
        let inner = panel(canvas, area, Line::styled(" Customer ", theme.heading), true);
        if !self.candidates.is_empty() {
            let rows = CandidateRows { candidates: &self.candidates, theme };
            return list(canvas, inner, &rows, &self.lists[0], true, Pane::Brief.number());
        }
        let width = usize::from(inner.width);
        let Some(error) = &self.problem else {
            return canvas
                .lines(inner, [Line::default(), Line::styled("asking store and CRM …", theme.faint)]);
        };
        let mut lines = vec![Line::default()];
        lines.extend(wrap(&error.what, width).into_iter().map(|line| Line::styled(line, theme.bad)));
        for place in &error.looked {
            lines.push(Line::from(vec![
                Span::styled(format!("  {}  ", place.place), theme.reference),
                Span::styled(place.what.clone(), theme.text),
            ]));
            lines.extend(place.why_maybe.iter().map(|why| Line::styled(format!("      {why}"), theme.faint)));
        }
        lines.extend(error.hint.iter().map(|hint| Line::styled(format!("→ {hint}"), theme.faint)));
        lines.push(Line::default());
        lines.push(Line::from(vec![
            Span::styled("r", theme.key),
            Span::styled(" asks again   ", theme.faint),
            Span::styled("esc", theme.key),
            Span::styled(" back", theme.faint),
        ]));
        canvas.lines(inner, lines);
    }
}

struct CandidateRows<'a> {
    candidates: &'a [Candidate],
    theme: &'a crate::tui::theme::Theme,
}

impl Rows for CandidateRows<'_> {
    fn count(&self) -> usize {
        self.candidates.len()
    }

    fn key(&self, row: usize) -> String {
        self.candidates[row].reference.clone()
    }

    fn lines(&self, row: usize, _: bool, width: usize) -> Vec<Line<'static>> {
        crate::tui::screens::search::candidate_lines(&self.candidates[row], self.theme, width)
    }
}
