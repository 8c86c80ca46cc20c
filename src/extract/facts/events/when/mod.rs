//! When an event took place: the time that says so, in its own clause or carried over from what was told before.
//!
//! Rule: one of the times around a trigger is chosen, or none. The day of publication is no candidate: an event has a
//! date only where the text names it.

mod features;

use jiff::civil::Date;

use super::functions::is_verb;
use super::paths::Paths;
use super::{Event, Scene};
use crate::extract::verbs::VerbGroup;
use crate::interrupt::{Interrupt, Interrupted};
use crate::model::events::EventModels;
use crate::model::linear::{Features, probabilities};
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
            published: scene.published(),
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
