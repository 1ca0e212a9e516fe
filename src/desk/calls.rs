//! Calls: the page to prepare one, and what comes of it.

use std::collections::HashMap;

use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::Timestamp;

use super::api::{Answer, DeskError, FailureKind, Notice, Private, Reading, Who};
use super::briefs::{RecordedPage, record_page, zone};
use super::kept::KeptRow;
use super::local::{Local, Tell};
use super::model::Asker;
use super::suggestions::{self, Own, first_line, proposed, queue_together};
use super::{answers, lookup, wording};
use crate::copilot::playbook;
use crate::domain::action::{ActionKind, NoteWrite, TaskWrite, Write};
use crate::domain::brief::StoredSuggestion;
use crate::domain::call::FollowUp;
use crate::domain::ids::CustomerId;
use crate::domain::outbox::EntryState;
use crate::domain::record::RecordRef;
use crate::gateway::Known;

/// Entries of the outbox that are looked through, the newest.
const LOOKED_THROUGH: usize = 500;

/// What comes of a call.
pub(super) struct Log {
    pub text: Private,
    /// The company or deal that it was about.
    pub account: Option<RecordRef>,
    pub follow_up: Option<FollowUp>,
    /// Only say what would be written.
    pub try_only: bool,
    pub now: bool,
}

/// The page for a call, from what is known.
///
/// Where a model is to word the questions, the page is told with the built-in ones before it is asked.
pub(super) fn sheet<'a>(
    local: &'a Local,
    id: u64,
    who: &'a Who,
    reading: Reading,
    playbook_only: bool,
    tell: Tell,
) -> BoxFuture<'a, Result<Answer, DeskError>> {
    // Off the stack: whatever answers any request has room for it.
    written(local, id, who, reading, playbook_only, tell).boxed()
}

async fn written(
    local: &Local,
    id: u64,
    who: &Who,
    reading: Reading,
    playbook_only: bool,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let profile = lookup::whole(local, who, reading).await?;
    let (profile, _) = answers::with_said_sent(local, profile).await?;
    let now = local.parts.clock.now();
    let mut sheet = playbook::call_sheet(&profile, now, &zone(&profile), &local.parts.me.locale);
    let mut said = None;
    match wording::gateway(local, reading, playbook_only) {
        Err(unasked) => sheet.questions.why_not_llm = Some(unasked.why),
        Ok(gateway) => {
            tell(Notice::CallSheet { request: id, sheet: Box::new(sheet.clone()) });
            let asker = Asker { id, tell: &tell, again: reading == Reading::Fresh };
            let call = wording::Call { gateway, asker, profile: &profile, beside: Known::default(), now };
            (sheet.questions, said) = call.word(local, &mut sheet.parts, &mut sheet.evidence).await?;
        }
    }
    let locale = local.parts.me.locale.tag().to_owned();
    let page = RecordedPage { profile, sheet, locale, said };
    record_page(local, &page).await?;
    let sheet = page.sheet;
    Ok(Answer::CallSheet(Box::new(sheet)))
}

/// The rep's words as a note, and the follow-up as a task of theirs; both are checked before the first is stored.
pub(super) async fn log(local: &Local, who: &Who, log: Log) -> Result<Answer, DeskError> {
    let profile = lookup::one(local, who).await?;
    let contact = suggestions::contact(&profile, None)?;
    let customer = profile.customer.id;
    let body = log.text.0.trim().to_owned();
    if body.is_empty() {
        return Err(DeskError::new(FailureKind::BadRequest, "nothing was jotted down"));
    }
    if let Some(other) =
        log.account.as_ref().filter(|account| !matches!(account.kind.as_str(), "company" | "deal"))
    {
        return Err(DeskError::new(
            FailureKind::BadRequest,
            format!("{other} is neither a company nor a deal"),
        ));
    }
    let title = first_line(&body);
    let write = Write::Note(NoteWrite {
        contact: contact.clone(),
        account: log.account.clone(),
        case: None,
        body: NoteWrite::of_a_call(&body),
        at: local.parts.clock.now(),
        machine_written: false,
    });
    let body = NoteWrite::of_a_call(&body);
    let own = Own { action: ActionKind::Note, write, title, body, due_at: None, case: None };
    let mut stored = vec![proposed(local, customer, own).await?];
    if let Some(follow_up) = log.follow_up {
        stored.push(task_of(local, customer, contact, log.account, follow_up).await?);
    }
    if log.try_only {
        return Ok(Answer::Effects(stored.into_iter().map(|one| one.suggestion.effect).collect()));
    }
    queue_together(local, stored, log.now).await
}

/// When customers were called last by what was written from here, of those whose notes stand at the CRM.
pub(super) async fn last_made(local: &Local) -> Result<HashMap<CustomerId, Timestamp>, DeskError> {
    let entries = local.parts.repository.entries(LOOKED_THROUGH).await?;
    let mut last: HashMap<CustomerId, Timestamp> = HashMap::new();
    for entry in &entries {
        let (Write::Note(note), EntryState::Done { .. }) = (&entry.write, &entry.state) else { continue };
        if NoteWrite::tells_of_a_call(&note.body) && !entries.iter().any(|other| other.compensates(entry)) {
            let known = last.entry(entry.customer_id).or_insert(note.at);
            *known = note.at.max(*known);
        }
    }
    Ok(last)
}

/// The rows of a list follow the calls that were written down here, before their customers are read again. `touched` is
/// a row's customer, and the moment in it that is never before their last call.
pub(super) async fn follow<R: KeptRow>(
    local: &Local,
    touched: impl Fn(&mut R) -> Option<(CustomerId, &mut Option<Timestamp>)>,
) -> Result<(), DeskError> {
    let made = last_made(local).await?;
    let mut kept = R::list(local).lock(local).await?;
    let mut changed = Vec::new();
    for row in kept.rows.values_mut() {
        let Some((customer, at)) = touched(row) else { continue };
        let made = made.get(&customer).copied();
        // None comes before any moment.
        if made > *at {
            *at = made;
            changed.push(row.clone());
        }
    }
    kept.keep(local, &changed, &[]).await
}

/// A follow-up as a task of the rep's, checked.
pub(super) async fn task_of(
    local: &Local,
    customer: CustomerId,
    contact: RecordRef,
    account: Option<RecordRef>,
    FollowUp { title: named, body, due_at }: FollowUp,
) -> Result<StoredSuggestion, DeskError> {
    let named = named.trim();
    let title = first_line(named);
    // What a line has no room for stands below it.
    let cut = (title != named).then(|| named.to_owned());
    let parts: Vec<String> =
        cut.into_iter().chain([body].into_iter().filter(|body| !body.is_empty())).collect();
    let body = parts.join("\n");
    let write = Write::Task(TaskWrite {
        contact,
        account,
        case: None,
        title: title.clone(),
        body: body.clone(),
        due_at,
        owner: suggestions::owner_me(local).await,
        machine_written: false,
        enrolment: None,
    });
    let body = if body.is_empty() { title.clone() } else { format!("{title}\n{body}") };
    let own = Own { action: ActionKind::Task, write, title, body, due_at: Some(due_at), case: None };
    proposed(local, customer, own).await
}
