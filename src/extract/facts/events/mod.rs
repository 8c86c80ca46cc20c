//! Events: what happened, who did it to whom, when, where, and whether it did.
//!
//! The steps, in order: [`triggers`] finds the words that tell an event and [`kinds`] says what happened, [`status`]
//! whether it did, [`arguments`] who took part and where, [`when`] when, [`background`] whether it is history,
//! [`amounts`] how much of what, [`attribution`] who reports it, [`confidence`] how likely all that is right, and
//! [`identity`] which tellings tell the same.
//!
//! Rule: linear models decide, over features of the tree, the tags and the tables; each step reads what the steps before
//! it left in the [`Event`]. Events are told by the story, never by the headline.

pub mod accused;
pub mod amounts;
pub mod arguments;
pub mod attribution;
pub mod background;
pub mod cameo;
pub mod confidence;
pub mod frame;
pub mod functions;
pub mod groups;
pub mod hints;
pub mod identity;
pub mod kinds;
pub mod lexemes;
pub mod participants;
pub mod paths;
pub mod phrases;
pub mod predicate;
pub mod status;
pub mod triggers;
pub mod when;

use std::ops::Range;

use jiff::civil::Date;

use confidence::Parts;
use lexemes::Lexemes;
use phrases::Phrases;

use super::super::Analysis;
use super::super::annotate::tags;
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::{Knowledge, Supersense};
use crate::model::Model;
use crate::model::events::EventModels;
use crate::model::tags::Upos;
use crate::record::{EventClass, EventStatus, Plover};

/// One telling of an event.
#[derive(Clone, Debug)]
pub struct Event {
    /// The token that tells it.
    pub trigger: usize,
    /// The lemma of the trigger.
    pub predicate: String,
    /// What happened.
    pub class: EventClass,
    /// PLOVER's class; none where it is not political.
    pub plover: Option<Plover>,
    /// CAMEO's code.
    pub cameo: Option<&'static str>,
    /// Whether it happened.
    pub status: EventStatus,
    /// Whether it is told as history.
    pub background: bool,
    /// How likely each of its parts is by itself.
    pub parts: Parts,
    /// How likely class, participants and status are all right.
    pub confidence: f64,
    /// Who did it, in text order.
    pub actors: Vec<Argument>,
    /// Whom or what it was done to, in text order.
    pub targets: Vec<Argument>,
    /// When, in ISO 8601.
    pub date: Option<String>,
    /// The index of the time that says when.
    pub time: Option<usize>,
    /// Where.
    pub place: Option<Argument>,
    /// The indices of the amounts that belong to it.
    pub amounts: Vec<usize>,
    /// The index of the quotation that reports it.
    pub attribution: Option<usize>,
    /// The index of its first telling in this article.
    pub same_as: Option<usize>,
    /// The same for every telling of the same event.
    pub key: u64,
}

/// What takes part in an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// The index of its entity; none for a noun phrase that names nothing.
    pub entity: Option<usize>,
    /// The tokens that name it here.
    pub tokens: Range<usize>,
}

impl Event {
    /// What a trigger tells before anything else is known.
    #[must_use]
    pub const fn told_by(trigger: usize, probability: f64) -> Self {
        Self {
            trigger,
            predicate: String::new(),
            class: EventClass::Other,
            plover: None,
            cameo: None,
            status: EventStatus::Asserted,
            background: false,
            parts: Parts::of_trigger(probability),
            confidence: probability,
            actors: Vec::new(),
            targets: Vec::new(),
            date: None,
            time: None,
            place: None,
            amounts: Vec::new(),
            attribution: None,
            same_as: None,
            key: 0,
        }
    }
}

/// The events of an article in text order, without those whose confidence is below `least`; none where there are no
/// models of them.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn find(
    analysis: &Analysis<'_>,
    knowledge: &Knowledge,
    model: &Model,
    least: f64,
    interrupt: &Interrupt<'_>,
) -> Result<Vec<Event>, Interrupted> {
    let Some(models) = &model.events else { return Ok(Vec::new()) };
    let lexemes = Lexemes::read(&analysis.document, knowledge, model);
    let scene = Scene { analysis, lexemes: &lexemes };
    let mut events = of_scene(&scene, models, interrupt)?;
    for event in &mut events {
        if let Some(token) = analysis.document.token(event.trigger) {
            tags::write_lemma(token, knowledge, &model.lemmatiser, &mut event.predicate);
            event.cameo = cameo::code(&event.predicate, event.plover);
        }
    }
    let phrases = Phrases::read(analysis);
    arguments::tell(&scene, &phrases, models, &mut events, interrupt)?;
    when::tell(&scene, models, &mut events, interrupt)?;
    background::tell(&scene, &mut events);
    amounts::tell(&scene, &mut events);
    attribution::tell(&scene, &mut events);
    confidence::tell(&scene, models, &mut events);
    // Before the tellings of one event are joined, so that none points to one that is left out.
    events.retain(|event| event.confidence >= least);
    identity::tell(&scene, &mut events);
    Ok(events)
}

/// The events of an article, without the words that only the record needs.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn of_scene(
    scene: &Scene<'_, '_>,
    models: &EventModels,
    interrupt: &Interrupt<'_>,
) -> Result<Vec<Event>, Interrupted> {
    let mut events = triggers::find(scene, models, interrupt)?;
    status::tell(scene, models, &mut events);
    Ok(events)
}

/// All that the models of events look at.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a, 't> {
    /// The article.
    pub analysis: &'a Analysis<'t>,
    /// What its words mean.
    pub lexemes: &'a Lexemes,
}

impl Scene<'_, '_> {
    /// The day of publication, where it is known.
    #[must_use]
    pub fn published(&self) -> Option<Date> {
        self.analysis.published.as_deref().and_then(|time| time.get(..10)?.parse().ok())
    }

    /// Whether a token stands between quotation marks.
    #[must_use]
    pub fn is_quoted(&self, token: usize) -> bool {
        let passages = &self.analysis.passages;
        let at = passages.partition_point(|passage| passage.outer.end <= token);
        passages.get(at).is_some_and(|passage| passage.outer.contains(&token))
    }

    /// What kind of thing a word names or means, as a number: the type of its entity, else what the tables say of it,
    /// else its part of speech; a pronoun stands for itself.
    #[must_use]
    pub fn kind(&self, token: usize) -> u64 {
        if let Some((_, entity)) = self.analysis.entities.at(token) {
            return 1000 + self.analysis.entities.list[entity].kind as u64;
        }
        let lexeme = self.lexemes.at(token);
        match self.analysis.document.token(token).map(|token| token.tag().upos) {
            Some(Upos::Pron) => lexeme.lemma,
            Some(part) if lexeme.sense() == 0 => 2000 + part as u64,
            _ => lexeme.sense(),
        }
    }

    /// Whether a word names a time, or a stretch of it.
    #[must_use]
    pub fn is_time(&self, token: usize) -> bool {
        self.lexemes.at(token).senses.first() == Some(Supersense::NounTime)
    }
}
