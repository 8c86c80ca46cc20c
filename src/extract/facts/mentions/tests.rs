use super::*;
use crate::extract::testing::mentioned;
use crate::model::linker::chain::Source;

/// The words and the form of each mention.
fn forms(text: &str) -> Vec<(String, Form)> {
    let (document, _, phrases) = mentioned(text);
    let words = |phrase: &Phrase| document.slice(document.span_of(phrase.tokens.clone()).unwrap()).to_owned();
    phrases.iter().map(|phrase| (words(phrase), phrase.mention.form)).collect()
}

/// The tie of the mention with these words.
fn tie(text: &str, words: &str) -> Option<Tie> {
    let (document, _, phrases) = mentioned(text);
    let is = |phrase: &&Phrase| document.slice(document.span_of(phrase.tokens.clone()).unwrap()) == words;
    phrases.iter().find(is).unwrap_or_else(|| panic!("{words:?} is mentioned in {text:?}")).tie
}

#[test]
fn the_words_before_a_noun_give_its_form() {
    let owned = |words: &str, form| (words.to_owned(), form);
    assert_eq!(
        forms("The ministry praised its new airline because a plane had landed."),
        [
            owned("The ministry", Form::Definite),
            owned("its", Form::It),
            owned("its new airline", Form::Owned),
            owned("a plane", Form::Indefinite),
        ]
    );
}

#[test]
fn times_are_no_mentions() {
    let found = forms("The ministry closed the school last week and will open the school next year.");
    let words: Vec<&str> = found.iter().map(|(words, _)| words.as_str()).collect();
    assert_eq!(words, ["The ministry", "the school", "the school"]);
}

#[test]
fn syntax_ties_a_noun_to_the_name_beside_it() {
    for (text, words) in [
        ("On Monday Anna Marsh, the mayor of Lima, left.", "the mayor of Lima"),
        ("On Monday Anna Marsh was the mayor.", "the mayor"),
    ] {
        assert_eq!(tie(text, words), Some(Tie::Entity(0)), "{text}");
    }
    assert_eq!(tie("On Monday Anna Marsh met the mayor.", "the mayor"), None);
    let nouns = [
        ("It hung on Anna Marsh, a lawyer from the coast, who nodded.", "a lawyer from the coast"),
        ("A flat was offered by the city of Lima.", "the city of Lima"),
    ];
    for (text, words) in nouns {
        assert!(matches!(tie(text, words), Some(Tie::Entity(_))), "{text}");
    }
    assert_eq!(tie("After Anna Marsh, a spokesman for the council spoke.", "a spokesman for the council"), None);
}

#[test]
fn what_a_name_and_its_titles_say_is_known_of_its_chain() {
    let (document, entities, _) = mentioned("So the mayor, Mrs Anna Marsh, left.");
    let (model, knowledge) = (Model::embedded(), Knowledge::shared());
    let chain = chain_of(&document, &model, &knowledge, &entities.list[0]);
    assert_eq!(chain.source(hash::bytes(b"marsh")), Some(Source::Name));
    assert_eq!(chain.source(hash::bytes(b"mayor")), Some(Source::Role));
    assert_eq!(chain.source(hash::bytes(b"council")), None);
}
