//! The files of the board's page.
//!
//! Because they are compiled into the program, no request can access the file system.

use dojo_protocol::messages::QUESTIONS;

/// The style sheet, with that of the class diagrams.
pub const STYLE: &str =
    concat!(include_str!("../web/board.css"), include_str!("../../../compare/templates/class_diagram.css"));
/// The icon.
pub const ICON: &str = include_str!("../web/icon.svg");
/// The scripts with their paths, in loading order.
pub const SCRIPTS: [(&str, &str); 9] = [
    ("/dom.js", include_str!("../web/dom.js")),
    ("/clock.js", include_str!("../web/clock.js")),
    ("/lanes.js", include_str!("../web/lanes.js")),
    ("/review.js", include_str!("../web/review.js")),
    ("/designs.js", include_str!("../web/designs.js")),
    ("/requests.js", include_str!("../web/requests.js")),
    ("/event_stream.js", include_str!("../web/event_stream.js")),
    ("/facilitator.js", include_str!("../web/facilitator.js")),
    ("/board.js", include_str!("../web/board.js")),
];

/// Returns the page that the board serves.
pub fn board_page() -> String {
    format!(include_str!("../web/board.html"), body = body())
}

/// Returns a self-contained page. `json` is the dojo's data, `script` all scripts.
pub fn export_page(policy: &str, json: &str, script: &str) -> String {
    format!(
        include_str!("../web/export.html"),
        policy = policy,
        style = STYLE,
        body = body(),
        dojo = json,
        script = script
    )
}

/// Returns the body of both pages.
fn body() -> String {
    let questions = QUESTIONS.map(|question| format!("<li>{question}</li>")).concat();
    format!(include_str!("../web/body.html"), questions = questions)
}
