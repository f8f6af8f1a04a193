//! Tests of `cargo xtask bench` and of the sweep of `compare`, with a fake benchmark that writes Criterion's files but takes
//! no time.

mod support;

use std::fs;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use support::Folder;

/// A benchmark that lists its ids, or measures each step that matches a filter.
const BENCHMARK: &str = r##"
#[cfg(feature = "learner")]
extern crate tiny as tiny_solution;

use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let filter = arguments.last().expect("a filter as the last argument");
    let selected = filter.strip_prefix('^').and_then(|filter| filter.strip_suffix(")$")?.split_once("/("));
    for workload in include_str!("workloads").split_whitespace() {
        for size in include_str!("sizes").split_whitespace().map(|size| size.parse().expect("a number")) {
            for contender in ["reference", "peer", "other"] {
                let id = format!("tiny/{workload}/{size}/{contender}");
                if filter == "--list" {
                    println!("{id}: benchmark");
                } else if selected.is_some_and(|(step, names)| {
                    id.starts_with(&format!("{step}/")) && names.split('|').any(|name| name == contender)
                }) {
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
    // Whole seconds, so that a quick step always takes the same time.
    let time = began.elapsed().as_secs() as f64 * 1e9 + 100.0;
    if cfg!(feature = "count-allocations") {
        let folder = std::path::PathBuf::from(std::env::var_os("BENCH_MEMORY").expect("BENCH_MEMORY is set"));
        std::fs::create_dir_all(&folder).expect("create the folder");
        let memory = format!(r#"{{"allocations":{},"peak":{size}}}"#, contender.len());
        std::fs::write(folder.join(contender), memory).expect("write the memory");
    }
    let home = std::env::var("CRITERION_HOME").expect("CRITERION_HOME is set");
    let new = std::path::Path::new(&home).join(format!("{workload}-{size}")).join(contender).join("new");
    std::fs::create_dir_all(&new).expect("create the folder");
    let about = format!(r#"{{"group_id":"tiny/{workload}/{size}","function_id":"{contender}","throughput":null}}"#);
    std::fs::write(new.join("benchmark.json"), about).expect("write the description");
    std::fs::write(new.join("sample.json"), format!(r#"{{"iters":[1.0],"times":[{time:.1}]}}"#)).expect("write the sample");
}
"##;

const REFERENCE: &str = "pub fn step(_workload: &str, _size: u64) {}\n";

struct Fixture(Folder);

impl Fixture {
    /// Creates a workspace whose benchmark has these workloads and whose learner's step has this body.
    fn new(workloads: &str, step: &str) -> Self {
        let fixture = Self(Folder::new());
        let package = |name: &str| {
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nautobenches = false\n")
        };
        fixture.0.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"katas/tiny\", \"solutions/tiny\", \"xtask/bench/katas/tiny\"]\n",
        );
        fixture.0.write("katas/tiny/Cargo.toml", &package("tiny"));
        fixture.0.write("katas/tiny/src/lib.rs", &format!("pub fn step(workload: &str, size: u64) {{\n{step}\n}}\n"));
        fixture.0.write("xtask/stubs/tiny/Cargo.toml", &package("tiny"));
        fixture.0.write("solutions/tiny/Cargo.toml", &package("tiny-solution"));
        fixture.0.write("solutions/tiny/src/lib.rs", REFERENCE);
        let bench = "[features]\nlearner = [\"dep:tiny\"]\ncount-allocations = []\n\
                     [dependencies]\ntiny-solution = { path = \"../../../../solutions/tiny\" }\n\
                     tiny = { path = \"../../../../katas/tiny\", optional = true }\n\
                     [[bench]]\nname = \"tiny\"\npath = \"benchmark.rs\"\nharness = false\n";
        fixture.0.write("xtask/bench/katas/tiny/Cargo.toml", &(package("tiny-benchmark") + bench));
        fixture.0.write("xtask/bench/katas/tiny/benchmark.rs", BENCHMARK);
        fixture.0.write("xtask/bench/katas/tiny/workloads", workloads);
        fixture.0.write("xtask/bench/katas/tiny/sizes", "10 100 1000");
        fixture.0.write("solutions/tiny/alternatives/other/src/lib.rs", REFERENCE);
        fixture
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.0.command(env!("CARGO_BIN_EXE_compare"));
        command.args(arguments).stdin(Stdio::null());
        command
    }

    fn bench(&self, arguments: &[&str]) -> Output {
        self.command(&[&["bench", "tiny"], arguments].concat()).output().expect("start the bench runner")
    }

    fn saved(&self) -> Value {
        let saved = fs::read(self.0.path(".state/bench/tiny.json")).expect("saved results");
        serde_json::from_slice(&saved).expect("saved results in JSON")
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Returns the sizes at which the learner's code was measured, and the reason why it was stopped.
fn yours<'a>(costs: &'a Value, workload: &str) -> (Vec<u64>, &'a str) {
    let workloads = costs["workloads"].as_array().expect("a list of workloads");
    let workload = workloads.iter().find(|of| of["name"] == workload).expect("the workload");
    let sizes = |of: &Value| -> Vec<u64> {
        of["points"].as_array().expect("a list of points").iter().filter_map(|point| point["size"].as_u64()).collect()
    };
    let [yours, others @ ..] = workload["contenders"].as_array().map(Vec::as_slice).unwrap_or_default() else {
        panic!("{workload} has no contenders");
    };
    for other in others {
        assert_eq!(sizes(other), [10, 100, 1_000], "sizes at which {} was measured", other["name"]);
    }
    (sizes(yours), yours["stopped"].as_str().unwrap_or_default())
}

#[test]
fn a_failing_contender_does_not_stop_the_others() {
    let step = r#"    match workload {
        "loops" if size >= 100 => loop { std::hint::black_box(size); },
        "panics" if size >= 1_000 => panic!("no room\nfor {size}"),
        "unwritten" => todo!(),
        "floods" => (0..2_000_000).for_each(|n| println!("{n}: a line of output")),
        "allocates" if size >= 100 => {
            let more = || {
                std::thread::sleep(std::time::Duration::from_millis(5));
                Vec::with_capacity(1 << 28)
            };
            let all: Vec<Vec<u8>> = std::iter::repeat_with(more).take(64).collect();
            std::hint::black_box(all);
        }
        "threads" => drop(std::thread::spawn(|| loop { std::thread::yield_now(); })),
        "exits" if size >= 100 => std::process::exit(0),
        "recurses" if size >= 100 => drop(depth(size)),
        _ => {}
    }
}
#[allow(unconditional_recursion)]
fn depth(n: u64) -> [u64; 64] {
    let mut more = depth(std::hint::black_box(n + 1));
    more[0] += n;
    more"#;
    let fixture = Fixture::new("loops panics unwritten floods allocates threads exits recurses", step);
    let output = fixture.bench(&["--format", "json"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let costs: Value = serde_json::from_slice(&output.stdout).expect("standard output is one JSON document");
    assert_eq!(costs, fixture.saved());
    let expected: [(&str, &[u64], &str); 8] = [
        ("loops", &[10], "at 100: timed out after 10 s"),
        ("panics", &[10, 100], "at 1 000: panicked: no room for 1000 (katas/tiny/src/lib.rs:4:"),
        ("unwritten", &[], "at 10: panicked: not yet implemented (katas/tiny/src/lib.rs:5:"),
        ("floods", &[10, 100, 1_000], ""),
        ("allocates", &[10], "at 100: used more than 2 GiB of memory"),
        ("threads", &[10, 100, 1_000], ""),
        ("exits", &[10], "at 100: the process exited before the first measurement"),
        ("recurses", &[10], "at 100: stack overflow: look for infinite or very deep recursion"),
    ];
    for (workload, sizes, why) in expected {
        // Memory is limited on Linux only.
        if workload == "allocates" && !cfg!(target_os = "linux") {
            continue;
        }
        let (measured, stopped) = yours(&costs, workload);
        assert_eq!(measured, sizes, "{workload}: {stopped}");
        assert!(stopped.starts_with(why) && stopped.is_empty() == why.is_empty(), "{workload}: {stopped}");
        if !why.is_empty() {
            assert!(stderr(&output).contains(&format!("{workload}, yours: stopped {why}")), "{}", stderr(&output));
        }
    }
}

/// Returns the output of `compare` in JSON and its standard error.
fn compared(fixture: &Fixture) -> (Value, String) {
    let output = fixture.command(&["compare", "tiny", "--format", "json"]).output().expect("start `compare`");
    assert!(output.status.success(), "{}", stderr(&output));
    (serde_json::from_slice(&output.stdout).expect("standard output is one JSON document"), stderr(&output))
}

#[test]
fn a_comparison_measures_new_code_once() {
    let step = r#"    match workload {
        "loops" if size >= 100 => loop { std::hint::black_box(size); },
        "panics" if size >= 1_000 => panic!("no room\nfor {size}"),
        _ => {}
    }"#;
    let fixture = Fixture::new("loops panics fine", step);
    // A sweep leaves out the largest of four sizes.
    fixture.0.write("xtask/bench/katas/tiny/sizes", "100 10 10000 1000");
    let (comparison, printed) = compared(&fixture);
    let costs = &comparison["costs"];
    assert_eq!((&costs["is_sweep"], &costs["left_out"]), (&Value::Bool(true), &serde_json::json!([])));
    let (sizes, why) = yours(costs, "loops");
    assert_eq!(sizes, [10]);
    // The limit is longer if the machine is so busy that the other contenders take long.
    assert!(why.starts_with("at 100: timed out after "), "{why}");
    let (sizes, why) = yours(costs, "panics");
    assert_eq!(sizes, [10, 100]);
    assert!(why.starts_with("at 1 000: panicked: no room for 1000 (katas/tiny/src/lib.rs:4:"), "{why}");
    assert_eq!(yours(costs, "fine"), (vec![10, 100, 1_000], ""));
    let contenders = costs["workloads"][2]["contenders"].as_array().expect("a list of contenders");
    let names: Vec<&Value> = contenders.iter().map(|of| &of["name"]).collect();
    assert_eq!(names, ["yours", "reference", "peer"], "a sweep leaves out the alternatives");
    assert_eq!(contenders[0]["points"][1]["memory"], serde_json::json!({ "allocations": 9, "peak": 100 }));
    assert_eq!(contenders[2]["points"][2]["memory"], serde_json::json!({ "allocations": 4, "peak": 1_000 }));
    assert_eq!(*costs, fixture.saved());
    assert!(printed.contains("Building the benchmark of tiny."), "{printed}");
    let (again, printed) = compared(&fixture);
    assert_eq!((&again["costs"], printed.as_str()), (costs, ""), "costs that were measured before");
    fixture.0.write("katas/tiny/src/lib.rs", "pub fn step(_workload: &str, _size: u64) {}\n");
    let (changed, _) = compared(&fixture);
    assert_eq!(yours(&changed["costs"], "loops"), (vec![10, 100, 1_000], ""), "costs of code that has changed");
}

#[test]
fn a_comparison_without_costs_gives_the_reason() {
    let fixture = Fixture::new("fine", "    let _ = (workload, size);");
    fixture.0.write("katas/tiny/src/lib.rs", "pub fn step(workload: &str) {}\n");
    let (comparison, printed) = compared(&fixture);
    assert_eq!(comparison["costs"], Value::Null);
    assert_eq!(comparison["costs_note"], "Not measured: katas/tiny does not compile in the benchmark.");
    assert!(!printed.contains("this function takes 1 argument"), "{printed}");
    let manifest = "[package]\nname = \"tiny-benchmark\"\n[dependencies]\ngone = { path = \"gone\" }\n\
                    [[bench]]\nname = \"tiny\"\npath = \"benchmark.rs\"\n";
    fixture.0.write("xtask/bench/katas/tiny/Cargo.toml", manifest);
    let (comparison, _) = compared(&fixture);
    let note = comparison["costs_note"].as_str().expect("a note");
    assert!(note.starts_with("Not measured: Cargo failed: ") && note.contains("gone"), "{note}");
    fs::remove_file(fixture.0.path("xtask/bench/katas/tiny/benchmark.rs")).expect("remove the benchmark");
    let note = "Not measured: tiny has no benchmark, because its costs do not matter in practice.";
    assert_eq!(compared(&fixture).0["costs_note"], note);
}

#[test]
fn a_sweep_on_a_busy_machine_is_repeated() {
    let fixture = Fixture::new("fine", "    let _ = (workload, size);");
    compared(&fixture);
    let mut noisy = fixture.saved();
    for contender in noisy["workloads"][0]["contenders"].as_array_mut().expect("a list of contenders") {
        for point in contender["points"].as_array_mut().expect("a list of points") {
            point["high"] = serde_json::json!(1e9);
        }
    }
    fixture.0.write(".state/bench/tiny.json", &noisy.to_string());
    let (comparison, _) = compared(&fixture);
    assert_ne!(comparison["costs"], noisy);
    assert_eq!(comparison["costs"], fixture.saved());
}

#[test]
fn a_precise_measurement_replaces_a_sweep() {
    let fixture = Fixture::new("fine", "    let _ = (workload, size);");
    compared(&fixture);
    assert!(fixture.bench(&[]).status.success());
    assert_eq!(fixture.saved()["is_sweep"], Value::Bool(false));
    let (comparison, printed) = compared(&fixture);
    assert_eq!((&comparison["costs"], printed.as_str()), (&fixture.saved(), ""));
    assert_eq!(comparison["costs"]["workloads"][0]["contenders"].as_array().map(Vec::len), Some(4));
}

#[test]
fn compile_errors_keep_earlier_results() {
    let fixture = Fixture::new("fine", "    let _ = (workload, size);");
    let output = fixture.bench(&[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let before = fixture.saved();
    fixture.0.write("katas/tiny/src/lib.rs", "pub fn step(workload: &str) {}\n");
    let output = fixture.bench(&[]);
    let stderr = stderr(&output);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &[][..]), "{stderr}");
    assert!(stderr.contains("this function takes 1 argument"), "{stderr}");
    assert!(stderr.contains("katas/tiny does not compile in the benchmark"), "{stderr}");
    assert!(!stderr.contains("Measuring"), "{stderr}");
    assert_eq!(fixture.saved(), before);
}

#[test]
fn a_kata_without_a_benchmark_cannot_be_measured() {
    let fixture = Fixture::new("fine", "    let _ = (workload, size);");
    fs::remove_file(fixture.0.path("xtask/bench/katas/tiny/benchmark.rs")).expect("remove the benchmark");
    let output = fixture.bench(&[]);
    let stderr = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("tiny has no benchmark"), "{stderr}");
}

/// Tests of Ctrl-C. They send signals, so they only run on Unix, but most of the tested code is the same everywhere.
#[cfg(unix)]
mod ended_early {
    use std::io::{BufRead, BufReader, Read};

    use compare::bench_results::Saved;
    use compare::output::bench_table;
    use xtask::store::Store;
    use xtask::workspace::Workspace;

    use super::*;

    /// Starts a measurement and sends SIGINT, as Ctrl-C does, after a line that contains `when`.
    fn interrupted(fixture: &Fixture, when: &str) -> Output {
        let mut command = fixture.command(&["bench", "tiny", "--format", "json"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("start the bench runner");
        let mut lines = BufReader::new(child.stderr.take().expect("piped standard error"));
        let mut line = String::new();
        while !line.contains(when) {
            line.clear();
            assert_ne!(
                lines.read_line(&mut line).expect("text on standard error"),
                0,
                "the process ended before it printed `{when}`"
            );
        }
        std::thread::sleep(std::time::Duration::from_millis(300));
        let signal = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(signal.expect("run `kill`").success());
        // Blocks if another process keeps the pipe open.
        lines.read_to_string(&mut line).expect("text on standard error");
        child.wait_with_output().expect("wait for the bench runner")
    }

    const STEP: &str = r#"    if workload == "loops" && size > 10 { loop { std::hint::black_box(size); } }"#;

    #[test]
    fn interrupted_results_are_saved() {
        let fixture = Fixture::new("fine loops never", STEP);
        let output = interrupted(&fixture, "Measuring loops");
        assert_eq!(output.status.code(), Some(130));
        let costs: Value = serde_json::from_slice(&output.stdout).expect("standard output is one JSON document");
        assert_eq!((&costs["interrupted"], &costs), (&Value::Bool(true), &fixture.saved()));
        let names: Vec<&str> =
            costs["workloads"].as_array().into_iter().flatten().filter_map(|of| of["name"].as_str()).collect();
        assert_eq!(names, ["fine", "loops"]);
        assert_eq!(yours(&costs, "fine").0, [10, 100, 1_000]);
        let workspace = Workspace::at(fixture.0.path("")).expect("open the workspace");
        let kata = workspace.kata("tiny").expect("find the kata");
        let Saved::Fresh(results) = Saved::of(&Store::of(&workspace), kata) else { panic!("`compare` shows nothing") };
        let text = bench_table::render(&results, 100);
        assert!(text.contains("Incomplete: the benchmark was interrupted."), "{text}");
    }

    #[test]
    fn interrupted_results_keep_complete_ones() {
        let fixture = Fixture::new("fine slow", "    let _ = (workload, size);");
        assert!(fixture.bench(&[]).status.success());
        let before = fixture.saved();
        // Slow down only the benchmark, so that the learner's code stays the same.
        let slow = "if workload == \"slow\" { std::thread::sleep(std::time::Duration::from_secs(2)); }\n    let began";
        fixture.0.write("xtask/bench/katas/tiny/benchmark.rs", &BENCHMARK.replace("let began", slow));
        let output = interrupted(&fixture, "Measuring slow");
        assert_eq!(output.status.code(), Some(130));
        let part: Value = serde_json::from_slice(&output.stdout).expect("standard output is one JSON document");
        assert_eq!((&part["interrupted"], yours(&part, "fine").0), (&Value::Bool(true), vec![10, 100, 1_000]));
        assert_eq!(fixture.saved(), before);
    }
}
