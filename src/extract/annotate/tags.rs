//! Parts of speech and lemmas.
//!
//! Rule: every token gets both; a sentence is tagged by itself. What the table of irregular forms says of a verb or a
//! noun goes before a lemma that is no word: by an edit of the model where it has one, else as the lemma is written.

use crate::extract::document::{Document, Token};
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::{Knowledge, Part};
use crate::model::Model;
use crate::model::hash::{self, mix};
use crate::model::lemmas::{EditId, Lemmatiser};
use crate::model::names::spellings::Spellings;
use crate::model::tagger::TagId;
use crate::model::tags::{Tag, Upos};

/// Fills the columns of words, tags and lemmas. Tokens and sentences must be there.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn annotate(
    document: &mut Document<'_>,
    model: &Model,
    knowledge: &Knowledge,
    interrupt: &Interrupt<'_>,
) -> Result<(), Interrupted> {
    document.read_words(knowledge);
    let mut ids = Vec::with_capacity(document.len());
    for sentence in document.sentences() {
        interrupt.check()?;
        model.tagger.annotate(&document.words()[sentence.tokens()], &mut ids);
    }
    let tags: Vec<_> = ids.iter().map(|id| model.tagger.tag(*id)).collect();
    let lemmas = lemmas(document, model, knowledge, &ids);
    document.tag_ids = ids;
    document.tags = tags;
    document.lemmas = lemmas;
    Ok(())
}

/// The edits that make the lemmas of words with these tags. A word with a tag is asked about once.
fn lemmas(document: &Document<'_>, model: &Model, knowledge: &Knowledge, tags: &[TagId]) -> Vec<EditId> {
    let mut words = Spellings::default();
    // There is room for all, so that each has a number.
    words.reset(tags.len());
    let (mut edits, mut lemma) = (Vec::new(), String::new());
    let of_word = |(token, tag): (Token<'_, '_>, &TagId)| {
        let text = token.text();
        let number = words.number(mix(hash::bytes(text.as_bytes()), u64::from(*tag)));
        if let Some(known) = number.and_then(|number| edits.get(number as usize)) {
            return *known;
        }
        let edit = edit(&model.lemmatiser, knowledge, text, model.tagger.tag(*tag), &mut lemma);
        // Numbers are given in order.
        edits.push(edit);
        edit
    };
    document.tokens().zip(tags).map(of_word).collect()
}

/// The edit that makes a word's lemma; `lemma` is room to work in.
fn edit(lemmatiser: &Lemmatiser, knowledge: &Knowledge, text: &str, tag: Tag, lemma: &mut String) -> EditId {
    let edit = lemmatiser.edit(text, tag);
    let irregular = irregular(knowledge, text, tag);
    if irregular.is_empty() {
        return edit;
    }
    lemma.clear();
    lemmatiser.write_lemma(text, edit, lemma);
    if is_lemma(knowledge, lemma, tag, irregular) {
        return edit;
    }
    irregular.iter().find_map(|lemma| lemmatiser.edit_to(text, lemma)).unwrap_or(edit)
}

/// Appends the lemma of a token of a document.
pub fn write_lemma(token: Token<'_, '_>, knowledge: &Knowledge, lemmatiser: &Lemmatiser, lemma: &mut String) {
    let start = lemma.len();
    lemmatiser.write_lemma(token.text(), token.lemma(), lemma);
    let irregular = irregular(knowledge, token.text(), token.tag());
    if let Some(known) = irregular.first()
        && !is_lemma(knowledge, &lemma[start..], token.tag(), irregular)
    {
        lemma.truncate(start);
        lemma.push_str(known);
    }
}

/// What the table of irregular forms says of a word.
fn irregular<'k>(knowledge: &'k Knowledge, text: &str, tag: Tag) -> &'k [&'static str] {
    match tag.upos {
        Upos::Verb => knowledge.lemmas(Part::Verb, text),
        Upos::Noun => knowledge.lemmas(Part::Noun, text),
        _ => &[],
    }
}

/// Whether a lemma is a word, or what the table of irregular forms says.
fn is_lemma(knowledge: &Knowledge, lemma: &str, tag: Tag, irregular: &[&str]) -> bool {
    let is_word = match tag.upos {
        Upos::Verb => knowledge.verb(lemma).is_some(),
        _ => knowledge.noun(lemma).is_some(),
    };
    is_word || irregular.contains(&lemma)
}

#[cfg(test)]
mod tests {
    use crate::extract::annotate::{sentences, tokens};
    use crate::extract::lexicon::Lexicon;

    use super::*;

    #[test]
    fn every_token_has_a_tag_and_a_lemma() {
        let (model, lexicon) = (Model::embedded(), Lexicon::new());
        let mut document = Document::new("Ministers signed the deals. They hadn’t said why.", false);
        tokens::annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
        sentences::annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
        annotate(&mut document, &model, &Knowledge::shared(), &Interrupt::never()).unwrap();
        let mut line = String::new();
        for token in document.tokens() {
            line.push_str(token.tag().penn.name());
            line.push(' ');
            model.lemmatiser.write_lemma(token.text(), token.lemma(), &mut line);
            line.push(' ');
        }
        assert_eq!(line, "NNS minister VBD sign DT the NNS deal . . PRP they VBD have RB not VBN say WRB why . . ");
    }

    #[test]
    fn every_irregular_verb_has_a_lemma_that_is_a_word() {
        let (model, knowledge, lexicon) = (Model::embedded(), Knowledge::shared(), Lexicon::new());
        let mut wrong = Vec::new();
        for form in ["fled", "struck", "dug", "swam", "sought", "froze", "withdrew"] {
            let text = format!("They {form} it.");
            let mut document = Document::new(&text, false);
            tokens::annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
            sentences::annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
            annotate(&mut document, &model, &knowledge, &Interrupt::never()).unwrap();
            let mut lemma = String::new();
            write_lemma(document.token(1).unwrap(), &knowledge, &model.lemmatiser, &mut lemma);
            if !knowledge.lemmas(Part::Verb, form).contains(&&*lemma) {
                wrong.push((form, lemma));
            }
        }
        assert_eq!(wrong, []);
    }
}
