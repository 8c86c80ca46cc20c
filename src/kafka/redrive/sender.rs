//! One transaction of a redrive: letters to their topics, and what is remembered of them.
//!
//! Rule: what is committed is known before the next transaction begins. A producer that had to be replaced has left an
//! open question, and may have given another redrive the time to come and go; the offsets of the group answer both.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::memory::{Memory, Stored};
use super::targets::Targets;
use crate::kafka::delivery::{Delivered, Delivery};
use crate::kafka::error::Failure;
use crate::pipeline::redrive::{Positions, Restored};

/// Tries of one transaction before the redrive gives up.
const TRIES: u32 = 6;
/// The pause after the first of them; each is twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// How long one try waits for brokers that do not answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long it waits once the redrive was told to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Sends letters back.
pub struct Sender<'a> {
    delivery: Delivery,
    memory: Memory<'a>,
    stored: Stored,
    go_on: &'a dyn Fn() -> bool,
}

impl<'a> Sender<'a> {
    /// A sender over a connected producer, with what is committed.
    pub fn new(mut delivery: Delivery, memory: Memory<'a>, stored: Stored, go_on: &'a dyn Fn() -> bool) -> Self {
        delivery.attach(memory.consumer());
        Self { delivery, memory, stored, go_on }
    }

    /// Sends `letters` to the topics that they came from and commits `positions`, all or nothing. `targets` are
    /// these topics. False where a topic will never take one of the letters.
    ///
    /// # Errors
    /// When the redrive cannot go on. What it committed before stays so.
    pub fn commit(
        &mut self,
        letters: &[Restored],
        targets: &Targets<'_>,
        positions: &BTreeMap<i32, Positions>,
    ) -> Result<bool, Failure> {
        let wanted = Stored::of(positions);
        let offsets = wanted.list(self.memory.topic());
        for attempt in 0..TRIES {
            if self.is_committed(&wanted)? {
                return Ok(true);
            }
            let messages = letters.iter().map(|letter| targets.address(letter));
            match self.delivery.deliver(messages, &offsets, &patience(self.go_on))? {
                Delivered::Committed => {
                    self.stored = wanted;
                    return Ok(true);
                }
                Delivered::Rejected => return Ok(false),
                Delivered::Aborted | Delivered::Unknown => std::thread::sleep(FIRST_PAUSE * (1 << attempt)),
            }
        }
        Err(Failure::Broken(format!(
            "a batch of letters did not go back in {TRIES} tries: look for the first error above, then run this again, \
             which goes on behind what is committed"
        )))
    }

    /// Whether `wanted` is what is committed, as it is where a commit went through whose answer was lost.
    fn is_committed(&mut self, wanted: &Stored) -> Result<bool, Failure> {
        if self.delivery.is_ready() {
            return Ok(false);
        }
        if !self.delivery.renew(&patience(self.go_on))? {
            let error = "the transaction coordinator does not answer; run this again once it does";
            return Err(Failure::Unreachable(error.to_owned()));
        }
        let found = self.memory.recall()?;
        if found == *wanted {
            self.stored = found;
            return Ok(true);
        }
        // Nobody else commits in this group but another redrive, which the new producer has just ended.
        if found == self.stored { Ok(false) } else { Err(self.memory.names().fenced()) }
    }
}

/// Whether brokers that do not answer are to be waited for, from now on.
fn patience(go_on: &dyn Fn() -> bool) -> impl Fn() -> bool {
    let begin = Instant::now();
    move || begin.elapsed() < if go_on() { PATIENCE } else { GRACE }
}
