//! Imports a facilitator's own katas from a folder into this clone.
//!
//! Files that are missing here are copied, and identical ones are skipped. If a file exists here with different
//! content, the import fails without changing anything. In other words, it adds either all katas of the folder or none.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use toml::{Table, Value};
use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item};

use crate::error::{Error, Result};
use crate::paths::shown;
use crate::run::cargo;
use crate::workspace::{Kata, Workspace};

/// The required layout of the folder, for error messages.
const LAYOUT: &str = "Use the layout of this repository: katas/NAME, tests/NAME, xtask/stubs/NAME, and, if everyone may \
                      see the reference, solutions/NAME.";

/// A file to copy: its source, and its destination relative to the workspace.
type FileCopy = (PathBuf, PathBuf);

/// Copies the katas in `folder` into the workspace. Returns one line per kata for the user.
///
/// # Errors
///
/// Fails if a kata is incomplete, does not fit into this workspace, or exists here with other content. In these cases,
/// nothing is changed.
pub fn import(workspace: &Workspace, folder: &Path) -> Result<Vec<String>> {
    let katas = Kata::all_in(folder).map_err(|error| Error::Other(format!("{error}. {LAYOUT}")))?;
    let root = workspace.root();
    if folder.canonicalize().is_ok_and(|folder| root.canonicalize().is_ok_and(|root| folder == root)) {
        return Err(Error::Other(format!(
            "{} is this clone itself. Enter the folder to import katas from.",
            shown(folder)
        )));
    }
    if katas.is_empty() {
        return Err(Error::Other(format!("no katas found in {}. {LAYOUT}", shown(&folder.join("katas")))));
    }
    let dependencies = shared_dependencies(root)?;
    let (mut wrong, mut copies, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for kata in &katas {
        match check(kata, &dependencies).and_then(|()| missing_files(kata, root)) {
            Ok(files) => {
                let outcome = if files.is_empty() { "is already here" } else { "was imported" };
                lines.push(format!("{} {outcome}.", kata.name()));
                copies.extend(files);
            }
            Err(why) => wrong.push(format!("\n  {}: {why}", kata.name())),
        }
    }
    if !wrong.is_empty() {
        let folder = shown(folder);
        return Err(Error::Other(format!("cannot import katas from {folder}. Nothing was changed.{}", wrong.concat())));
    }
    let mut change = WorkspaceChange::new(root);
    match change.apply(&copies, &katas) {
        Ok(()) => Ok(lines),
        Err(why) => {
            change.undo();
            Err(Error::Other(format!("cannot import katas from {}. Nothing was changed. {why}", shown(folder))))
        }
    }
}

/// Returns the names in `[workspace.dependencies]`.
fn shared_dependencies(root: &Path) -> Result<BTreeSet<String>> {
    let path = root.join("Cargo.toml");
    let manifest = table(&path).map_err(|reason| Error::BadFile { path, reason })?;
    let shared =
        manifest.get("workspace").and_then(|workspace| workspace.get("dependencies")).and_then(Value::as_table);
    Ok(shared.map(|shared| shared.keys().cloned().collect()).unwrap_or_default())
}

fn table(path: &Path) -> Result<Table, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    toml::from_str(&text).map_err(|error| error.message().to_owned())
}

/// Checks that a kata is complete and needs no other shared dependencies than `dependencies`.
fn check(kata: &Kata, dependencies: &BTreeSet<String>) -> Result<(), String> {
    let name = kata.name();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(plain) {
        return Err("invalid kata name. Use lowercase letters and digits, with `-` between words.".to_owned());
    }
    let text = |error: Error| error.to_string();
    kata.about().map_err(text)?;
    kata.brief().map_err(text)?;
    let stages = kata.stages().map_err(text)?;
    if stages.is_empty() {
        return Err(format!("{} contains no stage_1_….rs", shown(&kata.suite())));
    }
    for stage in stages {
        kata.hints(stage.number).map_err(text)?;
    }
    let stub = kata.stub();
    for file in ["Cargo.toml", "suite.rs", "src/lib.rs"] {
        if !stub.join(file).is_file() {
            return Err(format!(
                "{} is missing. It is part of the pristine copy of the stub.",
                shown(&stub.join(file))
            ));
        }
    }
    let path = stub.join("Cargo.toml");
    let problem = |why: &str| format!("{}: {why}", shown(&path));
    let manifest = table(&path).map_err(|why| problem(&why))?;
    let package = manifest.get("package").and_then(|package| package.get("name")).and_then(Value::as_str);
    if package != Some(name) {
        return Err(problem(&format!("the package must be named {name}, like its folder")));
    }
    let targets = manifest.get("test").and_then(Value::as_array).into_iter().flatten();
    if !targets.clone().any(|test| test.get("name").and_then(Value::as_str) == Some("suite")) {
        return Err(problem("`[[test]]` with `name = \"suite\"` is missing"));
    }
    for kind in ["dependencies", "dev-dependencies"] {
        let needed = manifest.get(kind).and_then(Value::as_table).into_iter().flatten();
        let shared = needed.filter(|(_, needed)| needed.get("workspace").is_some()).map(|(name, _)| name);
        if let Some(unknown) = shared.into_iter().find(|name| !dependencies.contains(*name)) {
            return Err(problem(&format!(
                "`{unknown}` is not a dependency of this workspace. Specify its version in this file."
            )));
        }
    }
    Ok(())
}

/// Returns the files of a kata that the workspace lacks.
fn missing_files(kata: &Kata, root: &Path) -> Result<Vec<FileCopy>, String> {
    let name = kata.name();
    let home = Path::new("katas").join(name);
    let mut required = Vec::new();
    // Learners get the stub, so don't copy code that the author wrote into the kata, for example to try it out.
    files(&kata.folder(), &home, &["src", "tests", "Cargo.toml", "suite.rs"], &mut required)?;
    if !root.join(&home).join("src").exists() {
        files(&kata.stub(), &home, &[], &mut required)?;
    }
    files(&kata.stub(), &Path::new("xtask/stubs").join(name), &[], &mut required)?;
    files(&kata.suite(), &Path::new("tests").join(kata.identifier()), &[], &mut required)?;
    if kata.solution().is_dir() {
        files(&kata.solution(), &Path::new("solutions").join(name), &[], &mut required)?;
    }
    let mut missing = Vec::new();
    for (from, to) in required {
        let here = root.join(&to);
        if !here.exists() {
            missing.push((from, to));
        } else if fs::read(&here).ok() != fs::read(&from).ok() {
            let to = shown(&to);
            return Err(format!("{to} already exists with other content. Give your kata another name."));
        }
    }
    Ok(missing)
}

/// Adds all files of a folder, except for the entries in `excluded`, to `all`, with destinations below `to`.
fn files(folder: &Path, to: &Path, excluded: &[&str], all: &mut Vec<FileCopy>) -> Result<(), String> {
    let io_error = |error: std::io::Error| format!("{}: {error}", shown(folder));
    for entry in fs::read_dir(folder).map_err(io_error)? {
        let entry = entry.map_err(io_error)?;
        let name = entry.file_name();
        let text = name.to_string_lossy();
        if text.starts_with('.') || text == "target" || excluded.contains(&&*text) {
            continue;
        }
        let path = entry.path();
        if entry.file_type().map_err(io_error)?.is_dir() {
            files(&path, &to.join(&name), &[], all)?;
        } else if path.is_file() {
            all.push((path, to.join(&name)));
        }
    }
    Ok(())
}

/// A change to the workspace that can be undone.
struct WorkspaceChange<'a> {
    root: &'a Path,
    /// The original contents of changed files.
    before: Vec<(PathBuf, Vec<u8>)>,
    /// The new files and folders; a folder comes before its contents.
    new: Vec<PathBuf>,
}

impl<'a> WorkspaceChange<'a> {
    fn new(root: &'a Path) -> Self {
        Self { root, before: Vec::new(), new: Vec::new() }
    }

    /// Copies files, and adds their katas to the manifests. Fails if Cargo rejects the result.
    fn apply(&mut self, copies: &[FileCopy], katas: &[Kata]) -> Result<(), String> {
        for (from, to) in copies {
            let to = self.root.join(to);
            let bytes = fs::read(from).map_err(|error| format!("{}: {error}", shown(from)))?;
            let folder = to.parent().unwrap_or(self.root);
            let new_folders: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
            self.new.extend(new_folders.into_iter().rev().map(Path::to_owned));
            fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", shown(folder)))?;
            self.new.push(to.clone());
            fs::write(&to, bytes).map_err(|error| format!("{}: {error}", shown(&to)))?;
        }
        for kata in katas {
            let name = kata.name();
            let with_solution = self.root.join("solutions").join(name).join("Cargo.toml").is_file();
            self.edit("Cargo.toml", |manifest| {
                add_member(manifest, &format!("katas/{name}"))?;
                if with_solution { add_member(manifest, &format!("solutions/{name}")) } else { Some(()) }
            })?;
            if with_solution {
                self.edit("tests/Cargo.toml", |manifest| add_suite_on_solution(manifest, name, &kata.identifier()))?;
            }
        }
        if !self.before.is_empty() {
            self.save("Cargo.lock")?;
            check_with_cargo(self.root)?;
        }
        Ok(())
    }

    /// Edits a manifest, keeping its comments and layout. `edit` returns `None` if the manifest has an unexpected structure.
    fn edit(&mut self, file: &str, edit: impl FnOnce(&mut DocumentMut) -> Option<()>) -> Result<(), String> {
        let path = self.root.join(file);
        let text = fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
        let edited = edited(&text, edit)
            .ok_or_else(|| format!("{file} has an unexpected structure. Restore it with `git checkout {file}`."))?;
        if edited == text {
            return Ok(());
        }
        self.save(file)?;
        fs::write(&path, edited).map_err(|error| format!("{file}: {error}"))
    }

    /// Saves the content of a file before it is changed.
    fn save(&mut self, file: &str) -> Result<(), String> {
        let path = self.root.join(file);
        if !self.before.iter().any(|(saved, _)| *saved == path) {
            let bytes = fs::read(&path).map_err(|error| format!("{file}: {error}"))?;
            self.before.push((path, bytes));
        }
        Ok(())
    }

    /// Undoes the change as far as possible.
    fn undo(&self) {
        for (path, bytes) in &self.before {
            let _ = fs::write(path, bytes);
        }
        for path in self.new.iter().rev() {
            let _ = if path.is_dir() { fs::remove_dir(path) } else { fs::remove_file(path) };
        }
    }
}

/// Checks that Cargo can load the workspace, and updates `Cargo.lock`, if possible without network access.
fn check_with_cargo(root: &Path) -> Result<(), String> {
    let mut why = String::new();
    for offline in [true, false] {
        let mut command = cargo::this_cargo();
        command.current_dir(root).args(["metadata", "--format-version", "1"]).stdin(Stdio::null());
        if offline {
            command.arg("--offline");
        }
        let output = command.output().map_err(|error| format!("cannot start Cargo: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        why = cargo::why_cargo_failed(&String::from_utf8_lossy(&output.stderr));
    }
    Err(why)
}

/// Returns the text of the edited manifest.
fn edited(text: &str, edit: impl FnOnce(&mut DocumentMut) -> Option<()>) -> Option<String> {
    let mut manifest: DocumentMut = text.parse().ok()?;
    edit(&mut manifest)?;
    Some(manifest.to_string())
}

/// Adds a member to the root manifest, unless it is listed already.
///
/// The new member goes after the last one from the same folder or, if that folder has none yet, after the last kata.
fn add_member(manifest: &mut DocumentMut, member: &str) -> Option<()> {
    let members = manifest.get_mut("workspace")?.get_mut("members")?.as_array_mut()?;
    if members.iter().any(|known| known.as_str() == Some(member)) {
        return Some(());
    }
    let last_in = |folder: &str| {
        let is_in = |known: &toml_edit::Value| known.as_str().is_some_and(|known| known.starts_with(folder));
        (0..members.len()).rev().find(|&index| members.get(index).is_some_and(is_in))
    };
    let neighbor = last_in(member.split_inclusive('/').next()?).or_else(|| last_in("katas/"))?;
    let layout = members.get_mut(neighbor)?.decor_mut();
    let indent = layout.prefix().and_then(|prefix| prefix.as_str()?.rsplit_once('\n'));
    let prefix = indent.map_or_else(|| " ".to_owned(), |(_, indent)| format!("\n{indent}"));
    let mut added = toml_edit::Value::from(member);
    added.decor_mut().set_prefix(prefix);
    // A comment or line break before the end of the list stays there.
    added.decor_mut().set_suffix(layout.suffix().cloned().unwrap_or_default());
    layout.set_suffix("");
    members.insert_formatted(neighbor + 1, added);
    Some(())
}

/// Adds a test target to `tests/Cargo.toml` that runs the suite on the reference, unless it is listed already.
fn add_suite_on_solution(manifest: &mut DocumentMut, name: &str, identifier: &str) -> Option<()> {
    let tests = manifest.entry("test").or_insert(ArrayOfTables::new().into()).as_array_of_tables_mut()?;
    if tests.iter().any(|test| test.get("name").and_then(Item::as_str) == Some(name)) {
        return Some(());
    }
    let target = [("name", name.to_owned()), ("path", format!("{identifier}/solution.rs"))];
    tests.push(target.into_iter().collect());
    let solution: InlineTable = [("path", format!("../solutions/{name}"))].into_iter().collect();
    let dependencies = manifest.entry("dev-dependencies").or_insert(toml_edit::table());
    dependencies.as_table_like_mut()?.insert(&format!("{name}-solution"), toml_edit::value(solution));
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_member(manifest: &str, member: &str) -> Option<String> {
        edited(manifest, |manifest| add_member(manifest, member))
    }

    #[test]
    fn a_member_is_added_once_next_to_similar_members() {
        let list = "[workspace]\n# A reason.\nmembers = [\n    \"katas/a\",\n    \"katas/b\",\n    \"solutions/a\",\n    \"xtask\",\n]\ndefault-members = [\"solutions/a\"]\n";
        let edited = with_member(list, "katas/new").expect("the manifest is valid");
        assert_eq!(edited, list.replace("\"katas/b\",", "\"katas/b\",\n    \"katas/new\","));
        assert_eq!(with_member(&edited, "katas/new").as_deref(), Some(edited.as_str()));
        let edited = with_member(list, "solutions/new").expect("the manifest is valid");
        assert_eq!(edited, list.replacen("\"solutions/a\",", "\"solutions/a\",\n    \"solutions/new\",", 1));
    }

    #[test]
    fn a_member_follows_the_layout_of_the_list() {
        for (list, added) in [
            ("[\"katas/a\"]", "[\"katas/a\", \"solutions/new\"]"),
            ("[\n  \"katas/a\"\n]", "[\n  \"katas/a\",\n  \"solutions/new\"\n]"),
            ("[\n  \"katas/a\", # first\n]", "[\n  \"katas/a\",\n  \"solutions/new\", # first\n]"),
        ] {
            let manifest = |list: &str| format!("# members \"katas/a\"\n[workspace]\nmembers = {list} # all\n");
            assert_eq!(with_member(&manifest(list), "solutions/new"), Some(manifest(added)));
        }
    }

    #[test]
    fn a_manifest_without_katas_is_rejected() {
        for odd in ["", "[workspace]\n", "[workspace]\nmembers = []\n", "[workspace]\nmembers = [\"katas/a\"\n"] {
            assert_eq!(with_member(odd, "katas/new"), None, "{odd}");
        }
    }

    #[test]
    fn a_test_target_for_the_solution_is_added_once() {
        let manifest =
            "[dev-dependencies]\n# A reason.\nrstest = \"1\"\n\n[[test]]\nname = \"a\"\n\n[lints]\nworkspace = true\n";
        let add = |text: &str| edited(text, |manifest| add_suite_on_solution(manifest, "my-kata", "my_kata"));
        let added = add(manifest).expect("the manifest is valid");
        let expected = manifest
            .replace("\"1\"\n", "\"1\"\nmy-kata-solution = { path = \"../solutions/my-kata\" }\n")
            .replace("\n[lints]", "\n[[test]]\nname = \"my-kata\"\npath = \"my_kata/solution.rs\"\n\n[lints]");
        assert_eq!(added, expected);
        assert_eq!(add(&added).as_deref(), Some(added.as_str()));
        let added = add("[package]\nname = \"suites\"\n").expect("the manifest is valid");
        assert!(added.contains("[dev-dependencies]\nmy-kata-solution = ") && added.contains("[[test]]\n"), "{added}");
    }
}
