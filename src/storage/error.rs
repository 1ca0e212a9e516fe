//! What can go wrong with the storage, in words that say what to do.

use super::keys::KeyError;
use super::keyvalue::EngineError;
use std::io;
use std::path::PathBuf;

/// Why a storage could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another deskhand holds the storage; it answers on its socket.
    #[error("the storage in `{}` is in use by another deskhand", folder.display())]
    Held {
        /// The storage folder.
        folder: PathBuf,
    },
    /// The data key is missing, exposed or wrong.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// There are rows, but the customers' keys are gone.
    #[error(
        "the storage in `{}` has lost its file `customer.keys`, without which its rows can't be opened: \
         restore the file, or move the folder aside to start anew",
        folder.display()
    )]
    KeysLost {
        /// The storage folder.
        folder: PathBuf,
    },
    /// The storage was written by a newer deskhand.
    #[error(
        "the storage has version {found}, and this deskhand knows versions up to {known}: use the newer \
         deskhand that wrote it, or another storage folder"
    )]
    Newer {
        /// The version of what lies on disk.
        found: u32,
        /// The newest version that this program understands.
        known: u32,
    },
    /// The folder or a file in it could not be used.
    #[error("couldn't use the storage folder `{}`", folder.display())]
    Folder {
        /// The storage folder.
        folder: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The engine could not be opened, not even after recovery.
    #[error(
        "couldn't open the storage in `{}`; what was there is untouched in `{}`",
        folder.display(), kept.display()
    )]
    Unrecoverable {
        /// The storage folder.
        folder: PathBuf,
        /// The copy that was made before recovery was tried.
        kept: PathBuf,
        /// What the engine said.
        #[source]
        source: EngineError,
    },
    /// Reading or migrating failed once it was open.
    #[error("couldn't read the storage after opening it")]
    Rows(#[from] VaultError),
}

/// Why something could not be read from or written to an open storage.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The engine failed.
    #[error("couldn't reach the stored {table}")]
    Engine {
        /// The kind of record.
        table: &'static str,
        /// What the engine said.
        #[source]
        source: EngineError,
    },
    /// The file of customer keys failed.
    #[error("couldn't use the file of customer keys")]
    Keys(#[source] io::Error),
    /// A row does not open: it was changed, or moved, outside the program.
    #[error("a row of the stored {table} is damaged or was tampered with")]
    Damaged {
        /// The kind of record.
        table: &'static str,
    },
    /// A row opens but does not read.
    #[error("a row of the stored {table} can't be understood (at byte {column} of its value)")]
    Unreadable {
        /// The kind of record.
        table: &'static str,
        /// Where reading stopped. The reader's own message is left out: it quotes values.
        column: usize,
    },
    /// A name is longer than a row can hold.
    #[error("a name in the stored {table} is longer than 65,535 bytes")]
    NameTooLong {
        /// The kind of record.
        table: &'static str,
    },
    /// The thread that owns the storage is gone.
    #[error("the storage was closed")]
    Closed,
}
