//! What stands around an event in its sentence, who takes part, and where in the article it is told.
//!
//! Rule: of words far from the event only their lemma counts, and on which side they stand.

use super::{MOST_DEPENDENTS, See};
use crate::extract::facts::events::Scene;
use crate::extract::facts::events::hints::bits;
use crate::extract::facts::events::predicate::Predicate;
use crate::model::hash::mix;
use crate::model::linear::Features;
use crate::model::parser::relation::Relation;
use crate::model::tags::{Penn, Upos};

/// The words on each side that count as near.
const NEAR: usize = 6;

/// The parts of an article that are told apart.
const PARTS: usize = 5;

/// Adds what the sentence of an event says, each of its words.
pub fn describe_sentence(scene: &Scene<'_, '_>, of: &Predicate, class: u64, out: &mut Features) {
    let document = &scene.analysis.document;
    let Some(sentence) = document.sentence_of(of.token) else { return };
    for at in sentence.tokens().filter(|at| *at != of.token) {
        let Some(token) = document.token(at) else { continue };
        let (word, behind) = (scene.lexemes.at(at), u64::from(at > of.token));
        bits(word.hint.operators).for_each(|status| out.add(See::HintAround as u64, mix(status, behind)));
        let tag = token.tag();
        if tag.upos == Upos::Aux || tag.penn == Penn::Md {
            out.add(See::HelperAround as u64, mix(word.lemma, behind));
        }
        if matches!(tag.upos, Upos::Verb | Upos::Noun | Upos::Adv | Upos::Adj) {
            out.add(See::Around as u64, word.lemma);
        }
        if at.abs_diff(of.token) <= NEAR {
            out.add(See::Nearby as u64, mix(word.lemma, behind));
        }
    }
    let part = of.token * PARTS / document.len().max(1);
    out.add(See::Part as u64, mix(part as u64, class));
    out.add(See::Opening as u64, scene.lexemes.at(sentence.tokens().start).lemma);
}

/// Adds whether the times of the sentence lie before or behind the day of publication: *they meet on Friday*.
pub fn describe_times(scene: &Scene<'_, '_>, of: &Predicate, told: u64, out: &mut Features) {
    let Some(published) = scene.published() else { return };
    let Some(sentence) = scene.analysis.document.sentence_of(of.token).map(|sentence| sentence.tokens()) else {
        return;
    };
    let times = &scene.analysis.times;
    let first = times.partition_point(|time| time.tokens.start < sentence.start);
    let mut nearest: Option<(usize, u64)> = None;
    for time in times[first..].iter().take_while(|time| time.tokens.start < sentence.end) {
        let Some((first, last)) = time.days() else { continue };
        let side = u64::from(first > published) | u64::from(last < published) << 1;
        let distance = time.tokens.start.abs_diff(of.token);
        if nearest.is_none_or(|(least, _)| distance < least) {
            nearest = Some((distance, side));
        }
        out.add(See::Time as u64, mix(side, told));
    }
    let side = nearest.map_or(u64::MAX, |(_, side)| side);
    out.add(See::NearestTime as u64, mix(side, told));
    out.add(See::NearestTimePenn as u64, mix(mix(side, of.penn), of.helpers));
}

/// Adds who takes part in an event, and how they are named: *any deal*, *a possible deal*, *the alleged killing*.
pub fn describe_participants(scene: &Scene<'_, '_>, of: &Predicate, class: u64, out: &mut Features) {
    let document = &scene.analysis.document;
    let tree = document.tree();
    for at in tree.dependents(of.token) {
        let relation = tree.relation(at);
        if !matches!(relation, Relation::Nsubj | Relation::NsubjPass | Relation::Obj | Relation::OblAgent) {
            continue;
        }
        let role = relation as u64;
        let penn = document.token(at).map_or(0, |token| token.tag().penn as u64);
        out.add(See::Participant as u64, mix(role, scene.lexemes.at(at).lemma));
        out.add(See::ParticipantKind as u64, mix(mix(role, scene.kind(at)), class));
        out.add(See::ParticipantPenn as u64, mix(mix(role, penn), of.penn));
        for below in tree.dependents(at).take(MOST_DEPENDENTS) {
            if matches!(tree.relation(below), Relation::Det | Relation::Amod) {
                out.add(See::ParticipantWord as u64, mix(role, scene.lexemes.at(below).lemma));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::facts::events::lexemes::lemma;
    use crate::extract::facts::events::status::testing::sees;

    #[test]
    fn a_participant_that_is_none_is_seen() {
        let no = mix(Relation::NsubjPass as u64, lemma("no"));
        assert!(sees("No miner was injured.", "injured", See::ParticipantWord, no));
        assert!(!sees("A miner was injured.", "injured", See::ParticipantWord, no));
    }

    #[test]
    fn words_count_by_the_side_on_which_they_stand() {
        let reportedly = lemma("reportedly");
        assert!(sees("The mill has reportedly burned down.", "burned", See::Nearby, mix(reportedly, 0)));
        assert!(sees("The mill burned down, reportedly.", "burned", See::Nearby, mix(reportedly, 1)));
    }
}
