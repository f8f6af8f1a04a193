//! Entries for a new kata in the manifests of the workspaces.

use toml_edit::{Array, DocumentMut, InlineTable, Table, Value, value};

use super::names::Names;

/// A function that adds entries to a manifest, or returns `None` if the manifest has an unexpected layout.
type Edit = fn(&mut DocumentMut, &Names) -> Option<()>;

/// The manifests that list every kata, each with the function that adds one.
pub const EDITS: [(&str, Edit); 2] = [("Cargo.toml", add_members), ("tests/Cargo.toml", add_suite)];

fn add_members(manifest: &mut DocumentMut, names: &Names) -> Option<()> {
    let kata = format!("katas/{}", names.kebab);
    let solution = format!("solutions/{}", names.kebab);
    let workspace = manifest["workspace"].as_table_mut()?;
    let members = workspace["members"].as_array_mut()?;
    for (member, folder) in
        [(&kata, "katas/"), (&solution, "solutions/"), (&format!("{solution}/alternatives/another"), "solutions/")]
    {
        add_on_a_line(members, member, folder)?;
    }
    add_on_a_line(workspace["default-members"].as_array_mut()?, &solution, "solutions/")?;
    workspace["dependencies"].as_table_mut()?.insert(&format!("{}-solution", names.kebab), path(&solution));
    Some(())
}

/// Adds a path on a new line of a list, after the last path in `folder`.
fn add_on_a_line(paths: &mut Array, path: &str, folder: &str) -> Option<()> {
    let is_in_folder = |known: &Value| known.as_str().is_some_and(|known| known.starts_with(folder));
    let last = (0..paths.len()).rev().find(|&index| paths.get(index).is_some_and(is_in_folder))?;
    paths.insert_formatted(last + 1, Value::from(path).decorated("\n    ", ""));
    Some(())
}

fn add_suite(manifest: &mut DocumentMut, names: &Names) -> Option<()> {
    let mut inherited = Table::from_iter([("workspace", true)]);
    inherited.set_dotted(true);
    let dependencies = manifest["dev-dependencies"].as_table_mut()?;
    dependencies.insert(&format!("{}-solution", names.kebab), inherited.into());
    let target = [("name", names.kebab.clone()), ("path", format!("{}/solution.rs", names.snake))];
    manifest["test"].as_array_of_tables_mut()?.push(Table::from_iter(target));
    Some(())
}

/// Returns a dependency on a folder.
fn path(folder: &str) -> toml_edit::Item {
    value(InlineTable::from_iter([("path", folder)]))
}
