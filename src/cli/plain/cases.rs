//! Open cases: listed, opened, worked on.

use super::command::Firm;
use super::listed::Listed;
use super::{MOST_ROWS, Talk, no_number, say};
use crate::cli::exit::{Failure, Status};
use crate::cli::session::unexpected;
use crate::cli::snooze::store_zone;
use crate::cli::worklist::{narrowed, read, standpoint};
use crate::desk::api::{Answer, Reading, Request, Who};
use crate::domain::casework::{CaseAt, CaseDeed, CaseOutcome, CaseValues, Consent};
use crate::domain::crm::Priority;
use crate::domain::evidence::EvidenceId;
use crate::domain::queue::{QueueRow, QueuedCase};
use crate::domain::triage::{Category, LabelChange, Language, Mood, Urgency};
use crate::phrasing::{SLEEP_WITHDRAWN, summary_text, wake_rule};

/// What is said of a case twice to close it over a customer who waits.
const CLOSE: &str = "to close it all the same";

impl Talk<'_> {
    pub(super) async fn cases(&mut self, words: &str) -> Result<(), Failure> {
        let arrangement = narrowed::<QueueRow>(words)?;
        let queue = self.list::<QueueRow>().await?;
        let shown = arrangement.of(&queue.rows, &standpoint(&queue, &self.session.moment));
        let count = shown.len();
        let rows: Vec<QueueRow> =
            shown.into_iter().take(MOST_ROWS).map(|at| queue.rows[at].clone()).collect();
        self.line(&say::how_many(count, "open case", MOST_ROWS))?;
        for (at, row) in rows.iter().enumerate() {
            self.line(&say::case(at + 1, row, &self.session.moment))?;
        }
        self.listed = Listed::Cases(rows);
        Ok(())
    }

    pub(super) async fn open_case(&mut self, number: usize) -> Result<(), Failure> {
        let case = self.case_of(number).await?.case;
        self.open_this(number, &case).await
    }

    /// Opens the case that the CRM knows by that id, whatever was listed; false where none is.
    pub(super) async fn open_case_of_id(&mut self, id: &str) -> Result<bool, Failure> {
        let queue = read::<QueueRow>(&self.session, Reading::AsIs).await?;
        let Some(row) = queue.rows.iter().find(|row| row.case.record.id == id) else { return Ok(false) };
        self.open_this(0, &row.case).await?;
        Ok(true)
    }

    async fn open_this(&mut self, number: usize, case: &QueuedCase) -> Result<(), Failure> {
        self.sells = false;
        let nobody = || Failure::saying(Status::NotFound, "nobody is known to stand behind this case");
        let who = Who::Customer(case.customer_id.ok_or_else(nobody)?);
        let evidence = EvidenceId::new("case", &case.record.id);
        self.case = Some((number, CaseAt { record: case.record.clone(), seen: case.updated_at }));
        self.look(who, Some(evidence)).await
    }

    pub(super) async fn next(&mut self) -> Result<(), Failure> {
        let number = self.case.as_ref().map_or(1, |(number, _)| number + 1);
        match &self.listed {
            Listed::Cases(cases) if number > cases.len() => self.line("this was the last case of the list"),
            _ => self.open_case(number).await,
        }
    }

    /// A case by its number in the list, or by its own at the CRM.
    async fn case_of(&self, number: usize) -> Result<QueueRow, Failure> {
        let not_listed = match self.row(number) {
            Ok(row) => return Ok(row.clone()),
            Err(not_listed) => not_listed,
        };
        let queue = read::<QueueRow>(&self.session, Reading::Cached).await?;
        let id = number.to_string();
        queue.rows.into_iter().find(|row| row.case.record.id == id).ok_or(not_listed)
    }

    /// The case of a number, or the open one.
    async fn meant(&self, number: Option<usize>) -> Result<CaseAt, Failure> {
        let none = || {
            Failure::saying(Status::Usage, "no case is open").hinting("say its number: `cases` lists them")
        };
        match number {
            Some(number) => {
                let case = self.case_of(number).await?.case;
                Ok(CaseAt { record: case.record, seen: case.updated_at })
            }
            None => self.case.as_ref().map(|(_, case)| case.clone()).ok_or_else(none),
        }
    }

    /// Does something to a case, and says what became of it.
    async fn work(&mut self, number: Option<usize>, deed: CaseDeed, firm: Firm) -> Result<(), Failure> {
        let cases = vec![self.meant(number).await?];
        let (is_answer, is_macro) = (deed.is_answer(), matches!(deed, CaseDeed::Macro { .. }));
        let asked_about = cases.first().map(|case| (case.record.clone(), CLOSE));
        let consent = match self.asked_about == asked_about {
            _ if firm.despite => Consent::Despite,
            true => Consent::Knowing,
            false => Consent::Go,
        };
        let request = Request::WorkCases { cases, deed, consent, vouches: firm.unproven, now: false };
        let word = if is_macro { "macro" } else { "reply" };
        let number = number.map_or_else(String::new, |number| format!(" {number}"));
        let unproven = if is_answer { format!("{word}{number} --unproven …") } else { String::new() };
        let answer = self.decide_hinting("working on the case", request, &unproven).await?;
        let Answer::Casework(done) = answer else {
            return Err(unexpected());
        };
        self.session.moment.now = jiff::Timestamp::now();
        self.asked_about = asked_about.filter(|_| done.is_held());
        for case in &done.cases {
            match &case.outcome {
                CaseOutcome::Written { lacks, .. } => {
                    let name = case.name.as_deref().unwrap_or("(nobody known)");
                    self.line(&format!("case {}, {name}: {}", case.record.id, case.subject))?;
                    lacks.iter().try_for_each(|lacks| self.line(&format!("mind: {lacks}")))?;
                }
                CaseOutcome::LeftOut { why } => self.line(&format!("nothing is written: {why}"))?,
                CaseOutcome::Changed(meanwhile) => {
                    let lines = say::meanwhile(meanwhile, &self.session.moment);
                    lines.iter().try_for_each(|line| self.line(line))?;
                    self.line("nothing is written: look at it again with `open`; the same with --despite goes through")?;
                }
            }
        }
        if done.is_withdrawn() {
            return self.line(SLEEP_WITHDRAWN);
        }
        if done.is_held() {
            return self.line(&format!("nothing is written yet: say that again {CLOSE}"));
        }
        done.entries.iter().try_for_each(|entry| self.said_of(entry))
    }

    pub(super) async fn reply(
        &mut self,
        number: Option<usize>,
        text: String,
        firm: Firm,
    ) -> Result<(), Failure> {
        self.work(number, CaseDeed::Reply(text), firm).await
    }

    pub(super) async fn by_macro(
        &mut self,
        number: Option<usize>,
        name: String,
        firm: Firm,
    ) -> Result<(), Failure> {
        self.work(number, CaseDeed::Macro { name, text: None }, firm).await
    }

    pub(super) async fn status(
        &mut self,
        number: Option<usize>,
        status: String,
        firm: Firm,
    ) -> Result<(), Failure> {
        let values = CaseValues { status: Some(status), ..CaseValues::default() };
        self.work(number, CaseDeed::Change(values), firm).await
    }

    pub(super) async fn priority(
        &mut self,
        number: Option<usize>,
        word: &str,
        firm: Firm,
    ) -> Result<(), Failure> {
        const ALL: [Priority; 4] = [Priority::Low, Priority::Medium, Priority::High, Priority::Urgent];
        let wanted = word.to_lowercase();
        let found = ALL.into_iter().find(|one| one.in_words() == wanted);
        let priority =
            found.ok_or_else(|| Failure::saying(Status::Usage, "say low, medium, high or urgent"))?;
        let values = CaseValues { priority: Some(priority), ..CaseValues::default() };
        self.work(number, CaseDeed::Change(values), firm).await
    }

    pub(super) async fn owner(
        &mut self,
        number: Option<usize>,
        owner: String,
        firm: Firm,
    ) -> Result<(), Failure> {
        let values = CaseValues { owner: Some(owner), ..CaseValues::default() };
        self.work(number, CaseDeed::Change(values), firm).await
    }

    pub(super) async fn snooze(&mut self, number: Option<usize>, when: &str) -> Result<(), Failure> {
        let zone = store_zone(&self.session).await?;
        let rule = wake_rule(when, &self.session.moment, &zone)
            .map_err(|error| Failure::saying(Status::Usage, error.to_string()))?;
        self.work(number, CaseDeed::Snooze(rule), Firm::default()).await
    }

    pub(super) async fn wake(&mut self, number: Option<usize>) -> Result<(), Failure> {
        self.work(number, CaseDeed::Wake, Firm::default()).await
    }

    /// Puts one of the labels of a case right.
    pub(super) async fn label(
        &mut self,
        number: Option<usize>,
        which: &str,
        word: &str,
    ) -> Result<(), Failure> {
        let change = change(which, &word.to_lowercase())?;
        let case = self.meant(number).await?.record;
        let Answer::QueueRow(row) = self.decide("storing", Request::Label { case, change }).await? else {
            return Err(unexpected());
        };
        self.labelled(&row)
    }

    pub(super) fn labelled(&self, row: &QueueRow) -> Result<(), Failure> {
        self.line(&format!("case {} is now: {}", row.case.record.id, row.case.labelled_in_words()))
    }

    /// The rep has sent the answer to a case.
    pub(super) async fn sent(&mut self, number: Option<usize>) -> Result<(), Failure> {
        let case = self.meant(number).await?.record;
        let Answer::Sent(row) = self.decide("storing", Request::SayAnswerSent { case }).await? else {
            return Err(unexpected());
        };
        self.said_sent(&row)
    }

    pub(super) fn said_sent(&self, row: &QueueRow) -> Result<(), Failure> {
        let id = &row.case.record.id;
        match row.case.to_send {
            None => self.line(&format!("case {id}: its answer is sent, you say")),
            Some(_) => self.line(&format!("case {id}: its answer is still to be sent")),
        }
    }

    pub(super) async fn summary(&mut self, number: Option<usize>) -> Result<(), Failure> {
        let case = self.meant(number).await?.record;
        let customer = match (number, self.customer) {
            (Some(number), _) => self.case_of(number).await?.case.customer_id,
            (None, customer) => customer,
        };
        let who = Who::Customer(customer.ok_or_else(|| no_number(number.unwrap_or(0)))?);
        let case = EvidenceId::new("case", &case.id);
        let request = Request::Summarise { who, case, reading: Reading::Cached };
        let Answer::Summary(summary) = self.session.ask("reading the thread", request).await? else {
            return Err(unexpected());
        };
        summary_text(&summary, &self.session.moment).lines().try_for_each(|line| self.line(line))
    }
}

/// One label by the words that people use for it, in small letters.
fn change(which: &str, word: &str) -> Result<LabelChange, Failure> {
    let mut change = LabelChange::default();
    let all: Vec<&str> = match which {
        "category" => {
            change.category =
                Category::ALL.iter().copied().find(|one| one.in_words() == word || one.as_str() == word);
            Category::ALL.iter().map(|one| one.in_words()).collect()
        }
        "mood" => {
            change.mood = Mood::ALL.iter().copied().find(|one| one.in_words() == word);
            Mood::ALL.iter().map(|one| one.in_words()).collect()
        }
        "urgency" => {
            change.urgency = Urgency::ALL.iter().copied().find(|one| one.in_words() == word);
            Urgency::ALL.iter().map(|one| one.in_words()).collect()
        }
        _ => {
            let by_name = Language::USUAL.iter().find(|(_, name)| name.to_lowercase() == word);
            change.language = by_name.map_or(word, |(code, _)| code).parse().ok();
            Language::USUAL.iter().map(|(_, name)| *name).collect()
        }
    };
    if change == LabelChange::default() {
        return Err(Failure::saying(Status::Usage, format!("say one of: {}", all.join(", "))));
    }
    Ok(change)
}
