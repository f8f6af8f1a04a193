//! The pages of the view as lines: what stands in each, not where on the screen.

use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};

use super::dojo_panel;
use super::layout::Areas;
use super::model::{Excerpt, Last, List, Model, Panel, Polish};
use super::text;
use crate::hints::Hints;
use crate::kata_summary::KataSummary;
use crate::render::report::{self, plural};
use crate::report::{Diagnostic, OwnTests, Report, Status, TestReport, Verdict};

/// The keys and what they do, shortest words first.
const KEYS: [(&str, &str); 12] = [
    ("r", "run"),
    ("h", "hint"),
    ("s", "stage"),
    ("b", "brief"),
    ("e", "edit"),
    ("c", "compare"),
    ("n", "next"),
    ("p", "previous"),
    ("l", "list"),
    ("R", "reset"),
    ("?", "help"),
    ("q", "quit"),
];

/// The keys that there are, those of a dojo among them.
pub(super) fn keys(model: &Model) -> Vec<(&'static str, &'static str)> {
    let (first, last) = KEYS.split_at(KEYS.len() - 3);
    [first, &dojo_panel::keys(model), last].concat()
}

/// The keys where letters are what is searched for.
pub(super) const LIST_KEYS: [(&str, &str); 4] =
    [("a-z", "search"), ("↑ ↓", "choose"), ("Enter", "open"), ("Esc", "leave")];

/// What a dojo adds to the keys.
const DOJO_KEYS: &str = "d, t, o";

/// How many of Clippy's remarks are shown in full.
const REMARKS: usize = 3;

pub(super) fn bold() -> Style {
    Style::new().bold()
}

pub(super) fn dim() -> Style {
    Style::new().dim()
}

/// How a verdict is colored, of which the terminal decides what the colors are.
pub(super) fn color(verdict: Verdict) -> Style {
    let color = match verdict {
        Verdict::Green => Color::Green,
        Verdict::Red => Color::Red,
        Verdict::Amber | Verdict::Timeout => Color::Yellow,
    };
    Style::new().fg(color).bold()
}

/// What a key is called that would not be seen.
pub(super) fn name_of_key(key: char) -> String {
    if key.is_control() || key.is_whitespace() { format!("{key:?}") } else { text::clean(&key.to_string()) }
}

/// The title above the page.
pub(super) fn title(model: &Model) -> String {
    match &model.page {
        Panel::Result => match &model.last {
            _ if model.failure.is_some() => "The last run".to_owned(),
            Some(last) if last.report.verdict == Verdict::Green => "Green".to_owned(),
            Some(last) => match last.report.current_stage() {
                Some(stage) if stage.verdict == Verdict::Amber => {
                    let all = last.report.stages.iter().all(|stage| stage.verdict == Verdict::Amber);
                    if all {
                        "It does not compile".to_owned()
                    } else {
                        format!("Stage {} does not compile", stage.number)
                    }
                }
                Some(stage) => format!("Stage {}: {}", stage.number, stage.title),
                None => "The last run".to_owned(),
            },
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
        Panel::Hints(hints) => self::hints(hints, width),
        Panel::List(list) => self::list(list, width),
        Panel::Comparison(compared) => text::fold(text::colored(compared), width),
        Panel::Dojo => dojo_panel::page(model, width),
        Panel::Help => help(model, width),
    }
}

/// How far the page can be scrolled: so far that its last line is the last on the screen.
pub(super) fn furthest_scroll(model: &Model) -> usize {
    let area = body_area(model);
    body(model, area.width.into()).len().saturating_sub(area.height.into())
}

/// How many lines of the page are on the screen.
pub(super) fn visible_lines(model: &Model) -> usize {
    body_area(model).height.into()
}

fn body_area(model: &Model) -> Rect {
    Areas::of(model.size.into(), model).body
}

/// How many columns the page has; none where there is no screen.
pub(super) fn width(model: &Model) -> usize {
    body_area(model).width.into()
}

/// What a stage asks for, and where its tests are.
pub(super) fn stage(model: &Model, number: u32, width: usize) -> Vec<Line<'static>> {
    let Some(index) = model.kata.stages.iter().position(|stage| stage.number == number) else { return Vec::new() };
    let mut lines = text::markdown(&model.kata.stages[index].text, width);
    if let Some(suite) = model.kata.suites.get(index) {
        lines.push(Line::default());
        lines.extend(text::prose(&format!("Its tests: {suite}"), width, dim()));
    }
    lines
}

fn hints(hints: &Hints, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (index, hint) in hints.shown.iter().enumerate().rev() {
        let number = index + 1;
        let more = match hints.total - number {
            _ if number < hints.shown.len() => String::new(),
            0 => ": the last one".to_owned(),
            _ => ": h gives one more".to_owned(),
        };
        lines.push(Line::styled(format!("Hint {number} of {}{more}", hints.total), bold()));
        lines.push(Line::default());
        lines.extend(text::markdown(hint, width));
        lines.push(Line::default());
    }
    lines
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
            Ok(kata) => (list_line(kata), kata.teaches.clone()),
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

fn list_line(kata: &KataSummary) -> Line<'static> {
    let mark = if kata.current { "▶" } else { " " };
    let (word, style) = match (kata.done, kata.verdict) {
        (true, _) => ("✓ done".to_owned(), color(Verdict::Green)),
        (false, Some(verdict)) => (format!("{} {verdict}", mark_of(Some(verdict))), color(verdict)),
        (false, None) => ("· new".to_owned(), Style::new()),
    };
    let minutes = format!("{:>4} of ~{} min", kata.seconds / 60, kata.minutes);
    Line::from(vec![
        Span::raw(format!("{mark} {:<16} {}/{} stages  ", kata.name, kata.stages_green, kata.stages)),
        Span::styled(format!("{word:<9}"), style),
        Span::raw(format!("  {minutes}")),
    ])
}

/// The sign of a verdict, which says the same as its color.
pub(super) fn mark_of(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Green) => "✓",
        Some(Verdict::Red) => "✗",
        Some(Verdict::Amber) => "!",
        Some(Verdict::Timeout) => "⧗",
        None => "·",
    }
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

/// What the last run came to: first what to look at.
fn result(model: &Model, width: usize) -> Vec<Line<'static>> {
    let mut page = Writer { width, lines: Vec::new() };
    if let Some(failure) = &model.failure {
        page.prose(failure, Style::new());
        return page.lines;
    }
    let Some(last) = &model.last else {
        page.prose("The first build takes longest. Meanwhile, what this stage asks for:", dim());
        page.blank();
        page.lines.extend(stage(model, model.current_stage(), width));
        return page.lines;
    };
    let report = &last.report;
    if report.verdict == Verdict::Green {
        page.green(model, last);
    }
    page.news(last);
    if report.verdict != Verdict::Green {
        if last.first_run && report.passed == 0 {
            page.prose(report::RED_AT_FIRST, Style::new());
            page.blank();
        }
        if let Some(error) = &report.error {
            page.prose(&error.message, Style::new());
            page.blank();
        }
        page.compiler(report);
        page.first_failure(last);
    }
    if let Some(own) = &report.own {
        page.own(own);
    }
    page.fallen(last);
    let took = format!("built in {}, ran in {}", report::seconds(report.build_ms), report::seconds(report.run_ms));
    page.prose(&took, dim());
    page.lines
}

/// Puts lines together.
struct Writer {
    width: usize,
    lines: Vec<Line<'static>>,
}

impl Writer {
    fn prose(&mut self, said: &str, style: Style) {
        self.lines.extend(text::prose(said, self.width, style));
    }

    fn code(&mut self, lines: Vec<Line<'static>>) {
        self.lines.extend(text::fold(lines, self.width));
    }

    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| line.width() > 0) {
            self.lines.push(Line::default());
        }
    }

    /// The stages that turned green, and the tests that are not green any more.
    fn news(&mut self, last: &Last) {
        let report = &last.report;
        if report.verdict != Verdict::Green {
            for number in &last.risen {
                if let Some(stage) = report.stages.iter().find(|stage| stage.number == *number) {
                    self.prose(&format!("★ Stage {number}, {}, is green.", stage.title), color(Verdict::Green));
                }
            }
        }
        match &last.fallen[..] {
            [] => {}
            [name] => self.prose(&format!("↓ Green before this run: stage {name}"), color(Verdict::Red)),
            names => {
                let said = format!("↓ {} tests were green before this run: they are named below.", names.len());
                self.prose(&said, color(Verdict::Red));
            }
        }
        self.blank();
    }

    /// The tests that are not green any more, where one line had no room for them.
    fn fallen(&mut self, last: &Last) {
        if last.fallen.len() > 1 {
            self.prose("Green before this run:", dim());
            for name in &last.fallen {
                self.prose(&format!("  stage {name}"), Style::new());
            }
            self.blank();
        }
    }

    /// The compiler's errors that keep the learner from going on.
    fn compiler(&mut self, report: &Report) {
        let Some(stage) = report.current_stage().filter(|stage| stage.verdict == Verdict::Amber) else { return };
        let wanted = |found: &&Diagnostic| found.stage.is_none_or(|number| number == stage.number);
        let found: Vec<&Diagnostic> = report.diagnostics.iter().filter(wanted).collect();
        let more = found.len().saturating_sub(1);
        for (index, error) in found.into_iter().enumerate() {
            self.code(text::colored(&error.rendered));
            self.blank();
            if index == 0 && more > 0 {
                self.prose(&format!("{more} more {} below.", plural(more, "error", "errors")), dim());
                self.blank();
            }
        }
    }

    fn first_failure(&mut self, last: &Last) {
        let report = &last.report;
        let Some((stage, test)) = report.first_failure() else { return };
        self.prose(&test.name, bold());
        self.blank();
        self.message(test);
        self.blank();
        for excerpt in &last.excerpts {
            self.excerpt(excerpt);
            self.blank();
        }
        if last.excerpts.is_empty()
            && let Some(place) = &test.location
        {
            self.prose(&format!("at {place}"), dim());
            self.blank();
        }
        let printed = printed_before_the_panic(&test.output);
        if !printed.is_empty() {
            self.prose("It printed:", dim());
            self.code(text::colored(printed));
            self.blank();
        }
        let rest: Vec<&TestReport> = stage.tests.iter().filter(|test| test.status != Status::Passed).skip(1).collect();
        let all = report.stages.iter().flat_map(|stage| &stage.tests);
        let all = all.filter(|test| !matches!(test.status, Status::Passed | Status::NotRun)).count();
        if all > 1 {
            let here = rest.len();
            let more = all - 1;
            let said =
                format!("{more} more {} not pass yet, {here} of this stage.", plural(more, "test does", "tests do"));
            self.prose(&said, dim());
        }
        let not_run = report.stages.iter().flat_map(|stage| &stage.tests);
        let not_run = not_run.filter(|test| test.status == Status::NotRun).count();
        if not_run > 0 {
            let said =
                format!("{not_run} {} no turn before the time was up.", plural(not_run, "test had", "tests had"));
            self.prose(&said, dim());
        }
        self.blank();
    }

    /// Why a test did not pass, with what was expected in green and what came instead in red.
    fn message(&mut self, test: &TestReport) {
        if test.status != Status::Failed {
            self.prose(&format!("  {}:", test.status), color(Verdict::Timeout));
        }
        for line in text::clean(&report::in_words(test.message.as_deref().unwrap_or_default())).lines() {
            let style = if line.trim_start().starts_with("yours: ") {
                Style::new().fg(Color::Red)
            } else if line.trim_start().starts_with("expected: ") {
                Style::new().fg(Color::Green)
            } else {
                Style::new()
            };
            self.code(vec![Line::styled(format!("  {line}"), style)]);
        }
    }

    fn excerpt(&mut self, excerpt: &Excerpt) {
        let place = &excerpt.place;
        self.prose(&format!("{}:{}", place.file, place.line), dim());
        let digits = (excerpt.first + excerpt.lines.len()).to_string().len();
        for (index, line) in excerpt.lines.iter().enumerate() {
            let number = excerpt.first + index;
            let here = number == place.line;
            let style = if here { bold() } else { Style::new() };
            let (mark, dimmed) = if here { ("▶", bold()) } else { (" ", dim()) };
            let gutter = format!("{mark} {number:>digits$} │ ");
            let room = self.width.saturating_sub(digits + 5);
            // What does not fit goes on behind the gutter.
            for (part, code) in text::fold(vec![Line::styled(text::clean(line), style)], room).into_iter().enumerate() {
                let gutter = if part == 0 { gutter.clone() } else { format!("{:digits$}   │ ", "") };
                self.lines.push(Line::from(vec![Span::styled(gutter, dimmed), Span::styled(code.to_string(), style)]));
            }
        }
    }

    fn own(&mut self, own: &OwnTests) {
        let Some(total) = own.total else {
            self.prose("Your own tests do not compile:", color(Verdict::Amber));
            for found in own.diagnostics.iter().take(1) {
                self.code(text::colored(&found.rendered));
            }
            self.blank();
            return;
        };
        let said =
            format!("{} Your own tests: {}, {} of {total} pass", mark_of(Some(own.verdict)), own.verdict, own.passed);
        self.prose(&said, color(own.verdict));
        for test in own.tests.iter().filter(|test| test.status != Status::Passed) {
            self.prose(&format!("  ✗ {}  {}", test.name, test.location.as_deref().unwrap_or_default()), Style::new());
            self.message(test);
        }
        self.blank();
    }

    /// The moment that all of this is for.
    fn green(&mut self, model: &Model, last: &Last) {
        let (kata, report) = (&model.kata, &last.report);
        let total = report.total;
        let said = if last.turned {
            format!("★ {} is green: all {total} tests pass.", kata.name)
        } else {
            format!("✓ {} is still green: all {total} tests pass.", kata.name)
        };
        self.prose(&said, color(Verdict::Green));
        self.blank();
        self.prose(&format!("You have practiced {}.", kata.teaches), Style::new());
        let minutes: u32 = kata.stages.iter().map(|stage| stage.minutes).sum();
        let took = duration(kata.progress.seconds_at(model.now));
        self.prose(
            &format!("Time in this kata: {took}; its stages are meant for {}.", duration(u64::from(minutes) * 60)),
            Style::new(),
        );
        self.blank();
        self.prose("c  compare your design with the reference's", Style::new());
        match kata.after() {
            Some(next) => self.prose(&format!("n  go on to the next kata: {next}"), Style::new()),
            None => self.prose("n  go on: this was the last kata of the list", Style::new()),
        }
        self.blank();
        match &last.polish {
            Some(polish) => self.polish(polish),
            None => self.prose("Clippy and rustfmt are looking at it…", dim()),
        }
        self.blank();
    }

    fn polish(&mut self, polish: &Polish) {
        self.prose(&clippy_in_words(polish), Style::new());
        self.prose(&formatting_in_words(polish), Style::new());
        for remark in polish.clippy.iter().flatten().take(REMARKS) {
            self.blank();
            self.code(text::colored(&remark.rendered));
        }
    }
}

/// What Clippy and rustfmt said, a line each.
pub(super) fn polish_in_plain(model: &Model) -> String {
    let polish = model.last.as_ref().and_then(|last| last.polish.as_ref());
    let Some(polish) = polish else { return String::new() };
    let remarks =
        polish.clippy.iter().flatten().take(REMARKS).map(|remark| format!("\n\n{}", remark.rendered.trim_end()));
    format!("{}\n{}{}", clippy_in_words(polish), formatting_in_words(polish), remarks.collect::<String>())
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

/// What a test printed itself: what comes before the panic that ended it.
fn printed_before_the_panic(output: &str) -> &str {
    let panic = output.find("\nthread '").or_else(|| output.starts_with("thread '").then_some(0));
    output[..panic.unwrap_or(output.len())].trim()
}

/// A time for people: minutes, and hours where there are some.
pub(super) fn duration(seconds: u64) -> String {
    let minutes = seconds / 60;
    if minutes < 60 { format!("{minutes} min") } else { format!("{} h {:02} min", minutes / 60, minutes % 60) }
}
