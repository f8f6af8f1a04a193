//! Execution of cases and their results.

use std::any::Any;
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Output, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use crate::processes::{self, assert_little_memory};
use crate::support::Fixture;

/// The time that killed processes can take to disappear.
const EXIT_TIME: Duration = Duration::from_millis(500);

/// The reason why a case was skipped.
#[derive(Debug)]
pub struct Skipped(pub String);

/// The result of a case: a short verdict, or the reason for skipping it. A failure is a panic.
pub type CaseResult = Result<String, Skipped>;

/// A case in one of the modes `test`, `watch` and `screen`.
pub struct Case {
    pub name: &'static str,
    pub mode: &'static str,
    pub run: Box<dyn FnOnce() -> CaseResult + Send>,
}

impl Case {
    pub fn new(name: &'static str, mode: &'static str, run: impl FnOnce() -> CaseResult + Send + 'static) -> Self {
        Self { name, mode, run: Box::new(run) }
    }
}

#[derive(Default)]
struct Tally {
    names: BTreeSet<&'static str>,
    passed: usize,
    failures: Vec<String>,
    skipped: usize,
}

/// Runs the groups in parallel, but the cases of each group one after the other, and prints a line per case.
pub fn run_all(groups: Vec<Vec<Case>>) -> ExitCode {
    // A panic is a failure, which is printed at the end.
    panic::set_hook(Box::new(|_| {}));
    let tally = Mutex::new(Tally::default());
    println!("{:<52} {:<7} {:<34} {:>7}", "case", "mode", "verdict", "seconds");
    thread::scope(|scope| {
        for group in groups {
            let tally = &tally;
            scope.spawn(move || group.into_iter().for_each(|case| run_one(case, tally)));
        }
    });
    let tally = tally.into_inner().unwrap();
    let mut succeeded = tally.failures.is_empty();
    for failure in &tally.failures {
        println!("\n{failure}");
    }
    for difference in differences_to_documentation(&tally.names) {
        println!("\n{difference}");
        succeeded = false;
    }
    let runs = tally.passed + tally.failures.len() + tally.skipped;
    println!("\n{} cases in {runs} runs: {} passed, {} failed", tally.names.len(), tally.passed, tally.failures.len());
    if let Some(peak) = processes::peak() {
        println!("peak memory of the runner: {peak} MiB");
    }
    if tally.skipped > 0 {
        println!("SKIPPED, since this machine lacks a feature: {}", tally.skipped);
    }
    if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run_one(case: Case, tally: &Mutex<Tally>) {
    let started = Instant::now();
    let result = panic::catch_unwind(AssertUnwindSafe(case.run));
    let took = started.elapsed().as_secs_f64();
    let mut tally = tally.lock().unwrap();
    tally.names.insert(case.name);
    let (verdict, status) = match result {
        Ok(Ok(verdict)) => {
            tally.passed += 1;
            (verdict, "ok")
        }
        Ok(Err(Skipped(reason))) => {
            tally.skipped += 1;
            (reason, "SKIPPED")
        }
        Err(panic) => {
            tally.failures.push(format!("{} ({}):\n{}", case.name, case.mode, panic_message(panic.as_ref())));
            ("see below".to_owned(), "FAILED")
        }
    };
    println!("{:<52} {:<7} {verdict:<34} {took:>7.1}  {status}", case.name, case.mode);
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("panicked without a message")
}

/// Returns the differences between the cases and their table in `docs/hostile.md`.
fn differences_to_documentation(names: &BTreeSet<&str>) -> Vec<String> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hostile.md")).unwrap_or_default();
    let cells = page.lines().filter_map(|line| Some(line.strip_prefix("| ")?.split_once(" |")?.0.to_owned()));
    let described: BTreeSet<String> = cells.filter(|cell| cell != "case" && !cell.starts_with('-')).collect();
    let missing = names.iter().filter(|name| !described.contains(**name));
    let missing = missing.map(|name| format!("missing in xtask/docs/hostile.md: {name}"));
    // Only Linux supports all cases.
    let surplus = described.iter().filter(|name| cfg!(target_os = "linux") && !names.contains(name.as_str()));
    missing.chain(surplus.map(|name| format!("in xtask/docs/hostile.md, but not a case: {name}"))).collect()
}

/// A finished command.
pub struct Ran {
    pub output: Output,
    pub took: Duration,
}

impl Ran {
    pub fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).expect("UTF-8 on standard output")
    }

    pub fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).expect("UTF-8 on standard error")
    }

    pub fn code(&self) -> Option<i32> {
        self.output.status.code()
    }
}

/// Runs a command of the runner, and checks its memory use and that it leaves no process behind.
#[track_caller]
pub fn run(fixture: &Fixture, command: Command) -> Ran {
    let ran = run_and_check_memory(command);
    assert_nothing_left(fixture);
    ran
}

fn run_and_check_memory(mut command: Command) -> Ran {
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let readers =
        [thread::spawn(read(child.stdout.take().unwrap())), thread::spawn(read(child.stderr.take().unwrap()))];
    let status = wait(&mut child);
    let [stdout, stderr] = readers.map(|reader| reader.join().unwrap());
    let took = started.elapsed();
    Ran { output: Output { status, stdout, stderr }, took }
}

fn read(mut stream: impl Read + Send + 'static) -> impl FnOnce() -> Vec<u8> + Send + 'static {
    move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        bytes
    }
}

fn wait(child: &mut Child) -> std::process::ExitStatus {
    loop {
        assert_little_memory(child.id());
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Checks that no process runs whose executable or working directory is in the fixture.
#[track_caller]
pub fn assert_nothing_left(fixture: &Fixture) {
    let started = Instant::now();
    loop {
        let left = processes::left(fixture);
        if left.is_empty() {
            return;
        }
        assert!(started.elapsed() < EXIT_TIME, "leftover processes: {left:?}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Checks that a text contains no terminal control codes.
#[track_caller]
pub fn assert_harmless(text: &str) {
    let control = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    assert!(control.is_none(), "control character {control:?} in {text:?}");
}
