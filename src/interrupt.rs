//! How pure code learns that it has run out of time, without a clock of its own.
//!
//! The worker owns the clock. Everything that may take long on a hostile article asks [`Interrupt::check`] now and
//! then (once a sentence, once a page element) and returns as soon as the answer is no.

/// Asked now and then by long work; says when to give up.
#[derive(Clone, Copy)]
pub struct Interrupt<'a>(&'a dyn Fn() -> bool);

/// The work was given up: its time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the deadline for one article is over")]
pub struct Interrupted;

impl<'a> Interrupt<'a> {
    /// An interrupt that fires as soon as `expired` says true.
    #[must_use]
    pub fn new(expired: &'a dyn Fn() -> bool) -> Self {
        Self(expired)
    }

    /// Never fires.
    #[must_use]
    pub fn never() -> Interrupt<'static> {
        Interrupt(&|| false)
    }

    /// # Errors
    /// [`Interrupted`] when the work should be given up.
    pub fn check(&self) -> Result<(), Interrupted> {
        if (self.0)() { Err(Interrupted) } else { Ok(()) }
    }
}
