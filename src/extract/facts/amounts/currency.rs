//! Which currency is meant where a sign or a noun stands for several: a bare “$”, “Rs”, “francs”, “crowns”.
//!
//! Rule: the article's places decide. Each mention of a place that lies in a country, and each adjective of a country,
//! is a vote for it; the dateline has five. The meant currency is tender in the country with the most votes among those
//! that have one of the candidates; a tie leaves it open. Where none has: “$” is the dollar of the United States and
//! “£” or “pounds” sterling, as in English texts everywhere; any other is left open. The dollar is also meant where the
//! country with the most votes of all pays in something else: foreign trade is told in dollars.

use std::ops::Range;

use crate::extract::document::Document;
use crate::extract::facts::entities::Entities;
use crate::extract::lexicon::Classes;
use crate::knowledge::Knowledge;
use crate::record::EntityType;

/// What an article says about where it is at home.
#[derive(Debug, Default)]
pub struct Home {
    /// The countries that it speaks of, by votes, the most first; equals in the order of their codes.
    votes: Vec<(&'static str, usize)>,
}

/// The votes that a dateline is worth.
const DATELINE: usize = 5;

impl Home {
    /// Counts the votes of an article.
    #[must_use]
    pub fn new(
        document: &Document<'_>,
        knowledge: &Knowledge,
        entities: &Entities,
        dateline: Option<&Range<usize>>,
    ) -> Self {
        let mut home = Self::default();
        for found in &entities.list {
            let in_dateline = dateline.is_some_and(|place| found.mentions.iter().any(|own| own.start == place.start));
            if let Some(country) = found.country.filter(|_| found.kind == EntityType::Place) {
                home.vote(country, found.mentions.len() + if in_dateline { DATELINE } else { 0 });
            } else if found.kind == EntityType::Place
                && let Some(name) = document.span_of(found.name.clone())
                && let Some(city) = knowledge.cities(document.slice(name)).next()
            {
                // The greatest city of that name: a guess that only breaks a silence.
                home.vote(city.country, 1);
            }
        }
        for token in document.tokens().filter(|token| token.has(Classes::DEMONYM)) {
            if let Some(country) = knowledge.demonym(token.text()) {
                home.vote(country.alpha2, 1);
            }
        }
        home.votes.sort_by(|one, two| two.1.cmp(&one.1).then(one.0.cmp(two.0)));
        home
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
        let is_tender = |code: &str, country: &str| {
            knowledge.currency(code).is_some_and(|currency| currency.countries().any(|known| known == country))
        };
        let of = |country: &str| candidates.iter().find(|code| is_tender(code, country)).copied();
        let usual = ["USD", "GBP", "JPY"].into_iter().find(|code| candidates.contains(code));
        let most = self.votes.first();
        if usual == Some("USD") && most.is_some_and(|(country, _)| of(country).is_none()) {
            return usual;
        }
        let mut ranked = self.votes.iter().filter_map(|(country, votes)| Some((of(country)?, *votes)));
        let Some((first, votes)) = ranked.next() else { return usual };
        let tied = ranked.take_while(|(_, other)| *other == votes).any(|(code, _)| code != first);
        (!tied).then_some(first)
    }

    /// Whether one of the countries that the article speaks of pays in one of these.
    #[must_use]
    pub fn pays_in(&self, knowledge: &Knowledge, candidates: &[&'static str]) -> bool {
        self.votes.iter().any(|(country, _)| {
            candidates.iter().any(|code| {
                knowledge.currency(code).is_some_and(|currency| currency.countries().any(|known| known == *country))
            })
        })
    }
}
