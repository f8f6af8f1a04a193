//! The repository's documents: source files and pages, cut into pieces of prose.

use std::fs;
use std::path::Path;

use crate::rust_source;

/// Folders that are not part of the repository, or that hold copies.
const SKIPPED_FOLDERS: [&str; 6] = [".git", ".state", "mutants.out", "node_modules", "stubs", "target"];
const EXTENSIONS: [&str; 5] = ["html", "js", "md", "rs", "toml"];
/// The shortest name or message that counts as prose.
pub const SHORTEST_PROSE: usize = 12;

/// A document of the repository.
pub struct Document {
    /// The path from the root, with `/` between its parts.
    pub path: String,
    pub pieces: Vec<Piece>,
}

/// A piece of a document, at most a line long.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    pub line: usize,
    pub kind: Kind,
    pub text: String,
}

/// The kind of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The first line of a paragraph in a doc comment.
    DocOpening,
    /// Another line of prose: Markdown, a comment, a message, or the name of a function as words.
    Prose,
    /// The name of a function.
    Function,
    /// Another name that the code defines.
    Name,
}

impl Document {
    fn new(path: String, text: &str) -> Self {
        let pieces = if path.ends_with(".rs") { rust_source::pieces(text) } else { lines_outside_code_blocks(text) };
        Self { path, pieces }
    }

    /// Returns the area that the figures count the document in: a folder, a package in `xtask`, or the top level.
    pub fn area(&self) -> &str {
        let slash = |index: usize| self.path.match_indices('/').nth(index).map(|(at, _)| &self.path[..at]);
        let package = if self.path.starts_with("xtask/") { slash(1) } else { None };
        package.or(slash(0)).unwrap_or("top level")
    }

    /// Returns the document's pieces of prose.
    pub fn prose(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(|piece| matches!(piece.kind, Kind::DocOpening | Kind::Prose))
    }

    /// Returns a candidate for a change, as `file:line: text`.
    pub fn candidate(&self, piece: &Piece) -> String {
        format!("{}:{}: {}", self.path, piece.line, piece.text.trim())
    }
}

/// Returns the lines of a text that are not inside a fenced code block, with their numbers.
pub fn lines_outside_code_blocks(text: &str) -> Vec<Piece> {
    let mut fenced = false;
    let mut pieces = Vec::new();
    for (text, line) in text.lines().zip(1..) {
        fenced ^= text.starts_with("```");
        if !fenced && !text.starts_with("```") {
            pieces.push(Piece { line, kind: Kind::Prose, text: text.to_owned() });
        }
    }
    pieces
}

/// Reads all documents below `root`.
pub fn read_all(root: &Path) -> Vec<Document> {
    let mut documents = Vec::new();
    read_folder(root, "", &mut documents);
    documents.sort_by(|one, other| one.path.cmp(&other.path));
    documents
}

fn read_folder(folder: &Path, prefix: &str, documents: &mut Vec<Document>) {
    for entry in fs::read_dir(folder).expect("the folder is readable") {
        let entry = entry.expect("the folder is readable");
        let name = entry.file_name().to_string_lossy().into_owned();
        let (file, path) = (entry.path(), format!("{prefix}{name}"));
        if file.is_dir() && !file.is_symlink() {
            if !SKIPPED_FOLDERS.contains(&name.as_str()) {
                read_folder(&file, &format!("{path}/"), documents);
            }
        } else if prefix.starts_with(".ci/") || EXTENSIONS.iter().any(|extension| has_extension(&name, extension)) {
            let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
            documents.push(Document::new(path, &text));
        }
    }
}

fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, its)| its == extension)
}

#[test]
fn documents_are_counted_in_areas() {
    let area = |path: &str| Document::new(path.to_owned(), "").area().to_owned();
    assert_eq!(area("README.md"), "top level");
    assert_eq!(area("katas/hash-map/README.md"), "katas");
    assert_eq!(area("xtask/DESIGN.md"), "xtask");
    assert_eq!(area("xtask/docs/faults.md"), "xtask/docs");
    assert_eq!(area("xtask/src/run/mod.rs"), "xtask/src");
}

#[test]
fn code_blocks_are_left_out() {
    let pieces = lines_outside_code_blocks("one\n```text\ntwo\n```\nthree\n");
    let lines: Vec<(usize, &str)> = pieces.iter().map(|piece| (piece.line, piece.text.as_str())).collect();
    assert_eq!(lines, [(1, "one"), (5, "three")]);
}
