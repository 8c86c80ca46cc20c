//! Spans that overlap, as elements that nest.
//!
//! An amount stands in a quotation, which a relation's words cross: spans overlap in every way, and elements must not.
//! The text is cut at every boundary of a span, and each piece lies in the elements of all spans that cover it, those
//! that begin earlier and reach further outside. Where spans cross, the inner one is closed and opened again.
//!
//! Rules, each a property test: the pieces are the text; every element is closed, and before its paragraph ends; and of
//! the elements of one span exactly one is its first, which can carry the anchor. No HTML is made here.

use std::cmp::Reverse;
use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

/// One step of the way through a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'t> {
    /// An element of a span begins.
    Open {
        /// Which span, by its place in the list.
        span: usize,
        /// Whether none of its elements came before.
        first: bool,
    },
    /// The element that was opened last ends.
    Close,
    /// Text within a paragraph.
    Text(&'t str),
    /// The line breaks between two paragraphs. No element is open here.
    Break(&'t str),
}

/// The steps through `text` with `spans` marked, in code points. A span that is empty or reaches beyond the text is left
/// out; one that covers nothing but line breaks has no element.
pub(super) fn steps<'t>(text: &'t str, spans: &[Range<u32>]) -> Vec<Step<'t>> {
    let length = text.chars().count();
    let fits = |span: &usize| spans[*span].start < spans[*span].end && spans[*span].end as usize <= length;
    let mut order: Vec<usize> = (0..spans.len()).filter(fits).collect();
    order.sort_by_key(|span| (spans[*span].start, Reverse(spans[*span].end), *span));
    let mut cuts: Vec<u32> = order.iter().flat_map(|span| [spans[*span].start, spans[*span].end]).collect();
    cuts.sort_unstable();
    let mut walk = Walk::new(spans, order);
    let mut cuts = cuts.into_iter().peekable();
    // The piece that is not taken yet: its first byte and code point, and whether it is a line break.
    let mut piece = (0, 0, false);
    for (at, (byte, letter)) in (0..).zip(text.char_indices()) {
        let is_break = letter == '\n';
        let mut cut = false;
        while cuts.next_if(|cut| *cut <= at).is_some() {
            cut = true;
        }
        // Line breaks stay together: an element cannot begin between them.
        if is_break != piece.2 || (cut && !is_break) {
            walk.take(piece.1, &text[piece.0..byte], piece.2);
            piece = (byte, at, is_break);
        }
    }
    walk.take(piece.1, &text[piece.0..], piece.2);
    walk.close_to(0);
    walk.steps
}

/// The way so far.
struct Walk<'s, 't> {
    spans: &'s [Range<u32>],
    /// Spans that have not begun, in their order.
    waiting: Peekable<IntoIter<usize>>,
    /// Spans that have begun and not ended, in their order.
    active: Vec<usize>,
    /// Spans whose elements are open, from the outermost.
    open: Vec<usize>,
    seen: Vec<bool>,
    steps: Vec<Step<'t>>,
}

impl<'s, 't> Walk<'s, 't> {
    fn new(spans: &'s [Range<u32>], order: Vec<usize>) -> Self {
        let seen = vec![false; spans.len()];
        let waiting = order.into_iter().peekable();
        Self { spans, waiting, active: Vec::new(), open: Vec::new(), seen, steps: Vec::new() }
    }

    /// Takes the piece that begins at code point `at`.
    fn take(&mut self, at: u32, piece: &'t str, is_break: bool) {
        if piece.is_empty() {
            return;
        }
        if is_break {
            self.close_to(0);
            return self.steps.push(Step::Break(piece));
        }
        self.active.retain(|span| self.spans[*span].end > at);
        while let Some(span) = self.waiting.next_if(|span| self.spans[*span].start <= at) {
            if self.spans[span].end > at {
                self.active.push(span);
            }
        }
        let shared = self.open.iter().zip(&self.active).take_while(|(open, active)| open == active).count();
        self.close_to(shared);
        for span in &self.active[shared..] {
            let first = !std::mem::replace(&mut self.seen[*span], true);
            self.steps.push(Step::Open { span: *span, first });
            self.open.push(*span);
        }
        self.steps.push(Step::Text(piece));
    }

    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.open.pop();
            self.steps.push(Step::Close);
        }
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "a list of one span is one")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The steps as one line: `[0` opens the first element of a span, `(0` a further one, `]` closes, `|` is a break.
    fn line(text: &str, spans: &[Range<u32>]) -> String {
        let show = |step: &Step<'_>| match step {
            Step::Open { span, first: true } => format!("[{span} "),
            Step::Open { span, first: false } => format!("({span} "),
            Step::Close => "]".to_owned(),
            Step::Text(text) => (*text).to_owned(),
            Step::Break(_) => "|".to_owned(),
        };
        steps(text, spans).iter().map(show).collect()
    }

    #[test]
    fn spans_nest_cross_and_coincide() {
        assert_eq!(line("abcdef", &[1..5, 2..4]), "a[0 b[1 cd]e]f");
        assert_eq!(line("abcdef", &[2..4, 1..5]), "a[1 b[0 cd]e]f", "whatever their order in the list");
        assert_eq!(line("abcdef", &[0..4, 2..6]), "[0 ab[1 cd]](1 ef]");
        assert_eq!(line("abc", &[1..2, 1..2]), "a[0 [1 b]]c");
        assert_eq!(line("abcd", &[0..2, 2..4]), "[0 ab][1 cd]");
    }

    #[test]
    fn elements_end_with_their_paragraph_and_begin_again() {
        assert_eq!(line("ab\n\ncd", &[1..6]), "a[0 b]|(0 cd]");
        assert_eq!(line("ab\n\ncd", &[3..5]), "ab|[0 c]d", "one that begins in a break begins behind it");
        assert_eq!(line("ab\n\ncd", &[2..3]), "ab|cd");
    }

    #[test]
    fn positions_are_code_points_and_those_that_do_not_fit_are_left_out() {
        assert_eq!(line("é😀ü", &[1..2]), "é[0 😀]ü");
        #[allow(clippy::reversed_empty_ranges, reason = "a foreign extractor may give one")]
        let wrong = [0..4, 1..1, 3..2, 7..9];
        assert_eq!(line("é😀ü", &wrong), "é😀ü");
        assert_eq!(line("", &[0..0]), "");
    }

    fn text_and_spans() -> impl Strategy<Value = (String, Vec<Range<u32>>)> {
        let span = (0_u32..40, 0_u32..12).prop_map(|(start, length)| start..start + length);
        ("[ab é😀\n]{0,40}", prop::collection::vec(span, 0..12))
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text_and_each_lies_in_just_its_spans((text, spans) in text_and_spans()) {
            let length = text.chars().count() as u32;
            let mut open: Vec<usize> = Vec::new();
            let mut pieces = String::new();
            for step in steps(&text, &spans) {
                match step {
                    Step::Open { span, .. } => open.push(span),
                    Step::Close => prop_assert!(open.pop().is_some()),
                    Step::Break(piece) => {
                        prop_assert!(open.is_empty() && !piece.is_empty() && piece.bytes().all(|byte| byte == b'\n'));
                        pieces.push_str(piece);
                    }
                    Step::Text(piece) => {
                        prop_assert!(!piece.is_empty() && !piece.contains('\n'));
                        let start = pieces.chars().count() as u32;
                        pieces.push_str(piece);
                        let covers = |span: &Range<u32>| span.end <= length && span.contains(&start);
                        let mut covering: Vec<usize> = (0..spans.len()).filter(|span| covers(&spans[*span])).collect();
                        prop_assert!(covering.iter().all(|span| spans[*span].end >= start + piece.chars().count() as u32));
                        open.sort_unstable();
                        covering.sort_unstable();
                        prop_assert_eq!(&open, &covering);
                        // What was sorted is put back into the order of nesting.
                        open.sort_by_key(|span| (spans[*span].start, Reverse(spans[*span].end), *span));
                    }
                }
            }
            prop_assert!(open.is_empty());
            prop_assert_eq!(pieces, text);
        }

        #[test]
        fn every_span_that_covers_a_letter_has_one_first_element((text, spans) in text_and_spans()) {
            let letters: Vec<char> = text.chars().collect();
            let mut firsts = vec![0; spans.len()];
            for step in steps(&text, &spans) {
                if let Step::Open { span, first } = step {
                    firsts[span] += usize::from(first);
                    prop_assert!(firsts[span] > 0, "a further element before the first");
                }
            }
            for (span, firsts) in spans.iter().zip(firsts) {
                let covered = letters.get(span.start as usize..span.end as usize).unwrap_or_default();
                prop_assert_eq!(firsts, usize::from(covered.iter().any(|letter| *letter != '\n')));
            }
        }
    }
}
