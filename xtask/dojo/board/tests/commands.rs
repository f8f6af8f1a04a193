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

/// An archive that nobody may write to, as on a stick that is mounted read-only.
#[cfg(unix)]
#[test]
fn an_archive_that_cannot_be_written_to_is_listed_and_exported() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    let workspace = workspace(2);
    let state = workspace.path().join(".state/dojo");
    let set = |path: &Path, mode| set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
    // A board that was killed leaves its last writes in the log beside the database.
    let mut database = BoardFolder::at(&state).create_database().expect("a database");
    support::start_session(&mut database, true, now());
    let copy = workspace.path().join("copy");
    std::fs::create_dir(&copy).expect("a folder");
    for name in ["board.db", "board.db-wal"] {
        std::fs::copy(state.join(name), copy.join(name)).expect("a copy");
    }
    drop(database);
    let target = TempDir::new().expect("a folder");
    set(target.path(), 0o777);
    for (archive, dojos) in [(&state, 3), (&copy, 3)] {
        for file in std::fs::read_dir(archive).expect("a folder") {
            set(&file.expect("a file").path(), 0o444);
        }
        if *archive == copy {
            std::fs::remove_dir_all(&state).expect("it goes");
            std::fs::rename(&copy, &state).expect("it moves");
        }
        set(&state, 0o555);
        set(&workspace.path().join(".state"), 0o555);
        set(workspace.path(), 0o555);
        let run = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_board"));
            command.arg("dojo").args(arguments).current_dir(workspace.path()).env_remove("CARGO_MANIFEST_DIR");
            // Modes do not stop root.
            if std::fs::metadata(target.path()).expect("a folder").uid() == 0 {
                command.uid(65_534);
            }
            let output = command.output().expect("it starts");
            assert!(output.status.success(), "{}", said(&output));
            said(&output)
        };
        assert_eq!(run(&["list"]).lines().count(), dojos);
        let file = target.path().join("dojo.json");
        run(&["export", "--json", file.to_str().expect("text")]);
        set(workspace.path(), 0o755);
        set(&workspace.path().join(".state"), 0o755);
        set(&state, 0o755);
    }
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
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name: &str| std::fs::metadata(workspace.path().join(name)).expect("a file").permissions().mode();
        std::fs::write(workspace.path().join("any"), "").expect("a file");
        assert_eq!((mode("dojo.json"), mode("dojo.html")), (mode("any"), mode("any")), "it is there to be shared");
    }
    let nothing = run(workspace.path(), &["export"], "");
    assert!(nothing.status.code() == Some(2) && said(&nothing).contains("--html"), "{}", said(&nothing));
}
