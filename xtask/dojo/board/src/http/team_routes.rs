//! The routes for the teams' machines, as defined by the [protocol](dojo_protocol::messages).

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use dojo_protocol::messages::{
    Acknowledged, JoinRequest, Joined, Reason, Refusal, RetroAnswers, RunBatch, SessionState, TakeOver, limits,
};
use serde::Deserialize;
use tokio_stream::StreamExt as _;

use super::app::{App, Client, JsonResult, Peer, SharedApp};
use super::event_streams::{Received, event_response, updates};
use super::json_body::JsonBody;
use super::rejection::Rejection;
use crate::database::Database;
use crate::database::machines::TokenOwner;
use crate::operations::{join_team, submit_runs, team_requests};
use crate::secrets;
use crate::server_sent_event::{encode, to_json};
use crate::validation::{validate_answers, validate_join};

pub async fn join(State(app): SharedApp, peer: Peer, JsonBody(request): JsonBody<JoinRequest>) -> JsonResult<Joined> {
    let request = validate_join(&request)?;
    let (session, now, counting) = (app.session, app.publisher.now(), Arc::clone(&app));
    let join = move |database: &Database| {
        let count = |machine| counting.limits.check_join_rate(machine, peer.0);
        join_team::join_team(database, session, &request, &count, now)
    };
    let joined = app.writer.write(join).await;
    if joined.as_ref().is_err_and(|refusal| refusal.reason == Reason::WrongCode) {
        app.limits.throttle_wrong_code(peer.0).await?;
    }
    let joined = joined?;
    let team_code = joined.team_code.map(|code| secrets::format_code(&code));
    let state = app.session_state(Some(TokenOwner::Machine(joined.id)));
    Ok(Json(Joined { token: joined.token, team_code, acknowledged: joined.acknowledged, state }))
}

pub async fn submit_runs(
    State(app): SharedApp,
    headers: HeaderMap,
    batch: JsonBody<RunBatch>,
) -> JsonResult<Acknowledged> {
    let machine = app.machine(&headers)?;
    let batch = batch.0;
    if batch.runs.len() > limits::RUNS {
        return Err(Refusal::new(Reason::TooLarge, format!("a batch has at most {} runs", limits::RUNS)).into());
    }
    let (session, now) = (app.session, app.publisher.now());
    let submit = move |database: &Database| submit_runs::submit_runs(database, session, machine, &batch, now);
    Ok(Json(app.writer.write_runs(machine.team, submit).await?))
}

pub async fn state(State(app): SharedApp, headers: HeaderMap) -> JsonResult<SessionState> {
    let viewer = app.token_owner(&headers)?;
    Ok(Json(app.session_state(viewer)))
}

/// Streams the session's state for a team: the current one, and another one after each change.
pub async fn events(State(app): SharedApp, connection: Client, headers: HeaderMap) -> Result<Response, Rejection> {
    let viewer = app.token_owner(&headers)?;
    let permit = connection.map(|connection| connection.0.open_stream()).transpose()?;
    let updates = updates(&app);
    let first = state_event(&app, viewer);
    let team = viewer.and_then(TokenOwner::machine).map(|id| id.team);
    let affects_viewer = move |received: &Received| match received {
        Ok(update) => update.changed.session || team.is_some_and(|team| update.changed.teams.contains(&team)),
        Err(_) => true,
    };
    // The stream ends when the machine leaves or its team is removed.
    let checked = Arc::clone(&app);
    let is_valid = move |_: &Received| viewer.is_none() || checked.token_owner(&headers).is_ok();
    let rest = updates.take_while(is_valid).filter(affects_viewer).map(move |_| {
        let _ = &permit;
        state_event(&app, viewer)
    });
    Ok(event_response(tokio_stream::once(first).chain(rest)))
}

fn state_event(app: &App, viewer: Option<TokenOwner>) -> Bytes {
    encode("state", &to_json(&app.session_state(viewer)))
}

pub async fn take_over(
    State(app): SharedApp,
    headers: HeaderMap,
    JsonBody(request): JsonBody<TakeOver>,
) -> JsonResult<SessionState> {
    let id = app.machine(&headers)?;
    let (session, now) = (app.session, app.publisher.now());
    app.writer.write(move |database| team_requests::take_over(database, session, id.team, &request, now)).await?;
    Ok(Json(app.session_state(Some(TokenOwner::Machine(id)))))
}

pub async fn answer(
    State(app): SharedApp,
    headers: HeaderMap,
    JsonBody(answers): JsonBody<RetroAnswers>,
) -> JsonResult<SessionState> {
    let id = app.machine(&headers)?;
    validate_answers(&answers)?;
    app.writer.write(move |database| team_requests::answer(database, id, &answers)).await?;
    Ok(Json(app.session_state(Some(TokenOwner::Machine(id)))))
}

/// An empty JSON object.
#[derive(Deserialize)]
pub struct Empty {}

pub async fn leave(
    State(app): SharedApp,
    headers: HeaderMap,
    JsonBody(Empty {}): JsonBody<Empty>,
) -> JsonResult<SessionState> {
    let id = app.machine(&headers)?;
    app.writer.write(move |database| team_requests::leave(database, id.machine)).await?;
    Ok(Json(app.session_state(None)))
}
