//! A headless Chromium, driven by the `DevTools` protocol over two pipes.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// A running browser with one page.
pub struct Browser {
    process: Child,
    requests: ChildStdin,
    messages: Receiver<Value>,
    session: String,
    last: u64,
    /// What the browser complained about: scripts that it did not run, files that it did not load, errors.
    complaints: Vec<String>,
    _profile: TempDir,
}

impl Browser {
    /// Starts the browser.
    pub fn start() -> Self {
        let profile = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        // The protocol is spoken on file descriptors 3 and 4, which the shell makes of its own input and output.
        let mut process = Command::new("sh")
            .args(["-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null", "sh", &program()])
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
            .args(["--disable-background-networking", "--hide-scrollbars", "--remote-debugging-pipe", "about:blank"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (requests, answers) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            for message in BufReader::new(answers).split(0) {
                let message = message.ok().and_then(|message| serde_json::from_slice(&message).ok());
                if message.is_none_or(|message| sender.send(message).is_err()) {
                    break;
                }
            }
        });
        let (session, last, complaints) = (String::new(), 0, Vec::new());
        let mut browser = Self { process, requests, messages, session, last, complaints, _profile: profile };
        let page = browser.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let page = json!({ "targetId": page["targetId"], "flatten": true });
        browser.session = browser.call("Target.attachToTarget", &page)["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Log", "Audits"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        browser
    }

    /// A window of this size, for people who prefer this colour scheme.
    pub fn look(&mut self, width: u32, height: u32, scheme: &str) {
        let window = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", &window);
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }, { "name": "prefers-reduced-motion", "value": "reduce" }]);
        self.call("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// Opens a page and waits until all of it is there.
    pub fn open(&mut self, address: &str) {
        let opened = self.call("Page.navigate", &json!({ "url": address }));
        assert_eq!(opened["errorText"], Value::Null, "{address}");
        // A link within the page that is shown loads nothing.
        if opened["loaderId"] != Value::Null {
            self.wait_for_load();
        }
    }

    /// Waits until a page that is on its way is there.
    pub fn wait_for_load(&mut self) {
        loop {
            if self.next()["method"] == "Page.loadEventFired" {
                return;
            }
        }
    }

    /// The value of an expression within the page; what it does counts as done by a person.
    pub fn evaluate(&mut self, expression: &str) -> Value {
        let answer = self
            .call("Runtime.evaluate", &json!({ "expression": expression, "returnByValue": true, "userGesture": true }));
        assert_eq!(answer["exceptionDetails"], Value::Null, "{expression}");
        answer["result"]["value"].clone()
    }

    /// Writes a picture of the page.
    pub fn picture(&mut self, file: &Path, whole: bool) {
        let options = json!({ "format": "png", "captureBeyondViewport": whole });
        let answer = self.call("Page.captureScreenshot", &options);
        let picture = base64::engine::general_purpose::STANDARD.decode(answer["data"].as_str().unwrap()).unwrap();
        std::fs::write(file, picture).unwrap();
    }

    /// What the browser complained about since it was last asked.
    pub fn complaints(&mut self) -> Vec<String> {
        // Complaints come on their own time; one more answer brings those that are on their way.
        self.evaluate("1");
        std::mem::take(&mut self.complaints)
    }

    fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.last += 1;
        let mut request = json!({ "id": self.last, "method": method, "params": parameters });
        if !self.session.is_empty() {
            request["sessionId"] = json!(self.session);
        }
        self.requests.write_all(format!("{request}\0").as_bytes()).unwrap();
        loop {
            let mut message = self.next();
            if message["id"] == self.last {
                assert_eq!(message["error"], Value::Null, "{method}");
                return message["result"].take();
            }
        }
    }

    fn next(&mut self) -> Value {
        let message = self.messages.recv_timeout(PATIENCE).expect("the browser answers");
        let method = message["method"].as_str().unwrap_or_default();
        if matches!(
            method,
            "Log.entryAdded" | "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" | "Audits.issueAdded"
        ) {
            self.complaints.push(message.to_string());
        }
        message
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It is gone already where the test fails because of it.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

/// The browser's program: `$CHROMIUM`, or what systems call it.
fn program() -> String {
    let names = std::env::var("CHROMIUM").into_iter();
    let names = names.chain(["chromium", "chromium-browser", "google-chrome"].map(str::to_owned));
    let answers =
        |name: &String| Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    names
        .into_iter()
        .find(|name| answers(name).is_ok_and(|status| status.success()))
        .expect("missing: chromium, to look at the pages. Get it: make setup, or set CHROMIUM to the program")
}
