//! Connections that send nothing, send too much, or do not read. The board closes them before they block anyone.

mod support;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use serde_json::{Value, json};
use support::{Process, workspace};
#[cfg(target_os = "linux")]
use support::{batch, run, secret, text};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// The head of a large request.
const LARGE: &str = "POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
                     Content-Length: 3000000\r\n\r\n";

fn socket_address(board: &Process) -> SocketAddr {
    board.address.trim_start_matches("http://").parse().expect("an address")
}

/// Opens a connection and sends `request`. A failure is ignored, since the board may have closed the connection.
async fn send(board: &Process, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(socket_address(board)).await.expect("a connection");
    let _ = stream.write_all(request.as_bytes()).await;
    stream
}

/// Opens a connection from another address of this machine and sends `request`.
#[cfg(target_os = "linux")]
async fn send_from(from: &str, board: &Process, request: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddr::new(from.parse().expect("an address"), 0)).expect("an address of this machine");
    let mut stream = socket.connect(socket_address(board)).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("bytes");
    stream
}

/// Reads until the board closes the connection.
async fn receive(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let received = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut bytes)).await;
    if let Err(error) = received.expect("within ten seconds") {
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
    }
    String::from_utf8(bytes).expect("text")
}

#[cfg(target_os = "linux")]
const STATE: &str = "GET /api/state HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

/// A team whose machine has a separate address.
#[cfg(target_os = "linux")]
struct RemoteTeam {
    client: reqwest::Client,
    url: String,
    token: String,
}

#[cfg(target_os = "linux")]
impl RemoteTeam {
    /// Sends a run, with retries like a real machine, and returns whether it arrives within five seconds.
    async fn run_arrives(&mut self, seq: u64) -> bool {
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(5) {
            let request = self.client.post(&self.url).bearer_auth(&self.token).json(&batch([run(seq, 0)]));
            if request.timeout(Duration::from_secs(5)).send().await.is_ok_and(|answer| answer.status() == 200) {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        false
    }
}

#[tokio::test]
async fn oversized_requests_get_a_response() {
    let workspace = workspace();
    let board = Process::start(workspace.path(), "127.0.0.1:0");
    for (head, status) in [
        ("POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json", "413"),
        ("POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain", "400"),
        ("POST /nothing HTTP/1.1\r\nHost: 127.0.0.1", "404"),
        ("POST /api/runs HTTP/1.1\r\nHost: evil.example", "403"),
    ] {
        let mut stream = send(&board, &format!("{head}\r\nConnection: close\r\nContent-Length: 5000000\r\n\r\n")).await;
        stream.write_all(&vec![b' '; 5_000_000]).await.expect("the board reads the whole body");
        let answer = receive(&mut stream).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{head}: {answer:?}");
    }
}

#[cfg(target_os = "linux")]
async fn join_from(board: &Process, from: &str, team: &str) -> RemoteTeam {
    let client =
        reqwest::Client::builder().local_address(Some(from.parse().expect("an address"))).build().expect("a client");
    let machine = secret(&format!("machine-of-{team}"));
    let join = json!({ "version": 1, "code": board.code, "team": team, "machine": machine });
    let joined = client.post(format!("{}/api/join", board.address)).json(&join).send().await.expect("an answer");
    let token = text(&joined.json::<Value>().await.expect("JSON")["token"]);
    RemoteTeam { client, url: format!("{}/api/runs", board.address), token }
}

/// Joins a team from another address, and checks that its run arrives within five seconds.
#[cfg(target_os = "linux")]
async fn check_run_arrives(board: &Process, from: &str, team: &str) {
    let client =
        reqwest::Client::builder().local_address(Some(from.parse().expect("an address"))).build().expect("a client");
    let asked = Instant::now();
    let post = async |path: &str, token: &str, body: Value| {
        let request = client.post(format!("{}{path}", board.address)).bearer_auth(token).json(&body);
        let answer = request.timeout(Duration::from_secs(5)).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        answer.json::<Value>().await.expect("JSON")
    };
    let machine = secret(&format!("machine-of-{team}"));
    let join = json!({ "version": 1, "code": board.code, "team": team, "machine": machine });
    let token = text(&post("/api/join", "", join).await["token"]);
    let answer = post("/api/runs", &token, batch([run(1, 0)])).await;
    assert_eq!(answer["up_to"], 1);
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn idle_connections_make_room_for_others() {
    rlimit::increase_nofile_limit(16_384).expect("enough open files");
    let workspace = workspace();
    let board = Process::start(workspace.path(), "127.0.0.1:0");
    // A team that has joined before the attack, from a separate address.
    let mut team = join_from(&board, "127.0.0.30", "Cats").await;
    assert!(team.run_arrives(1).await);
    let mut held = Vec::new();
    for host in 10..18 {
        for number in 0..520 {
            let request = if number % 2 == 0 { "" } else { "POST /api/join HTTP/1.1\r\nHo" };
            held.push(send_from(&format!("127.0.0.{host}"), &board, request).await);
        }
    }
    // Requests from a new address, from an attacker's address, and by the facilitator.
    for from in ["127.0.0.2", "127.0.0.10"] {
        let response = receive(&mut send_from(from, &board, STATE).await).await;
        assert!(response.starts_with("HTTP/1.1 200"), "{from}: {response}");
    }
    check_run_arrives(&board, "127.0.0.11", "Owls").await;
    let info = format!(
        "GET /api/facilitator HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\r\n",
        board.facilitator
    );
    let response = receive(&mut send_from("127.0.0.12", &board, &info).await).await;
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    assert!(team.run_arrives(2).await, "a run of the team that joined before the attack");
    drop(held);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn anonymous_streams_do_not_block_others() {
    rlimit::increase_nofile_limit(16_384).expect("enough open files");
    let workspace = workspace();
    let board = Process::start(workspace.path(), "127.0.0.1:0");
    let stream = "GET /api/board/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    let mut held = Vec::new();
    for host in 10..20 {
        for _ in 0..220 {
            held.push(send_from(&format!("127.0.0.{host}"), &board, stream).await);
        }
    }
    let mut projector = send_from("127.0.0.2", &board, stream).await;
    let with_token = stream.replace("\r\n\r\n", &format!("\r\nAuthorization: Bearer {}\r\n\r\n", board.facilitator));
    let mut facilitator = send_from("127.0.0.10", &board, &with_token).await;
    for (who, page) in [("the projector", &mut projector), ("the facilitator", &mut facilitator)] {
        let mut head = [0; 12];
        let read = tokio::time::timeout(Duration::from_secs(10), page.read_exact(&mut head)).await;
        read.expect("within ten seconds").unwrap_or_else(|error| panic!("{who}: {error}"));
        assert_eq!(String::from_utf8_lossy(&head), "HTTP/1.1 200", "{who}");
    }
    check_run_arrives(&board, "127.0.0.3", "Owls").await;
    let mut rest = [0; 16_384];
    let mut seen = String::new();
    while !seen.contains("Owls") {
        let read = tokio::time::timeout(Duration::from_secs(10), projector.read(&mut rest)).await;
        let bytes = read.expect("within ten seconds").expect("the stream is open");
        assert!(bytes > 0, "the projector's stream has ended: {seen}");
        seen += &String::from_utf8_lossy(&rest[..bytes]);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn unfinished_uploads_do_not_block_runs() {
    let workspace = workspace();
    let board = Process::start(workspace.path(), "127.0.0.1:0");
    let mut held = Vec::new();
    // There are enough addresses to take all upload permits.
    for host in 10..20 {
        for _ in 0..10 {
            held.push(send_from(&format!("127.0.0.{host}"), &board, &format!("{LARGE}{{")).await);
        }
    }
    check_run_arrives(&board, "127.0.0.2", "Owls").await;
    let response = receive(&mut send(&board, &LARGE.replace("Host:", "Connection: close\r\nHost:")).await).await;
    assert!(response.starts_with("HTTP/1.1 429") && response.contains("retry-after: 1\r\n"), "{response}");
}

/// Clients that send nothing, half a head, the start of HTTP/2, or half a body.
#[tokio::test]
async fn slow_clients_are_disconnected() {
    let workspace = workspace();
    let board = Process::start(workspace.path(), "127.0.0.1:0");
    let incomplete = ["", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX", "PRI * HTTP/2.0\r\n\r\nSM", LARGE];
    let mut held = Vec::new();
    for request in incomplete {
        held.push((request, send(&board, request).await));
    }
    let started = Instant::now();
    for (request, mut stream) in held {
        let left = Duration::from_secs(50).saturating_sub(started.elapsed());
        let mut answer = Vec::new();
        let ended = tokio::time::timeout(left, stream.read_to_end(&mut answer)).await;
        assert!(ended.is_ok(), "still connected after {:?}: {request:?}", started.elapsed());
    }
}

#[tokio::test]
async fn clients_that_do_not_read_are_disconnected() {
    let workspace = workspace();
    let board = Process::start(workspace.path(), "127.0.0.1:0");
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let mut stream = socket.connect(socket_address(&board)).await.expect("a connection");
    let ask = "GET /board.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(200);
    let started = Instant::now();
    // Sends more and more requests and reads no response, until the board closes the connection.
    loop {
        let asking = tokio::time::timeout(Duration::from_secs(1), stream.write_all(ask.as_bytes())).await;
        if matches!(asking, Ok(Err(_))) {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(50), "still connected after 50 seconds");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
