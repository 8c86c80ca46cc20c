//! `factwire extract`: articles in, records out, no Kafka.
//!
//! One thread reads, some extract, this one writes. The queue of answers is in input order and bounded, so output keeps
//! the order and memory stays small, however long the input.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use clap::{Args, ValueEnum};
use crossbeam_channel::{Receiver, Sender, bounded};
use serde::Serialize;
use serde_json::Value;

use super::articles::{Form, Piece, split};
use super::exit::after_write;
use super::{Exit, Failure, SettingsArgs, paint, text};
use crate::article::{RawArticle, ReadOptions};
use crate::config::ExtractConfig;
use crate::extract::Extractor;
use crate::record::{DeadLetter, Reason, Record};
use crate::worker::process::Processor;

/// Arguments of `factwire extract`.
#[derive(Args, Debug)]
pub struct ExtractArgs {
    /// Files of articles; standard input where none is named, or for `-`. Lines that each start with { are an article
    /// each; anything else is one text or page
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The form of the records: one a line, one JSON list, or text for people
    #[arg(long, value_enum, default_value_t = OutputForm::Ndjson)]
    output: OutputForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OutputForm {
    Ndjson,
    Json,
    Text,
}

/// Extracts the articles of all files, in order. What cannot become a record is a line of JSON on standard error.
///
/// # Errors
/// Settings or files that are wrong, before anything is written; or standard output that takes no more.
pub fn execute(args: &ExtractArgs) -> Result<Exit, Failure> {
    let config = SettingsArgs::default().load()?.extract;
    let inputs = args.files.iter().map(|path| Input::open(path)).collect::<Result<Vec<_>, _>>();
    let mut inputs = inputs.map_err(|message| Failure::new(Exit::Usage, message))?;
    if inputs.is_empty() {
        inputs.push(Input::Stdin);
    }
    let answers = start(inputs, &config)?;
    let mut printer = Printer::new(args.output);
    let mut exit = Exit::Ok;
    let written = print_all(&answers, &mut printer, &mut exit);
    after_write(written, exit)
}

enum Input {
    Stdin,
    File { name: String, file: File, form: Form },
}

impl Input {
    fn open(path: &Path) -> Result<Self, String> {
        if path.as_os_str() == "-" {
            return Ok(Self::Stdin);
        }
        let name = path.display().to_string();
        let cannot = |error: &dyn std::fmt::Display| format!("{name} cannot be read ({error}); check the path");
        if fs::metadata(path).map_err(|error| cannot(&error))?.is_dir() {
            return Err(cannot(&"it is a directory"));
        }
        let file = File::open(path).map_err(|error| cannot(&error))?;
        let page = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("html"));
        Ok(Self::File { name, file, form: if page { Form::Whole } else { Form::ByContent } })
    }

    fn parts(self) -> (Option<String>, Box<dyn BufRead>, Form) {
        match self {
            Self::Stdin => (None, Box::new(BufReader::new(io::stdin())), Form::ByContent),
            Self::File { name, file, form } => (Some(name), Box::new(BufReader::new(file)), form),
        }
    }
}

/// What became of an article.
enum Answer {
    Record(Vec<u8>),
    Failed(FailedArticle),
    /// The rest of an input cannot be read.
    Unreadable(String),
}

/// A line of standard error.
#[derive(Serialize)]
struct FailedArticle {
    id: Option<String>,
    reason: Reason,
    error: String,
    line: u64,
    file: Option<String>,
}

struct Job {
    piece: Piece,
    file: Option<Arc<str>>,
    reply: Sender<Answer>,
}

/// Starts the threads; the receivers come in input order, each with one answer. The threads end with the process: one
/// that reads a terminal would keep it from ending otherwise.
fn start(inputs: Vec<Input>, config: &ExtractConfig) -> Result<Receiver<Receiver<Answer>>, Failure> {
    let workers = config.worker_count();
    let options = ReadOptions { languages: config.languages.clone(), max_article_bytes: config.max_article_bytes };
    let processor = Arc::new(Processor::new(Arc::new(Extractor::new()), options, config.deadline()));
    let (jobs, queue) = bounded::<Job>(workers);
    let (order, answers) = bounded(4 * workers);
    for number in 0..workers {
        let (queue, processor) = (queue.clone(), Arc::clone(&processor));
        spawn(format!("extract-{number}"), move || {
            for Job { piece, file, reply } in queue {
                _ = reply.send(answer(&processor, piece, file.as_deref())); // nobody waits for it after an early end
            }
        })?;
    }
    let limit = config.max_article_bytes;
    spawn("read".to_owned(), move || {
        for input in inputs {
            if read(input, limit, &order, &jobs).is_break() {
                break;
            }
        }
    })?;
    Ok(answers)
}

fn spawn(name: String, work: impl FnOnce() + Send + 'static) -> Result<(), Failure> {
    let failed = |error| Failure::new(Exit::Usage, format!("cannot start a thread ({error}): lower extract.workers"));
    thread::Builder::new().name(name).spawn(work).map(drop).map_err(failed)
}

fn read(input: Input, limit: usize, order: &Sender<Receiver<Answer>>, jobs: &Sender<Job>) -> ControlFlow<()> {
    let (name, stream, form) = input.parts();
    let file: Option<Arc<str>> = name.as_deref().map(Arc::from);
    let mut flow = ControlFlow::Continue(());
    let result = split(stream, form, limit, |piece| {
        let (reply, answer) = bounded(1);
        let job = Job { piece, file: file.clone(), reply };
        if order.send(answer).is_err() || jobs.send(job).is_err() {
            flow = ControlFlow::Break(());
        }
        flow
    });
    if let Err(error) = result {
        let (reply, answer) = bounded(1);
        let name = name.as_deref().unwrap_or("standard input");
        let told = reply.send(Answer::Unreadable(format!("{name} cannot be read to its end ({error})")));
        if told.is_err() || order.send(answer).is_err() {
            return ControlFlow::Break(());
        }
    }
    flow
}

fn answer(processor: &Processor, piece: Piece, file: Option<&str>) -> Answer {
    let failed = |letter: DeadLetter, id| {
        let DeadLetter { reason, error, .. } = letter;
        Answer::Failed(FailedArticle { id, reason, error, line: piece.line, file: file.map(str::to_owned) })
    };
    let value = match piece.value {
        Ok(value) => value,
        Err(letter) => return failed(letter, None),
    };
    match processor.process(RawArticle { value: &value, ..RawArticle::default() }).0 {
        Ok(processed) => Answer::Record(processed.bytes),
        Err(letter) => failed(letter, id_of(&value)),
    }
}

/// The id of an article that failed, where it says one that can be read.
fn id_of(value: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(value).ok()?;
    ["id", "uri", "@id", "url"].iter().find_map(|name| match &value[*name] {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    })
}

fn print_all(answers: &Receiver<Receiver<Answer>>, printer: &mut Printer, exit: &mut Exit) -> io::Result<()> {
    for answer in answers {
        match answer.recv() {
            Ok(Answer::Record(bytes)) => printer.print(&bytes)?,
            Ok(Answer::Failed(failed)) => {
                if *exit == Exit::Ok {
                    *exit = Exit::SomeFailed;
                }
                say(&serde_json::to_string(&failed)?);
            }
            Ok(Answer::Unreadable(message)) => *exit = Failure::new(Exit::Usage, message).tell(),
            Err(_) => *exit = Failure::new(Exit::SomeFailed, "an extractor thread ended: report it").tell(),
        }
        if answers.is_empty() {
            printer.flush()?; // nothing is at hand: whoever watches sees what there is
        }
    }
    printer.end()
}

fn say(line: &str) {
    // Nobody is left to tell where standard error is closed.
    _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}

struct Printer {
    form: OutputForm,
    colour: bool,
    out: BufWriter<io::Stdout>,
    printed: bool,
}

impl Printer {
    fn new(form: OutputForm) -> Self {
        let stdout = io::stdout();
        Self { form, colour: paint::wanted(stdout.is_terminal()), out: BufWriter::new(stdout), printed: false }
    }

    fn print(&mut self, record: &[u8]) -> io::Result<()> {
        let first = !std::mem::replace(&mut self.printed, true);
        match self.form {
            OutputForm::Ndjson => {
                self.out.write_all(record)?;
                self.out.write_all(b"\n")
            }
            OutputForm::Json => {
                self.out.write_all(if first { b"[\n" } else { b",\n" })?;
                let record: Record = serde_json::from_slice(record)?;
                serde_json::to_writer_pretty(&mut self.out, &record).map_err(io::Error::from)
            }
            OutputForm::Text => {
                let record: Record = serde_json::from_slice(record)?;
                self.out.write_all(if first { b"" } else { b"\n" })?;
                self.out.write_all(text::render(&record, self.colour).as_bytes())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn end(&mut self) -> io::Result<()> {
        if self.form == OutputForm::Json {
            self.out.write_all(if self.printed { b"\n]\n" } else { b"[]\n" })?;
        }
        self.out.flush()
    }
}
