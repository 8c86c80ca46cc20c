//! The noun phrase that names a speaker: its head, its name, whether it is a pronoun or a description.
//!
//! Rule: the name of a phrase is the one that it ends with before any preposition (*the charity Orchid Aid*), or that of
//! its apposition (*the mayor, Anna Marsh*). A name behind a preposition or a possessive is somebody else's.

use std::ops::Range;

use crate::extract::annotate::postnominals;
use crate::extract::document::{Document, Token, TokenKind};
use crate::extract::facts::entities::Entities;
use crate::extract::lexicon::Classes;
use crate::model::tags::{Number, Penn, Upos};
use crate::record::EntityType;

/// The most tokens of the words of a phrase.
const LONGEST: usize = 16;
/// The most tokens of an apposition.
const LONGEST_APPOSITION: usize = 10;

/// A noun phrase.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    /// Its words, or the name alone where it has one.
    pub tokens: Range<usize>,
    /// Its last word before any preposition.
    pub head: usize,
    /// The entity that it names.
    pub entity: Option<usize>,
    /// Whether it is *he*, *they* and the like.
    pub is_pronoun: bool,
    /// Whether it begins with *the*.
    pub is_definite: bool,
}

impl Phrase {
    /// The phrase that some tokens begin with; none where they begin with no noun phrase.
    pub fn read(document: &Document<'_>, entities: &Entities, tokens: &Range<usize>) -> Option<Self> {
        let start = tokens.clone().find(|at| document.token(*at).is_some_and(opens))?;
        let first = document.token(start)?;
        if first.has(Classes::PRONOUN) || first.tag().penn == Penn::Prp {
            return Some(Self {
                tokens: start..start + 1,
                head: start,
                entity: None,
                is_pronoun: true,
                is_definite: false,
            });
        }
        let base = without_letters(document, entities, base(document, entities, start..tokens.end));
        let head = base.end.checked_sub(1).filter(|head| *head >= start)?;
        let words = start..end_of_words(document, base.end, tokens.end.max(base.end));
        let name = own_name(document, entities, &base)
            .or_else(|| apposition(document, entities, base.end, tokens.end, false))
            .or_else(|| {
                let body = document.token(head).is_some_and(|head| head.has(Classes::ORGANIZATION_NOUN));
                apposition(document, entities, words.end, tokens.end, !body)
            })
            .or_else(|| sent_by(document, entities, base.end, tokens.end))
            .or_else(|| behind_title(document, entities, &base, words.end));
        let is_definite = matches!(first.text(), "the" | "The" | "that" | "That" | "this" | "This");
        let unknown = || Some(unknown_name(document, &base).unwrap_or_else(|| words.clone()));
        let (tokens, entity) = match name {
            Some((mention, entity)) => (mention, Some(entity)),
            None => (unknown()?, None),
        };
        Some(Self { tokens, head, entity, is_pronoun: false, is_definite })
    }
}

/// A phrase without the letters behind the name that it ends with: *Anna Marsh QC*.
fn without_letters(document: &Document<'_>, entities: &Entities, base: Range<usize>) -> Range<usize> {
    let letters = |at: &usize| document.token(*at).is_some_and(|token| postnominals::is_postnominal(token.text()));
    let first = (base.start..base.end).rev().take_while(letters).last().unwrap_or(base.end);
    let named = first > base.start && entities.at(first).is_none() && entities.at(first - 1).is_some();
    if named { base.start..first } else { base }
}

/// The name that a phrase ends with: *the charity Orchid Aid*, *Orchid news agency*; but no one of *Lima and Oslo*.
fn own_name(document: &Document<'_>, entities: &Entities, base: &Range<usize>) -> Option<(Range<usize>, usize)> {
    let head = base.end - 1;
    let (mention, entity) = match entities.at(head) {
        Some(found) => Some(found).filter(|(mention, _)| mention.end == base.end),
        None => {
            let (mention, entity) = entities.within(base.clone()).next_back().cloned()?;
            let said = document.token(head).is_some_and(|head| head.has(Classes::ORGANIZATION_NOUN));
            let body = entities.list[entity].kind == EntityType::Organization;
            let beside =
                head - mention.end < 2 && !document.token(mention.end).is_some_and(|next| next.is_possessive());
            (said && body && beside).then_some((mention, entity))
        }
    }?;
    let joined = document.before(mention.start).is_some_and(|before| before.is("and") && before.index > base.start);
    let both = joined && mention.start >= 2 && entities.at(mention.start - 2).is_some();
    (!both).then_some((mention, entity))
}

/// The body that several people speak for: *organisers from the Orchid Movement*.
fn sent_by(document: &Document<'_>, entities: &Entities, from: usize, end: usize) -> Option<(Range<usize>, usize)> {
    let several = document.before(from)?.tag().number() == Some(Number::Plural);
    document.token(from).filter(|token| several && token.is("from"))?;
    let (mention, entity) = entities.within(from..end.min(from + 6)).next().cloned()?;
    let leads =
        (from + 1..mention.start).all(|at| document.token(at).is_some_and(|token| token.tag().upos == Upos::Det));
    (leads && entities.list[entity].kind == EntityType::Organization).then_some((mention, entity))
}

/// The name behind a bare title that has a preposition: *Leader of the Opposition Anna Marsh*.
fn behind_title(
    document: &Document<'_>,
    entities: &Entities,
    base: &Range<usize>,
    end: usize,
) -> Option<(Range<usize>, usize)> {
    let head = document.token(base.end - 1)?;
    let speaks_for = ["spokes", "lawyer", "aide", "advis", "counsel"]
        .iter()
        .any(|stem| head.text().to_lowercase().starts_with(stem));
    let bare = document
        .token(base.start)
        .is_some_and(|first| first.tag().upos != Upos::Det && first.tag().penn != Penn::PrpPossessive);
    if !bare || speaks_for || head.text().len() > 32 || !head.has(Classes::TITLE_HEAD) {
        return None;
    }
    let (mention, entity) = entities.at(end.checked_sub(1)?).filter(|(mention, _)| mention.end == end)?;
    let person = entities.list[entity].kind == EntityType::Person;
    let led = document.before(mention.start).is_some_and(|before| before.is_word() && before.tag().upos != Upos::Adp);
    (person && led && mention.start > base.end).then_some((mention, entity))
}

/// The capitalised words that a phrase ends with behind small ones, where they are no known name.
fn unknown_name(document: &Document<'_>, base: &Range<usize>) -> Option<Range<usize>> {
    let capital = |at: usize| {
        document.token(at).is_some_and(|token| {
            token.is_word() && token.is_capitalised() && !token.is_upper() || token.kind() == TokenKind::Hyphen
        })
    };
    let mut start = base.end;
    while start > base.start && capital(start - 1) {
        start -= 1;
    }
    let titled = start > base.start && document.token(start - 1).is_some_and(|title| title.tag().upos == Upos::Noun);
    (titled && base.end - start > 1).then_some(start..base.end)
}

fn opens(token: Token<'_, '_>) -> bool {
    token.kind() == TokenKind::Number
        || token.is_word()
            && !matches!(token.tag().upos, Upos::Cconj | Upos::Adv | Upos::Sconj | Upos::Adp | Upos::Aux | Upos::Part)
}

/// The phrase up to its head: before a preposition, a comma, a verb; a name that it runs into belongs to it.
fn base(document: &Document<'_>, entities: &Entities, tokens: Range<usize>) -> Range<usize> {
    let mut end = tokens.start;
    while end < tokens.end && end - tokens.start < LONGEST {
        if let Some((mention, _)) =
            entities.at(end).filter(|(mention, _)| mention.start == end && mention.end <= tokens.end)
        {
            end = mention.end;
            // *Lima’s mayor*, *Lima mayor*: the name may be an owner or say which one is meant.
            continue;
        }
        let Some(token) = document.token(end) else { break };
        // *Ramon “Chito” Ruiz*.
        let nickname = token.kind() == TokenKind::Open
            && document.token(end + 2).is_some_and(|close| close.kind() == TokenKind::Close)
            && document.token(end + 3).is_some_and(|name| name.is_capitalised() && name.is_word());
        if nickname {
            end += 3;
            continue;
        }
        let noun_before = end > tokens.start && document.before(end).is_some_and(|before| before.tag().is_noun());
        let ends = match token.kind() {
            TokenKind::Word => {
                let tag = token.tag();
                let title = token.is_capitalised() || token.has(Classes::TITLE_HEAD.and(Classes::TITLE_MODIFIER));
                let verb = matches!(tag.penn, Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Md | Penn::Vb)
                    || noun_before && matches!(tag.penn, Penn::Vbg | Penn::Vbn);
                let verb = verb && !title;
                let owns = tag.penn == Penn::Pos || token.is_possessive() || token.is("’");
                !owns
                    && end > tokens.start
                    && (verb
                        || matches!(tag.upos, Upos::Adp | Upos::Sconj)
                        || matches!(tag.penn, Penn::Wp | Penn::Wdt | Penn::WpPossessive | Penn::To | Penn::Prp)
                        || noun_before && matches!(tag.upos, Upos::Adv | Upos::Adj | Upos::Det))
            }
            TokenKind::Number | TokenKind::Hyphen | TokenKind::Symbol | TokenKind::SingleClose => false,
            _ => true,
        };
        if ends {
            break;
        }
        end += 1;
    }
    while end > tokens.start + 1
        && document.token(end - 1).is_some_and(|last| matches!(last.tag().upos, Upos::Cconj | Upos::Adv))
    {
        end -= 1;
    }
    tokens.start..end
}

/// The name that stands alone behind the comma at `comma`: *the mayor, Anna Marsh, said*; *the mayor, Dr Anna Marsh*.
fn apposition(
    document: &Document<'_>,
    entities: &Entities,
    comma: usize,
    end: usize,
    of_person: bool,
) -> Option<(Range<usize>, usize)> {
    document.token(comma).filter(|token| token.is(","))?;
    let sentence = document.sentence_of(comma)?.tokens();
    let start = comma + 1;
    let last = sentence.end.min(start + LONGEST_APPOSITION);
    let (mention, entity) = entities.within(start..last).next().cloned()?;
    if of_person && entities.list[entity].kind != EntityType::Person {
        return None;
    }
    let leads = |at: usize| {
        document.token(at).is_some_and(|token| {
            token.is_word()
                && !matches!(
                    token.tag().upos,
                    Upos::Adp | Upos::Verb | Upos::Aux | Upos::Pron | Upos::Cconj | Upos::Sconj
                )
                || token.kind() == TokenKind::Hyphen
        })
    };
    let behind = postnominals::past(document, mention.end);
    let ends = document.token(behind).is_none_or(|next| {
        !next.is_word() && next.kind() != TokenKind::Hyphen
            || next.tag().is_verb()
            || matches!(next.tag().upos, Upos::Adp)
    });
    // Beyond the words that are known to be the phrase, a comma must close the name as well.
    let closed =
        behind <= end || document.token(behind).is_none_or(|next| next.is(",") || next.kind() == TokenKind::Stop);
    let ends = ends && closed;
    let listed = document.token(behind).is_some_and(|next| next.is("and"));
    ((start..mention.start).all(leads) && ends && !listed).then_some((mention, entity))
}

/// The end of the words that say who is meant: before a comma, a relative clause, a finite verb.
fn end_of_words(document: &Document<'_>, base: usize, limit: usize) -> usize {
    let mut end = base;
    while end < limit && end - base < LONGEST {
        let Some(token) = document.token(end) else { break };
        let over = match token.kind() {
            TokenKind::Word => {
                let tag = token.tag();
                let verb = matches!(tag.penn, Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Md) && !token.is_capitalised();
                verb || matches!(tag.penn, Penn::Wp | Penn::Wdt | Penn::WpPossessive | Penn::Wrb)
                    || matches!(token.text(), "after" | "before" | "while" | "as" | "because" | "during" | "when")
                    || token.has(Classes::CALENDAR)
            }
            TokenKind::Number | TokenKind::Hyphen | TokenKind::Symbol | TokenKind::SingleClose => false,
            _ => true,
        };
        if over {
            break;
        }
        end += 1;
    }
    while end > base && document.token(end - 1).is_some_and(|last| last.is_word() && last.has(Classes::FUNCTION)) {
        end -= 1;
    }
    end
}
