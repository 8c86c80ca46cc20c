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
