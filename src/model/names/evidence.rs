//! What a whole text says about its words: where capitals are, what stands beside them, and how each spelling is used
//! everywhere else.
//!
//! Rule: time is linear in the text. Every look to the left and to the right, and every walk over the other
//! occurrences of a spelling, is bounded by a constant.

use std::ops::Range;

use super::clues::Clues;
use super::spellings::Spellings;
use crate::model::word::{Traits, Word};

/// A text as the model of names sees it: a row of words, what the tables know of each, and where sentences end.
#[derive(Clone, Copy, Debug)]
pub struct Text<'t> {
    /// The words, marks among them.
    pub words: &'t [Word],
    /// The clues of each word.
    pub clues: &'t [Clues],
    /// The words of each sentence, in order.
    pub sentences: &'t [Range<u32>],
}

/// Words that may hold names, with nothing but words outside of names around them.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// Its words.
    pub words: Range<usize>,
    /// The sentence that it lies in.
    pub sentence: Range<usize>,
    /// How the sentence is written.
    pub style: Style,
}

/// How a sentence uses capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Style {
    /// As prose does.
    Prose = 0,
    /// Most words have one, as in headlines.
    Title = 1,
    /// There are capitals and nothing else.
    Capitals = 2,
}

/// The longest stretch: a name never crosses the end of one, and the room to decode in is bounded.
pub const LONGEST_STRETCH: usize = 128;

/// The longest run of capitals that is looked at as one.
const LONGEST_RUN: u32 = 12;

/// No word, no spelling.
pub const NONE: u32 = u32::MAX;

/// Places beside a run where a noun says what it names.
pub const VIEWS: usize = 6;

/// The nouns at the places beside a run: before it, before “of”, in apposition, after it, its last word; and signs.
pub type Views = [u16; VIEWS];

/// The number of each place.
mod view {
    pub const BEFORE: usize = 0;
    pub const OF: usize = 1;
    pub const APPOSITION: usize = 2;
    pub const AFTER: usize = 3;
    pub const LAST: usize = 4;
    pub const SIGNS: usize = 5;
}

/// What else stands beside a run.
mod sign {
    pub const WHO: u16 = 1;
    pub const WHICH: u16 = 1 << 1;
    pub const ADDRESSED: u16 = 1 << 2;
    pub const AGE: u16 = 1 << 3;
    pub const SPEAKS: u16 = 1 << 4;
    pub const SPOKEN: u16 = 1 << 5;
    pub const LOCATED: u16 = 1 << 6;
    pub const OWNS: u16 = 1 << 7;
    pub const DEFINITE: u16 = 1 << 8;
    pub const GIVEN: u16 = 1 << 9;
    pub const BASED: u16 = 1 << 10;
}

/// Capitalised words in a row.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// The first.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// What stands beside it.
    pub views: Views,
}

/// How a spelling is used in the text.
#[derive(Clone, Copy, Debug)]
pub struct Spelling {
    /// How often, as far as it matters.
    pub count: u32,
    /// Whether it also stands without a capital.
    pub small: bool,
    /// How often it has a capital that prose alone would not give it.
    pub meant: u32,
    /// What stands beside its runs, all of them together.
    pub views: Views,
    /// The nouns right before it.
    pub previous: u16,
    last: u32,
}

/// The evidence of one text, in tables that are used again for the next.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The words that may hold names.
    pub stretches: Vec<Stretch>,
    /// All runs of capitals.
    pub runs: Vec<Run>,
    /// By word: its run.
    pub run_of: Vec<u32>,
    /// By word: the number of its spelling where it has a capital or a digit.
    pub spelling_of: Vec<u32>,
    /// By the number of a spelling.
    pub spellings: Vec<Spelling>,
    /// By word: where its spelling stood before.
    pub before: Vec<u32>,
    /// By word: where its spelling stands next.
    pub behind: Vec<u32>,
    index: Spellings,
    reach: Vec<bool>,
}

impl Evidence {
    /// Reads a text; what was known of the last one is forgotten.
    pub fn read(&mut self, text: &Text<'_>) {
        let length = text.words.len();
        self.stretches.clear();
        self.runs.clear();
        self.spellings.clear();
        for column in [&mut self.run_of, &mut self.spelling_of, &mut self.before, &mut self.behind] {
            column.clear();
            column.resize(length, NONE);
        }
        self.reach.clear();
        self.reach.resize(length, false);
        self.index.reset(text.words.iter().filter(|word| is_spelled(word)).count());
        for sentence in text.sentences {
            let sentence = sentence.start as usize..(sentence.end as usize).min(length);
            let style = style(text, &sentence);
            self.find_runs(text, &sentence);
            self.count(text, &sentence, style);
            self.find_stretches(text, &sentence, style);
        }
        for (word, clues) in text.words.iter().zip(text.clues) {
            if !is_spelled(word)
                && !clues.has(Clues::FUNCTION)
                && let Some(number) = self.index.get(word.lower)
            {
                self.spellings[number as usize].small = true;
            }
        }
    }

    /// The run that holds a word.
    #[inline]
    #[must_use]
    pub fn run(&self, at: usize) -> Option<&Run> {
        self.runs.get(self.run_of[at] as usize)
    }

    /// How the spelling of a word is used, where it has a capital or a digit.
    #[inline]
    #[must_use]
    pub fn spelling(&self, at: usize) -> Option<&Spelling> {
        self.spellings.get(self.spelling_of[at] as usize)
    }

    fn find_runs(&mut self, text: &Text<'_>, sentence: &Range<usize>) {
        let mut open: Option<u32> = None;
        for at in sentence.clone() {
            let index = position(at);
            let belongs = is_in_run(text, at);
            // A title ends a run, so that it stands before the name.
            let titled = at > sentence.start && text.clues[at - 1].has(Clues::typed(Clues::NOUN, 0));
            if open.is_some_and(|start| !belongs || titled || index - start >= LONGEST_RUN) {
                self.close(open.take(), at);
            }
            if belongs {
                open.get_or_insert(index);
            }
        }
        self.close(open, sentence.end);
        let first = self.runs.partition_point(|run| (run.start as usize) < sentence.start);
        for run in &mut self.runs[first..] {
            run.views = look_around(text, sentence, run.start as usize..run.end as usize);
        }
    }

    fn close(&mut self, start: Option<u32>, end: usize) {
        let Some(start) = start else { return };
        let number = position(self.runs.len());
        self.run_of[start as usize..end].fill(number);
        self.runs.push(Run { start, end: position(end), views: Views::default() });
    }

    fn count(&mut self, text: &Text<'_>, sentence: &Range<usize>, style: Style) {
        for at in sentence.clone() {
            let word = &text.words[at];
            let Some(number) = is_spelled(word).then(|| self.index.number(word.lower)).flatten() else { continue };
            self.spelling_of[at] = number;
            if number as usize == self.spellings.len() {
                let views = Views::default();
                self.spellings.push(Spelling { count: 0, small: false, meant: 0, views, previous: 0, last: NONE });
            }
            let run = self.runs.get(self.run_of[at] as usize).copied();
            let spelling = &mut self.spellings[number as usize];
            if spelling.last != NONE {
                self.behind[spelling.last as usize] = position(at);
                self.before[at] = spelling.last;
            }
            spelling.last = position(at);
            spelling.count += 1;
            spelling.meant += u32::from(style == Style::Prose && at > sentence.start);
            if at > sentence.start {
                spelling.previous |= text.clues[at - 1].nouns();
            }
            // What stands beside a run in a headline says nothing: the next word may be anything.
            if let Some(run) = run.filter(|_| style == Style::Prose) {
                for (all, one) in spelling.views.iter_mut().zip(run.views) {
                    *all |= one;
                }
            }
        }
    }

    fn find_stretches(&mut self, text: &Text<'_>, sentence: &Range<usize>, style: Style) {
        let mut last: Option<usize> = None;
        for at in sentence.clone() {
            if !is_capital(text, at, sentence.end) {
                continue;
            }
            let from = match last {
                Some(last) if at - last <= 3 => last + 1,
                _ => at,
            };
            self.reach[from..=at].fill(true);
            self.widen(text, sentence, at);
            last = Some(at);
        }
        let mut at = sentence.start;
        while at < sentence.end {
            let limit = sentence.end.min(at + LONGEST_STRETCH);
            let end = (at..limit).find(|at| !self.reach[*at]).unwrap_or(limit);
            if end > at {
                self.stretches.push(Stretch { words: at..end, sentence: sentence.clone(), style });
            }
            at = end.max(at + 1);
        }
    }

    /// Takes in what belongs to a capital: a number beside it, `al-` before it, `-won` behind it, a particle.
    fn widen(&mut self, text: &Text<'_>, sentence: &Range<usize>, at: usize) {
        if let Some(before) = at.checked_sub(1).filter(|before| *before >= sentence.start) {
            let word = &text.words[before];
            let short = word.prefix(4) & 0xFF == 0 && !text.clues[before].has(Clues::FUNCTION);
            if word.traits.has(Traits::DIGIT) || short && !word.traits.has(Traits::MARK) {
                self.reach[before] = true;
            } else if text.clues[before].has(Clues::HYPHEN) && before > sentence.start {
                self.reach[before - 1..=before].fill(true);
            }
        }
        if at + 1 < sentence.end {
            if text.words[at + 1].traits.has(Traits::DIGIT) {
                self.reach[at + 1] = true;
            } else if text.clues[at + 1].has(Clues::HYPHEN) && at + 2 < sentence.end {
                self.reach[at + 1..=at + 2].fill(true);
            }
        }
    }
}

/// An index as it is kept in tables. A text has fewer than 2³² bytes, so that it fits.
fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}

/// Whether a word's other occurrences count.
fn is_spelled(word: &Word) -> bool {
    word.traits.any(Traits(Traits::CAPITAL.0 | Traits::DIGIT.0 | Traits::MIXED.0))
}

/// Whether a word has a capital that is not only that of a small word at the start of a sentence.
fn is_in_run(text: &Text<'_>, at: usize) -> bool {
    let traits = text.words[at].traits;
    let small = Clues::FUNCTION | Clues::PRONOUN | Clues::CALENDAR;
    let acronym = traits.has(Traits::ALL_CAPITALS) && !traits.has(Traits::SINGLE);
    traits.any(Traits(Traits::CAPITAL.0 | Traits::MIXED.0)) && (acronym || !text.clues[at].has(small))
}

/// Whether names are looked for at a word.
fn is_capital(text: &Text<'_>, at: usize, end: usize) -> bool {
    let has_capital = |at: usize| text.words[at].traits.any(Traits(Traits::CAPITAL.0 | Traits::MIXED.0));
    is_in_run(text, at) || has_capital(at) && at + 1 < end && has_capital(at + 1)
}

fn style(text: &Text<'_>, sentence: &Range<usize>) -> Style {
    let (mut capital, mut small) = (0_usize, 0_usize);
    for (word, clues) in text.words[sentence.clone()].iter().zip(&text.clues[sentence.clone()]) {
        if word.traits.any(Traits(Traits::MARK.0 | Traits::DIGIT.0)) {
            continue;
        }
        if word.traits.has(Traits::ALL_CAPITALS) || word.traits.has(Traits::CAPITAL) && !clues.has(Clues::FUNCTION) {
            capital += 1;
        } else if !clues.has(Clues::FUNCTION) && !word.traits.has(Traits::CAPITAL) {
            small += 1;
        }
    }
    match (capital, small) {
        (1.., 0) => Style::Capitals,
        (3.., _) if capital >= small * 2 => Style::Title,
        _ => Style::Prose,
    }
}

/// What stands beside the run of these words.
fn look_around(text: &Text<'_>, sentence: &Range<usize>, run: Range<usize>) -> Views {
    let mut views = Views::default();
    let none = Clues::default();
    let clues = |at: usize| if sentence.contains(&at) { text.clues[at] } else { none };
    let back = |by: usize| run.start.checked_sub(by).map_or(none, clues);
    let signs = &mut views[view::SIGNS];
    let mut set = |sign: u16, holds: bool| *signs |= if holds { sign } else { 0 };

    set(sign::ADDRESSED, (back(1) | clues(run.start)).has(Clues::HONORIFIC | Clues::CIVIL));
    set(sign::LOCATED, back(1).has(Clues::LOCATIVE));
    set(sign::DEFINITE, back(1).has(Clues::ARTICLE));
    set(sign::SPOKEN, back(1).has(Clues::REPORTING));
    set(sign::GIVEN, run.len() > 1 && clues(run.start).has(Clues::GIVEN_NAME));
    let next = clues(run.end);
    set(sign::SPEAKS, next.has(Clues::REPORTING));
    set(sign::OWNS, next.has(Clues::POSSESSIVE));
    set(sign::BASED, next.has(Clues::HYPHEN));
    let comma = next.has(Clues::COMMA);
    let after = if comma { clues(run.end + 1) } else { next };
    set(sign::WHO, after.has(Clues::WHO));
    set(sign::WHICH, after.has(Clues::WHICH));
    let number = |at: usize| sentence.contains(&at) && text.words[at].traits.has(Traits::NUMBER);
    set(sign::AGE, comma && number(run.end + 1) && clues(run.end + 2).has(Clues::COMMA | Clues::STOP));

    views[view::LAST] = clues(run.end - 1).nouns();
    views[view::BEFORE] = back(1).nouns();
    views[view::AFTER] = if comma { 0 } else { next.nouns() };
    if back(1).has(Clues::OF) {
        views[view::OF] = back(2).nouns();
    }
    if comma {
        let (nouns, who) = phrase_head(text, sentence, run.end + 1);
        views[view::APPOSITION] = nouns;
        views[view::SIGNS] |= if who { sign::WHO } else { 0 };
    }
    // `its chairman, Ann Lee,`
    let set_off = next.has(Clues::COMMA | Clues::STOP | Clues::REPORTING) || run.end == sentence.end;
    if back(1).has(Clues::COMMA) && set_off && run.start >= 2 && !text.words[run.start - 2].is_capitalised() {
        views[view::APPOSITION] |= back(2).nouns();
    }
    views
}

/// The nouns of the head of the phrase that begins at a word, and whether “who” follows it.
fn phrase_head(text: &Text<'_>, sentence: &Range<usize>, start: usize) -> (u16, bool) {
    const LONGEST: usize = 9;
    let mut head = 0;
    for at in start..sentence.end.min(start + LONGEST) {
        let (word, clues) = (&text.words[at], text.clues[at]);
        if clues.has(Clues::WHO) {
            return (head, head != 0);
        }
        let hyphen = clues.has(Clues::HYPHEN);
        if clues.has(Clues::ENDS_PHRASE) || word.traits.has(Traits::MARK) && !hyphen {
            break;
        }
        // A name within the phrase is no head, and a verb has none.
        if clues.has(Clues::REPORTING) && head == 0 && at == start {
            break;
        }
        if clues.nouns() != 0 && !word.is_capitalised() {
            head = clues.nouns();
        }
    }
    (head, false)
}
