//! Reads and discards the rest of a request's body before the response is sent.
//!
//! If a connection is closed while there are unread bytes, it is reset, and the client loses the response. For this
//! reason, the board receives the body (within limits) even if it has already rejected the request.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use tokio_stream::StreamExt as _;

/// The maximum number of bytes to read. A client that sends more may lose the response.
const MAX_BYTES: usize = 64 << 20;
/// The maximum time for reading.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The maximum wait for the next bytes. A client that sends none for that long is probably waiting for the response.
const IDLE_TIMEOUT: Duration = Duration::from_secs(1);

/// A body that remains accessible after the handler has returned.
#[derive(Clone)]
struct SharedBody(Arc<Mutex<Body>>);

impl HttpBody for SharedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        let mut body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Pin::new(&mut *body).poll_frame(context)
    }
}

/// Runs the handler, and reads the rest of the body before returning the response.
pub async fn read(request: Request, next: Next) -> Response {
    // A client that expects `100 Continue` has not sent its body yet.
    if request.body().is_end_stream() || request.headers().contains_key(header::EXPECT) {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let shared = SharedBody(Arc::new(Mutex::new(body)));
    let response = next.run(Request::from_parts(head, Body::new(shared.clone()))).await;
    let rest = std::mem::take(&mut *shared.0.lock().unwrap_or_else(PoisonError::into_inner));
    // The response is sent even if reading times out.
    let _ = tokio::time::timeout(TIMEOUT, discard(rest)).await;
    response
}

async fn discard(body: Body) {
    let mut bytes = 0;
    let mut chunks = body.into_data_stream();
    while let Ok(Some(Ok(chunk))) = tokio::time::timeout(IDLE_TIMEOUT, chunks.next()).await
        && bytes < MAX_BYTES
    {
        bytes += chunk.len();
    }
}
