//! The report for people: text with colors, which the stream takes out where they do not belong.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use crate::report::{Diagnostic, OwnTests, Report, StageReport, Status, Subject, TestReport, Verdict};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// How a verdict is colored.
pub fn style(verdict: Verdict) -> Style {
    let color = match verdict {
        Verdict::Green => AnsiColor::Green,
        Verdict::Red => AnsiColor::Red,
        Verdict::Amber | Verdict::Timeout => AnsiColor::Yellow,
    };
    color.on_default().bold()
}

/// `text` in a style.
pub fn paint(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// The report: the stages, then what to look at first.
pub fn render(report: &Report, only_some_tests: bool) -> String {
    let mut text = headline(report) + "\n\n" + &ladder(report);
    if let Some(error) = &report.error {
        let _ = writeln!(text, "\n{}", error.message);
    }
    let current = report.current_stage();
    let failures = |stage: &StageReport| stage.tests.iter().filter(|test| test.status != Status::Passed).count();
    if only_some_tests {
        for stage in &report.stages {
            text.extend(
                stage.tests.iter().filter(|test| test.status != Status::Passed).map(|test| detail(stage, test)),
            );
        }
    } else if let Some((stage, test)) = report.first_failure() {
        text += &detail(stage, test);
        let not_run = report.stages.iter().flat_map(|stage| &stage.tests).filter(|test| test.status == Status::NotRun);
        let not_run = not_run.count();
        let more = report.stages.iter().map(failures).sum::<usize>() - 1 - not_run;
        if more > 0 {
            let said = format!("{more} more {} not pass yet.", plural(more, "test does", "tests do"));
            let _ = writeln!(text, "\n{}", paint(DIM, said));
        }
        if not_run > 0 {
            let said =
                format!("{not_run} {} no turn before the time was up.", plural(not_run, "test had", "tests had"));
            let _ = writeln!(text, "{}", paint(DIM, said));
        }
    }
    text += &compiler_errors(report, current);
    if let Some(own) = &report.own {
        text += &own_tests(own);
    }
    let _ = writeln!(
        text,
        "\n{}",
        paint(DIM, format!("built in {}, ran in {}", seconds(report.build_ms), seconds(report.run_ms)))
    );
    text
}

/// What a first run says.
pub const RED_AT_FIRST: &str = "Red is where a kata begins.\n";

/// The one word or the other, as the count wants it.
pub fn plural<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

/// One line: whose code, the verdict, the counts.
pub fn headline(report: &Report) -> String {
    let whose = match report.subject {
        Subject::Kata => "",
        Subject::Solution => " (the reference)",
    };
    let verdict = match report.verdict {
        Verdict::Amber if report.error.is_some() => "amber, it cannot be built".to_owned(),
        Verdict::Amber => "amber, it does not compile".to_owned(),
        verdict => verdict.to_string(),
    };
    let verdict = paint(style(report.verdict), verdict);
    format!("{}{whose}: {verdict}, {} of {} tests pass", paint(BOLD, &report.kata), report.passed, report.total)
}

/// The stages, a line each.
pub fn ladder(report: &Report) -> String {
    let width = report.stages.iter().map(|stage| stage.title.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for stage in &report.stages {
        let (mark, remark) = match stage.verdict {
            Verdict::Green => ("✓", ""),
            Verdict::Red => ("✗", ""),
            Verdict::Amber => ("✗", "  does not compile"),
            Verdict::Timeout => ("✗", "  ended by a limit"),
        };
        let total = stage.total.map_or_else(|| "?".to_owned(), |total| total.to_string());
        let mark = paint(style(stage.verdict), mark);
        let title = format!("{:width$}", stage.title);
        let _ = writeln!(text, "  {mark} {}  {title}  {:>3}/{total}{remark}", stage.number, stage.passed);
    }
    text
}

/// A test that did not pass: which, why, where.
fn detail(stage: &StageReport, test: &TestReport) -> String {
    let mut text = format!("\n{} {}\n\n", paint(BOLD, format!("Stage {}:", stage.number)), paint(BOLD, &test.name));
    for line in in_words(test.message.as_deref().unwrap_or_default()).lines() {
        let _ = writeln!(text, "    {line}");
    }
    let place = test.location.as_deref().unwrap_or_default();
    let _ = writeln!(text, "\n  {}", paint(DIM, format!("at {place}")));
    if let Some(defined) = test.defined.as_deref().filter(|defined| *defined != place) {
        let _ = writeln!(text, "  {}", paint(DIM, format!("in the test at {defined}")));
    }
    text
}

/// A failed comparison in the learner's words: suites compare what the code gave, on the left, with what the rules ask for.
pub fn in_words(message: &str) -> String {
    let Some(rest) = message.strip_prefix("assertion `left == right` failed") else {
        return match message {
            "not yet implemented" => "not yet implemented: the test came to a `todo!()`".to_owned(),
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

/// The first of the compiler's errors that keeps the learner from going on.
fn compiler_errors(report: &Report, current: Option<&StageReport>) -> String {
    let of_current = |found: &&Diagnostic| found.stage.is_none() || found.stage == current.map(|stage| stage.number);
    let amber = current.is_some_and(|stage| stage.verdict == Verdict::Amber);
    let Some(first) = report.diagnostics.iter().find(of_current).filter(|_| amber) else { return String::new() };
    let mut text = format!("\n{}", first.rendered);
    let more = report.diagnostics.iter().filter(of_current).count() - 1;
    if more > 0 {
        let _ = writeln!(text, "{}", paint(DIM, format!("{more} more {}.", plural(more, "error", "errors"))));
    }
    text
}

fn own_tests(own: &OwnTests) -> String {
    let verdict = paint(style(own.verdict), own.verdict);
    let Some(total) = own.total else {
        let first = own.diagnostics.first().map(|found| found.rendered.as_str()).unwrap_or_default();
        return format!("\nYour own tests: {verdict}, they do not compile\n\n{first}");
    };
    let mut text = format!("\nYour own tests: {verdict}, {} of {total} pass\n", own.passed);
    for test in own.tests.iter().filter(|test| test.status != Status::Passed) {
        let message = test.message.as_deref().unwrap_or_default().replace('\n', "\n      ");
        let place = test.location.as_deref().unwrap_or_default();
        let _ = writeln!(text, "  ✗ {}  {}\n      {message}", test.name, paint(DIM, place));
    }
    text
}

/// A number of milliseconds for people.
#[allow(clippy::cast_precision_loss, reason = "a tenth of a second is precise enough")]
pub fn seconds(ms: u64) -> String {
    format!("{:.1} s", ms as f64 / 1000.0)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::report::{SCHEMA, StageReport};

    fn test(name: &str, status: Status, message: Option<&str>) -> TestReport {
        TestReport {
            name: name.to_owned(),
            status,
            ms: 0.5,
            message: message.map(str::to_owned),
            location: message.map(|_| "tests/hash_map/stage_1_store_and_find.rs:31".to_owned()),
            defined: Some("tests/hash_map/stage_1_store_and_find.rs:20".to_owned()),
            output: String::new(),
        }
    }

    pub(crate) fn sample() -> Report {
        let failed = "assertion `left == right` failed: the length after one insert\n  left: 2\n right: 1";
        let mut stage = StageReport {
            number: 1,
            name: "store_and_find".to_owned(),
            title: "Store and find".to_owned(),
            verdict: Verdict::Green,
            passed: 0,
            total: None,
            tests: vec![
                test("a_missing_key_is_none", Status::Passed, None),
                test("one_insert", Status::Failed, Some(failed)),
            ],
        };
        stage.settle();
        let mut report = Report {
            schema: SCHEMA,
            kata: "hash-map".to_owned(),
            subject: Subject::Kata,
            verdict: Verdict::Green,
            passed: 0,
            total: 0,
            build_ms: 412,
            run_ms: 38,
            stages: vec![stage],
            diagnostics: Vec::new(),
            error: None,
            own: None,
        };
        report.settle();
        report
    }

    #[test]
    fn a_failed_comparison_is_told_in_words() {
        let text = anstream::adapter::strip_str(&render(&sample(), false)).to_string();
        assert!(text.contains("hash-map: red, 1 of 2 tests pass"), "{text}");
        assert!(text.contains("✗ 1  Store and find    1/2"), "{text}");
        assert!(text.contains("the length after one insert\n         yours: 2\n      expected: 1"), "{text}");
        assert!(text.contains("at tests/hash_map/stage_1_store_and_find.rs:31"), "{text}");
        assert!(text.contains("in the test at tests/hash_map/stage_1_store_and_find.rs:20"), "{text}");
    }

    #[test]
    fn the_verdict_is_that_of_the_first_stage_that_is_not_green() {
        let mut report = sample();
        let mut first = report.stages[0].clone();
        first.verdict = Verdict::Amber;
        report.stages.insert(0, first);
        report.settle();
        assert_eq!(report.verdict, Verdict::Amber);
    }
}
