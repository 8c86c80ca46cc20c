//! From findings in tokens to the record: positions become code points, indices become ids.
//!
//! Rule: nothing is found here and nothing is decided; the record says what the findings say.

use std::ops::Range;

use super::annotate::dateline;
use super::document::Document;
use super::facts::coreference::Links;
use super::facts::entities::{self, Entities};
use super::facts::quotes;
use super::facts::speakers::Speaker;
use super::offsets::{OffsetMap, Span};
use crate::article::Article;
use crate::record::{
    ArticleInfo, Entity, EntityType, Evidence, Mention, MentionKind, Participant, Provenance, Quote, QuoteKind, Record,
    Role, SCHEMA_VERSION,
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
    pub fn entities(&self, entities: &Entities, links: &Links) -> Vec<Entity> {
        let mut others: Vec<Vec<(Range<usize>, MentionKind)>> = vec![Vec::new(); entities.list.len()];
        for (tokens, entity, kind) in links.of_entities() {
            others[entity].push((tokens.clone(), kind));
        }
        let organization = |token: Option<usize>| {
            let (_, index) = entities.at(token?)?;
            (entities.list[index].kind == EntityType::Organization).then(|| entity_id(index))
        };
        let words = |tokens: &Range<usize>| {
            let span = self.document.span_of(tokens.clone());
            span.map_or_else(String::new, |span| self.document.slice(span).to_owned())
        };
        let mut encode = |(index, found): (usize, &entities::Found)| Entity {
            id: entity_id(index),
            kind: Some(found.kind),
            name: words(&found.name),
            country: found.country.map(str::to_owned),
            geo: None,
            roles: found
                .roles
                .iter()
                .filter_map(|role| {
                    Some(Role {
                        title: words(&role.title),
                        organization: organization(role.beside),
                        status: Some(role.status),
                        evidence: self.tokens(role.title.clone())?,
                    })
                })
                .collect(),
            mentions: self.mentions(found, std::mem::take(&mut others[index])),
        };
        entities.list.iter().enumerate().map(&mut encode).collect()
    }

    /// The mentions of an entity in text order, by name and otherwise, from the first name on.
    fn mentions(&self, found: &entities::Found, others: Vec<(Range<usize>, MentionKind)>) -> Vec<Mention> {
        let first = found.mentions.first().map_or(0, |tokens| tokens.start);
        let names = found.mentions.iter().map(|tokens| (tokens.clone(), MentionKind::Name));
        let others = others.into_iter().filter(|(tokens, _)| tokens.start >= first);
        let mut mentions: Vec<(Range<usize>, MentionKind)> = names.chain(others).collect();
        mentions.sort_by_key(|(tokens, _)| (tokens.start, tokens.end));
        let encode = |(tokens, kind)| Some(Mention { evidence: self.tokens(tokens)?, kind });
        mentions.into_iter().filter_map(encode).collect()
    }

    /// The quotations of the record, `q1`, `q2`, …
    #[must_use]
    pub fn quotes(&self, quotes: &[quotes::Found]) -> Vec<Quote> {
        let encode = |(index, found): (usize, &quotes::Found)| {
            Some(Quote {
                id: format!("q{}", index + 1),
                evidence: self.tokens(found.tokens.clone())?,
                kind: QuoteKind::Direct,
                speaker: found.speaker.as_ref().and_then(|speaker| self.participant(speaker)),
                cue: found.cue.clone().and_then(|cue| self.tokens(cue)),
                addressee: None,
                group: found.group,
            })
        };
        quotes.iter().enumerate().filter_map(encode).collect()
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
