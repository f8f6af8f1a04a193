//! The routes for the board's data: a snapshot, and a stream of updates.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use tokio_stream::StreamExt as _;

use super::app::{Client, JsonResult, Peer, SharedApp};
use super::event_streams::{event_response, updates};
use super::rejection::Rejection;

/// Returns the whole board.
pub async fn board(State(app): SharedApp, peer: Peer, headers: HeaderMap) -> Result<Response, Rejection> {
    app.check_view_rate(&headers, peer)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], app.publisher.snapshot().json.clone()).into_response())
}

/// Returns the number of stages in each kata's core.
pub async fn cores(State(app): SharedApp, peer: Peer, headers: HeaderMap) -> JsonResult<BTreeMap<String, usize>> {
    app.check_view_rate(&headers, peer)?;
    Ok(Json(app.katas.iter().map(|kata| (kata.name.clone(), kata.core)).collect()))
}

/// Streams the whole board, followed by updates.
pub async fn events(
    State(app): SharedApp,
    peer: Peer,
    headers: HeaderMap,
    connection: Client,
) -> Result<Response, Rejection> {
    app.check_view_rate(&headers, peer)?;
    let permit = connection.map(|connection| connection.0.open_stream()).transpose()?;
    let updates = updates(&app);
    let first = app.publisher.snapshot().event.clone();
    let rest = updates.map(move |received| {
        let _ = &permit;
        match received {
            Ok(update) => update.event.clone(),
            Err(_) => app.publisher.snapshot().event.clone(),
        }
    });
    Ok(event_response(tokio_stream::once(first).chain(rest)))
}
