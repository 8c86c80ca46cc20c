//! The sequencer: one ring of slots a partition, filled in any order, emptied from the head.
//!
//! A slot is opened when a message is taken and filled when its outcome is known. Only the contiguous run of filled
//! slots at the head of a ring can be delivered; that run's last offset + 1 is what the group commits. Offsets may have
//! gaps. Delivery is in two steps, [`Tracker::prefix`] and [`Tracker::commit`], so that an aborted transaction leaves
//! everything in place.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::{Epoch, Offset, Position, TopicPartition};

/// A message cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrackerError {
    /// The partition is not assigned, or no longer under that epoch.
    #[error("{0} is not assigned under this epoch")]
    NotAssigned(TopicPartition),
    /// The offset is not larger than the last one taken from its partition.
    #[error("offset {} of {partition} does not follow offset {}", offset.0, last.0)]
    OutOfOrder {
        /// The partition.
        partition: TopicPartition,
        /// The last offset taken.
        last: Offset,
        /// The offset refused.
        offset: Offset,
    },
}

/// What became of an outcome that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish<T> {
    /// It fills its slot.
    Filled,
    /// Its slot is gone (the partition was revoked) or filled already: the outcome comes back.
    Stale(T),
}

#[derive(Clone, Debug)]
struct Slot<T> {
    offset: Offset,
    taken: Duration,
    state: State<T>,
}

#[derive(Clone, Debug)]
enum State<T> {
    /// The outcome is not known yet.
    Open,
    /// The outcome, and the bytes of its output.
    Filled(T, usize),
    /// There will be no outcome under this assignment.
    Abandoned,
}

#[derive(Clone, Debug)]
struct Ring<T> {
    epoch: Epoch,
    slots: VecDeque<Slot<T>>,
    last_taken: Option<Offset>,
    /// Length of the filled run at the head.
    ready: usize,
}

/// A choice of ready messages, so many from the head of each partition's ring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefix {
    /// In the order in which the partitions take their turns.
    counts: Vec<(TopicPartition, usize)>,
    records: usize,
}

impl Prefix {
    /// Messages in it.
    #[must_use]
    pub const fn records(&self) -> usize {
        self.records
    }

    /// Whether it holds none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// Forgets these partitions: they are not assigned any more.
    pub fn leave_out(&mut self, partitions: &[TopicPartition]) {
        self.counts.retain(|(partition, _)| !partitions.contains(partition));
        self.records = self.counts.iter().map(|(_, records)| records).sum();
    }
}

/// What is committed for one partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The partition.
    pub partition: TopicPartition,
    /// Where the group goes on: the last delivered offset + 1.
    pub next: Offset,
    /// Messages delivered.
    pub records: usize,
}

/// The slots of all assigned partitions.
#[derive(Clone, Debug)]
pub struct Tracker<T> {
    rings: BTreeMap<TopicPartition, Ring<T>>,
    /// The partition after which the next prefix begins to pick, so that a busy one cannot starve the others.
    served_last: Option<TopicPartition>,
    ready_records: usize,
    ready_bytes: usize,
    open: usize,
}

impl<T> Default for Tracker<T> {
    fn default() -> Self {
        Self { rings: BTreeMap::new(), served_last: None, ready_records: 0, ready_bytes: 0, open: 0 }
    }
}

impl<T> Tracker<T> {
    /// `partition` was assigned to this member under `epoch`. What an earlier assignment left is discarded.
    pub fn assign(&mut self, partition: TopicPartition, epoch: Epoch) {
        self.revoke(&partition);
        self.rings.insert(partition, Ring { epoch, slots: VecDeque::new(), last_taken: None, ready: 0 });
    }

    /// `partition` is no longer this member's. Returns how many taken messages are discarded, and the outcomes among them.
    pub fn revoke(&mut self, partition: &TopicPartition) -> (usize, Vec<T>) {
        let Some(ring) = self.rings.remove(partition) else { return (0, Vec::new()) };
        self.ready_records -= ring.ready;
        self.ready_bytes -= ring.slots.iter().take(ring.ready).map(Slot::bytes).sum::<usize>();
        self.open -= ring.slots.iter().filter(|slot| slot.is_open()).count();
        (ring.slots.len(), ring.slots.into_iter().filter_map(Slot::into_outcome).map(|(outcome, _)| outcome).collect())
    }

    /// Opens the slot of a message that was taken at `now`, a duration since any fixed moment.
    ///
    /// # Errors
    /// When its partition is not assigned under its epoch, or its offset does not follow the last one. The tracker is
    /// unchanged then.
    pub fn take(&mut self, position: &Position, now: Duration) -> Result<(), TrackerError> {
        let Position { partition, epoch, offset } = position;
        let ring = self.rings.get_mut(partition).filter(|ring| ring.epoch == *epoch);
        let ring = ring.ok_or_else(|| TrackerError::NotAssigned(partition.clone()))?;
        if let Some(last) = ring.last_taken.filter(|last| last >= offset) {
            return Err(TrackerError::OutOfOrder { partition: partition.clone(), last, offset: *offset });
        }
        ring.last_taken = Some(*offset);
        ring.slots.push_back(Slot { offset: *offset, taken: now, state: State::Open });
        self.open += 1;
        Ok(())
    }

    /// Fills the slot of a message with its outcome, whose output has `bytes`.
    pub fn finish(&mut self, position: &Position, outcome: T, bytes: usize) -> Finish<T> {
        let Some((ring, index)) = self.open_slot(position) else { return Finish::Stale(outcome) };
        ring.slots[index].state = State::Filled(outcome, bytes);
        let (mut records, mut ready_bytes) = (0, 0);
        while let Some(State::Filled(_, bytes)) = ring.slots.get(ring.ready).map(|slot| &slot.state) {
            ready_bytes += bytes;
            records += 1;
            ring.ready += 1;
        }
        self.open -= 1;
        self.ready_records += records;
        self.ready_bytes += ready_bytes;
        Finish::Filled
    }

    /// There will be no outcome for this message while its assignment lasts: nothing behind it can be delivered.
    pub fn abandon(&mut self, position: &Position) {
        if let Some((ring, index)) = self.open_slot(position) {
            ring.slots[index].state = State::Abandoned;
            self.open -= 1;
        }
    }

    fn open_slot(&mut self, position: &Position) -> Option<(&mut Ring<T>, usize)> {
        let ring = self.rings.get_mut(&position.partition).filter(|ring| ring.epoch == position.epoch)?;
        let index = ring.slots.binary_search_by_key(&position.offset, |slot| slot.offset).ok()?;
        ring.slots[index].is_open().then_some((ring, index))
    }

    /// Picks ready messages of all partitions, at most `records` and, but for the first, at most `bytes` of output.
    #[must_use]
    pub fn prefix(&self, records: usize, bytes: usize) -> Prefix {
        let mut prefix = Prefix::default();
        let mut room = bytes;
        for (partition, ring) in self.in_turn() {
            let mut count = 0;
            for slot in ring.slots.iter().take(ring.ready) {
                if prefix.records == records || (slot.bytes() > room && prefix.records > 0) {
                    break;
                }
                room = room.saturating_sub(slot.bytes());
                prefix.records += 1;
                count += 1;
            }
            if count > 0 {
                prefix.counts.push((partition.clone(), count));
            }
        }
        prefix
    }

    fn in_turn(&self) -> impl Iterator<Item = (&TopicPartition, &Ring<T>)> {
        use std::ops::Bound::{Excluded, Unbounded};
        let (late, early) = match &self.served_last {
            Some(last) => {
                (self.rings.range((Excluded(last.clone()), Unbounded)), Some(self.rings.range(..=last.clone())))
            }
            None => (self.rings.range::<TopicPartition, _>(..), None),
        };
        late.chain(early.into_iter().flatten())
    }

    /// The outcomes of a prefix: partition by partition, in offset order.
    pub fn outcomes<'a>(&'a self, prefix: &'a Prefix) -> impl Iterator<Item = &'a T> {
        let slots = prefix.counts.iter().flat_map(|(partition, count)| {
            self.rings.get(partition).into_iter().flat_map(move |ring| ring.slots.iter().take(*count))
        });
        slots.filter_map(Slot::outcome)
    }

    /// Replaces the first outcome of a prefix by what `change` makes of it.
    pub fn replace_first(&mut self, prefix: &Prefix, change: impl FnOnce(T) -> (T, usize)) {
        let first = prefix.counts.first().and_then(|(partition, _)| self.rings.get_mut(partition));
        let Some(slot) = first.and_then(|ring| ring.slots.front_mut()) else { return };
        if let State::Filled(outcome, before) = std::mem::replace(&mut slot.state, State::Open) {
            let (outcome, after) = change(outcome);
            self.ready_bytes = self.ready_bytes - before + after;
            slot.state = State::Filled(outcome, after);
        }
    }

    /// What delivering a prefix commits.
    #[must_use]
    pub fn commits(&self, prefix: &Prefix) -> Vec<Commit> {
        let commit = |(partition, records): &(TopicPartition, usize)| {
            let last = self.rings.get(partition)?.slots.get(records.checked_sub(1)?)?;
            Some(Commit { partition: partition.clone(), next: last.offset.next(), records: *records })
        };
        prefix.counts.iter().filter_map(commit).collect()
    }

    /// A prefix was delivered: its slots close, and its outcomes come back.
    pub fn commit(&mut self, prefix: Prefix) -> Vec<T> {
        let mut delivered = Vec::with_capacity(prefix.records);
        for (partition, count) in prefix.counts {
            let Some(ring) = self.rings.get_mut(&partition) else { continue };
            let count = count.min(ring.ready);
            for (outcome, bytes) in ring.slots.drain(..count).filter_map(Slot::into_outcome) {
                self.ready_bytes -= bytes;
                delivered.push(outcome);
            }
            ring.ready -= count;
            self.ready_records -= count;
            self.served_last = Some(partition);
        }
        delivered
    }

    /// Messages that could be delivered now.
    #[must_use]
    pub const fn ready_records(&self) -> usize {
        self.ready_records
    }

    /// Bytes of output that could be delivered now.
    #[must_use]
    pub const fn ready_bytes(&self) -> usize {
        self.ready_bytes
    }

    /// Messages whose outcome is not known yet.
    #[must_use]
    pub const fn open(&self) -> usize {
        self.open
    }

    /// Messages of `partition` that are taken and not delivered.
    #[must_use]
    pub fn held(&self, partition: &TopicPartition) -> usize {
        self.rings.get(partition).map_or(0, |ring| ring.slots.len())
    }

    /// Messages of `partition` whose outcome is not known yet.
    #[must_use]
    pub fn open_in(&self, partition: &TopicPartition) -> usize {
        self.rings.get(partition).map_or(0, |ring| ring.slots.iter().filter(|slot| slot.is_open()).count())
    }

    /// Messages of `partition` that could be delivered now.
    #[must_use]
    pub fn ready_in(&self, partition: &TopicPartition) -> usize {
        self.rings.get(partition).map_or(0, |ring| ring.ready)
    }

    /// When the oldest message that is not delivered was taken.
    #[must_use]
    pub fn oldest(&self) -> Option<Duration> {
        self.rings.values().filter_map(|ring| ring.slots.front()).map(|slot| slot.taken).min()
    }

    /// The assigned partitions.
    pub fn partitions(&self) -> impl Iterator<Item = &TopicPartition> {
        self.rings.keys()
    }
}

impl<T> Slot<T> {
    const fn is_open(&self) -> bool {
        matches!(self.state, State::Open)
    }

    const fn outcome(&self) -> Option<&T> {
        if let State::Filled(outcome, _) = &self.state { Some(outcome) } else { None }
    }

    fn into_outcome(self) -> Option<(T, usize)> {
        if let State::Filled(outcome, bytes) = self.state { Some((outcome, bytes)) } else { None }
    }

    const fn bytes(&self) -> usize {
        if let State::Filled(_, bytes) = self.state { bytes } else { 0 }
    }
}

#[cfg(test)]
#[path = "tracker_tests.rs"]
mod tests;
