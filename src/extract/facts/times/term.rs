//! What a token means in an expression of time: the words of the calendar and of the clock, numbers, and the small
//! words that hold them together.
//!
//! Rule: one token, one [`Term`], whatever stands around it; the grammar decides what the row of them says. Words are
//! looked up in a buffer on the stack, so that a token costs no memory.

use super::words;
use crate::extract::document::{Document, Token, TokenKind};

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Night,
    Week,
    Weekend,
    Fortnight,
    Month,
    Quarter,
    Season,
    Year,
    Decade,
    Century,
}

/// A part of the day, as TIMEX3 names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Part {
    Morning,
    Midday,
    Afternoon,
    Evening,
    Night,
}

/// A season, as TIMEX3 names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

/// Which of several a word like “last” points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// “last”: before publication.
    Last,
    /// “this”: around publication.
    This,
    /// “next”: after publication, or after what was told before.
    Next,
    /// “previous”: before what was told before.
    Previous,
    /// “following”: after what was told before.
    Following,
    /// “that”: what was told before.
    That,
    /// “this past”: the latest before publication.
    Past,
    /// “this coming”: the first after publication.
    Coming,
}

/// Where within a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// “early”, “the beginning of”.
    Start,
    /// “mid”, “the middle of”.
    Middle,
    /// “late”, “the end of”.
    End,
}

/// A zone of time that is told by its letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Minutes east of Greenwich.
    Offset(i16),
    /// A zone of North America without a word on summer time: minutes east of Greenwich in winter.
    American(i16),
    /// “local time”.
    Local,
}

/// A time of day as digits: hours, minutes and seconds.
pub type Digits = (u8, u8, u8);

/// What a token means to the grammar of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// Nothing.
    Other,
    /// Digits without marks, and how many of them.
    Number(u32, u8),
    /// “one” to “nineteen”.
    Small(u8),
    /// “twenty” to “ninety”.
    Tens(u8),
    /// “hundred”, “thousand”.
    Power(u16),
    /// “3rd”, “third”.
    Ordinal(u8),
    /// A fraction in digits, in hundredths: `2.5`.
    Decimal(u32),
    /// `13:31`, and whether a colon divides it; `6.15` may be a number too.
    Digital(Digits, bool),
    /// `2024-03-06` or `03/06/2024`: read from its letters.
    Dashed,
    /// `1990s`: its first year; `’90s`: that of its century is open.
    Decade(u16),
    /// `FY24`.
    Fiscal(u16),
    /// `Q3`.
    QuarterName(u8),
    /// `H2`.
    HalfName(u8),
    /// Monday is 1; whether it stands in the plural.
    Weekday(u8, bool),
    /// January is 1.
    Month(u8),
    /// A unit; whether it stands in the plural.
    Unit(Unit, bool),
    /// A part of the day; whether it stands in the plural.
    Part(Part, bool),
    /// “dawn”, “nightfall”: a part of the day that needs no article.
    Light(Part),
    /// A season.
    Season(Season),
    /// “last”, “next”.
    Relation(Relation),
    /// “early”, “end”.
    Within(Within),
    /// “today”: days from publication.
    Day(i8),
    /// “tonight”.
    Tonight,
    /// “overnight”.
    Overnight,
    /// “noon”.
    Noon,
    /// “midnight”.
    Midnight,
    /// “ago”.
    Ago,
    /// “later”, “afterwards”.
    Later,
    /// “earlier”.
    Earlier,
    /// “every”, “each”.
    Every,
    /// “per”.
    Per,
    /// “annual”: how often, and of which unit.
    Often(u8, Unit),
    /// “a.m.”: whether it is before noon.
    Meridiem(bool),
    /// “o'clock”.
    OClock,
    /// “half”.
    Half,
    /// “GMT”.
    Zone(Zone),
    /// “fiscal”, “financial”.
    FiscalWord,
    /// “a”, “an”.
    A,
    /// “the”.
    The,
    /// “of”.
    Of,
    /// “in”.
    In,
    /// “on”.
    On,
    /// “at”.
    At,
    /// “to”.
    To,
    /// “past”.
    Past,
    /// “and”.
    And,
    /// “before”.
    Before,
    /// “after”.
    After,
    /// “from”.
    From,
    /// A comma.
    Comma,
    /// A hyphen or a dash.
    Dash,
    /// A stroke.
    Stroke,
}

impl Term {
    /// What a token means.
    #[must_use]
    pub fn of(token: Token<'_, '_>) -> Self {
        match token.kind() {
            TokenKind::Number => words::number(token.text()),
            TokenKind::Hyphen | TokenKind::Dash => Self::Dash,
            TokenKind::Word => words::word(token.text()),
            _ => match token.text() {
                "," => Self::Comma,
                "/" => Self::Stroke,
                "-" | "–" | "~" => Self::Dash,
                _ => Self::Other,
            },
        }
    }

    /// The column of all tokens.
    #[must_use]
    pub fn column(document: &Document<'_>) -> Vec<Self> {
        document.tokens().map(Self::of).collect()
    }
}
