//! Taking back what the last run of writing all scores wrote: page by page what stood there before, wherever nobody has
//! changed it since. Killed anywhere, the next one goes on.

use super::rows::{Aim, BATCH, OfContact, Row, keep, read, send};
use super::write_back::{MOST, MOST_TOLD, Part, bears_seals, may_write};
use super::{ready, run};
use crate::desk::api::{Answer, COMPARING, DeskError, Notice, ScoresWritten, TAKING_BACK};
use crate::desk::local::{Local, Tell};
use crate::domain::ids::CustomerId;
use crate::domain::score_fields::{Plan, Values, WrittenScores};

/// Holds what the last run wrote against what the CRM says, and puts back what stood there before unless it is a try.
pub(in crate::desk) async fn take_back_part(
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
    let mut told =
        ScoresWritten { try_only, is_taken_back: true, next: part.after, ..ScoresWritten::default() };
    let Some(number) = run::last(local).await? else {
        told.next = None;
        return Ok(Answer::ScoresWritten(Box::new(told)));
    };
    let sealed = bears_seals(local, !try_only).await?;
    let total = Some(local.known_customers() as u64);
    let mut read = 0;
    loop {
        let limit = part.limit.unwrap_or(MOST).clamp(1, MOST);
        let _writing = local.model.writing.lock().await;
        let predictions = local.parts.repository.prediction_page(told.next, limit).await?;
        read += predictions.len() as u64;
        told.next = predictions.last().map(|last| last.customer);
        let customers: Vec<CustomerId> = predictions.iter().map(|of_one| of_one.customer).collect();
        for batch in batches(local, &customers, number).await? {
            take_back(local, batch, number, sealed, &mut told).await?;
        }
        told.cut_to(MOST_TOLD);
        if !try_only && told.next.is_none() {
            run::ended(local).await?;
        }
        if part.limit.is_some() || told.next.is_none() {
            return Ok(Answer::ScoresWritten(Box::new(told)));
        }
        let what = if try_only { COMPARING } else { TAKING_BACK };
        tell(Notice::Progress { request: id, what: what.to_owned(), done: read, total });
    }
}

/// The contacts on which the run wrote, as many at a time as a CRM takes.
async fn batches(local: &Local, customers: &[CustomerId], run: u64) -> Result<Vec<Vec<Row>>, DeskError> {
    let source = local.crm()?.source().clone();
    let mut batches: Vec<Vec<Row>> = Vec::new();
    let mut contacts = BATCH;
    for written in local.parts.repository.written_scores(customers).await? {
        let of_run = written.contacts.iter().filter(|contact| {
            contact.record.source == source && contact.last_run.as_ref().is_some_and(|last| last.run == run)
        });
        let of_run: Vec<OfContact> =
            of_run.map(|contact| OfContact::unread(contact.record.clone())).collect();
        if of_run.is_empty() {
            continue;
        }
        if contacts + of_run.len() > BATCH {
            batches.push(Vec::new());
            contacts = 0;
        }
        contacts += of_run.len();
        let row = Row {
            customer: written.customer,
            proposed: Values::default(),
            written,
            contacts: of_run,
            review: None,
            is_allowed: false,
        };
        if let Some(batch) = batches.last_mut() {
            batch.push(row);
        }
    }
    Ok(batches)
}

async fn take_back(
    local: &Local,
    mut rows: Vec<Row>,
    run: u64,
    sealed: bool,
    told: &mut ScoresWritten,
) -> Result<(), DeskError> {
    let crm = local.crm()?.as_ref();
    let before: Vec<WrittenScores> = rows.iter().map(|row| row.written.clone()).collect();
    read(crm, &mut rows, |last, _, now| Plan::taking_back(last, now, run)).await?;
    if sealed {
        rows.iter_mut().for_each(Row::seal);
    }
    if !told.try_only {
        let sent = send(local, crm, &mut rows, Aim::TakingBack).await;
        for row in &mut rows {
            let over =
                row.contacts.iter().filter(|contact| contact.written || contact.plan.write.0.is_empty());
            over.for_each(|contact| row.written.on(&contact.record).last_run = None);
        }
        keep(local, &rows, &before, Vec::new(), Aim::TakingBack).await?;
        sent?;
    }
    for row in rows {
        told.counts.customers += 1;
        for contact in row.contacts {
            contact.tell(row.customer, None, told);
        }
    }
    Ok(())
}
