//! The review as one self-contained HTML page.

use compare::output::html::text_with_code;
use minijinja::{AutoEscape, Environment, Value};

use super::panels::clock;
use super::review::Review;

/// Renders the page.
///
/// # Errors
///
/// Returns an error if the template fails.
pub fn render(review: &Review) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("clock", clock);
    environment.add_filter("with_code", |text: &str| Value::from_safe_string(text_with_code(text)));
    environment.render_str(include_str!("../../templates/review.html"), Value::from_serialize(review))
}
