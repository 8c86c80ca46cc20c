//! Trains and measures the choice of participants, on the annotated triggers.
//!
//! Rule: the annotation names a participant; every phrase of the sentence that may stand for it is right: its name, its
//! words, or, where neither is there or both could be, a pronoun or a definite description. The learner shares the
//! credit among them by what it holds likely.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Read;
use super::same::{is_same_phrase, split};
use crate::extract::facts::events::Argument;
use crate::extract::facts::events::arguments::{Chooser, Role};
use crate::extract::facts::events::frame::Frame;
use crate::extract::facts::events::participants;
use crate::extract::facts::events::phrases::Phrases;
use crate::model::events::EventModels;
use crate::model::linear::{Features, Linear};
use crate::model::parser::relation::Relation;
use crate::model::tags::{Penn, Upos};
use crate::model::weights::Corrupt;
use crate::train::articles::{Aligned, places};
use crate::train::linear::{self, Examples, Settings};

/// A participant of the annotation and the phrases that stand for it.
#[derive(Debug)]
struct Wanted {
    words: String,
    /// Heads of phrases that name it.
    named: BTreeSet<usize>,
    /// Heads of phrases that may mean it.
    meant: BTreeSet<usize>,
}

impl Wanted {
    fn holds(&self, head: usize) -> bool {
        self.named.contains(&head) || self.meant.contains(&head)
    }
}

/// Learns to choose participants from annotated articles.
///
/// # Errors
/// [`Corrupt`] where the model would be larger than its file can say.
pub fn train(articles: &[&Read<'_>]) -> Result<Linear, Corrupt> {
    let settings = Settings { rate: 0.1, decay: 1e-4, floor: 3, ..Settings::default() };
    let mut examples = Examples::default();
    let mut features = Features::default();
    for article in articles {
        let phrases = Phrases::read(&article.analysis);
        let mut frame = Frame::new(article.scene(), &phrases);
        for event in &article.events {
            frame.turn(event.trigger);
            let heads = frame.candidates().to_vec();
            let wanted = Role::ALL.map(|role| wanted(article, &phrases, event, role, &heads));
            let wanted = without_taken(wanted);
            // An example for each participant, so that those of one role share what is likely evenly.
            let copies = wanted.iter().map(Vec::len).max().unwrap_or(0).max(1);
            for copy in 0..copies {
                let one = |role: usize| wanted[role].get(copy % wanted[role].len().max(1));
                let right = |head: usize| bits(|role| one(role).is_some_and(|one| one.holds(head)));
                for (number, head) in heads.iter().enumerate() {
                    frame.describe(number, &mut features);
                    examples.candidate(&features, right(*head));
                }
                frame.describe_none(&mut features);
                // What no phrase of the sentence stands for cannot be chosen.
                let out_of_reach =
                    |role: usize| !heads.iter().any(|head| wanted[role].iter().any(|one| one.holds(*head)));
                examples.candidate(&features, bits(out_of_reach));
                #[expect(clippy::cast_precision_loss, reason = "an event has few participants")]
                examples.choose(1.0 / copies as f32);
            }
        }
    }
    linear::train(&examples, Role::ALL.len(), settings)
}

/// The roles for which something holds, a bit each.
fn bits(holds: impl Fn(usize) -> bool) -> u64 {
    (0..Role::ALL.len()).filter(|role| holds(*role)).map(|role| 1 << role).sum()
}

/// What is named for one participant is meant by no other.
fn without_taken(mut wanted: [Vec<Wanted>; 3]) -> [Vec<Wanted>; 3] {
    let named: Vec<(String, usize)> =
        wanted.iter().flatten().flat_map(|one| one.named.iter().map(|head| (one.words.clone(), *head))).collect();
    for one in wanted.iter_mut().flatten() {
        one.meant.retain(|head| !named.iter().any(|(words, taken)| taken == head && *words != one.words));
    }
    wanted
}

/// The participants of a role, each with the phrases that stand for it.
fn wanted(article: &Read<'_>, phrases: &Phrases, event: &Aligned<'_>, role: Role, heads: &[usize]) -> Vec<Wanted> {
    let words: Vec<String> = match role {
        Role::Actor => event.event.actors().to_vec(),
        Role::Target => event.event.targets().to_vec(),
        Role::Place => event.event.place.iter().cloned().collect(),
    };
    let light: BTreeSet<String> = event.event.alt_triggers.iter().flat_map(|word| split(word)).collect();
    words
        .into_iter()
        .filter(|words| role == Role::Place || split(words).iter().all(|word| !light.contains(word)))
        .map(|words| find(article, phrases, event.trigger, words, role, heads))
        .filter(|wanted| role != Role::Place || !wanted.named.is_empty())
        .collect()
}

fn find(article: &Read<'_>, phrases: &Phrases, trigger: usize, words: String, role: Role, heads: &[usize]) -> Wanted {
    let document = &article.analysis.document;
    let sentence = document.sentence_of(trigger).map_or(0..0, |sentence| sentence.tokens());
    let mut forms = article.example.gold.forms(&words);
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    let entity = forms.len() > 1 || article.example.gold.entities.iter().any(|entity| entity.name == words);
    let mut named = BTreeSet::new();
    let mut covered: Vec<Range<usize>> = Vec::new();
    for form in forms {
        let mut found: Vec<Range<usize>> = places(document, form)
            .filter(|place| sentence.contains(&place.start) && place.end <= sentence.end)
            .filter(|place| !covered.iter().any(|other| other.start < place.end && place.start < other.end))
            .collect();
        if !entity {
            found.sort_by_key(|place| place.start.abs_diff(trigger));
            found.truncate(1);
        }
        for place in found {
            named.extend(stands_for(article, phrases, &place, heads));
            covered.push(place);
        }
    }
    if entity && role != Role::Place {
        let means = |head: &usize| {
            participants::find(&article.scene(), phrases, *head)
                .is_some_and(|found| found.entity.is_some() && article.names.is_same(&article.analysis, &found, &words))
        };
        let owner = |head: &usize| {
            let possessive = document.token(*head).is_some_and(|token| token.tag().penn == Penn::PrpPossessive);
            !possessive || document.tree().head(*head) == Some(trigger)
        };
        named.extend(heads.iter().copied().filter(owner).filter(means));
    }
    if named.is_empty() && !entity {
        named.extend(heads.iter().copied().filter(|head| {
            let tokens = phrases.tokens(&article.analysis, *head);
            document.span_of(tokens).is_some_and(|span| is_same_phrase(document.slice(span), &words))
        }));
    }
    let sure = role == Role::Place || !entity && !named.is_empty();
    let meant =
        heads.iter().copied().filter(|head| !named.contains(head) && may_mean(article, phrases, trigger, *head, sure));
    let meant = if role == Role::Place { BTreeSet::new() } else { meant.collect() };
    Wanted { words, named, meant }
}

/// The heads of the phrases that a stretch of words names: its own, and those that it is an apposition of.
fn stands_for(article: &Read<'_>, phrases: &Phrases, place: &Range<usize>, heads: &[usize]) -> Vec<usize> {
    let document = &article.analysis.document;
    let head = phrases.head(phrases.head_within(document, place.clone()));
    let mut found = vec![head];
    if let Some(entity) = phrases.entity(head) {
        let tree = document.tree();
        found.extend(tree.dependents(head).filter(|at| phrases.entity(*at) == Some(entity)));
        found.extend(tree.head(head).filter(|at| phrases.entity(*at) == Some(entity)));
    }
    found.retain(|head| heads.contains(head));
    if found.is_empty() {
        found.extend(heads.iter().copied().rfind(|head| place.contains(head)));
    }
    found
}

/// Whether a phrase may mean something that is named elsewhere; `sure` where its words stand in the sentence.
fn may_mean(article: &Read<'_>, phrases: &Phrases, trigger: usize, head: usize, sure: bool) -> bool {
    let document = &article.analysis.document;
    // What is known to mean an entity was found to be another one.
    let known = |head| participants::find(&article.scene(), phrases, head).is_some_and(|found| found.entity.is_some());
    let Some(token) = document.token(head).filter(|_| !known(head)) else { return false };
    match token.tag().upos {
        // A possessor takes part only in what its own noun tells.
        Upos::Pron if token.tag().penn == Penn::PrpPossessive => !sure && document.tree().head(head) == Some(trigger),
        Upos::Pron => true,
        Upos::Noun if document.tree().relation(head) == Relation::Compound => false,
        Upos::Noun => {
            let first = phrases.tokens(&article.analysis, head).start;
            let definite = ["the", "this", "that", "both", "his", "her", "their", "its"];
            let first = document.token(first).map_or("", |token| token.text());
            !sure && (definite.iter().any(|word| first.eq_ignore_ascii_case(word)) || first == token.text())
        }
        _ => false,
    }
}

/// What was right and wrong of the participants of some events.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Participants that are right.
    pub right: usize,
    /// Participants that are wrong.
    pub spurious: usize,
    /// Participants of the annotation that are not there.
    pub missed: usize,
    /// Events of which every participant is right.
    pub whole: usize,
    /// Events.
    pub events: usize,
}

impl Count {
    fn add(&mut self, (right, spurious, missed): (usize, usize, usize)) {
        self.right += right;
        self.spurious += spurious;
        self.missed += missed;
        self.whole += usize::from(spurious + missed == 0);
        self.events += 1;
    }

    /// The figures in a line.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a corpus has fewer than 2⁵² participants")]
    pub fn line(&self) -> String {
        let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
        format!(
            "precision {:.3}, recall {:.3}, F1 {:.3}; all of an event {:.3} of {}",
            share(self.right, self.right + self.spurious),
            share(self.right, self.right + self.missed),
            share(2 * self.right, 2 * self.right + self.spurious + self.missed),
            share(self.whole, self.events),
            self.events
        )
    }
}

/// How well participants are chosen where triggers are given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Accuracy {
    /// The choice of phrases, whatever those are linked to.
    pub chosen: Count,
    /// The participants as a record has them, with our own entities and links.
    pub told: Count,
}

impl Accuracy {
    /// The figures in two lines.
    #[must_use]
    pub fn lines(&self) -> String {
        format!(
            "phrases chosen for given triggers: {}\n  participants of given triggers: {}",
            self.chosen.line(),
            self.told.line()
        )
    }

    /// Counts the events of an article.
    pub fn add(&mut self, article: &Read<'_>, models: &EventModels) {
        let phrases = Phrases::read(&article.analysis);
        let scene = article.scene();
        let mut chooser = Chooser::new(Frame::new(scene, &phrases));
        for event in &article.events {
            chooser.choose(models, event.trigger);
            let heads = chooser.frame.candidates().to_vec();
            let wanted = without_taken(Role::ALL.map(|role| wanted(article, &phrases, event, role, &heads)));
            let (mut phrases, mut told) = ((0, 0, 0), (0, 0, 0));
            for role in [Role::Actor, Role::Target] {
                let wanted = &wanted[role as usize];
                let named = |one: &Wanted, head: &usize| one.named.contains(head);
                let meant = |one: &Wanted, head: &usize| one.meant.contains(head);
                let (right, chosen) = matched(wanted, chooser.chosen(&scene, role), &[&named, &meant]);
                phrases = (phrases.0 + right, phrases.1 + chosen - right, phrases.2 + wanted.len() - right);
                let same = |one: &Wanted, found: &Argument| article.names.is_same(&article.analysis, found, &one.words);
                let (right, given) = matched(wanted, chooser.told(&scene, role), &[&same]);
                told = (told.0 + right, told.1 + given - right, told.2 + wanted.len() - right);
            }
            self.chosen.add(phrases);
            self.told.add(told);
        }
    }
}

/// Whether what was found is what was wanted.
type Test<'t, T> = dyn Fn(&Wanted, &T) -> bool + 't;

/// How many of what is wanted are among what was found, tried by one test after the other; and how many were found.
fn matched<T>(wanted: &[Wanted], mut found: Vec<T>, tests: &[&Test<'_, T>]) -> (usize, usize) {
    let given = found.len();
    for one in wanted {
        if let Some(at) = tests.iter().find_map(|test| found.iter().position(|found| test(one, found))) {
            found.remove(at);
        }
    }
    (given - found.len(), given)
}
