//! Checks of the repository's Markdown files: their links, and the commands that they name.

use std::path::Path;

use clap::CommandFactory;
use xtask::workspace::Workspace;

use super::context::Problems;
use crate::files;

/// Returns the problems of a document, by its folder and its text.
type DocumentCheck = fn(&Path, &str) -> Vec<String>;

/// The claims about all documents, and what checks them.
pub const CHECKS: [(&str, DocumentCheck); 2] = [
    ("every link to a file of the repository resolves", broken_links),
    ("every command of `cargo xtask` exists", unknown_commands),
];

/// Checks every document of the repository.
pub fn check_all(workspace: &Workspace, check: DocumentCheck) -> Problems {
    let mut problems = Vec::new();
    for path in files::list_below(workspace.root(), "md")? {
        let folder = path.parent().unwrap_or(workspace.root());
        let found = check(folder, &files::read(&path)?);
        problems.extend(found.iter().map(|problem| format!("{}: {problem}", workspace.relative(&path))));
    }
    Ok(problems)
}

/// Returns the links to files that do not exist.
fn broken_links(folder: &Path, text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let local = targets.filter(|target| !target.contains("://") && !target.starts_with(['#', '<']));
    let broken = local.filter(|target| !folder.join(target.split('#').next().unwrap_or(target)).exists());
    broken.map(|target| format!("nothing is at {target}")).collect()
}

/// Returns the commands that the text names after `cargo xtask` and that do not exist.
fn unknown_commands(_: &Path, text: &str) -> Vec<String> {
    let cli = xtask::cli::Cli::command();
    let named = text.split("cargo xtask ").skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(rest.len());
        &rest[..end]
    });
    let unknown =
        named.filter(|name| !name.is_empty() && !name.starts_with('-') && cli.find_subcommand(name).is_none());
    unknown.map(|name| format!("there is no command `cargo xtask {name}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_missing_file_is_found() {
        let text = "[a](src/main.rs) [b](src/none.rs#x) [c](https://example.com) [d](#here)";
        let broken = broken_links(Path::new(env!("CARGO_MANIFEST_DIR")), text);
        assert_eq!(broken, ["nothing is at src/none.rs#x"]);
    }

    #[test]
    fn an_unknown_command_is_found() {
        let text = "`cargo xtask` and `cargo xtask test x` and `cargo xtask tset`";
        assert_eq!(unknown_commands(Path::new("."), text), ["there is no command `cargo xtask tset`"]);
    }
}
