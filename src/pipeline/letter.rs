//! The headers by which a dead letter tells why it is one and where its message came from.
//!
//! Rule: each of them stands there once, in the words of the last round. Other headers pass as they came, whatever their
//! prefix: others may use it too.

use super::message::{Header, Message};
use crate::record::DeadLetter;

/// The header that says why.
pub(super) const REASON_HEADER: &str = "dlq.reason";
/// The header that names the topic of the message.
pub(super) const TOPIC_HEADER: &str = "dlq.source.topic";
/// The header that numbers its partition.
pub(super) const PARTITION_HEADER: &str = "dlq.source.partition";
/// The header that says when the message was written, milliseconds since the Unix epoch; empty where nobody knows.
pub(super) const TIMESTAMP_HEADER: &str = "dlq.source.timestamp";
/// The header of a letter that lost the value of its message.
pub(super) const VALUE_HEADER: &str = "dlq.value";
/// The header of a letter that lost the key of its message.
pub(super) const KEY_HEADER: &str = "dlq.key";
/// The header that counts tries; a message that was sent back has it too.
pub(super) const ATTEMPTS_HEADER: &str = "dlq.attempts";
/// The header that counts how often a message was sent back; one that never was has none.
pub(super) const REDRIVES_HEADER: &str = "dlq.redrives";
/// The header that says why a letter lost something.
pub(super) const REFUSED_HEADER: &str = "dlq.refused";

/// The headers by which a dead letter tells why and where from: each of them once, in the words of the last round.
pub(super) const DEAD_LETTER_HEADERS: [&str; 13] = [
    REASON_HEADER,
    "dlq.stage",
    "dlq.error",
    ATTEMPTS_HEADER,
    REDRIVES_HEADER,
    TOPIC_HEADER,
    PARTITION_HEADER,
    "dlq.source.offset",
    TIMESTAMP_HEADER,
    "dlq.worker.version",
    VALUE_HEADER,
    KEY_HEADER,
    REFUSED_HEADER,
];

/// Whether a header was set when its message became a dead letter.
pub(super) fn tells_of_the_letter(header: &Header) -> bool {
    DEAD_LETTER_HEADERS.contains(&header.name.as_str())
}

/// The number in a header, if it is one.
pub(super) fn count(message: &Message, name: &str) -> Option<u32> {
    std::str::from_utf8(message.header(name)?).ok()?.parse().ok()
}

/// The headers of a dead letter: those of its message, and those that tell why and where from.
pub(super) fn letter_headers(message: &Message, letter: &DeadLetter) -> Vec<Header> {
    let position = &message.position;
    // Others may use the prefix too: only the names that are set here give way.
    let foreign = |header: &&Header| !tells_of_the_letter(header);
    let mut headers: Vec<Header> = message.headers.iter().filter(foreign).cloned().collect();
    // A message that was sent back brings its history along.
    let attempts = count(message, ATTEMPTS_HEADER).unwrap_or(0).saturating_add(letter.attempts);
    headers.extend(count(message, REDRIVES_HEADER).map(|redrives| Header::text(REDRIVES_HEADER, &redrives)));
    headers.extend([
        Header::text(REASON_HEADER, letter.reason.as_str()),
        Header::text("dlq.stage", letter.stage.as_str()),
        Header::text("dlq.error", &letter.error),
        Header::text(ATTEMPTS_HEADER, &attempts),
        Header::text(TOPIC_HEADER, &*position.partition.topic),
        Header::text(PARTITION_HEADER, &position.partition.partition),
        Header::text("dlq.source.offset", &position.offset.0),
        Header::text(TIMESTAMP_HEADER, &message.timestamp.map_or_else(String::new, |millis| millis.to_string())),
        Header::text("dlq.worker.version", env!("CARGO_PKG_VERSION")),
    ]);
    headers
}
