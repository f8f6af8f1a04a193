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

/// Creates a workspace without katas that has hosted this number of dojos.
fn workspace(dojos: usize) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    std::fs::create_dir(folder.path().join("katas")).expect("a folder");
    std::fs::write(folder.path().join("Cargo.toml"), "[workspace]\nmembers = []\n").expect("a file");
    let board_folder = BoardFolder::at(folder.path().join(".state/dojo"));
    for _ in 0..dojos {
        drop(board_folder.lock().expect("a free lock"));
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
        .expect("a child process");
    // A command without a question does not read its input.
    let _ = child.stdin.take().expect("a pipe").write_all(typed.as_bytes());
    child.wait_with_output().expect("the output")
}

fn output_text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn without_a_dojo_commands_explain_and_create_nothing() {
    let workspace = workspace(0);
    assert!(output_text(&run(workspace.path(), &["list"], "")).contains("dojo has been hosted on this machine"));
    let json = run(workspace.path(), &["list", "--format", "json"], "");
    assert_eq!(output_text(&json).trim(), r#"{"dojos":[],"schema":1}"#);
    for arguments in [["delete", "1", "", ""], ["export", "--json", "x.json", ""]] {
        let arguments: Vec<&str> = arguments.into_iter().filter(|argument| !argument.is_empty()).collect();
        let output = run(workspace.path(), &arguments, "1\n");
        assert_eq!(output.status.code(), Some(2));
        assert!(output_text(&output).contains("dojo has been hosted on this machine"), "{}", output_text(&output));
    }
    assert!(!workspace.path().join(".state").exists() && !workspace.path().join("x.json").exists());
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let workspace = workspace(1);
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut list = Command::new(env!("CARGO_BIN_EXE_board"));
    list.args(["dojo", "list"]).current_dir(workspace.path()).env_remove("CARGO_MANIFEST_DIR").stdout(writer);
    let output = list.output().expect("the program starts");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn a_dojo_is_deleted_after_typing_its_number() {
    let workspace = workspace(2);
    let kept = run(workspace.path(), &["delete", "1"], "yes\n");
    assert!(output_text(&kept).contains("Nothing was deleted"), "{}", output_text(&kept));
    assert_eq!(output_text(&run(workspace.path(), &["list"], "")).lines().count(), 2);
    let gone = run(workspace.path(), &["delete", "1"], "1\n");
    assert!(output_text(&gone).contains("Dojo 1 was deleted"), "{}", output_text(&gone));
    let left = output_text(&run(workspace.path(), &["list"], ""));
    assert!(left.lines().count() == 1 && left.trim_start().starts_with('2'), "{left}");
    let again = run(workspace.path(), &["delete", "1"], "1\n");
    assert!(again.status.code() == Some(2) && output_text(&again).contains("unknown dojo number"));
}

/// The folder is not writable, as on a USB stick that is mounted read-only.
#[cfg(unix)]
#[test]
fn a_read_only_archive_can_be_listed_and_exported() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    let workspace = workspace(2);
    let state = workspace.path().join(".state/dojo");
    let set = |path: &Path, mode| set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
    // A killed board leaves its last writes in the write-ahead log.
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
            std::fs::remove_dir_all(&state).expect("a removed folder");
            std::fs::rename(&copy, &state).expect("a renamed folder");
        }
        set(&state, 0o555);
        set(&workspace.path().join(".state"), 0o555);
        set(workspace.path(), 0o555);
        let run = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_board"));
            command.arg("dojo").args(arguments).current_dir(workspace.path()).env_remove("CARGO_MANIFEST_DIR");
            // File modes do not restrict root.
            if std::fs::metadata(target.path()).expect("a folder").uid() == 0 {
                command.uid(65_534);
            }
            let output = command.output().expect("the output");
            assert!(output.status.success(), "{}", output_text(&output));
            output_text(&output)
        };
        assert_eq!(run(&["list"]).lines().count(), dojos);
        let file = target.path().join("dojo.json");
        run(&["export", "--json", file.to_str().expect("text")]);
        set(workspace.path(), 0o755);
        set(&workspace.path().join(".state"), 0o755);
        set(&state, 0o755);
    }
}

/// Returns the contents of all files in the board's folder.
fn folder_contents(workspace: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(workspace.join(".state/dojo")).expect("a folder");
    files.flat_map(|file| std::fs::read(file.expect("a file").path()).expect("bytes")).collect()
}

/// Adds a team with runs of this code to the last dojo.
fn add_run(database: &Database, code: &str) {
    let session = database.last_session().expect("a query").expect("a session").id;
    let mut team = TeamRecord { name: format!("Team {session}"), ..TeamRecord::default() };
    database.add_team(session, &mut team, Digest::of("")).expect("a stored row");
    let machine = database.add_machine(team.id, Digest::of("")).expect("a stored row");
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
        database.add_run(&mut run, machine, seq, &RunFailures::default(), Some(&sources)).expect("a stored row");
    }
}

#[test]
fn a_deleted_dojo_is_erased_from_the_disk() {
    let workspace = workspace(1);
    let folder = BoardFolder::at(workspace.path().join(".state/dojo"));
    let mut database = folder.create_database().expect("a database");
    add_run(&database, "let hidden_in_the_file = 1;");
    support::start_session(&mut database, true, now());
    add_run(&database, "let kept_in_the_file = 2;");
    folder.copy_database(&database).expect("a copy");
    drop(database);
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    let before = folder_contents(workspace.path());
    assert!(holds(&before, "hidden_in_the_file") && holds(&before, "kept_in_the_file"));
    let size = std::fs::metadata(folder.database_file()).expect("a file").len();
    let deleted = run(workspace.path(), &["delete", "1"], "1\n");
    assert!(deleted.status.success(), "{}", output_text(&deleted));
    let after = folder_contents(workspace.path());
    assert!(!holds(&after, "hidden_in_the_file"), "the deleted code is still in the folder");
    assert!(!holds(&after, "Team 1"), "the deleted team is still in the folder");
    assert!(holds(&after, "kept_in_the_file"), "the other dojo's code is missing");
    let smaller = std::fs::metadata(folder.database_file()).expect("a file").len();
    assert!(smaller * 3 < size * 2, "size of the file before: {size}, after: {smaller}");
}

#[cfg(unix)]
#[test]
fn the_boards_files_are_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = workspace(1);
    let path = workspace.path().join(".state/dojo");
    let mode = |path: &Path| std::fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    let folder = BoardFolder::at(&path);
    let database = folder.open_database().expect("a database");
    folder.copy_database(&database).expect("a copy");
    add_run(&database, "let own = 1;");
    for file in ["board.db", "board.db-wal", "board.db-shm", "board.db.copy"] {
        assert_eq!(mode(&path.join(file)), 0o600, "{file}");
    }
    assert_eq!(mode(&path), 0o700);
    // Earlier versions of the board did not restrict access.
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("a folder");
    std::fs::set_permissions(path.join("board.db"), PermissionsExt::from_mode(0o644)).expect("a file");
    drop(database);
    let board = support::Process::start(workspace.path(), "127.0.0.1:0");
    assert_eq!((mode(&path), mode(&path.join("board.db"))), (0o700, 0o600));
    drop(board);
}

/// Creates a workspace with a damaged database, and optionally with an intact copy of it.
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
    std::fs::write(&file, bytes).expect("a written file");
    workspace
}

#[test]
fn a_damaged_database_is_recovered_after_confirmation() {
    for with_copy in [false, true] {
        let workspace = damaged_workspace(with_copy);
        let file = workspace.path().join(".state/dojo/board.db");
        let before = std::fs::read(&file).expect("bytes");
        let refused = run(workspace.path(), &["host", "--bind", "127.0.0.1:0"], "no\n");
        assert_eq!(refused.status.code(), Some(2), "{}", output_text(&refused));
        assert!(output_text(&refused).contains("board.db is damaged"), "{}", output_text(&refused));
        assert_eq!(std::fs::read(&file).expect("bytes"), before, "the database without a confirmation");

        let board = support::Process::start_and_type(workspace.path(), "127.0.0.1:0", "yes\n");
        assert!(!board.facilitator.is_empty());
        drop(board);
        let aside = workspace.path().join(".state/dojo/board.db.damaged-1");
        assert_eq!(std::fs::read(aside).expect("the damaged file"), before);
        let folder = BoardFolder::at(workspace.path().join(".state/dojo"));
        let database = folder.open_database().expect("a database");
        database.check().expect("an intact database");
        let session = database.sessions().expect("sessions").remove(0);
        assert_eq!(database.teams(session.id).expect("teams").len(), 1, "with a copy: {with_copy}");
        let runs = database.runs(session.id).expect("runs");
        let with_code = runs.iter().filter(|run| !database.sources(run.id).expect("code").is_empty()).count();
        if with_copy {
            assert_eq!((runs.len(), with_code), (20, 20), "runs, and runs with code, from the copy");
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
        assert!(started.elapsed() < std::time::Duration::from_secs(20), "the board has made no copy within 20 seconds");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    drop(board);
    let copied = Database::open(&copy).expect("a database");
    assert!(copied.last_session().expect("a query").is_some());
}

#[test]
fn commands_report_a_damaged_database_with_advice() {
    let workspace = damaged_workspace(true);
    for arguments in [&["list"][..], &["export", "--json", "x.json"]] {
        let output = run(workspace.path(), arguments, "");
        assert_eq!(output.status.code(), Some(2));
        let text = output_text(&output);
        assert!(text.contains("board.db") && text.contains("dojo host"), "{text}");
    }
}

#[test]
fn export_defaults_to_the_last_dojo() {
    let workspace = workspace(2);
    let export = |arguments: &[&str]| {
        let output = run(workspace.path(), arguments, "");
        assert!(output.status.success(), "{}", output_text(&output));
        let text = std::fs::read_to_string(workspace.path().join("dojo.json")).expect("the export");
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
        assert_eq!((mode("dojo.json"), mode("dojo.html")), (mode("any"), mode("any")), "permissions of the exports");
    }
    let nothing = run(workspace.path(), &["export"], "");
    assert!(nothing.status.code() == Some(2) && output_text(&nothing).contains("--html"), "{}", output_text(&nothing));
}
