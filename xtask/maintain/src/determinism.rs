//! `cargo xtask determinism`: checks that a suite's results depend neither on the order of its tests, nor on the number
//! of threads, nor on the seeds of its property tests.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use xtask::terminal_output::print_line;
use xtask::workspace::{Kata, Workspace};

use crate::error::{Error, Result};
use crate::suite_runs::{self, OneProcessRun};

/// A way to run a suite.
#[derive(Clone, Copy, Debug)]
enum Mode {
    /// Like `cargo test`.
    Plain,
    /// In a random order with this seed.
    Shuffled(u32),
    /// In a random order with this seed, on one thread.
    SingleThreaded(u32),
    /// With another seed for the property tests.
    Seeded(u32),
}

/// Runs the suites on the references `runs` times in random order, and a tenth as often with other seeds.
///
/// Returns whether all results are the same.
pub fn run(workspace: &Workspace, katas: &[Kata], runs: u32) -> Result<bool> {
    let mut all_same = true;
    for kata in katas {
        all_same &= check(workspace, kata, runs)?;
    }
    Ok(all_same)
}

fn check(workspace: &Workspace, kata: &Kata, runs: u32) -> Result<bool> {
    let executable = suite_runs::build_on_reference(workspace, kata)?;
    let folder = workspace.root().join("tests");
    let started = Instant::now();
    let plain = run_once(&executable, &folder, Mode::Plain)?;
    if let Some((name, result)) = plain.results.iter().find(|(_, result)| *result != "ok") {
        return Err(Error::suite(kata.name(), format!("{name}: {result} on the reference")));
    }
    let shuffled = (1..=runs).map(|seed| if seed % 2 == 0 { Mode::Shuffled(seed) } else { Mode::SingleThreaded(seed) });
    let seeded = (1..=runs.div_ceil(10)).map(Mode::Seeded);
    let mut differences = 0;
    for mode in shuffled.chain(seeded) {
        let run = run_once(&executable, &folder, mode)?;
        if run != plain {
            differences += 1;
            print_line(format_args!("{}: {mode:?} differs from a plain run", kata.name()))?;
            for name in plain.results.keys().filter(|name| plain.results.get(*name) != run.results.get(*name)) {
                print_line(format_args!("    {name}: {}", run.results.get(name).map_or("no result", String::as_str)))?;
            }
            if run.timed_out {
                print_line("    the run timed out")?;
            }
        }
    }
    print_line(format_args!(
        "{:<16} {} tests, {} runs in random order ({} of them on one thread), {} with other seeds: {} differ, {} s",
        kata.name(),
        plain.results.len(),
        runs,
        runs.div_ceil(2),
        runs.div_ceil(10),
        differences,
        started.elapsed().as_secs()
    ))?;
    Ok(differences == 0)
}

fn run_once(executable: &Path, folder: &Path, mode: Mode) -> Result<OneProcessRun> {
    let mut command = Command::new(executable);
    command.current_dir(folder).env_remove("PROPTEST_RNG_SEED").env_remove("PROPTEST_CASES");
    match mode {
        Mode::Plain => {}
        Mode::Shuffled(seed) => shuffle(&mut command, seed),
        Mode::SingleThreaded(seed) => {
            shuffle(&mut command, seed);
            command.arg("--test-threads=1");
        }
        Mode::Seeded(seed) => {
            command.env("PROPTEST_RNG_SEED", seed.to_string());
        }
    }
    suite_runs::run_in_one_process(command)
}

/// Shuffles the tests. The test harness considers this an unstable feature, so it requires `RUSTC_BOOTSTRAP`.
fn shuffle(command: &mut Command, seed: u32) {
    command.env("RUSTC_BOOTSTRAP", "1").args(["-Z", "unstable-options", "--shuffle-seed", &seed.to_string()]);
}
