//! The run: a contestant is asked everything in the suite, at several desks side by side.

use std::sync::Arc;
use std::time::Instant;

use futures::stream::{self, StreamExt, TryStreamExt};

use super::contestant::{Contestant, Opener, Room};
use super::figures::Scores;
use super::outcome::{Outcome, Shown};
use super::overheard::{HeardCall, Overheard};
use super::people::Person;
use super::playback::Cue;
use super::recording::{Recorded, Recording};
use super::suite::{Suite, Task};
use crate::desk::api::{Answer, DeskError, FailureKind, Reading, Request, Who};

/// Customers that one desk is asked about: few enough for the requests that the CRM allows at once, so that nobody
/// waits for its pace. The same for every contestant, since scores depend on whom a desk has seen before.
const PEOPLE_PER_DESK: usize = 6;

/// A contestant's figures, and what it said.
pub struct Done {
    /// The figures.
    pub scores: Scores,
    /// Everything it said, to be played back another time.
    pub recording: Recording,
}

/// Asks a contestant everything that it takes.
///
/// # Errors
/// A desk could not be opened or did not answer. That a model fails is no error: the playbook answers, and it is counted.
pub async fn run(suite: &Suite, contestant: &Contestant, opener: &Opener) -> Result<Done, DeskError> {
    let is_taken = |person: &&Person| {
        suite.tasks(&person.query).iter().any(|task| contestant.takes(&person.query, task))
    };
    let people: Vec<&Person> = suite.people.iter().filter(is_taken).collect();
    let desks = u32::try_from(people.chunks(PEOPLE_PER_DESK).len()).unwrap_or(u32::MAX);
    let asked = people.chunks(PEOPLE_PER_DESK).map(|some| at_a_desk(suite, contestant, opener, some, desks));
    let asked = stream::iter(asked).buffered(contestant.desks_at_once());
    let outcomes: Vec<Vec<Outcome>> = asked.try_collect().await?;
    let outcomes: Vec<Outcome> = outcomes.into_iter().flatten().collect();
    let about = format!("what {} said when it was asked about the sandbox's customers", contestant.name);
    let mut recording = Recording::new(format!("{}, recorded", contestant.name), about);
    recording.answers = outcomes.iter().flat_map(recorded).collect();
    Ok(Done { scores: Scores::of(contestant, &outcomes), recording })
}

async fn at_a_desk(
    suite: &Suite,
    contestant: &Contestant,
    opener: &Opener,
    people: &[&Person],
    desks: u32,
) -> Result<Vec<Outcome>, DeskError> {
    let cue = Cue::default();
    let (setting, overheard) = contestant.setting(&cue, desks);
    let room = opener(setting).await?;
    let mut outcomes = Vec::new();
    for person in people {
        let who = Who::Query(person.query.clone());
        // What the vendors take is not the contestant's time.
        room.desk.ask(Request::Lookup { who, reading: Reading::Cached, all_pages: true }).await?;
        for task in suite.tasks(&person.query) {
            if contestant.takes(&person.query, &task) {
                cue.set(&person.query, &task.to_string());
                outcomes.push(ask(suite, contestant, &room, overheard.as_ref(), person, task).await?);
            }
        }
    }
    room.desk.finish().await;
    room.sandbox.stop().await;
    Ok(outcomes)
}

async fn ask(
    suite: &Suite,
    contestant: &Contestant,
    room: &Room,
    overheard: Option<&Arc<Overheard>>,
    person: &Person,
    task: Task,
) -> Result<Outcome, DeskError> {
    let query = &person.query;
    let request = request(query, &task, contestant.is_playbook());
    let begun = Instant::now();
    let answer = room.desk.ask(request).await?;
    let took = begun.elapsed();
    let shown = match (answer, &task) {
        (Answer::Brief(brief), _) => Shown::of_brief(*brief, suite, query),
        (Answer::Ask(answer), Task::Ask(question)) => Shown::of_answer(answer, suite, query, question),
        (Answer::Triage(cases), _) => Shown::of_cases(cases, suite),
        _ => return Err(DeskError::new(FailureKind::Failed, "the desk answered something else")),
    };
    let calls = overheard.map(|overheard| overheard.take()).unwrap_or_default();
    let sent = calls.iter().flat_map(|call| &call.sent);
    let private_characters = sent.map(|body| person.characters_in(body)).sum();
    Ok(Outcome::of(query, task, shown, took, calls, private_characters, contestant.is_playbook()))
}

fn request(query: &str, task: &Task, playbook_only: bool) -> Request {
    let who = Who::Query(query.to_owned());
    match task {
        Task::Brief(purpose) => {
            let (purpose, reading, again) = (*purpose, Reading::Cached, true);
            Request::Brief { who, purpose, case: None, reading, playbook_only, again }
        }
        Task::Ask(question) => Request::Ask { who, question: question.clone().into(), again: true },
        Task::Triage => Request::Triage { who, case: None },
    }
}

fn recorded(outcome: &Outcome) -> impl Iterator<Item = Recorded> {
    let said = outcome.calls.iter().filter(|call| !call.text.is_empty());
    said.map(|HeardCall { text, tokens, .. }| Recorded {
        query: outcome.query.clone(),
        task: outcome.task.to_string(),
        answer: serde_json::from_str(text).unwrap_or_else(|_| text.clone().into()),
        tokens: *tokens,
        lies: Vec::new(),
    })
}
