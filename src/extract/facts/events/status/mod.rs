//! Whether an event happened: told as fact, planned, denied, claimed, or possible.
//!
//! Rule: what decides stands in the verb's helpers, in the words that mark its clause, and upwards in the tree, where
//! other words take the event as what is promised, feared, denied or alleged. A linear model weighs them.

mod around;
mod upwards;

use super::hints::bits;
use super::predicate::Predicate;
use super::{Event, Scene};
use crate::extract::verbs::VerbGroup;
use crate::model::events::EventModels;
use crate::model::hash::mix;
use crate::model::linear::Features;
use crate::model::parser::relation::Relation;
use crate::record::EventStatus;

/// The most dependents of a governor or a participant that are looked at.
const MOST_DEPENDENTS: usize = 32;

/// Says of each event whether it happened.
pub fn tell(scene: &Scene<'_, '_>, models: &EventModels, events: &mut [Event]) {
    let mut features = Features::default();
    for event in events {
        describe(scene, event, &mut features);
        let (status, share) = models.status.best(&features);
        event.parts.status = share;
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
    Hint,
    HintStep,
    HintRelation,
    HintNegated,
    HintPenn,
    HintLemma,
    Beside,
    HintBeside,
    HintBelow,
    HintBelowPenn,
    HintAround,
    HelperAround,
    Around,
    Nearby,
    Part,
    Opening,
    Time,
    NearestTime,
    NearestTimePenn,
    Participant,
    ParticipantKind,
    ParticipantPenn,
    ParticipantWord,
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
    describe_neighbours(scene, &predicate, out);
    upwards::describe(scene, &predicate, class, out);
    around::describe_sentence(scene, &predicate, class, out);
    around::describe_times(scene, &predicate, told, out);
    around::describe_participants(scene, &predicate, class, out);
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
        let lexeme = scene.lexemes.at(dependent);
        let word = lexeme.lemma;
        for status in bits(lexeme.hint.operators) {
            out.add(See::HintBelow as u64, mix(status, relation as u64));
            out.add(See::HintBelowPenn as u64, mix(mix(status, relation as u64), of.penn));
        }
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

/// What the tests of the features share.
#[cfg(test)]
mod testing {
    use super::{Event, Scene, See, describe};
    use crate::article::Article;
    use crate::extract::facts::events::lexemes::Lexemes;
    use crate::extract::testing::analysed;
    use crate::knowledge::Knowledge;
    use crate::model::Model;
    use crate::model::linear::Features;

    /// Whether the model sees this value by that template of the event that a word of a text tells.
    pub fn sees(text: &str, word: &str, template: See, value: u64) -> bool {
        let article = Article::of_text(text);
        let analysis = analysed(&article);
        let lexemes = Lexemes::read(&analysis.document, &Knowledge::shared(), &Model::embedded());
        let at = analysis.document.tokens().position(|token| token.is(word)).unwrap();
        let (mut seen, mut wanted) = (Features::default(), Features::default());
        describe(&Scene { analysis: &analysis, lexemes: &lexemes }, &Event::told_by(at, 1.0), &mut seen);
        wanted.add(template as u64, value);
        seen.as_slice().contains(&wanted.as_slice()[0])
    }
}
