//! In which deep function each word stands to a word that tells an event: its logical subject, its object, what its
//! noun belongs to.
//!
//! Rule: what the tree leaves unsaid is handed down. A relative pronoun stands for its antecedent, a participle tells of
//! its noun, and a verb without a subject has that of the verb it is joined to, complements or modifies; a noun has a
//! share in what the verb that hosts it (*launched an attack*) governs. The way by which a function came stays with it:
//! models learn how far to trust it.

use crate::extract::document::Document;
use crate::extract::tree::Dependencies;
use crate::extract::verbs::{VerbGroup, Voice};
use crate::model::hash::mix;
use crate::model::parser::relation::Relation;
use crate::model::tags::Penn;

use super::phrases::{MOST_DEPENDENTS, Phrases, is_relative};

/// A deep function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Who does what an active verb tells.
    Subject,
    /// The subject of a passive verb.
    Patient,
    /// The object.
    Object,
    /// The indirect object.
    IndirectObject,
    /// The antecedent of a relative clause that has its own subject: `the bridge they closed`.
    Gap,
    /// Who does what a passive verb tells.
    Agent,
    /// A modifier; [`Function::detail`] is its preposition.
    Oblique,
    /// The possessor of a noun.
    Possessor,
    /// Anything else below the trigger; [`Function::detail`] is the relation.
    Other,
    /// A modifier of the object: `held talks with Oslo`; the preposition.
    OfObject,
    /// The possessor of the object.
    PossessorOfObject,
    /// The object of the complement: `refused to sign the deal`.
    OfComplement,
    /// A modifier of the complement; the preposition.
    ObliqueOfComplement,
    /// The subject of the verb that hosts a noun; the function of the noun.
    SubjectOfHost,
    /// The object beside a noun in its host; the function of the noun.
    ObjectOfHost,
    /// A modifier beside a noun in its host; the function of the noun and the preposition.
    ObliqueOfHost,
}

/// How a word shares the function of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// It has it itself.
    Own,
    /// As a conjunct.
    Conjunct,
    /// As an apposition.
    Apposition,
}

/// In which function a word stands to a trigger.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// The head of its phrase.
    pub head: usize,
    /// The function.
    pub kind: Kind,
    /// A hash of what [`Kind`] says that it tells besides.
    pub detail: u64,
    /// A hash of the way by which the function was handed down; zero where the trigger governs it.
    pub way: u64,
    /// Whether it shares the function of another word.
    pub share: Share,
}

impl Function {
    /// The function as a number, however it came.
    #[inline]
    #[must_use]
    pub const fn plain(&self) -> u64 {
        mix(self.kind as u64 + 1, self.detail)
    }

    /// The function as a number, with the way by which it came.
    #[inline]
    #[must_use]
    pub const fn whole(&self) -> u64 {
        mix(self.plain(), self.way).wrapping_add(self.share as u64)
    }
}

/// The most steps from verb to verb on which a subject is handed down.
const LONGEST_WAY: usize = 7;
/// The most functions of one trigger.
const MOST_FUNCTIONS: usize = 96;

/// Finds the functions of triggers, in a buffer that is used again for the next.
#[derive(Debug)]
pub struct Functions<'d, 't> {
    document: &'d Document<'t>,
    tree: &'d Dependencies,
    phrases: &'d Phrases,
    found: Vec<Function>,
}

impl<'d, 't> Functions<'d, 't> {
    /// For the triggers of one document.
    #[must_use]
    pub const fn new(document: &'d Document<'t>, phrases: &'d Phrases) -> Self {
        Self { document, tree: document.tree(), phrases, found: Vec::new() }
    }

    /// The functions to a trigger: first those that the tree says, then those handed down.
    pub fn read(&mut self, trigger: usize) -> &[Function] {
        self.found.clear();
        let passive = self.is_passive(trigger);
        self.below(trigger, passive);
        if self.is_verb(trigger) {
            self.gap(trigger, passive);
            if self.subject(trigger).is_none() {
                self.understood(trigger, if passive { Kind::Patient } else { Kind::Subject });
            }
        } else {
            self.host(trigger);
        }
        self.share();
        &self.found
    }

    /// Whether a word is a verb.
    #[must_use]
    pub fn is_verb(&self, at: usize) -> bool {
        is_verb(self.document, at)
    }

    /// Whether a word is a verb in the passive.
    #[must_use]
    pub fn is_passive(&self, at: usize) -> bool {
        self.is_verb(at) && VerbGroup::read(self.document, at).voice == Voice::Passive
    }

    fn dependents(&self, at: usize) -> impl Iterator<Item = usize> + use<'d> {
        self.tree.dependents(at).take(MOST_DEPENDENTS)
    }

    /// The preposition of a modifier.
    #[must_use]
    pub fn preposition(&self, at: usize) -> u64 {
        preposition(self.document, at)
    }

    fn subject(&self, verb: usize) -> Option<usize> {
        let is_subject = |at: &usize| {
            matches!(self.tree.relation(*at), Relation::Nsubj | Relation::NsubjPass | Relation::NsubjOuter)
        };
        self.dependents(verb).find(is_subject)
    }

    fn object(&self, verb: usize) -> Option<usize> {
        self.dependents(verb).find(|at| matches!(self.tree.relation(*at), Relation::Obj | Relation::Iobj))
    }

    /// What a word stands for: a relative pronoun for its antecedent, which may be out of reach.
    fn meant(&self, at: usize, verb: usize) -> Option<usize> {
        const LONGEST: usize = 4;
        if !is_relative(self.document, at) {
            return Some(at);
        }
        let mut verb = verb;
        for _ in 0..LONGEST {
            match self.tree.relation(verb) {
                Relation::AclRelcl | Relation::Acl => return self.tree.head(verb),
                Relation::Conj | Relation::Xcomp | Relation::Ccomp => verb = self.tree.head(verb)?,
                _ => return None,
            }
        }
        None
    }

    fn push(&mut self, head: Option<usize>, kind: Kind, detail: u64, way: u64) {
        let Some(head) = head.map(|head| self.phrases.head(head)) else { return };
        let known =
            |found: &Function| found.head == head && found.kind == kind && found.detail == detail && found.way == way;
        if self.found.len() < MOST_FUNCTIONS && !self.found.iter().any(known) {
            self.found.push(Function { head, kind, detail, way, share: Share::Own });
        }
    }

    /// What depends on the trigger, and on its object and its complement, where a light verb or a verb of trying leaves
    /// the telling to them.
    fn below(&mut self, trigger: usize, passive: bool) {
        for at in self.dependents(trigger) {
            let relation = self.tree.relation(at);
            let meant = self.meant(at, trigger);
            match relation {
                Relation::Nsubj | Relation::NsubjPass | Relation::NsubjOuter => {
                    self.push(meant, if passive { Kind::Patient } else { Kind::Subject }, 0, 0);
                }
                Relation::Obj => self.push(meant, Kind::Object, 0, 0),
                Relation::Iobj => self.push(meant, Kind::IndirectObject, 0, 0),
                Relation::OblAgent => self.push(meant, Kind::Agent, 0, 0),
                Relation::Obl | Relation::OblUnmarked | Relation::Nmod | Relation::NmodUnmarked => {
                    self.push(meant, Kind::Oblique, self.preposition(at), 0);
                }
                Relation::NmodPoss => self.push(meant, Kind::Possessor, 0, 0),
                relation => self.push(meant, Kind::Other, relation as u64, 0),
            }
            if matches!(relation, Relation::Obj | Relation::Xcomp) {
                self.further_below(at, relation);
            }
        }
    }

    fn further_below(&mut self, parent: usize, relation: Relation) {
        for at in self.dependents(parent) {
            let preposition = self.preposition(at);
            match (relation, self.tree.relation(at)) {
                (Relation::Obj, Relation::Nmod) => self.push(Some(at), Kind::OfObject, preposition, 0),
                (Relation::Obj, Relation::NmodPoss) => self.push(Some(at), Kind::PossessorOfObject, 0, 0),
                (Relation::Xcomp, Relation::Obj) => self.push(Some(at), Kind::OfComplement, 0, 0),
                (Relation::Xcomp, Relation::Obl) => self.push(Some(at), Kind::ObliqueOfComplement, preposition, 0),
                _ => {}
            }
        }
    }

    /// `the bridge they closed`: the antecedent is the object that the clause lacks.
    fn gap(&mut self, trigger: usize, passive: bool) {
        let own = self.subject(trigger).is_some_and(|subject| !is_relative(self.document, subject));
        if own && !passive && self.tree.relation(trigger) == Relation::AclRelcl && self.object(trigger).is_none() {
            self.push(self.tree.head(trigger), Kind::Gap, 0, 0);
        }
    }

    /// The subject that a verb without one of its own is understood to have.
    fn understood(&mut self, trigger: usize, kind: Kind) {
        let mut verb = trigger;
        let mut way = 1;
        for _ in 0..LONGEST_WAY {
            let Some(head) = self.tree.head(verb) else { return };
            let relation = self.tree.relation(verb);
            match relation {
                Relation::Acl | Relation::AclRelcl => return self.understood_of_noun(verb, head, kind, way),
                Relation::Xcomp | Relation::Advcl | Relation::AdvclRelcl => {
                    way = mix(way, relation as u64);
                    self.push(self.object(head), kind, 0, mix(way, 1));
                }
                Relation::Conj
                | Relation::Ccomp
                | Relation::Parataxis
                | Relation::Dep
                | Relation::Obl
                | Relation::Nmod => {
                    way = mix(way, relation as u64);
                }
                _ => return,
            }
            verb = head;
            let subject = self.subject(verb);
            if !self.is_verb(verb) {
                self.push(Some(verb), kind, 0, mix(way, 2));
                self.push(subject, kind, 0, mix(way, 3));
                if self.document.token(verb).is_some_and(|token| token.tag().is_noun()) {
                    return;
                }
            }
            if let Some(subject) = subject {
                let meant = self.meant(subject, verb);
                return self.push(meant, kind, 0, mix(way, if self.is_passive(verb) { 4 } else { 5 }));
            }
        }
    }

    /// `the men arrested`, `its plan to sell`: the noun, its possessor, or who governs the noun.
    fn understood_of_noun(&mut self, verb: usize, noun: usize, kind: Kind, way: u64) {
        let form = self.document.token(verb).map_or(Penn::Xx, |token| token.tag().penn);
        let way = mix(way, self.tree.relation(verb) as u64);
        self.push(Some(noun), kind, 0, mix(way, form as u64));
        if form == Penn::Vbn || form == Penn::Vbd {
            return;
        }
        for at in self.dependents(noun) {
            if self.tree.relation(at) == Relation::NmodPoss {
                self.push(Some(at), kind, 0, mix(way, 6));
            }
        }
        if let Some(host) = self.tree.head(noun).filter(|host| self.is_verb(*host))
            && let Some((subject, further)) = self.deep_subject(host)
        {
            self.push(Some(subject), kind, 0, mix(mix(way, self.tree.relation(noun) as u64), further));
        }
    }

    /// The subject that a verb has or is understood to have, and the way to it.
    fn deep_subject(&self, verb: usize) -> Option<(usize, u64)> {
        let mut verb = verb;
        let mut way = 7;
        for _ in 0..LONGEST_WAY {
            if let Some(subject) = self.subject(verb) {
                return Some((self.meant(subject, verb)?, way));
            }
            let head = self.tree.head(verb)?;
            match self.tree.relation(verb) {
                Relation::Acl | Relation::AclRelcl => return Some((head, mix(way, 8))),
                relation @ (Relation::Conj
                | Relation::Xcomp
                | Relation::Advcl
                | Relation::Ccomp
                | Relation::Parataxis)
                    if self.is_verb(head) =>
                {
                    way = mix(way, relation as u64);
                    verb = head;
                }
                _ => return None,
            }
        }
        None
    }

    /// What the verb governs that hosts a noun: `launched an attack on the town`.
    fn host(&mut self, trigger: usize) {
        const LONGEST: usize = 3;
        let mut noun = trigger;
        for _ in 0..LONGEST {
            let Some(head) = self.tree.head(noun) else { return };
            let inside = matches!(self.tree.relation(noun), Relation::Conj | Relation::Compound | Relation::Nmod);
            if !inside || self.is_verb(head) {
                break;
            }
            noun = head;
        }
        let Some(host) = self.tree.head(noun).filter(|host| self.is_verb(*host)) else { return };
        let place = if noun == trigger { mix(self.tree.relation(noun) as u64, self.preposition(noun)) } else { 0 };
        if let Some((subject, way)) = self.deep_subject(host) {
            let voice = u64::from(self.is_passive(host));
            self.push(Some(subject), Kind::SubjectOfHost, mix(mix(place, voice), way), 0);
        }
        for at in self.dependents(host).filter(|at| *at != noun) {
            match self.tree.relation(at) {
                relation @ (Relation::Obj | Relation::Iobj | Relation::OblAgent) => {
                    self.push(Some(at), Kind::ObjectOfHost, mix(place, relation as u64), 0);
                }
                Relation::Obl => self.push(Some(at), Kind::ObliqueOfHost, mix(place, self.preposition(at)), 0),
                _ => {}
            }
        }
    }

    /// Conjuncts and appositions share the function of what they are joined to.
    fn share(&mut self) {
        for index in 0..self.found.len() {
            let found = self.found[index];
            for at in self.dependents(found.head) {
                let share = match self.tree.relation(at) {
                    Relation::Conj if !self.is_verb(at) => Share::Conjunct,
                    Relation::Appos => Share::Apposition,
                    _ => continue,
                };
                let head = self.phrases.head(at);
                if self.found.len() < 2 * MOST_FUNCTIONS && head != found.head {
                    self.found.push(Function { head, share, ..found });
                }
            }
        }
    }
}

/// The preposition of a modifier, in lower case, as a hash; zero without one.
#[must_use]
pub fn preposition(document: &Document<'_>, at: usize) -> u64 {
    let tree = document.tree();
    let case =
        tree.dependents(at).take(MOST_DEPENDENTS).find(|case| *case < at && tree.relation(*case) == Relation::Case);
    case.and_then(|case| document.words().get(case)).map_or(0, |word| word.lower)
}

/// Whether a word may govern a clause.
#[must_use]
pub fn is_verb(document: &Document<'_>, at: usize) -> bool {
    document.token(at).is_some_and(|token| token.tag().is_verb())
}

#[cfg(test)]
mod tests;
