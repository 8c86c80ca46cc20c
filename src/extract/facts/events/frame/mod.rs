//! What the models of participants see of a trigger: the noun phrases around it, each with its function, and what is
//! known of both.
//!
//! Rule: training and extraction call the same functions. A trigger looks at a bounded number of phrases, so that time
//! stays linear in the text; a feature is a number, and nothing is allocated for it.

mod features;

use crate::extract::document::Document;
use crate::knowledge::Senses;
use crate::model::hash::mix;
use crate::model::parser::relation::Relation;
use crate::model::tags::{Penn, Upos};
use crate::record::TimeType;

use super::Scene;
use super::functions::{Function, Functions, Kind, Share};
use super::paths::Paths;
use super::phrases::{MOST_DEPENDENTS, Phrases};

/// The most phrases on each side of a trigger that are candidates.
const MOST_CANDIDATES: usize = 20;
/// The most tokens from a trigger to a candidate.
const REACH: usize = 90;

/// A trigger with its candidates, in buffers that are used again for the next.
#[derive(Debug)]
pub struct Frame<'a, 't> {
    scene: Scene<'a, 't>,
    phrases: &'a Phrases,
    functions: Functions<'a, 't>,
    /// By token: whether it stands within quotation marks.
    quoted: Vec<bool>,
    trigger: Trigger,
    /// The heads of the candidates in text order.
    candidates: Vec<usize>,
    /// The functions of the trigger.
    found: Vec<Function>,
    paths: Paths,
    /// By token: whether it belongs to a date or a time of day.
    dated: Vec<bool>,
}

/// What is known of a trigger.
#[derive(Clone, Copy, Debug, Default)]
struct Trigger {
    at: usize,
    lemma: u64,
    /// The lemma with the particle: `carried out`.
    phrasal: u64,
    /// The verb that tells the same.
    verb: u64,
    sense: u64,
    /// Active 0, passive 1, no verb 2.
    voice: u64,
    object: u64,
    relation: u64,
    penn: u64,
    quoted: bool,
    /// A bit for each core function that it has.
    core: u64,
    /// What stands in the core functions.
    natures: u64,
    /// The word that marks its clause.
    mark: u64,
    /// Its helpers.
    helpers: u64,
    senses: Senses,
}

impl<'a, 't> Frame<'a, 't> {
    /// A frame for the triggers of one article.
    #[must_use]
    pub fn new(scene: Scene<'a, 't>, phrases: &'a Phrases) -> Self {
        let document = &scene.analysis.document;
        let mut quoted = vec![false; document.len()];
        for passage in &scene.analysis.passages {
            quoted[passage.inner.clone()].fill(true);
        }
        let mut dated = vec![false; document.len()];
        for time in &scene.analysis.times {
            if matches!(time.kind, TimeType::Date | TimeType::Time) {
                dated[time.tokens.clone()].fill(true);
            }
        }
        Self {
            scene,
            phrases,
            functions: Functions::new(document, phrases),
            quoted,
            trigger: Trigger::default(),
            candidates: Vec::new(),
            found: Vec::new(),
            paths: Paths::default(),
            dated,
        }
    }

    const fn document(&self) -> &'a Document<'t> {
        &self.scene.analysis.document
    }

    /// The phrases of the article.
    #[must_use]
    pub const fn phrases(&self) -> &'a Phrases {
        self.phrases
    }

    /// The heads of the phrases that may take part in what the trigger tells, in text order.
    #[must_use]
    pub fn candidates(&self) -> &[usize] {
        &self.candidates
    }

    /// The functions of the words around the trigger.
    #[must_use]
    pub fn functions(&self) -> &[Function] {
        &self.found
    }

    /// Turns to a trigger.
    pub fn turn(&mut self, at: usize) {
        let document = self.document();
        self.found.clear();
        self.found.extend_from_slice(self.functions.read(at));
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        if let Some(sentence) = document.sentence_of(at) {
            // What stands in the dateline only says where the article was written.
            let tokens = sentence.tokens().start.max(document.story as usize)..sentence.tokens().end;
            let may = |token: &usize| *token != at && self.is_candidate(*token, at);
            let before = (tokens.start.max(at.saturating_sub(REACH))..at).rev().filter(may).take(MOST_CANDIDATES);
            candidates.extend(before);
            candidates.reverse();
            let behind = (at + 1..tokens.end.min(at + REACH)).filter(may).take(MOST_CANDIDATES);
            candidates.extend(behind);
        }
        self.candidates = candidates;
        self.paths.turn(document.tree(), at);
        self.trigger = self.read_trigger(at);
    }

    /// Whether the phrase with this head may take part. A date takes none, nor does a common noun that only says what kind
    /// of thing another one is, unless the trigger is that thing: `a border crossing`.
    fn is_candidate(&self, head: usize, trigger: usize) -> bool {
        if !self.phrases.is_candidate(head) || self.dated[head] {
            return false;
        }
        let tree = self.document().tree();
        let part = tree.relation(head) == Relation::Compound && tree.head(head) != Some(trigger);
        !part
            || self.phrases.entity(head).is_some()
            || self.document().token(head).is_none_or(|token| token.tag().upos != Upos::Noun)
    }

    fn read_trigger(&self, at: usize) -> Trigger {
        let (document, lexeme) = (self.document(), self.scene.lexemes.at(at));
        let tree = document.tree();
        let verb = self.functions.is_verb(at);
        let find = |relation| tree.dependents(at).take(MOST_DEPENDENTS).find(|at| tree.relation(*at) == relation);
        let particle = find(Relation::CompoundPrt).map_or(0, |at| document.words()[at].lower);
        let object = find(Relation::Obj).map_or(0, |at| self.scene.lexemes.at(at).lemma);
        let core = |function: &Function| match function.kind {
            Kind::Subject => 1,
            Kind::Patient => 2,
            Kind::Object => 4,
            Kind::Agent => 8,
            Kind::IndirectObject => 16,
            Kind::Possessor => 32,
            Kind::Gap => 64,
            _ => 0,
        };
        let (mut mark, mut helpers) = (0, 0);
        for dependent in tree.dependents(at).take(MOST_DEPENDENTS) {
            match tree.relation(dependent) {
                Relation::Mark => mark = document.words()[dependent].lower,
                Relation::Aux | Relation::AuxPass | Relation::Cop => {
                    helpers = mix(helpers, document.words()[dependent].lower);
                }
                _ => {}
            }
        }
        let own = || self.found.iter().filter(|function| function.share == Share::Own);
        let natures = own().filter(|function| core(function) & 15 != 0);
        let natures = natures.fold(0, |all, function| mix(all, mix(core(function), self.nature(function.head))));
        Trigger {
            at,
            natures,
            mark,
            helpers,
            senses: lexeme.senses,
            lemma: lexeme.lemma,
            phrasal: mix(lexeme.lemma, particle),
            verb: lexeme.verb,
            sense: lexeme.sense(),
            voice: if !verb { 2 } else { u64::from(self.functions.is_passive(at)) },
            object,
            relation: tree.relation(at) as u64,
            penn: document.token(at).map_or(Penn::Xx, |token| token.tag().penn) as u64,
            quoted: self.quoted[at],
            core: own().map(core).fold(0, |all, bit| all | bit),
        }
    }

    /// What a phrase is: the type of its entity, the pronoun, a meaning of its noun.
    fn nature(&self, head: usize) -> u64 {
        if let Some(entity) = self.phrases.entity(head) {
            return 1 + self.scene.analysis.entities.list[entity].kind as u64;
        }
        let Some(token) = self.document().token(head) else { return 0 };
        match token.tag().upos {
            Upos::Pron => self.document().words()[head].lower,
            Upos::Num => 10,
            upos => match self.scene.lexemes.at(head).sense() {
                0 => 20 + upos as u64,
                sense => 50 + sense,
            },
        }
    }

    /// Whether a phrase is definite: its article or possessor.
    fn determiner(&self, head: usize) -> u64 {
        let document = self.document();
        let tree = document.tree();
        let determines = |at: &usize| matches!(tree.relation(*at), Relation::Det | Relation::NmodPoss);
        let Some(at) = tree.dependents(head).take(MOST_DEPENDENTS).find(determines) else { return 0 };
        match document.token(at).map_or("", |token| token.text()) {
            "the" | "The" => 1,
            "a" | "an" | "A" | "An" => 2,
            _ => 3,
        }
    }
}

/// A count in steps that grow.
#[must_use]
pub const fn bucket(count: usize) -> u64 {
    match count {
        0..=3 => count as u64,
        4..=5 => 4,
        6..=9 => 6,
        10..=15 => 10,
        _ => 16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::extract::facts::events::lexemes::Lexemes;
    use crate::extract::testing::analysed;

    /// The heads of the candidates of a trigger.
    fn candidates(text: &str, trigger: &str) -> Vec<String> {
        let article = Article::of_text(text);
        let analysis = analysed(&article);
        let (lexemes, phrases) = (Lexemes::default(), Phrases::read(&analysis));
        let word = |at: &usize| analysis.document.token(*at).map_or("", |token| token.text()).to_owned();
        let mut frame = Frame::new(Scene { analysis: &analysis, lexemes: &lexemes }, &phrases);
        frame.turn(analysis.document.tokens().position(|token| token.is(trigger)).unwrap());
        frame.candidates().iter().map(word).collect()
    }

    #[test]
    fn dates_and_kinds_of_things_take_no_part() {
        let text = "The guards closed the railway bridge on 3 May 2022. Nobody came.";
        assert_eq!(candidates(text, "closed"), ["guards", "bridge"]);
    }

    #[test]
    fn what_a_trigger_itself_is_a_kind_of_may_take_part() {
        assert_eq!(candidates("The guards announced the bridge closure.", "closure"), ["guards", "bridge"]);
    }
}
