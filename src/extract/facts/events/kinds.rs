//! What happened: the class of an event, PLOVER's class and CAMEO's code.

use super::{Event, Scene};
use crate::model::events::EventModels;

/// Says what happened in each event.
pub fn tell(_scene: &Scene<'_, '_>, _models: &EventModels, _events: &mut [Event]) {}
