//! How likely an event is a whole right fact: its class, its participants and its status.
//!
//! Rule: a model decides that has learned from events of articles that the other models had not seen, by how likely each
//! part is by itself, what kind of event it is and what kind of things take part. Where there is none, the parts are
//! taken for independent.

use super::{Argument, Event, Scene};
use crate::model::events::EventModels;
use crate::model::hash::mix;
use crate::model::linear::{Features, probability};

/// How likely each part of an event is by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parts {
    /// That the word tells an event.
    pub trigger: f64,
    /// That it is of this class.
    pub class: f64,
    /// That its status is right.
    pub status: f64,
    /// That these take part.
    pub participants: f64,
}

impl Parts {
    /// Before anything is known but that a word may tell an event.
    #[must_use]
    pub const fn of_trigger(trigger: f64) -> Self {
        Self { trigger, class: 1.0, status: 1.0, participants: 1.0 }
    }

    const fn all(self) -> f64 {
        self.trigger * self.class * self.status * self.participants
    }
}

/// Says of each event how likely it is right, in steps of a thousandth.
pub fn tell(scene: &Scene<'_, '_>, models: &EventModels, events: &mut [Event]) {
    let mut features = Features::default();
    for event in events {
        let likely = if models.confidence.classes() == 0 {
            event.parts.all()
        } else {
            describe(scene, event, &mut features);
            probability(models.confidence.score(&features))
        };
        event.confidence = (likely * 1000.0).round() / 1000.0;
    }
}

/// The steps in which a probability is seen.
const STEPS: [f64; 14] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.87, 0.92, 0.95, 0.97, 0.985, 0.995];

/// The templates of the features.
#[derive(Clone, Copy)]
enum See {
    Bias,
    All,
    Trigger,
    Class,
    Status,
    Participants,
    WhatClass,
    WhatStatus,
    Counts,
    Kind,
    Words,
    Penn,
    Quoted,
}

/// Fills `out` with what the model sees of an event; all but its confidence must be there.
pub fn describe(scene: &Scene<'_, '_>, event: &Event, out: &mut Features) {
    out.clear();
    let see = |out: &mut Features, template: See, value: u64| out.add(template as u64, value);
    see(out, See::Bias, 0);
    let Parts { trigger, class, status, participants } = event.parts;
    for (template, share) in [
        (See::All, event.parts.all()),
        (See::Trigger, trigger),
        (See::Class, class),
        (See::Status, status),
        (See::Participants, participants),
    ] {
        (0..).zip(STEPS).filter(|(_, least)| share >= *least).for_each(|(step, _)| see(out, template, step));
    }
    see(out, See::WhatClass, event.class as u64);
    see(out, See::WhatStatus, event.status as u64);
    see(out, See::Counts, mix(event.actors.len().min(3) as u64, event.targets.len().min(3) as u64));
    for (role, arguments) in (0..).zip([&event.actors, &event.targets]) {
        for argument in arguments {
            see(out, See::Kind, mix(role, kind(scene, argument)));
            see(out, See::Words, mix(role, argument.tokens.len().min(6) as u64));
        }
    }
    let tag = scene.analysis.document.token(event.trigger).map(|token| token.tag()).unwrap_or_default();
    see(out, See::Penn, tag.penn as u64);
    see(out, See::Quoted, u64::from(scene.is_quoted(event.trigger)));
}

/// How a participant is named: by its name, by words that mean a named thing, or by a phrase.
fn kind(scene: &Scene<'_, '_>, argument: &Argument) -> u64 {
    let named = scene.analysis.entities.at(argument.tokens.start).is_some();
    match argument.entity {
        Some(entity) => mix(1 + u64::from(named), scene.analysis.entities.list[entity].kind as u64),
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::extract::facts::events::lexemes::Lexemes;
    use crate::extract::testing::analysed;
    use crate::model::linear::{Linear, SCALE};
    use crate::model::rows::{Cell, Rows};

    fn told(models: &EventModels, parts: Parts) -> f64 {
        let article = Article::of_text("Soldiers left.");
        let (analysis, lexemes) = (analysed(&article), Lexemes::default());
        let mut events = [Event { parts, ..Event::told_by(1, 1.0) }];
        tell(&Scene { analysis: &analysis, lexemes: &lexemes }, models, &mut events);
        events[0].confidence
    }

    #[test]
    fn without_a_model_the_parts_are_independent() {
        let parts = Parts { trigger: 0.9, class: 0.5, status: 1.0, participants: 0.8 };
        assert!((told(&EventModels::default(), parts) - 0.36).abs() < 1e-9);
    }

    #[test]
    fn a_model_says_how_much_the_parts_are_worth() {
        let mut sees = Features::default();
        sees.add(See::Status as u64, 4);
        let weight = Cell { class: 0, weight: i16::try_from(SCALE).unwrap() };
        let confidence = Linear::new(1, Rows::new(&[(Rows::key(sees.as_slice()[0]), vec![weight])])).unwrap();
        let models = EventModels { confidence, ..EventModels::default() };
        let of_status = |status| told(&models, Parts { status, ..Parts::of_trigger(0.9) });
        assert!((of_status(0.49) - 0.5).abs() < 1e-9);
        assert!((of_status(0.5) - 0.731).abs() < 1e-9);
    }
}
