//! Customers whose fields at the CRM are about to change: what leaves is kept before it does, what has arrived
//! afterwards, with the lines of the audit log that tell of it.

use std::collections::{BTreeMap, HashMap};

use super::run;
use crate::desk::api::{DeskError, ScoreDifference, ScoresWritten};
use crate::desk::local::Local;
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::ids::CustomerId;
use crate::domain::record::RecordRef;
use crate::domain::score_fields::{
    OnContact, Plan, ScoreField, Seal, TierReview, Values, WrittenScores, changes,
};
use crate::ports::repository::ScoresBatch;
use crate::ports::{Call, CrmClient, PortError, Trouble};

/// Contacts that are written in one go, at most: as many as a CRM takes in one request.
pub(super) const BATCH: usize = 100;

/// For what they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// All scores, as a run that can be taken back.
    Run,
    /// One customer's, or those that a person has said yes to.
    One,
    /// To take a run back.
    TakingBack,
}

/// A customer whose scores are on their way.
pub(super) struct Row {
    pub customer: CustomerId,
    pub proposed: Values,
    pub written: WrittenScores,
    pub contacts: Vec<OfContact>,
    /// What holds their change of tier.
    pub review: Option<TierReview>,
    /// A person has said that it may be written.
    pub is_allowed: bool,
}

/// A contact with what stands there and what is to become of it.
pub(super) struct OfContact {
    pub record: RecordRef,
    pub now: Values,
    pub plan: Plan,
    /// The seal that leaves with it; nothing where it stays as it is.
    pub seal: Option<String>,
    pub refused: Option<String>,
    pub written: bool,
}

/// Reads what stands at the CRM, and plans what becomes of it, from what was written last, what is proposed and what stands
/// there now. A contact that is gone there is none.
pub(super) async fn read(
    crm: &dyn CrmClient,
    rows: &mut [Row],
    plan: impl Fn(&mut OnContact, &Values, &Values) -> Plan,
) -> Result<(), DeskError> {
    let records: Vec<RecordRef> =
        rows.iter().flat_map(|row| row.contacts.iter().map(|contact| contact.record.clone())).collect();
    let mut stands: HashMap<RecordRef, Values> =
        crm.score_fields(&records, &Call::BACKGROUND).await?.into_iter().collect();
    for row in rows {
        row.contacts.retain_mut(|contact| {
            let Some(now) = stands.remove(&contact.record) else { return false };
            contact.plan = plan(row.written.on(&contact.record), &row.proposed, &now);
            contact.now = now;
            true
        });
    }
    Ok(())
}

/// Sends what may be written. What is on its way is kept before it leaves.
pub(super) async fn send(
    local: &Local,
    crm: &dyn CrmClient,
    rows: &mut [Row],
    aim: Aim,
) -> Result<(), DeskError> {
    let is_leaving = |row: &&mut Row| row.contacts.iter().any(OfContact::is_leaving);
    let mut about_to = Vec::new();
    for row in rows.iter_mut().filter(is_leaving) {
        for contact in row.contacts.iter().filter(|contact| !contact.plan.write.0.is_empty()) {
            let known = row.written.on(&contact.record);
            match aim {
                Aim::Run => known.begin_in(run::under_way(local).await?, &contact.now, &contact.plan.write),
                Aim::One | Aim::TakingBack => known.begin(&contact.plan.write),
            }
        }
        about_to.push(row.written.clone());
    }
    if about_to.is_empty() {
        return Ok(());
    }
    local.parts.repository.put_scores(&ScoresBatch { written: about_to, ..ScoresBatch::default() }).await?;
    let changes: Vec<(RecordRef, Values)> = rows
        .iter()
        .flat_map(|row| &row.contacts)
        .filter(|contact| contact.is_leaving())
        .map(|contact| (contact.record.clone(), contact.leaving()))
        .collect();
    let (outcome, stopped) = send_all(crm, &changes).await;
    for row in rows {
        for contact in &mut row.contacts {
            match outcome.get(&contact.record) {
                Some(None) => {
                    contact.written = true;
                    row.written.on(&contact.record).arrived(&contact.plan.write);
                }
                Some(Some(why)) => contact.refused = Some(why.clone()),
                None => {}
            }
        }
    }
    stopped.map_or(Ok(()), |error| Err(error.into()))
}

/// Sends changes; where a vendor refuses them together, in halves, until it is known whom it refuses. What became of
/// each (nothing: written), and why it ended early.
async fn send_all(
    crm: &dyn CrmClient,
    changes: &[(RecordRef, Values)],
) -> (BTreeMap<RecordRef, Option<String>>, Option<PortError>) {
    let mut outcome = BTreeMap::new();
    let mut to_send: Vec<&[(RecordRef, Values)]> = changes.chunks(BATCH).rev().collect();
    while let Some(part) = to_send.pop() {
        match crm.write_score_fields(part, &Call::BACKGROUND).await {
            Ok(refused) => {
                outcome.extend(part.iter().map(|(contact, _)| (contact.clone(), None)));
                outcome.extend(refused.into_iter().map(|(contact, why)| (contact, Some(why))));
            }
            Err(error) if error.trouble == Trouble::Refused && part.len() > 1 => {
                let (first, second) = part.split_at(part.len() / 2);
                to_send.extend([second, first]);
            }
            Err(error) if error.trouble == Trouble::Refused => {
                outcome.extend(part.iter().map(|(contact, _)| (contact.clone(), Some(error.what.clone()))));
            }
            Err(error) => return (outcome, Some(error)),
        }
    }
    (outcome, None)
}

/// Keeps what has arrived and what waits, with the lines of the audit log that tell of it.
pub(super) async fn keep(
    local: &Local,
    rows: &[Row],
    before: &[WrittenScores],
    settled: Vec<CustomerId>,
    aim: Aim,
) -> Result<(), DeskError> {
    let now = local.parts.clock.now();
    let mut batch = ScoresBatch { settled, ..ScoresBatch::default() };
    let line = |customer, subject: String, detail| AuditEvent {
        at: now,
        actor: local.actor().to_owned(),
        kind: AuditKind::ScoresWritten,
        customer,
        subject,
        detail,
    };
    let (mut contacts, mut fields) = (0, 0);
    for (row, before) in rows.iter().zip(before) {
        if row.written != *before {
            batch.written.push(row.written.clone());
        }
        batch.reviews.extend(row.review.clone());
        let has_all = |contact: &OfContact| contact.written || contact.plan.write.0.is_empty();
        if row.is_allowed && row.contacts.iter().all(has_all) {
            batch.settled.push(row.customer);
        }
        for contact in row.contacts.iter().filter(|contact| contact.written) {
            contacts += 1;
            fields += contact.plan.write.0.len();
            let changes = changes(&contact.now, &contact.leaving());
            let detail = serde_json::json!({ "changes": changes, "taken_back": aim == Aim::TakingBack });
            batch.audit.push(line(Some(row.customer), contact.record.to_string(), detail));
        }
    }
    if contacts > 0 {
        let detail = serde_json::json!({
            "contacts": contacts, "fields": fields, "taken_back": aim == Aim::TakingBack,
        });
        batch.audit.push(line(None, "scores".to_owned(), detail));
    }
    let is_nothing = batch.written.is_empty() && batch.reviews.is_empty() && batch.settled.is_empty();
    if !is_nothing {
        local.parts.repository.put_scores(&batch).await?;
    }
    Ok(())
}

impl Row {
    /// Has seals leave with the values.
    pub fn seal(&mut self) {
        self.contacts.iter_mut().for_each(|contact| contact.seal(&mut self.written));
    }
}

impl OfContact {
    pub fn unread(record: RecordRef) -> Self {
        Self {
            record,
            now: Values::default(),
            plan: Plan::default(),
            seal: None,
            refused: None,
            written: false,
        }
    }

    /// Has the seal leave that is to stand beside the values afterwards.
    fn seal(&mut self, written: &mut WrittenScores) {
        let seal = written.on(&self.record).seal(&self.now, &self.plan.write);
        self.seal = (seal != Seal::beside(&self.now)).then(|| seal.text());
    }

    fn is_leaving(&self) -> bool {
        self.seal.is_some() || !self.plan.write.0.is_empty()
    }

    /// What is sent, the seal with it.
    fn leaving(&self) -> Values {
        let mut leaving = self.plan.write.clone();
        if let Some(seal) = &self.seal {
            leaving.set(ScoreField::Seal, seal.clone());
        }
        leaving
    }

    /// Counts it, and tells what is other there.
    pub fn tell(self, customer: CustomerId, review: Option<&TierReview>, told: &mut ScoresWritten) {
        let (counts, plan) = (&mut told.counts, &self.plan);
        let fields = plan.write.0.len() as u64;
        counts.contacts += 1;
        counts.contacts_to_write += u64::from(fields > 0);
        counts.fields_to_write += fields;
        counts.contacts_written += u64::from(self.written && fields > 0);
        counts.seals_alone += u64::from(self.seal.is_some() && fields == 0);
        counts.fields_written += if self.written { fields } else { 0 };
        counts.contacts_refused += u64::from(self.refused.is_some());
        counts.conflicts += plan.conflicts.0.len() as u64;
        if *plan == Plan::default() {
            return;
        }
        told.differences.push(ScoreDifference {
            customer_id: customer,
            write: changes(&self.now, &plan.write),
            conflicts: changes(&self.now, &plan.conflicts),
            held: changes(&self.now, &plan.held),
            review: review.filter(|_| !plan.held.0.is_empty()).map(|review| review.state.clone()),
            contact: self.record,
            written: self.written,
            refused: self.refused,
        });
    }
}
