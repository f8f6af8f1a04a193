//! Checks of the repository's Markdown files: their links, commands and names of tests.

use std::path::Path;

use clap::CommandFactory;
use xtask::workspace::Workspace;

use super::context::Problems;
use crate::error::Result;
use crate::files;

/// A claim about the documents and the function that checks it.
type Check = (&'static str, fn(&Workspace) -> Problems);

/// The checks of the documents.
pub const CHECKS: [Check; 4] = [
    ("every link to a file of the repository, or to a heading in it, resolves", |workspace| {
        check_each(workspace, broken_links)
    }),
    ("every command of `cargo xtask` in a document exists", |workspace| check_each(workspace, unknown_commands)),
    ("xtask/docs/commands.md lists every command", lists_every_command),
    ("every test in xtask/docs/faults.md exists", names_tests_that_exist),
];

/// Calls `check` with the folder and the text of each Markdown file in the repository.
fn check_each(workspace: &Workspace, check: fn(&Path, &str) -> Vec<String>) -> Problems {
    let mut problems = Vec::new();
    for path in files::list_below(workspace.root(), "md")? {
        let folder = path.parent().unwrap_or(workspace.root());
        let found = check(folder, &files::read(&path)?);
        problems.extend(found.iter().map(|problem| format!("{}: {problem}", workspace.relative(&path))));
    }
    Ok(problems)
}

fn broken_links(folder: &Path, text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let local = targets.filter(|target| !target.contains("://") && !target.starts_with('<'));
    local.filter(|target| !resolves(folder, text, target)).map(|target| format!("broken link: {target}")).collect()
}

/// Returns whether a link's file exists and, in Markdown, has the heading that the link names after `#`.
fn resolves(folder: &Path, text: &str, target: &str) -> bool {
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let has_heading =
        |text: &str| heading.is_empty() || text.lines().any(|line| anchor(line) == Some(heading.to_owned()));
    if file.is_empty() {
        return has_heading(text);
    }
    let path = folder.join(file);
    path.exists() && (!file.ends_with(".md") || files::read(&path).is_ok_and(|text| has_heading(&text)))
}

/// Returns the anchor of a line if it is a heading.
fn anchor(line: &str) -> Option<String> {
    let heading = line.strip_prefix('#')?.trim_start_matches('#').trim().to_lowercase();
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    Some(kept.map(|c| if c == ' ' { '-' } else { c }).collect())
}

fn unknown_commands(_: &Path, text: &str) -> Vec<String> {
    let cli = xtask::cli::Cli::command();
    let is_unknown = |name: &&str| !name.is_empty() && !name.starts_with('-') && cli.find_subcommand(name).is_none();
    commands(text).filter(is_unknown).map(|name| format!("unknown command: `cargo xtask {name}`")).collect()
}

/// Returns the words after each `cargo xtask` in a text.
fn commands(text: &str) -> impl Iterator<Item = &str> {
    text.split("cargo xtask ").skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(rest.len());
        &rest[..end]
    })
}

fn lists_every_command(workspace: &Workspace) -> Problems {
    let page = files::read(&workspace.root().join("xtask/docs/commands.md"))?;
    Ok(unlisted_commands(&page))
}

fn unlisted_commands(page: &str) -> Vec<String> {
    let cli = xtask::cli::Cli::command();
    let names = cli.get_subcommands().map(clap::Command::get_name);
    let unlisted = names.filter(|name| !commands(page).any(|listed| listed == *name));
    unlisted.map(|name| format!("no row for `cargo xtask {name}`")).collect()
}

fn names_tests_that_exist(workspace: &Workspace) -> Problems {
    let folder = workspace.root().join("xtask");
    let page = files::read(&folder.join("docs/faults.md"))?;
    let sources = files::list_below(&folder, "rs")?;
    let sources: Vec<String> = sources.iter().map(|path| files::read(path)).collect::<Result<_>>()?;
    Ok(missing_tests(&page, &sources))
}

/// Returns the tests in the last columns of a page's tables that no source file defines.
fn missing_tests(page: &str, sources: &[String]) -> Vec<String> {
    let cells = page.lines().filter_map(|line| line.strip_prefix('|')?.trim_end_matches('|').rsplit('|').next());
    let quoted = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    let tests = quoted.filter(|name| !name.contains(['.', '/']));
    let missing = tests.filter(|name| !sources.iter().any(|source| source.contains(&format!("fn {name}("))));
    missing.map(|name| format!("no test is named {name}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_links_finds_a_missing_file() {
        let text = "[a](src/main.rs) [b](src/none.rs#x) [c](https://example.com)";
        let broken = broken_links(Path::new(env!("CARGO_MANIFEST_DIR")), text);
        assert_eq!(broken, ["broken link: src/none.rs#x"]);
    }

    #[test]
    fn broken_links_finds_a_missing_heading() {
        let text =
            "# What `verify` does\n[a](#what-verify-does) [b](#other) [c](../DESIGN.md#packages) [d](../DESIGN.md#x)";
        let broken = broken_links(Path::new(env!("CARGO_MANIFEST_DIR")), text);
        assert_eq!(broken, ["broken link: #other", "broken link: ../DESIGN.md#x"]);
    }

    #[test]
    fn unknown_commands_finds_a_misspelled_command() {
        let text = "`cargo xtask` and `cargo xtask test x` and `cargo xtask tset`";
        assert_eq!(unknown_commands(Path::new("."), text), ["unknown command: `cargo xtask tset`"]);
    }

    #[test]
    fn unlisted_commands_finds_a_missing_row() {
        let unlisted = unlisted_commands("`cargo xtask test`, `cargo xtask list`");
        assert!(unlisted.contains(&"no row for `cargo xtask watch`".to_owned()), "{unlisted:?}");
        assert!(!unlisted.contains(&"no row for `cargo xtask test`".to_owned()), "{unlisted:?}");
    }

    #[test]
    fn missing_tests_finds_a_renamed_test() {
        let page = "| bug | test |\n| --- | --- |\n| `a_bug` | `old_name`, `kept_name` in `watch.rs` |\n";
        let sources = ["#[test]\nfn kept_name() {}\nfn old_name_2() {}\n".to_owned()];
        assert_eq!(missing_tests(page, &sources), ["no test is named old_name"]);
    }
}
