//! Tests of the links between mentions.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use proptest::prelude::{ProptestConfig, any, prop, proptest};

use super::*;
use crate::extract::Extractor;
use crate::extract::testing::{mentioned, record_with};
use crate::model::hash::mix;
use crate::model::linker::{CERTAIN, Group, Linker, features};
use crate::model::rows::{Cell, Rows};
use crate::record::invariants::violations;

/// What the words mean where `judge` picks the chain of each mention that somebody has to decide about.
fn meaning(text: &str, words: &str, judge: impl Fn(&Chain) -> bool) -> Option<Meaning> {
    let (document, entities, phrases) = mentioned(text);
    let mut walk = Walk::new(&document, &Knowledge::shared(), &Model::embedded(), &entities, phrases);
    while let Some(index) = walk.step() {
        if walk.naming().is_some() {
            walk.introduce(index, |_, _, _, chain| judge(chain));
        } else {
            let chosen = walk.candidates().position(&judge);
            walk.put(index, chosen.map(|rank| walk.asked[rank]));
        }
    }
    let links = walk.finish();
    let start = document.tokens().position(|token| token.is(words)).unwrap();
    links.meaning(start)
}

#[test]
fn a_pronoun_means_the_chain_that_was_chosen() {
    let text = "Anna Marsh met Peter Stone. She left early.";
    assert_eq!(meaning(text, "She", |chain| chain.women > 0), Some(Meaning::Entity(0)));
    assert_eq!(meaning(text, "She", |chain| chain.men > 0), Some(Meaning::Entity(1)));
    assert_eq!(meaning(text, "She", |_| false), None);
}

#[test]
fn what_has_no_name_is_its_first_phrase() {
    let text = "A nurse called a lawyer. She left early.";
    assert_eq!(meaning(text, "She", |chain| !chain.named && chain.latest.opens), Some(Meaning::Phrase(0..2)));
}

#[test]
fn a_chain_learns_what_is_said_of_it() {
    let text = "Anna Marsh is the mayor. The mayor left early.";
    let mayor = crate::model::hash::bytes(b"mayor");
    let (document, entities, phrases) = mentioned(text);
    let mut walk = Walk::new(&document, &Knowledge::shared(), &Model::embedded(), &entities, phrases);
    let index = walk.step().expect("the second mention of the mayor asks");
    assert_eq!(walk.candidates().next().and_then(|chain| chain.source(mayor)).map(|_| index), Some(index));
}

#[test]
fn the_agency_of_a_dateline_is_not_told_of() {
    let text = "OSLO, March 12 (Reuters) - The company will close.";
    let agency = |chain: &Chain| chain.kind == type_number(EntityType::Organization) + 1;
    assert_eq!(meaning(text, "company", agency), None);
}

#[test]
fn who_is_named_later_is_meant_before() {
    let text = "A dentist shot a lynx. The dentist, Anna Marsh, left early.";
    let dentist = |chain: &Chain| !chain.named && chain.latest.opens;
    assert_eq!(meaning(text, "dentist", dentist), Some(Meaning::Entity(0)));
    assert_eq!(meaning(text, "dentist", |_| false), None);
}

#[test]
fn a_name_tells_who_headline_and_lead_were_about() {
    let text = "Nurse found alive. A nurse was found in a crate. Anna Marsh, 41, was seen by Peter Stone.";
    let nurse = |chain: &Chain| chain.source(crate::model::hash::bytes(b"nurse")).is_some();
    assert_eq!(meaning(text, "Nurse", nurse), Some(Meaning::Entity(0)));
    assert_eq!(meaning(text, "nurse", nurse), Some(Meaning::Entity(0)));
    assert_eq!(meaning(text, "nurse", |_| false), None);
}

#[test]
fn a_name_is_asked_about_once_and_only_among_things_of_its_type() {
    let text = "A nurse sued an airline. Anna Marsh won. Anna Marsh left.";
    let (document, entities, phrases) = mentioned(text);
    let mut walk = Walk::new(&document, &Knowledge::shared(), &Model::embedded(), &entities, phrases);
    let mut asked = Vec::new();
    while let Some(index) = walk.step() {
        walk.introduce(index, |named, _, _, chain| {
            asked.push((index, named.entity.kind, chain.kind));
            false
        });
    }
    let person = type_number(EntityType::Person) + 1;
    assert_eq!(asked, [(2, person, person)]);
}

#[test]
fn what_is_likely_is_known_apart_from_what_is_sure() {
    let text = "Anna Marsh met the council. She left early.";
    let (document, entities, phrases) = mentioned(text);
    let mut walk = Walk::new(&document, &Knowledge::shared(), &Model::embedded(), &entities, phrases);
    let (mut rows, mut seen) = (BTreeMap::new(), Features::default());
    while let Some(index) = walk.step() {
        if walk.naming().is_some() {
            walk.introduce(index, |_, _, _, _| false);
            continue;
        }
        for (rank, chain) in walk.candidates().enumerate().filter(|(_, chain)| chain.named) {
            features::of_chain(&walk.phrases[index].mention, chain, rank, &mut seen);
            rows.extend(seen.as_slice().iter().map(|hash| (Rows::key(*hash), vec![Cell { class: 0, weight: 40 }])));
        }
        walk.put(index, None);
    }
    let rows: Vec<(u32, Vec<Cell>)> = rows.into_iter().collect();
    let she = document.tokens().position(|token| token.is("She")).unwrap();
    let links = |least| {
        let linker = Linker::new(Rows::new(&rows), [least; Group::ALL.len()]);
        let model = Model { linker, ..Model::carried().unwrap() };
        link(&document, &Knowledge::shared(), &model, &entities, &[], &Interrupt::never()).unwrap()
    };
    let sure = links(500);
    assert_eq!((sure.meaning(she), sure.likely_meaning(she)), (Some(Meaning::Entity(0)), None));
    let unsure = links(CERTAIN + 1);
    assert_eq!((unsure.meaning(she), unsure.likely_meaning(she)), (None, Some(Meaning::Entity(0))));
}

/// An extractor whose linker has arbitrary weights for what it sees in `text`.
fn arbitrary(text: &str) -> Extractor {
    let (document, entities, phrases) = mentioned(text);
    let mut walk = Walk::new(&document, &Knowledge::shared(), &Model::embedded(), &entities, phrases);
    let (mut rows, mut seen) = (BTreeMap::new(), Features::default());
    let mut weigh = |seen: &Features| {
        for hash in seen.as_slice() {
            let weight = i16::try_from(mix(*hash, 7) % 400).unwrap_or(0) - 100;
            rows.insert(Rows::key(*hash), vec![Cell { class: 0, weight }]);
        }
    };
    while let Some(index) = walk.step() {
        if walk.naming().is_some() {
            walk.introduce(index, |named, rank, _, chain| {
                named.read(chain, rank, &mut seen);
                weigh(&seen);
                false
            });
            continue;
        }
        let mention = walk.phrases[index].mention;
        for (rank, chain) in walk.candidates().enumerate() {
            features::of_chain(&mention, chain, rank, &mut seen);
            weigh(&seen);
        }
        walk.put(index, None);
    }
    let rows: Vec<(u32, Vec<Cell>)> = rows.into_iter().collect();
    let linker = Linker::new(Rows::new(&rows), [0; Group::ALL.len()]);
    Extractor::with_model(Arc::new(Model { linker, ..Model::carried().unwrap() }))
}

const TEXT: &str = "“We ran,” said Anna Marsh, the mayor. She told the council that it must wait. Orchid Air \
    said the airline would pay them. The mayor left; her deputy, Peter Stone, said he had seen the company.";

static ARBITRARY: LazyLock<Extractor> = LazyLock::new(|| arbitrary(TEXT));

#[test]
fn links_become_mentions_of_entities() {
    let record = record_with(&ARBITRARY, TEXT);
    let kinds = record.entities.iter().flat_map(|entity| &entity.mentions).map(|mention| mention.kind);
    let kinds: Vec<MentionKind> = kinds.collect();
    assert!(kinds.contains(&MentionKind::Pronoun) && kinds.contains(&MentionKind::Noun), "{kinds:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_the_weights_the_record_keeps_the_contract(
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..60),
    ) {
        let pieces: Vec<&str> = TEXT.split_inclusive([' ', ',', '.']).collect();
        let text: String = order.iter().map(|index| *index.get(&pieces)).collect();
        let record = record_with(&ARBITRARY, &text);
        assert_eq!(violations(&record), Vec::<String>::new(), "{text:?}");
        assert_eq!(record_with(&ARBITRARY, &text), record);
    }
}
