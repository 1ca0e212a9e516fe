//! `deskhand score write` and `score reviews`: scores as fields of the CRM, and what a person decides about them.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::cli::documents::{ScoreWriteDocument, TierReviewDocument, TierReviewsDocument};
use crate::cli::exit::{Failure, Outcome, Status};
use crate::cli::question::agreed;
use crate::cli::session::{Session, unexpected};
use crate::cli::show;
use crate::desk::api::{Answer, DeskError, Request, ScoreDifference, ScoreWriteReport, Who, WriteCounts};
use crate::domain::action::Phase;
use crate::domain::difference::Change;
use crate::domain::ids::CustomerId;
use crate::domain::score_fields::{ReviewWord, TierReview};
use crate::phrasing::counted;

/// Customers that are held against the CRM at a time.
pub(super) const PAGE: usize = 500;

/// `score write`.
#[derive(Debug, Args)]
pub struct WriteArguments {
    /// Only this customer; several words are one query
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Write nothing, only say what would be; phase observe allows this
    #[arg(long)]
    dry_run: bool,
    /// Write without asking; where there is no terminal to ask on, nothing is written without it
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
    /// Also over what somebody else has written, of this one customer
    #[arg(long, requires = "query")]
    despite: bool,
    /// Write the difference to this file: JSON where it ends in .json, else CSV
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// Print JSON (schema deskhand.score_write/1)
    #[arg(long)]
    pub json: bool,
}

/// Exports and prints what was written or put back, or would be.
pub(super) fn tell(
    session: &Session<'_>,
    report: &ScoreWriteReport,
    export: Option<(&Path, File)>,
) -> Result<(), Failure> {
    if let Some((path, file)) = export {
        exported(report, path, file)?;
    }
    if session.json {
        session.output.json(&ScoreWriteDocument::of(report))?;
    } else {
        let mut page = session.page();
        show::score_fields::difference(&mut page, report, &session.moment);
        page.print()?;
    }
    Ok(())
}

impl WriteArguments {
    /// Runs it. Predictions are made anew first; customers stand there by their ids alone.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let mut report = ScoreWriteReport { dry_run: self.dry_run, ..ScoreWriteReport::default() };
        if !self.dry_run && !self.yes {
            self.ask(session).await?;
        }
        // What cannot be written to is known before anything is.
        let export =
            self.export.as_deref().map(|path| Ok::<_, Failure>((path, created(path)?))).transpose()?;
        let written = self.compared(session, &mut report, self.dry_run).await;
        if let Err(error) = &written
            && report.counts == WriteCounts::default()
        {
            return Err(session.refused(error.clone()));
        }
        // What was written before it ended early is told all the same.
        tell(session, &report, export)?;
        if !report.dry_run && self.query.is_empty() && report.counts.fields_written > 0 {
            session.output.remark("`deskhand score undo` takes it back");
        }
        written.map_err(|error| session.refused(error))?;
        all_took_it(&report)
    }

    /// Says what is about to be written, and asks. Where the phase allows no write, the desk refuses what follows.
    async fn ask(&self, session: &Session<'_>) -> Result<(), Failure> {
        let Answer::WhoAmI(me) = session.ask("reading who acts", Request::WhoAmI).await? else {
            return Err(unexpected());
        };
        if me.phase == Phase::Observe {
            return Ok(());
        }
        let mut tried = ScoreWriteReport { dry_run: true, ..ScoreWriteReport::default() };
        self.compared(session, &mut tried, true).await.map_err(|error| session.refused(error))?;
        let WriteCounts { fields_to_write, contacts_to_write, .. } = tried.counts;
        if fields_to_write == 0 {
            return Ok(());
        }
        if !session.json && io::stdin().is_terminal() {
            tell(session, &tried, None)?;
        }
        let why = format!(
            "{} of {} would be written at the CRM",
            counted(fields_to_write, "field"),
            counted(contacts_to_write, "contact"),
        );
        let question = "What somebody else has written stays, what waits for a person waits. Write?";
        agreed(session, &why, question, "writes them, --dry-run only tells")
    }

    async fn compared(
        &self,
        session: &Session<'_>,
        report: &mut ScoreWriteReport,
        try_only: bool,
    ) -> Result<(), DeskError> {
        if self.query.is_empty() {
            self.write_all(session, report, try_only).await
        } else {
            self.write_one(session, report, try_only).await
        }
    }

    async fn write_all(
        &self,
        session: &Session<'_>,
        report: &mut ScoreWriteReport,
        try_only: bool,
    ) -> Result<(), DeskError> {
        session.try_ask("scoring everybody", Request::Predict).await?;
        let mut after: Option<CustomerId> = None;
        loop {
            let so_far = match report.counts.customers {
                0 => "comparing with the CRM".to_owned(),
                customers => format!("comparing with the CRM · {}", counted(customers, "customer")),
            };
            let request = Request::WriteScores { after, limit: Some(PAGE), try_only };
            let Answer::ScoresWritten(page) = session.try_ask(&so_far, request).await? else { return Ok(()) };
            report.counts.add(&page.counts);
            report.differences.extend(page.differences);
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn write_one(
        &self,
        session: &Session<'_>,
        report: &mut ScoreWriteReport,
        try_only: bool,
    ) -> Result<(), DeskError> {
        let who = Who::Query(self.query.join(" "));
        let request = Request::WriteScoresOf { who, try_only, despite: self.despite };
        if let Answer::ScoresWritten(page) = session.try_ask("comparing with the CRM", request).await? {
            report.counts.add(&page.counts);
            report.differences.extend(page.differences);
        }
        Ok(())
    }
}

/// Ends well where no contact has refused anything.
pub(super) fn all_took_it(report: &ScoreWriteReport) -> Outcome {
    match report.counts.contacts_refused {
        0 => Ok(Status::Done),
        refused => {
            let what = format!("{} did not take it", counted(refused, "contact"));
            Err(Failure::saying(Status::Failed, what)
                .hinting("what is said beside each has to be mended first"))
        }
    }
}

pub(super) fn created(path: &Path) -> Result<File, Failure> {
    File::create(path).map_err(|error| {
        Failure::saying(Status::Failed, format!("{} cannot be written: {error}", path.display()))
    })
}

fn exported(report: &ScoreWriteReport, path: &Path, file: File) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(file);
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        serde_json::to_writer_pretty(&mut out, &ScoreWriteDocument::of(report)).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        write_csv(&report.differences, &mut out)?;
    }
    out.flush()?;
    Ok(())
}

fn write_csv(differences: &[ScoreDifference], out: impl Write) -> Result<(), Failure> {
    let mut csv = csv::Writer::from_writer(out);
    let failed = |error: csv::Error| Failure::saying(Status::Failed, format!("the difference: {error}"));
    csv.write_record(["customer_id", "contact", "field", "before", "after", "outcome"]).map_err(failed)?;
    for one in differences {
        let written = match (one.written, &one.refused) {
            (true, _) => "written",
            (false, Some(_)) => "refused",
            (false, None) => "to write",
        };
        let of = |changes: &'_ [Change], outcome| {
            changes.iter().map(move |change| (change.clone(), outcome)).collect()
        };
        let parts: [Vec<(Change, &str)>; 3] =
            [of(&one.write, written), of(&one.conflicts, "conflict"), of(&one.held, "waits for review")];
        for (change, outcome) in parts.into_iter().flatten() {
            let (customer, contact) = (one.customer_id.to_string(), one.contact.to_string());
            let (before, after) = (change.before.unwrap_or_default(), change.after.unwrap_or_default());
            let cells = [customer, contact, change.field, inert(before), inert(after), outcome.to_owned()];
            csv.write_record(cells).map_err(failed)?;
        }
    }
    csv.flush()?;
    Ok(())
}

/// A text that no spreadsheet takes for a formula. What stands at the CRM may be anybody's.
pub(super) fn inert(text: String) -> String {
    let is_number = text.parse::<f64>().is_ok();
    if !is_number && text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

/// `score reviews`.
#[derive(Debug, Args)]
pub struct ReviewsArguments {
    #[command(subcommand)]
    command: Option<ReviewsCommand>,
    /// Print JSON (schema deskhand.tier_reviews/1)
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
enum ReviewsCommand {
    /// List changes of tier that a case of the last days holds, and those that were put off or said no to
    List,
    /// Write the new tier after all
    Yes(Decided),
    /// Keep the tier as it is for 30 days
    No(Decided),
    /// Ask again tomorrow
    Later(Decided),
    /// Take back a no, or that it is asked again later: it waits again
    Back(Decided),
}

/// Whose change of tier.
#[derive(Debug, Args)]
struct Decided {
    /// The customer's id, as the list has it
    #[arg(value_name = "CUSTOMER_ID")]
    customer: CustomerId,
}

impl ReviewsArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let (customer, word) = match self.command {
            None | Some(ReviewsCommand::List) => return list(session).await,
            Some(ReviewsCommand::Yes(decided)) => (decided.customer, ReviewWord::Write),
            Some(ReviewsCommand::No(decided)) => (decided.customer, ReviewWord::Keep),
            Some(ReviewsCommand::Later(decided)) => (decided.customer, ReviewWord::Later),
            Some(ReviewsCommand::Back(decided)) => (decided.customer, ReviewWord::Back),
        };
        let request = Request::DecideTier { customer, word };
        let Answer::TierReview(review) = session.ask("deciding", request).await? else {
            return Err(unexpected());
        };
        if session.json {
            session.output.json(&TierReviewDocument::of(&review))?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        show::score_fields::decided(&mut page, &review, &session.moment);
        page.print()?;
        Ok(Status::Done)
    }
}

async fn list(session: &Session<'_>) -> Outcome {
    let Answer::TierReviews(reviews) = session.ask("reading", Request::TierReviews).await? else {
        return Err(unexpected());
    };
    if session.json {
        session.output.json(&TierReviewsDocument::of(&reviews))?;
        return Ok(Status::Done);
    }
    let put_off = reviews.iter().filter(|review| review.is_put_off()).count();
    let resting = reviews.iter().filter(|review| review.rests_until().is_some()).count();
    if resting == reviews.len() {
        let kept = resting - put_off;
        let besides = [(put_off, "put off"), (kept, "kept as they are")];
        let besides: String = besides
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("; {count} {what}"))
            .collect();
        session.output.remark(format!("no change of tier waits for anybody{besides}"));
    }
    if reviews.is_empty() {
        return Ok(Status::Done);
    }
    let customers = reviews.iter().map(|review: &TierReview| review.customer).collect();
    let names = match session.ask("reading", Request::Names { customers }).await? {
        Answer::Names(names) => names.0.into_iter().collect(),
        _ => return Err(unexpected()),
    };
    let mut page = session.page();
    reviews.iter().for_each(|review| show::score_fields::review(&mut page, review, &names, &session.moment));
    page.print()?;
    Ok(Status::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_of_the_difference_is_a_formula() {
        let change = |before: &str| Change {
            field: "ai_next_best_action".to_owned(),
            before: Some(before.to_owned()),
            after: Some("-1.50".to_owned()),
        };
        let one = ScoreDifference {
            customer_id: CustomerId::new(uuid::Uuid::nil()),
            contact: "hubspot/contact/7".parse().unwrap(),
            write: Vec::new(),
            conflicts: vec![change("=HYPERLINK(\"x\")"), change("a,\"b\"")],
            held: Vec::new(),
            review: None,
            written: false,
            refused: None,
        };
        let mut out = Vec::new();
        write_csv(&[one], &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains(",\"'=HYPERLINK(\"\"x\"\")\",-1.50,conflict"), "{text}");
        assert!(text.contains(",\"a,\"\"b\"\"\",-1.50,conflict"), "{text}");
    }
}
