//! The app line by line, for screen readers and terminals that cannot be drawn on: a prompt that takes the same actions
//! by name, answers that are only ever added below. Nothing moves, nothing is coloured to say something.

mod command;
mod say;

use std::io::BufRead;

use futures::FutureExt;
use jiff::Timestamp;

use super::exit::{Failure, Outcome, Status};
use super::session::{Session, unexpected};
use super::worklist::{read, standpoint};
use super::{Context, open};
use crate::desk::api::{
    Answer, EntryOrSuggestion, LookupAnswer, Notice, Private, Reading, Request, Who, WhoAmI,
};
use crate::domain::agenda::PlannedCall;
use crate::domain::brief::Suggestion;
use crate::domain::ids::{CustomerId, EntryId};
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::queue::QueueRow;
use crate::domain::worklist::Arrangement;
use crate::domain::{EvidenceId, Purpose, Role};
use crate::phrasing::Moment;
use command::{Command, HELP};

/// Cases that are read out at once.
const MOST_CASES: usize = 20;
/// Customers that a search reads out.
const MOST_HITS: usize = 9;

/// What is said at the very first start.
const FIRST_START: &str = "\
Say `open 1` for the most urgent case: it is read out with its brief and what could be done.
Say `accept 1` to have the first of it done, `undo` to take that back before it leaves.
Say `search` and a name, an e-mail or an order number to find anybody.";

/// What the numbers of the last list stand for.
enum Listed {
    Nothing,
    Cases(Vec<Option<(Who, EvidenceId)>>),
    Calls(Vec<PlannedCall>),
    Customers(Vec<Who>),
    Entries(Vec<EntryId>),
}

/// The talk: what was listed, who is open, what was accepted last.
struct Talk<'a> {
    session: Session<'a>,
    who: WhoAmI,
    listed: Listed,
    customer: Option<CustomerId>,
    suggestions: Vec<Suggestion>,
    accepted: Option<EntryId>,
}

/// Runs it until the user leaves or the input ends.
pub async fn run(place: open::Place, context: &Context) -> Outcome {
    let locale = place.loaded.config.me.locale.clone();
    let is_demo = place.demo;
    let desk = open::open(place).await?;
    let session = Session { still: true, ..Session::new(&desk, context, locale, false) };
    let outcome = talk(session, is_demo).await;
    desk.finish().await;
    outcome
}

async fn talk(session: Session<'_>, is_demo: bool) -> Outcome {
    let Answer::WhoAmI(who) = session.ask("opening", Request::WhoAmI).await? else {
        return Err(unexpected());
    };
    if is_demo && who.customers == 0 {
        session.ask("making the sandbox ready", Request::SetUpFields).await?;
        session.ask("reading customers", Request::Sync { since: None, full: false }).await?;
    }
    let mut notices = session.desk.notices();
    let mut talk = Talk {
        session,
        who,
        listed: Listed::Nothing,
        customer: None,
        suggestions: Vec::new(),
        accepted: None,
    };
    talk.line("deskhand, line by line. Say `help` for what you can say, `quit` to leave.")?;
    if talk.who.is_first_start {
        FIRST_START.lines().try_for_each(|line| talk.line(line))?;
        talk.session.ask("keeping that you have begun", Request::Welcomed).await?;
    }
    talk.obey(Command::Cases).await?;
    loop {
        while let Some(Some(notice)) = notices.next().now_or_never() {
            talk.told(notice)?;
        }
        talk.line("deskhand>")?;
        let Some(line) = next_line().await? else { return Ok(Status::Done) };
        talk.session.moment = Moment { now: Timestamp::now(), ..talk.session.moment.clone() };
        match line.parse() {
            Ok(Command::Quit) => return Ok(Status::Done),
            Ok(command) => match talk.obey(command).await {
                Ok(()) => {}
                // A closed pipe ends the talk; a refusal is said, and the talk goes on.
                Err(failure) if failure.is_silent() => return Err(failure),
                Err(failure) => talk.session.output.complain(&failure),
            },
            Err(why) => talk.line(&format!("{why}. Say `help` for what you can say."))?,
        }
    }
}

/// The next line of standard input; nothing at its end.
async fn next_line() -> Result<Option<String>, Failure> {
    let read = || {
        let mut line = String::new();
        let length = std::io::stdin().lock().read_line(&mut line)?;
        Ok::<_, std::io::Error>((length > 0).then_some(line))
    };
    let line =
        tokio::task::spawn_blocking(read).await.map_err(|error| Failure::new(Status::Failed, error))?;
    Ok(line?)
}

impl Talk<'_> {
    async fn obey(&mut self, command: Command) -> Result<(), Failure> {
        match command {
            Command::Help => HELP.lines().try_for_each(|line| self.line(line)),
            Command::Cases => self.cases().await,
            Command::Calls => self.calls().await,
            Command::Done(number) => self.done(number).await,
            Command::Search(text) => self.search(text).await,
            Command::Open(number) => self.open(number).await,
            Command::Brief => self.brief(None).await,
            Command::Accept(number) => self.accept(number).await,
            Command::Dismiss(number, reason) => self.dismiss(number, reason).await,
            Command::Undo => self.undo().await,
            Command::Note(text) => {
                let who = self.open_customer()?;
                self.act(Request::Note { who, text: Private(text), case: None, now: false }).await
            }
            Command::Task(text) => {
                let who = self.open_customer()?;
                let (text, due_at, owner) = (Private(text), None, None);
                self.act(Request::Task { who, text, due_at, owner, now: false }).await
            }
            Command::Ask(question) => self.question(question).await,
            Command::Approvals => self.entries("waits for a yes", Request::Approvals).await,
            Command::Outbox => self.entries("in the outbox", Request::Outbox { limit: MOST_CASES }).await,
            Command::Approve(number) => {
                let entry = self.entry(number)?;
                self.act(Request::Approve { entry }).await
            }
            Command::Reject(number, reason) => {
                let entry = self.entry(number)?;
                self.act(Request::Reject { entry, reason }).await
            }
            Command::Back => {
                self.customer = None;
                self.suggestions.clear();
                self.cases().await
            }
            Command::Quit => Ok(()),
        }
    }

    async fn cases(&mut self) -> Result<(), Failure> {
        let queue = read::<QueueRow>(&self.session, Reading::Cached).await?;
        let shown = Arrangement::default().of(&queue.rows, &standpoint(&queue, &self.session.moment));
        let mut rows: Vec<_> = shown.iter().map(|at| &queue.rows[*at]).collect();
        self.line(&say::how_many(rows.len(), "open case", MOST_CASES))?;
        rows.truncate(MOST_CASES);
        for (at, row) in rows.iter().enumerate() {
            self.line(&say::case(at + 1, row, &self.session.moment))?;
        }
        let listed = rows.iter().map(|row| {
            let who = Who::Customer(row.case.customer_id?);
            Some((who, EvidenceId::new("case", &row.case.record.id)))
        });
        self.listed = Listed::Cases(listed.collect());
        Ok(())
    }

    async fn calls(&mut self) -> Result<(), Failure> {
        let agenda = read::<PlannedCall>(&self.session, Reading::Cached).await?;
        let shown = Arrangement::default().of(&agenda.rows, &standpoint(&agenda, &self.session.moment));
        let calls: Vec<PlannedCall> = shown.iter().map(|at| agenda.rows[*at].clone()).collect();
        self.line(&say::how_many(calls.len(), "call", calls.len()))?;
        for (at, call) in calls.iter().enumerate() {
            self.line(&say::call(at + 1, call, &self.session.moment))?;
        }
        self.listed = Listed::Calls(calls);
        Ok(())
    }

    async fn done(&mut self, number: usize) -> Result<(), Failure> {
        let task = match &self.listed {
            Listed::Calls(calls) => calls.get(number - 1).map(|call| call.record.clone()),
            _ => None,
        };
        let task = task.ok_or_else(|| no_number(number).hinting("`calls` lists them"))?;
        self.act(Request::EndTask { task, now: false }).await
    }

    async fn search(&mut self, text: String) -> Result<(), Failure> {
        let query = Private(text.clone());
        let Answer::Search(hits) =
            self.session.ask("searching", Request::Search { query, limit: MOST_HITS }).await?
        else {
            return Err(unexpected());
        };
        if hits.is_empty() {
            // Nobody here: the vendors may know.
            return self.look(Who::Query(text), None).await;
        }
        self.line(&say::how_many(hits.len(), "customer", MOST_HITS))?;
        for (at, hit) in hits.iter().enumerate() {
            self.line(&say::hit(at + 1, hit))?;
        }
        self.listed = Listed::Customers(hits.into_iter().map(|hit| Who::Customer(hit.customer)).collect());
        Ok(())
    }

    async fn open(&mut self, number: usize) -> Result<(), Failure> {
        if let Listed::Calls(calls) = &self.listed {
            let call = calls.get(number - 1).ok_or_else(|| no_number(number))?;
            let who = Who::behind(call.customer_id, call.contact.as_ref());
            let who =
                who.ok_or_else(|| Failure::saying(Status::NotFound, "this task hangs on no contact"))?;
            return self.sheet(who).await;
        }
        let chosen = match &self.listed {
            Listed::Cases(cases) => {
                let case = cases.get(number - 1).and_then(Option::as_ref);
                case.map(|(who, case)| (who.clone(), Some(case.clone())))
            }
            Listed::Customers(customers) => customers.get(number - 1).map(|who| (who.clone(), None)),
            Listed::Calls(_) | Listed::Entries(_) | Listed::Nothing => None,
        };
        let (who, case) = chosen.ok_or_else(|| no_number(number))?;
        self.look(who, case).await
    }

    /// The page to call by.
    async fn sheet(&mut self, who: Who) -> Result<(), Failure> {
        let request = Request::CallSheet { who, reading: Reading::Cached };
        let Answer::CallSheet(sheet) = self.session.ask("preparing the call", request).await? else {
            return Err(unexpected());
        };
        self.customer = Some(sheet.customer_id);
        self.suggestions.clear();
        self.line(&format!("Call {}", sheet.name.as_deref().unwrap_or("somebody without a name")))?;
        if !sheet.reach.is_empty() {
            self.line(&format!("reach: {}", sheet.reach.join(", ")))?;
        }
        for part in &sheet.parts {
            let sentences: Vec<&str> = part.sentences.iter().map(|one| one.text.as_str()).collect();
            self.line(&format!("{}: {}", part.topic.in_words(), sentences.join(" ")))?;
        }
        Ok(())
    }

    async fn look(&mut self, who: Who, case: Option<EvidenceId>) -> Result<(), Failure> {
        let request = Request::Lookup { who, reading: Reading::Cached, all_pages: true };
        match self.session.ask("looking", request).await? {
            Answer::Lookup(LookupAnswer::One { profile, .. }) => {
                self.customer = Some(profile.customer.id);
                for line in say::profile(&profile, case.as_ref(), &self.session.moment) {
                    self.line(&line)?;
                }
                self.brief(case).await
            }
            Answer::Lookup(LookupAnswer::Many { candidates }) => {
                self.line(&say::how_many(candidates.len(), "customer", candidates.len()))?;
                for (at, candidate) in candidates.iter().enumerate() {
                    self.line(&say::candidate(at + 1, candidate))?;
                }
                let whom = candidates.into_iter().map(|candidate| Who::Query(candidate.reference));
                self.listed = Listed::Customers(whom.collect());
                Ok(())
            }
            Answer::Lookup(LookupAnswer::Nobody { looked }) => {
                self.line("nobody found")?;
                looked.iter().try_for_each(|one| self.line(&format!("{}: {}", one.place, one.what)))
            }
            _ => Err(unexpected()),
        }
    }

    async fn brief(&mut self, case: Option<EvidenceId>) -> Result<(), Failure> {
        let who = self.open_customer()?;
        let purpose = if self.who.role == Role::Sales { Purpose::Sales } else { Purpose::Support };
        let (reading, playbook_only, again) = (Reading::AsIs, false, false);
        let request = Request::Brief { who, purpose, case, reading, playbook_only, again };
        let Answer::Brief(brief) = self.session.ask("writing the brief", request).await? else {
            return Err(unexpected());
        };
        for line in say::brief(&brief, &self.session.moment) {
            self.line(&line)?;
        }
        self.suggestions = brief.suggestions;
        Ok(())
    }

    async fn question(&mut self, question: String) -> Result<(), Failure> {
        let who = self.open_customer()?;
        let request = Request::Ask { who, question: Private(question), again: false };
        let Answer::Ask(answer) = self.session.ask("asking", request).await? else {
            return Err(unexpected());
        };
        answer.sentences.iter().try_for_each(|sentence| self.line(&sentence.text))
    }

    async fn accept(&mut self, number: usize) -> Result<(), Failure> {
        let suggestion = self.suggestion(number)?;
        self.act(Request::Accept { suggestion, now: false }).await
    }

    async fn dismiss(&mut self, number: usize, reason: String) -> Result<(), Failure> {
        let suggestion = self.suggestion(number)?;
        self.session.ask("storing", Request::Dismiss { suggestion, reason }).await?;
        self.line(&format!("suggestion {number} is turned down"))
    }

    async fn undo(&mut self) -> Result<(), Failure> {
        let entry =
            self.accepted.ok_or_else(|| Failure::saying(Status::Usage, "nothing was accepted yet"))?;
        self.act(Request::Undo { what: EntryOrSuggestion::Entry(entry) }).await
    }

    /// Asks for a decision, and says what became of it.
    async fn act(&mut self, request: Request) -> Result<(), Failure> {
        let entry = match self.session.ask("storing", request).await? {
            Answer::Accepted(accepted) => accepted.entry,
            Answer::Entry(entry) => *entry,
            Answer::Queued(mut queued) if queued.len() == 1 => queued.remove(0).entry,
            _ => return Err(unexpected()),
        };
        self.accepted = Some(entry.id);
        self.session.moment.now = Timestamp::now();
        self.line(&say::entry(None, &entry, &self.session.moment))
    }

    async fn entries(&mut self, what: &str, request: Request) -> Result<(), Failure> {
        let Answer::Entries(entries) = self.session.ask("reading", request).await? else {
            return Err(unexpected());
        };
        self.line(&format!("{} {what}", entries.len()))?;
        for (at, entry) in entries.iter().enumerate() {
            self.line(&say::entry(Some(at + 1), entry, &self.session.moment))?;
        }
        self.listed = Listed::Entries(entries.iter().map(|entry| entry.id).collect());
        Ok(())
    }

    fn told(&self, notice: Notice) -> Result<(), Failure> {
        match notice {
            Notice::Entry { entry } if is_news(&entry) => {
                self.line(&format!("news: {}", say::entry(None, &entry, &self.session.moment)))
            }
            _ => Ok(()),
        }
    }

    fn open_customer(&self) -> Result<Who, Failure> {
        self.customer.map(Who::Customer).ok_or_else(|| {
            Failure::saying(Status::Usage, "nobody is open")
                .hinting("`open 1` opens the first of the list, `search NAME` finds")
        })
    }

    fn suggestion(&self, number: usize) -> Result<crate::domain::SuggestionId, Failure> {
        self.suggestions.get(number - 1).map(|one| one.id).ok_or_else(|| no_number(number))
    }

    fn entry(&self, number: usize) -> Result<EntryId, Failure> {
        match &self.listed {
            Listed::Entries(entries) => entries.get(number - 1).copied(),
            _ => None,
        }
        .ok_or_else(|| no_number(number).hinting("`approvals` lists what waits for a yes"))
    }

    /// One line, with nothing in it that a terminal or a screen reader would take for an order.
    fn line(&self, text: &str) -> Result<(), Failure> {
        self.session.output.line(crate::phrasing::harmless(text))
    }
}

/// What was decided here is said at once; what the vendors made of it comes as news.
fn is_news(entry: &Entry) -> bool {
    matches!(
        entry.state,
        EntryState::Done { .. }
            | EntryState::Parked { .. }
            | EntryState::InDoubt { .. }
            | EntryState::Waiting { .. }
    )
}

fn no_number(number: usize) -> Failure {
    Failure::saying(Status::Usage, format!("there is no number {number} in the last list"))
}
