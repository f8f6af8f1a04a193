//! Accepts TCP connections, enforces their limits, and redirects clients without TLS.
//!
//! A connection is closed if another one needs its place, or if its client does not read.

use std::future::Future;
use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Extension;
use axum_server::accept::Accept;
use dojo_protocol::messages::{Reason, Refusal};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_io_timeout::TimeoutStream;
use tower::Layer as _;

use crate::concurrency_limiter::ConcurrencyLimiter;
use crate::connections::{Connection, Connections};

/// The maximum time for which a write waits for the client to read.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// The maximum time until a client sends its first byte.
const FIRST_BYTE_TIMEOUT: Duration = Duration::from_secs(10);
/// The maximum time for sending a redirect.
const REDIRECT_TIMEOUT: Duration = Duration::from_secs(1);
/// The maximum number of concurrent redirects. Any further connection is closed without a response.
const MAX_REDIRECTS: usize = 64;

/// An acceptor that tracks and limits connections.
#[derive(Clone, Debug)]
pub struct ConnectionAcceptor {
    connections: Connections,
    redirects: ConcurrencyLimiter,
    /// The board's URL, if it accepts TLS only.
    https_url: Option<String>,
}

impl ConnectionAcceptor {
    /// Creates the acceptor for the board at `url`. Each connection takes one of `open_files`.
    pub fn new(url: &str, open_files: usize) -> Self {
        Self {
            connections: Connections::new(open_files),
            redirects: ConcurrencyLimiter::new(MAX_REDIRECTS, MAX_REDIRECTS / 4),
            https_url: url.starts_with("https:").then(|| url.to_owned()),
        }
    }

    /// Sends a redirect to the board's URL to a client without TLS.
    async fn redirect(&self, stream: &mut TcpStream, peer: SocketAddr, url: &str) {
        let Some(_permit) = self.redirects.acquire(peer) else { return };
        let message = format!("this board is encrypted: use {url}, with an s in https");
        let response = redirect_response(url, &Refusal::new(Reason::NotAllowed, message));
        let send = async {
            stream.write_all(response.as_bytes()).await?;
            stream.shutdown().await?;
            // Closing a connection with unread bytes resets it, and the client would lose the response.
            let mut rest = [0; 1024];
            while stream.read(&mut rest).await? > 0 {}
            io::Result::Ok(())
        };
        // A client that does not read misses the redirect.
        let _ = tokio::time::timeout(REDIRECT_TIMEOUT, send).await;
    }
}

impl<S: Send + 'static> Accept<TcpStream, S> for ConnectionAcceptor {
    type Stream = ClosableStream;
    type Service = <Extension<Arc<Connection>> as tower::Layer<S>>::Service;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, mut stream: TcpStream, service: S) -> Self::Future {
        let acceptor = self.clone();
        Box::pin(async move {
            let peer = stream.peer_addr()?;
            let (connection, mut closed) = acceptor.connections.open(peer);
            if let Some(url) = &acceptor.https_url {
                let is_plain = tokio::select! {
                    is_plain = is_plain_text(&stream) => is_plain,
                    _ = &mut closed => return Err(io::ErrorKind::ConnectionAborted.into()),
                };
                if is_plain {
                    acceptor.redirect(&mut stream, peer, url).await;
                    return Err(io::ErrorKind::ConnectionRefused.into());
                }
            }
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(WRITE_TIMEOUT));
            // The service is dropped with the connection, so its entry is removed at the same time.
            Ok((ClosableStream { stream: Box::pin(stream), closed }, Extension(Arc::new(connection)).layer(service)))
        })
    }
}

/// A stream that fails once its connection is closed in favor of another one.
pub struct ClosableStream {
    stream: Pin<Box<TimeoutStream<TcpStream>>>,
    closed: oneshot::Receiver<()>,
}

impl ClosableStream {
    fn check_open(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        // A completed receiver must not be polled again.
        let is_closed = self.closed.is_terminated() || Pin::new(&mut self.closed).poll(context).is_ready();
        if is_closed { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
    }
}

impl AsyncRead for ClosableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check_open(context)?;
        self.stream.as_mut().poll_read(context, buffer)
    }
}

impl AsyncWrite for ClosableStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check_open(context)?;
        self.stream.as_mut().poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.check_open(context)?;
        self.stream.as_mut().poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// Returns whether the client's first byte does not start a TLS handshake.
async fn is_plain_text(stream: &TcpStream) -> bool {
    const HANDSHAKE: u8 = 22;
    let mut first = [HANDSHAKE];
    // A client that sends no byte gets no response.
    let _ = tokio::time::timeout(FIRST_BYTE_TIMEOUT, stream.peek(&mut first)).await;
    first != [HANDSHAKE]
}

/// Returns a complete HTTP response, because no HTTP server handles this connection.
fn redirect_response(url: &str, refusal: &Refusal) -> String {
    let body = serde_json::to_string(refusal).expect("plain data can always be written as JSON");
    let length = body.len();
    format!(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: {url}/\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}
