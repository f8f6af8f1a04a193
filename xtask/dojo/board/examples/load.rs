//! A load test: a large dojo for five minutes, with teams that send runs and pages that show them.
//!
//! Run `cargo build && cargo run --example load` in the folder of this package. It starts the board as a process, built as for
//! facilitators. Its exit code is not 0 if a run is lost or shown late. On Linux, each fifty clients have their own address, since the
//! board limits each address to what a room needs.

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

/// The most milliseconds until a run is on all pages.
const WITHIN: u32 = 1_000;

#[derive(Clone, Debug, Parser)]
struct Load {
    /// How many teams
    #[arg(long, default_value_t = 500)]
    teams: u64,
    /// How many open boards
    #[arg(long, default_value_t = 100)]
    boards: u32,
    /// For how long, in seconds
    #[arg(long, default_value_t = 300)]
    seconds: u64,
    /// How many seconds between two runs of a team
    #[arg(long, default_value_t = 10.0)]
    every: f64,
    /// Bytes of code in a run
    #[arg(long, default_value_t = 10_000)]
    code: usize,
    /// Let a prankster with eight addresses do all that is known to harm a board
    #[arg(long)]
    attack: bool,
}

/// The measurements of each run, by its number.
struct Known {
    start: Instant,
    /// The planned time of sending, in milliseconds from the start: a team that still waits for a response is late.
    sent: Vec<AtomicU32>,
    /// The milliseconds from there to the response.
    stored: Vec<AtomicU32>,
    /// The milliseconds from there to the last page.
    latest: Vec<AtomicU32>,
    /// The number of pages that have it.
    seen: Vec<AtomicU32>,
    acknowledged: AtomicU64,
    refused: AtomicU64,
}

fn main() {
    let load = Load::parse();
    #[cfg(unix)]
    rlimit::increase_nofile_limit(16_384).expect("enough open files");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let well = runtime.block_on(run(&load));
    std::process::exit(i32::from(!well));
}

/// The HTTP client of the `number`th team or page.
fn client(number: u64) -> reqwest::Client {
    let network = u8::try_from(1 + number / 50 / 250).expect("not so many");
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
    let known = Arc::new(Known {
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
            tokio::spawn(watch(client(load.teams + page), url, Arc::clone(&known)))
        })
        .collect();
    let attack = load.attack.then(|| attack::start(&board.address, &board.code));
    // The prankster gets the time to take all that can be taken.
    tokio::time::sleep(Duration::from_secs(if load.attack { 10 } else { 1 })).await;
    println!("{} teams, a run each every {} s for {} s, {} boards", load.teams, load.every, load.seconds, load.boards);
    let teams = tokens.into_iter().enumerate().map(|(team, token)| {
        let (known, load, client) = (Arc::clone(&known), load.clone(), client(team as u64));
        let url = format!("{}/api/runs", board.address);
        tokio::spawn(async move {
            let team = team as u64;
            // Spread evenly.
            tokio::time::sleep(every.mul_f64(team as f64 / load.teams as f64)).await;
            let mut ticks = tokio::time::interval(every);
            for round in 0..rounds {
                let due = ticks.tick().await.into_std();
                let number = round * load.teams + team + 1;
                send(&client, &url, &token, round + 1, number, load.code, due, &known).await;
            }
        })
    });
    let teams: Vec<_> = teams.collect();
    let worked = [board.child.id(), std::process::id()].map(processor_time);
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
        println!("the prankster: {attempts:?}");
    }
    println!(
        "load of this machine, from all programs: {}",
        std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim()
    );
    let well = report(load, &known, runs, most);
    let took = known.start.elapsed().as_secs_f64();
    let now = [board.child.id(), std::process::id()].map(processor_time);
    let [of_board, own] = [0, 1].map(|which| (now[which] - worked[which]) / took);
    println!("processors at work: {of_board:.2} for the board, {own:.2} for those who use it");
    well
}

#[expect(clippy::too_many_arguments, reason = "what a run is made of")]
async fn send(
    client: &reqwest::Client,
    url: &str,
    token: &str,
    seq: u64,
    number: u64,
    code: usize,
    due: Instant,
    known: &Known,
) {
    let index = usize::try_from(number).expect("a number that fits");
    let source = format!("// run {number}\n{}", "let x = 1; // padding\n".repeat(code / 22));
    // The duration identifies the run on the pages.
    let run = json!({
        "seq": seq, "at": 1, "kata": "hash-map", "light": "red", "stage": 1, "stages": 7, "passed": 1, "total": 52,
        "took_ms": number, "sources": { "src/lib.rs": source, "src/same.rs": "x".repeat(code) }
    });
    let body = json!({ "sent_at": 1, "runs": [run] });
    known.sent[index].store(millis(due - known.start), Ordering::SeqCst);
    loop {
        let sent = client.post(url).bearer_auth(token).json(&body).timeout(Duration::from_secs(20)).send().await;
        match sent {
            Ok(answer) if answer.status() == 200 => {
                known.acknowledged.fetch_add(1, Ordering::SeqCst);
                known.stored[index].store(millis(due.elapsed()), Ordering::SeqCst);
                return;
            }
            _ => {
                known.refused.fetch_add(1, Ordering::SeqCst);
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

async fn watch(client: reqwest::Client, url: String, known: Arc<Known>) {
    let mut mine = vec![false; known.seen.len()];
    loop {
        let Ok(response) = client.get(&url).send().await else { continue };
        let mut stream = response.bytes_stream();
        let mut text: Vec<u8> = Vec::new();
        while let Some(Ok(bytes)) = stream.next().await {
            text.extend(bytes);
            while let Some(end) = text.windows(2).position(|pair| pair == b"\n\n") {
                let event: Vec<u8> = text.drain(..end + 2).collect();
                hear(&event, &known, &mut mine);
            }
        }
    }
}

fn hear(event: &[u8], known: &Known, mine: &mut [bool]) {
    let event = String::from_utf8_lossy(event);
    let Some(data) = event.lines().find_map(|line| line.strip_prefix("data:")) else { return };
    let Ok(shown) = serde_json::from_str::<Value>(data) else { return };
    let now = millis(known.start.elapsed());
    for mark in shown["marks"].as_array().into_iter().flatten() {
        if mark["kata"] != "hash-map" {
            continue;
        }
        let index = mark["took_ms"].as_u64().and_then(|number| usize::try_from(number).ok()).expect("a number");
        if !std::mem::replace(&mut mine[index], true) {
            known.seen[index].fetch_add(1, Ordering::SeqCst);
            known.latest[index]
                .fetch_max(now.saturating_sub(known.sent[index].load(Ordering::SeqCst)), Ordering::SeqCst);
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
    // In hundredths of a second.
    fields.get(13..15).map_or(0.0, |times| (times[0] + times[1]) / 100.0)
}

fn report(load: &Load, known: &Known, runs: usize, most_kb: u64) -> bool {
    let complete = known.seen[1..].iter().filter(|seen| seen.load(Ordering::SeqCst) == load.boards).count();
    let sorted = |times: &[AtomicU32]| {
        let mut times: Vec<u32> = times[1..].iter().map(|time| time.load(Ordering::SeqCst)).collect();
        times.sort_unstable();
        times
    };
    let at = |times: &[u32], share: f64| {
        times.get((times.len() as f64 * share) as usize).or(times.last()).copied().unwrap_or(0)
    };
    let (stored, times) = (sorted(&known.stored), sorted(&known.latest));
    let acknowledged = known.acknowledged.load(Ordering::SeqCst);
    let again = known.refused.load(Ordering::SeqCst);
    println!("runs: {runs} sent, {acknowledged} acknowledged, {again} sent again, {complete} on all boards");
    for (what, times) in [("acknowledged", &stored), ("on all boards", &times)] {
        println!("until {what}: half {} ms, 99 % {} ms, all {} ms", at(times, 0.5), at(times, 0.99), at(times, 1.0));
    }
    println!("the board's memory: {} MB at the most", most_kb / 1024);
    let well = complete == runs && acknowledged == runs as u64 && at(&times, 0.99) <= WITHIN;
    println!("{}", if well { "well" } else { "NOT as it should be" });
    well
}
