//! From the annotated document to facts: each module fills its part of the record.

pub mod aliases;
pub mod attribution;
pub mod entities;
pub mod places;
pub mod profiles;
pub mod quotes;
pub mod relations;
pub mod roles;
pub mod speakers;
pub mod types;
