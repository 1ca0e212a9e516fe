//! The agenda: the rep's open tasks and meetings at the CRM, with what is known of whom each is about; and what is done
//! about one.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::api::{Answer, DeskError, FailureKind, Notice, Reading};
use super::kept::{self, KeptRow, List};
use super::local::{Local, Tell};
use super::suggestions::{self, Own, first_line, proposed, queue_together};
use super::{answers, calls, cards, doctor};
use crate::domain::action::{ActionKind, Write};
use crate::domain::agenda::{Meeting, PlannedCall, Regard};
use crate::domain::ids::CustomerId;
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::profile::Profile;
use crate::domain::record::RecordRef;
use crate::ports::repository::StorageError;
use crate::ports::{Call, CrmClient, Listing, Page, PortError, Repository, TaskListing, Trouble};

/// Meetings of a day ago are still read, since it is today for the rep longer than anywhere else.
const BEHIND: SignedDuration = SignedDuration::from_hours(24);
/// What a cursor into the meetings begins with; they are read after the tasks.
const MEETINGS: &str = "meetings:";

impl KeptRow for PlannedCall {
    type Item = TaskListing;
    const SETTING: &'static str = "agenda/1";
    const NAME: &'static str = "tasks";
    const READING: &'static str = "reading your tasks and meetings";
    const TOLD: Notice = Notice::Agenda;

    fn list(local: &Local) -> &List<Self> {
        &local.agenda
    }

    fn reader(local: &Local) -> Option<&str> {
        Some(local.actor())
    }

    async fn load(storage: &dyn Repository) -> Result<Vec<Self>, StorageError> {
        storage.agenda().await
    }

    async fn store(
        storage: &dyn Repository,
        changed: &[Self],
        gone: &[RecordRef],
    ) -> Result<(), StorageError> {
        storage.put_agenda(changed, gone).await
    }

    /// Who is no owner at the CRM has no tasks there. The meetings come behind the tasks, and are no reason to be without
    /// those.
    async fn page(
        local: &Local,
        since: Option<Timestamp>,
        cursor: Option<&str>,
    ) -> Result<Page<TaskListing>, PortError> {
        let Some(crm) = &local.parts.crm else { return Ok(Page::of(Vec::new(), None)) };
        let owners = doctor::colleagues(local, crm.as_ref()).await?;
        match suggestions::me_among(local, &owners) {
            Some(me) => page_of(local, crm.as_ref(), &me, since, cursor).await,
            None => Ok(Page::of(Vec::new(), None)),
        }
    }

    fn record(&self) -> &RecordRef {
        &self.record
    }

    fn listed(item: &TaskListing) -> RecordRef {
        item.call.record.clone()
    }

    fn contact(item: &TaskListing) -> Option<Listing> {
        item.contact.clone().filter(|_| item.is_open)
    }

    fn row(
        item: TaskListing,
        before: Option<&Self>,
        customers: &HashMap<RecordRef, CustomerId>,
    ) -> Option<Self> {
        let mut call = item.call;
        cards::cut_in_call(&mut call);
        call.customer_id = call.contact.as_ref().and_then(|contact| customers.get(contact)).copied();
        call.regard = before.and_then(|before| before.regard.clone());
        item.is_open.then_some(call)
    }
}

async fn page_of(
    local: &Local,
    crm: &dyn CrmClient,
    me: &str,
    since: Option<Timestamp>,
    cursor: Option<&str>,
) -> Result<Page<TaskListing>, PortError> {
    let Some(meetings) = cursor.and_then(|cursor| cursor.strip_prefix(MEETINGS)) else {
        let tasks = crm.tasks(me, since, cursor, &Call::INTERACTIVE).await?;
        let next = tasks.next.or_else(|| Some(MEETINGS.to_owned()));
        return Ok(Page { next, ..tasks });
    };
    let from = local.parts.clock.now() - BEHIND;
    let after = Some(meetings).filter(|after| !after.is_empty());
    match crm.meetings(me, from, since, after, &Call::INTERACTIVE).await {
        Ok(page) => Ok(Page { next: page.next.map(|next| format!("{MEETINGS}{next}")), ..page }),
        Err(error) if matches!(error.trouble, Trouble::Forbidden | Trouble::NotFound | Trouble::Refused) => {
            Ok(Page::lacking(format!("your meetings are missing: {}", error.what)))
        }
        Err(error) => Err(error),
    }
}

/// The agenda; nothing new where `known` is how it stands.
pub(super) async fn agenda(
    local: &Local,
    id: u64,
    reading: Reading,
    known: Option<u64>,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let problem = kept::refreshed::<PlannedCall>(local, id, reading, &tell).await?;
    if matches!(reading, Reading::Cached | Reading::Fresh) {
        catch_up(local).await?;
    }
    calls::follow(local, |call: &mut PlannedCall| {
        Some((call.customer_id?, &mut call.regard.as_mut()?.last_touch_at))
    })
    .await?;
    let mut agenda = kept::listed(local, reading, known, problem, |call: PlannedCall| call).await?;
    if let Some(agenda) = &mut agenda {
        with_phones(local, &mut agenda.rows).await?;
    }
    Ok(agenda.map_or(Answer::AsKnown, |agenda| Answer::Agenda(Box::new(agenda))))
}

/// Whoever has no number at the CRM is called by that of the store.
async fn with_phones(local: &Local, calls: &mut [PlannedCall]) -> Result<(), DeskError> {
    let without: Vec<CustomerId> =
        calls.iter().filter(|call| call.phone.is_none()).filter_map(|call| call.customer_id).collect();
    let rows = local.parts.repository.directory_rows(&without).await?;
    let phone = |listings: &[Listing]| {
        listings.iter().flat_map(|listing| &listing.phones).next().map(|phone| phone.as_str().to_owned())
    };
    let phones: HashMap<CustomerId, String> =
        rows.iter().filter_map(|row| Some((row.customer, phone(&row.listings)?))).collect();
    for call in calls.iter_mut().filter(|call| call.phone.is_none()) {
        call.phone = call.customer_id.and_then(|customer| phones.get(&customer)).cloned();
    }
    Ok(())
}

/// Meetings of the rep's with these contacts that are not over, the next one first. Where they cannot be read now, those
/// that are known.
pub(super) async fn meetings_with(
    local: &Local,
    id: u64,
    contacts: &[RecordRef],
    reading: Reading,
    tell: &Tell,
) -> Result<Vec<Meeting>, DeskError> {
    // What has changed is enough; the list itself reads everything again.
    let reading = if reading == Reading::Fresh { Reading::Cached } else { reading };
    kept::refreshed::<PlannedCall>(local, id, reading, tell).await?;
    let now = local.parts.clock.now();
    let kept = local.agenda.lock(local).await?;
    let mut meetings: Vec<Meeting> = kept
        .rows
        .values()
        .filter(|call| call.contact.as_ref().is_some_and(|contact| contacts.contains(contact)))
        .filter_map(|call| Meeting::of(call, now))
        .collect();
    drop(kept);
    meetings.sort_by_key(|meeting| meeting.begins_at);
    Ok(meetings)
}

/// Reads the tasks and meetings again that a write from here has ended or opened of late.
async fn catch_up(local: &Local) -> Result<(), DeskError> {
    let written = kept::written_lately::<PlannedCall>(local, of_agenda).await?;
    if !written.is_empty()
        && let Err(error) = reread(local, written).await
    {
        tracing::info!(error = %error.what, "tasks were not read again after they were written");
    }
    Ok(())
}

/// Puts the profiles of those customers together of whom nothing is known yet, whoever is due first.
pub(super) async fn fill(
    local: &Local,
    id: u64,
    most: Option<usize>,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let unknown: Vec<CustomerId> = {
        let kept = local.agenda.lock(local).await?;
        let mut calls: Vec<&PlannedCall> = kept.rows.values().filter(|call| call.regard.is_none()).collect();
        calls.sort_by_key(|call| (call.due_at.is_none(), call.due_at));
        calls.into_iter().filter_map(|call| call.customer_id).collect()
    };
    kept::fill(local, id, unknown, most, tell).await
}

/// A profile was put together: what is shown of the customer follows it.
pub(super) async fn note(local: &Local, profile: &Profile) -> Result<(), DeskError> {
    let customer = profile.customer.id;
    let is_theirs = |row: &PlannedCall| row.customer_id == Some(customer);
    // Most profiles are of nobody who is called: nothing is looked through for them.
    match local.agenda.lock_loaded().await {
        Some(kept) if kept.rows.values().any(is_theirs) => {}
        _ => return Ok(()),
    }
    let called = calls::last_made(local).await?.remove(&customer);
    let sent = answers::last_said_sent(local, customer).await?.max(called);
    let Some(mut kept) = local.agenda.lock_loaded().await else { return Ok(()) };
    let regard = Regard::of(profile, sent, local.parts.clock.now());
    let mut changed = Vec::new();
    for row in kept.rows.values_mut().filter(|row| is_theirs(row)) {
        if row.regard.as_ref() != Some(&regard) {
            row.regard = Some(regard.clone());
            changed.push(row.clone());
        }
    }
    kept.keep(local, &changed, &[]).await
}

/// The task or meeting that a write changes or takes back.
fn of_agenda(write: &Write) -> Option<RecordRef> {
    let record = match write {
        Write::Retraction(gone) => {
            RecordRef { source: gone.contact.source.clone(), kind: gone.kind.clone(), id: gone.id.clone() }
        }
        other => other.target().clone(),
    };
    is_kept(&record).then_some(record)
}

/// Whether it is of a kind that stands in the agenda.
fn is_kept(record: &RecordRef) -> bool {
    matches!(record.kind.as_str(), "task" | "meeting")
}

/// Reads tasks and meetings as they stand now; the agenda follows.
pub(super) async fn reread(local: &Local, tasks: Vec<RecordRef>) -> Result<Answer, DeskError> {
    let crm = local.crm()?;
    let Some(me) = suggestions::owner_me(local).await else { return Ok(Answer::Done) };
    let asked = tasks.clone();
    let (meetings, tasks): (Vec<_>, Vec<_>) = tasks.into_iter().partition(|one| one.kind == "meeting");
    let ids = |records: Vec<RecordRef>| records.into_iter().map(|one| one.id).collect::<Vec<String>>();
    let (tasks, meetings) = (ids(tasks), ids(meetings));
    let mut listings = Vec::new();
    if !tasks.is_empty() {
        listings.extend(crm.tasks_named(&me, &tasks, &Call::INTERACTIVE).await?);
    }
    if !meetings.is_empty() {
        listings.extend(crm.meetings_named(&me, &meetings, &Call::INTERACTIVE).await?);
    }
    // What was asked for by its id and is not answered is there no more.
    let told: Vec<RecordRef> = listings.iter().map(PlannedCall::listed).collect();
    kept::take::<PlannedCall>(local, listings).await?;
    let gone = asked.into_iter().filter(|record| !told.contains(record)).collect();
    kept::drop_gone::<PlannedCall>(local, gone).await?;
    Ok(Answer::Done)
}

/// A task is done, or a meeting was held: that is written over what was seen of it.
pub(super) async fn done(local: &Local, task: &RecordRef, now: bool) -> Result<Answer, DeskError> {
    let call = {
        let kept = local.agenda.lock(local).await?;
        kept.rows.get(task).cloned().ok_or_else(|| {
            DeskError::new(FailureKind::NotFound, "there is no such task or meeting of yours that is open")
                .hint("`deskhand calls --view all` lists them")
        })?
    };
    if let Some(entry) = unfinished(local, task).await? {
        return Err(under_way(&entry));
    }
    let customer = call.customer_id.ok_or_else(|| {
        DeskError::new(FailureKind::Failed, "this hangs on no contact, so it is not ended from here")
            .hint("tie it to a contact at the CRM, or end it there")
    })?;
    let write = local
        .crm()?
        .task_done(&call)
        .ok_or_else(|| DeskError::new(FailureKind::Failed, "this CRM has no tasks that can be ended"))?;
    let title = first_line(&format!("Done: {}", call.title));
    let own = Own { action: ActionKind::Task, write, title, body: call.title, due_at: None, case: None };
    queue_together(local, vec![proposed(local, customer, own).await?], now).await
}

/// What is being written to a task or meeting, or could not be.
async fn unfinished(local: &Local, task: &RecordRef) -> Result<Option<Entry>, DeskError> {
    let entries = local.parts.repository.unfinished_entries().await?;
    Ok(entries.into_iter().find(|entry| entry.write.target() == task))
}

/// A second time it is not ended.
fn under_way(entry: &Entry) -> DeskError {
    let id = entry.id;
    let (what, hint) = match entry.state {
        EntryState::Parked { .. } => (
            "that this is done could not be written, and needs you",
            format!("`deskhand outbox retry {id}` tries again, `deskhand outbox drop {id}` gives it up"),
        ),
        EntryState::AwaitingApproval { .. } => {
            ("that this is done waits for a yes already", format!("`deskhand undo {id}` takes it back"))
        }
        _ => ("that this is done is on its way already", format!("`deskhand undo {id}` takes it back")),
    };
    DeskError::new(FailureKind::Failed, what).hint(hint)
}
