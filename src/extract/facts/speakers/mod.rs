//! Who said it: the entity behind the noun phrase of an attribution.
//!
//! Rule: a name is its entity, in the phrase or in an apposition to it; a document is its issuer; a title is the one
//! person who holds it; a description or a pronoun is whom the words before speak of. Any other noun phrase stands for
//! itself. In doubt there is no entity.

mod phrase;
mod reference;

use std::collections::HashMap;
use std::ops::Range;

use super::coreference::{Links, Meaning};
use super::entities::{Entities, Found};
use super::quotes::attribution::Attribution;
use crate::extract::document::{Document, TokenKind};
use crate::extract::lexicon::Classes;
use crate::model::tags::Upos;
use crate::record::EntityType;

use phrase::Phrase;

/// Who said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// The index of its entity; none for a noun phrase that names nobody.
    pub entity: Option<usize>,
    /// The tokens that name it here; for a description or a pronoun without an entity, the first phrase for it.
    pub tokens: Range<usize>,
}

/// The most tokens of a subject that are looked at.
const LONGEST_SUBJECT: usize = 40;
/// The most bytes of a title's last word.
const LONGEST_TITLE: usize = 64;

/// Finds the speakers of one article, in text order.
#[derive(Debug)]
pub struct Resolver<'d, 't> {
    document: &'d Document<'t>,
    entities: &'d Entities,
    links: &'d Links,
    /// What the words of each person's names and titles say of the gender: for women, for men.
    genders: Vec<(usize, usize)>,
    /// The one holder of each title, by its last word in lower case; none where several hold it.
    holders: HashMap<String, Option<usize>>,
    /// The last quotation that has a speaker.
    last: Option<(Range<usize>, Speaker)>,
    /// The first phrase of each speaker without a name, by its head in lower case.
    unnamed: HashMap<String, Range<usize>>,
}

impl<'d, 't> Resolver<'d, 't> {
    /// A resolver that has heard nobody yet.
    #[must_use]
    pub fn new(document: &'d Document<'t>, entities: &'d Entities, links: &'d Links) -> Self {
        let genders = entities.list.iter().map(|person| gender_of(document, person)).collect();
        let holders = holders(document, entities);
        Self { document, entities, links, genders, holders, last: None, unnamed: HashMap::new() }
    }

    /// Notes who said the quotation that ends here.
    pub fn said(&mut self, quotation: Range<usize>, speaker: Option<&Speaker>) {
        let Some(speaker) = speaker else { return };
        if speaker.entity.is_none()
            && let Some(phrase) = Phrase::read(self.document, self.entities, &speaker.tokens)
        {
            let head = self.document.token(phrase.head).map_or("", |token| token.text());
            if head.len() <= LONGEST_TITLE {
                self.unnamed.entry(head.to_lowercase()).or_insert_with(|| speaker.tokens.clone());
            }
        }
        self.last = Some((quotation, speaker.clone()));
    }

    /// The speaker whom an attribution names; `quotation` is where the quotation begins.
    #[must_use]
    pub fn resolve(&self, attribution: &Attribution, quotation: usize) -> Option<Speaker> {
        let subject =
            attribution.subject.start..attribution.subject.end.min(attribution.subject.start + LONGEST_SUBJECT);
        let subject = self.behind_dateline(subject, attribution);
        let phrase = Phrase::read(self.document, self.entities, &subject)?;
        if let Some(speaker) = self.described_before(&phrase) {
            return Some(speaker);
        }
        self.speaker(&phrase, subject.start.min(quotation), true)
    }

    /// The subject behind the dash of a dateline that was taken for it: `LIMA, Peru, May 2 – Orchid Group today said`.
    fn behind_dateline(&self, subject: Range<usize>, attribution: &Attribution) -> Range<usize> {
        const LONGEST: usize = 14;
        let Some(cue) = &attribution.cue else { return subject };
        let place = self.entities.at(subject.start).filter(|(_, entity)| self.kind(*entity) == EntityType::Place);
        let opens = self.document.sentence_of(subject.start).is_some_and(|sentence| {
            let before = subject.start.checked_sub(1).and_then(|at| self.document.sentence_of(at));
            sentence.tokens().start == subject.start
                && before.is_none_or(|before| before.paragraph() != sentence.paragraph())
        });
        if place.is_none() || !opens {
            return subject;
        }
        let dash = (subject.start..cue.start.min(subject.start + LONGEST))
            .find(|at| self.document.token(*at).is_some_and(|token| token.kind() == TokenKind::Dash));
        match dash.filter(|dash| dash + 1 < cue.start) {
            Some(dash) => dash + 1..cue.start.min(dash + 1 + LONGEST_SUBJECT),
            None => subject,
        }
    }

    /// The name right before a description between commas that was taken for the speaker: *Anna Marsh, a student, said*.
    fn described_before(&self, phrase: &Phrase) -> Option<Speaker> {
        const REACH: usize = 16;
        let first = self.document.token(phrase.tokens.start)?;
        if phrase.entity.is_some() || phrase.is_pronoun || !matches!(first.text(), "a" | "an" | "the") {
            return None;
        }
        let comma = self.document.before(first.index).filter(|mark| mark.is(","))?;
        let (mention, entity) = self.entities.at(comma.index.checked_sub(1)?)?;
        let close = (phrase.head + 1..phrase.head + REACH)
            .take_while(|at| self.document.token(*at).is_some_and(|token| token.kind() != TokenKind::Stop))
            .find(|at| {
                self.document.token(*at).is_some_and(|token| !token.is_word() || token.has(Classes::REPORTING))
            })?;
        let closed = self.document.token(close).is_some_and(|mark| mark.is(","));
        let says = self.document.token(close + 1).is_some_and(|verb| verb.has(Classes::REPORTING));
        let body = matches!(self.kind(entity), EntityType::Person | EntityType::Organization);
        (closed && says && body).then_some(Speaker { entity: Some(entity), tokens: mention })
    }

    /// Who spoke last, where that was in the paragraph before a position or in its own.
    #[must_use]
    pub fn last_before(&self, at: usize) -> Option<Speaker> {
        let (quotation, speaker) = self.last.as_ref()?;
        let paragraph = |at: usize| self.document.sentence_of(at).map(|sentence| sentence.paragraph());
        let (here, there) = (paragraph(at)?, paragraph(quotation.start)?);
        (here <= there + 1).then(|| speaker.clone())
    }

    /// Whom a phrase means that stands at `at`; `refers` says whether pronouns and descriptions are followed.
    fn speaker(&self, phrase: &Phrase, at: usize, refers: bool) -> Option<Speaker> {
        if let Some(entity) = phrase.entity {
            return Some(Speaker { entity: Some(entity), tokens: phrase.tokens.clone() });
        }
        if let Some(meaning) = self.links.meaning(phrase.head).filter(|_| refers) {
            return Some(match meaning {
                Meaning::Entity(entity) => Speaker { entity: Some(entity), tokens: phrase.tokens.clone() },
                Meaning::Phrase(tokens) => Speaker { entity: None, tokens },
            });
        }
        if phrase.is_pronoun {
            return if refers { self.pronoun(phrase, at) } else { None };
        }
        if let Some(issuer) = self.issuer(phrase, refers) {
            return Some(issuer);
        }
        let described =
            self.by_title(phrase).map(|entity| Speaker { entity: Some(entity), tokens: phrase.tokens.clone() });
        let described = described.or_else(|| if refers { self.description(phrase, at) } else { None });
        Some(described.unwrap_or_else(|| Speaker { entity: None, tokens: phrase.tokens.clone() }))
    }

    /// Whom something is said to: the entity that the phrase names, or the phrase.
    #[must_use]
    pub fn listener(&self, tokens: Range<usize>) -> Option<Speaker> {
        let tokens = tokens.start..tokens.end.min(tokens.start + LONGEST_SUBJECT);
        let last = tokens.end.checked_sub(1)?;
        let is_adposition = |at| self.document.token(at).is_some_and(|token| token.tag().upos == Upos::Adp);
        // A name behind a preposition is not who listens: "told reporters in Paris".
        let is_whole =
            |mention: &Range<usize>| mention.end == tokens.end && !(tokens.start..mention.start).any(is_adposition);
        let entity = self.entities.at(last).filter(|(mention, _)| is_whole(mention)).map(|(_, entity)| entity);
        Some(Speaker { entity, tokens })
    }

    fn kind(&self, entity: usize) -> EntityType {
        self.entities.list[entity].kind
    }

    /// The one person who holds the title that a phrase names: “the mayor”.
    fn by_title(&self, phrase: &Phrase) -> Option<usize> {
        self.holder(phrase).flatten().filter(|holder| phrase.is_definite || self.names_later(phrase, *holder))
    }

    /// Whether the story opens with a description of somebody and names him in the next paragraphs: “A coroner warned …”,
    /// and then “The coroner, Anna Marsh, …”.
    fn names_later(&self, phrase: &Phrase, holder: usize) -> bool {
        const OPENING: u32 = 1;
        const NEXT: u32 = 2;
        let paragraph = |at: usize| self.document.sentence_of(at).map_or(u32::MAX, |sentence| sentence.paragraph());
        let article = self
            .document
            .token(phrase.tokens.start)
            .is_some_and(|first| matches!(first.text(), "A" | "a" | "An" | "an"));
        let here = paragraph(phrase.tokens.start);
        let first = self.entities.list[holder].names().next().map_or(usize::MAX, |name| name.start);
        article && here <= OPENING && first > phrase.tokens.end && first < usize::MAX && paragraph(first) <= here + NEXT
    }

    /// Whether several persons hold the title that a phrase names: then it is none of them.
    fn is_contested(&self, phrase: &Phrase) -> bool {
        self.holder(phrase) == Some(None)
    }

    /// What is known of the title that a phrase names: its one holder, or none where several hold it.
    fn holder(&self, phrase: &Phrase) -> Option<Option<usize>> {
        let head = self.document.token(phrase.head)?.text();
        let short = head.len() <= LONGEST_TITLE;
        short.then(|| self.holders.get(&head.to_lowercase()).copied()).flatten()
    }

    /// Whether nothing says that a person is of the other gender.
    fn fits(&self, entity: usize, gender: Classes) -> bool {
        let (women, men) = self.genders[entity];
        let fits = match gender {
            Classes::WOMAN => men <= women,
            Classes::MAN => women <= men,
            _ => true,
        };
        fits && self.kind(entity) == EntityType::Person
    }
}

/// How many words of a person's names and titles only women and only men bear.
fn gender_of(document: &Document<'_>, person: &Found) -> (usize, usize) {
    const ENOUGH: usize = 20;
    let titles = person.roles.iter().map(|role| role.head);
    // The first word of a name only: a surname may be anybody's given name.
    let names = std::iter::once(&person.name).chain(person.names()).filter(|name| name.len() > 1);
    let evidence: Vec<usize> = titles.chain(names.map(|name| name.start)).take(ENOUGH).collect();
    let count = |class: Classes| {
        evidence.iter().filter(|at| document.token(**at).is_some_and(|token| token.has(class))).count()
    };
    (count(Classes::WOMAN), count(Classes::MAN))
}

fn holders(document: &Document<'_>, entities: &Entities) -> HashMap<String, Option<usize>> {
    let mut holders: HashMap<String, Option<usize>> = HashMap::new();
    for (index, entity) in entities.list.iter().enumerate() {
        for role in &entity.roles {
            let Some(last) = document.token(role.head).filter(|last| last.text().len() <= LONGEST_TITLE) else {
                continue;
            };
            let holder = holders.entry(last.text().to_lowercase()).or_insert(Some(index));
            *holder = holder.filter(|holder| *holder == index);
        }
    }
    holders
}

#[cfg(test)]
mod tests {
    use crate::extract::testing::record;

    /// The words and the entity's name of the last quotation's speaker.
    fn speaker(text: &str) -> Option<(String, Option<String>)> {
        let record = record(text);
        let speaker = record.quotes.last().expect("there is a quotation").speaker.clone()?;
        let name = |id: String| record.entities.iter().find(|entity| entity.id == id).map(|entity| entity.name.clone());
        Some((speaker.evidence.text, speaker.entity.and_then(name)))
    }

    fn named(words: &str, name: &str) -> Option<(String, Option<String>)> {
        Some((words.to_owned(), Some(name.to_owned())))
    }

    #[test]
    fn a_name_is_its_entity_wherever_it_stands_in_the_phrase() {
        for text in [
            "“We ran far,” said Anna Marsh.",
            "“We ran far,” Anna Marsh told reporters.",
            "“We ran far,” said the mayor, Anna Marsh.",
            "“We ran far,” Lima's fire chief, Anna Marsh, said on Monday.",
            "“We ran far,” said Lima fire chief Anna Marsh.",
        ] {
            assert_eq!(speaker(text), named("Anna Marsh", "Anna Marsh"), "{text}");
        }
    }

    #[test]
    fn a_name_is_found_behind_what_is_said_of_it() {
        for text in [
            "“We ran far,” Anna Marsh QC told the court.",
            "The lawyer for the town, Anna Marsh KC, said the bridge was old.",
        ] {
            assert_eq!(speaker(text), named("Anna Marsh", "Anna Marsh"), "{text}");
        }
    }

    #[test]
    fn the_opening_speaks_of_whom_the_next_lines_name() {
        let text = "A coroner has warned that the bridge is old.\n\nThe coroner, Anna Marsh, wrote to the town.";
        assert_eq!(speaker(text), named("A coroner", "Anna Marsh"));
    }

    #[test]
    fn a_title_is_the_one_who_holds_it() {
        let text = "Mayor Anna Marsh met Peter Stone. “We ran far,” the mayor said.";
        assert_eq!(speaker(text), named("the mayor", "Anna Marsh"));
        let two = "Mayor Anna Marsh met Mayor Peter Stone. “We ran far,” the mayor said.";
        assert_eq!(speaker(two), Some(("the mayor".to_owned(), None)));
    }

    #[test]
    fn a_pronoun_is_who_spoke_last_or_the_subject_before_and_no_guess() {
        assert_eq!(speaker("Anna Marsh met Peter Stone. “We ran far,” she said."), named("she", "Anna Marsh"));
        assert_eq!(speaker("Anna Marsh met Susan Stone. “We ran far,” she said."), named("she", "Anna Marsh"));
        assert_eq!(speaker("Anna Marsh and Susan Stone met. “We ran far,” she said."), None);
        assert_eq!(speaker("It was late. “We ran far,” he said."), None);
        assert_eq!(
            speaker("“We ran,” Anna Marsh said. It was late. “We fell,” she added."),
            named("she", "Anna Marsh")
        );
    }

    #[test]
    fn the_speaker_without_a_name_is_the_first_phrase_for_it() {
        let text = "An aide to the mayor said the bridge was old. It was closed, the aide said.";
        assert_eq!(speaker(text), Some(("An aide to the mayor".to_owned(), None)));
        let text = "An officer said the bridge was old. He said that it was closed.";
        assert_eq!(speaker(text), Some(("An officer".to_owned(), None)));
    }

    #[test]
    fn a_description_is_the_body_that_it_describes() {
        let text = "The Bank of Lima raised its rates. Prices will fall, the bank said.";
        assert_eq!(speaker(text), named("the bank", "Bank of Lima"));
    }

    #[test]
    fn a_phrase_without_a_name_stands_for_itself() {
        assert_eq!(
            speaker("“We ran far,” said a spokesman for the ministry."),
            Some(("a spokesman for the ministry".to_owned(), None))
        );
        assert_eq!(speaker("“We ran far,” said the mother of Anna Marsh.").unwrap().1, None);
    }
}
