//! Countries and territories: codes, names, capital, currency, and what their people are called.
//!
//! Rule: the codes and the usual name come from CLDR, capital and continent from GeoNames, further names, adjectives and
//! peoples from WordNet: the synset that has one of the names, the adjectives and persons that are derived from it, and the
//! persons whose gloss says that they are natives or inhabitants of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use super::wordnet::{Offset, Synset, WordNet};
use super::{Origin, Table, TablesError, ascii, common_start, currencies, read_cldr, read_json};

/// The lexicographer files of the noun supersenses location and object: Australia is also a continent.
const PLACE_FILES: [u8; 2] = [15, 17];
/// The lexicographer file of the noun supersense person.
const PERSON_FILE: u8 = 18;
/// The sense of “country” that countries are instances of, counted from 0: the territory.
const COUNTRY_SENSE: usize = 1;
/// A name that is not longer is a code of something: “AS”.
const SHORTEST: usize = 2;

#[derive(Deserialize)]
struct Codes {
    #[serde(rename = "_alpha3")]
    alpha3: Option<String>,
}

#[derive(Deserialize)]
struct Country {
    name: String,
    capital: String,
    continentcode: String,
}

/// `countries.tsv`.
pub fn table(sources: &Path, wordnet: &WordNet) -> Result<Table, TablesError> {
    let cldr = sources.join("cldr");
    let codes: BTreeMap<String, Codes> = read_cldr(&cldr.join("codeMappings.json"), &["supplemental", "codeMappings"])?;
    let fields = ["main", "en", "localeDisplayNames", "territories"];
    let territories: BTreeMap<String, String> = read_cldr(&cldr.join("territories.json"), &fields)?;
    let countries: BTreeMap<String, Country> = read_json(&sources.join("geonames/countries.json"))?;
    let tender = currencies::tender(&cldr)?;
    let demonyms = Demonyms::new(wordnet);
    let mut rows = Vec::new();
    for (code, country) in &countries {
        let (Some(label), Some(alpha3)) =
            (territories.get(code), codes.get(code).and_then(|codes| codes.alpha3.as_ref()))
        else {
            continue;
        };
        let name = usual_name(code, label, country, &territories);
        let mut names = names(code, country, &territories);
        let place = demonyms.country(&name, &names);
        let synset = place.and_then(|place| wordnet.nouns.synsets.get(&place));
        let words = synset.into_iter().flat_map(|synset| &synset.words);
        names.extend(words.filter(|word| word.len() > SHORTEST).cloned());
        names.insert(name.clone());
        let (adjectives, people) = demonyms.of(&names, place);
        names.remove(&name);
        let currency = tender.get(code).and_then(|codes| codes.first()).map_or("", String::as_str);
        let capital = country.capital.trim();
        let (before, between) =
            (format!("{code}\t{alpha3}"), format!("{capital}\t{}\t{currency}", country.continentcode));
        rows.push(Row { before, name, names, between, adjectives, people });
    }
    keep_closest(&mut rows);
    let columns =
        "ISO 3166-1 alpha-2, alpha-3, name, other names, capital, continent, currency, adjectives, inhabitant";
    Ok(Table { name: "countries.tsv", origin: Origin::Countries, columns, lines: rows.iter().map(Row::line).collect() })
}

/// A country on its way into the table.
struct Row {
    before: String,
    name: String,
    names: BTreeSet<String>,
    between: String,
    adjectives: BTreeSet<String>,
    people: BTreeSet<String>,
}

impl Row {
    fn line(&self) -> String {
        let (names, adjectives, people) = (joined(&self.names), joined(&self.adjectives), joined(&self.people));
        format!("{}\t{}\t{names}\t{}\t{adjectives}\t{people}", self.before, self.name, self.between)
    }
}

/// Leaves a word that WordNet gives to several countries to the one whose name is most like it: “Chinese” also means
/// Taiwan, “Nigerian” also Niger.
fn keep_closest(rows: &mut [Row]) {
    let mut closest: BTreeMap<String, usize> = BTreeMap::new();
    for row in &*rows {
        for word in row.adjectives.iter().chain(&row.people) {
            let likeness = closest.entry(word.clone()).or_default();
            *likeness = common_start(word, &row.name).max(*likeness);
        }
    }
    for row in rows {
        let name = &row.name;
        let keeps = |word: &String| closest.get(word) == Some(&common_start(word, name));
        row.adjectives.retain(keeps);
        row.people.retain(keeps);
    }
}

/// The name that texts use most. CLDR writes labels for lists, which may hold two names or a remark: “Myanmar (Burma)”,
/// “Congo - Kinshasa”, “Macao SAR China”; then its short form counts, else the name in GeoNames.
fn usual_name(code: &str, label: &str, country: &Country, territories: &BTreeMap<String, String>) -> String {
    if ["(", " - ", " SAR "].iter().any(|mark| label.contains(mark)) {
        unabridged(territories.get(&format!("{code}-alt-short")).unwrap_or(&country.name))
    } else {
        unabridged(label)
    }
}

fn joined(words: &BTreeSet<String>) -> String {
    words.iter().map(String::as_str).collect::<Vec<_>>().join(";")
}

/// CLDR writes for labels: “Bosnia & Herzegovina”, “St. Lucia”.
fn unabridged(name: &str) -> String {
    name.replace(" & ", " and ").replace('’', "'")
}

/// Every name that the sources have for a country, and how a text may write it.
fn names(code: &str, country: &Country, territories: &BTreeMap<String, String>) -> BTreeSet<String> {
    let alternatives = territories.iter().filter(|(key, _)| key.split("-alt-").next() == Some(code));
    let mut names: BTreeSet<String> = alternatives.map(|(_, name)| unabridged(name)).collect();
    names.insert(unabridged(country.name.trim()));
    let spelt: Vec<String> = names
        .iter()
        .flat_map(|name| {
            let saint = name.strip_prefix("St. ").map(|rest| format!("Saint {rest}"));
            let sar = name.strip_suffix(" SAR China").map(str::to_owned);
            [saint, sar, ascii(name)].into_iter().flatten()
        })
        .collect();
    names.extend(spelt);
    names.retain(|name| !name.contains('(') && !name.contains(" SAR ") && !name.contains(" - "));
    names
}

/// What WordNet knows of countries and their people.
struct Demonyms<'w> {
    wordnet: &'w WordNet,
    /// Synsets of places by their words.
    places: BTreeMap<&'w str, Vec<Offset>>,
    /// By the place that they are derived from, the adjectives.
    adjectives: BTreeMap<Offset, BTreeSet<String>>,
    /// By the place that they are derived from, the words for a person from there.
    people: BTreeMap<Offset, BTreeSet<String>>,
    /// By the name in a gloss “a native or inhabitant of …”, the words for such a person.
    inhabitants: BTreeMap<String, BTreeSet<String>>,
}

impl<'w> Demonyms<'w> {
    fn new(wordnet: &'w WordNet) -> Self {
        let (places, inhabitants) = (BTreeMap::new(), BTreeMap::new());
        let (adjectives, people) = (BTreeMap::new(), BTreeMap::new());
        let mut demonyms = Self { wordnet, places, adjectives, people, inhabitants };
        for (offset, synset) in &wordnet.nouns.synsets {
            if PLACE_FILES.contains(&synset.file) && !synset.instance_of.is_empty() {
                for word in &synset.words {
                    demonyms.places.entry(word).or_default().push(*offset);
                }
            } else if synset.file == PERSON_FILE {
                if let Some(place) = inhabited(&synset.gloss) {
                    demonyms.inhabitants.entry(place.to_owned()).or_default().extend(capitalised(synset));
                }
                add(&mut demonyms.people, synset);
            }
        }
        for synset in wordnet.adjectives.synsets.values() {
            add(&mut demonyms.adjectives, synset);
        }
        demonyms
    }

    /// The synset of a country: the place of its usual name, else of another of its names, that is an instance of a
    /// country; else, for a territory, the only place of its usual name.
    fn country(&self, name: &str, names: &BTreeSet<String>) -> Option<Offset> {
        let places = |name: &str| self.places.get(name).map_or(&[][..], Vec::as_slice);
        // Taiwan is also written “China”: a synset is of the country whose name comes first in it.
        let mut candidates: Vec<Offset> = places(name).to_vec();
        candidates.extend(names.iter().flat_map(|name| places(name)));
        candidates.retain(|offset| self.is_country(*offset));
        let rank = |offset: &Offset| {
            let words = self.wordnet.nouns.synsets.get(offset).map_or(&[][..], |synset| &synset.words);
            words.iter().position(|word| word == name).unwrap_or(usize::MAX)
        };
        let territory =
            || Some(places(name)).filter(|places| places.len() == 1).and_then(|places| places.first().copied());
        candidates.into_iter().min_by_key(rank).or_else(territory)
    }

    fn is_country(&self, offset: Offset) -> bool {
        let Some(country) = self.wordnet.nouns.senses("country").get(COUNTRY_SENSE) else { return false };
        let synset = self.wordnet.nouns.synsets.get(&offset);
        let classes = synset.iter().flat_map(|synset| &synset.instance_of);
        classes.copied().any(|class| {
            // “Asian country” is one step below “country”.
            let above = self.wordnet.nouns.synsets.get(&class).map_or(&[][..], |synset| &synset.hypernyms);
            class == country.synset || above.contains(&country.synset)
        })
    }

    /// The adjectives of a country, and the words for its people: by every place that has one of its names, as the
    /// continent Australia, but for another country.
    fn of(&self, names: &BTreeSet<String>, own: Option<Offset>) -> (BTreeSet<String>, BTreeSet<String>) {
        let names: Vec<&str> = names.iter().map(String::as_str).filter(|name| name.len() > SHORTEST).collect();
        let places: BTreeSet<Offset> = names
            .iter()
            .filter_map(|name| self.places.get(name))
            .flatten()
            .copied()
            .filter(|place| Some(*place) == own || !self.is_country(*place))
            .collect();
        let all = |by_place: &BTreeMap<Offset, BTreeSet<String>>| -> BTreeSet<String> {
            places.iter().filter_map(|place| by_place.get(place)).flatten().cloned().collect()
        };
        let mut people = all(&self.people);
        people.extend(names.iter().filter_map(|name| self.inhabitants.get(*name)).flatten().cloned());
        (all(&self.adjectives), people)
    }
}

fn add(by_place: &mut BTreeMap<Offset, BTreeSet<String>>, synset: &Synset) {
    for place in &synset.from_nouns {
        by_place.entry(*place).or_default().extend(capitalised(synset));
    }
}

fn capitalised(synset: &Synset) -> impl Iterator<Item = String> {
    synset.words.iter().filter(|word| word.starts_with(|c: char| c.is_uppercase())).cloned()
}

/// The place in “a native or inhabitant of …”.
fn inhabited(gloss: &str) -> Option<&str> {
    const BEGINNINGS: [&str; 4] =
        ["a native or inhabitant of ", "a native or resident of ", "an inhabitant of ", "a native of "];
    let gloss = gloss.split([';', '"']).next()?.trim();
    let place = BEGINNINGS.iter().find_map(|beginning| gloss.strip_prefix(beginning))?;
    Some(place.strip_prefix("the ").unwrap_or(place))
}

#[cfg(test)]
mod tests {
    use super::{inhabited, unabridged};

    #[test]
    fn glosses_tell_where_a_person_lives() {
        assert_eq!(inhabited("a native or inhabitant of the Netherlands; \"he is one\""), Some("Netherlands"));
        assert_eq!(inhabited("a person who inhabits a particular place"), None);
    }

    #[test]
    fn labels_become_names() {
        assert_eq!(unabridged("Trinidad & Tobago"), "Trinidad and Tobago");
    }
}
