//! When an event took place: the time that says so, in its own clause or carried over from what was told before.
//!
//! Rule: one of the times around a trigger is chosen, or none. The day of publication is no candidate: an event has a
//! date only where the text names it.

use jiff::civil::Date;

use super::frame::bucket;
use super::functions::{is_verb, preposition};
use super::paths::{Path, Paths};
use super::{Event, Scene};
use crate::extract::verbs::VerbGroup;
use crate::interrupt::{Interrupt, Interrupted};
use crate::model::events::EventModels;
use crate::model::hash::mix;
use crate::model::linear::{Features, probabilities};
use crate::model::tags::Penn;
use crate::record::TimeType;

/// The most sentences that a time is carried over.
const SENTENCES: usize = 5;
/// The most times that are candidates of one trigger.
const MOST_TIMES: usize = 10;

/// Says of each event when it took place.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn tell(
    scene: &Scene<'_, '_>,
    models: &EventModels,
    events: &mut [Event],
    interrupt: &Interrupt<'_>,
) -> Result<(), Interrupted> {
    if models.when.classes() == 0 {
        return Ok(());
    }
    let mut dates = Dates::new(*scene);
    let (mut features, mut scores, mut shares) = (Features::default(), Vec::new(), Vec::new());
    for event in events {
        interrupt.check()?;
        dates.turn(event.trigger);
        scores.clear();
        for number in 0..dates.candidates().len() {
            dates.describe(number, &mut features);
            scores.push(models.when.score(&features));
        }
        dates.describe_none(&mut features);
        scores.push(models.when.score(&features));
        probabilities(&scores, &mut shares);
        let chosen = dates.choose(&shares);
        event.time = chosen;
        event.date = chosen.and_then(|time| dates.date(time)).map(str::to_owned);
        dates.told(event.trigger, chosen);
    }
    Ok(())
}

/// The times that may say when a trigger took place, in buffers that are used again for the next.
#[derive(Debug)]
pub struct Dates<'a, 't> {
    scene: Scene<'a, 't>,
    published: Option<Date>,
    /// The times with a date, in text order: the index, the head of its words, the sentence.
    dated: Vec<Dated>,
    trigger: usize,
    sentence: usize,
    group: Option<VerbGroup>,
    paths: Paths,
    /// Indices into `dated`.
    candidates: Vec<usize>,
    /// How many candidates stand in the sentence of the trigger.
    here: usize,
    /// The trigger told of before and its time.
    before: Option<(usize, Option<usize>)>,
}

/// A time with a date.
#[derive(Clone, Copy, Debug)]
struct Dated {
    time: usize,
    head: usize,
    sentence: usize,
}

impl<'a, 't> Dates<'a, 't> {
    /// For the triggers of one article.
    #[must_use]
    pub fn new(scene: Scene<'a, 't>) -> Self {
        let document = &scene.analysis.document;
        let published = scene.analysis.published.as_deref();
        let dated = scene.analysis.times.iter().enumerate().filter_map(|(time, found)| {
            date_of(found.kind, found.value.as_deref())?;
            let sentence = document.sentence_of(found.tokens.start)?.index;
            let tree = document.tree();
            let outside = |at: &usize| tree.head(*at).is_none_or(|head| !found.tokens.contains(&head));
            let head = found.tokens.clone().find(outside)?;
            Some(Dated { time, head, sentence })
        });
        Self {
            scene,
            published: published.and_then(|published| published.get(..10)?.parse().ok()),
            dated: dated.collect(),
            trigger: 0,
            sentence: 0,
            group: None,
            paths: Paths::default(),
            candidates: Vec::new(),
            here: 0,
            before: None,
        }
    }

    /// Turns to a trigger.
    pub fn turn(&mut self, trigger: usize) {
        let document = &self.scene.analysis.document;
        self.trigger = trigger;
        self.sentence = document.sentence_of(trigger).map_or(0, |sentence| sentence.index);
        self.group = is_verb(document, trigger).then(|| VerbGroup::read(document, trigger));
        self.paths.turn(document.tree(), trigger);
        self.candidates.clear();
        let end = self.dated.partition_point(|dated| dated.sentence <= self.sentence);
        let start = self.dated.partition_point(|dated| dated.sentence + SENTENCES < self.sentence);
        let here = self.dated.partition_point(|dated| dated.sentence < self.sentence);
        // The first time of the story is the day of which it tells.
        if start > 0 {
            self.candidates.push(0);
        }
        self.candidates.extend(start.max(end.saturating_sub(MOST_TIMES))..end);
        self.here = end - here;
    }

    /// How many times may say when.
    #[must_use]
    pub fn candidates(&self) -> &[usize] {
        &self.candidates
    }

    /// The date of a candidate.
    #[must_use]
    pub fn date_of(&self, number: usize) -> Option<&'a str> {
        self.date(self.dated[self.candidates[number]].time)
    }

    /// The date of a time.
    #[must_use]
    pub fn date(&self, time: usize) -> Option<&'a str> {
        let found = &self.scene.analysis.times[time];
        date_of(found.kind, found.value.as_deref())
    }

    /// The likeliest time: candidates with one date stand together. None where none is likelier.
    #[must_use]
    pub fn choose(&self, shares: &[f64]) -> Option<usize> {
        let mut best = None;
        let mut most = shares.last().copied().unwrap_or(1.0);
        for number in 0..self.candidates.len() {
            let date = self.date_of(number);
            let together: f64 = (0..self.candidates.len())
                .filter(|other| self.date_of(*other) == date)
                .map(|other| shares[other])
                .sum();
            let own = best.is_some_and(|best: usize| self.date_of(best) == date && shares[number] > shares[best]);
            if together > most || own {
                most = together;
                best = Some(number);
            }
        }
        best.map(|number| self.dated[self.candidates[number]].time)
    }

    /// Notes when a trigger took place, for those behind it.
    pub const fn told(&mut self, trigger: usize, time: Option<usize>) {
        self.before = Some((trigger, time));
    }

    /// The time of a candidate.
    #[must_use]
    pub fn time_of(&self, number: usize) -> usize {
        self.dated[self.candidates[number]].time
    }

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

/// The date that a time tells, as an event has it: the day of a time of day, and less where less is known.
fn date_of(kind: TimeType, value: Option<&str>) -> Option<&str> {
    let value = value.filter(|_| matches!(kind, TimeType::Date | TimeType::Time))?;
    let date = value.split('T').next()?;
    let known = date.len() >= 4 && date.bytes().take(4).all(|byte| byte.is_ascii_digit()) && !date.contains('X');
    known.then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::extract::facts::events::lexemes::Lexemes;
    use crate::extract::testing::analysed;

    #[test]
    fn times_of_the_sentence_and_those_before_are_candidates_and_the_day_of_publication_is_none() {
        let mut article =
            Article::of_text("They met on 3 May 2022. On 4 May 2022 they left. They will return on 9 May 2022.");
        article.published_at = Some("2022-05-06T10:00:00Z".to_owned());
        let analysis = analysed(&article);
        let lexemes = Lexemes::default();
        let mut dates = Dates::new(Scene { analysis: &analysis, lexemes: &lexemes });
        dates.turn(analysis.document.tokens().position(|token| token.is("left")).unwrap());
        let told: Vec<_> = (0..dates.candidates().len()).filter_map(|number| dates.date_of(number)).collect();
        assert_eq!(told, ["2022-05-03", "2022-05-04"]);
    }

    #[test]
    fn times_of_one_date_stand_together() {
        let article = Article::of_text("They met on 3 May 2022, on 4 May 2022 and then on 3 May 2022 again.");
        let analysis = analysed(&article);
        let lexemes = Lexemes::default();
        let mut dates = Dates::new(Scene { analysis: &analysis, lexemes: &lexemes });
        dates.turn(1);
        assert_eq!(dates.candidates().len(), 3);
        let chosen = dates.choose(&[0.2, 0.25, 0.21, 0.34]);
        assert_eq!(chosen.and_then(|time| dates.date(time)), Some("2022-05-03"));
        assert_eq!(dates.choose(&[0.1, 0.2, 0.1, 0.6]), None);
    }

    #[test]
    fn a_time_of_day_is_a_date_and_a_length_is_none() {
        assert_eq!(date_of(TimeType::Time, Some("2022-05-03T17:00")), Some("2022-05-03"));
        assert_eq!(date_of(TimeType::Date, Some("2022-W18")), Some("2022-W18"));
        assert_eq!(date_of(TimeType::Date, Some("XXXX-05-03")), None);
        assert_eq!(date_of(TimeType::Duration, Some("P3D")), None);
        assert_eq!(date_of(TimeType::Date, Some("PAST_REF")), None);
    }
}
