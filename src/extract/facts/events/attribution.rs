//! Which quotation reports an event.
//!
//! Rule: it is the shortest one whose words hold the trigger.

use super::{Event, Scene};

/// The most quotations that are looked at before a trigger: they hardly overlap.
const MOST_QUOTES: usize = 8;

/// Says of each event which quotation reports it.
pub fn tell(scene: &Scene<'_, '_>, events: &mut [Event]) {
    let quotes = &scene.analysis.quotes;
    for event in events {
        let end = quotes.partition_point(|quote| quote.tokens.start <= event.trigger);
        let near =
            (end.saturating_sub(MOST_QUOTES)..end).filter(|index| quotes[*index].tokens.contains(&event.trigger));
        event.attribution = near.min_by_key(|index| quotes[*index].tokens.len());
    }
}
