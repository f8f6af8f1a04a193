//! Tests of `cargo xtask update` with real git repositories.

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

/// An upstream repository, an author's clone that publishes new versions, and a learner's clone.
struct Repositories {
    author: Fixture,
    upstream: TempDir,
    learner: Fixture,
}

impl Repositories {
    fn new() -> Self {
        let (author, upstream, learner) = (Fixture::new(), tempfile::tempdir().unwrap(), Fixture::new());
        let repos = Self { author, upstream, learner };
        repos.author.write(".gitignore", "/target\n/.state/\n");
        repos.write_stub("tiny", OLD_STUB);
        git(&repos.author.root(), &["init", "--quiet", "--initial-branch=main"]);
        git(repos.upstream.path(), &["init", "--quiet", "--bare", "--initial-branch=main"]);
        let address = repos.upstream.path().to_str().unwrap().to_owned();
        git(&repos.author.root(), &["remote", "add", "origin", &address]);
        repos.publish();
        git(&repos.learner.root(), &["init", "--quiet", "--initial-branch=main"]);
        git(&repos.learner.root(), &["remote", "add", "origin", &address]);
        git(&repos.learner.root(), &["fetch", "--quiet"]);
        git(&repos.learner.root(), &["reset", "--quiet", "--hard", "origin/main"]);
        git(&repos.learner.root(), &["branch", "--quiet", "--set-upstream-to=origin/main"]);
        repos
    }

    /// Commits and pushes the author's files.
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
        let output = without_git_config(self.learner.command("").arg("update")).output().unwrap();
        if output.status.success() {
            assert!(!self.learner.path(".state/update.json").exists(), "the record of the update still exists");
        }
        output
    }

    /// Updates the clone, checks that this succeeds, and returns the printed summary.
    fn update_successfully(&self) -> String {
        let output = self.update();
        assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
        assert_eq!(self.commit(), self.upstream_commit());
        stdout(&output)
    }

    /// Checks that an update fails without changing anything, and returns the error.
    fn update_error(&self) -> String {
        let before = (self.files(), self.commit());
        let output = self.update();
        assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
        assert!((self.files(), self.commit()) == before, "the failed update changed files");
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

    /// Returns the files of the learner's clone, without `.git` and `.state`.
    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let own = [".git", ".state"].map(|folder| self.learner.path(folder));
        let files = tree(&self.learner.root()).into_iter();
        files.filter(|(path, _)| !own.iter().any(|folder| path.starts_with(folder))).collect()
    }

    /// Installs a git hook in the learner's clone.
    #[cfg(unix)]
    fn hook(&self, name: &str, commands: &str) {
        self.learner.write(".git/hook", &format!("#!/bin/sh\n{commands}\n"));
        // Let `sh` copy the file. If this process wrote it, another test's child could inherit it open for writing, and
        // a file that is open for writing cannot be executed.
        let copy = format!("mkdir -p hooks && cp hook hooks/{name} && chmod +x hooks/{name}");
        let status = Command::new("sh").args(["-c", &copy]).current_dir(self.learner.path(".git")).status();
        assert!(status.unwrap().success());
    }
}

/// Makes a command ignore the user's git configuration.
fn without_git_config(command: &mut Command) -> &mut Command {
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1")
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]).args(arguments);
    let output = without_git_config(&mut command).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", stderr(&output));
    stdout(&output)
}

/// Implements the first `todo!()` of a stub.
fn half_done(stub: &str) -> String {
    stub.replacen("todo!()", "2 * n", 1)
}

#[test]
fn a_changed_stub_is_merged_into_half_done_code() {
    let repos = Repositories::new();
    repos.learner.save(&half_done(OLD_STUB));
    repos.learner.write("katas/tiny/src/mine.rs", "// mine\n");
    repos.learner.write("katas/tiny/tests/mine.rs", "// mine\n");
    let manifest = repos.learner.read("katas/tiny/Cargo.toml") + "# mine\n";
    repos.learner.write("katas/tiny/Cargo.toml", &manifest);
    let new = OLD_STUB.replace("Triples.", "Multiplies by three.");
    repos.write_stub("small", &new);
    repos.author.write("katas/tiny/src/new.rs", "// new\n");
    repos.publish_stub(&new);
    let printed = repos.update_successfully();
    assert_eq!(repos.code(), half_done(&new));
    assert_eq!(repos.learner.read("katas/tiny/src/mine.rs"), "// mine\n");
    assert_eq!(repos.learner.read("katas/tiny/tests/mine.rs"), "// mine\n");
    assert_eq!(repos.learner.read("katas/tiny/Cargo.toml"), manifest);
    assert_eq!(repos.learner.read("katas/small/src/lib.rs"), new);
    assert_eq!(repos.learner.read(".state/kept/tiny/000001/src/lib.rs"), half_done(OLD_STUB));
    let changes = "\n\nsmall\n  src/lib.rs: replaced with the new stub\n\n\
                   tiny\n  src/lib.rs: your changes were merged with the new stub\n  src/new.rs: replaced with the new stub\n  \
                   To restore your code from before the update: `cargo xtask kept tiny --restore 1`\n";
    assert!(printed.starts_with("Updated from ") && printed.ends_with(changes), "{printed}");
    assert_eq!(repos.update_successfully(), "This clone is already up to date.\n");
    repos.learner.xtask(&["kept", "tiny", "--restore", "1"]);
    assert_eq!(repos.code(), half_done(OLD_STUB));
}

#[test]
fn code_that_conflicts_with_the_new_stub_is_kept() {
    let repos = Repositories::new();
    repos.learner.save(&half_done(OLD_STUB));
    let new = OLD_STUB.replacen("todo!()", "unimplemented!()", 1);
    repos.publish_stub(&new);
    let printed = repos.update_successfully();
    assert_eq!(repos.code(), half_done(OLD_STUB));
    assert_eq!(repos.learner.read("xtask/stubs/tiny/src/lib.rs"), new);
    let line = "src/lib.rs: unchanged, since it conflicts with the new stub; see xtask/stubs/tiny/src/lib.rs\n";
    assert!(printed.contains(line) && !printed.contains("--restore"), "{printed}");
}

#[test]
fn staged_deleted_and_added_files_are_kept() {
    let repos = Repositories::new();
    for file in ["staged", "deleted", "dropped"] {
        repos.author.write(&format!("katas/tiny/src/{file}.rs"), "// old\n");
    }
    repos.publish();
    repos.update_successfully();
    repos.learner.write("katas/tiny/src/staged.rs", "// mine\n");
    repos.learner.write("katas/tiny/src/dropped.rs", "// mine\n");
    repos.learner.write("katas/tiny/src/added.rs", "// mine\n");
    git(&repos.learner.root(), &["add", "katas/tiny/src/staged.rs", "katas/tiny/src/added.rs"]);
    repos.learner.write("katas/tiny/src/untracked.rs", "// mine\n");
    fs::remove_file(repos.learner.path("katas/tiny/src/deleted.rs")).unwrap();
    for file in ["staged", "deleted", "added", "untracked"] {
        repos.author.write(&format!("katas/tiny/src/{file}.rs"), "// new\n");
    }
    fs::remove_file(repos.author.path("katas/tiny/src/dropped.rs")).unwrap();
    repos.publish();
    let printed = repos.update_successfully();
    for file in ["staged", "dropped", "added", "untracked"] {
        assert_eq!(repos.learner.read(&format!("katas/tiny/src/{file}.rs")), "// mine\n", "{file}");
    }
    assert!(!repos.learner.path("katas/tiny/src/deleted.rs").exists());
    for line in [
        "src/added.rs: unchanged, since it conflicts with the new stub; see xtask/stubs/tiny/src/added.rs\n",
        "src/deleted.rs: still deleted, but changed in the new stub; see xtask/stubs/tiny/src/deleted.rs\n",
        "src/dropped.rs: unchanged; the new stub does not have it\n",
    ] {
        assert!(printed.contains(line), "{line}: {printed}");
    }
}

#[test]
fn changed_stages_and_tests_are_listed() {
    let repos = Repositories::new();
    let passed = ["double/twice_two_is_four", "double/a_test_that_stays", "triple/three_times_two_is_six::case_1"];
    let store = Store::of(&repos.learner.workspace());
    let passed = passed.map(str::to_owned).into();
    store.update(|state| state.katas.entry("tiny".to_owned()).or_default().passed = passed).unwrap();
    let double = repos.author.read("tests/tiny/stage_1_double.rs").replace("twice_two_is_four", "two_doubled_is_four");
    fs::remove_file(repos.author.path("tests/tiny/stage_1_double.rs")).unwrap();
    fs::remove_file(repos.author.path("tests/tiny/stage_2_triple.rs")).unwrap();
    repos.author.write("tests/tiny/stage_1_zero.rs", "//! # Zero\n//!\n//! Nothing.\n");
    repos.author.write("tests/tiny/stage_2_double.rs", &double);
    repos.author.write("katas/tiny/README.md", "# A new brief\n");
    repos.publish();
    let printed = repos.update_successfully();
    let expected = "\n\ntiny\n  The brief has changed.\n  The tests have changed.\n  Removed stage: Triple.\n  \
                    New stage: 1, Zero.\n  Passed tests that were renamed or removed: double/twice_two_is_four, \
                    triple/three_times_two_is_six::case_1. They no longer count until the next run.\n";
    assert!(printed.ends_with(expected), "{printed}");
}

#[test]
fn new_and_removed_katas_are_listed() {
    let repos = Repositories::new();
    repos.learner.save(SOLUTION);
    repos.learner.write("katas/tiny/tests/mine.rs", "// mine\n");
    let manifest = repos.author.read("Cargo.toml");
    repos.author.write("Cargo.toml", &manifest.replace("\"katas/tiny\"", "\"katas/fresh\""));
    for folder in ["katas", "xtask/stubs"] {
        let folder = repos.author.path(folder);
        fs::rename(folder.join("tiny"), folder.join("fresh")).unwrap();
    }
    repos.publish();
    let printed = repos.update_successfully();
    let expected = "\n\nNew kata: fresh. `cargo xtask show fresh` shows its brief.\n\n\
                    Removed kata: tiny. Your code is kept in .state/kept/tiny/000001.\n";
    assert!(printed.ends_with(expected), "{printed}");
    assert!(!repos.learner.path("katas/tiny/src/lib.rs").exists());
    assert_eq!(repos.learner.read(".state/kept/tiny/000001/src/lib.rs"), SOLUTION);
    assert_eq!(repos.learner.read(".state/kept/tiny/000001/tests/mine.rs"), "// mine\n");
    assert_eq!(repos.learner.read("katas/fresh/src/lib.rs"), OLD_STUB);
}

#[test]
fn a_new_runner_is_announced() {
    let repos = Repositories::new();
    repos.author.write("xtask/src/main.rs", "fn main() {}\n");
    repos.publish();
    let printed = repos.update_successfully();
    let expected = "\n\nNo kata has changed.\n\nThe runner has changed. The next `cargo xtask` rebuilds it first, \
                    which takes a minute or two.\n";
    assert!(printed.ends_with(expected), "{printed}");
}

#[test]
fn an_update_without_upstream_changes_nothing() {
    let repos = Repositories::new();
    repos.learner.save(SOLUTION);
    repos.publish_stub(STUB);
    let away = tempfile::tempdir().unwrap();
    fs::rename(repos.upstream.path(), away.path().join("upstream")).unwrap();
    let printed = repos.update_error();
    assert!(printed.contains("error: git could not fetch the new version"), "{printed}");
    fs::rename(away.path().join("upstream"), repos.upstream.path()).unwrap();
    git(&repos.learner.root(), &["branch", "--unset-upstream"]);
    let printed = repos.update_error();
    assert!(
        printed.contains("the current branch has no upstream to update from")
            && printed.contains("`git branch --set-upstream-to")
    );
}

#[test]
fn edits_outside_katas_block_only_updates_of_these_files() {
    let repos = Repositories::new();
    repos.learner.save(SOLUTION);
    repos.learner.write("tests/tiny/main.rs", "// mine\n");
    repos.learner.write("solutions/tiny/src/lib.rs", "// mine\n");
    repos.learner.write("Cargo.lock", "version = 4\n# what Cargo adds\n");
    repos.learner.write("notes.md", "mine\n");
    repos.author.write("Cargo.lock", "version = 4\n# new\n");
    repos.publish_stub(STUB);
    repos.update_successfully();
    assert_eq!(repos.learner.read("tests/tiny/main.rs"), "// mine\n");
    assert_eq!(repos.learner.read("Cargo.lock"), "version = 4\n# new\n", "lock file after the update");
    repos.author.write("tests/tiny/main.rs", "// new\n");
    repos.author.write("katas/tiny/README.md", "# New\n");
    repos.author.write("notes.md", "new\n");
    repos.learner.write("katas/tiny/README.md", "# Mine\n");
    repos.publish();
    let printed = repos.update_error();
    let files = "katas/tiny/README.md notes.md tests/tiny/main.rs";
    assert!(
        printed
            .contains("both you and the new version have changed katas/tiny/README.md, notes.md, tests/tiny/main.rs."),
        "{printed}"
    );
    let stash = format!("git stash push --include-untracked -- {files}");
    assert!(printed.contains(&format!("`{stash}`")), "{printed}");
    git(&repos.learner.root(), &stash.split(' ').skip(1).collect::<Vec<_>>());
    repos.update_successfully();
    assert_eq!(repos.learner.read("notes.md"), "new\n");
    assert_eq!(repos.learner.read("solutions/tiny/src/lib.rs"), "// mine\n");
    assert_eq!(repos.code(), SOLUTION);
}

#[test]
fn own_commits_block_only_a_real_update() {
    let repos = Repositories::new();
    repos.learner.save(SOLUTION);
    git(&repos.learner.root(), &["commit", "--all", "--quiet", "--message=Mine"]);
    let output = repos.update();
    assert_eq!(stdout(&output), "This clone is already up to date.\n");
    repos.publish_stub(STUB);
    let printed = repos.update_error();
    assert!(
        printed.contains("has 1 commit that origin/main does not have") && printed.contains("`git merge origin/main`")
    );
}

#[test]
fn a_merge_in_progress_blocks_an_update() {
    let repos = Repositories::new();
    repos.publish_stub(STUB);
    let root = repos.learner.root();
    git(&root, &["checkout", "--quiet", "-b", "other"]);
    for code in [&half_done(OLD_STUB), SOLUTION] {
        repos.learner.save(code);
        git(&root, &["commit", "--all", "--quiet", "--message=Mine"]);
    }
    git(&root, &["checkout", "--quiet", "main"]);
    let pick = Command::new("git").args(["cherry-pick", "--no-commit", "other"]).current_dir(&root).output().unwrap();
    assert!(!pick.status.success(), "the cherry-pick caused no conflict");
    assert!(repos.update_error().contains("a merge is in progress"));
}

#[test]
fn the_error_outside_a_clone_names_a_remedy() {
    let repos = Repositories::new();
    repos.learner.save(SOLUTION);
    fs::remove_dir_all(repos.learner.path(".git")).unwrap();
    let update_error = |command: &mut Command| {
        let output = without_git_config(command).arg("update").output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        stderr(&output)
    };
    let advice = "download a new copy. Copy `.state` into it, and `src`, `tests` and `Cargo.toml` of each kata that \
                  you worked on.\n";
    let printed = update_error(&mut repos.learner.command(""));
    assert!(
        printed.contains("this folder is not a git clone (not a git repository") && printed.ends_with(advice),
        "{printed}"
    );
    // A copy of the workspace inside another repository.
    let copy = repos.author.path("copy");
    for (path, content) in repos.files() {
        let path = copy.join(path.strip_prefix(repos.learner.root()).unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let printed = update_error(repos.learner.command("").current_dir(&copy));
    assert!(
        printed.contains("not the root of a git clone, but its folder copy/") && printed.ends_with(advice),
        "{printed}"
    );
    assert_eq!(repos.code(), SOLUTION);
    if cfg!(unix) {
        let printed = update_error(repos.learner.command("").env("PATH", ""));
        assert!(printed.contains("cannot start git") && printed.ends_with(advice), "{printed}");
    }
}

#[test]
fn only_one_update_can_run_at_a_time() {
    let repos = Repositories::new();
    repos.publish_stub(STUB);
    repos.learner.write(".state/update.lock", "");
    let lock = File::open(repos.learner.path(".state/update.lock")).unwrap();
    lock.lock().unwrap();
    assert!(repos.update_error().contains("another update of this clone is in progress"));
    drop(lock);
    repos.update_successfully();
}

#[cfg(unix)]
#[test]
fn code_behind_a_link_blocks_an_update() {
    let repos = Repositories::new();
    repos.publish_stub(STUB);
    fs::rename(repos.learner.path("katas/tiny/src"), repos.learner.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink("../../elsewhere", repos.learner.path("katas/tiny/src")).unwrap();
    assert!(repos.update_error().contains("katas/tiny/src is a symbolic link"));
}

/// Commands of a hook that kill git and the runner that started git.
#[cfg(unix)]
const KILL: &str = "kill -9 $(ps -o ppid= -p $PPID) $PPID";

#[cfg(unix)]
#[rstest]
#[case::before_the_fast_forward(
    "post-checkout",
    "An earlier update was interrupted before it changed anything. Your code is restored.\n"
)]
#[case::after_the_fast_forward(
    "post-merge",
    "Finished an earlier update that was interrupted. Your code is restored.\n\nUpdated from "
)]
fn the_next_call_finishes_a_killed_update(#[case] hook: &str, #[case] beginning: &str) {
    let repos = Repositories::new();
    repos.learner.save(&half_done(OLD_STUB));
    let new = OLD_STUB.replace("Triples.", "Multiplies by three.");
    repos.publish_stub(&new);
    repos.hook(hook, KILL);
    assert_eq!(repos.update().status.code(), None, "exit code of a killed runner");
    assert!(!repos.code().contains("2 * n"), "the code is already restored");
    let notice = "an update was interrupted. Run `cargo xtask update` to finish it and restore your code.";
    assert!(stderr(&repos.learner.xtask(&["list"])).contains(notice));
    fs::remove_file(repos.learner.path(&format!(".git/hooks/{hook}"))).unwrap();
    let printed = repos.update_successfully();
    assert!(printed.starts_with(beginning), "{printed}");
    assert!(printed.contains("src/lib.rs: your changes were merged with the new stub\n"), "{printed}");
    assert!(printed.contains("`cargo xtask kept tiny --restore 1`"), "{printed}");
    assert_eq!(repos.code(), half_done(&new));
    assert!(!stderr(&repos.learner.xtask(&["list"])).contains("interrupted"));
}

#[cfg(unix)]
#[test]
fn code_is_restored_without_network() {
    let repos = Repositories::new();
    repos.learner.save(&half_done(OLD_STUB));
    repos.publish_stub(STUB);
    repos.hook("post-checkout", KILL);
    repos.update();
    fs::remove_dir_all(repos.upstream.path()).unwrap();
    assert_eq!(repos.update().status.code(), Some(2));
    assert_eq!(repos.code(), half_done(OLD_STUB));
}

#[cfg(unix)]
#[test]
fn code_written_after_a_kill_is_kept() {
    let repos = Repositories::new();
    repos.learner.save(&half_done(OLD_STUB));
    repos.publish_stub(STUB);
    repos.hook("post-merge", KILL);
    repos.update();
    repos.learner.save(SOLUTION);
    assert!(
        repos.update_successfully().contains("src/lib.rs: left unchanged, since it was already merged or edited\n")
    );
    assert_eq!(repos.code(), SOLUTION);
}

#[cfg(unix)]
#[test]
fn an_update_that_fails_halfway_can_be_repeated() {
    let repos = Repositories::new();
    repos.learner.save(&half_done(OLD_STUB));
    let new = OLD_STUB.replace("Triples.", "Multiplies by three.");
    repos.author.write("tests/tiny/new.rs", "// new\n");
    repos.author.write("katas/tiny/src/new.rs", "// new\n");
    repos.publish_stub(&new);
    let before = repos.commit();
    // Git calls this hook after it has written the new files, but before it moves the branch.
    repos.hook("reference-transaction", "if [ \"$1\" = prepared ] && grep -q refs/heads/main; then exit 1; fi");
    let failed = repos.update();
    assert_eq!((failed.status.code(), repos.commit()), (Some(2), before));
    assert_eq!(repos.code(), half_done(OLD_STUB));
    assert!(repos.learner.path("tests/tiny/new.rs").exists(), "git failed before it wrote the new file");
    let printed = "The update failed, and your code is unchanged. Run `cargo xtask update` to try again.\n";
    assert!(stderr(&failed).ends_with(printed), "{}", stderr(&failed));
    fs::remove_file(repos.learner.path(".git/hooks/reference-transaction")).unwrap();
    repos.update_successfully();
    assert_eq!(repos.code(), half_done(&new));
}

#[cfg(unix)]
#[test]
fn a_failed_merge_names_the_command_to_restore_code() {
    let repos = Repositories::new();
    repos.learner.save(&half_done(OLD_STUB));
    repos.publish_stub(&OLD_STUB.replace("Triples.", "Multiplies by three."));
    // A folder with the temporary file's name makes writing fail.
    repos.hook("post-merge", "mkdir katas/tiny/src/.lib.rs.new");
    let failed = repos.update();
    assert_eq!(failed.status.code(), Some(2));
    let printed = stderr(&failed);
    assert!(printed.ends_with("To restore your code, run `cargo xtask kept tiny --restore 1`.\n"), "{printed}");
    repos.learner.xtask(&["kept", "tiny", "--restore", "1"]);
    assert_eq!(repos.code(), half_done(OLD_STUB));
}
