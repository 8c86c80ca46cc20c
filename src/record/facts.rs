//! The kinds of facts but events: entities, times, amounts, quotations, relations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Decimal, Evidence};

/// A named thing in the world, with every mention of it in the article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entity {
    /// `e1`, `e2`, … by first mention.
    pub id: String,
    /// What kind of thing it is; null where the text leaves it open.
    #[serde(rename = "type")]
    pub kind: Option<EntityType>,
    /// The fullest name that the text gives it.
    pub name: String,
    /// ISO 3166-1 alpha-2 country that it belongs to.
    pub country: Option<String>,
    /// Where it is, for a place that is resolved.
    pub geo: Option<Geo>,
    /// The offices and occupations that the text gives a person.
    pub roles: Vec<Role>,
    /// Where the text mentions it.
    pub mentions: Vec<Mention>,
}

/// The type of an [`Entity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntityType {
    /// A human being.
    Person,
    /// A structured body: a company, court, party, ministry, club, newspaper.
    Organization,
    /// A country, region, city, river or other place.
    Place,
    /// A people, a family, the adherents of a creed or party.
    Group,
    /// A building, base, road, bridge or square.
    Facility,
    /// A law, product, work, award, storm, summit.
    Other,
}

/// A resolved place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Geo {
    /// GeoNames id.
    pub geonames: u32,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
}

/// An office or occupation that the text gives a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Role {
    /// The title without its article, as written.
    pub title: String,
    /// The [`Entity::id`] of the body in which it is held.
    pub organization: Option<String>,
    /// Whether it is held now.
    pub status: Option<RoleStatus>,
    /// The words that give it.
    #[serde(flatten)]
    pub evidence: Evidence,
}

/// Whether an office is held now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleStatus {
    /// Held at the time of the report.
    Current,
    /// Held before.
    Former,
    /// Held for the time being.
    Acting,
    /// Not yet taken up.
    Designate,
}

/// One place where the text speaks of an entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mention {
    /// The words.
    #[serde(flatten)]
    pub evidence: Evidence,
    /// How it is spoken of.
    pub kind: MentionKind,
}

/// How a mention speaks of its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MentionKind {
    /// By name.
    Name,
    /// By a description: “the minister”.
    Noun,
    /// By a pronoun.
    Pronoun,
}

/// A time expression (TIMEX3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Time {
    /// `t1`, `t2`, …
    pub id: String,
    /// The words.
    #[serde(flatten)]
    pub evidence: Evidence,
    /// TIMEX3 type.
    #[serde(rename = "type")]
    pub kind: TimeType,
    /// TIMEX3 value, as much of it as is known: `2022-05-13`, `XXXX-WXX-5`, `P3D`.
    pub value: Option<String>,
    /// TIMEX3 modifier.
    #[serde(rename = "mod")]
    pub modifier: Option<TimeModifier>,
    /// First day of a range, ISO 8601.
    pub begin: Option<String>,
    /// Last day of a range, ISO 8601.
    pub end_date: Option<String>,
}

/// The type of a [`Time`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimeType {
    /// A calendar date.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// A recurring time.
    Set,
}

/// TIMEX3 `mod`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "the names are TIMEX3's own")]
pub enum TimeModifier {
    Before,
    After,
    OnOrBefore,
    OnOrAfter,
    LessThan,
    MoreThan,
    EqualOrLess,
    EqualOrMore,
    Start,
    Mid,
    End,
    Approx,
}

/// A number that counts or measures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Amount {
    /// `a1`, `a2`, …
    pub id: String,
    /// The words.
    #[serde(flatten)]
    pub evidence: Evidence,
    /// What is measured.
    pub kind: AmountKind,
    /// The number, exact; null where it is vague (“dozens”).
    pub value: Option<Decimal>,
    /// The upper end of a range.
    pub value_max: Option<Decimal>,
    /// ISO 4217 currency, `percent`, a unit of measure or the noun that is counted.
    pub unit: Option<String>,
    /// How exact the text says it is.
    pub qualifier: Option<AmountQualifier>,
}

impl Amount {
    /// Its value, range and unit for people, as far as they are known: “2000000 USD”, “5 to 7 percent”.
    #[must_use]
    pub fn in_words(&self) -> String {
        let separator = if self.qualifier == Some(AmountQualifier::Range) { " to " } else { " " };
        let numbers = [&self.value, &self.value_max].into_iter().flatten().map(Decimal::as_str);
        let numbers = numbers.collect::<Vec<_>>().join(separator);
        format!("{numbers} {}", self.unit.as_deref().unwrap_or_default()).trim().to_owned()
    }
}

/// What an [`Amount`] measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AmountKind {
    /// A sum of money.
    Money,
    /// A percentage or percentage points.
    Percent,
    /// A number of things.
    Count,
    /// A physical measure or an age.
    Measure,
}

/// How exact an [`Amount`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum AmountQualifier {
    Approx,
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
    Range,
    Vague,
}

/// A quotation: what somebody is reported to have said or written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// `q1`, `q2`, …
    pub id: String,
    /// What was said, without the outer quotation marks.
    #[serde(flatten)]
    pub evidence: Evidence,
    /// Whether its words are the speaker's.
    pub kind: QuoteKind,
    /// Who said it.
    pub speaker: Option<Speaker>,
    /// The words that report it: “said”, “according to”.
    pub cue: Option<Cue>,
    /// Whom it was said to.
    pub addressee: Option<Addressee>,
    /// Shared by the pieces of one utterance that the text splits.
    pub group: Option<u32>,
}

/// Whether the words of a [`Quote`] are the speaker's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuoteKind {
    /// All within quotation marks.
    Direct,
    /// Reported in other words.
    Indirect,
    /// Partly within quotation marks.
    Mixed,
}

/// Who said a quotation.
pub type Speaker = Participant;
/// Whom a quotation was said to.
pub type Addressee = Participant;

/// The words that report a quotation.
pub type Cue = Evidence;

/// Somebody or something in a fact: an entity, or the noun phrase that the text uses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Participant {
    /// The [`Entity::id`], or null for a participant that has no name.
    pub entity: Option<String>,
    /// The words.
    #[serde(flatten)]
    pub evidence: Evidence,
}

/// A lasting relation between two entities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Relation {
    /// [`Entity::id`] of the subject.
    pub subject: String,
    /// `head_of`, `member_of`, `spokesperson_of`, `located_in`, `spouse`, `parent_of`, `founded_by`, `owned_by`.
    pub predicate: String,
    /// [`Entity::id`] of the object.
    pub object: String,
    /// The words that prove it.
    #[serde(flatten)]
    pub evidence: Evidence,
}
