//! What the patterns among the input topics match, before the worker joins its group.
//!
//! Rule: librdkafka matches with the C library's extended expressions, and the assignment is the last word. For a check
//! `regex` answers, which reads those of topic names alike; of a pattern that it cannot read nothing is said.

use rdkafka::admin::AdminClient;
use rdkafka::client::DefaultClientContext;
use regex::Regex;

use super::topics::{CALL, Findings};
use crate::config::KafkaConfig;

/// Adds what is wrong with the patterns: that one matches what the worker itself writes; and as a warning, where the
/// brokers tell their topics, that one matches none of them.
pub fn check(kafka: &KafkaConfig, admin: Option<&AdminClient<DefaultClientContext>>, found: &mut Findings) {
    let patterns: Vec<(&str, Regex)> = kafka.input_topics.iter().filter_map(|topic| read(topic)).collect();
    if patterns.is_empty() {
        return;
    }
    for (pattern, regex) in &patterns {
        let own = [&kafka.output_topic, &kafka.dead_letter_topic];
        found.settings.extend(own.into_iter().filter(|topic| regex.is_match(topic)).map(|topic| {
            format!(
                "kafka.input_topics: {pattern:?} matches '{topic}', which the worker itself writes and would read for \
                 ever; make it narrower"
            )
        }));
    }
    let Some(metadata) = admin.and_then(|admin| admin.inner().fetch_metadata(None, CALL).ok()) else { return };
    for (pattern, regex) in &patterns {
        if !metadata.topics().iter().any(|topic| regex.is_match(topic.name())) {
            found.warnings.push(format!("kafka.input_topics: no topic matches {pattern:?} yet"));
        }
    }
}

/// A pattern, where it is one that can be read.
fn read(topic: &str) -> Option<(&str, Regex)> {
    Some((topic, Regex::new(topic).ok().filter(|_| topic.starts_with('^'))?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn found(topics: &[&str]) -> Findings {
        let mut kafka = Config::default().kafka;
        kafka.input_topics = topics.iter().map(|topic| (*topic).to_owned()).collect();
        let mut found = Findings::default();
        check(&kafka, None, &mut found);
        found
    }

    #[test]
    fn a_pattern_that_matches_what_we_write_is_wrong() {
        let found = found(&["^articles[.].*", "^articles[.]raw$", "^articles[.]d"]).settings;
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].contains("'articles.enriched'") && found[1].contains("'articles.dead'"), "{found:?}");
        assert!(found[2].contains("\"^articles[.]d\""), "{found:?}");
    }

    #[test]
    fn a_name_is_no_pattern() {
        assert_eq!(found(&["articles.*", "^articles[.]raw$", "^(a"]), Findings::default());
    }
}
