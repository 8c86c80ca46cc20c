//! Weights of a few classes for a great many features: a table without keys, in which features that meet share a row.
//!
//! Rule: a feature costs one place in memory and no branch. Integers only, so that a sum is the same on every machine
//! and in every order.

use super::weights::{Corrupt, Reader, Writer};

/// The classes in a word of a row.
pub const LANES: usize = 4;

/// The most features of one sum: 256 of them fill a lane of 16 bits.
pub const MOST_FEATURES: usize = 256;

/// The largest table, as a power of two of its rows.
const MOST_BITS: u32 = 22;

/// What each weight is above zero in memory, so that lanes never borrow from each other.
const BIAS: u8 = 128;

/// Every second byte of a word.
const EVEN: u32 = 0x00FF_00FF;

/// Rows of small weights, for [`LANES`] times `WORDS` classes.
#[derive(Debug, Default)]
pub struct DenseRows<const WORDS: usize> {
    /// A byte for each class, the first one lowest, each [`BIAS`] above its weight.
    rows: Vec<[u32; WORDS]>,
    shift: u32,
}

/// Sums on their way: two lanes of 16 bits in each number.
#[derive(Clone, Copy, Debug)]
pub struct Sums<const WORDS: usize> {
    even: [u32; WORDS],
    odd: [u32; WORDS],
}

impl<const WORDS: usize> Sums<WORDS> {
    /// Before the first feature.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { even: [0; WORDS], odd: [0; WORDS] }
    }

    /// The sums of the classes, each larger than its weights by the same amount.
    #[inline]
    #[must_use]
    pub fn classes(&self) -> [[u32; LANES]; WORDS] {
        std::array::from_fn(|at| {
            let (even, odd) = (self.even[at], self.odd[at]);
            [even & 0xFFFF, odd & 0xFFFF, even >> 16, odd >> 16]
        })
    }
}

impl<const WORDS: usize> Default for Sums<WORDS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const WORDS: usize> DenseRows<WORDS> {
    /// A table of these rows, as many weights as classes each.
    ///
    /// # Errors
    /// [`Corrupt`] where their number is no power of two, or too large.
    pub fn new(rows: &[[[i8; LANES]; WORDS]]) -> Result<Self, Corrupt> {
        let bits = rows.len().trailing_zeros();
        if !rows.len().is_power_of_two() || bits == 0 || bits > MOST_BITS {
            return Err(Corrupt("the size of a table is out of range"));
        }
        let word = |word: [i8; LANES]| u32::from_le_bytes(word.map(|weight| weight.cast_unsigned() ^ BIAS));
        Ok(Self { rows: rows.iter().map(|row| row.map(word)).collect(), shift: u64::BITS - bits })
    }

    /// The row of a feature in a table of 2^`bits` rows.
    #[inline]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the table is smaller than 2³² rows")]
    pub const fn index(hash: u64, bits: u32) -> usize {
        (hash >> (u64::BITS - bits)) as usize
    }

    /// Adds what these features say of each class. All calls for one sum together take [`MOST_FEATURES`] at most.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the table is smaller than 2³² rows")]
    pub fn add<const N: usize>(&self, features: &[u64; N], sums: &mut Sums<WORDS>) {
        const { assert!(N <= MOST_FEATURES) };
        for hash in features {
            // Only an empty table lacks a row.
            let Some(row) = self.rows.get((hash >> self.shift) as usize) else { return };
            for (at, word) in row.iter().enumerate() {
                sums.even[at] += word & EVEN;
                sums.odd[at] += word >> 8 & EVEN;
            }
        }
    }

    /// Bytes of memory.
    #[must_use]
    pub const fn memory(&self) -> usize {
        self.rows.len() * size_of::<[u32; WORDS]>()
    }

    /// Writes the table, each class in a stretch of its own, which is what compresses best.
    pub fn write(&self, writer: &mut Writer) {
        writer.number(u64::from(self.rows.len().max(1).trailing_zeros()));
        for at in 0..WORDS {
            for lane in 0..LANES {
                writer.bytes(self.rows.iter().map(|row| row[at].to_le_bytes()[lane] ^ BIAS));
            }
        }
    }

    /// Reads what [`DenseRows::write`] wrote.
    ///
    /// # Errors
    /// [`Corrupt`] where it is cut short or too large.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Corrupt> {
        let bits = u32::try_from(reader.number()?).ok().filter(|bits| *bits <= MOST_BITS);
        let bits = bits.ok_or(Corrupt("the size of a table is out of range"))?;
        if bits == 0 {
            return Ok(Self::default());
        }
        let rows = 1 << bits;
        let mut classes = [[&[][..]; LANES]; WORDS];
        for class in classes.as_flattened_mut() {
            *class = reader.bytes(rows)?;
        }
        let row = |at: usize| classes.map(|word| u32::from_le_bytes(word.map(|class| class[at] ^ BIAS)));
        Ok(Self { rows: (0..rows).map(row).collect(), shift: u64::BITS - bits })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::*;

    fn sums<const WORDS: usize, const N: usize>(
        table: &DenseRows<WORDS>,
        features: &[u64; N],
    ) -> [[u32; LANES]; WORDS] {
        let mut sums = Sums::new();
        table.add(features, &mut sums);
        sums.classes()
    }

    proptest! {
        #[test]
        fn a_sum_is_the_sum_of_its_rows(
            rows in prop::collection::vec(any::<[[i8; LANES]; 2]>(), 16),
            features in any::<[u64; 9]>(),
            cut in 0_usize..129,
        ) {
            let table = DenseRows::new(&rows).unwrap();
            let mut writer = Writer::default();
            table.write(&mut writer);
            let content = writer.finish();
            let again = DenseRows::<2>::read(&mut Reader::new(&content)).unwrap();
            let found = sums(&again, &features);
            assert_eq!(found, sums(&table, &features));
            for (class, sum) in found.as_flattened().iter().enumerate() {
                let row = |hash: &u64| rows[DenseRows::<2>::index(*hash, 4)];
                let weight = |hash: &u64| i64::from(row(hash).as_flattened()[class]) + i64::from(BIAS);
                assert_eq!(i64::from(*sum), features.iter().map(weight).sum::<i64>());
            }
            assert!(DenseRows::<2>::read(&mut Reader::new(&content[..cut])).is_err());
        }
    }

    #[test]
    fn the_largest_sum_fits_its_lane() {
        let table = DenseRows::new(&[[[127, -128, 127, -128]]; 2]).unwrap();
        assert_eq!(sums(&table, &[0; MOST_FEATURES]), [[255 * 256, 0, 255 * 256, 0]]);
    }

    #[test]
    fn an_empty_table_comes_back_and_says_nothing() {
        let mut writer = Writer::default();
        DenseRows::<1>::default().write(&mut writer);
        let content = writer.finish();
        let table = DenseRows::<1>::read(&mut Reader::new(&content)).unwrap();
        assert_eq!(sums(&table, &[u64::MAX; 3]), [[0; LANES]]);
    }

    #[test]
    fn a_table_of_no_power_of_two_is_refused() {
        assert!(DenseRows::new(&[[[0; LANES]]; 3]).is_err());
        assert!(DenseRows::<1>::new(&[]).is_err());
        let mut writer = Writer::default();
        writer.number(60);
        assert!(DenseRows::<1>::read(&mut Reader::new(&writer.finish())).is_err());
    }
}
