//! Trains and measures the choice of the time that says when an event took place, on the annotated triggers.
//!
//! Rule: every time with the annotated date is right. Where the annotation knows a date that no time around tells,
//! nothing is learnt.

use super::Read;
use crate::extract::facts::events::when::Dates;
use crate::model::linear::{Features, Linear, probabilities};
use crate::model::weights::Corrupt;
use crate::train::linear::{self, Examples, Settings};

/// Learns to choose times from annotated articles.
///
/// # Errors
/// [`Corrupt`] where the model would be larger than its file can say.
pub fn train(articles: &[&Read<'_>]) -> Result<Linear, Corrupt> {
    let settings = Settings { epochs: 12, rate: 0.1, dropout: 0.2, decay: 1e-4, seen: 5, floor: 12 };
    let mut examples = Examples::default();
    let mut features = Features::default();
    for article in articles {
        let mut dates = Dates::new(article.scene());
        for event in &article.events {
            let date = event.event.date.as_deref();
            dates.turn(event.trigger);
            let mut told = None;
            for number in 0..dates.candidates().len() {
                let right = date.is_some() && dates.date_of(number) == date;
                if right {
                    told = Some(dates.time_of(number));
                }
                dates.describe(number, &mut features);
                examples.candidate(&features, u64::from(right));
            }
            dates.describe_none(&mut features);
            examples.candidate(&features, u64::from(date.is_none()));
            examples.choose(1.0);
            dates.told(event.trigger, told);
        }
    }
    linear::train(&examples, 1, settings)
}

/// How often the date of an event is right.
#[derive(Clone, Copy, Debug, Default)]
pub struct Accuracy {
    /// Events with a date, and how many of them were given it.
    dated: (usize, usize),
    /// Events without a date, and how many of them were given none.
    undated: (usize, usize),
}

impl Accuracy {
    /// The figures in a line.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a corpus has fewer than 2⁵² events")]
    pub fn line(&self) -> String {
        let share = |(all, right): (usize, usize)| right as f64 / all.max(1) as f64;
        format!(
            "dates of given triggers: {:.3} of {} right, none invented for {:.3} of {}",
            share(self.dated),
            self.dated.0,
            share(self.undated),
            self.undated.0
        )
    }

    /// Counts the events of an article.
    pub fn add(&mut self, article: &Read<'_>, model: &Linear) {
        let mut dates = Dates::new(article.scene());
        let (mut features, mut scores, mut shares) = (Features::default(), Vec::new(), Vec::new());
        for event in &article.events {
            dates.turn(event.trigger);
            scores.clear();
            for number in 0..dates.candidates().len() {
                dates.describe(number, &mut features);
                scores.push(model.score(&features));
            }
            dates.describe_none(&mut features);
            scores.push(model.score(&features));
            probabilities(&scores, &mut shares);
            let chosen = dates.choose(&shares);
            let date = chosen.and_then(|time| dates.date(time));
            let right = usize::from(date == event.event.date.as_deref());
            let count = if event.event.date.is_some() { &mut self.dated } else { &mut self.undated };
            *count = (count.0 + 1, count.1 + right);
            dates.told(event.trigger, chosen);
        }
    }
}
