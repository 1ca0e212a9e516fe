//! `deskhand calls`: the rep's open tasks and meetings as calls to go through in order, today's unless told otherwise.

use clap::Args;

use super::documents::{CallsDocument, Missing};
use super::exit::{Failure, Outcome, Status};
use super::question::agreed;
use super::session::{Session, unexpected};
use super::words::one_of;
use super::worklist::{Wanted, read, say_more, say_stranger, standpoint};
use super::{show, under_way};
use crate::desk::api::{Answer, Reading, Request};
use crate::domain::agenda::{Order, PlannedCall, View};
use crate::domain::worklist::Standpoint;
use crate::phrasing::{Day, Moment};

/// List today's calls: your open tasks at the CRM that are due by the end of the day, what is late first, and the day's
/// meetings.
///
/// FILTER is any number of words and `key:value` terms, all of which must hold: way (call, email, meeting, other), priority and
/// tier (that one or above), due (`due:2h`: within).
#[derive(Debug, Args)]
pub struct CallsArguments {
    #[command(flatten)]
    wanted: Wanted,
    /// Another day than today, what is due on it alone: 2026-11-27, tomorrow, friday, +3d.
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
        let mut agenda = self.wanted.read::<PlannedCall>(session).await?;
        if let Some(day) = self.date {
            keep_of_day(&mut agenda.rows, self.view, day, &session.moment);
        }
        let today = standpoint(&agenda, &session.moment);
        let day_ends = self.date.map_or(today.day_ends, |day| day.ends_at(&session.moment));
        let (rows, more) = self.wanted.first(&arrangement, &agenda, &Standpoint { day_ends, ..today });
        say_stranger(session, &agenda, "task or meeting");
        if session.json {
            session.output.json(&CallsDocument::of(&rows, agenda.as_of, Missing::of(&agenda)))?;
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

/// Another day than today has what is due or begins from its beginning on: what is late belongs to today.
fn keep_of_day(rows: &mut Vec<PlannedCall>, view: View, day: Day, moment: &Moment) {
    let is_of_days = matches!(view, View::Today | View::Week);
    if is_of_days && day.ends_at(moment) != moment.day_ends() {
        let begins_at = day.begins_at(moment);
        rows.retain(|call| call.due_at.is_some_and(|due| due >= begins_at));
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::domain::agenda::{Way, fixture};
    use crate::phrasing::Locale;

    #[test]
    fn another_day_has_neither_what_is_late_nor_what_is_todays() {
        let now = "2026-11-27T12:00:00Z".parse().unwrap();
        let moment = Moment { now, zone: TimeZone::UTC, locale: Locale::default(), exact: false };
        let call = |id: &str, way: Way, due: &str| {
            let mut call = fixture::call(id);
            (call.way, call.due_at) = (way, Some(due.parse().unwrap()));
            call
        };
        let rows = [
            call("late", Way::Call, "2026-11-26T09:00:00Z"),
            call("today", Way::Meeting, "2026-11-27T15:00:00Z"),
            call("then", Way::Call, "2026-12-03T00:00:00Z"),
            call("meeting", Way::Meeting, "2026-12-03T10:00:00Z"),
            fixture::call("no day"),
        ];
        let kept = |view, day| {
            let mut rows = rows.to_vec();
            keep_of_day(&mut rows, view, day, &moment);
            rows.into_iter().map(|call| call.record.id).collect::<Vec<String>>()
        };
        let thursday = Day::On(date(2026, 12, 3));
        assert_eq!(kept(View::Today, thursday), ["then", "meeting"]);
        assert_eq!(kept(View::Week, thursday), ["then", "meeting"]);
        assert_eq!(kept(View::Today, Day::In(0)).len(), 5, "today has what is late, too");
        assert_eq!(kept(View::All, thursday).len(), 5);
    }
}
