//! The rep's calls: listed, prepared, ended, and what came of one.

use super::listed::Listed;
use super::{Talk, say};
use crate::cli::calls::planned;
use crate::cli::exit::Failure;
use crate::cli::session::unexpected;
use crate::cli::worklist::{narrowed, standpoint};
use crate::desk::api::{Answer, Reading, Request, Who};
use crate::domain::CustomerId;
use crate::domain::agenda::{PlannedCall, Way};
use crate::domain::call::FollowUp;

/// What is asked about of a meeting that has not begun.
const END: &str = "to end it";

impl Talk<'_> {
    pub(super) async fn calls(&mut self, words: &str) -> Result<(), Failure> {
        let arrangement = narrowed::<PlannedCall>(words)?;
        let agenda = self.list::<PlannedCall>().await?;
        let shown = arrangement.of(&agenda.rows, &standpoint(&agenda, &self.session.moment));
        let calls: Vec<PlannedCall> = shown.iter().map(|at| agenda.rows[*at].clone()).collect();
        self.line(&say::how_many(calls.len(), "call", calls.len()))?;
        for (at, call) in calls.iter().enumerate() {
            self.line(&say::call(at + 1, call, &self.session.moment))?;
        }
        self.listed = Listed::Calls(calls);
        Ok(())
    }

    /// A meeting that has not begun was held when it is said twice.
    pub(super) async fn done(&mut self, number: usize) -> Result<(), Failure> {
        let call = self.call(number)?;
        let (task, begins_at) = (call.record.clone(), call.begins_at());
        let moment = &self.session.moment;
        let later = begins_at
            .filter(|at| *at > moment.now && self.asked_about.as_ref() != Some(&(task.clone(), END)));
        if let Some(at) = later {
            let begins = moment.exactly(at);
            self.asked_about = Some((task, END));
            return self.line(&format!(
                "this meeting begins {begins} only: say `done {number}` again if it was held"
            ));
        }
        self.asked_about = None;
        self.act(Request::EndTask { task, now: false }).await
    }

    /// The page to call by.
    pub(super) async fn sheet(&mut self, who: Who) -> Result<(), Failure> {
        let request = Request::CallSheet { who, reading: Reading::Cached, playbook_only: false };
        let Answer::CallSheet(sheet) = self.session.ask("preparing the call", request).await? else {
            return Err(unexpected());
        };
        self.close();
        self.customer = Some(sheet.customer_id);
        let name = sheet.name.as_deref().unwrap_or("somebody without a name");
        self.line(&format!("{} {name}", self.deed(sheet.customer_id)))?;
        if !sheet.reach.is_empty() {
            self.line(&format!("reach: {}", sheet.reach.join(", ")))?;
        }
        for part in &sheet.parts {
            let sentences: Vec<&str> = part.sentences.iter().map(|one| one.text.as_str()).collect();
            self.line(&format!("{}: {}", part.topic.in_words(), sentences.join(" ")))?;
        }
        if let Some(by) = sheet.questions.in_words() {
            self.line(&by)?;
        }
        Ok(())
    }

    /// What is to be done with a customer, by what was listed last.
    fn deed(&self, customer: CustomerId) -> &'static str {
        let Listed::Calls(calls) = &self.listed else { return "Call" };
        match calls.iter().find(|call| call.customer_id == Some(customer)).map(|call| call.way) {
            None | Some(Way::Call) => "Call",
            Some(Way::Email) => "E-mail to",
            Some(Way::Meeting) => "Meeting with",
            Some(Way::Other) => "To do for",
        }
    }

    /// What came of the call: a note, and a task where a day is named.
    pub(super) async fn log(&mut self, text: String) -> Result<(), Failure> {
        let who = self.open_customer()?;
        let planned = planned(&text, None, None, &self.session.moment);
        let follow_up = planned.follow_up;
        if let Some(FollowUp { title, due_at, .. }) = &follow_up {
            self.line(&format!("follow-up: {title}, due {}", self.session.moment.exactly(*due_at)))?;
        }
        if let Some(remark) = &planned.remark {
            self.line(remark)?;
        }
        self.act(Request::LogCall {
            who,
            text: text.into(),
            account: None,
            follow_up,
            try_only: false,
            now: false,
        })
        .await
    }
}
