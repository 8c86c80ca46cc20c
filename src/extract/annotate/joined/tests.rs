//! Stretches that hold two names, and headlines.

use crate::extract::annotate::{sentences, tags, tokens};
use crate::interrupt::Interrupt;
use crate::model::Model;

use super::*;

/// What becomes of the names that a model found in a text, each with its type where it keeps one.
fn mended(text: &str, headline: bool, names: &[(&str, EntityType)]) -> Vec<String> {
    let (lexicon, knowledge, interrupt) = (Lexicon::new(), Knowledge::shared(), Interrupt::never());
    let mut document = Document::new(text, headline);
    tokens::annotate(&mut document, &lexicon, &interrupt).unwrap();
    sentences::annotate(&mut document, &lexicon, &interrupt).unwrap();
    tags::annotate(&mut document, &Model::embedded(), &knowledge, &interrupt).unwrap();
    let mut candidates = Vec::new();
    let mut from = 0;
    for (name, kind) in names {
        let start = from + text[from..].find(name).expect("the text holds the name");
        from = start + name.len();
        let at = |byte: usize| document.tokens().take_while(|token| token.span().bytes().start < byte).count();
        let core = at(start)..at(from);
        let initial = start == 0;
        let kind = Some(*kind);
        candidates.push(Candidate { tokens: core.clone(), core, title: None, initial, known: None, kind });
    }
    let show = |candidate: Candidate| {
        let words = document.slice(document.span_of(candidate.core).unwrap());
        candidate.kind.map_or_else(|| words.to_owned(), |kind| format!("{words} {kind:?}"))
    };
    mend(&document, &lexicon, &knowledge, candidates).into_iter().map(show).collect()
}

const BODY: EntityType = EntityType::Organization;

#[test]
fn a_verb_ends_a_name() {
    let text = "On Monday Orchid Bank paid Stone at once.";
    assert_eq!(mended(text, false, &[("Orchid Bank paid Stone", BODY)]), ["Orchid Bank Organization", "Stone"]);
}

#[test]
fn the_seat_of_a_firm_and_the_body_of_a_person_are_names_of_their_own() {
    let text = "They met Orchid Refining of Lima there.";
    let parts = ["Orchid Refining Organization", "Lima Place"];
    assert_eq!(mended(text, false, &[("Orchid Refining of Lima", BODY)]), parts);
    let text = "They met Anna Marsh of the Heron Institute there.";
    let person = [("Anna Marsh of the Heron Institute", EntityType::Person)];
    assert_eq!(mended(text, false, &person), ["Anna Marsh Person", "Heron Institute Organization"]);
    let text = "They left the University of Lima there.";
    assert_eq!(mended(text, false, &[("University of Lima", BODY)]), ["University of Lima Organization"]);
}

#[test]
fn an_owner_that_is_a_name_elsewhere_is_cut_off() {
    let text = "So Gelbrand left. They met Gelbrand's Reform Party there.";
    let names = [("Gelbrand", EntityType::Person), ("Gelbrand's Reform Party", BODY)];
    assert_eq!(mended(text, false, &names), ["Gelbrand Person", "Gelbrand", "Reform Party Organization"]);
    let text = "They met the People's Reform Party there.";
    let whole = ["People's Reform Party Organization"];
    assert_eq!(mended(text, false, &[("People's Reform Party", BODY)]), whole);
}

#[test]
fn two_names_are_parted_where_one_of_them_stands_alone() {
    let text = "So Gelbrand left. They met Gelbrand and Orchid there, and Marks and Heron.";
    let names = [("Gelbrand", BODY), ("Gelbrand and Orchid", BODY), ("Marks and Heron", BODY)];
    let parts = ["Gelbrand Organization", "Gelbrand", "Orchid Organization", "Marks and Heron Organization"];
    assert_eq!(mended(text, false, &names), parts);
}

#[test]
fn what_only_introduces_or_follows_a_name_is_none_of_it() {
    assert_eq!(mended("Insurer Gelbrand left.", false, &[("Insurer Gelbrand", BODY)]), ["Gelbrand Organization"]);
    let text = "They met Anna Marsh QC there.";
    assert_eq!(mended(text, false, &[("Anna Marsh QC", EntityType::Person)]), ["Anna Marsh Person"]);
}

#[test]
fn the_body_says_what_is_a_name_in_a_headline() {
    let text = "Gelbrand Cells Opens Plant as Rival Cries Foul\n\nOn Monday Gelbrand won. A rival did not.";
    let names = [("Gelbrand Cells Opens", BODY), ("Rival Cries Foul", BODY), ("Gelbrand", BODY)];
    assert_eq!(mended(text, true, &names), ["Gelbrand", "Gelbrand Organization"]);
}
