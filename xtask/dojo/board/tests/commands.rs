//! The commands `list`, `export` and `delete`.

mod support;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use board::board_folder::BoardFolder;
use dojo_protocol::time::now;
use tempfile::TempDir;

/// A workspace without katas that has hosted this many dojos.
fn workspace(dojos: usize) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    std::fs::create_dir(folder.path().join("katas")).expect("a folder");
    std::fs::write(folder.path().join("Cargo.toml"), "[workspace]\nmembers = []\n").expect("a file");
    let board_folder = BoardFolder::at(folder.path().join(".state/dojo"));
    for _ in 0..dojos {
        drop(board_folder.lock().expect("it is free"));
        let mut database = board_folder.create_database().expect("a database");
        support::start_session(&mut database, true, now());
    }
    folder
}

fn run(workspace: &Path, arguments: &[&str], typed: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_board"))
        .arg("dojo")
        .args(arguments)
        .current_dir(workspace)
        .env_remove("CARGO_MANIFEST_DIR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // A command that asks nothing does not read.
    let _ = child.stdin.take().expect("a pipe").write_all(typed.as_bytes());
    child.wait_with_output().expect("it ends")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_machine_that_hosted_nothing_says_so_and_makes_nothing() {
    let workspace = workspace(0);
    assert!(said(&run(workspace.path(), &["list"], "")).contains("has hosted no dojo"));
    let json = run(workspace.path(), &["list", "--format", "json"], "");
    assert_eq!(said(&json).trim(), r#"{"dojos":[],"schema":1}"#);
    for arguments in [["delete", "1", "", ""], ["export", "--json", "x.json", ""]] {
        let arguments: Vec<&str> = arguments.into_iter().filter(|argument| !argument.is_empty()).collect();
        let output = run(workspace.path(), &arguments, "1\n");
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("has hosted no dojo"), "{}", said(&output));
    }
    assert!(!workspace.path().join(".state").exists() && !workspace.path().join("x.json").exists());
}

#[test]
fn a_dojo_is_deleted_by_whoever_types_its_number() {
    let workspace = workspace(2);
    let kept = run(workspace.path(), &["delete", "1"], "yes\n");
    assert!(said(&kept).contains("Nothing is deleted"), "{}", said(&kept));
    assert_eq!(said(&run(workspace.path(), &["list"], "")).lines().count(), 2);
    let gone = run(workspace.path(), &["delete", "1"], "1\n");
    assert!(said(&gone).contains("Dojo 1 is deleted"), "{}", said(&gone));
    let left = said(&run(workspace.path(), &["list"], ""));
    assert!(left.lines().count() == 1 && left.trim_start().starts_with('2'), "{left}");
    let again = run(workspace.path(), &["delete", "1"], "1\n");
    assert!(again.status.code() == Some(2) && said(&again).contains("there is no such dojo"));
}

#[test]
fn the_last_dojo_is_exported_unless_another_is_named() {
    let workspace = workspace(2);
    let export = |arguments: &[&str]| {
        let output = run(workspace.path(), arguments, "");
        assert!(output.status.success(), "{}", said(&output));
        let text = std::fs::read_to_string(workspace.path().join("dojo.json")).expect("it is written");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        json["whole"]["state"]["session"].clone()
    };
    assert_eq!(export(&["export", "--json", "dojo.json"]), 2);
    assert_eq!(export(&["export", "1", "--json", "dojo.json", "--html", "dojo.html"]), 1);
    assert!(workspace.path().join("dojo.html").is_file());
    let nothing = run(workspace.path(), &["export"], "");
    assert!(nothing.status.code() == Some(2) && said(&nothing).contains("--html"), "{}", said(&nothing));
}
