//! A hash table of row numbers: what a row is called stays where the row is.
//!
//! Five to eleven bytes a row, where a map with its own copy of the key takes several times that.

const EMPTY: u32 = u32::MAX;
const REMOVED: u32 = u32::MAX - 1;

/// Open addressing with linear probing over row numbers.
#[derive(Default)]
pub(super) struct RowTable {
    cells: Vec<u32>,
    /// Cells that are not empty, removed ones too: they lengthen the probes as much.
    used: usize,
}

impl RowTable {
    /// The row with this hash that `is_it` says yes to.
    pub(super) fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        self.probe(hash)
            .map(|at| self.cells[at])
            .take_while(|row| *row != EMPTY)
            .find(|row| *row != REMOVED && is_it(*row))
    }

    /// Adds a row that is not in the table. `hash_of` tells the hash of any row in it, for when it grows.
    pub(super) fn insert(&mut self, hash: u64, row: u32, hash_of: impl Fn(u32) -> u64) {
        if (self.used + 1) * 4 > self.cells.len() * 3 {
            self.grow(hash_of);
        }
        self.place(hash, row);
    }

    /// Takes a row out.
    pub(super) fn remove(&mut self, hash: u64, row: u32) {
        let found =
            self.probe(hash).take_while(|at| self.cells[*at] != EMPTY).find(|at| self.cells[*at] == row);
        if let Some(at) = found {
            self.cells[at] = REMOVED;
        }
    }

    fn grow(&mut self, hash_of: impl Fn(u32) -> u64) {
        let rows: Vec<u32> = self.cells.iter().copied().filter(|row| *row < REMOVED).collect();
        let size = ((rows.len() + 1) * 2).next_power_of_two().max(16);
        self.cells = vec![EMPTY; size];
        self.used = 0;
        for row in rows {
            self.place(hash_of(row), row);
        }
    }

    fn place(&mut self, hash: u64, row: u32) {
        let free = self.probe(hash).find(|at| self.cells[*at] == EMPTY);
        let at = free.expect("a quarter of the cells is empty");
        self.cells[at] = row;
        self.used += 1;
    }

    /// Every cell once, beginning where the hash points.
    fn probe(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let size = self.cells.len();
        let first = (hash >> 20) as usize;
        (0..size).map(move |step| (first + step) & (size - 1))
    }
}

/// A quick hash of bytes (multiply and rotate); not for keys that somebody may choose with malice at scale.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut chunks = bytes.chunks_exact(8);
    let mut state = bytes.len() as u64;
    let mut mix = |word: u64| state = (state.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    for chunk in &mut chunks {
        mix(chunk.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }
    mix(chunks.remainder().iter().fold(1, |word, byte| word << 8 | u64::from(*byte)));
    state ^ state >> 29
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_and_go() {
        let names: Vec<String> = (0..1000).map(|n| format!("row {n}")).collect();
        let hash_of = |row: u32| hash(names[row as usize].as_bytes());
        let mut table = RowTable::default();
        for row in 0..1000 {
            table.insert(hash_of(row), row, hash_of);
        }
        for row in (0..1000).step_by(2) {
            table.remove(hash_of(row), row);
        }
        for row in 0..1000 {
            let found = table.find(hash_of(row), |other| other == row);
            assert_eq!(found.is_some(), row % 2 == 1);
        }
    }
}
