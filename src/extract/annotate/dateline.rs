//! `GENEVA, May 13 (AP) —`: where a report was written, by which agency, and on which day.
//!
//! Rule: a dateline is believed where its form is unmistakable: a place in capitals, or one that the tables know,
//! closed by a dash; closed by a colon or a stop only where the tables know it. Its day is a date of publication
//! only where it names the year; no year is ever made up.

use std::ops::Range;

use crate::extract::document::{Document, Token, TokenKind};
use crate::extract::lexicon::{Classes, Lexicon};
use crate::record::{Dateline, EntityType};

/// What a dateline says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Place and agency, as written.
    pub dateline: Dateline,
    /// `2022-05-13`, where the dateline names day, month and year.
    pub date: Option<String>,
    /// The tokens of the agency.
    pub agency: Option<Range<usize>>,
    /// The tokens of the place.
    pub place: Option<Range<usize>>,
}

/// The most paragraphs, headline not counted, that may stand before the dateline: “ANALYSIS”, a byline.
const LEADS: usize = 3;
/// The most tokens that a dateline has.
const LONGEST: usize = 30;

/// Finds the dateline and marks where the story begins behind it.
pub fn annotate(document: &mut Document<'_>, lexicon: &Lexicon) -> Option<Found> {
    let skip = usize::from(document.headline);
    let story = document.paragraphs.get(skip).map_or(0, |tokens| tokens.start);
    document.story = story;
    let starts: Vec<Range<u32>> = document.paragraphs.iter().skip(skip).take(LEADS).cloned().collect();
    for tokens in starts {
        let end = (tokens.end as usize).min(tokens.start as usize + LONGEST);
        let reader = Reader { document, lexicon, end };
        if let Some((found, after)) = reader.read(tokens.start as usize) {
            document.story = u32::try_from(after).unwrap_or(story);
            return Some(found);
        }
    }
    None
}

struct Reader<'d, 't> {
    document: &'d Document<'t>,
    lexicon: &'d Lexicon,
    end: usize,
}

impl<'t> Reader<'_, 't> {
    fn token(&self, at: usize) -> Option<Token<'_, 't>> {
        self.document.token(at).filter(|_| at < self.end)
    }

    fn text(&self, at: usize) -> &'t str {
        self.token(at).map_or("", |token| token.text())
    }

    /// The dateline that begins at token `start`, and the first token behind it.
    fn read(&self, start: usize) -> Option<(Found, usize)> {
        let city_end = self.place_words(start);
        let mut at = city_end;
        if self.text(at) == "," {
            // A region: `WAUSAU, Wis.`
            let region = self.region_words(at + 1);
            at = if region > at + 1 { region } else { at };
        }
        let place_end = at;
        let (date, after_date) = self.date(at);
        let (agency, after_agency) = self.agency(after_date);
        let separator = self.token(after_agency)?;
        let dated = after_date > place_end;
        let known = city_end > start && self.is_known(start, city_end);
        let upper = city_end > start && self.token(start).is_some_and(|token| token.is_upper());
        let believed = match (separator.kind(), separator.text()) {
            (TokenKind::Dash, _) if city_end == start => agency.is_some(),
            (TokenKind::Dash, _) => known || (dated || agency.is_some() || upper) && !self.is_label(start, city_end),
            (_, ":" | "|") => known && (upper || dated || agency.is_some()),
            (TokenKind::Stop, ".") => known && upper && city_end == after_agency,
            (_, "/") => known && self.text(after_agency + 1) == "/",
            _ => agency.as_ref().is_some_and(|_| known && dated) && self.text(after_agency - 1) == "/",
        };
        if !believed {
            return None;
        }
        let consumed = match separator.text() {
            "/" => after_agency + 2,
            _ if separator.is_word() => after_agency,
            _ => after_agency + 1,
        };
        let words =
            |tokens: Range<usize>| self.document.span_of(tokens).map(|span| self.document.slice(span).to_owned());
        let place = Some(start..place_end).filter(|place| !place.is_empty());
        let dateline = Dateline { place: place.clone().and_then(words), agency: agency.clone().and_then(words) };
        Some((Found { dateline, date, agency, place }, consumed))
    }

    /// The end of the words of a city or two: `AMSTERDAM and WROCŁAW`, `DAKAR/GENEVA`.
    fn place_words(&self, start: usize) -> usize {
        let upper = self.token(start).is_some_and(|token| token.is_upper());
        let mut end = start;
        let mut at = start;
        while let Some(token) = self.token(at) {
            let fits = token.is_word() && if upper { token.is_upper() } else { token.is_capitalised() };
            if fits {
                end = at + 1;
            } else if at == start
                || !(token.kind() == TokenKind::Hyphen || matches!(token.text(), "and" | "/" | "de" | "'s" | "’s"))
            {
                break;
            }
            at += 1;
        }
        end
    }

    fn region_words(&self, start: usize) -> usize {
        let mut at = start;
        while self
            .token(at)
            .is_some_and(|token| token.is_word() && token.is_capitalised() && !token.has(Classes::CALENDAR))
        {
            at += 1;
        }
        at
    }

    /// Whether all that is written here are places that the tables know, in whatever case.
    fn is_known(&self, start: usize, end: usize) -> bool {
        let mut from = start;
        let mut any = false;
        for at in start..=end {
            let parts = at == end || matches!(self.text(at), "and" | "/");
            if !parts {
                continue;
            }
            let Some(span) = self.document.span_of(from..at) else { return false };
            let name = self.document.slice(span);
            let known = self.lexicon.name(name).or_else(|| self.lexicon.name_in_capitals(name));
            if known.is_none_or(|known| known.kind != EntityType::Place) {
                return false;
            }
            any = true;
            from = at + 1;
        }
        any
    }

    /// Whether the words label the text instead: `ANALYSIS —`, `READ MORE —`.
    fn is_label(&self, start: usize, end: usize) -> bool {
        let common = Classes::NO_BODY.and(Classes::FUNCTION).and(Classes::COMMON).and(Classes::CALENDAR);
        self.token(start).is_some_and(|token| token.has(Classes::NO_BODY.and(Classes::CALENDAR)))
            || (start..end).all(|at| self.token(at).is_some_and(|token| token.has(common)))
    }

    /// `, May 13`, `, 12 September 2018`, `, Friday`: the date where it is whole, and the token behind it.
    fn date(&self, start: usize) -> (Option<String>, usize) {
        let mut at = start;
        let (mut day, mut month, mut year) = (None, None, None);
        while let Some(token) = self.token(at) {
            let text = token.text();
            let number: Option<u32> = text.parse().ok().filter(|_| token.kind() == TokenKind::Number);
            match number {
                Some(number @ 1..=31) if day.is_none() => day = Some(number),
                Some(number @ 1900..=2199) if year.is_none() => year = Some(number),
                None if token.has(Classes::CALENDAR) => month = month.or_else(|| month_number(text)),
                None if text == "," => {}
                _ => break,
            }
            at += 1;
        }
        let anything = day.or(year).or(month).is_some() || at > start + 1;
        if !anything {
            return (None, start);
        }
        let date = match (year, month, day) {
            (Some(year), Some(month), Some(day)) => {
                // Only a day that the calendar has.
                let days = |number: u32| i8::try_from(number).ok();
                let date = i16::try_from(year).ok().zip(days(month)).zip(days(day));
                date.and_then(|((year, month), day)| jiff::civil::Date::new(year, month, day).ok())
                    .map(|date| date.to_string())
            }
            _ => None,
        };
        (date, at)
    }

    /// `(AP)` or `/AP/`, and the token behind it.
    fn agency(&self, start: usize) -> (Option<Range<usize>>, usize) {
        let at = if self.text(start) == "." && self.text(start + 1) == "/" { start + 1 } else { start };
        let close = match self.text(at) {
            "(" => ")",
            "/" => "/",
            _ => return (None, start),
        };
        let mut end = at + 1;
        while self.token(end).is_some_and(|token| token.text() != close) {
            end += 1;
        }
        let words = at + 1..end;
        let named = words.clone().all(|index| {
            self.token(index).is_some_and(|token| {
                token.is_word() && token.is_capitalised() || matches!(token.text(), "-" | "/" | "&" | "of" | "the")
            })
        });
        if words.is_empty() || !named || self.text(end) != close {
            return (None, start);
        }
        (Some(words), end + 1)
    }
}

fn month_number(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let start = word.get(..3)?;
    (1..).zip(MONTHS).find(|(_, month)| *month == start).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use crate::extract::annotate::tokens;
    use crate::interrupt::Interrupt;

    use super::*;

    /// Place, agency, date and the first word of the story.
    type Read = (Option<String>, Option<String>, Option<String>, String);

    fn find(text: &str) -> Option<Read> {
        let lexicon = Lexicon::new();
        let mut document = Document::new(text, false);
        tokens::annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
        let found = annotate(&mut document, &lexicon)?;
        let story = document.token(document.story as usize).map_or(String::new(), |token| token.text().to_owned());
        Some((found.dateline.place, found.dateline.agency, found.date, story))
    }

    #[test]
    fn usual_forms_are_read() {
        for (text, place, agency, date) in [
            ("GENEVA, May 13 (AP) — They met.", Some("GENEVA"), Some("AP"), None),
            ("GENEVA, May 13, 2022 (AP) -- They met.", Some("GENEVA"), Some("AP"), Some("2022-05-13")),
            (
                "AMSTERDAM and UTRECHT, 12 September 2018 – They met.",
                Some("AMSTERDAM and UTRECHT"),
                None,
                Some("2018-09-12"),
            ),
            ("NEW DELHI: They met.", Some("NEW DELHI"), None, None),
            ("OLD MILL, Wis. (WKQX) - They met.", Some("OLD MILL, Wis."), Some("WKQX"), None),
            ("BELMOPAN, Friday — They met.", Some("BELMOPAN"), None, None),
            ("(Reuters) - They met.", None, Some("Reuters"), None),
            ("Lima - They met.", Some("Lima"), None, None),
            ("DAKAR/GENEVA | They met.", Some("DAKAR/GENEVA"), None, None),
            ("KAMPALA. They met.", Some("KAMPALA"), None, None),
            ("ASTANA, November 9. /Steppe Agency/ They met.", Some("ASTANA"), Some("Steppe Agency"), None),
        ] {
            let (found_place, found_agency, found_date, story) = find(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found_place.as_deref(), found_agency.as_deref()), (place, agency), "{text}");
            assert_eq!((found_date.as_deref(), &*story), (date, "They"), "{text}");
        }
    }

    #[test]
    fn other_openings_are_no_dateline() {
        for text in [
            "OPINION | Anna Marsh",
            "READ MORE: the ferry",
            "TWO of the banks are to merge.",
            "A man – he was old – left.",
            "The firm (Orchid) - not the bank - sold it.",
            "WATCH: They met.",
            "ORCHID, the florist, threw out a bid.",
            "— They met",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_that_is_no_day_is_no_date() {
        assert_eq!(find("GENEVA, February 30, 2022 (AP) — They met.").unwrap().2, None);
    }
}
