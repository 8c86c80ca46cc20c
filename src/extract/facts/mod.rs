//! From the annotated document to facts: each module fills its part of the record.

pub mod aliases;
pub mod amounts;
pub mod attribution;
pub mod entities;
pub mod events;
pub mod numerals;
pub mod quotes;
pub mod roles;
pub mod speakers;
pub mod times;
pub mod types;
