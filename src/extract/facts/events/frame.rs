//! What the models of participants see of a trigger: the noun phrases around it, each with its function, and what is
//! known of both.
//!
//! Rule: training and extraction call the same functions. A trigger looks at a bounded number of phrases, so that time
//! stays linear in the text; a feature is a number, and nothing is allocated for it.

use crate::extract::document::{Document, TokenKind};
use crate::knowledge::Senses;
use crate::model::hash::mix;
use crate::model::linear::Features;
use crate::model::parser::relation::Relation;
use crate::model::tags::{Penn, Upos};

use super::Scene;
use super::functions::{Function, Functions, Kind, Share};
use super::paths::{Path, Paths};
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
        Self {
            scene,
            phrases,
            functions: Functions::new(document, phrases),
            quoted,
            trigger: Trigger::default(),
            candidates: Vec::new(),
            found: Vec::new(),
            paths: Paths::default(),
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
        self.candidates.clear();
        if let Some(sentence) = document.sentence_of(at) {
            // What stands in the dateline only says where the article was written.
            let tokens = sentence.tokens().start.max(document.story as usize)..sentence.tokens().end;
            let may = |token: &usize| *token != at && self.phrases.is_candidate(*token);
            let before = (tokens.start.max(at.saturating_sub(REACH))..at).rev().filter(may).take(MOST_CANDIDATES);
            self.candidates.extend(before);
            self.candidates.reverse();
            let behind = (at + 1..tokens.end.min(at + REACH)).filter(may).take(MOST_CANDIDATES);
            self.candidates.extend(behind);
        }
        self.paths.turn(document.tree(), at);
        self.trigger = self.read_trigger(at);
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

    /// How a word depends on its governor, with its preposition.
    fn label(&self, at: usize) -> u64 {
        match self.document().tree().relation(at) {
            Relation::Obl | Relation::OblUnmarked | Relation::OblAgent => mix(1, self.functions.preposition(at)),
            Relation::Nmod | Relation::NmodUnmarked => mix(2, self.functions.preposition(at)),
            relation => 100 + relation as u64,
        }
    }

    /// The features of a candidate, by its number.
    pub fn describe(&self, number: usize, into: &mut Features) {
        into.clear();
        let head = self.candidates[number];
        let nature = self.nature(head);
        let mut none = true;
        for function in self.found.iter().filter(|function| function.head == head) {
            self.describe_function(head, nature, function.whole(), function.plain(), function.share as u64, into);
            none = false;
        }
        if none {
            self.describe_function(head, nature, 0, 0, 0, into);
        }
        self.describe_place(number, head, nature, into);
    }

    fn describe_function(&self, head: usize, nature: u64, whole: u64, plain: u64, share: u64, into: &mut Features) {
        let Trigger { lemma, phrasal, verb, sense, voice, object, core, .. } = self.trigger;
        let noun = self.scene.lexemes.at(head).lemma;
        let spoken = mix(plain, voice);
        let shared = mix(spoken, share);
        see(into, See::WholeVoice, mix(whole, voice));
        see(into, See::FunctionVerb, mix(shared, phrasal));
        see(into, See::FunctionSense, mix(shared, sense));
        see(into, See::FunctionSenseNature, mix(mix(spoken, sense), nature));
        see(into, See::FunctionNature, mix(shared, nature));
        see(into, See::FunctionCore, mix(spoken, core));
        see(into, See::FunctionCoreLemma, mix(mix(spoken, core), lemma));
        see(into, See::FunctionNoun, mix(plain, noun));
        see(into, See::FunctionNatureLemma, mix(mix(spoken, nature), lemma));
        let Trigger { penn, mark, helpers, natures, senses, .. } = self.trigger;
        for sense in senses.iter().skip(1).take(2) {
            see(into, See::FunctionSense, mix(shared, sense as u64 + 1));
            see(into, See::FunctionSenseNature, mix(mix(spoken, sense as u64 + 1), nature));
        }
        for sense in self.scene.lexemes.at(head).senses.iter().skip(1).take(2) {
            see(into, See::FunctionNature, mix(shared, 50 + sense as u64 + 1));
        }
        see(into, See::FunctionNatures, mix(spoken, natures));
        see(into, See::WholePenn, mix(whole, penn));
        see(into, See::PlainPennNature, mix(mix(plain, penn), nature));
        see(into, See::WholeMark, mix(whole, mark));
        see(into, See::PlainHelpers, mix(mix(plain, helpers), voice));
        if object != 0 {
            see(into, See::FunctionLemmaObject, mix(mix(plain, lemma), object));
            see(into, See::FunctionObject, mix(plain, object));
        }
        if verb != lemma && verb != 0 {
            see(into, See::FunctionNominal, mix(plain, verb));
        }
    }

    fn describe_place(&self, number: usize, head: usize, nature: u64, into: &mut Features) {
        let Trigger { at, lemma, sense, voice, relation, quoted, .. } = self.trigger;
        let document = self.document();
        let tree = document.tree();
        let noun = self.scene.lexemes.at(head).lemma;
        let before = u64::from(head < at);
        let Path { hash: path, up, down } = self.paths.to(self.document().tree(), head, |at| self.label(at));
        let label = if down == 0 { 0 } else { self.label(head) };
        see(into, See::Path, mix(path, voice));
        see(into, See::PathLemma, mix(path, lemma));
        see(into, See::PathNature, mix(path, nature));
        see(into, See::Nature, nature);
        see(into, See::NatureLemma, mix(nature, lemma));
        see(into, See::NatureSense, mix(mix(nature, sense), voice));
        see(into, See::Noun, noun);
        see(into, See::NounLemma, mix(noun, lemma));
        see(into, See::NounSense, mix(noun, sense));
        let determiner = self.determiner(head);
        see(into, See::Determiner, mix(determiner, nature));
        see(into, See::DeterminerSide, determiner << 4 | voice << 1 | before);
        let between =
            self.candidates.partition_point(|candidate| *candidate < at).abs_diff(number + usize::from(head < at));
        let distance = bucket(between) << 1 | before;
        see(into, See::Distance, distance);
        see(into, See::DistanceVoice, distance << 2 | voice);
        let tokens = if before == 1 { head + 1..at } else { at + 1..head };
        let (mut verbs, mut commas) = (0, 0);
        for between in tokens.filter_map(|at| document.token(at)) {
            verbs += usize::from(between.tag().upos == Upos::Verb);
            commas += usize::from(between.kind() == TokenKind::Comma || between.kind() == TokenKind::Dash);
        }
        see(into, See::Verbs, (verbs.min(4) as u64) << 3 | voice << 1 | before);
        see(into, See::Commas, (commas.min(4) as u64) << 3 | voice << 1 | before);
        see(into, See::VerbsCommas, mix((verbs.min(3) << 2 | commas.min(3)) as u64, mix(label, before)));
        let steps = (up.min(5) as u64) << 4 | down.min(5) as u64;
        see(into, See::Steps, steps);
        see(into, See::StepsVoice, mix(steps, voice << 1 | before));
        see(into, See::Label, mix(label, voice << 1 | before));
        see(into, See::LabelLemma, mix(label, lemma));
        see(into, See::LabelNature, mix(label, nature));
        see(into, See::LabelSense, mix(label, sense));
        see(into, See::Quoted, u64::from(quoted) << 1 | u64::from(self.quoted[head]));
        see(into, See::Rank, voice << 2 | number.min(3) as u64);
        see(into, See::LabelRelation, mix(mix(relation, label), voice));
        if let Some(governor) = tree.head(head) {
            see(into, See::Governor, mix(self.scene.lexemes.at(governor).lemma, label));
            see(
                into,
                See::GovernorPart,
                mix(document.token(governor).map_or(Upos::X, |token| token.tag().upos) as u64, label),
            );
        }
    }

    /// The features of the choice that nothing takes part.
    pub fn describe_none(&self, into: &mut Features) {
        into.clear();
        let Trigger { lemma, phrasal, verb, sense, voice, object, relation, penn, quoted, core, .. } = self.trigger;
        see(into, See::None, 0);
        see(into, See::NoneLemma, lemma);
        see(into, See::NonePhrasal, phrasal);
        see(into, See::NoneLemmaVoice, mix(lemma, voice));
        see(into, See::NoneVoice, voice);
        see(into, See::NoneSense, mix(sense, voice));
        see(into, See::NoneCore, mix(core, voice));
        see(into, See::NoneCoreLemma, mix(core, lemma));
        see(into, See::NoneRelation, mix(relation, voice));
        see(into, See::NoneRelationLemma, mix(relation, lemma));
        see(into, See::NoneRelationCore, mix(mix(relation, core), voice));
        see(into, See::NoneCount, bucket(self.candidates.len()));
        see(into, See::NoneObject, mix(lemma, object));
        see(into, See::NoneQuoted, u64::from(quoted));
        see(into, See::NonePenn, penn);
        see(into, See::NonePennCore, mix(penn, core));
        let Trigger { mark, helpers, natures, senses, at, .. } = self.trigger;
        see(into, See::NoneMark, mix(mark, penn));
        see(into, See::NoneRelationMark, mix(mix(mark, penn), relation));
        see(into, See::NoneHelpers, mix(helpers, voice));
        see(into, See::NoneNatures, mix(natures, voice));
        for sense in senses.iter().skip(1).take(2) {
            see(into, See::NoneSense, mix(sense as u64 + 1, voice));
        }
        if let Some(governor) = self.document().tree().head(at) {
            let governor = self.scene.lexemes.at(governor).lemma;
            see(into, See::NoneGovernor, governor);
            see(into, See::NoneGovernorRelation, mix(governor, relation));
        }
        for function in self.found.iter().filter(|function| function.share == Share::Own) {
            see(into, See::NoneFunction, function.plain());
            see(into, See::NoneFunctionLemma, mix(function.plain(), lemma));
        }
        if verb != lemma && verb != 0 {
            see(into, See::NoneNominal, verb);
        }
    }
}

/// The templates of the features.
#[derive(Clone, Copy)]
enum See {
    WholeVoice,
    FunctionVerb,
    FunctionSense,
    FunctionSenseNature,
    FunctionNature,
    FunctionCore,
    FunctionCoreLemma,
    FunctionNoun,
    FunctionNatureLemma,
    FunctionLemmaObject,
    FunctionObject,
    FunctionNominal,
    Path,
    PathLemma,
    PathNature,
    Nature,
    NatureLemma,
    NatureSense,
    Noun,
    NounLemma,
    NounSense,
    Determiner,
    DeterminerSide,
    Distance,
    DistanceVoice,
    Steps,
    StepsVoice,
    Label,
    LabelLemma,
    LabelNature,
    LabelSense,
    Quoted,
    Rank,
    LabelRelation,
    Governor,
    GovernorPart,
    None,
    NoneLemma,
    NonePhrasal,
    NoneLemmaVoice,
    NoneVoice,
    NoneSense,
    NoneCore,
    NoneCoreLemma,
    NoneRelation,
    NoneRelationLemma,
    NoneRelationCore,
    NoneCount,
    NoneObject,
    NoneQuoted,
    NonePenn,
    NonePennCore,
    NoneFunction,
    NoneFunctionLemma,
    NoneNominal,
    FunctionNatures,
    WholePenn,
    PlainPennNature,
    WholeMark,
    PlainHelpers,
    Verbs,
    Commas,
    VerbsCommas,
    NoneMark,
    NoneRelationMark,
    NoneHelpers,
    NoneNatures,
    NoneGovernor,
    NoneGovernorRelation,
}

fn see(into: &mut Features, template: See, value: u64) {
    into.add(template as u64, value);
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
