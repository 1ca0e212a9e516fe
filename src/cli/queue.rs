//! `deskhand cases`: the open cases, in the order in which somebody should look at them.

use clap::Args;

use super::documents::CasesDocument;
use super::exit::{Failure, Outcome, Status};
use super::session::{Session, unexpected};
use super::show;
use super::words::one_of;
use crate::desk::api::{Answer, Queue, Reading, Request};
use crate::domain::queue::{Filter, Order, QueueRow, View};
use crate::phrasing::counted;

/// List the open cases, the most pressing first.
///
/// FILTER is any number of words and `key:value` terms, all of which must hold: owner (`none`: nobody's), status,
/// channel, language, priority and tier (that one or above), category, mood, age (`age:3d`: older), due (`due:2h`:
/// within), is (`is:stuck`, `is:refund`).
#[derive(Debug, Args)]
pub struct CasesArguments {
    /// What must hold: `parcel priority:high owner:none`.
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    /// Which of them.
    #[arg(long, value_parser = one_of(View::ALL, View::as_str, View::in_words), default_value = "all")]
    view: View,
    /// In which order.
    #[arg(long, value_parser = one_of(Order::ALL, Order::as_str, Order::in_words), default_value = "rank")]
    order: Order,
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Say of each why it stands where it does.
    #[arg(long)]
    why: bool,
    /// Read all of them from the CRM again.
    #[arg(long, conflicts_with = "offline")]
    fresh: bool,
    /// Ask nobody; list what is kept.
    #[arg(long)]
    offline: bool,
    /// Print JSON (schema deskhand.cases/1).
    #[arg(long)]
    pub(super) json: bool,
}

impl CasesArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let filter = Filter::parse(&self.filter.join(" "))
            .map_err(|error| Failure::saying(Status::Usage, error.to_string()))?;
        let reading = match (self.fresh, self.offline) {
            (true, _) => Reading::Fresh,
            (_, true) => Reading::Offline,
            _ => Reading::Cached,
        };
        let queue = read(session, reading).await?;
        if !self.offline && queue.rows.iter().any(|row| row.case.standing.is_none()) {
            // Who the customers are decides the order.
            session.ask("reading customers", Request::FillQueue).await?;
        }
        let queue = Queue { problem: queue.problem, ..read(session, Reading::AsIs).await? };
        let now = session.moment.now;
        let me = queue.me.as_deref();
        let fits = |row: &&QueueRow| self.view.has(row, me, now) && filter.fits(row, now);
        let mut rows: Vec<&QueueRow> = queue.rows.iter().filter(fits).collect();
        rows.sort_by(|a, b| self.order.compare(a, b));
        let found = rows.len();
        rows.truncate(self.limit);
        if let Some(problem) = &queue.problem {
            session.warn(format!("the CRM was not read: {problem}"));
        }
        if session.json {
            session.output.json(&CasesDocument::of(&rows, queue.as_of))?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        match rows.len() {
            0 => page.paragraph("", "No open case fits."),
            _ => show::queue::rows(&mut page, &rows, self.why, &session.moment),
        }
        page.print()?;
        if found > rows.len() {
            let more = counted((found - rows.len()) as u64, "more case");
            session.output.remark(format!("{more}: narrow them, or give a greater --limit"));
        }
        Ok(Status::Done)
    }
}

async fn read(session: &Session<'_>, reading: Reading) -> Result<Queue, Failure> {
    match session.ask("reading cases", Request::Queue { reading }).await? {
        Answer::Queue(queue) => Ok(*queue),
        _ => Err(unexpected()),
    }
}
