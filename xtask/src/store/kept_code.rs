//! The learner's code as it was at each run and before each reset: plain folders that can be read without the runner.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use diffy::{DiffOptions, Line};
use serde::Serialize;

use super::source_tree::{LARGEST, Tree, differences, find_left_out, read_tree, replace, slashed, write_tree};
use super::{PastRun, Store};
use crate::error::{Error, Result};
use crate::report::Verdict;
use crate::workspace::Kata;

/// How many versions of a kata's code are kept.
const MOST: usize = 300;
/// A file that differs from the last run and is older than this was not written by an editor just now.
const LONG_AGO: Duration = Duration::from_secs(10);
/// What of a kata's folder is the learner's.
const OWN: [&str; 3] = ["Cargo.toml", "src", "tests"];
/// What of a kata's folder a reset puts back.
const STUB: [&str; 3] = ["Cargo.toml", "suite.rs", "src"];

/// The versions of one kata's code that are kept.
#[derive(Debug)]
pub struct KeptCode<'a> {
    kata: &'a Kata,
    store: &'a Store,
    folder: PathBuf,
}

/// A kept version, and what is known of it.
#[derive(Clone, Debug, Serialize)]
pub struct Version {
    /// From 1, the oldest first. The oldest of many are not kept any more.
    pub number: u64,
    /// When it ran first, or else when it was kept, in seconds of Unix time.
    pub at: Option<u64>,
    /// What its last run of the whole suite came to. None if it never ran, or not the whole of it.
    pub verdict: Option<Verdict>,
    /// The first stage that was not green in that run.
    pub stage: Option<u32>,
    /// How many tests passed in it.
    pub passed: Option<usize>,
    /// How many tests there were in it, as far as known.
    pub total: Option<usize>,
    /// Whether it is what the kata's folder holds now.
    pub current: bool,
    /// What is different from the version before; all files of the first one.
    pub changes: Vec<Change>,
}

/// What is different about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its path in the kata's folder, with `/` between its parts.
    pub file: String,
    /// How many lines are new.
    pub added: usize,
    /// How many lines are gone.
    pub removed: usize,
}

impl<'a> KeptCode<'a> {
    /// Those of this kata.
    pub fn of(store: &'a Store, kata: &'a Kata) -> Self {
        Self { kata, store, folder: store.folder().join("kept").join(kata.name()) }
    }

    /// Keeps the code as it is now and returns the version's name; if it is the same as the last one's, that. If the
    /// sources are gone, there is nothing to keep, and the last version is what there was of them.
    ///
    /// `spared` is a version that is not to be dropped, however old, like all that were green. `last_run` is when the last build was over at the latest,
    /// in seconds of Unix time.
    ///
    /// # Errors
    ///
    /// If the store cannot be written to, or the code cannot be read.
    pub fn keep(&self, spared: Option<&str>, last_run: Option<u64>) -> Result<Option<String>> {
        let code = read_tree(&self.kata.folder(), &OWN)?;
        // Two runners that keep something at once would give it the same number.
        let _lock = self.store.lock()?;
        let versions = self.versions();
        let before = versions.last().map(|last| read_tree(&self.path(last), &OWN)).transpose()?;
        let gone = !code.iter().any(|(part, _)| part.starts_with("src"));
        if gone || before.as_ref() == Some(&code) {
            return Ok(versions.last().cloned());
        }
        let number = versions.last().and_then(|last| last.parse::<u64>().ok()).unwrap_or(0) + 1;
        let version = format!("{number:06}");
        fs::create_dir_all(&self.folder).map_err(Error::io("cannot make the folder", &self.folder))?;
        let new = tempfile::Builder::new().prefix("new-").tempdir_in(&self.folder);
        let new = new.map_err(Error::io("cannot write", &self.folder))?;
        write_tree(new.path(), &code)?;
        // In one step, so that a version is there as a whole or not at all.
        fs::rename(new.path(), self.folder.join(&version)).map_err(Error::io("cannot write", &self.folder))?;
        let _ = new.keep();
        if versions.len() >= MOST {
            self.drop_old(&versions, spared)?;
        }
        if let Some(before) = before {
            self.date_changes(&code, &before, last_run);
        }
        Ok(Some(version))
    }

    /// Drops the oldest versions that are not spared, so that with a new one there are no more of these than are kept.
    fn drop_old(&self, versions: &[String], spared: Option<&str>) -> Result<()> {
        let mut kept: BTreeSet<String> = self.store.green_versions(self.kata).collect();
        kept.extend(spared.map(str::to_owned));
        let droppable: Vec<&String> = versions.iter().filter(|version| !kept.contains(*version)).collect();
        for old in droppable.iter().take(droppable.len().saturating_sub(MOST - 1)) {
            let old = self.folder.join(old);
            fs::remove_dir_all(&old).map_err(Error::io("cannot remove", &old))?;
        }
        Ok(())
    }

    /// Sees to it that Cargo notices each file that differs from the last version. It goes by the time of the last change
    /// alone, which is long past for a file that was moved here or copied with its times, and before the last build when the
    /// clock was set back.
    fn date_changes(&self, code: &Tree, before: &Tree, last_run: Option<u64>) {
        let now = SystemTime::now();
        let last_run = last_run.map(|at| UNIX_EPOCH + Duration::from_secs(at));
        let (oldest, date) = match last_run.filter(|last_run| *last_run > now) {
            Some(last_run) => (last_run + Duration::from_secs(1), last_run + Duration::from_secs(1)),
            None => (now - LONG_AGO, now),
        };
        for (part, _) in code.iter().filter(|file| !before.contains(file)) {
            let file = fs::File::options().append(true).open(self.kata.folder().join(part));
            // Where this fails, the file is read-only, and it is as well as without a runner.
            let _ = file.and_then(
                |file| {
                    if file.metadata()?.modified()? < oldest { file.set_modified(date) } else { Ok(()) }
                },
            );
        }
    }

    /// Where a version lies.
    pub fn path(&self, version: &str) -> PathBuf {
        self.folder.join(version)
    }

    /// The versions' names, oldest first.
    pub fn versions(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut versions: Vec<String> = names.filter(|name| name.parse::<u64>().is_ok()).collect();
        versions.sort();
        versions
    }

    /// All versions with what is known of them, oldest first.
    ///
    /// # Errors
    ///
    /// If a version, or the code as it is now, cannot be read.
    ///
    /// # Cost
    ///
    /// Reads every kept version, and compares each with the one before.
    pub fn list(&self) -> Result<Vec<Version>> {
        let now = read_tree(&self.kata.folder(), &OWN)?;
        let mut runs: BTreeMap<String, (u64, PastRun)> = BTreeMap::new();
        for run in self.store.history().filter(|run| run.kata == self.kata.name()) {
            if let Some(version) = run.kept.clone() {
                let first = runs.get(&version).map_or(run.at, |(first, _)| *first);
                runs.insert(version, (first, run));
            }
        }
        let mut before = Tree::new();
        let mut listed = Vec::new();
        for name in self.versions() {
            let code = read_tree(&self.path(&name), &OWN)?;
            let run = runs.get(&name);
            listed.push(Version {
                number: name.parse().unwrap_or_default(),
                at: run.map(|(first, _)| *first).or_else(|| dated(&self.path(&name))),
                verdict: run.map(|(_, run)| run.verdict),
                stage: run.and_then(|(_, run)| run.stage),
                passed: run.map(|(_, run)| run.passed),
                total: run.map(|(_, run)| run.total),
                current: code == now,
                changes: differences(&before, &code).map(|(file, old, new)| Change::between(file, old, new)).collect(),
            });
            before = code;
        }
        Ok(listed)
    }

    /// What is different about a version, beside an older one.
    ///
    /// # Errors
    ///
    /// If one of them cannot be read.
    pub fn changes(&self, older: &str, newer: &str) -> Result<Vec<Change>> {
        let (older, newer) = (read_tree(&self.path(older), &OWN)?, read_tree(&self.path(newer), &OWN)?);
        Ok(differences(&older, &newer).map(|(file, old, new)| Change::between(file, old, new)).collect())
    }

    /// The name of the version of this number.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn named(&self, number: u64) -> Result<String> {
        let versions = self.versions();
        let (kata, oldest, newest) = (self.kata.name(), versions.first(), versions.last());
        if let Some(name) = versions.iter().find(|name| name.parse() == Ok(number)) {
            return Ok(name.clone());
        }
        Err(Error::Other(match (oldest, newest) {
            (Some(oldest), Some(newest)) => format!(
                "{kata} has no version {number}: those from {} to {} are kept, and `cargo xtask kept {kata}` lists them",
                oldest.trim_start_matches('0'),
                newest.trim_start_matches('0')
            ),
            _ => format!("no version of {kata} is kept yet: every run keeps what it runs"),
        }))
    }

    /// What putting a version back would change, as a unified diff from the code as it is now.
    ///
    /// # Errors
    ///
    /// If the version, or the code as it is now, cannot be read.
    pub fn difference(&self, version: &str) -> Result<String> {
        let now = read_tree(&self.kata.folder(), &OWN)?;
        let then = read_tree(&self.path(version), &OWN)?;
        let patches = differences(&now, &then).map(|(file, old, new)| {
            let file = slashed(file);
            let mut options = DiffOptions::new();
            options.set_original_filename(format!("now/{file}"));
            options.set_modified_filename(format!("{}/{file}", version.trim_start_matches('0')));
            options.create_patch(&String::from_utf8_lossy(old), &String::from_utf8_lossy(new)).to_string()
        });
        Ok(patches.collect())
    }

    /// Sees to it that everything is kept that a reset would replace.
    ///
    /// # Errors
    ///
    /// If there is something that is no source code and so is not kept.
    pub fn check_all_kept(&self) -> Result<()> {
        let folder = self.kata.folder();
        let mut left_out = Vec::new();
        for part in OWN {
            find_left_out(&folder.join(part), &mut left_out)?;
        }
        match left_out.first() {
            None => Ok(()),
            Some(path) => Err(Error::Other(format!(
                "{} is no plain file of at most {} MiB, so no copy of it is kept and nothing was changed: move it out of the \
                 kata's folder first",
                path.display(),
                LARGEST >> 20
            ))),
        }
    }

    /// Puts the pristine stub in the place of the code. The learner's own tests stay.
    ///
    /// # Errors
    ///
    /// If the stub cannot be read or the kata's folder cannot be written to.
    pub fn restore_stub(&self) -> Result<()> {
        replace(&self.kata.stub(), &self.kata.folder(), &STUB)
    }

    /// Puts a kept version in the place of the code.
    ///
    /// # Errors
    ///
    /// If the version cannot be read or the kata's folder cannot be written to.
    pub fn restore(&self, version: &str) -> Result<()> {
        replace(&self.path(version), &self.kata.folder(), &OWN)
    }
}

impl Change {
    fn between(file: &Path, old: &[u8], new: &[u8]) -> Self {
        let patch = diffy::create_patch_bytes(old, new);
        let lines = || patch.hunks().iter().flat_map(diffy::Hunk::lines);
        Self {
            file: slashed(file),
            added: lines().filter(|line| matches!(line, Line::Insert(_))).count(),
            removed: lines().filter(|line| matches!(line, Line::Delete(_))).count(),
        }
    }
}

/// What is different, a file after the other.
pub fn changes_in_words(changes: &[Change]) -> String {
    let of_file = |change: &Change| {
        let lines = [(change.added, '+'), (change.removed, '-')].into_iter().filter(|(count, _)| *count > 0);
        let lines: Vec<String> = lines.map(|(count, sign)| format!("{sign}{count}")).collect();
        format!("{} {}", change.file, lines.join(" "))
    };
    changes.iter().map(of_file).collect::<Vec<_>>().join(", ")
}

/// When a folder was made, in seconds of Unix time.
fn dated(folder: &Path) -> Option<u64> {
    let modified = fs::metadata(folder).ok()?.modified().ok()?;
    Some(modified.duration_since(UNIX_EPOCH).ok()?.as_secs())
}
