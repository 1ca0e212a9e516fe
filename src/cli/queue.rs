//! `deskhand cases`: the open cases, in the order in which somebody should look at them.

use clap::Args;

use super::documents::{CasesDocument, Missing};
use super::exit::{Outcome, Status};
use super::session::Session;
use super::show;
use super::words::one_of;
use super::worklist::{Wanted, say_more, say_stranger, standpoint};
use crate::domain::queue::{Order, QueueRow, View};

/// List the open cases, the most pressing first.
///
/// FILTER is any number of words and `key:value` terms, all of which must hold: owner (`none`: nobody's), status,
/// channel, language, priority and tier (that one or above), category, mood, age (`age:3d`: older), due (`due:2h`:
/// within), is (`is:stuck`, `is:refund`, `is:snoozed`, `is:back`,
/// `is:unsent`: an answer to it stands at the CRM, for a person to send). What sleeps is listed by `--view snoozed` or
/// `is:snoozed` alone.
#[derive(Debug, Args)]
pub struct CasesArguments {
    #[command(flatten)]
    wanted: Wanted,
    /// Which of them.
    #[arg(long, value_parser = one_of(View::ALL, View::as_str, View::in_words), default_value = "all")]
    view: View,
    /// In which order.
    #[arg(long, value_parser = one_of(Order::ALL, Order::as_str, Order::in_words), default_value = "rank")]
    order: Order,
    /// Say of each why it stands where it does.
    #[arg(long)]
    why: bool,
    /// Print JSON (schema deskhand.cases/1).
    #[arg(long)]
    pub(super) json: bool,
}

impl CasesArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let arrangement = self.wanted.arrangement(self.view, self.order)?;
        let queue = self.wanted.read::<QueueRow>(session).await?;
        let from = standpoint(&queue, &session.moment);
        say_stranger(session, &queue, "case");
        let (rows, more) = self.wanted.first(&arrangement, &queue, &from);
        if session.json {
            session.output.json(&CasesDocument::of(&rows, queue.as_of, Missing::of(&queue)))?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        match rows.len() {
            0 => page.paragraph("", "No open case fits."),
            _ => show::queue::rows(&mut page, &rows, self.why, &session.moment),
        }
        page.print()?;
        say_more(session, more, "case");
        Ok(Status::Done)
    }
}
