//! Opening the storage, and the one thread that owns it.
//!
//! Everything the engine does may wait for the disk, so nothing of it runs where async code runs. One
//! thread does one job after the other: a job reads and then writes with nobody in between.

use super::error::{OpenError, VaultError};
use super::keys::{KeySource, create_private_folder};
use super::keyvalue::KeyValue;
use super::memory::MemoryEngine;
use super::migrations::{self, STEPS};
use super::recovery::{self, Failure, Recovery};
use super::seal::SecretKey;
use super::slots::{Header, KeyPlace, KeySlots};
use super::tables::{AUDIT, SEALED};
use super::vault::Vault;
use chacha20poly1305::aead::Generate;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use tokio::sync::{oneshot, watch};

/// What to open.
#[derive(Clone)]
pub struct OpenOptions {
    /// The storage folder; made if it is not there.
    pub folder: PathBuf,
    /// Where the data key may lie.
    pub keys: KeySource,
}

/// What is to be said after opening, by `doctor` and by the desk.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Where the data key lies.
    pub key_place: KeyPlace,
    /// The same in words.
    pub key_described: String,
    /// Why the keyring is not used, when it was asked: for a new storage, or when the file has no key.
    pub keyring_refusal: Option<String>,
    /// The version that was found, when it was an older one.
    pub migrated_from: Option<u32>,
    /// What was done when the storage was found damaged.
    pub recovery: Option<Recovery>,
}

type Job = Box<dyn FnOnce(&mut Vault) + Send>;

/// The storage, shared by cloning. It closes by itself when the last clone is dropped.
#[derive(Clone)]
pub struct Storage {
    /// `None` asks the thread to end.
    jobs: mpsc::Sender<Option<Job>>,
    /// Its other end is dropped when the files are closed.
    open: watch::Receiver<()>,
    opening: Arc<Opening>,
    folder: Option<Arc<Path>>,
}

impl Storage {
    /// Opens the storage in a folder.
    ///
    /// # Errors
    ///
    /// See [`OpenError`]; with [`OpenError::Held`] another process answers for this storage.
    pub async fn open(options: OpenOptions) -> Result<Self, OpenError> {
        let folder = Arc::from(options.folder.as_path());
        Self::start(Some(folder), move || open_folder(&options)).await
    }

    /// A storage that lives as long as the process.
    pub async fn in_memory() -> Self {
        let opened = Self::start(None, || {
            let data_key = SecretKey::generate();
            let slots = KeySlots::in_memory(&data_key).map_err(VaultError::Keys)?;
            let mut vault = Vault::new(Box::new(MemoryEngine::default()), slots, &data_key);
            migrations::migrate(&mut vault, STEPS)?;
            let opening = Opening {
                key_place: KeyPlace::Memory,
                key_described: "memory".to_owned(),
                keyring_refusal: None,
                migrated_from: None,
                recovery: None,
            };
            Ok((Held { vault, _lock: None }, opening))
        });
        opened.await.expect("memory does not refuse")
    }

    async fn start(
        folder: Option<Arc<Path>>,
        open: impl FnOnce() -> Result<(Held, Opening), OpenError> + Send + 'static,
    ) -> Result<Self, OpenError> {
        let (jobs, receiver) = mpsc::channel::<Option<Job>>();
        let (answer, opened) = oneshot::channel();
        let (closing, open_until) = watch::channel(());
        std::thread::Builder::new()
            .name("storage".to_owned())
            .spawn(move || {
                // Declared first and so dropped last, also when a job panics.
                let _closing = closing;
                match open() {
                    Ok((mut held, opening)) => {
                        // Nobody waits any more: close again.
                        if answer.send(Ok(opening)).is_ok() {
                            receiver.iter().map_while(|job| job).for_each(|job| job(&mut held.vault));
                        }
                    }
                    Err(error) => drop(answer.send(Err(error))),
                }
            })
            .map_err(|source| OpenError::Folder { folder: PathBuf::new(), source })?;
        let opening = opened.await.map_err(|_| OpenError::Rows(VaultError::Closed))??;
        Ok(Self { jobs, open: open_until, opening: Arc::new(opening), folder })
    }

    /// What is to be said about how it was opened.
    pub fn opening(&self) -> &Opening {
        &self.opening
    }

    /// Bytes in the storage folder; what can't be counted counts nothing.
    pub(super) async fn bytes_on_disk(&self) -> u64 {
        let Some(folder) = self.folder.clone() else { return 0 };
        tokio::task::spawn_blocking(move || folder_bytes(&folder)).await.unwrap_or(0)
    }

    /// Runs a job on the storage's thread; jobs run in the order in which they were given. A job that was
    /// begun runs to its end also when nobody waits for it any more.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Vault) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let (answer, result) = oneshot::channel();
        let job = Box::new(move |vault: &mut Vault| drop(answer.send(job(vault))));
        self.jobs.send(Some(job)).map_err(|_| VaultError::Closed)?;
        result.await.map_err(|_| VaultError::Closed)?
    }

    /// Closes the storage for all clones, after the jobs that were given before; returns when the files are
    /// closed and another process can open them.
    pub async fn close(mut self) {
        // An error means that it is closed already.
        let _ = self.jobs.send(None);
        while self.open.changed().await.is_ok() {}
    }
}

/// The vault and the lock on its folder; the lock is let go last.
struct Held {
    vault: Vault,
    _lock: Option<Lock>,
}

fn open_folder(options: &OpenOptions) -> Result<(Held, Opening), OpenError> {
    let folder = &options.folder;
    let failed = |source| OpenError::Folder { folder: folder.clone(), source };
    make_private(folder).map_err(failed)?;
    let lock = lock(folder)?;

    let rows = folder.join("rows");
    let header = Header::read(folder).map_err(failed)?;
    if header.is_none() && rows.exists() {
        return Err(OpenError::KeysLost { folder: folder.clone() });
    }
    let found = options.keys.data_key(header.as_ref())?;
    let slots = match header {
        Some(header) => KeySlots::open(folder, header, &found.key),
        None => {
            let header = Header::new(<[u8; 16]>::generate(), &found.key, found.place);
            KeySlots::create(folder, header, &found.key)
        }
    }
    .map_err(failed)?;

    let (engine, recovered) = open_engine(folder, &rows)?;
    let mut vault = Vault::new(engine, slots, &found.key);
    let version = migrations::migrate(&mut vault, STEPS)?;
    let recovery = recovered.map(|(kept, moved)| recovered_rows(&vault, kept, moved)).transpose()?;
    let opening = Opening {
        key_place: found.place,
        key_described: options.keys.describe(found.place),
        keyring_refusal: found.keyring_refusal,
        migrated_from: (1..STEPS.len()).contains(&(version as usize)).then_some(version),
        recovery,
    };
    Ok((Held { vault, _lock: Some(lock) }, opening))
}

type Engine = (Box<dyn KeyValue>, Option<(PathBuf, Vec<String>)>);

fn open_engine(folder: &Path, rows: &Path) -> Result<Engine, OpenError> {
    let folder_owned = || folder.to_owned();
    recovery::open_engine(folder, rows).map_err(|failure| match failure {
        Failure::Plain(super::keyvalue::EngineError::Held) => OpenError::Held { folder: folder_owned() },
        Failure::Plain(source) => OpenError::Rows(VaultError::Engine { table: "rows", source }),
        Failure::After(kept, source) => OpenError::Unrecoverable { folder: folder_owned(), kept, source },
        Failure::Files(source) => OpenError::Folder { folder: folder_owned(), source },
    })
}

fn recovered_rows(vault: &Vault, kept: PathBuf, moved: Vec<String>) -> Result<Recovery, VaultError> {
    let mut rows = 0;
    for &table in SEALED.iter().chain([&AUDIT]) {
        rows += vault.count(table)?;
    }
    Ok(Recovery { kept, moved, rows })
}

fn folder_bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => folder_bytes(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}

fn make_private(folder: &Path) -> io::Result<()> {
    create_private_folder(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let permissions = fs::metadata(folder)?.permissions();
        if permissions.mode() & 0o077 != 0 {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        }
    }
    Ok(())
}

/// The lock on a folder. It is let go by name: a process that is just being started has the file too, until it is another
/// program, and would keep it.
struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the storage's lock was not let go");
        }
    }
}

fn lock(folder: &Path) -> Result<Lock, OpenError> {
    let failed = |source| OpenError::Folder { folder: folder.to_owned(), source };
    let file = File::create(folder.join("lock")).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(fs::TryLockError::WouldBlock) => Err(OpenError::Held { folder: folder.to_owned() }),
        Err(fs::TryLockError::Error(source)) => Err(failed(source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::CustomerId;
    use crate::storage::keys::Keyring;
    use crate::storage::keyvalue::Table;
    use crate::storage::vault::Changes;
    use uuid::Uuid;

    const NOTES: Table = Table { tag: 250, name: "notes" };
    const MAYA: CustomerId = CustomerId::new(Uuid::from_u128(1));

    fn options(root: &Path) -> OpenOptions {
        let keys = KeySource { keyring: Keyring::Off, file: root.join("config/data.key") };
        OpenOptions { folder: root.join("storage"), keys }
    }

    async fn open(root: &Path) -> (Storage, Opening) {
        let storage = Storage::open(options(root)).await.unwrap();
        let opening = storage.opening().clone();
        (storage, opening)
    }

    async fn put(storage: &Storage, name: &'static str, text: &'static str) {
        let write = move |vault: &mut Vault| {
            let mut changes = Changes::default();
            changes.put(NOTES, name, Some(MAYA), &text)?;
            vault.write(changes)
        };
        storage.run(write).await.unwrap();
    }

    async fn get(storage: &Storage, name: &'static str) -> Option<String> {
        storage.run(move |vault| vault.value(NOTES, name)).await.unwrap()
    }

    fn snapshot_of(rows: &Path) -> PathBuf {
        let mut snapshots = fs::read_dir(rows).unwrap().map(|entry| entry.unwrap().path());
        snapshots
            .find(|path| path.file_name().unwrap().to_string_lossy().starts_with("snap."))
            .expect("sled writes a snapshot whenever it opens")
    }

    #[tokio::test]
    async fn rows_are_there_after_closing_and_opening_again() {
        let root = tempfile::tempdir().unwrap();
        let (storage, opening) = open(root.path()).await;
        assert_eq!(opening.key_place, KeyPlace::File);
        assert!(opening.key_described.contains("data.key"));
        assert_eq!((opening.migrated_from, opening.recovery), (None, None));
        put(&storage, "a", "one").await;
        let other = storage.clone();
        storage.close().await;
        assert!(matches!(other.run(|_| Ok(())).await, Err(VaultError::Closed)));

        let (storage, opening) = open(root.path()).await;
        assert_eq!((opening.migrated_from, opening.recovery), (None, None));
        assert_eq!(get(&storage, "a").await.as_deref(), Some("one"));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn the_folder_is_open_to_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let folder = options(root.path()).folder;
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        let _storage = open(root.path()).await;
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[tokio::test]
    async fn a_second_opening_is_told_that_it_is_held() {
        let root = tempfile::tempdir().unwrap();
        let (storage, _) = open(root.path()).await;
        let second = Storage::open(options(root.path())).await;
        assert!(matches!(second, Err(OpenError::Held { .. })));
        storage.close().await;
        assert!(Storage::open(options(root.path())).await.is_ok());
    }

    #[tokio::test]
    async fn a_torn_snapshot_is_moved_aside_and_every_row_comes_back() {
        let root = tempfile::tempdir().unwrap();
        let (storage, _) = open(root.path()).await;
        put(&storage, "a", "one").await;
        put(&storage, "b", "two").await;
        storage.close().await;
        open(root.path()).await.0.close().await;
        let snapshot = snapshot_of(&root.path().join("storage/rows"));
        File::options().write(true).open(&snapshot).unwrap().set_len(7).unwrap();

        let (storage, opening) = open(root.path()).await;
        let recovery = opening.recovery.unwrap();
        assert_eq!(recovery.moved, [snapshot.file_name().unwrap().to_string_lossy()]);
        assert!(recovery.kept.join("rows/db").exists());
        assert_eq!(get(&storage, "a").await.as_deref(), Some("one"));
        assert_eq!(get(&storage, "b").await.as_deref(), Some("two"));
        storage.close().await;
        assert_eq!(open(root.path()).await.1.recovery, None, "once is enough");
    }

    #[tokio::test]
    async fn a_stray_unfinished_snapshot_is_moved_aside() {
        let root = tempfile::tempdir().unwrap();
        let (storage, _) = open(root.path()).await;
        put(&storage, "a", "one").await;
        storage.close().await;
        let stray = "snap.FFFFFFFFFFFFFFF0.generating";
        fs::write(root.path().join("storage/rows").join(stray), b"torn").unwrap();

        let (storage, opening) = open(root.path()).await;
        assert!(opening.recovery.unwrap().moved.contains(&stray.to_owned()));
        assert_eq!(get(&storage, "a").await.as_deref(), Some("one"));
    }

    #[tokio::test]
    async fn without_its_key_a_storage_stays_as_it_is() {
        let root = tempfile::tempdir().unwrap();
        let (storage, _) = open(root.path()).await;
        put(&storage, "a", "one").await;
        storage.close().await;
        let key_file = options(root.path()).keys.file;
        let key = fs::read(&key_file).unwrap();
        fs::remove_file(&key_file).unwrap();
        let refused = Storage::open(options(root.path())).await;
        assert!(matches!(refused, Err(OpenError::Key(crate::storage::KeyError::NotFound { .. }))));

        fs::write(&key_file, key).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&key_file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let (storage, _) = open(root.path()).await;
        assert_eq!(get(&storage, "a").await.as_deref(), Some("one"));
        storage.close().await;

        fs::remove_file(root.path().join("storage/customer.keys")).unwrap();
        let refused = Storage::open(options(root.path())).await;
        assert!(matches!(refused, Err(OpenError::KeysLost { .. })));
    }
}
