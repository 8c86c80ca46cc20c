//! How right the facts are on other people's published cases.
//!
//! Rule: each module says how it counts a case, and no case decides how a fact is found: a gain on our own articles
//! that costs here is over-fitting.

pub mod timex;
