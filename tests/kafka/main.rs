//! Delivery, proved against a real Apache Kafka: what the worker promises under crashes, rebalances and bad networks.
//!
//! `cargo test --test kafka` needs a JDK 17 or newer and Maven (`make setup`); the broker fetches and starts itself.

mod harness;

mod at_least_once;
mod commands;
mod crashes;
mod delayed;
mod deployed;
mod figures;
mod lifecycle;
mod naive;
mod outcomes;
mod poison;
mod proof;
mod rebalances;
mod redrive;
mod rights;
#[cfg(feature = "tls")]
mod secure;
#[cfg(feature = "otel")]
mod traces;
mod tutorial;
mod watched;
