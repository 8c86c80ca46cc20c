//! What stands right before or behind a number and says what it measures: signs and names of money, percent, units of
//! measure, ages.
//!
//! Rule: the mark touches the number, or a hyphen stands between them (“640-million-franc”).

use super::Finder;
use crate::extract::document::{Token, TokenKind};
use crate::extract::facts::numerals::{Form, Numeral, Ratio};
use crate::model::tags::Penn;
use crate::record::{AmountKind, Decimal};

/// What a number measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Of what kind that is.
    pub kind: AmountKind,
    /// The unit's name; none for money of which the text does not say whose it is.
    pub unit: Option<&'static str>,
}

/// A number with the marks around it.
#[derive(Clone, Debug)]
pub struct Side {
    /// Its tokens, marks included.
    pub start: usize,
    /// One past its last token.
    pub end: usize,
    /// The number.
    pub numeral: Numeral,
    /// Its value, with the scale that its marks say; none where it is vague.
    pub value: Option<Ratio>,
    /// The power of ten of its scale.
    pub scale: u64,
    /// What it measures, where a mark says so.
    pub mark: Option<Mark>,
    /// Whether the mark stands before it.
    pub signed: bool,
}

const fn mark(kind: AmountKind, unit: &'static str) -> Mark {
    Mark { kind, unit: Some(unit) }
}

impl Finder<'_, '_> {
    /// The number that begins here, with its marks.
    pub(super) fn side(&self, start: usize) -> Option<Side> {
        let sign = self.sign(start);
        let begin = sign.as_ref().map_or(start, |(_, end)| *end);
        // `scp-173m`, `Covid-19`: no number of its own.
        let numeral = self.numeral(begin).filter(|_| !self.is_part_of_word(start))?;
        let mut side = Side {
            start,
            end: numeral.tokens.end,
            value: numeral.value.clone(),
            scale: numeral.scale,
            mark: sign.map(|(mark, _)| mark),
            signed: sign.is_some(),
            numeral,
        };
        match side.numeral.form {
            Form::Ordinal => return None,
            Form::Fraction => return self.part_of_unit(side),
            Form::Cardinal | Form::Vague => {}
        }
        self.take_million(&mut side);
        if begin > start && self.is_millions(begin - 1) {
            (side.value, side.scale) = (side.value.map(|value| value.scaled(6)), 6);
        }
        if side.signed {
            return Some(side);
        }
        let of = usize::from(side.numeral.form == Form::Vague && self.is(side.end, "of"));
        if let Some((mark, end)) = self.mark(side.end + of, side.numeral.digits) {
            if self.is_millions(end - 1) && side.scale == 0 {
                (side.value, side.scale) = (side.value.map(|value| value.scaled(6)), 6);
            }
            (side.mark, side.end) = (Some(mark), end);
            self.take_hundredths(&mut side);
        }
        Some(side)
    }

    /// Whether a hyphen joins a number to the word before it.
    fn is_part_of_word(&self, start: usize) -> bool {
        let joined =
            start > 1 && self.glued(start).is_some() && self.glued(start - 1).is_some_and(|token| token.is("-"));
        joined && self.token(start - 2).is_some_and(|token| token.is_word() && !token.is("magnitude"))
    }

    /// “half a kilometre”, “a quarter of a percentage point”, `3/4 mile`: a part of a unit; other parts are no amounts.
    fn part_of_unit(&self, side: Side) -> Option<Side> {
        let of = side.end + usize::from(self.is(side.end, "of"));
        let article = usize::from(self.is(of, "a") || self.is(of, "an") || self.is(of, "one"));
        // “a quarter point”, of interest
        let points = self.is(of, "point").then(|| (mark(AmountKind::Percent, "percentage points"), of + 1));
        let (mark, end) = points.or_else(|| self.mark(of + article, side.numeral.digits))?;
        let named = article > 0 || of == side.end;
        named.then_some(Side { mark: Some(mark), end, ..side })
    }

    /// `£4m`, `1.2m people`: the letter is a million with money and before things; else it is metres.
    fn take_million(&self, side: &mut Side) {
        let letter = self.glued(side.end).filter(|token| token.is("m") && side.numeral.digits);
        if letter.is_none() || side.numeral.scale > 0 {
            return;
        }
        let next = side.end + 1;
        let counted = self.tables.noun(self.document, next).is_some()
            || self.noun_phrase(next, true).is_some_and(|phrase| {
                let plural = self.token(phrase.head).is_some_and(|head| head.tag().penn == Penn::Nns);
                plural && !self.is_length(phrase.head)
            })
            || self.tables.measure(self.document, next).is_some();
        if side.signed || counted {
            side.value = side.value.as_ref().map(|value| value.scaled(6));
            (side.scale, side.end) = (6, next);
        }
    }

    /// Whether a token is a currency's code with the letter for a million before it: `MUSD`.
    fn is_millions(&self, at: usize) -> bool {
        let code = self.text(at).strip_prefix('M').filter(|code| code.len() == 3);
        code.is_some_and(|code| self.knowledge.currency(code).is_some())
    }

    /// Whether a word measures lengths: “a 3m wave” has no three million waves.
    fn is_length(&self, at: usize) -> bool {
        ["sprint", "hurdles", "relay", "race", "freestyle", "butterfly", "final", "wave", "waves", "walls", "pool"]
            .iter()
            .any(|word| self.is(at, word))
    }

    /// “three dollars and forty-five cents”, “15 dollars 50”: hundredths behind a whole sum.
    fn take_hundredths(&self, side: &mut Side) {
        let is_money = side.mark.is_some_and(|mark| mark.kind == AmountKind::Money);
        let whole = side.value.as_ref().is_some_and(|value| value.decimal().is_some_and(|value| value.is_whole()));
        if !is_money || !whole || side.scale > 0 || self.tables.part(self.text(side.end - 1)).is_some() {
            return;
        }
        let begin = side.end + usize::from(self.is(side.end, "and"));
        let Some(numeral) = self.numeral(begin).filter(|numeral| numeral.form == Form::Cardinal) else { return };
        let hundredths = numeral.integer().filter(|number| *number < 100);
        let part = self.tables.part(self.text(numeral.tokens.end)).is_some();
        let ends = self
            .document
            .token(numeral.tokens.end)
            .is_none_or(|token| matches!(token.kind(), TokenKind::Stop) || token.is("and") && begin > side.end);
        let sum = hundredths.filter(|_| part || ends).and_then(|number| {
            let cents = Ratio::new(Decimal::from(number), 100)?;
            side.value.as_ref()?.plus(&cents)
        });
        if sum.is_some() {
            (side.value, side.end) = (sum, numeral.tokens.end + usize::from(part));
        }
    }

    /// The sign of money before a number: `$`, `A$`, `Rs`, `EUR`; and where the number begins.
    fn sign(&self, start: usize) -> Option<(Mark, usize)> {
        let token = self.document.token(start)?;
        let text = token.text();
        let next = self.document.token(start + 1)?;
        // `C $`: letters and sign apart, as in tokenised texts; else the letters are an article's or a name's.
        if next.is("$") && token.is_word() && text.len() <= 4 {
            let letters = if text.eq_ignore_ascii_case("us") || text.eq_ignore_ascii_case("c") || !next.is_spaced() {
                self.tables.sign_of_two(text, "$")
            } else {
                None
            };
            if let Some(codes) = letters {
                return Some((self.money(codes), start + 2));
            }
        }
        let is_sign = match token.kind() {
            TokenKind::Symbol => true,
            // A short word is a sign as it is written in capitals, right before digits: `EUR 5`, `R90`, not “is 5”.
            TokenKind::Word => {
                let is_number = next.kind() == TokenKind::Number || next.is("$");
                let single = text.len() == 1;
                let written = text == "kr" || token.is_capitalised() && !(single && next.is_spaced());
                // A code is written in capitals, and some are English words.
                let code = text.len() == 3 && self.knowledge.currency(&text.to_ascii_uppercase()).is_some();
                is_number && written && (!code || token.is_upper() && !matches!(text, "ALL" | "TOP" | "CUP"))
            }
            _ => false,
        };
        // `MAUD 60`, which is short for a million.
        let code = text.strip_prefix('M').filter(|code| code.len() == 3 && next.kind() == TokenKind::Number);
        if let Some(code) = code.filter(|code| self.knowledge.currency(code).is_some()) {
            return self.tables.sign(code).map(|codes| (self.money(codes), start + 1));
        }
        let codes = self.tables.sign(text).filter(|_| is_sign)?;
        let unit =
            if text == "$" { self.home.dollar(self.knowledge, codes) } else { self.home.choose(self.knowledge, codes) };
        Some((Mark { kind: AmountKind::Money, unit }, start + 1))
    }

    pub(super) fn money(&self, codes: &[&'static str]) -> Mark {
        Mark { kind: AmountKind::Money, unit: self.home.choose(self.knowledge, codes) }
    }

    /// The mark behind a number, and where it has ended.
    pub(super) fn mark(&self, end: usize, digits: bool) -> Option<(Mark, usize)> {
        let hyphen = usize::from(self.glued(end).is_some_and(|token| token.is("-")) && self.glued(end + 1).is_some());
        let at = end + hyphen;
        let token = self.document.token(at)?;
        // `20 (kg)`
        if matches!(token.kind(), TokenKind::OpenBracket) {
            let closed = self.measure_behind(at + 1, digits);
            return closed
                .filter(|(_, end)| self.token(*end).is_some_and(|next| next.kind() == TokenKind::CloseBracket))
                .map(|(mark, end)| (mark, end + 1));
        }
        self.percent(token)
            .or_else(|| self.age(at))
            .or_else(|| self.currency_behind(at, digits))
            .or_else(|| self.measure_behind(at, digits))
    }

    /// “%”, “percent”, “per cent”, “percentage points”, “basis points”
    fn percent(&self, token: Token<'_, '_>) -> Option<(Mark, usize)> {
        let at = token.index;
        let points = |at: usize| {
            let at = at + usize::from(self.is(at, "-"));
            (self.is(at, "point") || self.is(at, "points")).then_some(at + 1)
        };
        let (unit, end) = match () {
            () if token.is("%") => ("percent", at + 1),
            () if self.is_any(at, &["percent", "percents", "pct", "pc"]) => {
                points(at + 1).map_or(("percent", at + 1), |end| ("percentage points", end))
            }
            () if self.is(at, "per") && self.is(at + 1, "cent") => ("percent", at + 2),
            () if self.is(at, "percentage") => ("percentage points", points(at + 1)?),
            () if self.is(at, "basis") => ("basis points", points(at + 1)?),
            () if self.is(at, "bp") || self.is(at, "bps") => ("basis points", at + 1),
            () => return None,
        };
        Some((mark(AmountKind::Percent, unit), end))
    }

    /// “years old”, “-year-old”, “weeks of age”, “yo”
    fn age(&self, at: usize) -> Option<(Mark, usize)> {
        let hyphen = |at: usize| at + usize::from(self.is(at, "-"));
        let unit = match () {
            () if self.is(at, "year") || self.is(at, "years") => "years",
            () if self.is(at, "month") || self.is(at, "months") => "months",
            () if self.is(at, "week") || self.is(at, "weeks") => "weeks",
            () if self.is(at, "day") || self.is(at, "days") => "days",
            () if self.is(at, "yo") => return Some((mark(AmountKind::Measure, "years"), at + 1)),
            () => return None,
        };
        let old = hyphen(at + 1);
        let end = match () {
            () if self.is(old, "old") || self.is(old, "olds") => old + 1,
            () if self.is(at + 1, "of") && self.is(at + 2, "age") => at + 3,
            () => return None,
        };
        Some((mark(AmountKind::Measure, unit), end))
    }

    fn currency_behind(&self, at: usize, digits: bool) -> Option<(Mark, usize)> {
        let token = self.document.token(at)?;
        // `47p`, `14.5c`; a letter by itself is none.
        let touches = digits && !token.is_spaced();
        let is_letter = token.text().len() == 1;
        if touches && token.is("c") {
            return Some((mark(AmountKind::Money, "cents"), at + 1));
        }
        let us =
            usize::from((self.is(at, "US") || self.is(at, "U.S.")) && self.tables.part(self.text(at + 1)).is_some());
        if let Some(unit) = self.tables.part(self.text(at + us)).filter(|_| !is_letter || touches) {
            return Some((mark(AmountKind::Money, unit), at + us + 1));
        }
        if let Some((codes, end)) = self.tables.noun(self.document, at) {
            // A baby of two pounds: the unit is money where the article's places pay in it.
            let one_word = end == at + 1 && token.text().to_ascii_lowercase().starts_with("pound");
            let weight = one_word && !self.home.is_paid_in(self.knowledge, codes) && !self.is_sum(at);
            return (!weight && !self.is_verb(token, codes)).then(|| (self.money(codes), end));
        }
        // `5 €`, `115 USD`, and `30 MUSD`, which are millions.
        let code = token.text();
        let code = code.strip_prefix('M').filter(|rest| rest.len() == 3 && token.is_upper()).unwrap_or(code);
        let written = token.kind() == TokenKind::Symbol && !token.is("#")
            || code.len() == 3 && token.is_upper() && self.knowledge.currency(code).is_some()
            || matches!(code, "BTC" | "usd" | "eur");
        let codes = self.tables.sign(code).filter(|_| written)?;
        let sum_follows =
            self.document.token(at + 1).is_some_and(|next| next.kind() == TokenKind::Number && !next.is_spaced());
        (!sum_follows).then(|| (self.money(codes), at + 1))
    }

    /// “five won”: the tagger tells the verb from the money, but where the article's places pay in it.
    fn is_verb(&self, token: Token<'_, '_>, codes: &[&'static str]) -> bool {
        let verb = token.is("won") && token.tag().is_verb() && !self.home.is_paid_in(self.knowledge, codes);
        // “410,000 won”: nobody won so much.
        verb && !self.is_sum(token.index)
            && !self.document.before(token.index).is_some_and(|sum| sum.text().contains(','))
    }

    /// Whether the number before is of the size of sums, not of weights: “3 million pounds”.
    fn is_sum(&self, at: usize) -> bool {
        let before = self.document.before(at).map(|token| token.text());
        matches!(before, Some("thousand" | "million" | "billion" | "trillion" | "bn" | "m" | "tn"))
    }

    fn measure_behind(&self, at: usize, digits: bool) -> Option<(Mark, usize)> {
        let (measure, end) = self.tables.measure(self.document, at)?;
        let glued = digits && self.glued(at).is_some();
        // `20 kg` may stand apart, `5 g` and “a class of 5 M” may not.
        let short = self.text(at).len() <= 2 && end == at + 1;
        let fits = if measure.abbreviated {
            glued || digits && measure.unit == "metres" && self.is(at, "m")
        } else {
            !short || digits
        };
        fits.then_some((mark(AmountKind::Measure, measure.unit), end))
    }
}
