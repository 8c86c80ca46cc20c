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
    let mut plovers = Examples::default();
    let mut features = Features::default();
    for article in articles {
        let scene = article.scene();
        for event in &article.events {
            predicate::describe(&scene, &Predicate::read(&scene, event.trigger), &mut features);
            plovers.push(&features, number(event.event.plover), 1.0);
        }
    }
    Ok((train_classes(articles.iter().copied())?, learn(&plovers, PLOVERS, Settings::default())?))
}

fn train_classes<'a, 'e: 'a>(articles: impl Iterator<Item = &'a Read<'e>>) -> Result<Linear, Corrupt> {
    let mut classes = Examples::default();
    let mut features = Features::default();
    for article in articles {
        let scene = article.scene();
        for event in &article.events {
            predicate::describe(&scene, &Predicate::read(&scene, event.trigger), &mut features);
            classes.push(&features, event.event.class as u8, 1.0);
        }
    }
    learn(&classes, EventClass::ALL.len(), Settings::default())
}

/// The parts of the articles that are held out in turn.
const PARTS: usize = 3;

/// The class of each annotated event, article by article, as a model sees it that was not trained on its article: with
/// the mistakes that what is learned behind it has to live with.
///
/// # Errors
/// [`Corrupt`] where there are more classes than a model has.
pub fn held_out(articles: &[&Read<'_>]) -> Result<Vec<Vec<EventClass>>, Corrupt> {
    let mut found = vec![Vec::new(); articles.len()];
    let mut features = Features::default();
    for part in 0..PARTS {
        let others = articles.iter().enumerate().filter(|(at, _)| at % PARTS != part).map(|(_, article)| *article);
        let model = train_classes(others)?;
        for (article, found) in articles.iter().zip(&mut found).skip(part).step_by(PARTS) {
            let scene = article.scene();
            for event in &article.events {
                predicate::describe(&scene, &Predicate::read(&scene, event.trigger), &mut features);
                found.push(EventClass::ALL[model.best(&features).0]);
            }
        }
    }
    Ok(found)
}
