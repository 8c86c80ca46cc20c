//! What librdkafka refuses of the settings, found before any broker is asked.
//!
//! Rule: librdkafka itself is the judge. A list of its properties or a second dialect of patterns would drift away from
//! what runs. The clients made here join no group and begin no transaction.

use std::fs::File;

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::producer::BaseProducer;

use super::error::describe;
use super::settings::ClientSettings;
use super::topics::TopicLimits;
use crate::config::Config;

/// Everything in the settings that the Kafka clients refuse, in words.
#[must_use]
pub fn problems(config: &Config) -> Vec<String> {
    let mut found = [properties(config), files(config)].concat();
    if found.is_empty() {
        found = clients(config);
    }
    found.extend(config.kafka.input_patterns().filter(|topic| is_broken(topic)).map(|topic| {
        format!(
            "kafka.input_topics holds {topic:?}, which is no regular expression: write it in POSIX extended syntax, \
             such as \"^news-.*\""
        )
    }));
    found
}

/// Properties that are refused by themselves: a name or a value that librdkafka does not know.
fn properties(config: &Config) -> Vec<String> {
    let kafka = &config.kafka;
    let maps = [
        ("properties", &kafka.properties),
        ("consumer_properties", &kafka.consumer_properties),
        ("producer_properties", &kafka.producer_properties),
    ];
    let refused = |map: &str, name: &str, value: &str| {
        let error = ClientConfig::new().set(name, value).create_native_config().err()?;
        Some(format!("kafka.{map}: {}", describe(&error)))
    };
    maps.into_iter()
        .flat_map(|(map, properties)| properties.iter().map(move |(name, value)| (map, name, value)))
        .filter_map(|(map, name, value)| refused(map, name, value.expose()))
        .collect()
}

/// Files that are named and cannot be read: OpenSSL's errors say neither which nor why.
fn files(config: &Config) -> Vec<String> {
    let refused = |name: &str, value: &str| {
        let error = File::open(value).err()?;
        Some(format!("kafka.properties: {name} is '{value}', which cannot be read ({error})"))
    };
    // librdkafka looks for the authorities of this machine itself where it is told to probe.
    let names_file = |name: &str, value: &str| {
        name.starts_with("ssl.") && name.ends_with(".location") && !["", "probe"].contains(&value)
    };
    let properties = config.kafka.properties.iter().map(|(name, value)| (name, value.expose()));
    properties
        .filter(|(name, value)| names_file(name, value))
        .filter_map(|(name, value)| refused(name, value))
        .collect()
}

/// Properties that are refused together.
fn clients(config: &Config) -> Vec<String> {
    let settings = ClientSettings::new(config);
    let consumer = settings.consumer().create::<BaseConsumer>().err();
    // The limits make no difference to whether it can be made.
    let batch_bytes = TopicLimits::default().output;
    let producer = settings.producer(batch_bytes).create::<BaseProducer>().err();
    let clients = [("consumer", consumer), ("producer", producer)];
    clients
        .into_iter()
        .filter_map(|(client, error)| Some(format!("cannot make the {client}: {}", describe(&error?))))
        .collect()
}

/// Whether a pattern does not compile. A subscription is checked before anybody is asked for it.
fn is_broken(pattern: &str) -> bool {
    let offline = ClientConfig::new().set("group.id", "offline").create::<BaseConsumer>();
    offline.is_ok_and(|consumer| consumer.subscribe(&[pattern]).is_err())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(change: impl FnOnce(&mut Config)) -> Config {
        let mut config = Config::default();
        change(&mut config);
        config
    }

    #[test]
    fn the_defaults_are_taken() {
        assert_eq!(problems(&Config::default()), Vec::<String>::new());
    }

    #[test]
    fn every_refused_property_is_named_and_its_value_is_not() {
        let config = config(|config| {
            config.kafka.properties.insert("sasl.pasword", "hunter2");
            config.kafka.consumer_properties.insert("fetch.min.bytes", "hunter2");
            config.kafka.producer_properties.insert("linger.ms", "5");
        });
        let found = problems(&config);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("kafka.properties: ") && found[0].contains("'sasl.pasword'"), "{found:?}");
        assert!(found[1].starts_with("kafka.consumer_properties: ") && found[1].contains("'fetch.min.bytes'"));
        assert!(!found.concat().contains("hunter2"), "{found:?}");
    }

    #[test]
    fn properties_that_do_not_go_together_are_refused() {
        let config = config(|config| {
            config.kafka.consumer_properties.insert("session.timeout.ms", "9000");
            config.kafka.consumer_properties.insert("max.poll.interval.ms", "8000");
        });
        let found = problems(&config);
        assert!(matches!(&*found, [one] if one.contains("max.poll.interval.ms")), "{found:?}");
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let config = config(|config| config.kafka.properties.insert("ssl.ca.location", "/nowhere/ca.pem"));
        let found = problems(&config);
        assert!(matches!(&*found, [one] if one.contains("ssl.ca.location is '/nowhere/ca.pem'")), "{found:?}");
    }

    #[test]
    fn a_pattern_that_does_not_compile_is_quoted() {
        let topics = ["^news-(a|b)$", "^news-(a|b", "^[a", "articles.raw"];
        let config = config(|config| config.kafka.input_topics = topics.map(str::to_owned).to_vec());
        let found = problems(&config);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("\"^news-(a|b\"") && found[1].contains("\"^[a\""), "{found:?}");
    }
}
