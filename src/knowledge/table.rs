//! The two forms in which a table lies in memory.
//!
//! Rule: a look-up costs one hash and, nearly always, one cache line; nothing is kept but the key's hash, since two
//! entries of one table never share it (a test holds the tables to that).

use super::Key;

/// From a key to one small value, by open addressing.
#[derive(Clone, Debug)]
pub struct Table<T> {
    slots: Box<[(Key, Option<T>)]>,
}

impl<T: Copy> Table<T> {
    /// Of several values for a key, the first is kept.
    pub fn new(entries: impl Iterator<Item = (Key, T)>) -> Self {
        let entries: Vec<(Key, T)> = entries.collect();
        let room = (entries.len() + entries.len() / 3 + 1).next_power_of_two();
        let mut table = Self { slots: vec![(Key::START, None); room].into() };
        for (key, value) in entries {
            let slot = table.slot(key);
            if table.slots[slot].1.is_none() {
                table.slots[slot] = (key, Some(value));
            }
        }
        table
    }

    pub fn get(&self, key: Key) -> Option<T> {
        self.slots[self.slot(key)].1
    }

    /// Where the key lies, or else would lie. There is one: a quarter of the slots are free.
    fn slot(&self, key: Key) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = key.spread() & mask;
        while self.slots[slot].1.is_some() && self.slots[slot].0 != key {
            slot = (slot + 1) & mask;
        }
        slot
    }

    pub fn memory(&self) -> usize {
        size_of_val(&*self.slots)
    }
}

/// From a key to several values, in the order in which they came.
#[derive(Clone, Debug)]
pub struct Groups<T> {
    values: Box<[T]>,
    groups: Table<(u32, u32)>,
}

impl<T: Copy> Groups<T> {
    pub fn new(entries: impl Iterator<Item = (Key, T)>) -> Self {
        let mut entries: Vec<(Key, T)> = entries.collect();
        entries.sort_by_key(|(key, _)| *key);
        Self::sorted(entries)
    }

    /// Of entries that lie beside those of the same key.
    pub fn sorted(entries: Vec<(Key, T)>) -> Self {
        let mut groups: Vec<(Key, (u32, u32))> = Vec::new();
        for (place, (key, _)) in (0_u32..).zip(&entries) {
            match groups.last_mut() {
                Some((last, (_, end))) if last == key => *end = place + 1,
                _ => groups.push((*key, (place, place + 1))),
            }
        }
        Self { values: entries.into_iter().map(|(_, value)| value).collect(), groups: Table::new(groups.into_iter()) }
    }

    pub fn get(&self, key: Key) -> &[T] {
        let group = self.groups.get(key).map(|(start, end)| start as usize..end as usize);
        group.and_then(|group| self.values.get(group)).unwrap_or_default()
    }

    pub fn memory(&self) -> usize {
        size_of_val(&*self.values) + self.groups.memory()
    }
}

/// The entries of a table's text: lines that are no comment, with the first `N` columns.
pub fn rows<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    text.split('\n').filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let mut rest = Some(line);
        std::array::from_fn(|_| {
            let line = rest.unwrap_or_default();
            // A search for one byte in a few; the general one of the library takes longer to begin than to find.
            match line.bytes().position(|byte| byte == b'\t') {
                Some(end) => {
                    rest = line.get(end + 1..);
                    line.get(..end).unwrap_or_default()
                }
                None => {
                    rest = None;
                    line
                }
            }
        })
    })
}

/// The parts of a column that lists several.
pub fn listed(column: &'static str) -> impl Iterator<Item = &'static str> {
    column.split(';').filter(|part| !part.is_empty())
}
