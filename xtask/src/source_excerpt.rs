//! Excerpts of source files: the lines that a failed test points at.

use std::fs;

use crate::report::Report;
use crate::workspace::Workspace;

/// How many lines are shown before and after the one where a test failed.
const AROUND: usize = 2;
/// How many lines of a test are shown that failed somewhere else.
const OF_TEST: usize = 9;

/// A line of a file, named from the workspace's root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The path, with `/` between its parts.
    pub file: String,
    /// From 1.
    pub line: usize,
}

impl Place {
    /// Parses `path:line`.
    pub fn parse(text: &str) -> Option<Self> {
        let (file, line) = text.rsplit_once(':')?;
        Some(Self { file: file.to_owned(), line: line.parse().ok()? })
    }
}

/// Some lines of a file around one of them.
#[derive(Clone, Debug)]
pub struct Excerpt {
    /// The line that matters.
    pub place: Place,
    /// The number of the first line.
    pub first: usize,
    /// The lines.
    pub lines: Vec<String>,
}

/// Where the first test that did not pass failed, and, if that is not in its own file, how it begins.
pub fn of_first_failure(workspace: &Workspace, report: &Report) -> Vec<Excerpt> {
    let Some((_, test)) = report.first_failure() else { return Vec::new() };
    let failed = test.location.as_deref().and_then(Place::parse);
    let defined = test.defined.as_deref().and_then(Place::parse);
    let elsewhere = defined.filter(|defined| failed.as_ref().is_none_or(|failed| failed.file != defined.file));
    let around = failed.and_then(|place| {
        let (first, last) = (place.line.saturating_sub(AROUND), place.line + AROUND);
        read(workspace, place, first, last)
    });
    let test = elsewhere.and_then(|place| {
        let last = place.line + OF_TEST;
        let mut excerpt = read(workspace, place.clone(), place.line, last)?;
        if let Some(end) = excerpt.lines.iter().position(|line| line == "}" || line == "    }") {
            excerpt.lines.truncate(end + 1);
        }
        Some(excerpt)
    });
    around.into_iter().chain(test).collect()
}

fn read(workspace: &Workspace, place: Place, first: usize, last: usize) -> Option<Excerpt> {
    // A file that is gone by now has no lines to show, which is no reason to show nothing else.
    let text = fs::read(workspace.root().join(&place.file)).ok()?;
    let text = String::from_utf8_lossy(&text);
    let first = first.max(1);
    let lines: Vec<String> = text.lines().skip(first - 1).take(last + 1 - first).map(str::to_owned).collect();
    (!lines.is_empty()).then_some(Excerpt { place, first, lines })
}
