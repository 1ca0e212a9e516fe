//! What only some commands need: the asynchronous runtime, TLS, the log.

use std::future::Future;
use std::time::Duration;

use super::Context;
use super::exit::{Failure, Outcome};
use crate::config::Folders;
use crate::telemetry::{self, Stderr, Telemetry};

/// How long what still blocks (a name server, a disk) may hold up the end of the program.
const PATIENCE_AT_THE_END: Duration = Duration::from_secs(1);
/// Bytes of stack of a thread: what the desk does in one go is deep, and unoptimised its frames are large.
const STACK: usize = 8 * 1024 * 1024;

impl Context {
    /// Runs a command that waits for the network or for others.
    ///
    /// # Errors
    /// The command's own; or the system gave no threads.
    pub fn block_on(&self, work: impl Future<Output = Outcome>) -> Outcome {
        use_ring_for_tls();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_stack_size(STACK)
            .enable_all()
            .build()
            .map_err(Failure::from)?;
        let outcome = runtime.block_on(work);
        runtime.shutdown_timeout(PATIENCE_AT_THE_END);
        outcome
    }

    /// Starts the log, and on standard error too what `-v` asks for. Without a log the command works as well, so
    /// that a failure here is a remark. Keep what is returned until the command ends.
    #[must_use = "dropping it ends the log"]
    pub fn telemetry(&self) -> Option<Telemetry> {
        let started = match Folders::of_this_user() {
            Ok(folders) => telemetry::start(&folders.state, Stderr::by_count(self.verbose)),
            Err(error) => {
                self.output.remark(format!("no log is written: {error}"));
                return None;
            }
        };
        started.map_err(|error| self.output.remark(format!("no log is written: {error}"))).ok()
    }
}

/// reqwest and async-openai are built without a provider of cryptography: the process chooses one, once.
pub fn use_ring_for_tls() {
    // The only failure is that one has been chosen already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
