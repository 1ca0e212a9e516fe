//! The queue: open cases with what is known of their customers, in the order in which somebody should look at them.

mod filter;
mod rank;
mod view;

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use filter::{Filter, Mark, Term};
pub use rank::{Rank, RankPart, rank};
pub use view::{Order, View};

use super::answer::{SaidSent, ToSend, answered_at};
use super::casework::CaseStage;
use super::crm::{Case, MessageFrom, Priority};
use super::evidence::EvidenceId;
use super::ids::{CustomerId, EntryId};
use super::money::Money;
use super::profile::{Freshness, Profile, SourceState};
use super::record::RecordRef;
use super::score::Tier;
use super::sla::{Due, Sla, Waiting};
use super::snooze::{Back, ParcelMark, Snooze, WakeCause};
use super::takeover::SuggestedOwner;
use super::text::clean_line;
use super::triage::{LIKE, LabelledBefore, Labels, Mood, Urgency, labelled_in_words, opening};
use super::worded::{FigureValue, Worded, worded};
use super::worklist::{Filter as Narrowed, ListRow, Standpoint, ViewOf};

/// Characters of the last message that a row keeps.
const WORDS: usize = 200;

/// What a queue shows of the customer behind a case; computed whenever the profile is put together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Standing {
    /// Where the customer stands.
    pub tier: Option<Tier>,
    /// What was paid less what went back, in the currency of most orders.
    pub net: Option<Money>,
    /// The same in each currency, that one first.
    #[serde(default)]
    pub nets: Vec<Money>,
    /// A parcel that is late, came back or was never handed over.
    pub stuck_parcel: bool,
    /// The customer asks for money back in their own words, and none has gone back since.
    pub open_refund: bool,
    /// How the parcel stands that the case is about.
    #[serde(default)]
    pub parcel: Option<ParcelMark>,
    /// By when they need it, as they say.
    #[serde(default)]
    pub needed_by: Option<NeededBy>,
}

/// The day by which a customer says that they need something.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NeededBy {
    /// That day.
    #[schemars(with = "String")]
    pub on: jiff::civil::Date,
    /// Its evening, where days are the store's.
    #[schemars(with = "super::Rfc3339")]
    pub until: Timestamp,
    /// In the customer's words: `before my trip on 3 December`.
    pub words: String,
    /// When they wrote it.
    #[schemars(with = "super::Rfc3339")]
    pub said_at: Timestamp,
    /// The message that says so: `message:17701.3`.
    #[serde(default)]
    pub said_in: Option<EvidenceId>,
}

impl fmt::Debug for NeededBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NeededBy({})", self.on)
    }
}

impl NeededBy {
    /// `needed by Fri 4 Dec`.
    pub fn in_words(&self) -> Worded {
        worded!("needed by {}", FigureValue::NearDay(self.on))
    }
}

/// An open case of the queue.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QueuedCase {
    /// The record at the CRM: `hubspot/case/77`.
    pub record: RecordRef,
    /// Whose, where they are known here.
    pub customer_id: Option<CustomerId>,
    /// Whose, as the CRM says it.
    pub contact: Option<RecordRef>,
    /// What the customer is called.
    pub name: Option<String>,
    /// Main e-mail.
    pub email: Option<String>,
    /// Subject line.
    pub subject: String,
    /// Name of its stage, as people read it.
    pub status: String,
    /// How pressing.
    pub priority: Option<Priority>,
    /// `email`, `chat`, `phone`, `form`.
    pub channel: Option<String>,
    /// When it came.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub opened_at: Option<Timestamp>,
    /// Last change.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub updated_at: Option<Timestamp>,
    /// Who has it, by name.
    pub owner: Option<String>,
    /// The customer's first message that nobody has answered yet. What a person says they have sent is an answer.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub waiting_since: Option<Timestamp>,
    /// The same by the thread alone, whatever its stage says and anybody says was sent.
    #[serde(default)]
    #[schemars(with = "Option<super::Rfc3339>")]
    pub asked_since: Option<Timestamp>,
    /// Whether its stage says that the customer is waited for, and they have not written since we did: while nothing is to
    /// be sent to them, nobody waits. A row that was kept before this was known learns it when it is read again.
    #[serde(default)]
    pub is_stilled: bool,
    /// The customer's last message.
    #[serde(default)]
    #[schemars(with = "Option<super::Rfc3339>")]
    pub heard_at: Option<Timestamp>,
    /// How many messages there are.
    pub messages: u32,
    /// The beginning of the last message.
    pub words: String,
    /// The words by which it is filed: its subject and the beginning of what the customer wrote first.
    #[serde(default)]
    pub opening: String,
    /// What it is about.
    pub labels: Labels,
    /// Who labelled it: `rules`, `llm:MODEL`, the e-mail of the person who put it right, or `like:CASE` after what a
    /// person has put right of a case in much the same words.
    pub labelled_by: String,
    /// How it was labelled before a person has put it right last, or a case in much the same words.
    #[serde(default)]
    pub labelled_before: Option<LabelledBefore>,
    /// What it asks for, in one checked sentence of the model that labelled it.
    #[serde(default)]
    pub summary: Option<String>,
    /// What is known of the customer; nothing where the profile was not put together yet.
    pub standing: Option<Standing>,
    /// The case has changed since its customer was read: what is known of them may lack what came with it, such as an
    /// answer that a colleague has noted.
    #[serde(default)]
    pub is_overtaken: bool,
    /// It sleeps.
    #[serde(default)]
    pub snooze: Option<Snooze>,
    /// It has slept, and nobody has worked on it since it is back.
    #[serde(default)]
    pub back: Option<Back>,
    /// An answer to it that a person has still to send: the newest, whether it was written from here or by a colleague.
    #[serde(default)]
    pub to_send: Option<ToSend>,
    /// The newest answer that was written from here and not taken back, sent or not.
    #[serde(default)]
    pub own_answer: Option<ToSend>,
    /// The newest answer that a colleague has noted, sent or not.
    #[serde(default)]
    pub noted_answer: Option<ToSend>,
    /// Somebody said that an answer was sent.
    #[serde(default)]
    pub said_sent: Option<SaidSent>,
    /// When the shop has written to the customer last.
    #[serde(default)]
    #[schemars(with = "Option<super::Rfc3339>")]
    pub answered_at: Option<Timestamp>,
    /// Where a browser shows it.
    pub url: Option<String>,
}

impl fmt::Debug for QueuedCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QueuedCase({:?})", self.record)
    }
}

impl QueuedCase {
    /// Whether its customer waits: nobody has answered them, or an answer is still to be sent.
    pub fn customer_waits(&self) -> bool {
        self.to_send.is_some() || self.waiting_since.is_some()
    }

    /// A row of what the CRM says, with labels; who the customer is, is filled in by whoever knows.
    pub fn of(case: &Case, labels: Labels, labelled_by: String) -> Self {
        let words = case.messages.last().map(|message| clean_line(&message.text)).unwrap_or_default();
        Self {
            record: RecordRef { source: case.source.clone(), kind: "case".to_owned(), id: case.id.clone() },
            customer_id: None,
            contact: None,
            name: None,
            email: None,
            subject: case.subject.clone(),
            status: case.status.clone(),
            priority: case.priority,
            channel: case.channel.clone(),
            opened_at: case.opened_at,
            updated_at: case.updated_at,
            owner: case.owner.clone(),
            waiting_since: waiting_since(case),
            asked_since: unanswered_since(case),
            is_stilled: is_stilled(case),
            heard_at: heard_at(case),
            messages: u32::try_from(case.messages.len()).unwrap_or(u32::MAX),
            words: words.chars().take(WORDS).collect(),
            opening: opening(case),
            labels,
            labelled_by,
            labelled_before: None,
            summary: None,
            standing: None,
            is_overtaken: false,
            snooze: None,
            back: None,
            to_send: None,
            own_answer: None,
            noted_answer: None,
            said_sent: None,
            answered_at: answered_at(case),
            url: case.url.clone(),
        }
    }

    /// Whether it was read later than the profile of its customer has it. A profile without it is behind as long as the
    /// CRM was read for it before the case has changed last.
    pub fn is_ahead_of(&self, profile: &Profile) -> bool {
        let source = &self.record.source;
        let of_this = |case: &&Case| case.source == *source && case.id == self.record.id;
        match profile.cases.iter().find(of_this) {
            Some(case) => self.updated_at > case.updated_at,
            None => {
                let read = profile.sources.iter().find(|state| state.source == *source);
                read.is_some_and(|state| self.updated_at > state.fetched_at)
            }
        }
    }

    /// Whether its customer is to be read: nothing is known of them, or what is known is overtaken.
    pub fn lacks_customer(&self) -> bool {
        self.customer_id.is_some() && (self.standing.is_none() || self.is_overtaken)
    }

    /// What is known of its customer is as it was in the row of the case before it was read again, overtaken where the case
    /// has changed since.
    pub fn keep_customer_of(&mut self, before: &Self) {
        self.standing.clone_from(&before.standing);
        let has_changed = self.updated_at > before.updated_at;
        self.is_overtaken = before.is_overtaken || self.standing.is_some() && has_changed;
    }

    /// Its customer was read: whatever the CRM told just now is the newest that there is.
    pub fn note_reading(&mut self, profile: &Profile) {
        let is_of_crm = |state: &&SourceState| state.source == self.record.source;
        let read = profile.sources.iter().find(is_of_crm);
        let is_fresh = read.is_some_and(|state| state.status == Freshness::Fresh);
        self.is_overtaken &= !is_fresh && self.is_ahead_of(profile);
    }

    /// Whether a person has put its labels right; nothing else changes them then.
    pub fn is_put_right(&self) -> bool {
        self.labelled_by.contains('@')
    }

    /// Whether its labels are a person's word, on it or on a case in much the same words.
    pub fn follows_a_person(&self) -> bool {
        self.is_put_right() || self.labelled_by.starts_with(LIKE)
    }

    /// What it is called, with whose it is: `case 77 · Ada Wren`; by its subject where nobody is named.
    pub fn called(&self) -> String {
        let whose = self.name.as_ref().or(Some(&self.subject)).filter(|words| !words.is_empty());
        let whose = whose.map_or_else(String::new, |words| format!(" · {words}"));
        format!("case {}{whose}", self.record.id)
    }

    /// What it is about, how its writer feels, how soon, in which language, and by whom that is said.
    pub fn labelled_in_words(&self) -> String {
        let Labels { category, mood, urgency, .. } = &self.labels;
        let mut words = vec![category.in_words().to_owned()];
        words.extend((*mood != Mood::Neutral).then(|| mood.in_words().to_owned()));
        words.extend((*urgency != Urgency::Normal).then(|| format!("urgency {}", urgency.in_words())));
        words.extend(self.labels.language_in_words().map(str::to_owned));
        format!("{} · {}", words.join(", "), labelled_in_words(&self.labelled_by))
    }

    /// Where the customer stands, as far as that is known.
    pub fn tier(&self) -> Option<Tier> {
        self.standing.as_ref()?.tier
    }

    /// Whether it sleeps until its parcel moves.
    pub fn waits_for_parcel(&self) -> bool {
        self.snooze.as_ref().is_some_and(|snooze| snooze.rule.scan)
    }

    /// It sleeps from now on.
    pub fn put_to_sleep(&mut self, snooze: Snooze) {
        self.snooze = Some(snooze);
        self.back = None;
    }

    /// It sleeps no more; false where it did not.
    pub fn wake(&mut self, cause: WakeCause, at: Timestamp) -> bool {
        let Some(from) = self.snooze.take() else { return false };
        self.back = Some(Back { at, cause, from, entry: None });
        true
    }

    /// That it has slept and is back, while nobody has answered it since: who takes the answer back finds it so again.
    pub fn newly_back(&self) -> Option<&Back> {
        let noted = self.own_answer.iter().chain(&self.noted_answer).map(|answer| answer.at);
        let answered = noted.chain(self.answered_at).max();
        self.back.as_ref().filter(|back| answered.is_none_or(|answered| answered <= back.at))
    }

    /// The entry that tells the CRM of its sleep, or of its being woken by a person.
    pub fn told_by(&self) -> Option<EntryId> {
        self.snooze.as_ref().map(|snooze| snooze.entry).or(self.back.as_ref().and_then(|back| back.entry))
    }

    /// What tells the CRM of its sleep, or of its being woken, came to nothing: it is as it was before. False where that
    /// entry tells of neither.
    pub fn take_back(&mut self, entry: EntryId) -> bool {
        let was_woken = self.back.as_ref().is_some_and(|back| back.entry == Some(entry));
        if let Some(snooze) = self.snooze.take_if(|snooze| snooze.entry == entry) {
            self.snooze = snooze.before.map(|before| *before);
        } else if was_woken {
            self.snooze = self.back.take().map(|back| back.from);
        } else {
            return false;
        }
        true
    }

    /// The newest answer that was written from here; nothing where none was, or all of it was taken back. False where that
    /// is no news.
    pub fn note_own_answer(&mut self, answer: Option<ToSend>) -> bool {
        let is_news = self.own_answer != answer;
        self.own_answer = answer;
        self.settle() || is_news
    }

    /// The newest answer that was noted elsewhere, by a colleague or on another machine, where one was; false where that is
    /// no news.
    pub fn note_noted_answer(&mut self, answer: Option<ToSend>) -> bool {
        let is_news = self.noted_answer != answer;
        self.noted_answer = answer;
        self.settle() || is_news
    }

    /// What is known of answers is as it was in the row of the case before it was read again.
    pub fn keep_answers_of(&mut self, before: &Self) {
        self.said_sent.clone_from(&before.said_sent);
        self.own_answer.clone_from(&before.own_answer);
        self.noted_answer.clone_from(&before.noted_answer);
        self.settle();
    }

    /// What follows from the answers that are known; false where that is no news.
    fn settle(&mut self) -> bool {
        let is_news = self.settle_to_send();
        self.settle_waiting();
        is_news
    }

    /// Nobody waits for what a person says they have sent; who has written since it was decided on does. An answer that is
    /// still to be sent has stilled nobody, whatever stage it has put the case into.
    fn settle_waiting(&mut self) {
        // A row that was kept before this was known has the one moment alone.
        self.asked_since = self.asked_since.or(self.waiting_since);
        let answered = self.said_sent.as_ref().map(|said| said.answer.at);
        self.waiting_since = match (self.asked_since, answered) {
            (Some(asked), Some(answered)) if asked <= answered => self.heard_at.filter(|at| *at > answered),
            _ if self.is_stilled && self.to_send.is_none() => None,
            (asked, _) => asked,
        };
    }

    /// The newest answer is to be sent, unless it was, or was said to be; false where that is no news.
    fn settle_to_send(&mut self) -> bool {
        let is_unsent = |answer: &&ToSend| self.said_sent_of(answer.at).is_none();
        let answer = self.newest_answer().filter(is_unsent).cloned();
        let is_news = self.to_send != answer;
        self.to_send = answer;
        is_news
    }

    /// The newest answer that was written for a person to send; nothing where the shop has written to the customer since.
    fn newest_answer(&self) -> Option<&ToSend> {
        let newest = self.own_answer.iter().chain(&self.noted_answer).max_by_key(|answer| answer.at);
        newest.filter(|answer| self.answered_at.is_none_or(|answered| answered < answer.at))
    }

    /// Whether somebody's word alone tells that its answer was sent.
    pub fn is_sent_by_word(&self) -> bool {
        self.newest_answer().is_some_and(|answer| self.said_sent_of(answer.at).is_some())
    }

    /// What somebody said of an answer of that moment: that it was sent.
    pub fn said_sent_of(&self, at: Timestamp) -> Option<&SaidSent> {
        self.said_sent.as_ref().filter(|said| at <= said.answer.at)
    }

    /// Its answer was sent, somebody says; false where there is none to send.
    pub fn say_sent(&mut self, by: &str, at: Timestamp) -> bool {
        let Some(answer) = self.to_send.take() else { return false };
        // One step back is enough.
        let before = self.said_sent.take().map(|said| Box::new(SaidSent { before: None, ..said }));
        self.said_sent = Some(SaidSent { by: by.to_owned(), at, answer, before });
        self.settle_waiting();
        true
    }

    /// It was not sent after all; false where nobody had said so.
    pub fn say_unsent(&mut self) -> bool {
        let Some(said) = self.said_sent.take() else { return false };
        self.said_sent = said.before.map(|before| *before);
        self.settle();
        true
    }

    /// Whether its customer waits for an answer while its stage says that the shop waits for them.
    pub fn waits_despite_stage(&self) -> bool {
        self.waiting_since.is_some() && CaseStage::is_of_waiting(&self.status)
    }

    /// What is due first.
    pub fn due(&self, sla: &Sla) -> Option<Due> {
        // While the customer is waited for, no time passes, though a reminder may still have to be sent; what is back from
        // sleep is up to the shop again if it was before, and so is whoever has not got the answer that was written for them.
        let was_up_to_the_shop = |back: &Back| !CaseStage::is_of_waiting(&back.from.status);
        let is_up_to_the_shop =
            self.newly_back().is_some_and(was_up_to_the_shop) || self.waiting_since.is_some();
        if !is_up_to_the_shop && CaseStage::is_of_waiting(&self.status) {
            return None;
        }
        sla.due(Waiting {
            priority: self.priority,
            tier: self.tier(),
            opened_at: self.opened_at,
            waiting_since: self.waiting_since,
        })
    }
}

/// Since when the customer waits for an answer: their first message after the last one of the shop. A case without a
/// message, or of one that nobody can tell whose it is, waits since it came. Where a case was put into a stage that waits
/// for the customer before the shop has ever written, nobody waits for the shop until they write again; where they wrote
/// after the shop did, they wait whatever the stage says.
pub fn waiting_since(case: &Case) -> Option<Timestamp> {
    if is_stilled(case) { None } else { unanswered_since(case) }
}

/// The same whatever its stage says.
fn unanswered_since(case: &Case) -> Option<Timestamp> {
    match answered_last(case) {
        Some(answered) => case.messages[answered + 1..].iter().find_map(|message| message.at),
        None => case.opened_at,
    }
}

/// Whether its stage says that nobody waits for the shop, and the customer has not written since the shop did.
fn is_stilled(case: &Case) -> bool {
    let last_said = case.messages.iter().filter_map(|message| message.at).max();
    let is_of_waiting = CaseStage::is_of_waiting(&case.status) && last_said <= case.updated_at;
    let has_answered_back = answered_last(case).is_some()
        && case.messages.last().is_some_and(|last| last.from == MessageFrom::Customer);
    is_of_waiting && !has_answered_back
}

/// Which message is the shop's last.
fn answered_last(case: &Case) -> Option<usize> {
    case.messages.iter().rposition(|message| message.from == MessageFrom::Staff)
}

/// When the customer has written last.
fn heard_at(case: &Case) -> Option<Timestamp> {
    let theirs = case.messages.iter().filter(|message| message.from != MessageFrom::Staff);
    theirs.filter_map(|message| message.at).max()
}

/// A row as it is shown: with its clock and its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QueueRow {
    /// The case.
    #[serde(flatten)]
    pub case: QueuedCase,
    /// What is due first, by policy.
    pub due: Option<Due>,
    /// Why it stands where it does.
    pub rank: Rank,
    /// Who should take it; told where the case is looked at beside its customer.
    #[serde(default)]
    pub suggested_owner: Option<SuggestedOwner>,
}

impl QueueRow {
    /// The row at a moment, by what is promised.
    pub fn new(case: QueuedCase, sla: &Sla, now: Timestamp) -> Self {
        let due = case.due(sla);
        let rank = rank(&case, due.as_ref(), now);
        Self { case, due, rank, suggested_owner: None }
    }
}

impl ListRow for QueueRow {
    type View = View;
    type Order = Order;
    type Term = Term;

    fn record(&self) -> &RecordRef {
        &self.case.record
    }

    /// What sleeps is found in every view by a filter that asks for it.
    fn is_shown(&self, view: View, filter: &Narrowed<Term>, from: &Standpoint<'_>) -> bool {
        let asks_for_sleepers = filter.has(&Term::Is(Mark::Snoozed));
        let is_in = if asks_for_sleepers { view.concerns(self, from) } else { view.has(self, from) };
        is_in && filter.fits(self, from)
    }
}

#[cfg(test)]
pub(crate) mod fixture {
    use super::*;
    use crate::domain::ids::Source;
    use crate::domain::triage::{Category, Mood, Urgency};

    /// A case of nobody's that came at the beginning of time.
    pub fn case(id: &str) -> QueuedCase {
        QueuedCase {
            record: RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id: id.to_owned() },
            customer_id: None,
            contact: None,
            name: None,
            email: None,
            subject: "Where is it".to_owned(),
            status: "New".to_owned(),
            priority: None,
            channel: None,
            opened_at: Some(Timestamp::UNIX_EPOCH),
            updated_at: None,
            owner: None,
            waiting_since: None,
            asked_since: None,
            is_stilled: false,
            heard_at: None,
            messages: 1,
            words: String::new(),
            opening: String::new(),
            labels: Labels {
                category: Category::OrderStatus,
                mood: Mood::Neutral,
                urgency: Urgency::Normal,
                language: None,
            },
            labelled_by: "rules".to_owned(),
            labelled_before: None,
            summary: None,
            standing: None,
            is_overtaken: false,
            snooze: None,
            back: None,
            to_send: None,
            own_answer: None,
            noted_answer: None,
            said_sent: None,
            answered_at: None,
            url: None,
        }
    }
}
