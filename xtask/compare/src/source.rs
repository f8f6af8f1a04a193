//! The sources of a crate: its files, parsed and put together to modules as the compiler would.
//!
//! What is only compiled for tests is left out. What cannot be read or parsed is left out too and told as a [`Problem`], so
//! that the rest can still be looked at.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Component, Path, PathBuf};

use quote::ToTokens;
use serde::Serialize;
use syn::{Attribute, Expr, ImplItem, Item, ItemMod, Lit, Meta, TraitItem};

/// A file that is larger than this many bytes is not a person's code, and would take a parser long.
const LARGEST: u64 = 1 << 20;

/// A parser goes as deep as brackets stand, and ends the program where its stack ends.
const DEEPEST: usize = 500;

/// A crate that was read.
#[derive(Debug, Default)]
pub struct Source {
    /// What `lib.rs` holds.
    pub root: Module,
    /// The files that were read.
    pub files: Vec<SourceFile>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// The lines with code that belong to no item of a module: files by their place, and lines.
    pub(crate) module_lines: BTreeSet<(usize, usize)>,
}

/// A file of a crate.
#[derive(Debug)]
pub struct SourceFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
}

/// Something that could not be read, or not as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1, where one is known.
    pub line: Option<usize>,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        write!(f, "{}{line}: {}", self.file.display(), self.what)
    }
}

/// A module with what is defined in it.
#[derive(Debug, Default)]
pub struct Module {
    /// Everything but nested modules.
    pub items: Vec<Item>,
    /// By name: whether it is public, and what is in it.
    pub modules: BTreeMap<String, (bool, Module)>,
    /// The place of its file among the files of the crate.
    pub file: usize,
}

impl Module {
    /// Parses a crate that has to be whole, beginning at its `lib.rs`.
    ///
    /// # Errors
    ///
    /// A line that names the first file that cannot be read or parsed.
    pub fn of_crate(lib: &Path) -> Result<Self, String> {
        let source = Source::read(lib);
        match source.problems.first() {
            None => Ok(source.root),
            Some(problem) => Err(problem.to_string()),
        }
    }

    /// Parses a crate that is one text.
    ///
    /// # Errors
    ///
    /// A line that says what the parser did not understand.
    pub fn of_text(text: &str) -> Result<Self, String> {
        let source = Source::of_text(text);
        match source.problems.first() {
            None => Ok(source.root),
            Some(problem) => Err(problem.to_string()),
        }
    }

    /// This module and all in it.
    pub fn all(&self) -> Vec<&Module> {
        let mut all = vec![self];
        for (_, nested) in self.modules.values() {
            all.extend(nested.all());
        }
        all
    }

    pub(crate) fn find(&self, path: &[String]) -> Option<&Module> {
        match path {
            [] => Some(self),
            [first, rest @ ..] => self.modules.get(first)?.1.find(rest),
        }
    }
}

impl Source {
    /// Whether there is nothing in it to compare.
    pub fn is_empty(&self) -> bool {
        self.root.all().iter().all(|module| module.items.is_empty())
    }

    /// Reads a crate, beginning at its `lib.rs`, or at whatever file is named.
    pub fn read(lib: &Path) -> Self {
        Self::from(Files::OnDisk, lib)
    }

    /// Reads a crate that is nowhere but here, by the paths of its files: nothing else is opened, whatever they name.
    pub fn of_files(files: &BTreeMap<PathBuf, String>, lib: &Path) -> Self {
        Self::from(Files::Given(files), lib)
    }

    fn from(files: Files<'_>, lib: &Path) -> Self {
        let mut reader = Reader {
            source: files,
            files: Vec::new(),
            problems: Vec::new(),
            module_lines: BTreeSet::new(),
            seen: BTreeSet::new(),
        };
        let folder = lib.parent().unwrap_or(Path::new("."));
        let root = reader.file(lib, folder);
        reader.finish(root)
    }

    /// A number that is another one as soon as a file is another one, or lies elsewhere in the crate.
    pub fn fingerprint(&self) -> String {
        let mut hasher = DefaultHasher::new();
        let folder = self.files.first().and_then(|lib| lib.path.parent()).unwrap_or(Path::new("."));
        for file in &self.files {
            file.path.strip_prefix(folder).unwrap_or(&file.path).hash(&mut hasher);
            file.text.hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    }

    /// Parses a crate that is one text.
    pub fn of_text(text: &str) -> Self {
        let lib = PathBuf::from("lib.rs");
        Self::of_files(&BTreeMap::from([(lib.clone(), text.to_owned())]), &lib)
    }
}

/// Where the files of a crate are.
#[derive(Clone, Copy)]
enum Files<'a> {
    OnDisk,
    Given(&'a BTreeMap<PathBuf, String>),
}

impl Files<'_> {
    fn is_file(self, path: &Path) -> bool {
        match self {
            Self::OnDisk => path.is_file(),
            Self::Given(files) => files.contains_key(&normal(path)),
        }
    }

    /// A file's text, or why it is not read.
    fn read(self, path: &Path) -> Result<String, String> {
        let unread = |error: io::Error| format!("it cannot be read: {error}");
        let too_large = "it is larger than a megabyte, and left out";
        match self {
            Self::OnDisk => {
                let metadata = fs::metadata(path).map_err(unread)?;
                if !metadata.is_file() {
                    // A device or a pipe would be read without end.
                    return Err("it is no file, and left out".to_owned());
                }
                if metadata.len() > LARGEST {
                    return Err(too_large.to_owned());
                }
                fs::read_to_string(path).map_err(unread)
            }
            Self::Given(files) => {
                let text = files.get(&normal(path)).ok_or_else(|| unread(io::ErrorKind::NotFound.into()))?;
                if text.len() as u64 > LARGEST { Err(too_large.to_owned()) } else { Ok(text.clone()) }
            }
        }
    }

    /// What is the same for two paths to one file.
    fn identity(self, path: &Path) -> PathBuf {
        match self {
            Self::OnDisk => path.canonicalize().unwrap_or_else(|_| path.to_owned()),
            Self::Given(_) => normal(path),
        }
    }
}

/// A path without `.` and `..`, by its text alone; as it is if it leads out of where it begins.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if normal.file_name().is_some() => drop(normal.pop()),
            other => normal.push(other),
        }
    }
    normal
}

struct Reader<'a> {
    source: Files<'a>,
    files: Vec<SourceFile>,
    problems: Vec<Problem>,
    module_lines: BTreeSet<(usize, usize)>,
    seen: BTreeSet<PathBuf>,
}

/// Where nested modules are looked for.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The file that is being read.
    file: usize,
    /// Where `mod name;` looks.
    folder: &'a Path,
    /// Where `#[path]` looks.
    base: &'a Path,
}

impl Reader<'_> {
    fn finish(self, root: Module) -> Source {
        Source { root, files: self.files, problems: self.problems, module_lines: self.module_lines }
    }

    fn problem(&mut self, file: &Path, line: Option<usize>, what: impl Into<String>) {
        self.problems.push(Problem { file: file.to_owned(), line, what: what.into() });
    }

    /// The module of a file; `folder` is where the modules in it are looked for.
    fn file(&mut self, path: &Path, folder: &Path) -> Module {
        if !self.seen.insert(self.source.identity(path)) {
            self.problem(path, None, "it is a module in two places, and is read once");
            return Module::default();
        }
        match self.source.read(path) {
            Ok(text) => self.text(path, text, folder),
            Err(why) => {
                self.problem(path, None, why);
                Module::default()
            }
        }
    }

    fn text(&mut self, path: &Path, text: String, folder: &Path) -> Module {
        if depth(&text) > DEEPEST {
            self.problem(path, None, format!("brackets stand more than {DEEPEST} deep in it, and it is left out"));
            return Module::default();
        }
        let parsed = syn::parse_file(&text);
        let index = self.files.len();
        self.files.push(SourceFile { path: path.to_owned(), text });
        match parsed {
            Ok(file) => {
                let base = path.parent().unwrap_or(Path::new(".")).to_owned();
                let attributes = file.attrs.iter().filter(|attribute| !attribute.path().is_ident("doc"));
                self.module_lines.extend(attributes.map(|attribute| (index, attribute.pound_token.span.start().line)));
                self.items(file.items, Place { file: index, folder, base: &base })
            }
            Err(error) => {
                let line = error.span().start().line;
                let why = match error.to_string().as_str() {
                    "cannot parse string into token stream" => "a bracket or a quote has no partner".to_owned(),
                    other => other.to_owned(),
                };
                self.problem(path, Some(line), format!("it is no Rust, so this file is left out: {why}"));
                Module { file: index, ..Module::default() }
            }
        }
    }

    fn items(&mut self, items: Vec<Item>, place: Place) -> Module {
        let mut module = Module { file: place.file, ..Module::default() };
        for mut item in items {
            if attributes_of(&item).is_some_and(is_for_tests) {
                continue;
            }
            match &mut item {
                Item::Mod(nested) => {
                    let public = matches!(nested.vis, syn::Visibility::Public(_));
                    let name = nested.ident.to_string();
                    let within = self.nested(nested, place);
                    module.modules.insert(name, (public, within));
                    continue;
                }
                Item::Impl(block) => block.items.retain(|item| match item {
                    ImplItem::Fn(function) => !is_for_tests(&function.attrs),
                    _ => true,
                }),
                Item::Trait(definition) => definition.items.retain(|item| match item {
                    TraitItem::Fn(function) => !is_for_tests(&function.attrs),
                    _ => true,
                }),
                _ => {}
            }
            module.items.push(item);
        }
        module
    }

    fn nested(&mut self, nested: &mut ItemMod, place: Place) -> Module {
        let name = nested.ident.to_string();
        let name = name.trim_start_matches("r#");
        let below = place.folder.join(name);
        self.module_lines.insert((place.file, nested.mod_token.span.start().line));
        if let Some((brace, items)) = nested.content.take() {
            self.module_lines.insert((place.file, brace.span.close().end().line));
            return self.items(items, Place { folder: &below, base: &below, ..place });
        }
        if let Some(path) = path_attribute(&nested.attrs) {
            let path = place.base.join(path);
            let folder = path.parent().unwrap_or(Path::new(".")).to_owned();
            return self.file(&path, &folder);
        }
        let candidates = [place.folder.join(format!("{name}.rs")), below.join("mod.rs")];
        match candidates.iter().find(|path| self.source.is_file(path)) {
            Some(path) => self.file(path, &below),
            None => {
                let declared = self.files[place.file].path.clone();
                let line = nested.ident.span().start().line;
                let what = format!("`mod {name};` names no file: neither {name}.rs nor {name}/mod.rs is there");
                self.problem(&declared, Some(line), what);
                Module::default()
            }
        }
    }
}

/// How deep brackets stand in a text. In a string they count too, which does no harm.
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
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(path) => Some(path.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    let plain = |attribute: &Attribute| attribute.to_token_stream().to_string().replace(' ', "");
    attributes.iter().any(|attribute| matches!(plain(attribute).as_str(), "#[cfg(test)]" | "#[test]"))
}

fn attributes_of(item: &Item) -> Option<&[Attribute]> {
    Some(match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crate_of(files: &[(&str, &str)]) -> (tempfile::TempDir, Source) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("it has a folder")).expect("it can be made");
            fs::write(path, text).expect("it can be written");
        }
        let source = Source::read(&folder.path().join("lib.rs"));
        (folder, source)
    }

    fn functions(module: &Module) -> Vec<String> {
        let all = module.all().into_iter().flat_map(|module| &module.items);
        let mut names: Vec<String> = all
            .filter_map(|item| match item {
                Item::Fn(function) => Some(function.sig.ident.to_string()),
                _ => None,
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn modules_are_followed_wherever_they_lie() {
        let (_folder, source) = crate_of(&[
            ("lib.rs", "mod a; mod b; #[path = \"odd/place.rs\"] mod c; mod d { pub fn inline() {} mod e; }"),
            ("a.rs", "mod nested; fn in_a() {}"),
            ("a/nested.rs", "fn in_nested() {}"),
            ("b/mod.rs", "fn in_b() {}"),
            ("odd/place.rs", "fn in_c() {} mod beside;"),
            ("odd/beside.rs", "fn beside_c() {}"),
            ("d/e.rs", "fn in_e() {}"),
        ]);
        assert_eq!(source.problems, []);
        assert_eq!(functions(&source.root), ["beside_c", "in_a", "in_b", "in_c", "in_e", "in_nested", "inline"]);
    }

    #[test]
    fn of_files_that_are_given_no_other_is_opened() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let secret = folder.path().join("secret.rs");
        fs::write(&secret, "fn secret() {}").expect("it can be written");
        let lib = format!(
            "mod a; #[path = \"../src/./b/odd.rs\"] mod b; #[path = {secret:?}] mod c; #[path = \"../../x.rs\"] mod d;"
        );
        let files = [("src/lib.rs", lib.as_str()), ("src/a/mod.rs", "fn in_a() {}"), ("src/b/odd.rs", "fn in_b() {}")];
        let files = files.map(|(path, text)| (PathBuf::from(path), text.to_owned())).into();
        let source = Source::of_files(&files, Path::new("src/lib.rs"));
        assert_eq!(functions(&source.root), ["in_a", "in_b"]);
        let told: Vec<&str> = source.problems.iter().map(|problem| problem.what.as_str()).collect();
        assert!(told.len() == 2 && told.iter().all(|what| what.starts_with("it cannot be read")), "{told:?}");
    }

    #[test]
    fn tests_are_left_out() {
        let source = Source::of_text(
            "#[cfg(test)] mod tests { fn no() {} } #[test] fn no() {} #[cfg(test)] fn no() {} fn yes() {}",
        );
        assert_eq!(functions(&source.root), ["yes"]);
    }

    #[test]
    fn what_cannot_be_read_is_told_and_the_rest_is_there() {
        let large = "//".repeat(1 << 20);
        let (_folder, source) = crate_of(&[
            ("lib.rs", "fn here() {}\nmod gone;\nmod broken;\nmod large;\n#[path = \"lib.rs\"] mod again;\nmod deep;"),
            ("deep.rs", &format!("fn f() {{ {}1{} }}", "(".repeat(100_000), ")".repeat(100_000))),
            ("broken.rs", "fn fine() {}\nfn oops( {}\n"),
            ("large.rs", &large),
        ]);
        assert_eq!(functions(&source.root), ["here"]);
        let told: Vec<(Option<usize>, &str)> =
            source.problems.iter().map(|problem| (problem.line, problem.what.as_str())).collect();
        assert_eq!(told.len(), 5, "{told:?}");
        assert!(told[4].1.contains("more than 500 deep"), "{told:?}");
        assert_eq!(told[0], (Some(2), "`mod gone;` names no file: neither gone.rs nor gone/mod.rs is there"));
        assert!(
            told[1].0.is_some_and(|line| line >= 2) && told[1].1.ends_with("a bracket or a quote has no partner"),
            "{told:?}"
        );
        assert!(told[2].1.contains("larger than a megabyte"), "{told:?}");
        assert!(told[3].1.contains("a module in two places"), "{told:?}");
    }

    #[test]
    fn a_fingerprint_is_of_what_is_in_a_crate_and_not_of_where_it_lies() {
        let of = |files: &[(&str, &str)]| crate_of(files).1.fingerprint();
        let one = of(&[("lib.rs", "mod a;"), ("a.rs", "fn f() {}")]);
        assert_eq!(of(&[("lib.rs", "mod a;"), ("a.rs", "fn f() {}")]), one, "in another folder");
        assert_ne!(of(&[("lib.rs", "mod a;"), ("a.rs", "fn g() {}")]), one);
        assert_ne!(of(&[("lib.rs", "mod a;"), ("a/mod.rs", "fn f() {}")]), one);
    }

    #[test]
    fn a_crate_that_is_missing_is_a_problem_and_no_more() {
        let source = Source::read(Path::new("no/such/lib.rs"));
        assert_eq!(source.problems.len(), 1);
        assert!(source.problems[0].what.starts_with("it cannot be read"), "{}", source.problems[0]);
    }
}
