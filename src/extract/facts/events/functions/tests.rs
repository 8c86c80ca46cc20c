use super::*;
use crate::article::Article;
use crate::extract::testing::analysed;

/// The functions of a word to a trigger, and whether each was handed down.
fn functions(text: &str, trigger: &str, word: &str) -> Vec<(Kind, bool)> {
    let article = Article::of_text(text);
    let analysis = analysed(&article);
    let phrases = Phrases::read(&analysis);
    let at = |word: &str| analysis.document.tokens().position(|token| token.is(word)).unwrap();
    let mut functions = Functions::new(&analysis.document, &phrases);
    let found = functions.read(at(trigger)).iter().filter(|found| found.head == phrases.head(at(word)));
    found.map(|found| (found.kind, found.way != 0)).collect()
}

#[test]
fn voice_turns_subjects_and_objects() {
    assert_eq!(functions("Soldiers closed the bridge.", "closed", "Soldiers"), [(Kind::Subject, false)]);
    assert_eq!(functions("Soldiers closed the bridge.", "closed", "bridge"), [(Kind::Object, false)]);
    let passive = "The bridge was closed by soldiers.";
    assert_eq!(functions(passive, "closed", "bridge"), [(Kind::Patient, false)]);
    assert_ne!(functions(passive, "closed", "soldiers"), []);
}

#[test]
fn a_relative_pronoun_is_its_antecedent() {
    let text = "Soldiers who closed the bridge left.";
    assert_eq!(functions(text, "closed", "Soldiers"), [(Kind::Subject, false)]);
    let text = "The bridge that soldiers closed has cracked.";
    assert!(!functions(text, "closed", "bridge").is_empty());
}

#[test]
fn subjects_are_handed_down() {
    for text in [
        "The mayor refused to sign the deal.",
        "The mayor came and signed the deal.",
        "The mayor left after signing the deal.",
    ] {
        let verb = ["sign", "signed", "signing"].into_iter().find(|verb| text.contains(&format!(" {verb} "))).unwrap();
        assert!(functions(text, verb, "mayor").contains(&(Kind::Subject, true)), "{text}");
    }
    let asked = "The mayor asked the soldiers to leave.";
    assert!(functions(asked, "leave", "soldiers").contains(&(Kind::Subject, true)));
}

#[test]
fn a_noun_shares_what_its_verb_governs() {
    let text = "Soldiers launched an attack on the town.";
    assert!(functions(text, "attack", "Soldiers").contains(&(Kind::SubjectOfHost, false)));
    assert!(!functions(text, "attack", "town").is_empty());
}

#[test]
fn conjuncts_share_a_function() {
    let text = "Soldiers and farmers closed the bridge.";
    assert_eq!(functions(text, "closed", "farmers"), [(Kind::Subject, false)]);
}
