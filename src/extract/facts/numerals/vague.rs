//! Numbers of which a text says no more than how long they are: “dozens”, “tens of thousands”, “several hundred”.

use super::words::{Ending, Kind};
use super::{Form, Numeral, Reader};

/// What stands before a scale and says that there are some of it.
const SOME: [&str; 3] = ["several", "many", "few"];

impl Reader<'_, '_> {
    /// The vague number that begins here.
    pub(super) fn vague(&self, start: usize) -> Option<Numeral> {
        let end = self.several(start).or_else(|| self.plural(start))?;
        Some(Numeral { tokens: start..end, form: Form::Vague, value: None, comma: false, digits: false, scale: 0 })
    }

    /// “several thousand”, “a few dozen”, “many thousands”
    fn several(&self, start: usize) -> Option<usize> {
        let article = usize::from(self.is_article(start) && self.is(start + 1, "few"));
        let some = SOME.iter().any(|some| self.is(start + article, some));
        let mut end = start + article + 1;
        self.large(end).filter(|ending| some && matches!(ending, Ending::Cardinal | Ending::Plural))?;
        while end < start + 5 && self.large(end) == Some(Ending::Cardinal) {
            end += 1;
        }
        end += usize::from(self.large(end) == Some(Ending::Plural));
        Some(end)
    }

    /// “dozens”, “hundreds of thousands”, “tens of millions”
    fn plural(&self, start: usize) -> Option<usize> {
        let first = if self.is(start, "tens") || self.is(start, "scores") {
            // “tens” alone are a column of digits, and “scores” are results.
            let counts = self.is(start + 1, "of") && (self.is(start, "scores") || self.large(start + 2).is_some());
            counts.then_some(start + 1)?
        } else {
            self.large(start).filter(|ending| *ending == Ending::Plural)?;
            start + 1
        };
        let more = self.is(first, "of") && self.large(first + 1) == Some(Ending::Plural);
        Some(if more { first + 2 } else { first })
    }

    /// How a word for many ends: “dozen”, “hundreds”, “lakhs”.
    fn large(&self, at: usize) -> Option<Ending> {
        let word = self.word(at).filter(|word| matches!(word.kind, Kind::Dozen | Kind::Hundred | Kind::Scale))?;
        Some(word.ending)
    }
}
