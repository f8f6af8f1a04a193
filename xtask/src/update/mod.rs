//! Updates of the clone that preserve the learner's code.
//!
//! Git refuses to overwrite edited files, so an update has to work around that. First, it keeps a copy of every kata's
//! code and resets those edited files that the new version changes. Then it fast-forwards, and merges the learner's
//! files with the new stub. While the update runs, `.state/update.json` describes it, so that the next call can finish
//! it if it is killed.

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

/// An update in progress.
#[derive(Debug, Deserialize, Serialize)]
struct Update {
    /// The commit before the update.
    old: String,
    /// The commit after the update.
    new: String,
    /// The kept version of each kata's code. `None` for a kata without code.
    versions: BTreeMap<String, Option<String>>,
    /// The learner's files that are reset during the update and merged afterwards.
    files: Vec<KataFile>,
}

/// One of the learner's files.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct KataFile {
    kata: String,
    /// The file's path in the kata's folder.
    path: String,
}

/// The result of merging one of the learner's files with the new stub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// The file comes from the new stub, because the learner had not changed it or had the same content.
    New,
    /// The file has both the learner's changes and the stub's.
    Merged,
    /// The file is the learner's, unchanged.
    Kept,
    /// The file was not touched, because the interrupted update or the learner had already written it.
    Written,
}

/// Returns true if an update was interrupted.
pub fn is_interrupted(store: &Store) -> bool {
    record(store).exists()
}

/// Finishes an interrupted update and restores the learner's code.
///
/// Returns a message for the user if an update was interrupted.
///
/// # Errors
///
/// Fails if the code cannot be restored.
pub fn finish_interrupted(context: &CommandContext, git: &Git) -> Result<Option<String>> {
    let path = record(&context.store);
    let Ok(text) = fs::read(&path) else { return Ok(None) };
    let update: Update =
        serde_json::from_slice(&text).map_err(|error| Error::BadFile { path, reason: error.to_string() })?;
    let outcomes = update.restore_code(context, git)?;
    if git.commit("HEAD")? == update.old {
        return Ok(Some(
            "An earlier update was interrupted before it changed anything. Your code is restored.\n".to_owned(),
        ));
    }
    let summary = summary::text(context, git, &update, &outcomes)?;
    Ok(Some(format!("Finished an earlier update that was interrupted. Your code is restored.\n\n{summary}\n")))
}

/// Updates the clone, and returns a summary of the changes.
///
/// # Errors
///
/// Returns an error if the update fails. In that case, the learner's code is unchanged, or the error says how to
/// restore it.
pub fn update(context: &CommandContext, git: &Git) -> Result<String> {
    let old = git.commit("HEAD")?;
    let upstream = git.fetch(&context.stop)?;
    if upstream.ahead == 0 {
        return Ok("This clone is already up to date.\n".to_owned());
    }
    if upstream.behind > 0 {
        return Err(Error::Other(format!(
            "this clone has {} {} that {name} does not have, so it cannot be fast-forwarded. Nothing was changed. \
             Commit your work, then run `git merge {name}`.",
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
            // A killed git can leave files that already have the content of the new version.
            in_the_way.push(path);
        }
    }
    if !in_the_way.is_empty() {
        let files = in_the_way.join(" ");
        return Err(Error::Other(format!(
            "both you and the new version have changed {}. Nothing was updated. Run `git stash push \
             --include-untracked -- {files}`, then `cargo xtask update`, then `git stash pop`.",
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
    let moved = git.reset_files(&paths).and_then(|()| git.fast_forward(&update.new));
    let outcomes = update.restore_code(context, git)?;
    moved.map_err(|error| {
        Error::Other(format!(
            "{error}\nThe update failed, and your code is unchanged. Run `cargo xtask update` to try again."
        ))
    })?;
    summary::text(context, git, &update, &outcomes)
}

/// Locks the clone against other updates until the returned file is dropped.
///
/// # Errors
///
/// Fails if another update is in progress.
pub fn lock(store: &Store) -> Result<File> {
    let path = store.folder().join("update.lock");
    fs::create_dir_all(store.folder()).map_err(Error::io("cannot create the folder", store.folder()))?;
    let file = File::create(&path).map_err(Error::io("cannot write", &path))?;
    file.try_lock()
        .map_err(|_| Error::Other("another update of this clone is in progress. Wait until it is done.".to_owned()))?;
    Ok(file)
}

impl Update {
    fn write(&self, store: &Store) -> Result<()> {
        let text = serde_json::to_vec_pretty(self).expect("plain data can always be written as JSON");
        let path = record(store);
        write_atomically(&path, &text).map_err(Error::io("cannot write", &path))
    }

    /// Merges the learner's files with their versions in the current commit, and ends the update.
    fn restore_code(&self, context: &CommandContext, git: &Git) -> Result<Vec<(KataFile, Outcome)>> {
        let mut outcomes = Vec::new();
        for file in &self.files {
            match self.restore_file(file, context, git) {
                Ok(outcome) => outcomes.extend(outcome.map(|outcome| (file.clone(), outcome))),
                Err(error) => {
                    return Err(Error::Other(format!(
                        "{error}\nTo restore your code, run {}.",
                        self.restore_commands()
                    )));
                }
            }
        }
        let path = record(&context.store);
        fs::remove_file(&path).map_err(Error::io("cannot remove", &path))?;
        Ok(outcomes)
    }

    /// Merges one file. Returns `None` if the kata has been removed.
    fn restore_file(&self, file: &KataFile, context: &CommandContext, git: &Git) -> Result<Option<Outcome>> {
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

    /// Returns the learner's content of a file before the update, or `None` if there was no such file.
    fn kept_file(&self, file: &KataFile, store: &Store) -> Result<Option<Vec<u8>>> {
        let Some(Some(version)) = self.versions.get(&file.kata) else { return Ok(None) };
        let path = kept_folder(store, &file.kata, version).join(&file.path);
        match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            content => content.map(Some).map_err(Error::io("cannot read", &path)),
        }
    }

    /// Returns the commands that restore the code of the katas whose files were reset.
    fn restore_commands(&self) -> String {
        let of_kata = |(kata, version): (&String, &Option<String>)| {
            let was_reset = self.files.iter().any(|file| file.kata == *kata);
            version.as_deref().filter(|_| was_reset).map(|version| restore_command(kata, version))
        };
        self.versions.iter().filter_map(of_kata).collect::<Vec<_>>().join(", ")
    }
}

impl KataFile {
    fn path_in_workspace(&self) -> String {
        format!("katas/{}/{}", self.kata, self.path)
    }
}

/// Returns the learner's file at a path in the workspace, or `None` for any other file.
fn learners_file(context: &CommandContext, path: &str) -> Option<KataFile> {
    let (kata, path) = path.strip_prefix("katas/")?.split_once('/')?;
    let known = context.workspace.katas().iter().any(|known| known.name() == kata);
    (known && is_learners_file(Path::new(path))).then(|| KataFile { kata: kata.to_owned(), path: path.to_owned() })
}

/// Returns true for a file that Cargo can regenerate.
///
/// After the update, Cargo adds the learner's dependencies to it again.
fn is_lock_file(path: &str) -> bool {
    Path::new(path).ends_with("Cargo.lock")
}

/// Merges the learner's changes and the stub's changes to a file.
///
/// On a conflict, keeps the learner's file.
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

/// Writes a file atomically, or removes it if `content` is `None`.
fn write_file(path: &Path, content: Option<&[u8]>) -> Result<()> {
    let Some(content) = content else {
        return if path.exists() { fs::remove_file(path).map_err(Error::io("cannot remove", path)) } else { Ok(()) };
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("cannot create the folder", folder))?;
    }
    // The temporary file is hidden, so it does not count as the learner's.
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

/// Returns the command that restores a kept version.
fn restore_command(kata: &str, version: &str) -> String {
    format!("`cargo xtask kept {kata} --restore {}`", version.trim_start_matches('0'))
}

/// Returns the path of the file that describes an update in progress.
fn record(store: &Store) -> PathBuf {
    store.folder().join("update.json")
}
