//! An output as the producer takes it, and what the log says of a dead letter.
//!
//! Rule: the log has where an article comes from and why it failed, never its text.

use crate::kafka::producer::Outgoing;
use crate::pipeline::{Destination, Output};

/// An output on its way to its topic.
pub fn outgoing<'o>(output: &'o Output, [records, dead_letters]: &'o [String; 2]) -> Outgoing<'o> {
    Outgoing {
        topic: if output.destination == Destination::Output { records } else { dead_letters },
        partition: None,
        key: output.key.as_deref(),
        value: output.value.as_deref(),
        headers: &output.headers,
        timestamp: None,
    }
}

/// One line a dead letter: where it comes from and why, never what it says.
pub fn log_dead_letter(output: &Output) {
    let header = |name: &str| output.header(name).map(String::from_utf8_lossy).unwrap_or_default();
    tracing::warn!(
        topic = %header("dlq.source.topic"),
        partition = %header("dlq.source.partition"),
        offset = %header("dlq.source.offset"),
        id = %output.key.as_deref().map(String::from_utf8_lossy).unwrap_or_default(),
        reason = %header("dlq.reason"),
        stage = %header("dlq.stage"),
        error = %header("dlq.error"),
        "dead letter"
    );
}
