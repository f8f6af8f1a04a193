//! An attacker with eight addresses who knows the session's code.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;

const ADDRESSES: u8 = 8;
/// The number of idle connections and of event streams that each address tries to hold.
const IDLE: usize = 520;
const STREAMS: usize = 250;

/// The number of the attacker's requests, by kind.
#[derive(Debug, Default)]
pub struct Attempts {
    connections: AtomicU64,
    wrong_codes: AtomicU64,
    joins: AtomicU64,
    joined: AtomicU64,
    floods: AtomicU64,
}

/// Starts the attacker's tasks, which run until they are aborted.
pub fn start(board: &str, code: &str) -> (Arc<Attempts>, Vec<JoinHandle<()>>) {
    let attempts = Arc::<Attempts>::default();
    let tasks = (1..=ADDRESSES).flat_map(|host| {
        let from = IpAddr::from([127, 0, 99, host]);
        let client = reqwest::Client::builder().local_address(Some(from)).timeout(Duration::from_secs(10)).build();
        let client = client.expect("a client");
        let (board, code) = (board.to_owned(), code.to_owned());
        [
            tokio::spawn(hold(from, board.clone(), IDLE, "POST /api/join HTTP/1.1\r\nHo", Arc::clone(&attempts))),
            tokio::spawn(hold(
                from,
                board.clone(),
                STREAMS,
                "GET /api/board/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                Arc::clone(&attempts),
            )),
            tokio::spawn(guess(client.clone(), board.clone(), Arc::clone(&attempts))),
            tokio::spawn(join_and_flood(client, board, code, host, Arc::clone(&attempts))),
        ]
    });
    (attempts.clone(), tasks.collect())
}

/// Opens connections, sends `request` on each, and keeps the last `max_held` of them open.
async fn hold(from: IpAddr, board: String, max_held: usize, request: &'static str, attempts: Arc<Attempts>) {
    let address: SocketAddr = board.trim_start_matches("http://").parse().expect("an address");
    let mut held: std::collections::VecDeque<TcpStream> = std::collections::VecDeque::new();
    loop {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(SocketAddr::new(from, 0)).expect("an address of this machine");
        if let Ok(mut stream) = socket.connect(address).await {
            let _ = stream.write_all(request.as_bytes()).await;
            attempts.connections.fetch_add(1, Ordering::Relaxed);
            held.push_back(stream);
        }
        if held.len() > max_held {
            held.pop_front();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Tries to join with wrong codes.
async fn guess(client: reqwest::Client, board: String, attempts: Arc<Attempts>) {
    loop {
        let number = attempts.wrong_codes.fetch_add(1, Ordering::Relaxed);
        let body =
            json!({ "version": 1, "code": format!("{number:08}"), "team": "Thieves", "machine": "m".repeat(22) });
        let _ = client.post(format!("{board}/api/join")).json(&body).send().await;
    }
}

/// Joins with names that look like the teams' names, and sends large or many runs for each created team.
async fn join_and_flood(client: reqwest::Client, board: String, code: String, host: u8, attempts: Arc<Attempts>) {
    let mut tokens = Vec::new();
    for round in 0_u64.. {
        let name = if round % 2 == 0 { format!("Team {round}\u{fe0f}") } else { format!("Attacker {host} {round}") };
        let machine = format!("attacker-{host}-{round:013}");
        let body = json!({ "version": 1, "code": code, "team": name, "machine": machine });
        attempts.joins.fetch_add(1, Ordering::Relaxed);
        if let Ok(answer) = client.post(format!("{board}/api/join")).json(&body).send().await
            && let Ok(joined) = answer.json::<Value>().await
            && let Some(token) = joined["token"].as_str()
        {
            attempts.joined.fetch_add(1, Ordering::Relaxed);
            tokens.push(token.to_owned());
        }
        if !tokens.is_empty() {
            let token = &tokens[usize::try_from(round).unwrap_or(0) % tokens.len()];
            let many = round % 8 != 0;
            // The load test uses another kata, so its pages can ignore these runs.
            let run = |seq: u64| {
                let code = if many { String::new() } else { format!("{host}-{round}-").repeat(80_000) };
                json!({
                    "seq": round * 50 + seq, "at": 1, "kata": "attack", "light": "green", "stage": null, "stages": 7,
                    "passed": 52, "total": 52, "took_ms": 1, "sources": { "src/lib.rs": code }
                })
            };
            let count = if many { 50 } else { 4 };
            let body = json!({ "sent_at": 1, "runs": (1..=count).map(run).collect::<Vec<_>>() });
            attempts.floods.fetch_add(1, Ordering::Relaxed);
            let _ = client.post(format!("{board}/api/runs")).bearer_auth(token).json(&body).send().await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
