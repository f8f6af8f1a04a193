//! Cargo's JSON messages and the compiler errors in them.

use std::path::PathBuf;

use serde::Deserialize;

use crate::paths::shown_in_output;
use crate::report::Diagnostic;
use crate::sanitize::{colored, plain};
use crate::workspace::{Stage, Workspace};

/// A splitter of byte chunks into lines. It buffers at most one line.
#[derive(Debug, Default)]
pub struct Lines(Vec<u8>);

impl Lines {
    /// Adds a chunk and calls `on_line` for each line that it completes.
    pub fn push(&mut self, bytes: &[u8], on_line: &mut dyn FnMut(&str)) {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
            self.0.extend_from_slice(&rest[..end]);
            on_line(String::from_utf8_lossy(&std::mem::take(&mut self.0)).trim_end());
            rest = &rest[end + 1..];
        }
        self.0.extend_from_slice(rest);
    }
}

/// One line of Cargo's JSON output.
#[derive(Deserialize)]
#[serde(tag = "reason")]
pub(crate) enum CargoMessage {
    #[serde(rename = "compiler-artifact")]
    Artifact(Artifact),
    #[serde(rename = "build-script-executed")]
    BuildScriptRan { package_id: String },
    #[serde(rename = "compiler-message")]
    Diagnostic { message: CompilerMessage },
    #[serde(other)]
    Other,
}

/// A target that Cargo has built or found up to date.
#[derive(Deserialize)]
pub(crate) struct Artifact {
    pub package_id: String,
    pub target: CargoTarget,
    pub profile: CargoProfile,
    pub executable: Option<PathBuf>,
    #[serde(default)]
    pub filenames: Vec<PathBuf>,
}

#[derive(Deserialize)]
pub(crate) struct CargoTarget {
    pub name: String,
    kind: Vec<String>,
}

impl CargoTarget {
    pub fn is_build_script(&self) -> bool {
        self.kind.iter().any(|kind| kind == "custom-build")
    }
}

#[derive(Deserialize)]
pub(crate) struct CargoProfile {
    /// Set for test executables.
    pub test: bool,
}

#[derive(Deserialize)]
pub(crate) struct CompilerMessage {
    level: String,
    message: String,
    code: Option<Code>,
    spans: Vec<Span>,
    #[serde(default)]
    children: Vec<CompilerMessage>,
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    is_primary: bool,
    expansion: Option<Box<Expansion>>,
}

#[derive(Deserialize)]
struct Expansion {
    span: Span,
}

impl Span {
    /// Returns the place of the outermost macro call if this span is inside a macro expansion.
    fn outermost(&self) -> &Span {
        self.expansion.as_ref().map_or(self, |expansion| expansion.span.outermost())
    }
}

/// Shortens `katas/hash-map/../../tests/x.rs` to `tests/x.rs`.
///
/// The compiler names a suite relative to its kata's folder.
fn plain_paths(text: &str) -> String {
    let mut text = shown_in_output(text);
    while let Some(dots) = text.find("/../../") {
        let before = text[..dots].rfind("katas/");
        let Some(start) = before.filter(|start| !text[*start..dots].contains(char::is_whitespace)) else { break };
        text.replace_range(start..dots + "/../../".len(), "");
    }
    text
}

impl CompilerMessage {
    /// Returns true for an error, but not for the summary at the end.
    pub fn is_error(&self) -> bool {
        self.level == "error" && !self.message.starts_with("aborting due to")
    }

    /// Returns true for a warning about a place in the code, but not for the summary at the end.
    pub fn is_warning(&self) -> bool {
        self.level == "warning" && !self.spans.is_empty()
    }

    /// Converts the error or warning to its form in the report.
    pub fn diagnostic(self, workspace: &Workspace, stages: &[Stage]) -> Diagnostic {
        let file = |span: &Span| workspace.relative(&workspace.root().join(&span.file_name));
        let primary = self.spans.iter().filter(|span| span.is_primary).map(Span::outermost);
        let location = primary.clone().next().map(|span| format!("{}:{}", file(span), span.line_start));
        // If a stage causes an error in the learner's generic code, only the notes point to the stage.
        let noted = self.children.iter().flat_map(|child| &child.spans).map(Span::outermost);
        let stage_of = |span: &Span| {
            let file = file(span);
            stages.iter().find(|stage| file.ends_with(&format!("/{}.rs", stage.module))).map(|stage| stage.number)
        };
        let stage = primary.chain(noted).find_map(stage_of);
        let rendered = colored(&plain_paths(self.rendered.as_ref().unwrap_or(&self.message)));
        Diagnostic { message: plain(&self.message), code: self.code.map(|code| code.code), location, stage, rendered }
    }
}
