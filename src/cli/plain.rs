//! The app line by line, for screen readers and terminals that cannot be drawn on: a prompt that takes the same actions
//! by name, answers that are only ever added below. Nothing moves, nothing is coloured to say something.

mod calls;
mod cases;
mod command;
mod customer;
mod leads;
mod listed;
mod past;
mod quiet;
mod say;
mod waiting;

use std::io::BufRead;

use clap::Parser;
use futures::FutureExt;
use jiff::Timestamp;

use super::exit::{Failure, Outcome, Status};
use super::output::Output;
use super::session::{Session, unexpected};
use super::worklist::read;
use super::{Arguments, Context, open, suggestions};
use crate::desk::api::{self, Answer, Notice, Private, Reading, Request, Who, WhoAmI, Worklist};
use crate::desk::decided::{Decided, Decision};
use crate::desk::{VOUCH, next_request_id};
use crate::domain::brief::Suggestion;
use crate::domain::casework::CaseAt;
use crate::domain::ids::{CustomerId, EntryId};
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::record::RecordRef;
use crate::phrasing::Moment;
use command::{Command, HELP};
use listed::Listed;

/// Rows of a list that are read out at once, and customers that are read for them first.
const MOST_ROWS: usize = 20;

/// What is said at the very first start.
const FIRST_START: &str = "\
Say `open 1` for the most urgent case: it is read out with its brief and what could be done.
Say `accept 1` to have the first of it done, `undo` to take that back before it leaves.
Say `search` and a name, an e-mail or an order number to find anybody.";

/// The talk: what was listed, who is open.
struct Talk<'a> {
    session: Session<'a>,
    context: &'a Context,
    who: WhoAmI,
    listed: Listed,
    customer: Option<CustomerId>,
    /// They were opened to sell to, whatever the rep's role.
    sells: bool,
    /// The open case, and its number in the list.
    case: Option<(usize, CaseAt)>,
    suggestions: Vec<Suggestion>,
    /// What was decided in this talk, to be taken back.
    decided: Decided,
    /// What was said no to in this talk: no news.
    own_noes: Vec<EntryId>,
    /// A colleague's lead, a meeting to come or a case that waits, that was asked about, and before which deed.
    asked_about: Option<(RecordRef, &'static str)>,
    /// What was asked about and is done when it is said again: to take back what has left, to accept a foreign draft.
    asked_first: Vec<Request>,
}

/// Runs it until the user leaves or the input ends.
pub async fn run(place: open::Place, context: &Context) -> Outcome {
    let me = &place.loaded.config.me;
    let reader = (me.email.clone(), me.locale.clone());
    let is_demo = place.demo;
    let desk = open::open(place).await?;
    let context = &Context { output: Output::plain(), ..context.clone() };
    let session = Session { still: true, ..Session::new(&desk, context, reader, false) };
    let outcome = talk(session, context, is_demo).await;
    desk.finish().await;
    outcome
}

async fn talk<'a>(session: Session<'a>, context: &'a Context, is_demo: bool) -> Outcome {
    let Answer::WhoAmI(who) = session.ask("opening", Request::WhoAmI).await? else {
        return Err(unexpected());
    };
    if is_demo && who.customers == 0 {
        session.ask("making the sandbox ready", Request::SetUpFields { try_only: false }).await?;
        session.ask("reading customers", Request::Sync { since: None, full: false }).await?;
        if who.learns_by_itself {
            session.ask("learning from their orders", Request::FitScores).await?;
        }
    }
    let mut notices = session.desk.notices();
    let mut talk = Talk {
        session,
        context,
        who,
        listed: Listed::Nothing,
        customer: None,
        sells: false,
        case: None,
        suggestions: Vec::new(),
        decided: Decided::default(),
        own_noes: Vec::new(),
        asked_about: None,
        asked_first: Vec::new(),
    };
    talk.line("deskhand, line by line. Say `help` for what you can say, `quit` to leave.")?;
    if talk.who.is_first_start {
        FIRST_START.lines().try_for_each(|line| talk.line(line))?;
        talk.session.ask("keeping that you have begun", Request::Welcomed).await?;
    }
    talk.rejections().await?;
    talk.obey(Command::Cases(String::new())).await?;
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
            Err(why) => match why.usage() {
                Some(usage) => talk.line(&format!("{why}: {usage}"))?,
                None => talk.line(&format!("{why}. Say `help` for what you can say."))?,
            },
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
        if !matches!(command, Command::Undo | Command::Accept(..)) {
            self.asked_first.clear();
        }
        match command {
            Command::Help => HELP.lines().try_for_each(|line| self.line(line)),
            Command::Cases(narrowed) => self.cases(&narrowed).await,
            Command::Calls(narrowed) => self.calls(&narrowed).await,
            Command::Leads(narrowed) => self.leads(&narrowed).await,
            Command::Quiet(narrowed) => self.quiet(&narrowed).await,
            Command::Done(number) => self.done(number).await,
            Command::Log(text) => self.log(text).await,
            Command::Search(text) => self.search(text).await,
            Command::Open(number) => self.open(number).await,
            Command::Next => self.next().await,
            Command::Brief => self.brief().await,
            Command::Accept(number, firm) => self.accept(number, firm).await,
            Command::Edit(number, text, firm) => self.edit(number, text, firm).await,
            Command::Dismiss(number, reason) => self.dismiss(number, reason).await,
            Command::Restore(number) => self.restore(number).await,
            Command::Undo => self.undo().await,
            Command::Reply(number, text, firm) => self.reply(number, text, firm).await,
            Command::Macro(number, name, firm) => self.by_macro(number, name, firm).await,
            Command::Status(number, status, firm) => self.status(number, status, firm).await,
            Command::Priority(number, word, firm) => self.priority(number, &word, firm).await,
            Command::Owner(number, owner, firm) => self.owner(number, owner, firm).await,
            Command::Category(number, word) => self.label(number, "category", &word).await,
            Command::Mood(number, word) => self.label(number, "mood", &word).await,
            Command::Urgency(number, word) => self.label(number, "urgency", &word).await,
            Command::Language(number, word) => self.label(number, "language", &word).await,
            Command::Sent(number) => self.sent(number).await,
            Command::Snooze(number, when) => self.snooze(number, &when).await,
            Command::Wake(number) => self.wake(number).await,
            Command::Summary(number) => self.summary(number).await,
            Command::Claim(number) => self.claim(number).await,
            Command::Hand(number, words) => self.hand(number, &words).await,
            Command::Nurture(number, reason) => self.nurture(number, reason).await,
            Command::Disqualify(number, reason) => self.disqualify(number, reason).await,
            Command::Note(text) => {
                let who = self.open_customer()?;
                let case = self.case.as_ref().map(|(_, case)| case.record.id.clone());
                self.act(Request::Note { who, text: Private(text), case, now: false }).await
            }
            Command::Task(text) => {
                let who = self.open_customer()?;
                let case = self.case.as_ref().map(|(_, case)| case.record.id.clone());
                let (text, due_at, owner) = (Private(text), None, None);
                self.act(Request::Task { who, text, case, due_at, owner, now: false }).await
            }
            Command::Ask(question) => self.question(question).await,
            Command::Approvals => self.entries("waits for a yes", Request::Approvals).await,
            Command::Outbox => self.entries("in the outbox", Request::Outbox { limit: MOST_ROWS }).await,
            Command::Approve(number, firm) => {
                let entry = self.entry(number)?;
                self.act(Request::Approve { entry, despite: firm.despite }).await
            }
            Command::Reject(number, reason) => {
                let entry = self.entry(number)?;
                self.own_noes.push(entry);
                self.act(Request::Reject { entry, reason }).await?;
                self.hear(vec![entry]).await
            }
            Command::Retry(number) => self.retry(number).await,
            Command::Drop(number, reason) => self.give_up(number, reason).await,
            Command::Sources => self.sources().await,
            Command::Activity(everybodys) => self.activity(everybodys).await,
            Command::Audit(words) => self.audit(&words).await,
            Command::Wire => self.wires().await,
            Command::Commanded(words) => self.commanded(&words).await,
            Command::Back => {
                self.close();
                self.cases("").await
            }
            Command::Quit => Ok(()),
        }
    }

    /// A list with what is known of the customers behind its first rows, since that decides the order.
    async fn list<R: Worklist>(&self) -> Result<api::Listed<R>, Failure> {
        let list = read::<R>(&self.session, Reading::Cached).await?;
        if let Some(problem) = &list.problem {
            self.line(&format!("Attention: the CRM was not read: {problem}"))?;
            list.hint.iter().try_for_each(|hint| self.line(&format!("  hint: {hint}")))?;
        }
        if !list.rows.iter().any(Worklist::lacks_customer) {
            self.missing(&list)?;
            return Ok(list);
        }
        let filled = self.session.ask("reading customers", R::fill(Some(MOST_ROWS))).await?;
        if let Answer::Filled { unread: Some(unread), .. } = filled {
            self.line(&format!("Attention: {}", unread.in_words()))?;
        }
        let list = read::<R>(&self.session, Reading::AsIs).await?;
        self.missing(&list)?;
        Ok(list)
    }

    /// Says what belongs to a list and is not in it.
    fn missing<R>(&self, list: &api::Listed<R>) -> Result<(), Failure> {
        list.lacks.iter().try_for_each(|lacks| self.line(&format!("Attention: {lacks}")))?;
        let unreadable = list.unreadable_in_words();
        unreadable.iter().try_for_each(|words| {
            self.line(&format!("Attention: {words}"))?;
            self.line("  hint: `sources` names each")
        })
    }

    fn close(&mut self) {
        (self.customer, self.case, self.sells) = (None, None, false);
        self.suggestions.clear();
    }

    /// Opens what the number stands for in the last list.
    async fn open(&mut self, number: usize) -> Result<(), Failure> {
        if number > MOST_ROWS && self.open_case_of_id(&number.to_string()).await? {
            return Ok(());
        }
        let at = number - 1;
        let none = || no_number(number);
        self.sells = matches!(self.listed, Listed::Quiet(_));
        match &self.listed {
            Listed::Cases(_) => self.open_case(number).await,
            Listed::Calls(calls) => {
                let call = calls.get(at).ok_or_else(none)?;
                let who = Who::behind(call.customer_id, call.contact.as_ref());
                let nobody = || Failure::saying(Status::NotFound, "this task hangs on no contact");
                self.sheet(who.ok_or_else(nobody)?).await
            }
            Listed::Leads(leads) => {
                let lead = &leads.get(at).ok_or_else(none)?.lead;
                let who = lead.customer_id.map_or_else(|| Who::Query(lead.record.to_string()), Who::Customer);
                self.sheet(who).await
            }
            Listed::Quiet(customers) => {
                let customer = customers.get(at).ok_or_else(none)?.customer_id;
                self.case = None;
                self.look(Who::Customer(customer), None).await
            }
            Listed::Customers(customers) => {
                let who = customers.get(at).ok_or_else(none)?.clone();
                self.case = None;
                self.look(who, None).await
            }
            Listed::Entries(entries) => {
                let entry = *entries.get(at).ok_or_else(none)?;
                self.review(entry).await
            }
            Listed::Wires(calls) => {
                let lines = say::wire_whole(calls.get(at).ok_or_else(none)?, &self.session.moment);
                lines.iter().try_for_each(|line| self.line(line))
            }
            Listed::Parked(_) | Listed::Nothing => Err(none()),
        }
    }

    /// Takes back what was decided last in this talk, as the app's key does; else what counts down or was accepted last.
    /// What has left is taken back when it is said twice, despite what was told of it alone.
    async fn undo(&mut self) -> Result<(), Failure> {
        let last = self.decided.last();
        let requests: Vec<Request> = match last.is_empty() {
            true => vec![Request::Undo { what: suggestions::newest_to_undo(&self.session).await? }],
            false => last.iter().map(Decision::taken_back).collect(),
        };
        let despite: Vec<Request> = requests.iter().cloned().map(Request::undoing_despite).collect();
        let asked_first = std::mem::take(&mut self.asked_first);
        let is_asked = asked_first == requests || asked_first == despite;
        if !is_asked
            && let Some((words, has_it)) = suggestions::before_taking_back(&self.session, &requests).await?
        {
            self.asked_first = if has_it { despite } else { requests };
            return self.line(&format!("{words} Say `undo` again to take it back."));
        }
        for request in if is_asked { asked_first } else { requests } {
            match self.decide("taking back", request).await? {
                Answer::Entry(entry) => self.said_of(&entry)?,
                Answer::TakenBack(entries) => entries.iter().try_for_each(|entry| self.said_of(entry))?,
                Answer::QueueRow(row) => self.labelled(&row)?,
                Answer::Sent(row) => self.said_sent(&row)?,
                Answer::Suggestion(stored) => {
                    self.line(&format!("open again: {}", stored.suggestion.title))?;
                }
                Answer::Profile(_) => self.line("taken back")?,
                _ => return Err(unexpected()),
            }
        }
        Ok(())
    }

    /// Asks for something that can be taken back.
    async fn decide(&mut self, what: &str, request: Request) -> Result<Answer, Failure> {
        self.decide_hinting(what, request, "").await
    }

    /// The same. `unproven` is how it would be said that whoever says it stands for it.
    async fn decide_hinting(
        &mut self,
        what: &str,
        request: Request,
        unproven: &str,
    ) -> Result<Answer, Failure> {
        let number = next_request_id();
        self.decided.asked(number, number, &request);
        let answer = self.session.try_ask(what, request).await;
        self.decided.answered(number, &answer);
        answer.map_err(|error| {
            let hint = error.hint.as_ref().filter(|hint| hint.contains(VOUCH) && !unproven.is_empty());
            let hint = hint.map(|hint| hint.replace(VOUCH, &format!("`{unproven}`")));
            let refused = self.session.refused(error);
            match hint {
                Some(hint) => refused.hinting(hint),
                None => refused,
            }
        })
    }

    /// Asks for a decision, and says what became of it.
    async fn act(&mut self, request: Request) -> Result<(), Failure> {
        let entries = match self.decide("storing", request).await? {
            Answer::Accepted(accepted) => vec![accepted.entry],
            Answer::Entry(entry) => vec![*entry],
            Answer::Queued(queued) => queued.into_iter().map(|accepted| accepted.entry).collect(),
            _ => return Err(unexpected()),
        };
        self.session.moment.now = Timestamp::now();
        entries.iter().try_for_each(|entry| self.said_of(entry))
    }

    fn said_of(&self, entry: &Entry) -> Result<(), Failure> {
        self.line(&say::entry(None, entry, &self.session))
    }

    /// Runs a line of the command line.
    async fn commanded(&mut self, words: &str) -> Result<(), Failure> {
        let typed = std::iter::once("deskhand".to_owned()).chain(split(words));
        match Arguments::try_parse_from(typed) {
            Ok(Arguments { command: Some(command), .. }) => {
                Box::pin(super::answer_in_talk(command, &self.session, self.context)).await.map(|_| ())
            }
            Ok(_) => Err(Failure::saying(Status::Usage, "no command is named")),
            Err(usage) => usage.to_string().lines().try_for_each(|line| self.line(line)),
        }
    }

    fn told(&self, notice: Notice) -> Result<(), Failure> {
        match notice {
            Notice::Entry { entry } if is_news(&entry) && !self.own_noes.contains(&entry.id) => {
                self.line(&format!("news: {}", say::entry(None, &entry, &self.session)))
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

    /// One line, with nothing in it that a terminal or a screen reader would take for an order.
    fn line(&self, text: &str) -> Result<(), Failure> {
        self.session.output.line(crate::phrasing::harmless(text))
    }
}

/// Words as a shell has them: apart by spaces, unless quotation marks hold them together.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// What was decided here is said at once; what the vendors made of it comes as news.
fn is_news(entry: &Entry) -> bool {
    matches!(
        entry.state,
        EntryState::Done { .. }
            | EntryState::Parked { .. }
            | EntryState::InDoubt { .. }
            | EntryState::Waiting { .. }
            | EntryState::Rejected { .. }
    )
}

fn no_number(number: usize) -> Failure {
    Failure::saying(Status::Usage, format!("there is no number {number} in the last list"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_hold_words_together() {
        assert_eq!(split(" note ada 'called twice'  \"\""), ["note", "ada", "called twice", ""]);
        assert_eq!(split("it's"), ["its"]);
        assert!(split("  ").is_empty());
    }
}
