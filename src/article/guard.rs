//! Which pages are fit for a tree: a parser recurses over nesting and copies unclosed formatting, both without bound.
//!
//! One pass keeps a stack of open elements as a parser would. A page that nests deeper, is larger or leaves more
//! formatting open than any real page does is not shown to a tree builder.

use super::markup::{Token, Tokens};
use crate::interrupt::{Interrupt, Interrupted};

/// Deeper nesting is not written by people or their tools.
const MAX_DEPTH: usize = 200;
/// Elements that a tree may get, counting the copies that unclosed formatting makes.
const MAX_ELEMENTS: usize = 20_000;
/// Bytes of attributes in one tag.
const MAX_ATTRIBUTES: usize = 16_384;

/// Elements without an end tag.
const VOID: [&str; 15] = [
    "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];
/// Elements that the next one of their kind closes: they nest only through others.
const IMPLIED: [&str; 17] = [
    "body", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rp", "rt", "tbody", "td",
    "tfoot", "th", "tr",
];
/// Elements of SVG that may close themselves: elsewhere the slash means nothing.
const DRAWING: [&str; 7] = ["circle", "g", "line", "path", "polygon", "rect", "use"];
/// Elements that a parser opens again after the block that they were left open in.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Whether a tree of the page stays small and shallow.
///
/// # Errors
/// [`Interrupted`] when time is over.
pub(super) fn fit_for_a_tree(html: &str, interrupt: &Interrupt<'_>) -> Result<bool, Interrupted> {
    let is = |name: &str, list: &[&str]| list.iter().any(|element| element.eq_ignore_ascii_case(name));
    let mut open: Vec<&str> = Vec::new();
    let mut dangling = 0_usize;
    let mut elements = 0_usize;
    for (count, token) in Tokens::new(html).enumerate() {
        if count % 4096 == 0 {
            interrupt.check()?;
        }
        match token {
            Token::Open { name, attributes, closed } => {
                elements += 1 + dangling;
                if attributes.len() > MAX_ATTRIBUTES {
                    return Ok(false);
                }
                if !(is(name, &VOID) || is(name, &IMPLIED) || closed && is(name, &DRAWING)) {
                    open.push(name);
                }
                if open.len() > MAX_DEPTH {
                    return Ok(false);
                }
            }
            Token::Raw { .. } => elements += 1,
            Token::Close { name } => {
                match open.iter().rposition(|open| open.eq_ignore_ascii_case(name)) {
                    Some(at) => {
                        dangling += open[at + 1..].iter().filter(|open| is(open, &FORMATTING)).count();
                        open.truncate(at);
                    }
                    // Some end tags without a start tag make an element: `</p>`, `</br>`.
                    None => elements += 1,
                }
            }
            // A `<` that is a mere character costs a parser as much as a tag.
            Token::Text(text) => elements += usize::from(text.starts_with('<')),
            Token::Comment => {}
        }
        if elements > MAX_ELEMENTS {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::fit_for_a_tree;
    use crate::interrupt::Interrupt;

    fn fit(html: &str) -> bool {
        fit_for_a_tree(html, &Interrupt::never()).unwrap()
    }

    #[test]
    fn a_page_as_people_write_it_is_fit() {
        assert!(fit(&"<p>one<p>two<br><ul><li>a<li>b</ul><table><tr><td>x</table><img src=x>".repeat(500)));
        assert!(fit(&format!("{}x{}", "<div>".repeat(100), "</div>".repeat(100))));
        assert!(fit("plain text"));
    }

    #[test]
    fn depth_size_and_open_formatting_are_bounded() {
        assert!(!fit(&"<div>".repeat(201)));
        assert!(!fit(&"<div></b>".repeat(201)), "an end tag that closes nothing closes nothing");
        assert!(!fit(&"<br>".repeat(20_001)));
        assert!(!fit(&"<p><".repeat(20_001)));
        assert!(!fit(&format!("<p {}>", "a=b ".repeat(10_000))));
        let formatting: String = (0..30).map(|i| format!("<font color={i}>")).collect();
        assert!(!fit(&format!("<div>{formatting}</div>{}", "<p>x".repeat(1000))));
    }
}
