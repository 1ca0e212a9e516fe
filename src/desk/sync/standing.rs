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
    /// One that was interrupted before and goes on after that one: only what is newer was asked for meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<Run>,
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
        let set_aside = self.beside(run);
        if next.is_some() {
            let under_way = Some(Run { cursor: next, ..run.clone() });
            return Self { under_way, set_aside, complete_until: self.complete_until };
        }
        // A run that began to read later than the last one ended leaves a gap behind.
        let closes = run.since.is_none_or(|since| self.complete_until.is_some_and(|until| since <= until));
        let until = closes.then_some(run.began_at);
        // One that was set aside began before what was read meanwhile.
        Self { under_way: set_aside, set_aside: None, complete_until: self.complete_until.max(until) }
    }

    /// What stands after a run that ended before its end: the next one begins anew.
    pub fn given_up(&self, run: &Run) -> Self {
        Self { under_way: self.beside(run), set_aside: None, complete_until: self.complete_until }
    }

    /// The interrupted run that another one leaves to be gone on with. One that reads all leaves none.
    fn beside(&self, run: &Run) -> Option<Run> {
        run.since?;
        let is_other = |other: &&Run| (other.began_at, other.since) != (run.began_at, run.since);
        self.set_aside.as_ref().or(self.under_way.as_ref().filter(is_other)).cloned()
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
        let whole = Standing { complete_until: Some(at(0)), ..Standing::default() };
        let later = whole.run(Some(at(30)), false, at(60));
        assert_eq!(whole.after(&later, None).complete_until, Some(at(0)));
        assert_eq!(whole.given_up(&later), whole);
        let earlier = whole.run(Some(at(-30)), false, at(60));
        assert_eq!(whole.after(&earlier, None).complete_until, Some(at(60)));
        let never = Standing::default();
        assert_eq!(never.after(&never.run(Some(at(-30)), false, at(60)), None), Standing::default());
    }

    #[test]
    fn a_run_since_a_day_leaves_an_interrupted_one_to_be_gone_on_with() {
        let nothing = Standing::default();
        let all = nothing.run(None, false, at(0));
        let interrupted = nothing.after(&all, Some("page 2".to_owned()));
        let some = interrupted.run(Some(at(-30)), false, at(10));
        let goes_on = |standing: &Standing| standing.run(None, false, at(60)).cursor;
        assert_eq!(goes_on(&interrupted.given_up(&some)).as_deref(), Some("page 2"));

        let between = interrupted.after(&some, Some("some 2".to_owned()));
        assert_eq!(goes_on(&between).as_deref(), Some("some 2"));
        let again = between.run(Some(at(-20)), false, at(15));
        assert_eq!(goes_on(&between.after(&again, None)).as_deref(), Some("page 2"));
        let after_some = between.after(&between.run(None, false, at(20)), None);
        assert_eq!(goes_on(&after_some).as_deref(), Some("page 2"));
        let whole = after_some.after(&after_some.run(None, false, at(20)), None);
        assert_eq!(whole, Standing { complete_until: Some(at(0)), ..nothing });

        let anew = between.after(&between.run(None, true, at(30)), Some("all 2".to_owned()));
        assert_eq!(anew.set_aside, None, "what reads all has no need of it");
    }

    #[test]
    fn a_run_that_was_set_aside_takes_back_nothing_that_was_read_meanwhile() {
        let whole = Standing { complete_until: Some(at(0)), ..Standing::default() };
        let next = whole.run(None, false, at(30));
        let interrupted = whole.after(&next, Some("page 2".to_owned()));
        let meanwhile = interrupted.after(&interrupted.run(Some(at(-30)), false, at(60)), None);
        assert_eq!(meanwhile.complete_until, Some(at(60)));
        let both = meanwhile.after(&meanwhile.run(None, false, at(70)), None);
        assert_eq!((both.under_way, both.complete_until), (None, Some(at(60))));
    }
}
