//! Which amounts belong to an event: *paid $4 million*, *killed 12 people*, *cut its rate by half a point*.
//!
//! Rule: an amount belongs to the first event above it in the tree, where nothing lies between that it rather says
//! something of: another verb, a name (*Marsh, 54*), a clause or an apposition.

use super::{Event, Scene};
use crate::extract::tree::Dependencies;
use crate::model::parser::relation::Relation;
use crate::model::tags::Upos;

/// The most links from an amount up to its event.
const LONGEST: usize = 8;

/// Gives each amount to its event; the events are in text order.
pub fn tell(scene: &Scene<'_, '_>, events: &mut [Event]) {
    for (index, amount) in scene.analysis.amounts.iter().enumerate() {
        let tree = scene.analysis.document.tree();
        let head = amount.tokens.clone().find(|at| tree.head(*at).is_none_or(|head| !amount.tokens.contains(&head)));
        let told = head.and_then(|head| event_above(scene, tree, head, events));
        if let Some(told) = told {
            events[told].amounts.push(index);
        }
    }
}

/// The index of the event that a word belongs to.
fn event_above(scene: &Scene<'_, '_>, tree: &Dependencies, head: usize, events: &[Event]) -> Option<usize> {
    let mut at = head;
    for _ in 0..LONGEST {
        if let Ok(told) = events.binary_search_by_key(&at, |event| event.trigger) {
            return Some(told);
        }
        let stops = scene.analysis.document.token(at).is_none_or(|token| token.tag().upos == Upos::Verb)
            || scene.analysis.entities.at(at).is_some()
            || !leads_up(tree.relation(at));
        if stops {
            return None;
        }
        at = tree.head(at)?;
    }
    None
}

/// Whether what depends by this relation is a part of what happens to its governor.
const fn leads_up(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Obj
            | Relation::Iobj
            | Relation::Obl
            | Relation::OblAgent
            | Relation::OblUnmarked
            | Relation::Nsubj
            | Relation::NsubjPass
            | Relation::Nummod
            | Relation::Nmod
            | Relation::NmodUnmarked
            | Relation::NmodPoss
            | Relation::Compound
            | Relation::Amod
            | Relation::Advmod
            | Relation::Conj
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::extract::facts::events::lexemes::Lexemes;
    use crate::extract::testing::analysed;

    /// The amounts of the event that each of these words tells.
    fn amounts(text: &str, triggers: &[&str]) -> Vec<Vec<String>> {
        let article = Article::of_text(text);
        let (analysis, lexemes) = (analysed(&article), Lexemes::default());
        let document = &analysis.document;
        let at = |word: &str| document.tokens().position(|token| token.is(word)).unwrap();
        let mut events: Vec<Event> = triggers.iter().map(|word| Event::told_by(at(word), 1.0)).collect();
        tell(&Scene { analysis: &analysis, lexemes: &lexemes }, &mut events);
        let words = |index: &usize| document.slice(document.span_of(analysis.amounts[*index].tokens.clone()).unwrap());
        events.iter().map(|event| event.amounts.iter().map(|index| words(index).to_owned()).collect()).collect()
    }

    #[test]
    fn an_amount_belongs_to_the_nearest_event_above_it() {
        let found = amounts("The bank paid $4 million and dismissed 300 workers.", &["paid", "dismissed"]);
        assert_eq!(found, [["$4 million"], ["300 workers"]]);
    }

    #[test]
    fn an_age_belongs_to_nobody() {
        assert_eq!(amounts("Anna Marsh, 54, resigned.", &["resigned"]), [Vec::<String>::new()]);
    }

    #[test]
    fn what_another_verb_says_is_not_the_event_s() {
        let found = amounts("They visited a reservoir that holds 30 million litres.", &["visited"]);
        assert_eq!(found, [Vec::<String>::new()]);
    }
}
