//! `dojo-link` with a board that is down, forgets tokens, or loses its responses.

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
fn runs_arrive_in_their_order_and_are_taken_out() {
    let board = FakeBoard::start();
    let machine = Machine::of(&board);
    for kata in ["one", "two", "three"] {
        machine.put(kata);
    }
    until("all are there", || katas(&board) == ["one", "two", "three"]);
    until("none waits", || machine.team_folder.outbox().numbers().is_empty());
    let first = board.data().runs.values().next().cloned().expect("a run");
    assert_eq!(first.sources, run("one").sources, "with the code");
}

#[test]
fn an_answer_that_is_lost_makes_no_run_count_twice_and_none_is_lost() {
    let board = FakeBoard::start();
    let machine = Machine::of(&board);
    board.set_behavior(Behavior::LosesResponses);
    machine.put("one");
    until("it was sent twice", || board.data().batches.len() >= 2);
    assert_eq!(machine.team_folder.outbox().numbers().len(), 1, "nothing was acknowledged");
    machine.put("two");
    board.set_behavior(Behavior::Normal);
    until("none waits", || machine.team_folder.outbox().numbers().is_empty());
    assert_eq!(katas(&board), ["one", "two"]);
}

#[test]
fn what_happens_while_the_board_is_away_arrives_later() {
    let board = FakeBoard::start();
    let machine = Machine::of(&board);
    until("it follows", || machine.session().outage.is_none());
    board.set_behavior(Behavior::Down);
    for kata in ["one", "two", "three"] {
        machine.put(kata);
    }
    until("it is told", || {
        let session = machine.session();
        session.unsent_runs == 3 && session.outage.is_some()
    });
    assert!(board.data().runs.is_empty());
    board.set_behavior(Behavior::DiskFull);
    until("the board is back", || machine.session().outage.is_none());
    assert!(
        board.data().runs.is_empty() && machine.team_folder.outbox().numbers().len() == 3,
        "a full disk acknowledges nothing"
    );
    board.set_behavior(Behavior::Normal);
    until("all are there", || katas(&board) == ["one", "two", "three"]);
    until("that is told", || machine.session().unsent_runs == 0);
}

#[test]
fn a_machine_that_was_cut_off_goes_on_where_it_was() {
    let board = FakeBoard::start();
    let machine = Machine::of(&board);
    machine.kill();
    machine.start();
    board.set_behavior(Behavior::LosesResponses);
    machine.put("one");
    until("it was sent", || !board.data().batches.is_empty());
    machine.kill();
    machine.put("two");
    assert!(machine.start().is_some(), "it still runs");
    until("it runs", || machine.start().is_none());
    board.set_behavior(Behavior::Normal);
    until("all are there", || katas(&board) == ["one", "two"]);
    assert_eq!(board.data().joins.len(), 1);
}

#[test]
fn a_board_that_has_forgotten_the_token_is_joined_again_by_the_same_machine() {
    let board = FakeBoard::start();
    let machine = Machine::of(&board);
    board.data().tokens.clear();
    machine.put("one");
    until("it is there", || katas(&board) == ["one"]);
    let data = board.data();
    assert_eq!(data.joins.len(), 2);
    assert_eq!(data.joins[0], data.joins[1]);
}

#[test]
fn the_session_is_written_down_as_the_board_tells_it() {
    let board = FakeBoard::start();
    let machine = Machine::of(&board);
    board.change(|state| {
        state.phase = Phase::Break;
        state.announcement = Some(Announcement { text: "pizza".to_owned(), at: 1 });
    });
    until("it is told", || machine.session().state.phase == Phase::Break);
    let session = machine.session();
    assert_eq!(session.board, Some(board.url()));
    assert!((3_590_000..=3_610_000).contains(&session.ahead_ms), "its clock is an hour ahead: {}", session.ahead_ms);
    assert_eq!(session.state.announcement.expect("one").text, "pizza");
}

#[test]
fn who_took_over_and_the_answers_are_sent_once() {
    let board = FakeBoard::start();
    let machine = Machine::of(&board);
    board.set_behavior(Behavior::Down);
    let driver = DriverChange { name: Some("Bob".to_owned()), turn: 0 };
    machine.team_folder.set_driver_change(Some(&driver)).unwrap();
    let answers = RetroAnswers { answers: ["a", "b", "c"].map(str::to_owned) };
    machine.team_folder.set_answers(Some(&answers)).unwrap();
    until("the seat is taken here", || machine.session().state.team.expect("a team").driver == 1);
    board.set_behavior(Behavior::Normal);
    until("both are sent", || machine.team_folder.driver_change().is_none() && machine.team_folder.answers().is_none());
    assert_eq!(board.data().take_overs, [TakeOver { driver: Some("Bob".to_owned()) }]);
    assert_eq!(board.data().answers, [answers]);
}

#[test]
fn somebody_who_took_over_long_ago_takes_nobodys_seat() {
    let board = FakeBoard::start();
    let machine = Machine::of(&board);
    board.change(|state| state.team.as_mut().expect("a team").driver_since_turn = 5);
    until("it is told", || machine.session().state.team.is_some_and(|team| team.driver_since_turn == 5));
    machine.team_folder.set_driver_change(Some(&DriverChange { name: Some("Bob".to_owned()), turn: 2 })).unwrap();
    until("it is done with", || machine.team_folder.driver_change().is_none());
    assert!(board.data().take_overs.is_empty());
}

#[test]
fn a_run_that_the_board_does_not_take_stops_no_other_and_is_kept() {
    let board = FakeBoard::start();
    let machine = Machine::of(&board);
    board.data().refuses = Some("odd".to_owned());
    board.data().rejects = Some("huge".to_owned());
    board.set_behavior(Behavior::Down);
    let kept: Vec<u64> = ["odd", "huge"].map(|kata| machine.put(kata)).to_vec();
    std::fs::write(machine.team_folder.path().join("outbox/00000000000000000007.json"), "{\"seq\": 7").unwrap();
    board.set_behavior(Behavior::Normal);
    until("none waits", || machine.team_folder.outbox().numbers().is_empty());
    for number in kept.into_iter().chain([7]) {
        assert!(machine.team_folder.path().join(format!("outbox/{number:020}.refused")).exists(), "{number}");
    }
    until("it is told", || machine.session().warning.is_some_and(|said| said.contains("does not take a run")));
    machine.put("two");
    until("the next one is there", || katas(&board) == ["two"]);
    until("the refusal is history", || machine.session().warning.is_none());
}

#[test]
fn many_runs_come_in_batches_that_a_board_takes() {
    let board = FakeBoard::start();
    let machine = Machine::of(&board);
    board.set_behavior(Behavior::Down);
    let large = BTreeMap::from([("src/lib.rs".to_owned(), "x".repeat(limits::SOURCES - 10))]);
    for _ in 0..6 {
        machine.put_run(Run { sources: Some(large.clone()), ..run("large") });
    }
    for _ in 0..=limits::RUNS {
        machine.put("small");
    }
    board.set_behavior(Behavior::Normal);
    until("all are there", || board.data().runs.len() == 7 + limits::RUNS);
    let data = board.data();
    assert!(data.largest <= limits::REQUEST, "{}", data.largest);
    let sizes: Vec<usize> = data.batches.iter().map(Vec::len).collect();
    assert!(sizes.iter().all(|&size| size <= limits::RUNS) && sizes.len() <= 5, "{sizes:?}");
    let numbers: Vec<u64> = data.batches.iter().flatten().copied().collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "in order, each once");
}

#[test]
fn who_leaves_has_sent_everything_and_is_not_there_any_more() {
    let board = FakeBoard::start();
    let machine = Machine::of(&board);
    board.set_behavior(Behavior::Down);
    machine.put("one");
    let member = machine.team_folder.membership().unwrap().expect("a team");
    machine.team_folder.set_membership(&Membership { leaving: true, ..member }).unwrap();
    board.set_behavior(Behavior::Normal);
    machine.ends();
    assert_eq!((katas(&board), board.data().left), (vec!["one".to_owned()], 1));
    assert!(machine.team_folder.membership().unwrap().is_none() && machine.team_folder.followed_session().is_none());
}

#[test]
fn it_ends_with_the_session_once_all_is_sent() {
    let board = FakeBoard::start();
    let machine = Machine::of(&board);
    board.set_behavior(Behavior::DiskFull);
    machine.put("one");
    board.change(|state| state.phase = Phase::Ended);
    until("it is told", || machine.session().state.phase == Phase::Ended);
    assert!(machine.team_folder.lock().unwrap().is_none(), "one run is not sent yet");
    board.set_behavior(Behavior::Normal);
    machine.ends();
    assert_eq!(katas(&board), ["one"]);
    assert!(machine.team_folder.membership().unwrap().is_none());
    assert_eq!(machine.session().state.phase, Phase::Ended, "the view says that it is over");
}

#[test]
fn another_board_gets_none_of_the_runs_that_were_for_the_first() {
    let (first, second) = (FakeBoard::start(), FakeBoard::start());
    second.change(|state| state.session = 4);
    let machine = Machine::of(&first);
    first.set_behavior(Behavior::Down);
    machine.put("one");
    let joined = machine.join(&[&second.url(), "--code", "CODE", "--team", "Owls"]);
    let said = String::from_utf8(joined.stdout).unwrap();
    assert!(said.starts_with("Runs that an earlier board never got are in "), "{said}");
    machine.put("two");
    until("it is there", || katas(&second) == ["two"]);
    assert!(first.data().runs.is_empty());
}

#[test]
fn who_joins_is_told_what_happens_and_how_it_ends() {
    let board = FakeBoard::start();
    let machine = Machine::new();
    let join = |code: &str| machine.join(&[&board.url(), "--code", code, "--team", "Owls", "--no-code"]);
    let refused = join("WRONG");
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(String::from_utf8(refused.stderr).unwrap(), "error: refused: WrongCode[2J\n", "and it steers nothing");
    assert!(machine.team_folder.membership().unwrap().is_none());
    let said = String::from_utf8(join("CODE").stdout).unwrap();
    assert!(said.starts_with("Owls is in the dojo at ") && said.contains("without your code"), "{said}");
    let prose = said.lines().filter(|line| !line.trim().starts_with("cargo"));
    assert!(prose.clone().all(|line| line.len() <= 80), "a terminal would break it within words: {said}");
    assert!(said.contains(&format!("cargo xtask dojo join {} --code TEAM-CODE --team 'Owls'", board.url())), "{said}");
    assert!(!said.contains("not encrypted"), "nobody else reads what stays on this machine: {said}");
    assert!(!machine.team_folder.membership().unwrap().expect("a team").with_code);
}

#[test]
fn a_board_that_is_not_there_is_told_with_what_to_look_for() {
    let machine = Machine::new();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let failed = machine.join(&[&nobody.to_string(), "--code", "CODE", "--team", "Owls"]);
    let said = String::from_utf8(failed.stderr).unwrap();
    assert!(said.starts_with(&format!("error: there is no board at http://{nobody} (")), "{said}");
    assert!(said.contains("Does it run") && said.lines().count() == 1, "{said}");
}

/// Closing a terminal, or Ctrl-C in it, signals all processes of its session.
#[cfg(unix)]
#[test]
fn it_is_in_a_session_of_its_own() {
    let board = FakeBoard::start();
    let machine = Machine::of(&board);
    machine.kill();
    let id = machine.start().expect("it does not run");
    let process = rustix::process::Pid::from_raw(id.cast_signed());
    // Before that, it is still in the session of this test.
    until("it begins", || machine.team_folder.lock().unwrap().is_none());
    assert_eq!(rustix::process::getsid(process).ok(), process, "it leads a session");
}
