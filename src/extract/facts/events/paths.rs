//! The way through the tree from a trigger to the words around it.
//!
//! Rule: a way is bounded, and what lies beyond is one and the same far away.

use crate::extract::tree::Dependencies;
use crate::model::hash::mix;

/// The most steps up, and the most steps down.
const LONGEST: usize = 9;

/// A way from a trigger to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    /// A hash of all steps.
    pub hash: u64,
    /// The steps up.
    pub up: usize,
    /// The steps down.
    pub down: usize,
}

/// The ways from one trigger, in a buffer that is used again for the next.
#[derive(Debug, Default)]
pub struct Paths {
    /// The trigger and what governs it.
    above: Vec<usize>,
}

impl Paths {
    /// Turns to a trigger.
    pub fn turn(&mut self, tree: &Dependencies, trigger: usize) {
        self.above.clear();
        self.above.extend(tree.ancestors(trigger).take(LONGEST));
    }

    /// The way to a word; `label` says what a step down is, by the word that it leads to.
    pub fn to(&self, tree: &Dependencies, word: usize, label: impl Fn(usize) -> u64) -> Path {
        let (mut hash, mut down) = (0, 0);
        for at in tree.ancestors(word).take(LONGEST) {
            if let Some(up) = self.above.iter().position(|above| *above == at) {
                let step = |hash, above: &usize| mix(hash, 300 + tree.relation(*above) as u64);
                return Path { hash: self.above[..up].iter().fold(hash, step), up, down };
            }
            hash = mix(hash, label(at));
            down += 1;
        }
        Path { hash: 1, up: LONGEST, down: LONGEST }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::annotated;

    #[test]
    fn ways_go_up_and_then_down() {
        let document = annotated("The mayor of Lima said that he had closed the bridge.");
        let at = |word: &str| document.tokens().position(|token| token.is(word)).unwrap();
        let tree = document.tree();
        let mut paths = Paths::default();
        paths.turn(tree, at("closed"));
        let to = |word: &str| paths.to(tree, at(word), |at| at as u64);
        assert_eq!(to("closed"), Path { hash: 0, up: 0, down: 0 });
        assert_eq!((to("bridge").up, to("bridge").down), (0, 1));
        assert_eq!((to("mayor").up, to("mayor").down), (1, 1));
        assert_ne!(to("bridge").hash, to("he").hash);
    }

    #[test]
    fn what_hangs_elsewhere_is_far_away() {
        let document = annotated("They left. We stayed.");
        let mut paths = Paths::default();
        paths.turn(document.tree(), 1);
        assert_eq!(paths.to(document.tree(), 4, |_| 0), Path { hash: 1, up: LONGEST, down: LONGEST });
    }
}
