//! Currencies, from CLDR.
//!
//! Rule: a currency is listed if its name says so without a date; its countries are those where it is tender now.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::{Origin, Table, TablesError, read_cldr};

#[derive(Deserialize)]
struct Currency {
    #[serde(rename = "displayName")]
    name: String,
    #[serde(rename = "displayName-count-one")]
    one: Option<String>,
    #[serde(rename = "displayName-count-other")]
    other: Option<String>,
    symbol: Option<String>,
    #[serde(rename = "symbol-alt-narrow")]
    narrow: Option<String>,
    #[serde(rename = "symbol-alt-variant")]
    variant: Option<String>,
}

/// Since when and until when a currency is tender in a country.
#[derive(Deserialize)]
pub struct Tender {
    #[serde(rename = "_from")]
    from: Option<String>,
    #[serde(rename = "_to")]
    to: Option<String>,
    #[serde(rename = "_tender")]
    tender: Option<String>,
}

/// `currencies.tsv`.
pub fn table(folder: &Path) -> Result<Table, TablesError> {
    let fields = ["main", "en", "numbers", "currencies"];
    let currencies: BTreeMap<String, Currency> = read_cldr(&folder.join("currencies.json"), &fields)?;
    let mut countries: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (country, codes) in tender(folder)? {
        for code in codes {
            countries.entry(code).or_default().push(country.clone());
        }
    }
    let mut lines = Vec::new();
    for (code, currency) in currencies {
        let used = countries.get(&code).cloned().unwrap_or_default().join(";");
        let (Some(one), Some(other)) = (&currency.one, &currency.other) else { continue };
        let is_code_of_no_money = code.starts_with('X') && used.is_empty();
        if one.contains('(') || is_code_of_no_money {
            continue;
        }
        // A currency without a sign of its own is written by its code; a sign that it shares comes second.
        let own = currency.symbol.as_deref().unwrap_or(&code);
        let shared = [&currency.narrow, &currency.variant].into_iter().flatten().map(String::as_str);
        let mut symbols = vec![own];
        symbols.extend(shared.filter(|symbol| *symbol != own));
        lines.push(format!("{code}\t{}\t{}\t{one}\t{other}\t{used}", symbols.join(" "), currency.name));
    }
    let columns =
        "ISO 4217 code, symbols (its own first), name, one of it, several of it, countries where it is tender";
    Ok(Table { name: "currencies.tsv", origin: Origin::Cldr, columns, lines })
}

/// By country, the codes of what is tender there now, the newest first.
pub fn tender(folder: &Path) -> Result<BTreeMap<String, Vec<String>>, TablesError> {
    let fields = ["supplemental", "currencyData", "region"];
    let regions: BTreeMap<String, Vec<BTreeMap<String, Tender>>> =
        read_cldr(&folder.join("currencyData.json"), &fields)?;
    let regions = regions.into_iter().map(|(country, currencies)| {
        let mut now: Vec<(String, Tender)> = currencies.into_iter().flatten().collect();
        now.retain(|(_, tender)| tender.to.is_none() && tender.tender.as_deref() != Some("false"));
        now.sort_by(|a, b| b.1.from.cmp(&a.1.from).then_with(|| a.0.cmp(&b.0)));
        (country, now.into_iter().map(|(code, _)| code).collect())
    });
    Ok(regions.collect())
}
