//! Git commands of an update.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use crate::error::{Error, Result};
use crate::process::{Bounds, StopFlag, capture};

/// Instructions for a manual update.
const WITHOUT_GIT: &str = "To update without git, download a new copy. Copy `.state` into it, and `src`, `tests` and \
                           `Cargo.toml` of each kata that you worked on.";

/// The git clone that contains the workspace.
#[derive(Debug)]
pub struct Git<'a> {
    root: &'a Path,
}

/// The kind of change to a file between two commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Only the newer commit has it.
    Added,
    /// Only the older commit has it.
    Removed,
    /// Both have it.
    Modified,
}

/// The branch that the clone follows.
#[derive(Debug)]
pub struct Upstream {
    /// The branch's name, such as `origin/main`.
    pub name: String,
    /// The branch's newest commit.
    pub commit: String,
    /// The number of commits that only the branch has.
    pub ahead: usize,
    /// The number of commits that only the clone has.
    pub behind: usize,
}

impl<'a> Git<'a> {
    /// Opens the clone whose root is `root`.
    ///
    /// # Errors
    ///
    /// Fails if git is missing, or `root` is not the root of a clone.
    pub fn open(root: &'a Path) -> Result<Self> {
        let git = Self { root };
        match git.output(&["rev-parse", "--show-prefix"]) {
            Err(error) => {
                Err(Error::Other(format!("cannot start git ({error}). Install it, then try again. {WITHOUT_GIT}")))
            }
            Ok(Err(message)) => Err(Error::Other(format!("this folder is not a git clone ({message}). {WITHOUT_GIT}"))),
            Ok(Ok(prefix)) if prefix.trim().is_empty() => Ok(git),
            Ok(Ok(prefix)) => Err(Error::Other(format!(
                "this folder is not the root of a git clone, but its folder {}. {WITHOUT_GIT}",
                prefix.trim()
            ))),
        }
    }

    /// Fetches new commits. Git uses the terminal directly, since it may have to ask for a password.
    ///
    /// # Errors
    ///
    /// Fails if the branch has no upstream, or the upstream cannot be reached.
    pub fn fetch(&self, stop: &StopFlag) -> Result<Upstream> {
        let name =
            self.output(&["rev-parse", "--abbrev-ref", "@{upstream}"]).unwrap_or_else(|error| Err(error.to_string()));
        let name = name.map(|name| name.trim().to_owned()).map_err(|message| {
            Error::Other(format!(
                "the current branch has no upstream to update from ({message}). Run `git switch main` or `git branch \
                 --set-upstream-to=origin/main`, then try again. {WITHOUT_GIT}"
            ))
        })?;
        let status = self.command(&["fetch", "--quiet"]).status();
        if stop.requested() {
            return Err(Error::Stopped);
        }
        if !status.is_ok_and(|status| status.success()) {
            return Err(Error::Other(
                "git could not fetch the new version (see its message above). Nothing was changed. Try again when you \
                 are online."
                    .to_owned(),
            ));
        }
        let counts = self.run(&["rev-list", "--left-right", "--count", "HEAD...@{upstream}"])?;
        let mut counts = counts.split_whitespace().map(|count| count.parse().unwrap_or(0));
        let (behind, ahead) = (counts.next().unwrap_or(0), counts.next().unwrap_or(0));
        Ok(Upstream { name, commit: self.commit("@{upstream}")?, ahead, behind })
    }

    /// Returns the hash of a commit.
    ///
    /// # Errors
    ///
    /// Fails if there is no such commit.
    pub fn commit(&self, revision: &str) -> Result<String> {
        Ok(self.run(&["rev-parse", "--verify", revision])?.trim().to_owned())
    }

    /// Returns the files that differ between two commits.
    ///
    /// # Errors
    ///
    /// Fails if the git command fails.
    pub fn differences(&self, old: &str, new: &str) -> Result<BTreeMap<String, Difference>> {
        let listed = self.run(&["diff-tree", "-r", "-z", "--no-renames", "--name-status", old, new])?;
        let mut parts = listed.split('\0');
        let mut differences = BTreeMap::new();
        while let (Some(status), Some(path)) = (parts.next(), parts.next()) {
            let difference = match status {
                "A" => Difference::Added,
                "D" => Difference::Removed,
                _ => Difference::Modified,
            };
            differences.insert(path.to_owned(), difference);
        }
        Ok(differences)
    }

    /// Returns the files that differ from the current commit, untracked ones included.
    ///
    /// # Errors
    ///
    /// Fails if the git command fails, or a merge is in progress.
    pub fn edited(&self) -> Result<BTreeSet<String>> {
        if !self.run(&["ls-files", "--unmerged"])?.is_empty() {
            return Err(Error::Other(
                "a merge is in progress, so nothing was changed. Run `git status` to see how to finish it.".to_owned(),
            ));
        }
        let listed = self.run(&["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"])?;
        // Each entry begins with two letters and a space.
        Ok(listed.split('\0').filter_map(|line| Some(line.get(3..)?.to_owned())).collect())
    }

    /// Returns the content of a file in a commit, or `None` if it does not exist.
    ///
    /// The content has the line endings of a checkout.
    pub fn file(&self, commit: &str, path: &str) -> Option<Vec<u8>> {
        let content = self.output(&["cat-file", "--filters", &format!("{commit}:{path}")]).ok()?;
        content.ok().map(String::into_bytes)
    }

    /// Resets files to their content in the current commit, also in the index.
    ///
    /// Removes files that the commit lacks.
    ///
    /// # Errors
    ///
    /// Fails if the git command fails, or a file cannot be removed.
    pub fn reset_files(&self, paths: &[&str]) -> Result<()> {
        if paths.is_empty() {
            return Ok(());
        }
        let with_paths = |arguments: &[&'static str], paths: &[&str]| self.run(&[arguments, paths].concat());
        with_paths(&["reset", "--quiet", "HEAD", "--"], paths)?;
        let tracked = with_paths(&["ls-tree", "-r", "-z", "--name-only", "HEAD", "--"], paths)?;
        let tracked: Vec<&str> = tracked.split('\0').filter(|path| !path.is_empty()).collect();
        if !tracked.is_empty() {
            with_paths(&["checkout", "--quiet", "HEAD", "--"], &tracked)?;
        }
        for path in paths.iter().filter(|path| !tracked.contains(path)) {
            let path = self.root.join(path);
            if path.is_file() {
                fs::remove_file(&path).map_err(Error::io("cannot remove", &path))?;
            }
        }
        Ok(())
    }

    /// Fast-forwards the current branch to a commit.
    ///
    /// # Errors
    ///
    /// Fails if the git command fails.
    pub fn fast_forward(&self, commit: &str) -> Result<()> {
        self.run(&["merge", "--quiet", "--ff-only", commit]).map(drop)
    }

    fn run(&self, arguments: &[&str]) -> Result<String> {
        let output = self.output(arguments).unwrap_or_else(|error| Err(error.to_string()));
        output.map_err(|message| Error::Other(format!("git {} failed: {message}", arguments[0])))
    }

    /// Returns the standard output of git, or its error message if it fails.
    fn output(&self, arguments: &[&str]) -> io::Result<Result<String, String>> {
        // Ignore requests to stop, since aborting one of these commands could leave the clone between two versions.
        let output = capture(self.command(arguments), Bounds::default(), &StopFlag::new())?;
        if output.is_success() {
            return Ok(Ok(output.stdout));
        }
        let message = output.stderr.trim();
        Ok(Err(message.strip_prefix("fatal: ").unwrap_or(message).to_owned()))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command
            .arg("-C")
            .arg(self.root)
            .arg("--literal-pathspecs")
            .args(["-c", "merge.autostash=false"])
            .args(arguments);
        command
    }
}
