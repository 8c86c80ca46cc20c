//! What the model of names sees of a word: itself, its neighbours, and how its spelling is used in the whole text.
//!
//! Rule: the trainer and the worker get the same features from the same functions, and no function takes memory.

use super::clues::Clues;
use super::evidence::{Evidence, NONE, Stretch, Text, Views};
use super::labels::{Label, OUTSIDE, kind};
use super::second::Votes;
use crate::model::hash::{feature, mix};
use crate::model::word::{Traits, Word};

/// The most features of a word; what comes after them is left out.
const MOST: usize = 256;

/// The features of one word.
#[derive(Debug)]
pub struct Features {
    list: [u64; MOST],
    length: usize,
}

impl Default for Features {
    fn default() -> Self {
        Self { list: [0; MOST], length: 0 }
    }
}

impl Features {
    /// All of them.
    #[must_use]
    pub fn as_slice(&self) -> &[u64] {
        &self.list[..self.length]
    }

    /// Forgets them.
    pub const fn clear(&mut self) {
        self.length = 0;
    }

    #[inline]
    fn push(&mut self, template: u64, value: u64) {
        if let Some(slot) = self.list.get_mut(self.length) {
            *slot = feature(template, value);
            self.length += 1;
        }
    }

    /// A feature for each bit of a set.
    #[inline]
    fn push_bits(&mut self, template: u64, mut bits: u64) {
        while bits != 0 {
            self.push(template, u64::from(bits.trailing_zeros()));
            bits &= bits - 1;
        }
    }

    fn push_views(&mut self, template: u64, views: &Views) {
        for (place, nouns) in (template..).zip(views) {
            self.push_bits(place, u64::from(*nouns));
        }
    }
}

static OUTSIDE_WORD: Word = Word::outside();

/// The words around one, as far as its sentence goes.
struct Window<'t> {
    words: &'t [Word],
    clues: &'t [Clues],
    at: usize,
}

impl<'t> Window<'t> {
    #[inline]
    fn word(&self, by: isize) -> &'t Word {
        self.at.checked_add_signed(by).and_then(|at| self.words.get(at)).unwrap_or(&OUTSIDE_WORD)
    }

    #[inline]
    fn clues(&self, by: isize) -> Clues {
        self.at.checked_add_signed(by).and_then(|at| self.clues.get(at)).copied().unwrap_or_default()
    }
}

/// What the first pass sees of the word at `at`, which lies in `stretch`.
pub fn first(text: &Text<'_>, evidence: &Evidence, stretch: &Stretch, at: usize, features: &mut Features) {
    features.clear();
    let sentence = stretch.sentence.clone();
    let window =
        Window { words: &text.words[sentence.clone()], clues: &text.clues[sentence.clone()], at: at - sentence.start };
    of_word(&window, features);
    of_neighbours(&window, features);
    of_style(&window, stretch, evidence, at, features);
    of_clues(&window, features);
    of_run(text, evidence, stretch, at, features);
    of_spelling(text, evidence, at, features);
}

fn of_word(window: &Window<'_>, features: &mut Features) {
    let word = window.word(0);
    features.push(1, 0);
    features.push(2, word.form);
    features.push(3, word.lower);
    for length in 1..=4 {
        features.push(3 + u64::from(length), word.prefix(length));
        features.push(7 + u64::from(length), word.suffix(length));
    }
    features.push(12, word.shape);
    features.push(13, u64::from(word.traits.0));
    features.push(14, mix(word.shape, word.suffix(3)));
}

fn of_neighbours(window: &Window<'_>, features: &mut Features) {
    let word = window.word(0);
    let (left, right) = (window.word(-1), window.word(1));
    let (left2, right2) = (window.word(-2), window.word(2));
    features.push(20, left.lower);
    features.push(21, right.lower);
    features.push(22, left2.lower);
    features.push(23, right2.lower);
    features.push(24, mix(left.lower, word.lower));
    features.push(25, mix(word.lower, right.lower));
    features.push(26, mix(left.lower, right.lower));
    features.push(27, mix(left2.lower, left.lower));
    features.push(28, mix(right.lower, right2.lower));
    features.push(29, left.shape);
    features.push(30, right.shape);
    features.push(31, mix(left.shape, word.shape));
    features.push(32, mix(word.shape, right.shape));
    features.push(33, mix(left.shape, mix(word.shape, right.shape)));
    features.push(34, mix(left2.shape, mix(left.shape, word.shape)));
    features.push(35, mix(word.shape, mix(right.shape, right2.shape)));
    features.push(36, mix(left.lower, word.shape));
    features.push(37, mix(word.shape, right.lower));
    features.push(38, left.form);
    features.push(39, right.form);
    features.push(40, left.suffix(3));
    features.push(41, right.suffix(3));
}

fn of_style(window: &Window<'_>, stretch: &Stretch, evidence: &Evidence, at: usize, features: &mut Features) {
    let word = window.word(0);
    let style = stretch.style as u64;
    let begins = u64::from(window.at == 0);
    features.push(45, mix(begins, u64::from(word.traits.0)));
    features.push(46, mix(style, word.shape));
    features.push(47, style);
    if begins == 1 || window.at == 1 && window.word(-1).traits.has(Traits::MARK) {
        features.push(48, word.lower);
    }
    if let Some(spelling) = evidence.spelling(at) {
        let small = u64::from(spelling.small);
        let meant = u64::from(spelling.meant.min(3));
        features.push(49, mix(small, begins + 2 * style));
        features.push(50, mix(small + 2 * meant, begins + 2 * style));
        features.push(51, u64::from(spelling.count.min(4)));
    }
}

fn of_clues(window: &Window<'_>, features: &mut Features) {
    let own = window.clues(0).0 & Clues::FEATURES;
    features.push_bits(55, own);
    features.push_bits(56, window.clues(-1).0 & Clues::FEATURES);
    features.push_bits(57, window.clues(1).0 & Clues::FEATURES);
    let names = own >> Clues::NAME;
    features.push(58, mix(names, window.word(0).shape));
    if window.word(0).is_capitalised() {
        features.push(
            59,
            mix(names, u64::from(window.word(-1).is_capitalised()) + 2 * u64::from(window.word(1).is_capitalised())),
        );
    }
}

fn of_run(text: &Text<'_>, evidence: &Evidence, stretch: &Stretch, at: usize, features: &mut Features) {
    let Some(run) = evidence.run(at) else { return };
    let (start, end) = (run.start as usize, run.end as usize);
    let word =
        |at: Option<usize>| at.filter(|at| stretch.sentence.contains(at)).map_or(&OUTSIDE_WORD, |at| &text.words[at]);
    features.push(60, word(start.checked_sub(1)).lower);
    features.push(61, word(Some(end)).lower);
    features.push(62, text.words[start].lower);
    features.push(63, text.words[end - 1].lower);
    features.push(64, ((end - start) * 16 + (at - start)) as u64);
    features.push(65, text.words[end - 1].suffix(3));
    features.push_views(66, &run.views);
}

/// How many other occurrences of a spelling are looked at.
const OTHERS: usize = 6;

/// How far back of them may be before the word itself.
const EARLIER: usize = 3;

fn of_spelling(text: &Text<'_>, evidence: &Evidence, at: usize, features: &mut Features) {
    let Some(spelling) = evidence.spelling(at) else { return };
    features.push_views(80, &spelling.views);
    features.push_bits(86, u64::from(spelling.previous));
    let mut other = at;
    for _ in 0..EARLIER {
        if evidence.before[other] == NONE {
            break;
        }
        other = evidence.before[other] as usize;
    }
    let (mut seen, mut joined, mut inner) = (0, 0, 0);
    let mut next = Some(other);
    while let Some(other) = next.filter(|_| seen < OTHERS) {
        next = Some(evidence.behind[other] as usize).filter(|next| *next != NONE as usize);
        if other == at {
            continue;
        }
        seen += 1;
        let left = other.checked_sub(1).map_or(&OUTSIDE_WORD, |at| &text.words[at]);
        let right = text.words.get(other + 1).unwrap_or(&OUTSIDE_WORD);
        features.push(90, left.lower);
        features.push(91, right.lower);
        features.push(92, mix(left.shape, right.shape));
        if left.is_capitalised() {
            joined |= 1;
            features.push(93, left.lower);
        }
        if right.is_capitalised() {
            joined |= 2;
            features.push(94, right.lower);
        }
        inner += u64::from(!left.traits.has(Traits::MARK));
    }
    features.push(95, joined * 4 + inner.min(3));
    features.push(96, mix(joined, text.words[at].shape));
}

/// What the second pass sees of the word at `at`: the labels that the first pass gave to it, to the words beside it,
/// and to the other occurrences of its spelling and of its name.
pub fn second(
    text: &Text<'_>,
    evidence: &Evidence,
    labels: &[Label],
    votes: &Votes,
    at: usize,
    features: &mut Features,
) {
    features.clear();
    let label = labels[at];
    let beside = |at: Option<usize>| at.and_then(|at| labels.get(at)).copied().unwrap_or(OUTSIDE);
    let (left, right) = (beside(at.checked_sub(1)), beside(Some(at + 1)));
    features.push(200, u64::from(label));
    features.push(201, mix(u64::from(label), u64::from(left)));
    features.push(202, mix(u64::from(label), u64::from(right)));
    let shape = text.words[at].shape;
    if let Some(others) = votes.of_word(evidence, labels, at) {
        let (best, share, total) = others.best();
        features.push(203, best);
        features.push(204, mix(best, share + 10 * total));
        features.push(205, mix(best, shape));
        features.push(206, mix(best, u64::from(label)));
        features.push(207, mix(mix(best, u64::from(label)), share + 10 * total));
    } else {
        features.push(208, u64::from(label));
    }
    if let Some(others) = votes.of_name(at) {
        let (best, share, total) = others.best();
        let same = u64::from(kind(label).is_some_and(|kind| u64::from(kind) == best));
        features.push(209, mix(best, same + 2 * total));
        features.push(210, mix(mix(best, u64::from(label)), share + 10 * total));
    }
}
