//! Trains and measures the finder of names.
//!
//! Our own articles are few, others' texts many but annotated by other rules. Each feature of one of ours counts twice,
//! once as everybody's and once as ours alone, so that others teach what is common and ours what is meant: Daumé,
//! *Frustratingly easy domain adaptation* (ACL 2007). What is found in is always ours, so that the two weights of a
//! feature are added up when training is over, and the model is no larger for it.

mod example;
mod measure;
mod sources;

use std::ops::Range;

use super::crf::{self, Chain, Row, Settings, Weights};
use super::ner_data::Marked;
use super::perceptron::ByHash;
use crate::model::hash::mix;
use crate::model::names::evidence::Evidence;
use crate::model::names::features::{self, Features};
use crate::model::names::labels::{LABELS, Label};
use crate::model::names::second::Votes;
use crate::model::names::viterbi::{Transitions, allowed};
use crate::model::names::{NameFinder, Scratch};
use crate::model::rows::{Cell, Rows};

pub use example::{Example, Tables};
pub use measure::{Accuracy, NOTHING, cross_validate, measure, type_name};
pub use sources::{articles, conll2003, texts};

/// What a feature's hash is mixed with where it is ours alone.
const OURS: u64 = 0x6F75_7273;

/// How many steps of whole numbers a weight of one has.
const SCALE: f32 = 64.0;

/// The parts that texts are divided into, so that the labels of each come from a model that never saw it.
const FOLDS: usize = 3;

/// Much is left out of each example: features are many for the few articles, and without it more epochs cost two points.
const FIRST: Settings = Settings { epochs: 12, rate: 0.1, dropout: 0.5, decay: 0.0 };

const SECOND: Settings = Settings { epochs: 6, rate: 0.1, dropout: 0.1, decay: 0.0 };

/// The numbers of features: those that were seen twice.
#[derive(Debug, Default)]
struct Inventory {
    numbers: ByHash<u32>,
    /// By number.
    hashes: Vec<u64>,
}

impl Inventory {
    fn new(rows: &[HashedText]) -> Self {
        let mut seen: ByHash<bool> = ByHash::default();
        let mut inventory = Self::default();
        for (text, hash) in rows.iter().flat_map(|text| text.hashes.iter().map(move |hash| (text, *hash))) {
            inventory.see(&mut seen, hash);
            if text.ours {
                inventory.see(&mut seen, mix(hash, OURS));
            }
        }
        inventory
    }

    fn see(&mut self, seen: &mut ByHash<bool>, hash: u64) {
        let twice = seen.entry(hash).and_modify(|twice| *twice = true).or_insert(false);
        if *twice && !self.numbers.contains_key(&hash) {
            self.numbers.insert(hash, u32::try_from(self.hashes.len()).unwrap_or(u32::MAX));
            self.hashes.push(hash);
        }
    }
}

/// The features of all words of a text that are within reach of a capital.
#[derive(Debug)]
struct HashedText {
    hashes: Vec<u64>,
    ends: Vec<u32>,
    stretches: Vec<Range<usize>>,
    ours: bool,
    weight: f32,
}

impl HashedText {
    fn first(example: &Example, evidence: &mut Evidence, features: &mut Features) -> Self {
        evidence.read(&example.text());
        let mut hashed = Self::empty(example, evidence);
        for stretch in &evidence.stretches {
            for at in stretch.words.clone() {
                features::first(&example.text(), evidence, stretch, at, features);
                hashed.push(features);
            }
        }
        hashed
    }

    fn second(example: &Example, given: &[Label], evidence: &mut Evidence, features: &mut Features) -> Self {
        evidence.read(&example.text());
        let mut votes = Votes::default();
        votes.count(&example.text(), evidence, given);
        let mut hashed = Self::empty(example, evidence);
        for at in evidence.stretches.iter().flat_map(|stretch| stretch.words.clone()) {
            features::second(&example.text(), evidence, given, &votes, at, features);
            hashed.push(features);
        }
        hashed
    }

    fn empty(example: &Example, evidence: &Evidence) -> Self {
        let stretches = evidence.stretches.iter().map(|stretch| stretch.words.clone()).collect();
        Self { hashes: Vec::new(), ends: Vec::new(), stretches, ours: example.ours, weight: example.weight }
    }

    fn push(&mut self, features: &Features) {
        self.hashes.extend_from_slice(features.as_slice());
        self.ends.push(u32::try_from(self.hashes.len()).unwrap_or(u32::MAX));
    }

    /// Its stretches with numbered features.
    fn chains(&self, example: &Example, inventory: &Inventory, base: &[Row]) -> Vec<Chain> {
        let mut word = 0;
        let mut chains = Vec::with_capacity(self.stretches.len());
        for stretch in &self.stretches {
            let mut features = Vec::new();
            let mut ends = Vec::with_capacity(stretch.len());
            for at in word..word + stretch.len() {
                let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
                for hash in &self.hashes[start..self.ends[at] as usize] {
                    features.extend(inventory.numbers.get(hash));
                    if self.ours {
                        features.extend(inventory.numbers.get(&mix(*hash, OURS)));
                    }
                }
                ends.push(u32::try_from(features.len()).unwrap_or(u32::MAX));
            }
            let base = base.get(word..word + stretch.len()).unwrap_or_default().to_vec();
            word += stretch.len();
            let labels = example.labels[stretch.clone()].to_vec();
            chains.push(Chain { features, ends, labels, base, weight: self.weight });
        }
        chains
    }
}

/// Learns to find names.
#[must_use]
pub fn train(examples: &[Example]) -> NameFinder {
    let (mut evidence, mut features) = (Evidence::default(), Features::default());
    let hashed: Vec<HashedText> =
        examples.iter().map(|example| HashedText::first(example, &mut evidence, &mut features)).collect();
    let inventory = Inventory::new(&hashed);
    let chains: Vec<Vec<Chain>> =
        hashed.iter().zip(examples).map(|(text, example)| text.chains(example, &inventory, &[])).collect();
    drop(hashed);
    let fit = |keep: &dyn Fn(usize) -> bool| {
        let kept = chains.iter().enumerate().filter(|(text, _)| keep(*text)).flat_map(|(_, chains)| chains);
        let weights = crf::train(&kept.collect::<Vec<_>>(), inventory.hashes.len(), FIRST);
        (rows(&inventory, &weights), transitions(&weights))
    };
    // What a model says of texts that it never saw: the second pass learns from the mistakes that it will meet.
    let mut scratch = Scratch::default();
    let mut second: Vec<(usize, Vec<Label>, Vec<Row>)> = Vec::new();
    for fold in 0..FOLDS {
        let (rows, transitions) = fit(&|text| text % FOLDS != fold);
        let finder = NameFinder::first_pass(rows, transitions);
        for (text, example) in examples.iter().enumerate().filter(|(text, _)| text % FOLDS == fold) {
            let (labels, scores) = finder.first_scores(&example.text(), &mut scratch);
            #[expect(clippy::cast_precision_loss, reason = "scores are small")]
            let scores = scores.iter().map(|scores| scores.map(|score| score as f32 / SCALE)).collect();
            second.push((text, labels.to_vec(), scores));
        }
    }
    second.sort_by_key(|(text, ..)| *text);
    let hashed: Vec<HashedText> = (examples.iter().zip(&second))
        .map(|(example, (_, labels, _))| HashedText::second(example, labels, &mut evidence, &mut features))
        .collect();
    let second_inventory = Inventory::new(&hashed);
    let second_chains: Vec<Chain> = (hashed.iter().zip(examples).zip(&second))
        .flat_map(|((text, example), (_, _, scores))| text.chains(example, &second_inventory, scores))
        .collect();
    let second_weights = crf::train(&second_chains.iter().collect::<Vec<_>>(), second_inventory.hashes.len(), SECOND);
    let (first, first_transitions) = fit(&|_| true);
    NameFinder::new(first, first_transitions, rows(&second_inventory, &second_weights), transitions(&second_weights))
}

/// The least weight that is kept, in steps of [`SCALE`].
const FLOOR: i16 = 3;

/// The weights of features, everybody's and ours together, as rows of whole numbers.
fn rows(inventory: &Inventory, weights: &Weights) -> Rows {
    let mut rows: Vec<(u32, Vec<Cell>)> = Vec::new();
    let ours: ByHash<()> = inventory.hashes.iter().map(|hash| (mix(*hash, OURS), ())).collect();
    for (hash, row) in inventory.hashes.iter().zip(&weights.rows) {
        if ours.contains_key(hash) {
            continue;
        }
        let own = inventory.numbers.get(&mix(*hash, OURS)).map(|number| &weights.rows[*number as usize]);
        let cells: Vec<Cell> = (0_u8..)
            .zip(row)
            .map(|(class, weight)| Cell {
                class,
                weight: whole(weight + own.map_or(0.0, |own| own[usize::from(class)])),
            })
            .filter(|cell| cell.weight.abs() >= FLOOR)
            .collect();
        if !cells.is_empty() {
            rows.push((Rows::key(*hash), cells));
        }
    }
    // Of two features with one key, the one with more to say stays.
    let strength = |cells: &[Cell]| -> u32 { cells.iter().map(|cell| u32::from(cell.weight.unsigned_abs())).sum() };
    rows.sort_by_key(|(key, cells)| (*key, std::cmp::Reverse(strength(cells)), cells.len()));
    rows.dedup_by_key(|(key, _)| *key);
    Rows::new(&rows)
}

fn transitions(weights: &Weights) -> Transitions {
    let mut scores = Box::new([[0; LABELS]; LABELS]);
    for (label, next) in allowed() {
        let (label, next) = (usize::from(label), usize::from(next));
        scores[label][next] = i32::from(whole(weights.transitions[label][next]));
    }
    Transitions::new(scores)
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to the range of an i16")]
fn whole(weight: f32) -> i16 {
    (weight * SCALE).round().clamp(-32000.0, 32000.0) as i16
}
