//! Comparisons in the review with the real compare tool, also of hostile code.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::to_bytes;
use axum::http::header;
use board::comparison_worker::{ComparedCode, ComparisonInput, ComparisonWorker, DesignResult};
use dojo_protocol::messages::{Reason, Refusal};
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
    let made = worker.comparison((number, None), move || Ok(input)).await.map_err(|refusal| refusal.message)?;
    Ok(String::from_utf8(made.page.to_vec()).expect("text"))
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
    let again = worker.comparison((1, None), || panic!("the cache has the result")).await;
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
            worker.comparison((number, None), counted).await.map_err(|refusal| refusal.message)
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

/// Returns the files of a crate in this repository, by path in its folder.
fn sources_of(folder: &str) -> Value {
    let folder = root().join(folder).join("src");
    let files = fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let text = |path: &Path| fs::read_to_string(path).expect("a file without subfolders");
    files.map(|path| (format!("src/{}", path.file_name().expect("a name").display()), json!(text(&path)))).collect()
}

/// Requests the designs until all are known.
async fn designs(board: &Board) -> Vec<Value> {
    let started = Instant::now();
    loop {
        let (status, designs) = board.ask("/api/designs", None, None).await;
        assert_eq!(status, 200, "{designs}");
        let designs = designs.as_array().expect("a list").clone();
        if !designs.iter().any(|of| of["design"].is_null() && of["problem"].is_null()) {
            return designs;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{designs:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn the_review_has_the_design_of_each_teams_last_code() {
    let board = Board::start();
    let mut ids = Vec::new();
    let teams = [
        (
            "Owls",
            json!({ "src/lib.rs": "pub struct HashMap<K, V> { pairs: Vec<(K, V)> } impl<K, V> HashMap<K, V> { pub fn len(&self) {} }" }),
        ),
        ("Cats", sources_of("solutions/hash-map")),
        ("Dogs", sources_of("solutions/hash-map/alternatives/boxed-entries")),
        ("Thieves", json!({ "src/lib.rs": "pub struct <script>\u{202e}" })),
        ("Beginners", sources_of("xtask/stubs/hash-map")),
        ("Ghosts", Value::Null),
    ];
    let mut seconds = Vec::new();
    for (name, sources) in teams {
        let team = board.join(name, name).await;
        let (mut first, mut second, mut other) = (run(1, 1000), run(2, 2000), run(3, 3000));
        first["sources"] = json!({ "src/lib.rs": "pub struct First { a: Vec<u8> }" });
        second["sources"] = sources;
        other["kata"] = json!("lru-cache");
        if name == "Ghosts" {
            first["sources"] = Value::Null;
        }
        board.ask("/api/runs", Some(&team.token), Some(batch([first, second, other]))).await;
        ids.push(team.id);
        while board.marks().await.len() < 3 * ids.len() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let second =
            board.marks().await.iter().filter(|mark| mark["team"] == team.id).nth(1).expect("a run")["id"].clone();
        seconds.push(second);
    }
    let (status, refusal) = board.ask("/api/designs", Some(&board.facilitator), None).await;
    assert_eq!(status, 403, "designs before the review: {refusal}");
    open_review(&board).await;

    let designs = designs(&board).await;
    let shown: Vec<&Value> = designs.iter().map(|of| &of["team"]).collect();
    assert_eq!(shown, ids[..5].iter().collect::<Vec<_>>(), "teams: all but the one without code");
    assert_eq!(
        designs.iter().map(|of| of["run"].clone()).collect::<Vec<_>>(),
        seconds[..5],
        "each team's last run of the kata"
    );
    let closest: Vec<&Value> = designs.iter().map(|of| &of["design"]["closest"]["name"]).collect();
    assert_eq!(closest, [&Value::Null, &json!("reference"), &json!("boxed-entries"), &Value::Null, &Value::Null]);
    let is_stub: Vec<bool> = designs.iter().map(|of| of["design"]["is_stub"] == true).collect();
    assert_eq!(is_stub, [false, false, false, false, true]);
    assert!(text_of(&designs[1]["design"]["closest"]["idea"]).starts_with("dense entries"), "{}", designs[1]);
    assert_eq!(designs[0]["design"]["tree"], json!(["HashMap<K, V>", "└ pairs: Vec<(K, V)>"]));
    assert_eq!(designs[0]["design"]["diagram"], Value::Null, "a type without relations");
    let diagram = text_of(&designs[1]["design"]["diagram"]);
    assert!(diagram.starts_with("<svg") && diagram.contains("HashMap&lt;K, V"), "{diagram}");
    assert_eq!(designs[3]["design"]["tree"], json!([]));
    assert_eq!(designs[3]["design"]["diagram"], Value::Null);
    assert!(text_of(&designs[3]["design"]["problems"][0]).contains("src/lib.rs"), "{}", designs[3]);

    assert_eq!(board.act(json!({ "action": "remove", "teams": [ids[0]] })).await.0, 200);
    let left: Vec<Value> = self::designs(&board).await.iter().map(|of| of["team"].clone()).collect();
    assert_eq!(left, ids[1..5], "teams after the first was removed");
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a string"))
}

/// Creates a workspace with a compare tool that hangs or fails if a team's code says so.
fn workspace_with_fake_tool() -> tempfile::TempDir {
    let folder = tempfile::TempDir::new().expect("a folder");
    let package = folder.path().join("xtask/compare");
    fs::create_dir_all(package.join("src")).expect("a folder");
    let manifest = "[package]\nname = \"compare\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
    fs::write(package.join("Cargo.toml"), manifest).expect("a file");
    let output = r#"{"page": "<p>", "design": {"closest": null, "tree": ["S"], "diagram": null, "is_stub": false, "problems": []}}"#;
    let program = format!(
        "fn main() {{
            let file = std::fs::read_to_string(std::env::args().nth(3).unwrap()).unwrap();
            if file.contains(\"hangs\") {{ std::thread::sleep(std::time::Duration::from_secs(60)); }}
            assert!(!file.contains(\"fails\"));
            print!(\"{{}}\", {output:?});
        }}"
    );
    fs::write(package.join("src/main.rs"), program).expect("a file");
    folder
}

#[tokio::test]
async fn a_slow_or_failed_comparison_costs_no_other_team_its_design() {
    let workspace = workspace_with_fake_tool();
    let bounds = Bounds { time: Some(Duration::from_secs(3)), ..Bounds::default() };
    let worker = ComparisonWorker::with_bounds(workspace.path(), bounds);
    worker.check_built().await.expect("a fake tool");
    let read = |run: u64| match run {
        1..=3 => Ok(input(&[("src/lib.rs", "hangs".to_owned())])),
        4 => Ok(input(&[("src/lib.rs", "fails".to_owned())])),
        5 => Err(Refusal::new(Reason::NotFound, "no reference")),
        _ => Ok(input(&[("src/lib.rs", String::new())])),
    };
    let runs: BTreeSet<u64> = (1..=40).collect();
    let started = Instant::now();
    let known = |designs: &BTreeMap<u64, Option<DesignResult>>| designs.values().flatten().count();
    let designs = loop {
        let designs = worker.designs(&runs, read);
        if known(&designs) == 40 {
            break designs;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "known designs: {} of 40", known(&designs));
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let problem = |run: u64| designs[&run].clone().expect("a result").expect_err("a problem");
    for run in 1..=3 {
        assert_eq!(
            problem(run),
            "comparing this code took longer than 3s and was stopped. You can still read the code."
        );
    }
    assert_eq!(problem(4), "the compare tool failed on this code. You can still read the code.");
    assert_eq!(problem(5), "no reference");
    assert!((6..=40).all(|run| matches!(&designs[&run], Some(Ok(design)) if design.tree == ["S"])), "{designs:?}");
    let fewer = worker.designs(&BTreeSet::from([7]), |_| panic!("the design is known"));
    assert_eq!(fewer.keys().copied().collect::<Vec<_>>(), [7], "runs whose designs are kept");
}

#[tokio::test]
async fn the_overview_leaves_room_for_other_comparisons() {
    let workspace = workspace_with_fake_tool();
    let worker = ComparisonWorker::new(workspace.path());
    worker.check_built().await.expect("a fake tool");
    let runs: BTreeSet<u64> = (1..=200).collect();
    worker.designs(&runs, |_| Ok(input(&[("src/lib.rs", String::new())])));
    tokio::task::yield_now().await;
    let page = page(&worker, 1000, &[("src/lib.rs", String::new())]).await;
    assert_eq!(page.as_deref(), Ok("<p>"));
    let known = worker.designs(&runs, |_| panic!("all are known or in progress")).into_values().flatten().count();
    assert!(known < 100, "designs that were compared before the page: {known}");
}
