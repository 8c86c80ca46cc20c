//! The facts of a record as lists: each with what is known of it, and a link to the words that prove it.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::marks::{self, class_of, fact};
use super::shown::{inline, outward};
use super::timeline;
use crate::knowledge::Knowledge;
use crate::record::{Entity, EntityType, Mention, MentionKind, Participant, Quote, Record, Role, RoleStatus, word};

/// A record with its facts at hand by id.
pub(super) struct View<'r> {
    pub(super) record: &'r Record,
    places: BTreeMap<&'r str, (char, usize)>,
}

/// The lists of entities that are not places.
const NAMES: [(&str, &str, Option<EntityType>); 6] = [
    ("people", "People", Some(EntityType::Person)),
    ("organizations", "Organizations", Some(EntityType::Organization)),
    ("groups", "Groups", Some(EntityType::Group)),
    ("facilities", "Facilities", Some(EntityType::Facility)),
    ("other-names", "Other names", Some(EntityType::Other)),
    ("open-names", "Names of an unknown kind", None),
];

impl<'r> View<'r> {
    pub(super) fn new(record: &'r Record) -> Self {
        let mut places = BTreeMap::new();
        places.extend(placed('e', &record.entities, |fact| &fact.id));
        places.extend(placed('t', &record.times, |fact| &fact.id));
        places.extend(placed('a', &record.amounts, |fact| &fact.id));
        places.extend(placed('q', &record.quotes, |fact| &fact.id));
        places.extend(placed('v', &record.events, |fact| &fact.id));
        Self { record, places }
    }

    /// A link to a fact of this record: entities by name, others by what they are called.
    pub(super) fn link(&self, id: &str) -> Markup {
        let Some((kind, index)) = self.places.get(id).copied() else { return inline(id) };
        let record = self.record;
        let (class, label) = match kind {
            'e' => (class_of(record.entities[index].kind), inline(&record.entities[index].name)),
            't' => ("time", inline(&record.times[index].evidence.text)),
            'a' => ("amount", inline(&record.amounts[index].evidence.text)),
            'q' => ("quote", html! { "quotation " (index + 1) }),
            _ => ("event", html! { "event " (index + 1) }),
        };
        html! { a class={ "to " (class) } href={ "#" (fact(kind, index)) } { (label) } }
    }

    pub(super) fn participant(&self, participant: &Participant) -> Markup {
        match &participant.entity {
            Some(id) => self.link(id),
            None => inline(&participant.evidence.text),
        }
    }

    pub(super) fn participants(&self, participants: &[Participant]) -> Markup {
        html! {
            @for (index, participant) in participants.iter().enumerate() {
                @if index > 0 { ", " }
                (self.participant(participant))
            }
        }
    }

    fn entity(&self, index: usize, entity: &Entity) -> Markup {
        html! {
            li id=(fact('e', index)) class="fact" {
                span class={ "name " (class_of(entity.kind)) } { (inline(&entity.name)) }
                @if let Some(code) = &entity.country { " " span class="dim" { (country(code)) } }
                @for (number, role) in entity.roles.iter().enumerate() {
                    span class="role" {
                        ", " (self.role(role)) " " (words(&marks::role(index, number), &role.evidence.text))
                    }
                }
                (mentions(index, &entity.mentions))
            }
        }
    }

    fn role(&self, role: &Role) -> Markup {
        html! {
            @if let Some(status) = role.status.filter(|status| *status != RoleStatus::Current) { (word(&status)) " " }
            (inline(&role.title))
            @if let Some(id) = &role.organization { " of " (self.link(id)) }
        }
    }

    fn place(&self, index: usize, entity: &Entity) -> Markup {
        let code = entity.geo.as_ref().and_then(|geo| geo.country.as_deref()).or(entity.country.as_deref());
        html! {
            li id=(fact('e', index)) class="fact" {
                span class="name place" { (inline(&entity.name)) }
                " " span class="dim" {
                    @match code { Some(code) => (country(code)), None => "country open" }
                }
                @if let Some(geo) = &entity.geo {
                    @let address = format!("https://www.geonames.org/{}", geo.geonames);
                    " " span class="dim" { (outward(&address, &degrees(geo.latitude, geo.longitude))) }
                }
                (mentions(index, &entity.mentions))
            }
        }
    }

    fn quote(&self, index: usize, quote: &Quote) -> Markup {
        html! {
            li id=(fact('q', index)) class="fact" {
                @let text = inline(&quote.evidence.text);
                a class="words quoted" href={ "#" (marks::words('q', index)) } {
                    @if quote.kind == crate::record::QuoteKind::Direct { q { (text) } } @else { (text) }
                }
                p class="meta" {
                    (word(&quote.kind))
                    @if let Some(cue) = &quote.cue { " · " (inline(&cue.text)) }
                    @if let Some(addressee) = &quote.addressee { " · to " (self.participant(addressee)) }
                }
            }
        }
    }

    /// Quotations under the one who said them, in the order in which people first speak.
    fn quotes(&self) -> Markup {
        let mut speakers: Vec<(Option<&Participant>, Vec<usize>)> = Vec::new();
        let who = |speaker: Option<&'r Participant>| {
            speaker.map(|speaker| speaker.entity.as_ref().unwrap_or(&speaker.evidence.text))
        };
        for (index, quote) in self.record.quotes.iter().enumerate() {
            let speaker = quote.speaker.as_ref();
            match speakers.iter_mut().find(|(known, _)| who(*known) == who(speaker)) {
                Some((_, quotes)) => quotes.push(index),
                None => speakers.push((speaker, vec![index])),
            }
        }
        html! {
            @for (speaker, quotes) in speakers {
                h3 { @match speaker { Some(speaker) => (self.participant(speaker)), None => "Nobody named" } }
                ul { @for index in quotes { (self.quote(index, &self.record.quotes[index])) } }
            }
        }
    }

    fn values(&self) -> Markup {
        let record = self.record;
        html! {
            (section("times", "Times", record.times.len(), &html! {
                ul { @for (index, time) in record.times.iter().enumerate() {
                    li id=(fact('t', index)) class="fact" {
                        span class="name time" { @match &time.value { Some(value) => (inline(value)), None => "open" } }
                        @if let Some(modifier) = time.modifier { " " span class="dim" { (word(&modifier)) } }
                        " " (words(&marks::words('t', index), &time.evidence.text))
                    }
                } }
            }))
            (section("amounts", "Amounts", record.amounts.len(), &html! {
                ul { @for (index, amount) in record.amounts.iter().enumerate() {
                    li id=(fact('a', index)) class="fact" {
                        @let value = amount.in_words();
                        span class="name amount" { @if value.is_empty() { "open" } @else { (inline(&value)) } }
                        @if let Some(qualifier) = amount.qualifier { " " span class="dim" { (word(&qualifier)) } }
                        " " (words(&marks::words('a', index), &amount.evidence.text))
                    }
                } }
            }))
            (section("relations", "Relations", record.relations.len(), &html! {
                ul { @for (index, relation) in record.relations.iter().enumerate() {
                    li id=(fact('r', index)) class="fact" {
                        (self.link(&relation.subject)) " " (inline(&relation.predicate.replace('_', " "))) " "
                        (self.link(&relation.object)) " " (words(&marks::words('r', index), &relation.evidence.text))
                    }
                } }
            }))
        }
    }

    fn names(&self, kind: Option<EntityType>) -> Vec<(usize, &'r Entity)> {
        self.record.entities.iter().enumerate().filter(|(_, entity)| entity.kind == kind).collect()
    }
}

/// The facts of a kind by id, each with its kind and its place in the record.
fn placed<'r, T>(
    kind: char,
    facts: &'r [T],
    id: impl Fn(&'r T) -> &'r str,
) -> impl Iterator<Item = (&'r str, (char, usize))> {
    facts.iter().enumerate().map(move |(index, fact)| (id(fact), (kind, index)))
}

/// Every fact of a record.
pub(super) fn lists(record: &Record) -> Markup {
    let view = View::new(record);
    let places = view.names(Some(EntityType::Place));
    html! {
        (section("events", "Events", record.events.len(), &timeline::events(&view)))
        (section("quotations", "Quotations", record.quotes.len(), &view.quotes()))
        @for (id, heading, kind) in &NAMES[..2] { (names(&view, id, heading, *kind)) }
        (section("places", "Places", places.len(), &html! {
            ul { @for (index, entity) in &places { (view.place(*index, entity)) } }
        }))
        @for (id, heading, kind) in &NAMES[2..] { (names(&view, id, heading, *kind)) }
        (view.values())
    }
}

fn names(view: &View<'_>, id: &str, heading: &str, kind: Option<EntityType>) -> Markup {
    let found = view.names(kind);
    section(
        id,
        heading,
        found.len(),
        &html! {
            ul { @for (index, entity) in &found { (view.entity(*index, entity)) } }
        },
    )
}

/// A list with its heading; nothing where the list is empty.
fn section(id: &str, heading: &str, length: usize, list: &Markup) -> Markup {
    html! {
        @if length > 0 {
            section aria-labelledby=(id) {
                h2 id=(id) { (heading) " " span class="count" { (length) } }
                (list)
            }
        }
    }
}

/// A link to words of the text.
pub(super) fn words(anchor: &str, text: &str) -> Markup {
    html! { a class="words" href={ "#" (anchor) } { "“" (inline(text)) "”" } }
}

/// A link to each mention of an entity, by its words; repeated ones by their number.
fn mentions(entity: usize, mentions: &[Mention]) -> Markup {
    html! {
        p class="meta" {
            @for (number, mention) in mentions.iter().enumerate() {
                @let again = mentions[..number].iter().any(|before| before.evidence.text == mention.evidence.text);
                a class={ "words" @if mention.kind != MentionKind::Name { " meant" } }
                    href={ "#" (marks::mention(entity, number)) }
                    aria-label=[again.then(|| format!("mention {}: {}", number + 1, mention.evidence.text))] {
                    @if again { (number + 1) } @else { "“" (inline(&mention.evidence.text)) "”" }
                }
                " "
            }
        }
    }
}

fn country(code: &str) -> Markup {
    let knowledge = Knowledge::shared();
    html! {
        @match knowledge.country_of_code(code) {
            Some(country) => { (country.name) " (" (code) ")" },
            None => (inline(code)),
        }
    }
}

/// A position in degrees, as maps write it.
fn degrees(latitude: f64, longitude: f64) -> String {
    let side = |value: f64, positive, negative| if value < 0.0 { negative } else { positive };
    format!(
        "{:.2}° {}, {:.2}° {}",
        latitude.abs(),
        side(latitude, "N", "S"),
        longitude.abs(),
        side(longitude, "E", "W")
    )
}
