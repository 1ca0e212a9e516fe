//! An accepted action on its way: waits out the undo window and the write, and says what became of it.

use std::task::Poll;

use super::documents::{EntryDocument, OutboxDocument};
use super::exit::{Failure, Outcome, Status};
use super::session::{Session, unexpected};
use super::show;
use crate::desk::api::{Accepted, Answer, Notice, Request};
use crate::domain::outbox::{Entry, EntryState};
use crate::phrasing::{Moment, effect_told};

/// Attempts in vain after which a command leaves an entry to the outbox.
const MOST_ATTEMPTS: u32 = 4;

/// What was accepted is stored already. Nothing is done where it had been accepted before.
pub async fn accepted(session: &Session<'_>, mut accepted: Accepted) -> Outcome {
    if accepted.already {
        session.output.remark("accepted before: nothing is done now");
        return print(session, &accepted).map(|()| Status::Done);
    }
    accepted.entry = see_through(session, accepted.entry).await?;
    print(session, &accepted)?;
    Ok(show::entry::status(&accepted.entry))
}

/// What was stored together, in the order in which it leaves; the worst of what became of it is how the command ends.
pub async fn together(session: &Session<'_>, queued: Vec<Accepted>) -> Outcome {
    let mut entries = Vec::new();
    for accepted in queued {
        entries.push(see_through(session, accepted.entry).await?);
    }
    if session.json {
        session.output.json(&OutboxDocument::of(&entries))?;
    } else {
        let mut page = session.page();
        let moment = Moment { now: jiff::Timestamp::now(), ..session.moment.clone() };
        entries.iter().for_each(|entry| show::entry::entry(&mut page, entry, &session.me, &moment));
        page.print()?;
    }
    let worst = entries.iter().map(show::entry::status).find(|status| *status != Status::Done);
    Ok(worst.unwrap_or(Status::Done))
}

/// Waits for an entry that was brought on its way, and prints it.
pub async fn entry(session: &Session<'_>, entry: Entry) -> Outcome {
    let entry = see_through(session, entry).await?;
    print(session, &Accepted { entry: entry.clone(), already: false })?;
    Ok(show::entry::status(&entry))
}

/// Waits until nothing moves without a person any more; Ctrl-C stops the waiting and leaves the entry as it is.
async fn see_through(session: &Session<'_>, entry: Entry) -> Result<Entry, Failure> {
    if entry.state.due_at().is_none() {
        return Ok(entry);
    }
    let id = entry.id;
    // Listening begins with the first poll, which has to come before anybody is told that they may interrupt.
    let interrupted = tokio::signal::ctrl_c();
    tokio::pin!(interrupted);
    if let Poll::Ready(ended) = futures::poll!(interrupted.as_mut()) {
        ended?;
        return Ok(entry);
    }
    say_window(session, &entry);
    let mut notices = session.desk.notices();
    let what = format!("writing: {}", effect_told(&entry, Some(&session.me)));
    let settled = session.try_ask(&what, Request::AwaitEntry { entry: id });
    tokio::pin!(settled);
    loop {
        tokio::select! {
            biased;
            answer = &mut settled => return match answer {
                Ok(Answer::Entry(entry)) => Ok(*entry),
                Ok(_) => Err(unexpected()),
                Err(error) => Err(session.refused(error)),
            },
            ended = &mut interrupted => {
                ended?;
                break;
            }
            Some(notice) = notices.next() => if let Notice::Entry { entry } = notice {
                say_trouble(session, id, &entry);
                if is_held_up(id, &entry) {
                    break;
                }
            },
        }
    }
    match session.try_ask("reading", Request::Entry { entry: id }).await {
        Ok(Answer::Entry(now)) => {
            if !now.state.is_final() {
                session.output.remark("left in the outbox: the next deskhand on this storage sends it");
            }
            Ok(*now)
        }
        // The desk went first; what was accepted is stored.
        _ => Ok(entry),
    }
}

fn say_window(session: &Session<'_>, entry: &Entry) {
    // What was looked up before has taken its time: without an undo window it has left by now.
    let now = jiff::Timestamp::now();
    if let EntryState::Queued { until } = entry.state
        && until > now
    {
        let seconds = (until.as_millisecond() - now.as_millisecond() + 999) / 1_000;
        session.output.remark(format!(
            "stored; leaves in {seconds} s. `deskhand undo {}` takes it back, Ctrl-C leaves it queued",
            entry.id
        ));
    }
}

/// What holds it up, for somebody who waits.
fn say_trouble(session: &Session<'_>, id: crate::domain::EntryId, moved: &Entry) {
    if moved.id == id && matches!(moved.state, EntryState::Waiting { .. } | EntryState::InDoubt { .. }) {
        session.warn(show::entry::state(moved, &session.moment));
    }
}

/// Whether nobody should wait for it any longer: it lies in the outbox, and is tried again from there.
fn is_held_up(id: crate::domain::EntryId, moved: &Entry) -> bool {
    let is_waiting = matches!(moved.state, EntryState::Waiting { .. });
    moved.id == id && is_waiting && moved.attempts >= MOST_ATTEMPTS
}

fn print(session: &Session<'_>, accepted: &Accepted) -> Result<(), Failure> {
    if session.json {
        return session.output.json(&EntryDocument::accepted(accepted));
    }
    let mut page = session.page();
    // What was done meanwhile is seen from now.
    let moment = Moment { now: jiff::Timestamp::now(), ..session.moment.clone() };
    show::entry::entry(&mut page, &accepted.entry, &session.me, &moment);
    page.print()
}
