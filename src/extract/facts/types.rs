//! What kind of thing a name names: votes of the words in it and around it, summed over the article.
//!
//! Rule: a vote is a reason that a reader could give (“an airline called …”, “… said”, “in …”). Where no reason is
//! strong, or two are as strong, the type stays open.

use crate::extract::annotate::names::Candidate;
use crate::extract::document::{Document, Token, TokenKind};
use crate::extract::lexicon::Classes;
use crate::knowledge::Knowledge;
use crate::model::tags::Upos;
use crate::record::EntityType;

/// The votes for each type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Votes([i32; 6]);

const KINDS: [EntityType; 6] = [
    EntityType::Person,
    EntityType::Organization,
    EntityType::Place,
    EntityType::Facility,
    EntityType::Group,
    EntityType::Other,
];

/// The fewest votes that decide.
const ENOUGH: i32 = 4;
/// The fewest votes ahead of the next type that decide.
const AHEAD: i32 = 2;

impl Votes {
    /// Adds votes for a type.
    pub fn add(&mut self, kind: EntityType, votes: i32) {
        self.0[slot(kind)] += votes;
    }

    /// Adds all of another's votes.
    pub fn merge(&mut self, other: Self) {
        for (sum, more) in self.0.iter_mut().zip(other.0) {
            *sum += more;
        }
    }

    /// All votes so many times.
    #[must_use]
    pub fn times(self, times: i32) -> Self {
        Self(self.0.map(|votes| votes * times))
    }

    /// The votes for a type.
    #[must_use]
    pub fn of(&self, kind: EntityType) -> i32 {
        self.0[slot(kind)]
    }

    /// The type with most votes, be it by one.
    #[must_use]
    pub fn best(&self) -> Option<EntityType> {
        let (best, votes) = KINDS.into_iter().zip(self.0).max_by_key(|(kind, votes)| (*votes, -order(*kind)))?;
        (votes > 0).then_some(best)
    }

    /// The type that wins, none where the vote is open.
    #[must_use]
    pub fn winner(&self) -> Option<EntityType> {
        let (best, votes) = KINDS.into_iter().zip(self.0).max_by_key(|(kind, votes)| (*votes, -order(*kind)))?;
        let second = KINDS.into_iter().zip(self.0).filter(|(kind, _)| *kind != best).map(|(_, votes)| votes).max()?;
        (votes >= ENOUGH && votes - second >= AHEAD).then_some(best)
    }
}

fn slot(kind: EntityType) -> usize {
    KINDS.iter().position(|other| *other == kind).unwrap_or(0)
}

fn order(kind: EntityType) -> i32 {
    i32::try_from(slot(kind)).unwrap_or(0)
}

/// What the words of a name say about it: asked once a name.
#[must_use]
pub fn of_words(document: &Document<'_>, candidate: &Candidate) -> Votes {
    let mut votes = Votes::default();
    if let Some(known) = candidate.known {
        votes.add(known.kind, 8);
    }
    let core = candidate.core.clone();
    let words: Vec<Token<'_, '_>> = core.filter_map(|at| document.token(at)).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return votes };
    let count = words.iter().filter(|word| word.is_word()).count();
    let link = words.iter().position(|word| matches!(word.text(), "of" | "for"));
    let head = link.and_then(|link| words.get(link.wrapping_sub(1))).unwrap_or(last);
    if count > 1 {
        if link.is_none() && first.has(Classes::GIVEN_NAME) && count <= 4 && !last.has(Classes::ORGANIZATION_HEAD) {
            votes.add(EntityType::Person, 6);
        } else {
            add_head(&mut votes, *head);
        }
        if first.has(Classes::ORGANIZATION_PREFIX) && !last.has(heads()) {
            votes.add(EntityType::Organization, 6);
        } else if first.has(Classes::OTHER_PREFIX) {
            votes.add(EntityType::Other, 5);
        } else if first.has(Classes::PLACE_PREFIX) && head.index == last.index {
            votes.add(EntityType::Place, 2);
        }
    } else if candidate.known.is_none()
        && candidate.kind.is_none()
        && last.has(heads().and(Classes::TITLE_HEAD))
        && candidate.core == candidate.tokens
    {
        // `the Group`, `the Board`: short for something else.
        for kind in KINDS {
            votes.add(kind, -12);
        }
    } else if last.is_upper() && (2..=6).contains(&last.text().len()) && candidate.known.is_none() {
        let none = last.has(Classes::NO_BODY) && candidate.kind.is_none();
        votes.add(EntityType::Organization, if none { -20 } else { 3 });
    }
    if words.iter().any(|word| word.is("&")) {
        votes.add(EntityType::Organization, 4);
    }
    let plain = words
        .iter()
        .all(|word| word.kind() == TokenKind::Hyphen || word.is_word() && !word.is_upper() && !word.has(heads()));
    if plain && link.is_none() && (2..=4).contains(&count) && candidate.known.is_none() {
        votes.add(EntityType::Person, 2);
    }
    votes
}

const fn heads() -> Classes {
    Classes::ORGANIZATION_HEAD
        .and(Classes::FACILITY_HEAD)
        .and(Classes::PLACE_HEAD)
        .and(Classes::OTHER_HEAD)
        .and(Classes::OTHER_PREFIX)
}

fn add_head(votes: &mut Votes, head: Token<'_, '_>) {
    for (class, kind, weight) in [
        (Classes::ORGANIZATION_HEAD, EntityType::Organization, 7),
        (Classes::PLACE_HEAD, EntityType::Place, 6),
        (Classes::FACILITY_HEAD, EntityType::Facility, 6),
        (Classes::OTHER_HEAD, EntityType::Other, 6),
    ] {
        if head.has(class) {
            votes.add(kind, weight);
            // A head of two kinds (“Port”, “Bank”) counts for the first; what stands around decides.
            return;
        }
    }
}

/// What stands around one occurrence of a name says about it.
#[must_use]
pub fn of_context(document: &Document<'_>, knowledge: &Knowledge, candidate: &Candidate) -> Votes {
    let mut votes = Votes::default();
    if candidate.title.is_some() || candidate.core != candidate.tokens {
        votes.add(EntityType::Person, 9);
    }
    before(document, knowledge, candidate, &mut votes);
    after(document, knowledge, candidate, &mut votes);
    votes
}

fn add_noun(knowledge: &Knowledge, votes: &mut Votes, noun: Token<'_, '_>, weight: i32) -> bool {
    if is_either(noun) {
        // “owner”, “developer”: a person or a company.
        votes.add(EntityType::Person, 2);
        votes.add(EntityType::Organization, 2);
        return true;
    }
    for (classes, kind) in [
        (Classes::TITLE_HEAD.and(Classes::PERSON_NOUN), EntityType::Person),
        (Classes::ORGANIZATION_NOUN, EntityType::Organization),
        (Classes::PLACE_NOUN, EntityType::Place),
        (Classes::FACILITY_NOUN, EntityType::Facility),
        (Classes::OTHER_NOUN, EntityType::Other),
    ] {
        if noun.has(classes) && !noun.is_capitalised() {
            votes.add(kind, weight);
            return true;
        }
    }
    // What WordNet says of other nouns.
    let noun = Some(noun).filter(|noun| !noun.is_capitalised() && noun.tag().upos == Upos::Noun);
    let kind = noun.and_then(|noun| knowledge.noun(noun.text())?.names);
    if let Some(kind) = kind {
        votes.add(kind, weight - 1);
    }
    kind.is_some()
}

/// Whether a noun is said of persons and of companies: “owner”, “developer”.
fn is_either(noun: Token<'_, '_>) -> bool {
    noun.has(Classes::TITLE_HEAD) && noun.has(Classes::ORGANIZATION_NOUN) && !noun.is_capitalised()
}

/// The title whose phrase a comma ends: “the president of the parliament, X,”.
fn title_with_phrase<'d, 't>(document: &'d Document<'t>, comma: usize) -> Option<Token<'d, 't>> {
    const REACH: usize = 8;
    for at in (comma.saturating_sub(REACH)..comma).rev() {
        let token = document.token(at)?;
        if !token.is_word() && !token.is_possessive() && token.kind() != TokenKind::Hyphen
            || matches!(token.tag().upos, Upos::Verb | Upos::Aux | Upos::Sconj)
        {
            return None;
        }
        if matches!(token.text(), "of" | "for" | "in" | "at") {
            let title = document.before(at).filter(|title| title.has(Classes::TITLE_HEAD) && !title.is_capitalised());
            if title.is_some() {
                return title;
            }
        }
    }
    None
}

fn before(document: &Document<'_>, knowledge: &Knowledge, candidate: &Candidate, votes: &mut Votes) {
    let Some(previous) = document.before(candidate.tokens.start) else { return };
    let single = candidate.core.len() == 1;
    let known = candidate.known.is_some();
    // A company may be an owner or a maker, but none has a given name first and two or three words in all.
    let personal = (2..=3).contains(&candidate.core.len())
        && document.token(candidate.core.start).is_some_and(|first| knowledge.given_name(first.text()).is_some())
        && !document.token(candidate.core.end - 1).is_some_and(|last| last.has(heads()) || last.is_upper());
    if personal && previous.is_possessive() {
        votes.add(EntityType::Person, 4);
    }
    match previous.text() {
        // `a student named X`
        "named" | "surnamed" => {
            if let Some(noun) = document.before(previous.index).filter(Token::is_word) {
                add_noun(knowledge, votes, noun, 5);
            }
        }
        "the" | "The" => {
            votes.add(EntityType::Person, -6);
            votes.add(EntityType::Place, -2);
            votes.add(EntityType::Organization, 1);
        }
        // `its chairman, X, said`
        "," => {
            let set_off = document.token(candidate.tokens.end).is_none_or(|next| {
                matches!(next.kind(), TokenKind::Comma | TokenKind::Stop | TokenKind::CloseBracket)
                    || next.has(Classes::REPORTING)
            });
            let noun = document.before(previous.index);
            if let Some(noun) = noun.filter(|noun| set_off && noun.is_word() && !noun.is_capitalised()) {
                add_noun(knowledge, votes, noun, 5);
                if personal && is_either(noun) {
                    votes.add(EntityType::Person, 4);
                }
            }
            if let Some(title) = set_off.then(|| title_with_phrase(document, previous.index)).flatten()
                && (!is_either(title) || personal)
            {
                votes.add(EntityType::Person, 5);
            }
        }
        "in" | "In" if !known => votes.add(EntityType::Place, 4),
        "near" | "outside" | "across" | "around" if !known => votes.add(EntityType::Place, 4),
        "from" | "at" if !known && single => votes.add(EntityType::Place, 1),
        "of" => {
            // `the village of X`, `the captain of X`
            if let Some(noun) = document.before(previous.index).filter(|noun| noun.has(Classes::PLACE_NOUN)) {
                add_noun(knowledge, votes, noun, 5);
            }
        }
        _ if previous.is_word() && previous.is_spaced() => {
            add_noun(knowledge, votes, previous, 5);
            if personal && is_either(previous) {
                votes.add(EntityType::Person, 4);
            }
            let spoken = previous.has(Classes::REPORTING)
                && document.before(previous.index).is_some_and(|mark| {
                    matches!(mark.kind(), TokenKind::Close | TokenKind::SingleClose | TokenKind::Comma)
                });
            if spoken {
                votes.add(EntityType::Person, if single { 1 } else { 4 });
            }
        }
        _ => {}
    }
}

fn after(document: &Document<'_>, knowledge: &Knowledge, candidate: &Candidate, votes: &mut Votes) {
    let end = candidate.tokens.end;
    let Some(next) = document.token(end) else { return };
    let single = candidate.core.len() == 1;
    let known = candidate.known.is_some();
    let text = |at: usize| document.token(at).map_or("", |token| token.text());
    if next.is_possessive() {
        owns(document, end + 1, votes);
        return;
    }
    match next.text() {
        "," => apposition(document, knowledge, end + 1, votes),
        "(" => {}
        "-" if next.kind() == TokenKind::Hyphen && text(end + 1) == "based" => votes.add(EntityType::Place, 6),
        "who" | "whose" => votes.add(EntityType::Person, 4),
        _ if next.is_word() && next.is_spaced() => {
            if next.has(Classes::REPORTING) && !next.has(Classes::PLACE_NOUN) {
                votes.add(EntityType::Person, if single { 1 } else { 4 });
                votes.add(EntityType::Organization, 1);
            }
            if next.has(Classes::PLACE_NOUN) && !next.is_capitalised() && candidate.title.is_none() {
                votes.add(EntityType::Place, 4);
            }
            if next.has(Classes::FACILITY_NOUN) && !next.is_capitalised() && !known && candidate.title.is_none() {
                votes.add(EntityType::Facility, 2);
            }
            if next.has(Classes::ORGANIZATION_NOUN) && !next.is_capitalised() {
                votes.add(EntityType::Organization, 2);
            }
        }
        _ => {}
    }
}

/// `X's wife`, `X's capital`, `X's chief executive`.
fn owns(document: &Document<'_>, at: usize, votes: &mut Votes) {
    for index in at..at + 3 {
        let Some(token) = document.token(index).filter(|token| token.is_word() && !token.is_capitalised()) else {
            return;
        };
        match token.text() {
            "wife" | "husband" | "son" | "daughter" | "mother" | "father" | "brother" | "sister" | "lawyer"
            | "lawyers" | "widow" | "family" | "parents" | "solicitor" | "predecessor" => {
                return votes.add(EntityType::Person, 4);
            }
            "capital" | "government" | "president" | "prime" | "parliament" | "coast" | "economy" | "population"
            | "residents" | "mayor" | "envoy" => return votes.add(EntityType::Place, 3),
            "shares" | "shareholders" | "profit" | "board" | "revenue" | "founder" | "customers" | "staff"
            | "sales" | "factory" | "spokesman" | "spokeswoman" | "headquarters" | "executive" => {
                return votes.add(EntityType::Organization, 3);
            }
            _ => {}
        }
    }
}

/// `X, 58,` `X, who …` `X, a fishing port in …` `X, the deputy minister,`
fn apposition(document: &Document<'_>, knowledge: &Knowledge, at: usize, votes: &mut Votes) {
    let Some(first) = document.token(at) else { return };
    match first.text() {
        "who" | "whose" => return votes.add(EntityType::Person, 5),
        _ if first.kind() == TokenKind::Number => {
            let age = first.text().parse::<u32>().is_ok_and(|age| (5..=110).contains(&age));
            let closed = document
                .token(at + 1)
                .is_some_and(|token| matches!(token.text(), "," | "." | ")") || token.is("who") || token.is("from"));
            if age && closed {
                votes.add(EntityType::Person, 6);
            }
            return;
        }
        "a" | "an" | "the" | "its" | "his" | "her" | "their" => {}
        _ if first.has(Classes::TITLE_HEAD.and(Classes::TITLE_MODIFIER)) && !first.is_capitalised() => {}
        _ => return,
    }
    let mut head = None;
    for index in at..at + 9 {
        let Some(token) = document.token(index).filter(|token| token.is_word() || token.kind() == TokenKind::Hyphen)
        else {
            break;
        };
        if token.is("who") && head.is_some() {
            return votes.add(EntityType::Person, 5);
        }
        if matches!(
            token.text(),
            "of" | "in" | "at" | "for" | "from" | "on" | "with" | "who" | "which" | "that" | "and"
        ) {
            break;
        }
        if token.is_word() {
            head = Some(token);
        }
    }
    if let Some(head) = head {
        add_noun(knowledge, votes, head, 5);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_vote_decides_nothing() {
        let mut votes = Votes::default();
        assert_eq!(votes.winner(), None);
        votes.add(EntityType::Place, 4);
        assert_eq!(votes.winner(), Some(EntityType::Place));
        votes.add(EntityType::Organization, 3);
        assert_eq!(votes.winner(), None);
    }
}
