//! The routes of the page's static files.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use qrcode::QrCode;
use qrcode::render::svg;

use super::app::{App, SharedApp};
use crate::web_assets::{ICON, SCRIPTS, STYLE, board_page};

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// Returns the routes.
pub fn routes() -> Router<Arc<App>> {
    let mut routes = Router::new()
        .route("/", get(|| async { file(HTML, board_page()) }))
        .route("/board.css", get(|| async { file(CSS, STYLE) }))
        .route("/icon.svg", get(|| async { file(SVG, ICON) }))
        .route("/qr.svg", get(qr_code));
    for (path, script) in SCRIPTS {
        routes = routes.route(path, get(move || async move { file(SCRIPT, script) }));
    }
    routes
}

fn file(content_type: &'static str, text: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, content_type)], text).into_response()
}

/// Returns the board's URL as a QR code.
async fn qr_code(State(app): SharedApp) -> Response {
    let drawn = QrCode::new(app.address.url.as_bytes()).map(|code| code.render::<svg::Color<'_>>().build());
    file(SVG, drawn.unwrap_or_default())
}
