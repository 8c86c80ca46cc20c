//! `factwire check`: all that is wrong, at once, before the worker is started.

use std::io::{self, Write};
use std::net::TcpListener;

use clap::Args;

use super::exit::after_write;
use super::{Exit, Failure, SettingsArgs};
use crate::config::Config;
use crate::kafka::topics::Findings;
use crate::worker::journal;

/// Arguments of `factwire check`.
#[derive(Args, Debug)]
pub struct CheckArgs {
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Checks the settings, then what they name on this machine, then what `kafka` finds wrong with clients, brokers, topics
/// and rights. Warnings are said on standard error and change nothing.
///
/// # Errors
/// Every problem, a line each; with [`Exit::Kafka`] where the cluster alone has some.
pub fn execute(args: &CheckArgs, kafka: impl FnOnce(&Config) -> Findings) -> Result<Exit, Failure> {
    let config = args.settings.load()?;
    let Findings { settings, cluster, warnings } = kafka(&config);
    let local = [local_problems(&config), settings].concat();
    for warning in warnings.into_iter().chain(in_use(&config.http.listen)) {
        // Nobody is left to tell where standard error is closed.
        _ = writeln!(io::stderr(), "factwire: warning: {warning}");
    }
    let exit = if local.is_empty() { Exit::Kafka } else { Exit::Usage };
    let problems = [local, cluster].concat();
    if problems.is_empty() {
        after_write(writeln!(io::stdout(), "the settings are right"), Exit::Ok)
    } else {
        Err(Failure::new(exit, problems.join("\n")))
    }
}

/// A warning about an address that somebody listens on: most likely the worker itself, beside which the check may run.
fn in_use(listen: &str) -> Option<String> {
    let taken = TcpListener::bind(listen).is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse);
    let warning = || format!("http.listen: {listen} is in use; a worker that is not the one there cannot start");
    (!listen.is_empty() && taken).then(warning)
}

/// What the settings name on this machine and is not to be had.
fn local_problems(config: &Config) -> Vec<String> {
    let mut problems = Vec::new();
    let listen = &config.http.listen;
    if !listen.is_empty()
        && let Err(error) = TcpListener::bind(listen)
        && error.kind() != io::ErrorKind::AddrInUse
    {
        problems.push(format!(
            "http.listen: {listen} is not to be had ({error}); set an address of this machine, or leave it empty for \
             no pages"
        ));
    }
    let attempts = config.poison.attempts_path(&config.kafka);
    if let Err(error) = journal::can_be_kept(&attempts) {
        problems.push(format!(
            "poison.attempts_path: {} cannot be written ({error}); name a file in a directory that stays across restarts",
            attempts.display()
        ));
    }
    problems
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn an_address_elsewhere_and_a_path_through_a_file_are_both_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut config = Config::default();
        config.http.listen = "192.0.2.1:9464".to_owned(); // reserved for documentation, nobody's address
        config.poison.attempts_path = file.path().join("attempts").display().to_string();
        let problems = local_problems(&config);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].starts_with("http.listen: "), "{problems:?}");
        assert!(problems[1].starts_with("poison.attempts_path: "), "{problems:?}");
    }

    #[test]
    fn the_check_may_run_beside_the_worker() {
        let worker = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut config = Config::default();
        config.http.listen = worker.local_addr().unwrap().to_string();
        assert_eq!(local_problems(&config), Vec::<String>::new());
        assert!(in_use(&config.http.listen).is_some_and(|warning| warning.starts_with("http.listen: ")));
        assert_eq!(in_use(""), None);
    }

    #[test]
    fn nothing_is_left_behind() {
        let directory = tempfile::TempDir::new().unwrap();
        let mut config = Config::default();
        config.http.listen = String::new();
        config.poison.attempts_path = directory.path().join("state/attempts").display().to_string();
        assert_eq!(local_problems(&config), Vec::<String>::new());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}
