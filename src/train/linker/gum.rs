//! The coreference of the GUM corpus: the column of other things, field `Entity`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::reading::{Identity, Reading, Truth};
use crate::extract::offsets::ByteOffset;
use crate::train::conllu::{Sentence, Word};
use crate::train::segmentation::Raw;

/// A document of the corpus: its text, and which stretch of it is the head of which thing.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The text.
    pub text: String,
    /// The bytes of the head of each mention, and its identity; of mentions with one head the shortest.
    heads: BTreeMap<(usize, usize), Identity>,
}

/// The documents of a treebank with the coreference of GUM.
#[must_use]
pub fn documents(treebank: &[Sentence]) -> Vec<Document> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < treebank.len() {
        let length = treebank[start + 1..].iter().position(|sentence| sentence.new_document);
        let end = length.map_or(treebank.len(), |length| start + 1 + length);
        found.extend(document(&treebank[start..end]));
        start = end;
    }
    found
}

/// One document; none where its words are cut otherwise than its letters.
fn document(sentences: &[Sentence]) -> Option<Document> {
    let raw = Raw::new(sentences);
    let words: usize = sentences.iter().map(|sentence| sentence.words.len()).sum();
    if words != raw.words.len() {
        return None;
    }
    let mut found = Document { text: raw.text.clone(), ..Document::default() };
    let mut lengths: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut first = 0;
    for sentence in sentences {
        for (span, identity) in spans(&sentence.words) {
            let Some(head) = head(&sentence.words, &span) else { continue };
            let bytes = &raw.words[first + head];
            let key = (bytes.start, bytes.end);
            let shortest = lengths.entry(key).or_insert(usize::MAX);
            if span.len() < *shortest {
                *shortest = span.len();
                found.heads.insert(key, identity);
            }
        }
        first += sentence.words.len();
    }
    Some(found)
}

/// The word of a span that depends on one outside.
fn head(words: &[Word], span: &Range<usize>) -> Option<usize> {
    span.clone().find(|at| words[*at].head.is_none_or(|head| !span.contains(&head)))
}

/// The mentions of a sentence and what they mean.
fn spans(words: &[Word]) -> Vec<(Range<usize>, Identity)> {
    let mut open: Vec<(Identity, usize)> = Vec::new();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Some(marks) = word.misc.split('|').find_map(|field| field.strip_prefix("Entity=")) else { continue };
        for mark in marks.split_inclusive(')').flat_map(|marks| {
            let starts = marks.match_indices('(').map(|(start, _)| start);
            let mut cuts: Vec<usize> = std::iter::once(0).chain(starts).chain([marks.len()]).collect();
            cuts.dedup();
            cuts.windows(2).map(|pair| &marks[pair[0]..pair[1]]).collect::<Vec<_>>()
        }) {
            let number = |text: &str| text.split('-').next().unwrap_or_default().trim_end_matches(')').to_owned();
            let opened = mark.strip_prefix('(');
            if let Some(rest) = opened {
                open.push((number(rest), at));
            }
            if mark.ends_with(')') {
                let last = match opened {
                    Some(_) => open.len().checked_sub(1),
                    None => open.iter().rposition(|(other, _)| *other == number(mark)),
                };
                let Some((identity, start)) = last.map(|last| open.remove(last)) else { continue };
                found.push((start..at + 1, identity));
            }
        }
    }
    found
}

impl Document {
    /// What the mentions of its reading mean.
    #[must_use]
    pub fn truth(&self, reading: &Reading<'_>) -> Truth {
        let mut by_token: BTreeMap<usize, &Identity> = BTreeMap::new();
        for ((start, end), identity) in &self.heads {
            let token = reading.document.token_at(ByteOffset::new(*start));
            if reading.document.token(token).is_some_and(|token| token.span().start.get() < *end) {
                by_token.insert(token, identity);
            }
        }
        let phrases: Vec<Option<Identity>> = reading
            .phrases
            .iter()
            .map(|phrase| by_token.get(&(phrase.mention.at as usize)).map(|identity| (*identity).clone()))
            .collect();
        let entities = reading
            .entities
            .list
            .iter()
            .map(|entity| {
                let mut votes: BTreeMap<&Identity, usize> = BTreeMap::new();
                for tokens in &entity.mentions {
                    // The head of a name is the last of its tokens that somebody annotated.
                    if let Some(identity) = tokens.clone().rev().find_map(|at| by_token.get(&at)) {
                        *votes.entry(identity).or_default() += 1;
                    }
                }
                let most = votes.iter().max_by_key(|(identity, count)| (**count, std::cmp::Reverse(**identity)));
                most.map(|(identity, _)| (**identity).clone())
            })
            .collect();
        Truth { entities, phrases }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_make_spans() {
        let word = |misc: &str| Word { misc: misc.to_owned(), ..Word::default() };
        let words = [
            word("Entity=(1-person-new-sgl(2-place-new-sgl)"),
            word("SpaceAfter=No|Entity=(3-time)"),
            word("Entity=1)(4-event-x)"),
        ];
        let found = spans(&words);
        let found: Vec<_> = found.iter().map(|(span, identity)| (span.clone(), identity.as_str())).collect();
        assert_eq!(found, [(0..1, "2"), (1..2, "3"), (0..3, "1"), (2..3, "4")]);
    }
}
