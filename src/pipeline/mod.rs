//! Delivery logic as pure data: no I/O, no clock, no Kafka client, no linguistics.
//!
//! A message's way through it:
//!
//! 1. [`Budget`] says whether another message may be taken;
//! 2. [`Tracker::take`] gives it a slot in its partition's ring;
//! 3. its [`Outcome`] fills the slot, in whatever order extraction finishes;
//! 4. [`Batcher`] says when the finished heads of all rings are worth a transaction;
//! 5. [`Tracker::prefix`] picks them, [`Tracker::commit`] forgets them once the transaction is through.
//!
//! The rule it keeps: an offset is committed only when every message before it in its partition, since the assignment
//! began, has been delivered. What is aborted stays in its slots and is picked again.
//!
//! The way back of dead letters is [`redrive`].

mod batch;
mod budget;
mod letter;
mod message;
mod outcome;
mod poison;
mod position;
pub mod redrive;
mod tracker;

pub use batch::{BatchLimits, Batcher, Bisect, Due, Rejection};
pub use budget::{Budget, BudgetLimits, Flow};
pub use message::{Header, Message};
pub use outcome::{CONTENT_TYPE, DEAD_LETTER_ROOM, Destination, Outcome, Output, SCHEMA_VERSION_HEADER};
pub use poison::{Attempts, Poison, Verdict};
pub use position::{Epoch, Offset, Position, TopicPartition};
pub use tracker::{Commit, Finish, Prefix, Tracker, TrackerError};
