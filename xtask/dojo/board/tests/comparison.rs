//! Comparisons in the review with the real compare tool, also of hostile code.

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::to_bytes;
use axum::http::header;
use board::comparison_worker::{ComparedCode, ComparisonInput, ComparisonWorker};
use serde_json::{Value, json};
use support::{Board, Team, batch, request, root, run};
use xtask::process::Bounds;

/// Sends a run with this code and returns its number.
async fn send_run(board: &Board, team: &Team, code: &str) -> u64 {
    let mut run = run(1, 0);
    run["sources"] = json!({ "src/lib.rs": code });
    board.ask("/api/runs", Some(&team.token), Some(batch([run]))).await;
    loop {
        // The board publishes runs with a small delay.
        let marks = board.marks().await;
        if let Some(mark) = marks.iter().find(|mark| mark["team"] == team.id) {
            return mark["id"].as_u64().expect("a number");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn open_review(board: &Board) {
    // The build takes longer than the timeout of a request.
    board.comparisons.build_program().await;
    for action in ["run", "review"] {
        assert_eq!(board.act(json!({ "action": action })).await.0, 200);
    }
}

/// Requests a comparison. Returns the status, and the page or the message of the refusal.
async fn compared(board: &Board, path: &str) -> (u16, String) {
    let response = board.send(request(path, None, None, "10.0.0.9")).await;
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), 64 << 20).await.expect("a body");
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    match serde_json::from_str::<Value>(&text) {
        Ok(refusal) => (status, support::text(&refusal["message"])),
        Err(_) => (status, text),
    }
}

#[tokio::test]
async fn a_run_is_compared_with_the_reference_in_the_review() {
    let board = Board::start();
    let owls = board.join("Night <b>Owls</b>", "a").await;
    let code = "pub struct HashMap<K, V> { pairs: Vec<(K, V)> }\n\
                impl<K, V> HashMap<K, V> { pub fn new() -> Self { panic!(\"<script>alert(1)</script>\u{202e}\") } }\n";
    let run = send_run(&board, &owls, code).await;
    let path = format!("/compare/{run}");
    let closed = (403, "comparisons are available once the facilitator opens the review".to_owned());
    assert_eq!(compared(&board, &path).await, closed, "a comparison before the review");
    let own = board.send(request(&path, Some(&owls.token), None, "10.0.0.9")).await;
    assert_eq!(own.status(), 403, "the team's own comparison before the review: it would reveal the reference");
    open_review(&board).await;
    let (status, page) = compared(&board, &path).await;
    assert_eq!(status, 200, "{page}");
    for part in ["Night &lt;b&gt;Owls&lt;", "only in the reference", "Questions", "Decisions", "src&#x2f;lib.rs:1"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script") && !page.contains("<b>Owls"), "{page}");
    assert!(!page.contains('\u{202e}') && page.contains("U+202E"), "hidden characters are made visible");
    assert!(!page.contains("Clippy"), "the page has no Clippy results");
    assert!(!page.contains("/tmp"), "{page}");
    let answer = board.send(request(&path, None, None, "10.0.0.9")).await;
    let policy: Vec<_> = answer.headers().get_all(header::CONTENT_SECURITY_POLICY).iter().collect();
    let policy = policy[0].to_str().expect("text").to_owned() + &"; ".repeat(policy.len() - 1);
    assert!(policy.starts_with("default-src 'none'") && policy.ends_with("sandbox") && !policy.contains("script-src"));
}

#[tokio::test]
async fn two_teams_can_be_compared() {
    let board = Board::start();
    let (owls, cats) = (board.join("Owls", "a").await, board.join("Cats", "b").await);
    let one = send_run(&board, &owls, "pub fn of_owls() {}").await;
    let other = send_run(&board, &cats, "pub fn of_cats() -> u8 { 1 }").await;
    open_review(&board).await;
    let (status, page) = compared(&board, &format!("/compare/{one}?with={other}")).await;
    assert!(status == 200 && page.contains("only in Owls") && page.contains("only in Cats"), "{status}: {page}");
    assert_eq!(board.act(json!({ "action": "remove", "teams": [cats.id] })).await.0, 200);
    let gone = (404, "there is no such run".to_owned());
    assert_eq!(
        compared(&board, &format!("/compare/{one}?with={other}")).await,
        gone,
        "a cached comparison with a removed team"
    );
    assert_eq!(compared(&board, &format!("/compare/{other}")).await, gone);
    assert_eq!(compared(&board, "/compare/77").await, gone);
    assert_eq!(compared(&board, "/compare/x").await.0, 400);
}

#[tokio::test]
async fn missing_code_and_unknown_katas_are_explained() {
    let board = Board::start();
    let owls = board.join("Owls", "a").await;
    let (mut without_code, mut unknown_kata) = (run(1, 0), run(2, 0));
    without_code["sources"] = Value::Null;
    unknown_kata["kata"] = json!("no-such-kata");
    board.ask("/api/runs", Some(&owls.token), Some(batch([without_code, unknown_kata]))).await;
    while board.marks().await.len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let ids: Vec<u64> = board.marks().await.iter().map(|mark| mark["id"].as_u64().expect("a number")).collect();
    open_review(&board).await;
    let (status, message) = compared(&board, &format!("/compare/{}", ids[0])).await;
    assert_eq!((status, message.as_str()), (404, "this run has no code to compare"));
    let (status, message) = compared(&board, &format!("/compare/{}", ids[1])).await;
    assert_eq!((status, message.as_str()), (404, "the board's machine has no reference for this kata"));
}

fn input(files: &[(&str, String)]) -> ComparisonInput {
    let sources: BTreeMap<String, String> =
        files.iter().map(|(path, text)| ((*path).to_owned(), text.clone())).collect();
    let left = ComparedCode { name: "Thieves".to_owned(), sources };
    ComparisonInput { kata: "hash-map".to_owned(), left, right: None }
}

async fn page(worker: &Arc<ComparisonWorker>, number: u64, files: &[(&str, String)]) -> Result<String, String> {
    let input = input(files);
    let page = worker.page((number, None), move || Ok(input)).await.map_err(|refusal| refusal.message)?;
    Ok(String::from_utf8(page.to_vec()).expect("text"))
}

#[tokio::test]
async fn hostile_code_affects_only_its_own_comparison() {
    let bounds = Bounds { time: Some(Duration::from_secs(8)), memory: Some(1 << 30), silence: None, mark: None };
    let worker = ComparisonWorker::with_bounds(&root(), bounds);
    worker.build_program().await;
    let deep = |open: &str, close: &str, times| format!("fn f() {{ {}1{} }}", open.repeat(times), close.repeat(times));
    let hostile = [
        ("deep brackets", deep("(", ")", 200_000)),
        ("deep without brackets", deep("!", "", 900_000)),
        ("deep types", format!("type T = {}u8{};", "V<".repeat(300_000), ">".repeat(300_000))),
        ("a long chain", format!("fn f() {{ {} }}", "a.b".repeat(300_000))),
        ("an endless sum", format!("fn f() -> u8 {{ 1{} }}", "+1".repeat(400_000))),
        ("no Rust at all", "\u{0}\u{1b}[2J<html>".repeat(50_000)),
        ("large", "// nothing\n".repeat(100_000)),
        ("many items", (0..30_000).map(|n| format!("pub fn f{n}() {{ f{n}() }}\n")).collect()),
        (
            "many like methods",
            (0..8_000).map(|n| format!("impl A {{ fn f{n}(&self) {{ self.a + {n} }} }}\n")).collect(),
        ),
    ];
    for (number, (what, code)) in hostile.iter().enumerate() {
        let made = page(&worker, number as u64, &[("src/lib.rs", code.clone())]).await;
        match made {
            Ok(page) => assert!(!page.contains("<html>\u{0}") && !page.contains('\u{1b}'), "{what}: {page}"),
            Err(why) => assert!(why.ends_with("You can still read the code."), "{what}: {why}"),
        }
    }
    let honest = page(&worker, 100, &[("src/lib.rs", "pub struct HashMap;".to_owned())]).await;
    assert!(honest.is_ok_and(|page| page.contains("id=\"design\"")), "a comparison after the hostile ones");
}

#[tokio::test]
async fn comparisons_cannot_read_the_boards_files() {
    let secret = tempfile::NamedTempFile::with_suffix(".rs").expect("a file");
    std::fs::write(&secret, "pub fn of_the_facilitator() {}").expect("a written file");
    let path = secret.path();
    let code = format!(
        "#[path = {path:?}] pub mod a;\n#[path = \"/dev/zero\"] mod b;\npub fn f() {{ include!({path:?}) }}\npub struct HashMap;"
    );
    let worker = ComparisonWorker::new(&root());
    worker.build_program().await;
    let page = page(&worker, 1, &[("src/lib.rs", code)]).await.expect("a page");
    assert!(!page.contains("of_the_facilitator"), "{page}");
    assert_eq!(page.matches("skipped: cannot be read").count(), 2, "{page}");
}

#[tokio::test]
async fn a_timed_out_comparison_is_not_repeated() {
    let bounds = Bounds { time: Some(Duration::from_millis(1)), ..Bounds::default() };
    let worker = ComparisonWorker::with_bounds(&root(), bounds);
    worker.build_program().await;
    let files = [("src/lib.rs", "pub struct HashMap;".to_owned())];
    let message = "comparing this code took longer than 1ms and was stopped. You can still read the code.";
    assert_eq!(page(&worker, 1, &files).await.err().as_deref(), Some(message));
    let again = worker.page((1, None), || panic!("the cache has the result")).await;
    assert_eq!(again.err().map(|refusal| refusal.message).as_deref(), Some(message));
}

#[tokio::test]
async fn concurrent_requests_share_comparisons_up_to_a_limit() {
    let worker = ComparisonWorker::new(&root());
    let read = Arc::new(std::sync::atomic::AtomicU32::new(0));
    let ask = |number: u64| {
        let (worker, read) = (Arc::clone(&worker), Arc::clone(&read));
        tokio::spawn(async move {
            let input = input(&[("src/lib.rs", "pub struct HashMap;".to_owned())]);
            let counted = move || {
                read.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                Ok(input)
            };
            worker.page((number, None), counted).await.map_err(|refusal| refusal.message)
        })
    };
    worker.build_program().await;
    let asked: Vec<_> = (0..60).map(|_| ask(1)).collect();
    let (mut made, mut rejected) = (0, 0);
    for asked in asked {
        match asked.await.expect("no panic") {
            Ok(_) => made += 1,
            Err(why) => {
                assert!(why.starts_with("too many comparisons are running"), "{why}");
                rejected += 1;
            }
        }
    }
    assert!(made >= 30 && made + rejected == 60, "{made} made, {rejected} rejected");
    let read = read.load(std::sync::atomic::Ordering::Relaxed);
    assert!(read <= 2, "number of comparisons that were run: {read}");
}

#[tokio::test]
async fn a_missing_compare_tool_is_reported() {
    let empty = tempfile::TempDir::new().expect("a folder");
    let worker = ComparisonWorker::new(empty.path());
    let why = page(&worker, 1, &[]).await.expect_err("the tool does not exist");
    assert!(why.starts_with("cannot build the compare tool"), "{why}");
}
