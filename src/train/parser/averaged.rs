//! The averaged perceptron in the very table that the parser will have.
//!
//! Source: Collins, *Discriminative training methods for hidden Markov models* (EMNLP 2002). Rule: training and parsing
//! share rows in the same way, so that what a collision costs is learned around.

use crate::model::dense::{DenseRows, LANES};
use crate::model::weights::Corrupt;

/// The table in which features are counted has 2 to this power places.
const COUNT_BITS: u32 = 25;

/// A feature seen less often is not learned from: it would teach the one example.
const LEAST: u8 = 2;

/// A row in training.
#[derive(Clone, Copy, Debug)]
struct Row<const WORDS: usize> {
    weights: [[f32; LANES]; WORDS],
    /// Weight changes times the step at which they happened: what has to be taken away for the average.
    late: [[f64; LANES]; WORDS],
}

/// Weights in training.
#[derive(Debug)]
pub struct Averaged<const WORDS: usize> {
    rows: Vec<Row<WORDS>>,
    bits: u32,
    seen: Vec<u8>,
    step: f64,
}

impl<const WORDS: usize> Averaged<WORDS> {
    /// Without any weight yet, for a table of 2^`bits` rows.
    #[must_use]
    pub fn new(bits: u32) -> Self {
        let row = Row { weights: [[0.0; LANES]; WORDS], late: [[0.0; LANES]; WORDS] };
        Self { rows: vec![row; 1 << bits], bits, seen: vec![0; 1 << COUNT_BITS], step: 1.0 }
    }

    /// Counts features.
    pub fn count(&mut self, features: &[u64]) {
        for hash in features {
            let seen = &mut self.seen[DenseRows::<WORDS>::index(*hash, COUNT_BITS)];
            *seen = seen.saturating_add(1);
        }
    }

    /// Adds what the features say of each class.
    pub fn score(&self, features: &[u64], scores: &mut [[f32; LANES]; WORDS]) {
        for hash in features {
            let row = &self.rows[DenseRows::<WORDS>::index(*hash, self.bits)];
            for (score, weight) in scores.as_flattened_mut().iter_mut().zip(row.weights.as_flattened()) {
                *score += weight;
            }
        }
    }

    /// Moves the weights towards what is right, and away from its rival.
    pub fn update(&mut self, features: &[u64], right: usize, rival: usize) {
        for hash in features {
            if self.seen[DenseRows::<WORDS>::index(*hash, COUNT_BITS)] < LEAST {
                continue;
            }
            let row = &mut self.rows[DenseRows::<WORDS>::index(*hash, self.bits)];
            for (class, change) in [(right, 1.0), (rival, -1.0)] {
                row.weights.as_flattened_mut()[class] += change;
                row.late.as_flattened_mut()[class] += f64::from(change) * self.step;
            }
        }
    }

    /// Counts a decision; to be called once for each, right or wrong.
    pub fn tick(&mut self) {
        self.step += 1.0;
    }

    /// The averaged weights as small integers.
    ///
    /// # Errors
    /// [`Corrupt`] where the table is too large.
    pub fn finish(&self) -> Result<DenseRows<WORDS>, Corrupt> {
        let scale = self.scale();
        let rows: Vec<[[i8; LANES]; WORDS]> = self
            .rows
            .iter()
            .map(|row| std::array::from_fn(|at| std::array::from_fn(|lane| small(self.average(row, at, lane) * scale))))
            .collect();
        DenseRows::new(&rows)
    }

    fn average(&self, row: &Row<WORDS>, at: usize, lane: usize) -> f64 {
        f64::from(row.weights[at][lane]) - row.late[at][lane] / self.step
    }

    /// What weights are multiplied by to fill the range of an `i8`. The largest ones are cut short, one in a hundred
    /// thousand: cutting one in a thousand costs a point of accuracy, because the commonest features have them.
    fn scale(&self) -> f64 {
        let lanes = || (0..WORDS).flat_map(|at| (0..LANES).map(move |lane| (at, lane)));
        let mut sizes: Vec<f64> = self
            .rows
            .iter()
            .flat_map(|row| lanes().map(|(at, lane)| self.average(row, at, lane).abs()))
            .filter(|size| *size > 0.0)
            .collect();
        sizes.sort_unstable_by(f64::total_cmp);
        let last = sizes.len().saturating_sub(1);
        let top = sizes.get(last - last / 100_000).copied().unwrap_or(1.0);
        f64::from(i8::MAX) / top
    }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to the range of an i8")]
fn small(weight: f64) -> i8 {
    weight.round().clamp(-127.0, 127.0) as i8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::dense::Sums;

    #[test]
    fn it_learns_what_features_say() {
        let mut averaged = Averaged::<1>::new(8);
        let data = [([1_u64 << 60, 2 << 60], 0), ([3 << 60, 2 << 60], 2)];
        data.iter().for_each(|(features, _)| (0..2).for_each(|_| averaged.count(features)));
        for _ in 0..5 {
            for (features, right) in &data {
                let mut scores = [[0.0; LANES]];
                averaged.score(features, &mut scores);
                if scores[0][*right] <= scores[0][2 - right] {
                    averaged.update(features, *right, 2 - right);
                }
                averaged.tick();
            }
        }
        let table = averaged.finish().unwrap();
        for (features, right) in &data {
            let mut sums = Sums::new();
            table.add(features, &mut sums);
            assert!(sums.classes()[0][*right] > sums.classes()[0][2 - right]);
        }
    }

    #[test]
    fn a_feature_seen_once_is_not_learned_from() {
        let mut averaged = Averaged::<1>::new(8);
        averaged.count(&[5 << 60]);
        averaged.update(&[5 << 60], 0, 1);
        let mut scores = [[0.0; LANES]];
        averaged.score(&[5 << 60], &mut scores);
        assert_eq!(scores, [[0.0; LANES]]);
    }
}
