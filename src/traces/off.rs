//! No traces: what a program without the feature `otel` does about them.

use super::settings::endpoint;
use crate::config::Config;
use crate::pipeline::{Message, Output};

/// Where spans would go.
#[derive(Clone, Debug)]
pub struct Traces;

/// What would be known of a message that is being processed.
#[derive(Debug)]
pub struct Begun;

/// What would be known of a message whose output waits to be delivered.
#[derive(Debug)]
pub struct Trace;

impl Traces {
    /// Says so where traces are asked for.
    #[must_use]
    pub fn start(_: &Config) -> Self {
        if let Some(endpoint) = endpoint(|name| std::env::var(name).ok()) {
            let variable = endpoint.variable;
            tracing::warn!(variable, "no traces are exported: build with --features otel to have them");
        }
        Self
    }

    /// Nothing.
    #[must_use]
    pub const fn begin(&self, _: &Message) -> Begun {
        Begun
    }

    /// Nothing.
    pub const fn committed(&self, _: &Output, _: &Trace) {}

    /// Nothing.
    pub const fn stop(&self) {}
}

impl Begun {
    /// Leaves the message as it came.
    #[must_use]
    pub const fn end(self, _: &mut Message) -> Trace {
        Trace
    }
}

impl Trace {
    /// Nothing.
    pub const fn sending(&self) {}

    /// Nothing.
    pub const fn aborted(&self) {}
}
