//! Dependencies between the words of a sentence, after Universal Dependencies: which word each depends on, and how.
//!
//! Rule: one pass from left to right with the best-looking transition each time; a relation is named when its arc is
//! made, and the transitions behind it see it. Time and memory grow with the length of the sentence and no faster.

pub mod features;
pub mod relation;
pub mod relations;
pub mod state;

use super::dense::{DenseRows, LANES, Sums};
use super::tagger::TagId;
use super::tags::Tag;
use super::weights::{Corrupt, Reader, Writer};
use super::word::Word;

use features::{RelationView, TransitionView};
use relation::Relation;
use relations::{LONGEST_LIST, ROOT, RelationId, Relations};
use state::{Attachment, Kind, State, Transition};

/// The words of a row with a weight for each transition.
pub const TRANSITION_WORDS: usize = 1;

/// The words of a row with a weight for each relation of a list.
pub const RELATION_WORDS: usize = LONGEST_LIST / LANES;

/// What a word depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// The governor's place in the sentence, none for the root.
    pub head: Option<u32>,
    /// How it depends on it.
    pub relation: Relation,
}

/// How far ahead a choice must be by its outline, so that its details are not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clear {
    /// For transitions.
    pub transition: u32,
    /// For relations.
    pub relation: u32,
}

impl Default for Clear {
    /// Nothing is clear by its outline.
    fn default() -> Self {
        Self { transition: u32::MAX, relation: u32::MAX }
    }
}

/// A choice and how far it is ahead of the next best one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<T> {
    /// The best-looking one.
    pub best: T,
    /// By how much.
    pub ahead: u32,
}

/// Gives the words of a sentence their governors and relations.
#[derive(Debug, Default)]
pub struct Parser {
    relations: Relations,
    /// What each number of a relation means.
    meanings: Vec<Relation>,
    kinds: Vec<Kind>,
    clear: Clear,
    transitions: DenseRows<TRANSITION_WORDS>,
    names: DenseRows<RELATION_WORDS>,
}

impl Parser {
    /// A parser of these parts for the tags of a tagger, in the order of their numbers: weights of transitions, and
    /// weights of the relations in their lists.
    #[must_use]
    pub fn new(
        relations: Relations,
        tags: &[Tag],
        transitions: DenseRows<TRANSITION_WORDS>,
        names: DenseRows<RELATION_WORDS>,
    ) -> Self {
        let kinds = tags.iter().map(|tag| Kind::of(*tag)).collect();
        let meanings = relations.names().map(Relation::read).collect();
        Self { relations, meanings, kinds, clear: Clear::default(), transitions, names }
    }

    /// The same parser, which leaves out the details of what is clear.
    #[must_use]
    pub fn with_clear(self, clear: Clear) -> Self {
        Self { clear, ..self }
    }

    /// The relation of this number.
    #[must_use]
    pub fn relation(&self, id: RelationId) -> Relation {
        self.meanings.get(usize::from(id)).copied().unwrap_or(Relation::Dep)
    }

    /// All relations.
    #[must_use]
    pub const fn relations(&self) -> &Relations {
        &self.relations
    }

    /// What is known of each tag.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// Appends the arcs of one sentence's words. Words without a tag have none.
    pub fn annotate(&self, words: &[Word], tags: &[TagId], state: &mut State, arcs: &mut Vec<Arc>) {
        let start = arcs.len();
        arcs.resize(start + words.len().min(tags.len()), Arc { head: None, relation: Relation::Root });
        let arcs = &mut arcs[start..];
        state.start(words, tags, &self.kinds);
        while !state.is_done() {
            let transition = state.forced().unwrap_or_else(|| self.transition(state));
            if let Some(arc) = state.advance(transition) {
                let relation = self.name(state, arc);
                state.attach(arc, relation);
                let head = (arc.head != state.root()).then_some(arc.head);
                let relation = if head.is_some() { self.relation(relation) } else { Relation::Root };
                arcs[arc.dependent as usize] = Arc { head, relation };
            }
        }
    }

    #[inline]
    fn transition(&self, state: &State) -> Transition {
        let view = TransitionView::new(state);
        let mut sums = Sums::new();
        let outline = self.transition_by_outline(&view, state, &mut sums);
        if outline.ahead > self.clear.transition {
            return outline.best;
        }
        self.transition_by_details(&view, state, &mut sums).best
    }

    /// The best-looking transition by its outline, where there is a choice. The details go on from `sums`.
    #[inline]
    #[must_use]
    pub fn transition_by_outline(
        &self,
        view: &TransitionView<'_>,
        state: &State,
        sums: &mut Sums<TRANSITION_WORDS>,
    ) -> Choice<Transition> {
        self.transitions.add(&view.outline(), sums);
        best_transition(state, sums)
    }

    /// The best-looking transition by everything.
    #[inline]
    #[must_use]
    pub fn transition_by_details(
        &self,
        view: &TransitionView<'_>,
        state: &State,
        sums: &mut Sums<TRANSITION_WORDS>,
    ) -> Choice<Transition> {
        self.transitions.add(&view.details(), sums);
        best_transition(state, sums)
    }

    #[inline]
    fn name(&self, state: &State, arc: Attachment) -> RelationId {
        if arc.head == state.root() {
            return ROOT;
        }
        let number = Relations::list_number(state.node(arc.dependent).upos, arc.side);
        let list = self.relations.list(number);
        if let [] | [_] = list {
            return list.first().copied().unwrap_or(ROOT);
        }
        let view = RelationView::new(state, arc, number);
        let mut sums = Sums::new();
        let outline = self.name_by_outline(&view, list, &mut sums);
        if outline.ahead > self.clear.relation {
            return outline.best;
        }
        self.name_by_details(&view, list, &mut sums).best
    }

    /// The best-looking relation of a list by its outline. The details go on from `sums`.
    #[inline]
    #[must_use]
    pub fn name_by_outline(
        &self,
        view: &RelationView<'_>,
        list: &[RelationId],
        sums: &mut Sums<RELATION_WORDS>,
    ) -> Choice<RelationId> {
        self.names.add(&view.outline(), sums);
        best_relation(list, sums)
    }

    /// The best-looking relation of a list by everything.
    #[inline]
    #[must_use]
    pub fn name_by_details(
        &self,
        view: &RelationView<'_>,
        list: &[RelationId],
        sums: &mut Sums<RELATION_WORDS>,
    ) -> Choice<RelationId> {
        self.names.add(&view.details(), sums);
        best_relation(list, sums)
    }

    /// Bytes of memory.
    #[must_use]
    pub const fn memory(&self) -> usize {
        self.transitions.memory() + self.names.memory()
    }

    /// Writes the parser.
    pub fn write(&self, writer: &mut Writer) {
        self.relations.write(writer);
        writer.number(u64::from(self.clear.transition));
        writer.number(u64::from(self.clear.relation));
        self.transitions.write(writer);
        self.names.write(writer);
    }

    /// Reads what [`Parser::write`] wrote, for the tags of the tagger that it was trained with.
    ///
    /// # Errors
    /// [`Corrupt`] where it is something else.
    pub fn read(reader: &mut Reader<'_>, tags: &[Tag]) -> Result<Self, Corrupt> {
        let relations = Relations::read(reader)?;
        let mut ahead = || u32::try_from(reader.number()?).map_err(|_| Corrupt("a limit is out of range"));
        let clear = Clear { transition: ahead()?, relation: ahead()? };
        let transitions = DenseRows::read(reader)?;
        let names = DenseRows::read(reader)?;
        Ok(Self::new(relations, tags, transitions, names).with_clear(clear))
    }
}

/// The best of the transitions possible where there is a next word and one on the stack.
#[inline]
fn best_transition(state: &State, sums: &Sums<TRANSITION_WORDS>) -> Choice<Transition> {
    let [[shift, left, right, _]] = sums.classes();
    // No sum is zero: a weight in memory is one at least.
    let right = if state.allows(Transition::Right) { right } else { 0 };
    let (first, best) = if left > shift { (left, Transition::Left) } else { (shift, Transition::Shift) };
    let second = shift.min(left);
    if right > first {
        Choice { best: Transition::Right, ahead: right - first }
    } else {
        Choice { best, ahead: first - second.max(right) }
    }
}

#[inline]
fn best_relation(list: &[RelationId], sums: &Sums<RELATION_WORDS>) -> Choice<RelationId> {
    let (mut first, mut second, mut best) = (0, 0, ROOT);
    for (sum, relation) in sums.classes().as_flattened().iter().zip(list) {
        if *sum > first {
            second = first;
            first = *sum;
            best = *relation;
        } else {
            second = second.max(*sum);
        }
    }
    Choice { best, ahead: first - second }
}

#[cfg(test)]
mod tests;
