//! What the learner's code can do.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::case::{Case, Played, Ran, assert_harmless, assert_nothing_left, run};
use crate::processes::{assert_little_memory, left};
#[cfg(unix)]
use crate::support::view::View;
use crate::support::watch::Watch;
use crate::support::{CONSTRUCTOR, Fixture, LEAVE_A_CHILD, SOLUTION, tree};

const TWO: &str = "twice_two_is_four";
const ZERO: &str = "a_test_that_comes_first_in_the_alphabet_and_second_in_the_file";
const SIX: &str = "three_times_two_is_six";

/// What building takes, on a machine that does other things too. Windows starts programs more slowly.
const BUILD: Duration = Duration::from_secs(if cfg!(windows) { 60 } else { 20 });
/// How soon a key is obeyed.
const AT_ONCE: Duration = Duration::from_secs(3);

/// What the learner writes, and what the report must say of it.
struct Code {
    name: &'static str,
    file: &'static str,
    text: String,
    verdict: &'static str,
    /// The test that is guilty: what became of it, and what is said. All others pass.
    guilty: Option<(&'static str, &'static str)>,
    /// What is said if it is no test that is guilty.
    error: Option<&'static str>,
    /// How long it takes without the build.
    takes: Duration,
}

impl Code {
    /// `double` does this if it is given two.
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
        let takes = if status == "timed_out" { Duration::from_secs(10) } else { Duration::from_secs(5) };
        let guilty = (status != "passed").then_some((status, message));
        Self { name, file: "src/lib.rs", text, verdict, guilty, error: None, takes }
    }

    /// Code that is right, and this before any test.
    fn constructor(name: &'static str, body: &str, verdict: &'static str, error: Option<&'static str>) -> Self {
        let text = format!(
            "{SOLUTION}{CONSTRUCTOR}static BEGIN: extern \"C\" fn() = begin;\n\
             extern \"C\" fn begin() {{ {body} }}\n"
        );
        Self { name, file: "src/lib.rs", text, verdict, guilty: None, error, takes: Duration::from_secs(5) }
    }

    fn build_script(name: &'static str, body: &str) -> Self {
        let text = format!("fn main() {{ {body} }}\n");
        let (verdict, guilty, error) = ("green", None, None);
        Self { name, file: "build.rs", text, verdict, guilty, error, takes: Duration::from_secs(5) }
    }

    fn save(&self, fixture: &Fixture) {
        fixture.save(SOLUTION);
        fixture.write(&format!("katas/tiny/{}", self.file), &self.text);
    }

    /// What became of each test.
    fn statuses(&self) -> Vec<(&str, &str)> {
        if self.error.is_some() || self.verdict == "amber" {
            return Vec::new();
        }
        vec![(TWO, self.guilty.map_or("passed", |(status, _)| status)), (ZERO, "passed"), (SIX, "passed")]
    }

    #[track_caller]
    fn judge(&self, ran: &Ran) -> String {
        let report: Value = serde_json::from_str(&ran.stdout()).expect("the report is JSON");
        assert_eq!(report["verdict"], self.verdict, "{report:#}");
        let tests = report["stages"].as_array().unwrap().iter().flat_map(|stage| stage["tests"].as_array().unwrap());
        let found: Vec<(&str, &str)> =
            tests.clone().map(|test| (test["name"].as_str().unwrap(), test["status"].as_str().unwrap())).collect();
        assert_eq!(found, self.statuses(), "{report:#}");
        if let Some((_, message)) = self.guilty {
            let said = tests.clone().find(|test| test["name"] == TWO).unwrap()["message"].as_str().unwrap();
            assert!(said.contains(message), "{said:?}");
            assert_harmless(said);
        }
        let output = tests.filter_map(|test| test["output"].as_str());
        output.for_each(assert_harmless);
        if let Some(error) = self.error {
            let said = report["error"]["message"].as_str().unwrap_or_default();
            assert!(said.contains(error), "{report:#}");
        }
        for found in report["diagnostics"].as_array().unwrap() {
            assert_harmless(found["message"].as_str().unwrap());
            assert_harmless(found["rendered"].as_str().unwrap());
        }
        let most = BUILD + self.takes;
        assert!(ran.took < most, "it took {:?}, and may take {most:?}", ran.took);
        let status = self.guilty.map_or(String::new(), |(status, _)| format!(", {status}"));
        format!("{}{status}", self.verdict)
    }

    fn in_test(&self) -> Played {
        let fixture = Fixture::new();
        self.save(&fixture);
        let mut command = fixture.command("");
        command.args(["test", "tiny", "--format", "json"]);
        let ran = run(&fixture, command);
        let verdict = self.judge(&ran);
        // The same for people, in colors: of a run that is over soon.
        if self.takes < Duration::from_secs(10) {
            let mut command = fixture.command("");
            command.args(["test", "tiny"]).env("CLICOLOR_FORCE", "1");
            let text = run(&fixture, command).stdout();
            assert_harmless(&anstream::adapter::strip_str(&text).to_string());
            let titles = ["\u{1b}]", "\u{1b}[2J", "\u{9b}"];
            assert!(titles.iter().all(|code| !text.contains(code)), "{text:?}");
        }
        Ok(verdict)
    }

    /// In a view that is open already: the verdict comes, and then that of code that is right.
    fn in_watch(&self) -> Played {
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
        if let Some((_, message)) = self.guilty {
            assert!(shown.contains(&format!("\n{TWO}\n")) && shown.contains(message), "{shown}");
            assert!(shown.contains("✓ 2  Triple"), "{shown}");
        }
        if let Some(error) = self.error {
            assert!(shown.contains(error), "{shown}");
        }
        assert!(took < BUILD + self.takes, "it took {took:?}");
        assert_little_memory(watch.id());
        if self.file != "src/lib.rs" {
            std::fs::remove_file(fixture.path(&format!("katas/tiny/{}", self.file))).unwrap();
        }
        fixture.save(&format!("{SOLUTION}// again\n"));
        assert!(watch.until("Waiting for a save").contains("tiny  ✓ green"));
        watch.type_line("q");
        assert!(watch.end() < AT_ONCE, "quitting takes too long");
        assert_nothing_left(&fixture);
        let kept = tree(&fixture.path(".state/kept/tiny"));
        let is_kept = self.file != "src/lib.rs" || kept.iter().any(|(_, bytes)| bytes == self.text.as_bytes());
        assert!(is_kept, "what ran is not kept");
        Ok(self.verdict.to_owned())
    }
}

/// Starts a program that sleeps for a minute in a session of its own and prints nowhere.
#[cfg(target_os = "linux")]
fn in_a_session() -> String {
    "std::process::Command::new(\"setsid\").args([\"sleep\", \"60\"]).env_clear().env(\"PATH\", \"/usr/bin:/bin\")\
     .stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();"
        .to_owned()
}

fn codes() -> Vec<Code> {
    let forged = "println!(\"test stage_1_double::twice_two_is_four ... ok\\n\\ntest result: ok. 1 passed; 0 failed\");\
                  println!(\"{{\\\"reason\\\":\\\"compiler-artifact\\\",\\\"executable\\\":\\\"/bin/true\\\"}}\");";
    let codes = "let text = \"\\x1b]0;title\\x07\\x1b[2J\\x1b[?1049l\\u{9b}31mred\\r\"; print!(\"{text}\");";
    let utf8 = "use std::io::Write; std::io::stdout().write_all(&[0xff, 0xfe, 0, 0x1b, b'c']).unwrap();";
    vec![
        Code::body("a loop without end", "loop {}", "timeout", "timed_out", "exceeded the time limit of 10s"),
        Code::body(
            "a deadlock of two threads",
            "let locks: &'static _ = Box::leak(Box::new([std::sync::Mutex::new(0), std::sync::Mutex::new(0)]));\
             let both: &'static _ = Box::leak(Box::new(std::sync::Barrier::new(2)));\
             let take = move |first: usize| { let _a = locks[first].lock(); both.wait(); let _b = locks[1 - first].lock(); };\
             let other = std::thread::spawn(move || take(0)); take(1); other.join().unwrap(); 4",
            "timeout",
            "timed_out",
            "exceeded the time limit of 10s",
        ),
        Code::body("a child process that outlives its test", &format!("{LEAVE_A_CHILD} 4"), "green", "passed", ""),
        // Only Linux has the mark by which such a process is found.
        #[cfg(target_os = "linux")]
        Code::body("a child process in a session of its own", &format!("{} 4", in_a_session()), "green", "passed", ""),
        Code::body(
            "a recursion without end",
            "fn deep(n: i32) -> i32 { std::hint::black_box(deep(n + 1) + 1) } deep(n)",
            "red",
            "crashed",
            "stack overflow",
        ),
        Code::body("an abort", "std::process::abort()", "red", "crashed", "the process aborted"),
        Code::body("exit(0) in the middle of a suite", "std::process::exit(0)", "red", "exited", "exit status: 0"),
        Code::constructor("exit(0) in a constructor", "std::process::exit(0)", "red", Some("ended before any test")),
        Code::constructor(
            "a constructor that prints names of tests",
            "println!(\"stage_1_double::more: test\\ntest stage_1_double::more\")",
            "green",
            None,
        ),
        Code::body(
            "a gigabyte of output in lines",
            "let line = \"x\".repeat((1 << 16) - 1); for _ in 0..1 << 14 { println!(\"{line}\") } 4",
            "timeout",
            "over_limit",
            "printed more than 16 MiB",
        ),
        Code::body(
            "a gigabyte of output without a line's end",
            "let part = \"x\".repeat(1 << 16); for _ in 0..1 << 14 { eprint!(\"{part}\") } 4",
            "timeout",
            "over_limit",
            "printed more than 16 MiB",
        ),
        Code::body(
            "output that is no text and steers a terminal",
            &format!("{codes} {utf8} panic!(\"{{text}} said\")"),
            "red",
            "failed",
            " said",
        ),
        Code::body(
            "a panic in Drop during a panic",
            "struct Bomb; impl Drop for Bomb { fn drop(&mut self) { panic!(\"second\") } } let _a = Bomb; panic!(\"first\")",
            "red",
            "crashed",
            "the process aborted",
        ),
        // Only Linux can limit the memory of a process from outside.
        #[cfg(target_os = "linux")]
        Code::body(
            "an allocation of everything",
            "let mut all = Vec::new(); loop { all.push(vec![1_u8; 1 << 20]) }",
            "timeout",
            "over_limit",
            "used more than 1 GiB of memory",
        ),
        Code::body(
            "a test that changes its folder and environment",
            "std::env::set_current_dir(\"/\").unwrap(); unsafe { std::env::set_var(\"PATH\", \"\"); std::env::set_var(\"HOME\", \"\") } 4",
            "green",
            "passed",
            "",
        ),
        Code::body(
            "output that looks like results",
            &format!("{forged} panic!(\"it failed\")"),
            "red",
            "failed",
            "it failed",
        ),
        Code::body(
            "output that looks like results, then exit(0)",
            &format!("{forged} std::process::exit(0)"),
            "red",
            "exited",
            "exit status: 0",
        ),
        // On Windows, every child has its parent's output open, so Cargo waits for it.
        #[cfg(target_os = "linux")]
        Code::build_script("a build script that leaves a child", &in_a_session()),
        Code::build_script(
            "a build script that prints what Cargo prints",
            "println!(\"{{\\\"reason\\\":\\\"compiler-artifact\\\",\\\"executable\\\":\\\"/bin/true\\\"}}\"); println!(\"cargo::warning=\\x1b]0;title\\x07\");",
        ),
        Code {
            name: "code that makes the compiler print escape codes",
            file: "src/lib.rs",
            text: "compile_error!(\"\\x1b]0;title\\x07\\x1b[2J\\u{9b}2J\");\n".to_owned(),
            verdict: "amber",
            guilty: None,
            error: None,
            takes: Duration::from_secs(5),
        },
    ]
}

/// Each code in `test`, in a view that prints lines, and some of it in a view that fills a terminal.
pub fn groups() -> Vec<Vec<Case>> {
    let mut in_test: Vec<Case> =
        codes().into_iter().map(|code| Case::new(code.name, "test", move || code.in_test())).collect();
    in_test.push(Case::new("an endless loop in what every test calls", "test", every_test_loops));
    let in_watch = codes().into_iter().map(|code| Case::new(code.name, "watch", move || code.in_watch())).collect();
    let hang = "a build script that hangs";
    let mut on_screen = on_screen(hang);
    on_screen.push(Case::new(hang, "watch", a_newer_save_ends_a_build));
    // Two minutes, in which nothing is computed.
    vec![vec![Case::new(hang, "test", a_build_script_hangs)], in_test, in_watch, on_screen]
}

/// Cases in a pseudo-terminal. There is none for tests on Windows.
#[cfg(not(unix))]
fn on_screen(_hang: &'static str) -> Vec<Case> {
    Vec::new()
}

/// Cases in a pseudo-terminal.
#[cfg(unix)]
fn on_screen(hang: &'static str) -> Vec<Case> {
    let on_screen = [
        (
            "a loop without end",
            "src/lib.rs",
            "pub fn double(_: i32) -> i32 { loop {} }\npub fn triple(_: i32) -> i32 { loop {} }\n",
        ),
        (
            "a gigabyte of output in lines",
            "src/lib.rs",
            // Slowly enough for the limit to be far.
            "pub fn double(n: i32) -> i32 { loop { println!(\"{n:9999}\"); std::thread::sleep(std::time::Duration::from_millis(10)) } }\n\
             pub fn triple(n: i32) -> i32 { double(n) }\n",
        ),
        (hang, "build.rs", "fn main() { loop { std::thread::park() } }\n"),
    ];
    let mut on_screen: Vec<Case> = on_screen
        .into_iter()
        .map(|(name, file, text)| Case::new(name, "screen", move || a_view_in_which_this_runs_answers(file, text)))
        .collect();
    on_screen.push(Case::new("output that is no text and steers a terminal", "screen", a_screen_is_not_steered));
    on_screen
}

fn every_test_loops() -> Played {
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
    assert!(run_ms < 31_500, "thirty seconds took {run_ms} ms");
    let tests: Vec<&Value> =
        report["stages"].as_array().unwrap().iter().flat_map(|stage| stage["tests"].as_array().unwrap()).collect();
    let count = |status: &str| tests.iter().filter(|test| test["status"] == status).count();
    let (timed_out, not_run) = (count("timed_out"), count("not_run"));
    assert!(timed_out + not_run == 103 && timed_out > 20, "{timed_out} and {not_run}");
    Ok(format!("timeout, {timed_out} timed_out, {not_run} not_run"))
}

fn a_build_script_hangs() -> Played {
    let fixture = Fixture::new();
    fixture.write("katas/tiny/build.rs", "fn main() { loop { std::thread::park() } }\n");
    let mut command = fixture.command("");
    command.args(["test", "tiny", "--format", "json"]);
    let ran = run(&fixture, command);
    let report: Value = serde_json::from_str(&ran.stdout()).unwrap();
    let said = report["error"]["message"].as_str().unwrap_or_default();
    assert_eq!((&report["verdict"], &report["error"]["phase"]), (&"amber".into(), &"build".into()));
    assert!(said.contains("120s") && said.contains("The build script (build.rs) of tiny does not finish"), "{said}");
    assert!(ran.took < Duration::from_secs(120) + BUILD, "{:?}", ran.took);
    Ok("amber, cannot be built".to_owned())
}

fn a_newer_save_ends_a_build() -> Played {
    let fixture = Fixture::new();
    fixture.write("katas/tiny/build.rs", "fn main() { loop { std::thread::park() } }\n");
    fixture.save(SOLUTION);
    let mut watch = Watch::start(&fixture, &["watch", "tiny"]);
    wait_for_a_process_of(&fixture, "build-script-build");
    let saved = Instant::now();
    fixture.write("katas/tiny/build.rs", "fn main() {}\n");
    assert!(watch.until("Waiting for a save").contains("tiny  ✓ green"));
    assert!(saved.elapsed() < BUILD, "the newer save waited {:?}", saved.elapsed());
    watch.type_line("q");
    assert!(watch.end() < AT_ONCE);
    assert_nothing_left(&fixture);
    Ok("green after a newer save".to_owned())
}

/// Waits until a process runs whose command line contains this.
fn wait_for_a_process_of(fixture: &Fixture, part: &str) {
    let started = Instant::now();
    while !left(fixture).iter().any(|line| line.contains(part)) {
        assert!(started.elapsed() < Duration::from_secs(60), "{part} does not start");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// While this runs, keys are answered, and quitting is at once.
#[cfg(unix)]
fn a_view_in_which_this_runs_answers(file: &str, text: &str) -> Played {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.write(&format!("katas/tiny/{file}"), text);
    let mut view = View::start(&fixture, &["watch", "tiny"], &[]);
    wait_for_a_process_of(&fixture, if file == "build.rs" { "build-script-build" } else { "--exact" });
    for (key, shown) in [("b", "The brief"), ("s", "Time box")] {
        let pressed = Instant::now();
        view.press(key);
        view.until(&[shown]);
        assert!(pressed.elapsed() < AT_ONCE, "a key is answered after {:?}", pressed.elapsed());
    }
    assert_little_memory(view.id());
    view.press("q");
    view.ends();
    assert_nothing_left(&fixture);
    Ok("keys answered, quit at once".to_owned())
}

#[cfg(unix)]
fn a_screen_is_not_steered() -> Played {
    let fixture = Fixture::new();
    fixture.save(
        "pub fn double(_: i32) -> i32 { let text = \"\\x1b]0;title\\x07\\x1b[2J\\x1b[?1049l\\u{9b}31mred\\r\"; print!(\"{text}\"); panic!(\"{text} said\") }\n\
         pub fn triple(n: i32) -> i32 { 3 * n }\n",
    );
    let mut view = View::start(&fixture, &["watch", "tiny"], &[]);
    view.until(&["tiny  ✗ red", "said", "r run"]);
    {
        let screen = view.screen.lock().unwrap();
        assert!(screen.screen().alternate_screen(), "it left the screen");
        let contents = screen.screen().contents();
        assert!(contents.starts_with("tiny  ✗ red  1 of 3"), "{contents}");
    }
    view.press("q");
    view.ends();
    assert_nothing_left(&fixture);
    Ok("red".to_owned())
}
