//! `cargo xtask speed`: measures how long a learner waits, compared with other tools.

mod edited_code;
mod live_view;
mod rustlings;
mod timing;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde::Serialize;
use xtask::cli::ListFormat;
use xtask::terminal_output::{print, print_line};
use xtask::workspace::{Kata, Workspace};

use self::live_view::LiveView;
use self::rustlings::Exercise;
use self::timing::{Tool, Wait, cargo, time};
use crate::error::Result;
use crate::pitfall_patch::PitfallPatch;
use crate::workspace_copy::{self, WorkspaceCopy};
use crate::{files, pitfalls};

/// An edit that leaves the code correct. The number makes each edit different.
const CORRECT_EDIT: fn(u32) -> String = |n| format!("fn edit() -> u32 {{ {n} }}");
/// An edit that does not compile.
const BROKEN_EDIT: fn(u32) -> String = |n| format!("fn edit() -> u32 {{ \"{n}\" }}");

/// The name of Cargo's own tool.
const CARGO_TEST: &str = "cargo test --package KATA --test suite";

/// Measures and prints times and ratios.
pub fn run(workspace: &Workspace, kata: &Kata, rounds: u32, from_nothing: bool, format: ListFormat) -> Result<()> {
    let measurement = Measurement { workspace, kata, folder: workspace.root().join("target/speed"), rounds };
    let is_json = format == ListFormat::Json;
    if !is_json {
        print_line(format_args!("{}: medians of {rounds} rounds; the tools take turns\n", kata.name()))?;
    }
    let mut waits = Vec::new();
    let mut report = |wait: Wait| {
        if !is_json {
            wait.print()?;
        }
        waits.push(wait);
        Ok(())
    };
    report(measurement.list()?)?;
    let rustlings = Command::new("rustlings").arg("--version").output().is_ok_and(|output| output.status.success());
    if !rustlings {
        eprintln!("skipped: rustlings is not installed. Run `cargo install --locked rustlings`");
    }
    measurement.saves(rustlings, &mut report)?;
    if from_nothing {
        measurement.first_verdict()?.into_iter().try_for_each(report)?;
    }
    if is_json {
        print(&xtask::render::json(&Speed { kata: kata.name(), rounds, waits: &waits }))?;
    }
    Ok(())
}

/// The output as JSON.
#[derive(Serialize)]
struct Speed<'a> {
    kata: &'a str,
    /// The number of measurements of each time.
    rounds: u32,
    waits: &'a [Wait],
}

/// A measurement of one kata.
struct Measurement<'a> {
    workspace: &'a Workspace,
    kata: &'a Kata,
    /// The folder for copies of the workspace.
    folder: PathBuf,
    rounds: u32,
}

/// An edit after which a learner waits.
struct Edit {
    /// The beginning and the end of the wait.
    wait: &'static str,
    /// The sources before the edit.
    sources: PathBuf,
    /// The edit. The number makes each edit different.
    edit: fn(u32) -> String,
    /// The beginning of the awaited line.
    awaited: String,
    /// The beginning of the last line of the run.
    last: String,
}

impl Measurement<'_> {
    /// Measures a command of the runner and an empty program.
    fn list(&self) -> Result<Wait> {
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

    /// Measures the times after a save in the live view, `cargo test` and rustlings.
    fn saves(&self, rustlings: bool, report: &mut dyn FnMut(Wait) -> Result<()>) -> Result<()> {
        let (watched, tested) = (self.copy("watched")?, self.copy("tested")?);
        let exercise = if rustlings { Some(Exercise::new(self.workspace, self.kata, &self.folder)?) } else { None };
        if let Some(exercise) = &exercise {
            exercise.build()?;
        }
        let name = self.kata.name();
        let (solved, red) = (self.kata.solution().join("src"), self.pitfall()?);
        let verdict = format!("{name}  ");
        let edit = |wait, sources: &Path, edit, awaited: &str, last: &str| Edit {
            wait,
            sources: sources.to_owned(),
            edit,
            awaited: awaited.to_owned(),
            last: last.to_owned(),
        };
        let mut edits = vec![
            // Clippy and rustfmt would slow down the next tool.
            edit("from a save to the verdict (green)", &solved, CORRECT_EDIT, &verdict, "Formatting: "),
            edit("from a save to a compiler error", &solved, BROKEN_EDIT, &verdict, ""),
        ];
        if let Some(red) = &red {
            edits.push(edit("from a save to the current test", red, CORRECT_EDIT, "✗ ", &verdict));
            edits.push(edit("from a save to the verdict (red)", red, CORRECT_EDIT, &verdict, ""));
        }
        for Edit { wait, sources, edit, awaited, last } in edits {
            for copy in [&watched, &tested] {
                workspace_copy::replace_sources(copy.workspace.kata(name)?, &sources)?;
            }
            let mut live_view = LiveView::start(&watched.workspace, self.kata)?;
            live_view.wait_for(&verdict)?;
            let save = |copy: &WorkspaceCopy, round: u32| {
                let lib = copy.workspace.kata(name)?.folder().join("src/lib.rs");
                files::write(&lib, &edited_code::root_file(&sources, &edit(round))?)
            };
            let mut tools = vec![
                Tool::new("cargo xtask watch", |round| {
                    let started = Instant::now();
                    save(&watched, round)?;
                    live_view.wait_for(&awaited)?;
                    let took = started.elapsed();
                    if !last.is_empty() {
                        live_view.wait_for(&last)?;
                    }
                    Ok(took)
                }),
                Tool::new(CARGO_TEST, |round| {
                    save(&tested, round)?;
                    time(cargo(tested.workspace.root()).args(["test", "--package", name, "--test", "suite"]))
                }),
            ];
            if let Some(exercise) = exercise.as_ref().filter(|_| sources == solved) {
                tools.push(Tool::new("rustlings run KATA", move |round| {
                    exercise.save(&edit(round))?;
                    time(&mut exercise.command())
                }));
            }
            report(timing::compare(wait, self.rounds, tools)?)?;
        }
        Ok(())
    }

    /// Applies the first pitfall that the last stage of the core catches, and returns the folder of the sources.
    fn pitfall(&self) -> Result<Option<PathBuf>> {
        let stages = self.kata.stages()?;
        let Some(stage) = stages.iter().rfind(|stage| stage.is_core) else { return Ok(None) };
        let is_caught =
            |patch: &PitfallPatch| patch.caught_by.as_ref().is_some_and(|test| test.starts_with(&stage.module));
        let Some(pitfall) = pitfalls::of_kata(self.kata)?.into_iter().find(is_caught) else { return Ok(None) };
        let folder = self.folder.join("pitfall");
        pitfall.apply(&self.kata.solution().join("src"), &folder)?;
        Ok(Some(folder.join("src")))
    }

    /// Measures the time from a fresh clone to the first verdict, for the runner and for rustlings with its installation.
    fn first_verdict(&self) -> Result<[Wait; 2]> {
        let fresh = self.folder.join("fresh");
        let _ = fs::remove_dir_all(&fresh);
        let clone = WorkspaceCopy::of(self.workspace, &fresh.join("clone"), &fresh.join("ours"))?;
        let ours = time(cargo(clone.workspace.root()).args(["xtask", "test", self.kata.name()]))?;
        let mut install = cargo(&fresh);
        install.args(["install", "--quiet", "--locked", "rustlings", "--root"]).arg(fresh.join("tools"));
        let installed = time(build_into(&mut install, &fresh.join("theirs")))?;
        let mut exercise = Exercise::new(self.workspace, self.kata, &self.folder)?;
        exercise.program = fresh.join("tools/bin/rustlings");
        let verdict = time(build_into(&mut exercise.command(), &fresh.join("exercise")))?;
        let wait = |other, took| {
            Wait::of(
                "from nothing to the first verdict, with downloaded crates",
                [("cargo xtask test KATA", ours), (other, took)],
            )
        };
        Ok([
            wait("cargo install rustlings", installed),
            wait("cargo install rustlings, first verdict", installed + verdict),
        ])
    }

    /// Returns a copy of the workspace.
    fn copy(&self, name: &str) -> Result<WorkspaceCopy> {
        let folder = self.folder.join(name);
        WorkspaceCopy::of(self.workspace, &folder, &folder.join("target"))
    }
}

/// Sets the folder for everything that a command builds. The workspace's own settings apply in its subfolders, too, and
/// would share what was built before.
fn build_into<'c>(command: &'c mut Command, folder: &Path) -> &'c mut Command {
    command.env("CARGO_TARGET_DIR", folder).env("CARGO_BUILD_BUILD_DIR", folder)
}
