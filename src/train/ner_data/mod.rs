//! Other people's texts with names, in the form that the trainer of names learns from.
//!
//! Rule: every source is converted to what a name is in our own articles: titles and adjectives of nationality are no
//! part of a name, times are none, plural demonyms are groups. Tokens are put together to text and split anew, so that
//! all sources are split as articles are.

mod conll;
mod gmb;
mod gum;
mod re3d;

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::conllu::ConlluError;

/// Why a file cannot be used.
#[derive(Debug, Error)]
pub enum DataError {
    /// It cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// It is not of the format.
    #[error("{path}: {problem}")]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A treebank cannot be read.
    #[error(transparent)]
    Treebank(#[from] ConlluError),
}

/// A text with its names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The text.
    pub text: String,
    /// Whether its first paragraph is a headline.
    pub headline: bool,
    /// Whether each line is one sentence, whatever its stops.
    pub lines: bool,
    /// The bytes of each name and the number of its type; none overlaps another.
    pub names: Vec<(std::ops::Range<usize>, u8)>,
}

/// The numbers of the types in [`crate::model::names::labels::TYPES`].
pub mod kinds {
    /// A person.
    pub const PERSON: u8 = 0;
    /// An organization.
    pub const ORGANIZATION: u8 = 1;
    /// A place.
    pub const PLACE: u8 = 2;
    /// A group.
    pub const GROUP: u8 = 3;
    /// A facility.
    pub const FACILITY: u8 = 4;
    /// Anything else.
    pub const OTHER: u8 = 5;
}

pub use conll::conll;
pub use gmb::gmb;
pub use gum::gum;
pub use re3d::re3d;

/// Reads a file.
///
/// # Errors
/// [`DataError::Io`] with its path.
pub fn read(path: &Path) -> Result<String, DataError> {
    std::fs::read_to_string(path).map_err(|source| DataError::Io { path: path.to_owned(), source })
}

/// A sentence's tokens, with the names among them.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// The tokens.
    pub forms: Vec<String>,
    /// The tokens of each name and its type.
    pub names: Vec<(std::ops::Range<usize>, u8)>,
}

/// A text of sentences, a line each, from their tokens.
#[must_use]
pub fn join(sentences: &[Tokens]) -> Marked {
    let mut marked = Marked { lines: true, ..Marked::default() };
    for sentence in sentences {
        let mut places = Vec::with_capacity(sentence.forms.len());
        let mut last = "";
        for (at, form) in sentence.forms.iter().enumerate() {
            if at > 0 && !touches(last, form) {
                marked.text.push(' ');
            }
            places.push(marked.text.len()..marked.text.len() + form.len());
            marked.text.push_str(form);
            last = form;
        }
        marked.text.push('\n');
        let place = |(tokens, kind): &(std::ops::Range<usize>, u8)| {
            (places[tokens.start].start..places[tokens.end - 1].end, *kind)
        };
        marked.names.extend(sentence.names.iter().map(place));
    }
    marked
}

/// Whether two tokens were written without a space between them.
fn touches(left: &str, right: &str) -> bool {
    let closes = matches!(right, "." | "," | ";" | ":" | "?" | "!" | ")" | "]" | "%" | "-" | "'" | "’" | "n't" | "''");
    let ending = right.starts_with(['\'', '’']) && right.chars().count() <= 3;
    closes && left != "-" || ending || matches!(left, "(" | "[" | "$" | "-" | "``")
}

/// The names that the tags of the schemes `IO`, `IOB` and `BIO` tell.
#[must_use]
pub fn from_tags<'t>(tags: impl Iterator<Item = &'t str>) -> Vec<(std::ops::Range<usize>, &'t str)> {
    let mut names: Vec<(std::ops::Range<usize>, &str)> = Vec::new();
    for (at, tag) in tags.enumerate() {
        let Some((place, kind)) = tag.split_once('-') else { continue };
        match names.last_mut() {
            Some((tokens, last)) if tokens.end == at && *last == kind && place != "B" => tokens.end = at + 1,
            _ => names.push((at..at + 1, kind)),
        }
    }
    names
}

/// Of names that overlap, the longest.
#[must_use]
pub fn longest(mut names: Vec<(std::ops::Range<usize>, u8)>) -> Vec<(std::ops::Range<usize>, u8)> {
    names.sort_by_key(|(bytes, kind)| (std::cmp::Reverse(bytes.len()), bytes.start, *kind));
    let mut kept: Vec<(std::ops::Range<usize>, u8)> = Vec::new();
    for (bytes, kind) in names {
        if kept.iter().all(|(other, _)| bytes.end <= other.start || other.end <= bytes.start) {
            kept.push((bytes, kind));
        }
    }
    kept.sort_by_key(|(bytes, _)| bytes.start);
    kept
}

/// Titles that others count to the name of a person.
const TITLES: [&str; 36] = [
    "president",
    "prime",
    "minister",
    "general",
    "gen.",
    "secretary",
    "foreign",
    "senator",
    "chancellor",
    "king",
    "queen",
    "prince",
    "princess",
    "pope",
    "ambassador",
    "colonel",
    "col.",
    "lieutenant",
    "lt.",
    "major",
    "captain",
    "judge",
    "justice",
    "governor",
    "mayor",
    "chief",
    "vice",
    "defense",
    "sheikh",
    "ayatollah",
    "cardinal",
    "archbishop",
    "bishop",
    "former",
    "sen.",
    "vice-president",
];

/// Whether a word before the name of a person is a title, which is no part of the name.
fn is_title(word: &str) -> bool {
    let lower = word.to_lowercase();
    TITLES.contains(&&*lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_become_text_that_is_split_alike() {
        let forms = ["The", "mayor", "'s", "son", "(", "12", ")", "left", "."].map(str::to_owned).to_vec();
        let marked = join(&[Tokens { forms, names: vec![(1..3, kinds::OTHER)] }]);
        assert_eq!(marked.text, "The mayor's son (12) left.\n");
        assert_eq!(&marked.text[marked.names[0].0.clone()], "mayor's");
    }

    #[test]
    fn tags_of_either_scheme_tell_names() {
        assert_eq!(
            from_tags(["I-A", "I-A", "O", "B-A", "B-A", "I-B"].into_iter()),
            [(0..2, "A"), (3..4, "A"), (4..5, "A"), (5..6, "B")]
        );
    }

    #[test]
    fn of_names_that_overlap_the_longest_stays() {
        assert_eq!(longest(vec![(4..10, 1), (0..5, 2), (10..11, 0), (4..7, 0)]), [(4..10, 1), (10..11, 0)]);
    }
}
