//! The formats of an exported dojo.

mod support;

use std::process::Command;

use board::board_state::BoardState;
use board::commands::list_dojos::list_dojos;
use board::export::data::collect;
use board::export::git::{GitExportError, create_repositories};
use board::export::html::html;
use dojo_protocol::time::now;
use serde_json::{Value, json};
use support::{Board, batch, run};

const HOSTILE: &str = "</script><script>alert(1)</script>";

/// Creates a dojo of two teams with hostile names, code and answers.
async fn dojo() -> Board {
    let board = Board::start();
    let mut request = board.request_to_join(&format!("Owls {}", &HOSTILE[..9]), "a");
    request["people"] = json!(["Ann <a@b>", "Bob"]);
    let (_, joined) = board.ask("/api/join", None, Some(request)).await;
    let token = joined["token"].as_str().expect("a token").to_owned();
    let mut third = run(3, 0);
    third["sources"] = json!({ "src/lib.rs": HOSTILE, "src/a b.rs": "\n\ndata 3\nD src\n" });
    third["light"] = json!("green");
    third["stage"] = Value::Null;
    let mut secret = run(4, 0);
    secret["sources"] = Value::Null;
    board.ask("/api/runs", Some(&token), Some(batch([run(1, 0), run(2, 0), third, secret]))).await;
    board.ask("/api/retro", Some(&token), Some(json!({ "answers": [HOSTILE, "", "much"] }))).await;
    let nameless = board.join("<>", "b").await;
    board.ask("/api/runs", Some(&nameless.token), Some(batch([run(1, 0)]))).await;
    board
}

#[tokio::test]
async fn the_page_contains_all_data_and_runs_no_team_code() {
    let board = dojo().await;
    let database = board.database();
    let state = BoardState::load(&database, board.session.clone()).expect("a state");
    let katas = support::katas();
    let export = collect(&database, &state, &katas, now()).expect("an export");
    let page = html(&export);
    assert!(!page.contains(HOSTILE) && !page.contains("</script><"), "a team's text ends a script element");
    assert_eq!(page.matches("<script").count(), 2, "number of scripts: the data and the board's script");
    assert!(page.contains("default-src &#x27;none&#x27;") || page.contains("default-src 'none'"));
    let json: Value = serde_json::from_str(&export.json()).expect("JSON");
    assert_eq!(json["schema"], 1);
    assert_eq!(json["whole"]["marks"].as_array().expect("a list").len(), 5);
    assert_eq!(json["answers"][0]["answers"][2], "much");
    let third = json["whole"]["marks"][2]["id"].to_string();
    let index = json["runs"][&third]["sources"]["src/lib.rs"].as_u64().expect("an index");
    assert_eq!(json["contents"][usize::try_from(index).expect("small")], HOSTILE);
    assert_eq!(json["katas"]["hash-map"]["stages"][0], "Begin hash-map");
    assert_eq!(json["katas"]["hash-map"]["brief"], "# hash-map\n");
    let reference = json["katas"]["hash-map"]["reference"]["src/lib.rs"].as_u64().expect("an index");
    assert_eq!(json["contents"][usize::try_from(reference).expect("small")], "//! hash-map");
    assert!(json["katas"]["lru-cache"].is_null(), "a kata without runs");
}

#[tokio::test]
async fn announcements_and_breaks_are_exported_with_their_time() {
    let board = Board::start();
    for action in [
        json!({ "action": "run" }),
        json!({ "action": "announce", "text": "Cake" }),
        json!({ "action": "break", "minutes": 10 }),
        json!({ "action": "extend", "minutes": 5 }),
        json!({ "action": "run" }),
    ] {
        assert_eq!(board.act(action).await.0, 200);
    }
    let database = board.database();
    let session = database.session(board.session.id).expect("a query").expect("a session");
    let state = BoardState::load(&database, session).expect("a state");
    let export: Value =
        serde_json::from_str(&collect(&database, &state, &[], now()).expect("an export").json()).expect("JSON");
    let mut timeline = export["timeline"].as_array().expect("a list").clone();
    for entry in &mut timeline {
        let at = entry.as_object_mut().and_then(|entry| entry.remove("at")).and_then(|at| at.as_u64()).expect("a time");
        assert!(now().abs_diff(at) < 60_000);
    }
    let running = json!({ "event": "phase", "phase": "running" });
    let cake = json!({ "event": "announcement", "text": "Cake" });
    assert_eq!(timeline, [running.clone(), cake, json!({ "event": "break", "minutes": 10 }), running]);
}

#[tokio::test]
async fn git_export_has_a_commit_per_run() {
    let board = dojo().await;
    let database = board.database();
    let state = BoardState::load(&database, board.session.clone()).expect("a state");
    let katas = support::katas();
    let export = collect(&database, &state, &katas, now()).expect("an export");
    let folder = board.folder.path().join("repositories");
    assert_eq!(create_repositories(&export, &folder).expect("repositories"), 2);
    let git = |arguments: &[&str]| {
        let output = Command::new("git").arg("-C").arg(folder.join("01-owls-script")).args(arguments).output();
        let output = output.expect("the output of git");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let log = git(&["log", "--reverse", "--format=%an|%s"]);
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 4, "{log}");
    assert_eq!(lines[0], "Ann a@b, Bob|red: hash-map, stage 1 of 7, 1 of 52 tests pass");
    assert_eq!(lines[2], "Ann a@b, Bob|green: hash-map, all stages, 3 of 52 tests pass");
    assert_eq!(git(&["show", "main~2:hash-map/src/lib.rs"]), "// the 2. try\n");
    assert_eq!(
        git(&["show", "main:hash-map/src/a b.rs"]),
        "\n\ndata 3\nD src\n",
        "content of a file that looks like an import command"
    );
    assert_eq!(git(&["status", "--porcelain"]), "", "changes in the working tree");
    assert!(folder.join("02-team/hash-map/src/lib.rs").is_file(), "folder of a team without a usable name");
    let again = create_repositories(&export, &folder);
    assert!(matches!(again, Err(GitExportError::NotEmpty(_))), "an export to a folder with files");
}

#[tokio::test]
async fn deleting_a_dojo_removes_all_its_rows() {
    let board = dojo().await;
    let mut database = board.database();
    assert_eq!(list_dojos(&database).expect("a list")[0].runs, 5);
    let id = board.session.id;
    database.transaction(|database| database.delete_session(id)).expect("a deleted session");
    assert!(list_dojos(&database).expect("a list").is_empty());
    assert!(database.run(id, 1).expect("a query").is_none());
    assert!(database.sources(1).expect("a query").is_empty());
    assert!(database.tokens(id).expect("a query").is_empty());
}
