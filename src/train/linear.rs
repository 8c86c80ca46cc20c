//! Trains linear classifiers and rankers by the gradient of their likelihood.
//!
//! Source: Duchi, Hazan and Singer, *Adaptive subgradient methods* (JMLR 2011) for the steps, one rate a weight.
//!
//! Rule: features that were seen a few times are left out: they teach their examples and no others.

use super::perceptron::{ByHash, cells};
use super::random::Random;
use crate::model::linear::{Features, Linear, SCALE};
use crate::model::rows::Rows;
use crate::model::weights::Corrupt;

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How often training goes through the data.
    pub epochs: u32,
    /// The size of the steps.
    pub rate: f32,
    /// The share of features that are left out of each example.
    pub dropout: f32,
    /// How weights are drawn to zero.
    pub decay: f32,
    /// How often a feature must be seen.
    pub seen: u32,
    /// Weights below this many steps of [`SCALE`] are left out of the model.
    pub floor: i16,
}

impl Default for Settings {
    fn default() -> Self {
        Self { epochs: 25, rate: 0.15, dropout: 0.5, decay: 2e-4, seen: 4, floor: 8 }
    }
}

/// What a row of an example is right for.
#[derive(Clone, Copy, Debug)]
enum Right {
    /// A class, or for a yes or no: 1 or 0.
    Class(u8),
    /// A choice among candidates for each class: which of its rows are right.
    Choice,
}

/// Examples to learn from: rows of features with what is right.
#[derive(Debug, Default)]
pub struct Examples {
    hashes: Vec<u64>,
    /// Where the features of each row end.
    ends: Vec<usize>,
    /// By row, where rows are candidates of a choice: the classes that it is right for, a bit each.
    chosen: Vec<u64>,
    /// By example: the row behind its last one, what is right, and how much it counts.
    examples: Vec<(usize, Right, f32)>,
}

impl Examples {
    /// An example of a class; of a yes (1) or no (0) where the model is a scorer.
    pub fn push(&mut self, features: &Features, class: u8, weight: f32) {
        self.row(features, 1);
        self.examples.push((self.ends.len(), Right::Class(class), weight));
    }

    /// A candidate of the choice that [`Examples::choose`] ends, with the classes that it is right for, a bit each.
    pub fn candidate(&mut self, features: &Features, right: u64) {
        self.row(features, right);
    }

    /// Ends a choice among the candidates since the last example, one for each class. Nothing is learnt for a class that
    /// none of them is right for.
    pub fn choose(&mut self, weight: f32) {
        self.examples.push((self.ends.len(), Right::Choice, weight));
    }

    fn row(&mut self, features: &Features, right: u64) {
        self.hashes.extend_from_slice(features.as_slice());
        self.ends.push(self.hashes.len());
        self.chosen.push(right);
    }

    /// The number of examples.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.examples.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.examples.is_empty()
    }

    fn rows(&self, example: usize) -> std::ops::Range<usize> {
        example.checked_sub(1).map_or(0, |before| self.examples[before].0)..self.examples[example].0
    }
}

/// Learns to tell classes apart, or with one class to say yes or no, or to choose among candidates.
///
/// # Errors
/// [`Corrupt`] where there are more classes than a model has.
pub fn train(examples: &Examples, classes: usize, settings: Settings) -> Result<Linear, Corrupt> {
    let mut trainer = Trainer::new(examples, classes, settings);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = Random::new(11);
    for epoch in 0..settings.epochs {
        #[expect(clippy::cast_precision_loss, reason = "epochs are few")]
        let rate = settings.rate * (1.0 - 0.9 * epoch as f32 / settings.epochs as f32);
        random.shuffle(&mut order);
        for example in &order {
            trainer.learn(*example, rate, &mut random);
        }
    }
    Linear::new(classes, trainer.rows())
}

struct Trainer<'e> {
    examples: &'e Examples,
    classes: usize,
    settings: Settings,
    /// The number of each hash of the examples; none for those seen too seldom.
    numbers: Vec<u32>,
    /// By number.
    hashes: Vec<u64>,
    weights: Vec<f32>,
    /// The squares of the gradients of each weight so far.
    squares: Vec<f32>,
    kept: Vec<u32>,
    ends: Vec<usize>,
    scores: Vec<f32>,
    shares: Vec<f32>,
}

/// The number of a feature that was seen too seldom.
const RARE: u32 = u32::MAX;

impl<'e> Trainer<'e> {
    fn new(examples: &'e Examples, classes: usize, settings: Settings) -> Self {
        let mut seen: ByHash<u32> = ByHash::default();
        for hash in &examples.hashes {
            *seen.entry(*hash).or_default() += 1;
        }
        let mut known: ByHash<u32> = ByHash::default();
        let mut hashes = Vec::new();
        let number = |hash: &u64| {
            if seen[hash] < settings.seen {
                return RARE;
            }
            *known.entry(*hash).or_insert_with(|| {
                hashes.push(*hash);
                u32::try_from(hashes.len() - 1).unwrap_or(RARE)
            })
        };
        let numbers = examples.hashes.iter().map(number).collect();
        Self {
            examples,
            classes,
            settings,
            numbers,
            weights: vec![0.0; hashes.len() * classes],
            squares: vec![1e-2; hashes.len() * classes],
            hashes,
            kept: Vec::new(),
            ends: Vec::new(),
            scores: Vec::new(),
            shares: Vec::new(),
        }
    }

    fn learn(&mut self, example: usize, rate: f32, random: &mut Random) {
        let (_, right, weight) = self.examples.examples[example];
        if weight <= 0.0 {
            return;
        }
        let rows = self.examples.rows(example);
        self.draw(rows.clone(), random);
        self.score();
        match right {
            Right::Class(class) if self.classes == 1 => self.scores[0] = f32::from(class) - logistic(self.scores[0]),
            Right::Class(class) => {
                softmax(&mut self.scores);
                self.scores.iter_mut().for_each(|share| *share = -*share);
                self.scores[usize::from(class)] += 1.0;
            }
            Right::Choice => self.choose(rows),
        }
        self.step(rate, weight);
    }

    /// The gradient of a choice, class by class: what is right shares one by how likely the model holds it.
    fn choose(&mut self, rows: std::ops::Range<usize>) {
        let chosen = &self.examples.chosen[rows];
        for class in 0..self.classes {
            let is_right = |row: usize| chosen[row] >> class & 1 == 1;
            self.shares.clear();
            self.shares.extend(self.scores.iter().skip(class).step_by(self.classes));
            softmax(&mut self.shares);
            let right: f32 =
                self.shares.iter().enumerate().filter(|(row, _)| is_right(*row)).map(|(_, share)| *share).sum();
            let learns = (0..chosen.len()).any(is_right);
            for (row, share) in self.shares.iter().enumerate() {
                let wanted = if is_right(row) { share / right.max(1e-6) } else { 0.0 };
                self.scores[row * self.classes + class] = if learns { wanted - share } else { 0.0 };
            }
        }
    }

    /// Leaves some features out, so that none relies on another.
    fn draw(&mut self, rows: std::ops::Range<usize>, random: &mut Random) {
        self.kept.clear();
        self.ends.clear();
        for row in rows {
            let start = row.checked_sub(1).map_or(0, |before| self.examples.ends[before]);
            for number in &self.numbers[start..self.examples.ends[row]] {
                if *number != RARE && random.fraction() >= self.settings.dropout {
                    self.kept.push(*number);
                }
            }
            self.ends.push(self.kept.len());
        }
    }

    fn score(&mut self) {
        self.scores.clear();
        let mut start = 0;
        for end in &self.ends {
            let at = self.scores.len();
            self.scores.resize(at + self.classes, 0.0);
            for number in &self.kept[start..*end] {
                let row = *number as usize * self.classes;
                let weights = &self.weights[row..row + self.classes];
                self.scores[at..].iter_mut().zip(weights).for_each(|(score, weight)| *score += weight);
            }
            start = *end;
        }
    }

    /// Follows the gradients, which stand where the scores stood.
    fn step(&mut self, rate: f32, weight: f32) {
        let mut start = 0;
        for (row, end) in self.ends.iter().enumerate() {
            let gradients = &self.scores[row * self.classes..(row + 1) * self.classes];
            for number in &self.kept[start..*end] {
                let at = *number as usize * self.classes;
                for (class, gradient) in gradients.iter().enumerate() {
                    let gradient = gradient * weight;
                    let at = at + class;
                    if gradient.abs() < 1e-4 {
                        continue;
                    }
                    self.squares[at] += gradient * gradient;
                    let step = gradient - self.settings.decay * self.weights[at];
                    self.weights[at] += rate * step / self.squares[at].sqrt();
                }
            }
            start = *end;
        }
    }

    fn rows(&self) -> Rows {
        let mut rows: Vec<_> = self
            .hashes
            .iter()
            .zip(self.weights.chunks_exact(self.classes.max(1)))
            .map(|(hash, weights)| {
                let weights: Vec<f64> = weights.iter().map(|weight| f64::from(*weight)).collect();
                (Rows::key(*hash), cells(&weights, f64::from(SCALE), self.settings.floor))
            })
            .filter(|(_, cells)| !cells.is_empty())
            .collect();
        // Of two features with one key, the one that was seen first stays.
        rows.sort_by_key(|(key, _)| *key);
        rows.dedup_by_key(|(key, _)| *key);
        Rows::new(&rows)
    }
}

fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - top).exp();
        sum += *score;
    }
    scores.iter_mut().for_each(|score| *score /= sum);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(values: &[u64]) -> Features {
        let mut features = Features::default();
        values.iter().for_each(|value| features.add(0, *value));
        features
    }

    const SETTINGS: Settings = Settings { epochs: 40, rate: 0.3, dropout: 0.0, decay: 0.0, seen: 3, floor: 1 };

    #[test]
    fn classes_are_told_apart() {
        let mut examples = Examples::default();
        for _ in 0..SETTINGS.seen {
            examples.push(&features(&[1, 9]), 0, 1.0);
            examples.push(&features(&[2, 9]), 1, 1.0);
            examples.push(&features(&[3, 9]), 2, 1.0);
        }
        let model = train(&examples, 3, SETTINGS).unwrap();
        assert_eq!([1, 2, 3].map(|value| model.best(&features(&[value, 9])).0), [0, 1, 2]);
    }

    #[test]
    fn a_yes_is_told_from_a_no() {
        let mut examples = Examples::default();
        for _ in 0..SETTINGS.seen {
            examples.push(&features(&[1, 9]), 1, 1.0);
            examples.push(&features(&[2, 9]), 0, 1.0);
        }
        let model = train(&examples, 1, SETTINGS).unwrap();
        assert!(model.score(&features(&[1, 9])) > 0 && model.score(&features(&[2, 9])) < 0);
    }

    #[test]
    fn the_right_candidate_is_chosen() {
        let mut examples = Examples::default();
        for other in [4, 5, 4, 5] {
            examples.candidate(&features(&[other, 9]), 0);
            examples.candidate(&features(&[1, 9]), 1);
            examples.choose(1.0);
        }
        let model = train(&examples, 1, SETTINGS).unwrap();
        assert!(model.score(&features(&[1, 9])) > model.score(&features(&[4, 9])));
    }

    #[test]
    fn what_was_seen_too_seldom_teaches_nothing() {
        let mut examples = Examples::default();
        for _ in 1..SETTINGS.seen {
            examples.push(&features(&[7]), 1, 1.0);
        }
        assert_eq!(train(&examples, 1, SETTINGS).unwrap().score(&features(&[7])), 0);
    }
}
