//! Letters behind a person's name: “Anna Marsh KC”, “Anna Marsh MP”.
//!
//! Rule: they are no part of the name, and what is said of the name is said across them; a few are an office.

use crate::extract::document::Document;

/// The letters, in order.
const LETTERS: [&str; 19] = [
    "AM", "AO", "BL", "CBE", "DBE", "KBE", "KC", "MBE", "MD", "MEP", "MLA", "MP", "MSP", "OAM", "OBE", "PhD", "QC",
    "SC", "TD",
];

/// Whether a word is one that stands behind names.
#[must_use]
pub fn is_postnominal(word: &str) -> bool {
    LETTERS.binary_search(&word).is_ok()
}

/// Whether letters behind a name are an office or a rank at the bar, not a degree or an honour.
#[must_use]
pub fn is_office(word: &str) -> bool {
    matches!(word, "BL" | "KC" | "MEP" | "MLA" | "MP" | "MSP" | "QC" | "SC" | "TD")
}

/// One past the letters behind a name that ends at `end`.
#[must_use]
pub fn past(document: &Document<'_>, end: usize) -> usize {
    let letters =
        |at: &usize| document.token(*at).is_some_and(|token| token.is_spaced() && is_postnominal(token.text()));
    (end..).take_while(letters).last().map_or(end, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_in_order_and_known() {
        assert!(LETTERS.is_sorted());
        assert!(is_postnominal("QC") && is_office("QC"));
        assert!(is_postnominal("OBE") && !is_office("OBE"));
        assert!(!is_postnominal("Marsh"));
    }
}
