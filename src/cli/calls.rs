//! `deskhand call`: the page to prepare a call, what comes of it, and that it is done.

use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::agenda::CallDoneArguments;
use super::documents::{AccountSheetDocument, CallSheetDocument};
use super::exit::{Failure, Outcome, Status};
use super::session::{Session, unexpected};
use super::writes::text;
use super::{show, under_way};
use crate::desk::api::{Answer, Meant, Reading, Request, Who};
use crate::domain::account::AccountKind;
use crate::domain::call::FollowUp;
use crate::domain::record::RecordRef;
use crate::phrasing::{FollowsUp, Moment, NotDue, Seen, day_doubt, due_typed, follow_up, untitled};

/// Prepare a call, log what came of it, or end its task.
#[derive(Debug, Args)]
pub struct CallArguments {
    #[command(subcommand)]
    command: CallCommand,
}

#[derive(Debug, Subcommand)]
enum CallCommand {
    Brief(CallBriefArguments),
    Log(CallLogArguments),
    Done(CallDoneArguments),
}

/// What to know before a call, to be read in under a minute: who, what they bought, what went wrong, what is open, what
/// they are worth, what to offer, to avoid and to ask. Of a company, of all its people together; of a deal, how it
/// stands, who decides, what was last said and what is missing.
#[derive(Debug, Args)]
struct CallBriefArguments {
    /// The customer; several words are one query.
    #[arg(value_name = "QUERY", required_unless_present_any = ["company", "deal"])]
    query: Vec<String>,
    /// A company of the CRM, by its name or id.
    #[arg(long, value_name = "NAME|ID", conflicts_with_all = ["query", "deal"])]
    company: Option<String>,
    /// A deal of the CRM, by its id or name.
    #[arg(long, value_name = "ID|NAME", conflicts_with = "query")]
    deal: Option<String>,
    /// Ask the vendors whatever is cached.
    #[arg(long, conflicts_with = "offline")]
    fresh: bool,
    /// Use what is cached alone.
    #[arg(long)]
    offline: bool,
    /// Ask no model: the built-in questions.
    #[arg(long)]
    playbook: bool,
    /// Print JSON (schema deskhand.call/1; of a company or deal deskhand.account_call/1).
    #[arg(long)]
    json: bool,
}

/// Log a call: what was said becomes a note, and a day named in it a follow-up task of yours.
#[derive(Debug, Args)]
struct CallLogArguments {
    /// The customer.
    #[arg(value_name = "QUERY")]
    query: String,
    /// What was said and is to be done ("call back on Thursday"); `-` reads standard input.
    #[arg(value_name = "TEXT")]
    text: String,
    /// When to follow up, instead of the day that the text names: 2026-11-27, tomorrow, +3d, "friday 10:00".
    #[arg(long, value_name = "WHEN")]
    follow_up: Option<String>,
    /// What the follow-up task is called, instead of the sentence that names the day.
    #[arg(long, value_name = "TEXT", conflicts_with = "no_follow_up")]
    title: Option<String>,
    /// The company or deal that it was about, which gets note and task, too: `hubspot/deal/98701`, as its page is named in
    /// `call brief --json`.
    #[arg(long, value_name = "RECORD")]
    about: Option<RecordRef>,
    /// Make no follow-up task.
    #[arg(long, conflicts_with = "follow_up")]
    no_follow_up: bool,
    /// Only say what would be written.
    #[arg(long)]
    dry_run: bool,
    /// Print JSON (schema deskhand.outbox/1).
    #[arg(long)]
    json: bool,
    /// Leave no undo window: write at once.
    #[arg(long)]
    now: bool,
}

impl CallArguments {
    /// Whether the answer is to be JSON.
    pub(super) fn json(&self) -> bool {
        match &self.command {
            CallCommand::Brief(arguments) => arguments.json,
            CallCommand::Log(arguments) => arguments.json,
            CallCommand::Done(arguments) => arguments.json,
        }
    }

    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        match self.command {
            CallCommand::Brief(arguments) => arguments.run(session).await,
            CallCommand::Log(arguments) => arguments.run(session).await,
            CallCommand::Done(arguments) => arguments.run(session).await,
        }
    }
}

impl CallBriefArguments {
    async fn run(self, session: &Session<'_>) -> Outcome {
        let reading = match (self.fresh, self.offline) {
            (true, _) => Reading::Fresh,
            (_, true) => Reading::Offline,
            _ => Reading::Cached,
        };
        let account = self.company.map(|name| (AccountKind::Company, name));
        if let Some((kind, name)) = account.or_else(|| self.deal.map(|name| (AccountKind::Deal, name))) {
            return account_brief(session, Meant::Named { kind, name: name.into() }, reading, self.playbook)
                .await;
        }
        let request = Request::CallSheet {
            who: Who::Query(self.query.join(" ")),
            reading,
            playbook_only: self.playbook,
        };
        let Answer::CallSheet(sheet) = session.ask("reading", request).await? else {
            return Err(unexpected());
        };
        if session.json {
            session.output.json(&CallSheetDocument::of(&sheet))?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        let zone = sheet.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        let there = zone.map(|zone| Moment { zone, ..session.moment.clone() });
        let mut about = vec![format!("by the {}", sheet.engine)];
        about.extend(there.map(|there| format!("there it is {}", there.time(there.now))));
        about.extend(sheet.locale.clone());
        page.heading(sheet.name.as_deref().unwrap_or("(no name)"), &about.join(" · "));
        if !sheet.reach.is_empty() {
            page.paragraph("reach       ", &sheet.reach.join(" · "));
        }
        sheet.parts.iter().for_each(|part| show::call::part(&mut page, part));
        show::call::wording(&mut page, &sheet.questions);
        page.print()?;
        Ok(Status::Done)
    }
}

/// The page about a company or deal.
async fn account_brief(session: &Session<'_>, of: Meant, reading: Reading, playbook_only: bool) -> Outcome {
    let request = Request::AccountSheet { of, reading, playbook_only };
    let Answer::AccountSheet(sheet) = session.ask("reading", request).await? else {
        return Err(unexpected());
    };
    if session.json {
        session.output.json(&AccountSheetDocument::of(&sheet))?;
        return Ok(Status::Done);
    }
    let mut page = session.page();
    page.heading(&sheet.name, &format!("{} · by the {}", sheet.kind.as_str(), sheet.engine));
    sheet.meetings.iter().for_each(|meeting| show::call::meeting(&mut page, meeting, &session.moment));
    sheet.people.iter().for_each(|person| show::call::person(&mut page, person));
    sheet.parts.iter().for_each(|part| show::call::part(&mut page, part));
    show::call::wording(&mut page, &sheet.questions);
    page.print()?;
    sheet.gaps.iter().for_each(|gap| session.output.remark(gap));
    Ok(Status::Done)
}

impl CallLogArguments {
    async fn run(self, session: &Session<'_>) -> Outcome {
        let text = text(self.text)?;
        let due = match &self.follow_up {
            None => None,
            Some(typed) => Some(due(session, typed)?),
        };
        let mut planned = planned(&text, due, self.title, &session.moment);
        if self.no_follow_up {
            planned = Planned { follow_up: None, remark: None };
        }
        if let Some(FollowUp { title, due_at, .. }) = &planned.follow_up {
            session.output.remark(format!("follow-up: {title}, due {}", session.moment.exactly(*due_at)));
        }
        planned.remark.iter().for_each(|remark| session.output.remark(remark));
        let request = Request::LogCall {
            who: Who::Query(self.query),
            text: text.into(),
            account: self.about,
            follow_up: planned.follow_up,
            try_only: self.dry_run,
            now: self.now,
        };
        match session.ask("storing", request).await? {
            Answer::Queued(queued) => under_way::together(session, queued).await,
            Answer::Effects(effects) => {
                let mut page = session.page();
                effects.iter().for_each(|effect| page.paragraph("→ ", effect));
                page.print()?;
                Ok(Status::Done)
            }
            _ => Err(unexpected()),
        }
    }
}

/// When something is due by what was typed; what is doubtful of the day is said.
pub(super) fn due(session: &Session<'_>, typed: &str) -> Result<Timestamp, Failure> {
    let moment = &session.moment;
    let due = due_typed(typed, moment).map_err(|why| not_due(typed, &why))?;
    if let Some(doubt) = day_doubt(typed, moment) {
        session.output.remark(doubt.in_words(moment));
    }
    Ok(due)
}

/// Why nothing is due by what was typed.
fn not_due(typed: &str, why: &NotDue) -> Failure {
    let what = match why {
        NotDue::NoDay => format!("`{typed}` {}", why.in_words()),
        _ => why.in_words(),
    };
    Failure::saying(Status::Usage, what).hinting(
        "2026-11-27, tomorrow, friday, +3d, in two weeks, 7 January, each with an hour behind it or without",
    )
}

/// What is to be done, as the text says it.
pub(super) struct Planned {
    pub follow_up: Option<FollowUp>,
    /// Why that is nothing, or another hour than the text names.
    pub remark: Option<String>,
}

/// What is to be done: when and in which words as they were given, else as the text names them.
pub(super) fn planned(text: &str, due: Option<Timestamp>, title: Option<String>, moment: &Moment) -> Planned {
    let read = follow_up(text, &Seen::by(moment));
    let named = if let FollowsUp::On(jotted) = &read { Some(jotted) } else { None };
    let due_at = due.or_else(|| named.map(|jotted| jotted.due_at(moment)));
    let told = named.map_or_else(|| untitled(text), |jotted| (jotted.title(moment), jotted.rest.clone()));
    let (title, body) = title.map_or(told, |title| (title, String::new()));
    let remark = match (due_at, &read) {
        (Some(_), FollowsUp::On(jotted)) if due.is_none() => jotted.remark(moment),
        (Some(_), _) => None,
        (None, read) => Some(format!("{}, so there is no follow-up task", read.why_none())),
    };
    Planned { follow_up: due_at.map(|due_at| FollowUp { title, body, due_at }), remark }
}
