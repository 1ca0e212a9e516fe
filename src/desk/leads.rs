//! The leads: kept here, read anew from the CRM, with what is known of them; and what a rep decides about one.

use std::collections::{BTreeMap, HashMap, HashSet};

use futures::StreamExt;
use futures::stream;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::api::{Answer, DeskError, FailureKind, Leads, Notice, Reading, Trail, Who};
use super::local::{Local, Tell};
use super::sources::{self, parked};
use super::suggestions::{self, Own, proposed, queue_together};
use super::{doctor, lookup, sync};
use crate::domain::action::{ActionKind, NoteWrite, Write};
use crate::domain::ids::CustomerId;
use crate::domain::lead::{Change, Course, Decision, Lead, LeadRow};
use crate::domain::profile::Profile;
use crate::domain::record::RecordRef;
use crate::domain::score;
use crate::ports::{Call, LeadListing, PortError};

/// What was read so long ago is good enough for whoever opens the leads again.
const YOUNG: SignedDuration = SignedDuration::from_secs(45);
/// How far a run reaches back behind the one before: the vendor's search trails behind what is written.
const OVERLAP: SignedDuration = SignedDuration::from_mins(5);
/// After so long everything is read again: a contact that was deleted is told by nothing else.
const WHOLE_AGAIN: SignedDuration = SignedDuration::from_hours(12);
/// Pages of one run: a hundred thousand leads.
const MOST_PAGES: usize = 1_000;
/// Leads whose profiles are put together at once.
const AT_ONCE: usize = 3;
/// Leads whose profiles one request puts together, those who came last first.
const MOST_CUSTOMERS: usize = 300;
/// Where it stands how far the leads were read.
const SETTING: &str = "leads/1";

/// How far the leads were read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Read {
    /// Everything that changed before is in it.
    until: Option<Timestamp>,
    /// The last time when all were read.
    whole_at: Option<Timestamp>,
}

/// The leads as they are kept here, once they were read from the storage.
#[derive(Default)]
pub(super) struct Kept {
    rows: BTreeMap<RecordRef, Lead>,
    loaded: bool,
}

impl Kept {
    async fn load(&mut self, local: &Local) -> Result<(), DeskError> {
        if !self.loaded {
            let rows = local.parts.repository.leads().await?;
            self.rows = rows.into_iter().map(|row| (row.record.clone(), row)).collect();
            self.loaded = true;
        }
        Ok(())
    }
}

/// The leads. What the CRM cannot be asked for is told beside what is kept.
pub(super) async fn leads(local: &Local, id: u64, reading: Reading, tell: Tell) -> Result<Answer, DeskError> {
    let problem = match reading {
        Reading::Offline | Reading::AsIs => None,
        Reading::Cached => refresh(local, id, false, &tell).await?,
        Reading::Fresh => refresh(local, id, true, &tell).await?,
    };
    let mut kept = local.leads.lock().await;
    kept.load(local).await?;
    let rows = kept.rows.values().map(|lead| LeadRow::new(lead.clone(), &local.parts.sla)).collect();
    let colleagues = match reading {
        Reading::Offline | Reading::AsIs => local.owners.get().cloned().unwrap_or_default(),
        _ => doctor::owners(local).await.unwrap_or_default(),
    };
    let me = suggestions::me_named(local, &colleagues);
    let as_of = read_so_far(local).await?.until;
    Ok(Answer::Leads(Box::new(Leads { rows, as_of, me, problem })))
}

async fn read_so_far(local: &Local) -> Result<Read, DeskError> {
    let kept = local.parts.repository.setting(SETTING).await?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// How far the leads have been read.
pub(super) async fn trail(local: &Local) -> Result<Trail, DeskError> {
    Ok(Trail { what: "leads".to_owned(), until: read_so_far(local).await?.until, interrupted: false })
}

/// Reads what has changed, or everything; why it could not, in words. Rows are kept page by page.
async fn refresh(local: &Local, id: u64, whole: bool, tell: &Tell) -> Result<Option<String>, DeskError> {
    let _one_at_a_time = local.leads_reading.lock().await;
    let now = local.parts.clock.now();
    let read = read_so_far(local).await?;
    let is_young = read.until.is_some_and(|until| now.duration_since(until) < YOUNG);
    if is_young && !whole {
        return Ok(None);
    }
    let is_old = read.whole_at.is_none_or(|at| now.duration_since(at) > WHOLE_AGAIN);
    let since = match read.until {
        Some(until) if !whole && !is_old => until.checked_sub(OVERLAP).ok(),
        _ => None,
    };
    match pages(local, id, since, tell).await? {
        Ok(()) => {
            let whole_at = if since.is_none() { Some(now) } else { read.whole_at };
            let kept = serde_json::to_string(&Read { until: Some(now), whole_at }).unwrap_or_default();
            local.parts.repository.put_setting(SETTING, &kept).await?;
            Ok(None)
        }
        Err(error) => Ok(Some(error.what)),
    }
}

async fn pages(
    local: &Local,
    id: u64,
    since: Option<Timestamp>,
    tell: &Tell,
) -> Result<Result<(), PortError>, DeskError> {
    let crm = local.crm()?;
    let mut seen = HashSet::new();
    let mut cursor: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let page = match crm.leads(since, cursor.as_deref(), &Call::INTERACTIVE).await {
            Ok(page) => page,
            Err(error) => {
                sources::failed(local, crm.source(), &error.what).await;
                return Ok(Err(error));
            }
        };
        sources::succeeded(local, crm.source()).await;
        seen.extend(page.items.iter().map(|item| item.lead.record.clone()));
        let readable = page.items.iter().map(|item| item.lead.record.clone());
        parked::note(local, crm.source(), page.unreadable, readable).await?;
        take(local, page.items).await?;
        let done = seen.len() as u64;
        tell(Notice::Progress { request: id, what: "reading leads".to_owned(), done, total: None });
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    if since.is_none() && cursor.is_none() {
        forget_others(local, &seen).await?;
    }
    Ok(Ok(()))
}

/// Keeps a page: leads as rows, each with who they are here; those that are none any more go.
async fn take(local: &Local, items: Vec<LeadListing>) -> Result<(), DeskError> {
    let (leads, closed): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|item| item.lead.course != Course::Closed);
    let contacts = leads.iter().map(|item| item.contact.clone()).collect();
    // Before the leads are held: whoever settles customers may be waiting for those.
    let customers = sync::learn(local, contacts).await?;
    let mut kept = local.leads.lock().await;
    kept.load(local).await?;
    let mut changed = Vec::new();
    for item in leads {
        let lead = known(item.lead, kept.rows.get(&item.contact.record), &customers);
        if kept.rows.get(&lead.record) != Some(&lead) {
            kept.rows.insert(lead.record.clone(), lead.clone());
            changed.push(lead);
        }
    }
    let closed = closed.into_iter().map(|item| item.lead.record);
    let gone: Vec<RecordRef> = closed.filter(|record| kept.rows.remove(record).is_some()).collect();
    keep(local, &changed, &gone).await
}

/// A lead as the CRM says it, with what is known here.
fn known(mut lead: Lead, before: Option<&Lead>, customers: &HashMap<RecordRef, CustomerId>) -> Lead {
    lead.customer_id = customers.get(&lead.record).copied();
    if let Some(before) = before {
        lead.score.clone_from(&before.score);
        lead.orders = before.orders;
    }
    lead
}

/// After everything was read, what was not among it is no lead any more.
async fn forget_others(local: &Local, seen: &HashSet<RecordRef>) -> Result<(), DeskError> {
    let mut kept = local.leads.lock().await;
    kept.load(local).await?;
    let gone: Vec<RecordRef> = kept.rows.keys().filter(|record| !seen.contains(record)).cloned().collect();
    gone.iter().for_each(|record| {
        kept.rows.remove(record);
    });
    keep(local, &[], &gone).await
}

async fn keep(local: &Local, changed: &[Lead], gone: &[RecordRef]) -> Result<(), DeskError> {
    if changed.is_empty() && gone.is_empty() {
        return Ok(());
    }
    local.parts.repository.put_leads(changed, gone).await?;
    // Nobody listening is fine.
    let _ = local.told.send(Notice::Leads);
    Ok(())
}

/// Puts the profiles of those leads together of whom nothing is known yet, those who came last first.
pub(super) async fn fill(local: &Local, id: u64, tell: Tell) -> Result<Answer, DeskError> {
    let customers = unknown(local).await?;
    let total = u64::try_from(customers.len()).ok();
    let read = stream::iter(customers)
        .map(|customer| async move { lookup::one(local, &Who::Customer(customer)).await })
        .buffer_unordered(AT_ONCE);
    let mut read = std::pin::pin!(read);
    let mut done = 0;
    while let Some(profile) = read.next().await {
        done += 1;
        // What is shown follows the look-up by itself. Nothing is waited for here: the others of the stream would stand still.
        if let Err(error) = profile {
            // Who cannot be read now stays unknown; the list is there all the same.
            tracing::debug!(kind = ?error.kind, "a lead was not read");
        }
        tell(Notice::Progress { request: id, what: "reading customers".to_owned(), done, total });
    }
    Ok(Answer::Done)
}

async fn unknown(local: &Local) -> Result<Vec<CustomerId>, DeskError> {
    let mut kept = local.leads.lock().await;
    kept.load(local).await?;
    let mut leads: Vec<&Lead> = kept.rows.values().filter(|lead| lead.orders.is_none()).collect();
    leads.sort_by(|a, b| b.first_seen_at.cmp(&a.first_seen_at).then_with(|| a.record.cmp(&b.record)));
    Ok(leads.into_iter().filter_map(|lead| lead.customer_id).take(MOST_CUSTOMERS).collect())
}

/// A profile was put together: what is shown of the lead follows it.
pub(super) async fn note(local: &Local, profile: &Profile) -> Result<(), DeskError> {
    let mut kept = local.leads.lock().await;
    if !kept.loaded {
        return Ok(());
    }
    let orders = (!profile.store_is_unread()).then_some(profile.totals.orders);
    // Two records that turned out to be one person are two leads of one customer.
    let is_theirs = |lead: &Lead| {
        let record = lead.record.to_string();
        profile.identities.iter().any(|identity| identity.reference() == record)
    };
    let mut changed = Vec::new();
    for lead in kept.rows.values_mut().filter(|lead| is_theirs(lead)) {
        let is_known = lead.customer_id == Some(profile.customer.id)
            && lead.orders == orders
            && says_the_same(lead.score.as_ref(), profile.scores.lead.as_ref());
        if is_known {
            continue;
        }
        lead.customer_id = Some(profile.customer.id);
        (lead.score, lead.orders) = (profile.scores.lead.clone(), orders);
        changed.push(lead.clone());
    }
    keep(local, &changed, &[]).await
}

/// Whether a score is as it was, whenever it was computed.
fn says_the_same(before: Option<&score::Lead>, after: Option<&score::Lead>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => before.points == after.points && before.factors == after.factors,
        (before, after) => before.is_none() && after.is_none(),
    }
}

/// Decides about a lead: the change at the CRM, and the words that go with it as a note.
pub(super) async fn decide(
    local: &Local,
    record: &RecordRef,
    decision: Decision,
    now: bool,
) -> Result<Answer, DeskError> {
    let lead = one(local, record).await?;
    let customer = lead.customer_id.ok_or_else(|| {
        DeskError::new(FailureKind::Failed, "this lead is not in the directory yet")
            .hint("`deskhand sync` reads everybody")
    })?;
    let called = lead.name.clone().unwrap_or_else(|| lead.record.to_string());
    let (change, title, note) = match decision {
        Decision::Claim => {
            let me = suggestions::owner_me(local).await.ok_or_else(|| {
                DeskError::new(FailureKind::NotFound, "you are no owner at the CRM, so no lead can be yours")
                    .hint("your e-mail in [me] must be that of a user of the CRM")
            })?;
            (Change::Owner(me), format!("Claim the lead {called}"), None)
        }
        Decision::Hand { to, context } => {
            let id = suggestions::owner_named(local, &to).await?;
            let colleagues = doctor::owners(local).await?;
            let name = colleagues.iter().find(|owner| owner.id == id).map_or(to, |owner| owner.name.clone());
            let note = words(&context).map(|context| format!("Handed to {name}: {context}"));
            (Change::Owner(id), format!("Hand the lead {called} to {name}"), note)
        }
        Decision::Nurture { reason } => {
            let note = words(&reason).map(|reason| format!("Sent to nurture: {reason}"));
            (Change::Nurture, format!("Send the lead {called} to nurture"), note)
        }
        Decision::Disqualify { reason } => {
            let reason = words(&reason)
                .ok_or_else(|| DeskError::new(FailureKind::BadRequest, "say why the lead is disqualified"))?;
            let note = Some(format!("Disqualified: {reason}"));
            (Change::Disqualify, format!("Disqualify the lead {called}"), note)
        }
    };
    let write = local
        .crm()?
        .lead_write(&lead, &change)
        .ok_or_else(|| DeskError::new(FailureKind::Failed, "this CRM has no leads that can be changed"))?;
    let body = note.clone().unwrap_or_else(|| title.clone());
    let own = Own { action: ActionKind::Fields, write, title, body, due_at: None, case: None };
    let mut stored = vec![proposed(local, customer, own).await?];
    if let Some(body) = note {
        let write = Write::Note(NoteWrite {
            contact: lead.record.clone(),
            case: None,
            body: body.clone(),
            at: local.parts.clock.now(),
            machine_written: false,
        });
        let title = suggestions::first_line(&body);
        let own = Own { action: ActionKind::Note, write, title, body, due_at: None, case: None };
        stored.push(proposed(local, customer, own).await?);
    }
    queue_together(local, stored, now).await
}

/// What was typed, where anything was.
fn words(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

async fn one(local: &Local, record: &RecordRef) -> Result<Lead, DeskError> {
    let mut kept = local.leads.lock().await;
    kept.load(local).await?;
    kept.rows.get(record).cloned().ok_or_else(|| {
        DeskError::new(FailureKind::NotFound, "there is no such lead").hint("`deskhand leads` lists them")
    })
}
