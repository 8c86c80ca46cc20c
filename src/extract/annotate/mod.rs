//! The annotators, in the order in which they run: each fills a column of the document and reads those before it.

mod addresses;
pub mod clues;
pub mod dateline;
pub mod dependencies;
pub mod joined;
pub mod learned;
pub mod letters;
mod marks;
pub mod names;
mod numbers;
pub mod passages;
pub mod peoples;
pub mod postnominals;
pub mod runs;
pub mod sentences;
pub mod tags;
pub mod tokens;
