//! Snooze: cases put out of the way until something happens, kept here and told to the CRM, and what wakes them.

use super::api::{Answer, DeskError, FailureKind, Listed, Reading};
use super::local::Local;
use super::{answers, days, entries, named, queue, takeover};
use crate::actions::Follow;
use crate::domain::action::CaseSleep;
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::brief::StoredSuggestion;
use crate::domain::casework::CaseDeed;
use crate::domain::crm::Case;
use crate::domain::ids::EntryId;
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::queue::{QueueRow, QueuedCase};
use crate::domain::record::RecordRef;
use crate::domain::snooze::{ParcelMark, Snooze, WakeCause, WakeRule};
use crate::phrasing::{Locale, wake_in_words};
use crate::ports::Repository;
use crate::ports::repository::StorageError;

/// Who wakes a case by its rule.
const BY_ITSELF: &str = "deskhand";
/// Entries of the outbox that are looked through for a later word on a case's sleep.
const LOOKED_THROUGH: usize = 500;

/// The rows of some cases, as a queue of them.
pub(super) async fn queue_of(local: &Local, cases: &[RecordRef]) -> Result<Answer, DeskError> {
    wake_due(local).await?;
    answers::follow(local).await?;
    let now = local.parts.clock.now();
    let rows = queue::rows_of(local, cases).await?;
    let mut shown = Vec::new();
    for row in rows.into_iter().flatten() {
        let suggested_owner = takeover::of(local, &row).await?;
        shown.push(QueueRow { suggested_owner, ..QueueRow::new(row, &local.parts.sla, now) });
    }
    let me = named::me(local, Reading::AsIs).await?;
    let zone = days::zone(local).await?;
    Ok(Answer::Queue(Box::new(Listed {
        rows: shown,
        revision: 0,
        as_of: None,
        me: me.name,
        me_is_unknown: me.is_unknown,
        zone,
        lacks: None,
        unreadable: 0,
        problem: None,
        hint: None,
    })))
}

/// Wakes those whose moment has come.
pub(super) async fn wake_due(local: &Local) -> Result<(), DeskError> {
    let now = local.parts.clock.now();
    let mut woken = Vec::new();
    let mut kept = local.queue.lock(local).await?;
    for row in kept.rows.values_mut() {
        let Some(snooze) = &row.snooze else { continue };
        let (is_over, heard, at) = (snooze.is_over(now), snooze.heard, snooze.rule.at);
        if heard {
            row.wake(WakeCause::Customer, now);
        } else if is_over {
            row.wake(WakeCause::Time, at.unwrap_or(now));
        } else {
            continue;
        }
        woken.push(row.clone());
    }
    kept.keep(local, &woken, &[]).await?;
    drop(kept);
    tell(local, &woken).await
}

/// The sleep of a case as it stands after it was read again.
pub(super) fn after_reading(before: &QueuedCase, now: &Case) -> Option<Snooze> {
    let snooze = before.snooze.clone()?;
    let heard = snooze.heard || snooze.is_broken_by(now);
    Some(Snooze { heard, ..snooze })
}

/// Records that cases were woken by their rules.
pub(super) async fn tell(local: &Local, woken: &[QueuedCase]) -> Result<(), DeskError> {
    for row in woken {
        let Some(back) = &row.back else { continue };
        let event = AuditEvent {
            at: local.parts.clock.now(),
            actor: BY_ITSELF.to_owned(),
            kind: AuditKind::Woken,
            customer: row.customer_id,
            subject: row.record.to_string(),
            detail: serde_json::json!({ "by": back.cause, "slept": back.from }),
        };
        local.parts.repository.append_audit(&event).await?;
    }
    Ok(())
}

/// What a deed tells the CRM about the sleep of a case; nothing where it does not touch it.
pub(super) fn sleep_of(deed: &CaseDeed) -> Option<CaseSleep> {
    match deed {
        CaseDeed::Snooze(rule) => {
            Some(CaseSleep::Until { at: rule.at, rule: wake_in_words(rule, &Locale::default()) })
        }
        CaseDeed::Wake => Some(CaseSleep::Awake),
        _ => None,
    }
}

/// Why a rule would never wake this case; nothing where it can.
pub(super) fn never_wakes(rule: &WakeRule, row: Option<&QueuedCase>) -> Option<String> {
    if rule.at.is_some() {
        return None;
    }
    let why = no_scan(rule, row)?;
    Some(format!("{why}: name a time too, as in `2d or scan`"))
}

/// Why the scan that a rule names cannot wake this case; nothing where it can, or where it names none.
pub(super) fn no_scan(rule: &WakeRule, row: Option<&QueuedCase>) -> Option<&'static str> {
    let standing = row?.standing.as_ref().filter(|_| rule.scan)?;
    ParcelMark::why_no_scan(standing.parcel.as_ref())
}

/// What an entry tells the CRM about the sleep of a case; nothing where it is about something else, or takes something back.
fn told_sleep(entry: &Entry) -> Option<(&RecordRef, &CaseSleep)> {
    let change = entry.write.case_change().filter(|_| !entry.is_compensation())?;
    Some((&change.case, change.sleep.as_ref()?))
}

/// Takes back what puts a case to sleep and still counts down, since something else takes its place: one write, not two. Tells
/// which that was.
async fn replace_waiting(local: &Local, case: &RecordRef) -> Result<Option<EntryId>, DeskError> {
    let mut replaced = None;
    let of_case = |entry: &&Entry| {
        matches!(entry.state, EntryState::Queued { .. })
            && matches!(told_sleep(entry), Some((told, CaseSleep::Until { .. })) if told == case)
    };
    for entry in local.parts.repository.unfinished_entries().await?.iter().filter(of_case) {
        match entries::replaced(local, entry).await {
            // It is leaving this moment: the next write goes over it.
            Err(error) if error.kind == FailureKind::NotYet => {}
            Err(error) => return Err(error),
            Ok(()) => replaced = Some(entry.id),
        }
    }
    Ok(replaced)
}

/// The entry that put a case to sleep, withdrawn with it: it had not left, so that nothing is to be written for the case to
/// be awake. Nothing where it has left, or where the case slept before already.
async fn withdrawn(local: &Local, case: &RecordRef) -> Result<Option<Entry>, DeskError> {
    let Some(id) = replace_waiting(local, case).await? else { return Ok(None) };
    let sleeps = |row: &QueuedCase| row.snooze.is_some();
    if local.queue.lock(local).await?.rows.get(case).is_some_and(sleeps) {
        return Ok(None);
    }
    Ok(local.parts.repository.entry(id).await?)
}

/// Refuses to take back what a later word on the sleep of the same case has taken the place of.
pub(super) async fn refuse_superseded(local: &Local, entry: &Entry) -> Result<(), DeskError> {
    let Some((case, _)) = told_sleep(entry).filter(|_| !entry.state.came_to_nothing()) else { return Ok(()) };
    let entries = local.parts.repository.entries(LOOKED_THROUGH).await?;
    let is_later = |other: &&Entry| {
        told_sleep(other).is_some_and(|(of, _)| of == case)
            && (other.accepted_at, other.id) > (entry.accepted_at, entry.id)
            && !other.state.came_to_nothing()
            && !entries.iter().any(|one| one.compensates(other))
    };
    let Some(later) = entries.iter().filter(is_later).max_by_key(|other| (other.accepted_at, other.id))
    else {
        return Ok(());
    };
    let what = match told_sleep(later) {
        Some((_, CaseSleep::Until { .. })) => "put to sleep anew since",
        _ => "woken since",
    };
    let what = format!("case {} was {what}: what came before counts no more", case.id);
    Err(DeskError::new(FailureKind::Failed, what)
        .hint(format!("`deskhand undo {}` takes the later one back", later.id)))
}

/// Queues what was decided about a case; a wake takes back a sleep that has not left. It holds here at once, stored in the same step: the case sleeps, is awake, or is
/// no longer new from sleep.
pub(super) async fn enqueue(
    local: &Local,
    group: Option<EntryId>,
    stored: StoredSuggestion,
    deed: &CaseDeed,
    now: bool,
) -> Result<Entry, DeskError> {
    let id = EntryId::of(stored.suggestion.id, 0);
    match (deed, stored.write.case()) {
        (CaseDeed::Snooze(_), Some(case)) => {
            replace_waiting(local, case).await?;
        }
        (CaseDeed::Wake, Some(case)) => {
            if let Some(entry) = withdrawn(local, case).await? {
                return Ok(entry);
            }
        }
        _ => {}
    }
    let mut kept = local.queue.lock(local).await?;
    let row = stored.write.case().and_then(|record| kept.rows.get(record)).cloned();
    let follow = row.and_then(|row| following(local, deed, row, (id, group)));
    let (entry, already) =
        local.actions.enqueue_in(group, stored, follow.as_ref(), local.actor(), now).await?;
    if let Some(follow) = follow
        && !already
    {
        kept.stored(local, follow.case);
    }
    Ok(entry)
}

/// The case as it stands with that entry; nothing where it stays as it is.
fn following(
    local: &Local,
    deed: &CaseDeed,
    mut row: QueuedCase,
    (entry, group): (EntryId, Option<EntryId>),
) -> Option<Follow> {
    let (by, now) = (local.actor().to_owned(), local.parts.clock.now());
    let kind = match deed {
        CaseDeed::Snooze(rule) => {
            let parcel = row.standing.as_ref().and_then(|standing| standing.parcel.clone());
            // Who sleeps already goes back to where it was before the first sleep.
            let before = row.snooze.take().map(|slept| Box::new(Snooze { before: None, ..slept }));
            let status = before.as_ref().map_or_else(|| row.status.clone(), |slept| slept.status.clone());
            let (rule, messages) = (rule.clone(), row.messages);
            row.put_to_sleep(Snooze {
                rule,
                by,
                since: now,
                entry,
                status,
                messages,
                heard: false,
                parcel,
                before,
            });
            AuditKind::Snoozed
        }
        CaseDeed::Wake => {
            row.wake(WakeCause::Person, now);
            row.back.iter_mut().for_each(|back| back.entry = Some(entry));
            AuditKind::Woken
        }
        // Somebody has worked on it: that it has slept is no news any more.
        _ => return row.back.take().map(|_| Follow { case: row, told: None }),
    };
    let told = AuditEvent {
        at: now,
        actor: local.actor().to_owned(),
        kind,
        customer: row.customer_id,
        subject: row.record.to_string(),
        detail: serde_json::json!({ "entry": entry, "group": group, "sleeps": row.snooze }),
    };
    Some(Follow { case: row, told: Some(told) })
}

/// What told the CRM of it was taken back or came to nothing: it is as it was before.
pub(super) async fn taken_back(local: &Local, entry: &Entry) -> Result<(), DeskError> {
    let Some(record) = entry.write.case() else { return Ok(()) };
    let mut kept = local.queue.lock(local).await?;
    let Some(row) = kept.rows.get_mut(record) else { return Ok(()) };
    if !row.take_back(entry.id) {
        return Ok(());
    }
    let row = row.clone();
    kept.keep(local, &[row], &[]).await
}

/// The queue as it is kept, where a stop came between what was taken back and the case: it is as it was before.
pub(super) async fn settled(
    storage: &dyn Repository,
    mut rows: Vec<QueuedCase>,
) -> Result<Vec<QueuedCase>, StorageError> {
    for row in &mut rows {
        while let Some(id) = row.told_by() {
            let entry = storage.entry(id).await?;
            if !entry.is_some_and(|entry| entry.state.came_to_nothing()) || !row.take_back(id) {
                break;
            }
        }
    }
    Ok(rows)
}
