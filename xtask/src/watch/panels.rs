//! The pages of the view as lines: what stands in each, not where on the screen.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::dojo_panel;
use super::model::{Last, List, Model, Panel, Polish};
use crate::render::styles::{self, bold, dim};
use crate::render::text::{self, LineWriter};
use crate::render::{duration, hints, kata_list, plural, report};
use crate::report::Verdict;

/// What a dojo adds to the keys.
const DOJO_KEYS: &str = "d, t, o";

/// How many of Clippy's remarks are shown in full.
const REMARKS: usize = 3;

/// The title above the page.
pub(super) fn title(model: &Model) -> String {
    match &model.page {
        Panel::Result => match &model.last {
            _ if model.failure.is_some() => "The last run".to_owned(),
            Some(last) => report::title(&last.report),
            None => format!("Stage {}", model.current_stage()),
        },
        Panel::Stage(number) => format!("Stage {number} (← → for the others)"),
        Panel::Brief => format!("The brief of {}", model.kata.name),
        Panel::Hints(hints) => format!("Hints of stage {}, {}", hints.stage.number, hints.stage.title),
        Panel::List(list) if list.typed.is_empty() => "The katas".to_owned(),
        Panel::List(list) => format!("The katas with `{}`", list.typed),
        Panel::Comparison(_) => format!("{}: yours beside the reference", model.kata.name),
        Panel::Dojo => "The dojo".to_owned(),
        Panel::Help => "Help".to_owned(),
    }
}

/// The page's lines, none wider than `width`.
pub(super) fn body(model: &Model, width: usize) -> Vec<Line<'static>> {
    match &model.page {
        Panel::Result => result(model, width),
        Panel::Stage(number) => stage(model, *number, width),
        Panel::Brief => text::markdown(&model.kata.brief, width),
        Panel::Hints(hints) => hints::all(hints, width),
        Panel::List(list) => self::list(list, width),
        Panel::Comparison(compared) => text::fold(text::colored_lines(compared), width),
        Panel::Dojo => dojo_panel::page(model, width),
        Panel::Help => help(model, width),
    }
}

/// What a stage asks for, and where its tests are.
pub(super) fn stage(model: &Model, number: u32, width: usize) -> Vec<Line<'static>> {
    let Some(index) = model.kata.stages.iter().position(|stage| stage.number == number) else { return Vec::new() };
    let tests = model.kata.suites.get(index).map(String::as_str).unwrap_or_default();
    text::stage_text(&model.kata.stages[index].text, tests, width)
}

/// The katas that fit what was typed, a line each.
fn list(list: &List, width: usize) -> Vec<Line<'static>> {
    let fitting = list.fitting();
    if fitting.is_empty() {
        return vec![Line::styled("No kata is like this. Backspace takes a letter back.", dim())];
    }
    let mut lines = Vec::new();
    for (index, kata) in fitting.iter().enumerate() {
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
        ("r, Enter", "run the tests now; every save does that too"),
        ("h", "a hint for the stage, one more each time"),
        ("s, 1-9", "what the current stage asks for, or that of this number; ← → turn to the others"),
        ("b", "the brief: the kata's story and its rules"),
        ("e", "open what is wrong in your editor: VS Code inside its terminal, else $VISUAL or $EDITOR, or --edit-cmd"),
        ("c", "compare your design with the reference's: what each has, figures, and what there is to talk about"),
        ("n", "the next kata; this one is marked as done if it is green"),
        ("p", "the kata before this one"),
        ("l", "the list of katas; type to search it"),
        (DOJO_KEYS, "the dojo: how it stands, and the retrospective; say that you have taken over; open its kata"),
        ("R", "reset: the stub back in the place of your code, which is kept, or the last reset undone; it asks first"),
        ("↑ ↓ PgUp PgDn", "scroll; so do j, k, Space, g, G, Home and End"),
        ("Esc", "back to the last run"),
        ("Ctrl-L, Ctrl-Z", "draw the screen again; suspend (`fg` goes on)"),
        ("q, Ctrl-C", "quit; nothing keeps running"),
    ];
    let mut lines = Vec::new();
    // Keys of a dojo are none without one.
    for (key, what) in keys.into_iter().filter(|(key, _)| *key != DOJO_KEYS || model.dojo.is_some()) {
        let indent = 16;
        let said = text::prose(what, width.saturating_sub(indent).max(10), Style::new());
        for (index, line) in said.into_iter().enumerate() {
            let key = if index == 0 { key } else { "" };
            let mut spans = vec![Span::styled(format!("{key:<indent$}"), bold())];
            spans.extend(line.spans);
            lines.push(Line::from(spans));
        }
    }
    lines.push(Line::default());
    let marks = "✓ green: all tests pass. ✗ red: one does not. ! amber: it does not compile. ⧗ timeout: a limit ended a test. \
                 · not run yet. ▶ where you are.";
    lines.extend(text::prose(marks, width, Style::new()));
    lines
}

/// The result of the last run: what to look at first.
fn result(model: &Model, width: usize) -> Vec<Line<'static>> {
    let mut lines = LineWriter::new(width);
    if let Some(failure) = &model.failure {
        lines.prose(failure, Style::new());
        return lines.into_lines();
    }
    let Some(last) = &model.last else {
        lines.prose("The first build takes longest. Meanwhile, what this stage asks for:", dim());
        lines.blank();
        lines.extend(stage(model, model.current_stage(), width));
        return lines.into_lines();
    };
    if last.report.verdict == Verdict::Green {
        write_green(&mut lines, model, last);
    }
    lines.extend(report::details(&last.report, last.context(), width));
    lines.into_lines()
}

/// The moment that all of this is for.
fn write_green(lines: &mut LineWriter, model: &Model, last: &Last) {
    let (kata, total) = (&model.kata, last.report.total);
    let text = if last.turned {
        format!("★ {} is green: all {total} tests pass.", kata.name)
    } else {
        format!("✓ {} is still green: all {total} tests pass.", kata.name)
    };
    lines.prose(&text, styles::verdict(Verdict::Green));
    lines.blank();
    lines.prose(&format!("You have practiced {}.", kata.teaches), Style::new());
    let minutes: u32 = kata.stages.iter().map(|stage| stage.minutes).sum();
    let took = duration(kata.progress.time.seconds_at(model.now));
    let meant = duration(u64::from(minutes) * 60);
    lines.prose(&format!("Time in this kata: {took}; its stages are meant for {meant}."), Style::new());
    lines.blank();
    lines.prose("c  compare your design with the reference's", Style::new());
    match kata.after() {
        Some(next) => lines.prose(&format!("n  go on to the next kata: {next}"), Style::new()),
        None => lines.prose("n  go on: this was the last kata of the list", Style::new()),
    }
    lines.blank();
    match &last.polish {
        Some(polish) => write_polish(lines, polish),
        None => lines.prose("Clippy and rustfmt are looking at it…", dim()),
    }
    lines.blank();
}

fn write_polish(lines: &mut LineWriter, polish: &Polish) {
    lines.prose(&clippy_in_words(polish), Style::new());
    lines.prose(&formatting_in_words(polish), Style::new());
    for remark in polish.clippy.iter().flatten().take(REMARKS) {
        lines.blank();
        lines.code(text::colored_lines(&remark.rendered));
    }
}

/// The remarks of Clippy and rustfmt, for a view that prints lines.
pub(super) fn polish(model: &Model, width: usize) -> Vec<Line<'static>> {
    let mut lines = LineWriter::new(width);
    if let Some(polish) = model.last.as_ref().and_then(|last| last.polish.as_ref()) {
        write_polish(&mut lines, polish);
    }
    lines.into_lines()
}

fn clippy_in_words(polish: &Polish) -> String {
    match &polish.clippy {
        Ok(remarks) if remarks.is_empty() => "Clippy: nothing to remark.".to_owned(),
        Ok(remarks) => {
            let count = remarks.len();
            let shown = if count > REMARKS { format!(", of which {REMARKS} are shown") } else { String::new() };
            format!("Clippy: {count} {}{shown}.", plural(count, "remark", "remarks"))
        }
        Err(why) => format!("Clippy has no say: {}", first_line(why)),
    }
}

fn formatting_in_words(polish: &Polish) -> String {
    match &polish.unformatted {
        Ok(files) if files.is_empty() => "Formatting: as rustfmt has it.".to_owned(),
        Ok(files) => format!("Formatting: `cargo fmt` would change {}.", files.join(", ")),
        Err(why) => format!("Formatting: rustfmt has no say: {}", first_line(why)),
    }
}

fn first_line(said: &str) -> &str {
    said.lines().next().unwrap_or_default()
}
