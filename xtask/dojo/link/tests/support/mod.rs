//! A fake board that can be down, forget tokens and lose responses; and a team's machine.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Output};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use dojo_protocol::followed_session::FollowedSession;
use dojo_protocol::messages::{
    Acknowledged, EVENTS, JOIN, JoinRequest, Joined, LEAVE, Light, RETRO, RUNS, Reason, Refusal, RefusedRun,
    RetroAnswers, Run, RunBatch, SessionState, TAKE_OVER, TakeOver, TeamState, VERSION,
};
use dojo_protocol::team_folder::TeamFolder;
use dojo_protocol::time::now;
use serde::Serialize;
use tempfile::TempDir;

/// The time after which a waiting test fails.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The behavior of the fake board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behavior {
    #[default]
    Normal,
    /// Closes every connection.
    Down,
    /// Cannot store anything.
    DiskFull,
    /// Stores runs, but never sends the response.
    LosesResponses,
}

/// The data that the fake board has received, and its behavior.
#[derive(Default)]
pub struct BoardData {
    pub behavior: Behavior,
    pub state: SessionState,
    /// The accepted tokens.
    pub tokens: Vec<String>,
    pub joins: Vec<JoinRequest>,
    /// The runs by sequence number.
    pub runs: BTreeMap<u64, Run>,
    /// The katas of the runs, in order of arrival.
    pub katas: Vec<String>,
    /// The sequence numbers of each batch.
    pub batches: Vec<Vec<u64>>,
    /// The size of the largest batch in bytes.
    pub largest: usize,
    /// The kata whose runs the board refuses, while it accepts the batch.
    pub refuses: Option<String>,
    /// The kata whose batches the board rejects as a whole.
    pub rejects: Option<String>,
    pub take_overs: Vec<TakeOver>,
    pub answers: Vec<RetroAnswers>,
    pub left: usize,
    streams: Vec<TcpStream>,
}

#[derive(Clone)]
pub struct FakeBoard {
    data: Arc<Mutex<BoardData>>,
    address: SocketAddr,
}

impl FakeBoard {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let people = ["Ann", "Bob"].map(str::to_owned).to_vec();
        let team = TeamState { id: 1, name: "Owls".to_owned(), people, driver: 0, driver_since_turn: 0, answers: None };
        let timer = FollowedSession::timer(2_700_000, Some(420_000), Vec::new());
        let state = SessionState { session: 3, revision: 1, team: Some(team), ..timer.state };
        let data = BoardData { state, ..BoardData::default() };
        let board = Self { data: Arc::new(Mutex::new(data)), address };
        let served = board.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let board = served.clone();
                thread::spawn(move || board.serve(&stream));
            }
        });
        board
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn data(&self) -> MutexGuard<'_, BoardData> {
        self.data.lock().unwrap()
    }

    /// Changes the behavior and closes all event streams.
    pub fn set_behavior(&self, behavior: Behavior) {
        let mut data = self.data();
        data.behavior = behavior;
        for stream in data.streams.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Changes the session and sends the new state.
    pub fn change(&self, change: impl FnOnce(&mut SessionState)) {
        let mut data = self.data();
        change(&mut data.state);
        data.state.revision += 1;
        let event = event(&data.state);
        data.streams.retain_mut(|stream| stream.write_all(event.as_bytes()).is_ok());
    }

    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        while let Some((path, token, body)) = read_request(&mut reader) {
            let mut data = self.data();
            let behavior = data.behavior;
            if behavior == Behavior::Down {
                let _ = stream.shutdown(Shutdown::Both);
                return;
            }
            let is_known = data.tokens.contains(&token);
            if path == EVENTS && is_known {
                let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: hello\n\n";
                let mut stream = stream.try_clone().unwrap();
                let _ = stream.write_all((head.to_owned() + &event(&data.state)).as_bytes());
                data.streams.push(stream);
                continue;
            }
            let (status, answer) = if path != JOIN && !is_known {
                refuse(401, Reason::UnknownToken, None)
            } else {
                data.answer(&path, &body)
            };
            drop(data);
            if behavior == Behavior::LosesResponses && path == RUNS {
                let _ = stream.shutdown(Shutdown::Both);
                return;
            }
            let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n", answer.len());
            let mut stream = stream;
            if stream.write_all((head + &answer).as_bytes()).is_err() {
                return;
            }
        }
    }
}

impl BoardData {
    fn answer(&mut self, path: &str, body: &[u8]) -> (u16, String) {
        self.state.now = now();
        match path {
            JOIN => {
                let request: JoinRequest = serde_json::from_slice(body).unwrap();
                if request.code != "CODE" || request.version != VERSION {
                    return refuse(403, Reason::WrongCode, None);
                }
                let token = format!("token-{}", self.joins.len());
                self.tokens.push(token.clone());
                self.joins.push(request);
                let acknowledged = self.runs.keys().next_back().copied().unwrap_or(0);
                let team_code = Some("TEAM-CODE".to_owned());
                ok(&Joined { token, team_code, acknowledged, state: self.state.clone() })
            }
            RUNS if self.behavior == Behavior::DiskFull => refuse(503, Reason::Unavailable, Some(1)),
            RUNS => {
                let batch: RunBatch = serde_json::from_slice(body).unwrap();
                self.largest = self.largest.max(body.len());
                let numbers: Vec<u64> = batch.runs.iter().map(|run| run.seq).collect();
                if batch.runs.iter().any(|run| Some(&run.kata) == self.rejects.as_ref()) {
                    return refuse(413, Reason::TooLarge, None);
                }
                let up_to = numbers.last().copied().unwrap_or(0);
                self.batches.push(numbers);
                let (refused, taken): (Vec<Run>, Vec<Run>) =
                    batch.runs.into_iter().partition(|run| Some(&run.kata) == self.refuses.as_ref());
                for run in taken {
                    if !self.runs.contains_key(&run.seq) {
                        self.katas.push(run.kata.clone());
                        self.runs.insert(run.seq, run);
                    }
                }
                let message = "unknown kata".to_owned();
                let refused = refused.iter().map(|run| RefusedRun { seq: run.seq, message: message.clone() }).collect();
                ok(&Acknowledged { up_to, refused, note: None })
            }
            TAKE_OVER => {
                self.take_overs.push(serde_json::from_slice(body).unwrap());
                let team = self.state.team.as_mut().unwrap();
                team.driver = 1;
                ok(&self.state)
            }
            RETRO => {
                self.answers.push(serde_json::from_slice(body).unwrap());
                ok(&self.state)
            }
            LEAVE => {
                self.left += 1;
                ok(&self.state)
            }
            _ => (404, "not found".to_owned()),
        }
    }
}

fn ok(answer: &impl Serialize) -> (u16, String) {
    (200, serde_json::to_string(answer).unwrap())
}

fn refuse(status: u16, reason: Reason, retry_after_s: Option<u64>) -> (u16, String) {
    let refusal = Refusal { reason, message: format!("refused: {reason:?}\u{1b}[2J"), retry_after_s };
    (status, serde_json::to_string(&refusal).unwrap())
}

fn event(state: &SessionState) -> String {
    // The board's clock is an hour ahead.
    let state = SessionState { now: now() + 3_600_000, ..state.clone() };
    format!("event: state\ndata: {}\n\n", serde_json::to_string(&state).unwrap())
}

fn read_request(reader: &mut impl BufRead) -> Option<(String, String, Vec<u8>)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let (mut token, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(": ") else { break };
        match name.to_lowercase().as_str() {
            "authorization" => value.trim_start_matches("Bearer ").clone_into(&mut token),
            "content-length" => length = value.parse().unwrap(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((path, token, body))
}

/// A team's machine with a minimal workspace.
pub struct Machine {
    folder: TempDir,
    pub team_folder: TeamFolder,
    started: Mutex<Vec<Child>>,
}

impl Machine {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("katas")).unwrap();
        std::fs::write(folder.path().join("Cargo.toml"), "").unwrap();
        let team_folder = TeamFolder::at(folder.path().join(".state/dojo"));
        Self { folder, team_folder, started: Mutex::default() }
    }

    /// Returns a machine that has joined the board.
    pub fn joined(board: &FakeBoard) -> Self {
        let machine = Self::new();
        let joined = machine.join(&[&board.url(), "--code", "CODE", "--team", "Owls", "--people", "Ann,Bob"]);
        assert!(joined.status.success(), "{joined:?}");
        // Otherwise a test could take a link that has not started yet for one that has exited.
        until("the link is running", || machine.team_folder.lock().unwrap().is_none());
        machine
    }

    pub fn join(&self, arguments: &[&str]) -> Output {
        // On Windows, the background process inherits the pipes of `output`, which would wait until that process exits.
        let path = |name: &str| self.folder.path().join(name);
        let create = |name: &str| File::create(path(name)).unwrap();
        let mut command = self.join_command(arguments);
        let status = command.stdout(create("stdout")).stderr(create("stderr")).status().unwrap();
        let read = |name: &str| std::fs::read(path(name)).unwrap();
        Output { status, stdout: read("stdout"), stderr: read("stderr") }
    }

    pub fn join_command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dojo-link"));
        command.env_remove("CARGO_MANIFEST_DIR").current_dir(self.folder.path());
        command.args(["dojo", "join"]).args(arguments);
        command
    }

    /// Starts the background process unless it is running. Returns the id of a started process.
    pub fn start(&self) -> Option<u32> {
        let child = self.team_folder.start_link().unwrap()?;
        let id = child.id();
        self.started.lock().unwrap().push(child);
        Some(id)
    }

    /// Ends the background process, by killing it if `start` has started it.
    pub fn kill(&self) {
        for child in self.started.lock().unwrap().iter_mut() {
            let _ = child.kill();
            let _ = child.wait();
        }
        // A process started by `join` is not a child of this test, but it exits once the membership is removed.
        let member = self.team_folder.membership().unwrap();
        self.team_folder.remove_membership().unwrap();
        self.wait_for_exit();
        if let Some(member) = member {
            self.team_folder.set_membership(&member).unwrap();
        }
    }

    pub fn put(&self, kata: &str) -> u64 {
        self.put_run(run(kata))
    }

    pub fn put_run(&self, run: Run) -> u64 {
        self.team_folder.outbox().put(run).unwrap()
    }

    pub fn session(&self) -> FollowedSession {
        self.team_folder.followed_session().expect("a stored session").0
    }

    /// Waits until the background process has exited.
    #[track_caller]
    pub fn wait_for_exit(&self) {
        until("the link exits", || self.team_folder.lock().unwrap().is_some());
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = self.team_folder.remove_membership();
        let started = Instant::now();
        while self.team_folder.lock().is_ok_and(|lock| lock.is_none()) && started.elapsed() < TIMEOUT {
            thread::sleep(Duration::from_millis(20));
        }
        for child in self.started.lock().unwrap().iter_mut() {
            let _ = child.wait();
        }
    }
}

pub fn run(kata: &str) -> Run {
    Run {
        seq: 0,
        at: now(),
        kata: kata.to_owned(),
        light: Light::Red,
        stage: Some(1),
        stages: 2,
        passed: 0,
        total: 3,
        took_ms: 10,
        failures: Vec::new(),
        errors: Vec::new(),
        sources: Some(BTreeMap::from([("src/lib.rs".to_owned(), "//".to_owned())])),
    }
}

/// Waits until a condition holds. Panics with `description` if it does not within [`TIMEOUT`].
#[track_caller]
pub fn until(description: &str, condition: impl Fn() -> bool) {
    let started = Instant::now();
    while !condition() {
        assert!(started.elapsed() < TIMEOUT, "timed out after {TIMEOUT:?} waiting until {description}");
        thread::sleep(Duration::from_millis(20));
    }
}
