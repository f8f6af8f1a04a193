//! Reads a crate file by file, following its `mod` declarations.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta, MetaNameValue};

use super::files::Files;
use super::tree::{CrateSource, Module, SourceFile, SourceProblem};
use crate::syntax::{is_for_tests, is_public};

/// The maximum nesting of brackets. The parser recurses once per level, so deeper nesting could overflow the stack,
/// which would end the program.
const MAX_DEPTH: usize = 500;

impl CrateSource {
    /// Reads a crate, starting at its `lib.rs` or any other file.
    pub fn read(lib: &Path) -> Self {
        Self::from(Files::OnDisk, lib)
    }

    /// Reads a crate from files in memory, by path. It opens no other file, even if the code names one.
    pub fn of_files(files: &BTreeMap<PathBuf, String>, lib: &Path) -> Self {
        Self::from(Files::InMemory(files), lib)
    }

    /// Parses a crate that consists of one text.
    pub fn of_text(text: &str) -> Self {
        let lib = PathBuf::from("lib.rs");
        Self::of_files(&BTreeMap::from([(lib.clone(), text.to_owned())]), &lib)
    }

    fn from(files: Files<'_>, lib: &Path) -> Self {
        let mut reader = Reader { files, source: Self::default(), seen: BTreeSet::new() };
        let root = reader.file(lib, lib.parent().unwrap_or(Path::new(".")));
        Self { root, ..reader.source }
    }

    fn complete(mut self) -> Result<Module, SourceProblem> {
        if self.problems.is_empty() { Ok(self.root) } else { Err(self.problems.swap_remove(0)) }
    }
}

impl Module {
    /// Parses a complete crate, starting at its `lib.rs`.
    ///
    /// # Errors
    ///
    /// Returns a problem with the first file that cannot be read or parsed.
    pub fn of_crate(lib: &Path) -> Result<Self, SourceProblem> {
        CrateSource::read(lib).complete()
    }

    /// Parses a crate that consists of one text.
    ///
    /// # Errors
    ///
    /// Returns a problem if the text is not valid Rust.
    pub fn of_text(text: &str) -> Result<Self, SourceProblem> {
        CrateSource::of_text(text).complete()
    }
}

struct Reader<'a> {
    files: Files<'a>,
    source: CrateSource,
    seen: BTreeSet<PathBuf>,
}

/// The folders that are searched for nested modules.
#[derive(Clone, Copy)]
struct SearchFolders<'a> {
    /// The index of the current file.
    file: usize,
    /// The folder for `mod name;`.
    folder: &'a Path,
    /// The folder for `#[path]`.
    base: &'a Path,
}

impl Reader<'_> {
    /// Records a problem and returns an empty module.
    fn problem(&mut self, file: &Path, line: Option<usize>, what: impl Into<String>) -> Module {
        self.source.problems.push(SourceProblem { file: file.to_owned(), line, what: what.into() });
        Module::default()
    }

    /// Reads the module of a file. `folder` contains its nested modules.
    fn file(&mut self, path: &Path, folder: &Path) -> Module {
        if !self.seen.insert(self.files.identity(path)) {
            return self.problem(path, None, "included twice; the second `mod` is ignored");
        }
        match self.files.read(path) {
            Ok(text) => self.text(path, text, folder),
            Err(why) => self.problem(path, None, why.to_string()),
        }
    }

    fn text(&mut self, path: &Path, text: String, folder: &Path) -> Module {
        if depth(&text) > MAX_DEPTH {
            let what = format!("skipped: brackets nest more than {MAX_DEPTH} deep");
            return self.problem(path, None, what);
        }
        let parsed = syn::parse_file(&text);
        let index = self.source.files.len();
        self.source.files.push(SourceFile { path: path.to_owned(), text });
        match parsed {
            Ok(file) => {
                let base = path.parent().unwrap_or(Path::new(".")).to_owned();
                let attributes = file.attrs.iter().filter(|attribute| !attribute.path().is_ident("doc"));
                self.source
                    .module_lines
                    .extend(attributes.map(|attribute| (index, attribute.pound_token.span.start().line)));
                self.items(file.items, SearchFolders { file: index, folder, base: &base })
            }
            Err(error) => {
                let line = error.span().start().line;
                let why = match error.to_string().as_str() {
                    "cannot parse string into token stream" => "unbalanced bracket or quote".to_owned(),
                    other => other.to_owned(),
                };
                self.problem(path, Some(line), format!("skipped: not valid Rust: {why}"))
            }
        }
    }

    fn items(&mut self, items: Vec<Item>, folders: SearchFolders) -> Module {
        let mut module = Module { file: folders.file, ..Module::default() };
        for mut item in items {
            if is_for_tests(&item) {
                continue;
            }
            match &mut item {
                Item::Mod(nested) => {
                    let public = is_public(&nested.vis);
                    let name = nested.ident.to_string();
                    let within = self.nested(nested, folders);
                    module.modules.insert(name, (public, within));
                    continue;
                }
                Item::Impl(block) => block.items.retain(|item| !is_for_tests(item)),
                Item::Trait(definition) => definition.items.retain(|item| !is_for_tests(item)),
                _ => {}
            }
            module.items.push(item);
        }
        module
    }

    fn nested(&mut self, nested: &mut ItemMod, folders: SearchFolders) -> Module {
        let name = nested.ident.to_string();
        let name = name.trim_start_matches("r#");
        let below = folders.folder.join(name);
        self.source.module_lines.insert((folders.file, nested.mod_token.span.start().line));
        if let Some((brace, items)) = nested.content.take() {
            self.source.module_lines.insert((folders.file, brace.span.close().end().line));
            return self.items(items, SearchFolders { folder: &below, base: &below, ..folders });
        }
        if let Some(path) = path_attribute(&nested.attrs) {
            let path = folders.base.join(path);
            let folder = path.parent().unwrap_or(Path::new(".")).to_owned();
            return self.file(&path, &folder);
        }
        let candidates = [folders.folder.join(format!("{name}.rs")), below.join("mod.rs")];
        match candidates.iter().find(|path| self.files.is_file(path)) {
            Some(path) => self.file(path, &below),
            None => {
                let declared = self.source.files[folders.file].path.clone();
                let line = nested.ident.span().start().line;
                let what = format!("`mod {name};` has no file: neither {name}.rs nor {name}/mod.rs exists");
                self.problem(&declared, Some(line), what)
            }
        }
    }
}

/// Returns the deepest nesting of brackets in a text. This also counts brackets in strings, which is good enough here.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(MetaNameValue { path, value: Expr::Lit(ExprLit { lit: Lit::Str(file), .. }), .. })
            if path.is_ident("path") =>
        {
            Some(file.value())
        }
        _ => None,
    })
}
