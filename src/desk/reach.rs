//! The desk wherever the storage is held, and what happens when its holder ends.

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;
use tokio::sync::{RwLock, broadcast};

use super::api::{Answer, DeskError, FailureKind, Notice, Request};
use super::remote::{Outcome, Remote};
use super::{Local, NOTICES_KEPT, Notices, next_request_id};

/// Who holds the storage.
#[derive(Clone, Debug)]
pub enum Reach {
    /// This process.
    Local(Arc<Local>),
    /// Another process on this machine.
    Remote(Arc<Remote>),
}

/// Reaches the storage anew after its holder has ended: takes it over, or finds who was quicker.
pub type Reopen = Arc<dyn Fn() -> BoxFuture<'static, Result<Reach, DeskError>> + Send + Sync>;

/// The desk, here or in the process that holds the storage. When that process ends, however it ends, this one takes
/// the storage over or turns to whoever was quicker, asked or not: what waits in the outbox waits for nobody.
pub struct Desk {
    shared: Arc<Shared>,
}

struct Shared {
    reach: RwLock<Reach>,
    told: broadcast::Sender<Notice>,
    reopen: Reopen,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Desk")
    }
}

impl Desk {
    /// A desk that is reached so now, and so again when its holder has ended.
    pub fn new(reach: Reach, reopen: Reopen) -> Self {
        let told = match &reach {
            Reach::Local(local) => local.told.clone(),
            Reach::Remote(_) => broadcast::channel(NOTICES_KEPT).0,
        };
        let shared = Arc::new(Shared { reach: RwLock::new(reach.clone()), told, reopen });
        if let Reach::Remote(_) = &reach {
            shared.follow(&reach);
        }
        Self { shared }
    }

    /// Asks under a number of the asker's, which progress notices carry. Dropping the future cancels what is
    /// still to be done; what was accepted stays accepted.
    pub async fn ask_as(&self, id: u64, request: Request) -> Result<Answer, DeskError> {
        loop {
            let reach = self.shared.reach.read().await.clone();
            let remote = match reach {
                Reach::Local(local) => {
                    let told = self.shared.told.clone();
                    let tell = move |notice| {
                        // Nobody listening is fine.
                        let _ = told.send(notice);
                    };
                    return local.handle(id, request, Arc::new(tell)).await;
                }
                Reach::Remote(remote) => remote,
            };
            let was_sent = match remote.ask(id, request.clone()).await {
                Outcome::Answered(answer) => return *answer,
                Outcome::NotSent => false,
                Outcome::Lost => true,
            };
            self.shared.take_over(&remote).await?;
            if was_sent && !request.is_repeatable() {
                let what = "the deskhand process that held the storage ended before it answered";
                return Err(DeskError::new(FailureKind::Failed, what)
                    .hint("look whether it was stored before you ask again: `deskhand outbox`"));
            }
        }
    }

    /// Asks.
    pub async fn ask(&self, request: Request) -> Result<Answer, DeskError> {
        self.ask_as(next_request_id(), request).await
    }

    /// What is told unasked from now on.
    pub fn notices(&self) -> Notices {
        Notices(self.shared.told.subscribe())
    }

    /// Ends in good order: whoever asked through the socket is answered, what is on its way to a vendor lands.
    /// Takes a moment at most; what is cut off then is found and gone on with by the next process.
    pub async fn finish(&self) {
        let reach = self.shared.reach.read().await.clone();
        if let Reach::Local(local) = reach {
            local.finish().await;
        }
    }
}

impl Shared {
    /// Reaches the storage anew, where nobody in this process was quicker.
    async fn take_over(self: &Arc<Self>, ended: &Arc<Remote>) -> Result<(), DeskError> {
        let mut reach = self.reach.write().await;
        if matches!(&*reach, Reach::Remote(now) if Arc::ptr_eq(now, ended)) {
            let next = (self.reopen)().await?;
            self.follow(&next);
            *reach = next;
        }
        Ok(())
    }

    /// Passes on what the holder tells, and takes over when it has ended.
    fn follow(self: &Arc<Self>, reach: &Reach) {
        let (mut told, remote) = match reach {
            Reach::Local(local) => (local.notices(), None),
            Reach::Remote(remote) => (remote.notices(), Some(Arc::clone(remote))),
        };
        let shared = Arc::downgrade(self);
        // Boxed: it leads back here.
        let following: BoxFuture<'static, ()> = Box::pin(async move {
            loop {
                let notice = tokio::select! {
                    notice = told.recv() => notice,
                    () = gone(remote.as_deref()) => break,
                };
                let notice = match notice {
                    Ok(notice) => notice,
                    Err(broadcast::error::RecvError::Lagged(_)) => Notice::Skipped,
                    Err(broadcast::error::RecvError::Closed) => break,
                };
                let Some(shared) = shared.upgrade() else { return };
                // Nobody listening is fine.
                let _ = shared.told.send(notice);
            }
            let (Some(shared), Some(remote)) = (shared.upgrade(), remote) else { return };
            if let Err(error) = shared.take_over(&remote).await {
                tracing::warn!(error = %error, "the storage could not be taken over; the next request tries again");
            }
            let _ = shared.told.send(Notice::Skipped);
        });
        tokio::spawn(following);
    }
}

async fn gone(remote: Option<&Remote>) {
    match remote {
        Some(remote) => remote.gone().await,
        None => std::future::pending().await,
    }
}
