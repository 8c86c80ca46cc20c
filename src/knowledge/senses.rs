//! The supersenses of WordNet: what kind of thing a noun means, what kind of doing a verb.

/// One of WordNet's lexicographer files for nouns and verbs. Source: WordNet 3.0; WordNet License.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are WordNet's own, and its manual page lexnames(5WN) describes them")]
pub enum Supersense {
    NounTops,
    NounAct,
    NounAnimal,
    NounArtifact,
    NounAttribute,
    NounBody,
    NounCognition,
    NounCommunication,
    NounEvent,
    NounFeeling,
    NounFood,
    NounGroup,
    NounLocation,
    NounMotive,
    NounObject,
    NounPerson,
    NounPhenomenon,
    NounPlant,
    NounPossession,
    NounProcess,
    NounQuantity,
    NounRelation,
    NounShape,
    NounState,
    NounSubstance,
    NounTime,
    VerbBody,
    VerbChange,
    VerbCognition,
    VerbCommunication,
    VerbCompetition,
    VerbConsumption,
    VerbContact,
    VerbCreation,
    VerbEmotion,
    VerbMotion,
    VerbPerception,
    VerbPossession,
    VerbSocial,
    VerbStative,
    VerbWeather,
}

use Supersense as S;

/// In the order of their letters.
const NOUNS: [Supersense; 26] = [
    S::NounTops,
    S::NounAct,
    S::NounAnimal,
    S::NounArtifact,
    S::NounAttribute,
    S::NounBody,
    S::NounCognition,
    S::NounCommunication,
    S::NounEvent,
    S::NounFeeling,
    S::NounFood,
    S::NounGroup,
    S::NounLocation,
    S::NounMotive,
    S::NounObject,
    S::NounPerson,
    S::NounPhenomenon,
    S::NounPlant,
    S::NounPossession,
    S::NounProcess,
    S::NounQuantity,
    S::NounRelation,
    S::NounShape,
    S::NounState,
    S::NounSubstance,
    S::NounTime,
];

/// In the order of their letters.
const VERBS: [Supersense; 15] = [
    S::VerbBody,
    S::VerbChange,
    S::VerbCognition,
    S::VerbCommunication,
    S::VerbCompetition,
    S::VerbConsumption,
    S::VerbContact,
    S::VerbCreation,
    S::VerbEmotion,
    S::VerbMotion,
    S::VerbPerception,
    S::VerbPossession,
    S::VerbSocial,
    S::VerbStative,
    S::VerbWeather,
];

/// The supersenses of a word, at most four, the most frequent first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Senses([Option<Supersense>; 4]);

impl Senses {
    pub(super) fn of_noun(letters: &str) -> Self {
        Self::read(letters, &NOUNS)
    }

    pub(super) fn of_verb(letters: &str) -> Self {
        Self::read(letters, &VERBS)
    }

    fn read(letters: &str, senses: &[Supersense]) -> Self {
        let mut letters = letters.bytes();
        let mut next = || senses.get(usize::from(letters.next()?.wrapping_sub(b'a'))).copied();
        Self(std::array::from_fn(|_| next()))
    }

    /// The most frequent.
    #[must_use]
    pub const fn first(self) -> Option<Supersense> {
        self.0[0]
    }

    /// All of them, the most frequent first.
    pub fn iter(self) -> impl Iterator<Item = Supersense> {
        self.0.into_iter().flatten()
    }

    /// Whether this is one of them.
    #[must_use]
    pub fn has(self, sense: Supersense) -> bool {
        self.0.contains(&Some(sense))
    }
}
