//! Identical questions that are asked at once are asked once: all listen to one answer, those who come late hear what
//! was already said, and when nobody listens any more the request is given up.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::door::{AnswerEvent, Refusal, Spent};
use crate::domain::audit::Digest32;

/// The answers that are on their way, by what was asked.
#[derive(Clone, Default)]
pub(super) struct Flights(Arc<Mutex<HashMap<Digest32, Channel>>>);

#[derive(Clone)]
struct Channel {
    said: watch::Sender<Said>,
    shown: Arc<AtomicBool>,
}

/// All that was said so far.
#[derive(Default)]
struct Said {
    /// How often another model began anew.
    round: u32,
    /// The model that speaks.
    model: String,
    pieces: Vec<String>,
    warnings: Vec<String>,
    end: Option<Result<Spent, Refusal>>,
}

/// An answer on its way, for whoever brings it.
pub(super) struct Flight {
    flights: Flights,
    key: Digest32,
    channel: Channel,
}

/// The same for one who listens. When the last one is dropped, the flight is abandoned.
pub(super) struct Ear {
    said: watch::Receiver<Said>,
    shown: Arc<AtomicBool>,
    round: u32,
    pieces: usize,
    warnings: usize,
    over: bool,
}

impl Flights {
    /// Listens to the flight with this key; where there is none yet, one begins, which the caller has to bring home.
    pub(super) fn join(&self, key: Digest32) -> (Ear, Option<Flight>) {
        let mut flights = self.lock();
        // What is listed is not abandoned: both happen under this lock.
        if let Some(channel) = flights.get(&key) {
            return (Ear::of(channel), None);
        }
        let channel = Channel { said: watch::Sender::default(), shown: Arc::default() };
        flights.insert(key, channel.clone());
        let ear = Ear::of(&channel);
        (ear, Some(Flight { flights: self.clone(), key, channel }))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Digest32, Channel>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flight {
    /// This model begins to speak; what another said before counts for nothing.
    pub(super) fn begin(&self, model: &str) {
        self.channel.said.send_modify(|said| {
            said.round += 1;
            said.model = model.to_owned();
            said.pieces.clear();
        });
    }

    /// The next piece of the answer.
    pub(super) fn say(&self, piece: String) {
        self.channel.said.send_modify(|said| said.pieces.push(piece));
    }

    /// What the rep should know beside the answer.
    pub(super) fn warn(&self, warnings: Vec<String>) {
        if !warnings.is_empty() {
            self.channel.said.send_modify(|said| said.warnings.extend(warnings));
        }
    }

    /// Whether somebody has shown a part of the answer.
    pub(super) fn is_shown(&self) -> bool {
        self.channel.shown.load(Ordering::SeqCst)
    }

    /// Waits until nobody listens any more; from then on nobody can join.
    pub(super) async fn abandoned(&self) {
        loop {
            self.channel.said.closed().await;
            let mut flights = self.flights.lock();
            if self.channel.said.receiver_count() == 0 {
                self.forget(&mut flights);
                return;
            }
        }
    }

    /// The answer is whole, or there is none.
    pub(super) fn land(self, end: Result<Spent, Refusal>) {
        self.channel.said.send_modify(|said| said.end = Some(end));
    }

    /// An abandoned flight may have been followed by another under the same key.
    fn forget(&self, flights: &mut HashMap<Digest32, Channel>) {
        if flights.get(&self.key).is_some_and(|channel| channel.said.same_channel(&self.channel.said)) {
            flights.remove(&self.key);
        }
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        let flights = self.flights.clone();
        self.forget(&mut flights.lock());
    }
}

impl Ear {
    fn of(channel: &Channel) -> Self {
        let said = channel.said.subscribe();
        Self { said, shown: Arc::clone(&channel.shown), round: 0, pieces: 0, warnings: 0, over: false }
    }

    /// The next event; nothing after the end, or where whoever brought the answer is gone.
    pub(super) async fn next(&mut self) -> Option<Result<AnswerEvent, Refusal>> {
        loop {
            if self.over {
                return None;
            }
            if let Some(event) = self.heard() {
                return Some(event);
            }
            self.said.changed().await.ok()?;
        }
    }

    /// The model that speaks, or has spoken.
    pub(super) fn model(&self) -> String {
        self.said.borrow().model.clone()
    }

    /// A part of the answer is shown: no other model is to begin anew.
    pub(super) fn show(&self) {
        self.shown.store(true, Ordering::SeqCst);
    }

    fn heard(&mut self) -> Option<Result<AnswerEvent, Refusal>> {
        let said = self.said.borrow_and_update();
        if said.round != self.round {
            self.round = said.round;
            if std::mem::take(&mut self.pieces) > 0 {
                return Some(Ok(AnswerEvent::Restarted));
            }
        }
        if let Some(piece) = said.pieces.get(self.pieces) {
            self.pieces += 1;
            return Some(Ok(AnswerEvent::Text(piece.clone())));
        }
        if let Some(warning) = said.warnings.get(self.warnings) {
            self.warnings += 1;
            return Some(Ok(AnswerEvent::Warning(warning.clone())));
        }
        let end = said.end.as_ref()?.clone();
        self.over = true;
        Some(end.map(AnswerEvent::Finished))
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    const KEY: Digest32 = Digest32::ZERO;

    fn text(event: Option<Result<AnswerEvent, Refusal>>) -> String {
        match event {
            Some(Ok(AnswerEvent::Text(piece))) => piece,
            other => panic!("no text: {other:?}"),
        }
    }

    #[tokio::test]
    async fn who_comes_late_hears_it_all_and_the_end_is_everybodys() {
        let flights = Flights::default();
        let (mut first, flight) = flights.join(KEY);
        let flight = flight.expect("nobody has asked before");
        flight.begin("m");
        flight.say("a".to_owned());
        assert_eq!(text(first.next().await), "a");
        let (mut second, none) = flights.join(KEY);
        assert!(none.is_none());
        assert_eq!(text(second.next().await), "a");
        flight.say("b".to_owned());
        flight.land(Ok(Spent::default()));
        for ear in [&mut first, &mut second] {
            assert_eq!(text(ear.next().await), "b");
            assert!(matches!(ear.next().await, Some(Ok(AnswerEvent::Finished(_)))));
            assert!(ear.next().await.is_none());
        }
        assert!(flights.join(KEY).1.is_some(), "a landed flight is not joined");
    }

    #[tokio::test]
    async fn a_flight_is_abandoned_by_the_last_one_only() {
        let flights = Flights::default();
        let (first, flight) = flights.join(KEY);
        let flight = flight.expect("nobody has asked before");
        let (second, _) = flights.join(KEY);
        drop(first);
        assert!(flight.abandoned().now_or_never().is_none());
        drop(second);
        // Who joins before the flight has noticed keeps it.
        let (third, joined) = flights.join(KEY);
        assert!(joined.is_none() && flight.abandoned().now_or_never().is_none());
        drop(third);
        assert!(flight.abandoned().now_or_never().is_some());
        assert!(flights.join(KEY).1.is_some(), "nobody joins an abandoned one");
    }

    #[tokio::test]
    async fn another_model_begins_anew() {
        let (mut ear, flight) = Flights::default().join(KEY);
        let flight = flight.expect("nobody has asked before");
        flight.begin("first");
        flight.say("a".to_owned());
        assert_eq!(text(ear.next().await), "a");
        flight.begin("second");
        flight.say("b".to_owned());
        assert!(matches!(ear.next().await, Some(Ok(AnswerEvent::Restarted))));
        assert_eq!((text(ear.next().await).as_str(), ear.model().as_str()), ("b", "second"));
    }

    #[tokio::test]
    async fn a_flight_that_is_lost_is_an_end() {
        let flights = Flights::default();
        let (mut ear, flight) = flights.join(KEY);
        drop(flight);
        assert!(ear.next().await.is_none());
    }
}
