//! One relation of each kind, and what is none.

use crate::extract::testing::record;

/// Subject, predicate and object of each relation, with the words that prove it.
fn relations(text: &str) -> Vec<(String, String, String, String)> {
    let record = record(text);
    let name = |id: &str| {
        record.entities.iter().find(|entity| entity.id == id).map_or(String::new(), |entity| entity.name.clone())
    };
    let relations = record.relations.iter();
    relations
        .map(|found| (name(&found.subject), found.predicate.clone(), name(&found.object), found.evidence.text.clone()))
        .collect()
}

fn one(text: &str, subject: &str, predicate: &str, object: &str) {
    let found = relations(text);
    let facts: Vec<_> = found.iter().map(|(subject, predicate, object, _)| [&**subject, predicate, object]).collect();
    assert_eq!(facts, [[subject, predicate, object]], "{text}");
}

#[test]
fn a_role_and_the_body_beside_it_are_a_relation() {
    let bank = "Orchid Bank";
    one("So Anna Marsh, the chairwoman of Orchid Bank, left.", "Anna Marsh", "head_of", bank);
    one("So Orchid Bank's chief executive, Anna Marsh, left.", "Anna Marsh", "head_of", bank);
    one("So Anna Marsh, a spokeswoman for Orchid Bank, left.", "Anna Marsh", "spokesperson_of", bank);
    one("So Orchid Bank's founder, Anna Marsh, left.", bank, "founded_by", "Anna Marsh");
    one("So Orchid Bank's owner, Anna Marsh, left.", bank, "owned_by", "Anna Marsh");
}

#[test]
fn who_was_or_is_only_under_the_head_is_none() {
    for text in [
        "So Anna Marsh, a former chairwoman of Orchid Bank, left.",
        "So Anna Marsh, the deputy head of Orchid Bank, left.",
        "So Anna Marsh, an analyst at Orchid Bank, left.",
    ] {
        assert_eq!(relations(text), [], "{text}");
    }
}

#[test]
fn places_hold_bodies_and_smaller_places() {
    one("They left Orchid Bank in Lima on Monday.", "Orchid Bank", "located_in", "Lima");
    one("They left the Lima-based Orchid Bank on Monday.", "Orchid Bank", "located_in", "Lima");
    one("They met in Arequipa, Peru, on Monday.", "Arequipa", "located_in", "Peru");
    assert_eq!(relations("They met in Lima, Peru and Chile on Monday."), []);
}

#[test]
fn kin_are_told_from_the_words_between_two_names() {
    one("Anna Marsh and her husband, Peter Stone, left.", "Anna Marsh", "spouse", "Peter Stone");
    one("Anna Marsh's son, Peter Stone, left.", "Anna Marsh", "parent_of", "Peter Stone");
    one("So Peter Stone, the son of Anna Marsh, left.", "Anna Marsh", "parent_of", "Peter Stone");
    assert_eq!(relations("Anna Marsh met Susan Hill and her husband, Peter Stone."), []);
}
