//! Writing scores to the CRM, page by page: read what stands there, plan, keep what is about to be sent, send, keep what
//! has arrived. Killed anywhere, the next run reads again and goes on.

use std::collections::HashMap;

use jiff::Timestamp;

use super::proposed::{Proposing, accepted_action};
use super::rows::{Aim, BATCH, OfContact, Row, keep, read, send};
use super::{assortment, in_use, ready, run, zone};
use crate::desk::api::{
    Answer, COMPARING, DeskError, FailureKind, Notice, Reading, ScoresWritten, WRITING, Who, WriteCounts,
};
use crate::desk::local::{Local, Tell};
use crate::desk::lookup;
use crate::domain::Phase;
use crate::domain::history::History;
use crate::domain::ids::CustomerId;
use crate::domain::prediction::Predictions;
use crate::domain::record::RecordRef;
use crate::domain::score_fields::{
    HoldingCase, OnContact, Plan, ReviewState, ScoreField, TierReview, Values, WrittenScores, holds,
};
use crate::ports::{Call, CrmClient, Listing};

/// Customers of a page at most.
pub(super) const MOST: usize = 500;
/// Contacts that are told of in one answer, at most.
pub(super) const MOST_TOLD: usize = 5_000;
/// How they are written.
#[derive(Clone, Copy)]
struct How {
    /// Nothing is written.
    try_only: bool,
    /// Also over what somebody else has written.
    despite: bool,
    aim: Aim,
    /// Contacts have a field for the seal.
    sealed: bool,
}

/// Which customers, from where on.
#[derive(Clone, Copy)]
pub(in crate::desk) struct Part {
    /// Behind whom they begin.
    pub after: Option<CustomerId>,
    /// How many at most; nothing: all.
    pub limit: Option<usize>,
}

/// Holds customers against what the CRM says, and writes what may be written unless it is a try.
pub(in crate::desk) async fn write_part(
    local: &Local,
    id: u64,
    part: Part,
    try_only: bool,
    tell: Tell,
) -> Result<Answer, DeskError> {
    if !try_only {
        may_write(local)?;
    }
    ready(local).await?;
    let sealed = bears_seals(local, !try_only).await?;
    let how = How { try_only, despite: false, aim: Aim::Run, sealed };
    let total = Some(local.known_customers() as u64);
    let mut told = ScoresWritten { try_only, next: part.after, ..ScoresWritten::default() };
    let mut read = 0;
    loop {
        let limit = part.limit.unwrap_or(MOST).clamp(1, MOST);
        let _writing = local.model.writing.lock().await;
        let predictions = local.parts.repository.prediction_page(told.next, limit).await?;
        read += predictions.len() as u64;
        told.next = predictions.last().map(|last| last.customer);
        write(local, predictions, how, &mut told).await?;
        told.cut_to(MOST_TOLD);
        if !try_only && told.next.is_none() {
            run::ended(local).await?;
        }
        if part.limit.is_some() || told.next.is_none() {
            return Ok(Answer::ScoresWritten(Box::new(told)));
        }
        let what = if try_only { COMPARING } else { WRITING };
        tell(Notice::Progress { request: id, what: what.to_owned(), done: read, total });
    }
}

/// The same of one customer. `despite`: also over what somebody else has written.
pub(in crate::desk) async fn write_of(
    local: &Local,
    who: &Who,
    try_only: bool,
    despite: bool,
) -> Result<Answer, DeskError> {
    let customer = match who {
        Who::Customer(customer) => *customer,
        Who::Query(_) => lookup::whole(local, who, Reading::Cached).await?.customer.id,
    };
    let told = write_one(local, customer, try_only, despite).await?;
    Ok(Answer::ScoresWritten(Box::new(told)))
}

pub(super) async fn write_one(
    local: &Local,
    customer: CustomerId,
    try_only: bool,
    despite: bool,
) -> Result<ScoresWritten, DeskError> {
    if !try_only {
        may_write(local)?;
    }
    let _writing = local.model.writing.lock().await;
    ready(local).await?;
    let how = How { try_only, despite, aim: Aim::One, sealed: bears_seals(local, !try_only).await? };
    let mut told = ScoresWritten { try_only, is_of_one: true, ..ScoresWritten::default() };
    let predictions = local.parts.repository.predictions(&[customer]).await?;
    write(local, predictions, how, &mut told).await?;
    Ok(told)
}

pub(super) fn may_write(local: &Local) -> Result<(), DeskError> {
    if local.parts.policy.phase == Phase::Observe {
        let what = "in phase observe nothing is written to the CRM";
        return Err(DeskError::new(FailureKind::NotPermitted, what).hint(
            "`deskhand score write --dry-run` shows the difference; `phase` under [policy] allows more",
        ));
    }
    Ok(())
}

/// Whether contacts have a field for the seal: without it, what another machine wrote is taken for a person's. Where
/// scores are to be written, those fields have to be there.
pub(super) async fn bears_seals(local: &Local, to_write: bool) -> Result<bool, DeskError> {
    let mut missing = local.crm()?.missing_score_fields(&Call::INTERACTIVE).await?;
    let before = missing.len();
    missing.retain(|field| *field != ScoreField::Seal);
    if missing.is_empty() || !to_write {
        return Ok(missing.len() == before);
    }
    let names: Vec<&str> = missing.iter().map(|field| field.name()).collect();
    let what = format!("contacts at the CRM have no such fields: {}", names.join(", "));
    Err(DeskError::new(FailureKind::Failed, what).hint("`deskhand setup fields` makes them"))
}

async fn write(
    local: &Local,
    predictions: Vec<Predictions>,
    how: How,
    told: &mut ScoresWritten,
) -> Result<(), DeskError> {
    let rows = rows(local, predictions, &mut told.counts).await?;
    let mut batch: Vec<Row> = Vec::new();
    let mut contacts = 0;
    for row in rows {
        if contacts + row.contacts.len() > BATCH && !batch.is_empty() {
            write_batch(local, std::mem::take(&mut batch), how, told).await?;
            contacts = 0;
        }
        contacts += row.contacts.len();
        batch.push(row);
    }
    if batch.is_empty() {
        return Ok(());
    }
    write_batch(local, batch, how, told).await
}

/// Customers with a score and a contact, and what is to be said of them.
async fn rows(
    local: &Local,
    predictions: Vec<Predictions>,
    counts: &mut WriteCounts,
) -> Result<Vec<Row>, DeskError> {
    let repository = &local.parts.repository;
    let model = in_use(local).await?;
    let crm = local.crm()?.source().clone();
    let zone = zone(local).await?;
    let catalogue = assortment::known(local);
    let proposing = Proposing { model: &model, catalogue: &catalogue, zone: &zone };
    let customers: Vec<CustomerId> = predictions.iter().map(|of_one| of_one.customer).collect();
    let histories: HashMap<CustomerId, History> =
        repository.histories(&customers).await?.into_iter().map(|row| (row.customer, row)).collect();
    let mut listed: HashMap<CustomerId, Vec<Listing>> = repository
        .directory_rows(&customers)
        .await?
        .into_iter()
        .map(|row| (row.customer, row.listings))
        .collect();
    let mut written: HashMap<CustomerId, WrittenScores> =
        repository.written_scores(&customers).await?.into_iter().map(|row| (row.customer, row)).collect();
    let mut rows = Vec::new();
    for of_one in predictions {
        let customer = of_one.customer;
        let (Some(prediction), Some(history)) = (of_one.made.last(), histories.get(&customer)) else {
            continue;
        };
        counts.customers += 1;
        let listings = listed.remove(&customer).unwrap_or_default();
        let is_contact = |record: &RecordRef| record.source == crm && record.kind == "contact";
        let mut records: Vec<RecordRef> =
            listings.into_iter().map(|listing| listing.record).filter(is_contact).collect();
        if !records.is_empty() {
            let links = repository.links(customer).await?;
            let last = |record: &RecordRef| {
                links.iter().filter(|link| link.record == *record).max_by_key(|link| link.at)
            };
            records.retain(|record| last(record).is_none_or(|link| link.linked));
        }
        if records.is_empty() {
            counts.without_contact += 1;
            continue;
        }
        let mut proposed = proposing.values(prediction, history);
        if let Some(action) = accepted_action(local, customer).await? {
            proposed.set(ScoreField::Action, action);
        }
        let contacts = records.into_iter().map(OfContact::unread).collect();
        let written = written.remove(&customer).unwrap_or_else(|| WrittenScores::of(customer));
        rows.push(Row { customer, proposed, written, contacts, review: None, is_allowed: false });
    }
    Ok(rows)
}

async fn write_batch(
    local: &Local,
    mut rows: Vec<Row>,
    how: How,
    told: &mut ScoresWritten,
) -> Result<(), DeskError> {
    let crm = local.crm()?.as_ref();
    let now = local.parts.clock.now();
    let before: Vec<WrittenScores> = rows.iter().map(|row| row.written.clone()).collect();
    read(crm, &mut rows, |last, proposed, now| plan(last, proposed, now, how.despite)).await?;
    let settled = hold(local, crm, &mut rows, now).await?;
    if how.sealed {
        rows.iter_mut().for_each(Row::seal);
    }
    if !how.try_only {
        let sent = send(local, crm, &mut rows, how.aim).await;
        keep(local, &rows, &before, settled, how.aim).await?;
        sent?;
    }
    for row in rows {
        let is_kept = |review: &TierReview| matches!(review.state, ReviewState::Kept { .. });
        match &row.review {
            Some(review) if is_kept(review) => told.counts.kept += 1,
            Some(review) if review.is_put_off() => told.counts.put_off += 1,
            Some(_) => told.counts.waiting += 1,
            None => {}
        }
        for contact in row.contacts {
            contact.tell(row.customer, row.review.as_ref(), told);
        }
    }
    Ok(())
}

/// What is to become of a contact. `despite`: what somebody else has written is given up.
fn plan(last: &mut OnContact, proposed: &Values, now: &Values, despite: bool) -> Plan {
    let plan = Plan::of(last, now, proposed);
    if !despite {
        return plan;
    }
    for field in plan.conflicts.0.into_keys() {
        last.take_over(field, now.get(field));
    }
    Plan::of(last, now, proposed)
}

/// Has changes of tier wait for whom a case is or was open, unless a person has said yes. Whose review is over.
async fn hold(
    local: &Local,
    crm: &dyn CrmClient,
    rows: &mut [Row],
    now: Timestamp,
) -> Result<Vec<CustomerId>, DeskError> {
    let changing: Vec<RecordRef> = rows
        .iter()
        .flat_map(|row| &row.contacts)
        .filter(|contact| contact.plan.tier_change(&contact.now).is_some())
        .map(|contact| contact.record.clone())
        .collect();
    let mut cases: HashMap<RecordRef, Vec<HoldingCase>> = HashMap::new();
    if !changing.is_empty() {
        for (contact, case) in crm.cases_of(&changing, &Call::BACKGROUND).await? {
            if holds(&case, now) {
                cases.entry(contact).or_default().push(HoldingCase::of(&case));
            }
        }
    }
    let known = local.parts.repository.tier_reviews().await?;
    let known: HashMap<CustomerId, TierReview> =
        known.into_iter().map(|review| (review.customer, review)).collect();
    let mut settled = Vec::new();
    for row in rows {
        let held = row.contacts.iter().find_map(|contact| {
            let (before, after) = contact.plan.tier_change(&contact.now)?;
            // The one that came last says most of how things are.
            let case = cases.get(&contact.record)?.iter().max_by_key(|case| case.opened_at)?;
            Some(TierReview {
                customer: row.customer,
                before: before.to_owned(),
                after: after.to_owned(),
                reasoning: row.proposed.get(ScoreField::Reasoning).to_owned(),
                case: case.clone(),
                since: now,
                state: ReviewState::Waiting,
            })
        });
        let before = known.get(&row.customer);
        let Some(found) = held else {
            settled.extend(before.map(|review| review.customer));
            continue;
        };
        let review = TierReview::renewed(found, before, now);
        if matches!(review.state, ReviewState::Yes { .. }) {
            row.is_allowed = true;
            continue;
        }
        for contact in &mut row.contacts {
            if contact.plan.tier_change(&contact.now).is_some() {
                contact.plan.hold_tier();
            }
        }
        row.review = Some(review);
    }
    Ok(settled)
}
