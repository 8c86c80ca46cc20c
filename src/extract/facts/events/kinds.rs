//! What happened: the class of an event, and PLOVER's class.
//!
//! A class goes with few of PLOVER's, so that both are chosen together: the pair for which the scores of the two models
//! and of how well one goes with the other are highest in sum.
//!
//! Rule: the models number the classes in the order of [`EventClass::ALL`] and [`Plover::ALL`]; behind PLOVER's stands
//! one for none.

use super::Event;
use crate::model::events::EventModels;
use crate::model::linear::{Features, share};
use crate::record::{EventClass, Plover};

/// The number of PLOVER's classes, with one for none.
pub const PLOVERS: usize = Plover::ALL.len() + 1;

/// Says what happened in an event, by the features of its trigger. `pair` is a buffer.
pub fn tell(models: &EventModels, features: &Features, pair: &mut Features, event: &mut Event) {
    let scores = models.class.scores(features);
    let classes = &scores[..models.class.classes()];
    let scores = models.plover.scores(features);
    let plovers = &scores[..models.plover.classes()];
    let mut best = (i32::MIN, EventClass::ALL.len(), PLOVERS);
    for (class, of_class) in classes.iter().enumerate() {
        describe_pair(class, pair);
        let together = models.pairs.scores(pair);
        for (plover, (of_plover, together)) in plovers.iter().zip(together).enumerate() {
            let sum = of_class + of_plover + together;
            if sum > best.0 {
                best = (sum, class, plover);
            }
        }
    }
    let (_, class, plover) = best;
    event.class = EventClass::ALL.get(class).copied().unwrap_or(EventClass::Other);
    event.plover = Plover::ALL.get(plover).copied();
    event.parts.class = share(classes, class);
}

/// Fills `out` with what the model of pairs sees of a class, by its number.
pub fn describe_pair(class: usize, out: &mut Features) {
    out.clear();
    out.add(0, class as u64);
}

/// The number of a class of PLOVER's, or of none.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "there are few classes")]
pub fn number(plover: Option<Plover>) -> u8 {
    plover.map_or(Plover::ALL.len() as u8, |plover| plover as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::linear::Linear;
    use crate::model::rows::{Cell, Rows};

    /// A model that knows one feature.
    fn model(classes: usize, feature: &Features, cells: &[(usize, i16)]) -> Linear {
        let cell = |(class, weight): &(usize, i16)| Cell { class: u8::try_from(*class).unwrap(), weight: *weight };
        let cells = cells.iter().map(cell).collect();
        Linear::new(classes, Rows::new(&[(Rows::key(feature.as_slice()[0]), cells)])).unwrap()
    }

    #[test]
    fn the_pair_that_goes_together_is_chosen() {
        let (mut features, mut pair) = (Features::default(), Features::default());
        features.add(7, 7);
        let (arrest, assault) = (EventClass::Arrest as usize, EventClass::Assault as usize);
        let (coerce, none) = (Plover::Coerce as usize, usize::from(number(None)));
        describe_pair(arrest, &mut pair);
        let mut models = EventModels {
            class: model(EventClass::ALL.len(), &features, &[(arrest, 100), (assault, 110)]),
            plover: model(PLOVERS, &features, &[(coerce, 100), (none, 90)]),
            ..EventModels::default()
        };
        let mut event = Event::told_by(0, 1.0);
        tell(&models, &features, &mut Features::default(), &mut event);
        assert_eq!((event.class, event.plover), (EventClass::Assault, Some(Plover::Coerce)));
        models.pairs = model(PLOVERS, &pair, &[(coerce, 50)]);
        tell(&models, &features, &mut Features::default(), &mut event);
        assert_eq!((event.class, event.plover), (EventClass::Arrest, Some(Plover::Coerce)));
        assert!(event.parts.class < 0.5);
    }

    #[test]
    fn models_that_know_nothing_leave_it_open() {
        let mut event = Event::told_by(0, 1.0);
        tell(&EventModels::default(), &Features::default(), &mut Features::default(), &mut event);
        assert_eq!((event.class, event.plover), (EventClass::Other, None));
    }
}
