//! What the standard variables of OpenTelemetry ask for, as far as it is not the SDK that reads them.
//!
//! Rule: an endpoint may hold a password, so messages name the variable and never its value.

/// Where traces are to go.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    /// The variable that says so.
    pub(super) variable: &'static str,
    /// What it says.
    #[cfg_attr(not(feature = "otel"), allow(dead_code, reason = "there is nobody to go there"))]
    pub(super) url: String,
}

/// The variable called `name`, trimmed; none where it is unset or empty, which mean the same.
fn variable(environment: &impl Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    environment(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Where traces are to go; none where none are asked for.
pub(super) fn endpoint(environment: impl Fn(&str) -> Option<String>) -> Option<Endpoint> {
    let says = |name: &str, word| variable(&environment, name).is_some_and(|value| value.eq_ignore_ascii_case(word));
    if says("OTEL_SDK_DISABLED", "true") || says("OTEL_TRACES_EXPORTER", "none") {
        return None;
    }
    let names = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];
    names.into_iter().find_map(|name| Some(Endpoint { variable: name, url: variable(&environment, name)? }))
}

/// What is asked for and cannot be had: this program speaks `http/protobuf` without encryption.
#[cfg(feature = "otel")]
pub(super) fn obstacle(environment: impl Fn(&str) -> Option<String>, endpoint: &Endpoint) -> Option<String> {
    let Endpoint { variable: name, url } = endpoint;
    if !url.split_once("://").is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("http")) {
        return Some(format!("{name} must begin with http://: let a collector nearby encrypt what goes further"));
    }
    let names = ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"];
    let (name, protocol) = names.into_iter().find_map(|name| Some((name, variable(&environment, name)?)))?;
    (protocol != "http/protobuf").then(|| format!("{name} is {protocol}, and only http/protobuf is built in"))
}

/// What is wrong with the sampler that is asked for: the SDK says nothing, and samples everything.
#[cfg(feature = "otel")]
pub(super) fn sampler_trouble(environment: impl Fn(&str) -> Option<String>) -> Option<String> {
    const PLAIN: [&str; 4] = ["always_on", "always_off", "parentbased_always_on", "parentbased_always_off"];
    const BY_RATIO: [&str; 2] = ["traceidratio", "parentbased_traceidratio"];
    let sampler = variable(&environment, "OTEL_TRACES_SAMPLER")?;
    if PLAIN.contains(&&*sampler) {
        return None;
    }
    if !BY_RATIO.contains(&&*sampler) {
        return Some(format!("OTEL_TRACES_SAMPLER is {sampler}, and must be one of {PLAIN:?} and {BY_RATIO:?}"));
    }
    let ratio = variable(&environment, "OTEL_TRACES_SAMPLER_ARG").and_then(|ratio| ratio.parse::<f64>().ok());
    let good = ratio.is_some_and(|ratio| (0.0..=1.0).contains(&ratio));
    (!good).then(|| format!("OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1 for {sampler}"))
}

/// The most spans that wait for the collector. A transaction's spans come all at once, so where nothing else is asked
/// for there is room for two of them.
#[cfg(feature = "otel")]
pub(super) fn queue_limit(environment: impl Fn(&str) -> Option<String>, batch_records: usize) -> usize {
    const STANDARD: usize = 2_048;
    const SPANS_A_RECORD: usize = 2;
    let asked = variable(&environment, "OTEL_BSP_MAX_QUEUE_SIZE").and_then(|value| value.parse().ok());
    asked.filter(|limit| *limit > 0).unwrap_or_else(|| STANDARD.max(batch_records.saturating_mul(2 * SPANS_A_RECORD)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        move |name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn traces_are_exported_where_an_endpoint_is_set() {
        let general = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:4318");
        let special = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://b:4318/v1/traces");
        for (variables, expected) in [
            (&[][..], None),
            (&[general], Some(general)),
            (&[general, special], Some(special)),
            (&[("OTEL_EXPORTER_OTLP_ENDPOINT", " ")], None),
            (&[general, ("OTEL_SDK_DISABLED", "TRUE")], None),
            (&[general, ("OTEL_SDK_DISABLED", "false")], Some(general)),
            (&[general, ("OTEL_TRACES_EXPORTER", "none")], None),
            (&[general, ("OTEL_TRACES_EXPORTER", "otlp")], Some(general)),
        ] {
            let expected = expected.map(|(variable, url)| Endpoint { variable, url: url.to_owned() });
            assert_eq!(endpoint(environment(variables)), expected, "{variables:?}");
        }
    }

    #[cfg(feature = "otel")]
    #[test]
    fn what_cannot_be_had_is_said_without_the_endpoint() {
        let said = |variables: &[(&str, &str)], url: &str| {
            obstacle(environment(variables), &Endpoint { variable: "THE_VARIABLE", url: url.to_owned() })
        };
        assert_eq!(said(&[], "http://a:4318"), None);
        assert_eq!(said(&[("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")], "HTTP://a:4318"), None);
        for url in ["https://user:secret@a:4318", "secret:4318", "http:secret"] {
            let said = said(&[], url).unwrap();
            assert!(said.contains("THE_VARIABLE") && !said.contains("secret"), "{said}");
        }
        let said = said(&[("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc")], "http://a:4317").unwrap();
        assert!(said.contains("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL is grpc"), "{said}");
    }

    #[cfg(feature = "otel")]
    #[test]
    fn a_sampler_that_is_not_known_is_said() {
        let trouble = |sampler, ratio| {
            let variables = [("OTEL_TRACES_SAMPLER", sampler), ("OTEL_TRACES_SAMPLER_ARG", ratio)];
            sampler_trouble(environment(&variables))
        };
        assert_eq!(trouble("", ""), None);
        assert_eq!(trouble("parentbased_always_off", "nonsense"), None);
        assert_eq!(trouble("traceidratio", "0.01"), None);
        assert!(trouble("sometimes", "0.5").is_some_and(|trouble| trouble.contains("sometimes")));
        for ratio in ["", "1 %", "2", "NaN"] {
            assert!(trouble("parentbased_traceidratio", ratio).is_some(), "{ratio}");
        }
    }

    #[cfg(feature = "otel")]
    #[test]
    fn the_queue_holds_what_is_asked_for_or_two_transactions() {
        let limit = |size| queue_limit(environment(&[("OTEL_BSP_MAX_QUEUE_SIZE", size)]), 1_000);
        assert_eq!([limit("10"), limit("0"), limit("many"), limit("")], [10, 4_000, 4_000, 4_000]);
        assert_eq!(queue_limit(environment(&[]), 10), 2_048);
    }
}
