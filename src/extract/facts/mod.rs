//! From the annotated document to facts: each module fills its part of the record.

pub mod aliases;
pub mod attribution;
pub mod coreference;
pub mod entities;
pub mod mentions;
pub mod quotes;
pub mod roles;
pub mod speakers;
pub mod types;
