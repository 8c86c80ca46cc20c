//! A tokenizer of HTML and XML in one pass over the bytes: it builds no tree, so that no nesting can hurt it.
//!
//! Each byte is looked at a bounded number of times whatever the input: what the page leaves unclosed (a quotation mark,
//! a script) is remembered, so that the search for its end is never made twice.

/// A piece of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text between tags, entities not resolved.
    Text(&'a str),
    /// A start tag; `closed` is one that ends in `/>`.
    Open { name: &'a str, attributes: &'a str, closed: bool },
    /// An end tag.
    Close { name: &'a str },
    /// An element whose content is no markup (script, style, title, textarea), with that content.
    Raw { name: &'a str, attributes: &'a str, content: &'a str },
    /// A comment, a declaration or a processing instruction.
    Comment,
}

/// Elements whose content is not markup.
const RAW: [&str; 5] = ["script", "style", "textarea", "title", "xmp"];

/// Iterates over the tokens of a page.
#[derive(Clone)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Where the last `>` stands: after it every `<` is a mere character.
    last_gt: Option<usize>,
    /// Whether quotation marks hide a `>`: false once one was found that is never closed.
    trust_quotes: bool,
    /// Which elements of [`RAW`] were found to be never closed.
    unclosed: [bool; RAW.len()],
}

impl<'a> Tokens<'a> {
    /// The tokens of `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, last_gt: text.rfind('>'), trust_quotes: true, unclosed: [false; RAW.len()] }
    }

    /// The markup up to the end tag of `name`, if that stands within the next `most` bytes.
    pub fn inner(&self, name: &str, most: usize) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        let end = rest.char_indices().map(|(at, _)| at).find(|at| *at >= most).unwrap_or(rest.len());
        find_close(&rest[..end], name).map(|length| &rest[..length])
    }

    /// The token that begins with the `<` at the current position, or `None` where that is a mere character.
    fn tag(&mut self) -> Option<Token<'a>> {
        let rest = &self.text[self.at..];
        let bytes = rest.as_bytes();
        match bytes.get(1)? {
            b'!' if rest.starts_with("<![CDATA[") => {
                let content = &rest[9..];
                let end = content.find("]]>");
                self.at += end.map_or(rest.len(), |end| 9 + end + 3);
                Some(Token::Text(&content[..end.unwrap_or(content.len())]))
            }
            b'!' if rest.starts_with("<!--") => {
                self.at += rest[4..].find("-->").map_or(rest.len(), |end| 4 + end + 3);
                Some(Token::Comment)
            }
            b'!' | b'?' => {
                self.at += self.find_gt(rest)? + 1;
                Some(Token::Comment)
            }
            b'/' if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                let end = self.find_gt(rest)?;
                self.at += end + 1;
                Some(Token::Close { name: name_of(&rest[2..end]) })
            }
            byte if byte.is_ascii_alphabetic() => self.open(rest),
            _ => None,
        }
    }

    fn open(&mut self, rest: &'a str) -> Option<Token<'a>> {
        let end = self.find_gt(rest)?;
        let inner = &rest[1..end];
        let name = name_of(inner);
        let closed = inner.ends_with('/');
        let attributes = inner[name.len()..].trim_end_matches('/');
        self.at += end + 1;
        if let Some(index) = RAW.iter().position(|raw| !closed && raw.eq_ignore_ascii_case(name))
            && !self.unclosed[index]
        {
            if let Some(length) = find_close(&self.text[self.at..], name) {
                let content = &self.text[self.at..self.at + length];
                self.at += length;
                return Some(Token::Raw { name, attributes, content });
            }
            self.unclosed[index] = true;
        }
        Some(Token::Open { name, attributes, closed })
    }

    /// The byte of the `>` that ends the tag at the start of `rest`, past those within quotation marks.
    fn find_gt(&mut self, rest: &str) -> Option<usize> {
        if self.last_gt.is_none_or(|last| self.at > last) {
            return None;
        }
        if self.trust_quotes {
            if let Some(at) = quoted_gt(rest) {
                return Some(at);
            }
            self.trust_quotes = false;
        }
        rest.find('>')
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let rest = &self.text[self.at..];
        let first = *rest.as_bytes().first()?;
        if first == b'<'
            && let Some(token) = self.tag()
        {
            return Some(token);
        }
        let from = usize::from(first == b'<');
        let length = rest[from..].find('<').map_or(rest.len(), |at| from + at);
        self.at += length;
        Some(Token::Text(&rest[..length]))
    }
}

fn quoted_gt(rest: &str) -> Option<usize> {
    let mut quote = None;
    let mut value_follows = false;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') if value_follows => quote = Some(byte),
            (Some(mark), byte) if byte == mark => quote = None,
            _ => {}
        }
        value_follows = quote.is_none() && (byte == b'=' || (value_follows && byte.is_ascii_whitespace()));
    }
    None
}

/// How many bytes before the end tag of the raw element `name`.
fn find_close(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        let after = &text.as_bytes()[from + at + 2..];
        let same = after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        if same && after.get(name.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric()) {
            return Some(from + at);
        }
        from += at + 2;
    }
    None
}

fn name_of(tag: &str) -> &str {
    let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(tag.len());
    &tag[..end]
}

/// The value of the attribute `name`, entities not resolved.
pub(super) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes.trim_ascii_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
        let key = &rest[..end];
        let after = rest[end..].trim_ascii_start();
        let (value, tail) = match after.strip_prefix('=') {
            Some(value) => split_value(value.trim_ascii_start()),
            None => ("", after),
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = tail.trim_ascii_start();
    }
    None
}

fn split_value(text: &str) -> (&str, &str) {
    let mark = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (body, end) = match mark {
        Some(mark) => (&text[1..], text[1..].find(mark)),
        None => (text, text.find(|c: char| c.is_ascii_whitespace())),
    };
    let end = end.unwrap_or(body.len());
    (&body[..end], body[end..].strip_prefix(['"', '\'']).unwrap_or(&body[end..]))
}

/// Names of elements by which markup is told from text that holds a `<`.
const ELEMENTS: [&str; 66] = [
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "ins",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "nitf",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "td",
    "time",
    "tr",
    "u",
    "ul",
];

/// Whether a tag of HTML stands anywhere in `text`.
pub(super) fn holds_markup(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| is_known_tag(&text[at + 1..])) && text.contains('>')
}

/// Whether `text` as a whole is a page or a piece of one: it begins with a declaration, a comment or a tag.
pub(super) fn begins_like_markup(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('<') else { return false };
    let declared = ["!doctype", "!--", "?xml"].iter().any(|start| {
        rest.as_bytes().get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes()))
    });
    declared || is_known_tag(rest)
}

fn is_known_tag(after_lt: &str) -> bool {
    let name = after_lt.strip_prefix('/').unwrap_or(after_lt);
    let length = name.bytes().take(11).take_while(u8::is_ascii_alphanumeric).count();
    let ends =
        name.as_bytes().get(length).is_some_and(|byte| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace());
    ends && ELEMENTS.iter().any(|element| element.eq_ignore_ascii_case(&name[..length]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Token, Tokens, attribute, begins_like_markup, holds_markup};

    #[test]
    fn a_page_falls_into_its_tokens() {
        let page = "<!DOCTYPE html><p class='a>b'>x &lt; y<br/></P><script>if (a<b) {}</script><!-- <p> -->z";
        let tokens: Vec<_> = Tokens::new(page).collect();
        assert_eq!(
            tokens,
            [
                Token::Comment,
                Token::Open { name: "p", attributes: " class='a>b'", closed: false },
                Token::Text("x &lt; y"),
                Token::Open { name: "br", attributes: "", closed: true },
                Token::Close { name: "P" },
                Token::Raw { name: "script", attributes: "", content: "if (a<b) {}" },
                Token::Close { name: "script" },
                Token::Comment,
                Token::Text("z"),
            ]
        );
    }

    #[test]
    fn attributes_are_found_by_name() {
        let attributes = r#" async data-x=1 Name="a b" content = 'c "d"' empty="#;
        assert_eq!(attribute(attributes, "name"), Some("a b"));
        assert_eq!(attribute(attributes, "content"), Some("c \"d\""));
        assert_eq!(attribute(attributes, "data-x"), Some("1"));
        assert_eq!(attribute(attributes, "async"), Some(""));
        assert_eq!(attribute(attributes, "empty"), Some(""));
        assert_eq!(attribute(attributes, "missing"), None);
    }

    #[test]
    fn prose_is_not_markup() {
        for text in ["a < b > c", "<Copyright (c) Daily. All rights reserved.>", "<3 you>", "i <love@x> it", "<<<<"] {
            assert!(!holds_markup(text), "{text}");
            assert!(!begins_like_markup(text), "{text}");
        }
        for text in ["<p>x", "<!doctype html>", "<?xml version='1.0'?>", "<BR>", "<div class=x>"] {
            assert!(begins_like_markup(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn tokens_never_panic_and_always_advance(page in "[<>/a-c=\"' !?-]{0,80}") {
            prop_assert!(Tokens::new(&page).count() <= page.len());
            let _ = attribute(&page, "a");
        }
    }
}
