//! Tests of the command line.

mod support;

use std::process::Output;

use rstest::rstest;
use serde_json::{Value, json};
use support::{ABOUT, Fixture, SOLUTION, STUB, stderr, stdout};

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&stdout(output)).expect("one JSON document on standard output")
}

#[rstest]
#[case::green(SOLUTION, 0, "✓", "green")]
#[case::red(STUB, 1, "✗", "red")]
#[case::amber("pub fn double", 3, "!", "amber")]
fn test_prints_the_verdict_in_every_format(
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
fn a_timeout_exits_with_4() {
    let fixture = Fixture::new();
    fixture
        .save("pub fn double(n: i32) -> i32 { loop { println!(\"{n}\") } }\npub fn triple(n: i32) -> i32 { 3 * n }\n");
    let output = fixture.xtask(&["test", "tiny", "--stage", "1", "--format", "json"]);
    assert_eq!((code(&output), &json(&output)["verdict"]), (4, &Value::from("timeout")));
}

#[test]
fn builds_ignore_cargo_target_dir() {
    let fixture = Fixture::new();
    let elsewhere = fixture.path("elsewhere");
    let mut command = fixture.command("");
    let output = command.args(["test", "tiny"]).env("CARGO_TARGET_DIR", &elsewhere).output().unwrap();
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(fixture.path("target/debug").is_dir() && !elsewhere.exists());
}

#[test]
fn an_amber_run_shows_only_the_compilers_message() {
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
fn color_variables_are_respected() {
    let fixture = Fixture::new();
    let run = |name: &str, value: &str| fixture.command("").args(["test", "tiny"]).env(name, value).output().unwrap();
    assert!(!stdout(&run("NO_COLOR", "1")).contains('\u{1b}'));
    assert!(stdout(&run("CLICOLOR_FORCE", "1")).contains('\u{1b}'));
}

#[rstest]
#[case::prefix("ti", 1, "")]
#[case::unknown_name("tinny", 2, "no kata named `tinny` (did you mean `tiny`?)")]
#[case::ambiguous("", 2, "`` is ambiguous: it matches tiny or small")]
fn a_kata_can_be_named_by_a_prefix(#[case] name: &str, #[case] status: i32, #[case] message: &str) {
    let output = Fixture::new().xtask(&["test", name]);
    assert_eq!(code(&output), status);
    assert!(stderr(&output).contains(message), "{}", stderr(&output));
    assert!(stderr(&output).lines().count() <= 1, "{}", stderr(&output));
}

#[rstest]
#[case::bench(&["bench", "tinny"])]
#[case::cards(&["cards", "tinny", "--export", "cards.apkg"])]
#[case::interview(&["interview", "tinny"])]
#[case::verify(&["verify", "tiny", "tinny"])]
#[case::pitfalls(&["pitfalls", "tinny"])]
fn a_wrong_name_is_reported_before_a_program_is_built(#[case] arguments: &[&str]) {
    let output = Fixture::new().xtask(arguments);
    assert_eq!(code(&output), 2);
    let error = stderr(&output);
    assert!(error.starts_with("error: no kata named `tinny` (did you mean `tiny`?)"), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
}

#[test]
fn the_current_folder_selects_the_kata() {
    let fixture = Fixture::new();
    for folder in ["katas/small", "katas/small/src", "solutions/small", "tests/small"] {
        let output = fixture.xtask_in(folder, &["test", "--format", "json"]);
        assert_eq!(json(&output)["kata"], "small", "in {folder}");
    }
}

#[test]
fn the_kata_run_last_is_the_default() {
    let fixture = Fixture::new();
    assert_eq!(json(&fixture.xtask(&["test", "--format", "json"]))["kata"], "tiny", "kata before the first run");
    fixture.xtask(&["test", "small"]);
    assert_eq!(json(&fixture.xtask(&["test", "--format", "json"]))["kata"], "small");
}

#[test]
fn list_shows_the_progress_of_each_kata() {
    let fixture = Fixture::new();
    assert!(stdout(&fixture.xtask(&["list"])).contains("tiny             0/2 stages         · new"));
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { 0 }\n");
    fixture.xtask(&["test", "tiny"]);
    let text = stdout(&fixture.xtask(&["list"]));
    assert!(text.contains("▶ tiny             1/2 stages         ✗ red"), "{text}");
    let list = json(&fixture.xtask(&["list", "--format", "json"]));
    assert_eq!(list["katas"][0]["name"], "tiny");
    assert_eq!(list["katas"][0]["stages_green"], 1);
    assert_eq!(list["katas"][0]["minutes"], 15);
    assert_eq!(list["katas"][1]["verdict"], Value::Null);
}

#[test]
fn without_a_command_the_next_step_is_shown() {
    let text = stdout(&Fixture::new().xtask(&[]));
    assert!(text.contains("Next: stage 1 of tiny.\nRead its text: cargo xtask show tiny --stage 1\n"), "{text}");
}

#[test]
fn without_a_command_the_plan_for_today_is_shown() {
    let fixture = Fixture::new();
    let item = |stage: &str, minutes: u32| {
        let goal = json!({ "stages": { "kata": "tiny", "again": null, "stages": [stage] } });
        json!({ "minutes": minutes, "command": "cargo xtask watch tiny", "detail": format!("core ({stage})"), "goal": goal })
    };
    let now = xtask::store::now();
    let day = |begins: u64, items: Value| json!({ "date": begins.to_string(), "begins": begins, "items": items });
    let days = json!([
        day(now - 90_000, json!([item("double", 5)])),
        day(now - 3_600, json!([item("triple", 10)])),
        day(now + 82_800, json!([item("later", 20)])),
    ]);
    let plan = json!({
        "version": 1, "began": "a", "until": "b", "hours_a_week": 5, "ends": now + 90_000, "days": days,
    });
    fixture.write(".state/plan.json", &plan.to_string());
    let text = stdout(&fixture.xtask(&[]));
    assert!(text.ends_with("\nDue today by your plan:\n    5 min  cargo xtask watch tiny  core (double)\n"), "{text}");
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { 0 }\n");
    fixture.xtask(&["test", "tiny"]);
    let text = stdout(&fixture.xtask(&[]));
    assert!(!text.contains("core (double)"), "{text}");
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    let text = stdout(&fixture.xtask(&[]));
    assert!(text.ends_with("\nNothing more is due today by your plan: cargo xtask plan\n"), "{text}");
    fixture.write(".state/plan.json", "{");
    let output = fixture.xtask(&[]);
    assert!(stderr(&output).contains("To begin a new plan, remove this file"), "{}", stderr(&output));
    assert!(output.status.success() && stdout(&output).contains("tiny is green."), "{}", stdout(&output));
}

#[test]
fn show_prints_the_brief_and_the_stages() {
    let fixture = Fixture::new();
    assert_eq!(stdout(&fixture.xtask(&["show", "tiny"])), "# The brief\n");
    let stage = stdout(&fixture.xtask(&["show", "tiny", "--stage", "2"]));
    assert!(stage.starts_with("# Triple\n\nThree times as much.\n"), "{stage}");
    assert!(stage.ends_with("Tests: tests/tiny/stage_2_triple.rs\n"), "{stage}");
    fixture.write("katas/tiny/README.md", "# The brief\n\n## Rules\n\n### Stage 2: Triple\n\n- **2.1** Three times.\n");
    let stage = stdout(&fixture.xtask(&["show", "tiny", "--stage", "2"]));
    assert!(stage.contains("## Rules\n\n- **2.1** Three times.\n"), "{stage}");
    let output = fixture.xtask(&["show", "tiny", "--stage", "9"]);
    assert_eq!((code(&output), stderr(&output).as_str()), (2, "error: tiny has no stage 9. Its stages are 1 to 2.\n"));
}

#[test]
fn hint_shows_the_next_hint_of_the_current_stage() {
    let fixture = Fixture::new();
    let hint = || stdout(&fixture.xtask(&["hint", "tiny"]));
    assert_eq!(hint(), "tiny, stage 1 (Double), hint 1 of 3.\n\nfirst of 1\n");
    assert_eq!(hint(), "tiny, stage 1 (Double), hint 2 of 3.\n\nsecond of 1\n");
    assert_eq!(hint(), "tiny, stage 1 (Double), hint 3 of 3. This is the last hint.\n\nthird of 1\n");
    assert_eq!(hint(), "tiny, stage 1 (Double), hint 3 of 3. This is the last hint.\n\nthird of 1\n");
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { 0 }\n");
    fixture.xtask(&["test", "tiny"]);
    assert_eq!(hint(), "tiny, stage 2 (Triple), hint 1 of 3.\n\nfirst of 2\n");
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    assert_eq!(hint(), "tiny, stage 2 (Triple), hint 2 of 3.\n\nsecond of 2\n", "hint after the kata turned green");
}

#[test]
fn next_requires_a_green_kata() {
    let fixture = Fixture::new();
    let rejected = fixture.xtask(&["next"]);
    assert_eq!(code(&rejected), 1);
    assert!(stdout(&rejected).starts_with("tiny  ✗ red"), "{}", stdout(&rejected));
    fixture.save(SOLUTION);
    let next = fixture.xtask(&["next"]);
    assert_eq!((code(&next), stdout(&next).starts_with("tiny is done. Next: small")), (0, true));
    assert!(stdout(&fixture.xtask(&["list"])).contains("▶ small"));
    fixture.write("katas/small/src/lib.rs", SOLUTION);
    let all = stdout(&fixture.xtask(&["next"]));
    assert!(all.contains("small is done, and so are all other katas"), "{all}");
}

#[test]
fn katas_are_grouped_by_track() {
    let fixture = Fixture::new();
    let one_track = stdout(&fixture.xtask(&["list"]));
    assert!(!one_track.contains("design"), "a single track has a heading: {one_track}");
    // The manifest lists tiny before small.
    fixture.write("katas/tiny/kata.toml", &ABOUT.replace("objects", "systems"));
    let text = stdout(&fixture.xtask(&["list"]));
    let starts = ["Object-oriented design", "▶ small ", "System design", "  tiny "];
    assert_eq!(text.lines().count(), starts.len(), "{text}");
    for (line, start) in text.lines().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
    let list = json(&fixture.xtask(&["list", "--format", "json"]));
    for (index, (name, track)) in [("small", "objects"), ("tiny", "systems")].into_iter().enumerate() {
        assert_eq!((&list["katas"][index]["name"], &list["katas"][index]["track"]), (&name.into(), &track.into()));
    }
    fixture.write("katas/small/src/lib.rs", SOLUTION);
    let next = stdout(&fixture.xtask(&["next"]));
    assert!(next.starts_with("small is done. Next: tiny"), "{next}");
    let progress = json(&fixture.xtask(&["progress", "--format", "json"]));
    assert_eq!(progress["katas"][0]["track"], "objects");
}

#[test]
fn a_kata_without_a_track_is_reported() {
    let fixture = Fixture::new();
    fixture.write("katas/tiny/kata.toml", "title = \"A kata\"\nteaches = \"arithmetic\"\n");
    let text = stdout(&fixture.xtask(&["list"]));
    assert!(text.contains("tiny             cannot read katas/tiny/kata.toml: missing field `track`"), "{text}");
    assert!(text.contains("small            0/2 stages"), "{text}");
}

#[test]
fn a_green_core_is_enough_to_go_on() {
    let fixture = Fixture::new();
    fixture.write("katas/tiny/kata.toml", &format!("{ABOUT}core = 1\n"));
    let refused = fixture.xtask(&["compare", "tiny"]);
    assert!(stderr(&refused).contains("the core of tiny is not green yet"), "{}", stderr(&refused));
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { todo!() }\n");
    let test = fixture.xtask(&["test", "tiny"]);
    let text = stdout(&test);
    assert_eq!(code(&test), 1, "{text}");
    assert!(text.contains("✗ 2  Triple    0/1  extension\n"), "{text}");
    assert!(text.contains("✓ The core is green. The other stages are extensions.\n"), "{text}");
    assert!(text.contains("Or continue with stage 2, an extension:\n"), "{text}");
    let one_stage = stdout(&fixture.xtask(&["test", "tiny", "--stage", "2"]));
    assert!(!one_stage.contains("The core is green"), "{one_stage}");
    let list = stdout(&fixture.xtask(&["list"]));
    assert!(list.contains("▶ tiny             core 1/1, all 1/2  ✓ core"), "{list}");
    assert!(list.contains("of ~5 min, all ~15 min"), "{list}");
    // The fixture has no `compare` program, so starting it fails.
    let compared = stderr(&fixture.xtask(&["compare", "tiny"]));
    assert!(compared.contains("manifest path"), "{compared}");
    let next = fixture.xtask(&["next"]);
    assert_eq!((code(&next), stdout(&next).starts_with("tiny is done. Next: small")), (0, true), "{}", stdout(&next));
}

#[test]
fn reset_restores_the_stub_and_undo_the_code() {
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
    assert_eq!(inode(&fixture), before_inode, "the folder's inode, so that shells inside it keep working");
    assert!(fixture.path("katas/tiny/tests/more.rs").exists(), "the reset removed own tests");
    assert_eq!(code(&fixture.xtask(&["reset", "tiny", "--undo"])), 0);
    assert_eq!(support::tree(&fixture.path("katas/tiny")), before);
    assert_eq!(code(&fixture.xtask(&["reset", "tiny", "--undo"])), 0, "exit code of undoing an undo");
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), STUB);
}

#[cfg(unix)]
fn inode(fixture: &Fixture) -> u64 {
    std::os::unix::fs::MetadataExt::ino(&fixture.path("katas/tiny/src").metadata().unwrap())
}

#[test]
fn a_green_part_does_not_offer_the_reference() {
    let fixture = Fixture::new();
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { 0 }\n");
    for part in [["--stage", "1"], ["twice", "--format=human"]] {
        let text = stdout(&fixture.xtask(&["test", "tiny", part[0], part[1]]));
        assert!(text.contains("All of these tests pass") && !text.contains("reference"), "{text}");
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
fn reset_restores_a_deleted_folder() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    std::fs::remove_dir_all(fixture.path("katas/tiny")).unwrap();
    let missing = fixture.xtask(&["test", "tiny"]);
    assert_eq!((code(&missing), stderr(&missing).contains("katas/tiny/Cargo.toml is missing")), (2, true));
    assert_eq!(code(&fixture.xtask(&["reset", "tiny"])), 0);
    assert_eq!(code(&fixture.xtask(&["test", "tiny"])), 1);
    assert_eq!(code(&fixture.xtask(&["reset", "tiny", "--undo"])), 0);
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), SOLUTION, "code of the last run after --undo");
}

#[test]
fn changed_code_with_an_old_time_is_rebuilt() {
    let fixture = Fixture::new();
    assert_eq!(code(&fixture.xtask(&["test", "tiny"])), 1);
    fixture.save(SOLUTION);
    let file = std::fs::File::options().append(true).open(fixture.path("katas/tiny/src/lib.rs")).unwrap();
    file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(3600)).unwrap();
    assert_eq!(code(&fixture.xtask(&["test", "tiny"])), 0, "exit code of a run after saving a file with an old time");
}

#[test]
fn each_version_of_the_code_is_kept_once() {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "tiny"]);
    fixture.xtask(&["test", "tiny"]);
    fixture.save("pub fn broken");
    fixture.xtask(&["test", "tiny"]);
    assert_eq!(fixture.read(".state/kept/tiny/000001/src/lib.rs"), STUB);
    assert_eq!(fixture.read(".state/kept/tiny/000002/src/lib.rs"), "pub fn broken");
    assert!(!fixture.path(".state/kept/tiny/000003").exists(), "the same code was kept twice");
}

#[test]
fn kept_lists_shows_and_restores_versions() {
    let fixture = Fixture::new();
    assert!(stdout(&fixture.xtask(&["kept", "tiny"])).contains("No kept versions of tiny yet"));
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
    let versions = listed["versions"].as_array().expect("a list of versions");
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
    assert_eq!(code(&fixture.xtask(&["test", "tiny"])), 0, "exit code of a run after restoring old files");
    assert_eq!(code(&fixture.xtask(&["reset", "tiny", "--undo"])), 0);
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), "pub fn not_run_yet() {}\n");

    let unknown = fixture.xtask(&["kept", "tiny", "--restore", "99"]);
    assert_eq!(code(&unknown), 2);
    assert!(stderr(&unknown).contains("tiny has no version 99. Its versions range from 1 to"), "{}", stderr(&unknown));
}

#[test]
fn reset_rejects_a_file_that_cannot_be_kept() {
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
#[case::truncated("{\"version\": 1, \"cur", "was damaged")]
#[case::empty("", "was damaged")]
#[case::wrong_type("[1, 2]", "was damaged")]
#[case::control_characters("\u{0}\u{1}", "was damaged")]
fn a_damaged_state_is_recovered_from_the_history(#[case] damage: &str, #[case] message: &str) {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "small"]);
    fixture.write(".state/state.json", damage);
    let output = fixture.xtask(&["list"]);
    assert_eq!(code(&output), 0);
    assert!(stderr(&output).contains(message) && stderr(&output).lines().count() == 1, "{}", stderr(&output));
    assert!(stdout(&output).contains("▶ small            0/2 stages         ✗ red"), "{}", stdout(&output));
    assert_eq!(fixture.read(".state/state.damaged-1.json"), damage);
    let again = fixture.xtask(&["list"]);
    assert_eq!(stderr(&again), "", "message of a second command");
    assert!(stdout(&again).contains("▶ small"), "{}", stdout(&again));
}

#[test]
fn an_unreadable_state_is_not_overwritten() {
    let fixture = Fixture::new();
    // Put a folder in place of the file, since not even root can read a folder as a file.
    fixture.write(".state/state.json/kept", "");
    let output = fixture.xtask(&["test", "tiny"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("cannot load your progress: cannot read"), "{}", stderr(&output));
    assert!(stderr(&output).contains("this run was not recorded: cannot read"), "{}", stderr(&output));
    assert!(fixture.path(".state/state.json/kept").exists());
}

#[test]
fn a_truncated_history_line_is_skipped() {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "tiny"]);
    let history = fixture.read(".state/history.jsonl");
    fixture.write(".state/history.jsonl", &format!("{history}{}", &history[..20]));
    fixture.xtask(&["test", "tiny"]);
    let katas = json(&fixture.xtask(&["progress", "--format", "json"]));
    assert_eq!(katas["katas"][0]["runs"].as_array().expect("a list of runs").len(), 2);
}

#[test]
fn code_saved_after_the_clock_was_set_back_is_rebuilt() {
    let fixture = Fixture::new();
    assert_eq!(code(&fixture.xtask(&["test", "tiny"])), 1);
    // Moving all times an hour ahead has the same effect without changing the clock.
    for (path, _) in support::tree(&fixture.path("target")) {
        let file = std::fs::File::options().append(true).open(path).unwrap();
        let later = file.metadata().unwrap().modified().unwrap() + std::time::Duration::from_secs(3600);
        file.set_modified(later).unwrap();
    }
    let mut state: Value = serde_json::from_str(&fixture.read(".state/state.json")).unwrap();
    state["katas"]["tiny"]["last_run"] = (state["katas"]["tiny"]["last_run"].as_u64().unwrap() + 3600).into();
    fixture.write(".state/state.json", &state.to_string());
    fixture.save(SOLUTION);
    assert_eq!(code(&fixture.xtask(&["test", "tiny"])), 0, "exit code of a run after the clock was set back");
    fixture.save(STUB);
    assert_eq!(code(&fixture.xtask(&["test", "tiny"])), 1);
    let list = json(&fixture.xtask(&["list", "--format", "json"]));
    assert!(list["katas"][0]["seconds"].as_u64().unwrap() < 60, "{list}");
}

#[test]
fn a_state_of_a_newer_version_is_not_changed() {
    let fixture = Fixture::new();
    let newer = "{\"version\": 3, \"more\": true}";
    fixture.write(".state/state.json", newer);
    let output = fixture.xtask(&["list"]);
    assert_eq!((code(&output), stderr(&output).contains("newer version of this runner")), (2, true));
    assert_eq!(fixture.read(".state/state.json"), newer);
}

#[test]
fn runs_work_without_a_writable_state_folder() {
    let fixture = Fixture::new();
    // Put a file in place of the folder, since not even root can create files inside a file.
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
    assert_eq!(code(&fixture.xtask(&["reset", "tiny"])), 2, "exit code of a reset without a copy of the code");
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), SOLUTION);
}

#[test]
fn commands_outside_a_workspace_fail() {
    let elsewhere = tempfile::tempdir().unwrap();
    let mut command = Fixture::new().command("");
    let output = command.current_dir(elsewhere.path()).arg("list").output().unwrap();
    assert_eq!((code(&output), stderr(&output).contains("not inside a clone of the katas")), (2, true));
}

#[test]
fn doctor_reports_problems_and_creates_no_files() {
    let fixture = Fixture::new();
    let well = fixture.xtask(&["doctor", "--format", "json"]);
    assert_eq!((code(&well), &json(&well)["well"]), (0, &Value::Bool(true)), "{}", stdout(&well));
    assert!(!fixture.path(".state").exists());
    // Put a file in place of the folder, since not even root can create files inside a file.
    std::fs::write(fixture.path(".state"), "in the way").expect("write the file");
    let ill = fixture.xtask(&["doctor"]);
    assert_eq!(code(&ill), 1, "{}", stdout(&ill));
    assert!(stdout(&ill).contains("✗ folder for progress: not writable"), "{}", stdout(&ill));
    assert!(stdout(&ill).contains("1 problem prevents katas from running on this machine."), "{}", stdout(&ill));
}

#[test]
fn progress_shows_every_run_as_text_and_json() {
    let fixture = Fixture::new();
    assert!(stdout(&fixture.xtask(&["progress"])).contains("No runs recorded yet"));
    fixture.save(STUB);
    fixture.xtask(&["test", "tiny"]);
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    let text = stdout(&fixture.xtask(&["progress", "tiny"]));
    assert!(text.contains("green after less than a minute, 2 runs") && text.contains("minutes of work"), "{text}");
    let katas = json(&fixture.xtask(&["progress", "--format", "json"]));
    let verdicts: Vec<&Value> =
        katas["katas"][0]["runs"].as_array().expect("a list of runs").iter().map(|run| &run["verdict"]).collect();
    assert_eq!(verdicts, ["red", "green"]);
}

#[test]
fn again_starts_a_second_attempt() {
    let fixture = Fixture::new();
    let refused = fixture.xtask(&["again", "tiny"]);
    assert_eq!((code(&refused), stderr(&refused).contains("tiny has not been green yet")), (2, true));
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    let begun = fixture.xtask(&["again", "tiny"]);
    assert_eq!(code(&begun), 0, "{}", stderr(&begun));
    assert!(stdout(&begun).starts_with("Attempt 2 at tiny starts"), "{}", stdout(&begun));
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), STUB);
    let listed = &json(&fixture.xtask(&["list", "--format", "json"]))["katas"][0];
    assert_eq!((&listed["stages_green"], &listed["seconds"], &listed["verdict"]), (&0.into(), &0.into(), &Value::Null));
    assert_eq!(code(&fixture.xtask(&["again", "tiny"])), 2, "exit code of `again` before the second attempt is green");
    fixture.save("pub fn double(n: i32) -> i32 { n + n }\n// Otherwise.\npub fn triple(n: i32) -> i32 { 3 * n }\n");
    fixture.xtask(&["test", "tiny"]);
    let attempts = json(&fixture.xtask(&["attempts", "tiny", "--format", "json"]));
    assert_eq!(attempts["attempts"][0]["number"], 1);
    assert_eq!(attempts["attempts"][0]["seconds_to_green"], 0);
    let changes = serde_json::json!([{ "file": "src/lib.rs", "added": 2, "removed": 1 }]);
    assert_eq!(attempts["attempts"][1]["changes"], changes);
    let text = stdout(&fixture.xtask(&["attempts", "tiny"]));
    assert!(text.contains("attempt 2  green after less than a minute, 1 run"), "{text}");
    assert!(text.contains("changes since the previous attempt: src/lib.rs +2 -1\n    version 2\n"), "{text}");
}

#[test]
fn progress_shows_the_newest_attempt() {
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
fn green_versions_are_not_dropped() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    for version in 2..=301 {
        fixture.write(&format!(".state/kept/tiny/{version:06}/src/lib.rs"), "pub fn broken");
    }
    fixture.save("pub fn broken(");
    fixture.xtask(&["test", "tiny"]);
    assert!(fixture.path(".state/kept/tiny/000001").exists(), "version 1 was dropped although it was green");
    assert!(!fixture.path(".state/kept/tiny/000002").exists(), "version 2 was not dropped");
    assert!(
        fixture.path(".state/kept/tiny/000203").exists(),
        "version 203 was dropped although it is one of the newest"
    );
    assert!(fixture.path(".state/kept/tiny/000302").exists(), "version 302 was not kept");
}

#[test]
fn compare_rejects_a_kata_that_was_never_green() {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "tiny"]);
    for arguments in [&["compare", "tiny"][..], &["compare", "tiny", "--with", "reference"]] {
        let refused = fixture.xtask(arguments);
        assert_eq!((code(&refused), stdout(&refused).as_str()), (2, ""));
        assert!(stderr(&refused).contains("run `cargo xtask compare tiny --spoil`"), "{}", stderr(&refused));
    }
    // The fixture has no `compare` program, so starting it fails.
    let is_started = |arguments: &[&str]| stderr(&fixture.xtask(arguments)).contains("manifest path");
    assert!(is_started(&["compare", "tiny", "--spoil"]));
    assert!(
        is_started(&["compare", "tiny", "--with", "katas/small"]),
        "`compare` rejected code other than the reference"
    );
    fixture.save(SOLUTION);
    fixture.xtask(&["test", "tiny"]);
    fixture.xtask(&["again", "tiny"]);
    assert!(is_started(&["compare", "tiny"]), "`compare` rejected a kata that was green");
}

#[test]
fn helper_programs_are_built_on_demand() {
    let fixture = Fixture::new();
    let manifest = "[package]\nname = \"compare\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
    fixture.write("xtask/compare/Cargo.toml", manifest);
    let main = "fn main() { println!(\"{:?}\", std::env::args().skip(1).collect::<Vec<_>>()); std::process::exit(7) }";
    fixture.write("xtask/compare/src/main.rs", main);
    let all = |output: &Output| (code(output), stdout(output), stderr(output));
    let arguments = "[\"bench\", \"tiny\"]\n".to_owned();
    let printed = "Building the compare tool. The first build can take a few minutes.\n".to_owned();
    assert_eq!(all(&fixture.xtask(&["bench", "tiny"])), (7, arguments.clone(), printed));
    assert_eq!(all(&fixture.xtask(&["bench", "tiny"])), (7, arguments, String::new()), "output without a rebuild");
    fixture.write("xtask/compare/src/main.rs", "fn main() { let one = two; }");
    let output = fixture.xtask(&["bench", "tiny"]);
    assert_eq!((code(&output), stdout(&output).as_str()), (2, ""));
    let printed = stderr(&output);
    assert!(printed.contains("error: cannot build the compare tool:\nerror[E0425]: cannot find value"), "{printed}");
    assert!(printed.contains("src/main.rs:1:23") && !printed.contains("Compiling"), "{printed}");
}
