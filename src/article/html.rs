//! An HTML page: its main text through trafilatura where the page is fit for a tree, else through our own stripper.

use trafilatura::Options;

use super::draft::{Draft, Line, extent, invalid};
use super::{breaks, guard, page, strip};
use crate::interrupt::Interrupt;
use crate::record::{DeadLetter, Reason, Stage};

/// A main text shorter than this, in bytes, is compared with what the stripper finds.
const SHORT: usize = 250;

/// Reads a page or a piece of one.
///
/// # Errors
/// No text, or out of time.
pub(super) fn read(html: &str, interrupt: &Interrupt<'_>) -> Result<Draft, DeadLetter> {
    let give_up = |_| DeadLetter::new(Reason::Timeout, Stage::Decode, "the deadline for one article is over");
    let mut draft = page::metadata(html);
    interrupt.check().map_err(give_up)?;
    let mut body = if guard::fit_for_a_tree(html, interrupt).map_err(give_up)? { main_text(html) } else { Vec::new() };
    interrupt.check().map_err(give_up)?;
    // The text that was kept may be that of the page or that of its JSON-LD.
    breaks::restore(&mut body, strip::fragment(html).iter().chain(&draft.body));
    interrupt.check().map_err(give_up)?;
    if extent(&body) < SHORT {
        let stripped = strip::page(html);
        if extent(&stripped) > extent(&body) {
            body = stripped;
        }
    }
    // JSON-LD holds the whole story where the page shows only its start.
    if extent(&draft.body) <= 2 * extent(&body) {
        draft.body = body;
    }
    if extent(&draft.body) == 0 {
        return Err(invalid("no text: the page holds none"));
    }
    Ok(draft)
}

fn main_text(html: &str) -> Vec<Line> {
    let options = Options::default().with_exclude_comments(true);
    let mut html = html.to_owned();
    for (tag, instead) in [
        // Text that follows a heading without an element of its own would go with the heading.
        ("</h1>", "</h1><p>"),
        ("</H1>", "</H1><p>"),
        // Text that follows a place where a word may be broken would be lost.
        ("<wbr>", ""),
        ("<wbr/>", ""),
        ("<wbr />", ""),
        ("<WBR>", ""),
    ] {
        if html.contains(tag) {
            html = html.replace(tag, instead);
        }
    }
    trafilatura::extract(&html, &options).map(|result| strip::fragment(&result.content_html)).unwrap_or_default()
}
