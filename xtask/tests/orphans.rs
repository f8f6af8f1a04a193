//! Tests that the runner leaves no processes behind.
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use rstest::rstest;
use support::{Fixture, stderr};

/// Returns statements that start `sleep` in a new session with an empty environment.
fn start_in_new_session(seconds: u32) -> String {
    format!(
        "std::process::Command::new(\"setsid\").args([\"sleep\", \"{seconds}\"]).env_clear().env(\"PATH\", \"/usr/bin:/bin\")\
         .stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();"
    )
}

fn code(body: &str) -> String {
    format!("pub fn double(n: i32) -> i32 {{ {body} 2 * n }}\npub fn triple(n: i32) -> i32 {{ 3 * n }}\n")
}

/// Returns the processes whose command line ends with `end`.
fn running(end: &str) -> Vec<PathBuf> {
    let processes = fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    let matches =
        |process: &PathBuf| fs::read(process.join("cmdline")).is_ok_and(|line| line.ends_with(end.as_bytes()));
    processes.filter(matches).collect()
}

#[rstest]
#[case::started_by_a_test("src/lib.rs", &code(&start_in_new_session(87_651)), "87651\0")]
#[case::started_by_a_build_script("build.rs", &format!("fn main() {{ {} }}", start_in_new_session(87_652)), "87652\0")]
fn a_child_that_left_its_group_is_killed_with_the_run(#[case] file: &str, #[case] code: &str, #[case] line: &str) {
    let fixture = Fixture::new();
    fixture.write(&format!("katas/tiny/{file}"), code);
    fixture.xtask(&["test", "tiny"]);
    assert_eq!(running(line), Vec::<PathBuf>::new());
}

#[test]
fn the_next_command_kills_processes_of_a_killed_runner() {
    let fixture = Fixture::new();
    fixture.save(&code(&format!("{} loop {{ std::thread::park() }}", start_in_new_session(87_653))));
    let mut runner = fixture.command("").args(["test", "tiny"]).stdout(Stdio::null()).spawn().unwrap();
    let started = Instant::now();
    while running("87653\0").is_empty() {
        assert!(started.elapsed() < Duration::from_secs(60), "timed out waiting for the test's child");
        thread::sleep(Duration::from_millis(10));
    }
    runner.kill().unwrap();
    runner.wait().unwrap();
    // A command in another workspace must not kill the process.
    Fixture::new().xtask(&["list"]);
    assert!(!running("87653\0").is_empty(), "the process ended with the runner, so this tests nothing");
    let message = stderr(&fixture.xtask(&["list"]));
    assert!(message.starts_with("note: killed ") && message.ends_with(" left behind by an earlier run\n"), "{message}");
    assert_eq!(running("87653\0"), Vec::<PathBuf>::new());
    let suites = format!("{}/target/", fixture.root().display());
    let left =
        fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| fs::read_link(entry.path().join("exe")).ok());
    assert_eq!(left.filter(|program| program.starts_with(&suites)).count(), 0, "number of running tests");
    assert_eq!(stderr(&fixture.xtask(&["list"])), "", "message of the second command");
}

#[test]
fn other_commands_do_not_disturb_a_run() {
    let fixture = Fixture::new();
    fixture.save(&code("std::thread::sleep(std::time::Duration::from_secs(2));"));
    let mut runner = fixture.command("").args(["test", "tiny"]).stdout(Stdio::null()).spawn().unwrap();
    while runner.try_wait().unwrap().is_none() {
        assert_eq!(stderr(&fixture.xtask(&["list"])), "");
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(runner.wait().unwrap().code(), Some(0));
}
