//! The two spans of a message, in the terms of the semantic conventions for messaging and for Kafka
//! (<https://opentelemetry.io/docs/specs/semconv/messaging/kafka/>).
//!
//! Rule: names, numbers and sizes only. Neither the article nor its key is told.

use std::sync::Arc;
use std::time::SystemTime;

use opentelemetry::trace::{Event, SpanContext, SpanId, SpanKind, Status};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};

use super::Journey;
use crate::config::Config;
use crate::kafka::settings::ClientSettings;
use crate::pipeline::{Destination, Output};

/// What is the same in all spans of a worker.
#[derive(Debug)]
pub(super) struct Names {
    group: Arc<str>,
    consumer: Option<Arc<str>>,
    producer: Option<Arc<str>>,
    records: Arc<str>,
    dead_letters: Arc<str>,
    scope: InstrumentationScope,
}

impl Names {
    /// Those of a worker with these settings.
    pub(super) fn new(config: &Config) -> Self {
        let kafka = &config.kafka;
        let settings = ClientSettings::new(config);
        Self {
            group: kafka.group_id.as_str().into(),
            consumer: settings.consumer().get("client.id").map(Arc::from),
            // Its name does not depend on the size of its batches.
            producer: settings.producer(1).get("client.id").map(Arc::from),
            records: kafka.output_topic.as_str().into(),
            dead_letters: kafka.dead_letter_topic.as_str().into(),
            scope: InstrumentationScope::builder("factwire").with_version(env!("CARGO_PKG_VERSION")).build(),
        }
    }

    /// The span of a message's way from its bytes to those of `output`.
    pub(super) fn process(&self, journey: &Journey, output: &Output) -> SpanData {
        let partition = &output.position.partition;
        let mut attributes = operation("process", &partition.topic, self.consumer.as_ref());
        attributes.extend([
            KeyValue::new("messaging.destination.partition.id", partition.partition.to_string()),
            KeyValue::new("messaging.kafka.offset", output.position.offset.0),
            KeyValue::new("messaging.consumer.group.name", self.group.clone()),
        ]);
        attributes.push(body(journey.body));
        let mut status = Status::Unset;
        if let Some((reason, stage)) = output.dead_letter {
            attributes.push(KeyValue::new("error.type", reason.as_str()));
            status = Status::error(stage.as_str());
        }
        let span = Span { context: &journey.process, parent: journey.parent, from: journey.begun, to: journey.ended };
        let remote = journey.parent != SpanId::INVALID;
        let name = format!("process {}", partition.topic);
        SpanData { parent_span_is_remote: remote, status, ..self.span(&span, SpanKind::Consumer, name, attributes) }
    }

    /// The span of the delivery of `output`, which was committed at `now`.
    pub(super) fn send(&self, journey: &Journey, output: &Output, now: SystemTime) -> SpanData {
        let topic = if output.destination == Destination::Output { &self.records } else { &self.dead_letters };
        let mut attributes = operation("send", topic, self.producer.as_ref());
        attributes.push(body(output.value.as_ref().map(Vec::len)));
        let from = journey.sent.get().unwrap_or(now);
        let context = journey.send();
        let span = Span { context: &context, parent: journey.process.span_id(), from, to: now };
        let mut events = SpanEvents::default();
        let aborted = journey.aborted.borrow();
        events.events = aborted.iter().map(|at| Event::new("transaction aborted", *at, Vec::new(), 0)).collect();
        SpanData { events, ..self.span(&span, SpanKind::Producer, format!("send {topic}"), attributes) }
    }

    fn span(&self, span: &Span<'_>, kind: SpanKind, name: String, attributes: Vec<KeyValue>) -> SpanData {
        SpanData {
            span_context: span.context.clone(),
            parent_span_id: span.parent,
            parent_span_is_remote: false,
            span_kind: kind,
            name: name.into(),
            start_time: span.from,
            // A clock that was set back meanwhile makes no span of negative length.
            end_time: span.to.max(span.from),
            attributes,
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links: SpanLinks::default(),
            status: Status::Unset,
            instrumentation_scope: self.scope.clone(),
        }
    }
}

/// Where a span belongs.
struct Span<'a> {
    context: &'a SpanContext,
    parent: SpanId,
    from: SystemTime,
    to: SystemTime,
}

fn operation(name: &'static str, topic: &Arc<str>, client: Option<&Arc<str>>) -> Vec<KeyValue> {
    let mut attributes = Vec::with_capacity(11);
    attributes.extend([
        KeyValue::new("messaging.system", "kafka"),
        KeyValue::new("messaging.operation.type", name),
        KeyValue::new("messaging.operation.name", name),
        KeyValue::new("messaging.destination.name", topic.clone()),
    ]);
    attributes.extend(client.map(|client| KeyValue::new("messaging.client.id", client.clone())));
    attributes
}

/// What is told of a message's value: its size, or that there is none.
fn body(size: Option<usize>) -> KeyValue {
    match size {
        Some(size) => KeyValue::new("messaging.message.body.size", i64::try_from(size).unwrap_or(i64::MAX)),
        None => KeyValue::new("messaging.kafka.message.tombstone", true),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;
    use crate::pipeline::{Epoch, Header, Message, Offset, Outcome, Position, TopicPartition};
    use crate::record::{DeadLetter, Reason, Stage};
    use crate::traces::otlp::Tracing;

    /// A span like any other.
    pub(in crate::traces::otlp) fn any_span() -> SpanData {
        let (names, journey, output) = journey(Some(b"{}".to_vec()), |_| Outcome::Tombstone);
        names.process(&journey, &output)
    }

    fn journey(value: Option<Vec<u8>>, outcome: impl Fn(&Message) -> Outcome) -> (Names, Journey, Output) {
        let mut message = Message {
            position: Position { partition: TopicPartition::new("in", 3), epoch: Epoch(1), offset: Offset(42) },
            key: Some(b"secret".to_vec()),
            value,
            headers: vec![Header::text("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")],
            timestamp: None,
        };
        let mut config = Config::default();
        "the group".clone_into(&mut config.kafka.group_id);
        "w1".clone_into(&mut config.kafka.instance);
        let outcome = outcome(&message);
        let trace = Tracing::for_tests(&config).begin(&message).end(&mut message);
        (Names::new(&config), *trace.0.expect("its parent is sampled"), Output::new(message, outcome))
    }

    fn attributes(span: &SpanData) -> BTreeMap<&str, String> {
        span.attributes.iter().map(|pair| (pair.key.as_str(), pair.value.to_string())).collect()
    }

    #[test]
    fn a_record_has_both_spans() {
        let record = |_: &Message| Outcome::Record { id: "id".into(), bytes: b"{...}".to_vec() };
        let (names, journey, output) = journey(Some(b"raw".to_vec()), record);
        let span = names.process(&journey, &output);
        assert_eq!((&*span.name, &span.span_kind, &span.status), ("process in", &SpanKind::Consumer, &Status::Unset));
        assert_eq!(span.parent_span_id.to_string(), "b7ad6b7169203331");
        assert!(span.parent_span_is_remote);
        let expected = [
            ("messaging.system", "kafka"),
            ("messaging.operation.type", "process"),
            ("messaging.operation.name", "process"),
            ("messaging.destination.name", "in"),
            ("messaging.destination.partition.id", "3"),
            ("messaging.kafka.offset", "42"),
            ("messaging.consumer.group.name", "the group"),
            ("messaging.client.id", "factwire-w1"),
            ("messaging.message.body.size", "3"),
        ];
        assert_eq!(attributes(&span), expected.map(|(name, value)| (name, value.to_owned())).into());

        let now = SystemTime::now() + Duration::from_secs(1);
        let send = names.send(&journey, &output, now);
        assert_eq!((&*send.name, &send.span_kind), ("send articles.enriched", &SpanKind::Producer));
        assert_eq!((send.parent_span_id, send.parent_span_is_remote), (span.span_context.span_id(), false));
        assert_eq!(send.span_context.trace_id(), span.span_context.trace_id());
        assert_eq!(attributes(&send)["messaging.message.body.size"], "5");
        let header = String::from_utf8_lossy(output.header("traceparent").unwrap()).into_owned();
        assert_eq!(header.split('-').nth(2), Some(&*send.span_context.span_id().to_string()));
    }

    #[test]
    fn a_dead_letter_says_its_reason_and_not_its_text() {
        let letter = |_: &Message| Outcome::DeadLetter(DeadLetter::new(Reason::Invalid, Stage::Decode, "said secret"));
        let (names, journey, output) = journey(Some(b"raw".to_vec()), letter);
        let span = names.process(&journey, &output);
        assert_eq!(span.status, Status::error("decode"));
        assert_eq!(attributes(&span)["error.type"], "invalid");
        let send = names.send(&journey, &output, SystemTime::now());
        assert_eq!((&*send.name, &send.status), ("send articles.dead", &Status::Unset));
        assert!(!format!("{span:?}{send:?}").contains("secret"));
    }

    #[test]
    fn a_tombstone_has_no_size() {
        let (names, journey, output) = journey(None, |_| Outcome::Tombstone);
        for span in [names.process(&journey, &output), names.send(&journey, &output, SystemTime::now())] {
            assert_eq!(attributes(&span)["messaging.kafka.message.tombstone"], "true");
            assert!(!attributes(&span).contains_key("messaging.message.body.size"));
        }
    }

    #[test]
    fn a_send_begins_with_the_first_attempt_and_tells_of_those_that_were_aborted() {
        let (names, journey, output) = journey(None, |_| Outcome::Tombstone);
        journey.aborted();
        assert!(journey.aborted.borrow().is_empty(), "nothing was attempted");
        journey.sending();
        let first = journey.sent.get().unwrap();
        journey.aborted();
        journey.sending();
        let span = names.send(&journey, &output, first + Duration::from_secs(5));
        assert_eq!((span.start_time, span.end_time), (first, first + Duration::from_secs(5)));
        assert_eq!(span.events.events.len(), 1);
        let set_back = names.send(&journey, &output, first - Duration::from_secs(5));
        assert_eq!(set_back.end_time, first);
    }
}
