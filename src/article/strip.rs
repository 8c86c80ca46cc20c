//! From markup to lines of text, in one pass and without a tree.
//!
//! Blocks part lines, inline elements do not, `<br>` is a newline within a line. What no reader sees is left out;
//! captions and lone links are told apart here, since only the markup knows.

use super::draft::Line;
use super::markup::{Token, Tokens};
use crate::record::DropReason;

/// The lines of a piece of markup that holds a story and little else.
pub(super) fn fragment(html: &str) -> Vec<Line> {
    Stripper::new(html, HIDDEN).run()
}

/// The lines of a whole page, without its navigation and forms; those within `<article>` alone where they suffice.
pub(super) fn page(html: &str) -> Vec<Line> {
    /// A story shorter than this is more likely a teaser in an `<article>` of its own.
    const ENOUGH: usize = 200;
    let mut lines = Stripper::new(html, &[HIDDEN, FURNITURE].concat()).run();
    let within: usize = lines.iter().filter(|line| line.in_article).map(|line| line.text.len()).sum();
    if within >= ENOUGH {
        lines.retain(|line| line.in_article);
    }
    if lines.is_empty() { fragment(html) } else { lines }
}

/// Elements that are no text of the page.
const HIDDEN: &[&str] = &[
    "audio",
    "body.head",
    "button",
    "canvas",
    "docdata",
    "head",
    "iframe",
    "math",
    "noscript",
    "object",
    "select",
    "svg",
    "template",
    "tobject",
    "video",
];

/// Elements around the story of a page.
const FURNITURE: &[&str] = &["aside", "dialog", "footer", "form", "menu", "nav"];

/// Elements that begin and end a line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "block",
    "blockquote",
    "body",
    "body.content",
    "body.head",
    "bq",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hedline",
    "hgroup",
    "hl1",
    "hl2",
    "hr",
    "html",
    "legend",
    "li",
    "listing",
    "main",
    "media",
    "menu",
    "nav",
    "note",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "title",
    "tr",
    "ul",
];

struct Stripper<'a> {
    tokens: Tokens<'a>,
    skipped: Vec<&'static str>,
    lines: Vec<Line>,
    text: String,
    /// Bytes of `text` that are not white space, and how many of them stand within a link.
    visible: usize,
    linked: usize,
    links: usize,
    captions: usize,
    articles: usize,
    verbatim: usize,
}

impl<'a> Stripper<'a> {
    fn new(html: &'a str, skipped: &[&'static str]) -> Self {
        Self {
            tokens: Tokens::new(html),
            skipped: skipped.to_vec(),
            lines: Vec::new(),
            text: String::new(),
            visible: 0,
            linked: 0,
            links: 0,
            captions: 0,
            articles: 0,
            verbatim: 0,
        }
    }

    fn run(mut self) -> Vec<Line> {
        while let Some(token) = self.tokens.next() {
            match token {
                Token::Text(text) => self.push(text),
                Token::Open { name, closed, .. } => self.open(name, closed),
                Token::Close { name } => self.close(name),
                Token::Raw { .. } | Token::Comment => {}
            }
        }
        self.flush();
        self.lines
    }

    fn push(&mut self, text: &str) {
        let visible = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).count();
        self.visible += visible;
        self.linked += if self.links > 0 { visible } else { 0 };
        if self.verbatim > 0 {
            self.text.push_str(text);
        } else {
            self.text.extend(text.chars().map(|c| if c.is_ascii_whitespace() { ' ' } else { c }));
        }
    }

    fn open(&mut self, name: &str, closed: bool) {
        if !closed && self.skip(name) {
            return;
        }
        if is_one_of(name, BLOCKS) {
            self.flush();
        }
        match known(name) {
            Some("br") => self.text.push('\n'),
            Some("td" | "th") => self.text.push(' '),
            Some(counted) if !closed => *self.counter(counted) += 1,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if is_one_of(name, BLOCKS) {
            self.flush();
        }
        if let Some(counted) = known(name).filter(|name| !matches!(*name, "br" | "td" | "th")) {
            let counter = self.counter(counted);
            *counter = counter.saturating_sub(1);
        }
    }

    fn counter(&mut self, name: &str) -> &mut usize {
        match name {
            "a" => &mut self.links,
            "figcaption" => &mut self.captions,
            "pre" => &mut self.verbatim,
            _ => &mut self.articles,
        }
    }

    /// Passes over the whole of an element that is not wanted; one that is never closed is read like any other, and
    /// not looked for again.
    fn skip(&mut self, name: &str) -> bool {
        let Some(index) = self.skipped.iter().position(|skipped| skipped.eq_ignore_ascii_case(name)) else {
            return false;
        };
        let mut ahead = self.tokens.clone();
        let mut depth = 1_usize;
        while let Some(token) = ahead.next() {
            match token {
                Token::Open { name: inner, closed: false, .. } if inner.eq_ignore_ascii_case(name) => depth += 1,
                Token::Close { name: inner } if inner.eq_ignore_ascii_case(name) => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.tokens = ahead;
                return true;
            }
        }
        self.skipped.swap_remove(index);
        false
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let (visible, linked) = (self.visible, self.linked);
        (self.visible, self.linked) = (0, 0);
        if visible == 0 {
            return;
        }
        let reason = if self.captions > 0 {
            Some(DropReason::Caption)
        } else {
            (linked == visible && is_link_text(&text)).then_some(DropReason::Teaser)
        };
        self.lines.push(Line { text, reason, markup: true, in_article: self.articles > 0 });
    }
}

/// Whether a line that is nothing but a link reads like one: a headline or a label, not a sentence of the story.
fn is_link_text(text: &str) -> bool {
    let text = text.trim_end();
    !text.ends_with(['.', '"', '”', '\'', '’', '!']) && text.split_whitespace().count() <= 20
}

/// The element in lower case, if the stripper keeps count of it.
fn known(name: &str) -> Option<&'static str> {
    ["a", "article", "br", "figcaption", "main", "pre", "td", "th"]
        .into_iter()
        .find(|element| element.eq_ignore_ascii_case(name))
}

fn is_one_of(name: &str, elements: &[&str]) -> bool {
    elements.iter().any(|element| element.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::{fragment, page};
    use crate::record::DropReason;

    fn texts(html: &str) -> Vec<String> {
        fragment(html).into_iter().map(|line| line.text.trim().to_owned()).collect()
    }

    #[test]
    fn blocks_part_lines_and_inline_elements_do_not() {
        assert_eq!(
            texts("<p>One <b>bo</b>ld\nword</p><p>Two</p>three<br>four"),
            ["One bold word", "Two", "three\nfour"]
        );
        assert_eq!(texts("<ul><li>a<li>b</ul><pre>x\ny</pre>"), ["a", "b", "x\ny"]);
    }

    #[test]
    fn what_no_reader_sees_is_left_out() {
        assert_eq!(texts("<p>a</p><script>x<y</script><style>p{}</style><noscript><p>no</p></noscript>b"), ["a", "b"]);
        // Never closed: it swallows nothing.
        assert_eq!(texts("<p>a</p><noscript><p>b"), ["a", "b"]);
    }

    #[test]
    fn captions_and_lone_links_are_told_apart() {
        let lines = fragment(
            "<figure><img><figcaption>A cat.</figcaption></figure><p><a href=x>See the cat</a></p><p>A <a>cat</a></p>",
        );
        let reasons: Vec<_> = lines.iter().map(|line| line.reason).collect();
        assert_eq!(reasons, [Some(DropReason::Caption), Some(DropReason::Teaser), None]);
    }

    #[test]
    fn a_page_is_its_article() {
        let story = "word ".repeat(60);
        let html = format!("<nav>menu</nav><div>around</div><article><p>{story}</p></article><footer>foot</footer>");
        assert_eq!(page(&html).iter().map(|line| line.text.trim()).collect::<Vec<_>>(), [story.trim()]);
        assert_eq!(page("<form><p>all in a form</p></form>").len(), 1);
    }
}
