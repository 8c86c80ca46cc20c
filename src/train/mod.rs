//! The trainer: makes every model from the data files, and measures them. In `factwire-train` alone (feature `train`),
//! never in the worker.
//!
//! Rule: the same data gives the same file, byte for byte: no clock, no hash order, no threads, and one seed.

pub mod abbreviations;
pub mod accuracy;
pub mod articles;
pub mod card;
pub mod conllu;
pub mod corpus;
pub mod crf;
pub mod events;
pub mod lemmas;
pub mod linear;
pub mod models;
pub mod names;
pub mod ner_data;
pub mod parser;
pub mod perceptron;
pub mod random;
pub mod report;
pub mod segmentation;
pub mod sources;
pub mod tables;
pub mod tagger;
pub mod word_forms;
pub mod word_tables;
