//! The words that tell an event.
//!
//! Rule: candidates are verbs and nouns that may mean an act or an occurrence; a linear model says which of them tell
//! news.

use super::predicate::{self, Predicate};
use super::{Event, Scene};
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::Supersense;
use crate::model::events::EventModels;
use crate::model::linear::{Features, probability};
use crate::model::tags::Upos;

/// The meanings of nouns that may tell an event.
const EVENTFUL: [Supersense; 7] = [
    Supersense::NounAct,
    Supersense::NounEvent,
    Supersense::NounProcess,
    Supersense::NounPhenomenon,
    Supersense::NounCommunication,
    Supersense::NounState,
    Supersense::NounPossession,
];

/// An event for each trigger, in text order, with what happened.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn find(scene: &Scene<'_, '_>, models: &EventModels, interrupt: &Interrupt<'_>) -> Result<Vec<Event>, Interrupted> {
    let (mut features, mut pair) = (Features::default(), Features::default());
    let mut events = Vec::new();
    for (count, token) in candidates(scene).enumerate() {
        if count % 64 == 0 {
            interrupt.check()?;
        }
        let predicate = Predicate::read(scene, token);
        predicate::describe(scene, &predicate, &mut features);
        let score = models.trigger.score(&features);
        if score >= models.threshold {
            let mut event = Event::told_by(token, probability(score));
            super::kinds::tell(models, &features, &mut pair, &mut event);
            events.push(event);
        }
    }
    Ok(events)
}

/// The words that may tell an event, in text order.
pub fn candidates(scene: &Scene<'_, '_>) -> impl Iterator<Item = usize> {
    let document = &scene.analysis.document;
    let story = document.sentences().filter(|sentence| !document.is_headline(sentence.paragraph()));
    let told = story.map(|sentence| sentence.tokens()).filter(|tokens| tokens.len() <= LONGEST_SENTENCE);
    told.flatten().filter(|token| may_tell(scene, *token))
}

/// The most tokens of a sentence that tells events: what is longer is a list or a table, and its tree says nothing.
const LONGEST_SENTENCE: usize = 300;

fn may_tell(scene: &Scene<'_, '_>, token: usize) -> bool {
    let lexeme = scene.lexemes.at(token);
    match scene.analysis.document.token(token).map(|token| token.tag().upos) {
        Some(Upos::Verb) => true,
        Some(Upos::Noun) => {
            let unknown = lexeme.senses.first().is_none();
            unknown || lexeme.verb != 0 || lexeme.senses.iter().any(|sense| EVENTFUL.contains(&sense))
        }
        _ => false,
    }
}
