//! The offices and occupations that the words beside a name give a person.
//!
//! Rule: a role is a noun for what somebody is, in a place that ties it to the name: right before it (“Foreign Minister
//! X”, “its chairman, X,”), in apposition behind it (“X, the deputy prime minister,”), told of it (“X is an actuary”,
//! “X was named chair”), shared by a list (“Constables X and Y”), or what a headline and a lead tell of somebody who is
//! named later.

mod after;
mod before;
mod nouns;
mod office;
mod phrase;

use std::ops::Range;

use super::aliases::key;
use super::coreference::Links;
use super::entities::Entities;
use crate::extract::document::Document;
use crate::extract::lexicon::Lexicon;
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::{Knowledge, Part};
use crate::record::{EntityType, MentionKind, RoleStatus};

/// A role as the text gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRole {
    /// The token of the noun that it hangs on: “minister”.
    pub head: usize,
    /// The tokens of the name beside which the text gives it.
    pub holder: Range<usize>,
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
        Self {
            head,
            holder: head..head + 1,
            title,
            status: Some(RoleStatus::Current),
            beside: None,
            country: None,
            plural: false,
        }
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
    lexicon: &'d Lexicon,
    knowledge: &'d Knowledge,
    entities: &'d Entities,
}

/// Gives the persons of an article their roles, and the country that a role names.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn annotate(
    document: &Document<'_>,
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    entities: &mut Entities,
    interrupt: &Interrupt<'_>,
) -> Result<(), Interrupted> {
    let reader = Reader { document, lexicon, knowledge, entities };
    let mut found = Vec::new();
    for (count, (mention, entity)) in entities.mentions.iter().enumerate() {
        if count % 64 == 0 {
            interrupt.check()?;
        }
        if entities.list[*entity].kind == EntityType::Person {
            let mut roles = Vec::new();
            reader.before(mention, &mut roles);
            roles.extend(reader.inverted(mention));
            roles.extend(reader.introduced(mention));
            reader.behind(mention, &mut roles);
            found.extend(roles.into_iter().map(|role| (*entity, FoundRole { holder: mention.clone(), ..role })));
            reader.list(count, &mut found);
        }
    }
    give(document, entities, found);
    Ok(())
}

/// Gives persons the roles that were found, each person's in text order.
fn give(document: &Document<'_>, entities: &mut Entities, found: Vec<(usize, FoundRole)>) {
    for (entity, role) in found {
        add(document, entities, entity, role);
    }
    for entity in &mut entities.list {
        entity.roles.sort_by_key(|role| role.title.start);
    }
}

/// Adds the roles by which persons are told of before their names: “A dentist was jailed. Anna Marsh, 41, …”.
pub fn describe(
    document: &Document<'_>,
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    entities: &mut Entities,
    links: &Links,
) {
    let reader = Reader { document, lexicon, knowledge, entities };
    let role = |description: &Range<usize>| {
        let role = reader.phrase_at(description.start)?.role;
        Some(role).filter(|role| description.contains(&role.head))
    };
    let is_person = |entity: usize| entities.list[entity].kind == EntityType::Person;
    let first = |entity: usize| entities.list[entity].names().next().map_or(0, |name| name.start);
    let described = links.of_entities().filter(|(tokens, entity, kind)| {
        *kind == MentionKind::Noun && is_person(*entity) && tokens.start < first(*entity)
    });
    let found: Vec<(usize, FoundRole)> =
        described.filter_map(|(tokens, entity, _)| Some((entity, role(tokens)?))).collect();
    give(document, entities, found);
}

impl Reader<'_, '_> {
    /// `Constables X and Y`: the title in the plural is each one's.
    fn list(&self, first: usize, found: &mut Vec<(usize, FoundRole)>) {
        let mentions = &self.entities.mentions;
        let Some((role, alone)) = self.shared(&mentions[first].0) else { return };
        let before = found.len();
        let mut end = mentions[first].0.start;
        for (mention, entity) in mentions[first..].iter().take(LONGEST_LIST) {
            // `X and the former bus driver Y`
            let described = mention.start <= end + 6;
            let joined = (end..mention.start).all(|at| {
                self.is_word(at, |word| matches!(word, "," | "and"))
                    || described && self.document.token(at).is_some_and(|word| word.is_word() && !word.is_capitalised())
            });
            let joined = joined || *mention == mentions[first].0;
            if !joined || self.entities.list[*entity].kind != EntityType::Person {
                break;
            }
            found.push((*entity, FoundRole { holder: mention.clone(), ..role.clone() }));
            end = mention.end;
        }
        if found.len() == before + 1 && !alone {
            found.truncate(before);
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
        if told.beside.is_none() && role.beside.is_some() {
            *told = role;
        }
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

    /// The titles of the first person of this surname.
    fn titles(text: &str) -> Vec<String> {
        roles(text).into_iter().map(|(title, _, _)| title).collect()
    }

    #[test]
    fn each_place_of_a_title_is_read() {
        for (text, title) in [
            ("They met General Anna Marsh.", "General"),
            ("They met Minister for Trade Anna Marsh.", "Minister for Trade"),
            ("So the mayor of a nearby town, Anna Marsh, left.", "mayor"),
            ("So a doctor who ran away, Anna Marsh, left.", "doctor"),
            ("So Anna Marsh, head of observations, left.", "head of observations"),
            ("So Anna Marsh, a 44-year-old Peruvian bus driver from Lima, left.", "bus driver"),
            ("So Anna Marsh, then a radio magnate, left.", "radio magnate"),
            ("So Anna Marsh is an actuary in Lima.", "actuary"),
            ("So Anna Marsh, now 34, is a state senator.", "state senator"),
            ("So they appointed Anna Marsh as chairwoman of the board.", "chairwoman of the board"),
            ("The new captain is Anna Marsh.", "captain"),
            ("So a smuggler known as Anna Marsh left.", "smuggler"),
            ("So one of the aides, Anna Marsh, left.", "aide"),
            ("So Constables Anna Marsh and Peter Stone left.", "Constable"),
        ] {
            assert_eq!(titles(text), [title], "{text}");
        }
    }

    #[test]
    fn a_title_reaches_across_what_stands_between_it_and_the_name() {
        for (text, title) in [
            ("So its sponsor, Hon. Anna Marsh, left.", "sponsor"),
            ("They met the driver, 31-year-old Anna Marsh.", "driver"),
            ("In Lima, nurse Anna Marsh said that it was late.", "nurse"),
            ("So the president of the Lima swimming union, Anna Marsh, left.", "president"),
            ("So his predecessor, Anna Marsh, left.", "predecessor"),
        ] {
            assert_eq!(titles(text), [title], "{text}");
        }
        assert_eq!(titles("So his lawyer, Anna Marsh QC, left."), ["lawyer", "QC"]);
        assert_eq!(titles("They met Education Minister Prof. Anna Marsh."), ["Education Minister", "Prof."]);
    }

    #[test]
    fn one_name_may_have_several_titles() {
        assert_eq!(titles("So its military chief, Brigadier Anna Marsh, left."), ["military chief", "Brigadier"]);
        assert_eq!(titles("So Anna Marsh, founder and managing director, left."), ["founder", "managing director"]);
        assert_eq!(titles("Chief executive and co-founder Anna Marsh left."), ["Chief executive", "co-founder"]);
    }

    #[test]
    fn a_status_is_told_or_open() {
        let status = |text: &str| roles(text)[0].1;
        assert_eq!(status("So president-elect Anna Marsh left."), Some(RoleStatus::Designate));
        assert_eq!(status("So Anna Marsh resigned as governor on Monday."), Some(RoleStatus::Former));
        assert_eq!(status("So Anna Marsh was the governor of Lima."), None);
        assert_eq!(status("So Anna Marsh, who was governor until May, left."), Some(RoleStatus::Former));
    }

    #[test]
    fn a_country_before_the_title_is_the_persons() {
        let country = |text: &str| record(text).entities.into_iter().find(|e| e.name == "Anna Marsh").unwrap().country;
        assert_eq!(country("They met French President Anna Marsh."), Some("FR".to_owned()));
        assert_eq!(country("They met Peru's foreign minister, Anna Marsh."), Some("PE".to_owned()));
        assert_eq!(country("They met the foreign minister, Anna Marsh."), None);
    }

    #[test]
    fn a_title_of_somebody_else_is_not_hers() {
        for text in [
            "A lawyer for the strikers met Anna Marsh.",
            "The mayor's partner, Anna Marsh, left.",
            "So her partner, Anna Marsh, left.",
            "After the mayor left, Anna Marsh, who ran, came.",
            "So Anna Marsh, President Peter Stone and a dog left.",
            "So Anna Marsh, a doctor said, left.",
        ] {
            assert_eq!(titles(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn what_is_no_title_gives_no_role() {
        assert_eq!(roles("So Anna Marsh, who ran, left. Mr Marsh, the day after, came."), []);
    }
}
