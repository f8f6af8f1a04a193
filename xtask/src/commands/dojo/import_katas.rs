//! A facilitator's own katas: from a folder outside into this clone.
//!
//! What is missing here is copied, what is here is left as it is, and what would have to be replaced is an error. Either all
//! of the folder's katas can be had afterwards, or nothing has changed.

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

/// How a folder has to look.
const LAYOUT: &str = "lay it out as this repository is: katas/NAME, tests/NAME and xtask/stubs/NAME, and solutions/NAME if \
                      everyone may see the reference";

/// A file that is to be copied: where from, and where to within the workspace.
type Copy = (PathBuf, PathBuf);

/// Brings the katas that lie below `folder` into the workspace. Returns a line for the user about each.
///
/// # Errors
///
/// If one of them is not whole, does not fit into this workspace, or is here with other content. Nothing is changed then.
pub fn import(workspace: &Workspace, folder: &Path) -> Result<Vec<String>> {
    let katas = Kata::all_in(folder).map_err(|error| Error::Other(format!("{error}: {LAYOUT}")))?;
    let root = workspace.root();
    if folder.canonicalize().is_ok_and(|folder| root.canonicalize().is_ok_and(|root| folder == root)) {
        return Err(Error::Other(format!(
            "{} is this clone itself: name the folder to take katas from",
            shown(folder)
        )));
    }
    if katas.is_empty() {
        return Err(Error::Other(format!("there is no kata in {}: {LAYOUT}", shown(&folder.join("katas")))));
    }
    let dependencies = shared_dependencies(root)?;
    let (mut wrong, mut copies, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for kata in &katas {
        match check(kata, &dependencies).and_then(|()| missing(kata, root)) {
            Ok(of_kata) => {
                let taken = if of_kata.is_empty() { "is here already" } else { "is taken" };
                lines.push(format!("{} {taken}.", kata.name()));
                copies.extend(of_kata);
            }
            Err(why) => wrong.push(format!("\n  {}: {why}", kata.name())),
        }
    }
    if !wrong.is_empty() {
        let folder = shown(folder);
        return Err(Error::Other(format!(
            "nothing is taken from {folder}, and nothing has changed:{}",
            wrong.concat()
        )));
    }
    let mut change = Change::new(root);
    match change.make(&copies, &katas) {
        Ok(()) => Ok(lines),
        Err(why) => {
            change.undo();
            Err(Error::Other(format!("nothing is taken from {}, and nothing has changed: {why}", shown(folder))))
        }
    }
}

/// The dependencies that all packages of the workspace share.
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

/// Whether a kata is whole, and fits into a workspace with these shared dependencies.
fn check(kata: &Kata, dependencies: &BTreeSet<String>) -> Result<(), String> {
    let name = kata.name();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(plain) {
        return Err("this is no name for a kata: it is made of small letters, with `-` between words".to_owned());
    }
    let text = |error: Error| error.to_string();
    kata.about().map_err(text)?;
    kata.brief().map_err(text)?;
    let stages = kata.stages().map_err(text)?;
    if stages.is_empty() {
        return Err(format!("{} has no stage_1_….rs", shown(&kata.suite())));
    }
    for stage in stages {
        kata.hints(stage.number).map_err(text)?;
    }
    let stub = kata.stub();
    for file in ["Cargo.toml", "suite.rs", "src/lib.rs"] {
        if !stub.join(file).is_file() {
            return Err(format!("{} is missing: the pristine copy of the stub", shown(&stub.join(file))));
        }
    }
    let path = stub.join("Cargo.toml");
    let said = |why: &str| format!("{}: {why}", shown(&path));
    let manifest = table(&path).map_err(|why| said(&why))?;
    let package = manifest.get("package").and_then(|package| package.get("name")).and_then(Value::as_str);
    if package != Some(name) {
        return Err(said(&format!("its package has to be called {name}, like its folder")));
    }
    let targets = manifest.get("test").and_then(Value::as_array).into_iter().flatten();
    if !targets.clone().any(|test| test.get("name").and_then(Value::as_str) == Some("suite")) {
        return Err(said("it has no `[[test]]` with `name = \"suite\"`"));
    }
    for kind in ["dependencies", "dev-dependencies"] {
        let needed = manifest.get(kind).and_then(Value::as_table).into_iter().flatten();
        let shared = needed.filter(|(_, needed)| needed.get("workspace").is_some()).map(|(name, _)| name);
        if let Some(unknown) = shared.into_iter().find(|name| !dependencies.contains(*name)) {
            return Err(said(&format!("the workspace here shares no `{unknown}`: write its version into this file")));
        }
    }
    Ok(())
}

/// The files of a kata that are not here yet.
fn missing(kata: &Kata, root: &Path) -> Result<Vec<Copy>, String> {
    let name = kata.name();
    let home = Path::new("katas").join(name);
    let mut wanted = Vec::new();
    // What whoever made the kata wrote into it, to try it, is nobody else's: a learner gets the stub.
    files(&kata.folder(), &home, &["src", "tests", "Cargo.toml", "suite.rs"], &mut wanted)?;
    if !root.join(&home).join("src").exists() {
        files(&kata.stub(), &home, &[], &mut wanted)?;
    }
    files(&kata.stub(), &Path::new("xtask/stubs").join(name), &[], &mut wanted)?;
    files(&kata.suite(), &Path::new("tests").join(kata.identifier()), &[], &mut wanted)?;
    if kata.solution().is_dir() {
        files(&kata.solution(), &Path::new("solutions").join(name), &[], &mut wanted)?;
    }
    let mut missing = Vec::new();
    for (from, to) in wanted {
        let here = root.join(&to);
        if !here.exists() {
            missing.push((from, to));
        } else if fs::read(&here).ok() != fs::read(&from).ok() {
            let to = shown(&to);
            return Err(format!("{to} is here with other content, and is not replaced: give your kata another name"));
        }
    }
    Ok(missing)
}

/// All files of a folder but those that are `left_out`, and where each is to lie below `to`.
fn files(folder: &Path, to: &Path, left_out: &[&str], all: &mut Vec<Copy>) -> Result<(), String> {
    let said = |error: std::io::Error| format!("{}: {error}", shown(folder));
    for entry in fs::read_dir(folder).map_err(said)? {
        let entry = entry.map_err(said)?;
        let name = entry.file_name();
        let text = name.to_string_lossy();
        if text.starts_with('.') || text == "target" || left_out.contains(&&*text) {
            continue;
        }
        let path = entry.path();
        if entry.file_type().map_err(said)?.is_dir() {
            files(&path, &to.join(&name), &[], all)?;
        } else if path.is_file() {
            all.push((path, to.join(&name)));
        }
    }
    Ok(())
}

/// A change of the workspace that can be undone.
struct Change<'a> {
    root: &'a Path,
    /// Files that were written over, as they were.
    before: Vec<(PathBuf, Vec<u8>)>,
    /// Files and folders that are new, the outermost first.
    new: Vec<PathBuf>,
}

impl<'a> Change<'a> {
    fn new(root: &'a Path) -> Self {
        Self { root, before: Vec::new(), new: Vec::new() }
    }

    /// Copies files and makes their katas part of the workspace, if Cargo can read it then.
    fn make(&mut self, copies: &[Copy], katas: &[Kata]) -> Result<(), String> {
        for (from, to) in copies {
            let to = self.root.join(to);
            let bytes = fs::read(from).map_err(|error| format!("{}: {error}", shown(from)))?;
            let folder = to.parent().unwrap_or(self.root);
            let made: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
            self.new.extend(made.into_iter().rev().map(Path::to_owned));
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
            accepted(self.root)?;
        }
        Ok(())
    }

    /// Changes a manifest and keeps its comments and layout. `edit` returns `None` if the manifest lacks what it looks for.
    fn edit(&mut self, file: &str, edit: impl FnOnce(&mut DocumentMut) -> Option<()>) -> Result<(), String> {
        let path = self.root.join(file);
        let text = fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
        let edited =
            edited(&text, edit).ok_or_else(|| format!("{file} is not laid out as it was: `git checkout {file}`"))?;
        if edited == text {
            return Ok(());
        }
        self.save(file)?;
        fs::write(&path, edited).map_err(|error| format!("{file}: {error}"))
    }

    /// Remembers a file as it is before the change.
    fn save(&mut self, file: &str) -> Result<(), String> {
        let path = self.root.join(file);
        if !self.before.iter().any(|(saved, _)| *saved == path) {
            let bytes = fs::read(&path).map_err(|error| format!("{file}: {error}"))?;
            self.before.push((path, bytes));
        }
        Ok(())
    }

    /// Undoes what was done. What cannot be undone is left.
    fn undo(&self) {
        for (path, bytes) in &self.before {
            let _ = fs::write(path, bytes);
        }
        for path in self.new.iter().rev() {
            let _ = if path.is_dir() { fs::remove_dir(path) } else { fs::remove_file(path) };
        }
    }
}

/// Whether Cargo can read the workspace, which adds to `Cargo.lock` what is new. Without a network first.
fn accepted(root: &Path) -> Result<(), String> {
    let mut why = String::new();
    for offline in [true, false] {
        let mut command = cargo::this_cargo();
        command.current_dir(root).args(["metadata", "--format-version", "1"]).stdin(Stdio::null());
        if offline {
            command.arg("--offline");
        }
        let output = command.output().map_err(|error| format!("Cargo does not start: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        why = cargo::why_cargo_failed(&String::from_utf8_lossy(&output.stderr));
    }
    Err(why)
}

/// Returns the text of a manifest after `edit`.
fn edited(text: &str, edit: impl FnOnce(&mut DocumentMut) -> Option<()>) -> Option<String> {
    let mut manifest: DocumentMut = text.parse().ok()?;
    edit(&mut manifest)?;
    Some(manifest.to_string())
}

/// Adds a member to the root manifest, after the last one of the same folder or else after the last kata, unless it is
/// there already.
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
    // What stands before the list's end stays there.
    added.decor_mut().set_suffix(layout.suffix().cloned().unwrap_or_default());
    layout.set_suffix("");
    members.insert_formatted(neighbor + 1, added);
    Some(())
}

/// Adds a test target that runs the kata's suite on its reference to the suites' manifest, unless it is there already.
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
    fn a_member_is_added_beside_its_like_and_once() {
        let list = "[workspace]\n# A reason.\nmembers = [\n    \"katas/a\",\n    \"katas/b\",\n    \"solutions/a\",\n    \"xtask\",\n]\ndefault-members = [\"solutions/a\"]\n";
        let edited = with_member(list, "katas/new").expect("it can be edited");
        assert_eq!(edited, list.replace("\"katas/b\",", "\"katas/b\",\n    \"katas/new\","));
        assert_eq!(with_member(&edited, "katas/new").as_deref(), Some(edited.as_str()));
        let edited = with_member(list, "solutions/new").expect("it can be edited");
        assert_eq!(edited, list.replacen("\"solutions/a\",", "\"solutions/a\",\n    \"solutions/new\",", 1));
    }

    #[test]
    fn a_member_is_added_in_the_layout_of_the_list() {
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
    fn a_manifest_without_a_list_of_katas_is_left_alone() {
        for odd in ["", "[workspace]\n", "[workspace]\nmembers = []\n", "[workspace]\nmembers = [\"katas/a\"\n"] {
            assert_eq!(with_member(odd, "katas/new"), None, "{odd}");
        }
    }

    #[test]
    fn a_suite_on_its_solution_is_added_once() {
        let manifest =
            "[dev-dependencies]\n# A reason.\nrstest = \"1\"\n\n[[test]]\nname = \"a\"\n\n[lints]\nworkspace = true\n";
        let add = |text: &str| edited(text, |manifest| add_suite_on_solution(manifest, "my-kata", "my_kata"));
        let added = add(manifest).expect("it can be edited");
        let expected = manifest
            .replace("\"1\"\n", "\"1\"\nmy-kata-solution = { path = \"../solutions/my-kata\" }\n")
            .replace("\n[lints]", "\n[[test]]\nname = \"my-kata\"\npath = \"my_kata/solution.rs\"\n\n[lints]");
        assert_eq!(added, expected);
        assert_eq!(add(&added).as_deref(), Some(added.as_str()));
        let added = add("[package]\nname = \"suites\"\n").expect("it can be edited");
        assert!(added.contains("[dev-dependencies]\nmy-kata-solution = ") && added.contains("[[test]]\n"), "{added}");
    }
}
