//! What takes an event as its own, upwards in the tree: *plans to close*, *a threat to close*, *denied closing*.
//!
//! Rule: conjuncts do not count as steps, since what governs the first governs the others.

use super::{MOST_DEPENDENTS, See, group_number};
use crate::extract::facts::events::Scene;
use crate::extract::facts::events::hints::bits;
use crate::extract::facts::events::predicate::Predicate;
use crate::extract::verbs::VerbGroup;
use crate::model::hash::mix;
use crate::model::linear::Features;
use crate::model::parser::relation::Relation;

/// How far up words are looked for that take an event as theirs.
const HIGHEST: u64 = 5;

/// The most links up the tree that are followed; conjuncts do not count as steps.
const LONGEST_CLIMB: usize = 12;

/// Adds what the words above an event of this class say.
pub fn describe(scene: &Scene<'_, '_>, of: &Predicate, class: u64, out: &mut Features) {
    let document = &scene.analysis.document;
    let tree = document.tree();
    let see = |out: &mut Features, template: See, value: u64| out.add(template as u64, value);
    let (mut at, mut step, mut first) = (of.token, 0, 0);
    for _ in 0..LONGEST_CLIMB {
        let Some(governor) = tree.head(at) else { break };
        let relation = tree.relation(at);
        let below = std::mem::replace(&mut at, governor);
        let above = Predicate::read(scene, governor);
        let group = VerbGroup::read(document, governor);
        let told = group_number(&group);
        if relation == Relation::Conj {
            // What holds for the first conjunct holds for the others, unless they have helpers of their own.
            see(out, See::OperatorHelpers, mix(mix(1, above.helpers), mix(of.helpers, of.penn)));
            see(out, See::OperatorGroup, mix(u64::MAX, mix(told, of.penn)));
            continue;
        }
        describe_operator(of, &above, (relation as u64, step), &group, out);
        describe_beside(scene, governor, below, step, out);
        let lemma = above.lexeme.lemma;
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
        if step >= HIGHEST {
            break;
        }
    }
}

/// What a word says that takes the event as its own, so many steps above.
fn describe_operator(
    of: &Predicate,
    above: &Predicate,
    (relation, step): (u64, u64),
    group: &VerbGroup,
    out: &mut Features,
) {
    let see = |out: &mut Features, template: See, value: u64| out.add(template as u64, value);
    let (lemma, way, negated) = (above.lexeme.lemma, mix(relation, step), u64::from(group.negated));
    see(out, See::Operator, lemma);
    see(out, See::OperatorStep, mix(lemma, step));
    see(out, See::OperatorRelation, mix(lemma, way));
    see(out, See::OperatorSense, mix(above.lexeme.sense(), way));
    see(out, See::OperatorNegated, mix(negated, way));
    see(out, See::OperatorGroup, mix(group_number(group), way));
    see(out, See::OperatorHelpers, mix(above.helpers, way));
    for status in bits(above.lexeme.hint.operators) {
        see(out, See::Hint, status);
        see(out, See::HintStep, mix(status, step));
        see(out, See::HintRelation, mix(status, way));
        see(out, See::HintNegated, mix(mix(status, step), negated));
        see(out, See::HintPenn, mix(mix(status, relation), of.penn));
        see(out, See::HintLemma, mix(status, of.lexeme.lemma));
    }
}

/// The small words beside `below` under its governor: *has not yet agreed to*, *if it agrees to*.
fn describe_beside(scene: &Scene<'_, '_>, governor: usize, below: usize, step: u64, out: &mut Features) {
    let tree = scene.analysis.document.tree();
    for beside in tree.dependents(governor).take(MOST_DEPENDENTS).filter(|beside| *beside != below) {
        let relation = tree.relation(beside);
        if matches!(
            relation,
            Relation::Advmod | Relation::Aux | Relation::Mark | Relation::Det | Relation::Case | Relation::Amod
        ) {
            let word = scene.lexemes.at(beside);
            let way = mix(relation as u64, step);
            out.add(See::Beside as u64, mix(word.lemma, way));
            bits(word.hint.operators).for_each(|status| out.add(See::HintBeside as u64, mix(status, way)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::facts::events::status::testing::sees;
    use crate::record::EventStatus;

    #[test]
    fn what_governs_an_event_hints_at_its_status() {
        let refused = mix(EventStatus::Denied as u64, 0);
        assert!(sees("The miners refused to leave the pit.", "leave", See::HintStep, refused));
        assert!(!sees("The miners began to leave the pit.", "leave", See::HintStep, refused));
        let planned = mix(EventStatus::Planned as u64, 0);
        assert!(sees("The mayor promised to close and to sell the mill.", "sell", See::HintStep, planned));
    }

    #[test]
    fn small_words_beside_an_event_count() {
        let if_ = mix(crate::extract::facts::events::lexemes::lemma("if"), mix(Relation::Mark as u64, 0));
        assert!(sees("They will strike if the owner tries to close the mill.", "close", See::Beside, if_));
        assert!(!sees("They will strike because the owner tries to close the mill.", "close", See::Beside, if_));
    }
}
