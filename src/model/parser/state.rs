//! How far the parse of a sentence has come: the arc-hybrid system of transitions.
//!
//! Source: Kuhlmann, Gómez-Rodríguez and Satta, *Dynamic programming algorithms for transition-based dependency
//! parsers* (ACL 2011). The root stands behind the last word.
//!
//! Rule: every sequence of valid transitions ends after two a word, in a tree with one root.

use crate::model::tagger::TagId;
use crate::model::tags::{Penn, Tag, Upos};
use crate::model::word::Word;

use super::RelationId;

/// What the parser does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// Takes the next word onto the stack.
    Shift,
    /// Makes the top of the stack depend on the next word, behind it.
    Left,
    /// Makes the top of the stack depend on the word below it, before it.
    Right,
}

impl Transition {
    /// All of them, in the order of their weights.
    pub const ALL: [Self; 3] = [Self::Shift, Self::Left, Self::Right];
}

/// A word in the parse.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// The hash of its letters.
    pub word: u64,
    /// The hash of its last letters.
    pub suffix: u64,
    /// What it may mean; see [`crate::model::known::Known::senses`].
    pub senses: u64,
    /// The relations of the dependents it has so far, before it and behind it, a bit each.
    pub relations: [u64; 2],
    /// The outermost dependents it has so far, before it and behind it, the outer one first.
    pub outer: [[u32; 2]; 2],
    /// How many dependents it has so far, before it and behind it.
    pub counts: [u8; 2],
    /// Its part of speech.
    pub tag: TagId,
    /// Its universal part of speech, as a number.
    pub upos: u8,
    /// Its relation to its governor, once it has one.
    pub relation: RelationId,
    /// How many commas and verbs stand before it in the sentence, modulo 256.
    pub before: [u8; 2],
}

/// The side of a governor on which a dependent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Before it.
    Left,
    /// Behind it.
    Right,
}

/// The tag of what is no word.
const ROOT_TAG: TagId = TagId::MAX - 1;
const NOTHING_TAG: TagId = TagId::MAX - 2;

impl Node {
    fn new(word: &Word, tag: TagId, kind: Kind, nothing: u32, before: [u8; 2]) -> Self {
        Self {
            word: word.lower,
            suffix: word.suffix(3),
            senses: word.known.senses(),
            relations: [0; 2],
            outer: [[nothing; 2]; 2],
            counts: [0; 2],
            tag,
            upos: kind.upos,
            relation: RelationId::MAX,
            before,
        }
    }
}

/// An arc that a transition makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The governor.
    pub head: u32,
    /// The word that depends on it.
    pub dependent: u32,
    /// On which side of its governor it stands.
    pub side: Side,
}

/// The stack, the words to come, and the arcs so far. It is used again for the next sentence.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The words, the root, and one that stands for none.
    nodes: Vec<Node>,
    stack: Vec<u32>,
    next: u32,
    root: u32,
}

/// Which signs and kinds of words are counted along the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landmark {
    /// A comma, a colon, a dash, a bracket.
    Mark,
    /// A verb.
    Verb,
}

/// What the parser knows of a part of speech.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    /// The universal part of speech, as a number.
    pub upos: u8,
    /// What it is on the way along the sentence.
    pub landmark: Option<Landmark>,
}

impl Kind {
    /// What the parser knows of a tag.
    #[must_use]
    pub const fn of(tag: Tag) -> Self {
        let landmark = match (tag.upos, tag.penn) {
            (_, Penn::Comma | Penn::Colon | Penn::OpenBracket | Penn::CloseBracket) => Some(Landmark::Mark),
            (Upos::Verb, _) => Some(Landmark::Verb),
            _ => None,
        };
        Self { upos: tag.upos as u8, landmark }
    }
}

impl State {
    /// Begins a sentence, given what is known of each tag. Words without a tag are left out.
    pub fn start(&mut self, words: &[Word], tags: &[TagId], kinds: &[Kind]) {
        let length = words.len().min(tags.len());
        // A sentence comes from one article, which is far shorter.
        self.root = u32::try_from(length).unwrap_or(u32::MAX);
        self.next = 0;
        self.stack.clear();
        self.nodes.clear();
        self.nodes.reserve(length + 2);
        let nothing = self.root + 1;
        let mut before = [0_u8; 2];
        for (word, tag) in words.iter().zip(tags) {
            let kind = kinds.get(usize::from(*tag)).copied().unwrap_or_default();
            self.nodes.push(Node::new(word, *tag, kind, nothing, before));
            if let Some(landmark) = kind.landmark {
                before[landmark as usize] = before[landmark as usize].wrapping_add(1);
            }
        }
        for tag in [ROOT_TAG, NOTHING_TAG] {
            self.nodes.push(Node::new(&Word::outside(), tag, Kind::default(), nothing, before));
        }
    }

    /// The number of the root: one behind the last word.
    #[inline]
    #[must_use]
    pub const fn root(&self) -> u32 {
        self.root
    }

    /// The next word.
    #[inline]
    #[must_use]
    pub const fn next(&self) -> u32 {
        self.next
    }

    /// The stack, its top last.
    #[inline]
    #[must_use]
    pub fn stack(&self) -> &[u32] {
        &self.stack
    }

    /// A word, the root, or what stands for none.
    #[inline]
    #[must_use]
    pub fn node(&self, number: u32) -> &Node {
        &self.nodes[number as usize]
    }

    /// The word before another.
    #[inline]
    #[must_use]
    pub fn before(&self, number: u32) -> &Node {
        self.node(number.wrapping_sub(1).min(self.root + 1))
    }

    /// The word behind another.
    #[inline]
    #[must_use]
    pub fn after(&self, number: u32) -> &Node {
        self.node((number + 1).min(self.root + 1))
    }

    /// The number of the word `depth` below the top of the stack.
    #[inline]
    #[must_use]
    pub fn below(&self, depth: usize) -> u32 {
        let at = self.stack.len().wrapping_sub(depth + 1);
        self.stack.get(at).copied().unwrap_or(self.root + 1)
    }

    /// The number of the word `by` behind the next one.
    #[inline]
    #[must_use]
    pub const fn ahead(&self, by: u32) -> u32 {
        let at = self.next + by;
        if at > self.root { self.root + 1 } else { at }
    }

    /// Whether the sentence is done.
    #[inline]
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.next == self.root && self.stack.is_empty()
    }

    /// Whether a transition is possible. One always is until the sentence is done.
    #[inline]
    #[must_use]
    pub fn allows(&self, transition: Transition) -> bool {
        match transition {
            Transition::Shift => self.next < self.root,
            // The root takes the last word of the stack alone, so that there is one root.
            Transition::Left => self.stack.len() == 1 || (self.next < self.root && !self.stack.is_empty()),
            Transition::Right => self.stack.len() > 1,
        }
    }

    /// The transition that alone is possible, none where there is a choice.
    #[inline]
    #[must_use]
    pub fn forced(&self) -> Option<Transition> {
        match (self.next == self.root, self.stack.len()) {
            (false, 0) => Some(Transition::Shift),
            (true, 1) => Some(Transition::Left),
            (true, _) => Some(Transition::Right),
            (false, _) => None,
        }
    }

    /// Makes a transition that is possible, and says which arc it makes. [`State::attach`] must follow.
    #[inline]
    pub fn advance(&mut self, transition: Transition) -> Option<Attachment> {
        let (head, side) = match transition {
            Transition::Shift => {
                self.stack.push(self.next);
                self.next += 1;
                return None;
            }
            Transition::Left => (self.next, Side::Left),
            Transition::Right => (self.below(1), Side::Right),
        };
        let dependent = self.stack.pop()?;
        Some(Attachment { head, dependent, side })
    }

    /// Puts an arc and its relation into the tree.
    #[inline]
    pub fn attach(&mut self, arc: Attachment, relation: RelationId) {
        self.nodes[arc.dependent as usize].relation = relation;
        let head = &mut self.nodes[arc.head as usize];
        let side = arc.side as usize;
        head.outer[side] = [arc.dependent, head.outer[side][0]];
        head.counts[side] = head.counts[side].saturating_add(1);
        head.relations[side] |= 1 << (relation % 64);
    }
}
