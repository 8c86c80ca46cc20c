//! Learns what happened: the class of an event, and PLOVER's.

use super::Read;
use crate::extract::facts::events::kinds::{PLOVERS, number};
use crate::extract::facts::events::predicate::{self, Predicate};
use crate::model::linear::{Features, Linear};
use crate::model::weights::Corrupt;
use crate::record::EventClass;
use crate::train::linear::{Examples, Settings, train as learn};

/// Learns both from annotated articles.
///
/// # Errors
/// [`Corrupt`] where there are more classes than a model has.
pub fn train(articles: &[&Read<'_>]) -> Result<(Linear, Linear), Corrupt> {
    let (mut classes, mut plovers) = (Examples::default(), Examples::default());
    let mut features = Features::default();
    for article in articles {
        let scene = article.scene();
        for event in &article.events {
            predicate::describe(&scene, &Predicate::read(&scene, event.trigger), &mut features);
            classes.push(&features, event.event.class as u8, 1.0);
            plovers.push(&features, number(event.event.plover), 1.0);
        }
    }
    let settings = Settings::default();
    Ok((learn(&classes, EventClass::ALL.len(), settings)?, learn(&plovers, PLOVERS, settings)?))
}
