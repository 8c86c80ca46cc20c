//! Lasting relations between two entities: who heads, speaks for, founded and owns what, where it is, who is whose kin.
//!
//! Rule: precision before recall. A relation is read from a role and the name beside it, or from a short pattern between
//! two names; the evidence runs from the first word that proves it to the last. A pronoun stands for a person only where
//! the sentence has named one alone.

mod kin;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::aliases::key;
use super::entities::Entities;
use super::roles::FoundRole;
use crate::extract::document::{Document, TokenKind};
use crate::extract::lexicon::Lexicon;
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::Knowledge;
use crate::record::{EntityType, RoleStatus};

/// What relates two entities, as the record calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Predicate {
    HeadOf,
    MemberOf,
    SpokespersonOf,
    LocatedIn,
    Spouse,
    ParentOf,
    FoundedBy,
    OwnedBy,
}

impl Predicate {
    /// Its name in the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HeadOf => "head_of",
            Self::MemberOf => "member_of",
            Self::SpokespersonOf => "spokesperson_of",
            Self::LocatedIn => "located_in",
            Self::Spouse => "spouse",
            Self::ParentOf => "parent_of",
            Self::FoundedBy => "founded_by",
            Self::OwnedBy => "owned_by",
        }
    }
}

/// A relation between two entities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The index of the entity of which it is told.
    pub subject: usize,
    /// What relates them.
    pub predicate: Predicate,
    /// The index of the other entity.
    pub object: usize,
    /// The tokens that prove it.
    pub tokens: Range<usize>,
}

/// The most tokens that prove a relation; what lies farther apart is no short pattern.
const LONGEST: usize = 24;

/// The relations of an article in text order, each told once.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn find(
    document: &Document<'_>,
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    entities: &Entities,
    interrupt: &Interrupt<'_>,
) -> Result<Vec<Found>, Interrupted> {
    let mut finder = Finder { document, lexicon, knowledge, entities, found: Vec::new() };
    for (index, entity) in entities.list.iter().enumerate() {
        for role in &entity.roles {
            finder.of_role(index, role);
        }
    }
    for pair in entities.mentions.windows(2) {
        interrupt.check()?;
        let [first, second] = pair else { continue };
        finder.between(first, second);
    }
    let mut found = finder.found;
    found.sort_by_key(|relation| (relation.tokens.start, relation.subject, relation.predicate, relation.object));
    let mut told: Vec<(usize, Predicate, usize)> = Vec::new();
    found.retain(|relation| {
        let fact = (relation.subject, relation.predicate, relation.object);
        let new = !told.contains(&fact) && told.len() < MOST;
        if new {
            told.push(fact);
        }
        new
    });
    Ok(found)
}

/// The most relations of an article; more are a sign of a text that is none, and each is compared with all before it.
const MOST: usize = 256;

struct Finder<'d, 't> {
    document: &'d Document<'t>,
    lexicon: &'d Lexicon,
    knowledge: &'d Knowledge,
    entities: &'d Entities,
    found: Vec<Found>,
}

/// A mention and its entity.
type Named = (Range<usize>, usize);

impl Finder<'_, '_> {
    fn text(&self, at: usize) -> &str {
        self.document.token(at).map_or("", |token| token.text())
    }

    fn is(&self, entity: usize, kind: EntityType) -> bool {
        self.entities.list.get(entity).is_some_and(|found| found.kind == kind)
    }

    fn add(&mut self, subject: usize, predicate: Predicate, object: usize, tokens: Range<usize>) {
        if subject != object && tokens.len() <= LONGEST {
            self.found.push(Found { subject, predicate, object, tokens });
        }
    }

    /// `Orchid's founder, X`, `X, a spokesman for Orchid`.
    fn of_role(&mut self, person: usize, role: &FoundRole) {
        let Some((body, entity)) = role.beside.and_then(|token| self.entities.at(token)) else { return };
        let tokens = [&body, &role.title, &role.holder];
        let start = tokens.iter().map(|tokens| tokens.start).min().unwrap_or(role.head);
        let end = tokens.iter().map(|tokens| tokens.end).max().unwrap_or(role.head);
        let held = matches!(role.status, Some(RoleStatus::Current | RoleStatus::Acting));
        let title = key(self.document, &role.title).to_lowercase();
        let place = self.is(entity, EntityType::Place);
        let body = self.is(entity, EntityType::Organization);
        let owned = body || self.is(entity, EntityType::Facility) || self.is(entity, EntityType::Other);
        match self.text(role.head).to_lowercase().as_str() {
            "founder" | "co-founder" | "cofounder" if body => {
                self.add(entity, Predicate::FoundedBy, person, start..end);
            }
            "owner" if owned && held => self.add(entity, Predicate::OwnedBy, person, start..end),
            "member" if body && held => self.add(person, Predicate::MemberOf, entity, start..end),
            "spokesman" | "spokeswoman" | "spokesperson" if (body || place) && held => {
                self.add(person, Predicate::SpokespersonOf, entity, start..end);
            }
            _ if held && (body && heads_body(&title) || place && heads_place(&title)) => {
                self.add(person, Predicate::HeadOf, entity, start..end);
            }
            _ => {}
        }
    }

    /// What the words between two neighbouring names tell.
    fn between(&mut self, first: &Named, second: &Named) {
        let gap = first.0.end..second.0.start;
        let one_sentence = self.document.sentence_of(first.0.start).map(|sentence| sentence.index)
            == self.document.sentence_of(second.0.start).map(|sentence| sentence.index);
        if gap.len() > LONGEST || gap.is_empty() || !one_sentence {
            return;
        }
        let tokens = first.0.start..second.0.end;
        match (self.kind(first.1), self.kind(second.1)) {
            (Some(EntityType::Person), Some(EntityType::Person)) => self.kin(first, second, &gap),
            (Some(EntityType::Person), Some(EntityType::Organization)) if self.is_body_of_members(second) => {
                let of = self.text(gap.start) == "of" && gap.clone().skip(1).all(|at| self.is_small(at));
                if of && gap.len() <= 3 {
                    self.add(first.1, Predicate::MemberOf, second.1, tokens);
                }
            }
            (Some(kind), Some(EntityType::Place)) if kind != EntityType::Person => {
                self.located(kind, first, second, &gap);
            }
            (Some(EntityType::Place), Some(EntityType::Organization | EntityType::Facility)) => {
                self.owned_by_place(first, second, &gap);
            }
            _ => {}
        }
        if let Some(predicate) = self.passive(first, &gap)
            && matches!(self.kind(second.1), Some(EntityType::Person | EntityType::Organization))
        {
            self.add(first.1, predicate, second.1, first.0.start..second.0.end);
        }
    }

    fn kind(&self, entity: usize) -> Option<EntityType> {
        self.entities.list.get(entity).map(|found| found.kind)
    }

    fn is_small(&self, at: usize) -> bool {
        self.document.token(at).is_some_and(|token| token.is_word() && !token.is_capitalised())
    }

    /// Whether a body has members: a party, a union, a parliament, a force.
    fn is_body_of_members(&self, body: &Named) -> bool {
        const HEADS: [&str; 26] = [
            "Alliance",
            "Army",
            "Assembly",
            "Association",
            "Bloc",
            "Club",
            "Coalition",
            "Committee",
            "Confederation",
            "Congress",
            "Corps",
            "Council",
            "Federation",
            "Force",
            "Front",
            "Guard",
            "League",
            "Movement",
            "Navy",
            "Parliament",
            "Party",
            "Police",
            "Senate",
            "Society",
            "Team",
            "Union",
        ];
        body.0.clone().any(|at| HEADS.contains(&self.text(at)))
    }

    /// `Orchid Bank in Lima`, `Lima, Peru`, `Orchid, based in Lima`.
    fn located(&mut self, kind: EntityType, first: &Named, second: &Named, gap: &Range<usize>) {
        let site = matches!(kind, EntityType::Organization | EntityType::Facility | EntityType::Place);
        let words: Vec<&str> = gap.clone().take(5).map(|at| self.text(at)).collect();
        let compass = |word: &str| {
            matches!(
                word,
                "northern" | "southern" | "eastern" | "western" | "central" | "south" | "north" | "east" | "west" | "-"
            )
        };
        let proves = match words.as_slice() {
            [","] => kind == EntityType::Place && self.is_region(first, second),
            ["in", rest @ ..] => site && rest.iter().all(|word| compass(word)),
            [",", "based" | "headquartered", "in"] | [",", "which", "is", "based", "in"] | ["is", "based", "in"] => {
                site
            }
            _ => false,
        };
        if proves && !self.is_country(first) {
            self.add(first.1, Predicate::LocatedIn, second.1, first.0.start..second.0.end);
        }
    }

    /// Whether the place behind a comma is the country or state of the one before it, and not the next of a list.
    fn is_region(&self, first: &Named, second: &Named) -> bool {
        let list = matches!(self.text(second.0.end), "and" | "or" | "&")
            || self.text(second.0.end) == "," && matches!(self.text(second.0.end + 1), "and" | "or");
        let before = first.0.start.checked_sub(1).map_or("", |at| self.text(at));
        let begun = before == "," && self.entities.at(first.0.start.saturating_sub(2)).is_some();
        self.is_country(second) && !list && !begun
    }

    fn is_country(&self, place: &Named) -> bool {
        let name = self.lexicon.canonical(key(self.document, &place.0));
        self.knowledge.country(name).is_some()
    }

    /// `Lima-based Orchid`, `Peru's Orchid Bank`.
    fn owned_by_place(&mut self, place: &Named, body: &Named, gap: &Range<usize>) {
        let words: Vec<&str> = gap.clone().take(6).map(|at| self.text(at)).collect();
        let proves = match words.as_slice() {
            ["'s" | "’s"] => true,
            ["-", "based", rest @ ..] => {
                rest.len() <= 3 && (gap.start + 2..gap.end).all(|at| self.is_small(at)) && !rest.contains(&"and")
            }
            _ => false,
        };
        if proves {
            self.add(body.1, Predicate::LocatedIn, place.1, place.0.start..body.0.end);
        }
    }

    /// `founded in 1998 by`, `owned by`: what is told of the name before.
    fn passive(&self, subject: &Named, gap: &Range<usize>) -> Option<Predicate> {
        if !matches!(self.kind(subject.1)?, EntityType::Organization | EntityType::Facility | EntityType::Other)
            || self.text(gap.end - 1) != "by"
        {
            return None;
        }
        let verb = gap.clone().find(|at| matches!(self.text(*at), "founded" | "co-founded" | "owned"))?;
        let told = (gap.start..verb).all(|at| matches!(self.text(at), "," | "was" | "is" | "which" | "and"));
        let when = (verb + 1..gap.end - 1).all(|at| {
            matches!(self.text(at), "in")
                || self.document.token(at).is_some_and(|token| token.kind() == TokenKind::Number)
        });
        let predicate = if self.text(verb) == "owned" { Predicate::OwnedBy } else { Predicate::FoundedBy };
        (told && when).then_some(predicate)
    }
}

/// Whether a title is that of who heads a body.
fn heads_body(title: &str) -> bool {
    matches!(
        title,
        "head"
            | "chief"
            | "president"
            | "chairman"
            | "chairwoman"
            | "chairperson"
            | "chair"
            | "leader"
            | "commander"
            | "boss"
            | "ceo"
            | "director"
            | "executive director"
            | "managing director"
            | "general director"
            | "director-general"
            | "director general"
            | "chief executive"
            | "chief executive officer"
            | "secretary-general"
            | "secretary general"
            | "party leader"
            | "rector"
            | "group leader"
            | "team principal"
            | "chief exec"
    )
}

/// Whether a title is that of who heads a country or a city.
fn heads_place(title: &str) -> bool {
    matches!(
        title,
        "president"
            | "prime minister"
            | "premier"
            | "governor"
            | "mayor"
            | "king"
            | "queen"
            | "emperor"
            | "emir"
            | "sultan"
            | "chancellor"
            | "chief minister"
    )
}
