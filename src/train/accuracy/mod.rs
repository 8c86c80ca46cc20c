//! How right the facts are on other people's published data.
//!
//! Rule: each module says how it counts, and no rule is written for what stands there: a gain on our own articles that
//! costs here is over-fitting.

pub mod re3d;
