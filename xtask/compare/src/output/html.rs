//! The comparison as one self-contained HTML page, for a projector, a phone or paper.

use minijinja::{AutoEscape, Environment, HtmlEscape, Value};
use serde::Serialize;
use thiserror::Error;

use super::bench_plot::{self, PlotError};
use super::class_diagram::{self, Drawings};
use super::description::Description;
use super::visible::visible;
use crate::comparison::Comparison;

/// The reason why a page cannot be rendered.
#[derive(Debug, Error)]
pub enum PageError {
    /// The template failed.
    #[error(transparent)]
    Template(#[from] minijinja::Error),
    /// A plot cannot be drawn.
    #[error(transparent)]
    Plot(#[from] PlotError),
}

#[derive(Serialize)]
struct ComparisonPage<'a> {
    title: &'a str,
    #[serde(flatten)]
    description: Description<'a>,
    /// The class diagrams of both sides.
    class_diagrams: Option<Drawings>,
    /// The plots, one per workload.
    plots: Vec<String>,
    class_diagram_style: &'static str,
}

/// Renders the page. `title` is the title of the kata.
///
/// # Errors
///
/// Returns an error if a plot or the page cannot be rendered.
pub fn page(comparison: &Comparison, title: &str) -> Result<String, PageError> {
    let workloads = comparison.bench.iter().flat_map(|bench| &bench.workloads);
    let plots = workloads.map(bench_plot::svg).collect::<Result<_, _>>()?;
    let class_diagrams = class_diagram::drawings(comparison);
    let page = ComparisonPage {
        title,
        description: Description::of(comparison),
        class_diagrams,
        plots,
        class_diagram_style: include_str!("../../templates/class_diagram.css"),
    };
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("with_code", |text: &str| Value::from_safe_string(text_with_code(text)));
    environment.add_filter("visible", visible);
    Ok(environment.render_str(include_str!("../../templates/compare.html"), Value::from_serialize(&page))?)
}

/// Converts text to HTML: code in backticks to `code` elements, names between asterisks to `em` elements. Escapes the rest.
pub fn text_with_code(text: &str) -> String {
    let part = |(at, part): (usize, &str)| {
        let escaped = HtmlEscape(part).to_string();
        if at % 2 == 1 {
            return format!("<code>{escaped}</code>");
        }
        let pieces = escaped.split('*').enumerate();
        pieces.map(|(at, piece)| if at % 2 == 1 { format!("<em>{piece}</em>") } else { piece.to_owned() }).collect()
    };
    text.split('`').enumerate().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::tests::compared;

    const MINE: &str =
        "struct S { a: u8 } impl S { fn f(&self) -> bool { self.a < 2 && \"<script>alert(1)</script>\".len() > 3 } }";
    const OTHER: &str = "struct S { a: u8 } impl S { fn f(&self) -> bool { self.a < 3 } } enum E { A }";

    fn shown() -> String {
        page(&compared(MINE, OTHER, ""), "Tiny").expect("the page can be rendered")
    }

    #[test]
    fn the_page_is_complete_and_self_contained() {
        let page = shown();
        for part in [
            "id=\"design\"",
            "id=\"figures\"",
            "id=\"code\"",
            "id=\"cost\"",
            "id=\"talk\"",
            "The lowest one comes first.",
            "Park a bus.",
            "<svg",
            "18 (15–22)",
            "only in the reference",
            "lines of code",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        for outside in ["src=", "href=\"http", "<script", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    #[test]
    fn code_is_escaped() {
        let page = shown();
        assert!(page.contains("&lt;script&gt;") && page.contains("self.a &lt; 3"), "{page}");
    }

    #[test]
    fn invisible_characters_become_visible() {
        let page =
            page(&compared("fn f() { \"\u{202e}\"; }", "fn f() { 1 }", ""), "Tiny").expect("the page can be rendered");
        assert!(page.contains("⟨U+202E⟩") && !page.contains('\u{202e}'), "{page}");
    }

    #[test]
    fn only_backticks_become_markup() {
        assert_eq!(text_with_code("a `Vec<u8>` & <b>"), "a <code>Vec&lt;u8&gt;</code> &amp; &lt;b&gt;");
    }

    #[test]
    fn every_link_has_a_target_on_the_page() {
        let page = shown();
        let links: Vec<&str> = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(links.len() > 3, "{links:?}");
        for link in links {
            assert_eq!(page.matches(&format!("id=\"{link}\"")).count(), 1, "{link}");
        }
    }
}
