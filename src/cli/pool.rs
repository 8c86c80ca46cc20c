//! The threads of `factwire extract`: one reads, some extract.
//!
//! The queue of answers is in input order and bounded, so that output keeps the order and memory stays small, however
//! long the input.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};
use serde::Serialize;
use serde_json::Value;

use super::articles::{Form, Piece, split};
use super::{Exit, Failure};
use crate::article::{RawArticle, ReadOptions};
use crate::config::ExtractConfig;
use crate::extract::Extractor;
use crate::record::{DeadLetter, Reason};
use crate::worker::process::Processor;

/// Where articles come from.
pub(super) enum Input {
    Stdin,
    File { name: String, file: File, form: Form },
}

impl Input {
    /// The file at `path`; standard input for `-`.
    ///
    /// # Errors
    /// Why it cannot be read, and what to do.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        if path.as_os_str() == "-" {
            return Ok(Self::Stdin);
        }
        let name = path.display().to_string();
        let cannot = |error: &dyn std::fmt::Display| format!("{name} cannot be read ({error}); check the path");
        if fs::metadata(path).map_err(|error| cannot(&error))?.is_dir() {
            return Err(cannot(&"it is a directory"));
        }
        let file = File::open(path).map_err(|error| cannot(&error))?;
        Ok(Self::File { name, file, form: Form::of(path) })
    }

    fn parts(self) -> (Option<String>, Box<dyn BufRead>, Form) {
        match self {
            Self::Stdin => (None, Box::new(BufReader::new(io::stdin())), Form::ByContent),
            Self::File { name, file, form } => (Some(name), Box::new(BufReader::new(file)), form),
        }
    }
}

/// What became of an article.
pub(super) enum Answer {
    Record(Vec<u8>),
    Failed(FailedArticle),
    /// The rest of an input cannot be read.
    Unreadable(String),
}

/// A line of standard error.
#[derive(Serialize)]
pub(super) struct FailedArticle {
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
pub(super) fn start(
    inputs: Vec<Input>,
    config: &ExtractConfig,
    extractor: Extractor,
) -> Result<Receiver<Receiver<Answer>>, Failure> {
    let workers = config.worker_count();
    let options = ReadOptions { languages: config.languages.clone(), max_article_bytes: config.max_article_bytes };
    let processor = Arc::new(Processor::new(Arc::new(extractor), options, config.deadline()));
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
    match processor.process(RawArticle { value: &value, declared: piece.declared, ..RawArticle::default() }).0 {
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
