//! What every page has around it: head, header, landmarks, footer; and the small parts that pages share.
//!
//! Rule: no script, no style but the one sheet, nothing from elsewhere; a page can be read without seeing it and used
//! without a mouse.

use std::time::Duration;

use maud::{DOCTYPE, Markup, html};

use super::shown::Shown;

/// The pages of the navigation.
const NAVIGATION: [(&str, &str); 3] = [("/", "Latest articles"), ("/status", "Status"), ("/paste", "Try an article")];

/// A whole page. `here` is its address where it is in the navigation; `class` is of its body.
pub(super) fn page(title: &str, here: &str, class: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (Shown(title)) " · Factwire" }
                link rel="icon" type="image/svg+xml" href="/icon.svg";
                link rel="stylesheet" href="/style.css";
            }
            body class=(class) {
                a class="skip" href="#main" { "Skip to the content" }
                header {
                    a class="brand" href="/" { img src="/icon.svg" alt="" width="24" height="24"; "Factwire" }
                    nav aria-label="Pages" {
                        @for (address, label) in NAVIGATION {
                            a href=(address) aria-current=[(address == here).then_some("page")] { (label) }
                        }
                    }
                }
                main id="main" tabindex="-1" { (content) }
                footer {
                    p { "factwire " (env!("CARGO_PKG_VERSION")) }
                    nav aria-label="For machines" {
                        @for address in ["/metrics", "/livez", "/readyz"] { a href=(address) { (address) } }
                    }
                }
            }
        }
    }
}

/// A page with one sentence, for what went wrong.
pub(super) fn sentence(title: &str, text: &str, more: &Markup) -> Markup {
    let content = html! {
        div class="column" {
            h1 { (title) }
            p class="lead" role="alert" { (Shown(text)) }
            (more)
        }
    };
    page(title, "", "plain", &content)
}

/// The form that takes an article. It goes to this worker and nowhere else.
pub(super) fn form(rows: u8) -> Markup {
    html! {
        form method="post" action="/paste" {
            label for="article" { "Text of an article, or JSON" }
            textarea id="article" name="article" rows=(rows) required spellcheck="false" aria-describedby="form-help" {}
            p id="form-help" class="help" {
                "English text, where a first line with an empty line behind it is the title, or an object such as "
                code { r#"{"title": …, "published_at": "2024-05-01", "body": …}"# }
                ". The article is read here, shown to you, and neither stored nor logged."
            }
            button { "Find the facts" }
        }
    }
}

/// A length of time in its largest unit.
pub(super) fn length(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..86400 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86400),
    }
}

/// A count with thin spaces between its thousands; the parts of a fraction are cut off.
pub(super) fn grouped(number: f64) -> String {
    let digits = format!("{:.0}", number.trunc().abs());
    let mut shown = String::from(if number <= -1.0 { "−" } else { "" });
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            shown.push('\u{202f}');
        }
        shown.push(digit);
    }
    shown
}

/// A number with its noun.
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number as f64), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_for_people() {
        assert_eq!(grouped(1_234_567.9), "1\u{202f}234\u{202f}567");
        assert_eq!(
            (grouped(0.0), grouped(999.0), grouped(-1000.0)),
            ("0".into(), "999".into(), "−1\u{202f}000".into())
        );
        assert_eq!((counted(1, "fact", "facts"), counted(2, "fact", "facts")), ("1 fact".into(), "2 facts".into()));
        let lengths = [59, 60, 7200, 200_000].map(|seconds| length(Duration::from_secs(seconds)));
        assert_eq!(lengths, ["59 s", "1 min", "2 h", "2 d"]);
    }

    #[test]
    fn a_title_is_text() {
        let page = page("</title><script>", "/status", "plain", &html! {}).0;
        assert!(page.contains("<title>&lt;/title&gt;&lt;script&gt; · Factwire</title>"), "{page}");
        assert!(page.contains("<a href=\"/status\" aria-current=\"page\">"), "{page}");
    }
}
