//! One customer: found, opened, briefed about, and what becomes of the suggestions.

use super::command::Firm;
use super::listed::Listed;
use super::{Talk, no_number, say};
use crate::cli::drafts::NOTHING_CHANGED;
use crate::cli::exit::{Failure, Status};
use crate::cli::lookup;
use crate::cli::session::unexpected;
use crate::cli::suggestions;
use crate::desk::api::{Answer, DraftEdit, LookupAnswer, Private, Reading, Request, Who};
use crate::domain::casework::CaseAt;
use crate::domain::evidence::EvidenceId;
use crate::domain::record::RecordRef;
use crate::domain::{Purpose, Role, SuggestionId};

/// Customers that a search reads out.
const MOST_HITS: usize = 9;

impl Talk<'_> {
    pub(super) async fn search(&mut self, text: String) -> Result<(), Failure> {
        let query = Private(text.clone());
        let request = Request::Search { query, limit: MOST_HITS, whole: true };
        let Answer::Search(hits) = self.session.ask("searching", request).await? else {
            return Err(unexpected());
        };
        if hits.is_empty() {
            // Nobody here: the vendors may know.
            self.close();
            return self.look(Who::Query(text), None).await;
        }
        self.line(&say::how_many(hits.len(), "customer", MOST_HITS))?;
        for (at, hit) in hits.iter().enumerate() {
            self.line(&say::hit(at + 1, hit))?;
        }
        self.listed = Listed::Customers(hits.into_iter().map(|hit| Who::Customer(hit.customer)).collect());
        Ok(())
    }

    pub(super) async fn look(&mut self, who: Who, case: Option<EvidenceId>) -> Result<(), Failure> {
        let request = Request::Lookup { who, reading: Reading::Cached, all_pages: true };
        match self.session.ask("looking", request).await? {
            Answer::Lookup(LookupAnswer::One { profile, .. }) => {
                self.customer = Some(profile.customer.id);
                // Who was found otherwise and has one open case is worked on by it.
                let mut open = profile.open_cases();
                if let (None, Some(only), None) = (&case, open.next(), open.next()) {
                    let record = RecordRef {
                        source: only.source.clone(),
                        kind: "case".to_owned(),
                        id: only.id.clone(),
                    };
                    self.case = Some((0, CaseAt { record, seen: only.updated_at }));
                }
                let answers = lookup::unsent(&self.session, &profile).await;
                for line in say::profile(&profile, case.as_ref(), &answers, &self.session.moment) {
                    self.line(&line)?;
                }
                self.brief().await
            }
            Answer::Lookup(LookupAnswer::Many { candidates }) => {
                self.line(&say::how_many(candidates.len(), "customer", candidates.len()))?;
                for (at, candidate) in candidates.iter().enumerate() {
                    self.line(&say::candidate(at + 1, candidate))?;
                }
                let whom = candidates.into_iter().map(|candidate| Who::Query(candidate.reference));
                self.listed = Listed::Customers(whom.collect());
                Ok(())
            }
            Answer::Lookup(LookupAnswer::Nobody { looked }) => {
                self.line("nobody found")?;
                looked.iter().try_for_each(|one| self.line(&format!("{}: {}", one.place, one.what)))
            }
            _ => Err(unexpected()),
        }
    }

    pub(super) async fn brief(&mut self) -> Result<(), Failure> {
        let who = self.open_customer()?;
        let sells = self.sells || self.who.role == Role::Sales;
        let purpose = if sells { Purpose::Sales } else { Purpose::Support };
        let case = self.case.as_ref().filter(|_| !self.sells);
        let case = case.map(|(_, case)| EvidenceId::new("case", &case.record.id));
        let (reading, playbook_only, again) = (Reading::AsIs, false, false);
        let request = Request::Brief { who, purpose, case, reading, playbook_only, again };
        let Answer::Brief(brief) = self.session.ask("writing the brief", request).await? else {
            return Err(unexpected());
        };
        for line in say::brief(&brief, &self.session.moment) {
            self.line(&line)?;
        }
        self.suggestions = brief.suggestions;
        Ok(())
    }

    pub(super) async fn question(&mut self, question: String) -> Result<(), Failure> {
        let who = self.open_customer()?;
        let request = Request::Ask { who, question: Private(question), again: false };
        let Answer::Ask(answer) = self.session.ask("asking", request).await? else {
            return Err(unexpected());
        };
        if answer.sentences.is_empty() {
            return self.line("Nothing that the profile's facts bear out.");
        }
        answer.sentences.iter().try_for_each(|sentence| self.line(&sentence.text))
    }

    /// A draft in another language than its customer's is accepted when it is said twice.
    pub(super) async fn accept(&mut self, number: usize, firm: Firm) -> Result<(), Failure> {
        let suggestion = self.suggestion(number)?;
        let asked = vec![Request::Accept { suggestion, now: false }];
        if self.asked_first != asked
            && let Some(why) = suggestions::foreign_draft(&self.session, suggestion).await
        {
            self.asked_first = asked;
            return self.line(&format!("{why}: say `accept {number}` again if it is to go as it is"));
        }
        let request = match firm.despite {
            true => Request::AcceptDespite { suggestion, now: false },
            false => Request::Accept { suggestion, now: false },
        };
        let unproven = format!("edit {number} --unproven …");
        let answer = self.decide_hinting("storing", request, &unproven).await?;
        match answer {
            Answer::Accepted(accepted) => {
                self.session.moment.now = jiff::Timestamp::now();
                self.said_of(&accepted.entry)
            }
            // Somebody changed the case since it was read out.
            Answer::Casework(done) => {
                if let Some(meanwhile) = done.stopped() {
                    let lines = say::meanwhile(meanwhile, &self.session.moment);
                    lines.iter().try_for_each(|line| self.line(line))?;
                }
                self.line(&format!(
                    "nothing is written: look at it again with `open`; `accept {number} --despite` goes through"
                ))
            }
            _ => Err(unexpected()),
        }
    }

    pub(super) async fn edit(&mut self, number: usize, text: String, firm: Firm) -> Result<(), Failure> {
        let suggestion = self.suggestion(number)?;
        let edit = DraftEdit { body: Some(text), vouches: firm.unproven, ..DraftEdit::default() };
        let Answer::Suggestion(before) =
            self.session.ask("reading", Request::Suggestion { suggestion }).await?
        else {
            return Err(unexpected());
        };
        let Answer::Suggestion(stored) =
            self.session.ask("storing", Request::Edit { suggestion, edit }).await?
        else {
            return Err(unexpected());
        };
        for one in stored.suggestion.unproven() {
            self.line(&format!("nothing bears out “{}”: {}", one.text, one.why))?;
        }
        if stored.suggestion.reads_as(&before.suggestion) {
            return self.line(NOTHING_CHANGED);
        }
        self.line(&format!("suggestion {number} is changed; effect: {}", stored.suggestion.effect))
    }

    pub(super) async fn dismiss(&mut self, number: usize, reason: String) -> Result<(), Failure> {
        let suggestion = self.suggestion(number)?;
        self.decide("storing", Request::Dismiss { suggestion, reason }).await?;
        self.line(&format!("suggestion {number} is turned down"))
    }

    pub(super) async fn restore(&mut self, number: usize) -> Result<(), Failure> {
        let suggestion = self.suggestion(number)?;
        self.decide("storing", Request::Restore { suggestion }).await?;
        self.line(&format!("suggestion {number} is open again"))
    }

    fn suggestion(&self, number: usize) -> Result<SuggestionId, Failure> {
        let none = || match self.suggestions.is_empty() {
            true => Failure::saying(Status::Usage, "no suggestion was read out")
                .hinting("`open 1` opens the first of the list, with its suggestions"),
            false => no_number(number),
        };
        self.suggestions.get(number - 1).map(|one| one.id).ok_or_else(none)
    }
}
