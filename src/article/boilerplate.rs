//! Takes the lines of the page around the story out of it: what they say (`boilerplate.tsv`), where they stand and how
//! they are built. In doubt a line stays: a lost sentence is worse than a caption too many.

use super::draft::Line;
use super::{phrases, shapes, signatures};
use crate::interrupt::{Interrupt, Interrupted};
use crate::record::{DropReason, Dropped};

/// How many lines from the top or the bottom of an article still count as its edge.
pub(super) const EDGE: usize = 3;
/// How many links follow a heading such as “More on this story” at most.
const MAX_LINKS: usize = 6;

/// What is known of the article around a line.
pub(super) struct Context<'a> {
    /// Its authors, where the source names them.
    pub authors: &'a [String],
    /// Its publisher.
    pub source: Option<&'a str>,
    /// Whether its headline is known: where it is not, the first line may be the headline.
    pub titled: bool,
}

/// Where a line stands among the lines of its article.
#[derive(Clone, Copy)]
pub(super) struct Position {
    pub from_top: usize,
    pub from_bottom: usize,
}

/// Parts the paragraphs of the story from the lines around it, both in text order. Where nothing would be left of the
/// story, everything is.
///
/// # Errors
/// [`Interrupted`] when time is over.
pub(super) fn sift(
    lines: Vec<Line>,
    context: &Context<'_>,
    interrupt: &Interrupt<'_>,
) -> Result<(Vec<String>, Vec<Dropped>), Interrupted> {
    let count = lines.len();
    let mut reasons = Vec::with_capacity(count);
    let mut links = 0_usize;
    for (at, line) in lines.iter().enumerate() {
        interrupt.check()?;
        let position = Position { from_top: at, from_bottom: count - 1 - at };
        let reason = judge(line, position, context, links > 0);
        links = match reason {
            Some(DropReason::Teaser) if heads_links(&line.text) => MAX_LINKS,
            Some(_) => links.saturating_sub(1),
            None => 0,
        };
        reasons.push(reason);
    }
    if reasons.iter().all(Option::is_some) {
        reasons.fill(None);
    }
    let mut kept = Vec::new();
    let mut dropped = Vec::new();
    for (line, reason) in lines.into_iter().zip(reasons) {
        match reason {
            Some(reason) => dropped.push(Dropped { text: line.text, reason }),
            None => kept.push(line.text),
        }
    }
    Ok((kept, dropped))
}

fn judge(line: &Line, position: Position, context: &Context<'_>, after_links: bool) -> Option<DropReason> {
    if line.reason.is_some() {
        return line.reason;
    }
    let text = line.text.as_str();
    if is_ornament(text) {
        return Some(DropReason::Page);
    }
    let tokens = phrases::tokens(text)?;
    if holds_speech(text, &tokens) {
        return None;
    }
    if position.from_top == 0 && !context.titled && !ends_a_sentence(text) {
        return signatures::classify(text, &tokens, position, context);
    }
    phrases::classify(&tokens)
        .or_else(|| shapes::classify(text, &tokens))
        .or_else(|| signatures::classify(text, &tokens, position, context))
        .or_else(|| (after_links && !ends_a_sentence(text) && tokens.len() <= 20).then_some(DropReason::Teaser))
}

/// A rule, a row of stars, the end mark of a press release.
fn is_ornament(text: &str) -> bool {
    let marks =
        |c: char| matches!(c, '_' | '#' | '*' | '=' | '~' | '-' | '–' | '—' | '•' | '·' | '■' | 'Δ' | '+' | '|' | ' ');
    text.chars().all(marks) && text.len() <= 400
}

/// A sentence in which somebody is quoted is part of the story, whatever else it says.
fn holds_speech(text: &str, tokens: &[String]) -> bool {
    let quoted = text.contains(['"', '“', '”']);
    let said = ["said", "says", "told", "tells", "added", "asked", "wrote", "writes", "according"];
    quoted && tokens.iter().any(|token| said.contains(&token.as_str()))
}

/// Whether a line announces the links below it.
fn heads_links(text: &str) -> bool {
    let words = text.split_whitespace().count();
    (text.ends_with(':') && words <= 8) || words <= 5
}

pub(super) fn ends_a_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '\'', '’', ')']).ends_with(['.', '!', '?', '…'])
}

#[cfg(test)]
mod tests {
    use super::{Context, sift};
    use crate::article::draft::Line;
    use crate::interrupt::Interrupt;
    use crate::record::DropReason;

    const STORY: &str = "The council voted on Tuesday to close the bridge for two weeks after the flood.";

    fn sifted(lines: &[&str]) -> (Vec<String>, Vec<(String, DropReason)>) {
        let context = Context { authors: &["Ana Ruiz".to_owned()], source: Some("The Daily"), titled: true };
        let lines = lines.iter().map(|line| Line::plain(*line)).collect();
        let (kept, dropped) = sift(lines, &context, &Interrupt::never()).unwrap();
        (kept, dropped.into_iter().map(|line| (line.text, line.reason)).collect())
    }

    /// The reason for which a line is dropped from the middle of a story.
    fn reason(line: &str) -> Option<DropReason> {
        sifted(&[STORY, STORY, STORY, STORY, line, STORY, STORY, STORY, STORY]).1.first().map(|(_, reason)| *reason)
    }

    #[test]
    fn every_class_of_line_is_known() {
        for (line, expected) in [
            ("Leave a Reply", DropReason::CommentForm),
            ("Your email address will not be published. Required fields are marked *", DropReason::CommentForm),
            ("Comments (14) | Print | Email to a friend", DropReason::CommentForm),
            ("Go away a comment", DropReason::CommentForm),
            ("Click on to share on Twitter (Opens in new window)", DropReason::Share),
            ("Tap here to get our app", DropReason::Newsletter),
            ("Learn subsequent: The Ten Best Bridges", DropReason::Teaser),
            ("MOST READ IN MONEY", DropReason::Teaser),
            ("Issued by: Public Affairs Unit, Ministry of Roads", DropReason::Credit),
            ("Translator: Ana R, Editor: Ben W", DropReason::Credit),
            ("Partial or full use of texts is permitted only with a link", DropReason::Copyright),
            ("MEDIA STATEMENT: FOR IMMEDIATE RELEASE", DropReason::Page),
            ("Should you find a mistake in the text, select it and press Ctrl+Enter", DropReason::Page),
            ("To place a notice, telephone our office", DropReason::Page),
            ("Share this with: Email | Facebook | Messenger", DropReason::Share),
            ("Facebook Twitter WhatsApp", DropReason::Share),
            ("Follow us on Instagram and Snapchat", DropReason::Share),
            ("Sign up to our weekly newsletter, The Mesa", DropReason::Newsletter),
            ("Get the day's headlines in your inbox", DropReason::Newsletter),
            ("READ ALSO: How to lodge a complaint", DropReason::Teaser),
            ("• MORE: Christmas lights – in pictures", DropReason::Teaser),
            ("DEADLINE DAY LIVE: Every deal as it happened", DropReason::Teaser),
            ("18.10 Video: the moment the tanks rolled in", DropReason::Teaser),
            ("Shattered glass outside the shop. Picture: Ana Ruiz", DropReason::Caption),
            ("The embassy on the hill (Photo: Ana Ruiz)", DropReason::Caption),
            ("John Doe/Getty Images", DropReason::Caption),
            ("Are you a rower? Comment below", DropReason::CommentForm),
            ("Readers' comments are closed on this page.", DropReason::CommentForm),
            ("By providing an email address, I agree to the Terms.", DropReason::Newsletter),
            ("Advertisement. Story continues below", DropReason::Page),
            ("Moving house? Tell us at news@daily.example", DropReason::Page),
            ("Media: Ana Ruiz, 807-555-0133", DropReason::Page),
            ("- 30 -", DropReason::Page),
            ("23.05 We're closing this page for the night.", DropReason::Page),
            ("This digest was compiled by Ana Ruiz.", DropReason::Credit),
            ("(With DNA inputs)", DropReason::Credit),
            ("This content was generated automatically.", DropReason::Copyright),
            ("(Reporting by Ana Ruiz; editing by Bo Lind)", DropReason::Credit),
            ("Ana Ruiz in Lima contributed to this report.", DropReason::Credit),
            ("By ANA RUIZ, Chief Reporter", DropReason::Byline),
            ("© 2016 The Daily. All rights reserved.", DropReason::Copyright),
            ("This material may not be reproduced without permission.", DropReason::Copyright),
            ("This live blog is now closed.", DropReason::Page),
            ("ADVERTISEMENT", DropReason::Page),
            ("___", DropReason::Page),
            ("Got a story? Ring the newsdesk on 020 5550 0199", DropReason::Page),
            ("Contact us | Privacy & cookies", DropReason::Page),
        ] {
            assert_eq!(reason(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn the_story_stays() {
        for line in [
            STORY,
            "What happened next",
            "• 2014: Appeals admitted",
            "Dubai: ‘Lottery’ callers held",
            "By Monday, the water had gone down.",
            "By midnight we had pulled every plug we could find.",
            "“Read more: it helps,” she said.",
            "Copyright law was changed in 2019, and the courts have struggled with it ever since.",
            "He told her to call 555 0142, “day or night”, said the inspector.",
            "Our Principles, a committee that opposes him, spent $4.8 million last month.",
            "Reports from the front suggest that the town has fallen.",
            "You could hear a pin drop.",
            "The names of the victims must not be made public, the judge ruled.",
            "12.44 BST: Krona at weakest since 2020",
            "Were talks held this week? The forum says yes. The ministry says no.",
            "Ana Ruiz, the mayor, reported from the scene that two houses were gone.",
        ] {
            assert_eq!(reason(line), None, "{line}");
        }
    }

    #[test]
    fn edges_hold_signatures() {
        let (kept, dropped) = sifted(&[
            "Thandeka Moloi",
            STORY,
            STORY,
            STORY,
            STORY,
            "-- CNS",
            "(jnd/ab/lk)",
            "The Daily is an independent paper.",
        ]);
        assert_eq!(kept.len(), 4);
        let reasons: Vec<_> = dropped.iter().map(|(_, reason)| *reason).collect();
        assert_eq!(reasons, [DropReason::Byline, DropReason::Credit, DropReason::Credit, DropReason::Page]);
    }

    #[test]
    fn the_last_line_may_be_signed() {
        for line in ["Ana Ruiz, Lima News Agency", "DNA/Ana/Ruiz"] {
            let (kept, dropped) = sifted(&[STORY, STORY, STORY, STORY, line]);
            assert_eq!((kept.len(), dropped[0].1), (4, DropReason::Byline), "{line}");
        }
        assert_eq!(sifted(&["Exclusive by Ana Ruiz", STORY, STORY]).1.len(), 1);
        assert_eq!(sifted(&["By: Ana Ruiz - Correspondent", STORY, STORY]).1.len(), 1);
    }

    #[test]
    fn links_under_a_heading_go_with_it() {
        let (kept, dropped) = sifted(&[
            STORY,
            "You may also be interested in:",
            "The lagoon city that sings to its fish",
            STORY,
            "What next",
        ]);
        assert_eq!(kept, [STORY, STORY, "What next"]);
        assert_eq!(dropped.len(), 2);
    }

    #[test]
    fn something_always_stays() {
        assert_eq!(sifted(&["Read more: a", "ADVERTISEMENT"]).0.len(), 2);
        assert_eq!(sifted(&[]).0.len(), 0);
    }
}
