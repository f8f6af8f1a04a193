//! Checks that run the suite on the stub, the reference, its alternatives and pitfalls.

use std::path::Path;

use xtask::report::{Report, Status, Subject, Verdict};

use super::context::{Context, Problems};
use super::report_schema;
use super::stub::stage_of_message;
use crate::error::Result;
use crate::pitfalls::{self, Tests};
use crate::{files, suite_runs, workspace_copy};

/// Checks that every test fails on the stub.
pub fn fails_on_the_stub(context: &Context) -> Problems {
    workspace_copy::restore_stub(context.kata_in_copy)?;
    let report = suite_runs::report(context.copy, context.kata_in_copy, Subject::Kata, None)?;
    let tests = report.stages.iter().flat_map(|stage| &stage.tests);
    let mut problems: Vec<String> = tests
        .filter(|test| test.status != Status::Failed)
        .map(|test| format!("{} {} ({})", test.name, test.status, test.defined.as_deref().unwrap_or("?")))
        .collect();
    for stage in &report.stages {
        problems.extend(stage.tests.iter().filter_map(|test| {
            let todo = stage_of_message(test.message.as_deref()?)?;
            let number = stage.number;
            (todo > number).then(|| format!("{} of stage {number} needs a todo of stage {todo}", test.name))
        }));
    }
    problems.extend(report.diagnostics.iter().map(|diagnostic| diagnostic.rendered.clone()));
    if report.total == 0 {
        problems.push("no test ran".to_owned());
    }
    problems.extend(report_schema::violations(&report));
    Ok(problems)
}

/// Checks that every test passes on the reference's package, and on the reference's sources in the kata.
pub fn passes_on_the_reference(context: &Context) -> Problems {
    let report = suite_runs::report(context.copy, context.kata_in_copy, Subject::Solution, None)?;
    let mut problems = failures("on the reference", &report);
    problems.extend(report_schema::violations(&report));
    let sources = context.kata.solution().join("src");
    problems.extend(failures("in the kata", &report_in_kata(context, &sources)?));
    Ok(problems)
}

/// Checks that every test passes on every alternative, and that an alternative exists.
pub fn passes_on_the_alternatives(context: &Context) -> Problems {
    let mut problems = Vec::new();
    let alternatives = context.alternatives()?;
    for alternative in &alternatives {
        let report = report_in_kata(context, &alternative.join("src"))?;
        problems.extend(failures(&files::name(alternative), &report));
    }
    if alternatives.is_empty() {
        problems.push("write at least one alternative".to_owned());
    }
    Ok(problems)
}

/// Checks that the suite catches every pitfall, and that a pitfall exists.
pub fn catches_the_pitfalls(context: &Context) -> Problems {
    let mut problems = Vec::new();
    let patches = pitfalls::of_kata(context.kata)?;
    if patches.is_empty() {
        problems.push("write at least one pitfall".to_owned());
    }
    // Run only the test that should catch a pitfall, because others could run into their time limits.
    pitfalls::try_each(context.workspace, context.kata, &patches, Tests::CaughtBy, &mut |pitfall, report| {
        let Some(caught_by) = &pitfall.caught_by else {
            problems.push(format!("{} needs a line `Caught by: …` with the name of a test", pitfall.name));
            return Ok(());
        };
        if let Some(error) = report.diagnostics.first() {
            problems.push(format!("{} does not compile: {}", pitfall.name, error.rendered));
        } else if !pitfalls::refusals(report).any(|refusal| refusal.name == *caught_by) {
            problems.push(format!("{} is not caught by {caught_by}", pitfall.name));
        }
        Ok(())
    })?;
    Ok(problems)
}

/// Runs the suite on `sources` in the kata.
fn report_in_kata(context: &Context, sources: &Path) -> Result<Report> {
    workspace_copy::replace_sources(context.kata_in_copy, sources)?;
    suite_runs::report(context.copy, context.kata_in_copy, Subject::Kata, None)
}

/// Returns the reasons why a report is not green, each with `place` in front.
fn failures(place: &str, report: &Report) -> Vec<String> {
    let tests = report.stages.iter().flat_map(|stage| &stage.tests).filter(|test| test.status != Status::Passed);
    let mut failures: Vec<String> = tests
        .map(|test| format!("{} {}: {}", test.name, test.status, test.message.as_deref().unwrap_or_default()))
        .collect();
    failures.extend(report.diagnostics.iter().map(|diagnostic| diagnostic.rendered.clone()));
    failures.extend(report.error.iter().map(|error| error.message.clone()));
    if report.verdict != Verdict::Green && failures.is_empty() {
        failures.push(report.verdict.to_string());
    }
    failures.iter().map(|failure| format!("{place}: {failure}")).collect()
}
