//! Words and paragraphs of a page end where its elements end, however short or long the page is.

use serde_json::json;

use super::{STORY, article};

const START: &str = "The council met on Monday Start";
const END: &str = "End of the council's meeting at noon";

/// The paragraphs under the title.
fn paragraphs(body: &str) -> Vec<String> {
    let page = format!("<html><head><title>Bridge closed</title></head><body>{body}</body></html>");
    article(page).text.split("\n\n").skip(1).map(str::to_owned).collect()
}

/// The places that pages keep their story in, with little text beside `inner`.
fn short_pages(inner: &str) -> Vec<String> {
    let places = [("", ""), ("<article>", "</article>"), ("<div class=content>", "</div>"), ("<main>", "</main>")];
    let page = |(open, close)| [format!("{open}{inner}{close}"), format!("{open}<p>{STORY}</p>{inner}{close}")];
    places.into_iter().flat_map(page).collect()
}

/// A page of ordinary length.
fn long_page(inner: &str) -> String {
    let story = format!("<p>{STORY}</p>").repeat(9);
    format!("<article>{story}{inner}<p>{STORY}</p></article>")
}

#[test]
fn elements_that_part_text_part_paragraphs() {
    for inner in [
        format!("<p>{START}</p><p>{END}</p>"),
        format!("<p>{START}<p>{END}"),
        format!("<div>{START}</div><div>{END}</div>"),
        format!("<div>{START}</div>{END}"),
        format!("<div>{START}<div>{END}</div></div>"),
        format!("<ul><li>{START}</li><li>{END}</li></ul>"),
        format!("<h2>{START}</h2><p>{END}</p>"),
        format!("<p>{START}</p><h3>{END}</h3><p>It was old.</p>"),
        format!("<blockquote>{START}</blockquote><p>{END}</p>"),
        format!("<table><tr><td>{START}</td></tr><tr><td>{END}</td></tr></table>"),
        format!("<p>{START}<br>{END}</p>"),
        format!("<p>{START}<br/><br/>{END}</p>"),
        format!("<section>{START}</section><section>{END}</section>"),
    ] {
        for page in short_pages(&inner) {
            let paragraphs = paragraphs(&page);
            let found = |wanted: &str| paragraphs.iter().any(|paragraph| paragraph == wanted);
            assert!(found(START) && found(END), "{page}\n{paragraphs:#?}");
        }
        // Text that stands loose among many paragraphs may be taken for no part of the story, but is never fused.
        let paragraphs = paragraphs(&long_page(&inner));
        let whole = |paragraph: &String| [START, END, STORY, "It was old."].contains(&paragraph.as_str());
        assert!(paragraphs.len() >= 10 && paragraphs.iter().all(whole), "{inner}\n{paragraphs:#?}");
    }
}

#[test]
fn cells_of_a_row_are_words_apart() {
    let inner = format!("<table><tr><td>{START}</td><td>{END}</td></tr></table>");
    for page in short_pages(&inner).into_iter().chain([long_page(&inner)]) {
        let text = paragraphs(&page).join("\n");
        assert!(text.contains(START) && text.contains(END) && !text.contains("StartEnd"), "{page}\n{text}");
    }
}

#[test]
fn inline_elements_part_nothing() {
    let inner = "<p><b>W</b>ord for <em>wo</em>rd, the <a href=x>coun</a>cil <span>meet</span>s a<wbr>gain.</p>";
    for page in short_pages(inner).into_iter().chain([long_page(inner)]) {
        let paragraphs = paragraphs(&page);
        let whole = paragraphs.iter().any(|paragraph| paragraph == "Word for word, the council meets again.");
        assert!(whole, "{page}\n{paragraphs:#?}");
    }
}

#[test]
fn three_short_paragraphs_are_three() {
    let wanted = ["The council met at dawn.", "It closed the bridge.", "Nobody was hurt."];
    let inner: String = wanted.iter().map(|text| format!("<p>{text}</p>")).collect();
    for page in [inner.clone(), format!("<article>{inner}</article>"), format!("<div><div>{inner}</div></div>")] {
        assert_eq!(paragraphs(&page), wanted, "{page}");
    }
}

#[test]
fn json_ld_keeps_its_paragraphs_where_the_page_shows_little() {
    let body = [STORY, END, STORY].join("\n\n");
    let linked = json!({"@type": "NewsArticle", "headline": "Bridge closed", "articleBody": body});
    let page = format!("<script type=\"application/ld+json\">{linked}</script><p>Read it below.</p>");
    assert_eq!(paragraphs(&page), [STORY, END, STORY]);
}
