//! What the text mentions: names, pronouns and noun phrases, each with what the linker looks at.
//!
//! Rule: a mention stands where its head stands, once. A noun that only says what a name is (“the airline X”, “X, the
//! mayor,”, “X is the mayor”) is tied to it here, by the syntax; everything else is for the linker to say. Nouns of
//! time are no mentions.

mod ties;
mod words;

pub use words::chain_of;

use std::ops::Range;

use words::Words;

use super::entities::{Entities, Found};
use crate::extract::annotate::clues::number as type_number;
use crate::extract::annotate::passages::Passage;
use crate::extract::document::{Document, Token};
use crate::extract::lexicon::Classes;
use crate::extract::tree::Dependencies;
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::{Gender, Knowledge, Supersense};
use crate::model::Model;
use crate::model::hash;
use crate::model::linker::chain::{Count, Form, Function, MODIFIERS, Mention};
use crate::model::parser::relation::Relation;
use crate::model::tags::{Number, Upos};
use crate::record::EntityType;

/// What ties a mention to something by syntax alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// It is, or says what is, this entity.
    Entity(usize),
    /// It says what the mention with this number is, which stands before it.
    Mention(usize),
}

/// A mention in the text.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// What the linker sees of it.
    pub mention: Mention,
    /// Its tokens, without a preposition before it and a clause behind it.
    pub tokens: Range<usize>,
    /// What it is tied to.
    pub tie: Option<Tie>,
    /// Whether it only says what its subject is: *she is the mayor*.
    pub predicate: bool,
}

/// The mentions of a document by their heads, in text order.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn find(
    document: &Document<'_>,
    knowledge: &Knowledge,
    model: &Model,
    entities: &Entities,
    passages: &[Passage],
    interrupt: &Interrupt<'_>,
) -> Result<Vec<Phrase>, Interrupted> {
    let mut reader = Reader { words: Words::new(document, model, knowledge), found: Vec::new() };
    let mut names = entities.mentions.iter().peekable();
    let mut passages = passages.iter().zip(1..).peekable();
    for sentence in document.sentences() {
        interrupt.check()?;
        let from = reader.found.len();
        let mut at = sentence.tokens().start;
        while at < sentence.tokens().end {
            // A mention that began in the sentence before has been taken there.
            while names.next_if(|(tokens, _)| tokens.start < at).is_some() {}
            if let Some((tokens, entity)) = names.next_if(|(tokens, _)| tokens.start == at) {
                reader.name(tokens, *entity, &entities.list[*entity]);
                at = tokens.end.max(at + 1);
            } else {
                reader.token(at);
                at += 1;
            }
        }
        reader.tie(from);
        reader.place(from, u32::try_from(sentence.index).unwrap_or(u32::MAX), &mut passages);
    }
    Ok(reader.found)
}

struct Reader<'d, 't> {
    words: Words<'d, 't>,
    found: Vec<Phrase>,
}

impl<'d, 't> Reader<'d, 't> {
    const fn document(&self) -> &'d Document<'t> {
        self.words.document
    }

    const fn tree(&self) -> &'d Dependencies {
        self.words.document.tree()
    }

    /// Takes a name.
    fn name(&mut self, tokens: &Range<usize>, entity: usize, found: &Found) {
        let tree = self.tree();
        let inside = |at: &usize| tree.head(*at).is_some_and(|head| tokens.contains(&head));
        let head = tokens.clone().rev().find(|at| !inside(at)).unwrap_or(tokens.end - 1);
        let document = self.document();
        let token = |at: usize| document.token(at);
        let person = found.kind == EntityType::Person;
        let first = token(tokens.start);
        let given = first.filter(|_| person && tokens.len() > 1);
        let gender = given.and_then(|first| self.words.knowledge.given_name(first.text())).map(|name| name.gender);
        let says = |class| given.is_some_and(|first| first.has(class));
        let mut modifiers = [0; MODIFIERS];
        let beside = tree.dependents(head).filter(|at| !tokens.contains(at) && is_part(tree.relation(*at)));
        for (slot, at) in modifiers.iter_mut().zip(beside) {
            *slot = self.words.naming(at);
        }
        let mention = Mention {
            form: Form::Name,
            modifiers,
            count: match found.kind {
                EntityType::Person | EntityType::Place | EntityType::Facility => Count::One,
                EntityType::Group => Count::Several,
                _ => Count::Unknown,
            },
            woman: says(Classes::WOMAN) || gender == Some(Gender::Women),
            man: says(Classes::MAN) || gender == Some(Gender::Men),
            head: self.words.hash(head),
            kind: type_number(found.kind) + 1,
            specified: person && self.has_age(tokens.end),
            ..Mention::default()
        };
        self.push(mention, head, tokens.clone(), Some(Tie::Entity(entity)));
    }

    /// Whether an age stands behind a name that ends before this token: *Anna Marsh, 41,*.
    fn has_age(&self, end: usize) -> bool {
        let document = self.document();
        let age = document.token(end + 1).is_some_and(|token| {
            let text = token.text();
            text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())
        });
        age && document.token(end).is_some_and(|token| token.is(","))
            && document.token(end + 2).is_none_or(|token| token.is_any(&[",", ".", ";"]))
    }

    /// Takes a token outside of names where it is a pronoun or the head of a noun phrase.
    fn token(&mut self, at: usize) {
        let Some(token) = self.document().token(at).filter(Token::is_word) else { return };
        match token.tag().upos {
            Upos::Pron => self.pronoun(token),
            Upos::Noun if heads_phrase(self.tree().relation(at)) => self.noun(token),
            _ => {}
        }
    }

    fn pronoun(&mut self, token: Token<'d, 't>) {
        let is = |words: &[&str]| token.is_any(words);
        let (form, count) = if is(&["he", "him", "his", "himself"]) {
            (Form::He, Count::One)
        } else if is(&["she", "her", "hers", "herself"]) {
            (Form::She, Count::One)
        } else if is(&["it", "its", "itself"]) {
            (Form::It, Count::One)
        } else if is(&["they", "them", "their", "theirs", "themselves"]) {
            (Form::They, Count::Several)
        } else {
            return;
        };
        let mention = Mention {
            form,
            count,
            woman: form == Form::She,
            man: form == Form::He,
            head: hash::bytes(token.text().to_ascii_lowercase().as_bytes()),
            ..Mention::default()
        };
        self.push(mention, token.index, token.index..token.index + 1, None);
    }

    fn noun(&mut self, token: Token<'d, 't>) {
        let at = token.index;
        let sense = self.document().words().get(at).map_or(0, |word| word.known.noun);
        if sense == Supersense::NounTime as u8 + 1 || token.has(Classes::CALENDAR) {
            return;
        }
        let knowledge = self.words.knowledge;
        let noun = knowledge.noun(self.words.lemma(at));
        let kind = noun.and_then(|noun| noun.names).or_else(|| kind_of(token));
        let mut mention = Mention {
            form: Form::Bare,
            count: match token.tag().number() {
                Some(Number::Plural) => Count::Several,
                _ => Count::One,
            },
            woman: token.has(Classes::WOMAN),
            man: token.has(Classes::MAN),
            head: self.words.hash(at),
            kind: kind.map_or(0, |kind| type_number(kind) + 1),
            sense,
            ..Mention::default()
        };
        let tokens = self.extent(at, &mut mention);
        let predicate = self.tree().dependent(at, &[Relation::Cop]).is_some();
        self.push(mention, at, tokens, None);
        if let Some(last) = self.found.last_mut() {
            last.predicate = predicate;
        }
    }

    /// The tokens of the noun phrase of a head; on the way, its form and its modifiers.
    fn extent(&mut self, head: usize, mention: &mut Mention) -> Range<usize> {
        let tree = self.tree();
        let mut tokens = head..head + 1;
        let mut modifiers = 0;
        for dependent in tree.dependents(head) {
            let relation = tree.relation(dependent);
            let before = dependent < head;
            if before && is_part(relation) {
                tokens.start = tokens.start.min(tree.subtree(dependent).start);
                self.read_form(dependent, relation, mention);
            }
            let comma = || self.document().before(tree.subtree(dependent).start).is_some_and(|token| token.is(","));
            if !before && goes_behind(relation) {
                mention.specified = true;
                if relation != Relation::AclRelcl && tokens.end == tree.subtree(dependent).start && !comma() {
                    tokens.end = tree.subtree(dependent).end;
                }
            }
            let names = before && is_part(relation) && relation != Relation::Det || relation == Relation::Nmod;
            if names && modifiers < MODIFIERS {
                mention.modifiers[modifiers] = self.words.naming(dependent);
                modifiers += usize::from(mention.modifiers[modifiers] != 0);
            }
        }
        tokens
    }

    /// What a word before the head says of the form of its phrase.
    fn read_form(&self, at: usize, relation: Relation, mention: &mut Mention) {
        let Some(token) = self.document().token(at) else { return };
        let is = |words: &[&str]| token.is_any(words);
        match relation {
            Relation::NmodPoss => mention.form = Form::Owned,
            Relation::Det if is(&["the"]) => mention.form = Form::Definite,
            Relation::Det if is(&["this", "that", "these", "those"]) => mention.form = Form::Demonstrative,
            Relation::Det => mention.form = Form::Indefinite,
            Relation::Nummod if mention.form == Form::Bare => mention.form = Form::Indefinite,
            _ => {}
        }
    }

    fn push(&mut self, mention: Mention, head: usize, tokens: Range<usize>, tie: Option<Tie>) {
        let column = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let (tree, document) = (self.tree(), self.document());
        // `the airline X` does what the airline does.
        let above = tree.head(head).filter(|_| tree.relation(head) == Relation::Appos).unwrap_or(head);
        let governor = tree.head(above);
        let function = function_of(tree.relation(above));
        let subject = matches!(function, Function::Subject | Function::PassiveSubject);
        let verb = |at: &usize| document.token(*at).is_some_and(|token| token.tag().is_verb());
        /// The most steps up to the verb of a clause.
        const HIGHEST: usize = 32;
        let clause = tree.ancestors(above).take(HIGHEST).find(verb).unwrap_or(above);
        let mention = Mention {
            function,
            governor: governor.map_or(0, |governor| self.words.hash(governor)),
            speaks: subject
                && governor.and_then(|governor| document.token(governor)).is_some_and(|g| g.has(Classes::REPORTING)),
            start: column(tokens.start),
            at: column(head),
            end: column(tokens.end),
            clause: column(clause),
            ..mention
        };
        self.found.push(Phrase { mention, tokens, tie, predicate: false });
    }

    /// Fills in where the mentions of a sentence stand.
    fn place<'p>(
        &mut self,
        from: usize,
        sentence: u32,
        passages: &mut std::iter::Peekable<impl Iterator<Item = (&'p Passage, u32)>>,
    ) {
        for (index, number) in (from..self.found.len()).zip(u32::try_from(from).unwrap_or(u32::MAX)..) {
            let mention = &mut self.found[index].mention;
            let at = mention.at as usize;
            while passages.next_if(|(passage, _)| passage.outer.end <= at).is_some() {}
            let quotation = passages.peek().filter(|(passage, _)| passage.outer.start <= at);
            mention.quotation = quotation.map_or(0, |(_, number)| *number);
            mention.number = number;
            mention.sentence = sentence;
            mention.opens = index == from;
        }
    }
}

/// The type that the lexicon gives what a noun names.
fn kind_of(noun: Token<'_, '_>) -> Option<EntityType> {
    let kinds = [
        (Classes::TITLE_HEAD.and(Classes::PERSON_NOUN), EntityType::Person),
        (Classes::ORGANIZATION_NOUN, EntityType::Organization),
        (Classes::PLACE_NOUN, EntityType::Place),
        (Classes::FACILITY_NOUN, EntityType::Facility),
        (Classes::OTHER_NOUN, EntityType::Other),
    ];
    kinds.into_iter().find(|(classes, _)| noun.has(*classes)).map(|(_, kind)| kind)
}

/// Whether a noun in this relation is the head of a phrase of its own.
const fn heads_phrase(relation: Relation) -> bool {
    !matches!(
        relation,
        Relation::Compound
            | Relation::Flat
            | Relation::Fixed
            | Relation::Goeswith
            | Relation::NmodDesc
            | Relation::NmodUnmarked
            | Relation::OblUnmarked
            | Relation::Amod
            | Relation::Advmod
            | Relation::Case
            | Relation::Reparandum
    )
}

/// Whether what stands before a head in this relation is part of its phrase.
const fn is_part(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Det
            | Relation::DetPredet
            | Relation::Amod
            | Relation::Compound
            | Relation::Nummod
            | Relation::NmodPoss
            | Relation::NmodDesc
            | Relation::NmodUnmarked
    )
}

/// Whether what stands behind a head in this relation says which one is meant.
const fn goes_behind(relation: Relation) -> bool {
    matches!(relation, Relation::Nmod | Relation::NmodUnmarked | Relation::Acl | Relation::AclRelcl)
}

const fn function_of(relation: Relation) -> Function {
    match relation {
        Relation::Nsubj | Relation::NsubjOuter => Function::Subject,
        Relation::NsubjPass => Function::PassiveSubject,
        Relation::Obj | Relation::Iobj => Function::Object,
        Relation::Obl | Relation::OblAgent => Function::Oblique,
        Relation::NmodPoss => Function::Owner,
        Relation::Nmod | Relation::Compound | Relation::NmodDesc => Function::Modifier,
        Relation::Conj => Function::Conjunct,
        Relation::Expl => Function::Expletive,
        _ => Function::Other,
    }
}

#[cfg(test)]
mod tests;
