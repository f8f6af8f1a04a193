//! A facilitator's own katas, from a folder outside.

mod support;

use std::fs;
use std::path::Path;
use std::process::Output;

use support::{Fixture, SOLUTION, STUB, stderr, stdout, tree};
use tempfile::TempDir;

/// A folder with a kata called `own`, laid out as the fixture is. Whoever made it has solved it there.
struct Stick(TempDir);

impl Stick {
    fn new() -> Self {
        let stick = Self(tempfile::tempdir().unwrap());
        let fixture = Fixture::new();
        for (from, to) in
            [("katas/tiny", "katas/own"), ("xtask/stubs/tiny", "xtask/stubs/own"), ("tests/tiny", "tests/own")]
        {
            for (path, bytes) in tree(&fixture.path(from)) {
                let path = path.strip_prefix(fixture.path(from)).unwrap().to_owned();
                let text = String::from_utf8(bytes).unwrap();
                stick.write(&format!("{to}/{}", path.display()), &text.replace("tiny", "own"));
            }
        }
        stick.write("katas/own/src/lib.rs", SOLUTION);
        stick.write("katas/own/.DS_Store", "no part of a kata");
        stick
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn with_solution(self) -> Self {
        let manifest = "[package]\nname = \"own-solution\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
        self.write("solutions/own/Cargo.toml", manifest);
        self.write("solutions/own/src/lib.rs", SOLUTION);
        self
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Brings its katas into a workspace. The fixture has no dojo, so `prepare` is not ready in the end.
    fn prepare(&self, fixture: &Fixture) -> Output {
        fixture.xtask(&["dojo", "prepare", "--katas", self.path().to_str().unwrap()])
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it is not ended by a signal")
}

/// All files but those that Cargo builds.
fn state(fixture: &Fixture) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let target = fixture.path("target");
    tree(&fixture.root()).into_iter().filter(|(path, _)| !path.starts_with(&target)).collect()
}

#[test]
fn a_kata_without_its_reference_is_one_like_the_others() {
    let (fixture, stick) = (Fixture::new(), Stick::new());
    let said = stdout(&stick.prepare(&fixture));
    assert!(said.starts_with("own is taken.\n") && said.contains("Building the tests of own (3 of 3)"), "{said}");
    assert!(!said.contains("✗ own"), "{said}");
    assert_eq!(fixture.read("katas/own/src/lib.rs"), STUB, "nobody gets what whoever made it tried");
    assert!(!fixture.path("katas/own/.DS_Store").exists());
    assert!(stdout(&fixture.xtask(&["list"])).contains("own "));
    assert_eq!(stdout(&fixture.xtask(&["show", "own"])), "# The brief\n");
    assert!(stdout(&fixture.xtask(&["hint", "own"])).contains("first of 1"));
    assert_eq!(code(&fixture.xtask(&["test", "own"])), 1, "red is where it begins");
    fixture.write("katas/own/src/lib.rs", SOLUTION);
    assert_eq!(code(&fixture.xtask(&["test", "own"])), 0);
    assert!(stdout(&fixture.xtask(&["reset", "own"])).contains("Replaced katas/own with the stub."));
    let reference = fixture.xtask(&["test", "own", "--solution"]);
    let said = "error: solutions/own/src/lib.rs is missing: this kata has no reference solution\n";
    assert_eq!((code(&reference), stderr(&reference).as_str()), (2, said));
    assert_eq!(code(&fixture.xtask(&["test", "tiny", "--solution"])), 0, "the others are as they were");
}

#[test]
fn with_its_reference_the_suite_runs_on_that_too() {
    let (fixture, stick) = (Fixture::new(), Stick::new().with_solution());
    stick.prepare(&fixture);
    assert_eq!(code(&fixture.xtask(&["test", "own", "--solution"])), 0);
}

#[test]
fn the_reference_can_be_given_later_and_nothing_is_taken_twice() {
    let (fixture, stick) = (Fixture::new(), Stick::new());
    stick.prepare(&fixture);
    fixture.write("katas/own/src/lib.rs", "mod other;\npub use other::*;\n");
    fixture.write("katas/own/src/other.rs", SOLUTION);
    fixture.write("katas/own/Cargo.toml", &(fixture.read("katas/own/Cargo.toml") + "[dependencies]\n"));
    let before = state(&fixture);
    assert!(stdout(&stick.prepare(&fixture)).starts_with("own is here already.\n"));
    assert_eq!(state(&fixture), before);
    let stick = stick.with_solution();
    assert!(stdout(&stick.prepare(&fixture)).starts_with("own is taken.\n"));
    assert_eq!(fixture.read("katas/own/src/lib.rs"), "mod other;\npub use other::*;\n");
    assert_eq!(code(&fixture.xtask(&["test", "own", "--solution"])), 0);
    assert_eq!(code(&fixture.xtask(&["test", "own"])), 0);
}

/// That nothing is taken, which is said like this, and that nothing has changed.
fn refused(fixture: &Fixture, stick: &Stick, why: &str) {
    let before = state(fixture);
    let output = stick.prepare(fixture);
    assert_eq!((code(&output), stdout(&output).as_str()), (2, ""));
    assert!(stderr(&output).contains(why), "{why}: {}", stderr(&output));
    assert!(state(fixture) == before, "something has changed");
}

#[test]
fn what_is_no_kata_is_said_and_changes_nothing() {
    let fixture = Fixture::new();
    let empty = Stick(tempfile::tempdir().unwrap());
    refused(&fixture, &empty, "lay it out as this repository is: katas/NAME, tests/NAME");
    fs::create_dir(empty.path().join("katas")).unwrap();
    refused(&fixture, &empty, "there is no kata in");
    let damage = [
        ("katas/own/kata.toml", "title = 1\n", "own: katas/own/kata.toml cannot be read"),
        ("tests/own/stage_2_triple.rs", "use own::triple;\n", "it must begin with `//! # ` and a title"),
        ("xtask/stubs/own/Cargo.toml", "[package]\nname = \"other\"\n", "its package has to be called own"),
        ("xtask/stubs/own/Cargo.toml", "[package]\nname = \"own\"\n", "it has no `[[test]]`"),
        (
            "xtask/stubs/own/Cargo.toml",
            "[package]\nname = \"own\"\n[[test]]\nname = \"suite\"\n[dependencies]\nrand.workspace = true\n",
            "the workspace here shares no `rand`: write its version into this file",
        ),
        (
            "xtask/stubs/own/Cargo.toml",
            "[package]\nname = \"own\"\nedition = \"2024\"\n[[test]]\nname = \"suite\"\n[dependencies]\nx = { path = \"../no\" }\n",
            "nothing has changed: Cargo failed: failed to ",
        ),
    ];
    for (file, text, why) in damage {
        let stick = Stick::new();
        stick.write(file, text);
        refused(&fixture, &stick, why);
    }
    let stick = Stick::new();
    fs::remove_file(stick.path().join("katas/own/hints/stage_2.md")).unwrap();
    refused(&fixture, &stick, "stage_2.md");
    let stick = Stick::new();
    fs::remove_dir_all(stick.path().join("xtask")).unwrap();
    refused(&fixture, &stick, "own/Cargo.toml is missing: the pristine copy of the stub");
    fs::rename(stick.path().join("katas/own"), stick.path().join("katas/My Kata")).unwrap();
    refused(&fixture, &stick, "My Kata: this is no name for a kata");
    let own = fixture.xtask(&["dojo", "prepare", "--katas", "."]);
    assert!(stderr(&own).contains("is this clone itself"), "{}", stderr(&own));
}

#[test]
fn a_kata_of_the_same_name_is_not_replaced() {
    let (fixture, stick) = (Fixture::new(), Stick::new());
    fixture.write("tests/own/stage_1_double.rs", "// mine\n");
    refused(&fixture, &stick, "own: tests/own/stage_1_double.rs is here with other content, and is not replaced");
}
