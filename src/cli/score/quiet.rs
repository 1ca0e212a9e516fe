//! `deskhand score quiet`: customers of high value who are going quiet, while there is still something to be done.

use clap::Args;

use crate::cli::documents::QuietDocument;
use crate::cli::exit::{Failure, Outcome, Status};
use crate::cli::session::{Session, unexpected};
use crate::cli::show;
use crate::cli::words::one_of;
use crate::cli::worklist::{say_more, standpoint};
use crate::desk::api::{Answer, Reading, Request};
use crate::domain::quiet::{ALERT_DAYS, Filter, Order, QuietRow, View};
use crate::domain::worklist::Arrangement;

/// `score quiet`.
///
/// FILTER is any number of words and `key:value` terms, all of which must hold: tier (platinum, gold: that one or above),
/// stake (`stake:200`: so much or more), left (`left:14d`: given up within).
#[derive(Debug, Args)]
pub struct QuietArguments {
    /// What must hold: words of the name, and terms such as `tier:platinum`.
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    /// So many days before they would be given up.
    #[arg(long, value_name = "DAYS", default_value_t = ALERT_DAYS, value_parser = clap::value_parser!(u32).range(1..=365))]
    days: u32,
    /// Which of them.
    #[arg(long, value_parser = one_of(View::ALL, View::as_str, View::in_words), default_value = "all")]
    view: View,
    /// In which order.
    #[arg(long, value_parser = one_of(Order::ALL, Order::as_str, Order::in_words), default_value = "stake")]
    order: Order,
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Print JSON (schema deskhand.quiet/1).
    #[arg(long)]
    pub(super) json: bool,
}

impl QuietArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let filter = Filter::parse(&self.filter.join(" "))
            .map_err(|error| Failure::saying(Status::Usage, error.to_string()))?;
        let arrangement = Arrangement::<QuietRow> { view: self.view, order: self.order, filter };
        let request = Request::Quiet { reading: Reading::Fresh, known: None, within: Some(self.days) };
        let Answer::Quiet(list) = session.ask("looking through the history", request).await? else {
            return Err(unexpected());
        };
        let shown = arrangement.of(&list.rows, &standpoint(&list, &session.moment));
        let rows: Vec<&QuietRow> = shown.iter().take(self.limit).map(|at| &list.rows[*at]).collect();
        if session.json {
            let lacks = list.lacks.as_deref();
            session.output.json(&QuietDocument::of(&rows, self.days, list.as_of, lacks))?;
            return Ok(Status::Done);
        }
        if let Some(lacks) = &list.lacks {
            session.output.remark(lacks);
        }
        let mut page = session.page();
        match (rows.is_empty(), list.rows.is_empty()) {
            (false, _) => show::quiet::rows(&mut page, &rows, &session.moment),
            (true, true) => page.paragraph("", "Nobody of high value is going quiet."),
            (true, false) => page.paragraph("", "None of those who are going quiet fits."),
        }
        page.print()?;
        say_more(session, shown.len() - rows.len(), "customer");
        Ok(Status::Done)
    }
}
