//! `cargo xtask new`: writes every part of a new kata, in a form that `verify` accepts, with a TODO for what is left to write.

mod manifests;
mod names;
mod templates;

use xtask::workspace::Workspace;

use self::names::Names;
use crate::error::{Error, Result};
use crate::files;

/// Writes a new kata, adds it to the workspaces, and prints what is left to do.
pub fn run(workspace: &Workspace, name: &str) -> Result<()> {
    let names = Names::of(name)?;
    let root = workspace.root();
    for folder in ["katas", "solutions"] {
        let folder = root.join(folder).join(name);
        if folder.exists() {
            return Err(Error::file(&folder)("it exists already"));
        }
    }
    for (path, text) in templates::files(&names) {
        files::write(&root.join(path), &text)?;
    }
    for (manifest, edit) in manifests::EDITS {
        files::edit_toml(&root.join(manifest), |manifest| edit(manifest, &names))?;
    }
    println!("{}", templates::next_steps(&names));
    Ok(())
}
