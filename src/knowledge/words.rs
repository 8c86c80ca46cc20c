//! Common words: nouns, verbs, irregular forms, nominalisations. Source: WordNet 3.0; WordNet License.

use crate::record::EntityType;

use super::table::{Groups, Table, rows};
use super::{Key, Senses, entity_type};

pub const NOUNS: &str = include_str!("data/nouns.tsv");
pub const VERBS: &str = include_str!("data/verbs.tsv");
pub const EXCEPTIONS: &str = include_str!("data/exceptions.tsv");
pub const NOMINALISATIONS: &str = include_str!("data/nominalisations.tsv");

/// A common noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noun {
    /// What kinds of things it means.
    pub senses: Senses,
    /// What a name beside it names: an airline is an organization. None where the senses of the noun disagree, or such
    /// things have no names.
    pub names: Option<EntityType>,
}

/// A part of speech with irregular forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Adjectives: “better”.
    Adjective,
    /// Adverbs: “best”.
    Adverb,
    /// Nouns: “men”.
    Noun,
    /// Verbs: “said”.
    Verb,
}

impl Part {
    /// The letter in the table of exceptions, which WordNet also uses.
    const fn tag(self) -> u8 {
        match self {
            Self::Adjective => b'a',
            Self::Adverb => b'r',
            Self::Noun => b'n',
            Self::Verb => b'v',
        }
    }
}

#[derive(Debug)]
pub struct Words {
    pub nouns: Table<Noun>,
    pub verbs: Table<Senses>,
    exceptions: Groups<&'static str>,
    pub nominalisations: Table<&'static str>,
}

impl Words {
    pub fn new() -> Self {
        let nouns = rows(NOUNS).map(|[noun, senses, names]| {
            (Key::of(noun), Noun { senses: Senses::of_noun(senses), names: entity_type(names) })
        });
        let exceptions = rows(EXCEPTIONS).map(|[part, form, lemma]| {
            let part = part.bytes().next().unwrap_or_default();
            (Key::of(form).tagged(part), lemma)
        });
        Self {
            nouns: Table::new(nouns),
            verbs: Table::new(rows(VERBS).map(|[verb, senses]| (Key::of(verb), Senses::of_verb(senses)))),
            exceptions: Groups::new(exceptions),
            nominalisations: Table::new(rows(NOMINALISATIONS).map(|[noun, verb]| (Key::of(noun), verb))),
        }
    }

    /// Every noun, also those of two words.
    pub fn names() -> impl Iterator<Item = &'static str> {
        rows(NOUNS).map(|[noun]| noun)
    }

    /// Every irregular form with its lemma.
    pub fn irregular_forms() -> impl Iterator<Item = (Part, &'static str, &'static str)> {
        rows(EXCEPTIONS).filter_map(|[part, form, lemma]| {
            let parts = [Part::Adjective, Part::Adverb, Part::Noun, Part::Verb];
            let part = parts.into_iter().find(|known| part.as_bytes() == [known.tag()])?;
            Some((part, form, lemma))
        })
    }

    pub fn lemmas(&self, part: Part, form: Key) -> &[&'static str] {
        self.exceptions.get(form.tagged(part.tag()))
    }

    pub fn memory(&self) -> usize {
        self.nouns.memory() + self.verbs.memory() + self.exceptions.memory() + self.nominalisations.memory()
    }
}
