//! `deskhand activity`: what the rep, or with `--all` everybody, has done today, what is on its way, what was accepted and turned down and why.

use std::collections::HashMap;

use clap::Args;

use super::audit::names;
use super::documents::ActivityDocument;
use super::exit::{Outcome, Status};
use super::output::Meaning;
use super::session::{Session, unexpected};
use super::show::{self, Page, cell};
use crate::desk::api::{Activity, Answer, Decider, Decisions, Request};
use crate::domain::CustomerId;
use crate::phrasing::{Moment, PastDay, what_was_done};

/// What you did: the outbox, your lines of the audit log, what you accepted and turned down and why.
#[derive(Debug, Args)]
pub struct ActivityArguments {
    /// From this day on instead of today: 2026-11-27, yesterday, friday (the last one), 3d.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<PastDay>,
    /// What everybody did, with who; for a manager.
    #[arg(long)]
    all: bool,
    /// Print JSON (schema deskhand.activity/1).
    #[arg(long)]
    pub(super) json: bool,
}

impl ActivityArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let since = self.since.unwrap_or(PastDay::Ago(0)).begins_at(&session.moment);
        let request = Request::Activity { since, everybodys: self.all };
        let Answer::Activity(activity) = session.ask("reading", request).await? else {
            return Err(unexpected());
        };
        if session.json {
            session.output.json(&ActivityDocument::of(&activity))?;
            return Ok(Status::Done);
        }
        let names = names(session, activity.trail.iter().filter_map(|record| record.customer)).await?;
        let mut page = session.page();
        rejected(&mut page, &activity, session);
        outbox(&mut page, &activity, session);
        trail(&mut page, &activity, &names, &session.moment);
        decisions(&mut page, &activity);
        page.print()?;
        if !activity.unheard.is_empty() {
            let request = Request::HearRejections { entries: activity.unheard };
            session.ask("keeping that you have looked", request).await?;
        }
        Ok(Status::Done)
    }
}

/// What the rep does not know of yet stands first.
fn rejected(page: &mut Page, activity: &Activity, session: &Session<'_>) {
    let unheard: Vec<_> =
        activity.outbox.iter().filter(|entry| activity.unheard.contains(&entry.id)).collect();
    if unheard.is_empty() {
        return;
    }
    page.heading("rejected", "since you looked last");
    for entry in unheard {
        show::entry::entry(page, entry, &session.me, &session.moment);
    }
    page.gap();
}

fn outbox(page: &mut Page, activity: &Activity, session: &Session<'_>) {
    page.heading("outbox", "");
    let mut entries = activity.outbox.iter().filter(|entry| !activity.unheard.contains(&entry.id)).peekable();
    if entries.peek().is_none() {
        page.paragraph("  ", "nothing is on its way");
    }
    for entry in entries {
        show::entry::entry(page, entry, &session.me, &session.moment);
        if !entry.is_of(&activity.actor) {
            show::entry::accepted_by(page, entry);
        }
    }
}

fn trail(page: &mut Page, activity: &Activity, names: &HashMap<CustomerId, String>, moment: &Moment) {
    page.gap();
    let whose = if activity.everybodys { "everybody" } else { &activity.actor };
    page.heading("audit trail", &format!("by {whose} since {}", moment.exactly(activity.since)));
    let rows: Vec<_> = activity
        .trail
        .iter()
        .filter_map(|record| {
            let event = record.event.as_ref()?;
            let who = activity.everybodys.then(|| cell(event.actor.clone()).faint());
            let mut cells =
                vec![cell(record.sequence.to_string()).right(), cell(moment.time(event.at)).whole().faint()];
            cells.extend(who);
            cells.extend([
                cell(event.kind.as_str()).whole().meaning(Meaning::Heading),
                cell(record.customer.and_then(|customer| names.get(&customer)).cloned().unwrap_or_default()),
                cell(what_was_done(event)),
            ]);
            Some(cells)
        })
        .collect();
    if rows.is_empty() {
        page.paragraph("  ", "nothing so far");
    }
    page.rows(2, &rows);
}

fn decisions(page: &mut Page, activity: &Activity) {
    page.gap();
    page.heading("decided", "");
    if activity.decisions.is_empty() {
        page.paragraph("  ", "nothing yet");
    }
    for Decisions { action, counts, reasons } in &activity.decisions {
        page.paragraph("  ", &format!("{}: {}", action.as_str().replace('_', " "), counts.in_words()));
        for (reason, times) in reasons {
            page.paragraph("    ", &format!("{times} × {reason}"));
        }
    }
    if activity.deciders.is_empty() {
        return;
    }
    page.gap();
    page.heading("by whom", "");
    for Decider { name, counts, .. } in &activity.deciders {
        page.paragraph("  ", &format!("{name}: {}", counts.in_words()));
    }
}
