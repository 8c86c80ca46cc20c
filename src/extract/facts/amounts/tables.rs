//! The words and signs of money and of measures.
//!
//! Rule: the currencies are ISO's and CLDR's ([`Knowledge`]); the tables here add what news texts write for them. A sign
//! or noun that several currencies share stands for all of them: the article decides (see `currency`).

use std::collections::HashMap;

use crate::extract::document::Document;
use crate::knowledge::{Key, Knowledge};

/// The tables, read once.
#[derive(Debug)]
pub struct Tables {
    signs: HashMap<Key, Vec<&'static str>>,
    nouns: HashMap<Key, Vec<&'static str>>,
    parts: HashMap<Key, &'static str>,
    measures: HashMap<Key, Measure>,
    /// What forms of several words begin with.
    beginnings: HashMap<Key, ()>,
}

/// A unit of measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The name that records carry.
    pub unit: &'static str,
    /// Whether the form is one only right behind digits: `5 g`.
    pub abbreviated: bool,
}

/// The most tokens of a form: `kilometres|per|hour`, `light|-|years`.
const LONGEST: usize = 4;

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

impl Tables {
    /// Reads the tables.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        let mut tables = Self {
            signs: HashMap::new(),
            nouns: HashMap::new(),
            parts: rows(include_str!("data/money_parts.tsv")).map(|(form, unit)| (Key::of(form), unit)).collect(),
            measures: HashMap::new(),
            beginnings: HashMap::new(),
        };
        tables.read_currencies(knowledge);
        for (unit, forms) in rows(include_str!("data/measures.tsv")) {
            for form in forms.split(',') {
                let (form, abbreviated) = form.strip_prefix('*').map_or((form, false), |form| (form, true));
                tables.begin(form);
                tables.measures.insert(Key::of(form), Measure { unit, abbreviated });
            }
        }
        tables
    }

    fn read_currencies(&mut self, knowledge: &Knowledge) {
        for currency in knowledge.currencies() {
            // Of the currencies that share a word, those that are no more are not meant.
            let living = currency.countries().next().is_some();
            for symbol in currency.symbols().filter(|_| living).chain([currency.code]) {
                self.signs.entry(Key::of(symbol)).or_default().push(currency.code);
            }
            for name in [currency.one, currency.several, currency.name] {
                let last = name.rsplit(' ').next().unwrap_or(name);
                if living && !matches!(last, "real" | "Real" | "won" | "sol" | "gold") {
                    push(self.nouns.entry(Key::of(last)).or_default(), currency.code);
                }
                self.begin(name);
                push(self.nouns.entry(Key::of(name)).or_default(), currency.code);
            }
        }
        let dollars = self.nouns.get(&Key::of("dollar")).cloned().unwrap_or_default();
        for (noun, codes) in rows(include_str!("data/money_words.tsv")) {
            self.begin(noun);
            let codes = if codes == "=dollar" { dollars.clone() } else { listed(codes) };
            self.nouns.insert(Key::of(noun), codes);
        }
        // The sign stands for dollars alone: English texts write pesos as pesos.
        self.signs.insert(Key::of("$"), dollars);
        for (sign, codes) in rows(include_str!("data/money_signs.tsv")) {
            self.signs.insert(Key::of(sign), listed(codes));
        }
    }

    fn begin(&mut self, form: &'static str) {
        for (at, _) in form.match_indices([' ', '-']) {
            self.beginnings.insert(Key::of(&form[..at]), ());
        }
    }

    /// The currencies that a sign before a sum may mean.
    #[must_use]
    pub fn sign(&self, sign: &str) -> Option<&[&'static str]> {
        self.signs.get(&Key::of(sign)).filter(|codes| !codes.is_empty()).map(Vec::as_slice)
    }

    /// The currencies that a sign of two tokens may mean: `c|$`.
    #[must_use]
    pub fn sign_of_two(&self, letters: &str, sign: &str) -> Option<&[&'static str]> {
        let mut joined = [0_u8; 8];
        let length = letters.len() + sign.len();
        let target = joined.get_mut(..length)?;
        target[..letters.len()].copy_from_slice(letters.as_bytes());
        target[letters.len()..].copy_from_slice(sign.as_bytes());
        self.sign(std::str::from_utf8(target).ok()?)
    }

    /// The currencies that the noun from a token on may mean, and where it has ended.
    #[must_use]
    pub fn noun(&self, document: &Document<'_>, at: usize) -> Option<(&[&'static str], usize)> {
        self.longest(document, at, |key| self.nouns.get(&key).filter(|codes| !codes.is_empty()).map(Vec::as_slice))
    }

    /// The hundredth of a currency that a word means.
    #[must_use]
    pub fn part(&self, word: &str) -> Option<&'static str> {
        self.parts.get(&Key::of(word)).copied()
    }

    /// The unit of measure from a token on, and where it has ended.
    #[must_use]
    pub fn measure(&self, document: &Document<'_>, at: usize) -> Option<(Measure, usize)> {
        self.longest(document, at, |key| self.measures.get(&key).copied())
    }

    /// The longest form that begins at a token.
    fn longest<T>(&self, document: &Document<'_>, at: usize, get: impl Fn(Key) -> Option<T>) -> Option<(T, usize)> {
        let mut key = Key::START;
        let mut found = None;
        for index in at..at + LONGEST {
            let Some(token) = document.token(index) else { break };
            // A long token is no unit, and is not read again and again.
            if token.text().len() > 24 {
                break;
            }
            key = key.then(token.text());
            found = get(key).map(|value| (value, index + 1)).or(found);
            let more = self.beginnings.contains_key(&key) || token.is("-");
            if !more {
                break;
            }
        }
        found
    }
}

fn listed(codes: &'static str) -> Vec<&'static str> {
    codes.split(',').filter(|code| !code.is_empty()).collect()
}

fn push(codes: &mut Vec<&'static str>, code: &'static str) {
    if !codes.contains(&code) {
        codes.push(code);
    }
}
