use super::*;
use crate::model::parser::state::Transition;
use crate::model::word::Word;

/// The features of the first choice and of the arc that it makes, in a sentence of these words.
fn features(words: &[&str]) -> (Vec<u64>, Vec<u64>) {
    let words: Vec<Word> = words.iter().map(|word| Word::new(word)).collect();
    let mut state = State::default();
    state.start(&words, &vec![1; words.len()], &[]);
    state.advance(Transition::Shift);
    let view = TransitionView::new(&state);
    let (mut outlines, mut details) = (view.outline().to_vec(), view.details().to_vec());
    let arc = state.advance(Transition::Left).unwrap();
    let view = RelationView::new(&state, arc, 70);
    outlines.extend(view.outline());
    details.extend(view.details());
    (outlines, details)
}

#[test]
fn outlines_and_details_have_rows_of_their_own() {
    let (outlines, details) = features(&["the", "mayor", "resigned"]);
    assert!(outlines.iter().all(|hash| hash >> 62 == 0));
    assert!(details.iter().all(|hash| hash >> 62 > 0));
    let mut all = [outlines, details].concat();
    all.sort_unstable();
    let count = all.len();
    all.dedup();
    assert_eq!(all.len(), count, "two templates make one feature");
}

#[test]
fn what_lies_beyond_the_sight_does_not_count() {
    let sight = ["the", "mayor", "resigned", "today", "."];
    let far = ["the", "mayor", "resigned", "today", "!"];
    assert_eq!(features(&sight), features(&far));
    assert_ne!(features(&sight), features(&["the", "mayor", "left", "today", "."]));
}
