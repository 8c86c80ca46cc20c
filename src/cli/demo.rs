//! `factwire demo`: the whole worker over a broker in this process, on the sample articles.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use crossbeam_channel::Receiver;

use super::exit::after_write;
use super::{Exit, Failure, ModelArgs, logging, paint, run, text};
use crate::config::Config;
use crate::kafka::mock::{MockBroker, Reader};
use crate::record::Record;
use crate::worker::Worker;

const SAMPLES: &str = include_str!("../../examples/articles.ndjson");
const PARTITIONS: i32 = 3;
/// How long the group may take to form, and an article to come out.
const PATIENCE: Duration = Duration::from_secs(30);

/// Arguments of `factwire demo`.
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// Keeps running until Ctrl-C, with pages for a browser: the articles and their facts, and a form to try your own
    #[arg(long)]
    serve: bool,
    /// With --serve: goes on streaming the articles, so many a second
    #[arg(long, value_name = "N", requires = "serve", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rate: Option<u32>,
    /// Streams these articles, one JSON object a line, instead of the samples
    #[arg(long, value_name = "FILE")]
    articles: Option<PathBuf>,
    #[command(flatten)]
    model: ModelArgs,
}

/// Streams the articles through a worker and shows what came out.
///
/// # Errors
/// When the worker fails, or an article does not come out.
pub fn execute(args: &DemoArgs) -> Result<Exit, Failure> {
    let signals = run::signals()?;
    let articles = articles(args)?;
    let mut config = Config::default();
    "127.0.0.1:0".clone_into(&mut config.http.listen);
    config.http.pages = args.serve;
    "warn".clone_into(&mut config.log.level);
    logging::start(&config.log)?;
    let kafka = &mut config.kafka;
    let topics = [kafka.input_topics[0].clone(), kafka.output_topic.clone(), kafka.dead_letter_topic.clone()];
    let broker = MockBroker::start(&topics.each_ref().map(String::as_str), PARTITIONS)?;
    kafka.brokers = broker.bootstrap_servers();
    let state = std::env::temp_dir().join(format!("factwire-demo-{}", std::process::id()));
    config.poison.attempts_path = state.join("attempts").display().to_string();

    say(&format!(
        "{} articles through the whole worker, over a broker inside this process. That broker has no transactions: exactly-once is shown by `make test`, on real Kafka.",
        articles.len()
    ))?;
    let worker = Worker::start(&config, Arc::new(args.model.extractor(&config.extract)?))?;
    let result = stream(args, &worker, &broker, &topics, &articles, &signals);
    let stopped = worker.stop();
    // Left behind in the temporary directory otherwise; that it cannot be removed is no failure of the demo.
    _ = std::fs::remove_dir_all(&state);
    let exit = result?;
    stopped?;
    Ok(exit)
}

fn articles(args: &DemoArgs) -> Result<Vec<String>, Failure> {
    let text = match &args.articles {
        None => SAMPLES.to_owned(),
        Some(file) => std::fs::read_to_string(file)
            .map_err(|error| Failure::new(Exit::Usage, format!("cannot read {}: {error}", file.display())))?,
    };
    let articles: Vec<String> = text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
    if articles.is_empty() {
        return Err(Failure::new(Exit::Usage, "--articles: the file holds no article"));
    }
    Ok(articles)
}

fn stream(
    args: &DemoArgs,
    worker: &Worker,
    broker: &MockBroker,
    topics: &[String; 3],
    articles: &[String],
    signals: &Receiver<()>,
) -> Result<Exit, Failure> {
    let [input, output, dead] = topics;
    let reader = broker.reader(&[output, dead], PARTITIONS)?;
    let start = Instant::now();
    while worker.metrics().partitions_assigned.get() == 0 {
        if start.elapsed() > PATIENCE {
            return Err(Failure::new(Exit::SomeFailed, "the consumer group did not form"));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let begin = Instant::now();
    broker.produce(input, articles)?;
    let (records, letters) = collect(&reader, articles.len(), dead, signals)?;
    let seconds = begin.elapsed().as_secs_f64();
    for record in &records {
        show(record)?;
    }
    let out = records.len() + letters;
    let rate = articles.len() as f64 / seconds;
    say(&format!(
        "{} articles in, {} records and {letters} dead letters out, in {seconds:.2} s ({rate:.0} articles a second, the broker's share included).",
        articles.len(),
        records.len()
    ))?;
    if let Some(address) = worker.http_address() {
        let keep = " until now; `make demo ARGS=--serve` keeps it, with pages for a browser";
        say(&format!("Metrics: http://{address}/metrics{}", if args.serve { "" } else { keep }))?;
        if args.serve {
            say(&format!(
                "Open http://{address}/ in a browser: the articles with their facts, and a form to try your own."
            ))?;
        }
    }
    if out != articles.len() {
        return Err(Failure::new(Exit::SomeFailed, format!("{} articles went in and {out} came out", articles.len())));
    }
    if args.serve {
        serve(args, worker, broker, input, articles, signals)?;
    }
    Ok(if letters > 0 { Exit::SomeFailed } else { Exit::Ok })
}

/// Reads until every article has come out.
fn collect(
    reader: &Reader,
    expected: usize,
    dead: &str,
    signals: &Receiver<()>,
) -> Result<(Vec<Record>, usize), Failure> {
    let (mut records, mut letters) = (Vec::new(), 0);
    let mut last = Instant::now();
    while records.len() + letters < expected && last.elapsed() < PATIENCE && signals.is_empty() {
        let Some((topic, value)) = reader.next(Duration::from_millis(100)) else { continue };
        last = Instant::now();
        if topic == dead {
            letters += 1;
        } else {
            let record = serde_json::from_slice(&value);
            records.push(
                record.map_err(|error| Failure::new(Exit::SomeFailed, format!("a record is not readable: {error}")))?,
            );
        }
    }
    Ok((records, letters))
}

fn serve(
    args: &DemoArgs,
    worker: &Worker,
    broker: &MockBroker,
    input: &str,
    articles: &[String],
    signals: &Receiver<()>,
) -> Result<(), Failure> {
    say("Ctrl-C ends it.")?;
    let pause = args.rate.map_or(Duration::from_secs(3600), |rate| Duration::from_secs(1) / rate);
    for article in articles.iter().cycle() {
        if signals.recv_timeout(pause).is_ok() {
            break;
        }
        if let Ok(failure) = worker.failures().try_recv() {
            return Err(failure.into());
        }
        if args.rate.is_some() {
            broker.produce(input, std::slice::from_ref(article))?;
        }
    }
    Ok(())
}

fn show(record: &Record) -> Result<(), Failure> {
    let colour = paint::wanted(io::stdout().is_terminal());
    after_write(writeln!(io::stdout(), "{}", text::render(record, colour)), Exit::Ok).map(|_| ())
}

fn say(line: &str) -> Result<(), Failure> {
    after_write(writeln!(io::stdout(), "{line}"), Exit::Ok).map(|_| ())
}
