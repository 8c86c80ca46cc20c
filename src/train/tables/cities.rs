//! Cities with their country and place on the globe, from GeoNames.
//!
//! Rule: one entry for a name in a country (in a state, for the United States, where newspapers tell states apart), the
//! most populous; and no city that is smaller than [`SMALLEST`].

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde::Deserialize;

use super::anchors::Classes;
use super::wordnet::WordNet;
use super::{Origin, Table, TablesError, ascii, read_json};

/// The fewest inhabitants: with fewer the table would be larger than 1.5 MB.
const SMALLEST: u64 = 16_000;

#[derive(Deserialize)]
struct City {
    geonameid: u32,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u64,
    admin1code: String,
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct State {
    name: String,
}

/// `cities.tsv`.
pub fn table(folder: &Path, wordnet: &WordNet, classes: &Classes) -> Result<Table, TablesError> {
    let cities: HashMap<String, City> = read_json(&folder.join("cities15000.json"))?;
    let states: HashMap<String, State> = read_json(&folder.join("us_states.json"))?;
    let mut best: BTreeMap<(String, String, String), City> = BTreeMap::new();
    let mut cities: Vec<City> = cities.into_values().filter(|city| city.population >= SMALLEST).collect();
    cities.sort_by_key(|city| (std::cmp::Reverse(city.population), city.geonameid));
    for city in cities {
        let state = states.get(&city.admin1code).filter(|_| city.countrycode == "US");
        let state = state.map(|state| state.name.clone()).unwrap_or_default();
        best.entry((city.name.clone(), city.countrycode.clone(), state)).or_insert(city);
    }
    let lines = best.iter().map(|((name, country, state), city)| {
        format!(
            "{name}\t{country}\t{}\t{}\t{:.2}\t{:.2}\t{state}\t{}",
            city.geonameid,
            rounded(city.population),
            city.latitude,
            city.longitude,
            others(city, wordnet, classes).join(";"),
        )
    });
    let columns = "name, country, GeoNames id, inhabitants (two digits), degrees north, degrees east, US state, other \
                   names (without marks; those that English has by WordNet)";
    Ok(Table { name: "cities.tsv", origin: Origin::GeoNames, columns, lines: lines.collect() })
}

/// Two digits that count.
fn rounded(population: u64) -> u64 {
    let unit = 10_u64.pow(population.checked_ilog10().unwrap_or(0).saturating_sub(1));
    (population + unit / 2) / unit * unit
}

/// The other names of a city that an English text may have: of all the languages' names, those that WordNet knows as
/// the name of a place (“Cologne”, “Bombay”).
fn others(city: &City, wordnet: &WordNet, classes: &Classes) -> Vec<String> {
    let is_english = |name: &&String| {
        let senses = wordnet.nouns.senses(&name.to_lowercase());
        senses.iter().any(|sense| {
            let synset = wordnet.nouns.synsets.get(&sense.synset);
            let is_place = classes.of(sense.synset) == Some('L');
            is_place && synset.is_some_and(|synset| !synset.instance_of.is_empty() && synset.words.contains(*name))
        })
    };
    let mut others: Vec<String> = city.alternatenames.iter().filter(is_english).cloned().collect();
    others.extend(ascii(&city.name));
    others.sort_unstable();
    others.dedup();
    others.retain(|name| *name != city.name && !name.contains([';', '\t']));
    others
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn populations_keep_two_digits() {
        assert_eq!([0, 7, 94, 995, 16_449, 2_952_301].map(rounded), [0, 7, 94, 1_000, 16_000, 3_000_000]);
    }
}
