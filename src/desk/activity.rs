//! What a rep has done, from the outbox and the audit log; a manager may look at what all have.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use serde_json::Value;

use super::api::{Activity, Answer, Counts, Decider, Decisions, DeskError, FailureKind};
use super::local::Local;
use super::{doctor, rejections, review};
use crate::domain::action::{ActionKind, Role};
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::crm::Owner;
use crate::domain::ids::EntryId;
use crate::domain::outbox::{Entry, EntryState, Said};
use crate::ports::repository::AuditRecord;

/// Entries that are looked through.
const MOST_ENTRIES: usize = 1_000;
/// Lines of the audit log that are looked through.
const MOST_LINES: usize = 5_000;

pub(super) async fn activity(local: &Local, since: Timestamp, everybodys: bool) -> Result<Answer, DeskError> {
    if everybodys && local.parts.me.role < Role::Manager {
        let what = "what everybody has done is a manager's to look at";
        return Err(DeskError::new(FailureKind::NotPermitted, what)
            .hint("`role` under [me] says what you are; the audit log tells who did what"));
    }
    let repository = &local.parts.repository;
    let entries = repository.entries(MOST_ENTRIES).await?;
    let records = repository.audit_tail(MOST_LINES).await?;
    let is_told = |event: &AuditEvent| everybodys || event.actor == local.actor();
    let mine = |record: &&AuditRecord| record.event.as_ref().is_some_and(is_told);
    let trail = records.iter().filter(mine).filter(|record| record.at_ms >= since.as_millisecond()).cloned();
    let kinds = kinds(local, &records, &entries, is_told).await?;
    let told = rejections::unheard(local).await?;
    let unheard: Vec<EntryId> = told.iter().map(|entry| entry.id).collect();
    let is_unheard = |entry: &Entry| unheard.contains(&entry.id);
    // Whoever takes back what is theirs: they are to hear of it.
    let own = entries.iter().filter(|entry| entry.is_of(local.actor()));
    let takes_back: HashSet<EntryId> = own.map(|entry| entry.id.compensation()).collect();
    let is_theirs =
        |entry: &Entry| everybodys || entry.is_of(local.actor()) || takes_back.contains(&entry.id);
    let is_wanted = |entry: &Entry| is_of_the_day(entry, since) && is_theirs(entry) || is_unheard(entry);
    let as_told = |entry: Entry| told.iter().find(|one| one.id == entry.id).cloned().unwrap_or(entry);
    let mut outbox: Vec<Entry> = entries.into_iter().filter(is_wanted).map(as_told).collect();
    outbox.sort_by_key(|entry| std::cmp::Reverse(entry.accepted_at));
    let edited = edited_first(&records);
    let decided = || {
        let told = records.iter().rev().filter(mine);
        told.filter_map(|record| Some((record.event.as_ref()?, edited.contains(&record.sequence))))
    };
    let deciders = match everybodys {
        true => deciders(decided(), &kinds, &doctor::owners_at_hand(local).unwrap_or_default()),
        false => Vec::new(),
    };
    let activity = Activity {
        since,
        actor: local.actor().to_owned(),
        everybodys,
        trail: trail.collect(),
        decisions: decisions(decided(), &kinds),
        deciders,
        decided_since: records.last().and_then(|record| Timestamp::from_millisecond(record.at_ms).ok()),
        outbox,
        unheard,
    };
    Ok(Answer::Activity(Box::new(activity)))
}

fn is_of_the_day(entry: &Entry, since: Timestamp) -> bool {
    let ended = match &entry.state {
        EntryState::Done { at, .. }
        | EntryState::Undone { at, .. }
        | EntryState::Rejected { at, .. }
        | EntryState::Dropped { at, .. } => *at >= since,
        _ => true,
    };
    ended || entry.accepted_at >= since
}

/// Which kind of action the subjects of decisions are: an entry's own, or that of the suggestion.
async fn kinds(
    local: &Local,
    records: &[AuditRecord],
    entries: &[Entry],
    is_told: impl Fn(&AuditEvent) -> bool,
) -> Result<HashMap<String, ActionKind>, DeskError> {
    let mut kinds: HashMap<String, ActionKind> = HashMap::new();
    for entry in entries {
        kinds.insert(entry.id.to_string(), entry.action);
        kinds.extend(entry.suggestion_id.map(|suggestion| (suggestion.to_string(), entry.action)));
    }
    for event in records.iter().filter_map(|record| record.event.as_ref()) {
        if !is_told(event) || kinds.contains_key(&event.subject) {
            continue;
        }
        if let (AuditKind::Dismissed | AuditKind::Restored, Ok(suggestion)) =
            (event.kind, event.subject.parse())
            && let Some(stored) = local.parts.repository.suggestion(suggestion).await?
        {
            kinds.insert(event.subject.clone(), stored.suggestion.action);
        }
    }
    Ok(kinds)
}

/// The lines by which something was accepted, for the first time, in other words than it was proposed in. `records` begin with
/// the newest.
fn edited_first(records: &[AuditRecord]) -> HashSet<u64> {
    let mut drafts: HashMap<&str, [[&Value; 2]; 2]> = HashMap::new();
    let mut edited = HashSet::new();
    for record in records.iter().rev() {
        let Some(event) = &record.event else { continue };
        let (before, after) = (&event.detail["before"], &event.detail["after"]);
        match event.kind {
            // Of who vouches for words of their own no draft before is told.
            AuditKind::Edited if before.is_object() => {
                let [_, now] = drafts.entry(&event.subject).or_insert_with(|| [words(before); 2]);
                *now = words(after);
            }
            AuditKind::Accepted => {
                let Some(suggestion) = event.detail["suggestion"].as_str() else { continue };
                let is_edited = match drafts.get_mut(suggestion) {
                    Some([proposed, now]) if proposed != now => {
                        // Accepted again it is no other.
                        *proposed = *now;
                        true
                    }
                    Some(_) => false,
                    // Words that were edited in a draft before have no line of their own here.
                    None => event.detail["edited"] == true,
                };
                if is_edited {
                    drafts.entry(suggestion).or_insert_with(|| [words(&event.detail); 2]);
                    edited.insert(record.sequence);
                }
            }
            _ => {}
        }
    }
    edited
}

fn words(draft: &Value) -> [&Value; 2] {
    [&draft["title"], &draft["body"]]
}

/// Counts what was decided, oldest first, by kind; the most decided comes first. With each event: whether it was accepted in
/// other words than it was proposed in.
fn decisions<'a>(
    events: impl Iterator<Item = (&'a AuditEvent, bool)>,
    kinds: &HashMap<String, ActionKind>,
) -> Vec<Decisions> {
    let mut counted: BTreeMap<&'static str, Decisions> = BTreeMap::new();
    for (event, edited) in events {
        let Some(action) = kinds.get(&event.subject).copied() else { continue };
        let of_kind = counted.entry(action.as_str()).or_insert_with(|| Decisions {
            action,
            counts: Counts::default(),
            reasons: BTreeMap::new(),
        });
        count(&mut of_kind.counts, event, edited);
        let reason = || event.detail["reason"].as_str().unwrap_or("no reason").to_owned();
        match event.kind {
            AuditKind::Dismissed => *of_kind.reasons.entry(reason()).or_default() += 1,
            AuditKind::Restored => {
                let restored = of_kind.reasons.entry(reason()).or_default();
                *restored = restored.saturating_sub(1);
            }
            _ => {}
        }
    }
    let mut decisions: Vec<Decisions> = counted.into_values().collect();
    for of_kind in &mut decisions {
        of_kind.reasons.retain(|_, times| *times > 0);
    }
    decisions.retain(|one| one.counts.sum() > 0);
    decisions.sort_by_key(|one| std::cmp::Reverse(one.counts.sum()));
    decisions
}

/// The same by who decided.
fn deciders<'a>(
    events: impl Iterator<Item = (&'a AuditEvent, bool)>,
    kinds: &HashMap<String, ActionKind>,
    owners: &[Owner],
) -> Vec<Decider> {
    let mut counted: BTreeMap<&str, Counts> = BTreeMap::new();
    for (event, edited) in events.filter(|(event, _)| kinds.contains_key(&event.subject)) {
        count(counted.entry(&event.actor).or_default(), event, edited);
    }
    let of_one = |(actor, counts): (&str, Counts)| Decider {
        actor: actor.to_owned(),
        name: review::called(actor, owners),
        counts,
    };
    let mut deciders: Vec<Decider> = counted.into_iter().map(of_one).collect();
    deciders.retain(|one| one.counts.sum() > 0);
    deciders.sort_by_key(|one| std::cmp::Reverse(one.counts.sum()));
    deciders
}

/// Counts a decision. What was restored counts as dismissed no more, nor does a yes or a no that was withdrawn.
fn count(counts: &mut Counts, event: &AuditEvent, edited: bool) {
    match event.kind {
        AuditKind::Accepted => {
            counts.accepted += 1;
            counts.edited += u64::from(edited);
        }
        AuditKind::Approved => counts.approved += 1,
        AuditKind::Rejected => counts.rejected += 1,
        AuditKind::Undone => counts.taken_back += 1,
        AuditKind::Dismissed => counts.dismissed += 1,
        AuditKind::Restored => counts.dismissed = counts.dismissed.saturating_sub(1),
        AuditKind::Reopened if event.detail["before"]["said"] == Said::No.as_str() => {
            counts.rejected = counts.rejected.saturating_sub(1);
        }
        AuditKind::Reopened => counts.approved = counts.approved.saturating_sub(1),
        _ => {}
    }
}
