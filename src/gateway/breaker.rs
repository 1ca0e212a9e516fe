//! A model that keeps failing is left alone for a while: nobody waits for it, and it is not asked to death.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::ports::model::ModelError;

/// Failures in a row after which a model is left alone.
const FAILURES: u32 = 3;
/// How long for the first time; each further time twice as long.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(30);
/// The longest pause.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// What a request to a model says of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Showed {
    /// It answered, well or badly.
    Alive,
    /// It is down, or asks not to be asked.
    Down,
    /// Nothing: the request did not leave, or was not waited for.
    Nothing,
}

impl Showed {
    /// What an error says of the model.
    pub(super) fn by(error: &ModelError) -> Self {
        match error {
            ModelError::Unreachable(_)
            | ModelError::TimedOut(_)
            | ModelError::Limited { .. }
            | ModelError::Quota => Self::Down,
            ModelError::Truncated | ModelError::Unusable(_) | ModelError::Unauthorized => Self::Alive,
            ModelError::Blocked(_) | ModelError::NoKey(_) => Self::Nothing,
        }
    }
}

/// Why a model is not asked now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resting {
    /// What it failed with last.
    pub(super) why: ModelError,
    /// For how long still.
    pub(super) still: SignedDuration,
}

/// Leave to ask a model once.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pass {
    /// The one request that tries a model which was left alone.
    is_probe: bool,
}

/// The breaker of one model.
#[derive(Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Default)]
struct State {
    /// Failures since it last answered.
    failures: u32,
    /// Pauses since it last answered.
    pauses: u32,
    /// Not before this; then one request tries it.
    open: Option<(Timestamp, ModelError)>,
    /// That request is under way.
    probing: bool,
}

impl Breaker {
    /// Whether the model may be asked now; whoever gets a pass says with [`Breaker::note`] how it went.
    pub(super) fn may_ask(&self, now: Timestamp) -> Result<Pass, Resting> {
        let mut state = self.state();
        let Some((until, why)) = &state.open else { return Ok(Pass { is_probe: false }) };
        let still = until.duration_since(now).max(SignedDuration::ZERO);
        if still.is_positive() || state.probing {
            return Err(Resting { why: why.clone(), still });
        }
        state.probing = true;
        Ok(Pass { is_probe: true })
    }

    /// How a request went that was let through.
    pub(super) fn note(&self, pass: Pass, now: Timestamp, showed: Showed, error: Option<&ModelError>) {
        let mut state = self.state();
        let Pass { is_probe } = pass;
        state.probing &= !is_probe;
        match (showed, error) {
            // It was under way when the model was left alone already: many at once are one failure.
            (Showed::Down, Some(_)) if state.open.is_some() && !is_probe => {}
            (Showed::Down, Some(error)) => {
                state.failures += 1;
                let asked = pause_asked(error);
                if is_probe || asked.is_some() || state.failures >= FAILURES {
                    let pause = asked.unwrap_or_else(|| pause(state.pauses));
                    state.pauses += 1;
                    state.open = now.checked_add(pause).ok().map(|until| (until, error.clone()));
                }
            }
            (Showed::Alive | Showed::Down, _) => *state = State::default(),
            // A probe that told nothing leaves the place to the next.
            (Showed::Nothing, _) => {}
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The pause that the server itself named.
fn pause_asked(error: &ModelError) -> Option<SignedDuration> {
    let ModelError::Limited { retry_after: Some(after) } = error else { return None };
    Some(SignedDuration::try_from(*after).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE))
}

fn pause(pauses: u32) -> SignedDuration {
    let doubled = 2i32.checked_pow(pauses).and_then(|times| FIRST_PAUSE.checked_mul(times));
    doubled.unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rstest::rstest;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn down() -> ModelError {
        ModelError::Unreachable("no connection".to_owned())
    }

    fn fail(breaker: &Breaker, second: i64, error: &ModelError) {
        let pass = breaker.may_ask(at(second)).expect("it may be asked");
        breaker.note(pass, at(second), Showed::by(error), Some(error));
    }

    #[test]
    fn it_opens_after_three_failures_in_a_row_and_lets_one_through_after_the_pause() {
        let breaker = Breaker::default();
        fail(&breaker, 0, &down());
        fail(&breaker, 1, &down());
        let pass = breaker.may_ask(at(2)).expect("two failures are not enough");
        breaker.note(pass, at(2), Showed::Alive, None);
        (3..6).for_each(|second| fail(&breaker, second, &down()));
        let resting = breaker.may_ask(at(6)).expect_err("open");
        assert_eq!((resting.why, resting.still), (down(), SignedDuration::from_secs(29)));
        assert!(breaker.may_ask(at(34)).is_err());
        let probe = breaker.may_ask(at(35)).expect("half open");
        assert!(breaker.may_ask(at(35)).is_err(), "only one tries");
        breaker.note(probe, at(36), Showed::Alive, None);
        assert!(breaker.may_ask(at(36)).is_ok(), "closed again");
    }

    #[test]
    fn each_further_pause_is_twice_as_long_up_to_ten_minutes() {
        let breaker = Breaker::default();
        let mut now = 0;
        (0..3).for_each(|_| fail(&breaker, now, &down()));
        for pause in [30, 60, 120, 240, 480, 600, 600] {
            assert!(breaker.may_ask(at(now + pause - 1)).is_err(), "{pause}");
            now += pause;
            fail(&breaker, now, &down());
        }
    }

    #[test]
    fn many_that_fail_at_once_are_one_failure_and_no_probe() {
        let breaker = Breaker::default();
        let mut passes: Vec<Pass> = (0..9).map(|_| breaker.may_ask(at(0)).expect("closed")).collect();
        let late = passes.pop().expect("nine");
        passes.into_iter().for_each(|pass| breaker.note(pass, at(0), Showed::Down, Some(&down())));
        assert!(breaker.may_ask(at(29)).is_err());
        let probe = breaker.may_ask(at(30)).expect("the first pause, not the fifth");
        breaker.note(late, at(31), Showed::Down, Some(&down()));
        assert!(breaker.may_ask(at(31)).is_err(), "the probe is still under way");
        breaker.note(probe, at(32), Showed::Alive, None);
        assert!(breaker.may_ask(at(32)).is_ok());
    }

    #[test]
    fn a_probe_that_nobody_waited_for_leaves_the_place_to_the_next() {
        let breaker = Breaker::default();
        (0..3).for_each(|_| fail(&breaker, 0, &down()));
        let probe = breaker.may_ask(at(30)).expect("half open");
        breaker.note(probe, at(30), Showed::Nothing, None);
        assert!(breaker.may_ask(at(30)).is_ok());
    }

    #[rstest]
    #[case(7, 7)]
    #[case(3_600, 600)]
    fn a_server_that_names_a_pause_gets_it_at_once(#[case] named: u64, #[case] kept: i64) {
        let breaker = Breaker::default();
        fail(&breaker, 0, &ModelError::Limited { retry_after: Some(Duration::from_secs(named)) });
        assert!(breaker.may_ask(at(kept - 1)).is_err());
        assert!(breaker.may_ask(at(kept)).is_ok());
    }

    #[test]
    fn answers_that_are_no_use_open_nothing() {
        let breaker = Breaker::default();
        (0..9).for_each(|second| fail(&breaker, second, &ModelError::Truncated));
        assert!(breaker.may_ask(at(9)).is_ok());
    }
}
