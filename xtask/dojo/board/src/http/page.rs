//! The page's files, which are part of the program: no path of a request reaches the file system.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use dojo_protocol::messages::QUESTIONS;
use qrcode::QrCode;
use qrcode::render::svg;

use super::{App, Shared};

/// The page's style.
pub const STYLE: &str = include_str!("../page/board.css");
/// The page's scripts, in the order in which they are loaded.
pub const SCRIPTS: [(&str, &str); 5] = [
    ("/dom.js", include_str!("../page/dom.js")),
    ("/clock.js", include_str!("../page/clock.js")),
    ("/lanes.js", include_str!("../page/lanes.js")),
    ("/review.js", include_str!("../page/review.js")),
    ("/board.js", include_str!("../page/board.js")),
];

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// Where the page's files are.
pub(super) fn routes() -> Router<Arc<App>> {
    let mut routes = Router::new()
        .route(
            "/",
            get(|| async {
                ([(header::CONTENT_TYPE, HTML)], include_str!("../page/board.html").replace("BODY", &body()))
            }),
        )
        .route("/board.css", get(|| async { file(CSS, STYLE) }))
        .route("/icon.svg", get(|| async { file(SVG, include_str!("../page/icon.svg")) }))
        .route("/qr.svg", get(code));
    for (path, script) in SCRIPTS {
        routes = routes.route(path, get(move || async move { file(SCRIPT, script) }));
    }
    routes
}

/// What the served page and an exported one have in common.
pub fn body() -> String {
    let questions: Vec<String> = QUESTIONS.iter().map(|question| format!("<li>{question}</li>")).collect();
    include_str!("../page/body.html").replace("QUESTIONS", &questions.concat())
}

fn file(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

/// The board's address, for a phone's camera.
async fn code(State(app): Shared) -> Response {
    let drawn = QrCode::new(app.hosts.address.as_bytes()).map(|code| code.render::<svg::Color<'_>>().build());
    ([(header::CONTENT_TYPE, SVG)], drawn.unwrap_or_default()).into_response()
}
