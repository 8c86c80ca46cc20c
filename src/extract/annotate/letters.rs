//! Letters and the small closed lists that tokens are cut by.

use unicode_normalization::char::is_combining_mark;

use crate::extract::document::Case;

/// Units that are written right behind a number, and are words of their own.
pub const UNITS: [&str; 46] = [
    "bn", "b", "mn", "m", "k", "tn", "am", "pm", "km", "kg", "cm", "mm", "mph", "kph", "lb", "lbs", "ft", "kw", "mw",
    "gw", "kwh", "mwh", "hz", "ghz", "gb", "mb", "tb", "mg", "ml", "hrs", "mins", "p", "c", "ha", "kmh", "kmph", "gwh",
    "twh", "km2", "m2", "m3", "dm", "rad", "bps", "pc", "元",
];

/// Letters that are written right before a sum of money. Signs with `$` are known by it.
pub const MONEY_SIGNS: [&str; 24] = [
    "EUR", "USD", "GBP", "KShs", "KSh", "Ksh", "USh", "Ush", "TSh", "GHS", "SFr", "FCFA", "Shs", "Sh", "Dhs", "Dh",
    "RM", "Rs", "Rp", "Tk", "R", "N", "P", "K",
];

/// Words that are written without their first letters, behind an apostrophe.
pub const ELISIONS: [&str; 5] = ["em", "n", "til", "tis", "twas"];

/// What stands behind the stop in the name of a file.
pub const FILES: [&str; 14] =
    ["doc", "docx", "pdf", "xls", "xlsx", "csv", "htm", "html", "jpg", "jpeg", "png", "gif", "txt", "zip"];

/// The last part of an address in the net; only after these is a stop within a word no missing space.
pub const DOMAINS: [&str; 14] =
    ["com", "org", "net", "gov", "edu", "info", "co", "uk", "io", "example", "tv", "news", "eu", "int"];

/// Whether a quotation mark right after this character opens.
#[must_use]
pub fn opens_before(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '“' | '‘' | '"' | '\'' | '—' | '–' | '-' | '/' | '«' | '„')
}

/// Whether a character belongs to a word: letters, digits, combining marks, joiners.
#[must_use]
pub fn is_word_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}' | '\u{ad}')
}

/// Whether a character is a raised digit: behind a word, the mark of a footnote or a power.
#[must_use]
pub const fn is_raised(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰'..='⁹')
}

/// How many bytes at the start of `text` belong to a word; raised digits at its end do not.
#[must_use]
pub fn run_of_word(text: &str) -> usize {
    let ascii = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    match text.as_bytes().get(ascii) {
        Some(byte) if !byte.is_ascii() => {
            let end = text[ascii..].find(|c| !is_word_char(c)).map_or(text.len(), |length| ascii + length);
            text[..end].trim_end_matches(is_raised).len()
        }
        _ => ascii,
    }
}

/// Whether a character is written for an apostrophe within a word.
#[must_use]
pub const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´')
}

/// Whether `word` is one character, for which `is` holds.
#[must_use]
pub fn is_single(word: &str, is: impl Fn(char) -> bool) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(is) && chars.next().is_none()
}

/// How many bytes before the apostrophe belong to a contracted ending: one for `n't`, none for the others.
#[must_use]
pub fn contraction(word: &str, suffix: &str) -> Option<usize> {
    match suffix {
        "t" | "T" if word.ends_with(['n', 'N']) => Some(1),
        "s" | "S" | "re" | "ve" | "ll" | "d" | "m" | "RE" | "VE" | "LL" | "D" | "M" => Some(0),
        _ => None,
    }
}

/// How a word is written.
#[must_use]
pub fn case_of(word: &str) -> Case {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    if !letters.next().is_some_and(char::is_uppercase) {
        return Case::Lower;
    }
    let mut more = 0_usize;
    for letter in letters {
        if letter.is_lowercase() {
            return Case::Capital;
        }
        more += 1;
    }
    if more > 0 { Case::Upper } else { Case::Capital }
}
