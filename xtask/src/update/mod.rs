//! Updates of the clone that keep the learner's code.
//!
//! Git refuses to overwrite edited files. So an update keeps every kata's code, sets the edited files aside that the new
//! version changes, fast-forwards, and merges them with the new stub. `.state/update.json` describes it meanwhile: after a
//! kill, the next call finishes it.

mod git;
mod summary;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use git::Git;

use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::render::plural;
use crate::store::kept_code::KeptCode;
use crate::store::{Store, is_learners_file, write_atomically};

/// An update that has begun.
#[derive(Debug, Deserialize, Serialize)]
struct Update {
    /// The commit before it.
    old: String,
    /// The commit that it leads to.
    new: String,
    /// The kept version of each kata. None of a kata without code.
    versions: BTreeMap<String, Option<String>>,
    /// The learner's files that are set aside.
    files: Vec<KataFile>,
}

/// One of the learner's files.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct KataFile {
    kata: String,
    /// Its path in the kata's folder.
    path: String,
}

/// What became of a file that was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It is the new stub's, as the learner's was the same or the old stub's.
    New,
    /// It has the learner's changes and those of the stub.
    Merged,
    /// It is the learner's, as it was.
    Kept,
    /// It is left as it is, since the interrupted update or the learner has written it already.
    Written,
}

/// Whether an update was interrupted.
pub fn is_interrupted(store: &Store) -> bool {
    record(store).exists()
}

/// Puts the learner's code back if an update was interrupted. Returns a text for the user if so.
///
/// # Errors
///
/// If the code cannot be put back.
pub fn finish_interrupted(context: &CommandContext, git: &Git) -> Result<Option<String>> {
    let path = record(&context.store);
    let Ok(text) = fs::read(&path) else { return Ok(None) };
    let update: Update =
        serde_json::from_slice(&text).map_err(|error| Error::BadFile { path, reason: error.to_string() })?;
    let outcomes = update.put_code_back(context, git)?;
    if git.commit("HEAD")? == update.old {
        return Ok(Some("An update was interrupted before it changed anything. Your code is back.\n".to_owned()));
    }
    let summary = summary::text(context, git, &update, &outcomes)?;
    Ok(Some(format!("An update was interrupted, and is finished now. Your code is back.\n\n{summary}\n")))
}

/// Updates the clone. Returns what has changed.
///
/// # Errors
///
/// If that is not possible. The learner's code is as it was, or the error says how to bring it back.
pub fn update(context: &CommandContext, git: &Git) -> Result<String> {
    let old = git.commit("HEAD")?;
    let upstream = git.fetch(&context.stop)?;
    if upstream.ahead == 0 {
        return Ok("Nothing is new: this clone is up to date.\n".to_owned());
    }
    if upstream.behind > 0 {
        return Err(Error::Other(format!(
            "this clone has {} {} that {name} does not have, so it cannot just move forward, and nothing was changed: commit \
             all your work, then `git merge {name}`",
            upstream.behind,
            plural(upstream.behind, "commit", "commits"),
            name = upstream.name
        )));
    }
    let changed = git.differences(&old, &upstream.commit)?;
    let edited = git.edited()?;
    let (mut paths, mut files, mut in_the_way) = (Vec::new(), Vec::new(), Vec::new());
    for path in edited.iter().map(String::as_str).filter(|path| changed.contains_key(*path)) {
        paths.push(path);
        if let Some(file) = learners_file(context, path) {
            files.push(file);
        } else if !is_lock_file(path) && on_disk(context, path) != git.file(&upstream.commit, path) {
            // One that is the new version already is what a killed git left.
            in_the_way.push(path);
        }
    }
    if !in_the_way.is_empty() {
        let files = in_the_way.join(" ");
        return Err(Error::Other(format!(
            "you have changed {}, and so has the new version, so nothing was changed. To set your changes aside: `git stash \
             push --include-untracked -- {files}`, then `cargo xtask update`, then `git stash pop`",
            in_the_way.join(", ")
        )));
    }
    for kata in context.workspace.katas().iter().filter(|kata| files.iter().any(|file| file.kata == kata.name())) {
        KeptCode::of(&context.store, kata).check_all_kept()?;
    }
    let mut versions = BTreeMap::new();
    for kata in context.workspace.katas() {
        let snapshot = KeptCode::of(&context.store, kata).keep(None, None)?;
        versions.insert(kata.name().to_owned(), snapshot.version);
    }
    let update = Update { old, new: upstream.commit, versions, files };
    update.write(&context.store)?;
    let moved = git.put_back(&paths).and_then(|()| git.fast_forward(&update.new));
    let outcomes = update.put_code_back(context, git)?;
    moved.map_err(|error| {
        Error::Other(format!(
            "{error}\nThe update is not done, and your code is as it was: `cargo xtask update` tries again."
        ))
    })?;
    summary::text(context, git, &update, &outcomes)
}

/// Keeps other updates of this clone out until it is dropped.
///
/// # Errors
///
/// If one is under way.
pub fn lock(store: &Store) -> Result<File> {
    let path = store.folder().join("update.lock");
    fs::create_dir_all(store.folder()).map_err(Error::io("cannot make the folder", store.folder()))?;
    let file = File::create(&path).map_err(Error::io("cannot write", &path))?;
    file.try_lock().map_err(|_| Error::Other("another update of this clone is under way".to_owned()))?;
    Ok(file)
}

impl Update {
    fn write(&self, store: &Store) -> Result<()> {
        let text = serde_json::to_vec_pretty(self).expect("plain data can always be written as JSON");
        let path = record(store);
        write_atomically(&path, &text).map_err(Error::io("cannot write", &path))
    }

    /// Merges the files that are set aside with what the current commit has in their place, and ends the update.
    fn put_code_back(&self, context: &CommandContext, git: &Git) -> Result<Vec<(KataFile, Outcome)>> {
        let mut outcomes = Vec::new();
        for file in &self.files {
            match self.put_file_back(file, context, git) {
                Ok(outcome) => outcomes.extend(outcome.map(|outcome| (file.clone(), outcome))),
                Err(error) => {
                    return Err(Error::Other(format!("{error}\nTo bring your code back: {}", self.ways_back())));
                }
            }
        }
        let path = record(&context.store);
        fs::remove_file(&path).map_err(Error::io("cannot remove", &path))?;
        Ok(outcomes)
    }

    /// Returns None if the kata has been removed.
    fn put_file_back(&self, file: &KataFile, context: &CommandContext, git: &Git) -> Result<Option<Outcome>> {
        let path = file.path_in_workspace();
        let versions = [&self.old, &self.new, "HEAD"].map(|commit| git.file(commit, &path));
        if !versions.contains(&on_disk(context, &path)) {
            return Ok(Some(Outcome::Written));
        }
        if git.file("HEAD", &format!("katas/{}/Cargo.toml", file.kata)).is_none() {
            return Ok(None);
        }
        let [old, _, new] = &versions;
        let mine = self.kept_file(file, &context.store)?;
        let (content, outcome) = merge(old.as_deref(), mine.as_deref(), new.as_deref());
        write_file(&context.workspace.root().join(&path), content.as_deref())?;
        Ok(Some(outcome))
    }

    /// Returns what the learner had in a file. None if there was no such file.
    fn kept_file(&self, file: &KataFile, store: &Store) -> Result<Option<Vec<u8>>> {
        let Some(Some(version)) = self.versions.get(&file.kata) else { return Ok(None) };
        let path = kept_folder(store, &file.kata, version).join(&file.path);
        match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            content => content.map(Some).map_err(Error::io("cannot read", &path)),
        }
    }

    /// The commands that bring back the code of each kata whose files were set aside.
    fn ways_back(&self) -> String {
        let of_kata = |(kata, version): (&String, &Option<String>)| {
            let set_aside = self.files.iter().any(|file| file.kata == *kata);
            version.as_deref().filter(|_| set_aside).map(|version| way_back(kata, version))
        };
        self.versions.iter().filter_map(of_kata).collect::<Vec<_>>().join(", ")
    }
}

impl KataFile {
    fn path_in_workspace(&self) -> String {
        format!("katas/{}/{}", self.kata, self.path)
    }
}

/// The file of the learner's that a path in the workspace names, if it is one.
fn learners_file(context: &CommandContext, path: &str) -> Option<KataFile> {
    let (kata, path) = path.strip_prefix("katas/")?.split_once('/')?;
    let known = context.workspace.katas().iter().any(|known| known.name() == kata);
    (known && is_learners_file(Path::new(path))).then(|| KataFile { kata: kata.to_owned(), path: path.to_owned() })
}

/// Whether Cargo writes this file: it completes the new version's for what the learner's manifests add.
fn is_lock_file(path: &str) -> bool {
    Path::new(path).ends_with("Cargo.lock")
}

/// Returns the learner's file with the changes that the stub has had, where both can be had.
fn merge(old: Option<&[u8]>, mine: Option<&[u8]>, new: Option<&[u8]>) -> (Option<Vec<u8>>, Outcome) {
    if mine == old || mine == new {
        return (new.map(<[u8]>::to_vec), Outcome::New);
    }
    if let (Some(old), Some(mine), Some(new)) = (old, mine, new)
        && let Ok(merged) = diffy::merge_bytes(old, mine, new)
    {
        return (Some(merged), Outcome::Merged);
    }
    (mine.map(<[u8]>::to_vec), Outcome::Kept)
}

/// Writes a file as a whole or not at all; None removes it.
fn write_file(path: &Path, content: Option<&[u8]>) -> Result<()> {
    let Some(content) = content else {
        return if path.exists() { fs::remove_file(path).map_err(Error::io("cannot remove", path)) } else { Ok(()) };
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("cannot make the folder", folder))?;
    }
    // A hidden file is not the learner's.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = path.with_file_name(format!(".{name}.new"));
    fs::write(&new, content).and_then(|()| fs::rename(&new, path)).map_err(Error::io("cannot write", path))
}

fn on_disk(context: &CommandContext, path: &str) -> Option<Vec<u8>> {
    fs::read(context.workspace.root().join(path)).ok()
}

fn kept_folder(store: &Store, kata: &str, version: &str) -> PathBuf {
    store.folder().join("kept").join(kata).join(version)
}

/// The command that brings a kept version back.
fn way_back(kata: &str, version: &str) -> String {
    format!("`cargo xtask kept {kata} --restore {}`", version.trim_start_matches('0'))
}

/// The file that describes an update while it is under way.
fn record(store: &Store) -> PathBuf {
    store.folder().join("update.json")
}
