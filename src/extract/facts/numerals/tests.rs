//! What numerals are, by class.

use proptest::prelude::{any, proptest};

use super::*;
use crate::extract::annotate::tokens;
use crate::extract::lexicon::Lexicon;
use crate::interrupt::Interrupt;

/// The first numeral of a text: its words, its form, its value in digits.
fn first(text: &str) -> Option<(String, Form, Option<String>)> {
    let mut document = Document::new(text, false);
    tokens::annotate(&mut document, &Lexicon::new(), &Interrupt::never()).unwrap();
    let numeral = (0..document.len()).find_map(|start| at(&document, start))?;
    let words = document.slice(document.span_of(numeral.tokens.clone()).unwrap()).to_owned();
    Some((words, numeral.form, numeral.decimal().map(|value| value.to_string())))
}

fn check(form: Form, cases: &[(&str, &str)]) {
    for (text, value) in cases {
        let (words, found, exact) = first(text).unwrap_or_else(|| panic!("{text}: none"));
        assert_eq!((found, exact.as_deref().unwrap_or_default()), (form, *value), "{text}: {words}");
        let rest = text.strip_prefix(&*words).unwrap_or_else(|| panic!("{text}: {words}"));
        assert!(rest.is_empty() || rest.starts_with(" |"), "{text}: {words}");
    }
}

#[test]
fn cardinals_are_read_to_their_end() {
    check(
        Form::Cardinal,
        &[
            ("seven", "7"),
            ("Twenty-one", "21"),
            ("forty two", "42"),
            ("a hundred", "100"),
            ("six hundred and five", "605"),
            ("two hundred and two thousand", "202000"),
            ("three million four hundred thousand and nine", "3400009"),
            ("twenty-one trillion three hundred", "21000000000300"),
            ("1.25 million", "1250000"),
            ("9 million 400 thousand", "9400000"),
            ("3 hundred and 21", "321"),
            ("2.5 lakh crore", "2500000000000"),
            ("640-million", "640000000"),
            ("3bn", "3000000000"),
            ("12 cr", "120000000"),
            ("10k", "10000"),
            ("half a million", "500000"),
            ("half million", "500000"),
            ("three quarters of a billion", "750000000"),
            ("a dozen", "12"),
            ("half a dozen", "6"),
            ("three dozen", "36"),
            ("two and a half", "2.5"),
            ("two and a half million", "2500000"),
            ("five million and a half", "5500000"),
            ("four point zero seven", "4.07"),
            ("one point two million", "1200000"),
            ("10 1/2", "10.5"),
            ("2½", "2.5"),
            ("500 000", "500000"),
            ("8 700", "8700"),
            ("three hundred and two dozen", "324"),
            ("1\u{a0}234\u{a0}567.5", "1234567.5"),
            ("-12.5", "-12.5"),
            ("minus five", "-5"),
            ("2.5^-1", "0.4"),
            ("12e-1", "1.2"),
        ],
    );
}

#[test]
fn two_numbers_beside_each_other_stay_two() {
    check(
        Form::Cardinal,
        &[
            ("one hundred | and two hundred", "100"),
            ("3 million | and 40 jobs", "3000000"),
            ("two million | and three died", "2000000"),
            ("400 | 0000", "400"),
            ("4000 | 3 hundred", "4000"),
            ("11,900 crore | nine months", "119000000000"),
            ("two | three", "2"),
        ],
    );
}

#[test]
fn ordinals_and_parts_are_told_apart_from_cardinals() {
    check(Form::Ordinal, &[("third", "3"), ("21st", "21"), ("twenty-first", "21"), ("two hundredth", "200")]);
    check(
        Form::Fraction,
        &[
            ("half", "0.5"),
            ("a quarter", "0.25"),
            ("a fifth", "0.2"),
            ("three quarters", "0.75"),
            ("three fifths", "0.6"),
            ("one twenty-fifth", "0.04"),
            ("two thirds", ""),
            ("3/4", "0.75"),
            ("one in five", "0.2"),
            ("1 over 20", "0.05"),
            ("two out of five", "0.4"),
            ("a millionth", "0.000001"),
            ("fifty-four hundredths", "0.54"),
            ("one hundred forty-fifths", ""),
        ],
    );
}

#[test]
fn vague_numbers_have_no_value() {
    check(
        Form::Vague,
        &[
            ("dozens", ""),
            ("Hundreds", ""),
            ("tens of thousands", ""),
            ("hundreds of millions", ""),
            ("several thousand", ""),
            ("a few hundred", ""),
        ],
    );
    assert_eq!(first("scores of people").map(|found| found.0).as_deref(), Some("scores"));
    assert_eq!(first("tens and scores"), None);
}

#[test]
fn other_words_and_other_digits_are_no_numerals() {
    for text in
        ["a", "an apple", "hundred", "at 9:30", "on 2024-03-06", "in the 1990s", "5G", "point", "quarter", "and"]
    {
        assert_eq!(first(text), None, "{text}");
    }
    assert_eq!(first("ten over the three years").map(|found| found.0).as_deref(), Some("ten"));
    assert_eq!(first("two in 10 days").map(|found| found.0).as_deref(), Some("two"));
}

#[test]
fn a_decimal_comma_is_told() {
    let mut document = Document::new("1,3 and 22,24,26", false);
    tokens::annotate(&mut document, &Lexicon::new(), &Interrupt::never()).unwrap();
    let commas: Vec<bool> =
        (0..document.len()).filter_map(|start| at(&document, start)).map(|found| found.comma).collect();
    assert_eq!(commas, [true, false, false, false, false]);
}

#[test]
fn no_text_costs_more_than_linear_time() {
    for piece in [
        "hundred ",
        "one hundred and ",
        "a ",
        "one and ",
        "one million and ",
        "9",
        "1 000 ",
        "half a ",
        "twenty-",
        "-1",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let mut document = Document::new(&text, false);
        tokens::annotate(&mut document, &Lexicon::new(), &Interrupt::never()).unwrap();
        let begun = std::time::Instant::now();
        let found = (0..document.len()).filter(|start| at(&document, *start).is_some()).count();
        assert!(found <= document.len());
        assert!(begun.elapsed().as_secs() < 20, "{piece}: {:?}", begun.elapsed());
    }
}

proptest! {
    #[test]
    fn integers_in_words_are_read_back(number in 0_u64..1_000_000_000_000) {
        let text = spelled(number);
        let found = first(&text).unwrap();
        assert_eq!((found.0, found.2), (text.clone(), Some(number.to_string())), "{text}");
    }

    #[test]
    fn no_text_breaks_the_reader(text in any::<String>(), more in "(one|two|a|half|hundred|million|fifths|and|of|1|2.5|-|/|,| |\n){0,30}") {
        let text = text + &more;
        let mut document = Document::new(&text, false);
        tokens::annotate(&mut document, &Lexicon::new(), &Interrupt::never()).unwrap();
        for start in 0..document.len() {
            if let Some(numeral) = at(&document, start) {
                assert_eq!(numeral.tokens.start, start);
                assert!(start < numeral.tokens.end && numeral.tokens.end <= document.len());
            }
        }
    }
}

/// A number as English spells it.
fn spelled(number: u64) -> String {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let rest = |rest: u64, link: &str| if rest == 0 { String::new() } else { format!("{link}{}", spelled(rest)) };
    let index = |number: u64| usize::try_from(number).unwrap();
    match number {
        0..20 => SMALL[index(number)].to_owned(),
        20..100 => format!("{}{}", TENS[index(number / 10 - 2)], rest(number % 10, "-")),
        100..1000 => format!("{} hundred{}", spelled(number / 100), rest(number % 100, " and ")),
        _ => {
            let (scale, name) = [(1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand")]
                .into_iter()
                .find(|(scale, _)| number >= *scale)
                .unwrap();
            format!("{} {name}{}", spelled(number / scale), rest(number % scale, " "))
        }
    }
}
