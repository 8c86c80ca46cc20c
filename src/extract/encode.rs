//! From findings in tokens to the record: positions become code points, indices become ids.
//!
//! Rule: nothing is found here and nothing is decided; the record says what the findings say.

use std::ops::Range;

use super::annotate::dateline;
use super::document::Document;
use super::facts::amounts::{self, Unit};
use super::facts::entities::{self, Entities};
use super::facts::events::{self, Argument};
use super::facts::speakers::Speaker;
use super::facts::{quotes, relations, times};
use super::offsets::{OffsetMap, Span};
use crate::article::Article;
use crate::knowledge::Knowledge;
use crate::record::{
    Amount, ArticleInfo, Entity, EntityType, Event, Evidence, Mention, Participant, Place, Provenance, Quote, Record,
    Relation, Role, SCHEMA_VERSION, Time,
};

/// Who made the record, as `provenance.extractor` says it.
const EXTRACTOR: &str = concat!("factwire ", env!("CARGO_PKG_VERSION"));

/// Writes evidence for tokens of one document.
#[derive(Debug)]
pub struct Encoder<'d, 't> {
    document: &'d Document<'t>,
    offsets: OffsetMap<'t>,
}

impl<'d, 't> Encoder<'d, 't> {
    /// An encoder for a document.
    #[must_use]
    pub fn new(document: &'d Document<'t>) -> Self {
        Self { document, offsets: OffsetMap::new(document.text()) }
    }

    /// The evidence of a stretch of text; none where it is empty.
    #[must_use]
    pub fn span(&self, span: Span) -> Option<Evidence> {
        (span.start < span.end).then(|| self.offsets.evidence(span))
    }

    /// The evidence of some tokens; none where there are none.
    #[must_use]
    pub fn tokens(&self, tokens: Range<usize>) -> Option<Evidence> {
        self.span(self.document.span_of(tokens)?)
    }

    /// The entities of the record, `e1`, `e2`, …
    #[must_use]
    pub fn entities(&self, entities: &Entities, knowledge: &Knowledge) -> Vec<Entity> {
        let organization = |token: Option<usize>| {
            let (_, index) = entities.at(token?)?;
            (entities.list[index].kind == EntityType::Organization).then(|| entity_id(index))
        };
        let words = |tokens: &Range<usize>| {
            let span = self.document.span_of(tokens.clone());
            span.map_or_else(String::new, |span| self.document.slice(span).to_owned())
        };
        let encode = |(index, found): (usize, &entities::Found)| Entity {
            id: entity_id(index),
            kind: Some(found.kind),
            name: words(&found.name),
            country: found.country.map(str::to_owned),
            geo: found.geo.clone(),
            roles: found
                .roles
                .iter()
                .filter_map(|role| {
                    Some(Role {
                        title: role.words(self.document, knowledge),
                        organization: organization(role.beside),
                        status: role.status,
                        evidence: self.tokens(role.title.clone())?,
                    })
                })
                .collect(),
            mentions: found
                .mentions
                .iter()
                .filter_map(|mention| {
                    Some(Mention { evidence: self.tokens(mention.tokens.clone())?, kind: mention.kind })
                })
                .collect(),
        };
        entities.list.iter().enumerate().map(encode).collect()
    }

    /// The times of the record, `t1`, `t2`, …
    #[must_use]
    pub fn times(&self, times: &[times::Found]) -> Vec<Time> {
        let encode = |(index, found): (usize, &times::Found)| {
            Some(Time {
                id: format!("t{}", index + 1),
                evidence: self.tokens(found.tokens.clone())?,
                kind: found.kind,
                value: found.value.clone(),
                modifier: found.modifier,
                begin: found.extent.map(|(first, _)| first.to_string()),
                end_date: found.extent.map(|(_, last)| last.to_string()),
            })
        };
        times.iter().enumerate().filter_map(encode).collect()
    }

    /// The amounts of the record, `a1`, `a2`, …
    #[must_use]
    pub fn amounts(&self, amounts: &[amounts::Found]) -> Vec<Amount> {
        let words = |tokens: &Range<usize>| {
            self.document.span_of(tokens.clone()).map(|span| self.document.slice(span).to_owned())
        };
        let encode = |(index, found): (usize, &amounts::Found)| {
            Some(Amount {
                id: format!("a{}", index + 1),
                evidence: self.tokens(found.tokens.clone())?,
                kind: found.kind,
                value: found.value.clone(),
                value_max: found.value_max.clone(),
                unit: match &found.unit {
                    Some(Unit::Named(name)) => Some((*name).to_owned()),
                    Some(Unit::Words(tokens)) => words(tokens),
                    None => None,
                },
                qualifier: found.qualifier,
            })
        };
        amounts.iter().enumerate().filter_map(encode).collect()
    }

    /// The quotations of the record, `q1`, `q2`, …
    #[must_use]
    pub fn quotes(&self, quotes: &[quotes::Found]) -> Vec<Quote> {
        let encode = |(index, found): (usize, &quotes::Found)| {
            Some(Quote {
                id: format!("q{}", index + 1),
                evidence: self.tokens(found.tokens.clone())?,
                kind: found.kind,
                speaker: found.speaker.as_ref().and_then(|speaker| self.participant(speaker)),
                cue: found.cue.clone().and_then(|cue| self.tokens(cue)),
                addressee: found.addressee.as_ref().and_then(|listener| self.participant(listener)),
                group: found.group,
            })
        };
        quotes.iter().enumerate().filter_map(encode).collect()
    }

    /// The relations of the record.
    #[must_use]
    pub fn relations(&self, relations: &[relations::Found]) -> Vec<Relation> {
        let encode = |found: &relations::Found| {
            Some(Relation {
                subject: entity_id(found.subject),
                predicate: found.predicate.name().to_owned(),
                object: entity_id(found.object),
                evidence: self.tokens(found.tokens.clone())?,
            })
        };
        relations.iter().filter_map(encode).collect()
    }

    /// The events of the record, `v1`, `v2`, …
    #[must_use]
    pub fn events(&self, events: Vec<events::Event>) -> Vec<Event> {
        let arguments = |arguments: &[Argument]| arguments.iter().filter_map(|found| self.argument(found)).collect();
        let encode = |(index, found): (usize, events::Event)| {
            Some(Event {
                id: event_id(index),
                key: format!("{:016x}", found.key),
                trigger: self.tokens(found.trigger..found.trigger + 1)?,
                predicate: found.predicate,
                class: found.class,
                plover: found.plover,
                cameo: found.cameo.map(str::to_owned),
                actors: arguments(&found.actors),
                targets: arguments(&found.targets),
                date: found.date,
                time: found.time.map(|index| format!("t{}", index + 1)),
                place: found.place.and_then(|place| {
                    let Evidence { text, .. } = self.tokens(place.tokens)?;
                    Some(Place { entity: place.entity.map(entity_id), text })
                }),
                amounts: found.amounts.iter().map(|index| format!("a{}", index + 1)).collect(),
                status: found.status,
                background: found.background,
                attribution: found.attribution.map(|index| format!("q{}", index + 1)),
                same_as: found.same_as.map(event_id),
                confidence: found.confidence,
            })
        };
        events.into_iter().enumerate().filter_map(encode).collect()
    }

    fn argument(&self, found: &Argument) -> Option<Participant> {
        Some(Participant { entity: found.entity.map(entity_id), evidence: self.tokens(found.tokens.clone())? })
    }

    fn participant(&self, speaker: &Speaker) -> Option<Participant> {
        let evidence = self.tokens(speaker.tokens.clone())?;
        Some(Participant { entity: speaker.entity.map(entity_id), evidence })
    }
}

/// Notes something odd about the text.
pub fn warn(record: &mut Record, warning: &str) {
    record.warnings.push(warning.to_owned());
    record.warnings.sort_unstable();
    record.warnings.dedup();
}

/// The id of the entity with this index.
#[must_use]
pub fn entity_id(index: usize) -> String {
    format!("e{}", index + 1)
}

/// The id of the event with this index.
#[must_use]
pub fn event_id(index: usize) -> String {
    format!("v{}", index + 1)
}

/// A record of an article without facts yet; `model` is the SHA-256 of the models that are used.
#[must_use]
pub fn record(article: &Article, dateline: Option<dateline::Found>, model: Option<&str>) -> Record {
    let (dateline, date) = dateline.map_or((None, None), |found| (Some(found.dateline), found.date));
    Record {
        schema_version: SCHEMA_VERSION.to_owned(),
        id: article.id.clone(),
        article: ArticleInfo {
            url: article.url.clone(),
            source: article.source.clone(),
            title: article.title.clone(),
            published_at: article.published_at.clone().or(date),
            language: article.language.clone(),
            dateline,
            text: article.text.clone(),
            dropped: article.dropped.clone(),
            content_sha256: article.content_sha256.clone(),
        },
        entities: Vec::new(),
        times: Vec::new(),
        amounts: Vec::new(),
        quotes: Vec::new(),
        events: Vec::new(),
        relations: Vec::new(),
        warnings: article.warnings.clone(),
        provenance: Provenance { extractor: EXTRACTOR.to_owned(), model: model.map(str::to_owned) },
    }
}
