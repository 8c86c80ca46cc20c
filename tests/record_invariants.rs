//! What is true of the record of any article: the invariants of the contract, the schema, determinism, linear time.

use std::sync::Mutex;
use std::time::Duration;

use factwire::article::Article;
use factwire::extract::{Extract, Extractor};
use factwire::interrupt::{Interrupt, Interrupted};
use factwire::record::{Record, invariants};
use proptest::prelude::{Strategy, any, prop, prop_oneof, proptest};

fn article(title: Option<&str>, body: &str) -> Article {
    let text = title.map_or_else(|| body.to_owned(), |title| format!("{title}\n\n{body}"));
    Article {
        id: "a".to_owned(),
        url: None,
        source: None,
        title: title.map(str::to_owned),
        published_at: None,
        language: Some("en".to_owned()),
        text,
        dropped: Vec::new(),
        warnings: Vec::new(),
        content_sha256: "0".repeat(64),
    }
}

fn extract(article: &Article) -> Record {
    thread_local! {
        static EXTRACTOR: Extractor = Extractor::new();
    }
    EXTRACTOR.with(|extractor| extractor.extract(article, &Interrupt::never()).expect("nothing interrupts it"))
}

/// The sample articles of the repository.
fn samples() -> Vec<Article> {
    include_str!("../examples/articles.ndjson")
        .lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).expect("a sample is JSON");
            let field = |name: &str| value[name].as_str().expect("a sample has this field").to_owned();
            Article { id: field("id"), ..article(Some(&field("title")), &field("body")) }
        })
        .collect()
}

fn assert_keeps_the_contract(article: &Article) {
    let record = extract(article);
    assert_eq!(invariants::violations(&record), Vec::<String>::new(), "{:?}", article.text);
    assert_eq!(record.article.text, article.text);
}

/// Text that looks like news: names, titles, quotations that close or do not, datelines, brackets.
fn newsish() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "“",
            "”",
            "\"",
            "'",
            "‘",
            "’",
            "„",
            "«",
            "(",
            ")",
            ",",
            ".",
            "?",
            "!",
            ":",
            "…",
            "—",
            "-",
            "--",
            "\n\n",
            "’s",
            "'s",
            "said",
            "says",
            "told reporters",
            "according to",
            "he",
            "she",
            "the",
            "of",
            "and",
            "in",
            "a",
        ]),
        prop::sample::select(vec![
            "Anna Marsh",
            "Marsh",
            "Mr Ito",
            "President",
            "Foreign Minister",
            "the mayor",
            "Ministry of Trade and Industry",
            "LIMA, May 3 (AP) —",
            "Lima",
            "(IMF)",
            "IMF",
            "International Monetary Fund",
            "Anna",
            "Orchid Inc.",
            "U.S.",
            "Gen. Ito",
            "J. K. de la Cruz",
            "58",
            "$1.5m",
            "No. 10",
            "Jean-Luc",
            "al-Amal",
            "We ran",
            "We fell.",
            "Zürich",
            "İstanbul",
            "e\u{301}",
            "😀",
            "ﬁ",
            "\u{200d}",
        ]),
    ];
    prop::collection::vec((piece, any::<bool>()), 0..60).prop_map(|pieces| {
        pieces.into_iter().map(|(piece, space)| format!("{piece}{}", if space { " " } else { "" })).collect()
    })
}

proptest! {
    #[test]
    fn any_text_makes_a_right_record(title in prop::option::of(any::<String>()), body in any::<String>()) {
        assert_keeps_the_contract(&article(title.as_deref(), &body));
    }

    #[test]
    fn news_makes_a_right_record(title in prop::option::of(newsish()), body in newsish()) {
        assert_keeps_the_contract(&article(title.as_deref(), &body));
    }
}

#[test]
fn real_articles_make_right_records() {
    for sample in samples() {
        assert_keeps_the_contract(&sample);
    }
}

#[test]
fn real_articles_have_facts() {
    let records: Vec<Record> = samples().iter().map(extract).collect();
    let entities: usize = records.iter().map(|record| record.entities.len()).sum();
    let quotes: usize = records.iter().map(|record| record.quotes.len()).sum();
    assert!(entities > 200, "{entities} entities");
    assert!(quotes > 40, "{quotes} quotations");
}

#[test]
fn the_same_article_makes_the_same_bytes() {
    let other = Extractor::new();
    for sample in samples() {
        let again = other.extract(&sample, &Interrupt::never()).expect("nothing interrupts it");
        assert_eq!(extract(&sample).encode().expect("a record is JSON"), again.encode().expect("a record is JSON"));
    }
}

#[test]
fn records_match_the_published_schema() {
    let schema = serde_json::to_value(schemars::schema_for!(Record)).expect("a schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    for sample in samples() {
        let record: serde_json::Value =
            serde_json::from_slice(&extract(&sample).encode().expect("a record is JSON")).expect("a record is JSON");
        let errors: Vec<String> = validator.iter_errors(&record).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", sample.id);
    }
}

#[test]
fn an_interrupt_ends_the_work() {
    let expired = || true;
    let result = Extractor::new().extract(&article(None, "One. Two."), &Interrupt::new(&expired));
    assert_eq!(result, Err(Interrupted));
}

/// Texts that are bad for somebody, by what they repeat and how often.
const HOSTILE: [(&str, &str, usize); 22] = [
    ("straight marks", "\"", 200_000),
    ("opening marks", "“", 100_000),
    ("closing marks", "”", 100_000),
    ("apostrophes", " 'a", 100_000),
    ("one word", "a", 900_000),
    ("one name", "A", 900_000),
    ("one sentence", "the old man ", 80_000),
    ("capitals", "Ab Cd ", 150_000),
    ("brackets", "([", 400_000),
    ("combining marks", "\u{301}", 400_000),
    ("stops", "?!", 400_000),
    ("stops before small letters", "...) a", 100_000),
    ("initials", "A. ", 250_000),
    ("speakers in one sentence", "“We ran,” he said of Anna Marsh’s and ", 20_000),
    ("owners", "” said Anna’s Orchid’s ", 30_000),
    ("reports in one sentence", "the mayor said that he ran, and ", 20_000),
    ("attributions in one sentence", "it was late, he said, ", 20_000),
    ("titles in one sentence", "the mayor Anna Marsh, the head of the firm, ", 15_000),
    ("clauses within clauses", "the firm that the mayor who ", 20_000),
    ("events in one sentence", "killed 3 people in Lima and ", 20_000),
    ("amounts and times", "$3 million on Monday at 3 pm and ", 15_000),
    ("distinct names", "", 20_000),
];

#[test]
fn hostile_texts_take_linear_time() {
    let rows = Mutex::new(HOSTILE.iter());
    let next = || rows.lock().expect("no other thread panics in next").next();
    let work = || {
        while let Some((name, piece, count)) = next() {
            assert!((0..3).any(|_| is_linear(piece, *count)), "{name} takes more than linear time");
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
}

/// Whether four times the text takes about four times the time; quadratic, it takes sixteen times. What is quick is not
/// measured: it is all noise.
fn is_linear(piece: &str, count: usize) -> bool {
    const QUICK: Duration = Duration::from_millis(200);
    let text = |count: usize| match piece {
        "" => (0..count).map(|i| format!("“We ran,” said Ann X{i}a, the mayor. ")).collect(),
        piece => piece.repeat(count),
    };
    let time = |count: usize| {
        let article = article(None, &text(count));
        let start = processor_time();
        assert_eq!(extract(&article).article.text.len(), article.text.len());
        processor_time() - start
    };
    let whole = time(count);
    whole < QUICK || whole < time(count / 4) * 7
}

/// What this thread has computed so far: what runs beside it makes a clock go on, and not this one.
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("a thread's time is not negative")
}
