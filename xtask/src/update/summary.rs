//! Summary of an update for the user.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::git::{Difference, Git};
use super::{KataFile, Outcome, Update, kept_folder, restore_command};
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::store::is_learners_file;

/// The runner's sources. If one of them changes, the launcher rebuilds the runner.
const RUNNER: [&str; 4] = ["xtask/src/", "xtask/Cargo.toml", "xtask/Cargo.lock", "xtask/dojo/protocol/"];
/// The maximum number of tests to list by name.
const MAX_NAMED_TESTS: usize = 5;

type Differences = BTreeMap<String, Difference>;

/// Returns the summary of an update.
///
/// # Errors
///
/// Fails if a git command fails.
pub(super) fn text(
    context: &CommandContext,
    git: &Git,
    update: &Update,
    outcomes: &[(KataFile, Outcome)],
) -> Result<String> {
    let changed = git.differences(&update.old, &update.new)?;
    let mut text = format!("Updated from {} to {}.\n", short(&update.old), short(&update.new));
    let before: BTreeSet<&str> = update.versions.keys().map(String::as_str).collect();
    let of_manifests = |difference| {
        let manifests = changed.iter().filter(move |(_, found)| **found == difference);
        manifests.filter_map(|(path, _)| path.strip_prefix("katas/")?.strip_suffix("/kata.toml"))
    };
    let removed: BTreeSet<&str> = of_manifests(Difference::Removed).collect();
    let mut unchanged = true;
    for kata in before.difference(&removed) {
        let lines = kata_lines(context, git, update, &changed, kata, outcomes);
        if !lines.is_empty() {
            unchanged = false;
            let _ = writeln!(text, "\n{kata}\n  {}", lines.join("\n  "));
        }
    }
    for kata in of_manifests(Difference::Added) {
        unchanged = false;
        let _ = writeln!(text, "\nNew kata: {kata}. `cargo xtask show {kata}` shows its brief.");
    }
    for kata in removed {
        unchanged = false;
        let _ = write!(text, "\nRemoved kata: {kata}.");
        if let Some(Some(version)) = update.versions.get(kata) {
            let path = context.workspace.relative(&kept_folder(&context.store, kata, version));
            let _ = write!(text, " Your code is kept in {path}.");
        }
        text.push('\n');
    }
    if unchanged {
        text += "\nNo kata has changed.\n";
    }
    if changed.keys().any(|path| RUNNER.iter().any(|source| path.starts_with(source))) {
        text += "\nThe runner has changed. The next `cargo xtask` rebuilds it first, which takes a minute or two.\n";
    }
    Ok(text)
}

/// Returns the lines about the changes to an existing kata.
fn kata_lines(
    context: &CommandContext,
    git: &Git,
    update: &Update,
    changed: &Differences,
    kata: &str,
    outcomes: &[(KataFile, Outcome)],
) -> Vec<String> {
    let mut lines = Vec::new();
    let folder = format!("katas/{kata}/");
    for (path, difference) in changed.iter().filter_map(|(path, found)| Some((path.strip_prefix(&folder)?, *found))) {
        if path == "README.md" {
            lines.push("The brief has changed.".to_owned());
        }
        if is_learners_file(path.as_ref()) {
            let outcome = outcomes.iter().find(|(file, _)| file.kata == kata && file.path == path);
            let outcome = outcome.map_or(Outcome::New, |(_, outcome)| *outcome);
            lines.push(format!("{path}: {}", describe_file(context, kata, path, difference, outcome)));
        }
    }
    if outcomes.iter().any(|(file, outcome)| file.kata == kata && *outcome == Outcome::Merged)
        && let Some(Some(version)) = update.versions.get(kata)
    {
        lines.push(format!("To restore your code from before the update: {}", restore_command(kata, version)));
    }
    let suite = format!("tests/{}/", kata.replace('-', "_"));
    if changed.keys().any(|path| path.starts_with(&suite)) {
        lines.push("The tests have changed.".to_owned());
        let stages = changed_stages(git, update, changed, &suite);
        lines.extend(describe_stages(&stages));
        let state = context.state().unwrap_or_default();
        let passed = state.katas.get(kata).map(|kata| kata.passed.clone()).unwrap_or_default();
        lines.extend(describe_lost_tests(&passed, &stages));
    }
    lines
}

/// Returns the result for a file whose stub has changed.
fn describe_file(context: &CommandContext, kata: &str, path: &str, difference: Difference, outcome: Outcome) -> String {
    let deleted = !context.workspace.root().join("katas").join(kata).join(path).exists();
    match (outcome, difference) {
        (Outcome::New, Difference::Removed) => "removed, since the new stub does not have it".to_owned(),
        (Outcome::New, _) => "replaced with the new stub".to_owned(),
        (Outcome::Merged, _) => "your changes were merged with the new stub".to_owned(),
        (Outcome::Kept, Difference::Removed) => "unchanged; the new stub does not have it".to_owned(),
        (Outcome::Kept, _) if deleted => {
            format!("still deleted, but changed in the new stub; see xtask/stubs/{kata}/{path}")
        }
        (Outcome::Kept, _) => format!("unchanged, since it conflicts with the new stub; see xtask/stubs/{kata}/{path}"),
        (Outcome::Written, _) => "left unchanged, since it was already merged or edited".to_owned(),
    }
}

/// A stage's file before and after the update.
#[derive(Debug, Default)]
struct ChangedStage {
    old: Option<String>,
    new: Option<String>,
    number: String,
}

/// Returns the changed stages by name. A stage whose number has changed is still the same stage.
fn changed_stages(git: &Git, update: &Update, changed: &Differences, suite: &str) -> BTreeMap<String, ChangedStage> {
    let source =
        |commit: &str, path: &str| git.file(commit, path).map(|content| String::from_utf8_lossy(&content).into_owned());
    let mut stages: BTreeMap<String, ChangedStage> = BTreeMap::new();
    for (path, difference) in changed {
        let module = path.strip_prefix(suite).and_then(|file| file.strip_prefix("stage_")?.strip_suffix(".rs"));
        let Some((number, name)) = module.and_then(|module| module.split_once('_')) else { continue };
        let stage = stages.entry(name.to_owned()).or_default();
        if *difference != Difference::Added {
            stage.old = source(&update.old, path);
        }
        if *difference != Difference::Removed {
            stage.new = source(&update.new, path);
            number.clone_into(&mut stage.number);
        }
    }
    stages
}

fn describe_stages(stages: &BTreeMap<String, ChangedStage>) -> impl Iterator<Item = String> {
    let title = |source: &str| {
        let title = source.lines().next().and_then(|line| line.strip_prefix("//! # "));
        title.unwrap_or_default().to_owned()
    };
    stages.values().filter_map(move |stage| match (&stage.old, &stage.new) {
        (None, Some(new)) => Some(format!("New stage: {}, {}.", stage.number, title(new))),
        (Some(old), None) => Some(format!("Removed stage: {}.", title(old))),
        _ => None,
    })
}

/// Returns a line about passed tests that the update has renamed or removed.
fn describe_lost_tests(passed: &BTreeSet<String>, stages: &BTreeMap<String, ChangedStage>) -> Option<String> {
    let is_lost = |test: &&String| {
        let Some((stage, test)) = test.split_once('/') else { return false };
        let Some(ChangedStage { old: Some(old), new, .. }) = stages.get(stage) else { return false };
        let new = new.as_deref().unwrap_or_default();
        // An rstest case is named `function::case`, a test in a module `module::function`.
        let mut functions = test.split("::").map(|part| format!("fn {part}("));
        functions.any(|function| old.contains(&function) && !new.contains(&function))
    };
    let lost: Vec<&str> = passed.iter().filter(is_lost).map(String::as_str).collect();
    if lost.is_empty() {
        return None;
    }
    let more = lost.len().saturating_sub(MAX_NAMED_TESTS);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let named = lost.iter().copied().take(MAX_NAMED_TESTS).collect::<Vec<_>>().join(", ");
    Some(format!("Passed tests that were renamed or removed: {named}{more}. They no longer count until the next run."))
}

/// Returns the abbreviated hash of a commit.
fn short(commit: &str) -> &str {
    commit.get(..7).unwrap_or(commit)
}
