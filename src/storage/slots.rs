//! A key per customer, each in a slot of its own file, so that destroying a key really destroys it.
//!
//! The engine writes a log and keeps old bytes for as long as it likes; this file is written in place.
//! A slot is appended when a customer is first stored and overwritten with zeros when the customer is
//! to be forgotten; its number is never given away again. Whatever was sealed under a destroyed key
//! can't be opened any more, wherever copies of it lie. (A disk that remaps blocks or a file system that
//! copies on write may keep the old block out of reach; the slot is wrapped under the data key besides.)
//!
//! Layout: records of [`SLOT_BYTES`]. Record 0 is the header: 8 bytes magic, 16 bytes storage id, 32 bytes
//! check of the data key, 1 byte where that key was put, zeros. Record n: 16 bytes opaque name of the
//! customer, 72 bytes wrapped key, 8 bytes zero. All numbers are in the order of the bytes.

use super::seal::{KEY_BYTES, OVERHEAD_BYTES, SecretKey};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use zeroize::Zeroizing;

/// The name of the file within the storage folder.
pub const FILE_NAME: &str = "customer.keys";

/// Bytes per record, the header included.
const SLOT_BYTES: usize = 96;
const NAME_BYTES: usize = 16;
const WRAPPED_BYTES: usize = KEY_BYTES + OVERHEAD_BYTES;
const MAGIC: &[u8; 8] = b"dhkeys01";

/// The number of a slot, as it stands in front of each row sealed under its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(u32);

impl Slot {
    /// Rows that belong to no customer are sealed under the storage's own key and carry this number.
    pub const NONE: Self = Self(0);

    /// The number as it lies on disk.
    pub fn to_bytes(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }

    /// The other way round.
    pub fn from_bytes(bytes: [u8; 4]) -> Self {
        Self(u32::from_be_bytes(bytes))
    }

    fn offset(self) -> u64 {
        u64::from(self.0) * SLOT_BYTES as u64
    }
}

/// Where the data key was put when the storage was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// The operating system's keyring.
    Keyring,
    /// A file readable by its owner alone.
    File,
    /// Nowhere: storage that lives in memory.
    Memory,
}

/// What the storage says of itself without any key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Tells this storage from others; random.
    pub storage_id: [u8; 16],
    /// Recognises the data key without telling anything about it.
    pub key_check: [u8; 32],
    /// Where to look for the data key first.
    pub key_place: KeyPlace,
}

impl Header {
    /// The header of a new storage under `data_key`.
    pub fn new(storage_id: [u8; 16], data_key: &SecretKey, key_place: KeyPlace) -> Self {
        Self { storage_id, key_check: data_key.digest(&[b"deskhand check", &storage_id]), key_place }
    }

    /// Whether the storage was sealed under `data_key`.
    pub fn fits(&self, data_key: &SecretKey) -> bool {
        self.key_check == data_key.digest(&[b"deskhand check", &self.storage_id])
    }

    /// The header of the storage in `folder`; `None` when there is none yet.
    ///
    /// # Errors
    ///
    /// `InvalidData` when the file is not one of ours.
    pub fn read(folder: &Path) -> io::Result<Option<Self>> {
        let mut record = [0; SLOT_BYTES];
        match File::open(folder.join(FILE_NAME)) {
            Ok(mut file) => file.read_exact(&mut record).map_err(|_| not_ours())?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
        Self::from_record(&record).map(Some).ok_or_else(not_ours)
    }

    fn from_record(record: &[u8; SLOT_BYTES]) -> Option<Self> {
        let rest = record.strip_prefix(MAGIC)?;
        Some(Self {
            storage_id: rest[..16].try_into().ok()?,
            key_check: rest[16..48].try_into().ok()?,
            key_place: match rest[48] {
                1 => KeyPlace::Keyring,
                2 => KeyPlace::File,
                3 => KeyPlace::Memory,
                _ => return None,
            },
        })
    }

    fn to_record(&self) -> [u8; SLOT_BYTES] {
        let mut record = [0; SLOT_BYTES];
        record[..8].copy_from_slice(MAGIC);
        record[8..24].copy_from_slice(&self.storage_id);
        record[24..56].copy_from_slice(&self.key_check);
        record[56] = match self.key_place {
            KeyPlace::Keyring => 1,
            KeyPlace::File => 2,
            KeyPlace::Memory => 3,
        };
        record
    }
}

fn not_ours() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("`{FILE_NAME}` is not a file of customer keys"))
}

/// A slot as it lies on disk.
pub type Record = [u8; SLOT_BYTES];

/// What a slot holds.
pub enum Held {
    /// The customer's key.
    Key(SecretKey),
    /// Zeros: the customer has been forgotten.
    Destroyed,
}

/// The keys of all customers.
pub struct KeySlots {
    medium: Medium,
    window: RefCell<Window>,
    wrapping: Wrapping,
    naming: SecretKey,
    by_name: HashMap<[u8; NAME_BYTES], Slot>,
    next: Slot,
    unsynced: bool,
}

impl KeySlots {
    /// Makes the file of a new storage. It appears under its name only when it is whole.
    pub fn create(folder: &Path, header: Header, data_key: &SecretKey) -> io::Result<Self> {
        let unfinished = folder.join(format!("{FILE_NAME}.new"));
        let mut file = private().write(true).create(true).truncate(true).open(&unfinished)?;
        file.write_all(&header.to_record())?;
        file.sync_all()?;
        fs::rename(&unfinished, folder.join(FILE_NAME))?;
        sync_folder(folder)?;
        Self::open(folder, header, data_key)
    }

    /// Opens the file in `folder`, whose header has been read and found to fit `data_key`.
    pub fn open(folder: &Path, header: Header, data_key: &SecretKey) -> io::Result<Self> {
        let file = private().read(true).write(true).open(folder.join(FILE_NAME))?;
        Self::load(Medium::File(file), header, data_key)
    }

    /// Slots that live in memory only.
    pub fn in_memory(data_key: &SecretKey) -> io::Result<Self> {
        let header = Header::new([0; 16], data_key, KeyPlace::Memory);
        Self::load(Medium::Memory(header.to_record().to_vec()), header, data_key)
    }

    fn load(mut medium: Medium, header: Header, data_key: &SecretKey) -> io::Result<Self> {
        let bytes = medium.length()?;
        let whole = bytes - bytes % SLOT_BYTES as u64;
        if whole < bytes {
            // The process died while appending: nothing can have been sealed under this key yet.
            medium.truncate(whole)?;
        }
        let next = u32::try_from(whole / SLOT_BYTES as u64)
            .map_err(|_| io::Error::other("the file of customer keys is full"))?;
        let by_name = read_names(&medium, next)?;
        Ok(Self {
            wrapping: Wrapping { key: data_key.derive("wrap customer keys"), storage_id: header.storage_id },
            naming: data_key.derive("name customers"),
            by_name,
            window: RefCell::default(),
            medium,
            next: Slot(next.max(1)),
            unsynced: false,
        })
    }

    /// The slot of `customer`, if they have one.
    pub fn find(&self, customer: &[u8]) -> Option<Slot> {
        self.by_name.get(&self.name(customer)).copied()
    }

    /// How many customers have a key.
    pub fn customers(&self) -> usize {
        self.by_name.len()
    }

    /// The slot and key of `customer`; a new one if they have none. Call [`KeySlots::sync`] before
    /// anything sealed under a new key is flushed.
    pub fn find_or_add(&mut self, customer: &[u8]) -> io::Result<(Slot, SecretKey)> {
        let name = self.name(customer);
        if let Some(slot) = self.by_name.get(&name).copied()
            && let Held::Key(key) = self.read(slot)?
        {
            return Ok((slot, key));
        }
        let (slot, key) = (self.next, SecretKey::generate());
        let following = slot.0.checked_add(1).ok_or_else(|| io::Error::other("no customer slots left"))?;
        let record = self.wrapping.wrap(slot, &name, &key);
        self.write(slot, &record)?;
        self.unsynced = true;
        self.next = Slot(following);
        self.by_name.insert(name, slot);
        Ok((slot, key))
    }

    /// What `slot` holds.
    ///
    /// # Errors
    ///
    /// `InvalidData` when the slot was tampered with or never written.
    pub fn read(&self, slot: Slot) -> io::Result<Held> {
        self.wrapping.unwrap(slot, &self.record(slot)?)
    }

    /// The slot as it lies on disk, for [`Wrapping::unwrap`].
    pub fn record(&self, slot: Slot) -> io::Result<Record> {
        if slot == Slot::NONE || slot >= self.next {
            return Err(damaged());
        }
        self.window.borrow_mut().record(&self.medium, slot)
    }

    /// What opens records; can be used by several threads.
    pub fn wrapping(&self) -> &Wrapping {
        &self.wrapping
    }

    /// Makes all new slots durable.
    pub fn sync(&mut self) -> io::Result<()> {
        if self.unsynced {
            self.medium.sync()?;
            self.unsynced = false;
        }
        Ok(())
    }

    /// Destroys the key of `customer` for good; returns whether there was one. Durable on return.
    pub fn destroy(&mut self, customer: &[u8]) -> io::Result<bool> {
        let Some(slot) = self.find(customer) else { return Ok(false) };
        self.write(slot, &[0; SLOT_BYTES])?;
        self.medium.sync()?;
        self.by_name.remove(&self.name(customer));
        Ok(true)
    }

    fn write(&mut self, slot: Slot, record: &[u8; SLOT_BYTES]) -> io::Result<()> {
        self.window.get_mut().bytes.clear();
        self.medium.write(slot.offset(), record)
    }

    fn name(&self, customer: &[u8]) -> [u8; NAME_BYTES] {
        let digest = self.naming.digest(&[customer]);
        digest[..NAME_BYTES].try_into().expect("a digest of 32 bytes has a first half")
    }
}

/// What wraps and unwraps the keys in the slots.
pub struct Wrapping {
    key: SecretKey,
    storage_id: [u8; 16],
}

impl Wrapping {
    fn wrap(&self, slot: Slot, name: &[u8; NAME_BYTES], key: &SecretKey) -> Record {
        let mut record = [0; SLOT_BYTES];
        record[..NAME_BYTES].copy_from_slice(name);
        let wrapped = self.key.seal(key.expose(), &self.associated(slot, name));
        record[NAME_BYTES..NAME_BYTES + WRAPPED_BYTES].copy_from_slice(&wrapped);
        record
    }

    /// What a record holds.
    pub fn unwrap(&self, slot: Slot, record: &Record) -> io::Result<Held> {
        let Some(name) = name_in(record) else { return Ok(Held::Destroyed) };
        let wrapped = &record[NAME_BYTES..NAME_BYTES + WRAPPED_BYTES];
        self.key
            .open(wrapped, &self.associated(slot, &name))
            .and_then(|key| SecretKey::from_bytes(&Zeroizing::new(key)))
            .map(Held::Key)
            .ok_or_else(damaged)
    }

    /// Whether a record is that of a destroyed key.
    pub fn is_destroyed(record: &Record) -> bool {
        name_in(record).is_none()
    }

    fn associated(&self, slot: Slot, name: &[u8; NAME_BYTES]) -> Vec<u8> {
        [&self.storage_id[..], &slot.to_bytes(), name].concat()
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a slot of the customer keys is damaged")
}

fn read_names(medium: &Medium, end: u32) -> io::Result<HashMap<[u8; NAME_BYTES], Slot>> {
    let mut reader = io::BufReader::with_capacity(64 * 1024, medium.reader(SLOT_BYTES as u64)?);
    let mut by_name = HashMap::new();
    let mut record = [0; SLOT_BYTES];
    for number in 1..end {
        reader.read_exact(&mut record)?;
        if let Some(name) = name_in(&record) {
            by_name.insert(name, Slot(number));
        }
    }
    Ok(by_name)
}

/// The part of the file that was read last. Customers who were stored one after the other are mostly read
/// so, too, and a read of 48 kB costs little more than one of 96 bytes.
#[derive(Default)]
struct Window {
    first: u32,
    bytes: Vec<u8>,
    asked_before: u32,
}

impl Window {
    const SLOTS: u32 = 512;

    fn record(&mut self, medium: &Medium, slot: Slot) -> io::Result<[u8; SLOT_BYTES]> {
        if let Some(record) = self.find(slot) {
            return Ok(record);
        }
        let in_sequence = slot.0.abs_diff(self.asked_before) <= Self::SLOTS;
        self.asked_before = slot.0;
        let (first, slots) =
            if in_sequence { (slot.0 - slot.0 % Self::SLOTS, Self::SLOTS) } else { (slot.0, 1) };
        self.first = first;
        self.bytes.clear();
        let window_bytes = u64::from(slots) * SLOT_BYTES as u64;
        medium.reader(Slot(first).offset())?.take(window_bytes).read_to_end(&mut self.bytes)?;
        self.find(slot).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn find(&self, slot: Slot) -> Option<[u8; SLOT_BYTES]> {
        let start = slot.0.checked_sub(self.first)? as usize * SLOT_BYTES;
        self.bytes.get(start..)?.first_chunk().copied()
    }
}

fn name_in(record: &[u8; SLOT_BYTES]) -> Option<[u8; NAME_BYTES]> {
    let name = record[..NAME_BYTES].try_into().ok()?;
    (record != &[0; SLOT_BYTES]).then_some(name)
}

/// A file that only its owner may read, whatever the umask says.
fn private() -> OpenOptions {
    #[allow(unused_mut, reason = "changed on Unix only")]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a rename within `folder` durable.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows neither needs this nor lets a folder be opened as a file.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Bytes that are changed in place: a file, or memory for its twin.
enum Medium {
    File(File),
    Memory(Vec<u8>),
}

impl Medium {
    fn length(&self) -> io::Result<u64> {
        match self {
            Self::File(file) => Ok(file.metadata()?.len()),
            Self::Memory(bytes) => Ok(bytes.len() as u64),
        }
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        match self {
            Self::File(file) => file.set_len(length),
            Self::Memory(bytes) => {
                bytes.truncate(usize::try_from(length).map_err(io::Error::other)?);
                Ok(())
            }
        }
    }

    fn reader(&self, offset: u64) -> io::Result<Box<dyn Read + '_>> {
        match self {
            Self::File(file) => {
                let mut file = file;
                file.seek(SeekFrom::Start(offset))?;
                Ok(Box::new(file))
            }
            Self::Memory(bytes) => {
                let start = usize::try_from(offset).map_err(io::Error::other)?;
                Ok(Box::new(bytes.get(start..).unwrap_or_default()))
            }
        }
    }

    fn write(&mut self, offset: u64, record: &[u8]) -> io::Result<()> {
        match self {
            Self::File(file) => {
                file.seek(SeekFrom::Start(offset))?;
                file.write_all(record)
            }
            Self::Memory(bytes) => {
                let start = usize::try_from(offset).map_err(io::Error::other)?;
                bytes.resize(bytes.len().max(start + record.len()), 0);
                bytes[start..start + record.len()].copy_from_slice(record);
                Ok(())
            }
        }
    }

    fn sync(&self) -> io::Result<()> {
        match self {
            Self::File(file) => file.sync_data(),
            Self::Memory(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data_key() -> SecretKey {
        SecretKey::from_bytes(&[3; 32]).unwrap()
    }

    fn create(folder: &Path) -> KeySlots {
        let header = Header::new([9; 16], &data_key(), KeyPlace::File);
        KeySlots::create(folder, header, &data_key()).unwrap()
    }

    fn reopen(folder: &Path) -> KeySlots {
        let header = Header::read(folder).unwrap().unwrap();
        KeySlots::open(folder, header, &data_key()).unwrap()
    }

    fn key_in(slots: &KeySlots, slot: Slot) -> Option<[u8; 32]> {
        match slots.read(slot).unwrap() {
            Held::Key(key) => Some(*key.expose()),
            Held::Destroyed => None,
        }
    }

    #[test]
    fn keys_are_found_again_and_destroyed_ones_never() {
        let folder = tempfile::tempdir().unwrap();
        let mut slots = create(folder.path());
        let (maya, maya_key) = slots.find_or_add(b"maya").unwrap();
        let (noah, noah_key) = slots.find_or_add(b"noah").unwrap();
        assert_ne!(maya, noah);
        slots.sync().unwrap();
        drop(slots);

        let mut slots = reopen(folder.path());
        assert_eq!(slots.find(b"maya"), Some(maya));
        assert_eq!(key_in(&slots, maya), Some(*maya_key.expose()));
        assert!(slots.destroy(b"maya").unwrap());
        assert!(!slots.destroy(b"maya").unwrap());
        assert_eq!(key_in(&slots, maya), None);
        drop(slots);

        let mut slots = reopen(folder.path());
        assert_eq!(slots.find(b"maya"), None);
        assert_eq!(key_in(&slots, maya), None);
        assert_eq!(key_in(&slots, noah), Some(*noah_key.expose()));
        let (again, again_key) = slots.find_or_add(b"maya").unwrap();
        assert!(again > noah, "the number of a destroyed slot is not given away again");
        assert_ne!(again_key.expose(), maya_key.expose());
    }

    #[test]
    fn destroying_leaves_no_trace_of_the_slot_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut slots = create(folder.path());
        let (slot, _) = slots.find_or_add(b"maya").unwrap();
        let path = folder.path().join(FILE_NAME);
        let start = usize::try_from(slot.offset()).unwrap();
        assert_ne!(fs::read(&path).unwrap()[start..start + SLOT_BYTES], [0; SLOT_BYTES]);
        slots.destroy(b"maya").unwrap();
        assert_eq!(fs::read(&path).unwrap()[start..start + SLOT_BYTES], [0; SLOT_BYTES]);
    }

    #[test]
    fn a_torn_last_slot_is_dropped_and_its_number_used() {
        let folder = tempfile::tempdir().unwrap();
        let mut slots = create(folder.path());
        let (maya, _) = slots.find_or_add(b"maya").unwrap();
        let (noah, _) = slots.find_or_add(b"noah").unwrap();
        drop(slots);
        let file = OpenOptions::new().write(true).open(folder.path().join(FILE_NAME)).unwrap();
        file.set_len(noah.offset() + 40).unwrap();

        let mut slots = reopen(folder.path());
        assert_eq!(slots.find(b"maya"), Some(maya));
        assert_eq!(slots.find(b"noah"), None);
        assert_eq!(slots.find_or_add(b"noah").unwrap().0, noah);
        assert!(key_in(&slots, noah).is_some());
    }

    #[test]
    fn swapped_slots_do_not_open() {
        let folder = tempfile::tempdir().unwrap();
        let mut slots = create(folder.path());
        slots.find_or_add(b"maya").unwrap();
        slots.find_or_add(b"noah").unwrap();
        drop(slots);
        let path = folder.path().join(FILE_NAME);
        let mut bytes = fs::read(&path).unwrap();
        let (first, second) = bytes[SLOT_BYTES..].split_at_mut(SLOT_BYTES);
        first.swap_with_slice(second);
        fs::write(&path, bytes).unwrap();
        let slots = reopen(folder.path());
        assert!(slots.read(Slot(1)).is_err());
        assert!(slots.read(Slot(7)).is_err(), "a slot that was never written");
    }

    #[test]
    fn the_header_knows_its_key_and_refuses_other_files() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Header::read(folder.path()).unwrap(), None);
        drop(create(folder.path()));
        let header = Header::read(folder.path()).unwrap().unwrap();
        assert!(header.fits(&data_key()));
        assert!(!header.fits(&SecretKey::from_bytes(&[4; 32]).unwrap()));
        fs::write(folder.path().join(FILE_NAME), b"something else").unwrap();
        assert!(Header::read(folder.path()).is_err());
    }
}
