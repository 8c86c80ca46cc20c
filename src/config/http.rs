//! Where health and metrics are served, and whether there are pages for people beside them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::Problems;

/// `[http]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HttpConfig {
    /// Address and port of `/metrics`, `/livez` and `/readyz`: `0.0.0.0:9464` for scrapers on other machines, port 0
    /// for any free one, empty for no pages at all.
    pub listen: String,
    /// Serves pages for people there too: the latest articles with their facts marked in the text, a form to try one,
    /// and the state of the worker. They show articles to whoever reaches the address.
    pub pages: bool,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self { listen: "127.0.0.1:9464".to_owned(), pages: false }
    }
}

impl HttpConfig {
    pub(super) fn check(&self, problems: &mut Problems) {
        self.listen_is_an_address_and_port(problems);
        self.pages_have_an_address(problems);
    }

    fn pages_have_an_address(&self, problems: &mut Problems) {
        if self.pages && self.listen.is_empty() {
            let advice = "set http.listen to an address and port, or http.pages to false";
            problems.add("http.pages", "is true, and http.listen is empty", advice);
        }
    }

    fn listen_is_an_address_and_port(&self, problems: &mut Problems) {
        let valid =
            self.listen.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
        if !self.listen.is_empty() && !valid {
            problems.add(
                "http.listen",
                format!("is {:?}, which is no address and port", self.listen),
                "write it as 127.0.0.1:9464 or [::]:9464, or leave it empty for no pages",
            );
        }
    }
}
