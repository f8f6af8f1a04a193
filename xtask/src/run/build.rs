//! Building a suite with Cargo, and leaving out the stages that do not compile.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::cargo::{Cargo, Target};
use crate::error::Result;
use crate::report::{Diagnostic, Failure, Subject};
use crate::workspace::{Kata, Stage};

/// What building a suite came to.
#[derive(Debug, Default)]
pub struct Build {
    /// The suite's executable, with the stages that compile. None if there are none.
    pub executable: Option<PathBuf>,
    /// The stages that do not compile. All of them if the learner's own code does not.
    pub broken: BTreeSet<u32>,
    /// The compiler's errors.
    pub diagnostics: Vec<Diagnostic>,
    /// Why Cargo failed, where it was not for an error in the code.
    pub failure: Option<Failure>,
    /// The files that Cargo has read, as far as it says.
    pub inputs: BTreeSet<PathBuf>,
}

/// Builds the suite of `kata` for `subject`.
///
/// If everything compiles, this is one call of Cargo. If not, the stages in whose files the errors are get left out and it
/// is tried again, until the rest compiles: rustc shows the errors of a later phase only after those of an earlier one.
///
/// # Errors
///
/// If Cargo cannot be started, if the machine lacks something, or on request.
pub fn build_suite(cargo: &Cargo<'_>, kata: &Kata, stages: &[Stage], subject: Subject) -> Result<Build> {
    let target = match subject {
        Subject::Kata => Target::Suite { package: kata.name().to_owned(), test: "suite".to_owned() },
        Subject::Solution => Target::Suite { package: "suites".to_owned(), test: kata.name().to_owned() },
    };
    let all: BTreeSet<u32> = stages.iter().map(|stage| stage.number).collect();
    let mut build = Build::default();
    loop {
        let attempt = cargo.build(&target, stages, &build.broken)?;
        if attempt.endless {
            build.failure = attempt.failure;
            build.broken = all;
            return Ok(build);
        }
        let blamed: BTreeSet<u32> = attempt.diagnostics.iter().filter_map(|found| found.stage).collect();
        let elsewhere = attempt.diagnostics.iter().any(|found| found.stage.is_none());
        build.diagnostics.extend(attempt.diagnostics);
        build.inputs.extend(attempt.inputs);
        if let Some(executable) = attempt.executables.into_iter().next() {
            build.executable = Some(executable);
            return Ok(build);
        }
        if blamed.is_subset(&build.broken) || elsewhere {
            // Nothing more to leave out: the learner's own code does not compile, or Cargo itself failed.
            build.failure = attempt.failure.filter(|_| build.diagnostics.is_empty());
            build.broken = all;
            return Ok(build);
        }
        build.broken.extend(blamed);
        if build.broken == all {
            return Ok(build);
        }
    }
}

/// What building the learner's own tests came to.
#[derive(Debug)]
pub struct OwnBuild {
    /// An executable for each test file, and one for the unit tests.
    pub executables: Vec<PathBuf>,
    /// The compiler's errors.
    pub diagnostics: Vec<Diagnostic>,
}

/// Builds the learner's own tests, if there are any: files in the kata's `tests` folder, and unit tests beside the code.
///
/// # Errors
///
/// If Cargo cannot be started, or on request.
pub fn build_own(cargo: &Cargo<'_>, kata: &Kata) -> Result<Option<OwnBuild>> {
    let (tests, taken) = own_test_files(kata);
    let unit = mentions_a_test(&kata.folder().join("src"));
    if tests.is_empty() && taken.is_empty() && !unit {
        return Ok(None);
    }
    let mut own = OwnBuild { executables: Vec::new(), diagnostics: Vec::new() };
    own.diagnostics.extend(taken.into_iter().map(|name| {
        Diagnostic::without_place(format!(
            "katas/{}/tests/{name}.rs does not run, since another test of the kata is called {name}: rename the file",
            kata.name()
        ))
    }));
    if own.diagnostics.is_empty() {
        let target = Target::Own { package: kata.name().to_owned(), tests, unit };
        let result = cargo.build(&target, &[], &BTreeSet::new())?;
        own.executables = result.executables;
        own.diagnostics = result.diagnostics;
        if let Some(failure) = result.failure.filter(|_| own.diagnostics.is_empty()) {
            own.diagnostics.push(Diagnostic::without_place(failure.message));
        }
    }
    Ok(Some(own))
}

/// The names of the test files in the kata's `tests` folder; apart from them, those whose name a target of the kata's has.
fn own_test_files(kata: &Kata) -> (Vec<String>, Vec<String>) {
    let Ok(entries) = kata.folder().join("tests").read_dir() else { return Default::default() };
    let names = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let name = path.file_stem()?.to_str()?.to_owned();
        // As for Cargo, hidden files are none: an editor's lock is one.
        let is_hidden = name.starts_with('.');
        let is_file = path.extension().is_some_and(|extension| extension == "rs") && path.is_file();
        (!is_hidden && (is_file || path.join("main.rs").is_file())).then_some(name)
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    let given = kata.test_targets();
    names.into_iter().partition(|name| !given.contains(name))
}

/// Whether a source file in `folder` may hold a unit test. If it says so in a comment only, an empty run costs little.
fn mentions_a_test(folder: &Path) -> bool {
    let Ok(files) = folder.read_dir() else { return false };
    files.flatten().any(|file| {
        let path = file.path();
        // A link to a folder may lead back to where it lies, and a pipe would be read without end.
        if file.file_type().is_ok_and(|kind| kind.is_dir()) {
            mentions_a_test(&path)
        } else {
            path.is_file()
                && std::fs::read_to_string(&path)
                    .is_ok_and(|text| ["#[test]", "#[rstest]", "proptest!"].iter().any(|mark| text.contains(mark)))
        }
    })
}
