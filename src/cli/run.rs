//! `factwire run`: the worker, until it is told to stop.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, select};
use tokio::signal::unix::{SignalKind, signal};

use super::{Exit, Failure, ModelArgs, SettingsArgs, logging};
use crate::config::Config;
use crate::extract::Extract;
use crate::kafka::error::Failure as Cause;
use crate::worker::Worker;

/// How long a start that was told to stop may take to come to its end.
const START_GRACE: Duration = Duration::from_millis(500);

/// Arguments of `factwire run`.
#[derive(Args, Debug)]
pub struct RunArgs {
    #[command(flatten)]
    settings: SettingsArgs,
    #[command(flatten)]
    model: ModelArgs,
}

/// Runs the worker.
///
/// # Errors
/// When it cannot start, or cannot go on.
pub fn execute(args: &RunArgs) -> Result<Exit, Failure> {
    let config = args.settings.load()?;
    logging::start(&config.log)?;
    let extractor: Arc<dyn Extract> = Arc::new(args.model.extractor(&config.extract)?);
    worker(&config, &extractor)
}

/// Runs a worker with an extractor of the caller's own until a signal or a failure ends it.
///
/// # Errors
/// When it cannot start, or cannot go on.
pub fn worker(config: &Config, extractor: &Arc<dyn Extract>) -> Result<Exit, Failure> {
    let signals = signals()?;
    loop {
        let Some(worker) = start(config, extractor.clone(), &signals)? else { return Ok(Exit::Ok) };
        let failure = select! {
            recv(signals) -> _ => None,
            recv(worker.failures()) -> failure => failure.ok(),
        };
        match failure {
            None => return worker.stop().map(|()| Exit::Ok).map_err(Failure::from),
            Some(failure @ Cause::Stranded(_)) => {
                tracing::warn!(error = %failure, "the worker starts over");
                worker.abandon();
            }
            Some(failure) => {
                tracing::error!(error = %failure, "the worker cannot go on");
                // What ended it counts, not how the end went.
                _ = worker.stop();
                return Err(failure.into());
            }
        }
    }
}

/// Starts the worker; none where a signal comes first. Brokers that do not answer hold up a start for many seconds, so it
/// runs on a thread of its own, which is left to itself then: it has taken nothing, and the process is about to end.
fn start(config: &Config, extractor: Arc<dyn Extract>, signals: &Receiver<()>) -> Result<Option<Worker>, Failure> {
    let (done, started) = bounded(1);
    let config = config.clone();
    let start = move || _ = done.send(Worker::start(&config, extractor));
    std::thread::Builder::new()
        .name("fw-start".to_owned())
        .spawn(start)
        .map_err(|error| Failure::new(Exit::SomeFailed, format!("cannot start a thread: {error}")))?;
    let panicked = || Failure::new(Exit::SomeFailed, "the start panicked: report it with the lines above");
    select! {
        recv(started) -> worker => return Ok(Some(worker.map_err(|_| panicked())??)),
        recv(signals) -> _ => tracing::info!("told to stop before the start was over"),
    }
    // A worker that is as good as there has joined its group, and is to leave it.
    match started.recv_timeout(START_GRACE) {
        Ok(worker) => {
            worker?.stop()?;
            Ok(None)
        }
        Err(RecvTimeoutError::Timeout) => Ok(None),
        Err(RecvTimeoutError::Disconnected) => Err(panicked()),
    }
}

impl From<Cause> for Failure {
    fn from(cause: Cause) -> Self {
        let exit = match cause {
            Cause::Refused(_) | Cause::Unreachable(_) | Cause::Stranded(_) => Exit::Kafka,
            Cause::Fenced(_) => Exit::Fenced,
            Cause::Settings(_) => Exit::Usage,
            Cause::Broken(_) => Exit::SomeFailed,
        };
        Self::new(exit, cause.to_string())
    }
}

/// Tells of the first SIGTERM or SIGINT; the second ends the process at once, and the broker aborts what is open.
///
/// # Errors
/// When the signals cannot be listened to.
pub(super) fn signals() -> Result<Receiver<()>, Failure> {
    let failed = |error| Failure::new(Exit::SomeFailed, format!("cannot listen for signals: {error}"));
    let (told, signals) = bounded(1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().map_err(failed)?;
    // Registered before the thread starts, so that no signal from here on has its default effect.
    let guard = runtime.enter();
    let terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    drop(guard);
    let listen = move || runtime.block_on(listen(terminate, interrupt, told));
    std::thread::Builder::new().name("fw-signals".to_owned()).spawn(listen).map_err(failed)?;
    Ok(signals)
}

async fn listen(
    mut terminate: tokio::signal::unix::Signal,
    mut interrupt: tokio::signal::unix::Signal,
    told: Sender<()>,
) {
    let mut next = async || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    next().await;
    // Nobody listens any more when the worker has ended by itself.
    _ = told.try_send(());
    next().await;
    tracing::warn!("told to stop twice: what is in flight is given up");
    std::process::exit(1);
}
