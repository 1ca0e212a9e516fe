//! Answers to cases that the customer was not sent: on their way to the CRM, waiting for somebody's yes, or noted there for
//! a person to send. A thread holds only what was said; these are what is about to be.

use std::collections::HashMap;
use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::action::{ReplyWrite, Role, Write};
use super::crm::{Activity, ActivityKind, Case, Message, MessageFrom};
use super::evidence::EvidenceId;
use super::ids::EntryId;
use super::outbox::{Entry, EntryState};
use super::profile::Profile;
use super::record::RecordRef;

/// How far an answer has got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "progress", rename_all = "snake_case")]
pub enum Progress {
    /// It waits for somebody's yes.
    Asks {
        /// Whose.
        role: Role,
    },
    /// It has not left yet.
    Leaves {
        /// When it does.
        #[schemars(with = "super::Rfc3339")]
        at: Timestamp,
    },
    /// It is on its way to the CRM.
    Leaving,
    /// It goes on only when somebody does something.
    Stuck {
        /// Why.
        why: String,
    },
    /// It stands at the CRM, for a person to send. Nothing tells that it was sent.
    Noted,
    /// A person has sent it outside, they say; the vendor tells of no message yet.
    SaidSent {
        /// Who said so.
        #[serde(rename = "said_by")]
        by: String,
        /// When.
        #[serde(rename = "said_at")]
        #[schemars(with = "super::Rfc3339")]
        at: Timestamp,
    },
    /// Somebody said no.
    Rejected {
        /// Who; the answer beside it has a `by` of its own.
        #[serde(rename = "rejected_by")]
        by: String,
        /// Why, as they said.
        reason: String,
    },
}

/// An answer that the customer was not sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnsentAnswer {
    /// The vendor's id of the case.
    pub case: String,
    /// Who decided on it.
    pub by: String,
    /// When.
    #[schemars(with = "super::Rfc3339")]
    pub at: Timestamp,
    /// What the customer is to read.
    pub text: String,
    /// How far it has got.
    #[serde(flatten)]
    pub progress: Progress,
}

impl fmt::Debug for UnsentAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnsentAnswer(case {}, {:?})", self.case, self.progress)
    }
}

impl UnsentAnswer {
    /// Whether a person has said that it was sent.
    pub fn is_said_sent(&self) -> bool {
        matches!(self.progress, Progress::SaidSent { .. })
    }

    /// Whether a second answer would come on top of this one: it may still go out, and the customer has not written since.
    pub fn is_under_way(&self, case: &Case) -> bool {
        let by_customer = |at: &Timestamp| *at > self.at;
        match self.progress {
            Progress::Rejected { .. } | Progress::SaidSent { .. } => false,
            Progress::Noted => !said(case, MessageFrom::Customer).any(|at| by_customer(&at)),
            _ => true,
        }
    }
}

/// What an answer under way waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    /// Somebody's yes.
    Yes,
    /// Somebody who sees to what keeps it.
    Person,
    /// To be sent: it is noted at the CRM, or about to be.
    Sending,
}

/// An answer under way as whoever writes a brief knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnderWay {
    /// The vendor's id of the case.
    pub case: String,
    /// When it was decided on.
    #[schemars(with = "super::Rfc3339")]
    pub at: Timestamp,
    /// What it waits for.
    pub waits_for: WaitsFor,
}

impl UnderWay {
    /// What points at its case.
    pub fn evidence(&self) -> EvidenceId {
        EvidenceId::new("case", &self.case)
    }

    /// In words: `an answer to case 77 waits to be sent`.
    pub fn in_words(&self) -> String {
        let waits = match self.waits_for {
            WaitsFor::Yes => "waits for a yes",
            WaitsFor::Person => "could not be noted and needs a person",
            WaitsFor::Sending => "waits to be sent",
        };
        format!("an answer to case {} {waits}", self.case)
    }
}

/// The answers under way to cases, the latest of each.
pub fn under_way(cases: &[Case], answers: &[UnsentAnswer]) -> Vec<UnderWay> {
    let latest = |case: &Case| {
        let mut theirs = answers.iter().rev().filter(|answer| answer.case == case.id);
        let answer = theirs.find(|answer| answer.is_under_way(case))?;
        let waits_for = match answer.progress {
            Progress::Asks { .. } => WaitsFor::Yes,
            Progress::Stuck { .. } => WaitsFor::Person,
            _ => WaitsFor::Sending,
        };
        Some(UnderWay { case: case.id.clone(), at: answer.at, waits_for })
    };
    cases.iter().filter_map(latest).collect()
}

/// The unsent answers to a case, oldest first. `entries` are the outbox's, own retractions among them; what colleagues
/// noted stands in the profile.
pub fn unsent(case: &Case, profile: Option<&Profile>, entries: &[Entry]) -> Vec<UnsentAnswer> {
    let mut answers: Vec<UnsentAnswer> =
        entries.iter().filter_map(|entry| of_entry(case, entry, entries)).collect();
    let written: Vec<&str> = entries.iter().filter_map(written).collect();
    let notes = profile.iter().flat_map(|profile| &profile.activities);
    let notes = notes.filter(|note| !written.contains(&note.id.as_str()));
    let cases = profile.map_or(0, |profile| profile.cases.len());
    answers.extend(notes.filter_map(|note| of_note(case, cases, note)));
    // Whoever wrote to the customer since has sent it, or something else in its place. What may still leave stays.
    answers.retain(|answer| {
        let is_over = matches!(answer.progress, Progress::Noted | Progress::Rejected { .. });
        !(is_over && said(case, MessageFrom::Staff).any(|at| at > answer.at))
    });
    answers.sort_by_key(|answer| answer.at);
    answers
}

/// An answer that stands at the CRM and that a person has still to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ToSend {
    /// Who decided on it.
    pub by: String,
    /// When.
    #[schemars(with = "super::Rfc3339")]
    pub at: Timestamp,
    /// The entry that wrote it; nothing where a colleague's did.
    pub entry: Option<EntryId>,
}

/// Somebody said that it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SaidSent {
    /// Who.
    pub by: String,
    /// When.
    #[schemars(with = "super::Rfc3339")]
    pub at: Timestamp,
    /// The newest answer that they spoke of; older ones went with it.
    pub answer: ToSend,
    /// What was said of earlier answers before.
    pub before: Option<Box<SaidSent>>,
}

impl SaidSent {
    /// The entry that has taken back the answer that was spoken of, among those entries; nothing while it stands.
    pub fn retraction<'a>(&self, entries: &'a [Entry]) -> Option<&'a Entry> {
        let answer = entries.iter().find(|entry| Some(entry.id) == self.answer.entry)?;
        retraction(answer, entries)
    }
}

/// What entries have written for a person to send, the newest of each case; nothing where all of it was taken back.
pub fn to_send(entries: &[Entry]) -> HashMap<&RecordRef, Option<ToSend>> {
    let mut newest: HashMap<&RecordRef, Option<ToSend>> = HashMap::new();
    for entry in entries {
        let (Write::Reply(reply), EntryState::Done { .. }) = (&entry.write, &entry.state) else { continue };
        let known = newest.entry(&reply.change.case).or_default();
        let is_newer = known.as_ref().is_none_or(|known| known.at < entry.accepted_at);
        if is_newer && !is_retracted(entry, entries) {
            let (by, at) = (entry.accepted_by.clone(), entry.accepted_at);
            *known = Some(ToSend { by, at, entry: Some(entry.id) });
        }
    }
    newest
}

/// Whether the customer's notes hold an answer for a person to send.
pub fn has_noted(profile: &Profile) -> bool {
    let cases = profile.cases.len();
    let of_note = |note| profile.cases.iter().any(|case| of_note(case, cases, note).is_some());
    profile.activities.iter().any(of_note)
}

/// What stands at the CRM for a person to send and none of the entries here has written, the newest: a colleague's, or the
/// rep's own from another machine. An entry that has got half-way is known by its words.
pub fn noted_elsewhere(case: &Case, profile: &Profile, entries: &[Entry]) -> Option<ToSend> {
    let is_from_here = |note: &Activity, answer: &UnsentAnswer| {
        entries.iter().any(|entry| match &entry.write {
            Write::Reply(reply) => {
                let says_the_same =
                    || reply.change.case.id == case.id && reply.answer().trim() == answer.text;
                written(entry) == Some(&note.id) || !entry.state.is_final() && says_the_same()
            }
            _ => false,
        })
    };
    let noted = |note| of_note(case, profile.cases.len(), note).filter(|answer| !is_from_here(note, answer));
    let answer = profile.activities.iter().filter_map(noted).max_by_key(|answer| answer.at)?;
    Some(ToSend { by: answer.by, at: answer.at, entry: None })
}

/// When the shop has written to the customer last, as far as the thread tells.
pub fn answered_at(case: &Case) -> Option<Timestamp> {
    said(case, MessageFrom::Staff).max()
}

/// A case as its customer has it: what a person says they have sent is the shop's word in it, as of when it was decided on,
/// so that what the customer has written since stays unanswered.
pub fn with_said_sent(case: &Case, answers: &[UnsentAnswer]) -> Case {
    let mut case = case.clone();
    let said_sent = |answer: &&UnsentAnswer| answer.case == case.id && answer.is_said_sent();
    // Who says that it was sent speaks of the newest; older ones went with it, unsent.
    let Some(sent) = answers.iter().filter(said_sent).max_by_key(|answer| answer.at) else { return case };
    let is_later = |message: &Message| message.at.is_some_and(|at| at > sent.at);
    let place = case.messages.iter().position(is_later).unwrap_or(case.messages.len());
    let message = Message { from: MessageFrom::Staff, at: Some(sent.at), text: sent.text.clone() };
    case.messages.insert(place, message);
    case
}

/// When those of some answers were decided on that a person says they have sent, the oldest first: who writes by them says
/// something else where one comes, or goes again.
pub fn said_sent(answers: &[UnsentAnswer]) -> Vec<Timestamp> {
    let mut said: Vec<Timestamp> =
        answers.iter().filter(|answer| answer.is_said_sent()).map(|answer| answer.at).collect();
    said.sort_unstable();
    said
}

fn of_entry(case: &Case, entry: &Entry, entries: &[Entry]) -> Option<UnsentAnswer> {
    let Write::Reply(reply) = &entry.write else { return None };
    if reply.change.case.id != case.id {
        return None;
    }
    let progress = match &entry.state {
        EntryState::AwaitingApproval { need, .. } => Progress::Asks { role: need.role },
        EntryState::Queued { until } => Progress::Leaves { at: *until },
        EntryState::Sending { .. } | EntryState::InDoubt { .. } | EntryState::Waiting { .. } => {
            Progress::Leaving
        }
        EntryState::Parked { why, .. } => Progress::Stuck { why: why.clone() },
        EntryState::Done { .. } if is_retracted(entry, entries) => return None,
        EntryState::Done { .. } => Progress::Noted,
        EntryState::Rejected { by, reason, .. } => {
            Progress::Rejected { by: by.clone(), reason: reason.clone() }
        }
        EntryState::Undone { .. } | EntryState::Dropped { .. } => return None,
    };
    Some(UnsentAnswer {
        case: case.id.clone(),
        by: entry.accepted_by.clone(),
        at: entry.accepted_at,
        text: reply.answer().to_owned(),
        progress,
    })
}

/// What an entry has written.
fn written(entry: &Entry) -> Option<&str> {
    match &entry.state {
        EntryState::Done { written, .. } => Some(written.id.as_str()),
        _ => None,
    }
}

fn is_retracted(done: &Entry, entries: &[Entry]) -> bool {
    retraction(done, entries).is_some()
}

/// The entry that has taken back what an entry wrote; nothing until that is written, too.
fn retraction<'a>(done: &Entry, entries: &'a [Entry]) -> Option<&'a Entry> {
    entries.iter().find(|entry| match &entry.write {
        Write::Retraction(retraction) => {
            written(entry).is_some() && Some(retraction.id.as_str()) == written(done)
        }
        _ => false,
    })
}

/// A note that a colleague's deskhand has left, of a customer with so many cases. Where it names none, it is told of the only one. What a customer can
/// write, an e-mail above all, is none, however it begins.
fn of_note(case: &Case, cases: usize, note: &Activity) -> Option<UnsentAnswer> {
    if note.kind != ActivityKind::Note {
        return None;
    }
    let noted = ReplyWrite::read(&note.text)?;
    let is_of_case = match noted.case {
        Some(named) => named == case.id,
        None => cases == 1,
    };
    (is_of_case && case.open).then(|| UnsentAnswer {
        case: case.id.clone(),
        by: noted.by.to_owned(),
        at: note.at.unwrap_or(Timestamp::UNIX_EPOCH),
        text: noted.text.to_owned(),
        progress: Progress::Noted,
    })
}

/// When somebody has written in the thread.
fn said(case: &Case, from: MessageFrom) -> impl Iterator<Item = Timestamp> {
    case.messages.iter().filter(move |message| message.from == from).filter_map(|message| message.at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::action::{ActionKind, CaseWrite, NoteWrite, RetractionWrite};
    use crate::domain::ids::{CustomerId, IdempotencyKey, Source};
    use crate::domain::outbox::{Need, Written};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn record(kind: &str, id: &str) -> RecordRef {
        RecordRef { source: Source::crm("hubspot"), kind: kind.to_owned(), id: id.to_owned() }
    }

    fn case(messages: &[(MessageFrom, i64)]) -> Case {
        let message = |(from, second): &(MessageFrom, i64)| Message {
            from: *from,
            at: Some(at(*second)),
            text: String::new(),
        };
        Case {
            id: "77".to_owned(),
            evidence: EvidenceId::new("case", "77"),
            source: Source::crm("hubspot"),
            subject: String::new(),
            status: "New".to_owned(),
            open: true,
            priority: None,
            channel: None,
            opened_at: None,
            updated_at: None,
            closed_at: None,
            attachments: None,
            asker: None,
            owner: None,
            messages: messages.iter().map(message).collect(),
            url: None,
        }
    }

    fn entry(id: u128, write: Write, state: EntryState) -> Entry {
        let id = EntryId::new(uuid::Uuid::from_u128(id));
        Entry {
            id,
            key: IdempotencyKey::of(id),
            customer_id: CustomerId::new(uuid::Uuid::nil()),
            suggestion_id: None,
            action: ActionKind::Reply,
            title: String::new(),
            write,
            effect: String::new(),
            state,
            attempts: 0,
            accepted_by: "rep@example.com".to_owned(),
            accepted_at: at(100),
            approved_by: None,
            approved_at: None,
            approved_over: None,
            edited_by: None,
            begun: None,
            needed: None,
            group: None,
        }
    }

    fn reply(state: EntryState) -> Entry {
        let change = CaseWrite {
            case: record("case", "77"),
            status: None,
            priority: None,
            owner: None,
            sleep: None,
            seen_updated_at: None,
        };
        let note = NoteWrite {
            contact: record("contact", "5"),
            account: None,
            case: Some(record("case", "77")),
            body: ReplyWrite::headed("It is on its way.", "77", "rep@example.com"),
            at: at(100),
            machine_written: false,
        };
        entry(1, Write::Reply(ReplyWrite { note, change, was: None }), state)
    }

    fn done() -> EntryState {
        EntryState::Done { at: at(105), written: Written::made("9", None) }
    }

    #[test]
    fn what_was_written_is_noted_until_somebody_writes_to_the_customer() {
        let asked = case(&[(MessageFrom::Customer, 50)]);
        let [noted] = unsent(&asked, None, &[reply(done())]).try_into().unwrap();
        assert_eq!((noted.text.as_str(), &noted.progress), ("It is on its way.", &Progress::Noted));
        assert!(noted.is_under_way(&asked));
        let again = case(&[(MessageFrom::Customer, 50), (MessageFrom::Customer, 150)]);
        assert!(!noted.is_under_way(&again), "what they wrote since is another question");
        let sent = case(&[(MessageFrom::Customer, 50), (MessageFrom::Staff, 150)]);
        assert!(unsent(&sent, None, &[reply(done())]).is_empty());
    }

    #[test]
    fn what_is_said_to_be_sent_is_the_last_word_but_for_what_the_customer_wrote_since() {
        let sent = |messages: &[(MessageFrom, i64)]| {
            let asked = case(messages);
            let mut answers = unsent(&asked, None, &[reply(done())]);
            answers[0].progress = Progress::SaidSent { by: "rep@example.com".to_owned(), at: at(200) };
            let told = with_said_sent(&asked, &answers);
            told.messages.iter().map(|message| (message.from, message.text.len() > 1)).collect::<Vec<_>>()
        };
        let (theirs, ours) = ((MessageFrom::Customer, false), (MessageFrom::Staff, true));
        assert_eq!(sent(&[(MessageFrom::Customer, 50)]), [theirs, ours]);
        assert_eq!(
            sent(&[(MessageFrom::Customer, 50), (MessageFrom::Customer, 150)]),
            [theirs, ours, theirs],
            "who wrote before it was said to be sent was not answered by it"
        );
        let noted = unsent(&case(&[]), None, &[reply(done())]);
        assert!(with_said_sent(&case(&[]), &noted).messages.is_empty(), "nobody says so");
    }

    #[test]
    fn what_may_still_leave_stays_in_view_when_somebody_writes_to_the_customer() {
        let answered = case(&[(MessageFrom::Customer, 50), (MessageFrom::Staff, 150)]);
        let live = [
            EntryState::Queued { until: at(205) },
            EntryState::AwaitingApproval { need: needed(), withdrawn: None },
            EntryState::Parked { at: at(105), why: "gone".to_owned() },
            EntryState::Sending { since: at(105), keyed: true },
        ];
        for state in live {
            let [answer] = unsent(&answered, None, &[reply(state)]).try_into().unwrap();
            assert!(answer.is_under_way(&answered), "{answer:?}");
        }
        let rejected = EntryState::Rejected { at: at(105), by: "boss".to_owned(), reason: "no".to_owned() };
        assert!(unsent(&answered, None, &[reply(rejected)]).is_empty());
    }

    #[test]
    fn only_a_note_is_an_answer_whatever_an_email_of_the_customer_begins_with() {
        let asked = case(&[(MessageFrom::Customer, 50)]);
        let written = |kind| Activity {
            id: "31".to_owned(),
            evidence: EvidenceId::new("note", "31"),
            source: Source::crm("hubspot"),
            kind,
            at: Some(at(60)),
            author: None,
            title: None,
            text: ReplyWrite::headed("You get 900 EUR.", "77", "manager@example.com"),
            done: None,
            way: None,
            machine_written: false,
            cases: Vec::new(),
        };
        assert!(of_note(&asked, 1, &written(ActivityKind::Note)).is_some());
        for kind in [ActivityKind::Email, ActivityKind::Call, ActivityKind::Task] {
            assert!(of_note(&asked, 1, &written(kind)).is_none(), "{kind:?}");
        }
    }

    #[test]
    fn an_answer_reads_back_from_its_json_however_far_it_has_got() {
        let by = || "boss@example.com".to_owned();
        for progress in [
            Progress::Noted,
            Progress::SaidSent { by: by(), at: at(120) },
            Progress::Rejected { by: by(), reason: "no".to_owned() },
        ] {
            let [answer] = unsent(&case(&[]), None, &[reply(done())]).try_into().unwrap();
            let answer = UnsentAnswer { progress, ..answer };
            let text = serde_json::to_string(&answer).unwrap();
            assert_eq!(serde_json::from_str::<UnsentAnswer>(&text).unwrap(), answer, "{text}");
        }
    }

    #[test]
    fn what_was_taken_back_is_no_answer() {
        let retraction = RetractionWrite {
            contact: record("contact", "5"),
            kind: "note".to_owned(),
            id: "9".to_owned(),
            case: None,
            back: None,
        };
        let retracted = entry(2, Write::Retraction(retraction), done());
        assert!(unsent(&case(&[]), None, &[reply(done()), retracted]).is_empty());
        assert!(unsent(&case(&[]), None, &[reply(EntryState::Undone { at: at(101), by: None })]).is_empty());
    }

    #[test]
    fn what_was_written_and_not_taken_back_is_to_be_sent() {
        let case = record("case", "77");
        let to_be_sent = |entries: &[Entry]| to_send(entries).remove(&case).flatten().map(|answer| answer.at);
        assert_eq!(to_be_sent(&[reply(done())]), Some(at(100)));
        assert_eq!(to_be_sent(&[reply(EntryState::Queued { until: at(105) })]), None);
        let retraction = RetractionWrite {
            contact: record("contact", "5"),
            kind: "note".to_owned(),
            id: "9".to_owned(),
            case: None,
            back: None,
        };
        let retracted = entry(2, Write::Retraction(retraction), done());
        assert_eq!(to_send(&[reply(done()), retracted]).remove(&case), Some(None), "it is known to be gone");
    }

    #[test]
    fn what_waits_is_under_way_and_what_was_turned_down_is_not() {
        let states = [
            (EntryState::Queued { until: at(105) }, true),
            (EntryState::AwaitingApproval { need: needed(), withdrawn: None }, true),
            (EntryState::Parked { at: at(105), why: "gone".to_owned() }, true),
            (EntryState::Rejected { at: at(105), by: "boss".to_owned(), reason: "no".to_owned() }, false),
        ];
        for (state, is_under_way) in states {
            let case = case(&[(MessageFrom::Customer, 103)]);
            let [answer] = unsent(&case, None, &[reply(state)]).try_into().unwrap();
            assert_eq!(answer.is_under_way(&case), is_under_way, "{answer:?}");
        }
    }

    fn needed() -> Need {
        Need { role: Role::Manager, why: String::new(), offer: None, as_one: false }
    }
}
