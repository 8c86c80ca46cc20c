//! Names that the model found too long or in a headline, mended by what the rest of the document says.
//!
//! Rule: a stretch is cut only where grammar or the document's own evidence tells where: a verb inside it, a possessor or
//! a partner that is a name elsewhere, a place behind “of”. In a headline, where a capital by itself means nothing, the
//! body decides what is a name.

mod cuts;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::ops::Range;

use super::names::{Candidate, is_headline_like, lookup};
use super::{postnominals, runs};
use crate::extract::document::{Document, Sentence, TokenKind};
use crate::extract::lexicon::{Classes, Lexicon};
use crate::knowledge::{Knowledge, Supersense};
use crate::record::EntityType;

/// The most bytes of a name that is compared.
const LONGEST: usize = 96;
/// The most tokens of a name that is looked for within a stretch.
const WORDS: usize = 12;
/// The most times that one stretch is cut.
const CUTS: usize = 4;

/// The candidates, cut where they hold more than one name.
#[must_use]
pub fn mend(
    document: &Document<'_>,
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    candidates: Vec<Candidate>,
) -> Vec<Candidate> {
    let mender = Mender::new(document, lexicon, knowledge, &candidates);
    let mut mended = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        mender.mend(candidate, &mut mended);
    }
    mended
}

struct Mender<'d, 't> {
    document: &'d Document<'t>,
    lexicon: &'d Lexicon,
    knowledge: &'d Knowledge,
    /// The names that stand in the body, as written.
    body: HashSet<&'t str>,
    /// Of those, the ones that do not open their sentence.
    inside: HashSet<&'t str>,
    /// The words that the body writes in small letters.
    small: HashSet<&'t str>,
    /// The tokens that are part of a candidate.
    taken: HashSet<usize>,
}

impl<'d, 't> Mender<'d, 't> {
    fn new(
        document: &'d Document<'t>,
        lexicon: &'d Lexicon,
        knowledge: &'d Knowledge,
        candidates: &[Candidate],
    ) -> Self {
        let (body, inside, small, taken) = (HashSet::new(), HashSet::new(), HashSet::new(), HashSet::new());
        let mut mender = Self { document, lexicon, knowledge, body, inside, small, taken };
        for candidate in candidates {
            mender.taken.extend(candidate.tokens.clone());
            let headline = mender.headline(candidate.core.start).is_some();
            if let Some(text) = mender.text(&candidate.core).filter(|_| !headline) {
                mender.body.insert(text);
                if !candidate.initial {
                    mender.inside.insert(text);
                }
            }
        }
        let words = document.tokens().filter(|token| token.is_word() && !token.is_capitalised());
        mender.small.extend(words.map(|word| word.text()).filter(|text| text.len() <= LONGEST));
        mender
    }

    fn mend(&self, candidate: Candidate, mended: &mut Vec<Candidate>) {
        if candidate.kind.is_none() {
            return mended.push(candidate);
        }
        if let Some(sentence) = self.headline(candidate.core.start) {
            return self.in_headline(candidate, sentence, mended);
        }
        if self.is_known(&candidate.core) {
            return mended.push(candidate);
        }
        let mut rest = candidate;
        if let Some(holder) = self.behind_office(&rest) {
            let first = rest.tokens.start;
            if self.is_place_of_office(&(first..holder.start)) {
                self.keep(&rest, first..holder.start, Some(EntityType::Place), mended);
            }
            rest = self.part(holder, Some(EntityType::Person));
        }
        self.extend(&mut rest);
        for _ in 0..CUTS {
            self.trim(&mut rest);
            let Some(cut) = self.cut(&rest) else { break };
            let second = cut.second.clone();
            self.keep(&rest, rest.tokens.start..cut.first, cut.first_kind, mended);
            rest = self.part(second, cut.second_kind);
        }
        if !rest.core.is_empty() {
            mended.push(rest);
        }
    }

    fn keep(&self, whole: &Candidate, tokens: Range<usize>, kind: Option<EntityType>, mended: &mut Vec<Candidate>) {
        if tokens.is_empty() {
            return;
        }
        let title = whole.title.clone();
        let core = whole.core.start.max(tokens.start)..tokens.end;
        if !core.is_empty() {
            mended.push(Candidate { title, initial: whole.initial, core, ..self.part(tokens, kind) });
        }
    }

    /// Tokens as a candidate of their own; a name that stands alone elsewhere takes its type from there.
    fn part(&self, tokens: Range<usize>, kind: Option<EntityType>) -> Candidate {
        let known = lookup(self.document, self.lexicon, &tokens);
        let elsewhere = self.text(&tokens).is_some_and(|text| self.body.contains(text));
        let kind = kind.or(known.map(|known| known.kind)).filter(|_| !elsewhere);
        Candidate { core: tokens.clone(), tokens, title: None, initial: false, known, kind }
    }

    fn text(&self, tokens: &Range<usize>) -> Option<&'t str> {
        let span = self.document.span_of(tokens.clone()).filter(|span| span.bytes().len() <= LONGEST)?;
        Some(self.document.slice(span))
    }

    fn is_name(&self, tokens: &Range<usize>) -> bool {
        self.text(tokens).is_some_and(|text| self.body.contains(text))
    }

    /// Whether the tables know the whole: “Trinidad and Tobago”.
    fn is_known(&self, tokens: &Range<usize>) -> bool {
        self.text(tokens).is_some_and(|text| {
            self.lexicon.name(text).is_some()
                || self.knowledge.country(text).is_some()
                || self.knowledge.proper_noun(text).is_some()
        })
    }

    /// Adds what belongs to a name behind or before it: a surname that looks like a common word, the second half of a
    /// given name, the people whose navy it is.
    fn extend(&self, candidate: &mut Candidate) {
        let end = candidate.core.end;
        let next = self.document.token(end);
        if candidate.kind == Some(EntityType::Person) {
            let surname = candidate.core.len() > 1
                && !self.taken.contains(&end)
                && next.is_some_and(|next| {
                    next.is_word() && next.is_spaced() && next.is_capitalised() && !next.has(Classes::CALENDAR)
                });
            let half = next.is_some_and(|next| next.kind() == TokenKind::Hyphen && !next.is_spaced())
                && candidate.core.len() > 1
                && self.document.token(end + 1).is_some_and(runs::is_half_of_name);
            let more = match (surname, half) {
                (true, _) => 1,
                (_, true) => 2,
                _ => 0,
            };
            candidate.core.end += more;
            candidate.tokens.end += more;
        }
        let generic = candidate.kind == Some(EntityType::Organization)
            && candidate.core.len() == 1
            && self.is_headed(&candidate.core);
        let people = candidate.core.start.checked_sub(1).filter(|at| {
            self.document.token(*at).is_some_and(|word| word.has(Classes::DEMONYM) && word.is_capitalised())
        });
        if let Some(people) = people.filter(|people| generic && !self.taken.contains(people)) {
            candidate.core.start = people;
            candidate.tokens.start = people;
        }
    }

    fn is_place(&self, tokens: &Range<usize>) -> bool {
        self.text(tokens).is_some_and(|text| {
            let name = self.lexicon.canonical(text);
            let known = self.lexicon.name(name).is_some_and(|known| known.kind == EntityType::Place);
            known || self.knowledge.country(name).is_some() || self.knowledge.cities(name).len() > 0
        })
    }

    /// The headline that holds a token.
    fn headline(&self, at: usize) -> Option<Sentence<'d, 't>> {
        self.document.sentence_of(at).filter(|sentence| is_headline_like(self.document, *sentence))
    }

    /// A name in a headline: as the body has it, or its longest part that the body has. In title case, a stretch with a
    /// word that the body writes small is none.
    fn in_headline(&self, candidate: Candidate, sentence: Sentence<'d, 't>, mended: &mut Vec<Candidate>) {
        let core = candidate.core.clone();
        if self.is_name(&core) {
            return mended.push(candidate);
        }
        let mut parts = Vec::new();
        let mut at = core.start;
        while at < core.end {
            let longest = (at + 1..=core.end.min(at + WORDS)).rev().find(|end| self.is_name(&(at..*end)));
            if let Some(end) = longest {
                parts.push(at..end);
            }
            at = longest.unwrap_or(at + 1);
        }
        let all = parts.iter().map(ExactSizeIterator::len).sum::<usize>();
        let title_case = self.is_title_case(sentence);
        let common = core.clone().any(|at| self.is_common(at));
        // A headline has no fuller name than the body.
        if !parts.is_empty()
            && (common || title_case || all + 1 >= core.len() || core.clone().any(|at| self.is_verb(at)))
        {
            let parts = parts.into_iter().map(|tokens| Candidate {
                core: tokens.clone(),
                tokens,
                title: None,
                initial: true,
                known: None,
                kind: None,
            });
            mended.extend(parts);
        } else if !(title_case && common) {
            mended.push(candidate);
        }
    }

    /// Whether the body writes a word of a headline in small letters.
    fn is_common(&self, at: usize) -> bool {
        self.document.token(at).is_some_and(|token| {
            token.is_word()
                && token.is_capitalised()
                && token.text().len() > 2
                && token.text().len() <= LONGEST
                && self.small.contains(&*token.text().to_lowercase())
        })
    }

    fn is_title_case(&self, sentence: Sentence<'d, 't>) -> bool {
        let words = sentence.tokens().filter_map(|at| self.document.token(at));
        let words: Vec<bool> =
            words.filter(|word| word.is_word() && word.text().len() > 3).map(|word| word.is_capitalised()).collect();
        words.iter().filter(|capital| **capital).count() * 10 >= words.len() * 7
    }

    /// Takes from the ends what is no name: a noun that opens the sentence, letters behind a person's name.
    fn trim(&self, candidate: &mut Candidate) {
        let person = candidate.kind == Some(EntityType::Person);
        while person && candidate.core.len() > 2 && self.is_postnominal(candidate.core.end - 1) {
            candidate.core.end -= 1;
            candidate.tokens.end -= 1;
        }
        let first = candidate.core.start;
        let rest = first + 1..candidate.core.end;
        if candidate.initial && candidate.core == candidate.tokens && !rest.is_empty() && self.introduces(first, &rest)
        {
            candidate.core = rest.clone();
            candidate.tokens = rest;
        }
    }

    /// `Leader of the Opposition X Y`, `Minister of State for Trade X Y`, `Governor of Lima Region X Y`: the person in a
    /// stretch whose first words are the end of an office.
    fn behind_office(&self, candidate: &Candidate) -> Option<Range<usize>> {
        const PREFIX: usize = 4;
        let core = candidate.core.clone();
        let text = |at: usize| self.document.token(at).map_or("", |token| token.text());
        let mut before = core.start.checked_sub(1)?;
        if text(before) == "the" {
            before = before.checked_sub(1)?;
        }
        let office = text(before) == "of"
            && self
                .document
                .before(before)
                .is_some_and(|title| title.is_capitalised() && title.has(Classes::TITLE_HEAD));
        if !office {
            return None;
        }
        let region = |end: usize| self.is_place_of_office(&(core.start..end));
        let end = match text(core.start) {
            "Opposition" => core.start + 1,
            "State" if text(core.start + 1) == "for" => core.start + 3,
            _ => (core.start + 2..core.end.min(core.start + PREFIX)).find(|end| region(*end))?,
        };
        let holder = end..core.end;
        let plain = (2..=3).contains(&holder.len()) && self.looks_personal(&holder);
        plain.then_some(holder)
    }

    /// Whether a stretch ends in a word for a part of a country: “Lima Region”.
    fn is_place_of_office(&self, tokens: &Range<usize>) -> bool {
        let last = tokens.end.checked_sub(1).and_then(|last| self.document.token(last));
        let parts = ["Region", "Province", "District", "County", "State", "Division", "Prefecture"];
        tokens.len() > 1 && last.is_some_and(|last| parts.contains(&last.text()))
    }

    fn is_postnominal(&self, at: usize) -> bool {
        self.document.token(at).is_some_and(|token| postnominals::is_postnominal(token.text()))
    }

    /// `Insurer X`: a common noun with a capital only because it opens the sentence.
    fn introduces(&self, first: usize, rest: &Range<usize>) -> bool {
        let Some(word) = self.document.token(first).filter(|word| word.is_word() && !word.is_upper()) else {
            return false;
        };
        let text = word.text();
        let named = self.document.token(first + 1).is_some_and(|next| next.is_word() && next.is_capitalised());
        let agent = ["er", "or", "ist", "man"].iter().any(|ending| text.ends_with(ending));
        let noun = self.knowledge.noun(text).is_some_and(|noun| {
            let senses = noun.senses;
            noun.names.is_some() || agent && (senses.has(Supersense::NounPerson) || senses.has(Supersense::NounGroup))
        });
        let agent = agent && noun || text.ends_with("maker") || text.ends_with("ologist");
        let given = word.has(Classes::GIVEN_NAME) || self.knowledge.given_name(text).is_some();
        let whole = self.text(&(first..rest.end)).is_some_and(|text| self.inside.contains(text));
        named && !given && !whole && (agent || noun && self.is_name(rest))
    }
}
