//! Responses with server-sent events.
//!
//! Each subscriber has a bounded queue, so that a slow one does not slow down the others. Instead, it misses updates,
//! and then gets the whole state again.

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

/// An update, or an error if the subscriber has missed some.
pub type Received = Result<Arc<Update>, BroadcastStreamRecvError>;

/// Subscribes to all later updates.
///
/// A handler must subscribe before it reads the whole state. If a change happens in between, it is then sent twice; the
/// other way around, it would get lost.
pub fn updates(app: &App) -> impl Stream<Item = Received> + Send + 'static + use<> {
    BroadcastStream::new(app.publisher.subscribe())
}

/// Returns the response that sends these [encoded](encode) events.
pub fn event_response(events: impl Stream<Item = Bytes> + Send + 'static) -> Response {
    // An event, because scripts cannot see comments and need it to detect a dead stream.
    let heartbeat = encode("heartbeat", "{}");
    let interval = tokio::time::interval(Duration::from_millis(limits::HEARTBEAT_MS));
    let sent = events.timeout_repeating(interval).map(move |event| event.unwrap_or_else(|_| heartbeat.clone()));
    let headers = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-cache")];
    (headers, Body::from_stream(sent.map(Ok::<Bytes, Infallible>))).into_response()
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_stream_without_updates_sends_heartbeats() {
        let events = tokio_stream::once(encode("snapshot", "{}")).chain(tokio_stream::pending());
        let mut sent = event_response(events).into_body().into_data_stream();
        let start = Instant::now();
        for (name, at) in
            [("snapshot", 0), ("heartbeat", limits::HEARTBEAT_MS), ("heartbeat", 2 * limits::HEARTBEAT_MS)]
        {
            let event = sent.next().await.expect("an open stream").expect("an event");
            assert_eq!(event, encode(name, "{}"));
            assert_eq!(start.elapsed(), Duration::from_millis(at), "{name}");
        }
    }
}
