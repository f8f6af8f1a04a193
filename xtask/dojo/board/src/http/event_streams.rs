//! Server-sent events: how updates become a response.
//!
//! Each subscriber has a channel of bounded length. One that is too slow misses updates and gets the whole state again; nobody
//! waits for it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use dojo_protocol::messages::limits;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;
use tokio_stream::{Stream, StreamExt as _};

use super::app::App;
use crate::publisher::Update;

/// An update, or that some were missed.
pub type Received = Result<Arc<Update>, BroadcastStreamRecvError>;

/// Subscribes to the updates from now on. A handler subscribes first and then sends the whole state, so that what happens in
/// between is sent twice rather than never.
pub fn updates(app: &App) -> impl Stream<Item = Received> + Send + 'static + use<> {
    BroadcastStream::new(app.publisher.subscribe())
}

/// Returns an event with JSON data.
pub fn json_event(name: &str, json: &str) -> Event {
    Event::default().event(name).data(json)
}

/// Returns the response that sends these events.
pub fn event_response(events: impl Stream<Item = Event> + Send + 'static) -> Response {
    // An event rather than a comment, which scripts cannot see, so that they notice a dead stream.
    let keep_alive =
        KeepAlive::new().interval(Duration::from_millis(limits::QUIET_MS)).event(json_event("quiet", "{}"));
    Sse::new(events.map(Ok::<Event, Infallible>)).keep_alive(keep_alive).into_response()
}
