//! Parts of speech and lemmas.
//!
//! Rule: every token gets both; a sentence is tagged by itself. What the table of irregular forms says of a verb or a
//! noun goes before a lemma that is no word.

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
    let part = match tag.upos {
        Upos::Verb => Part::Verb,
        Upos::Noun => Part::Noun,
        _ => return edit,
    };
    let irregular = knowledge.lemmas(part, text);
    if irregular.is_empty() {
        return edit;
    }
    lemma.clear();
    lemmatiser.write_lemma(text, edit, lemma);
    let is_word = match part {
        Part::Verb => knowledge.verb(&**lemma).is_some(),
        _ => knowledge.noun(&**lemma).is_some(),
    };
    let known = is_word || irregular.contains(&&**lemma);
    let mended = if known { None } else { irregular.iter().find_map(|lemma| lemmatiser.edit_to(text, lemma)) };
    mended.unwrap_or(edit)
}

#[cfg(test)]
mod tests {
    use crate::extract::annotate::{sentences, tokens};
    use crate::extract::lexicon::Lexicon;
    use crate::model::tags::Penn;

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
    fn an_irregular_form_has_a_lemma_that_is_a_word() {
        let (model, knowledge) = (Model::embedded(), Knowledge::shared());
        let mut wrong = Vec::new();
        for (part, form, _) in Knowledge::irregular_forms().filter(|(part, ..)| *part == Part::Verb) {
            let tag = Tag { upos: Upos::Verb, penn: Penn::Vbd };
            let id = edit(&model.lemmatiser, &knowledge, form, tag, &mut String::new());
            let mut lemma = String::new();
            model.lemmatiser.write_lemma(form, id, &mut lemma);
            if knowledge.verb(&*lemma).is_none() && !knowledge.lemmas(part, form).contains(&&*lemma) {
                wrong.push((form, lemma));
            }
        }
        let all = Knowledge::irregular_forms().filter(|(part, ..)| *part == Part::Verb).count();
        assert!(wrong.len() * 50 < all, "{} of {all}: {wrong:?}", wrong.len());
    }
}
