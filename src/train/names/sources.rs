//! What the finder of names learns from. Every source that is read for the model that is shipped may be published with
//! attribution; CoNLL-2003 is read for a model that is only measured.

use std::path::Path;

use super::super::corpus;
use super::super::ner_data::{DataError, Marked, conll, gmb, gum, re3d};
use super::{Example, Tables};

/// How much a text of the Groningen Meaning Bank counts: its annotation is made by programs, and only in part mended.
const GMB_WEIGHT: f32 = 0.3;

/// The texts of others in the folder that holds `ud/` and `ner/`.
///
/// # Errors
/// [`DataError`] where a file cannot be used.
pub fn texts(data: &Path, tables: &Tables) -> Result<Vec<Example>, DataError> {
    let ner = data.join("ner");
    let mut examples = Vec::new();
    for (texts, weight) in [
        (gmb(&ner.join("gmb.tsv"))?, GMB_WEIGHT),
        (conll(&ner.join("wikigold.txt"))?, 1.0),
        (re3d(&ner.join("re3d.jsonl"))?, 1.0),
        (gum(&data.join("ud/gum-clean-train.conllu"))?, 1.0),
    ] {
        examples.extend(read(&texts, tables, false, weight));
    }
    Ok(examples)
}

/// Our own annotated articles in a folder.
///
/// # Errors
/// [`DataError`] where a file cannot be used.
pub fn articles(folder: &Path, tables: &Tables) -> Result<Vec<Example>, DataError> {
    let texts: Vec<Marked> = corpus::articles(folder)?.into_iter().map(|article| article.marked).collect();
    Ok(read(&texts, tables, true, 1.0).collect())
}

/// CoNLL-2003, in its own four types: to train and to measure.
///
/// # Errors
/// [`DataError`] where a file cannot be used.
pub fn conll2003(data: &Path, tables: &Tables) -> Result<(Vec<Example>, Vec<Example>), DataError> {
    let part = |name: &str| -> Result<Vec<Example>, DataError> {
        Ok(read(&conll(&data.join("ner").join(name))?, tables, false, 1.0).collect())
    };
    Ok((part("conll2003-train.txt")?, part("conll2003-dev.txt")?))
}

fn read<'t>(texts: &'t [Marked], tables: &'t Tables, ours: bool, weight: f32) -> impl Iterator<Item = Example> + 't {
    texts.iter().filter_map(move |text| Example::new(text, tables, ours, weight).ok())
}
