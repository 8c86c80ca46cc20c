//! How much may be in flight: backpressure with a high and a low water mark.
//!
//! Pausing a partition throws its prefetched messages away, so the flow opens again only when half of what is allowed
//! is free, not at the first message that leaves.

/// The most that may be in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetLimits {
    /// Bytes of messages and outputs that are held at once.
    pub bytes: usize,
    /// Messages that are held at once.
    pub records: usize,
}

/// Whether messages may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Take on.
    Open,
    /// Take nothing until it opens again.
    Closed,
}

/// What is in flight, and whether more may come.
///
/// The message that crosses the mark has been taken already: it is counted, and the flow closes behind it.
#[derive(Clone, Debug)]
pub struct Budget {
    limits: BudgetLimits,
    bytes: usize,
    records: usize,
    flow: Flow,
}

impl Budget {
    /// An empty budget.
    #[must_use]
    pub const fn new(limits: BudgetLimits) -> Self {
        Self { limits, bytes: 0, records: 0, flow: Flow::Open }
    }

    /// A message of `bytes` was taken.
    pub fn acquire(&mut self, bytes: usize) -> Flow {
        self.records += 1;
        self.resize(0, bytes)
    }

    /// What held `from` bytes now holds `to`: a message became its output.
    pub fn resize(&mut self, from: usize, to: usize) -> Flow {
        debug_assert!(from <= self.bytes, "more bytes released than acquired");
        self.bytes = self.bytes.saturating_sub(from) + to;
        self.settle()
    }

    /// `records` messages that held `bytes` together were delivered or discarded.
    pub fn release(&mut self, records: usize, bytes: usize) -> Flow {
        debug_assert!(records <= self.records, "more records released than acquired");
        self.records = self.records.saturating_sub(records);
        self.resize(bytes, 0)
    }

    fn settle(&mut self) -> Flow {
        let BudgetLimits { bytes, records } = self.limits;
        if self.bytes >= bytes || self.records >= records {
            self.flow = Flow::Closed;
        } else if self.bytes <= bytes / 2 && self.records <= records / 2 {
            self.flow = Flow::Open;
        }
        self.flow
    }

    /// Whether more may be taken.
    #[must_use]
    pub const fn flow(&self) -> Flow {
        self.flow
    }

    /// Bytes in flight.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Messages in flight.
    #[must_use]
    pub const fn records(&self) -> usize {
        self.records
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_opens_again_at_half() {
        let mut budget = Budget::new(BudgetLimits { bytes: 100, records: 1000 });
        assert_eq!(budget.acquire(60), Flow::Open);
        assert_eq!(budget.acquire(60), Flow::Closed);
        assert_eq!(budget.release(1, 60), Flow::Closed);
        assert_eq!(budget.resize(60, 50), Flow::Open);
    }

    proptest! {
        #[test]
        fn it_never_takes_more_than_one_message_over_and_always_opens_when_empty(sizes in prop::collection::vec(0usize..50, 1..200)) {
            let limits = BudgetLimits { bytes: 500, records: 20 };
            let mut budget = Budget::new(limits);
            let mut held: Vec<usize> = Vec::new();
            for size in sizes {
                if budget.flow() == Flow::Open {
                    budget.acquire(size);
                    held.push(size);
                } else {
                    let oldest = held.remove(0);
                    budget.release(1, oldest);
                }
                prop_assert!(budget.records() <= limits.records);
                prop_assert!(budget.bytes() < limits.bytes + 50);
                prop_assert_eq!(budget.bytes(), held.iter().sum::<usize>());
            }
            let rest: usize = held.iter().sum();
            prop_assert_eq!(budget.release(held.len(), rest), Flow::Open);
            prop_assert_eq!((budget.records(), budget.bytes()), (0, 0));
        }
    }
}
