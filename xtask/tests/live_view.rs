//! Tests of the live view in a pseudo-terminal of 80 by 24 characters.
#![cfg(unix)]

mod support;

use support::view::View;
use support::{Fixture, SOLUTION};

/// Code whose tests never end.
const ENDLESS: &str = "fn sleep() -> i32 { loop { std::thread::sleep(std::time::Duration::from_secs(1)) } }\n\
                       pub fn double(_: i32) -> i32 { sleep() }\npub fn triple(_: i32) -> i32 { sleep() }\n";

/// Returns the number of processes whose executable is in the fixture.
#[cfg(target_os = "linux")]
fn processes_of(fixture: &Fixture) -> usize {
    let root = fixture.root();
    let started_here = |entry: std::io::Result<std::fs::DirEntry>| {
        let program = std::fs::read_link(entry.ok()?.path().join("exe")).ok()?;
        program.starts_with(&root).then_some(())
    };
    std::fs::read_dir("/proc").unwrap().filter_map(started_here).count()
}

#[test]
fn the_screen_follows_saves_and_keys() {
    let fixture = Fixture::new();
    let mut view = View::start(&fixture, &["watch", "tiny"], &[]);
    view.until(&["tiny  ✗ red  0 of 3", "▶ ✗ 1  Double", "The kata starts out red.", "not yet implemented", "r run"]);
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { 2 * n }\n");
    view.until(&["✓ 1  Double", "★ Stage 1, Double, is green.", "Three times as much."]);
    view.press("r");
    view.until(&["yours: 4", "expected: 6", "▶ 11 │     assert_eq!(triple(2)"]);
    view.press("h");
    view.until(&["Hint 1 of 3", "first of 2"]);
    view.press("h");
    view.until(&["Hint 2 of 3", "second of 2"]);
    view.press("s");
    view.until(&["Three times as much.", "Tests: tests/tiny/stage_2_triple.rs"]);
    view.resize(40, 12);
    view.until(&["✓1  ✗2", "? help"]);
    view.resize(80, 24);
    view.until(&["✗ 2  Triple", "p previous"]);
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { \"\" }\n");
    view.until(&["! amber, does not compile", "error[E0308]: mismatched types"]);
    view.press("n");
    view.until(&["The core of tiny is not green yet."]);
    fixture.save(SOLUTION);
    view.until(&["★ tiny is green: all 3 tests pass.", "next kata: small"]);
    view.until(&["Clippy: no warnings.", "`cargo fmt` would change katas/tiny/src/lib.rs."]);
    view.press("n");
    view.until(&["small  ✗ red"]);
    view.press("l");
    view.until(&["✓ done", "Esc close"]);
    view.press("ti\r");
    view.until(&["tiny is still green"]);
    view.press("Ry");
    view.until(&["Replaced katas/tiny with the stub.", "tiny  ✗ red  0 of 3"]);
    view.press("q");
    assert!(view.ends().success());
}

#[test]
fn a_test_runs_alone_without_being_recorded() {
    let fixture = Fixture::new();
    fixture
        .save("pub fn double(n: i32) -> i32 { println!(\"doubling {n}\"); n }\npub fn triple(n: i32) -> i32 { n }\n");
    let mut view = View::start(&fixture, &["watch", "tiny"], &[]);
    view.until(&["tiny  ✗ red  1 of 3"]);
    let recorded = fixture.read(".state/history.jsonl");
    view.press("a");
    view.until(&["Tests of stage 1", "✗ twice_two_is_four", "✓ double_of_zero_is_zero", "Enter run this test alone"]);
    view.press("\r");
    view.until(&[
        "A test of stage 1, run alone",
        "✗ fails",
        "yours: 2",
        "Output:",
        "doubling 2",
        "tiny  ✗ red  1 of 3",
    ]);
    view.press("\x1b");
    view.until(&["Tests of stage 1"]);
    view.press("j\r");
    view.until(&["double_of_zero_is_zero", "✓ passes", "doubling 0"]);
    view.press("q");
    view.until(&["Tests of stage 1"]);
    view.press("\x1b[C\r");
    view.until(&["A test of stage 2, run alone", "three_times_two_is_six"]);
    assert_eq!(fixture.read(".state/history.jsonl"), recorded);
    fixture.save(SOLUTION);
    view.until(&["★ tiny is green: all 3 tests pass."]);
    view.press("q");
    assert!(view.ends().success());
}

#[test]
fn quitting_during_a_run_leaves_no_processes() {
    let fixture = Fixture::new();
    fixture.save(ENDLESS);
    for (how, is_key) in [("q", true), ("\x03", true), ("TERM", false), ("HUP", false)] {
        let mut view = View::start(&fixture, &["watch", "tiny"], &[]);
        view.until(&["Running: 0 of 1"]);
        if is_key {
            view.press(how);
        } else {
            view.signal(how);
        }
        view.ends();
        #[cfg(target_os = "linux")]
        assert_eq!(processes_of(&fixture), 0, "processes left after {how:?}");
    }
}

#[test]
fn an_editor_can_use_the_terminal() {
    let fixture = Fixture::new();
    fixture.write("editor", "#!/bin/sh\nprintf 'editing %s %s' \"$1\" \"$2\"\nread answer\n");
    let editor = fixture.path("editor");
    assert!(std::process::Command::new("chmod").arg("+x").arg(&editor).status().unwrap().success());
    let command = format!("{} {{line}} {{file}}", editor.display());
    let mut view = View::start(&fixture, &["watch", "tiny", "--edit-cmd", &command], &[]);
    view.until(&["tiny  ✗ red"]);
    view.press("e");
    view.until(&["editing 1 ", "katas/tiny/src/lib.rs"]);
    view.press("typed for the editor q\r");
    view.until(&["tiny  ✗ red", "r run"]);
    view.press("q");
    assert!(view.ends().success());
}

#[test]
fn no_color_and_dumb_terminals_are_respected() {
    let fixture = Fixture::new();
    let mut view = View::start(&fixture, &["watch", "tiny"], &[("NO_COLOR", "1")]);
    view.until(&["tiny  ✗ red"]);
    {
        let screen = view.screen.lock().unwrap();
        let cells = (0..24).flat_map(|row| (0..80).map(move |column| (row, column)));
        let colored = cells.filter_map(|(row, column)| screen.screen().cell(row, column));
        assert!(colored.into_iter().all(|cell| cell.fgcolor() == vt100::Color::Default));
    }
    view.press("q");
    view.ends();
    let mut plain = View::start(&fixture, &["watch", "tiny"], &[("TERM", "dumb")]);
    plain.until(&["Stage 1: Double", "Waiting for a save", "Type a key and Enter"]);
    assert!(!plain.screen.lock().unwrap().screen().alternate_screen());
    plain.press("q\r");
    plain.ends();
}
