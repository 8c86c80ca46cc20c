//! From text to a JSON value: nesting is bounded by the parser, a lone surrogate is repaired rather than refused.

use std::borrow::Cow;

use serde_json::Value;
use serde_json::value::RawValue;

use super::draft::{invalid, undecodable};
use super::fields::type_name;
use crate::record::DeadLetter;

/// A JSON document and the text that it was parsed from.
pub(super) struct Document<'a> {
    pub value: Value,
    pub text: Cow<'a, str>,
    /// Whether `\ud800`-like escapes that stand for no character were replaced by U+FFFD.
    pub repaired: bool,
}

/// Parses `text` if it is JSON: what begins like an object or a list must be, and a bare string, number, boolean or null
/// is refused.
/// `None` is a text of another kind. `lines_before` is how many lines of the value stand before `text`.
///
/// # Errors
/// It begins like an object or a list and is not JSON, or it is JSON and neither of the two.
pub(super) fn decode(text: &str, lines_before: usize) -> Result<Option<Document<'_>>, DeadLetter> {
    match text.as_bytes().first() {
        Some(b'{') => parse(text, lines_before).map(Some),
        // A story may begin with "[Correction: …]".
        Some(b'[') if text[1..].trim_start().starts_with(|c: char| "{[\"-]".contains(c) || c.is_ascii_digit()) => {
            parse(text, lines_before).map(Some)
        }
        Some(b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => match serde_json::from_str::<Value>(text) {
            Ok(value) => Err(invalid(format!("the value is {} in JSON: send an object", type_name(&value)))),
            Err(_) => Ok(None),
        },
        _ => Ok(None),
    }
}

fn parse(text: &str, lines_before: usize) -> Result<Document<'_>, DeadLetter> {
    let error = match serde_json::from_str(text) {
        Ok(value) => return Ok(Document { value, text: Cow::Borrowed(text), repaired: false }),
        Err(error) => error,
    };
    if let Some(text) = without_lone_surrogates(text)
        && let Ok(value) = serde_json::from_str(&text)
    {
        return Ok(Document { value, text: Cow::Owned(text), repaired: true });
    }
    // A value of one line stands in a stream of such, where the parser's "line 1" would be taken for that of the stream.
    let place = if lines_before == 0 && !text.trim_end().contains('\n') {
        format!("column {}", error.column())
    } else {
        format!("line {} column {}", lines_before + error.line(), error.column())
    };
    // The parser's own words may hold a piece of the text: only the place is told.
    let deep = error.to_string().starts_with("recursion limit");
    let what = if deep { "nested too deeply for an article" } else { "not JSON" };
    Err(undecodable(format!("{what}: see {place}")))
}

/// `text` with every surrogate escape that has no partner replaced by `\ufffd`; `None` where there is none.
fn without_lone_surrogates(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        let start = at + found;
        let unit = escaped_unit(text, start);
        at = match unit {
            Some(0xD800..=0xDBFF) if matches!(escaped_unit(text, start + 6), Some(0xDC00..=0xDFFF)) => start + 12,
            Some(0xD800..=0xDFFF) => {
                out.push_str(&text[copied..start]);
                out.push_str("\\ufffd");
                copied = start + 6;
                copied
            }
            Some(_) => start + 6,
            // A backslash and the character that it escapes; the latter may be of several bytes.
            None => start + 1 + text[start + 1..].chars().next().map_or(0, char::len_utf8),
        };
    }
    (copied > 0).then(|| out + &text[copied..])
}

/// The UTF-16 code unit of the escape `\uXXXX` that starts at byte `at`.
fn escaped_unit(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

/// The field `id` of the object `text`, digit for digit: a number too large for 64 bits is still an id.
pub(super) fn literal_id(text: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Ids<'a> {
        #[serde(borrow)]
        id: &'a RawValue,
    }
    serde_json::from_str::<Ids<'_>>(text).ok().map(|ids| ids.id.get().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{decode, literal_id};
    use crate::record::Reason;

    #[test]
    fn a_lone_surrogate_becomes_the_replacement_character() {
        for (json, text) in [
            (r#"{"a":"x\ud800y"}"#, "x\u{fffd}y"),
            (r#"{"a":"\udc00"}"#, "\u{fffd}"),
            (r#"{"a":"\ud83d\ude00"}"#, "😀"),
            (r#"{"a":"\ud83d\ud83d\ude00"}"#, "\u{fffd}😀"),
        ] {
            let document = decode(json, 0).unwrap().unwrap();
            assert_eq!(document.value["a"], text, "{json}");
        }
        // An escaped backslash before `ud800` is no surrogate.
        assert_eq!(decode(r#"{"a":"\\ud800","b":"\udfff"}"#, 0).unwrap().unwrap().value["a"], r"\ud800");
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(decode(&deep, 0).err().unwrap().reason, Reason::Undecodable);
        assert!(decode(&deep, 0).err().unwrap().error.starts_with("nested too deeply"));
        let deep = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
        assert_eq!(decode(&deep, 0).err().unwrap().reason, Reason::Undecodable);
    }

    #[test]
    fn scalars_are_refused_and_prose_is_not_json() {
        for json in ["42", "\"a string\"", "true", "null", "-1.5e3"] {
            assert_eq!(decode(json, 0).err().unwrap().reason, Reason::Invalid, "{json}");
        }
        for prose in ["\"We won,\" she said.", "42 people died", "nobody", "Text", "[Correction: it was two] She", ""] {
            assert!(decode(prose, 0).unwrap().is_none(), "{prose}");
        }
    }

    #[test]
    fn an_error_never_quotes_the_text() {
        let error = decode("{\"secret words\" \"here\"}", 0).err().unwrap().error;
        assert!(!error.contains("secret") && !error.contains("here"), "{error}");
    }

    #[test]
    fn an_error_tells_the_line_only_of_a_value_that_has_several() {
        let error = |text, lines_before| decode(text, lines_before).err().unwrap().error;
        for one_line in ["{broken", "{broken\r\n", "{\"a\": }"] {
            assert!(!error(one_line, 0).contains("line"), "{one_line:?}");
        }
        assert!(error("{\"a\": }", 0).ends_with("see column 7"));
        assert!(error("{\n  \"a\": }", 0).ends_with("see line 2 column 8"));
        assert!(error("{\n  \"a\": }", 3).ends_with("see line 5 column 8"));
        assert!(error("{broken", 3).ends_with("see line 4 column 2"));
    }

    #[test]
    fn a_long_number_keeps_its_digits() {
        assert_eq!(
            literal_id(r#"{"id": 123456789012345678901234567890}"#).as_deref(),
            Some("123456789012345678901234567890")
        );
        assert_eq!(literal_id(r#"{"id": 1.50, "x": [1]}"#).as_deref(), Some("1.50"));
    }
}
