//! The comparison of a run with the reference, or with another team's run.

use std::sync::{Arc, PoisonError};

use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use dojo_protocol::messages::{Reason, Refusal};
use serde::Deserialize;

use super::input::Refused;
use super::{App, Peer, Shared};
use crate::check::refusal;
use crate::compare::{Review, Side};
use crate::records::StoreError;

/// The page has a style of its own, shows other people's code, and is shown in the review: it may do nothing at all, and is in
/// no one's name.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'self'; sandbox";

const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    // Browsers open no page that has both this and a sandbox.
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("unsafe-none")),
];

#[derive(Deserialize)]
pub struct Beside {
    /// Another team's run. Without it, it is the reference.
    with: Option<u64>,
}

/// A page, once the review is open.
pub async fn page(
    State(app): Shared,
    peer: Peer,
    Path(run): Path<u64>,
    Query(Beside { with }): Query<Beside>,
) -> Result<Response, Refused> {
    app.check_view(peer.0)?;
    if !app.keeper.picture().session().is_open() {
        let why = "code is compared once the facilitator opens the review";
        return Err(refusal(Reason::NotAllowed, why).into());
    }
    // Asked before what is kept: a team may have been taken off the board since.
    for run in [Some(run), with].into_iter().flatten() {
        let team = app.keeper.picture().mark(run).map(|mark| mark.team);
        if team.is_none_or(|team| app.keeper.picture().team(team).is_none()) {
            return Err(no_run().into());
        }
    }
    let of_app = Arc::clone(&app);
    let page = app.comparer.page((run, with), move || review(&of_app, run, with)).await?;
    Ok((HEADERS, page).into_response())
}

fn no_run() -> Refusal {
    refusal(Reason::NotFound, "there is no such run")
}

/// What is to be compared.
fn review(app: &App, run: u64, with: Option<u64>) -> Result<Review, Refusal> {
    let (kata, left) = side(app, run)?;
    let right = with.map(|run| side(app, run)).transpose()?;
    if right.as_ref().is_some_and(|(other, _)| *other != kata) {
        return Err(refusal(Reason::NotFound, "the two runs are of two katas"));
    }
    let known = app.katas.iter().any(|known| known.name == kata && (right.is_some() || !known.reference.is_empty()));
    if !known {
        return Err(refusal(Reason::NotFound, "the board's machine has no reference of this kata"));
    }
    Ok(Review { kata, left, right: right.map(|(_, right)| right) })
}

fn side(app: &App, run: u64) -> Result<(String, Side), Refusal> {
    let unreadable = |error: StoreError| refusal(Reason::Unavailable, format!("the run cannot be read: {error}"));
    let reader = app.reader.lock().unwrap_or_else(PoisonError::into_inner);
    let (mark, _) = reader.run(app.session, run).map_err(unreadable)?.ok_or_else(no_run)?;
    if !mark.code {
        return Err(refusal(Reason::NotFound, "the team keeps its code at home"));
    }
    let name = app.keeper.picture().team(mark.team).map(|team| team.name.clone()).ok_or_else(no_run)?;
    let sources = reader.sources(run).map_err(unreadable)?;
    Ok((mark.kata, Side { name, sources }))
}
