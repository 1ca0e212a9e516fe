//! `deskhand brief` and `deskhand ask`: what matters about a customer, with evidence.

use std::collections::HashMap;

use clap::{Args, ValueEnum};

use super::documents::{AnswerDocument, BriefDocument};
use super::exit::{Failure, Outcome, Status};
use super::lookup::offer_alike;
use super::session::{Session, unexpected};
use super::show;
use crate::desk::api::{Answer, LookupAnswer, Reading, Request, Who};
use crate::domain::brief::SuggestionStatus;
use crate::domain::ids::SuggestionId;
use crate::domain::{CustomerId, Purpose, Role};

/// Say what matters about a customer and propose what to do next.
///
/// Each sentence names its evidence, each suggestion the exact write it would cause. `deskhand accept ID` carries
/// one out.
#[derive(Debug, Args)]
pub struct BriefArguments {
    /// Whom it is about; several words are one query.
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Print the brief as JSON (schema deskhand.brief/1).
    #[arg(long)]
    pub(super) json: bool,
    /// Ask the vendors and the model even if what is cached is fresh.
    #[arg(long)]
    fresh: bool,
    /// What it is for; without it, what your role is for.
    #[arg(long, value_enum)]
    purpose: Option<PurposeArgument>,
    /// Write it from rules, without a language model.
    #[arg(long)]
    playbook: bool,
}

/// What a brief is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PurposeArgument {
    /// Answering a case.
    Support,
    /// Preparing a call.
    Sales,
}

/// Ask a question about a customer; the answer cites its evidence.
#[derive(Debug, Args)]
pub struct AskArguments {
    /// Whom it is about.
    #[arg(value_name = "QUERY")]
    query: String,
    /// The question, in quotation marks.
    #[arg(value_name = "QUESTION")]
    question: String,
    /// Print JSON (schema deskhand.answer/1).
    #[arg(long)]
    pub(super) json: bool,
    /// Ask the model even if it has answered the same before.
    #[arg(long)]
    fresh: bool,
}

impl BriefArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let query = self.query.join(" ");
        let purpose = match self.purpose {
            Some(purpose) => purpose.into(),
            None => own_purpose(session).await?,
        };
        let request = Request::Brief {
            who: Who::Query(query.clone()),
            purpose,
            case: None,
            reading: if self.fresh { Reading::Fresh } else { Reading::Cached },
            playbook_only: self.playbook,
            again: self.fresh,
        };
        let brief = match session.try_ask("reading and writing", request).await {
            Ok(Answer::Brief(brief)) => brief,
            Ok(_) => return Err(unexpected()),
            Err(error) => {
                let is_nobody = !error.looked.is_empty();
                let failure = session.refused(error);
                if is_nobody {
                    offer_alike(session, query).await;
                }
                return Err(failure);
            }
        };
        if session.json {
            session.output.json(&BriefDocument::of(&brief))?;
            return Ok(Status::Done);
        }
        let name = name(session, brief.customer_id).await;
        let decided = decided(session, brief.customer_id).await?;
        let mut page = session.page();
        show::brief::brief(&mut page, &brief, &decided, name.as_deref(), &session.moment);
        page.print()?;
        Ok(Status::Done)
    }
}

/// What the role of whoever acts is for.
async fn own_purpose(session: &Session<'_>) -> Result<Purpose, Failure> {
    let Answer::WhoAmI(who) = session.ask("opening", Request::WhoAmI).await? else {
        return Err(unexpected());
    };
    Ok(if who.role == Role::Sales { Purpose::Sales } else { Purpose::Support })
}

impl From<PurposeArgument> for Purpose {
    fn from(purpose: PurposeArgument) -> Self {
        match purpose {
            PurposeArgument::Support => Self::Support,
            PurposeArgument::Sales => Self::Sales,
        }
    }
}

impl AskArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let (who, question) = (Who::Query(self.query), self.question.into());
        let request = Request::Ask { who, question, again: self.fresh };
        let Answer::Ask(answer) = session.ask("reading and writing", request).await? else {
            return Err(unexpected());
        };
        if session.json {
            session.output.json(&AnswerDocument::of(&answer))?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        if let Some(name) = name(session, answer.customer_id).await {
            page.heading(&name, "");
        }
        show::brief::answer(&mut page, &answer, &session.moment);
        page.print()?;
        Ok(Status::Done)
    }
}

/// What became of a customer's suggestions: a brief that is kept shows what was accepted and what was turned down.
pub(super) async fn decided(
    session: &Session<'_>,
    customer: CustomerId,
) -> Result<HashMap<SuggestionId, SuggestionStatus>, Failure> {
    let Answer::Suggestions(stored) = session.ask("reading", Request::Suggestions { customer }).await? else {
        return Err(unexpected());
    };
    Ok(stored.into_iter().map(|s| (s.suggestion.id, s.status)).collect())
}

/// Whom an answer is about, as cached: by name, else by address. The rep must see that it is the right one.
pub async fn name(session: &Session<'_>, customer: CustomerId) -> Option<String> {
    let who = Who::Customer(customer);
    let request = Request::Lookup { who, reading: Reading::AsIs, all_pages: false };
    match session.try_ask("reading", request).await {
        Ok(Answer::Lookup(LookupAnswer::One { profile, .. })) => {
            let customer = profile.customer;
            customer.name.or_else(|| Some(customer.emails.first()?.as_str().to_owned()))
        }
        _ => None,
    }
}
