//! Numbers that are no amounts: they name, order, date or score.
//!
//! Rule: a class of numbers is known by the words right beside it; nothing is refused for its value alone, but for a
//! year's and the numbers that one calls for help.

use super::Finder;
use super::marks::Side;
use crate::extract::document::{Token, TokenKind};
use crate::extract::facts::numerals::Form;
use crate::extract::lexicon::Classes;
use crate::model::tags::Penn;

/// Nouns before a number that is the name of one of them: “page 7”.
const NUMBERED: [&str; 74] = [
    "page",
    "pages",
    "number",
    "no",
    "no.",
    "nos",
    "nos.",
    "grade",
    "chapter",
    "version",
    "section",
    "article",
    "station",
    "table",
    "room",
    "flight",
    "route",
    "platform",
    "line",
    "level",
    "phase",
    "stage",
    "class",
    "category",
    "part",
    "act",
    "channel",
    "gate",
    "block",
    "unit",
    "building",
    "apartment",
    "highway",
    "kilometre",
    "kilometer",
    "type",
    "form",
    "season",
    "episode",
    "round",
    "group",
    "issue",
    "question",
    "item",
    "rule",
    "paragraph",
    "local",
    "bus",
    "bay",
    "ward",
    "district",
    "volume",
    "figure",
    "code",
    "extension",
    "lot",
    "pier",
    "terminal",
    "windows",
    "top",
    "step",
    "tier",
    "sections",
    "articles",
    "chapters",
    "rooms",
    "flights",
    "grades",
    "cell",
    "hut",
    "reactor",
    "precinct",
    "bill",
    "term",
];

/// Verbs before a number that is called.
const CALLED: [&str; 14] = [
    "call", "calls", "called", "calling", "ring", "rang", "dial", "dialled", "dialed", "dialling", "text", "texted",
    "sms", "phone",
];

/// What the names of months begin with.
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// What stands behind a clock time.
const CLOCK: [&str; 16] = [
    "am",
    "pm",
    "a.m.",
    "p.m.",
    "a.m",
    "p.m",
    "o'clock",
    "o’clock",
    "GMT",
    "BST",
    "UTC",
    "IST",
    "CET",
    "EST",
    "EDT",
    "hrs",
];

impl Finder<'_, '_> {
    /// One past the last token of what is no amount; none where the number may be one. It has no mark.
    pub(super) fn refused(&self, side: &Side) -> Option<usize> {
        let (start, end) = (side.start, side.end);
        let refused = self.is_date(side)
            || self.is_pronominal(side)
            || self.is_numbered(side) && !self.is_dashed_vote(side)
            || self.is_cut(side)
            || self.is_called(side)
            || self.is_address(end)
            || self.is_listed(start, end)
            || self.counts_time(end)
            || side.numeral.integer() == Some(0) && self.noun_phrase(end, true).is_none()
            || self.is_half_of_a_word(end)
            || self.is_behind(start, &["past"]) && side.numeral.integer().is_some_and(|hour| hour <= 12);
        refused.then_some(end)
    }

    /// Whether a number is the year, the day or the hour.
    fn is_date(&self, side: &Side) -> bool {
        let (start, end) = (side.start, side.end);
        let is_month = |at: usize| {
            let token = self.token(at).filter(|token| token.has(Classes::CALENDAR));
            token.is_some_and(|token| MONTHS.iter().any(|month| token.text().starts_with(month)))
        };
        let value = side.numeral.integer();
        let beside_month =
            is_month(end) || start.checked_sub(1).is_some_and(is_month) || self.is(end, "of") && is_month(end + 1);
        if beside_month && value.is_some_and(|value| value <= 31 || (1000..2200).contains(&value)) {
            return true;
        }
        if self.is_any(end, &CLOCK) && self.token(end).is_some_and(|token| !token.is("hrs") || side.numeral.digits) {
            return true;
        }
        let text = self.text(start);
        let year = text.len() == 4 && end == start + 1 && value.is_some_and(|value| (1500..2100).contains(&value));
        if year && side.numeral.digits {
            let counts = self.token(end).is_some_and(|next| matches!(next.tag().penn, Penn::Nns));
            let dated = self.is_behind(
                start,
                &["in", "since", "of", "from", "until", "by", "during", "the", "fiscal", "before", "after", "(", "©"],
            );
            return !counts || dated;
        }
        // “at 6.15”, “until 10.30”, unless a rate is told: “at 18.24 to the dollar”.
        let timed = ["at", "by", "before", "after", "until", "till", "from", "since"];
        let clock = text.split_once('.').is_some_and(|(hour, minute)| {
            minute.len() == 2 && minute < "60" && hour.parse::<u8>().is_ok_and(|hour| hour < 24)
        });
        if clock
            && end == start + 1
            && self.is_behind(start, &timed)
            && !self.is_any(end, &["to", "per", "a", "million"])
        {
            return true;
        }
        // `19.40 We are pausing`: the hour at which a live report was written.
        let opens = self.opens_paragraph(start);
        let hour = text.len() >= 4 && text.as_bytes().get(text.len() - 3) == Some(&b'.');
        opens && hour
    }

    /// “cuts the rolls in two”: not how many, but how.
    fn is_cut(&self, side: &Side) -> bool {
        let cuts = [
            "cut", "cuts", "cutting", "broke", "breaks", "broken", "split", "splits", "tore", "torn", "snapped",
            "snaps", "sawn", "folded",
        ];
        let start = side.start;
        let two = self.is(start, "two") && self.is_behind(start, &["in"]) && self.noun_phrase(side.end, true).is_none();
        two && (start.saturating_sub(5)..start).any(|at| self.is_any(at, &cuts))
    }

    /// “two-time”, “UPDATE 2-Opposition”: a hyphen joins a number to a word that it does not count.
    fn is_half_of_a_word(&self, end: usize) -> bool {
        let joined = self.glued(end).is_some_and(|token| token.is("-"))
            && self.glued(end + 1).is_some_and(|next| next.is_word());
        joined && self.compound(end).is_none()
    }

    pub(super) fn opens_paragraph(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.document.sentence_of(before));
        let own = self.document.sentence_of(at);
        match (before, own) {
            (Some(before), Some(own)) => before.paragraph() != own.paragraph(),
            _ => at == 0,
        }
    }

    /// “The one you mentioned”, “no one”, “the two agreed”.
    fn is_pronominal(&self, side: &Side) -> bool {
        if side.numeral.digits || side.numeral.form == Form::Vague {
            return false;
        }
        let (start, end) = (side.start, side.end);
        if self.is(start, "one") && end == start + 1 {
            let determined = [
                "no", "the", "this", "any", "every", "each", "which", "another", "some", "a", "old", "new", "first",
                "last", "good", "other", "only",
            ];
            if self.is_behind(start, &determined) {
                return true;
            }
            if self.is_any(end, &["such", "another", "more", "other"]) {
                return true;
            }
            let phrase = self.noun_phrase(end, false);
            let thing = phrase.is_some_and(|phrase| {
                let head = self.token(phrase.head);
                let small = (end..phrase.head).all(|at| {
                    self.token(at).is_some_and(|token| !token.is_capitalised() || token.has(Classes::DEMONYM))
                });
                let common = small && head.is_some_and(|head| head.tag().penn == Penn::Nn);
                let idle = [
                    "point", "occasion", "thing", "way", "another", "hand", "side", "stage", "sense", "bit", "whisker",
                ];
                common && !idle.contains(&self.text(phrase.head))
            });
            let compound = self.compound(end).is_some();
            return !thing && !compound;
        }
        // “Kestrel Nine”, “Two Rivers”: part of a name.
        let named = self.token(start).is_some_and(|token| token.is_capitalised()) && start > self.sentence(start).start;
        let in_name = |at: usize| self.token(at).is_some_and(|token| token.is_capitalised() && token.is_word());
        let opens = self.document.before(start).is_some_and(|before| !before.is_word());
        if named && !opens && !self.is_headline(start) && (in_name(start - 1) || in_name(end)) {
            return true;
        }
        let alone = self.noun_phrase(end, true).is_none() && self.compound(end).is_none();
        alone && self.is_behind(start, &["the", "these", "those", "all", "any"]) && !self.is(end, "of")
            || alone && self.is_behind(start, &["other"]) && start > 1 && self.is(start - 2, "the")
    }

    /// “page 7”, “Mirae 4”, “BREEZE-3”, “#5”, `1.`
    fn is_numbered(&self, side: &Side) -> bool {
        let (start, end) = (side.start, side.end);
        let Some(before) = self.document.before(start) else { return false };
        let counts = self.token(end).is_some_and(|next| matches!(next.tag().penn, Penn::Nns));
        let glued = self.token(start).is_some_and(|token| !token.is_spaced());
        if glued && matches!(before.text(), "-" | "#" | "/" | "–" | "№" | "_" | "." | "+" | "@" | "§") {
            return true;
        }
        if matches!(before.text(), "#" | "§" | "№") {
            return true;
        }
        let short = self.text(start).len() <= 4 && !self.text(start).contains(',') && side.scale == 0;
        let act = self.is_behind(start, &["act"]) && before.is_capitalised() && side.numeral.digits;
        if self.is_behind(start, &NUMBERED) && (short || act) && self.noun_phrase(end, true).is_none() {
            return true;
        }
        // “sections 420 and 467”, “grades 9 through 12”
        let plural = start > 2
            && self.is_behind(start, &["and", "or", "to", "through", "-", "–"])
            && self.token(start - 2).is_some_and(|first| first.kind() == TokenKind::Number)
            && self.is_any(start - 3, &NUMBERED)
            && self.text(start - 3).ends_with('s');
        if plural && short {
            return true;
        }
        let is_name = |token: Token<'_, '_>| token.is_word() && token.is_capitalised() && !token.has(Classes::CALENDAR);
        let first = before.index == self.sentence(start).start && !matches!(before.tag().penn, Penn::Nnp | Penn::Nnps);
        let goes_on = self.document.before(before.index).is_some_and(is_name);
        let behind = is_name(before) && !first && (before.tag().is_noun() || goes_on);
        // “told 9 News”
        let ahead = self.token(end).is_some_and(|next| is_name(next) && next.tag().penn == Penn::Nnp);
        let ahead = ahead && self.noun_phrase(end, true).is_none();
        side.numeral.digits && short && !counts && (behind || ahead) && !self.is_headline(start)
    }

    /// Whether a token stands in the headline, whose capitals may say nothing.
    pub(super) fn is_headline(&self, at: usize) -> bool {
        self.document.sentence_of(at).is_some_and(|sentence| self.document.is_headline(sentence.paragraph()))
    }

    /// Telephone numbers.
    fn is_called(&self, side: &Side) -> bool {
        let (start, end) = (side.start, side.end);
        let digits = |at: usize| {
            let token = self.token(at).filter(|token| token.kind() == TokenKind::Number);
            token.is_some_and(|token| token.text().len() >= 2 && token.text().bytes().all(|byte| byte.is_ascii_digit()))
        };
        let first = self.text(start);
        let zero = first.len() > 1 && first.starts_with('0') && !first.contains('.');
        let row = side.numeral.digits
            && end == start + 1
            && digits(start)
            && (digits(end) || start.checked_sub(1).is_some_and(digits));
        let help = matches!(first, "911" | "999");
        zero || row
            || help
            || self.is_behind(start, &CALLED) && side.numeral.digits && self.noun_phrase(end, true).is_none()
    }

    /// “9 Sidi Marzouk Street”, “the 1400 block”
    fn is_address(&self, end: usize) -> bool {
        if self.is(end, "block") && self.is(end + 1, "of") {
            return true;
        }
        let mut at = end;
        while at < end + 4 && self.token(at).is_some_and(|token| token.is_word() && token.is_capitalised()) {
            let head = [
                "street",
                "road",
                "avenue",
                "lane",
                "drive",
                "square",
                "boulevard",
                "close",
                "terrace",
                "way",
                "crescent",
                "st.",
                "ave.",
            ];
            if at > end && self.is_any(at, &head) {
                return true;
            }
            at += 1;
        }
        false
    }

    /// `1. What is recalled`, at the start of a paragraph.
    fn is_listed(&self, start: usize, end: usize) -> bool {
        let stop = self.glued(end).is_some_and(|token| token.is(".") || token.is(")"));
        stop && self.opens_paragraph(start)
    }

    /// “two weeks”, “11-week”, “three more days”, which are times.
    fn counts_time(&self, end: usize) -> bool {
        let hyphen = usize::from(self.glued(end).is_some_and(|token| token.is("-")));
        let between =
            ["more", "further", "full", "straight", "consecutive", "calendar", "working", "long", "other", "extra"];
        let at = end + hyphen;
        let at = at + usize::from(self.is_any(at, &between));
        let time = self.is_time(at);
        // “14 night shifts”
        let modifies =
            self.token(at + 1).is_some_and(|next| matches!(next.tag().penn, Penn::Nns) && !next.is_capitalised());
        time && !(modifies && hyphen == 0 && !self.text(at).ends_with('s'))
    }
}
