//! Tests that a verdict belongs to the code that ran, even if the code changes during the run.
//!
//! The tests run katas only through commands, never directly in the tests' process. Otherwise, a command that another
//! test starts at the same time could inherit the run's mark.

mod support;

use std::fs::{self, File};
use std::process::{Child, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{CONSTRUCTOR, Fixture, SOLUTION, STUB, stderr, stdout};
use xtask::store::Store;

/// A slow `double` and a wrong `triple`.
const SLOW_AND_RED: &str = "pub fn double(n: i32) -> i32 { std::thread::sleep(std::time::Duration::from_secs(2)); 2 * n }\n\
                            pub fn triple(n: i32) -> i32 { n }\n";

fn start(fixture: &Fixture, arguments: &[&str]) -> Child {
    let mut command = fixture.command("");
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&stdout(output)).unwrap_or_else(|error| panic!("{error}: {}", stderr(output)))
}

/// Returns the runs in the history, oldest first.
fn history(fixture: &Fixture) -> Vec<Value> {
    fixture.read(".state/history.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < Duration::from_secs(60), "timed out waiting for {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Waits until a run has built and copied its executables and started the first test.
fn wait_until_tests_begin(fixture: &Fixture) {
    wait_until("the first test", || {
        let runs = fs::read_dir(fixture.path("target/xtask-runs")).into_iter().flatten().flatten();
        runs.filter(|entry| entry.path().is_dir())
            .any(|entry| fs::read_dir(entry.path()).is_ok_and(|files| files.count() > 1))
    });
}

#[test]
fn a_run_is_recorded_with_the_code_that_was_built() {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "tiny"]);
    let lock = File::options().read(true).write(true).open(fixture.path("target/debug/.cargo-lock")).unwrap();
    lock.lock().unwrap();
    fixture.save(&format!("{STUB}// another version\n"));
    let run = start(&fixture, &["test", "tiny"]);
    wait_until("the kept version", || fixture.path(".state/kept/tiny/000002").exists());
    fixture.save(SOLUTION);
    drop(lock);
    assert_eq!(run.wait_with_output().unwrap().status.code(), Some(0));
    let last = history(&fixture).pop().unwrap();
    assert_eq!(last["verdict"], "green");
    let kept = last["kept"].as_str().unwrap().to_owned();
    assert_eq!(fixture.read(&format!(".state/kept/tiny/{kept}/src/lib.rs")), SOLUTION);
}

/// The first call of `double` saves the code with two more lines at its beginning.
#[test]
fn a_panic_is_not_located_in_newer_code() {
    let fixture = Fixture::new();
    fixture.save(
        "pub fn double(n: i32) -> i32 {\n    let code = std::fs::read_to_string(\"src/lib.rs\").unwrap();\n\
         \x20   if !code.starts_with('\\n') {\n        std::fs::write(\"src/lib.rs\", format!(\"\\n\\n{code}\")).unwrap();\n    }\n\
         \x20   [i32::MAX - n, n + 1].iter().sum::<i32>()\n}\npub fn triple(n: i32) -> i32 { 3 * n }\n",
    );
    let run = start(&fixture, &["test", "tiny", "--format", "json"]);
    let report = json(&run.wait_with_output().unwrap());
    assert!(fixture.read("katas/tiny/src/lib.rs").starts_with('\n'), "the test did not change the code");
    let location = report["stages"][0]["tests"][0]["location"].as_str().unwrap();
    assert_eq!(location, "tests/tiny/stage_1_double.rs:10");
}

#[test]
fn simultaneous_runs_execute_their_own_builds() {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "tiny"]);
    fixture.save(SLOW_AND_RED);
    let first = start(&fixture, &["test", "tiny", "--format", "json"]);
    wait_until("the kept version", || fixture.path(".state/kept/tiny/000002").exists());
    // The slow test takes two seconds, so the first run is still in progress.
    wait_until_tests_begin(&fixture);
    fixture.save(SOLUTION);
    let second = fixture.xtask(&["test", "tiny", "--format", "json"]);
    assert_eq!(json(&second)["verdict"], "green");
    let first = json(&first.wait_with_output().unwrap());
    assert_eq!((&first["verdict"], &first["stages"][1]["verdict"]), (&"red".into(), &"red".into()), "{first}");
}

#[test]
fn a_run_does_not_count_for_a_later_attempt() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    fixture.save(&format!(
        "{SOLUTION}// slow\npub fn slow() {{ std::thread::sleep(std::time::Duration::from_secs(3)) }}\n"
    ));
    fixture.write("katas/tiny/tests/mine.rs", "#[test]\nfn slow() { tiny::slow() }\n");
    let run = start(&fixture, &["test", "tiny"]);
    wait_until("the kept version", || fixture.path(".state/kept/tiny/000002").exists());
    wait_until_tests_begin(&fixture);
    assert_eq!(fixture.xtask(&["again", "tiny"]).status.code(), Some(0));
    assert_eq!(run.wait_with_output().unwrap().status.code(), Some(0));
    assert_eq!(history(&fixture).pop().unwrap()["again"], 0, "attempt of the recorded run");
    let list = json(&fixture.xtask(&["list", "--format", "json"]));
    assert_eq!((&list["katas"][0]["verdict"], &list["katas"][0]["stages_green"]), (&Value::Null, &0.into()), "{list}");
    let rejected = fixture.xtask(&["again", "tiny"]);
    assert_eq!(rejected.status.code(), Some(2), "{}", stdout(&rejected));
}

/// Suspends the runner for 11 seconds, longer than the limit of a test.
#[cfg(target_os = "linux")]
#[test]
fn suspending_the_runner_causes_no_timeout() {
    use rustix::process::{Pid, Signal, kill_process};

    let fixture = Fixture::new();
    fixture.save(&SLOW_AND_RED.replace("{ n }", "{ 3 * n }"));
    let run = start(&fixture, &["test", "tiny", "--format", "json"]);
    wait_until_tests_begin(&fixture);
    let process = Pid::from_raw(i32::try_from(run.id()).unwrap()).unwrap();
    kill_process(process, Signal::STOP).unwrap();
    thread::sleep(Duration::from_secs(11));
    kill_process(process, Signal::CONT).unwrap();
    let report = json(&run.wait_with_output().unwrap());
    assert_eq!(report["verdict"], "green", "{report}");
}

#[test]
fn a_shared_build_folder_does_not_mix_clones() {
    let (first, second) = (Fixture::new(), Fixture::new());
    first.save(SOLUTION);
    let shared = tempfile::tempdir().unwrap();
    for variable in ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR", "CARGO_BUILD_BUILD_DIR"] {
        let code = |fixture: &Fixture| {
            fixture.command("").args(["test", "tiny"]).env(variable, shared.path()).output().unwrap().status.code()
        };
        assert_eq!((code(&first), code(&second), code(&first)), (Some(0), Some(1), Some(0)), "{variable}");
    }
}

#[test]
fn a_missing_resource_is_not_a_verdict() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    let runs = history(&fixture).len();
    // Put a file in place of the folder for a run's files, so that the folder cannot be created.
    fs::remove_dir_all(fixture.path("target/xtask-runs")).unwrap();
    fixture.write("target/xtask-runs", "a file");
    let output = fixture.xtask(&["test", "tiny"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(stderr(&output).contains("cannot create the folder"), "{}", stderr(&output));
    assert_eq!(history(&fixture).len(), runs, "number of recorded runs");
}

#[test]
fn a_damaged_state_is_recovered_with_one_notice() {
    let fixture = Fixture::new();
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { n }\n");
    fixture.xtask(&["test", "tiny"]);
    fixture.write(".state/state.json", "{ half");
    let store = Store::of(&fixture.workspace());
    store.update(|state| state.current = Some("small".to_owned())).unwrap();
    assert!(store.take_notices()[0].contains("was damaged"));
    assert!(store.take_notices().is_empty());
    let list = json(&fixture.xtask(&["list", "--format", "json"]));
    assert_eq!(list["katas"][0]["stages_green"], 1, "green stages recovered from the history: {list}");
}

#[test]
fn progress_follows_stage_names() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    for stage in [1, 2] {
        fixture.xtask(&["hint", "tiny", "--stage", &stage.to_string()]);
    }
    // Do the same as an update that inserts a stage before the other two.
    for (old, new) in [("stage_2_triple", "stage_3_triple"), ("stage_1_double", "stage_2_double")] {
        let path = |name: &str| fixture.path(&format!("tests/tiny/{name}.rs"));
        fs::rename(path(old), path(new)).unwrap();
    }
    fixture.write("tests/tiny/stage_1_zero.rs", "//! # Zero\n//!\n//! None.\n//!\n//! Time box: 5 minutes.\n");
    let list = json(&fixture.xtask(&["list", "--format", "json"]));
    assert_eq!((&list["katas"][0]["stages"], &list["katas"][0]["stages_green"]), (&3.into(), &2.into()), "{list}");
    let hint = stdout(&fixture.xtask(&["hint", "tiny"]));
    assert!(hint.contains("stage 1 (Zero), hint 1 of 3"), "the new stage does not start with its first hint: {hint}");
}

#[test]
fn a_state_in_format_1_keeps_its_stages() {
    let fixture = Fixture::new();
    let stage = |verdict: &str| format!("{{\"verdict\": \"{verdict}\", \"passed\": 1, \"total\": 2}}");
    let (green, red) = (stage("green"), stage("red"));
    let state = format!(
        "{{\"version\": 1, \"katas\": {{\"tiny\": {{\"verdict\": \"red\", \"stages\": {{\"1\": {green}, \"2\": {red}}}, \"hints\": {{\"2\": 1}}}}}}}}"
    );
    fixture.write(".state/state.json", &state);
    let list = json(&fixture.xtask(&["list", "--format", "json"]));
    assert_eq!(list["katas"][0]["stages_green"], 1, "{list}");
    assert!(stdout(&fixture.xtask(&["hint", "tiny"])).contains("stage 2 (Triple), hint 2 of 3"));
}

#[test]
fn junit_of_a_suite_that_never_started_has_errors() {
    let fixture = Fixture::new();
    fixture.save(&format!(
        "{SOLUTION}\nextern \"C\" fn leave() {{ std::process::exit(0) }}\n\
         {CONSTRUCTOR}static LEAVE: extern \"C\" fn() = leave;\n"
    ));
    let output = fixture.xtask(&["test", "tiny", "--format", "junit"]);
    assert_eq!(output.status.code(), Some(1));
    let xml = stdout(&output);
    assert_eq!(xml.matches("errors=\"1\"").count(), 2, "{xml}");
    assert!(xml.contains("the program ended before any test") && !xml.contains("-0.000"), "{xml}");
}

#[test]
fn junit_includes_own_tests() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.write("katas/tiny/tests/mine.rs", "#[test] fn mine() { panic!(\"mine\") }\n#[test] fn good() {}\n");
    let xml = stdout(&fixture.xtask(&["test", "tiny", "--format", "junit"]));
    assert!(xml.contains("<testsuite name=\"your own tests\" tests=\"2\" failures=\"1\""), "{xml}");
}
