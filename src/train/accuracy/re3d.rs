//! Names in defence and security documents. Source: Defence Science and Technology Laboratory, *Relationship and entity
//! extraction evaluation dataset* (2017).
//!
//! A name is right where its words are, and its type where both know it: buildings are places here, and groups, which
//! these documents do not mark, are not asked for. Titles, articles and nationalities before a name are taken off the
//! annotation, as they are in our own.

use std::ops::Range;
use std::path::Path;

use crate::article::Article;
use crate::extract::{Extract, Extractor};
use crate::interrupt::Interrupt;
use crate::record::{EntityType, MentionKind, Record};
use crate::train::names::Accuracy;
use crate::train::ner_data::{self, DataError, kinds};

/// Measures an extractor's names against the documents of a file.
///
/// # Errors
/// [`DataError`] where the file cannot be read or a line is no document.
pub fn measure(path: &Path, extractor: &Extractor) -> Result<Accuracy, DataError> {
    let mut accuracy = Accuracy::default();
    for document in ner_data::re3d(path)? {
        let Ok(record) = extractor.extract(&Article::of_text(&document.text), &Interrupt::never()) else { continue };
        let gold: Vec<(Range<usize>, u8)> =
            document.names.iter().map(|(bytes, kind)| (code_points(&document.text, bytes), *kind)).collect();
        count(&gold, &found(&record), &mut accuracy);
    }
    Ok(accuracy)
}

fn code_points(text: &str, bytes: &Range<usize>) -> Range<usize> {
    let count = |end: usize| text.get(..end).map_or(0, |front| front.chars().count());
    count(bytes.start)..count(bytes.end)
}

/// The named mentions of a record with the numbers of their types.
fn found(record: &Record) -> Vec<(Range<usize>, u8)> {
    let mut found = Vec::new();
    for entity in &record.entities {
        let kind = match entity.kind {
            Some(EntityType::Person) => kinds::PERSON,
            Some(EntityType::Organization) => kinds::ORGANIZATION,
            Some(EntityType::Place | EntityType::Facility) => kinds::PLACE,
            Some(EntityType::Other) => kinds::OTHER,
            Some(EntityType::Group) | None => continue,
        };
        let names = entity.mentions.iter().filter(|mention| mention.kind == MentionKind::Name);
        found.extend(names.map(|name| (name.evidence.start as usize..name.evidence.end as usize, kind)));
    }
    found
}

fn count(gold: &[(Range<usize>, u8)], found: &[(Range<usize>, u8)], accuracy: &mut Accuracy) {
    accuracy.gold += gold.len();
    accuracy.found += found.len();
    for (words, kind) in gold {
        let hit = found.iter().find(|(other, _)| other == words);
        accuracy.spans += usize::from(hit.is_some());
        accuracy.right += usize::from(hit.is_some_and(|(_, other)| other == kind));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_types_are_counted_apart() {
        let mut accuracy = Accuracy::default();
        let gold = [(0..4, kinds::PERSON), (5..9, kinds::PLACE), (10..12, kinds::PLACE)];
        let found = [(0..4, kinds::PERSON), (5..9, kinds::ORGANIZATION)];
        count(&gold, &found, &mut accuracy);
        assert_eq!((accuracy.gold, accuracy.found, accuracy.spans, accuracy.right), (3, 2, 2, 1));
    }

    #[test]
    fn places_in_the_text_are_code_points() {
        assert_eq!(code_points("é ab", &(3..5)), 2..4);
    }
}
