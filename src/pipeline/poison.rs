//! Articles that take the process down: who is blamed, and when to give up.
//!
//! A crash leaves no stack to read, only the list of articles that were being extracted at that moment. All of them are
//! suspects. After the restart each suspect is extracted alone, with nothing beside it, so a second crash has one
//! culprit. A suspect that comes through is cleared; one that has taken the process down `max_attempts` times, the last
//! time alone, is a dead letter. Neighbours of a culprit are never given up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What is known of one suspect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    /// Crashes during which it was being extracted.
    pub crashes: u32,
    /// Whether it was the only one during the last of them.
    pub alone: bool,
}

/// How an article is to be extracted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Beside others.
    Innocent,
    /// With nothing beside it.
    Suspect,
    /// Not again: it has taken the process down this many times.
    Guilty(u32),
}

/// The suspects, by an identity that survives a restart (topic, partition, offset).
#[derive(Clone, Debug)]
pub struct Poison<K> {
    max_attempts: u32,
    suspects: BTreeMap<K, Attempts>,
}

impl<K: Ord> Poison<K> {
    /// What is known after a start: `suspects` as they stood before, and the articles that were `in_progress` when the
    /// process went down (none after a clean exit).
    #[must_use]
    pub fn new(max_attempts: u32, mut suspects: BTreeMap<K, Attempts>, in_progress: Vec<K>) -> Self {
        let alone = in_progress.len() == 1;
        for key in in_progress {
            let attempts = suspects.entry(key).or_insert(Attempts { crashes: 0, alone });
            attempts.crashes = attempts.crashes.saturating_add(1);
            attempts.alone = alone;
        }
        Self { max_attempts: max_attempts.max(1), suspects }
    }

    /// How to extract the article `key`.
    #[must_use]
    pub fn verdict(&self, key: &K) -> Verdict {
        match self.suspects.get(key) {
            None => Verdict::Innocent,
            Some(attempts) if attempts.alone && attempts.crashes >= self.max_attempts => {
                Verdict::Guilty(attempts.crashes)
            }
            Some(_) => Verdict::Suspect,
        }
    }

    /// The article `key` is done with: it came through, or is a dead letter. Says whether it was a suspect.
    pub fn clear(&mut self, key: &K) -> bool {
        self.suspects.remove(key).is_some()
    }

    /// The suspects that are left, to be kept across a restart.
    #[must_use]
    pub const fn suspects(&self) -> &BTreeMap<K, Attempts> {
        &self.suspects
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_lone_culprit_is_given_up_after_max_attempts() {
        let mut suspects = BTreeMap::new();
        for crash in 1..=3 {
            let poison = Poison::new(3, suspects, vec!["bad"]);
            let expected = if crash == 3 { Verdict::Guilty(3) } else { Verdict::Suspect };
            assert_eq!(poison.verdict(&"bad"), expected, "after crash {crash}");
            suspects = poison.suspects().clone();
        }
    }

    #[test]
    fn a_single_attempt_allowed_still_takes_a_crash_alone_to_be_guilty() {
        let poison = Poison::new(1, BTreeMap::new(), vec![1, 2]);
        assert_eq!(poison.verdict(&1), Verdict::Suspect);
        assert_eq!(poison.verdict(&2), Verdict::Suspect);
        let poison = Poison::new(1, poison.suspects().clone(), vec![2]);
        assert_eq!(poison.verdict(&2), Verdict::Guilty(2));
        assert_eq!(poison.verdict(&1), Verdict::Suspect);
    }

    proptest! {
        /// Runs the protocol over articles of which some kill the process, with several extractors.
        #[test]
        fn culprits_and_only_they_are_given_up(
            bad in prop::collection::btree_set(0usize..30, 0..4), threads in 1usize..5, max_attempts in 1u32..4,
        ) {
            let (mut suspects, mut crashed, mut done, mut dead) = (BTreeMap::new(), Vec::new(), 0, Vec::new());
            for _restart in 0..100 {
                let mut poison = Poison::new(max_attempts, std::mem::take(&mut suspects), std::mem::take(&mut crashed));
                while done < 30 {
                    let alone = poison.verdict(&done) != Verdict::Innocent;
                    if let Verdict::Guilty(_) = poison.verdict(&done) {
                        dead.push(done);
                    } else {
                        let innocent = |key: &usize| poison.verdict(key) == Verdict::Innocent;
                        let beside = if alone { 1 } else { (done..30).take(threads).take_while(innocent).count() };
                        let group: Vec<usize> = (done..done + beside).collect();
                        if group.iter().any(|key| bad.contains(key)) {
                            crashed = group;
                            break;
                        }
                    }
                    poison.clear(&done);
                    done += 1;
                }
                suspects = poison.suspects().clone();
                if done == 30 { break; }
            }
            prop_assert_eq!(done, 30);
            prop_assert_eq!(dead, bad.iter().copied().collect::<Vec<_>>());
        }
    }
}
