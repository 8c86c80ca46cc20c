//! Puts the page's own white space back into the text that the tree kept of it.
//!
//! Of a page with little text, or with text in places that are not those of a story, the tree gathers what there is,
//! and loses where words and paragraphs end ("endStart", "W ord"). The letters are right all the same, so the page can
//! say where they part. Rule: letters never change, only the white space between them; a line that is not found in the
//! page stays as it is.

use std::ops::Range;

use super::clean;
use super::draft::Line;

/// So many bytes of a line tell where in the page it stands.
const PROBE: usize = 24;
/// In so many places a piece of a line is looked for: its start may also stand in a teaser.
const PLACES: usize = 8;
/// How often all of the page may be looked through: what is not linear ends here.
const SEARCHES: usize = 128;

/// Gives `kept` the white space that its letters have in the lines of the page.
pub(super) fn restore<'a>(kept: &mut [Line], page: impl Iterator<Item = &'a Line>) {
    let mut page = Page::new(page);
    for line in kept {
        if let Some(text) = page.reading_of(&Letters::new(clean::unescape(&line.text).into_owned())) {
            line.text = if line.markup { text.replace('&', "&amp;") } else { text };
        }
    }
}

/// A text, and its letters without the white space between them.
struct Letters {
    text: String,
    letters: String,
    /// Where in `text` each byte of `letters` stands.
    places: Vec<usize>,
}

impl Letters {
    fn new(text: String) -> Self {
        let mut letters = String::with_capacity(text.len());
        let mut places = Vec::with_capacity(text.len());
        for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace() && !clean::is_unwanted(*c)) {
            letters.push(c);
            places.extend(at..at + c.len_utf8());
        }
        Self { text, letters, places }
    }

    /// Whether a word begins or ends before the letter `at`.
    fn parts(&self, at: usize) -> bool {
        at == 0 || at == self.letters.len() || self.places[at - 1] + 1 != self.places[at]
    }

    /// The text of some letters, with what stands between them.
    fn slice(&self, range: Range<usize>) -> &str {
        &self.text[self.places[range.start]..=self.places[range.end - 1]]
    }

    /// What a reader sees between the letters before `end` and those from `start` on, were nothing else there.
    fn gap(&self, end: usize, start: usize) -> &'static str {
        let between = &self.text[self.places[end - 1] + 1..self.places[start]];
        let seen = ["\n\n", "\n"].into_iter().find(|gap| between.contains(gap));
        seen.unwrap_or(if between.contains(char::is_whitespace) { " " } else { "" })
    }
}

/// The page, read along with the lines that were kept of it.
struct Page {
    of: Letters,
    /// Lines come in the order of the page: all before this letter is done.
    done: usize,
    /// Bytes that may still be looked at.
    budget: usize,
}

impl Page {
    fn new<'a>(lines: impl Iterator<Item = &'a Line>) -> Self {
        let mut text = String::new();
        for line in lines {
            text.push_str(&clean::unescape(&line.text));
            text.push_str("\n\n");
        }
        let of = Letters::new(text);
        Self { done: 0, budget: of.letters.len().saturating_mul(SEARCHES), of }
    }

    /// The page's text of a line: in one piece, or in several where the tree left something out between them.
    fn reading_of(&mut self, line: &Letters) -> Option<String> {
        let mut text = String::new();
        let mut rest = line.letters.as_str();
        let mut from = self.done;
        while !rest.is_empty() {
            let piece = self.longest(rest, from)?;
            if !text.is_empty() {
                text.push_str(self.of.gap(from, piece.start));
            }
            from = piece.end;
            rest = &rest[piece.len()..];
            text.push_str(self.of.slice(piece));
        }
        if line.letters.len() >= PROBE {
            self.done = from; // a shorter line may have been found too far ahead
        }
        (!text.is_empty()).then_some(text)
    }

    /// Where the most words of the start of `rest` stand together, from the letter `from` on.
    fn longest(&mut self, rest: &str, from: usize) -> Option<Range<usize>> {
        let probe = rest.char_indices().map(|(at, _)| at).find(|at| *at >= PROBE).map_or(rest, |end| &rest[..end]);
        let mut best = from..from;
        let mut at = from;
        for _ in 0..PLACES {
            let Some(start) = self.next(probe, at) else { break };
            let length = self.common(start, rest);
            if length > best.len() {
                best = start..start + length;
            }
            if length == rest.len() {
                break;
            }
            at = self.after(start);
        }
        (!best.is_empty()).then_some(best)
    }

    /// The next place where `probe` stands at the start of a word.
    fn next(&mut self, probe: &str, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let found = self.of.letters[at..].find(probe);
            let looked_at = found.unwrap_or(self.of.letters.len() - at) + probe.len();
            self.budget = self.budget.checked_sub(looked_at)?;
            let start = at + found?;
            if self.of.parts(start) {
                return Some(start);
            }
            at = self.after(start);
        }
    }

    /// How many bytes from `start` on are those of `rest`, in whole words.
    fn common(&mut self, start: usize, rest: &str) -> usize {
        let pairs = self.of.letters[start..].chars().zip(rest.chars());
        let same = pairs.take_while(|(ours, theirs)| ours == theirs).map(|(c, _)| c.len_utf8()).sum();
        self.budget = self.budget.saturating_sub(same);
        (1..=same).rev().find(|length| self.of.parts(start + length)).unwrap_or(0)
    }

    fn after(&self, at: usize) -> usize {
        at + self.of.letters[at..].chars().next().map_or(0, char::len_utf8)
    }
}

#[cfg(test)]
mod tests {
    use super::restore;
    use crate::article::draft::Line;
    use crate::article::strip::fragment;

    fn restored(kept: &[&str], page: &str) -> Vec<String> {
        let mut lines: Vec<Line> =
            kept.iter().map(|text| Line { text: (*text).to_owned(), markup: true, ..Line::default() }).collect();
        restore(&mut lines, fragment(page).iter());
        lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn words_and_paragraphs_end_where_the_page_ends_them() {
        let page = "<p>The end</p><p>Start <b>W</b>ord</p><li>caf&eacute; &amp; bar";
        assert_eq!(restored(&["The endStart W ordcafé &amp; bar"], page), ["The end\n\nStart Word\n\ncafé &amp; bar"]);
        assert_eq!(restored(&["TheendStart", "W ord"], page), ["The end\n\nStart", "Word"]);
    }

    #[test]
    fn what_was_left_out_stays_out() {
        let page = "<p>The council met on Tuesday.</p><aside>See also</aside><p>Some of them voted against the plan, <a>as told</a> here.</p>";
        let kept = "The council met on Tuesday.Some of them voted against the plan, here.";
        assert_eq!(
            restored(&[kept], page),
            ["The council met on Tuesday.\n\nSome of them voted against the plan, here."]
        );
    }

    #[test]
    fn the_start_of_a_paragraph_in_a_teaser_parts_nothing() {
        let paragraph = "The council voted on Tuesday to close the bridge for two weeks after the flood.";
        let page = format!("<div>The council voted on Tuesday to close</div><p>{paragraph}</p>");
        assert_eq!(restored(&[paragraph], &page), [paragraph]);
    }

    #[test]
    fn a_line_that_is_not_of_the_page_stays_as_it_is() {
        for kept in ["not of it", "ar ting", "Start ingot", ""] {
            assert_eq!(restored(&[kept], "<p>Starting</p><p>x</p>"), [kept]);
        }
    }

    #[test]
    fn a_page_of_repeats_ends() {
        let page = "ab ".repeat(20_000);
        let kept = format!("{}x", "ab".repeat(20_000));
        assert_eq!(restored(&vec![kept.as_str(); 50], &page), vec![kept; 50]);
    }
}
