//! How the linker does on texts that it has not learned from.

use std::fmt::Write as _;

use super::Text;
use super::reading::{Follow, Outcome, Tools};
use crate::interrupt::Interrupted;
use crate::model::Model;
use crate::model::linker::Group;

/// What the linker did with the mentions of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many mean something that was mentioned before.
    pub linkable: usize,
    /// Linked to what they mean.
    pub right: usize,
    /// Linked to something else.
    pub wrong: usize,
    /// Left open although what they mean was mentioned before.
    pub abstained: usize,
    /// What would be right if nothing were left open.
    pub best: usize,
    /// All of them.
    pub all: usize,
}

impl Tally {
    fn take(&mut self, outcome: &Outcome) {
        self.all += 1;
        self.linkable += usize::from(outcome.linkable);
        self.best += usize::from(outcome.right);
        self.right += usize::from(outcome.linked && outcome.right);
        self.wrong += usize::from(outcome.linked && !outcome.right);
        self.abstained += usize::from(outcome.linkable && !outcome.linked);
    }

    /// How many of a hundred links are right.
    #[must_use]
    pub fn precision(&self) -> f64 {
        percent(self.right, self.right + self.wrong)
    }

    /// How many of a hundred that could be linked are linked right.
    #[must_use]
    pub fn recall(&self) -> f64 {
        percent(self.right, self.linkable)
    }
}

#[expect(clippy::cast_precision_loss, reason = "texts are few")]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// How precise links are and how many are found, by the least probability: a line for each group and each source.
#[must_use]
pub fn curves(outcomes: &[(bool, Outcome)]) -> String {
    let mut lines = String::new();
    for (name, ours) in [("GUM", false), ("ours", true)] {
        for group in Group::ALL {
            let of = outcomes.iter().filter(|(of_ours, outcome)| outcome.group == group && *of_ours == ours);
            let of: Vec<&Outcome> = of.map(|(_, outcome)| outcome).collect();
            let count = |holds: &dyn Fn(&Outcome) -> bool| of.iter().filter(|outcome| holds(outcome)).count();
            let linkable = count(&|answer| answer.linkable);
            let right = percent(count(&|answer| answer.right), of.len());
            _ = write!(
                lines,
                "  {name}, {group:?}: {} of which {linkable} to link, best guess right {right:.1};",
                of.len()
            );
            for least in (400..=900).step_by(100) {
                let sure = |answer: &Outcome| answer.links && answer.probability >= least;
                let (links, hits) = (count(&sure), count(&|answer| sure(answer) && answer.right));
                _ = write!(lines, " {least}: {:.0} / {:.0}", percent(hits, links), percent(hits, linkable));
            }
            lines.push('\n');
        }
    }
    lines
}

/// What the linker did, by [`Group`], and its decisions one by one.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// By group.
    pub tallies: [Tally; Group::ALL.len()],
    /// Every decision.
    pub outcomes: Vec<Outcome>,
}

/// Measures the linker of a model along its own decisions.
///
/// # Errors
/// Never: nothing interrupts it.
pub fn measure(model: &Model, texts: &[Text]) -> Result<Measured, Interrupted> {
    let tools = Tools::new(model, &model.linker);
    let mut measured = Measured::default();
    for text in texts {
        text.walk(&tools, Follow::Model, |_, outcome| {
            measured.tallies[outcome.group as usize].take(&outcome);
            measured.outcomes.push(outcome);
        })?;
    }
    Ok(measured)
}

impl Measured {
    /// The pronouns together, the descriptions, and what is named later.
    #[must_use]
    pub fn kinds(&self) -> [Tally; 3] {
        let mut kinds = [Tally::default(); 3];
        for outcome in &self.outcomes {
            let kind = match outcome.group {
                Group::Person | Group::It | Group::They => 0,
                Group::Description => 1,
                Group::Naming => 2,
            };
            kinds[kind].take(outcome);
        }
        kinds
    }

    /// What was wrong or left open, a line each.
    #[must_use]
    pub fn misses(&self) -> String {
        let mut lines = String::new();
        for outcome in self.outcomes.iter().filter(|outcome| !(outcome.right && outcome.linked == outcome.linkable)) {
            let [words, meant, taken] = &outcome.words;
            let Outcome { group, linkable, linked, right, probability, .. } = outcome;
            _ = writeln!(
                lines,
                "{group:?}\t{}\t{}\t{}\t{probability}\t{words}\t{meant}\t{taken}",
                if *linkable { "known" } else { "new" },
                if *linked { "linked" } else { "open" },
                if *right { "right" } else { "wrong" },
            );
        }
        lines
    }

    /// The figures, a line each.
    #[must_use]
    pub fn lines(&self) -> String {
        let mut lines = String::new();
        for (group, tally) in Group::ALL.iter().zip(&self.tallies) {
            _ = writeln!(
                lines,
                "  {group:?}: {} of which {} to link; {} right, {} wrong, {} left open; precision {:.1}, recall {:.1}, first guess right {:.1}",
                tally.all,
                tally.linkable,
                tally.right,
                tally.wrong,
                tally.abstained,
                tally.precision(),
                tally.recall(),
                percent(tally.best, tally.all),
            );
        }
        lines
    }
}
