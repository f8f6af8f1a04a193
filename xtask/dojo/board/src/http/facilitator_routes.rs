//! The routes of the facilitator: private data and actions.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use dojo_protocol::messages::SessionState;
use serde::Serialize;

use super::app::{JsonResult, SharedApp};
use super::json_body::JsonBody;
use crate::database::teams::TeamRecord;
use crate::kata_choices::KataChoice;
use crate::operations::facilitator::{self, Action};
use crate::secrets;

/// The data that only the facilitator's page shows.
#[derive(Serialize)]
pub struct FacilitatorInfo {
    /// The code for joining.
    code: String,
    /// The katas to choose from.
    katas: Vec<KataChoice>,
    /// The board's URL for teams.
    address: String,
    /// True if the board uses TLS.
    encrypted: bool,
    /// True if only this machine can reach the board.
    local: bool,
    /// True if new teams can join.
    new_teams_allowed: bool,
    /// The removed teams.
    removed: Vec<TeamRecord>,
}

pub async fn info(State(app): SharedApp, headers: HeaderMap) -> JsonResult<FacilitatorInfo> {
    app.check_facilitator(&headers)?;
    let state = app.publisher.state();
    Ok(Json(FacilitatorInfo {
        code: secrets::format_code(&state.session().code),
        katas: app.katas.clone(),
        address: app.address.url.clone(),
        encrypted: app.address.is_encrypted(),
        local: app.address.is_local,
        new_teams_allowed: !state.session().is_closed,
        removed: state.removed_teams().cloned().collect(),
    }))
}

/// The response to an action.
#[derive(Serialize)]
pub struct ActionResult {
    /// A team's new code, if the action creates one.
    code: Option<String>,
    /// The session's new state.
    state: SessionState,
}

pub async fn act(
    State(app): SharedApp,
    headers: HeaderMap,
    JsonBody(action): JsonBody<Action>,
) -> JsonResult<ActionResult> {
    app.check_facilitator(&headers)?;
    let katas: Vec<String> = app.katas.iter().map(|kata| kata.name.clone()).collect();
    let session = app.session;
    let now = app.publisher.now();
    let act = app.writer.write(move |database| facilitator::act(database, session, &action, &katas, now));
    let code = act.await?;
    Ok(Json(ActionResult { code, state: app.session_state(None) }))
}
