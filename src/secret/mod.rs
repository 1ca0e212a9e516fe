//! References to secrets: where one lies, never what it is.
//!
//! A configuration names a secret by a [`SecretRef`]; its value is fetched as late as possible, by
//! [`SecretRef::resolve`], and lives in a [`SecretString`] that neither prints nor survives being dropped.
//! No error of this module contains a value, a file's content or a command's output.

pub mod keyring;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use secrecy::SecretString;
use tokio::process::Command;
use zeroize::Zeroize;

use self::SecretError as Failure;

/// Under this service name deskhand's entries lie in the keyring.
pub const KEYRING_SERVICE: &str = "deskhand";

/// How long a command or the keyring may take (it may ask the user for a password or a fingerprint).
pub const RESOLVE_DEADLINE: Duration = Duration::from_secs(30);

/// A secret longer than this is a wrong file or a wrong command: bytes.
const LONGEST_SECRET: usize = 64 * 1024;

/// Where a secret lies.
///
/// Printed it names the place (`environment variable SHOPIFY_TOKEN`), and of a command the program alone.
#[derive(Clone, PartialEq, Eq)]
pub enum SecretRef {
    /// In the environment variable of this name: `{ env = "NAME" }`.
    Env(String),
    /// In the system's keyring, service `deskhand`, under this user name: `{ keyring = "NAME" }`.
    Keyring(String),
    /// In this file, which nobody but its owner may read: `{ file = "PATH" }`.
    File(PathBuf),
    /// On the standard output of this command: `{ command = ["op", "read", "…"] }`.
    Command(Vec<String>),
}

impl std::fmt::Display for SecretRef {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Env(name) => write!(formatter, "environment variable {name}"),
            Self::Keyring(name) => write!(formatter, "keyring entry {name}"),
            Self::File(path) => write!(formatter, "file {}", path.display()),
            // Arguments are left out: some programs take passwords there.
            Self::Command(words) => write!(formatter, "command {}", program(words)),
        }
    }
}

impl std::fmt::Debug for SecretRef {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SecretRef({self})")
    }
}

/// Why a secret could not be had. The text names the reference and what to do.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The environment variable is not set.
    #[error("environment variable {name} is not set: export it before starting deskhand")]
    EnvMissing {
        /// The variable's name.
        name: String,
    },
    /// The environment variable holds bytes that are no text.
    #[error("environment variable {name} does not hold UTF-8 text: set it again")]
    EnvNotText {
        /// The variable's name.
        name: String,
    },
    /// The place was found, and it holds nothing.
    #[error("{place} is empty: put the secret there")]
    Empty {
        /// Which reference, in words.
        place: String,
    },
    /// What was found is far too long for a secret.
    #[error("{place} holds more than 64 KiB, which is no secret: check the reference")]
    TooLong {
        /// Which reference, in words.
        place: String,
    },
    /// What was found is not text.
    #[error("{place} does not hold UTF-8 text: check the reference")]
    NotText {
        /// Which reference, in words.
        place: String,
    },
    /// The file could not be read.
    #[error("file {} could not be read ({kind}): check the path and its permissions", path.display())]
    FileUnreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        kind: ErrorKind,
    },
    /// Others may read the file.
    #[error("file {} may be read by others (mode {mode:04o}): run `chmod 600` on it", path.display())]
    FileTooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The command could not be started.
    #[error("command {program} could not be started ({kind}): install it or correct the path")]
    CommandNotStarted {
        /// The command's first word.
        program: String,
        /// The system's reason.
        kind: ErrorKind,
    },
    /// The command ended with an error.
    #[error("command {program} failed ({status}): run it by hand to see why")]
    CommandFailed {
        /// The command's first word.
        program: String,
        /// How it ended: `exit status: 1`.
        status: String,
    },
    /// Nothing came within the deadline.
    #[error("{place} gave no answer within {seconds} s: run or unlock it by hand, then try again")]
    TooSlow {
        /// Which reference, in words.
        place: String,
        /// The deadline that passed, seconds.
        seconds: u64,
    },
    /// This machine has no keyring, or it is locked.
    #[error(
        "keyring entry {name}: the keyring of this machine is not available ({why}): use env, file or command instead"
    )]
    KeyringUnavailable {
        /// The entry's name.
        name: String,
        /// What is missing, in words.
        why: &'static str,
    },
    /// The keyring has no such entry.
    #[error("the keyring has no entry {name} for the service {KEYRING_SERVICE}: store it there first")]
    KeyringMissing {
        /// The entry's name.
        name: String,
    },
}

impl SecretRef {
    /// Fetches the secret, within [`RESOLVE_DEADLINE`]. Trailing line ends are cut off.
    ///
    /// # Errors
    /// [`SecretError`] says which reference failed and what to do; it never contains the value.
    pub async fn resolve(&self) -> Result<SecretString, SecretError> {
        self.resolve_within(RESOLVE_DEADLINE).await
    }

    /// Like [`Self::resolve`], with a deadline of the caller's.
    ///
    /// # Errors
    /// As [`Self::resolve`].
    pub async fn resolve_within(&self, deadline: Duration) -> Result<SecretString, SecretError> {
        let fetched = tokio::time::timeout(deadline, self.fetch()).await;
        let bytes = fetched
            .map_err(|_| Failure::TooSlow { place: self.to_string(), seconds: deadline.as_secs() })??;
        self.checked_secret(bytes)
    }

    async fn fetch(&self) -> Result<Vec<u8>, SecretError> {
        match self {
            Self::Env(name) => from_environment(name),
            Self::Keyring(name) => from_keyring(name).await,
            Self::File(path) => from_file(path).await,
            Self::Command(words) => from_command(words).await,
        }
    }

    fn checked_secret(&self, mut bytes: Vec<u8>) -> Result<SecretString, SecretError> {
        let checked = self.checked(&bytes).map(|text| SecretString::from(text.to_owned()));
        bytes.zeroize();
        checked
    }

    fn checked<'a>(&self, bytes: &'a [u8]) -> Result<&'a str, SecretError> {
        if bytes.len() > LONGEST_SECRET {
            return Err(Failure::TooLong { place: self.to_string() });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Failure::NotText { place: self.to_string() })?;
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() { Err(Failure::Empty { place: self.to_string() }) } else { Ok(text) }
    }
}

fn program(words: &[String]) -> &str {
    words.first().map_or("(none)", String::as_str)
}

fn from_environment(name: &str) -> Result<Vec<u8>, SecretError> {
    match std::env::var(name) {
        Ok(value) => Ok(value.into_bytes()),
        Err(std::env::VarError::NotPresent) => Err(Failure::EnvMissing { name: name.to_owned() }),
        Err(std::env::VarError::NotUnicode(_)) => Err(Failure::EnvNotText { name: name.to_owned() }),
    }
}

async fn from_file(path: &Path) -> Result<Vec<u8>, SecretError> {
    let unreadable =
        |error: std::io::Error| Failure::FileUnreadable { path: path.to_owned(), kind: error.kind() };
    let about = tokio::fs::metadata(path).await.map_err(unreadable)?;
    if let Some(mode) = too_open(&about) {
        return Err(Failure::FileTooOpen { path: path.to_owned(), mode });
    }
    if about.len() > LONGEST_SECRET as u64 {
        return Err(Failure::TooLong { place: format!("file {}", path.display()) });
    }
    tokio::fs::read(path).await.map_err(unreadable)
}

/// The permission bits, when a group or others may read or change the file.
#[cfg(unix)]
fn too_open(about: &std::fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = about.permissions().mode() & 0o7777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn too_open(_: &std::fs::Metadata) -> Option<u32> {
    None
}

async fn from_command(words: &[String]) -> Result<Vec<u8>, SecretError> {
    let program = program(words).to_owned();
    let not_started =
        |error: std::io::Error| Failure::CommandNotStarted { program: program.clone(), kind: error.kind() };
    let mut command = Command::new(&program);
    // What it says on standard error might be the secret itself; nobody gets to see it.
    command.args(words.iter().skip(1)).stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let output = command.output().await.map_err(not_started)?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(Failure::CommandFailed { program, status: output.status.to_string() })
    }
}

async fn from_keyring(name: &str) -> Result<Vec<u8>, SecretError> {
    match keyring::read(KEYRING_SERVICE, name).await {
        Ok(Some(value)) => Ok(value),
        Ok(None) => Err(Failure::KeyringMissing { name: name.to_owned() }),
        Err(why) => Err(Failure::KeyringUnavailable { name: name.to_owned(), why: why.0 }),
    }
}

#[cfg(test)]
mod tests;
