//! The learner's code as it was at each run and before each reset: plain folders that can be read without the runner.

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

/// How many versions of a kata's code there may be before old ones are dropped.
const MOST: usize = 300;
/// How many of the newest versions are never dropped.
const RECENT: usize = 100;
/// A file that differs from the last run and is older than this was not written by an editor just now.
const LONG_AGO: Duration = Duration::from_secs(10);
/// How the folder of a version that is not complete begins.
const UNFINISHED: &str = "new-";
/// The file of a kata's folder that comes with the stub and is not the learner's to edit.
const SUITE: &str = "suite.rs";

/// The code of one moment, as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The name of the version. None if there was nothing to keep.
    pub version: Option<String>,
    /// The files that no copy is kept of, from the kata's folder.
    pub not_kept: Vec<String>,
    code: Tree,
}

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

    /// Keeps the code as it is now. Code that is the same as the last version's becomes no new version.
    ///
    /// `spared` is a version that is not dropped, however old. `last_run` is when the last build was over at the latest, in
    /// seconds of Unix time.
    ///
    /// # Errors
    ///
    /// If the store cannot be written to, or the code cannot be read.
    pub fn keep(&self, spared: Option<&str>, last_run: Option<u64>) -> Result<Snapshot> {
        let files = self.learner_files()?;
        let not_kept = files.not_copied.iter().map(|path| shown(path)).collect();
        let code = files.tree;
        // Two runners that keep something at once would give it the same number.
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
        fs::create_dir_all(&self.folder).map_err(Error::io("cannot make the folder", &self.folder))?;
        self.clear_unfinished();
        let new = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(&self.folder);
        let new = new.map_err(Error::io("cannot write", &self.folder))?;
        write_copy(new.path(), &code, last.as_ref().map(|(path, before)| (path.as_path(), before)))?;
        // In one step, so that a version is there as a whole or not at all.
        fs::rename(new.path(), self.folder.join(&version)).map_err(Error::io("cannot write", &self.folder))?;
        let _ = new.keep();
        if versions.len() >= MOST {
            self.drop_old(&versions, spared)?;
        }
        if let Some((_, before)) = last {
            self.date_changes(&code, &before, last_run);
        }
        Ok(Snapshot { version: Some(version), not_kept, code })
    }

    /// Whether the code is still that of the snapshot.
    ///
    /// # Errors
    ///
    /// If the code cannot be read.
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

    /// Removes what a runner left that was killed while it kept something. The lock on the store has to be held.
    fn clear_unfinished(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(UNFINISHED)) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }

    /// Drops old versions but for the newest of each day, and the first and the last green one of each attempt.
    fn drop_old(&self, versions: &[String], spared: Option<&str>) -> Result<()> {
        let mut kept: BTreeSet<String> = versions.iter().rev().take(RECENT).cloned().collect();
        kept.extend(spared.map(str::to_owned));
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
        for (part, _) in code.iter().filter(|(part, bytes)| before.get(*part) != Some(bytes)) {
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
        let (older, newer) = (self.code_of(older)?, self.code_of(newer)?);
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

    /// Checks that a copy is kept of everything that would be replaced.
    ///
    /// # Errors
    ///
    /// If there is something that no copy can be kept of, or a link that leads elsewhere.
    pub fn check_all_kept(&self) -> Result<()> {
        let files = self.learner_files()?;
        let in_kata = |path: &Path| format!("katas/{}/{}", self.kata.name(), shown(path));
        if let Some(path) = files.not_copied.first() {
            return Err(Error::Other(format!(
                "no copy is kept of {}, which is too large or no file, so nothing was changed: move it out of the kata's \
                 folder first",
                in_kata(path)
            )));
        }
        if let Some(path) = files.links.first() {
            return Err(Error::Other(format!(
                "{} is a symbolic link, and what it leads to is not replaced, so nothing was changed: put a file or a \
                 folder in its place first",
                in_kata(path)
            )));
        }
        Ok(())
    }

    /// The stub, with the learner's files in `left_alone`, which a reset does not touch.
    ///
    /// # Errors
    ///
    /// If the stub or the kata's folder cannot be read.
    pub fn stub(&self, left_alone: &[&str]) -> Result<Replacement> {
        let stub = self.kata.stub();
        let mut code = LearnerFiles::read(&stub)?.tree;
        if code.is_empty() {
            return Err(Error::Other(format!("{} is missing or empty, so nothing was changed", shown(&stub))));
        }
        let stays = |part: &Path| left_alone.iter().any(|left_alone| part.starts_with(left_alone));
        code.extend(self.learner_files()?.tree.into_iter().filter(|(part, _)| stays(part)));
        Ok(Replacement(code))
    }

    /// The code of a kept version.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn version(&self, version: &str) -> Result<Replacement> {
        let code = self.code_of(version)?;
        if code.is_empty() {
            let path = self.path(version);
            return Err(Error::Other(format!("{} is missing or empty, so nothing was changed", shown(&path))));
        }
        Ok(Replacement(code))
    }

    /// Whether the kata's folder holds this already.
    ///
    /// # Errors
    ///
    /// If the kata's folder cannot be read.
    pub fn holds(&self, replacement: &Replacement) -> Result<bool> {
        let mut files = LearnerFiles::read(&self.kata.folder())?.tree;
        let mut wanted = replacement.0.clone();
        self.complete(&mut wanted);
        self.complete(&mut files);
        Ok(files == wanted)
    }

    /// Puts this in the place of the code of `snapshot`. If that fails, the code is as it was.
    ///
    /// # Errors
    ///
    /// If the kata's folder cannot be written to.
    pub fn replace(&self, snapshot: &Snapshot, replacement: Replacement) -> Result<()> {
        let (mut old, Replacement(mut new)) = (snapshot.code.clone(), replacement);
        self.complete(&mut old);
        self.complete(&mut new);
        replace(&self.kata.folder(), &old, &new)
    }

    /// Adds the file that is no part of a version unless the learner has edited it.
    fn complete(&self, code: &mut Tree) {
        if let Ok(suite) = fs::read(self.kata.stub().join(SUITE)) {
            code.entry(PathBuf::from(SUITE)).or_insert(suite);
        }
    }
}

/// Code that is about to replace the learner's.
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
