//! Which place on the map a place name means: its country, and the city of GeoNames where the text leaves no doubt.
//!
//! Rule: a city is chosen by the country or state that the text puts right beside it, else by the countries of the
//! article against the number of inhabitants; where two candidates come close, or the only one is a town in a country
//! of which the article does not speak, the place stays without coordinates.

use std::collections::BTreeMap;

use super::aliases::key;
use super::entities::Entities;
use crate::extract::document::Document;
use crate::extract::lexicon::{Classes, Lexicon};
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::{City, Knowledge};
use crate::record::{EntityType, Geo};

/// The inhabitants from which a city is meant even in an article that does not speak of its country.
const FAMOUS: u32 = 300_000;
/// How much more likely than the next the chosen city must be, in powers of ten of inhabitants.
const AHEAD: f64 = 0.7;

/// Gives the places of an article their countries, and coordinates to the cities that are sure.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn annotate(
    document: &Document<'_>,
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    entities: &mut Entities,
    interrupt: &Interrupt<'_>,
) -> Result<(), Interrupted> {
    let finder = Finder { document, lexicon, knowledge, entities };
    let spoken = finder.countries();
    let mut found = Vec::new();
    for index in 0..entities.list.len() {
        interrupt.check()?;
        found.push(finder.place(index, &spoken));
    }
    for (entity, place) in entities.list.iter_mut().zip(found) {
        let Some((country, city)) = place else { continue };
        entity.country = entity.country.or(country);
        entity.geo = city.filter(|city| entity.country == city.country.as_deref());
    }
    Ok(())
}

struct Finder<'d, 't> {
    document: &'d Document<'t>,
    lexicon: &'d Lexicon,
    knowledge: &'d Knowledge,
    entities: &'d Entities,
}

/// What the text says right beside a place about where it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Beside<'n> {
    country: Option<&'static str>,
    /// The name of a state or region.
    region: Option<&'n str>,
}

impl<'t> Finder<'_, 't> {
    /// How often the article speaks of each country, by name and by adjective.
    fn countries(&self) -> BTreeMap<&'static str, usize> {
        let mut spoken = BTreeMap::new();
        for entity in &self.entities.list {
            if let Some(country) = self.country(key(self.document, &entity.name), entity.country) {
                *spoken.entry(country).or_default() += entity.mentions.len();
            }
        }
        for token in self.document.tokens().filter(|token| token.has(Classes::DEMONYM)) {
            if let Some(country) = self.knowledge.demonym(token.text()) {
                *spoken.entry(country.alpha2).or_default() += 1;
            }
        }
        spoken
    }

    /// The country that a name names, be it by the tables of the lexicon, as `known`, or by its own name.
    fn country(&self, name: &str, known: Option<&'static str>) -> Option<&'static str> {
        let name = self.lexicon.canonical(name);
        known.or_else(|| self.knowledge.country(name).map(|country| country.alpha2))
    }

    /// The country and the city of a place; none for what is no place.
    fn place(
        &self,
        index: usize,
        spoken: &BTreeMap<&'static str, usize>,
    ) -> Option<(Option<&'static str>, Option<Geo>)> {
        let entity = self.entities.list.get(index).filter(|entity| entity.kind == EntityType::Place)?;
        let name = self.lexicon.canonical(key(self.document, &entity.name));
        if let Some(country) = self.knowledge.country(name) {
            return Some((Some(country.alpha2), None));
        }
        let beside = self.beside(index);
        let mut cities = self.knowledge.cities(name).filter(|city| fits(city, beside, entity.country));
        let city = choose(&mut cities, beside, spoken);
        let country = entity.country.or(beside.country).or(city.map(|city| city.country));
        Some((country, city.map(geo)))
    }

    /// `Lima, Peru`, `Wausau, Wis.`: what stands behind the comma behind one of the mentions.
    fn beside(&self, index: usize) -> Beside<'t> {
        let mut found = Beside::default();
        for mention in self.entities.list[index].names() {
            let comma = self.document.token(mention.end).is_some_and(|token| token.is(","));
            let Some((next, entity)) = self.entities.at(mention.end + 1).filter(|_| comma) else { continue };
            let place = &self.entities.list[entity];
            // `in Lima, Cusco and Arequipa` is a list.
            let list = self.document.token(next.end).is_some_and(|token| matches!(token.text(), "and" | "or"));
            if place.kind != EntityType::Place || list || next.start != mention.end + 1 {
                continue;
            }
            let name = key(self.document, &next);
            match self.knowledge.country(self.lexicon.canonical(name)) {
                Some(country) => found.country = found.country.or(Some(country.alpha2)),
                None => {
                    found.region = found.region.or(Some(name));
                    found.country = found.country.or(place.country);
                }
            }
        }
        found
    }
}

/// Whether a city may be meant, by what stands beside the name and by the country that the tables give it.
fn fits(city: &City, beside: Beside<'_>, known: Option<&'static str>) -> bool {
    let state = beside
        .region
        .is_none_or(|region| city.country != "US" || city.state.is_empty() || is_state(city.state, region));
    state
        && known.is_none_or(|country| country == city.country)
        && beside.country.is_none_or(|country| country == city.country)
}

/// Whether a state of the United States is written so: `Wisconsin`, `Wis.`, `WI`.
fn is_state(state: &str, written: &str) -> bool {
    let letters = written.trim_end_matches('.').replace(['.', ' '], "");
    let joined = state.replace(' ', "");
    let initials: String = state.split(' ').filter_map(|word| word.chars().next()).collect();
    let short = letters.len() >= 3 && joined.starts_with(&*letters);
    let postal = letters.len() == 2 && (initials == letters || initials.len() == 1 && is_postal(&joined, &letters));
    state == written || short || postal
}

/// Whether two capitals are the first letter of a state and another of its letters, as the postal codes are.
fn is_postal(state: &str, code: &str) -> bool {
    let mut letters = code.chars();
    let (Some(first), Some(second)) = (letters.next(), letters.next()) else { return false };
    state.starts_with(first) && state.chars().skip(1).any(|letter| letter.eq_ignore_ascii_case(&second))
}

/// The city that is meant, none where it is in doubt. `cities` are the most populous first.
fn choose<'k>(
    cities: &mut dyn Iterator<Item = &'k City>,
    beside: Beside<'_>,
    spoken: &BTreeMap<&'static str, usize>,
) -> Option<&'k City> {
    let all: usize = spoken.values().sum();
    let mut best: Option<(f64, &City)> = None;
    let mut second = f64::MIN;
    for city in cities {
        let mentions = spoken.get(city.country).copied().unwrap_or_default();
        let placed = beside.country.is_some() || beside.region.is_some() && city.country == "US";
        if mentions == 0 && !placed && city.population < FAMOUS {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "mentions in an article are few")]
        let share = if mentions == 0 { 0.0 } else { 0.5 + mentions as f64 / all as f64 };
        let likely = f64::from(city.population.max(1)).log10() + share;
        match best {
            Some((other, _)) if other >= likely => second = second.max(likely),
            _ => {
                second = best.map_or(second, |(other, _)| second.max(other));
                best = Some((likely, city));
            }
        }
    }
    best.filter(|(likely, _)| likely - second >= AHEAD).map(|(_, city)| city)
}

fn geo(city: &City) -> Geo {
    // The tables have hundredths of a degree; a float of 32 bits would show digits that nobody measured.
    let degrees = |hundredths: f32| (f64::from(hundredths) * 100.0).round() / 100.0;
    Geo {
        geonames: city.geonames,
        latitude: degrees(city.latitude),
        longitude: degrees(city.longitude),
        country: Some(city.country.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::is_state;
    use crate::extract::testing::record;

    /// Country and number of the place of this name.
    fn place(text: &str, name: &str) -> (Option<String>, Option<u32>) {
        let entities = record(text).entities;
        let place = entities.into_iter().find(|entity| entity.name == name).unwrap_or_else(|| panic!("{name}: {text}"));
        (place.country, place.geo.map(|geo| geo.geonames))
    }

    fn at(country: &str, geonames: u32) -> (Option<String>, Option<u32>) {
        (Some(country.to_owned()), Some(geonames))
    }

    #[test]
    fn a_large_city_needs_no_help() {
        assert_eq!(place("They met in Berlin on Monday.", "Berlin"), at("DE", 2_950_159));
    }

    #[test]
    fn the_country_beside_a_name_decides() {
        assert_eq!(place("They met in Hamilton, Canada, on Monday.", "Hamilton"), at("CA", 5_969_782));
        assert_eq!(place("They met in Hamilton, New Zealand, on Monday.", "Hamilton"), at("NZ", 2_190_324));
    }

    #[test]
    fn the_countries_of_the_article_decide() {
        let text = "The Peruvian minister met farmers from Peru in Trujillo on Monday.";
        assert_eq!(place(text, "Trujillo"), at("PE", 3_691_175));
    }

    #[test]
    fn in_doubt_there_is_no_place_on_the_map() {
        assert_eq!(place("They met in Springfield on Monday.", "Springfield"), (None, None));
        // The text says that it is elsewhere than any city of the tables.
        assert_eq!(place("They met in Berlin, Peru, on Monday.", "Berlin").1, None);
        assert_eq!(place("They met in Peru on Monday.", "Peru"), (Some("PE".to_owned()), None));
    }

    #[test]
    fn states_are_known_as_newspapers_write_them() {
        for written in ["Wisconsin", "Wis.", "WI"] {
            assert!(is_state("Wisconsin", written), "{written}");
        }
        assert!(is_state("New Mexico", "N.M.") && is_state("New Mexico", "NM"));
        assert!(!is_state("Wisconsin", "Wash.") && !is_state("Texas", "Maine"));
    }
}
