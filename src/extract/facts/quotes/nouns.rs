//! Nouns that report: *his claim that …*, *complaints by drivers that …*.
//!
//! Rule: the noun needs a source of its own and a clause; *reports that …* come from nobody.

use super::Report;
use super::reader::Reader;
use crate::model::parser::relation::Relation;
use crate::model::tags::{Penn, Upos};

/// The most tokens between the noun and its clause.
const REACH: usize = 14;

/// Nouns of what is said, that take a clause.
const NOUNS: [&str; 32] = [
    "accusation",
    "accusations",
    "admission",
    "admissions",
    "allegation",
    "allegations",
    "announcement",
    "argument",
    "arguments",
    "assertion",
    "assertions",
    "assurance",
    "assurances",
    "belief",
    "claim",
    "claims",
    "complaint",
    "complaints",
    "conclusion",
    "conclusions",
    "contention",
    "denial",
    "denials",
    "estimate",
    "explanation",
    "explanations",
    "insistence",
    "statement",
    "suggestion",
    "suggestions",
    "warning",
    "warnings",
];

impl Reader<'_, '_> {
    /// The report of a noun.
    pub fn noun(&self, at: usize, limit: usize) -> Option<Report> {
        if self.upos(at) != Upos::Noun || !self.is(at, &NOUNS) {
            return None;
        }
        let that = (at + 1..limit.min(at + REACH))
            .take_while(|at| !self.is_finite(*at) && self.token(*at).is_some_and(|token| token.is_word()))
            .find(|at| self.is(*at, &["that"]) && matches!(self.penn(*at), Penn::In))?;
        let source = if that == at + 1 {
            let owner = self.dependent(at, &[Relation::NmodPoss, Relation::Compound]).filter(|owner| *owner < at)?;
            let phrase = self.phrase(owner, at);
            let owns = self.penn(phrase.end - 1) == Penn::Pos && phrase.len() > 1;
            phrase.start..phrase.end - usize::from(owns)
        } else {
            (self.is(at + 1, &["by", "from"]) && that > at + 2).then_some(at + 2..that)?
        };
        let content = that + 1..self.end(at, that + 1, limit);
        (content.len() > 1).then_some(Report { cue: at..at + 1, source, addressee: None, contents: (content, None) })
    }
}
