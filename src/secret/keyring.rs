//! The system's keyring (Secret Service, macOS Keychain, Windows Credential Manager), opened on first use.
//!
//! Nothing here runs before somebody asks for an entry, so that a machine without D-Bus or without a keyring
//! starts as fast as any other. The libraries block, and a locked keyring waits for its password: [`read`] and
//! [`write()`] give them a thread of their own, which is left behind when the caller stops waiting.

use std::sync::{Arc, OnceLock};
use std::thread;

use keyring_core::{CredentialStore, Error};

/// Why the keyring did not serve, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the keyring of this machine is not available ({0})")]
pub struct Unavailable(pub &'static str);

/// Reads an entry; `None` where the keyring has no such entry. Waits as long as the keyring does: the caller
/// sets the deadline.
///
/// # Errors
/// [`Unavailable`] where there is no keyring, it is locked, or it failed.
pub async fn read(service: &str, name: &str) -> Result<Option<Vec<u8>>, Unavailable> {
    let (service, name) = (service.to_owned(), name.to_owned());
    apart(move || read_blocking(&service, &name)).await
}

/// Writes an entry, replacing what was there.
///
/// # Errors
/// As [`read`].
pub async fn write(service: &str, name: &str, value: Vec<u8>) -> Result<(), Unavailable> {
    let (service, name) = (service.to_owned(), name.to_owned());
    apart(move || write_blocking(&service, &name, &value)).await
}

/// [`read`] for callers that may block. Not to be called on a runtime's own threads.
///
/// # Errors
/// As [`read`].
pub fn read_blocking(service: &str, name: &str) -> Result<Option<Vec<u8>>, Unavailable> {
    let entry = store()?.build(service, name, None).map_err(in_words)?;
    match entry.get_secret() {
        Ok(value) => Ok(Some(value)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(in_words(error)),
    }
}

/// [`write()`] for callers that may block. Not to be called on a runtime's own threads.
///
/// # Errors
/// As [`read`].
pub fn write_blocking(service: &str, name: &str, value: &[u8]) -> Result<(), Unavailable> {
    let entry = store()?.build(service, name, None).map_err(in_words)?;
    entry.set_secret(value).map_err(in_words)
}

/// A plain thread rather than one of the runtime's: the runtime would wait for it when the program ends.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Unavailable> + Send + 'static,
) -> Result<T, Unavailable> {
    let (answer, wait) = tokio::sync::oneshot::channel();
    let started = thread::Builder::new().name("keyring".to_owned()).spawn(move || {
        // Nobody listening any more means that the deadline has passed.
        let _ = answer.send(work());
    });
    started.map_err(|_| Unavailable("no thread could be started"))?;
    wait.await.unwrap_or(Err(Unavailable("it stopped unexpectedly")))
}

/// The keyring's own text is not passed on: it may repeat attributes of an entry.
fn in_words(error: Error) -> Unavailable {
    Unavailable(match error {
        Error::NoDefaultStore => "there is none",
        Error::NoStorageAccess(_) => "it is locked or access was refused",
        Error::PlatformFailure(_) => "the service behind it did not answer",
        Error::TooLong(..) | Error::Invalid(..) => "it does not take an entry of this name or length",
        Error::Ambiguous(_) => "it has several entries of this name",
        _ => "it failed",
    })
}

fn store() -> Result<Arc<CredentialStore>, Unavailable> {
    static STORE: OnceLock<Result<Arc<CredentialStore>, Unavailable>> = OnceLock::new();
    STORE.get_or_init(|| open().map_err(in_words)).clone()
}

#[cfg(target_os = "linux")]
fn open() -> Result<Arc<CredentialStore>, Error> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn open() -> Result<Arc<CredentialStore>, Error> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "windows")]
fn open() -> Result<Arc<CredentialStore>, Error> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
fn open() -> Result<Arc<CredentialStore>, Error> {
    Err(Error::NoDefaultStore)
}
