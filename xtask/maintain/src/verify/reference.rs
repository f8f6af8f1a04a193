//! Checks of the reference and its alternatives, without a run of the suite.

use std::path::Path;

use compare::crate_source::CrateSource;
use compare::design::{Contract, Design};
use compare::discussion::DiscussionFile;
use serde_json::Value;
use xtask::questions::questions;
use xtask::run::cargo;

use super::context::{Context, Problems};
use crate::error::Error;
use crate::{diagrams, files, workspace_copy};

/// Checks that the reference does not use the libraries that the benchmark compares it with.
pub fn names_no_peers(context: &Context) -> Problems {
    let peers = context.kata.about()?.peers;
    let mut problems = Vec::new();
    for file in files::list_below(&context.kata.solution().join("src"), "rs")? {
        let code = files::read(&file)?;
        problems.extend(used(&code, &peers).map(|peer| format!("{} uses {peer}", context.workspace.relative(&file))));
    }
    Ok(problems)
}

/// Returns the paths that a source text uses outside comments.
fn used<'a>(text: &str, paths: &'a [String]) -> impl Iterator<Item = &'a String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    paths.iter().filter(move |path| code.contains(path.as_str()))
}

/// Checks that the crates forbid unsafe code.
pub fn forbids_unsafe_code(context: &Context) -> Problems {
    let mut problems = Vec::new();
    for folder in context.implementations()? {
        let lib = folder.join("src/lib.rs");
        if !files::read(&lib)?.lines().any(|line| line == "#![forbid(unsafe_code)]") {
            problems.push(format!("{} lacks `#![forbid(unsafe_code)]`", context.workspace.relative(&lib)));
        }
    }
    Ok(problems)
}

/// Checks that `talk.toml` agrees with the design notes and the code, and that the brief has questions.
pub fn has_valid_talk(context: &Context) -> Problems {
    let solution = context.kata.solution();
    let path = solution.join("talk.toml");
    let file = DiscussionFile::parse(&files::read(&path)?).map_err(Error::file(&path))?;
    let contract = Contract::of(&CrateSource::read(&context.kata.stub().join("src/lib.rs")));
    let design = |folder: &Path| Design::of(&CrateSource::read(&folder.join("src/lib.rs")), &contract);
    let alternatives: Vec<(String, Design)> =
        context.alternatives()?.iter().map(|folder| (files::name(folder), design(folder))).collect();
    let notes = files::read(&solution.join("DESIGN.md"))?;
    let mut problems = file.stale_entries(&notes, &design(&context.kata.stub()), &design(&solution), &alternatives);
    let (questions, stages) = (questions(&context.kata.brief()?), context.kata.stages()?);
    if questions.is_empty() {
        problems.push("the brief has no questions under `## Talk about it`".to_owned());
    }
    for number in questions.into_iter().filter_map(|question| question.stage) {
        if stages.iter().all(|stage| stage.number != number) {
            problems.push(format!("the brief has a question about stage {number}, which does not exist"));
        }
    }
    Ok(problems)
}

/// Checks that the class diagram in `DESIGN.md` is drawn from the reference.
pub fn has_current_diagram(context: &Context) -> Problems {
    let solution = context.kata.solution();
    let notes = files::read(&solution.join("DESIGN.md"))?;
    let name = context.kata.name();
    Ok(match diagrams::updated(&notes, &solution) {
        Some(new) if new == notes => Vec::new(),
        Some(_) => vec![format!("the diagram is out of date; update it with `cargo xtask diagrams {name}`")],
        None => vec!["DESIGN.md has no block that begins with ```mermaid and classDiagram".to_owned()],
    })
}

/// Checks the stub, the reference and its alternatives with Clippy.
pub fn has_no_clippy_warnings(context: &Context) -> Problems {
    workspace_copy::restore_stub(context.kata_in_copy)?;
    let name = context.kata.name();
    let mut packages = vec![name.to_owned(), format!("{name}-solution")];
    packages.extend(context.alternatives()?.iter().map(|folder| format!("{name}-{}", files::name(folder))));
    let output = cargo::plain_cargo(context.copy)
        .args(["clippy", "--quiet", "--all-targets", "--message-format=json"])
        .args(packages.iter().flat_map(|package| ["--package", package]))
        .output()
        .map_err(Error::program("cargo clippy"))?;
    let mut problems: Vec<String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| Some(message["message"]["rendered"].as_str()?.to_owned()))
        .collect();
    if !output.status.success() && problems.is_empty() {
        problems.push(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn used_skips_comments() {
        let forbidden = ["std::collections".to_owned(), "lru::".to_owned()];
        let found: Vec<&String> = used("// std::collections\nuse lru::LruCache;", &forbidden).collect();
        assert_eq!(found, ["lru::"]);
    }
}
