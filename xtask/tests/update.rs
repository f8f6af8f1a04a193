//! `cargo xtask update`, on real git repositories.

mod support;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[cfg(unix)]
use rstest::rstest;
use support::{Fixture, SOLUTION, STUB, stderr, stdout, tree};
use tempfile::TempDir;
use xtask::store::Store;

const OLD_STUB: &str = "\
/// Doubles.
pub fn double(n: i32) -> i32 {
    todo!()
}

/// Triples.
pub fn triple(n: i32) -> i32 {
    todo!()
}
";

/// The upstream repository, somebody who publishes new versions in it, and a learner's clone of it.
struct World {
    author: Fixture,
    upstream: TempDir,
    learner: Fixture,
}

impl World {
    fn new() -> Self {
        let (author, upstream, learner) = (Fixture::new(), tempfile::tempdir().unwrap(), Fixture::new());
        let world = Self { author, upstream, learner };
        world.author.write(".gitignore", "/target\n/.state/\n");
        world.write_stub("tiny", OLD_STUB);
        git(&world.author.root(), &["init", "--quiet", "--initial-branch=main"]);
        git(world.upstream.path(), &["init", "--quiet", "--bare", "--initial-branch=main"]);
        let address = world.upstream.path().to_str().unwrap().to_owned();
        git(&world.author.root(), &["remote", "add", "origin", &address]);
        world.publish();
        git(&world.learner.root(), &["init", "--quiet", "--initial-branch=main"]);
        git(&world.learner.root(), &["remote", "add", "origin", &address]);
        git(&world.learner.root(), &["fetch", "--quiet"]);
        git(&world.learner.root(), &["reset", "--quiet", "--hard", "origin/main"]);
        git(&world.learner.root(), &["branch", "--quiet", "--set-upstream-to=origin/main"]);
        world
    }

    /// The author's files become a commit of the upstream repository.
    fn publish(&self) {
        git(&self.author.root(), &["add", "--all"]);
        git(&self.author.root(), &["commit", "--quiet", "--message=A version"]);
        git(&self.author.root(), &["push", "--quiet", "origin", "main"]);
    }

    fn write_stub(&self, kata: &str, text: &str) {
        for folder in ["katas", "xtask/stubs"] {
            self.author.write(&format!("{folder}/{kata}/src/lib.rs"), text);
        }
    }

    fn publish_stub(&self, text: &str) {
        self.write_stub("tiny", text);
        self.publish();
    }

    fn update(&self) -> Output {
        let output = with_own_config(self.learner.command("").arg("update")).output().unwrap();
        if output.status.success() {
            assert!(!self.learner.path(".state/update.json").exists(), "the update is still on record");
        }
        output
    }

    /// Updates, which succeeds, and returns what is said.
    fn updated(&self) -> String {
        let output = self.update();
        assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
        assert_eq!(self.commit(), self.upstream_commit());
        stdout(&output)
    }

    /// Tries to update, which changes nothing, and returns what is said.
    fn refused(&self) -> String {
        let before = (self.files(), self.commit());
        let output = self.update();
        assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
        assert!((self.files(), self.commit()) == before, "something has changed");
        stderr(&output)
    }

    fn code(&self) -> String {
        self.learner.read("katas/tiny/src/lib.rs")
    }

    fn commit(&self) -> String {
        git(&self.learner.root(), &["rev-parse", "HEAD"])
    }

    fn upstream_commit(&self) -> String {
        git(&self.author.root(), &["rev-parse", "HEAD"])
    }

    /// The files of the clone, without what git and the runner keep for themselves.
    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let own = [".git", ".state"].map(|folder| self.learner.path(folder));
        let files = tree(&self.learner.root()).into_iter();
        files.filter(|(path, _)| !own.iter().any(|folder| path.starts_with(folder))).collect()
    }

    /// Makes a git hook of the clone that runs these commands.
    #[cfg(unix)]
    fn hook(&self, name: &str, commands: &str) {
        self.learner.write(".git/hook", &format!("#!/bin/sh\n{commands}\n"));
        // Copied by another process: a child that another test starts could still have a file of this one open for writing,
        // and then it cannot be executed.
        let copy = format!("mkdir -p hooks && cp hook hooks/{name} && chmod +x hooks/{name}");
        let status = Command::new("sh").args(["-c", &copy]).current_dir(self.learner.path(".git")).status();
        assert!(status.unwrap().success());
    }
}

/// Keeps the configuration of whoever runs the tests out.
fn with_own_config(command: &mut Command) -> &mut Command {
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1")
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]).args(arguments);
    let output = with_own_config(&mut command).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", stderr(&output));
    stdout(&output)
}

/// Implements the first `todo!()` of a stub.
fn half_done(stub: &str) -> String {
    stub.replacen("todo!()", "2 * n", 1)
}

#[test]
fn a_changed_stub_is_merged_into_half_done_code() {
    let world = World::new();
    world.learner.save(&half_done(OLD_STUB));
    world.learner.write("katas/tiny/src/mine.rs", "// mine\n");
    world.learner.write("katas/tiny/tests/mine.rs", "// mine\n");
    let manifest = world.learner.read("katas/tiny/Cargo.toml") + "# mine\n";
    world.learner.write("katas/tiny/Cargo.toml", &manifest);
    let new = OLD_STUB.replace("Triples.", "Multiplies by three.");
    world.write_stub("small", &new);
    world.author.write("katas/tiny/src/new.rs", "// new\n");
    world.publish_stub(&new);
    let said = world.updated();
    assert_eq!(world.code(), half_done(&new));
    assert_eq!(world.learner.read("katas/tiny/src/mine.rs"), "// mine\n");
    assert_eq!(world.learner.read("katas/tiny/tests/mine.rs"), "// mine\n");
    assert_eq!(world.learner.read("katas/tiny/Cargo.toml"), manifest);
    assert_eq!(world.learner.read("katas/small/src/lib.rs"), new);
    assert_eq!(world.learner.read(".state/kept/tiny/000001/src/lib.rs"), half_done(OLD_STUB));
    let changes = "\n\nsmall\n  src/lib.rs: replaced with the new stub\n\n\
                   tiny\n  src/lib.rs: your changes were merged with the new stub\n  src/new.rs: replaced with the new stub\n  \
                   To restore your code from before the update: `cargo xtask kept tiny --restore 1`\n";
    assert!(said.starts_with("Updated from ") && said.ends_with(changes), "{said}");
    assert_eq!(world.updated(), "This clone is already up to date.\n");
    world.learner.xtask(&["kept", "tiny", "--restore", "1"]);
    assert_eq!(world.code(), half_done(OLD_STUB));
}

#[test]
fn code_that_conflicts_with_the_new_stub_stays_as_it_is() {
    let world = World::new();
    world.learner.save(&half_done(OLD_STUB));
    let new = OLD_STUB.replacen("todo!()", "unimplemented!()", 1);
    world.publish_stub(&new);
    let said = world.updated();
    assert_eq!(world.code(), half_done(OLD_STUB));
    assert_eq!(world.learner.read("xtask/stubs/tiny/src/lib.rs"), new);
    let line = "src/lib.rs: unchanged, since it conflicts with the new stub; see xtask/stubs/tiny/src/lib.rs\n";
    assert!(said.contains(line) && !said.contains("--restore"), "{said}");
}

#[test]
fn staged_deleted_and_own_files_are_the_learners_too() {
    let world = World::new();
    for file in ["staged", "deleted", "dropped"] {
        world.author.write(&format!("katas/tiny/src/{file}.rs"), "// old\n");
    }
    world.publish();
    world.updated();
    world.learner.write("katas/tiny/src/staged.rs", "// mine\n");
    world.learner.write("katas/tiny/src/dropped.rs", "// mine\n");
    world.learner.write("katas/tiny/src/added.rs", "// mine\n");
    git(&world.learner.root(), &["add", "katas/tiny/src/staged.rs", "katas/tiny/src/added.rs"]);
    world.learner.write("katas/tiny/src/untracked.rs", "// mine\n");
    fs::remove_file(world.learner.path("katas/tiny/src/deleted.rs")).unwrap();
    for file in ["staged", "deleted", "added", "untracked"] {
        world.author.write(&format!("katas/tiny/src/{file}.rs"), "// new\n");
    }
    fs::remove_file(world.author.path("katas/tiny/src/dropped.rs")).unwrap();
    world.publish();
    let said = world.updated();
    for file in ["staged", "dropped", "added", "untracked"] {
        assert_eq!(world.learner.read(&format!("katas/tiny/src/{file}.rs")), "// mine\n", "{file}");
    }
    assert!(!world.learner.path("katas/tiny/src/deleted.rs").exists());
    for line in [
        "src/added.rs: unchanged, since it conflicts with the new stub; see xtask/stubs/tiny/src/added.rs\n",
        "src/deleted.rs: still deleted, but changed in the new stub; see xtask/stubs/tiny/src/deleted.rs\n",
        "src/dropped.rs: unchanged; the new stub does not have it\n",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
}

#[test]
fn changed_stages_and_tests_are_named() {
    let world = World::new();
    let passed = ["double/twice_two_is_four", "double/a_test_that_stays", "triple/three_times_two_is_six::case_1"];
    let store = Store::of(&world.learner.workspace());
    let passed = passed.map(str::to_owned).into();
    store.update(|state| state.katas.entry("tiny".to_owned()).or_default().passed = passed).unwrap();
    let double = world.author.read("tests/tiny/stage_1_double.rs").replace("twice_two_is_four", "two_doubled_is_four");
    fs::remove_file(world.author.path("tests/tiny/stage_1_double.rs")).unwrap();
    fs::remove_file(world.author.path("tests/tiny/stage_2_triple.rs")).unwrap();
    world.author.write("tests/tiny/stage_1_zero.rs", "//! # Zero\n//!\n//! Nothing.\n");
    world.author.write("tests/tiny/stage_2_double.rs", &double);
    world.author.write("katas/tiny/README.md", "# A new brief\n");
    world.publish();
    let said = world.updated();
    let expected = "\n\ntiny\n  The brief has changed.\n  The tests have changed.\n  Removed stage: Triple.\n  \
                    New stage: 1, Zero.\n  Passed tests that were renamed or removed: double/twice_two_is_four, \
                    triple/three_times_two_is_six::case_1. They no longer count until the next run.\n";
    assert!(said.ends_with(expected), "{said}");
}

#[test]
fn new_and_removed_katas_are_named() {
    let world = World::new();
    world.learner.save(SOLUTION);
    world.learner.write("katas/tiny/tests/mine.rs", "// mine\n");
    let manifest = world.author.read("Cargo.toml");
    world.author.write("Cargo.toml", &manifest.replace("\"katas/tiny\"", "\"katas/fresh\""));
    for folder in ["katas", "xtask/stubs"] {
        let folder = world.author.path(folder);
        fs::rename(folder.join("tiny"), folder.join("fresh")).unwrap();
    }
    world.publish();
    let said = world.updated();
    let expected = "\n\nNew kata: fresh. `cargo xtask show fresh` shows its brief.\n\n\
                    Removed kata: tiny. Your code is kept in .state/kept/tiny/000001.\n";
    assert!(said.ends_with(expected), "{said}");
    assert!(!world.learner.path("katas/tiny/src/lib.rs").exists());
    assert_eq!(world.learner.read(".state/kept/tiny/000001/src/lib.rs"), SOLUTION);
    assert_eq!(world.learner.read(".state/kept/tiny/000001/tests/mine.rs"), "// mine\n");
    assert_eq!(world.learner.read("katas/fresh/src/lib.rs"), OLD_STUB);
}

#[test]
fn a_new_runner_is_announced() {
    let world = World::new();
    world.author.write("xtask/src/main.rs", "fn main() {}\n");
    world.publish();
    let said = world.updated();
    let expected = "\n\nNo kata has changed.\n\nThe runner has changed. The next `cargo xtask` rebuilds it first, which takes \
                    a minute or two.\n";
    assert!(said.ends_with(expected), "{said}");
}

#[test]
fn without_its_upstream_a_clone_stays_as_it_is() {
    let world = World::new();
    world.learner.save(SOLUTION);
    world.publish_stub(STUB);
    let away = tempfile::tempdir().unwrap();
    fs::rename(world.upstream.path(), away.path().join("upstream")).unwrap();
    let said = world.refused();
    assert!(said.contains("error: git could not fetch the new version"), "{said}");
    fs::rename(away.path().join("upstream"), world.upstream.path()).unwrap();
    git(&world.learner.root(), &["branch", "--unset-upstream"]);
    let said = world.refused();
    assert!(
        said.contains("the current branch has no upstream to update from")
            && said.contains("`git branch --set-upstream-to")
    );
}

#[test]
fn edits_outside_the_katas_stop_an_update_of_the_same_files_alone() {
    let world = World::new();
    world.learner.save(SOLUTION);
    world.learner.write("tests/tiny/main.rs", "// mine\n");
    world.learner.write("solutions/tiny/src/lib.rs", "// mine\n");
    world.learner.write("Cargo.lock", "version = 4\n# what Cargo adds\n");
    world.learner.write("notes.md", "mine\n");
    world.author.write("Cargo.lock", "version = 4\n# new\n");
    world.publish_stub(STUB);
    world.updated();
    assert_eq!(world.learner.read("tests/tiny/main.rs"), "// mine\n");
    assert_eq!(world.learner.read("Cargo.lock"), "version = 4\n# new\n", "Cargo completes the new one");
    world.author.write("tests/tiny/main.rs", "// new\n");
    world.author.write("katas/tiny/README.md", "# New\n");
    world.author.write("notes.md", "new\n");
    world.learner.write("katas/tiny/README.md", "# Mine\n");
    world.publish();
    let said = world.refused();
    let files = "katas/tiny/README.md notes.md tests/tiny/main.rs";
    assert!(
        said.contains("both you and the new version have changed katas/tiny/README.md, notes.md, tests/tiny/main.rs."),
        "{said}"
    );
    let stash = format!("git stash push --include-untracked -- {files}");
    assert!(said.contains(&format!("`{stash}`")), "{said}");
    git(&world.learner.root(), &stash.split(' ').skip(1).collect::<Vec<_>>());
    world.updated();
    assert_eq!(world.learner.read("notes.md"), "new\n");
    assert_eq!(world.learner.read("solutions/tiny/src/lib.rs"), "// mine\n");
    assert_eq!(world.code(), SOLUTION);
}

#[test]
fn own_commits_stop_an_update_only_if_there_is_one() {
    let world = World::new();
    world.learner.save(SOLUTION);
    git(&world.learner.root(), &["commit", "--all", "--quiet", "--message=Mine"]);
    let output = world.update();
    assert_eq!(stdout(&output), "This clone is already up to date.\n");
    world.publish_stub(STUB);
    let said = world.refused();
    assert!(said.contains("has 1 commit that origin/main does not have") && said.contains("`git merge origin/main`"));
}

#[test]
fn a_merge_under_way_stops_an_update() {
    let world = World::new();
    world.publish_stub(STUB);
    let root = world.learner.root();
    git(&root, &["checkout", "--quiet", "-b", "other"]);
    for code in [&half_done(OLD_STUB), SOLUTION] {
        world.learner.save(code);
        git(&root, &["commit", "--all", "--quiet", "--message=Mine"]);
    }
    git(&root, &["checkout", "--quiet", "main"]);
    let pick = Command::new("git").args(["cherry-pick", "--no-commit", "other"]).current_dir(&root).output().unwrap();
    assert!(!pick.status.success(), "there is no conflict");
    assert!(world.refused().contains("a merge is in progress"));
}

#[test]
fn a_folder_that_is_no_clone_is_told_what_to_do() {
    let world = World::new();
    world.learner.save(SOLUTION);
    fs::remove_dir_all(world.learner.path(".git")).unwrap();
    let refused = |command: &mut Command| {
        let output = with_own_config(command).arg("update").output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        stderr(&output)
    };
    let advice = "download a new copy. Copy `.state` into it, and `src`, `tests` and `Cargo.toml` of each kata that you \
                  worked on.\n";
    let said = refused(&mut world.learner.command(""));
    assert!(said.contains("this folder is not a git clone (not a git repository") && said.ends_with(advice), "{said}");
    // A copy of the workspace within another repository.
    let copy = world.author.path("copy");
    for (path, content) in world.files() {
        let path = copy.join(path.strip_prefix(world.learner.root()).unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let said = refused(world.learner.command("").current_dir(&copy));
    assert!(said.contains("not the root of a git clone, but its folder copy/") && said.ends_with(advice), "{said}");
    assert_eq!(world.code(), SOLUTION);
    if cfg!(unix) {
        let said = refused(world.learner.command("").env("PATH", ""));
        assert!(said.contains("cannot start git") && said.ends_with(advice), "{said}");
    }
}

#[test]
fn two_updates_do_not_run_at_once() {
    let world = World::new();
    world.publish_stub(STUB);
    world.learner.write(".state/update.lock", "");
    let lock = File::open(world.learner.path(".state/update.lock")).unwrap();
    lock.lock().unwrap();
    assert!(world.refused().contains("another update of this clone is in progress"));
    drop(lock);
    world.updated();
}

#[cfg(unix)]
#[test]
fn code_behind_a_link_stops_an_update() {
    let world = World::new();
    world.publish_stub(STUB);
    fs::rename(world.learner.path("katas/tiny/src"), world.learner.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink("../../elsewhere", world.learner.path("katas/tiny/src")).unwrap();
    assert!(world.refused().contains("katas/tiny/src is a symbolic link"));
}

/// Kills the process that runs git, which runs the hook, and git itself.
#[cfg(unix)]
const KILL: &str = "kill -9 $(ps -o ppid= -p $PPID) $PPID";

#[cfg(unix)]
#[rstest]
#[case::before_the_clone_moves(
    "post-checkout",
    "An earlier update was interrupted before it changed anything. Your code is restored.\n"
)]
#[case::after_the_clone_moved(
    "post-merge",
    "Finished an earlier update that was interrupted. Your code is restored.\n\nUpdated from "
)]
fn a_second_call_finishes_an_update_that_was_killed(#[case] hook: &str, #[case] beginning: &str) {
    let world = World::new();
    world.learner.save(&half_done(OLD_STUB));
    let new = OLD_STUB.replace("Triples.", "Multiplies by three.");
    world.publish_stub(&new);
    world.hook(hook, KILL);
    assert_eq!(world.update().status.code(), None, "the hook did not kill the runner");
    assert!(!world.code().contains("2 * n"), "the code is in its place already");
    let notice = "an update was interrupted: `cargo xtask update` finishes it and puts your code back";
    assert!(stderr(&world.learner.xtask(&["list"])).contains(notice));
    fs::remove_file(world.learner.path(&format!(".git/hooks/{hook}"))).unwrap();
    let said = world.updated();
    assert!(said.starts_with(beginning), "{said}");
    assert!(said.contains("src/lib.rs: your changes were merged with the new stub\n"), "{said}");
    assert!(said.contains("`cargo xtask kept tiny --restore 1`"), "{said}");
    assert_eq!(world.code(), half_done(&new));
    assert!(!stderr(&world.learner.xtask(&["list"])).contains("interrupted"));
}

#[cfg(unix)]
#[test]
fn code_comes_back_without_the_network_too() {
    let world = World::new();
    world.learner.save(&half_done(OLD_STUB));
    world.publish_stub(STUB);
    world.hook("post-checkout", KILL);
    world.update();
    fs::remove_dir_all(world.upstream.path()).unwrap();
    assert_eq!(world.update().status.code(), Some(2));
    assert_eq!(world.code(), half_done(OLD_STUB));
}

#[cfg(unix)]
#[test]
fn what_was_written_after_a_kill_stays() {
    let world = World::new();
    world.learner.save(&half_done(OLD_STUB));
    world.publish_stub(STUB);
    world.hook("post-merge", KILL);
    world.update();
    world.learner.save(SOLUTION);
    assert!(world.updated().contains("src/lib.rs: unchanged since the interruption\n"));
    assert_eq!(world.code(), SOLUTION);
}

#[cfg(unix)]
#[test]
fn an_update_that_fails_half_way_can_be_repeated() {
    let world = World::new();
    world.learner.save(&half_done(OLD_STUB));
    let new = OLD_STUB.replace("Triples.", "Multiplies by three.");
    world.author.write("tests/tiny/new.rs", "// new\n");
    world.author.write("katas/tiny/src/new.rs", "// new\n");
    world.publish_stub(&new);
    let before = world.commit();
    // Git has written the new files when it asks whether the branch may move.
    world.hook("reference-transaction", "if [ \"$1\" = prepared ] && grep -q refs/heads/main; then exit 1; fi");
    let failed = world.update();
    assert_eq!((failed.status.code(), world.commit()), (Some(2), before));
    assert_eq!(world.code(), half_done(OLD_STUB));
    assert!(world.learner.path("tests/tiny/new.rs").exists(), "git failed before it wrote anything");
    let said = "The update failed, and your code is unchanged. Run `cargo xtask update` to try again.\n";
    assert!(stderr(&failed).ends_with(said), "{}", stderr(&failed));
    fs::remove_file(world.learner.path(".git/hooks/reference-transaction")).unwrap();
    world.updated();
    assert_eq!(world.code(), half_done(&new));
}

#[cfg(unix)]
#[test]
fn code_that_cannot_be_put_back_is_named_with_the_command_that_brings_it_back() {
    let world = World::new();
    world.learner.save(&half_done(OLD_STUB));
    world.publish_stub(&OLD_STUB.replace("Triples.", "Multiplies by three."));
    // A folder is in the way of the file that is written first.
    world.hook("post-merge", "mkdir katas/tiny/src/.lib.rs.new");
    let failed = world.update();
    assert_eq!(failed.status.code(), Some(2));
    let said = stderr(&failed);
    assert!(said.ends_with("To restore your code, run `cargo xtask kept tiny --restore 1`.\n"), "{said}");
    world.learner.xtask(&["kept", "tiny", "--restore", "1"]);
    assert_eq!(world.code(), half_done(OLD_STUB));
}
