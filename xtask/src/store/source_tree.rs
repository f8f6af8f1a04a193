//! Trees of source files: read, compared, written, and put in the place of others.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A file larger than this is no source code and is not kept.
pub(super) const LARGEST: u64 = 1 << 20;
/// A path with `/` between its parts.
pub(super) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The files that differ, each with what it was and what it is; nothing where there is none.
pub(super) fn differences<'t>(old: &'t Tree, new: &'t Tree) -> impl Iterator<Item = (&'t Path, &'t [u8], &'t [u8])> {
    let mut files: BTreeMap<&Path, (&[u8], &[u8])> = BTreeMap::new();
    for (path, bytes) in old {
        files.entry(path).or_default().0 = bytes;
    }
    for (path, bytes) in new {
        files.entry(path).or_default().1 = bytes;
    }
    files.into_iter().filter(|(_, (old, new))| old != new).map(|(path, (old, new))| (path, old, new))
}

/// What of `path` [`read_tree`] does not read.
pub(super) fn find_left_out(path: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let Ok(metadata) = fs::symlink_metadata(path) else { return Ok(()) };
    if metadata.is_dir() {
        for entry in fs::read_dir(path).map_err(Error::io("cannot read", path))? {
            find_left_out(&entry.map_err(Error::io("cannot read", path))?.path(), found)?;
        }
    } else if !metadata.is_file() || metadata.len() > LARGEST {
        found.push(path.to_owned());
    }
    Ok(())
}

/// Files by their path within a folder, in order.
pub(super) type Tree = Vec<(PathBuf, Vec<u8>)>;

/// The plain files in `parts` of a folder. Larger files are left out, and so is what is no file.
pub(super) fn read_tree(folder: &Path, parts: &[&str]) -> Result<Tree> {
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

/// Writes all files of a tree into a folder.
pub(super) fn write_tree(folder: &Path, tree: &Tree) -> Result<()> {
    for (part, bytes) in tree {
        let path = folder.join(part);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(Error::io("cannot make the folder", parent))?;
        fs::write(&path, bytes).map_err(Error::io("cannot write", &path))?;
    }
    Ok(())
}

/// Replaces `parts` of the folder `to` by those of `from`. What is new is complete before what is old goes.
pub(super) fn replace(from: &Path, to: &Path, parts: &[&str]) -> Result<()> {
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
