//! Excerpts of source files around the line where a test failed.

use std::fs;

use crate::report::Report;
use crate::workspace::Workspace;

/// The number of lines shown before and after the failing line.
const CONTEXT_LINES: usize = 2;
/// The number of lines shown after a test's first line if the test failed in another file.
const TEST_LINES: usize = 9;

/// A line in a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLocation {
    /// The path relative to the workspace's root, separated by `/`.
    pub file: String,
    /// The line number, from 1.
    pub line: usize,
}

impl SourceLocation {
    /// Parses `path:line`.
    pub fn parse(text: &str) -> Option<Self> {
        let (file, line) = text.rsplit_once(':')?;
        Some(Self { file: file.to_owned(), line: line.parse().ok()? })
    }
}

/// A few lines of a file around a location.
#[derive(Clone, Debug)]
pub struct Excerpt {
    /// The location that the excerpt is about.
    pub location: SourceLocation,
    /// The line number of the first line.
    pub first: usize,
    /// The text of the lines.
    pub lines: Vec<String>,
}

/// Returns the lines around the first failure and, if it is outside the test's file, the start of the test.
pub fn of_first_failure(workspace: &Workspace, report: &Report) -> Vec<Excerpt> {
    let Some((_, test)) = report.first_failure() else { return Vec::new() };
    let failed = test.location.as_deref().and_then(SourceLocation::parse);
    let defined = test.defined.as_deref().and_then(SourceLocation::parse);
    let elsewhere = defined.filter(|defined| failed.as_ref().is_none_or(|failed| failed.file != defined.file));
    let around = failed.and_then(|location| {
        let (first, last) = (location.line.saturating_sub(CONTEXT_LINES), location.line + CONTEXT_LINES);
        read(workspace, location, first, last)
    });
    let test = elsewhere.and_then(|location| {
        let last = location.line + TEST_LINES;
        let mut excerpt = read(workspace, location.clone(), location.line, last)?;
        if let Some(end) = excerpt.lines.iter().position(|line| line == "}" || line == "    }") {
            excerpt.lines.truncate(end + 1);
        }
        Some(excerpt)
    });
    around.into_iter().chain(test).collect()
}

fn read(workspace: &Workspace, location: SourceLocation, first: usize, last: usize) -> Option<Excerpt> {
    // A file that has been deleted since the run has no excerpt, but the other excerpts are still shown.
    let text = fs::read(workspace.root().join(&location.file)).ok()?;
    let text = String::from_utf8_lossy(&text);
    let first = first.max(1);
    let lines: Vec<String> = text.lines().skip(first - 1).take(last + 1 - first).map(str::to_owned).collect();
    (!lines.is_empty()).then_some(Excerpt { location, first, lines })
}
