//! Tests of the live view without a terminal, which prints lines and reads typed commands.

mod support;

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use support::watch::Watch;
use support::{Fixture, SOLUTION, STUB, stdout};

#[test]
fn each_save_shows_the_verdict_and_the_first_failure() {
    let fixture = Fixture::new();
    let mut watch = Watch::start(&fixture, &["watch", "tiny"]);
    let first = watch.until("Waiting for a save");
    assert!(first.contains("tiny  ✗ red  0 of 3 tests pass"), "{first}");
    assert!(
        first.contains("Stage 1: Double")
            && first.contains("\ntwice_two_is_four\n")
            && first.contains("not yet implemented"),
        "{first}"
    );
    assert!(first.contains("The kata starts out red."), "{first}");

    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { 2 * n }\n");
    let second = watch.until("Waiting for a save");
    assert!(second.contains("✓ 1  Double") && second.contains("✗ 2  Triple"), "{second}");
    assert!(second.contains("yours: 4\n    expected: 6"), "{second}");
    assert!(!second.contains("starts out red"), "{second}");

    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { \"\" }\n");
    let third = watch.until("Waiting for a save");
    assert!(third.contains("tiny  ! amber") && third.contains("error[E0308]"), "{third}");

    let compiler_info = || fs::read_to_string(fixture.path("target/.rustc_info.json")).expect("Cargo's cache");
    let before = compiler_info();
    fixture.save(SOLUTION);
    let last = watch.until("Waiting for a save");
    assert!(last.contains("tiny  ✓ green  3 of 3 tests pass"), "{last}");
    watch.until("Formatting: ");
    assert_eq!(compiler_info(), before, "Cargo's cache after running Clippy");

    watch.type_line("n");
    let next = watch.until("Waiting for a save");
    assert!(next.contains("small  ✗ red"), "{next}");
    watch.type_line("q");
    watch.end();
}

/// Code in which `triple` never returns.
fn endless_triple(double: &str) -> String {
    format!(
        "pub fn double(n: i32) -> i32 {{ {double} }}\n\
         pub fn triple(_: i32) -> i32 {{ loop {{ std::thread::sleep(std::time::Duration::from_secs(1)) }} }}\n"
    )
}

#[test]
fn the_current_test_is_reported_before_the_others() {
    let fixture = Fixture::new();
    let count = "if n == 2 { use std::io::Write; \
                 writeln!(std::fs::File::options().create(true).append(true).open(\"../../calls\").unwrap()).unwrap() }";
    fixture.save(&endless_triple(&format!("{count} n")));
    let mut watch = Watch::start(&fixture, &["watch", "tiny"]);
    let before = watch.until("✗ twice_two_is_four: twice two");
    assert!(!before.contains("tests pass"), "{before}");
    let first = watch.until("Waiting for a save");
    assert!(first.contains("tiny  ✗ red  1 of 3") && first.contains("yours: 2"), "{first}");
    assert_eq!(fixture.read("calls").lines().count(), 1, "number of times that the current test ran");

    fixture.save(&endless_triple("2 * n"));
    let before = watch.until("✓ twice_two_is_four passes.");
    assert!(!before.contains("tests pass"), "{before}");
    let second = watch.until("Waiting for a save");
    assert!(second.contains("tiny  ⧗ timeout  2 of 3"), "{second}");

    // After code that does not compile, the current stage is the same.
    fixture.save("pub fn double(n: i32) -> i32 { \"\" }\npub fn triple(n: i32) -> i32 { n }\n");
    let third = watch.until("Waiting for a save");
    assert!(third.contains("tiny  ! amber") && !third.contains("twice_two"), "{third}");
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { n }\n");
    watch.until("✗ three_times_two_is_six: three times two");
    watch.until("Waiting for a save");

    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\n");
    let fifth = watch.until("Waiting for a save");
    assert!(fifth.contains("! Stage 2 does not compile.\n") && fifth.contains("tiny  ! amber"), "{fifth}");
    assert!(fifth.contains("✓ 1  Double") && fifth.contains("error[E0432]"), "{fifth}");
    assert_eq!(fixture.read(".state/history.jsonl").lines().count(), 5, "number of recorded runs");
    watch.type_line("q");
    watch.end();
}

#[test]
fn a_test_can_write_files_into_the_katas_folder() {
    let fixture = Fixture::new();
    let write = "std::fs::File::options().create(true).append(true).open(\"log\").unwrap()";
    fixture.save(&format!(
        "use std::io::Write;\npub fn double(n: i32) -> i32 {{ writeln!({write}).unwrap(); n }}\n\
         pub fn triple(n: i32) -> i32 {{ 3 * n }}\n"
    ));
    let watch = Watch::start(&fixture, &["watch", "tiny"]);
    let shown = watch.until("Waiting for a save");
    assert!(shown.contains("tiny  ✗ red  2 of 3"), "{shown}");
}

#[test]
fn typed_commands_are_executed() {
    let fixture = Fixture::new();
    let mut watch = Watch::start(&fixture, &["watch", "tiny"]);
    watch.until("Waiting for a save");
    watch.type_line("h");
    watch.until("hint 1 of 3");
    watch.type_line("h");
    watch.until("hint 2 of 3");
    watch.type_line("s");
    watch.until("Tests: tests/tiny/stage_1_double.rs");
    watch.type_line("b");
    watch.until("# The brief");
    watch.type_line("n");
    watch.until("is not green yet");
    watch.type_line("what?");
    watch.until("Type a key and Enter");
    watch.type_line("r");
    watch.until("Waiting for a save");
    watch.type_line("q");
    watch.end();
}

#[test]
fn switching_to_a_kata_records_no_run() {
    let fixture = Fixture::new();
    let mut watch = Watch::start(&fixture, &["watch", "tiny"]);
    watch.until("Waiting for a save in katas/tiny");
    watch.type_line("small");
    watch.until("Waiting for a save in katas/small");
    watch.type_line("p");
    watch.until("Waiting for a save in katas/tiny");
    watch.type_line("n");
    watch.until("Press n again");
    watch.type_line("n");
    watch.until("Waiting for a save in katas/small");
    assert_eq!(fixture.read(".state/history.jsonl").lines().count(), 1, "recorded runs after switching");
    let progress = stdout(&fixture.xtask(&["progress"]));
    assert!(progress.contains("tiny") && !progress.contains("small"), "{progress}");
    let status = stdout(&fixture.xtask(&["list", "--format", "json"]));
    let current = status.split("\"name\"").find(|kata| kata.contains("\"current\": true")).unwrap();
    assert!(current.contains("small") && current.contains("\"verdict\": null"), "{current}");
    watch.type_line("r");
    watch.until("Waiting for a save in katas/small");
    assert_eq!(fixture.read(".state/history.jsonl").lines().count(), 2, "recorded runs after pressing r");
    watch.type_line("q");
    watch.end();
}

#[test]
fn a_newer_save_or_quitting_cancels_a_run() {
    let fixture = Fixture::new();
    let mut watch = Watch::start(&fixture, &["watch", "tiny"]);
    watch.until("Waiting for a save");
    let endless = "pub fn double(n: i32) -> i32 { loop { std::thread::sleep(std::time::Duration::from_millis(n as u64)) } }\n\
                   pub fn triple(n: i32) -> i32 { 3 * n }\n";
    fixture.save(endless);
    // Long enough to build the code and start a test that hangs.
    thread::sleep(Duration::from_secs(2));
    let saved = Instant::now();
    fixture.save(SOLUTION);
    let shown = watch.until("Waiting for a save");
    assert!(shown.contains("tiny  ✓ green"), "{shown}");
    assert!(!shown.contains("timeout"), "output after the newer save: {shown}");
    assert!(saved.elapsed() < Duration::from_secs(8), "the newer save waited for the time limit");

    fixture.save(endless);
    thread::sleep(Duration::from_secs(2));
    watch.type_line("q");
    assert!(watch.end() < Duration::from_secs(5), "quitting waited for the time limit");
}

#[test]
fn watch_survives_broken_and_missing_files() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    let watch = Watch::start(&fixture, &["watch", "tiny"]);
    watch.until("Waiting for a save");
    let manifest = fixture.read("katas/tiny/Cargo.toml");
    fixture.write("katas/tiny/Cargo.toml", "[package\n");
    let broken = watch.until("Waiting for a save");
    assert!(broken.contains("katas/tiny/Cargo.toml"), "{broken}");
    assert!(!broken.contains("panicked"), "{broken}");
    fixture.write("katas/tiny/Cargo.toml", &manifest);
    assert!(watch.until("Waiting for a save").contains("tiny  ✓ green"));
    std::fs::remove_dir_all(fixture.path("katas/tiny")).unwrap();
    watch.until("katas/tiny/Cargo.toml is missing: copy xtask/stubs/tiny/Cargo.toml there");
    assert_eq!(fixture.xtask(&["reset", "tiny"]).status.code(), Some(0));
    assert!(watch.until("tests pass").contains("tiny  ✗ red"));
}

/// Writes a comparison tool that waits for the file `go`.
fn write_comparison_tool(fixture: &Fixture) {
    let manifest = "[package]\nname = \"compare\"\nedition = \"2024\"\n[workspace]\n";
    fixture.write("xtask/compare/Cargo.toml", manifest);
    fixture.write(
        "xtask/compare/src/main.rs",
        "fn main() {\n    std::fs::write(\"started\", std::process::id().to_string()).unwrap();\n\
         \x20   while !std::path::Path::new(\"go\").exists() { std::thread::sleep(std::time::Duration::from_millis(5)) }\n\
         \x20   println!(r#\"{{\"headline\": {{\"lines\": [\"It is closest to mine.\", \"Next, read on.\"]}}}}\"#);\n}\n",
    );
}

#[test]
fn a_green_core_is_compared_in_the_background() {
    let fixture = Fixture::new();
    write_comparison_tool(&fixture);
    let mut watch = Watch::start(&fixture, &["watch", "tiny"]);
    watch.until("Waiting for a save");
    fixture.save(SOLUTION);
    assert!(watch.until("Waiting for a save").contains("tiny  ✓ green"));
    let started = Instant::now();
    while !fixture.path("started").exists() {
        assert!(started.elapsed() < Duration::from_secs(60), "the comparison tool did not start");
        thread::sleep(Duration::from_millis(10));
    }
    // A save stops the tool, which would otherwise wait forever.
    fixture.save(&format!("{SOLUTION}pub fn more() {{}}\n"));
    assert!(watch.until("Waiting for a save").contains("tiny  ✓ green"));
    fixture.write("go", "");
    let compared = watch.until("It is closest to mine.");
    assert!(!compared.contains("Next, read on."), "{compared}");
    watch.type_line("q");
    watch.end();
}

#[test]
fn a_save_without_a_change_starts_no_run() {
    let fixture = Fixture::new();
    let mut watch = Watch::start(&fixture, &["watch", "tiny"]);
    watch.until("Waiting for a save");
    fixture.save(STUB);
    watch.until("Saved without a change.");
    fixture.save(SOLUTION);
    let changed = watch.until("Waiting for a save");
    assert!(changed.contains("tiny  ✓ green"), "{changed}");
    assert_eq!(fixture.read(".state/history.jsonl").lines().count(), 2, "number of recorded runs");
    watch.type_line("q");
    watch.end();
}

#[test]
fn a_saved_data_file_starts_a_run() {
    let fixture = Fixture::new();
    fixture.write("katas/tiny/data.txt", "2");
    fixture.save(
        "fn factor() -> i32 { include_str!(\"../data.txt\").trim().parse().unwrap() }\n\
         pub fn double(n: i32) -> i32 { factor() * n }\npub fn triple(n: i32) -> i32 { 3 * n }\n",
    );
    let mut watch = Watch::start(&fixture, &["watch", "tiny"]);
    assert!(watch.until("Waiting for a save").contains("tiny  ✓ green"));
    fixture.write("katas/tiny/data.txt", "3");
    assert!(watch.until("Waiting for a save").contains("tiny  ✗ red"));
    watch.type_line("q");
    watch.end();
}
