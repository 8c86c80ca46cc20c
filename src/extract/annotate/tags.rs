//! Parts of speech and lemmas.
//!
//! Rule: every token gets both; a sentence is tagged by itself.

use crate::extract::document::Document;
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::Knowledge;
use crate::model::Model;

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
    let lemmas = document.tokens().zip(&tags).map(|(token, tag)| model.lemmatiser.edit(token.text(), *tag)).collect();
    document.tag_ids = ids;
    document.tags = tags;
    document.lemmas = lemmas;
    Ok(())
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
}
