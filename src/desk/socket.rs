//! The private socket: the process that holds the storage answers the others here.
//!
//! Lies in the storage folder (mode 0700) with mode 0600. Each connection's requests run at the same time;
//! progress goes to whoever asked, everything else to all.

use std::collections::HashMap;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use tokio::io::BufReader;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{broadcast, mpsc};
use tokio::task::{AbortHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use super::api::Notice;
use super::local::Local;
use super::wire::{self, FromDesk, PROTOCOL, ToDesk};

/// Name of the socket in the storage folder.
pub const SOCKET_NAME: &str = "desk.sock";

/// A bound socket; its file goes when it is dropped.
#[derive(Debug)]
pub struct Listening {
    listener: UnixListener,
    path: PathBuf,
}

impl Drop for Listening {
    fn drop(&mut self) {
        // Nothing is lost where this fails: the next holder replaces it.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Binds the socket. Only whoever holds the storage may call this: a file left by a crash is replaced.
pub fn bind(folder: &Path) -> io::Result<Listening> {
    let path = folder.join(SOCKET_NAME);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(Listening { listener, path })
}

/// When the socket is to close, and when everybody who had asked has been answered.
#[derive(Clone, Debug, Default)]
pub struct Closing {
    /// Asked to close: nobody new is let in.
    pub asked: CancellationToken,
    /// Closed: the last connection has ended.
    pub done: CancellationToken,
}

/// Answers until asked to close, or dropped. The hold on the desk is weak: the socket must not keep it alive.
pub async fn serve(listening: Listening, local: Weak<Local>, closing: Closing) {
    let _done = closing.done.drop_guard();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = closing.asked.cancelled() => break,
            accepted = listening.listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let Some(local) = local.upgrade() else { return };
                    connections.spawn(connection(stream, local, closing.asked.clone()));
                }
                Err(error) => {
                    tracing::warn!(error = %error, "a connection to the desk's socket failed");
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listening);
    while connections.join_next().await.is_some() {}
}

async fn connection(stream: UnixStream, local: Arc<Local>, closing: CancellationToken) {
    if let Err(error) = talk(stream, local, closing).await {
        tracing::debug!(error = %error, "a connection to the desk's socket ended");
    }
}

/// A request that is being answered.
struct Running {
    handle: AbortHandle,
    is_lasting: bool,
}

async fn talk(stream: UnixStream, local: Arc<Local>, closing: CancellationToken) -> io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut reading = BufReader::new(reading);
    let asks = wire::read::<ToDesk>(&mut reading).await?;
    let hello = FromDesk::Hello { protocol: PROTOCOL, acts_as: local.parts.me.email.clone() };
    wire::write(&mut writing, &hello).await?;
    if !matches!(asks, Some(ToDesk::Hello { protocol: PROTOCOL })) {
        return Ok(());
    }

    let (outgoing, mut to_send) = mpsc::channel::<FromDesk>(64);
    let mut told = local.notices();
    let mut running: HashMap<u64, Running> = HashMap::new();
    let mut requests = JoinSet::new();
    // Reading in a task of its own: a line half read must not be lost to a select.
    let (incoming, mut asked) = mpsc::channel::<ToDesk>(64);
    let mut reader = JoinSet::new();
    reader.spawn(async move {
        while let Ok(Some(message)) = wire::read::<ToDesk>(&mut reading).await {
            if incoming.send(message).await.is_err() {
                break;
            }
        }
    });
    loop {
        if closing.is_cancelled() && running.values().all(|one| one.is_lasting) {
            while let Ok(message) = to_send.try_recv() {
                wire::write(&mut writing, &message).await?;
            }
            return Ok(());
        }
        tokio::select! {
            () = closing.cancelled(), if !closing.is_cancelled() => {}
            message = asked.recv() => match message {
                None => return Ok(()),
                Some(ToDesk::Ask { id, request }) => {
                    let (local, outgoing) = (Arc::clone(&local), outgoing.clone());
                    let is_lasting = request.is_lasting();
                    let handle = requests.spawn(async move {
                        let (told, told_to) = (outgoing.clone(), outgoing);
                        let tell = move |notice| {
                            // Progress may be skipped when the other side is slow.
                            let _ = told.try_send(FromDesk::Notice(Box::new(notice)));
                        };
                        let answer = local.handle(id, *request, Arc::new(tell)).await;
                        let _ = told_to.send(FromDesk::Answer { id, answer: Box::new(answer) }).await;
                        id
                    });
                    running.insert(id, Running { handle, is_lasting });
                }
                Some(ToDesk::Cancel { id }) => {
                    if let Some(one) = running.remove(&id) {
                        one.handle.abort();
                    }
                }
                Some(ToDesk::Hello { .. }) => {}
            },
            Some(done) = requests.join_next() => if let Ok(id) = done { running.remove(&id); },
            Some(message) = to_send.recv() => wire::write(&mut writing, &message).await?,
            notice = told.recv() => match notice {
                Ok(notice) => wire::write(&mut writing, &FromDesk::Notice(Box::new(notice))).await?,
                Err(broadcast::error::RecvError::Lagged(_)) => {
                    wire::write(&mut writing, &FromDesk::Notice(Box::new(Notice::Skipped))).await?;
                }
                Err(broadcast::error::RecvError::Closed) => return Ok(()),
            },
        }
    }
}
