//! Which words are the head of a title: nouns for what somebody is by office, occupation or part in an event.
//!
//! Rule: the lexicon's titles, and every noun that WordNet knows for a person; not kin and acquaintances, and not nouns
//! that only say that it is a human being, or what somebody thinks of him.

use crate::extract::document::Token;
use crate::extract::lexicon::Classes;
use crate::knowledge::{Knowledge, Noun, Part, Supersense};
use crate::model::tags::Upos;
use crate::record::EntityType;

/// How many hold a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// “minister”.
    One,
    /// “ministers”.
    Several,
}

/// The most bytes of a noun that is looked up.
const LONGEST: usize = 32;

/// Whether a word is the head of a title, and how many hold it.
#[must_use]
pub fn head(token: Token<'_, '_>, knowledge: &Knowledge) -> Option<Number> {
    let text = token.text();
    let noun = match token.tag().upos {
        Upos::Noun | Upos::Propn => true,
        // `the mission general`, `Finance Minister X`: words that the tagger takes for something else.
        Upos::Adj | Upos::Verb | Upos::X => token.has(Classes::TITLE_HEAD) && token.is_capitalised(),
        _ => false,
    };
    if !token.is_word() || text.len() > LONGEST || token.has(Classes::DEMONYM) {
        return None;
    }
    if token.has(Classes::TITLE_HEAD) && (noun || token.tag().upos == Upos::Adj) {
        return Some(Number::One);
    }
    if !noun || token.has(Classes::PERSON_NOUN) {
        return None;
    }
    if says_person(text, knowledge) {
        return Some(Number::One);
    }
    let mut several = singulars(text).chain(knowledge.lemmas(Part::Noun, text).iter().copied());
    several.any(|one| says_person(one, knowledge)).then_some(Number::Several)
}

/// A form of address that is a rank or an office: “Sgt”, “Gen.”; not “Mr”, and not what is said of anybody.
#[must_use]
pub fn is_rank(token: Token<'_, '_>) -> bool {
    token.is_word()
        && token.is_capitalised()
        && token.has(Classes::HONORIFIC)
        && !token.has(Classes::CIVIL)
        && !matches!(token.text().trim_end_matches('.'), "Hon" | "Madam" | "Madame" | "Don" | "Doña" | "Dato" | "Datin")
}

fn says_person(noun: &str, knowledge: &Knowledge) -> bool {
    if is_vague(noun) {
        return false;
    }
    let person =
        |noun: Noun| noun.names == Some(EntityType::Person) || noun.senses.first() == Some(Supersense::NounPerson);
    knowledge.noun(noun).is_some_and(person)
}

/// The words that may be the singular of a regular plural, with what they may end in.
pub(super) fn singulars(text: &str) -> impl Iterator<Item = &str> {
    let one = text.strip_suffix('s').filter(|one| one.len() > 2 && !one.ends_with('s'));
    let other = text.strip_suffix("es").filter(|one| one.len() > 2);
    one.into_iter().chain(other)
}

/// Nouns that say only that it is a human being, how old or how dear.
fn is_vague(noun: &str) -> bool {
    const VAGUE: [&str; 57] = [
        "adult",
        "adversary",
        "american",
        "ancestor",
        "baby",
        "being",
        "beloved",
        "bride",
        "child",
        "citizen",
        "couple",
        "creature",
        "dead",
        "double",
        "elder",
        "enemy",
        "fan",
        "favorite",
        "favourite",
        "fellow",
        "figure",
        "foe",
        "folk",
        "groom",
        "guy",
        "half",
        "hero",
        "heroine",
        "idiot",
        "individual",
        "infant",
        "kid",
        "ladies",
        "lady",
        "legend",
        "liar",
        "lover",
        "match",
        "mate",
        "name",
        "national",
        "native",
        "one",
        "opponent",
        "orphan",
        "parent",
        "people",
        "person",
        "relation",
        "relative",
        "rival",
        "self",
        "soul",
        "spouse",
        "star",
        "toddler",
        "youth",
    ];
    let mut buffer = [0; LONGEST];
    let Some(target) = buffer.get_mut(..noun.len()) else { return true };
    target.copy_from_slice(noun.as_bytes());
    target.make_ascii_lowercase();
    std::str::from_utf8(target).is_ok_and(|lower| VAGUE.binary_search(&lower).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_for_persons_are_titles_and_vague_ones_are_not() {
        let knowledge = Knowledge::shared();
        for noun in ["teacher", "magnate", "Passenger", "beekeeper"] {
            assert!(says_person(noun, &knowledge), "{noun}");
        }
        for noun in ["bridge", "Person", "youth", "fan", "adult"] {
            assert!(!says_person(noun, &knowledge), "{noun}");
        }
    }
}
