//! One row per entry, in columns: what a search looks at for every customer lies together.
//!
//! A changed entry gets a new row; the old one is dead until the directory is packed again.

use jiff::Timestamp;

use super::record::{Field, Record, encode};
use super::table::{self, RowTable};
use super::{Entry, fold};
use crate::domain::CustomerId;

/// In `name_words`: the row is dead.
pub(super) const DEAD: u8 = u8::MAX;
/// In `activity`: never seen to do anything.
const NEVER: i64 = i64::MIN;

/// Every row, dead ones too.
#[derive(Default)]
pub(super) struct Rows {
    ids: Vec<CustomerId>,
    by_id: RowTable,
    /// The texts of all rows and where each row's begin.
    bytes: Vec<u8>,
    starts: Vec<usize>,
    /// Microseconds since 1970.
    activity: Vec<i64>,
    weights: Vec<u32>,
    /// How many words the name has.
    name_words: Vec<u8>,
    dead: usize,
}

impl Rows {
    /// All rows, dead ones too.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn dead(&self) -> usize {
        self.dead
    }

    pub(super) fn is_alive(&self, row: u32) -> bool {
        self.name_words[row as usize] != DEAD
    }

    pub(super) fn id(&self, row: u32) -> CustomerId {
        self.ids[row as usize]
    }

    pub(super) fn record(&self, row: u32) -> Record<'_> {
        Record(&self.bytes[self.starts[row as usize]..])
    }

    /// The column of name lengths in words, `DEAD` where there is no entry any more.
    pub(super) fn name_words(&self) -> &[u8] {
        &self.name_words
    }

    /// What orders equals: the later activity, then the greater weight.
    pub(super) fn standing(&self, row: u32) -> (i64, u32) {
        (self.activity[row as usize], self.weights[row as usize])
    }

    pub(super) fn last_activity(&self, row: u32) -> Option<Timestamp> {
        Timestamp::from_microsecond(self.activity[row as usize]).ok()
    }

    pub(super) fn find(&self, id: CustomerId) -> Option<u32> {
        self.by_id.find(hash_of(id), |row| self.ids[row as usize] == id)
    }

    /// Keeps an entry; a new row when it is new or its texts have changed, none when they are the same.
    pub(super) fn put(&mut self, entry: &Entry) -> Option<u32> {
        let start = self.bytes.len();
        encode(entry, &mut self.bytes);
        let activity = entry.last_activity.map_or(NEVER, Timestamp::as_microsecond);
        if let Some(known) = self.find(entry.id) {
            let (old, new) = self.bytes.split_at(start);
            if old[self.starts[known as usize]..].starts_with(new) {
                self.bytes.truncate(start);
                self.activity[known as usize] = activity;
                self.weights[known as usize] = entry.weight;
                return None;
            }
            self.kill(known);
        }
        Some(self.push(entry.id, start, activity, entry.weight))
    }

    /// Notes a later activity; an earlier one changes nothing.
    pub(super) fn touch(&mut self, row: u32, at: Timestamp) {
        let activity = &mut self.activity[row as usize];
        *activity = at.as_microsecond().max(*activity);
    }

    /// Forgets a row and wipes its texts.
    pub(super) fn kill(&mut self, row: u32) {
        let start = self.starts[row as usize];
        let length = self.record(row).length();
        self.bytes[start..start + length].fill(0);
        self.name_words[row as usize] = DEAD;
        self.by_id.remove(hash_of(self.id(row)), row);
        self.dead += 1;
    }

    /// The living rows alone, in the same order.
    pub(super) fn packed(&self) -> Self {
        let mut packed = Self::default();
        for row in (0..self.len() as u32).filter(|row| self.is_alive(*row)) {
            let start = packed.bytes.len();
            let record = self.record(row);
            packed.bytes.extend_from_slice(&record.0[..record.length()]);
            let (activity, weight) = self.standing(row);
            packed.push(self.id(row), start, activity, weight);
        }
        packed
    }

    /// Gives back what growing took too much of.
    pub(super) fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        self.bytes.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.activity.shrink_to_fit();
        self.weights.shrink_to_fit();
        self.name_words.shrink_to_fit();
    }

    /// Adds the row whose texts were appended at `start`.
    fn push(&mut self, id: CustomerId, start: usize, activity: i64, weight: u32) -> u32 {
        let row = u32::try_from(self.ids.len()).expect("four billion customers do not fit into memory");
        let mut words: u8 = 0;
        fold::for_each_word(Record(&self.bytes[start..]).name(), |_, _, _| words = words.saturating_add(1));
        self.ids.push(id);
        self.starts.push(start);
        self.activity.push(activity);
        self.weights.push(weight);
        self.name_words.push(words.min(DEAD - 1));
        self.by_id.insert(hash_of(id), row, |row| hash_of(self.ids[row as usize]));
        row
    }

    /// All texts of a row in one field.
    pub(super) fn texts(&self, row: u32, field: Field) -> Vec<String> {
        self.record(row).all(field).into_iter().map(str::to_owned).collect()
    }
}

fn hash_of(id: CustomerId) -> u64 {
    table::hash(id.as_bytes())
}
