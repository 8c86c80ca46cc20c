//! What the parser looks at: before it chooses a transition, and before it names the relation of an arc.
//!
//! Source of the templates: Zhang and Nivre, *Transition-based dependency parsing with rich non-local features* (ACL
//! 2011). Rule: each decision looks at the same number of values, whatever the sentence, and none of them costs more in
//! a longer one.

use crate::model::hash::{feature, mix};

use super::state::{Attachment, Node, Side, State};

/// The number of values that a transition depends on.
pub const TRANSITION_FEATURES: usize = 122;

/// The number of values that a relation depends on.
pub const RELATION_FEATURES: usize = 40;

const LEFT: usize = Side::Left as usize;
const RIGHT: usize = Side::Right as usize;

/// Numbers the values by their place in the list.
#[inline]
fn numbered<const N: usize>(values: [u64; N]) -> [u64; N] {
    let mut template = 0;
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

/// What the next transition depends on.
#[must_use]
pub fn of_transition(state: &State) -> [u64; TRANSITION_FEATURES] {
    let (at_s0, at_s1, at_b0) = (state.below(0), state.below(1), state.next());
    let node = |number: u32| state.node(number);
    let (s0, s1, s2, s3) = (node(at_s0), node(at_s1), node(state.below(2)), node(state.below(3)));
    let (b0, b1, b2) = (node(at_b0), node(state.ahead(1)), node(state.ahead(2)));
    let (s0_l, s0_l2) = (node(s0.outer[LEFT][0]), node(s0.outer[LEFT][1]));
    let (s0_r, s0_r2) = (node(s0.outer[RIGHT][0]), node(s0.outer[RIGHT][1]));
    let (s1_l, s1_r, s1_r2) = (node(s1.outer[LEFT][0]), node(s1.outer[RIGHT][0]), node(s1.outer[RIGHT][1]));
    let (b0_l, b0_l2) = (node(b0.outer[LEFT][0]), node(b0.outer[LEFT][1]));
    let (t0, t1, t2, t3) = (tag(s0), tag(s1), tag(s2), tag(s3));
    let (u0, u1, u2) = (tag(b0), tag(b1), tag(b2));
    let (w0, w1, v0, v1) = (s0.word, s1.word, b0.word, b1.word);
    let (wt0, wt1, vu0) = (both(s0), both(s1), both(b0));
    let (gap0, gap1) = (distance(at_s0, at_b0), distance(at_s1, at_s0));
    let (mid0, mid1) = (between(s0, b0), between(s1, s0));
    let beside = |at: u32, by: u32| node(at.wrapping_add(by).min(state.root() + 1));
    let (p0, n0, p1, n1, pb) = (beside(at_s0, u32::MAX), beside(at_s0, 1), beside(at_s1, u32::MAX), beside(at_s1, 1), beside(at_b0, u32::MAX));
    let b3 = node(state.ahead(3));
    let here = row(t0, u0, 0, 0);
    let there = row(t1, t0, 0, 0);
    numbered([
        row(t1, t0, u0, u1),
        w0,
        t0,
        wt0,
        w1,
        t1,
        wt1,
        v0,
        u0,
        vu0,
        v1,
        u1,
        both(b1),
        b2.word,
        u2,
        s2.word,
        t2,
        mix(w0, v0),
        mix(wt0, u0),
        mix(vu0, t0),
        here,
        mix(wt0, vu0),
        mix(w0, w1),
        mix(wt0, t1),
        mix(wt1, t0),
        there,
        mix(wt0, wt1),
        mix(w1, v0),
        row(t1, u0, 0, 0),
        mix(wt1, u0),
        mix(vu0, t1),
        mix(v0, v1),
        mix(here, v1),
        mix(w0, mix(v0, u1)),
        row(u0, u1, 0, 0),
        row(u0, u1, u2, 0),
        row(t0, u0, u1, 0),
        row(t1, t0, u0, 0),
        row(t2, t1, t0, 0),
        row(t2, t1, t0, u0),
        row(t0, u0, u1, u2),
        row(t3, t2, t1, t0),
        // Dependents by their parts of speech and words.
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
        mix(here, s0_r.word),
        mix(here, s0_l.word),
        mix(here, b0_l.word),
        mix(there, s1_r.word),
        mix(there, s0_l.word),
        mix(wt0, row(tag(s0_r), u0, 0, 0)),
        mix(w1, row(tag(s1_r), t0, 0, 0)),
        // Relations of the dependents.
        row(t0, relation(s0_l), relation(s0_l2), u0),
        row(t0, relation(s0_r), relation(s0_r2), u0),
        row(t1, relation(s1_r), relation(s1_r2), t0),
        row(u0, relation(b0_l), relation(b0_l2), t0),
        row(t0, relation(s0_l), relation(s0_r), t1),
        row(t1, relation(s1_l), relation(s1_r), t0),
        mix(w0, row(relation(s0_l), relation(s0_r), 0, 0)),
        mix(w1, row(relation(s1_l), relation(s1_r), 0, 0)),
        mix(v0, row(relation(b0_l), 0, 0, 0)),
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
        mix(w0, valency(s0)),
        row(t1, valency(s1), 0, 0),
        mix(w1, valency(s1)),
        row(u0, valency(b0), 0, 0),
        mix(v0, valency(b0)),
        row(t0, u0, gap0, 0),
        mix(w0, row(u0, gap0, 0, 0)),
        mix(v0, row(t0, gap0, 0, 0)),
        row(t1, t0, gap1, 0),
        mix(w0, row(t1, gap1, 0, 0)),
        mix(w1, row(t0, gap1, 0, 0)),
        row(t0, u0, mid0, 0),
        row(t1, t0, mid1, 0),
        row(t1, u0, mid0, mid1),
        // Endings stand for words that training did not meet.
        mix(s0.suffix, u0),
        mix(b0.suffix, t0),
        mix(s0.suffix, row(t1, u0, 0, 0)),
        mix(s1.suffix, row(t0, u0, 0, 0)),
        // Words of three places: which of two governors a preposition goes with.
        mix(w1, mix(v0, t0)),
        mix(w0, mix(v0, t1)),
        mix(w1, mix(w0, u0)),
        mix(w1, mix(s0_l.word, t0)),
        mix(w0, mix(s0_l.word, t1)),
        mix(w1, mix(s0_l.word, u0)),
        mix(v0, mix(b2.word, t0)),
        mix(v0, mix(v1, t0)),
        mix(s2.word, row(t1, t0, 0, 0)),
        mix(mix(s2.word, t1), s0_l.word),
        row(t2, t0, u0, 0),
        row(t2, t1, t0, tag(s0_l)),
        row(t1, tag(s0_l), t0, u0),
        // The words beside.
        row(t0, u0, tag(n0), 0),
        row(t0, u0, tag(p0), 1),
        row(t0, u0, tag(pb), 2),
        row(t0, u0, tag(n0), tag(pb)),
        row(t0, u0, tag(p0), u1),
        row(t1, t0, tag(n1), tag(p0)),
        row(t1, t0, tag(n0), tag(p1)),
        row(u0, u1, u2, tag(b3)),
        row(t0, u1, u2, tag(b3)),
        mix(both(b1), row(t0, u0, 0, 0)),
        mix(wt0, row(t1, u0, u1, 0)),
    ])
}

/// What the relation of an arc depends on. Its dependent has all its own dependents by now.
#[must_use]
pub fn of_relation(state: &State, arc: Attachment) -> [u64; RELATION_FEATURES] {
    let node = |number: u32| state.node(number);
    let (dependent, head) = (node(arc.dependent), node(arc.head));
    let side = arc.side as u64;
    let neighbour = |at: u32, by: u32| node(at.wrapping_add(by).min(state.root() + 1));
    let (before, after) = (neighbour(arc.dependent, u32::MAX), neighbour(arc.dependent, 1));
    let (head_before, head_after) = (neighbour(arc.head, u32::MAX), neighbour(arc.head, 1));
    let (left, right) = (node(dependent.outer[LEFT][0]), node(dependent.outer[RIGHT][0]));
    let (sister, sister2) = (node(head.outer[arc.side as usize][0]), node(head.outer[arc.side as usize][1]));
    let across = node(head.outer[1 - arc.side as usize][0]);
    let below = node(state.below(0));
    let (d, h) = (tag(dependent), tag(head));
    let (dw, hw) = (dependent.word, head.word);
    let (d_side, h_side) = (row(d, side, 0, 0), row(h, side, 0, 0));
    let pair = row(d, h, side, 0);
    let gap = distance(arc.dependent.min(arc.head), arc.dependent.max(arc.head));
    numbered([
        d_side,
        h_side,
        pair,
        mix(dw, side),
        mix(hw, side),
        mix(dw, h_side),
        mix(hw, d_side),
        mix(mix(dw, hw), side),
        row(d, h, side, gap + 1),
        mix(dependent.suffix, h_side),
        mix(head.suffix, d_side),
        mix(dependent.suffix, mix(head.suffix, side)),
        // The dependent's own dependents.
        mix(left.word, pair),
        mix(left.word, mix(hw, side)),
        mix(left.word, mix(dw, h_side)),
        row(d, h, tag(left), 2 + side),
        row(d, h, tag(right), 4 + side),
        mix(row(relation(left), relation(right), 0, 0), pair),
        mix(dependent.relations[LEFT], d_side),
        mix(dependent.relations[RIGHT], d_side),
        mix(dependent.relations[LEFT], pair),
        mix(left.word, mix(left.word ^ right.word, side)),
        // The words about.
        row(d, h, tag(before), 6 + side),
        row(d, h, tag(after), 8 + side),
        mix(before.word, d_side),
        mix(after.word, d_side),
        row(d, h, tag(head_before), 10 + side),
        row(d, h, tag(head_after), 12 + side),
        mix(row(tag(before), tag(after), 0, 0), pair),
        // The governor's other dependents.
        mix(head.relations[arc.side as usize], pair),
        mix(head.relations[1 - arc.side as usize], pair),
        mix(head.relations[arc.side as usize], mix(hw, d_side)),
        mix(head.relations[1 - arc.side as usize], mix(hw, d_side)),
        mix(row(relation(sister), relation(sister2), 0, 0), pair),
        mix(tag(sister), pair),
        mix(sister.word, pair),
        mix(across.word, pair),
        mix(between(node(arc.dependent.min(arc.head)), node(arc.dependent.max(arc.head))), pair),
        mix(row(tag(below), valency(head), 0, 0), pair),
        mix(below.word, pair),
    ])
}
