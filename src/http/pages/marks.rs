//! The text of an article with its facts marked: what is marked, how it is called, and the HTML of it.
//!
//! Rule: every fact has an anchor in the list of facts (`e1`, `t1` …) and its words have one in the text (`m-e1-1`,
//! `m-t1` …), made from its place in the record and never from what the record says; each leads to the other.

use std::ops::Range;

use maud::{Markup, PreEscaped, Render, html};

use super::shown::Shown;
use super::spans::{Step, steps};
use crate::record::{EntityType, Evidence, MentionKind, Record, word};

/// The kinds that a reader can tell apart by colour and switch off: their class, and what they are called.
pub(super) const KINDS: [(&str, &str); 10] = [
    ("person", "People"),
    ("organization", "Organizations"),
    ("place", "Places"),
    ("facility", "Facilities"),
    ("group", "Groups"),
    ("other", "Other names"),
    ("event", "Events"),
    ("quote", "Quotations"),
    ("time", "Times"),
    ("amount", "Amounts"),
];

/// The class of an entity's mentions.
pub(super) const fn class_of(kind: Option<EntityType>) -> &'static str {
    match kind {
        Some(EntityType::Person) => "person",
        Some(EntityType::Organization) => "organization",
        Some(EntityType::Place) => "place",
        Some(EntityType::Facility) => "facility",
        Some(EntityType::Group) => "group",
        Some(EntityType::Other) | None => "other",
    }
}

/// The anchor of a fact in the list: `kind` is e, t, a, q, v or r, `index` its place in the record.
pub(super) fn fact(kind: char, index: usize) -> String {
    format!("{kind}{}", index + 1)
}

/// The anchor of a fact's words in the text.
pub(super) fn words(kind: char, index: usize) -> String {
    format!("m-{}", fact(kind, index))
}

/// The anchor of one mention of an entity.
pub(super) fn mention(entity: usize, mention: usize) -> String {
    format!("{}-{}", words('e', entity), mention + 1)
}

/// The anchor of the words that give an entity a role.
pub(super) fn role(entity: usize, role: usize) -> String {
    format!("{}-r{}", words('e', entity), role + 1)
}

/// A stretch of the text that proves a fact.
struct Mark {
    span: Range<u32>,
    class: String,
    anchor: String,
    /// The anchor of the fact.
    fact: String,
    /// What it is, in words.
    title: String,
}

impl Mark {
    fn new(evidence: &Evidence, class: impl Into<String>, anchor: String, fact: String, title: String) -> Self {
        Self { span: evidence.start..evidence.end, class: class.into(), anchor, fact, title }
    }
}

/// What of the text proves a fact. Participants are left out: they are mentions, or stand beside their event.
fn marks(record: &Record) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (index, quote) in record.quotes.iter().enumerate() {
        let title = format!("{} quotation", word(&quote.kind));
        marks.push(Mark::new(&quote.evidence, "quote", words('q', index), fact('q', index), title));
    }
    for (index, relation) in record.relations.iter().enumerate() {
        let title = format!("relation: {}", relation.predicate.replace('_', " "));
        marks.push(Mark::new(&relation.evidence, "relation", words('r', index), fact('r', index), title));
    }
    for (index, entity) in record.entities.iter().enumerate() {
        let kind = entity.kind.map_or_else(|| "name".to_owned(), |kind| word(&kind));
        for (number, one) in entity.roles.iter().enumerate() {
            let title = format!("role of {}", entity.name);
            marks.push(Mark::new(&one.evidence, "role", role(index, number), fact('e', index), title));
        }
        for (number, one) in entity.mentions.iter().enumerate() {
            let by = if one.kind == MentionKind::Name { "" } else { " meant" };
            let class = format!("{}{by}", class_of(entity.kind));
            let title = format!("{kind}: {}", entity.name);
            marks.push(Mark::new(&one.evidence, class, mention(index, number), fact('e', index), title));
        }
    }
    for (index, time) in record.times.iter().enumerate() {
        let title = format!("time: {}", time.value.as_deref().unwrap_or("open"));
        marks.push(Mark::new(&time.evidence, "time", words('t', index), fact('t', index), title));
    }
    for (index, amount) in record.amounts.iter().enumerate() {
        let title = format!("amount: {}", amount.in_words());
        marks.push(Mark::new(&amount.evidence, "amount", words('a', index), fact('a', index), title));
    }
    for (index, event) in record.events.iter().enumerate() {
        let title = format!("event: {} ({})", word(&event.class), word(&event.status));
        marks.push(Mark::new(&event.trigger, "event", words('v', index), fact('v', index), title));
    }
    marks
}

/// The article's text, a paragraph an element, the title as the heading of the page.
pub(super) fn text(record: &Record) -> Markup {
    let marks = marks(record);
    let spans: Vec<Range<u32>> = marks.iter().map(|mark| mark.span.clone()).collect();
    let mut page = Writer { marks: &marks, html: String::new(), open: Vec::new(), linked: vec![false; marks.len()] };
    let mut element = if record.article.title.is_some() { "h1" } else { "p" };
    page.html.push_str(&format!("<{element}>"));
    for step in steps(&record.article.text, &spans) {
        if let Step::Break(_) = step {
            page.html.push_str(&format!("</{element}>\n<p>"));
            element = "p";
        } else {
            page.step(step);
        }
    }
    page.html.push_str(&format!("</{element}>"));
    PreEscaped(page.html)
}

struct Writer<'m> {
    marks: &'m [Mark],
    html: String,
    open: Vec<usize>,
    /// The marks that a link was made for.
    linked: Vec<bool>,
}

impl Writer<'_> {
    fn step(&mut self, step: Step<'_>) {
        match step {
            Step::Open { span, first } => {
                let Mark { class, anchor, title, .. } = &self.marks[span];
                let id = first.then_some(anchor);
                // An element that is still open: maud would close it.
                let element = html! { mark class=(class) id=[id] title=(Shown(title)) {} }.into_string();
                self.html.push_str(element.trim_end_matches("</mark>"));
                self.open.push(span);
            }
            Step::Close => {
                self.open.pop();
                self.html.push_str("</mark>");
            }
            Step::Text(text) | Step::Break(text) => self.words(text),
        }
    }

    /// Words lead to the innermost fact that they prove. A keyboard stops at each fact once, however many pieces it has.
    fn words(&mut self, text: &str) {
        let Some(mark) = self.open.last().copied() else { return Shown(text).render_to(&mut self.html) };
        let again = std::mem::replace(&mut self.linked[mark], true).then_some("-1");
        let link = html! { a href={ "#" (self.marks[mark].fact) } tabindex=[again] { (Shown(text)) } };
        self.html.push_str(&link.0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn an_amount_in_a_quotation_nests_and_leads_to_its_fact() {
        let page = text(&sample::record()).0;
        let quote = page.split("id=\"m-q1\"").nth(1).unwrap();
        let quote = &quote[..quote.find("</p>").unwrap()];
        assert!(quote.contains("<a href=\"#q1\">"), "{quote}");
        assert!(quote.contains("id=\"m-a1\""), "{quote}");
        assert!(quote.contains("<a href=\"#a1\">$2 million</a></mark>"), "{quote}");
        assert_eq!(page.matches("<mark").count(), page.matches("</mark>").count());
        assert!(page.starts_with("<h1>") && page.contains("</h1>\n<p>"), "{page}");
    }

    #[test]
    fn the_text_is_all_there_and_nothing_else() {
        let record = sample::hostile();
        let page = text(&record).0;
        let mut shown = String::new();
        let mut rest = page.as_str();
        while let Some((before, after)) = rest.split_once('<') {
            shown.push_str(before);
            rest = after.split_once('>').unwrap().1;
        }
        shown.push_str(rest);
        let shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        assert_eq!(shown, record.article.text.replace("\n\n", "\n").replace('\u{7}', "␇"));
    }
}
