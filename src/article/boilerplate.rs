//! Lines of the page around the story.

use super::draft::Line;
use crate::interrupt::{Interrupt, Interrupted};
use crate::record::Dropped;

/// stub to be replaced
pub(super) fn sift(
    lines: Vec<Line>,
    _: &[String],
    _: Option<&str>,
    interrupt: &Interrupt<'_>,
) -> Result<(Vec<String>, Vec<Dropped>), Interrupted> {
    interrupt.check()?;
    Ok((lines.into_iter().map(|l| l.text).collect(), Vec::new()))
}
