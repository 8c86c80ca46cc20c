//! Parts of speech and lemmas.
//!
//! Rule: every token gets both; a sentence is tagged by itself. What the table of irregular forms says of a verb or a
//! noun goes before a lemma that is no word, when the lemma is written ([`write_lemma`]).

use crate::extract::document::{Document, Token};
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::{Key, Knowledge, Part};
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
    let lemmas = lemmas(document, model, &ids);
    document.tag_ids = ids;
    document.tags = tags;
    document.lemmas = lemmas;
    Ok(())
}

/// The edits that make the lemmas of words with these tags. A word with a tag is asked about once.
fn lemmas(document: &Document<'_>, model: &Model, tags: &[TagId]) -> Vec<EditId> {
    let mut words = Spellings::default();
    // There is room for all, so that each has a number.
    words.reset(tags.len());
    let mut edits = Vec::new();
    let of_word = |(token, tag): (Token<'_, '_>, &TagId)| {
        let text = token.text();
        let number = words.number(mix(hash::bytes(text.as_bytes()), u64::from(*tag)));
        if let Some(known) = number.and_then(|number| edits.get(number as usize)) {
            return *known;
        }
        let edit = model.lemmatiser.edit(text, model.tagger.tag(*tag));
        // Numbers are given in order.
        edits.push(edit);
        edit
    };
    document.tokens().zip(tags).map(of_word).collect()
}

/// Appends the lemma of a token of a document.
pub fn write_lemma(token: Token<'_, '_>, knowledge: &Knowledge, lemmatiser: &Lemmatiser, lemma: &mut String) {
    let start = lemma.len();
    lemmatiser.write_lemma(token.text(), token.lemma(), lemma);
    let irregular = irregular(knowledge, token.text(), token.tag());
    let is_verb = token.tag().upos == Upos::Verb;
    if irregular.is_empty() && !is_verb || is_lemma(knowledge, &lemma[start..], token.tag(), irregular) {
        return;
    }
    if let Some(known) = irregular.first() {
        lemma.truncate(start);
        lemma.push_str(known);
    } else if let Some((stem, end)) = regular_verb(knowledge, token.text()) {
        lemma.truncate(start);
        lemma.extend(stem.chars().flat_map(char::to_lowercase));
        lemma.push_str(end);
    }
}

/// The verb whose regular form a word is, in two parts: “fouled” is *foul*, “planning” *plan*. Source: the rules of
/// detachment of WordNet's `morphy`, and English spelling, which doubles a consonant.
fn regular_verb<'t>(knowledge: &Knowledge, text: &'t str) -> Option<(&'t str, &'static str)> {
    const ENDINGS: [(&str, &str); 8] =
        [("ies", "y"), ("es", "e"), ("es", ""), ("s", ""), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", "")];
    let is_verb = |stem: &str, end: &str| knowledge.verb(Key::of(stem).ending(end)).is_some();
    ENDINGS.iter().find_map(|(ending, end)| {
        let stem = text.strip_suffix(ending)?;
        let (single, last) = stem.split_at_checked(stem.len().checked_sub(1)?)?;
        let found = [(stem, *end), (single, "")];
        let doubled = end.is_empty() && single.ends_with(last);
        found.into_iter().take(1 + usize::from(doubled)).find(|(stem, end)| is_verb(stem, end))
    })
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
    fn every_irregular_verb_has_a_lemma_that_is_a_verb() {
        let (model, knowledge, lexicon) = (Model::embedded(), Knowledge::shared(), Lexicon::new());
        let tag = Tag::from_name("VERB|VBD").unwrap();
        let is_word = |form: &&str| form.bytes().all(|byte| byte.is_ascii_lowercase());
        let verbs = Knowledge::irregular_forms().filter(|(part, ..)| *part == Part::Verb).map(|(_, form, _)| form);
        let text = verbs.filter(is_word).collect::<Vec<_>>().join(" , ");
        let mut document = Document::new(&text, false);
        tokens::annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
        document.tags = vec![tag; document.len()];
        document.lemmas = document.tokens().map(|token| model.lemmatiser.edit(token.text(), tag)).collect();
        let (mut count, mut wrong) = (0, Vec::new());
        for token in document.tokens().filter(Token::is_word) {
            let mut lemma = String::new();
            write_lemma(token, &knowledge, &model.lemmatiser, &mut lemma);
            count += 1;
            if knowledge.verb(&*lemma).is_none() && !knowledge.lemmas(Part::Verb, token.text()).contains(&&*lemma) {
                wrong.push((token.text(), lemma));
            }
        }
        assert!(count > 1_000, "{count}");
        assert_eq!(wrong, []);
    }

    #[test]
    fn a_regular_form_has_its_verb() {
        let knowledge = Knowledge::shared();
        let verb = |text| regular_verb(&knowledge, text).map(|(stem, end)| format!("{stem}{end}"));
        for (text, lemma) in
            [("fouled", "foul"), ("Gutted", "Gut"), ("plies", "ply"), ("razes", "raze"), ("mooring", "moor")]
        {
            assert_eq!(verb(text).as_deref(), Some(lemma));
        }
        assert_eq!(verb("xyzzed"), None);
        assert_eq!(verb("é"), None);
        assert_eq!(verb("ing"), None);
    }
}
