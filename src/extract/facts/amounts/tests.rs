//! What amounts are, by class.

use proptest::prelude::{any, proptest};

use crate::extract::testing::record;
use crate::record::{AmountKind, AmountQualifier};

/// Words, value, upper value and unit of each amount.
fn amounts(text: &str) -> Vec<String> {
    let amounts = record(text).amounts.into_iter();
    let line = |amount: crate::record::Amount| {
        let value = amount.value.map_or_else(|| "?".to_owned(), |value| value.to_string());
        let max = amount.value_max.map_or_else(String::new, |value| format!("–{value}"));
        format!("{}: {value}{max} {}", amount.evidence.text, amount.unit.as_deref().unwrap_or("?"))
    };
    amounts.map(line).collect()
}

fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(amounts(text), *expected, "{text}");
    }
}

#[test]
fn money_is_read_in_every_notation() {
    check(&[
        ("It sold for £4m and A$3.5bn.", &["£4m: 4000000 GBP", "A$3.5bn: 3500000000 AUD"]),
        (
            "It paid US$1,250.50, EUR 3 million and 40 US cents.",
            &["US$1,250.50: 1250.5 USD", "EUR 3 million: 3000000 EUR", "40 US cents: 40 cents"],
        ),
        ("It cost R90,000, then RM1.3 million.", &["R90,000: 90000 ZAR", "RM1.3 million: 1300000 MYR"]),
        (
            "It was fined half a million euros and 12 million Danish kroner.",
            &["half a million euros: 500000 EUR", "12 million Danish kroner: 12000000 DKK"],
        ),
        (
            "The 640-million-euro dam cost ₹2.5 lakh crore.",
            &["640-million-euro: 640000000 EUR", "₹2.5 lakh crore: 2500000000000 INR"],
        ),
        ("The share fell to 47p, or 5 €.", &["47p: 47 pence", "5 €: 5 EUR"]),
        ("He lost three dollars and forty-five cents.", &["three dollars and forty-five cents: 3.45 USD"]),
        ("It gave 30 MUSD.", &["30 MUSD: 30000000 USD"]),
        ("Millions of euros went.", &["Millions of euros: ? EUR"]),
    ]);
}

#[test]
fn the_places_of_the_article_say_which_money_is_meant() {
    check(&[
        ("TORONTO (AP) — It cost $5 million.", &["$5 million: 5000000 CAD"]),
        ("HANOI (AP) — It cost $5 million.", &["$5 million: 5000000 USD"]),
        ("It cost $5 million.", &["$5 million: 5000000 USD"]),
        ("TORONTO (AP) — It cost C$7 and $5.", &["C$7: 7 CAD", "$5: 5 USD"]),
        ("KARACHI, Pakistan (AP) — It cost Rs 5 million.", &["Rs 5 million: 5000000 PKR"]),
        ("It cost Rs 5 million.", &["Rs 5 million: 5000000 ?"]),
        ("LONDON (AP) — It cost 40 pounds.", &["40 pounds: 40 GBP"]),
        ("The child weighs 40 pounds.", &["40 pounds: 40 pounds"]),
        ("SARAJEVO, Bosnia (AP) — It cost 200,000 marks.", &["200,000 marks: 200000 BAM"]),
        ("It cost 200,000 marks.", &["200,000 marks: 200000 DEM"]),
        ("A target of 410,000 won was cut.", &["410,000 won: 410000 KRW"]),
        ("It cost 11 kronur or 5,000 guaranies.", &["11 kronur: 11 ISK", "5,000 guaranies: 5000 PYG"]),
    ]);
}

#[test]
fn percent_and_points_stay_apart() {
    check(&[
        ("It rose 3.5% and then two per cent.", &["3.5%: 3.5 percent", "two per cent: 2 percent"]),
        ("It rose a quarter of a percentage point.", &["a quarter of a percentage point: 0.25 percentage points"]),
        ("It rose 50 basis points.", &["50 basis points: 50 basis points"]),
        ("It was half a percent.", &["half a percent: 0.5 percent"]),
    ]);
}

#[test]
fn measures_have_their_unit_and_ages_are_years() {
    check(&[
        ("The 40 km road is 3.5m wide.", &["40 km: 40 kilometres", "3.5m: 3.5 metres"]),
        (
            "It hit 185km/h over 12 square kilometres.",
            &["185km/h: 185 km/h", "12 square kilometres: 12 square kilometres"],
        ),
        ("It was 48.7C in the shade.", &["48.7C: 48.7 degrees Celsius"]),
        ("Anna Marsh, 43, and a 7-year-old boy left.", &["43: 43 years", "7-year-old: 7 years"]),
        ("The driver, 28, met a man of 81.", &["28: 28 years", "81: 81 years"]),
        ("A wave of 1.2m people came.", &["1.2m people: 1200000 people"]),
    ]);
}

#[test]
fn counts_name_what_they_count() {
    check(&[
        ("Thirty-six ships and 9,400 people came.", &["Thirty-six ships: 36 ships", "9,400 people: 9400 people"]),
        (
            "They need 14,000 hostel beds in four coastal districts.",
            &["14,000 hostel beds: 14000 hostel beds", "four: 4 districts"],
        ),
        (
            "Three of the late founder's seven grandchildren left.",
            &["Three: 3 grandchildren", "seven grandchildren: 7 grandchildren"],
        ),
        ("The 27-nation bloc met.", &["27-nation: 27 nation"]),
        ("They shot 212 bison.", &["212 bison: 212 bison"]),
        ("A dozen ferries sank.", &["A dozen ferries: 12 ferries"]),
        ("Dozens of ferries sank.", &["Dozens of ferries: ? ferries"]),
        ("Wolves killed two shepherds and injured 17.", &["two shepherds: 2 shepherds", "17: 17 shepherds"]),
        ("Sales of ferries rose to 45 ferries from 38.", &["45 ferries: 45 ferries", "38: 38 ferries"]),
        ("Thirty senators backed it and eleven opposed it.", &["Thirty senators: 30 senators", "eleven: 11 senators"]),
    ]);
}

#[test]
fn a_bare_number_counts_what_the_text_speaks_of() {
    check(&[
        (
            "Of the 90 boats seen, 57 had leaks and 12 could not be found.",
            &["90 boats: 90 boats", "57: 57 boats", "12: 12 boats"],
        ),
        ("Two in five shafts lose money.", &["Two: 2 shafts", "five shafts: 5 shafts"]),
        ("The city of 137,000 has a prison that was built for 200.", &["137,000: 137000 people", "200: 200 people"]),
        ("The ferry and its crew of six are safe.", &["six: 6 crew"]),
        ("The storm struck at night, killing six.", &["six: 6 people"]),
        ("The battery died after five and a half.", &["five and a half: 5.5 ?"]),
        ("The spill killed a diver and hurt two others.", &["two others: 2 diver"]),
        ("The farmers marched on Monday. The courts fined 63 of them.", &["63: 63 farmers"]),
        (
            "She paid 40 million euros and a deposit of 400,000.",
            &["40 million euros: 40000000 EUR", "400,000: 400000 EUR"],
        ),
        ("It cut its forecast from 2.2 to 2.1 percent.", &["2.2: 2.2 percent", "2.1 percent: 2.1 percent"]),
        ("Debts were Rs 11,900 crore nine months earlier.", &["Rs 11,900 crore: 119000000000 ?"]),
    ]);
}

#[test]
fn votes_are_counted_however_they_are_written() {
    check(&[
        ("The council approved it 6-1 on Monday.", &["6: 6 votes", "1: 1 votes"]),
        ("The 2-1 ruling stands.", &["2: 2 votes", "1: 1 votes"]),
        ("It sailed through the House, 49 to 11.", &["49: 49 votes", "11: 11 votes"]),
        ("It passed with 812 voting in favour and 97 against.", &["812: 812 votes", "97: 97 votes"]),
    ]);
}

#[test]
fn compounds_name_what_they_count() {
    check(&[
        ("A five-man panel met.", &["five-man: 5 men"]),
        ("A four-legged craft landed.", &["four-legged: 4 legs"]),
        ("It hired 300 pilots and cabin crew.", &["300 pilots and cabin crew: 300 pilots and cabin crew"]),
        ("A firm with 11 employees and contracts won.", &["11 employees: 11 employees"]),
    ]);
}

#[test]
fn ages_are_told_without_a_word_for_years() {
    check(&[
        ("She left school at 15 to work in a kitchen.", &["15: 15 years"]),
        ("They chose a surgeon of 39 whom few knew.", &["39: 39 years"]),
        ("Children under 12 pay nothing.", &["12: 12 years"]),
        ("Children as young as two came.", &["two: 2 years"]),
        ("He led three men aged between 24 and 37.", &["three men: 3 men", "between 24 and 37: 24–37 years"]),
    ]);
}

#[test]
fn ranges_have_two_values() {
    check(&[
        ("It makes between £4m and £6m.", &["between £4m and £6m: 4000000–6000000 GBP"]),
        (
            "It costs A$3bn–4bn or $3–4 million.",
            &["A$3bn–4bn: 3000000000–4000000000 AUD", "$3–4 million: 3000000–4000000 USD"],
        ),
        ("They sold three or four ferries.", &["three or four ferries: 3–4 ferries"]),
        ("It rose from 5% to 15%.", &["5%: 5 percent", "15%: 15 percent"]),
        ("It cut the price by $4 to $59.", &["$4: 4 USD", "$59: 59 USD"]),
    ]);
}

#[test]
fn hedges_are_told() {
    use AmountQualifier::{Approx, AtLeast, AtMost, LessThan, MoreThan, Vague};
    for (text, qualifier) in [
        ("About 40 ferries sank.", Some(Approx)),
        ("At least 40 ferries sank.", Some(AtLeast)),
        ("No fewer than 40 ferries sank.", Some(AtLeast)),
        ("As many as 40 ferries sank.", Some(AtMost)),
        ("No more than 40 ferries sank.", Some(AtMost)),
        ("More than 40 ferries sank.", Some(MoreThan)),
        ("Fewer than 40 ferries sank.", Some(LessThan)),
        ("Scores of ferries sank.", Some(Vague)),
        ("Then 40 ferries sank.", None),
    ] {
        assert_eq!(record(text).amounts[0].qualifier, qualifier, "{text}");
    }
}

#[test]
fn what_names_orders_or_dates_is_no_amount() {
    for text in [
        "They won 3-0 on Saturday.",
        "The third ferry sank on the 21st.",
        "Call 020 7946 0000 or +1 212 555 0140.",
        "It was founded in 1962 and sold in May 2017.",
        "They left on 3 March at 9:30 and came back at 6.15.",
        "It took two weeks and a 36-hour drive.",
        "No one came, and the one who did was late.",
        "The two agreed.",
        "A third of the town and half the crew left.",
        "See page 7 of Article 12.",
        "He flew to the Glide 2 and the Jaguar-2.",
        "They live at 9 Sidi Marsa Street.",
        "The price is €1,2 Mio.",
        "A two-time winner came by a one-way street.",
        "He broke sections 420 and 467 of the code.",
        "The court struck down Bill 61.",
        "He took 6 for 41.",
        "She cuts the roll in two.",
    ] {
        assert_eq!(amounts(text), [""; 0], "{text}");
    }
}

#[test]
fn values_are_exact_or_left_out() {
    let digits = "9".repeat(300);
    assert_eq!(amounts(&format!("It has {digits} stars."))[0], format!("{digits} stars: {digits} stars"));
    let long = "9".repeat(400);
    assert_eq!(amounts(&format!("It has {long} stars."))[0], format!("{long} stars: ? stars"));
    assert_eq!(amounts("It has 10^400 stars."), ["10^400 stars: ? stars"]);
    assert_eq!(
        amounts("It fell 0.1% to 2.10 million euros."),
        ["0.1%: 0.1 percent", "2.10 million euros: 2100000 EUR"]
    );
}

#[test]
fn an_amount_is_told_once() {
    assert_eq!(
        amounts("Two ferries sank. The two ferries had left. They were two ferries."),
        ["Two ferries: 2 ferries"]
    );
}

#[test]
fn kinds_are_told() {
    let kinds: Vec<_> =
        record("It paid £5 for 5 ferries, 5% more, over 5 km.").amounts.iter().map(|amount| amount.kind).collect();
    assert_eq!(kinds, [AmountKind::Money, AmountKind::Count, AmountKind::Percent, AmountKind::Measure]);
}

#[test]
fn long_texts_of_numbers_take_linear_time() {
    for piece in ["9 ", "hundred ", "one of ", "$", "5 or ", "two men and ", "Rs 5-", "3, "] {
        let text = piece.repeat(100_000 / piece.len());
        let begun = std::time::Instant::now();
        let found = record(&text).amounts.len();
        assert!(begun.elapsed().as_secs() < 60, "{piece}: {found} in {:?}", begun.elapsed());
    }
}

proptest! {
    #[test]
    fn amounts_quote_their_text_and_stay_in_order(
        text in "(between|from|\\$|A\\$|Rs|one|two|a|half|hundred|million|percent|%|km|of|them|and|or|to|men|1|2.5|-|–|/|,|\\.|killed| |\n|é){0,40}",
        more in any::<String>(),
    ) {
        let record = record(&(text + &more));
        let chars: Vec<char> = record.article.text.chars().collect();
        let mut end = 0;
        for amount in &record.amounts {
            let evidence = &amount.evidence;
            assert!(evidence.start >= end && evidence.start < evidence.end);
            end = evidence.end;
            let quoted: String = chars[evidence.start as usize..evidence.end as usize].iter().collect();
            assert_eq!(quoted, evidence.text);
        }
    }
}
