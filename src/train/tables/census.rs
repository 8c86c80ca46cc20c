//! The names of persons, by the US census of 1990.
//!
//! Rule: frequencies become buckets by their order of magnitude, so that a table says no more than its source knows.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Origin, Table, TablesError, read};

/// How many surnames are kept, the most frequent.
const SURNAMES: usize = 20_000;
/// From which share on a name is said of women (or men) alone.
const SURE: f64 = 0.95;

/// `given_names.tsv` and `surnames.tsv`.
pub fn tables(folder: &Path) -> Result<[Table; 2], TablesError> {
    let women = frequencies(&folder.join("dist.female.first"))?;
    let men = frequencies(&folder.join("dist.male.first"))?;
    let names = women.keys().chain(men.keys());
    let given = names.map(|name| {
        let woman = women.get(name).copied().unwrap_or(0.0);
        let man = men.get(name).copied().unwrap_or(0.0);
        let gender = if woman > SURE * (woman + man) {
            "f"
        } else if man > SURE * (woman + man) {
            "m"
        } else {
            ""
        };
        format!("{name}\t{gender}\t{}", bucket(woman.max(man)))
    });
    let columns = "given name, f of women or m of men alone, bucket of frequency (0 the most frequent, of 4)";
    let given = Table { name: "given_names.tsv", origin: Origin::Census, columns, lines: given.collect() };

    let mut surnames: Vec<(String, f64)> = frequencies(&folder.join("dist.all.last"))?.into_iter().collect();
    surnames.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let lines = surnames.iter().take(SURNAMES).map(|(name, percent)| format!("{name}\t{}", bucket(*percent)));
    let columns = "surname, bucket of frequency (0 the most frequent, of 4)";
    let surnames = Table { name: "surnames.tsv", origin: Origin::Census, columns, lines: lines.collect() };
    Ok([given, surnames])
}

/// By name in lower case, the percentage of persons who bear it. A line: name, percentage, sum so far, rank.
fn frequencies(path: &Path) -> Result<BTreeMap<String, f64>, TablesError> {
    let entries = read(path)?;
    let entries = entries.lines().map(|line| {
        let mut fields = line.split_ascii_whitespace();
        let name = fields.next()?.to_lowercase();
        Some((name, fields.next()?.parse::<f64>().ok()?))
    });
    entries.collect::<Option<_>>().ok_or_else(|| TablesError::Form {
        path: path.to_owned(),
        what: "a line is not a name and its frequency".to_owned(),
    })
}

/// From 0.1 per cent, 0.01 per cent, 0.002 per cent, and rarer.
fn bucket(percent: f64) -> u8 {
    match percent {
        p if p >= 0.1 => 0,
        p if p >= 0.01 => 1,
        p if p >= 0.002 => 2,
        _ => 3,
    }
}
