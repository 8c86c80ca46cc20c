//! Lines of a page by their wording: the patterns of `boilerplate.tsv` and the tokens that they are made of.
//!
//! Only short lines are looked at, so that a paragraph of the story costs one count of its words and is never dropped
//! for a phrase that it happens to hold.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::record::DropReason;

/// Longer lines are paragraphs. The longest known boilerplate is a legal notice.
const MAX_TOKENS: usize = 70;
/// Fillers of a pattern, in tokens.
const SHORT_FILLER: usize = 5;
const LONG_FILLER: usize = 20;

/// A token of a line: a word in lower case, or a mark.
pub(super) type Tokens = Vec<String>;

/// The tokens of a line, or `None` where it is too long to be boilerplate.
pub(super) fn tokens(line: &str) -> Option<Tokens> {
    let mut tokens = Tokens::new();
    for chunk in line.split_whitespace() {
        push_chunk(chunk, &mut tokens);
        if tokens.len() > MAX_TOKENS || chunk.len() > 400 {
            return None;
        }
    }
    Some(tokens)
}

/// Words keep what joins them (`e-mail`, `won't`, `news@paper.example`); every other mark is a token of its own.
fn push_chunk(chunk: &str, tokens: &mut Tokens) {
    let mut word = String::new();
    let mut chars = chunk.chars().peekable();
    while let Some(c) = chars.next() {
        let c = if matches!(c, '’' | '‘') { '\'' } else { c };
        let next_joins = chars.peek().is_some_and(|next| next.is_alphanumeric());
        let joins = !word.is_empty() && next_joins && matches!(c, '\'' | '-' | '.' | '@' | '_' | '&');
        if c.is_alphanumeric() || joins || (c == '@' && next_joins) {
            word.extend(c.to_lowercase());
        } else {
            if !word.is_empty() {
                tokens.push(std::mem::take(&mut word));
            }
            tokens.push(c.to_string());
        }
    }
    if !word.is_empty() {
        tokens.push(word);
    }
}

/// Whether a token is an e-mail address.
pub(super) fn is_email(token: &str) -> bool {
    token.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// `tokens` without the bullet, bracket or clock time that the line begins with.
pub(super) fn without_opening(tokens: &[String]) -> &[String] {
    let mut rest = tokens;
    let opens = |token: &String| {
        token.chars().all(|c| !c.is_alphanumeric() && !matches!(c, '©' | '"' | '“' | '\'' | '$' | '£' | '€' | '#'))
    };
    while let [first, tail @ ..] = rest {
        if !opens(first) {
            break;
        }
        rest = tail;
    }
    let is_number =
        |token: &String| token.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && token.len() <= 5;
    // `19.40 …`, `19:20 — …`, `14:32 GMT | …`
    let after_time = match rest {
        [hour, colon, minute, tail @ ..] if colon == ":" && is_number(hour) && is_number(minute) => Some(tail),
        [time, tail @ ..] if is_number(time) && time.contains('.') => Some(tail),
        _ => None,
    };
    let Some(mut rest) = after_time.filter(|tail| !tail.is_empty()) else { return rest };
    while let [first, tail @ ..] = rest {
        if !(opens(first) || matches!(first.as_str(), "gmt" | "bst" | "cet" | "est" | "et" | "utc" | "ist")) {
            break;
        }
        rest = tail;
    }
    rest
}

/// The class that the wording of a line gives it.
pub(super) fn classify(tokens: &[String]) -> Option<DropReason> {
    let tokens = without_opening(tokens);
    TABLE
        .candidates(tokens)
        .into_iter()
        .map(|index| &TABLE.patterns[index])
        .find(|it| it.fits(tokens))
        .map(|it| it.reason)
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(include_str!("boilerplate.tsv")));

/// The patterns in the order of the table, and for every word those that it may begin.
struct Table {
    patterns: Vec<Pattern>,
    /// Patterns that fit the start of a line only.
    at_start: BTreeMap<String, Vec<usize>>,
    anywhere: BTreeMap<String, Vec<usize>>,
    /// Patterns that may begin with anything.
    unindexed: Vec<usize>,
}

impl Table {
    fn new(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let patterns: Vec<Pattern> = lines.filter_map(Pattern::parse).collect();
        let mut table = Self { patterns, at_start: BTreeMap::new(), anywhere: BTreeMap::new(), unindexed: Vec::new() };
        for (index, pattern) in table.patterns.iter().enumerate() {
            let map = if pattern.anywhere { &mut table.anywhere } else { &mut table.at_start };
            match pattern.first_words() {
                Some(words) => words.into_iter().for_each(|word| map.entry(word.to_owned()).or_default().push(index)),
                None => table.unindexed.push(index),
            }
        }
        table
    }

    /// The patterns that may fit a line, in the order of the table.
    fn candidates(&self, tokens: &[String]) -> Vec<usize> {
        let mut found = self.unindexed.clone();
        found.extend(tokens.first().and_then(|token| self.at_start.get(token)).into_iter().flatten());
        found.extend(tokens.iter().filter_map(|token| self.anywhere.get(token)).flatten());
        found.sort_unstable();
        found.dedup();
        found
    }
}

struct Pattern {
    reason: DropReason,
    anywhere: bool,
    to_the_end: bool,
    parts: Vec<Part>,
}

enum Part {
    /// One of these tokens.
    Token(Vec<Atom>),
    /// One of these tokens, or none.
    Maybe(Vec<Atom>),
    /// Up to so many tokens.
    Filler(usize),
}

enum Atom {
    Word(String),
    Email,
    Phone,
    Number,
    Handle,
    End,
}

impl Atom {
    fn parse(text: &str) -> Self {
        match text {
            "<email>" => Self::Email,
            "<phone>" => Self::Phone,
            "<num>" => Self::Number,
            "<handle>" => Self::Handle,
            "$" => Self::End,
            word => Self::Word(word.to_owned()),
        }
    }

    fn fits(&self, token: &str) -> bool {
        match self {
            Self::Word(word) => word == token,
            Self::Email => is_email(token),
            Self::Phone => token.len() >= 3 && token.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'),
            Self::Number => token.bytes().all(|byte| byte.is_ascii_digit()),
            Self::Handle => token.starts_with('@') && token.len() > 1,
            Self::End => false,
        }
    }
}

impl Pattern {
    fn parse(line: &str) -> Option<Self> {
        let (reason, words) = line.split_once('\t')?;
        let reason = match reason {
            "comment_form" => DropReason::CommentForm,
            "share" => DropReason::Share,
            "newsletter" => DropReason::Newsletter,
            "teaser" => DropReason::Teaser,
            "caption" => DropReason::Caption,
            "credit" => DropReason::Credit,
            "byline" => DropReason::Byline,
            "copyright" => DropReason::Copyright,
            "page" => DropReason::Page,
            _ => return None,
        };
        let (anywhere, words) = words.strip_prefix("... ").map_or((false, words), |words| (true, words));
        let mut parts: Vec<Part> = words.split_whitespace().map(Part::parse).collect();
        let to_the_end = matches!(parts.last(), Some(Part::Token(atoms)) if matches!(atoms[..], [Atom::End]));
        if to_the_end {
            parts.pop();
        }
        Some(Self { reason, anywhere, to_the_end, parts })
    }

    /// The words that a match may begin with; `None` where it may begin with anything.
    fn first_words(&self) -> Option<Vec<&str>> {
        let mut words = Vec::new();
        for part in &self.parts {
            let (Part::Token(atoms) | Part::Maybe(atoms)) = part else { return None };
            for atom in atoms {
                match atom {
                    Atom::Word(word) => words.push(word.as_str()),
                    _ => return None,
                }
            }
            if matches!(part, Part::Token(_)) {
                return Some(words);
            }
        }
        None
    }

    fn fits(&self, tokens: &[String]) -> bool {
        let starts = if self.anywhere { tokens.len() } else { 1 };
        (0..starts).any(|start| self.fits_at(&tokens[start.min(tokens.len())..]))
    }

    /// Keeps the set of places that the pattern may have come to: no backtracking, whatever the fillers.
    fn fits_at(&self, tokens: &[String]) -> bool {
        let mut places = vec![0_usize];
        for part in &self.parts {
            let mut next: Vec<usize> = places.iter().flat_map(|place| part.reach(tokens, *place)).collect();
            next.sort_unstable();
            next.dedup();
            if next.is_empty() {
                return false;
            }
            places = next;
        }
        let closed = |place: usize| {
            tokens[place..].iter().all(|token| matches!(token.as_str(), "." | ")" | "]" | ">" | "!" | ":" | "…"))
        };
        !self.to_the_end || places.into_iter().any(closed)
    }
}

impl Part {
    fn parse(text: &str) -> Self {
        match text.trim_start_matches('~') {
            "*" => return Self::Filler(SHORT_FILLER),
            "**" => return Self::Filler(LONG_FILLER),
            "/" => return Self::Token(vec![Atom::parse("/")]),
            _ => {}
        }
        let atoms = text.split('/').map(|atom| Atom::parse(atom.trim_start_matches('~'))).collect();
        if text.starts_with('~') { Self::Maybe(atoms) } else { Self::Token(atoms) }
    }

    /// The places that a match of this part at `place` leads to.
    fn reach(&self, tokens: &[String], place: usize) -> std::ops::Range<usize> {
        let fits = |atoms: &[Atom]| match tokens.get(place) {
            Some(token) => atoms.iter().any(|atom| atom.fits(token)),
            None => false,
        };
        let ends = |atoms: &[Atom]| place == tokens.len() && atoms.iter().any(|atom| matches!(atom, Atom::End));
        match self {
            Self::Token(atoms) if fits(atoms) => place + 1..place + 2,
            Self::Token(atoms) if ends(atoms) => place..place + 1,
            Self::Token(_) => place..place,
            Self::Maybe(atoms) if fits(atoms) => place..place + 2,
            Self::Maybe(_) => place..place + 1,
            Self::Filler(most) => place..(place + most).min(tokens.len()) + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Pattern, TABLE, classify, tokens};
    use crate::record::DropReason;

    #[test]
    fn every_line_of_the_table_is_a_pattern() {
        let lines = include_str!("boilerplate.tsv").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let broken: Vec<&str> = lines.filter(|line| Pattern::parse(line).is_none()).collect();
        assert!(broken.is_empty(), "{broken:?}");
        // A pattern without a single word that must be there would fit anything.
        assert!(!TABLE.patterns.iter().any(|pattern| pattern.fits(&[])), "a pattern fits an empty line");
        let story = tokens("the council voted on tuesday to close the bridge").unwrap();
        assert_eq!(classify(&story), None);
    }

    #[test]
    fn words_keep_what_joins_them() {
        assert_eq!(
            tokens("Don’t e-mail news@paper.example, @us: (3.5)").unwrap(),
            ["don't", "e-mail", "news@paper.example", ",", "@us", ":", "(", "3.5", ")"]
        );
    }

    #[test]
    fn fillers_reach_as_far_as_they_say() {
        let pattern = Pattern::parse("teaser\tread * ~more here $").unwrap();
        let fits = |line: &str| pattern.fits(&tokens(line).unwrap());
        assert!(fits("read here") && fits("read a b c d e more here.") && fits("read more here"));
        assert!(!fits("read a b c d e f here") && !fits("read it here now") && !fits("reading here"));
        assert_eq!(pattern.reason, DropReason::Teaser);
    }

    proptest! {
        #[test]
        fn any_line_is_classified_without_a_panic(line in any::<String>()) {
            if let Some(tokens) = tokens(&line) {
                let _ = classify(&tokens);
            }
        }
    }
}
