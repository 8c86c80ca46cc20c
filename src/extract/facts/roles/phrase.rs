//! The noun phrase around the head of a title: where the title begins and ends, and what the words before it say.
//!
//! Rule: a title is its head with the nouns and the few adjectives that name the office (“deputy trade minister”), and
//! the “of …” that belongs to it (“head of observations”); who somebody is, where from and how old is no part of it.

use std::ops::Range;

use super::nouns::{self, Number};
use super::{FoundRole, Reader};
use crate::extract::document::{Token, TokenKind};
use crate::extract::lexicon::Classes;
use crate::model::tags::{Penn, Upos};
use crate::record::{EntityType, RoleStatus};

/// The most tokens of a title before its head.
const LONGEST: usize = 8;

/// A title in its noun phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    /// The role that it gives.
    pub role: FoundRole,
    /// The first token of the phrase, article included.
    pub start: usize,
    /// One past the last token of the title.
    pub end: usize,
    /// Whether an article or a possessor opens it.
    pub determined: bool,
}

/// What the words before a title say.
#[derive(Clone, Copy, Debug, Default)]
struct Left {
    start: usize,
    determined: bool,
    status: Option<RoleStatus>,
    beside: Option<usize>,
    country: Option<&'static str>,
}

impl Reader<'_, '_> {
    /// The phrase whose title has this head; `limit` is the first token that it may hold.
    pub(super) fn phrase(&self, head: usize, limit: usize) -> Option<Phrase> {
        let number = self.head(head)?;
        let start = self.title_start(head, limit);
        let left = self.left(start, limit);
        // `her partner`: whom somebody lives with.
        let own = self.is_owner_mark(left.start)
            || left.determined && matches!(self.text(left.start), "his" | "her" | "their" | "His" | "Her" | "Their");
        if own && start == head && self.text(head) == "partner" {
            return None;
        }
        let end = self.title_end(head);
        let title = self.trim(start..end, head);
        let mut status = left.status.or(self.status_within(start..title.start));
        let mut end = end;
        if self.is_word(end, |word| matches!(word, "-" | "elect" | "designate")) && end == head + 1 {
            // `president-elect`, `Prime Minister designate`
            let skip = usize::from(self.text(end) == "-");
            if matches!(self.text(end + skip), "elect" | "designate" | "Elect" | "Designate") {
                status = Some(RoleStatus::Designate);
                end += 1 + skip;
            }
        }
        let role = FoundRole {
            head,
            holder: head..head + 1,
            title,
            status: Some(status.unwrap_or(RoleStatus::Current)),
            beside: self.body_behind(head).or(left.beside),
            country: left.country,
            plural: number == Number::Several,
        };
        Some(Phrase { role, start: left.start, end, determined: left.determined })
    }

    /// The head of a title at a token that is no part of a name.
    pub(super) fn head(&self, at: usize) -> Option<Number> {
        let token = self.document.token(at)?;
        let number = nouns::head(token, self.lexicon, self.knowledge)?;
        self.entities.at(at).is_none().then_some(number)
    }

    /// The first token of a title.
    pub(super) fn title_start(&self, head: usize, limit: usize) -> usize {
        let mut start = head;
        while start > limit && head - start < LONGEST {
            let Some(before) = self.document.before(start) else { break };
            if before.kind() == TokenKind::Hyphen && !before.is_spaced() && start > limit + 1 {
                // `vice-president`, `glove-maker`, not `four-term mayor`.
                let Some(word) = self.document.before(before.index) else { break };
                if !word.is_word() || word.tag().upos == Upos::Num || self.entities.at(word.index).is_some() {
                    return if start == head { start } else { start + 1 };
                }
                start = word.index;
            } else if self.names_office(before, head) {
                start = before.index;
            } else {
                break;
            }
        }
        start
    }

    /// Whether a word before the head says which office it is.
    fn names_office(&self, word: Token<'_, '_>, head: usize) -> bool {
        const QUALITIES: [&str; 12] = [
            "actual",
            "alleged",
            "controversial",
            "essential",
            "eventual",
            "influential",
            "initial",
            "local",
            "loyal",
            "original",
            "real",
            "rival",
        ];
        let text = word.text();
        if !word.is_word()
            || word.is_possessive()
            || word.has(Classes::FUNCTION.and(Classes::PRONOUN).and(Classes::DEMONYM).and(Classes::CALENDAR))
            || matches!(text, "long" | "longtime" | "veteran" | "young" | "late" | "new" | "old")
            || QUALITIES.contains(&text)
            || self.entities.at(word.index).is_some()
        {
            return false;
        }
        if word.has(Classes::TITLE_MODIFIER.and(Classes::TITLE_HEAD)) {
            return true;
        }
        if word.is_capitalised() {
            let opens = self.document.sentence_of(word.index).is_some_and(|s| s.tokens().start == word.index);
            let titled = self.document.token(head).is_some_and(|head| head.is_capitalised());
            let verbal = matches!(word.tag().upos, Upos::Verb | Upos::Adv | Upos::Adp | Upos::Det | Upos::Sconj);
            return (opens || titled) && !verbal && !word.has(Classes::GIVEN_NAME);
        }
        let counted = self.document.before(word.index).is_some_and(|before| before.kind() == TokenKind::Number);
        match word.tag().upos {
            // `800 metres champion`
            Upos::Noun => !counted,
            Upos::Adj => text.len() > 5 && ["al", "ary", "ic"].iter().any(|ending| text.ends_with(ending)),
            _ => false,
        }
    }

    /// What stands before the title in its phrase: whether the office is held, for which country and body.
    fn left(&self, title: usize, limit: usize) -> Left {
        let mut left = Left { start: title, ..Left::default() };
        // Adjectives and participles belong to the phrase where an article opens it.
        let mut sure = title;
        while left.start > limit && title - left.start < LONGEST {
            let Some(word) = self.document.before(left.start) else { break };
            if self.is_owner_mark(word.index) {
                self.possessor(word.index, &mut left);
                break;
            }
            if is_determiner(word.text()) {
                left.determined = true;
                left.start = word.index;
                break;
            }
            if let Some((mention, entity)) = self.entities.at(word.index) {
                if mention.start < limit || !self.belongs_to(entity, word.index, &mut left) {
                    break;
                }
                left.start = mention.start;
                sure = left.start;
                continue;
            }
            let told = word.has(Classes::DEMONYM) || status_of(word.text()).is_some();
            if word.has(Classes::DEMONYM) {
                left.country = left.country.or(self.knowledge.demonym(word.text()).map(|country| country.alpha2));
            } else if let Some(status) = status_of(word.text()) {
                left.status = left.status.or(Some(status));
            } else if !(matches!(word.tag().upos, Upos::Adj | Upos::Num | Upos::Noun)
                || matches!(word.tag().penn, Penn::Vbn | Penn::Vbg | Penn::Rb)
                || word.kind() == TokenKind::Hyphen)
            {
                break;
            }
            left.start = word.index;
            if told {
                sure = left.start;
            }
        }
        if !left.determined {
            left.start = sure;
        }
        left
    }

    /// Whether a token is a possessive ending, be it that of a plural: “the plaintiffs’”.
    pub(super) fn is_owner_mark(&self, at: usize) -> bool {
        let Some(mark) = self.document.token(at) else { return false };
        mark.is_possessive()
            || mark.kind() == TokenKind::SingleClose
                && !mark.is_spaced()
                && self.document.before(at).is_some_and(|owner| owner.is_word() && owner.text().ends_with('s'))
    }

    /// `Peru's`, `the airline Gelbrand's`: the owner behind a possessive ending.
    fn possessor(&self, mark: usize, left: &mut Left) {
        left.determined = true;
        left.start = mark;
        let Some((mention, entity)) = mark.checked_sub(1).and_then(|last| self.entities.at(last)) else { return };
        left.start = mention.start;
        self.belongs_to(entity, mark - 1, left);
    }

    /// Notes the country or body that a name before a title gives it.
    fn belongs_to(&self, entity: usize, token: usize, left: &mut Left) -> bool {
        let found = &self.entities.list[entity];
        match found.kind {
            EntityType::Place => {
                left.country = left.country.or(found.country);
                left.beside = left.beside.or(Some(token));
            }
            EntityType::Organization => left.beside = left.beside.or(Some(token)),
            EntityType::Other | EntityType::Facility | EntityType::Group => {}
            EntityType::Person => return false,
        }
        true
    }

    /// A token of the name that a preposition behind a title's head puts beside it.
    fn body_behind(&self, head: usize) -> Option<usize> {
        let link = self.document.token(head + 1)?;
        if !matches!(link.text(), "of" | "at" | "for" | "with") {
            return None;
        }
        // `of the airline Gelbrand`, `at brokerage Orchid`
        (head + 2..head + 6)
            .map_while(|at| self.document.token(at).filter(Token::is_word))
            .map(|token| token.index)
            .find(|at| self.entities.at(*at).is_some())
    }

    /// A title without the words before it that only say whether it is held now.
    fn trim(&self, title: Range<usize>, head: usize) -> Range<usize> {
        let mut start = title.start;
        while start < head && (status_of(self.text(start)).is_some() || matches!(self.text(start), "-" | "one" | "two"))
        {
            start += 1;
        }
        start..title.end
    }

    fn status_within(&self, tokens: Range<usize>) -> Option<RoleStatus> {
        tokens.filter_map(|at| status_of(self.text(at))).next()
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.document.token(at).map_or("", |token| token.text())
    }

    pub(super) fn is_word(&self, at: usize, test: impl Fn(&str) -> bool) -> bool {
        test(self.text(at))
    }
}

/// What a word before a title says about whether it is held.
pub(super) fn status_of(word: &str) -> Option<RoleStatus> {
    match word {
        "former" | "Former" | "ex" | "Ex" | "then" | "retired" | "Retired" | "onetime" | "late" | "formerly"
        | "previously" | "ousted" | "deposed" => Some(RoleStatus::Former),
        "acting" | "Acting" | "interim" | "Interim" | "caretaker" => Some(RoleStatus::Acting),
        "incoming" | "Incoming" => Some(RoleStatus::Designate),
        _ => None,
    }
}

/// Whether a word opens a noun phrase.
pub(super) fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "The"
            | "a"
            | "A"
            | "an"
            | "An"
            | "its"
            | "Its"
            | "his"
            | "His"
            | "her"
            | "Her"
            | "their"
            | "Their"
            | "our"
            | "Our"
            | "my"
            | "My"
            | "whose"
            | "another"
            | "Another"
            | "one"
            | "One"
    )
}
