//! Tests of `.ci/katas`, which chooses the katas that slow steps of `.ci/run` cover.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tempfile::TempDir;

const KATAS: [&str; 7] = ["a", "b", "c", "d", "e", "f", "two-words"];

/// A repository with katas, whose first commit is some days old.
struct Repository(TempDir);

impl Repository {
    fn new(days: u64) -> Self {
        let this = Self(tempfile::tempdir().unwrap());
        this.git(0, &["init", "--quiet"]);
        for kata in KATAS {
            this.write(&format!("katas/{kata}/README.md"), "# A kata\n");
        }
        this.commit(days);
        this
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn commit(&self, days: u64) {
        self.git(days, &["add", "."]);
        self.git(days, &["commit", "--quiet", "--message", "Change"]);
    }

    fn git(&self, days: u64, arguments: &[&str]) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let date = format!("{} +0000", (now - Duration::from_secs(days * 86_400)).as_secs());
        let mut command = Command::new("git");
        for (key, value) in [("NAME", "a"), ("EMAIL", "a@example.com"), ("DATE", &*date)] {
            command.env(format!("GIT_AUTHOR_{key}"), value).env(format!("GIT_COMMITTER_{key}"), value);
        }
        succeed(command.current_dir(self.0.path()).args(arguments));
    }

    /// Returns the changed katas, today's other katas and those that are left out, as printed on this day.
    fn chosen(&self, day: u32) -> [Vec<String>; 3] {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.ci/katas");
        let seconds = day * 86_400;
        let code = format!("set -euo pipefail; date() {{ echo {seconds}; }}; . '{}'", script.display());
        let output = succeed(Command::new("bash").current_dir(self.0.path()).args(["-c", &code]));
        let text = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<&str> = text.lines().map(|line| line.split_once(": ").unwrap().1).collect();
        let names = |line: &str| match line {
            "none" => Vec::new(),
            names => names.split(' ').map(str::to_owned).collect(),
        };
        let lines: [&str; 3] = lines.try_into().unwrap();
        lines.map(names)
    }
}

fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

#[test]
fn changed_katas_are_covered_daily_and_the_others_in_turn() {
    let repository = Repository::new(9);
    repository.write("solutions/a/src/lib.rs", "//! Old\n");
    repository.commit(2);
    repository.write("tests/two_words/main.rs", "//! New\n");
    repository.commit(0);
    let mut in_turn = Vec::new();
    for day in 30..33 {
        let [changed, rotating, left_out] = repository.chosen(day);
        assert_eq!(changed, ["two-words"]);
        assert_eq!((rotating.len(), left_out.len()), (2, 4), "day {day}");
        in_turn.extend(rotating);
    }
    in_turn.sort();
    assert_eq!(in_turn, ["a", "b", "c", "d", "e", "f"]);
}

#[test]
fn a_merge_of_old_commits_changes_katas() {
    let repository = Repository::new(9);
    repository.git(5, &["checkout", "--quiet", "-b", "other"]);
    repository.write("xtask/stubs/b/src/lib.rs", "//! Merged\n");
    repository.commit(5);
    repository.git(5, &["checkout", "--quiet", "-"]);
    repository.git(0, &["merge", "--quiet", "--no-ff", "--no-edit", "other"]);
    assert_eq!(repository.chosen(30)[0], ["b"]);
}

#[test]
fn the_testkit_and_a_young_repository_change_all_katas() {
    let repository = Repository::new(9);
    repository.write("tests/testkit/lib.rs", "//! New\n");
    repository.commit(0);
    assert_eq!(repository.chosen(30), [KATAS.map(str::to_owned).to_vec(), Vec::new(), Vec::new()]);
    assert_eq!(Repository::new(0).chosen(30), [KATAS.map(str::to_owned).to_vec(), Vec::new(), Vec::new()]);
}
