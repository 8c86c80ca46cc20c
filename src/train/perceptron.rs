//! The averaged perceptron over any number of classes, and its way into [`Rows`].
//!
//! Source: Collins, *Discriminative training methods for hidden Markov models* (EMNLP 2002).

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::model::rows::{Cell, Rows};

/// The largest weight of a model.
const TOP: f64 = 2047.0;

/// A map from hashes, which need no second hashing. Never iterate over one where order could reach a file.
pub type ByHash<V> = HashMap<u64, V, BuildHasherDefault<Same>>;

/// Takes the hash for what it is.
#[derive(Debug, Default)]
pub struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("keys are hashes");
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Weights in training: one for each feature and class.
#[derive(Debug)]
pub struct Perceptron {
    classes: usize,
    features: ByHash<u32>,
    /// How often each feature was seen, where rare ones are left out.
    seen: Option<ByHash<u32>>,
    weights: Vec<f32>,
    /// Weight changes times the step at which they happened: what has to be taken away for the average.
    late: Vec<f64>,
    step: f64,
}

impl Perceptron {
    /// Without any weight yet.
    #[must_use]
    pub fn new(classes: usize) -> Self {
        Self { classes, features: ByHash::default(), seen: None, weights: Vec::new(), late: Vec::new(), step: 1.0 }
    }

    /// Counts features, so that those seen only once are left out of training: they teach the one example.
    pub fn count(&mut self, features: &[u64]) {
        let seen = self.seen.get_or_insert_default();
        for feature in features {
            *seen.entry(*feature).or_default() += 1;
        }
    }

    /// Fills `scores` with what the features say of each class.
    pub fn score(&self, features: &[u64], scores: &mut [f32]) {
        scores.fill(0.0);
        for feature in features {
            if let Some(row) = self.features.get(feature) {
                let at = *row as usize * self.classes;
                for (score, weight) in scores.iter_mut().zip(&self.weights[at..at + self.classes]) {
                    *score += weight;
                }
            }
        }
    }

    /// Counts a decision; to be called once for each, right or wrong.
    pub fn tick(&mut self) {
        self.step += 1.0;
    }

    /// Moves the weights from what was guessed towards what is right.
    #[expect(clippy::cast_possible_truncation, reason = "memory ends before 2³² rows")]
    pub fn update(&mut self, features: &[u64], right: usize, guess: usize) {
        for feature in features {
            if self.seen.as_ref().is_some_and(|seen| seen.get(feature).is_none_or(|count| *count < 2)) {
                continue;
            }
            let next = self.features.len() as u32;
            let row = *self.features.entry(*feature).or_insert(next);
            if row == next {
                self.weights.resize(self.weights.len() + self.classes, 0.0);
                self.late.resize(self.late.len() + self.classes, 0.0);
            }
            let at = row as usize * self.classes;
            self.weights[at + right] += 1.0;
            self.weights[at + guess] -= 1.0;
            self.late[at + right] += self.step;
            self.late[at + guess] -= self.step;
        }
    }

    /// The averaged weights as rows of small integers. Weights that round to less than `floor` are left out.
    #[must_use]
    pub fn finish(self, floor: i16) -> Rows {
        let average = |at: usize| f64::from(self.weights[at]) - self.late[at] / self.step;
        let averages: Vec<f64> = (0..self.weights.len()).map(average).collect();
        let scale = scale(&averages);
        let mut rows: Vec<(u32, Vec<Cell>)> = self
            .features
            .iter()
            .map(|(hash, row)| {
                let at = *row as usize * self.classes;
                (Rows::key(*hash), cells(&averages[at..at + self.classes], scale, floor))
            })
            .filter(|(_, cells)| !cells.is_empty())
            .collect();
        // Of two features with one key, the one with more to say stays.
        rows.sort_by(|(a, a_cells), (b, b_cells)| {
            a.cmp(b)
                .then_with(|| strength(b_cells).cmp(&strength(a_cells)))
                .then_with(|| weights(a_cells).cmp(&weights(b_cells)))
        });
        rows.dedup_by_key(|(key, _)| *key);
        Rows::new(&rows)
    }
}

fn weights(cells: &[Cell]) -> Vec<(u8, i16)> {
    cells.iter().map(|cell| (cell.class, cell.weight)).collect()
}

fn strength(cells: &[Cell]) -> u32 {
    cells.iter().map(|cell| u32::from(cell.weight.unsigned_abs())).sum()
}

/// What weights are multiplied by, so that the largest one becomes `TOP`. Fewer steps, or cutting the largest
/// weights short, costs the tagger half a point: it is the frequent words with two tags that have them.
#[must_use]
pub fn scale(weights: &[f64]) -> f64 {
    let top = weights.iter().fold(0.0, |top: f64, weight| top.max(weight.abs()));
    if top > 0.0 { TOP / top } else { 1.0 }
}

/// A row of weights, those that round to less than `floor` left out.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "clamped to the range of an i16")]
pub fn cells(weights: &[f64], scale: f64, floor: i16) -> Vec<Cell> {
    (0_u8..=u8::MAX)
        .zip(weights)
        .map(|(class, weight)| Cell { class, weight: (weight * scale).round().clamp(-TOP, TOP) as i16 })
        .filter(|cell| cell.weight != 0 && cell.weight.abs() >= floor)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rows::highest;

    #[test]
    fn it_learns_what_features_say() {
        let mut perceptron = Perceptron::new(2);
        let data = [([10_u64 << 32, 20 << 32], 0), ([12 << 32, 20 << 32], 1)];
        for _ in 0..5 {
            for (features, right) in &data {
                let mut scores = [0.0; 2];
                perceptron.score(features, &mut scores);
                let guess = highest(&scores);
                if guess != *right {
                    perceptron.update(features, *right, guess);
                }
                perceptron.tick();
            }
        }
        let rows = perceptron.finish(1);
        for (features, right) in &data {
            let mut scores = [0; 2];
            rows.add(features, &mut scores);
            assert!(scores[*right] > scores[1 - right]);
        }
    }
}
