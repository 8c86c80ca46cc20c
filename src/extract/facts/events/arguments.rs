//! Who takes part in an event: its actors and targets, and where it took place.
//!
//! Rule: for each role one candidate is chosen, or none; what is joined to it by *and* comes along where it is likely
//! enough.

use crate::interrupt::{Interrupt, Interrupted};
use crate::model::events::EventModels;
use crate::model::linear::{Features, probabilities};
use crate::model::parser::relation::Relation;

use super::frame::Frame;
use super::phrases::Phrases;
use super::{Argument, Event, Scene, accused, participants};

/// What a phrase may be in an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Who did it.
    Actor,
    /// Whom or what it was done to.
    Target,
    /// Where.
    Place,
}

impl Role {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Actor, Self::Target, Self::Place];
}

/// A conjunct of a participant is one as well where it is at least that likely by itself.
const CONJUNCT: f64 = 0.12;

/// Finds the participants and the place of each event.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn tell(
    scene: &Scene<'_, '_>,
    phrases: &Phrases,
    models: &EventModels,
    events: &mut [Event],
    interrupt: &Interrupt<'_>,
) -> Result<(), Interrupted> {
    let mut chooser = Chooser::new(Frame::new(*scene, phrases));
    for event in events {
        interrupt.check()?;
        chooser.choose(models, event.trigger);
        event.actors = chooser.told(scene, Role::Actor);
        event.targets = chooser.told(scene, Role::Target);
        if let Some((verb, doer)) = accused::doer(scene, event.trigger) {
            chooser.turn_to_doer(scene, verb, doer, event);
        }
        event.place = chooser.told(scene, Role::Place).into_iter().next();
        event.parts.participants = chooser.likelihood();
    }
    Ok(())
}

/// Chooses among the candidates of a trigger, in buffers that are used again for the next.
#[derive(Debug)]
pub struct Chooser<'a, 't> {
    /// The trigger and its candidates.
    pub frame: Frame<'a, 't>,
    features: Features,
    scores: [Vec<i32>; 3],
    /// By role: the probability of each candidate, and of none.
    shares: [Vec<f64>; 3],
}

impl<'a, 't> Chooser<'a, 't> {
    /// For the triggers that a frame turns to.
    #[must_use]
    pub fn new(frame: Frame<'a, 't>) -> Self {
        Self { frame, features: Features::default(), scores: Default::default(), shares: Default::default() }
    }

    /// Weighs the candidates of a trigger.
    pub fn choose(&mut self, models: &EventModels, trigger: usize) {
        self.frame.turn(trigger);
        let Self { frame, features, scores, shares } = self;
        scores.iter_mut().for_each(Vec::clear);
        let count = frame.candidates().len();
        for number in 0..=count {
            if number < count {
                frame.describe(number, features);
            } else {
                frame.describe_none(features);
            }
            let sums = models.arguments.scores(features);
            scores.iter_mut().zip(sums).for_each(|(scores, sum)| scores.push(sum));
        }
        for role in Role::ALL {
            probabilities(&scores[role as usize], &mut shares[role as usize]);
        }
    }

    /// What was chosen for a role, in text order, each once.
    #[must_use]
    pub fn told(&self, scene: &Scene<'_, '_>, role: Role) -> Vec<Argument> {
        let mut told: Vec<Argument> = Vec::new();
        for head in self.chosen(scene, role) {
            for argument in participants::all(scene, self.frame.phrases(), head) {
                if !told.iter().any(|other| participants::is_same(other, &argument)) {
                    told.push(argument);
                }
            }
        }
        told.sort_by_key(|argument| argument.tokens.start);
        told
    }

    /// Gives a deed to who did it, where it was given to who answers for it at `verb`, or to nobody.
    fn turn_to_doer(&self, scene: &Scene<'_, '_>, verb: usize, doer: usize, event: &mut Event) {
        let tree = scene.analysis.document.tree();
        let answers = |head: &usize| tree.head(*head) == Some(verb) && *head != doer;
        let chosen = self.chosen(scene, Role::Actor);
        if !chosen.is_empty() && !chosen.iter().any(answers) {
            return;
        }
        let doers = participants::all(scene, self.frame.phrases(), self.frame.phrases().head(doer));
        if !doers.is_empty() {
            event.targets.retain(|target| !doers.iter().any(|doer| participants::is_same(doer, target)));
            event.actors = doers;
        }
    }

    /// The heads of what was chosen for a role, the likeliest first and then what is joined to it.
    #[must_use]
    pub fn chosen(&self, scene: &Scene<'_, '_>, role: Role) -> Vec<usize> {
        let candidates = self.frame.candidates();
        let shares = &self.shares[role as usize];
        let Some(first) = self.first(role) else { return Vec::new() };
        let mut chosen = vec![candidates[first]];
        if role == Role::Place {
            return chosen;
        }
        let family = self.family(scene, candidates[first]);
        let named = |head: usize| self.frame.phrases().entity(head).is_some();
        for (number, head) in candidates.iter().enumerate() {
            let likely = shares[number] > CONJUNCT || named(candidates[first]) && named(*head);
            if number != first && likely && self.family(scene, *head) == family {
                chosen.push(*head);
            }
        }
        chosen
    }

    /// How likely actor and target are right, by themselves.
    #[must_use]
    pub fn likelihood(&self) -> f64 {
        let share = |role: Role| {
            let shares = &self.shares[role as usize];
            let chosen = self.first(role).unwrap_or(shares.len().saturating_sub(1));
            shares.get(chosen).copied().unwrap_or(1.0)
        };
        share(Role::Actor) * share(Role::Target)
    }

    /// The number of the likeliest candidate of a role; none where nothing is likelier. Nothing is both actor and target:
    /// where it is the likeliest of both, one role takes the next.
    fn first(&self, role: Role) -> Option<usize> {
        let other = match role {
            Role::Actor => Role::Target,
            Role::Target => Role::Actor,
            Role::Place => return self.best(role, usize::MAX),
        };
        let (mine, theirs) = (self.best(role, usize::MAX), self.best(other, usize::MAX));
        let Some(shared) = mine.filter(|_| mine == theirs) else { return mine };
        let worth = |role: Role, without: usize| {
            let shares = &self.shares[role as usize];
            shares[self.best(role, without).unwrap_or(shares.len() - 1)]
        };
        // What both roles are worth together when the other one has to give way, and when this one has.
        let keep = worth(role, usize::MAX) * worth(other, shared);
        let yield_ = worth(role, shared) * worth(other, usize::MAX);
        if keep > yield_ || keep >= yield_ && role == Role::Actor { mine } else { self.best(role, shared) }
    }

    fn best(&self, role: Role, without: usize) -> Option<usize> {
        let shares = &self.shares[role as usize];
        let mut best = shares.len().checked_sub(1)?;
        for (number, share) in shares.iter().enumerate() {
            if number != without && *share > shares[best] {
                best = number;
            }
        }
        (best + 1 < shares.len()).then_some(best)
    }

    /// The first word of the coordination that a phrase belongs to.
    fn family(&self, scene: &Scene<'_, '_>, head: usize) -> usize {
        const LONGEST: usize = 8;
        let tree = scene.analysis.document.tree();
        let mut first = head;
        for _ in 0..LONGEST {
            match tree.head(first).filter(|_| tree.relation(first) == Relation::Conj) {
                Some(before) => first = before,
                None => break,
            }
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::testing::record;
    use crate::record::Participant;

    /// The actors and the targets of what a word tells.
    fn told(text: &str, trigger: &str) -> [Vec<String>; 2] {
        let record = record(text);
        let event = record.events.iter().find(|event| event.trigger.text == trigger).unwrap();
        let words = |list: &[Participant]| list.iter().map(|one| one.evidence.text.clone()).collect();
        [words(&event.actors), words(&event.targets)]
    }

    #[test]
    fn a_passive_turns_the_roles_round() {
        let (killers, killed) = ("Rebels", "two soldiers");
        assert_eq!(told("Rebels killed two soldiers on Monday.", "killed"), [[killers], [killed]]);
        let [actors, targets] = told("Two soldiers were killed by rebels on Monday.", "killed");
        assert_eq!((actors, targets), (vec!["rebels".to_owned()], vec!["Two soldiers".to_owned()]));
    }

    #[test]
    fn a_verb_without_a_subject_has_that_of_the_verb_before() {
        let [actors, targets] = told("A bakery closed its shop on Monday and dismissed 40 workers.", "dismissed");
        assert_eq!((actors, targets), (vec!["A bakery".to_owned()], vec!["40 workers".to_owned()]));
    }

    #[test]
    fn conjuncts_take_part_together() {
        let [actors, _] = told("Anna Marsh and Peter Stone met the ambassador in Lima on Monday.", "met");
        assert_eq!(actors, ["Anna Marsh", "Peter Stone"]);
    }
}
