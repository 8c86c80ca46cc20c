//! From an [`Article`] to its [`Record`]: pure linguistics, no I/O, no clock.

pub mod annotate;
pub mod document;
pub mod lexicon;
pub mod offsets;

use crate::article::Article;
use crate::interrupt::{Interrupt, Interrupted};
use crate::record::Record;

/// Anything that turns an article into a record. The worker asks for this and nothing more, so that a user can plug in
/// an extractor of their own.
pub trait Extract: Send + Sync {
    /// The facts of `article`.
    ///
    /// # Errors
    /// [`Interrupted`] when `interrupt` fired before the end.
    fn extract(&self, article: &Article, interrupt: &Interrupt<'_>) -> Result<Record, Interrupted>;
}
