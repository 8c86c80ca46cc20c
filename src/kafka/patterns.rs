//! What the patterns among the input topics match, before the worker joins its group.
//!
//! Rule: librdkafka matches with the C library's extended expressions, and the assignment is the last word. For a check
//! `regex` answers, which reads those of topic names alike; of a pattern that it cannot read nothing is said.

use rdkafka::admin::AdminClient;
use rdkafka::client::DefaultClientContext;
use regex::Regex;

use super::topics::CALL;
use crate::config::KafkaConfig;

/// What is wrong with a pattern that matches a topic which the worker writes.
#[must_use]
pub fn matches_output(pattern: &str, topic: &str) -> String {
    format!(
        "kafka.input_topics: {pattern} matches '{topic}', which the worker itself writes and would read for ever; make \
         it narrower"
    )
}

/// The patterns that match what the worker itself writes, in words.
#[must_use]
pub fn of_outputs(kafka: &KafkaConfig) -> Vec<String> {
    let mut found = Vec::new();
    for (pattern, regex) in read(kafka) {
        let topics = kafka.outputs().into_iter().filter(|topic| regex.is_match(topic));
        found.extend(topics.map(|topic| matches_output(&format!("{pattern:?}"), topic)));
    }
    found
}

/// The patterns that match none of the topics that the brokers tell, in words.
#[must_use]
pub fn of_nothing(kafka: &KafkaConfig, admin: &AdminClient<DefaultClientContext>) -> Vec<String> {
    let mut patterns = read(kafka).peekable();
    // All topics of a cluster are many: nobody is asked without need.
    if patterns.peek().is_none() {
        return Vec::new();
    }
    let Ok(metadata) = admin.inner().fetch_metadata(None, CALL) else { return Vec::new() };
    let matches = |regex: &Regex| metadata.topics().iter().any(|topic| regex.is_match(topic.name()));
    let unmatched = patterns.filter(|(_, regex)| !matches(regex));
    unmatched.map(|(pattern, _)| format!("kafka.input_topics: no topic matches {pattern:?} yet")).collect()
}

/// The patterns that can be read.
fn read(kafka: &KafkaConfig) -> impl Iterator<Item = (&str, Regex)> {
    kafka.input_patterns().filter_map(|pattern| Some((pattern, Regex::new(pattern).ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn found(topics: &[&str]) -> Vec<String> {
        let mut kafka = Config::default().kafka;
        kafka.input_topics = topics.iter().map(|topic| (*topic).to_owned()).collect();
        of_outputs(&kafka)
    }

    #[test]
    fn a_pattern_that_matches_what_we_write_is_wrong() {
        let found = found(&["^articles[.].*", "^articles[.]raw$", "^articles[.]d"]);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].contains("'articles.enriched'") && found[1].contains("'articles.dead'"), "{found:?}");
        assert!(found[2].contains("\"^articles[.]d\""), "{found:?}");
    }

    #[test]
    fn a_name_is_no_pattern() {
        assert_eq!(found(&["articles.*", "^articles[.]raw$", "^(a"]), Vec::<String>::new());
    }
}
