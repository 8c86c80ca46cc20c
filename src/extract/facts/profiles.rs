//! What is known of each spelling of a name: where it stands first, and the votes of all its occurrences on its type.
//!
//! Rule: a spelling has one profile, but for the name of a place that also is somebody's: who is addressed by it, or has
//! it as surname, has one of his own.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::aliases::key;
use super::types::{self, Votes};
use crate::extract::annotate::dateline;
use crate::extract::annotate::names::Candidate;
use crate::extract::document::Document;
use crate::extract::lexicon::{Classes, Lexicon};
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::Knowledge;
use crate::record::EntityType;

/// All that is known of one spelling of a name.
#[derive(Debug)]
pub struct Profile {
    /// Its first occurrence that has all words.
    pub core: Range<usize>,
    /// The fullest form of the name among those that stand for it.
    pub name: Range<usize>,
    /// What its words and all its occurrences say about its type.
    pub votes: Votes,
    /// Whether it ever stands where its capital means something.
    pub meant: bool,
    /// Whether the model has found it.
    pub learned: bool,
    /// Whether a title or a form of address stands before it, and a place has the same name.
    pub addressed: bool,
    /// ISO 3166-1 alpha-2 code of the country that the tables give it.
    pub country: Option<&'static str>,
    /// The profile that this one is a shorter form of.
    pub alias_of: Option<usize>,
    /// The persons of whom this is the shared surname: each occurrence is one of them.
    pub several: Vec<usize>,
}

impl Profile {
    /// A profile of which nothing is known but its place and its votes.
    #[must_use]
    pub fn new(core: Range<usize>, votes: Votes) -> Self {
        Self {
            name: core.clone(),
            core,
            votes,
            meant: false,
            learned: false,
            addressed: false,
            country: None,
            alias_of: None,
            several: Vec::new(),
        }
    }

    /// Its type; none where it is left out, or a shorter form of another.
    #[must_use]
    pub fn kind(&self) -> Option<EntityType> {
        // Where the model has seen a name there is one, however open its type.
        let kind = if self.learned { self.votes.best() } else { self.votes.winner() };
        kind.filter(|_| self.meant && self.alias_of.is_none())
    }

    /// Notes of which persons this is the surname; a word that bodies share stands for none of them.
    pub(super) fn share(&mut self, fuller: Vec<usize>) {
        if self.votes.winner() != Some(EntityType::Organization) {
            self.several = fuller;
        }
    }
}

/// The votes of the model for one occurrence of a name: they outweigh a dateline and a known place.
const LEARNED: i32 = 12;
/// How many times each vote of the rules counts: they turn the model where several agree against it.
const RULES: i32 = 2;

/// One profile a spelling, with the votes of all its occurrences, and the profile of each candidate.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn of_names(
    document: &Document<'_>,
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    candidates: &[Candidate],
    dateline: Option<&dateline::Found>,
    interrupt: &Interrupt<'_>,
) -> Result<(Vec<Profile>, Vec<usize>), Interrupted> {
    let surnames = surnames(document, candidates);
    let mut by_spelling: HashMap<(&str, bool), usize> = HashMap::new();
    let mut profiles: Vec<Profile> = Vec::new();
    let mut profile_of = Vec::with_capacity(candidates.len());
    for (count, candidate) in candidates.iter().enumerate() {
        if count % 64 == 0 {
            interrupt.check()?;
        }
        let spelling = key(document, &candidate.core);
        let kind = candidate.kind.map(|kind| if is_inside(document, candidate) { EntityType::Place } else { kind });
        // Mr Jordan is not Jordan, though both are written so.
        let place = lexicon.name(spelling).is_some_and(|known| known.kind == EntityType::Place);
        let spoken = candidate.title.is_some() || candidate.core != candidate.tokens;
        let person = kind == Some(EntityType::Person) && surnames.contains(spelling);
        let addressed = place && (spoken || person);
        let index = *by_spelling.entry((spelling, addressed)).or_insert_with(|| {
            profiles.push(Profile { addressed, ..first(document, lexicon, candidate) });
            profiles.len() - 1
        });
        let profile = &mut profiles[index];
        if let Some(kind) = kind {
            profile.votes.add(kind, LEARNED);
            profile.meant = true;
            profile.learned = true;
        }
        profile.votes.merge(types::of_context(document, knowledge, candidate).times(RULES));
        let within =
            |tokens: Option<&Range<usize>>| tokens.is_some_and(|tokens| tokens.contains(&candidate.core.start));
        if within(dateline.and_then(|dateline| dateline.place.as_ref())) {
            profile.votes.add(EntityType::Place, 8);
            profile.meant = true;
        }
        if within(dateline.and_then(|dateline| dateline.agency.as_ref())) {
            profile.votes.add(EntityType::Organization, 8);
            profile.meant = true;
        }
        profile.meant |= !candidate.initial || candidate.core.len() > 1;
        profile_of.push(index);
    }
    Ok((profiles, profile_of))
}

/// The last words of the persons' full names.
fn surnames<'t>(document: &Document<'t>, candidates: &[Candidate]) -> HashSet<&'t str> {
    let full = |candidate: &&Candidate| candidate.kind == Some(EntityType::Person) && candidate.core.len() > 1;
    let last = |candidate: &Candidate| key(document, &(candidate.core.end - 1..candidate.core.end));
    candidates.iter().filter(full).map(last).collect()
}

/// Whether a name of one word stands behind a preposition that takes a place and never a person: “in Jordan”.
fn is_inside(document: &Document<'_>, candidate: &Candidate) -> bool {
    let known = candidate.kind == Some(EntityType::Person) && candidate.tokens.len() == 1;
    let place = document.token(candidate.core.start).is_some_and(|name| name.has(Classes::KNOWN));
    let before = document.before(candidate.tokens.start);
    let inside = matches!(before.map_or("", |before| before.text()), "in" | "In" | "across" | "inside" | "throughout");
    known && place && inside
}

/// The profile that a spelling begins with, by the words of the name alone.
fn first(document: &Document<'_>, lexicon: &Lexicon, candidate: &Candidate) -> Profile {
    let mut votes = types::of_words(document, candidate).times(RULES);
    let mut known = candidate.known;
    if known.is_none() && document.token(candidate.core.start).is_some_and(|token| token.is_upper()) {
        // `HELSINKI`, in a dateline or for emphasis.
        known = lexicon.name_in_capitals(key(document, &candidate.core));
        if let Some(known) = known {
            votes.add(known.kind, 8);
        }
    }
    let country = known.and_then(|known| known.country);
    Profile { meant: known.is_some(), country, ..Profile::new(candidate.core.clone(), votes) }
}

/// Whether the form of address of a mention does not speak against a person: “Mrs Marsh” is not Peter Marsh.
#[must_use]
pub fn may_be(document: &Document<'_>, mention: &Candidate, person: &Profile) -> bool {
    let has = |at: usize, class: Classes| document.token(at).is_some_and(|token| token.has(class));
    let (address, given) = (mention.tokens.start, person.name.start);
    let against = |one: Classes, other: Classes| has(address, one) && has(given, other) && !has(given, one);
    mention.tokens == mention.core || !against(Classes::WOMAN, Classes::MAN) && !against(Classes::MAN, Classes::WOMAN)
}
