//! Trains a linear-chain conditional random field by the gradient of its likelihood.
//!
//! Sources: Lafferty, McCallum and Pereira, *Conditional random fields* (ICML 2001) for the model; Duchi, Hazan and
//! Singer, *Adaptive subgradient methods* (JMLR 2011) for the steps, one rate a feature.

use super::random::Random;
use crate::model::names::labels::{LABELS, Label, OUTSIDE, follows};

/// Scores or weights of all labels.
pub type Row = [f32; LABELS];

/// A stretch of words to learn from.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The features of all its words, by their numbers, one word behind the other.
    pub features: Vec<u32>,
    /// Where the features of each word end.
    pub ends: Vec<u32>,
    /// The right labels.
    pub labels: Vec<Label>,
    /// What an earlier model says, to which this one adds; empty where there is none.
    pub base: Vec<Row>,
    /// How much it counts.
    pub weight: f32,
}

impl Chain {
    fn features(&self, at: usize) -> &[u32] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.features[start..self.ends[at] as usize]
    }
}

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
}

/// A trained model: a row of weights for each feature, and for each pair of labels.
#[derive(Debug)]
pub struct Weights {
    /// By feature.
    pub rows: Vec<Row>,
    /// By label and the label behind it.
    pub transitions: Box<[Row; LABELS]>,
}

struct Trainer {
    weights: Weights,
    /// The squares of the gradients of each feature so far.
    squares: Vec<f32>,
    transition_squares: Box<[Row; LABELS]>,
    random: Random,
    rate: f32,
    settings: Settings,
    kept: Vec<u32>,
    kept_ends: Vec<u32>,
    scores: Vec<Row>,
    ahead: Vec<Row>,
    behind: Vec<Row>,
    sums: Vec<f32>,
}

/// Learns from chains with features below `features`.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "epochs are few")]
pub fn train(chains: &[&Chain], features: usize, settings: Settings) -> Weights {
    let mut trainer = Trainer {
        weights: Weights { rows: vec![[0.0; LABELS]; features], transitions: Box::new([[0.0; LABELS]; LABELS]) },
        squares: vec![1e-2; features],
        transition_squares: Box::new([[1e-2; LABELS]; LABELS]),
        random: Random::new(3),
        rate: settings.rate,
        settings,
        kept: Vec::new(),
        kept_ends: Vec::new(),
        scores: Vec::new(),
        ahead: Vec::new(),
        behind: Vec::new(),
        sums: Vec::new(),
    };
    let mut order: Vec<usize> = (0..chains.len()).collect();
    for epoch in 0..settings.epochs {
        trainer.rate = settings.rate * (1.0 - 0.9 * epoch as f32 / settings.epochs as f32);
        trainer.random.shuffle(&mut order);
        for index in &order {
            trainer.learn(chains[*index]);
        }
    }
    trainer.weights
}

impl Trainer {
    fn learn(&mut self, chain: &Chain) {
        self.draw(chain);
        self.score(chain);
        let exponents = exponents(&self.weights.transitions);
        self.run_ahead(&exponents);
        self.run_behind(&exponents);
        self.step_features(chain);
        self.step_transitions(chain, &exponents);
    }

    /// Leaves some features out, so that none relies on another.
    fn draw(&mut self, chain: &Chain) {
        self.kept.clear();
        self.kept_ends.clear();
        for at in 0..chain.labels.len() {
            for feature in chain.features(at) {
                if self.random.fraction() >= self.settings.dropout {
                    self.kept.push(*feature);
                }
            }
            self.kept_ends.push(u32::try_from(self.kept.len()).unwrap_or(u32::MAX));
        }
    }

    fn kept(&self, at: usize) -> std::ops::Range<usize> {
        let start = at.checked_sub(1).map_or(0, |before| self.kept_ends[before] as usize);
        start..self.kept_ends[at] as usize
    }

    /// The exponent of each label's score at each word, the best one as 1.
    fn score(&mut self, chain: &Chain) {
        self.scores.clear();
        for at in 0..chain.labels.len() {
            let mut scores = chain.base.get(at).copied().unwrap_or([0.0; LABELS]);
            for feature in &self.kept[self.kept(at)] {
                for (score, weight) in scores.iter_mut().zip(&self.weights.rows[*feature as usize]) {
                    *score += weight;
                }
            }
            let top = scores.iter().copied().fold(f32::MIN, f32::max);
            self.scores.push(scores.map(|score| (score - top).exp()));
        }
    }

    /// The probability of each label given the words up to it, and the sums that they were divided by.
    fn run_ahead(&mut self, exponents: &[Row; LABELS]) {
        self.ahead.clear();
        self.sums.clear();
        let mut last = [0.0; LABELS];
        last[usize::from(OUTSIDE)] = 1.0;
        for scores in &self.scores {
            let mut next = [0.0; LABELS];
            for (reached, row) in last.iter().zip(exponents) {
                if *reached > 0.0 {
                    for (next, exponent) in next.iter_mut().zip(row) {
                        *next += reached * exponent;
                    }
                }
            }
            let mut sum = 0.0;
            for (next, score) in next.iter_mut().zip(scores) {
                *next *= score;
                sum += *next;
            }
            next.iter_mut().for_each(|next| *next /= sum);
            self.ahead.push(next);
            self.sums.push(sum);
            last = next;
        }
    }

    /// What the words behind say of each label.
    fn run_behind(&mut self, exponents: &[Row; LABELS]) {
        self.behind.clear();
        self.behind.resize(self.scores.len(), [0.0; LABELS]);
        let mut next = exponents.map(|row| row[usize::from(OUTSIDE)]);
        for at in (0..self.scores.len()).rev() {
            self.behind[at] = next;
            let mut reached = [0.0; LABELS];
            for (label, reached) in reached.iter_mut().enumerate() {
                *reached = next[label] * self.scores[at][label] / self.sums[at];
            }
            next = exponents.map(|row| row.iter().zip(&reached).map(|(exponent, reached)| exponent * reached).sum());
        }
    }

    fn step_features(&mut self, chain: &Chain) {
        for (at, right) in chain.labels.iter().enumerate() {
            let mut gradient = [0.0; LABELS];
            let mut sum = 0.0;
            for (label, gradient) in gradient.iter_mut().enumerate() {
                *gradient = self.ahead[at][label] * self.behind[at][label];
                sum += *gradient;
            }
            if sum <= 0.0 || !sum.is_finite() {
                continue;
            }
            gradient.iter_mut().for_each(|gradient| *gradient *= -chain.weight / sum);
            gradient[usize::from(*right)] += chain.weight;
            let square: f32 = gradient.iter().map(|gradient| gradient * gradient).sum();
            if square < 1e-5 {
                continue;
            }
            for feature in &self.kept[self.kept(at)] {
                let squares = &mut self.squares[*feature as usize];
                *squares += square;
                let rate = self.rate / squares.sqrt();
                for (weight, gradient) in self.weights.rows[*feature as usize].iter_mut().zip(&gradient) {
                    *weight += rate * (gradient - self.settings.decay * *weight);
                }
            }
        }
    }

    fn step_transitions(&mut self, chain: &Chain, exponents: &[Row; LABELS]) {
        let mut last = [0.0; LABELS];
        last[usize::from(OUTSIDE)] = 1.0;
        let mut last_label = OUTSIDE;
        for at in 0..=chain.labels.len() {
            let label = chain.labels.get(at).copied().unwrap_or(OUTSIDE);
            let reached = match (self.scores.get(at), self.behind.get(at)) {
                (Some(scores), Some(behind)) => {
                    let mut reached = [0.0; LABELS];
                    for (label, reached) in reached.iter_mut().enumerate() {
                        *reached = scores[label] * behind[label];
                    }
                    reached
                }
                _ => {
                    let mut reached = [0.0; LABELS];
                    reached[usize::from(OUTSIDE)] = 1.0;
                    reached
                }
            };
            self.step_pair(chain.weight, &last, &reached, exponents, (last_label, label));
            if at < chain.labels.len() {
                last = self.ahead[at];
                last_label = label;
            }
        }
    }

    fn step_pair(
        &mut self,
        weight: f32,
        last: &Row,
        reached: &Row,
        exponents: &[Row; LABELS],
        (right, right_next): (Label, Label),
    ) {
        let mut pairs = *exponents;
        let mut sum = 0.0;
        for (row, last) in pairs.iter_mut().zip(last) {
            for (pair, reached) in row.iter_mut().zip(reached) {
                *pair *= last * reached;
                sum += *pair;
            }
        }
        if sum <= 0.0 || !sum.is_finite() {
            return;
        }
        for (label, row) in pairs.iter().enumerate() {
            for (next, pair) in row.iter().enumerate() {
                let is_right = label == usize::from(right) && next == usize::from(right_next);
                let gradient = weight * (f32::from(u8::from(is_right)) - pair / sum);
                if gradient.abs() > 1e-6 && exponents[label][next] > 0.0 {
                    let squares = &mut self.transition_squares[label][next];
                    *squares += gradient * gradient;
                    self.weights.transitions[label][next] += self.rate * gradient / squares.sqrt();
                }
            }
        }
    }
}

/// The exponent of each transition's weight; zero for what must not follow.
fn exponents(transitions: &[Row; LABELS]) -> Box<[Row; LABELS]> {
    let mut exponents = Box::new([[0.0; LABELS]; LABELS]);
    for (label, next) in crate::model::names::viterbi::allowed() {
        debug_assert!(follows(label, next));
        let (label, next) = (usize::from(label), usize::from(next));
        exponents[label][next] = transitions[label][next].exp();
    }
    exponents
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::names::labels::{Place, label};

    #[test]
    fn it_learns_what_features_and_their_order_say() {
        let (begin, end) = (label(0, Place::Begin), label(0, Place::End));
        let chain = |features: Vec<u32>, labels: Vec<Label>| {
            let ends = (1..=u32::try_from(features.len()).unwrap()).collect();
            Chain { features, ends, labels, base: Vec::new(), weight: 1.0 }
        };
        // The same feature ends a name behind one, and stands outside behind another.
        let chains = [chain(vec![0, 2], vec![begin, end]), chain(vec![1, 2], vec![OUTSIDE, OUTSIDE])];
        let settings = Settings { epochs: 60, rate: 0.2, dropout: 0.0, decay: 0.0 };
        let weights = train(&chains.iter().collect::<Vec<_>>(), 3, settings);
        let weight = |feature: usize, label: Label| weights.rows[feature][usize::from(label)];
        assert!(weight(0, begin) > weight(0, OUTSIDE) && weight(1, OUTSIDE) > weight(1, begin));
        assert!(weights.rows.iter().flatten().all(|weight| weight.is_finite()));
    }
}
