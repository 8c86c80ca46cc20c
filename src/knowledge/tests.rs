//! What the tables must hold, and what a look-up must cost.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::table::rows;
use super::{Gender, Key, Knowledge, Part, Supersense, names, places, words};
use crate::record::EntityType;

const TABLES: [(&str, &str); 10] = [
    ("nouns", words::NOUNS),
    ("verbs", words::VERBS),
    ("exceptions", words::EXCEPTIONS),
    ("nominalisations", words::NOMINALISATIONS),
    ("proper_nouns", names::PROPER_NOUNS),
    ("given_names", names::GIVEN_NAMES),
    ("surnames", names::SURNAMES),
    ("cities", places::CITIES),
    ("countries", places::COUNTRIES),
    ("currencies", places::CURRENCIES),
];

#[test]
fn every_table_names_its_source_and_is_sorted_without_duplicates() {
    for (name, text) in TABLES {
        let head: Vec<&str> = text.lines().take_while(|line| line.starts_with('#')).collect();
        assert!(head.iter().any(|line| line.starts_with("# Source: ")), "{name}");
        let entries: Vec<&str> = text.lines().skip(head.len()).collect();
        assert!(entries.len() > 200, "{name}");
        for pair in entries.windows(2) {
            assert!(pair[0] < pair[1], "{name}: {pair:?}");
        }
    }
}

#[test]
fn no_entry_hides_another() {
    let knowledge = Knowledge::new();
    for [noun, senses, names] in rows(words::NOUNS) {
        let found = knowledge.noun(noun).unwrap_or_else(|| panic!("{noun} is lost"));
        assert_eq!(found.senses.iter().count(), senses.len(), "{noun}");
        assert_eq!(found.names, super::entity_type(names), "{noun}");
    }
    for [verb, senses] in rows(words::VERBS) {
        let found = knowledge.verb(verb).unwrap_or_else(|| panic!("{verb} is lost"));
        assert_eq!(found.iter().count(), senses.len(), "{verb}");
    }
    for [noun, verb] in rows(words::NOMINALISATIONS) {
        assert_eq!(knowledge.verb_of(noun), Some(verb));
    }
    for [name, country, geonames] in rows(places::CITIES) {
        let found = knowledge.cities(name).find(|city| city.geonames.to_string() == geonames);
        let city = found.unwrap_or_else(|| panic!("{name} is lost"));
        assert_eq!((city.name, city.country), (name, country));
    }
}

#[test]
fn nouns_say_what_a_name_beside_them_names() {
    let knowledge = Knowledge::new();
    let names = |noun: &str| knowledge.noun(noun).and_then(|noun| noun.names);
    for (nouns, kind) in [
        (&["minister", "Spokeswoman", "striker", "economist"][..], EntityType::Person),
        (&["airline", "ministry", "newspaper", "court", "bank"], EntityType::Organization),
        (&["river", "village", "province", "volcano"], EntityType::Place),
        (&["tribe", "clan"], EntityType::Group),
        (&["stadium", "airport", "bridge", "prison"], EntityType::Facility),
        (&["frigate", "novel", "treaty", "hurricane"], EntityType::Other),
    ] {
        for noun in nouns {
            assert_eq!(names(noun), Some(kind), "{noun}");
        }
    }
    assert_eq!(names("disease"), None, "diseases are no entities");
    assert_eq!(names("subsidiary"), None, "a person or a company");
    assert_eq!(names("spoke"), None, "a verb nearly always");
}

#[test]
fn words_have_senses_lemmas_and_verbs() {
    let knowledge = Knowledge::new();
    assert_eq!(knowledge.verb("say").unwrap().first(), Some(Supersense::VerbCommunication));
    assert!(knowledge.noun("attack").unwrap().senses.has(Supersense::NounAct));
    assert!(knowledge.noun("earthquake").unwrap().senses.has(Supersense::NounEvent));
    assert_eq!(knowledge.lemmas(Part::Verb, "said"), ["say"]);
    assert_eq!(knowledge.lemmas(Part::Noun, "Men"), ["man"]);
    assert_eq!(knowledge.lemmas(Part::Noun, "said"), [""; 0]);
    for (noun, verb) in
        [("attack", "attack"), ("resignation", "resign"), ("killing", "kill"), ("appointment", "appoint")]
    {
        assert_eq!(knowledge.verb_of(noun), Some(verb));
    }
}

#[test]
fn places_are_found_by_every_name() {
    let knowledge = Knowledge::new();
    let cologne = knowledge.cities("Cologne").next().unwrap();
    assert_eq!((cologne.name, cologne.country, cologne.geonames), ("Köln", "DE", 2_886_242));
    assert!((cologne.latitude - 50.93).abs() < 0.02 && (cologne.longitude - 6.95).abs() < 0.02);
    let springfields: Vec<u32> = knowledge.cities("springfield").map(|city| city.population).collect();
    assert!(springfields.len() > 4 && springfields.is_sorted_by(|a, b| a >= b), "{springfields:?}");
    assert!(knowledge.cities("Springfield").any(|city| city.state == "Illinois"));
    assert_eq!(knowledge.cities("Xanadu upon Nothing").len(), 0);
    for (name, code) in
        [("Denmark", "DK"), ("UK", "GB"), ("Ivory Coast", "CI"), ("Côte d’Ivoire", "CI"), ("Burma", "MM")]
    {
        assert_eq!(knowledge.country(name).map(|country| country.alpha2), Some(code), "{name}");
    }
    assert_eq!(knowledge.country("Congo"), None, "there are two");
    for (word, code) in [("Danish", "DK"), ("Dane", "DK"), ("Chinese", "CN"), ("Nigerian", "NG"), ("British", "GB")] {
        assert_eq!(knowledge.demonym(word).map(|country| country.alpha2), Some(code), "{word}");
    }
    let chile = knowledge.country_of_code("CHL").unwrap();
    assert_eq!((chile.alpha2, chile.capital, chile.continent, chile.currency), ("CL", "Santiago", "SA", "CLP"));
    assert_eq!(knowledge.country_of_code("CL"), Some(chile));
}

#[test]
fn currencies_are_found_by_code_name_and_sign() {
    let knowledge = Knowledge::new();
    let zloty = knowledge.currency("PLN").unwrap();
    assert_eq!(zloty.countries().collect::<Vec<_>>(), ["PL"]);
    assert_eq!(knowledge.currency_named("polish zlotys"), Some(zloty));
    let own = |sign| knowledge.currencies_with_symbol(sign).find(|currency| currency.symbols().next() == Some(sign));
    for (sign, code) in [("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("A$", "AUD")] {
        assert_eq!(own(sign).map(|currency| currency.code), Some(code));
    }
    assert!(knowledge.currencies_with_symbol("$").count() > 10);
    assert_eq!(knowledge.currency("usd"), None);
}

#[test]
fn names_have_types_and_frequencies() {
    let knowledge = Knowledge::new();
    let types =
        |name: &str| knowledge.proper_noun(name).map(|name| name.types().collect::<Vec<_>>()).unwrap_or_default();
    assert_eq!(types("Amazon").first(), Some(&EntityType::Place));
    assert_eq!(types("United Nations"), [EntityType::Organization]);
    assert_eq!(types("Cherokee"), [EntityType::Group]);
    assert!(types("Washington").contains(&EntityType::Person) && types("Washington").contains(&EntityType::Place));
    assert_eq!(knowledge.given_name("Mary").map(|name| (name.gender, name.bucket)), Some((Gender::Women, 0)));
    assert_eq!(knowledge.given_name("JAMES").map(|name| name.gender), Some(Gender::Men));
    assert_eq!(knowledge.given_name("Leslie").map(|name| name.gender), Some(Gender::Both));
    assert_eq!(knowledge.surname("Smith"), Some(0));
}

#[test]
fn names_are_walked_token_by_token() {
    let knowledge = Knowledge::new();
    let key = Key::START.then("Rio").then("de");
    assert!(knowledge.goes_on(key));
    assert_eq!(knowledge.cities(key.then("Janeiro")).next().map(|city| city.country), Some("BR"));
    let whole = Key::of("Guinea").then("-").then("Bissau");
    assert!(knowledge.goes_on(Key::of("Guinea")) && !knowledge.goes_on(Key::of("Rio de Janeiro")));
    assert_eq!(knowledge.country(whole).map(|country| country.alpha2), Some("GW"));
    assert!((4..16).contains(&knowledge.longest_name()), "{}", knowledge.longest_name());
}

#[test]
fn the_tables_are_small_and_soon_read() {
    let read = || {
        let start = Instant::now();
        let knowledge = Knowledge::new();
        (start.elapsed(), knowledge.memory())
    };
    let (time, memory) = (0..5).map(|_| read()).min().unwrap();
    assert!(memory < 20_000_000, "{memory} bytes");
    // Unoptimised, and beside other tests, this only shows that the time does not grow with the square.
    let limit = if cfg!(debug_assertions) { 3_000 } else { 60 };
    assert!(time < Duration::from_millis(limit), "{time:?}");
}

proptest! {
    #[test]
    fn no_text_breaks_a_look_up(text in ".*", more in "\\PC{0,9}") {
        static KNOWLEDGE: std::sync::LazyLock<Knowledge> = std::sync::LazyLock::new(Knowledge::new);
        let (known, key) = (&*KNOWLEDGE, Key::of(&text).then(&more));
        let _ = (known.noun(key), known.verb(&*text), known.lemmas(Part::Noun, key), known.verb_of(key));
        let _ = (known.proper_noun(key), known.given_name(&*text), known.surname(key), known.cities(key).len());
        let _ = (known.country(&*text), known.demonym(key), known.country_of_code(&text), known.currency(&text));
        let _ = (known.currency_named(key), known.currencies_with_symbol(&text).count(), known.goes_on(key));
        prop_assert_eq!(Key::of(&text), Key::of(&text.to_lowercase()).then(""));
    }
}
