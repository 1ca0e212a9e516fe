//! The leads, with what is known of them; and what a rep decides about one.

use std::collections::HashMap;

use jiff::Timestamp;

use super::api::{Answer, DeskError, FailureKind, Looked, Notice, Reading};
use super::kept::{self, KeptRow, List};
use super::local::{Local, Tell};
use super::scores;
use super::suggestions::{self, Own, proposed, queue_as_one};
use super::{calls, doctor};
use crate::domain::action::{ActionKind, NoteWrite, Write};
use crate::domain::brief::StoredSuggestion;
use crate::domain::ids::CustomerId;
use crate::domain::lead::{Change, Course, Decision, Lead, LeadRow};
use crate::domain::profile::Profile;
use crate::domain::record::RecordRef;
use crate::domain::score;
use crate::ports::repository::StorageError;
use crate::ports::{Call, LeadListing, Listing, Page, PortError, Repository};
use crate::profile::Outcome;

impl KeptRow for Lead {
    type Item = LeadListing;
    const SETTING: &'static str = "leads/1";
    const NAME: &'static str = "leads";
    const READING: &'static str = "reading leads";
    const TOLD: Notice = Notice::Leads;

    fn list(local: &Local) -> &List<Self> {
        &local.leads
    }

    async fn load(storage: &dyn Repository) -> Result<Vec<Self>, StorageError> {
        storage.leads().await
    }

    async fn store(
        storage: &dyn Repository,
        changed: &[Self],
        gone: &[RecordRef],
    ) -> Result<(), StorageError> {
        storage.put_leads(changed, gone).await
    }

    async fn page(
        local: &Local,
        since: Option<Timestamp>,
        cursor: Option<&str>,
    ) -> Result<Page<LeadListing>, PortError> {
        let Some(crm) = &local.parts.crm else { return Ok(Page::of(Vec::new(), None)) };
        crm.leads(since, cursor, &Call::INTERACTIVE).await
    }

    fn record(&self) -> &RecordRef {
        &self.record
    }

    fn listed(item: &LeadListing) -> RecordRef {
        item.lead.record.clone()
    }

    fn contact(item: &LeadListing) -> Option<Listing> {
        (item.lead.course != Course::Closed).then(|| item.contact.clone())
    }

    /// As the CRM says it, with what is known here.
    fn row(
        item: LeadListing,
        before: Option<&Self>,
        customers: &HashMap<RecordRef, CustomerId>,
    ) -> Option<Self> {
        let mut lead = item.lead;
        lead.customer_id = customers.get(&lead.record).copied();
        if let Some(before) = before {
            lead.score.clone_from(&before.score);
            lead.silent.clone_from(&before.silent);
            lead.orders = before.orders;
            lead.last_activity_at = lead.last_activity_at.max(before.last_activity_at);
            lead.called_at = before.called_at;
        }
        (lead.course != Course::Closed).then_some(lead)
    }
}

/// The leads; nothing new where `known` is how they stand.
pub(super) async fn leads(
    local: &Local,
    id: u64,
    reading: Reading,
    known: Option<u64>,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let problem = kept::refreshed::<Lead>(local, id, reading, &tell).await?;
    if matches!(reading, Reading::Cached | Reading::Fresh) {
        catch_up(local).await?;
    }
    calls::follow(local, |lead: &mut Lead| Some((lead.customer_id?, &mut lead.called_at))).await?;
    let row = |lead| LeadRow::new(lead, &local.parts.sla);
    let leads = kept::listed(local, reading, known, problem, row).await?;
    Ok(leads.map_or(Answer::AsKnown, |leads| Answer::Leads(Box::new(leads))))
}

/// Reads the leads again that a write from here has changed of late.
async fn catch_up(local: &Local) -> Result<(), DeskError> {
    let of_lead = |write: &Write| match write {
        Write::Fields(fields) => Some(&fields.record).filter(|record| record.kind == "contact").cloned(),
        _ => None,
    };
    let written = kept::written_lately::<Lead>(local, of_lead).await?;
    if !written.is_empty()
        && let Err(error) = reread(local, written).await
    {
        tracing::info!(error = %error.what, "leads were not read again after they were written");
    }
    Ok(())
}

/// Reads leads as they stand now; the list follows.
pub(super) async fn reread(local: &Local, leads: Vec<RecordRef>) -> Result<Answer, DeskError> {
    let ids: Vec<String> = leads.into_iter().map(|lead| lead.id).collect();
    read(local, &ids).await?;
    Ok(Answer::Done)
}

/// The same; how many could be read.
pub(super) async fn read(local: &Local, ids: &[String]) -> Result<usize, DeskError> {
    let listings = local.crm()?.leads_named(ids, &Call::INTERACTIVE).await?;
    let count = listings.len();
    kept::take::<Lead>(local, listings).await?;
    Ok(count)
}

/// Puts the profiles of those leads together of whom nothing is known yet, those who came last first.
pub(super) async fn fill(
    local: &Local,
    id: u64,
    most: Option<usize>,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let unknown: Vec<CustomerId> = {
        let kept = local.leads.lock(local).await?;
        let mut leads: Vec<&Lead> = kept.rows.values().filter(|lead| lead.orders.is_none()).collect();
        leads.sort_by(|a, b| b.first_seen_at.cmp(&a.first_seen_at).then_with(|| a.record.cmp(&b.record)));
        leads.into_iter().filter_map(|lead| lead.customer_id).collect()
    };
    kept::fill(local, id, unknown, most, tell).await
}

/// A profile was put together: what is shown of the lead follows it.
pub(super) async fn note(local: &Local, profile: &Profile) -> Result<(), DeskError> {
    let Some(mut kept) = local.leads.lock_loaded().await else { return Ok(()) };
    // Without the CRM it is no whole profile: it is put together again.
    let is_whole = !profile.store_is_unread() && !profile.crm_is_unread();
    let orders = is_whole.then_some(profile.totals.orders);
    let silent = named(profile.silent().map(ToString::to_string));
    // Two records that turned out to be one person are two leads of one customer.
    let is_theirs = |lead: &Lead| {
        let record = lead.record.to_string();
        // Where the CRM did not answer, their record there is not among them.
        let is_unread = profile.crm_is_unread() && lead.customer_id == Some(profile.customer.id);
        is_unread || profile.identities.iter().any(|identity| identity.reference() == record)
    };
    // Most profiles are no lead's: nothing is looked through for them.
    if !kept.rows.values().any(is_theirs) {
        return Ok(());
    }
    let made = calls::last_made(local).await?.remove(&profile.customer.id);
    let noted = profile.activities.iter().filter(|one| one.is_of_a_call()).filter_map(|one| one.at).max();
    let called = made.max(noted);
    // The CRM does not hear of all that is done at the store.
    let carts = profile.carts.iter().map(|cart| cart.updated_at);
    let active = carts.chain(profile.orders.iter().map(|order| order.placed_at)).max();
    let mut changed = Vec::new();
    for lead in kept.rows.values_mut().filter(|lead| is_theirs(lead)) {
        let is_known = lead.customer_id == Some(profile.customer.id)
            && lead.orders == orders
            && lead.silent == silent
            && lead.last_activity_at >= active
            && (lead.called_at == called || profile.crm_is_unread())
            && says_the_same(lead.score.as_ref(), profile.scores.lead.as_ref());
        if is_known {
            continue;
        }
        lead.customer_id = Some(profile.customer.id);
        (lead.score, lead.orders) = (profile.scores.lead.clone(), orders);
        lead.silent.clone_from(&silent);
        lead.last_activity_at = lead.last_activity_at.max(active);
        if !profile.crm_is_unread() {
            lead.called_at = called;
        }
        changed.push(lead.clone());
    }
    kept.keep(local, &changed, &[]).await
}

/// No profile could be put together, since an account did not answer: that is why the lead has no score.
pub(super) async fn note_silent(
    local: &Local,
    customer: CustomerId,
    looked: &[Looked],
) -> Result<(), DeskError> {
    let silent = named(looked.iter().filter(|place| place.failed).map(|place| place.place.clone()));
    let Some(mut kept) = local.leads.lock_loaded().await.filter(|_| silent.is_some()) else { return Ok(()) };
    let is_news = |lead: &&mut Lead| {
        lead.customer_id == Some(customer) && lead.orders.is_none() && lead.silent != silent
    };
    let mut changed = Vec::new();
    for lead in kept.rows.values_mut().filter(is_news) {
        lead.silent.clone_from(&silent);
        changed.push(lead.clone());
    }
    kept.keep(local, &changed, &[]).await
}

/// Accounts in words; nothing where there is none.
fn named(accounts: impl Iterator<Item = String>) -> Option<String> {
    Some(accounts.collect::<Vec<_>>().join(" and ")).filter(|names| !names.is_empty())
}

/// Another model is in use: what is kept of the leads is said anew, from the profiles as they are kept.
pub(super) async fn say_anew(local: &Local) -> Result<(), DeskError> {
    let customers: Vec<CustomerId> = {
        let kept = local.leads.lock(local).await?;
        let known = kept.rows.values().filter(|lead| lead.orders.is_some());
        known.filter_map(|lead| lead.customer_id).collect()
    };
    for customer in customers {
        let cached = local.parts.profiles.cached(customer).await?;
        let Some(Outcome::One { mut profile, .. }) = cached else { continue };
        let before = scores::before(local, Some(customer)).await?;
        local.complete(&mut profile, &before);
        note(local, &profile).await?;
    }
    Ok(())
}

/// Whether a score is as it was, whenever it was computed.
fn says_the_same(before: Option<&score::Lead>, after: Option<&score::Lead>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => {
            let said = |lead: &score::Lead| {
                (lead.points, lead.factors.clone(), lead.basis.clone(), lead.lacks.clone())
            };
            said(before) == said(after)
        }
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
    let called = lead.called();
    let mut follow_up = None;
    let (change, title, note) = match decision {
        Decision::Claim => {
            let owners = doctor::owners(local).await?;
            let me = suggestions::me_among(local, &owners).ok_or_else(|| {
                DeskError::new(FailureKind::NotFound, "you are no owner at the CRM, so no lead can be yours")
                    .hint("your e-mail in [me] must be that of a user of the CRM")
            })?;
            if lead.owner_id.as_deref() == Some(me.as_str()) {
                return Err(yours_already());
            }
            (Change::Owner(me), format!("Claim the lead {called}"), None)
        }
        Decision::Hand { to, context } => {
            let id = suggestions::owner_named(local, &to).await?;
            let colleagues = doctor::owners(local).await?;
            let name = colleagues.iter().find(|owner| owner.id == id).map_or(to, |owner| owner.name.clone());
            let note = words(&context).map(|context| format!("Handed to {name}: {context}"));
            if lead.owner_id.as_deref() == Some(id.as_str()) {
                // Whoever has it already can still be told something.
                let body = note.ok_or_else(|| theirs_already(&name))?;
                let stored = vec![note_on(local, customer, &lead, body).await?];
                return queue_as_one(local, stored, now).await;
            }
            (Change::Owner(id), format!("Hand the lead {called} to {name}"), note)
        }
        Decision::Nurture { reason, follow_up: asked_for } => {
            follow_up = asked_for;
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
        stored.push(note_on(local, customer, &lead, body).await?);
    }
    if let Some(follow_up) = follow_up {
        stored.push(calls::task_of(local, customer, lead.record, None, follow_up).await?);
    }
    queue_as_one(local, stored, now).await
}

/// A note on a lead, in the rep's words.
async fn note_on(
    local: &Local,
    customer: CustomerId,
    lead: &Lead,
    body: String,
) -> Result<StoredSuggestion, DeskError> {
    let write = Write::Note(NoteWrite {
        contact: lead.record.clone(),
        account: None,
        case: None,
        body: body.clone(),
        at: local.parts.clock.now(),
        machine_written: false,
    });
    let title = suggestions::first_line(&body);
    let own = Own { action: ActionKind::Note, write, title, body, due_at: None, case: None };
    proposed(local, customer, own).await
}

fn theirs_already(name: &str) -> DeskError {
    DeskError::new(FailureKind::Failed, format!("nothing is written: it is so already, the lead is {name}'s"))
}

fn yours_already() -> DeskError {
    DeskError::new(FailureKind::Failed, "nothing is written: the lead is yours already")
}

/// What was typed, where anything was.
fn words(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

async fn one(local: &Local, record: &RecordRef) -> Result<Lead, DeskError> {
    let kept = local.leads.lock(local).await?;
    kept.rows.get(record).cloned().ok_or_else(|| {
        DeskError::new(FailureKind::NotFound, "there is no such lead").hint("`deskhand leads` lists them")
    })
}
