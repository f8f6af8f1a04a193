//! The routes of the review: a run with its code, and the reference.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use dojo_protocol::messages::{Reason, Refusal};
use serde::Serialize;

use super::app::{App, JsonResult, Peer, SharedApp};
use super::parameters::PathValue;
use crate::database::machines::TokenOwner;
use crate::database::runs::{RunSummary, Sources};
use crate::database::teams::TeamRecord;
use crate::run_review::{self, RunReview};

/// Returns a run that is on the board, and its team.
pub fn find_run(app: &App, run: u64) -> Result<(RunSummary, TeamRecord), Refusal> {
    let state = app.publisher.state();
    let found = state.run(run).and_then(|run| Some((run.clone(), state.team(run.team)?.clone())));
    found.ok_or_else(no_run)
}

fn no_run() -> Refusal {
    Refusal::new(Reason::NotFound, "there is no such run")
}

/// Returns a run with its code. Before the review, only the run's team has access.
pub async fn run(
    State(app): SharedApp,
    peer: Peer,
    headers: HeaderMap,
    PathValue(run): PathValue<u64>,
) -> JsonResult<RunReview> {
    app.limits.check_view_rate(peer.0)?;
    let viewer = app.token_owner(&headers)?.and_then(TokenOwner::machine);
    let (_, team) = find_run(&app, run)?;
    if viewer.is_none_or(|viewer| viewer.team != team.id) {
        app.check_code_open("you can see this code once the facilitator opens the review")?;
    }
    let _permit = app.limits.review_permit().await;
    let reading = Arc::clone(&app);
    let load = move || reading.read(|database| run_review::load(database, reading.session, run))?.ok_or_else(no_run);
    let loaded = tokio::task::spawn_blocking(load).await;
    let failed = |_| Err(Refusal::new(Reason::Unavailable, "loading the run failed: try again"));
    Ok(Json(loaded.unwrap_or_else(failed)?))
}

/// The code of a kata's reference.
#[derive(Serialize)]
pub struct Reference {
    sources: Sources,
}

pub async fn reference(State(app): SharedApp, peer: Peer, PathValue(kata): PathValue<String>) -> JsonResult<Reference> {
    app.limits.check_view_rate(peer.0)?;
    app.check_code_open("you can see the reference once the facilitator opens the review")?;
    let found = app.katas.iter().find(|known| known.name == kata).filter(|known| !known.reference.is_empty());
    let none = || Refusal::new(Reason::NotFound, "the board's machine has no reference for this kata");
    Ok(Json(Reference { sources: found.ok_or_else(none)?.reference.clone() }))
}
