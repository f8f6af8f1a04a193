//! The content of each panel as lines.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::dojo_panel;
use super::model::{LastRun, LintResults, List, Model, Panel};
use crate::render::styles::{self, bold, dim};
use crate::render::text::{self, LineWriter};
use crate::render::{duration, hints, kata_list, plural, report};
use crate::report::{Status, Verdict};

/// The keys that are available only in a dojo.
const DOJO_KEYS: &str = "d, t, o";

/// The maximum number of Clippy warnings shown in full.
const MAX_WARNINGS: usize = 3;

/// Returns the title of the panel.
pub(super) fn title(model: &Model) -> String {
    match &model.panel {
        Panel::Result => match &model.last {
            _ if model.current_test.is_some() => "Current test; the others are running".to_owned(),
            _ if model.failure.is_some() => "Last run".to_owned(),
            Some(last) => report::title(&last.report),
            None => format!("Stage {}", model.current_stage()),
        },
        Panel::Stage(number) => format!("Stage {number} (← → for other stages)"),
        Panel::Tests(list) => format!("Tests of stage {} (← → for other stages)", list.stage),
        Panel::Test(_, list) => format!("A test of stage {}, run alone", list.stage),
        Panel::Brief => format!("Brief of {}", model.kata.name),
        Panel::Hints(hints) => format!("Hints of stage {}, {}", hints.stage.number, hints.stage.title),
        Panel::List(list) if list.typed.is_empty() => "Katas".to_owned(),
        Panel::List(list) => format!("Katas matching `{}`", list.typed),
        Panel::Comparison(_) => format!("{}: your design and the reference", model.kata.name),
        Panel::Dojo => "Dojo".to_owned(),
        Panel::Help => "Help".to_owned(),
    }
}

/// Returns the lines of the panel, none wider than `width`.
pub(super) fn body(model: &Model, width: usize) -> Vec<Line<'static>> {
    match &model.panel {
        Panel::Result => result(model, width),
        Panel::Stage(number) => stage(model, *number, width),
        Panel::Tests(list) => tests(model, list.stage, Some(list.selected), width),
        Panel::Test(test, _) => report::single_test(&test.name, &test.report, &test.excerpts, width),
        Panel::Brief => text::markdown(&model.kata.brief, width),
        Panel::Hints(hints) => hints::all(hints, width),
        Panel::List(list) => self::list(list, width),
        Panel::Comparison(compared) => text::fold(text::colored_lines(compared), width),
        Panel::Dojo => dojo_panel::panel(model, width),
        Panel::Help => help(model, width),
    }
}

/// Returns the text of a stage and the path of its tests.
pub(super) fn stage(model: &Model, number: u32, width: usize) -> Vec<Line<'static>> {
    let Some(index) = model.kata.stages.iter().position(|stage| stage.number == number) else { return Vec::new() };
    let tests = model.kata.suites.get(index).map(String::as_str).unwrap_or_default();
    text::stage_text(&model.kata.stages[index].text, tests, width)
}

/// Returns the tests of a stage with the results of the last run: one line each, except for the selected test.
pub(super) fn tests(model: &Model, number: u32, selected: Option<usize>, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (index, test) in model.tests_of(number).iter().enumerate() {
        let verdict = match test.status {
            Status::Passed => Some(Verdict::Green),
            Status::NotRun => None,
            status if status.exceeded_a_limit() => Some(Verdict::Timeout),
            _ => Some(Verdict::Red),
        };
        let mut style = verdict.map_or_else(dim, styles::verdict);
        let is_selected = selected == Some(index);
        if is_selected {
            style = style.reversed();
        }
        let line = Line::styled(text::clean(&format!("{} {}", styles::symbol(verdict), test.name)), style);
        let mut folded = text::fold(vec![line], width).into_iter();
        match folded.next() {
            // Only the selected name takes more than one line, so that the selection stays in view.
            Some(first) if selected.is_some() && !is_selected && folded.len() > 0 => {
                let mut cut = first.to_string();
                cut.pop();
                lines.push(Line::styled(cut + "…", style));
            }
            first => lines.extend(first.into_iter().chain(folded)),
        }
    }
    if lines.is_empty() {
        let text = if model.last.is_some() {
            "The stage does not compile, so its tests are unknown."
        } else {
            "The tests have not run yet."
        };
        lines = text::prose(text, width, Style::new());
    }
    lines
}

/// Returns one line per kata that matches the typed text, below the headings of the tracks.
fn list(list: &List, width: usize) -> Vec<Line<'static>> {
    let matches = list.matches();
    if matches.is_empty() {
        return vec![Line::styled("No matches. Press Backspace to delete a letter.", dim())];
    }
    let mut lines = Vec::new();
    for (index, (kata, heading)) in matches.iter().zip(list.headings()).enumerate() {
        lines.extend(heading.map(|heading| Line::styled(heading, bold())));
        let (line, about) = match kata {
            Ok(kata) => (kata_list::line(kata), kata.teaches.clone()),
            Err((name, why)) => (Line::from(format!("  {name:<16} {why}")), String::new()),
        };
        let chosen = index == list.selected;
        let line = if chosen { line.style(Style::new().reversed()) } else { line };
        lines.extend(text::fold(vec![line], width).into_iter().take(1));
        if chosen {
            lines.extend(text::prose(&format!("    {about}"), width, Style::new()));
        }
    }
    lines
}

fn help(model: &Model, width: usize) -> Vec<Line<'static>> {
    let keys = [
        ("r, Enter", "run the tests now; they also run after every save"),
        ("h", "next hint for the current stage"),
        ("s, 1-9", "text and rules of the current stage, or of the stage with this number; ← → for other stages"),
        ("a", "all tests of the current stage; ← → for other stages; Enter runs the selected test alone"),
        ("b", "brief: the kata's story and rules"),
        ("e", "open the first error in your editor: --edit-cmd, VS Code inside its terminal, $VISUAL or $EDITOR"),
        ("c", "compare your design with the reference: items, figures, and questions for discussion"),
        ("n", "next kata; if the core of the current kata is green, the kata is marked as done"),
        ("p", "previous kata"),
        ("l", "list of katas; type to search"),
        (DOJO_KEYS, "dojo: show status and retrospective; confirm a switch of drivers; open the dojo's kata"),
        ("R", "reset: replace your code with the stub, or undo the last reset; asks first and keeps your code"),
        ("↑ ↓ PgUp PgDn", "scroll; also j, k, Space, g, G, Home and End"),
        ("Esc, q", "close the page and return to the last run"),
        ("Ctrl-L, Ctrl-Z", "redraw the screen; suspend (resume with `fg`)"),
        ("q, Ctrl-C", "quit, and stop everything that runs"),
    ];
    let mut lines = Vec::new();
    // Without a dojo, its keys are not available.
    for (key, what) in keys.into_iter().filter(|(key, _)| *key != DOJO_KEYS || model.dojo.is_some()) {
        let indent = 16;
        let description = text::prose(what, width.saturating_sub(indent).max(10), Style::new());
        for (index, line) in description.into_iter().enumerate() {
            let key = if index == 0 { key } else { "" };
            let mut spans = vec![Span::styled(format!("{key:<indent$}"), bold())];
            spans.extend(line.spans);
            lines.push(Line::from(spans));
        }
    }
    lines.push(Line::default());
    let symbols = "✓ green: all tests pass. ✗ red: a test fails. ! amber: the code does not compile. ⧗ timeout: a test \
                   exceeded a limit. · not run yet. ▶ current stage.";
    lines.extend(text::prose(symbols, width, Style::new()));
    lines
}

/// Returns the result of the last run.
fn result(model: &Model, width: usize) -> Vec<Line<'static>> {
    if let Some(test) = &model.current_test {
        return report::single_test(&test.name, &test.report, &test.excerpts, width);
    }
    let mut lines = LineWriter::new(width);
    if let Some(failure) = &model.failure {
        lines.prose(failure, Style::new());
        return lines.into_lines();
    }
    let Some(last) = &model.last else {
        lines.prose("The first build takes the longest. Meanwhile, here is the text of the stage:", dim());
        lines.blank();
        lines.extend(stage(model, model.current_stage(), width));
        return lines.into_lines();
    };
    if last.report.verdict == Verdict::Green {
        write_green(&mut lines, model, last);
    } else if last.report.is_core_green() {
        write_core_green(&mut lines, model, last);
    }
    lines.extend(report::details(&last.report, model.report_context(last), width));
    lines.into_lines()
}

/// Writes the summary of a green kata.
fn write_green(lines: &mut LineWriter, model: &Model, last: &LastRun) {
    let (kata, total) = (&model.kata, last.report.total);
    let text = if last.turned_green {
        format!("★ {} is green: all {total} tests pass.", kata.name)
    } else {
        format!("✓ {} is still green: all {total} tests pass.", kata.name)
    };
    lines.prose(&text, styles::verdict(Verdict::Green));
    lines.blank();
    lines.prose(&format!("You practiced {}.", kata.teaches), Style::new());
    let minutes: u32 = kata.stages.iter().map(|stage| stage.minutes).sum();
    let time = duration(model.seconds_worked());
    let estimate = duration(u64::from(minutes) * 60);
    lines.prose(&format!("Time spent: {time} (estimate: {estimate})."), Style::new());
    lines.blank();
    write_comparison(lines, last);
    match kata.next() {
        Some(next) => lines.prose(&format!("n  go on to the next kata: {next}"), Style::new()),
        None => lines.prose("n  finish: this is the last kata", Style::new()),
    }
    lines.blank();
    last.stage_notes.iter().for_each(|note| lines.prose(note, Style::new()));
    lines.blank();
    match &last.lints {
        Some(lints) => write_lints(lines, lints),
        None => lines.prose("Clippy and rustfmt are checking your code…", dim()),
    }
    lines.blank();
}

/// Writes the choices after the core.
fn write_core_green(lines: &mut LineWriter, model: &Model, last: &LastRun) {
    let kata = &model.kata;
    let is_new = last.report.stages.iter().any(|stage| stage.core && last.newly_green.contains(&stage.number));
    let symbol = if is_new { "★" } else { "✓" };
    let text = format!("{symbol} The core of {} is green. The other stages are extensions.", kata.name);
    lines.prose(&text, styles::verdict(Verdict::Green));
    lines.blank();
    if is_new {
        let core = kata.stages.iter().filter(|stage| stage.is_core);
        let estimate = duration(core.map(|stage| u64::from(stage.minutes) * 60).sum());
        let time = duration(model.seconds_worked());
        lines.prose(&format!("Time spent: {time} (estimate for the core: {estimate})."), Style::new());
        lines.blank();
    }
    write_comparison(lines, last);
    if let Some(next) = kata.next() {
        lines.prose(&format!("n  go on to the next kata: {next}"), Style::new());
    }
    lines.prose("or continue with the extension:", Style::new());
    lines.blank();
}

/// Writes the key for the comparison, and the comparison's first lines if they are known.
fn write_comparison(lines: &mut LineWriter, last: &LastRun) {
    last.headline.iter().for_each(|line| lines.prose(line, Style::new()));
    let text = if last.headline.is_empty() { "compare your design with the reference" } else { "the whole comparison" };
    lines.prose(&format!("c  {text}"), Style::new());
}

fn write_lints(lines: &mut LineWriter, lints: &LintResults) {
    lines.prose(&clippy_summary(lints), Style::new());
    lines.prose(&formatting_summary(lints), Style::new());
    for warning in lints.clippy.iter().flatten().take(MAX_WARNINGS) {
        lines.blank();
        lines.code(text::colored_lines(&warning.rendered));
    }
}

/// Returns the results of Clippy and rustfmt, for line mode.
pub(super) fn lints(model: &Model, width: usize) -> Vec<Line<'static>> {
    let mut lines = LineWriter::new(width);
    if let Some(lints) = model.last.as_ref().and_then(|last| last.lints.as_ref()) {
        write_lints(&mut lines, lints);
    }
    lines.into_lines()
}

fn clippy_summary(lints: &LintResults) -> String {
    match &lints.clippy {
        Ok(warnings) if warnings.is_empty() => "Clippy: no warnings.".to_owned(),
        Ok(warnings) => {
            let count = warnings.len();
            let shown = if count > MAX_WARNINGS { format!("; first {MAX_WARNINGS} shown") } else { String::new() };
            format!("Clippy: {count} {}{shown}.", plural(count, "warning", "warnings"))
        }
        Err(why) => format!("Clippy failed to run: {}", first_line(why)),
    }
}

fn formatting_summary(lints: &LintResults) -> String {
    match &lints.unformatted {
        Ok(files) if files.is_empty() => "Formatting: matches rustfmt.".to_owned(),
        Ok(files) => format!("Formatting: `cargo fmt` would change {}.", files.join(", ")),
        Err(why) => format!("Formatting: rustfmt failed to run: {}", first_line(why)),
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
