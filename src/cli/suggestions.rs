//! `deskhand accept`, `edit`, `dismiss` and `undo`: what becomes of a suggestion.

use std::path::PathBuf;

use clap::Args;

use super::dates::Day;

/// Accept a suggestion: its action is stored, waits out the undo window and is written.
///
/// Ctrl-C leaves it queued; the next deskhand on the same storage sends it. Accepting again does nothing and
/// says so.
#[derive(Debug, Args)]
pub struct AcceptArguments {
    /// The suggestion, as `deskhand brief` names it.
    #[arg(value_name = "SUGGESTION_ID")]
    id: String,
    /// Print JSON (schema deskhand.entry/1).
    #[arg(long)]
    json: bool,
    /// Leave no undo window: write at once.
    #[arg(long)]
    now: bool,
}

/// Change a suggestion's draft before accepting it.
///
/// Without an option the draft opens in $VISUAL or $EDITOR.
#[derive(Debug, Args)]
pub struct EditArguments {
    /// The suggestion.
    #[arg(value_name = "SUGGESTION_ID")]
    id: String,
    /// The new title.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The new text.
    #[arg(long, value_name = "TEXT", conflicts_with = "body_file")]
    body: Option<String>,
    /// A file that holds the new text; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    body_file: Option<PathBuf>,
    /// The new due day of a task: 2026-11-27, tomorrow, friday, +3d.
    #[arg(long, value_name = "DATE")]
    due: Option<Day>,
    /// Print JSON (schema deskhand.suggestion/1).
    #[arg(long)]
    json: bool,
}

/// Put a suggestion aside, saying why; the reason is learned from.
#[derive(Debug, Args)]
pub struct DismissArguments {
    /// The suggestion.
    #[arg(value_name = "SUGGESTION_ID")]
    id: String,
    /// Why, in a few words.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Take back an accepted action. Within the undo window it never leaves; after it, the write is compensated.
#[derive(Debug, Args)]
pub struct UndoArguments {
    /// The suggestion, or the entry in the outbox.
    #[arg(value_name = "ID")]
    id: String,
    /// Print JSON (schema deskhand.entry/1).
    #[arg(long)]
    json: bool,
}
