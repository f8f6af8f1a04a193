//! A small workspace in the interview's folder, with one kata. Thus the interview's code is kept apart from other code.

use std::fs;
use std::path::Path;

use toml_edit::{DocumentMut, Item, value};
use xtask::error::{Error, Result};
use xtask::workspace::{Kata, Workspace};

/// Creates a workspace in `folder` with the smallest stub of a kata, its suite and its brief.
///
/// It builds into the target folder of `original`, where most dependencies are already built. Cargo distinguishes its
/// packages from those of `original` and other interviews by their version, 0.0.`number`.
///
/// # Errors
///
/// Fails if files cannot be read or written.
pub fn create(original: &Workspace, kata: &Kata, number: u32, folder: &Path) -> Result<()> {
    let name = kata.name();
    write(&folder.join("Cargo.toml"), &manifest(original, name, number)?)?;
    let config = "[build]\ntarget-dir = \"../../target\"\nbuild-dir = \"../../target\"\n";
    write(&folder.join(".cargo/config.toml"), config)?;
    for file in ["Cargo.lock", "rustfmt.toml"] {
        write(&folder.join(file), &read(&original.root().join(file))?)?;
    }
    let home = folder.join("katas").join(name);
    for file in ["README.md", "kata.toml"] {
        write(&home.join(file), &read(&kata.folder().join(file))?)?;
    }
    for file in ["Cargo.toml", "suite.rs"] {
        write(&home.join(file), &read(&kata.stub().join(file))?)?;
    }
    copy(&kata.stub().join("src"), &home.join("src"), &without_docs)?;
    copy(&kata.suite(), &folder.join("tests").join(kata.identifier()), &str::to_owned)
}

/// Returns the root manifest with a single member.
fn manifest(original: &Workspace, kata: &str, number: u32) -> Result<String> {
    let path = original.root().join("Cargo.toml");
    let bad = |reason: String| Error::BadFile { path: path.clone(), reason };
    let mut manifest: DocumentMut =
        read(&path)?.parse().map_err(|error: toml_edit::TomlError| bad(error.message().to_owned()))?;
    let workspace = manifest["workspace"].as_table_mut().ok_or_else(|| bad("it has no [workspace]".to_owned()))?;
    workspace.remove("default-members");
    workspace.remove("exclude");
    workspace["members"] = value([format!("katas/{kata}")].into_iter().collect::<toml_edit::Array>());
    workspace["package"]["version"] = value(format!("0.0.{number}"));
    if let Some(dependencies) = workspace.get_mut("dependencies").and_then(Item::as_table_mut) {
        // The only package of the workspace that a kata depends on.
        dependencies.retain(|name, item| name == "testkit" || item.get("path").is_none());
        dependencies["testkit"]["path"] = value("../../tests");
    }
    Ok(manifest.to_string())
}

/// Copies all files of a folder and its subfolders.
fn copy(from: &Path, to: &Path, change: &dyn Fn(&str) -> String) -> Result<()> {
    for entry in fs::read_dir(from).map_err(Error::io("cannot read", from))? {
        let entry = entry.map_err(Error::io("cannot read", from))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target, change)?;
        } else {
            write(&target, &change(&read(&source)?))?;
        }
    }
    Ok(())
}

/// Removes doc comments from a stub, because they contain requirements that the candidate has to ask for.
fn without_docs(code: &str) -> String {
    let is_doc = |line: &&str| {
        let line = line.trim_start();
        line.starts_with("///") || line.starts_with("//!") || line == "#![warn(missing_docs)]"
    };
    code.lines().filter(|line| !is_doc(line)).flat_map(|line| [line, "\n"]).collect()
}

/// Copies the candidate's code as it is before the change.
///
/// # Errors
///
/// Fails if files cannot be read or written.
pub fn keep_code(code: &Path, to: &Path) -> Result<()> {
    copy(code, to, &str::to_owned)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(Error::io("cannot read", path))
}

fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().expect("a file has a folder");
    fs::create_dir_all(folder).map_err(Error::io("cannot create the folder", folder))?;
    fs::write(path, text).map_err(Error::io("cannot write", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_stub_has_no_doc_comments() {
        let stub =
            "//! A lot.\n#![forbid(unsafe_code)]\n#![warn(missing_docs)]\n/// Parks.\npub fn park() {\n    // why\n}\n";
        assert_eq!(without_docs(stub), "#![forbid(unsafe_code)]\npub fn park() {\n    // why\n}\n");
    }
}
