//! Which assignment of each partition is the current one.
//!
//! Written by the poll thread alone, read by the extractor threads, which skip what belongs to an earlier assignment.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use crate::pipeline::{Epoch, Position, TopicPartition};

/// The current epoch of each assigned partition.
#[derive(Debug, Default)]
pub struct Epochs(RwLock<State>);

#[derive(Debug, Default)]
struct State {
    last: u64,
    current: BTreeMap<TopicPartition, Epoch>,
}

impl Epochs {
    /// Begins an epoch for each of these partitions.
    pub fn assign(&self, partitions: Vec<TopicPartition>) -> Vec<(TopicPartition, Epoch)> {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let begin = |partition: TopicPartition| {
            state.last += 1;
            let epoch = Epoch(state.last);
            state.current.insert(partition.clone(), epoch);
            (partition, epoch)
        };
        partitions.into_iter().map(begin).collect()
    }

    /// Ends the epochs of these partitions.
    pub fn revoke(&self, partitions: &[TopicPartition]) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for partition in partitions {
            state.current.remove(partition);
        }
    }

    /// Ends all epochs.
    pub fn revoke_all(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).current.clear();
    }

    /// The current epoch of a partition.
    #[must_use]
    pub fn current(&self, partition: &TopicPartition) -> Option<Epoch> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).current.get(partition).copied()
    }

    /// Whether a message belongs to the current assignment of its partition.
    #[must_use]
    pub fn is_current(&self, position: &Position) -> bool {
        self.current(&position.partition) == Some(position.epoch)
    }
}
