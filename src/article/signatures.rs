//! Lines by which people sign an article: bylines, desks, initials, slugs, and what they say of themselves.

use super::boilerplate::{Context, EDGE, Position, ends_a_sentence};
use crate::record::DropReason;

/// Words of a byline that are written in lower case.
const SMALL: [&str; 49] = [
    "al",
    "and",
    "at",
    "bin",
    "bureau",
    "chief",
    "city",
    "columnist",
    "correspondent",
    "correspondents",
    "court",
    "crime",
    "da",
    "de",
    "del",
    "den",
    "der",
    "desk",
    "di",
    "do",
    "dos",
    "du",
    "editor",
    "editors",
    "education",
    "el",
    "for",
    "foreign",
    "health",
    "in",
    "la",
    "le",
    "of",
    "our",
    "political",
    "reporter",
    "reporters",
    "science",
    "senior",
    "service",
    "services",
    "sports",
    "staff",
    "ter",
    "the",
    "van",
    "von",
    "wire",
    "writer",
];
/// Words that name a desk rather than a person.
const DESKS: [&str; 16] = [
    "agencies",
    "agency",
    "bureau",
    "columnist",
    "correspondent",
    "correspondents",
    "desk",
    "editor",
    "newsdesk",
    "newsroom",
    "reporter",
    "reporters",
    "staff",
    "staffer",
    "writer",
    "writers",
];
/// What follows `By` in a sentence of the story.
const NOT_NAMES: [&str; 22] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "the",
    "a",
    "an",
];

/// The class that the build of a line and its place give it.
pub(super) fn classify(text: &str, tokens: &[String], position: Position, context: &Context<'_>) -> Option<DropReason> {
    let top = position.from_top < EDGE;
    let bottom = position.from_bottom < EDGE;
    if is_byline(text, top) || (top || bottom) && is_known_author(text, context) {
        return Some(DropReason::Byline);
    }
    if position.from_top == 0 && (is_name(text) || is_desk(text)) || position.from_bottom == 0 && is_name(text) {
        return Some(DropReason::Byline);
    }
    if position.from_bottom == 0 && (is_signed(text) || is_agency_row(text)) {
        return Some(DropReason::Byline);
    }
    if bottom && is_about_the_writer(text, tokens) {
        return Some(DropReason::Byline);
    }
    if bottom && is_about_the_publisher(text, context) {
        return Some(DropReason::Page);
    }
    if bottom && (is_initials(text) || is_dash_and_desk(text) || is_agency(text) || is_where_from(text, tokens)) {
        return Some(DropReason::Credit);
    }
    (bottom && is_slug(text) || (top || bottom) && is_date(tokens)).then_some(DropReason::Page)
}

/// `By Non Gethin`, `FROM BAZ TUNNICLIFFE AT HOLLINS PARK`, `by A. Name | Sep 20, 2023`.
fn is_byline(text: &str, top: bool) -> bool {
    let line = text.split('|').next().unwrap_or(text).trim_matches(|c: char| !c.is_alphanumeric());
    // `EXCLUSIVE By Dave Tranter`
    let line = match line.split_once(' ') {
        Some((label, rest)) if label.len() > 4 && label.chars().all(char::is_uppercase) && rest.starts_with("By ") => {
            rest
        }
        Some(("Exclusive" | "Analysis", rest)) if rest.starts_with("by ") || rest.starts_with("By ") => rest,
        _ => line,
    };
    let Some((first, rest)) = line.split_once(' ') else { return false };
    let by = first.trim_end_matches(':').eq_ignore_ascii_case("by") && (top || is_short(rest));
    let from = first.eq_ignore_ascii_case("from") && top;
    (by || from) && !ends_a_sentence(text) && is_names(rest)
}

fn is_short(rest: &str) -> bool {
    rest.split_whitespace().count() <= 6
}

/// Names, places and jobs only: every word begins with a capital, or is one of the few that need none.
fn is_names(text: &str) -> bool {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| word.contains(char::is_alphanumeric))
        .collect();
    let lower = |word: &str| word.to_lowercase();
    let Some(first) = words.first() else { return false };
    let capital = |word: &&str| word.starts_with(char::is_uppercase) || word.starts_with('@');
    let named = capital(first) && !NOT_NAMES.contains(&lower(first).as_str());
    let desk = words.iter().any(|word| DESKS.contains(&lower(word).as_str()));
    words.len() <= 14
        && (words.len() >= 2 || !first.contains(char::is_lowercase))
        && (named || desk)
        && words.iter().all(|word| capital(word) || SMALL.contains(word) || word.contains('@'))
}

/// `Jane Doe, Silk Road News Agency`: a name and the agency that it writes for.
fn is_signed(text: &str) -> bool {
    const ENDS: [&str; 6] = ["Agency", "News", "Newswire", "Press", "Radio", "Service"];
    let Some((name, body)) = text.split_once(", ") else { return false };
    let words = body.split(' ').count();
    is_name(name)
        && (1..=6).contains(&words)
        && body.split(' ').all(|word| word.starts_with(char::is_uppercase))
        && body.split(' ').next_back().is_some_and(|last| ENDS.contains(&last))
}

/// `KNA/Tariq/Esraa`: an agency and those who wrote and edited, by their first names.
fn is_agency_row(text: &str) -> bool {
    let mut parts = text.split('/');
    let agency = parts
        .next()
        .is_some_and(|first| (2..=6).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_uppercase()));
    let names = |part: &str| part.starts_with(char::is_uppercase) && part.chars().all(char::is_alphabetic);
    let rest = parts.clone().count();
    agency && (1..=4).contains(&rest) && parts.all(names)
}

/// Two to four capitalized words and nothing else.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let plain = |word: &&str| word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
    let small =
        ["al", "bin", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "la", "le", "ter", "van", "von"];
    let capital =
        |word: &&str| word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase) || small.contains(word);
    (2..=4).contains(&words.len())
        && words.iter().all(|word| plain(word) && capital(word))
        && !words.iter().any(|word| NOT_NAMES.contains(&word.to_lowercase().as_str()))
        && !text.ends_with('.')
}

/// `Staff Reporter`, `Gulf Ledger staff`.
fn is_desk(text: &str) -> bool {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).collect();
    words.len() <= 6 && !ends_a_sentence(text) && words.iter().any(|word| DESKS.contains(&word.to_lowercase().as_str()))
}

fn is_known_author(text: &str, context: &Context<'_>) -> bool {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    context.authors.iter().any(|author| {
        let name = author.strip_prefix("By ").or_else(|| author.strip_prefix("by ")).unwrap_or(author);
        let rest = text.strip_prefix("By ").or_else(|| text.strip_prefix("by ")).unwrap_or(text);
        !name.is_empty() && rest.eq_ignore_ascii_case(name)
    })
}

/// `A. Name is a columnist and a ratepayer.`
fn is_about_the_writer(text: &str, tokens: &[String]) -> bool {
    let is = tokens.iter().position(|token| token == "is" || token == "writes");
    let jobs =
        ["columnist", "journalist", "writer", "reporter", "editor", "correspondent", "author", "fellow", "contributor"];
    let job = |tokens: &[String]| tokens.iter().take(8).any(|token| jobs.contains(&token.as_str()));
    let named = text.split(' ').take(2).all(|word| word.starts_with(char::is_uppercase));
    tokens.len() <= 40 && named && is.is_some_and(|at| (1..=5).contains(&at) && job(&tokens[at + 1..]))
}

/// `The Daily is an independent nonprofit organization.`
fn is_about_the_publisher(text: &str, context: &Context<'_>) -> bool {
    let Some(rest) = context.source.and_then(|source| text.strip_prefix(source)) else { return false };
    let next = rest.split_whitespace().next().unwrap_or_default();
    matches!(next, "is" | "puts" | "relies" | "welcomes" | "aims" | "provides") && rest.split_whitespace().count() <= 30
}

/// `(jnd/ab/lk)`, `SNA bt/gm`: the initials of those who wrote and edited.
fn is_initials(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let Some(last) = bare.split_whitespace().next_back().filter(|last| last.contains('/')) else { return false };
    let initials = last
        .split('/')
        .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    initials && bare.split_whitespace().count() <= 2
}

/// `-- CNS`, `— Staff and agencies`.
fn is_dash_and_desk(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['-', '–', '—']).map(|rest| rest.trim_start_matches(['-', ' '])) else {
        return false;
    };
    let words = rest.split_whitespace().count();
    let agency = words <= 2 && rest.len() >= 2 && rest.chars().all(|c| c.is_uppercase() || c == ' ' || c == '/');
    agency || (words <= 8 && !ends_a_sentence(rest) && is_desk_phrase(rest))
}

fn is_desk_phrase(text: &str) -> bool {
    text.split_whitespace().any(|word| DESKS.contains(&word.to_lowercase().as_str()))
}

/// `(PTI)`, `AFP`, `SOURCE Kestrel Ridge Foods Inc.`
fn is_agency(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let letters = (2..=5).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_uppercase());
    letters || (text.starts_with("SOURCE ") && text.split(' ').count() <= 12)
}

/// `Jane Doe reported from London, and John Roe from Paris.`
fn is_where_from(text: &str, tokens: &[String]) -> bool {
    let at = tokens.windows(2).position(|pair| pair[0] == "reported" && pair[1] == "from");
    let named = text.split(' ').take(2).all(|word| word.starts_with(char::is_uppercase));
    named && tokens.len() <= 25 && at.is_some_and(|at| (2..=8).contains(&at))
}

/// A day and a time, and nothing besides.
fn is_date(tokens: &[String]) -> bool {
    const WORDS: [&str; 18] = [
        "am",
        "at",
        "bst",
        "cet",
        "edt",
        "est",
        "et",
        "gmt",
        "hours",
        "ist",
        "last",
        "minutes",
        "on",
        "pm",
        "posted",
        "published",
        "updated",
        "utc",
    ];
    let calendar = |token: &str| {
        let start = token.get(..3).unwrap_or(token);
        NOT_NAMES
            .iter()
            .any(|name| name.len() > 3 && *name == token || name.get(..3) == Some(start) && token.len() <= 4)
    };
    let number = |token: &str| token.starts_with(|c: char| c.is_ascii_digit()) && token.len() <= 10;
    let words = tokens.iter().filter(|token| token.chars().any(char::is_alphanumeric));
    let mut days = 0;
    let mut numbers = 0;
    for word in words {
        days += usize::from(calendar(word));
        numbers += usize::from(number(word));
        if !(calendar(word) || number(word) || WORDS.contains(&word.as_str())) {
            return false;
        }
    }
    tokens.len() <= 20 && days >= 1 && numbers >= 2
}

/// `NWP-FT-05-20-99 1714GMT`: the number by which a wire service keeps the item.
fn is_slug(text: &str) -> bool {
    let coded = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | ' ' | '/' | ':' | '.');
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() <= 60
        && digits >= 4
        && text.chars().all(coded)
        && text.contains('-')
        && text.contains(|c: char| c.is_ascii_uppercase())
}
