//! The offices and occupations that the words beside a name give a person.
//!
//! Rule: a role is a noun for what somebody is, in a place that ties it to the name: right before it (“Foreign Minister
//! X”, “its chairman, X,”), in apposition behind it (“X, the deputy prime minister,”), told of it (“X is an actuary”,
//! “X was named chair”), or shared by a list (“Constables X and Y”). What a description far from the name says is left to
//! whoever links descriptions: [`of_description`] reads its title.

mod after;
mod before;
mod nouns;
mod phrase;

use std::ops::Range;

use super::aliases::key;
use super::entities::Entities;
use crate::extract::document::Document;
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::{Knowledge, Part};
use crate::record::{EntityType, RoleStatus};

/// A role as the text gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRole {
    /// The token of the noun that it hangs on: “minister”.
    pub head: usize,
    /// The tokens of the title.
    pub title: Range<usize>,
    /// Whether it is held now; none where the text leaves it open.
    pub status: Option<RoleStatus>,
    /// A token of the name of the body that the text puts right beside the title: “X's chairman”, “director of X”.
    pub beside: Option<usize>,
    /// The country that the words before the title name: “Peruvian”, “Peru's”.
    pub country: Option<&'static str>,
    /// Whether several hold it, so that the text has the plural.
    pub plural: bool,
}

impl FoundRole {
    /// A role of which nothing is known but its title.
    const fn current(head: usize, title: Range<usize>) -> Self {
        Self { head, title, status: Some(RoleStatus::Current), beside: None, country: None, plural: false }
    }

    /// The title as the record has it: as written, and in the singular where the text names several.
    #[must_use]
    pub fn words(&self, document: &Document<'_>, knowledge: &Knowledge) -> String {
        let text = key(document, &self.title);
        if !self.plural || self.title.end != self.head + 1 {
            return text.to_owned();
        }
        let head = document.token(self.head).map_or("", |token| token.text());
        let front = &text[..text.len() - head.len()];
        let irregular = knowledge.lemmas(Part::Noun, head).first().copied();
        let known = nouns::singulars(head).find(|one| knowledge.noun(*one).is_some());
        format!("{front}{}", irregular.or(known).unwrap_or(head))
    }
}

/// The most titles that one person is given; more are a sign of a text that is no article.
const MOST_ROLES: usize = 16;
/// The most names of a list that share a title.
const LONGEST_LIST: usize = 4;

/// What the finders of roles read.
#[derive(Clone, Copy, Debug)]
struct Reader<'d, 't> {
    document: &'d Document<'t>,
    knowledge: &'d Knowledge,
    entities: &'d Entities,
}

/// Gives the persons of an article their roles, and the country that a role names.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn annotate(
    document: &Document<'_>,
    knowledge: &Knowledge,
    entities: &mut Entities,
    interrupt: &Interrupt<'_>,
) -> Result<(), Interrupted> {
    let reader = Reader { document, knowledge, entities };
    let mut found = Vec::new();
    for (count, (mention, entity)) in entities.mentions.iter().enumerate() {
        if count % 64 == 0 {
            interrupt.check()?;
        }
        if entities.list[*entity].kind == EntityType::Person {
            let mut roles = Vec::new();
            reader.before(mention, &mut roles);
            roles.extend(reader.inverted(mention));
            reader.behind(mention, &mut roles);
            found.extend(roles.into_iter().map(|role| (*entity, role)));
            reader.list(count, &mut found);
        }
    }
    for (entity, role) in found {
        add(document, entities, entity, role);
    }
    for entity in &mut entities.list {
        entity.roles.sort_by_key(|role| role.title.start);
    }
    Ok(())
}

/// The role that a description of somebody names, be it far from the name: “the Serbian striker”.
#[must_use]
pub fn of_description(
    document: &Document<'_>,
    knowledge: &Knowledge,
    entities: &Entities,
    description: &Range<usize>,
) -> Option<FoundRole> {
    let reader = Reader { document, knowledge, entities };
    reader.phrase_at(description.start).map(|phrase| phrase.role).filter(|role| description.contains(&role.head))
}

impl Reader<'_, '_> {
    /// `Constables X and Y`: the title in the plural is each one's.
    fn list(&self, first: usize, found: &mut Vec<(usize, FoundRole)>) {
        let mentions = &self.entities.mentions;
        let Some(role) = self.shared(&mentions[first].0) else { return };
        let mut end = mentions[first].0.start;
        for (mention, entity) in mentions[first..].iter().take(LONGEST_LIST) {
            let joined = (end..mention.start).all(|at| self.is_word(at, |word| matches!(word, "," | "and")))
                || *mention == mentions[first].0;
            if !joined || self.entities.list[*entity].kind != EntityType::Person {
                return;
            }
            found.push((*entity, role.clone()));
            end = mention.end;
        }
    }
}

/// Adds a role to a person who has none of this title yet.
fn add(document: &Document<'_>, entities: &mut Entities, entity: usize, role: FoundRole) {
    let person = &mut entities.list[entity];
    person.country = person.country.or(role.country);
    let title = key(document, &role.title);
    let same = |other: &FoundRole| key(document, &other.title).eq_ignore_ascii_case(title);
    if let Some(told) = person.roles.iter().position(same) {
        let told = &mut person.roles[told];
        told.beside = told.beside.or(role.beside);
    } else if person.roles.len() < MOST_ROLES {
        person.roles.push(role);
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::testing::record;
    use crate::record::RoleStatus;

    /// Title, status and organization of the roles of the first person.
    fn roles(text: &str) -> Vec<(String, Option<RoleStatus>, Option<String>)> {
        let record = record(text);
        let person = record.entities.iter().find(|entity| entity.name.contains("Marsh")).expect("Marsh is there");
        let name =
            |id: &String| record.entities.iter().find(|entity| entity.id == *id).map(|entity| entity.name.clone());
        person
            .roles
            .iter()
            .map(|role| (role.title.clone(), role.status, role.organization.as_ref().and_then(name)))
            .collect()
    }

    #[test]
    fn titles_stand_before_and_behind_the_name() {
        for (text, title, status) in [
            ("They met Foreign Minister Anna Marsh.", "Foreign Minister", RoleStatus::Current),
            ("They met the deputy prime minister, Anna Marsh.", "deputy prime minister", RoleStatus::Current),
            ("So Anna Marsh, the deputy prime minister, left.", "deputy prime minister", RoleStatus::Current),
            ("So Anna Marsh, 58, a former police chief, left.", "police chief", RoleStatus::Former),
            ("They met acting mayor Anna Marsh.", "mayor", RoleStatus::Acting),
        ] {
            assert_eq!(roles(text), [(title.to_owned(), Some(status), None)], "{text}");
        }
    }

    #[test]
    fn the_body_beside_the_title_is_linked() {
        let orchid = Some("Orchid Airlines".to_owned());
        assert_eq!(roles("So Orchid Airlines's chairman, Anna Marsh, left.")[0].2, orchid);
        assert_eq!(roles("So Anna Marsh, chairman of Orchid Airlines, left.")[0].2, orchid);
    }

    #[test]
    fn what_is_no_title_gives_no_role() {
        assert_eq!(roles("So Anna Marsh, who ran, left. Mr Marsh, the day after, came."), []);
    }
}
