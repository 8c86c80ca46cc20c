//! The dependencies of a document: which token each token depends on, how, and what depends on it.
//!
//! Rule: trees are projective and stay within their sentence, so that a token and everything below it are one stretch
//! of tokens. Tokens of sentences that were not parsed have no governor, no dependents and the relation `dep`.

use std::ops::Range;

use crate::model::parser::Arc;
use crate::model::parser::relation::Relation;

/// No token.
const NONE: u32 = u32::MAX;

/// The columns of the dependencies.
#[derive(Clone, Debug, Default)]
pub struct Dependencies {
    heads: Vec<u32>,
    relations: Vec<Relation>,
    /// The first dependent of each token in text order.
    first: Vec<u32>,
    /// The next dependent of the same governor.
    next: Vec<u32>,
    /// The first token of what each token governs, itself included.
    left: Vec<u32>,
    /// One past the last token of it.
    right: Vec<u32>,
}

impl Dependencies {
    /// The dependencies of sentences: their arcs one after the other, each one's heads counted from its first token,
    /// and where each sentence ends.
    #[must_use]
    pub fn new(arcs: &[Arc], ends: impl Iterator<Item = usize>) -> Self {
        let mut columns = Self {
            heads: vec![NONE; arcs.len()],
            relations: arcs.iter().map(|arc| arc.relation).collect(),
            first: vec![NONE; arcs.len()],
            next: vec![NONE; arcs.len()],
            left: (0..).take(arcs.len()).collect(),
            right: (1..).take(arcs.len()).collect(),
        };
        let mut start = 0;
        for end in ends {
            columns.link(arcs, start..end);
            columns.measure(start..end);
            start = end;
        }
        columns
    }

    /// Fills governors and lists of dependents; from the end, so that the lists are in text order.
    fn link(&mut self, arcs: &[Arc], sentence: Range<usize>) {
        for at in sentence.clone().rev() {
            let Some(head) = arcs[at].head.map(|head| sentence.start + head as usize) else { continue };
            self.heads[at] = column(head);
            self.next[at] = self.first[head];
            self.first[head] = column(at);
        }
    }

    /// Fills the edges. A token hands its edge to its governor when all below it have handed theirs: in a projective
    /// tree, dependents on the left from left to right, those on the right from right to left.
    fn measure(&mut self, sentence: Range<usize>) {
        for at in sentence.clone() {
            let head = self.heads[at] as usize;
            if head > at && self.heads[at] != NONE {
                self.left[head] = self.left[head].min(self.left[at]);
            }
        }
        for at in sentence.rev() {
            let head = self.heads[at] as usize;
            if head < at {
                self.right[head] = self.right[head].max(self.right[at]);
            }
        }
    }

    /// The token that a token depends on; none for a root.
    #[inline]
    #[must_use]
    pub fn head(&self, token: usize) -> Option<usize> {
        self.heads.get(token).copied().filter(|head| *head != NONE).map(|head| head as usize)
    }

    /// How a token depends on its governor.
    #[inline]
    #[must_use]
    pub fn relation(&self, token: usize) -> Relation {
        self.relations.get(token).copied().unwrap_or(Relation::Dep)
    }

    /// What depends on a token, in text order.
    pub fn dependents(&self, token: usize) -> impl Iterator<Item = usize> {
        let next = |column: &[u32], at: usize| column.get(at).copied().filter(|at| *at != NONE).map(|at| at as usize);
        std::iter::successors(next(&self.first, token), move |at| next(&self.next, *at))
    }

    /// The first dependent with one of these relations.
    #[must_use]
    pub fn dependent(&self, token: usize, relations: &[Relation]) -> Option<usize> {
        self.dependents(token).find(|dependent| relations.contains(&self.relation(*dependent)))
    }

    /// A token and everything below it.
    #[must_use]
    pub fn subtree(&self, token: usize) -> Range<usize> {
        let edge = |column: &[u32], other| column.get(token).map_or(other, |edge| *edge as usize);
        edge(&self.left, token)..edge(&self.right, token + 1)
    }

    /// A token, then its governor, and so on up to the root.
    pub fn ancestors(&self, token: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(token), |token| self.head(*token))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a text has at most 4 GiB, and so at most as many tokens")]
const fn column(token: usize) -> u32 {
    token as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tree(heads: &[Option<u32>]) -> Dependencies {
        let arcs: Vec<Arc> = heads.iter().map(|head| Arc { head: *head, relation: Relation::Dep }).collect();
        Dependencies::new(&arcs, std::iter::once(heads.len()))
    }

    #[test]
    fn a_subtree_is_a_stretch() {
        // The mayor of Lima has resigned .
        let tree = tree(&[Some(1), Some(5), Some(3), Some(1), Some(5), None, Some(5)]);
        assert_eq!(tree.subtree(1), 0..4);
        assert_eq!(tree.subtree(5), 0..7);
        assert_eq!(tree.subtree(4), 4..5);
        assert_eq!(tree.dependents(5).collect::<Vec<_>>(), [1, 4, 6]);
        assert_eq!(tree.ancestors(2).collect::<Vec<_>>(), [2, 3, 1, 5]);
        assert_eq!(tree.head(5), None);
    }

    #[test]
    fn nothing_is_known_of_tokens_beyond() {
        let tree = Dependencies::default();
        assert_eq!((tree.head(3), tree.relation(3), tree.subtree(3)), (None, Relation::Dep, 3..4));
        assert_eq!(tree.dependents(3).count(), 0);
    }

    #[test]
    fn sentences_stay_apart() {
        let arc = |head| Arc { head, relation: Relation::Dep };
        let arcs = [arc(Some(1)), arc(None), arc(None), arc(Some(0))];
        let tree = Dependencies::new(&arcs, [2, 4].into_iter());
        assert_eq!(tree.head(0), Some(1));
        assert_eq!(tree.head(3), Some(2));
        assert_eq!(tree.subtree(2), 2..4);
    }

    /// A projective tree over the tokens from `start`, from numbers that say where to part them.
    fn grow(
        heads: &mut [Option<u32>],
        range: Range<usize>,
        head: Option<u32>,
        choices: &mut impl Iterator<Item = usize>,
    ) {
        if range.is_empty() {
            return;
        }
        let root = range.start + choices.next().unwrap_or(0) % range.len();
        heads[root] = head;
        let here = u32::try_from(root).ok();
        grow(heads, range.start..root, here, choices);
        grow(heads, root + 1..range.end, here, choices);
    }

    proptest! {
        #[test]
        fn edges_hold_all_below_and_nothing_else(choices in proptest::collection::vec(0usize..100, 1..30)) {
            let mut heads = vec![None; choices.len()];
            grow(&mut heads, 0..choices.len(), None, &mut choices.iter().copied());
            let tree = tree(&heads);
            for token in 0..heads.len() {
                let below: Vec<usize> =
                    (0..heads.len()).filter(|other| tree.ancestors(*other).any(|above| above == token)).collect();
                prop_assert_eq!(tree.subtree(token).collect::<Vec<_>>(), below);
            }
        }
    }
}
