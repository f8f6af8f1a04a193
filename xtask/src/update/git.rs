//! The git commands that an update consists of.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use crate::error::{Error, Result};
use crate::process::{Bounds, StopFlag, capture};

/// What to do where git cannot update.
const WITHOUT_GIT: &str = "to update without git, download a new copy, and copy `.state` and, of each kata that you worked on, \
                           `src`, `tests` and `Cargo.toml` into it";

/// The clone that the workspace is.
#[derive(Debug)]
pub struct Git<'a> {
    root: &'a Path,
}

/// How a file differs between two commits.
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
    /// Its name: `origin/main`.
    pub name: String,
    /// Its newest commit.
    pub commit: String,
    /// How many commits it has that the clone does not have.
    pub ahead: usize,
    /// How many commits the clone has that it does not have.
    pub behind: usize,
}

impl<'a> Git<'a> {
    /// Opens the clone whose root is `root`.
    ///
    /// # Errors
    ///
    /// If git is missing, or `root` is not the root of a clone.
    pub fn open(root: &'a Path) -> Result<Self> {
        let git = Self { root };
        match git.output(&["rev-parse", "--show-prefix"]) {
            Err(error) => Err(Error::Other(format!("git does not start ({error}): install it; {WITHOUT_GIT}"))),
            Ok(Err(said)) => Err(Error::Other(format!("this folder is not a git clone ({said}): {WITHOUT_GIT}"))),
            Ok(Ok(prefix)) if prefix.trim().is_empty() => Ok(git),
            Ok(Ok(prefix)) => Err(Error::Other(format!(
                "this folder is not a git clone but the folder {} of one: {WITHOUT_GIT}",
                prefix.trim()
            ))),
        }
    }

    /// Fetches what is new, in the terminal: git may ask for a password.
    ///
    /// # Errors
    ///
    /// If the branch has no upstream, or the upstream cannot be reached.
    pub fn fetch(&self, stop: &StopFlag) -> Result<Upstream> {
        let name =
            self.output(&["rev-parse", "--abbrev-ref", "@{upstream}"]).unwrap_or_else(|error| Err(error.to_string()));
        let name = name.map(|name| name.trim().to_owned()).map_err(|said| {
            Error::Other(format!(
                "git does not know where to update from ({said}): `git switch main` or `git branch \
                 --set-upstream-to=origin/main` tells it; {WITHOUT_GIT}"
            ))
        })?;
        let status = self.command(&["fetch", "--quiet"]).status();
        if stop.requested() {
            return Err(Error::Stopped);
        }
        if !status.is_ok_and(|status| status.success()) {
            return Err(Error::Other(
                "git cannot fetch the new version (its message is above), so nothing was changed: try again when you are \
                 online"
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
    /// If there is no such commit.
    pub fn commit(&self, revision: &str) -> Result<String> {
        Ok(self.run(&["rev-parse", "--verify", revision])?.trim().to_owned())
    }

    /// Returns the files that differ between two commits.
    ///
    /// # Errors
    ///
    /// If git fails.
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
    /// If git fails, or a merge is under way.
    pub fn edited(&self) -> Result<BTreeSet<String>> {
        if !self.run(&["ls-files", "--unmerged"])?.is_empty() {
            return Err(Error::Other(
                "a merge is under way, so nothing was changed: `git status` shows how to finish it".to_owned(),
            ));
        }
        let listed = self.run(&["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"])?;
        // Each line begins with two letters and a space.
        Ok(listed.split('\0').filter_map(|line| Some(line.get(3..)?.to_owned())).collect())
    }

    /// Returns the content of a file in a commit, with the line ends that a checkout would give it. None if it is not there.
    pub fn file(&self, commit: &str, path: &str) -> Option<Vec<u8>> {
        let content = self.output(&["cat-file", "--filters", &format!("{commit}:{path}")]).ok()?;
        content.ok().map(String::into_bytes)
    }

    /// Gives files the content that they have in the current commit, in the index too, and removes those that it does not
    /// have.
    ///
    /// # Errors
    ///
    /// If git fails, or a file cannot be removed.
    pub fn put_back(&self, paths: &[&str]) -> Result<()> {
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

    /// Moves the branch forward to a commit.
    ///
    /// # Errors
    ///
    /// If git refuses.
    pub fn fast_forward(&self, commit: &str) -> Result<()> {
        self.run(&["merge", "--quiet", "--ff-only", commit]).map(drop)
    }

    fn run(&self, arguments: &[&str]) -> Result<String> {
        let output = self.output(arguments).unwrap_or_else(|error| Err(error.to_string()));
        output.map_err(|said| Error::Other(format!("git {} failed: {said}", arguments[0])))
    }

    /// Returns what git prints, or what it says of its failure.
    fn output(&self, arguments: &[&str]) -> io::Result<Result<String, String>> {
        // Nothing stops these commands: half of one would leave the clone between two versions.
        let output = capture(self.command(arguments), Bounds::default(), &StopFlag::new())?;
        if output.is_success() {
            return Ok(Ok(output.stdout));
        }
        let said = output.stderr.trim();
        Ok(Err(said.strip_prefix("fatal: ").unwrap_or(said).to_owned()))
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
