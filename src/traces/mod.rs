//! Traces: what each message went through here, told to a collector in the terms of OpenTelemetry.
//!
//! A message has two spans: `process`, from decoding to encoding, a child of the context that its `traceparent` and
//! `tracestate` headers bring along; and under it `send`, from the moment that its output was first put into a transaction
//! until one with it was committed. The output's headers carry the context of `send` on.
//!
//! Rules: spans are exported when their output is committed and not before, so what goes back to the group (a partition
//! that is revoked, a message that is skipped) is told by whoever delivers it, once; nothing here waits for a collector
//! but [`Traces::stop`], and that not for long; and no span holds anything of an article.
//!
//! There are two implementations with the same interface, so that nobody else asks which one it is: one over OTLP with
//! the feature `otel`, and one without, which does nothing and takes no space.

mod settings;

#[cfg(not(feature = "otel"))]
mod off;
#[cfg(feature = "otel")]
mod otlp;

#[cfg(not(feature = "otel"))]
pub use off::{Begun, Trace, Traces};
#[cfg(feature = "otel")]
pub use otlp::{Begun, Trace, Traces};
