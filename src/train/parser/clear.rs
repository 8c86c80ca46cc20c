//! Finds how far ahead a choice must be by its outline, so that its details need no look.

use crate::model::dense::Sums;
use crate::model::parser::features::{RelationView, TransitionView};
use crate::model::parser::relations::{ROOT, RelationId, Relations};
use crate::model::parser::state::{Attachment, State};
use crate::model::parser::{Choice, Clear, Parser};

use super::tree::Tree;

/// Of all choices, this part may come out otherwise than with their details.
const CHANGED: f64 = 0.001;

/// Where the outline of a choice put it: how far ahead, and whether the details agreed.
type Seen = (u32, bool);

/// The limits for a parser, found on what it parses.
pub fn find(parser: &Parser, trees: &[Tree]) -> Clear {
    let (mut transitions, mut relations) = (Vec::new(), Vec::new());
    let mut state = State::default();
    for tree in trees {
        state.start(&tree.words, &tree.tags, parser.kinds());
        while !state.is_done() {
            let transition = state.forced().unwrap_or_else(|| {
                let (mut sums, view) = (Sums::new(), TransitionView::new(&state));
                let outline = parser.transition_by_outline(&view, &state, &mut sums);
                let all = parser.transition_by_details(&view, &state, &mut sums);
                transitions.push((outline.ahead, outline.best == all.best));
                all.best
            });
            if let Some(arc) = state.advance(transition) {
                let relation = name(parser, &state, arc, &mut relations);
                state.attach(arc, relation);
            }
        }
    }
    Clear { transition: limit(transitions), relation: limit(relations) }
}

fn name(parser: &Parser, state: &State, arc: Attachment, seen: &mut Vec<Seen>) -> RelationId {
    if arc.head == state.root() {
        return ROOT;
    }
    let number = Relations::list_number(state.node(arc.dependent).upos, arc.side);
    let list = parser.relations().list(number);
    let (mut sums, view) = (Sums::new(), RelationView::new(state, arc, number));
    let outline = parser.name_by_outline(&view, list, &mut sums);
    let all: Choice<RelationId> = parser.name_by_details(&view, list, &mut sums);
    if list.len() > 1 {
        seen.push((outline.ahead, outline.best == all.best));
    }
    all.best
}

/// The smallest limit beyond which the details disagree with few enough outlines.
fn limit(mut seen: Vec<Seen>) -> u32 {
    seen.sort_unstable_by(|a, b| b.cmp(a));
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let most = (CHANGED * seen.len() as f64) as usize;
    let disagreeing = seen.iter().filter(|(_, agrees)| !agrees);
    disagreeing.map(|(ahead, _)| *ahead).nth(most).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_lets_few_choices_change() {
        let mut seen: Vec<Seen> = (1000..3000).map(|ahead| (ahead, true)).collect();
        seen.extend([(90, false), (70, false), (50, false), (30, false)]);
        assert_eq!(limit(seen), 50);
        assert_eq!(limit(vec![(9, true)]), 0);
    }
}
