//! Playing cases, and telling what came of them.

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

/// How long the last of what was ended may take to be gone.
const GOING: Duration = Duration::from_millis(500);

/// Why a case was not tried.
#[derive(Debug)]
pub struct NotTried(pub String);

/// What a case came to; what went wrong is a panic.
pub type Played = Result<String, NotTried>;

/// A case in one of the places where it is played.
pub struct Case {
    pub name: &'static str,
    pub place: &'static str,
    pub play: Box<dyn FnOnce() -> Played + Send>,
}

impl Case {
    pub fn new(name: &'static str, place: &'static str, play: impl FnOnce() -> Played + Send + 'static) -> Self {
        Self { name, place, play: Box::new(play) }
    }
}

#[derive(Default)]
struct Tally {
    names: BTreeSet<&'static str>,
    good: usize,
    wrong: Vec<String>,
    not_tried: usize,
}

/// Plays the cases of each group one after the other, the groups beside each other, and prints a line for each.
pub fn play(groups: Vec<Vec<Case>>) -> ExitCode {
    // What goes wrong is told in the case's line.
    panic::set_hook(Box::new(|_| {}));
    let tally = Mutex::new(Tally::default());
    println!("{:<52} {:<7} {:<34} {:>7}", "case", "where", "verdict", "seconds");
    thread::scope(|scope| {
        for group in groups {
            let tally = &tally;
            scope.spawn(move || group.into_iter().for_each(|case| play_one(case, tally)));
        }
    });
    let tally = tally.into_inner().unwrap();
    let mut well = tally.wrong.is_empty();
    for wrong in &tally.wrong {
        println!("\n{wrong}");
    }
    for difference in undescribed(&tally.names) {
        println!("\n{difference}");
        well = false;
    }
    let played = tally.good + tally.wrong.len() + tally.not_tried;
    println!("\n{} cases, played {played} times: {} good, {} wrong", tally.names.len(), tally.good, tally.wrong.len());
    if let Some(peak) = processes::peak() {
        println!("the runner's memory at its highest: {peak} MiB");
    }
    if tally.not_tried > 0 {
        println!("NOT TRIED, for what this machine lacks: {}", tally.not_tried);
    }
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn play_one(case: Case, tally: &Mutex<Tally>) {
    let started = Instant::now();
    let played = panic::catch_unwind(AssertUnwindSafe(case.play));
    let took = started.elapsed().as_secs_f64();
    let mut tally = tally.lock().unwrap();
    tally.names.insert(case.name);
    let (verdict, well) = match played {
        Ok(Ok(verdict)) => {
            tally.good += 1;
            (verdict, "ok")
        }
        Ok(Err(NotTried(why))) => {
            tally.not_tried += 1;
            (why, "NOT TRIED")
        }
        Err(panic) => {
            tally.wrong.push(format!("{} ({}):\n{}", case.name, case.place, said(panic.as_ref())));
            ("see below".to_owned(), "WRONG")
        }
    };
    println!("{:<52} {:<7} {verdict:<34} {took:>7.1}  {well}", case.name, case.place);
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked without a word")
}

/// What is played and not described, or described and not played.
fn undescribed(played: &BTreeSet<&str>) -> Vec<String> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hostile.md")).unwrap_or_default();
    let cells = page.lines().filter_map(|line| Some(line.strip_prefix("| ")?.split_once(" |")?.0.to_owned()));
    let described: BTreeSet<String> = cells.filter(|cell| cell != "case" && !cell.starts_with('-')).collect();
    let missing = played.iter().filter(|name| !described.contains(**name));
    let missing = missing.map(|name| format!("xtask/docs/hostile.md does not describe: {name}"));
    // Only Linux has all of them.
    let surplus = described.iter().filter(|name| cfg!(target_os = "linux") && !played.contains(name.as_str()));
    missing.chain(surplus.map(|name| format!("xtask/docs/hostile.md describes what is not played: {name}"))).collect()
}

/// A command that has ended.
pub struct Ran {
    pub output: Output,
    pub took: Duration,
}

impl Ran {
    pub fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).expect("what the runner prints is UTF-8")
    }

    pub fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).expect("what the runner prints is UTF-8")
    }

    pub fn code(&self) -> Option<i32> {
        self.output.status.code()
    }
}

/// Runs a command of the runner's to its end; nothing may be left of it, and it may not have used much memory.
#[track_caller]
pub fn run(fixture: &Fixture, command: Command) -> Ran {
    let ran = run_and_look_at(command);
    assert_nothing_left(fixture);
    ran
}

fn run_and_look_at(mut command: Command) -> Ran {
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

/// No process is there whose program or folder is of this workspace.
#[track_caller]
pub fn assert_nothing_left(fixture: &Fixture) {
    let started = Instant::now();
    loop {
        let left = processes::left(fixture);
        if left.is_empty() {
            return;
        }
        assert!(started.elapsed() < GOING, "these are left: {left:?}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Nothing in this text steers a terminal.
#[track_caller]
pub fn assert_harmless(text: &str) {
    let steers = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    assert!(steers.is_none(), "{steers:?} in {text:?}");
}
