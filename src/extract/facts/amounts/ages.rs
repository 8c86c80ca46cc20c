//! Ages that no word marks: “Smith, 43,”, “(57)”, “aged 24”, “She is 33”, “an accountant of 34”.
//!
//! Rule: a whole number up to 120 beside somebody who can have an age, where nothing else can be counted.

use super::Finder;
use super::implied::GATHERED;
use super::marks::Side;
use super::nouns::is_noun;
use crate::extract::document::TokenKind;
use crate::extract::lexicon::Classes;
use crate::knowledge::{Part, Supersense};
use crate::model::tags::Penn;
use crate::record::EntityType;

/// People of whom an age is the limit: “children under 12”.
const OF_AN_AGE: [&str; 16] = [
    "children", "child", "people", "person", "pupils", "women", "men", "anyone", "anybody", "everyone", "those",
    "boys", "girls", "adults", "drivers", "patients",
];

/// Words for the stages of a life, before “at 15”.
const GROWN: [&str; 17] = [
    "school",
    "university",
    "college",
    "study",
    "studied",
    "oldest",
    "youngest",
    "eldest",
    "orphaned",
    "apprenticed",
    "learned",
    "learnt",
    "debut",
    "debuted",
    "widow",
    "career",
    "emigrated",
];

/// How far before “at 15” such a word may stand, in tokens.
const GREW: usize = 7;

impl Finder<'_, '_> {
    /// “Smith, 43,”, “(57)”, “aged 24”, “She is 33”, “an accountant of 34”
    pub(super) fn is_age(&self, side: &Side) -> bool {
        let (start, end) = (side.start, side.end);
        let fits = side.numeral.integer().is_some_and(|years| (1..=120).contains(&years)) && side.scale == 0;
        if !fits {
            return false;
        }
        if self.is_behind(start, &["aged", "age", "ages"]) {
            return true;
        }
        let hedges = ["under", "over", "about", "around", "of", "and", "to", "between"];
        if self.is_behind(start, &hedges)
            && start > 1
            && (self.is_any(start - 2, &["aged", "age", "ages"])
                || start > 3 && self.is(start - 3, "aged") && self.is_any(start - 1, &["and", "to"])
                || start > 4 && self.is(start - 4, "aged") && self.is(start - 3, "between"))
        {
            return self.noun_phrase(end, true).is_none();
        }
        let closes = self.token(end).is_none_or(|next| {
            matches!(next.kind(), TokenKind::Comma | TokenKind::Stop | TokenKind::CloseBracket | TokenKind::Close)
        });
        let Some(before) = self.document.before(start) else { return false };
        // “children as young as two”, “people over 67”
        let young = start > 1
            && (self.is_behind(start, &["as"]) && self.is_any(start - 2, &["young", "old"])
                || self.is_behind(start, &["than"]) && self.is_any(start - 2, &["younger", "older"]));
        let years = side.numeral.integer().is_some_and(|years| (2..=90).contains(&years));
        let limit =
            start > 1 && years && self.is_behind(start, &["under", "over"]) && self.is_any(start - 2, &OF_AN_AGE);
        if (young || limit) && self.noun_phrase(end, true).is_none() {
            return true;
        }
        let now = before.is("now") || before.is("then");
        let before = if now { start.saturating_sub(2) } else { start - 1 };
        let mark = self.token(before).map_or("", |token| token.text());
        let closes = closes || self.is_any(end, &["then", "now"]);
        let closes_now = closes || now && self.is_any(end, &["and"]);
        if closes_now && matches!(mark, "," | "(") {
            return before.checked_sub(1).is_some_and(|name| self.is_person(name) || self.is_person_noun(name));
        }
        if mark == "both" && closes {
            return true;
        }
        // “Sota Hiraoka, is 26”
        let subject = before.checked_sub(1).map(|at| if self.is(at, ",") { at.saturating_sub(1) } else { at });
        if matches!(mark, "is" | "was" | "turned" | "turns" | "’s" | "'s" | "am" | "’m" | "'m")
            && (closes || self.is_any(end, &["and", "when", "but"]))
        {
            let who = subject.is_some_and(|at| self.is_any(at, &["he", "she", "who", "i"]) || self.is_person(at));
            return who;
        }
        let told = ["who", "whom", "whose", "from", "in", "with"];
        let goes_on = self.token(end).is_some_and(|next| next.tag().is_verb() || next.is("alive"));
        if mark == "of"
            && (closes || goes_on || self.is_any(end, &told) && !subject.is_some_and(|at| self.is_any(at, &GATHERED)))
        {
            let parents = ["mother", "father", "grandmother", "grandfather"];
            return subject
                .is_some_and(|at| self.is_person_noun(at) && !self.is_any(at, &parents) && self.has_article(at));
        }
        let lived = ["died", "dies", "dead", "retired", "married", "widowed", "orphaned", "born"];
        // “left school at 15 to work”, “the oldest judge at 71”
        let sentence = self.sentence(start);
        let grew = (before.saturating_sub(GREW).max(sentence.start)..before).any(|at| self.is_any(at, &GROWN));
        let ends = closes || self.is_any(end, &["to", "and", "but", "when", "after"]);
        if mark == "at" && grew && ends && !self.is_any(end + 1, &["at"]) {
            return true;
        }
        mark == "at" && subject.is_some_and(|at| self.is_any(at, &lived) || closes && self.is_place(at))
    }

    fn has_article(&self, at: usize) -> bool {
        (at.saturating_sub(4)..at).any(|at| self.is_any(at, &["a", "an"]))
    }

    fn is_place(&self, at: usize) -> bool {
        self.entities.at(at).is_some_and(|(_, index)| self.entities.list[index].kind == EntityType::Place)
    }

    /// Whether a token ends the name of a person, or of something that is not known to be anything else.
    fn is_person(&self, at: usize) -> bool {
        let Some(token) = self.token(at) else { return false };
        match self.entities.at(at) {
            Some((_, index)) => {
                matches!(self.entities.list[index].kind, EntityType::Person | EntityType::Group | EntityType::Other)
            }
            None => {
                token.is_capitalised() && matches!(token.tag().penn, Penn::Nnp | Penn::Nnps)
                    || token.has(Classes::PERSON_NOUN) && is_noun(token)
            }
        }
    }

    /// Whether a common noun means persons.
    pub(super) fn is_person_noun(&self, at: usize) -> bool {
        let Some(token) = self.token(at).filter(|token| is_noun(*token)) else { return false };
        let text = token.text();
        let stem = self.knowledge.lemmas(Part::Noun, text).first().copied().unwrap_or(text);
        let singular = stem.strip_suffix('s').unwrap_or(stem);
        let person = |noun: &str| self.knowledge.noun(noun).is_some_and(|noun| noun.senses.has(Supersense::NounPerson));
        text == "people" || token.has(Classes::PERSON_NOUN) || person(stem) || person(singular)
    }
}
