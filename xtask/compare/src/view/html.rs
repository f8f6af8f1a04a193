//! The comparison as a page: one file that needs nothing else, to be read on a projector, on a phone or on paper.

use minijinja::{AutoEscape, Environment, HtmlEscape, Value};
use serde::Serialize;
use xtask::render::report::plural;

use super::{Section, Told, costs, details, sections, the, what_became, with_code};
use crate::comparison::{Comparison, Part, Shown, Side, Status};
use crate::cost::Workload;
use crate::diff;
use crate::talk::Talk;

#[derive(Serialize)]
struct Page<'a> {
    kata: &'a str,
    title: &'a str,
    left: SideRow<'a>,
    right: SideRow<'a>,
    problems: Vec<String>,
    sections: Vec<SectionRow>,
    columns: &'a [String],
    numbers: Vec<NumberRow<'a>>,
    cost_legend: &'static str,
    costs: Vec<CostRow>,
    reservations: Vec<&'static str>,
    costs_note: Option<&'a str>,
    talk: &'a Talk,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct SideRow<'a> {
    name: &'a str,
    the: String,
    folder: String,
    files: String,
}

#[derive(Serialize)]
struct SectionRow {
    title: &'static str,
    parts: Vec<PartRow>,
    others: Vec<Line>,
}

#[derive(Serialize)]
struct PartRow {
    side: &'static str,
    keyword: &'static str,
    name: String,
    what: String,
    /// Where its code is on the page.
    anchor: Option<String>,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    what: String,
    names: String,
}

#[derive(Serialize)]
struct NumberRow<'a> {
    what: &'a str,
    why: &'a str,
    values: Vec<String>,
    details: String,
}

#[derive(Serialize)]
struct Item<'a> {
    anchor: String,
    path: &'a str,
    what: String,
    left: Option<String>,
    right: Option<String>,
    blocks: Vec<CodeBlock>,
}

#[derive(Serialize)]
struct CostRow {
    name: String,
    sizes: Vec<String>,
    contenders: Vec<ContenderRow>,
    plot: String,
}

#[derive(Serialize)]
struct ContenderRow {
    name: String,
    color: String,
    cells: Vec<String>,
    growth: String,
    stopped: Option<String>,
}

#[derive(Serialize)]
struct CodeBlock {
    left: String,
    right: String,
    differs: bool,
}

/// The whole page; `title` is the kata's.
///
/// # Errors
///
/// A line that says what could not be written.
pub fn page(comparison: &Comparison, title: &str) -> Result<String, String> {
    let shown: Vec<&Part> = with_code(comparison).collect();
    let anchor = |part: &Part| shown.iter().position(|other| std::ptr::eq(*other, part)).map(|at| format!("item-{at}"));
    let page = Page {
        kata: &comparison.kata,
        title,
        left: side(&comparison.left),
        right: side(&comparison.right),
        problems: [&comparison.left, &comparison.right]
            .iter()
            .flat_map(|side| side.problems.iter().map(ToString::to_string))
            .collect(),
        sections: sections(comparison).into_iter().map(|section| section_row(section, &anchor)).collect(),
        columns: &comparison.columns,
        numbers: comparison
            .numbers
            .iter()
            .map(|number| NumberRow {
                what: number.what,
                why: number.why,
                values: number
                    .values
                    .iter()
                    .map(|value| value.count.map_or_else(|| "–".to_owned(), |count| count.to_string()))
                    .collect(),
                details: details(comparison, &number.values),
            })
            .collect(),
        cost_legend: costs::LEGEND,
        costs: cost_rows(comparison)?,
        reservations: comparison.costs.as_ref().map(costs::reservations).unwrap_or_default(),
        costs_note: comparison.costs_note.as_deref(),
        talk: &comparison.talk,
        items: shown.iter().map(|part| item(comparison, part, anchor(part).unwrap_or_default())).collect(),
    };
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("with_code", |text: &str| Value::from_safe_string(text_with_code(text)));
    environment
        .render_str(include_str!("../../templates/compare.html"), Value::from_serialize(&page))
        .map_err(|error| error.to_string())
}

/// Text of Markdown, in which code stands between backticks.
fn text_with_code(text: &str) -> String {
    let part = |(at, part): (usize, &str)| {
        let escaped = HtmlEscape(part);
        if at % 2 == 1 { format!("<code>{escaped}</code>") } else { escaped.to_string() }
    };
    text.split('`').enumerate().map(part).collect()
}

fn cost_rows(comparison: &Comparison) -> Result<Vec<CostRow>, String> {
    let workloads = comparison.costs.iter().flat_map(|costs| &costs.workloads);
    let row = |workload: &Workload| {
        let sizes = workload.sizes();
        let contenders = workload.contenders.iter().enumerate().map(|(at, contender)| ContenderRow {
            name: contender.name.clone(),
            color: costs::color(at),
            cells: costs::cells(workload, contender, &sizes).iter().map(ToString::to_string).collect(),
            growth: costs::growth(contender),
            stopped: contender.stopped.clone(),
        });
        Ok(CostRow {
            name: workload.name.clone(),
            contenders: contenders.collect(),
            plot: costs::plot(workload).map_err(|error| error.to_string())?,
            sizes: sizes.into_iter().map(costs::thousands).collect(),
        })
    };
    workloads.map(row).collect()
}

fn side(side: &Side) -> SideRow<'_> {
    SideRow {
        name: &side.name,
        the: the(&side.name),
        folder: side.folder.display().to_string(),
        files: format!("{} {}", side.files, plural(side.files, "file", "files")),
    }
}

fn section_row(section: Section, anchor: &impl Fn(&Part) -> Option<String>) -> SectionRow {
    let others = section.others.into_iter().map(|(what, names)| Line { what, names: names.join(", ") });
    SectionRow {
        title: section.title,
        parts: section.told.iter().map(|told| part_row(told, anchor)).collect(),
        others: others.collect(),
    }
}

fn part_row(told: &Told, anchor: &impl Fn(&Part) -> Option<String>) -> PartRow {
    let mut lines: Vec<Line> =
        told.groups.iter().map(|(what, names)| Line { what: what.clone(), names: names.join(", ") }).collect();
    if told.same > 0 {
        let names = format!("{} {}", told.same, plural(told.same, "method", "methods"));
        lines.push(Line { what: "the same".to_owned(), names });
    }
    if !told.with.is_empty() {
        lines.push(Line { what: "with".to_owned(), names: told.with.join(", ") });
    }
    PartRow {
        side: match told.part.status {
            Status::OnlyLeft => "left",
            Status::OnlyRight => "right",
            _ => "both",
        },
        keyword: told.part.kind.keyword(),
        name: told.part.shown().name.clone(),
        what: told.what.clone(),
        anchor: anchor(told.part),
        lines,
    }
}

fn item<'a>(comparison: &Comparison, part: &'a Part, anchor: String) -> Item<'a> {
    let place = |shown: &Shown| format!("{}:{}", shown.file.display(), shown.line);
    let code = |shown: &'a Option<Shown>| shown.as_ref().and_then(|shown| shown.code.as_deref()).unwrap_or_default();
    let blocks = diff::blocks(code(&part.left), code(&part.right)).into_iter();
    Item {
        anchor,
        path: &part.shown().path,
        what: what_became(comparison, part),
        left: part.left.as_ref().map(place),
        right: part.right.as_ref().map(place),
        blocks: blocks
            .map(|block| CodeBlock {
                differs: !block.is_same(),
                left: visible(&block.left.join("\n")),
                right: visible(&block.right.join("\n")),
            })
            .collect(),
    }
}

/// Code with what hides in it made visible: characters that show nothing, or turn the text around them, by their numbers.
fn visible(code: &str) -> String {
    let hides = |c: char| {
        let turns_or_is_blank = matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}');
        turns_or_is_blank || (c.is_control() && c != '\n' && c != '\t')
    };
    let mut visible = String::with_capacity(code.len());
    for c in code.chars() {
        if hides(c) {
            visible.push_str(&format!("⟨U+{:04X}⟩", u32::from(c)));
        } else {
            visible.push(c);
        }
    }
    visible
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::tests::compared;

    const MINE: &str =
        "struct S { a: u8 } impl S { fn f(&self) -> bool { self.a < 2 && \"<script>alert(1)</script>\".len() > 3 } }";
    const OTHER: &str = "struct S { a: u8 } impl S { fn f(&self) -> bool { self.a < 3 } } enum E { A }";

    fn shown() -> String {
        page(&compared(MINE, OTHER, ""), "Tiny").expect("it can be written")
    }

    #[test]
    fn the_page_has_design_figures_and_code_and_needs_nothing_else() {
        let page = shown();
        for part in [
            "id=\"design\"",
            "id=\"figures\"",
            "id=\"code\"",
            "id=\"cost\"",
            "id=\"talk\"",
            "The lowest one is at hand.",
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
    fn code_is_text_whatever_is_in_it() {
        let page = shown();
        assert!(page.contains("&lt;script&gt;") && page.contains("self.a &lt; 3"), "{page}");
    }

    #[test]
    fn what_hides_in_code_is_shown() {
        assert_eq!(visible("a\u{202e}b\u{200b}\n\tc\u{1b}[2J é"), "a⟨U+202E⟩b⟨U+200B⟩\n\tc⟨U+001B⟩[2J é");
        let page = page(&compared("fn f() { \"\u{202e}\"; }", "fn f() { 1 }", ""), "Tiny").expect("it can be written");
        assert!(page.contains("⟨U+202E⟩") && !page.contains('\u{202e}'), "{page}");
    }

    #[test]
    fn backticks_make_code_and_nothing_else_makes_markup() {
        assert_eq!(text_with_code("a `Vec<u8>` & <b>"), "a <code>Vec&lt;u8&gt;</code> &amp; &lt;b&gt;");
    }

    #[test]
    fn every_link_leads_to_a_place_on_the_page() {
        let page = shown();
        let links: Vec<&str> = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(links.len() > 3, "{links:?}");
        for link in links {
            assert_eq!(page.matches(&format!("id=\"{link}\"")).count(), 1, "{link}");
        }
    }
}
