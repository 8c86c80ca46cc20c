//! Who is whose husband, wife, child or parent: “X and her husband, Y”, “X, the son of Y”.
//!
//! Rule: the word for the kinship is the only one between the two names, and nothing else stands there but what belongs
//! to it.

use std::ops::Range;

use super::{Finder, LONGEST, Named, Predicate};
use crate::extract::document::TokenKind;
use crate::model::tags::Upos;
use crate::record::EntityType;

impl Finder<'_, '_> {
    /// `X's wife, Y`, `X and her husband, Y`, `X, the son of Y`.
    pub(super) fn kin(&mut self, first: &Named, second: &Named, gap: &Range<usize>) {
        let kin = gap.clone().filter(|at| kinship(self.text(*at)).is_some());
        let Some(at) = single(kin) else { return };
        let Some(kinship) = kinship(self.text(at)) else { return };
        let only = |words: Range<usize>, allowed: &[&str]| {
            words.into_iter().all(|at| {
                let small = self
                    .document
                    .token(at)
                    .is_some_and(|token| token.tag().upos == Upos::Adj || token.kind() == TokenKind::Number);
                small || allowed.contains(&self.text(at))
            })
        };
        let owned = matches!(self.text(gap.start), "'s" | "’s") && only(gap.start + 1..at, &[]);
        let own = ["and", ",", "his", "her", "with"];
        let alone = self.only_person_before(first);
        let shared = only(gap.start..at, &own) && matches!(self.text(at - 1), "his" | "her") && alone;
        let named = only(at + 1..gap.end, &[","]);
        // `X, the son of Y`: the other way round.
        let of = self.text(at + 1) == "of" && at + 2 == gap.end && only(gap.start..at, &[",", "the", "a"]);
        let (whose, who) = match (owned || shared, of) {
            (true, false) if named => (first.1, second.1),
            (false, true) => (second.1, first.1),
            _ => return,
        };
        let tokens = first.0.start..second.0.end;
        match kinship {
            Kinship::Spouse => self.add(whose, Predicate::Spouse, who, tokens),
            Kinship::Child => self.add(whose, Predicate::ParentOf, who, tokens),
            Kinship::Parent => self.add(who, Predicate::ParentOf, whose, tokens),
        }
    }

    /// Whether a mention's person is the only one whom its sentence has named so far.
    fn only_person_before(&self, mention: &Named) -> bool {
        let Some(sentence) = self.document.sentence_of(mention.0.start) else { return false };
        let before = sentence.tokens().start.max(mention.0.start.saturating_sub(4 * LONGEST))..mention.0.start;
        self.entities.within(before).all(|(_, entity)| *entity == mention.1 || !self.is(*entity, EntityType::Person))
    }
}

/// The only one of several, none where there are none or more.
fn single(mut found: impl Iterator<Item = usize>) -> Option<usize> {
    found.next().filter(|_| found.next().is_none())
}

/// How two persons are kin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kinship {
    Spouse,
    Child,
    Parent,
}

fn kinship(word: &str) -> Option<Kinship> {
    match word {
        "wife" | "husband" | "widow" | "widower" => Some(Kinship::Spouse),
        "son" | "daughter" => Some(Kinship::Child),
        "father" | "mother" => Some(Kinship::Parent),
        _ => None,
    }
}
