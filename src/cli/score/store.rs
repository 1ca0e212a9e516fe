//! `deskhand score` on the store's own history: at the desk.

use clap::Args;

use crate::cli::documents::{DriftDocument, ModelsDocument, PredictedDocument, ScoresDocument};
use crate::cli::exit::{Failure, Outcome, Status};
use crate::cli::session::{Session, unexpected};
use crate::cli::show;
use crate::desk::api::{Answer, PredictionsMade, Reading, Request, Who};
use crate::phrasing::{counted, supposed};

/// `score show`.
#[derive(Debug, Args)]
pub struct ShowArguments {
    /// Whose scores; several words are one query.
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// What an order would change: `+1 order 120 in 14d`, `this week`; nothing of it is kept.
    #[arg(long = "if", value_name = "ORDER")]
    supposed: Option<String>,
    /// Print JSON (schema deskhand.scores/1).
    #[arg(long)]
    pub json: bool,
    /// Ask nobody; answer from what is cached.
    #[arg(long)]
    offline: bool,
}

impl ShowArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let supposed = self.supposed.as_deref().map(supposed).transpose();
        let supposed = supposed.map_err(|error| Failure::saying(Status::Usage, format!("--if: {error}")))?;
        let reading = if self.offline { Reading::Offline } else { Reading::Cached };
        let who = Who::Query(self.query.join(" "));
        let supposes = supposed.is_some();
        let Answer::Scores(shown) =
            session.ask("scoring", Request::Scores { who, reading, supposed }).await?
        else {
            return Err(unexpected());
        };
        if supposes && shown.what_if.is_none() {
            session.warn("--if: they have not ordered yet, so there is nothing to go on from");
        }
        if session.json {
            session.output.json(&ScoresDocument::of(&shown))?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        show::scores::of_customer(&mut page, &shown, &session.moment);
        page.print()?;
        Ok(Status::Done)
    }
}

/// `score fit` without a file.
pub async fn fit(session: &Session<'_>) -> Outcome {
    tell(session, session.ask("fitting", Request::FitScores).await?)
}

/// `score run`.
pub async fn run(session: &Session<'_>) -> Outcome {
    let Answer::Predicted(made) = session.ask("scoring everybody", Request::Predict).await? else {
        return Err(unexpected());
    };
    if session.json {
        session.output.json(&PredictedDocument::of(&made))?;
        return Ok(Status::Done);
    }
    let mut page = session.page();
    let PredictionsMade { customers, new, tiers_changed } = made;
    let words = format!(
        "{} scored, {new} predictions are new, {tiers_changed} changed over to another tier",
        counted(customers, "customer")
    );
    page.paragraph("", &words);
    page.print()?;
    Ok(Status::Done)
}

/// `score models`.
pub async fn models(session: &Session<'_>) -> Outcome {
    tell(session, session.ask("reading", Request::Models).await?)
}

/// `score use`. Without a number nothing is changed: which models there are is listed.
pub async fn use_model(session: &Session<'_>, number: Option<u32>) -> Outcome {
    let Some(number) = number else {
        models(session).await?;
        return Err(Failure::saying(Status::Usage, "which model? Nothing was changed").hinting(
            "`deskhand score use 1` takes model 1, `deskhand score use 0` goes back to the arithmetic",
        ));
    };
    let answer = session.ask("reading", Request::UseModel { number: Some(number) }).await?;
    if matches!(&answer, Answer::Models(models) if models.is_empty()) && !session.json {
        session.output.remark("simple arithmetic scores again; `deskhand score use 1` takes the first model");
        return Ok(Status::Done);
    }
    tell(session, answer)
}

fn tell(session: &Session<'_>, answer: Answer) -> Outcome {
    let Answer::Models(models) = answer else { return Err(unexpected()) };
    if session.json {
        session.output.json(&ModelsDocument::of(&models))?;
        return Ok(Status::Done);
    }
    if models.is_empty() {
        session
            .output
            .remark("no model has been fitted yet: `deskhand score fit` fits one on what `sync` has read");
        return Ok(Status::Done);
    }
    let mut page = session.page();
    models.iter().for_each(|model| show::scores::model(&mut page, model, &session.moment));
    page.print()?;
    Ok(Status::Done)
}

/// `score drift`.
pub async fn drift(session: &Session<'_>) -> Outcome {
    let Answer::Drift(report) = session.ask("comparing", Request::Drift).await? else {
        return Err(unexpected());
    };
    if session.json {
        session.output.json(&DriftDocument::of(&report))?;
        return Ok(Status::Done);
    }
    let mut page = session.page();
    show::scores::drift(&mut page, &report, &session.moment);
    page.print()?;
    Ok(Status::Done)
}
