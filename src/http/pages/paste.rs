//! Extraction for those who paste an article into a page.
//!
//! Rules: it has threads of its own, two at most, and whoever comes while both are busy is told so at once; it waits no
//! longer than a connection lives; and nothing of the article is kept, counted or logged.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, header};
use tokio::sync::{Semaphore, oneshot};

use crate::record::{DeadLetter, Record};

/// Reads an article as the worker does: within its deadline, and without a panic.
pub type Read = dyn Fn(&[u8]) -> Result<Record, DeadLetter> + Send + Sync;

/// Most bytes of an article. A form writes a byte as three at worst.
pub(super) const MOST_BYTES: usize = 256 << 10;
/// Most bytes of a request.
pub(super) const MOST_REQUEST: usize = 3 * MOST_BYTES + 1024;
/// Articles that are read at a time.
const SEATS: usize = 2;
/// How long an answer is waited for: less than a connection lives.
const PATIENCE: Duration = Duration::from_secs(8);
/// The stack of a thread, as an extractor thread of the worker has it.
const STACK: usize = 16 << 20;

/// Where articles are read.
#[derive(Clone)]
pub(super) struct Desk {
    read: Arc<Read>,
    seats: Arc<Semaphore>,
}

/// Why an article was not read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// Every seat is taken.
    #[error("This worker is reading as many pasted articles as it may at a time: try again in a few seconds.")]
    Busy,
    /// The extractor does not come back.
    #[error("The article was not read within 8 seconds: try a shorter one.")]
    Late,
    /// The system gives us no thread.
    #[error("There is no thread to read the article ({0}): raise the limits of this process.")]
    NoThread(std::io::Error),
    /// It cannot become a record.
    #[error("{}.", .0.error)]
    Letter(DeadLetter),
}

impl Desk {
    pub(super) fn new(read: Arc<Read>) -> Self {
        Self { read, seats: Arc::new(Semaphore::new(SEATS)) }
    }

    /// The record of an article.
    pub(super) async fn read(&self, article: Vec<u8>) -> Result<Record, Refusal> {
        let seat = Arc::clone(&self.seats).try_acquire_owned().map_err(|_| Refusal::Busy)?;
        let (reply, answer) = oneshot::channel();
        let read = Arc::clone(&self.read);
        let work = move || {
            let result = read(&article);
            // Free before the answer is out: whoever has it may come again at once. A thread that never comes back
            // keeps its seat, so that no more than these can be lost.
            drop(seat);
            _ = reply.send(result); // nobody waits for it after a timeout
        };
        let thread = std::thread::Builder::new().name("http-paste".to_owned()).stack_size(STACK);
        thread.spawn(work).map_err(Refusal::NoThread)?;
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(result)) => result.map_err(Refusal::Letter),
            Ok(Err(_)) | Err(_) => Err(Refusal::Late),
        }
    }
}

/// The article in a request: the field of a form, or the body as it is; none where the form has no such field or is of
/// a kind that we do not read.
pub(super) fn article(headers: &HeaderMap, body: &[u8]) -> Option<Vec<u8>> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match &*kind {
        "application/x-www-form-urlencoded" => {
            let mut fields = form_urlencoded::parse(body);
            fields.find(|(name, _)| name == "article").map(|(_, value)| value.into_owned().into_bytes())
        }
        "multipart/form-data" => None,
        _ => Some(body.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc;

    use super::super::sample;
    use super::*;
    use crate::record::{Reason, Stage};

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
    }

    #[test]
    fn two_are_read_at_a_time_and_the_third_is_told() {
        let (go, gate) = mpsc::channel::<()>();
        let gate = Mutex::new(gate);
        let desk = Desk::new(Arc::new(move |_: &[u8]| {
            _ = gate.lock().unwrap().recv();
            Ok(sample::record())
        }));
        block_on(async {
            let (one, two, third) = tokio::join!(desk.read(Vec::new()), desk.read(Vec::new()), async {
                tokio::task::yield_now().await;
                let third = desk.read(Vec::new()).await;
                drop(go);
                third
            });
            assert!(matches!(third, Err(Refusal::Busy)), "{third:?}");
            assert!(one.is_ok() && two.is_ok());
            assert!(desk.read(Vec::new()).await.is_ok(), "seats are given back");
        });
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let letter = DeadLetter::new(Reason::Invalid, Stage::Decode, "it has no text");
        let desk = Desk::new(Arc::new(move |_: &[u8]| Err(letter.clone())));
        let refusal = block_on(desk.read(Vec::new())).unwrap_err();
        assert_eq!(refusal.to_string(), "it has no text.");
    }

    #[test]
    fn an_article_comes_in_a_form_or_by_itself() {
        let with = |kind: &str, body: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
            article(&headers, body.as_bytes()).map(|article| String::from_utf8(article).unwrap())
        };
        let form = "application/x-www-form-urlencoded; charset=UTF-8";
        assert_eq!(with(form, "x=1&article=a+%22%C3%A9%22%0D%0A").as_deref(), Some("a \"é\"\r\n"));
        assert_eq!(with(form, "text=a"), None);
        assert_eq!(with("Application/JSON", "{\"a\": 1}").as_deref(), Some("{\"a\": 1}"));
        assert_eq!(with("multipart/form-data; boundary=x", "--x"), None);
        assert_eq!(article(&HeaderMap::new(), b"text").as_deref(), Some(&b"text"[..]));
    }
}
