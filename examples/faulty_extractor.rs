//! A worker with an extractor of one's own, built from the library: this one fails on purpose.
//!
//! It behaves like `factwire run`, but an article whose text holds one of these words makes the extractor misbehave:
//! `FAULT-PANIC` panics, `FAULT-SLEEP` sleeps without asking for the deadline, `FAULT-ABORT` aborts the process,
//! `FAULT-STACK` overflows the stack. The delivery tests use it to show that the worker survives its extractor.
//!
//! ```sh
//! FACTWIRE_KAFKA__BROKERS=localhost:9092 cargo run --example faulty_extractor
//! ```

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use factwire::article::Article;
use factwire::cli::{Failure, logging, run};
use factwire::config::Config;
use factwire::extract::{Extract, Extractor};
use factwire::interrupt::{Interrupt, Interrupted};
use factwire::record::Record;

struct Faulty(Extractor);

impl Extract for Faulty {
    fn extract(&self, article: &Article, interrupt: &Interrupt<'_>) -> Result<Record, Interrupted> {
        let has = |fault: &str| article.text.contains(fault);
        if has("FAULT-ABORT") {
            std::process::abort();
        }
        if has("FAULT-STACK") {
            assert_ne!(overflow(1), 0);
        }
        if has("FAULT-SLEEP") {
            std::thread::sleep(Duration::from_secs(60));
        }
        assert!(!has("FAULT-PANIC"), "an extractor that panics on purpose");
        self.0.extract(article, interrupt)
    }
}

/// Recurses until the stack is full.
#[allow(unconditional_recursion, reason = "it is to overflow the stack")]
fn overflow(depth: u64) -> u64 {
    let page = std::hint::black_box([depth; 512]);
    overflow(depth + 1).wrapping_add(page[(depth % 512) as usize])
}

fn main() -> ExitCode {
    // As `factwire run --config FILE` is called.
    let files: Vec<PathBuf> =
        std::env::args_os().skip_while(|argument| argument != "--config").skip(1).map(Into::into).collect();
    let result = Config::load(&files).map_err(Failure::from).and_then(|config| {
        logging::start(&config.log)?;
        let extractor: Arc<dyn Extract> = Arc::new(Faulty(Extractor::new()));
        run::worker(&config, &extractor)
    });
    result.unwrap_or_else(Failure::tell).into()
}
