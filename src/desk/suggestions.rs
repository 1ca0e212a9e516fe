//! Suggestions and what a rep writes of their own: accepted, edited, dismissed, queued.

use jiff::Timestamp;
use tokio::sync::MutexGuard;

use super::api::{Accepted, Answer, DeskError, DraftEdit, FailureKind, Who};
use super::casework::Stand;
use super::local::{Local, Me};
use super::{casework, channels, doctor, lookup, numbers, offers, promises, tally};
use crate::actions::{ActionError, CaseSeen, Edited};
use crate::copilot::candidates::Verdict;
use crate::copilot::shortfall::{Writer, shortfalls};
use crate::domain::action::{ActionKind, Approval, FOR_YOU, NoteWrite, TaskWrite, Write};
use crate::domain::basis::Basis;
use crate::domain::brief::{Grounds, StoredSuggestion, Suggestion, SuggestionStatus};
use crate::domain::crm::Owner;
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::{CustomerId, EntryId, SuggestionId};
use crate::domain::profile::{Profile, SourceState};
use crate::domain::record::RecordRef;
use crate::phrasing::{Day, FollowsUp, Moment, Seen, follow_up};
use crate::ports::{Call, PortError};

/// Characters of a text that make a title.
const TITLE_LENGTH: usize = 80;

pub(super) async fn list(local: &Local, customer: CustomerId) -> Result<Answer, DeskError> {
    let mut suggestions = Vec::new();
    for stored in local.parts.repository.suggestions(customer).await? {
        suggestions.push(local.actions.standing(stored).await?);
    }
    Ok(Answer::Suggestions(suggestions))
}

/// When a task is due that has no date: on the day that its words name, else on the next weekday.
fn due_by(local: &Local, text: &str) -> Timestamp {
    let (zone, locale) = (local.parts.me.zone.clone(), local.parts.me.locale.clone());
    let moment = Moment { now: local.parts.clock.now(), zone, locale, exact: false };
    match follow_up(text, &Seen::by(&moment)) {
        FollowsUp::On(jotted) => jotted.due_at(&moment),
        _ => Day::usual(&moment).0.due_at(&moment),
    }
}

pub(super) async fn one(local: &Local, id: SuggestionId) -> Result<Answer, DeskError> {
    let stored = local.parts.repository.suggestion(id).await?.ok_or(ActionError::NoSuggestion)?;
    Ok(Answer::Suggestion(Box::new(local.actions.standing(stored).await?)))
}

/// Accepts, unless somebody changed the case since the rep saw it: then that is told instead.
pub(super) async fn accept(local: &Local, id: SuggestionId, now: bool) -> Result<Answer, DeskError> {
    let _alone = alone(local, id).await?;
    let stand = stand(local, id).await?;
    match stand.as_ref().and_then(|stand| stand.stopped.clone()) {
        Some(stopped) => Ok(Answer::Casework(Box::new(stopped))),
        None => accept_over(local, id, stand.and_then(|stand| stand.seen), now).await,
    }
}

/// Accepts whatever has happened to the case.
pub(super) async fn accept_despite(local: &Local, id: SuggestionId, now: bool) -> Result<Answer, DeskError> {
    let _alone = alone(local, id).await?;
    let seen = stand(local, id).await?.and_then(|stand| stand.seen);
    accept_over(local, id, seen, now).await
}

/// Answers are accepted one at a time, so that a second one to the same case finds the first.
async fn alone(local: &Local, id: SuggestionId) -> Result<Option<MutexGuard<'_, ()>>, DeskError> {
    let stored = local.parts.repository.suggestion(id).await?;
    Ok(match stored.is_some_and(|stored| stored.suggestion.action == ActionKind::Reply) {
        true => Some(local.answering.lock().await),
        false => None,
    })
}

/// How the case stands that an undecided suggestion is about; nothing where there is none, or nobody can tell.
async fn stand(local: &Local, id: SuggestionId) -> Result<Option<Stand>, DeskError> {
    let Some(stored) = local.parts.repository.suggestion(id).await? else { return Ok(None) };
    let stored = local.actions.standing(stored).await?;
    match &stored.suggestion.case {
        Some(case) if stored.status == SuggestionStatus::Open => casework::stand(local, &stored, case).await,
        _ => Ok(None),
    }
}

async fn accept_over(
    local: &Local,
    id: SuggestionId,
    seen: Option<CaseSeen>,
    now: bool,
) -> Result<Answer, DeskError> {
    let (entry, already) = local.actions.accept(id, seen, local.actor(), now).await?;
    if !already {
        counted(tally::count(local, id, &Verdict::Accepted).await);
    }
    Ok(Answer::Accepted(Box::new(Accepted { entry, already })))
}

pub(super) async fn edit(local: &Local, id: SuggestionId, edit: DraftEdit) -> Result<Answer, DeskError> {
    let stored = local.actions.edit(edited(local, id, edit).await?, local.actor()).await?;
    Ok(Answer::Suggestion(Box::new(local.actions.standing(stored).await?)))
}

/// An open draft with a change, held against policy, facts and the CRM's own rules; nothing is stored yet.
pub(super) async fn edited(local: &Local, id: SuggestionId, edit: DraftEdit) -> Result<Edited, DeskError> {
    let vouches = edit.vouches;
    let mut edited = local.actions.edited(id, edit.title, edit.body, edit.due_at, vouches).await?;
    let exceptions = promises::mark(local, &mut edited.changed, &edited.before.suggestion.body).await?;
    edited.changed.suggestion.settle_marks(vouches);
    offers::read_again(local, &mut edited.changed, &edited.before.suggestion).await;
    offers::except(local, &mut edited.changed, exceptions);
    settle_lacks(local, &mut edited.changed, &edited.before.suggestion.body).await;
    let StoredSuggestion { suggestion, write, .. } = &mut edited.changed;
    // What has no place at the CRM stays blocked, however its text reads.
    if local.parts.crm.as_ref().is_some_and(|crm| crm.source() == &write.target().source) {
        suggestion.effect = check(local, write).await?;
        suggestion.blocked = None;
    }
    Ok(edited)
}

/// What an answer lacks is another thing once a person has changed its words.
async fn settle_lacks(local: &Local, changed: &mut StoredSuggestion, before: &str) {
    let suggestion = &mut changed.suggestion;
    if suggestion.body == before || suggestion.action != ActionKind::Reply {
        return;
    }
    let Ok(profile) = lookup::kept_or_read(local, &Who::Customer(changed.customer_id)).await else { return };
    if let Some(case) = suggestion.case.as_ref().and_then(|case| profile.case(case)) {
        suggestion.grounds.lacks = shortfalls(&suggestion.body, &profile, case, Writer::Rep);
    }
}

pub(super) async fn dismiss(local: &Local, id: SuggestionId, reason: &str) -> Result<Answer, DeskError> {
    let (dismissed, already) = local.actions.dismiss(id, reason, local.actor()).await?;
    if !already {
        counted(tally::count(local, id, &Verdict::Dismissed(reason.to_owned())).await);
        channels::tell(local, dismissed.customer_id, reason).await;
    }
    Ok(Answer::Suggestion(Box::new(dismissed)))
}

/// Takes a dismissal back: the suggestion is open again, and what it words may be proposed again.
pub(super) async fn restore(local: &Local, id: SuggestionId) -> Result<Answer, DeskError> {
    let (restored, reason) = local.actions.restore(id, local.actor()).await?;
    if let Some(reason) = reason {
        channels::tell(local, restored.customer_id, &reason).await;
        counted(tally::discount(local, id, &Verdict::Dismissed(reason)).await);
    }
    Ok(Answer::Suggestion(Box::new(restored)))
}

/// The decision stands, though it could not be counted: the counts only help to rank.
fn counted(outcome: Result<(), DeskError>) {
    if let Err(error) = outcome {
        tracing::warn!(%error, "a decision was not counted");
    }
}

pub(super) async fn note(
    local: &Local,
    who: &Who,
    text: &str,
    case: Option<String>,
    now: bool,
) -> Result<Answer, DeskError> {
    let profile = lookup::one(local, who).await?;
    let (case, evidence) = case_of(&profile, who, case.as_deref())?.unzip();
    let contact = contact(&profile, evidence.as_ref())?;
    let body = text.trim();
    if body.is_empty() {
        return Err(DeskError::new(FailureKind::BadRequest, "the note is empty"));
    }
    let write = Write::Note(NoteWrite {
        contact,
        account: None,
        case,
        body: body.to_owned(),
        at: local.parts.clock.now(),
        machine_written: false,
    });
    own(local, &profile, ActionKind::Note, write, body, None, evidence, now).await
}

/// A customer's case by its id, and as evidence; without one the case by whose number they were named, if they were.
fn case_of(
    profile: &Profile,
    who: &Who,
    wanted: Option<&str>,
) -> Result<Option<(RecordRef, EvidenceId)>, DeskError> {
    let named = match who {
        Who::Query(typed) => numbers::case_number(typed),
        Who::Customer(_) => None,
    };
    let is_order =
        |number: &str| profile.orders.iter().any(|order| order.number.trim_start_matches('#') == number);
    let named =
        named.filter(|number| profile.cases.iter().any(|case| case.id == *number) && !is_order(number));
    let wanted = wanted.map(|wanted| wanted.trim_start_matches("case:")).or(named.as_deref());
    let Some(id) = wanted else { return Ok(None) };
    let case = profile.cases.iter().find(|case| case.id == id);
    let case = case.ok_or_else(|| DeskError::new(FailureKind::NotFound, "this customer has no such case"))?;
    let record = RecordRef { source: case.source.clone(), kind: "case".to_owned(), id: case.id.clone() };
    Ok(Some((record, case.evidence.clone())))
}

/// A task of a rep's own.
pub(super) struct OwnTask {
    /// What is to be done: the first line is its title.
    pub text: String,
    /// The case it belongs to.
    pub case: Option<String>,
    /// When it is due; without it, soon.
    pub due_at: Option<Timestamp>,
    /// Who is to do it; without it, the rep.
    pub owner: Option<String>,
}

pub(super) async fn task(local: &Local, who: &Who, wanted: OwnTask, now: bool) -> Result<Answer, DeskError> {
    let profile = lookup::one(local, who).await?;
    let (case, evidence) = case_of(&profile, who, wanted.case.as_deref())?.unzip();
    let contact = contact(&profile, evidence.as_ref())?;
    let text = wanted.text.trim();
    if text.is_empty() {
        return Err(DeskError::new(FailureKind::BadRequest, "the task is empty"));
    }
    let owner = match wanted.owner {
        Some(wanted) => Some(owner_named(local, &wanted).await?),
        None => owner_me(local).await,
    };
    let due_at = wanted.due_at.unwrap_or_else(|| due_by(local, text));
    let (title, body) = text.split_once('\n').map_or((text, ""), |(title, body)| (title.trim(), body.trim()));
    let write = Write::Task(TaskWrite {
        contact,
        account: None,
        case,
        title: title.to_owned(),
        body: body.to_owned(),
        due_at,
        owner,
        machine_written: false,
        enrolment: None,
    });
    own(local, &profile, ActionKind::Task, write, text, Some(due_at), evidence, now).await
}

/// Stores and queues what a rep wrote of their own, after the CRM's own rules were asked.
#[expect(clippy::too_many_arguments, reason = "each is one part of the one suggestion that is built here")]
async fn own(
    local: &Local,
    profile: &Profile,
    action: ActionKind,
    write: Write,
    text: &str,
    due_at: Option<Timestamp>,
    case: Option<EvidenceId>,
    now: bool,
) -> Result<Answer, DeskError> {
    let own = Own { action, write, title: first_line(text), body: text.to_owned(), due_at, case };
    let stored = proposed(local, profile.customer.id, own).await?;
    let (entry, already) = local.actions.enqueue(stored, local.actor(), now).await?;
    Ok(Answer::Accepted(Box::new(Accepted { entry, already })))
}

/// Something of a rep's own.
pub(super) struct Own {
    pub action: ActionKind,
    pub write: Write,
    pub title: String,
    pub body: String,
    pub due_at: Option<Timestamp>,
    pub case: Option<EvidenceId>,
}

/// What a rep wrote of their own as a suggestion, after the CRM's own rules were asked; nothing is stored yet.
pub(super) async fn proposed(
    local: &Local,
    customer_id: CustomerId,
    own: Own,
) -> Result<StoredSuggestion, DeskError> {
    let Own { action, write, title, body, due_at, case } = own;
    let effect = check(local, &write).await?;
    let suggestion = Suggestion {
        id: SuggestionId::new(uuid::Uuid::now_v7()),
        action,
        title,
        body,
        unsupported: Vec::new(),
        effect,
        channel: None,
        offer: None,
        timing: None,
        due_at,
        reason: "written by the rep".to_owned(),
        evidence: vec![case.clone().unwrap_or_else(|| EvidenceId::new("customer", "id"))],
        confidence: 1.0,
        approval: Approval::default(),
        case,
        blocked: None,
        grounds: Grounds::default(),
    };
    let mut stored = StoredSuggestion {
        suggestion,
        customer_id,
        engine: "person".to_owned(),
        write,
        status: SuggestionStatus::Open,
        created_at: local.parts.clock.now(),
        basis: Basis::default(),
        edited: false,
    };
    offers::read(local, &mut stored).await;
    Ok(stored)
}

/// Queues what belongs together, in this order. Each was checked before the first is stored.
pub(super) async fn queue_together(
    local: &Local,
    stored: Vec<StoredSuggestion>,
    now: bool,
) -> Result<Answer, DeskError> {
    let mut queued = Vec::new();
    // The first names the group.
    let first = stored.first().map(|one| EntryId::of(one.suggestion.id, 0));
    let group = first.filter(|_| stored.len() > 1);
    for one in stored {
        let (entry, already) = local.actions.enqueue_in(group, one, None, local.actor(), now).await?;
        queued.push(Accepted { entry, already });
    }
    Ok(Answer::Queued(queued))
}

/// Queues what is one thing: where policy asks for a yes to one of them, none leaves before it.
pub(super) async fn queue_as_one(
    local: &Local,
    stored: Vec<StoredSuggestion>,
    now: bool,
) -> Result<Answer, DeskError> {
    let queued = local.actions.enqueue_as_one(stored, local.actor(), now).await?;
    Ok(Answer::Queued(queued.into_iter().map(|(entry, already)| Accepted { entry, already }).collect()))
}

/// The effect in words, or why the CRM would refuse it. A CRM that cannot be asked now does not stop the rep: the
/// outbox waits for it.
pub(super) async fn check(local: &Local, write: &Write) -> Result<String, DeskError> {
    let crm = local.crm()?;
    match crm.preflight(write, &Call::INTERACTIVE).await {
        Ok(preflight) if preflight.problems.is_empty() => Ok(effect(local, write, &preflight.effect)),
        Ok(preflight) => Err(DeskError::new(
            FailureKind::Failed,
            format!("the CRM would refuse this: {}", preflight.problems.join("; ")),
        )),
        Err(error) => Ok(unchecked(local, write, &error)),
    }
}

/// What a write does, as the CRM says where it goes, with the time that a task is due where the rep works.
pub(super) fn effect(local: &Local, write: &Write, of_crm: &str) -> String {
    let Write::Task(task) = write else { return of_crm.to_owned() };
    let Me { zone, locale, .. } = &local.parts.me;
    let here =
        Moment { now: local.parts.clock.now(), zone: zone.clone(), locale: locale.clone(), exact: true };
    format!("{of_crm}, due {}", here.exactly_there(task.due_at))
}

/// The effect of a write that the CRM could not be asked about.
pub(super) fn unchecked(local: &Local, write: &Write, error: &PortError) -> String {
    let target = write.target();
    let what = match write {
        Write::Reply(reply) => {
            let case = &reply.change.case;
            let status = reply.change.status.as_ref();
            let status = status.map_or("status stays as it is".to_owned(), |name| format!("status → {name}"));
            format!("note on {target} and {case}, {FOR_YOU}; {status}")
        }
        _ => format!("{} on {target}", write.kind()),
    };
    format!("{} (not checked: {error})", effect(local, write, &what))
}

/// The record that is written on, of whoever asks in a case where one is named.
pub(super) fn contact(profile: &Profile, case: Option<&EvidenceId>) -> Result<RecordRef, DeskError> {
    profile.written_on(case).ok_or_else(|| no_contact(profile))
}

/// Where the CRM could not be read, nobody knows whether there is none: to advise a new contact would make a second.
fn no_contact(profile: &Profile) -> DeskError {
    let of_crm = |state: &&SourceState| state.source.name().is_none() && state.error.is_some();
    match profile.sources.iter().find(of_crm) {
        Some(unread) => {
            let what = format!(
                "{} could not be read, so it is not known which contact is this customer's; nothing was written",
                unread.source
            );
            DeskError::new(FailureKind::Unreachable, what)
                .hint("try again when it answers; `deskhand doctor` says what is wrong")
        }
        None => DeskError::new(
            FailureKind::Failed,
            "this customer has no record in the CRM, so there is nothing to write on",
        )
        .hint("create the contact in the CRM, or link an existing one: `deskhand link QUERY hubspot/contact/ID`"),
    }
}

pub(super) async fn owner_named(local: &Local, wanted: &str) -> Result<String, DeskError> {
    let owners = doctor::owners(local).await?;
    let wanted = wanted.trim().to_lowercase();
    if wanted == "me"
        && let Some(me) = me_among(local, &owners)
    {
        return Ok(me);
    }
    let is_wanted = |o: &&Owner| {
        o.id == wanted || o.email.as_deref() == Some(&*wanted) || o.name.to_lowercase() == wanted
    };
    if let Some(owner) = owners.iter().find(is_wanted) {
        return Ok(owner.id.clone());
    }
    let alike: Vec<&Owner> =
        owners.iter().filter(|owner| !wanted.is_empty() && owner.is_called(&wanted)).collect();
    match *alike.as_slice() {
        [only] => Ok(only.id.clone()),
        [] => Err(DeskError::new(FailureKind::NotFound, "the CRM has no such owner")
            .hint("give an owner's e-mail or name")),
        _ => {
            let what = format!("{} owners at the CRM are called that", alike.len());
            Err(DeskError::new(FailureKind::BadRequest, what).hint("give more of the name, or the e-mail"))
        }
    }
}

/// The rep's own id at the CRM, where they are an owner there.
pub(super) async fn owner_me(local: &Local) -> Option<String> {
    me_among(local, &doctor::owners(local).await.ok()?)
}

/// The rep's own id among the owners at the CRM.
pub(super) fn me_among(local: &Local, owners: &[Owner]) -> Option<String> {
    let me = local.actor().to_lowercase();
    owners.iter().find(|owner| owner.email.as_deref() == Some(&*me)).map(|owner| owner.id.clone())
}

/// The rep's own name among the owners at the CRM, as cases bear it.
pub(super) fn me_named(local: &Local, owners: &[Owner]) -> Option<String> {
    let me = local.actor().to_lowercase();
    owners.iter().find(|owner| owner.email.as_deref() == Some(&*me)).map(|owner| owner.name.clone())
}

pub(super) fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= TITLE_LENGTH {
        return line.to_owned();
    }
    let cut: String = line.chars().take(TITLE_LENGTH - 1).collect();
    format!("{}…", cut.trim_end())
}
