//! What our own annotated articles say about pronouns and descriptions: the participants of their events and the
//! speakers of their quotations are canonical names, whatever words stand in the sentence.
//!
//! Rule: a mention has an answer only where syntax says that it is the participant or the speaker, and where one name
//! alone comes into question.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

use super::reading::{Identity, Reading, Truth};
use crate::extract::document::Document;
use crate::extract::offsets::ByteOffset;
use crate::model::linker::chain::Form;
use crate::model::parser::relation::Relation;

/// What the mentions of an article mean, as far as its annotation says it.
#[must_use]
pub fn truth(reading: &Reading<'_>, gold: &Value) -> Truth {
    let names = Names::new(gold);
    let document = &reading.document;
    let words = |tokens: &Range<usize>| {
        document.span_of(tokens.clone()).map_or(String::new(), |span| fold(document.slice(span)))
    };
    let entities = reading.entities.list.iter().map(|entity| {
        let spelled = || entity.mentions.iter().find_map(|tokens| names.known(&words(tokens)));
        names.known(&words(&entity.name)).or_else(spelled)
    });
    let mut labels = Labels { reading, names: &names, found: BTreeMap::new() };
    for event in gold["events"].as_array().into_iter().flatten() {
        labels.event(event);
    }
    for quote in gold["quotes"].as_array().into_iter().flatten() {
        labels.quote(quote);
    }
    let mut phrases: Vec<Option<Identity>> =
        (0..reading.phrases.len()).map(|index| labels.found.get(&index).cloned().flatten()).collect();
    // Whatever is told in the words of a participant without a name is that participant.
    let told: Vec<Identity> = phrases.iter().flatten().filter(|identity| identity.starts_with('~')).cloned().collect();
    for (phrase, identity) in reading.phrases.iter().zip(&mut phrases) {
        if identity.is_none() && phrase.tie.is_none() && !phrase.mention.form.is_pronoun() {
            let own = format!("~{}", words(&phrase.tokens));
            *identity = told.iter().find(|told| own.len() > 1 && is_same(&own, told)).cloned();
        }
    }
    Truth { entities: entities.collect(), phrases }
}

/// The names of an annotation.
struct Names {
    canonical: BTreeMap<String, String>,
}

impl Names {
    fn new(gold: &Value) -> Self {
        let mut canonical = BTreeMap::new();
        for entity in gold["entities"].as_array().into_iter().flatten() {
            let full = entity["name_clean"].as_str().or(entity["name"].as_str()).unwrap_or_default();
            let forms = ["mentions", "mentions_clean"].iter().filter_map(|key| entity[*key].as_array()).flatten();
            let forms = forms.filter_map(Value::as_str).chain([full]).chain(entity["name"].as_str());
            for form in forms {
                canonical.entry(fold(form)).or_insert_with(|| fold(full));
            }
        }
        Self { canonical }
    }

    /// The identity of a name; none where it is none.
    fn known(&self, folded: &str) -> Option<Identity> {
        self.canonical.get(folded).map(|name| format!("={name}"))
    }

    /// The identity of a participant: of a name, or of the noun phrase itself.
    fn identity(&self, text: &str) -> Identity {
        let folded = fold(text);
        self.known(&folded).unwrap_or_else(|| format!("~{folded}"))
    }
}

struct Labels<'r, 't> {
    reading: &'r Reading<'t>,
    names: &'r Names,
    /// By mention; none where two answers disagree.
    found: BTreeMap<usize, Option<Identity>>,
}

impl<'r, 't> Labels<'r, 't> {
    const fn document(&self) -> &'r Document<'t> {
        &self.reading.document
    }

    fn event(&mut self, event: &Value) {
        let Some(trigger) = self.trigger(event) else { return };
        let list = |role: &str| -> Vec<String> {
            let clean = event[format!("{role}_clean")].as_array();
            let names = clean.or_else(|| event[role].as_array()).into_iter().flatten();
            names.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let (actors, targets) = (list("actors"), list("targets"));
        let tree = self.document().tree();
        let subject = subject_of(self.document(), trigger);
        let object = tree.dependents(trigger).find(|at| tree.relation(*at) == Relation::Obj);
        if let Some((subject, passive)) = subject {
            let single = if passive || actors.is_empty() && object.is_none() { &targets } else { &actors };
            self.label(subject, single);
        }
        if let Some(object) = object {
            self.label(object, &targets);
        }
        for agent in tree.dependents(trigger).filter(|at| tree.relation(*at) == Relation::OblAgent) {
            self.label(agent, &actors);
        }
    }

    /// The token of an event's trigger.
    fn trigger(&self, event: &Value) -> Option<usize> {
        let text = self.document().text();
        let around = event["sentence_contains_clean"].as_str().or(event["sentence_contains"].as_str())?;
        let start = text.find(around)?;
        let trigger = event["trigger"].as_str()?;
        let first = self.document().token_at(ByteOffset::new(start));
        let end = self.document().token_at(ByteOffset::new(start + around.len()));
        (first..end).find(|at| self.document().token(*at).is_some_and(|token| token.is(trigger)))
    }

    fn quote(&mut self, quote: &Value) {
        let Some(speaker) = quote["speaker_clean"].as_str().or(quote["speaker"].as_str()) else { return };
        let Some(cue) = self.cue(quote) else { return };
        let tree = self.document().tree();
        let subject = tree.dependents(cue).find(|at| tree.relation(*at) == Relation::Nsubj);
        if let Some(subject) = subject {
            self.label(subject, &[speaker.to_owned()]);
        }
    }

    /// The token of a quotation's cue: the nearest such word outside of it.
    fn cue(&self, quote: &Value) -> Option<usize> {
        /// The most tokens between a quotation and its cue.
        const REACH: usize = 60;
        let document = self.document();
        let words = quote["text_clean"].as_str().or(quote["text"].as_str())?;
        let cue = quote["cue"].as_str()?.split(' ').next()?;
        let start = document.text().find(words)?;
        let first = document.token_at(ByteOffset::new(start));
        let end = document.token_at(ByteOffset::new(start + words.len()));
        let is = |at: &usize| document.token(*at).is_some_and(|token| token.is(cue));
        let before = (first.saturating_sub(REACH)..first).rev().find(is);
        let behind = (end..end + REACH).find(is);
        match (before, behind) {
            (Some(before), Some(behind)) => Some(if first - before <= behind - end { before } else { behind }),
            (before, behind) => before.or(behind),
        }
    }

    /// Notes that the mention with this head is the one of these names.
    fn label(&mut self, head: usize, names: &[String]) {
        let [name] = names else { return };
        let at = u32::try_from(head).unwrap_or(u32::MAX);
        let phrases = &self.reading.phrases;
        let Ok(index) = phrases.binary_search_by_key(&at, |phrase| phrase.mention.at) else { return };
        if phrases[index].tie.is_some() || phrases[index].mention.form == Form::Name {
            return;
        }
        let identity = self.names.identity(name);
        let known = self.found.entry(index).or_insert_with(|| Some(identity.clone()));
        if known.as_ref().is_some_and(|known| !is_same(known, &identity)) {
            *known = None;
        }
    }
}

/// The subject of a verb, and whether it is that of a passive: its own, or the one of the verb that hands it down.
fn subject_of(document: &Document<'_>, verb: usize) -> Option<(usize, bool)> {
    /// The most verbs that hand a subject down.
    const HIGHEST: usize = 3;
    let tree = document.tree();
    let mut at = verb;
    for _ in 0..HIGHEST {
        let own = tree.dependents(at).find(|at| matches!(tree.relation(*at), Relation::Nsubj | Relation::NsubjPass));
        if let Some(own) = own {
            return Some((own, tree.relation(own) == Relation::NsubjPass && at == verb));
        }
        if !matches!(tree.relation(at), Relation::Conj | Relation::Xcomp) {
            return None;
        }
        at = tree.head(at)?;
    }
    None
}

/// Whether two identities are one: the same name, or noun phrases of which one only says more behind.
fn is_same(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short == long || short.starts_with('~') && long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '))
}

/// A name or noun phrase as it is compared: in lower case, without what stands before it.
fn fold(text: &str) -> String {
    const BEFORE: [&str; 24] = [
        "the", "a", "an", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "sir", "dame", "its", "his", "her",
        "their", "our", "my", "this", "that", "these", "those", "some",
    ];
    let lower = text.to_lowercase().replace(['’', '‘'], "'");
    let mut words: Vec<&str> = lower.split_whitespace().collect();
    while words.len() > 1 && BEFORE.contains(&words[0]) {
        words.remove(0);
    }
    let joined = words.join(" ");
    joined.trim_end_matches("'s").trim_matches(['.', ',', ';', ':', '"']).replace('.', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_phrases_are_compared_without_what_stands_before() {
        assert_eq!(fold("The U.S."), "us");
        assert_eq!(fold("Mr. Okoro’s"), "okoro");
        assert!(is_same("~aide", "~aide to the mayor"));
        assert!(!is_same("~aide", "~aides"));
        assert!(!is_same("=lima", "=lima council"));
    }
}
