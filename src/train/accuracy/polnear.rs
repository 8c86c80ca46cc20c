//! Quotations, measured on the dev part of `PolNeAR`: US political news with every attribution annotated.
//!
//! An annotated attribution has a content, mostly a cue and mostly a source. `PolNeAR` counts far more than a quotation of
//! the contract is: beliefs, wishes, plans, requests, praise, feelings, and noun phrases. So recall here has a ceiling
//! well under 1, and precision says whether what is found is reported speech at all. An article is read as it stands,
//! without a headline. What is counted:
//!
//! - *Content tokens*: runs of letters and digits that lie in the content of some attribution, against those that lie in
//!   some quotation of ours; once each, however many contents lie over them.
//! - *Relations*: an attribution with a source against an utterance of ours (all quotations of one group). Both are a
//!   match where their contents share at least half of the tokens of both together, and the words of our speaker share
//!   a token with the source. One attribution matches one utterance, the best pair first. An attribution without a
//!   source is not asked for; an utterance without a match is wrong.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;

use crate::article::Article;
use crate::extract::{Extract, Extractor};
use crate::interrupt::Interrupt;
use crate::record::{Evidence, Quote};
use crate::train::ner_data::{DataError, read};

/// How many of what is asked for and of what is found agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Found and asked for.
    pub hits: usize,
    /// Asked for.
    pub gold: usize,
    /// Found.
    pub found: usize,
}

impl Agreement {
    /// Precision, recall and their harmonic mean.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "no corpus has 2^52 tokens")]
    pub fn scores(&self) -> (f64, f64, f64) {
        let share = |all: usize| self.hits as f64 / all.max(1) as f64;
        let both = (self.gold + self.found).max(1) as f64;
        (share(self.found), share(self.gold), 2.0 * self.hits as f64 / both)
    }
}

impl Display for Agreement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (precision, recall, f1) = self.scores();
        write!(f, "P {precision:.3} R {recall:.3} F1 {f1:.3} ({} gold)", self.gold)
    }
}

/// The figures and what was missed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accuracy {
    /// Tokens of contents.
    pub content: Agreement,
    /// Attributions with their sources.
    pub relations: Agreement,
    /// The attributions without a match: cue and content.
    pub misses: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Document {
    text: String,
    ann: String,
}

type Tokens = BTreeSet<usize>;

/// Who says what, as tokens; and the words of the cue for the list of misses.
#[derive(Debug, Default)]
struct Attribution {
    source: Tokens,
    content: Tokens,
    cue: Tokens,
}

/// Measures quotations on the articles of `PolNeAR`'s dev part.
///
/// # Errors
/// [`DataError`] where the file is missing or is not what it should be.
pub fn measure(data: &Path, extractor: &Extractor) -> Result<Accuracy, DataError> {
    let path = data.join("polnear").join("dev.jsonl");
    let mut accuracy = Accuracy::default();
    for line in read(&path)?.lines().filter(|line| !line.trim().is_empty()) {
        let document: Document = serde_json::from_str(line).map_err(|error| {
            let problem = format!("no file of PolNeAR's, one JSON object a line with `text` and `ann`: {error}");
            DataError::Format { path: path.clone(), problem }
        })?;
        count(&document, extractor, &mut accuracy);
    }
    Ok(accuracy)
}

fn count(document: &Document, extractor: &Extractor, accuracy: &mut Accuracy) {
    let places = places(&document.text);
    let gold = annotated(&document.ann, &places);
    let found = ours(&document.text, extractor, &places);
    let all = |list: &[Attribution]| list.iter().flat_map(|one| one.content.iter().copied()).collect::<Tokens>();
    let (asked, answered) = (all(&gold), all(&found));
    accuracy.content.hits += asked.intersection(&answered).count();
    accuracy.content.gold += asked.len();
    accuracy.content.found += answered.len();

    let pairs = pair(&gold, &found);
    let with_source = gold.iter().filter(|one| !one.source.is_empty()).count();
    let matches = pairs
        .iter()
        .filter(|(gold_index, found_index)| !gold[*gold_index].source.is_disjoint(&found[*found_index].source));
    accuracy.relations.hits += matches.count();
    accuracy.relations.gold += with_source;
    accuracy.relations.found += found.len();
    let words: Vec<char> = document.text.chars().collect();
    let text = |tokens: &Tokens| {
        let word = |token: &usize| words[places[*token].clone()].iter().collect::<String>();
        tokens.iter().map(word).collect::<Vec<_>>().join(" ")
    };
    for (index, one) in gold.iter().enumerate() {
        if !pairs.iter().any(|(gold_index, _)| *gold_index == index) {
            accuracy.misses.push(format!("{}: {}", text(&one.cue), text(&one.content)));
        }
    }
}

/// The places of the tokens of a text: runs of letters and digits, in code points.
fn places(text: &str) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.chars().enumerate() {
        if !c.is_alphanumeric() {
            continue;
        }
        match places.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => places.push(at..at + 1),
        }
    }
    places
}

/// The tokens that a stretch of text touches.
fn touched(places: &[Range<usize>], stretch: Range<usize>) -> Range<usize> {
    let start = places.partition_point(|place| place.end <= stretch.start);
    let end = places.partition_point(|place| place.start < stretch.end);
    start..end.max(start)
}

/// The attributions of a brat file: `T` lines are spans, with pieces parted by `;`, `E` lines join them.
fn annotated(ann: &str, places: &[Range<usize>]) -> Vec<Attribution> {
    let fields = |line: &str| line.split_once('\t').map(|(id, rest)| (id.to_owned(), rest.to_owned()));
    let lines: Vec<(String, String)> = ann.lines().filter_map(fields).collect();
    let span = |id: &str| {
        let (_, rest) = lines.iter().find(|(other, _)| other == id)?;
        let (_, pieces) = rest.split('\t').next()?.split_once(' ')?;
        let tokens = pieces.split(';').filter_map(|piece| {
            let (start, end) = piece.split_once(' ')?;
            Some(touched(places, start.parse().ok()?..end.parse().ok()?))
        });
        Some(tokens.flatten().collect::<Tokens>())
    };
    let joined = |(_, rest): &(String, String)| {
        let mut attribution = Attribution::default();
        for part in rest.split(' ').filter_map(|part| part.split_once(':')) {
            let role = match part.0.trim_end_matches(|c: char| c.is_ascii_digit()) {
                "Source" => &mut attribution.source,
                "Content" => &mut attribution.content,
                "Cue" => &mut attribution.cue,
                _ => continue,
            };
            role.extend(span(part.1).unwrap_or_default());
        }
        Some(attribution).filter(|attribution| !attribution.content.is_empty())
    };
    lines.iter().filter(|(id, _)| id.starts_with('E')).filter_map(joined).collect()
}

/// The utterances that we find.
fn ours(text: &str, extractor: &Extractor, places: &[Range<usize>]) -> Vec<Attribution> {
    let article = Article::of_text(text);
    // Nothing interrupts it.
    let quotes = extractor.extract(&article, &Interrupt::never()).map_or_else(|_| Vec::new(), |record| record.quotes);
    let mut found: Vec<(Option<u32>, Attribution)> = Vec::new();
    let tokens = |evidence: &Evidence| touched(places, evidence.start as usize..evidence.end as usize);
    for quote in &quotes {
        let Quote { group, speaker, evidence, .. } = quote;
        let known = found.iter().position(|(other, _)| group.is_some() && other == group);
        let index = known.unwrap_or_else(|| {
            found.push((*group, Attribution::default()));
            found.len() - 1
        });
        let attribution = &mut found[index].1;
        attribution.content.extend(tokens(evidence));
        attribution.source.extend(speaker.iter().flat_map(|speaker| tokens(&speaker.evidence)));
    }
    found.into_iter().map(|(_, attribution)| attribution).collect()
}

/// Pairs of attributions whose contents agree by half, the best first.
fn pair(gold: &[Attribution], found: &[Attribution]) -> Vec<(usize, usize)> {
    let mut agreeing: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (gold_index, one) in gold.iter().enumerate() {
        for (found_index, other) in found.iter().enumerate() {
            let shared = one.content.intersection(&other.content).count();
            let all = one.content.len() + other.content.len() - shared;
            if 2 * shared >= all && shared > 0 {
                agreeing.push((shared, all, gold_index, found_index));
            }
        }
    }
    agreeing.sort_by(|a, b| (b.0 * a.1).cmp(&(a.0 * b.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, _, gold_index, found_index) in agreeing {
        if pairs.iter().all(|(a, b)| *a != gold_index && *b != found_index) {
            pairs.push((gold_index, found_index));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(text: &str, ann: &str) -> Accuracy {
        let mut accuracy = Accuracy::default();
        let document = Document { text: text.to_owned(), ann: ann.to_owned() };
        count(&document, &Extractor::new(), &mut accuracy);
        accuracy
    }

    #[test]
    fn a_quotation_with_its_source_is_a_match() {
        let text = "The bridge was closed, Anna Marsh said.";
        let ann = "T1\tSource 23 33\tAnna Marsh\nT2\tCue 34 38\tsaid\nT3\tContent 0 21\tThe bridge was closed\n\
                   E1\tAttribution:T9 Source:T1 Cue:T2 Content:T3";
        let accuracy = counted(text, ann);
        assert_eq!(accuracy.content, Agreement { hits: 4, gold: 4, found: 4 });
        assert_eq!(accuracy.relations, Agreement { hits: 1, gold: 1, found: 1 });
        assert_eq!(accuracy.misses, Vec::<String>::new());
    }

    #[test]
    fn another_source_is_no_match_and_what_is_missed_is_listed() {
        let text = "The bridge was closed, Anna Marsh said. Peter wants a boat.";
        let ann = "T1\tSource 40 45\tPeter\nT2\tCue 46 51\twants\nT3\tContent 52 58\ta boat\n\
                   T4\tContent 0 21\tThe bridge was closed\nE1\tSource:T1 Cue:T2 Content:T3\nE2\tSource:T1 Content:T4";
        let accuracy = counted(text, ann);
        assert_eq!(accuracy.content, Agreement { hits: 4, gold: 6, found: 4 });
        assert_eq!(accuracy.relations, Agreement { hits: 0, gold: 2, found: 1 });
        assert_eq!(accuracy.misses, ["wants: a boat"]);
    }

    #[test]
    fn spans_may_have_several_pieces() {
        let places = places("One, two three.");
        assert_eq!(places, [0..3, 5..8, 9..14]);
        let found = annotated("T1\tContent 0 3;9 14\tOne three\nE1\tContent:T1", &places);
        assert_eq!(found[0].content.iter().copied().collect::<Vec<_>>(), [0, 2]);
    }
}
