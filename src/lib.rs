//! Factwire turns a Kafka topic of raw news articles into a topic of structured facts, each with its evidence, exactly once.
//!
//! The house has one floor a line, and each imports only from below (`tests/house.rs` holds it to that):
//!
//! | floor | what lives there |
//! |---|---|
//! | [`cli`] | what a person types |
//! | [`worker`] | wires the stages, owns threads and shutdown |
//! | [`http`] | health and metrics pages, and pages for people |
//! | [`traces`] | spans of messages, for a collector of OpenTelemetry |
//! | [`kafka`] | clients, transactions, topics, lag |
//! | [`metrics`] | one documented constant a family |
//! | [`config`] | the settings, their defaults and their validation |
//! | [`pipeline`] | pure delivery logic: tracker, batch, budget, poison |
//! | [`extract`] | pure linguistics: an article becomes a record |
//! | [`model`] | the learned models of the language |
//! | [`knowledge`] | public facts: meanings of words, names, places, currencies |
//! | [`article`] | the input contract: a message becomes an article |
//! | [`record`] | the output contract |
//! | [`interrupt`] | how pure code learns that its time is over |

pub mod article;
pub mod cli;
pub mod config;
pub mod extract;
pub mod http;
pub mod interrupt;
pub mod kafka;
pub mod knowledge;
pub mod metrics;
pub mod model;
pub mod pipeline;
pub mod record;
pub mod traces;
#[cfg(feature = "train")]
pub mod train;
pub mod worker;
