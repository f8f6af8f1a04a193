//! Connections that send nothing, too much, or do not read: they block nobody and are closed.

mod support;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{Process, batch, run, secret, text, workspace};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// More connections than the board accepts from one address.
const MANY: usize = 700;
/// The head of a large request.
const LARGE: &str = "POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
                     Content-Length: 3000000\r\n\r\n";

fn of(board: &Process) -> SocketAddr {
    board.address.trim_start_matches("http://").parse().expect("an address")
}

/// A connection that has sent this. A rejected one may fail to send it.
async fn say(board: &Process, what: &str) -> TcpStream {
    let mut stream = TcpStream::connect(of(board)).await.expect("a connection");
    let _ = stream.write_all(what.as_bytes()).await;
    stream
}

/// A connection from another address of this machine that has sent this.
#[cfg(target_os = "linux")]
async fn say_from(from: &str, board: &Process, what: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddr::new(from.parse().expect("an address"), 0)).expect("an address of this machine");
    let mut stream = socket.connect(of(board)).await.expect("a connection");
    stream.write_all(what.as_bytes()).await.expect("bytes");
    stream
}

/// Reads until the other side closes the connection.
async fn hear(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let heard = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut bytes)).await;
    if let Err(error) = heard.expect("within ten seconds") {
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
    }
    String::from_utf8(bytes).expect("text")
}

/// Repeats a request until there is a response, and returns it.
#[cfg(target_os = "linux")]
async fn until_answered(board: &Process) -> String {
    let started = Instant::now();
    loop {
        let told = hear(&mut say(board, STATE).await).await;
        if !told.is_empty() {
            return told;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "no answer");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn what_is_too_large_gets_its_answer() {
    let workspace = workspace();
    let board = Process::start(workspace.path(), "127.0.0.1:0");
    for (head, status) in [
        ("POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json", "413"),
        ("POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain", "400"),
        ("POST /nothing HTTP/1.1\r\nHost: 127.0.0.1", "404"),
        ("POST /api/runs HTTP/1.1\r\nHost: evil.example", "403"),
    ] {
        let mut stream = say(&board, &format!("{head}\r\nConnection: close\r\nContent-Length: 5000000\r\n\r\n")).await;
        stream.write_all(&vec![b' '; 5_000_000]).await.expect("the board reads all of it");
        let answer = hear(&mut stream).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{head}: {answer:?}");
    }
}

const STATE: &str = "GET /api/state HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

/// Joins a team from another address, and checks that its run arrives within five seconds.
#[cfg(target_os = "linux")]
async fn a_light_arrives(board: &Process, from: &str, team: &str) {
    let client =
        reqwest::Client::builder().local_address(Some(from.parse().expect("an address"))).build().expect("one");
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
async fn one_address_takes_no_connection_of_another() {
    rlimit::increase_nofile_limit(4096).expect("enough open files");
    let workspace = workspace();
    let board = Process::start(workspace.path(), "127.0.0.1:0");
    let mut held = Vec::new();
    for number in 0..MANY {
        held.push(say(&board, if number % 2 == 0 { "" } else { "POST /api/join HTTP/1.1\r\nHo" }).await);
    }
    // The board keeps other rejected connections open for a second, and sends only some of them a response.
    let told = until_answered(&board).await;
    assert!(told.starts_with("HTTP/1.1 503") && told.contains("Retry-After: 10\r\n"), "{told}");
    assert!(told.contains("close some of the board's pages"), "{told}");
    let others = hear(&mut say_from("127.0.0.2", &board, STATE).await).await;
    assert!(others.starts_with("HTTP/1.1 200"), "{others}");
    a_light_arrives(&board, "127.0.0.2", "Owls").await;
    drop(held);
    let started = Instant::now();
    while !hear(&mut say(&board, STATE).await).await.starts_with("HTTP/1.1 200") {
        assert!(started.elapsed() < Duration::from_secs(20), "places come back");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn large_requests_that_do_not_end_hold_up_no_light() {
    let workspace = workspace();
    let board = Process::start(workspace.path(), "127.0.0.1:0");
    let mut held = Vec::new();
    // From so many addresses that all upload permits are taken.
    for host in 10..20 {
        for _ in 0..10 {
            held.push(say_from(&format!("127.0.0.{host}"), &board, &format!("{LARGE}{{")).await);
        }
    }
    a_light_arrives(&board, "127.0.0.2", "Owls").await;
    let told = hear(&mut say(&board, &LARGE.replace("Host:", "Connection: close\r\nHost:")).await).await;
    assert!(told.starts_with("HTTP/1.1 429") && told.contains("retry-after: 1\r\n"), "{told}");
}

/// Clients that send nothing, half a head, the start of HTTP/2, or half a body.
#[tokio::test]
async fn whoever_dawdles_is_let_go() {
    let workspace = workspace();
    let board = Process::start(workspace.path(), "127.0.0.1:0");
    let dawdlers = ["", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX", "PRI * HTTP/2.0\r\n\r\nSM", LARGE];
    let mut held = Vec::new();
    for said in dawdlers {
        held.push((said, say(&board, said).await));
    }
    let started = Instant::now();
    for (said, mut stream) in held {
        let left = Duration::from_secs(50).saturating_sub(started.elapsed());
        let mut answer = Vec::new();
        let ended = tokio::time::timeout(left, stream.read_to_end(&mut answer)).await;
        assert!(ended.is_ok(), "still held after {:?}: {said:?}", started.elapsed());
    }
}

#[tokio::test]
async fn whoever_reads_no_answer_is_let_go() {
    let workspace = workspace();
    let board = Process::start(workspace.path(), "127.0.0.1:0");
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let mut stream = socket.connect(of(&board)).await.expect("a connection");
    let ask = "GET /board.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(200);
    let started = Instant::now();
    // Sends more and more requests and reads no response, until the board closes the connection.
    loop {
        let asking = tokio::time::timeout(Duration::from_secs(1), stream.write_all(ask.as_bytes())).await;
        if matches!(asking, Ok(Err(_))) {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(50), "still held");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
