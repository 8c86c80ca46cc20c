//! What each transition costs: how many arcs of the right tree it puts out of reach.
//!
//! Source: Goldberg and Nivre, *Training deterministic parsers with non-deterministic oracles* (TACL 2013). Rule: the
//! costs are kept up to date along the transitions, and none is counted anew.

use crate::model::parser::state::{State, Transition};

/// Follows a parse beside its state.
#[derive(Debug, Default)]
pub struct Oracle {
    heads: Vec<u32>,
    /// For each word, how many of its dependents are still to come.
    to_come: Vec<u32>,
    /// For each word, how many of its dependents wait on the stack.
    waiting: Vec<u32>,
    on_stack: Vec<bool>,
}

impl Oracle {
    /// Begins a sentence, whose tree is projective; the root's number is the sentence's length.
    pub fn start(&mut self, heads: &[u32]) {
        let nodes = heads.len() + 1;
        self.heads.clear();
        self.heads.extend_from_slice(heads);
        for counts in [&mut self.to_come, &mut self.waiting] {
            counts.clear();
            counts.resize(nodes, 0);
        }
        self.on_stack.clear();
        self.on_stack.resize(nodes, false);
        heads.iter().for_each(|head| self.to_come[*head as usize] += 1);
    }

    /// The right governor of a word.
    #[must_use]
    pub fn head(&self, word: u32) -> u32 {
        self.heads[word as usize]
    }

    /// How many right arcs a transition that is possible puts out of reach.
    #[must_use]
    pub fn cost(&self, state: &State, transition: Transition) -> u32 {
        let next = state.next();
        if transition == Transition::Shift {
            let head = self.heads[next as usize];
            let lost = self.on_stack[head as usize] && head != state.below(0);
            return self.waiting[next as usize] + u32::from(lost);
        }
        let top = state.below(0);
        let head = self.heads[top as usize];
        let lost = match transition {
            Transition::Left => head == state.below(1) || head > next,
            _ => head >= next,
        };
        self.to_come[top as usize] + u32::from(lost)
    }

    /// Takes note of a transition, before the state makes it.
    pub fn advance(&mut self, state: &State, transition: Transition) {
        let shift = transition == Transition::Shift;
        let word = if shift { state.next() } else { state.below(0) };
        let head = self.heads[word as usize] as usize;
        self.on_stack[word as usize] = shift;
        if shift {
            self.to_come[head] -= 1;
            self.waiting[head] += 1;
        } else {
            self.waiting[head] -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::*;
    use crate::model::word::Word;
    use crate::train::parser::projective::{lift, tests::trees};

    /// Parses with the transitions that `choose` takes of those possible, and says which governors that gives.
    fn parse(heads: &[u32], mut choose: impl FnMut(&[(Transition, u32)]) -> Transition) -> Vec<u32> {
        let (mut state, mut oracle, mut found) = (State::default(), Oracle::default(), vec![0; heads.len()]);
        state.start(&vec![Word::outside(); heads.len()], &vec![0; heads.len()], &[]);
        oracle.start(heads);
        while !state.is_done() {
            let possible = Transition::ALL.into_iter().filter(|transition| state.allows(*transition));
            let costs: Vec<_> = possible.map(|transition| (transition, oracle.cost(&state, transition))).collect();
            let transition = choose(&costs);
            oracle.advance(&state, transition);
            if let Some(arc) = state.advance(transition) {
                found[arc.dependent as usize] = arc.head;
                state.attach(arc, 1);
            }
        }
        found
    }

    proptest! {
        #[test]
        fn what_costs_nothing_leads_to_the_right_tree(heads in trees(), ways in any::<[u8; 16]>()) {
            let mut heads = heads;
            lift(&mut heads);
            let mut step = 0;
            let found = parse(&heads, |costs| {
                let free: Vec<_> = costs.iter().filter(|(_, cost)| *cost == 0).collect();
                step += 1;
                free[usize::from(ways[step % ways.len()]) % free.len()].0
            });
            assert_eq!(found, heads);
        }

        #[test]
        fn a_cost_is_the_number_of_arcs_lost(heads in trees(), ways in prop::collection::vec(any::<u8>(), 30)) {
            let mut heads = heads;
            lift(&mut heads);
            let (mut step, mut lost) = (0, 0);
            let found = parse(&heads, |costs| {
                step += 1;
                let (transition, cost) = costs[usize::from(ways[step % ways.len()]) % costs.len()];
                // Where one transition alone is possible, it may be the root that it misses.
                lost += if costs.len() > 1 { cost } else { 0 };
                transition
            });
            let wrong = found.iter().zip(&heads).filter(|(found, right)| found != right).count();
            assert!(wrong >= lost as usize, "{wrong} wrong, {lost} lost");
        }
    }
}
