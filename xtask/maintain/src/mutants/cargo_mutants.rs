//! Calls of cargo-mutants, which works on a separate copy of the workspace for each kata.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use toml_edit::Array;
use xtask::run::cargo;
use xtask::terminal_output::print_line;
use xtask::workspace::{Kata, Workspace};

use super::mutant_test_run::{self, TestOutcomes};
use super::results::MutantResults;
use super::test_table;
use crate::error::{Error, Result};
use crate::files;
use crate::pitfalls;
use crate::suite_runs::CARGO_MUTANTS_TIMEOUT;
use crate::workspace_copy::{CARGO_CONFIG, WorkspaceCopy};

const PROGRAM: &str = "cargo mutants";

/// A selection of mutants to test, by default all of them.
pub struct Selection {
    /// The part to test, as `K/N`: part K of N.
    pub shard: Option<String>,
    /// A unified diff. Only mutants on the lines that it changes are tested.
    pub in_diff: Option<PathBuf>,
}

impl Selection {
    fn is_everything(&self) -> bool {
        self.shard.is_none() && self.in_diff.is_none()
    }

    fn arguments(&self) -> Result<Vec<String>> {
        let mut arguments = Vec::new();
        if let Some(shard) = &self.shard {
            // Slow mutants are often in the same file, so spread them over the parts with round robin.
            arguments.extend([format!("--shard={shard}"), "--sharding=round-robin".to_owned()]);
        }
        if let Some(diff) = &self.in_diff {
            let diff = diff.canonicalize().map_err(Error::file(diff))?;
            arguments.push(format!("--in-diff={}", diff.display()));
        }
        Ok(arguments)
    }
}

/// Checks that cargo-mutants is installed.
pub fn check_installed(workspace: &Workspace) -> Result<()> {
    let output = cargo::plain_cargo(workspace).args(["mutants", "--version"]).output();
    let installed = output.is_ok_and(|output| output.status.success());
    installed
        .then_some(())
        .ok_or("not installed. Run `cargo install --locked cargo-mutants`")
        .map_err(Error::program(PROGRAM))
}

/// A setup of cargo-mutants for one kata.
pub struct CargoMutants<'a> {
    kata: &'a Kata,
    /// The copy that cargo-mutants changes.
    copy: WorkspaceCopy,
    /// The folder for the results.
    folder: PathBuf,
}

impl<'a> CargoMutants<'a> {
    /// Copies the workspace and configures Cargo there.
    pub fn new(workspace: &Workspace, kata: &'a Kata) -> Result<Self> {
        let all = workspace.root().join("target").join("mutation");
        let folder = all.join(kata.name());
        let copy = WorkspaceCopy::of(workspace, &folder, &all.join("target"))?;
        let this_program = std::env::current_exe().map_err(Error::program("this program"))?;
        files::edit_toml(&copy.workspace.root().join(CARGO_CONFIG), |config| {
            let runner = [this_program.to_str()?, mutant_test_run::ARGUMENT];
            config["target"]["cfg(all())"]["runner"] = toml_edit::value(Array::from_iter(runner));
            Some(())
        })?;
        Ok(Self { kata, copy, folder })
    }

    /// Tests the mutants and writes the table of tests.
    pub fn test(&self, selection: &Selection) -> Result<MutantResults> {
        let name = self.kata.name();
        let mutants = self.count(selection)?;
        print_line(format_args!("{name}: {mutants} mutants"))?;
        if mutants == 0 {
            return Ok(MutantResults::default());
        }
        let tests = self.tests_on_the_reference()?;
        let output = self.folder.join("mutants.out");
        if output.exists() {
            fs::remove_dir_all(&output).map_err(Error::file(&output))?;
        }
        let status = self
            .command(selection)?
            .args(["--in-place", "--baseline=skip", "--test-package=suites", "--timeout", CARGO_MUTANTS_TIMEOUT])
            .arg(format!("--cargo-arg=--test={name}"))
            .arg("--output")
            .arg(&self.folder)
            .status()
            .map_err(Error::program(PROGRAM))?;
        // Exit code 2 means that mutants were missed, and 3 that some timed out. The results list both, so go on.
        if !matches!(status.code(), Some(0 | 2 | 3)) {
            return Err(Error::program(PROGRAM)(status));
        }
        let mut results = MutantResults::read(&output)?;
        results.explain(&self.kata.solution().join("mutants.toml"), selection.is_everything())?;
        if selection.is_everything() {
            let table = self.folder.join("tests.txt");
            files::write(&table, &test_table::render(&tests, &results.caught, &self.named_by_pitfalls()?))?;
            print_line(format_args!("mutants caught by each test: {}", table.display()))?;
        }
        Ok(results)
    }

    fn count(&self, selection: &Selection) -> Result<usize> {
        let listed = self.command(selection)?.arg("--list").output().map_err(Error::program(PROGRAM))?;
        if !listed.status.success() {
            return Err(Error::program(PROGRAM)(String::from_utf8_lossy(&listed.stderr)));
        }
        Ok(String::from_utf8_lossy(&listed.stdout).lines().count())
    }

    fn command(&self, selection: &Selection) -> Result<Command> {
        let mut command = cargo::plain_cargo(&self.copy.workspace);
        command.args(["mutants", "--no-shuffle", "--package", &format!("{}-solution", self.kata.name())]);
        command.args(selection.arguments()?);
        Ok(command)
    }

    /// Returns the names of all tests, or an error if one of them fails on the reference.
    fn tests_on_the_reference(&self) -> Result<Vec<String>> {
        let name = self.kata.name();
        let output = cargo::plain_cargo(&self.copy.workspace)
            .args(["test", "--package", "suites", "--test", name])
            .output()
            .map_err(Error::program("cargo test"))?;
        match TestOutcomes::find(&String::from_utf8_lossy(&output.stdout)) {
            Some(outcomes) if output.status.success() => Ok(outcomes.passed),
            Some(TestOutcomes { failed, timed_out, .. }) => {
                Err(Error::suite(name, format!("tests fail on the reference: {failed:?} {timed_out:?}")))
            }
            None => {
                let stderr = String::from_utf8_lossy(&output.stderr);
                Err(Error::suite(name, format!("the suite does not build:\n{stderr}")))
            }
        }
    }

    /// Returns the number of mutants that the reference's code excludes.
    pub fn exclusions(&self) -> Result<usize> {
        let sources = files::list_below(&self.kata.solution().join("src"), "rs")?;
        sources.iter().map(|file| Ok(files::read(file)?.matches("mutants::skip").count())).sum()
    }

    fn named_by_pitfalls(&self) -> Result<BTreeSet<String>> {
        Ok(pitfalls::of_kata(self.kata)?.into_iter().filter_map(|pitfall| pitfall.caught_by).collect())
    }
}
