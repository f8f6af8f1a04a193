//! The table of all routes.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use dojo_protocol::messages::{self, Reason, Refusal};

use super::app::App;
use super::rejection::Rejection;
use super::{
    asset_routes, authentication, board_routes, browser_policy, comparison_routes, facilitator_routes, review_routes,
    team_routes, unread_body,
};

/// Returns the router for all requests.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route(messages::JOIN, post(team_routes::join))
        .route(messages::RUNS, post(team_routes::submit_runs))
        .route(messages::STATE, get(team_routes::state))
        .route(messages::EVENTS, get(team_routes::events))
        .route(messages::TAKE_OVER, post(team_routes::take_over))
        .route(messages::RETRO, post(team_routes::answer))
        .route(messages::LEAVE, post(team_routes::leave))
        .route("/api/board", get(board_routes::board))
        .route("/api/board/events", get(board_routes::events))
        .route("/api/cores", get(board_routes::cores))
        .route("/api/run/{run}", get(review_routes::run))
        .route("/api/reference/{kata}", get(review_routes::reference))
        .route("/api/designs", get(comparison_routes::designs))
        .route("/compare/{run}", get(comparison_routes::comparison))
        .route("/api/facilitator", get(facilitator_routes::info).post(facilitator_routes::act))
        .merge(asset_routes::routes())
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
        .layer(from_fn_with_state(Arc::clone(&app), authentication::identify_connection))
        .layer(from_fn_with_state(Arc::clone(&app), browser_policy::apply))
        .layer(from_fn(unread_body::read))
        .with_state(app)
}

async fn not_found() -> Rejection {
    Refusal::new(Reason::NotFound, "page not found").into()
}
