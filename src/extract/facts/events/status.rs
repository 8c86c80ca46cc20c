//! Whether an event happened.

use super::{Event, Scene};
use crate::model::events::EventModels;

/// Says of each event whether it happened.
pub fn tell(_scene: &Scene<'_, '_>, _models: &EventModels, _events: &mut [Event]) {}
