//! The input contract, form by form: what is read, what becomes a dead letter and why, and that nothing hangs or panics.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should fail")]

mod dead_letters;
mod fields;
mod forms;
mod hostile;
mod pages;
mod samples;

use factwire::article::{Article, RawArticle, ReadOptions, read};
use factwire::interrupt::Interrupt;
use factwire::record::DeadLetter;

const STORY: &str = "The council voted on Tuesday to close the bridge for two weeks after the flood, the mayor said.";

/// Reads a bare value with the default options.
fn try_read(value: impl AsRef<[u8]>) -> Result<Article, DeadLetter> {
    read(RawArticle { value: value.as_ref(), ..RawArticle::default() }, &ReadOptions::default(), &Interrupt::never())
}

fn article(value: impl AsRef<[u8]>) -> Article {
    try_read(value).unwrap()
}

fn dead(value: impl AsRef<[u8]>) -> DeadLetter {
    try_read(value).unwrap_err()
}
