//! JSON files that are replaced atomically, so readers never see a partial file.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{private_folder, replace_file};

/// The durability of a write: `Synced` survives a power loss.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    Synced,
    Unsynced,
}

/// Reads a file; `None` if it does not exist.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(crate) fn write<T: Serialize>(path: &Path, value: &T, durability: Durability) -> io::Result<()> {
    write_bytes(path, &serde_json::to_vec(value)?, durability)
}

/// Replaces a file atomically with one that other users of the machine cannot read.
pub(crate) fn write_bytes(path: &Path, bytes: &[u8], durability: Durability) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    private_folder::create(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    if durability == Durability::Synced {
        file.as_file().sync_all()?;
    }
    replace_file::replace(file, path)
}

pub(crate) fn write_or_remove<T: Serialize>(path: &Path, value: Option<&T>) -> io::Result<()> {
    match value {
        Some(value) => write(path, value, Durability::Synced),
        None => remove(path),
    }
}

/// Removes a file if it exists.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
