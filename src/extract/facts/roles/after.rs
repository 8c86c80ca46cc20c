//! Titles behind a name: “X, the deputy minister,”, “X, 44, a teacher who …”, “X is an actuary”, “appointed X as chair”.
//!
//! Rule: the phrase begins right behind the comma, the verb or the “as”, its last noun is the title, and what follows it
//! closes the phrase; a second name begins a list, and a verb a new clause.

use std::ops::Range;

use super::nouns::Number;
use super::phrase::{Phrase, is_determiner, status_of};
use super::{FoundRole, Reader};
use crate::extract::annotate::postnominals;
use crate::extract::document::{Token, TokenKind};
use crate::extract::lexicon::Classes;
use crate::model::tags::{Penn, Upos};
use crate::record::{EntityType, RoleStatus};

/// The most tokens of a phrase up to its title.
const REACH: usize = 12;
/// The most tokens between a name and the phrase that is told of it.
const FAR: usize = 16;

impl Reader<'_, '_> {
    /// The roles that the words behind a mention give.
    pub(super) fn behind(&self, mention: &Range<usize>, found: &mut Vec<FoundRole>) {
        let behind = postnominals::past(self.document, mention.end);
        for at in mention.end..behind {
            // `Anna Marsh QC`
            if postnominals::is_office(self.text(at)) {
                found.push(FoundRole::current(at, at..at + 1));
            }
        }
        let at = self.past_origin(behind);
        if self.is_word(at, |mark| mark == ",") || self.document.token(at).is_some_and(|t| t.kind() == TokenKind::Dash)
        {
            let at = self.past_age(at + 1);
            self.titles_at(at, found);
        }
        if let Some(verb) = self.predicate(mention) {
            self.told(verb, found);
        }
        self.named_as(mention, found);
    }

    /// Behind what says where somebody is from: `X (Orchid County)`, `X of the Royal Navy`.
    fn past_origin(&self, at: usize) -> usize {
        let Some(token) = self.document.token(at) else { return at };
        if token.kind() == TokenKind::OpenBracket {
            let close = (at..at + REACH)
                .find(|at| self.document.token(*at).is_some_and(|token| token.kind() == TokenKind::CloseBracket));
            return close.map_or(at, |close| close + 1);
        }
        if !matches!(token.text(), "of" | "from") {
            return at;
        }
        for next in at + 1..at + REACH {
            match self.document.token(next) {
                Some(token) if token.is(",") => return next,
                Some(token) if token.is_word() && !matches!(token.tag().upos, Upos::Verb | Upos::Aux) => {}
                _ => break,
            }
        }
        at
    }

    /// Behind an age: `58,`, `now 34,`, `aged 58,`.
    fn past_age(&self, at: usize) -> usize {
        let skip = usize::from(self.is_word(at, |word| matches!(word, "aged" | "now")));
        let number = self.document.token(at + skip).is_some_and(|token| token.kind() == TokenKind::Number);
        if number && self.text(at + skip + 1) == "," { at + skip + 2 } else { at }
    }

    /// The titles of the phrase that begins at a token: `the founder and managing director of X`.
    fn titles_at(&self, at: usize, found: &mut Vec<FoundRole>) {
        // `then the mayor`, `formerly a pilot`
        let was = matches!(self.text(at), "then" | "formerly" | "previously" | "once");
        let adverb = was || matches!(self.text(at), "now" | "currently" | "himself" | "herself");
        let Some(mut phrase) = self.phrase_at(at + usize::from(adverb)) else { return };
        if was {
            phrase.role.status = Some(RoleStatus::Former);
        }
        if !self.is_closed(&phrase) {
            return;
        }
        let second = self.is_word(phrase.end, |word| matches!(word, "and" | "or" | "&"));
        if second {
            match self.phrase_at(phrase.end + 1).filter(|other| self.is_closed(other)) {
                Some(other) if !self.is_word(phrase.end + 1, |word| matches!(word, "the" | "two" | "three")) => {
                    found.push(phrase.role);
                    found.push(other.role);
                }
                _ => {}
            }
            return;
        }
        found.push(phrase.role);
    }

    /// The noun phrase that begins at a token, where its last noun is a title.
    pub(super) fn phrase_at(&self, start: usize) -> Option<Phrase> {
        let mut at = start;
        let mut last = None;
        while at < start + REACH {
            let Some(token) = self.document.token(at) else { break };
            if token.is_possessive() {
                last = None;
            } else if let Some((mention, entity)) = self.entities.at(at) {
                let owner = self.document.token(mention.end).is_some_and(|next| next.is_possessive());
                if self.entities.list[entity].kind == EntityType::Person && !owner {
                    return None;
                }
                last = None;
                at = mention.end;
                continue;
            } else if at > start && is_determiner(token.text()) || !self.is_inside(token) {
                break;
            } else if token.is_word() && matches!(token.tag().upos, Upos::Noun | Upos::Propn) || self.head(at).is_some()
            {
                last = Some(at);
            }
            at += 1;
        }
        let head = last.filter(|head| self.head(*head) == Some(Number::One))?;
        let phrase = self.phrase(head, start)?;
        // A title before another name is that one's.
        let named = self
            .document
            .token(phrase.end)
            .is_some_and(|next| next.is_spaced() && next.is_capitalised() && self.entities.at(next.index).is_some());
        (!named).then_some(phrase)
    }

    /// Whether a token may stand in a noun phrase before its head.
    fn is_inside(&self, token: Token<'_, '_>) -> bool {
        match token.kind() {
            TokenKind::Hyphen | TokenKind::Number => true,
            TokenKind::Word => {
                is_determiner(token.text())
                    || status_of(token.text()).is_some()
                    || matches!(token.tag().upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num)
                    || matches!(token.tag().penn, Penn::Vbg | Penn::Vbn)
                    || token.has(Classes::DEMONYM)
                    || token.has(Classes::TITLE_HEAD)
                        && token.tag().upos == Upos::Verb
                        && !token.has(Classes::REPORTING)
                    || token.is("most")
            }
            _ => false,
        }
    }

    /// Whether what follows a title closes its phrase.
    fn is_closed(&self, phrase: &Phrase) -> bool {
        let Some(next) = self.document.token(phrase.end) else { return true };
        match next.kind() {
            TokenKind::Word => {
                matches!(next.tag().upos, Upos::Adp | Upos::Sconj | Upos::Cconj)
                    || matches!(
                        next.tag().penn,
                        Penn::Vbn | Penn::Vbg | Penn::To | Penn::Wdt | Penn::Wp | Penn::WpPossessive | Penn::Wrb
                    )
                    || matches!(next.text(), "that" | "who")
                    // `the commissioner sent in by ministers`: a participle that the tagger takes for a finite verb.
                    || next.tag().penn == Penn::Vbd
                        && !next.has(Classes::REPORTING)
                        && self.document.token(next.index + 1).is_some_and(|word| word.tag().upos == Upos::Adp)
            }
            TokenKind::Open | TokenKind::SingleOpen | TokenKind::Hyphen | TokenKind::Number => false,
            _ => true,
        }
    }

    /// The verb that is told of a mention, behind what stands between commas: `X, now 34, is`.
    fn predicate(&self, mention: &Range<usize>) -> Option<usize> {
        let before = mention.start.checked_sub(1);
        // `the son of X is a teacher`
        if before.is_some_and(|at| self.document.token(at).is_some_and(|word| word.tag().upos == Upos::Adp)) {
            return None;
        }
        if self.text(mention.end) != "," {
            return Some(mention.end);
        }
        // `X, who was governor until`
        if self.text(mention.end + 1) == "who" {
            return Some(mention.end + 2);
        }
        let close = (mention.end + 1..mention.end + FAR)
            .take_while(|at| self.document.token(*at).is_some_and(|token| token.kind() != TokenKind::Stop));
        let close = close.into_iter().find(|at| self.text(*at) == ",")?;
        Some(close + 1)
    }

    /// `is an actuary`, `has been head of X`, `was elected mayor`.
    fn told(&self, verb: usize, found: &mut Vec<FoundRole>) {
        let mut at = verb;
        let mut status = Some(RoleStatus::Current);
        let mut copula = false;
        for _ in 0..5 {
            match self.text(at) {
                "is" | "remains" | "remained" | "becomes" => copula = true,
                "was" | "became" | "were" => {
                    copula = true;
                    status = None;
                }
                "been" => {
                    copula = true;
                    status = None;
                }
                "has" | "had" | "also" | "now" | "still" | "only" | "currently" | "then" | "himself" | "herself" => {}
                "will" | "to" => status = Some(RoleStatus::Designate),
                "remain" if status == Some(RoleStatus::Designate) => {
                    copula = true;
                    status = Some(RoleStatus::Current);
                }
                "be" | "become" if status == Some(RoleStatus::Designate) => copula = true,
                "elected" | "named" | "appointed" | "crowned" | "made" if copula => status = None,
                _ => break,
            }
            at += 1;
        }
        let plain = self.text(at - usize::from(at > verb));
        if !copula || plain == "to" {
            return;
        }
        let Some(mut phrase) = self.phrase_at(at).filter(|phrase| self.is_closed(phrase)) else { return };
        let until = (phrase.end..phrase.end + 6).any(|at| self.text(at) == "until");
        let bare = until
            || matches!(
                plain,
                "elected" | "named" | "appointed" | "crowned" | "made" | "becomes" | "became" | "become"
            );
        if !(phrase.determined || bare || self.text(phrase.role.head + 1) == "of") {
            return;
        }
        if phrase.role.status == Some(RoleStatus::Current) {
            phrase.role.status = if until && status.is_none() { Some(RoleStatus::Former) } else { status };
        }
        found.push(phrase.role);
    }

    /// `appointed X as chairman`, `X resigned as governor`.
    fn named_as(&self, mention: &Range<usize>, found: &mut Vec<FoundRole>) {
        let Some(sentence) = self.document.sentence_of(mention.start) else { return };
        let tokens = sentence.tokens();
        let clause = (mention.end..tokens.end.min(mention.end + FAR)).take_while(|at| {
            self.entities.at(*at).is_none_or(|(_, entity)| self.entities.list[entity].kind != EntityType::Person)
                && self
                    .document
                    .token(*at)
                    .is_some_and(|token| !matches!(token.kind(), TokenKind::Open | TokenKind::Stop))
        });
        let Some(word) = clause.into_iter().find(|at| self.text(*at) == "as") else { return };
        let before = mention.start.saturating_sub(REACH).max(tokens.start)..mention.start;
        let Some(verb) =
            (mention.end..word).rev().take(4).chain(before.rev()).find(|at| office_verb(self.text(*at)).is_some())
        else {
            return;
        };
        // `resigned as mayor an hour later`
        let closed = |phrase: &Phrase| self.is_closed(phrase) || self.is_word(phrase.end, is_determiner);
        let Some(mut phrase) = self.phrase_at(word + 1).filter(closed) else { return };
        if phrase.role.status == Some(RoleStatus::Current) {
            phrase.role.status = office_verb(self.text(verb)).flatten();
        }
        found.push(phrase.role);
    }
}

/// Whether a verb gives, holds or ends an office, and what it says of who holds it.
#[expect(clippy::option_option, reason = "a verb that is none, and one that leaves open whether the office is held")]
fn office_verb(verb: &str) -> Option<Option<RoleStatus>> {
    match verb {
        "resigned" | "resigns" | "quit" | "quits" | "stepped" | "ousted" | "sacked" | "dismissed" | "removed"
        | "retired" | "deposed" | "succeeds" | "succeeded" | "replaces" | "replaced" => Some(Some(RoleStatus::Former)),
        "serves" | "works" | "acts" | "serving" | "working" | "stay" | "stays" => Some(Some(RoleStatus::Current)),
        "appointed" | "appoints" | "named" | "names" | "elected" | "installed" | "sworn" | "hired" | "nominated"
        | "confirmed" | "served" | "worked" | "joined" | "acted" | "crowned" | "took" | "takes" | "take"
        | "reinstated" | "employed" | "chosen" | "picked" => Some(None),
        _ => None,
    }
}
