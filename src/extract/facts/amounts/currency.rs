//! Which currency is meant where a sign or a noun stands for several: a bare “$”, “Rs”, “francs”, “crowns”.
//!
//! Rule: the article's places decide. Each mention of a place that lies in a country, and each adjective of a country,
//! is a vote for it; the dateline, the place in the publisher's name and its clock have five. The meant currency is tender in the
//! country with the most votes among those that have one of the candidates; a tie leaves it open. Where none has, “£” and
//! “pounds” are sterling, “¥” is yen and “won” South Korean, as in English texts everywhere; any other is left open.
//!
//! A bare “$” is the dollar of the country with the most votes, or that of the United States where that country pays in
//! something else: foreign trade is told in dollars. A dollar that the article writes out (`US$`, `TT$`) is not the one
//! that it means by the bare sign.

use std::ops::Range;

use super::tables::Tables;
use crate::extract::document::Document;
use crate::extract::facts::entities::Entities;
use crate::extract::lexicon::Classes;
use crate::knowledge::{Country, Key, Knowledge};
use crate::record::EntityType;

/// Where an article comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'a> {
    /// The tokens of the place in the dateline.
    pub dateline: Option<&'a Range<usize>>,
    /// The publisher's name.
    pub source: Option<&'a str>,
    /// The time of publication, by the publisher's clock.
    pub published: Option<&'a str>,
}

/// What an article says about where it is at home.
#[derive(Debug, Default)]
pub struct Home {
    /// The countries that it speaks of, by votes, the most first; equals in the order of their codes.
    votes: Vec<(&'static str, usize)>,
    /// The dollars that it writes out.
    written: Vec<&'static str>,
}

/// The votes that a dateline, a publisher's place and its clock are worth.
const ORIGIN: usize = 5;

/// The currencies that are meant where no place says otherwise.
const USUAL: [&str; 4] = ["USD", "GBP", "JPY", "KRW"];

impl Home {
    /// Counts the votes of an article.
    #[must_use]
    pub fn new(
        document: &Document<'_>,
        knowledge: &Knowledge,
        tables: &Tables,
        entities: &Entities,
        origin: Origin<'_>,
    ) -> Self {
        let mut home = Self::default();
        for found in entities.list.iter().filter(|found| found.kind == EntityType::Place) {
            let begins = |place: &Range<usize>| found.names().any(|own| own.start == place.start);
            let more = if origin.dateline.is_some_and(begins) { ORIGIN } else { 0 };
            let name = document.span_of(found.name.clone()).map_or("", |span| document.slice(span));
            // The greatest city of a name is a guess that only breaks a silence.
            let city = || knowledge.cities(name).next().map(|city| city.country);
            match found.country {
                Some(country) => home.vote(country, found.mentions.len() + more),
                None => home.vote_for(city(), 1 + more),
            }
        }
        for token in document.tokens() {
            if token.has(Classes::DEMONYM) {
                // “South Korean”
                let before = document.before(token.index).map_or("", |before| before.text());
                let country = knowledge.demonym(Key::of(before).then(token.text())).or(knowledge.demonym(token.text()));
                home.vote_for(country.map(|country| country.alpha2), 1);
            } else if token.text().len() > 1 && token.text().ends_with('$') {
                home.written.extend(tables.sign(token.text()).into_iter().flatten());
            }
        }
        home.vote_for(origin.source.and_then(|source| place_of(source, knowledge)), ORIGIN);
        home.vote_for(origin.published.and_then(country_of_clock), ORIGIN);
        home.votes.sort_by(|one, two| two.1.cmp(&one.1).then(one.0.cmp(two.0)));
        home
    }

    fn vote_for(&mut self, country: Option<&'static str>, votes: usize) {
        if let Some(country) = country {
            self.vote(country, votes);
        }
    }

    fn vote(&mut self, country: &'static str, votes: usize) {
        match self.votes.iter_mut().find(|(known, _)| *known == country) {
            Some((_, sum)) => *sum += votes,
            None => self.votes.push((country, votes)),
        }
    }

    /// The one of `candidates` that is meant.
    #[must_use]
    pub fn choose(&self, knowledge: &Knowledge, candidates: &[&'static str]) -> Option<&'static str> {
        if let [only] = candidates {
            return Some(only);
        }
        let usual = USUAL.into_iter().find(|code| candidates.contains(code));
        let mut ranked = self.votes.iter().filter_map(|(country, votes)| {
            let code = candidates.iter().find(|code| is_tender(knowledge, code, country))?;
            Some((*code, *votes))
        });
        let Some((first, votes)) = ranked.next() else {
            // “marks”, where nobody pays in marks: those that are no more.
            let is_past =
                |code: &&&str| knowledge.currency(code).is_some_and(|known| known.countries().next().is_none());
            return usual.or_else(|| candidates.iter().find(is_past).copied());
        };
        let tied = ranked.take_while(|(_, other)| *other == votes).any(|(code, _)| code != first);
        (!tied).then_some(first)
    }

    /// The one of these dollars that a bare sign means.
    #[must_use]
    pub fn dollar(&self, knowledge: &Knowledge, dollars: &[&'static str]) -> Option<&'static str> {
        let open: Vec<&'static str> = dollars.iter().copied().filter(|code| !self.written.contains(code)).collect();
        let at_home = self.votes.first().is_none_or(|(country, _)| {
            dollars.iter().any(|code| is_tender(knowledge, code, country) && open.contains(code))
        });
        if open.contains(&"USD") && !at_home { Some("USD") } else { self.choose(knowledge, &open) }
    }

    /// Whether the country with the most votes pays in one of these.
    #[must_use]
    pub fn is_paid_in(&self, knowledge: &Knowledge, candidates: &[&'static str]) -> bool {
        let most = self.votes.first();
        most.is_some_and(|(country, _)| candidates.iter().any(|code| is_tender(knowledge, code, country)))
    }
}

fn is_tender(knowledge: &Knowledge, code: &str, country: &str) -> bool {
    knowledge.currency(code).is_some_and(|currency| currency.countries().any(|known| known == country))
}

/// The country whose clocks alone, among those with papers in English and dollars of their own, stand so far from
/// Greenwich: a paper of Victoria or Otago seldom names the country that it is read in.
fn country_of_clock(published: &str) -> Option<&'static str> {
    let offset = published.get(published.len().checked_sub(6)?..)?;
    match offset {
        "+09:30" | "+10:00" | "+10:30" | "+11:00" => Some("AU"),
        "+12:00" | "+13:00" => Some("NZ"),
        "-03:30" | "-02:30" => Some("CA"),
        _ => None,
    }
}

/// The country that a publisher's name speaks of: “Toronto Star”, “The Jamaica Times”.
fn place_of(source: &str, knowledge: &Knowledge) -> Option<&'static str> {
    const LONGEST: usize = 3;
    const WORDS: usize = 12;
    // “(English)” says in which language it is written.
    let source = source.split('(').next().unwrap_or(source).trim_end();
    let words: Vec<&str> = source.split([' ', '-']).take(WORDS).collect();
    (0..words.len()).find_map(|start| {
        (1..=LONGEST).rev().find_map(|length| {
            let words = words.get(start..start + length)?;
            let key = words.iter().fold(Key::START, |key, word| key.then(word));
            // A city by its name alone is believed where it is a great one: papers are called after many things.
            let city = knowledge.cities(key).next().filter(|city| city.population >= GREAT).map(|city| city.country);
            let (country, people) = (knowledge.country(key), knowledge.demonym(key));
            let usual = country.filter(|country| Key::of(country.name) == key);
            let code = |country: &Country| country.alpha2;
            usual.or(people).map(code).or(city).or(country.map(code))
        })
    })
}

/// The inhabitants of a city after which a paper is likely called.
const GREAT: u32 = 40_000;
