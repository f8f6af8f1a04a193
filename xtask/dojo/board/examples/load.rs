//! A load test: a large dojo for five minutes, with teams that send runs and pages that show them.
//!
//! To run it, call `cargo build && cargo run --example load` in this package's folder. It starts the board as a
//! separate process, and exits with code 1 if a run is lost or shown late. Since the board limits each address, the
//! clients use several addresses on Linux, one for every fifty clients.

#[path = "attack/mod.rs"]
mod attack;
#[path = "../tests/support/mod.rs"]
mod support;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use serde_json::{Value, json};
use tokio_stream::StreamExt as _;

/// The maximum time until a run is on all pages, in milliseconds.
const MAX_DELAY_MS: u32 = 1_000;

#[derive(Clone, Debug, Parser)]
struct Load {
    /// Number of teams
    #[arg(long, default_value_t = 500)]
    teams: u64,
    /// Number of open board pages
    #[arg(long, default_value_t = 100)]
    boards: u32,
    /// Duration in seconds
    #[arg(long, default_value_t = 300)]
    seconds: u64,
    /// Seconds between two runs of a team
    #[arg(long, default_value_t = 10.0)]
    every: f64,
    /// Bytes of code per run
    #[arg(long, default_value_t = 10_000)]
    code: usize,
    /// Also run all known attacks on the board, from eight addresses
    #[arg(long)]
    attack: bool,
}

/// The measurements of all runs, by the run's number.
struct Measurements {
    start: Instant,
    /// The planned time of sending, in milliseconds from the start.
    ///
    /// If a team is still waiting for a response at that time, it sends later.
    sent: Vec<AtomicU32>,
    /// The milliseconds from the planned time to the response.
    stored: Vec<AtomicU32>,
    /// The milliseconds from the planned time to the last page.
    latest: Vec<AtomicU32>,
    /// The number of pages that show the run.
    seen: Vec<AtomicU32>,
    acknowledged: AtomicU64,
    refused: AtomicU64,
}

fn main() {
    let load = Load::parse();
    #[cfg(unix)]
    rlimit::increase_nofile_limit(16_384).expect("enough open files");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let passed = runtime.block_on(run(&load));
    std::process::exit(i32::from(!passed));
}

/// Returns the HTTP client of a team or page, with the address that belongs to its number.
fn client(number: u64) -> reqwest::Client {
    let network = u8::try_from(1 + number / 50 / 250).expect("fewer clients than addresses");
    let host = u8::try_from(1 + number / 50 % 250).expect("a part of an address");
    let from = cfg!(target_os = "linux").then_some(IpAddr::from([127, 0, network, host]));
    reqwest::Client::builder().local_address(from).build().expect("a client")
}

async fn run(load: &Load) -> bool {
    let folder = support::workspace();
    let board = support::Process::start(folder.path(), "127.0.0.1:0");
    let mut tokens = Vec::new();
    for team in 0..load.teams {
        let machine = format!("machine-of-the-load-{team:05}");
        let body = json!({ "version": 1, "code": board.code, "team": format!("Team {team}"), "machine": machine });
        let joined =
            client(team).post(format!("{}/api/join", board.address)).json(&body).send().await.expect("an answer");
        let joined: Value = joined.json().await.expect("JSON");
        tokens.push(joined["token"].as_str().unwrap_or_else(|| panic!("{joined}")).to_owned());
    }
    let every = Duration::from_secs_f64(load.every);
    let rounds = (load.seconds as f64 / load.every) as u64;
    let runs = usize::try_from(load.teams * rounds).expect("a number that fits");
    let zeros = |_| AtomicU32::new(0);
    let measured = Arc::new(Measurements {
        start: Instant::now(),
        sent: (0..=runs).map(zeros).collect(),
        stored: (0..=runs).map(zeros).collect(),
        latest: (0..=runs).map(zeros).collect(),
        seen: (0..=runs).map(zeros).collect(),
        acknowledged: AtomicU64::new(0),
        refused: AtomicU64::new(0),
    });
    for (team, token) in (0..).zip(tokens.clone()) {
        tokio::spawn(follow(client(team), format!("{}/api/events", board.address), token));
    }
    let boards: Vec<_> = (0..u64::from(load.boards))
        .map(|page| {
            let url = format!("{}/api/board/events", board.address);
            tokio::spawn(watch(client(load.teams + page), url, Arc::clone(&measured)))
        })
        .collect();
    let attack = load.attack.then(|| attack::start(&board.address, &board.code));
    // The attacker gets time to take connections before the teams start.
    tokio::time::sleep(Duration::from_secs(if load.attack { 10 } else { 1 })).await;
    println!(
        "{} teams that send a run every {} s for {} s, {} board pages",
        load.teams, load.every, load.seconds, load.boards
    );
    let teams = tokens.into_iter().enumerate().map(|(team, token)| {
        let (measured, load, client) = (Arc::clone(&measured), load.clone(), client(team as u64));
        let url = format!("{}/api/runs", board.address);
        tokio::spawn(async move {
            let team = team as u64;
            // Spreads the teams evenly over the interval.
            tokio::time::sleep(every.mul_f64(team as f64 / load.teams as f64)).await;
            let mut ticks = tokio::time::interval(every);
            for round in 0..rounds {
                let due = ticks.tick().await.into_std();
                let number = round * load.teams + team + 1;
                send(&client, &url, &token, round + 1, number, load.code, due, &measured).await;
            }
        })
    });
    let teams: Vec<_> = teams.collect();
    let used_before = [board.child.id(), std::process::id()].map(processor_time);
    let mut most = 0;
    let mut done = false;
    let all = async {
        for team in teams {
            team.await.expect("a team");
        }
    };
    tokio::pin!(all);
    while !done {
        tokio::select! {
            () = &mut all => done = true,
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
        most = most.max(resident_kb(board.child.id()));
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    boards.iter().for_each(tokio::task::JoinHandle::abort);
    if let Some((attempts, tasks)) = attack {
        tasks.iter().for_each(tokio::task::JoinHandle::abort);
        println!("the attacker's requests: {attempts:?}");
    }
    println!("load average of this machine: {}", std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
    let passed = report(load, &measured, runs, most);
    let took = measured.start.elapsed().as_secs_f64();
    let used_now = [board.child.id(), std::process::id()].map(processor_time);
    let [of_board, of_clients] = [0, 1].map(|index| (used_now[index] - used_before[index]) / took);
    println!("processor cores used: {of_board:.2} by the board, {of_clients:.2} by teams and pages");
    passed
}

#[expect(clippy::too_many_arguments, reason = "all parts of a run")]
async fn send(
    client: &reqwest::Client,
    url: &str,
    token: &str,
    seq: u64,
    number: u64,
    code: usize,
    due: Instant,
    measured: &Measurements,
) {
    let index = usize::try_from(number).expect("a number that fits");
    let source = format!("// run {number}\n{}", "let x = 1; // padding\n".repeat(code / 22));
    // The duration identifies the run on the pages.
    let run = json!({
        "seq": seq, "at": 1, "kata": "hash-map", "light": "red", "stage": 1, "stages": 7, "passed": 1, "total": 52,
        "took_ms": number, "sources": { "src/lib.rs": source, "src/same.rs": "x".repeat(code) }
    });
    let body = json!({ "sent_at": 1, "runs": [run] });
    measured.sent[index].store(millis(due - measured.start), Ordering::SeqCst);
    loop {
        let sent = client.post(url).bearer_auth(token).json(&body).timeout(Duration::from_secs(20)).send().await;
        match sent {
            Ok(answer) if answer.status() == 200 => {
                measured.acknowledged.fetch_add(1, Ordering::SeqCst);
                measured.stored[index].store(millis(due.elapsed()), Ordering::SeqCst);
                return;
            }
            _ => {
                measured.refused.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

fn millis(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}

/// Follows the session as a team's machine does.
async fn follow(client: reqwest::Client, url: String, token: String) {
    loop {
        if let Ok(response) = client.get(&url).bearer_auth(&token).send().await {
            let mut stream = response.bytes_stream();
            while let Some(Ok(_)) = stream.next().await {}
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn watch(client: reqwest::Client, url: String, measured: Arc<Measurements>) {
    let mut mine = vec![false; measured.seen.len()];
    loop {
        let Ok(response) = client.get(&url).send().await else { continue };
        let mut stream = response.bytes_stream();
        let mut text: Vec<u8> = Vec::new();
        while let Some(Ok(bytes)) = stream.next().await {
            text.extend(bytes);
            while let Some(end) = text.windows(2).position(|pair| pair == b"\n\n") {
                let event: Vec<u8> = text.drain(..end + 2).collect();
                receive(&event, &measured, &mut mine);
            }
        }
    }
}

fn receive(event: &[u8], measured: &Measurements, mine: &mut [bool]) {
    let event = String::from_utf8_lossy(event);
    let Some(data) = event.lines().find_map(|line| line.strip_prefix("data:")) else { return };
    let Ok(shown) = serde_json::from_str::<Value>(data) else { return };
    let now = millis(measured.start.elapsed());
    for mark in shown["marks"].as_array().into_iter().flatten() {
        if mark["kata"] != "hash-map" {
            continue;
        }
        let index = mark["took_ms"].as_u64().and_then(|number| usize::try_from(number).ok()).expect("a number");
        if !std::mem::replace(&mut mine[index], true) {
            measured.seen[index].fetch_add(1, Ordering::SeqCst);
            measured.latest[index]
                .fetch_max(now.saturating_sub(measured.sent[index].load(Ordering::SeqCst)), Ordering::SeqCst);
        }
    }
}

/// The memory of a process; 0 on systems without `/proc`.
fn resident_kb(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// The processor seconds of a process; 0 on systems without `/proc`.
fn processor_time(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<f64> = stat.split(' ').map(|field| field.parse().unwrap_or(0.0)).collect();
    // The fields are in hundredths of a second.
    fields.get(13..15).map_or(0.0, |times| (times[0] + times[1]) / 100.0)
}

fn report(load: &Load, measured: &Measurements, runs: usize, most_kb: u64) -> bool {
    let complete = measured.seen[1..].iter().filter(|seen| seen.load(Ordering::SeqCst) == load.boards).count();
    let sorted = |times: &[AtomicU32]| {
        let mut times: Vec<u32> = times[1..].iter().map(|time| time.load(Ordering::SeqCst)).collect();
        times.sort_unstable();
        times
    };
    let at = |times: &[u32], share: f64| {
        times.get((times.len() as f64 * share) as usize).or(times.last()).copied().unwrap_or(0)
    };
    let (stored, times) = (sorted(&measured.stored), sorted(&measured.latest));
    let acknowledged = measured.acknowledged.load(Ordering::SeqCst);
    let again = measured.refused.load(Ordering::SeqCst);
    println!("runs: {runs} sent, {acknowledged} acknowledged, {again} sent again, {complete} shown on all pages");
    for (state, times) in [("acknowledged", &stored), ("shown on all pages", &times)] {
        println!(
            "{state} within: 50 % {} ms, 99 % {} ms, 100 % {} ms",
            at(times, 0.5),
            at(times, 0.99),
            at(times, 1.0)
        );
    }
    println!("the board's maximum memory: {} MB", most_kb / 1024);
    let passed = complete == runs && acknowledged == runs as u64 && at(&times, 0.99) <= MAX_DELAY_MS;
    println!("{}", if passed { "passed" } else { "FAILED: a run was lost or shown late" });
    passed
}
