//! Reports of a kata with two stages, for tests.

use crate::report::{Diagnostic, Report, SCHEMA, StageReport, Status, Subject, TestReport, Verdict};

/// Returns a test that passed, or that failed with this message.
pub(crate) fn test(name: &str, failed: Option<&str>) -> TestReport {
    TestReport {
        name: name.to_owned(),
        status: if failed.is_some() { Status::Failed } else { Status::Passed },
        ms: 1.0,
        message: failed.map(str::to_owned),
        location: failed.map(|_| "tests/ring/stage_2_pop.rs:31".to_owned()),
        defined: Some("tests/ring/stage_2_pop.rs:29".to_owned()),
        rules: Vec::new(),
        output: String::new(),
    }
}

/// The message of a failed comparison.
pub(crate) const FAILED: &str = "assertion `left == right` failed: the first\n  left: None\n right: Some(1)";

/// Returns a report with these tests in two stages.
pub(crate) fn report(stages: [Vec<TestReport>; 2]) -> Report {
    let names = [("push", "Push"), ("pop", "Pop")];
    let stages = stages.into_iter().zip(names).zip(1..).map(|((tests, (name, title)), number)| {
        let mut stage = StageReport {
            number,
            name: name.to_owned(),
            title: title.to_owned(),
            core: true,
            verdict: Verdict::Green,
            passed: 0,
            total: None,
            tests,
        };
        stage.compute_verdict();
        stage
    });
    let mut report = Report {
        schema: SCHEMA,
        kata: "ring".to_owned(),
        subject: Subject::Kata,
        verdict: Verdict::Green,
        passed: 0,
        total: 0,
        build_ms: 1200,
        run_ms: 40,
        stages: stages.collect(),
        diagnostics: Vec::new(),
        error: None,
        own: None,
    };
    report.compute_verdict();
    report
}

/// Returns a report in which all tests pass.
pub(crate) fn green() -> Report {
    report([vec![test("push_one", None)], vec![test("pop_one", None), test("pop_none", None)]])
}

/// Returns a report in which stage 2 fails.
pub(crate) fn red() -> Report {
    report([vec![test("push_one", None)], vec![test("pop_one", Some(FAILED)), test("pop_none", None)]])
}

/// Returns a report in which all tests fail.
pub(crate) fn stub() -> Report {
    let todo = || Some("not yet implemented");
    report([vec![test("push_one", todo())], vec![test("pop_one", todo()), test("pop_none", todo())]])
}

/// Returns a report of code that does not compile.
pub(crate) fn amber() -> Report {
    let mut report = report([vec![], vec![]]);
    for stage in &mut report.stages {
        stage.verdict = Verdict::Amber;
    }
    report.diagnostics.push(Diagnostic {
        message: "mismatched types".to_owned(),
        code: Some("E0308".to_owned()),
        location: Some("katas/ring/src/lib.rs:12".to_owned()),
        stage: None,
        rendered: "\x1b[1m\x1b[91merror[E0308]\x1b[0m: mismatched types\n  --> katas/ring/src/lib.rs:12:5\n".to_owned(),
    });
    report.compute_verdict();
    report
}

/// Returns a report in which a test timed out.
pub(crate) fn timeout() -> Report {
    let mut slow = test("pop_one", Some("exceeded the time limit of 10s"));
    slow.status = Status::TimedOut;
    report([vec![test("push_one", None)], vec![slow, test("pop_none", None)]])
}
