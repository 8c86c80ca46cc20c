//! Members of a people whom the text counts: “a Belgian”, “four Lebanese”.
//!
//! Rule: an adjective of a people is no name; only where it stands as a noun, with an article or a number before it and
//! no noun behind it, it names a group.

use super::names::Candidate;
use crate::extract::document::{Document, Token, TokenKind};
use crate::extract::lexicon::Classes;
use crate::model::tags::{Penn, Upos};
use crate::record::EntityType;

/// The candidates with the peoples among them, in text order.
#[must_use]
pub fn add(document: &Document<'_>, candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut peoples = document.tokens().filter(|token| is_people(document, *token)).map(|token| token.index).peekable();
    let mut all = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        while let Some(at) = peoples.next_if(|at| *at < candidate.tokens.end) {
            if at < candidate.tokens.start {
                all.push(people(at));
            }
        }
        all.push(candidate);
    }
    all.extend(peoples.map(people));
    all
}

fn people(at: usize) -> Candidate {
    let tokens = at..at + 1;
    let kind = Some(EntityType::Group);
    Candidate { core: tokens.clone(), tokens, title: None, initial: false, known: None, kind }
}

fn is_people(document: &Document<'_>, token: Token<'_, '_>) -> bool {
    if !token.has(Classes::DEMONYM) || !token.is_capitalised() || !token.is_word() {
        return false;
    }
    let counted = document.before(token.index).is_some_and(|before| {
        matches!(before.text(), "a" | "an" | "A" | "An")
            || before.tag().upos == Upos::Num
            || before.kind() == TokenKind::Number
    });
    let over = document.token(token.index + 1).is_none_or(|next| match next.kind() {
        TokenKind::Word => {
            let goes_on = matches!(next.tag().upos, Upos::Verb | Upos::Aux | Upos::Adp | Upos::Sconj)
                || next.tag().upos == Upos::Cconj && opens_phrase(document, next.index + 1);
            let participle = matches!(next.tag().penn, Penn::Vbg | Penn::Vbn);
            !next.is_capitalised()
                && !next.is_possessive()
                && (goes_on && !participle || matches!(next.text(), "who" | "that"))
        }
        TokenKind::Hyphen => false,
        _ => true,
    });
    matches!(token.tag().upos, Upos::Noun | Upos::Propn | Upos::Adj) && counted && over
}

/// Whether another noun phrase begins at a token, and not the second adjective of a pair.
fn opens_phrase(document: &Document<'_>, at: usize) -> bool {
    document.token(at).is_some_and(|token| matches!(token.tag().upos, Upos::Det | Upos::Num | Upos::Verb))
}

#[cfg(test)]
mod tests {
    use crate::extract::testing::record;
    use crate::record::EntityType;

    fn groups(text: &str) -> Vec<String> {
        let groups = record(text).entities.into_iter().filter(|entity| entity.kind == Some(EntityType::Group));
        groups.map(|entity| entity.name).collect()
    }

    #[test]
    fn a_counted_people_is_a_group_and_an_adjective_is_none() {
        assert_eq!(groups("They freed four Lebanese and a Belgian on Monday."), ["Lebanese", "Belgian"]);
        assert_eq!(
            groups("They freed a Belgian farmer , two Lebanese doctors and a French and Dutch crew."),
            Vec::<String>::new()
        );
    }
}
