//! Mutation tests: whether the suite notices every change to a reference.
//!
//! `cargo-mutants` makes the changes, one after the other, in a copy of the workspace, and calls `cargo test` for each.
//! There, Cargo starts each test executable through [`judge`], which runs every test in a process of its own and prints
//! what became of each. So a mutant's log tells which tests notice it, and whether more than a time limit does.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use xtask::process::StopFlag;
use xtask::report::Status;
use xtask::run::test_runner::{Limits, SuiteExecutable, Test};
use xtask::workspace::{Kata, Workspace};

use crate::pitfall::Pitfall;
use crate::{checks, scratch};

/// What a mutant's tests may use. More time for a run than a learner's has: a mutant is noticed by time alone only if
/// every other test had its turn.
const LIMITS: Limits =
    Limits { test: Duration::from_secs(5), run: Duration::from_secs(180), output: 16 << 20, memory: 1 << 30 };
/// When `cargo-mutants` gives up on a mutant: after the limits above have done their work.
const GIVE_UP: &str = "300";
/// What a line of a log begins with that holds a [`Judgment`].
const MARK: &str = "judgment: ";

/// Which mutants to test.
#[derive(Debug, Args)]
pub struct Choice {
    /// A kata [default: all of them]
    kata: Option<String>,
    /// Only the K-th part of N, from 0
    #[arg(long, value_name = "K/N")]
    shard: Option<String>,
    /// Only mutants of lines that a unified diff changes
    #[arg(long, value_name = "FILE")]
    in_diff: Option<PathBuf>,
}

impl Choice {
    fn is_everything(&self) -> bool {
        self.shard.is_none() && self.in_diff.is_none()
    }

    fn arguments(&self) -> Result<Vec<String>, String> {
        let mut arguments = Vec::new();
        if let Some(shard) = &self.shard {
            // Round robin spreads the mutants of a file that are slow to test.
            arguments.extend([format!("--shard={shard}"), "--sharding=round-robin".to_owned()]);
        }
        if let Some(diff) = &self.in_diff {
            let diff = diff.canonicalize().map_err(|error| format!("{}: {error}", diff.display()))?;
            arguments.push(format!("--in-diff={}", diff.display()));
        }
        Ok(arguments)
    }
}

/// What became of the tests of one mutant.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Judgment {
    passed: Vec<String>,
    failed: Vec<String>,
    timed_out: Vec<String>,
    not_run: Vec<String>,
}

impl Judgment {
    fn in_log(log: &str) -> Option<Self> {
        log.lines().rev().find_map(|line| serde_json::from_str(line.strip_prefix(MARK)?).ok())
    }
}

/// Runs a test executable for Cargo: every test, each in a process of its own.
///
/// # Errors
///
/// A line that says why it cannot be run.
pub fn judge(executable: &Path) -> Result<ExitCode, String> {
    let folder = std::env::current_dir().map_err(|error| error.to_string())?;
    let stop = StopFlag::new();
    let suite = SuiteExecutable { executable, folder, limits: LIMITS, stop: &stop };
    let names = suite.list().map_err(|error| error.to_string())?.map_err(|(failure, _)| failure.message)?;
    let tests: Vec<Test> = names.iter().map(Test::alone).collect();
    let outcomes = suite.run(&tests, &|_| {}).map_err(|error| error.to_string())?;
    let mut judgment = Judgment::default();
    for (name, outcome) in names.into_iter().zip(outcomes) {
        // One target holds the tests as `solution.rs` includes them, which is no part of their names elsewhere.
        let name = name.strip_prefix("suite::").unwrap_or(&name).to_owned();
        match outcome.status {
            Status::Passed => judgment.passed.push(name),
            Status::TimedOut => judgment.timed_out.push(name),
            Status::NotRun => judgment.not_run.push(name),
            Status::Failed | Status::Crashed | Status::Exited | Status::OverLimit => judgment.failed.push(name),
        }
    }
    println!("{MARK}{}", serde_json::to_string(&judgment).map_err(|error| error.to_string())?);
    let noticed = judgment.failed.len() + judgment.timed_out.len() + judgment.not_run.len();
    Ok(if noticed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Tests the mutants of the katas that are chosen; returns whether the suites notice all of them.
///
/// # Errors
///
/// A line that says what keeps them from being tested.
pub fn run(workspace: &Workspace, choice: &Choice) -> Result<bool, String> {
    installed()?;
    let mut table = format!(
        "{:<16} {:>7} {:>7} {:>7} {:>12} {:>9} {:>10} {:>8}\n",
        "kata", "mutants", "caught", "missed", "by time only", "unviable", "exclusions", "seconds"
    );
    let mut sound = true;
    for kata in crate::chosen(workspace, choice.kata.as_deref())? {
        let started = Instant::now();
        let tested = Lab::new(workspace, kata)?.test(choice)?;
        sound &= tested.tell(kata.name());
        let _ = writeln!(
            table,
            "{:<16} {:>7} {:>7} {:>7} {:>12} {:>9} {:>10} {:>8}",
            kata.name(),
            tested.mutants,
            tested.caught.len(),
            tested.missed.len(),
            tested.endless.len(),
            tested.unviable,
            tested.exclusions,
            started.elapsed().as_secs()
        );
    }
    print!("\n{table}");
    Ok(sound)
}

fn installed() -> Result<(), String> {
    let asked = cargo().args(["mutants", "--version"]).output();
    match asked {
        Ok(output) if output.status.success() => Ok(()),
        _ => Err("cargo-mutants is not installed: `cargo install --locked cargo-mutants`".to_owned()),
    }
}

fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Where a kata's mutants are made and tested.
struct Lab<'a> {
    kata: &'a Kata,
    /// Results go here, and `workspace` below it is the copy.
    home: PathBuf,
    /// Held as long as the copy is used.
    _lock: File,
}

impl<'a> Lab<'a> {
    fn new(workspace: &Workspace, kata: &'a Kata) -> Result<Self, String> {
        let all = workspace.root().join("target").join("mutation");
        let home = all.join(kata.name());
        let said = |error: std::io::Error| format!("{}: {error}", home.display());
        fs::create_dir_all(&home).map_err(said)?;
        let lock = File::create(home.join("lock")).map_err(said)?;
        lock.try_lock().map_err(|_| format!("the mutants of {} are already being tested", kata.name()))?;
        let judge = std::env::current_exe().map_err(said)?;
        let settings = format!("[target.'cfg(all())']\nrunner = [{:?}, \"judge\"]\n", judge.display().to_string());
        scratch::lay_out(workspace, &home.join("workspace"), &all.join("target"), &settings)?;
        Ok(Self { kata, home, _lock: lock })
    }

    fn copy(&self) -> PathBuf {
        self.home.join("workspace")
    }

    fn test(&self, choice: &Choice) -> Result<Tested, String> {
        let name = self.kata.name();
        let listed = self.mutants().args(choice.arguments()?).args(["--list", "--json"]).output();
        let listed = listed.map_err(|error| error.to_string())?;
        let mutants: Vec<Value> = match &listed.stdout[..] {
            [] if listed.status.success() => Vec::new(),
            json => serde_json::from_slice(json)
                .map_err(|error| format!("{error}: {}", String::from_utf8_lossy(&listed.stderr)))?,
        };
        println!("{name}: {} mutants", mutants.len());
        let mut tested = Tested { exclusions: self.exclusions()?, ..Tested::default() };
        if mutants.is_empty() {
            return Ok(tested);
        }
        tested.tests = self.baseline()?;
        let results = self.home.join("mutants.out");
        if results.exists() {
            fs::remove_dir_all(&results).map_err(|error| format!("{}: {error}", results.display()))?;
        }
        let ended = self
            .mutants()
            .args(choice.arguments()?)
            .args(["--in-place", "--baseline=skip", "--test-package=suites", "--timeout", GIVE_UP, "--output"])
            .arg(&self.home)
            .arg(format!("--cargo-arg=--test={name}"))
            .status()
            .map_err(|error| error.to_string())?;
        // 2 is for missed mutants, 3 for timeouts: both are told below.
        if !matches!(ended.code(), Some(0 | 2 | 3)) {
            return Err(format!("cargo-mutants ended with {ended}"));
        }
        tested.read(&results)?;
        tested.explain(&self.kata.solution().join("mutants.toml"), choice.is_everything())?;
        if choice.is_everything() {
            let table = self.home.join("tests.txt");
            let text = tested.table_of_tests(&self.named_by_pitfalls()?);
            fs::write(&table, text).map_err(|error| format!("{}: {error}", table.display()))?;
            println!("what each test catches: {}", table.display());
        }
        Ok(tested)
    }

    fn mutants(&self) -> Command {
        let mut command = cargo();
        command.current_dir(self.copy()).args(["mutants", "--no-shuffle", "--package"]);
        command.arg(format!("{}-solution", self.kata.name()));
        command
    }

    /// The names of all tests, each of which passes on the reference as it is.
    fn baseline(&self) -> Result<Vec<String>, String> {
        let output = cargo()
            .current_dir(self.copy())
            .args(["test", "--package", "suites", "--test", self.kata.name()])
            .output()
            .map_err(|error| error.to_string())?;
        let log = String::from_utf8_lossy(&output.stdout);
        match Judgment::in_log(&log) {
            Some(judgment) if output.status.success() => Ok(judgment.passed),
            Some(judgment) => {
                Err(format!("the reference as it is fails {:?} {:?}", judgment.failed, judgment.timed_out))
            }
            None => Err(format!("the suite does not build:\n{}", String::from_utf8_lossy(&output.stderr))),
        }
    }

    fn exclusions(&self) -> Result<usize, String> {
        let files = checks::rust_files(&self.kata.solution().join("src"))?;
        files.iter().try_fold(0, |count, file| {
            let code = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
            Ok(count + code.matches("mutants::skip").count())
        })
    }

    fn named_by_pitfalls(&self) -> Result<BTreeSet<String>, String> {
        let patches = checks::entries(&self.kata.solution().join("pitfalls"))?;
        patches.iter().map(|path| Ok(Pitfall::read(path)?.caught_by)).collect()
    }
}

/// A mutant that is noticed, if at all, because a test does not end.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Explained {
    /// What the mutant's name ends with.
    mutant: String,
    /// Why no count could notice it.
    reason: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Explanations {
    #[serde(default)]
    endless: Vec<Explained>,
}

/// What became of the mutants of a kata.
#[derive(Default)]
struct Tested {
    mutants: usize,
    unviable: usize,
    exclusions: usize,
    missed: Vec<String>,
    /// By name, the tests that fail.
    caught: BTreeMap<String, BTreeSet<String>>,
    /// By name, why no count could notice it, where somebody says so.
    endless: BTreeMap<String, Option<String>>,
    /// Explanations of mutants that there are not.
    stale: Vec<String>,
    /// The names of all tests.
    tests: Vec<String>,
}

impl Tested {
    fn read(&mut self, results: &Path) -> Result<(), String> {
        let file = |path: &Path| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
        let outcomes: Value =
            serde_json::from_str(&file(&results.join("outcomes.json"))?).map_err(|error| error.to_string())?;
        for outcome in outcomes["outcomes"].as_array().into_iter().flatten() {
            let Some(name) = outcome["scenario"]["Mutant"]["name"].as_str().map(str::to_owned) else { continue };
            self.mutants += 1;
            if outcome["summary"] == "Unviable" {
                self.unviable += 1;
                continue;
            }
            let log = results.join(outcome["log_path"].as_str().unwrap_or_default());
            match Judgment::in_log(&file(&log)?) {
                Some(judgment) if !judgment.failed.is_empty() => {
                    self.caught.insert(name, judgment.failed.into_iter().chain(judgment.timed_out).collect());
                }
                Some(judgment) if judgment.timed_out.is_empty() => self.missed.push(name),
                // The executable may also not even list its tests: a constructor of a test table calls the mutant.
                _ => {
                    self.endless.insert(name, None);
                }
            }
        }
        Ok(())
    }

    /// Gives those that only time tells the reasons that stand in `path`.
    fn explain(&mut self, path: &Path, every_mutant_was_tested: bool) -> Result<(), String> {
        let explanations: Explanations = match fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?,
            Err(_) => Explanations::default(),
        };
        for Explained { mutant, reason } in explanations.endless {
            let mut used = false;
            for (_, why) in self.endless.iter_mut().filter(|(name, _)| name.ends_with(&mutant)) {
                *why = Some(reason.clone());
                used = true;
            }
            if !used && every_mutant_was_tested {
                self.stale.push(mutant);
            }
        }
        Ok(())
    }

    /// Prints what is not as it should be, and what is so for a reason; returns whether all is well.
    fn tell(&self, kata: &str) -> bool {
        for name in &self.missed {
            println!("  missed: {name}");
        }
        for (name, why) in &self.endless {
            println!("  by time only: {name}");
            match why {
                Some(why) => println!("      {}", why.trim().replace('\n', "\n      ")),
                None => println!("      no reason for this stands in solutions/{kata}/mutants.toml"),
            }
        }
        for mutant in &self.stale {
            println!("  explained in solutions/{kata}/mutants.toml, but there is no such mutant: {mutant}");
        }
        self.missed.is_empty() && self.stale.is_empty() && self.endless.values().all(Option::is_some)
    }

    /// What each test catches, the ones that are needed least first.
    fn table_of_tests(&self, named: &BTreeSet<String>) -> String {
        // The cases of a table count as one test.
        let function = |name: &str| name.split("::").take(2).collect::<Vec<_>>().join("::");
        let mut caught_by: BTreeMap<String, BTreeSet<&str>> =
            self.tests.iter().map(|name| (function(name), BTreeSet::new())).collect();
        for (mutant, tests) in &self.caught {
            for test in tests {
                caught_by.entry(function(test)).or_default().insert(mutant);
            }
        }
        let catchers = |mutant: &str| caught_by.values().filter(|caught| caught.contains(mutant)).count();
        let rows = caught_by.iter().map(|(test, caught)| {
            let alone = caught.iter().filter(|mutant| catchers(mutant) == 1).count();
            let within = caught_by
                .iter()
                .filter(|(other, more)| *other != test && caught.is_subset(more))
                .min_by_key(|(_, more)| more.len());
            (alone, caught.len(), test, within.map(|(other, _)| other))
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort();
        let redundant = rows.iter().filter(|(alone, ..)| *alone == 0).count();
        let mut text = format!(
            "{} of {} tests catch nothing that another does not.\n\nalone  caught  test\n",
            redundant,
            rows.len()
        );
        for (alone, caught, test, within) in rows {
            let pitfall = if named.contains(test) { "  (named by a pitfall)" } else { "" };
            let within = within.map(|other| format!("  (all of it by {other} too)")).unwrap_or_default();
            let _ = writeln!(text, "{alone:>5}  {caught:>6}  {test}{pitfall}{within}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
        names.map(str::to_owned).into()
    }

    #[test]
    fn a_judgment_is_found_among_what_tests_print() {
        let judgment = Judgment { failed: vec!["stage_1::a".to_owned()], ..Judgment::default() };
        let log = format!("running\njudgment: of a test\n{MARK}{}\nerror: test failed\n", json(&judgment));
        assert_eq!(Judgment::in_log(&log).expect("it is there").failed, ["stage_1::a"]);
        assert!(Judgment::in_log("judgment: none\n").is_none());
    }

    fn json(judgment: &Judgment) -> String {
        serde_json::to_string(judgment).expect("it has names alone")
    }

    /// Results as `cargo-mutants` lays them out, with a judgment for each mutant.
    fn results(mutants: &[(&str, Judgment)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder for the results");
        let mut outcomes = vec![serde_json::json!({"scenario": {"Mutant": {"name": "broken"}}, "summary": "Unviable"})];
        for (number, (name, judgment)) in mutants.iter().enumerate() {
            let log = format!("{number}.log");
            fs::write(folder.path().join(&log), format!("{MARK}{}\n", json(judgment))).expect("a log");
            let mutant = serde_json::json!({"Mutant": {"name": name}});
            outcomes.push(serde_json::json!({"scenario": mutant, "summary": "CaughtMutant", "log_path": log}));
        }
        let outcomes = serde_json::json!({"outcomes": outcomes}).to_string();
        fs::write(folder.path().join("outcomes.json"), outcomes).expect("the outcomes");
        folder
    }

    fn tested() -> Tested {
        let of = |failed: &[&str], timed_out: &[&str]| Judgment {
            passed: vec!["stage_1::quiet".to_owned()],
            failed: failed.iter().map(|&name| name.to_owned()).collect(),
            timed_out: timed_out.iter().map(|&name| name.to_owned()).collect(),
            not_run: Vec::new(),
        };
        let results = results(&[
            ("a.rs:1:1: replace f", of(&["stage_1::table::case_1"], &[])),
            ("a.rs:2:1: replace g", of(&["stage_1::table::case_2", "stage_1::plain"], &["stage_1::slow"])),
            ("a.rs:3:1: replace h", of(&[], &[])),
            ("a.rs:4:1: replace += with *= in i", of(&[], &["stage_1::slow"])),
        ]);
        let tests = ["stage_1::table::case_1", "stage_1::table::case_2", "stage_1::plain", "stage_1::quiet"];
        let mut tested = Tested { tests: tests.map(str::to_owned).into(), ..Tested::default() };
        tested.read(results.path()).expect("complete results");
        tested
    }

    #[test]
    fn a_mutant_is_caught_missed_or_noticed_by_time_only() {
        let tested = tested();
        assert_eq!((tested.mutants, tested.unviable), (5, 1));
        assert_eq!(tested.missed, ["a.rs:3:1: replace h"]);
        let caught = names(["stage_1::table::case_2", "stage_1::plain", "stage_1::slow"]);
        assert_eq!(tested.caught["a.rs:2:1: replace g"], caught);
        assert_eq!(tested.endless.keys().collect::<Vec<_>>(), ["a.rs:4:1: replace += with *= in i"]);
    }

    #[test]
    fn what_only_time_tells_needs_a_reason_and_a_reason_needs_a_mutant() {
        let mut tested = tested();
        tested.missed.clear();
        assert!(!tested.tell("a-kata"), "no reason is given yet");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mutants.toml");
        fs::write(&path, "[[endless]]\nmutant = \"replace += with *= in i\"\nreason = \"it never returns\"\n")
            .expect("it");
        tested.explain(&path, true).expect("it is read");
        assert!(tested.tell("a-kata"));
        fs::write(&path, "[[endless]]\nmutant = \"replace j\"\nreason = \"it is gone\"\n").expect("it");
        tested.explain(&path, false).expect("it is read");
        assert!(tested.tell("a-kata"), "when only some mutants are tested, others may have reasons");
        tested.explain(&path, true).expect("it is read");
        assert!(!tested.tell("a-kata"), "the reason is of no mutant");
    }

    #[test]
    fn the_table_tells_which_tests_are_needed() {
        let table = tested().table_of_tests(&names(["stage_1::plain"]));
        assert!(table.starts_with("3 of 4 tests catch nothing that another does not."), "{table}");
        assert!(table.contains("    0       0  stage_1::quiet  (all of it by "), "{table}");
        assert!(
            table.contains("    0       1  stage_1::plain  (named by a pitfall)  (all of it by stage_1::slow too)")
        );
        assert!(table.ends_with("    1       2  stage_1::table\n"), "{table}");
    }
}
