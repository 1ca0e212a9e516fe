//! How fast an account may be asked: a leaky bucket that serves who is waited for first.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::ports::Urgency;

/// So many points at most, and so many flow back each second. A point is a request, or what the vendor counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// What the bucket holds when full.
    pub capacity: f64,
    /// What flows back.
    pub per_second: f64,
}

impl Rate {
    /// So many requests in any stretch of time this long.
    pub fn requests(count: u32, within: Duration) -> Self {
        // A full bucket and its refill must not add up to more than `count` in one stretch.
        let half = f64::from(count) / 2.0;
        Self { capacity: half.max(1.0), per_second: (half / within.as_secs_f64()).max(f64::MIN_POSITIVE) }
    }
}

/// Keeps to a [`Rate`]. Clones share one bucket.
///
/// Background work leaves half of the bucket to those whom somebody waits for, and waits while they wait.
#[derive(Clone)]
pub struct Pace {
    shared: Arc<Shared>,
}

struct Shared {
    bucket: Mutex<Bucket>,
    changed: Notify,
}

#[derive(Debug)]
struct Bucket {
    rate: Rate,
    available: f64,
    as_of: Instant,
    closed_until: Option<Instant>,
    interactive_waiting: usize,
}

impl Bucket {
    fn full(rate: Rate, now: Instant) -> Self {
        Self { rate, available: rate.capacity, as_of: now, closed_until: None, interactive_waiting: 0 }
    }

    fn refill(&mut self, now: Instant) {
        let elapsed = now.saturating_duration_since(self.as_of).as_secs_f64();
        self.available = (self.available + elapsed * self.rate.per_second).min(self.rate.capacity);
        self.as_of = now;
    }

    /// Takes the points, or says after what time it is worth another try.
    fn take(&mut self, points: f64, urgency: Urgency, now: Instant) -> Result<(), Duration> {
        self.refill(now);
        if let Some(until) = self.closed_until {
            if until > now {
                return Err(until - now);
            }
            self.closed_until = None;
        }
        // More than the bucket holds can never be there: a full one is as good as it gets.
        let points = points.min(self.rate.capacity);
        let wanted = match urgency {
            Urgency::Interactive => points,
            Urgency::Background => points.max((points + self.rate.capacity / 2.0).min(self.rate.capacity)),
        };
        if wanted <= self.available {
            self.available -= points;
            return Ok(());
        }
        let wait = (wanted - self.available) / self.rate.per_second;
        Err(Duration::try_from_secs_f64(wait).unwrap_or(Duration::MAX).max(Duration::from_millis(1)))
    }
}

impl Pace {
    /// A full bucket.
    pub fn new(rate: Rate) -> Self {
        let bucket = Mutex::new(Bucket::full(rate, Instant::now()));
        Self { shared: Arc::new(Shared { bucket, changed: Notify::new() }) }
    }

    fn bucket(&self) -> MutexGuard<'_, Bucket> {
        // Plain numbers: whole after every statement, so a panic elsewhere has not spoilt them.
        self.shared.bucket.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the points may be spent, and spends them. Cancelled by dropping.
    pub async fn take(&self, points: f64, urgency: Urgency) {
        let _waiting = (urgency == Urgency::Interactive).then(|| Waiting::new(self));
        loop {
            let changed = self.shared.changed.notified();
            let wait = {
                let mut bucket = self.bucket();
                if urgency == Urgency::Background && bucket.interactive_waiting > 0 {
                    Duration::MAX
                } else {
                    match bucket.take(points, urgency, Instant::now()) {
                        Ok(()) => return,
                        Err(wait) => wait,
                    }
                }
            };
            let _ = tokio::time::timeout(wait, changed).await;
        }
    }

    /// Gives points back that the vendor will not have counted.
    pub fn give_back(&self, points: f64) {
        let mut bucket = self.bucket();
        bucket.available = (bucket.available + points).min(bucket.rate.capacity);
        drop(bucket);
        self.shared.changed.notify_waiters();
    }

    /// How long `points` would have to be waited for now.
    pub fn wait_for(&self, points: f64) -> Duration {
        let mut bucket = self.bucket();
        bucket.refill(Instant::now());
        let missing = points.min(bucket.rate.capacity) - bucket.available;
        Duration::try_from_secs_f64((missing / bucket.rate.per_second).max(0.0)).unwrap_or(Duration::MAX)
    }

    /// Replaces the estimate by what the vendor says it is.
    pub fn observe(&self, rate: Rate, available: f64) {
        let mut bucket = self.bucket();
        bucket.rate = rate;
        bucket.available = available.min(rate.capacity);
        bucket.as_of = Instant::now();
        drop(bucket);
        self.shared.changed.notify_waiters();
    }

    /// Keeps to what the vendor says of a window of time: the rate, and how many are left in it for everybody
    /// who asks this account. What has been spent of a smaller bucket stays spent of a larger one.
    pub fn heed(&self, rate: Rate, left: f64) {
        let mut bucket = self.bucket();
        bucket.refill(Instant::now());
        let grown = (rate.capacity - bucket.rate.capacity).max(0.0);
        bucket.rate = rate;
        bucket.available = (bucket.available + grown).min(rate.capacity).min(left);
        drop(bucket);
        self.shared.changed.notify_waiters();
    }

    /// Lets nobody through for a while: the vendor asked one of us to wait and means the account.
    pub fn close_for(&self, wait: Duration) {
        if let Some(until) = Instant::now().checked_add(wait) {
            let mut bucket = self.bucket();
            bucket.closed_until = bucket.closed_until.max(Some(until));
        }
    }

    /// For how long nobody is let through yet.
    pub fn closed_for(&self) -> Option<Duration> {
        let until = self.bucket().closed_until?;
        Some(until.saturating_duration_since(Instant::now())).filter(|left| !left.is_zero())
    }

    /// What the vendor's bucket is thought to hold now, and at most.
    pub fn level(&self) -> (f64, f64) {
        let mut bucket = self.bucket();
        bucket.refill(Instant::now());
        (bucket.available, bucket.rate.capacity)
    }
}

/// Counts an interactive call while it waits, also when it is dropped.
struct Waiting<'a>(&'a Pace);

impl<'a> Waiting<'a> {
    fn new(pace: &'a Pace) -> Self {
        pace.bucket().interactive_waiting += 1;
        Self(pace)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.bucket().interactive_waiting -= 1;
        self.0.shared.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { capacity: 100.0, per_second: 10.0 };

    #[test]
    fn what_is_spent_flows_back_and_no_more_than_the_bucket_holds() {
        let start = Instant::now();
        let mut bucket = Bucket::full(RATE, start);
        assert_eq!(bucket.take(100.0, Urgency::Interactive, start), Ok(()));
        assert_eq!(bucket.take(50.0, Urgency::Interactive, start), Err(Duration::from_secs(5)));
        let later = start + Duration::from_secs(5);
        assert_eq!(bucket.take(50.0, Urgency::Interactive, later), Ok(()));
        let much_later = start + Duration::from_secs(1000);
        assert_eq!(bucket.take(500.0, Urgency::Interactive, much_later), Ok(()), "a full bucket must do");
        assert!(bucket.take(1.0, Urgency::Interactive, much_later).is_err());
    }

    #[test]
    fn background_work_leaves_half_to_those_who_are_waited_for() {
        let start = Instant::now();
        let mut bucket = Bucket::full(RATE, start);
        assert_eq!(bucket.take(50.0, Urgency::Background, start), Ok(()));
        assert_eq!(bucket.take(10.0, Urgency::Background, start), Err(Duration::from_secs(1)));
        assert_eq!(bucket.take(50.0, Urgency::Interactive, start), Ok(()));
    }

    #[test]
    fn a_closed_bucket_gives_nothing_until_it_opens() {
        let start = Instant::now();
        let mut bucket = Bucket::full(RATE, start);
        bucket.closed_until = Some(start + Duration::from_secs(3));
        assert_eq!(bucket.take(1.0, Urgency::Interactive, start), Err(Duration::from_secs(3)));
        assert_eq!(bucket.take(1.0, Urgency::Interactive, start + Duration::from_secs(3)), Ok(()));
    }

    #[test]
    fn a_stretch_of_time_never_sees_more_than_the_allowed_requests() {
        let rate = Rate::requests(100, Duration::from_secs(10));
        assert!(rate.capacity + rate.per_second * 10.0 <= 100.0);
    }

    #[test]
    fn what_the_vendor_says_of_its_window_is_kept_to() {
        let pace = Pace::new(Rate { per_second: 0.0, ..RATE });
        pace.bucket().available = 30.0;
        pace.heed(Rate { capacity: 150.0, per_second: 0.0 }, 500.0);
        assert_eq!(pace.level(), (80.0, 150.0), "what was spent stays spent");
        pace.heed(Rate { capacity: 150.0, per_second: 0.0 }, 7.0);
        assert_eq!(pace.level(), (7.0, 150.0), "others spend of it, too");
        pace.heed(Rate { capacity: 5.0, per_second: 0.0 }, 90.0);
        assert_eq!(pace.level(), (5.0, 5.0));
    }

    #[tokio::test]
    async fn background_work_waits_while_somebody_waits() {
        let pace = Pace::new(RATE);
        let waiting = Waiting::new(&pace);
        let mut background = Box::pin(pace.take(1.0, Urgency::Background));
        assert!(futures::poll!(background.as_mut()).is_pending());
        drop(waiting);
        background.await;
    }
}
