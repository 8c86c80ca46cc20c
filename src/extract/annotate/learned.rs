//! Names as the model finds them, with the titles before them.
//!
//! Rule: the model says where a name begins and ends and what it names; the rules say what is a title or a form of address
//! before it. A name that the tables know and the model missed is a candidate nevertheless.

use std::ops::Range;

use super::clues;
use super::names::{Candidate, lookup, opens_sentence};
use crate::extract::document::Document;
use crate::extract::lexicon::{Classes, Lexicon};
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::Knowledge;
use crate::model::Model;
use crate::model::names::Scratch;
use crate::model::names::evidence::Text;
use crate::record::EntityType;

/// The names of a document, in text order; `rules` are the candidates that the rules found.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn annotate(
    document: &Document<'_>,
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    model: &Model,
    rules: Vec<Candidate>,
    interrupt: &Interrupt<'_>,
) -> Result<Vec<Candidate>, Interrupted> {
    let columns = clues::annotate(document, lexicon, knowledge, interrupt)?;
    let text = Text { words: document.words(), clues: &columns.clues, sentences: &columns.sentences };
    let mut scratch = Scratch::default();
    let mut rules = rules.into_iter().peekable();
    let mut found = Vec::new();
    for (count, (tokens, kind)) in model.names.find(&text, &mut scratch).enumerate() {
        if count % 64 == 0 {
            interrupt.check()?;
        }
        if is_title(document, &tokens, kind) {
            continue;
        }
        let mut twin = None;
        while let Some(rule) = rules.next_if(|rule| rule.tokens.start < tokens.end) {
            if rule.tokens.end <= tokens.start {
                found.extend(Some(rule).filter(keeps));
            } else if rule.core.end == tokens.end {
                twin = Some(rule);
            }
        }
        found.push(candidate(document, lexicon, knowledge, tokens, kind, twin));
    }
    found.extend(rules.filter(keeps));
    Ok(found)
}

/// Whether a candidate of the rules is kept where the model sees no name.
const fn keeps(rule: &Candidate) -> bool {
    rule.known.is_some()
}

/// The candidate of a name that the model found; `twin` is what the rules found there.
fn candidate(
    document: &Document<'_>,
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    tokens: Range<usize>,
    kind: EntityType,
    twin: Option<Candidate>,
) -> Candidate {
    let has = |at: usize, classes: Classes| document.token(at).is_some_and(|token| token.has(classes));
    let tokens = if kind == EntityType::Person { without_title(document, knowledge, tokens) } else { tokens };
    let addressed = tokens.len() > 1 && has(tokens.start, Classes::CIVIL);
    let core = if addressed { tokens.start + 1..tokens.end } else { tokens.clone() };
    let known = lookup(document, lexicon, &core).filter(|known| known.kind == kind);
    if let Some(twin) = twin.filter(|twin| twin.core == core) {
        return Candidate { known, kind: Some(kind), ..twin };
    }
    let sentence = document.sentence_of(tokens.start).map_or(0, |sentence| sentence.tokens().start);
    let title = (kind == EntityType::Person).then(|| title_before(document, tokens.start, sentence)).flatten();
    let initial = title.is_none() && opens_sentence(document, sentence, tokens.start);
    Candidate { tokens, core, title, initial, known, kind: Some(kind) }
}

/// Whether a name that the model found is but a title: “Chief Operating Officer”, “the Theatre Commander, X”.
fn is_title(document: &Document<'_>, tokens: &Range<usize>, kind: EntityType) -> bool {
    let has = |at: usize, classes: Classes| document.token(at).is_some_and(|token| token.has(classes));
    let last = tokens.end - 1;
    let titled = has(last, Classes::TITLE_HEAD);
    if matches!(kind, EntityType::Person | EntityType::Place) && !(titled && tokens.len() > 1) {
        return false;
    }
    let words = Classes::TITLE_HEAD.and(Classes::TITLE_MODIFIER);
    let given = tokens.clone().any(|at| has(at, Classes::GIVEN_NAME));
    let all = tokens.clone().all(|at| has(at, words) || document.token(at).is_some_and(|token| !token.is_word()));
    let followed = document.token(tokens.end).is_some_and(|next| {
        let name = if next.is(",") {
            document.token(tokens.end + 1)
        } else {
            Some(next).filter(super::super::document::Token::is_spaced)
        };
        name.is_some_and(|name| name.is_word() && name.is_capitalised())
    });
    let article = document.before(tokens.start).is_some_and(|before| matches!(before.text(), "the" | "The"));
    !given && (all || titled && article && followed)
}

/// A person's name without the rank or office that the model took for its first words: “Canon”, “Rear Admiral”.
fn without_title(document: &Document<'_>, knowledge: &Knowledge, tokens: Range<usize>) -> Range<usize> {
    let has = |at: usize, classes: Classes| document.token(at).is_some_and(|token| token.has(classes));
    let title = Classes::TITLE_HEAD.and(Classes::HONORIFIC);
    let words = title.and(Classes::TITLE_MODIFIER);
    let given = Classes::GIVEN_NAME.and(Classes::CIVIL);
    let end = (tokens.start..tokens.end.saturating_sub(1)).take_while(|at| has(*at, words) && !has(*at, given)).last();
    // `Prince Osei`: a name may be a title elsewhere.
    let named = |at: usize| {
        tokens.end == at + 2
            && !has(at, Classes::HONORIFIC)
            && document.token(at).is_some_and(|word| knowledge.given_name(word.text()).is_some())
    };
    match end.filter(|end| has(*end, title) && !named(*end)) {
        Some(end) if document.token(end + 1).is_some_and(|next| next.is_word() && next.is_capitalised()) => {
            end + 1..tokens.end
        }
        _ => tokens,
    }
}

/// The capitalised title that ends right before a token.
fn title_before(document: &Document<'_>, end: usize, sentence: usize) -> Option<Range<usize>> {
    let word = |at: usize, classes: Classes| {
        document.token(at).is_some_and(|token| token.is_word() && token.is_capitalised() && token.has(classes))
    };
    let last = end.checked_sub(1).filter(|last| *last >= sentence)?;
    if !word(last, Classes::TITLE_HEAD.and(Classes::HONORIFIC)) {
        return None;
    }
    let words = Classes::TITLE_HEAD.and(Classes::TITLE_MODIFIER).and(Classes::HONORIFIC);
    let start = (sentence..last).rev().take_while(|at| word(*at, words)).last().unwrap_or(last);
    Some(start..end)
}

#[cfg(test)]
mod tests {
    use crate::extract::annotate::{names, sentences, tags, tokens};

    use super::*;

    fn find(text: &str) -> Vec<String> {
        let (lexicon, model) = (Lexicon::new(), Model::embedded());
        let interrupt = Interrupt::never();
        let mut document = Document::new(text, false);
        tokens::annotate(&mut document, &lexicon, &interrupt).unwrap();
        sentences::annotate(&mut document, &lexicon, &interrupt).unwrap();
        tags::annotate(&mut document, &model, &Knowledge::shared(), &interrupt).unwrap();
        let rules = names::annotate(&document, &lexicon, &interrupt).unwrap();
        let words = |tokens: Range<usize>| document.slice(document.span_of(tokens).unwrap());
        let found = annotate(&document, &lexicon, &Knowledge::shared(), &model, rules, &interrupt).unwrap();
        let show = |found: Candidate| {
            let title = found.title.map_or(String::new(), |title| format!("{}: ", words(title)));
            format!("{title}{} {:?}", words(found.tokens), found.kind)
        };
        found.into_iter().map(show).collect()
    }

    #[test]
    fn a_name_has_its_type_and_its_title() {
        assert_eq!(
            find("The talks with Foreign Minister Ana Brandt were held in Geneva, said Mr Okoro."),
            ["Foreign Minister: Ana Brandt Some(Person)", "Geneva Some(Place)", "Mr Okoro Some(Person)",]
        );
    }

    #[test]
    fn what_a_name_is_called_elsewhere_says_what_it_is() {
        let found = find("Shares of Gelbrand fell. The airline Gelbrand, a carrier that flies to Peru, lost money.");
        assert_eq!(found.iter().filter(|name| *name == "Gelbrand Some(Organization)").count(), 2, "{found:?}");
    }
}
