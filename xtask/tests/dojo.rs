//! Tests of the dojo on a team's machine: queued runs and the display of the session.

mod support;

use std::process::Output;

use dojo_protocol::followed_session::FollowedSession;
use dojo_protocol::messages::{Light, Phase, Run};
use dojo_protocol::team_folder::Membership;
use dojo_protocol::team_folder::TeamFolder;
use dojo_protocol::time::now;
use support::watch::Watch;
use support::{Fixture, STUB, stderr, stdout};

fn team_folder(fixture: &Fixture) -> TeamFolder {
    TeamFolder::at(fixture.path(".state/dojo"))
}

fn join(fixture: &Fixture, with_code: bool) -> Membership {
    let member = Membership {
        board: "http://127.0.0.1:9".to_owned(),
        code: "CODE".to_owned(),
        team: "Owls".to_owned(),
        people: vec!["Ann".to_owned(), "Bob".to_owned()],
        session: 1,
        token: "token".to_owned(),
        team_code: Some("TEAM-CODE".to_owned()),
        with_code,
        leaving: false,
    };
    team_folder(fixture).set_membership(&member).unwrap();
    member
}

/// Returns a session of a board in which Ann has driven for 8 minutes, one more than a turn has.
fn session() -> FollowedSession {
    let people = vec!["Ann".to_owned(), "Bob".to_owned()];
    let mut session = FollowedSession::timer(45 * 60_000, Some(7 * 60_000), people);
    session.state.clock.since = Some(now() - 8 * 60_000);
    session.board = Some("http://127.0.0.1:9".to_owned());
    session
}

fn queued(fixture: &Fixture) -> Vec<Run> {
    let outbox = team_folder(fixture).outbox();
    outbox.numbers().into_iter().filter_map(|number| outbox.run(number)).collect()
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

#[test]
fn without_a_dojo_a_run_queues_nothing() {
    let fixture = Fixture::new();
    let output = fixture.xtask(&["test", "tiny"]);
    assert_eq!((code(&output), stderr(&output).as_str()), (1, ""));
    assert!(!fixture.path(".state/dojo").exists());
}

#[test]
fn each_complete_run_is_queued_with_its_code() {
    let fixture = Fixture::new();
    join(&fixture, true);
    let output = fixture.xtask(&["test", "tiny"]);
    // The fixture has no link program, so the run is only queued, and the user gets a note.
    assert_eq!(code(&output), 1);
    let said = "note: the dojo's board: runs are kept, but not sent, because the dojo client is missing. To fix this, run \
                `cargo xtask dojo join http://127.0.0.1:9 --code CODE --team 'Owls'`.\n";
    assert_eq!(stderr(&output), said);
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { 0 }\n");
    fixture.xtask(&["test", "tiny"]);
    for part in [&["test", "tiny", "--stage", "1"][..], &["test", "tiny", "twice"], &["test", "tiny", "--solution"]] {
        assert_eq!(stderr(&fixture.xtask(part)), "", "message about an incomplete run");
    }
    let runs = queued(&fixture);
    let queued: Vec<_> = runs.iter().map(|run| (run.light, run.stage, run.passed, run.total)).collect();
    assert_eq!(queued, [(Light::Red, Some(1), 0, 3), (Light::Red, Some(2), 2, 3)]);
    assert_eq!(runs[0].sources.as_ref().expect("sources")["src/lib.rs"], STUB);
    assert_eq!(runs[1].failures.len(), 1);
    assert_eq!(runs[1].failures[0].name, "three_times_two_is_six");
}

#[test]
fn runs_are_queued_without_code_if_code_is_not_shared() {
    let fixture = Fixture::new();
    join(&fixture, false);
    fixture.xtask(&["test", "tiny"]);
    assert_eq!(queued(&fixture)[0].sources, None);
}

#[test]
fn no_runs_are_queued_after_leaving_or_after_the_dojo() {
    let fixture = Fixture::new();
    let member = join(&fixture, true);
    team_folder(&fixture).set_membership(&Membership { leaving: true, ..member.clone() }).unwrap();
    fixture.xtask(&["test", "tiny"]);
    team_folder(&fixture).set_membership(&member).unwrap();
    let mut over = session();
    over.state.phase = Phase::Ended;
    team_folder(&fixture).set_followed_session(&over).unwrap();
    fixture.xtask(&["test", "tiny"]);
    assert!(queued(&fixture).is_empty());
}

#[test]
fn a_damaged_membership_file_does_not_stop_a_run() {
    let fixture = Fixture::new();
    fixture.write(".state/dojo/member.json", "{\"board\": \"http");
    let output = fixture.xtask(&["test", "tiny"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("member.json (") && stderr(&output).contains("Join the dojo again"));
    assert_eq!(stderr(&output).lines().count(), 1);
}

#[test]
fn a_rejected_run_is_reported_by_test_and_status() {
    let fixture = Fixture::new();
    let mut member = join(&fixture, true);
    member.leaving = true;
    team_folder(&fixture).set_membership(&member).unwrap();
    let mut session = session();
    session.warning = Some("The board does not take a run of yours: \u{1b}[2Jno".to_owned());
    team_folder(&fixture).set_followed_session(&session).unwrap();
    let output = fixture.xtask(&["test", "tiny"]);
    assert!(stderr(&output).contains("a run of yours: [2Jno"), "{}", stderr(&output));
    let status = stdout(&fixture.xtask(&["dojo", "status"]));
    assert!(status.contains("a run of yours: [2Jno") && !status.contains("All runs have been sent"), "{status}");
}

/// Installs a fake link program that records its arguments.
#[cfg(unix)]
fn install_fake_link(fixture: &Fixture) {
    use std::os::unix::fs::PermissionsExt;
    fixture.write(".state/dojo/dojo-link", "#!/bin/sh\necho \"$1\" >> \"$2/started\"\n");
    let program = fixture.path(".state/dojo/dojo-link");
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_run_starts_the_link_unless_it_is_running() {
    let fixture = Fixture::new();
    join(&fixture, true);
    install_fake_link(&fixture);
    let started = || std::fs::read_to_string(fixture.path(".state/dojo/started")).unwrap_or_default();
    {
        let _lock = team_folder(&fixture).lock().unwrap().expect("a free lock");
        assert_eq!(stderr(&fixture.xtask(&["test", "tiny"])), "");
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(started(), "", "link programs started while one is running");
    assert_eq!(stderr(&fixture.xtask(&["test", "tiny"])), "");
    for _ in 0..100 {
        if started() == "follow\n" {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("the link program was not started: {}", started());
}

#[test]
fn status_shows_team_clock_and_queue() {
    let fixture = Fixture::new();
    let nowhere = fixture.xtask(&["dojo", "status"]);
    assert_eq!(stdout(&nowhere), "This machine has not joined a dojo. Join one with `cargo xtask dojo join`.\n");
    assert!(!fixture.path(".state").exists(), "`dojo status` created the state folder");
    assert_eq!(stderr(&fixture.xtask(&["dojo", "leave"])), "error: this machine has not joined a dojo.\n");
    join(&fixture, true);
    team_folder(&fixture).set_followed_session(&session()).unwrap();
    fixture.xtask(&["test", "tiny"]);
    let text = stdout(&fixture.xtask(&["dojo", "status"]));
    for line in [
        "Owls has joined the dojo at http://127.0.0.1:9.",
        "Clock: 3",
        "Time to switch: Bob drives.",
        "Ann drives, Bob navigates.",
        "1 run has not been sent yet.",
        "Add another machine to the team: cargo xtask dojo join http://127.0.0.1:9 --code TEAM-CODE --team 'Owls'",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[test]
fn a_timer_shows_roles_and_obeys_typed_commands() {
    let fixture = Fixture::new();
    let mut timer = Watch::start(&fixture, &["dojo", "timer", "--minutes", "9", "--people", "Ann,Bob,Cleo"]);
    timer.until("Clock running: 9:00 left.");
    timer.until("Ann drives, Bob navigates.");
    timer.type_line("");
    timer.until("Bob drives, Cleo navigates.");
    timer.type_line("p");
    timer.until("Paused with ");
    let another = fixture.xtask(&["dojo", "timer"]);
    assert!(stderr(&another).contains("a timer is already running"), "{}", stderr(&another));
    timer.type_line("p");
    timer.until("Clock running: ");
    timer.type_line("q");
    timer.until("Timer stopped.");
    timer.end();
    assert!(team_folder(&fixture).followed_session().is_none());
}

#[cfg(unix)]
#[test]
fn a_timer_cleans_up_when_its_terminal_closes() {
    let fixture = Fixture::new();
    let timer = Watch::start(&fixture, &["dojo", "timer"]);
    timer.until("Clock running: 45:00 left.");
    timer.hang_up();
    timer.end();
    assert!(team_folder(&fixture).followed_session().is_none());
}

#[test]
fn a_timer_rejects_invalid_arguments() {
    let fixture = Fixture::new();
    let rejected = |arguments: &[&str]| stderr(&fixture.xtask(&[&["dojo", "timer"], arguments].concat()));
    assert!(rejected(&["--people", "Ann,,Bob"]).contains("`` is not a valid name"));
    assert!(rejected(&["--minutes", "0"]).contains("0 is not in 1..=1440"));
    join(&fixture, true);
    assert!(rejected(&[]).contains("Leave it first: `cargo xtask dojo leave`"));
}

#[test]
fn line_mode_shows_the_session_and_changes_the_driver() {
    let fixture = Fixture::new();
    let mut watch = Watch::start(&fixture, &["watch", "tiny"]);
    watch.until("Waiting for a save");
    let mut timer = session();
    timer.board = None;
    team_folder(&fixture).set_followed_session(&timer).unwrap();
    watch.until("Time to switch: Bob drives. Press t and Enter when you have switched.");
    watch.type_line("t");
    watch.until("Bob drives, Ann navigates.");
    let team = team_folder(&fixture).followed_session().expect("a session").0.state.team.expect("a team");
    assert_eq!((team.driver, team.driver_since_turn), (1, 1));
    watch.type_line("d");
    watch.until("A timer is running, without a board.");
    team_folder(&fixture).remove_followed_session().unwrap();
    watch.type_line("q");
    watch.end();
}
