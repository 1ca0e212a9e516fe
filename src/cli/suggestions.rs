//! `deskhand accept`, `edit`, `dismiss`, `restore` and `undo`: what becomes of a suggestion.

use std::cmp::Reverse;

use clap::Args;
use jiff::Timestamp;

use super::documents::{OutboxDocument, SuggestionDocument};
use super::drafts::{DraftArguments, NOTHING_CHANGED, edited};
use super::exit::{Failure, Outcome, Status};
use super::question::agreed;
use super::session::{Session, unexpected};
use super::writes::queue;
use super::{show, under_way};
use crate::desk::api::{Answer, DraftEdit, EntryOrSuggestion, Request};
use crate::domain::SuggestionId;
use crate::domain::action::CaseSleep;
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::brief::{StoredSuggestion, SuggestionStatus};
use crate::domain::outbox::{Entry, EntryState};
use crate::phrasing::{has_it_in_words, has_left_words};

/// Entries that are looked through for what can be undone.
const LOOKED_THROUGH: usize = 200;

/// Accept a suggestion: its action is stored, waits out the undo window and is written.
///
/// Ctrl-C leaves it queued; the next deskhand on the same storage sends it. Accepting again does nothing and
/// says so.
#[derive(Debug, Args)]
pub struct AcceptArguments {
    /// The suggestion, as `deskhand brief` names it.
    #[arg(value_name = "SUGGESTION_ID")]
    id: String,
    /// Print JSON (schema deskhand.entry/1).
    #[arg(long)]
    pub(super) json: bool,
    /// Leave no undo window: write at once.
    #[arg(long)]
    now: bool,
    /// Go through although the case has changed since it was read, or an answer to it is under way.
    #[arg(long)]
    despite: bool,
    /// Go through without being asked, though the draft is in another language than its customer's.
    #[arg(long)]
    yes: bool,
}

/// Change a suggestion's draft before accepting it.
///
/// Without an option the draft opens in $VISUAL or $EDITOR.
#[derive(Debug, Args)]
pub struct EditArguments {
    /// The suggestion.
    #[arg(value_name = "SUGGESTION_ID")]
    id: String,
    #[command(flatten)]
    draft: DraftArguments,
    /// Print JSON (schema deskhand.suggestion/1).
    #[arg(long)]
    pub(super) json: bool,
}

/// Put a suggestion aside, saying why; the reason is learned from.
///
/// It is not proposed again until something that it rested on changes: the customer writes, an order moves.
/// `deskhand restore` takes it back.
#[derive(Debug, Args)]
pub struct DismissArguments {
    /// The suggestion.
    #[arg(value_name = "SUGGESTION_ID")]
    id: String,
    /// Why, in a few words.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// Take a dismissal back: the suggestion is open again and may be proposed again.
#[derive(Debug, Args)]
pub struct RestoreArguments {
    /// The suggestion.
    #[arg(value_name = "SUGGESTION_ID")]
    id: String,
    /// Print JSON (schema deskhand.suggestion/1).
    #[arg(long)]
    pub(super) json: bool,
}

/// Take back an accepted action. Within the undo window it never leaves; after it, the write is compensated.
///
/// Without an ID: what still counts down, with all that was accepted in one go with it; else it says what could be undone.
#[derive(Debug, Args)]
pub struct UndoArguments {
    /// The suggestion, or the entry in the outbox.
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Take back everything that was accepted in one go with that entry, the first of them.
    #[arg(long, requires = "id")]
    all: bool,
    /// Take back an answer although somebody has said that it was sent: the customer has it. What was said goes with it.
    #[arg(long)]
    despite: bool,
    /// Print JSON (schema deskhand.entry/1; of several deskhand.outbox/1).
    #[arg(long)]
    pub(super) json: bool,
}

impl AcceptArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let suggestion = suggestion_id(&self.id)?;
        if !self.yes
            && let Some(why) = foreign_draft(session, suggestion).await
        {
            agreed(session, &why, "Is it to go as it is?", "accepts it as it is")?;
        }
        let request = match self.despite {
            true => Request::AcceptDespite { suggestion, now: self.now },
            false => Request::Accept { suggestion, now: self.now },
        };
        let outcome = queue(session, request).await;
        if outcome.is_err() {
            tell_unproven(session, suggestion).await;
        }
        outcome
    }
}

/// What is asked before an undecided draft is accepted: it is in another language than its customer's. Nothing where it
/// cannot be accepted anyway.
pub(super) async fn foreign_draft(session: &Session<'_>, suggestion: SuggestionId) -> Option<String> {
    let read = session.try_ask("reading", Request::Suggestion { suggestion }).await;
    let Ok(Answer::Suggestion(stored)) = read else { return None };
    let StoredSuggestion { suggestion, status, .. } = *stored;
    let can_go = status == SuggestionStatus::Open
        && suggestion.blocked.is_none()
        && suggestion.unproven().next().is_none();
    suggestion.foreign().filter(|_| can_go).map(|foreign| format!("the draft is {foreign}"))
}

impl EditArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let suggestion = suggestion_id(&self.id)?;
        let mut edit = self.draft.read(session)?;
        let Answer::Suggestion(stored) = session.ask("reading", Request::Suggestion { suggestion }).await?
        else {
            return Err(unexpected());
        };
        if edit == DraftEdit::default() {
            remark_unproven(session, &stored);
            edit.body = edited(&stored.suggestion.body).await?;
            if edit.body.is_none() {
                session.output.remark(NOTHING_CHANGED);
                return print(session, &stored);
            }
        }
        let Answer::Suggestion(changed) = session.ask("storing", Request::Edit { suggestion, edit }).await?
        else {
            return Err(unexpected());
        };
        if changed.suggestion.reads_as(&stored.suggestion) {
            session.output.remark(NOTHING_CHANGED);
        }
        print(session, &changed)
    }
}

impl DismissArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let suggestion = suggestion_id(&self.id)?;
        decided(session, Request::Dismiss { suggestion, reason: self.reason }).await
    }
}

impl RestoreArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        decided(session, Request::Restore { suggestion: suggestion_id(&self.id)? }).await
    }
}

impl UndoArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let what = match &self.id {
            Some(id) => named(id, self.all)?,
            None => counting_down(session).await?,
        };
        let named = match &what {
            EntryOrSuggestion::Entry(entry) => Some(*entry),
            _ => None,
        };
        let request = match self.despite {
            true => Request::UndoDespite { what },
            false => Request::Undo { what },
        };
        match session.ask("taking back", request).await? {
            Answer::Entry(entry) => {
                // A yes or a no that is taken back waits for another one: that is what was asked for.
                let waits_again =
                    named == Some(entry.id) && matches!(entry.state, EntryState::AwaitingApproval { .. });
                let status = under_way::entry(session, *entry).await?;
                Ok(if waits_again { Status::Done } else { status })
            }
            Answer::TakenBack(entries) => taken_back(session, &entries),
            _ => Err(unexpected()),
        }
    }
}

fn named(id: &str, all: bool) -> Result<EntryOrSuggestion, Failure> {
    match (id.parse(), id.parse()) {
        (_, Ok(first)) if all => Ok(EntryOrSuggestion::Group(first)),
        (Ok(suggestion), _) => Ok(EntryOrSuggestion::Suggestion(suggestion)),
        (_, Ok(entry)) => Ok(EntryOrSuggestion::Entry(entry)),
        _ => {
            Err(unknown("suggestion or entry", "`s-…`, by `deskhand brief`, or `e-…`, by `deskhand outbox`"))
        }
    }
}

/// What still counts down, the newest of it.
///
/// # Errors
/// Nothing does: what has left and could be undone is named.
async fn counting_down(session: &Session<'_>) -> Result<EntryOrSuggestion, Failure> {
    let entries = newest(session).await?;
    if let Some(entry) = entries.iter().find(|entry| is_unsent(entry)) {
        return Ok(with_its_group(entry));
    }
    let failure = Failure::saying(Status::NotFound, "nothing counts down any more");
    let newest = newest_decision(&entries);
    // What was decided later about a case lies in no outbox.
    if let Some(hint) = about_a_case(session, newest.map(|entry| entry.accepted_at)).await? {
        return Err(failure.hinting(hint));
    }
    if let Some(hint) = newest.and_then(against_sleep) {
        return Err(failure.hinting(hint));
    }
    Err(match entries.iter().find(|entry| can_be_undone(entry, &entries)) {
        Some(entry) => failure.hinting(format!("`deskhand undo {}` undoes: {}", entry.id, entry.effect)),
        None => failure.hinting("`deskhand outbox` lists what was accepted"),
    })
}

/// What was decided last and stands.
fn newest_decision(entries: &[Entry]) -> Option<&Entry> {
    let stands = |entry: &&Entry| {
        !entry.is_compensation()
            && !entry.state.came_to_nothing()
            && !entries.iter().any(|other| other.compensates(entry))
    };
    entries.iter().filter(stands).max_by_key(|entry| (entry.accepted_at, entry.id))
}

/// What takes back the label that was put right last, or the word that an answer was sent, where nothing was accepted since.
async fn about_a_case(session: &Session<'_>, since: Option<Timestamp>) -> Result<Option<String>, Failure> {
    let Answer::WhoAmI(me) = session.ask("reading who acts", Request::WhoAmI).await? else {
        return Err(unexpected());
    };
    let tail = session.ask("reading", Request::AuditTail { limit: LOOKED_THROUGH }).await?;
    let Answer::Audit(records) = tail else { return Err(unexpected()) };
    let mut taken_back = Vec::new();
    // The newest first.
    let mut said: Vec<&AuditEvent> = records.iter().filter_map(|record| record.event.as_ref()).collect();
    said.sort_by_key(|event| Reverse(event.at));
    for event in said.into_iter().filter(|event| event.actor == me.email && Some(event.at) > since) {
        let Some(case) = event.subject.rsplit('/').next() else { continue };
        let what = match event.kind {
            AuditKind::Labelled => "label",
            AuditKind::Sent => "sent",
            _ => continue,
        };
        let takes_back = match event.kind {
            AuditKind::Labelled => !event.detail["taken_back"].is_null(),
            _ => event.detail["taken_back"] == true,
        };
        if takes_back {
            taken_back.push((what, &event.subject));
        } else if !taken_back.contains(&(what, &event.subject)) {
            let last = if what == "label" { "a label put right" } else { "an answer said to be sent" };
            return Ok(Some(format!(
                "the last was: {last}, of case {case}; `deskhand case {what} {case} --undo` takes it back"
            )));
        }
    }
    Ok(None)
}

/// What is done about a case that was put to sleep or woken; nothing where the entry did neither.
fn against_sleep(entry: &Entry) -> Option<String> {
    let change = entry.write.case_change()?;
    let case = &change.case.id;
    let what = match change.sleep.as_ref()? {
        CaseSleep::Until { .. } => format!("`deskhand case wake {case}` wakes it"),
        CaseSleep::Awake => format!("`deskhand case snooze {case} WHEN` puts it to sleep again"),
    };
    Some(format!("the last was: {}; {what}", entry.effect))
}

/// What still counts down, else what was written last.
///
/// # Errors
/// There is neither.
pub(super) async fn newest_to_undo(session: &Session<'_>) -> Result<EntryOrSuggestion, Failure> {
    let entries = newest(session).await?;
    let found = entries.iter().find(|entry| is_unsent(entry));
    let found = found.or_else(|| entries.iter().find(|entry| can_be_undone(entry, &entries)));
    found
        .map(with_its_group)
        .ok_or_else(|| Failure::saying(Status::NotFound, "there is nothing to take back"))
}

/// What is asked before requests that take back what has left already, and whether it tells that somebody has said it was
/// sent; nothing where all of it is still here.
pub(super) async fn before_taking_back(
    session: &Session<'_>,
    requests: &[Request],
) -> Result<Option<(String, bool)>, Failure> {
    let is_meant = |entry: &Entry| {
        requests.iter().any(|request| match request {
            Request::Undo { what: EntryOrSuggestion::Entry(id) } => entry.id == *id,
            Request::Undo { what: EntryOrSuggestion::Group(first) } => entry.group == Some(*first),
            _ => false,
        })
    };
    let has_left = |entry: &&Entry| matches!(entry.state, EntryState::Done { .. }) && entry.can_be_put_back();
    let entries = newest(session).await?;
    let left: Vec<&Entry> = entries.iter().filter(|entry| is_meant(entry)).filter(has_left).collect();
    let Some(first) = left.first() else { return Ok(None) };
    let mut words = has_left_words(&first.title, &first.write);
    let asked = Request::SaidSent { entries: left.iter().map(|entry| entry.id).collect() };
    let Answer::SaidSent(said) = session.ask("reading", asked).await? else { return Err(unexpected()) };
    for one in &said {
        let has_it = has_it_in_words(one, Some(&session.me), &session.moment);
        words.push_str(&format!(" But {has_it}."));
    }
    Ok(Some((words, !said.is_empty())))
}

async fn newest(session: &Session<'_>) -> Result<Vec<Entry>, Failure> {
    match session.ask("reading", Request::Outbox { limit: LOOKED_THROUGH }).await? {
        Answer::Entries(entries) => Ok(entries),
        _ => Err(unexpected()),
    }
}

fn is_unsent(entry: &Entry) -> bool {
    matches!(entry.state, EntryState::Queued { .. })
}

fn can_be_undone(entry: &Entry, entries: &[Entry]) -> bool {
    entry.can_be_put_back() && !entries.iter().any(|other| other.compensates(entry))
}

fn with_its_group(entry: &Entry) -> EntryOrSuggestion {
    entry.group.map_or(EntryOrSuggestion::Entry(entry.id), EntryOrSuggestion::Group)
}

fn taken_back(session: &Session<'_>, entries: &[Entry]) -> Outcome {
    if session.json {
        session.output.json(&OutboxDocument::of(entries))?;
        return Ok(Status::Done);
    }
    let mut page = session.page();
    entries.iter().for_each(|entry| show::entry::entry(&mut page, entry, &session.me, &session.moment));
    page.print()?;
    Ok(Status::Done)
}

/// Says which sentences keep a suggestion from being accepted, where some do.
async fn tell_unproven(session: &Session<'_>, suggestion: SuggestionId) {
    if let Ok(Answer::Suggestion(stored)) =
        session.try_ask("reading", Request::Suggestion { suggestion }).await
    {
        remark_unproven(session, &stored);
    }
}

fn remark_unproven(session: &Session<'_>, stored: &StoredSuggestion) {
    for one in stored.suggestion.unproven() {
        session.output.remark(format!("⚠ “{}” ({})", one.text, one.why));
    }
}

async fn decided(session: &Session<'_>, request: Request) -> Outcome {
    let Answer::Suggestion(stored) = session.ask("storing", request).await? else {
        return Err(unexpected());
    };
    print(session, &stored)
}

fn print(session: &Session<'_>, stored: &StoredSuggestion) -> Outcome {
    if session.json {
        session.output.json(&SuggestionDocument::of(stored))?;
        return Ok(Status::Done);
    }
    let mut page = session.page();
    show::brief::suggestion(&mut page, "", &stored.suggestion, &stored.status, &session.moment);
    page.print()?;
    Ok(Status::Done)
}

fn suggestion_id(text: &str) -> Result<SuggestionId, Failure> {
    text.parse().map_err(|_| unknown("suggestion", "`s-…`, by `deskhand brief`"))
}

/// What has no id can't be there.
pub fn unknown(what: &str, ids: &str) -> Failure {
    Failure::saying(Status::NotFound, format!("there is no such {what}"))
        .hinting(format!("ids look like {ids}"))
}
