//! Tests of importing katas from a folder: `cargo xtask dojo prepare --katas`.

mod support;

use std::fs;
use std::path::Path;
use std::process::Output;

use support::{Fixture, SOLUTION, STUB, stderr, stdout, tree};
use tempfile::TempDir;

/// A folder to import, with a solved kata called `own`.
struct ImportFolder(TempDir);

impl ImportFolder {
    fn new() -> Self {
        let source = Self(tempfile::tempdir().unwrap());
        let fixture = Fixture::new();
        for (from, to) in
            [("katas/tiny", "katas/own"), ("xtask/stubs/tiny", "xtask/stubs/own"), ("tests/tiny", "tests/own")]
        {
            for (path, bytes) in tree(&fixture.path(from)) {
                let path = path.strip_prefix(fixture.path(from)).unwrap().to_owned();
                let text = String::from_utf8(bytes).unwrap();
                source.write(&format!("{to}/{}", path.display()), &text.replace("tiny", "own"));
            }
        }
        source.write("katas/own/src/lib.rs", SOLUTION);
        source.write("katas/own/.DS_Store", "not part of a kata");
        source
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

    /// Imports the folder's katas into a workspace. After that, `prepare` fails, since the fixture has no dojo.
    fn prepare(&self, fixture: &Fixture) -> Output {
        fixture.xtask(&["dojo", "prepare", "--katas", self.path().to_str().unwrap()])
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

/// Returns all files except Cargo's build folder.
fn files(fixture: &Fixture) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let target = fixture.path("target");
    tree(&fixture.root()).into_iter().filter(|(path, _)| !path.starts_with(&target)).collect()
}

#[test]
fn a_kata_without_reference_can_be_imported() {
    let (fixture, source) = (Fixture::new(), ImportFolder::new());
    let printed = stdout(&source.prepare(&fixture));
    assert!(
        printed.starts_with("own was imported.\n") && printed.contains("Building the tests of own (3 of 3)"),
        "{printed}"
    );
    assert!(!printed.contains("✗ own"), "{printed}");
    assert_eq!(fixture.read("katas/own/src/lib.rs"), STUB, "code of the imported kata");
    assert!(!fixture.path("katas/own/.DS_Store").exists());
    assert!(stdout(&fixture.xtask(&["list"])).contains("own "));
    assert_eq!(stdout(&fixture.xtask(&["show", "own"])), "# The brief\n");
    assert!(stdout(&fixture.xtask(&["hint", "own"])).contains("first of 1"));
    assert_eq!(code(&fixture.xtask(&["test", "own"])), 1, "exit code of the first run");
    fixture.write("katas/own/src/lib.rs", SOLUTION);
    assert_eq!(code(&fixture.xtask(&["test", "own"])), 0);
    assert!(stdout(&fixture.xtask(&["reset", "own"])).contains("Replaced katas/own with the stub."));
    let reference = fixture.xtask(&["test", "own", "--solution"]);
    let printed = "error: solutions/own/src/lib.rs is missing: this kata has no reference solution\n";
    assert_eq!((code(&reference), stderr(&reference).as_str()), (2, printed));
    assert_eq!(
        code(&fixture.xtask(&["test", "tiny", "--solution"])),
        0,
        "exit code of a run of another kata's reference"
    );
}

#[test]
fn the_suite_runs_on_an_imported_reference() {
    let (fixture, source) = (Fixture::new(), ImportFolder::new().with_solution());
    source.prepare(&fixture);
    assert_eq!(code(&fixture.xtask(&["test", "own", "--solution"])), 0);
}

#[test]
fn the_reference_can_be_imported_later() {
    let (fixture, source) = (Fixture::new(), ImportFolder::new());
    source.prepare(&fixture);
    fixture.write("katas/own/src/lib.rs", "mod other;\npub use other::*;\n");
    fixture.write("katas/own/src/other.rs", SOLUTION);
    fixture.write("katas/own/Cargo.toml", &(fixture.read("katas/own/Cargo.toml") + "[dependencies]\n"));
    let before = files(&fixture);
    assert!(stdout(&source.prepare(&fixture)).starts_with("own is already here.\n"));
    assert_eq!(files(&fixture), before);
    let source = source.with_solution();
    assert!(stdout(&source.prepare(&fixture)).starts_with("own was imported.\n"));
    assert_eq!(fixture.read("katas/own/src/lib.rs"), "mod other;\npub use other::*;\n");
    assert_eq!(code(&fixture.xtask(&["test", "own", "--solution"])), 0);
    assert_eq!(code(&fixture.xtask(&["test", "own"])), 0);
}

/// Checks that the import fails with an error that contains `why` and changes no file.
fn assert_rejected(fixture: &Fixture, source: &ImportFolder, why: &str) {
    let before = files(fixture);
    let output = source.prepare(fixture);
    assert_eq!((code(&output), stdout(&output).as_str()), (2, ""));
    assert!(stderr(&output).contains(why), "{why}: {}", stderr(&output));
    assert!(files(fixture) == before, "the import changed files");
}

#[test]
fn an_invalid_kata_is_rejected() {
    let fixture = Fixture::new();
    let empty = ImportFolder(tempfile::tempdir().unwrap());
    assert_rejected(&fixture, &empty, "Use the layout of this repository: katas/NAME, tests/NAME");
    fs::create_dir(empty.path().join("katas")).unwrap();
    assert_rejected(&fixture, &empty, "no katas found in");
    let damage = [
        ("katas/own/kata.toml", "title = 1\n", "own: cannot read katas/own/kata.toml"),
        ("tests/own/stage_2_triple.rs", "use own::triple;\n", "it must begin with `//! # ` and a title"),
        ("xtask/stubs/own/Cargo.toml", "[package]\nname = \"other\"\n", "the package must be named own"),
        ("xtask/stubs/own/Cargo.toml", "[package]\nname = \"own\"\n", "`[[test]]` with `name = \"suite\"` is missing"),
        (
            "xtask/stubs/own/Cargo.toml",
            "[package]\nname = \"own\"\n[[test]]\nname = \"suite\"\n[dependencies]\nrand.workspace = true\n",
            "`rand` is not a dependency of this workspace. Specify its version in this file",
        ),
        (
            "xtask/stubs/own/Cargo.toml",
            "[package]\nname = \"own\"\nedition = \"2024\"\n[[test]]\nname = \"suite\"\n[dependencies]\nx = { path = \"../no\" }\n",
            "Nothing was changed. Cargo failed: failed to ",
        ),
    ];
    for (file, text, why) in damage {
        let source = ImportFolder::new();
        source.write(file, text);
        assert_rejected(&fixture, &source, why);
    }
    let source = ImportFolder::new();
    fs::remove_file(source.path().join("katas/own/hints/stage_2.md")).unwrap();
    assert_rejected(&fixture, &source, "stage_2.md");
    let source = ImportFolder::new();
    fs::remove_dir_all(source.path().join("xtask")).unwrap();
    assert_rejected(&fixture, &source, "own/Cargo.toml is missing. It is part of the pristine copy of the stub");
    fs::rename(source.path().join("katas/own"), source.path().join("katas/My Kata")).unwrap();
    assert_rejected(&fixture, &source, "My Kata: invalid kata name");
    let own = fixture.xtask(&["dojo", "prepare", "--katas", "."]);
    assert!(stderr(&own).contains("is this clone itself"), "{}", stderr(&own));
}

#[test]
fn a_kata_of_the_same_name_is_not_replaced() {
    let (fixture, source) = (Fixture::new(), ImportFolder::new());
    fixture.write("tests/own/stage_1_double.rs", "// mine\n");
    assert_rejected(&fixture, &source, "own: tests/own/stage_1_double.rs already exists with other content");
}
