//! `deskhand doctor` and `setup`: is everything connected, and what is missing.

use clap::{Args, Subcommand};

/// Test each vendor, the model and the storage; for each, say what is wrong and what to do.
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// Print JSON (schema deskhand.doctor/1).
    #[arg(long)]
    json: bool,
}

/// Prepare the accounts.
#[derive(Debug, Args)]
pub struct SetupArguments {
    #[command(subcommand)]
    command: SetupCommand,
}

#[derive(Debug, Subcommand)]
enum SetupCommand {
    /// Create the CRM property that keeps a write from happening twice, where it is missing.
    Fields {
        /// Say what would be created, and create nothing.
        #[arg(long)]
        dry_run: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}
