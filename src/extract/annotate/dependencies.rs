//! Dependencies between the tokens of a sentence.
//!
//! Rule: a sentence is parsed by itself, and only where there is a verb: without one nothing is told, and parsing is
//! the dearest step.

use crate::extract::document::Document;
use crate::extract::tree::Dependencies;
use crate::interrupt::{Interrupt, Interrupted};
use crate::model::Model;
use crate::model::parser::Arc;
use crate::model::parser::relation::Relation;
use crate::model::parser::state::State;

/// Fills the tree. Sentences and tags must be there.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn annotate(document: &mut Document<'_>, model: &Model, interrupt: &Interrupt<'_>) -> Result<(), Interrupted> {
    let mut state = State::default();
    let mut arcs = Vec::with_capacity(document.len());
    for sentence in document.sentences() {
        interrupt.check()?;
        let tokens = sentence.tokens();
        if document.tags[tokens.clone()].iter().any(|tag| tag.is_verb()) {
            let tags = &document.tag_ids[tokens.clone()];
            model.parser.annotate(&document.words()[tokens.clone()], tags, &mut state, &mut arcs);
        }
        arcs.resize(tokens.end, Arc { head: None, relation: Relation::Dep });
    }
    document.tree = Dependencies::new(&arcs, document.sentences.iter().map(|sentence| sentence.end as usize));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::annotated;

    #[test]
    fn words_know_their_governor() {
        let text = "The mayor of Lima has resigned. No comment.";
        let document = annotated(text);
        let at = |word: &str| document.tokens().position(|token| token.is(word)).unwrap();
        let tree = document.tree();
        assert_eq!(tree.head(at("mayor")), Some(at("resigned")));
        assert_eq!(tree.relation(at("mayor")), Relation::Nsubj);
        assert_eq!(tree.subtree(at("mayor")), 0..4);
        assert_eq!(tree.head(at("comment")), None, "there is no verb");
    }
}
