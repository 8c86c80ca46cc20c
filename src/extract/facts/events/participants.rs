//! Whom or what a phrase stands for where it takes part in an event.
//!
//! Rule: a pronoun takes part as what it means, and where nobody knows what that is, nothing takes its place. *I* within
//! a quotation is its speaker, *we* the body for which the speaker is known to speak.

use super::phrases::Phrases;
use super::{Argument, Scene, attribution, groups};
use crate::extract::facts::coreference::Meaning;
use crate::extract::facts::relations::Predicate;
use crate::model::tags::Upos;
use crate::record::EntityType;

/// The pronouns of the first person, singular and plural.
const FIRST_PERSON: [[&str; 4]; 2] = [["i", "me", "my", "myself"], ["we", "us", "our", "ourselves"]];

/// The most relations of an article among which the one of a speaker is looked for.
const MOST_RELATIONS: usize = 64;

/// The other pronouns that mean nothing by themselves.
const PERSONAL: &str = "you your yours he him his she her hers it its they them their theirs ours mine himself herself \
    itself themselves this that these those who";

/// The participant that the phrase with this head names; none where it is a pronoun and nobody knows whom it means.
#[must_use]
pub fn find(scene: &Scene<'_, '_>, phrases: &Phrases, head: usize) -> Option<Argument> {
    let tokens = phrases.tokens(scene.analysis, head);
    if let Some(entity) = phrases.entity(head) {
        // The name itself where the phrase holds it.
        let name = scene.analysis.entities.at(head).map(|(name, _)| name);
        return Some(Argument { entity: Some(entity), tokens: name.unwrap_or(tokens) });
    }
    match meaning(scene, head) {
        Some(Meaning::Entity(entity)) => Some(Argument { entity: Some(entity), tokens }),
        Some(Meaning::Phrase(first)) => Some(Argument { entity: None, tokens: first }),
        None if is_personal(scene, head) => None,
        None => Some(Argument { entity: None, tokens }),
    }
}

/// The participants that the phrase with this head names: one, none, or the members of a group.
#[must_use]
pub fn all(scene: &Scene<'_, '_>, phrases: &Phrases, head: usize) -> Vec<Argument> {
    let one = find(scene, phrases, head);
    if one.as_ref().is_none_or(|one| one.entity.is_none()) {
        let group = groups::members(scene, head);
        if !group.is_empty() {
            let tokens = phrases.tokens(scene.analysis, head);
            return group.into_iter().map(|entity| Argument { entity: Some(entity), tokens: tokens.clone() }).collect();
        }
    }
    one.into_iter().collect()
}

/// Whether two participants are one.
#[must_use]
pub fn is_same(one: &Argument, other: &Argument) -> bool {
    match (one.entity, other.entity) {
        (Some(one), Some(other)) => one == other,
        _ => one.tokens == other.tokens,
    }
}

fn meaning(scene: &Scene<'_, '_>, head: usize) -> Option<Meaning> {
    let links = &scene.analysis.links;
    let known = links.meaning(head).or_else(|| links.likely_meaning(head));
    known.or_else(|| speaker(scene, head).map(Meaning::Entity))
}

/// The number of a pronoun of the first person: 0 for the singular, 1 for the plural.
fn first_person(scene: &Scene<'_, '_>, head: usize) -> Option<usize> {
    let token = scene.analysis.document.token(head).filter(|token| token.tag().upos == Upos::Pron)?;
    FIRST_PERSON.iter().position(|words| token.is_any(words))
}

/// Whom a pronoun of the first person means.
fn speaker(scene: &Scene<'_, '_>, head: usize) -> Option<usize> {
    let number = first_person(scene, head)?;
    let quote = attribution::quote_of(scene, head)?;
    let speaker = scene.analysis.quotes[quote].speaker.as_ref()?.entity?;
    let person = scene.analysis.entities.list.get(speaker)?.kind == EntityType::Person;
    match (number, person) {
        // What is no person is many: `we`, never `I`.
        (0, true) | (1, false) => return Some(speaker),
        (0, false) => return None,
        _ => {}
    }
    let speaks_for =
        |predicate| matches!(predicate, Predicate::HeadOf | Predicate::SpokespersonOf | Predicate::MemberOf);
    let mut bodies = scene.analysis.relations.iter().take(MOST_RELATIONS).filter(|found| found.subject == speaker);
    bodies.find(|found| speaks_for(found.predicate)).map(|found| found.object)
}

/// Whether a phrase is a pronoun that means nothing by itself.
fn is_personal(scene: &Scene<'_, '_>, head: usize) -> bool {
    first_person(scene, head).is_some()
        || scene.analysis.document.token(head).is_some_and(|token| {
            token.tag().upos == Upos::Pron && PERSONAL.split(' ').any(|word| token.text().eq_ignore_ascii_case(word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::extract::facts::events::lexemes::Lexemes;
    use crate::extract::testing::analysed;

    /// The name of the entity that a word stands for, else the words of its phrase; none where nobody knows.
    fn meant(text: &str, word: &str) -> Option<String> {
        let article = Article::of_text(text);
        let analysis = analysed(&article);
        let lexemes = Lexemes::default();
        let at = analysis.document.tokens().position(|token| token.is(word)).unwrap();
        let found = find(&Scene { analysis: &analysis, lexemes: &lexemes }, &Phrases::read(&analysis), at)?;
        let tokens = found.entity.map_or(found.tokens, |entity| analysis.entities.list[entity].name.clone());
        analysis.document.span_of(tokens).map(|span| analysis.document.slice(span).to_owned())
    }

    #[test]
    fn who_speaks_of_herself_is_the_speaker() {
        assert_eq!(meant("“I closed the bridge,” Anna Marsh said.", "I").as_deref(), Some("Anna Marsh"));
    }

    #[test]
    fn who_heads_a_body_speaks_for_it() {
        let text = "“We closed the bridge,” said Anna Marsh, the director of the Lima Institute.";
        assert_eq!(meant(text, "We").as_deref(), Some("Lima Institute"));
        assert_eq!(meant("“We closed the bridge,” Anna Marsh said.", "We"), None);
    }

    #[test]
    fn a_pronoun_that_nobody_knows_stands_for_nothing() {
        assert_eq!(meant("We closed the bridge.", "We"), None);
        assert_eq!(meant("We closed the old bridge.", "bridge").as_deref(), Some("the old bridge"));
    }
}
