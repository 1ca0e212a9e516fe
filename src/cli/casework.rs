//! `deskhand case set`, `assign`, `reply`, `macro` and `label`: cases changed and answered, by the same outbox as everything.

use clap::{ArgGroup, Args, ValueEnum};

use super::documents::{CasesDocument, CaseworkDocument, Missing};
use super::exit::{Failure, Outcome, Status};
use super::question::agreed;
use super::session::{Session, unexpected};
use super::worklist::read;
use super::writes::text;
use super::{show, under_way};
use crate::desk::api::{Accepted, Answer, Reading, Request};
use crate::domain::casework::{CaseAt, CaseDeed, CaseOutcome, CaseValues, Casework, Consent};
use crate::domain::crm::Priority;
use crate::domain::queue::QueueRow;
use crate::domain::record::RecordRef;
use crate::domain::triage::{Category, LabelChange, Language, Mood, Urgency};
use crate::phrasing::SLEEP_WITHDRAWN;

/// How cases are worked on, whatever is done to them.
#[derive(Debug, Args)]
pub struct How {
    /// Go through although a case has changed since it was read, or an answer to it is under way.
    #[arg(long)]
    despite: bool,
    /// Of several cases: do it. Without it, what would happen is said, and nothing is written. Of one: close it
    /// without being asked, though its customer waits for an answer.
    #[arg(long)]
    yes: bool,
    /// Say what would happen, write nothing.
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Print JSON (schema deskhand.entry/1; of several cases deskhand.casework/1).
    #[arg(long)]
    pub(super) json: bool,
    /// Leave no undo window: write at once.
    #[arg(long)]
    now: bool,
}

/// Change status, priority or owner of cases.
#[derive(Debug, Args)]
pub struct SetArguments {
    /// The case, as `deskhand cases` names it; several are set apart by commas.
    #[arg(value_name = "CASE", value_delimiter = ',', required = true)]
    cases: Vec<String>,
    /// The stage, by its name or the beginning of it.
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,
    /// low, medium, high or urgent.
    #[arg(long, value_name = "PRIORITY")]
    priority: Option<Word<Priority>>,
    /// Who gets it: `me`, an e-mail address or a name at the CRM, or `suggested`: whoever should take it.
    #[arg(long, value_name = "OWNER")]
    owner: Option<String>,
    #[command(flatten)]
    pub(super) how: How,
}

/// Give cases to somebody, as `case set --owner` does.
#[derive(Debug, Args)]
pub struct AssignArguments {
    /// The case, as `deskhand cases` names it; several are set apart by commas.
    #[arg(value_name = "CASE", value_delimiter = ',', required = true)]
    cases: Vec<String>,
    /// Who gets it: `me`, an e-mail address or a name at the CRM, or `suggested`: whoever should take it.
    #[arg(value_name = "OWNER")]
    owner: String,
    #[command(flatten)]
    pub(super) how: How,
}

/// Answer a case in your own words.
///
/// The CRM takes no answers from outside: it becomes a note on the case, for you to send, and the case waits for the
/// customer then. Nothing is ever sent by itself.
#[derive(Debug, Args)]
pub struct ReplyArguments {
    /// The case.
    #[arg(value_name = "CASE")]
    case: String,
    /// The answer; `-` reads standard input.
    #[arg(value_name = "TEXT")]
    text: String,
    /// Promise what no policy allows, or greet by another name: it goes out as your own word. The audit log tells.
    #[arg(long)]
    unproven: bool,
    #[command(flatten)]
    pub(super) how: How,
}

/// Answer cases by a macro: its text with the values of customer, case and order, in the customer's language.
///
/// A value that is missing is an error that names it.
#[derive(Debug, Args)]
pub struct MacroArguments {
    /// The case; several are set apart by commas.
    #[arg(value_name = "CASE", value_delimiter = ',', required = true)]
    cases: Vec<String>,
    /// The macro, by its name or a part of it.
    #[arg(value_name = "NAME")]
    name: String,
    /// Promise what no policy allows, or greet by another name: it goes out as your own word. The audit log tells.
    #[arg(long)]
    unproven: bool,
    #[command(flatten)]
    pub(super) how: How,
}

/// Put the labels of a case right; they stay so, whatever is read later.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).multiple(true))]
pub struct LabelArguments {
    /// The case.
    #[arg(value_name = "CASE")]
    case: String,
    /// What it is about.
    #[arg(value_name = "CATEGORY", group = "what")]
    category: Option<Word<Category>>,
    /// The same by its name.
    #[arg(long = "category", value_name = "CATEGORY", group = "what", conflicts_with = "category")]
    about: Option<Word<Category>>,
    /// How its writer feels.
    #[arg(long, value_name = "MOOD", group = "what")]
    mood: Option<Word<Mood>>,
    /// How soon somebody should look at it.
    #[arg(long, value_name = "URGENCY", group = "what")]
    urgency: Option<Word<Urgency>>,
    /// The language that it is written in, by its code of two letters: de.
    #[arg(long, value_name = "CODE", group = "what")]
    language: Option<Language>,
    /// Take back what was put right last.
    #[arg(long, group = "what", conflicts_with_all = ["category", "about", "mood", "urgency", "language"])]
    undo: bool,
    /// Print JSON (schema deskhand.cases/1).
    #[arg(long)]
    pub(super) json: bool,
}

/// A word of a closed list of the domain's on the command line.
#[derive(Clone, Copy, Debug)]
struct Word<T>(T);

impl ValueEnum for Word<Priority> {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Word<Priority>; 4] =
            [Word(Priority::Low), Word(Priority::Medium), Word(Priority::High), Word(Priority::Urgent)];
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.in_words()))
    }
}

impl ValueEnum for Word<Category> {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Word<Category>; 10] = [
            Word(Category::OrderStatus),
            Word(Category::ReturnRefund),
            Word(Category::CancelChange),
            Word(Category::Payment),
            Word(Category::ProductQuestion),
            Word(Category::DeliveryProblem),
            Word(Category::Account),
            Word(Category::Complaint),
            Word(Category::Praise),
            Word(Category::Other),
        ];
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.as_str()).help(self.0.in_words()))
    }
}

impl ValueEnum for Word<Mood> {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Word<Mood>; 4] =
            [Word(Mood::Angry), Word(Mood::Worried), Word(Mood::Neutral), Word(Mood::Happy)];
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.as_str()))
    }
}

impl ValueEnum for Word<Urgency> {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Word<Urgency>; 3] = [Word(Urgency::Low), Word(Urgency::Normal), Word(Urgency::High)];
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.as_str()))
    }
}

impl SetArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let values =
            CaseValues { status: self.status, priority: self.priority.map(|word| word.0), owner: self.owner };
        work(session, &self.cases, CaseDeed::Change(values), &self.how).await
    }
}

impl AssignArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let values = CaseValues { owner: Some(self.owner), ..CaseValues::default() };
        work(session, &self.cases, CaseDeed::Change(values), &self.how).await
    }
}

impl ReplyArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let deed = CaseDeed::Reply(text(self.text)?);
        work_vouching(session, &[self.case], deed, &self.how, self.unproven).await
    }
}

impl MacroArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let deed = CaseDeed::Macro { name: self.name, text: None };
        work_vouching(session, &self.cases, deed, &self.how, self.unproven).await
    }
}

impl LabelArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let case = named(session, &self.case).await?.record;
        let change = LabelChange {
            category: self.category.or(self.about).map(|word| word.0),
            mood: self.mood.map(|word| word.0),
            urgency: self.urgency.map(|word| word.0),
            language: self.language,
        };
        let request = if self.undo { Request::Unlabel { case } } else { Request::Label { case, change } };
        let Answer::QueueRow(row) = session.ask("storing", request).await? else {
            return Err(unexpected());
        };
        if session.json {
            session.output.json(&CasesDocument::of(&[&row], None, Missing::default()))?;
            return Ok(Status::Done);
        }
        let mut page = session.page();
        show::queue::rows(&mut page, &[&row], false, &session.moment);
        page.paragraph("  ", &row.case.labelled_in_words());
        page.print()?;
        Ok(Status::Done)
    }
}

/// A case of the queue by what was typed: `17701`, `#17701`, `case:17701` or the whole reference.
pub async fn named(session: &Session<'_>, typed: &str) -> Result<CaseAt, Failure> {
    let wanted = typed.trim().trim_start_matches("case:").trim_start_matches('#');
    let queue = read::<QueueRow>(session, Reading::Cached).await?;
    let found =
        queue.rows.iter().find(|row| row.case.record.id == wanted || row.case.record.to_string() == wanted);
    if let Some(row) = found {
        return Ok(CaseAt { record: row.case.record.clone(), seen: row.case.updated_at });
    }
    // A closed one can be opened again by its whole reference.
    if let Ok(record) = wanted.parse::<RecordRef>()
        && record.kind == "case"
    {
        return Ok(CaseAt { record, seen: None });
    }
    let none = format!("no open case is called `{}`", crate::domain::text::clean_line(typed));
    Err(Failure::saying(Status::NotFound, none).hinting(
        "`deskhand cases` lists the open ones; a closed one stands with its customer: `deskhand lookup`",
    ))
}

/// Does something to cases that were named, or says what would happen.
///
/// # Errors
/// A name that is none, or that nothing could be done.
pub(super) async fn work(session: &Session<'_>, typed: &[String], deed: CaseDeed, how: &How) -> Outcome {
    work_vouching(session, typed, deed, how, false).await
}

/// The same with an answer; `vouches`: whoever gives it stands for a promise that no policy allows.
async fn work_vouching(
    session: &Session<'_>,
    typed: &[String],
    deed: CaseDeed,
    how: &How,
    vouches: bool,
) -> Outcome {
    let mut cases = Vec::with_capacity(typed.len());
    for typed in typed {
        cases.push(named(session, typed).await?);
    }
    let is_bulk = cases.len() > 1;
    let consent = match (how.dry_run || (is_bulk && !how.yes), how.despite) {
        (true, true) => Consent::AskDespite,
        (true, false) => Consent::Ask,
        (false, true) => Consent::Despite,
        (false, false) if how.yes => Consent::Knowing,
        (false, false) => Consent::Go,
    };
    let request = |consent| {
        let (cases, deed) = (cases.clone(), deed.clone());
        Request::WorkCases { cases, deed, consent, vouches, now: how.now }
    };
    let mut done = worked(session, request(consent)).await?;
    if done.is_held() && !consent.is_question() {
        let why = done.lacks().join(", ");
        agreed(session, &why, "Close it all the same?", "closes it all the same")?;
        done = worked(session, request(Consent::Knowing)).await?;
    } else if !done.entries.is_empty() {
        done.lacks().iter().for_each(|lacks| session.output.remark(format!("mind: {lacks}")));
    }
    if done.is_withdrawn() {
        session.output.remark(SLEEP_WITHDRAWN);
    }
    if let ([_], [entry]) = (done.cases.as_slice(), done.entries.as_slice()) {
        return under_way::accepted(session, Accepted { entry: entry.clone(), already: false }).await;
    }
    if done.stopped().is_some() {
        return stopped(session, &done);
    }
    print(session, &done)?;
    if done.written() == 0 {
        let why = match done.cases.as_slice() {
            [one] => match &one.outcome {
                CaseOutcome::LeftOut { why } => why.clone(),
                _ => String::new(),
            },
            _ => "every case is left out".to_owned(),
        };
        return Err(Failure::saying(Status::Failed, format!("nothing is written: {why}")));
    }
    if consent.is_question() {
        let how = if is_bulk { "--yes does it" } else { "without --dry-run it is" };
        session.output.remark(format!("nothing is written yet; {how}"));
    }
    if let Some(group) = done.group {
        session.output.remark(format!("`deskhand undo {group} --all` takes all of it back"));
    }
    Ok(Status::Done)
}

async fn worked(session: &Session<'_>, request: Request) -> Result<Box<Casework>, Failure> {
    match session.ask("working on the cases", request).await? {
        Answer::Casework(done) => Ok(done),
        _ => Err(unexpected()),
    }
}

/// Somebody changed the only case since it was read: what they did, and that nothing is written.
///
/// # Errors
/// Always, with what to do.
pub fn stopped(session: &Session<'_>, done: &Casework) -> Outcome {
    print(session, done)?;
    let what = match done.stopped() {
        Some(meanwhile) if meanwhile.is_as_seen() && meanwhile.answer.is_none() => {
            "the case is closed: nothing is written"
        }
        Some(meanwhile) if meanwhile.is_as_seen() => {
            "an answer to the case is under way: no second one is written"
        }
        _ => "the case has changed since it was read: nothing is written",
    };
    Err(Failure::saying(Status::Failed, what).hinting("--despite writes all the same"))
}

fn print(session: &Session<'_>, done: &Casework) -> Result<(), Failure> {
    if session.json {
        return session.output.json(&CaseworkDocument::of(done));
    }
    let mut page = session.page();
    show::casework::cases(&mut page, done, &session.moment);
    page.print()
}
