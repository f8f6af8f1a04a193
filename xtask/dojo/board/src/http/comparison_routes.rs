//! The routes that compare a run with the reference or with another team's run, and that return all teams' designs.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use dojo_protocol::messages::{Reason, Refusal};
use serde::Deserialize;

use super::app::{App, JsonResult, Peer, SharedApp};
use super::parameters::{PathValue, QueryValue};
use super::rejection::Rejection;
use super::review_routes::find_run;
use crate::comparison_worker::{ComparedCode, ComparisonInput};
use crate::database::runs::RunSummary;
use crate::database::teams::TeamRecord;
use crate::team_design::TeamDesign;

/// A policy that forbids scripts and external content, and isolates the page from the board's origin.
///
/// This is necessary because the page shows other people's code in a frame of the review. Inline styles are allowed,
/// since the page uses them.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                                       form-action 'none'; frame-ancestors 'self'; sandbox";

const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    // Browsers do not open a sandboxed page with another value.
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("unsafe-none")),
];

#[derive(Deserialize)]
pub struct ComparisonQuery {
    /// Another team's run; `None` for the reference.
    with: Option<u64>,
}

/// Returns the page of a comparison, once the review is open.
pub async fn comparison(
    State(app): SharedApp,
    peer: Peer,
    PathValue(run): PathValue<u64>,
    QueryValue(ComparisonQuery { with }): QueryValue<ComparisonQuery>,
) -> Result<Response, Rejection> {
    app.limits.check_view_rate(peer.0)?;
    app.check_code_open("comparisons are available once the facilitator opens the review")?;
    // Checked before the cache, because the facilitator may have removed a team since.
    let left = find_run(&app, run)?;
    let right = with.map(|run| find_run(&app, run)).transpose()?;
    let reading = Arc::clone(&app);
    let made = app.comparisons.comparison((run, with), move || input(&reading, left, right)).await?;
    Ok((HEADERS, made.page).into_response())
}

/// Returns the design of each team's last code, once the review is open. A page asks again until all are compared.
pub async fn designs(State(app): SharedApp, peer: Peer) -> JsonResult<Vec<TeamDesign>> {
    app.limits.check_view_rate(peer.0)?;
    app.check_code_open("you can see the designs once the facilitator opens the review")?;
    app.comparisons.check_built().await?;
    let runs: Vec<RunSummary> = app.publisher.state().last_code().into_iter().cloned().collect();
    let ids: BTreeSet<u64> = runs.iter().map(|run| run.id).collect();
    let reading = Arc::clone(&app);
    let mut results = app.comparisons.designs(&ids, move |run| input(&reading, find_run(&reading, run)?, None));
    Ok(Json(TeamDesign::all(runs.iter().map(|run| (run, results.remove(&run.id).flatten())))))
}

type TeamRun = (RunSummary, TeamRecord);

fn input(app: &App, left: TeamRun, right: Option<TeamRun>) -> Result<ComparisonInput, Refusal> {
    let kata = left.0.kata.clone();
    if right.as_ref().is_some_and(|(run, _)| run.kata != kata) {
        return Err(Refusal::new(Reason::NotFound, "the runs belong to different katas: choose runs of the same kata"));
    }
    let left = code(app, left)?;
    let right = right.map(|right| code(app, right)).transpose()?;
    if !app.katas.iter().any(|known| known.name == kata && (right.is_some() || !known.reference.is_empty())) {
        return Err(Refusal::new(Reason::NotFound, "the board's machine has no reference for this kata"));
    }
    Ok(ComparisonInput { kata, left, right })
}

fn code(app: &App, (run, team): TeamRun) -> Result<ComparedCode, Refusal> {
    if !run.code {
        return Err(Refusal::new(Reason::NotFound, "this run has no code to compare"));
    }
    Ok(ComparedCode { name: team.name, sources: app.read(|database| database.sources(run.id))? })
}
