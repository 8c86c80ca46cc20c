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

use super::conllu;
use super::corpus;
use super::models::{Data, TrainError};
use crate::interrupt::Interrupted;
use crate::model::Model;
use crate::model::linker::{Group, Linker};
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
/// [`TrainError`] where the file cannot be used.
pub fn gum_texts(path: &Path) -> Result<Vec<Text>, TrainError> {
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
/// [`TrainError`] where a file cannot be used.
pub fn our_texts(folder: &Path) -> Result<Vec<Text>, TrainError> {
    let text = |article: corpus::Annotated| Text {
        text: article.marked.text,
        headline: article.marked.headline,
        truth: Gold::Ours(article.gold),
        ours: true,
    };
    Ok(corpus::articles(folder)?.into_iter().map(text).collect())
}

/// Learns what pronouns and descriptions mean, with the other models of `model`.
///
/// # Errors
/// [`TrainError`] where a file of the data cannot be used.
pub fn train(model: &Model, data: &Data) -> Result<Linker, TrainError> {
    let mut texts = gum_texts(&data.treebank("gum-clean-train.conllu"))?;
    texts.extend(our_texts(&data.corpus.join("train"))?);
    learn(model, &texts).map_err(Into::into)
}

/// The questions of texts, text by text.
type Questions = Vec<(bool, Vec<Question>)>;

fn questions(model: &Model, texts: &[Text]) -> Result<Questions, Interrupted> {
    let tools = Tools::new(model);
    texts
        .iter()
        .map(|text| {
            let mut found = Vec::new();
            text.walk(&tools, Follow::Truth, |question, _| found.push(question))?;
            Ok((text.ours, found))
        })
        .collect()
}

fn learn(model: &Model, texts: &[Text]) -> Result<Linker, Interrupted> {
    let questions = questions(model, texts)?;
    let all: Vec<(bool, &Question)> = flat(&questions, |_| true);
    let least = thresholds(&questions);
    Ok(Linker::new(ranker::train(&all), least))
}

fn flat(questions: &Questions, keep: impl Fn(usize) -> bool) -> Vec<(bool, &Question)> {
    let kept = questions.iter().enumerate().filter(|(text, _)| keep(*text));
    kept.flat_map(|(_, (ours, questions))| questions.iter().map(move |question| (*ours, question))).collect()
}

/// How many of a hundred links should be right, by [`Group`].
const AIMS: [f64; Group::ALL.len()] = [90.0, 85.0, 85.0, 80.0];

/// The least probabilities, found on texts of ours that a model did not learn from.
fn thresholds(questions: &Questions) -> [u32; Group::ALL.len()] {
    let mut answers: Vec<(Group, u32, bool)> = Vec::new();
    for fold in 0..FOLDS {
        let linker = Linker::new(ranker::train(&flat(questions, |text| text % FOLDS != fold)), [0; Group::ALL.len()]);
        for (ours, question) in flat(questions, |text| text % FOLDS == fold) {
            let (best, probability) = linker.best(&question.answers);
            if ours && best > 0 {
                answers.push((question.group, probability, best == question.right));
            }
        }
    }
    Group::ALL.map(|group| {
        let of_group = answers.iter().filter(|(other, ..)| *other == group);
        threshold(of_group.map(|(_, probability, right)| (*probability, *right)).collect(), AIMS[group as usize])
    })
}

/// The least probability above which so many of a hundred answers are right.
#[expect(clippy::cast_precision_loss, reason = "answers are few")]
fn threshold(mut answers: Vec<(u32, bool)>, aim: f64) -> u32 {
    answers.sort_unstable_by_key(|(probability, right)| (std::cmp::Reverse(*probability), *right));
    let (mut right, mut least) = (0_usize, 1001);
    for (at, (probability, is_right)) in answers.iter().enumerate() {
        right += usize::from(*is_right);
        if 100.0 * right as f64 >= aim * (at + 1) as f64 {
            least = *probability;
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_lets_as_many_through_as_the_aim_allows() {
        let answers = vec![(900, true), (800, true), (700, false), (600, true), (500, false), (400, false)];
        assert_eq!(threshold(answers.clone(), 75.0), 600);
        assert_eq!(threshold(answers.clone(), 100.0), 800);
        assert_eq!(threshold(answers, 10.0), 400);
        assert_eq!(threshold(vec![(900, false)], 90.0), 1001);
    }
}
