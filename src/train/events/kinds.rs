//! Learns what happened: the class of an event, PLOVER's, and which of them go together.

use super::Read;
use crate::extract::facts::events::kinds::{PLOVERS, describe_pair, number};
use crate::extract::facts::events::predicate::{self, Predicate};
use crate::model::linear::{Features, Linear, SCALE};
use crate::model::rows::{Cell, Rows};
use crate::model::weights::Corrupt;
use crate::record::EventClass;
use crate::train::linear::{Examples, Settings, train as learn};

/// The models of classes, of PLOVER's classes, and of how well they go together, learned from annotated articles.
///
/// # Errors
/// [`Corrupt`] where there are more classes than a model has.
pub fn train(articles: &[&Read<'_>]) -> Result<[Linear; 3], Corrupt> {
    let (mut classes, mut plovers) = (Examples::default(), Examples::default());
    let mut features = Features::default();
    let mut seen = Vec::new();
    for article in articles {
        let scene = article.scene();
        for event in &article.events {
            predicate::describe(&scene, &Predicate::read(&scene, event.trigger), &mut features);
            let plover = number(event.event.plover);
            classes.push(&features, event.event.class as u8, 1.0);
            plovers.push(&features, plover, 1.0);
            seen.push((event.event.class as usize, usize::from(plover)));
        }
    }
    let settings = Settings::default();
    Ok([learn(&classes, EventClass::ALL.len(), settings)?, learn(&plovers, PLOVERS, settings)?, pairs(&seen)?])
}

/// How often a pair counts as seen that never was.
const UNSEEN: f64 = 0.02;
/// What it counts that two classes go together, beside what each of them scores by itself: both know a part of it.
const WORTH: f64 = 0.6;

/// How much oftener than by chance classes go with PLOVER's, as a model: pointwise mutual information.
fn pairs(seen: &[(usize, usize)]) -> Result<Linear, Corrupt> {
    let mut counts = vec![[UNSEEN; PLOVERS]; EventClass::ALL.len()];
    seen.iter().for_each(|(class, plover)| counts[*class][*plover] += 1.0);
    let all: f64 = counts.as_flattened().iter().sum();
    let of_plover: Vec<f64> = (0..PLOVERS).map(|plover| counts.iter().map(|row| row[plover]).sum()).collect();
    let mut feature = Features::default();
    let mut row = |(class, counts): (usize, &[f64; PLOVERS])| {
        let of_class: f64 = counts.iter().sum();
        let cell = |(plover, count): (u8, &f64)| {
            let lift = (count * all / (of_class * of_plover[usize::from(plover)])).ln();
            #[expect(clippy::cast_possible_truncation, reason = "a logarithm of counts is small")]
            let weight = (WORTH * lift * f64::from(SCALE)).round() as i16;
            Cell { class: plover, weight }
        };
        describe_pair(class, &mut feature);
        (Rows::key(feature.as_slice()[0]), (0..).zip(counts).map(cell).collect())
    };
    let rows: Vec<(u32, Vec<Cell>)> = counts.iter().enumerate().map(&mut row).collect();
    Linear::new(PLOVERS, Rows::new(&rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_together_goes_together() {
        let model = pairs(&[(3, 1), (3, 1), (4, 2), (4, 2), (4, 1)]).unwrap();
        let mut feature = Features::default();
        describe_pair(3, &mut feature);
        let scores = model.scores(&feature);
        assert!(scores[1] > 0 && scores[2] < 0, "{scores:?}");
        describe_pair(4, &mut feature);
        let scores = model.scores(&feature);
        assert!(scores[2] > scores[1], "{scores:?}");
    }
}
