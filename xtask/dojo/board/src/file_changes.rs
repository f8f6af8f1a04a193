//! The line-by-line changes between the files of two runs.

use std::collections::BTreeSet;

use diffy::{DiffOptions, Line};
use serde::Serialize;

use crate::database::runs::Sources;

/// The number of unchanged lines around a change.
const CONTEXT_LINES: usize = 3;
/// The maximum number of lines for a diff.
///
/// A longer file is shown as fully replaced, because a hostile file could make the diff very slow.
const MAX_LINES: usize = 5_000;

/// The changes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileChange {
    /// The path.
    pub path: String,
    /// The kind of change.
    pub kind: ChangeKind,
    /// The lines, each with its kind (` `, `+`, `-`, or `@` for a gap) and its text.
    pub lines: Vec<(char, String)>,
}

/// The kind of change to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// The file is new.
    Added,
    /// The file was removed.
    Removed,
    /// The content is different.
    Changed,
}

/// Returns the files of `new` that differ from `old`, by path.
pub fn changes(old: &Sources, new: &Sources) -> Vec<FileChange> {
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let changed = paths.into_iter().filter(|&path| old.get(path) != new.get(path));
    let change = |path: &String| {
        let (before, after) = (old.get(path), new.get(path));
        let kind = match (before, after) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        };
        let text = |side: Option<&'_ String>| side.cloned().unwrap_or_default();
        FileChange { path: path.clone(), kind, lines: changed_lines(&text(before), &text(after)) }
    };
    changed.map(change).collect()
}

fn changed_lines(old: &str, new: &str) -> Vec<(char, String)> {
    let whole = |kind, text: &str| text.lines().map(move |line| (kind, line.to_owned())).collect::<Vec<_>>();
    let is_long = |text: &str| text.lines().nth(MAX_LINES).is_some();
    if old.is_empty() || new.is_empty() || is_long(old) || is_long(new) {
        return [whole('-', old), whole('+', new)].concat();
    }
    let mut options = DiffOptions::new();
    options.set_context_len(CONTEXT_LINES);
    let patch = options.create_patch(old, new);
    let mut lines = Vec::new();
    for hunk in patch.hunks() {
        lines.push(('@', format!("line {}", hunk.new_range().start())));
        lines.extend(hunk.lines().iter().map(|line| {
            let (kind, text) = match line {
                Line::Context(text) => (' ', text),
                Line::Delete(text) => ('-', text),
                Line::Insert(text) => ('+', text),
            };
            (kind, text.trim_end_matches(['\n', '\r']).to_owned())
        }));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(files: &[(&str, &str)]) -> Sources {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn changes_are_listed_by_file_and_line() {
        let old = sources(&[("a.rs", "one\ntwo\n"), ("b.rs", "same\n"), ("gone.rs", "x\n")]);
        let new = sources(&[("a.rs", "one\n2\n"), ("b.rs", "same\n"), ("new.rs", "y\n")]);
        let changes = changes(&old, &new);
        let kinds: Vec<(&str, ChangeKind)> = changes.iter().map(|file| (file.path.as_str(), file.kind)).collect();
        assert_eq!(
            kinds,
            [("a.rs", ChangeKind::Changed), ("gone.rs", ChangeKind::Removed), ("new.rs", ChangeKind::Added)]
        );
        let lines: Vec<(char, &str)> = changes[0].lines.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
        assert_eq!(lines, [('@', "line 1"), (' ', "one"), ('-', "two"), ('+', "2")]);
    }

    #[test]
    fn a_very_long_file_is_shown_as_replaced() {
        let numbered = |salt: &str| (0..100_000).map(|line| format!("{line}{salt}\n")).collect::<String>();
        let lines = changed_lines(&numbered("a"), &numbered("b"));
        assert_eq!(lines.len(), 200_000);
    }
}
