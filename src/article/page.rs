//! What a page says about itself: JSON-LD first, then Open Graph and meta elements, then the page's own elements.

use super::draft::{Draft, extent};
use super::markup::{Token, Tokens, attribute};
use super::{clean, json_ld, strip};

/// The metadata of a page; the body is that of its JSON-LD, which most pages leave empty.
#[derive(Default)]
struct Page<'a> {
    linked: Option<Draft>,
    /// Values of meta elements by rank in the lists below: lower is better.
    title: Best<'a>,
    date: Best<'a>,
    source: Best<'a>,
    author: Best<'a>,
    url: Best<'a>,
    language: Best<'a>,
    /// How many headings were looked at.
    headings: usize,
}

/// The value seen with the lowest rank.
#[derive(Default)]
struct Best<'a>(Option<(usize, &'a str)>);

impl<'a> Best<'a> {
    fn offer(&mut self, rank: usize, value: &'a str) {
        let value = value.trim();
        if !value.is_empty() && self.0.is_none_or(|(best, _)| rank < best) {
            self.0 = Some((rank, value));
        }
    }

    fn take(&self) -> Option<String> {
        self.0.map(|(_, value)| clean::unescape(value).into_owned())
    }
}

/// A heading longer than this, in bytes, is none.
const MAX_HEADING: usize = 2000;
/// The headline is among so many headings.
const MAX_HEADINGS: usize = 20;
const TITLES: [&str; 4] = ["og:title", "twitter:title", "dc.title", "title"];
const DATES: [&str; 12] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publication_date",
    "dc.date.issued",
    "dc.date",
    "date",
];
const SOURCES: [&str; 3] = ["og:site_name", "application-name", "dc.publisher"];
const AUTHORS: [&str; 4] = ["author", "article:author", "parsely-author", "dc.creator"];
const LANGUAGES: [&str; 3] = ["content-language", "language", "og:locale"];

/// Reads what the page says about itself.
pub(super) fn metadata(html: &str) -> Draft {
    let mut page = Page::default();
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Raw { name, attributes, content } if name.eq_ignore_ascii_case("script") => {
                page.script(attributes, content);
            }
            Token::Raw { name, content, .. } if name.eq_ignore_ascii_case("title") => {
                page.title.offer(TITLES.len() + 1, content);
            }
            Token::Open { name, attributes, .. } => page.element(name, attributes, &tokens),
            _ => {}
        }
    }
    page.finish()
}

impl<'a> Page<'a> {
    fn script(&mut self, attributes: &str, content: &str) {
        let is_json_ld =
            attribute(attributes, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json"));
        if !is_json_ld || self.linked.as_ref().is_some_and(|draft| draft.title.is_some()) {
            return;
        }
        let Ok(value) = serde_json::from_str(content.trim()) else { return };
        if let Some(draft) = json_ld::find(&value).and_then(|object| json_ld::read(object).ok()) {
            self.linked = Some(draft);
        }
    }

    fn element(&mut self, name: &str, attributes: &'a str, after: &Tokens<'a>) {
        if name.eq_ignore_ascii_case("meta") {
            self.meta(attributes);
        } else if name.eq_ignore_ascii_case("html") {
            self.language
                .offer(0, attribute(attributes, "lang").or(attribute(attributes, "xml:lang")).unwrap_or_default());
        } else if name.eq_ignore_ascii_case("link") && attribute(attributes, "rel") == Some("canonical") {
            self.url.offer(0, attribute(attributes, "href").unwrap_or_default());
        } else if name.eq_ignore_ascii_case("time") {
            // The first time after the headline; one before it is that of the page, such as today's date.
            let published = attribute(attributes, "itemprop") == Some("datePublished")
                || attribute(attributes, "pubdate").is_some();
            let rank = match published {
                true => DATES.len(),
                false if self.headings > 0 => DATES.len() + 1,
                false => return,
            };
            self.date.offer(rank, attribute(attributes, "datetime").unwrap_or_default());
        } else if self.headings < MAX_HEADINGS && (name.eq_ignore_ascii_case("h1") || name.eq_ignore_ascii_case("hl1"))
        {
            self.headings += 1;
            self.title.offer(TITLES.len(), after.inner(name, MAX_HEADING).unwrap_or_default());
        }
    }

    fn meta(&mut self, attributes: &'a str) {
        let Some(content) = attribute(attributes, "content") else { return };
        let name = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|key| attribute(attributes, key));
        let Some(name) = name.map(str::to_ascii_lowercase) else { return };
        let rank = |names: &[&str]| names.iter().position(|known| *known == name);
        if let Some(rank) = rank(&TITLES) {
            self.title.offer(rank, content);
        } else if let Some(rank) = rank(&DATES) {
            self.date.offer(rank, content);
        } else if let Some(rank) = rank(&SOURCES) {
            self.source.offer(rank, content);
        } else if let Some(rank) = rank(&AUTHORS) {
            self.author.offer(rank, content);
        } else if let Some(rank) = rank(&LANGUAGES) {
            self.language.offer(1 + rank, content);
        } else if name == "og:url" {
            self.url.offer(1, content);
        }
    }

    fn finish(self) -> Draft {
        let linked = self.linked.unwrap_or_default();
        let source = linked.source.or_else(|| self.source.take());
        let title = linked.title.or_else(|| self.title.take());
        let mut authors = linked.authors;
        authors.extend(self.author.take());
        Draft {
            url: linked.url.or_else(|| self.url.take()).filter(|url| url.starts_with("http")),
            title: title.map(|title| without_site(&title, source.as_deref())),
            source,
            page_published_at: linked.published_at.or_else(|| self.date.take()),
            language: linked.language.or_else(|| self.language.take()),
            authors,
            body: if extent(&linked.body) > 0 { linked.body } else { Vec::new() },
            ..Draft::default()
        }
    }
}

/// `Headline | Site` and `Headline - Site` without the site.
fn without_site(title: &str, site: Option<&str>) -> String {
    let stripped = site.and_then(|site| {
        let start = title.strip_suffix(site)?.trim_end();
        start.strip_suffix(['|', '-', '–', '—', '·', '»']).map(str::trim_end)
    });
    stripped.filter(|title| !title.is_empty()).unwrap_or(title).to_owned()
}

/// The title as text: it may hold inline markup.
pub(super) fn title_text(title: &str) -> String {
    let lines = strip::fragment(title);
    lines.into_iter().map(|line| line.text).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::metadata;

    #[test]
    fn json_ld_goes_before_open_graph_and_that_before_the_page() {
        let html = r#"<html lang="en-GB"><head><title>Quake hits Lima | The Post</title>
            <meta property="og:title" content="Quake hits Lima &amp; Callao"><meta property="og:site_name" content="The Post">
            <meta name="date" content="2020-01-01"><meta property="article:published_time" content="2021-02-03T04:05:06-05:00">
            <link rel="canonical" href="https://post.example/1"><meta name="author" content="Ana Diaz"></head><h1>Other</h1>"#;
        let draft = metadata(html);
        assert_eq!(draft.title.as_deref(), Some("Quake hits Lima & Callao"));
        assert_eq!(draft.source.as_deref(), Some("The Post"));
        assert_eq!(draft.page_published_at.as_deref(), Some("2021-02-03T04:05:06-05:00"));
        assert_eq!(draft.url.as_deref(), Some("https://post.example/1"));
        assert_eq!(draft.language.as_deref(), Some("en-GB"));
        assert_eq!(draft.authors, ["Ana Diaz"]);

        let linked = r#"<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"x"},{"@type":["ReportageNewsArticle"],
            "headline":"From JSON-LD","datePublished":"2019-05-05","publisher":{"name":"LD Times"}}]}</script>"#;
        let draft = metadata(&html.replace("</head>", &format!("{linked}</head>")));
        assert_eq!(draft.title.as_deref(), Some("From JSON-LD"));
        assert_eq!(draft.source.as_deref(), Some("LD Times"));
        assert_eq!(draft.page_published_at.as_deref(), Some("2019-05-05"));
    }

    #[test]
    fn a_heading_may_hold_markup() {
        let title = metadata("<h1 class=x>Quake <em>hits</em> Lima</h1><p>y").title.unwrap();
        assert_eq!(super::title_text(&title), "Quake hits Lima");
        assert_eq!(metadata("<h1>never closed").title, None);
    }

    #[test]
    fn a_time_before_the_headline_is_not_that_of_the_article() {
        let date = |html: &str| metadata(html).page_published_at;
        assert_eq!(date("<time datetime=2024-01-01>today</time>"), None);
        let after = "<time datetime=2024-01-01>today</time><h1>Quake</h1><time datetime=2020-05-05>5 May</time>";
        assert_eq!(date(after).as_deref(), Some("2020-05-05"));
    }

    #[test]
    fn the_site_is_no_part_of_the_title() {
        let html = "<title>Quake hits Lima – The Post</title><meta property='og:site_name' content='The Post'>";
        assert_eq!(metadata(html).title.as_deref(), Some("Quake hits Lima"));
    }
}
