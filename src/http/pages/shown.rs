//! Text of others on our pages: articles, ids, topics, errors.
//!
//! Rule: nothing of it reaches a page but through here or through maud's own escaping. It cannot become markup; its
//! control characters become visible, a letter for a letter, so that positions stay; and a link leads out only to
//! http and https.

use maud::{Escaper, Markup, Render, html};

/// Text of somebody else, escaped and without control characters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a>(pub(super) &'a str);

impl Render for Shown<'_> {
    fn render_to(&self, page: &mut String) {
        use std::fmt::Write as _;
        let mut escaper = Escaper::new(page);
        for part in self.0.split_inclusive(|letter: char| letter.is_control()) {
            let control = part.chars().next_back().filter(|letter| letter.is_control());
            let plain = control.map_or(part, |control| &part[..part.len() - control.len_utf8()]);
            // Writing to a string cannot fail.
            _ = escaper.write_str(plain);
            if let Some(control) = control {
                _ = escaper.write_char(visible(control));
            }
        }
    }
}

/// What stands for a control character: its picture where Unicode has one.
const fn visible(control: char) -> char {
    match control {
        '\n' | '\t' => control,
        '\0'..='\x1f' => match char::from_u32(0x2400 + control as u32) {
            Some(picture) => picture,
            None => char::REPLACEMENT_CHARACTER,
        },
        '\x7f' => '\u{2421}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

/// Text of somebody else within a line of ours: whichever way it runs, the line runs on as before.
pub(super) fn inline(text: &str) -> Markup {
    html! { bdi { (Shown(text)) } }
}

/// The first `most` characters, and whether something is missing.
pub(super) fn cut(text: &str, most: usize) -> Markup {
    match text.char_indices().nth(most) {
        Some((end, _)) => html! { bdi { (Shown(&text[..end])) "…" } },
        None => inline(text),
    }
}

/// A link to an address of somebody else's, or the address as text where it is none for a browser.
pub(super) fn outward(address: &str, label: &str) -> Markup {
    let scheme = address.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    if matches!(scheme.as_deref(), Some("http" | "https")) {
        html! { a href=(Shown(address)) rel="noopener noreferrer external" { (inline(label)) } }
    } else {
        inline(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup_and_control_characters_are_seen() {
        let text = Shown("<script>\"a\" & 'b'</script>\u{0}\u{1b}[1m\u{7f}\u{85}\r\n");
        let page = text.render().into_string();
        assert_eq!(page, "&lt;script&gt;&quot;a&quot; &amp; 'b'&lt;/script&gt;␀␛[1m␡\u{fffd}␍\n");
        assert_eq!(inline("a\u{202e}b").into_string(), "<bdi>a\u{202e}b</bdi>");
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for address in ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT://%0aalert(1)", "/path", "x http://a"] {
            assert!(!outward(address, "x").into_string().contains("href"), "{address}");
        }
        let page = outward("HTTPS://news.example/?a=\"b\"&c", "x").into_string();
        assert!(page.starts_with("<a href=\"HTTPS://news.example/?a=&quot;b&quot;&amp;c\""), "{page}");
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(cut("äöü", 3).into_string(), "<bdi>äöü</bdi>");
        assert_eq!(cut("äöü", 2).into_string(), "<bdi>äö…</bdi>");
    }
}
