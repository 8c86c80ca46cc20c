//! Lines of a page by their build: labels in capitals, addresses to write to, rows of buttons, menus.

use super::phrases::{Tokens, is_email, without_opening};
use crate::record::DropReason;

/// What a line is that is built like a part of a page; `tokens` are its own.
pub(super) fn classify(text: &str, tokens: &Tokens) -> Option<DropReason> {
    labelled_in_capitals(text).or_else(|| contact(tokens)).or_else(|| row_of_buttons(tokens)).or_else(|| menu(text))
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
    if body.len() > 40 {
        return None;
    }
    let asked = body.iter().any(|token| REQUESTS.contains(&token.as_str()));
    let address = body.iter().any(|token| is_email(token)) && (asked || body.len() <= 6);
    (address || asked && holds_telephone(body)).then_some(DropReason::Page)
}

/// Two groups of digits side by side (`020 5550 0199`, `555-0142`), seven digits at least.
fn holds_telephone(tokens: &[String]) -> bool {
    let digits = |token: &String| -> usize {
        let bare = token.replace('-', "");
        if is_digits(&bare) { bare.len() } else { 0 }
    };
    let grouped = |token: &String| token.contains('-') && digits(token) >= 7;
    tokens.iter().any(grouped)
        || tokens
            .windows(2)
            .any(|pair| digits(&pair[0]) > 0 && digits(&pair[1]) >= 3 && digits(&pair[0]) + digits(&pair[1]) >= 7)
}

fn is_digits(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit())
}

/// `Contact us | Privacy & cookies`: short items with rules between them, of which one is known from the foot of a page.
fn menu(text: &str) -> Option<DropReason> {
    const ITEMS: [&str; 18] = [
        "about",
        "advertise",
        "careers",
        "comments",
        "contact",
        "cookies",
        "email",
        "help",
        "jobs",
        "newsletters",
        "print",
        "privacy",
        "rights",
        "rss",
        "share",
        "sitemap",
        "subscribe",
        "terms",
    ];
    let parts: Vec<&str> = text.split(['|', '·', '•']).collect();
    let short = parts.len() >= 2 && parts.iter().all(|part| part.split_whitespace().count() <= 7);
    let known = |word: &str| ITEMS.iter().any(|item| item.eq_ignore_ascii_case(word));
    (short && text.split(|c: char| !c.is_alphabetic()).any(known)).then_some(DropReason::Page)
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
