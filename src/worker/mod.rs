//! The stages, wired.

pub mod process;
