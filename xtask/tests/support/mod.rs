//! Fixture for tests of the runner: a workspace with small katas in a temporary folder.
#![allow(dead_code, reason = "each test file uses only a part")]

#[cfg(unix)]
pub mod view;
pub mod watch;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use xtask::error::Result;
use xtask::process::StopFlag;
use xtask::report::{Report, Status, Subject, TestReport};
use xtask::run::{KataRun, Request};
use xtask::workspace::{Kata, Workspace};

/// The program under test: the runner, or the practice tool in its own tests.
const PROGRAM: &str = match (option_env!("CARGO_BIN_EXE_xtask"), option_env!("CARGO_BIN_EXE_practice")) {
    (Some(program), _) | (None, Some(program)) => program,
    (None, None) => panic!("these tests belong to another package"),
};

/// The `kata.toml` of the fixture's katas.
pub const ABOUT: &str = "title = \"A kata\"\nteaches = \"arithmetic\"\ntrack = \"objects\"\n";
/// The stub of the fixture's katas.
pub const STUB: &str = "pub fn double(n: i32) -> i32 { todo!() }\npub fn triple(n: i32) -> i32 { todo!() }\n";
/// A correct solution of the fixture's katas.
pub const SOLUTION: &str = "pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { 3 * n }\n";

/// Statements for `double` that start a child process.
///
/// The child sleeps for a minute and keeps its test's output open. It is the suite's executable itself, since no other
/// program exists on every system.
pub const START_A_CHILD: &str = "if std::env::var_os(\"IS_CHILD\").is_some() { \
    std::thread::sleep(std::time::Duration::from_secs(60)); std::process::exit(0) } \
    std::process::Command::new(std::env::current_exe().unwrap()).arg(\"twice_two_is_four\").env(\"IS_CHILD\", \"\")\
    .spawn().unwrap();";
/// Attributes that make a static function pointer a constructor, which runs at program start.
pub const CONSTRUCTOR: &str = if cfg!(windows) {
    "#[unsafe(link_section = \".CRT$XCU\")]\n#[used]\n"
} else if cfg!(target_os = "macos") {
    "#[unsafe(link_section = \"__DATA,__mod_init_func\")]\n#[used]\n"
} else {
    "#[unsafe(link_section = \".init_array\")]\n#[used]\n"
};

const STAGE_1: &str = "//! # Double
//!
//! Twice as much.
//!
//! Time box: 5 minutes.

use tiny::double;

#[test]
fn twice_two_is_four() {
    assert_eq!(double(2), 4, \"twice two\");
}

#[test]
fn double_of_zero_is_zero() {
    assert_eq!(double(0), 0, \"twice nothing\");
}
";

const STAGE_2: &str = "//! # Triple
//!
//! Three times as much.
//!
//! Time box: 10 minutes.

use tiny::triple;

#[test]
fn three_times_two_is_six() {
    assert_eq!(triple(2), 6, \"three times two\");
}
";

/// A workspace with the katas `tiny` and `small`, which are alike, in a temporary folder.
pub struct Fixture {
    folder: TempDir,
}

impl Fixture {
    /// Creates the workspace.
    pub fn new() -> Self {
        let fixture = Self { folder: tempfile::tempdir().unwrap() };
        let members = r#""katas/tiny", "katas/small", "solutions/tiny", "solutions/small", "tests""#;
        let lints = "[workspace.lints.rust]\nunexpected_cfgs = \"allow\"\n";
        fixture.write("Cargo.toml", &format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n{lints}"));
        fixture.write("Cargo.lock", "version = 4\n");
        fixture.write(".cargo/config.toml", "[build]\ntarget-dir = \"target\"\n");
        let mut targets = String::new();
        for kata in ["tiny", "small"] {
            let package = |name: &str| {
                format!(
                    "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[lib]\npath = \"src/lib.rs\"\n"
                )
            };
            let target = "[[test]]\nname = \"suite\"\npath = \"suite.rs\"\n";
            let manifest = format!("{}[lints]\nworkspace = true\n{target}", package(kata));
            let suite = format!("#[path = \"../../tests/{kata}/main.rs\"]\nmod suite;\n");
            for folder in [format!("katas/{kata}"), format!("xtask/stubs/{kata}")] {
                fixture.write(&format!("{folder}/Cargo.toml"), &manifest);
                fixture.write(&format!("{folder}/suite.rs"), &suite);
                fixture.write(&format!("{folder}/src/lib.rs"), STUB);
            }
            fixture.write(&format!("katas/{kata}/kata.toml"), ABOUT);
            fixture.write(&format!("katas/{kata}/README.md"), "# The brief\n");
            for stage in 1..=2 {
                let hints = format!("first of {stage}\n---\nsecond of {stage}\n---\nthird of {stage}\n");
                fixture.write(&format!("katas/{kata}/hints/stage_{stage}.md"), &hints);
            }
            fixture.write(&format!("solutions/{kata}/Cargo.toml"), &package(&format!("{kata}-solution")));
            fixture.write(&format!("solutions/{kata}/src/lib.rs"), SOLUTION);
            let stages = (1..=2).map(|n| (n, ["double", "triple"][n - 1]));
            let modules =
                stages.map(|(n, name)| format!("#[cfg(not(without_stage = \"{n}\"))]\nmod stage_{n}_{name};\n"));
            fixture.write(&format!("tests/{kata}/main.rs"), &modules.collect::<String>());
            fixture.write(&format!("tests/{kata}/stage_1_double.rs"), &STAGE_1.replace("tiny", kata));
            fixture.write(&format!("tests/{kata}/stage_2_triple.rs"), &STAGE_2.replace("tiny", kata));
            let solution = format!("extern crate {kata}_solution as {kata};\n#[path = \"main.rs\"]\nmod suite;\n");
            fixture.write(&format!("tests/{kata}/solution.rs"), &solution);
            targets += &format!("[[test]]\nname = \"{kata}\"\npath = \"{kata}/solution.rs\"\n");
        }
        let dependencies = "[dev-dependencies]\ntiny-solution = { path = \"../solutions/tiny\" }\nsmall-solution = { path = \"../solutions/small\" }\n";
        fixture.write(
            "tests/Cargo.toml",
            &format!("[package]\nname = \"suites\"\nversion = \"0.1.0\"\nedition = \"2024\"\nautotests = false\n[lints]\nworkspace = true\n{dependencies}[lib]\npath = \"lib.rs\"\n{targets}"),
        );
        fixture.write("tests/lib.rs", "");
        fixture
    }

    pub fn root(&self) -> PathBuf {
        // Cargo prints canonical paths, and the temporary folder can be a symbolic link.
        self.folder.path().canonicalize().unwrap()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        self.write_bytes(path, text.as_bytes());
    }

    pub fn write_bytes(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Saves `code` as the learner's code of `tiny`.
    pub fn save(&self, code: &str) {
        self.write("katas/tiny/src/lib.rs", code);
    }

    pub fn workspace(&self) -> Workspace {
        Workspace::at(self.root()).unwrap()
    }

    pub fn kata(&self) -> Kata {
        self.workspace().kata("tiny").unwrap().clone()
    }

    /// Runs `tiny` with a short limit per test.
    pub fn run(&self) -> Report {
        let mut request = Request::everything(Subject::Kata);
        request.limits.test = std::time::Duration::from_secs(2);
        self.run_request(&request).unwrap()
    }

    pub fn run_request(&self, request: &Request) -> Result<Report> {
        let (workspace, kata, stop) = (self.workspace(), self.kata(), StopFlag::new());
        KataRun { workspace: &workspace, kata: &kata, request, stop: &stop, on_progress: &|_| {} }.report()
    }

    /// Runs the command line in the root of the workspace.
    pub fn xtask(&self, arguments: &[&str]) -> Output {
        self.xtask_in("", arguments)
    }

    /// Runs the command line in a folder of the workspace.
    pub fn xtask_in(&self, folder: &str, arguments: &[&str]) -> Output {
        self.command(folder).args(arguments).output().unwrap()
    }

    pub fn command(&self, folder: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command.current_dir(self.path(folder)).env_remove("CARGO_MANIFEST_DIR").env_remove("CARGO_TARGET_DIR");
        command
    }
}

/// Returns the standard output of a command.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Returns the standard error of a command.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Returns the names and statuses of a report's tests.
pub fn statuses(report: &Report) -> Vec<(&str, Status)> {
    report.stages.iter().flat_map(|stage| &stage.tests).map(|test| (test.name.as_str(), test.status)).collect()
}

/// Returns the test with this name.
pub fn test<'a>(report: &'a Report, name: &str) -> &'a TestReport {
    report.stages.iter().flat_map(|stage| &stage.tests).find(|test| test.name == name).unwrap()
}

/// Returns all files in a folder and its subfolders, with their content.
pub fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(tree(&path));
        } else {
            files.push((path.clone(), fs::read(path).unwrap()));
        }
    }
    files.sort();
    files
}
