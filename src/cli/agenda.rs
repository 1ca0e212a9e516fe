//! `deskhand calls`: the rep's open tasks and meetings as calls to go through in order, today's unless told otherwise.

use clap::Args;

use super::documents::CallsDocument;
use super::exit::{Failure, Outcome, Status};
use super::question::agreed;
use super::session::{Session, unexpected};
use super::words::one_of;
use super::worklist::{Wanted, read, say_more, standpoint};
use super::{show, under_way};
use crate::desk::api::{Answer, Reading, Request};
use crate::domain::agenda::{Order, PlannedCall, View};
use crate::domain::worklist::Standpoint;
use crate::phrasing::Day;

/// List today's calls: your open tasks at the CRM that are due by the end of the day, what is late first, and the day's
/// meetings.
///
/// FILTER is any number of words and `key:value` terms, all of which must hold: way (call, email, meeting, other), priority and
/// tier (that one or above), due (`due:2h`: within).
#[derive(Debug, Args)]
pub struct CallsArguments {
    #[command(flatten)]
    wanted: Wanted,
    /// Another day than today: 2026-11-27, tomorrow, friday, +3d.
    #[arg(long, value_name = "DATE")]
    date: Option<Day>,
    /// Which of them.
    #[arg(long, value_parser = one_of(View::ALL, View::as_str, View::in_words), default_value = "today")]
    view: View,
    /// In which order.
    #[arg(long, value_parser = one_of(Order::ALL, Order::as_str, Order::in_words), default_value = "due")]
    order: Order,
    /// Print JSON (schema deskhand.calls/1).
    #[arg(long)]
    pub(super) json: bool,
}

/// A call is done: its task is ended at the CRM, or its meeting was held. A meeting that has not begun is asked about first.
#[derive(Debug, Args)]
pub(super) struct CallDoneArguments {
    /// The task or meeting as `calls` lists it: 810001.
    #[arg(value_name = "ID")]
    task: String,
    /// Print JSON (schema deskhand.outbox/1).
    #[arg(long)]
    pub json: bool,
    /// Leave no undo window: write at once.
    #[arg(long)]
    now: bool,
    /// It was held, although it begins later by the CRM: do not ask.
    #[arg(long)]
    yes: bool,
}

impl CallsArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let arrangement = self.wanted.arrangement(self.view, self.order)?;
        let agenda = self.wanted.read::<PlannedCall>(session).await?;
        let today = standpoint(&agenda, &session.moment);
        let day_ends = self.date.map_or(today.day_ends, |day| day.ends_at(&session.moment));
        let (rows, more) = self.wanted.first(&arrangement, &agenda, &Standpoint { day_ends, ..today });
        if agenda.me.is_none() && !agenda.me_is_unknown {
            session.warn("your e-mail in [me] is no owner's at the CRM, so no task or meeting is yours");
        }
        if session.json {
            session.output.json(&CallsDocument::of(&rows, agenda.as_of))?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        match rows.len() {
            0 => page.paragraph("", "No call fits."),
            _ => show::agenda::rows(&mut page, &rows, &session.moment),
        }
        page.print()?;
        say_more(session, more, "call");
        Ok(Status::Done)
    }
}

impl CallDoneArguments {
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let agenda = read::<PlannedCall>(session, Reading::Cached).await?;
        let wanted = self
            .task
            .trim()
            .trim_start_matches("task:")
            .trim_start_matches("meeting:")
            .trim_start_matches('#');
        let is_it = |call: &&PlannedCall| call.record.id == wanted || call.record.to_string() == wanted;
        let call = agenda.rows.iter().find(is_it).ok_or_else(|| {
            Failure::saying(Status::NotFound, "there is no such task or meeting of yours that is open")
                .hinting("`deskhand calls --view all` lists them")
        })?;
        let moment = &session.moment;
        if let Some(at) = call.begins_at().filter(|at| *at > moment.now && !self.yes) {
            let why = format!("this meeting begins {} only", moment.exactly(at));
            agreed(session, &why, "Was it held?", "says that it was held")?;
        }
        let request = Request::EndTask { task: call.record.clone(), now: self.now };
        match session.ask("storing", request).await? {
            Answer::Queued(queued) => under_way::together(session, queued).await,
            _ => Err(unexpected()),
        }
    }
}
