//! Measures the models of events on articles that they were not trained on.
//!
//! Rule: events are matched by their trigger or an alternative of it; class, PLOVER's class and status are judged on
//! what was matched, as `record.events` is.

use std::collections::BTreeMap;

use super::confidence::Reliability;
use super::{Read, arguments, fit, when};
use crate::extract::facts::events;
use crate::interrupt::Interrupt;
use crate::model::events::EventModels;
use crate::train::models::TrainError;

/// What was right and wrong.
#[derive(Debug, Default)]
pub struct Measure {
    /// Events in the annotation, found, and found rightly.
    pub gold: u32,
    /// Events given that no other given event already told.
    pub given: u32,
    /// Events of the annotation that were given.
    pub hit: u32,
    /// Of those: class, PLOVER's class and status right.
    pub right: [u32; 3],
    /// Participants of given triggers.
    pub arguments: arguments::Accuracy,
    /// Dates of given triggers.
    pub when: when::Accuracy,
    /// Whether events are as often right as they are said to be.
    pub reliability: Reliability,
    /// What was taken for what, with how often.
    pub confusions: BTreeMap<String, u32>,
}

impl Measure {
    /// Counts one article.
    pub fn add(&mut self, article: &Read<'_>, models: &EventModels) {
        self.arguments.add(article, models);
        self.when.add(article, &models.when);
        self.reliability.add(article, models);
        self.add_kinds(article, models);
    }

    /// Counts the triggers of one article, and what they are.
    fn add_kinds(&mut self, article: &Read<'_>, models: &EventModels) {
        // An interrupt that never fires leaves no reason to stop.
        let found = events::of_scene(&article.scene(), models, &Interrupt::never()).unwrap_or_default();
        let mut taken = vec![false; found.len()];
        for gold in &article.events {
            self.gold += 1;
            let tells = |token: usize| token == gold.trigger || gold.alternatives.contains(&token);
            let mut matched = false;
            for (event, taken) in found.iter().zip(&mut taken).filter(|(event, _)| tells(event.trigger)) {
                *taken = true;
                if !std::mem::replace(&mut matched, true) {
                    self.hit += 1;
                    self.given += 1;
                    self.judge(0, "class", &gold.event.class, &event.class);
                    self.judge(1, "plover", &gold.event.plover, &event.plover);
                    self.judge(2, "status", &gold.event.status, &event.status);
                }
            }
        }
        self.given += u32::try_from(taken.iter().filter(|taken| !**taken).count()).unwrap_or(0);
    }

    fn judge<T: PartialEq + std::fmt::Debug>(&mut self, at: usize, of: &str, gold: &T, found: &T) {
        if gold == found {
            self.right[at] += 1;
        } else {
            *self.confusions.entry(format!("{of} {gold:?} as {found:?}")).or_default() += 1;
        }
    }

    /// The figures, a line for each step.
    #[must_use]
    pub fn lines(&self) -> String {
        let share = |part: u32, of: u32| f64::from(part) / f64::from(of.max(1));
        let (precision, recall) = (share(self.hit, self.given), share(self.hit, self.gold));
        let f1 = 2.0 * precision * recall / (precision + recall).max(1e-9);
        let [class, plover, status] = self.right.map(|right| share(right, self.hit));
        format!(
            "events P {precision:.3} R {recall:.3} F1 {f1:.3} ({}), class {class:.3}, plover {plover:.3}, status {status:.3}\n  {}\n  {}",
            self.gold,
            self.arguments.lines(),
            self.when.line()
        )
    }

    /// The commonest mistakes, a line each.
    #[must_use]
    pub fn mistakes(&self, most: usize) -> String {
        let mut confusions: Vec<_> = self.confusions.iter().collect();
        confusions.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        confusions.iter().take(most).map(|(what, count)| format!("  {count:>4} {what}\n")).collect()
    }
}

/// Measures on each part of the articles what is learnt from the others.
///
/// # Errors
/// [`TrainError`] where a model would be larger than its file can say.
pub fn cross_validate(articles: &[Read<'_>], folds: usize) -> Result<Measure, TrainError> {
    let mut measure = Measure::default();
    for fold in 0..folds {
        let part = |held: bool| articles.iter().enumerate().filter(move |(at, _)| (at % folds == fold) == held);
        let models = fit(&part(false).map(|(_, article)| article).collect::<Vec<_>>())?;
        part(true).for_each(|(_, article)| measure.add(article, &models));
    }
    Ok(measure)
}
