//! What the tree says of a word that may tell an event, and the features that its models share.
//!
//! Rule: the same features say whether a word tells an event, of what class, and of what class of PLOVER's, so that they
//! are computed once for each candidate.

use super::Scene;
use super::hints::{self, bits};
use super::lexemes::Lexeme;
use crate::extract::document::Document;
use crate::model::hash::mix;
use crate::model::linear::Features;
use crate::model::parser::relation::Relation;
use crate::model::tags::{Penn, Upos};

/// A word that may tell an event.
#[derive(Clone, Copy, Debug)]
pub struct Predicate {
    /// Its token.
    pub token: usize,
    /// What it means.
    pub lexeme: Lexeme,
    /// 1 for a verb, 0 for a noun.
    pub verbal: u64,
    /// Its tag, as the Penn Treebank has it.
    pub penn: u64,
    /// How it depends on its governor.
    pub relation: u64,
    /// The helpers of a verb: *will have been*.
    pub helpers: u64,
    /// The word that marks its clause: *if*, *to*.
    pub mark: u64,
    /// What it governs: subject, object, and so on, a bit each.
    pub frame: u64,
    /// Whether it stands between quotation marks.
    pub quoted: u64,
}

/// Bits of [`Predicate::frame`].
mod frame {
    pub const SUBJECT: u64 = 1;
    pub const PASSIVE_SUBJECT: u64 = 2;
    pub const OBJECT: u64 = 4;
    pub const CLAUSE: u64 = 8;
    pub const OPEN_CLAUSE: u64 = 16;
}

impl Predicate {
    /// What the tree says of the word at `token`.
    #[must_use]
    pub fn read(scene: &Scene<'_, '_>, token: usize) -> Self {
        let document = &scene.analysis.document;
        let tree = document.tree();
        let tag = document.token(token).map(|token| token.tag()).unwrap_or_default();
        let mut predicate = Self {
            token,
            lexeme: scene.lexemes.at(token),
            verbal: u64::from(tag.upos == Upos::Verb),
            penn: tag.penn as u64,
            relation: tree.relation(token) as u64,
            helpers: 0,
            mark: 0,
            frame: 0,
            quoted: u64::from(scene.is_quoted(token)),
        };
        for dependent in tree.dependents(token) {
            match tree.relation(dependent) {
                Relation::Aux | Relation::AuxPass | Relation::Cop => {
                    predicate.helpers = mix(predicate.helpers, lower(document, dependent));
                }
                Relation::Mark => predicate.mark = lower(document, dependent),
                Relation::Nsubj => predicate.frame |= frame::SUBJECT,
                Relation::NsubjPass => predicate.frame |= frame::PASSIVE_SUBJECT,
                Relation::Obj => predicate.frame |= frame::OBJECT,
                Relation::Ccomp => predicate.frame |= frame::CLAUSE,
                Relation::Xcomp => predicate.frame |= frame::OPEN_CLAUSE,
                _ => {}
            }
        }
        predicate
    }
}

/// The templates of the features.
#[derive(Clone, Copy)]
enum See {
    Bias,
    Lemma,
    LemmaRelation,
    LemmaPenn,
    Penn,
    Relation,
    Sense,
    SenseRelation,
    SensePenn,
    AnySense,
    Ending,
    Verb,
    Quoted,
    QuotedPenn,
    QuotedSense,
    Helpers,
    HelpersLemma,
    HelpersRelation,
    HelpersSense,
    Mark,
    MarkLemma,
    Frame,
    FrameLemma,
    FrameSense,
    Below,
    BelowWord,
    BelowKind,
    LemmaBelow,
    SenseBelowKind,
    LemmaBelowWord,
    Case,
    LemmaCase,
    CaseKind,
    SenseCase,
    Measured,
    MeasuredSense,
    Governor,
    GovernorRelation,
    GovernorPart,
    GovernorLemma,
    GovernorSense,
    GovernorPenn,
    Above,
    AboveRelation,
    Near,
    NearLemma,
    NearPenn,
    LemmaBelowKind,
    VerbBelowKind,
    Hint,
    HintSense,
    HintSet,
    HintPair,
    HintBelow,
    HintAnyBelow,
    HintSenseBelow,
    HintHintBelow,
    HintAbove,
    TopicBelow,
    TopicAnyBelow,
    TopicLemmaBelow,
    TopicSenseBelow,
    TopicHintBelow,
    TopicHintAnyBelow,
    TopicAbove,
    Topic,
    TopicHint,
    TopicLemma,
    TopicSense,
    TopicAround,
    TopicAroundHint,
    TopicAroundSense,
}

/// Fills `out` with what the models see of a predicate.
pub fn describe(scene: &Scene<'_, '_>, predicate: &Predicate, out: &mut Features) {
    out.clear();
    describe_word(predicate, scene, out);
    describe_clause(predicate, out);
    let document = &scene.analysis.document;
    for dependent in document.tree().dependents(predicate.token) {
        describe_dependent(scene, predicate, dependent, out);
    }
    describe_governors(scene, predicate, out);
    describe_neighbours(scene, predicate, out);
    describe_hints(scene, predicate, out);
}

fn see(out: &mut Features, template: See, value: u64) {
    out.add(template as u64, value);
}

fn describe_word(of: &Predicate, scene: &Scene<'_, '_>, out: &mut Features) {
    let (lemma, sense) = (of.lexeme.lemma, mix(of.lexeme.sense(), of.verbal));
    see(out, See::Bias, of.verbal);
    see(out, See::Lemma, mix(lemma, of.verbal));
    see(out, See::LemmaRelation, mix(lemma, of.relation));
    see(out, See::LemmaPenn, mix(lemma, of.penn));
    see(out, See::Penn, of.penn);
    see(out, See::Relation, mix(of.relation, of.verbal));
    see(out, See::Sense, sense);
    see(out, See::SenseRelation, mix(sense, of.relation));
    see(out, See::SensePenn, mix(sense, of.penn));
    for sense in of.lexeme.senses.iter() {
        see(out, See::AnySense, sense as u64);
    }
    let word = scene.analysis.document.words().get(of.token).copied().unwrap_or_default();
    see(out, See::Ending, mix(word.suffix(3), of.verbal));
    see(out, See::Verb, of.lexeme.verb);
    see(out, See::Quoted, mix(of.quoted, of.verbal));
    see(out, See::QuotedPenn, mix(mix(of.quoted, of.penn), of.relation));
    see(out, See::QuotedSense, mix(of.quoted, sense));
}

fn describe_clause(of: &Predicate, out: &mut Features) {
    let (lemma, sense) = (of.lexeme.lemma, mix(of.lexeme.sense(), of.verbal));
    see(out, See::Helpers, mix(of.helpers, of.penn));
    see(out, See::HelpersLemma, mix(of.helpers, lemma));
    see(out, See::HelpersRelation, mix(of.helpers, of.relation));
    see(out, See::HelpersSense, mix(of.helpers, sense));
    see(out, See::Mark, mix(of.mark, of.penn));
    see(out, See::MarkLemma, mix(of.mark, lemma));
    see(out, See::Frame, mix(mix(of.frame, of.verbal), mix(of.penn, of.helpers)));
    see(out, See::FrameLemma, mix(of.frame, lemma));
    see(out, See::FrameSense, mix(of.frame, sense));
}

fn describe_dependent(scene: &Scene<'_, '_>, of: &Predicate, dependent: usize, out: &mut Features) {
    let document = &scene.analysis.document;
    let relation = document.tree().relation(dependent);
    if relation == Relation::Punct {
        return;
    }
    let (lemma, sense) = (of.lexeme.lemma, mix(of.lexeme.sense(), of.verbal));
    let (word, kind) = (scene.lexemes.at(dependent).lemma, scene.kind(dependent));
    let below = mix(relation as u64, of.verbal);
    see(out, See::Below, below);
    see(out, See::BelowWord, mix(below, word));
    if is_core(relation) {
        see(out, See::LemmaBelow, mix(lemma, below));
        see(out, See::BelowKind, mix(below, kind));
        see(out, See::SenseBelowKind, mix(mix(sense, below), kind));
        see(out, See::LemmaBelowWord, mix(mix(lemma, below), word));
        see(out, See::LemmaBelowKind, mix(mix(lemma, below), kind));
        if of.lexeme.verb != 0 {
            see(out, See::VerbBelowKind, mix(mix(of.lexeme.verb, below), kind));
        }
    }
    if matches!(relation, Relation::Obl | Relation::Nmod) {
        let tree = document.tree();
        let case = tree.dependent(dependent, &[Relation::Case]).map_or(0, |case| scene.lexemes.at(case).lemma);
        see(out, See::Case, mix(case, of.verbal));
        see(out, See::LemmaCase, mix(case, lemma));
        see(out, See::CaseKind, mix(mix(case, of.verbal), kind));
        see(out, See::SenseCase, mix(case, sense));
    }
    if relation == Relation::OblUnmarked || penn(document, dependent) == Penn::Cd as u64 || scene.is_time(dependent) {
        see(out, See::Measured, of.verbal);
        see(out, See::MeasuredSense, sense);
    }
}

/// Whether a relation says something of the meaning of what governs.
const fn is_core(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Obj
            | Relation::Iobj
            | Relation::Nsubj
            | Relation::NsubjPass
            | Relation::Obl
            | Relation::OblAgent
            | Relation::OblUnmarked
            | Relation::Xcomp
            | Relation::Ccomp
            | Relation::CompoundPrt
            | Relation::Compound
            | Relation::Advmod
            | Relation::Advcl
            | Relation::Nmod
            | Relation::NmodPoss
            | Relation::Acl
            | Relation::Amod
            | Relation::Mark
            | Relation::Det
    )
}

fn describe_governors(scene: &Scene<'_, '_>, of: &Predicate, out: &mut Features) {
    let document = &scene.analysis.document;
    let tree = document.tree();
    let Some(governor) = tree.head(of.token) else { return };
    let above = scene.lexemes.at(governor);
    let relation = mix(of.relation, of.verbal);
    let part = document.token(governor).map_or(0, |token| token.tag().upos as u64);
    see(out, See::Governor, mix(above.lemma, of.verbal));
    see(out, See::GovernorRelation, mix(above.lemma, relation));
    see(out, See::GovernorPart, mix(part, of.relation));
    see(out, See::GovernorLemma, mix(above.lemma, of.lexeme.lemma));
    see(out, See::GovernorSense, mix(above.sense(), relation));
    see(out, See::GovernorPenn, mix(mix(of.relation, of.penn), penn(document, governor)));
    let Some(second) = tree.head(governor) else { return };
    let path = mix(relation, tree.relation(governor) as u64);
    see(out, See::Above, mix(path, scene.lexemes.at(second).lemma));
    see(out, See::AboveRelation, mix(path, of.penn));
}

fn describe_neighbours(scene: &Scene<'_, '_>, of: &Predicate, out: &mut Features) {
    let document = &scene.analysis.document;
    let sentence = document.sentence_of(of.token).map_or(0..0, |sentence| sentence.tokens());
    for (place, at) in (0..).zip([of.token.wrapping_sub(2), of.token.wrapping_sub(1), of.token + 1, of.token + 2]) {
        let inside = sentence.contains(&at);
        let word = if inside { lower(document, at) } else { 1 };
        let tag = if inside { penn(document, at) } else { u64::MAX };
        see(out, See::Near, mix(place, mix(word, of.verbal)));
        see(out, See::NearPenn, mix(place, mix(tag, of.verbal)));
        if place == 1 || place == 2 {
            see(out, See::NearLemma, mix(place, mix(word, of.lexeme.lemma)));
        }
    }
}

/// What the tables of hints and topics say of the word, of what it governs, of its governor, sentence and article.
fn describe_hints(scene: &Scene<'_, '_>, of: &Predicate, out: &mut Features) {
    let document = &scene.analysis.document;
    let tree = document.tree();
    let (own, sense) = (of.lexeme.hint.classes, mix(of.lexeme.sense(), of.verbal));
    see(out, See::HintSet, mix(own, of.verbal));
    for class in bits(own) {
        see(out, See::Hint, mix(class, of.verbal));
        see(out, See::HintSense, mix(class, sense));
    }
    let mut pair = hints::of_pair(of.lexeme.lemma, scene.lexemes.at(of.token + 1).lemma).classes;
    for dependent in tree.dependents(of.token) {
        let relation = tree.relation(dependent);
        let below = scene.lexemes.at(dependent);
        pair |= hints::of_pair(of.lexeme.lemma, below.lemma).classes;
        if is_participant(relation) {
            describe_hints_below(of, relation as u64, &below, out);
        }
    }
    for class in bits(pair) {
        see(out, See::HintPair, class);
    }
    if let Some(governor) = tree.head(of.token) {
        let (hint, relation) = (scene.lexemes.at(governor).hint, mix(of.relation, of.verbal));
        bits(hint.classes).for_each(|class| see(out, See::HintAbove, mix(class, relation)));
        bits(hint.topics).for_each(|topic| see(out, See::TopicAbove, mix(topic, relation)));
    }
    for topic in bits(scene.lexemes.topics()) {
        see(out, See::Topic, mix(topic, of.verbal));
        see(out, See::TopicLemma, mix(topic, of.lexeme.lemma));
        see(out, See::TopicSense, mix(topic, sense));
        bits(own).for_each(|class| see(out, See::TopicHint, mix(topic, class)));
    }
    for topic in bits(scene.lexemes.topics_around(document, of.token)) {
        see(out, See::TopicAround, mix(topic, of.verbal));
        see(out, See::TopicAroundSense, mix(topic, sense));
        bits(own).for_each(|class| see(out, See::TopicAroundHint, mix(topic, class)));
    }
}

fn describe_hints_below(of: &Predicate, relation: u64, below: &Lexeme, out: &mut Features) {
    let (own, sense) = (of.lexeme.hint.classes, mix(of.lexeme.sense(), of.verbal));
    for class in bits(below.hint.classes) {
        see(out, See::HintBelow, mix(class, relation));
        see(out, See::HintAnyBelow, class);
        see(out, See::HintSenseBelow, mix(mix(class, relation), sense));
        bits(own).for_each(|hint| see(out, See::HintHintBelow, mix(mix(class, relation), hint)));
    }
    for topic in bits(below.hint.topics) {
        see(out, See::TopicBelow, mix(topic, relation));
        see(out, See::TopicAnyBelow, mix(topic, of.verbal));
        see(out, See::TopicLemmaBelow, mix(topic, of.lexeme.lemma));
        see(out, See::TopicSenseBelow, mix(mix(topic, relation), sense));
        for hint in bits(own) {
            see(out, See::TopicHintBelow, mix(mix(topic, relation), hint));
            see(out, See::TopicHintAnyBelow, mix(topic, hint));
        }
    }
}

/// Whether a relation is that of what takes part.
const fn is_participant(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Obj
            | Relation::Iobj
            | Relation::Nsubj
            | Relation::NsubjPass
            | Relation::Obl
            | Relation::OblAgent
            | Relation::Nmod
            | Relation::NmodPoss
            | Relation::Compound
            | Relation::Xcomp
            | Relation::Amod
    )
}

fn lower(document: &Document<'_>, token: usize) -> u64 {
    document.words().get(token).map_or(0, |word| word.lower)
}

fn penn(document: &Document<'_>, token: usize) -> u64 {
    document.token(token).map_or(u64::MAX, |token| token.tag().penn as u64)
}
