//! `cargo xtask new`: creates all files of a new kata. They pass `verify`, and TODO lines mark the parts to write.

mod manifests;
mod names;
mod templates;

use xtask::terminal_output::print_line;
use xtask::workspace::{Track, Workspace};

use self::names::Names;
use crate::error::{Error, Result};
use crate::files;

/// Creates a new kata, adds it to the workspaces, and prints the next steps.
pub fn run(workspace: &Workspace, name: &str, track: Track) -> Result<()> {
    let names = Names::of(name)?;
    let root = workspace.root();
    for folder in ["katas", "solutions"] {
        let folder = root.join(folder).join(name);
        if folder.exists() {
            return Err(Error::file(&folder)("it already exists. Choose another name"));
        }
    }
    for (path, text) in templates::files(&names, track) {
        files::write(&root.join(path), &text)?;
    }
    for (manifest, edit) in manifests::EDITS {
        files::edit_toml(&root.join(manifest), |manifest| edit(manifest, &names))?;
    }
    print_line(format_args!("{}", templates::next_steps(&names, track)))?;
    Ok(())
}
