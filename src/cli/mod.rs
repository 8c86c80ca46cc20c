//! What a person types: one file a command, each thin over the floors below.
//!
//! Rule: records and documents go to standard output, everything about them to standard error, and the exit status says
//! what to do next ([`Exit`]).

mod articles;
mod asyncapi;
pub mod check;
pub mod demo;
mod exit;
pub mod extract;
pub mod logging;
mod model;
mod paint;
mod pool;
mod printer;
mod raw_article;
pub mod redrive;
pub mod run;
pub mod schema;
mod schema_page;
mod settings;
pub mod text;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use exit::{Exit, Failure};
pub use model::ModelArgs;
pub use settings::SettingsArgs;

use crate::kafka::topics;

/// Turns a Kafka topic of raw news articles into a topic of structured facts, exactly once.
#[derive(Debug, Parser)]
#[command(name = "factwire", version, arg_required_else_help = true, after_help = exit::HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The worker
    Run(run::RunArgs),
    /// Articles in, records out, no Kafka
    Extract(extract::ExtractArgs),
    /// The whole worker over a broker in this process, on sample articles
    Demo(demo::DemoArgs),
    /// Says all that is wrong with settings, brokers, topics and rights at once
    Check(check::CheckArgs),
    /// Dead letters back to the topics they came from, each once
    Redrive(redrive::RedriveArgs),
    /// The JSON Schemas and the AsyncAPI 3 document, generated from the types
    Schema(schema::SchemaArgs),
}

/// Runs the command of this process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Run(args) => run::execute(&args),
        Command::Demo(args) => demo::execute(&args),
        Command::Extract(args) => extract::execute(&args),
        Command::Check(args) => check::execute(&args, topics::check),
        Command::Redrive(args) => redrive::execute(&args),
        Command::Schema(args) => schema::execute(&args),
    };
    result.unwrap_or_else(Failure::tell).into()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
