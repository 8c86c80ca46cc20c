//! What happened: the class of an event, PLOVER's class and CAMEO's code.
//!
//! Rule: the models number the classes in the order of [`EventClass::ALL`] and [`Plover::ALL`]; behind PLOVER's stands
//! one for none.

use super::Event;
use crate::model::events::EventModels;
use crate::model::linear::Features;
use crate::record::{EventClass, Plover};

/// The number of PLOVER's classes, with one for none.
pub const PLOVERS: usize = Plover::ALL.len() + 1;

/// Says what happened in an event, by the features of its trigger.
pub fn tell(models: &EventModels, features: &Features, event: &mut Event) {
    let (class, share) = models.class.best(features);
    event.parts.class = share;
    event.class = EventClass::ALL.get(class).copied().unwrap_or(EventClass::Other);
    let (plover, _) = models.plover.best(features);
    event.plover = Plover::ALL.get(plover).copied();
}

/// The number of a class of PLOVER's, or of none.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "there are few classes")]
pub fn number(plover: Option<Plover>) -> u8 {
    plover.map_or(Plover::ALL.len() as u8, |plover| plover as u8)
}
