//! Reading, listing, copying and editing files.

use std::fs;
use std::path::{Path, PathBuf};

use toml_edit::DocumentMut;

use crate::error::{Error, Result};

/// Returns the text of a file.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(Error::file(path))
}

/// Writes a file and creates its parent folders.
pub fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(Error::file(folder))?;
    fs::write(path, text).map_err(Error::file(path))
}

/// Returns the name of a file or folder.
pub fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Returns the sorted paths in a folder, or none if the folder does not exist.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).map_err(Error::file(folder))?;
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>().map_err(Error::file(folder))?;
    paths.sort();
    Ok(paths)
}

/// Returns the files with this extension in a folder and its subfolders, without hidden folders and `target`.
pub fn list_below(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in list(folder)? {
        let name = name(&path);
        if path.is_dir() && !name.starts_with('.') && name != "target" {
            files.extend(list_below(&path, extension)?);
        } else if path.extension().is_some_and(|its| its == extension) {
            files.push(path);
        }
    }
    Ok(files)
}

/// Makes `to` an exact copy of the file or folder `from`.
///
/// Unchanged files keep their timestamps, so that Cargo rebuilds only what has changed.
pub fn mirror(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        let bytes = fs::read(from).map_err(Error::file(from))?;
        if !fs::read(to).is_ok_and(|there| there == bytes) {
            fs::write(to, bytes).map_err(Error::file(to))?;
        }
        return Ok(());
    }
    fs::create_dir_all(to).map_err(Error::file(to))?;
    for there in list(to)? {
        if !from.join(name(&there)).exists() {
            if there.is_dir() { fs::remove_dir_all(&there) } else { fs::remove_file(&there) }
                .map_err(Error::file(&there))?;
        }
    }
    for here in list(from)? {
        mirror(&here, &to.join(name(&here)))?;
    }
    Ok(())
}

/// Edits a TOML file, keeping its comments and layout. `edit` returns `None` if it cannot find the place to edit.
pub fn edit_toml(path: &Path, edit: impl FnOnce(&mut DocumentMut) -> Option<()>) -> Result<()> {
    let mut document: DocumentMut = read(path)?.parse().map_err(Error::file(path))?;
    edit(&mut document).ok_or("unexpected layout").map_err(Error::file(path))?;
    write(path, &document.to_string())
}
