//! Weights of a linear model: for each feature a short row of classes and what the feature says for or against them.
//!
//! Rule: integers only, so that a sum is the same on every machine and in every order. Rows are found by the upper
//! half of the feature's hash; a feature that training never saw has none.

mod lines;
mod single;

use std::ops::Range;

use super::weights::{Corrupt, Reader, Writer};
use lines::Lines;
use single::Singles;

pub use lines::TOP;

/// What a feature says about one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The class.
    pub class: u8,
    /// For it where positive, against it where negative.
    pub weight: i16,
}

/// Hashed rows of small integers.
#[derive(Debug)]
pub struct Rows(Table);

#[derive(Debug)]
enum Table {
    /// Of one class.
    Single(Singles),
    /// Of several.
    Lines(Lines),
}

impl Default for Rows {
    fn default() -> Self {
        Self(Table::Single(Singles::default()))
    }
}

/// The most classes.
const MOST: usize = 1 << 8;

/// Spreads keys over a table. It is odd, so that no two keys become one.
const SPREAD: u32 = 0x9E37_79B1;

#[inline]
const fn spread(key: u32) -> u32 {
    key.wrapping_mul(SPREAD)
}

/// The place of a spread key among so many.
#[inline]
const fn stretch(spread: u32, places: usize) -> usize {
    (spread as u64 * places as u64 >> u32::BITS) as usize
}

impl Rows {
    /// A table of these rows; each key is there once at most, and none is zero (see [`Rows::key`]). A row has a cell for
    /// each class at most, and weights beyond [`TOP`] count as that.
    #[must_use]
    pub fn new(rows: &[(u32, Vec<Cell>)]) -> Self {
        let classes = rows.iter().flat_map(|(_, cells)| cells).map(|cell| usize::from(cell.class) + 1).max();
        Self::build(rows.iter().map(|(key, cells)| (*key, cells.iter().copied())), classes.unwrap_or(0))
    }

    /// A table of these rows, which are gone through several times.
    fn build<C: ExactSizeIterator<Item = Cell>>(rows: impl Iterator<Item = (u32, C)> + Clone, classes: usize) -> Self {
        Self(if classes > 1 {
            Table::Lines(Lines::new(rows, classes))
        } else {
            let weights = rows.filter_map(|(key, mut cells)| Some((key, cells.next()?.weight.clamp(-TOP, TOP))));
            Table::Single(Singles::new(weights))
        })
    }

    /// The key of a feature's hash.
    #[inline]
    #[must_use]
    pub const fn key(hash: u64) -> u32 {
        (hash >> 32) as u32 | 1
    }

    /// The cells of a feature; none where training left none.
    pub fn cells(&self, hash: u64) -> impl Iterator<Item = Cell> {
        let key = Self::key(hash);
        let (single, several) = match &self.0 {
            _ if self.is_empty() => (None, None),
            Table::Single(table) => (table.get(key).map(|weight| Cell { class: 0, weight }), None),
            Table::Lines(table) => (None, Some(table.cells(key))),
        };
        single.into_iter().chain(several.into_iter().flatten())
    }

    /// Adds what these features say to the scores of the classes. Classes beyond `scores` do not exist: [`Rows::read`]
    /// has seen to it.
    #[inline]
    pub fn add(&self, features: &[u64], scores: &mut [i32]) {
        if self.is_empty() {
            return;
        }
        match &self.0 {
            Table::Single(table) => scores[0] += table.sum(features.iter().map(|hash| Self::key(*hash))),
            Table::Lines(table) => table.add(features, scores),
        }
    }

    /// The number of features that have a row.
    #[must_use]
    pub const fn len(&self) -> usize {
        match &self.0 {
            Table::Single(table) => table.len(),
            Table::Lines(table) => table.len(),
        }
    }

    /// Whether no feature has a row.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of memory.
    #[must_use]
    pub const fn memory(&self) -> usize {
        match &self.0 {
            Table::Single(table) => table.memory(),
            Table::Lines(table) => table.memory(),
        }
    }

    /// Writes the rows, sorted by key: keys as distances, then lengths, classes and weights each in a stretch of their
    /// own, which is what compresses best.
    pub fn write(&self, writer: &mut Writer) {
        let mut rows = match &self.0 {
            Table::Single(table) => table.all().map(|(key, weight)| (key, vec![Cell { class: 0, weight }])).collect(),
            Table::Lines(table) => table.all(),
        };
        rows.sort_unstable_by_key(|(key, _)| *key);
        let cells = || rows.iter().flat_map(|(_, cells)| cells);
        writer.number(rows.len() as u64);
        writer.number(cells().count() as u64);
        let mut last = 0;
        for (key, _) in &rows {
            writer.number(u64::from(key - last));
            last = *key;
        }
        // A row has fewer cells than there are numbers of classes.
        writer.bytes(rows.iter().map(|(_, cells)| u8::try_from(cells.len()).unwrap_or(u8::MAX)));
        writer.bytes(cells().map(|cell| cell.class));
        cells().for_each(|cell| writer.number(u64::from(zigzag(cell.weight))));
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
        let mut rest = ids;
        for length in lengths {
            let row;
            (row, rest) = rest.split_at(usize::from(*length));
            if !row.is_sorted_by(|class, next| class < next) {
                return Err(Corrupt("the classes of a row are out of order"));
            }
        }
        if weights.iter().any(|weight| weight.unsigned_abs() > TOP.unsigned_abs()) {
            return Err(Corrupt("a weight is out of range"));
        }
        let starts = lengths.iter().scan(0, |next, length| {
            let start = *next;
            *next += usize::from(*length);
            Some(start..*next)
        });
        let cell = |(class, weight): (&u8, &i16)| Cell { class: *class, weight: *weight };
        let row = |(key, cells): (&u32, Range<usize>)| (*key, ids[cells.clone()].iter().zip(&weights[cells]).map(cell));
        Ok(Self::build(keys.iter().zip(starts).map(row), classes.min(MOST)))
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

    use proptest::prelude::{Strategy, any, prop, proptest};

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(
            rows in prop::collection::btree_map(
                any::<u32>(),
                prop::collection::btree_map(0_u8..9, (-TOP..=TOP).prop_filter("it says nothing", |weight| *weight != 0), 0..9),
                0..999,
            ),
            classes in prop::sample::select(vec![1_u8, 9]),
        ) {
            let row = |cells: BTreeMap<u8, i16>| {
                let cells = cells.into_iter().filter(|(class, _)| *class < classes);
                cells.map(|(class, weight)| Cell { class, weight }).collect()
            };
            let rows: BTreeMap<u32, Vec<Cell>> = rows.into_iter().map(|(key, cells)| (key | 1, row(cells))).collect();
            let table = Rows::new(&rows.clone().into_iter().collect::<Vec<_>>());
            let mut writer = Writer::default();
            table.write(&mut writer);
            let content = writer.finish();
            let again = Rows::read(&mut Reader::new(&content), usize::from(classes)).unwrap();
            let hashes: Vec<u64> = rows.keys().map(|key| u64::from(*key) << 32).collect();
            let mut sum = [0; 9];
            for (hash, cells) in hashes.iter().zip(rows.values()) {
                assert!(table.cells(*hash).eq(cells.iter().copied()));
                assert!(again.cells(*hash).eq(cells.iter().copied()));
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
