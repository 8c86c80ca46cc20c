//! Which earlier thing a pronoun or a description means: a linear model ranks the chains of mentions before it, and the
//! answer that it means none of them.
//!
//! Source: Denis and Baldridge, *Specialized models and ranking for coreference resolution* (EMNLP 2008), over chains
//! as in Rahman and Ng, *Supervised models for coreference resolution* (EMNLP 2009). Rule: an answer comes with its
//! probability, and below the least one that its kind of mention asks for there is no answer. Integers only.

pub mod chain;
pub mod features;
pub mod naming;

use super::rows::{Rows, highest};
use super::weights::{Corrupt, Reader, Writer};
use chain::{Chain, Form, Function, Mention, Source};
use features::Features;
use naming::Introduction;

/// The most chains among which the linker chooses.
pub const MOST_CHAINS: usize = 40;

/// How many steps of a score make an answer twice as likely.
pub const DOUBLE: i32 = 128;

/// What a probability of one is.
pub const CERTAIN: u32 = 1000;

/// Kinds of mentions, each with a threshold of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// *he*, *she*.
    Person,
    /// *it*.
    It,
    /// *they*.
    They,
    /// *the ministry*.
    Description,
    /// A name of what was told of without one.
    Naming,
}

impl Group {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Person, Self::It, Self::They, Self::Description, Self::Naming];

    /// The kind of a mention.
    #[must_use]
    pub const fn of(form: Form) -> Self {
        match form {
            Form::He | Form::She => Self::Person,
            Form::It => Self::It,
            Form::They => Self::They,
            _ => Self::Description,
        }
    }
}

/// Ranks chains.
#[derive(Debug, Default)]
pub struct Linker {
    rows: Rows,
    /// The least probability of an answer by [`Group`], in thousandths.
    least: [u32; Group::ALL.len()],
}

/// What the linker thinks best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The number of the chain among those asked about; none where it is something new.
    pub chain: Option<usize>,
    /// Its probability in thousandths.
    pub probability: u32,
    /// The probability of the next best chain, in thousandths.
    pub rival: u32,
}

/// How many times as likely as any other chain the one must be that a mention is linked to.
const CLEAR: u32 = 3;

impl Answer {
    /// Whether no other chain comes near.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.probability >= CLEAR * self.rival
    }
}

impl Linker {
    /// A linker of these weights and least probabilities.
    #[must_use]
    pub const fn new(rows: Rows, least: [u32; Group::ALL.len()]) -> Self {
        Self { rows, least }
    }

    /// Whether it was never trained: it then answers nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The least probabilities by [`Group`].
    #[must_use]
    pub const fn least(&self) -> [u32; Group::ALL.len()] {
        self.least
    }

    /// The chain of an answer that is sure enough for a mention, where no other chain among those asked about is as good.
    pub fn settle<'c>(
        &self,
        mention: &Mention,
        chains: impl Iterator<Item = &'c Chain> + Clone,
        answer: &Answer,
    ) -> Option<usize> {
        let sure = answer.probability >= self.least[Group::of(mention.form) as usize] && answer.is_clear();
        answer.chain.filter(|chosen| sure && is_alone(mention, chains, *chosen))
    }

    /// What a mention means among these chains, the last mentioned first, however unsure.
    pub fn guess<'c>(
        &self,
        mention: &Mention,
        chains: impl Iterator<Item = &'c Chain> + Clone,
        features: &mut Features,
    ) -> Answer {
        let mut scores = [0_i32; MOST_CHAINS + 1];
        features::none(mention, chains.clone(), features);
        self.rows.add(features.as_slice(), &mut scores[..1]);
        let mut count = 1;
        for (rank, chain) in chains.take(MOST_CHAINS).enumerate() {
            features::of_chain(mention, chain, rank, features);
            self.rows.add(features.as_slice(), &mut scores[count..=count]);
            count += 1;
        }
        let scores = &scores[..count];
        let (best, probability) = best(scores);
        let others = scores.iter().enumerate().filter(|(answer, _)| *answer != best && *answer > 0);
        let next = others.map(|(_, score)| *score).max();
        let rival = next.map_or(0, |next| probability * share(scores[best] - next) / share(0));
        Answer { chain: best.checked_sub(1), probability, rival }
    }

    /// How likely a chain told of what is named now, in thousandths.
    pub fn told(&self, named: &Introduction<'_>, chain: &Chain, rank: usize, features: &mut Features) -> u32 {
        named.read(chain, rank, features);
        let (answer, probability) = best(&[0, self.score(features.as_slice())]);
        if answer == 1 { probability } else { CERTAIN - probability }
    }

    /// Whether a chain of this probability told surely of what is named now.
    #[must_use]
    pub const fn is_told(&self, probability: u32) -> bool {
        probability >= self.least[Group::Naming as usize]
    }

    /// The best of several answers, each given by its features, and its probability in thousandths.
    #[must_use]
    pub fn best(&self, answers: &[Vec<u64>]) -> (usize, u32) {
        best(&answers.iter().map(|features| self.score(features)).collect::<Vec<_>>())
    }

    fn score(&self, features: &[u64]) -> i32 {
        let mut score = [0];
        self.rows.add(features, &mut score);
        score[0]
    }

    /// Bytes of memory.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.rows.memory()
    }

    /// Writes the linker.
    pub fn write(&self, writer: &mut Writer) {
        self.least.iter().for_each(|least| writer.number(u64::from(*least)));
        self.rows.write(writer);
    }

    /// Reads what [`Linker::write`] wrote.
    ///
    /// # Errors
    /// [`Corrupt`] where it is something else.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Corrupt> {
        let mut least = [0; Group::ALL.len()];
        for least in &mut least {
            *least = u32::try_from(reader.number()?).map_err(|_| Corrupt("a probability is out of range"))?;
        }
        Ok(Self { rows: Rows::read(reader, 1)?, least })
    }
}

/// The chain of an answer that is likelier than not, where no other chain among those asked about is as good: too little
/// to say that it is mentioned there.
pub fn lean<'c>(mention: &Mention, chains: impl Iterator<Item = &'c Chain> + Clone, answer: &Answer) -> Option<usize> {
    answer.chain.filter(|chosen| 2 * answer.probability >= CERTAIN && is_alone(mention, chains, *chosen))
}

/// Whether something tells the chosen chain from every other one.
fn is_alone<'c>(mention: &Mention, mut chains: impl Iterator<Item = &'c Chain> + Clone, chosen: usize) -> bool {
    let best = chains.clone().nth(chosen);
    best.is_some_and(|best| !chains.any(|other| is_twin(mention, best, other)))
}

/// Whether nothing tells another chain from the best one: both were last mentioned in the same sentence, in one
/// coordination (*Anna and Susan met. She …*) or under one title (*Mayor Marsh met Mayor Stone. The mayor …*), and the
/// best one is no more in the story than the other.
fn is_twin(mention: &Mention, best: &Chain, other: &Chain) -> bool {
    /// The most tokens between two conjuncts.
    const NEAR: u32 = 4;
    let (here, there) = (&best.latest, &other.latest);
    let same = here.sentence == there.sentence && best.mentions <= other.mentions && here.at != there.at;
    if !same || !features::agrees(mention, other) {
        return false;
    }
    if mention.form.is_pronoun() {
        let (first, second) = if here.at < there.at { (here, there) } else { (there, here) };
        return second.function == Function::Conjunct && second.start.saturating_sub(first.end) <= NEAR;
    }
    let bare = mention.modifiers[0] == 0 && !mention.specified;
    bare && best.source(mention.head) == Some(Source::Role) && other.source(mention.head) == Some(Source::Role)
}

/// The place of the highest score, the first among equals, and its probability in thousandths.
fn best(scores: &[i32]) -> (usize, u32) {
    if scores.is_empty() {
        return (0, 0);
    }
    let best = highest(scores);
    let sum: u32 = scores.iter().map(|score| share(scores[best] - score)).sum();
    (best, CERTAIN * share(0) / sum.max(1))
}

/// How likely an answer is beside the best one, which is ahead by `behind`, in parts of 2¹⁶: a power of two, straight
/// between whole powers, so that no machine rounds it otherwise.
const fn share(behind: i32) -> u32 {
    let whole = behind / DOUBLE;
    if whole >= 16 {
        return 0;
    }
    let top = 1_u32 << (16 - whole);
    top - top * (behind % DOUBLE).unsigned_abs() / (2 * DOUBLE.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::*;
    use crate::model::rows::Cell;

    /// A linker for which one feature of the first chain and none of the others counts.
    fn linker(mention: &Mention, chain: &Chain, weight: i16, least: u32) -> Linker {
        let mut features = Features::default();
        features::of_chain(mention, chain, 0, &mut features);
        let key = Rows::key(features.as_slice()[0]);
        Linker::new(Rows::new(&[(key, vec![Cell { class: 0, weight }])]), [least; Group::ALL.len()])
    }

    fn chain(sentence: u32) -> Chain {
        let mut chain = Chain::named(1);
        chain.add(&Mention { sentence, ..Mention::default() });
        chain
    }

    #[test]
    fn a_score_twice_as_high_is_twice_as_likely() {
        assert_eq!(best(&[0, DOUBLE]), (1, 666));
        assert_eq!(best(&[5, 5]), (0, 500));
        assert_eq!(best(&[0, 40 * DOUBLE]), (1, 1000));
        assert_eq!(best(&[]), (0, 0));
    }

    #[test]
    fn an_unsure_answer_is_none() {
        let mention = Mention { form: Form::She, sentence: 9, ..Mention::default() };
        let chains = [chain(8), chain(2)];
        let mut features = Features::default();
        let sure = linker(&mention, &chains[0], 4 * 128, 800);
        let answer = sure.guess(&mention, chains.iter(), &mut features);
        assert_eq!(sure.settle(&mention, chains.iter(), &answer), Some(0));
        let unsure = linker(&mention, &chains[0], 128, 800);
        let answer = Answer { chain: Some(0), probability: 500, rival: 250 };
        assert_eq!(unsure.guess(&mention, chains.iter(), &mut features), answer);
        assert_eq!(unsure.settle(&mention, chains.iter(), &answer), None);
        assert_eq!(lean(&mention, chains.iter(), &answer), Some(0));
        assert_eq!(lean(&mention, chains.iter(), &Answer { probability: 499, ..answer }), None);
    }

    proptest! {
        #[test]
        fn one_answer_is_as_likely_as_the_others_leave_it(scores in prop::collection::vec(-9999_i32..9999, 1..41)) {
            let (at, probability) = best(&scores);
            assert!(scores.iter().all(|score| *score <= scores[at]));
            let least = CERTAIN / u32::try_from(scores.len()).unwrap();
            assert!((least..=CERTAIN).contains(&probability));
        }

        #[test]
        fn a_damaged_section_never_panics(at in 0_usize..99, change in 1_u8.., weight in any::<i16>()) {
            let mention = Mention { form: Form::It, ..Mention::default() };
            let linker = linker(&mention, &chain(0), weight, 700);
            let mut writer = Writer::default();
            linker.write(&mut writer);
            let mut content = writer.finish();
            let again = Linker::read(&mut Reader::new(&content)).unwrap();
            let mut features = Features::default();
            let chains = [chain(0)];
            assert_eq!(
                again.guess(&mention, chains.iter(), &mut features),
                linker.guess(&mention, chains.iter(), &mut features)
            );
            let at = at % content.len();
            assert!(Linker::read(&mut Reader::new(&content[..at])).is_err());
            content[at] ^= change;
            if let Ok(changed) = Linker::read(&mut Reader::new(&content)) {
                changed.guess(&mention, chains.iter(), &mut features);
            }
        }
    }
}
