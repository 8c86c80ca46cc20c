//! The model card: what the weights were made of, under which licences, how, and what they can do.

use std::fmt::Write as _;

use super::report::Report;
use super::sources::Source;

/// What stands before the digest of a text that the teacher parsed.
const BEFORE_DIGEST: &str = "(`src/train/teacher`; SHA-256 `";

/// SHA-256 of the texts that the teacher parsed, as a card tells it: of models that were kept it is the only witness.
#[must_use]
pub fn silver_of(card: &str) -> Vec<String> {
    let digest = |rest: &str| rest.split('`').next().unwrap_or_default().to_owned();
    card.split(BEFORE_DIGEST).skip(1).map(digest).collect()
}

/// What a card tells of a weights file.
#[derive(Debug)]
pub struct Card<'a> {
    /// Its SHA-256.
    pub sha256: &'a str,
    /// Its size in bytes.
    pub size: usize,
    /// What its models take in memory, in bytes.
    pub memory: usize,
    /// What they were trained on.
    pub sources: &'a [Source],
    /// SHA-256 of the texts of these sources that the teacher parsed.
    pub silver: &'a [String],
    /// How they were measured.
    pub report: &'a Report,
}

impl Card<'_> {
    /// The card as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let Self { sha256, size, memory, .. } = self;
        let mut card = format!(
            "# Model card\n\n\
            Written by the command that trained the models; a test holds it to the file that is shipped.\n\n\
            - **File**: `src/model/english.weights`, {} kB; {} kB in memory, shared by all threads\n\
            - **SHA-256**: `{sha256}` (in `provenance.model` of every record)\n\
            - **Commands**: `make models DATA=… CORPUS=… SILVER=…`; with `SYNTAX=FILE` tags, lemmas and dependencies are those of that weights file\n\
            - **Seeds**: constants in `src/train`; the same data gives the same bytes\n\
            - **Licence**: the sources by Creative Commons ask for attribution, which `NOTICE` and this page give\n",
            size / 1000,
            memory / 1000
        );
        card.push_str(
            "\n## What it is for\n\n\
            English news: parts of speech, lemmas, dependencies, names of persons, organizations, places, groups, \
            facilities and other things, what pronouns and descriptions mean, and events with those who take part. It knows no other language, and headlines in capitals are hard for it.\n\n\
            ## Sources\n\n| source | licence | may ship | teaches |\n|---|---|---|---|\n",
        );
        for Source { name, licence, may_ship, teaches, .. } in self.sources {
            let may_ship = if *may_ship { "yes" } else { "no" };
            _ = writeln!(card, "| {name} | {licence} | {may_ship} | {teaches} |");
        }
        for digest in self.silver {
            _ = writeln!(
                card,
                "\nDependencies are learned from texts of these sources, too, that a larger parser parsed \
                {BEFORE_DIGEST}{digest}`)."
            );
        }
        _ = write!(
            card,
            "\n## Figures\n\nIn percent, gold tokens unless said. Floors are what the project asks for.\n\n{}",
            self.report.table()
        );
        card
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::sources::{CONLL_2003, SHIPPED};

    #[test]
    fn the_card_names_every_source_and_says_what_may_not_be_shipped() {
        let report = Report::default();
        let sources = [SHIPPED[0], CONLL_2003];
        let silver = ["cd34".to_owned()];
        let card =
            Card { sha256: "ab12", size: 2_000_000, memory: 9, sources: &sources, silver: &silver, report: &report };
        let text = card.markdown();
        assert!(text.contains("| UD English EWT, train | CC BY-SA 4.0 | yes |"));
        assert!(text.contains("| CoNLL-2003 | Reuters research licence | no |"));
        assert!(text.contains("`ab12`") && text.contains("`cd34`") && text.contains("2000 kB"));
        assert_eq!(silver_of(&text), silver);
    }
}
