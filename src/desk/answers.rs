//! Answers to a customer's cases that were not sent.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::api::{Answer, DeskError, FailureKind, Reading, Who};
use super::local::Local;
use super::{agenda, lookup, queue};
use crate::domain::action::Write;
use crate::domain::answer::{
    Progress, SaidSent, ToSend, UnderWay, UnsentAnswer, has_noted, to_send, under_way as under_way_to,
    unsent, with_said_sent as in_thread,
};
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::crm::Case;
use crate::domain::ids::{CustomerId, EntryId};
use crate::domain::outbox::Entry;
use crate::domain::profile::Profile;
use crate::domain::queue::{QueueRow, QueuedCase};
use crate::domain::record::RecordRef;

/// Entries of the outbox that are looked through, the newest.
const LOOKED_THROUGH: usize = 500;

/// Those to all cases of a customer.
pub(super) async fn of_customer(local: &Local, customer: CustomerId) -> Result<Answer, DeskError> {
    let profile = lookup::whole(local, &Who::Customer(customer), Reading::AsIs).await?;
    Ok(Answer::UnsentAnswers(to_cases_of(local, &profile).await?))
}

async fn to_cases_of(local: &Local, profile: &Profile) -> Result<Vec<UnsentAnswer>, DeskError> {
    let mut entries = followed(local).await?;
    entries.retain(|entry| entry.customer_id == profile.customer.id);
    let mut answers: Vec<UnsentAnswer> =
        profile.cases.iter().flat_map(|case| unsent(case, Some(profile), &entries)).collect();
    mark_sent(local, &mut answers).await?;
    Ok(answers)
}

/// What is known of answers by whoever writes about a customer.
pub(super) struct Known {
    /// Those that a person says they have sent.
    pub said_sent: Vec<UnsentAnswer>,
    /// Those that are still to be sent.
    pub under_way: Vec<UnderWay>,
}

/// A profile as whoever writes about it is to know it: what a person says they have sent stands in the threads. Beside it,
/// what that was, and what is still to be sent.
pub(super) async fn with_said_sent(
    local: &Local,
    mut profile: Profile,
) -> Result<(Profile, Known), DeskError> {
    let mut answers = to_cases_of(local, &profile).await?;
    let under_way = under_way_to(&profile.cases, &answers);
    answers.retain(UnsentAnswer::is_said_sent);
    for case in profile.cases.iter_mut().filter(|case| answers.iter().any(|answer| answer.case == case.id)) {
        *case = in_thread(case, &answers);
    }
    Ok((profile, Known { said_sent: answers, under_way }))
}

/// The one that a second answer to a case would come on top of, the latest where there are several. `live` is the case as
/// it stands now, where the CRM could be asked; `but`: the entry of the second answer, where it is in the outbox already.
pub(super) async fn under_way(
    local: &Local,
    customer: CustomerId,
    id: &str,
    live: Option<&Case>,
    but: Option<EntryId>,
) -> Result<Option<UnsentAnswer>, DeskError> {
    // What colleagues have noted is known as far as the customer was read.
    let profile = lookup::whole(local, &Who::Customer(customer), Reading::AsIs).await.ok();
    let known = profile.as_ref().and_then(|profile| profile.cases.iter().find(|case| case.id == id));
    let Some(case) = live.or(known) else { return Ok(None) };
    let mut entries = entries_of(local, customer).await?;
    entries.retain(|entry| Some(entry.id) != but);
    let mut answers = unsent(case, profile.as_ref(), &entries);
    mark_sent(local, &mut answers).await?;
    Ok(answers.into_iter().rev().find(|answer| answer.is_under_way(case)))
}

/// Those that a person has said were sent are: they stay until the vendor tells of a message.
async fn mark_sent(local: &Local, answers: &mut [UnsentAnswer]) -> Result<(), DeskError> {
    let kept = local.queue.lock(local).await?;
    for answer in answers.iter_mut().filter(|answer| answer.progress == Progress::Noted) {
        let row = kept.rows.values().find(|row| row.record.id == answer.case);
        if let Some(said) = row.and_then(|row| row.said_sent_of(answer.at)) {
            answer.progress = Progress::SaidSent { by: said.by.clone(), at: said.at };
        }
    }
    Ok(())
}

/// The queue follows what was written for a person to send, and what was taken back of it: with an answer goes what was
/// said of it, once it is gone at the CRM.
pub(super) async fn follow(local: &Local) -> Result<(), DeskError> {
    followed(local).await.map(drop)
}

/// The same, with the entries that it went by.
async fn followed(local: &Local) -> Result<Vec<Entry>, DeskError> {
    let mut entries = entries(local, |_| true).await?;
    entries.extend(older(local, &entries).await?);
    let written = to_send(&entries);
    if written.is_empty() {
        return Ok(entries);
    }
    let mut kept = local.queue.lock(local).await?;
    let mut changed = Vec::new();
    for (record, answer) in written {
        let Some(row) = kept.rows.get_mut(record) else { continue };
        if row.note_own_answer(answer) {
            changed.push(row.clone());
        }
    }
    kept.keep(local, &changed, &[]).await?;
    let gone = |row: &QueuedCase| Some((row.record.clone(), row.said_sent.as_ref()?.retraction(&entries)?));
    let gone: Vec<(RecordRef, &Entry)> = kept.rows.values().filter_map(gone).collect();
    drop(kept);
    for (record, retraction) in gone {
        unsay(local, &record, retraction).await?;
    }
    Ok(entries)
}

/// What was said of an answer that an entry has taken back.
async fn unsay(local: &Local, case: &RecordRef, retraction: &Entry) -> Result<(), DeskError> {
    let mut kept = local.queue.lock(local).await?;
    let Some(mut row) = kept.rows.get(case).cloned() else { return Ok(()) };
    let Some(said) =
        row.said_sent.clone().filter(|said| said.answer.entry == Some(retraction.id.compensation()))
    else {
        return Ok(());
    };
    row.say_unsent();
    let told = told(local, &row, Some(&said.answer), true);
    let told = AuditEvent { actor: retraction.accepted_by.clone(), ..told };
    queue::keep_told(&mut kept, local, &row, &told).await?;
    drop(kept);
    note_for_calls(local, row.customer_id).await
}

/// When somebody said last that an answer to this customer was sent.
pub(super) async fn last_said_sent(
    local: &Local,
    customer: CustomerId,
) -> Result<Option<Timestamp>, DeskError> {
    let kept = local.queue.lock(local).await?;
    let theirs = kept.rows.values().filter(|row| row.customer_id == Some(customer));
    Ok(theirs.filter_map(|row| row.said_sent.as_ref()).map(|said| said.at).max())
}

/// What somebody said of the answers that entries have written, by their cases: that they were sent.
pub(super) async fn said_sent(
    local: &Local,
    entries: &[EntryId],
) -> Result<HashMap<RecordRef, SaidSent>, DeskError> {
    let kept = local.queue.lock(local).await?;
    let is_of_them = |said: &&SaidSent| said.answer.entry.is_some_and(|id| entries.contains(&id));
    let said = |row: &QueuedCase| row.said_sent.clone().filter(|said| is_of_them(&said));
    Ok(kept.rows.values().filter_map(|row| Some((row.record.clone(), said(row)?))).collect())
}

/// The rep says that the answer to a case was sent.
pub(super) async fn sent(local: &Local, case: &RecordRef) -> Result<Answer, DeskError> {
    follow(local).await?;
    let (by, now) = (local.actor().to_owned(), local.parts.clock.now());
    said(local, case, false, "no answer to this case is to be sent", |row| row.say_sent(&by, now)).await
}

/// It was not sent after all.
pub(super) async fn not_sent(local: &Local, case: &RecordRef) -> Result<Answer, DeskError> {
    let none = "nobody has said that an answer to this case was sent, or that was taken back already";
    said(local, case, true, none, QueuedCase::say_unsent).await
}

async fn said(
    local: &Local,
    case: &RecordRef,
    taken_back: bool,
    none: &str,
    say: impl FnOnce(&mut QueuedCase) -> bool,
) -> Result<Answer, DeskError> {
    let mut kept = local.queue.lock(local).await?;
    let mut said = kept.rows.get(case).cloned().ok_or_else(|| {
        DeskError::new(FailureKind::NotFound, "the queue has no such case")
            .hint("`deskhand cases` lists the open ones")
    })?;
    if !say(&mut said) {
        return Err(DeskError::new(FailureKind::NotFound, none)
            .hint("`deskhand cases --view to-send` lists those with an answer to be sent"));
    }
    let answer = said.said_sent.as_ref().map(|said| &said.answer).or(said.to_send.as_ref());
    let told = told(local, &said, answer, taken_back);
    queue::keep_told(&mut kept, local, &said, &told).await?;
    drop(kept);
    note_for_calls(local, said.customer_id).await?;
    let row = QueueRow::new(said, &local.parts.sla, local.parts.clock.now());
    Ok(Answer::Sent(Box::new(row)))
}

fn told(local: &Local, row: &QueuedCase, answer: Option<&ToSend>, taken_back: bool) -> AuditEvent {
    let case = row.record.to_string();
    let detail = serde_json::json!({ "case": case, "answer": answer, "taken_back": taken_back });
    lookup::event(local, AuditKind::Sent, row.customer_id, case, detail)
}

/// Whoever calls the customer knows of it.
async fn note_for_calls(local: &Local, customer: Option<CustomerId>) -> Result<(), DeskError> {
    if let Some(customer) = customer
        && let Ok(profile) = lookup::whole(local, &Who::Customer(customer), Reading::AsIs).await
    {
        agenda::note(local, &profile).await?;
    }
    Ok(())
}

/// The entries of answers that the queue knows and that are not among the newest, each with what takes it back.
async fn older(local: &Local, newest: &[Entry]) -> Result<Vec<Entry>, DeskError> {
    let known: Vec<EntryId> = {
        let kept = local.queue.lock(local).await?;
        let own = |row: &QueuedCase| row.own_answer.as_ref()?.entry;
        let said = |row: &QueuedCase| row.said_sent.as_ref()?.answer.entry;
        let known: BTreeSet<EntryId> =
            kept.rows.values().flat_map(|row| [own(row), said(row)]).flatten().collect();
        known.into_iter().filter(|id| newest.iter().all(|entry| entry.id != *id)).collect()
    };
    let repository = &local.parts.repository;
    let mut older = Vec::new();
    for id in known {
        let Some(answer) = repository.entry(id).await? else { continue };
        older.extend(repository.entry(answer.id.compensation()).await?);
        older.push(answer);
    }
    Ok(older)
}

/// The entries that may have written what a customer's notes hold for a person to send; none where they hold no answer.
pub(super) async fn behind_notes(local: &Local, profile: &Profile) -> Result<Vec<Entry>, DeskError> {
    if !has_noted(profile) {
        return Ok(Vec::new());
    }
    let mut entries = entries_of(local, profile.customer.id).await?;
    entries.extend(older(local, &entries).await?);
    Ok(entries)
}

/// What has to do with answers: a customer's replies, and what was taken back of them.
async fn entries_of(local: &Local, customer: CustomerId) -> Result<Vec<Entry>, DeskError> {
    entries(local, |entry| entry.customer_id == customer).await
}

async fn entries(local: &Local, is_meant: impl Fn(&Entry) -> bool) -> Result<Vec<Entry>, DeskError> {
    let repository = &local.parts.repository;
    let mut entries = repository.entries(LOOKED_THROUGH).await?;
    let unfinished = repository.unfinished_entries().await?;
    let older = unfinished.into_iter().filter(|one| entries.iter().all(|known| known.id != one.id));
    let older: Vec<Entry> = older.collect();
    entries.extend(older);
    entries.retain(|entry| is_meant(entry) && matches!(entry.write, Write::Reply(_) | Write::Retraction(_)));
    Ok(entries)
}
