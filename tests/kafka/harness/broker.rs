//! A real Apache Kafka of one node (`KRaft`) on loopback, which can be killed and comes back with its data.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rustix::process::Signal;

use super::certificates::Identity;
use super::directory::Directory;
use super::jars;
use super::lane::{Lanes, Proxied};
use super::permit::Permit;
use super::ports::Port;
use super::process::Process;

const READY_WITHIN: Duration = Duration::from_secs(30);

/// What a broker is to have beyond the usual.
#[derive(Default)]
pub struct Options {
    /// Lines of `server.properties`.
    pub properties: Vec<(String, String)>,
    /// Listeners that are reached through a proxy alone.
    pub lanes: usize,
    /// Users of a listener with SASL/PLAIN, and their passwords.
    pub users: Vec<(String, String)>,
    /// Lets the broker prove who it is, on three more listeners; see [`Secured`].
    pub secured: Option<Secured>,
}

/// What a broker with TLS is given.
pub struct Secured {
    /// Its certificate and key.
    pub identity: Identity,
    /// Who signs the certificates of its clients.
    pub clients: PathBuf,
}

/// A listener with TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secure {
    /// Whoever comes is let in.
    Tls,
    /// Whoever has a certificate is.
    MutualTls,
    /// Whoever has a password is: SASL with PLAIN or SCRAM, over TLS.
    Sasl,
}

impl Secure {
    const ALL: [Self; 3] = [Self::Tls, Self::MutualTls, Self::Sasl];

    /// The name of the listener among the broker's properties.
    const fn name(self) -> &'static str {
        match self {
            Self::Tls => "TLS",
            Self::MutualTls => "MTLS",
            Self::Sasl => "SASLTLS",
        }
    }
}

/// A running broker. Its data and its process go when it is dropped.
pub struct Broker {
    process: Option<Process>,
    directory: Directory,
    listener: Port,
    // A port is kept for as long as the broker may come back to it.
    controller: Port,
    lanes: Lanes,
    sasl: Option<Port>,
    secured: Vec<(Secure, Port)>,
    /// An option of the JVM about the classes that brokers share.
    sharing: String,
    _permit: Permit,
}

impl Broker {
    /// Starts one for this test alone.
    pub fn start() -> Self {
        Self::with(&Options::default())
    }

    /// One that several tests use at a time: it is never killed, and each test makes topics of its own.
    pub fn shared() -> Arc<Self> {
        // As many tests that need one at a time; more wait.
        const LANES: usize = 6;
        static SHARED: Mutex<Weak<Broker>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let broker = Arc::new(Self::with(&Options { lanes: LANES, ..Options::default() }));
            *shared = Arc::downgrade(&broker);
            broker
        })
    }

    /// Starts one for this test alone.
    pub fn with(options: &Options) -> Self {
        Self::launch(options, format!("-XX:SharedArchiveFile={}", shared_classes().display()))
    }

    fn launch(options: &Options, sharing: String) -> Self {
        let permit = Permit::take();
        let directory = Directory::new();
        let (listener, controller) = (Port::take(), Port::take());
        let lanes = Lanes::new(options.lanes);
        let sasl = (!options.users.is_empty()).then(Port::take);
        let secured = if options.secured.is_some() { Secure::ALL.as_slice() } else { &[] };
        let secured = secured.iter().map(|listener| (*listener, Port::take())).collect();
        let mut broker =
            Self { process: None, directory, listener, controller, lanes, sasl, secured, sharing, _permit: permit };
        broker.write_properties(options);
        fs::write(broker.path("log4j2.properties"), LOG4J).expect("the directory is new");
        copy_formatted(&broker.path("data"));
        broker.restart();
        broker
    }

    /// Where clients find it.
    pub fn address(&self) -> String {
        self.listener.address()
    }

    /// Its listeners that are reached through a proxy alone.
    pub const fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    /// The listener that asks for a user and a password.
    pub fn sasl_address(&self) -> String {
        self.sasl.as_ref().expect("the broker was started with users").address()
    }

    /// A listener with TLS.
    #[cfg_attr(not(feature = "tls"), allow(dead_code, reason = "only connections with TLS need it"))]
    pub fn secure_address(&self, listener: Secure) -> String {
        let found = self.secured.iter().find(|(secure, _)| *secure == listener);
        found.expect("the broker was started with a certificate").1.address()
    }

    /// Ends it at once (SIGKILL).
    pub fn kill(&mut self) {
        self.process.take().expect("it runs").kill();
    }

    /// Lets its controller miss a broker that was killed, as one that runs elsewhere does by itself. A broker that comes
    /// back before that leads its partitions in the name of its former life until it is found out. While they have no
    /// leader then, Kafka 4 takes them for deleted: a transaction that was about to be committed is told to its other
    /// partitions alone.
    pub fn expire(&mut self) {
        assert!(self.process.is_none(), "it runs");
        let (properties, listener) = (self.properties(), self.controller.address());
        let controller = format!(
            "{properties}process.roles=controller\nlisteners=CONTROLLER://{listener}\n\
             advertised.listeners=CONTROLLER://{listener}\n"
        );
        let (file, log) = (self.path("controller.properties"), self.path("controller.log"));
        fs::write(&file, controller).expect("the directory is ours to write");
        let mut process = Process::spawn("controller", &self.command(&file), &[], &log);
        let start = Instant::now();
        while !process.log().contains("Fencing broker 1") {
            assert!(process.is_running() && start.elapsed() < READY_WITHIN, "nobody misses it:\n{}", process.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        process.signal(Signal::TERM);
        assert!(process.exit_within(READY_WITHIN).is_some(), "the controller does not stop");
    }

    /// Ends it in order (SIGTERM).
    pub fn stop(&mut self) {
        let mut process = self.process.take().expect("it runs");
        process.signal(Signal::TERM);
        assert!(process.exit_within(READY_WITHIN).is_some(), "the broker does not stop");
    }

    /// Forgets the messages of a partition, as an unclean election may. It must not run.
    pub fn truncate(&self, topic: &str, partition: i32) {
        assert!(self.process.is_none(), "it writes to its log");
        let log = self.path("data").join(format!("{topic}-{partition}"));
        for entry in fs::read_dir(log).expect("the partition has a log").flatten() {
            // Its metadata stay: they hold the identity of the topic.
            if entry.path().extension().is_some_and(|extension| extension != "metadata") {
                fs::remove_file(entry.path()).expect("the directory is ours to write");
            }
        }
    }

    /// Starts it on its ports and data, and waits until it answers.
    pub fn restart(&mut self) {
        assert!(self.process.is_none(), "it runs already");
        let command = self.command(&self.path("server.properties"));
        self.process = Some(Process::spawn("broker", &command, &[], &self.path("broker.log")));
        self.wait_until_ready();
    }

    fn properties(&self) -> String {
        fs::read_to_string(self.path("server.properties")).expect("it was written at the start")
    }

    fn command(&self, properties: &Path) -> Vec<OsString> {
        let log4j = format!("-Dlog4j2.configurationFile=file:{}", self.path("log4j2.properties").display());
        [
            "java",
            "-Xmx256m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            &self.sharing,
            &log4j,
            "-cp",
        ]
        .into_iter()
        .map(OsString::from)
        .chain([jars::class_path().into(), "kafka.Kafka".into(), properties.into()])
        .collect()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn wait_until_ready(&mut self) {
        let client: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", self.address())
            .set("reconnect.backoff.ms", "20")
            .set("reconnect.backoff.max.ms", "100")
            .create()
            .expect("the settings are librdkafka's");
        let start = Instant::now();
        loop {
            let answers =
                client.fetch_metadata(None, Duration::from_secs(1)).is_ok_and(|found| !found.brokers().is_empty());
            let process = self.process.as_mut().expect("it was just started");
            let running = process.is_running();
            if answers && running {
                return;
            }
            assert!(running && start.elapsed() < READY_WITHIN, "the broker does not come up:\n{}", process.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn write_properties(&self, options: &Options) {
        let (own, controller) = (self.address(), self.controller.address());
        let mut listeners = vec![format!("PLAINTEXT://{own}"), format!("CONTROLLER://{controller}")];
        let mut advertised = vec![format!("PLAINTEXT://{own}")];
        let mut text = PROPERTIES.to_owned();
        let mut add = |name: &str, value: &str| text.push_str(&format!("{name}={value}\n"));
        let mut protocols = PROTOCOLS.to_owned();
        for (number, Proxied { port, proxy }) in self.lanes.all().iter().enumerate() {
            let name = Proxied::name(number);
            listeners.push(format!("{name}://{}", port.address()));
            advertised.push(format!("{name}://{}", proxy.address()));
            protocols.push_str(&format!(",{name}:PLAINTEXT"));
        }
        add("listener.security.protocol.map", &protocols);
        let users: Vec<String> =
            options.users.iter().map(|(user, password)| format!("user_{user}=\"{password}\"")).collect();
        let plain = format!("org.apache.kafka.common.security.plain.PlainLoginModule required {};", users.join(" "));
        if let Some(port) = &self.sasl {
            listeners.push(format!("SASL://{}", port.address()));
            advertised.push(format!("SASL://{}", port.address()));
            add("listener.name.sasl.sasl.enabled.mechanisms", "PLAIN");
            add("listener.name.sasl.plain.sasl.jaas.config", &plain);
        }
        for (listener, port) in &self.secured {
            listeners.push(format!("{}://{}", listener.name(), port.address()));
            advertised.push(format!("{}://{}", listener.name(), port.address()));
        }
        if let Some(Secured { identity, clients }) = &options.secured {
            let on_one_line = |file: &Path| fs::read_to_string(file).expect("it was made").replace('\n', "\\n");
            add("ssl.keystore.type", "PEM");
            add("ssl.keystore.certificate.chain", &on_one_line(&identity.certificate));
            add("ssl.keystore.key", &on_one_line(&identity.key));
            add("ssl.truststore.type", "PEM");
            add("ssl.truststore.certificates", &on_one_line(clients));
            add("listener.name.mtls.ssl.client.auth", "required");
            let scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
            add("listener.name.sasltls.sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
            add("listener.name.sasltls.plain.sasl.jaas.config", &plain);
            add("listener.name.sasltls.scram-sha-512.sasl.jaas.config", scram);
        }
        add("controller.quorum.voters", &format!("1@{controller}"));
        add("listeners", &listeners.join(","));
        add("advertised.listeners", &advertised.join(","));
        add("log.dirs", &self.path("data").display().to_string());
        for (name, value) in &options.properties {
            add(name, value);
        }
        fs::write(self.path("server.properties"), text).expect("the directory is new");
    }
}

/// The classes of a broker as they lie in memory, made once by a broker that starts and stops: the others start in half
/// the time. A JVM of another kind than the one that wrote them does without.
fn shared_classes() -> &'static Path {
    static ARCHIVE: OnceLock<PathBuf> = OnceLock::new();
    ARCHIVE.get_or_init(|| {
        let archive = jars::home().join("classes.jsa");
        let _lock = jars::lock("classes.lock");
        if !archive.exists() {
            let fresh = jars::home().join("fresh.jsa");
            Broker::launch(&Options::default(), format!("-XX:ArchiveClassesAtExit={}", fresh.display())).stop();
            // Where there is none, brokers start without.
            _ = fs::rename(fresh, &archive);
        }
        archive
    })
}

/// A fresh, formatted data directory: made once, since it holds neither ports nor paths, and copied.
fn copy_formatted(to: &Path) {
    let class_path = jars::class_path();
    let formatted = jars::home().join("formatted");
    {
        let _lock = jars::lock("formatted.lock");
        if !formatted.join("bootstrap.checkpoint").exists() {
            let properties = jars::home().join("format.properties");
            let rest = format!(
                "listener.security.protocol.map={PROTOCOLS}\nlisteners=PLAINTEXT://127.0.0.1:1,CONTROLLER://127.0.0.1:2\nadvertised.listeners=PLAINTEXT://127.0.0.1:1\ncontroller.quorum.voters=1@127.0.0.1:2\nlog.dirs={}\n",
                formatted.display()
            );
            fs::write(&properties, format!("{PROPERTIES}{rest}")).expect("the target directory is ours to write");
            let output = Command::new("java")
                .args(["-XX:TieredStopAtLevel=1", "-cp", &class_path, "kafka.tools.StorageTool", "format"])
                .args(["-t", "AAAAAAAAAAAAAAAAAAAAAQ", "-c"])
                .arg(properties)
                .output()
                .expect("java was found before");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "the data directory of the broker cannot be formatted:\n{said}");
        }
    }
    fs::create_dir(to).expect("the directory is new");
    for entry in fs::read_dir(&formatted).expect("it was formatted").flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).expect("the directory is ours to write");
    }
}

/// How clients speak to the listeners, beyond the proxied ones.
const PROTOCOLS: &str =
    "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL,MTLS:SSL,SASLTLS:SASL_SSL";

/// What all brokers share. The cleaner's default buffer is larger than the heap that we give. A broker that was killed
/// is taken for dead by its controller, itself, before it may come back, and transactions that were left open are
/// looked for every second: both make the tests fast and change nothing else. A shorter session would end now and then
/// on a busy machine.
const PROPERTIES: &str = "\
process.roles=broker,controller
node.id=1
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
num.network.threads=2
num.io.threads=4
background.threads=2
auto.create.topics.enable=false
default.replication.factor=1
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
log.cleaner.dedupe.buffer.size=4194304
broker.session.timeout.ms=6000
broker.heartbeat.interval.ms=500
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
group.consumer.min.session.timeout.ms=1000
group.consumer.session.timeout.ms=6000
group.consumer.min.heartbeat.interval.ms=100
group.consumer.heartbeat.interval.ms=300
";

const LOG4J: &str = "\
rootLogger.level=warn
rootLogger.appenderRef.console.ref=console
logger.fencing.name=org.apache.kafka.controller.ReplicationControlManager
logger.fencing.level=info
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d %p %c{1}: %m%n
";
