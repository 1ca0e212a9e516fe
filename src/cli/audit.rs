//! `deskhand audit` and `replay`: what was sent, decided and written, and the proof of it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Read, check and export the audit log.
#[derive(Debug, Args)]
pub struct AuditArguments {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Show the newest records, oldest first.
    Tail {
        /// How many.
        #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 20)]
        lines: usize,
        /// Print JSON, one record a line (schema deskhand.audit/1).
        #[arg(long)]
        json: bool,
    },
    /// Check the chain from its beginning; a changed, removed or reordered record is named.
    Verify {
        /// Check an exported file instead of the storage.
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print the whole log, one JSON record a line, as `verify --file` reads it.
    Export {
        /// Write to this file instead of standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// Build a suggestion again from the audit log and say `identical` or what differs.
#[derive(Debug, Args)]
pub struct ReplayArguments {
    /// The record, as `deskhand audit tail` names it.
    #[arg(value_name = "AUDIT_ID")]
    id: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}
