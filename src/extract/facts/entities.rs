//! The named things of an article: candidates that are one thing become one entity, typed by their votes.
//!
//! Rule: the model says what a name names, the words in and beside the name say so too, and all occurrences of a
//! spelling vote; where the model is silent, a name without evidence is left out. A full name and its later surname, an
//! organization and its acronym or first word, a place in capitals and in small letters are one entity.

use std::collections::HashMap;
use std::ops::Range;

use super::aliases::{self, key};
use super::profiles::{self, Profile};
use super::roles::FoundRole;
use super::types::Votes;
use crate::extract::annotate::dateline;
use crate::extract::annotate::names::{Candidate, is_headline_like};
use crate::extract::document::Document;
use crate::extract::lexicon::{Lexicon, title_case};
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::Knowledge;
use crate::record::{EntityType, Geo, MentionKind};

/// A named thing.
#[derive(Clone, Debug)]
pub struct Found {
    /// What it is.
    pub kind: EntityType,
    /// The tokens of the fullest name that the text gives it.
    pub name: Range<usize>,
    /// Its country's ISO 3166-1 alpha-2 code.
    pub country: Option<&'static str>,
    /// Where it is, for a place that is resolved.
    pub geo: Option<Geo>,
    /// Its mentions, in text order.
    pub mentions: Vec<Mention>,
    /// Its roles, in text order, each title once.
    pub roles: Vec<FoundRole>,
}

/// A place where the text speaks of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Whether it is a name, a description or a pronoun.
    pub kind: MentionKind,
}

impl Found {
    /// The tokens of the mentions that name it, in text order.
    pub fn names(&self) -> impl Iterator<Item = &Range<usize>> {
        self.mentions.iter().filter(|mention| mention.kind == MentionKind::Name).map(|mention| &mention.tokens)
    }
}

/// The entities of an article by first mention, and where they are mentioned.
#[derive(Debug, Default)]
pub struct Entities {
    /// By first mention.
    pub list: Vec<Found>,
    /// Every name in text order: its tokens and the index of its entity.
    pub mentions: Vec<(Range<usize>, usize)>,
}

impl Entities {
    /// Adds a description or a pronoun that speaks of an entity; a name has its place already.
    pub fn attach(&mut self, entity: usize, mention: Mention) {
        if let Some(found) = self.list.get_mut(entity) {
            let place = found.mentions.partition_point(|other| other.tokens.start <= mention.tokens.start);
            found.mentions.insert(place, mention);
        }
    }

    /// The name that holds a token: its tokens and its entity.
    #[must_use]
    pub fn at(&self, token: usize) -> Option<(Range<usize>, usize)> {
        let index = self.mentions.partition_point(|(tokens, _)| tokens.end <= token);
        self.mentions.get(index).filter(|(tokens, _)| tokens.contains(&token)).cloned()
    }

    /// The names whose first token lies in a stretch, in text order.
    #[must_use]
    pub fn within(&self, tokens: Range<usize>) -> impl DoubleEndedIterator<Item = &(Range<usize>, usize)> {
        let start = self.mentions.partition_point(|(mention, _)| mention.start < tokens.start);
        let end = self.mentions.partition_point(|(mention, _)| mention.start < tokens.end);
        self.mentions[start..end.max(start)].iter()
    }
}

/// Makes entities of candidates, with the dateline as evidence of a place and an agency.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn find(
    document: &Document<'_>,
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    candidates: &[Candidate],
    dateline: Option<&dateline::Found>,
    interrupt: &Interrupt<'_>,
) -> Result<Entities, Interrupted> {
    let (mut profiles, profile_of) = profiles::of_names(document, lexicon, knowledge, candidates, dateline, interrupt)?;
    aliases::link(lexicon, document, &mut profiles, candidates, &profile_of);
    let mut kinds: Vec<Option<EntityType>> = profiles.iter().map(Profile::kind).collect();

    let root = |profile: usize| profiles[profile].alias_of.unwrap_or(profile);
    let mut found: Vec<(Range<usize>, usize)> = Vec::with_capacity(candidates.len());
    let mut seen: HashMap<usize, usize> = HashMap::new();
    for (order, (candidate, profile)) in candidates.iter().zip(&profile_of).enumerate() {
        // Of two persons of one surname it is the one named last.
        let fits = |profile: &&usize| kinds[root(**profile)] == Some(EntityType::Person);
        let shared = profiles[*profile].several.iter().filter(fits).map(|profile| root(*profile));
        let shared = shared.filter(|person| profiles::may_be(document, candidate, &profiles[*person]));
        let person = shared.max_by_key(|person| (seen.get(person).copied(), std::cmp::Reverse(*person)));
        let root = person.unwrap_or_else(|| root(*profile));
        if kinds[root].is_some() {
            seen.insert(root, order);
            found.push((candidate.tokens.clone(), root));
        }
    }
    find_in_headlines(document, lexicon, &mut profiles, &mut kinds, &mut found, interrupt)?;
    Ok(number(&profiles, &kinds, found))
}

/// Known spellings in headlines, where a capital by itself means nothing.
fn find_in_headlines(
    document: &Document<'_>,
    lexicon: &Lexicon,
    profiles: &mut Vec<Profile>,
    kinds: &mut Vec<Option<EntityType>>,
    found: &mut Vec<(Range<usize>, usize)>,
    interrupt: &Interrupt<'_>,
) -> Result<(), Interrupted> {
    const LONGEST: usize = 8;
    let mut spellings: HashMap<String, Option<usize>> = HashMap::new();
    for (index, profile) in profiles.iter().enumerate() {
        // What the story left open is left out here as well.
        let spelling = key(document, &profile.core);
        spellings.entry(spelling.to_owned()).or_insert(None);
        let root = profile.alias_of.unwrap_or(index);
        if kinds[root].is_some() {
            spellings.insert(spelling.to_owned(), Some(root));
            spellings.entry(lexicon.canonical(spelling).to_owned()).or_insert(Some(root));
            if lexicon.name_in_capitals(spelling).is_some() {
                // `HELSINKI` of the dateline is Helsinki of the headline.
                spellings.entry(title_case(spelling)).or_insert(Some(root));
            }
        }
    }
    for sentence in document.sentences() {
        interrupt.check()?;
        if !is_headline_like(document, sentence) {
            continue;
        }
        let tokens = sentence.tokens();
        let mut at = tokens.start;
        while at < tokens.end {
            let longest = (at + LONGEST).min(tokens.end);
            let mut hit = None;
            for end in (at + 1..=longest).rev() {
                let Some(span) = document.span_of(at..end).filter(|span| span.bytes().len() <= 200) else { continue };
                let text = document.slice(span);
                if let Some(profile) = spellings.get(text).or_else(|| spellings.get(lexicon.canonical(text))) {
                    hit = profile.map(|profile| (end, profile));
                    break;
                }
                if let Some(known) = lexicon.name(text).filter(|known| known.kind == EntityType::Place) {
                    let mut votes = Votes::default();
                    votes.add(known.kind, 8);
                    let core = at..end;
                    profiles.push(Profile { meant: true, country: known.country, ..Profile::new(core, votes) });
                    kinds.push(Some(known.kind));
                    spellings.insert(text.to_owned(), Some(profiles.len() - 1));
                    spellings.entry(lexicon.canonical(text).to_owned()).or_insert(Some(profiles.len() - 1));
                    hit = Some((end, profiles.len() - 1));
                    break;
                }
            }
            if let Some((end, profile)) = hit {
                found.push((at..end, profile));
                at = end;
            } else {
                at += 1;
            }
        }
    }
    Ok(())
}

/// Entities numbered by first mention.
fn number(profiles: &[Profile], kinds: &[Option<EntityType>], mut found: Vec<(Range<usize>, usize)>) -> Entities {
    found.sort_by_key(|(tokens, _)| (tokens.start, tokens.end));
    found.dedup_by(|next, before| next.0.start < before.0.end);
    let mut entity_of: HashMap<usize, usize> = HashMap::new();
    let mut entities = Entities::default();
    for (tokens, profile) in found {
        let Some(kind) = kinds[profile] else { continue };
        let index = *entity_of.entry(profile).or_insert_with(|| {
            entities.list.push(Found {
                kind,
                name: profiles[profile].name.clone(),
                country: profiles[profile].country,
                geo: None,
                mentions: Vec::new(),
                roles: Vec::new(),
            });
            entities.list.len() - 1
        });
        entities.list[index].mentions.push(Mention { tokens: tokens.clone(), kind: MentionKind::Name });
        entities.mentions.push((tokens, index));
    }
    entities
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::record;

    /// Name, type and mentions of each entity.
    fn entities(text: &str) -> Vec<(String, Option<EntityType>, Vec<String>)> {
        let entities = record(text).entities.into_iter();
        entities
            .map(|entity| {
                let mentions = entity.mentions.into_iter().map(|mention| mention.evidence.text).collect();
                (entity.name, entity.kind, mentions)
            })
            .collect()
    }

    fn one(text: &str, name: &str, kind: EntityType, mentions: &[&str]) {
        let mentions = mentions.iter().map(|mention| (*mention).to_owned()).collect();
        assert_eq!(entities(text), [(name.to_owned(), Some(kind), mentions)], "{text}");
    }

    #[test]
    fn shorter_forms_are_the_same_thing() {
        one("So Anna Marsh left. Later Ms Marsh came.", "Anna Marsh", EntityType::Person, &["Anna Marsh", "Ms Marsh"]);
        one(
            "So the Northern Council Party (NCP) left. Then the NCP came.",
            "Northern Council Party",
            EntityType::Organization,
            &["Northern Council Party", "NCP", "NCP"],
        );
        one("LIMA — They left Lima.", "Lima", EntityType::Place, &["LIMA", "Lima"]);
        one(
            "It was in the U.S. and the old United States.",
            "United States",
            EntityType::Place,
            &["U.S.", "United States"],
        );
    }

    #[test]
    fn two_of_one_surname_stay_two() {
        let text = "So Anna Marsh met Peter Marsh. Mrs Marsh left. Mr Marsh stayed. Later Marsh slept.";
        let names = |name: &str, mentions: &[&str]| {
            let mentions = mentions.iter().map(|mention| (*mention).to_owned()).collect();
            (name.to_owned(), Some(EntityType::Person), mentions)
        };
        let anna = names("Anna Marsh", &["Anna Marsh", "Mrs Marsh"]);
        assert_eq!(entities(text), [anna, names("Peter Marsh", &["Peter Marsh", "Mr Marsh", "Marsh"])]);
    }

    #[test]
    fn a_man_of_a_countrys_name_is_not_the_country() {
        let text = "So Peter Jordan works in Jordan. Later Mr Jordan met his brother in Jordan.";
        let found = entities(text);
        let of = |name: &str| found.iter().find(|entity| entity.0 == name).map(|entity| (entity.1, entity.2.clone()));
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(of("Peter Jordan"), Some((Some(EntityType::Person), words(&["Peter Jordan", "Mr Jordan", "his"]))));
        assert_eq!(of("Jordan"), Some((Some(EntityType::Place), words(&["Jordan", "Jordan"]))));
    }

    #[test]
    fn a_description_can_be_attached_in_text_order() {
        let name = |start: usize| Mention { tokens: start..start + 1, kind: MentionKind::Name };
        let found = Found {
            kind: EntityType::Person,
            name: 0..1,
            country: None,
            geo: None,
            mentions: vec![name(0), name(9)],
            roles: Vec::new(),
        };
        let mut entities = Entities { list: vec![found], mentions: vec![(0..1, 0), (9..10, 0)] };
        entities.attach(0, Mention { tokens: 4..6, kind: MentionKind::Noun });
        let starts: Vec<usize> = entities.list[0].mentions.iter().map(|mention| mention.tokens.start).collect();
        assert_eq!(starts, [0, 4, 9]);
        assert_eq!(entities.list[0].names().count(), 2);
    }

    #[test]
    fn words_beside_a_name_say_what_it_is() {
        one("They left the airline Gelbrand.", "Gelbrand", EntityType::Organization, &["Gelbrand"]);
        one("They left the village of Gelbrand.", "Gelbrand", EntityType::Place, &["Gelbrand"]);
        one("They left with Gelbrand, 58, on Monday.", "Gelbrand", EntityType::Person, &["Gelbrand"]);
    }

    #[test]
    fn what_only_begins_a_sentence_is_no_name() {
        assert_eq!(entities("Shares rose on Monday. Traders liked it. Banks fell in March."), []);
    }
}
