//! Weights of a linear model: for each feature a short row of classes and what the feature says for or against them.
//!
//! Rule: integers only, so that a sum is the same on every machine and in every order. Rows are found by the upper
//! half of the feature's hash; a feature that training never saw has none.

use super::weights::{Corrupt, Reader, Writer};

/// What a feature says about one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The class.
    pub class: u8,
    /// For it where positive, against it where negative.
    pub weight: i16,
}

/// Hashed rows of small integers.
#[derive(Debug, Default)]
pub struct Rows {
    /// Open addressing; a key of zero marks a free slot.
    slots: Vec<Slot>,
    shift: u32,
    /// A row is its length, as a cell, and then its cells. The first row is the empty one.
    cells: Vec<Cell>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    key: u32,
    row: u32,
}

/// How many features a call of [`Rows::add`] looks up, and then reads the lengths of, before it adds any: their misses
/// of the cache then overlap.
const AHEAD: usize = 16;

impl Rows {
    /// A table of these rows; each key is there once at most, and none is zero (see [`Rows::key`]).
    #[must_use]
    pub fn new(rows: &[(u32, Vec<Cell>)]) -> Self {
        let mut table = Self::with_capacity(rows.len(), rows.iter().map(|(_, cells)| cells.len() + 1).sum());
        for (key, cells) in rows {
            table.insert(*key, cells.iter().copied());
        }
        table
    }

    fn with_capacity(rows: usize, cells: usize) -> Self {
        let slots = (rows * 3 / 2 + 2).next_power_of_two();
        let mut table = Self {
            slots: vec![Slot::default(); slots],
            shift: 32 - slots.trailing_zeros(),
            cells: Vec::with_capacity(cells + 1),
        };
        table.cells.push(Cell { class: 0, weight: 0 });
        table
    }

    fn insert(&mut self, key: u32, cells: impl ExactSizeIterator<Item = Cell>) {
        let row = self.cells.len();
        self.cells.push(Cell { class: u8::try_from(cells.len()).unwrap_or(u8::MAX), weight: 0 });
        self.cells.extend(cells.take(usize::from(u8::MAX)));
        let mut at = self.home(key);
        while self.slots[at].key != 0 {
            at = (at + 1) & (self.slots.len() - 1);
        }
        // A table holds far fewer than 2³² cells: its file would not fit the limit.
        self.slots[at] = Slot { key, row: u32::try_from(row).unwrap_or(0) };
    }

    /// The key of a feature's hash.
    #[inline]
    #[must_use]
    pub const fn key(hash: u64) -> u32 {
        (hash >> 32) as u32 | 1
    }

    #[inline]
    fn home(&self, key: u32) -> usize {
        (key.wrapping_mul(0x9E37_79B1) >> self.shift) as usize
    }

    #[inline]
    fn row(&self, key: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = self.home(key) & mask;
        loop {
            let slot = self.slots[at];
            if slot.key == key {
                return slot.row as usize;
            }
            if slot.key == 0 {
                return 0;
            }
            at = (at + 1) & mask;
        }
    }

    /// The cells of a feature; none where training left none.
    #[must_use]
    pub fn cells(&self, hash: u64) -> &[Cell] {
        if self.slots.is_empty() {
            return &[];
        }
        let row = self.row(Self::key(hash));
        &self.cells[row + 1..row + 1 + usize::from(self.cells[row].class)]
    }

    /// Adds what these features say to the scores of the classes. Classes beyond `scores` do not exist: [`Rows::read`]
    /// has seen to it.
    #[inline]
    pub fn add(&self, features: &[u64], scores: &mut [i32]) {
        if self.slots.is_empty() {
            return;
        }
        for features in features.chunks(AHEAD) {
            let mut rows = [0; AHEAD];
            for (row, hash) in rows.iter_mut().zip(features) {
                *row = self.row(Self::key(*hash));
            }
            let lengths = rows.map(|row| self.cells[row].class);
            for (row, length) in rows.iter().zip(lengths).take(features.len()) {
                for cell in &self.cells[row + 1..row + 1 + usize::from(length)] {
                    scores[usize::from(cell.class)] += i32::from(cell.weight);
                }
            }
        }
    }

    /// The number of features that have a row.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.iter().filter(|slot| slot.key != 0).count()
    }

    /// Whether no feature has a row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of memory.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.slots.len() * size_of::<Slot>() + self.cells.len() * size_of::<Cell>()
    }

    /// Writes the rows, sorted by key: keys as distances, then lengths, classes and weights each in a stretch of their
    /// own, which is what compresses best.
    pub fn write(&self, writer: &mut Writer) {
        let mut slots: Vec<Slot> = self.slots.iter().copied().filter(|slot| slot.key != 0).collect();
        slots.sort_unstable_by_key(|slot| slot.key);
        let cells = |slot: &Slot| {
            let row = slot.row as usize;
            &self.cells[row + 1..row + 1 + usize::from(self.cells[row].class)]
        };
        writer.number(slots.len() as u64);
        writer.number(slots.iter().map(|slot| cells(slot).len() as u64).sum());
        let mut last = 0;
        for slot in &slots {
            writer.number(u64::from(slot.key - last));
            last = slot.key;
        }
        writer.bytes(slots.iter().map(|slot| self.cells[slot.row as usize].class));
        writer.bytes(slots.iter().flat_map(|slot| cells(slot).iter().map(|cell| cell.class)));
        for cell in slots.iter().flat_map(cells) {
            writer.number(u64::from(zigzag(cell.weight)));
        }
    }

    /// Reads what [`Rows::write`] wrote.
    ///
    /// # Errors
    /// [`Corrupt`] where it is cut short, or where a row names a class that is not below `classes`.
    pub fn read(reader: &mut Reader<'_>, classes: usize) -> Result<Self, Corrupt> {
        let rows = reader.length()?;
        let cells = reader.length()?;
        let mut keys = Vec::with_capacity(rows);
        let mut key = 0_u32;
        for _ in 0..rows {
            let distance = u32::try_from(reader.number()?).map_err(|_| Corrupt("a key is out of range"))?;
            key = key.checked_add(distance).ok_or(Corrupt("a key is out of range"))?;
            if distance == 0 {
                return Err(Corrupt("a key stands twice"));
            }
            keys.push(key);
        }
        let lengths = reader.bytes(rows)?;
        let ids = reader.bytes(cells)?;
        let weights = (0..cells).map(|_| unzigzag(reader.number()?)).collect::<Result<Vec<i16>, Corrupt>>()?;
        if lengths.iter().map(|length| usize::from(*length)).sum::<usize>() != cells {
            return Err(Corrupt("the rows do not add up"));
        }
        if ids.iter().any(|class| usize::from(*class) >= classes) {
            return Err(Corrupt("a row names a class that does not exist"));
        }
        let mut table = Self::with_capacity(rows, rows + cells);
        let mut at = 0;
        for (key, length) in keys.into_iter().zip(lengths) {
            let end = at + usize::from(*length);
            let row = ids[at..end].iter().zip(&weights[at..end]);
            table.insert(key, row.map(|(class, weight)| Cell { class: *class, weight: *weight }));
            at = end;
        }
        Ok(table)
    }
}

/// A weight as a number without sign, small for a small weight.
const fn zigzag(weight: i16) -> u16 {
    (weight << 1 ^ weight >> 15).cast_unsigned()
}

fn unzigzag(number: u64) -> Result<i16, Corrupt> {
    let number = u16::try_from(number).map_err(|_| Corrupt("a weight is out of range"))?;
    Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
}

/// The place of the highest score, the first among equals; the first place where there are none.
#[inline]
#[must_use]
pub fn highest<T: PartialOrd>(scores: &[T]) -> usize {
    let mut best = 0;
    for (at, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = at;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::{any, prop, proptest};

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(
            rows in prop::collection::btree_map(any::<u32>(), prop::collection::vec((0_u8..9, any::<i16>()), 0..5), 0..99),
        ) {
            let rows: BTreeMap<u32, Vec<Cell>> = rows
                .into_iter()
                .map(|(key, cells)| {
                    (key | 1, cells.into_iter().map(|(class, weight)| Cell { class, weight }).collect())
                })
                .collect();
            let table = Rows::new(&rows.clone().into_iter().collect::<Vec<_>>());
            let mut writer = Writer::default();
            table.write(&mut writer);
            let content = writer.finish();
            let again = Rows::read(&mut Reader::new(&content), 9).unwrap();
            let hashes: Vec<u64> = rows.keys().map(|key| u64::from(*key) << 32).collect();
            let mut sum = [0; 9];
            for (hash, cells) in hashes.iter().zip(rows.values()) {
                assert_eq!(table.cells(*hash), &cells[..]);
                assert_eq!(again.cells(*hash), &cells[..]);
                for cell in cells {
                    sum[usize::from(cell.class)] += i32::from(cell.weight);
                }
            }
            let mut scores = [0; 9];
            again.add(&hashes, &mut scores);
            assert_eq!(scores, sum);
            if rows.values().flatten().any(|cell| cell.class > 3) {
                assert!(Rows::read(&mut Reader::new(&content), 4).is_err());
            }
        }
    }

    #[test]
    fn an_empty_table_says_nothing() {
        let mut scores = [0; 3];
        Rows::default().add(&[1, 2], &mut scores);
        Rows::new(&[]).add(&[1, 2], &mut scores);
        assert_eq!(scores, [0; 3]);
    }
}
