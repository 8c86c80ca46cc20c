//! What the finders of quotations ask of a document: verbs that report, clauses, stretches in marks.
//!
//! Rule: the tree answers first. It errs in one word of six, so that marks, commas and the words that open a clause
//! answer where they can.

use std::ops::Range;

use crate::extract::annotate::passages::Passage;
use crate::extract::document::{Document, Token, TokenKind};
use crate::extract::lexicon::{Frames, ReportingVerbs};
use crate::extract::tree::Dependencies;
use crate::model::parser::relation::Relation;
use crate::model::tags::{Penn, Upos};

/// The most dependents of one token that are looked at, and the most steps up the tree.
pub(super) const FEW: usize = 48;

/// A document as the finders see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'d, 't> {
    pub document: &'d Document<'t>,
    verbs: &'d ReportingVerbs,
    passages: &'d [Passage],
}

impl<'d, 't> Reader<'d, 't> {
    pub const fn new(document: &'d Document<'t>, verbs: &'d ReportingVerbs, passages: &'d [Passage]) -> Self {
        Self { document, verbs, passages }
    }

    pub const fn tree(&self) -> &'d Dependencies {
        self.document.tree()
    }

    pub fn token(&self, at: usize) -> Option<Token<'d, 't>> {
        self.document.token(at)
    }

    pub fn text(&self, at: usize) -> &'t str {
        self.token(at).map_or("", |token| token.text())
    }

    pub fn is(&self, at: usize, words: &[&str]) -> bool {
        self.document.is_any(at, words)
    }

    pub fn kind(&self, at: usize) -> Option<TokenKind> {
        self.token(at).map(|token| token.kind())
    }

    pub fn penn(&self, at: usize) -> Penn {
        self.token(at).map_or(Penn::Xx, |token| token.tag().penn)
    }

    pub fn upos(&self, at: usize) -> Upos {
        self.token(at).map_or(Upos::X, |token| token.tag().upos)
    }

    /// The frames of a verb; none for what is no verb here.
    pub fn frames(&self, at: usize) -> Frames {
        let Some(token) = self.token(at).filter(Token::is_word) else { return Frames::default() };
        let tag = token.tag();
        let verb = tag.is_verb() || matches!(tag.penn, Penn::Vbd | Penn::Vbz | Penn::Vbn | Penn::Vbg | Penn::Vbp);
        if verb { self.verbs.frames(token.text()) } else { Frames::default() }
    }

    /// The frames that a word has as a verb, whatever it is here.
    pub fn frames_of_form(&self, at: usize) -> Frames {
        self.verbs.frames(self.text(at))
    }

    /// Whether a token is a finite verb, or the helper that makes one. A participle with a subject and no helper is a past
    /// tense that was taken for one, and so is one that is coordinated with a past tense.
    pub fn is_finite(&self, at: usize) -> bool {
        match self.penn(at) {
            Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Md => true,
            Penn::Vbn => {
                let helper = [Relation::Aux, Relation::AuxPass, Relation::Cop];
                let told = self
                    .dependents(at)
                    .any(|at| matches!(self.tree().relation(at), Relation::Nsubj | Relation::NsubjOuter))
                    || self.tree().relation(at) == Relation::Conj
                        && self.tree().head(at).is_some_and(|first| self.penn(first) == Penn::Vbd);
                told && self.dependent(at, &helper).is_none()
            }
            _ => false,
        }
    }

    /// Whether a stretch outside marks holds a finite verb.
    pub fn has_finite(&self, tokens: Range<usize>) -> bool {
        tokens.into_iter().any(|at| self.is_finite(at))
    }

    /// The stretch in marks that holds a token, its marks included.
    pub fn passage_at(&self, at: usize) -> Option<&'d Passage> {
        let index = self.passages.partition_point(|passage| passage.outer.end <= at);
        self.passages.get(index).filter(|passage| passage.outer.contains(&at))
    }

    /// Whether a token stands between marks.
    pub fn is_inside(&self, at: usize) -> bool {
        self.passage_at(at).is_some_and(|passage| passage.inner.contains(&at))
    }

    /// The stretches in marks that begin in a stretch of tokens.
    pub fn passages_in(&self, tokens: Range<usize>) -> &'d [Passage] {
        let start = self.passages.partition_point(|passage| passage.outer.start < tokens.start);
        let end = self.passages.partition_point(|passage| passage.outer.start < tokens.end);
        &self.passages[start..end.max(start)]
    }

    /// The dependents of a token, the first few.
    pub fn dependents(&self, at: usize) -> impl Iterator<Item = usize> {
        self.tree().dependents(at).take(FEW)
    }

    pub fn dependent(&self, at: usize, relations: &[Relation]) -> Option<usize> {
        self.dependents(at).find(|dependent| relations.contains(&self.tree().relation(*dependent)))
    }

    /// The last token before the full stop of a sentence, and one past it. A stop in marks belongs to what they hold.
    pub fn limit(&self, sentence: &Range<usize>) -> usize {
        let mut end = sentence.end;
        while end > sentence.start
            && matches!(self.kind(end - 1), Some(TokenKind::Stop | TokenKind::Ellipsis))
            && !self.is_inside(end - 1)
        {
            end -= 1;
        }
        end
    }

    /// The governor of the constituent that begins at a token: the first one above it that lies before it.
    pub fn governor_of_start(&self, start: usize) -> Option<usize> {
        self.tree().ancestors(start).take(FEW).find(|above| *above < start)
    }

    /// Whether a verb is in the passive, or a participle that has no helper at all.
    pub fn is_passive(&self, verb: usize) -> bool {
        if self.dependents(verb).any(|at| matches!(self.tree().relation(at), Relation::AuxPass | Relation::NsubjPass)) {
            return true;
        }
        let mut before = verb;
        while before > 0 && self.upos(before - 1) == Upos::Adv {
            before -= 1;
        }
        let helper = before.checked_sub(1);
        let has = |at| self.is(at, &["have", "has", "had", "having", "'ve", "’ve", "'s", "’s", "'d", "’d"]);
        let is = |at| self.is(at, &["is", "are", "was", "were", "be", "been", "being"]);
        self.penn(verb) == Penn::Vbn
            && !self.is_finite(verb)
            && (helper.is_some_and(is) || !helper.is_some_and(has) && !self.dependents(verb).any(has))
    }

    /// Whether something makes a report one that is not made: *if she finds that*, *could find that*.
    pub fn is_supposed(&self, verb: usize) -> bool {
        let supposes = |at: usize| match self.tree().relation(at) {
            Relation::Mark => self.is(at, &["if", "unless", "whether", "until"]),
            Relation::Aux => self.is(at, &["could", "may", "might", "should", "must", "can"]),
            _ => false,
        };
        self.dependents(verb).any(supposes) && !self.is(verb, &["confirm", "say", "reveal", "disclose", "report"])
    }

    /// Whether something denies a verb: *did not say*, *never said*, *declined to say*.
    pub fn is_denied(&self, verb: usize) -> bool {
        let denies = |at| self.is(at, &["not", "n't", "n’t", "never", "nobody", "neither", "rarely", "seldom"]);
        let refuses = |at| {
            let words =
                ["declined", "declines", "refused", "refuses", "decline", "refuse", "failed", "unable", "declining"];
            self.is(at, &words)
        };
        self.dependents(verb).any(denies)
            || self.tree().relation(verb) == Relation::Xcomp && self.tree().head(verb).is_some_and(refuses)
            || verb > 1 && refuses(verb - 2) && self.is(verb - 1, &["to"])
    }
}
