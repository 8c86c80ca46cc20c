//! Weights of one class by key: a slot each, so that one look at memory answers most questions.

/// A table of keys and weights.
#[derive(Debug, Default)]
pub struct Singles {
    /// Open addressing; a key of zero marks a free slot.
    slots: Vec<Slot>,
    length: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    key: u32,
    weight: i16,
}

/// How many slots a call of [`Singles::sum`] asks for before it reads any: the waiting for them then overlaps.
const AHEAD: usize = 16;

impl Singles {
    /// A table of these weights; each key is there once at most, and none is zero.
    pub fn new(weights: impl Iterator<Item = (u32, i16)> + Clone) -> Self {
        let length = weights.clone().count();
        // A third of the slots stay free.
        let mut table = Self { slots: vec![Slot::default(); length * 3 / 2 + 2], length };
        for (key, weight) in weights {
            let mut at = table.home(key);
            while table.slots[at].key != 0 {
                at = table.behind(at);
            }
            table.slots[at] = Slot { key, weight };
        }
        table
    }

    /// The number of weights.
    pub const fn len(&self) -> usize {
        self.length
    }

    /// Bytes of memory.
    pub const fn memory(&self) -> usize {
        self.slots.len() * size_of::<Slot>()
    }

    /// The weight of a key; none where there is none.
    pub fn get(&self, key: u32) -> Option<i16> {
        let weight = self.find(key, self.home(key));
        (weight != 0).then_some(weight)
    }

    /// All keys and weights.
    pub fn all(&self) -> impl Iterator<Item = (u32, i16)> {
        self.slots.iter().filter(|slot| slot.key != 0).map(|slot| (slot.key, slot.weight))
    }

    /// The sum of the weights of these keys.
    #[inline]
    pub fn sum(&self, keys: impl Iterator<Item = u32>) -> i32 {
        let mut keys = keys.peekable();
        let mut sum = 0;
        while keys.peek().is_some() {
            let mut asked = [(0, Slot::default()); AHEAD];
            let mut count = 0;
            for ((key, slot), next) in asked.iter_mut().zip(keys.by_ref()) {
                (*key, *slot) = (next, self.slots[self.home(next)]);
                count += 1;
            }
            for (key, slot) in &asked[..count] {
                sum += i32::from(match slot.key {
                    0 => 0,
                    other if other == *key => slot.weight,
                    _ => self.find(*key, self.behind(self.home(*key))),
                });
            }
        }
        sum
    }

    /// The weight of a key that stands at a slot or behind it; zero where it is not there.
    fn find(&self, key: u32, mut at: usize) -> i16 {
        loop {
            let slot = self.slots[at];
            if slot.key == key || slot.key == 0 {
                return slot.weight;
            }
            at = self.behind(at);
        }
    }

    #[inline]
    fn home(&self, key: u32) -> usize {
        super::stretch(super::spread(key), self.slots.len())
    }

    #[inline]
    const fn behind(&self, at: usize) -> usize {
        if at + 1 < self.slots.len() { at + 1 } else { 0 }
    }
}
