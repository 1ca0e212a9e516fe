//! Opening the engine when the process died while sled wrote a snapshot.
//!
//! sled 0.34 refuses to open with a torn `snap.*` (spacejam/sled issues 1527 and 1533), although snapshots
//! only spare it reading its log. Nothing is thrown away: the engine's folder is copied first, then the
//! snapshots are moved aside, and the log rebuilds everything.

use super::keys::create_private_folder;
use super::keyvalue::{EngineError, KeyValue};
use super::sled::SledEngine;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What was done to open a damaged storage; the desk tells the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The copy of everything as it was found.
    pub kept: PathBuf,
    /// The names of the files that were moved aside.
    pub moved: Vec<String>,
    /// Rows that are there now.
    pub rows: u64,
}

impl fmt::Display for Recovery {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "the storage's snapshot was torn and has been rebuilt from its log: {} rows are there; the files as \
             they were found are in `{}`",
            self.rows,
            self.kept.display()
        )
    }
}

/// An engine, and the copy and file names of a recovery if there was one.
pub type Recovered = (Box<dyn KeyValue>, Option<(PathBuf, Vec<String>)>);

/// Why the engine did not open.
#[derive(Debug)]
pub enum Failure {
    /// It failed without there being anything to recover from.
    Plain(EngineError),
    /// It failed again after recovery; the copy is here.
    After(PathBuf, EngineError),
    /// A file could not be copied or moved.
    Files(io::Error),
}

/// Opens the engine in `rows`; if its snapshot is torn, recovers within `folder` and tries once more.
pub fn open_engine(folder: &Path, rows: &Path) -> Result<Recovered, Failure> {
    match open_when_free(rows, pause) {
        Ok(engine) => Ok((Box::new(engine), None)),
        Err(EngineError::Corrupt) => {
            let kept = copy_aside(folder, rows).map_err(Failure::Files)?;
            let moved = move_snapshots(rows, &kept.join("moved")).map_err(Failure::Files)?;
            tracing::warn!(storage.moved = moved.len(), "the storage's snapshot was torn; rebuilding");
            match open_when_free(rows, pause) {
                Ok(engine) => Ok((Box::new(engine), Some((kept, moved)))),
                Err(error) => Err(Failure::After(kept, error)),
            }
        }
        Err(error) => Err(Failure::Plain(error)),
    }
}

/// How often the engine is tried while it is held, and the time between two tries: two seconds in all.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(20);

fn pause() {
    std::thread::sleep(PAUSE);
}

/// Opens the engine once nobody holds it. Who gets here has the folder's own lock, so no other deskhand has
/// the engine open; but a process that is just being started shares this one's files, sled's lock among them,
/// until it is another program.
fn open_when_free(rows: &Path, mut pause: impl FnMut()) -> Result<SledEngine, EngineError> {
    for _ in 1..TRIES {
        match SledEngine::open(rows) {
            Err(EngineError::Held) => pause(),
            opened => return opened,
        }
    }
    SledEngine::open(rows)
}

/// Copies `rows` to the first free `recovery-N` in `folder`.
fn copy_aside(folder: &Path, rows: &Path) -> io::Result<PathBuf> {
    let kept = (1..)
        .map(|number: u32| folder.join(format!("recovery-{number}")))
        .find(|path| !path.exists())
        .expect("the numbers do not run out");
    create_private_folder(&kept)?;
    copy_folder(rows, &kept.join("rows"))?;
    Ok(kept)
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    create_private_folder(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Moves `snap.*` (finished or `.generating`) out of the engine's way.
fn move_snapshots(rows: &Path, aside: &Path) -> io::Result<Vec<String>> {
    create_private_folder(aside)?;
    let mut moved = Vec::new();
    for entry in fs::read_dir(rows)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("snap.") {
            fs::rename(entry.path(), aside.join(&name))?;
            moved.push(name);
        }
    }
    moved.sort();
    Ok(moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_that_is_being_let_go_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let mut holder = Some(SledEngine::open(folder.path()).unwrap());
        let opened = open_when_free(folder.path(), || drop(holder.take()));
        assert!(opened.is_ok());
        assert!(holder.is_none(), "it was held at first");
    }

    #[test]
    fn an_engine_that_is_never_let_go_is_held() {
        let folder = tempfile::tempdir().unwrap();
        let _holder = SledEngine::open(folder.path()).unwrap();
        let mut pauses = 0;
        let opened = open_when_free(folder.path(), || pauses += 1);
        assert!(matches!(opened, Err(EngineError::Held)));
        assert_eq!(pauses, TRIES - 1);
    }
}
