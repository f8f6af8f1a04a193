//! Tests that the runner never loses code: replaced code can always be restored.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use support::{Fixture, SOLUTION, STUB, stderr, stdout};
use xtask::command_context::CommandContext;
use xtask::process::StopFlag;
use xtask::replace_code::{RestoreSource, replace_code};
use xtask::store::Store;
use xtask::store::kept_code::KeptCode;

const MINE: &str = "#[test]\nfn mine() {}\n";

fn context(fixture: &Fixture) -> CommandContext {
    let workspace = fixture.workspace();
    CommandContext { store: Store::of(&workspace), workspace, stop: StopFlag::new() }
}

/// Returns the learner's files in the kata's folder.
fn learner_files(fixture: &Fixture) -> BTreeMap<PathBuf, Vec<u8>> {
    let folder = fixture.path("katas/tiny");
    let files = support::tree(&folder).into_iter();
    let files = files.map(|(path, bytes)| (path.strip_prefix(&folder).unwrap().to_owned(), bytes));
    files.filter(|(path, _)| !["README.md", "kata.toml", "hints"].iter().any(|other| path.starts_with(other))).collect()
}

#[test]
fn restoring_keeps_own_tests_if_src_is_missing() {
    let fixture = Fixture::new();
    let context = context(&fixture);
    let kata = fixture.kata();
    KeptCode::of(&context.store, &kata).keep(None, None).unwrap();
    fixture.write("katas/tiny/tests/mine.rs", MINE);
    let manifest = fixture.read("katas/tiny/Cargo.toml") + "# edited\n";
    fixture.write("katas/tiny/Cargo.toml", &manifest);
    fs::remove_dir_all(fixture.path("katas/tiny/src")).unwrap();
    replace_code(&context, &kata, RestoreSource::Kept(1)).unwrap();
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), STUB);
    replace_code(&context, &kata, RestoreSource::BeforeReset).unwrap();
    assert_eq!(fixture.read("katas/tiny/tests/mine.rs"), MINE);
    assert_eq!(fixture.read("katas/tiny/Cargo.toml"), manifest);
}

#[test]
fn undo_restores_an_edited_suite_file() {
    let fixture = Fixture::new();
    let suite = fixture.read("katas/tiny/suite.rs");
    fixture.write("katas/tiny/suite.rs", &format!("{suite}// mine\n"));
    fixture.xtask(&["reset", "tiny"]);
    assert_eq!(fixture.read("katas/tiny/suite.rs"), suite, "suite file after a reset");
    fixture.xtask(&["reset", "tiny", "--undo"]);
    assert_eq!(fixture.read("katas/tiny/suite.rs"), format!("{suite}// mine\n"));
}

#[test]
fn a_second_reset_does_not_change_the_undo() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.xtask(&["reset", "tiny"]);
    let again = stdout(&fixture.xtask(&["reset", "tiny"]));
    assert!(again.contains("already") && again.contains("`cargo xtask reset tiny --undo`"), "{again}");
    fixture.xtask(&["reset", "tiny", "--undo"]);
    assert_eq!(fixture.read("katas/tiny/src/lib.rs"), SOLUTION);
}

#[test]
fn a_restore_that_fails_halfway_changes_nothing() {
    let fixture = Fixture::new();
    let context = context(&fixture);
    let kata = fixture.kata();
    // In version 1, `src/deep` is a file. Now it is a folder with a hidden file, so it cannot be replaced.
    fixture.write("katas/tiny/src/deep", "a file");
    KeptCode::of(&context.store, &kata).keep(None, None).unwrap();
    fs::remove_file(fixture.path("katas/tiny/src/deep")).unwrap();
    fixture.write("katas/tiny/src/deep/.hidden", "of an editor");
    fixture.write("katas/tiny/src/deep/a.rs", "// a\n");
    fixture.save(SOLUTION);
    let before = learner_files(&fixture);
    let error = replace_code(&context, &kata, RestoreSource::Kept(1)).unwrap_err().to_string();
    assert!(error.contains("src/deep") && error.contains("Nothing was changed"), "{error}");
    assert_eq!(learner_files(&fixture), before);
}

#[cfg(unix)]
#[test]
fn code_behind_a_link_is_kept_but_not_replaced() {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "tiny"]);
    fs::rename(fixture.path("katas/tiny/src"), fixture.path("elsewhere")).unwrap();
    fixture.write("elsewhere/lib.rs", SOLUTION);
    std::os::unix::fs::symlink(fixture.path("elsewhere"), fixture.path("katas/tiny/src")).unwrap();
    assert_eq!(fixture.xtask(&["test", "tiny"]).status.code(), Some(0));
    assert_eq!(fixture.read(".state/kept/tiny/000002/src/lib.rs"), SOLUTION);
    let rejected = fixture.xtask(&["reset", "tiny"]);
    assert!(stderr(&rejected).contains("katas/tiny/src is a symbolic link"), "{}", stderr(&rejected));
    assert_eq!(fixture.read("elsewhere/lib.rs"), SOLUTION);
}

#[cfg(unix)]
#[test]
fn reset_ignores_an_editors_lock_file() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    std::os::unix::fs::symlink("user@host.123", fixture.path("katas/tiny/src/.#lib.rs")).unwrap();
    let reset = fixture.xtask(&["reset", "tiny"]);
    assert_eq!(
        (reset.status.code(), fixture.read("katas/tiny/src/lib.rs").as_str()),
        (Some(0), STUB),
        "{}",
        stderr(&reset)
    );
}

#[test]
fn a_run_with_a_large_file_is_recorded_with_a_warning() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.write("katas/tiny/src/big.bin", "");
    let big = fs::File::options().write(true).open(fixture.path("katas/tiny/src/big.bin")).unwrap();
    big.set_len((16 << 20) + 1).unwrap();
    let run = fixture.xtask(&["test", "tiny"]);
    assert!(stderr(&run).contains("not kept: src/big.bin"), "{}", stderr(&run));
    assert_eq!(fixture.read(".state/kept/tiny/000001/src/lib.rs"), SOLUTION);
}

/// An action of a learner, an update or an accident.
#[derive(Clone, Debug)]
enum Step {
    Write(usize, u8),
    Remove(usize),
    RemoveSources,
    RemoveAll,
    Run,
    Reset,
    Undo,
    Restore(u64),
    /// A runner is killed between keeping and replacing the code, or while replacing it (if true).
    Killed(bool),
    /// The upstream stub changes.
    Update(u8),
}

const FILES: [&str; 6] = ["src/lib.rs", "src/a.rs", "src/deep/b.rs", "tests/mine.rs", "build.rs", "data.txt"];

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..FILES.len(), any::<u8>()).prop_map(|(file, content)| Step::Write(file, content)),
        2 => (0..FILES.len()).prop_map(Step::Remove),
        1 => Just(Step::RemoveSources),
        1 => Just(Step::RemoveAll),
        3 => Just(Step::Run),
        3 => Just(Step::Reset),
        3 => Just(Step::Undo),
        2 => (1..8u64).prop_map(Step::Restore),
        1 => any::<bool>().prop_map(Step::Killed),
        1 => any::<u8>().prop_map(Step::Update),
    ]
}

/// After each command that replaces code, `reset --undo` restores the code from before.
#[test]
fn law_replaced_code_can_be_restored() {
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    runner
        .run(&proptest::collection::vec(step(), 1..25), |steps| {
            let fixture = Fixture::new();
            let context = context(&fixture);
            let kata = fixture.kata();
            let kept = KeptCode::of(&context.store, &kata);
            let file = |index: usize| fixture.path("katas/tiny").join(FILES[index]);
            for step in &steps {
                match *step {
                    Step::Write(index, content) => {
                        fs::create_dir_all(file(index).parent().unwrap()).unwrap();
                        fs::write(file(index), format!("// {content}\n")).unwrap();
                    }
                    Step::Remove(index) => drop(fs::remove_file(file(index))),
                    Step::RemoveSources => drop(fs::remove_dir_all(fixture.path("katas/tiny/src"))),
                    Step::RemoveAll => {
                        for part in ["src", "tests"] {
                            drop(fs::remove_dir_all(fixture.path("katas/tiny").join(part)));
                        }
                        drop(fs::remove_file(file(5)));
                    }
                    Step::Run => drop(kept.keep(None, None).unwrap()),
                    Step::Update(content) => {
                        fixture.write("xtask/stubs/tiny/src/lib.rs", &format!("{STUB}// {content}\n"));
                    }
                    Step::Killed(half) => {
                        let before = learner_files(&fixture);
                        let snapshot = kept.keep(None, None).unwrap();
                        if half && let Some(version) = snapshot.version {
                            // Do what a killed runner may have done: record the version for `--undo`, and replace some
                            // files.
                            let undo = |state: &mut xtask::store::State| {
                                state.katas.entry("tiny".to_owned()).or_default().undo = Some(version);
                            };
                            context.store.update(undo).unwrap();
                            drop(fs::remove_file(file(0)));
                            fs::create_dir_all(file(1).parent().unwrap()).unwrap();
                            fs::write(file(1), "half").unwrap();
                            replace_code(&context, &kata, RestoreSource::BeforeReset).unwrap();
                            prop_assert_eq!(learner_files(&fixture), before, "files after undoing a killed reset");
                        }
                    }
                    Step::Reset | Step::Undo | Step::Restore(_) => {
                        let source = match *step {
                            Step::Reset => RestoreSource::Stub,
                            Step::Undo => RestoreSource::BeforeReset,
                            Step::Restore(number) => RestoreSource::Kept(number),
                            _ => unreachable!(),
                        };
                        let before = learner_files(&fixture);
                        let Ok(message) = replace_code(&context, &kata, source) else {
                            prop_assert_eq!(learner_files(&fixture), before, "files after {:?} failed", step);
                            continue;
                        };
                        let after = learner_files(&fixture);
                        if message.contains("to restore your code") {
                            replace_code(&context, &kata, RestoreSource::BeforeReset).unwrap();
                            prop_assert_eq!(learner_files(&fixture), before, "files after undoing {:?}", step);
                            replace_code(&context, &kata, RestoreSource::BeforeReset).unwrap();
                            prop_assert_eq!(learner_files(&fixture), after, "files after undoing the undo");
                        } else {
                            prop_assert_eq!(after, before, "files after {:?} with the message: {}", step, message);
                        }
                    }
                }
            }
            Ok(())
        })
        .unwrap();
}
