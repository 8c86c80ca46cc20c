//! What the extractor knows of the world: word classes, names of places and bodies, abbreviations.
//!
//! The tables are `data/*.tsv`, one entry a line, and lie inside the program. Each is loaded once, by
//! [`Lexicon::new`]; afterwards a token costs one look-up, whose answer ([`Classes`]) says all that the tables know
//! about the word. Nothing here depends on the order of a hash table.

mod classes;
mod hash;
mod inflect;
mod reporting;

use std::borrow::Cow;

use crate::record::EntityType;

pub use classes::Classes;
use hash::{Table, Words};
pub use reporting::{Frames, ReportingVerbs};

/// A name that the tables know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownName {
    /// What it names.
    pub kind: EntityType,
    /// ISO 3166-1 alpha-2 code of its country, for a place that lies in one.
    pub country: Option<&'static str>,
}

/// All tables, in memory.
#[derive(Debug)]
pub struct Lexicon {
    /// By words in lower case.
    words: Table<Cow<'static, str>, Classes>,
    /// By words as they are written.
    written: Table<&'static str, Classes>,
    names: Table<&'static str, KnownName>,
    aliases: Table<&'static str, &'static str>,
    abbreviations: Table<&'static str, Abbreviation>,
    /// Words that are two, and the bytes of the first.
    joined: Table<&'static str, usize>,
    prefixes: Words,
    reporting: ReportingVerbs,
    /// The most words that a known name has.
    longest_name: usize,
}

/// What stands after an abbreviation's stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abbreviation {
    /// A name: `Gen.` never ends a sentence.
    Title,
    /// A number: `No. 10`. Before anything else the word is none.
    Number,
    /// A number or anything else: `Jan.`
    Month,
    /// Anything: `Inc.` may end a sentence.
    Final,
}

macro_rules! table {
    ($file:literal) => {
        lines(include_str!(concat!("data/", $file)))
    };
}

/// The entries of a table: lines that are neither empty nor a comment.
fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

impl Lexicon {
    /// Loads every table.
    #[must_use]
    pub fn new() -> Self {
        let mut lexicon = Self {
            words: Table::default(),
            written: Table::default(),
            names: Table::default(),
            aliases: table!("aliases.tsv").filter_map(|line| line.split_once('\t')).collect(),
            abbreviations: Table::default(),
            joined: Table::default(),
            prefixes: table!("prefixes.tsv").collect(),
            reporting: ReportingVerbs::new(),
            longest_name: 1,
        };
        lexicon.load_words();
        lexicon.load_given_names();
        lexicon.load_names();
        lexicon.load_abbreviations();
        lexicon.load_joined();
        lexicon
    }

    fn load_words(&mut self) {
        for entry in reporting::entries().filter(|entry| entry.is_common) {
            *self.words.entry(entry.lemma.into()).or_default() |= Classes::BARE;
            for form in entry.forms() {
                *self.words.entry(form.into()).or_default() |= Classes::REPORTING;
            }
        }
        let lower: [(&'static str, Classes); 24] = [
            (include_str!("data/title_heads.tsv"), Classes::TITLE_HEAD),
            (include_str!("data/title_modifiers.tsv"), Classes::TITLE_MODIFIER),
            (include_str!("data/honorifics.tsv"), Classes::HONORIFIC),
            (include_str!("data/civil_honorifics.tsv"), Classes::CIVIL),
            (include_str!("data/organization_heads.tsv"), Classes::ORGANIZATION_HEAD),
            (include_str!("data/organization_prefixes.tsv"), Classes::ORGANIZATION_PREFIX),
            (include_str!("data/facility_heads.tsv"), Classes::FACILITY_HEAD),
            (include_str!("data/place_heads.tsv"), Classes::PLACE_HEAD),
            (include_str!("data/other_heads.tsv"), Classes::OTHER_HEAD),
            (include_str!("data/place_prefixes.tsv"), Classes::PLACE_PREFIX),
            (include_str!("data/other_prefixes.tsv"), Classes::OTHER_PREFIX),
            (include_str!("data/person_nouns.tsv"), Classes::PERSON_NOUN),
            (include_str!("data/organization_nouns.tsv"), Classes::ORGANIZATION_NOUN),
            (include_str!("data/facility_nouns.tsv"), Classes::FACILITY_NOUN),
            (include_str!("data/place_nouns.tsv"), Classes::PLACE_NOUN),
            (include_str!("data/other_nouns.tsv"), Classes::OTHER_NOUN),
            (include_str!("data/locatives.tsv"), Classes::LOCATIVE),
            (include_str!("data/function_words.tsv"), Classes::FUNCTION),
            (include_str!("data/common_words.tsv"), Classes::COMMON),
            (include_str!("data/plain_adverbs.tsv"), Classes::ADVERB),
            (include_str!("data/addressees.tsv"), Classes::ADDRESSEE),
            (include_str!("data/pronouns.tsv"), Classes::PRONOUN),
            (include_str!("data/women.tsv"), Classes::WOMAN),
            (include_str!("data/men.tsv"), Classes::MAN),
        ];
        for (table, class) in lower {
            for word in lines(table) {
                *self.words.entry(word.into()).or_default() |= class;
            }
        }
        let written: [(&'static str, Classes); 2] = [
            (include_str!("data/calendar.tsv"), Classes::CALENDAR),
            (include_str!("data/other_acronyms.tsv"), Classes::NO_BODY),
        ];
        for (table, class) in written {
            for word in lines(table) {
                *self.written.entry(word).or_default() |= class;
            }
        }
    }

    fn load_given_names(&mut self) {
        for line in table!("given_names.tsv") {
            let (name, gender) = line.split_once('\t').unwrap_or((line, ""));
            let gender = match gender {
                "f" => Classes::WOMAN,
                "m" => Classes::MAN,
                _ => Classes::default(),
            };
            *self.written.entry(name).or_default() |= Classes::GIVEN_NAME | gender;
        }
    }

    fn load_names(&mut self) {
        for line in table!("places.tsv") {
            let (name, country) = line.split_once('\t').unwrap_or((line, ""));
            self.add_name(name, EntityType::Place, country);
        }
        for line in table!("countries.tsv") {
            let mut fields = line.split('\t');
            let mut field = || fields.next().unwrap_or("");
            let (name, country, adjectives, people) = (field(), field(), field(), field());
            self.add_name(name, EntityType::Place, country);
            for adjective in adjectives.split(',').filter(|word| !word.is_empty()) {
                *self.written.entry(adjective).or_default() |= Classes::DEMONYM;
            }
            for plural in people.split(',').filter(|word| !word.is_empty()) {
                self.add_name(plural, EntityType::Group, country);
            }
        }
        for line in table!("known_names.tsv") {
            let (name, kind) = line.split_once('\t').unwrap_or((line, ""));
            let kind = match kind {
                "organization" => EntityType::Organization,
                "group" => EntityType::Group,
                _ => EntityType::Other,
            };
            self.add_name(name, kind, "");
        }
    }

    fn add_name(&mut self, name: &'static str, kind: EntityType, country: &'static str) {
        self.longest_name = self.longest_name.max(name.split(' ').count());
        *self.written.entry(name).or_default() |= Classes::KNOWN;
        self.names.entry(name).or_insert(KnownName { kind, country: Some(country).filter(|code| !code.is_empty()) });
    }

    fn load_abbreviations(&mut self) {
        // What was learned goes before what was written by hand.
        for line in table!("news_abbreviations.tsv").chain(table!("abbreviations.tsv")) {
            let (word, follows) = line.split_once('\t').unwrap_or((line, ""));
            let follows = match follows {
                "title" => Abbreviation::Title,
                "number" => Abbreviation::Number,
                "month" => Abbreviation::Month,
                _ => Abbreviation::Final,
            };
            self.abbreviations.insert(word, follows);
        }
    }

    fn load_joined(&mut self) {
        for line in table!("joined_words.tsv") {
            let Some((word, cut)) = line.split_once('\t').and_then(|(word, cut)| Some((word, cut.parse().ok()?)))
            else {
                continue;
            };
            self.joined.insert(word, cut);
            *self.words.entry(word.into()).or_default() |= Classes::JOINED;
        }
    }

    /// Everything that the tables know about one word, as it is written.
    #[must_use]
    pub fn classes(&self, word: &str) -> Classes {
        // No entry is longer; and a very long word must not cost a copy of itself.
        if word.len() > 32 {
            return Classes::default();
        }
        // The stop of an abbreviation is none of its letters, but for `U.S.`; and `co-founder` is a founder.
        let word = word.strip_suffix('.').filter(|letters| !letters.contains('.')).unwrap_or(word);
        let word = match word.bytes().rposition(|byte| byte == b'-') {
            Some(hyphen) => &word[hyphen + 1..],
            None => word,
        };
        let mut buffer = [0; 64];
        let lower = lower(word, &mut buffer).and_then(|lower| self.words.get(lower)).copied();
        let written = self.written.get(word).copied();
        written.unwrap_or_default() | lower.unwrap_or_default() | of_suffix(word)
    }

    /// What the tables know about a name, as it is written, words parted by single spaces.
    #[must_use]
    pub fn name(&self, name: &str) -> Option<KnownName> {
        self.names.get(name).copied()
    }

    /// The name that a known name stands for: itself, or `United States` for `U.S.`
    #[must_use]
    pub fn canonical<'n>(&self, name: &'n str) -> &'n str {
        self.aliases.get(name).copied().unwrap_or(name)
    }

    /// What the tables know about a name that is written in capitals: `NEW DELHI`.
    #[must_use]
    pub fn name_in_capitals(&self, name: &str) -> Option<KnownName> {
        // No name is longer, and of a very long word there shall be no copy.
        (name.len() <= 64).then(|| self.name(&title_case(name))).flatten()
    }

    /// The most words that a known name has.
    #[must_use]
    pub fn longest_name(&self) -> usize {
        self.longest_name
    }

    /// Where a word that is two is cut, in bytes: `can|not`.
    #[must_use]
    pub fn cut(&self, word: &str) -> Option<usize> {
        let mut buffer = [0; 64];
        self.joined.get(lower(word, &mut buffer)?).copied()
    }

    /// The verbs that report.
    #[must_use]
    pub const fn reporting(&self) -> &ReportingVerbs {
        &self.reporting
    }

    /// Whether a common noun and this prefix are one word, hyphen and all: `re-elect`.
    #[must_use]
    pub fn is_prefix(&self, word: &str) -> bool {
        let mut buffer = [0; 64];
        lower(word, &mut buffer).is_some_and(|word| self.prefixes.contains(word))
    }

    /// What follows `word` and its stop, where `word` is an abbreviation.
    #[must_use]
    pub fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        let known = self.abbreviations.get(word).copied();
        let mut buffer = [0; 64];
        let in_capitals = || {
            let rest = word.bytes().skip(1).all(|byte| byte.is_ascii_uppercase());
            let target = buffer.get_mut(..word.len()).filter(|_| rest && word.len() > 1)?;
            target.copy_from_slice(word.as_bytes());
            target[1..].make_ascii_lowercase();
            self.abbreviations.get(std::str::from_utf8(target).ok()?).copied()
        };
        known.or_else(in_capitals)
    }
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::new()
    }
}

/// Occupations that are known by their end: “shipowner”, “seismologist”.
fn of_suffix(word: &str) -> Classes {
    const SUFFIXES: [&str; 8] = ["owner", "keeper", "ologist", "smith", "writer", "grower", "worker", "woman"];
    let is_small = word.starts_with(|c: char| c.is_ascii_lowercase());
    let ends = SUFFIXES.iter().any(|suffix| word.len() > suffix.len() && word.ends_with(suffix));
    if is_small && ends { Classes::TITLE_HEAD } else { Classes::default() }
}

/// `NEW DELHI` as `New Delhi`.
#[must_use]
pub fn title_case(name: &str) -> String {
    let mut start = true;
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if start {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        start = !c.is_alphabetic();
    }
    out
}

/// The longest entry of a table in bytes, twice: a letter in lower case may be longer.
type Buffer = [u8; 64];

/// `word` in lower case, in `buffer` where it is written otherwise; none where it is too long for any table.
fn lower<'b>(word: &'b str, buffer: &'b mut Buffer) -> Option<&'b str> {
    if word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Some(word);
    }
    if word.is_ascii() {
        let target = buffer.get_mut(..word.len())?;
        target.copy_from_slice(word.as_bytes());
        target.make_ascii_lowercase();
        return std::str::from_utf8(target).ok();
    }
    let mut end = 0;
    for letter in word.chars().flat_map(char::to_lowercase) {
        let target = buffer.get_mut(end..end + letter.len_utf8())?;
        end += letter.encode_utf8(target).len();
    }
    std::str::from_utf8(&buffer[..end]).ok()
}

#[cfg(test)]
mod tests {
    use super::{Abbreviation, Classes, Lexicon};
    use crate::record::EntityType;

    #[test]
    fn every_form_of_a_reporting_verb_is_known() {
        let lexicon = Lexicon::new();
        for form in ["say", "says", "said", "Said", "saying", "admitted", "admitting", "replies", "replied", "noted"] {
            assert!(lexicon.classes(form).has(Classes::REPORTING), "{form}");
        }
        assert!(!lexicon.classes("sofa").has(Classes::REPORTING));
    }

    #[test]
    fn names_are_known_as_they_are_written() {
        let lexicon = Lexicon::new();
        let mongolia = lexicon.name("Mongolia").unwrap();
        assert_eq!((mongolia.kind, mongolia.country), (EntityType::Place, Some("MN")));
        assert_eq!(lexicon.name("Danes").unwrap().kind, EntityType::Group);
        assert_eq!(lexicon.name("mongolia"), None);
        assert!(lexicon.classes("Danish").has(Classes::DEMONYM));
        assert!(!lexicon.classes("polish").has(Classes::DEMONYM), "to polish is no people");
    }

    #[test]
    fn abbreviations_say_what_follows() {
        let lexicon = Lexicon::new();
        assert_eq!(lexicon.abbreviation("Gen"), Some(Abbreviation::Title));
        assert_eq!(lexicon.abbreviation("No"), Some(Abbreviation::Number));
        assert_eq!(lexicon.abbreviation("no"), None);
        assert!(lexicon.classes("Gen.").has(Classes::HONORIFIC));
    }

    #[test]
    fn long_and_foreign_words_are_no_trouble() {
        let lexicon = Lexicon::new();
        assert_eq!(lexicon.classes(&"é".repeat(100_000)), Classes::default());
        assert!(lexicon.classes("François").has(Classes::GIVEN_NAME));
    }
}
