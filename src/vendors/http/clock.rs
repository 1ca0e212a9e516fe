//! The vendor's clock against this machine's: signatures, tokens and ages depend on it.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use tokio::time::Instant;

use super::Http;
use crate::ports::{Finding, Verdict};

/// Clocks further apart than this make tokens and signatures fail; seconds.
const TOLERANCE: i64 = 120;

/// What the vendor's clock showed in its last answer, and when that came.
#[derive(Default)]
pub(super) struct VendorClock(Mutex<Option<(Timestamp, Instant)>>);

impl VendorClock {
    /// Notes the date of an answer that just came.
    pub(super) fn learn(&self, date: Option<Timestamp>) {
        if let Some(date) = date {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((date, Instant::now()));
        }
    }

    /// The vendor's time now, as far as it has told.
    fn now(&self) -> Option<Timestamp> {
        let (date, came) = (*self.0.lock().unwrap_or_else(PoisonError::into_inner))?;
        date.checked_add(came.elapsed()).ok()
    }
}

impl Http {
    /// For `doctor`: says where this machine's clock, which shows `now`, is far from the vendor's.
    pub fn clock_finding(&self, now: Timestamp) -> Option<Finding> {
        let apart = now.duration_since(self.shared.clock.now()?).as_secs();
        (apart.abs() > TOLERANCE).then(|| {
            let way = if apart > 0 { "ahead of" } else { "behind" };
            Finding {
                about: "clock".to_owned(),
                verdict: Verdict::Warning,
                what: format!("this machine's clock is {} s {way} {}'s", apart.abs(), self.account()),
                hint: Some("set the clock, best by network time (NTP)".to_owned()),
                lacks: None,
            }
        })
    }
}
