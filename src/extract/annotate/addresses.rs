//! Addresses in the net and names of files, which are one token each.
//!
//! Rule: an address ends before the mark that ends its sentence. Stops within a word are believed to be those of an
//! address only where the last part is a well-known one; otherwise a space is missing between two sentences.

use super::letters::{DOMAINS, FILES, is_word_char};
use super::tokens::Scanner;

/// The longest name before the `@` of an address, in bytes (RFC 5321).
const LONGEST_MAILBOX: usize = 64;

impl Scanner<'_> {
    /// The end of the address whose first word ends at `end`.
    pub(super) fn address(&mut self, end: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(end)?;
        match rest {
            b':' if self.text[end..].starts_with("://") => self.link(end, &["http", "https", "ftp"]),
            b':' => self.link(end, &["mailto"]),
            b'.' if self.text[self.at..end].eq_ignore_ascii_case("www") => Some(self.address_end(end)),
            b'.' | b'@' | b'+' | b'-' | b'%' => {
                self.mailbox().or_else(|| if *rest == b'.' { self.host(end) } else { None })
            }
            _ => None,
        }
    }

    fn link(&self, end: usize, schemes: &[&str]) -> Option<usize> {
        let scheme = &self.text[self.at..end];
        let goes_on = self.char_at(end + 1).is_some_and(|c| !c.is_whitespace());
        (goes_on && schemes.iter().any(|known| scheme.eq_ignore_ascii_case(known))).then(|| self.address_end(end))
    }

    /// The end of `me@b.org`.
    fn mailbox(&mut self) -> Option<usize> {
        if self.next_at_sign < self.at {
            self.next_at_sign = self.text[self.at..].find('@').map_or(self.text.len(), |found| self.at + found);
        }
        let sign = self.next_at_sign;
        if sign - self.at > LONGEST_MAILBOX || !self.char_at(sign + 1).is_some_and(is_word_char) {
            return None;
        }
        let name = &self.text[self.at..sign];
        let fits = name.chars().all(|c| is_word_char(c) || matches!(c, '.' | '+' | '-' | '%'));
        let domain = self.run(sign, |c| is_word_char(c) || matches!(c, '@' | '.' | '-'));
        fits.then(|| self.at + self.text[self.at..domain].trim_end_matches(['.', '-']).len())
    }

    /// The end of `b.example/c` or `letter.pdf`, whose first part ends at `end`.
    fn host(&self, end: usize) -> Option<usize> {
        const PARTS: usize = 6;
        let is_lower = |part: &str| part.len() > 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
        let (mut stop, mut last) = (end, None);
        // `alt.animals.cat`: three parts in lower case and no spaces are an address too.
        let mut parts = 1;
        let mut lower = usize::from(is_lower(&self.text[self.at..end]));
        for _ in 0..PARTS {
            if self.char_at(stop) != Some('.') {
                break;
            }
            let next = self.run_word(stop + 1);
            let part = &self.text[stop + 1..next];
            if DOMAINS.iter().chain(&FILES).any(|known| part.eq_ignore_ascii_case(known)) {
                last = Some(next);
            } else if part.is_empty() {
                break;
            }
            lower += usize::from(is_lower(part));
            parts += 1;
            if parts > 2 && lower == parts {
                last = Some(next);
            }
            stop = next;
        }
        let last = last?;
        let path = self.char_at(last) == Some('/') && self.char_at(last + 1).is_some_and(is_word_char);
        Some(if path { self.address_end(last) } else { last })
    }

    /// Where the address that goes on at `from` ends.
    fn address_end(&self, from: usize) -> usize {
        let inside = |c: char| !c.is_whitespace() && !matches!(c, '"' | '“' | '”' | '<' | '>' | ')' | ']');
        let address = &self.text[self.at..self.run(from, inside)];
        let trimmed = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’']);
        self.at + trimmed.len().max(from - self.at)
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::annotate::tokens;
    use crate::extract::document::Document;
    use crate::extract::lexicon::Lexicon;
    use crate::interrupt::Interrupt;

    fn split(text: &str) -> String {
        let mut document = Document::new(text, false);
        tokens::annotate(&mut document, &Lexicon::new(), &Interrupt::never()).unwrap();
        document.tokens().map(|token| token.text()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn addresses_stay_whole() {
        for text in [
            "jo.marsh+x@b-c.example",
            "https://a.example/b?c=1,2",
            "www.a.example/b",
            "mailto:jo@b.example",
            "a.example/b",
            "Orchid.COM",
            "letter.pdf",
            "alt.animals.cat",
        ] {
            assert_eq!(split(&format!("{text}.")), format!("{text}|."));
        }
    }

    #[test]
    fn a_missing_space_makes_no_address() {
        assert_eq!(split("They left.but not he"), "They|left|.|but|not|he");
        assert_eq!(split("me@ home, @jo"), "me|@|home|,|@|jo");
    }
}
