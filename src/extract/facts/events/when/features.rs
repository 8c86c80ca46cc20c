//! The features of the times that may say when, and of the choice that none does.

use jiff::civil::Date;

use super::super::frame::bucket;
use super::super::functions::{is_verb, preposition};
use super::super::paths::Path;
use super::{Dated, Dates, SENTENCES};
use crate::model::hash::mix;
use crate::model::linear::Features;
use crate::model::tags::Penn;

impl Dates<'_, '_> {
    /// The features of a candidate, by its number.
    pub fn describe(&self, number: usize, into: &mut Features) {
        into.clear();
        let dated = self.dated[self.candidates[number]];
        let document = &self.scene.analysis.document;
        let back = (self.sentence - dated.sentence).min(SENTENCES + 1) as u64;
        let value = self.date(dated.time).unwrap_or_default();
        let grain = value.len() as u64;
        let age = self.age(value);
        let tense = self.tense();
        let lexeme = self.scene.lexemes.at(self.trigger);
        let paragraph = |at: usize| document.sentence_of(at).map(|sentence| sentence.paragraph());
        let together = u64::from(back == 0 || paragraph(dated.head) == paragraph(self.trigger));
        let lead = u64::from(self.candidates[number] == 0);
        let place = mix(back << 2 | together << 1 | lead, self.here.min(3) as u64);
        see(into, See::Back, back << 2 | together << 1 | lead);
        see(into, See::BackHere, place);
        see(into, See::BackAge, mix(back, age));
        see(into, See::AgeTense, mix(mix(back.min(2), age), tense));
        see(into, See::Grain, mix(mix(back.min(1), grain), age));
        see(into, See::Lemma, mix(back.min(2), lexeme.lemma));
        see(into, See::Sense, mix(back.min(2), lexeme.sense()));
        see(into, See::Form, mix(mix(back.min(2), self.form()), age));
        let words = &self.scene.analysis.times[dated.time].tokens;
        let lower = |at: usize| document.words().get(at).map_or(0, |word| word.lower);
        see(into, See::LastWord, mix(lower(words.end - 1), back.min(1)));
        see(into, See::FirstWord, mix(lower(words.start), back.min(1)));
        let later = self.candidates.len() - 1 - number;
        let often = self.dated.iter().take(40).filter(|other| self.date(other.time) == Some(value)).count();
        let quoted = u64::from(self.scene.is_quoted(self.trigger));
        see(into, See::Later, mix(later.min(3) as u64, back.min(2)));
        see(into, See::LaterTense, mix(mix(later.min(3) as u64, back.min(2)), tense));
        see(into, See::Often, mix(often.min(4) as u64, back.min(2)));
        see(into, See::GrainBack, mix(mix(grain, back), self.here.min(2) as u64));
        see(into, See::TenseQuoted, mix(mix(tense, quoted), mix(back.min(2), age)));
        see(into, See::Relation, mix(document.tree().relation(self.trigger) as u64, mix(back.min(2), age)));
        if let Some((trigger, time)) = self.before {
            let same = time.and_then(|time| self.date(time)) == Some(value);
            let near = u64::from(document.sentence_of(trigger).map_or(0, |sentence| sentence.index) == self.sentence);
            let chain = u64::from(same) << 2 | u64::from(time.is_some()) << 1 | near;
            see(into, See::Chain, mix(chain, back.min(2)));
            see(into, See::ChainForm, mix(mix(chain, back.min(2)), self.form()));
        }
        if back == 0 {
            self.describe_here(number, dated, into);
        }
    }

    /// What the tree says of a time in the sentence of the trigger.
    fn describe_here(&self, number: usize, dated: Dated, into: &mut Features) {
        let document = &self.scene.analysis.document;
        let tree = document.tree();
        let before = u64::from(dated.head < self.trigger);
        let label = mix(tree.relation(dated.head) as u64, preposition(document, dated.head));
        let Path { hash: path, up, down } = self.paths.to(tree, dated.head, |at| tree.relation(at) as u64);
        let steps = (up.min(5) as u64) << 4 | down.min(5) as u64;
        let between = if before == 1 { dated.head..self.trigger } else { self.trigger + 1..dated.head };
        let verbs = bucket(between.take(60).filter(|at| is_verb(document, *at)).count());
        let first = self.candidates.len() - self.here;
        let nearer = (first..self.candidates.len())
            .filter(|other| {
                let other = self.dated[self.candidates[*other]].head;
                other.abs_diff(self.trigger) < dated.head.abs_diff(self.trigger)
            })
            .count();
        let many = u64::from(self.here > 1);
        see(into, See::Path, path);
        see(into, See::PathForm, mix(path, self.form()));
        see(into, See::Steps, steps);
        see(into, See::StepsSide, mix(steps, before << 1 | many));
        see(into, See::LabelSteps, mix(label, steps));
        see(into, See::Verbs, mix(verbs, before << 1 | many));
        see(into, See::Nearer, mix(nearer.min(3) as u64, before << 1 | many));
        see(into, See::VerbsNearer, mix(mix(verbs, nearer.min(3) as u64), steps));
        see(into, See::LabelSide, mix(label, before));
        see(into, See::Rank, (number - first).min(3) as u64);
        let governor = tree.head(dated.head);
        let own = u64::from(governor == Some(self.trigger));
        see(into, See::Own, own);
        see(into, See::OwnLabel, mix(own, label));
        if let Some(governor) = governor {
            see(into, See::Governor, mix(own, self.scene.lexemes.at(governor).lemma));
        }
    }

    /// The features of the choice that nothing says when.
    pub fn describe_none(&self, into: &mut Features) {
        into.clear();
        let document = &self.scene.analysis.document;
        let lexeme = self.scene.lexemes.at(self.trigger);
        let nearest = self.candidates.last().map_or(SENTENCES + 2, |dated| self.sentence - self.dated[*dated].sentence);
        let (form, tense) = (self.form(), self.tense());
        see(into, See::None, 0);
        see(into, See::NoneLemma, lexeme.lemma);
        see(into, See::NoneSense, lexeme.sense());
        see(into, See::NoneForm, form);
        see(into, See::NoneTense, tense);
        see(into, See::NoneNearest, nearest as u64);
        see(into, See::NoneNearestForm, mix(nearest as u64, form));
        see(into, See::NoneNearestTense, mix(nearest as u64, tense));
        see(into, See::NoneHereForm, mix(self.here.min(3) as u64, form));
        see(into, See::NoneRelation, document.tree().relation(self.trigger) as u64);
        see(into, See::NoneRelationHere, mix(document.tree().relation(self.trigger) as u64, self.here.min(2) as u64));
        see(into, See::NoneSentence, self.sentence.min(4) as u64);
        let quoted = u64::from(self.scene.is_quoted(self.trigger));
        see(into, See::NoneQuoted, mix(quoted, form));
        see(into, See::NoneTenseQuoted, mix(mix(quoted, tense), nearest.min(3) as u64));
        if let Some(governor) = document.tree().head(self.trigger) {
            let relation = document.tree().relation(self.trigger) as u64;
            see(into, See::NoneGovernor, mix(self.scene.lexemes.at(governor).lemma, relation));
        }
        if let Some((trigger, time)) = self.before {
            let near = u64::from(document.sentence_of(trigger).map_or(0, |sentence| sentence.index) == self.sentence);
            see(into, See::NoneChain, u64::from(time.is_some()) << 1 | near);
            see(into, See::NoneChainForm, mix(u64::from(time.is_some()) << 1 | near, form));
        }
    }

    /// The form of the trigger.
    fn form(&self) -> u64 {
        self.scene.analysis.document.token(self.trigger).map_or(Penn::Xx, |token| token.tag().penn) as u64
    }

    /// The time and mood of the trigger; zero for what is no verb.
    fn tense(&self) -> u64 {
        self.group.map_or(0, |group| {
            let when = group.when.map_or(0, |when| when as u64 + 1);
            1 + (when << 5 | (group.mood as u64) << 2 | u64::from(group.perfect) << 1 | u64::from(group.progressive))
        })
    }

    /// How long before or behind the day of publication a date lies, in steps that grow.
    fn age(&self, value: &str) -> u64 {
        let Some(published) = self.published else { return 0 };
        let Some(days) =
            value.parse::<Date>().ok().and_then(|date| date.since(published).ok()).map(|span| span.get_days())
        else {
            // A year or a month: whether it is that of publication.
            let year = value.get(..4).and_then(|year| year.parse::<i16>().ok());
            return 20 + year.map_or(0, |year| (year - published.year()).clamp(-3, 2) + 4).unsigned_abs() as u64;
        };
        let step = match days.unsigned_abs() {
            0 => 0,
            1 => 1,
            2..=7 => 2,
            8..=31 => 3,
            32..=366 => 4,
            _ => 5,
        };
        1 + (step << 1 | u64::from(days > 0))
    }
}

/// The templates of the features.
#[derive(Clone, Copy)]
enum See {
    Back,
    BackHere,
    BackAge,
    AgeTense,
    Grain,
    Lemma,
    Sense,
    Form,
    LastWord,
    FirstWord,
    Chain,
    ChainForm,
    Path,
    PathForm,
    Steps,
    StepsSide,
    LabelSteps,
    Verbs,
    Nearer,
    VerbsNearer,
    LabelSide,
    Rank,
    Own,
    OwnLabel,
    Governor,
    None,
    NoneLemma,
    NoneSense,
    NoneForm,
    NoneTense,
    NoneNearest,
    NoneNearestForm,
    NoneNearestTense,
    NoneHereForm,
    NoneRelation,
    NoneRelationHere,
    NoneSentence,
    NoneChain,
    NoneChainForm,
    Later,
    LaterTense,
    Often,
    GrainBack,
    TenseQuoted,
    Relation,
    NoneQuoted,
    NoneTenseQuoted,
    NoneGovernor,
}

fn see(into: &mut Features, template: See, value: u64) {
    into.add(template as u64, value);
}
