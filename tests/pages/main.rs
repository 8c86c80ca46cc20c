//! The pages in a browser: the demo serves them, a headless Chromium loads them in light and dark, wide and narrow, and
//! complains about nothing. The pictures that it takes lie in `target/tmp/pages` for people to look at.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod browser;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use browser::Browser;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

/// What a reader takes for text and a browser would take for markup.
const SCRIPT: &str = "<script>alert(1)</script>";
const PROBE: &str = include_str!("probe.js");

/// The demo on a free port, until it is dropped.
struct Demo {
    process: Child,
    address: String,
}

impl Demo {
    fn start(articles: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_factwire"))
            .args(["demo", "--serve", "--articles"])
            .arg(articles)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines.find_map(|line| line.unwrap().strip_prefix("Open ").map(str::to_owned));
        let address =
            line.as_deref().and_then(|line| line.split(' ').next()).expect("the demo says where the pages are");
        let address = address.trim_end_matches('/').to_owned();
        // A pipe that nobody reads ends whoever writes to it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let id = Pid::from_raw(i32::try_from(self.process.id()).unwrap()).unwrap();
        _ = kill_process(id, Signal::TERM);
        _ = self.process.wait();
    }
}

/// Some of the sample articles, one with markup in every field, and one that becomes a dead letter.
fn articles() -> PathBuf {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/articles.ndjson");
    let samples = fs::read_to_string(samples).unwrap();
    let mut articles: Vec<String> = samples.lines().skip(10).take(6).map(str::to_owned).collect();
    // A reader takes tags out; what is escaped stays, as text.
    let escaped = "&lt;script&gt;alert(1)&lt;/script&gt;";
    let hostile = json!({
        "id": format!("{SCRIPT}\"'><b>\u{7}"), "url": format!("javascript:{SCRIPT}"), "source": escaped,
        "title": format!("Council & {escaped} agrees to \"repair\" the bridge"), "published_at": "2024-05-01",
        "body": format!(
            "OSLO, May 1 - The council of Oslo agreed on Tuesday to pay $2 million for the repair of the bridge.\n\n\
             \"The {escaped} bridge costs $2 million, and &lt;img src=x onerror=alert(3)&gt; we met on Monday,\" \
             Mayor Anna Lee told reporters in Bergen.\n\nShe said that '&gt;&lt;b&gt; the work would begin in 2025."
        )
    });
    articles.push(hostile.to_string());
    articles.push(json!({ "id": format!("{SCRIPT}\"'>"), "body": "" }).to_string());
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages-articles.ndjson");
    fs::write(&file, articles.join("\n")).unwrap();
    file
}

fn pictures() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Nothing is wrong with the page that is shown.
fn assert_sound(browser: &mut Browser, what: &str) {
    assert_eq!(browser.evaluate(PROBE), json!([]), "{what}");
    assert_eq!(browser.complaints(), [] as [String; 0], "{what}");
}

#[test]
fn a_browser_shows_the_pages_and_complains_about_nothing() {
    let demo = Demo::start(&articles());
    let mut browser = Browser::start();
    every_page_is_sound(&demo, &mut browser);
    markup_is_text(&demo, &mut browser);
    an_article_is_pasted_and_its_facts_lead_to_their_words(&demo, &mut browser);
}

/// The address of the article whose title holds these words.
fn article(demo: &Demo, browser: &mut Browser, words: &str) -> String {
    browser.open(&demo.address);
    let links = "[...document.querySelectorAll('.articles .title')]";
    let link = format!("{links}.find((link) => link.textContent.includes({words:?}))?.getAttribute('href')");
    browser.evaluate(&link).as_str().expect("the article is listed").to_owned()
}

fn every_page_is_sound(demo: &Demo, browser: &mut Browser) {
    let folder = pictures();
    browser.look(1440, 900, "light");
    let (sample, hostile) = (article(demo, browser, "Chemical maker"), article(demo, browser, SCRIPT));
    let pages =
        [("index", "/"), ("article", &*sample), ("hostile", &*hostile), ("status", "/status"), ("paste", "/paste")];
    for (scheme, width, height) in [("light", 1440, 900), ("dark", 1440, 900), ("light", 390, 844)] {
        browser.look(width, height, scheme);
        for (name, path) in pages {
            browser.open(&format!("{}{path}", demo.address));
            let what = format!("{name}-{scheme}-{width}");
            assert_sound(browser, &what);
            browser.picture(&folder.join(format!("{what}.png")), width < 1000);
        }
    }
}

fn markup_is_text(demo: &Demo, browser: &mut Browser) {
    let path = article(demo, browser, SCRIPT);
    browser.open(&format!("{}{path}", demo.address));
    let text = browser.evaluate("document.querySelector('article').textContent");
    let text = text.as_str().unwrap();
    assert!(text.contains(&format!("The {SCRIPT} bridge")) && text.contains("<img src=x onerror=alert(3)>"), "{text}");
    assert_eq!(browser.evaluate("document.querySelectorAll('article :is(script, img, b)').length"), 0);
    let id = browser.evaluate("document.querySelector('.about').textContent");
    assert!(id.as_str().unwrap().contains(&format!("{SCRIPT}\"'><b>␇")), "{id}");
    browser.open(&format!("{}/status", demo.address));
    let status = browser.evaluate("document.querySelector('main').textContent");
    assert!(status.as_str().unwrap().contains("no text: send it in"), "the dead letter is told of: {status}");
}

fn an_article_is_pasted_and_its_facts_lead_to_their_words(demo: &Demo, browser: &mut Browser) {
    browser.look(1440, 900, "light");
    browser.open(&format!("{}/paste", demo.address));
    let article = format!(
        "Talks in Oslo\n\nMinister Anna Lee met a delegation in Oslo on 3 May 2024. \"It cost $2 million,\" she said.\n\n{}",
        "The ministry said that the two sides would meet again in Bergen. ".repeat(60)
    );
    browser.evaluate(&format!("document.querySelector('textarea').value = {}", Value::from(article)));
    browser.evaluate("document.querySelector('form').requestSubmit()");
    browser.wait_for_load();
    assert_eq!(browser.evaluate("document.querySelector('h1').textContent"), "Talks in Oslo");
    assert_sound(browser, "pasted");

    // The last of these events is told far down: only the text moves, and the words stand out.
    let links = "[...document.querySelectorAll('#facts li[id^=v] a.words')]";
    browser.evaluate(&format!("{links}.filter((link) => /meet/.test(link.textContent)).at(-1).click()"));
    let mark = "document.querySelector('mark:target')";
    assert_eq!(browser.evaluate(&format!("{mark}.textContent")), "meet");
    let edges = format!("(({{ top, bottom }}) => top > 0 && bottom < innerHeight)({mark}.getBoundingClientRect())");
    assert_eq!(browser.evaluate(&edges), true, "it is in the window");
    assert_eq!(browser.evaluate(&format!("getComputedStyle({mark}).outlineStyle")), "solid");
    browser.picture(&pictures().join("target-light-1440.png"), false);

    let place = "getComputedStyle(document.querySelector('mark.place:not(.meant)')).backgroundColor";
    let before = browser.evaluate(place);
    browser.evaluate("document.querySelector('#show-place').click()");
    assert_ne!(browser.evaluate(place), before, "a kind that is switched off has no colour");
    assert_eq!(browser.complaints(), [] as [String; 0]);
}
