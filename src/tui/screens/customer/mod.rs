//! One customer: profile at the left, brief and suggestions at the right, on narrow terminals one pane at a time.

mod about;
mod act;
mod answers;
mod brief;
mod calling;
mod cases;
mod copying;
mod facts;
mod header;
mod layout;
mod linking;
mod news;
mod orders;
mod panes;
mod pictures;
mod queued;
mod quiet;
mod timeline;
mod trail;
mod working;

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::casework::Casework;
use crate::desk::api::{
    Answer, Candidate, DeskError, FailureKind, LookupAnswer, Notice, QuestionAnswer, Reading, Request, Who,
    WhoAmI,
};
use crate::domain::Returns;
use crate::domain::action::Role;
use crate::domain::brief::{Brief, Sentence, StoredSuggestion, Suggestion, SuggestionStatus};
use crate::domain::customer::channel_in_words;
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::{EntryId, SuggestionId};
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::profile::{Profile, SourceState};
use crate::domain::{CustomerId, Purpose};
use crate::phrasing::Moment;
use crate::tui::cx::Cx;
use crate::tui::keymap::Layer;
use crate::tui::widgets::chart::Bar;
use crate::tui::widgets::list::ListState;
use answers::Answers;
pub use layout::brief_beside;
use pictures::Pictures;
use queued::Queued;
use timeline::Event;
pub use trail::{Stop, Trail};

/// How long what is shown goes without being asked for again; whether it is old enough, the desk decides.
const RENEWED_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// From here on the brief stands beside the rest.
const TWO_COLUMNS: u16 = 100;

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
            "note" | "task" | "call" | "email" | "message" => Self::Timeline,
            _ => Self::Facts,
        }
    }
}

/// A brief on its way or there.
#[derive(Default)]
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
struct Asked {
    question: String,
    asked: Option<u64>,
    /// What is being looked up for it, in words.
    looking: Option<String>,
    /// What stood the check so far, while the rest is being written.
    heard: Vec<Sentence>,
    answer: Option<Result<QuestionAnswer, DeskError>>,
}

/// The screen.
pub struct Customer {
    who: Who,
    /// The number of the order that led here, until it is shown.
    order: Option<String>,
    /// The case that is worked on: thread first, and the brief is about it.
    case: Option<EvidenceId>,
    /// It has been turned to.
    case_shown: bool,
    profile: Option<Box<Profile>>,
    /// Until when goods may come back, where the shop says so.
    returns: Option<Returns>,
    /// Older orders are still being read.
    more: bool,
    /// Nothing was found, or several were.
    problem: Option<DeskError>,
    candidates: Vec<Candidate>,
    cached: Option<u64>,
    looking: Option<u64>,
    /// As it was shown when the vendors were asked again, to tell what has changed.
    before: Option<Box<Profile>>,
    /// When the vendors were asked last.
    looked_at: Option<Timestamp>,
    /// Something of theirs has arrived at the CRM since, before the answer.
    came_meanwhile: bool,
    purpose: Option<Purpose>,
    brief: BriefState,
    question: Option<Asked>,
    statuses: HashMap<SuggestionId, SuggestionStatus>,
    /// Of whose drafts it was said that what is saved once more is the rep's own word.
    told_unproven: HashSet<SuggestionId>,
    /// How accepted suggestions stand in the outbox.
    entries: HashMap<EntryId, Entry>,
    events: Vec<Event>,
    /// What was worked out of each case.
    heads: Vec<cases::Head>,
    /// Net spend of each month.
    spend: Vec<Bar>,
    pictures: Pictures,
    focus: Pane,
    /// The pane that stands beside the brief.
    beside: Pane,
    lists: [ListState; 5],
    /// Which piece of evidence of the chosen line `v` shows next.
    evidence_shown: usize,
    /// Where the user jumped from to look at evidence.
    jumped_from: Vec<(Pane, usize)>,
    /// The cases or calls that it stands among.
    trail: Option<Trail>,
    /// The page to call by is shown as soon as somebody is there to call.
    shows_sheet: bool,
    /// The profile, or an older one, is in the storage.
    is_kept: bool,
    work: Casework,
    queued: Queued,
    answers: Answers,
    /// A suggestion that is being accepted: the request, and which.
    accepting: Option<(u64, SuggestionId)>,
}

impl Customer {
    /// A customer that has not been looked up yet.
    pub fn new(who: Who, order: Option<String>) -> Self {
        Self {
            who,
            order,
            case: None,
            case_shown: false,
            profile: None,
            returns: None,
            more: false,
            problem: None,
            candidates: Vec::new(),
            cached: None,
            looking: None,
            before: None,
            looked_at: None,
            came_meanwhile: false,
            purpose: None,
            brief: BriefState::default(),
            question: None,
            statuses: HashMap::new(),
            told_unproven: HashSet::new(),
            entries: HashMap::new(),
            events: Vec::new(),
            heads: Vec::new(),
            spend: Vec::new(),
            pictures: Pictures::default(),
            focus: Pane::Brief,
            beside: Pane::Orders,
            lists: Default::default(),
            evidence_shown: 0,
            jumped_from: Vec::new(),
            trail: None,
            shows_sheet: false,
            is_kept: false,
            work: Casework::default(),
            queued: Queued::default(),
            answers: Answers::default(),
            accepting: None,
        }
    }

    /// A customer who is to be called.
    pub fn for_call(who: Who) -> Self {
        Self { purpose: Some(Purpose::Sales), ..Self::new(who, None) }
    }

    /// A case of the queue, a call of the agenda with the page to call by, or a person of a list.
    pub fn on(trail: Trail) -> Self {
        let Stop { who, about, .. } = trail.stop().clone();
        let shows_sheet = trail.stop().is_call();
        let screen = match trail.stop().is_case() {
            true => Self::of_case(who, EvidenceId::new("case", &about.id)),
            false => Self::for_call(who),
        };
        Self { trail: Some(trail), shows_sheet, ..screen }
    }

    /// A case, with the customer behind it beside.
    pub fn of_case(who: Who, case: EvidenceId) -> Self {
        Self {
            case: Some(case),
            purpose: Some(Purpose::Support),
            focus: Pane::Cases,
            beside: Pane::Cases,
            ..Self::new(who, None)
        }
    }

    /// What is being done to the case.
    pub fn casework(&mut self) -> &mut Casework {
        &mut self.work
    }

    /// Who is shown, once that is known.
    pub fn id(&self) -> Option<CustomerId> {
        match (&self.profile, &self.who) {
            (Some(profile), _) => Some(profile.customer.id),
            (None, Who::Customer(id)) => Some(*id),
            (None, Who::Query(_)) => None,
        }
    }

    /// Where it stands among the cases or calls that led here.
    pub(super) fn stop(&self) -> Option<&Stop> {
        Some(self.trail.as_ref()?.stop())
    }

    /// The same where it is a call.
    pub(super) fn call(&self) -> Option<&Stop> {
        self.stop().filter(|stop| stop.is_call())
    }

    /// The same where it is a person of a list.
    fn person(&self) -> Option<&Stop> {
        self.stop().filter(|stop| !stop.is_call() && !stop.is_case())
    }

    /// How the sources of what is shown stand.
    pub fn sources(&self) -> Option<&[SourceState]> {
        self.profile.as_ref().map(|profile| profile.sources.as_slice())
    }

    /// Sources that have not answered yet.
    pub fn asking(&self, who: Option<&WhoAmI>) -> Vec<String> {
        let (Some(_), Some(who), Some(profile)) = (self.looking, who, &self.profile) else {
            return Vec::new();
        };
        let missing =
            who.sources.iter().filter(|known| !profile.sources.iter().any(|s| s.source == known.source));
        missing.map(|source| source.source.to_string()).collect()
    }

    /// What the profile still lacks, in words; nothing where it is whole.
    fn lacks(&self, who: Option<&WhoAmI>) -> Option<String> {
        let asking = self.asking(who);
        match (asking.is_empty(), self.looking.is_some(), self.more) {
            (false, ..) => Some(format!("asking {} …", asking.join(" and "))),
            (true, true, true) => Some("reading older orders …".to_owned()),
            (true, true, false) => Some("asking the vendors again …".to_owned()),
            (true, false, _) => None,
        }
    }

    pub(super) fn left(&mut self) {
        self.cached = None;
        self.looking = None;
        self.brief.asked = None;
        self.queued.left();
        if self.question.as_ref().is_some_and(|question| question.asked.is_some()) {
            self.question = None;
        }
    }

    pub(super) fn title(&self) -> String {
        let name = self.profile.as_ref().and_then(|profile| profile.customer.name.clone());
        let person = || Some(self.person()?.title.clone());
        let name = name.or_else(person).unwrap_or_else(|| "customer".to_owned());
        match &self.trail {
            Some(trail) => format!("{name} · {}", trail.place()),
            None => name,
        }
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        if self.is_choosing() {
            return vec![Layer::List, Layer::Anywhere];
        }
        if self.pictures.is_open() {
            return vec![Layer::Pictures, Layer::Anywhere];
        }
        let mut layers = vec![Layer::Customer, Layer::List, Layer::Anywhere];
        if self.working_case().is_some() || self.is_case_coming() {
            layers.insert(0, Layer::Case);
        }
        if self.call().is_some() {
            layers.insert(0, Layer::Call);
        }
        if self.person().is_some() {
            layers.insert(0, Layer::Person);
        }
        layers
    }

    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        if self.purpose.is_none() {
            let sells = cx.who.is_some_and(|who| who.role == Role::Sales);
            self.purpose = Some(if sells { Purpose::Sales } else { Purpose::Support });
        }
        if self.profile.is_none() || self.more {
            self.look(Reading::Cached, cx);
        } else if self.looking.is_none() {
            self.begin_brief(cx);
            self.ask_decisions(cx);
        }
    }

    /// While it is shown for long it is asked for again.
    pub(super) fn next_wake(&self) -> Option<Timestamp> {
        let is_shown = self.profile.is_some() && self.looking.is_none();
        self.looked_at.filter(|_| is_shown).map(|at| at + RENEWED_AFTER)
    }

    /// Asks again when it is time; nothing that is looked at moves.
    pub(super) fn woken(&mut self, cx: &mut Cx<'_>) {
        if self.next_wake().is_some_and(|due| due <= cx.moment.now) {
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
        // Each page is shown when it comes; the answer is the whole.
        let request = Request::Lookup { who: self.whom(), reading, all_pages: true };
        self.looking = Some(cx.ask("asking the vendors", request));
        self.looked_at = Some(cx.moment.now);
        // What is not whole yet grows, which is no change.
        self.before = self.profile.clone().filter(|_| !self.more);
    }

    pub(super) fn write_brief(&mut self, again: bool, cx: &mut Cx<'_>) {
        cx.cancel(self.brief.asked.take());
        let request = Request::Brief {
            who: self.whom(),
            purpose: self.purpose(),
            case: self.case.clone().filter(|_| self.purpose() == Purpose::Support),
            // Another one is of what was written since, too.
            reading: if again { Reading::Cached } else { Reading::AsIs },
            playbook_only: false,
            again,
        };
        let asked = Some(cx.ask("writing the brief", request));
        self.brief = BriefState { asked, ..BriefState::default() };
    }

    /// What became of the suggestions, here and elsewhere.
    fn ask_decisions(&self, cx: &mut Cx<'_>) {
        if let Some(customer) = self.id().filter(|_| self.brief.whole.is_some()) {
            cx.ask("reading suggestions", Request::Suggestions { customer });
        }
    }

    // What has arrived.

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        if self.work.are_namesakes(request) {
            return self.offer_namesakes(result, cx);
        }
        if self.took_queued(request, &result, cx)
            || self.took_answers(request, &result, cx)
            || self.stopped_accepting(request, &result, cx)
            || self.work.answered(request, &result, cx)
            || self.pictures.answered(request, &result)
        {
            return;
        }
        if self.cached == Some(request) {
            self.cached = None;
            // Nothing cached is no news; the vendors are being asked.
            if let Ok(Answer::Lookup(LookupAnswer::One { profile, .. })) = result
                && self.profile.is_none()
            {
                self.is_kept = true;
                self.take_profile(profile, self.more, cx);
                self.show_sheet(cx);
                self.ask_queued(cx);
                self.ask_answers(cx);
            }
            return;
        }
        match result {
            Ok(answer) => self.take(request, answer, cx),
            Err(error) if self.looking == Some(request) => {
                self.looking = None;
                self.more = false;
                self.answer_what_came(cx);
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
                let key = self.chosen_key(Pane::Brief);
                let chosen = self.lists[usize::from(Pane::Brief.number())].selected();
                let was_suggestion = brief::suggestion_at(self, chosen).is_some();
                self.brief = BriefState { whole: Some(*brief), ..BriefState::default() };
                self.follow_in_brief(key, was_suggestion);
                self.ask_decisions(cx);
                self.have_labelled(cx);
            }
            Answer::Suggestions(stored) => {
                for suggestion in stored {
                    if let SuggestionStatus::Accepted { entry, .. } = &suggestion.status
                        && !self.entries.contains_key(entry)
                    {
                        cx.ask("reading the outbox", Request::Entry { entry: *entry });
                    }
                    self.statuses.insert(suggestion.suggestion.id, suggestion.status);
                }
            }
            Answer::Sent(_) => self.ask_answers(cx),
            Answer::Entry(entry) => self.note_entry(&entry, cx.moment),
            Answer::Suggestion(stored) => self.take_suggestion(&stored, cx),
            Answer::Accepted(accepted) => {
                self.note_entry(&accepted.entry, cx.moment);
            }
            Answer::Ask(answer) => {
                if let Some(question) = self.question.as_mut().filter(|q| q.asked == Some(request)) {
                    question.asked = None;
                    question.answer = Some(Ok(answer));
                    self.choose_answer();
                }
            }
            Answer::Profile(profile) => self.take_decided(profile, false, cx),
            _ => {}
        }
    }

    /// From the question on to the first sentence of its answer, which has evidence to show.
    fn choose_answer(&mut self) {
        let list = usize::from(Pane::Brief.number());
        if let Some(row) = brief::row_of_answer(self)
            && self.lists[list].selected() + 1 == row
        {
            self.lists[list].select(row);
        }
    }

    fn found(&mut self, found: LookupAnswer, cx: &mut Cx<'_>) {
        match found {
            // Older orders that could not be read are said to be missing, and the brief says so, too.
            LookupAnswer::One { profile, .. } => {
                let is_behind = std::mem::take(&mut self.came_meanwhile) || self.is_behind(&profile, cx);
                let news = self.before.take().map(|before| news::news(&before, &profile, &self.own_done()));
                if let Some(news) = news.filter(|news| !news.is_empty()) {
                    cx.tell(format!("changed meanwhile: {}", news.join(", ")));
                }
                self.is_kept = true;
                self.take_profile(profile, false, cx);
                self.show_sheet(cx);
                self.ask_queued(cx);
                self.ask_answers(cx);
                self.begin_brief(cx);
                if is_behind {
                    self.look(Reading::Fresh, cx);
                }
            }
            LookupAnswer::Many { candidates } => self.candidates = candidates,
            LookupAnswer::Nobody { looked } => {
                let mut error = DeskError::new(FailureKind::NotFound, "nobody was found any more");
                error.looked = looked;
                self.problem = Some(error);
            }
        }
    }

    /// Whether something of theirs has arrived at the CRM while they were being read.
    fn is_behind(&self, profile: &Profile, cx: &Cx<'_>) -> bool {
        let since = self.looked_at.unwrap_or(Timestamp::MAX);
        let theirs = cx.outbox.iter().filter(|entry| entry.customer_id == profile.customer.id);
        theirs.filter_map(done_at).any(|at| at > since)
    }

    /// Has a brief written where none is there or on its way.
    fn begin_brief(&mut self, cx: &mut Cx<'_>) {
        if self.brief.whole.is_none() && self.brief.asked.is_none() && self.brief.problem.is_none() {
            self.write_brief(false, cx);
        }
    }

    /// The profile after somebody's word on its records: of other records another brief is to be written.
    fn take_decided(&mut self, profile: Box<Profile>, more: bool, cx: &mut Cx<'_>) {
        let records = |profile: &Profile| -> BTreeSet<String> {
            profile.identities.iter().map(|identity| identity.reference()).collect()
        };
        let is_other = self.profile.as_ref().is_none_or(|known| records(known) != records(&profile));
        self.take_profile(profile, more, cx);
        if is_other {
            self.write_brief(false, cx);
        }
    }

    fn take_profile(&mut self, profile: Box<Profile>, more: bool, cx: &mut Cx<'_>) {
        self.pictures.ask_again(profile.customer.id, cx);
        let moment = cx.moment;
        self.returns = cx.who.and_then(|who| who.returns.clone());
        let had_cases = self.profile.as_ref().is_some_and(|known| !known.cases.is_empty());
        if !had_cases && let Some(open) = profile.open_cases().next() {
            // The case that waits for an answer is read first. The CRM may answer after the store.
            self.lists[usize::from(Pane::Cases.number())].unfold(open.evidence.to_string());
        }
        let was_chosen: Vec<_> =
            PANES.into_iter().filter_map(|pane| Some((pane.number(), self.chosen_key(pane)?))).collect();
        let mut keys = Vec::new();
        for (number, was) in was_chosen {
            let key = timeline::arrived(&was, &profile, self.entries.values());
            let list = &mut self.lists[usize::from(number)];
            if key != was && list.shows_all_of(&was) {
                list.unfold(key.clone());
            }
            keys.push((number, Some(key)));
        }
        self.events = timeline::events(&profile, self.entries.values(), &moment.locale);
        self.heads = cases::heads(&profile, &moment.zone);
        self.spend = orders::spend(&profile, moment);
        self.profile = Some(profile);
        self.more = more;
        for (number, key) in keys {
            self.follow(number, key);
        }
        self.show_order();
        self.show_case();
        self.answer_what_came(cx);
    }

    /// Turns to the case that is worked on, as soon as it has arrived: the CRM may answer after the store.
    fn show_case(&mut self) {
        let Some(case) = self.case.as_ref().filter(|_| !self.case_shown) else { return };
        let key = case.to_string();
        if let Some(row) = self.row_of(Pane::Cases, &key) {
            self.case_shown = true;
            let list = &mut self.lists[usize::from(Pane::Cases.number())];
            list.select(row);
            list.unfold(key);
        }
    }

    /// Turns to the order that led here, as soon as it has arrived.
    fn show_order(&mut self) {
        let (Some(wanted), Some(profile)) = (&self.order, &self.profile) else { return };
        let is_wanted = |number: &str| number.trim_start_matches('#').eq_ignore_ascii_case(wanted);
        let Some(order) = profile.orders.iter().find(|order| is_wanted(&order.number)) else { return };
        let key = order.evidence.to_string();
        if let Some(row) = self.row_of(Pane::Orders, &key) {
            self.order = None;
            self.turn_to(Pane::Orders);
            let list = &mut self.lists[usize::from(Pane::Orders.number())];
            list.select(row);
            list.unfold(key);
        }
    }

    /// An entry of this customer has moved. What was taken back can be accepted again.
    fn note_entry(&mut self, entry: &Entry, moment: &Moment) {
        if self.entries.get(&entry.id).is_some_and(|known| entry.is_older_than(known)) {
            return;
        }
        if let Some(suggestion) = entry.suggestion_id {
            let takes_back = matches!(
                self.statuses.get(&suggestion),
                Some(SuggestionStatus::Accepted { entry: accepted, .. }) if accepted.compensation() == entry.id
            );
            let status = match (entry.is_compensation(), &entry.state) {
                (true, EntryState::Done { .. }) => takes_back.then_some(SuggestionStatus::Open),
                (true, _) => None,
                (false, EntryState::Undone { .. }) => Some(SuggestionStatus::Open),
                (false, _) => Some(SuggestionStatus::Accepted { entry: entry.id, at: entry.accepted_at }),
            };
            self.statuses.extend(status.map(|status| (suggestion, status)));
        }
        self.entries.insert(entry.id, entry.clone());
        self.tell_again(moment);
    }

    /// What was accepted stands among what happened, without asking the CRM for it.
    fn tell_again(&mut self, moment: &Moment) {
        let Some(profile) = &self.profile else { return };
        let events = timeline::events(profile, self.entries.values(), &moment.locale);
        let key = self.chosen_key(Pane::Timeline);
        self.events = events;
        self.follow(Pane::Timeline.number(), key);
    }

    /// Own writes of here are no news to the rep.
    fn own_done(&self) -> Vec<&Entry> {
        self.entries.values().filter(|entry| matches!(entry.state, EntryState::Done { .. })).collect()
    }

    fn take_suggestion(&mut self, stored: &StoredSuggestion, cx: &mut Cx<'_>) {
        let id = stored.suggestion.id;
        if let Some(brief) = &mut self.brief.whole
            && let Some(shown) = brief.suggestions.iter_mut().find(|shown| shown.id == id)
        {
            *shown = stored.suggestion.clone();
        }
        let was_dismissed = matches!(self.statuses.get(&id), Some(SuggestionStatus::Dismissed { .. }));
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
            SuggestionStatus::Open if was_dismissed => cx.good("it is open again"),
            SuggestionStatus::Open => match stored.suggestion.unproven().next() {
                None => cx.good("the draft is changed; a accepts it"),
                Some(open) => {
                    cx.tell(format!(
                        "the draft is changed, but not borne out: “{}” ({}); e edits it, and what is saved there once more is your own word",
                        open.text, open.why
                    ));
                    self.told_unproven.insert(id);
                }
            },
            SuggestionStatus::Dismissed { reason, .. } => {
                let channel = stored.suggestion.channel.as_deref().map(channel_in_words);
                let learned = match (reason.as_str(), channel) {
                    ("wrong channel", Some(channel)) => format!(" · not by {channel} for 30 days"),
                    _ => String::new(),
                };
                cx.tell(format!("dismissed: {reason}{learned}"));
            }
            SuggestionStatus::Accepted { .. } => {}
        }
        self.statuses.insert(id, status);
    }

    pub(super) fn noticed(&mut self, notice: &Notice, cx: &mut Cx<'_>) {
        match notice {
            // A part that comes after the answer, or to another question, knows less than what is shown.
            Notice::Profile { request: Some(request), profile, more } if self.looking == Some(*request) => {
                self.take_profile(profile.clone(), *more, cx);
            }
            Notice::Profile { request: None, profile, .. } if self.id() == Some(profile.customer.id) => {
                self.take_decided(profile.clone(), self.more, cx);
            }
            Notice::Queue => self.ask_queued(cx),
            // Something was missed: how what was accepted stands is asked for again.
            Notice::Skipped => {
                self.ask_answers(cx);
                self.entries.clear();
                if let Some(customer) = self.id() {
                    cx.ask("reading suggestions", Request::Suggestions { customer });
                }
            }
            Notice::Erased { customers } if self.id().is_some_and(|id| customers.contains(&id)) => {
                self.entries.clear();
                self.statuses.clear();
                cx.tell("this customer was erased here: what is shown is of before");
            }
            Notice::Entry { entry } if self.id() == Some(entry.customer_id) => {
                let was_done = self.entries.get(&entry.id).is_some_and(|known| done_at(known).is_some());
                self.note_entry(entry, cx.moment);
                self.ask_answers(cx);
                // What is being read is asked for again where it came too early.
                if done_at(entry).is_some() && !was_done {
                    match self.looking {
                        None => self.look(Reading::Fresh, cx),
                        Some(_) => self.came_meanwhile = true,
                    }
                }
            }
            Notice::Sentence { request, sentence } if self.brief.asked == Some(*request) => {
                self.brief.sentences.push(sentence.clone());
            }
            Notice::Sentence { request, sentence } => {
                if let Some(question) = self.question.as_mut().filter(|q| q.asked == Some(*request)) {
                    question.heard.push(sentence.clone());
                    self.choose_answer();
                }
            }
            Notice::Progress { request, what, .. } => {
                if let Some(question) = self.question.as_mut().filter(|q| q.asked == Some(*request)) {
                    question.looking = Some(what.clone());
                }
            }
            Notice::Suggestion { request, suggestion } if self.brief.asked == Some(*request) => {
                self.brief.suggestions.push((**suggestion).clone());
            }
            _ => {}
        }
    }
}

/// When an entry was done.
fn done_at(entry: &Entry) -> Option<Timestamp> {
    match entry.state {
        EntryState::Done { at, .. } => Some(at),
        _ => None,
    }
}
