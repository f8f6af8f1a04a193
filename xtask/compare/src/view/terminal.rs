//! The comparison in a terminal: what each side has, the figures, and the code side by side where there is room for it.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use xtask::render::break_lines;
use xtask::render::report::{paint, plural};

use super::{Section, Told, costs, details, sections, the, what_became, with_code};
use crate::comparison::{Comparison, Part, Shown, Status};
use crate::diff;
use crate::numbers::Number;
use crate::talk::Talk;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const LEFT: Style = AnsiColor::Yellow.on_default();
const RIGHT: Style = AnsiColor::Cyan.on_default();
/// From so many columns on, code is shown side by side.
const WIDE: usize = 110;

/// All of it, in lines of at most `width` columns where they can be broken.
pub fn render(comparison: &Comparison, width: usize) -> String {
    let mut text = heading(comparison);
    text += &overview(comparison, width);
    text += &figures(comparison, width);
    text += &cost(comparison, width);
    text += &talk(comparison, width);
    text += &code(comparison, width);
    text
}

fn heading(comparison: &Comparison) -> String {
    let Comparison { kata, left, right, .. } = comparison;
    let mut text =
        format!("{}: {} beside {}\n\n", paint(BOLD, kata), paint(LEFT, &left.name), paint(RIGHT, the(&right.name)));
    let column = left.name.width().max(right.name.width());
    for (side, style) in [(left, LEFT), (right, RIGHT)] {
        let files = plural(side.files, "file", "files");
        let name = paint(style, format!("{:column$}", side.name));
        let _ = writeln!(text, "  {name}  {}, {} {files}", side.folder.display(), side.files);
        for problem in &side.problems {
            let _ = writeln!(text, "  {} {problem}", paint(BOLD, "!"));
        }
    }
    text
}

fn overview(comparison: &Comparison, width: usize) -> String {
    let mut text = String::new();
    for Section { title, told, others } in sections(comparison) {
        let _ = writeln!(text, "\n{}", paint(BOLD, title));
        for told in told {
            text += &part_lines(&told, width);
        }
        for (what, names) in others {
            text += &indented(&format!("{what}: {}", names.join(", ")), 4, width);
        }
    }
    text
}

fn part_lines(told: &Told, width: usize) -> String {
    let Told { part, what, groups, same, with } = told;
    let name = paint(BOLD, format!("{} {}", part.kind.keyword(), part.shown().name));
    let space = if what.is_empty() { "" } else { "  " };
    let mut text = format!("  {} {name}{space}{what}\n", mark(part));
    for (what, names) in groups {
        text += &indented(&format!("{what}: {}", names.join(", ")), 6, width);
    }
    if *same > 0 {
        text += &indented(&format!("the same: {same} {}", plural(*same, "method", "methods")), 6, width);
    }
    if !with.is_empty() {
        text += &indented(&format!("with {}", with.join(", ")), 6, width);
    }
    text
}

fn mark(part: &Part) -> String {
    match part.status {
        Status::Same => "=".to_owned(),
        Status::Body => "~".to_owned(),
        Status::Signature => "≠".to_owned(),
        Status::OnlyLeft => paint(LEFT, "<"),
        Status::OnlyRight => paint(RIGHT, ">"),
        Status::Unwritten | Status::Macro => paint(DIM, "…"),
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

fn figures(comparison: &Comparison, width: usize) -> String {
    let mut text = format!("\n{}\n", paint(BOLD, "Figures"));
    let names = comparison.numbers.iter().map(|number| number.what.width()).max().unwrap_or(0);
    let columns: Vec<usize> = comparison.columns.iter().map(|name| name.width().max(6)).collect();
    let _ = write!(text, "  {:names$}", "");
    for (name, width) in comparison.columns.iter().zip(&columns) {
        let _ = write!(text, "  {name:>width$}");
    }
    text.push('\n');
    for Number { what, why, values } in &comparison.numbers {
        let _ = write!(text, "  {what:names$}");
        for (value, width) in values.iter().zip(&columns) {
            let count = value.count.map_or_else(|| "–".to_owned(), |count| count.to_string());
            let _ = write!(text, "  {count:>width$}");
        }
        let detail = details(comparison, values);
        text += &paint(DIM, format!("\n{}{}", indented(why, 6, width), indented(&detail, 6, width)).trim_end());
        text.push('\n');
    }
    text
}

fn cost(comparison: &Comparison, width: usize) -> String {
    let what = match (&comparison.costs, &comparison.costs_note) {
        (Some(measured), _) => format!("{}{}", indented(costs::LEGEND, 2, width), costs::render(measured, width)),
        (None, Some(note)) => indented(note, 2, width),
        (None, None) => return String::new(),
    };
    format!("\n{}\n{what}", paint(BOLD, "Cost"))
}

fn talk(comparison: &Comparison, width: usize) -> String {
    let Talk { decisions, questions, next } = &comparison.talk;
    let mut text = String::new();
    let title = |text: &mut String, title: &str| {
        let _ = writeln!(text, "\n{}", paint(BOLD, title));
    };
    if !decisions.is_empty() {
        title(&mut text, "Decisions that matter for what differs");
        for decision in decisions {
            let place = format!("solutions/{}/DESIGN.md:{}", comparison.kata, decision.line);
            let _ = writeln!(text, "  {}  {}", paint(BOLD, &decision.because), paint(DIM, place));
            text += &indented(&plain(&decision.text), 4, width);
        }
    }
    for (heading, lines) in [("Talk about it", questions), ("What to try next", next)] {
        if !lines.is_empty() {
            title(&mut text, heading);
        }
        for line in lines {
            text += &indented(&format!("- {}", plain(line)), 2, width);
        }
    }
    text
}

/// Markdown as text: what it emphasizes, it emphasizes without signs.
fn plain(text: &str) -> String {
    text.replace("**", "").replace('`', "")
}

fn code(comparison: &Comparison, width: usize) -> String {
    let mut text = String::new();
    for part in with_code(comparison) {
        text += &code_of(comparison, part, width);
    }
    if text.is_empty() {
        return text;
    }
    let title = "The code of what differs, without comments";
    let legend = if width >= WIDE { "" } else { " (- left, + right)" };
    format!("\n{}{legend}\n{text}", paint(BOLD, title))
}

fn place(shown: &Shown) -> String {
    format!("{}:{}", shown.file.display(), shown.line)
}

fn code_of(comparison: &Comparison, part: &Part, width: usize) -> String {
    let mut text = format!("\n{}  {}\n", paint(BOLD, &part.shown().path), what_became(comparison, part));
    for (shown, style) in [(&part.left, LEFT), (&part.right, RIGHT)] {
        if let Some(shown) = shown {
            let _ = writeln!(text, "  {}", paint(style, place(shown)));
        }
    }
    let of = |shown: &Option<Shown>| shown.as_ref().and_then(|shown| shown.code.clone()).unwrap_or_default();
    let (left, right) = (of(&part.left), of(&part.right));
    if width >= WIDE {
        text += &side_by_side(&left, &right, width);
    } else {
        for block in diff::blocks(&left, &right) {
            if block.is_same() {
                block.left.iter().for_each(|line| text += &format!("    {line}\n"));
                continue;
            }
            for (lines, sign, style) in [(block.left, '-', LEFT), (block.right, '+', RIGHT)] {
                for line in lines {
                    let _ = writeln!(text, "  {}", paint(style, format!("{sign} {line}")));
                }
            }
        }
    }
    text
}

fn side_by_side(left: &str, right: &str, width: usize) -> String {
    let column = (width - 5) / 2;
    let mut text = String::new();
    for block in diff::blocks(left, right) {
        for at in 0..block.left.len().max(block.right.len()) {
            let (left, right) = (wrapped(block.left.get(at), column), wrapped(block.right.get(at), column));
            for at in 0..left.len().max(right.len()) {
                let (a, b) = (left.get(at).map_or("", String::as_str), right.get(at).map_or("", String::as_str));
                let gap = " ".repeat(column.saturating_sub(a.width()));
                let (a, b, seam) = if block.is_same() {
                    (a.to_owned(), b.to_owned(), " │ ".to_owned())
                } else {
                    (paint(LEFT, a), paint(RIGHT, b), paint(BOLD, " ┃ "))
                };
                let _ = writeln!(text, "  {}", format!("{a}{gap}{seam}{b}").trim_end());
            }
        }
    }
    text
}

/// A line in pieces of a width.
fn wrapped(line: Option<&&str>, width: usize) -> Vec<String> {
    let Some(line) = line else { return Vec::new() };
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for c in line.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide > width {
            // What goes on is seen to go on.
            pieces.push("  ".to_owned());
            used = 2;
        }
        pieces.last_mut().expect("there is one").push(c);
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
        anstream::adapter::strip_str(&render(&compared(MINE, REFERENCE, ""), width)).to_string()
    }

    #[test]
    fn what_each_side_has_comes_first() {
        let text = shown(80);
        let overview = &text[..text.find("\nFigures").expect("figures follow")];
        assert_eq!(
            overview,
            "tiny: yours beside the reference

  yours      yours, 1 file
  reference  reference, 1 file

Types and traits
  ~ struct Lot  other fields
      another body: park, is_full
      only in the reference: first
      the same: 1 method
  < struct Log  only yours
"
        );
    }

    #[test]
    fn code_is_side_by_side_where_there_is_room_for_it() {
        let wide = shown(120);
        let row = wide.lines().find(|line| line.contains("self.free.pop_first()")).expect("it is shown");
        assert!(row.contains("position(|taken| !taken)?;") && row.contains(" ┃ "), "{row}");
        assert!(wide.lines().all(|line| line.width() <= 120), "{wide}");
        let narrow = shown(60);
        assert!(narrow.contains("  -     let at = self.taken.iter()"), "{narrow}");
        assert!(narrow.contains("  +     self.free.pop_first()"), "{narrow}");
        assert!(!narrow.contains('┃'));
    }

    #[test]
    fn figures_have_a_column_a_design_and_a_reason() {
        let text = shown(100);
        assert!(text.contains("lines of code                         15         15"), "{text}");
        assert!(text.contains("Comments and blank lines are not counted."), "{text}");
        assert!(text.contains("Clippy's remarks                       –          –"), "{text}");
    }

    #[test]
    fn a_long_line_goes_on_below() {
        assert_eq!(wrapped(Some(&"abcdefgh"), 5), ["abcde", "  fgh"]);
        assert_eq!(wrapped(None, 5), Vec::<String>::new());
    }
}
