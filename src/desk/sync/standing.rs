//! How far a holding of an account has been read, and which run comes next.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How far a run reaches back behind the begin of the one before: the vendors' search trails behind what is written.
pub const OVERLAP: SignedDuration = SignedDuration::from_mins(15);

/// How far a holding of an account has been read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// A run that has not come to its end.
    pub under_way: Option<Run>,
    /// Everything that changed before has been read.
    pub complete_until: Option<Timestamp>,
}

/// One run over a holding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// When it began.
    pub began_at: Timestamp,
    /// Only what has changed since; nothing: all.
    pub since: Option<Timestamp>,
    /// Where it goes on; nothing at its begin.
    pub cursor: Option<String>,
}

impl Standing {
    /// The run to be made now: what was asked for, else the one that was interrupted, else what has changed since
    /// the last whole one.
    pub fn run(&self, since: Option<Timestamp>, full: bool, now: Timestamp) -> Run {
        let fresh = |since| Run { began_at: now, since, cursor: None };
        match (&self.under_way, self.complete_until) {
            _ if full || since.is_some() => fresh(since),
            (Some(interrupted), _) => interrupted.clone(),
            (None, until) => fresh(until.and_then(|until| until.checked_sub(OVERLAP).ok())),
        }
    }

    /// What stands after a page, with the place where the run goes on.
    pub fn after(&self, run: &Run, next: Option<String>) -> Self {
        if next.is_some() {
            let under_way = Some(Run { cursor: next, ..run.clone() });
            return Self { under_way, ..*self };
        }
        // A run that began to read later than the last one ended leaves a gap behind.
        let closes = run.since.is_none_or(|since| self.complete_until.is_some_and(|until| since <= until));
        let complete_until = if closes { Some(run.began_at) } else { self.complete_until };
        Self { under_way: None, complete_until }
    }

    /// What stands after a run that ended before its end: the next one begins anew.
    pub fn given_up(&self) -> Self {
        Self { under_way: None, ..*self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + 60 * minute).unwrap()
    }

    #[test]
    fn an_interrupted_run_goes_on_where_it_ended_and_a_whole_one_is_followed_by_what_changed() {
        let nothing = Standing::default();
        let first = nothing.run(None, false, at(0));
        assert_eq!((first.since, &first.cursor), (None, &None));
        let interrupted = nothing.after(&first, Some("page 2".to_owned()));
        let again = interrupted.run(None, false, at(50));
        assert_eq!((again.began_at, again.cursor.as_deref()), (at(0), Some("page 2")));
        let whole = interrupted.after(&again, None);
        assert_eq!((&whole.under_way, whole.complete_until), (&None, Some(at(0))));
        assert_eq!(whole.run(None, false, at(60)).since, Some(at(-15)));
        assert_eq!(whole.run(None, true, at(60)).since, None);
    }

    #[test]
    fn a_run_since_a_later_day_leaves_the_gap_before_it_to_be_read() {
        let whole = Standing { under_way: None, complete_until: Some(at(0)) };
        let later = whole.run(Some(at(30)), false, at(60));
        assert_eq!(whole.after(&later, None).complete_until, Some(at(0)));
        assert_eq!(whole.given_up(), whole);
        let earlier = whole.run(Some(at(-30)), false, at(60));
        assert_eq!(whole.after(&earlier, None).complete_until, Some(at(60)));
        let never = Standing::default();
        assert_eq!(never.after(&never.run(Some(at(-30)), false, at(60)), None), Standing::default());
    }
}
