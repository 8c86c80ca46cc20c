//! Whom *the two*, *both* and *the pair* mean: names that a sentence before told of together.
//!
//! Rule: as many names of one type as the words count, in the same sentence before them or in one of the two sentences
//! before that one; a sentence that tells of more of them means those that it joins by *and*, or none.

use std::ops::Range;

use super::Scene;
use crate::model::parser::relation::Relation;
use crate::model::tags::Number;
use crate::record::EntityType;

/// How many sentences are looked back.
const SENTENCES: usize = 2;
/// The most members of a group.
const MOST: usize = 4;
/// The most names of a sentence that are looked at.
const MOST_NAMES: usize = 24;

/// Words that mean a group by themselves, and how many they count.
const GROUPS: [(&str, usize); 8] =
    [("two", 2), ("both", 2), ("pair", 2), ("duo", 2), ("couple", 2), ("three", 3), ("trio", 3), ("four", 4)];

/// Words that count the noun behind them: *the two leaders*, *both sides*.
const COUNTS: [(&str, usize); 4] = [("two", 2), ("both", 2), ("three", 3), ("four", 4)];

/// The entities that the phrase with this head means together; none where it means no such group.
#[must_use]
pub fn members(scene: &Scene<'_, '_>, head: usize) -> Vec<usize> {
    let Some((count, kinds)) = counted(scene, head) else { return Vec::new() };
    let document = &scene.analysis.document;
    let mut last = Some(head);
    for _ in 0..=SENTENCES {
        let Some(sentence) = last.and_then(|last| document.sentence_of(last)) else { break };
        let tokens = sentence.tokens().start..sentence.tokens().end.min(head);
        last = tokens.start.checked_sub(1);
        for kind in kinds {
            let group = together(scene, tokens.clone(), *kind, count);
            if !group.is_empty() {
                return group;
            }
        }
    }
    Vec::new()
}

/// How many a phrase counts, and what its members may be.
fn counted(scene: &Scene<'_, '_>, head: usize) -> Option<(usize, &'static [EntityType])> {
    const ANY: [EntityType; 3] = [EntityType::Person, EntityType::Organization, EntityType::Place];
    let document = &scene.analysis.document;
    let token = document.token(head)?;
    let of = |words: &[(&str, usize)], at: usize| {
        let text = document.token(at).map_or("", |token| token.text());
        words.iter().find(|(word, _)| text.eq_ignore_ascii_case(word)).map(|(_, count)| *count)
    };
    let tree = document.tree();
    // *two of them*, *two who fled*: others.
    let specified = tree
        .dependents(head)
        .any(|at| at > head && matches!(tree.relation(at), Relation::Nmod | Relation::Acl | Relation::AclRelcl));
    if specified {
        return None;
    }
    let before = |at: usize| at.checked_sub(1).and_then(|at| document.token(at)).map_or("", |token| token.text());
    let definite = |at: usize| ["the", "these", "those"].iter().any(|word| before(at).eq_ignore_ascii_case(word));
    if let Some(count) = of(&GROUPS, head) {
        let both = token.is_any(&["both"]);
        return (both || definite(head)).then_some((count, &ANY[..]));
    }
    let count = head.checked_sub(1).and_then(|at| of(&COUNTS, at))?;
    let both = before(head).eq_ignore_ascii_case("both");
    if token.tag().number() != Some(Number::Plural) || !(both || definite(head - 1)) {
        return None;
    }
    kinds_of(token.text()).map(|kinds| (count, kinds))
}

/// What the members of a group are that this noun names.
fn kinds_of(noun: &str) -> Option<&'static [EntityType]> {
    const ALL: &[EntityType] = &[EntityType::Person, EntityType::Organization, EntityType::Place];
    const PERSONS: &[EntityType] = &[EntityType::Person];
    const BODIES: &[EntityType] = &[EntityType::Organization];
    const STATES: &[EntityType] = &[EntityType::Place, EntityType::Group];
    let is = |words: &[&str]| words.iter().any(|word| noun.eq_ignore_ascii_case(word));
    if is(&["sides", "parties", "rivals", "allies", "partners"]) {
        Some(ALL)
    } else if is(&[
        "leaders",
        "men",
        "women",
        "ministers",
        "presidents",
        "premiers",
        "officials",
        "brothers",
        "sisters",
        "diplomats",
        "lawmakers",
        "candidates",
        "politicians",
        "counterparts",
        "friends",
        "players",
        "directors",
        "defendants",
    ]) {
        Some(PERSONS)
    } else if is(&[
        "companies",
        "firms",
        "banks",
        "groups",
        "organizations",
        "organisations",
        "agencies",
        "clubs",
        "unions",
    ]) {
        Some(BODIES)
    } else if is(&["countries", "nations", "states", "governments", "neighbours", "neighbors", "capitals", "republics"])
    {
        Some(STATES)
    } else {
        None
    }
}

/// So many names of a type that a stretch tells of, each once; where it tells of more, those that it joins.
fn together(scene: &Scene<'_, '_>, tokens: Range<usize>, kind: EntityType, count: usize) -> Vec<usize> {
    let entities = &scene.analysis.entities;
    let tree = scene.analysis.document.tree();
    let names = || {
        let found = entities.within(tokens.clone()).take(MOST_NAMES);
        found.filter(|(_, entity)| entities.list.get(*entity).is_some_and(|found| found.kind == kind))
    };
    let once = |group: &mut Vec<usize>, entity: usize| {
        if group.len() <= MOST && !group.contains(&entity) {
            group.push(entity);
        }
    };
    let mut all = Vec::new();
    names().for_each(|(_, entity)| once(&mut all, *entity));
    if all.len() == count {
        return all;
    }
    if all.len() < count {
        return Vec::new();
    }
    // The last coordination.
    for (first, entity) in names().collect::<Vec<_>>().into_iter().rev() {
        let mut joined = vec![*entity];
        for (other, entity) in names().filter(|(other, _)| other.start > first.start) {
            let conjunct = other.clone().any(|at| {
                tree.relation(at) == Relation::Conj && tree.head(at).is_some_and(|head| first.contains(&head))
            });
            if conjunct {
                once(&mut joined, *entity);
            }
        }
        if joined.len() == count {
            return joined;
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use crate::extract::testing::record;

    /// Who takes part in what a word tells.
    fn who(text: &str, trigger: &str) -> Vec<String> {
        let record = record(text);
        let event = record.events.iter().find(|event| event.trigger.text == trigger).unwrap();
        let people = event.actors.iter().chain(&event.targets);
        let name =
            |id: &String| record.entities.iter().find(|entity| entity.id == *id).map(|entity| entity.name.clone());
        people.filter_map(|person| person.entity.as_ref().and_then(name)).collect()
    }

    #[test]
    fn the_two_are_those_told_of_together() {
        let text = "Anna Marsh met Peter Stone in Lima on Monday. The two signed a treaty on fishing.";
        assert_eq!(who(text, "signed"), ["Anna Marsh", "Peter Stone"]);
    }

    #[test]
    fn of_more_those_that_are_joined() {
        let text =
            "Lawyers for Mary Wood said Anna Marsh and Peter Stone had fled to Lima. The pair were arrested on Monday.";
        assert_eq!(who(text, "arrested"), ["Anna Marsh", "Peter Stone"]);
    }

    #[test]
    fn two_of_some_are_others() {
        let text = "Anna Marsh met Peter Stone in Lima on Monday. Two of the rebels were arrested on Tuesday.";
        assert_eq!(who(text, "arrested"), [""; 0]);
    }
}
