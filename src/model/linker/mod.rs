//! Which earlier thing a pronoun or a description means: a linear model ranks the chains of mentions before it, and the
//! answer that it means none of them.
//!
//! Source: Denis and Baldridge, *Specialized models and ranking for coreference resolution* (EMNLP 2008), over chains
//! as in Rahman and Ng, *Supervised models for coreference resolution* (EMNLP 2009). Rule: an answer comes with its
//! probability, and below the least one that its kind of mention asks for there is no answer. Integers only.

pub mod chain;
pub mod features;

use super::rows::Rows;
use super::weights::{Corrupt, Reader, Writer};
use chain::{Chain, Form, Mention};
use features::Features;

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
}

impl Group {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Person, Self::It, Self::They, Self::Description];

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
        let (best, probability) = best(&scores[..count]);
        Answer { chain: best.checked_sub(1), probability }
    }

    /// The best of several answers, each given by its features, and its probability in thousandths.
    pub fn best(&self, answers: &[Vec<u64>]) -> (usize, u32) {
        let score = |features: &Vec<u64>| {
            let mut score = [0];
            self.rows.add(features, &mut score);
            score[0]
        };
        best(&answers.iter().map(score).collect::<Vec<_>>())
    }

    /// The chain that a mention means; none where that is not sure enough.
    pub fn decide<'c>(
        &self,
        mention: &Mention,
        chains: impl Iterator<Item = &'c Chain> + Clone,
        features: &mut Features,
    ) -> Option<usize> {
        let answer = self.guess(mention, chains, features);
        answer.chain.filter(|_| answer.probability >= self.least[Group::of(mention.form) as usize])
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

/// The place of the highest score, the first among equals, and its probability in thousandths.
fn best(scores: &[i32]) -> (usize, u32) {
    let mut best = 0;
    for (at, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = at;
        }
    }
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
