//! What the runner leaves running: nothing.
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use rstest::rstest;
use support::{Fixture, stderr};

/// A `sleep` in a session and with an environment of its own that sleeps so many seconds.
fn flee(seconds: u32) -> String {
    format!(
        "std::process::Command::new(\"setsid\").args([\"sleep\", \"{seconds}\"]).env_clear().env(\"PATH\", \"/usr/bin:/bin\")\
         .stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();"
    )
}

fn code(body: &str) -> String {
    format!("pub fn double(n: i32) -> i32 {{ {body} 2 * n }}\npub fn triple(n: i32) -> i32 {{ 3 * n }}\n")
}

/// The processes whose command line ends like this.
fn running(end: &str) -> Vec<PathBuf> {
    let processes = fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    let ends_so =
        |process: &PathBuf| fs::read(process.join("cmdline")).is_ok_and(|line| line.ends_with(end.as_bytes()));
    processes.filter(ends_so).collect()
}

#[rstest]
#[case::of_a_test("src/lib.rs", &code(&flee(87_651)), "87651\0")]
#[case::of_a_build_script("build.rs", &format!("fn main() {{ {} }}", flee(87_652)), "87652\0")]
fn a_child_that_left_its_group_is_ended_with_the_run(#[case] file: &str, #[case] code: &str, #[case] line: &str) {
    let fixture = Fixture::new();
    fixture.write(&format!("katas/tiny/{file}"), code);
    fixture.xtask(&["test", "tiny"]);
    assert_eq!(running(line), Vec::<PathBuf>::new());
}

#[test]
fn the_next_command_ends_what_a_runner_left_that_was_ended_by_force() {
    let fixture = Fixture::new();
    fixture.save(&code(&format!("{} loop {{ std::thread::park() }}", flee(87_653))));
    let mut runner = fixture.command("").args(["test", "tiny"]).stdout(Stdio::null()).spawn().unwrap();
    let started = Instant::now();
    while running("87653\0").is_empty() {
        assert!(started.elapsed() < Duration::from_secs(60), "the test does not start its child");
        thread::sleep(Duration::from_millis(10));
    }
    runner.kill().unwrap();
    runner.wait().unwrap();
    // Another runner of another workspace minds its own business.
    Fixture::new().xtask(&["list"]);
    assert!(!running("87653\0").is_empty(), "it was ended with the runner, so this tests nothing");
    let said = stderr(&fixture.xtask(&["list"]));
    assert!(said.starts_with("note: killed ") && said.ends_with(" left behind by an earlier run\n"), "{said}");
    assert_eq!(running("87653\0"), Vec::<PathBuf>::new());
    let suites = format!("{}/target/", fixture.root().display());
    let left =
        fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| fs::read_link(entry.path().join("exe")).ok());
    assert_eq!(left.filter(|program| program.starts_with(&suites)).count(), 0, "a test is still running");
    assert_eq!(stderr(&fixture.xtask(&["list"])), "", "it is said once");
}

#[test]
fn a_run_that_is_under_way_is_left_alone_by_other_commands() {
    let fixture = Fixture::new();
    fixture.save(&code("std::thread::sleep(std::time::Duration::from_secs(2));"));
    let mut runner = fixture.command("").args(["test", "tiny"]).stdout(Stdio::null()).spawn().unwrap();
    while runner.try_wait().unwrap().is_none() {
        assert_eq!(stderr(&fixture.xtask(&["list"])), "");
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(runner.wait().unwrap().code(), Some(0));
}
