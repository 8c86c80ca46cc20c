//! The command that trains the models; see [`factwire::train`].

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use factwire::extract::lexicon::Lexicon;
use factwire::extract::{Extract as _, Extractor};
use factwire::interrupt::Interrupt;
use factwire::knowledge::Knowledge;
use factwire::model::events::EventModels;
use factwire::model::{Model, sha256};
use factwire::train::card::{self, Card};
use factwire::train::conllu::{self, Sentence};
use factwire::train::models::Data;
use factwire::train::report::Report;
use factwire::train::sources::SHIPPED;
use factwire::train::{
    accuracy, articles, events, linker, models, names, parser, segmentation, tables, tagger, word_tables,
};

#[derive(Parser)]
#[command(version, about = "Trains and measures the language models of Factwire")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Trains every model, writes the weights file and measures it
    Models {
        #[command(flatten)]
        data: DataArgs,
        /// A treebank that the teacher made, for the parser to learn from too
        #[arg(long)]
        silver: Vec<PathBuf>,
        /// A weights file whose models of tags, lemmas and dependencies are kept rather than trained
        #[arg(long, conflicts_with = "silver")]
        syntax: Option<PathBuf>,
        /// The weights file to write
        #[arg(long)]
        out: PathBuf,
        /// The model card to write
        #[arg(long)]
        card: Option<PathBuf>,
    },
    /// Measures a weights file, or the one that this program carries
    Report {
        #[command(flatten)]
        data: DataArgs,
        /// The weights file
        #[arg(long)]
        model: Option<PathBuf>,
        /// What the teacher parsed when it was trained, for the card; what the card says now where it is left out
        #[arg(long)]
        silver: Vec<PathBuf>,
        /// The model card to write
        #[arg(long)]
        card: Option<PathBuf>,
    },
    /// Trains the parser of dependencies and measures it by itself
    Parser {
        /// The folder that holds `ud/`
        #[arg(long)]
        data: PathBuf,
        /// A treebank that a better parser made, to learn from too (src/train/teacher/teacher.py)
        #[arg(long)]
        silver: Vec<PathBuf>,
    },
    /// Trains and measures the linker, with the other models that this program carries
    Linker {
        #[command(flatten)]
        data: DataArgs,
        /// The weights file to write: those models with the new linker
        #[arg(long)]
        out: Option<PathBuf>,
        /// Whether to list what is wrong on our dev articles
        #[arg(long)]
        misses: bool,
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
    /// Trains the models of events alone on top of a weights file's other models, and measures them: on our dev articles,
    /// and where no file is to be written, by cross-validation too
    Events {
        #[command(flatten)]
        data: DataArgs,
        /// The weights file of the other models; the one that this program carries where it is left out
        #[arg(long)]
        model: Option<PathBuf>,
        /// The weights file to write
        #[arg(long)]
        out: Option<PathBuf>,
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
    /// Measures facts on other people's published cases
    Accuracy {
        /// The folder that holds `timex/`, `polnear/` and `ner/`
        #[arg(long)]
        data: PathBuf,
        /// Whether to list what is wrong
        #[arg(long)]
        misses: bool,
    },
    /// Prints the records of annotated articles, for the scorer
    Records {
        /// A folder of annotated articles
        folder: PathBuf,
        /// The weights file
        #[arg(long)]
        model: Option<PathBuf>,
        /// The least confidence of an event, as `extract.min_confidence` sets it
        #[arg(long, default_value_t = 0.0)]
        min_confidence: f64,
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

/// Where the data lie.
#[derive(clap::Args)]
struct DataArgs {
    /// The folder that holds `ud/` and `ner/`
    #[arg(long)]
    data: PathBuf,
    /// The folder of our own annotated articles, with `train/` and `dev/`
    #[arg(long)]
    corpus: PathBuf,
    /// A further folder of annotated articles to learn from
    #[arg(long)]
    more: Vec<PathBuf>,
}

impl From<&DataArgs> for Data {
    fn from(args: &DataArgs) -> Self {
        Self {
            data: args.data.clone(),
            corpus: args.corpus.clone(),
            more: args.more.clone(),
            silver: Vec::new(),
            syntax: None,
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.command {
        Command::Models { data, silver, syntax, out, card } => {
            models(&Data { silver: silver.clone(), syntax: syntax.clone(), ..data.into() }, out, card.as_deref())
        }
        Command::Report { data, model, silver, card } => {
            report(model.as_deref(), &Data { silver: silver.clone(), ..data.into() }, card.as_deref())
        }
        Command::Parser { data, silver } => measure_parser(data, silver),
        Command::Linker { data, out, misses } => train_linker(&data.into(), out.as_deref(), *misses),
        Command::Names { data, corpus } => cross_validate(data, corpus),
        Command::Events { data, model, out } => train_events(&data.into(), model.as_deref(), out.as_deref()),
        Command::Conll2003 { data } => conll2003(data),
        Command::Tables { sources, into } => write_tables(sources, into),
        Command::Words { data, corpus, into } => word_tables::write(data, corpus, into).map_err(Into::into),
        Command::Accuracy { data, misses } => measure_accuracy(data, *misses),
        Command::Records { folder, model, min_confidence } => print_records(folder, model.as_deref(), *min_confidence),
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

fn measure_accuracy(data: &Path, misses: bool) -> Result<(), Box<dyn std::error::Error>> {
    let extractor = Extractor::new();
    let list = |wrong: &[String]| wrong.iter().filter(|_| misses).for_each(|case| println!("  {case}"));
    let names = accuracy::re3d::measure(&data.join("ner").join("re3d.jsonl"), &extractor)?;
    let (typed, spans) = names.f1();
    println!(
        "re3d names: span and type F1 {typed:.1}, span F1 {spans:.1}, {} in gold, {} found",
        names.gold, names.found
    );
    let times = accuracy::timex::measure(data, &extractor)?;
    println!("DateTime: {times}");
    list(&times.wrong);
    let tools = accuracy::recognizers::Tools::new(&extractor);
    for kind in accuracy::recognizers::Kind::ALL {
        let cases = tools.measure(data, kind)?;
        println!("{kind:?}: {cases}");
        list(&cases.wrong);
    }
    let quotes = accuracy::polnear::measure(data, &extractor)?;
    println!("PolNeAR: content tokens {}", quotes.content);
    println!("PolNeAR: relations {}", quotes.relations);
    list(&quotes.misses);
    Ok(())
}

fn print_records(folder: &Path, file: Option<&Path>, least: f64) -> Result<(), Box<dyn std::error::Error>> {
    let extractor = Extractor::with_model(load(file)?).with_min_confidence(least);
    for example in articles::read(folder)? {
        println!("{}", serde_json::to_string(&extractor.extract(&example.article, &Interrupt::never())?)?);
    }
    Ok(())
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

fn models(data: &Data, out: &Path, card: Option<&Path>) -> Result<(), Box<dyn std::error::Error>> {
    let file = models::train(data)?.write()?;
    std::fs::write(out, &file)?;
    let model = Model::read(&file)?;
    let report = Report::new(&model, data)?;
    println!("{}\n{}", report.table(), report.mistakes);
    println!("file {} kB, memory {} kB", file.len() / 1000, model.memory() / 1000);
    let events = model.events.as_ref().map_or(0, EventModels::memory);
    let parts = [("parser", model.parser.memory()), ("names", model.names.memory()), ("events", events)];
    parts.iter().for_each(|(part, memory)| println!("  of which {part} {} kB", memory / 1000));
    card.map_or(Ok(()), |card| write_card(card, &file, &model, data, &report, data.syntax.is_some()))
}

/// Writes the card of a weights file; where its syntax was `kept`, the card that is there tells what that was made of.
fn write_card(
    path: &Path,
    file: &[u8],
    model: &Model,
    data: &Data,
    report: &Report,
    kept: bool,
) -> Result<(), Box<dyn std::error::Error>> {
    let (size, memory) = (file.len(), model.memory());
    let silver = if kept {
        card::silver_of(&std::fs::read_to_string(path)?)
    } else {
        let silver = data.silver.iter().map(|path| Ok(sha256(&std::fs::read(path)?)));
        silver.collect::<std::io::Result<Vec<String>>>()?
    };
    let card = Card { sha256: &model.sha256, size, memory, sources: SHIPPED, silver: &silver, report };
    Ok(std::fs::write(path, card.markdown())?)
}

fn report(path: Option<&Path>, data: &Data, card: Option<&Path>) -> Result<(), Box<dyn std::error::Error>> {
    let model = load(path)?;
    let report = Report::new(&model, data)?;
    println!("{}\n{}", report.table(), report.mistakes);
    let Some(card) = card else { return Ok(()) };
    let file = match path {
        Some(path) => std::fs::read(path)?,
        None => model.write()?,
    };
    write_card(card, &file, &model, data, &report, data.silver.is_empty())
}

/// The models of a file, or those that this program carries.
fn load(file: Option<&Path>) -> Result<Arc<Model>, Box<dyn std::error::Error>> {
    Ok(match file {
        Some(file) => Arc::new(Model::read(&std::fs::read(file)?)?),
        None => Model::embedded(),
    })
}

fn train_events(data: &Data, file: Option<&Path>, out: Option<&Path>) -> Result<(), Box<dyn std::error::Error>> {
    let model = load(file)?;
    let extractor = Extractor::with_model(Arc::clone(&model));
    let (train, dev) = (events::examples(data)?, articles::read(&data.corpus.join("dev"))?);
    let train = events::read(&train, &extractor, &model);
    let dev = events::read(&dev, &extractor, &model);
    let trained = events::fit(&train.iter().collect::<Vec<_>>())?;
    let mut measure = events::measure::Measure::default();
    dev.iter().for_each(|article| measure.add(article, &trained));
    println!("dev: {}\n{}", measure.lines(), measure.mistakes(12));
    println!("memory {} kB", trained.memory() / 1000);
    if let Some(out) = out {
        return Ok(std::fs::write(out, model.with_events(&trained)?)?);
    }
    let articles: Vec<_> = train.into_iter().chain(dev).collect();
    let measure = events::measure::cross_validate(&articles, 5)?;
    println!("cross-validated: {}\n{}", measure.lines(), measure.mistakes(40));
    println!("whole facts by confidence, cross-validated:\n{}", measure.reliability.lines());
    Ok(())
}

fn measure_parser(data: &Path, silver: &[PathBuf]) -> Result<(), Box<dyn std::error::Error>> {
    let read = |name: &str| conllu::read(&data.join("ud").join(name));
    let train: Vec<Sentence> = [read("ewt-train.conllu")?, read("gum-clean-train.conllu")?].concat();
    let train: Vec<&Sentence> = train.iter().collect();
    let silver = silver.iter().map(|path| conllu::read(path)).collect::<Result<Vec<_>, _>>()?.concat();
    let knowledge = Knowledge::shared();
    let tagger = tagger::train(&train, &knowledge)?;
    let parser = parser::train(&train, &silver, &tagger, &knowledge)?;
    for name in ["gum-clean-dev.conllu", "ewt-dev.conllu"] {
        let dev = read(name)?;
        let dev: Vec<&Sentence> = dev.iter().collect();
        println!("{name}: {}", parser::measure::measure(&parser, &tagger, &dev, &knowledge).report());
    }
    println!("memory {} kB", parser.memory() / 1000);
    Ok(())
}

fn train_linker(data: &Data, out: Option<&Path>, misses: bool) -> Result<(), Box<dyn std::error::Error>> {
    let mut model = Model::carried()?;
    let trained = linker::train(&model, data)?;
    print!("held-out texts of train:\n{}", trained.curves());
    model.linker = trained.linker;
    println!("memory {} kB, least probabilities {:?}", model.linker.memory() / 1000, model.linker.least());
    let gum = linker::measure::measure(&model, &linker::gum_texts(&data.treebank("gum-clean-dev.conllu"))?)?;
    println!("GUM-clean dev:\n{}", gum.lines());
    let ours = linker::measure::measure(&model, &linker::our_texts(&data.corpus.join("dev"))?)?;
    println!("our dev articles:\n{}", ours.lines());
    if misses {
        print!("{}", ours.misses());
    }
    if let Some(out) = out {
        std::fs::write(out, model.write()?)?;
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
