//! Linear classifiers and rankers over hashed features, with probabilities.
//!
//! Rule: a score is a sum of whole numbers, in steps of one [`SCALE`]th of the natural logarithm of odds; a probability
//! is made of scores by multiplication, addition and division alone, so that it is the same on every machine.

use super::hash::feature;
use super::rows::{Rows, highest};
use super::weights::{Corrupt, Reader, Writer};

/// The steps of a score that change odds by a factor of *e*.
pub const SCALE: i32 = 256;

/// The most classes that a classifier tells apart.
pub const MOST_CLASSES: usize = 64;

/// A linear model of some classes; with one class, a scorer of a yes or no, or of the candidates of a choice.
#[derive(Debug, Default)]
pub struct Linear {
    classes: usize,
    rows: Rows,
}

impl Linear {
    /// A model of these weights, each a [`SCALE`]th.
    ///
    /// # Errors
    /// [`Corrupt`] where there are more than [`MOST_CLASSES`].
    pub fn new(classes: usize, rows: Rows) -> Result<Self, Corrupt> {
        if classes > MOST_CLASSES {
            return Err(Corrupt("the number of classes is out of range"));
        }
        Ok(Self { classes, rows })
    }

    /// How many classes it tells apart; none where it was never trained.
    #[must_use]
    pub const fn classes(&self) -> usize {
        self.classes
    }

    /// The score of the one class of a scorer.
    #[inline]
    #[must_use]
    pub fn score(&self, features: &Features) -> i32 {
        let mut scores = [0; MOST_CLASSES];
        self.rows.add(features.as_slice(), &mut scores);
        scores[0]
    }

    /// The scores of all classes, and zeros behind them.
    #[inline]
    #[must_use]
    pub fn scores(&self, features: &Features) -> [i32; MOST_CLASSES] {
        let mut scores = [0; MOST_CLASSES];
        self.rows.add(features.as_slice(), &mut scores);
        scores
    }

    /// The class with the highest score, the first among equals, and its probability.
    #[must_use]
    pub fn best(&self, features: &Features) -> (usize, f64) {
        best(&self.scores(features)[..self.classes])
    }

    /// Bytes of memory.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.rows.memory()
    }

    /// Writes the model.
    pub fn write(&self, writer: &mut Writer) {
        writer.number(self.classes as u64);
        self.rows.write(writer);
    }

    /// Reads what [`Linear::write`] wrote.
    ///
    /// # Errors
    /// [`Corrupt`] where it is something else.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Corrupt> {
        let classes = usize::try_from(reader.number()?).unwrap_or(usize::MAX);
        Self::new(classes, Rows::read(reader, classes)?)
    }
}

/// The first of the highest scores and its probability; the first class for certain where there are no scores.
#[must_use]
pub fn best(scores: &[i32]) -> (usize, f64) {
    let best = highest(scores);
    (best, share(scores, best))
}

/// The probability of the choice with this number among exclusive ones; certain where there are none.
#[must_use]
pub fn share(scores: &[i32], of: usize) -> f64 {
    let Some(score) = scores.get(of) else { return 1.0 };
    let top = scores.iter().copied().max().unwrap_or(0);
    let sum: f64 = scores.iter().map(|other| falling(top.abs_diff(*other))).sum();
    falling(top.abs_diff(*score)) / sum
}

/// The probability of a yes with this score: the logistic function.
#[must_use]
pub fn probability(score: i32) -> f64 {
    let odds = falling(score.unsigned_abs());
    if score < 0 { odds / (1.0 + odds) } else { 1.0 / (1.0 + odds) }
}

/// Turns the scores of exclusive choices into probabilities that add up to one: the softmax function.
pub fn probabilities(scores: &[i32], into: &mut Vec<f64>) {
    let top = scores.iter().copied().max().unwrap_or(0);
    into.clear();
    into.extend(scores.iter().map(|score| falling(top.abs_diff(*score))));
    let sum: f64 = into.iter().sum();
    into.iter_mut().for_each(|share| *share /= sum);
}

/// *e* to the power of minus one [`SCALE`]th, minus two of them, four …
const POWERS: [f64; 14] = {
    let mut powers = [0.996_101_369_470_117_5; 14];
    let mut bit = 1;
    while bit < powers.len() {
        powers[bit] = powers[bit - 1] * powers[bit - 1];
        bit += 1;
    }
    powers
};

/// *e* to the power of minus that many steps.
fn falling(steps: u32) -> f64 {
    if steps >> POWERS.len() > 0 {
        return 0.0;
    }
    POWERS.iter().enumerate().filter(|(bit, _)| steps >> bit & 1 == 1).map(|(_, power)| power).product()
}

/// The hashed features of one example, in a buffer that is used again for the next.
#[derive(Clone, Debug, Default)]
pub struct Features {
    hashes: Vec<u64>,
}

impl Features {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.hashes.clear();
    }

    /// Adds what the template of this number sees.
    #[inline]
    pub fn add(&mut self, template: u64, value: u64) {
        self.hashes.push(feature(template, value));
    }

    /// All of them.
    #[must_use]
    pub fn as_slice(&self) -> &[u64] {
        &self.hashes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::*;
    use crate::model::rows::Cell;

    #[test]
    fn odds_are_what_scores_say() {
        assert!((probability(0) - 0.5).abs() < 1e-9);
        assert!((probability(SCALE) - 1.0 / (1.0 + (-1.0_f64).exp())).abs() < 1e-6);
        assert!(probability(i32::MIN).abs() < 1e-9);
        assert!((probability(i32::MAX) - 1.0).abs() < 1e-9);
        let (class, share) = best(&[0, 2 * SCALE, 0]);
        assert_eq!(class, 1);
        assert!((share - 2.0_f64.exp() / (2.0_f64.exp() + 2.0)).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn shares_add_up(scores in prop::collection::vec(any::<i32>(), 1..9)) {
            let mut shares = Vec::new();
            probabilities(&scores, &mut shares);
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            let (class, likely) = best(&scores);
            assert!((shares[class] - likely).abs() < 1e-9);
            (0..scores.len()).for_each(|at| assert!((shares[at] - share(&scores, at)).abs() < 1e-9));
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut features = Features::default();
        features.add(1, 2);
        let rows = Rows::new(&[(Rows::key(features.as_slice()[0]), vec![Cell { class: 2, weight: 9 }])]);
        let mut writer = Writer::default();
        Linear::new(3, rows).unwrap().write(&mut writer);
        let content = writer.finish();
        let again = Linear::read(&mut Reader::new(&content)).unwrap();
        assert_eq!(again.best(&features).0, 2);
        for end in 0..content.len() {
            assert!(Linear::read(&mut Reader::new(&content[..end])).is_err());
        }
        let mut writer = Writer::default();
        writer.number(65);
        Rows::default().write(&mut writer);
        assert!(Linear::read(&mut Reader::new(&writer.finish())).is_err());
    }
}
