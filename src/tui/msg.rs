//! What the loop carries: messages come in, effects go out. Both are plain data.

use jiff::Timestamp;

use crate::desk::api::{Answer, DeskError, Notice, Private, Request, WhoAmI};

/// Something that has happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// The terminal's input: keys, mouse, paste, size.
    Terminal(crossterm::event::Event),
    /// The desk has been opened (or opened again), or cannot be.
    Opened(Result<Box<WhoAmI>, DeskError>),
    /// An answer to a request.
    Answered {
        /// The number it was asked under.
        request: u64,
        /// What came of it.
        result: Result<Answer, DeskError>,
    },
    /// The desk tells something unasked.
    Noticed(Notice),
    /// The user's own editor has ended.
    OwnEditor(Result<Private, String>),
    /// A page is opened in the browser.
    Browsed(Private),
    /// No browser could be started for a page.
    NotBrowsed(Private),
    /// A file was written, or why not in words.
    Exported(Result<std::path::PathBuf, String>),
    /// What is called so stands in the system's clipboard.
    Copied(String),
    /// The time that [`super::model::Model::next_wake`] asked for has come.
    Woken,
    /// The system asks the program to end.
    Terminated,
}

/// Something to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the desk; the answer comes back under the number.
    Ask {
        /// A number of this process's.
        request: u64,
        /// What is asked.
        what: Request,
    },
    /// Nobody waits for that answer any more.
    Cancel(u64),
    /// Open the user's own editor on a text.
    OwnEditor(Private),
    /// Send a text to the terminal's clipboard (OSC 52) and to the system's own, where there is one.
    Copy {
        /// What it is called.
        what: String,
        /// The text.
        text: Private,
    },
    /// Write a file that the user has asked for.
    Export {
        /// Its name, without its ending.
        name: String,
        /// What is in it.
        text: Private,
    },
    /// Open a page at a vendor in the browser.
    Browse(Private),
    /// Back to the shell until it brings the program to the front again.
    Suspend,
    /// Open the desk again, after it could not be opened.
    Open,
    /// Leave the program.
    Leave,
}

/// When the loop wakes by itself next, and nothing where it sleeps until something happens.
pub type Wake = Option<Timestamp>;
