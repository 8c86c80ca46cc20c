//! Events: what happened, who did it to whom, when, where, and whether it did.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Evidence, Participant};

/// One telling of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// `v1`, `v2`, …
    pub id: String,
    /// A hint at what is one event, in any article: equal where class (for `other`, the verb), participants, date and place are
    /// told in the same terms. 16 hexadecimal digits.
    pub key: String,
    /// The word that tells it.
    pub trigger: Evidence,
    /// The lemma of the trigger.
    pub predicate: String,
    /// What happened.
    pub class: EventClass,
    /// PLOVER's class, or null for an event that is not political.
    pub plover: Option<Plover>,
    /// CAMEO code.
    pub cameo: Option<String>,
    /// Who did it.
    pub actors: Vec<Participant>,
    /// Whom or what it was done to.
    pub targets: Vec<Participant>,
    /// When, ISO 8601, with as much precision as is known.
    pub date: Option<String>,
    /// The `Time::id` of the words that say when.
    pub time: Option<String>,
    /// Where.
    pub place: Option<Place>,
    /// The `Amount::id`s that belong to it.
    pub amounts: Vec<String>,
    /// Whether it happened.
    pub status: EventStatus,
    /// Whether it is told as history.
    pub background: bool,
    /// The `Quote::id` that reports it.
    pub attribution: Attribution,
    /// The [`Event::id`] of its first telling in this article.
    pub same_as: Option<String>,
    /// The probability that class, participants and status are all right.
    pub confidence: f64,
}

/// The `Quote::id` that reports an event, or null where the article itself does.
pub type Attribution = Option<String>;

/// Where an event took place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The `Entity::id` of the place.
    pub entity: Option<String>,
    /// The words.
    pub text: String,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it; the annotation guidelines define them")]
pub enum EventClass {
    Meet,
    Call,
    Agree,
    Aid,
    Request,
    Accuse,
    Reject,
    Threaten,
    Protest,
    Sanction,
    Mobilize,
    Coerce,
    Assault,
    Retreat,
    Die,
    Injure,
    Arrest,
    Charge,
    Sentence,
    Elect,
    Appoint,
    Resign,
    Acquire,
    Merge,
    Invest,
    ReportResults,
    Launch,
    LayOff,
    Strike,
    Disaster,
    WinLose,
    Vote,
    Legislate,
    Travel,
    Other,
}

impl EventClass {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 35] = [
        Self::Meet,
        Self::Call,
        Self::Agree,
        Self::Aid,
        Self::Request,
        Self::Accuse,
        Self::Reject,
        Self::Threaten,
        Self::Protest,
        Self::Sanction,
        Self::Mobilize,
        Self::Coerce,
        Self::Assault,
        Self::Retreat,
        Self::Die,
        Self::Injure,
        Self::Arrest,
        Self::Charge,
        Self::Sentence,
        Self::Elect,
        Self::Appoint,
        Self::Resign,
        Self::Acquire,
        Self::Merge,
        Self::Invest,
        Self::ReportResults,
        Self::Launch,
        Self::LayOff,
        Self::Strike,
        Self::Disaster,
        Self::WinLose,
        Self::Vote,
        Self::Legislate,
        Self::Travel,
        Self::Other,
    ];
}

/// PLOVER's event classes (Halterman et al., PLOVER and POLECAT, 2023).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the names are PLOVER's own")]
pub enum Plover {
    Agree,
    Consult,
    Support,
    Concede,
    Cooperate,
    Aid,
    Retreat,
    Request,
    Accuse,
    Reject,
    Threaten,
    Protest,
    Sanction,
    Mobilize,
    Coerce,
    Assault,
}

impl Plover {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 16] = [
        Self::Agree,
        Self::Consult,
        Self::Support,
        Self::Concede,
        Self::Cooperate,
        Self::Aid,
        Self::Retreat,
        Self::Request,
        Self::Accuse,
        Self::Reject,
        Self::Threaten,
        Self::Protest,
        Self::Sanction,
        Self::Mobilize,
        Self::Coerce,
        Self::Assault,
    ];
}

/// Whether an event happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    /// Told as fact.
    Asserted,
    /// Scheduled, promised, ordered, intended.
    Planned,
    /// Said not to have happened, or not going to.
    Denied,
    /// Alleged by a party to it.
    Claimed,
    /// Modal, conditional, requested, threatened.
    Possible,
}

impl EventStatus {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 5] = [Self::Asserted, Self::Planned, Self::Denied, Self::Claimed, Self::Possible];
}
