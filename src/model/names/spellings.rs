//! Numbers for hashes, from 0 in the order in which they came; used again for every text.

/// A table from hashes to numbers.
#[derive(Debug, Default)]
pub struct Spellings {
    /// Open addressing; a number of zero marks a free slot, and all others are one too high.
    slots: Vec<(u64, u32)>,
    shift: u32,
    count: u32,
}

impl Spellings {
    /// Forgets everything and makes room for `most` hashes.
    pub fn reset(&mut self, most: usize) {
        let room = (most * 2 + 2).next_power_of_two();
        self.slots.clear();
        self.slots.resize(room, (0, 0));
        self.shift = 64 - room.trailing_zeros();
        self.count = 0;
    }

    /// How many hashes there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The number of a hash, none where it never came.
    #[inline]
    #[must_use]
    pub fn get(&self, hash: u64) -> Option<u32> {
        let (_, number) = *self.slots.get(self.slot(hash))?;
        number.checked_sub(1)
    }

    /// The number of a hash; a new one where it never came, and none where there is no room for it.
    #[inline]
    pub fn number(&mut self, hash: u64) -> Option<u32> {
        let slot = self.slot(hash);
        let full = (self.count as usize + 1) * 2 > self.slots.len();
        let entry = self.slots.get_mut(slot)?;
        if entry.1 == 0 {
            if full {
                return None;
            }
            self.count += 1;
            *entry = (hash, self.count);
        }
        entry.1.checked_sub(1)
    }

    /// Where a hash is, or where it would be. At least half of the slots are free.
    #[inline]
    fn slot(&self, hash: u64) -> usize {
        let Some(mask) = self.slots.len().checked_sub(1) else { return 0 };
        let mut at = (hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize & mask;
        while self.slots[at].1 != 0 && self.slots[at].0 != hash {
            at = (at + 1) & mask;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_given_in_order_and_found_again() {
        let mut spellings = Spellings::default();
        assert_eq!((spellings.get(7), spellings.number(7)), (None, None));
        for _ in 0..2 {
            spellings.reset(3);
            assert!(spellings.is_empty());
            assert_eq!([7, 9, 7, 0].map(|hash| spellings.number(hash)), [Some(0), Some(1), Some(0), Some(2)]);
            assert_eq!((spellings.get(9), spellings.get(8), spellings.len()), (Some(1), None, 3));
        }
    }

    #[test]
    fn beyond_its_room_nothing_is_numbered() {
        let mut spellings = Spellings::default();
        spellings.reset(0);
        assert_eq!(spellings.number(1), Some(0));
        assert_eq!((spellings.number(2), spellings.number(1)), (None, Some(0)));
    }
}
