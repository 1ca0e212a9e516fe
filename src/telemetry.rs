//! The program's own log: spans and events of `tracing` in a file, one a day, never on standard output.
//!
//! The file lies in the user's state folder (`$XDG_STATE_HOME/deskhand/log`), one JSON object a line, so that
//! nothing a customer wrote could reach a terminal raw; a week of them is kept. With `-v` a command also writes to
//! standard error. `DESKHAND_LOG` filters (`info`, `deskhand=debug,deskhand::vendors=trace`).
//!
//! What is logged: what happened, with dotted field names (`vendor.name`, `outbox.id`) and units in the name.
//! What is not: bodies, queries, names, e-mails, phones, secrets.

use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{InitError, RollingFileAppender, Rotation};
use tracing_subscriber::filter::{EnvFilter, LevelFilter};
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, fmt};

/// The environment variable that filters what is logged.
pub const LOG_VARIABLE: &str = "DESKHAND_LOG";

/// Days of logs that are kept.
const DAYS_KEPT: usize = 7;

/// Libraries that log bodies, keys or noise, whatever the user's filter says: the client library of the language
/// model writes whole answers on failure, the keyring's writes names of entries.
const SILENCED: [&str; 4] = ["async_openai=off", "keyring_core=off", "zbus=off", "sled=warn"];

/// What is written to standard error besides the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stderr {
    /// Nothing: the terminal belongs to somebody else, or nobody asked.
    Nothing,
    /// What happens (`-v`).
    Info,
    /// The details too (`-vv`).
    Debug,
}

impl Stderr {
    /// By the number of `-v` on the command line.
    pub fn by_count(count: u8) -> Self {
        match count {
            0 => Self::Nothing,
            1 => Self::Info,
            _ => Self::Debug,
        }
    }

    fn level(self) -> LevelFilter {
        match self {
            Self::Nothing => LevelFilter::OFF,
            Self::Info => LevelFilter::INFO,
            Self::Debug => LevelFilter::DEBUG,
        }
    }
}

/// Keeps the log's writer alive; what is still buffered is written when it is dropped.
#[must_use = "dropping it ends the log"]
#[derive(Debug)]
pub struct Telemetry {
    _writer: WorkerGuard,
}

/// Why there is no log. The program works without.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The folder could not be made.
    #[error("the folder of the log, {folder}, could not be made: check its permissions")]
    Folder {
        /// The folder.
        folder: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The file could not be opened.
    #[error("no log could be opened in {folder}: check its permissions")]
    File {
        /// The folder.
        folder: String,
        /// The library's reason.
        source: InitError,
    },
    /// Somebody has already started a log in this process.
    #[error("a log has already been started")]
    AlreadyStarted(#[from] TryInitError),
}

/// Starts the log in `state_folder`. Takes a few milliseconds for files and a thread: the terminal app calls it
/// after its first frame.
///
/// # Errors
/// [`TelemetryError`]: worth a line on standard error, no reason to stop.
pub fn start(state_folder: &Path, stderr: Stderr) -> Result<Telemetry, TelemetryError> {
    let folder = state_folder.join("log");
    let named = || folder.display().to_string();
    make_private(&folder).map_err(|source| TelemetryError::Folder { folder: named(), source })?;
    let files = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("deskhand")
        .filename_suffix("log")
        .max_log_files(DAYS_KEPT)
        .build(&folder)
        .map_err(|source| TelemetryError::File { folder: named(), source })?;
    let (writer, guard) = tracing_appender::non_blocking(files);
    let asked = std::env::var(LOG_VARIABLE).ok();
    // A span is a line when it ends, with what was recorded in it.
    let file = fmt::layer()
        .json()
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(writer)
        .with_filter(filter(asked.as_deref()));
    let terminal = fmt::layer()
        .compact()
        .without_time()
        .with_ansi(false)
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(std::io::stderr)
        .with_filter(filter(Some(asked.as_deref().unwrap_or("deskhand=trace"))))
        .with_filter(stderr.level());
    tracing_subscriber::registry().with(file).with(terminal).try_init()?;
    Ok(Telemetry { _writer: guard })
}

/// The user's filter, or `info`, and in any case without the libraries that say too much.
fn filter(asked: Option<&str>) -> EnvFilter {
    let base = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into());
    let filter = base.parse_lossy(asked.unwrap_or_default());
    SILENCED.iter().filter_map(|directive| directive.parse().ok()).fold(filter, EnvFilter::add_directive)
}

#[cfg(unix)]
fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_filter_cannot_bring_back_what_is_silenced() {
        for asked in
            [None, Some("debug"), Some("async_openai=trace,keyring_core=trace"), Some("not a filter ,,=")]
        {
            let shown = filter(asked).to_string();
            for directive in SILENCED {
                assert!(shown.contains(directive), "{shown}");
            }
            assert!(!shown.contains("async_openai=trace"), "{shown}");
        }
    }

    #[test]
    fn events_go_to_a_private_folder_one_object_a_line() {
        let state = tempfile::tempdir().unwrap();
        let log = start(&state.path().join("deskhand"), Stderr::Nothing).unwrap();
        tracing::info!(vendor.name = "hubspot", "escape \u{1b}[31m here");
        let call = tracing::info_span!("vendor.call", http.status = tracing::field::Empty);
        call.record("http.status", 429);
        drop(call);
        drop(log);
        let folder = state.path().join("deskhand/log");
        let file = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
        let text = std::fs::read_to_string(file).unwrap();
        let line = text.lines().find(|line| line.contains("vendor.name")).unwrap();
        assert!(
            serde_json::from_str::<serde_json::Value>(line).is_ok() && !line.contains('\u{1b}'),
            "{line}"
        );
        let ended = text.lines().find(|line| line.contains("vendor.call")).unwrap();
        assert!(ended.contains("429"), "{ended}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }
}
