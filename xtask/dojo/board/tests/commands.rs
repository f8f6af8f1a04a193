//! The commands `list`, `export` and `delete`.

mod support;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use board::board_folder::BoardFolder;
use board::database::Database;
use board::database::runs::{RunFailures, RunSummary, Sources};
use board::database::teams::TeamRecord;
use board::secrets::Digest;
use dojo_protocol::messages::Light;
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

/// All bytes of the board's folder.
fn stored(workspace: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(workspace.join(".state/dojo")).expect("a folder");
    files.flat_map(|file| std::fs::read(file.expect("a file").path()).expect("bytes")).collect()
}

/// Adds a team with this code to the last dojo.
fn add_run(database: &Database, code: &str) {
    let session = database.last_session().expect("it can be read").expect("it is there").id;
    let mut team = TeamRecord { name: format!("Team {session}"), ..TeamRecord::default() };
    database.add_team(session, &mut team, Digest::of("")).expect("it is stored");
    let machine = database.add_machine(team.id, Digest::of("")).expect("it is stored");
    for seq in 1..=20 {
        let mut run = RunSummary {
            id: 0,
            team: team.id,
            at: now(),
            kata: "hash-map".to_owned(),
            light: Light::Red,
            stage: Some(1),
            stages: 7,
            passed: 1,
            total: 52,
            took_ms: 1,
            code: true,
        };
        let sources = Sources::from([("src/lib.rs".to_owned(), format!("// {seq}\n{code}").repeat(2000))]);
        database.add_run(&mut run, machine, seq, &RunFailures::default(), Some(&sources)).expect("it is stored");
    }
}

#[test]
fn nothing_of_a_deleted_dojo_is_left_on_the_disk() {
    let workspace = workspace(1);
    let folder = BoardFolder::at(workspace.path().join(".state/dojo"));
    let mut database = folder.create_database().expect("a database");
    add_run(&database, "let hidden_in_the_file = 1;");
    support::start_session(&mut database, true, now());
    add_run(&database, "let kept_in_the_file = 2;");
    folder.copy_database(&database).expect("a copy");
    drop(database);
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    let before = stored(workspace.path());
    assert!(holds(&before, "hidden_in_the_file") && holds(&before, "kept_in_the_file"));
    let size = std::fs::metadata(folder.database_file()).expect("a file").len();
    let deleted = run(workspace.path(), &["delete", "1"], "1\n");
    assert!(deleted.status.success(), "{}", said(&deleted));
    let after = stored(workspace.path());
    assert!(!holds(&after, "hidden_in_the_file"), "the code is still there");
    assert!(!holds(&after, "Team 1"), "the team is still there");
    assert!(holds(&after, "kept_in_the_file"), "the other dojo's code is kept");
    let smaller = std::fs::metadata(folder.database_file()).expect("a file").len();
    assert!(smaller * 3 < size * 2, "the file had {size} bytes and has {smaller}");
}

#[cfg(unix)]
#[test]
fn no_other_user_of_the_machine_reads_the_boards_files() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = workspace(1);
    let path = workspace.path().join(".state/dojo");
    let mode = |path: &Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    let folder = BoardFolder::at(&path);
    let database = folder.open_database().expect("a database");
    folder.copy_database(&database).expect("a copy");
    add_run(&database, "let own = 1;");
    for file in ["board.db", "board.db-wal", "board.db-shm", "board.db.copy"] {
        assert_eq!(mode(&path.join(file)), 0o600, "{file}");
    }
    assert_eq!(mode(&path), 0o700);
    // An earlier board was less careful.
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("a folder");
    std::fs::set_permissions(path.join("board.db"), PermissionsExt::from_mode(0o644)).expect("a file");
    drop(database);
    let board = support::Process::start(workspace.path(), "127.0.0.1:0");
    assert_eq!((mode(&path), mode(&path.join("board.db"))), (0o700, 0o600));
    drop(board);
}

/// A workspace whose database is damaged in the middle of its file; with a copy of before, if asked for.
fn damaged_workspace(with_copy: bool) -> TempDir {
    let workspace = workspace(1);
    let folder = BoardFolder::at(workspace.path().join(".state/dojo"));
    let database = folder.create_database().expect("a database");
    add_run(&database, "let a = 1;");
    if with_copy {
        folder.copy_database(&database).expect("a copy");
    }
    database.compact().expect("one file");
    drop(database);
    let file = folder.database_file();
    let mut bytes = std::fs::read(&file).expect("bytes");
    let start = if with_copy { 0 } else { bytes.len() / 2 };
    let end = bytes.len() * 3 / 4;
    bytes[start..end].fill(0xa5);
    std::fs::write(&file, bytes).expect("written");
    workspace
}

#[test]
fn a_damaged_database_is_named_and_set_aside_on_the_facilitators_word() {
    for with_copy in [false, true] {
        let workspace = damaged_workspace(with_copy);
        let file = workspace.path().join(".state/dojo/board.db");
        let before = std::fs::read(&file).expect("bytes");
        let refused = run(workspace.path(), &["host", "--bind", "127.0.0.1:0"], "no\n");
        assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
        assert!(said(&refused).contains("board.db is damaged"), "{}", said(&refused));
        assert_eq!(std::fs::read(&file).expect("bytes"), before, "nothing is touched without a word");

        let board = support::Process::start_and_type(workspace.path(), "127.0.0.1:0", "yes\n");
        assert!(!board.facilitator.is_empty());
        drop(board);
        let aside = workspace.path().join(".state/dojo/board.db.damaged-1");
        assert_eq!(std::fs::read(aside).expect("it is kept"), before);
        let folder = BoardFolder::at(workspace.path().join(".state/dojo"));
        let database = folder.open_database().expect("a database");
        database.check().expect("it is whole");
        let session = database.sessions().expect("sessions").remove(0);
        assert_eq!(database.teams(session.id).expect("teams").len(), 1, "with a copy: {with_copy}");
        let runs = database.runs(session.id).expect("runs");
        let with_code = runs.iter().filter(|run| !database.sources(run.id).expect("code").is_empty()).count();
        if with_copy {
            assert_eq!((runs.len(), with_code), (20, 20), "all of it is in the copy");
        } else {
            assert!(runs.len() == 20 && (5..20).contains(&with_code), "{} runs, {with_code} with code", runs.len());
        }
    }
}

#[test]
fn a_running_board_keeps_a_copy() {
    let workspace = workspace(1);
    let board = support::Process::start(workspace.path(), "127.0.0.1:0");
    let copy = workspace.path().join(".state/dojo/board.db.copy");
    let started = std::time::Instant::now();
    while !copy.is_file() {
        assert!(started.elapsed() < std::time::Duration::from_secs(20), "there is no copy");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    drop(board);
    let copied = Database::open(&copy).expect("a database");
    assert!(copied.last_session().expect("it can be read").is_some());
}

#[test]
fn commands_name_a_damaged_database_and_the_way_on() {
    let workspace = damaged_workspace(true);
    for arguments in [&["list"][..], &["export", "--json", "x.json"]] {
        let output = run(workspace.path(), arguments, "");
        assert_eq!(output.status.code(), Some(2));
        let said = said(&output);
        assert!(said.contains("board.db") && said.contains("dojo host"), "{said}");
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
