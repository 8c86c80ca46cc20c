//! Weights of a few classes for a great many features: a table without keys, in which features that meet share a row.
//!
//! Rule: a row is one word of memory and its sum needs no branch. Integers only, so that a sum is the same on every
//! machine and in every order.

use super::weights::{Corrupt, Reader, Writer};

/// The most classes of a table.
pub const CLASSES: usize = 4;

/// The most features of one sum: 256 of them fill a lane of 16 bits.
pub const MOST_FEATURES: usize = 256;

/// The largest table, as a power of two of its rows.
const MOST_BITS: u32 = 22;

/// What each weight is above zero in memory, so that lanes never borrow from each other.
const BIAS: u8 = 128;

/// Every second byte of a row.
const LANES: u32 = 0x00FF_00FF;

/// Rows of [`CLASSES`] small weights.
#[derive(Debug, Default)]
pub struct DenseRows {
    /// A byte for each class, the first one lowest, each [`BIAS`] above its weight.
    rows: Vec<u32>,
    shift: u32,
}

impl DenseRows {
    /// A table of these rows.
    ///
    /// # Errors
    /// [`Corrupt`] where their number is no power of two, or too large.
    pub fn new(rows: &[[i8; CLASSES]]) -> Result<Self, Corrupt> {
        let bits = rows.len().trailing_zeros();
        if !rows.len().is_power_of_two() || bits == 0 || bits > MOST_BITS {
            return Err(Corrupt("the size of a table is out of range"));
        }
        let rows = rows.iter().map(|row| u32::from_le_bytes(row.map(|weight| weight.cast_unsigned() ^ BIAS))).collect();
        Ok(Self { rows, shift: u64::BITS - bits })
    }

    /// The row of a feature in a table of 2^`bits` rows.
    #[inline]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the table is smaller than 2³² rows")]
    pub const fn index(hash: u64, bits: u32) -> usize {
        (hash >> (u64::BITS - bits)) as usize
    }

    /// What these features say of each class, each sum larger by the same amount.
    #[inline]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the table is smaller than 2³² rows")]
    pub fn sum<const N: usize>(&self, features: &[u64; N]) -> [u32; CLASSES] {
        const { assert!(N <= MOST_FEATURES) };
        let (mut even, mut odd) = (0, 0);
        for hash in features {
            // Only an empty table lacks a row.
            let row = self.rows.get((hash >> self.shift) as usize).copied().unwrap_or_default();
            even += row & LANES;
            odd += row >> 8 & LANES;
        }
        [even & 0xFFFF, odd & 0xFFFF, even >> 16, odd >> 16]
    }

    /// Bytes of memory.
    #[must_use]
    pub const fn memory(&self) -> usize {
        self.rows.len() * size_of::<u32>()
    }

    /// Writes the table, each class in a stretch of its own, which is what compresses best.
    pub fn write(&self, writer: &mut Writer) {
        writer.number(u64::from(self.rows.len().max(1).trailing_zeros()));
        for class in 0..CLASSES {
            writer.bytes(self.rows.iter().map(|row| row.to_le_bytes()[class] ^ BIAS));
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
            reader.bytes(0)?;
            return Ok(Self::default());
        }
        let rows = 1 << bits;
        let mut classes = [&[][..]; CLASSES];
        for class in &mut classes {
            *class = reader.bytes(rows)?;
        }
        let row = |at: usize| u32::from_le_bytes(classes.map(|class| class[at] ^ BIAS));
        Ok(Self { rows: (0..rows).map(row).collect(), shift: u64::BITS - bits })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::*;

    proptest! {
        #[test]
        fn a_sum_is_the_sum_of_its_rows(
            rows in prop::collection::vec(any::<[i8; CLASSES]>(), 16),
            features in any::<[u64; 9]>(),
            cut in 0_usize..65,
        ) {
            let table = DenseRows::new(&rows).unwrap();
            let mut writer = Writer::default();
            table.write(&mut writer);
            let content = writer.finish();
            let again = DenseRows::read(&mut Reader::new(&content)).unwrap();
            let sums = again.sum(&features);
            assert_eq!(sums, table.sum(&features));
            for (class, sum) in sums.into_iter().enumerate() {
                let weight = |hash: &u64| i64::from(rows[DenseRows::index(*hash, 4)][class]) + i64::from(BIAS);
                assert_eq!(i64::from(sum), features.iter().map(weight).sum::<i64>());
            }
            assert!(DenseRows::read(&mut Reader::new(&content[..cut])).is_err());
        }
    }

    #[test]
    fn the_largest_sum_fits_its_lane() {
        let table = DenseRows::new(&[[127, -128, 127, -128]; 2]).unwrap();
        assert_eq!(table.sum(&[0; MOST_FEATURES]), [255 * 256, 0, 255 * 256, 0]);
    }

    #[test]
    fn an_empty_table_comes_back_and_says_nothing() {
        let mut writer = Writer::default();
        DenseRows::default().write(&mut writer);
        let content = writer.finish();
        let table = DenseRows::read(&mut Reader::new(&content)).unwrap();
        assert_eq!(table.sum(&[u64::MAX; 3]), [0; CLASSES]);
    }

    #[test]
    fn a_table_of_no_power_of_two_is_refused() {
        assert!(DenseRows::new(&[[0; CLASSES]; 3]).is_err());
        assert!(DenseRows::new(&[]).is_err());
        let mut writer = Writer::default();
        writer.number(60);
        assert!(DenseRows::read(&mut Reader::new(&writer.finish())).is_err());
    }
}
