//! What is known of the world before the first article: meanings of common words, names of persons, cities, countries,
//! currencies.
//!
//! The tables are `data/*.tsv`, one entry a line, and lie inside the program. They are public facts, made from public
//! sources by `factwire-train tables` (`make tables`), never by hand; `NOTICE` names the sources and their licences, and
//! `docs/knowledge.md` what each table holds. [`Knowledge::new`] reads them once; a look-up takes no memory.
//!
//! Rule: a look-up answers for a word or a name alone, by a [`Key`]; what it means in a text is for others to say. Names of
//! several words are found token by token: [`Knowledge::goes_on`] tells when to stop.

mod key;
mod names;
mod places;
mod senses;
mod table;
#[cfg(test)]
mod tests;
mod words;

use std::sync::{Arc, LazyLock};

use crate::record::EntityType;

pub use key::Key;
pub use names::{Gender, GivenName, ProperNoun};
pub use places::{City, Country, Currency};
pub use senses::{Senses, Supersense};
pub use words::{Noun, Part};

use names::Names;
use places::Places;
use table::Table;
use words::Words;

/// All tables, in memory.
#[derive(Debug)]
pub struct Knowledge {
    words: Words,
    names: Names,
    places: Places,
    beginnings: Table<()>,
    longest_name: usize,
}

impl Knowledge {
    /// The tables, read once in this process.
    #[must_use]
    pub fn shared() -> Arc<Self> {
        static KNOWLEDGE: LazyLock<Arc<Knowledge>> = LazyLock::new(|| Arc::new(Knowledge::new()));
        Arc::clone(&KNOWLEDGE)
    }

    /// Reads every table.
    #[must_use]
    pub fn new() -> Self {
        let (words, names, places) = (Words::new(), Names::new(), Places::new());
        let (beginnings, longest_name) = beginnings(Words::names().chain(Names::names()).chain(places.names()));
        Self { words, names, places, beginnings, longest_name }
    }

    /// Whether some table has a name that begins with these words and has more.
    #[must_use]
    pub fn goes_on(&self, words: Key) -> bool {
        self.beginnings.get(words).is_some()
    }

    /// The most words that a name has.
    #[must_use]
    pub const fn longest_name(&self) -> usize {
        self.longest_name
    }

    /// A common noun by its lemma, also a few of two words (“vice president”). Source: WordNet 3.0; WordNet License.
    pub fn noun(&self, lemma: impl Into<Key>) -> Option<Noun> {
        self.words.nouns.get(lemma.into())
    }

    /// The supersenses of a verb, by its lemma. Source: WordNet 3.0; WordNet License.
    pub fn verb(&self, lemma: impl Into<Key>) -> Option<Senses> {
        self.words.verbs.get(lemma.into())
    }

    /// The lemmas of an irregular form: “said”, “men”. Source: WordNet 3.0; WordNet License.
    pub fn lemmas(&self, part: Part, form: impl Into<Key>) -> &[&'static str] {
        self.words.lemmas(part, form.into())
    }

    /// Every irregular form with its lemma. Source: WordNet 3.0; WordNet License.
    pub fn irregular_forms() -> impl Iterator<Item = (Part, &'static str, &'static str)> {
        Words::irregular_forms()
    }

    /// The verb that tells the same as a noun: “resign” for “resignation”. Source: WordNet 3.0; WordNet License.
    pub fn verb_of(&self, noun: impl Into<Key>) -> Option<&'static str> {
        self.words.nominalisations.get(noun.into())
    }

    /// A proper noun. Of its writing only the letters count: “Polish” and “polish” are one, so that the caller looks at
    /// the capital. Source: WordNet 3.0; WordNet License.
    pub fn proper_noun(&self, name: impl Into<Key>) -> Option<ProperNoun> {
        self.names.proper_nouns.get(name.into())
    }

    /// A given name. Source: US Census Bureau, 1990; public domain.
    pub fn given_name(&self, name: impl Into<Key>) -> Option<GivenName> {
        self.names.given.get(name.into())
    }

    /// How frequent a surname is, from 0 (a person in 1,000 or more) to 3 (fewer than one in 50,000). Source: US Census
    /// Bureau, 1990; public domain.
    pub fn surname(&self, name: impl Into<Key>) -> Option<u8> {
        self.names.surnames.get(name.into())
    }

    /// The cities of a name, the most populous first. Source: GeoNames; CC BY 4.0.
    pub fn cities(&self, name: impl Into<Key>) -> impl ExactSizeIterator<Item = &City> {
        self.places.cities_by_name.get(name.into()).iter().map(|place| &self.places.cities[*place as usize])
    }

    /// The country of a name; none where several have it (“Congo”). Sources: Unicode CLDR, Unicode License v3; GeoNames,
    /// CC BY 4.0; WordNet 3.0, WordNet License.
    pub fn country(&self, name: impl Into<Key>) -> Option<&Country> {
        self.only_country(self.places.countries_by_name.get(name.into()))
    }

    /// The country by whose adjective (“Danish”) or inhabitant (“Dane”) this is; none where several have it. Source:
    /// WordNet 3.0; WordNet License.
    pub fn demonym(&self, word: impl Into<Key>) -> Option<&Country> {
        self.only_country(self.places.countries_by_demonym.get(word.into()))
    }

    fn only_country(&self, places: &[u8]) -> Option<&Country> {
        match places {
            [place] => self.places.countries.get(usize::from(*place)),
            _ => None,
        }
    }

    /// The country with an ISO 3166-1 code of two or three capitals.
    #[must_use]
    pub fn country_of_code(&self, code: &str) -> Option<&Country> {
        let countries = &self.places.countries;
        match code.len() {
            2 => countries.binary_search_by_key(&code, |country| country.alpha2).ok().map(|place| &countries[place]),
            _ => countries.iter().find(|country| country.alpha3 == code),
        }
    }

    /// The currency with an ISO 4217 code, in capitals. Source: Unicode CLDR; Unicode License v3.
    #[must_use]
    pub fn currency(&self, code: &str) -> Option<&Currency> {
        let currencies = &self.places.currencies;
        currencies.binary_search_by_key(&code, |currency| currency.code).ok().map(|place| &currencies[place])
    }

    /// All currencies, in the order of their codes. Source: Unicode CLDR; Unicode License v3.
    pub fn currencies(&self) -> impl Iterator<Item = &Currency> {
        self.places.currencies.iter()
    }

    /// The currency of a full name, one or several: “Danish kroner”, “euros”.
    pub fn currency_named(&self, name: impl Into<Key>) -> Option<&Currency> {
        let place = self.places.currencies_by_name.get(name.into())?;
        self.places.currencies.get(usize::from(place))
    }

    /// The currencies that are written with a sign, in the order of their codes. The one whose own it is, the first of
    /// [`Currency::symbols`], is meant by a bare sign in American English. Source: Unicode CLDR; Unicode License v3.
    pub fn currencies_with_symbol<'a>(&'a self, symbol: &'a str) -> impl Iterator<Item = &'a Currency> {
        self.places.currencies.iter().filter(move |currency| currency.symbols().any(|known| known == symbol))
    }

    /// The bytes that the tables take, beside their text in the program.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.words.memory() + self.names.memory() + self.places.memory() + self.beginnings.memory()
    }
}

impl Default for Knowledge {
    fn default() -> Self {
        Self::new()
    }
}

/// What names of several words begin with, and the most words that one has.
fn beginnings(names: impl Iterator<Item = &'static str>) -> (Table<()>, usize) {
    let (mut beginnings, mut longest) = (Vec::new(), 1);
    for name in names.filter(|name| name.bytes().any(|byte| matches!(byte, b' ' | b'-'))) {
        let mut words = name.split([' ', '-']);
        let last = words.next_back();
        let (mut key, mut length) = (Key::START, usize::from(last.is_some()));
        for word in words {
            key = key.then(word);
            length += 1;
            beginnings.push((key, ()));
        }
        longest = longest.max(length);
    }
    beginnings.sort_unstable();
    beginnings.dedup();
    (Table::new(beginnings.into_iter()), longest)
}

/// The type that a letter of a table stands for.
fn entity_type(letter: &str) -> Option<EntityType> {
    match letter {
        "P" => Some(EntityType::Person),
        "O" => Some(EntityType::Organization),
        "L" => Some(EntityType::Place),
        "G" => Some(EntityType::Group),
        "F" => Some(EntityType::Facility),
        "X" => Some(EntityType::Other),
        _ => None,
    }
}
