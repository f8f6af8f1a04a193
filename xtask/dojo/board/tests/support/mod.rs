//! A board in a temporary folder that answers requests without a network, and a board as a process.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, StatusCode};
use board::board_folder::BoardFolder;
use board::board_state::BoardState;
use board::comparison_worker::ComparisonWorker;
use board::database::Database;
use board::database::runs::Sources;
use board::database::sessions::SessionRecord;
use board::database_writer::DatabaseWriter;
use board::http::app::App;
use board::http::routes::router;
use board::kata_choices::KataChoice;
use board::operations::start_session::{SessionSettings, StartedSession, start_or_resume};
use board::public_address::PublicAddress;
use board::publisher::{Publisher, PublisherSettings};
use dojo_protocol::time::now;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

/// Settings with a shorter interval, which makes the tests faster.
const SETTINGS: PublisherSettings = PublisherSettings { interval: Duration::from_millis(5), capacity: 8 };

pub struct Board {
    pub folder: Arc<TempDir>,
    pub session: SessionRecord,
    pub facilitator: String,
    pub router: Router,
    pub comparisons: Arc<ComparisonWorker>,
    publishing: JoinHandle<()>,
}

impl Drop for Board {
    fn drop(&mut self) {
        self.publishing.abort();
    }
}

pub struct Team {
    pub id: u64,
    pub token: String,
    pub code: Option<String>,
}

/// Returns the root of this repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(3).expect("the repository's root").to_owned()
}

/// Starts or resumes a session of 45 minutes with 7-minute turns.
pub fn start_session(database: &mut Database, always_new: bool, now: u64) -> StartedSession {
    let kata = Some("hash-map".to_owned());
    let settings = SessionSettings { kata, length_ms: 45 * 60_000, turn_ms: Some(7 * 60_000) };
    database.transaction(|database| start_or_resume(database, &settings, always_new, now)).expect("a session")
}

pub fn katas() -> Vec<KataChoice> {
    let choice = |name: &str| KataChoice {
        name: name.to_owned(),
        title: name.to_owned(),
        heading: None,
        reference: Sources::from([("src/lib.rs".to_owned(), format!("//! {name}"))]),
        brief: format!("# {name}\n"),
        core: 1,
        stages: vec![format!("Begin {name}"), "Go on".to_owned()],
    };
    vec![choice("hash-map"), choice("lru-cache")]
}

impl Board {
    pub fn start() -> Self {
        Self::start_in(Arc::new(TempDir::new().expect("a folder")), |_| ())
    }

    /// Starts another board with the same database, as after a crash.
    pub fn restart(&self) -> Self {
        Self::start_in(Arc::clone(&self.folder), |_| ())
    }

    pub fn start_in(folder: Arc<TempDir>, prepare: impl Fn(&Database)) -> Self {
        let board_folder = BoardFolder::at(folder.path());
        let mut database = board_folder.create_database().expect("a database");
        let StartedSession { session, facilitator_token, .. } = start_session(&mut database, false, now());
        prepare(&database);
        let reader = board_folder.open_database().expect("a reader");
        let state = BoardState::load(&database, session.clone()).expect("a state");
        let publisher = Publisher::new(state, SETTINGS);
        let (writer, _) = DatabaseWriter::start(database, Arc::clone(&publisher));
        let url = "http://127.0.0.1:7007".to_owned();
        let address = PublicAddress { url, is_local: true, host_names: vec!["localhost".to_owned()] };
        let comparisons = ComparisonWorker::new(&root());
        let app = App::new(writer, Arc::clone(&publisher), reader, katas(), Arc::clone(&comparisons), address);
        let publishing = tokio::spawn(async move { publisher.run().await });
        Self { folder, session, facilitator: facilitator_token, router: router(app), comparisons, publishing }
    }

    pub fn database(&self) -> Database {
        BoardFolder::at(self.folder.path()).open_database().expect("a database")
    }

    pub async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.expect("a response")
    }

    /// Sends a request, as a `POST` if it has a body.
    pub async fn ask(&self, path: &str, token: Option<&str>, body: Option<Value>) -> (StatusCode, Value) {
        let response = self.send(request(path, token, body, "10.0.0.1")).await;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 64 << 20).await.expect("a body");
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    pub async fn join(&self, team: &str, machine: &str) -> Team {
        let (status, joined) = self.ask("/api/join", None, Some(self.request_to_join(team, machine))).await;
        assert_eq!(status, 200, "{joined}");
        Team {
            id: joined["state"]["team"]["id"].as_u64().expect("a number"),
            token: text(&joined["token"]),
            code: joined["team_code"].as_str().map(str::to_owned),
        }
    }

    pub fn request_to_join(&self, team: &str, machine: &str) -> Value {
        json!({ "version": 1, "code": self.session.code, "team": team, "machine": secret(machine) })
    }

    pub async fn act(&self, action: Value) -> (StatusCode, Value) {
        self.ask("/api/facilitator", Some(&self.facilitator), Some(action)).await
    }

    pub async fn board(&self) -> Value {
        self.ask("/api/board", None, None).await.1
    }

    pub async fn marks(&self) -> Vec<Value> {
        self.board().await["marks"].as_array().expect("a list").clone()
    }
}

/// Creates a workspace without katas, which is enough for a board.
pub fn workspace() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    std::fs::create_dir(folder.path().join("katas")).expect("a folder");
    std::fs::write(folder.path().join("Cargo.toml"), "[workspace]\nmembers = []\n").expect("a file");
    folder
}

/// Returns the path of the board's program.
///
/// Cargo passes it to tests, but not to examples, which find it relative to their own path.
fn program() -> PathBuf {
    option_env!("CARGO_BIN_EXE_board").map_or_else(
        || {
            let example = std::env::current_exe().expect("this program's path");
            example.with_file_name(format!("../board{}", std::env::consts::EXE_SUFFIX))
        },
        PathBuf::from,
    )
}

/// The board as a process, which ends when this is dropped.
pub struct Process {
    pub child: Child,
    pub address: String,
    pub code: String,
    pub facilitator: String,
}

impl Drop for Process {
    fn drop(&mut self) {
        // The process may have exited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    pub fn start(workspace: &Path, bind: &str) -> Self {
        Self::start_and_type(workspace, bind, "")
    }

    /// Starts the board and types an answer to its question.
    pub fn start_and_type(workspace: &Path, bind: &str, typed: &str) -> Self {
        let program = program();
        let mut child = Command::new(&program)
            .args(["dojo", "host", "--bind", bind])
            .current_dir(workspace)
            .env_remove("CARGO_MANIFEST_DIR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}. Run `cargo build` first", program.display()));
        // A board without a question does not read its input.
        let _ = child.stdin.take().expect("a pipe").write_all(typed.as_bytes());
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut address = String::new();
        let mut code = String::new();
        let facilitator = loop {
            let line = lines.next().expect("the facilitator's link").expect("text");
            if let Some((_, rest)) = line.split_once("dojo join ") {
                let mut words = rest.split(' ');
                address = words.next().expect("an address").to_owned();
                code = words.nth(1).expect("a code").to_owned();
            }
            if let Some((_, token)) = line.split_once("#facilitator=") {
                break token.to_owned();
            }
        };
        // The rest of the output is ignored, but the pipe must stay open.
        std::mem::forget(lines);
        Self { child, address, code, facilitator }
    }
}

pub fn secret(machine: &str) -> String {
    format!("{machine:-<22}")
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a string")).to_owned()
}

pub fn request(path: &str, token: Option<&str>, body: Option<Value>, from: &str) -> Request<Body> {
    let mut request = Request::builder().uri(path).header("host", "127.0.0.1:7007");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let peer = SocketAddr::new(from.parse().expect("an address"), 40_000);
    let request = request.extension(ConnectInfo(peer));
    match body {
        None => request.body(Body::empty()),
        Some(body) => {
            let body = body.to_string();
            let request = request.method("POST").header("content-type", "application/json");
            request.header("content-length", body.len()).body(Body::from(body))
        }
    }
    .expect("a request")
}

/// Returns a run with code that is red in stage 1.
pub fn run(seq: u64, at: u64) -> Value {
    json!({
        "seq": seq, "at": at, "kata": "hash-map", "light": "red", "stage": 1, "stages": 7, "passed": seq.min(52), "total": 52,
        "took_ms": 900, "failures": [{ "stage": 1, "name": "it_works", "message": "left: 1" }],
        "sources": { "src/lib.rs": format!("// the {seq}. try\n") }
    })
}

pub fn batch(runs: impl IntoIterator<Item = Value>) -> Value {
    json!({ "sent_at": 1_000_000, "runs": runs.into_iter().collect::<Vec<_>>() })
}
