//! The life of an outbox entry, as a pure function.
//!
//! ```text
//! awaiting approval ──yes──▶ queued ──due──▶ sending ──confirmed──────────────▶ done
//!        └──no──▶ rejected     └─undo─▶ undone │├─certainly not done─▶ waiting ──due──▶ sending
//!                                              │└─cannot work as it is─▶ parked ──retry──▶ queued
//!                                              └─nobody knows─▶ in doubt ──look──▶ done | waiting | parked
//! ```
//!
//! An entry found as `sending` by a process that did not send it was left by a crash: it is in doubt.

use jiff::{SignedDuration, Timestamp};

use crate::domain::outbox::{Entry, EntryState, Written};
use crate::ports::crm::{KeySupport, Look};
use crate::ports::{PortError, Trouble};

/// All attempts of one sending together take at most this long.
pub const ATTEMPT_DEADLINE: SignedDuration = SignedDuration::from_secs(15);
/// First wait after an attempt that certainly failed; doubles each time.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(2);
/// Longest wait between attempts.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(5);
/// A doubt that lasts is looked into again after so large a part of the time that it has lasted.
const LOOKS_EVERY: i32 = 3;
/// Wait where the vendor's allowance of the day is used up.
const EXHAUSTED_WAIT: SignedDuration = SignedDuration::from_hours(1);

/// What is to be done with an entry now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing before this moment.
    Sleep(Timestamp),
    /// Hand it to the vendor.
    Send,
    /// Find out whether it happened.
    Look,
    /// It was being sent when the process ended: treat as in doubt.
    Recover,
    /// Nothing, ever or until a person acts.
    Rest,
}

/// What to do with an entry that this process is not already working on.
pub fn step(entry: &Entry, now: Timestamp) -> Step {
    let when_due = |due: Timestamp, step: Step| if due <= now { step } else { Step::Sleep(due) };
    match &entry.state {
        EntryState::Queued { until } | EntryState::Waiting { until, .. } => when_due(*until, Step::Send),
        EntryState::Sending { .. } => Step::Recover,
        EntryState::InDoubt { look_at, .. } => when_due(*look_at, Step::Look),
        EntryState::AwaitingApproval { .. }
        | EntryState::Done { .. }
        | EntryState::Parked { .. }
        | EntryState::Undone { .. }
        | EntryState::Rejected { .. }
        | EntryState::Dropped { .. } => Step::Rest,
    }
}

/// The state in which a crash during sending leaves an entry.
///
/// A write that may be repeated is simply sent again. One whose key the vendor keeps can be looked up at
/// once; without a key the attempt's own deadline and the vendor's lag have to pass first.
pub fn recovered(entry: &Entry, since: Timestamp, support: KeySupport, now: Timestamp) -> EntryState {
    let why = "the program ended while it was being sent".to_owned();
    if entry.write.is_repeatable() {
        return EntryState::Waiting { until: now, why };
    }
    EntryState::InDoubt { look_at: look_at(since, support, now), why }
}

/// Where sending leads.
pub fn after_sending(
    entry: &Entry,
    result: Result<Written, PortError>,
    support: KeySupport,
    now: Timestamp,
) -> EntryState {
    match result {
        Ok(written) => EntryState::Done { at: now, written },
        Err(error) if error.may_have_happened && !entry.write.is_repeatable() => {
            EntryState::InDoubt { look_at: look_at(now, support, now), why: error.to_string() }
        }
        Err(error) => after_failure(entry, &error, now),
    }
}

/// Where looking leads.
pub fn after_looking(entry: &Entry, result: Result<Look, PortError>, now: Timestamp) -> EntryState {
    match result {
        Ok(Look::Found(written)) => EntryState::Done { at: now, written },
        Ok(Look::Absent) => {
            EntryState::Waiting { until: now, why: "looked it up: it was not written".to_owned() }
        }
        Ok(Look::Unclear(why)) => EntryState::Parked { at: now, why },
        Err(error) => match error.trouble {
            // What was doubtful stays doubtful until the vendor answers.
            Trouble::Unreachable | Trouble::Limited { .. } | Trouble::Exhausted | Trouble::Garbled => {
                EntryState::InDoubt { look_at: looked_at_later(entry, &error, now), why: error.to_string() }
            }
            Trouble::Unauthorized | Trouble::Forbidden | Trouble::NotFound | Trouble::Refused => {
                EntryState::Parked {
                    at: now,
                    why: format!(
                        "it is not known whether this was written, and it could not be looked up: {error}"
                    ),
                }
            }
        },
    }
}

fn after_failure(entry: &Entry, error: &PortError, now: Timestamp) -> EntryState {
    match error.trouble {
        Trouble::Unreachable | Trouble::Limited { .. } | Trouble::Exhausted => {
            EntryState::Waiting { until: later(entry, error, now), why: error.to_string() }
        }
        Trouble::Unauthorized
        | Trouble::Forbidden
        | Trouble::NotFound
        | Trouble::Refused
        | Trouble::Garbled => {
            let hint = error.hint.as_deref().map(|hint| format!("; {hint}")).unwrap_or_default();
            EntryState::Parked { at: now, why: format!("{error}{hint}") }
        }
    }
}

fn look_at(since: Timestamp, support: KeySupport, now: Timestamp) -> Timestamp {
    match support {
        KeySupport::Unique => now,
        KeySupport::Associations { settle } => {
            let settle = SignedDuration::try_from(settle).unwrap_or(LONGEST_WAIT);
            (since + ATTEMPT_DEADLINE + settle).max(now)
        }
    }
}

/// When a vendor that could not be asked is asked again: a look is no attempt, so the longer the doubt lasts the longer it
/// waits.
fn looked_at_later(entry: &Entry, error: &PortError, now: Timestamp) -> Timestamp {
    let lasting = now.duration_since(entry.accepted_at) / LOOKS_EVERY;
    let own = now + lasting.clamp(FIRST_WAIT, LONGEST_WAIT);
    own.max(later(entry, error, now))
}

fn later(entry: &Entry, error: &PortError, now: Timestamp) -> Timestamp {
    let doublings = entry.attempts.saturating_sub(1).min(10);
    let own = (FIRST_WAIT * (1 << doublings)).min(LONGEST_WAIT);
    let wait = match error.trouble {
        Trouble::Limited { retry_after: Some(asked) } => {
            SignedDuration::try_from(asked).unwrap_or(own).max(own)
        }
        Trouble::Exhausted => EXHAUSTED_WAIT,
        _ => own,
    };
    now + wait
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use uuid::Uuid;

    use super::*;
    use crate::domain::action::{ActionKind, FieldsWrite, NoteWrite, Write};
    use crate::domain::ids::{CustomerId, EntryId, IdempotencyKey};

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);
    const UNIQUE: KeySupport = KeySupport::Unique;
    const KEYLESS: KeySupport = KeySupport::Associations { settle: Duration::from_secs(10) };

    fn entry(state: EntryState, attempts: u32) -> Entry {
        let contact = "hubspot/contact/1".parse().unwrap();
        let id = EntryId::new(Uuid::from_u128(1));
        Entry {
            id,
            key: IdempotencyKey::of(id),
            customer_id: CustomerId::new(Uuid::from_u128(2)),
            suggestion_id: None,
            action: ActionKind::Note,
            title: String::new(),
            write: Write::Note(NoteWrite {
                contact,
                account: None,
                case: None,
                body: String::new(),
                at: NOW,
                machine_written: false,
            }),
            effect: String::new(),
            state,
            attempts,
            accepted_by: String::new(),
            accepted_at: NOW,
            approved_by: None,
            approved_at: None,
            approved_over: None,
            edited_by: None,
            begun: None,
            needed: None,
            group: None,
        }
    }

    fn seconds(n: i64) -> SignedDuration {
        SignedDuration::from_secs(n)
    }

    fn written() -> Written {
        Written::made("9", None)
    }

    /// From before it was kept whether something stands at the vendor, whatever was tried may.
    #[test]
    fn an_entry_that_does_not_tell_has_begun_once_it_was_tried() {
        let stored = |attempts: u32| {
            let mut stored =
                serde_json::to_value(entry(EntryState::Queued { until: NOW }, attempts)).unwrap();
            stored.as_object_mut().unwrap().remove("begun");
            stored
        };
        let read = |stored| serde_json::from_value::<Entry>(stored).unwrap();
        assert!(!read(stored(0)).has_begun());
        assert!(read(stored(2)).has_begun());
        let refused = Entry { begun: Some(false), ..read(stored(2)) };
        assert!(!read(serde_json::to_value(refused).unwrap()).has_begun(), "it is told");
    }

    #[test]
    fn what_to_do_follows_from_the_stored_state_alone() {
        let later = NOW + seconds(5);
        for (state, want) in [
            (EntryState::Queued { until: later }, Step::Sleep(later)),
            (EntryState::Queued { until: NOW }, Step::Send),
            (EntryState::Waiting { until: NOW, why: String::new() }, Step::Send),
            (EntryState::Sending { since: NOW, keyed: true }, Step::Recover),
            (EntryState::InDoubt { look_at: NOW, why: String::new() }, Step::Look),
            (EntryState::InDoubt { look_at: later, why: String::new() }, Step::Sleep(later)),
            (EntryState::Parked { at: NOW, why: String::new() }, Step::Rest),
            (EntryState::Done { at: NOW, written: written() }, Step::Rest),
            (EntryState::Undone { at: NOW, by: None }, Step::Rest),
        ] {
            assert_eq!(step(&entry(state.clone(), 0), NOW), want, "{state:?}");
        }
    }

    #[test]
    fn a_doubtful_write_is_looked_up_before_anything_else() {
        let sent = entry(EntryState::Sending { since: NOW, keyed: true }, 1);
        let cut = || PortError::new(Trouble::Unreachable, "cut").in_doubt();
        let EntryState::InDoubt { look_at, .. } = after_sending(&sent, Err(cut()), UNIQUE, NOW) else {
            panic!()
        };
        assert_eq!(look_at, NOW, "by its key at once");
        let EntryState::InDoubt { look_at, .. } = after_sending(&sent, Err(cut()), KEYLESS, NOW) else {
            panic!()
        };
        assert_eq!(look_at, NOW + seconds(25), "without a key past deadline and lag");
        let EntryState::InDoubt { look_at, .. } = recovered(&sent, NOW, KEYLESS, NOW + seconds(60)) else {
            panic!()
        };
        assert_eq!(look_at, NOW + seconds(60), "long ago is long enough");
    }

    #[test]
    fn a_doubt_that_lasts_is_looked_into_more_and_more_seldom() {
        let sent = entry(EntryState::InDoubt { look_at: NOW, why: String::new() }, 1);
        let cut = || PortError::new(Trouble::Unreachable, "cut");
        let (mut now, mut waits) = (NOW, Vec::new());
        for _ in 0..30 {
            let EntryState::InDoubt { look_at, .. } = after_looking(&sent, Err(cut()), now) else { panic!() };
            waits.push(look_at.duration_since(now));
            now = look_at;
        }
        assert_eq!(waits[0], FIRST_WAIT);
        assert!(waits.is_sorted() && *waits.last().unwrap() == LONGEST_WAIT, "{waits:?}");
    }

    #[test]
    fn what_may_be_repeated_is_never_in_doubt() {
        let contact = "hubspot/contact/1".parse().unwrap();
        let fields = Entry {
            write: Write::Fields(FieldsWrite { record: contact, fields: vec![], seen: vec![] }),
            ..entry(EntryState::Sending { since: NOW, keyed: true }, 1)
        };
        assert!(matches!(recovered(&fields, NOW, KEYLESS, NOW), EntryState::Waiting { .. }));
        let cut = PortError::new(Trouble::Unreachable, "cut").in_doubt();
        assert!(matches!(after_sending(&fields, Err(cut), UNIQUE, NOW), EntryState::Waiting { .. }));
    }

    #[test]
    fn certain_failures_wait_or_park() {
        let sent = |attempts| entry(EntryState::Sending { since: NOW, keyed: true }, attempts);
        let state = |attempts, trouble| {
            after_sending(&sent(attempts), Err(PortError::new(trouble, "no")), UNIQUE, NOW)
        };
        let until = |state| match state {
            EntryState::Waiting { until, .. } => until.duration_since(NOW).as_secs(),
            other => panic!("{other:?}"),
        };
        assert_eq!(until(state(1, Trouble::Unreachable)), 2);
        assert_eq!(until(state(4, Trouble::Unreachable)), 16);
        assert_eq!(until(state(99, Trouble::Unreachable)), 300);
        assert_eq!(until(state(1, Trouble::Limited { retry_after: Some(Duration::from_secs(40)) })), 40);
        assert_eq!(until(state(1, Trouble::Exhausted)), 3600);
        for trouble in
            [Trouble::Unauthorized, Trouble::Forbidden, Trouble::NotFound, Trouble::Refused, Trouble::Garbled]
        {
            assert!(matches!(state(1, trouble), EntryState::Parked { .. }), "{trouble:?}");
        }
    }

    #[test]
    fn looking_settles_it_or_asks_a_person() {
        let doubtful = entry(EntryState::InDoubt { look_at: NOW, why: String::new() }, 1);
        assert!(matches!(after_looking(&doubtful, Ok(Look::Found(written())), NOW), EntryState::Done { .. }));
        assert!(matches!(after_looking(&doubtful, Ok(Look::Absent), NOW), EntryState::Waiting { .. }));
        assert!(matches!(
            after_looking(&doubtful, Ok(Look::Unclear("two".into())), NOW),
            EntryState::Parked { .. }
        ));
        let down = PortError::new(Trouble::Unreachable, "down");
        assert!(
            matches!(after_looking(&doubtful, Err(down), NOW), EntryState::InDoubt { .. }),
            "never sent again blindly"
        );
        let forbidden = PortError::new(Trouble::Forbidden, "no");
        assert!(matches!(after_looking(&doubtful, Err(forbidden), NOW), EntryState::Parked { .. }));
    }
}
