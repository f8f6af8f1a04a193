//! A small workspace in the interview's folder, with one kata. Thus the interview's code is kept apart from other code.

use std::fs;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, value};
use xtask::error::{Error, Result};
use xtask::workspace::{Kata, Workspace};

/// Creates a workspace in `folder` with the smallest stub of a kata, its suite and its brief.
///
/// It builds into `target`, a path relative to `folder`. Use the target folder of `original`, where most dependencies are already built. Cargo distinguishes its
/// kata from those of `original` and other interviews by its version, 0.0.`number`.
///
/// # Errors
///
/// Fails if files cannot be read or written.
pub fn create(original: &Workspace, kata: &Kata, number: u32, folder: &Path, target: &str) -> Result<()> {
    let name = kata.name();
    write(&folder.join("Cargo.toml"), &workspace_manifest(original, name)?)?;
    let config = format!("[build]\ntarget-dir = \"{target}\"\nbuild-dir = \"{target}\"\n");
    write(&folder.join(".cargo/config.toml"), &config)?;
    write(&folder.join("Cargo.lock"), &read(&original.root().join("Cargo.lock"))?)?;
    let home = folder.join("katas").join(name);
    for file in ["README.md", "kata.toml"] {
        write(&home.join(file), &read(&kata.folder().join(file))?)?;
    }
    let mut manifest = parse(&kata.stub().join("Cargo.toml"))?;
    manifest["package"]["version"] = value(format!("0.0.{number}"));
    write(&home.join("Cargo.toml"), manifest.to_string())?;
    write(&home.join("suite.rs"), &read(&kata.stub().join("suite.rs"))?)?;
    copy(&kata.stub().join("src"), &home.join("src"), &without_docs)?;
    copy(&kata.suite(), &folder.join("tests").join(kata.identifier()), &str::to_owned)
}

/// Returns the root manifest with a single member.
fn workspace_manifest(original: &Workspace, kata: &str) -> Result<String> {
    let path = original.root().join("Cargo.toml");
    let mut manifest = parse(&path)?;
    let no_workspace = || Error::BadFile { path, reason: "it has no [workspace]".to_owned() };
    let workspace = manifest.get_mut("workspace").and_then(Item::as_table_mut).ok_or_else(no_workspace)?;
    keep_only(workspace, kata);
    Ok(manifest.to_string())
}

/// Makes a kata the only member of a workspace.
fn keep_only(workspace: &mut Table, kata: &str) {
    workspace.remove("default-members");
    workspace.remove("exclude");
    workspace["members"] = value([format!("katas/{kata}")].into_iter().collect::<toml_edit::Array>());
    if let Some(dependencies) = workspace.get_mut("dependencies").and_then(Item::as_table_mut) {
        // Paths are relative to the interview's folder, which is two levels below the root.
        let dependencies = dependencies.iter_mut().filter_map(|(_, item)| item.as_table_like_mut());
        for path in dependencies.filter_map(|dependency| dependency.get_mut("path")) {
            *path = value(format!("../../{}", path.as_str().unwrap_or_default()));
        }
    }
}

fn parse(path: &Path) -> Result<DocumentMut> {
    let bad =
        |error: toml_edit::TomlError| Error::BadFile { path: path.to_owned(), reason: error.message().to_owned() };
    read(path)?.parse().map_err(bad)
}

/// Copies all files of a folder and its subfolders.
fn copy(from: &Path, to: &Path, change: &dyn Fn(&str) -> String) -> Result<()> {
    for entry in fs::read_dir(from).map_err(Error::io("cannot read", from))? {
        let entry = entry.map_err(Error::io("cannot read", from))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target, change)?;
        } else {
            write(&target, change(&read(&source)?))?;
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

/// Copies the candidate's code as it is before the change, in place of an earlier copy.
///
/// # Errors
///
/// Fails if files cannot be read or written.
pub fn keep_code(code: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to).map_err(Error::io("cannot remove", to))?;
    }
    for file in sources(code) {
        let text = fs::read(code.join(&file)).map_err(Error::io("cannot read", &code.join(&file)))?;
        write(&to.join(&file), text)?;
    }
    Ok(())
}

/// Returns the paths of the Rust files in a folder, relative to it. Editors keep other files there, which are left out.
pub fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let visible = entries.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
    let sources = visible.flat_map(|entry| {
        let (name, path) = (PathBuf::from(entry.file_name()), entry.path());
        if path.is_dir() {
            sources(&path).into_iter().map(|file| name.join(file)).collect()
        } else if path.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
            vec![name]
        } else {
            Vec::new()
        }
    });
    sources.collect()
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(Error::io("cannot read", path))
}

fn write(path: &Path, text: impl AsRef<[u8]>) -> Result<()> {
    let folder = path.parent().expect("a file has a folder");
    fs::create_dir_all(folder).map_err(Error::io("cannot create the folder", folder))?;
    fs::write(path, text).map_err(Error::io("cannot write", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_has_one_member_and_finds_its_packages() {
        let text = "[workspace]\nmembers = [\"katas/a\", \"tests\"]\nexclude = [\"xtask\"]\n\n[workspace.dependencies]\n\
                    testkit = { path = \"tests\", package = \"suites\" }\nserde = { version = \"1\", features = [\"derive\"] }\n\
                    thiserror = \"2\"\n";
        let mut manifest: DocumentMut = text.parse().expect("the manifest is valid");
        keep_only(manifest["workspace"].as_table_mut().expect("a table"), "b");
        let expected = "[workspace]\nmembers = [\"katas/b\"]\n\n[workspace.dependencies]\n\
                        testkit = { path = \"../../tests\", package = \"suites\" }\n\
                        serde = { version = \"1\", features = [\"derive\"] }\nthiserror = \"2\"\n";
        assert_eq!(manifest.to_string(), expected);
    }

    #[test]
    fn only_sources_are_kept() {
        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        let (code, kept) = (folder.path().join("src"), folder.path().join("kept"));
        for (file, text) in [
            ("src/lib.rs", &b"a"[..]),
            ("src/a/b.rs", b"b"),
            ("src/.#lib.rs", b"\xff"),
            ("src/lib.rs~", b"\xff"),
            ("kept/old.rs", b""),
        ] {
            write(&folder.path().join(file), text).expect("the file is writable");
        }
        keep_code(&code, &kept).expect("the code is kept");
        let mut files = sources(&kept);
        files.sort();
        assert_eq!(files, [Path::new("a/b.rs"), Path::new("lib.rs")]);
    }

    #[test]
    fn the_smallest_stub_has_no_doc_comments() {
        let stub =
            "//! A lot.\n#![forbid(unsafe_code)]\n#![warn(missing_docs)]\n/// Parks.\npub fn park() {\n    // why\n}\n";
        assert_eq!(without_docs(stub), "#![forbid(unsafe_code)]\npub fn park() {\n    // why\n}\n");
    }
}
