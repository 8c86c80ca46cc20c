//! Files and variables together, and what is said when they are wrong.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;

fn load(files: &[&str], variables: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
    let directory = TempDir::new().unwrap();
    let paths: Vec<PathBuf> = files
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let path = directory.path().join(format!("{index}.toml"));
            fs::write(&path, text).unwrap();
            path
        })
        .collect();
    Config::load_from(&paths, variables.iter().map(|(name, value)| (name.into(), value.into())))
}

/// The complaints, as `key: problem`.
fn complaints(files: &[&str], variables: &[(&str, &str)]) -> Vec<String> {
    load(files, variables).unwrap_err().iter().map(|error| format!("{} {}", error.key, error.problem)).collect()
}

fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn the_defaults_keep_every_rule() {
    assert_eq!(load(&[], &[]).unwrap(), Config::default());
}

#[test]
fn default_toml_shows_every_key_with_its_default() {
    let shown: toml::Table =
        toml::from_str(&fs::read_to_string(in_repository("config/default.toml")).unwrap()).unwrap();
    assert_eq!(shown, toml::Table::try_from(Config::default()).unwrap());
}

#[test]
fn dev_toml_is_valid() {
    let config = Config::load_from(&[in_repository("config/dev.toml")], []).unwrap();
    assert!(config.kafka.create_topics);
}

#[test]
fn later_files_win_and_variables_win_over_files() {
    let first = "[kafka]\ngroup_id = 'a'\nbrokers = 'a:1'\noutput_topic = 'a'";
    let second = "[kafka]\ngroup_id = 'b'\nbrokers = 'b:1'";
    let config = load(&[first, second], &[("FACTWIRE_KAFKA__GROUP_ID", "c")]).unwrap();
    assert_eq!((&*config.kafka.group_id, &*config.kafka.brokers, &*config.kafka.output_topic), ("c", "b:1", "a"));
}

#[test]
fn variables_are_read_as_what_the_key_holds() {
    let config = load(
        &[],
        &[
            ("FACTWIRE_KAFKA__INPUT_TOPICS", "a, b"),
            ("FACTWIRE_KAFKA__GROUP_ID", "007"),
            ("FACTWIRE_KAFKA__CREATE_TOPICS", "true"),
            ("FACTWIRE_KAFKA__DELIVERY", "at_least_once"),
            ("FACTWIRE_EXTRACT__LANGUAGES", "[\"en\", \"de\"]"),
            ("FACTWIRE_EXTRACT__WORKERS", "3"),
            ("FACTWIRE_EXTRACT__MIN_CONFIDENCE", "0.25"),
            ("FACTWIRE_HTTP__LISTEN", ""),
            ("FACTWIRE_LOG__FORMAT", "json"),
        ],
    )
    .unwrap();
    assert_eq!(config.kafka.input_topics, ["a", "b"]);
    assert_eq!(config.kafka.group_id, "007");
    assert!(config.kafka.create_topics);
    assert_eq!(config.kafka.delivery, Delivery::AtLeastOnce);
    assert_eq!(config.extract.languages, ["en", "de"]);
    assert_eq!(config.extract.worker_count(), 3);
    assert!((config.extract.min_confidence - 0.25).abs() < 1e-12);
    assert_eq!(config.http.listen, "");
    assert_eq!(config.log.format, LogFormat::Json);
}

#[test]
fn a_number_with_a_fraction_may_be_written_without_one() {
    let least = |text: &str| load(&[text], &[]).unwrap().extract.min_confidence;
    assert!((least("[extract]\nmin_confidence = 1") - 1.0).abs() < 1e-12);
    assert!((least("[extract]\nmin_confidence = 0.5") - 0.5).abs() < 1e-12);
    assert_eq!(complaints(&["[extract]\nmin_confidence = 'high'"], &[]), ["extract.min_confidence is not a number"]);
}

#[test]
fn a_service_named_factwire_sets_no_settings() {
    let variables =
        [("FACTWIRE_SERVICE_HOST", "10.0.0.1"), ("FACTWIRE_PORT_9464_TCP_PORT", "9464"), ("OTHER__KEY", "1")];
    assert_eq!(load(&[], &variables).unwrap(), Config::default());
}

#[test]
fn a_variable_with_one_underscore_is_not_passed_over() {
    assert_eq!(
        complaints(&[], &[("FACTWIRE_KAFKA_BROKERS", "a:1")]),
        ["FACTWIRE_KAFKA_BROKERS has one underscore after the section"]
    );
}

#[test]
fn properties_merge_name_by_name_in_all_their_spellings() {
    let first = "[kafka.properties]\nsecurity.protocol = 'SASL_SSL'\n'sasl.password' = 'a'\n'client.id' = 'x'";
    let second = "[kafka.properties]\nsasl.mechanism = 'PLAIN'\n[kafka.producer_properties]\nlinger.ms = 5";
    let variables = [
        ("FACTWIRE_KAFKA__PROPERTIES__SASL_PASSWORD", "0123"),
        ("FACTWIRE_KAFKA__PROPERTIES__ssl.ca.location", "/ca"),
        ("FACTWIRE_KAFKA__CONSUMER_PROPERTIES__SASL_OAUTHBEARER_ASSERTION_FILE", "/jwt"),
    ];
    let kafka = load(&[first, second], &variables).unwrap().kafka;
    let value = |name: &str| kafka.properties.get(name).map(|property| property.expose().to_owned()).unwrap();
    assert_eq!(value("security.protocol"), "SASL_SSL");
    assert_eq!(value("sasl.mechanism"), "PLAIN");
    assert_eq!(value("sasl.password"), "0123");
    assert_eq!(value("ssl.ca.location"), "/ca");
    assert_eq!(value("client.id"), "x");
    assert_eq!(kafka.producer_property("linger.ms").unwrap().expose(), "5");
    assert_eq!(kafka.consumer_property("sasl.oauthbearer.assertion.file").unwrap().expose(), "/jwt");
    assert_eq!(kafka.consumer_property("client.id").unwrap().expose(), "x");
}

#[test]
fn a_secret_is_read_from_its_file_without_the_final_newline() {
    let directory = TempDir::new().unwrap();
    let secret = directory.path().join("secret");
    fs::write(&secret, "hunter2 \n").unwrap();
    let file = format!("[kafka.properties]\nsasl.username = 'x'\nsasl.username_file = {secret:?}");
    let twice = complaints(&[&file], &[]);
    assert_eq!(twice.len(), 1, "{twice:?}");

    let file = "[kafka.properties]\nsasl.username = 'overridden'";
    let path = secret.to_str().unwrap();
    let kafka = load(&[file], &[("FACTWIRE_KAFKA__PROPERTIES__SASL_USERNAME_FILE", path)]).unwrap().kafka;
    assert_eq!(kafka.properties.get("sasl.username").unwrap().expose(), "hunter2 ");
    assert!(!format!("{kafka:?}").contains("hunter2"));
}

#[test]
fn a_missing_secret_file_is_named() {
    let error = load(&["[kafka.properties]\n'sasl.password_file' = '/no/such/file'"], &[]).unwrap_err().to_string();
    assert!(error.starts_with("kafka.properties.sasl.password_file (set in "), "{error}");
    assert!(error.contains("/no/such/file"), "{error}");
}

#[test]
fn everything_wrong_is_said_at_once_with_where_it_was_set() {
    let file = "colour = 1\n[kafka]\nbroker = 'a:1'\ndelivery = 'twice'\ninput_topics = []\n\
                [extract]\ndeadline_ms = 0\nworkers = -1\n[colours]\nred = 1";
    let variables = [("FACTWIRE_BATCH__MAX_RECORDS", "many"), ("FACTWIRE_LOG__LEVEL", "a=b=c")];
    let errors = load(&[file], &variables).unwrap_err();
    let found: Vec<(String, bool)> =
        errors.iter().map(|e| (e.key.clone(), e.origin.as_ref().unwrap().starts_with("FACTWIRE_"))).collect();
    let expected = [
        ("colour", false),
        ("colours", false),
        ("kafka.broker", false),
        ("kafka.delivery", false),
        ("extract.workers", false),
        ("batch.max_records", true),
        ("kafka.input_topics", false),
        ("extract.deadline_ms", false),
        ("log.level", true),
    ];
    assert_eq!(found, expected.map(|(key, variable)| (key.to_owned(), variable)), "{errors}");
    assert_eq!(errors.to_string().lines().count(), expected.len());
}

#[test]
fn a_missing_file_and_a_broken_file_are_named_without_quoting_them() {
    let missing = Config::load_from(&[PathBuf::from("/no/such.toml")], []).unwrap_err().to_string();
    assert!(missing.starts_with("/no/such.toml cannot be read"), "{missing}");
    let broken = load(&["[kafka.properties]\n'sasl.password' = 'hunter2\n"], &[]).unwrap_err().to_string();
    assert!(broken.contains("is not TOML at line 2"), "{broken}");
    assert!(!broken.contains("hunter2"), "{broken}");
}

#[test]
fn our_own_properties_are_refused_with_the_setting_to_use() {
    let file = "[kafka.properties]\n'bootstrap.servers' = 'a:1'\n'sasl.password' = 'hunter2'\n\
                [kafka.consumer_properties]\n'enable.auto.commit' = true\n'isolation.level' = 'read_committed'\n\
                [kafka.producer_properties]\n'transactional.id' = 'x'\nacks = 1\n'client.id' = 'fine'";
    let errors = load(&[file], &[]).unwrap_err().to_string();
    let lines: Vec<&str> = errors.lines().collect();
    assert_eq!(lines.len(), 4, "{errors}");
    assert!(lines[0].starts_with("kafka.properties.bootstrap.servers (set in "), "{errors}");
    assert!(lines[0].ends_with("is the worker's own to set: set kafka.brokers"), "{errors}");
    assert!(!errors.contains("hunter2"));
}

#[test]
fn rules_of_the_values() {
    for (file, complaint) in [
        ("[kafka]\nbrokers = ''", "kafka.brokers is empty"),
        ("[kafka]\nbrokers = 'a:1,,b'", "kafka.brokers holds \"\", which is no broker"),
        ("[kafka]\nbrokers = 'a:port'", "kafka.brokers holds \"a:port\", which is no broker"),
        ("[kafka]\ngroup_id = ' '", "kafka.group_id is empty"),
        (
            "[kafka]\ninstance = 'redrive'",
            "kafka.instance is \"redrive\", whose transactional.id is that of `factwire redrive`",
        ),
        ("[kafka]\ninput_topics = ['a b']", "kafka.input_topics holds \"a b\", which is no topic name"),
        ("[kafka]\noutput_topic = '^a'", "kafka.output_topic is \"^a\", which is no topic name"),
        (
            "[kafka]\noutput_topic = 'articles.raw'",
            "kafka.output_topic is \"articles.raw\", which is an input topic too",
        ),
        (
            "[kafka]\noutput_topic = 'articles.dead'",
            "kafka.dead_letter_topic is \"articles.dead\", the same as kafka.output_topic",
        ),
        (
            "[kafka.properties]\n'group.protocol' = 'consumer'\n'session.timeout.ms' = 6000",
            "kafka.properties.session.timeout.ms does not go with group.protocol = \"consumer\"",
        ),
        ("[extract]\nlanguages = ['English']", "extract.languages holds \"English\", which is no ISO 639-1 code"),
        ("[extract]\nworkers = 100000", "extract.workers is 100000, more threads than the 1024 that are allowed"),
        ("[extract]\nmin_confidence = 1.5", "extract.min_confidence is 1.5, which is no probability"),
        ("[batch]\nmax_bytes = 0", "batch.max_bytes is 0"),
        ("[memory]\nmax_inflight_bytes = 0", "memory.max_inflight_bytes is 0"),
        ("[poison]\nmax_attempts = 0", "poison.max_attempts is 0"),
        ("[http]\nlisten = '9464'", "http.listen is \"9464\", which is no address and port"),
        (
            "[shutdown]\ndrain_ms = 300000",
            "shutdown.drain_ms is not below the consumer's max.poll.interval.ms (300000)",
        ),
        ("[log]\nlevel = 3", "log.level is not a string"),
        ("[kafka]\nproperties = 'x'", "kafka.properties is not a table"),
        ("[kafka.properties]\na = [1]", "kafka.properties.a is no string, number or boolean"),
    ] {
        assert_eq!(complaints(&[file], &[]), [complaint], "{file}");
    }
}

#[test]
fn what_is_unusual_and_right_is_taken() {
    for file in [
        "[kafka]\nbrokers = 'PLAINTEXT://a:1, [::1]:9092,b,[::1]'",
        "[kafka]\ninput_topics = ['^raw-.*', 'b']",
        "[http]\nlisten = '[::]:0'",
        "[kafka.consumer_properties]\n'group.protocol' = 'consumer'",
        "[shutdown]\ndrain_ms = 300000\n[kafka.consumer_properties]\n'max.poll.interval.ms' = 600000",
    ] {
        load(&[file], &[]).unwrap();
    }
}

#[test]
fn instance_names_the_producer() {
    let config = load(&["[kafka]\ngroup_id = 'g'\ninstance = 'worker-0'"], &[]).unwrap();
    assert_eq!(config.kafka.transactional_id(), "g-worker-0");
    assert!(!Config::default().kafka.instance().is_empty());
}

#[test]
fn the_schema_takes_the_defaults() {
    let schema = serde_json::to_value(schemars::schema_for!(Config)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut settings = serde_json::to_value(Config::default()).unwrap();
    assert!(validator.is_valid(&settings));
    settings["kafka"]["broker"] = "a:1".into();
    assert!(!validator.is_valid(&settings));
}
