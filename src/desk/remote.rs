//! The desk of another process on this machine, reached over its private socket. Generic: it serialises and
//! sends, and never grows with the contract.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::BufReader;
use tokio::net::UnixStream;
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::api::{Answer, DeskError, Notice, Request};
use super::wire::{self, FromDesk, PROTOCOL, ToDesk};

type Waiting = Arc<Mutex<HashMap<u64, oneshot::Sender<Result<Answer, DeskError>>>>>;

/// A connection to the process that holds the storage.
#[derive(Debug)]
pub struct Remote {
    outgoing: mpsc::UnboundedSender<ToDesk>,
    waiting: Waiting,
    notices: broadcast::Sender<Notice>,
    gone: CancellationToken,
}

/// What came of asking.
pub(super) enum Outcome {
    /// The desk over there answered.
    Answered(Box<Result<Answer, DeskError>>),
    /// The process had ended before it was asked.
    NotSent,
    /// The process ended before it answered.
    Lost,
}

impl Remote {
    /// Connects, as whom the address `me` belongs to. An error of kind `NotFound` or `ConnectionRefused` means that
    /// nobody listens there; one of kind `Other`, that whoever listens must not be asked: they speak otherwise, or do
    /// everything in another person's name.
    pub async fn connect(socket: &Path, me: &str) -> io::Result<Self> {
        let (reading, mut writing) = UnixStream::connect(socket).await?.into_split();
        let mut reading = BufReader::new(reading);
        wire::write(&mut writing, &ToDesk::Hello { protocol: PROTOCOL }).await?;
        match wire::read::<FromDesk>(&mut reading).await? {
            Some(FromDesk::Hello { protocol: PROTOCOL, acts_as }) if acts_as.eq_ignore_ascii_case(me) => {}
            Some(FromDesk::Hello { protocol: PROTOCOL, acts_as }) => {
                return Err(io::Error::other(format!(
                    "the deskhand that is open on this storage acts as {acts_as}, this one would act as {me}: end it, or give this one a storage of its own (`DESKHAND_STORAGE_PATH`)"
                )));
            }
            _ => {
                return Err(io::Error::other(
                    "the deskhand that holds the storage is of another version: end it, or use the same version",
                ));
            }
        }
        let (outgoing, mut to_send) = mpsc::unbounded_channel::<ToDesk>();
        let waiting = Waiting::default();
        let (notices, _) = broadcast::channel(super::NOTICES_KEPT);
        tokio::spawn(async move {
            while let Some(message) = to_send.recv().await {
                if wire::write(&mut writing, &message).await.is_err() {
                    break;
                }
            }
        });
        let gone = CancellationToken::new();
        let (answered, told, ended) = (Arc::clone(&waiting), notices.clone(), gone.clone());
        tokio::spawn(async move {
            while let Ok(Some(message)) = wire::read::<FromDesk>(&mut reading).await {
                match message {
                    FromDesk::Answer { id, answer } => {
                        if let Some(asker) = lock(&answered).remove(&id) {
                            // Whoever asked may have gone.
                            let _ = asker.send(*answer);
                        }
                    }
                    FromDesk::Notice(notice) => {
                        let _ = told.send(*notice);
                    }
                    FromDesk::Hello { .. } => {}
                }
            }
            ended.cancel();
            // Everybody who waits is told by the dropped senders.
            lock(&answered).clear();
        });
        Ok(Self { outgoing, waiting, notices, gone })
    }

    /// Asks. Dropping the future cancels the request over there.
    pub(super) async fn ask(&self, id: u64, request: Request) -> Outcome {
        let (sender, answer) = oneshot::channel();
        lock(&self.waiting).insert(id, sender);
        let mut guard = CancelOnDrop { remote: self, id, done: false };
        // Looked at after the insertion: from here on whoever ends the connection tells us, too.
        if self.gone.is_cancelled()
            || self.outgoing.send(ToDesk::Ask { id, request: Box::new(request) }).is_err()
        {
            return Outcome::NotSent;
        }
        let answer = tokio::select! {
            biased;
            answer = answer => answer,
            () = self.gone.cancelled() => return Outcome::Lost,
        };
        guard.done = true;
        answer.map_or(Outcome::Lost, |answer| Outcome::Answered(Box::new(answer)))
    }

    /// Returns when the other process has ended.
    pub(super) async fn gone(&self) {
        self.gone.cancelled().await;
    }

    /// Where notices come from.
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        self.notices.subscribe()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct CancelOnDrop<'a> {
    remote: &'a Remote,
    id: u64,
    done: bool,
}

impl Drop for CancelOnDrop<'_> {
    fn drop(&mut self) {
        if !self.done {
            lock(&self.remote.waiting).remove(&self.id);
            let _ = self.remote.outgoing.send(ToDesk::Cancel { id: self.id });
        }
    }
}
