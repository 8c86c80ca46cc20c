//! The tracker's promises as properties: random takes, finishes, commits, aborts and rebalances against a plain model.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn partition(number: i32) -> TopicPartition {
    TopicPartition::new("articles", number)
}

fn position(number: i32, epoch: u64, offset: i64) -> Position {
    Position { partition: partition(number), epoch: Epoch(epoch), offset: Offset(offset) }
}

#[test]
fn only_the_head_is_ready_and_gaps_in_offsets_do_not_matter() {
    let mut tracker = Tracker::default();
    tracker.assign(partition(0), Epoch(1));
    for offset in [10, 12, 17] {
        tracker.take(&position(0, 1, offset), Duration::ZERO).unwrap();
    }
    tracker.finish(&position(0, 1, 12), 'b', 1);
    assert_eq!(tracker.ready_records(), 0);
    tracker.finish(&position(0, 1, 10), 'a', 1);
    let prefix = tracker.prefix(100, 100);
    assert_eq!(tracker.commits(&prefix), [Commit { partition: partition(0), next: Offset(13), records: 2 }]);
    assert_eq!(tracker.commit(prefix), ['a', 'b']);
    assert_eq!(tracker.held(&partition(0)), 1);
}

#[test]
fn an_outcome_of_an_earlier_assignment_is_stale() {
    let mut tracker = Tracker::default();
    tracker.assign(partition(0), Epoch(1));
    tracker.take(&position(0, 1, 5), Duration::ZERO).unwrap();
    tracker.assign(partition(0), Epoch(2));
    tracker.take(&position(0, 2, 5), Duration::ZERO).unwrap();
    assert_eq!(tracker.finish(&position(0, 1, 5), 'x', 1), Finish::Stale('x'));
    assert_eq!(tracker.finish(&position(0, 2, 5), 'y', 1), Finish::Filled);
    assert_eq!(tracker.finish(&position(0, 2, 5), 'z', 1), Finish::Stale('z'));
}

#[test]
fn a_message_that_does_not_follow_is_refused_and_changes_nothing() {
    let mut tracker = Tracker::<()>::default();
    tracker.assign(partition(0), Epoch(1));
    tracker.take(&position(0, 1, 5), Duration::ZERO).unwrap();
    assert!(matches!(tracker.take(&position(0, 1, 5), Duration::ZERO), Err(TrackerError::OutOfOrder { .. })));
    assert!(matches!(tracker.take(&position(0, 9, 6), Duration::ZERO), Err(TrackerError::NotAssigned(_))));
    assert_eq!((tracker.open(), tracker.held(&partition(0))), (1, 1));
}

#[test]
fn a_busy_partition_does_not_starve_the_others() {
    let mut tracker = Tracker::default();
    for number in 0..3 {
        tracker.assign(partition(number), Epoch(1));
        for offset in 0..10 {
            tracker.take(&position(number, 1, offset), Duration::ZERO).unwrap();
            tracker.finish(&position(number, 1, offset), number, 1);
        }
    }
    let mut served = Vec::new();
    for _ in 0..3 {
        let prefix = tracker.prefix(5, 100);
        served.extend(tracker.commit(prefix));
    }
    served.dedup();
    assert_eq!(served, [0, 1, 2]);
}

#[test]
fn one_output_larger_than_a_batch_still_goes() {
    let mut tracker = Tracker::default();
    tracker.assign(partition(0), Epoch(1));
    for offset in 0..2 {
        tracker.take(&position(0, 1, offset), Duration::ZERO).unwrap();
        tracker.finish(&position(0, 1, offset), offset, 1000);
    }
    assert_eq!(tracker.prefix(10, 100).records(), 1);
}

#[test]
fn nothing_behind_an_abandoned_message_is_delivered() {
    let mut tracker = Tracker::default();
    tracker.assign(partition(0), Epoch(1));
    for offset in 0..3 {
        tracker.take(&position(0, 1, offset), Duration::from_secs(offset as u64)).unwrap();
    }
    tracker.finish(&position(0, 1, 0), 'a', 1);
    tracker.abandon(&position(0, 1, 1));
    tracker.finish(&position(0, 1, 2), 'c', 1);
    assert_eq!((tracker.open(), tracker.open_in(&partition(0)), tracker.ready_in(&partition(0))), (0, 0, 1));
    let prefix = tracker.prefix(10, 10);
    assert_eq!(tracker.commit(prefix), ['a']);
    assert_eq!(tracker.oldest(), Some(Duration::from_secs(1)));
    assert_eq!(tracker.revoke(&partition(0)), (2, vec!['c']));
    assert_eq!((tracker.ready_records(), tracker.ready_bytes(), tracker.open()), (0, 0, 0));
}

#[derive(Clone, Debug)]
enum Step {
    Assign(i32),
    Revoke(i32),
    Take { partition: i32, gap: i64 },
    Finish { nth: usize },
    Deliver { records: usize, bytes: usize, aborted: bool },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => (0..3).prop_map(Step::Assign),
        1 => (0..3).prop_map(Step::Revoke),
        8 => (0..3, 1i64..4).prop_map(|(partition, gap)| Step::Take { partition, gap }),
        8 => any::<usize>().prop_map(|nth| Step::Finish { nth }),
        3 => (1usize..6, 1usize..40, any::<bool>())
            .prop_map(|(records, bytes, aborted)| Step::Deliver { records, bytes, aborted }),
    ]
}

/// What a broker and a group coordinator would see.
#[derive(Default)]
struct World {
    tracker: Tracker<(i32, i64)>,
    epochs: u64,
    assigned: BTreeMap<i32, u64>,
    /// Per partition: every offset that exists, whether taken under this epoch, and the committed position.
    log: BTreeMap<i32, Vec<i64>>,
    next_to_take: BTreeMap<i32, usize>,
    committed: BTreeMap<i32, i64>,
    delivered: BTreeMap<i32, Vec<i64>>,
    unfinished: Vec<Position>,
}

impl World {
    fn apply(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match *step {
            Step::Assign(number) => self.assign(number),
            Step::Revoke(number) => {
                self.assigned.remove(&number);
                self.tracker.revoke(&partition(number));
            }
            Step::Take { partition: number, gap } => self.take(number, gap),
            Step::Finish { nth } if !self.unfinished.is_empty() => {
                let position = self.unfinished.swap_remove(nth % self.unfinished.len());
                let outcome = (position.partition.partition, position.offset.0);
                let current = self.assigned.get(&position.partition.partition) == Some(&position.epoch.0);
                let finish = self.tracker.finish(&position, outcome, (outcome.1 % 13) as usize);
                prop_assert_eq!(finish == Finish::Filled, current);
            }
            Step::Finish { .. } => {}
            Step::Deliver { records, bytes, aborted } => self.deliver(records, bytes, aborted)?,
        }
        Ok(())
    }

    fn assign(&mut self, number: i32) {
        self.epochs += 1;
        self.assigned.insert(number, self.epochs);
        self.tracker.assign(partition(number), Epoch(self.epochs));
        let committed = self.committed.get(&number).copied().unwrap_or(0);
        let log = self.log.entry(number).or_default();
        self.next_to_take.insert(number, log.partition_point(|offset| *offset < committed));
    }

    fn take(&mut self, number: i32, gap: i64) {
        let Some(epoch) = self.assigned.get(&number).copied() else { return };
        let log = self.log.entry(number).or_default();
        let next = self.next_to_take.entry(number).or_default();
        if *next == log.len() {
            log.push(log.last().map_or(0, |last| last + gap));
        }
        let position = position(number, epoch, log[*next]);
        *next += 1;
        self.tracker.take(&position, Duration::ZERO).expect("offsets of one assignment grow");
        self.unfinished.push(position);
    }

    fn deliver(&mut self, records: usize, bytes: usize, aborted: bool) -> Result<(), TestCaseError> {
        let prefix = self.tracker.prefix(records, bytes);
        prop_assert!(prefix.records() <= records);
        prop_assert_eq!(prefix.is_empty(), self.tracker.ready_records() == 0);
        if aborted {
            return Ok(());
        }
        for Commit { partition, next, .. } in self.tracker.commits(&prefix) {
            self.committed.insert(partition.partition, next.0);
        }
        for (number, offset) in self.tracker.commit(prefix) {
            self.delivered.entry(number).or_default().push(offset);
        }
        Ok(())
    }
}

proptest! {
    /// In every partition, what was delivered is exactly what the log holds up to the committed offset, in order: no
    /// offset is committed past an unfinished one, nothing is delivered twice, nothing is left out.
    #[test]
    fn delivered_is_the_log_up_to_the_committed_offset(steps in prop::collection::vec(step(), 1..300)) {
        let mut world = World::default();
        for step in &steps {
            world.apply(step)?;
            for (number, log) in &world.log {
                let committed = world.committed.get(number).copied().unwrap_or(0);
                let expected: Vec<i64> = log.iter().copied().filter(|offset| *offset < committed).collect();
                let delivered = world.delivered.get(number).cloned().unwrap_or_default();
                prop_assert_eq!(delivered, expected);
            }
        }
    }

    /// The counters agree with the slots, whatever happened.
    #[test]
    fn counters_agree_with_the_slots(steps in prop::collection::vec(step(), 1..300)) {
        let mut world = World::default();
        for step in &steps {
            world.apply(step)?;
            let all = world.tracker.prefix(usize::MAX, usize::MAX);
            prop_assert_eq!(world.tracker.ready_records(), all.records());
            let bytes: usize = world.tracker.outcomes(&all).map(|(_, offset)| (offset % 13) as usize).sum();
            prop_assert_eq!(world.tracker.ready_bytes(), bytes);
            let held: usize = (0..3).map(|number| world.tracker.held(&partition(number))).sum();
            prop_assert!(world.tracker.open() + world.tracker.ready_records() <= held);
        }
    }
}
