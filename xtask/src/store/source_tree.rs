//! The learner's files of a kata as one value: read, compared, copied and written back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The size up to which a copy of a file is kept.
const LARGEST: u64 = 16 << 20;
/// The entries of a kata's folder that come with the kata. Everything else is the learner's.
const GIVEN: [&str; 4] = ["README.md", "kata.toml", "hints", "target"];

/// Files by their path within a folder.
pub(super) type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// The learner's files, and what cannot be copied.
#[derive(Debug, Default)]
pub(super) struct LearnerFiles {
    /// The files. Links are followed.
    pub tree: Tree,
    /// Files that are too large, and what is neither a file nor a folder.
    pub not_copied: Vec<PathBuf>,
    /// Symbolic links to something that exists.
    pub links: Vec<PathBuf>,
}

impl LearnerFiles {
    /// Reads the learner's files in a kata's folder, or in a kept version of it.
    ///
    /// Hidden files are left out, and so are links to nothing: editors use both for their own purposes.
    ///
    /// # Errors
    ///
    /// If a file or a folder cannot be read.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut found = Self::default();
        for name in entries(folder)? {
            if !GIVEN.iter().any(|given| name.as_path() == Path::new(given)) {
                found.add(folder, &name, &mut Vec::new())?;
            }
        }
        Ok(found)
    }

    /// Adds `part` of `folder`, with all that is below it. `above` are the folders that lead there.
    fn add(&mut self, folder: &Path, part: &Path, above: &mut Vec<PathBuf>) -> Result<()> {
        let path = folder.join(part);
        // A link to nothing has no metadata.
        let Ok(metadata) = fs::metadata(&path) else { return Ok(()) };
        if path.is_symlink() {
            self.links.push(part.to_owned());
        }
        if metadata.is_dir() {
            let real = path.canonicalize().map_err(Error::io("cannot read", &path))?;
            // A link may lead back to a folder that it lies in.
            if above.contains(&real) {
                return Ok(());
            }
            above.push(real);
            for name in entries(&path)? {
                self.add(folder, &part.join(name), above)?;
            }
            above.pop();
        } else if metadata.is_file() && metadata.len() <= LARGEST {
            self.tree.insert(part.to_owned(), fs::read(&path).map_err(Error::io("cannot read", &path))?);
        } else {
            self.not_copied.push(part.to_owned());
        }
        Ok(())
    }
}

/// Whether a path in a kata's folder names a file of the learner's.
pub fn is_learners_file(part: &Path) -> bool {
    let given = GIVEN.iter().any(|given| part.starts_with(given));
    !given && !part.components().any(|name| name.as_os_str().to_string_lossy().starts_with('.'))
}

/// The names of a folder's entries that are not hidden.
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

/// The files that differ, each with its old and its new content; empty where there is no such file.
pub(super) fn differences<'t>(old: &'t Tree, new: &'t Tree) -> impl Iterator<Item = (&'t Path, &'t [u8], &'t [u8])> {
    fn content<'t>(tree: &'t Tree, path: &Path) -> &'t [u8] {
        tree.get(path).map_or(&[], Vec::as_slice)
    }
    let paths: BTreeSet<&Path> = old.keys().chain(new.keys()).map(PathBuf::as_path).collect();
    let contents = paths.into_iter().map(|path| (path, content(old, path), content(new, path)));
    contents.filter(|(_, old, new)| old != new)
}

/// Writes all files of a tree into a new folder. A file that is the same in the folder `like` becomes a hard link to that
/// one, where the file system has such links.
pub(super) fn write_copy(folder: &Path, tree: &Tree, like: Option<(&Path, &Tree)>) -> Result<()> {
    for (part, bytes) in tree {
        let path = folder.join(part);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(Error::io("cannot make the folder", parent))?;
        let same = like.filter(|(_, before)| before.get(part) == Some(bytes));
        if same.is_some_and(|(before, _)| fs::hard_link(before.join(part), &path).is_ok()) {
            continue;
        }
        fs::write(&path, bytes).map_err(Error::io("cannot write", &path))?;
    }
    Ok(())
}

/// Makes the files of a folder those of `new`, where they were those of `old`. If that fails, they are those of `old` again.
///
/// # Errors
///
/// If a file cannot be written or removed.
pub(super) fn replace(folder: &Path, old: &Tree, new: &Tree) -> Result<()> {
    let paths: BTreeSet<&PathBuf> = old.keys().chain(new.keys()).collect();
    let failed = match write_back(folder, &paths, new) {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    match write_back(folder, &paths, old) {
        Ok(()) => Err(Error::Other(format!("{failed}. Nothing was changed."))),
        Err(again) => Err(Error::Other(format!("{failed}, and the folder cannot be put back as it was: {again}"))),
    }
}

/// Gives `paths` the content that they have in `tree`, and removes those that are not in it.
fn write_back(folder: &Path, paths: &BTreeSet<&PathBuf>, tree: &Tree) -> Result<()> {
    for part in paths.iter().filter(|part| !tree.contains_key(**part)) {
        let path = folder.join(part);
        match fs::remove_file(&path) {
            Err(error) if path.is_file() || path.is_symlink() => return Err(Error::io("cannot remove", &path)(error)),
            _ => {}
        }
        let folders = path.ancestors().skip(1).take_while(|parent| *parent != folder);
        // A folder that is not empty stays.
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
        fs::create_dir_all(parent).map_err(Error::io("cannot make the folder", parent))?;
        fs::write(&path, bytes).map_err(Error::io("cannot write", &path))?;
    }
    Ok(())
}
