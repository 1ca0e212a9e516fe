//! Leads: listed from the best down, decided about.

use super::listed::Listed;
use super::{MOST_ROWS, Talk, say};
use crate::cli::exit::Failure;
use crate::cli::leads::whose_else;
use crate::cli::worklist::{narrowed, read, standpoint};
use crate::desk::api::{Reading, Request};
use crate::domain::lead::{Decision, LeadRow};
use crate::phrasing::Reminder;

impl Talk<'_> {
    pub(super) async fn leads(&mut self, words: &str) -> Result<(), Failure> {
        let arrangement = narrowed::<LeadRow>(words)?;
        let leads = self.list::<LeadRow>().await?;
        let shown = arrangement.of(&leads.rows, &standpoint(&leads, &self.session.moment));
        let count = shown.len();
        let rows: Vec<LeadRow> = shown.into_iter().take(MOST_ROWS).map(|at| leads.rows[at].clone()).collect();
        self.line(&say::how_many(count, "lead", MOST_ROWS))?;
        for (at, row) in rows.iter().enumerate() {
            self.line(&say::lead(at + 1, row, &self.session.moment))?;
        }
        self.listed = Listed::Leads(rows);
        Ok(())
    }

    async fn decide_lead(&mut self, number: usize, decision: Decision) -> Result<(), Failure> {
        let lead = self.lead(number)?.lead.record.clone();
        self.act(Request::Decide { lead, decision, now: false }).await
    }

    /// A colleague's is claimed when it is said twice.
    pub(super) async fn claim(&mut self, number: usize) -> Result<(), Failure> {
        if self.minds_owner(number, "to take it over").await? {
            return Ok(());
        }
        self.decide_lead(number, Decision::Claim).await
    }

    /// Whether a colleague has it and that was not said of the same deed yet; now it is.
    async fn minds_owner(&mut self, number: usize, to: &'static str) -> Result<bool, Failure> {
        let lead = self.lead(number)?;
        let record = lead.lead.record.clone();
        let leads = read::<LeadRow>(&self.session, Reading::AsIs).await?;
        let owner = whose_else(lead, leads.me.as_deref()).map(str::to_owned);
        if let Some(owner) = owner.filter(|_| self.asked_about.as_ref() != Some(&(record.clone(), to))) {
            self.asked_about = Some((record, to));
            self.line(&format!("it is {owner}'s: say that again {to}"))?;
            return Ok(true);
        }
        self.asked_about = None;
        Ok(false)
    }

    /// `OWNER: what they should know`.
    pub(super) async fn hand(&mut self, number: usize, words: &str) -> Result<(), Failure> {
        let (to, context) = words.split_once(':').unwrap_or((words, ""));
        let (to, context) = (to.trim().to_owned(), context.trim().to_owned());
        self.decide_lead(number, Decision::Hand { to, context }).await
    }

    pub(super) async fn nurture(&mut self, number: usize, reason: String) -> Result<(), Failure> {
        if self.minds_owner(number, "to send it to nurture all the same").await? {
            return Ok(());
        }
        let called = self.lead(number)?.lead.called();
        let Reminder { follow_up, in_words } = Reminder::read(&reason, &called, &self.session.moment);
        in_words.iter().try_for_each(|words| self.line(words))?;
        self.decide_lead(number, Decision::Nurture { reason, follow_up }).await
    }

    pub(super) async fn disqualify(&mut self, number: usize, reason: String) -> Result<(), Failure> {
        if self.minds_owner(number, "to disqualify it all the same").await? {
            return Ok(());
        }
        self.decide_lead(number, Decision::Disqualify { reason }).await
    }
}
