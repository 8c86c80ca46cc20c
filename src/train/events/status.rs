//! Learns whether an event happened.
//!
//! Rule: the class of an event counts as it will be found, not as it is annotated.

use super::{Read, kinds};
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
    let classes = kinds::held_out(articles)?;
    let mut examples = Examples::default();
    let mut features = Features::default();
    for (article, classes) in articles.iter().zip(classes) {
        let scene = article.scene();
        for (gold, class) in article.events.iter().zip(classes) {
            let class = if std::env::var("KL_GOLD").is_ok() { gold.event.class } else { class };
            let event = Event { class, ..Event::told_by(gold.trigger, 1.0) };
            status::describe(&scene, &event, &mut features);
            examples.push(&features, gold.event.status as u8, 1.0);
        }
    }
    learn(&examples, EventStatus::ALL.len(), Settings::default())
}
