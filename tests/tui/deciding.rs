//! Decisions as the desk keeps them: what an edit leads to, what can be decided again, what is not proposed again.

use deskhand::actions::ActionError;
use deskhand::config::Config;
use deskhand::desk::api::{
    Accepted, Answer, DraftEdit, EntryOrSuggestion, LineOrSuggestion, Reading, Request, Who,
};
use deskhand::domain::action::ActionKind;
use deskhand::domain::audit::AuditKind;
use deskhand::domain::brief::{Brief, Purpose, StoredSuggestion, Suggestion, SuggestionStatus};
use deskhand::domain::ids::{EntryId, SuggestionId};
use deskhand::domain::outbox::{Entry, EntryState};
use deskhand::domain::unsupported::Mark;
use jiff::SignedDuration;

use crate::office::Office;

const MAREN: &str = "maren.holloway@example.com";

async fn brief(office: &Office, again: bool) -> Brief {
    brief_reading(office, Reading::Cached, again).await
}

async fn brief_reading(office: &Office, reading: Reading, again: bool) -> Brief {
    let (who, purpose) = (Who::Query(MAREN.to_owned()), Purpose::Support);
    let request = Request::Brief { who, purpose, case: None, reading, playbook_only: false, again };
    match office.ask(request).await {
        Ok(Answer::Brief(brief)) => *brief,
        other => panic!("no brief: {other:?}"),
    }
}

fn one_of(brief: &Brief, action: ActionKind) -> Suggestion {
    brief.suggestions.iter().find(|s| s.action == action).cloned().expect("a suggestion of that kind")
}

async fn accept(office: &Office, suggestion: SuggestionId) -> Accepted {
    match office.ask(Request::Accept { suggestion, now: true }).await {
        Ok(Answer::Accepted(accepted)) => *accepted,
        other => panic!("not accepted: {other:?}"),
    }
}

async fn stored(office: &Office, suggestion: SuggestionId) -> StoredSuggestion {
    match office.ask(Request::Suggestion { suggestion }).await {
        Ok(Answer::Suggestion(stored)) => *stored,
        other => panic!("no suggestion: {other:?}"),
    }
}

async fn entry(office: &Office, entry: EntryId) -> Entry {
    match office.ask(Request::Entry { entry }).await {
        Ok(Answer::Entry(entry)) => *entry,
        other => panic!("no entry: {other:?}"),
    }
}

#[tokio::test]
async fn an_edited_draft_says_what_it_leads_to() {
    let office = Office::without_a_model().await;
    let task = one_of(&brief(&office, false).await, ActionKind::Task);
    let due_at = task.due_at.expect("a day") + SignedDuration::from_hours(24 * 9);
    let day = due_at.strftime("%-d %b %Y").to_string();
    assert!(!task.effect.contains(&day), "{}", task.effect);
    let edit = DraftEdit { due_at: Some(due_at), ..DraftEdit::default() };
    office.ask(Request::Edit { suggestion: task.id, edit }).await.expect("it is edited");
    let edited = stored(&office, task.id).await.suggestion;
    assert!(edited.effect.contains(&day), "{}", edited.effect);
    // The brief is kept, with what has been changed in it.
    assert_eq!(one_of(&brief(&office, false).await, ActionKind::Task), edited);
    assert_eq!(accept(&office, task.id).await.entry.effect, edited.effect);
}

#[tokio::test]
async fn an_edit_that_the_crm_would_refuse_changes_nothing() {
    let office = Office::without_a_model().await;
    let task = one_of(&brief(&office, false).await, ActionKind::Task);
    let edit = DraftEdit { title: Some(" ".to_owned()), ..DraftEdit::default() };
    let refused = office.ask(Request::Edit { suggestion: task.id, edit }).await.expect_err("it is refused");
    assert!(refused.what.contains("a task needs a subject"), "{refused}");
    assert_eq!(stored(&office, task.id).await.suggestion, task);
}

/// The day's requests are used up, so that the attempt certainly wrote nothing.
#[tokio::test]
async fn what_was_taken_back_after_an_attempt_is_written_once_when_accepted_again() {
    let office = Office::without_a_model().await;
    let note = one_of(&brief(&office, false).await, ActionKind::Reply).id;
    office.faults(&["hubspot:POST:/crm/objects/*/notes=429-daily"]).await;
    let first = accept(&office, note).await;
    office.ask(Request::RunOutbox).await.expect("the outbox is run");
    let waiting = entry(&office, first.entry.id).await;
    assert!(matches!(waiting.state, EntryState::Waiting { .. }) && waiting.attempts > 0, "{waiting:?}");
    let undo = Request::Undo { what: EntryOrSuggestion::Suggestion(note) };
    office.ask(undo).await.expect("it is taken back");
    assert_eq!(stored(&office, note).await.status, SuggestionStatus::Open);

    office.faults(&[]).await;
    let second = accept(&office, note).await;
    assert!(!second.already && second.entry.key == first.entry.key);
    office.ask(Request::RunOutbox).await.expect("the outbox is run");
    assert_eq!(office.created("notes").await.len(), 1);
    assert!(accept(&office, note).await.already);
}

/// Each time with a key of its own, so that the vendor takes it for something new.
#[tokio::test]
async fn what_was_written_and_taken_back_is_open_again_and_written_anew() {
    let office = Office::without_a_model().await;
    for (action, kind) in [(ActionKind::Reply, "notes"), (ActionKind::Task, "tasks")] {
        let id = one_of(&brief(&office, false).await, action).id;
        let mut keys = Vec::new();
        for time in 1..=3 {
            let accepted = accept(&office, id).await;
            assert!(!accepted.already, "{action:?}, time {time}");
            keys.push(accepted.entry.key);
            office.ask(Request::RunOutbox).await.expect("the outbox is run");
            assert_eq!(office.created(kind).await.len(), time);
            assert!(accept(&office, id).await.already);
            let undo = Request::Undo { what: EntryOrSuggestion::Suggestion(id) };
            for _ in 0..2 {
                office.ask(undo.clone()).await.expect("it is taken back, once");
                office.ask(Request::RunOutbox).await.expect("the outbox is run");
            }
            assert_eq!(stored(&office, id).await.status, SuggestionStatus::Open);
            assert!(brief(&office, true).await.suggestions.iter().any(|s| s.action == action));
        }
        keys.dedup();
        assert_eq!(keys.len(), 3);
    }
}

#[tokio::test]
async fn what_was_given_up_after_an_attempt_is_not_called_accepted() {
    let office = Office::without_a_model().await;
    let note = one_of(&brief(&office, false).await, ActionKind::Reply).id;
    office.faults(&["hubspot:POST:/crm/objects/*/notes=429-daily"]).await;
    let id = accept(&office, note).await.entry.id;
    office.ask(Request::RunOutbox).await.expect("the outbox is run");
    office.ask(Request::Drop { entry: id, reason: None }).await.expect("it is given up");
    let refused = office.ask(Request::Accept { suggestion: note, now: true }).await.expect_err("refused");
    assert_eq!(refused.what, ActionError::InDoubt.to_string());
}

async fn replays_as_identical(office: &Office) {
    let Ok(Answer::Audit(records)) = office.ask(Request::AuditTail { limit: 20 }).await else {
        panic!("the audit log can be read")
    };
    let is_brief = |kind| kind == AuditKind::Briefed;
    let record = records.iter().find(|r| r.event.as_ref().is_some_and(|event| is_brief(event.kind)));
    let sequence = record.expect("a brief was recorded").sequence;
    match office.ask(Request::Replay { what: LineOrSuggestion::Line(sequence) }).await {
        Ok(Answer::Replay(report)) => assert!(report.identical, "{:?}", report.differences),
        other => panic!("no replay: {other:?}"),
    }
}

#[tokio::test]
async fn a_brief_is_kept_with_what_was_decided() {
    let office = Office::open().await;
    let first = brief(&office, false).await;
    let (reply, task) = (one_of(&first, ActionKind::Reply).id, one_of(&first, ActionKind::Task).id);
    accept(&office, reply).await;
    let reason = "wrong moment".to_owned();
    office.ask(Request::Dismiss { suggestion: task, reason }).await.expect("it is turned down");
    office.ask(Request::RunOutbox).await.expect("the outbox is run");
    assert_eq!(brief(&office, false).await, first);
    assert!(accept(&office, reply).await.already);
    assert_eq!(office.created("notes").await.len(), 1);
}

#[tokio::test]
async fn what_was_decided_is_not_proposed_again_for_thirty_days() {
    for office in [Office::open().await, Office::without_a_model().await] {
        let first = brief(&office, false).await;
        let (reply, task) = (one_of(&first, ActionKind::Reply), one_of(&first, ActionKind::Task));
        accept(&office, reply.id).await;
        // Accepted under another title than it was proposed.
        let edit = DraftEdit { title: Some("My own words".to_owned()), ..DraftEdit::default() };
        office.ask(Request::Edit { suggestion: task.id, edit }).await.expect("it is edited");
        accept(&office, task.id).await;
        office.ask(Request::RunOutbox).await.expect("the outbox is run");
        let proposes = |brief: &Brief, wanted: &Suggestion| {
            brief.suggestions.iter().any(|s| s.action == wanted.action && s.title == wanted.title)
        };
        let second = brief(&office, true).await;
        assert!(!proposes(&second, &reply) && !proposes(&second, &task), "{}", second.engine);
        replays_as_identical(&office).await;

        office.clock.forward(SignedDuration::from_hours(24 * 31));
        let third = brief(&office, true).await;
        assert!(proposes(&third, &task), "{}", third.engine);
        assert!(!proposes(&third, &reply), "{}: the answer waits to be sent all the time", third.engine);
        replays_as_identical(&office).await;
    }
}

/// How often actions of a kind were accepted, as it is kept.
async fn accepted(office: &Office, action: ActionKind) -> u64 {
    let kept = office.repository.setting("decisions/1").await.expect("the storage is there");
    let tally: serde_json::Value = serde_json::from_str(&kept.expect("something was counted")).expect("JSON");
    tally[action.as_str()]["accepted"].as_u64().expect("a count")
}

#[tokio::test]
async fn what_was_taken_back_or_given_up_counts_as_accepted_no_more_once() {
    let office = Office::without_a_model().await;
    let counted = r#"{"task":{"accepted":5,"dismissed":{}},"reply":{"accepted":5,"dismissed":{}}}"#;
    office.repository.put_setting("decisions/1", counted).await.expect("the storage is there");
    let first = brief(&office, false).await;
    let written = one_of(&first, ActionKind::Task).id;
    let given_up = one_of(&first, ActionKind::Reply).id;
    accept(&office, written).await;
    office.ask(Request::RunOutbox).await.expect("the outbox is run");
    let waits = Request::Accept { suggestion: given_up, now: false };
    let Ok(Answer::Accepted(waiting)) = office.ask(waits).await else { panic!("it is accepted") };
    assert_eq!(accepted(&office, ActionKind::Task).await, 6);
    assert_eq!(accepted(&office, ActionKind::Reply).await, 6);
    for _ in 0..2 {
        let undo = Request::Undo { what: EntryOrSuggestion::Suggestion(written) };
        office.ask(undo).await.expect("it is to be taken back");
        assert_eq!(accepted(&office, ActionKind::Task).await, 5, "the second finds what the first did");
    }
    office.ask(Request::Drop { entry: waiting.entry.id, reason: None }).await.expect("it is given up");
    assert_eq!(accepted(&office, ActionKind::Reply).await, 5);
}

#[tokio::test]
async fn what_was_taken_back_is_proposed_again() {
    let office = Office::without_a_model().await;
    let reply = one_of(&brief(&office, false).await, ActionKind::Reply);
    let accepting = Request::Accept { suggestion: reply.id, now: false };
    office.ask(accepting).await.expect("it is accepted");
    let undo = Request::Undo { what: EntryOrSuggestion::Suggestion(reply.id) };
    office.ask(undo).await.expect("it is taken back");
    assert_eq!(one_of(&brief(&office, true).await, ActionKind::Reply).title, reply.title);
}

#[tokio::test]
async fn what_was_dismissed_is_not_proposed_again_until_that_is_taken_back() {
    for office in [Office::open().await, Office::without_a_model().await] {
        let first = brief(&office, false).await;
        let reply = one_of(&first, ActionKind::Reply);
        let dismiss = Request::Dismiss { suggestion: reply.id, reason: "not relevant".to_owned() };
        office.ask(dismiss.clone()).await.expect("it is turned down");
        office.ask(dismiss).await.expect("turning it down again does nothing");
        let proposes = |brief: &Brief| {
            brief.suggestions.iter().any(|one| one.grounds.candidate == reply.grounds.candidate)
        };
        office.clock.forward(SignedDuration::from_hours(24 * 45));
        let second = brief(&office, true).await;
        assert!(!proposes(&second) && !second.suggestions.is_empty(), "{}", second.engine);
        replays_as_identical(&office).await;

        let restore = Request::Restore { suggestion: reply.id };
        let Ok(Answer::Suggestion(restored)) = office.ask(restore.clone()).await else {
            panic!("it is open")
        };
        assert_eq!(restored.status, SuggestionStatus::Open);
        office.ask(restore).await.expect("what is open stays open");
        assert!(proposes(&brief(&office, true).await), "{}", second.engine);
    }
}

/// An edited draft counts once it is accepted, and once alone; what is saved as it was is no edit.
#[tokio::test]
async fn of_edited_drafts_those_count_that_were_accepted_in_other_words() {
    let office = Office::without_a_model().await;
    let brief = brief(&office, false).await;
    let edit = async |suggestion: &Suggestion, body: &str| {
        let edit = DraftEdit { body: Some(body.to_owned()), ..DraftEdit::default() };
        let request = Request::Edit { suggestion: suggestion.id, edit };
        assert!(matches!(office.ask(request).await, Ok(Answer::Suggestion(_))));
    };
    let [reply, task, note] =
        [ActionKind::Reply, ActionKind::Task, ActionKind::Note].map(|kind| one_of(&brief, kind));
    edit(&reply, "Hello Maren, we are asking the carrier.").await;
    edit(&reply, "Hello Maren, we are asking the carrier now.").await;
    edit(&task, "Call the carrier.").await;
    edit(&note, &format!("{}\n", note.body)).await;
    let back = "Something else.";
    edit(&note, back).await;
    edit(&note, &note.body).await;
    edit(&note, &note.body).await;
    accept(&office, reply.id).await;
    accept(&office, note.id).await;
    let request = Request::Activity { since: jiff::Timestamp::UNIX_EPOCH, everybodys: false };
    let Ok(Answer::Activity(activity)) = office.ask(request).await else { panic!("no activity") };
    let counted = |action| {
        let of_kind = activity.decisions.iter().find(|decisions| decisions.action == action);
        of_kind.map(|decisions| (decisions.counts.accepted, decisions.counts.edited))
    };
    assert_eq!(counted(ActionKind::Reply), Some((1, 1)));
    assert_eq!(counted(ActionKind::Note), Some((1, 0)), "in the words that were proposed");
    assert_eq!(counted(ActionKind::Task), None, "not accepted");
    let edits = |of: &Suggestion| {
        let is_edit = |event: &&deskhand::domain::audit::AuditEvent| {
            event.kind == AuditKind::Edited && event.subject == of.id.to_string()
        };
        activity.trail.iter().filter_map(|record| record.event.as_ref()).filter(is_edit).count()
    };
    assert_eq!((edits(&reply), edits(&note)), (2, 2));
}

/// The words of a draft go on in the brief that follows. Nobody edits anything then; who accepts it accepts edited words.
#[tokio::test]
async fn words_that_go_on_in_the_next_brief_are_edited_once() {
    let office = Office::without_a_model().await;
    let reply = one_of(&brief(&office, false).await, ActionKind::Reply);
    let body = "Hello Maren, we are asking the carrier.".to_owned();
    let edit = DraftEdit { body: Some(body.clone()), ..DraftEdit::default() };
    office.ask(Request::Edit { suggestion: reply.id, edit }).await.expect("it is edited");
    office.clock.forward(SignedDuration::from_mins(5));
    let again = one_of(&brief_reading(&office, Reading::Fresh, false).await, ActionKind::Reply);
    assert!(again.id != reply.id && again.body == body, "{}", again.body);
    accept(&office, again.id).await;
    let request = Request::Activity { since: jiff::Timestamp::UNIX_EPOCH, everybodys: false };
    let Ok(Answer::Activity(activity)) = office.ask(request).await else { panic!("no activity") };
    let events = activity.trail.iter().filter_map(|record| record.event.as_ref());
    let edits: Vec<&str> =
        events.filter(|event| event.kind == AuditKind::Edited).map(|event| &*event.subject).collect();
    assert_eq!(edits, [reply.id.to_string()]);
    let counts = &activity.decisions[0].counts;
    assert_eq!((counts.accepted, counts.edited), (1, 1));
}

/// Nobody has vouched for what stood well when they wrote it.
#[tokio::test]
async fn words_that_go_on_are_vouched_for_only_where_somebody_has() {
    let office = Office::without_a_model().await;
    let reply = one_of(&brief(&office, false).await, ActionKind::Reply);
    let body = Some("Hello Maren, you may send them back within 30 days of the delivery.".to_owned());
    let edit = DraftEdit { body, ..DraftEdit::default() };
    office.ask(Request::Edit { suggestion: reply.id, edit }).await.expect("it is edited");
    assert!(stored(&office, reply.id).await.suggestion.unsupported.is_empty());
    let stricter = |config: &mut Config| config.policy.returns.as_mut().expect("a rule").days = 14;
    let office = office.restarted_with(stricter);
    let mut marks = Vec::new();
    for vouches in [false, true] {
        office.clock.forward(SignedDuration::from_mins(5));
        let again = one_of(&brief_reading(&office, Reading::Fresh, false).await, ActionKind::Reply);
        marks.extend(again.unsupported.iter().map(|one| one.mark));
        let edit = DraftEdit { vouches, ..DraftEdit::default() };
        office.ask(Request::Edit { suggestion: again.id, edit }).await.expect("it is edited");
    }
    office.clock.forward(SignedDuration::from_mins(5));
    let last = one_of(&brief_reading(&office, Reading::Fresh, false).await, ActionKind::Reply);
    marks.extend(last.unsupported.iter().map(|one| one.mark));
    assert_eq!(marks, [Mark::Open, Mark::Open, Mark::Vouched]);
}
