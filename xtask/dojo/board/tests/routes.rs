//! The responses of the routes.

mod support;

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use dojo_protocol::messages::limits;
use dojo_protocol::time::now;
use serde_json::{Value, json};
use support::{Board, batch, request, run, secret, text};
use tokio_stream::StreamExt as _;

#[tokio::test]
async fn pages_get_the_number_of_core_stages() {
    let board = Board::start();
    let (status, cores) = board.ask("/api/cores", None, None).await;
    assert_eq!((status.as_u16(), cores), (200, json!({ "hash-map": 1, "lru-cache": 1 })));
}

#[tokio::test]
async fn a_team_that_sends_a_run_appears_on_the_board() {
    let board = Board::start();
    let owls = board.join("Night  Owls", "a").await;
    let (status, answer) = board.ask("/api/runs", Some(&owls.token), Some(batch([run(1, 990_000)]))).await;
    assert_eq!((status.as_u16(), &answer), (200, &json!({ "up_to": 1, "refused": [] })));
    let shown = board.board().await;
    assert_eq!(shown["teams"][0]["name"], "Night Owls");
    let mark = &shown["marks"][0];
    assert_eq!((&mark["light"], &mark["stage"], &mark["passed"]), (&json!("red"), &json!(1), &json!(1)));
}

#[tokio::test]
async fn a_run_sent_again_counts_once() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    for _ in 0..3 {
        let (status, answer) = board.ask("/api/runs", Some(&owls.token), Some(batch([run(1, 0), run(2, 1)]))).await;
        assert_eq!((status.as_u16(), &answer["up_to"]), (200, &json!(2)));
    }
    assert_eq!(board.marks().await.len(), 2);
}

#[tokio::test]
async fn an_invalid_run_does_not_block_others() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let mut bad = run(2, 0);
    bad["kata"] = json!("../../etc");
    let (status, answer) = board.ask("/api/runs", Some(&owls.token), Some(batch([run(1, 0), bad, run(3, 0)]))).await;
    assert_eq!(status, 200);
    assert_eq!((&answer["up_to"], &answer["refused"][0]["seq"]), (&json!(3), &json!(2)));
    assert_eq!(board.marks().await.len(), 2);
}

#[tokio::test]
async fn unusable_files_do_not_reject_a_run() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let strange = ["src/lib.rs~", "src/.#lib.rs", ".DS_Store", "src/con.rs", "src/a:b.rs", "../../etc/passwd"];
    for (seq, path) in (1..).zip(strange) {
        let mut light = run(seq, 0);
        light["sources"][path] = json!("x");
        let (status, answer) = board.ask("/api/runs", Some(&owls.token), Some(batch([light]))).await;
        assert_eq!((status.as_u16(), &answer["refused"]), (200, &json!([])), "{path}");
    }
    let mut large = run(10, 0);
    large["sources"]["src/large.rs"] = json!("x".repeat(limits::SOURCES));
    for number in 0..=limits::FILES {
        large["sources"][format!("tests/t{number:03}.rs")] = json!("//");
    }
    let (_, answer) = board.ask("/api/runs", Some(&owls.token), Some(batch([large]))).await;
    assert_eq!(answer["refused"], json!([]), "a run with too much code");
    board.act(json!({ "action": "review" })).await;
    for (index, mark) in board.marks().await.iter().enumerate() {
        let (_, reviewed) = board.ask(&format!("/api/run/{}", mark["id"]), None, None).await;
        let sources = reviewed["sources"].as_object().expect("code");
        assert!(sources.contains_key("src/lib.rs"), "{sources:?}");
        assert_eq!(sources.len(), if index < strange.len() { 1 } else { limits::FILES });
    }
}

#[tokio::test]
async fn runs_of_a_machine_stay_in_order() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    // The first run arrives late because the board's machine slept. The second was sent later, but has an earlier time.
    let send = async |seq, sent_at: u64, at| {
        let body = json!({ "sent_at": sent_at, "runs": [run(seq, at)] });
        assert_eq!(board.ask("/api/runs", Some(&owls.token), Some(body)).await.0, 200);
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    send(5, 1_000, 1_000).await;
    send(6, 2_000, 1_800).await;
    // A run that was lost in transit is older than both.
    send(2, 3_000, 3_000).await;
    let marks = board.marks().await;
    let passed: Vec<&Value> = marks.iter().map(|mark| &mark["passed"]).collect();
    let mut at: Vec<(u64, u64)> = marks
        .iter()
        .map(|mark| (mark["at"].as_u64().expect("a time"), mark["passed"].as_u64().expect("a number")))
        .collect();
    at.sort_unstable();
    let order: Vec<u64> = at.iter().map(|(_, passed)| *passed).collect();
    assert_eq!(order, [2, 5, 6], "{passed:?}");
    let (_, reviewed) = board.ask(&format!("/api/run/{}", marks[1]["id"]), Some(&owls.token), None).await;
    assert_eq!(reviewed["before"], marks[0]["id"], "the previous run");
}

#[tokio::test]
async fn run_times_ignore_a_machines_wrong_clock() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    // The machines' clocks are decades off. One run ended 10 ms before sending, the other before the dojo began.
    let late = json!({ "sent_at": 5_000, "runs": [run(1, 4_990)] });
    board.ask("/api/runs", Some(&owls.token), Some(late)).await;
    let cats = board.join("Cats", "b").await;
    let early = json!({ "sent_at": 9_000_000_000_000_u64, "runs": [run(2, 0)] });
    board.ask("/api/runs", Some(&cats.token), Some(early)).await;
    let at: Vec<u64> = board.marks().await.iter().map(|mark| mark["at"].as_u64().expect("a time")).collect();
    assert!(now().abs_diff(at[0]) < 5_000, "{at:?}");
    assert_eq!(at[1], board.session.created_at);
}

#[tokio::test]
async fn a_second_machine_needs_the_teams_code() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let ask = async |request| board.ask("/api/join", None, Some(request)).await;
    let (status, refusal) = ask(board.request_to_join("oWLS", "b")).await;
    assert_eq!((status.as_u16(), &refusal["reason"]), (409, &json!("team_taken")));
    let mut invited = board.request_to_join("Owls", "b");
    invited["code"] = json!(owls.code.expect("the first machine's response has the code"));
    let (status, joined) = ask(invited.clone()).await;
    assert_eq!((status.as_u16(), &joined["state"]["team"]["id"]), (200, &json!(owls.id)));
    assert_eq!(joined["team_code"], Value::Null);
    invited["team"] = json!("Another");
    assert_eq!(ask(invited).await.0, 404, "a team's code with another team's name");
    let mut guessed = board.request_to_join("Owls", "c");
    guessed["code"] = json!(format!("{}-0000-0000", board.session.code));
    let (status, refusal) = ask(guessed).await;
    assert_eq!((status.as_u16(), &refusal["reason"]), (403, &json!("wrong_code")));
    let message = text(&refusal["message"]);
    assert!(message.contains("code of Owls") && message.contains("dojo status"), "{message}");
}

#[tokio::test]
async fn a_rejoining_machine_keeps_its_identity() {
    let board = Board::start();
    let before = board.join("Owls", "a").await;
    board.ask("/api/runs", Some(&before.token), Some(batch([run(7, 0)]))).await;
    let (_, joined) = board.ask("/api/join", None, Some(board.request_to_join("Owls", "a"))).await;
    assert_eq!((&joined["state"]["team"]["id"], &joined["acknowledged"]), (&json!(before.id), &json!(7)));
    board.ask("/api/runs", Some(&text(&joined["token"])), Some(batch([run(7, 0)]))).await;
    assert_eq!(board.marks().await.len(), 1);
}

#[tokio::test]
async fn the_facilitator_changes_the_phase() {
    let board = Board::start();
    let phase = async || text(&board.ask("/api/state", None, None).await.1["phase"]);
    assert_eq!(phase().await, "waiting");
    let steps = [
        (json!({ "action": "run" }), 200, "running"),
        (json!({ "action": "run" }), 409, "running"),
        (json!({ "action": "pause" }), 200, "paused"),
        (json!({ "action": "pause" }), 409, "paused"),
        (json!({ "action": "run" }), 200, "running"),
        (json!({ "action": "extend", "minutes": 5 }), 200, "running"),
        (json!({ "action": "extend", "minutes": 0 }), 400, "running"),
        (json!({ "action": "break", "minutes": 10 }), 200, "break"),
        (json!({ "action": "kata", "kata": "lru-cache" }), 200, "break"),
        (json!({ "action": "kata", "kata": "../x" }), 404, "break"),
        (json!({ "action": "constraint", "text": "no loops" }), 200, "break"),
        (json!({ "action": "announce", "text": " Cake\u{202e} is here " }), 200, "break"),
        (json!({ "action": "review" }), 200, "review"),
        (json!({ "action": "retro" }), 200, "retro"),
        (json!({ "action": "end" }), 200, "ended"),
        (json!({ "action": "run" }), 409, "ended"),
        (json!({ "action": "dance" }), 400, "ended"),
    ];
    for (action, status, then) in steps {
        assert_eq!(board.act(action.clone()).await.0, status, "{action}");
        assert_eq!(phase().await, then, "{action}");
    }
    let (_, state) = board.ask("/api/state", None, None).await;
    assert_eq!((&state["kata"], &state["constraint"]), (&json!("lru-cache"), &json!("no loops")));
    assert_eq!(state["announcement"]["text"], "Cake is here");
    assert_eq!(state["clock"]["length_ms"], json!(50 * 60_000));
    assert_eq!(state["clock"]["since"], Value::Null);
    let (status, refusal) = board.ask("/api/join", None, Some(board.request_to_join("Late", "z"))).await;
    assert_eq!((status.as_u16(), &refusal["reason"]), (409, &json!("not_now")));
}

#[tokio::test]
async fn take_over_changes_the_driver() {
    let board = Board::start();
    let mut request = board.request_to_join("Owls", "a");
    request["people"] = json!(["Ann", "Bob", "Cleo"]);
    let (_, joined) = board.ask("/api/join", None, Some(request.clone())).await;
    let token = text(&joined["token"]);
    let over = async |body| board.ask("/api/take-over", Some(&token), Some(body)).await;
    assert_eq!(over(json!({})).await.1["team"]["driver"], 1);
    assert_eq!(over(json!({ "driver": "Ann" })).await.1["team"]["driver"], 0);
    assert_eq!(over(json!({ "driver": "Zed" })).await.0, 400);
    over(json!({ "driver": "Bob" })).await;
    request["people"] = json!(["Dan", "Bob"]);
    let (_, joined) = board.ask("/api/join", None, Some(request)).await;
    assert_eq!(joined["state"]["team"]["driver"], 1, "Bob's index after changing the people");
    let alone = board.join("Alone", "b").await;
    assert_eq!(board.ask("/api/take-over", Some(&alone.token), Some(json!({}))).await.0, 409);
}

#[tokio::test]
async fn answers_are_stored_and_can_be_replaced() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    for answers in [json!(["a", "b", "c"]), json!(["new", "", ""])] {
        let (status, state) = board.ask("/api/retro", Some(&owls.token), Some(json!({ "answers": answers }))).await;
        assert_eq!((status.as_u16(), &state["team"]["answers"]), (200, &answers));
    }
    let long = json!({ "answers": ["x".repeat(3000), "", ""] });
    assert_eq!(board.ask("/api/retro", Some(&owls.token), Some(long)).await.0, 413);
    assert_eq!(board.board().await["answered"], 1);
}

#[tokio::test]
async fn a_machine_can_leave_and_rejoin() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let (status, state) = board.ask("/api/leave", Some(&owls.token), Some(json!({}))).await;
    assert_eq!((status.as_u16(), &state["team"]), (200, &Value::Null));
    assert_eq!(board.ask("/api/runs", Some(&owls.token), Some(batch([run(1, 0)]))).await.0, 401);
    assert_eq!(board.join("Owls", "a").await.id, owls.id);
}

#[tokio::test]
async fn a_removed_team_is_hidden_and_rejected() {
    let board = Board::start();
    let rude = board.join("Rude", "a").await;
    board.ask("/api/runs", Some(&rude.token), Some(batch([run(1, 0)]))).await;
    assert_eq!(board.act(json!({ "action": "remove", "teams": [rude.id] })).await.0, 200);
    let shown = board.board().await;
    assert_eq!((&shown["teams"], &shown["marks"]), (&json!([]), &json!([])));
    assert_eq!(board.ask("/api/runs", Some(&rude.token), Some(batch([run(2, 0)]))).await.0, 401);
    assert_eq!(board.ask("/api/join", None, Some(board.request_to_join("rude", "a"))).await.0, 403);
    assert_eq!(board.act(json!({ "action": "remove", "teams": [99] })).await.0, 404);
}

#[tokio::test]
async fn a_new_team_code_replaces_the_old_one() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let (_, acted) = board.act(json!({ "action": "team_code", "team": owls.id })).await;
    let mut request = board.request_to_join("Owls", "b");
    request["code"] = acted["code"].clone();
    assert_eq!(board.ask("/api/join", None, Some(request.clone())).await.0, 200);
    request["machine"] = json!(secret("c"));
    request["code"] = json!(owls.code);
    assert_eq!(board.ask("/api/join", None, Some(request)).await.0, 403, "joining with the old team code");
}

/// Returns the name and data of the next event in a stream.
async fn event(stream: &mut BodyDataStream) -> (String, Value) {
    let next = tokio::time::timeout(Duration::from_secs(5), stream.next()).await.expect("within five seconds");
    let bytes = next.expect("an open stream").expect("bytes");
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    let field =
        |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned();
    (field("event:"), serde_json::from_str(&field("data:")).unwrap_or(Value::Null))
}

async fn stream(board: &Board, path: &str, token: Option<&str>) -> BodyDataStream {
    let response = board.send(request(path, token, None, "10.0.0.1")).await;
    assert_eq!(response.status(), 200);
    Body::into_data_stream(response.into_body())
}

#[tokio::test]
async fn events_reach_pages_and_the_affected_team() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let mut page = stream(&board, "/api/board/events", None).await;
    let mut team = stream(&board, "/api/events", Some(&owls.token)).await;
    assert_eq!(event(&mut page).await.0, "snapshot");
    let (kind, state) = event(&mut team).await;
    assert_eq!((kind.as_str(), &state["team"]["name"]), ("state", &json!("Owls")));

    let cats = board.join("Cats", "b").await;
    board.ask("/api/runs", Some(&cats.token), Some(batch([run(1, 0)]))).await;
    let mut received = Vec::new();
    while !received.contains(&json!("red")) {
        let (kind, update) = event(&mut page).await;
        assert_eq!(kind, "update");
        received.extend(update["teams"].as_array().expect("a list").iter().map(|team| team["name"].clone()));
        received.extend(update["marks"].as_array().expect("a list").iter().map(|mark| mark["light"].clone()));
    }
    // The first team joined just before, so an update may contain it again.
    assert!(received.ends_with(&[json!("Cats"), json!("red")]), "{received:?}");

    board.act(json!({ "action": "run" })).await;
    let (_, state) = event(&mut team).await;
    assert_eq!(state["phase"], "running", "the team's next event, without one for the other team");
}

#[tokio::test]
async fn a_slow_page_catches_up() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let mut slow = stream(&board, "/api/board/events", None).await;
    assert_eq!(event(&mut slow).await.0, "snapshot");
    let cats = board.join("Cats", "b").await;
    for round in 0..40 {
        let token = if round % 2 == 0 { &owls.token } else { &cats.token };
        let (status, _) = board.ask("/api/runs", Some(token), Some(batch([run(round + 1, 0)]))).await;
        assert_eq!(status, 200);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let mut seen = 0;
    while seen < 40 {
        let (kind, shown) = event(&mut slow).await;
        let marks = shown["marks"].as_array().expect("a list").len();
        seen = if kind == "snapshot" { marks } else { seen + marks };
    }
}

#[tokio::test]
async fn the_boards_time_advances_without_changes() {
    let board = Board::start();
    let time = async || board.board().await["state"]["now"].as_u64().expect("a time");
    let first = time().await;
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert!(time().await >= first + 50);
}

#[tokio::test]
async fn leaving_ends_the_event_stream() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let mut team = stream(&board, "/api/events", Some(&owls.token)).await;
    event(&mut team).await;
    board.ask("/api/leave", Some(&owls.token), Some(json!({}))).await;
    board.act(json!({ "action": "run" })).await;
    let end = tokio::time::timeout(Duration::from_secs(5), team.next()).await.expect("within five seconds");
    assert!(end.is_none(), "the stream is still open");
}
