//! The parsed sources of a crate, as plain data.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use serde::Serialize;
use syn::Item;
use thiserror::Error;

/// The parsed sources of a crate.
#[derive(Debug, Default)]
pub struct CrateSource {
    /// The contents of `lib.rs`.
    pub root: Module,
    /// The files that could be read.
    pub files: Vec<SourceFile>,
    /// The files and modules that could not be read.
    pub problems: Vec<SourceProblem>,
    /// The lines with code outside of items, such as `mod` declarations: index of the file, and line.
    pub(crate) module_lines: BTreeSet<(usize, usize)>,
}

/// A file of a crate.
#[derive(Debug)]
pub struct SourceFile {
    /// The path.
    pub path: PathBuf,
    /// The contents.
    pub text: String,
}

/// A file or module that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize)]
#[error("{}{}: {what}", file.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct SourceProblem {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from 1, if known.
    pub line: Option<usize>,
    /// A description of the problem.
    pub what: String,
}

/// A module and its contents.
#[derive(Debug, Default)]
pub struct Module {
    /// All items except nested modules.
    pub items: Vec<Item>,
    /// Nested modules by name. The flag is true for a public module.
    pub modules: BTreeMap<String, (bool, Module)>,
    /// The index of its file in [`CrateSource::files`].
    pub file: usize,
}

impl Module {
    /// Returns this module and all nested modules.
    pub fn all(&self) -> Vec<&Module> {
        let nested = self.modules.values().flat_map(|(_, nested)| nested.all());
        std::iter::once(self).chain(nested).collect()
    }

    pub(crate) fn find(&self, path: &[String]) -> Option<&Module> {
        match path {
            [] => Some(self),
            [first, rest @ ..] => self.modules.get(first)?.1.find(rest),
        }
    }
}

impl CrateSource {
    /// Returns whether the crate has no items.
    pub fn is_empty(&self) -> bool {
        self.root.all().iter().all(|module| module.items.is_empty())
    }

    /// Returns a hash of the files' contents and their paths within the crate.
    pub fn fingerprint(&self) -> String {
        let mut hasher = DefaultHasher::new();
        let folder = self.files.first().and_then(|lib| lib.path.parent()).unwrap_or(Path::new("."));
        for file in &self.files {
            file.path.strip_prefix(folder).unwrap_or(&file.path).hash(&mut hasher);
            file.text.hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    }
}
