//! A listener that serves so many connections at a time, each for so long: whoever opens connections and stays silent
//! cannot keep a scraper or a health probe out for good.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

/// Most connections at a time; more wait in the kernel's queue.
const MOST_CONNECTIONS: usize = 64;

/// How long the head of a request may take to come: a probe waits a second or more for its answer, behind those who say
/// nothing or never end.
const ASKING: Duration = Duration::from_millis(500);

/// The longest that a connection lives which has asked. It carries one request, and pages take milliseconds.
const LIFETIME: Duration = Duration::from_secs(10);

/// What ends the head of a request.
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

pub(super) struct BoundedListener {
    listener: TcpListener,
    permits: Arc<Semaphore>,
}

impl BoundedListener {
    pub(super) fn new(listener: TcpListener) -> Self {
        Self { listener, permits: Arc::new(Semaphore::new(MOST_CONNECTIONS)) }
    }
}

impl Listener for BoundedListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let permit = Arc::clone(&self.permits).acquire_owned().await.expect("the semaphore is never closed");
        // Through the trait: it waits and goes on where accepting fails, as it does when file descriptors run out.
        let (stream, address) = Listener::accept(&mut self.listener).await;
        let end = Box::pin(tokio::time::sleep(ASKING));
        (Connection { stream, end, ended: 0, _permit: permit }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A stream that fails once its time is over.
pub(super) struct Connection {
    stream: TcpStream,
    end: Pin<Box<Sleep>>,
    /// How much of [`END_OF_HEAD`] was read last; all of it once the head has come.
    ended: usize,
    _permit: OwnedSemaphorePermit,
}

impl Connection {
    fn check_time(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        match self.end.as_mut().poll(context) {
            Poll::Ready(()) => Err(io::ErrorKind::TimedOut.into()),
            Poll::Pending => Ok(()),
        }
    }
}

/// How much of [`END_OF_HEAD`] stands at the end of what was read, from how much stood there before `bytes`; all of it
/// once it was there.
fn ended(before: usize, bytes: &[u8]) -> usize {
    bytes.iter().fold(before, |ended, byte| match END_OF_HEAD.get(ended) {
        None => ended,
        Some(next) if next == byte => ended + 1,
        Some(_) => usize::from(*byte == END_OF_HEAD[0]),
    })
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check_time(context)?;
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if self.ended < END_OF_HEAD.len() {
            self.ended = ended(self.ended, &buffer.filled()[before..]);
            if self.ended == END_OF_HEAD.len() {
                self.end.as_mut().reset(Instant::now() + LIFETIME);
            }
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check_time(context)?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_ends_with_an_empty_line_however_it_comes() {
        let head = b"GET / HTTP/1.1\r\nHost: x\r\n\r\nbody";
        for cut in 0..head.len() {
            assert_eq!(ended(ended(0, &head[..cut]), &head[cut..]), END_OF_HEAD.len(), "{cut}");
        }
        assert_eq!(ended(0, b"GET / HTTP/1.1\r\nHost: x\r\n\r"), 3);
        assert_eq!(ended(0, b"\r\r\n\r\n"), END_OF_HEAD.len());
        assert!(ended(0, b"GET /met") < END_OF_HEAD.len());
    }
}
