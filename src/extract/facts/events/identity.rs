//! Which tellings tell the same event: its key, and where it was told first.
//!
//! Rule: the key is made of what the record says of the event and of nothing else, so that two articles that tell it in
//! the same terms give it the same key: the class, the actors, the targets, the date and the place, names and phrases in
//! lower case, without their articles, sorted; the verb, where the class is *other*; and where nobody takes part, so that
//! too little is known to take two for one, the sentence.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use super::{Argument, Event, Scene};
use crate::record::EventClass;

/// Gives events their keys and says which were told before.
pub fn tell(scene: &Scene<'_, '_>, events: &mut [Event]) {
    let mut first: HashMap<u64, usize> = HashMap::new();
    let mut terms = String::new();
    for index in 0..events.len() {
        terms.clear();
        write_terms(scene, &events[index], &mut terms);
        let digest = Sha256::digest(&terms);
        let key = digest.iter().take(8).fold(0, |key, byte| key << 8 | u64::from(*byte));
        events[index].key = key;
        let told = *first.entry(key).or_insert(index);
        events[index].same_as = (told != index && is_same(&events[told], &events[index])).then_some(told);
    }
}

/// Whether two events of one key are one. Where nobody takes part, too little is known of them, and the class of all
/// that is nothing else says nothing without the verb.
fn is_same(one: &Event, other: &Event) -> bool {
    let known = !one.actors.is_empty() || !one.targets.is_empty();
    known && (one.class != EventClass::Other || one.predicate == other.predicate)
}

/// What the key is made of: one term a line, participants parted by tabs.
fn write_terms(scene: &Scene<'_, '_>, event: &Event, into: &mut String) {
    into.push_str(&serde_json::to_string(&event.class).unwrap_or_default());
    for arguments in [&event.actors[..], &event.targets] {
        let mut names: Vec<String> = arguments.iter().map(|argument| canonical(scene, argument)).collect();
        names.sort_unstable();
        into.push('\n');
        into.push_str(&names.join("\t"));
    }
    into.push('\n');
    into.push_str(event.date.as_deref().unwrap_or_default());
    into.push('\n');
    into.extend(event.place.iter().map(|place| canonical(scene, place)));
    let nobody = event.actors.is_empty() && event.targets.is_empty();
    if nobody || event.class == EventClass::Other {
        into.push('\n');
        into.push_str(&event.predicate);
    }
    if nobody {
        let document = &scene.analysis.document;
        let sentence = document.sentence_of(event.trigger).and_then(|sentence| document.span_of(sentence.tokens()));
        into.push('\n');
        into.push_str(sentence.map_or("", |span| document.slice(span)));
    }
}

/// The name of a participant's entity, or its phrase.
fn canonical(scene: &Scene<'_, '_>, argument: &Argument) -> String {
    let analysis = scene.analysis;
    let named = argument.entity.and_then(|entity| analysis.entities.list.get(entity));
    let tokens = named.map_or(&argument.tokens, |entity| &entity.name);
    let words = analysis.document.span_of(tokens.clone()).map_or("", |span| analysis.document.slice(span));
    let mut words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    if words.len() > 1 && matches!(&*words[0], "the" | "a" | "an") {
        words.remove(0);
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::extract::facts::events::lexemes::Lexemes;
    use crate::extract::testing::analysed;

    /// Tells events whose actor and target are words of a text.
    fn told(text: &str, class: EventClass, pairs: &[(&str, &str)]) -> Vec<Event> {
        let article = Article::of_text(text);
        let analysis = analysed(&article);
        let lexemes = Lexemes::default();
        let scene = Scene { analysis: &analysis, lexemes: &lexemes };
        let argument = |word: &&str| {
            let at = analysis.document.tokens().position(|token| token.is(word))?;
            Some(Argument { entity: analysis.entities.at(at).map(|(_, entity)| entity), tokens: at..at + 1 })
        };
        let event = |(actor, target): &(&str, &str)| Event {
            class,
            actors: argument(actor).into_iter().collect(),
            targets: argument(target).into_iter().collect(),
            ..Event::told_by(0, 1.0)
        };
        let mut events: Vec<Event> = pairs.iter().map(event).collect();
        tell(&scene, &mut events);
        events
    }

    #[test]
    fn the_same_terms_have_one_key() {
        let text = "So Anna Marsh met ministers. Marsh met Ministers.";
        let events = told(text, EventClass::Meet, &[("Anna", "ministers"), ("Marsh", "Ministers"), ("Marsh", "Anna")]);
        assert_eq!(events[0].key, events[1].key);
        assert_ne!(events[0].key, events[2].key);
        assert_eq!(events.iter().map(|event| event.same_as).collect::<Vec<_>>(), [None, Some(0), None]);
        let other = told("Later Anna Marsh received ministers.", EventClass::Meet, &[("Anna", "ministers")]);
        assert_eq!(events[0].key, other[0].key, "another article, the same terms");
        assert_ne!(told(text, EventClass::Call, &[("Anna", "ministers")])[0].key, events[0].key);
    }

    #[test]
    fn what_nobody_takes_part_in_is_never_told_twice() {
        let events = told("They met.", EventClass::Meet, &[("", ""), ("", "")]);
        assert_eq!(events[0].key, events[1].key);
        assert_eq!(events[1].same_as, None);
    }
}
