//! A collector of traces in this process: takes OTLP over HTTP, or takes the connection and never answers.
//!
//! It reads the protocol by itself, field by field, so that what is tested is not also what reads it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A span as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Its name.
    pub name: String,
    /// Its trace, in hexadecimal digits.
    pub trace: String,
    /// Its id, likewise.
    pub id: String,
    /// Its parent's; empty for a root.
    pub parent: String,
    /// The state that it carries.
    pub state: String,
    /// 4 for a producer, 5 for a consumer.
    pub kind: u64,
    /// When it began and ended, nanoseconds since the Unix epoch.
    pub time: (u64, u64),
    /// 2 for an error.
    pub status: u64,
    /// What the status says.
    pub message: String,
    /// Its attributes, numbers and truths as text.
    pub attributes: BTreeMap<String, String>,
    /// Those of the process that it comes from.
    pub resource: BTreeMap<String, String>,
}

impl Span {
    /// An attribute's value; nothing where there is none.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// A listening collector. Its threads end with the test process.
pub struct Collector {
    address: String,
    spans: Arc<Mutex<Vec<Span>>>,
}

impl Collector {
    /// One that takes what comes.
    pub fn start() -> Self {
        Self::with(|stream, spans| _ = answer(&stream, spans))
    }

    /// One that reads nothing and answers nothing.
    pub fn silent() -> Self {
        Self::with(|stream, _| {
            std::thread::sleep(Duration::from_secs(600));
            drop(stream);
        })
    }

    fn with(serve: fn(TcpStream, &Mutex<Vec<Span>>)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        let spans = Arc::new(Mutex::new(Vec::new()));
        let kept = spans.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = kept.clone();
                std::thread::spawn(move || serve(stream, &kept));
            }
        });
        Self { address, spans }
    }

    /// What to set as `OTEL_EXPORTER_OTLP_ENDPOINT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What came so far.
    pub fn spans(&self) -> Vec<Span> {
        self.spans.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until a span came.
    pub fn wait_for_any(&self, limit: Duration) {
        let start = Instant::now();
        while self.spans().is_empty() {
            assert!(start.elapsed() < limit, "no span within {limit:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Takes requests of one connection until the other side closes it.
fn answer(stream: &TcpStream, spans: &Mutex<Vec<Span>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line.trim().is_empty() {
                break;
            }
            lines.push(line.trim().to_ascii_lowercase());
        }
        assert_eq!(lines[0], "post /v1/traces http/1.1");
        assert!(lines.contains(&"content-type: application/x-protobuf".to_owned()), "{lines:?}");
        let length = lines.iter().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        let mut body = vec![0; length.expect("the length is said")];
        reader.read_exact(&mut body)?;
        spans.lock().unwrap_or_else(PoisonError::into_inner).extend(request(&body));
        let mut stream = stream;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n")?;
    }
}

/// The spans of an `ExportTraceServiceRequest`.
fn request(body: &[u8]) -> Vec<Span> {
    let mut spans = Vec::new();
    for resource_spans in all(body, 1) {
        let resource: BTreeMap<_, _> = all(resource_spans, 1).flat_map(|resource| all(resource, 1)).map(pair).collect();
        for span in all(resource_spans, 2).flat_map(|scope| all(scope, 2)) {
            spans.push(Span { resource: resource.clone(), ..read(span) });
        }
    }
    spans
}

fn read(span: &[u8]) -> Span {
    let status = all(span, 15).next().unwrap_or_default();
    Span {
        name: text(span, 5),
        trace: digits(span, 1),
        id: digits(span, 2),
        parent: digits(span, 4),
        state: text(span, 3),
        kind: number(span, 6),
        time: (number(span, 7), number(span, 8)),
        status: number(status, 3),
        message: text(status, 2),
        attributes: all(span, 9).map(pair).collect(),
        resource: BTreeMap::new(),
    }
}

/// A `KeyValue` whose value is a string, a truth or a whole number.
fn pair(pair: &[u8]) -> (String, String) {
    let value = all(pair, 2).next().unwrap_or_default();
    let value = fields(value).next().map(|(_, value)| match value {
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::Number(number) => number.to_string(),
    });
    (text(pair, 1), value.unwrap_or_default())
}

enum Value<'b> {
    Number(u64),
    Bytes(&'b [u8]),
}

/// The fields of a message of Protocol Buffers, each with its number.
fn fields(mut bytes: &[u8]) -> impl Iterator<Item = (u64, Value<'_>)> {
    fn take<'b>(bytes: &mut &'b [u8], count: usize) -> &'b [u8] {
        let (taken, rest) = bytes.split_at(count);
        *bytes = rest;
        taken
    }
    fn varint(bytes: &mut &[u8]) -> u64 {
        let mut value = 0;
        for shift in (0..).step_by(7) {
            let byte = take(bytes, 1)[0];
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        value
    }
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let tag = varint(&mut bytes);
        let value = match tag & 7 {
            0 => Value::Number(varint(&mut bytes)),
            1 => Value::Number(u64::from_le_bytes(take(&mut bytes, 8).try_into().expect("they are eight"))),
            2 => {
                let length = usize::try_from(varint(&mut bytes)).expect("a length fits");
                Value::Bytes(take(&mut bytes, length))
            }
            5 => Value::Number(u32::from_le_bytes(take(&mut bytes, 4).try_into().expect("they are four")).into()),
            other => panic!("no message has a field of type {other}"),
        };
        Some((tag >> 3, value))
    })
}

fn all(bytes: &[u8], field: u64) -> impl Iterator<Item = &[u8]> {
    fields(bytes).filter_map(move |(number, value)| match value {
        Value::Bytes(bytes) if number == field => Some(bytes),
        _ => None,
    })
}

fn text(bytes: &[u8], field: u64) -> String {
    all(bytes, field).map(String::from_utf8_lossy).collect()
}

fn digits(bytes: &[u8], field: u64) -> String {
    all(bytes, field).flatten().map(|byte| format!("{byte:02x}")).collect()
}

fn number(bytes: &[u8], field: u64) -> u64 {
    let numbers = fields(bytes).filter_map(|(number, value)| match value {
        Value::Number(value) if number == field => Some(value),
        _ => None,
    });
    numbers.last().unwrap_or_default()
}
