//! Which words are the head of a title: nouns for what somebody is by office, occupation or part in an event.
//!
//! Rule: the lexicon's titles, and every noun that WordNet knows for a person; not kin and acquaintances, and not nouns
//! that only say that it is a human being, or what somebody thinks of him.

use crate::extract::document::Token;
use crate::extract::lexicon::{Classes, Lexicon};
use crate::knowledge::{Knowledge, Noun, Part, Supersense};
use crate::model::tags::{Penn, Upos};
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
pub fn head(token: Token<'_, '_>, lexicon: &Lexicon, knowledge: &Knowledge) -> Option<Number> {
    let text = token.text();
    if !token.is_word() || text.len() > LONGEST || token.has(Classes::DEMONYM) || is_vague(text) {
        return None;
    }
    let upos = token.tag().upos;
    let noun = matches!(upos, Upos::Noun | Upos::Propn);
    // `Finance Minister X`, `the mission general`: words that the tagger takes for something else.
    let lost = matches!(upos, Upos::Adj | Upos::X) || matches!(upos, Upos::Verb) && token.is_capitalised();
    if !(noun || lost) {
        return None;
    }
    if token.has(Classes::TITLE_HEAD) || is_acronym(text) {
        return Some(Number::One);
    }
    let tie = token.has(Classes::PERSON_NOUN) && !is_part(text);
    if tie || !noun && !token.is_capitalised() || is_adherent(token, knowledge) {
        return None;
    }
    // `co-author`, `ex-wrestler`
    let text = text.rsplit('-').next().unwrap_or(text);
    if says_person(text, knowledge) {
        return Some(Number::One);
    }
    let mut several = singulars(text).chain(knowledge.lemmas(Part::Noun, text).iter().copied());
    let title = |one: &str| lexicon.classes(one).has(Classes::TITLE_HEAD) && !is_vague(one);
    several.any(|one| title(one) || says_person(one, knowledge)).then_some(Number::Several)
}

/// Nouns for the part that somebody has in a case or an office, though they stand among kin in the tables.
fn is_part(noun: &str) -> bool {
    matches!(noun, "witness" | "neighbour" | "neighbor" | "predecessor" | "successor")
}

/// Whether a verb in small letters is spelt like the head of a title: “captain”, “nurse”, “founder”.
#[must_use]
pub fn is_verbal_head(token: Token<'_, '_>, knowledge: &Knowledge) -> bool {
    let base = token.tag().upos == Upos::Verb && matches!(token.tag().penn, Penn::Vb | Penn::Vbp);
    let text = token.text();
    base && !token.is_capitalised()
        && text.len() <= LONGEST
        && !token.has(Classes::PERSON_NOUN)
        && (token.has(Classes::TITLE_HEAD) || says_person(text, knowledge))
}

/// Whether a capitalised noun says which party or creed somebody follows: “a Republican”.
fn is_adherent(token: Token<'_, '_>, knowledge: &Knowledge) -> bool {
    let name = knowledge.proper_noun(token.text()).filter(|_| token.is_capitalised());
    name.is_some_and(|name| name.types().next() == Some(EntityType::Group))
}

/// Offices that are written in capitals only.
fn is_acronym(text: &str) -> bool {
    matches!(
        text,
        "BL" | "DPP" | "GP" | "KC" | "MCA" | "MEP" | "MLA" | "MNA" | "MSP" | "PM" | "QC" | "SC" | "SHO" | "TD"
    )
}

/// A form of address that is a rank or an office: “Sgt”, “Gen.”; not “Mr”, and not what is said of anybody.
#[must_use]
pub fn is_rank(token: Token<'_, '_>) -> bool {
    token.is_word()
        && token.is_capitalised()
        && (token.has(Classes::HONORIFIC) || matches!(token.text(), "Coun" | "Coun."))
        && !token.has(Classes::CIVIL)
        && !matches!(token.text().trim_end_matches('.'), "Hon" | "Madam" | "Madame" | "Don" | "Doña" | "Dato" | "Datin")
}

fn says_person(noun: &str, knowledge: &Knowledge) -> bool {
    let person =
        |noun: Noun| noun.names == Some(EntityType::Person) || noun.senses.first() == Some(Supersense::NounPerson);
    match knowledge.noun(noun) {
        Some(known) => !is_vague(noun) && person(known),
        None => is_made(noun),
    }
}

/// Occupations that WordNet does not list, known by their end: “stuntman”, “hydrographer”.
fn is_made(noun: &str) -> bool {
    const ENDINGS: [&str; 10] =
        ["man", "woman", "person", "grapher", "ologist", "ician", "maker", "keeper", "monger", "ster"];
    (noun.starts_with(|c: char| c.is_ascii_lowercase()) || noun.ends_with("ologist"))
        && ENDINGS.iter().any(|ending| noun.len() > ending.len() + 2 && noun.ends_with(ending))
}

/// The words that may be the singular of a regular plural, with what they may end in.
pub(super) fn singulars(text: &str) -> impl Iterator<Item = &str> {
    let one = text.strip_suffix('s').filter(|one| one.len() > 2 && !one.ends_with('s'));
    let other = text.strip_suffix("es").filter(|one| one.len() > 2);
    one.into_iter().chain(other)
}

/// Nouns that say only that it is a human being, how old or how dear.
fn is_vague(noun: &str) -> bool {
    const VAGUE: [&str; 65] = [
        "adult",
        "adversary",
        "american",
        "ancestor",
        "baby",
        "being",
        "beloved",
        "boyfriend",
        "bride",
        "child",
        "citizen",
        "couple",
        "creature",
        "dead",
        "double",
        "elder",
        "enemy",
        "eyewitness",
        "fan",
        "favorite",
        "favourite",
        "fellow",
        "figure",
        "foe",
        "folk",
        "girlfriend",
        "groom",
        "guest",
        "guy",
        "half",
        "hero",
        "heroine",
        "host",
        "idiot",
        "import",
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
        "widow",
        "widower",
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
