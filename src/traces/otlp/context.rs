//! W3C trace context in the headers of a message.
//!
//! Rule: what is not exactly as the recommendation has it (<https://www.w3.org/TR/trace-context/>) is as good as absent.
//! Where several headers have one name the last counts, as it does elsewhere in Kafka.

use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};

use crate::pipeline::{Header, Message};

const TRACEPARENT: &str = "traceparent";
const TRACESTATE: &str = "tracestate";

/// The context that a message brings along.
pub(super) fn read(message: &Message) -> Option<SpanContext> {
    let (trace, span, flags) = parent(message.header(TRACEPARENT)?)?;
    let state = message.header(TRACESTATE).and_then(|state| std::str::from_utf8(state).ok()?.parse().ok());
    Some(SpanContext::new(trace, span, flags, true, state.unwrap_or_default()))
}

/// The parts of `version-trace-span-flags`, each in lower-case hexadecimal digits. A later version may have more to say
/// behind them, and begins as this one does.
fn parent(header: &[u8]) -> Option<(TraceId, SpanId, TraceFlags)> {
    const LENGTH: usize = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".len();
    let (known, rest) = header.split_at_checked(LENGTH)?;
    let known = std::str::from_utf8(known).ok()?;
    let mut parts = known.split('-');
    let mut part = |digits| parts.next().filter(|part| part.len() == digits && is_hexadecimal(part));
    let (version, trace, span, flags) = (part(2)?, part(32)?, part(16)?, part(2)?);
    let ends = match version {
        "00" => rest.is_empty(),
        "ff" => false,
        _ => rest.is_empty() || rest[0] == b'-',
    };
    let trace = TraceId::from_hex(trace).ok().filter(|trace| *trace != TraceId::INVALID);
    let span = SpanId::from_hex(span).ok().filter(|span| *span != SpanId::INVALID);
    let sampled = u8::from_str_radix(flags, 16).ok()? & TraceFlags::SAMPLED.to_u8() != 0;
    ends.then_some((trace?, span?, TraceFlags::default().with_sampled(sampled)))
}

fn is_hexadecimal(part: &str) -> bool {
    part.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

/// Puts a context in the place of the one that is there.
pub(super) fn write(headers: &mut Vec<Header>, context: &SpanContext) {
    let flags = context.trace_flags().to_u8();
    let parent = format!("00-{}-{}-{flags:02x}", context.trace_id(), context.span_id());
    put(headers, TRACEPARENT, Some(&parent));
    let state = Some(context.trace_state()).filter(|state| **state != TraceState::default()).map(TraceState::header);
    put(headers, TRACESTATE, state.as_deref());
}

/// Leaves one header called `name`, where the first one stood or at the end, or none.
fn put(headers: &mut Vec<Header>, name: &str, value: Option<&str>) {
    let place = headers.iter().position(|header| header.name == name);
    headers.retain(|header| header.name != name);
    if let Some(value) = value {
        headers.insert(place.unwrap_or(headers.len()), Header::text(name, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Epoch, Offset, Position, TopicPartition};

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
    const SPAN: &str = "b7ad6b7169203331";

    fn message(headers: &[(&str, &str)]) -> Message {
        Message {
            position: Position { partition: TopicPartition::new("in", 0), epoch: Epoch(1), offset: Offset(0) },
            key: None,
            value: None,
            headers: headers.iter().map(|(name, value)| Header::text(name, value)).collect(),
            timestamp: None,
        }
    }

    fn read_one(traceparent: &str) -> Option<SpanContext> {
        read(&message(&[(TRACEPARENT, traceparent)]))
    }

    #[test]
    fn a_context_is_read_with_its_state() {
        let parent = format!("00-{TRACE}-{SPAN}-01");
        let context = read(&message(&[(TRACEPARENT, &parent), (TRACESTATE, "a=1, b@c=2")])).unwrap();
        assert_eq!((context.trace_id().to_string(), context.span_id().to_string()), (TRACE.into(), SPAN.into()));
        assert!(context.is_sampled() && context.is_remote());
        assert_eq!(context.trace_state().header(), "a=1,b@c=2");
        assert!(!read_one(&format!("00-{TRACE}-{SPAN}-02")).unwrap().is_sampled());
    }

    #[test]
    fn a_later_version_is_read_as_far_as_it_is_known() {
        assert!(read_one(&format!("01-{TRACE}-{SPAN}-01")).is_some());
        assert!(read_one(&format!("cc-{TRACE}-{SPAN}-01-what-will-be")).is_some());
        assert!(read_one(&format!("cc-{TRACE}-{SPAN}-01.what-will-be")).is_none());
    }

    #[test]
    fn what_is_malformed_is_absent() {
        for malformed in [
            String::new(),
            "00-a-b-01".to_owned(),
            format!("00-{TRACE}-{SPAN}"),
            format!("00-{TRACE}-{SPAN}-1"),
            format!("00-{TRACE}-{SPAN}-01-"),
            format!("ff-{TRACE}-{SPAN}-01"),
            format!("+0-{TRACE}-{SPAN}-01"),
            format!("00-{}-{SPAN}-01", TRACE.to_uppercase()),
            format!("00-{}-{SPAN}-01", "0".repeat(32)),
            format!("00-{TRACE}-{}-01", "0".repeat(16)),
            format!("00-{TRACE}{SPAN}---01"),
            format!(" 00-{TRACE}-{SPAN}-01"),
            format!("00-{TRACE}-b7ad6b716920333é-01"),
        ] {
            assert_eq!(read_one(&malformed), None, "{malformed}");
        }
        assert_eq!(read(&message(&[(TRACESTATE, "a=1")])), None);
    }

    #[test]
    fn a_state_that_makes_no_sense_costs_only_itself() {
        let context = read(&message(&[(TRACEPARENT, &format!("00-{TRACE}-{SPAN}-01")), (TRACESTATE, "a,b")])).unwrap();
        assert_eq!(context.trace_state(), &TraceState::default());
    }

    #[test]
    fn a_context_takes_the_place_of_the_one_that_is_there() {
        let parent = format!("00-{TRACE}-{SPAN}-01");
        let context = read(&message(&[(TRACEPARENT, &parent), (TRACESTATE, "a=1")])).unwrap();
        let mut headers =
            message(&[("x", "1"), (TRACEPARENT, "old"), ("y", "2"), (TRACEPARENT, "older"), (TRACESTATE, "b=2")])
                .headers;
        write(&mut headers, &context);
        assert_eq!(headers, message(&[("x", "1"), (TRACEPARENT, &parent), ("y", "2"), (TRACESTATE, "a=1")]).headers);
    }

    #[test]
    fn a_context_without_state_leaves_none() {
        let parent = format!("00-{TRACE}-{SPAN}-00");
        let mut headers = message(&[(TRACESTATE, "b=2"), ("x", "1")]).headers;
        write(&mut headers, &read_one(&parent).unwrap());
        assert_eq!(headers, message(&[("x", "1"), (TRACEPARENT, &parent)]).headers);
    }
}
