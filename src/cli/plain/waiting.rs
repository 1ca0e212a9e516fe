//! What waits: for a yes, for a vendor, for a person.

use super::listed::Listed;
use super::{Talk, say};
use crate::cli::exit::Failure;
use crate::cli::session::unexpected;
use crate::desk::api::{Answer, ParkedId, Reading, Request};
use crate::domain::EntryId;
use crate::domain::outbox::EntryState;
use crate::phrasing::by;

impl Talk<'_> {
    pub(super) async fn entries(&mut self, what: &str, request: Request) -> Result<(), Failure> {
        let Answer::Entries(entries) = self.session.ask("reading", request).await? else {
            return Err(unexpected());
        };
        self.line(&format!("{} {what}", entries.len()))?;
        for (at, entry) in entries.iter().enumerate() {
            self.line(&say::entry(Some(at + 1), entry, &self.session))?;
        }
        self.listed = Listed::Entries(entries.iter().map(|entry| entry.id).collect());
        Ok(())
    }

    /// What the one who listens has asked for, was said no to, and does not know of yet.
    pub(super) async fn rejections(&mut self) -> Result<(), Failure> {
        let Answer::Rejections(entries) = self.session.ask("reading", Request::Rejections).await? else {
            return Err(unexpected());
        };
        if entries.is_empty() {
            return Ok(());
        }
        self.line(&format!("Attention: rejected since you looked last: {}", entries.len()))?;
        entries.iter().try_for_each(|entry| self.said_of(entry))?;
        self.line("`activity` says it once more, then it is not told again")
    }

    /// Those are known of now.
    pub(super) async fn hear(&mut self, entries: Vec<EntryId>) -> Result<(), Failure> {
        if !entries.is_empty() {
            self.session.ask("storing", Request::HearRejections { entries }).await?;
        }
        Ok(())
    }

    /// What an entry rests on, whether that is still true, and what it would change.
    pub(super) async fn review(&mut self, entry: EntryId) -> Result<(), Failure> {
        let Answer::Entry(one) = self.session.ask("reading", Request::Entry { entry }).await? else {
            return Err(unexpected());
        };
        if !matches!(one.state, EntryState::AwaitingApproval { .. }) {
            self.said_of(&one)?;
            let by = by(&one.accepted_by, Some(&self.who.email));
            self.line(&format!("accepted by {by} {}", self.session.moment.ago(one.accepted_at)))?;
        }
        if one.state.is_final() {
            return Ok(());
        }
        let request = Request::Review { entry, reading: Reading::Fresh };
        let Answer::Review(review) = self.session.ask("checking", request).await? else {
            return Err(unexpected());
        };
        say::review(&one, &review, &self.session).iter().try_for_each(|line| self.line(line))
    }

    pub(super) async fn sources(&mut self) -> Result<(), Failure> {
        let Answer::Sources(report) = self.session.ask("reading how they stand", Request::Sources).await?
        else {
            return Err(unexpected());
        };
        for vendor in &report.vendors {
            for line in say::vendor(vendor, &self.session.moment) {
                self.line(&line)?;
            }
        }
        self.line(&format!("{} parked", report.parked.len()))?;
        for (at, parked) in report.parked.iter().enumerate() {
            self.line(&say::parked(at + 1, parked, &self.session.moment))?;
        }
        self.listed = Listed::Parked(report.parked.into_iter().map(|parked| parked.id).collect());
        Ok(())
    }

    pub(super) async fn retry(&mut self, number: usize) -> Result<(), Failure> {
        match self.stuck(number)? {
            ParkedId::Entry(entry) => self.act(Request::Retry { entry }).await,
            ParkedId::Record(record) => {
                self.session.ask("asking for the record again", Request::ReadAgain { record }).await?;
                self.line("read; it is parked no more")
            }
        }
    }

    pub(super) async fn give_up(&mut self, number: usize, reason: String) -> Result<(), Failure> {
        match self.stuck(number)? {
            ParkedId::Entry(entry) => self.act(Request::Drop { entry, reason: Some(reason) }).await,
            ParkedId::Record(record) => {
                self.session.ask("storing", Request::Skip { record, reason }).await?;
                self.line("skipped; the reason stays in the audit log")
            }
        }
    }
}
