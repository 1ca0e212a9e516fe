//! `deskhand note` and `task`: a rep's own words into the CRM, by the same outbox as suggestions.

use clap::Args;

use super::dates::Day;

/// Write a note on a customer's CRM record.
#[derive(Debug, Args)]
pub struct NoteArguments {
    /// The customer.
    #[arg(value_name = "QUERY")]
    query: String,
    /// The note; `-` reads standard input.
    #[arg(value_name = "TEXT")]
    text: String,
    /// Print JSON (schema deskhand.entry/1).
    #[arg(long)]
    json: bool,
    /// Leave no undo window: write at once.
    #[arg(long)]
    now: bool,
}

/// Create a task on a customer's CRM record.
#[derive(Debug, Args)]
pub struct TaskArguments {
    /// The customer.
    #[arg(value_name = "QUERY")]
    query: String,
    /// What is to be done; `-` reads standard input.
    #[arg(value_name = "TEXT")]
    text: String,
    /// When it is due: 2026-11-27, today, tomorrow, friday, +3d, +2w.
    #[arg(long, value_name = "DATE")]
    due: Option<Day>,
    /// Who is to do it, by e-mail address or name at the CRM; without it, you.
    #[arg(long, value_name = "OWNER")]
    owner: Option<String>,
    /// Print JSON (schema deskhand.entry/1).
    #[arg(long)]
    json: bool,
    /// Leave no undo window: write at once.
    #[arg(long)]
    now: bool,
}
