//! Titles before a name: “Foreign Minister X”, “its chairman, X,”, “the mayor of the nearby town, X,”.
//!
//! Rule: without a comma the title touches the name; with one, the phrase has an article or an owner and the name is set
//! off on both sides, so that two clauses are never taken for an apposition.

use std::ops::Range;

use super::nouns::{self, Number};
use super::phrase::{Phrase, is_determiner};
use super::{FoundRole, Reader};
use crate::extract::annotate::postnominals;
use crate::extract::document::TokenKind;
use crate::extract::lexicon::Classes;
use crate::model::tags::{Penn, Upos};

/// The most tokens between a title and the comma before the name.
const REACH: usize = 14;
/// The most titles that one name has before it.
const MOST: usize = 3;

/// Whether a word is a step of a rank, so that the rank goes on before it: “Brigadier General”. An office does not:
/// “Education Minister Prof.” is two titles.
fn is_grade(word: &str) -> bool {
    const GRADES: [&str; 16] = [
        "Admiral",
        "Brigadier",
        "Captain",
        "Colonel",
        "Commander",
        "Commodore",
        "Corporal",
        "Deputy",
        "General",
        "Inspector",
        "Lieutenant",
        "Major",
        "Marshal",
        "Professor",
        "Sergeant",
        "Superintendent",
    ];
    GRADES.contains(&word)
}

impl Reader<'_, '_> {
    /// The roles that the words before a mention give.
    pub(super) fn before(&self, mention: &Range<usize>, found: &mut Vec<FoundRole>) {
        let Some(sentence) = self.document.sentence_of(mention.start) else { return };
        let first = sentence.tokens().start;
        let mut end = mention.start;
        let mut touching = true;
        for _ in 0..MOST {
            let Some(phrase) = self.one_before(end, first, mention, touching) else { return };
            end = phrase.start;
            self.conjunct(&phrase, first, found);
            touching = self.document.before(end).is_none_or(|before| !before.is(","));
            let determined = phrase.determined;
            found.push(phrase.role);
            if determined && touching {
                return;
            }
        }
    }

    /// The title that ends right before `end`, or before the comma there.
    fn one_before(&self, end: usize, first: usize, mention: &Range<usize>, touching: bool) -> Option<Phrase> {
        let end = self.past_address(end, first);
        let last = self.document.before(end).filter(|last| last.index >= first)?;
        if touching && nouns::is_rank(last) && self.entities.at(last.index).is_none() {
            return self.rank(last.index, first);
        }
        if touching && self.head(last.index) == Some(Number::One) {
            return self.phrase(last.index, first);
        }
        if touching && let Some(phrase) = self.verbal(last.index, first) {
            return Some(phrase);
        }
        if touching && let Some(phrase) = self.office_before(end, first) {
            return Some(phrase);
        }
        let comma = if last.is("late") { last.index.checked_sub(2) } else { Some(last.index) }?;
        if self.text(comma) != "," || comma <= first || !self.is_set_off(mention) {
            return None;
        }
        // `its candidate there, X,`
        let adverb = self.document.before(comma).is_some_and(|word| word.tag().upos == Upos::Adv);
        let comma = if adverb && comma > first + 1 { comma - 1 } else { comma };
        if self.head(comma - 1) == Some(Number::One) {
            let phrase = self.phrase(comma - 1, first)?;
            let owner = self.behind_link(phrase.start, first);
            let opens = phrase.start == first && self.document.token(first).is_some_and(|token| token.is_capitalised());
            return owner.or((phrase.determined || opens).then_some(phrase));
        }
        self.behind_link(comma, first)
    }

    /// Before what is said of anybody between a title and a name: `its sponsor, Hon. X`, `the driver, 31-year-old X`.
    fn past_address(&self, end: usize, first: usize) -> usize {
        const AGE: usize = 5;
        let mut start = end;
        while start > first
            && self.is_word(start - 1, |word| {
                let word = word.trim_end_matches('.');
                matches!(
                    word,
                    "Hon" | "Honourable" | "Honorable" | "Right" | "H.E" | "HE" | "Ven" | "Mr" | "Mrs" | "Ms"
                )
            })
        {
            start -= 1;
        }
        if start < end && start > first && self.is_word(start - 1, |word| matches!(word, "the" | "The")) {
            start -= 1;
        }
        if start > first && self.is_word(start - 1, |word| word.ends_with("-year-old")) {
            return start - 1;
        }
        if start > first && self.text(start - 1) == "old" {
            let number = (first.max(start.saturating_sub(AGE))..start)
                .rev()
                .find(|at| self.document.token(*at).is_some_and(|token| token.kind() == TokenKind::Number));
            let year = |number: usize| (number..start).any(|at| self.text(at) == "year");
            return number.filter(|number| year(*number)).unwrap_or(start);
        }
        start
    }

    /// A title right before a name that the tagger takes for a verb: `In Lima, nurse X`, `according to captain X`. The
    /// word before it must leave room for a noun: a mark, a conjunction, what says which office it is.
    fn verbal(&self, last: usize, first: usize) -> Option<Phrase> {
        let token = self.document.token(last)?;
        if !nouns::is_verbal_head(token, self.knowledge) || self.entities.at(last).is_some() {
            return None;
        }
        let start = self.title_start(last, first);
        let room = match self.document.before(start).filter(|before| before.index >= first) {
            None => true,
            Some(before) if before.is_word() => {
                matches!(before.tag().upos, Upos::Cconj | Upos::Sconj | Upos::Adj | Upos::Det)
                    || start < last
                    || before.is("to") && self.text(start - 2) == "according"
                    || matches!(before.text(), "when" | "with" | "from" | "by")
                    || before.has(Classes::REPORTING)
            }
            Some(before) => {
                matches!(before.kind(), TokenKind::Comma | TokenKind::Close | TokenKind::SingleClose | TokenKind::Dash)
                    || before.is(":")
            }
        };
        let role = FoundRole::current(last, start..last + 1);
        room.then_some(Phrase { role, start, end: last + 1, determined: false })
    }

    /// `Minister for Culture X`, `Superintendent of Police X`: a title whose last noun touches the name.
    fn office_before(&self, end: usize, first: usize) -> Option<Phrase> {
        const FAR: usize = 6;
        let heads = (first.max(end.saturating_sub(FAR))..end.saturating_sub(1)).rev();
        let mut heads = heads.into_iter().filter(|at| self.head(*at) == Some(Number::One));
        heads.find_map(|head| self.phrase(head, first).filter(|phrase| phrase.end == end && phrase.end > head + 1))
    }

    /// A rank with the ranks before it: “Brigadier General”.
    fn rank(&self, last: usize, first: usize) -> Option<Phrase> {
        let mut start = last;
        while start > first
            && self.document.before(start).is_some_and(|word| {
                nouns::is_rank(word)
                    || word.is_capitalised() && word.has(Classes::TITLE_MODIFIER) && !word.has(Classes::TITLE_HEAD)
                    || word.is_capitalised() && word.has(Classes::TITLE_HEAD) && is_grade(word.text())
            })
            && last - start < 3
        {
            start -= 1;
        }
        // `Army chief General X`: the chief's office ends before the rank.
        while start < last && self.document.token(start + 1).is_some_and(|word| !word.is_capitalised()) {
            start += 1;
        }
        let mut phrase = self.phrase(last, first).filter(|phrase| phrase.role.title.start >= start).or_else(|| {
            let role = FoundRole::current(last, start..last + 1);
            Some(Phrase { role, start, end: last + 1, determined: false })
        })?;
        phrase.role.title = start..last + 1;
        phrase.end = last + 1;
        Some(phrase)
    }

    /// `the mayor of Vrilo`, `a lawyer for the strikers`: the phrase of a title before a preposition whose words end at
    /// `end`.
    fn behind_link(&self, end: usize, first: usize) -> Option<Phrase> {
        let (mut found, mut verbs) = (None, false);
        let start = end.saturating_sub(REACH).max(first);
        for at in (start..end).rev() {
            let token = self.document.token(at)?;
            let mark = self.entities.at(at).is_none()
                && !matches!(token.kind(), TokenKind::Word | TokenKind::Hyphen | TokenKind::Number);
            if mark || token.tag().upos == Upos::Sconj {
                break;
            }
            // A verb belongs to the phrase only where a relative clause holds it: “a general who led him”.
            // `the Lima swimming union`
            let modifies =
                token.tag().penn == Penn::Vbg && self.document.token(at + 1).is_some_and(|next| next.tag().is_noun());
            verbs |= matches!(token.tag().upos, Upos::Verb | Upos::Aux)
                && !modifies
                && self.entities.at(at).is_none()
                && !token.is_capitalised();
            if token.is("who") {
                verbs = false;
            }
            let link = matches!(token.text(), "of" | "for" | "at" | "in" | "on" | "to" | "from" | "with" | "who");
            if link && !verbs && at > first && self.head(at - 1) == Some(Number::One) {
                found =
                    self.phrase(at - 1, first).filter(|phrase| phrase.determined || phrase.start == first).or(found);
            }
        }
        found
    }

    /// Whether a name stands alone between marks: an apposition, and not the subject of the next clause.
    fn is_set_off(&self, mention: &Range<usize>) -> bool {
        let Some(next) = self.document.token(postnominals::past(self.document, mention.end)) else { return true };
        match next.kind() {
            TokenKind::Comma
            | TokenKind::Stop
            | TokenKind::Dash
            | TokenKind::OpenBracket
            | TokenKind::CloseBracket
            | TokenKind::Close => true,
            _ => next.is("of") && mention.len() > 1,
        }
    }

    /// `Chief executive and co-founder X`: the other title of a pair.
    fn conjunct(&self, phrase: &Phrase, first: usize, found: &mut Vec<FoundRole>) {
        let Some(and) = self.document.before(phrase.role.title.start).filter(|word| word.is("and")) else { return };
        let Some(head) = and.index.checked_sub(1).filter(|head| *head >= first) else { return };
        if phrase.determined || self.head(head) != Some(Number::One) {
            return;
        }
        let Some(other) = self.phrase(head, first) else { return };
        let touches = self.document.token(phrase.role.head + 1).is_some_and(|next| next.is_capitalised());
        let owned = !self.is_word(other.start, |word| matches!(word, "the" | "The"));
        if touches && !owned && self.document.token(head).is_some_and(|head| !head.is_capitalised()) {
            return;
        }
        found.push(other.role);
    }

    /// `Constables X and Y`, `one of the aides, X,`: what the names of a list share, and whether one name is enough.
    pub(super) fn shared(&self, mention: &Range<usize>) -> Option<(FoundRole, bool)> {
        let last = self.document.before(mention.start)?;
        let comma = last.is(",");
        let head = if comma { last.index.checked_sub(1)? } else { last.index };
        if self.head(head) != Some(Number::Several) {
            return None;
        }
        let first = self.document.sentence_of(head)?.tokens().start;
        let phrase = self.phrase(head, first)?;
        let one =
            self.is_word(phrase.start.saturating_sub(2), |word| matches!(word, "one" | "One" | "among" | "Among"));
        Some((phrase.role, if comma { one && self.is_set_off(mention) } else { false }))
    }

    /// `a marshal named X`, `a gang leader known as X`.
    pub(super) fn introduced(&self, mention: &Range<usize>) -> Option<FoundRole> {
        const FAR: usize = 6;
        let first = self.document.sentence_of(mention.start)?.tokens().start;
        let near = (first.max(mention.start.saturating_sub(FAR))..mention.start).rev();
        let verb = near.into_iter().find(|at| matches!(self.text(*at), "named" | "known" | "identified" | "called"))?;
        let close = (verb + 1..mention.start).all(|at| {
            self.document
                .token(at)
                .is_some_and(|token| token.is_word() || matches!(token.kind(), TokenKind::Open | TokenKind::SingleOpen))
        });
        let linked = verb + 1 == mention.start || (verb + 1..mention.start).any(|at| self.text(at) == "as");
        let mut end = verb;
        while end > first
            && (self.text(end - 1) == "," || self.document.before(end).is_some_and(|word| word.tag().upos == Upos::Adv))
        {
            end -= 1;
        }
        if !close || !linked || end <= first || self.head(end - 1) != Some(Number::One) {
            return None;
        }
        self.phrase(end - 1, first).filter(|phrase| phrase.determined).map(|phrase| phrase.role)
    }

    /// `The new leader is X.`
    pub(super) fn inverted(&self, mention: &Range<usize>) -> Option<FoundRole> {
        let verb = self.document.before(mention.start).filter(|verb| matches!(verb.text(), "is" | "was"))?;
        if self.is_owner_mark(mention.end) {
            return None;
        }
        let end = verb.index;
        let first = self.document.sentence_of(end)?.tokens().start;
        let head = end.checked_sub(1).filter(|head| *head >= first)?;
        let phrase =
            if self.head(head) == Some(Number::One) { self.phrase(head, first) } else { self.behind_link(end, first) }?;
        let determined = phrase.determined || is_determiner(self.text(phrase.start));
        let mut role = phrase.role;
        if verb.is("was") {
            role.status = None;
        }
        determined.then_some(role)
    }
}
