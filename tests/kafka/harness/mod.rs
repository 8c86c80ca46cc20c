//! What the delivery tests and the figures are made with: a real broker, a proxy, workers, loads, Prometheus, the verdict.

pub mod admin;
pub mod articles;
pub mod broker;
#[cfg_attr(not(feature = "tls"), allow(dead_code, reason = "only connections with TLS need them"))]
pub mod certificates;
#[cfg(feature = "otel")]
pub mod collector;
pub mod directory;
pub mod examples;
pub mod jars;
pub mod java;
pub mod lane;
pub mod load;
pub mod member;
pub mod metadata;
pub mod permit;
pub mod ports;
pub mod process;
pub mod prometheus;
pub mod proxy;
pub mod scene;
pub mod verify;

use std::time::Duration;

/// The blocks of shell commands on a page, in order.
pub fn shell_blocks(page: &str) -> impl Iterator<Item = &str> {
    page.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```")).map(|(block, _)| block)
}

/// `count` seconds.
pub const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}
