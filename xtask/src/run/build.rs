//! Builds of a suite with Cargo, which leave out the stages that do not compile.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::cargo::{Cargo, Target};
use crate::error::Result;
use crate::report::{Diagnostic, Failure, Subject};
use crate::workspace::{Kata, Stage};

/// The result of building a suite.
#[derive(Debug, Default)]
pub struct Build {
    /// The suite's executable, with the stages that compile. `None` if no stage compiles.
    pub executable: Option<PathBuf>,
    /// The stages that do not compile, which are all of them if the learner's own code does not compile.
    pub broken: BTreeSet<u32>,
    /// The compiler's errors.
    pub diagnostics: Vec<Diagnostic>,
    /// The reason why Cargo failed, if it was not an error in the code.
    pub failure: Option<Failure>,
    /// The files that the suite was built from, as far as Cargo reports them.
    pub inputs: BTreeSet<PathBuf>,
}

impl Build {
    /// Returns true if none of `stages` compiles.
    fn lacks_all(&self, stages: &[Stage]) -> bool {
        !stages.is_empty() && stages.iter().all(|stage| self.broken.contains(&stage.number))
    }
}

/// A suite to build.
#[derive(Clone, Copy)]
pub struct Suite<'a> {
    /// The kata that it belongs to.
    pub kata: &'a Kata,
    /// Its stages.
    pub stages: &'a [Stage],
    /// The code under test.
    pub subject: Subject,
}

impl Suite<'_> {
    /// Builds the suite, continuing from `build`, without the stages that are known to be broken.
    ///
    /// If everything compiles, a single call of Cargo is enough. Otherwise, the stages with errors are left out and
    /// Cargo is called again, until the rest compiles. This can take several rounds, since rustc reports some errors
    /// only after others have been fixed.
    ///
    /// # Errors
    ///
    /// Fails if Cargo cannot be started, the machine lacks something, or the user stops the run.
    pub fn build(self, cargo: &Cargo<'_>, mut build: Build) -> Result<Build> {
        if build.lacks_all(self.stages) {
            return Ok(build);
        }
        loop {
            let without = build.broken.clone();
            if self.try_to_build(cargo, &without, &mut build)? {
                return Ok(build);
            }
        }
    }

    /// Builds the suite with a single stage.
    ///
    /// # Errors
    ///
    /// Same as [`build`](Self::build).
    pub fn build_stage(self, cargo: &Cargo<'_>, number: u32) -> Result<Build> {
        let others = self.stages.iter().map(|stage| stage.number).filter(|other| *other != number).collect();
        let mut build = Build::default();
        self.try_to_build(cargo, &others, &mut build)?;
        Ok(build)
    }

    /// Calls Cargo once, and adds stages with errors to the broken ones. Returns true if another call cannot help.
    fn try_to_build(self, cargo: &Cargo<'_>, without: &BTreeSet<u32>, build: &mut Build) -> Result<bool> {
        let target = match self.subject {
            Subject::Kata => Target::Suite { package: self.kata.name().to_owned(), test: "suite".to_owned() },
            Subject::Solution => Target::Suite { package: "suites".to_owned(), test: self.kata.name().to_owned() },
        };
        let all = || self.stages.iter().map(|stage| stage.number).collect();
        let attempt = cargo.build(&target, self.stages, without)?;
        if attempt.hit_a_limit {
            build.failure = attempt.failure;
            build.broken = all();
            return Ok(true);
        }
        let blamed: BTreeSet<u32> = attempt.diagnostics.iter().filter_map(|found| found.stage).collect();
        let elsewhere = attempt.diagnostics.iter().any(|found| found.stage.is_none());
        build.diagnostics.extend(attempt.diagnostics);
        build.inputs.extend(attempt.inputs);
        build.executable = attempt.executables.into_iter().next();
        if build.executable.is_some() {
            return Ok(true);
        }
        if blamed.is_subset(&build.broken) || elsewhere {
            // Leaving out more stages cannot help if the learner's own code does not compile or Cargo itself failed.
            build.failure = attempt.failure.filter(|_| build.diagnostics.is_empty());
            build.broken = all();
            return Ok(true);
        }
        build.broken.extend(blamed);
        Ok(build.lacks_all(self.stages))
    }
}

/// The result of building the learner's own tests.
#[derive(Debug)]
pub struct OwnBuild {
    /// One executable per test file, and one for the unit tests.
    pub executables: Vec<PathBuf>,
    /// The compiler's errors.
    pub diagnostics: Vec<Diagnostic>,
}

/// Builds the learner's own tests: files in the kata's `tests` folder and unit tests in `src`.
///
/// Returns `None` if there are no such tests.
///
/// # Errors
///
/// Fails if Cargo cannot be started, or the user stops the run.
pub fn build_own(cargo: &Cargo<'_>, kata: &Kata) -> Result<Option<OwnBuild>> {
    let (tests, taken) = own_test_files(kata);
    let unit = mentions_a_test(&kata.folder().join("src"));
    if tests.is_empty() && taken.is_empty() && !unit {
        return Ok(None);
    }
    let mut own = OwnBuild { executables: Vec::new(), diagnostics: Vec::new() };
    own.diagnostics.extend(taken.into_iter().map(|name| {
        Diagnostic::without_place(format!(
            "katas/{}/tests/{name}.rs was skipped: the kata already has a test target named `{name}`. Rename the file.",
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

/// Returns the names of the test files in the kata's `tests` folder.
///
/// If a file's name clashes with one of the kata's test targets, it is in the second list.
fn own_test_files(kata: &Kata) -> (Vec<String>, Vec<String>) {
    let Ok(entries) = kata.folder().join("tests").read_dir() else { return Default::default() };
    let names = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let name = path.file_stem()?.to_str()?.to_owned();
        // Like Cargo, ignore hidden files, such as an editor's lock file.
        let is_hidden = name.starts_with('.');
        let is_file = path.extension().is_some_and(|extension| extension == "rs") && path.is_file();
        (!is_hidden && (is_file || path.join("main.rs").is_file())).then_some(name)
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    let given = kata.test_targets();
    names.into_iter().partition(|name| !given.contains(name))
}

/// Returns true if a source file in `folder` mentions a unit test.
///
/// This also finds mentions in comments, but that only costs an empty run.
fn mentions_a_test(folder: &Path) -> bool {
    let Ok(files) = folder.read_dir() else { return false };
    files.flatten().any(|file| {
        let path = file.path();
        // Don't follow links to folders, which can form a cycle, and don't read a named pipe, which would never end.
        if file.file_type().is_ok_and(|kind| kind.is_dir()) {
            mentions_a_test(&path)
        } else {
            path.is_file()
                && std::fs::read_to_string(&path)
                    .is_ok_and(|text| ["#[test]", "#[rstest]", "proptest!"].iter().any(|mark| text.contains(mark)))
        }
    })
}
