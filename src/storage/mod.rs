//! Storage on this machine: what deskhand must not lose, sealed, in one folder that one process owns.
//!
//! From the bottom up: `keyvalue` is what is asked of an engine (`sled.rs` on disk, `memory.rs` its twin);
//! `seal`, `keys` and `slots` are the keys (one for the storage, one per customer); `vault` is sealed rows
//! over an engine. One file per noun beside them implements the repository ports.
//!
//! Guarantees: a change is on disk, flushed, when the call that made it returns; changes of one call
//! happen together or not at all; nothing that identifies a person lies readable in the folder, file names
//! and keys included; what belongs to a forgotten customer can't be read any more, by anyone.
//!
//! In the folder: `lock`, `customer.keys` (see `slots`), `rows/` (the engine's), and after a recovery
//! `recovery-N/` (see `recovery`). The data key lies elsewhere (see `keys`).

mod answers;
mod audit;
mod corrections;
mod directory;
mod dossiers;
mod drafts;
mod error;
mod histories;
mod keys;
mod keyvalue;
mod links;
mod memory;
mod migrations;
mod models;
mod outbox;
mod predictions;
mod recovery;
mod repository;
mod row;
mod score_fields;
mod seal;
mod sled;
mod slots;
mod suggestions;
mod summaries;
mod tables;
mod thread;
mod transfer;
mod vault;
mod wires;
mod worklists;

pub use error::{OpenError, VaultError};
pub use keys::{KeyError, KeySource, Keyring};
pub use keyvalue::EngineError;
pub use models::{ModelFolder, ModelsInMemory};
pub use recovery::Recovery;
pub use slots::KeyPlace;
pub use thread::{OpenOptions, Opening, Storage};
pub use transfer::TransferError;
