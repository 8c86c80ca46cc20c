//! How exact a text says a number is: “about”, “at least”, “up to”, “more than”, “fewer than”.

use super::Finder;
use crate::record::AmountQualifier::{self, Approx, AtLeast, AtMost, LessThan, MoreThan};

/// Hedges right before a number, the longer ones first.
const BEFORE: [(&[&str], AmountQualifier); 46] = [
    (&["no", "fewer", "than"], AtLeast),
    (&["no", "less", "than"], AtLeast),
    (&["not", "less", "than"], AtLeast),
    (&["a", "minimum", "of"], AtLeast),
    (&["at", "least"], AtLeast),
    (&["no", "more", "than"], AtMost),
    (&["not", "more", "than"], AtMost),
    (&["as", "many", "as"], AtMost),
    (&["as", "much", "as"], AtMost),
    (&["a", "maximum", "of"], AtMost),
    (&["at", "most"], AtMost),
    (&["up", "to"], AtMost),
    (&["capped", "at"], AtMost),
    (&["in", "excess", "of"], MoreThan),
    (&["upwards", "of"], MoreThan),
    (&["more", "than"], MoreThan),
    (&["greater", "than"], MoreThan),
    (&["higher", "than"], MoreThan),
    (&["longer", "than"], MoreThan),
    (&["just", "over"], MoreThan),
    (&["well", "over"], MoreThan),
    (&["over"], MoreThan),
    (&["above"], MoreThan),
    (&["exceeding"], MoreThan),
    (&["exceeds"], MoreThan),
    (&["exceeded"], MoreThan),
    (&["topping"], MoreThan),
    (&["tops"], MoreThan),
    (&["fewer", "than"], LessThan),
    (&["less", "than"], LessThan),
    (&["lower", "than"], LessThan),
    (&["just", "under"], LessThan),
    (&["short", "of"], LessThan),
    (&["under"], LessThan),
    (&["below"], LessThan),
    (&["an", "estimated"], Approx),
    (&["estimated"], Approx),
    (&["about"], Approx),
    (&["around"], Approx),
    (&["roughly"], Approx),
    (&["approximately"], Approx),
    (&["some"], Approx),
    (&["circa"], Approx),
    (&["nearly"], Approx),
    (&["almost"], Approx),
    (&["close", "to"], Approx),
];

impl Finder<'_, '_> {
    /// The hedge of the number in these tokens.
    pub(super) fn qualifier(&self, start: usize, end: usize) -> Option<AmountQualifier> {
        if self.is(end, "or") {
            if self.is_any(end + 1, &["more", "so"]) {
                return Some(if self.is(end + 1, "more") { AtLeast } else { Approx });
            }
            if self.is_any(end + 1, &["less", "fewer"]) {
                return Some(AtMost);
            }
        }
        // “more than the £5”: an article may stand between.
        let start = if self.is_behind(start, &["the", "a", "an"]) { start - 1 } else { start };
        let stands = |words: &[&str]| {
            let first = start.checked_sub(words.len());
            first.is_some_and(|first| words.iter().enumerate().all(|(place, word)| self.is(first + place, word)))
        };
        BEFORE.iter().find(|(words, _)| stands(words)).map(|(_, qualifier)| *qualifier)
    }
}
