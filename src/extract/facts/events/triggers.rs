//! The words that tell an event.

use super::{Event, Scene};
use crate::interrupt::{Interrupt, Interrupted};
use crate::model::events::EventModels;

/// An event for each trigger, in text order.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn find(
    _scene: &Scene<'_, '_>,
    _models: &EventModels,
    _interrupt: &Interrupt<'_>,
) -> Result<Vec<Event>, Interrupted> {
    Ok(Vec::new())
}
