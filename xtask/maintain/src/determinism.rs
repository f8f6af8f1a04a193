//! Determinism: a suite says the same whatever the order of its tests, their threads, and the seed of its laws.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use clap::Args;
use tempfile::TempDir;
use xtask::process::{self, Bounds, End, Pipes, StopFlag};
use xtask::report::Subject;
use xtask::run::build;
use xtask::workspace::{Kata, Workspace};

/// How long one run of a whole suite may take.
const LIMIT: Duration = Duration::from_secs(120);

/// What to run how often.
#[derive(Debug, Args)]
pub struct Choice {
    /// A kata [default: all of them]
    kata: Option<String>,
    /// Runs in random order; every other one on a single thread. A tenth as many with other seeds for the laws
    #[arg(long, default_value_t = 100)]
    runs: u32,
}

/// One way to run a suite.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// As `cargo test` does.
    Plain,
    /// In an order that this seed gives, side by side.
    Shuffled(u32),
    /// In an order that this seed gives, one after the other.
    OneByOne(u32),
    /// With this seed for the laws.
    Seeded(u32),
}

/// What became of each test: `ok`, `failed` or `ignored`.
type Results = BTreeMap<String, String>;

/// Runs the suites on the references in many ways; returns whether they say the same in all.
///
/// # Errors
///
/// A line that says what keeps a suite from being run.
pub fn run(workspace: &Workspace, choice: &Choice) -> Result<bool, String> {
    let mut same = true;
    for kata in crate::chosen(workspace, choice.kata.as_deref())? {
        same &= try_all_ways(workspace, kata, choice.runs)?;
    }
    Ok(same)
}

fn try_all_ways(workspace: &Workspace, kata: &Kata, runs: u32) -> Result<bool, String> {
    let stages = kata.stages().map_err(|error| error.to_string())?;
    let build =
        build::build_suite(workspace, kata, &stages, Subject::Solution, build::SILENCE, &StopFlag::new(), &|_| {});
    let executable = build.map_err(|error| error.to_string())?.executable;
    let executable = executable.ok_or_else(|| format!("the suite of {} does not build", kata.name()))?;
    let folder = workspace.root().join("tests");
    let started = Instant::now();
    let plain = results(&executable, &folder, Way::Plain)?;
    if let Some((name, result)) = plain.iter().find(|(_, result)| *result != "ok") {
        return Err(format!("{}: {name} is {result} on the reference", kata.name()));
    }
    let shuffled = (1..=runs).map(|seed| if seed % 2 == 0 { Way::Shuffled(seed) } else { Way::OneByOne(seed) });
    let seeded = (1..=runs.div_ceil(10)).map(Way::Seeded);
    let mut differences = 0;
    for way in shuffled.chain(seeded) {
        let now = results(&executable, &folder, way)?;
        if now != plain {
            differences += 1;
            println!("{}: {way:?} is not as a plain run is", kata.name());
            for name in plain.keys().filter(|name| plain.get(*name) != now.get(*name)) {
                println!("    {name}: {}", now.get(name).map_or("no result", String::as_str));
            }
        }
    }
    println!(
        "{:<16} {} tests, {} runs in random order ({} of them one test at a time), {} other seeds: {} differ, {} s",
        kata.name(),
        plain.len(),
        runs,
        runs.div_ceil(2),
        runs.div_ceil(10),
        differences,
        started.elapsed().as_secs()
    );
    Ok(differences == 0)
}

fn results(executable: &Path, folder: &Path, way: Way) -> Result<Results, String> {
    let logs = TempDir::new().map_err(|error| error.to_string())?;
    let log = logs.path().join("log");
    let mut command = Command::new(executable);
    command.current_dir(folder).args(["--quiet", "--logfile"]).arg(&log).env_remove("RUST_TEST_THREADS");
    command.env_remove("PROPTEST_RNG_SEED").env_remove("PROPTEST_CASES");
    match way {
        Way::Plain => {}
        Way::Shuffled(seed) => shuffle(&mut command, seed),
        Way::OneByOne(seed) => {
            shuffle(&mut command, seed);
            command.arg("--test-threads=1");
        }
        Way::Seeded(seed) => {
            command.env("PROPTEST_RNG_SEED", seed.to_string());
        }
    }
    let bounds = Bounds { time: Some(LIMIT), ..Bounds::default() };
    let ended =
        process::supervise(command, Pipes::Merged, bounds, &StopFlag::new(), &mut |_, _| ControlFlow::Continue(()))
            .map_err(|error| format!("{}: {error}", executable.display()))?;
    if !matches!(ended, End::Exited(_)) {
        println!("{way:?} did not end within {LIMIT:?}");
    }
    let log = fs::read_to_string(&log).map_err(|error| format!("the results of {way:?}: {error}"))?;
    let lines = log.lines().filter_map(|line| line.split_once(' '));
    Ok(lines.map(|(result, name)| (name.to_owned(), result.to_owned())).collect())
}

/// The harness shuffles tests only where unstable features are allowed; this allows them to it alone.
fn shuffle(command: &mut Command, seed: u32) {
    command.env("RUSTC_BOOTSTRAP", "1").args(["-Z", "unstable-options", "--shuffle-seed", &seed.to_string()]);
}
