//! What the models are made of, and under which licence.
//!
//! Rule: a weights file that is shipped is trained on sources that allow it, and on nothing else; the model card lists
//! them. Texts that do not allow it serve to measure.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// A body of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: &'static str,
    /// Its file or folder within the data; none for the project's own articles.
    pub file: Option<&'static str>,
    /// Its licence.
    pub licence: &'static str,
    /// Whether a model that was trained on it may be published.
    pub may_ship: bool,
    /// What is learned from it.
    pub teaches: &'static str,
}

/// Everything that the shipped models are trained on.
pub const SHIPPED: &[Source] = &[
    Source {
        name: "UD English EWT, train",
        file: Some("ud/ewt-train.conllu"),
        licence: "CC BY-SA 4.0",
        may_ship: true,
        teaches: "tags, lemmas, dependencies",
    },
    Source {
        name: "UD English GUM, train, without its non-commercial genres",
        file: Some("ud/gum-clean-train.conllu"),
        licence: "CC BY 4.0 (annotation); CC BY, CC BY-SA or public domain (texts)",
        may_ship: true,
        teaches: "tags, lemmas, dependencies, names, what mentions mean",
    },
    Source {
        name: "Groningen Meaning Bank, newswire",
        file: Some("ner/gmb.tsv"),
        licence: "public domain (texts), freely distributed (annotation)",
        may_ship: true,
        teaches: "names, dependencies",
    },
    Source {
        name: "Wikigold",
        file: Some("ner/wikigold.txt"),
        licence: "CC BY 4.0",
        may_ship: true,
        teaches: "names, dependencies",
    },
    Source {
        name: "re3d, without the folder of the EU delegation",
        file: Some("ner/re3d.jsonl"),
        licence: "public domain, OGL, CC BY (AU), CC BY-SA, by document",
        may_ship: true,
        teaches: "names, dependencies",
    },
    Source {
        name: "Factwire's own annotated articles, train",
        file: None,
        licence: "Apache-2.0 (ours)",
        may_ship: true,
        teaches: "names, dependencies, what mentions mean, events",
    },
];

/// CoNLL-2003: to measure the trainer of names against published figures.
pub const CONLL_2003: Source = Source {
    name: "CoNLL-2003",
    file: Some("ner/conll2003-train.txt"),
    licence: "Reuters research licence",
    may_ship: false,
    teaches: "nothing that is shipped",
};

/// A source that must not reach a shipped model.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "{name} ({licence}) does not allow to publish a model that was trained on it: leave it out of the weights file"
)]
pub struct NotToShip {
    name: &'static str,
    licence: &'static str,
}

/// Refuses sources that do not allow to publish what is learned from them.
///
/// # Errors
/// [`NotToShip`], for the first of them.
pub fn check(sources: &[Source]) -> Result<(), NotToShip> {
    match sources.iter().find(|source| !source.may_ship) {
        Some(source) => Err(NotToShip { name: source.name, licence: source.licence }),
        None => Ok(()),
    }
}

impl Source {
    /// Where its file lies within the data.
    #[must_use]
    pub fn path(&self, data: &Path) -> Option<PathBuf> {
        self.file.map(|file| data.join(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_may_be_shipped() {
        assert_eq!(check(SHIPPED), Ok(()));
        assert!(check(&[SHIPPED[0], CONLL_2003]).unwrap_err().to_string().contains("CoNLL-2003"));
    }
}
