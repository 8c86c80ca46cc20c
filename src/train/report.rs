//! The table of figures: what each model does on text that it was not trained on, and what it takes for what.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use thiserror::Error;

use crate::extract::lexicon::Lexicon;
use crate::interrupt::Interrupted;
use crate::knowledge::Knowledge;
use crate::model::Model;

use super::conllu::{ConlluError, Sentence};
use super::models::Data;
use super::ner_data::DataError;
use super::{conllu, lemmas, linker, names, parser, segmentation, tagger};

/// The treebanks to measure on: their names, files and the floors of tokens, sentences, tags, lemmas and
/// dependencies.
const TREEBANKS: [(&str, &str, [Option<f64>; 5]); 2] = [
    ("GUM-clean dev", "gum-clean-dev.conllu", [Some(99.0), Some(92.0), Some(97.0), Some(97.5), Some(83.5)]),
    ("EWT dev", "ewt-dev.conllu", [Some(99.0), Some(85.0), None, None, Some(84.5)]),
];

/// Why nothing can be measured.
#[derive(Debug, Error)]
pub enum ReportError {
    /// A treebank cannot be used.
    #[error(transparent)]
    Treebank(#[from] ConlluError),
    /// Annotated names cannot be used.
    #[error(transparent)]
    Names(#[from] DataError),
    /// Never: nothing interrupts a report.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

/// One figure, in percent.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What was measured.
    pub what: &'static str,
    /// On which text.
    pub on: &'static str,
    /// The figure.
    pub value: f64,
    /// What it should be at least.
    pub floor: Option<f64>,
}

/// Figures, and what is behind them.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The figures.
    pub figures: Vec<Figure>,
    /// The commonest mistakes of each model, as lines of text.
    pub mistakes: String,
}

impl Report {
    /// Measures a model.
    ///
    /// # Errors
    /// [`ReportError`] where a file of the data cannot be used.
    pub fn new(model: &Model, data: &Data) -> Result<Self, ReportError> {
        let mut report = Self::default();
        let knowledge = Knowledge::shared();
        for (on, file, floors) in TREEBANKS {
            let sentences = conllu::read(&data.treebank(file))?;
            report.measure_treebank(model, &knowledge, on, &sentences, floors)?;
        }
        let found =
            names::measure(&model.names, &names::articles(&data.corpus.join("dev"), &names::Tables::default())?);
        let (typed, spans) = found.f1();
        report.take("names, span and type F1", "our dev articles", typed, Some(84.0));
        report.take("names, span F1", "our dev articles", spans, Some(94.0));
        let confusions = found
            .confusions
            .iter()
            .map(|((right, given), count)| ((names::type_name(*right), names::type_name(*given)), *count));
        report.mistakes_of("types of names", "our dev articles", &confusions.collect());
        if !model.linker.is_empty() {
            report.measure_links(
                model,
                "GUM-clean dev",
                &linker::gum_texts(&data.treebank("gum-clean-dev.conllu"))?,
            )?;
            report.measure_links(model, "our dev articles", &linker::our_texts(&data.corpus.join("dev"))?)?;
        }
        Ok(report)
    }

    fn measure_links(&mut self, model: &Model, on: &'static str, texts: &[linker::Text]) -> Result<(), Interrupted> {
        let measured = linker::measure::measure(model, texts)?;
        let [pronouns, descriptions, named] = measured.kinds();
        self.take("links of pronouns that are right", on, pronouns.precision(), None);
        self.take("pronouns that are linked right", on, pronouns.recall(), None);
        self.take("links of descriptions that are right", on, descriptions.precision(), None);
        self.take("descriptions that are linked right", on, descriptions.recall(), None);
        self.take("links of what is named later that are right", on, named.precision(), None);
        self.take("what is named later that is linked right", on, named.recall(), None);
        _ = write!(self.mistakes, "links, {on}:\n{}", measured.lines());
        Ok(())
    }

    fn measure_treebank(
        &mut self,
        model: &Model,
        knowledge: &Knowledge,
        on: &'static str,
        treebank: &[Sentence],
        floors: [Option<f64>; 5],
    ) -> Result<(), ReportError> {
        let cut = segmentation::report(treebank, &Lexicon::new())?;
        self.take("tokens F1, from raw text", on, cut.tokens.f1(), floors[0]);
        self.take("sentences F1, from raw text", on, cut.sentences.f1(), floors[1]);

        let sentences: Vec<&Sentence> = treebank.iter().collect();
        let tags = tagger::measure(&model.tagger, &sentences, knowledge);
        self.take("universal part of speech", on, percent(tags.upos, tags.words), floors[2]);
        self.take("Penn tag", on, percent(tags.penn, tags.words), None);
        self.mistakes_of("parts of speech", on, &tags.confusions);

        let (words, right, wrong) = lemmas::measure(&model.lemmatiser, &sentences, |sentence| {
            let mut tags = Vec::new();
            model.tagger.annotate(&tagger::words(sentence, knowledge), &mut tags);
            tags.iter().map(|tag| model.tagger.tag(*tag)).collect()
        });
        self.take("lemma", on, percent(right, words), floors[3]);
        self.mistakes_of("lemmas (form, right, given)", on, &wrong);

        let arcs = parser::measure::measure(&model.parser, &model.tagger, &sentences, knowledge);
        self.take("governor (UAS)", on, percent(arcs.heads, arcs.words), None);
        self.take("governor and universal relation (LAS)", on, percent(arcs.labelled, arcs.words), floors[4]);
        self.take("governor and relation with subtype", on, percent(arcs.subtypes, arcs.words), None);
        _ = writeln!(self.mistakes, "relations, {on}:{}", arcs.by_relation());
        self.mistakes_of("dependencies (relation right, given, head right)", on, &arcs.confusions);
        Ok(())
    }

    fn take(&mut self, what: &'static str, on: &'static str, value: f64, floor: Option<f64>) {
        self.figures.push(Figure { what, on, value, floor });
    }

    fn mistakes_of<K: std::fmt::Debug + Ord>(&mut self, what: &str, on: &str, counts: &BTreeMap<K, usize>) {
        let mut counts: Vec<_> = counts.iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        _ = write!(self.mistakes, "{what}, {on}:");
        for (mistake, count) in counts.iter().take(15) {
            _ = write!(self.mistakes, " {mistake:?} {count},");
        }
        self.mistakes.push('\n');
    }

    /// The figures as a table of Markdown.
    #[must_use]
    pub fn table(&self) -> String {
        let mut table = String::from("| what | measured on | floor | reached |\n|---|---|---|---|\n");
        for Figure { what, on, value, floor } in &self.figures {
            let floor = floor.map_or_else(|| "–".to_owned(), |floor| format!("{floor:.1}"));
            _ = writeln!(table, "| {what} | {on} | {floor} | {value:.2} |");
        }
        table
    }
}

#[expect(clippy::cast_precision_loss, reason = "treebanks are far smaller than 2⁵³ words")]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_line_for_each_figure() {
        let mut report = Report::default();
        report.take("lemma", "GUM-clean dev", percent(983, 1000), Some(97.5));
        report.take("Penn tag", "EWT dev", 95.0, None);
        assert!(report.table().contains("| lemma | GUM-clean dev | 97.5 | 98.30 |"));
        assert!(report.table().ends_with("| Penn tag | EWT dev | – | 95.00 |\n"));
    }
}
