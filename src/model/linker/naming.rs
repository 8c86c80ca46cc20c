//! Whether what was told of without a name is what a name names now: *A nurse was found alive in a crate. … Anna
//! Marsh, 41, was seen by doctors.*
//!
//! Rule: each thing that was told of is judged by itself, yes or no, since a headline and a lead tell of one thing twice.

use super::chain::{Chain, Mention, Source};
use super::features::{Features, coarse, gender, row};
use crate::model::hash::mix;

/// What the features are about, unlike every kind of mention.
const NAMING: u64 = 32;

/// Something that is named for the first time, or beside what says what it is.
#[derive(Clone, Copy, Debug)]
pub struct Introduction<'c> {
    /// The name, or the description beside it.
    pub mention: &'c Mention,
    /// What is named.
    pub entity: &'c Chain,
    /// How many things of its type have been named before.
    pub known: usize,
    /// How many things without a name come into question.
    pub rivals: usize,
}

impl Introduction<'_> {
    /// Whether a thing without a name may be of the type of what is named.
    #[must_use]
    pub fn may_be(kind: u8, chain: &Chain) -> bool {
        !chain.named && chain.mentions > 0 && (chain.kind == 0 || kind == 0 || chain.kind == kind)
    }

    /// What speaks for the chain that is the `rank`th among those in question, the last mentioned first.
    pub fn read(&self, chain: &Chain, rank: usize, features: &mut Features) {
        features.begin(NAMING);
        let known = self.known.min(3) as u64;
        let words = Words::of(chain, self.entity);
        self.read_words(chain, &words, known, features);
        self.read_places(chain, &words, known, features);
        let (rivals, rank) = (self.rivals.min(6) as u64, rank.min(6) as u64);
        features.push(120, row([rivals, rank, known, coarse(chain.born)]));
        features.push(121, row([rivals, known, self.entity.kind.into(), 0]));
    }

    /// What it is said to be, beside what the name and its titles say.
    fn read_words(&self, chain: &Chain, words: &Words, known: u64, features: &mut Features) {
        let (mention, entity) = (self.mention, self.entity);
        let kind = u64::from(entity.kind);
        let born = coarse(chain.born);
        let called = gender(entity).max(u64::from(mention.woman) * 2).max(u64::from(mention.man) * 3);
        features.push(100, kind);
        features.push(101, row([words.head, words.beside, words.titled, kind]));
        features.push(102, row([words.head, born, kind, known]));
        features.push(103, row([words.titled, words.head, known, born]));
        features.push(104, mix(words.called, kind));
        features.push(105, mix(words.called, row([known, born, words.titled, 0])));
        features.push(106, row([chain.kind.into(), kind, chain.sense.into(), chain.count as u64]));
        features.push(107, row([chain.count as u64, kind, words.head, 0]));
        features.push(108, row([gender(chain), called, kind, 0]));
        features.push(109, mix(mention.modifiers[0], words.called));
    }

    /// Where both stand in the story.
    fn read_places(&self, chain: &Chain, words: &Words, known: u64, features: &mut Features) {
        let (mention, latest) = (self.mention, &chain.latest);
        let kind = u64::from(self.entity.kind);
        let born = coarse(chain.born);
        let distance = coarse(mention.sentence - latest.sentence);
        let (opens, aged) = (u64::from(mention.opens), u64::from(mention.specified));
        let (here, there) = (mention.function as u64, latest.function as u64);
        let told = chain.told as u64;
        let (played, opened) = (chain.played as u64, u64::from(chain.opened));
        let topic = row([played, opened, born, known]);
        features.push(122, topic);
        features.push(123, mix(topic, row([self.rivals.min(3) as u64, aged, opens, kind])));
        features.push(124, row([played, opened, told, born]));
        features.push(125, mix(topic, row([words.titled, words.head, coarse(chain.mentions), 0])));
        features.push(126, row([here, opens, aged, self.known.min(3) as u64]));
        features.push(110, row([born, known, kind, words.titled]));
        features.push(111, row([distance, born, known, 0]));
        features.push(112, row([coarse(chain.mentions), coarse(chain.subjects), born, known]));
        features.push(113, row([told, there, born, 0]));
        features.push(114, row([mention.form as u64, here, opens, aged]));
        features.push(115, row([distance, opens, aged, known]));
        features.push(116, row([coarse(mention.sentence), born, known, words.head]));
        features.push(117, row([told, born, u64::from(latest.specified), aged]));
        let quoted = u64::from(mention.quotation != 0) | u64::from(latest.quotation != 0) << 1;
        features.push(118, row([quoted, u64::from(mention.speaks), u64::from(latest.speaks), known]));
        features.push(119, row([u64::from(mention.governor == latest.governor), here, there, distance]));
    }
}

/// Which words what was told of has in common with what is named.
struct Words {
    /// Where the entity has a head of its descriptions from; zero where it has none of them.
    head: u64,
    /// How many of the words beside its heads the entity has.
    beside: u64,
    /// Whether the entity has titles.
    titled: u64,
    /// The head of its first description.
    called: u64,
}

impl Words {
    fn of(chain: &Chain, entity: &Chain) -> Self {
        let of =
            |wanted: Source| chain.words().iter().filter(move |(_, source)| *source == wanted).map(|(word, _)| *word);
        let head = of(Source::Head).filter_map(|word| entity.source(word)).map(|source| source as u64 + 1).min();
        let beside = of(Source::Modifier).filter(|word| entity.source(*word).is_some()).count();
        Self {
            head: head.unwrap_or(0),
            beside: beside.min(2) as u64,
            titled: entity.words().iter().any(|(_, source)| *source == Source::Role).into(),
            called: of(Source::Head).next().unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::linker::chain::Form;

    fn told(sentence: u32, kind: u8, head: u64) -> Chain {
        let mut chain = Chain::default();
        chain.add(&Mention { form: Form::Indefinite, sentence, kind, head, ..Mention::default() });
        chain
    }

    #[test]
    fn only_what_has_no_name_and_may_be_of_the_type_comes_into_question() {
        assert!(Introduction::may_be(1, &told(0, 1, 7)));
        assert!(Introduction::may_be(1, &told(0, 0, 7)));
        assert!(!Introduction::may_be(1, &told(0, 2, 7)));
        let mut named = told(0, 1, 7);
        named.named = true;
        assert!(!Introduction::may_be(1, &named));
        assert!(!Introduction::may_be(1, &Chain::default()));
    }

    #[test]
    fn words_in_common_are_told_by_where_the_entity_has_them_from() {
        let mut mayor = Chain::named(1);
        assert_eq!(Words::of(&told(0, 1, 7), &mayor).head, 0);
        mayor.learn(7, Source::Role);
        let words = Words::of(&told(0, 1, 7), &mayor);
        assert_eq!((words.head, words.titled, words.called), (Source::Role as u64 + 1, 1, 7));
    }

    #[test]
    fn what_told_of_an_entity_becomes_part_of_it() {
        let (mut entity, mut nurse) = (Chain::named(1), told(2, 1, 7));
        entity.absorb(&mut nurse);
        assert_eq!((entity.mentions, entity.born, entity.told), (1, 2, Form::Indefinite));
        assert_eq!((entity.source(7), nurse.mentions), (Some(Source::Head), 0));
    }
}
