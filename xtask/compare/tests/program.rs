//! Tests of the program in a small workspace, started like by the runner.

mod support;

use std::fs;
use std::process::{Command, Output};

use compare::bench_results::fingerprint;
use serde_json::Value;
use support::Folder;
use xtask::workspace::Workspace;

const STUB: &str = "pub fn double(n: i32) -> i32 {\n    todo!()\n}\npub fn triple(n: i32) -> i32 {\n    todo!()\n}\n";
const REFERENCE: &str = "pub fn double(n: i32) -> i32 {\n    times(n, 2)\n}\npub fn triple(n: i32) -> i32 {\n    times(n, 3)\n}\nfn times(n: i32, by: i32) -> i32 {\n    n * by\n}\n";
const SHIFT: &str =
    "pub fn double(n: i32) -> i32 {\n    n << 1\n}\npub fn triple(n: i32) -> i32 {\n    n + (n << 1)\n}\n";

struct Fixture(Folder);

impl Fixture {
    fn new() -> Self {
        let fixture = Self(Folder::new());
        let package = "[package]\nname = \"tiny\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
        fixture.0.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"katas/tiny\"]\n");
        fixture.0.write("Cargo.lock", "version = 4\n");
        fixture.0.write("katas/tiny/Cargo.toml", package);
        fixture.0.write("katas/tiny/src/lib.rs", "mod inner;\npub use inner::{double, triple};\n");
        fixture.0.write("katas/tiny/src/inner.rs", "pub fn double(n: i32) -> i32 {\n    n + n\n}\npub fn triple(n: i32) -> i32 {\n    times(n, 3)\n}\nfn times(n: i32, by: i32) -> i32 {\n    n * by\n}\n");
        fixture.0.write("xtask/stubs/tiny/Cargo.toml", package);
        fixture.0.write("xtask/stubs/tiny/src/lib.rs", STUB);
        fixture.0.write("solutions/tiny/src/lib.rs", REFERENCE);
        fixture.0.write("solutions/tiny/alternatives/shift/src/lib.rs", SHIFT);
        fixture
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.0.command(env!("CARGO_BIN_EXE_compare"));
        command.args(["compare", "tiny"]).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program starts")
    }

    fn text(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("the output is UTF-8")
    }

    fn page(&self) -> String {
        self.text(&["--html", "page.html"]);
        fs::read_to_string(self.0.path("page.html")).expect("the page was written")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let text = self.text(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&text).expect("standard output is one JSON document")
    }

    fn error(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &[][..]));
        String::from_utf8(output.stderr).expect("the output is UTF-8")
    }
}

fn statuses(comparison: &Value) -> Vec<(&str, &str)> {
    let parts = comparison["parts"].as_array().expect("parts is an array").iter();
    let name = |part: &'_ Value, side: &str| part[side]["name"].as_str().map(str::to_owned);
    assert!(parts.clone().all(|part| name(part, "left").or(name(part, "right")).is_some()));
    let shown = parts.map(|part| {
        let side = if part["left"].is_null() { &part["right"] } else { &part["left"] };
        (side["name"].as_str().expect("the name is a string"), part["status"].as_str().expect("the status is a string"))
    });
    shown.collect()
}

#[test]
fn a_design_in_several_files_is_compared_with_the_reference() {
    let fixture = Fixture::new();
    let comparison = fixture.json(&[]);
    assert_eq!(statuses(&comparison), [("double", "body"), ("triple", "same"), ("times", "same")]);
    assert_eq!(comparison["columns"], serde_json::json!(["yours", "reference", "shift"]));
    assert_eq!(comparison["left"]["files"], 2);
    assert_eq!(comparison["parts"][0]["left"]["file"], "katas/tiny/src/inner.rs");
    let text = fixture.text(&[]);
    assert!(text.starts_with("tiny: yours compared with the reference\n"), "{text}");
    assert!(!text.contains('\u{1b}'), "colors in output to a pipe");
}

fn schema() -> jsonschema::Validator {
    let schema: Value =
        serde_json::from_str(include_str!("../../schema/compare.schema.json")).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is valid")
}

fn assert_matches_schema(comparison: &Value) {
    let wrong: Vec<String> = schema().iter_errors(comparison).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn json_output_matches_the_schema() {
    let fixture = Fixture::new();
    fixture.0.write("katas/tiny/src/inner.rs", "pub fn double(n: i32) -> i32 {\n    todo!()\n}\nmod gone;\n");
    for with in [&[][..], &["--with", "shift"], &["--with", "solutions/tiny/src"]] {
        assert_matches_schema(&fixture.json(with));
    }
    let mut other = fixture.json(&[]);
    other["parts"][0]["status"] = "otherwise".into();
    assert!(!schema().is_valid(&other));
}

#[test]
fn with_accepts_an_alternative_a_path_or_an_attempt() {
    let fixture = Fixture::new();
    assert_eq!(fixture.json(&["--with", "shift"])["right"]["name"], "shift");
    fixture.0.write("bob/katas/tiny/src/lib.rs", SHIFT);
    fixture.0.write("one.rs", SHIFT);
    for path in ["bob", "bob/katas/tiny", "bob/katas/tiny/src", "one.rs"] {
        let comparison = fixture.json(&["--with", path]);
        assert_eq!(comparison["columns"], serde_json::json!(["yours", path]), "columns for code outside the kata");
        assert_eq!(statuses(&comparison)[0], ("double", "body"));
    }
    fixture.0.write(".state/kept/tiny/000007/src/lib.rs", SHIFT);
    let run = r#"{"at":1,"kata":"tiny","verdict":"green","stage":null,"passed":2,"total":2,"kept":"000007"}"#;
    fixture.0.write(".state/history.jsonl", run);
    assert_eq!(fixture.json(&["--with", "attempt:1"])["right"]["name"], "attempt 1");
}

#[test]
fn with_rejects_unknown_designs() {
    let fixture = Fixture::new();
    let error = fixture.error(&["--with", "shifty"]);
    assert!(error.contains("no design, file or folder named `shifty`. Pass a path, an attempt such as `attempt:1`, or one of: reference, shift"), "{error}");
    let error = fixture.error(&["--with", "xtask"]);
    assert!(error.contains("no crate in xtask: expected lib.rs, src/lib.rs or katas/tiny/src/lib.rs"), "{error}");
    let error = fixture.error(&["--with", "attempt:3"]);
    assert!(error.contains("no code for `attempt:3` of tiny; no attempt was green yet"), "{error}");
    let run = r#"{"at":1,"kata":"tiny","verdict":"green","stage":null,"passed":2,"total":2,"kept":"000007"}"#;
    fixture.0.write(".state/history.jsonl", run);
    fixture.0.write(".state/kept/tiny/000007/src/lib.rs", SHIFT);
    let error = fixture.error(&["--with", "attempt:3"]);
    assert!(error.contains("no code for `attempt:3` of tiny; available: attempt:1"), "{error}");
    let error = fixture.error(&["--with", ""]);
    assert!(error.contains("no design, file or folder named ``"), "{error}");
    fixture.0.write("broken.rs", "fn oops( {");
    let error = fixture.error(&["--with", "broken.rs"]);
    assert!(error.contains("no code to compare in broken.rs: broken.rs:1: skipped: not valid Rust"), "{error}");
    fixture.0.write("large.rs", &"// a line of a comment\n".repeat(1 << 16));
    let error = fixture.error(&["--with", "large.rs"]);
    assert!(error.contains("no code to compare in large.rs: large.rs: skipped: larger than 1 MiB"), "{error}");
}

#[cfg(unix)]
#[test]
fn devices_are_not_read() {
    let fixture = Fixture::new();
    fixture.0.write("odd.rs", "#[path = \"/dev/zero\"]\nmod odd;\npub fn double(n: i32) -> i32 {\n    n\n}\n");
    let text = fixture.text(&["--with", "odd.rs"]);
    assert!(text.contains("! /dev/zero: skipped: not a regular file"), "{text}");
    assert!(text.contains("odd.rs  ., 1 file"), "{text}");
}

#[test]
fn an_unreadable_file_is_reported_and_the_rest_compared() {
    let fixture = Fixture::new();
    fixture.0.write("katas/tiny/src/lib.rs", "mod broken;\nmod gone;\npub fn double(n: i32) -> i32 {\n    n + n\n}\n");
    fixture.0.write("katas/tiny/src/broken.rs", "fn oops( {");
    let text = fixture.text(&[]);
    assert!(text.contains("! katas/tiny/src/broken.rs:1: skipped: not valid Rust"), "{text}");
    assert!(text.contains("! katas/tiny/src/lib.rs:2: `mod gone;` has no file"), "{text}");
    assert!(text.contains("~ fn double  different body"), "{text}");
    fs::remove_dir_all(fixture.0.path("solutions/tiny")).expect("the folder can be removed");
    let text = fixture.text(&[]);
    assert!(text.contains("! solutions/tiny/src/lib.rs: skipped: cannot be read"), "{text}");
    assert!(text.contains("< fn double  only in your code"), "{text}");
}

#[test]
fn benchmark_results_are_shown_until_the_code_changes() {
    let fixture = Fixture::new();
    fixture.0.write("xtask/bench/katas/tiny/benchmark.rs", "");
    let text = fixture.text(&["--saved-costs"]);
    assert!(text.contains("Not measured yet. To measure it, run cargo xtask compare tiny."), "{text}");
    let workspace = Workspace::at(fixture.0.path("")).expect("the workspace is valid");
    let fingerprint = fingerprint(workspace.kata("tiny").expect("the kata exists"));
    let points = |times: [f64; 3]| -> Vec<Value> {
        let point = |(size, time)| serde_json::json!({ "size": size, "median": time, "low": time, "high": time });
        [100, 1_000, 10_000].into_iter().zip(times).map(point).collect()
    };
    let results = serde_json::json!({
        "schema": 1, "kata": "tiny", "at": 1, "fingerprint": fingerprint, "interrupted": true,
        "workloads": [{ "name": "double", "contenders": [
            { "name": "yours", "points": points([5.0, 50.0, 500.0]), "stopped": null },
            { "name": "reference", "points": points([5.0, 5.0, 5.0]), "stopped": null },
        ] }]
    });
    fixture.0.write(".state/bench/tiny.json", &results.to_string());
    let text = fixture.text(&["--full"]);
    assert!(text.contains("Incomplete: the benchmark was interrupted."), "{text}");
    let text = fixture.text(&[]);
    assert!(text.contains("▁▅█ 500 ns  ▁▁▁ 5.0 ns  linear; the reference is nearly constant"), "{text}");
    let page = fixture.page();
    assert!(page.contains("double: <span class=\"growth\">linear; the reference is nearly constant"), "{page}");
    let comparison = fixture.json(&[]);
    let contenders = &comparison["costs"]["workloads"][0]["contenders"];
    assert_eq!([&contenders[0]["growth"], &contenders[1]["growth"]], ["linear", "nearly_constant"]);
    assert_matches_schema(&comparison);
    fixture.0.write("katas/tiny/src/inner.rs", "pub fn double(n: i32) -> i32 {\n    n * 2\n}\n");
    let text = fixture.text(&["--saved-costs"]);
    assert!(text.contains("Your code has changed since it was measured."), "{text}");
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = Fixture::new().command(&[]).stdout(writer).output().expect("the program starts");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let full = fs::File::options().write(true).open("/dev/full").expect("the device exists");
    let output = Fixture::new().command(&[]).stdout(full).output().expect("the program starts");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.starts_with("error: cannot print: "), "{error}");
}
