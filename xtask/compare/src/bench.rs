//! `cargo xtask bench`: runs a kata's benchmark on the learner's code and on the reference.
//!
//! The benchmark is built twice, once with the learner's code in the reference's place, so that it is the same to the
//! letter. The two run in turn, a workload and a size at a time, so that what the machine does beside them meets both.
//! Whatever the learner's code does ends its own process at most, at a size that is known, and what was measured until then
//! counts.

use std::collections::BTreeMap;
use std::fs;
use std::io::{IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};
use compare::cost::{self, Contender, Costs, REFERENCE, SCHEMA, Samples, Workload, YOURS};
use compare::source::Source;
use compare::view::costs::thousands;
use serde_json::Value;
use xtask::error::{Error, Result};
use xtask::orphans::Guard;
use xtask::process::{self, Bounds, End, Pipes, StopFlag, Stream};
use xtask::render::break_lines;
use xtask::run::build;
use xtask::run::test_output::{self, BoundedOutput};
use xtask::session::Session;
use xtask::store::{self, Store, write_atomically};
use xtask::workspace::Kata;

/// Shorter than Criterion's usual times: a ratio needs no three digits, and somebody waits for it. Ten samples are as few as
/// it takes.
const SETTINGS: [&str; 10] = [
    "--bench",
    "--noplot",
    "--sample-size",
    "10",
    "--warm-up-time",
    "0.1",
    "--measurement-time",
    "0.25",
    "--nresamples",
    "1000",
];
/// How many times each is measured: what a machine does beside it comes and goes in seconds, and is not to meet one alone.
const ROUNDS: usize = 2;
/// How long one contender takes at one size, what is made ready for it included: the middle of all katas.
const USUAL: Duration = Duration::from_millis(1_000);
/// The learner's code has so many times as long at a size as all others together, but not less than `LEAST`.
const PATIENCE: u32 = 3;
const LEAST: Duration = Duration::from_secs(10);
/// Several times as much as any of the others takes.
const MEMORY: u64 = 2 << 30;

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

/// Measures a kata and remembers what came of it. On request it ends early, and what was measured until then counts.
///
/// # Errors
///
/// If the benchmark cannot be built or run, or on request before anything was measured.
pub fn measure(session: &Session, kata: &Kata) -> Result<Costs> {
    // Before anything runs: what is saved meanwhile is not what is measured.
    let fingerprint = fingerprint(kata);
    let _guard = Guard::begin(&session.store);
    let mut progress = Progress::new();
    progress.say(&format!("Building the benchmark of {}. The first time takes minutes.", kata.name()));
    // The learner's first: an error in it is worth no waiting.
    let yours = build(session, kata, true, &mut progress)?;
    let theirs = build(session, kata, false, &mut progress)?;
    let folder = tempfile::tempdir().map_err(Error::io("cannot make a folder in", &std::env::temp_dir()))?;
    let plan = plan(&theirs, &session.stop)?;
    progress.begin(kata, &plan);
    let mut measuring = Measuring { session, kata, theirs, yours, folder: folder.path(), stopped: BTreeMap::new() };
    let mut interrupted = false;
    for (workload, sizes) in &plan.workloads {
        for &size in sizes {
            progress.measuring(workload, size);
            match measuring.at(workload, size) {
                Ok(None) => {}
                Ok(Some(said)) => progress.say(&said),
                Err(Error::Stopped) => interrupted = true,
                Err(error) => return Err(error),
            }
            if interrupted {
                break;
            }
        }
        if interrupted {
            break;
        }
    }
    progress.clear();
    let workloads = collect(&plan, folder.path(), &measuring.stopped);
    if workloads.is_empty() && interrupted {
        return Err(Error::Stopped);
    }
    let costs =
        Costs { schema: SCHEMA, kata: kata.name().to_owned(), at: store::now(), fingerprint, interrupted, workloads };
    // A part is better than nothing, but not than all of the same code.
    let is_better = !interrupted || !matches!(known(&session.store, kata), Known::Fresh(before) if !before.interrupted);
    if is_better {
        let path = file(&session.store, kata);
        let bytes = serde_json::to_vec_pretty(&costs).expect("plain data can always be written as JSON");
        write_atomically(&path, &bytes).map_err(Error::io("cannot write", &path))?;
    }
    Ok(costs)
}

/// Builds the benchmark, with the learner's code in the reference's place or without; returns its executable.
fn build(session: &Session, kata: &Kata, yours: bool, progress: &mut Progress) -> Result<PathBuf> {
    let mut command = build::plain_cargo(&session.workspace);
    let colors = AutoStream::choice(&std::io::stderr()) != ColorChoice::Never;
    command.args(["bench", "--quiet", "--no-run", "--manifest-path"]);
    command.arg(session.workspace.root().join("xtask/bench/Cargo.toml"));
    command.args(["--bench", &kata.identifier(), "--message-format=json-render-diagnostics"]);
    command.args(["--color", if colors { "always" } else { "never" }]);
    if yours {
        command.args(["--features", kata.name()]);
    }
    let (mut executable, mut messages) = (None, build::Lines::default());
    let mut read = |line: &str, progress: &mut Progress| {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        let Some(name) = message["target"]["name"].as_str() else { return };
        progress.now(&format!("Building: {name}"));
        if message["target"]["kind"][0] == "bench" && name == kata.identifier() {
            executable = message["executable"].as_str().map(PathBuf::from);
        }
    };
    let bounds = Bounds { silence: Some(build::SILENCE), ..Bounds::default() };
    let end = process::supervise(command, Pipes::Separate, bounds, &session.stop, &mut |stream, bytes| {
        match stream {
            Stream::Out => messages.push(bytes, &mut |line| read(line, progress)),
            Stream::Err => progress.pass_on(bytes),
        }
        ControlFlow::Continue(())
    });
    progress.clear();
    let (name, seconds) = (kata.name(), build::SILENCE.as_secs());
    match end.map_err(Error::io("cannot start", Path::new("cargo")))? {
        End::Stopped => Err(Error::Stopped),
        End::Exited(status) if status.success() => {
            executable.ok_or_else(|| Error::Other(format!("Cargo has not built the benchmark of {name}")))
        }
        End::Exited(_) if yours => Err(Error::Other(format!(
            "katas/{name} does not compile in the reference's place, so there is nothing to measure: mend what is said above"
        ))),
        End::Exited(_) => Err(Error::Other(format!("the benchmark of {name} cannot be built"))),
        End::TimedOut | End::Silent | End::Refused => Err(Error::Other(format!(
            "the build was ended, since nothing had come of it for {seconds} s: look at build scripts, macros and constants"
        ))),
    }
}

/// What there is to measure.
struct Plan {
    /// The workloads in the benchmark's order, each with its sizes, the smallest first.
    workloads: Vec<(String, Vec<u64>)>,
    /// How many measurements it takes, the learner's among them.
    measurements: usize,
}

impl Plan {
    /// How many times a size of a workload is measured for all.
    fn steps(&self) -> usize {
        self.workloads.iter().map(|(_, sizes)| sizes.len()).sum()
    }
}

fn plan(executable: &Path, stop: &StopFlag) -> Result<Plan> {
    let mut command = Command::new(executable);
    command.args(["--bench", "--list"]);
    let mut listed = BoundedOutput::default();
    process::supervise(command, Pipes::Separate, Bounds::default(), stop, &mut |stream, bytes| {
        if stream == Stream::Out {
            listed.push(bytes);
        }
        ControlFlow::Continue(())
    })
    .map_err(Error::io("cannot start", executable))?;
    let mut workloads: Vec<(String, Vec<u64>)> = Vec::new();
    let mut measurements = 0;
    for line in listed.into_text().lines() {
        let Some(id) = line.strip_suffix(": benchmark") else { continue };
        let mut parts = id.split('/').skip(1);
        let (Some(name), Some(Ok(size))) = (parts.next(), parts.next().map(str::parse)) else { continue };
        measurements += 1;
        match workloads.iter_mut().find(|(known, _)| known == name) {
            Some((_, sizes)) if sizes.contains(&size) => {}
            Some((_, sizes)) => sizes.push(size),
            None => workloads.push((name.to_owned(), vec![size])),
        }
    }
    workloads.iter_mut().for_each(|(_, sizes)| sizes.sort_unstable());
    let plan = Plan { workloads, measurements };
    Ok(Plan { measurements: plan.measurements + plan.steps(), ..plan })
}

/// A kata that is being measured.
struct Measuring<'a> {
    session: &'a Session,
    kata: &'a Kata,
    theirs: PathBuf,
    yours: PathBuf,
    /// Where Criterion writes to.
    folder: &'a Path,
    /// Why a contender was not measured any further, by workload and contender.
    stopped: BTreeMap<(String, &'static str), String>,
}

impl Measuring<'_> {
    /// Measures all at one size of a workload. Returns a line for the user, if somebody was stopped there.
    fn at(&mut self, workload: &str, size: u64) -> Result<Option<String>> {
        let all = format!("^{}/{workload}/{size}/", self.kata.identifier());
        let mut said = None;
        for round in 0..ROUNDS {
            let began = Instant::now();
            // The others are our own, and take what they take.
            let of_others = self.run(REFERENCE, round, (workload, size), &all, Bounds::default())?;
            let time = (began.elapsed() * PATIENCE).max(LEAST);
            let bounds = Bounds { time: Some(time), memory: Some(MEMORY), ..Bounds::default() };
            let of_yours = self.run(YOURS, round, (workload, size), &format!("{all}{REFERENCE}$"), bounds)?;
            said = of_yours.or(of_others).or(said);
        }
        Ok(said)
    }

    fn run(
        &mut self,
        name: &'static str,
        round: usize,
        (workload, size): (&str, u64),
        filter: &str,
        bounds: Bounds,
    ) -> Result<Option<String>> {
        let key = (workload.to_owned(), name);
        if self.stopped.contains_key(&key) {
            return Ok(None);
        }
        let executable = if name == YOURS { &self.yours } else { &self.theirs };
        let home = self.folder.join(name).join(round.to_string());
        let mut why = run(executable, filter, &home, bounds, &self.session.stop)?;
        let is_there = || cost::read(&home).iter().any(|of| of.workload == workload && of.size == size);
        if why.is_none() && !is_there() {
            why = Some("the process ended before anything was measured".to_owned());
        }
        Ok(why.map(|why| {
            let said = format!("at {}: {why}", thousands(size));
            let line = format!("{workload}, {name}, stopped {said}");
            self.stopped.insert(key, said);
            line
        }))
    }
}

/// Runs the benchmarks that a filter lets through; returns why they came to an early end, if they did.
fn run(executable: &Path, filter: &str, home: &Path, bounds: Bounds, stop: &StopFlag) -> Result<Option<String>> {
    fs::create_dir_all(home).map_err(Error::io("cannot make the folder", home))?;
    let mut command = Command::new(executable);
    command.args(SETTINGS).arg(filter).env("CRITERION_HOME", home).env("RUST_BACKTRACE", "0");
    let mut printed = BoundedOutput::default();
    let end = process::supervise(command, Pipes::Merged, bounds, stop, &mut |_, bytes| {
        printed.push(bytes);
        ControlFlow::Continue(())
    });
    match end.map_err(Error::io("cannot start", executable))? {
        End::Stopped => Err(Error::Stopped),
        End::Exited(status) if status.success() => Ok(None),
        End::Exited(status) => Ok(Some(why(status, &printed.into_text()))),
        End::TimedOut | End::Silent | End::Refused => {
            let limit = bounds.time.unwrap_or_default().as_secs();
            Ok(Some(format!("it was not done after {limit} s")))
        }
    }
}

/// Why a process came to a bad end.
fn why(status: ExitStatus, printed: &str) -> String {
    if let Some(panic) = test_output::last_panic(printed, "main") {
        let message: Vec<&str> = panic.message.split_whitespace().collect();
        return format!("it panicked: {} ({})", shortened(&message.join(" ")), panic.place);
    }
    if test_output::names_a_failed_allocation(printed) {
        return format!("it asked for more memory than the {} GiB that it may have", MEMORY >> 30);
    }
    if printed.contains("has overflowed its stack") {
        return "the stack overflowed: a recursion does not end".to_owned();
    }
    format!("it ended with {status}")
}

/// A message as far as a line has room for it.
fn shortened(message: &str) -> String {
    const MOST: usize = 200;
    match message.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message.to_owned(),
    }
}

fn collect(plan: &Plan, folder: &Path, stopped: &BTreeMap<(String, &'static str), String>) -> Vec<Workload> {
    let theirs = cost::read(&folder.join(REFERENCE));
    let yours = cost::read(&folder.join(YOURS));
    let yours = yours.into_iter().map(|samples| Samples { contender: YOURS.to_owned(), ..samples });
    let all: Vec<Samples> = yours.chain(theirs).collect();
    let workload = |(workload, _): &(String, Vec<u64>)| {
        let mut contenders: Vec<Contender> = [YOURS, REFERENCE]
            .map(|name| Contender {
                name: name.to_owned(),
                points: Vec::new(),
                stopped: stopped.get(&(workload.clone(), name)).cloned(),
            })
            .into();
        let mut of_workload: Vec<&Samples> = all.iter().filter(|of| of.workload == *workload).collect();
        of_workload.sort_by_key(|of| (&of.contender, of.size));
        for samples in of_workload {
            let (name, points) = (&samples.contender, samples.point());
            match contenders.iter_mut().find(|contender| contender.name == *name) {
                Some(contender) => contender.points.extend(points),
                None => contenders.push(Contender {
                    name: name.clone(),
                    points: points.into_iter().collect(),
                    stopped: None,
                }),
            }
        }
        Workload { name: workload.clone(), contenders }
    };
    let is_measured = |of: &Workload| of.contenders.iter().any(|of| !of.points.is_empty() || of.stopped.is_some());
    plan.workloads.iter().map(workload).filter(is_measured).collect()
}

/// What is said on standard error meanwhile: on a terminal, where it is, in a line that is written over.
struct Progress {
    terminal: bool,
    begun: Instant,
    steps: usize,
    done: usize,
    workload: String,
    usual: Duration,
}

impl Progress {
    fn new() -> Self {
        Self {
            terminal: std::io::stderr().is_terminal(),
            begun: Instant::now(),
            steps: 0,
            done: 0,
            workload: String::new(),
            usual: Duration::ZERO,
        }
    }

    /// A line that stays.
    fn say(&mut self, line: &str) {
        self.clear();
        let lines = if self.terminal { break_lines(line, textwrap::termwidth()) } else { format!("{line}\n") };
        let _ = write!(std::io::stderr(), "{lines}");
    }

    /// A line for now.
    fn now(&mut self, line: &str) {
        if self.terminal {
            let _ = write!(std::io::stderr(), "\r\x1b[K{line}");
        }
    }

    fn clear(&mut self) {
        self.now("");
    }

    /// What somebody else says.
    fn pass_on(&mut self, bytes: &[u8]) {
        self.clear();
        let _ = std::io::stderr().write_all(bytes);
    }

    fn begin(&mut self, kata: &Kata, plan: &Plan) {
        self.begun = Instant::now();
        self.steps = plan.steps();
        let all = USUAL * plan.measurements as u32;
        self.usual = all / self.steps.max(1) as u32;
        self.say(&format!(
            "Measuring {}: {} workloads, {} sizes in all. It takes about {}, and longer on a busy machine. Ctrl-C ends it, and \
             what was measured counts.",
            kata.name(),
            plan.workloads.len(),
            self.steps,
            minutes(all)
        ));
    }

    fn measuring(&mut self, workload: &str, size: u64) {
        if !self.terminal && self.workload != workload {
            self.say(&format!("Measuring {workload}"));
        }
        self.workload = workload.to_owned();
        let each = if self.done == 0 { self.usual } else { self.begun.elapsed() / self.done as u32 };
        let left = minutes(each * (self.steps - self.done) as u32);
        self.done += 1;
        self.now(&format!(
            "Measuring {workload} at {} ({} of {}), about {left} left",
            thousands(size),
            self.done,
            self.steps
        ));
    }
}

/// About how long.
fn minutes(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..50 => format!("{} s", (seconds / 10 + 1) * 10),
        50..90 => "a minute".to_owned(),
        seconds => format!("{} minutes", (seconds + 30) / 60),
    }
}
