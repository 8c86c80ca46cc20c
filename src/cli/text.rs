//! A record for people: its facts in groups, each with the words that prove it.

use std::collections::BTreeMap;

use super::paint::{Painter, Style};
use crate::record::{
    Entity, EntityType, Event, EventStatus, Evidence, Participant, Quote, Record, Role, RoleStatus, word,
};

/// Groups of entities, in the order in which people ask: who, where, what.
const GROUPS: [(Option<EntityType>, &str); 7] = [
    (Some(EntityType::Person), "People"),
    (Some(EntityType::Organization), "Organizations"),
    (Some(EntityType::Group), "Groups"),
    (Some(EntityType::Place), "Places"),
    (Some(EntityType::Facility), "Facilities"),
    (Some(EntityType::Other), "Other names"),
    (None, "Names of an unknown kind"),
];

/// Code points of the text that are shown on either side of an event's trigger.
const CONTEXT: usize = 60;

/// The facts of `record`, a line or two each, ending in a line break; with terminal colours if `colour`.
#[must_use]
pub fn render(record: &Record, colour: bool) -> String {
    let mut page = Page {
        painter: Painter::new(colour),
        names: record.entities.iter().map(|entity| (&*entity.id, &*entity.name)).collect(),
        text: record.article.text.chars().collect(),
    };
    page.head(record);
    for (kind, heading) in GROUPS {
        let group = record.entities.iter().filter(|entity| entity.kind == kind);
        page.group(heading, group, Page::entity);
    }
    page.group("Quotations", &record.quotes, Page::quote);
    page.group("Events", &record.events, Page::event);
    page.group("Times", &record.times, |page, time| {
        page.valued(time.value.as_deref(), time.modifier.map(|modifier| word(&modifier)), &time.evidence);
    });
    page.group("Amounts", &record.amounts, |page, amount| {
        let shown = amount.in_words();
        let shown = Some(&*shown).filter(|shown| !shown.is_empty());
        page.valued(shown, amount.qualifier.map(|qualifier| word(&qualifier)), &amount.evidence);
    });
    page.group("Relations", &record.relations, |page, relation| {
        let (subject, object) = (page.name(&relation.subject), page.name(&relation.object));
        let predicate = relation.predicate.replace('_', " ");
        page.painter.paint(Style::Name, &subject).plain(&format!(" {predicate} ")).paint(Style::Name, &object);
        page.evidence(&relation.evidence.text);
    });
    if !record.warnings.is_empty() {
        page.painter.paint(Style::Dim, &format!("warnings: {}", record.warnings.join(", "))).end_line();
    }
    page.painter.finish()
}

struct Page<'a> {
    painter: Painter,
    names: BTreeMap<&'a str, &'a str>,
    text: Vec<char>,
}

impl<'a> Page<'a> {
    fn head(&mut self, record: &Record) {
        let article = &record.article;
        let title = article.title.as_deref().unwrap_or("(no title)");
        self.painter.paint(Style::Title, title).end_line();
        let dateline = article.dateline.as_ref();
        let about = [
            Some(&*record.id),
            article.source.as_deref(),
            article.published_at.as_deref(),
            dateline.and_then(|dateline| dateline.place.as_deref()),
            dateline.and_then(|dateline| dateline.agency.as_deref()),
        ];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        self.painter.paint(Style::Dim, &about.join(" · ")).end_line();
    }

    fn group<T: 'a>(&mut self, heading: &str, facts: impl IntoIterator<Item = &'a T>, show: impl Fn(&mut Self, &'a T)) {
        for (index, fact) in facts.into_iter().enumerate() {
            if index == 0 {
                self.painter.paint(Style::Heading, heading).end_line();
            }
            self.painter.plain("  ");
            show(self, fact);
            self.painter.end_line();
        }
    }

    fn evidence(&mut self, words: &str) {
        self.painter.plain("  ").paint(Style::Evidence, &format!("“{words}”"));
    }

    fn name(&self, id: &str) -> String {
        self.names.get(id).map_or_else(|| id.to_owned(), |name| (*name).to_owned())
    }

    fn participant(&self, participant: &Participant) -> String {
        participant.entity.as_deref().map_or_else(|| participant.evidence.text.clone(), |id| self.name(id))
    }

    fn entity(&mut self, entity: &Entity) {
        self.painter.paint(Style::Name, &entity.name);
        if let Some(country) = &entity.country {
            self.painter.paint(Style::Dim, &format!(" {country}"));
        }
        for role in &entity.roles {
            let role = self.role(role);
            self.painter.plain(", ").paint(Style::Value, &role);
        }
        let mut words: Vec<(&str, usize)> = Vec::new();
        for mention in &entity.mentions {
            match words.iter_mut().find(|(text, _)| *text == mention.evidence.text) {
                Some((_, count)) => *count += 1,
                None => words.push((&mention.evidence.text, 1)),
            }
        }
        for (text, count) in words {
            self.evidence(text);
            if count > 1 {
                self.painter.paint(Style::Dim, &format!("×{count}"));
            }
        }
    }

    fn role(&self, role: &Role) -> String {
        let status = match role.status {
            None | Some(RoleStatus::Current) => String::new(),
            Some(status) => format!("{} ", word(&status)),
        };
        let organization = role.organization.as_deref().map(|id| format!(" of {}", self.name(id)));
        format!("{status}{}{}", role.title, organization.unwrap_or_default())
    }

    fn quote(&mut self, quote: &Quote) {
        let speaker = quote.speaker.as_ref().map(|speaker| self.participant(speaker));
        self.painter.paint(Style::Name, speaker.as_deref().unwrap_or("(nobody named)"));
        if let Some(cue) = &quote.cue {
            self.painter.paint(Style::Dim, &format!(" {}", cue.text));
        }
        if let Some(addressee) = &quote.addressee {
            let addressee = self.participant(addressee);
            self.painter.plain(" to ").paint(Style::Name, &addressee);
        }
        self.evidence(&quote.evidence.text);
    }

    fn event(&mut self, event: &Event) {
        let people =
            |people: &[Participant]| people.iter().map(|one| self.participant(one)).collect::<Vec<_>>().join(", ");
        let (actors, targets) = (people(&event.actors), people(&event.targets));
        let place = event.place.as_ref().map(|place| match place.entity.as_deref() {
            Some(id) => self.name(id),
            None => place.text.clone(),
        });
        self.painter.paint(Style::Value, &event.predicate).paint(Style::Dim, &format!(" ({})", word(&event.class)));
        if !actors.is_empty() {
            self.painter.plain("  ").paint(Style::Name, &actors);
        }
        if !targets.is_empty() {
            self.painter.plain(" → ").paint(Style::Name, &targets);
        }
        for detail in event.date.iter().chain(&place) {
            self.painter.plain(", ").paint(Style::Value, detail);
        }
        if event.status != EventStatus::Asserted {
            self.painter.plain(", ").paint(Style::Value, &word(&event.status));
        }
        self.painter.paint(Style::Dim, &format!("  {:.0} %", event.confidence * 100.0)).end_line();
        self.context(&event.trigger);
    }

    /// The words around an event's trigger, which stands out.
    fn context(&mut self, trigger: &Evidence) {
        let (start, end) = (trigger.start as usize, trigger.end as usize);
        let (Some(before), Some(after)) = (self.text.get(..start), self.text.get(end..)) else { return };
        let line = |c: &char| *c == '\n';
        let before = &before[before.iter().rposition(line).map_or(0, |at| at + 1)..];
        let after = &after[..after.iter().position(line).unwrap_or(after.len())];
        let left = match before.len().checked_sub(CONTEXT) {
            None | Some(0) => format!("    “{}", String::from_iter(before)),
            Some(from) => format!("    “…{}", from_word(&String::from_iter(&before[from..]))),
        };
        let right = match after.get(..CONTEXT) {
            Some(part) if after.len() > CONTEXT => format!("{}…”", to_word(&String::from_iter(part))),
            _ => format!("{}”", String::from_iter(after)),
        };
        self.painter.paint(Style::Dim, &left).paint(Style::Evidence, &trigger.text).paint(Style::Dim, &right);
    }

    fn valued(&mut self, value: Option<&str>, qualifier: Option<String>, evidence: &Evidence) {
        self.painter.paint(Style::Value, value.unwrap_or("(open)"));
        if let Some(qualifier) = qualifier {
            self.painter.paint(Style::Dim, &format!(" {qualifier}"));
        }
        self.evidence(&evidence.text);
    }
}

/// `text` without the word that it begins within.
fn from_word(text: &str) -> &str {
    text.find(' ').map_or(text, |space| &text[space..])
}

/// `text` without the word that it ends within.
fn to_word(text: &str) -> &str {
    text.rfind(' ').map_or(text, |space| &text[..=space])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record() -> Record {
        let text = "Talks\n\nAnna Lee met a delegation in Oslo on Friday. “We agreed,” Lee said. It cost $2 million.";
        let span = |words: &str, from: usize| {
            let start =
                text.char_indices().skip(from).position(|(at, _)| text[at..].starts_with(words)).unwrap() + from;
            json!({ "start": start, "end": start + words.chars().count(), "text": words })
        };
        let with = |mut base: serde_json::Value, more: serde_json::Value| {
            let more = more.as_object().unwrap().clone();
            base.as_object_mut().unwrap().extend(more);
            base
        };
        let record = json!({
            "schema_version": "1.0", "id": "a1",
            "article": {
                "url": null, "source": "Wire", "title": "Talks", "published_at": "2024-05-01", "language": "en",
                "dateline": null, "text": text, "dropped": [], "content_sha256": "0"
            },
            "entities": [{
                "id": "e1", "type": "person", "name": "Anna Lee", "country": "NO", "geo": null,
                "roles": [with(span("Lee", 0), json!({ "title": "envoy", "organization": null, "status": "former" }))],
                "mentions": [
                    with(span("Anna Lee", 0), json!({ "kind": "name" })),
                    with(span("Lee", 40), json!({ "kind": "name" })),
                ]
            }],
            "times": [with(span("Friday", 0), json!({
                "id": "t1", "type": "DATE", "value": "2024-04-26", "mod": null, "begin": null, "end_date": null
            }))],
            "amounts": [with(span("$2 million", 0), json!({
                "id": "a1", "kind": "money", "value": 2_000_000, "value_max": null, "unit": "USD", "qualifier": "approx"
            }))],
            "quotes": [with(span("We agreed,", 0), json!({
                "id": "q1", "kind": "direct", "cue": span("said", 0), "addressee": null, "group": null,
                "speaker": with(span("Lee", 40), json!({ "entity": "e1" }))
            }))],
            "events": [{
                "id": "v1", "key": "0123456789abcdef", "trigger": span("met", 0), "predicate": "meet", "class": "meet",
                "plover": "CONSULT", "cameo": null,
                "actors": [with(span("Anna Lee", 0), json!({ "entity": "e1" }))],
                "targets": [with(span("a delegation", 0), json!({ "entity": null }))],
                "date": "2024-04-26", "time": "t1", "place": { "entity": null, "text": "Oslo" }, "amounts": [],
                "status": "claimed", "background": false, "attribution": null, "same_as": null, "confidence": 0.93
            }],
            "relations": [],
            "warnings": ["odd"],
            "provenance": { "extractor": "test", "model": null }
        });
        serde_json::from_str(&record.to_string()).unwrap()
    }

    #[test]
    fn facts_are_grouped_each_with_its_evidence() {
        let expected = "\
Talks
a1 · Wire · 2024-05-01
People
  Anna Lee NO, former envoy  “Anna Lee”  “Lee”
Quotations
  Anna Lee said  “We agreed,”
Events
  meet (meet)  Anna Lee → a delegation, 2024-04-26, Oslo, claimed  93 %
    “Anna Lee met a delegation in Oslo on Friday. “We agreed,” Lee said. It …”
Times
  2024-04-26  “Friday”
Amounts
  2000000 USD approx  “$2 million”
warnings: odd
";
        assert_eq!(render(&record(), false), expected);
    }

    #[test]
    fn colours_change_nothing_but_colours() {
        let coloured = render(&record(), true);
        assert!(coloured.contains("\x1b[1;36mAnna Lee\x1b[0m"), "{coloured:?}");
        let mut plain = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once('\x1b') {
            plain.push_str(before);
            rest = after.split_once('m').unwrap().1;
        }
        plain.push_str(rest);
        assert_eq!(plain, render(&record(), false));
    }
}
