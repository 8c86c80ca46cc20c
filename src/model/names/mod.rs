//! Names in a text, each with one of six types, by a linear-chain conditional random field that looks at the whole text.
//!
//! Source: Lafferty, McCallum and Pereira, *Conditional random fields* (ICML 2001). The steps: [`evidence`] gathers how
//! each spelling is used in the text, a first pass labels words by their [`features`], a second pass adds how the first
//! one labelled the same spellings elsewhere ([`second`]), and [`spread`] hands what was found to occurrences that both
//! passes missed.
//!
//! Rule: only words within reach of a capital are scored; all others are outside of names. Time is linear in the
//! text, and the tables ([`Scratch`]) are the caller's, to be used for one text after another.

pub mod clues;
pub mod evidence;
pub mod features;
pub mod labels;
pub mod second;
pub mod spellings;
pub mod spread;
pub mod viterbi;

use std::ops::Range;

use evidence::{Evidence, LONGEST_STRETCH, Text};
use features::Features;
use labels::{LABELS, Label, OUTSIDE, TYPES};
use second::Votes;
use spread::Spread;
use viterbi::{Scores, Transitions};

use crate::model::rows::Rows;
use crate::model::weights::{Corrupt, Reader, Writer};
use crate::record::EntityType;

/// Finds names.
#[derive(Debug, Default)]
pub struct NameFinder {
    /// What the features of the first pass say.
    first: Rows,
    first_transitions: Transitions,
    /// What the labels of the first pass add.
    second: Rows,
    second_transitions: Transitions,
}

/// The tables that names are found with, used again for the next text.
#[derive(Debug)]
pub struct Scratch {
    evidence: Evidence,
    features: Features,
    votes: Votes,
    spread: Spread,
    scores: Vec<Scores>,
    back: Box<[[Label; LABELS]]>,
    given: Vec<Label>,
    labels: Vec<Label>,
}

impl Default for Scratch {
    fn default() -> Self {
        Self {
            evidence: Evidence::default(),
            features: Features::default(),
            votes: Votes::default(),
            spread: Spread::default(),
            scores: Vec::new(),
            back: vec![[OUTSIDE; LABELS]; LONGEST_STRETCH].into(),
            given: Vec::new(),
            labels: Vec::new(),
        }
    }
}

/// The most words within reach of a capital that are looked at twice: an article has fewer, and their scores are kept
/// in between.
const MOST_TWICE: usize = 50_000;

impl NameFinder {
    /// A finder of these weights.
    #[must_use]
    pub const fn new(
        first: Rows,
        first_transitions: Transitions,
        second: Rows,
        second_transitions: Transitions,
    ) -> Self {
        Self { first, first_transitions, second, second_transitions }
    }

    /// The names of a text, in order: their words and their types.
    pub fn find<'s>(
        &self,
        text: &Text<'_>,
        scratch: &'s mut Scratch,
    ) -> impl Iterator<Item = (Range<usize>, EntityType)> + use<'s> {
        let labels = self.label(text, scratch);
        labels::names(labels).map(|(words, kind)| (words, TYPES[usize::from(kind)]))
    }

    /// The label of each word of a text.
    pub fn label<'s>(&self, text: &Text<'_>, scratch: &'s mut Scratch) -> &'s [Label] {
        let twice = self.score(text, scratch);
        if twice {
            self.score_again(text, scratch);
        }
        scratch.spread.apply(text, &scratch.evidence, &mut scratch.labels);
        &scratch.labels
    }

    /// A finder that has the first pass alone, as training needs it.
    #[must_use]
    pub fn first_pass(rows: Rows, transitions: Transitions) -> Self {
        Self { first: rows, first_transitions: transitions, ..Self::default() }
    }

    /// The labels of the first pass, and the scores of all words within reach of a capital.
    pub fn first_scores<'s>(&self, text: &Text<'_>, scratch: &'s mut Scratch) -> (&'s [Label], &'s [Scores]) {
        self.score(text, scratch);
        (&scratch.labels, &scratch.scores)
    }

    /// The first pass. Whether the scores were kept for a second one.
    fn score(&self, text: &Text<'_>, scratch: &mut Scratch) -> bool {
        let Scratch { evidence, features, scores, back, labels, .. } = scratch;
        evidence.read(text);
        labels.clear();
        labels.resize(text.words.len(), OUTSIDE);
        scores.clear();
        let reached: usize = evidence.stretches.iter().map(|stretch| stretch.words.len()).sum();
        let twice = reached <= MOST_TWICE;
        for stretch in &evidence.stretches {
            if !twice {
                scores.clear();
            }
            let from = scores.len();
            for at in stretch.words.clone() {
                features::first(text, evidence, stretch, at, features);
                let mut sums = [0; LABELS];
                self.first.add(features.as_slice(), &mut sums);
                scores.push(sums);
            }
            self.first_transitions.decode(&scores[from..], back, &mut labels[stretch.words.clone()]);
        }
        twice
    }

    /// The second pass, which adds to the scores of the first.
    fn score_again(&self, text: &Text<'_>, scratch: &mut Scratch) {
        let Scratch { evidence, features, votes, scores, back, given, labels, .. } = scratch;
        given.clone_from(labels);
        votes.count(text, evidence, given);
        let mut rest = &mut scores[..];
        for stretch in &evidence.stretches {
            let words;
            (words, rest) = std::mem::take(&mut rest).split_at_mut(stretch.words.len());
            for (at, scores) in stretch.words.clone().zip(words.iter_mut()) {
                features::second(text, evidence, given, votes, at, features);
                self.second.add(features.as_slice(), scores);
            }
            self.second_transitions.decode(words, back, &mut labels[stretch.words.clone()]);
        }
    }

    /// Bytes of memory.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.first.memory() + self.second.memory() + 2 * size_of::<[Scores; LABELS]>()
    }

    /// Writes the finder.
    pub fn write(&self, writer: &mut Writer) {
        for (rows, transitions) in [(&self.first, &self.first_transitions), (&self.second, &self.second_transitions)] {
            rows.write(writer);
            transitions.write(writer);
        }
    }

    /// Reads what [`NameFinder::write`] wrote.
    ///
    /// # Errors
    /// [`Corrupt`] where it is something else.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Corrupt> {
        Ok(Self {
            first: Rows::read(reader, LABELS)?,
            first_transitions: Transitions::read(reader)?,
            second: Rows::read(reader, LABELS)?,
            second_transitions: Transitions::read(reader)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::clues::Clues;
    use super::*;
    use crate::model::rows::Cell;
    use crate::model::word::Word;

    /// A finder that knows two spellings, each by itself a name.
    fn finder() -> NameFinder {
        let key = |word: &str| Rows::key(crate::model::hash::feature(3, Word::new(word).lower));
        let cell = |class, weight| vec![Cell { class, weight }];
        let single = |kind| labels::label(kind, labels::Place::Single);
        let rows = Rows::new(&[(key("lima"), cell(single(2), 90)), (key("marsh"), cell(single(0), 90))]);
        NameFinder::first_pass(rows, Transitions::default())
    }

    fn find(
        finder: &NameFinder,
        words: &[Word],
        clues: &[Clues],
        scratch: &mut Scratch,
    ) -> Vec<(Range<usize>, EntityType)> {
        let length = u32::try_from(words.len()).unwrap();
        finder.find(&Text { words, clues, sentences: std::slice::from_ref(&(0..length)) }, scratch).collect()
    }

    #[test]
    fn weights_decide_within_reach_of_a_capital_alone() {
        let words = ["Marsh", "left", "Lima", "for", "lima", "beans"].map(Word::new);
        let mut scratch = Scratch::default();
        for _ in 0..2 {
            let found = find(&finder(), &words, &[Clues::default(); 6], &mut scratch);
            assert_eq!(found, [(0..1, EntityType::Person), (2..3, EntityType::Place)]);
        }
    }

    #[test]
    fn a_million_capitals_end_and_take_linear_time() {
        for count in [200_000_usize, 400_000] {
            let words = vec![Word::new("LIMA"); count];
            let found = find(&finder(), &words, &vec![Clues::default(); count], &mut Scratch::default());
            assert_eq!(found.len(), count);
        }
    }

    proptest! {
        #[test]
        fn any_words_and_clues_are_read(
            text in prop::collection::vec(("[A-Za-z0-9,.'é-]{0,6}", any::<u64>()), 0..200),
            ends in prop::collection::vec(0_u32..260, 0..6),
        ) {
            let words: Vec<Word> = text.iter().map(|(word, _)| Word::new(word)).collect();
            let clues: Vec<Clues> = text.iter().map(|(_, clues)| Clues(*clues)).collect();
            let mut ends: Vec<u32> = ends.into_iter().map(|end| end.min(u32::try_from(words.len()).unwrap())).collect();
            ends.sort_unstable();
            let sentences: Vec<Range<u32>> = ends.windows(2).map(|pair| pair[0]..pair[1]).collect();
            let text = Text { words: &words, clues: &clues, sentences: &sentences };
            let (mut scratch, mut again) = (Scratch::default(), Scratch::default());
            let first: Vec<_> = finder().find(&text, &mut scratch).collect();
            assert_eq!(finder().find(&text, &mut scratch).collect::<Vec<_>>(), first);
            assert_eq!(finder().find(&text, &mut again).collect::<Vec<_>>(), first);
            for (words, _) in first {
                assert!(sentences.iter().any(|sentence| sentence.start as usize <= words.start && words.end <= sentence.end as usize));
            }
        }

        #[test]
        fn a_damaged_section_never_panics(at in 0_usize..999, change in 1_u8..) {
            let mut writer = Writer::default();
            finder().write(&mut writer);
            let mut content = writer.finish();
            let again = NameFinder::read(&mut Reader::new(&content)).unwrap();
            let words = [Word::new("Lima")];
            assert_eq!(find(&again, &words, &[Clues::default()], &mut Scratch::default()), [(0..1, EntityType::Place)]);
            let at = at % content.len();
            assert!(NameFinder::read(&mut Reader::new(&content[..at])).is_err());
            content[at] ^= change;
            if let Ok(changed) = NameFinder::read(&mut Reader::new(&content)) {
                find(&changed, &words, &[Clues::default()], &mut Scratch::default());
            }
        }
    }
}
