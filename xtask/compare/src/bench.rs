//! `cargo xtask bench`: runs a kata's benchmark on the learner's code and on the reference.
//!
//! The benchmark is built twice, once with the learner's code in the reference's place, so that it is the same to the
//! letter. The two run in turn, workload by workload, so that what the machine does beside them meets both. Whatever the
//! learner's code does ends its own process at most, and what was measured until then counts.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use compare::cost::{self, Contender, Costs, REFERENCE, SCHEMA, Workload, YOURS};
use compare::source::Source;
use serde_json::Value;
use xtask::command::Session;
use xtask::error::{Error, Result};
use xtask::output;
use xtask::process::Stop;
use xtask::state::{self, Store, write_atomically};
use xtask::workspace::Kata;

/// Shorter than Criterion's usual times: a ratio needs no three digits, and somebody waits for it.
const SETTINGS: [&str; 8] =
    ["--bench", "--noplot", "--warm-up-time", "0.2", "--measurement-time", "0.5", "--nresamples", "1000"];
/// The learner's code has so many times as long for a workload as all others together, but not less than `LEAST`.
const PATIENCE: u32 = 3;
const LEAST: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(20);

/// What is known of a kata's costs.
pub enum Known {
    /// The code that was measured is that of now.
    Fresh(Costs),
    /// The code has changed since.
    Stale,
    /// Nothing was measured yet.
    Unknown,
}

/// The costs that were measured last.
pub fn known(store: &Store, kata: &Kata) -> Known {
    let read = fs::read(file(store, kata)).ok().and_then(|bytes| serde_json::from_slice::<Costs>(&bytes).ok());
    match read.filter(|costs| costs.schema == SCHEMA) {
        None => Known::Unknown,
        Some(costs) if costs.fingerprint == fingerprint(kata) => Known::Fresh(costs),
        Some(_) => Known::Stale,
    }
}

fn file(store: &Store, kata: &Kata) -> PathBuf {
    store.folder().join("bench").join(format!("{}.json", kata.name()))
}

/// That of the learner's code and the reference's.
fn fingerprint(kata: &Kata) -> String {
    let of = |folder: PathBuf| Source::read(&folder.join("src/lib.rs")).fingerprint();
    format!("{}-{}", of(kata.folder()), of(kata.solution()))
}

/// Measures a kata and remembers what came of it.
///
/// # Errors
///
/// If the benchmark cannot be built or run, or on request.
pub fn measure(session: &Session, kata: &Kata) -> Result<Costs> {
    // Before anything runs: what is saved meanwhile is not what is measured.
    let fingerprint = fingerprint(kata);
    eprintln!("Building the benchmark of {}, optimized. The first time takes minutes.", kata.name());
    let theirs = build(session, kata, false)?;
    let yours = build(session, kata, true).inspect_err(|_| {
        eprintln!("Your code does not compile for the benchmark, so the others are measured without it.");
    });
    let folder = session.store.folder().join("bench").join(format!("{}-criterion", kata.name()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(Error::io("cannot make the folder", &folder))?;
    let mut stopped = BTreeMap::new();
    let names = workloads(&theirs)?;
    for (at, workload) in names.iter().enumerate() {
        eprintln!("Measuring {workload} ({} of {})", at + 1, names.len());
        let began = Instant::now();
        let all = format!("^{}/{workload}/", kata.identifier());
        if let Some(why) = run(&theirs, &all, &folder.join("theirs"), None, &session.stop)? {
            return Err(Error::Other(format!("the benchmark of {} did not end as it should: {why}", kata.name())));
        }
        let limit = (began.elapsed() * PATIENCE).max(LEAST);
        if let Ok(yours) = &yours {
            let one = format!("{all}[0-9]+/{REFERENCE}$");
            if let Some(why) = run(yours, &one, &folder.join("yours"), Some(limit), &session.stop)? {
                eprintln!("  yours was stopped: {why}");
                stopped.insert(workload.clone(), why);
            }
        } else {
            stopped.insert(workload.clone(), "it does not compile".to_owned());
        }
    }
    let costs = Costs {
        schema: SCHEMA,
        kata: kata.name().to_owned(),
        at: state::now(),
        fingerprint,
        workloads: collect(&names, &folder, &stopped),
    };
    let _ = fs::remove_dir_all(&folder);
    let path = file(&session.store, kata);
    let bytes = serde_json::to_vec_pretty(&costs).expect("plain data can always be written as JSON");
    write_atomically(&path, &bytes).map_err(Error::io("cannot write", &path))?;
    Ok(costs)
}

/// Builds the benchmark, with the learner's code in the reference's place or without; returns its executable.
fn build(session: &Session, kata: &Kata, yours: bool) -> Result<PathBuf> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["bench", "--quiet", "--no-run", "--manifest-path"]);
    command.arg(session.workspace.root().join("xtask/bench/Cargo.toml"));
    command.args(["--bench", &kata.identifier(), "--message-format=json-render-diagnostics"]);
    if yours {
        command.args(["--features", kata.name()]);
    }
    let output = command.stderr(Stdio::inherit()).output().map_err(Error::io("cannot start", Path::new("cargo")))?;
    let messages = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut executables = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let is_bench =
            message["target"]["kind"][0] == "bench" && message["target"]["name"] == kata.identifier().as_str();
        message["executable"].as_str().filter(|_| is_bench).map(PathBuf::from)
    });
    let executable = executables.next_back().filter(|_| output.status.success());
    executable.ok_or_else(|| Error::Other(format!("the benchmark of {} cannot be built", kata.name())))
}

/// The workloads of a benchmark in its order.
fn workloads(executable: &Path) -> Result<Vec<String>> {
    let output = Command::new(executable).args(["--bench", "--list"]).stderr(Stdio::null()).output();
    let output = output.map_err(Error::io("cannot start", executable))?;
    let mut names: Vec<String> = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let name = line.strip_suffix(": benchmark").and_then(|id| id.split('/').nth(1));
        if let Some(name) = name.filter(|name| !names.iter().any(|known| known == name)) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

/// Runs the benchmarks that a filter lets through; returns why they came to an early end, if they did.
fn run(executable: &Path, filter: &str, home: &Path, limit: Option<Duration>, stop: &Stop) -> Result<Option<String>> {
    fs::create_dir_all(home).map_err(Error::io("cannot make the folder", home))?;
    let log = home.join("log");
    let printed = File::create(&log).map_err(Error::io("cannot write", &log))?;
    let mut command = Command::new(executable);
    command.args(SETTINGS).arg(filter).env("CRITERION_HOME", home).env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(printed);
    let mut child = command.spawn().map_err(Error::io("cannot start", executable))?;
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().map_err(Error::io("cannot wait for", executable))? {
            if status.success() {
                return Ok(None);
            }
            let printed = fs::read(&log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
            let panic =
                output::last_panic(&printed, "main").map(|panic| format!("{} at {}", panic.message, panic.place));
            return Ok(Some(panic.unwrap_or_else(|| format!("it ended with {status}"))));
        }
        if stop.requested() {
            end(&mut child);
            return Err(Error::Stopped);
        }
        if let Some(limit) = limit.filter(|limit| began.elapsed() > *limit) {
            end(&mut child);
            return Ok(Some(format!("it took more than {} s for this workload", limit.as_secs())));
        }
        std::thread::sleep(POLL);
    }
}

/// Ends a process that starts no others. One that has ended by itself meanwhile is as well.
fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

fn collect(names: &[String], folder: &Path, stopped: &BTreeMap<String, String>) -> Vec<Workload> {
    let theirs = cost::read(&folder.join("theirs"));
    let yours = cost::read(&folder.join("yours"));
    let yours = yours.into_iter().map(|(workload, _, point)| (workload, YOURS.to_owned(), point));
    let all: Vec<_> = yours.chain(theirs).collect();
    let workload = |name: &String| {
        let mut contenders: Vec<Contender> = [YOURS, REFERENCE]
            .map(|name| Contender { name: name.to_owned(), points: Vec::new(), stopped: None })
            .into();
        contenders[0].stopped = stopped.get(name).cloned();
        let mut of_workload: Vec<_> = all.iter().filter(|(workload, ..)| workload == name).collect();
        of_workload.sort_by(|a, b| (&a.1, a.2.size).cmp(&(&b.1, b.2.size)));
        for (_, name, point) in of_workload {
            match contenders.iter_mut().find(|contender| contender.name == *name) {
                Some(contender) => contender.points.push(*point),
                None => contenders.push(Contender { name: name.clone(), points: vec![*point], stopped: None }),
            }
        }
        Workload { name: name.clone(), contenders }
    };
    names.iter().map(workload).collect()
}
