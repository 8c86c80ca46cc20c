//! The times of an article: dates, times of day, lengths and recurring times, as TIMEX3.
//!
//! Rule: [`grammar`] reads what the words say, sentence by sentence; [`anchor`] says when that is, from the local day
//! of publication and from what was told before. What stays open is `X`, and what the calendar does not have has no
//! value. Nothing here looks at the clock.

pub mod anchor;
pub mod business;
pub mod calendar;
pub mod clock;
pub mod dates;
pub mod durations;
pub mod expression;
pub mod grammar;
pub mod holidays;
pub mod parts;
pub mod periods;
pub mod reader;
pub mod relative;
pub mod resolve;
pub mod tense;
pub mod term;
#[cfg(test)]
mod tests;
pub mod value;
pub mod words;

use std::ops::Range;

use crate::extract::document::Document;
use crate::interrupt::{Interrupt, Interrupted};
use crate::record::{TimeModifier, TimeType};

use anchor::Publication;
use reader::{Columns, Reader};
use resolve::Resolver;

/// A time that the text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// TIMEX3 type.
    pub kind: TimeType,
    /// TIMEX3 value, as much of it as is known.
    pub value: Option<String>,
    /// TIMEX3 modifier.
    pub modifier: Option<TimeModifier>,
    /// Its first and its last day, where it is a stretch of days.
    pub extent: Option<(jiff::civil::Date, jiff::civil::Date)>,
}

impl Found {
    /// Its first and its last day, where they are known; a day is both.
    #[must_use]
    pub fn days(&self) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
        self.extent.or_else(|| {
            let day = self.value.as_deref()?.get(..10)?.parse().ok()?;
            Some((day, day))
        })
    }
}

/// The times of an article in text order. `published_at` is the time of publication with its offset.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn find(
    document: &Document<'_>,
    published_at: Option<&str>,
    interrupt: &Interrupt<'_>,
) -> Result<Vec<Found>, Interrupted> {
    let columns = Columns::read(document);
    let mut resolver = Resolver::new(published_at.and_then(Publication::read));
    let mut expressions = Vec::new();
    for sentence in document.sentences() {
        interrupt.check()?;
        let tokens = sentence.tokens();
        let reader = Reader::new(document, &columns, tokens.start, tokens.end);
        expressions.clear();
        grammar::read(reader, &mut expressions);
        resolver.sentence(reader, &expressions, sentence.paragraph());
    }
    Ok(resolver.found)
}
