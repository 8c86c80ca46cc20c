//! A message as it was consumed, owned.

use super::Position;

/// A header of a Kafka message. Names may repeat; a value may be null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The header's name.
    pub name: String,
    /// Its value, or null.
    pub value: Option<Vec<u8>>,
}

impl Header {
    /// A header with a textual value.
    #[must_use]
    pub fn text(name: &str, value: &(impl ToString + ?Sized)) -> Self {
        Self { name: name.to_owned(), value: Some(value.to_string().into_bytes()) }
    }
}

/// A message as it was consumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Where it comes from.
    pub position: Position,
    /// Its key.
    pub key: Option<Vec<u8>>,
    /// Its value; none for a tombstone.
    pub value: Option<Vec<u8>>,
    /// Its headers, in order.
    pub headers: Vec<Header>,
    /// Its timestamp, milliseconds since the Unix epoch.
    pub timestamp: Option<i64>,
}

impl Message {
    /// Bytes that it holds on to: key, value, headers, and a fixed share for the bookkeeping.
    #[must_use]
    pub fn size(&self) -> usize {
        const BOOKKEEPING: usize = 128;
        BOOKKEEPING + bytes(self.key.as_deref()) + bytes(self.value.as_deref()) + headers_size(&self.headers)
    }

    /// The value of the last header called `name`.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().rev().find(|header| header.name == name)?.value.as_deref()
    }
}

pub(super) fn bytes(field: Option<&[u8]>) -> usize {
    field.map_or(0, <[u8]>::len)
}

pub(super) fn headers_size(headers: &[Header]) -> usize {
    headers.iter().map(|header| header.name.len() + bytes(header.value.as_deref())).sum()
}
