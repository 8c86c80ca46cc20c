//! Whom a pronoun, a description or a document stands for.
//!
//! Rule: who spoke last is who speaks, while nobody else comes in between; otherwise it is the subject of a sentence
//! before, or the only one whom it speaks of. Nothing farther than a few sentences is meant.

use std::ops::Range;

use super::phrase::Phrase;
use super::{LONGEST_TITLE, Resolver, Speaker};
use crate::extract::lexicon::Classes;
use crate::model::parser::relation::Relation;
use crate::model::tags::{Number, Penn, Upos};
use crate::record::EntityType;

/// The most sentences that are looked back.
const SENTENCES: usize = 5;
/// The most tokens of one sentence that are looked at.
const LOOK_BACK: usize = 200;

/// What a pronoun or a description asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sought {
    /// *he*, *she*: of a gender.
    Person(Classes),
    /// *it*.
    Body,
    /// *the company*.
    Organization,
    /// *they*.
    Several,
}

/// What is written by somebody else: its head does not speak.
const DOCUMENTS: [&str; 46] = [
    "account",
    "analysis",
    "bulletin",
    "census",
    "communique",
    "data",
    "decision",
    "documents",
    "email",
    "figures",
    "filing",
    "filings",
    "findings",
    "index",
    "judgment",
    "judgement",
    "lawsuit",
    "letter",
    "memo",
    "message",
    "minutes",
    "note",
    "notes",
    "papers",
    "poll",
    "polls",
    "post",
    "posts",
    "readout",
    "reading",
    "record",
    "records",
    "release",
    "report",
    "reports",
    "ruling",
    "statement",
    "statements",
    "statistics",
    "study",
    "suit",
    "survey",
    "surveys",
    "tweet",
    "verdict",
    "website",
];

impl Resolver<'_, '_> {
    /// Whom a pronoun means that stands at `at`.
    pub(super) fn pronoun(&self, phrase: &Phrase, at: usize) -> Option<Speaker> {
        let word = self.document.token(phrase.head)?;
        let is = |words: &[&str]| word.is_any(words);
        let sought = if is(&["she", "her"]) {
            Sought::Person(Classes::WOMAN)
        } else if is(&["he", "him", "his"]) {
            Sought::Person(Classes::MAN)
        } else if is(&["it", "its"]) {
            Sought::Body
        } else if is(&["they", "their"]) {
            Sought::Several
        } else {
            return None;
        };
        let mut found = self.before(at, sought)?;
        if found.entity.is_some() {
            found.tokens = phrase.tokens.clone();
        }
        Some(found)
    }

    /// Whom a description means: *the bank*, *the company*, *the official*.
    pub(super) fn description(&self, phrase: &Phrase, at: usize) -> Option<Speaker> {
        if !phrase.is_definite {
            return None;
        }
        let head = self.document.token(phrase.head)?;
        let word = head.text();
        let named = |entity: usize| Speaker { entity: Some(entity), tokens: phrase.tokens.clone() };
        if word.len() <= LONGEST_TITLE && phrase.tokens.end == phrase.head + 1 {
            let lower = word.to_lowercase();
            if let Some(tokens) = self.unnamed.get(&lower).filter(|tokens| tokens.end <= at) {
                return Some(Speaker { entity: None, tokens: tokens.clone() });
            }
            if let Some(entity) = self.bears(&lower, at) {
                return Some(named(entity));
            }
        }
        let plain = phrase.tokens.end == phrase.head + 1 && head.tag().number() != Some(Number::Plural);
        if plain && head.has(Classes::ORGANIZATION_NOUN) {
            let found = self.before(at, Sought::Organization).and_then(|found| found.entity);
            return found.or_else(|| self.foremost(at)).map(named);
        }
        let person = head.has(Classes::TITLE_HEAD.and(Classes::PERSON_NOUN)) || word.eq_ignore_ascii_case("old");
        if plain && person && !self.is_contested(phrase) {
            let gender = [Classes::WOMAN, Classes::MAN].into_iter().find(|gender| head.has(*gender));
            let found =
                self.before(at, Sought::Person(gender.unwrap_or_default())).filter(|found| found.entity.is_some());
            return found.and_then(|found| found.entity).map(named);
        }
        None
    }

    /// The organization that the text before `at` mentions most, where one leads.
    fn foremost(&self, at: usize) -> Option<usize> {
        const MENTIONS: usize = 60;
        let mut counts: Vec<(usize, usize)> = Vec::new();
        for (_, entity) in self.entities.within(0..at).rev().take(MENTIONS) {
            if self.kind(*entity) != EntityType::Organization {
                continue;
            }
            match counts.iter_mut().find(|(other, _)| other == entity) {
                Some((_, count)) => *count += 1,
                None => counts.push((*entity, 1)),
            }
        }
        let best = counts.iter().max_by_key(|(_, count)| *count)?;
        let leads = counts.iter().all(|(other, count)| other == &best.0 || count < &best.1);
        leads.then_some(best.0)
    }

    /// The last body before `at` whose name holds a word: the Bank of X for *the bank*.
    fn bears(&self, lower: &str, at: usize) -> Option<usize> {
        const MENTIONS: usize = 40;
        let bears =
            |tokens: &Range<usize>| tokens.len() > 1 && tokens.clone().any(|at| self.document.is_any(at, &[lower]));
        self.entities
            .within(0..at)
            .rev()
            .take(MENTIONS)
            .map(|(_, entity)| *entity)
            .find(|entity| self.kind(*entity) != EntityType::Person && bears(&self.entities.list[*entity].name))
    }

    /// Who issued a document.
    pub(super) fn issuer(&self, phrase: &Phrase, refers: bool) -> Option<Speaker> {
        let head = self.document.token(phrase.head)?;
        if !head.is_any(&DOCUMENTS) {
            return None;
        }
        let named = |entity: usize, tokens: Range<usize>| Speaker { entity: Some(entity), tokens };
        // *the ministry’s report*, *its report*.
        for (mention, entity) in self.entities.within(phrase.tokens.start..phrase.head) {
            if self.document.token(mention.end).is_some_and(|next| next.is_possessive() || next.tag().penn == Penn::Pos)
            {
                return Some(named(*entity, mention.clone()));
            }
        }
        let first = self.document.token(phrase.tokens.start)?;
        if first.tag().penn == Penn::PrpPossessive && refers {
            let owner =
                Phrase { head: first.index, tokens: first.index..first.index + 1, is_pronoun: true, ..phrase.clone() };
            return self.pronoun(&owner, first.index);
        }
        // *a report by the ministry*.
        let preposition = self.document.token(phrase.head + 1)?;
        if matches!(preposition.text(), "by" | "from" | "of") {
            let owner = Phrase::read(self.document, self.entities, &(phrase.head + 2..phrase.head + 14))?;
            return owner.entity.map(|entity| named(entity, owner.tokens));
        }
        // *the ministry issued a report that said …*.
        let tree = self.document.tree();
        let verb = tree.head(phrase.head).filter(|_| tree.relation(phrase.head) == Relation::Obj)?;
        let subject = tree.dependent(verb, &[Relation::Nsubj])?;
        let owner = Phrase::read(self.document, self.entities, &tree.subtree(subject))?;
        self.speaker(&owner, owner.tokens.start, false).filter(|_| refers)
    }

    /// Who is meant before a position.
    fn before(&self, at: usize, sought: Sought) -> Option<Speaker> {
        let sentence = self.document.sentence_of(at)?;
        let own = sentence.tokens().start.max(at.saturating_sub(LOOK_BACK))..at;
        if let Some(found) = self.subject_of(&own, sought) {
            return Some(found);
        }
        let mut start = sentence.tokens().start;
        for _ in 0..SENTENCES {
            let sentence = self.document.sentence_of(start.checked_sub(1)?)?.tokens();
            start = sentence.start;
            if let Some((quotation, speaker)) = &self.last
                && sentence.start < quotation.end
                && quotation.start < sentence.end
                && self.suits(speaker, sought)
            {
                return Some(speaker.clone());
            }
            if let Some(found) = self.within(sentence.start..sentence.end.min(sentence.start + LOOK_BACK), sought) {
                return Some(found);
            }
        }
        None
    }

    /// Whether a speaker may be meant.
    fn suits(&self, speaker: &Speaker, sought: Sought) -> bool {
        let head = self.document.token(speaker.tokens.end - 1).map(|token| token.tag());
        match (sought, speaker.entity) {
            (Sought::Person(gender), Some(entity)) => self.fits(entity, gender),
            (Sought::Organization, Some(entity)) => self.kind(entity) == EntityType::Organization,
            (Sought::Organization, None) => false,
            (Sought::Body, Some(entity)) => {
                matches!(self.kind(entity), EntityType::Organization | EntityType::Place | EntityType::Facility)
            }
            (Sought::Several, Some(entity)) => {
                matches!(self.kind(entity), EntityType::Organization | EntityType::Group)
            }
            (Sought::Several, None) => self.is_plural(&speaker.tokens),
            (Sought::Person(gender), None) => {
                !self.is_plural(&speaker.tokens) && self.is_person(&speaker.tokens, gender)
            }
            (Sought::Body, None) => {
                head.is_some()
                    && !self.is_plural(&speaker.tokens)
                    && !self.is_person(&speaker.tokens, Classes::default())
            }
        }
    }

    fn head_of(&self, tokens: &Range<usize>) -> Option<usize> {
        Phrase::read(self.document, self.entities, tokens).map(|phrase| phrase.head)
    }

    /// Whether a phrase speaks of several: a plural, or names with *and* between them.
    fn is_plural(&self, tokens: &Range<usize>) -> bool {
        let head = self.head_of(tokens).and_then(|head| self.document.token(head));
        let plural = head.is_some_and(|head| head.tag().number() == Some(Number::Plural) || head.is("police"));
        let mut names = self.entities.within(tokens.clone()).map(|(name, _)| name);
        let between = names.next().zip(names.next()).map(|(first, second)| first.end..second.start);
        plural
            || between
                .is_some_and(|mut between| between.any(|at| self.document.token(at).is_some_and(|word| word.is("and"))))
    }

    /// Whether a phrase speaks of a person, and nothing says that it is one of the other gender.
    fn is_person(&self, tokens: &Range<usize>, gender: Classes) -> bool {
        let Some(head) = self.head_of(tokens).and_then(|head| self.document.token(head)) else { return false };
        let other = if gender == Classes::WOMAN { Classes::MAN } else { Classes::WOMAN };
        let named = head.is_capitalised() && head.tag().upos == Upos::Propn;
        let person = named
            || head.has(Classes::TITLE_HEAD.and(Classes::PERSON_NOUN).and(gender))
                && !head.has(Classes::ORGANIZATION_NOUN);
        person && (gender == Classes::default() || !head.has(other))
    }

    /// Who of a stretch is meant: its subject, or else the only one who may be.
    fn within(&self, tokens: Range<usize>, sought: Sought) -> Option<Speaker> {
        self.subject_of(&tokens, sought).or_else(|| self.only(tokens, sought))
    }

    /// The first subject of a stretch that may be meant.
    fn subject_of(&self, tokens: &Range<usize>, sought: Sought) -> Option<Speaker> {
        let tree = self.document.tree();
        let subjects = tokens.clone().filter(|at| {
            matches!(tree.relation(*at), Relation::Nsubj | Relation::NsubjPass)
                && tree
                    .head(*at)
                    .is_some_and(|verb| !matches!(tree.relation(verb), Relation::AclRelcl | Relation::Ccomp))
        });
        for subject in subjects {
            let phrase = Phrase::read(self.document, self.entities, &tree.subtree(subject));
            let found = phrase.and_then(|phrase| self.speaker(&phrase, phrase.tokens.start, false));
            if let Some(found) = found.filter(|found| found.tokens.end <= tokens.end && self.suits(found, sought)) {
                return Some(found);
            }
        }
        None
    }

    /// The only one of a stretch who may be meant.
    fn only(&self, tokens: Range<usize>, sought: Sought) -> Option<Speaker> {
        let mut only: Option<usize> = None;
        for (mention, entity) in self.entities.within(tokens) {
            let speaker = Speaker { entity: Some(*entity), tokens: mention.clone() };
            let may = match sought {
                Sought::Person(gender) => self.fits(*entity, gender),
                Sought::Body | Sought::Organization => self.kind(*entity) == EntityType::Organization,
                Sought::Several => false,
            };
            if !may || only == Some(*entity) {
                continue;
            }
            if only.is_some() || !self.suits(&speaker, sought) {
                return None;
            }
            only = Some(*entity);
        }
        only.map(|entity| Speaker { entity: Some(entity), tokens: self.entities.list[entity].name.clone() })
    }
}
