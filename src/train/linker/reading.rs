//! A text as the linker meets it: read by the worker's own steps, with what is known of the right answers.

use std::ops::Range;
use std::sync::Arc;

use crate::extract::document::Document;
use crate::extract::facts::coreference::Walk;
use crate::extract::facts::entities::Entities;
use crate::extract::facts::mentions::{self, Phrase};
use crate::extract::lexicon::Lexicon;
use crate::extract::{self, Named};
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::Knowledge;
use crate::model::Model;
use crate::model::linker::chain::Mention;
use crate::model::linker::features::{self, Features};
use crate::model::linker::{CERTAIN, Group, Linker};

/// What something is, in the annotation of its text: equal where the same is meant.
pub type Identity = String;

/// The tables and models that texts are read with.
#[derive(Debug)]
pub struct Tools<'m> {
    /// The models below the linker.
    pub model: &'m Model,
    /// Who decides where the truth is silent.
    pub linker: &'m Linker,
    lexicon: Lexicon,
    knowledge: Arc<Knowledge>,
}

impl<'m> Tools<'m> {
    /// With these models.
    #[must_use]
    pub fn new(model: &'m Model, linker: &'m Linker) -> Self {
        Self { model, linker, lexicon: Lexicon::new(), knowledge: Knowledge::shared() }
    }
}

/// A text that was read.
#[derive(Debug)]
pub struct Reading<'t> {
    /// The text with its annotations.
    pub document: Document<'t>,
    /// What it names.
    pub entities: Entities,
    /// Its mentions.
    pub phrases: Vec<Phrase>,
}

impl<'t> Reading<'t> {
    /// Reads a text; `headline` says whether its first paragraph is one.
    ///
    /// # Errors
    /// Never: nothing interrupts it.
    pub fn new(text: &'t str, headline: bool, tools: &Tools<'_>) -> Result<Self, Interrupted> {
        let Tools { model, lexicon, knowledge, .. } = tools;
        let never = Interrupt::never();
        let tools = extract::Tools { lexicon, knowledge, model };
        let Named { document, entities, passages, .. } = Named::read(text, headline, tools, &never)?;
        let phrases = mentions::find(&document, knowledge, model, &entities, &passages, &never)?;
        Ok(Self { document, entities, phrases })
    }
}

/// The right answers of a text, as far as they are known.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    /// What each entity is.
    pub entities: Vec<Option<Identity>>,
    /// What each mention means.
    pub phrases: Vec<Option<Identity>>,
}

/// A decision to learn from or to be measured by.
#[derive(Clone, Debug)]
pub struct Question {
    /// The features of each answer; the first one is that it means none of the chains.
    pub answers: Vec<Vec<u64>>,
    /// The right one.
    pub right: usize,
}

/// Who decides where the truth is silent, and whether right decisions are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// The truth, and the model's own decisions where it is silent.
    Truth,
    /// The model's own decisions.
    Model,
}

/// What came of one decision.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What kind of mention it was about.
    pub group: Group,
    /// Whether one of the chains was right.
    pub linkable: bool,
    /// Whether the model thought a link best, and no other chain near.
    pub links: bool,
    /// Whether it was sure enough to link.
    pub linked: bool,
    /// Whether what the model thought best was right.
    pub right: bool,
    /// How sure it was, in thousandths.
    pub probability: u32,
    /// The words, what they mean, and what they were taken for.
    pub words: [String; 3],
}

/// Goes through the mentions of a text, and hands each decision whose truth is known to `each`.
pub fn walk(
    reading: Reading<'_>,
    truth: &Truth,
    tools: &Tools<'_>,
    follow: Follow,
    mut each: impl FnMut(Question, Outcome),
) {
    let Reading { document, entities, phrases } = reading;
    let tokens: Vec<Range<usize>> = phrases.iter().map(|phrase| phrase.tokens.clone()).collect();
    let words =
        |index: usize| document.span_of(tokens[index].clone()).map_or("", |span| document.slice(span)).to_owned();
    let mut walk = Walk::new(&document, &tools.knowledge, tools.model, &entities, phrases);
    // What each chain is: the entities by their truth, others by their first mention that has one.
    let mut identities: Vec<Option<Identity>> = truth.entities.clone();
    let mut done = 0;
    let mut features = Features::default();
    loop {
        let next = walk.step();
        identities.resize(walk.chains.len(), None);
        for index in done..walk.of.len() {
            if let Some(chain) = walk.of[index]
                && identities[chain].is_none()
            {
                identities[chain].clone_from(&truth.phrases[index]);
            }
        }
        done = walk.of.len();
        let Some(index) = next else { break };
        if let Some(entity) = walk.naming() {
            walk.introduce(index, |named, rank, chain, told| {
                let probability = tools.linker.told(named, told, rank, &mut features);
                let linked = !tools.linker.is_empty() && tools.linker.is_told(probability);
                let (Some(meant), Some(is)) = (&identities[entity], &identities[chain]) else { return linked };
                let links = 4 * probability >= CERTAIN;
                let outcome = Outcome {
                    group: Group::Naming,
                    linkable: meant == is,
                    links,
                    linked,
                    right: links == (meant == is),
                    probability,
                    words: [words(index), meant.clone(), words(told.latest.number as usize)],
                };
                named.read(told, rank, &mut features);
                let answers = vec![Vec::new(), features.as_slice().to_vec()];
                each(Question { answers, right: usize::from(meant == is) }, outcome);
                if follow == Follow::Truth { meant == is } else { linked }
            });
            continue;
        }
        let mention = walk.phrases[index].mention;
        let guess = tools.linker.guess(&mention, walk.candidates(), &mut features);
        let settled = tools.linker.settle(&mention, walk.candidates(), &guess);
        let mut chosen = settled.filter(|_| !tools.linker.is_empty());
        if let Some(meant) = &truth.phrases[index] {
            let is_meant = |rank: &usize| identities[walk.asked[*rank]].as_ref() == Some(meant);
            let right = (0..walk.asked.len()).find(is_meant);
            let outcome = Outcome {
                group: Group::of(mention.form),
                linkable: right.is_some(),
                links: guess.chain.is_some() && guess.is_clear(),
                linked: chosen.is_some(),
                right: guess.chain.map_or(right.is_none(), |rank| is_meant(&rank)),
                probability: guess.probability,
                words: [
                    words(index),
                    meant.clone(),
                    guess.chain.and_then(|rank| walk.first(walk.asked[rank])).map_or_else(String::new, words),
                ],
            };
            each(question(&mention, &walk, right, is_meant, &mut features), outcome);
            if follow == Follow::Truth {
                chosen = right;
            }
        }
        walk.put(index, chosen.map(|rank| walk.asked[rank]));
    }
}

/// The features of all answers. Of several chains that are right, as where one thing was taken for two, the last
/// mentioned stands for all.
fn question(
    mention: &Mention,
    walk: &Walk,
    right: Option<usize>,
    is_meant: impl Fn(&usize) -> bool,
    features: &mut Features,
) -> Question {
    let mut question = Question { answers: Vec::new(), right: 0 };
    features::none(mention, walk.candidates(), features);
    question.answers.push(features.as_slice().to_vec());
    for (rank, chain) in walk.candidates().enumerate() {
        if right == Some(rank) {
            question.right = question.answers.len();
        } else if is_meant(&rank) {
            continue;
        }
        features::of_chain(mention, chain, rank, features);
        question.answers.push(features.as_slice().to_vec());
    }
    question
}
