//! `dojo-link` with a board that is down, forgets tokens, or loses responses.

mod support;

use std::collections::BTreeMap;

use dojo_protocol::followed_session::DriverChange;
use dojo_protocol::messages::{Announcement, Phase, RetroAnswers, Run, TakeOver, limits};
use dojo_protocol::team_folder::Membership;
use support::{Behavior, FakeBoard, Machine, run, until};

fn katas(board: &FakeBoard) -> Vec<String> {
    board.data().katas.clone()
}

#[test]
fn runs_arrive_in_order_and_leave_the_outbox() {
    let board = FakeBoard::start();
    let machine = Machine::joined(&board);
    for kata in ["one", "two", "three"] {
        machine.put(kata);
    }
    until("all runs arrive", || katas(&board) == ["one", "two", "three"]);
    until("the outbox is empty", || machine.team_folder.outbox().numbers().is_empty());
    let first = board.data().runs.values().next().cloned().expect("a run");
    assert_eq!(first.sources, run("one").sources, "code of the run");
}

#[test]
fn a_lost_response_neither_loses_nor_repeats_a_run() {
    let board = FakeBoard::start();
    let machine = Machine::joined(&board);
    board.set_behavior(Behavior::LosesResponses);
    machine.put("one");
    until("the run is sent twice", || board.data().batches.len() >= 2);
    assert_eq!(machine.team_folder.outbox().numbers().len(), 1, "queued runs without an acknowledgment");
    machine.put("two");
    board.set_behavior(Behavior::Normal);
    until("the outbox is empty", || machine.team_folder.outbox().numbers().is_empty());
    assert_eq!(katas(&board), ["one", "two"]);
}

#[test]
fn runs_queue_up_while_the_board_is_down() {
    let board = FakeBoard::start();
    let machine = Machine::joined(&board);
    until("the link follows the session", || machine.session().outage.is_none());
    board.set_behavior(Behavior::Down);
    for kata in ["one", "two", "three"] {
        machine.put(kata);
    }
    until("the session shows the outage", || {
        let session = machine.session();
        session.unsent_runs == 3 && session.outage.is_some()
    });
    assert!(board.data().runs.is_empty());
    board.set_behavior(Behavior::DiskFull);
    until("the board is back", || machine.session().outage.is_none());
    assert!(
        board.data().runs.is_empty() && machine.team_folder.outbox().numbers().len() == 3,
        "a board with a full disk stores and acknowledges nothing"
    );
    until("the team is warned", || {
        let warning = machine.session().warning.unwrap_or_default();
        warning.starts_with("Not on the board yet: refused: Unavailable") && warning.ends_with("Tell the facilitator.")
    });
    board.set_behavior(Behavior::Normal);
    until("all runs arrive", || katas(&board) == ["one", "two", "three"]);
    until("the warning is cleared", || machine.session().warning.is_none());
    until("the session shows no queued runs", || machine.session().unsent_runs == 0);
}

#[test]
fn a_restarted_link_resumes_the_queue() {
    let board = FakeBoard::start();
    let machine = Machine::joined(&board);
    machine.kill();
    machine.start();
    board.set_behavior(Behavior::LosesResponses);
    machine.put("one");
    until("the run is sent", || !board.data().batches.is_empty());
    machine.kill();
    machine.put("two");
    assert!(machine.start().is_some(), "the killed link is still running");
    until("the link is running", || machine.start().is_none());
    board.set_behavior(Behavior::Normal);
    until("all runs arrive", || katas(&board) == ["one", "two"]);
    assert_eq!(board.data().joins.len(), 1);
}

#[test]
fn an_unknown_token_makes_the_machine_rejoin() {
    let board = FakeBoard::start();
    let machine = Machine::joined(&board);
    board.data().tokens.clear();
    machine.put("one");
    until("the run arrives", || katas(&board) == ["one"]);
    let data = board.data();
    assert_eq!(data.joins.len(), 2);
    assert_eq!(data.joins[0], data.joins[1]);
}

#[test]
fn events_update_the_stored_session() {
    let board = FakeBoard::start();
    let machine = Machine::joined(&board);
    board.change(|state| {
        state.phase = Phase::Break;
        state.announcement = Some(Announcement { text: "pizza".to_owned(), at: 1 });
    });
    until("the session shows the break", || machine.session().state.phase == Phase::Break);
    let session = machine.session();
    assert_eq!(session.board, Some(board.url()));
    assert!(
        (3_590_000..=3_610_000).contains(&session.ahead_ms),
        "milliseconds by which the board's clock is ahead: {}",
        session.ahead_ms
    );
    assert_eq!(session.state.announcement.expect("an announcement").text, "pizza");
}

#[test]
fn driver_change_and_answers_are_sent_once() {
    let board = FakeBoard::start();
    let machine = Machine::joined(&board);
    board.set_behavior(Behavior::Down);
    let driver = DriverChange { name: Some("Bob".to_owned()), turn: 0 };
    machine.team_folder.set_driver_change(Some(&driver)).unwrap();
    let answers = RetroAnswers { answers: ["a", "b", "c"].map(str::to_owned) };
    machine.team_folder.set_answers(Some(&answers)).unwrap();
    until("the local session shows the new driver", || machine.session().state.team.expect("a team").driver == 1);
    board.set_behavior(Behavior::Normal);
    until("both are sent", || machine.team_folder.driver_change().is_none() && machine.team_folder.answers().is_none());
    assert_eq!(board.data().take_overs, [TakeOver { driver: Some("Bob".to_owned()) }]);
    assert_eq!(board.data().answers, [answers]);
}

#[test]
fn an_outdated_driver_change_is_dropped() {
    let board = FakeBoard::start();
    let machine = Machine::joined(&board);
    board.change(|state| state.team.as_mut().expect("a team").driver_since_turn = 5);
    until("the session shows the later turn", || {
        machine.session().state.team.is_some_and(|team| team.driver_since_turn == 5)
    });
    machine.team_folder.set_driver_change(Some(&DriverChange { name: Some("Bob".to_owned()), turn: 2 })).unwrap();
    until("the driver change is removed", || machine.team_folder.driver_change().is_none());
    assert!(board.data().take_overs.is_empty());
}

#[test]
fn a_rejected_run_is_kept_and_blocks_no_other() {
    let board = FakeBoard::start();
    let machine = Machine::joined(&board);
    board.data().refuses = Some("odd".to_owned());
    board.data().rejects = Some("huge".to_owned());
    board.set_behavior(Behavior::Down);
    let kept: Vec<u64> = ["odd", "huge"].map(|kata| machine.put(kata)).to_vec();
    std::fs::write(machine.team_folder.path().join("outbox/00000000000000000007.json"), "{\"seq\": 7").unwrap();
    board.set_behavior(Behavior::Normal);
    until("the outbox is empty", || machine.team_folder.outbox().numbers().is_empty());
    for number in kept.into_iter().chain([7]) {
        assert!(machine.team_folder.path().join(format!("outbox/{number:020}.refused")).exists(), "{number}");
    }
    until("the session shows a warning", || machine.session().warning.is_some_and(|text| text.contains("rejected")));
    machine.put("two");
    until("the next run arrives", || katas(&board) == ["two"]);
    until("the warning disappears", || machine.session().warning.is_none());
}

#[test]
fn many_runs_are_sent_in_batches_within_limits() {
    let board = FakeBoard::start();
    let machine = Machine::joined(&board);
    board.set_behavior(Behavior::Down);
    let large = BTreeMap::from([("src/lib.rs".to_owned(), "x".repeat(limits::SOURCES - 10))]);
    for _ in 0..6 {
        machine.put_run(Run { sources: Some(large.clone()), ..run("large") });
    }
    for _ in 0..=limits::RUNS {
        machine.put("small");
    }
    board.set_behavior(Behavior::Normal);
    until("all runs arrive", || board.data().runs.len() == 7 + limits::RUNS);
    let data = board.data();
    assert!(data.largest <= limits::REQUEST, "{}", data.largest);
    let sizes: Vec<usize> = data.batches.iter().map(Vec::len).collect();
    assert!(sizes.iter().all(|&size| size <= limits::RUNS) && sizes.len() <= 5, "{sizes:?}");
    let numbers: Vec<u64> = data.batches.iter().flatten().copied().collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "sequence numbers in order of arrival");
}

#[test]
fn leaving_sends_queued_runs_first() {
    let board = FakeBoard::start();
    let machine = Machine::joined(&board);
    board.set_behavior(Behavior::Down);
    machine.put("one");
    let member = machine.team_folder.membership().unwrap().expect("a team");
    machine.team_folder.set_membership(&Membership { leaving: true, ..member }).unwrap();
    board.set_behavior(Behavior::Normal);
    machine.wait_for_exit();
    assert_eq!((katas(&board), board.data().left), (vec!["one".to_owned()], 1));
    assert!(machine.team_folder.membership().unwrap().is_none() && machine.team_folder.followed_session().is_none());
}

#[test]
fn the_link_exits_after_the_session_and_the_last_run() {
    let board = FakeBoard::start();
    let machine = Machine::joined(&board);
    board.set_behavior(Behavior::DiskFull);
    machine.put("one");
    board.change(|state| state.phase = Phase::Ended);
    until("the session shows the end", || machine.session().state.phase == Phase::Ended);
    assert!(machine.team_folder.lock().unwrap().is_none(), "the link exited although a run is queued");
    board.set_behavior(Behavior::Normal);
    machine.wait_for_exit();
    assert_eq!(katas(&board), ["one"]);
    assert!(machine.team_folder.membership().unwrap().is_none());
    assert_eq!(machine.session().state.phase, Phase::Ended, "phase in the stored session");
}

#[test]
fn runs_for_one_board_are_not_sent_to_another() {
    let (first, second) = (FakeBoard::start(), FakeBoard::start());
    second.change(|state| state.session = 4);
    let machine = Machine::joined(&first);
    first.set_behavior(Behavior::Down);
    machine.put("one");
    let joined = machine.join(&[&second.url(), "--code", "CODE", "--team", "Owls"]);
    let output = String::from_utf8(joined.stdout).unwrap();
    assert!(output.starts_with("Unsent runs for an earlier board were moved to "), "{output}");
    machine.put("two");
    until("the run arrives", || katas(&second) == ["two"]);
    assert!(first.data().runs.is_empty());
}

#[test]
fn join_explains_what_is_shared_and_how_to_leave() {
    let board = FakeBoard::start();
    let machine = Machine::new();
    let join = |code: &str| machine.join(&[&board.url(), "--code", code, "--team", "Owls", "--no-code"]);
    let refused = join("WRONG");
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(refused.stderr).unwrap(),
        "error: refused: WrongCode[2J\n",
        "error without control characters"
    );
    assert!(machine.team_folder.membership().unwrap().is_none());
    let output = String::from_utf8(join("CODE").stdout).unwrap();
    assert!(output.starts_with("Owls joined the dojo at ") && output.contains("without your code"), "{output}");
    let prose = output.lines().filter(|line| !line.trim().starts_with("cargo"));
    assert!(prose.clone().all(|line| line.len() <= 80), "a line is too long for a terminal: {output}");
    let command = format!("cargo xtask dojo join {} --code TEAM-CODE --team 'Owls'", board.url());
    assert!(output.contains(&command), "{output}");
    assert!(output.contains("cargo xtask dojo leave"), "{output}");
    assert!(!output.contains("not encrypted"), "requests to the same machine need no warning: {output}");
    assert!(!machine.team_folder.membership().unwrap().expect("a team").with_code);
}

#[test]
fn an_unreachable_board_is_reported_with_advice() {
    let machine = Machine::new();
    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let failed = machine.join(&[&unused.to_string(), "--code", "CODE", "--team", "Owls"]);
    let error = String::from_utf8(failed.stderr).unwrap();
    assert!(error.starts_with(&format!("error: cannot reach a board at http://{unused} (")), "{error}");
    assert!(error.contains("started with --bind") && error.lines().count() == 1, "{error}");
}

/// Closing a terminal, or pressing Ctrl-C in it, signals all processes of its session.
#[cfg(unix)]
#[test]
fn the_link_runs_in_a_separate_process_session() {
    let board = FakeBoard::start();
    let machine = Machine::joined(&board);
    machine.kill();
    let id = machine.start().expect("a started link");
    let process = rustix::process::Pid::from_raw(id.cast_signed());
    // The link changes its session before it takes the lock.
    until("the link holds the lock", || machine.team_folder.lock().unwrap().is_none());
    assert_eq!(rustix::process::getsid(process).ok(), process, "process session of the link");
}
