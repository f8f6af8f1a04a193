//! `cargo xtask pitfalls`: breaks the reference with patches, and shows how the suite refuses each of them.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use xtask::render::report::readable_message;
use xtask::report::{Report, Status, Subject, TestReport};
use xtask::terminal_output::print_line;
use xtask::workspace::{Kata, Workspace};

use crate::error::{Error, Result};
use crate::pitfall_patch::PitfallPatch;
use crate::workspace_copy::WorkspaceCopy;
use crate::{files, suite_runs, workspace_copy};

/// The tests to run on a patched reference.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tests {
    /// All tests of the suite.
    All,
    /// The test that should catch the pitfall, if the patch names it.
    CaughtBy,
}

/// Runs the suite on each patched reference, and prints which tests refuse it.
///
/// Without `patches`, the kata's own pitfalls are used. Returns whether the suite refused every patch.
pub fn run(workspace: &Workspace, kata: &Kata, patches: &[PathBuf]) -> Result<bool> {
    let pitfalls = match patches {
        [] => of_kata(kata)?,
        patches => patches.iter().map(|path| PitfallPatch::read(path)).collect::<Result<_>>()?,
    };
    let mut green = Vec::new();
    let mut broken = Vec::new();
    try_each(workspace, kata, &pitfalls, Tests::All, &mut |pitfall, report| {
        let rule = pitfall.rule.as_ref().map(|number| format!(" (rule {number})")).unwrap_or_default();
        let result = if let Some(error) = report.diagnostics.first() {
            broken.push(pitfall.name.clone());
            format!("!  does not compile\n{}", error.rendered.trim_end())
        } else if let Some(first) = refusals(report).next() {
            let more = match refusals(report).count() - 1 {
                0 => String::new(),
                more => format!(", and by {more} more"),
            };
            format!("✓  refused by {}{more}\n{}", first.name, message(first.test))
        } else {
            green.push(pitfall.name.clone());
            "✗  stays green".to_owned()
        };
        print_line(format_args!("{}{rule}\n  {}\n", pitfall.name, result.replace('\n', "\n     ")))?;
        Ok(())
    })?;
    let refused = pitfalls.len() - green.len() - broken.len();
    print_line(format_args!("refused: {refused}, green: {}, do not compile: {}", green.len(), broken.len()))?;
    for name in &green {
        print_line(format_args!("green: {name}"))?;
    }
    Ok(refused == pitfalls.len())
}

/// Returns the rules and the message of a failed test.
fn message(test: &TestReport) -> String {
    let rules = test.rules.iter().map(|rule| format!("{rule}\n"));
    let message = readable_message(test.message.as_deref().unwrap_or_default());
    rules.collect::<String>() + &message
}

/// Reads the pitfalls of a kata.
pub fn of_kata(kata: &Kata) -> Result<Vec<PitfallPatch>> {
    let patches = files::list(&kata.solution().join("pitfalls"))?;
    patches.iter().map(|path| PitfallPatch::read(path)).collect()
}

/// Runs tests on the reference with each patch, several at a time, and calls `on_report` with each result until it fails.
///
/// Each worker builds in a copy of the workspace.
pub fn try_each(
    workspace: &Workspace,
    kata: &Kata,
    pitfalls: &[PitfallPatch],
    tests: Tests,
    on_report: &mut (dyn FnMut(&PitfallPatch, &Report) -> Result<()> + Send),
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let on_report = Mutex::new(on_report);
    let work = |worker: usize| -> Result<()> {
        let folder = workspace.root().join("target/pitfalls").join(worker.to_string());
        let copy = WorkspaceCopy::of(workspace, &folder, &folder.join("target"))?;
        let kata_in_copy = copy.workspace.kata(kata.name())?;
        while let Some(pitfall) = pitfalls.get(next.fetch_add(1, Ordering::Relaxed)) {
            let broken = tempfile::tempdir().map_err(Error::file(&std::env::temp_dir()))?;
            pitfall.apply(&kata.solution().join("src"), broken.path())?;
            workspace_copy::replace_sources(kata_in_copy, &broken.path().join("src"))?;
            let filter = pitfall.caught_by.as_deref().filter(|_| tests == Tests::CaughtBy).map(function);
            let report = suite_runs::report(&copy.workspace, kata_in_copy, Subject::Kata, filter)?;
            (on_report.lock().expect("no worker panics while it holds the lock"))(pitfall, &report)?;
        }
        Ok(())
    };
    let workers = thread::available_parallelism().map_or(1, usize::from).min(pitfalls.len());
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|worker| scope.spawn(move || work(worker))).collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("a worker does not panic"))
    })
}

/// Returns the name of a test without its stage.
fn function(test: &str) -> &str {
    test.rsplit("::").next().unwrap_or(test)
}

/// A test that failed.
pub struct Refusal<'a> {
    /// The name with the stage and without the case, such as `stage_3_growth::a_name`.
    pub name: String,
    /// The failed test.
    pub test: &'a TestReport,
}

/// Returns the tests that failed.
pub fn refusals(report: &Report) -> impl Iterator<Item = Refusal<'_>> {
    report.stages.iter().flat_map(|stage| {
        let failed = stage.tests.iter().filter(|test| test.status != Status::Passed);
        failed.map(move |test| {
            let function = test.name.split("::").next().unwrap_or(&test.name);
            Refusal { name: format!("stage_{}_{}::{function}", stage.number, stage.name), test }
        })
    })
}
