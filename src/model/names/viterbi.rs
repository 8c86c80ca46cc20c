//! The best row of labels for a stretch of words: Viterbi's algorithm over the scores of a linear-chain CRF.
//!
//! Source: Lafferty, McCallum and Pereira, *Conditional random fields* (ICML 2001). Rule: whole numbers, and the first
//! label among equals, so that every machine decodes the same. Before and behind a stretch stands a word outside of
//! names.

use super::labels::{LABELS, Label, OUTSIDE, TYPES, follows, is_inner, is_open};
use crate::model::weights::{Corrupt, Reader, Writer};

/// What each label scores at a word.
pub type Scores = [i32; LABELS];

/// What it scores that one label follows another; those that must not follow are never asked.
#[derive(Clone, Debug)]
pub struct Transitions(Box<[[i32; LABELS]; LABELS]>);

/// The labels before which no name is open, those that begin none or a new one.
const CLOSED: usize = 1 + 2 * TYPES.len();

/// The labels that a name may end with, or stand outside: what a label that opens may follow.
const ENDS: [Label; CLOSED] = labels_where(false);

/// The labels that do not go on with a name.
const STARTS: [Label; CLOSED] = labels_where(true);

const fn labels_where(starts: bool) -> [Label; CLOSED] {
    let mut found = [OUTSIDE; CLOSED];
    let (mut label, mut at) = (OUTSIDE, 0);
    while (label as usize) < LABELS {
        if if starts { !is_inner(label) } else { !is_open(label) } {
            found[at] = label;
            at += 1;
        }
        label += 1;
    }
    found
}

impl Default for Transitions {
    fn default() -> Self {
        Self(Box::new([[0; LABELS]; LABELS]))
    }
}

impl Transitions {
    /// Transitions by their scores; `scores[a][b]` says what `b` scores behind `a`.
    #[must_use]
    pub fn new(scores: Box<[[i32; LABELS]; LABELS]>) -> Self {
        Self(scores)
    }

    /// Writes the scores of what may follow.
    pub fn write(&self, writer: &mut Writer) {
        for (label, next) in allowed() {
            let score = i64::from(self.0[usize::from(label)][usize::from(next)]);
            writer.number(((score << 1) ^ (score >> 63)).cast_unsigned());
        }
    }

    /// Reads what [`Transitions::write`] wrote.
    ///
    /// # Errors
    /// [`Corrupt`] where it is cut short or a score is so large that sums could overflow.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Corrupt> {
        let mut transitions = Self::default();
        for (label, next) in allowed() {
            let number = reader.number()?;
            let score = (number >> 1).cast_signed() ^ -(number & 1).cast_signed();
            let score = i16::try_from(score).map_err(|_| Corrupt("a transition is out of range"))?;
            transitions.0[usize::from(label)][usize::from(next)] = i32::from(score);
        }
        Ok(transitions)
    }

    /// Labels a stretch of words with these scores.
    ///
    /// `back` is room to work in, as long as the stretch or longer.
    pub fn decode(&self, words: &[Scores], back: &mut [[Label; LABELS]], labels: &mut [Label]) {
        let Some((first, rest)) = words.split_first() else { return };
        let mut best = [i32::MIN / 2; LABELS];
        for next in STARTS {
            best[usize::from(next)] = self.0[usize::from(OUTSIDE)][usize::from(next)] + first[usize::from(next)];
        }
        for (scores, back) in rest.iter().zip(back.iter_mut().skip(1)) {
            best = self.step(&best, scores, back);
        }
        let end = |label: Label| best[usize::from(label)] + self.0[usize::from(label)][usize::from(OUTSIDE)];
        let mut label = OUTSIDE;
        for other in ENDS {
            if end(other) > end(label) {
                label = other;
            }
        }
        for at in (0..words.len()).rev() {
            labels[at] = label;
            label = back[at][usize::from(label)];
        }
    }

    /// The best score of each label at the next word, and the label that it was reached from.
    fn step(&self, before: &Scores, scores: &Scores, back: &mut [Label; LABELS]) -> Scores {
        let mut best = [i32::MIN / 2; LABELS];
        for last in ENDS {
            let reached = before[usize::from(last)];
            let row = &self.0[usize::from(last)];
            for next in STARTS {
                let score = reached + row[usize::from(next)];
                if score > best[usize::from(next)] {
                    best[usize::from(next)] = score;
                    back[usize::from(next)] = last;
                }
            }
        }
        for begin in (1..LABELS).step_by(4) {
            // A name goes on from its begin or from its inside.
            for next in [begin + 1, begin + 2] {
                for last in [begin, begin + 1] {
                    let score = before[last] + self.0[last][next];
                    if score > best[next] {
                        best[next] = score;
                        back[next] = u8::try_from(last).unwrap_or(OUTSIDE);
                    }
                }
            }
        }
        for (best, score) in best.iter_mut().zip(scores) {
            *best += score;
        }
        best
    }
}

/// All pairs of labels of which the second may follow the first.
pub fn allowed() -> impl Iterator<Item = (Label, Label)> {
    let all = 0..u8::try_from(LABELS).unwrap_or(0);
    all.clone().flat_map(move |label| all.clone().map(move |next| (label, next))).filter(|(a, b)| follows(*a, *b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::*;
    use crate::model::names::labels::names;

    fn total(transitions: &Transitions, words: &[Scores], labels: &[Label]) -> i32 {
        let mut last = OUTSIDE;
        let mut sum = 0;
        for (scores, label) in words.iter().zip(labels) {
            sum += transitions.0[usize::from(last)][usize::from(*label)] + scores[usize::from(*label)];
            last = *label;
        }
        sum + transitions.0[usize::from(last)][usize::from(OUTSIDE)]
    }

    /// The best total by trying every row of labels that is allowed.
    fn exhaustive(transitions: &Transitions, words: &[Scores], labels: &mut Vec<Label>) -> i32 {
        let last = labels.last().copied().unwrap_or(OUTSIDE);
        if labels.len() == words.len() {
            return if is_open(last) { i32::MIN } else { total(transitions, words, labels) };
        }
        let mut best = i32::MIN;
        for next in 0..25 {
            if follows(last, next) {
                labels.push(next);
                best = best.max(exhaustive(transitions, words, labels));
                labels.pop();
            }
        }
        best
    }

    proptest! {
        #[test]
        fn no_row_of_labels_is_better(
            words in prop::collection::vec(prop::array::uniform25(-9..9_i32), 0..4),
            trans in prop::collection::vec(prop::array::uniform25(-9..9_i32), 25),
        ) {
            let transitions = Transitions::new(Box::new(trans.try_into().unwrap()));
            let mut labels = vec![OUTSIDE; words.len()];
            transitions.decode(&words, &mut vec![[OUTSIDE; LABELS]; words.len()], &mut labels);
            let mut last = OUTSIDE;
            for label in labels.iter().copied().chain([OUTSIDE]) {
                assert!(follows(last, label));
                last = label;
            }
            assert_eq!(total(&transitions, &words, &labels), exhaustive(&transitions, &words, &mut Vec::new()));
            assert_eq!(names(&labels).map(|(words, _)| words.len()).sum::<usize>(), labels.iter().filter(|l| **l > 0).count());
        }

        #[test]
        fn what_is_written_is_read(trans in prop::collection::vec(prop::array::uniform25(any::<i16>()), 25)) {
            let mut scores = Box::new([[0; LABELS]; LABELS]);
            for (label, next) in allowed() {
                scores[usize::from(label)][usize::from(next)] = i32::from(trans[usize::from(label)][usize::from(next)]);
            }
            let transitions = Transitions::new(scores);
            let mut writer = Writer::default();
            transitions.write(&mut writer);
            let content = writer.finish();
            let again = Transitions::read(&mut Reader::new(&content)).unwrap();
            assert_eq!(again.0, transitions.0);
            assert!(Transitions::read(&mut Reader::new(&content[..content.len() - 1])).is_err());
        }
    }
}
