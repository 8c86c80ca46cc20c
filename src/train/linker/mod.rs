//! Trains and measures the linker: GUM's coreference teaches what is common, our articles what news does.
//!
//! As with names, each feature of our articles counts twice, once as everybody's and once as ours alone (Daumé, *Frustratingly
//! easy domain adaptation*, ACL 2007). Training is that of a log-linear model over the answers to each question.

mod gum;
pub mod measure;
mod ours;
mod ranker;
mod reading;

use std::path::Path;

use super::conllu::{self, ConlluError};
use super::corpus;
use super::models::{Data, TrainError};
use super::ner_data::DataError;
use crate::interrupt::Interrupted;
use crate::model::Model;
use crate::model::linker::{CERTAIN, Group, Linker};
use reading::{Follow, Outcome, Question, Reading, Tools, Truth};

/// The parts that texts are divided into, so that thresholds are found on texts that were not learned from.
const FOLDS: usize = 4;

/// A text to learn from.
#[derive(Debug)]
pub struct Text {
    text: String,
    headline: bool,
    truth: Gold,
    ours: bool,
}

/// Where the truth about a text comes from.
#[derive(Debug)]
enum Gold {
    Gum(gum::Document),
    Ours(serde_json::Value),
}

impl Text {
    fn truth(&self, reading: &Reading<'_>) -> Truth {
        match &self.truth {
            Gold::Gum(document) => document.truth(reading),
            Gold::Ours(gold) => ours::truth(reading, gold),
        }
    }

    /// Hands each decision whose truth is known to `each`.
    fn walk(&self, tools: &Tools<'_>, follow: Follow, each: impl FnMut(Question, Outcome)) -> Result<(), Interrupted> {
        let reading = Reading::new(&self.text, self.headline, tools)?;
        let truth = self.truth(&reading);
        reading::walk(reading, &truth, tools, follow, each);
        Ok(())
    }
}

/// The texts of a treebank with GUM's coreference.
///
/// # Errors
/// [`ConlluError`] where the file cannot be used.
pub fn gum_texts(path: &Path) -> Result<Vec<Text>, ConlluError> {
    let treebank = conllu::read(path)?;
    let text = |document: gum::Document| Text {
        text: document.text.clone(),
        headline: false,
        truth: Gold::Gum(document),
        ours: false,
    };
    Ok(gum::documents(&treebank).into_iter().map(text).collect())
}

/// Our own articles of a folder.
///
/// # Errors
/// [`DataError`] where a file cannot be used.
pub fn our_texts(folder: &Path) -> Result<Vec<Text>, DataError> {
    let text = |article: corpus::Annotated| Text {
        text: article.marked.text,
        headline: article.marked.headline,
        truth: Gold::Ours(article.gold),
        ours: true,
    };
    Ok(corpus::articles(folder)?.into_iter().map(text).collect())
}

/// What training made.
#[derive(Debug)]
pub struct Trained {
    /// The linker.
    pub linker: Linker,
    /// What linkers of other texts made of the texts that it was trained on, and whether each is ours.
    held_out: Vec<(bool, Outcome)>,
}

/// Learns what pronouns and descriptions mean, with the other models of `model`.
///
/// # Errors
/// [`TrainError`] where a file of the data cannot be used.
pub fn train(model: &Model, data: &Data) -> Result<Trained, TrainError> {
    let mut texts = gum_texts(&data.treebank("gum-clean-train.conllu"))?;
    for folder in data.folders() {
        texts.extend(our_texts(&folder)?);
    }
    Ok(learn(model, &texts)?)
}

/// How sure the first linkers must be, by [`Group`].
const FIRST: [u32; Group::ALL.len()] = [600, 800, 800, 700, 700];

/// Learns along the right decisions; how sure the linker must be is found along the decisions that linkers of other
/// texts make, wrong ones and what comes of them among them.
fn learn(model: &Model, texts: &[Text]) -> Result<Trained, Interrupted> {
    let asked = questions(model, texts)?;
    let mut held_out = Vec::new();
    for fold in 0..FOLDS {
        let linker = Linker::new(ranker::train(&flat(&asked, |text| text % FOLDS != fold)), FIRST);
        let tools = Tools::new(model, &linker);
        for text in texts.iter().skip(fold).step_by(FOLDS) {
            text.walk(&tools, Follow::Model, |_, outcome| held_out.push((text.ours, outcome)))?;
        }
    }
    let linker = Linker::new(ranker::train(&flat(&asked, |_| true)), thresholds(&held_out));
    Ok(Trained { linker, held_out })
}

/// The questions of texts, text by text, and whether it is ours.
type Questions = Vec<(bool, Vec<Question>)>;

fn questions(model: &Model, texts: &[Text]) -> Result<Questions, Interrupted> {
    let nobody = Linker::default();
    let tools = Tools::new(model, &nobody);
    texts
        .iter()
        .map(|text| {
            let mut found = Vec::new();
            text.walk(&tools, Follow::Truth, |question, _| found.push(question))?;
            Ok((text.ours, found))
        })
        .collect()
}

/// The questions of some of the texts, each with whether it is ours.
fn flat(questions: &Questions, keep: impl Fn(usize) -> bool) -> Vec<(bool, &Question)> {
    let kept = questions.iter().enumerate().filter(|(text, _)| keep(*text));
    kept.flat_map(|(_, (ours, questions))| questions.iter().map(move |question| (*ours, question))).collect()
}

/// How many of a hundred links should be right, by [`Group`].
const AIMS: [usize; Group::ALL.len()] = [85, 75, 75, 70, 75];

/// The least probabilities with which the links of our articles are as often right as they should be.
fn thresholds(held_out: &[(bool, Outcome)]) -> [u32; Group::ALL.len()] {
    Group::ALL.map(|group| {
        let ours = held_out.iter().filter(|(ours, _)| *ours).map(|(_, outcome)| outcome);
        let links = ours.filter(|outcome| outcome.group == group && outcome.links);
        threshold(links.map(|outcome| (outcome.probability, outcome.right)).collect(), AIMS[group as usize])
    })
}

/// The least probability above which so many of a hundred answers are right; more than certain where there is none.
fn threshold(mut answers: Vec<(u32, bool)>, aim: usize) -> u32 {
    answers.sort_unstable_by_key(|(probability, right)| (std::cmp::Reverse(*probability), *right));
    let (mut right, mut least) = (0, CERTAIN + 1);
    for (count, (probability, is_right)) in (1..).zip(&answers) {
        right += usize::from(*is_right);
        if 100 * right >= aim * count {
            least = *probability;
        }
    }
    least
}

impl Trained {
    /// How precise links are and how many are found, by the least probability, on texts not learned from.
    #[must_use]
    pub fn curves(&self) -> String {
        for (ours, o) in &self.held_out {
            if *ours && o.group == Group::Naming && (o.linkable || o.probability > 300) {
                eprintln!("DBG\t{}\t{}\t{:?}", o.linkable, o.probability, o.words);
            }
        }
        measure::curves(&self.held_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_lets_as_many_through_as_the_aim_allows() {
        let answers = vec![(900, true), (800, true), (700, false), (600, true), (500, false), (400, false)];
        assert_eq!(threshold(answers.clone(), 75), 600);
        assert_eq!(threshold(answers.clone(), 100), 800);
        assert_eq!(threshold(answers, 10), 400);
        assert_eq!(threshold(vec![(900, false)], 90), CERTAIN + 1);
    }
}
