//! Dependencies between the words of a sentence, after Universal Dependencies: which word each depends on, and how.
//!
//! Rule: one pass from left to right with the best-looking transition each time; a relation is named when its arc is
//! made, and the transitions behind it see it. Time and memory grow with the length of the sentence and no faster.

pub mod features;
pub mod state;

use super::dense::DenseRows;
use super::rows::Rows;
use super::tagger::TagId;
use super::tags::{Penn, Tag, Upos};
use super::weights::{Corrupt, Reader, Writer};
use super::word::Word;

use state::{Attachment, Landmark, State, Transition};

/// The number of a relation in the parser that named it.
pub type RelationId = u8;

/// The most relations that a parser tells apart: a set of them fits 64 bits.
pub const MOST_RELATIONS: usize = 64;

/// The relation of the sentence's root, always the first.
pub const ROOT: RelationId = 0;

/// The name of [`ROOT`].
pub const ROOT_NAME: &str = "root";

/// What a word depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// The governor's place in the sentence, none for the root.
    pub head: Option<u32>,
    /// How it depends on it; see [`Parser::relation`].
    pub relation: RelationId,
}

/// Gives the words of a sentence their governors and relations.
#[derive(Debug, Default)]
pub struct Parser {
    /// The names, that of the root first.
    relations: Vec<String>,
    landmarks: Vec<Option<Landmark>>,
    transitions: DenseRows,
    rows: Rows,
}

impl Parser {
    /// A parser of these parts for the tags of a tagger, in the order of their numbers.
    ///
    /// # Errors
    /// [`Corrupt`] where the first relation is not the root, or there are more than [`MOST_RELATIONS`].
    pub fn new(relations: Vec<String>, tags: &[Tag], transitions: DenseRows, rows: Rows) -> Result<Self, Corrupt> {
        if relations.first().is_none_or(|name| name != ROOT_NAME) || relations.len() > MOST_RELATIONS {
            return Err(Corrupt("the relations are out of range"));
        }
        Ok(Self { relations, landmarks: landmarks(tags), transitions, rows })
    }

    /// The name of a relation, with its subtype.
    #[must_use]
    pub fn relation(&self, id: RelationId) -> &str {
        self.relations.get(usize::from(id)).map_or("dep", |name| name)
    }

    /// All relations in the order of their numbers.
    #[must_use]
    pub fn relations(&self) -> &[String] {
        &self.relations
    }

    /// Appends the arcs of one sentence's words. Words without a tag have none.
    pub fn annotate(&self, words: &[Word], tags: &[TagId], state: &mut State, arcs: &mut Vec<Arc>) {
        let length = words.len().min(tags.len());
        let start = arcs.len();
        arcs.resize(start + length, Arc { head: None, relation: ROOT });
        let arcs = &mut arcs[start..];
        begin(state, words, tags, &self.landmarks);
        while !state.is_done() {
            let transition = state.forced().unwrap_or_else(|| self.transition(state));
            if let Some(arc) = state.advance(transition) {
                let relation = self.name(state, arc);
                state.attach(arc, relation);
                let head = (arc.head != state.root()).then_some(arc.head);
                arcs[arc.dependent as usize] = Arc { head, relation };
            }
        }
    }

    /// The best-looking transition of those possible.
    #[inline]
    fn transition(&self, state: &State) -> Transition {
        let [shift, left, right, _] = self.transitions.sum(&features::of_transition(state));
        // There is a next word and one on the stack.
        if right > shift.max(left) && state.allows(Transition::Right) {
            Transition::Right
        } else if left > shift {
            Transition::Left
        } else {
            Transition::Shift
        }
    }

    /// The best-looking relation of an arc.
    #[inline]
    fn name(&self, state: &State, arc: Attachment) -> RelationId {
        if arc.head == state.root() {
            return ROOT;
        }
        let mut scores = [0; MOST_RELATIONS];
        self.rows.add(&features::of_relation(state, arc), &mut scores);
        best(&scores[..self.relations.len()])
    }

    /// Bytes of memory.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.transitions.memory() + self.rows.memory()
    }

    /// Writes the parser.
    pub fn write(&self, writer: &mut Writer) {
        writer.number(self.relations.len() as u64);
        self.relations.iter().for_each(|name| writer.text(name));
        self.transitions.write(writer);
        self.rows.write(writer);
    }

    /// Reads what [`Parser::write`] wrote, for the tags of the tagger that it was trained with.
    ///
    /// # Errors
    /// [`Corrupt`] where it is something else.
    pub fn read(reader: &mut Reader<'_>, tags: &[Tag]) -> Result<Self, Corrupt> {
        let count = reader.length()?;
        let mut relations = Vec::with_capacity(count.min(MOST_RELATIONS));
        for _ in 0..count {
            relations.push(reader.text()?.to_owned());
        }
        let transitions = DenseRows::read(reader)?;
        let rows = Rows::read(reader, count.min(MOST_RELATIONS))?;
        Self::new(relations, tags, transitions, rows)
    }
}

/// The landmark that each tag is.
#[must_use]
pub fn landmarks(tags: &[Tag]) -> Vec<Option<Landmark>> {
    let landmark = |tag: &Tag| match (tag.upos, tag.penn) {
        (_, Penn::Comma | Penn::Colon | Penn::OpenBracket | Penn::CloseBracket) => Some(Landmark::Mark),
        (Upos::Verb, _) => Some(Landmark::Verb),
        _ => None,
    };
    tags.iter().map(landmark).collect()
}

/// Begins a sentence, given the landmark of each tag.
pub fn begin(state: &mut State, words: &[Word], tags: &[TagId], landmarks: &[Option<Landmark>]) {
    let length = words.len().min(tags.len());
    state.start(&words[..length], &tags[..length], |tag| landmarks.get(usize::from(tag)).copied().flatten());
}

/// The first of the highest scores of the relations that are not the root.
#[inline]
fn best(scores: &[i32]) -> RelationId {
    let mut best = (i32::MIN, ROOT);
    for (relation, score) in (0..).zip(scores).skip(1) {
        if *score > best.0 {
            best = (*score, relation);
        }
    }
    best.1
}
