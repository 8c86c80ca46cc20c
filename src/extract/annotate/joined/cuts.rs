//! Where a stretch that the model found holds two names.
//!
//! Rule: a cut needs a word that parts names (“of”, “and”, a possessive, a verb) and evidence on one of its sides.

use std::ops::Range;

use super::{Mender, WORDS};
use crate::extract::annotate::names::Candidate;
use crate::extract::document::TokenKind;
use crate::extract::lexicon::Classes;
use crate::knowledge::Part;
use crate::model::tags::{Penn, Upos};
use crate::record::EntityType;

/// Two names in one stretch.
pub(super) struct Cut {
    /// One past the last token of the first.
    pub first: usize,
    /// The tokens of the second.
    pub second: Range<usize>,
    pub first_kind: Option<EntityType>,
    pub second_kind: Option<EntityType>,
}

impl Mender<'_, '_> {
    /// Where a stretch holds two names.
    pub(super) fn cut(&self, candidate: &Candidate) -> Option<Cut> {
        let (core, kind) = (&candidate.core, candidate.kind);
        (core.start + 1..core.end.saturating_sub(1)).find_map(|at| {
            let token = self.document.token(at)?;
            let before = core.start..at;
            let article = usize::from(self.document.token(at + 1).is_some_and(|next| next.is("the")));
            let behind = at + 1 + article..core.end;
            if behind.is_empty() {
                return None;
            }
            let cut = |first: usize, second: Range<usize>, first_kind, second_kind| {
                Some(Cut { first, second, first_kind, second_kind })
            };
            match token.text() {
                // `Chairman of San Felipito`
                "of" if self.is_title(&before) => cut(core.start, behind, None, None),
                "of" if article == 1 && self.looks_personal(&before) && self.is_headed(&behind) => {
                    cut(at, behind, Some(EntityType::Person), Some(EntityType::Organization))
                }
                "of" | "for" if self.owner_follows(&before, &behind, kind) => {
                    let place = self.is_place(&behind).then_some(EntityType::Place);
                    cut(at, behind, kind, place)
                }
                "'s" | "’s"
                    if self.is_name(&before)
                        || self.is_place(&before)
                        || self.is_headed(&before) && self.is_headed(&(at + 1..core.end)) =>
                {
                    let place = self.is_place(&before).then_some(EntityType::Place);
                    cut(at, at + 1..core.end, place, kind)
                }
                "and" if article == 1 || self.are_two(&before, &behind) => cut(at, behind, kind, kind),
                _ if token.kind() == TokenKind::Hyphen && self.describes(at + 1, core.end) => {
                    cut(at, at + 2..core.end, None, kind)
                }
                // `Northumbrian press Fell Gate`
                _ if self.is_noun(at) => cut(at, at + 1..core.end, None, kind),
                _ if self.is_verb(at) => cut(at, self.since_capital(at + 1..core.end), kind, None),
                _ => None,
            }
        })
    }

    /// `Orchid Refining of Lima`: what stands behind “of” says where the firm is, or which body a person is of.
    fn owner_follows(&self, before: &Range<usize>, behind: &Range<usize>, kind: Option<EntityType>) -> bool {
        let Some(last) = self.document.token(before.end - 1) else { return false };
        if kind == Some(EntityType::Person) {
            return before.len() > 1 && !last.has(Classes::TITLE_HEAD);
        }
        let takes = last.has(heads());
        kind == Some(EntityType::Organization)
            && before.len() > 1
            && self.is_place(behind)
            && (!takes || before.len() > 2 || self.is_name(before))
    }

    /// Whether all words are those of a title.
    fn is_title(&self, tokens: &Range<usize>) -> bool {
        let last = self.document.token(tokens.end - 1).is_some_and(|last| last.has(Classes::TITLE_HEAD));
        let words = Classes::TITLE_HEAD.and(Classes::TITLE_MODIFIER);
        last && tokens.len() <= WORDS
            && tokens.clone().all(|at| self.document.token(at).is_some_and(|word| word.has(words)))
    }

    /// Whether a stretch ends like the name of a body, a building or a product.
    pub(super) fn is_headed(&self, tokens: &Range<usize>) -> bool {
        self.document.token(tokens.end - 1).is_some_and(|last| last.has(heads()))
    }

    /// Whether a stretch looks like a person's name: two or three plain words, none the head of a body's name.
    pub(super) fn looks_personal(&self, tokens: &Range<usize>) -> bool {
        (2..=3).contains(&tokens.len())
            && tokens.clone().all(|at| {
                self.document.token(at).is_some_and(|word| word.is_word() && !word.is_upper() && !word.has(heads()))
            })
    }

    /// A common noun in small letters before a capital.
    fn is_noun(&self, at: usize) -> bool {
        self.document.token(at).is_some_and(|token| {
            token.is_word()
                && token.is_spaced()
                && token.text().len() > 3
                && token.tag().upos == Upos::Noun
                && !token.is_capitalised()
                && self.knowledge.noun(token.text()).is_some()
        }) && self.document.token(at + 1).is_some_and(|next| next.is_capitalised() && next.is_spaced())
    }

    /// Whether an “and” joins two names: one is a name elsewhere, both end like a body, or neither does.
    fn are_two(&self, before: &Range<usize>, behind: &Range<usize>) -> bool {
        let long = before.len() > 1 && !self.is_headed(behind);
        let both = self.is_headed(before) && self.is_headed(behind);
        let repeats = self.document.token(before.start).map(|word| word.text())
            == self.document.token(behind.start).map(|word| word.text());
        repeats || long || both || self.is_name(before) || self.is_name(behind)
    }

    /// `flagged`, `era`: the small word behind a hyphen that makes a description of the name before it.
    fn describes(&self, at: usize, end: usize) -> bool {
        let next = self.document.token(at + 1).filter(|_| at + 1 < end);
        self.document.token(at).is_some_and(|word| {
            word.is_word()
                && !word.is_capitalised()
                && (matches!(word.tag().penn, Penn::Vbn | Penn::Vbd | Penn::Vbg)
                    || matches!(word.text(), "era" | "area" | "style"))
        }) && next.is_some_and(|next| next.is_capitalised() && next.is_spaced())
    }

    /// A finite verb in small letters.
    pub(super) fn is_verb(&self, at: usize) -> bool {
        self.document.token(at).is_some_and(|token| {
            token.is_word()
                && !token.is_capitalised()
                && token.is_spaced()
                && token.text().len() > 2
                && matches!(token.tag().upos, Upos::Verb | Upos::Aux)
                && matches!(token.tag().penn, Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Vb | Penn::Md | Penn::Vbn)
                && (self.knowledge.verb(token.text()).is_some()
                    || !self.knowledge.lemmas(Part::Verb, token.text()).is_empty()
                    || token.text().ends_with(['d', 's']))
        })
    }

    /// What is left of some tokens from the first capital on.
    fn since_capital(&self, tokens: Range<usize>) -> Range<usize> {
        let capital = |at: &usize| self.document.token(*at).is_some_and(|token| token.is_capitalised());
        let start = tokens.clone().find(capital).unwrap_or(tokens.end);
        start..tokens.end
    }
}

const fn heads() -> Classes {
    Classes::ORGANIZATION_HEAD.and(Classes::PLACE_HEAD).and(Classes::FACILITY_HEAD).and(Classes::OTHER_HEAD)
}
