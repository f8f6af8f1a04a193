//! Server-sent events: how updates become a response.
//!
//! Each subscriber has a channel of bounded length. One that is too slow misses updates and gets the whole state again; nobody
//! waits for it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use dojo_protocol::messages::limits;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;
use tokio_stream::{Stream, StreamExt as _};

use super::app::App;
use crate::publisher::Update;
use crate::server_sent_event::encode;

/// An update, or that some were missed.
pub type Received = Result<Arc<Update>, BroadcastStreamRecvError>;

/// Subscribes to the updates from now on. A handler subscribes first and then sends the whole state, so that what happens in
/// between is sent twice rather than never.
pub fn updates(app: &App) -> impl Stream<Item = Received> + Send + 'static + use<> {
    BroadcastStream::new(app.publisher.subscribe())
}

/// Returns the response that sends these [encoded](encode) events.
pub fn event_response(events: impl Stream<Item = Bytes> + Send + 'static) -> Response {
    // An event rather than a comment, which scripts cannot see, so that they notice a dead stream.
    let quiet = encode("quiet", "{}");
    let interval = tokio::time::interval(Duration::from_millis(limits::QUIET_MS));
    let sent = events.timeout_repeating(interval).map(move |event| event.unwrap_or_else(|_| quiet.clone()));
    let headers = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-cache")];
    (headers, Body::from_stream(sent.map(Ok::<Bytes, Infallible>))).into_response()
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_stream_without_updates_sends_quiet_events() {
        let events = tokio_stream::once(encode("whole", "{}")).chain(tokio_stream::pending());
        let mut sent = event_response(events).into_body().into_data_stream();
        let start = Instant::now();
        for (name, at) in [("whole", 0), ("quiet", limits::QUIET_MS), ("quiet", 2 * limits::QUIET_MS)] {
            let event = sent.next().await.expect("the stream goes on").expect("an event");
            assert_eq!(event, encode(name, "{}"));
            assert_eq!(start.elapsed(), Duration::from_millis(at), "{name}");
        }
    }
}
