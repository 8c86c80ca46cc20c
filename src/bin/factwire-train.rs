//! The command that trains the models; see [`factwire::train`].

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use factwire::extract::lexicon::Lexicon;
use factwire::knowledge::Knowledge;
use factwire::model::Model;
use factwire::train::conllu::{self, Sentence};
use factwire::train::{lemmas, names, segmentation, tables, tagger, word_tables};

#[derive(Parser)]
#[command(version, about = "Trains and measures the language models of Factwire")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Trains every model and writes the weights file
    Models {
        /// The folder that holds `ud/` and `ner/`
        #[arg(long)]
        data: PathBuf,
        /// The folder of our own annotated articles, with `train/` and `dev/`
        #[arg(long)]
        corpus: Option<PathBuf>,
        /// The weights file to write
        #[arg(long)]
        out: PathBuf,
    },
    /// Measures names by cross-validation over our own articles
    Names {
        /// The folder that holds `ud/` and `ner/`
        #[arg(long)]
        data: PathBuf,
        /// The folder of annotated articles
        #[arg(long)]
        corpus: PathBuf,
    },
    /// Trains names on CoNLL-2003 and measures them there, to compare the trainer with published figures
    Conll2003 {
        /// The folder that holds `ner/`
        #[arg(long)]
        data: PathBuf,
    },
    /// Writes the knowledge tables from public sources; `make tables` fetches those
    Tables {
        /// The folder of the sources: `wordnet/`, `cldr/`, `geonames/`, `names/`
        sources: PathBuf,
        /// The folder to write into
        #[arg(long, default_value = "src/knowledge/data")]
        into: PathBuf,
    },
    /// Learns the word tables of the lexicon from treebanks and articles: abbreviations, joined words, prefixes
    Words {
        /// The folder that holds `ud/`
        #[arg(long)]
        data: PathBuf,
        /// The folder of annotated articles to learn from
        #[arg(long)]
        corpus: PathBuf,
        /// The folder to write into
        #[arg(long, default_value = "src/extract/lexicon/data")]
        into: PathBuf,
    },
    /// Measures tokens and sentences against treebanks, from raw text
    Segmentation {
        /// Treebanks in the CoNLL-U format
        #[arg(required = true)]
        treebanks: Vec<PathBuf>,
        /// Whether to list what is wrong
        #[arg(long)]
        misses: bool,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.command {
        Command::Models { data, corpus, out } => {
            models(data, &corpus.clone().unwrap_or_else(|| data.join("../corpus")), out)
        }
        Command::Names { data, corpus } => cross_validate(data, corpus),
        Command::Conll2003 { data } => conll2003(data),
        Command::Tables { sources, into } => write_tables(sources, into),
        Command::Words { data, corpus, into } => word_tables::write(data, corpus, into).map_err(Into::into),
        Command::Segmentation { treebanks, misses } => measure_segmentation(treebanks, *misses),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("factwire-train: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure_segmentation(treebanks: &[PathBuf], misses: bool) -> Result<(), Box<dyn std::error::Error>> {
    let lexicon = Lexicon::new();
    for path in treebanks {
        let report = segmentation::report(&conllu::read(path)?, &lexicon)?;
        println!("{}: tokens {}, sentences {}", path.display(), report.tokens, report.sentences);
        if misses {
            print!("{}", report.misses());
        }
    }
    Ok(())
}

fn models(data: &Path, corpus: &Path, out: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let read = |name: &str| conllu::read(&data.join("ud").join(name));
    let train: Vec<Sentence> = [read("ewt-train.conllu")?, read("gum-clean-train.conllu")?].concat();
    let train: Vec<&Sentence> = train.iter().collect();
    let knowledge = Knowledge::new();
    let name_tables = names::Tables::default();
    let examples = [names::articles(&corpus.join("train"), &name_tables)?, names::texts(data, &name_tables)?].concat();
    let model = Model {
        tagger: tagger::train(&train, &knowledge)?,
        lemmatiser: lemmas::train(&train, &lemmas::irregular_forms())?,
        names: names::train(&examples),
        sha256: String::new(),
    };
    let file = model.write()?;
    std::fs::write(out, &file)?;
    let model = Model::read(&file)?;
    println!("file {} kB, memory {} kB", file.len() / 1000, model.memory() / 1000);
    print_names("names", &names::measure(&model.names, &names::articles(&corpus.join("dev"), &name_tables)?));
    for name in ["gum-clean-dev.conllu", "ewt-dev.conllu"] {
        let dev = read(name)?;
        let dev: Vec<&Sentence> = dev.iter().collect();
        let accuracy = tagger::measure(&model.tagger, &dev, &knowledge);
        #[expect(clippy::cast_precision_loss)]
        let percent = |part: usize| 100.0 * part as f64 / accuracy.words as f64;
        println!("{name}: UPOS {:.2} XPOS {:.2}", percent(accuracy.upos), percent(accuracy.penn));
        let mut confusions: Vec<_> = accuracy.confusions.iter().collect();
        confusions.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        println!("  {:?}", &confusions[..confusions.len().min(14)]);
        let (_, right, wrong) = lemmas::measure(&model.lemmatiser, &dev, |sentence| {
            let mut tags = Vec::new();
            model.tagger.annotate(&tagger::words(sentence, &knowledge), &mut tags);
            tags.iter().map(|tag| model.tagger.tag(*tag)).collect()
        });
        println!("{name}: lemma {:.2}", percent(right));
        let mut wrong: Vec<_> = wrong.iter().collect();
        wrong.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        println!("  {:?}", &wrong[..wrong.len().min(30)]);
    }
    Ok(())
}

fn cross_validate(data: &Path, corpus: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let tables = names::Tables::default();
    let (ours, texts) = (names::articles(corpus, &tables)?, names::texts(data, &tables)?);
    print_names("our articles", &names::cross_validate(&ours, &texts));
    Ok(())
}

fn conll2003(data: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let (train, dev) = names::conll2003(data, &names::Tables::default())?;
    print_names("CoNLL-2003 dev", &names::measure(&names::train(&train), &dev));
    Ok(())
}

fn print_names(of: &str, accuracy: &names::Accuracy) {
    let (typed, spans) = accuracy.f1();
    println!(
        "{of}: span and type F1 {typed:.2}, span F1 {spans:.2}, {} in gold, {} found",
        accuracy.gold, accuracy.found
    );
    let mut confusions: Vec<_> = accuracy.confusions.iter().collect();
    confusions.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    println!("  {:?}", &confusions[..confusions.len().min(14)]);
}

fn write_tables(sources: &Path, into: &Path) -> Result<(), Box<dyn std::error::Error>> {
    for table in tables::write(sources, into)? {
        println!("{:<20} {:>6} entries {:>8} bytes", table.name, table.entries, table.bytes);
    }
    Ok(())
}
