//! The words that numbers are spelled with.

/// What a number word stands for in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 0 to 19.
    Unit,
    /// 20, 30 … 90.
    Tens,
    /// 100, which takes 1 to 99 of it.
    Hundred,
    /// 1,000 and more, which takes whatever is smaller: the value is the power of ten.
    Scale,
    /// 12, which ends a number.
    Dozen,
}

/// How a number word ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// “five”, “hundred”
    Cardinal,
    /// “hundreds”
    Plural,
    /// “fifth”: the one in its place, or a part.
    Ordinal,
    /// “fifths”: parts.
    Parts,
}

/// A number word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// What it stands for.
    pub kind: Kind,
    /// Its number, or the power of ten of a [`Kind::Scale`].
    pub value: u64,
    /// How it ends.
    pub ending: Ending,
}

/// The longest number word: “quadrillionths”.
const LONGEST: usize = 14;

/// The number word that this is, in letters of any size.
#[must_use]
pub fn number_word(text: &str) -> Option<Word> {
    let mut buffer = [0; LONGEST];
    let word = lower(text, &mut buffer)?;
    if let Some((kind, value)) = cardinal(word) {
        return Some(Word { kind, value, ending: Ending::Cardinal });
    }
    if let Some((kind, value)) = ordinal(word) {
        return Some(Word { kind, value, ending: Ending::Ordinal });
    }
    let stem = word.strip_suffix('s')?;
    if let Some((kind, value)) = ordinal(stem) {
        return Some(Word { kind, value, ending: Ending::Parts });
    }
    let (kind, value) = cardinal(stem).filter(|(kind, _)| matches!(kind, Kind::Hundred | Kind::Scale | Kind::Dozen))?;
    Some(Word { kind, value, ending: Ending::Plural })
}

/// The power of ten that letters behind digits stand for: `3bn`, `Rs 2 cr`. `m` is left out: it may mean metres.
#[must_use]
pub fn abbreviated_scale(text: &str) -> Option<u64> {
    match text {
        "k" | "K" => Some(3),
        "mn" | "mln" | "MM" | "mio" | "Mio" => Some(6),
        "b" | "bn" | "Bn" | "BN" | "bln" => Some(9),
        "tn" | "trn" | "TN" => Some(12),
        "cr" | "Cr" => Some(7),
        _ => None,
    }
}

/// The letters in lower case, if they are ASCII and few.
pub fn lower<'b>(text: &str, buffer: &'b mut [u8]) -> Option<&'b str> {
    let target = buffer.get_mut(..text.len()).filter(|_| text.is_ascii())?;
    target.copy_from_slice(text.as_bytes());
    target.make_ascii_lowercase();
    std::str::from_utf8(target).ok()
}

fn cardinal(word: &str) -> Option<(Kind, u64)> {
    let value = match word {
        "zero" | "naught" | "nought" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => return Some((Kind::Tens, 20)),
        "thirty" => return Some((Kind::Tens, 30)),
        "forty" | "fourty" => return Some((Kind::Tens, 40)),
        "fifty" => return Some((Kind::Tens, 50)),
        "sixty" => return Some((Kind::Tens, 60)),
        "seventy" => return Some((Kind::Tens, 70)),
        "eighty" => return Some((Kind::Tens, 80)),
        "ninety" => return Some((Kind::Tens, 90)),
        "hundred" => return Some((Kind::Hundred, 100)),
        "dozen" | "dz" => return Some((Kind::Dozen, 12)),
        _ => return scale(word).map(|power| (Kind::Scale, power)),
    };
    Some((Kind::Unit, value))
}

fn scale(word: &str) -> Option<u64> {
    match word {
        "thousand" => Some(3),
        "lakh" | "lac" => Some(5),
        "million" => Some(6),
        "crore" => Some(7),
        "billion" => Some(9),
        "trillion" => Some(12),
        "quadrillion" => Some(15),
        "quintillion" => Some(18),
        _ => None,
    }
}

fn ordinal(word: &str) -> Option<(Kind, u64)> {
    let value = match word {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fifth" => 5,
        "eighth" => 8,
        "ninth" | "nineth" => 9,
        "twelfth" => 12,
        _ => match word.strip_suffix("ieth") {
            Some(_) => return cardinal_of_tens(word),
            None => return cardinal(word.strip_suffix("th")?).filter(|(kind, _)| *kind != Kind::Dozen),
        },
    };
    Some((Kind::Unit, value))
}

/// “twentieth”
fn cardinal_of_tens(word: &str) -> Option<(Kind, u64)> {
    let mut buffer = [0; LONGEST];
    let stem = word.strip_suffix("ieth")?;
    let target = buffer.get_mut(..=stem.len())?;
    target[..stem.len()].copy_from_slice(stem.as_bytes());
    target[stem.len()] = b'y';
    cardinal(std::str::from_utf8(target).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_ending_are_known() {
        for (text, kind, value, ending) in [
            ("Twelve", Kind::Unit, 12, Ending::Cardinal),
            ("HUNDRED", Kind::Hundred, 100, Ending::Cardinal),
            ("fiftieth", Kind::Tens, 50, Ending::Ordinal),
            ("sixths", Kind::Unit, 6, Ending::Parts),
            ("twentieths", Kind::Tens, 20, Ending::Parts),
            ("millionth", Kind::Scale, 6, Ending::Ordinal),
            ("quadrillionths", Kind::Scale, 15, Ending::Parts),
            ("dozens", Kind::Dozen, 12, Ending::Plural),
            ("lakh", Kind::Scale, 5, Ending::Cardinal),
        ] {
            assert_eq!(number_word(text), Some(Word { kind, value, ending }), "{text}");
        }
    }

    #[test]
    fn other_words_are_none() {
        for text in ["", "th", "s", "ieth", "ones", "fours", "onety", "dozenth", "tenant", "émillion", "seconded"] {
            assert_eq!(number_word(text), None, "{text}");
        }
    }
}
