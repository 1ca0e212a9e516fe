//! Where the data key lies: in the operating system's keyring, or where there is none in a file that only
//! its owner can read, outside the storage folder.
//!
//! A new storage takes the key that is there already (keyring first, then file) and makes one only if
//! there is none. A storage that has rows never gets a new key: if its own can't be found, that is said,
//! with the places that were searched.

use super::seal::SecretKey;
use super::slots::{Header, KeyPlace};
use crate::secret::keyring;
use keyring_core::CredentialStore;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use zeroize::Zeroizing;

/// Under which names the key stands in the keyring.
const KEYRING_SERVICE: &str = "deskhand";
const KEYRING_USER: &str = "data-key";

/// How long a keyring may take to say that it is there, before the file is used for a new storage.
const FIRST_PATIENCE: Duration = Duration::from_secs(3);
/// How long it may take when the key is known to be there: a person may have to unlock it.
const UNLOCK_PATIENCE: Duration = Duration::from_secs(60);

/// Which keyring to ask.
#[derive(Clone)]
pub enum Keyring {
    /// The platform's: Secret Service, Keychain or Credential Manager.
    Platform,
    /// None: the key lies in the file.
    Off,
    /// This one.
    Given(Arc<CredentialStore>),
}

/// Where the data key may lie.
#[derive(Clone)]
pub struct KeySource {
    /// The keyring to prefer.
    pub keyring: Keyring,
    /// The file to use without a keyring. Outside the storage folder, or the lock lies beside its key.
    pub file: PathBuf,
}

/// The data key, and what is to be said about where it lies.
#[derive(Debug)]
pub struct FoundKey {
    /// The key.
    pub key: SecretKey,
    /// Where it was found or put.
    pub place: KeyPlace,
    /// Why the keyring is not used, in words, when it was asked.
    pub keyring_refusal: Option<String>,
}

/// Why there is no data key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Others could read the key.
    #[error(
        "the key file `{}` can be read or written by other users (mode {mode:03o}): run `chmod 600 {}`",
        path.display(), path.display()
    )]
    Exposed {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The key file could not be read or written.
    #[error("couldn't read or write the key file `{}`", path.display())]
    File {
        /// The key file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The key file holds something else.
    #[error("the key file `{}` does not hold a key of 64 hexadecimal digits", path.display())]
    Malformed {
        /// The key file.
        path: PathBuf,
    },
    /// The storage has rows, and no key that opens them was found.
    #[error(
        "the key of this storage is missing or is another one; looked in {}. Bring the key back (unlock \
         the keyring, or restore the key file), or move the storage folder aside to start anew",
        searched.join(", then in ")
    )]
    NotFound {
        /// The places that were searched, each with what was found there.
        searched: Vec<String>,
    },
}

impl KeySource {
    /// The key of the storage with this header, or the key for a new storage when there is no header.
    ///
    /// # Errors
    ///
    /// See [`KeyError`]. A keyring that is absent, locked or silent is no error as long as the key
    /// file does.
    pub fn data_key(&self, header: Option<&Header>) -> Result<FoundKey, KeyError> {
        match header {
            Some(header) => self.key_of(header),
            None => self.key_for_new_storage(),
        }
    }

    fn key_of(&self, header: &Header) -> Result<FoundKey, KeyError> {
        let places = match header.key_place {
            KeyPlace::Keyring => [KeyPlace::Keyring, KeyPlace::File],
            KeyPlace::File | KeyPlace::Memory => [KeyPlace::File, KeyPlace::Keyring],
        };
        let mut searched = Vec::new();
        let mut keyring_refusal = None;
        for place in places {
            let found = if place == KeyPlace::Keyring {
                let patience = if header.key_place == place { UNLOCK_PATIENCE } else { FIRST_PATIENCE };
                self.ask_keyring(Wish::Read, patience).unwrap_or_else(|refusal| {
                    keyring_refusal = Some(refusal);
                    None
                })
            } else {
                read_key_file(&self.file)?
            };
            match found {
                Some(key) if header.fits(&key) => return Ok(FoundKey { key, place, keyring_refusal }),
                Some(_) => searched.push(format!("{} (another key)", self.describe(place))),
                None => {
                    let why = match (place, &keyring_refusal) {
                        (KeyPlace::Keyring, Some(refusal)) => refusal,
                        _ => "no key",
                    };
                    searched.push(format!("{} ({why})", self.describe(place)));
                }
            }
        }
        Err(KeyError::NotFound { searched })
    }

    fn key_for_new_storage(&self) -> Result<FoundKey, KeyError> {
        // Two first starts at once must end with one key.
        let _one_at_a_time = self.lock()?;
        let keyring_refusal = match self.ask_keyring(Wish::Read, FIRST_PATIENCE) {
            Ok(Some(key)) => return Ok(FoundKey { key, place: KeyPlace::Keyring, keyring_refusal: None }),
            Ok(None) => None,
            Err(refusal) => Some(refusal),
        };
        if let Some(key) = read_key_file(&self.file)? {
            return Ok(FoundKey { key, place: KeyPlace::File, keyring_refusal });
        }
        let key = SecretKey::generate();
        let keyring_refusal = match keyring_refusal {
            Some(refusal) => Some(refusal),
            None => match self.ask_keyring(Wish::Keep(key.clone()), FIRST_PATIENCE) {
                Ok(Some(kept)) if kept.expose() == key.expose() => {
                    return Ok(FoundKey { key, place: KeyPlace::Keyring, keyring_refusal: None });
                }
                Ok(_) => Some("it did not keep the key".to_owned()),
                Err(refusal) => Some(refusal),
            },
        };
        write_key_file(&self.file, &key)?;
        Ok(FoundKey { key, place: KeyPlace::File, keyring_refusal })
    }

    /// The place in words.
    pub fn describe(&self, place: KeyPlace) -> String {
        match place {
            KeyPlace::Keyring => "the keyring of the operating system".to_owned(),
            KeyPlace::File => format!("the key file `{}`", self.file.display()),
            KeyPlace::Memory => "memory".to_owned(),
        }
    }

    fn lock(&self) -> Result<File, KeyError> {
        let failed = |source| KeyError::File { path: self.file.clone(), source };
        if let Some(folder) = self.file.parent() {
            create_private_folder(folder).map_err(failed)?;
        }
        let mut name = self.file.as_os_str().to_owned();
        name.push(".lock");
        let file = File::create(name).map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(file)
    }

    /// Asks on a thread of its own: a keyring may wait for a person, or for ever.
    fn ask_keyring(&self, wish: Wish, patience: Duration) -> Result<Option<SecretKey>, String> {
        let asked = match &self.keyring {
            Keyring::Off => return Err("switched off".to_owned()),
            other => other.clone(),
        };
        let (answer, receiver) = mpsc::sync_channel(1);
        std::thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || {
                // Nobody listens any more when patience has run out.
                let _ = answer.send(grant(&asked, &wish));
            })
            .map_err(|error| error.to_string())?;
        receiver
            .recv_timeout(patience)
            .unwrap_or_else(|_| Err(format!("no answer within {} s", patience.as_secs())))
    }
}

/// What is wanted from the keyring.
enum Wish {
    Read,
    Keep(SecretKey),
}

fn grant(asked: &Keyring, wish: &Wish) -> Result<Option<SecretKey>, String> {
    if let Wish::Keep(key) = wish {
        let digits = Zeroizing::new(to_hexadecimal(key).as_bytes().to_vec());
        match asked {
            Keyring::Platform => keyring::write_blocking(KEYRING_SERVICE, KEYRING_USER, &digits)
                .map_err(|error| error.to_string())?,
            Keyring::Given(store) => store
                .build(KEYRING_SERVICE, KEYRING_USER, None)
                .and_then(|entry| entry.set_secret(&digits))
                .map_err(|error| error.to_string())?,
            Keyring::Off => return Err("switched off".to_owned()),
        }
    }
    let digits = match asked {
        Keyring::Platform => {
            keyring::read_blocking(KEYRING_SERVICE, KEYRING_USER).map_err(|error| error.to_string())?
        }
        Keyring::Given(store) => {
            let entry = store.build(KEYRING_SERVICE, KEYRING_USER, None);
            match entry.and_then(|entry| entry.get_secret()) {
                Ok(digits) => Some(digits),
                Err(keyring_core::Error::NoEntry) => None,
                Err(error) => return Err(error.to_string()),
            }
        }
        Keyring::Off => return Err("switched off".to_owned()),
    };
    let Some(digits) = digits.map(Zeroizing::new) else { return Ok(None) };
    let key = std::str::from_utf8(&digits).ok().and_then(from_hexadecimal);
    key.map(Some).ok_or_else(|| format!("its entry `{KEYRING_USER}` of `{KEYRING_SERVICE}` is not a key"))
}

fn to_hexadecimal(key: &SecretKey) -> Zeroizing<String> {
    let mut digits = Zeroizing::new(String::with_capacity(2 * key.expose().len()));
    for byte in key.expose() {
        fmt::Write::write_fmt(&mut *digits, format_args!("{byte:02x}")).expect("a string takes it");
    }
    digits
}

fn from_hexadecimal(digits: &str) -> Option<SecretKey> {
    let digits = digits.trim().as_bytes();
    let nibble = |digit: u8| char::from(digit).to_digit(16);
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len() / 2));
    for pair in digits.chunks(2) {
        let [high, low] = pair else { return None };
        bytes.push(u8::try_from(nibble(*high)? * 16 + nibble(*low)?).ok()?);
    }
    SecretKey::from_bytes(&bytes)
}

fn read_key_file(path: &Path) -> Result<Option<SecretKey>, KeyError> {
    let failed = |source| KeyError::File { path: path.to_owned(), source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    refuse_if_exposed(path, &file)?;
    let digits = io::read_to_string(file).map(Zeroizing::new).map_err(failed)?;
    from_hexadecimal(&digits).map(Some).ok_or_else(|| KeyError::Malformed { path: path.to_owned() })
}

#[cfg(unix)]
fn refuse_if_exposed(path: &Path, file: &File) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = file.metadata().map_err(|source| KeyError::File { path: path.to_owned(), source })?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(KeyError::Exposed { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn refuse_if_exposed(_path: &Path, _file: &File) -> Result<(), KeyError> {
    Ok(())
}

/// Called with the lock held. The file appears under its name only when it is whole.
fn write_key_file(path: &Path, key: &SecretKey) -> Result<(), KeyError> {
    let write = || {
        let unfinished = path.with_extension("new");
        match fs::remove_file(&unfinished) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        #[allow(unused_mut, reason = "changed on Unix only")]
        let mut options = OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.write(true).create_new(true).open(&unfinished)?;
        file.write_all(to_hexadecimal(key).as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&unfinished, path)?;
        path.parent().map_or(Ok(()), super::slots::sync_folder)
    };
    write().map_err(|source| KeyError::File { path: path.to_owned(), source })
}

/// Creates `folder` and what is missing above it, open to its owner alone.
pub(super) fn create_private_folder(folder: &Path) -> io::Result<()> {
    #[allow(unused_mut, reason = "changed on Unix only")]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyring_core::mock;

    fn file_only(folder: &Path) -> KeySource {
        KeySource { keyring: Keyring::Off, file: folder.join("keys/data.key") }
    }

    fn header_for(found: &FoundKey) -> Header {
        Header::new([5; 16], &found.key, found.place)
    }

    #[test]
    fn without_a_keyring_the_key_lies_in_a_private_file_and_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let source = file_only(folder.path());
        let made = source.data_key(None).unwrap();
        assert_eq!(made.place, KeyPlace::File);
        assert_eq!(made.keyring_refusal.as_deref(), Some("switched off"));
        let again = source.data_key(None).unwrap();
        assert_eq!(again.key.expose(), made.key.expose(), "a second storage shares the key");
        let opened = source.data_key(Some(&header_for(&made))).unwrap();
        assert_eq!(opened.key.expose(), made.key.expose());
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_is_refused_with_what_to_do() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let source = file_only(folder.path());
        source.data_key(None).unwrap();
        assert_eq!(fs::metadata(&source.file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&source.file, fs::Permissions::from_mode(0o640)).unwrap();
        let message = source.data_key(None).unwrap_err().to_string();
        assert!(message.contains("mode 640") && message.contains("chmod 600"), "{message}");
    }

    #[test]
    fn the_keyring_is_preferred_and_nothing_is_written_to_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Keyring::Given(mock::Store::new().unwrap());
        let source = KeySource { keyring, ..file_only(folder.path()) };
        let made = source.data_key(None).unwrap();
        assert_eq!((made.place, made.keyring_refusal.as_deref()), (KeyPlace::Keyring, None));
        assert!(!source.file.exists());
        let opened = source.data_key(Some(&header_for(&made))).unwrap();
        assert_eq!(opened.key.expose(), made.key.expose());
    }

    #[test]
    fn a_storage_with_rows_never_gets_a_new_key() {
        let folder = tempfile::tempdir().unwrap();
        let source = file_only(folder.path());
        let header = header_for(&source.data_key(None).unwrap());
        fs::remove_file(&source.file).unwrap();
        let message = source.data_key(Some(&header)).unwrap_err().to_string();
        assert!(message.contains("data.key` (no key)"), "{message}");
        assert!(message.contains("keyring of the operating system (switched off)"), "{message}");
        assert!(!source.file.exists());

        source.data_key(None).unwrap();
        let message = source.data_key(Some(&header)).unwrap_err().to_string();
        assert!(message.contains("data.key` (another key)"), "{message}");
    }

    #[test]
    fn a_file_that_is_no_key_is_said_to_be_none() {
        let folder = tempfile::tempdir().unwrap();
        let source = file_only(folder.path());
        source.data_key(None).unwrap();
        for content in ["", "abc", &"0".repeat(63), &"g".repeat(64), &"0".repeat(66)] {
            fs::write(&source.file, content).unwrap();
            assert!(matches!(source.data_key(None), Err(KeyError::Malformed { .. })), "{content:?}");
        }
    }

    #[test]
    fn first_starts_at_once_end_with_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let source = file_only(folder.path());
        let keys: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| source.data_key(None).unwrap())).collect();
            starts.into_iter().map(|start| *start.join().unwrap().key.expose()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
    }
}
