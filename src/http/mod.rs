//! The pages for machines, `/metrics`, `/livez`, `/readyz`, and, where they are asked for, those for people.
//!
//! Rule: the server has a thread and a runtime of its own, so that it answers while every other thread is busy or stuck,
//! which is when its answers matter; it shows no setting and no secret, and articles on the pages for people alone.

pub mod health;
mod listener;
pub mod pages;
pub mod recent;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::metrics::Metrics;
pub use health::Health;
use listener::BoundedListener;
pub use pages::Pages;
use pages::Site;
pub use recent::Recent;

/// Why the pages cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The address is not ours to listen on.
    #[error("cannot listen on {listen} ({source}): set http.listen to a free address, or leave it empty for no pages")]
    Bind {
        /// `http.listen`.
        listen: String,
        /// What the system says.
        source: io::Error,
    },
    /// The system gives us no thread or no event queue.
    #[error("cannot start the thread of the health and metrics pages ({0}): raise the limits of this process")]
    Start(io::Error),
}

/// The running server; it stops when dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

/// How long a page that is being sent may hold up a stop.
const STOP_WITHIN: Duration = Duration::from_millis(500);

/// Serves the pages on `listen` until the [`Server`] is stopped, those for people where there are `pages`. Port 0 takes
/// a free port.
///
/// # Errors
/// [`HttpError`] when the address or a thread is not to be had.
pub fn serve(
    listen: &str,
    metrics: Arc<Metrics>,
    health: Arc<Health>,
    pages: Option<Pages>,
) -> Result<Server, HttpError> {
    let bind = |source| HttpError::Bind { listen: listen.to_owned(), source };
    let listener = TcpListener::bind(listen).map_err(bind)?;
    listener.set_nonblocking(true).map_err(bind)?;
    let address = listener.local_addr().map_err(bind)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(HttpError::Start)?;
    let (stop, stopped) = oneshot::channel();
    let site =
        pages.map(|pages| Arc::new(Site::new(pages, metrics.clone(), health.clone(), address.ip().is_loopback())));
    let router = router(Shared { metrics, health }, site.clone());
    let thread = std::thread::Builder::new()
        .name("http".to_owned())
        .spawn(move || run(&runtime, listener, router, site, stopped))
        .map_err(HttpError::Start)?;
    Ok(Server { address, running: Some((stop, thread)) })
}

impl Server {
    /// Where the pages are, with the port that was taken for port 0.
    #[must_use]
    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Stops taking requests and waits, half a second at most, for those under way.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let Some((stop, thread)) = self.running.take() else { return };
        drop(stop); // an answer and a dropped sender are the same to the thread
        if thread.join().is_err() {
            tracing::error!("the thread of the health and metrics pages panicked");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

fn run(
    runtime: &Runtime,
    listener: TcpListener,
    router: Router,
    site: Option<Arc<Site>>,
    stopped: oneshot::Receiver<()>,
) {
    runtime.block_on(async move {
        if let Some(site) = site {
            tokio::spawn(async move { site.watch().await });
        }
        let listener = match tokio::net::TcpListener::from_std(listener) {
            Ok(listener) => BoundedListener::new(listener),
            Err(error) => return tracing::error!(%error, "the health and metrics pages cannot be served"),
        };
        let (begin, begun) = oneshot::channel::<()>();
        let server = axum::serve(listener, router).with_graceful_shutdown(async move {
            _ = stopped.await;
            drop(begin);
        });
        let too_late = async {
            _ = begun.await;
            tokio::time::sleep(STOP_WITHIN).await;
        };
        tokio::select! {
            result = server => {
                if let Err(error) = result {
                    tracing::error!(%error, "the health and metrics pages ended");
                }
            }
            () = too_late => {}
        }
    });
}

#[derive(Clone)]
struct Shared {
    metrics: Arc<Metrics>,
    health: Arc<Health>,
}

fn router(shared: Shared, site: Option<Arc<Site>>) -> Router {
    let machines = Router::new()
        .route("/metrics", get(show_metrics))
        .route("/livez", get(livez))
        .route("/readyz", get(readyz))
        .with_state(shared);
    let people = match site {
        Some(site) => pages::router(site),
        None => Router::new().route("/", get(index)).fallback(not_found),
    };
    machines.merge(people).layer(map_response(guard))
}

async fn index() -> String {
    format!(
        "factwire {}\n\n/metrics  Prometheus metrics\n/livez    200 while a restart would not help\n\
         /readyz   200 while articles can be worked on\n",
        env!("CARGO_PKG_VERSION")
    )
}

async fn show_metrics(State(shared): State<Shared>) -> impl IntoResponse {
    shared.metrics.ready.set(shared.health.readyz().is_ok().into());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], shared.metrics.encode())
}

async fn livez(State(shared): State<Shared>) -> Response {
    verdict(shared.health.livez(Instant::now()))
}

async fn readyz(State(shared): State<Shared>) -> Response {
    verdict(shared.health.readyz())
}

fn verdict(result: Result<(), String>) -> Response {
    match result {
        Ok(()) => "ok\n".into_response(),
        Err(problem) => (StatusCode::SERVICE_UNAVAILABLE, format!("{problem}\n")).into_response(),
    }
}

async fn not_found() -> impl IntoResponse {
    (StatusCode::NOT_FOUND, "no such page; / lists them\n")
}

/// A page is of this moment, is nothing for a browser to run unless it says what, and ends its connection.
async fn guard(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let nothing = HeaderValue::from_static("default-src 'none'");
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(nothing);
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;

    fn server() -> (Server, Arc<Metrics>, Arc<Health>) {
        let metrics = Arc::new(Metrics::new());
        let health = Arc::new(Health::new(Instant::now(), Duration::ZERO));
        (serve("127.0.0.1:0", Arc::clone(&metrics), Arc::clone(&health), None).unwrap(), metrics, health)
    }

    fn ask(server: &Server, request: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(server.local_addr()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        stream.write_all(format!("{request} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        (answer[9..12].parse().unwrap(), answer)
    }

    #[test]
    fn metrics_are_shown_as_they_are_now() {
        let (server, metrics, health) = server();
        metrics.extractor_workers.set(7);
        let (status, answer) = ask(&server, "GET /metrics");
        assert!(answer.contains("\nfactwire_ready 0\n"), "{answer}");
        health.set_brokers_reachable(true);
        health.set_producer_ready(true);
        assert!(ask(&server, "GET /metrics").1.contains("\nfactwire_ready 1\n"));
        assert_eq!(status, 200);
        assert!(answer.contains("content-type: text/plain; version=0.0.4; charset=utf-8"), "{answer}");
        assert!(answer.contains("\nfactwire_extractor_workers 7\n"), "{answer}");
        assert!(answer.contains("x-content-type-options: nosniff"), "{answer}");
    }

    #[test]
    fn health_is_a_status_and_a_line() {
        let (server, _, health) = server();
        assert_eq!(ask(&server, "GET /livez").0, 200);
        let (status, answer) = ask(&server, "GET /readyz");
        assert_eq!(status, 503);
        assert!(answer.ends_with("\r\n\r\nno broker answers; see kafka.brokers and kafka.properties\n"), "{answer}");
        health.set_brokers_reachable(true);
        health.set_producer_ready(true);
        assert_eq!(ask(&server, "GET /readyz").0, 200);
        health.set_stalled(Some("stuck".to_owned()));
        assert_eq!(ask(&server, "GET /livez").0, 503);
    }

    #[test]
    fn other_pages_and_methods_are_refused() {
        let (server, ..) = server();
        assert_eq!(ask(&server, "GET /").0, 200);
        assert_eq!(ask(&server, "GET /config").0, 404);
        assert_eq!(ask(&server, "POST /metrics").0, 405);
        let (status, answer) = ask(&server, "HEAD /livez");
        assert_eq!(status, 200);
        assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    }

    #[test]
    fn silent_connections_keep_nobody_from_stopping_it() {
        let (server, ..) = server();
        let silent = TcpStream::connect(server.local_addr()).unwrap();
        assert_eq!(ask(&server, "GET /livez").0, 200);
        let begun = Instant::now();
        server.stop();
        assert!(begun.elapsed() < Duration::from_secs(3));
        drop(silent);
    }

    #[test]
    fn who_says_nothing_or_never_ends_keeps_no_probe_waiting() {
        let (server, ..) = server();
        let connect = |number: usize| {
            let mut stream = TcpStream::connect(server.local_addr()).unwrap();
            stream.write_all(if number.is_multiple_of(2) { b"" } else { b"GET /met" }).unwrap();
            stream
        };
        let silent: Vec<TcpStream> = (0..160).map(connect).collect();
        let begun = Instant::now();
        assert_eq!(ask(&server, "GET /livez").0, 200);
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
        drop(silent);
    }

    #[test]
    fn an_address_in_use_is_an_error_that_names_the_setting() {
        let (server, metrics, health) = server();
        let error = serve(&server.local_addr().to_string(), metrics, health, None).unwrap_err().to_string();
        assert!(error.contains("set http.listen to a free address"), "{error}");
    }
}
