//! Golden facts of a handful of sample articles: a change of them is seen, and accepted on purpose
//! (`INSTA_UPDATE=always cargo test --test golden`).

use std::fmt::Write;

use factwire::article::{Article, RawArticle, ReadOptions, read};
use factwire::extract::{Extract, Extractor};
use factwire::interrupt::Interrupt;
use factwire::record::Record;

/// The sample article `id`, read as a message is: cleaned, without the lines around the story.
fn sample(id: &str) -> Article {
    let articles = include_str!("../examples/articles.ndjson").lines().map(|line| {
        let raw = RawArticle { value: line.as_bytes(), ..RawArticle::default() };
        read(raw, &ReadOptions::default(), &Interrupt::never()).expect("a sample is an article")
    });
    articles.into_iter().find(|article| article.id == id).expect("the sample is there")
}

/// The facts of a record, a line each, short enough to be read in a review.
fn facts(record: &Record) -> String {
    let mut out = String::new();
    let mut line = |text: String| writeln!(out, "{text}").expect("a string takes any text");
    if let Some(dateline) = &record.article.dateline {
        line(format!("dateline {:?} {:?}", dateline.place, dateline.agency));
    }
    for entity in &record.entities {
        let kind = entity.kind.map_or_else(|| "?".to_owned(), |kind| format!("{kind:?}").to_lowercase());
        let country = entity.country.as_deref().map_or_else(String::new, |code| format!(" [{code}]"));
        let geo = entity.geo.as_ref().map_or_else(String::new, |geo| format!(" geonames {}", geo.geonames));
        line(format!("{} {kind} {}{country}{geo}", entity.id, entity.name));
        let mentions: Vec<String> = entity
            .mentions
            .iter()
            .map(|mention| format!("{}–{} {}", mention.evidence.start, mention.evidence.end, mention.evidence.text))
            .collect();
        line(format!("   mentions {}", mentions.join("; ")));
        for role in &entity.roles {
            line(format!("   role {} {:?} {:?}", role.title, role.status, role.organization));
        }
    }
    for time in &record.times {
        let value = time.value.as_deref().unwrap_or("-");
        line(format!("{} {}–{} {} = {value}", time.id, time.evidence.start, time.evidence.end, time.evidence.text));
    }
    for quote in &record.quotes {
        line(format!("{} {}–{} {}", quote.id, quote.evidence.start, quote.evidence.end, quote.evidence.text));
        let speaker = quote.speaker.as_ref();
        let speaker = speaker.map(|speaker| (speaker.entity.as_deref().unwrap_or("-"), &*speaker.evidence.text));
        let cue = quote.cue.as_ref().map(|cue| &*cue.text);
        line(format!("   speaker {speaker:?}, cue {cue:?}, group {:?}", quote.group));
    }
    for relation in &record.relations {
        let evidence = &relation.evidence.text;
        line(format!("{} {} {}: {evidence}", relation.subject, relation.predicate, relation.object));
    }
    line(format!("warnings {:?}, {}", record.warnings, record.provenance.extractor));
    out
}

#[test]
fn facts_of_sample_articles() {
    let extractor = Extractor::new();
    for id in [
        "vietnam-mongolia-visit",
        "qasira-truce-live",
        "jharkhand-budget",
        "oil-falls-pipeline-restart",
        "glanrafon-night-closure-qa",
        "zoric-quits-rovers",
    ] {
        let record = extractor.extract(&sample(id), &Interrupt::never()).expect("nothing interrupts it");
        insta::assert_snapshot!(id, facts(&record));
    }
}
