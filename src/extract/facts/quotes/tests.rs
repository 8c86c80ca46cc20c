//! Quotations of each class, and what is none.

use crate::extract::testing::record;
use crate::record::{Quote, QuoteKind};

fn quotes(text: &str) -> Vec<Quote> {
    record(text).quotes
}

/// Kind, words and speaker's words of each quotation.
fn told(text: &str) -> Vec<(QuoteKind, String, String)> {
    let speaker = |quote: &Quote| quote.speaker.as_ref().map_or(String::new(), |speaker| speaker.evidence.text.clone());
    quotes(text).into_iter().map(|quote| (quote.kind, quote.evidence.text.clone(), speaker(&quote))).collect()
}

fn indirect(words: &str, speaker: &str) -> (QuoteKind, String, String) {
    (QuoteKind::Indirect, words.to_owned(), speaker.to_owned())
}

fn mixed(words: &str, speaker: &str) -> (QuoteKind, String, String) {
    (QuoteKind::Mixed, words.to_owned(), speaker.to_owned())
}

fn direct(words: &str, speaker: &str) -> (QuoteKind, String, String) {
    (QuoteKind::Direct, words.to_owned(), speaker.to_owned())
}

/// Each text reports exactly the words beside it.
fn assert_words(cases: &[(&str, &str)]) {
    for (text, words) in cases {
        let found: Vec<String> = quotes(text).into_iter().map(|quote| quote.evidence.text).collect();
        assert_eq!(found, [*words], "{text}");
    }
}

#[test]
fn a_clause_behind_its_verb() {
    assert_eq!(
        told("The mayor said on Monday that the bridge was closed."),
        [indirect("the bridge was closed", "The mayor")]
    );
    assert_words(&[
        ("The mayor said the bridge was closed.", "the bridge was closed"),
        ("The mayor warned in a letter to the council that the bridge could fall.", "the bridge could fall"),
        ("The minister has repeatedly insisted that no tax will rise.", "no tax will rise"),
        ("The report shows that the bridge was old.", "the bridge was old"),
        ("She pointed out that the bridge was old.", "the bridge was old"),
        ("Anna Marsh told reporters the bridge was closed.", "the bridge was closed"),
    ]);
}

#[test]
fn words_in_marks_within_a_clause_are_mixed_and_all_of_it_in_marks_is_direct() {
    assert_eq!(
        told("Anna Marsh said the plan was “far too late”."),
        [mixed("the plan was “far too late”", "Anna Marsh")]
    );
    assert_eq!(told("Anna Marsh said that “the plan came late”."), [direct("the plan came late", "Anna Marsh")]);
}

#[test]
fn a_report_ends_where_the_reporter_speaks_again() {
    let words = |text: &str| quotes(text).into_iter().map(|quote| quote.evidence.text).collect::<Vec<_>>();
    assert_eq!(
        words("The mayor admitted that the bridge was old but denied that it was unsafe."),
        ["the bridge was old", "it was unsafe"]
    );
    assert_eq!(
        words("Police said the driver had fled, adding that two people were hurt."),
        ["the driver had fled", "two people were hurt"]
    );
    assert_words(&[
        ("The firm said it would appeal and threatened to leave the country.", "it would appeal"),
        ("The firm said it would sell the ships; its shares fell.", "it would sell the ships"),
        (
            "The firm said it would close the plant and would sell the ships.",
            "it would close the plant and would sell the ships",
        ),
        ("The minister said his brother, Peter, had left the firm.", "his brother, Peter, had left the firm"),
    ]);
}

#[test]
fn an_attribution_behind_or_within_what_it_reports() {
    assert_eq!(told("The bridge was closed, Anna Marsh said."), [indirect("The bridge was closed", "Anna Marsh")]);
    assert_eq!(
        told("The bridge was closed on Monday, said a spokesman for the ministry."),
        [indirect("The bridge was closed on Monday", "a spokesman for the ministry")]
    );
    assert_words(&[
        ("The bridge was closed, its owner, Anna Marsh, told reporters.", "The bridge was closed"),
        ("The bridge was closed, the mayor said, the third in a year.", "The bridge was closed"),
    ]);
    let split = quotes("If the rain stops, she said, the bridge will open.");
    let words: Vec<&str> = split.iter().map(|quote| &*quote.evidence.text).collect();
    assert_eq!(words, ["If the rain stops", "the bridge will open"]);
    assert!(split[0].group.is_some() && split[0].group == split[1].group);
}

#[test]
fn marks_and_other_words_of_one_utterance_share_a_group() {
    let split = quotes("The files are gone, the mayor said, “and nobody will miss them”.");
    let words: Vec<&str> = split.iter().map(|quote| &*quote.evidence.text).collect();
    assert_eq!(words, ["The files are gone", "and nobody will miss them"]);
    assert_eq!((split[0].kind, split[1].kind), (QuoteKind::Indirect, QuoteKind::Direct));
    assert!(split[0].group.is_some() && split[0].group == split[1].group);
}

#[test]
fn according_to_somebody() {
    assert_eq!(
        told("According to Anna Marsh, the bridge was closed on Monday."),
        [indirect("the bridge was closed on Monday", "Anna Marsh")]
    );
    assert_words(&[
        ("The bridge was closed on Monday, according to the mayor of the town.", "The bridge was closed on Monday"),
        ("The bridge was old and, according to the mayor, had never been checked.", "had never been checked"),
        ("The bridge was closed for two years, by the mayor’s count.", "The bridge was closed for two years"),
    ]);
}

#[test]
fn a_document_is_its_issuers() {
    let speaker = |text: &str| quotes(text)[0].speaker.clone().map(|speaker| speaker.evidence.text);
    let ministry = Some("Ministry of Trade".to_owned());
    assert_eq!(speaker("A report by the Ministry of Trade found that exports had fallen."), ministry);
    assert_eq!(speaker("Exports fell in May, according to a statement from the Ministry of Trade."), ministry);
}

#[test]
fn what_is_denied() {
    assert_words(&[
        ("The firm denied that it had paid the guards.", "it had paid the guards"),
        ("The firm denied having paid the guards.", "having paid the guards"),
        ("The firm denied reports that it had paid the guards.", "it had paid the guards"),
    ]);
    assert_eq!(told("The firm denied the claims. It denies 22 charges."), []);
}

#[test]
fn judgements_report_the_object_with_what_is_said_of_it() {
    assert_eq!(
        told("Anna Marsh described the talks as “long and cold”."),
        [mixed("the talks as “long and cold”", "Anna Marsh")]
    );
    assert_eq!(
        told("The minister called the report “a joke” and left."),
        [mixed("the report “a joke”", "The minister")]
    );
    assert_words(&[
        ("The union put the number of strikers at 3,000, twice the police figure.", "the number of strikers at 3,000"),
        ("It was the end of what Anna Marsh called “a bad year”.", "a bad year"),
    ]);
}

#[test]
fn nouns_report_with_a_source_and_a_clause() {
    assert_eq!(
        told("The court rejected the firm’s claim that the guards had left."),
        [indirect("the guards had left", "the firm")]
    );
    assert_eq!(told("Reports that the guards had left reached the town."), []);
}

#[test]
fn whom_it_is_said_to() {
    let quote = &quotes("Anna Marsh told reporters that the bridge was closed.")[0];
    assert_eq!(quote.addressee.as_ref().map(|listener| &*listener.evidence.text), Some("reporters"));
    assert_eq!(quote.cue.as_ref().map(|cue| &*cue.text), Some("told"));
    assert_eq!(quotes("Anna Marsh said that the bridge was closed.")[0].addressee, None);
    let listener = |text: &str| quotes(text)[0].addressee.as_ref().map(|listener| listener.entity.is_some());
    assert_eq!(listener("Anna Marsh told Reuters that the bridge was closed. Reuters asked her."), Some(true));
    assert_eq!(listener("Anna Marsh told reporters in Paris that the bridge was closed."), Some(false));
}

#[test]
fn one_who_is_quoted_is_the_speaker() {
    assert_eq!(
        told("The agency quoted Anna Marsh as saying that the bridge was closed."),
        [indirect("the bridge was closed", "Anna Marsh")]
    );
}

#[test]
fn what_is_no_report() {
    for text in [
        "The minister urged the firm to pay. He demanded an inquiry and promised to help.",
        "The minister hopes that the firm will pay. He believes that it can.",
        "The firm declined to comment. It declined to say whether it would pay.",
        "The firm did not say how much it had paid.",
        "The jury was told that the guards had left.",
        "It is alleged that the guards had left.",
        "The stated aim was peace. The reported loss was small.",
        "Her novel, “The Long Run,” won the prize.",
        "Ramón “Chino” Ruiz was tired.",
        "So-called “experts” were there.",
    ] {
        assert_eq!(told(text), [], "{text}");
    }
}

#[test]
fn a_report_within_marks_is_none() {
    assert_eq!(
        told("“My brother said that the bridge was closed,” Anna Marsh said."),
        [direct("My brother said that the bridge was closed", "Anna Marsh")]
    );
}

#[test]
fn whole_paragraphs_in_marks() {
    let answers = "Anna Marsh spoke to this newspaper on Tuesday.\n\nWhy close it?\n\n“Because it is old. I crossed it \
                   myself.”";
    assert_eq!(told(answers), [direct("Because it is old. I crossed it myself.", "Anna Marsh")]);
    let announced = "Anna Marsh continued:\n\n“The bridge is old. It will be closed.”";
    assert_eq!(told(announced), [direct("The bridge is old. It will be closed.", "Anna Marsh")]);
}

#[test]
fn the_one_who_signs_is_the_speaker() {
    assert_eq!(
        told("“We all ran far that day.” — Anna Marsh, mayor of Lima"),
        [direct("We all ran far that day.", "Anna Marsh")]
    );
    assert_eq!(told("“We all ran far that day.”\n\n― Anna Marsh"), [direct("We all ran far that day.", "Anna Marsh")]);
    assert_eq!(told("“The Long Run Home” — Anna Marsh read it to the children."), []);
}

#[test]
fn a_paragraph_without_marks_is_announced() {
    assert_eq!(
        told("Anna Marsh added:\n\nWe ran far that day. Nobody helped us.\n\nThe town was empty."),
        [direct("We ran far that day. Nobody helped us.", "Anna Marsh")]
    );
    assert_eq!(told("Anna Marsh closed these roads:\n\nMill Lane was closed at noon."), []);
}

#[test]
fn a_mark_the_wrong_way_round_opens_what_it_precedes() {
    assert_eq!(told("”We ran far,” Anna Marsh said."), [direct("We ran far", "Anna Marsh")]);
}

#[test]
fn marks_within_marks_close_with_them() {
    assert_eq!(told("“They say, ‘Go home,’” Anna Marsh said."), [direct("They say, ‘Go home,’", "Anna Marsh")]);
}

#[test]
fn a_clause_behind_a_comma_modifies_no_noun_before_it() {
    assert_words(&[
        (
            "Unlike Lima, the town has few roads that lead anywhere, they say.",
            "Unlike Lima, the town has few roads that lead anywhere",
        ),
        (
            "After some delays, the team has been mending the bridge, one official said.",
            "After some delays, the team has been mending the bridge",
        ),
        (
            "Anna Marsh said at a rally in Lima that Peter Stone once called the plan a farce.",
            "Peter Stone once called the plan a farce",
        ),
        ("Anna Marsh said by phone that, “of course we ran” from the fire.", "“of course we ran” from the fire"),
        ("Anna Marsh said he was tired of asking the council.", "he was tired of asking the council"),
    ]);
    assert_eq!(
        told("Even if the bridge falls, Anna Marsh said, the town has a ferry."),
        [indirect("Even if the bridge falls", "Anna Marsh"), indirect("the town has a ferry", "Anna Marsh")]
    );
}

#[test]
fn a_dateline_is_nobodys_words() {
    assert_words(&[(
        "LIMA, May 3 (AP) — The bridge was closed on Monday, the mayor said.",
        "The bridge was closed on Monday",
    )]);
}

#[test]
fn a_name_in_marks_behind_an_article_is_a_judgement() {
    assert_words(&[("Anna Marsh called the plan a “total farce”.", "the plan a “total farce”")]);
}

#[test]
fn a_transcript_gives_each_paragraph_a_speaker() {
    assert_eq!(
        told("They met in Lima.\n\nMARSH: We all ran far that day.\n\nSTONE: Nobody helped us at all."),
        [direct("We all ran far that day.", "MARSH"), direct("Nobody helped us at all.", "STONE")]
    );
    assert_eq!(told("They met in Lima.\n\nNOTE: The bridge was closed that day."), []);
}
