//! The route of a comparison: a run beside the reference, or beside another team's run.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use dojo_protocol::messages::{Reason, Refusal};
use serde::Deserialize;

use super::app::{App, Peer, SharedApp};
use super::parameters::{PathValue, QueryValue};
use super::rejection::Rejection;
use super::review_routes::find_run;
use crate::comparison_worker::{ComparedCode, ComparisonInput};
use crate::database::runs::RunSummary;
use crate::database::teams::TeamRecord;

/// The page has its own style, shows other people's code, and is a frame in the review: it must not run or load anything, and has
/// no origin.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                                       form-action 'none'; frame-ancestors 'self'; sandbox";

const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    // Browsers open no page that has both this and a sandbox.
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("unsafe-none")),
];

#[derive(Deserialize)]
pub struct ComparisonQuery {
    /// Another team's run; none compares with the reference.
    with: Option<u64>,
}

/// The page of a comparison, once the review is open.
pub async fn comparison(
    State(app): SharedApp,
    peer: Peer,
    PathValue(run): PathValue<u64>,
    QueryValue(ComparisonQuery { with }): QueryValue<ComparisonQuery>,
) -> Result<Response, Rejection> {
    app.limits.count_view(peer.0)?;
    app.check_code_open("code is compared once the facilitator opens the review")?;
    // Checked before the cache: a team may have been taken off the board since.
    let left = find_run(&app, run)?;
    let right = with.map(|run| find_run(&app, run)).transpose()?;
    let reading = Arc::clone(&app);
    let page = app.comparisons.page((run, with), move || input(&reading, left, right)).await?;
    Ok((HEADERS, page).into_response())
}

type TeamRun = (RunSummary, TeamRecord);

fn input(app: &App, left: TeamRun, right: Option<TeamRun>) -> Result<ComparisonInput, Refusal> {
    let kata = left.0.kata.clone();
    if right.as_ref().is_some_and(|(run, _)| run.kata != kata) {
        return Err(Refusal::new(Reason::NotFound, "the two runs are of two katas"));
    }
    let left = code(app, left)?;
    let right = right.map(|right| code(app, right)).transpose()?;
    if !app.katas.iter().any(|known| known.name == kata && (right.is_some() || !known.reference.is_empty())) {
        return Err(Refusal::new(Reason::NotFound, "the board's machine has no reference of this kata"));
    }
    Ok(ComparisonInput { kata, left, right })
}

fn code(app: &App, (run, team): TeamRun) -> Result<ComparedCode, Refusal> {
    if !run.code {
        return Err(Refusal::new(Reason::NotFound, "the team keeps its code at home"));
    }
    Ok(ComparedCode { name: team.name, sources: app.read(|database| database.sources(run.id))? })
}
