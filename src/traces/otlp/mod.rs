//! Traces over OTLP: spans by hand, the rest by the SDK.
//!
//! The SDK's own spans export themselves when they are dropped, and take their ids when they begin. Here a span must be
//! forgotten without a trace when its partition is gone, and the id of `send` stands in a header before it begins. So
//! spans are made from what is known of a message once its output is committed; sampler, ids, batches and export are the
//! SDK's.

mod context;
mod queue;
mod spans;

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use opentelemetry::trace::{SpanContext, SpanId, SpanKind, TraceContextExt as _, TraceFlags};
use opentelemetry::{Context, Key, KeyValue};
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{
    Config as SdkConfig, IdGenerator as _, RandomIdGenerator, SamplingDecision, ShouldSample,
};

use super::settings;
use crate::config::Config;
use crate::pipeline::{Message, Output};
use queue::Queue;
use spans::Names;

/// How long a stop waits for the collector.
const LAST_WAIT: Duration = Duration::from_secs(2);
/// Aborted attempts at one output that are told of.
const MOST_ABORTED: usize = 16;

/// Where spans go; nowhere unless the standard variables name a collector.
#[derive(Clone, Debug)]
pub struct Traces(Option<Arc<Tracing>>);

/// What is known of a message that is being processed; nothing where nobody wants to know.
#[derive(Debug)]
pub struct Begun(Option<Box<Journey>>);

/// What is known of a message whose output waits to be delivered; nothing where it is not told.
#[derive(Debug)]
pub struct Trace(Option<Box<Journey>>);

#[derive(Debug)]
struct Tracing {
    sampler: Box<dyn ShouldSample>,
    names: Names,
    queue: Queue,
}

/// A message's way so far.
#[derive(Debug)]
struct Journey {
    /// The span that the message came with.
    parent: SpanId,
    process: SpanContext,
    send: SpanId,
    /// Bytes of the message's value; none for a tombstone.
    body: Option<usize>,
    begun: SystemTime,
    ended: SystemTime,
    /// When the output was first put into a transaction.
    sent: Cell<Option<SystemTime>>,
    /// When transactions with it were aborted.
    aborted: RefCell<Vec<SystemTime>>,
}

impl Traces {
    /// Begins to export traces if the environment asks for them. What is wrong with it is logged, and costs the traces
    /// and nothing else.
    #[must_use]
    pub fn start(config: &Config) -> Self {
        let variable = |name: &str| std::env::var(name).ok();
        let Some(endpoint) = settings::endpoint(variable) else { return Self(None) };
        if let Some(obstacle) = settings::obstacle(variable, &endpoint) {
            tracing::error!(obstacle, "no traces are exported");
            return Self(None);
        }
        if let Some(trouble) = settings::sampler_trouble(variable) {
            tracing::warn!(trouble, "all messages are sampled");
        }
        match SpanExporter::builder().with_http().build() {
            Ok(exporter) => {
                let limit = settings::queue_limit(variable, config.batch.max_records);
                tracing::info!(endpoint = endpoint.variable, "traces are exported");
                Self(Some(Arc::new(Tracing {
                    sampler: SdkConfig::default().sampler,
                    names: Names::new(config),
                    queue: Queue::open(exporter, &resource(config), limit),
                })))
            }
            Err(error) => {
                let error = error.to_string().replace(&endpoint.url, endpoint.variable);
                tracing::error!(error, "no traces are exported");
                Self(None)
            }
        }
    }

    /// A message is about to be processed.
    #[must_use]
    pub fn begin(&self, message: &Message) -> Begun {
        self.0.as_ref().map_or(Begun(None), |tracing| tracing.begin(message))
    }

    /// The output of a message was committed: its spans go to the collector.
    pub fn committed(&self, output: &Output, trace: &Trace) {
        if let (Some(tracing), Some(journey)) = (&self.0, &trace.0) {
            tracing.queue.add(tracing.names.process(journey, output));
            tracing.queue.add(tracing.names.send(journey, output, SystemTime::now()));
        }
    }

    /// Sends what is left, and waits for it two seconds at most. Nothing is exported any more.
    pub fn stop(&self) {
        if let Some(tracing) = &self.0 {
            tracing.queue.close(LAST_WAIT);
        }
    }
}

impl Tracing {
    fn begin(&self, message: &Message) -> Begun {
        let (ids, begun) = (RandomIdGenerator::default(), SystemTime::now());
        let (trace, parent, around) = match context::read(message) {
            Some(parent) => (parent.trace_id(), parent.span_id(), Context::new().with_remote_span_context(parent)),
            None => (ids.new_trace_id(), SpanId::INVALID, Context::new()),
        };
        // The samplers that the variables name go by the parent and the trace id alone.
        let sampled = self.sampler.should_sample(Some(&around), trace, "process", &SpanKind::Consumer, &[], &[]);
        let flags = TraceFlags::default().with_sampled(sampled.decision == SamplingDecision::RecordAndSample);
        Begun(Some(Box::new(Journey {
            parent,
            process: SpanContext::new(trace, ids.new_span_id(), flags, false, sampled.trace_state),
            send: ids.new_span_id(),
            body: message.value.as_ref().map(Vec::len),
            begun,
            ended: begun,
            sent: Cell::new(None),
            aborted: RefCell::default(),
        })))
    }
}

impl Begun {
    /// The message is processed: what is made of its headers from here on carries the trace on.
    #[must_use]
    pub fn end(self, message: &mut Message) -> Trace {
        let Some(mut journey) = self.0 else { return Trace(None) };
        journey.ended = SystemTime::now();
        context::write(&mut message.headers, &journey.send());
        // Others are told that this trace is not sampled; nobody else need know more.
        Trace(journey.process.is_sampled().then_some(journey))
    }
}

impl Trace {
    /// The output is put into a transaction.
    pub fn sending(&self) {
        if let Some(journey) = &self.0 {
            journey.sending();
        }
    }

    /// A transaction with the output in it was aborted.
    pub fn aborted(&self) {
        if let Some(journey) = &self.0 {
            journey.aborted();
        }
    }
}

impl Journey {
    /// The context of `send`.
    fn send(&self) -> SpanContext {
        let (trace, flags) = (self.process.trace_id(), self.process.trace_flags());
        SpanContext::new(trace, self.send, flags, false, self.process.trace_state().clone())
    }

    fn sending(&self) {
        if self.sent.get().is_none() {
            self.sent.set(Some(SystemTime::now()));
        }
    }

    fn aborted(&self) {
        let mut aborted = self.aborted.borrow_mut();
        if self.sent.get().is_some() && aborted.len() < MOST_ABORTED {
            aborted.push(SystemTime::now());
        }
    }
}

/// Who exports: what the variables say, and what they leave open.
fn resource(config: &Config) -> Resource {
    const UNKNOWN: &str = "unknown_service";
    let given = Resource::builder().build();
    let ours = [
        ("service.name", "factwire".to_owned()),
        ("service.version", env!("CARGO_PKG_VERSION").to_owned()),
        ("service.instance.id", config.kafka.instance()),
    ];
    let open =
        |name: &str| given.get_ref(&Key::new(name.to_owned())).is_none_or(|value| value.as_str().starts_with(UNKNOWN));
    let ours: Vec<KeyValue> =
        ours.into_iter().filter(|(name, _)| open(name)).map(|(name, value)| KeyValue::new(name, value)).collect();
    Resource::builder().with_attributes(ours).build()
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, PoisonError};

    use opentelemetry_sdk::error::OTelSdkResult;
    use opentelemetry_sdk::trace::{Sampler, SpanData};

    use super::*;
    use crate::pipeline::{Epoch, Header, Offset, Outcome, Position, TopicPartition};

    #[derive(Clone, Debug, Default)]
    struct Kept(Arc<Mutex<Vec<SpanData>>>);

    impl opentelemetry_sdk::trace::SpanExporter for Kept {
        async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(batch);
            Ok(())
        }
    }

    impl Tracing {
        fn with(config: &Config, sampler: Sampler, exporter: Kept) -> Self {
            let queue = Queue::open(exporter, &Resource::builder_empty().build(), 100);
            Self { sampler: Box::new(sampler), names: Names::new(config), queue }
        }

        /// One that follows the parents of messages, and keeps no spans.
        pub(super) fn for_tests(config: &Config) -> Self {
            Self::with(config, Sampler::ParentBased(Box::new(Sampler::AlwaysOn)), Kept::default())
        }
    }

    fn message(parent: Option<&str>) -> Message {
        Message {
            position: Position { partition: TopicPartition::new("in", 0), epoch: Epoch(1), offset: Offset(0) },
            key: Some(b"k".to_vec()),
            value: None,
            headers: parent.map(|parent| Header::text("traceparent", parent)).into_iter().collect(),
            timestamp: None,
        }
    }

    fn continued(message: &Message) -> Vec<String> {
        let header = String::from_utf8_lossy(message.header("traceparent").unwrap()).into_owned();
        header.split('-').map(str::to_owned).collect()
    }

    const SAMPLED: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const NOT_SAMPLED: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    #[test]
    fn only_what_was_committed_is_told() {
        let (kept, config) = (Kept::default(), Config::default());
        let traces = Traces(Some(Arc::new(Tracing::with(&config, Sampler::AlwaysOn, kept.clone()))));
        for committed in [true, false] {
            let mut message = message(Some(SAMPLED));
            let trace = traces.begin(&message).end(&mut message);
            let output = Output::new(message, Outcome::Tombstone);
            trace.sending();
            if committed {
                traces.committed(&output, &trace);
            }
        }
        drop(traces.begin(&message(None)));
        traces.stop();
        let kept = kept.0.lock().unwrap();
        let names: Vec<&str> = kept.iter().map(|span| &*span.name).collect();
        assert_eq!(names, ["process in", "send articles.enriched"]);
    }

    #[test]
    fn the_parent_decides_unless_there_is_none() {
        let traces = |root: Sampler| {
            let sampler = Sampler::ParentBased(Box::new(root));
            Traces(Some(Arc::new(Tracing::with(&Config::default(), sampler, Kept::default()))))
        };
        let told = |root: Sampler, parent: Option<&str>| {
            let mut message = message(parent);
            let told = traces(root).begin(&message).end(&mut message).0.is_some();
            (told, continued(&message).pop().unwrap())
        };
        assert_eq!(told(Sampler::AlwaysOff, Some(SAMPLED)), (true, "01".to_owned()));
        assert_eq!(told(Sampler::AlwaysOn, Some(NOT_SAMPLED)), (false, "00".to_owned()));
        assert_eq!(told(Sampler::AlwaysOn, None), (true, "01".to_owned()));
        assert_eq!(told(Sampler::AlwaysOff, Some("00-a-b-01")), (false, "00".to_owned()));
    }

    #[test]
    fn a_root_has_a_trace_of_its_own() {
        let tracing = Tracing::for_tests(&Config::default());
        let mut traces = Vec::new();
        for parent in [None, Some("00-a-b-01"), Some(SAMPLED)] {
            let mut message = message(parent);
            let trace = tracing.begin(&message).end(&mut message);
            let journey = trace.0.unwrap();
            assert_eq!(journey.parent == SpanId::INVALID, parent != Some(SAMPLED), "{parent:?}");
            assert_eq!(continued(&message)[1], journey.process.trace_id().to_string());
            assert_ne!(journey.process.span_id(), journey.send);
            traces.push(continued(&message)[1].clone());
        }
        assert_eq!(traces[2], "0af7651916cd43dd8448eb211c80319c");
        assert_ne!(traces[0], traces[1]);
    }

    #[test]
    fn without_a_collector_a_message_stays_as_it_came() {
        let traces = Traces(None);
        let mut message = message(Some("whatever it is"));
        let before = message.clone();
        let trace = traces.begin(&message).end(&mut message);
        assert_eq!(message, before);
        trace.sending();
        traces.committed(&Output::new(message, Outcome::Tombstone), &trace);
        traces.stop();
    }
}
