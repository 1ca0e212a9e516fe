//! How a command ends: the exit statuses of the contract, and what is said when it fails.

use std::process::ExitCode;

use crate::config::ConfigError;

/// The exit statuses that scripts rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Done.
    Done = 0,
    /// It failed.
    Failed = 1,
    /// Bad usage or configuration.
    Usage = 2,
    /// Nothing was found.
    NotFound = 3,
    /// More than one matches; they are listed.
    Ambiguous = 4,
    /// A vendor could not be reached and nothing cached would do.
    Unreachable = 5,
    /// Not permitted, or somebody has to approve first.
    NotPermitted = 6,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// Why a command didn't do what it was asked: the status, the error with its causes, and what to do.
#[derive(Debug)]
pub struct Failure {
    /// How the process ends.
    pub status: Status,
    /// What happened; `None` where there is nothing to say (the reader of a pipe has gone).
    pub error: Option<anyhow::Error>,
    /// What to do about it.
    pub hint: Option<String>,
}

/// How a command's work ends.
pub type Outcome = Result<Status, Failure>;

impl Failure {
    /// A failure with a status and an error.
    pub fn new(status: Status, error: impl Into<anyhow::Error>) -> Self {
        Self { status, error: Some(error.into()), hint: None }
    }

    /// A failure in words.
    pub fn saying(status: Status, text: impl Into<String>) -> Self {
        Self::new(status, anyhow::Error::msg(text.into()))
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn hinting(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same, with what to do about it where something can be done.
    #[must_use]
    pub fn with_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.or(self.hint);
        self
    }
}

impl Failure {
    /// Whether there is nothing to say: whoever read the answer has gone.
    pub fn is_silent(&self) -> bool {
        self.error.is_none()
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let hint = error.hint().map(str::to_owned);
        Self { status: Status::Usage, error: Some(error.into()), hint }
    }
}

impl From<std::io::Error> for Failure {
    /// A pipe whose reader has gone (`| head`) is an end, not an error.
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self { status: Status::Done, error: None, hint: None }
        } else {
            Self::new(Status::Failed, error)
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        match error.io_error_kind() {
            Some(kind) => std::io::Error::from(kind).into(),
            None => Self::new(Status::Failed, error),
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::new(Status::Failed, error)
    }
}
