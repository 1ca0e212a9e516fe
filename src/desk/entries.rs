//! The outbox and approvals: look, wait, take back, say yes or no, try again.

use tokio::sync::broadcast;

use super::api::{Answer, DeskError, DraftEdit, EntryOrSuggestion, FailureKind, Notice, Reading, Standing};
use super::local::Local;
use super::{answers, casework, promises, refunds, review, snooze, suggestions, tally};
use crate::actions::{ActionError, CaseBack};
use crate::copilot::candidates::Verdict;
use crate::domain::action::{Role, Write};
use crate::domain::brief::SuggestionStatus;
use crate::domain::ids::EntryId;
use crate::domain::outbox::{Entry, EntryState, Said};
use crate::domain::profile::Profile;
use crate::phrasing::{Moment, has_it_in_words};

/// Entries of the outbox that are looked through for those of a group.
const MOST_OF_A_GROUP: usize = 1_000;
/// Entries of the outbox, the newest first, that are looked through for what a profile lacks.
const LOOKED_THROUGH: usize = 200;

pub(super) async fn one(local: &Local, id: EntryId) -> Result<Answer, DeskError> {
    Ok(Answer::Entry(Box::new(read(local, id).await?)))
}

/// Answers when nothing moves without a person any more.
pub(super) async fn wait(local: &Local, id: EntryId) -> Result<Answer, DeskError> {
    // Listen first, look second: no move can fall between.
    let mut told = local.notices();
    let mut entry = read(local, id).await?;
    while !is_settled(&entry) {
        match told.recv().await {
            Ok(Notice::Entry { entry: moved }) if moved.id == id => entry = *moved,
            Err(broadcast::error::RecvError::Lagged(_)) => entry = read(local, id).await?,
            Err(broadcast::error::RecvError::Closed) => break,
            Ok(_) => {}
        }
    }
    if let (EntryState::Done { .. }, Some(case)) = (&entry.state, entry.write.case())
        && let Err(error) = casework::reread(local, vec![case.clone()]).await
    {
        // The list is read again by and by; what was written stands.
        tracing::debug!(kind = ?error.kind, "the case was not read after it was written");
    }
    Ok(Answer::Entry(Box::new(entry)))
}

fn is_settled(entry: &Entry) -> bool {
    entry.state.is_final()
        || matches!(entry.state, EntryState::Parked { .. } | EntryState::AwaitingApproval { .. })
}

/// `despite`: although somebody has said that the answer was sent.
pub(super) async fn undo(local: &Local, what: EntryOrSuggestion, despite: bool) -> Result<Answer, DeskError> {
    let id = match what {
        EntryOrSuggestion::Entry(id) => id,
        EntryOrSuggestion::Group(first) => return undo_group(local, first, despite).await,
        EntryOrSuggestion::Suggestion(id) => {
            let stored = local.parts.repository.suggestion(id).await?;
            match stored.map(|s| s.status) {
                Some(SuggestionStatus::Accepted { entry, .. }) => entry,
                Some(SuggestionStatus::Dismissed { .. }) => {
                    return Err(DeskError::new(FailureKind::NotFound, "this suggestion was dismissed")
                        .hint("`deskhand restore ID` takes that back"));
                }
                Some(SuggestionStatus::Open) => {
                    return Err(DeskError::new(FailureKind::NotFound, "this suggestion was not accepted"));
                }
                None => return Err(ActionError::NoSuggestion.into()),
            }
        }
    };
    let entry = read(local, id).await?;
    if let EntryState::Rejected { .. } = &entry.state
        && entry.write.case_change().is_some_and(|change| change.sleep.is_some())
    {
        return Err(DeskError::new(FailureKind::Failed, "its case is awake again since that no")
            .hint("ask for its sleep anew"));
    }
    snooze::refuse_superseded(local, &entry).await?;
    refuse_said_sent(local, &entry, despite).await?;
    let back = back_of(local, &entry).await?;
    let (now, already) = local.actions.undo(id, back, local.actor()).await?;
    if !already {
        count_anew(local, &entry, &now).await?;
    }
    if matches!(now.state, EntryState::AwaitingApproval { .. }) {
        for other in decided_with(local, &entry).await? {
            if let Some(now) = local.actions.withdraw(other.id, local.actor()).await? {
                count_anew(local, &other, &now).await?;
            }
        }
    }
    Ok(Answer::Entry(Box::new(now)))
}

/// Refuses to take back an answer that somebody has said was sent, unless that is meant. What is taken back already, or on
/// the way to be, is not asked about again: what was said of it goes once it is gone.
async fn refuse_said_sent(local: &Local, entry: &Entry, despite: bool) -> Result<(), DeskError> {
    let is_written = matches!((&entry.write, &entry.state), (Write::Reply(_), EntryState::Done { .. }));
    if despite || !is_written {
        return Ok(());
    }
    let other = local.parts.repository.entry(entry.id.compensation()).await?;
    if other.is_some_and(|other| other.compensates(entry)) {
        return Ok(());
    }
    let said = answers::said_sent(local, &[entry.id]).await?.into_iter().next();
    let Some((case, said)) = said else { return Ok(()) };
    let (zone, locale) = (local.parts.me.zone.clone(), local.parts.me.locale.clone());
    let moment = Moment { now: local.parts.clock.now(), zone, locale, exact: false };
    let hint = format!(
        "`--despite` takes back what was written all the same, and `deskhand case sent {} --undo` what was said",
        case.id
    );
    Err(DeskError::new(FailureKind::NotPermitted, has_it_in_words(&said, Some(local.actor()), &moment))
        .hint(hint))
}

/// What else a yes or a no to an entry decides.
async fn decided_with(local: &Local, entry: &Entry) -> Result<Vec<Entry>, DeskError> {
    if !entry.need().is_some_and(|need| need.as_one) {
        return Ok(Vec::new());
    }
    let mut others = local.parts.repository.entries(MOST_OF_A_GROUP).await?;
    others.retain(|other| other.is_decided_with(entry));
    Ok(others)
}

/// The same as far as it waits for that.
pub(super) async fn waiting_with(local: &Local, entry: &Entry) -> Result<Vec<Entry>, DeskError> {
    let mut others = decided_with(local, entry).await?;
    others.retain(|other| matches!(other.state, EntryState::AwaitingApproval { .. }));
    Ok(others)
}

/// Whether the rep has said so before, by deciding what it is decided with.
fn is_decided_along(local: &Local, entry: &Entry, said: Said) -> bool {
    let is_mine = match (&entry.state, said) {
        (EntryState::Rejected { by, .. }, Said::No) => by == local.actor(),
        (EntryState::Rejected { .. } | EntryState::AwaitingApproval { .. }, _) => false,
        (_, Said::Yes) => entry.approved_by.as_deref() == Some(local.actor()),
        (_, Said::No) => false,
    };
    is_mine && entry.need().is_some_and(|need| need.as_one)
}

/// What taking an entry back does with the case of an answer.
async fn back_of(local: &Local, entry: &Entry) -> Result<CaseBack, DeskError> {
    match entry.state {
        EntryState::Done { .. } => casework::back(local, entry).await,
        _ => Ok(CaseBack::Leave),
    }
}

/// What follows for the case and the counts from an undo of an entry that stood as `before`.
async fn count_anew(local: &Local, before: &Entry, now: &Entry) -> Result<(), DeskError> {
    match (&now.state, &before.state, now.suggestion_id) {
        // It counts as accepted again.
        (EntryState::AwaitingApproval { .. }, EntryState::Rejected { .. }, Some(suggestion)) => {
            tally::count(local, suggestion, &Verdict::Accepted).await
        }
        (EntryState::AwaitingApproval { .. }, ..) => Ok(()),
        _ => came_to_nothing(local, before).await,
    }
}

/// Takes everything back that was accepted in one go, as far as that is possible, whoever said yes to it meanwhile. Answers
/// with those that were.
///
/// # Errors
/// Some of it stays; what could be taken back has been all the same. [`FailureKind::NotYet`] where a part is leaving.
async fn undo_group(local: &Local, first: EntryId, despite: bool) -> Result<Answer, DeskError> {
    let entries = local.parts.repository.entries(MOST_OF_A_GROUP).await?;
    let is_member = |entry: &&Entry| entry.group == Some(first) && !entry.state.came_to_nothing();
    let (mut taken_back, mut refused) = (Vec::new(), Vec::new());
    for member in entries.iter().filter(is_member) {
        match undo_member(local, member, despite).await {
            Ok(Some(entry)) => taken_back.push(entry),
            Ok(None) => {}
            Err(error) => refused.push(error),
        }
    }
    let stay = refused.len();
    // What is leaving can be taken back later: who asks again is right to.
    let told = refused.iter().position(|error| error.kind == FailureKind::NotYet).unwrap_or(0);
    match (refused.into_iter().nth(told), taken_back.len()) {
        (None, 0) => Err(DeskError::new(FailureKind::NotFound, "nothing of that is left to be taken back")),
        (None, _) => Ok(Answer::TakenBack(taken_back)),
        (Some(error), 0) => Err(error),
        (Some(error), count) => {
            Err(DeskError::new(error.kind, format!("{count} taken back, {stay} not: {error}")))
        }
    }
}

/// Nothing where it was taken back before.
async fn undo_member(local: &Local, member: &Entry, despite: bool) -> Result<Option<Entry>, DeskError> {
    snooze::refuse_superseded(local, member).await?;
    refuse_said_sent(local, member, despite).await?;
    let back = back_of(local, member).await?;
    let (now, already) = local.actions.take_back(member.id, back, local.actor()).await?;
    if already {
        return Ok(None);
    }
    count_anew(local, member, &now).await?;
    Ok(Some(now))
}

/// Takes back what has not left, since something else takes its place.
///
/// # Errors
/// [`FailureKind::NotYet`] where it is leaving.
pub(super) async fn replaced(local: &Local, entry: &Entry) -> Result<(), DeskError> {
    let (_, already) = local.actions.take_back(entry.id, CaseBack::Leave, local.actor()).await?;
    if already { Ok(()) } else { came_to_nothing(local, entry).await }
}

pub(super) async fn approvals(local: &Local) -> Result<Answer, DeskError> {
    let entries = local.parts.repository.unfinished_entries().await?;
    let waiting = entries.into_iter().filter(|e| matches!(e.state, EntryState::AwaitingApproval { .. }));
    // Who has waited longest comes first.
    let mut waiting: Vec<Entry> = waiting.collect();
    waiting.sort_by_key(|entry| (entry.accepted_at, entry.id));
    Ok(Answer::Entries(waiting))
}

pub(super) async fn approve(local: &Local, id: EntryId, despite: bool) -> Result<Answer, DeskError> {
    let asked = read(local, id).await?;
    if is_decided_along(local, &asked, Said::Yes) {
        return Ok(Answer::Entry(Box::new(asked)));
    }
    let gives = asked.need().is_some_and(|need| need.offer.is_some());
    let _alone = match asked.write {
        Write::Reply(_) => Some(local.answering.lock().await),
        _ if gives => Some(local.answering.lock().await),
        _ => None,
    };
    let with_it = waiting_with(local, &asked).await?;
    let all = || std::iter::once(&asked).chain(&with_it);
    for one in all().filter(|one| !despite && matches!(one.state, EntryState::AwaitingApproval { .. })) {
        if let Standing::No(changed) = review::of(local, one, Reading::Fresh).await?.standing {
            let what = format!("this does not hold now: {}", changed.join("; "));
            return Err(DeskError::new(FailureKind::NotPermitted, what)
                .hint("look at it again among the approvals; `--despite` says yes all the same"));
        }
    }
    for one in all() {
        let seen = casework::seen_at_yes(local, one).await?;
        let over = if despite { refunds::over(local, one).await? } else { None };
        local.actions.approve(one.id, seen, over, local.actor(), Role::OF_A_YES).await?;
    }
    one(local, id).await
}

/// Changes the draft of what waits for a yes, after the CRM's own rules were asked.
pub(super) async fn amend(local: &Local, id: EntryId, edit: DraftEdit) -> Result<Answer, DeskError> {
    let mut amended = local.actions.amended(id, edit.title, edit.body, edit.due_at).await?;
    if amended.is_unchanged() {
        return Ok(Answer::Entry(Box::new(amended.changed)));
    }
    let word = promises::given(local, &mut amended.changed, edit.vouches).await?;
    let effect = suggestions::check(local, &amended.changed.write).await?;
    let entry = local.actions.amend(amended, effect, local.actor()).await?;
    if let Some(word) = word {
        local.parts.repository.put_suggestion(&word).await?;
        promises::record_vouched(local, &word).await?;
    }
    Ok(Answer::Entry(Box::new(entry)))
}

pub(super) async fn reject(local: &Local, id: EntryId, reason: &str) -> Result<Answer, DeskError> {
    let asked = read(local, id).await?;
    if is_decided_along(local, &asked, Said::No) {
        return Ok(Answer::Entry(Box::new(asked)));
    }
    let with_it = waiting_with(local, &asked).await?;
    for one in std::iter::once(&asked).chain(&with_it) {
        let entry = local.actions.reject(one.id, reason, local.actor(), Role::OF_A_YES).await?;
        came_to_nothing(local, &entry).await?;
    }
    one(local, id).await
}

/// Whether something was written for a customer from here after their records were read, so that the profile lacks it.
pub(super) async fn is_ahead_of(local: &Local, profile: &Profile) -> Result<bool, DeskError> {
    let entries = local.parts.repository.entries(LOOKED_THROUGH).await?;
    let kept = local.parts.repository.dossier(profile.customer.id).await?;
    let was = kept.map(|kept| kept.was).unwrap_or_default();
    let is_theirs =
        |entry: &&Entry| entry.customer_id == profile.customer.id || was.contains(&entry.customer_id);
    Ok(entries.iter().filter(is_theirs).any(|entry| {
        let EntryState::Done { at, .. } = &entry.state else { return false };
        let source = &entry.write.target().source;
        let read = profile.sources.iter().find(|state| state.source == *source);
        read.is_some_and(|state| state.fetched_at.is_some_and(|read| read < *at))
    }))
}

pub(super) async fn run(local: &Local) -> Result<Answer, DeskError> {
    local.worker.run_due().await?;
    Ok(Answer::Entries(local.parts.repository.unfinished_entries().await?))
}

pub(super) async fn retry(local: &Local, id: EntryId) -> Result<Answer, DeskError> {
    Ok(Answer::Entry(Box::new(local.actions.retry(id, local.actor()).await?)))
}

pub(super) async fn give_up(local: &Local, id: EntryId, reason: Option<&str>) -> Result<Answer, DeskError> {
    let entry = local.actions.drop_entry(id, reason, local.actor()).await?;
    // A retraction that is dropped leaves what was counted when it was asked for.
    if !matches!(entry.write, Write::Retraction(_)) {
        came_to_nothing(local, &entry).await?;
    }
    Ok(Answer::Entry(Box::new(entry)))
}

/// What was accepted and is not to be written counts as accepted no more.
async fn came_to_nothing(local: &Local, entry: &Entry) -> Result<(), DeskError> {
    snooze::taken_back(local, entry).await?;
    match entry.suggestion_id {
        Some(suggestion) => tally::discount(local, suggestion, &Verdict::Accepted).await,
        None => Ok(()),
    }
}

async fn read(local: &Local, id: EntryId) -> Result<Entry, DeskError> {
    Ok(local.parts.repository.entry(id).await?.ok_or(ActionError::NoEntry)?)
}

impl From<ActionError> for DeskError {
    fn from(error: ActionError) -> Self {
        let kind = match &error {
            ActionError::Storage(_) => FailureKind::Failed,
            ActionError::NoSuggestion | ActionError::NoEntry => FailureKind::NotFound,
            ActionError::ReadOnly | ActionError::NeedsRole(_) | ActionError::Unproven(_) => {
                FailureKind::NotPermitted
            }
            ActionError::BadEdit(_) => FailureKind::BadRequest,
            ActionError::Leaving(_) | ActionError::HalfWritten(_) => FailureKind::NotYet,
            ActionError::Decided(_)
            | ActionError::InDoubt
            | ActionError::Changed
            | ActionError::Blocked(_)
            | ActionError::TooLate { .. }
            | ActionError::NotRetractable(_) => FailureKind::Failed,
        };
        match error {
            ActionError::Storage(storage) => storage.into(),
            unproven @ ActionError::Unproven(_) => Self::new(kind, unproven.to_string()).hint(
                "`deskhand edit SUGGESTION_ID` changes it; with `--unproven` it is kept as your own word",
            ),
            other => Self::new(kind, other.to_string()),
        }
    }
}
