//! `deskhand sync`: fill the local directory, reading only.

use clap::Args;

use super::dates::Day;

/// Read all customers of all vendors into the local directory, so that search finds them as you type.
///
/// Nothing is written at a vendor. It can be interrupted; the next run goes on where this one stopped.
#[derive(Debug, Args)]
pub struct SyncArguments {
    /// Only what has changed since this day; without it, since the last sync.
    #[arg(long, value_name = "DATE")]
    since: Option<Day>,
    /// From the beginning, as if for the first time.
    #[arg(long, conflicts_with = "since")]
    full: bool,
    /// Print JSON (schema deskhand.sync/1).
    #[arg(long)]
    json: bool,
}
