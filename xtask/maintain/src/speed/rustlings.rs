//! An exercise of [rustlings](https://rustlings.rust-lang.org) with a kata's suite and code.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use toml::{Table, Value};
use xtask::workspace::{Kata, Workspace};

use super::edited_code;
use crate::error::{Error, Result};
use crate::files;

/// A rustlings folder with one exercise.
pub struct Exercise<'a> {
    kata: &'a Kata,
    folder: PathBuf,
    /// The path of the rustlings program.
    pub program: PathBuf,
}

impl<'a> Exercise<'a> {
    /// Writes the exercise to a folder in `parent`.
    pub fn new(workspace: &Workspace, kata: &'a Kata, parent: &Path) -> Result<Self> {
        let exercise = Self { kata, folder: parent.join("exercise"), program: "rustlings".into() };
        for sources in ["exercises", "solutions"] {
            let sources = exercise.folder.join(sources);
            files::mirror(&kata.solution().join("src"), &sources)?;
            let suite = sources.join("suite");
            files::mirror(&kata.suite(), &suite)?;
            for file in files::list_below(&suite, "rs")? {
                // The kata can have a module of the same name.
                let code = files::read(&file)?.replace(&format!("{}::", kata.identifier()), "kata::");
                files::write(&file, &code)?;
            }
            let lib = sources.join("lib.rs");
            fs::rename(&lib, sources.join("exercise.rs")).map_err(Error::file(&lib))?;
        }
        files::write(&exercise.folder.join("Cargo.toml"), &manifest(workspace, kata)?)?;
        let info = "format_version = 1\n[[exercises]]\nname = \"exercise\"\nhint = \"none\"\n";
        files::write(&exercise.folder.join("info.toml"), info)?;
        exercise.save("fn edit() {}")?;
        Ok(exercise)
    }

    /// Runs the exercise once, which also builds it. Returns an error if the exercise does not pass.
    pub fn build(&self) -> Result<()> {
        let output = self.command().output().map_err(Error::program("rustlings"))?;
        if output.status.success() {
            return Ok(());
        }
        let stdout = String::from_utf8_lossy(&output.stdout);
        Err(Error::program("rustlings")(format!("the exercise does not pass:\n{stdout}")))
    }

    /// Saves the code with `edit` appended.
    pub fn save(&self, edit: &str) -> Result<()> {
        let as_program =
            "extern crate self as kata;\n#[cfg(test)]\n#[path = \"suite/main.rs\"]\nmod suite;\nfn main() {}\n";
        let code = edited_code::root_file(&self.kata.solution().join("src"), edit)?
            .replace(&format!("{}_solution", self.kata.identifier()), "kata");
        files::write(&self.folder.join("exercises/exercise.rs"), &(code + as_program))
    }

    /// Returns the command that runs the exercise.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.folder).args(["run", "exercise"]);
        command
    }
}

/// Returns a manifest with the kata's dependencies, in the versions of the workspace.
fn manifest(workspace: &Workspace, kata: &Kata) -> Result<String> {
    let read = |path: PathBuf| -> Result<Table> { files::read(&path)?.parse().map_err(Error::file(&path)) };
    let root = workspace.root();
    let (kata_manifest, root_manifest) = (read(kata.stub().join("Cargo.toml"))?, read(root.join("Cargo.toml"))?);
    let mut dependencies = Table::new();
    for section in ["dependencies", "dev-dependencies"] {
        for dependency in kata_manifest[section].as_table().into_iter().flat_map(Table::keys) {
            let mut version = root_manifest["workspace"]["dependencies"][dependency].clone();
            if let Some(path) = version.get("path").and_then(Value::as_str).map(|path| root.join(path)) {
                version["path"] = path.display().to_string().into();
            }
            dependencies.insert(dependency.clone(), version);
        }
    }
    let edition = &root_manifest["workspace"]["package"]["edition"];
    Ok(format!(
        "bin = [\n  {{ name = \"exercise\", path = \"exercises/exercise.rs\" }},\n  \
         {{ name = \"exercise_sol\", path = \"solutions/exercise.rs\" }},\n]\n\n\
         [package]\nname = \"exercises\"\nedition = {edition}\npublish = false\n\n\
         [workspace]\n\n{}",
        Table::from_iter([("dependencies".to_owned(), Value::Table(dependencies))])
    ))
}
