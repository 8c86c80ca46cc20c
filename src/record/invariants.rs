//! What is true of every record, whatever the article: the law of the contract as one function.
//!
//! Tests run [`violations`] over random and real text; it is public so that a consumer can run it over its topic.

use std::collections::BTreeSet;

use super::{Evidence, Record};

/// Everything in `record` that breaks the contract, in words; empty for a right record.
#[must_use]
pub fn violations(record: &Record) -> Vec<String> {
    let text: Vec<char> = record.article.text.chars().collect();
    let mut found = Vec::new();
    check_spans(record, &text, &mut found);
    check_ids(record, &mut found);
    check_references(record, &mut found);
    check_order(record, &mut found);
    check_values(record, &mut found);
    found
}

fn spans(record: &Record) -> impl Iterator<Item = (String, &Evidence)> {
    let entities = record.entities.iter().flat_map(|entity| {
        let mentions = entity.mentions.iter().map(|mention| &mention.evidence);
        mentions.chain(entity.roles.iter().map(|role| &role.evidence)).map(|evidence| (entity.id.clone(), evidence))
    });
    let times = record.times.iter().map(|time| (time.id.clone(), &time.evidence));
    let amounts = record.amounts.iter().map(|amount| (amount.id.clone(), &amount.evidence));
    let quotes = record.quotes.iter().flat_map(|quote| {
        let people = quote.speaker.iter().chain(&quote.addressee).map(|participant| &participant.evidence);
        std::iter::once(&quote.evidence).chain(&quote.cue).chain(people).map(|evidence| (quote.id.clone(), evidence))
    });
    let events = record.events.iter().flat_map(|event| {
        let people = event.actors.iter().chain(&event.targets).map(|participant| &participant.evidence);
        std::iter::once(&event.trigger).chain(people).map(|evidence| (event.id.clone(), evidence))
    });
    let relations = record
        .relations
        .iter()
        .map(|relation| (format!("{} {}", relation.subject, relation.predicate), &relation.evidence));
    entities.chain(times).chain(amounts).chain(quotes).chain(events).chain(relations)
}

fn check_spans(record: &Record, text: &[char], found: &mut Vec<String>) {
    for (owner, span) in spans(record) {
        let quoted = text.get(span.start as usize..span.end as usize);
        if span.start >= span.end || quoted.is_none_or(|chars| !chars.iter().copied().eq(span.text.chars())) {
            found.push(format!("{owner}: [{}, {}) does not hold its text", span.start, span.end));
        }
    }
}

fn check_ids(record: &Record, found: &mut Vec<String>) {
    let lists: [(&str, Vec<&str>); 5] = [
        ("e", record.entities.iter().map(|x| &*x.id).collect()),
        ("t", record.times.iter().map(|x| &*x.id).collect()),
        ("a", record.amounts.iter().map(|x| &*x.id).collect()),
        ("q", record.quotes.iter().map(|x| &*x.id).collect()),
        ("v", record.events.iter().map(|x| &*x.id).collect()),
    ];
    for (prefix, ids) in lists {
        for (index, id) in ids.iter().enumerate() {
            if *id != format!("{prefix}{}", index + 1) {
                found.push(format!("{id} stands where {prefix}{} should", index + 1));
            }
        }
    }
}

fn check_references(record: &Record, found: &mut Vec<String>) {
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    ids.extend(record.entities.iter().map(|x| &*x.id));
    ids.extend(record.times.iter().map(|x| &*x.id));
    ids.extend(record.amounts.iter().map(|x| &*x.id));
    ids.extend(record.quotes.iter().map(|x| &*x.id));
    ids.extend(record.events.iter().map(|x| &*x.id));
    let mut refer = |kind: char, id: Option<&str>| {
        if let Some(id) = id.filter(|id| !id.starts_with(kind) || !ids.contains(id)) {
            found.push(format!("{id} is referred to as {kind}… and does not exist"));
        }
    };
    for entity in &record.entities {
        entity.roles.iter().for_each(|role| refer('e', role.organization.as_deref()));
    }
    for quote in &record.quotes {
        quote.speaker.iter().chain(&quote.addressee).for_each(|person| refer('e', person.entity.as_deref()));
    }
    for event in &record.events {
        event.actors.iter().chain(&event.targets).for_each(|person| refer('e', person.entity.as_deref()));
        refer('e', event.place.as_ref().and_then(|place| place.entity.as_deref()));
        refer('t', event.time.as_deref());
        refer('q', event.attribution.as_deref());
        refer('v', event.same_as.as_deref());
        event.amounts.iter().for_each(|amount| refer('a', Some(amount)));
    }
    for relation in &record.relations {
        refer('e', Some(&relation.subject));
        refer('e', Some(&relation.object));
    }
}

fn check_order(record: &Record, found: &mut Vec<String>) {
    let first_mention = |mentions: &[super::Mention]| mentions.first().map_or(0, |mention| mention.evidence.start);
    let lists: [(&str, Vec<u32>); 6] = [
        ("entities", record.entities.iter().map(|entity| first_mention(&entity.mentions)).collect()),
        ("times", record.times.iter().map(|x| x.evidence.start).collect()),
        ("amounts", record.amounts.iter().map(|x| x.evidence.start).collect()),
        ("quotes", record.quotes.iter().map(|x| x.evidence.start).collect()),
        ("events", record.events.iter().map(|x| x.trigger.start).collect()),
        ("relations", record.relations.iter().map(|x| x.evidence.start).collect()),
    ];
    for (name, starts) in lists {
        if !starts.is_sorted() {
            found.push(format!("{name} are not in text order"));
        }
    }
    for entity in &record.entities {
        if entity.mentions.is_empty() || !entity.mentions.is_sorted_by_key(|mention| mention.evidence.start) {
            found.push(format!("{}: mentions are missing or not in text order", entity.id));
        }
    }
    if !record.warnings.is_sorted_by(|a, b| a < b) {
        found.push("warnings are not sorted or repeat".to_owned());
    }
}

fn check_values(record: &Record, found: &mut Vec<String>) {
    if record.schema_version != super::SCHEMA_VERSION {
        found.push(format!("schema_version is {}", record.schema_version));
    }
    if record.id.is_empty() {
        found.push("id is empty".to_owned());
    }
    for event in &record.events {
        if !(0.0..=1.0).contains(&event.confidence) {
            found.push(format!("{}: confidence is no probability", event.id));
        }
        if event.key.len() != 16 || !event.key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            found.push(format!("{}: key is not 16 hexadecimal digits", event.id));
        }
    }
}
