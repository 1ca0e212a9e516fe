//! `deskhand sandbox`: emulated vendors on loopback.

use std::io;
use std::num::NonZero;
use std::time::Duration;

use clap::Args;

use super::Context;
use super::exit::{Failure, Outcome, Status};
use crate::config::Folders;
use crate::sandbox::{self, Fault, Options, SandboxError};

/// Run emulated vendors and a model on loopback, with fixture customers.
///
/// Prints a ready configuration on standard output, then `ready`, and runs until Ctrl-C.
#[derive(Debug, Args)]
pub struct SandboxArguments {
    /// The port; without it, a free one.
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    #[command(flatten)]
    world: WorldArguments,
}

/// How the emulated world is made, and how it behaves.
#[derive(Debug, Default, Args)]
pub struct WorldArguments {
    /// Customers to generate beside the fixtures.
    #[arg(long, value_name = "N", default_value_t = 0)]
    customers: usize,
    /// What the generated customers depend on.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Milliseconds added to each answer.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
    /// Tokens that the model writes in a second; without it, as fast as it is read.
    #[arg(long, value_name = "N")]
    model_tokens_per_second: Option<NonZero<u32>>,
    /// What goes wrong, VENDOR:METHOD:PATH=403|429|500|cut|garbage|odd|silence, with `*N` for the first N; may be given several times.
    #[arg(long, value_name = "RULE")]
    fault: Vec<Fault>,
}

impl SandboxArguments {
    /// Runs it until Ctrl-C.
    pub fn run(self, context: &Context) -> Outcome {
        let options = self.world.options(self.port);
        let storage = Folders::of_this_user().map_err(|error| Failure::new(Status::Usage, error))?;
        let storage = storage.data.join("sandbox");
        context.block_on(async {
            sandbox::run(options, &storage, &mut io::stdout()).await.map_err(failure).map(|()| Status::Done)
        })
    }
}

impl WorldArguments {
    /// As the sandbox takes them.
    pub fn options(self, port: Option<u16>) -> Options {
        Options {
            port,
            customers: self.customers,
            seed: self.seed,
            latency: Duration::from_millis(self.latency),
            model_tokens_per_second: self.model_tokens_per_second,
            faults: self.fault,
            now: jiff::Timestamp::now(),
        }
    }
}

/// A reader of the configuration that has gone ends it quietly, a port that is taken is bad usage.
pub fn failure(error: SandboxError) -> Failure {
    match error {
        SandboxError::Output(error) => error.into(),
        error @ SandboxError::Listen { .. } => Failure::new(Status::Usage, error),
        error => Failure::new(Status::Failed, error),
    }
}
