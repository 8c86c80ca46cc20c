//! CAMEO's code of an event, from the readable table `data/cameo.tsv`.
//!
//! Rule: the code is the one of the predicate under its class of PLOVER's, else the root code of that class; where the
//! table has neither there is none.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::hints::named;
use super::lexemes::lemma;
use crate::record::Plover;

const CODES: &str = include_str!("data/cameo.tsv");

/// The word of the table that stands for all others.
const OTHERS: &str = "*";

static TABLE: LazyLock<HashMap<(u8, u64), &'static str>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    for (class, code, words) in lines() {
        let Some(class) = named::<Plover>(class) else { continue };
        words.split(' ').for_each(|word| {
            table.insert((class as u8, lemma(word)), code);
        });
    }
    table
});

/// The code of a predicate of a class.
#[must_use]
pub fn code(predicate: &str, class: Option<Plover>) -> Option<&'static str> {
    let class = class? as u8;
    let of = |word: &str| TABLE.get(&(class, lemma(word))).copied();
    of(predicate).or_else(|| of(OTHERS))
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let lines = CODES.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let (class, rest) = line.split_once('\t')?;
        let (code, words) = rest.split_once('\t')?;
        Some((class, code, words))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_a_class_and_a_code_under_a_root() {
        assert!(lines().count() > 20);
        for (class, code, _) in lines() {
            assert!(named::<Plover>(class).is_some(), "{class}");
            assert!((2..=3).contains(&code.len()) && ("01".."21").contains(&&code[..2]), "{code}");
        }
    }

    #[test]
    fn the_predicate_decides_else_its_class() {
        assert_eq!(code("telephone", Some(Plover::Consult)), Some("041"));
        assert_eq!(code("meet", Some(Plover::Consult)), Some("04"));
        assert_eq!(code("agree", Some(Plover::Agree)), None, "in doubt between two roots");
        assert_eq!(code("telephone", None), None);
    }
}
