//! The Kafka clients: settings, consumer, transactional producer, topics, lag, redrive. It knows no linguistics.
//!
//! The rules it keeps, each learned on a real broker:
//!
//! - every error becomes a [`Decision`](error::Decision) in one table, and nothing else looks at error codes;
//! - a send that fails aborts its transaction: librdkafka would commit without the message;
//! - after an outcome that was in doubt for a moment the producer is thrown away and a new one fences what may still be
//!   under way (KAFKA-17754);
//! - what a rebalance takes away is committed or aborted before its callback returns;
//! - a client that reaches nobody while a new one does is given up with the worker that holds it, which starts over.

pub mod consumer;
pub mod delivery;
pub mod error;
pub mod lag;
pub mod look;
pub mod mock;
pub mod names;
pub mod patterns;
pub mod preflight;
pub mod producer;
pub mod redrive;
mod said;
pub mod settings;
pub mod topics;
