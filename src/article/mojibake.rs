//! Undoes mojibake: UTF-8 that was read as windows-1252 or Latin-1, once or several times (`â€™`, `Ã©`, `Ãƒ©`).
//!
//! Characters are put right run by run, since one article often mixes quoted wrong text with right text. A run is
//! replaced only where its characters are, byte for byte, a valid UTF-8 sequence that nobody would write otherwise; the
//! one exception is the closing quotation mark, which loses a byte on its way.

use std::sync::LazyLock;

/// How many layers of mojibake are taken off.
const MAX_LAYERS: usize = 3;

/// The characters of the bytes 0x80 to 0x9F in windows-1252; the five that it leaves undefined are controls.
static HIGH: LazyLock<[char; 32]> = LazyLock::new(|| {
    let bytes: Vec<u8> = (0x80..=0x9F).collect();
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
    let mut table = ['\0'; 32];
    for (slot, c) in table.iter_mut().zip(text.chars()) {
        *slot = c;
    }
    table
});

/// `text` put right, or `None` where nothing is wrong with it.
pub(super) fn repaired(text: &str) -> Option<String> {
    let mut current: Option<String> = None;
    for _ in 0..MAX_LAYERS {
        match one_layer(current.as_deref().unwrap_or(text)) {
            Some(better) => current = Some(better),
            None => break,
        }
    }
    current
}

/// A run of characters that stands for one.
struct Sequence {
    /// How many characters it has.
    length: usize,
    stands_for: char,
    certain: bool,
}

fn one_layer(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let evident = any_certain(text);
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut changed = false;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let sequence = if c.is_ascii() { None } else { sequence(&text[at..], before) };
        if let Some(sequence) = sequence.filter(|sequence| sequence.certain || evident) {
            at += text[at..].chars().take(sequence.length).map(char::len_utf8).sum::<usize>();
            before = sequence.stands_for;
            changed = true;
        } else {
            at += c.len_utf8();
            before = c;
        }
        out.push(before);
    }
    changed.then_some(out)
}

fn any_certain(text: &str) -> bool {
    let mut before = ' ';
    text.char_indices().any(|(at, c)| {
        let certain = !c.is_ascii() && sequence(&text[at..], before).is_some_and(|sequence| sequence.certain);
        before = c;
        certain
    })
}

/// The sequence at the start of `text`, which follows the character `before`.
fn sequence(text: &str, before: char) -> Option<Sequence> {
    let mut chars = text.chars();
    let lead = byte_of(chars.next()?)?;
    let length = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    if let Some(sequence) = closing_quote(lead, chars.as_str()) {
        return Some(sequence);
    }
    let mut bytes = [lead, 0, 0, 0];
    let mut marks = 0;
    for byte in &mut bytes[1..length] {
        let c = chars.next()?;
        *byte = byte_of(c).filter(|byte| (0x80..=0xBF).contains(byte))?;
        marks += usize::from(is_punctuation(c));
    }
    let stands_for = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    // Two characters may also be a word in capitals and the mark after it: `CAFÉ”`, `MANHÃ –`.
    let certain = match length {
        2 => matches!(lead, 0xC2 | 0xC3) && !(marks > 0 && before.is_uppercase()) || next_is_sequence(chars.as_str()),
        _ => true,
    };
    Some(Sequence { length, stands_for, certain })
}

/// `â€` alone was `”`: its third byte, 0x9D, is no character of windows-1252 and is lost on the way.
fn closing_quote(lead: u8, rest: &str) -> Option<Sequence> {
    let mut bytes = rest.chars().map(byte_of);
    let lost = lead == 0xE2 && bytes.next() == Some(Some(0x80)) && !matches!(bytes.next(), Some(Some(0x80..=0xBF)));
    lost.then_some(Sequence { length: 2, stands_for: '”', certain: true })
}

/// Whether a second run follows at once, as in every word of another script (`ÐŸÑ€`).
fn next_is_sequence(text: &str) -> bool {
    let mut bytes = text.chars().map(byte_of);
    matches!(bytes.next(), Some(Some(0xC2..=0xF4))) && matches!(bytes.next(), Some(Some(0x80..=0xBF)))
}

/// The byte that windows-1252 or Latin-1 reads as `c`, of those above ASCII.
fn byte_of(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ 0x80..=0xFF => u8::try_from(code).ok(),
        0x100.. => HIGH.iter().position(|high| *high == c).and_then(|index| u8::try_from(0x80 + index).ok()),
        _ => None,
    }
}

const fn is_punctuation(c: char) -> bool {
    matches!(c, '‘' | '’' | '‚' | '“' | '”' | '„' | '–' | '—' | '…' | '‹' | '›' | '»' | '«' | '•' | '\u{a0}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::repaired;

    fn as_windows_1252(text: &str) -> String {
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn what_was_read_wrong_is_read_again() {
        for text in
            ["it’s", "“Café” – naïve", "£5m, €3bn", "Zdeněk Přibyl’s", "Привет", "😀", "Ñandú", "2 °C", "São Paulo"]
        {
            let once = as_windows_1252(text);
            assert_eq!(repaired(&once).as_deref(), Some(text), "{once}");
            assert_eq!(repaired(&as_windows_1252(&once)).as_deref(), Some(text), "twice: {once}");
        }
        assert_eq!(repaired("â€œGoâ€ he said").as_deref(), Some("“Go” he said"));
        // Latin-1 instead of windows-1252: the bytes 80 to 9F are controls.
        assert_eq!(repaired("it\u{e2}\u{80}\u{99}s").as_deref(), Some("it’s"));
    }

    #[test]
    fn right_text_stays_beside_wrong_text() {
        assert_eq!(repaired("Café – itâ€™s “fine”").as_deref(), Some("Café – it’s “fine”"));
    }

    #[test]
    fn nothing_is_done_to_right_text() {
        for text in [
            "Café",
            "CAFÉ”",
            "AMANHÃ”",
            "“DÉJÀ VU” – «À»",
            "naïve — it’s",
            "Ærøskøbing",
            "Привет",
            "São",
            "ÅÄÖ…",
            "5 £",
        ] {
            assert_eq!(repaired(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_repaired_without_a_panic(text in any::<String>()) {
            if let Some(fixed) = repaired(&text) {
                prop_assert!(fixed.chars().count() < text.chars().count());
            }
        }
    }
}
