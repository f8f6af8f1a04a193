//! The learner's code as it was at each run and before each reset: plain folders that can be read without the runner.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::error::{Error, Result};
use crate::state::Store;
use crate::workspace::Kata;

/// How many versions of a kata's code are kept.
const MOST: usize = 300;
/// A file larger than this is no source code and is not kept.
const LARGEST: u64 = 1 << 20;
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
    folder: PathBuf,
}

impl<'a> KeptCode<'a> {
    /// Those of this kata.
    pub fn of(store: &Store, kata: &'a Kata) -> Self {
        Self { kata, folder: store.folder().join("kept").join(kata.name()) }
    }

    /// Keeps the code as it is now and returns the version's name; if it is the same as the last one's, that. If the
    /// sources are gone, there is nothing to keep, and the last version is what there was of them.
    ///
    /// `spared` is a version that is not to be dropped, however old.
    ///
    /// # Errors
    ///
    /// If the store cannot be written to, or the code cannot be read.
    pub fn keep(&self, spared: Option<&str>) -> Result<Option<String>> {
        let code = read_tree(&self.kata.folder(), &OWN)?;
        let versions = self.versions();
        let before = versions.last().map(|last| read_tree(&self.path(last), &OWN)).transpose()?;
        let gone = !code.iter().any(|(part, _)| part.starts_with("src"));
        if gone || before.as_ref() == Some(&code) {
            return Ok(versions.last().cloned());
        }
        let number = versions.last().and_then(|last| last.parse::<u64>().ok()).unwrap_or(0) + 1;
        let version = format!("{number:06}");
        fs::create_dir_all(&self.folder).map_err(Error::io("cannot make the folder", &self.folder))?;
        let new = self.folder.join(format!("new-{}", std::process::id()));
        write_tree(&new, &code)?;
        // In one step, so that a version is there as a whole or not at all.
        fs::rename(&new, self.folder.join(&version)).map_err(Error::io("cannot write", &self.folder))?;
        let excess = versions.len().saturating_sub(MOST - 1);
        for old in versions.iter().take(excess).filter(|old| Some(old.as_str()) != spared) {
            let old = self.folder.join(old);
            fs::remove_dir_all(&old).map_err(Error::io("cannot remove", &old))?;
        }
        if let Some(before) = before {
            self.date_changes(&code, &before);
        }
        Ok(Some(version))
    }

    /// Sees to it that Cargo notices each file that differs from the last version. It goes by the time of the last change
    /// alone, which is long past for a file that was moved here or copied with its times.
    fn date_changes(&self, code: &Tree, before: &Tree) {
        for (part, _) in code.iter().filter(|file| !before.contains(file)) {
            let file = fs::File::options().append(true).open(self.kata.folder().join(part));
            // Where this fails, the file is read-only, and it is as well as without a runner.
            let _ = file.and_then(|file| {
                let long_ago = SystemTime::now() - LONG_AGO;
                if file.metadata()?.modified()? < long_ago { file.set_modified(SystemTime::now()) } else { Ok(()) }
            });
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

/// Files by their path within a folder, in order.
type Tree = Vec<(PathBuf, Vec<u8>)>;

fn read_tree(folder: &Path, parts: &[&str]) -> Result<Tree> {
    let mut tree = Vec::new();
    for part in parts {
        read_into(folder, Path::new(part), &mut tree)?;
    }
    tree.sort();
    Ok(tree)
}

fn read_into(folder: &Path, part: &Path, tree: &mut Tree) -> Result<()> {
    let path = folder.join(part);
    let Ok(metadata) = fs::symlink_metadata(&path) else { return Ok(()) };
    if metadata.is_dir() {
        for entry in fs::read_dir(&path).map_err(Error::io("cannot read", &path))? {
            let entry = entry.map_err(Error::io("cannot read", &path))?;
            read_into(folder, &part.join(entry.file_name()), tree)?;
        }
    } else if metadata.is_file() && metadata.len() <= LARGEST {
        tree.push((part.to_owned(), fs::read(&path).map_err(Error::io("cannot read", &path))?));
    }
    Ok(())
}

fn write_tree(folder: &Path, tree: &Tree) -> Result<()> {
    for (part, bytes) in tree {
        let path = folder.join(part);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(Error::io("cannot make the folder", parent))?;
        fs::write(&path, bytes).map_err(Error::io("cannot write", &path))?;
    }
    Ok(())
}

/// Replaces `parts` of the folder `to` by those of `from`. What is new is complete before what is old goes.
fn replace(from: &Path, to: &Path, parts: &[&str]) -> Result<()> {
    let tree = read_tree(from, parts)?;
    if tree.is_empty() {
        return Err(Error::Other(format!("{} is missing or empty, so nothing was changed", from.display())));
    }
    fs::create_dir_all(to).map_err(Error::io("cannot make the folder", to))?;
    let staging =
        tempfile::Builder::new().prefix(".restoring-").tempdir_in(to).map_err(Error::io("cannot write to", to))?;
    let (new, old) = (staging.path().join("new"), staging.path().join("old"));
    write_tree(&new, &tree)?;
    fs::create_dir_all(&old).map_err(Error::io("cannot make the folder", &old))?;
    for part in parts {
        exchange(&to.join(part), &new.join(part), &old.join(part))?;
    }
    Ok(())
}

/// Moves what is at `place` to `old`, and what is at `new` to `place`. A folder itself stays where it is: somebody's shell
/// may be in it.
fn exchange(place: &Path, new: &Path, old: &Path) -> Result<()> {
    if place.is_dir() && (new.is_dir() || !new.exists()) {
        fs::create_dir_all(old).map_err(Error::io("cannot make the folder", old))?;
        move_entries(place, old)?;
        return if new.is_dir() { move_entries(new, place) } else { Ok(()) };
    }
    if place.exists() {
        fs::rename(place, old).map_err(Error::io("cannot move away", place))?;
    }
    if new.exists() {
        fs::rename(new, place).map_err(Error::io("cannot write", place))?;
    }
    Ok(())
}

fn move_entries(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).map_err(Error::io("cannot read", from))? {
        let entry = entry.map_err(Error::io("cannot read", from))?;
        let path = entry.path();
        fs::rename(&path, to.join(entry.file_name())).map_err(Error::io("cannot move", &path))?;
    }
    Ok(())
}
