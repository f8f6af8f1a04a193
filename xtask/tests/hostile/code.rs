//! Cases of hostile learner's code.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::case::{Case, CaseResult, Ran, assert_harmless, assert_nothing_left, run};
use crate::processes::{assert_little_memory, left};
#[cfg(unix)]
use crate::support::view::View;
use crate::support::watch::Watch;
use crate::support::{CONSTRUCTOR, Fixture, SOLUTION, START_A_CHILD, tree};

const TWO: &str = "twice_two_is_four";
const ZERO: &str = "double_of_zero_is_zero";
const SIX: &str = "three_times_two_is_six";

/// The time limit of a build on a busy machine. It is longer on Windows, which starts programs more slowly.
const BUILD: Duration = Duration::from_secs(if cfg!(windows) { 60 } else { 20 });
/// The time limit of the reaction to a key.
const KEY_TIMEOUT: Duration = Duration::from_secs(3);

/// A file of the learner and the expected report.
struct CodeCase {
    name: &'static str,
    file: &'static str,
    text: String,
    verdict: &'static str,
    /// The expected status and message of the test [`TWO`], unless it passes. All other tests pass.
    failing: Option<(&'static str, &'static str)>,
    /// The expected error outside of any test.
    error: Option<&'static str>,
    /// The time limit without the build.
    time: Duration,
}

impl CodeCase {
    /// Creates a case whose `double` runs `body` if its argument is 2.
    fn body(
        name: &'static str,
        body: &str,
        verdict: &'static str,
        status: &'static str,
        message: &'static str,
    ) -> Self {
        let text = format!(
            "#![allow(warnings)]\npub fn double(n: i32) -> i32 {{ if n == 2 {{ {body} }} else {{ 2 * n }} }}\n\
             pub fn triple(n: i32) -> i32 {{ 3 * n }}\n"
        );
        let time = if status == "timed_out" { Duration::from_secs(10) } else { Duration::from_secs(5) };
        let failing = (status != "passed").then_some((status, message));
        Self { name, file: "src/lib.rs", text, verdict, failing, error: None, time }
    }

    /// Creates a case of correct code with a constructor that runs `body`.
    fn constructor(name: &'static str, body: &str, verdict: &'static str, error: Option<&'static str>) -> Self {
        let text = format!(
            "{SOLUTION}{CONSTRUCTOR}static BEGIN: extern \"C\" fn() = begin;\n\
             extern \"C\" fn begin() {{ {body} }}\n"
        );
        Self { name, file: "src/lib.rs", text, verdict, failing: None, error, time: Duration::from_secs(5) }
    }

    fn build_script(name: &'static str, body: &str) -> Self {
        let text = format!("fn main() {{ {body} }}\n");
        let (verdict, failing, error) = ("green", None, None);
        Self { name, file: "build.rs", text, verdict, failing, error, time: Duration::from_secs(5) }
    }

    fn save(&self, fixture: &Fixture) {
        fixture.save(SOLUTION);
        fixture.write(&format!("katas/tiny/{}", self.file), &self.text);
    }

    /// Returns the expected status of each test.
    fn statuses(&self) -> Vec<(&str, &str)> {
        if self.error.is_some() || self.verdict == "amber" {
            return Vec::new();
        }
        vec![(TWO, self.failing.map_or("passed", |(status, _)| status)), (ZERO, "passed"), (SIX, "passed")]
    }

    #[track_caller]
    fn check(&self, ran: &Ran) -> String {
        let report: Value = serde_json::from_str(&ran.stdout()).expect("a report in JSON");
        assert_eq!(report["verdict"], self.verdict, "{report:#}");
        let tests = report["stages"].as_array().unwrap().iter().flat_map(|stage| stage["tests"].as_array().unwrap());
        let found: Vec<(&str, &str)> =
            tests.clone().map(|test| (test["name"].as_str().unwrap(), test["status"].as_str().unwrap())).collect();
        assert_eq!(found, self.statuses(), "{report:#}");
        if let Some((_, expected)) = self.failing {
            let message = tests.clone().find(|test| test["name"] == TWO).unwrap()["message"].as_str().unwrap();
            assert!(message.contains(expected), "{message:?}");
            assert_harmless(message);
        }
        let output = tests.filter_map(|test| test["output"].as_str());
        output.for_each(assert_harmless);
        if let Some(error) = self.error {
            let message = report["error"]["message"].as_str().unwrap_or_default();
            assert!(message.contains(error), "{report:#}");
        }
        for found in report["diagnostics"].as_array().unwrap() {
            assert_harmless(found["message"].as_str().unwrap());
            assert_harmless(found["rendered"].as_str().unwrap());
        }
        let limit = BUILD + self.time;
        assert!(ran.took < limit, "time with a limit of {limit:?}: {:?}", ran.took);
        let status = self.failing.map_or(String::new(), |(status, _)| format!(", {status}"));
        format!("{}{status}", self.verdict)
    }

    fn in_test(&self) -> CaseResult {
        let fixture = Fixture::new();
        self.save(&fixture);
        let mut command = fixture.command("");
        command.args(["test", "tiny", "--format", "json"]);
        let ran = run(&fixture, command);
        let verdict = self.check(&ran);
        // Checks the colored output too, unless the run is slow.
        if self.time < Duration::from_secs(10) {
            let mut command = fixture.command("");
            command.args(["test", "tiny"]).env("CLICOLOR_FORCE", "1");
            let text = run(&fixture, command).stdout();
            assert_harmless(&anstream::adapter::strip_str(&text).to_string());
            let control_codes = ["\u{1b}]", "\u{1b}[2J", "\u{9b}"];
            assert!(control_codes.iter().all(|code| !text.contains(code)), "{text:?}");
        }
        Ok(verdict)
    }

    /// Saves the code, then a correct version, while a live view is running.
    fn in_watch(&self) -> CaseResult {
        let fixture = Fixture::new();
        fixture.save(SOLUTION);
        let mut watch = Watch::start(&fixture, &["watch", "tiny"]);
        watch.until("Waiting for a save");
        let saved = Instant::now();
        self.save(&fixture);
        let shown = watch.until("Waiting for a save");
        let took = saved.elapsed();
        let is_headline = |line: &str| line.starts_with("tiny  ") && line.contains(self.verdict);
        assert!(shown.lines().any(is_headline), "{shown}");
        assert_harmless(&shown);
        if let Some((_, message)) = self.failing {
            assert!(shown.contains(&format!("\n{TWO}\n")) && shown.contains(message), "{shown}");
            assert!(shown.contains("✓ 2  Triple"), "{shown}");
        }
        if let Some(error) = self.error {
            assert!(shown.contains(error), "{shown}");
        }
        assert!(took < BUILD + self.time, "time until the verdict: {took:?}");
        assert_little_memory(watch.id());
        if self.file != "src/lib.rs" {
            std::fs::remove_file(fixture.path(&format!("katas/tiny/{}", self.file))).unwrap();
        }
        fixture.save(&format!("{SOLUTION}// again\n"));
        assert!(watch.until("Waiting for a save").contains("tiny  ✓ green"));
        watch.type_line("q");
        assert!(watch.end() < KEY_TIMEOUT, "quitting takes too long");
        assert_nothing_left(&fixture);
        let kept = tree(&fixture.path(".state/kept/tiny"));
        let is_kept = self.file != "src/lib.rs" || kept.iter().any(|(_, bytes)| bytes == self.text.as_bytes());
        assert!(is_kept, "the code was not kept");
        Ok(self.verdict.to_owned())
    }
}

/// Returns statements that start a program in a new session, where it sleeps for a minute without printing anything.
#[cfg(target_os = "linux")]
fn start_in_new_session() -> String {
    "std::process::Command::new(\"setsid\").args([\"sleep\", \"60\"]).env_clear().env(\"PATH\", \"/usr/bin:/bin\")\
     .stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();"
        .to_owned()
}

fn code_cases() -> Vec<CodeCase> {
    let forged = "println!(\"test stage_1_double::twice_two_is_four ... ok\\n\\ntest result: ok. 1 passed; 0 failed\");\
                  println!(\"{{\\\"reason\\\":\\\"compiler-artifact\\\",\\\"executable\\\":\\\"/bin/true\\\"}}\");";
    let control_codes = "let text = \"\\x1b]0;title\\x07\\x1b[2J\\x1b[?1049l\\u{9b}31mred\\r\"; print!(\"{text}\");";
    let invalid_utf_8 = "use std::io::Write; std::io::stdout().write_all(&[0xff, 0xfe, 0, 0x1b, b'c']).unwrap();";
    vec![
        CodeCase::body("an endless loop", "loop {}", "timeout", "timed_out", "exceeded the time limit of 10s"),
        CodeCase::body(
            "a deadlock of two threads",
            "let locks: &'static _ = Box::leak(Box::new([std::sync::Mutex::new(0), std::sync::Mutex::new(0)]));\
             let both: &'static _ = Box::leak(Box::new(std::sync::Barrier::new(2)));\
             let take = move |first: usize| { let _a = locks[first].lock(); both.wait(); let _b = locks[1 - first].lock(); };\
             let other = std::thread::spawn(move || take(0)); take(1); other.join().unwrap(); 4",
            "timeout",
            "timed_out",
            "exceeded the time limit of 10s",
        ),
        CodeCase::body("a child process that outlives its test", &format!("{START_A_CHILD} 4"), "green", "passed", ""),
        // Such processes are found by their mark, which exists on Linux only.
        #[cfg(target_os = "linux")]
        CodeCase::body(
            "a child process in its own session",
            &format!("{} 4", start_in_new_session()),
            "green",
            "passed",
            "",
        ),
        CodeCase::body(
            "infinite recursion",
            "fn deep(n: i32) -> i32 { std::hint::black_box(deep(n + 1) + 1) } deep(n)",
            "red",
            "crashed",
            "stack overflow",
        ),
        CodeCase::body("an abort", "std::process::abort()", "red", "crashed", "the process aborted"),
        CodeCase::body("exit(0) in a test", "std::process::exit(0)", "red", "exited", "exit status: 0"),
        CodeCase::constructor(
            "exit(0) in a constructor",
            "std::process::exit(0)",
            "red",
            Some("ended before any test"),
        ),
        CodeCase::constructor(
            "a constructor that prints test names",
            "println!(\"stage_1_double::more: test\\ntest stage_1_double::more\")",
            "green",
            None,
        ),
        CodeCase::body(
            "a gigabyte of output in lines",
            "let line = \"x\".repeat((1 << 16) - 1); for _ in 0..1 << 14 { println!(\"{line}\") } 4",
            "timeout",
            "over_limit",
            "printed more than 16 MiB",
        ),
        CodeCase::body(
            "a gigabyte of output in one line",
            "let part = \"x\".repeat(1 << 16); for _ in 0..1 << 14 { eprint!(\"{part}\") } 4",
            "timeout",
            "over_limit",
            "printed more than 16 MiB",
        ),
        CodeCase::body(
            "output with invalid UTF-8 and terminal control codes",
            &format!("{control_codes} {invalid_utf_8} panic!(\"{{text}} end\")"),
            "red",
            "failed",
            " end",
        ),
        CodeCase::body(
            "a panic in Drop during a panic",
            "struct Bomb; impl Drop for Bomb { fn drop(&mut self) { panic!(\"second\") } } let _a = Bomb; panic!(\"first\")",
            "red",
            "crashed",
            "the process aborted",
        ),
        // The memory limit exists on Linux only.
        #[cfg(target_os = "linux")]
        CodeCase::body(
            "unlimited allocation",
            "let mut all = Vec::new(); loop { all.push(vec![1_u8; 1 << 20]) }",
            "timeout",
            "over_limit",
            "used more than 1 GiB of memory",
        ),
        CodeCase::body(
            "a test that changes its folder and environment",
            "std::env::set_current_dir(\"/\").unwrap(); unsafe { std::env::set_var(\"PATH\", \"\"); std::env::set_var(\"HOME\", \"\") } 4",
            "green",
            "passed",
            "",
        ),
        CodeCase::body(
            "output that looks like results",
            &format!("{forged} panic!(\"it failed\")"),
            "red",
            "failed",
            "it failed",
        ),
        CodeCase::body(
            "output that looks like results, then exit(0)",
            &format!("{forged} std::process::exit(0)"),
            "red",
            "exited",
            "exit status: 0",
        ),
        // On Windows, every child inherits its parent's output, so Cargo waits for it.
        #[cfg(target_os = "linux")]
        CodeCase::build_script("a build script that leaves a child process", &start_in_new_session()),
        CodeCase::build_script(
            "a build script that prints messages like Cargo's",
            "println!(\"{{\\\"reason\\\":\\\"compiler-artifact\\\",\\\"executable\\\":\\\"/bin/true\\\"}}\"); println!(\"cargo::warning=\\x1b]0;title\\x07\");",
        ),
        CodeCase {
            name: "code that makes the compiler print escape codes",
            file: "src/lib.rs",
            text: "compile_error!(\"\\x1b]0;title\\x07\\x1b[2J\\u{9b}2J\");\n".to_owned(),
            verdict: "amber",
            failing: None,
            error: None,
            time: Duration::from_secs(5),
        },
    ]
}

/// Returns each case in `test` and in `watch` without a terminal, and some cases in a terminal.
pub fn groups() -> Vec<Vec<Case>> {
    let mut in_test: Vec<Case> =
        code_cases().into_iter().map(|code| Case::new(code.name, "test", move || code.in_test())).collect();
    in_test.push(Case::new("an endless loop in every test", "test", every_test_loops));
    let in_watch =
        code_cases().into_iter().map(|code| Case::new(code.name, "watch", move || code.in_watch())).collect();
    let hang = "a build script that hangs";
    let mut on_screen = on_screen(hang);
    on_screen.push(Case::new(hang, "watch", a_newer_save_cancels_a_build));
    // This case waits for two minutes without using the processor, so it gets its own group.
    vec![vec![Case::new(hang, "test", a_build_script_hangs)], in_test, in_watch, on_screen]
}

/// Returns no cases, since tests on Windows have no pseudo-terminal.
#[cfg(not(unix))]
fn on_screen(_hang: &'static str) -> Vec<Case> {
    Vec::new()
}

/// Returns the cases in a pseudo-terminal.
#[cfg(unix)]
fn on_screen(hang: &'static str) -> Vec<Case> {
    let on_screen = [
        (
            "an endless loop",
            "src/lib.rs",
            "pub fn double(_: i32) -> i32 { loop {} }\npub fn triple(_: i32) -> i32 { loop {} }\n",
        ),
        (
            "a gigabyte of output in lines",
            "src/lib.rs",
            // Slowly enough not to reach the limit.
            "pub fn double(n: i32) -> i32 { loop { println!(\"{n:9999}\"); std::thread::sleep(std::time::Duration::from_millis(10)) } }\n\
             pub fn triple(n: i32) -> i32 { double(n) }\n",
        ),
        (hang, "build.rs", "fn main() { loop { std::thread::park() } }\n"),
    ];
    let mut on_screen: Vec<Case> = on_screen
        .into_iter()
        .map(|(name, file, text)| Case::new(name, "screen", move || the_view_reacts_to_keys(file, text)))
        .collect();
    on_screen.push(Case::new(
        "output with invalid UTF-8 and terminal control codes",
        "screen",
        the_screen_stays_intact,
    ));
    on_screen
}

fn every_test_loops() -> CaseResult {
    let fixture = Fixture::new();
    let more: String = (0..100).map(|n| format!("#[test]\nfn more_{n}() {{ double({n}); }}\n")).collect();
    fixture.write("tests/tiny/stage_1_double.rs", &(fixture.read("tests/tiny/stage_1_double.rs") + &more));
    fixture.save(
        "pub fn double(_: i32) -> i32 { loop { std::thread::park() } }\npub fn triple(n: i32) -> i32 { 3 * n }\n",
    );
    let mut command = fixture.command("");
    command.args(["test", "tiny", "--format", "json"]);
    let ran = run(&fixture, command);
    let report: Value = serde_json::from_str(&ran.stdout()).unwrap();
    let run_ms = report["run_ms"].as_u64().unwrap();
    assert!(run_ms < 31_500, "run time with a limit of 30 s: {run_ms} ms");
    let tests: Vec<&Value> =
        report["stages"].as_array().unwrap().iter().flat_map(|stage| stage["tests"].as_array().unwrap()).collect();
    let count = |status: &str| tests.iter().filter(|test| test["status"] == status).count();
    let (timed_out, not_run) = (count("timed_out"), count("not_run"));
    assert!(timed_out + not_run == 103 && timed_out > 20, "timed out: {timed_out}, not run: {not_run}");
    Ok(format!("timeout, {timed_out} timed_out, {not_run} not_run"))
}

fn a_build_script_hangs() -> CaseResult {
    let fixture = Fixture::new();
    fixture.write("katas/tiny/build.rs", "fn main() { loop { std::thread::park() } }\n");
    let mut command = fixture.command("");
    command.args(["test", "tiny", "--format", "json"]);
    let ran = run(&fixture, command);
    let report: Value = serde_json::from_str(&ran.stdout()).unwrap();
    let message = report["error"]["message"].as_str().unwrap_or_default();
    assert_eq!((&report["verdict"], &report["error"]["phase"]), (&"amber".into(), &"build".into()));
    assert!(
        message.contains("120s") && message.contains("The build script (build.rs) of tiny does not finish"),
        "{message}"
    );
    assert!(ran.took < Duration::from_secs(120) + BUILD, "{:?}", ran.took);
    Ok("amber, cannot be built".to_owned())
}

fn a_newer_save_cancels_a_build() -> CaseResult {
    let fixture = Fixture::new();
    fixture.write("katas/tiny/build.rs", "fn main() { loop { std::thread::park() } }\n");
    fixture.save(SOLUTION);
    let mut watch = Watch::start(&fixture, &["watch", "tiny"]);
    wait_for_a_process_of(&fixture, "build-script-build");
    let saved = Instant::now();
    fixture.write("katas/tiny/build.rs", "fn main() {}\n");
    assert!(watch.until("Waiting for a save").contains("tiny  ✓ green"));
    assert!(saved.elapsed() < BUILD, "time until the newer save was built: {:?}", saved.elapsed());
    watch.type_line("q");
    assert!(watch.end() < KEY_TIMEOUT);
    assert_nothing_left(&fixture);
    Ok("green after a newer save".to_owned())
}

/// Waits until a process of the fixture runs whose command line contains `part`.
fn wait_for_a_process_of(fixture: &Fixture, part: &str) {
    let started = Instant::now();
    while !left(fixture).iter().any(|line| line.contains(part)) {
        assert!(started.elapsed() < Duration::from_secs(60), "no process with `{part}` has started");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Checks that keys work and quitting is fast while the code runs.
#[cfg(unix)]
fn the_view_reacts_to_keys(file: &str, text: &str) -> CaseResult {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.write(&format!("katas/tiny/{file}"), text);
    let mut view = View::start(&fixture, &["watch", "tiny"], &[]);
    wait_for_a_process_of(&fixture, if file == "build.rs" { "build-script-build" } else { "--exact" });
    for (key, shown) in [("b", "The brief"), ("s", "Time box")] {
        let pressed = Instant::now();
        view.press(key);
        view.until(&[shown]);
        assert!(pressed.elapsed() < KEY_TIMEOUT, "time until the reaction to a key: {:?}", pressed.elapsed());
    }
    assert_little_memory(view.id());
    // The first q closes the stage's text.
    view.press("q");
    view.press("q");
    view.ends();
    assert_nothing_left(&fixture);
    Ok("keys work, quits at once".to_owned())
}

#[cfg(unix)]
fn the_screen_stays_intact() -> CaseResult {
    let fixture = Fixture::new();
    fixture.save(
        "pub fn double(_: i32) -> i32 { let text = \"\\x1b]0;title\\x07\\x1b[2J\\x1b[?1049l\\u{9b}31mred\\r\"; print!(\"{text}\"); panic!(\"{text} end\") }\n\
         pub fn triple(n: i32) -> i32 { 3 * n }\n",
    );
    let mut view = View::start(&fixture, &["watch", "tiny"], &[]);
    view.until(&["tiny  ✗ red", " end", "r run"]);
    {
        let screen = view.screen.lock().unwrap();
        assert!(screen.screen().alternate_screen(), "the view left the alternate screen");
        let contents = screen.screen().contents();
        assert!(contents.starts_with("tiny  ✗ red  1 of 3"), "{contents}");
    }
    view.press("q");
    view.ends();
    assert_nothing_left(&fixture);
    Ok("red".to_owned())
}
