//! What was done and sent: today's activity, the audit log, the wire view.

use super::listed::Listed;
use super::{MOST_ROWS, Talk, say};
use crate::cli::audit::{LOOKED_THROUGH, names};
use crate::cli::exit::{Failure, Status};
use crate::cli::session::unexpected;
use crate::desk::api::{Answer, Request};
use crate::domain::audit_filter::AuditFilter;
use crate::phrasing::{Day, counted};

impl Talk<'_> {
    pub(super) async fn activity(&mut self, everybodys: bool) -> Result<(), Failure> {
        let since = Day::In(0).begins_at(&self.session.moment);
        let request = Request::Activity { since, everybodys };
        let Answer::Activity(activity) = self.session.ask("reading", request).await? else {
            return Err(unexpected());
        };
        let moment = &self.session.moment;
        self.line(&format!("{} in the outbox", activity.outbox.len()))?;
        for (at, entry) in activity.outbox.iter().enumerate() {
            self.line(&say::entry(Some(at + 1), entry, &self.session))?;
        }
        self.line(&format!("{} of the audit log today", counted(activity.trail.len() as u64, "line")))?;
        let names = names(&self.session, activity.trail.iter().filter_map(|record| record.customer)).await?;
        for record in activity.trail.iter().take(MOST_ROWS) {
            self.line(&say::audit_line(record, &names, moment))?;
        }
        activity.decisions.iter().try_for_each(|one| self.line(&say::decisions(one)))?;
        activity.deciders.iter().try_for_each(|one| self.line(&say::decider(one)))?;
        self.listed = Listed::Entries(activity.outbox.iter().map(|entry| entry.id).collect());
        self.hear(activity.unheard).await
    }

    /// The newest lines that have what was typed; all where nothing was.
    pub(super) async fn audit(&mut self, words: &str) -> Result<(), Failure> {
        let which =
            AuditFilter::parse(words).map_err(|error| Failure::saying(Status::Usage, error.to_string()))?;
        let limit = if which.is_empty() { MOST_ROWS } else { LOOKED_THROUGH };
        let request = Request::AuditTail { limit };
        let Answer::Audit(mut records) = self.session.ask("reading the audit log", request).await? else {
            return Err(unexpected());
        };
        let names = names(&self.session, records.iter().filter_map(|record| record.customer)).await?;
        records.retain(|record| {
            let name = record.customer.and_then(|customer| names.get(&customer)).map_or("", String::as_str);
            which.has(record.event.as_ref(), name)
        });
        let count = counted(records.len().min(MOST_ROWS) as u64, "line");
        let that_have = if which.is_empty() { String::new() } else { format!(" with {}", words.trim()) };
        self.line(&format!("the newest {count} of the audit log{that_have}"))?;
        records
            .iter()
            .take(MOST_ROWS)
            .try_for_each(|record| self.line(&say::audit_line(record, &names, &self.session.moment)))
    }

    pub(super) async fn wires(&mut self) -> Result<(), Failure> {
        let request = Request::Wires { customer: self.customer, limit: MOST_ROWS };
        let Answer::Wires(calls) = self.session.ask("reading what left", request).await? else {
            return Err(unexpected());
        };
        let whose = if self.customer.is_some() { "about the open customer" } else { "about all customers" };
        self.line(&format!("{} of a language model, {whose}", counted(calls.len() as u64, "call")))?;
        let names = names(&self.session, calls.iter().map(|call| call.customer)).await?;
        for (at, call) in calls.iter().enumerate() {
            self.line(&say::wire(at + 1, call, &names, &self.session.moment))?;
        }
        self.listed = Listed::Wires(calls);
        Ok(())
    }
}
