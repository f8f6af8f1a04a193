//! A verdict belongs to the code that ran, whatever is saved, built or replaced meanwhile.

mod support;

use std::fs::{self, File};
use std::process::{Child, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{Fixture, SOLUTION, STUB, statuses, stderr, stdout};
use xtask::process::StopFlag;
use xtask::report::{Status, Subject, Verdict};
use xtask::run::Request;
use xtask::store::Store;

/// `double` takes a while, and `triple` is wrong.
const SLOW_AND_RED: &str = "pub fn double(n: i32) -> i32 { std::thread::sleep(std::time::Duration::from_secs(2)); 2 * n }\n\
                            pub fn triple(n: i32) -> i32 { n }\n";

fn start(fixture: &Fixture, arguments: &[&str]) -> Child {
    let mut command = fixture.command("");
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&stdout(output)).unwrap_or_else(|error| panic!("{error}: {}", stderr(output)))
}

/// The runs in the history, the oldest first.
fn history(fixture: &Fixture) -> Vec<Value> {
    fixture.read(".state/history.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < Duration::from_secs(60), "{what} did not happen");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_save_while_cargo_waits_is_recorded_under_what_was_built() {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "tiny"]);
    let lock = File::options().read(true).write(true).open(fixture.path("target/debug/.cargo-lock")).unwrap();
    lock.lock().unwrap();
    fixture.save(&format!("{STUB}// another version\n"));
    let run = start(&fixture, &["test", "tiny"]);
    wait_until("the copy", || fixture.path(".state/kept/tiny/000002").exists());
    fixture.save(SOLUTION);
    drop(lock);
    assert_eq!(run.wait_with_output().unwrap().status.code(), Some(0));
    let last = history(&fixture).pop().unwrap();
    assert_eq!(last["verdict"], "green");
    let kept = last["kept"].as_str().unwrap().to_owned();
    assert_eq!(fixture.read(&format!(".state/kept/tiny/{kept}/src/lib.rs")), SOLUTION);
}

#[test]
fn two_runs_at_once_each_run_their_own_program() {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "tiny"]);
    fixture.save(SLOW_AND_RED);
    let first = start(&fixture, &["test", "tiny", "--format", "json"]);
    wait_until("the copy", || fixture.path(".state/kept/tiny/000002").exists());
    // Its tests have begun, with one that takes two seconds.
    thread::sleep(Duration::from_secs(1));
    fixture.save(SOLUTION);
    let second = fixture.xtask(&["test", "tiny", "--format", "json"]);
    assert_eq!(json(&second)["verdict"], "green");
    let first = json(&first.wait_with_output().unwrap());
    assert_eq!((&first["verdict"], &first["stages"][1]["verdict"]), (&"red".into(), &"red".into()), "{first}");
}

#[test]
fn a_run_is_no_progress_of_the_attempt_that_began_meanwhile() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    fixture.save(&format!(
        "{SOLUTION}// slow\npub fn slow() {{ std::thread::sleep(std::time::Duration::from_secs(3)) }}\n"
    ));
    fixture.write("katas/tiny/tests/mine.rs", "#[test]\nfn slow() { tiny::slow() }\n");
    let run = start(&fixture, &["test", "tiny"]);
    wait_until("the copy", || fixture.path(".state/kept/tiny/000002").exists());
    thread::sleep(Duration::from_millis(1500));
    assert_eq!(fixture.xtask(&["again", "tiny"]).status.code(), Some(0));
    assert_eq!(run.wait_with_output().unwrap().status.code(), Some(0));
    assert_eq!(history(&fixture).pop().unwrap()["again"], 0, "it is a run of the first attempt");
    let list = json(&fixture.xtask(&["list", "--format", "json"]));
    assert_eq!((&list["katas"][0]["verdict"], &list["katas"][0]["stages_green"]), (&Value::Null, &0.into()), "{list}");
    let refused = fixture.xtask(&["again", "tiny"]);
    assert_eq!(refused.status.code(), Some(2), "{}", stdout(&refused));
}

#[test]
fn ignored_and_panicking_own_tests_have_their_own_verdicts() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    let tests = "#[test] #[ignore] fn ignored() {}\n\
                 #[test] #[should_panic] fn panics() { panic!(\"as it should\") }\n\
                 #[test] #[should_panic] fn does_not_panic() {}\n\
                 #[test] #[should_panic(expected = \"x\")] fn panics_otherwise() { panic!(\"y\") }\n\
                 #[test] fn returns() -> Result<(), String> { Err(\"the reason\".to_owned()) }\n";
    fixture.write("katas/tiny/tests/mine.rs", tests);
    let own = fixture.run().own.unwrap();
    let found: Vec<(&str, Status)> = own.tests.iter().map(|test| (test.name.as_str(), test.status)).collect();
    let failed = |name| (name, Status::Failed);
    let passed = ("panics", Status::Passed);
    assert_eq!(found, [failed("does_not_panic"), passed, failed("panics_otherwise"), failed("returns")]);
    let message = |index: usize| own.tests[index].message.clone().unwrap();
    assert!(message(0).contains("did not panic"), "{}", message(0));
    assert!(message(2).contains("panic did not contain expected string"), "{}", message(2));
    assert!(message(3).contains("the reason"), "{}", message(3));
}

#[cfg(unix)]
#[test]
fn an_editors_lock_file_keeps_no_own_test_from_running() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.write("katas/tiny/tests/mine.rs", "#[test] fn mine() {}\n");
    std::os::unix::fs::symlink("user@host.123", fixture.path("katas/tiny/tests/.#mine.rs")).unwrap();
    let own = fixture.run().own.unwrap();
    assert_eq!((own.verdict, own.passed), (Verdict::Green, 1), "{own:?}");
}

#[test]
fn an_own_test_with_a_taken_name_is_named() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.write("katas/tiny/tests/suite.rs", "#[test] fn mine() { panic!() }\n");
    let report = fixture.run();
    assert_eq!(report.verdict, Verdict::Green);
    let own = report.own.unwrap();
    assert_eq!(own.verdict, Verdict::Amber);
    assert!(own.diagnostics[0].message.contains("katas/tiny/tests/suite.rs does not run"), "{own:?}");
}

#[test]
fn other_targets_of_the_learner_change_no_verdict() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.write("katas/tiny/src/main.rs", "fn main() { println!(\"{}\", tiny::double(1)) }\n");
    fixture.write("katas/tiny/src/bin/tool.rs", "fn main() {}\n");
    fixture.write("katas/tiny/examples/shown.rs", "fn main() {}\n");
    fixture.write("katas/tiny/benches/slow.rs", "fn main() {}\n");
    fixture.write("katas/tiny/build.rs", "fn main() {}\n");
    fixture.write("katas/tiny/tests/folder/main.rs", "mod more;\n#[test] fn in_a_folder() {}\n");
    fixture.write("katas/tiny/tests/folder/more.rs", "#[test] fn in_a_module() {}\n");
    let report = fixture.run();
    assert_eq!((report.verdict, report.passed), (Verdict::Green, 3), "{report:?}");
    let own = report.own.unwrap();
    assert_eq!((own.verdict, own.passed, own.total), (Verdict::Green, 2, Some(2)), "{own:?}");
}

#[test]
fn own_tests_share_the_time_of_the_run() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    for file in ["a", "b", "c"] {
        let endless = "#[test] fn endless() { loop { std::thread::sleep(std::time::Duration::from_secs(1)) } }\n";
        fixture.write(&format!("katas/tiny/tests/{file}.rs"), endless);
    }
    let mut request = Request::everything(Subject::Kata);
    request.limits.run = Duration::from_secs(3);
    let report = fixture.run_request(&request).unwrap();
    assert!(report.run_ms < 5_000, "{} ms", report.run_ms);
    assert_eq!(report.verdict, Verdict::Green);
}

/// Eleven seconds, which is longer than a test may take.
#[cfg(target_os = "linux")]
#[test]
fn a_runner_that_was_stopped_gives_no_time_out() {
    use rustix::process::{Pid, Signal, kill_process};

    let fixture = Fixture::new();
    fixture.save(&SLOW_AND_RED.replace("{ n }", "{ 3 * n }"));
    let run = start(&fixture, &["test", "tiny", "--format", "json"]);
    wait_until("the copy of the program", || {
        let runs = fs::read_dir(fixture.path(".state/runs")).into_iter().flatten().flatten();
        runs.filter(|entry| entry.path().is_dir())
            .any(|entry| fs::read_dir(entry.path()).is_ok_and(|files| files.count() > 1))
    });
    let process = Pid::from_raw(i32::try_from(run.id()).unwrap()).unwrap();
    kill_process(process, Signal::STOP).unwrap();
    thread::sleep(Duration::from_secs(11));
    kill_process(process, Signal::CONT).unwrap();
    let report = json(&run.wait_with_output().unwrap());
    assert_eq!(report["verdict"], "green", "{report}");
}

#[test]
fn a_folder_for_all_projects_builds_does_not_mix_clones() {
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
fn a_machine_without_room_is_no_verdict() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    let runs = history(&fixture).len();
    // Neither folder that files of a run can be in can be made.
    fs::remove_dir_all(fixture.path(".state/runs")).unwrap();
    fixture.write(".state/runs", "a file");
    let output = fixture.command("").args(["test", "tiny"]).env("TMPDIR", "/dev/null/nowhere").output().unwrap();
    if cfg!(unix) {
        assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
        assert!(stderr(&output).contains("cannot make the folder"), "{}", stderr(&output));
        assert_eq!(history(&fixture).len(), runs, "it was recorded");
    }
}

#[test]
fn a_damaged_state_is_repaired_by_whoever_finds_it_and_said_once() {
    let fixture = Fixture::new();
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { n }\n");
    fixture.xtask(&["test", "tiny"]);
    fixture.write(".state/state.json", "{ half");
    let store = Store::of(&fixture.workspace());
    store.update(|state| state.current = Some("small".to_owned())).unwrap();
    assert!(store.take_notices()[0].contains("was damaged"));
    assert!(store.take_notices().is_empty());
    let list = json(&fixture.xtask(&["list", "--format", "json"]));
    assert_eq!(list["katas"][0]["stages_green"], 1, "the history knows the stages that were green: {list}");
}

#[test]
fn progress_follows_the_names_of_stages() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    for stage in [1, 2] {
        fixture.xtask(&["hint", "tiny", "--stage", &stage.to_string()]);
    }
    // An update puts a stage in front of both.
    for (old, new) in [("stage_2_triple", "stage_3_triple"), ("stage_1_double", "stage_2_double")] {
        let path = |name: &str| fixture.path(&format!("tests/tiny/{name}.rs"));
        fs::rename(path(old), path(new)).unwrap();
    }
    fixture.write("tests/tiny/stage_1_zero.rs", "//! # Zero\n//!\n//! None.\n//!\n//! Time box: 5 minutes.\n");
    let list = json(&fixture.xtask(&["list", "--format", "json"]));
    assert_eq!((&list["katas"][0]["stages"], &list["katas"][0]["stages_green"]), (&3.into(), &2.into()), "{list}");
    let hint = stdout(&fixture.xtask(&["hint", "tiny"]));
    assert!(hint.contains("stage 1 (Zero), hint 1 of 3"), "the new stage has shown no hint yet: {hint}");
}

#[test]
fn a_state_of_the_first_format_keeps_its_stages() {
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
         #[used]\n#[unsafe(link_section = \".init_array\")]\nstatic LEAVE: extern \"C\" fn() = leave;\n"
    ));
    if !cfg!(target_os = "linux") {
        return;
    }
    let output = fixture.xtask(&["test", "tiny", "--format", "junit"]);
    assert_eq!(output.status.code(), Some(1));
    let xml = stdout(&output);
    assert_eq!(xml.matches("errors=\"1\"").count(), 2, "{xml}");
    assert!(xml.contains("the program ended before any test") && !xml.contains("-0.000"), "{xml}");
}

#[test]
fn junit_has_the_own_tests() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.write("katas/tiny/tests/mine.rs", "#[test] fn mine() { panic!(\"mine\") }\n#[test] fn good() {}\n");
    let xml = stdout(&fixture.xtask(&["test", "tiny", "--format", "junit"]));
    assert!(xml.contains("<testsuite name=\"your own tests\" tests=\"2\" failures=\"1\""), "{xml}");
}

#[test]
fn a_run_can_be_stopped_while_it_waits_for_another_build() {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "tiny"]);
    let lock = File::options().write(true).open(fixture.path("target/.xtask-build-lock")).unwrap();
    lock.lock().unwrap();
    let (workspace, kata, stop) = (fixture.workspace(), fixture.kata(), StopFlag::new());
    let request = Request::everything(Subject::Kata);
    let heard = std::sync::Mutex::new(Vec::new());
    let on_progress = |progress| {
        heard.lock().unwrap().push(progress);
        stop.request();
    };
    let run = xtask::run::Run {
        workspace: &workspace,
        kata: &kata,
        request: &request,
        stop: &stop,
        on_progress: &on_progress,
    };
    assert!(matches!(run.report(), Err(xtask::error::Error::Stopped)));
    assert_eq!(*heard.lock().unwrap(), [xtask::run::Progress::Waiting]);
    drop(lock);
    assert_eq!(statuses(&fixture.run())[0].1, Status::Failed);
}
