//! The worker: looks at the stored outbox, does what is due, stores what came of it.
//!
//! It wakes by a hint and by the clock and then trusts only what is stored. Every state is on disk before the
//! step it announces is taken, so that a crash at any instruction leaves something that can be gone on from.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::entry::{self, ATTEMPT_DEADLINE, Step};
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::ids::EntryId;
use crate::domain::outbox::{Entry, EntryState, Said, Withdrawn};
use crate::ports::crm::{KeySupport, Look};
use crate::ports::repository::StorageError;
use crate::ports::{Call, Clock, CrmClient, PortError, Repository, Urgency};

/// Entries on their way at the same time.
const MOST_AT_ONCE: usize = 4;
/// What is assumed of a write of which it is not known whether the vendor keeps its key.
const CAREFUL: KeySupport = KeySupport::Associations { settle: Duration::from_secs(30) };
/// Pause after the storage failed.
const STORAGE_PAUSE: Duration = Duration::from_secs(5);

/// Who has done what nobody has asked for.
const ITSELF: &str = "deskhand";

/// Told of every entry that moved, after its state is stored.
pub type Observer = Arc<dyn Fn(&Entry) + Send + Sync>;

/// Whether what somebody has said yes to still holds as it is about to leave; what speaks against it, in words.
pub type LastLook = Arc<dyn Fn(Entry) -> BoxFuture<'static, Option<String>> + Send + Sync>;

/// Carries accepted actions out. One per process that holds the storage.
#[derive(Clone)]
pub struct Worker {
    shared: Arc<Shared>,
}

struct Shared {
    repository: Arc<dyn Repository>,
    crm: Option<Arc<dyn CrmClient>>,
    clock: Arc<dyn Clock>,
    observer: Observer,
    last_look: OnceLock<LastLook>,
    hint: Notify,
    in_flight: Mutex<HashSet<EntryId>>,
    /// Told whenever an entry is in flight no more.
    landed: Notify,
}

/// What a look at the outbox found beside what it started.
struct Left {
    /// When the next entry is due.
    next_due: Option<Timestamp>,
    /// Whether another runner of this worker has an entry in flight.
    elsewhere: bool,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Worker")
    }
}

impl Worker {
    /// A worker that does nothing until it is run.
    pub fn new(
        repository: Arc<dyn Repository>,
        crm: Option<Arc<dyn CrmClient>>,
        clock: Arc<dyn Clock>,
        observer: Observer,
    ) -> Self {
        let shared = Shared {
            repository,
            crm,
            clock,
            observer,
            last_look: OnceLock::new(),
            hint: Notify::new(),
            in_flight: Mutex::default(),
            landed: Notify::new(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Has what somebody has said yes to looked at once more before it leaves. Only the first to say so counts.
    pub fn look_before_sending(&self, look: LastLook) {
        let _ = self.shared.last_look.set(look);
    }

    /// Something may have become due.
    pub fn wake(&self) {
        self.shared.hint.notify_one();
    }

    /// Works until the future is dropped. What is being sent then is found in doubt by the next worker.
    pub async fn run(self) {
        let mut jobs = JoinSet::new();
        loop {
            let next_due = match self.start_due(&mut jobs).await {
                Ok(left) => left.next_due,
                Err(error) => {
                    tracing::error!(error = %error, "the outbox cannot be read");
                    tokio::time::sleep(STORAGE_PAUSE).await;
                    continue;
                }
            };
            let sleep = next_due.map(|due| self.until(due));
            tokio::select! {
                () = self.shared.hint.notified() => {}
                Some(_) = jobs.join_next() => {}
                () = tokio::time::sleep(sleep.unwrap_or(Duration::MAX)), if sleep.is_some() => {}
            }
        }
    }

    /// Does everything that is due now, and what that leads to, until nothing more is due. What [`Worker::run`]
    /// has in flight meanwhile is waited for.
    pub async fn run_due(&self) -> Result<(), StorageError> {
        let mut jobs = JoinSet::new();
        loop {
            // Listen first, look second: no landing can fall between.
            let landed = self.shared.landed.notified();
            let left = self.start_due(&mut jobs).await?;
            if jobs.join_next().await.is_some() {
                continue;
            }
            if !left.elsewhere {
                return Ok(());
            }
            landed.await;
        }
    }

    /// Returns when nothing is in flight.
    pub async fn landed(&self) {
        loop {
            // Listen first, look second: no landing can fall between.
            let landed = self.shared.landed.notified();
            if self.shared.in_flight().is_empty() {
                return;
            }
            landed.await;
        }
    }

    /// Whether a part of an entry is written at the vendor already, or may be.
    pub async fn has_begun(&self, entry: &Entry) -> bool {
        self.shared.has_begun(entry).await
    }

    /// Whether this worker is sending the entry right now.
    pub fn is_sending(&self, id: EntryId) -> bool {
        self.shared.in_flight().contains(&id)
    }

    fn until(&self, due: Timestamp) -> Duration {
        let left = due.duration_since(self.shared.clock.now());
        Duration::try_from(left).unwrap_or_default() + Duration::from_millis(1)
    }

    async fn start_due(&self, jobs: &mut JoinSet<()>) -> Result<Left, StorageError> {
        let mut left = Left { next_due: None, elsewhere: false };
        for entry in self.shared.repository.unfinished_entries().await? {
            match entry::step(&entry, self.shared.clock.now()) {
                _ if self.is_sending(entry.id) => left.elsewhere = true,
                Step::Rest => {}
                Step::Sleep(due) => {
                    left.next_due = Some(left.next_due.map_or(due, |earliest| earliest.min(due)));
                }
                // A finished job wakes the loop, which comes back to this one.
                _ if jobs.len() >= MOST_AT_ONCE => {}
                step if self.shared.in_flight().insert(entry.id) => {
                    let job = Job { shared: Arc::clone(&self.shared), id: entry.id };
                    jobs.spawn(async move { job.advance(entry, step).await });
                }
                _ => left.elsewhere = true,
            }
        }
        Ok(left)
    }
}

/// How the vendor is asked in one attempt.
fn attempt() -> Call {
    Call {
        urgency: Urgency::Interactive,
        deadline: Duration::try_from(ATTEMPT_DEADLINE).unwrap_or(Duration::from_secs(15)),
    }
}

impl Shared {
    fn in_flight(&self) -> std::sync::MutexGuard<'_, HashSet<EntryId>> {
        self.in_flight.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether an earlier attempt ended half-way: what stands at the vendor is gone on from.
    async fn has_begun(&self, entry: &Entry) -> bool {
        let Some(first) = entry.write.first_step().filter(|_| entry.has_begun()) else { return false };
        let Some(crm) = &self.crm else { return true };
        // Where that cannot be told, it may stand there.
        !matches!(crm.look(&first, &entry.key, &attempt()).await, Ok(Look::Absent))
    }

    /// Stores the next state and its audit line if nobody moved the entry meanwhile, and tells.
    async fn move_to(&self, entry: &Entry, next: Entry) -> Result<Option<Entry>, StorageError> {
        let audit = moved(&next, audit_kind(&next.state), ITSELF, self.clock.now());
        if !self.repository.move_entry(entry, &next, &audit).await? {
            return Ok(None);
        }
        (self.observer)(&next);
        Ok(Some(next))
    }
}

/// What the audit log keeps of an entry that moved.
pub(super) fn moved(entry: &Entry, kind: AuditKind, actor: &str, at: Timestamp) -> AuditEvent {
    let mut detail = serde_json::json!({
        "key": entry.key, "effect": entry.effect, "attempts": entry.attempts, "state": entry.state,
        "suggestion": entry.suggestion_id, "write": entry.write, "title": entry.title,
    });
    if let Some(offer) = entry.need().and_then(|need| need.offer.as_ref()) {
        detail["offer"] = offer.as_str().into();
    }
    if let Some(group) = entry.group {
        detail["group"] = group.to_string().into();
    }
    AuditEvent {
        at,
        actor: actor.to_owned(),
        kind,
        customer: Some(entry.customer_id),
        subject: entry.id.to_string(),
        detail,
    }
}

fn audit_kind(state: &EntryState) -> AuditKind {
    match state {
        EntryState::AwaitingApproval { .. } | EntryState::Queued { .. } => AuditKind::Accepted,
        EntryState::Sending { .. } => AuditKind::Sending,
        EntryState::InDoubt { .. } => AuditKind::InDoubt,
        EntryState::Waiting { .. } => AuditKind::Retried,
        EntryState::Done { .. } => AuditKind::Written,
        EntryState::Parked { .. } => AuditKind::Parked,
        EntryState::Undone { .. } => AuditKind::Undone,
        EntryState::Rejected { .. } => AuditKind::Rejected,
        EntryState::Dropped { .. } => AuditKind::Dropped,
    }
}

/// One step of one entry; gives the entry free when it ends, however it ends.
struct Job {
    shared: Arc<Shared>,
    id: EntryId,
}

impl Drop for Job {
    fn drop(&mut self) {
        self.shared.in_flight().remove(&self.id);
        self.shared.landed.notify_waiters();
        // Whoever runs on learns when it is due next, also where another runner had it.
        self.shared.hint.notify_one();
    }
}

impl Job {
    async fn advance(&self, entry: Entry, step: Step) {
        if let Err(error) = self.try_advance(entry, step).await {
            tracing::error!(outbox.id = %self.id, error = %error, "an outbox entry could not be moved");
        }
    }

    async fn try_advance(&self, entry: Entry, step: Step) -> Result<(), StorageError> {
        let shared = &self.shared;
        let now = || shared.clock.now();
        let Some(crm) = shared.crm.as_ref().filter(|crm| crm.source() == &entry.write.target().source) else {
            let why = format!("the configuration has no CRM `{}` any more", entry.write.target().source);
            let parked = Entry { state: EntryState::Parked { at: now(), why }, ..entry.clone() };
            return shared.move_to(&entry, parked).await.map(drop);
        };
        let call = attempt();
        let state = match step {
            Step::Recover => {
                let EntryState::Sending { since, keyed } = entry.state else { return Ok(()) };
                // What the vendor keeps today says nothing of a write from before it did.
                let support = match (keyed, self.key_support(crm, &entry, &call).await) {
                    (true, _) => KeySupport::Unique,
                    (false, KeySupport::Unique) => CAREFUL,
                    (false, support) => support,
                };
                entry::recovered(&entry, since, support, now())
            }
            Step::Send => {
                if let Some(why) = self.no_longer_holds(&entry).await
                    && !shared.has_begun(&entry).await
                {
                    return self.ask_again(&entry, why).await;
                }
                // Known before the first byte leaves, so that no failure of this look-up can hide behind the write's.
                let support = self.key_support(crm, &entry, &call).await;
                let sending = Entry {
                    state: EntryState::Sending { since: now(), keyed: support == KeySupport::Unique },
                    attempts: entry.attempts + 1,
                    begun: Some(true),
                    ..entry.clone()
                };
                let Some(sending) = shared.move_to(&entry, sending).await? else { return Ok(()) };
                let result = crm.write(&sending.write, &sending.key, &call).await;
                let may_stand =
                    |error: &PortError| entry.has_begun() || error.may_have_happened || error.is_half_done;
                let begun = Some(result.as_ref().err().is_none_or(may_stand));
                let state = entry::after_sending(&sending, result, support, now());
                let next = Entry { state, begun, ..sending.clone() };
                return shared.move_to(&sending, next).await.map(drop);
            }
            Step::Look => {
                entry::after_looking(&entry, crm.look(&entry.write, &entry.key, &call).await, now())
            }
            Step::Sleep(_) | Step::Rest => return Ok(()),
        };
        let next = Entry { state, ..entry.clone() };
        shared.move_to(&entry, next).await.map(drop)
    }

    /// What speaks by now against what somebody has said yes to.
    async fn no_longer_holds(&self, entry: &Entry) -> Option<String> {
        let has_a_yes = entry.approved_by.is_some() && entry.needed.is_some();
        let look = self.shared.last_look.get().filter(|_| has_a_yes)?;
        look(entry.clone()).await
    }

    /// The yes was to something else: it waits for one again.
    async fn ask_again(&self, entry: &Entry, why: String) -> Result<(), StorageError> {
        let Some(need) = entry.needed.clone() else { return Ok(()) };
        let at = self.shared.clock.now();
        let withdrawn = Some(Withdrawn { said: Said::Yes, by: ITSELF.to_owned(), at });
        let next = super::taking_back::waiting_again(entry, EntryState::AwaitingApproval { need, withdrawn });
        let mut audit = moved(&next, AuditKind::Reopened, ITSELF, at);
        audit.detail["before"] = serde_json::json!({ "said": Said::Yes.as_str(), "why": why });
        if self.shared.repository.move_entry(entry, &next, &audit).await? {
            (self.shared.observer)(&next);
        }
        Ok(())
    }

    /// Where it cannot be told whether the vendor keeps the key, the careful assumption is that it does not.
    async fn key_support(&self, crm: &Arc<dyn CrmClient>, entry: &Entry, call: &Call) -> KeySupport {
        crm.key_support(&entry.write, call).await.unwrap_or(CAREFUL)
    }
}
