//! `cargo xtask bench` in a small workspace, whose benchmark leaves what Criterion would leave and takes no time.

#[path = "../../compare/tests/support/mod.rs"]
mod support;

use std::fs;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use support::Folder;

/// Prints ids, or takes the time of each step that a filter lets through.
const BENCHMARK: &str = r##"
#[cfg(feature = "tiny")]
extern crate tiny as tiny_solution;

use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let filter = arguments.last().expect("there are arguments");
    for workload in include_str!("workloads").split_whitespace() {
        for size in [10, 100, 1_000] {
            for contender in ["reference", "peer"] {
                let id = format!("tiny/{workload}/{size}/{contender}");
                if filter == "--list" {
                    println!("{id}: benchmark");
                } else if format!("^{id}$").starts_with(filter.as_str()) {
                    measure(workload, size, contender);
                }
            }
        }
    }
}

fn measure(workload: &str, size: u64, contender: &str) {
    let began = Instant::now();
    if contender == "reference" {
        tiny_solution::step(workload, size);
    }
    let time = began.elapsed().as_nanos() as f64 + 1.0;
    let home = std::env::var("CRITERION_HOME").expect("it is set");
    let new = std::path::Path::new(&home).join(format!("{workload}-{size}")).join(contender).join("new");
    std::fs::create_dir_all(&new).expect("it can be made");
    let about = format!(r#"{{"group_id":"tiny/{workload}/{size}","function_id":"{contender}","throughput":null}}"#);
    std::fs::write(new.join("benchmark.json"), about).expect("it can be written");
    std::fs::write(new.join("sample.json"), format!(r#"{{"iters":[1.0],"times":[{time:.1}]}}"#)).expect("it can be written");
}
"##;

const REFERENCE: &str = "pub fn step(_workload: &str, _size: u64) {}\n";

struct Fixture(Folder);

impl Fixture {
    /// A workspace whose benchmark has these workloads, and a learner whose step does this.
    fn new(workloads: &str, step: &str) -> Self {
        let fixture = Self(Folder::new());
        let package = |name: &str| {
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nautobenches = false\n")
        };
        fixture.0.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"katas/tiny\", \"solutions/tiny\", \"xtask/bench\"]\n",
        );
        fixture.0.write("katas/tiny/Cargo.toml", &package("tiny"));
        fixture.0.write("katas/tiny/src/lib.rs", &format!("pub fn step(workload: &str, size: u64) {{\n{step}\n}}\n"));
        fixture.0.write("xtask/stubs/tiny/Cargo.toml", &package("tiny"));
        fixture.0.write("solutions/tiny/Cargo.toml", &package("tiny-solution"));
        fixture.0.write("solutions/tiny/src/lib.rs", REFERENCE);
        let bench = "[dependencies]\ntiny-solution = { path = \"../../solutions/tiny\" }\n\
                     tiny = { path = \"../../katas/tiny\", optional = true }\n\
                     [[bench]]\nname = \"tiny\"\nharness = false\n";
        fixture.0.write("xtask/bench/Cargo.toml", &(package("bench") + bench));
        fixture.0.write("xtask/bench/src/lib.rs", "");
        fixture.0.write("xtask/bench/benches/tiny.rs", BENCHMARK);
        fixture.0.write("xtask/bench/benches/workloads", workloads);
        fixture
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.0.command(env!("CARGO_BIN_EXE_bench-runner"));
        command.args(arguments).stdin(Stdio::null());
        command
    }

    fn bench(&self, arguments: &[&str]) -> Output {
        self.command(&[&["bench", "tiny"], arguments].concat()).output().expect("it runs")
    }

    fn kept(&self) -> Value {
        let kept = fs::read(self.0.path(".state/bench/tiny.json")).expect("it is kept");
        serde_json::from_slice(&kept).expect("it is JSON")
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The sizes at which the learner's code was measured, and why there are no more.
fn yours<'a>(costs: &'a Value, workload: &str) -> (Vec<u64>, &'a str) {
    let workloads = costs["workloads"].as_array().expect("there are workloads");
    let workload = workloads.iter().find(|of| of["name"] == workload).expect("it is one of them");
    let sizes = |of: &Value| -> Vec<u64> {
        of["points"].as_array().expect("they are a list").iter().filter_map(|point| point["size"].as_u64()).collect()
    };
    let [yours, reference, peer] = workload["contenders"].as_array().map(Vec::as_slice).unwrap_or_default() else {
        panic!("{workload} has other contenders");
    };
    assert_eq!(
        [sizes(reference), sizes(peer)],
        [[10, 100, 1_000], [10, 100, 1_000]],
        "the others are measured to the end"
    );
    (sizes(yours), yours["stopped"].as_str().unwrap_or_default())
}

#[test]
fn a_failing_learner_is_reported_and_others_are_measured() {
    let step = r#"    match workload {
        "endless" if size >= 100 => loop { std::hint::black_box(size); },
        "panics" if size >= 1_000 => panic!("no room\nfor {size}"),
        "unwritten" => todo!(),
        "floods" => (0..2_000_000).for_each(|n| println!("{n}: a line that nobody reads")),
        "hoards" if size >= 100 => {
            let more = || {
                std::thread::sleep(std::time::Duration::from_millis(5));
                Vec::with_capacity(1 << 28)
            };
            let all: Vec<Vec<u8>> = std::iter::repeat_with(more).take(64).collect();
            std::hint::black_box(all);
        }
        "threads" => drop(std::thread::spawn(|| loop { std::thread::yield_now(); })),
        "leaves" if size >= 100 => std::process::exit(0),
        "recurs" if size >= 100 => drop(depth(size)),
        _ => {}
    }
}
#[allow(unconditional_recursion)]
fn depth(n: u64) -> [u64; 64] {
    let mut more = depth(std::hint::black_box(n + 1));
    more[0] += n;
    more"#;
    let fixture = Fixture::new("endless panics unwritten floods hoards threads leaves recurs", step);
    let output = fixture.bench(&["--format", "json"]);
    assert!(output.status.success(), "{}", said(&output));
    let costs: Value = serde_json::from_slice(&output.stdout).expect("standard output is one JSON document");
    assert_eq!(costs, fixture.kept());
    let expected: [(&str, &[u64], &str); 8] = [
        ("endless", &[10], "at 100: it was not done after 10 s"),
        ("panics", &[10, 100], "at 1 000: it panicked: no room for 1000 (katas/tiny/src/lib.rs:4:"),
        ("unwritten", &[], "at 10: it panicked: not yet implemented (katas/tiny/src/lib.rs:5:"),
        ("floods", &[10, 100, 1_000], ""),
        ("hoards", &[10], "at 100: it asked for more memory than the 2 GiB that it may have"),
        ("threads", &[10, 100, 1_000], ""),
        ("leaves", &[10], "at 100: the process ended before anything was measured"),
        ("recurs", &[10], "at 100: the stack overflowed: a recursion does not end"),
    ];
    for (workload, sizes, why) in expected {
        // Memory is limited on Linux alone.
        if workload == "hoards" && !cfg!(target_os = "linux") {
            continue;
        }
        let (measured, stopped) = yours(&costs, workload);
        assert_eq!(measured, sizes, "{workload}: {stopped}");
        assert!(stopped.starts_with(why) && stopped.is_empty() == why.is_empty(), "{workload}: {stopped}");
        if !why.is_empty() {
            assert!(said(&output).contains(&format!("{workload}, yours, stopped {why}")), "{}", said(&output));
        }
    }
}

#[test]
fn compile_errors_are_reported_and_results_stay() {
    let fixture = Fixture::new("fine", "    let _ = (workload, size);");
    let output = fixture.bench(&[]);
    assert!(output.status.success(), "{}", said(&output));
    let before = fixture.kept();
    fixture.0.write("katas/tiny/src/lib.rs", "pub fn step(workload: &str) {}\n");
    let output = fixture.bench(&[]);
    let said = said(&output);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &[][..]), "{said}");
    assert!(said.contains("this function takes 1 argument"), "{said}");
    assert!(said.contains("katas/tiny does not compile in the reference's place"), "{said}");
    assert!(!said.contains("Measuring"), "{said}");
    assert_eq!(fixture.kept(), before);
}

/// Signals are how it is told on Unix; elsewhere it is the same code from there on.
#[cfg(unix)]
mod ended_early {
    use std::io::{BufRead, BufReader, Read};

    use compare::bench_results::Saved;
    use compare::output::bench_table;
    use xtask::store::Store;
    use xtask::workspace::Workspace;

    use super::*;

    /// Ends it as Ctrl-C does, when a line that contains this was said.
    fn interrupted(fixture: &Fixture, when: &str) -> Output {
        let mut command = fixture.command(&["bench", "tiny", "--format", "json"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        let mut lines = BufReader::new(child.stderr.take().expect("it is piped"));
        let mut line = String::new();
        while !line.contains(when) {
            line.clear();
            assert_ne!(lines.read_line(&mut line).expect("it is text"), 0, "it has ended before it said `{when}`");
        }
        std::thread::sleep(std::time::Duration::from_millis(300));
        let signal = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(signal.expect("there is a kill").success());
        // Whatever holds the pipe open would keep this from coming to its end.
        lines.read_to_string(&mut line).expect("it is text");
        child.wait_with_output().expect("it ends")
    }

    const STEP: &str = r#"    if workload == "endless" && size > 10 { loop { std::hint::black_box(size); } }"#;

    #[test]
    fn interrupted_results_are_saved() {
        let fixture = Fixture::new("fine endless never", STEP);
        let output = interrupted(&fixture, "Measuring endless");
        assert_eq!(output.status.code(), Some(130));
        let costs: Value = serde_json::from_slice(&output.stdout).expect("standard output is one JSON document");
        assert_eq!((&costs["interrupted"], &costs), (&Value::Bool(true), &fixture.kept()));
        let names: Vec<&str> =
            costs["workloads"].as_array().into_iter().flatten().filter_map(|of| of["name"].as_str()).collect();
        assert_eq!(names, ["fine", "endless"]);
        assert_eq!(yours(&costs, "fine").0, [10, 100, 1_000]);
        let workspace = Workspace::at(fixture.0.path("")).expect("it is a workspace");
        let kata = workspace.kata("tiny").expect("it is there");
        let Saved::Fresh(results) = Saved::of(&Store::of(&workspace), kata) else { panic!("`compare` shows nothing") };
        let text = bench_table::render(&results, 100);
        assert!(text.contains("Not all was measured: it was ended before."), "{text}");
    }

    #[test]
    fn a_part_does_not_replace_complete_results() {
        let fixture = Fixture::new("fine slow", "    let _ = (workload, size);");
        assert!(fixture.bench(&[]).status.success());
        let before = fixture.kept();
        // The code of the kata is the same, what it is measured by takes long.
        let slow = "if workload == \"slow\" { std::thread::sleep(std::time::Duration::from_secs(2)); }\n    let began";
        fixture.0.write("xtask/bench/benches/tiny.rs", &BENCHMARK.replace("let began", slow));
        let output = interrupted(&fixture, "Measuring slow");
        assert_eq!(output.status.code(), Some(130));
        let part: Value = serde_json::from_slice(&output.stdout).expect("standard output is one JSON document");
        assert_eq!((&part["interrupted"], yours(&part, "fine").0), (&Value::Bool(true), vec![10, 100, 1_000]));
        assert_eq!(fixture.kept(), before);
    }
}
