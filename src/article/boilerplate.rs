//! Takes the lines of the page around the story out of it: what they say (`boilerplate.tsv`), where they stand and how
//! they are built. In doubt a line stays: a lost sentence is worse than a caption too many.

use super::draft::Line;
use super::phrases::{self, Tokens, is_email, without_opening};
use super::signatures;
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
    authors: &[String],
    source: Option<&str>,
    interrupt: &Interrupt<'_>,
) -> Result<(Vec<String>, Vec<Dropped>), Interrupted> {
    let context = Context { authors, source };
    let count = lines.len();
    let mut reasons = Vec::with_capacity(count);
    let mut links = 0_usize;
    for (at, line) in lines.iter().enumerate() {
        interrupt.check()?;
        let position = Position { from_top: at, from_bottom: count - 1 - at };
        let reason = judge(line, position, &context, links > 0);
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
    phrases::classify(&tokens)
        .or_else(|| labelled_in_capitals(text))
        .or_else(|| contact(&tokens))
        .or_else(|| row_of_buttons(&tokens))
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

/// `DEADLINE DAY LIVE: Every deal as it happened`: a label in capitals that page furniture uses, and no full stop.
fn labelled_in_capitals(text: &str) -> Option<DropReason> {
    const LABELS: [&str; 34] = [
        "ALSO",
        "ANALYSIS",
        "COMMENT",
        "COMPETITION",
        "EXCLUSIVE",
        "EXPLAINER",
        "GALLERY",
        "GRAPHIC",
        "INTERACTIVE",
        "LISTEN",
        "LIVE",
        "MAP",
        "MISS",
        "MORE",
        "NEWSLETTER",
        "NEXT",
        "OFFER",
        "OPINION",
        "PHOTOS",
        "PICS",
        "PICTURES",
        "PODCAST",
        "POLL",
        "PROMOTED",
        "QUIZ",
        "READ",
        "RECOMMENDED",
        "RELATED",
        "SPONSORED",
        "SUBSCRIBERS",
        "TIMELINE",
        "VIDEO",
        "VOTE",
        "WATCH",
    ];
    let (label, rest) = text.split_once([':', '|'])?;
    let words: Vec<&str> =
        label.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    let capitals = !label.contains(char::is_lowercase) && (1..=4).contains(&words.len());
    let title = rest.split_whitespace().count() <= 14 && !rest.trim_end().ends_with('.');
    (capitals && title && words.iter().any(|word| LABELS.contains(word))).then_some(DropReason::Teaser)
}

/// An address or a telephone number, and a request to use it; or an address alone.
fn contact(tokens: &Tokens) -> Option<DropReason> {
    const REQUESTS: [&str; 20] = [
        "call",
        "contact",
        "e-mail",
        "email",
        "enquiries",
        "inquiries",
        "mail",
        "message",
        "phone",
        "please",
        "reach",
        "ring",
        "send",
        "sms",
        "tel",
        "text",
        "tip",
        "whatsapp",
        "write",
        "visit",
    ];
    let body = without_opening(tokens);
    let address = body.iter().any(|token| is_email(token));
    let telephone = body.iter().filter(|token| is_digits(token)).map(|token| token.len()).sum::<usize>() >= 7
        && body.iter().any(|token| is_digits(token) && token.len() >= 4)
        && body.windows(2).any(|pair| {
            is_digits(&pair[0]) && is_digits(&pair[1]) || pair[1].contains('-') && is_digits(&pair[1].replace('-', ""))
        });
    let asked = body.iter().any(|token| REQUESTS.contains(&token.as_str()));
    let short = body.len() <= 40;
    ((address && (asked || body.len() <= 6) || telephone && asked) && short).then_some(DropReason::Page)
}

fn is_digits(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit())
}

/// Nothing but names of networks and of buttons.
fn row_of_buttons(tokens: &Tokens) -> Option<DropReason> {
    const BUTTONS: [&str; 36] = [
        "bluesky",
        "bookmark",
        "comment",
        "comments",
        "copy",
        "copied",
        "email",
        "e-mail",
        "facebook",
        "flipboard",
        "follow",
        "instagram",
        "like",
        "link",
        "linkedin",
        "listen",
        "mail",
        "messenger",
        "pinterest",
        "print",
        "reddit",
        "save",
        "share",
        "sms",
        "snapchat",
        "telegram",
        "threads",
        "tiktok",
        "tumblr",
        "tweet",
        "twitter",
        "viber",
        "wechat",
        "whatsapp",
        "x",
        "youtube",
    ];
    let words: Vec<&str> =
        tokens.iter().map(String::as_str).filter(|token| token.contains(char::is_alphabetic)).collect();
    let all = !words.is_empty() && words.iter().all(|word| BUTTONS.contains(word));
    (all && (words.len() > 1 || tokens.len() <= 2)).then_some(DropReason::Share)
}
