//! `deskhand outbox`: accepted actions on their way to a vendor.

use clap::{Args, Subcommand};

/// Look after accepted actions that are on their way; without a subcommand, list them.
#[derive(Debug, Args)]
pub struct OutboxArguments {
    #[command(subcommand)]
    command: Option<OutboxCommand>,
    /// Print JSON (schema deskhand.outbox/1).
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum OutboxCommand {
    /// List what is queued, sent and parked, with the reason.
    List,
    /// Send what is due, then end.
    Run,
    /// Try a parked entry again.
    Retry {
        /// The entry.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Take an entry out; what has left is not taken back.
    Drop {
        /// The entry.
        #[arg(value_name = "ID")]
        id: String,
    },
}
