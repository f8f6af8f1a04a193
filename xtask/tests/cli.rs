//! The command line as its users call it.

mod support;

use std::process::Output;

use rstest::rstest;
use serde_json::Value;
use support::{Fixture, SOLUTION, STUB, stderr, stdout};

fn code(output: &Output) -> i32 {
    output.status.code().expect("the runner is not ended by a signal")
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&stdout(output)).expect("standard output is one JSON document")
}

#[rstest]
#[case::green(SOLUTION, 0, "✓", "green")]
#[case::red(STUB, 1, "✗", "red")]
#[case::amber("pub fn double", 3, "!", "amber")]
fn test_tells_the_verdict_in_every_format(
    #[case] code_: &str,
    #[case] status: i32,
    #[case] mark: &str,
    #[case] verdict: &str,
) {
    let fixture = Fixture::new();
    fixture.save(code_);
    let human = fixture.xtask(&["test", "tiny"]);
    assert_eq!(code(&human), status, "{}", stdout(&human));
    assert!(stdout(&human).starts_with(&format!("tiny  {mark} {verdict}")), "{}", stdout(&human));
    let machine = fixture.xtask(&["test", "tiny", "--format", "json"]);
    assert_eq!(code(&machine), status);
    let report = json(&machine);
    assert_eq!(report["schema"], 1);
    assert_eq!(report["kata"], "tiny");
    assert_eq!(report["subject"], "kata");
    assert_eq!(report["verdict"], verdict);
    let junit = fixture.xtask(&["test", "tiny", "--format", "junit"]);
    assert_eq!(code(&junit), status);
    assert!(stdout(&junit).starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tiny\""));
}

#[test]
fn a_run_that_a_limit_ended_exits_with_4() {
    let fixture = Fixture::new();
    fixture
        .save("pub fn double(n: i32) -> i32 { loop { println!(\"{n}\") } }\npub fn triple(n: i32) -> i32 { 3 * n }\n");
    let output = fixture.xtask(&["test", "tiny", "--stage", "1", "--format", "json"]);
    assert_eq!((code(&output), &json(&output)["verdict"]), (4, &Value::from("timeout")));
}

#[test]
fn what_is_built_stays_in_the_workspace_whatever_the_user_has_set() {
    let fixture = Fixture::new();
    let elsewhere = fixture.path("elsewhere");
    let mut command = fixture.command("");
    let output = command.args(["test", "tiny"]).env("CARGO_TARGET_DIR", &elsewhere).output().unwrap();
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(fixture.path("target/debug").is_dir() && !elsewhere.exists());
}

#[test]
fn an_amber_run_shows_the_compilers_message_and_no_noise() {
    let fixture = Fixture::new();
    fixture.save("pub fn double(n: i32) -> i32 { \"two\" }\npub fn triple(n: i32) -> i32 { 3 * n }\n");
    let output = fixture.xtask(&["test", "tiny"]);
    let text = stdout(&output);
    assert!(text.contains("error[E0308]: mismatched types"), "{text}");
    assert!(text.contains("katas/tiny/src/lib.rs:1:32"), "{text}");
    assert!(!text.contains("could not compile") && !text.contains("Compiling"), "{text}");
    assert_eq!(stderr(&output), "");
}

#[test]
fn colors_are_for_those_who_want_them() {
    let fixture = Fixture::new();
    let run = |name: &str, value: &str| fixture.command("").args(["test", "tiny"]).env(name, value).output().unwrap();
    assert!(!stdout(&run("NO_COLOR", "1")).contains('\u{1b}'));
    assert!(stdout(&run("CLICOLOR_FORCE", "1")).contains('\u{1b}'));
}

#[rstest]
#[case::a_prefix("ti", 1, "")]
#[case::an_unknown_name("tinny", 2, "there is no kata `tinny` (did you mean `tiny`?)")]
#[case::nothing_like_it("", 2, "`` could be tiny or small")]
fn a_kata_is_named_by_its_beginning(#[case] name: &str, #[case] status: i32, #[case] message: &str) {
    let output = Fixture::new().xtask(&["test", name]);
    assert_eq!(code(&output), status);
    assert!(stderr(&output).contains(message), "{}", stderr(&output));
    assert!(stderr(&output).lines().count() <= 1, "{}", stderr(&output));
}

#[test]
fn a_command_knows_the_kata_of_the_folder_it_runs_in() {
    let fixture = Fixture::new();
    for folder in ["katas/small", "katas/small/src", "solutions/small", "tests/small"] {
        let output = fixture.xtask_in(folder, &["test", "--format", "json"]);
        assert_eq!(json(&output)["kata"], "small", "in {folder}");
    }
}

#[test]
fn the_kata_that_was_run_last_is_the_current_one() {
    let fixture = Fixture::new();
    assert_eq!(json(&fixture.xtask(&["test", "--format", "json"]))["kata"], "tiny", "the first kata to begin with");
    fixture.xtask(&["test", "small"]);
    assert_eq!(json(&fixture.xtask(&["test", "--format", "json"]))["kata"], "small");
}

#[test]
fn list_shows_where_one_stands() {
    let fixture = Fixture::new();
    assert!(stdout(&fixture.xtask(&["list"])).contains("tiny             0/2 stages  · new"));
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { 0 }\n");
    fixture.xtask(&["test", "tiny"]);
    let text = stdout(&fixture.xtask(&["list"]));
    assert!(text.contains("▶ tiny             1/2 stages  ✗ red"), "{text}");
    let list = json(&fixture.xtask(&["list", "--format", "json"]));
    assert_eq!(list["katas"][0]["name"], "tiny");
    assert_eq!(list["katas"][0]["stages_green"], 1);
    assert_eq!(list["katas"][0]["minutes"], 15);
    assert_eq!(list["katas"][1]["verdict"], Value::Null);
}

#[test]
fn without_a_command_and_a_terminal_it_says_what_to_do_next() {
    let text = stdout(&Fixture::new().xtask(&[]));
    assert!(text.contains("Next: stage 1 of tiny. `cargo xtask show tiny --stage 1`"), "{text}");
}

#[test]
fn show_prints_the_brief_and_the_stages() {
    let fixture = Fixture::new();
    assert_eq!(stdout(&fixture.xtask(&["show", "tiny"])), "# The brief\n");
    let stage = stdout(&fixture.xtask(&["show", "tiny", "--stage", "2"]));
    assert!(stage.starts_with("# Triple\n\nThree times as much.\n"), "{stage}");
    assert!(stage.ends_with("Its tests: tests/tiny/stage_2_triple.rs\n"), "{stage}");
    let output = fixture.xtask(&["show", "tiny", "--stage", "9"]);
    assert_eq!((code(&output), stderr(&output).as_str()), (2, "error: tiny has no stage 9: its stages are 1 to 2\n"));
}

#[test]
fn hints_come_one_by_one_for_the_first_stage_that_is_not_green() {
    let fixture = Fixture::new();
    let hint = || stdout(&fixture.xtask(&["hint", "tiny"]));
    assert_eq!(hint(), "tiny, stage 1 (Double), hint 1 of 3.\n\nfirst of 1\n");
    assert_eq!(hint(), "tiny, stage 1 (Double), hint 2 of 3.\n\nsecond of 1\n");
    assert_eq!(hint(), "tiny, stage 1 (Double), hint 3 of 3. This is the last one.\n\nthird of 1\n");
    assert_eq!(hint(), "tiny, stage 1 (Double), hint 3 of 3. This is the last one.\n\nthird of 1\n");
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { 0 }\n");
    fixture.xtask(&["test", "tiny"]);
    assert_eq!(hint(), "tiny, stage 2 (Triple), hint 1 of 3.\n\nfirst of 2\n");
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    assert_eq!(
        hint(),
        "tiny, stage 2 (Triple), hint 2 of 3.\n\nsecond of 2\n",
        "hints are still there once it is green"
    );
}

#[test]
fn next_goes_on_only_when_the_kata_is_green() {
    let fixture = Fixture::new();
    let refused = fixture.xtask(&["next"]);
    assert_eq!(code(&refused), 1);
    assert!(stdout(&refused).starts_with("tiny  ✗ red"), "{}", stdout(&refused));
    fixture.save(SOLUTION);
    let went_on = fixture.xtask(&["next"]);
    assert_eq!((code(&went_on), stdout(&went_on).starts_with("tiny is done. Next: small")), (0, true));
    assert!(stdout(&fixture.xtask(&["list"])).contains("▶ small"));
    fixture.write("katas/small/src/lib.rs", SOLUTION);
    let all = stdout(&fixture.xtask(&["next"]));
    assert!(all.contains("small is done, and so are all the others"), "{all}");
}

#[test]
fn reset_brings_the_stub_back_and_undo_the_code() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.write("katas/tiny/src/deep/part.rs", "// mine\n");
    fixture.write("katas/tiny/tests/more.rs", "#[test]\nfn mine() {}\n");
    let before = support::tree(&fixture.path("katas/tiny"));
    #[cfg(unix)]
    let before_inode = inode(&fixture);
    let reset = fixture.xtask(&["reset", "tiny"]);
    assert_eq!(code(&reset), 0, "{}", stderr(&reset));
    assert!(stdout(&reset).contains("Run `cargo xtask reset tiny --undo` to restore your code"));
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), STUB);
    assert!(!fixture.path("katas/tiny/src/deep").exists());
    #[cfg(unix)]
    assert_eq!(inode(&fixture), before_inode, "a shell that is in the folder stays in it");
    assert!(fixture.path("katas/tiny/tests/more.rs").exists(), "the learner's own tests stay");
    assert_eq!(code(&fixture.xtask(&["reset", "tiny", "--undo"])), 0);
    assert_eq!(support::tree(&fixture.path("katas/tiny")), before);
    assert_eq!(code(&fixture.xtask(&["reset", "tiny", "--undo"])), 0, "an undo can be undone");
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), STUB);
}

#[cfg(unix)]
fn inode(fixture: &Fixture) -> u64 {
    std::os::unix::fs::MetadataExt::ino(&fixture.path("katas/tiny/src").metadata().unwrap())
}

#[test]
fn a_green_part_of_a_red_kata_is_no_reason_to_look_at_the_reference() {
    let fixture = Fixture::new();
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { 0 }\n");
    for part in [["--stage", "1"], ["twice", "--format=human"]] {
        let text = stdout(&fixture.xtask(&["test", "tiny", part[0], part[1]]));
        assert!(text.contains("All of these pass") && !text.contains("reference"), "{text}");
    }
}

#[test]
fn undo_without_a_reset_changes_nothing() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    let output = fixture.xtask(&["reset", "tiny", "--undo"]);
    assert_eq!((code(&output), stderr(&output).contains("tiny has not been reset")), (2, true));
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), SOLUTION);
}

#[test]
fn reset_restores_a_folder_that_is_gone() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    std::fs::remove_dir_all(fixture.path("katas/tiny")).unwrap();
    let missing = fixture.xtask(&["test", "tiny"]);
    assert_eq!((code(&missing), stderr(&missing).contains("katas/tiny/Cargo.toml is missing")), (2, true));
    assert_eq!(code(&fixture.xtask(&["reset", "tiny"])), 0);
    assert_eq!(code(&fixture.xtask(&["test", "tiny"])), 1);
    assert_eq!(code(&fixture.xtask(&["reset", "tiny", "--undo"])), 0);
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), SOLUTION, "the code of the last run is still to be had");
}

#[test]
fn code_that_was_moved_here_with_an_old_date_is_noticed() {
    let fixture = Fixture::new();
    assert_eq!(code(&fixture.xtask(&["test", "tiny"])), 1);
    fixture.save(SOLUTION);
    let file = std::fs::File::options().append(true).open(fixture.path("katas/tiny/src/lib.rs")).unwrap();
    file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(3600)).unwrap();
    assert_eq!(
        code(&fixture.xtask(&["test", "tiny"])),
        0,
        "Cargo alone goes by the date and runs what it built before"
    );
}

#[test]
fn every_run_keeps_what_it_ran_once() {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "tiny"]);
    fixture.xtask(&["test", "tiny"]);
    fixture.save("pub fn broken");
    fixture.xtask(&["test", "tiny"]);
    assert_eq!(fixture.read(".state/kept/tiny/000001/src/lib.rs"), STUB);
    assert_eq!(fixture.read(".state/kept/tiny/000002/src/lib.rs"), "pub fn broken");
    assert!(!fixture.path(".state/kept/tiny/000003").exists(), "the same code is kept once");
}

#[test]
fn kept_versions_are_listed_shown_and_brought_back() {
    let fixture = Fixture::new();
    assert!(stdout(&fixture.xtask(&["kept", "tiny"])).contains("No version of tiny is kept yet"));
    fixture.xtask(&["test", "tiny"]);
    fixture.save("pub fn broken");
    fixture.xtask(&["test", "tiny"]);
    fixture.save(SOLUTION);
    fixture.write("katas/tiny/src/deep/more.rs", "// one\n// two\n");
    fixture.xtask(&["test", "tiny"]);
    fixture.save("pub fn not_run_yet() {}\n");

    let text = stdout(&fixture.xtask(&["kept", "tiny"]));
    assert!(text.contains("2  just now      amber, stage 1"), "{text}");
    assert!(
        text.contains("3  just now      green") && text.contains("src/deep/more.rs +2, src/lib.rs +2 -1"),
        "{text}"
    );
    let listed = json(&fixture.xtask(&["kept", "tiny", "--format", "json"]));
    assert_eq!((&listed["schema"], &listed["kata"]), (&Value::from(1), &Value::from("tiny")));
    let versions = listed["versions"].as_array().expect("a list");
    let verdicts: Vec<&Value> = versions.iter().map(|version| &version["verdict"]).collect();
    assert_eq!(verdicts, ["red", "amber", "green"]);
    assert_eq!(versions[2]["changes"][1]["added"], 2);
    assert!(versions.iter().all(|version| version["current"] == false), "{text}");

    let diff = stdout(&fixture.xtask(&["kept", "tiny", "2"]));
    assert!(diff.contains("--- now/src/lib.rs") && diff.contains("+++ 2/src/lib.rs"), "{diff}");
    assert!(diff.contains("-pub fn not_run_yet() {}") && diff.contains("+pub fn broken"), "{diff}");

    let restored = fixture.xtask(&["kept", "tiny", "--restore", "3"]);
    assert_eq!(code(&restored), 0, "{}", stderr(&restored));
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), SOLUTION);
    assert_eq!(fixture.read(".state/kept/tiny/000004/src/lib.rs"), "pub fn not_run_yet() {}\n");
    assert_eq!(code(&fixture.xtask(&["test", "tiny"])), 0, "it is built although its files are old");
    assert_eq!(code(&fixture.xtask(&["reset", "tiny", "--undo"])), 0);
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), "pub fn not_run_yet() {}\n");

    let unknown = fixture.xtask(&["kept", "tiny", "--restore", "99"]);
    assert_eq!(code(&unknown), 2);
    assert!(stderr(&unknown).contains("tiny has no version 99. Its versions range from 1 to"), "{}", stderr(&unknown));
}

#[test]
fn what_cannot_be_kept_is_not_replaced() {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "tiny"]);
    fixture.save(SOLUTION);
    fixture.write("katas/tiny/src/large.txt", "");
    let large = std::fs::File::options().write(true).open(fixture.path("katas/tiny/src/large.txt")).unwrap();
    large.set_len((16 << 20) + 1).unwrap();
    let output = fixture.xtask(&["reset", "tiny"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("large.txt") && stderr(&output).contains("Move it out"), "{}", stderr(&output));
    assert!(fixture.path("katas/tiny/src/large.txt").exists());
}

#[rstest]
#[case::cut_short("{\"version\": 1, \"cur", "was damaged")]
#[case::empty("", "was damaged")]
#[case::something_else("[1, 2]", "was damaged")]
#[case::not_text("\u{0}\u{1}", "was damaged")]
fn a_damaged_state_is_set_aside_and_progress_comes_from_the_history(#[case] damage: &str, #[case] message: &str) {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "small"]);
    fixture.write(".state/state.json", damage);
    let output = fixture.xtask(&["list"]);
    assert_eq!(code(&output), 0);
    assert!(stderr(&output).contains(message) && stderr(&output).lines().count() == 1, "{}", stderr(&output));
    assert!(stdout(&output).contains("▶ small            0/2 stages  ✗ red"), "{}", stdout(&output));
    assert_eq!(fixture.read(".state/state.damaged-1.json"), damage);
    let again = fixture.xtask(&["list"]);
    assert_eq!(stderr(&again), "", "it is said once");
    assert!(stdout(&again).contains("▶ small"), "{}", stdout(&again));
}

#[test]
fn a_state_that_cannot_be_read_is_not_overwritten() {
    let fixture = Fixture::new();
    // A folder in the file's place: not even root can read it.
    fixture.write(".state/state.json/kept", "");
    let output = fixture.xtask(&["test", "tiny"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("cannot load your progress: cannot read"), "{}", stderr(&output));
    assert!(stderr(&output).contains("this run was not recorded: cannot read"), "{}", stderr(&output));
    assert!(fixture.path(".state/state.json/kept").exists());
}

#[test]
fn a_line_of_the_history_that_was_cut_short_costs_no_other() {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "tiny"]);
    let history = fixture.read(".state/history.jsonl");
    fixture.write(".state/history.jsonl", &format!("{history}{}", &history[..20]));
    fixture.xtask(&["test", "tiny"]);
    let katas = json(&fixture.xtask(&["progress", "--format", "json"]));
    assert_eq!(katas["katas"][0]["runs"].as_array().expect("its runs").len(), 2);
}

#[test]
fn code_that_is_saved_after_the_clock_was_set_back_is_noticed() {
    let fixture = Fixture::new();
    assert_eq!(code(&fixture.xtask(&["test", "tiny"])), 1);
    // To set everything an hour ahead is the same, and harms no other test.
    for (path, _) in support::tree(&fixture.path("target")) {
        let file = std::fs::File::options().append(true).open(path).unwrap();
        let later = file.metadata().unwrap().modified().unwrap() + std::time::Duration::from_secs(3600);
        file.set_modified(later).unwrap();
    }
    let mut state: Value = serde_json::from_str(&fixture.read(".state/state.json")).unwrap();
    state["katas"]["tiny"]["last_run"] = (state["katas"]["tiny"]["last_run"].as_u64().unwrap() + 3600).into();
    fixture.write(".state/state.json", &state.to_string());
    fixture.save(SOLUTION);
    assert_eq!(code(&fixture.xtask(&["test", "tiny"])), 0, "Cargo alone runs what it built before");
    fixture.save(STUB);
    assert_eq!(code(&fixture.xtask(&["test", "tiny"])), 1);
    let list = json(&fixture.xtask(&["list", "--format", "json"]));
    assert!(list["katas"][0]["seconds"].as_u64().unwrap() < 60, "{list}");
}

#[test]
fn a_state_of_a_newer_version_is_left_alone() {
    let fixture = Fixture::new();
    let newer = "{\"version\": 3, \"more\": true}";
    fixture.write(".state/state.json", newer);
    let output = fixture.xtask(&["list"]);
    assert_eq!((code(&output), stderr(&output).contains("newer version of this runner")), (2, true));
    assert_eq!(fixture.read(".state/state.json"), newer);
}

#[test]
fn a_state_folder_that_cannot_be_written_stops_no_run() {
    let fixture = Fixture::new();
    // A file in the folder's place: not even root can write into it.
    fixture.write(".state", "");
    let output = fixture.xtask(&["test", "tiny"]);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).starts_with("tiny  ✗ red"));
    assert!(
        stderr(&output).starts_with("note: this run was not recorded: cannot create the folder"),
        "{}",
        stderr(&output)
    );
    assert_eq!(stderr(&output).lines().count(), 1);
    fixture.save(SOLUTION);
    assert_eq!(code(&fixture.xtask(&["reset", "tiny"])), 2, "without a copy, nothing is replaced");
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), SOLUTION);
}

#[test]
fn outside_a_workspace_it_says_so() {
    let elsewhere = tempfile::tempdir().unwrap();
    let mut command = Fixture::new().command("");
    let output = command.current_dir(elsewhere.path()).arg("list").output().unwrap();
    assert_eq!((code(&output), stderr(&output).contains("no workspace of katas here")), (2, true));
}

#[test]
fn the_doctor_finds_what_stops_a_kata_and_leaves_nothing_behind() {
    let fixture = Fixture::new();
    let well = fixture.xtask(&["doctor", "--format", "json"]);
    assert_eq!((code(&well), &json(&well)["well"]), (0, &Value::Bool(true)), "{}", stdout(&well));
    assert!(!fixture.path(".state").exists());
    // A file in the place of the folder cannot be written into by anybody.
    std::fs::write(fixture.path(".state"), "in the way").expect("the fixture can be written to");
    let ill = fixture.xtask(&["doctor"]);
    assert_eq!(code(&ill), 1, "{}", stdout(&ill));
    assert!(stdout(&ill).contains("✗ the folder for progress: cannot be written to"), "{}", stdout(&ill));
    assert!(stdout(&ill).contains("One thing stops katas from running here."), "{}", stdout(&ill));
}

#[test]
fn progress_tells_every_run_in_text_and_as_json() {
    let fixture = Fixture::new();
    assert!(stdout(&fixture.xtask(&["progress"])).contains("No run is remembered yet"));
    fixture.save(STUB);
    fixture.xtask(&["test", "tiny"]);
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    let text = stdout(&fixture.xtask(&["progress", "tiny"]));
    assert!(text.contains("green after less than a minute, 2 runs") && text.contains("minutes of work"), "{text}");
    let katas = json(&fixture.xtask(&["progress", "--format", "json"]));
    let verdicts: Vec<&Value> =
        katas["katas"][0]["runs"].as_array().expect("its runs").iter().map(|run| &run["verdict"]).collect();
    assert_eq!(verdicts, ["red", "green"]);
}

#[test]
fn a_kata_is_solved_again_and_both_attempts_are_listed() {
    let fixture = Fixture::new();
    let refused = fixture.xtask(&["again", "tiny"]);
    assert_eq!((code(&refused), stderr(&refused).contains("tiny has not been green yet")), (2, true));
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    let begun = fixture.xtask(&["again", "tiny"]);
    assert_eq!(code(&begun), 0, "{}", stderr(&begun));
    assert!(stdout(&begun).starts_with("Attempt 2 at tiny begins"), "{}", stdout(&begun));
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), STUB);
    let listed = &json(&fixture.xtask(&["list", "--format", "json"]))["katas"][0];
    assert_eq!((&listed["stages_green"], &listed["seconds"], &listed["verdict"]), (&0.into(), &0.into(), &Value::Null));
    assert_eq!(code(&fixture.xtask(&["again", "tiny"])), 2, "the second attempt is not green yet");
    fixture.save("pub fn double(n: i32) -> i32 { n + n }\n// Otherwise.\npub fn triple(n: i32) -> i32 { 3 * n }\n");
    fixture.xtask(&["test", "tiny"]);
    let attempts = json(&fixture.xtask(&["attempts", "tiny", "--format", "json"]));
    assert_eq!(attempts["attempts"][0]["number"], 1);
    assert_eq!(attempts["attempts"][0]["seconds_to_green"], 0);
    let changes = serde_json::json!([{ "file": "src/lib.rs", "added": 2, "removed": 1 }]);
    assert_eq!(attempts["attempts"][1]["changes"], changes);
    let text = stdout(&fixture.xtask(&["attempts", "tiny"]));
    assert!(text.contains("attempt 2  green after less than a minute, 1 run"), "{text}");
    assert!(text.contains("beside the one before: src/lib.rs +2 -1\n    version 2\n"), "{text}");
}

#[test]
fn progress_is_that_of_the_newest_attempt() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    fixture.xtask(&["again", "tiny"]);
    fixture.xtask(&["test", "tiny"]);
    let katas = json(&fixture.xtask(&["progress", "--format", "json"]));
    assert_eq!(katas["katas"][0]["runs"].as_array().map(Vec::len), Some(1));
    assert_eq!(katas["katas"][0]["seconds_to_green"], Value::Null);
}

#[test]
fn code_that_was_green_is_kept_when_other_old_code_goes() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    for version in 2..=301 {
        fixture.write(&format!(".state/kept/tiny/{version:06}/src/lib.rs"), "pub fn broken");
    }
    fixture.save("pub fn broken(");
    fixture.xtask(&["test", "tiny"]);
    assert!(fixture.path(".state/kept/tiny/000001").exists(), "it was green");
    assert!(!fixture.path(".state/kept/tiny/000002").exists(), "the oldest that was not green makes room");
    assert!(fixture.path(".state/kept/tiny/000203").exists(), "it is one of the newest");
    assert!(fixture.path(".state/kept/tiny/000302").exists(), "the newest");
}

#[test]
fn the_reference_is_kept_from_those_who_are_not_green_yet() {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "tiny"]);
    for arguments in [&["compare", "tiny"][..], &["compare", "tiny", "--with", "reference"]] {
        let refused = fixture.xtask(arguments);
        assert_eq!((code(&refused), stdout(&refused).as_str()), (2, ""));
        assert!(stderr(&refused).contains("`cargo xtask compare tiny --spoil` shows it"), "{}", stderr(&refused));
    }
    // The fixture has no such program, so to be handed over is as far as it gets.
    let handed_over = |arguments: &[&str]| stderr(&fixture.xtask(arguments)).contains("manifest path");
    assert!(handed_over(&["compare", "tiny", "--spoil"]));
    assert!(handed_over(&["compare", "tiny", "--with", "katas/small"]), "somebody else's code spoils nothing");
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    fixture.xtask(&["again", "tiny"]);
    assert!(handed_over(&["compare", "tiny"]), "it has been green");
}

#[test]
fn a_program_is_built_when_it_is_asked_for_and_that_is_said() {
    let fixture = Fixture::new();
    let manifest = "[package]\nname = \"bench-runner\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
    fixture.write("xtask/bench-runner/Cargo.toml", manifest);
    let main = "fn main() { println!(\"{:?}\", std::env::args().skip(1).collect::<Vec<_>>()); std::process::exit(7) }";
    fixture.write("xtask/bench-runner/src/main.rs", main);
    let all = |output: &Output| (code(output), stdout(output), stderr(output));
    let passed_on = "[\"bench\", \"tiny\"]\n".to_owned();
    let said = "Building the benchmark runner. The first time, it can take minutes.\n".to_owned();
    assert_eq!(all(&fixture.xtask(&["bench", "tiny"])), (7, passed_on.clone(), said));
    assert_eq!(all(&fixture.xtask(&["bench", "tiny"])), (7, passed_on, String::new()), "there is nothing to build");
    fixture.write("xtask/bench-runner/src/main.rs", "fn main() { let one = two; }");
    let output = fixture.xtask(&["bench", "tiny"]);
    assert_eq!((code(&output), stdout(&output).as_str()), (2, ""));
    let said = stderr(&output);
    assert!(said.contains("error: the benchmark runner cannot be built\nerror[E0425]: cannot find value"), "{said}");
    assert!(said.contains("src/main.rs:1:23") && !said.contains("Compiling"), "{said}");
}
