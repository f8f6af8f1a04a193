//! Reads the files of a crate from disk or from memory.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use thiserror::Error;

/// The maximum file size in bytes. A larger file is most likely generated, and would take long to parse.
const MAX_SIZE: u64 = 1 << 20;

/// The reason why a file is skipped.
#[derive(Debug, Error)]
pub(super) enum ReadError {
    #[error("skipped: cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The path is a device or a pipe, which could be endless.
    #[error("skipped: not a regular file")]
    NotAFile,
    #[error("skipped: larger than 1 MiB")]
    TooLarge,
}

/// The source of a crate's files.
#[derive(Clone, Copy)]
pub(super) enum Files<'a> {
    OnDisk,
    InMemory(&'a BTreeMap<PathBuf, String>),
}

impl Files<'_> {
    pub(super) fn is_file(self, path: &Path) -> bool {
        match self {
            Self::OnDisk => path.is_file(),
            Self::InMemory(files) => files.contains_key(&normal(path)),
        }
    }

    pub(super) fn read(self, path: &Path) -> Result<String, ReadError> {
        let check_size = |bytes| if bytes > MAX_SIZE { Err(ReadError::TooLarge) } else { Ok(()) };
        match self {
            Self::OnDisk => {
                let metadata = fs::metadata(path)?;
                if !metadata.is_file() {
                    return Err(ReadError::NotAFile);
                }
                check_size(metadata.len())?;
                Ok(fs::read_to_string(path)?)
            }
            Self::InMemory(files) => {
                let text = files.get(&normal(path)).ok_or(io::Error::from(io::ErrorKind::NotFound))?;
                check_size(text.len() as u64)?;
                Ok(text.clone())
            }
        }
    }

    /// Returns a canonical path, equal for all paths to the same file.
    pub(super) fn identity(self, path: &Path) -> PathBuf {
        match self {
            Self::OnDisk => path.canonicalize().unwrap_or_else(|_| path.to_owned()),
            Self::InMemory(_) => normal(path),
        }
    }
}

/// Resolves `.` and `..` in a path's text, but keeps a `..` that leads above the start.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if normal.file_name().is_some() => drop(normal.pop()),
            other => normal.push(other),
        }
    }
    normal
}
