//! Who did what somebody is arrested, charged or praised for: not who arrests, charges or praises.
//!
//! Rule: where a verb that answers for a deed governs it by a preposition (*charged him with murdering her*, *held her on
//! suspicion of killing him*), its object did the deed, or its subject where it is a passive.

use super::Scene;
use crate::model::parser::relation::Relation;
use crate::model::tags::Penn;

/// Forms of the verbs that answer for somebody's deed.
const ANSWERS: [&str; 44] = [
    "accuse",
    "accused",
    "accuses",
    "accusing",
    "acquitted",
    "arrest",
    "arrested",
    "arresting",
    "arrests",
    "blamed",
    "blames",
    "charge",
    "charged",
    "charges",
    "charging",
    "cleared",
    "convicted",
    "criticised",
    "criticized",
    "detained",
    "detaining",
    "fined",
    "fining",
    "held",
    "honoured",
    "honored",
    "imprisoned",
    "indicted",
    "investigated",
    "investigating",
    "jailed",
    "praised",
    "praises",
    "praising",
    "prosecuted",
    "prosecuting",
    "punished",
    "sanctioned",
    "sentenced",
    "sued",
    "suing",
    "suspected",
    "thanked",
    "tried",
];

/// The verb that answers for the deed at `trigger`, and the head of the phrase of who did it.
#[must_use]
pub fn doer(scene: &Scene<'_, '_>, trigger: usize) -> Option<(usize, usize)> {
    /// The most steps up to the verb.
    const HIGHEST: usize = 4;
    let document = &scene.analysis.document;
    let tree = document.tree();
    if document.token(trigger)?.tag().penn != Penn::Vbg
        || !document.is_any(trigger.checked_sub(1)?, &["for", "with", "of", "over"])
    {
        return None;
    }
    let verb = tree.ancestors(trigger).take(HIGHEST).find(|at| document.is_any(*at, &ANSWERS))?;
    if verb > trigger {
        return None;
    }
    let before = |at: &usize| *at < trigger;
    let passive = tree.dependents(verb).any(|at| matches!(tree.relation(at), Relation::AuxPass | Relation::NsubjPass));
    let relation = if passive { Relation::NsubjPass } else { Relation::Obj };
    let done_by = tree.dependents(verb).filter(before).find(|at| tree.relation(*at) == relation)?;
    Some((verb, done_by))
}

#[cfg(test)]
mod tests {
    use crate::extract::testing::record;

    /// Who did what a word tells.
    fn actors(text: &str, trigger: &str) -> Vec<String> {
        let record = record(text);
        let event = record.events.iter().find(|event| event.trigger.text == trigger);
        let actors = event.into_iter().flat_map(|event| &event.actors);
        actors.map(|actor| actor.evidence.text.clone()).collect()
    }

    #[test]
    fn the_deed_is_that_of_the_accused() {
        for (text, trigger) in [
            ("Prosecutors charged John Marsh with murdering Anna Berg on Monday.", "murdering"),
            ("Police arrested John Marsh on Monday for killing a guard.", "killing"),
            ("The minister praised John Marsh on Monday for rescuing three children.", "rescuing"),
        ] {
            let who = actors(text, trigger);
            assert!(who.is_empty() || who == ["John Marsh"], "{text}: {who:?}");
        }
        assert_eq!(
            actors("Prosecutors charged John Marsh with murdering Anna Berg on Monday.", "murdering"),
            ["John Marsh"]
        );
    }
}
