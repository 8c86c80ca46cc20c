//! `factwire extract`: articles in, records out, no Kafka.
//!
//! Records go to standard output in input order; what cannot become one is a line of JSON on standard error.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use crossbeam_channel::Receiver;

use super::exit::after_write;
use super::pool::{Answer, Input, start};
use super::printer::{OutputForm, Printer};
use super::{Exit, Failure, ModelArgs, SettingsArgs};

/// Arguments of `factwire extract`.
#[derive(Args, Debug)]
pub struct ExtractArgs {
    /// Files of articles; standard input where none is named, or for `-`. Lines that each start with { are an article
    /// each; anything else is one text or page. A name that ends in .json, .ndjson or .jsonl promises JSON, one in .txt
    /// text, one in .html a page
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The form of the records: one a line, one JSON list, or text for people
    #[arg(long, value_enum, default_value_t = OutputForm::Ndjson)]
    output: OutputForm,
    #[command(flatten)]
    model: ModelArgs,
}

/// Extracts the articles of all files, in order. What cannot become a record is a line of JSON on standard error.
///
/// # Errors
/// Settings or files that are wrong, before anything is written; or standard output that takes no more.
pub fn execute(args: &ExtractArgs) -> Result<Exit, Failure> {
    let config = SettingsArgs::default().load()?.extract;
    let (mut inputs, mut problems) = (Vec::new(), Vec::new());
    for path in &args.files {
        match Input::open(path) {
            Ok(input) => inputs.push(input),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(Failure::new(Exit::Usage, problems.join("\n")));
    }
    if inputs.is_empty() {
        inputs.push(Input::Stdin);
    }
    let answers = start(inputs, &config, args.model.extractor(&config)?)?;
    let mut printer = Printer::new(args.output);
    let mut exit = Exit::Ok;
    let written = print_all(&answers, &mut printer, &mut exit);
    after_write(written, exit)
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
