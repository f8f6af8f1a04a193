//! Limits the number of TCP connections, and closes those whose client does not read.
//!
//! The limits on requests do not cover clients that send no request, or do not read the response: each holds a connection, and
//! the process can open only so many files.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum_server::accept::Accept;
use dojo_protocol::messages::{Reason, Refusal};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_io_timeout::TimeoutStream;
use tower::Layer as _;

use crate::concurrency_limit::{ConcurrencyLimit, Permit};

/// The most connections. A team's machine has two, a page one or two.
const MAX_CONNECTIONS: usize = 4096;
/// The most connections from one address: a hundred people with a phone and a laptop each can share one.
const MAX_PER_CLIENT: usize = 512;
/// How long a write may wait for the client to read.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a client may take to send its first byte.
const FIRST_BYTE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long to try to send a rejection.
const REJECTION_TIMEOUT: Duration = Duration::from_secs(1);
/// The most rejections that are sent at the same time. The connections above it close without a response.
const MAX_REJECTIONS: usize = 64;

/// Accepts connections up to the limits.
#[derive(Clone, Debug)]
pub struct ConnectionLimiter {
    connections: ConcurrencyLimit,
    rejections: ConcurrencyLimit,
    /// The board's URL, if it accepts TLS only.
    https_url: Option<String>,
}

impl ConnectionLimiter {
    /// Makes the limiter of the board at `url`. Each connection takes one of `open_files`.
    pub fn new(url: &str, open_files: usize) -> Self {
        let connections = MAX_CONNECTIONS.min(open_files / 4 * 3);
        Self {
            connections: ConcurrencyLimit::new(connections, MAX_PER_CLIENT.min(connections / 2)),
            rejections: ConcurrencyLimit::new(MAX_REJECTIONS, MAX_REJECTIONS / 4),
            https_url: url.starts_with("https:").then(|| url.to_owned()),
        }
    }

    /// Returns the permit for a connection, or the HTTP response that rejects it. A TLS client cannot read a response.
    async fn admit(&self, stream: &TcpStream, peer: SocketAddr) -> Result<Permit, Option<String>> {
        let Some(permit) = self.connections.acquire(peer) else {
            let message = "too many connections are open: close some of the board's pages";
            let refusal = Refusal::retry_after(10, Reason::TooFast, message);
            let response = || http_response("503 Service Unavailable", "Retry-After: 10\r\n", &refusal);
            return Err(self.https_url.is_none().then(response));
        };
        if let Some(url) = &self.https_url
            && is_plain_text(stream).await
        {
            let message = format!("this board is encrypted: its address is {url}, with an s in https");
            let refusal = Refusal::new(Reason::NotAllowed, message);
            return Err(Some(http_response("307 Temporary Redirect", &format!("Location: {url}/\r\n"), &refusal)));
        }
        Ok(permit)
    }

    async fn reject(&self, mut stream: TcpStream, peer: SocketAddr, response: &str) {
        let Some(_permit) = self.rejections.acquire(peer) else { return };
        let send = async {
            stream.write_all(response.as_bytes()).await?;
            stream.shutdown().await?;
            // Closing a connection with unread bytes resets it, and the client would lose the response.
            let mut rest = [0; 1024];
            while stream.read(&mut rest).await? > 0 {}
            io::Result::Ok(())
        };
        // A client that does not read misses it.
        let _ = tokio::time::timeout(REJECTION_TIMEOUT, send).await;
    }
}

impl<S: Send + 'static> Accept<TcpStream, S> for ConnectionLimiter {
    type Stream = Pin<Box<TimeoutStream<TcpStream>>>;
    type Service = <Extension<Arc<Permit>> as tower::Layer<S>>::Service;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let limiter = self.clone();
        Box::pin(async move {
            let peer = stream.peer_addr()?;
            match limiter.admit(&stream, peer).await {
                Ok(permit) => {
                    let mut stream = TimeoutStream::new(stream);
                    stream.set_write_timeout(Some(WRITE_TIMEOUT));
                    // The service lives as long as the connection, and so does the permit in it.
                    Ok((Box::pin(stream), Extension(Arc::new(permit)).layer(service)))
                }
                Err(response) => {
                    if let Some(response) = response {
                        limiter.reject(stream, peer, &response).await;
                    }
                    Err(io::ErrorKind::ConnectionRefused.into())
                }
            }
        })
    }
}

/// Returns whether the first byte is not that of a TLS handshake.
async fn is_plain_text(stream: &TcpStream) -> bool {
    const HANDSHAKE: u8 = 22;
    let mut first = [HANDSHAKE];
    // A client that sends no byte gets no response.
    let _ = tokio::time::timeout(FIRST_BYTE_TIMEOUT, stream.peek(&mut first)).await;
    first != [HANDSHAKE]
}

/// Returns a whole HTTP response, for a connection that no HTTP server handles.
fn http_response(status: &str, header: &str, refusal: &Refusal) -> String {
    let body = serde_json::to_string(refusal).expect("plain data can always be written as JSON");
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{header}Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}
