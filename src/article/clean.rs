//! Cleaning of text: entities, white space, control characters, line breaks and Unicode form.
//!
//! The result is NFC, has no control characters, no runs of spaces and none at its ends; cleaning it again changes
//! nothing but entities that were meant literally.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::mojibake;

/// How often `&amp;amp;` is looked through.
const MAX_ESCAPES: usize = 3;

/// The longest name of an entity, with room for long numbers.
const MAX_ENTITY: usize = 40;

/// A text whose characters were put right.
pub(super) struct Repaired {
    pub text: String,
    /// Whether UTF-8 that had been read as windows-1252 was read again.
    pub mojibake: bool,
    /// Whether there were entities where none belong: in plain text, or escaped twice in markup.
    pub entities: bool,
}

/// Resolves entities, however often they were escaped, and undoes mojibake. `markup` is true for text that comes from
/// markup, where one level of entities is as it should be.
pub(super) fn repair(text: &str, markup: bool) -> Repaired {
    let mut current = Cow::Borrowed(text);
    let mut levels = 0;
    while levels < MAX_ESCAPES {
        match unescape(&current) {
            Cow::Borrowed(_) => break,
            Cow::Owned(changed) => current = Cow::Owned(changed),
        }
        levels += 1;
    }
    let fixed = mojibake::repaired(&current);
    Repaired {
        mojibake: fixed.is_some(),
        entities: levels > usize::from(markup),
        text: fixed.unwrap_or(current.into_owned()),
    }
}

/// Resolves one level of entities, only those that end in a semicolon: `AT&T` and `?a=1&copy=2` stay.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let mut changed = false;
    for (at, _) in text.match_indices('&') {
        let bytes = text[at + 1..].bytes().take(MAX_ENTITY);
        let length = bytes.take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
        let end = at + 1 + length + 1;
        if length == 0 || text.as_bytes().get(end - 1) != Some(&b';') {
            continue;
        }
        let entity = &text[at..end];
        let resolved = htmlize::unescape(entity);
        if resolved != entity {
            out.push_str(&text[copied..at]);
            out.push_str(&resolved);
            copied = end;
            changed = true;
        }
    }
    if !changed {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// One line: white space of every kind becomes single spaces, control characters vanish, the rest is NFC.
pub(super) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            space = true;
        } else if !is_unwanted(c) {
            if space && !out.is_empty() {
                out.push(' ');
            }
            space = false;
            out.push(c);
        }
    }
    if is_nfc_quick(out.chars()) == IsNormalized::Yes { out } else { out.nfc().collect() }
}

/// Control characters, and marks that only a renderer reads: byte order, soft hyphens, direction.
pub(super) fn is_unwanted(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The paragraphs of a text: blank lines part them, and so do single newlines unless the text was wrapped to a width.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let lines: Vec<&str> = text.split('\n').collect();
    let wrapped = is_wrapped(&lines);
    let mut paragraphs = Vec::new();
    let mut pending = String::new();
    for raw in lines {
        if !wrapped || raw.trim().is_empty() || starts_paragraph(raw) {
            paragraphs.push(std::mem::take(&mut pending));
        }
        pending.push_str(raw);
        pending.push(' ');
    }
    paragraphs.push(pending);
    paragraphs.iter().map(|paragraph| line(paragraph)).filter(|paragraph| !paragraph.is_empty()).collect()
}

/// Whether a line of wrapped text begins a new paragraph: it is indented, or it is an item of a list.
fn starts_paragraph(raw: &str) -> bool {
    let text = raw.trim_start();
    let indent = raw.len() - text.len();
    indent >= 2
        || raw.starts_with('\t')
        || text.starts_with(['•', '■', '*'])
        || text.starts_with("- ")
        || text.starts_with("-- ")
}

/// Whether single newlines are the work of a program that filled lines up to a width, as wire services did: the next
/// word would not have fitted, and most lines end within a sentence.
fn is_wrapped(lines: &[&str]) -> bool {
    const MAX_WIDTH: usize = 160;
    const MIN_WIDTH: usize = 40;
    let widths: Vec<usize> = lines.iter().map(|line| line.trim_end().chars().take(MAX_WIDTH + 1).count()).collect();
    let width = widths.iter().copied().max().unwrap_or(0);
    if !(MIN_WIDTH..=MAX_WIDTH).contains(&width) {
        return false;
    }
    let (mut breaks, mut full, mut open) = (0_usize, 0_usize, 0_usize);
    for (at, pair) in lines.windows(2).enumerate() {
        let (this, next) = (pair[0].trim_end(), pair[1]);
        if this.trim().is_empty() || next.trim().is_empty() || starts_paragraph(next) {
            continue;
        }
        let word = next.split_whitespace().next().map_or(0, |word| word.chars().count());
        breaks += 1;
        full += usize::from(widths[at] + 1 + word + 2 >= width);
        open += usize::from(!this.ends_with(['.', '!', '?', ':', '"', '”', '\'', '’', ')']));
    }
    breaks > 0 && full * 10 >= breaks * 8 && open * 2 >= breaks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{line, paragraphs, repair, unescape};

    #[test]
    fn entities_are_resolved_however_often_they_were_escaped() {
        for (text, clean) in [
            ("it&#8217;s", "it’s"),
            ("it&amp;#8217;s", "it’s"),
            ("it&amp;amp;#x2019;s", "it’s"),
            ("R&amp;D &copy; caf&eacute;", "R&D © café"),
            ("&#146;", "’"),
        ] {
            assert_eq!(repair(text, false).text, clean);
            assert!(repair(text, false).entities);
        }
        for literal in ["AT&T", "?a=1&copy=2", "&nosuch;", "& ;", "&;", "&", "x & y; z"] {
            assert_eq!(unescape(literal), literal);
        }
        assert!(!repair("it&#8217;s", true).entities);
    }

    #[test]
    fn a_line_has_single_spaces_and_no_controls() {
        assert_eq!(line("\u{feff} a\u{a0}\u{2009}b\t\u{0}c\u{7f}\u{ad}d \n"), "a b cd");
        assert_eq!(line("e\u{301}"), "é");
        assert_eq!(line("\u{0} \u{1}"), "");
    }

    #[test]
    fn wrapped_text_is_joined_and_paragraphs_a_line_are_not() {
        let wrapped = "The minister told reporters on Friday that the bridge would be\n\
                       closed for two weeks after the flood, which swept away two of its\n\
                       piers. He gave no date for the repairs.\n\nA second paragraph follows here, and it too is filled to the\nsame width.";
        assert_eq!(paragraphs(wrapped).len(), 2);
        let indented = wrapped.replace("\n\n", "\n   ");
        assert_eq!(paragraphs(&indented).len(), 2);
        let lines = "The minister told reporters on Friday that the bridge would be closed.\nHe gave no date.\nWork began in May, two years after the first survey of the piers.";
        assert_eq!(paragraphs(lines).len(), 3);
        assert_eq!(paragraphs("Scores: A 3, B 2\nC 1, D 0\r\n\r\n\u{2028}E"), ["Scores: A 3, B 2", "C 1, D 0", "E"]);
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>()) {
            let once = line(&text);
            prop_assert_eq!(line(&once), once.clone());
            prop_assert!(!once.chars().any(char::is_control));
        }
    }
}
