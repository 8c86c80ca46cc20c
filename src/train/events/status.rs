//! Learns whether an event happened.

use super::Read;
use crate::extract::facts::events::{Event, status};
use crate::model::linear::{Features, Linear};
use crate::model::weights::Corrupt;
use crate::record::EventStatus;
use crate::train::linear::{Examples, Settings, train as learn};

/// Learns from annotated articles.
///
/// # Errors
/// [`Corrupt`] where there are more classes than a model has.
pub fn train(articles: &[&Read<'_>]) -> Result<Linear, Corrupt> {
    let mut examples = Examples::default();
    let mut features = Features::default();
    for article in articles {
        let scene = article.scene();
        for gold in &article.events {
            let event = Event { class: gold.event.class, ..Event::told_by(gold.trigger, 1.0) };
            status::describe(&scene, &event, &mut features);
            examples.push(&features, gold.event.status as u8, 1.0);
        }
    }
    learn(&examples, EventStatus::ALL.len(), Settings::default())
}
