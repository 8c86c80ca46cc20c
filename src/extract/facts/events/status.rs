//! Whether an event happened: told as fact, planned, denied, claimed, or possible.
//!
//! Rule: what decides stands in the verb's helpers, in the words that mark its clause, and upwards in the tree, where
//! other words take the event as what is promised, feared, denied or alleged. A linear model weighs them.

use super::predicate::Predicate;
use super::{Event, Scene};
use crate::extract::verbs::VerbGroup;
use crate::model::events::EventModels;
use crate::model::hash::mix;
use crate::model::linear::Features;
use crate::model::parser::relation::Relation;
use crate::record::EventStatus;

/// How far up words are looked for that take an event as theirs.
const HIGHEST: usize = 4;

/// The most links up the tree that are followed; conjuncts do not count as steps.
const LONGEST_CLIMB: usize = 12;

/// Says of each event whether it happened.
pub fn tell(scene: &Scene<'_, '_>, models: &EventModels, events: &mut [Event]) {
    let mut features = Features::default();
    for event in events {
        describe(scene, event, &mut features);
        let (status, _) = models.status.best(&features);
        event.status = EventStatus::ALL.get(status).copied().unwrap_or(EventStatus::Asserted);
    }
}

/// The templates of the features.
#[derive(Clone, Copy)]
enum See {
    Bias,
    Penn,
    Helpers,
    Helper,
    HelpersClass,
    Mark,
    MarkHelpers,
    Relation,
    Group,
    GroupRelation,
    GroupQuoted,
    Negated,
    Lemma,
    LemmaPenn,
    Class,
    ClassPenn,
    Sense,
    Quoted,
    Below,
    BelowWord,
    Condition,
    Operator,
    OperatorStep,
    OperatorRelation,
    OperatorSense,
    OperatorNegated,
    OperatorGroup,
    OperatorClass,
    OperatorHelpers,
    FirstOperators,
    Top,
    Near,
    Speaker,
    Depth,
}

/// Fills `out` with what the model sees of an event; its class must be there.
pub fn describe(scene: &Scene<'_, '_>, event: &Event, out: &mut Features) {
    out.clear();
    let predicate = Predicate::read(scene, event.trigger);
    let group = VerbGroup::read(&scene.analysis.document, event.trigger);
    let told = group_number(&group);
    let class = event.class as u64;
    let see = |out: &mut Features, template: See, value: u64| out.add(template as u64, value);
    see(out, See::Bias, predicate.verbal);
    see(out, See::Penn, predicate.penn);
    see(out, See::Helpers, mix(predicate.helpers, predicate.penn));
    see(out, See::HelpersClass, mix(predicate.helpers, class));
    see(out, See::Mark, mix(predicate.mark, predicate.penn));
    see(out, See::MarkHelpers, mix(predicate.mark, predicate.helpers));
    see(out, See::Relation, mix(predicate.relation, predicate.penn));
    see(out, See::Group, told);
    see(out, See::GroupRelation, mix(told, predicate.relation));
    see(out, See::GroupQuoted, mix(told, predicate.quoted));
    see(out, See::Negated, u64::from(group.negated));
    see(out, See::Lemma, predicate.lexeme.lemma);
    see(out, See::LemmaPenn, mix(predicate.lexeme.lemma, predicate.penn));
    see(out, See::Class, class);
    see(out, See::ClassPenn, mix(class, predicate.penn));
    see(out, See::Sense, mix(predicate.lexeme.sense(), predicate.penn));
    see(out, See::Quoted, mix(predicate.quoted, predicate.penn));
    describe_dependents(scene, &predicate, out);
    describe_operators(scene, &predicate, class, out);
    describe_neighbours(scene, &predicate, out);
}

/// Everything that the verb's helpers say, as a number.
fn group_number(group: &VerbGroup) -> u64 {
    let when = group.when.map_or(0, |when| when as u64 + 1);
    let bits = u64::from(group.negated) | u64::from(group.progressive) << 1 | u64::from(group.perfect) << 2;
    when | (group.mood as u64) << 2 | (group.voice as u64) << 5 | bits << 6
}

fn describe_dependents(scene: &Scene<'_, '_>, of: &Predicate, out: &mut Features) {
    let tree = scene.analysis.document.tree();
    for dependent in tree.dependents(of.token) {
        let relation = tree.relation(dependent);
        let word = scene.lexemes.at(dependent).lemma;
        match relation {
            Relation::Aux | Relation::AuxPass | Relation::Cop => out.add(See::Helper as u64, word),
            Relation::Advcl => {
                let mark = tree.dependent(dependent, &[Relation::Mark]);
                let mark = mark.map_or(0, |mark| scene.lexemes.at(mark).lemma);
                out.add(See::Condition as u64, mix(mark, of.helpers));
            }
            Relation::Advmod | Relation::Amod | Relation::Det | Relation::Case | Relation::Compound => {
                out.add(See::BelowWord as u64, mix(relation as u64, word));
            }
            Relation::Punct => continue,
            _ => {}
        }
        out.add(See::Below as u64, mix(relation as u64, of.penn));
    }
}

/// What takes the event as its own, upwards.
fn describe_operators(scene: &Scene<'_, '_>, of: &Predicate, class: u64, out: &mut Features) {
    let document = &scene.analysis.document;
    let tree = document.tree();
    let see = |out: &mut Features, template: See, value: u64| out.add(template as u64, value);
    let (mut at, mut step, mut first) = (of.token, 0, 0);
    for _ in 0..LONGEST_CLIMB {
        let Some(governor) = tree.head(at) else { break };
        let relation = tree.relation(at);
        at = governor;
        let above = Predicate::read(scene, governor);
        let (lemma, path) = (above.lexeme.lemma, mix(relation as u64, step));
        let group = VerbGroup::read(document, governor);
        let told = group_number(&group);
        if relation == Relation::Conj {
            // What holds for the first conjunct holds for the others, unless they have helpers of their own.
            see(out, See::OperatorHelpers, mix(mix(1, above.helpers), mix(of.helpers, of.penn)));
            see(out, See::OperatorGroup, mix(u64::MAX, mix(told, of.penn)));
            continue;
        }
        see(out, See::Operator, lemma);
        see(out, See::OperatorStep, mix(lemma, step));
        see(out, See::OperatorRelation, mix(lemma, path));
        see(out, See::OperatorSense, mix(above.lexeme.sense(), path));
        see(out, See::OperatorNegated, mix(u64::from(group.negated), path));
        see(out, See::OperatorGroup, mix(told, path));
        see(out, See::OperatorHelpers, mix(above.helpers, path));
        if step == 0 {
            first = lemma;
            see(out, See::OperatorClass, mix(lemma, class));
            see(out, See::Depth, mix(mix(lemma, u64::from(group.negated)), of.mark));
            see(out, See::Top, mix(mix(lemma, relation as u64), mix(of.penn, of.helpers)));
        } else if step == 1 {
            see(out, See::FirstOperators, mix(first, lemma));
        }
        if matches!(relation, Relation::Ccomp | Relation::Parataxis) {
            let subject = tree.dependent(governor, &[Relation::Nsubj]).map_or(0, |subject| scene.kind(subject));
            see(out, See::Speaker, mix(lemma, subject));
        }
        step += 1;
        if step as usize >= HIGHEST {
            break;
        }
    }
}

fn describe_neighbours(scene: &Scene<'_, '_>, of: &Predicate, out: &mut Features) {
    let document = &scene.analysis.document;
    let sentence = document.sentence_of(of.token).map_or(0..0, |sentence| sentence.tokens());
    for (place, back) in (0..).zip(1..=3_usize) {
        let at = of.token.wrapping_sub(back);
        if sentence.contains(&at) {
            out.add(See::Near as u64, mix(place, scene.lexemes.at(at).lemma));
        }
    }
}
