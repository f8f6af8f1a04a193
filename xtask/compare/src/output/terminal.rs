//! The comparison as terminal text, with code side by side if the terminal is wide enough.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use xtask::render::ansi::paint;
use xtask::render::break_lines;

use super::description::{CodeDiff, Description, FigureRow, ItemText, Line, Section};
use super::{bench_table, cost_table};
use crate::bench_results::BenchResults;
use crate::compared_items::ItemStatus;
use crate::comparison::Comparison;
use crate::discussion::Decision;
use crate::line_diff::Block;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const LEFT: Style = AnsiColor::Yellow.on_default();
const RIGHT: Style = AnsiColor::Cyan.on_default();
/// The minimum width for code side by side.
const MIN_SIDE_BY_SIDE: usize = 110;

/// The marks before items and their meanings.
const MARKS: [(char, &str); 6] = [
    ('~', "different inside"),
    ('≠', "different declaration"),
    ('<', "only on the left"),
    ('>', "only on the right"),
    ('=', "same except for members"),
    ('·', "not written yet"),
];
/// The largest number of lines about items, unless everything is shown.
const MOST_ITEM_LINES: usize = 16;
/// The largest number of decisions, unless everything is shown.
const MOST_DECISIONS: usize = 3;

/// Renders the most important parts of the comparison on about two screens, with text wrapped at `width` columns.
pub fn render(comparison: &Comparison, width: usize) -> String {
    let description = Description::of(comparison);
    let mut text = heading(&description, width);
    text += &trees(&description, width);
    let table = |results: &BenchResults| cost_table::render(results, width) + &cost_table::notes(results, width);
    text += &costs(comparison, table, width);
    text += &decisions(description.kata, &comparison.discussion.decisions, MOST_DECISIONS, width);
    text += &items(&description.sections, MOST_ITEM_LINES, width);
    text += &list("Try next", &comparison.discussion.next, width);
    let more =
        "Figures, benchmark tables, questions and code: `cargo xtask compare --full`, or `--html FILE` for a page.";
    text + "\n" + &indented(&plain(more), 2, width)
}

/// Renders the whole comparison, with text wrapped at `width` columns.
pub fn render_full(comparison: &Comparison, width: usize) -> String {
    let description = Description::of(comparison);
    let mut text = heading(&description, width);
    text += &trees(&description, width);
    let table = |results: &BenchResults| cost_table::render(results, width) + "\n" + &bench(results, width);
    text += &costs(comparison, table, width);
    text += &decisions(description.kata, &comparison.discussion.decisions, usize::MAX, width);
    text += &list("Talk about it", &comparison.discussion.questions, width);
    text += &list("Try next", &comparison.discussion.next, width);
    text += &items(&description.sections, usize::MAX, width);
    text += &code(&description.code, width);
    text += &figures(&description, width);
    text
}

fn heading(description: &Description, width: usize) -> String {
    let Description { kata, left, right, headline, .. } = description;
    let mut text =
        format!("{}: {} compared with {}\n\n", paint(BOLD, kata), paint(LEFT, left.name), paint(RIGHT, &right.phrase));
    for line in *headline {
        text += &indented(&plain(line), 2, width);
    }
    if !headline.is_empty() {
        text.push('\n');
    }
    let column = left.name.width().max(right.name.width());
    for (side, style) in [(left, LEFT), (right, RIGHT)] {
        let name = paint(style, format!("{:column$}", side.name));
        let _ = writeln!(text, "  {name}  {}, {}", side.folder, side.files);
        for problem in &side.problems {
            let _ = writeln!(text, "  {} {problem}", paint(BOLD, "!"));
        }
    }
    text
}

/// Renders the trees of owners side by side, or below each other if they do not fit.
fn trees(description: &Description, width: usize) -> String {
    let [left, right] = &description.trees;
    if left.is_empty() && right.is_empty() {
        return String::new();
    }
    let mut text = title("Who owns what");
    let column = left.iter().map(|line| line.width()).max().unwrap_or(0).max(description.left.name.width());
    let names = [paint(LEFT, description.left.name), paint(RIGHT, description.right.name)];
    let widest = right.iter().map(|line| line.width()).max().unwrap_or(0);
    if column + widest + 7 <= width {
        let gap = " ".repeat(column - description.left.name.width());
        let _ = writeln!(text, "  {}{gap}     {}", names[0], names[1]);
        for at in 0..left.len().max(right.len()) {
            let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
            let (left, right) = (line(left), line(right));
            let gap = " ".repeat(column - left.width());
            let _ = writeln!(text, "{}", format!("  {left}{gap}  │  {right}").trim_end());
        }
        return text;
    }
    for (lines, name) in [left, right].into_iter().zip(names) {
        let _ = writeln!(text, "  {name}");
        lines.iter().for_each(|line| text += &format!("  {line}\n"));
    }
    text
}

fn title(title: &str) -> String {
    format!("\n{}\n", paint(BOLD, title))
}

/// Renders at most about `most` lines about items, after the meanings of the marks in them.
fn items(sections: &[Section], most: usize, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for section in sections {
        let of_items = section.items.iter().map(|item| item_lines(item, width));
        let others = section.others.iter().map(|Line { what, names }| indented(&format!("{what}: {names}"), 4, width));
        let text: String = std::iter::once(title(section.title)).chain(of_items).chain(others).collect();
        lines.extend(text.lines().map(str::to_owned));
    }
    let hidden = if lines.len() > most.saturating_add(1) { lines.len() - most } else { 0 };
    lines.truncate(lines.len() - hidden);
    let plain: Vec<String> = lines.iter().map(|line| anstream::adapter::strip_str(line).to_string()).collect();
    let in_use = |mark: char| plain.iter().any(|line| line.starts_with(&format!("  {mark} ")));
    let meanings = MARKS.into_iter().filter(|(mark, _)| in_use(*mark)).map(|(mark, what)| format!("{mark} {what}"));
    let legend = meanings.collect::<Vec<_>>().join(", ");
    let mut text = String::new();
    if !legend.is_empty() {
        text += &paint(DIM, format!("\n{}", indented(&legend, 2, width)).trim_end());
        text.push('\n');
    }
    lines.iter().for_each(|line| text += &format!("{line}\n"));
    if hidden > 0 {
        text += &paint(DIM, format!("  … and {hidden} more lines with --full"));
        text.push('\n');
    }
    text
}

fn item_lines(item: &ItemText, width: usize) -> String {
    let name = paint(BOLD, format!("{} {}", item.keyword, item.name));
    let space = if item.what.is_empty() { "" } else { "  " };
    let mut text = format!("  {} {name}{space}{}\n", mark(item.status), item.what);
    for Line { what, names } in &item.lines {
        let colon = if what == "with" { "" } else { ":" };
        text += &indented(&format!("{what}{colon} {names}"), 6, width);
    }
    text
}

fn mark(status: ItemStatus) -> String {
    match status {
        ItemStatus::Same => "=".to_owned(),
        ItemStatus::Body => "~".to_owned(),
        ItemStatus::Signature => "≠".to_owned(),
        ItemStatus::OnlyLeft => paint(LEFT, "<"),
        ItemStatus::OnlyRight => paint(RIGHT, ">"),
        ItemStatus::Unwritten | ItemStatus::Macro => paint(DIM, "·"),
    }
}

fn indented(line: &str, indent: usize, width: usize) -> String {
    let broken = break_lines(line, width.saturating_sub(indent + 2).max(20));
    let mut text = String::new();
    for (number, line) in broken.lines().enumerate() {
        let _ = writeln!(text, "{:1$}{line}", "", indent + if number == 0 { 0 } else { 2 });
    }
    text
}

fn figures(description: &Description, width: usize) -> String {
    let names = description.figures.iter().map(|figure| figure.what.width()).max().unwrap_or(0);
    let columns: Vec<usize> = description.columns.iter().map(|name| name.width().max(6)).collect();
    let row = |name: &str, values: &[String]| {
        let values = values.iter().zip(&columns).map(|(value, width)| format!("  {value:>width$}"));
        format!("  {name:names$}{}", values.collect::<String>())
    };
    let mut text = title("Figures") + &row("", description.columns) + "\n";
    for FigureRow { what, why, values, details } in &description.figures {
        text += &row(what, values);
        text += &paint(DIM, format!("\n{}{}", indented(why, 6, width), indented(details, 6, width)).trim_end());
        text.push('\n');
    }
    text
}

fn bench(results: &BenchResults, width: usize) -> String {
    indented(bench_table::LEGEND, 2, width) + &bench_table::render(results, width)
}

/// Renders the costs with `table`, or the reason why there are none.
fn costs(comparison: &Comparison, table: impl FnOnce(&BenchResults) -> String, width: usize) -> String {
    let what = match (&comparison.bench, &comparison.bench_note) {
        (Some(results), _) => table(results),
        (None, Some(note)) => indented(note, 2, width),
        (None, None) => return String::new(),
    };
    title("Cost") + &what
}

fn decisions(kata: &str, decisions: &[Decision], most: usize, width: usize) -> String {
    if decisions.is_empty() {
        return String::new();
    }
    let mut text = title("Decisions behind the differences");
    for decision in decisions.iter().take(most) {
        let place = format!("solutions/{kata}/DESIGN.md:{}", decision.line);
        let _ = writeln!(text, "  {}  {}", paint(BOLD, &decision.because), paint(DIM, place));
        text += &indented(&plain(&decision.text), 4, width);
    }
    if decisions.len() > most {
        text += &paint(DIM, format!("  … and {} more with --full\n", decisions.len() - most));
    }
    text
}

fn list(heading: &str, lines: &[String], width: usize) -> String {
    let items = lines.iter().map(|line| indented(&format!("- {}", plain(line)), 2, width)).collect::<String>();
    if lines.is_empty() { items } else { title(heading) + &items }
}

/// Removes the markup for emphasis and code from Markdown.
fn plain(text: &str) -> String {
    let outside = |(at, part): (usize, &str)| if at % 2 == 0 { part.replace('*', "") } else { part.to_owned() };
    text.split('`').enumerate().map(outside).collect()
}

fn code(all: &[CodeDiff], width: usize) -> String {
    if all.is_empty() {
        return String::new();
    }
    let legend = if width >= MIN_SIDE_BY_SIDE { "" } else { " (- left, + right)" };
    let mut text = format!("\n{}{legend}\n", paint(BOLD, "Code of items that differ, without comments"));
    for CodeDiff { path, what, left, right, blocks, .. } in all {
        let _ = writeln!(text, "\n{}  {what}", paint(BOLD, path));
        for (place, style) in [(left, LEFT), (right, RIGHT)] {
            if let Some(place) = place {
                let _ = writeln!(text, "  {}", paint(style, place));
            }
        }
        text += &if width >= MIN_SIDE_BY_SIDE { side_by_side(blocks, width) } else { below_each_other(blocks) };
    }
    text
}

fn below_each_other(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        if block.is_same() {
            block.left.iter().for_each(|line| text += &format!("    {line}\n"));
            continue;
        }
        for (lines, sign, style) in [(&block.left, '-', LEFT), (&block.right, '+', RIGHT)] {
            for line in lines {
                let _ = writeln!(text, "  {}", paint(style, format!("{sign} {line}")));
            }
        }
    }
    text
}

fn side_by_side(blocks: &[Block], width: usize) -> String {
    let column = (width - 5) / 2;
    let mut text = String::new();
    for block in blocks {
        for at in 0..block.left.len().max(block.right.len()) {
            let (left, right) = (wrapped(block.left.get(at), column), wrapped(block.right.get(at), column));
            for at in 0..left.len().max(right.len()) {
                let (a, b) = (left.get(at).map_or("", String::as_str), right.get(at).map_or("", String::as_str));
                let gap = " ".repeat(column.saturating_sub(a.width()));
                let (a, b, separator) = if block.is_same() {
                    (a.to_owned(), b.to_owned(), " │ ".to_owned())
                } else {
                    (paint(LEFT, a), paint(RIGHT, b), paint(BOLD, " ┃ "))
                };
                let _ = writeln!(text, "  {}", format!("{a}{gap}{separator}{b}").trim_end());
            }
        }
    }
    text
}

/// Splits a line into pieces of at most `width` columns.
fn wrapped(line: Option<&&str>, width: usize) -> Vec<String> {
    let Some(line) = line else { return Vec::new() };
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for c in line.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide > width {
            // The indentation marks a continuation.
            pieces.push("  ".to_owned());
            used = 2;
        }
        pieces.last_mut().expect("the list is not empty").push(c);
        used += wide;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::tests::compared;

    const MINE: &str = "pub struct Lot { taken: Vec<bool> }
impl Lot {
    pub fn park(&mut self) -> Option<usize> {
        let at = self.taken.iter().position(|taken| !taken)?;
        self.taken[at] = true;
        Some(at)
    }
    pub fn is_full(&self) -> bool {
        self.taken.iter().all(|taken| *taken)
    }
    pub fn len(&self) -> usize {
        self.taken.len()
    }
}
struct Log;
";
    const REFERENCE: &str = "pub struct Lot { free: BTreeSet<usize> }
impl Lot {
    pub fn park(&mut self) -> Option<usize> {
        self.free.pop_first()
    }
    pub fn is_full(&self) -> bool {
        self.free.is_empty()
    }
    pub fn len(&self) -> usize {
        self.taken.len()
    }
    fn first(&self) -> Option<&usize> {
        self.free.first()
    }
}
";

    fn shown(width: usize) -> String {
        anstream::adapter::strip_str(&render_full(&compared(MINE, REFERENCE, ""), width)).to_string()
    }

    #[test]
    fn the_owners_come_first_and_the_figures_last() {
        let text = shown(80);
        let titles = ["Who owns what", "Cost", "Decisions", "Types and traits", "Code of items", "Figures"];
        let places = titles.map(|title| text.find(&format!("\n{title}")).expect("the section exists"));
        assert!(places.is_sorted(), "{places:?}");
        let overview = text[..places[1]].to_owned() + &text[text.find("\n  ~").expect("a legend")..places[4]];
        assert_eq!(
            overview,
            "tiny: yours compared with the reference

  yours      yours, 1 file
  reference  reference, 1 file

Who owns what
  yours                  reference
  Lot                 │  Lot
  └ taken: Vec<bool>  │  └ free: BTreeSet<usize>

  ~ different inside, < only on the left

Types and traits
  ~ struct Lot  different fields
      different body: park, is_full
      only in the reference: first
      same: 1 method
  < struct Log  only in your code
"
        );
    }

    #[test]
    fn the_most_different_items_come_first() {
        let log = "struct Log { a: u8 } impl Log { fn f(&self) { a(1); b(2); c(3); } }";
        let left = format!("struct A; impl A {{ fn f(&self) {{ a(1) }} }} struct B {{ a: u8 }}\n{log}");
        let right = "struct A; impl A { fn f(&self) { b(2) } } struct B { b: u16 }";
        let marks = |left: &str, most: usize| {
            let comparison = compared(left, right, "");
            let items = items(&Description::of(&comparison).sections, most, 200);
            anstream::adapter::strip_str(&items).to_string()
        };
        let text = marks(&left.replace("; ", ";\n"), usize::MAX);
        let shown: Vec<&str> = text.lines().filter(|line| line.contains("struct")).collect();
        assert_eq!(
            shown,
            ["  < struct Log  only in your code", "  ~ struct B  different fields", "  = struct A"],
            "{text}"
        );
        assert!(text.starts_with("\n  ~ different inside, < only on the left, = same except for members\n"), "{text}");
        let few = marks(&left.replace("; ", ";\n"), 3);
        assert!(few.starts_with("\n  < only on the left\n\n") && few.ends_with("more lines with --full\n"), "{few}");
    }

    #[test]
    fn the_methods_of_a_derived_implementation_are_not_listed() {
        let left = "#[derive(Clone)] struct A(u8);";
        let right = "struct A(u8); impl Clone for A { fn clone(&self) -> Self { A(self.0) } }";
        let items = items(&Description::of(&compared(left, right, "")).sections, usize::MAX, 200);
        let text = anstream::adapter::strip_str(&items).to_string();
        assert!(text.contains("derived in your code, handwritten in the reference: impl Clone"), "{text}");
        assert!(!text.contains("only in the reference"), "{text}");
    }

    #[test]
    fn code_is_side_by_side_on_a_wide_terminal() {
        let wide = shown(120);
        let row = wide.lines().find(|line| line.contains("self.free.pop_first()")).expect("the line is shown");
        assert!(row.contains("position(|taken| !taken)?;") && row.contains(" ┃ "), "{row}");
        assert!(wide.lines().all(|line| line.width() <= 120), "{wide}");
        let narrow = shown(60);
        assert!(narrow.contains("  -     let at = self.taken.iter()"), "{narrow}");
        assert!(narrow.contains("  +     self.free.pop_first()"), "{narrow}");
        assert!(!narrow.contains('┃'));
    }

    #[test]
    fn figures_have_a_column_per_design_and_a_reason() {
        let text = shown(100);
        assert!(text.contains("lines of code                         15         15"), "{text}");
        assert!(text.contains("Without comments and blank lines."), "{text}");
        assert!(text.contains("Clippy's remarks                       –          –"), "{text}");
    }

    #[test]
    fn a_long_line_wraps() {
        assert_eq!(wrapped(Some(&"abcdefgh"), 5), ["abcde", "  fgh"]);
        assert_eq!(wrapped(None, 5), Vec::<String>::new());
    }
}
