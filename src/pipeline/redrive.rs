//! Dead letters on their way back: which go, what they become, and what is remembered of those that went.
//!
//! Rule: within a partition the letters of one reason are decided in the order of their offsets, each once. So a single
//! offset for each reason ([`Positions`]) remembers everything that redrives did, whatever reasons and limits they were
//! given: what one passed over for its reason, a later one finds.

use std::collections::BTreeMap;
use std::fmt;

use super::letter::{
    ATTEMPTS_HEADER, PARTITION_HEADER, REASON_HEADER, REDRIVES_HEADER, TIMESTAMP_HEADER, TOPIC_HEADER, VALUE_HEADER,
    count, tells_of_the_letter,
};
use super::message::{Header, Message, bytes, headers_size};
use super::{Offset, Position};
use crate::record::Reason;

/// How often a message may be sent back. One that fails after that fails for a reason that no try cures.
pub const MAX_REDRIVES: u32 = 3;

/// How far each reason has been decided in one partition of the dead-letter topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Positions {
    /// The first offset that is not decided, by [`Reason::ALL`].
    next: [Offset; Reason::ALL.len()],
}

/// The metadata beside a committed offset was not written by a redrive.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the metadata {0:?} of its offset is none of ours")]
pub struct ForeignMetadata(String);

impl Positions {
    /// Every reason decided up to `offset`.
    #[must_use]
    pub const fn at(offset: Offset) -> Self {
        Self { next: [offset; Reason::ALL.len()] }
    }

    /// What is stored beside the group's committed offset: the reasons that are further, as [`Positions::metadata`] says
    /// them. No metadata, as an operator's reset of the group leaves it, means that none is.
    ///
    /// # Errors
    /// When the metadata say something else.
    pub fn stored(offset: Offset, metadata: &str) -> Result<Self, ForeignMetadata> {
        let mut positions = Self::at(offset);
        for word in metadata.split_whitespace() {
            let further =
                word.split_once('=').and_then(|(reason, next)| Some((reason.parse().ok()?, next.parse().ok()?)));
            let (reason, next): (Reason, i64) = further.ok_or_else(|| ForeignMetadata(metadata.to_owned()))?;
            positions.advance(reason, Offset(next));
        }
        Ok(positions)
    }

    /// The offset to commit: everything before it is decided, whatever its reason.
    #[must_use]
    pub fn offset(&self) -> Offset {
        self.next.into_iter().min().unwrap_or(Offset(0))
    }

    /// The metadata to commit with the offset: `timeout=120 panic=77`. A few hundred bytes at most, of the 4096 that
    /// brokers take.
    #[must_use]
    pub fn metadata(&self) -> String {
        let further = Reason::ALL.into_iter().filter(|reason| self.next(*reason) > self.offset());
        let words = further.map(|reason| format!("{}={}", reason.as_str(), self.next(reason).0));
        words.collect::<Vec<_>>().join(" ")
    }

    /// Letters of `reason` before `next` are decided.
    pub fn advance(&mut self, reason: Reason, next: Offset) {
        let own = &mut self.next[reason as usize];
        *own = next.max(*own);
    }

    fn next(&self, reason: Reason) -> Offset {
        self.next[reason as usize]
    }
}

/// What a redrive is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The reasons; none for all.
    pub reasons: Vec<Reason>,
    /// The topics that the worker reads. A name that starts with `^` is a pattern.
    pub inputs: Vec<String>,
    /// The topics that the worker writes.
    pub outputs: Vec<String>,
}

impl Wanted {
    /// The reasons that are asked for.
    pub fn reasons(&self) -> impl Iterator<Item = Reason> {
        Reason::ALL.into_iter().filter(|reason| self.asks_for(*reason))
    }

    fn asks_for(&self, reason: Reason) -> bool {
        self.reasons.is_empty() || self.reasons.contains(&reason)
    }

    /// Whether a letter may go to `topic`. Headers are data: whoever may write dead letters must not choose the topics
    /// that we write. Only the broker can match a pattern, so with one any topic counts that the worker does not write.
    fn reads(&self, topic: &str) -> bool {
        let pattern = || self.inputs.iter().any(|input| input.starts_with('^'));
        self.inputs.iter().any(|input| input == topic) || (pattern() && !self.outputs.iter().any(|own| own == topic))
    }
}

/// What becomes of a dead letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Its message went back to where it came from.
    Redriven,
    /// It died of a reason that is not asked for, and waits on.
    PassedOver,
    /// It stays: its message was sent back [`MAX_REDRIVES`] times already.
    Refused,
    /// It stays: a header that says why or where from is missing or makes no sense.
    Broken,
    /// It stays: the value of its message was too large for the dead-letter topic and is gone.
    Incomplete,
    /// It stays: it comes from a topic that the settings do not name, or that is gone.
    Elsewhere,
    /// It stays: its topic does not take the message.
    Rejected,
}

impl Fate {
    const ALL: [Self; 7] = [
        Self::Redriven,
        Self::PassedOver,
        Self::Refused,
        Self::Broken,
        Self::Incomplete,
        Self::Elsewhere,
        Self::Rejected,
    ];

    /// The fate as the report writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Redriven => "redriven",
            Self::PassedOver => "passed over",
            Self::Refused => "refused",
            Self::Broken => "broken",
            Self::Incomplete => "incomplete",
            Self::Elsewhere => "elsewhere",
            Self::Rejected => "rejected",
        }
    }

    /// Whether the report speaks of it where there is none.
    const fn is_usual(self) -> bool {
        matches!(self, Self::Redriven | Self::PassedOver | Self::Refused | Self::Broken)
    }
}

/// A message as it was before it became a dead letter, but for the headers that count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Why it became one.
    pub reason: Reason,
    /// Where the letter stands.
    pub letter: Position,
    /// The topic that it came from.
    pub topic: String,
    /// Its partition there.
    pub partition: i32,
    /// Its key.
    pub key: Option<Vec<u8>>,
    /// Its value.
    pub value: Option<Vec<u8>>,
    /// Its own headers, in order, then `dlq.attempts` and `dlq.redrives`.
    pub headers: Vec<Header>,
    /// When it was first written, milliseconds since the Unix epoch.
    pub timestamp: Option<i64>,
}

impl Restored {
    /// Bytes of key, value and headers.
    #[must_use]
    pub fn size(&self) -> usize {
        bytes(self.key.as_deref()) + bytes(self.value.as_deref()) + headers_size(&self.headers)
    }
}

/// What is decided about a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes back.
    Back(Restored),
    /// It does not.
    Stays {
        /// Why not.
        fate: Fate,
        /// Its reason, where that can be read.
        reason: Option<Reason>,
        /// The header that is broken.
        header: Option<&'static str>,
    },
    /// An earlier redrive decided about it.
    Done,
}

/// Decides about the letter that `message` is.
#[must_use]
pub fn decide(message: Message, positions: &Positions, wanted: &Wanted) -> Verdict {
    let Some(reason) = text(&message, REASON_HEADER).and_then(|reason| reason.parse().ok()) else {
        return Verdict::Stays { fate: Fate::Broken, reason: None, header: Some(REASON_HEADER) };
    };
    if message.position.offset < positions.next(reason) {
        return Verdict::Done;
    }
    let stays = |fate, header| Verdict::Stays { fate, reason: Some(reason), header };
    if !wanted.asks_for(reason) {
        return stays(Fate::PassedOver, None);
    }
    let origin = match Origin::read(&message) {
        Ok(origin) => origin,
        Err(header) => return stays(Fate::Broken, Some(header)),
    };
    if message.header(VALUE_HEADER).is_some() {
        return stays(Fate::Incomplete, None);
    }
    if !wanted.reads(&origin.topic) {
        return stays(Fate::Elsewhere, None);
    }
    if origin.redrives >= MAX_REDRIVES {
        return stays(Fate::Refused, None);
    }
    Verdict::Back(origin.restore(reason, message))
}

/// What a letter's headers say of its message.
struct Origin {
    topic: String,
    partition: i32,
    timestamp: Option<i64>,
    attempts: u32,
    redrives: u32,
}

impl Origin {
    /// Reads it, or says which header cannot be read.
    fn read(letter: &Message) -> Result<Self, &'static str> {
        let topic = text(letter, TOPIC_HEADER).filter(|topic| !topic.is_empty()).ok_or(TOPIC_HEADER)?;
        let partition = text(letter, PARTITION_HEADER).and_then(|partition| partition.parse().ok());
        let timestamp = match text(letter, TIMESTAMP_HEADER).ok_or(TIMESTAMP_HEADER)? {
            "" => None,
            millis => Some(millis.parse().ok().filter(|millis| *millis >= 0).ok_or(TIMESTAMP_HEADER)?),
        };
        let redrives = match letter.headers.iter().any(|header| header.name == REDRIVES_HEADER) {
            true => count(letter, REDRIVES_HEADER).ok_or(REDRIVES_HEADER)?,
            false => 0,
        };
        Ok(Self {
            topic: topic.to_owned(),
            partition: partition.filter(|partition| *partition >= 0).ok_or(PARTITION_HEADER)?,
            timestamp,
            attempts: count(letter, ATTEMPTS_HEADER).ok_or(ATTEMPTS_HEADER)?,
            redrives,
        })
    }

    fn restore(self, reason: Reason, letter: Message) -> Restored {
        let mut headers = letter.headers;
        headers.retain(|header| !tells_of_the_letter(header));
        headers.push(Header::text(ATTEMPTS_HEADER, &self.attempts));
        headers.push(Header::text(REDRIVES_HEADER, &(self.redrives + 1)));
        Restored {
            reason,
            letter: letter.position,
            topic: self.topic,
            partition: self.partition,
            key: letter.key,
            value: letter.value,
            headers,
            timestamp: self.timestamp,
        }
    }
}

fn text<'m>(message: &'m Message, name: &str) -> Option<&'m str> {
    std::str::from_utf8(message.header(name)?).ok()
}

/// How many letters met which fate, by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report(BTreeMap<Fate, BTreeMap<Option<Reason>, u64>>);

impl Report {
    /// Counts a letter.
    pub fn add(&mut self, fate: Fate, reason: Option<Reason>) {
        *self.0.entry(fate).or_default().entry(reason).or_default() += 1;
    }

    /// Counts what `other` counted.
    pub fn merge(&mut self, other: &Self) {
        for (fate, reasons) in &other.0 {
            for (reason, count) in reasons {
                *self.0.entry(*fate).or_default().entry(*reason).or_default() += count;
            }
        }
    }

    /// Letters that met `fate`.
    #[must_use]
    pub fn count(&self, fate: Fate) -> u64 {
        self.0.get(&fate).map_or(0, |reasons| reasons.values().sum())
    }
}

/// A line a fate: `redriven 12: timeout 10, panic 2`.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = Fate::ALL.into_iter().filter(|fate| fate.is_usual() || self.count(*fate) > 0);
        for fate in told {
            write!(f, "{} {}", fate.as_str(), self.count(fate))?;
            let reasons = self.0.get(&fate).into_iter().flatten();
            for (index, (reason, count)) in reasons.enumerate() {
                let before = if index == 0 { ": " } else { ", " };
                write!(f, "{before}{} {count}", reason.map_or("no reason", Reason::as_str))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "redrive_tests.rs"]
mod tests;
