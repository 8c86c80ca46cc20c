//! The language of the text itself: a field that says otherwise does not win over a reliable detection.

use whatlang::Lang;

/// How much of a text is looked at, in bytes: more does not change the answer.
const SAMPLE: usize = 16_384;
/// Fewer letters than this are never a reliable sample.
const MIN_LETTERS: usize = 60;
/// English text has far more function words than this, in hundredths of its words; other languages have fewer.
const ENGLISH_PERCENT: usize = 15;

/// What was found out about the language of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Detected {
    /// ISO 639-1: the detected one where it is reliable, else the declared one.
    pub language: Option<String>,
    /// Whether it was detected rather than declared.
    pub reliable: bool,
}

/// The language of `text`, of which the source declares that it is `declared`.
pub(super) fn detect(text: &str, declared: Option<&str>) -> Detected {
    let sample = sample(text);
    let declared = declared.and_then(declared_code);
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let found = if letters < MIN_LETTERS / 3 {
        None
    } else if let Some(code) = east_asian(sample) {
        Some(code)
    } else if is_english(sample) {
        Some("en")
    } else {
        // A guess that the source agrees with is as good as a sure one.
        let sure = |code: &str, info: whatlang::Info| {
            letters >= MIN_LETTERS && info.is_reliable() || declared.as_deref() == Some(code)
        };
        whatlang::detect(sample).and_then(|info| Some(iso_639_1(info.lang())).filter(|code| sure(code, info)))
    };
    match found {
        Some(code) => Detected { language: Some(code.to_owned()), reliable: true },
        None => Detected { language: declared, reliable: false },
    }
}

/// Chinese and Japanese need a third of the characters that other languages do: a few Latin names outnumber them.
fn east_asian(text: &str) -> Option<&'static str> {
    let count = |is: fn(&char) -> bool| text.chars().filter(is).count();
    let han = count(|c| matches!(c, '\u{3400}'..='\u{9fff}'));
    let kana = count(|c| matches!(c, '\u{3041}'..='\u{30ff}'));
    let other = count(|c| c.is_alphabetic() && !matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'));
    if (han + kana) * 3 <= other {
        return None;
    }
    Some(if kana * 10 > han { "ja" } else { "zh" })
}

fn sample(text: &str) -> &str {
    let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= SAMPLE);
    &text[..end.unwrap_or(text.len())]
}

/// A report full of foreign names is English all the same: its function words say so.
fn is_english(text: &str) -> bool {
    const FUNCTION_WORDS: [&str; 30] = [
        "the", "of", "and", "to", "that", "was", "for", "with", "from", "by", "has", "had", "been", "have", "which",
        "said", "were", "would", "their", "they", "after", "this", "who", "will", "its", "are", "is", "not", "when",
        "his",
    ];
    let mut words = 0_usize;
    let mut function = 0_usize;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        function += usize::from(FUNCTION_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)));
    }
    words >= 10 && function * 100 >= words * ENGLISH_PERCENT
}

/// `en-GB`, `EN_us` and `eng` are `en`.
fn declared_code(declared: &str) -> Option<String> {
    let declared = declared.trim();
    let primary = declared.split(['-', '_']).next()?.to_ascii_lowercase();
    match primary.len() {
        2 if primary.bytes().all(|byte| byte.is_ascii_lowercase()) => Some(primary),
        3 => Lang::from_code(&primary).map(|lang| iso_639_1(lang).to_owned()),
        _ => Lang::all()
            .iter()
            .find(|lang| lang.eng_name().eq_ignore_ascii_case(&primary))
            .map(|lang| iso_639_1(*lang).to_owned()),
    }
}

const fn iso_639_1(lang: Lang) -> &'static str {
    match lang {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        Lang::Cym => "cy",
    }
}

#[cfg(test)]
mod tests {
    use super::{Detected, detect};

    const ENGLISH: &str =
        "The minister told reporters on Friday that the bridge would be closed for two weeks after the flood.";
    const GERMAN: &str = "Der Minister sagte am Freitag vor Journalisten, die Brücke werde nach dem Hochwasser zwei Wochen lang gesperrt bleiben.";

    fn reliable(code: &str) -> Detected {
        Detected { language: Some(code.to_owned()), reliable: true }
    }

    #[test]
    fn the_text_wins_over_the_field() {
        assert_eq!(detect(ENGLISH, Some("fr")), reliable("en"));
        assert_eq!(detect(GERMAN, Some("en")), reliable("de"));
        assert_eq!(detect(ENGLISH, None), reliable("en"));
        assert_eq!(
            detect(
                "為透明及軟性導體市場提供銀奈米線解決方案的領導廠商Example Technologies Corporation今天宣布",
                Some("en")
            ),
            reliable("zh")
        );
        assert_eq!(detect("橋は洪水のため二週間閉鎖されると市長が金曜日に記者団に語った。", None), reliable("ja"));
    }

    #[test]
    fn a_short_text_is_what_the_field_says() {
        for (declared, code) in [("en-GB", "en"), ("deu", "de"), ("EN_us", "en"), ("English", "en"), ("nb-NO", "nb")] {
            assert_eq!(detect("Ja.", Some(declared)), Detected { language: Some(code.to_owned()), reliable: false });
        }
        for junk in [None, Some(""), Some("x"), Some("klingon"), Some("123"), Some("é")] {
            assert_eq!(detect("Ja.", junk).language, None, "{junk:?}");
        }
    }

    #[test]
    fn a_guess_that_the_source_shares_is_reliable() {
        let text = "Torsdag eftermiddag klockan fyra i riksdagen.";
        assert_eq!(detect(text, Some("sv")), reliable("sv"));
    }

    #[test]
    fn foreign_names_do_not_make_a_foreign_text() {
        let text = "Zdeněk Přibyl of Žďár nad Sázavou was beaten by Łukasz Wiśniewski and the Szczecin side for the third time.";
        assert_eq!(detect(text, None), reliable("en"));
    }
}
