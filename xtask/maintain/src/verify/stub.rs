//! Checks of the stub: its dependencies, its pristine copy, and its public items.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use compare::crate_source::Module;
use compare::public_api;
use toml::{Table, Value};

use super::context::{Context, Problems};
use crate::error::{Error, Result};
use crate::files;

/// Checks that the stub and all solutions have the same dependencies, so that their sources build in the kata.
pub fn shares_its_dependencies(context: &Context) -> Problems {
    let expected = dependencies(&context.kata.stub())?;
    let mut problems = Vec::new();
    for folder in context.implementations()? {
        let actual = dependencies(&folder)?;
        if actual != expected {
            let folder = context.workspace.relative(&folder);
            problems.push(format!("the stub has {expected:?}, but {folder} has {actual:?}"));
        }
    }
    Ok(problems)
}

/// Returns the dependencies of a package, each as `name = value`.
fn dependencies(package: &Path) -> Result<BTreeSet<String>> {
    let path = package.join("Cargo.toml");
    let manifest: Table = files::read(&path)?.parse().map_err(Error::file(&path))?;
    let dependencies = manifest.get("dependencies").and_then(Value::as_table).into_iter().flatten();
    Ok(dependencies.map(|(name, value)| format!("{name} = {value}")).collect())
}

/// Checks that the kata's code equals the pristine stub.
pub fn is_in_the_kata(context: &Context) -> Problems {
    let (kata, stub) = (context.kata.folder(), context.kata.stub());
    let mut parts = BTreeSet::from(["Cargo.toml".into()]);
    for folder in [&kata, &stub] {
        let files = files::list_below(&folder.join("src"), "rs")?;
        parts.extend(files.iter().filter_map(|file| Some(file.strip_prefix(folder).ok()?.to_owned())));
    }
    let differ = parts.iter().map(|part| (kata.join(part), stub.join(part)));
    let differ = differ.filter(|(in_kata, in_stub)| fs::read(in_kata).ok() != fs::read(in_stub).ok());
    Ok(differ
        .map(|(in_kata, in_stub)| {
            format!("{} differs from {}", context.workspace.relative(&in_kata), context.workspace.relative(&in_stub))
        })
        .collect())
}

/// Checks that the stub and the reference have the same public API.
pub fn has_the_public_items_of_the_reference(context: &Context) -> Problems {
    let read = |package: &Path| {
        let lib = package.join("src/lib.rs");
        Module::of_crate(&lib).map_err(Error::file(&lib))
    };
    Ok(public_api::differences(&read(&context.kata.stub())?, &read(&context.kata.solution())?))
}

/// Checks that every `todo!()` names a stage, such as `todo!("stage 2")`, so that learners know when to write its body.
pub fn names_the_stage_of_every_todo(context: &Context) -> Problems {
    let stages: BTreeSet<u32> = context.kata.stages()?.iter().map(|stage| stage.number).collect();
    let mut problems = Vec::new();
    for file in files::list_below(&context.kata.stub().join("src"), "rs")? {
        let name = context.workspace.relative(&file);
        for (number, line) in files::read(&file)?.lines().enumerate() {
            let is_named = |todo: &str| stage_of_todo(todo).is_some_and(|stage| stages.contains(&stage));
            if line.split("todo!(").skip(1).any(|todo| !is_named(todo)) && !line.trim_start().starts_with("//") {
                problems.push(format!("{name}:{}: write `todo!(\"stage N\")` with the number of a stage", number + 1));
            }
        }
    }
    Ok(problems)
}

/// Returns the stage that a text names which follows `todo!(`.
fn stage_of_todo(text: &str) -> Option<u32> {
    text.strip_prefix("\"stage ")?.split_once("\")")?.0.parse().ok()
}

/// Returns the stage of the `todo!()` that a test has reached, from the test's message.
pub fn stage_of_message(message: &str) -> Option<u32> {
    message.strip_prefix("not yet implemented: stage ")?.lines().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stage_of_a_todo_is_read() {
        assert_eq!(stage_of_todo("\"stage 12\")"), Some(12));
        for text in [")", "\"stage two\")", "\"later\")", "\"stage 1"] {
            assert_eq!(stage_of_todo(text), None, "{text}");
        }
        assert_eq!(stage_of_message("not yet implemented: stage 3"), Some(3));
        assert_eq!(stage_of_message("not yet implemented"), None);
    }
}
