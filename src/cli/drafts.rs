//! A changed draft on the command line: by options, from a file, from standard input, or in the rep's own editor.

use std::path::PathBuf;

use clap::Args;

use super::calls::due;
use super::editor;
use super::exit::{Failure, Status};
use super::session::Session;
use super::writes::text;
use crate::desk::api::DraftEdit;

/// What is changed of a draft.
#[derive(Debug, Args)]
pub struct DraftArguments {
    /// The new title.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The new text; `-` reads standard input.
    #[arg(long, value_name = "TEXT", conflicts_with = "body_file")]
    body: Option<String>,
    /// A file that holds the new text; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    body_file: Option<PathBuf>,
    /// When the task is due from now on: 2026-11-27, tomorrow, +3d, "friday 10:00", "end of november".
    #[arg(long, value_name = "WHEN")]
    due: Option<String>,
    /// Keep what nothing bears out and the edit leaves as it was, and promise what no policy allows: it goes out as your
    /// own word. The audit log tells.
    #[arg(long)]
    unproven: bool,
}

impl DraftArguments {
    /// The edit that they make; the default where none was given.
    ///
    /// # Errors
    /// A file or standard input that cannot be read.
    pub fn read(self, session: &Session<'_>) -> Result<DraftEdit, Failure> {
        let body = match (self.body, self.body_file) {
            (Some(body), _) => Some(text(body)?),
            (None, Some(file)) if file.as_os_str() == "-" => Some(text("-".to_owned())?),
            (None, Some(file)) => Some(std::fs::read_to_string(&file).map_err(|error| {
                Failure::saying(Status::Usage, format!("`{}` can't be read: {error}", file.display()))
            })?),
            (None, None) => None,
        };
        let due = self.due.map(|typed| due(session, &typed));
        let due_at = due.transpose()?;
        Ok(DraftEdit { title: self.title, body, due_at, vouches: self.unproven })
    }
}

/// What is said where an edit leaves everything as it was.
pub(super) const NOTHING_CHANGED: &str = "nothing changed";

/// A draft as the rep's own editor has left it; nothing where it is as it was.
///
/// # Errors
/// As of the editor.
pub async fn edited(draft: &str) -> Result<Option<String>, Failure> {
    let edited = editor::edit(draft).await?;
    let edited = edited.trim_end();
    Ok((edited != draft.trim_end()).then(|| edited.to_owned()))
}
