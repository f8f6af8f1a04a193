//! Attacks on the board: guessed codes, hostile texts and pages, too many and too large requests.

mod support;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::json;
use support::{Board, batch, request, run, text};

#[tokio::test]
async fn codes_cannot_be_tried_at_speed() {
    let board = Board::start();
    let wrong = |code: &str| json!({ "version": 1, "code": code, "team": "Thieves", "machine": "m".repeat(22) });
    let right = board.request_to_join("Owls", "a");
    let mut refused = Vec::new();
    for code in ["", "0", "000000", "000-000", "ZZZZZZ", "111111", "222222", "333333", "444444", "555555", "666666"] {
        refused.push(board.ask("/api/join", None, Some(wrong(code))).await.0.as_u16());
    }
    assert_eq!(refused[..10], [403; 10]);
    assert_eq!(refused[10], 429);
    let response = board.send(request("/api/join", None, Some(right.clone()), "10.0.0.1")).await;
    assert_eq!(response.status(), 429, "the right code is not told from a wrong one then");
    assert!(response.headers().contains_key("retry-after"));
    let elsewhere = board.send(request("/api/join", None, Some(right), "10.0.0.2")).await;
    assert_eq!(elsewhere.status(), 200, "others are not held up");
}

#[tokio::test]
async fn many_guesses_at_once_are_no_more_than_many_guesses() {
    let board = Board::start();
    let guess = |number: u32| {
        let code = format!("{number:06}");
        let body = json!({ "version": 1, "code": code, "team": "Thieves", "machine": "m".repeat(22) });
        board.send(request("/api/join", None, Some(body), "10.0.0.1"))
    };
    let mut told = 0;
    let guesses: Vec<_> = (0..200).map(guess).collect();
    for answer in futures(guesses).await {
        told += u32::from(answer == 403);
    }
    assert!(told <= 10, "{told} guesses were told to be wrong");
}

async fn futures(all: Vec<impl Future<Output = axum::http::Response<Body>>>) -> Vec<u16> {
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
async fn code_is_its_teams_own_until_the_review() {
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
        "nor is the reference shown"
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
    assert_eq!(seen(None).await, 403, "going on closes it again");
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
async fn nothing_on_the_board_shows_code_or_codes() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    board.ask("/api/runs", Some(&owls.token), Some(batch([run(1, 0)]))).await;
    let shown = board.board().await.to_string();
    for secret in ["try", "left: 1", &board.session.code, &owls.token] {
        assert!(!shown.contains(secret), "{secret} is in {shown}");
    }
}

#[tokio::test]
async fn only_the_facilitator_leads() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let end = json!({ "action": "end" });
    for (token, status) in [(None, 403), (Some(owls.token.as_str()), 403), (Some("x"), 401), (Some(""), 401)] {
        assert_eq!(board.ask("/api/facilitator", token, Some(end.clone())).await.0, status, "{token:?}");
        assert_eq!(board.ask("/api/facilitator", token, None).await.0, status, "{token:?}");
    }
    assert_eq!(board.ask("/api/state", None, None).await.1["phase"], "waiting");
    let (status, _) = board.ask("/api/runs", Some(&board.facilitator), Some(batch([run(1, 0)]))).await;
    assert_eq!(status, 403, "nor does the facilitator write in a lane");
}

#[tokio::test]
async fn a_page_from_elsewhere_gets_nothing() {
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
    assert_eq!(ask(&set("host", "evil.example:7007")).await, 403, "a name that leads here, but is not ours");
    assert_eq!(ask(&set("content-type", "text/plain")).await, 400, "what a form can send");
    assert_eq!(ask(&set("content-type", "application/x-www-form-urlencoded")).await, 400);
    assert_eq!(ask(&|request| drop(request.headers_mut().remove("host"))).await, 403);
    assert_eq!(board.ask("/api/state", None, None).await.1["phase"], "waiting");
    assert_eq!(ask(&set("origin", "http://127.0.0.1:7007")).await, 200, "the page itself");
}

#[tokio::test]
async fn every_answer_tells_browsers_to_run_nothing_else() {
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
    assert!(!lower.contains("http://") && !lower.contains("https://"), "nothing comes from elsewhere: {page}");
}

#[tokio::test]
async fn hostile_names_are_text() {
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
        "a look-alike"
    );
}

#[tokio::test]
async fn what_is_too_large_is_refused_with_a_clear_answer() {
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
async fn one_machine_cannot_take_all_the_time() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let cats = board.join("Cats", "b").await;
    let mut answers = Vec::new();
    // Tokens of the rate limit come back meanwhile, but too slowly to matter.
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
async fn one_address_cannot_have_everything_prepared_without_end() {
    let board = Board::start();
    let ask = async |from| board.send(request("/api/board", None, None, from)).await.status().as_u16();
    let mut answers = Vec::new();
    for _ in 0..700 {
        answers.push(ask("10.0.0.1").await);
    }
    assert_eq!((answers[0], answers[699]), (200, 429));
    assert_eq!(ask("10.0.0.2").await, 200);
}

#[tokio::test]
async fn one_team_cannot_fill_the_disk() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let mut last = json!(null);
    for round in 0..54_u64 {
        let large = |seq| {
            let mut large = run(seq, 0);
            large["sources"] = json!({ "src/lib.rs": "x".repeat(1_000_000) });
            large
        };
        // The same text each time, which is stored once, so that the test does not fill the disk.
        let body = batch((1..=4).map(|run| large(round * 4 + run)));
        last = board.ask("/api/runs", Some(&owls.token), Some(body)).await.1;
    }
    assert_eq!(last["refused"].as_array().map(Vec::len), Some(4), "{last}");
    let mut without = run(999, 0);
    without["sources"] = json!(null);
    let (_, answer) = board.ask("/api/runs", Some(&owls.token), Some(batch([without]))).await;
    assert_eq!(answer["refused"], json!([]), "without code there is room");
}

#[tokio::test]
async fn tokens_are_not_stored_in_clear() {
    let board = Board::start();
    let owls = board.join("Owls", "a-machine-of-the-owls-00").await;
    let mut stored = Vec::new();
    for file in std::fs::read_dir(board.folder.path()).expect("a folder") {
        stored.extend(std::fs::read(file.expect("a file").path()).expect("bytes"));
    }
    let holds = |text: &str| stored.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("Owls"), "the team is stored");
    assert!(!holds(&owls.token) && !holds(&board.facilitator) && !holds("a-machine-of-the-owls-00"));
    let code = owls.code.expect("a code").replace('-', "");
    assert!(!holds(&code[6..]), "nor is a team's code");
}
