//! The models of events: which words tell one, of what kind it is, and whether it happened.
//!
//! Rule: this file only holds the models; what they look at is said where it is computed, in `extract::facts::events`.

use super::linear::Linear;
use super::weights::{Corrupt, Reader, Writer};

/// Every model of events.
#[derive(Debug, Default)]
pub struct EventModels {
    /// Whether a word tells an event.
    pub trigger: Linear,
    /// The least score of a trigger.
    pub threshold: i32,
    /// What happened: a class of `record::EventClass`.
    pub class: Linear,
    /// PLOVER's class, or none.
    pub plover: Linear,
    /// How well a class goes with PLOVER's classes.
    pub pairs: Linear,
    /// Whether it happened: a class of `record::EventStatus`.
    pub status: Linear,
    /// Which of the phrases around it take part, a class for each `extract::facts::events::arguments::Role`.
    pub arguments: Linear,
    /// Which of the times around it says when.
    pub when: Linear,
    /// Whether all that was found of it is right.
    pub confidence: Linear,
}

impl EventModels {
    fn all(&self) -> [&Linear; 8] {
        let Self { trigger, class, plover, status, arguments, when, confidence, pairs, .. } = self;
        [trigger, class, plover, status, arguments, when, confidence, pairs]
    }

    /// Bytes of memory.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.all().into_iter().map(Linear::memory).sum()
    }

    /// Writes the models.
    pub fn write(&self, writer: &mut Writer) {
        writer.number(u64::from(self.threshold.cast_unsigned()));
        self.all().into_iter().for_each(|model| model.write(writer));
    }

    /// Reads what [`EventModels::write`] wrote.
    ///
    /// # Errors
    /// [`Corrupt`] where it is something else.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Corrupt> {
        let threshold = u32::try_from(reader.number()?).map_err(|_| Corrupt("a threshold is out of range"))?;
        Ok(Self {
            threshold: threshold.cast_signed(),
            trigger: Linear::read(reader)?,
            class: Linear::read(reader)?,
            plover: Linear::read(reader)?,
            status: Linear::read(reader)?,
            arguments: Linear::read(reader)?,
            when: Linear::read(reader)?,
            confidence: Linear::read(reader)?,
            pairs: Linear::read(reader)?,
        })
    }
}
