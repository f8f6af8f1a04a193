//! Attacks on the board: guessed codes, hostile texts and pages, too many or too large requests.

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::http::Request;
use board::database::teams::TeamRecord;
use board::secrets::Digest;
use serde_json::json;
use support::{Board, batch, request, run, text};
use tempfile::TempDir;

#[tokio::test]
async fn wrong_codes_are_throttled_but_the_right_code_works() {
    let board = Board::start();
    let wrong = |code: &str| json!({ "version": 1, "code": code, "team": "Thieves", "machine": "m".repeat(22) });
    let mut refused = Vec::new();
    for code in ["", "0", "000000", "000-000", "ZZZZZZ", "111111", "222222", "333333", "444444", "555555", "666666"] {
        refused.push(board.ask("/api/join", None, Some(wrong(code))).await.0.as_u16());
    }
    assert_eq!(refused[..10], [403; 10]);
    assert_eq!(refused[10], 429);
    let asked = Instant::now();
    let response = board.send(request("/api/join", None, Some(wrong("777777")), "10.0.0.1")).await;
    assert_eq!(response.status(), 429);
    assert!(response.headers().contains_key("retry-after"));
    assert!(asked.elapsed() >= Duration::from_secs(1), "time until the response: {:?}", asked.elapsed());
    let asked = Instant::now();
    board.join("Owls", "a").await;
    assert!(asked.elapsed() < Duration::from_secs(1), "time to join with the right code: {:?}", asked.elapsed());
    let invited = json!({ "version": 1, "code": format!("{}-00000000", board.session.code), "team": "Owls", "machine": "n".repeat(22) });
    assert_eq!(
        board.ask("/api/join", None, Some(invited)).await.0,
        429,
        "a wrong team code after too many wrong codes"
    );
}

#[tokio::test]
async fn codes_are_too_long_to_guess() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    assert_eq!(board.session.code.len(), 8);
    assert_eq!(
        owls.code.expect("a code").replace('-', "").len(),
        16,
        "length of the session's code plus the team's code"
    );
}

#[tokio::test]
async fn concurrent_guesses_count_like_sequential_ones() {
    let board = Board::start();
    let guess = |number: u32| {
        let code = format!("{number:06}");
        let body = json!({ "version": 1, "code": code, "team": "Thieves", "machine": "m".repeat(22) });
        board.send(request("/api/join", None, Some(body), "10.0.0.1"))
    };
    let mut checked = 0;
    let guesses: Vec<_> = (0..200).map(guess).collect();
    for status in join_all(guesses).await {
        checked += u32::from(status == 403);
    }
    assert!(checked <= 10, "{checked} guesses were checked without a delay");
}

/// Polls all requests concurrently and returns the statuses of their responses.
async fn join_all(all: Vec<impl Future<Output = axum::http::Response<Body>>>) -> Vec<u16> {
    let mut set: Vec<_> = all.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<u16>> = vec![None; set.len()];
    std::future::poll_fn(move |context| {
        for (future, slot) in set.iter_mut().zip(&mut done) {
            if slot.is_none()
                && let std::task::Poll::Ready(response) = future.as_mut().poll(context)
            {
                *slot = Some(response.status().as_u16());
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(done.iter().flatten().copied().collect())
        } else {
            std::task::Poll::Pending
        }
    })
    .await
}

#[tokio::test]
async fn only_the_team_sees_its_code_before_the_review() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let cats = board.join("Cats", "b").await;
    board.ask("/api/runs", Some(&owls.token), Some(batch([run(1, 0), run(2, 0)]))).await;
    let run = board.marks().await[1]["id"].as_u64().expect("a number");
    let path = format!("/api/run/{run}");
    let seen = async |token: Option<&str>| board.ask(&path, token, None).await.0.as_u16();
    assert_eq!(seen(Some(&owls.token)).await, 200);
    for (who, token) in [("another", Some(&cats.token)), ("facilitator", Some(&board.facilitator)), ("anyone", None)] {
        assert_eq!(seen(token.map(String::as_str)).await, 403, "{who}");
    }
    board.act(json!({ "action": "run" })).await;
    assert_eq!(seen(Some(&cats.token)).await, 403);
    assert_eq!(
        board.ask("/api/reference/hash-map", Some(&owls.token), None).await.0,
        403,
        "the reference before the review"
    );
    board.act(json!({ "action": "review" })).await;
    assert_eq!(board.ask("/api/reference/hash-map", None, None).await.1["sources"]["src/lib.rs"], "//! hash-map");
    assert_eq!(board.ask("/api/reference/..%2f..%2fetc", None, None).await.0, 404);
    let (status, reviewed) = board.ask(&path, None, None).await;
    assert_eq!(status, 200);
    assert_eq!(reviewed["sources"]["src/lib.rs"], "// the 2. try\n");
    assert_eq!(reviewed["changes"][0]["lines"][1], json!(["-", "// the 1. try"]));
    assert_eq!(reviewed["failures"][0]["name"], "it_works");
    board.act(json!({ "action": "run" })).await;
    assert_eq!(seen(None).await, 403, "code after resuming work");
    for strange in [
        "/api/run/99",
        "/api/run/x",
        "/api/run/-1",
        "/api/run/%ff",
        "/api/run/18446744073709551615",
        "/api/run/..%2f..%2fetc",
        "/api/reference/%ff",
        "/compare/-1",
        "/compare/1?with=x",
    ] {
        let (status, refusal) = board.ask(strange, None, None).await;
        assert!([400, 404].contains(&status.as_u16()), "{strange}");
        assert!(["malformed", "not_found"].contains(&text(&refusal["reason"]).as_str()), "{strange}: {refusal}");
    }
}

#[tokio::test]
async fn the_board_shows_neither_code_nor_secrets() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    board.ask("/api/runs", Some(&owls.token), Some(batch([run(1, 0)]))).await;
    let shown = board.board().await.to_string();
    for secret in ["try", "left: 1", &board.session.code, &owls.token] {
        assert!(!shown.contains(secret), "the board contains {secret}: {shown}");
    }
}

#[tokio::test]
async fn only_the_facilitator_can_act() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let end = json!({ "action": "end" });
    for (token, status) in [(None, 403), (Some(owls.token.as_str()), 403), (Some("x"), 401), (Some(""), 401)] {
        assert_eq!(board.ask("/api/facilitator", token, Some(end.clone())).await.0, status, "{token:?}");
        assert_eq!(board.ask("/api/facilitator", token, None).await.0, status, "{token:?}");
    }
    assert_eq!(board.ask("/api/state", None, None).await.1["phase"], "waiting");
    let (status, _) = board.ask("/api/runs", Some(&board.facilitator), Some(batch([run(1, 0)]))).await;
    assert_eq!(status, 403, "a run sent by the facilitator");
}

#[tokio::test]
async fn requests_from_other_sites_are_rejected() {
    let board = Board::start();
    let ask = async |change: &dyn Fn(&mut Request<Body>)| {
        let mut request =
            request("/api/facilitator", Some(&board.facilitator), Some(json!({ "action": "run" })), "10.0.0.1");
        change(&mut request);
        board.send(request).await.status().as_u16()
    };
    let set = |name: &'static str, value: &'static str| {
        move |request: &mut Request<Body>| {
            request.headers_mut().insert(name, value.parse().expect("a value"));
        }
    };
    assert_eq!(ask(&set("origin", "http://evil.example")).await, 403);
    assert_eq!(ask(&set("origin", "null")).await, 403);
    assert_eq!(ask(&set("host", "evil.example:7007")).await, 403, "another host name that resolves to the board");
    assert_eq!(ask(&set("content-type", "text/plain")).await, 400, "a content type that forms can send");
    assert_eq!(ask(&set("content-type", "application/x-www-form-urlencoded")).await, 400);
    assert_eq!(ask(&|request| drop(request.headers_mut().remove("host"))).await, 403);
    assert_eq!(board.ask("/api/state", None, None).await.1["phase"], "waiting");
    assert_eq!(ask(&set("origin", "http://127.0.0.1:7007")).await, 200, "a request of the board's page");
}

#[tokio::test]
async fn every_response_has_a_strict_content_policy() {
    let board = Board::start();
    for path in ["/", "/board.js", "/board.css", "/qr.svg", "/icon.svg", "/api/board", "/api/run/1", "/nothing"] {
        let response = board.send(request(path, None, None, "10.0.0.1")).await;
        let header = |name: &str| response.headers()[name].to_str().expect("text").to_owned();
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
    }
    let page = board.send(request("/", None, None, "10.0.0.1")).await;
    let page = to_bytes(page.into_body(), 1 << 20).await.expect("a body");
    let page = String::from_utf8(page.to_vec()).expect("text");
    let lower = page.to_lowercase();
    assert!(!lower.contains("<style") && !lower.contains(" style=") && !lower.contains(" onclick"), "{page}");
    assert_eq!(lower.matches("<script").count(), lower.matches("<script defer src=").count(), "{page}");
    assert!(
        !lower.contains("http://") && !lower.contains("https://"),
        "the page loads nothing from other hosts: {page}"
    );
}

#[tokio::test]
async fn hostile_names_are_shown_as_text() {
    let board = Board::start();
    board.join("<img src=x onerror=alert(1)>", "a").await;
    board.join("\u{202e}Ow\u{200b}ls\u{7}", "b").await;
    let shown = board.board().await;
    assert_eq!(shown["teams"][0]["name"], "<img src=x onerror=alert(1)>");
    assert_eq!(shown["teams"][1]["name"], "Owls");
    let mut bad = Vec::new();
    for name in [String::new(), "\u{202e}\u{200b}".to_owned(), "x".repeat(41), "\u{3164}".to_owned()] {
        bad.push(board.ask("/api/join", None, Some(board.request_to_join(&name, "c"))).await.0.as_u16());
    }
    assert_eq!(bad, [400; 4]);
    assert_eq!(
        board.ask("/api/join", None, Some(board.request_to_join("Owls\u{200d}", "c"))).await.0,
        409,
        "a name with an invisible character"
    );
}

#[tokio::test]
async fn look_alike_names_are_rejected() {
    let board = Board::start();
    let owls = board.join("Owls 1", "a").await;
    let twins = [
        "Owls 1\u{fe0f}",
        "O\u{fe00}wls 1",
        "\u{ff2f}\u{ff57}\u{ff4c}\u{ff53} 1",
        "\u{41e}wls 1",
        "Owl\u{17f} 1",
        "Ow\u{406}s 1",
        "OwIs l",
        "0wls 1",
        "Owls\u{a0}1",
        "owls 1",
        "Ow\u{e01ef}ls 1",
        "Owls \u{1d7d9}",
        "Ow\u{1d173}ls 1",
    ];
    for twin in twins {
        let (status, refusal) = board.ask("/api/join", None, Some(board.request_to_join(twin, "b"))).await;
        assert_eq!(status, 409, "{twin:?}: {refusal}");
        let message = refusal["message"].as_str().expect("text");
        assert!(message.contains(&format!("Owls 1 (team {})", owls.id)), "{twin:?}: {message}");
    }
    for other in ["Owls 2", "Cowls 1", "Zo\u{eb}", "\u{6c34}", "\u{1f989}"] {
        board.join(other, &format!("machine-{}", other.len())).await;
    }
    assert_eq!(board.join("Owls 1", "a").await.id, owls.id, "team of a machine that joins again");
    let greek = board.join("ΣΟΦΟΣ", "greek").await;
    for twin in ["σοφος", "Σοφος", "σοφοσ"] {
        let (status, refusal) = board.ask("/api/join", None, Some(board.request_to_join(twin, "b"))).await;
        assert_eq!(status, 409, "{twin}: {refusal}");
        assert!(text(&refusal["message"]).contains(&format!("ΣΟΦΟΣ (team {})", greek.id)), "{twin}: {refusal}");
    }
    let wide = board.join("\u{ff2d}\u{ff49}\u{ff43}\u{ff45}", "wide").await;
    let shown = board.board().await;
    let shown = shown["teams"].as_array().expect("a list").iter().find(|team| team["id"] == wide.id);
    assert_eq!(shown.expect("a team")["name"], "Mice", "a name with wide letters is normalized");
}

#[tokio::test]
async fn new_teams_are_limited_per_address_and_in_total() {
    let board = Board::start();
    let join = async |number: usize, from: &str| {
        let body = board.request_to_join(&format!("{number} attackers"), &format!("machine-{number:014}"));
        board.send(request("/api/join", None, Some(body), from)).await.status().as_u16()
    };
    let mut made = 0;
    for number in 0..200 {
        match join(number, "10.0.0.7").await {
            200 => made += 1,
            status => assert_eq!(status, 429),
        }
    }
    assert!((40..=60).contains(&made), "one address made {made} teams");
    let back = board.request_to_join("0 attackers", "machine-00000000000000");
    assert_eq!(
        board.send(request("/api/join", None, Some(back), "10.0.0.7")).await.status(),
        200,
        "a known machine joins again"
    );
    assert!(board.join("Owls", "a").await.code.is_some(), "a team from another address joins");
    for address in 0..20 {
        for number in 0..60 {
            made += usize::from(join(1000 + address * 100 + number, &format!("10.0.1.{address}")).await == 200);
        }
    }
    assert!((500..=620).contains(&made), "twenty addresses made {made} teams");
}

#[tokio::test]
async fn repeated_joins_of_one_machine_are_limited() {
    let board = Board::start();
    let mut answers = Vec::new();
    for _ in 0..40 {
        answers.push(board.ask("/api/join", None, Some(board.request_to_join("Owls", "a"))).await.0.as_u16());
    }
    assert_eq!((answers[0], answers[39]), (200, 429));
    board.join("Cats", "b").await;
}

#[tokio::test]
async fn the_facilitator_blocks_and_allows_new_teams() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    assert_eq!(board.act(json!({ "action": "new_teams", "allowed": false })).await.0, 200);
    let (status, refusal) = board.ask("/api/join", None, Some(board.request_to_join("Late", "b"))).await;
    assert_eq!((status.as_u16(), &refusal["reason"]), (409, &json!("not_now")));
    assert!(refusal["message"].as_str().expect("text").contains("closed"), "{refusal}");
    assert_eq!(board.join("Owls", "a").await.id, owls.id, "an existing team joins again");
    let mut second = board.request_to_join("Owls", "c");
    second["code"] = json!(owls.code);
    assert_eq!(board.ask("/api/join", None, Some(second)).await.0, 200, "an existing team adds a machine");
    board.act(json!({ "action": "new_teams", "allowed": true })).await;
    board.join("Late", "b").await;
}

#[tokio::test]
async fn teams_can_be_removed_together_and_restored() {
    let board = Board::start();
    let mut teams = Vec::new();
    for number in 0..30 {
        teams.push(board.join(&format!("Team {number}"), &format!("machine-{number}")).await);
    }
    let ids: Vec<u64> = teams.iter().skip(1).map(|team| team.id).collect();
    assert_eq!(board.act(json!({ "action": "remove", "teams": ids })).await.0, 200);
    assert_eq!(board.board().await["teams"].as_array().map(Vec::len), Some(1));
    let (_, info) = board.ask("/api/facilitator", Some(&board.facilitator), None).await;
    let removed = info["removed"].as_array().expect("a list");
    assert_eq!((removed.len(), &removed[0]["id"]), (29, &json!(ids[0])), "removed teams in the facilitator's data");
    let (_, refusal) = board.ask("/api/join", None, Some(board.request_to_join("Team 5", "machine-5"))).await;
    assert!(refusal["message"].as_str().expect("text").contains("restore it"), "{refusal}");
    assert_eq!(board.act(json!({ "action": "restore", "team": teams[5].id })).await.0, 200);
    assert_eq!(board.ask("/api/state", Some(&teams[5].token), None).await.0, 200, "the token of a restored team");
    // The board may return the previous view for a few milliseconds.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(board.board().await["teams"][1]["name"], "Team 5");
    let (status, _) = board.act(json!({ "action": "remove", "teams": [teams[0].id, 999] })).await;
    assert_eq!(
        (status.as_u16(), board.board().await["teams"].as_array().map(Vec::len)),
        (404, Some(2)),
        "an unknown team makes the whole action fail"
    );
}

#[tokio::test]
async fn a_new_session_code_replaces_the_old_one() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    assert_eq!(board.act(json!({ "action": "new_code" })).await.0, 200);
    let (_, info) = board.ask("/api/facilitator", Some(&board.facilitator), None).await;
    let code = info["code"].as_str().expect("a code").replace('-', "");
    assert_ne!(code, board.session.code);
    assert_eq!(
        board.ask("/api/join", None, Some(board.request_to_join("Late", "b"))).await.0,
        403,
        "joining with the old code"
    );
    assert_eq!(board.join("Owls", "a").await.id, owls.id, "a known machine joins again with the old code");
    let mut late = board.request_to_join("Late", "b");
    late["code"] = json!(code);
    assert_eq!(board.ask("/api/join", None, Some(late)).await.0, 200);
    let mut second = board.request_to_join("Owls", "c");
    second["code"] = json!(code.clone() + &owls.code.expect("a code").replace('-', "")[8..]);
    assert_eq!(board.ask("/api/join", None, Some(second)).await.0, 200, "the team's part of the code is still valid");
}

#[tokio::test]
async fn removed_teams_do_not_count_toward_the_limit() {
    let board = Board::start_in(Arc::new(TempDir::new().expect("a folder")), |database| {
        let session = database.last_session().expect("a query").expect("a session").id;
        for number in 0..1000 {
            let name = format!("Team {number}");
            let mut team = TeamRecord { name, removed: number > 0, ..TeamRecord::default() };
            database.add_team(session, &mut team, Digest::of("")).expect("a stored team");
        }
    });
    board.join("Owls", "a").await;
}

#[tokio::test]
async fn excess_runs_of_a_minute_replace_the_last_one() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    // All runs are in the same minute, independent of the time of day.
    let sent = |first: u64| json!({ "sent_at": 1_000, "runs": (first..first + 50).map(|seq| run(seq, 1_000)).collect::<Vec<_>>() });
    for batch in 0..20 {
        let (status, answer) = board.ask("/api/runs", Some(&owls.token), Some(sent(1 + batch * 50))).await;
        assert_eq!(
            (status.as_u16(), &answer["refused"], &answer["up_to"]),
            (200, &json!([]), &json!((batch + 1) * 50))
        );
    }
    let mut last = run(1001, 1_000);
    last["light"] = json!("green");
    last["passed"] = json!(52);
    last["stage"] = json!(null);
    board.ask("/api/runs", Some(&owls.token), Some(json!({ "sent_at": 1_000, "runs": [last] }))).await;
    let marks = board.marks().await;
    assert!((20..=60).contains(&marks.len()), "{} lights of 1001 runs", marks.len());
    let newest = marks.iter().max_by_key(|mark| (mark["at"].as_u64(), mark["id"].as_u64())).expect("a light");
    assert_eq!(newest["light"], "green", "light of the last run");
    let id = newest["id"].as_u64().expect("a number");
    let (_, review) = board.ask(&format!("/api/run/{id}"), Some(&owls.token), None).await;
    assert_eq!(review["sources"]["src/lib.rs"], "// the 1001. try\n", "code of the last run");
    let before = marks.len();
    board.ask("/api/runs", Some(&owls.token), Some(sent(951))).await;
    let again = board.marks().await;
    assert_eq!(
        (again.len(), again.iter().any(|mark| mark["light"] == "green")),
        (before, true),
        "lights after sending runs again"
    );
    assert_eq!(board.restart().marks().await.len(), before);
}

#[tokio::test]
async fn oversized_requests_are_rejected() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let mut large = run(1, 0);
    large["sources"] = json!({ "src/lib.rs": "x".repeat(10 << 20) });
    let (status, refusal) = board.ask("/api/runs", Some(&owls.token), Some(batch([large]))).await;
    assert_eq!((status.as_u16(), &refusal["reason"]), (413, &json!("too_large")));
    // The same without a `Content-Length`.
    let chunks = (0..200).map(|_| Ok::<_, std::io::Error>(vec![b' '; 64 << 10]));
    let mut request = request("/api/runs", Some(&owls.token), Some(json!({})), "10.0.0.1");
    request.headers_mut().remove("content-length");
    *request.body_mut() = Body::from_stream(tokio_stream::iter(chunks));
    assert_eq!(board.send(request).await.status(), 413);
    let many = batch((1..=51).map(|seq| run(seq, 0)));
    assert_eq!(board.ask("/api/runs", Some(&owls.token), Some(many)).await.0, 413);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut request = support::request("/api/runs", Some(&owls.token), Some(json!({})), "10.0.0.1");
    *request.body_mut() = Body::from(deep);
    assert_eq!(board.send(request).await.status(), 400);
    assert!(board.marks().await.is_empty());
}

#[tokio::test]
async fn requests_of_one_machine_are_limited() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let cats = board.join("Cats", "b").await;
    let mut answers = Vec::new();
    // The rate limit refills tokens meanwhile, but too slowly to matter.
    while answers.len() < 1000 && answers.last() != Some(&429) {
        let seq = answers.len() as u64 + 1;
        let (status, _) = board.ask("/api/runs", Some(&owls.token), Some(batch([run(seq, 0)]))).await;
        answers.push(status.as_u16());
    }
    assert_eq!(answers[..60], [200; 60]);
    assert_eq!(answers.last(), Some(&429));
    assert_eq!(board.ask("/api/runs", Some(&cats.token), Some(batch([run(1, 0)]))).await.0, 200);
}

#[tokio::test]
async fn views_are_limited_by_address_or_token() {
    let board = Board::start();
    let view = async |path, token, from| board.send(request(path, token, None, from)).await.status().as_u16();
    let mut answers = Vec::new();
    for _ in 0..700 {
        answers.push(view("/api/board", None, "10.0.0.1").await);
    }
    assert_eq!((answers[0], answers[699]), (200, 429));
    assert_eq!(view("/api/board", None, "10.0.0.2").await, 200, "another address");
    for path in ["/api/board", "/api/board/events"] {
        assert_eq!(view(path, Some(&board.facilitator), "10.0.0.1").await, 200, "the facilitator at the same address");
        assert_eq!(view(path, Some("invalid"), "10.0.0.1").await, 429, "an invalid token");
    }
}

/// Joins a team with this number of machines, and returns their tokens.
async fn join_with_machines(board: &Board, team: &str, machines: usize) -> Vec<String> {
    let first = board.join(team, "machine-0").await;
    let mut tokens = vec![first.token];
    for machine in 1..machines {
        let mut another = board.request_to_join(team, &format!("machine-{machine}"));
        another["code"] = json!(first.code);
        tokens.push(text(&board.ask("/api/join", None, Some(another)).await.1["token"]));
    }
    tokens
}

#[tokio::test]
async fn one_team_cannot_fill_the_disk() {
    let board = Board::start();
    let mut notes = Vec::new();
    for (machine, token) in join_with_machines(&board, "Owls", 4).await.iter().enumerate() {
        for round in 0..6_u64 {
            let large = |seq: u64| {
                let mut large = run(seq, 0);
                // Each run has new code and long messages.
                large["sources"] = json!({ "src/lib.rs": format!("{machine}{seq:x}").repeat(300_000) });
                large["failures"] = json!(vec![json!({ "stage": 1, "name": "it", "message": "m".repeat(4000) }); 20]);
                large
            };
            let body = batch((1..=4).map(|run| large(round * 4 + run)));
            let (_, answer) = board.ask("/api/runs", Some(token), Some(body)).await;
            assert_eq!(answer["refused"], json!([]), "runs rejected for lack of space");
            notes.push(answer["note"].as_str().unwrap_or_default().to_owned());
        }
    }
    assert_eq!(notes[0], "");
    assert!(notes[23].contains("without code"), "notes to the team: {notes:?}");
    assert_eq!(board.marks().await.len(), 96);
    let files = std::fs::read_dir(board.folder.path()).expect("a folder");
    let size: u64 = files.map(|file| file.expect("a file").metadata().expect("a size").len()).sum();
    assert!(size < 60 << 20, "size of the folder after one team's runs: {} MB", size >> 20);
    let view = board.board().await;
    assert!(
        view["storage"].as_str().is_some_and(|storage| storage.contains("Owls")),
        "storage warning to the facilitator"
    );
}

#[tokio::test]
async fn repeated_code_is_stored_once() {
    let board = Board::start();
    for token in join_with_machines(&board, "Owls", 2).await {
        for round in 0..25_u64 {
            let mut same = run(round + 1, 0);
            same["sources"] = json!({ "src/lib.rs": "x".repeat(1_000_000) });
            let (_, answer) = board.ask("/api/runs", Some(&token), Some(batch([same]))).await;
            assert!(answer["note"].is_null(), "{answer}");
        }
    }
}

#[tokio::test]
async fn secrets_are_not_stored_in_plain_text() {
    let board = Board::start();
    let owls = board.join("Owls", "a-machine-of-the-owls-00").await;
    let mut stored = Vec::new();
    for file in std::fs::read_dir(board.folder.path()).expect("a folder") {
        stored.extend(std::fs::read(file.expect("a file").path()).expect("bytes"));
    }
    let holds = |text: &str| stored.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("Owls"), "the files contain the team's name");
    assert!(!holds(&owls.token) && !holds(&board.facilitator) && !holds("a-machine-of-the-owls-00"));
    let code = owls.code.expect("a code").replace('-', "");
    assert!(!holds(&code[code.len() / 2..]), "the files contain the team's code");
}
