//! Who is meant by a pronoun or a description: mentions in text order, each put to the chain of what it means.
//!
//! Rule: names and what syntax ties to them come first, the linker decides about the rest, and only what it is sure of
//! is linked; who takes part in an event may ask for what is likelier than not. A mention sees a bounded number of
//! chains before it, so that time stays linear in the text.

use std::ops::Range;

use super::entities::{Entities, Mention};
use super::mentions::{self, Phrase, Tie};
use crate::extract::annotate::clues::number as type_number;
use crate::extract::annotate::passages::Passage;
use crate::extract::document::Document;
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::Knowledge;
use crate::model::Model;
use crate::model::linker::chain::{Chain, Form};
use crate::model::linker::features::Features;
use crate::model::linker::naming::Introduction;
use crate::model::linker::{self, MOST_CHAINS, lean};
use crate::model::names::labels::TYPES;
use crate::record::{EntityType, MentionKind};

/// What a noun phrase means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The entity with this index.
    Entity(usize),
    /// Something without a name: the tokens of the first noun phrase that told of it.
    Phrase(Range<usize>),
}

/// What the mentions of a document mean.
#[derive(Debug, Default)]
pub struct Links {
    phrases: Vec<Phrase>,
    /// The chain of each mention.
    chains: Vec<Option<usize>>,
    /// The first mention of each chain; the chains of the entities are the first ones.
    first: Vec<Option<usize>>,
    /// How many entities there are.
    entities: usize,
    /// What mentions are likelier to mean than not, though not surely: their index and the chain, in text order.
    likely: Vec<(usize, usize)>,
}

/// Links the mentions of a document.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn link(
    document: &Document<'_>,
    knowledge: &Knowledge,
    model: &Model,
    entities: &Entities,
    passages: &[Passage],
    interrupt: &Interrupt<'_>,
) -> Result<Links, Interrupted> {
    if model.linker.is_empty() {
        return Ok(Links::default());
    }
    let phrases = mentions::find(document, knowledge, model, entities, passages, interrupt)?;
    let mut walk = Walk::new(document, knowledge, model, entities, phrases);
    let mut features = Features::default();
    let mut likely = Vec::new();
    while let Some(index) = walk.step() {
        if index % 64 == 0 {
            interrupt.check()?;
        }
        if walk.naming().is_some() {
            walk.introduce(index, |named, rank, _, chain| {
                let probability = model.linker.told(named, chain, rank, &mut features);
                model.linker.is_told(probability)
            });
            continue;
        }
        let mention = walk.phrases[index].mention;
        let answer = model.linker.guess(&mention, walk.candidates(), &mut features);
        let sure = model.linker.settle(&mention, walk.candidates(), &answer).map(|rank| walk.asked[rank]);
        if sure.is_none() {
            let leaning = lean(&mention, walk.candidates(), &answer);
            likely.extend(leaning.map(|rank| (index, walk.asked[rank])));
        }
        walk.put(index, sure);
    }
    Ok(Links { likely, ..walk.finish() })
}

impl Links {
    /// What the noun phrase with this head means; none where nobody knows, or where it stands for itself alone.
    #[must_use]
    pub fn meaning(&self, head: usize) -> Option<Meaning> {
        let at = u32::try_from(head).ok()?;
        let index = self.phrases.binary_search_by_key(&at, |phrase| phrase.mention.at).ok()?;
        self.of(index)
    }

    /// Adds the mentions that are no names to the entities that they mean, from the first name on.
    pub fn add_to(&self, entities: &mut Entities) {
        for (tokens, entity, kind) in self.of_entities() {
            let first = entities.list[entity].mentions.first().map_or(0, |mention| mention.tokens.start);
            if tokens.start >= first {
                entities.attach(entity, Mention { tokens: tokens.clone(), kind });
            }
        }
    }

    /// What the noun phrase with this head likely means, where that is not sure enough to mention it.
    #[must_use]
    pub fn likely_meaning(&self, head: usize) -> Option<Meaning> {
        let at = u32::try_from(head).ok()?;
        let index = self.phrases.binary_search_by_key(&at, |phrase| phrase.mention.at).ok()?;
        let likely = self.likely.binary_search_by_key(&index, |(index, _)| *index).ok()?;
        self.meaning_of(index, self.likely[likely].1)
    }

    fn of(&self, index: usize) -> Option<Meaning> {
        self.meaning_of(index, self.chains[index]?)
    }

    fn meaning_of(&self, index: usize, chain: usize) -> Option<Meaning> {
        if chain < self.entities {
            return Some(Meaning::Entity(chain));
        }
        let first = self.first[chain].filter(|first| *first != index)?;
        Some(Meaning::Phrase(self.phrases[first].tokens.clone()))
    }

    /// The mentions of entities that are no names, in text order: tokens, entity, and whether it is a pronoun.
    pub fn of_entities(&self) -> impl Iterator<Item = (&Range<usize>, usize, MentionKind)> {
        self.phrases.iter().zip(&self.chains).filter_map(|(phrase, chain)| {
            let entity = chain.filter(|chain| *chain < self.entities && !phrase.predicate)?;
            match phrase.mention.form {
                Form::Name => None,
                form if form.is_pronoun() => Some((&phrase.tokens, entity, MentionKind::Pronoun)),
                _ => Some((&phrase.tokens, entity, MentionKind::Noun)),
            }
        })
    }
}

/// The way through the mentions of a document, for whoever decides: the linker, or its trainer.
#[derive(Debug)]
pub struct Walk {
    /// The mentions.
    pub phrases: Vec<Phrase>,
    /// The chains; those of the entities are the first ones.
    pub chains: Vec<Chain>,
    /// The chain of each mention so far.
    pub of: Vec<Option<usize>>,
    /// The chains among which the mention asked about chooses, the last mentioned first.
    pub asked: Vec<usize>,
    /// The first mention of each chain.
    first: Vec<Option<usize>>,
    entities: usize,
    /// The tokens of the dateline.
    dateline: Range<usize>,
    /// The token that the story begins with.
    story: u32,
    /// How many entities of each type have been mentioned.
    known: [usize; KINDS],
    /// The entity that the mention asked about names.
    naming: Option<usize>,
    /// The mention that last saw each chain among its candidates, counted from 1.
    seen: Vec<usize>,
}

/// The most mentions that are looked back.
const LOOK_BACK: usize = 300;

/// The kinds of chains: the types of entities, and zero.
const KINDS: usize = TYPES.len() + 1;

/// The kind of a chain, as a place among so many.
fn kind(chain: &Chain) -> usize {
    usize::from(chain.kind).min(KINDS - 1)
}

/// The last sentence of headline and lead.
const LEAD: u32 = 2;

/// How many sentences an unnamed thing of one mention is remembered where no word takes it up.
const MEMORY: u32 = 4;

impl Walk {
    /// At the beginning.
    #[must_use]
    pub fn new(
        document: &Document<'_>,
        knowledge: &Knowledge,
        model: &Model,
        entities: &Entities,
        phrases: Vec<Phrase>,
    ) -> Self {
        let chains: Vec<Chain> =
            entities.list.iter().map(|entity| mentions::chain_of(document, model, knowledge, entity)).collect();
        let count = chains.len();
        Self {
            of: Vec::with_capacity(phrases.len()),
            phrases,
            asked: Vec::with_capacity(MOST_CHAINS),
            first: vec![None; count],
            entities: count,
            dateline: dateline(document),
            story: u32::try_from(document.story()).unwrap_or(u32::MAX),
            known: [0; KINDS],
            naming: None,
            seen: vec![0; count],
            chains,
        }
    }

    /// Goes to the next mention that somebody has to decide about; all before it are put to their chains.
    pub fn step(&mut self) -> Option<usize> {
        self.naming = None;
        while let Some(phrase) = self.phrases.get(self.of.len()) {
            let (index, mention, predicate) = (self.of.len(), phrase.mention, phrase.predicate);
            let tied = match phrase.tie {
                Some(Tie::Entity(entity)) => Some(entity),
                Some(Tie::Mention(other)) => self.of[other],
                None => None,
            };
            // The agency of a dateline tells the story, and nothing in it means the agency before it names it again.
            let agency = mention.form == Form::Name
                && mention.kind == type_number(EntityType::Organization) + 1
                && self.dateline.contains(&phrase.tokens.start);
            if agency {
                self.of.push(tied);
            } else if predicate {
                // It tells about its subject, and mentions it not again.
                if let Some(chain) = tied {
                    self.chains[chain].learn_words(&mention);
                }
                self.of.push(tied);
            } else if let Some(chain) = tied {
                // Who is named here may have been told of before.
                if self.is_introduced(&mention, chain) {
                    self.ask_told(index, chain);
                    self.naming = Some(chain).filter(|_| !self.asked.is_empty());
                }
                if self.naming.is_some() {
                    return Some(index);
                }
                self.put(index, tied);
            } else if mention.form.is_anaphor() {
                self.ask(index);
                return Some(index);
            } else {
                self.put(index, None);
            }
        }
        None
    }

    /// Whether a mention that is tied to an entity tells its name: for the first time in the story, which a headline is
    /// no part of, or beside what says who it is.
    fn is_introduced(&self, mention: &linker::chain::Mention, chain: usize) -> bool {
        let entity = &self.chains[chain];
        let beside = matches!(mention.form, Form::Definite | Form::Demonstrative);
        let new = entity.mentions == 0 || entity.latest.at < self.story && mention.at >= self.story;
        entity.named && (beside || new)
    }

    /// The entity that is named where the question is what told of it before without its name: [`Walk::introduce`]
    /// takes the answers.
    #[must_use]
    pub const fn naming(&self) -> Option<usize> {
        self.naming
    }

    /// Answers what told of the entity that is named here: `told` judges each chain in question, by its rank and number.
    pub fn introduce(&mut self, index: usize, mut told: impl FnMut(&Introduction<'_>, usize, usize, &Chain) -> bool) {
        let mut asked = std::mem::take(&mut self.asked);
        if let Some(entity) = self.naming {
            let (mention, named) = (&self.phrases[index].mention, &self.chains[entity]);
            let known = self.known[kind(named)];
            let rivals = asked.iter().filter(|chain| self.chains[**chain].kind == named.kind).count();
            let introduction = Introduction { mention, entity: named, known, rivals };
            let mut rank = 0;
            asked.retain(|chain| {
                rank += 1;
                told(&introduction, rank - 1, *chain, &self.chains[*chain])
            });
            if !asked.is_empty() {
                self.know(entity);
            }
            asked.iter().for_each(|unnamed| self.merge(*unnamed, entity));
        }
        self.asked = asked;
        self.put(index, self.naming);
    }

    /// Counts an entity that is about to be mentioned for the first time.
    fn know(&mut self, chain: usize) {
        let entity = &self.chains[chain];
        if chain < self.entities && entity.mentions == 0 {
            self.known[kind(entity)] += 1;
        }
    }

    /// All that was told of a thing without a name was told of an entity.
    fn merge(&mut self, unnamed: usize, entity: usize) {
        let from = self.of.len().saturating_sub(LOOK_BACK);
        self.of[from..].iter_mut().filter(|chain| **chain == Some(unnamed)).for_each(|chain| *chain = Some(entity));
        let mut told = std::mem::take(&mut self.chains[unnamed]);
        self.chains[entity].absorb(&mut told);
        self.chains[unnamed] = told;
    }

    /// The chains among which the mention asked about chooses.
    pub fn candidates(&self) -> impl Iterator<Item = &Chain> + Clone {
        self.asked.iter().map(|chain| &self.chains[*chain])
    }

    /// The mention that told first of a chain.
    #[must_use]
    pub fn first(&self, chain: usize) -> Option<usize> {
        self.first.get(chain).copied().flatten()
    }

    /// Gathers the chains before a mention.
    fn ask(&mut self, index: usize) {
        let mention = self.phrases[index].mention;
        self.gather(index, |known| {
            let fresh = known.named || known.mentions > 1 || mention.sentence - known.latest.sentence <= MEMORY;
            fresh || !mention.form.is_pronoun() && known.source(mention.head).is_some()
        });
    }

    /// Gathers the chains without a name that may have told of an entity, as it is named.
    fn ask_told(&mut self, index: usize, entity: usize) {
        let named = &self.chains[entity];
        let (kind, sentence) = (named.kind, self.phrases[index].mention.sentence);
        self.gather(index, |known| {
            let fresh = known.mentions > 1 || known.born <= LEAD || sentence - known.latest.sentence <= MEMORY;
            fresh && Introduction::may_be(kind, known)
        });
    }

    /// Gathers the chains before a mention that are in question.
    fn gather(&mut self, index: usize, is_in_question: impl Fn(&Chain) -> bool) {
        self.asked.clear();
        for chain in self.of[index.saturating_sub(LOOK_BACK)..].iter().rev().flatten() {
            let seen = std::mem::replace(&mut self.seen[*chain], index + 1);
            let known = &self.chains[*chain];
            if seen != index + 1 && known.mentions > 0 && is_in_question(known) {
                self.asked.push(*chain);
                if self.asked.len() == MOST_CHAINS {
                    break;
                }
            }
        }
    }

    /// Puts the next mention to a chain, or to a new one; a pronoun that means nothing known has none.
    pub fn put(&mut self, index: usize, chain: Option<usize>) {
        let chain = match chain {
            None if self.phrases[index].mention.form.is_pronoun() => return self.of.push(None),
            None => {
                self.chains.push(Chain::default());
                self.first.push(None);
                self.seen.push(0);
                self.chains.len() - 1
            }
            Some(chain) => chain,
        };
        self.know(chain);
        let mention = &self.phrases[index].mention;
        self.chains[chain].add(mention);
        self.first[chain].get_or_insert(index);
        self.of.push(Some(chain));
    }

    /// What all mentions mean.
    #[must_use]
    pub fn finish(self) -> Links {
        Links { phrases: self.phrases, chains: self.of, first: self.first, entities: self.entities, likely: Vec::new() }
    }
}

/// What stands before the story in its first paragraph.
fn dateline(document: &Document<'_>) -> Range<usize> {
    let story = document.story();
    let start = document.sentence_of(story).map_or(story, |first| document.paragraph(first.paragraph() as usize).start);
    start.min(story)..story
}

#[cfg(test)]
#[path = "coreference_tests.rs"]
mod tests;
