//! What the parser looks at: before it chooses a transition, and before it names the relation of an arc.
//!
//! Each of the two has an outline, of parts of speech and relations for the most part, and details, for the most part
//! of words. Where the outline decides clearly, the details are not looked at: they lie all over the memory.
//!
//! Source of the templates: Zhang and Nivre, *Transition-based dependency parsing with rich non-local features* (ACL
//! 2011). Rule: each decision looks at the same number of values, and none costs more in a longer sentence.

use crate::model::hash::{feature, mix};

use super::state::{Attachment, Node, Side, State};

/// The number of values in the outline of a transition.
pub const TRANSITION_OUTLINE: usize = 59;

/// The number of values in the details of a transition.
pub const TRANSITION_DETAILS: usize = 40;

/// The number of values in the outline of a relation.
pub const RELATION_OUTLINE: usize = 25;

/// The number of values in the details of a relation.
pub const RELATION_DETAILS: usize = 17;

const LEFT: usize = Side::Left as usize;
const RIGHT: usize = Side::Right as usize;

/// The features of an outline: values, numbered from `first` by their place in the list. Their rows are the first
/// quarter of a table, which the processor keeps near for that.
#[inline]
fn outline<const N: usize>(first: u64, values: [u64; N]) -> [u64; N] {
    numbered(first, values).map(|hash| hash >> 2)
}

/// The features of details, which have the other rows.
#[inline]
fn details<const N: usize>(first: u64, values: [u64; N]) -> [u64; N] {
    numbered(first, values).map(|hash| (1 << 62) + (hash >> 2) * 3)
}

#[inline]
fn numbered<const N: usize>(first: u64, values: [u64; N]) -> [u64; N] {
    let mut template = first;
    values.map(|value| {
        template += 1;
        feature(template, value)
    })
}

/// The word and its part of speech.
#[inline]
const fn both(node: &Node) -> u64 {
    mix(node.word, node.tag as u64)
}

#[inline]
const fn tag(node: &Node) -> u64 {
    node.tag as u64
}

/// Up to four parts of speech or relations in one number.
#[inline]
const fn row(a: u64, b: u64, c: u64, d: u64) -> u64 {
    a | b << 8 | c << 16 | d << 24
}

#[inline]
const fn relation(node: &Node) -> u64 {
    node.relation as u64
}

/// How many dependents, each side.
#[inline]
fn valency(node: &Node) -> u64 {
    u64::from(node.counts[LEFT].min(3)) << 2 | u64::from(node.counts[RIGHT].min(3))
}

/// The distance of two words, the longer the coarser.
#[inline]
fn distance(from: u32, to: u32) -> u64 {
    match to.wrapping_sub(from) {
        near @ 0..=4 => u64::from(near),
        5..=6 => 5,
        7..=10 => 6,
        _ => 7,
    }
}

/// Which landmarks stand from one word up to another, at most two of each.
#[inline]
fn between(from: &Node, to: &Node) -> u64 {
    let count = |at: usize| u64::from(to.before[at].wrapping_sub(from.before[at]).min(2));
    count(0) << 2 | count(1)
}

/// What the next transition depends on: the top of the stack `s0` and what lies below, the next word `b0` and what
/// comes behind, and their outermost dependents on the left and on the right.
pub struct TransitionView<'s> {
    s: [&'s Node; 3],
    b: [&'s Node; 4],
    s0_left: [&'s Node; 2],
    s0_right: [&'s Node; 2],
    s1_left: &'s Node,
    s1_right: [&'s Node; 2],
    b0_left: [&'s Node; 2],
    /// The words before and behind `s0`, before and behind `s1`, and before `b0`.
    beside: [&'s Node; 5],
    /// How far `b0` is from `s0`, and `s0` from `s1`.
    gaps: [u64; 2],
}

impl<'s> TransitionView<'s> {
    /// What there is to see now.
    #[inline]
    #[must_use]
    pub fn new(state: &'s State) -> Self {
        let (s0, s1, b0) = (state.below(0), state.below(1), state.next());
        let node = |number: u32| state.node(number);
        let (top, second, next) = (node(s0), node(s1), node(b0));
        Self {
            s: [top, second, node(state.below(2))],
            b: [next, node(state.ahead(1)), node(state.ahead(2)), node(state.ahead(3))],
            s0_left: top.outer[LEFT].map(node),
            s0_right: top.outer[RIGHT].map(node),
            s1_left: node(second.outer[LEFT][0]),
            s1_right: second.outer[RIGHT].map(node),
            b0_left: next.outer[LEFT].map(node),
            beside: [state.before(s0), state.after(s0), state.before(s1), state.after(s1), state.before(b0)],
            gaps: [distance(s0, b0), distance(s1, s0)],
        }
    }

    /// Parts of speech and relations.
    #[inline]
    #[must_use]
    pub fn outline(&self) -> [u64; TRANSITION_OUTLINE] {
        let [t0, t1, t2] = self.s.map(tag);
        let [u0, u1, u2, u3] = self.b.map(tag);
        let ([s0, s1, _], [b0, ..]) = (self.s, self.b);
        let ([s0_l, s0_l2], [s0_r, s0_r2]) = (self.s0_left, self.s0_right);
        let (s1_l, [s1_r, s1_r2], [b0_l, b0_l2]) = (self.s1_left, self.s1_right, self.b0_left);
        let [p0, n0, p1, n1, pb] = self.beside.map(tag);
        let ([gap0, gap1], mid0, mid1) = (self.gaps, between(s0, b0), between(s1, s0));
        let (here, there) = (row(t0, u0, 0, 0), row(t1, t0, 0, 0));
        outline(
            0,
            [
                row(t1, t0, u0, u1),
                t0,
                t1,
                u0,
                u1,
                here,
                there,
                row(t1, u0, 0, 0),
                row(u0, u1, 0, 0),
                row(u0, u1, u2, 0),
                row(t0, u0, u1, 0),
                row(t1, t0, u0, 0),
                row(t2, t1, t0, 0),
                row(t0, u0, u1, u2),
                row(t2, t0, u0, 0),
                row(u0, u1, u2, u3),
                row(t0, u1, u2, u3),
                // Dependents by their parts of speech.
                row(t0, u0, tag(b0_l), 0),
                row(t0, u0, tag(s0_l), 1),
                row(t0, u0, tag(s0_r), 2),
                row(t1, t0, tag(s1_r), 0),
                row(t1, t0, tag(s1_l), 1),
                row(t1, t0, tag(s0_l), 2),
                row(t1, t0, tag(s0_r), 3),
                row(t0, tag(s0_r), tag(s0_r2), 0),
                row(t0, tag(s0_l), tag(s0_l2), 1),
                row(u0, tag(b0_l), tag(b0_l2), 2),
                row(t1, tag(s1_r), tag(s1_r2), 3),
                row(t2, t1, t0, tag(s0_l)),
                // The words beside.
                row(t0, u0, n0, 0),
                row(t0, u0, p0, 1),
                row(t0, u0, pb, 2),
                row(t0, u0, n0, pb),
                row(t1, t0, n1, p0),
                row(t1, t0, n0, p1),
                // Relations of the dependents.
                row(t0, relation(s0_l), relation(s0_l2), u0),
                row(u0, relation(b0_l), relation(b0_l2), t0),
                row(t0, relation(s0_l), relation(s0_r), t1),
                row(t1, relation(s1_l), relation(s1_r), t0),
                mix(t0, s0.relations[LEFT]),
                mix(t0, s0.relations[RIGHT]),
                mix(t1, s1.relations[LEFT]),
                mix(t1, s1.relations[RIGHT]),
                mix(u0, b0.relations[LEFT]),
                mix(here, s0.relations[LEFT]),
                mix(here, s0.relations[RIGHT]),
                mix(there, s1.relations[RIGHT]),
                mix(there, s0.relations[LEFT]),
                mix(here, b0.relations[LEFT]),
                // Numbers of dependents, distances, what stands between.
                row(t0, valency(s0), 0, 0),
                row(t1, valency(s1), 0, 0),
                row(u0, valency(b0), 0, 0),
                row(t0, u0, gap0, 0),
                row(t1, t0, gap1, 0),
                row(t0, u0, mid0, 0),
                row(t1, t0, mid1, 0),
                row(t1, u0, mid0, mid1),
                // Frequent words are like parts of speech of their own.
                self.s[0].word,
                self.b[0].word,
            ],
        )
    }

    /// Words.
    #[inline]
    #[must_use]
    pub fn details(&self) -> [u64; TRANSITION_DETAILS] {
        let [t0, t1, _] = self.s.map(tag);
        let u0 = tag(self.b[0]);
        let ([s0, s1, s2], [b0, b1, b2, _]) = (self.s, self.b);
        let ([s0_l, _], [s0_r, _], s1_l, [s1_r, _]) = (self.s0_left, self.s0_right, self.s1_left, self.s1_right);
        let b0_l = self.b0_left[0];
        let (w0, w1, v0, v1) = (s0.word, s1.word, b0.word, b1.word);
        let (wt0, wt1, vu0) = (both(s0), both(s1), both(b0));
        let gap0 = self.gaps[0];
        let (here, there) = (row(t0, u0, 0, 0), row(t1, t0, 0, 0));
        let (n0, n1, m0) = (s0.senses, s1.senses, b0.senses);
        details(
            TRANSITION_OUTLINE as u64,
            [
                wt0,
                w1,
                wt1,
                vu0,
                v1,
                both(b1),
                b2.word,
                s2.word,
                mix(w0, v0),
                mix(wt0, u0),
                mix(vu0, t0),
                mix(w0, w1),
                mix(wt0, t1),
                mix(wt1, u0),
                mix(vu0, t1),
                mix(v0, v1),
                mix(here, v1),
                mix(here, s0_l.word),
                mix(here, b0_l.word),
                mix(there, s0_l.word),
                mix(w0, row(relation(s0_l), relation(s0_r), 0, 0)),
                mix(w1, row(relation(s1_l), relation(s1_r), 0, 0)),
                mix(v0, row(relation(b0_l), 0, 0, 0)),
                mix(w0, valency(s0)),
                mix(w1, valency(s1)),
                mix(v0, valency(b0)),
                mix(w0, row(u0, gap0, 0, 0)),
                // Words of three places: which of two governors a preposition goes with.
                mix(w1, mix(s0_l.word, t0)),
                mix(w0, mix(s0_l.word, t1)),
                mix(mix(s2.word, t1), s0_l.word),
                // Endings and meanings stand for words that training did not meet.
                mix(s0.suffix, u0),
                mix(b0.suffix, t0),
                mix(n0, u0),
                mix(m0, t0),
                mix(n0, m0),
                mix(n1, n0),
                mix(n1, t0),
                mix(n0, t1),
                mix(mix(n1, n0), s0_l.word),
                mix(n1, mix(s0_l.word, t0)),
            ],
        )
    }
}

/// What the relation of an arc depends on. Its dependent has all its own dependents by now.
pub struct RelationView<'s> {
    dependent: &'s Node,
    head: &'s Node,
    side: usize,
    /// Where the numbers of the templates begin: relations are told apart among those of one part of speech and side.
    first: u64,
    left: &'s Node,
    right: &'s Node,
    before: &'s Node,
    after: &'s Node,
    head_before: &'s Node,
    head_after: &'s Node,
    sisters: [&'s Node; 2],
    across: &'s Node,
    below: &'s Node,
    gap: u64,
    mid: u64,
}

impl<'s> RelationView<'s> {
    /// What there is to see of an arc that is about to be made, whose relation is one of the list numbered `list`.
    #[inline]
    #[must_use]
    pub fn new(state: &'s State, arc: Attachment, list: usize) -> Self {
        let node = |number: u32| state.node(number);
        let (dependent, head, side) = (node(arc.dependent), node(arc.head), arc.side as usize);
        let (from, to) = (arc.dependent.min(arc.head), arc.dependent.max(arc.head));
        Self {
            dependent,
            head,
            side,
            first: (list as u64) << 6,
            left: node(dependent.outer[LEFT][0]),
            right: node(dependent.outer[RIGHT][0]),
            before: state.before(arc.dependent),
            after: state.after(arc.dependent),
            head_before: state.before(arc.head),
            head_after: state.after(arc.head),
            sisters: head.outer[side].map(node),
            across: node(head.outer[1 - side][0]),
            below: node(state.below(0)),
            gap: distance(from, to),
            mid: between(node(from), node(to)),
        }
    }

    /// Parts of speech and relations.
    #[inline]
    #[must_use]
    pub fn outline(&self) -> [u64; RELATION_OUTLINE] {
        let (d, h) = (tag(self.dependent), tag(self.head));
        let (left, right, [sister, sister2]) = (self.left, self.right, self.sisters);
        let pair = row(d, h, 0, 0);
        outline(
            self.first,
            [
                d,
                h,
                pair,
                row(d, h, self.gap, 0),
                row(d, h, self.mid, 0),
                row(d, h, tag(left), 0),
                row(d, h, tag(right), 0),
                mix(row(relation(left), relation(right), 0, 0), pair),
                mix(self.dependent.relations[LEFT], d),
                mix(self.dependent.relations[RIGHT], d),
                mix(self.dependent.relations[LEFT], pair),
                row(d, h, tag(self.before), 0),
                row(d, h, tag(self.after), 0),
                row(d, h, tag(self.head_before), 0),
                row(d, h, tag(self.head_after), 0),
                row(d, h, tag(self.before), tag(self.after)),
                mix(self.head.relations[self.side], pair),
                mix(self.head.relations[1 - self.side], pair),
                row(d, h, relation(sister), relation(sister2)),
                row(d, h, tag(sister), 0),
                row(d, h, tag(self.below), valency(self.head)),
                self.dependent.word,
                mix(self.dependent.word, h),
                left.word,
                mix(left.word, pair),
            ],
        )
    }

    /// Words.
    #[inline]
    #[must_use]
    pub fn details(&self) -> [u64; RELATION_DETAILS] {
        let (dependent, head, left, right) = (self.dependent, self.head, self.left, self.right);
        let (d, h) = (tag(dependent), tag(head));
        let (dw, hw) = (dependent.word, head.word);
        let pair = row(d, h, 0, 0);
        details(
            self.first + RELATION_OUTLINE as u64,
            [
                hw,
                mix(hw, d),
                mix(dependent.suffix, h),
                mix(head.suffix, d),
                mix(left.word, mix(dw, h)),
                mix(left.word, mix(right.word, d)),
                mix(self.before.word, d),
                mix(self.after.word, d),
                mix(head.relations[self.side], mix(hw, d)),
                mix(self.sisters[0].word, pair),
                mix(self.across.word, pair),
                mix(dependent.senses, h),
                mix(head.senses, d),
                mix(dependent.senses, head.senses),
                mix(mix(dependent.senses, head.senses), left.word),
                mix(dependent.senses, hw),
                mix(mix(dependent.senses, left.word), h),
            ],
        )
    }
}

#[cfg(test)]
mod tests;
