//! One message's way from bytes to bytes: decode → clean → extract → encode.
//!
//! Rules: whatever is in a message, the answer is a record or a dead letter, within the deadline and without taking the
//! thread along; and neither the error nor the log quotes the article. A panic's own message may quote it, so only the
//! place of the panic is told.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, Location, PanicHookInfo, catch_unwind};
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};

use super::active::ActiveTime;
use crate::article::{self, RawArticle, ReadOptions};
use crate::extract::Extract;
use crate::interrupt::Interrupt;
use crate::metrics::Metrics;
use crate::metrics::families::FACT_KINDS;
use crate::record::{DeadLetter, Reason, Record, Stage};

/// Turns messages into records. It is shared by all extractor threads.
pub struct Processor {
    extractor: Arc<dyn Extract>,
    options: ReadOptions,
    deadline: Duration,
}

/// A message that became a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Processed {
    /// The article's id: the key of the output.
    pub id: String,
    /// The record, encoded.
    pub bytes: Vec<u8>,
    /// What was found.
    pub facts: FactCounts,
}

/// How many facts of each kind a record has, in the order of [`FACT_KINDS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FactCounts([u64; FACT_KINDS.len()]);

/// How long each stage took that was entered; the last one may have failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timings {
    /// Decoding and cleaning, which go hand in hand.
    pub decode: Duration,
    /// Extraction.
    pub extract: Option<Duration>,
    /// Encoding.
    pub encode: Option<Duration>,
}

impl Processor {
    /// A processor that gives an article `deadline` for all stages together.
    ///
    /// From now on a panic on a thread that is processing is logged by its place alone; other threads keep the hook
    /// that they had.
    #[must_use]
    pub fn new(extractor: Arc<dyn Extract>, options: ReadOptions, deadline: Duration) -> Self {
        install_panic_hook();
        Self { extractor, options, deadline }
    }

    /// The record of a message, or why there is none, and how long it took.
    pub fn process(&self, raw: RawArticle<'_>) -> (Result<Processed, DeadLetter>, Timings) {
        let clock = StageClock::new(Instant::now());
        let result = self.in_time(&clock, |interrupt| self.encoded(raw, interrupt, &clock));
        (result, clock.finish())
    }

    /// The same, for one who wants the record itself and not its bytes.
    ///
    /// # Errors
    /// Why there is no record.
    pub fn record(&self, raw: RawArticle<'_>) -> Result<Record, DeadLetter> {
        let clock = StageClock::new(Instant::now());
        self.in_time(&clock, |interrupt| self.read(raw, interrupt, &clock))
    }

    fn in_time<T>(
        &self,
        clock: &StageClock,
        work: impl FnOnce(&Interrupt<'_>) -> Result<T, DeadLetter>,
    ) -> Result<T, DeadLetter> {
        // An article in progress keeps three quarters of its time over a stop. What works for longer than a quarter
        // without asking gains by that, up to the watchdog's patience.
        let active = Cell::new(ActiveTime::new(Instant::now(), self.deadline / 4));
        let expired = || {
            let mut time = active.get();
            time.look(Instant::now());
            active.set(time);
            time.spent() >= self.deadline
        };
        guarded(|| work(&Interrupt::new(&expired))).unwrap_or_else(|place| {
            let error = format!("the extractor panicked at {place}: report it with the message");
            Err(DeadLetter::new(Reason::Panic, clock.stage(), error))
        })
    }

    fn read(&self, raw: RawArticle<'_>, interrupt: &Interrupt<'_>, clock: &StageClock) -> Result<Record, DeadLetter> {
        let article = article::read(raw, &self.options, interrupt)?;
        clock.enter(Stage::Extract);
        self.extractor.extract(&article, interrupt).map_err(|_| self.timeout())
    }

    fn encoded(
        &self,
        raw: RawArticle<'_>,
        interrupt: &Interrupt<'_>,
        clock: &StageClock,
    ) -> Result<Processed, DeadLetter> {
        let record = self.read(raw, interrupt, clock)?;
        clock.enter(Stage::Encode);
        let bytes = record.encode().map_err(|error| {
            DeadLetter::new(Reason::Invalid, Stage::Encode, format!("the record has no JSON form ({error})"))
        })?;
        Ok(Processed { facts: FactCounts::of(&record), id: record.id, bytes })
    }

    fn timeout(&self) -> DeadLetter {
        let limit = self.deadline.as_millis();
        DeadLetter::new(Reason::Timeout, Stage::Extract, format!("not done within extract.deadline_ms ({limit})"))
    }
}

impl FactCounts {
    /// The counts of a record.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let lengths = [
            record.entities.len(),
            record.times.len(),
            record.amounts.len(),
            record.quotes.len(),
            record.events.len(),
            record.relations.len(),
        ];
        Self(lengths.map(|length| length as u64))
    }

    /// Kind and number of facts, in the order of the record.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> {
        FACT_KINDS.into_iter().zip(self.0)
    }

    /// Adds the counts to `facts_extracted_total`.
    pub fn count_in(&self, metrics: &Metrics) {
        for (kind, number) in self.iter() {
            metrics.facts_extracted_total.with_label_values(&[kind]).inc_by(number);
        }
    }
}

impl Timings {
    /// Adds the durations to `stage_duration_seconds`. Cleaning counts as decoding.
    pub fn observe_in(&self, metrics: &Metrics) {
        let stages = [(Stage::Decode, Some(self.decode)), (Stage::Extract, self.extract), (Stage::Encode, self.encode)];
        for (stage, duration) in stages {
            if let Some(duration) = duration {
                let family = &metrics.stage_duration_seconds;
                family.with_label_values(&[stage.as_str()]).observe(duration.as_secs_f64());
            }
        }
    }

    /// All stages together.
    #[must_use]
    pub fn total(&self) -> Duration {
        self.decode + self.extract.unwrap_or_default() + self.encode.unwrap_or_default()
    }
}

/// Knows the stage that a message is in, also after a panic there.
struct StageClock {
    stage: Cell<Stage>,
    entered: Cell<Instant>,
    timings: Cell<Timings>,
}

impl StageClock {
    fn new(now: Instant) -> Self {
        Self { stage: Cell::new(Stage::Decode), entered: Cell::new(now), timings: Cell::default() }
    }

    fn stage(&self) -> Stage {
        self.stage.get()
    }

    fn enter(&self, stage: Stage) {
        self.lap();
        self.stage.set(stage);
    }

    fn finish(self) -> Timings {
        self.lap();
        self.timings.get()
    }

    fn lap(&self) {
        let now = Instant::now();
        let took = now.saturating_duration_since(self.entered.replace(now));
        let mut timings = self.timings.get();
        match self.stage.get() {
            Stage::Extract => timings.extract = Some(took),
            Stage::Encode => timings.encode = Some(took),
            Stage::Decode | Stage::Clean | Stage::Deliver => timings.decode = took,
        }
        self.timings.set(timings);
    }
}

thread_local! {
    /// Whether this thread is processing a message.
    static PROCESSING: Cell<bool> = const { Cell::new(false) };
    /// Where it last panicked while it did.
    static PANIC_PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work`; where it panics, the place of the panic is the error.
///
/// It is unwind safe: `work` shares nothing with the outside but the extractor, which is immutable, and cells that a
/// panic cannot catch half-written.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    PROCESSING.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    PROCESSING.set(false);
    result.map_err(|payload| {
        // Dropping a payload may panic in turn: it is somebody's own type.
        _ = catch_unwind(AssertUnwindSafe(|| drop(payload)));
        PANIC_PLACE.take().unwrap_or_else(|| "an unknown place".to_owned())
    })
}

fn install_panic_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| if PROCESSING.get() { note_panic(info) } else { others(info) }));
    });
}

fn note_panic(info: &PanicHookInfo<'_>) {
    let place = info.location().map_or_else(|| "an unknown place".to_owned(), place);
    let thread = std::thread::current();
    tracing::error!(thread = thread.name().unwrap_or("unnamed"), place, "the extractor panicked on an article");
    PANIC_PLACE.set(Some(place));
}

/// File and line without the directories of the machine that built the program.
fn place(location: &Location<'_>) -> String {
    const COMPONENTS: usize = 4; // crate-1.2.3/src/module/file.rs
    let file = location.file();
    let cut = if file.starts_with('/') {
        file.rmatch_indices('/').nth(COMPONENTS - 1).map_or(0, |(slash, _)| slash + 1)
    } else {
        0
    };
    format!("{}:{}", &file[cut..], location.line())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::extract::encode;
    use crate::interrupt::Interrupted;

    /// Does to an article what its text says.
    struct Obedient;

    impl Extract for Obedient {
        fn extract(&self, article: &Article, interrupt: &Interrupt<'_>) -> Result<Record, Interrupted> {
            assert!(!article.text.contains("Panic now"), "a secret: {}", article.text);
            while article.text.contains("Never end") {
                interrupt.check()?;
            }
            if article.text.contains("Stand still") {
                // To the clock, a process that is stopped.
                std::thread::sleep(2 * DEADLINE);
                interrupt.check()?;
            }
            Ok(encode::record(article, None, None))
        }
    }

    const DEADLINE: Duration = Duration::from_millis(400);
    const CALM: &str = "The council met on Tuesday and agreed that the bridge over the river should be repaired.";

    fn process(text: &str) -> (Result<Processed, DeadLetter>, Timings) {
        let options = ReadOptions { languages: vec!["en".to_owned()], max_article_bytes: 10_000 };
        let value = serde_json::json!({ "id": "a1", "body": format!("{CALM} {text}") }).to_string();
        let processor = Processor::new(Arc::new(Obedient), options, DEADLINE);
        processor.process(RawArticle { value: value.as_bytes(), ..RawArticle::default() })
    }

    #[test]
    fn a_message_becomes_a_record_and_its_timings() {
        let (result, timings) = process("");
        let processed = result.unwrap();
        assert_eq!(processed.id, "a1");
        assert!(serde_json::from_slice::<Record>(&processed.bytes).unwrap().article.text.contains(CALM));
        assert!(timings.extract.is_some() && timings.encode.is_some());
        assert_eq!(processed.facts.iter().map(|(_, number)| number).sum::<u64>(), 0);
    }

    #[test]
    fn a_panic_is_a_dead_letter_that_tells_the_place_and_not_the_article() {
        let (result, timings) = process("Panic now.");
        let letter = result.unwrap_err();
        assert_eq!((letter.reason, letter.stage), (Reason::Panic, Stage::Extract));
        assert!(letter.error.contains("src/worker/process.rs:"), "{}", letter.error);
        assert!(!letter.error.contains("secret") && !letter.error.contains("council"), "{}", letter.error);
        assert!(timings.extract.is_some() && timings.encode.is_none());
        assert!(process("").0.is_ok(), "the thread goes on");
    }

    #[test]
    fn an_endless_extraction_ends_at_the_deadline() {
        let (result, timings) = process("Never end.");
        let letter = result.unwrap_err();
        assert_eq!((letter.reason, letter.stage), (Reason::Timeout, Stage::Extract));
        assert!(letter.error.contains("extract.deadline_ms (400)"), "{}", letter.error);
        assert!(timings.total() >= DEADLINE);
    }

    #[test]
    fn an_article_in_progress_outlives_a_stop_of_the_process() {
        let (result, timings) = process("Stand still.");
        assert!(result.is_ok(), "{result:?}");
        assert!(timings.total() > DEADLINE, "it stood still for longer than its deadline");
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        let (result, timings) = process(&"x".repeat(20_000));
        assert_eq!(result.unwrap_err().reason, Reason::TooLarge);
        assert_eq!(timings.extract, None);
    }

    #[test]
    fn facts_and_timings_reach_their_families() {
        let metrics = Metrics::new();
        FactCounts([1, 2, 3, 4, 5, 6]).count_in(&metrics);
        Timings { decode: Duration::from_millis(1), extract: Some(Duration::from_millis(2)), encode: None }
            .observe_in(&metrics);
        let page = metrics.encode();
        assert!(page.contains("factwire_facts_extracted_total{kind=\"relation\"} 6"), "{page}");
        assert!(page.contains("factwire_stage_duration_seconds_count{stage=\"extract\"} 1"), "{page}");
        assert!(!page.contains("stage=\"encode\"} 1"));
    }

    #[test]
    fn a_place_is_told_without_the_machine_that_built_it() {
        #[track_caller]
        fn here() -> &'static Location<'static> {
            Location::caller()
        }
        assert_eq!(place(here()), format!("src/worker/process.rs:{}", line!()));
    }
}
