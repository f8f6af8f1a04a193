//! Reports as styled lines, for `cargo xtask test` and the live view.

use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};

use super::styles::{self, bold, dim};
use super::text::{self, LineWriter};
use super::{plural, seconds};
use crate::report::{Diagnostic, OwnTests, Report, StageReport, Status, Subject, TestReport, Verdict};
use crate::rules::Rule;
use crate::source_excerpt::Excerpt;

/// The message of a kata whose core is green and whose extensions are not.
const CORE_IS_GREEN: &str = "✓ The core is green. The other stages are extensions.";
/// The message of a first run.
pub const FIRST_RUN_MESSAGE: &str = "The kata starts out red. That's expected.";

/// The largest number of rules that are shown in full above a test's message.
const MOST_RULES_IN_FULL: usize = 3;

/// Additional information for rendering a report.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReportContext<'a> {
    /// The source lines around the first failure.
    pub excerpts: &'a [Excerpt],
    /// The numbers of the stages that this run turned green.
    pub newly_green: &'a [u32],
    /// The time that these stages took, and questions about them.
    pub stage_notes: &'a [String],
    /// The tests that passed before this run and fail now, as `stage number: name`.
    pub regressions: &'a [String],
    /// The first test that ever passed, if this run is the first with one and turned no stage green.
    pub first_passed: Option<&'a str>,
    /// The text of the current stage and the path of its tests, to read before the first failure.
    pub stage_text: Option<(&'a str, &'a str)>,
    /// True if this is the first run of the kata.
    pub first_run: bool,
    /// True to describe every failed test instead of only the first one.
    pub every_failure: bool,
}

/// A row of the table of stages.
#[derive(Clone, Debug)]
pub struct StageRow {
    /// The stage's number, from 1.
    pub number: u32,
    /// The stage's title.
    pub title: String,
    /// True for a stage of the core, false for an extension.
    pub core: bool,
    /// The verdict; `None` before the first run.
    pub verdict: Option<Verdict>,
    /// The number of tests that passed.
    pub passed: usize,
    /// The number of tests, if known.
    pub total: Option<usize>,
}

impl From<&StageReport> for StageRow {
    fn from(stage: &StageReport) -> Self {
        let StageReport { number, core, verdict, passed, total, .. } = *stage;
        Self { number, title: stage.title.clone(), core, verdict: Some(verdict), passed, total }
    }
}

/// Renders the headline, the stages and the details.
pub fn full_report(report: &Report, context: ReportContext<'_>, width: usize) -> Vec<Line<'static>> {
    let rows: Vec<StageRow> = report.stages.iter().map(StageRow::from).collect();
    let mut lines = vec![headline(report, width), Line::default()];
    let current = report.current_stage().or(report.stages.last());
    lines.extend(stage_rows(&rows, current.map(|stage| stage.number)));
    lines.push(Line::default());
    if report.verdict != Verdict::Green && report.is_core_green() && !context.every_failure {
        lines.extend(text::prose(CORE_IS_GREEN, width, styles::verdict(Verdict::Green)));
        lines.push(Line::default());
    }
    if report.verdict != Verdict::Green && !context.every_failure {
        lines.extend([Line::styled(title(report), bold()), Line::default()]);
    }
    lines.extend(details(report, context, width));
    lines
}

/// Renders the kata, the verdict and the test counts in one line, which is shortened to fit into `width`.
pub fn headline(report: &Report, width: usize) -> Line<'static> {
    let verdict = match report.verdict {
        Verdict::Amber if report.error.is_some() => "amber, the build failed".to_owned(),
        Verdict::Amber => "amber, does not compile".to_owned(),
        verdict => verdict.to_string(),
    };
    let reference = if report.subject == Subject::Solution { " (the reference)" } else { "" };
    let mut line = Line::from(vec![
        Span::styled(report.kata.clone(), bold()),
        Span::raw(format!("{reference}  ")),
        Span::styled(format!("{} {verdict}", styles::symbol(Some(report.verdict))), styles::verdict(report.verdict)),
        Span::raw(format!("  {} of {}", report.passed, report.total)),
    ]);
    let unit = Span::raw(" tests pass");
    if line.width() + unit.width() <= width {
        line.push_span(unit);
    }
    line
}

/// Renders the stages, one line each, with a pointer at `current`.
pub fn stage_rows(rows: &[StageRow], current: Option<u32>) -> Vec<Line<'static>> {
    let width = rows.iter().map(|row| Span::raw(&row.title).width()).max().unwrap_or(0);
    rows.iter().map(|row| stage_row(row, Some(row.number) == current, width)).collect()
}

/// Renders the symbols and numbers of all stages in one line.
pub fn short_stage_row(rows: &[StageRow]) -> Line<'static> {
    let short =
        |row: &StageRow| Span::styled(format!("{}{}  ", styles::symbol(row.verdict), row.number), style_of(row));
    rows.iter().map(short).collect()
}

fn style_of(row: &StageRow) -> Style {
    row.verdict.map_or(dim(), styles::verdict)
}

fn stage_row(row: &StageRow, current: bool, width: usize) -> Line<'static> {
    let remark = match row.verdict {
        Some(Verdict::Amber) => "  does not compile",
        Some(Verdict::Timeout) => "  exceeded a limit",
        _ => "",
    };
    let extension = if row.core { "" } else { "  extension" };
    let total = row.total.map_or_else(|| "?".to_owned(), |total| total.to_string());
    let padding = " ".repeat(width.saturating_sub(Span::raw(&row.title).width()));
    let title = format!(" {}  {}{padding}", row.number, row.title);
    let counts = match row.verdict {
        None => String::new(),
        Some(_) => format!("  {:>3}/{total}{remark}", row.passed),
    };
    Line::from(vec![
        Span::raw(if current { "▶ " } else { "  " }),
        Span::styled(styles::symbol(row.verdict), style_of(row)),
        Span::styled(title, if current { bold() } else { Style::new() }),
        Span::raw(counts),
        Span::styled(extension, dim()),
    ])
}

/// Returns the title of the details: the current stage, or the problem that prevents it from running.
pub fn title(report: &Report) -> String {
    match report.current_stage() {
        None if report.verdict == Verdict::Green => "Green".to_owned(),
        None => "Last run".to_owned(),
        Some(stage) if stage.verdict == Verdict::Amber => {
            if report.stages.iter().all(|stage| stage.verdict == Verdict::Amber) {
                "Does not compile".to_owned()
            } else {
                format!("Stage {} does not compile", stage.number)
            }
        }
        Some(stage) => format!("Stage {}: {}", stage.number, stage.title),
    }
}

/// Renders the first problem, the learner's own tests, regressions and times, in lines of at most `width` columns.
pub fn details(report: &Report, context: ReportContext<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = LineWriter::new(width);
    write_changes(&mut lines, report, context);
    if report.verdict != Verdict::Green {
        if context.first_run && report.passed == 0 {
            lines.prose(FIRST_RUN_MESSAGE, Style::new());
            lines.prose(&format!("Write your code in katas/{}/src.", report.kata), Style::new());
            lines.blank();
        }
        if let Some((text, tests)) = context.stage_text {
            lines.extend(text::stage_text(text, tests, width));
            lines.blank();
            lines.prose("The first failing test of this stage:", dim());
            lines.blank();
        }
        write_error(&mut lines, report);
        write_compiler_errors(&mut lines, report);
        write_failures(&mut lines, report, context);
    }
    if let Some(own) = &report.own {
        write_own_tests(&mut lines, own);
    }
    if context.regressions.len() > 1 {
        lines.prose("Passed before this run:", dim());
        for name in context.regressions {
            lines.prose(&format!("  stage {name}"), Style::new());
        }
        lines.blank();
    }
    lines.prose(&format!("built in {}, ran in {}", seconds(report.build_ms), seconds(report.run_ms)), dim());
    lines.into_lines()
}

/// Renders the result of a test that ran alone.
pub fn single_test(name: &str, report: &Report, excerpts: &[Excerpt], width: usize) -> Vec<Line<'static>> {
    let mut lines = LineWriter::new(width);
    lines.prose(name, bold());
    lines.blank();
    match report.stages.iter().flat_map(|stage| &stage.tests).next() {
        Some(test) if test.status == Status::Passed => {
            lines.prose("✓ passes", styles::verdict(Verdict::Green));
            lines.blank();
            write_output(&mut lines, &test.output);
        }
        Some(test) => {
            lines.prose("✗ fails", styles::verdict(Verdict::Red));
            write_failure(&mut lines, test, excerpts);
        }
        None => {
            write_error(&mut lines, report);
            write_compiler_errors(&mut lines, report);
        }
    }
    lines.into_lines()
}

/// Renders the result of the current test in one line, without colors.
pub fn single_test_line(name: &str, report: &Report) -> String {
    match report.stages.iter().flat_map(|stage| &stage.tests).next() {
        Some(test) if test.status == Status::Passed => format!("✓ {name} passes."),
        Some(test) => {
            let message = readable_message(test.message.as_deref().unwrap_or_default());
            let message = message.lines().find(|line| !line.is_empty()).unwrap_or_default();
            text::clean(&format!("✗ {name}: {message}"))
        }
        None => format!("! {name}."),
    }
}

/// Writes the stages that turned green, and a summary of the regressions.
fn write_changes(lines: &mut LineWriter, report: &Report, context: ReportContext<'_>) {
    if report.verdict != Verdict::Green {
        for stage in report.stages.iter().filter(|stage| context.newly_green.contains(&stage.number)) {
            let text = format!("★ Stage {}, {}, is green.", stage.number, stage.title);
            lines.prose(&text, styles::verdict(Verdict::Green));
        }
        context.stage_notes.iter().for_each(|note| lines.prose(note, Style::new()));
    }
    if let Some(name) = context.first_passed {
        lines.prose(&format!("★ Your first passing test: {name}"), styles::verdict(Verdict::Green));
    }
    match context.regressions {
        [] => {}
        [name] => lines.prose(&format!("↓ Passed before this run: stage {name}"), styles::verdict(Verdict::Red)),
        names => {
            let text = format!("↓ {} tests passed before this run; see the list below.", names.len());
            lines.prose(&text, styles::verdict(Verdict::Red));
        }
    }
    lines.blank();
}

/// Writes the error that kept the tests from running.
fn write_error(lines: &mut LineWriter, report: &Report) {
    if let Some(error) = &report.error {
        lines.prose(&error.message, Style::new());
        lines.blank();
    }
}

/// Writes the compiler errors of the current stage.
fn write_compiler_errors(lines: &mut LineWriter, report: &Report) {
    let Some(stage) = report.current_stage().filter(|stage| stage.verdict == Verdict::Amber) else { return };
    let blocks_stage = |found: &&Diagnostic| found.stage.is_none_or(|number| number == stage.number);
    let found: Vec<&Diagnostic> = report.diagnostics.iter().filter(blocks_stage).collect();
    let more = found.len().saturating_sub(1);
    for (index, error) in found.into_iter().enumerate() {
        lines.code(text::colored_lines(&error.rendered));
        lines.blank();
        if index == 0 && more > 0 {
            lines.prose(&format!("{more} more {} below.", plural(more, "error", "errors")), dim());
            lines.blank();
        }
    }
}

fn write_failures(lines: &mut LineWriter, report: &Report, context: ReportContext<'_>) {
    let Some((stage, first)) = report.first_failure() else { return };
    if context.every_failure {
        for stage in &report.stages {
            for test in stage.tests.iter().filter(|test| test.status != Status::Passed) {
                lines.prose(&format!("Stage {}: {}", stage.number, test.name), bold());
                write_failure(lines, test, &[]);
            }
        }
        return;
    }
    lines.prose(&first.name, bold());
    write_failure(lines, first, context.excerpts);
    let tests = || report.stages.iter().flat_map(|stage| &stage.tests);
    let failed = |test: &&TestReport| !matches!(test.status, Status::Passed | Status::NotRun);
    let more = tests().filter(failed).count().saturating_sub(1);
    if more > 0 {
        let here = stage.tests.iter().filter(|test| test.status != Status::Passed).count() - 1;
        let verb = plural(more, "test fails", "tests fail");
        lines.prose(&format!("{more} more {verb}, {here} of this stage."), dim());
    }
    let not_run = tests().filter(|test| test.status == Status::NotRun).count();
    if not_run > 0 {
        let verb = plural(not_run, "test was", "tests were");
        lines.prose(&format!("{not_run} {verb} not run, because the time limit was reached."), dim());
    }
    lines.blank();
}

/// Writes the message, location and output of a failed test.
fn write_failure(lines: &mut LineWriter, test: &TestReport, excerpts: &[Excerpt]) {
    lines.blank();
    write_rules(lines, &test.rules);
    write_message(lines, test);
    lines.blank();
    for excerpt in excerpts {
        write_excerpt(lines, excerpt);
        lines.blank();
    }
    if excerpts.is_empty()
        && let Some(location) = &test.location
    {
        lines.prose(&format!("at {location}"), dim());
        if let Some(defined) = test.defined.as_ref().filter(|defined| *defined != location) {
            lines.prose(&format!("in the test at {defined}"), dim());
        }
        lines.blank();
    }
    write_output(lines, output_before_panic(&test.output));
}

fn write_output(lines: &mut LineWriter, output: &str) {
    if !output.is_empty() {
        lines.prose("Output:", dim());
        lines.code(text::colored_lines(output));
        lines.blank();
    }
}

/// Writes the rules that a failed test checks. If there are many, it writes only their numbers.
fn write_rules(lines: &mut LineWriter, rules: &[Rule]) {
    if rules.is_empty() {
        return;
    }
    if rules.len() <= MOST_RULES_IN_FULL {
        for rule in rules {
            lines.prose(&rule.to_string(), Style::new());
        }
    } else {
        let numbers: Vec<&str> = rules.iter().map(|rule| rule.number.as_str()).collect();
        lines.prose(&format!("This test checks the rules {} together.", numbers.join(", ")), Style::new());
    }
    lines.blank();
}

/// Writes the message of a failed test, with the expected value in green and the actual value in red.
fn write_message(lines: &mut LineWriter, test: &TestReport) {
    if test.status != Status::Failed {
        lines.prose(&format!("  {}:", test.status), styles::verdict(Verdict::Timeout));
    }
    for line in text::clean(&readable_message(test.message.as_deref().unwrap_or_default())).lines() {
        let style = if line.trim_start().starts_with("yours: ") {
            Style::new().fg(Color::Red)
        } else if line.trim_start().starts_with("expected: ") {
            Style::new().fg(Color::Green)
        } else {
            Style::new()
        };
        lines.code(vec![Line::styled(format!("  {line}"), style)]);
    }
}

fn write_excerpt(lines: &mut LineWriter, excerpt: &Excerpt) {
    let location = &excerpt.location;
    lines.prose(&format!("{}:{}", location.file, location.line), dim());
    let digits = (excerpt.first + excerpt.lines.len()).to_string().len();
    let code_width = lines.width().saturating_sub(digits + 5);
    for (number, line) in (excerpt.first..).zip(&excerpt.lines) {
        let here = number == location.line;
        let style = if here { bold() } else { Style::new() };
        let (mark, gutter_style) = if here { ("▶", bold()) } else { (" ", dim()) };
        // A long line continues next to an empty gutter.
        for (part, code) in text::fold(vec![Line::styled(text::clean(line), style)], code_width).into_iter().enumerate()
        {
            let gutter =
                if part == 0 { format!("{mark} {number:>digits$} │ ") } else { format!("{:digits$}   │ ", "") };
            let spans = vec![Span::styled(gutter, gutter_style), Span::styled(code.to_string(), style)];
            lines.extend(vec![Line::from(spans)]);
        }
    }
}

fn write_own_tests(lines: &mut LineWriter, own: &OwnTests) {
    let Some(total) = own.total else {
        lines.prose("! Your own tests do not compile:", styles::verdict(Verdict::Amber));
        for found in own.diagnostics.iter().take(1) {
            lines.code(text::colored_lines(&found.rendered));
        }
        lines.blank();
        return;
    };
    let mark = styles::symbol(Some(own.verdict));
    let text = format!("{mark} Your own tests: {}, {} of {total} pass", own.verdict, own.passed);
    lines.prose(&text, styles::verdict(own.verdict));
    for test in own.tests.iter().filter(|test| test.status != Status::Passed) {
        lines.prose(&format!("  ✗ {}  {}", test.name, test.location.as_deref().unwrap_or_default()), Style::new());
        write_message(lines, test);
    }
    lines.blank();
}

/// Renames `left` and `right` in an assertion's message to what they mean. In a suite, the actual value is on the left.
pub fn readable_message(message: &str) -> String {
    let Some(rest) = message.strip_prefix("assertion `left == right` failed") else {
        return match message {
            "not yet implemented" => "not yet implemented: the test reached a `todo!()`".to_owned(),
            other => other.to_owned(),
        };
    };
    let rest = rest.strip_prefix(": ").unwrap_or(rest).trim_start_matches('\n');
    let lines = rest.lines().map(|line| {
        if let Some(value) = line.strip_prefix("  left: ") {
            format!("     yours: {value}")
        } else if let Some(value) = line.strip_prefix(" right: ") {
            format!("  expected: {value}")
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns the output of a test before its panic message.
fn output_before_panic(output: &str) -> &str {
    let panic = output.find("\nthread '").or_else(|| output.starts_with("thread '").then_some(0));
    output[..panic.unwrap_or(output.len())].trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::ansi::to_ansi;
    use crate::report_fixtures::{red, stub};
    use crate::source_excerpt::SourceLocation;

    fn plain(lines: &[Line<'_>]) -> String {
        anstream::adapter::strip_str(&to_ansi(lines)).to_string()
    }

    #[test]
    fn a_failed_comparison_shows_both_values_and_the_location() {
        let text = plain(&full_report(&red(), ReportContext::default(), usize::MAX));
        assert!(
            text.starts_with("ring  ✗ red  2 of 3 tests pass\n\n  ✓ 1  Push    1/1\n▶ ✗ 2  Pop     1/2\n"),
            "{text}"
        );
        assert!(
            text.contains("Stage 2: Pop\n\npop_one\n\n  the first\n       yours: None\n    expected: Some(1)"),
            "{text}"
        );
        assert!(
            text.contains("\nat tests/ring/stage_2_pop.rs:31\nin the test at tests/ring/stage_2_pop.rs:29\n"),
            "{text}"
        );
    }

    fn rule(number: &str) -> Rule {
        Rule { number: number.to_owned(), text: format!("text of {number}") }
    }

    #[test]
    fn the_rules_of_a_failed_test_come_before_its_message() {
        let mut report = red();
        report.stages[1].tests[0].rules = ["1.1", "2.1"].map(rule).to_vec();
        let text = plain(&full_report(&report, ReportContext::default(), usize::MAX));
        let expected = "pop_one\n\nRule 1.1: text of 1.1\nRule 2.1: text of 2.1\n\n  the first\n";
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn many_rules_are_listed_by_their_numbers() {
        let mut report = red();
        report.stages[1].tests[0].rules = ["1.1", "1.2", "2.1", "2.2"].map(rule).to_vec();
        let text = plain(&full_report(&report, ReportContext::default(), usize::MAX));
        assert!(text.contains("\nThis test checks the rules 1.1, 1.2, 2.1, 2.2 together.\n"), "{text}");
        assert!(!text.contains("text of"), "{text}");
    }

    #[test]
    fn an_excerpt_replaces_the_location() {
        let location = SourceLocation { file: "tests/ring/stage_2_pop.rs".to_owned(), line: 31 };
        let excerpts = [Excerpt { location, first: 30, lines: vec!["let a;".to_owned(), "assert!(a);".to_owned()] }];
        let text = plain(&details(&red(), ReportContext { excerpts: &excerpts, ..ReportContext::default() }, 80));
        assert!(text.contains("tests/ring/stage_2_pop.rs:31\n  30 │ let a;\n▶ 31 │ assert!(a);\n"), "{text}");
        assert!(!text.contains("at tests/"), "{text}");
    }

    #[test]
    fn a_filtered_run_shows_every_failure() {
        let text =
            plain(&full_report(&stub(), ReportContext { every_failure: true, ..ReportContext::default() }, usize::MAX));
        let names = ["Stage 1: push_one", "Stage 2: pop_one", "Stage 2: pop_none"];
        let places: Vec<usize> = names.iter().map(|name| text.find(name).expect(name)).collect();
        assert!(places.is_sorted(), "{text}");
    }
}
