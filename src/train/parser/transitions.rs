//! The averaged perceptron of the transitions, in the very table that the parser will have.
//!
//! Rule: training and parsing share rows in the same way, so that what a collision costs is learned around.

use crate::model::dense::{CLASSES, DenseRows};
use crate::model::parser::state::Transition;
use crate::model::weights::Corrupt;
use crate::train::perceptron::scale;

/// The table has 2 to this power rows.
const BITS: u32 = 20;

/// The table in which features are counted has 2 to this power places.
const COUNT_BITS: u32 = 25;

/// A feature seen less often is not learned from.
const LEAST: u8 = 2;

/// A row in training.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    weights: [f32; CLASSES],
    /// Weight changes times the step at which they happened: what has to be taken away for the average.
    late: [f64; CLASSES],
}

/// Weights in training.
#[derive(Debug)]
pub struct Transitions {
    rows: Vec<Row>,
    seen: Vec<u8>,
    step: f64,
}

impl Default for Transitions {
    fn default() -> Self {
        Self { rows: vec![Row::default(); 1 << BITS], seen: vec![0; 1 << COUNT_BITS], step: 1.0 }
    }
}

impl Transitions {
    /// Counts features.
    pub fn count(&mut self, features: &[u64]) {
        for hash in features {
            let seen = &mut self.seen[DenseRows::index(*hash, COUNT_BITS)];
            *seen = seen.saturating_add(1);
        }
    }

    /// What the features say of each transition.
    #[must_use]
    pub fn score(&self, features: &[u64]) -> [f32; CLASSES] {
        let mut scores = [0.0; CLASSES];
        for hash in features {
            let row = &self.rows[DenseRows::index(*hash, BITS)];
            for (score, weight) in scores.iter_mut().zip(row.weights) {
                *score += weight;
            }
        }
        scores
    }

    /// Moves the weights from what was guessed towards what is right.
    pub fn update(&mut self, features: &[u64], right: Transition, guess: Transition) {
        for hash in features {
            if self.seen[DenseRows::index(*hash, COUNT_BITS)] < LEAST {
                continue;
            }
            let row = &mut self.rows[DenseRows::index(*hash, BITS)];
            for (transition, change) in [(right, 1.0), (guess, -1.0)] {
                row.weights[transition as usize] += change;
                row.late[transition as usize] += f64::from(change) * self.step;
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
    /// None: the size of the table is a constant.
    #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of an i8")]
    pub fn finish(&self) -> Result<DenseRows, Corrupt> {
        let average = |row: &Row, class: usize| f64::from(row.weights[class]) - row.late[class] / self.step;
        let averages: Vec<[f64; CLASSES]> =
            self.rows.iter().map(|row| std::array::from_fn(|class| average(row, class))).collect();
        let scale = scale(averages.as_flattened());
        let rows: Vec<[i8; CLASSES]> = averages
            .iter()
            .map(|row| row.map(|weight| (weight * scale).round().clamp(-127.0, 127.0) as i8))
            .collect();
        DenseRows::new(&rows)
    }
}
