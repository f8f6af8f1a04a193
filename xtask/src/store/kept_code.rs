//! Kept versions of the learner's code, saved at each run and before each reset.
//!
//! Each version is a plain folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use diffy::{DiffOptions, Line};
use serde::Serialize;

use super::source_tree::{LearnerFiles, Tree, differences, replace, write_copy};
use super::{PastRun, Store};
use crate::error::{Error, Result};
use crate::paths::shown;
use crate::report::Verdict;
use crate::workspace::Kata;

/// The number of versions that a kata can have before old ones are dropped.
const MAX_VERSIONS: usize = 300;
/// The number of newest versions that are never dropped.
const RECENT_VERSIONS: usize = 100;
/// The age at which the modification time of a changed file is updated.
///
/// A file that an editor has just saved is newer than this, and keeps its own time.
const OLD_FILE_AGE: Duration = Duration::from_secs(10);
/// The prefix of the folder of an incomplete version.
const INCOMPLETE_PREFIX: &str = "new-";
/// The suite's file in the kata's folder. It comes with the stub, and learners have no need to edit it.
const SUITE: &str = "suite.rs";

/// The learner's code at one moment, with the version that it was kept as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The name of the version. `None` if there is no code and no version yet.
    pub version: Option<String>,
    /// The files that were not copied, relative to the kata's folder.
    pub not_kept: Vec<String>,
    code: Tree,
}

/// The kept versions of one kata's code.
#[derive(Debug)]
pub struct KeptCode<'a> {
    kata: &'a Kata,
    store: &'a Store,
    folder: PathBuf,
}

/// A kept version, with the result of its last run.
#[derive(Clone, Debug, Serialize)]
pub struct Version {
    /// The version's number, starting at 1. There can be gaps, since old versions are dropped.
    pub number: u64,
    /// The time of its first run, or when it was kept if it never ran, as a Unix timestamp.
    pub at: Option<u64>,
    /// The verdict of its last run of the whole suite. `None` if there was no such run.
    pub verdict: Option<Verdict>,
    /// The number of the first stage that was not green in that run.
    pub stage: Option<u32>,
    /// The number of tests that passed in that run.
    pub passed: Option<usize>,
    /// The number of tests in that run, as far as known.
    pub total: Option<usize>,
    /// Set if the kata's folder has this code now.
    pub current: bool,
    /// The changes since the previous version, or all files if this is the first version.
    pub changes: Vec<Change>,
}

/// The size of the change to one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The file's path in the kata's folder, with `/` as separator.
    pub file: String,
    /// The number of added lines.
    pub added: usize,
    /// The number of removed lines.
    pub removed: usize,
}

impl<'a> KeptCode<'a> {
    /// Returns the kept versions of `kata`.
    pub fn of(store: &'a Store, kata: &'a Kata) -> Self {
        Self { kata, store, folder: store.folder().join("kept").join(kata.name()) }
    }

    /// Keeps the current code. Creates a version only if the code differs from the last one.
    ///
    /// The version `protected` is not dropped, no matter how old it is. `last_run` is the Unix timestamp at which the
    /// last run ended, so the last build was done by then.
    ///
    /// # Errors
    ///
    /// Fails if the state folder cannot be written to, or the code cannot be read.
    pub fn keep(&self, protected: Option<&str>, last_run: Option<u64>) -> Result<Snapshot> {
        let files = self.learner_files()?;
        let not_kept = files.not_copied.iter().map(|path| shown(path)).collect();
        let code = files.tree;
        // Without the lock, two runners could use the same number.
        let _lock = self.store.lock()?;
        let versions = self.versions();
        let last = match versions.last() {
            Some(last) => Some((self.path(last), self.code_of(last)?)),
            None => None,
        };
        if code.is_empty() || last.as_ref().is_some_and(|(_, before)| *before == code) {
            return Ok(Snapshot { version: versions.last().cloned(), not_kept, code });
        }
        let number = versions.last().and_then(|last| last.parse::<u64>().ok()).unwrap_or(0) + 1;
        let version = format!("{number:06}");
        fs::create_dir_all(&self.folder).map_err(Error::io("cannot create the folder", &self.folder))?;
        self.remove_incomplete();
        let new = tempfile::Builder::new().prefix(INCOMPLETE_PREFIX).tempdir_in(&self.folder);
        let new = new.map_err(Error::io("cannot write", &self.folder))?;
        write_copy(new.path(), &code, last.as_ref().map(|(path, before)| (path.as_path(), before)))?;
        // Renaming is atomic, so a version is either complete or missing.
        fs::rename(new.path(), self.folder.join(&version)).map_err(Error::io("cannot write", &self.folder))?;
        let _ = new.keep();
        if versions.len() >= MAX_VERSIONS {
            self.drop_old(&versions, protected)?;
        }
        if let Some((_, before)) = last {
            self.touch_changed_files(&code, &before, last_run);
        }
        Ok(Snapshot { version: Some(version), not_kept, code })
    }

    /// Returns true if the code has not changed since the snapshot.
    ///
    /// # Errors
    ///
    /// Fails if the code cannot be read.
    pub fn is_current(&self, snapshot: &Snapshot) -> Result<bool> {
        Ok(self.learner_files()?.tree == snapshot.code)
    }

    fn learner_files(&self) -> Result<LearnerFiles> {
        let mut files = LearnerFiles::read(&self.kata.folder())?;
        if files
            .tree
            .get(Path::new(SUITE))
            .is_some_and(|suite| fs::read(self.kata.stub().join(SUITE)).ok().as_ref() == Some(suite))
        {
            files.tree.remove(Path::new(SUITE));
        }
        Ok(files)
    }

    fn code_of(&self, version: &str) -> Result<Tree> {
        Ok(LearnerFiles::read(&self.path(version))?.tree)
    }

    /// Removes incomplete versions that killed runners have left behind. The caller must hold the lock on the store.
    fn remove_incomplete(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in
            entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(INCOMPLETE_PREFIX))
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }

    /// Drops old versions, except the newest of each day and the first and last green one of each attempt.
    fn drop_old(&self, versions: &[String], protected: Option<&str>) -> Result<()> {
        let mut kept: BTreeSet<String> = versions.iter().rev().take(RECENT_VERSIONS).cloned().collect();
        kept.extend(protected.map(str::to_owned));
        let (mut of_day, mut first_green, mut last_green) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for run in self.store.history().filter(|run| run.kata == self.kata.name()) {
            let Some(version) = run.kept else { continue };
            if run.verdict == Verdict::Green {
                first_green.entry(run.again).or_insert_with(|| version.clone());
                last_green.insert(run.again, version.clone());
            }
            of_day.insert(run.at / (24 * 60 * 60), version);
        }
        kept.extend(of_day.into_values().chain(first_green.into_values()).chain(last_green.into_values()));
        for old in versions.iter().filter(|version| !kept.contains(*version)) {
            let old = self.folder.join(old);
            fs::remove_dir_all(&old).map_err(Error::io("cannot remove", &old))?;
        }
        Ok(())
    }

    /// Updates the modification times of changed files, so that Cargo rebuilds them.
    ///
    /// Since Cargo only compares times, a changed file can look too old, for example if it was moved here, copied along
    /// with its times, or saved after the clock was set back.
    fn touch_changed_files(&self, code: &Tree, before: &Tree, last_run: Option<u64>) {
        let now = SystemTime::now();
        let last_run = last_run.map(|at| UNIX_EPOCH + Duration::from_secs(at));
        let (oldest, date) = match last_run.filter(|last_run| *last_run > now) {
            Some(last_run) => (last_run + Duration::from_secs(1), last_run + Duration::from_secs(1)),
            None => (now - OLD_FILE_AGE, now),
        };
        for (part, _) in code.iter().filter(|(part, bytes)| before.get(*part) != Some(bytes)) {
            let file = fs::File::options().append(true).open(self.kata.folder().join(part));
            // This fails for a read-only file, in which case Cargo goes by the file's own time.
            let _ = file.and_then(
                |file| {
                    if file.metadata()?.modified()? < oldest { file.set_modified(date) } else { Ok(()) }
                },
            );
        }
    }

    /// Returns the folder of a version.
    pub fn path(&self, version: &str) -> PathBuf {
        self.folder.join(version)
    }

    /// Returns the versions' names, oldest first.
    pub fn versions(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut versions: Vec<String> = names.filter(|name| name.parse::<u64>().is_ok()).collect();
        versions.sort();
        versions
    }

    /// Returns all versions with the results of their last runs, oldest first.
    ///
    /// # Errors
    ///
    /// Fails if a version or the current code cannot be read.
    ///
    /// # Cost
    ///
    /// Reads every kept version and compares it with the previous one.
    pub fn list(&self) -> Result<Vec<Version>> {
        let now = self.learner_files()?.tree;
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
            let code = self.code_of(&name)?;
            let run = runs.get(&name);
            listed.push(Version {
                number: name.parse().unwrap_or_default(),
                at: run.map(|(first, _)| *first).or_else(|| modification_time(&self.path(&name))),
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

    /// Returns the changes from the version `older` to the version `newer`.
    ///
    /// # Errors
    ///
    /// Fails if one of the versions cannot be read.
    pub fn changes(&self, older: &str, newer: &str) -> Result<Vec<Change>> {
        let (older, newer) = (self.code_of(older)?, self.code_of(newer)?);
        Ok(differences(&older, &newer).map(|(file, old, new)| Change::between(file, old, new)).collect())
    }

    /// Returns the name of the version with this number.
    ///
    /// # Errors
    ///
    /// Fails if there is no such version.
    pub fn version_name(&self, number: u64) -> Result<String> {
        let versions = self.versions();
        let (kata, oldest, newest) = (self.kata.name(), versions.first(), versions.last());
        if let Some(name) = versions.iter().find(|name| name.parse() == Ok(number)) {
            return Ok(name.clone());
        }
        Err(Error::Other(match (oldest, newest) {
            (Some(oldest), Some(newest)) => format!(
                "{kata} has no version {number}. Its versions range from {} to {}; run `cargo xtask kept {kata}` to \
                 list them.",
                oldest.trim_start_matches('0'),
                newest.trim_start_matches('0')
            ),
            _ => format!("{kata} has no versions yet. Every run keeps one, so start with `cargo xtask test {kata}`."),
        }))
    }

    /// Returns the unified diff from the current code to a version.
    ///
    /// # Errors
    ///
    /// Fails if the version or the current code cannot be read.
    pub fn difference(&self, version: &str) -> Result<String> {
        let now = self.learner_files()?.tree;
        let then = self.code_of(version)?;
        let patches = differences(&now, &then).map(|(file, old, new)| {
            let file = shown(file);
            let mut options = DiffOptions::new();
            options.set_original_filename(format!("now/{file}"));
            options.set_modified_filename(format!("{}/{file}", version.trim_start_matches('0')));
            options.create_patch(&String::from_utf8_lossy(old), &String::from_utf8_lossy(new)).to_string()
        });
        Ok(patches.collect())
    }

    /// Checks that the learner's files can all be kept and replaced.
    ///
    /// # Errors
    ///
    /// Fails if there is a file that cannot be copied, or a symbolic link.
    pub fn check_all_kept(&self) -> Result<()> {
        let files = self.learner_files()?;
        let in_kata = |path: &Path| format!("katas/{}/{}", self.kata.name(), shown(path));
        if let Some(path) = files.not_copied.first() {
            return Err(Error::Other(format!(
                "{} is too large to keep or not a regular file, so nothing was changed. Move it out of the kata's \
                 folder, then try again.",
                in_kata(path)
            )));
        }
        if let Some(path) = files.links.first() {
            return Err(Error::Other(format!(
                "{} is a symbolic link, which cannot be replaced safely, so nothing was changed. Put a file or a \
                 folder in its place, then try again.",
                in_kata(path)
            )));
        }
        Ok(())
    }

    /// Returns the stub together with the learner's files in the folders `untouched`, which a reset keeps.
    ///
    /// # Errors
    ///
    /// Fails if the stub or the kata's folder cannot be read.
    pub fn stub(&self, untouched: &[&str]) -> Result<Replacement> {
        let stub = self.kata.stub();
        let mut code = LearnerFiles::read(&stub)?.tree;
        if code.is_empty() {
            return Err(Error::Other(format!(
                "{} is missing or empty, so nothing was changed. Restore this folder from the repository first.",
                shown(&stub)
            )));
        }
        let is_untouched = |part: &Path| untouched.iter().any(|folder| part.starts_with(folder));
        code.extend(self.learner_files()?.tree.into_iter().filter(|(part, _)| is_untouched(part)));
        Ok(Replacement(code))
    }

    /// Returns the code of a kept version.
    ///
    /// # Errors
    ///
    /// Fails if the version cannot be read or is empty.
    pub fn version(&self, version: &str) -> Result<Replacement> {
        let code = self.code_of(version)?;
        if code.is_empty() {
            let path = self.path(version);
            return Err(Error::Other(format!(
                "{} is missing or empty, so nothing was changed. Choose another version.",
                shown(&path)
            )));
        }
        Ok(Replacement(code))
    }

    /// Returns true if the kata's folder already has this code.
    ///
    /// # Errors
    ///
    /// Fails if the kata's folder cannot be read.
    pub fn holds(&self, replacement: &Replacement) -> Result<bool> {
        let mut files = LearnerFiles::read(&self.kata.folder())?.tree;
        let mut wanted = replacement.0.clone();
        self.add_suite_file(&mut wanted);
        self.add_suite_file(&mut files);
        Ok(files == wanted)
    }

    /// Replaces the code of `snapshot`. If this fails, the old code stays in place.
    ///
    /// # Errors
    ///
    /// Fails if the kata's folder cannot be written to.
    pub fn replace(&self, snapshot: &Snapshot, replacement: Replacement) -> Result<()> {
        let (mut old, Replacement(mut new)) = (snapshot.code.clone(), replacement);
        self.add_suite_file(&mut old);
        self.add_suite_file(&mut new);
        replace(&self.kata.folder(), &old, &new)
    }

    /// Adds the suite's file, which versions contain only if the learner has edited it.
    fn add_suite_file(&self, code: &mut Tree) {
        if let Ok(suite) = fs::read(self.kata.stub().join(SUITE)) {
            code.entry(PathBuf::from(SUITE)).or_insert(suite);
        }
    }
}

/// Code to replace the learner's code.
#[derive(Debug)]
pub struct Replacement(Tree);

impl Change {
    fn between(file: &Path, old: &[u8], new: &[u8]) -> Self {
        let patch = diffy::create_patch_bytes(old, new);
        let lines = || patch.hunks().iter().flat_map(diffy::Hunk::lines);
        Self {
            file: shown(file),
            added: lines().filter(|line| matches!(line, Line::Insert(_))).count(),
            removed: lines().filter(|line| matches!(line, Line::Delete(_))).count(),
        }
    }
}

/// Formats changes as `src/lib.rs +3 -1, src/map.rs +2`.
pub fn format_changes(changes: &[Change]) -> String {
    let of_file = |change: &Change| {
        let lines = [(change.added, '+'), (change.removed, '-')].into_iter().filter(|(count, _)| *count > 0);
        let lines: Vec<String> = lines.map(|(count, sign)| format!("{sign}{count}")).collect();
        format!("{} {}", change.file, lines.join(" "))
    };
    changes.iter().map(of_file).collect::<Vec<_>>().join(", ")
}

/// Returns the modification time of a folder as a Unix timestamp.
fn modification_time(folder: &Path) -> Option<u64> {
    let modified = fs::metadata(folder).ok()?.modified().ok()?;
    Some(modified.duration_since(UNIX_EPOCH).ok()?.as_secs())
}
