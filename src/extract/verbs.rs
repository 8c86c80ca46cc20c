//! The verb with its helpers: who is said to act, when, and whether it is told as a fact.
//!
//! Rule: everything is read from the dependents of the verb. A verb that shares the helpers of the conjunct before it
//! (*was arrested and charged*) has them too.

use crate::model::parser::relation::Relation;
use crate::model::tags::{Penn, Upos, VerbForm};

use super::document::Document;

/// The most dependents of a verb that are looked at: no sentence that is one has more.
const MOST_DEPENDENTS: usize = 64;

/// The dependents of a verb, the first few.
fn dependents(document: &Document<'_>, verb: usize) -> impl Iterator<Item = usize> {
    document.tree().dependents(verb).take(MOST_DEPENDENTS)
}

/// Whether the subject acts or is acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// *arrested him*.
    Active,
    /// *was arrested*, *the man arrested on Friday*.
    Passive,
}

/// When, seen from the time of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// *met*, *has met*.
    Past,
    /// *meets*, *is meeting*.
    Present,
    /// *will meet*, *is going to meet*, *is to meet*.
    Future,
}

/// The mood of the Universal Dependencies, with the moods that English says by a modal verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// A statement.
    Indicative,
    /// An order: *Stop!*.
    Imperative,
    /// *would*, *could*, *might*: not told as a fact.
    Conditional,
    /// *can*, *may*.
    Potential,
    /// *must*, *should*, *ought to*.
    Necessitative,
}

/// A verb and what its helpers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerbGroup {
    /// Its voice.
    pub voice: Voice,
    /// Its time; none where no finite verb says it.
    pub when: Option<When>,
    /// Its mood.
    pub mood: Mood,
    /// *not*, *never*, *no longer*.
    pub negated: bool,
    /// *is meeting*.
    pub progressive: bool,
    /// *has met*.
    pub perfect: bool,
}

impl VerbGroup {
    /// What is said by the verb at `verb` and its helpers.
    #[must_use]
    pub fn read(document: &Document<'_>, verb: usize) -> Self {
        let holder = helpers_of(document, verb);
        let tree = document.tree();
        let mut group = Self::bare(document, verb, holder);
        for dependent in dependents(document, holder) {
            match tree.relation(dependent) {
                Relation::Aux | Relation::AuxPass | Relation::Cop => group.take_helper(document, dependent),
                Relation::NsubjPass => group.voice = Voice::Passive,
                _ => {}
            }
        }
        group.negated =
            [verb, holder].into_iter().any(|at| dependents(document, at).any(|at| is_negation(document, at)));
        if let Some(when) = future_of_complement(document, verb) {
            group.when = Some(when);
        }
        group
    }

    /// What the verb says without helpers.
    fn bare(document: &Document<'_>, verb: usize, holder: usize) -> Self {
        let tree = document.tree();
        let penn = |at| document.token(at).map_or(Penn::Xx, |token| token.tag().penn);
        let helped = tree.dependent(holder, &[Relation::Aux, Relation::AuxPass, Relation::Cop]).is_some();
        let subject = dependents(document, holder).any(|at| tree.relation(at).is_subject());
        let reduced = penn(verb) == Penn::Vbn && !helped && !subject;
        let order = penn(verb) == Penn::Vb && tree.relation(holder) == Relation::Root && !helped && !subject;
        Self {
            voice: if reduced { Voice::Passive } else { Voice::Active },
            when: match penn(verb) {
                Penn::Vbd => Some(When::Past),
                Penn::Vbz | Penn::Vbp => Some(When::Present),
                // A past participle without helpers that has a subject is a past tense taken for one.
                Penn::Vbn if subject && !helped => Some(When::Past),
                _ => None,
            },
            mood: if order { Mood::Imperative } else { Mood::Indicative },
            negated: false,
            progressive: false,
            perfect: false,
        }
    }

    fn take_helper(&mut self, document: &Document<'_>, helper: usize) {
        let Some(token) = document.token(helper) else { return };
        let is = |words: &[&str]| token.is_any(words);
        if document.tree().relation(helper) == Relation::AuxPass {
            self.voice = Voice::Passive;
        } else if is(&["have", "has", "had", "having", "'ve", "’ve"]) {
            self.perfect = true;
        } else if is(&["be", "is", "are", "was", "were", "been", "am", "'re", "’re", "'m", "’m"]) {
            self.progressive = true;
        }
        match token.tag().penn {
            Penn::Md if is(&["will", "wo", "'ll", "’ll", "shall", "sha", "ll"]) => self.when = Some(When::Future),
            Penn::Md if is(&["would", "could", "might", "'d", "’d"]) => self.mood = Mood::Conditional,
            Penn::Md if is(&["can", "ca", "may"]) => self.mood = Mood::Potential,
            Penn::Md => self.mood = Mood::Necessitative,
            Penn::Vbd => self.when = Some(When::Past),
            // *has met* is over, *is meeting* is not.
            Penn::Vbz | Penn::Vbp if self.perfect => self.when = Some(When::Past),
            Penn::Vbz | Penn::Vbp => self.when = Some(When::Present),
            _ => {}
        }
    }
}

/// The verb whose helpers a verb has: itself, or the conjunct before it where it has neither helpers nor a subject of
/// its own and a form that needs a helper.
fn helpers_of(document: &Document<'_>, verb: usize) -> usize {
    let tree = document.tree();
    let own = [Relation::Aux, Relation::AuxPass, Relation::Cop, Relation::Mark];
    let shares = tree.relation(verb) == Relation::Conj
        && tree.dependent(verb, &own).is_none()
        && !dependents(document, verb).any(|at| tree.relation(at).is_subject());
    let form = |at| document.token(at).and_then(|token| token.tag().verb_form());
    let needs = matches!(form(verb), Some(VerbForm::Base | VerbForm::PresentParticiple | VerbForm::PastParticiple));
    tree.head(verb).filter(|first| shares && needs && form(*first) == form(verb)).unwrap_or(verb)
}

/// Whether a dependent negates: *not*, *n’t*, *never*, *no longer*.
fn is_negation(document: &Document<'_>, dependent: usize) -> bool {
    let Some(token) = document.token(dependent) else { return false };
    let is = |words: &[&str]| token.is_any(words);
    let longer = is(&["longer", "more"]) && document.before(dependent).is_some_and(|word| word.is("no"));
    longer || (token.tag().upos != Upos::Noun && is(&["not", "n't", "n’t", "never", "neither"]))
}

/// *is going to meet*, *is to meet*, *is due to meet*: the future of what comes behind *to*.
fn future_of_complement(document: &Document<'_>, verb: usize) -> Option<When> {
    let tree = document.tree();
    let to = dependents(document, verb).any(|at| document.token(at).is_some_and(|token| token.tag().penn == Penn::To));
    let head = tree.head(verb).filter(|_| to && tree.relation(verb) == Relation::Xcomp)?;
    let word = document.token(head)?;
    let going = word.is_any(&["going", "due"]);
    let is = word.tag().upos == Upos::Aux || (word.tag().penn == Penn::Vbz && word.is("is"));
    (going || is).then_some(When::Future)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::annotated;

    fn group(text: &str, verb: &str) -> VerbGroup {
        let document = annotated(text);
        let at = document.tokens().position(|token| token.is(verb)).unwrap();
        VerbGroup::read(&document, at)
    }

    #[test]
    fn voice() {
        assert_eq!(group("Police arrested two men.", "arrested").voice, Voice::Active);
        assert_eq!(group("Two men were arrested by the police.", "arrested").voice, Voice::Passive);
        assert_eq!(group("Two men were arrested and charged.", "charged").voice, Voice::Passive);
        assert_eq!(group("Police have arrested two men.", "arrested").voice, Voice::Active);
    }

    #[test]
    fn time() {
        assert_eq!(group("The ministers met in Lima.", "met").when, Some(When::Past));
        assert_eq!(group("The ministers have met in Lima.", "met").when, Some(When::Past));
        assert_eq!(group("The ministers are meeting in Lima.", "meeting").when, Some(When::Present));
        assert_eq!(group("The ministers will meet in Lima.", "meet").when, Some(When::Future));
        assert_eq!(group("The ministers are going to meet in Lima.", "meet").when, Some(When::Future));
    }

    #[test]
    fn mood_and_negation() {
        assert_eq!(group("The ministers could meet in Lima.", "meet").mood, Mood::Conditional);
        assert_eq!(group("The ministers must meet in Lima.", "meet").mood, Mood::Necessitative);
        let denied = group("The minister did not sign the deal.", "sign");
        assert!(denied.negated);
        assert_eq!(denied.when, Some(When::Past));
        assert!(!group("The minister signed the deal.", "signed").negated);
    }
}
