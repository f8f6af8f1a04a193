//! `cargo xtask speed`: measures how long a learner waits, compared with other tools.

mod edited_code;
mod live_view;
mod rustlings;
mod timing;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use xtask::workspace::{Kata, Workspace};

use self::live_view::LiveView;
use self::rustlings::Exercise;
use self::timing::{Tool, cargo, time};
use crate::error::Result;
use crate::files;
use crate::workspace_copy::{self, WorkspaceCopy};

/// An edit that leaves the code correct. The number makes each edit different.
const CORRECT_EDIT: fn(u32) -> String = |n| format!("fn edit() -> u32 {{ {n} }}");
/// An edit that does not compile.
const BROKEN_EDIT: fn(u32) -> String = |n| format!("fn edit() -> u32 {{ \"{n}\" }}");

/// Measures and prints times and ratios.
pub fn run(workspace: &Workspace, kata: &Kata, rounds: u32, from_nothing: bool) -> Result<()> {
    let measurement = Measurement { workspace, kata, folder: workspace.root().join("target/speed"), rounds };
    println!("{}: medians of {rounds} rounds; the tools take turns\n", kata.name());
    measurement.list()?;
    let rustlings = Command::new("rustlings").arg("--version").output().is_ok_and(|output| output.status.success());
    if !rustlings {
        println!("skipped: rustlings is not installed. Run `cargo install --locked rustlings`");
    }
    measurement.saves(rustlings)?;
    if from_nothing {
        measurement.first_verdict()?;
    }
    Ok(())
}

/// A measurement of one kata.
struct Measurement<'a> {
    workspace: &'a Workspace,
    kata: &'a Kata,
    /// The folder for copies of the workspace.
    folder: PathBuf,
    rounds: u32,
}

impl Measurement<'_> {
    /// Measures a command of the runner and an empty program.
    fn list(&self) -> Result<()> {
        let empty = self.folder.join("empty");
        files::write(&empty.join("Cargo.toml"), "[workspace]\n[package]\nname = \"empty\"\nedition = \"2024\"\n")?;
        files::write(&empty.join("src/main.rs"), "fn main() {}\n")?;
        let root = self.workspace.root();
        timing::compare(
            "a command of the runner, already built",
            self.rounds,
            vec![
                Tool::new("cargo xtask list", |_| time(cargo(root).args(["xtask", "list"]))),
                Tool::new("cargo run --quiet (an empty program)", |_| time(cargo(&empty).args(["run", "--quiet"]))),
            ],
        )
    }

    /// Measures the time from a save to its verdict in the live view, `cargo test` and rustlings.
    fn saves(&self, rustlings: bool) -> Result<()> {
        let (watched, tested) = (self.solved_copy("watched")?, self.solved_copy("tested")?);
        let exercise = if rustlings { Some(Exercise::new(self.workspace, self.kata, &self.folder)?) } else { None };
        if let Some(exercise) = &exercise {
            exercise.build()?;
        }
        let name = self.kata.name();
        let verdict = format!("{name}: ");
        for (what, edit) in
            [("from a save to the verdict", CORRECT_EDIT), ("from a save to a compiler error", BROKEN_EDIT)]
        {
            let mut live_view = LiveView::start(&watched.workspace, self.kata)?;
            live_view.wait_for(&verdict)?;
            let mut tools = vec![
                Tool::new("cargo xtask watch", |round| {
                    let started = Instant::now();
                    self.save(&watched.workspace, &edit(round))?;
                    let green = live_view.wait_for(&verdict)?.contains("green");
                    let took = started.elapsed();
                    if green {
                        // Clippy and rustfmt would slow down the next tool.
                        live_view.wait_for("Formatting: ")?;
                    }
                    Ok(took)
                }),
                Tool::new("cargo test --package KATA --test suite", |round| {
                    self.save(&tested.workspace, &edit(round))?;
                    time(cargo(tested.workspace.root()).args(["test", "--package", name, "--test", "suite"]))
                }),
            ];
            if let Some(exercise) = &exercise {
                tools.push(Tool::new("rustlings run KATA", move |round| {
                    exercise.save(&edit(round))?;
                    time(&mut exercise.command())
                }));
            }
            timing::compare(what, self.rounds, tools)?;
        }
        Ok(())
    }

    /// Measures the time from a fresh clone to the first verdict, for the runner and for rustlings with its installation.
    fn first_verdict(&self) -> Result<()> {
        let fresh = self.folder.join("fresh");
        let _ = fs::remove_dir_all(&fresh);
        let clone = WorkspaceCopy::of(self.workspace, &fresh.join("clone"), &fresh.join("ours"))?;
        let ours = time(cargo(clone.workspace.root()).args(["xtask", "test", self.kata.name()]))?;
        println!("from nothing to the first verdict, with downloaded crates");
        println!("  {:<44} {:>7.1} s", "cargo xtask test KATA", ours.as_secs_f64());
        let mut install = cargo(&fresh);
        install.args(["install", "--quiet", "--locked", "rustlings", "--root"]).arg(fresh.join("tools"));
        let installed = time(install.env("CARGO_TARGET_DIR", fresh.join("theirs")))?;
        let mut exercise = Exercise::new(self.workspace, self.kata, &self.folder)?;
        exercise.program = fresh.join("tools/bin/rustlings");
        let verdict = time(exercise.command().env("CARGO_TARGET_DIR", fresh.join("exercise")))?;
        let theirs = installed + verdict;
        for (name, took) in [("cargo install rustlings", installed), ("the same, and its first verdict", theirs)] {
            let ratio = ours.as_secs_f64() / took.as_secs_f64();
            println!("  {name:<44} {:>7.1} s    ratio {ratio:.2}", took.as_secs_f64());
        }
        Ok(())
    }

    /// Returns a copy of the workspace with a solved kata.
    fn solved_copy(&self, name: &str) -> Result<WorkspaceCopy> {
        let folder = self.folder.join(name);
        let copy = WorkspaceCopy::of(self.workspace, &folder, &folder.join("target"))?;
        workspace_copy::replace_sources(copy.workspace.kata(self.kata.name())?, &self.kata.solution().join("src"))?;
        Ok(copy)
    }

    /// Saves the kata's root file in a copy, with `edit` appended.
    fn save(&self, copy: &Workspace, edit: &str) -> Result<()> {
        let lib: &Path = &copy.kata(self.kata.name())?.folder().join("src/lib.rs");
        files::write(lib, &edited_code::of_reference(self.kata, edit)?)
    }
}
