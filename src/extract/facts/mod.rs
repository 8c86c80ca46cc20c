//! From the annotated document to facts: each module fills its part of the record.

pub mod aliases;
pub mod amounts;
pub mod coreference;
pub mod entities;
pub mod events;
pub mod mentions;
pub mod numerals;
pub mod places;
pub mod profiles;
pub mod quotes;
pub mod relations;
pub mod roles;
pub mod speakers;
pub mod times;
pub mod types;
