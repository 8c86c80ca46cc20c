//! Who reports: the verb and the noun phrase behind it.
//!
//! Rule: a report without a source is none. The subject is that of the verb, of the verb that it is coordinated with or
//! subordinate to, or the noun that a relative clause or participle modifies.

use std::ops::Range;

use super::reader::{FEW, Reader};
use crate::extract::document::TokenKind;
use crate::extract::lexicon::{Classes, Frames};
use crate::model::parser::relation::Relation;
use crate::model::tags::{Penn, Upos};

/// A verb that reports, with its source.
#[derive(Clone, Debug)]
pub(super) struct Cue {
    /// The verb.
    pub verb: usize,
    /// Its frames.
    pub frames: Frames,
    /// The noun phrase that speaks.
    pub source: Range<usize>,
}

/// The most tokens of a source.
const LONGEST_SOURCE: usize = 40;

impl Reader<'_, '_> {
    /// The cue at a token; none where the token reports nothing or nobody is said to report.
    pub fn cue(&self, verb: usize) -> Option<Cue> {
        let frames = self.frames(verb);
        if frames.is_empty() || self.is_denied(verb) || self.is_attributive(verb) || self.is_supposed(verb) {
            return None;
        }
        let source =
            if self.is_passive(verb) && !self.is_mistaken(verb) { self.agent(verb) } else { self.source(verb) }?;
        Some(Cue { verb, frames, source })
    }

    /// Whether a past tense was taken for a participle: it has a clause as its object, as no participle has but *told*.
    fn is_mistaken(&self, verb: usize) -> bool {
        let helped = self.dependents(verb).any(|at| matches!(self.upos(at), Upos::Aux));
        !helped && !self.frames(verb).has(Frames::LISTENER) && self.dependent(verb, &[Relation::Ccomp]).is_some()
    }

    /// *the reported loss*, *a stated aim*: a participle before its noun.
    fn is_attributive(&self, verb: usize) -> bool {
        let determined =
            verb > 0 && matches!(self.penn(verb - 1), Penn::Dt | Penn::PrpPossessive | Penn::Pos | Penn::Hyph);
        self.tree().relation(verb) == Relation::Amod || determined && self.penn(verb) != Penn::Vbd
    }

    /// The phrase behind *by* of a passive, or the one who is quoted as saying.
    fn agent(&self, verb: usize) -> Option<Range<usize>> {
        let agent = self.dependent(verb, &[Relation::OblAgent])?;
        Some(self.phrase(agent, verb + 1))
    }

    /// The source of a verb in the active.
    pub fn source(&self, verb: usize) -> Option<Range<usize>> {
        let mut first = verb;
        while first > 0 && matches!(self.upos(first - 1), Upos::Aux | Upos::Adv) {
            first -= 1;
        }
        // A pronoun right before its verb needs no tree.
        if first > 0 && self.is(first - 1, &["he", "she", "they", "it", "i", "we"]) && self.is_finite(first) {
            return Some(first - 1..first);
        }
        let mut at = verb;
        for _ in 0..4 {
            if let Some(subject) = self.subject(at) {
                return Some(subject);
            }
            let Some(head) = self.tree().head(at) else { break };
            let infinite = matches!(self.penn(at), Penn::Vbg | Penn::Vb | Penn::Vbn);
            at = match self.tree().relation(at) {
                // *said it was late and added that …*: the second verb reports beside the first, wherever it hangs.
                Relation::Conj => match self.tree().head(head) {
                    Some(cue) if self.tree().relation(head) == Relation::Ccomp && !self.frames(cue).is_empty() => cue,
                    _ => head,
                },
                Relation::Acl | Relation::AclRelcl if head < at => return Some(self.phrase(head, at)),
                Relation::Advcl
                | Relation::Xcomp
                | Relation::Ccomp
                | Relation::Parataxis
                | Relation::Dep
                | Relation::Obl
                    if infinite =>
                {
                    // *quoted the mayor as saying*.
                    if let Some(quoted) = self.quoted(head, at) {
                        return Some(quoted);
                    }
                    // *said he had fled, adding that …*: so does a participle behind the clause.
                    let cue = self.tree().head(head).filter(|_| self.tree().relation(head) == Relation::Ccomp);
                    cue.filter(|cue| at > head && !self.frames(*cue).is_empty()).unwrap_or(head)
                }
                _ => break,
            };
        }
        self.beside(verb)
    }

    /// The one whom *quoted* or *cited* at `head` says to be *saying* something.
    fn quoted(&self, head: usize, saying: usize) -> Option<Range<usize>> {
        let quotes = ["quoted", "quotes", "quote", "quoting", "cited", "cites", "cite", "citing", "reported", "heard"];
        if !self.is(saying, &["saying", "telling"])
            || !self.is(saying.checked_sub(1)?, &["as"])
            || !self.is(head, &quotes)
        {
            return None;
        }
        if self.is_passive(head) {
            return self.subject(head);
        }
        let quoted = self.dependent(head, &[Relation::Obj, Relation::Iobj])?;
        Some(self.phrase(quoted, head + 1).start..self.phrase(quoted, head + 1).end.min(saying - 1))
    }

    /// The subject that a verb has itself; that of a relative clause is the noun which it modifies.
    fn subject(&self, verb: usize) -> Option<Range<usize>> {
        let is_subject = |at: &usize| {
            matches!(self.tree().relation(*at), Relation::Nsubj | Relation::NsubjPass | Relation::NsubjOuter)
        };
        // Of several, the one nearest to the verb: the tree takes some place before the subject for another.
        let before = self.dependents(verb).take_while(|at| *at < verb).filter(is_subject).last();
        let subject = before.or_else(|| self.dependents(verb).find(is_subject))?;
        if matches!(self.penn(subject), Penn::Wp | Penn::Wdt) || self.is(subject, &["who", "which"]) {
            let noun = self.tree().head(verb).filter(|noun| *noun < subject)?;
            return Some(self.phrase(noun, subject));
        }
        if self.penn(subject) == Penn::Ex || self.is(subject, &["that", "this", "what"]) {
            return None;
        }
        // *the firm, whose owner left, said*: the owner is none of this verb's.
        if self.dependents(subject).any(|at| self.penn(at) == Penn::WpPossessive) {
            return None;
        }
        let from = if subject > verb { verb + 1 } else { 0 };
        let to = if subject < verb { verb } else { usize::MAX };
        let mut phrase = self.phrase(subject, to);
        // *Tax attorney Anna Marsh said*: a name that the tree hangs elsewhere.
        let name = |at| {
            self.token(at)
                .is_some_and(|token| token.is_word() && token.is_capitalised() || token.kind() == TokenKind::Hyphen)
        };
        while subject < verb && phrase.end < verb && name(phrase.end) {
            phrase.end += 1;
        }
        Some(phrase.start.max(from)..phrase.end)
    }

    /// The words right before a verb, where the tree knows no subject.
    fn beside(&self, verb: usize) -> Option<Range<usize>> {
        let mut end = verb;
        while end > 0 && matches!(self.upos(end - 1), Upos::Aux | Upos::Adv) {
            end -= 1;
        }
        let last = end.checked_sub(1)?;
        if self.text(last) == "," {
            return self.fronted(verb);
        }
        if self.is(last, &["another", "others", "some", "many", "both", "one"]) {
            return Some(last..end);
        }
        if !matches!(self.upos(last), Upos::Pron | Upos::Propn | Upos::Noun) || self.is(last, &["that", "what"]) {
            return None;
        }
        let mut start = last;
        while start > 0 && last - start < 12 {
            let inside = matches!(
                self.upos(start - 1),
                Upos::Propn | Upos::Noun | Upos::Adj | Upos::Det | Upos::Num | Upos::Adp | Upos::Part
            );
            let breaks = self.document.token(start - 1).is_none_or(|token| !token.is_word());
            if !inside || breaks {
                break;
            }
            start -= 1;
        }
        while start < last && matches!(self.upos(start), Upos::Adp | Upos::Part) {
            start += 1;
        }
        Some(start..end)
    }

    /// The noun phrase that opens the sentence of a verb, where only what commas enclose stands between: *the mayor,
    /// speaking in Lima, said*.
    fn fronted(&self, verb: usize) -> Option<Range<usize>> {
        const REACH: usize = 50;
        let sentence = self.document.sentence_of(verb)?.tokens();
        let mut start = sentence.start.max(verb.saturating_sub(REACH));
        if start > sentence.start {
            return None;
        }
        // *In Lima, the mayor, …*.
        if matches!(self.upos(start), Upos::Adp | Upos::Sconj | Upos::Cconj | Upos::Adv) {
            let opens = self.upos(start) != Upos::Cconj;
            start = if opens { (start..verb).find(|at| self.text(*at) == ",")? + 1 } else { start + 1 };
        }
        let end = (start..verb).find(|at| self.text(*at) == ",")?;
        let encloses = matches!(
            self.upos(end + 1),
            Upos::Verb | Upos::Det | Upos::Adp | Upos::Adj | Upos::Pron | Upos::Num | Upos::Noun | Upos::Propn
        );
        let opens =
            matches!(self.upos(start), Upos::Det | Upos::Propn | Upos::Noun | Upos::Pron | Upos::Adj | Upos::Num);
        (opens && encloses && !self.is_finite(end + 1) && !self.has_finite(start..end)).then_some(start..end)
    }

    /// The noun phrase of a head word, up to a relative clause and before `limit`.
    pub fn phrase(&self, head: usize, limit: usize) -> Range<usize> {
        let tokens = self.tree().subtree(head);
        let mut end = tokens.end.min(limit).max(head + 1);
        for at in head + 1..end.min(head + LONGEST_SOURCE) {
            let relative = matches!(self.penn(at), Penn::Wp | Penn::Wdt | Penn::WpPossessive)
                || matches!(self.kind(at), Some(TokenKind::Dash | TokenKind::Open | TokenKind::OpenBracket))
                || matches!(self.text(at), ";" | ":");
            if relative {
                end = at;
                break;
            }
        }
        while end > head + 1
            && self.token(end - 1).is_some_and(|last| {
                last.kind() == TokenKind::Comma || matches!(last.tag().upos, Upos::Adp | Upos::Cconj)
            })
        {
            end -= 1;
        }
        let mut start = tokens.start.max(head.saturating_sub(LONGEST_SOURCE));
        // *LIMA — The mayor*, *In May, the mayor*: what goes before the phrase hangs on its head by mistake.
        let breaks = |at: &usize| {
            matches!(self.kind(*at), Some(TokenKind::Comma | TokenKind::Dash | TokenKind::Close | TokenKind::Symbol))
        };
        if let Some(mark) = (start..head).rev().find(breaks) {
            start = mark + 1;
        }
        let start = (start..head)
            .find(|at| {
                let token = self.token(*at);
                token.is_some_and(|token| {
                    token.is_word() && !matches!(token.tag().upos, Upos::Cconj | Upos::Adv | Upos::Sconj | Upos::Adp)
                        || token.kind() == TokenKind::Number
                })
            })
            .unwrap_or(head);
        start..end.min(start + LONGEST_SOURCE).max(head + 1)
    }

    /// Whom a verb is said to: *told reporters*.
    pub fn addressee(&self, cue: &Cue, end: usize) -> Option<Range<usize>> {
        let told = |at: &usize| {
            let relation = self.tree().relation(*at);
            *at > cue.verb && *at < end && matches!(relation, Relation::Iobj | Relation::Obj)
        };
        let head = self.dependents(cue.verb).find(told)?;
        let listens =
            self.token(head).is_some_and(|token| token.has(Classes::ADDRESSEE)) || cue.frames.has(Frames::LISTENER);
        let phrase = self.phrase(head, end);
        (listens && phrase.start > cue.verb).then_some(phrase)
    }

    /// Whether the tokens from `at` on open an attribution or a further report: what went before ends there.
    pub fn is_saying(&self, at: usize) -> bool {
        const OTHERS: [&str; 10] = [
            "speaking",
            "citing",
            "quoting",
            "referring",
            "according",
            "responding",
            "replying",
            "urging",
            "asking",
            "giving",
        ];
        self.is(at, &OTHERS) || self.penn(at) == Penn::Vbg && !self.frames(at).is_empty()
    }

    /// The verb of the clause that begins at a token, before the next comma or mark.
    pub fn verb_of_clause(&self, start: usize, limit: usize) -> Option<usize> {
        const REACH: usize = 16;
        (start..limit.min(start + REACH))
            .take_while(|at| {
                !matches!(
                    self.kind(*at),
                    Some(TokenKind::Open | TokenKind::SingleOpen | TokenKind::Dash | TokenKind::Stop)
                ) && !matches!(self.text(*at), ";" | ":")
                    && !matches!(self.penn(*at), Penn::Wp | Penn::Wdt | Penn::WpPossessive | Penn::Wrb | Penn::Cc)
            })
            .find(|at| self.is_finite(*at))
            .map(|verb| self.content_verb(verb))
    }

    /// The verb that a helper helps.
    fn content_verb(&self, verb: usize) -> usize {
        let helps = matches!(self.tree().relation(verb), Relation::Aux | Relation::AuxPass);
        self.tree().head(verb).filter(|head| helps && *head > verb && head - verb < FEW).unwrap_or(verb)
    }
}
