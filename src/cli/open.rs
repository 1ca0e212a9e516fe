//! Opening the desk: here where the storage is free, else in the process that holds it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

use crate::config::{Folders, Loaded};
use crate::desk::api::{DeskError, FailureKind};
use crate::desk::{Desk, Remote, SOCKET_NAME};
use crate::storage::{KeySource, Keyring, OpenError, OpenOptions, Storage};

/// How often a holder that is just starting or ending is asked again. With the waits below: 2.8 s at most.
const ATTEMPTS: usize = 12;
const FIRST_WAIT: Duration = Duration::from_millis(20);
const LONGEST_WAIT: Duration = Duration::from_millis(400);

/// What to open.
#[derive(Clone)]
pub struct Place {
    /// The configuration.
    pub loaded: Loaded,
    /// Where the data key lies.
    pub keys: KeySource,
    /// Whether everything comes from the sandbox.
    pub demo: bool,
}

impl Place {
    /// The storage that the configuration names; its key in the keyring, or in the user's configuration folder.
    pub fn of_this_user(loaded: Loaded) -> Result<Self, DeskError> {
        let folders = Folders::of_this_user().map_err(|error| failed(&error))?;
        let keys = KeySource { keyring: Keyring::Platform, file: folders.config.join("data.key") };
        Ok(Self { loaded, keys, demo: false })
    }

    fn folder(&self) -> &Path {
        &self.loaded.config.storage.path
    }
}

/// Opens the desk. Whoever takes the storage answers the others on the socket in its folder; whoever comes second
/// works through that.
///
/// # Errors
/// The storage can't be used; or another process holds it and does not answer.
pub async fn open(place: Place) -> Result<Desk, DeskError> {
    let waits = ExponentialBuilder::default()
        .with_min_delay(FIRST_WAIT)
        .with_max_delay(LONGEST_WAIT)
        .with_max_times(ATTEMPTS)
        .build();
    let mut last = None;
    for wait in waits {
        let options = OpenOptions { folder: place.folder().to_owned(), keys: place.keys.clone() };
        match Storage::open(options).await {
            Ok(storage) => return here(storage, place).await,
            Err(OpenError::Held { .. }) => {}
            Err(error) => return Err(failed(&error)),
        }
        match Remote::connect(&place.folder().join(SOCKET_NAME)).await {
            Ok(remote) => return Ok(Desk::Remote(remote)),
            Err(error) if error.kind() == std::io::ErrorKind::Other => return Err(failed(&error)),
            // Just starting (no socket yet) or just ending (nobody listens any more).
            Err(error) => last = Some(error),
        }
        tokio::time::sleep(wait).await;
    }
    let why = last.map_or_else(String::new, |error| format!(" ({error})"));
    let what = format!(
        "the storage in `{}` is held by another process that does not answer on its socket{why}",
        place.folder().display()
    );
    Err(DeskError::new(FailureKind::Failed, what)
        .hint("end the other deskhand, or give this one a storage of its own: `DESKHAND_STORAGE_PATH`"))
}

/// An error with its causes, as the desk says it.
fn failed(error: &dyn std::error::Error) -> DeskError {
    let mut what = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        what = format!("{what}: {error}");
        cause = error.source();
    }
    DeskError::new(FailureKind::Failed, what)
}

/// Puts the desk together over an open storage.
async fn here(storage: Storage, place: Place) -> Result<Desk, DeskError> {
    storage.close().await;
    let folder: PathBuf = place.folder().to_owned();
    let what = format!("the desk over `{}` can't be put together by this build", folder.display());
    Err(DeskError::new(FailureKind::Failed, what))
}
