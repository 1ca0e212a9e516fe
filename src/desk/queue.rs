//! The queue: open cases, with what is known of the customers behind them, and the labels that a person puts right.

use std::collections::HashMap;

use jiff::Timestamp;

use super::api::{Answer, DeskError, FailureKind, Notice, Reading};
use super::briefs::zone;
use super::kept::{self, Kept, KeptRow, List};
use super::local::{Local, Tell};
use super::{answers, cards, corrections, lookup, snooze};
use crate::copilot::facts::parcel_of;
use crate::copilot::shortfall::asks_for_money_back;
use crate::copilot::triage::by_rules;
use crate::copilot::triage::corrected::Memory;
use crate::domain::answer::noted_elsewhere;
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::crm::Case;
use crate::domain::ids::CustomerId;
use crate::domain::profile::Profile;
use crate::domain::queue::{QueueRow, QueuedCase, Standing};
use crate::domain::record::RecordRef;
use crate::domain::snooze::{ParcelMark, WakeCause};
use crate::domain::triage::{Category, LabelChange, LabelledBefore, Labels, Triage};
use crate::phrasing::needed_in;
use crate::ports::repository::StorageError;
use crate::ports::{Call, CaseListing, Listing, Page, PortError, Repository};

impl KeptRow for QueuedCase {
    type Item = CaseListing;
    const SETTING: &'static str = "queue/1";
    const NAME: &'static str = "queue";
    const READING: &'static str = "reading open cases";
    const TOLD: Notice = Notice::Queue;

    fn list(local: &Local) -> &List<Self> {
        &local.queue
    }

    async fn load(storage: &dyn Repository) -> Result<Vec<Self>, StorageError> {
        snooze::settled(storage, storage.queue().await?).await
    }

    async fn store(
        storage: &dyn Repository,
        changed: &[Self],
        gone: &[RecordRef],
    ) -> Result<(), StorageError> {
        storage.put_queue(changed, gone).await
    }

    async fn page(
        local: &Local,
        since: Option<Timestamp>,
        cursor: Option<&str>,
    ) -> Result<Page<CaseListing>, PortError> {
        match &local.parts.crm {
            Some(crm) => crm.cases(since, cursor, &Call::INTERACTIVE).await,
            None => Ok(Page::of(Vec::new(), None)),
        }
    }

    fn record(&self) -> &RecordRef {
        &self.record
    }

    fn listed(item: &CaseListing) -> RecordRef {
        let case = &item.case;
        RecordRef { source: case.source.clone(), kind: "case".to_owned(), id: case.id.clone() }
    }

    fn contact(item: &CaseListing) -> Option<Listing> {
        item.contact.clone()
    }

    /// What a person said of it stays, and so does what is known of the customer.
    fn row(
        mut item: CaseListing,
        before: Option<&Self>,
        customers: &HashMap<RecordRef, CustomerId>,
    ) -> Option<Self> {
        if !item.case.open {
            return None;
        }
        cards::cut_in_case(&mut item.case);
        let (labels, labelled_by) = labels(&item, before);
        let snooze = before.and_then(|before| snooze::after_reading(before, &item.case));
        let mut row = Self::of(&item.case, labels, labelled_by);
        if let Some(contact) = item.contact {
            row.customer_id = customers.get(&contact.record).copied();
            row.name = contact.name;
            row.email = contact.emails.first().map(|email| email.as_str().to_owned());
            row.contact = Some(contact.record);
        }
        if let Some(before) = before {
            row.keep_customer_of(before);
            row.snooze = snooze;
            row.back.clone_from(&before.back);
            row.keep_answers_of(before);
            if row.messages == before.messages {
                row.summary.clone_from(&before.summary);
            }
            if row.labelled_by == before.labelled_by {
                row.labelled_before.clone_from(&before.labelled_before);
            }
        }
        Some(row)
    }
}

fn labels(item: &CaseListing, before: Option<&QueuedCase>) -> (Labels, String) {
    match before {
        Some(before) if before.is_put_right() => (before.labels.clone(), before.labelled_by.clone()),
        // What a model said of the same messages is said again for nothing.
        Some(before) if before.messages as usize == item.case.messages.len() => {
            (before.labels.clone(), before.labelled_by.clone())
        }
        _ => (by_rules(&item.case), "rules".to_owned()),
    }
}

/// The queue; nothing new where `known` is how it stands.
pub(super) async fn queue(
    local: &Local,
    id: u64,
    reading: Reading,
    known: Option<u64>,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let problem = kept::refreshed::<QueuedCase>(local, id, reading, &tell).await?;
    if matches!(reading, Reading::Cached | Reading::Fresh) {
        relabel(local, corrections::memory(local).await?.as_ref()).await?;
    }
    snooze::wake_due(local).await?;
    answers::follow(local).await?;
    let row = |case| QueueRow::new(case, &local.parts.sla, local.parts.clock.now());
    let queue = kept::listed(local, reading, known, problem, row).await?;
    Ok(queue.map_or(Answer::AsKnown, |queue| Answer::Queue(Box::new(queue))))
}

/// Keeps a case with the line of the audit log that tells what was done to it, in one step: neither is without the other.
pub(super) async fn keep_told(
    kept: &mut Kept<QueuedCase>,
    local: &Local,
    row: &QueuedCase,
    told: &AuditEvent,
) -> Result<(), DeskError> {
    local.parts.repository.put_case(row, told).await?;
    kept.stored(local, row.clone());
    Ok(())
}

/// The rows of some cases, in their order; nothing where the queue has none.
pub(super) async fn rows_of(
    local: &Local,
    records: &[RecordRef],
) -> Result<Vec<Option<QueuedCase>>, DeskError> {
    let kept = local.queue.lock(local).await?;
    Ok(records.iter().map(|record| kept.rows.get(record).cloned()).collect())
}

/// The cases of the queue that are about this.
pub(super) async fn open_of(local: &Local, category: Category) -> Result<Vec<QueuedCase>, DeskError> {
    let kept = local.queue.lock(local).await?;
    Ok(kept.rows.values().filter(|row| row.labels.category == category).cloned().collect())
}

/// Puts the profiles of those customers together of whom the queue knows nothing yet, or who are overtaken, the most pressing first.
pub(super) async fn fill(
    local: &Local,
    id: u64,
    most: Option<usize>,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let now = local.parts.clock.now();
    let mut unknown: Vec<(f64, CustomerId)> = {
        let kept = local.queue.lock(local).await?;
        // Who waits for a parcel learns from the store alone that it has moved.
        let without = kept.rows.values().filter(|row| row.lacks_customer() || row.waits_for_parcel());
        let ranked = without.filter_map(|row| {
            let points = QueueRow::new(row.clone(), &local.parts.sla, now).rank.points;
            Some((points, row.customer_id?))
        });
        ranked.collect()
    };
    unknown.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    kept::fill(local, id, unknown.into_iter().map(|(_, customer)| customer), most, tell).await
}

/// A profile was put together: what the queue shows of the customer follows it.
pub(super) async fn note(local: &Local, profile: &Profile) -> Result<(), DeskError> {
    let entries = answers::behind_notes(local, profile).await?;
    let Some(mut kept) = local.queue.lock_loaded().await else { return Ok(()) };
    let customer = profile.customer.id;
    let now = local.parts.clock.now();
    let (mut changed, mut woken) = (Vec::new(), Vec::new());
    for row in kept.rows.values_mut().filter(|row| row.customer_id == Some(customer)) {
        let before = row.clone();
        let standing = standing(profile, row, now);
        let case = profile.cases.iter().find(|case| case.id == row.record.id);
        row.note_noted_answer(case.and_then(|case| noted_elsewhere(case, profile, &entries)));
        row.note_reading(profile);
        let parcel = standing.parcel.clone();
        row.standing = Some(standing);
        let is_news = row.standing != before.standing;
        if is_news && row.snooze.as_mut().is_some_and(|snooze| snooze.sees(parcel.as_ref())) {
            row.wake(WakeCause::Parcel, now);
            woken.push(row.clone());
        }
        if *row != before {
            changed.push(row.clone());
        }
    }
    kept.keep(local, &changed, &[]).await?;
    drop(kept);
    snooze::tell(local, &woken).await
}

/// Whether the queue has read a case of this customer later than the profile has it; false where the queue was not read.
pub(super) async fn is_ahead_of(local: &Local, profile: &Profile) -> bool {
    let Some(kept) = local.queue.lock_loaded().await else { return false };
    let mut theirs = kept.rows.values().filter(|row| row.customer_id == Some(profile.customer.id));
    theirs.any(|row| row.is_ahead_of(profile))
}

/// What the queue shows of a customer beside one of their cases.
fn standing(profile: &Profile, row: &QueuedCase, now: Timestamp) -> Standing {
    let zone = zone(profile);
    let case = profile.cases.iter().find(|case| case.id == row.record.id);
    let wants_money_back = case.is_some_and(asks_for_money_back);
    let refunds = profile.orders.iter().flat_map(|order| &order.refunds);
    let is_settled = refunds.filter_map(|refund| refund.at).any(|at| Some(at) >= row.opened_at);
    Standing {
        tier: profile.scores.clv.as_ref().map(|clv| clv.tier),
        net: profile.totals.net,
        nets: profile.totals.nets(),
        stuck_parcel: profile.orders.iter().any(|order| parcel_of(order, now, &zone).trouble.is_some()),
        open_refund: wants_money_back && !is_settled,
        needed_by: case.and_then(|case| needed_in(case, &zone)),
        // Who sleeps waits for one parcel, whatever else is found of the case meanwhile.
        parcel: match row.snooze.as_ref().and_then(|snooze| snooze.parcel.as_ref()) {
            Some(before) => ParcelMark::of_order(profile, &before.order),
            None => case.and_then(|case| ParcelMark::of(profile, case)),
        },
    }
}

/// A person puts the labels of a case right.
pub(super) async fn label(local: &Local, case: RecordRef, change: LabelChange) -> Result<Answer, DeskError> {
    let mut kept = local.queue.lock(local).await?;
    let mut row = kept.rows.get(&case).cloned().ok_or_else(|| {
        DeskError::new(FailureKind::NotFound, "the queue has no such case")
            .hint("`deskhand cases` lists the open ones")
    })?;
    let earlier = corrections::of_case(local, &case).await?;
    let before =
        LabelledBefore { labels: row.labels.clone(), labelled_by: row.labelled_by.clone(), change: earlier };
    row.labels = row.labels.clone().with(change);
    row.labelled_by = local.actor().to_owned();
    let detail = serde_json::json!({
        "case": case.to_string(), "before": before.labels, "labelled_by": before.labelled_by, "after": row.labels,
        "words": row.words,
    });
    row.labelled_before = Some(before);
    let told = lookup::event(local, AuditKind::Labelled, row.customer_id, case.to_string(), detail);
    keep_told(&mut kept, local, &row, &told).await?;
    // Before the rows are let go: who puts another label of the case right meanwhile must find this one.
    let memory = corrections::remember(local, &row, earlier.unwrap_or_default().then(change)).await?;
    drop(kept);
    relabel(local, &memory).await?;
    let row = QueueRow::new(row, &local.parts.sla, local.parts.clock.now());
    Ok(Answer::QueueRow(Box::new(row)))
}

/// What a model made of some cases is how they are labelled, for as long as nobody writes in them. What a person has put
/// right stays, of the case itself or of one in much the same words.
pub(super) async fn labelled_by_model(local: &Local, read: &[(&Case, &Triage)]) -> Result<(), DeskError> {
    let mut kept = local.queue.lock(local).await?;
    let labelled = |(case, triage): &(&Case, &Triage)| {
        let record = RecordRef { source: case.source.clone(), kind: "case".to_owned(), id: case.id.clone() };
        let row = kept.rows.get(&record).filter(|row| row.messages as usize == case.messages.len())?;
        let mut changed = row.clone();
        changed.summary = triage.summary.as_ref().map(|sentence| sentence.text.clone());
        if !row.follows_a_person() {
            (changed.labels, changed.labelled_by) = (triage.labels.clone(), triage.engine.clone());
        }
        (changed != *row).then_some(changed)
    };
    let changed: Vec<QueuedCase> = read.iter().filter_map(labelled).collect();
    if changed.is_empty() {
        return Ok(());
    }
    for row in &changed {
        kept.rows.insert(row.record.clone(), row.clone());
    }
    kept.keep(local, &changed, &[]).await
}

/// What was put right last of a case is as it was before.
pub(super) async fn unlabel(local: &Local, case: RecordRef) -> Result<Answer, DeskError> {
    let mut kept = local.queue.lock(local).await?;
    let none = || {
        DeskError::new(
            FailureKind::NotFound,
            "nothing was put right of this case, or that was taken back already",
        )
    };
    let mut row = kept.rows.get(&case).filter(|row| row.is_put_right()).cloned().ok_or_else(none)?;
    let before = row.labelled_before.take().ok_or_else(none)?;
    let put_right = std::mem::replace(&mut row.labels, before.labels);
    row.labelled_by = before.labelled_by;
    let detail = serde_json::json!({
        "case": case.to_string(), "taken_back": put_right, "after": row.labels, "labelled_by": row.labelled_by,
    });
    let told = lookup::event(local, AuditKind::Labelled, row.customer_id, case.to_string(), detail);
    keep_told(&mut kept, local, &row, &told).await?;
    let memory = corrections::remember(local, &row, before.change.unwrap_or_default()).await?;
    drop(kept);
    relabel(local, &memory).await?;
    let row = QueueRow::new(row, &local.parts.sla, local.parts.clock.now());
    Ok(Answer::QueueRow(Box::new(row)))
}

/// Rows that no person has labelled follow what has been put right of others.
pub(super) async fn relabel(local: &Local, memory: &Memory) -> Result<(), DeskError> {
    let mut kept = local.queue.lock(local).await?;
    if corrections::have_followed(local, memory, kept.revision).await {
        return Ok(());
    }
    let changed: Vec<QueuedCase> =
        kept.rows.values().filter_map(|row| corrections::relabelled(memory, row)).collect();
    for row in &changed {
        kept.rows.insert(row.record.clone(), row.clone());
    }
    kept.keep(local, &changed, &[]).await?;
    corrections::followed(local, memory, kept.revision).await;
    Ok(())
}
