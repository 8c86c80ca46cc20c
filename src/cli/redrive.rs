//! `factwire redrive`: dead letters back to the topics that they came from.

use std::cell::Cell;
use std::io::{self, Write};

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, value_parser};

use super::exit::after_write;
use super::run::signals;
use super::{Exit, Failure, SettingsArgs, logging};
use crate::kafka::redrive::{End, Plan, Redriven, redrive};
use crate::pipeline::redrive::Report;
use crate::record::Reason;

/// Arguments of `factwire redrive`.
#[derive(Args, Debug)]
pub struct RedriveArgs {
    #[command(flatten)]
    settings: SettingsArgs,
    /// Only letters with this `dlq.reason`; may be given several times. All of them unless given
    #[arg(long = "reason", value_name = "R", value_parser = reasons())]
    reasons: Vec<Reason>,
    /// The most letters that go back
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Writes nothing, and says what would become of the letters
    #[arg(long)]
    dry_run: bool,
}

fn reasons() -> impl clap::builder::TypedValueParser<Value = Reason> {
    PossibleValuesParser::new(Reason::ALL.map(Reason::as_str)).try_map(|name| name.parse::<Reason>())
}

/// Sends dead letters back, and says on standard output what became of them.
///
/// # Errors
/// When it cannot begin, or cannot go on. What went back before is told all the same.
pub fn execute(args: &RedriveArgs) -> Result<Exit, Failure> {
    let config = args.settings.load()?;
    logging::start(&config.log)?;
    let signals = signals()?;
    let stopped = Cell::new(false);
    let go_on = || {
        stopped.set(stopped.get() || signals.try_recv().is_ok());
        !stopped.get()
    };
    let plan = Plan { reasons: args.reasons.clone(), limit: args.limit, dry_run: args.dry_run };
    let Redriven { report, end } = redrive(&config, &plan, &go_on);
    // Where it could not even begin there is nothing to tell.
    let told = if end.is_ok() || report != Report::default() { report.to_string() } else { String::new() };
    let written = after_write(io::stdout().write_all(told.as_bytes()), Exit::Ok);
    let note = match end? {
        End::Complete => None,
        End::Limit => Some("stopped at the limit: there may be more"),
        End::Stopped => Some("told to stop: run it again for the rest"),
    };
    let dry_run = args.dry_run.then_some("dry run: nothing was written");
    for note in note.into_iter().chain(dry_run) {
        // Nobody is left to tell where standard error is closed.
        _ = writeln!(io::stderr(), "factwire: {note}");
    }
    written
}
