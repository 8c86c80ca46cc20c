//! Stretches of capitalised words that may be names, split from the titles and forms of address before them.
//!
//! Rule: a candidate lies in one sentence and never holds a weekday, a month or a common word that only opens the
//! sentence. Sentences that are all capitals, as headlines are, say nothing about names and give no candidates.

use std::ops::Range;

use super::runs;
use crate::extract::document::{Document, Sentence, Token, TokenKind};
use crate::extract::lexicon::{Classes, KnownName, Lexicon};
use crate::interrupt::{Interrupt, Interrupted};
use crate::record::EntityType;

/// A stretch that may be a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its tokens: civil forms of address included, titles not.
    pub tokens: Range<usize>,
    /// Its tokens without a form of address: what names are compared by.
    pub core: Range<usize>,
    /// The capitalised title right before it.
    pub title: Option<Range<usize>>,
    /// Whether it opens its sentence, where every word has a capital.
    pub initial: bool,
    /// What the tables know about it.
    pub known: Option<KnownName>,
    /// What the model says that it names; none where the rules alone found it.
    pub kind: Option<EntityType>,
}

/// The most tokens that a name has; a longer row of capitals is no name.
const LONGEST: usize = 12;

/// All candidates in text order.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn annotate(
    document: &Document<'_>,
    lexicon: &Lexicon,
    interrupt: &Interrupt<'_>,
) -> Result<Vec<Candidate>, Interrupted> {
    let mut found = Vec::new();
    for sentence in document.sentences() {
        interrupt.check()?;
        if is_headline_like(document, sentence) {
            continue;
        }
        let tokens = sentence.tokens();
        let mut at = tokens.start;
        while at < tokens.end {
            let run = runs::run(document, at, tokens.end);
            if run.is_empty() {
                at += 1;
                continue;
            }
            at = run.end;
            if run.len() <= LONGEST {
                let initial = opens_sentence(document, tokens.start, run.start);
                split(document, lexicon, run, initial, &mut found);
            }
        }
    }
    Ok(found)
}

/// The most tokens of a headline: what is longer is none, and need not be looked through for each of its names.
const LONGEST_HEADLINE: usize = 200;

/// Whether a sentence is written like a headline: it is one, or nearly all its words have capitals and no stop ends it.
#[must_use]
pub fn is_headline_like(document: &Document<'_>, sentence: Sentence<'_, '_>) -> bool {
    if document.is_headline(sentence.paragraph()) {
        return true;
    }
    if sentence.tokens().len() > LONGEST_HEADLINE {
        return false;
    }
    let mut words = 0_usize;
    let mut capitals = 0_usize;
    let mut upper = 0_usize;
    let mut last = None;
    for token in sentence.tokens().filter_map(|index| document.token(index)) {
        if token.is_word() && token.span().bytes().len() > 3 {
            words += 1;
            capitals += usize::from(token.is_capitalised());
            upper += usize::from(token.is_upper());
        }
        last = Some(token.kind());
    }
    let stopped =
        matches!(last, Some(TokenKind::Stop | TokenKind::Ellipsis | TokenKind::Close | TokenKind::SingleClose));
    let enough = words >= 3;
    enough && (upper * 10 >= words * 8 || !stopped && capitals * 10 >= words * 8)
}

/// Whether nothing but marks stands between the start of the sentence and a token.
pub(super) fn opens_sentence(document: &Document<'_>, first: usize, at: usize) -> bool {
    (first..at).rev().take(3).all(|index| document.token(index).is_some_and(|token| !is_wordy(token)))
        && at - first <= 3
        || document.before(at).is_some_and(|before| {
            matches!(before.kind(), TokenKind::Open | TokenKind::SingleOpen) || matches!(before.text(), ":" | "•" | "|")
        })
}

fn is_wordy(token: Token<'_, '_>) -> bool {
    matches!(token.kind(), TokenKind::Word | TokenKind::Number)
}

/// Splits a run into candidates: a place before a title, the title, the name.
fn split(document: &Document<'_>, lexicon: &Lexicon, run: Range<usize>, initial: bool, found: &mut Vec<Candidate>) {
    let mut run = run;
    let mut initial = initial;
    let has = |at: usize, classes: Classes| document.token(at).is_some_and(|token| token.has(classes));
    let common = Classes::COMMON.and(Classes::PERSON_NOUN).and(Classes::ORGANIZATION_NOUN).and(Classes::PLACE_NOUN);
    while run.len() > 1 && initial && has(run.start, common) && lookup(document, lexicon, &run).is_none() {
        run.start += 1;
        initial = false;
    }
    if run.is_empty() || run.len() == 1 && initial && has(run.start, Classes::COMMON) {
        return;
    }
    if lookup(document, lexicon, &run).is_some() {
        return push(document, lexicon, run, None, initial, found);
    }
    let heads =
        Classes::ORGANIZATION_HEAD.and(Classes::FACILITY_HEAD).and(Classes::PLACE_HEAD).and(Classes::OTHER_HEAD);
    let headed = has(run.end - 1, heads) && !has(run.end - 1, Classes::TITLE_HEAD);
    let title_end = run.clone().rev().skip(1).find(|at| {
        let title = Classes::TITLE_HEAD.and(Classes::HONORIFIC);
        has(*at, title)
            && document.token(*at + 1).is_some_and(|next| next.is_word() && next.is_spaced())
            && !document.before(*at).is_some_and(|before| *at > run.start && before.has(Classes::GIVEN_NAME))
    });
    if let Some(title_end) = title_end.filter(|at| !headed || has(*at, Classes::CIVIL)) {
        let words = Classes::TITLE_HEAD.and(Classes::TITLE_MODIFIER);
        if (title_end + 1..run.end).all(|at| has(at, words)) && !has(title_end, Classes::CIVIL) {
            // `Chief Operating Officer`
            leading_place(document, lexicon, run, initial, found);
            return;
        }
        let title = leading_place(document, lexicon, run.start..title_end + 1, initial, found);
        let civil = has(title_end, Classes::CIVIL);
        let tokens = if civil { title_end..run.end } else { title_end + 1..run.end };
        if tokens.clone().any(|at| at > title_end && document.token(at).is_some_and(runs::may_be_in_name)) {
            let kept = if civil { title.start..title_end } else { title };
            let title = Some(kept).filter(|title| !title.is_empty());
            found.push(Candidate {
                core: title_end + 1..run.end,
                tokens,
                title,
                initial: false,
                known: None,
                kind: None,
            });
        }
        return;
    }
    if has(run.end - 1, Classes::TITLE_HEAD) && !run.clone().any(|at| has(at, Classes::GIVEN_NAME)) {
        // All of it is a title: `Foreign Minister`. A place before it is a name nevertheless.
        leading_place(document, lexicon, run, initial, found);
        return;
    }
    // `South Korean`, `Sri Lankan`
    let compass = Classes::PLACE_PREFIX.and(Classes::DEMONYM);
    let adjectives = run.clone().take_while(|at| has(*at, compass) && *at + 1 < run.end).count();
    let demonym = (run.start..=run.start + adjectives).rev().find(|at| run.contains(at) && has(*at, Classes::DEMONYM));
    if let Some(demonym) = demonym.filter(|demonym| !headed || *demonym > run.start && run.end - demonym <= 2) {
        run.start = demonym + 1;
        initial = false;
        // What is left of `Franco-German`.
        if document.token(run.start).is_none_or(|token| !token.is_word()) {
            return;
        }
    }
    // `Ann Lee QC`
    while run.len() > 2 && has(run.end - 1, Classes::NO_BODY) && !is_numeral(document, run.end - 1) {
        run.end -= 1;
    }
    if !run.is_empty() {
        push(document, lexicon, run, None, initial, found);
    }
}

/// Whether a word is a Roman numeral: the third of his name.
fn is_numeral(document: &Document<'_>, at: usize) -> bool {
    document.token(at).is_some_and(|token| token.text().bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X')))
}

/// Takes a known place or a demonym off the front of a title; the place is a candidate of its own.
fn leading_place(
    document: &Document<'_>,
    lexicon: &Lexicon,
    title: Range<usize>,
    initial: bool,
    found: &mut Vec<Candidate>,
) -> Range<usize> {
    let mut rest = title;
    for length in (1..=rest.len().min(lexicon.longest_name())).rev() {
        let front = rest.start..rest.start + length;
        if lookup(document, lexicon, &front).is_some_and(|known| known.kind != EntityType::Group) {
            push(document, lexicon, front.clone(), None, initial, found);
            rest.start = front.end;
            return rest;
        }
    }
    if document.token(rest.start).is_some_and(|token| token.has(Classes::DEMONYM)) {
        rest.start += 1;
    }
    rest
}

/// What the tables know about the name that some tokens are.
pub(super) fn lookup(document: &Document<'_>, lexicon: &Lexicon, run: &Range<usize>) -> Option<KnownName> {
    // The tables hold no longer name, and a very long word is looked up nowhere.
    let span = document.span_of(run.clone()).filter(|span| span.bytes().len() <= 64)?;
    lexicon.name(document.slice(span))
}

fn push(
    document: &Document<'_>,
    lexicon: &Lexicon,
    run: Range<usize>,
    title: Option<Range<usize>>,
    initial: bool,
    found: &mut Vec<Candidate>,
) {
    let known = lookup(document, lexicon, &run);
    found.push(Candidate { core: run.clone(), tokens: run, title, initial, known, kind: None });
}

#[cfg(test)]
mod tests {
    use crate::extract::annotate::{sentences, tokens};

    use super::*;

    fn find(text: &str) -> Vec<String> {
        let lexicon = Lexicon::new();
        let mut document = Document::new(text, false);
        let interrupt = Interrupt::never();
        tokens::annotate(&mut document, &lexicon, &interrupt).unwrap();
        sentences::annotate(&mut document, &lexicon, &interrupt).unwrap();
        let words = |tokens: Range<usize>| document.slice(document.span_of(tokens).unwrap());
        let candidates = annotate(&document, &lexicon, &interrupt).unwrap();
        let show = |candidate: Candidate| match candidate.title {
            Some(title) => format!("{}: {}", words(title), words(candidate.tokens)),
            None => words(candidate.tokens).to_owned(),
        };
        candidates.into_iter().map(show).collect()
    }

    #[test]
    fn titles_are_split_from_names() {
        assert_eq!(find("They met Foreign Minister Ana de la Cruz."), ["Foreign Minister: Ana de la Cruz"]);
        assert_eq!(find("They met French President Marie Petit."), ["President: Marie Petit"]);
        assert_eq!(find("They met U.S. Defense Secretary Ann Lee."), ["U.S.", "Defense Secretary: Ann Lee"]);
        assert_eq!(find("They met Mr Okoro and Gen. Ito."), ["Mr Okoro", "Gen.: Ito"]);
        assert_eq!(find("They met the Foreign Minister."), Vec::<String>::new());
    }

    #[test]
    fn names_hold_their_links() {
        assert_eq!(find("So the Ministry of Trade and Industry spoke."), ["Ministry of Trade and Industry"]);
        assert_eq!(find("So Jean-Luc Petit and Kim Ji-won left."), ["Jean-Luc Petit", "Kim Ji-won"]);
        assert_eq!(find("a Lima-based firm, Lotus & Dove"), ["Lima", "Lotus & Dove"]);
        assert_eq!(find("so Juan \"Chino\" Ruiz fell"), ["Juan \"Chino\" Ruiz"]);
    }

    #[test]
    fn what_only_opens_a_sentence_is_no_name() {
        assert_eq!(find("The bank fell. On Monday it rose."), Vec::<String>::new());
        assert_eq!(find("Former Senator Ann Lee left."), ["Senator: Ann Lee"]);
    }

    #[test]
    fn rows_of_capitals_are_no_names() {
        assert_eq!(find("FERRY SINKS OFF THE COAST OF NOWHERE"), Vec::<String>::new());
        assert_eq!(find(&format!("so {}fell.", "Ab ".repeat(200))), Vec::<String>::new());
    }
}
