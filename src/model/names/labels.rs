//! The labels of words: outside of every name, or at a place within a name of one of six types.
//!
//! Rule: a name is begun before it goes on, and ended before another begins ([`follows`]). The labels that stand for a
//! name alone are [`Place::Single`]. Source of the scheme: Ratinov and Roth, *Design challenges and misconceptions in
//! named entity recognition* (CoNLL 2009), who found it better than begin-inside-outside.

use std::ops::Range;

use crate::record::EntityType;

/// The number of a label.
pub type Label = u8;

/// The types in the order of their labels.
pub const TYPES: [EntityType; 6] = [
    EntityType::Person,
    EntityType::Organization,
    EntityType::Place,
    EntityType::Group,
    EntityType::Facility,
    EntityType::Other,
];

/// How many labels there are.
pub const LABELS: usize = 1 + 4 * TYPES.len();

/// The label of a word that is in no name.
pub const OUTSIDE: Label = 0;

/// Where in its name a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Place {
    /// The first of several.
    Begin = 0,
    /// Neither first nor last.
    Inside = 1,
    /// The last of several.
    End = 2,
    /// The only one.
    Single = 3,
}

/// The label of a place in a name of the type numbered `kind`.
#[inline]
#[must_use]
pub const fn label(kind: u8, place: Place) -> Label {
    1 + 4 * kind + place as u8
}

/// The number of a label's type; none outside of names.
#[inline]
#[must_use]
pub const fn kind(label: Label) -> Option<u8> {
    if label == OUTSIDE { None } else { Some((label - 1) / 4) }
}

/// Whether the name goes on behind this label.
#[inline]
#[must_use]
pub const fn is_open(label: Label) -> bool {
    label != OUTSIDE && (label - 1) % 4 < 2
}

/// Whether this label goes on with a name.
#[inline]
#[must_use]
pub const fn is_inner(label: Label) -> bool {
    label != OUTSIDE && matches!((label - 1) % 4, 1 | 2)
}

/// Whether `next` may stand right behind `label`.
#[inline]
#[must_use]
pub const fn follows(label: Label, next: Label) -> bool {
    match (is_open(label), is_inner(next)) {
        (true, true) => (label - 1) / 4 == (next - 1) / 4,
        (open, inner) => !open && !inner,
    }
}

/// Labels a name of these words.
pub fn paint(labels: &mut [Label], words: Range<usize>, kind: u8) {
    let labels = &mut labels[words];
    labels.fill(label(kind, Place::Inside));
    if let [only] = labels {
        *only = label(kind, Place::Single);
    } else if let [first, .., last] = labels {
        *first = label(kind, Place::Begin);
        *last = label(kind, Place::End);
    }
}

/// The names that labels tell, in order: their words and the number of their type. Labels that tell none, since they
/// do not follow each other, are passed over.
pub fn names(labels: &[Label]) -> impl Iterator<Item = (Range<usize>, u8)> {
    let mut start = 0;
    labels.iter().enumerate().filter_map(move |(at, label)| {
        let opens = *label != OUTSIDE && !is_inner(*label);
        if opens {
            start = at;
        }
        let kind = kind(*label)?;
        let whole = opens || at > start && follows(labels[at - 1], *label);
        if !whole {
            start = at + 1;
        }
        (whole && !is_open(*label)).then_some((start..at + 1, kind))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, proptest};

    use super::*;

    #[test]
    fn what_is_painted_is_told() {
        let mut labels = [OUTSIDE; 6];
        paint(&mut labels, 0..1, 0);
        paint(&mut labels, 2..5, 1);
        paint(&mut labels, 5..6, 1);
        assert_eq!(names(&labels).collect::<Vec<_>>(), [(0..1, 0), (2..5, 1), (5..6, 1)]);
        assert!(labels.windows(2).all(|pair| follows(pair[0], pair[1])));
    }

    #[test]
    fn a_name_goes_on_in_its_own_type_and_ends_once() {
        let (begin, end) = (label(1, Place::Begin), label(1, Place::End));
        assert!(follows(begin, end) && follows(begin, label(1, Place::Inside)));
        assert!(!follows(begin, label(2, Place::End)) && !follows(begin, OUTSIDE) && !follows(OUTSIDE, end));
        assert!(!follows(end, end) && follows(end, begin) && follows(end, OUTSIDE));
    }

    proptest! {
        #[test]
        fn any_labels_tell_names_that_do_not_overlap(labels in prop::collection::vec(0..25_u8, 0..40)) {
            let mut end = 0;
            for (words, kind) in names(&labels) {
                assert!(words.start >= end && words.end > words.start && kind < 6);
                assert!(labels[words.clone()].iter().all(|label| super::kind(*label) == Some(kind)));
                end = words.end;
            }
        }
    }
}
