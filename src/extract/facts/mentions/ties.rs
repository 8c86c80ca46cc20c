//! What ties a noun to the name beside it, or to the noun that it says something of.
//!
//! Rule: the tree answers first. Where it hangs the name elsewhere, a title right before a name, a comma between a noun and
//! the name of what it names, and *the city of* say as much; a second name in the same place, or a type that does not
//! fit, says no.

use super::{Phrase, Reader, Tie};
use crate::extract::annotate::clues::number as type_number;
use crate::extract::lexicon::Classes;
use crate::model::linker::chain::{Count, Form};
use crate::model::parser::relation::Relation;
use crate::record::EntityType;

/// The most mentions on one side of a noun that are looked at.
const FEW: usize = 48;

impl Reader<'_, '_> {
    /// Ties the nouns of a sentence, whose mentions begin at `from`, to what they say something of.
    pub(super) fn tie(&mut self, from: usize) {
        let tree = self.tree();
        self.found[from..].sort_by_key(|phrase| phrase.mention.at);
        let place = |found: &[Phrase], head: usize| {
            let at = u32::try_from(head).unwrap_or(u32::MAX);
            found[from..].binary_search_by_key(&at, |phrase| phrase.mention.at).ok().map(|place| from + place)
        };
        for index in from..self.found.len() {
            let head = self.found[index].mention.at as usize;
            if self.found[index].tie.is_some() {
                // `the airline X`: what the name is in apposition to is the entity.
                let noun = tree.head(head).filter(|_| tree.relation(head) == Relation::Appos);
                let noun = noun.and_then(|noun| place(&self.found, noun)).filter(|noun| self.goes_with(*noun, index));
                if let Some(noun) = noun.filter(|noun| self.found[*noun].tie.is_none()) {
                    self.found[noun].tie = self.found[index].tie;
                }
                continue;
            }
            let subject = || tree.dependents(head).find(|at| tree.relation(*at) == Relation::Nsubj);
            let of = if self.found[index].predicate {
                subject()
            } else {
                tree.head(head).filter(|_| tree.relation(head) == Relation::Appos)
            };
            let Some(of) = of.and_then(|of| place(&self.found, of)).filter(|of| self.goes_with(index, *of)) else {
                self.found[index].tie = self.beside(from, index);
                continue;
            };
            self.found[index].tie = match self.found[of].tie {
                Some(Tie::Entity(entity)) => Some(Tie::Entity(entity)),
                _ => (of < index).then_some(Tie::Mention(of)),
            };
        }
    }

    /// Whether a noun may say what another mention is.
    fn goes_with(&self, noun: usize, other: usize) -> bool {
        let (noun, other) = (&self.found[noun].mention, &self.found[other].mention);
        let kinds = noun.kind == 0 || other.kind == 0 || noun.kind == other.kind;
        kinds && (noun.count != Count::Several || other.count != Count::One)
    }

    /// The name that stands beside a noun and names the same.
    fn beside(&self, from: usize, index: usize) -> Option<Tie> {
        let noun = &self.found[index];
        if noun.mention.kind == 0 || noun.predicate {
            return None;
        }
        let name_at = |start: usize| self.names_from(from, start).find(|name| name.tokens.start == start);
        let name_before = |end: usize| self.names_to(from, end).find(|name| name.tokens.end == end);
        let comma = |at: usize| self.document().token(at).is_some_and(|token| token.is(","));
        let same = |name: &&Phrase| name.mention.kind == noun.mention.kind && noun.mention.count != Count::Several;
        let (start, end) = (noun.tokens.start, noun.tokens.end);
        // *the secretary of the society, Anna Marsh, left*.
        let behind = Some(end).filter(|end| comma(*end)).and_then(|end| name_at(end + 1));
        // The tree may hang it on the society.
        let within = || {
            let names = self.found[index + 1..].iter().take(FEW).take_while(|name| name.tokens.start < end);
            let mut names = names.filter(|name| name.mention.form == Form::Name && comma(name.tokens.start - 1));
            names.find(|name| name.mention.kind == noun.mention.kind)
        };
        let behind = behind.or_else(within).filter(|name| self.closes(name.tokens.end));
        // *Leader of the Opposition Anna Marsh*.
        let title = self.document().token(noun.mention.at as usize).is_some_and(|head| head.has(Classes::TITLE_HEAD));
        let right_behind = || Some(end).filter(|_| title).and_then(name_at);
        // *Anna Marsh, an independent from Lima, who left*.
        let apart = matches!(noun.mention.form, Form::Indefinite | Form::Definite) && self.closes(end);
        let before = || start.checked_sub(1).filter(|at| apart && comma(*at)).and_then(name_before);
        let found = behind.or_else(right_behind).or_else(before).filter(same);
        found.or_else(|| self.of_place(index).and_then(name_at)).and_then(|name| name.tie)
    }

    /// The first few names of a sentence whose heads stand at a token or behind it; `from` is its first mention.
    fn names_from(&self, from: usize, token: usize) -> impl Iterator<Item = &Phrase> {
        let first = self.found[from..].partition_point(|phrase| (phrase.mention.at as usize) < token);
        let names = self.found[from + first..].iter().take(FEW);
        names.filter(|phrase| phrase.mention.form == Form::Name)
    }

    /// The last few names of a sentence whose heads stand before a token, the last first.
    fn names_to(&self, from: usize, token: usize) -> impl Iterator<Item = &Phrase> {
        let end = self.found[from..].partition_point(|phrase| (phrase.mention.at as usize) < token);
        let names = self.found[from..from + end].iter().rev().take(FEW);
        names.filter(|phrase| phrase.mention.form == Form::Name)
    }

    /// Whether nothing goes on at a token: a comma, the end of a clause or sentence, or a relative pronoun stands there.
    fn closes(&self, at: usize) -> bool {
        self.document().token(at).is_none_or(|token| {
            matches!(token.text(), "," | "." | ";" | ":" | ")" | "(" | "who" | "which" | "whose") || !token.is_word()
        })
    }

    /// Where the name stands in *the city of Lima*.
    fn of_place(&self, index: usize) -> Option<usize> {
        const PLACES: [&str; 16] = [
            "borough",
            "city",
            "county",
            "district",
            "island",
            "kingdom",
            "municipality",
            "port",
            "prefecture",
            "province",
            "region",
            "republic",
            "state",
            "territory",
            "town",
            "village",
        ];
        let head = self.found[index].mention.at as usize;
        let is = |at: usize, words: &[&str]| self.document().is_any(at, words);
        let place = self.found[index].mention.kind == type_number(EntityType::Place) + 1;
        (place && is(head, &PLACES) && is(head + 1, &["of"])).then_some(head + 2)
    }
}
