//! A text as the linker meets it: read by the worker's own steps, with what is known of the right answers.

use crate::extract::annotate::passages::Passage;
use crate::extract::annotate::{dateline, dependencies, learned, names, passages, sentences, tags, tokens};
use crate::extract::document::Document;
use crate::extract::facts::coreference::Walk;
use crate::extract::facts::entities::{self, Entities};
use crate::extract::facts::mentions::{self, Phrase};
use crate::extract::lexicon::Lexicon;
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::Knowledge;
use crate::model::Model;
use crate::model::linker::Group;
use crate::model::linker::features::{self, Features};

/// What something is, in the annotation of its text: equal where the same is meant.
pub type Identity = String;

/// The tables and models that texts are read with.
#[derive(Debug)]
pub struct Tools<'m> {
    /// The models below the linker.
    pub model: &'m Model,
    lexicon: Lexicon,
    knowledge: Knowledge,
}

impl<'m> Tools<'m> {
    /// With these models.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        Self { model, lexicon: Lexicon::new(), knowledge: Knowledge::new() }
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
        let Tools { model, lexicon, knowledge } = tools;
        let never = Interrupt::never();
        let mut document = Document::new(text, headline);
        tokens::annotate(&mut document, lexicon, &never)?;
        sentences::annotate(&mut document, lexicon, &never)?;
        tags::annotate(&mut document, model, knowledge, &never)?;
        dependencies::annotate(&mut document, model, &never)?;
        let dateline = dateline::annotate(&mut document, lexicon);
        let candidates = names::annotate(&document, lexicon, &never)?;
        let candidates = learned::annotate(&document, lexicon, knowledge, model, candidates, &never)?;
        let entities = entities::find(&document, lexicon, &candidates, dateline.as_ref(), &never)?;
        let (passages, _): (Vec<Passage>, bool) = passages::annotate(&document, &never)?;
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
    /// What kind of mention it is about.
    pub group: Group,
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
    /// Whether something among the chains, or any entity before, was right.
    pub linkable: bool,
    /// Whether that has a name.
    pub named: bool,
    /// Whether the model was sure enough to link.
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
    let mut walk = Walk::new(&document, &tools.knowledge, tools.model, &entities, phrases);
    // What each chain is: the entities by their truth, others by their first mention that has one.
    let mut identities: Vec<Option<Identity>> = truth.entities.clone();
    let mut done = 0;
    let mut features = Features::default();
    loop {
        let next = walk.next();
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
        let mention = walk.phrases[index].mention;
        let linker = &tools.model.linker;
        let guess = linker.guess(&mention, walk.candidates(), &mut features);
        let sure = guess.probability >= linker.least()[Group::of(mention.form) as usize] && !linker.is_empty();
        let mut chosen = guess.chain.filter(|_| sure);
        if let Some(meant) = &truth.phrases[index] {
            let right = walk.asked.iter().position(|chain| identities[*chain].as_ref() == Some(meant));
            let mut answers = Vec::with_capacity(walk.asked.len() + 1);
            features::none(&mention, walk.candidates(), &mut features);
            answers.push(features.as_slice().to_vec());
            for (rank, chain) in walk.candidates().enumerate() {
                features::of_chain(&mention, chain, rank, &mut features);
                answers.push(features.as_slice().to_vec());
            }
            let right_now = guess.chain.is_some_and(|rank| identities[walk.asked[rank]].as_ref() == Some(meant))
                || guess.chain.is_none() && right.is_none();
            let span = |tokens| document.span_of(tokens).map_or("", |span| document.slice(span)).to_owned();
            let named = |rank: usize| truth.entities.len() > walk.asked[rank];
            let taken = guess.chain.map_or(String::new(), |rank| {
                span(
                    walk.phrases[walk.of.iter().position(|of| *of == Some(walk.asked[rank])).unwrap_or(0)]
                        .tokens
                        .clone(),
                )
            });
            let outcome = Outcome {
                group: Group::of(mention.form),
                linkable: right.is_some(),
                named: right.is_some_and(named),
                linked: chosen.is_some(),
                right: right_now,
                probability: guess.probability,
                words: [span(walk.phrases[index].tokens.clone()), meant.clone(), taken],
            };
            each(Question { group: outcome.group, answers, right: right.map_or(0, |right| right + 1) }, outcome);
            if follow == Follow::Truth {
                chosen = right;
            }
        }
        walk.put(index, chosen.map(|rank| walk.asked[rank]));
    }
}
