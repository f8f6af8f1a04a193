//! A run as a review shows it: what failed, the code, and what changed since the run before.

use diffy::{DiffOptions, Line};
use serde::Serialize;

use crate::records::{Detail, Mark, Records, Sources, Stored};

/// Lines around a change.
const CONTEXT: usize = 3;
/// A file of more lines is shown as replaced as a whole: comparing it line by line could take long, by somebody's intent.
const MOST_LINES: usize = 5_000;

/// One run.
#[derive(Clone, Debug, Serialize)]
pub struct Reviewed {
    /// The light.
    pub mark: Mark,
    /// What failed.
    #[serde(flatten)]
    pub detail: Detail,
    /// The run before, of the same team and kata.
    pub before: Option<u64>,
    /// The files that differ from the run before.
    pub changes: Vec<FileChange>,
    /// All files.
    pub sources: Sources,
}

/// How a file differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileChange {
    /// Its path.
    pub path: String,
    /// What became of it.
    pub kind: Kind,
    /// Lines: what became of each (` `, `+`, `-`, or `@` for a gap), and its text.
    pub lines: Vec<(char, String)>,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is not as it was.
    Changed,
}

/// A run of a session; none if there is no such run.
///
/// # Errors
///
/// If it cannot be read.
pub fn run(records: &dyn Records, session: u64, run: u64) -> Stored<Option<Reviewed>> {
    let Some((mark, detail)) = records.run(session, run)? else { return Ok(None) };
    let before = records.run_before(&mark)?;
    let sources = records.sources(run)?;
    let old = before.map(|before| records.sources(before)).transpose()?.unwrap_or_default();
    // A run without its code says nothing of what changed.
    let changes = if mark.code { changes(&old, &sources) } else { Vec::new() };
    Ok(Some(Reviewed { mark, detail, before, changes, sources }))
}

/// How `new` differs from `old`, by path.
pub fn changes(old: &Sources, new: &Sources) -> Vec<FileChange> {
    let mut paths: Vec<&String> = old.keys().chain(new.keys()).collect();
    paths.sort();
    paths.dedup();
    let changed = paths.into_iter().filter(|&path| old.get(path) != new.get(path));
    changed
        .map(|path| {
            let (before, after) = (old.get(path), new.get(path));
            let kind = match (before, after) {
                (None, _) => Kind::Added,
                (_, None) => Kind::Removed,
                _ => Kind::Changed,
            };
            let text = |side: Option<&String>| side.cloned().unwrap_or_default();
            FileChange { path: path.clone(), kind, lines: lines(&text(before), &text(after)) }
        })
        .collect()
}

fn lines(old: &str, new: &str) -> Vec<(char, String)> {
    let whole = |kind, text: &str| text.lines().map(move |line| (kind, line.to_owned())).collect::<Vec<_>>();
    let long = |text: &str| text.lines().nth(MOST_LINES).is_some();
    if old.is_empty() || new.is_empty() || long(old) || long(new) {
        return [whole('-', old), whole('+', new)].concat();
    }
    let mut options = DiffOptions::new();
    options.set_context_len(CONTEXT);
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
    fn what_changed_is_told_by_file_and_line() {
        let old = sources(&[("a.rs", "one\ntwo\n"), ("b.rs", "same\n"), ("gone.rs", "x\n")]);
        let new = sources(&[("a.rs", "one\n2\n"), ("b.rs", "same\n"), ("new.rs", "y\n")]);
        let changes = changes(&old, &new);
        let told: Vec<(&str, Kind)> = changes.iter().map(|file| (file.path.as_str(), file.kind)).collect();
        assert_eq!(told, [("a.rs", Kind::Changed), ("gone.rs", Kind::Removed), ("new.rs", Kind::Added)]);
        let lines: Vec<(char, &str)> = changes[0].lines.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
        assert_eq!(lines, [('@', "line 1"), (' ', "one"), ('-', "two"), ('+', "2")]);
    }

    #[test]
    fn a_file_made_to_be_slow_to_compare_is_shown_as_replaced() {
        let numbered = |salt: &str| (0..100_000).map(|line| format!("{line}{salt}\n")).collect::<String>();
        let lines = lines(&numbered("a"), &numbered("b"));
        assert_eq!(lines.len(), 200_000);
    }
}
