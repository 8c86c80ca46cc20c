//! Which spellings of a name stand for one thing: a surname, an acronym, a first word, a form in capitals.
//!
//! Rule: every shorter form points to the fullest one and hands its votes over; a place that the tables know is
//! nobody's surname while it stands as a place.

use std::collections::HashMap;
use std::ops::Range;

use super::profiles::Profile;
use crate::extract::annotate::names::Candidate;
use crate::extract::document::{Document, Token, TokenKind};
use crate::extract::lexicon::{Classes, Lexicon};
use crate::record::EntityType;

/// The words of some tokens, as written.
#[must_use]
pub fn key<'t>(document: &Document<'t>, tokens: &Range<usize>) -> &'t str {
    document.span_of(tokens.clone()).map_or("", |span| document.slice(span))
}

/// Finds the shorter forms of longer names and hands their votes over.
pub fn link(
    lexicon: &Lexicon,
    document: &Document<'_>,
    profiles: &mut [Profile],
    candidates: &[Candidate],
    profile_of: &[usize],
) {
    let mut longer: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut folded: HashMap<String, usize> = HashMap::new();
    for (index, profile) in profiles.iter().enumerate() {
        shorter_forms(document, profile, |form| {
            let longer = longer.entry(form).or_default();
            if longer.len() < MOST && longer.last() != Some(&index) {
                longer.push(index);
            }
        });
        if let Some(text) = foldable(document, profile).filter(|_| !is_upper(document, profile)) {
            folded.entry(text.to_lowercase()).or_insert(index);
        }
    }
    for (acronym, profile) in acronyms(document, candidates, profile_of) {
        longer.insert(acronym, vec![profile]);
    }
    let mut canonical: HashMap<(&str, bool), usize> = HashMap::new();
    for index in 0..profiles.len() {
        let text = key(document, &profiles[index].core);
        let first = *canonical.entry((lexicon.canonical(text), profiles[index].addressed)).or_insert(index);
        if first != index {
            join(document, profiles, index, first);
            continue;
        }
        let fuller = longer.get(text);
        let fuller: Vec<usize> = fuller.map_or_else(Vec::new, |fuller| distinct(profiles, fuller, index));
        if fuller.len() > 1 {
            profiles[index].share(fuller);
            continue;
        }
        let capitals = || {
            let text = foldable(document, &profiles[index]).filter(|_| is_upper(document, &profiles[index]))?;
            folded.get(&text.to_lowercase()).copied()
        };
        let Some(target) = fuller.first().copied().or_else(capitals).filter(|target| *target != index) else {
            continue;
        };
        // A known place of the same name stays a place, unless it never stands as one.
        let place = profiles[index].votes.of(EntityType::Place) >= 8;
        let same = profiles[target].votes.winner() == Some(EntityType::Place);
        if !place || same || profiles[index].votes.of(EntityType::Person) >= 4 {
            join(document, profiles, index, target);
        }
    }
    for index in 0..profiles.len() {
        root(profiles, index);
    }
}

/// The most longer names that one shorter form is kept for.
const MOST: usize = 8;

/// The different things behind some profiles, but for one.
fn distinct(profiles: &mut [Profile], fuller: &[usize], index: usize) -> Vec<usize> {
    let mut roots: Vec<usize> =
        fuller.iter().map(|profile| root(profiles, *profile)).filter(|root| *root != index).collect();
    roots.dedup();
    roots.truncate(MOST);
    roots
}

/// The spelling of a profile where it is short enough to be compared without its case.
fn foldable<'t>(document: &Document<'t>, profile: &Profile) -> Option<&'t str> {
    Some(key(document, &profile.core)).filter(|text| text.len() <= 64)
}

fn is_upper(document: &Document<'_>, profile: &Profile) -> bool {
    document.token(profile.core.start).is_some_and(|token| token.is_upper())
}

/// The shorter forms that a full name may have later in the text.
fn shorter_forms<'t>(document: &Document<'t>, profile: &Profile, mut form: impl FnMut(&'t str)) {
    if profile.core.len() < 2 {
        return;
    }
    let words = profile.core.clone().filter_map(|at| document.token(at)).filter(Token::is_word);
    let mut words = words.map(|word| word.text()).filter(|word| word.chars().nth(2).is_some());
    match profile.votes.winner() {
        Some(EntityType::Person) => {
            // The whole tail of a name and each single word of it may stand for it.
            for at in profile.core.start + 1..profile.core.end {
                form(key(document, &(at..profile.core.end)));
            }
            words.for_each(form);
        }
        Some(EntityType::Organization) => {
            let places = Classes::PLACE_PREFIX.and(Classes::DEMONYM);
            let generic = Classes::ORGANIZATION_HEAD.and(Classes::COMMON).and(places);
            if !document.token(profile.core.start).is_some_and(|first| first.has(generic)) {
                words.next().into_iter().for_each(&mut form);
            }
            // `the Commission`, `Rovers`: the head of the name, written with a capital.
            let last = profile.core.end - 1;
            let bare =
                !document.token(last - 1).is_some_and(|word| matches!(word.text(), "of" | "for" | "the" | "and" | "-"));
            if bare && document.token(last).is_some_and(|word| word.is_word() && word.is_capitalised()) {
                form(key(document, &(last..last + 1)));
            }
        }
        _ => {}
    }
}

/// Makes one profile the shorter form of whatever another one is a form of. Only what is no shorter form yet gets
/// a fuller one, other than itself, so that no chain of forms ever comes back to its start.
fn join(document: &Document<'_>, profiles: &mut [Profile], shorter: usize, fuller: usize) {
    let target = root(profiles, fuller);
    if target == shorter || profiles[shorter].alias_of.is_some() {
        return;
    }
    let (votes, core) = (profiles[shorter].votes, profiles[shorter].core.clone());
    let learned = profiles[shorter].learned;
    let full = &mut profiles[target];
    full.votes.merge(votes);
    full.meant = true;
    full.learned |= learned;
    if key(document, &full.name).len() < key(document, &core).len() {
        full.name = core;
    }
    profiles[shorter].alias_of = Some(target);
}

/// The fullest form behind a profile; on the way, all shorter ones are made to point to it.
fn root(profiles: &mut [Profile], index: usize) -> usize {
    let mut root = index;
    while let Some(next) = profiles[root].alias_of {
        root = next;
    }
    let mut at = index;
    while let Some(next) = profiles[at].alias_of.filter(|next| *next != root) {
        profiles[at].alias_of = Some(root);
        at = next;
    }
    root
}

/// `Northern Council Party (NCP)`: the acronym and the profile of the full name.
fn acronyms<'t>(document: &Document<'t>, candidates: &[Candidate], profile_of: &[usize]) -> Vec<(&'t str, usize)> {
    let mut found = Vec::new();
    for (candidate, profile) in candidates.iter().zip(profile_of) {
        let end = candidate.core.end;
        let token = |at: usize| document.token(at);
        let bracketed = token(end).is_some_and(|t| t.kind() == TokenKind::OpenBracket)
            && token(end + 2).is_some_and(|t| t.kind() == TokenKind::CloseBracket);
        if let Some(acronym) = token(end + 1).filter(|t| bracketed && candidate.core.len() > 1 && t.is_upper()) {
            found.push((acronym.text(), *profile));
        }
    }
    found
}
