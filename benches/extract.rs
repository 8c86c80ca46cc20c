//! How many articles of 600 words a second one core takes, what each stage has of it, and how long the slowest article
//! in a hundred takes, over the sample articles; then the stages by themselves; and what text costs that is nothing but
//! one mark.

use std::time::Instant;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use factwire::article::Article;
use factwire::extract::annotate::{clues, dependencies, sentences, tags, tokens};
use factwire::extract::document::Document;
use factwire::extract::lexicon::Lexicon;
use factwire::extract::{Extract, Extractor, Named, Tools};
use factwire::interrupt::Interrupt;
use factwire::knowledge::Knowledge;
use factwire::model::Model;
use factwire::model::names::Scratch;
use factwire::model::names::evidence::Text;
use factwire::model::parser::state::State;
use factwire::model::tagger::TagId;
use factwire::model::word::Word;

/// What is measured of an article.
type Stage<'s> = dyn Fn(&Article) + 's;

fn main() {
    // Where the benchmarks are only run as tests, nothing is measured.
    if std::env::args().any(|argument| argument == "--bench") {
        report();
    }
    divan::main();
}

/// How often [`report`] goes through the articles: their times must settle.
const ROUNDS: usize = 30;

/// Prints what one core does with articles of 600 words, and which stage takes how much of it.
fn report() {
    let (extractor, articles) = (Extractor::new(), articles());
    let (lexicon, knowledge, model) = (Lexicon::new(), Knowledge::shared(), Model::embedded());
    let tools = Tools { lexicon: &lexicon, knowledge: &knowledge, model: &model };
    let never = Interrupt::never();
    let annotated = |article: &Article, stages: usize| {
        let mut document = Document::new(&article.text, true);
        tokens::annotate(&mut document, &lexicon, &never).expect("nothing interrupts it");
        sentences::annotate(&mut document, &lexicon, &never).expect("nothing interrupts it");
        if stages > 0 {
            tags::annotate(&mut document, &model, &knowledge, &never).expect("nothing interrupts it");
        }
        if stages > 1 {
            dependencies::annotate(&mut document, &model, &never).expect("nothing interrupts it");
        }
        black_box(document.len());
    };
    let named = |article: &Article| {
        black_box(Named::read(&article.text, true, tools, &never).expect("nothing interrupts it"));
    };
    let analysed = |article: &Article| {
        black_box(extractor.analyse(article, &never).expect("nothing interrupts it"));
    };
    let extracted = |article: &Article| {
        black_box(extractor.extract(article, &never).expect("nothing interrupts it"));
    };
    // Each stage goes on from the one before.
    let stages: [(&str, &Stage<'_>); 6] = [
        ("tokens, sentences", &|article| annotated(article, 0)),
        ("parts of speech, lemmas", &|article| annotated(article, 1)),
        ("dependencies", &|article| annotated(article, 2)),
        ("names, places, roles", &named),
        ("links, quotes, times, amounts", &analysed),
        ("events, record", &extracted),
    ];
    extracted(&articles[0]);
    let times = stages.map(|(_, stage)| measured(&articles, stage));
    let whole = times[5].iter().sum::<f64>();
    #[expect(clippy::cast_precision_loss, reason = "words and rounds are few")]
    let words = (words(&articles) * ROUNDS) as f64;
    println!("articles of 600 words a second on one core: {:.0}", words / 600.0 / whole);
    let mut sorted = times[5].clone();
    sorted.sort_by(f64::total_cmp);
    println!("the slowest article in a hundred: {:.1} ms", sorted[sorted.len() * 99 / 100] * 1e3);
    let mut before = 0.0;
    for ((name, _), times) in stages.iter().zip(&times) {
        let so_far = times.iter().sum::<f64>();
        println!("{:>6.1} % {name}", (so_far - before) / whole * 100.0);
        before = so_far;
    }
}

/// The seconds that each article takes, in all rounds.
fn measured(articles: &[Article], stage: &dyn Fn(&Article)) -> Vec<f64> {
    let time = |article: &Article| {
        let start = Instant::now();
        stage(article);
        start.elapsed().as_secs_f64()
    };
    (0..ROUNDS).flat_map(|_| articles).map(time).collect()
}

fn articles() -> Vec<Article> {
    include_str!("../examples/articles.ndjson")
        .lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).expect("a sample is JSON");
            let field = |name: &str| value[name].as_str().expect("a sample has this field").to_owned();
            Article {
                id: field("id"),
                title: Some(field("title")),
                ..Article::of_text(&format!("{}\n\n{}", field("title"), field("body")))
            }
        })
        .collect()
}

/// How many words the articles have, as their spaces part them.
fn words(articles: &[Article]) -> usize {
    articles.iter().map(|article| article.text.split_whitespace().count()).sum()
}

fn bench(bencher: Bencher<'_, '_>, articles: &[Article], items: usize, work: impl Fn(&Article) + Sync) {
    let bytes: usize = articles.iter().map(|article| article.text.len()).sum();
    bencher.counter(ItemsCount::new(items)).counter(BytesCount::new(bytes)).bench(|| articles.iter().for_each(&work));
}

#[divan::bench]
fn tokenise(bencher: Bencher<'_, '_>) {
    let (lexicon, articles) = (Lexicon::new(), articles());
    bench(bencher, &articles, words(&articles), |article| {
        let mut document = Document::new(&article.text, true);
        tokens::annotate(&mut document, &lexicon, &Interrupt::never()).expect("nothing interrupts it");
        black_box(document.len());
    });
}

#[divan::bench]
fn tokenise_and_split_sentences(bencher: Bencher<'_, '_>) {
    let (lexicon, articles) = (Lexicon::new(), articles());
    bench(bencher, &articles, words(&articles), |article| {
        let mut document = Document::new(&article.text, true);
        tokens::annotate(&mut document, &lexicon, &Interrupt::never()).expect("nothing interrupts it");
        sentences::annotate(&mut document, &lexicon, &Interrupt::never()).expect("nothing interrupts it");
        black_box(document.sentences().count());
    });
}

/// The articles as tokens, sentences and words, and the number of these.
fn documents<'a>(articles: &'a [Article], lexicon: &Lexicon, knowledge: &Knowledge) -> (Vec<Document<'a>>, usize) {
    let documents: Vec<Document<'_>> = articles
        .iter()
        .map(|article| {
            let mut document = Document::new(&article.text, true);
            tokens::annotate(&mut document, lexicon, &Interrupt::never()).expect("nothing interrupts it");
            sentences::annotate(&mut document, lexicon, &Interrupt::never()).expect("nothing interrupts it");
            document.read_words(knowledge);
            document
        })
        .collect();
    let words = documents.iter().map(Document::len).sum();
    (documents, words)
}

/// Parts of speech.
#[divan::bench]
fn tag_words(bencher: Bencher<'_, '_>) {
    let model = Model::embedded();
    let articles = articles();
    let (documents, words) = documents(&articles, &Lexicon::new(), &Knowledge::shared());
    let mut tags = Vec::new();
    bencher.counter(ItemsCount::new(words)).bench_local(|| {
        for document in &documents {
            for sentence in document.sentences() {
                tags.clear();
                model.tagger.annotate(&document.words()[sentence.tokens()], &mut tags);
                black_box(&tags);
            }
        }
    });
}

/// Dependencies of words whose parts of speech are known.
#[divan::bench]
fn parse_words(bencher: Bencher<'_, '_>) {
    let model = Model::embedded();
    let articles = articles();
    let (documents, words) = documents(&articles, &Lexicon::new(), &Knowledge::shared());
    let sentences: Vec<(&[Word], Vec<TagId>)> = documents
        .iter()
        .flat_map(|document| document.sentences().map(|sentence| &document.words()[sentence.tokens()]))
        .map(|words| {
            let mut tags = Vec::new();
            model.tagger.annotate(words, &mut tags);
            (words, tags)
        })
        .collect();
    let (mut state, mut arcs) = (State::default(), Vec::new());
    bencher.counter(ItemsCount::new(words)).bench_local(|| {
        for (words, tags) in &sentences {
            arcs.clear();
            model.parser.annotate(words, tags, &mut state, &mut arcs);
            black_box(&arcs);
        }
    });
}

/// Clues and names, counted in words.
#[divan::bench]
fn find_names(bencher: Bencher<'_, '_>) {
    let (lexicon, knowledge, model) = (Lexicon::new(), Knowledge::shared(), Model::embedded());
    let articles = articles();
    let (documents, words) = documents(&articles, &lexicon, &knowledge);
    let mut scratch = Scratch::default();
    bencher.counter(ItemsCount::new(words)).bench_local(|| {
        for document in &documents {
            let columns =
                clues::annotate(document, &lexicon, &knowledge, &Interrupt::never()).expect("nothing interrupts it");
            let text = Text { words: document.words(), clues: &columns.clues, sentences: &columns.sentences };
            black_box(model.names.find(&text, &mut scratch).count());
        }
    });
}

/// A megabyte that is nothing but one piece, tokens and sentences: bytes a second must not depend on the piece much.
#[divan::bench(args = ["the word and ", "A", "(", "a\u{301}", ".", "\"", "1,", "a."], sample_count = 5)]
fn hostile_megabyte(bencher: Bencher<'_, '_>, piece: &str) {
    let lexicon = Lexicon::new();
    let text = piece.repeat((1 << 20) / piece.len());
    bencher.counter(BytesCount::new(text.len())).bench(|| {
        let mut document = Document::new(&text, false);
        tokens::annotate(&mut document, &lexicon, &Interrupt::never()).expect("nothing interrupts it");
        sentences::annotate(&mut document, &lexicon, &Interrupt::never()).expect("nothing interrupts it");
        black_box(document.len());
    });
}

#[divan::bench]
fn whole_record(bencher: Bencher<'_, '_>) {
    let extractor = Extractor::new();
    let articles = articles();
    bench(bencher, &articles, articles.len(), |article| {
        black_box(extractor.extract(article, &Interrupt::never()).expect("nothing interrupts it"));
    });
}
