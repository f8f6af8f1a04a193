//! Reads files of a crate: from the disk, or from a given set of files.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use thiserror::Error;

/// A larger file, in bytes, is not written by a person, and takes long to parse.
const LARGEST: u64 = 1 << 20;

/// Why a file is left out.
#[derive(Debug, Error)]
pub(super) enum ReadError {
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// A device or a pipe would be read without end.
    #[error("it is no file, and left out")]
    NotAFile,
    #[error("it is larger than a megabyte, and left out")]
    TooLarge,
}

/// Where the files of a crate are.
#[derive(Clone, Copy)]
pub(super) enum Files<'a> {
    OnDisk,
    Given(&'a BTreeMap<PathBuf, String>),
}

impl Files<'_> {
    pub(super) fn is_file(self, path: &Path) -> bool {
        match self {
            Self::OnDisk => path.is_file(),
            Self::Given(files) => files.contains_key(&normal(path)),
        }
    }

    pub(super) fn read(self, path: &Path) -> Result<String, ReadError> {
        let check_size = |bytes| if bytes > LARGEST { Err(ReadError::TooLarge) } else { Ok(()) };
        match self {
            Self::OnDisk => {
                let metadata = fs::metadata(path)?;
                if !metadata.is_file() {
                    return Err(ReadError::NotAFile);
                }
                check_size(metadata.len())?;
                Ok(fs::read_to_string(path)?)
            }
            Self::Given(files) => {
                let text = files.get(&normal(path)).ok_or(io::Error::from(io::ErrorKind::NotFound))?;
                check_size(text.len() as u64)?;
                Ok(text.clone())
            }
        }
    }

    /// A path that is the same for all paths to one file.
    pub(super) fn identity(self, path: &Path) -> PathBuf {
        match self {
            Self::OnDisk => path.canonicalize().unwrap_or_else(|_| path.to_owned()),
            Self::Given(_) => normal(path),
        }
    }
}

/// A path without `.` and `..`, by its text alone; as it is if it leads out of where it begins.
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
