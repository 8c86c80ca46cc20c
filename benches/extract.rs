//! How many words a second tokens and sentences take, and how many articles a second the whole record, over the sample
//! articles; and what text costs that is nothing but one mark.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use factwire::article::Article;
use factwire::extract::annotate::{clues, sentences, tokens};
use factwire::extract::document::Document;
use factwire::extract::lexicon::Lexicon;
use factwire::extract::{Extract, Extractor};
use factwire::interrupt::Interrupt;
use factwire::knowledge::Knowledge;
use factwire::model::Model;
use factwire::model::names::Scratch;
use factwire::model::names::evidence::Text;
use factwire::model::parser::state::State;
use factwire::model::tagger::TagId;
use factwire::model::word::Word;

fn main() {
    divan::main();
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
