//! A log-linear model that chooses among answers, and its way into rows of whole numbers.
//!
//! Source of the steps, one rate a feature: Duchi, Hazan and Singer, *Adaptive subgradient methods* (JMLR 2011).

use super::reading::Question;
use crate::model::hash::mix;
use crate::model::linker::DOUBLE;
use crate::model::rows::{Cell, Rows};
use crate::train::perceptron::ByHash;
use crate::train::random::Random;

/// What a feature's hash is mixed with where it is ours alone.
const OURS: u64 = 0x6F75_7273;

/// How often training goes through the questions.
const EPOCHS: u32 = 10;

/// The size of the steps.
const RATE: f32 = 0.1;

/// The share of features that are left out of each question.
const DROPOUT: f32 = 0.3;

/// How weights are drawn to zero.
const DECAY: f32 = 1e-4;

/// The least weight that is kept, in steps of [`DOUBLE`].
const FLOOR: i16 = 2;

/// The largest weight.
const TOP: f32 = 4095.0;

/// Features by number.
struct Numbered {
    answers: Vec<Vec<u32>>,
    right: usize,
}

/// The numbers of features: those that two questions ask about.
#[derive(Default)]
struct Inventory {
    /// The question that saw a feature last, and its number where two have.
    seen: ByHash<(u32, Option<u32>)>,
    /// By number.
    hashes: Vec<u64>,
}

impl Inventory {
    fn see(&mut self, hash: u64, question: u32) {
        let (last, number) = self.seen.entry(hash).or_insert((question, None));
        if *last != question && number.is_none() {
            *number = u32::try_from(self.hashes.len()).ok();
            self.hashes.push(hash);
        }
    }

    fn number(&self, hash: u64) -> Option<u32> {
        self.seen.get(&hash).and_then(|(_, number)| *number)
    }
}

/// Learns to answer questions, each with whether it is ours.
#[must_use]
pub fn train(questions: &[(bool, &Question)]) -> Rows {
    let mut inventory = Inventory::default();
    for (index, (ours, question)) in (0..).zip(questions) {
        for hash in question.answers.iter().flatten() {
            inventory.see(*hash, index);
            if *ours {
                inventory.see(mix(*hash, OURS), index);
            }
        }
    }
    let numbered: Vec<Numbered> =
        questions.iter().map(|(ours, question)| number(&inventory, *ours, question)).collect();
    let weights = fit(&numbered, inventory.hashes.len());
    rows(&inventory, &weights)
}

fn number(inventory: &Inventory, ours: bool, question: &Question) -> Numbered {
    let answer = |hashes: &Vec<u64>| {
        let general = hashes.iter().filter_map(|hash| inventory.number(*hash));
        let own = hashes.iter().filter(|_| ours).filter_map(|hash| inventory.number(mix(*hash, OURS)));
        general.chain(own).collect()
    };
    Numbered { answers: question.answers.iter().map(answer).collect(), right: question.right }
}

#[expect(clippy::cast_precision_loss, reason = "epochs are few")]
fn fit(questions: &[Numbered], features: usize) -> Vec<f32> {
    let mut weights = vec![0.0_f32; features];
    let mut squares = vec![1e-2_f32; features];
    let mut random = Random::new(3);
    let mut order: Vec<usize> = (0..questions.len()).collect();
    let mut scores = Vec::new();
    for epoch in 0..EPOCHS {
        let rate = RATE * (1.0 - 0.9 * epoch as f32 / EPOCHS as f32);
        random.shuffle(&mut order);
        for index in &order {
            let Numbered { answers, right } = &questions[*index];
            // The same features are left out of all answers, so that none has an advantage.
            let salt = random.next();
            let kept = |feature: &u32| {
                let coin = mix(u64::from(*feature), salt) >> 40;
                coin as f32 / (1_u32 << 24) as f32 >= DROPOUT
            };
            scores.clear();
            scores.extend(answers.iter().map(|features| {
                features.iter().filter(|feature| kept(feature)).map(|feature| weights[*feature as usize]).sum::<f32>()
            }));
            let top = scores.iter().copied().fold(f32::MIN, f32::max);
            let sum: f32 = scores.iter().map(|score| (score - top).exp()).sum();
            for (answer, (features, score)) in answers.iter().zip(&scores).enumerate() {
                let gradient = (score - top).exp() / sum - if answer == *right { 1.0 } else { 0.0 };
                if gradient.abs() < 1e-4 {
                    continue;
                }
                for feature in features.iter().filter(|feature| kept(feature)) {
                    let at = *feature as usize;
                    let gradient = gradient + DECAY * weights[at];
                    squares[at] += gradient * gradient;
                    weights[at] -= rate * gradient / squares[at].sqrt();
                }
            }
        }
    }
    weights
}

/// The weights of features, everybody's and ours together, as rows of whole numbers.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "clamped to the range of an i16")]
fn rows(inventory: &Inventory, weights: &[f32]) -> Rows {
    let weight = |hash: u64| inventory.number(hash).map_or(0.0, |number| weights[number as usize]);
    let steps = DOUBLE as f32 / std::f32::consts::LN_2;
    let mut hashes: Vec<u64> = inventory.hashes.clone();
    hashes.sort_unstable();
    let mut rows: Vec<(u32, Vec<Cell>)> = hashes
        .iter()
        .map(|hash| {
            let sum = (weight(*hash) + weight(mix(*hash, OURS))) * steps * (1.0 - DROPOUT);
            (Rows::key(*hash), sum.round().clamp(-TOP, TOP) as i16)
        })
        .filter(|(_, weight)| weight.abs() >= FLOOR)
        .map(|(key, weight)| (key, vec![Cell { class: 0, weight }]))
        .collect();
    // Of two features with one key, the one with more to say stays.
    rows.sort_by_key(|(key, cells)| (*key, std::cmp::Reverse(cells[0].weight.abs()), cells[0].weight));
    rows.dedup_by_key(|(key, _)| *key);
    Rows::new(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::linker::{Group, Linker};

    #[test]
    fn it_learns_which_feature_is_right_and_how_sure_it_may_be() {
        let feature = |number: u64| number << 40;
        let question = |answers: [u64; 2], right| Question {
            answers: answers.map(|number| vec![feature(number)]).to_vec(),
            right,
        };
        // The third feature always wins, the fourth half of the time.
        let learned: Vec<Question> =
            (0..40).flat_map(|turn| [question([1, 3], 1), question([5, 4], turn % 2)]).collect();
        let learned: Vec<(bool, &Question)> = learned.iter().map(|question| (true, question)).collect();
        let linker = Linker::new(train(&learned), [0; Group::ALL.len()]);
        let (best, sure) = linker.best(&question([1, 3], 0).answers);
        assert_eq!(best, 1);
        let (_, unsure) = linker.best(&question([5, 4], 0).answers);
        assert!(sure > 800 && unsure < 700, "{sure} {unsure}");
    }
}
