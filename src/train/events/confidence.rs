//! Learns how likely an event is a whole right fact, and measures what it says.
//!
//! Rule: it learns from the events of articles that the other models were not trained on, since on their own they are
//! surer than elsewhere.

use std::fmt::Write as _;

use super::same::split;
use super::{Read, fit_parts};
use crate::extract::facts::events::confidence::{describe, tell};
use crate::extract::facts::events::phrases::Phrases;
use crate::extract::facts::events::{self, Argument, Event, arguments};
use crate::interrupt::Interrupt;
use crate::model::events::EventModels;
use crate::model::linear::{Features, Linear};
use crate::train::articles::Aligned;
use crate::train::linear::{Examples, Settings, train as learn};
use crate::train::models::TrainError;

/// The parts of the articles that are held out in turn.
const PARTS: usize = 3;

/// Learns from annotated articles.
///
/// # Errors
/// [`TrainError`] where a model would be larger than its file can say.
pub fn train(articles: &[&Read<'_>]) -> Result<Linear, TrainError> {
    let settings = Settings { epochs: 30, rate: 0.05, dropout: 0.1, decay: 1e-4, floor: 1, ..Settings::default() };
    let mut examples = Examples::default();
    let mut features = Features::default();
    for part in 0..PARTS {
        let of = |held: bool| articles.iter().enumerate().filter(move |(at, _)| (at % PARTS == part) == held);
        let models = fit_parts(&of(false).map(|(_, article)| *article).collect::<Vec<_>>())?;
        for (_, article) in of(true) {
            for (event, right) in told(article, &models) {
                describe(&article.scene(), &event, &mut features);
                examples.push(&features, u8::from(right), 1.0);
            }
        }
    }
    Ok(learn(&examples, 1, settings)?)
}

/// The events that a record would have, but for those that only tell once more what another one tells, and whether each
/// is a whole right fact.
#[must_use]
pub fn told(article: &Read<'_>, models: &EventModels) -> Vec<(Event, bool)> {
    let (scene, phrases) = (article.scene(), Phrases::read(&article.analysis));
    // An interrupt that never fires leaves no reason to stop.
    let mut found = events::of_scene(&scene, models, &Interrupt::never()).unwrap_or_default();
    _ = arguments::tell(&scene, &phrases, models, &mut found, &Interrupt::never());
    tell(&scene, models, &mut found);
    let mut taken = vec![false; article.events.len()];
    let mut judge = |event: Event| {
        let tells = |gold: &Aligned<'_>| gold.trigger == event.trigger || gold.alternatives.contains(&event.trigger);
        let Some(at) = article.events.iter().position(tells) else { return Some((event, false)) };
        if std::mem::replace(&mut taken[at], true) {
            return None;
        }
        let right = is_right(article, &article.events[at], &event);
        Some((event, right))
    };
    found.into_iter().filter_map(&mut judge).collect()
}

/// Whether class, status and participants of an event are those of the annotation.
fn is_right(article: &Read<'_>, gold: &Aligned<'_>, event: &Event) -> bool {
    event.class == gold.event.class
        && event.status == gold.event.status
        && is_all(article, gold, gold.event.actors(), &event.actors)
        && is_all(article, gold, gold.event.targets(), &event.targets)
}

/// Whether these are all the participants of a role; the noun of a light verb may stand among them or not.
fn is_all(article: &Read<'_>, gold: &Aligned<'_>, wanted: &[String], found: &[Argument]) -> bool {
    let light: Vec<String> = gold.event.alt_triggers.iter().flat_map(|word| split(word)).collect();
    let is_light = |words: &str| split(words).iter().any(|word| light.contains(word));
    let document = &article.analysis.document;
    let words = |found: &Argument| document.span_of(found.tokens.clone()).map_or("", |span| document.slice(span));
    let mut found: Vec<&Argument> =
        found.iter().filter(|found| found.entity.is_some() || !is_light(words(found))).collect();
    for wanted in wanted.iter().filter(|wanted| !is_light(wanted)) {
        match found.iter().position(|found| article.names.is_same(&article.analysis, found, wanted)) {
            Some(at) => found.remove(at),
            None => return false,
        };
    }
    found.is_empty()
}

/// What confidence was given, and whether the event was right.
#[derive(Debug, Default)]
pub struct Reliability {
    told: Vec<(f64, bool)>,
    gold: usize,
}

impl Reliability {
    /// Counts one article.
    pub fn add(&mut self, article: &Read<'_>, models: &EventModels) {
        self.gold += article.events.len();
        self.told.extend(told(article, models).into_iter().map(|(event, right)| (event.confidence, right)));
    }

    /// How many of the events are right of those that were given about the same confidence; and of all from some
    /// confidence on, their precision and recall.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a corpus has fewer than 2⁵² events")]
    pub fn lines(&self) -> String {
        const BINS: u32 = 10;
        let mut lines = String::from("  confidence  events  mean  right | from there on: events  precision  recall\n");
        let mut error = 0.0;
        for bin in 0..BINS {
            let (low, high) = (f64::from(bin) / f64::from(BINS), f64::from(bin + 1) / f64::from(BINS));
            let inside = |confidence: f64| confidence >= low && (confidence < high || bin + 1 == BINS);
            let here: Vec<_> = self.told.iter().filter(|(confidence, _)| inside(*confidence)).collect();
            let above: Vec<_> = self.told.iter().filter(|(confidence, _)| *confidence >= low).collect();
            let right = |told: &[&(f64, bool)]| told.iter().filter(|(_, right)| *right).count() as f64;
            let count = here.len().max(1) as f64;
            let mean = here.iter().map(|(confidence, _)| confidence).sum::<f64>() / count;
            error += (mean - right(&here) / count).abs() * here.len() as f64 / self.told.len().max(1) as f64;
            _ = writeln!(
                lines,
                "  {low:.1}–{high:.1}  {:>8}  {mean:.2}   {:.2} | {:>21}  {:>9.3}  {:>6.3}",
                here.len(),
                right(&here) / count,
                above.len(),
                right(&above) / above.len().max(1) as f64,
                right(&above) / self.gold.max(1) as f64,
            );
        }
        _ = write!(lines, "  mean distance of confidence from what was right: {error:.3}");
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_counts_what_is_right_by_confidence() {
        let reliability = Reliability { told: vec![(0.95, true), (0.91, false), (0.15, false)], gold: 4 };
        let lines = reliability.lines();
        let line = |start: &str| lines.lines().find(|line| line.trim_start().starts_with(start)).unwrap().to_owned();
        let figures = |start: &str| line(start).split_whitespace().skip(1).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(figures("0.9–1.0"), ["2", "0.93", "0.50", "|", "2", "0.500", "0.250"]);
        assert_eq!(figures("0.1–0.2"), ["1", "0.15", "0.00", "|", "3", "0.333", "0.250"]);
    }
}
