//! Cities (GeoNames, CC BY 4.0; English names by WordNet, WordNet License), countries (Unicode CLDR, Unicode License v3;
//! GeoNames; WordNet) and currencies (Unicode CLDR).

use super::Key;
use super::table::{Groups, Table, listed, rows};

pub const CITIES: &str = include_str!("data/cities.tsv");
pub const COUNTRIES: &str = include_str!("data/countries.tsv");
pub const CURRENCIES: &str = include_str!("data/currencies.tsv");

/// A city of at least 16,000 inhabitants. Source: GeoNames; CC BY 4.0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct City {
    /// Its name, with the marks on its letters.
    pub name: &'static str,
    /// ISO 3166-1 alpha-2 code of its country.
    pub country: &'static str,
    /// Its number in GeoNames.
    pub geonames: u32,
    /// Its inhabitants, to two digits.
    pub population: u32,
    /// Degrees north, to a hundredth.
    pub latitude: f32,
    /// Degrees east, to a hundredth.
    pub longitude: f32,
    /// Its state, in the United States; empty elsewhere.
    pub state: &'static str,
    others: &'static str,
}

impl City {
    /// Every name: its own, without marks, and the English ones.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        std::iter::once(self.name).chain(listed(self.others))
    }
}

/// A country or territory. Sources: Unicode CLDR, GeoNames, WordNet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2 code.
    pub alpha2: &'static str,
    /// ISO 3166-1 alpha-3 code.
    pub alpha3: &'static str,
    /// The name that texts use most.
    pub name: &'static str,
    /// Other names, parted by semicolons.
    others: &'static str,
    /// Its capital; empty where there is none.
    pub capital: &'static str,
    /// Its continent: AF, AN, AS, EU, NA, OC, SA.
    pub continent: &'static str,
    /// ISO 4217 code of its currency; empty where there is none.
    pub currency: &'static str,
    adjectives: &'static str,
    people: &'static str,
}

impl Country {
    /// Every name: the usual one, the official one, short and former ones.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        std::iter::once(self.name).chain(listed(self.others))
    }

    /// The adjectives: “Danish”.
    pub fn adjectives(&self) -> impl Iterator<Item = &'static str> + use<> {
        listed(self.adjectives)
    }

    /// What a person from there is called: “Dane”.
    pub fn people(&self) -> impl Iterator<Item = &'static str> + use<> {
        listed(self.people)
    }
}

/// A currency. Source: Unicode CLDR; Unicode License v3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    /// ISO 4217 code.
    pub code: &'static str,
    symbols: &'static str,
    /// Its name: “Danish Krone”.
    pub name: &'static str,
    /// One of it: “Danish krone”.
    pub one: &'static str,
    /// Several of it: “Danish kroner”.
    pub several: &'static str,
    countries: &'static str,
}

impl Currency {
    /// The signs for it, first the one that is its own, be it the code: “CA$”, “$”.
    pub fn symbols(&self) -> impl Iterator<Item = &'static str> {
        self.symbols.split_ascii_whitespace()
    }

    /// ISO 3166-1 alpha-2 codes of the countries where it is tender; none for a currency that is no more.
    pub fn countries(&self) -> impl Iterator<Item = &'static str> {
        listed(self.countries)
    }
}

/// Tables of places; numbers stand for their entries.
#[derive(Debug)]
pub struct Places {
    pub cities: Box<[City]>,
    pub cities_by_name: Groups<u32>,
    pub countries: Box<[Country]>,
    pub countries_by_name: Groups<u8>,
    pub countries_by_demonym: Groups<u8>,
    pub currencies: Box<[Currency]>,
    pub currencies_by_name: Table<u8>,
}

impl Places {
    pub fn new() -> Self {
        let (cities, cities_by_name) = cities();
        let countries: Box<[Country]> = rows(COUNTRIES).map(country).collect();
        let currencies: Box<[Currency]> = rows(CURRENCIES).map(currency).collect();
        let named = (0_u8..=u8::MAX).zip(&countries);
        // A usual name is no other country's: Georgia, Guinea.
        let usual = named.clone().map(|(place, country)| (Key::of(country.name), place));
        let usual_names = Table::new(usual.clone());
        let others =
            named.clone().flat_map(|(place, country)| listed(country.others).map(move |name| (Key::of(name), place)));
        let others = others.filter(|(key, _)| usual_names.get(*key).is_none());
        let countries_by_name = Groups::new(usual.chain(others));
        let demonyms = named.flat_map(|(place, country)| {
            let adjectives = country.adjectives();
            let people = country.people().filter(move |word| !listed(country.adjectives).any(|known| known == *word));
            adjectives.chain(people).map(move |word| (Key::of(word), place))
        });
        let countries_by_demonym = Groups::new(demonyms);
        let money = (0_u8..=u8::MAX).zip(&currencies).flat_map(|(place, currency)| {
            [currency.one, currency.several, currency.name].map(|name| (Key::of(name), place))
        });
        let currencies_by_name = Table::new(money);
        Self {
            cities,
            cities_by_name,
            countries_by_name,
            countries_by_demonym,
            currencies_by_name,
            countries,
            currencies,
        }
    }

    /// Every name of every table.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        let countries = self.countries.iter();
        let countries =
            countries.flat_map(|country| country.names().chain(country.adjectives()).chain(country.people()));
        let currencies = self.currencies.iter().flat_map(|currency| [currency.name, currency.one, currency.several]);
        self.cities.iter().flat_map(City::names).chain(countries).chain(currencies)
    }

    pub fn memory(&self) -> usize {
        size_of_val(&*self.cities)
            + self.cities_by_name.memory()
            + size_of_val(&*self.countries)
            + self.countries_by_name.memory()
            + self.countries_by_demonym.memory()
            + size_of_val(&*self.currencies)
            + self.currencies_by_name.memory()
    }
}

/// The cities, and by each name those that have it, the most populous first.
fn cities() -> (Box<[City]>, Groups<u32>) {
    let rows = rows(CITIES).map(|[name, country, geonames, population, latitude, longitude, state, others]| City {
        name,
        country,
        geonames: geonames.parse().unwrap_or(0),
        population: population.parse().unwrap_or(0),
        latitude: latitude.parse().unwrap_or(0.0),
        longitude: longitude.parse().unwrap_or(0.0),
        state,
        others,
    });
    let cities: Box<[City]> = rows.collect();
    let names = (0_u32..).zip(&cities).flat_map(|(place, city)| {
        city.names().map(move |name| (Key::of(name), std::cmp::Reverse(city.population), place))
    });
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    let by_name = Groups::sorted(names.into_iter().map(|(key, _, place)| (key, place)).collect());
    (cities, by_name)
}

fn country(row: [&'static str; 9]) -> Country {
    let [alpha2, alpha3, name, others, capital, continent, currency, adjectives, people] = row;
    Country { alpha2, alpha3, name, others, capital, continent, currency, adjectives, people }
}

fn currency(row: [&'static str; 6]) -> Currency {
    let [code, symbols, name, one, several, countries] = row;
    Currency { code, symbols, name, one, several, countries }
}
