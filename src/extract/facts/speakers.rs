//! Who said it: the entity behind the noun phrase of an attribution.
//!
//! Rule: a name is its entity; a pronoun is the one person whom the sentences before speak of, a title the one person
//! who holds it; any other noun phrase stands for itself. In doubt there is no speaker.

use std::collections::HashMap;
use std::ops::Range;

use super::attribution::{Attribution, is_cue, opens_phrase};
use super::coreference::{Links, Meaning};
use super::entities::{Entities, Found};
use crate::extract::document::{Document, TokenKind};
use crate::extract::lexicon::Classes;
use crate::record::EntityType;

/// Who said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// The index of its entity; none for a noun phrase that names nobody.
    pub entity: Option<usize>,
    /// The tokens that name it here.
    pub tokens: Range<usize>,
}

/// The most tokens of a subject that are looked at.
const LONGEST_SUBJECT: usize = 40;
/// The most tokens that are looked back for a pronoun, in each sentence.
const LOOK_BACK: usize = 200;
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
    /// The last quotation whose speaker is an entity: its tokens and the entity.
    last: Option<(Range<usize>, usize)>,
}

impl<'d, 't> Resolver<'d, 't> {
    /// A resolver that has heard nobody yet.
    #[must_use]
    pub fn new(document: &'d Document<'t>, entities: &'d Entities, links: &'d Links) -> Self {
        let genders = entities.list.iter().map(|person| gender_of(document, person)).collect();
        Self { document, entities, links, genders, holders: holders(document, entities), last: None }
    }

    /// Notes who said the quotation that ends here.
    pub fn said(&mut self, quotation: Range<usize>, speaker: Option<&Speaker>) {
        if let Some(entity) = speaker.and_then(|speaker| speaker.entity) {
            self.last = Some((quotation, entity));
        }
    }

    /// The speaker whom an attribution names; `quotation` is where the quotation begins.
    #[must_use]
    pub fn resolve(&self, attribution: &Attribution, quotation: usize) -> Option<Speaker> {
        let subject =
            attribution.subject.start..attribution.subject.end.min(attribution.subject.start + LONGEST_SUBJECT);
        let first = self.document.token(subject.start).filter(|_| !subject.is_empty())?;
        let before_cue = attribution.cue.as_ref().is_some_and(|cue| cue.start >= attribution.subject.end);
        if let Some(meaning) = self.links.meaning_from(subject.start).filter(|_| first.has(Classes::PRONOUN)) {
            return Some(match meaning {
                Meaning::Entity(entity) => Speaker { entity: Some(entity), tokens: subject.start..subject.start + 1 },
                Meaning::Phrase(tokens) => Speaker { entity: None, tokens },
            });
        }
        if first.has(Classes::PRONOUN) {
            let person = matches!(first.text(), "he" | "she" | "He" | "She");
            let from = attribution.subject.start.min(quotation);
            let gender = if matches!(first.text(), "she" | "She") { Classes::WOMAN } else { Classes::MAN };
            let entity = if person { self.person_before(from, gender) } else { None };
            return entity.map(|entity| Speaker { entity: Some(entity), tokens: subject.start..subject.start + 1 });
        }
        if let Some(speaker) = self.named(&subject, before_cue) {
            return Some(speaker);
        }
        let phrase = self.phrase(&subject)?;
        let entity = match self.links.meaning_from(phrase.start) {
            Some(Meaning::Entity(entity)) => Some(entity),
            Some(Meaning::Phrase(tokens)) => return Some(Speaker { entity: None, tokens }),
            None => self.by_title(&phrase),
        };
        Some(Speaker { entity, tokens: phrase })
    }

    fn is_person(&self, entity: usize) -> bool {
        self.entities.list[entity].kind == EntityType::Person
    }

    /// The entity that the phrase names: by itself, or in an apposition.
    fn named(&self, subject: &Range<usize>, before_cue: bool) -> Option<Speaker> {
        let document = self.document;
        let text = |at: usize| document.token(at).map_or("", |token| token.text());
        let mut reached = subject.start;
        for (mention, entity) in self.entities.within(subject.clone()) {
            let owner = document.token(mention.end).is_some_and(|next| next.is_possessive());
            let before = mention.start.checked_sub(1).filter(|at| *at >= subject.start).map_or("", text);
            let clear = (reached..mention.start).all(|at| {
                document.token(at).is_some_and(|token| {
                    token.is_word() && !is_cue(document, at)
                        || matches!(token.text(), "," | "-" | "’" | "'")
                        || token.kind() == TokenKind::Number
                })
            });
            let commas = (subject.start..mention.start).filter(|at| text(*at) == ",").count();
            if !clear || commas > 2 {
                return None;
            }
            let person = self.is_person(*entity);
            let belongs =
                matches!(before, "of" | "for" | "at" | "from" | "in" | "with" | "by" | "to" | "on" | "and" | "near");
            let leads = (subject.start..mention.start).all(|at| {
                document.token(at).is_some_and(|token| {
                    token.has(
                        Classes::TITLE_HEAD.and(Classes::TITLE_MODIFIER).and(Classes::HONORIFIC).and(Classes::COMMON),
                    ) || token.kind() == TokenKind::Hyphen
                        || matches!(token.text(), "the" | "The" | "its" | "his" | "her" | "their" | "a")
                })
            });
            let ends = mention.end >= subject.end
                || document.token(mention.end).is_some_and(|next| !next.is_word() || !next.is_spaced() || !before_cue);
            // `said Lima fire chief Anna Marsh`: the place only says which chief.
            let next = document.token(mention.end).filter(|_| mention.end < subject.end);
            let modifies = next.is_some_and(|next| {
                next.is_word() && next.is_spaced() && !next.is_capitalised() && !next.has(Classes::FUNCTION)
            });
            if !owner && !belongs && !modifies && (person || leads && ends) {
                return Some(Speaker { entity: Some(*entity), tokens: mention.clone() });
            }
            if !before_cue && !owner && !belongs && !modifies {
                return None;
            }
            reached = mention.end;
        }
        None
    }

    /// The noun phrase at the start of the subject: up to a comma, a verb in reach, or what only says when and where.
    fn phrase(&self, subject: &Range<usize>) -> Option<Range<usize>> {
        const LONGEST: usize = 14;
        let document = self.document;
        if !document.token(subject.start).is_some_and(opens_phrase) {
            return None;
        }
        let mut end = subject.start;
        for at in subject.start..subject.end.min(subject.start + LONGEST) {
            let Some(token) = document.token(at) else { break };
            let over = !matches!(token.kind(), TokenKind::Word | TokenKind::Hyphen | TokenKind::Number)
                || token.has(Classes::ADVERB.and(Classes::CALENDAR))
                || matches!(
                    token.text(),
                    "who"
                        | "which"
                        | "that"
                        | "whose"
                        | "when"
                        | "while"
                        | "after"
                        | "before"
                        | "during"
                        | "as"
                        | "on"
                        | "at"
                        | "by"
                        | "since"
                        | "because"
                        | "outside"
                        | "through"
                        | "in"
                        | "with"
                        | "to"
                ) && at > subject.start;
            if over {
                break;
            }
            end = at + 1;
        }
        while end > subject.start
            && document.token(end - 1).is_some_and(|last| last.is_word() && last.has(Classes::FUNCTION))
        {
            end -= 1;
        }
        (end > subject.start).then_some(subject.start..end)
    }

    /// The one person who holds the title that a phrase names: “the mayor”.
    fn by_title(&self, phrase: &Range<usize>) -> Option<usize> {
        let document = self.document;
        if !document.token(phrase.start).is_some_and(|first| matches!(first.text(), "the" | "The")) {
            return None;
        }
        let of =
            phrase.clone().find(|at| document.token(*at).is_some_and(|token| matches!(token.text(), "of" | "for")));
        let head = document.before(of.unwrap_or(phrase.end))?.text();
        (head.len() <= LONGEST_TITLE).then(|| self.holders.get(&head.to_lowercase()).copied().flatten()).flatten()
    }

    /// The one person whom the text before a position speaks of.
    fn person_before(&self, at: usize, gender: Classes) -> Option<usize> {
        const SENTENCES: usize = 3;
        let sentence = self.document.sentence_of(at)?;
        let here = self.one_person(sentence.tokens().start.max(at.saturating_sub(LOOK_BACK))..at, gender);
        if let Some(found) = here {
            return found;
        }
        let first = sentence.index.saturating_sub(SENTENCES);
        for index in (first..sentence.index).rev() {
            let data = self.document.sentences.get(index)?;
            let end = data.end as usize;
            let tokens = (data.first as usize).max(end.saturating_sub(LOOK_BACK))..end;
            if let Some((quotation, entity)) = &self.last
                && tokens.start < quotation.end
                && quotation.start < tokens.end
                && self.is_person(*entity)
                && self.fits(*entity, gender)
            {
                return Some(*entity);
            }
            if let Some(found) = self.one_person(tokens, gender) {
                return found;
            }
        }
        None
    }

    /// Whether nothing says that a person is of the other gender.
    fn fits(&self, entity: usize, gender: Classes) -> bool {
        let (women, men) = self.genders[entity];
        if gender == Classes::WOMAN { men <= women } else { women <= men }
    }

    /// The person that a stretch speaks of: none where it speaks of nobody, no one in it where of several.
    fn one_person(&self, tokens: Range<usize>, gender: Classes) -> Option<Option<usize>> {
        let mut found: Option<usize> = None;
        for (_, entity) in self.entities.within(tokens) {
            if !self.is_person(*entity) || !self.fits(*entity, gender) {
                continue;
            }
            if found.is_some_and(|other| other != *entity) {
                return Some(None);
            }
            found = Some(*entity);
        }
        found.map(Some)
    }
}

/// How many words of a person's names and titles only women and only men bear.
fn gender_of(document: &Document<'_>, person: &Found) -> (usize, usize) {
    const ENOUGH: usize = 20;
    let titles = person.roles.iter().filter_map(|role| role.title.end.checked_sub(1));
    // The first word of a name only: a surname may be anybody's given name.
    let names = std::iter::once(&person.name).chain(&person.mentions).filter(|name| name.len() > 1);
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
            let Some(last) = document.before(role.title.end).filter(|last| last.text().len() <= LONGEST_TITLE) else {
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
    fn a_title_is_the_one_who_holds_it() {
        let text = "Mayor Anna Marsh met Peter Stone. “We ran far,” the mayor said.";
        assert_eq!(speaker(text), named("the mayor", "Anna Marsh"));
        let two = "Mayor Anna Marsh met Mayor Peter Stone. “We ran far,” the mayor said.";
        assert_eq!(speaker(two), Some(("the mayor".to_owned(), None)));
    }

    #[test]
    fn a_pronoun_is_the_one_person_of_that_gender_and_no_guess() {
        assert_eq!(speaker("Anna Marsh met Peter Stone. “We ran far,” she said."), named("she", "Anna Marsh"));
        assert_eq!(speaker("Anna Marsh met Susan Stone. “We ran far,” she said."), None);
        assert_eq!(speaker("It was late. “We ran far,” he said."), None);
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
