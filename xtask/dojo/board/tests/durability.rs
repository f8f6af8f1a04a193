//! Acknowledged runs survive a restart, a kill at any moment, and a full disk.

mod support;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use board::board_folder::BoardFolder;
use board::operations::facilitator::{self, Action};
use board::operations::record_time::record_time;
use dojo_protocol::messages::{Light, Phase};
use serde_json::{Value, json};
use support::{Board, Process, Team, batch, run, secret, text, workspace};
use tempfile::TempDir;

#[tokio::test]
async fn a_restart_resumes_the_dojo() {
    let before = Board::start();
    let owls = before.join("Owls", "a").await;
    before.ask("/api/runs", Some(&owls.token), Some(batch([run(1, 0)]))).await;
    before.ask("/api/retro", Some(&owls.token), Some(json!({ "answers": ["a", "b", "c"] }))).await;
    before.act(json!({ "action": "run" })).await;
    let clock = before.ask("/api/state", None, None).await.1["clock"].clone();

    let after = before.restart();
    assert_eq!((after.session.id, &after.session.code), (before.session.id, &before.session.code));
    let (status, state) = after.ask("/api/state", Some(&owls.token), None).await;
    assert_eq!((status.as_u16(), &state["clock"], &state["phase"]), (200, &clock, &json!("running")));
    assert_eq!(state["team"]["answers"], json!(["a", "b", "c"]));
    assert_eq!(after.marks().await, before.marks().await);
    let (status, _) = after.ask("/api/facilitator", Some(&before.facilitator), None).await;
    assert_eq!(status, 200, "the facilitator's earlier token after a restart");
    after.act(json!({ "action": "end" })).await;
    let next = after.restart();
    assert_eq!(next.session.id, before.session.id + 1, "session after a restart of an ended dojo");
    assert_eq!(next.ask("/api/state", Some(&owls.token), None).await.0, 401, "a token of another dojo");
}

#[test]
fn an_open_dojo_resumes_after_any_downtime() {
    let folder = TempDir::new().expect("a folder");
    let mut database = BoardFolder::at(folder.path()).create_database().expect("a database");
    let hour = 60 * 60_000;
    let mut start = |always_new, at| {
        let started = support::start_session(&mut database, always_new, at);
        (started.session.id, started.is_new)
    };
    assert_eq!(start(false, hour), (1, true));
    assert_eq!(start(false, 3 * hour), (1, false));
    assert_eq!(start(false, 14 * hour), (1, false));
    assert_eq!(start(false, 200 * hour), (1, false), "an old session that was not ended");
    assert_eq!(start(true, 201 * hour), (2, true));
    assert!(start(true, 202 * hour).1, "a requested new session");
    let left: Vec<Phase> = database.sessions().expect("sessions").iter().map(|session| session.phase).collect();
    assert_eq!(left, [Phase::Ended, Phase::Ended, Phase::Waiting]);
}

#[test]
fn clock_changes_during_downtime_do_not_move_the_countdown() {
    let folder = TempDir::new().expect("a folder");
    let mut database = BoardFolder::at(folder.path()).create_database().expect("a database");
    let (minute, begin) = (60_000, 1_790_000_000_000);
    let session = support::start_session(&mut database, false, begin).session;
    facilitator::act(&database, session.id, &Action::Run, &[], begin).expect("a running clock");
    let mut ran_at_restart = |seen, now: u64| {
        record_time(&database, session.id, seen).expect("a stored time");
        let started = support::start_session(&mut database, false, now);
        // The board's time does not go back.
        (started.session.clock.ran(now.max(seen)), started.downtime_ms)
    };
    assert_eq!(ran_at_restart(begin + 10 * minute, begin + 10 * minute + 5_000), (10 * minute + 5_000, 5_000));
    assert_eq!(
        ran_at_restart(begin + 11 * minute, begin + 131 * minute),
        (11 * minute, 120 * minute.cast_signed()),
        "running time and downtime after the clock was set forward"
    );
    let ran = ran_at_restart(begin + 132 * minute, begin + 72 * minute);
    assert_eq!(
        ran,
        (12 * minute, -60 * minute.cast_signed()),
        "running time and downtime after the clock was set back"
    );
}

#[tokio::test]
async fn a_full_disk_loses_no_run() {
    let folder = Arc::new(TempDir::new().expect("a folder"));
    // The file has space for a few runs only.
    let board = Board::start_in(Arc::clone(&folder), |database| database.limit_pages(60).expect("a size limit"));
    let (owls, cats) = (board.join("Owls", "a").await, board.join("Cats", "b").await);
    let mut acknowledged = 0;
    let refused = loop {
        let seq = acknowledged + 1;
        let mut large = run(seq, 0);
        large["sources"] = json!({ "src/lib.rs": format!("// {seq}\n").repeat(4000) });
        let (status, answer) = board.ask("/api/runs", Some(&owls.token), Some(batch([large.clone()]))).await;
        if status != 200 {
            assert_eq!((status.as_u16(), &answer["reason"]), (503, &json!("unavailable")));
            let shown = board.board().await;
            let trouble = text(&shown["trouble"]);
            assert!(trouble.contains("cannot store anything") && trouble.contains("full"), "{trouble}");
            assert!(trouble.ends_with(&format!("Teams with unstored runs: Owls (team {}).", owls.id)), "{trouble}");
            let message = text(&answer["message"]);
            assert_eq!(message, "the board's disk is full. Unsent runs are kept on this machine and sent later");
            break large;
        }
        acknowledged = seq;
        assert!(acknowledged < 50, "the disk did not fill up");
    };
    assert_eq!(board.marks().await.len() as u64, acknowledged, "number of shown runs");
    // Small writes still succeed.
    let small = async |team: &Team, seq| {
        let mut small = run(seq, 0);
        small["sources"] = Value::Null;
        board.ask("/api/runs", Some(&team.token), Some(batch([small]))).await.0
    };
    let trouble = async || {
        // The board may answer with a state that is a few milliseconds old.
        tokio::time::sleep(Duration::from_millis(50)).await;
        board.board().await["trouble"].clone()
    };
    assert_eq!(small(&cats, 1).await, 200);
    let shown = text(&trouble().await);
    assert!(shown.contains("Owls") && !shown.contains("Cats"), "{shown}");
    assert_eq!(small(&owls, acknowledged + 2).await, 200);
    assert_eq!(trouble().await, Value::Null, "problem after all teams could store runs");
    let again = board.restart();
    let (status, _) = again.ask("/api/runs", Some(&owls.token), Some(batch([refused]))).await;
    assert_eq!(status, 200, "the rejected run, sent again once there is space");
    assert_eq!(again.marks().await.len() as u64, acknowledged + 3);
}

async fn post(client: &reqwest::Client, url: &str, token: &str, body: &Value) -> reqwest::Result<Value> {
    let request = client.post(url).bearer_auth(token).json(body).timeout(Duration::from_secs(10));
    request.send().await?.error_for_status()?.json().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_runs_survive_a_kill() {
    let workspace = workspace();
    let client = reqwest::Client::new();
    let mut port = 0;
    let mut acknowledged = [0_u64; 4];
    let mut tokens: Vec<String> = Vec::new();
    for round in 0..5_u64 {
        let mut process = Process::start(workspace.path(), &format!("127.0.0.1:{port}"));
        port = process.address.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        if tokens.is_empty() {
            for team in 0..acknowledged.len() {
                let machine = secret(&format!("machine-{team}"));
                let body =
                    json!({ "version": 1, "code": process.code, "team": format!("T{team}"), "machine": machine });
                let joined = post(&client, &format!("{}/api/join", process.address), "", &body).await;
                tokens.push(text(&joined.expect("an answer")["token"]));
            }
        }
        let url = format!("{}/api/runs", process.address);
        let posting: Vec<_> = tokens.iter().cloned().zip(acknowledged).collect();
        let tasks = posting.into_iter().map(|(token, mut done)| {
            let (client, url) = (client.clone(), url.clone());
            tokio::spawn(async move {
                // Stays within the rate limit of a machine.
                for _ in 0..20 {
                    let body = batch([run(done + 1, 0), run(done + 2, 0)]);
                    let Ok(answer) = post(&client, &url, &token, &body).await else { break };
                    done = answer["up_to"].as_u64().expect("a number");
                }
                done
            })
        });
        let tasks: Vec<_> = tasks.collect();
        tokio::time::sleep(Duration::from_millis(20 + 35 * round)).await;
        process.child.kill().expect("a killed process");
        process.child.wait().expect("an exit status");
        for (team, task) in tasks.into_iter().enumerate() {
            acknowledged[team] = task.await.expect("a finished task");
        }
        let folder = BoardFolder::at(workspace.path().join(".state/dojo"));
        let database = folder.open_database().expect("a database");
        let session = database.sessions().expect("sessions").pop().expect("a session");
        let runs = database.runs(session.id).expect("runs");
        assert!(runs.iter().all(|run| run.light == Light::Red));
        // Only the last number is compared, because excess runs of a minute replace each other. Each team has one
        // machine.
        for (machine, done) in (1..).zip(acknowledged) {
            let stored = database.last_seq(machine).expect("a number");
            assert!(stored >= done, "machine {machine}: acknowledged up to {done}, stored up to {stored}");
            assert!(stored <= done + 2, "machine {machine}: acknowledged up to {done}, but stored up to {stored}");
        }
    }
    assert!(acknowledged.iter().sum::<u64>() > 20, "too few runs were sent: {acknowledged:?}");
}

#[tokio::test]
async fn locked_folders_and_unusable_addresses_are_reported() {
    let workspace = workspace();
    let first = Process::start(workspace.path(), "127.0.0.1:0");
    let second = |folder: &Path, bind: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_board"));
        command.args(["dojo", "host", "--bind", bind]).current_dir(folder).env_remove("CARGO_MANIFEST_DIR");
        let output = command.output().expect("the output");
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(second(workspace.path(), "127.0.0.1:0").contains("already running"));
    let elsewhere = self::workspace();
    let taken = first.address.trim_start_matches("http://");
    assert!(second(elsewhere.path(), taken).contains("is in use"));
    assert!(second(elsewhere.path(), "203.0.113.1").contains("not an address of this machine"));
    assert!(!first.facilitator.is_empty());
}
