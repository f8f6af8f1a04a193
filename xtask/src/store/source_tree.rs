//! The learner's files of a kata as one value that can be read, compared, copied and written back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The size in bytes of the largest file to copy.
const MAX_FILE_SIZE: u64 = 16 << 20;
/// The entries of a kata's folder that do not belong to the learner.
const NOT_LEARNERS: [&str; 4] = ["README.md", "kata.toml", "hints", "target"];

/// The contents of files, by their path within a folder.
pub(super) type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// The learner's files.
#[derive(Debug, Default)]
pub(super) struct LearnerFiles {
    /// The files that can be copied. Symbolic links are followed.
    pub tree: Tree,
    /// Files that are too large, and entries that are neither file nor folder.
    pub not_copied: Vec<PathBuf>,
    /// Symbolic links with an existing target.
    pub links: Vec<PathBuf>,
}

impl LearnerFiles {
    /// Reads the learner's files in a kata's folder or in a kept version.
    ///
    /// Skips hidden files and dangling links, which editors create as temporary and lock files.
    ///
    /// # Errors
    ///
    /// Fails if a file or folder cannot be read.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut found = Self::default();
        for name in entries(folder)? {
            if !NOT_LEARNERS.iter().any(|other| name.as_path() == Path::new(other)) {
                found.add(folder, &name, &mut Vec::new())?;
            }
        }
        Ok(found)
    }

    /// Adds `part` of `folder`, recursively. `above` contains its parent folders.
    fn add(&mut self, folder: &Path, part: &Path, above: &mut Vec<PathBuf>) -> Result<()> {
        let path = folder.join(part);
        // A dangling link has no metadata.
        let Ok(metadata) = fs::metadata(&path) else { return Ok(()) };
        if path.is_symlink() {
            self.links.push(part.to_owned());
        }
        if metadata.is_dir() {
            let real = path.canonicalize().map_err(Error::io("cannot read", &path))?;
            // A link can point to one of its own parent folders.
            if above.contains(&real) {
                return Ok(());
            }
            above.push(real);
            for name in entries(&path)? {
                self.add(folder, &part.join(name), above)?;
            }
            above.pop();
        } else if metadata.is_file() && metadata.len() <= MAX_FILE_SIZE {
            self.tree.insert(part.to_owned(), fs::read(&path).map_err(Error::io("cannot read", &path))?);
        } else {
            self.not_copied.push(part.to_owned());
        }
        Ok(())
    }
}

/// Returns true if a path in a kata's folder belongs to the learner.
pub fn is_learners_file(part: &Path) -> bool {
    let is_other = NOT_LEARNERS.iter().any(|other| part.starts_with(other));
    !is_other && !part.components().any(|name| name.as_os_str().to_string_lossy().starts_with('.'))
}

/// Returns the names of a folder's entries, without hidden ones.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::io("cannot read", folder))? {
        let name = entry.map_err(Error::io("cannot read", folder))?.file_name();
        if !name.to_string_lossy().starts_with('.') {
            names.push(PathBuf::from(name));
        }
    }
    Ok(names)
}

/// Returns the files that differ, with their old and new content.
///
/// The content of a missing file is empty.
pub(super) fn differences<'t>(old: &'t Tree, new: &'t Tree) -> impl Iterator<Item = (&'t Path, &'t [u8], &'t [u8])> {
    fn content<'t>(tree: &'t Tree, path: &Path) -> &'t [u8] {
        tree.get(path).map_or(&[], Vec::as_slice)
    }
    let paths: BTreeSet<&Path> = old.keys().chain(new.keys()).map(PathBuf::as_path).collect();
    let contents = paths.into_iter().map(|path| (path, content(old, path), content(new, path)));
    contents.filter(|(_, old, new)| old != new)
}

/// Writes all files of a tree to a new folder.
///
/// A file that is the same in `previous` becomes a hard link to it if the file system supports that.
pub(super) fn write_copy(folder: &Path, tree: &Tree, previous: Option<(&Path, &Tree)>) -> Result<()> {
    for (part, bytes) in tree {
        let path = folder.join(part);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(Error::io("cannot create the folder", parent))?;
        let same = previous.filter(|(_, before)| before.get(part) == Some(bytes));
        if same.is_some_and(|(before, _)| fs::hard_link(before.join(part), &path).is_ok()) {
            continue;
        }
        fs::write(&path, bytes).map_err(Error::io("cannot write", &path))?;
    }
    Ok(())
}

/// Replaces the files `old` of a folder by `new`. If that fails, restores `old`.
///
/// # Errors
///
/// Fails if a file cannot be written or removed.
pub(super) fn replace(folder: &Path, old: &Tree, new: &Tree) -> Result<()> {
    let paths: BTreeSet<&PathBuf> = old.keys().chain(new.keys()).collect();
    let failed = match write_back(folder, &paths, new) {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    match write_back(folder, &paths, old) {
        Ok(()) => Err(Error::Other(format!("{failed}. Nothing was changed."))),
        Err(again) => Err(Error::Other(format!(
            "{failed}. The old files could not be restored either: {again}. Your code is kept: `cargo xtask kept` \
             lists its versions."
        ))),
    }
}

/// Writes the files of `tree` and removes those in `paths` that are not in `tree`.
fn write_back(folder: &Path, paths: &BTreeSet<&PathBuf>, tree: &Tree) -> Result<()> {
    for part in paths.iter().filter(|part| !tree.contains_key(**part)) {
        let path = folder.join(part);
        match fs::remove_file(&path) {
            Err(error) if path.is_file() || path.is_symlink() => return Err(Error::io("cannot remove", &path)(error)),
            _ => {}
        }
        let folders = path.ancestors().skip(1).take_while(|parent| *parent != folder);
        // Removes empty parent folders only.
        for parent in folders {
            if fs::remove_dir(parent).is_err() {
                break;
            }
        }
    }
    for (part, bytes) in tree {
        let path = folder.join(part);
        if fs::read(&path).is_ok_and(|there| there == *bytes) {
            continue;
        }
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(Error::io("cannot create the folder", parent))?;
        fs::write(&path, bytes).map_err(Error::io("cannot write", &path))?;
    }
    Ok(())
}
