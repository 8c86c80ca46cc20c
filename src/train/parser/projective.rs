//! Makes trees projective, since the parser makes no others.
//!
//! Source: Nivre and Nilsson, *Pseudo-projective dependency parsing* (ACL 2005), without the way back: in English one
//! arc in a hundred crosses another.

/// Lifts arcs that cross others, the shortest first, until none does. The root's number is the number of words.
pub fn lift(heads: &mut [u32]) {
    while let Some(word) = shortest_crossing(heads) {
        heads[word] = heads[heads[word] as usize];
    }
}

/// The word with the shortest arc over a word that its governor does not dominate.
fn shortest_crossing(heads: &[u32]) -> Option<usize> {
    (0..heads.len()).filter(|word| crosses(heads, *word)).min_by_key(|word| heads[*word].abs_diff(place(*word)))
}

fn crosses(heads: &[u32], word: usize) -> bool {
    let head = heads[word];
    // Nothing stands between the root and the words, wherever it stands.
    if head as usize == heads.len() {
        return false;
    }
    let (from, to) = (head.min(place(word)) + 1, head.max(place(word)));
    (from..to).any(|between| !dominates(heads, head, between))
}

fn dominates(heads: &[u32], head: u32, mut word: u32) -> bool {
    while word != head {
        let Some(next) = heads.get(word as usize) else { return false };
        word = *next;
    }
    true
}

fn place(word: usize) -> u32 {
    u32::try_from(word).unwrap_or(u32::MAX)
}

/// Whether words and their governors are a tree with one root.
#[must_use]
pub fn is_tree(heads: &[u32]) -> bool {
    let root = place(heads.len());
    let ends = |word: usize| {
        let mut at = word;
        (0..=heads.len()).any(|_| match heads.get(at) {
            Some(head) => {
                at = *head as usize;
                *head == root
            }
            None => false,
        })
    };
    heads.iter().filter(|head| **head == root).count() == 1 && (0..heads.len()).all(ends)
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::{Strategy, any, prop, proptest};
    use proptest::sample::Index;

    use super::*;

    /// Any tree with one root.
    pub fn trees() -> impl Strategy<Value = Vec<u32>> {
        prop::collection::vec((any::<Index>(), any::<u32>()), 1..14).prop_map(|choices| {
            let mut order: Vec<usize> = (0..choices.len()).collect();
            order.sort_by_key(|word| choices[*word].1);
            let mut heads = vec![place(choices.len()); choices.len()];
            for (earlier, word) in order.iter().enumerate().skip(1) {
                heads[*word] = place(order[choices[*word].0.index(earlier)]);
            }
            heads
        })
    }

    proptest! {
        #[test]
        fn a_lifted_tree_is_a_tree_without_crossing_arcs(heads in trees()) {
            assert!(is_tree(&heads));
            let mut lifted = heads.clone();
            lift(&mut lifted);
            assert!(is_tree(&lifted));
            let spans = |at: usize| (lifted[at].min(place(at)), lifted[at].max(place(at)));
            for (a, b) in (0..lifted.len()).flat_map(|a| (0..lifted.len()).map(move |b| (a, b))) {
                let ((a, b), (c, d)) = (spans(a), spans(b));
                assert!(!(a < c && c < b && b < d), "{lifted:?}");
            }
            let mut again = lifted.clone();
            lift(&mut again);
            assert_eq!(again, lifted);
        }
    }

    #[test]
    fn what_is_no_tree_is_told() {
        assert!(is_tree(&[1, 3, 1]));
        assert!(!is_tree(&[1, 0, 3]), "a cycle");
        assert!(!is_tree(&[2, 2]), "two roots");
        assert!(!is_tree(&[7]), "a governor outside of the sentence");
    }
}
