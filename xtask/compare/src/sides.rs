//! Whose code is compared: where each side lies, and what it is called.

use std::path::{Path, PathBuf};

use xtask::store::Store;
use xtask::store::attempts;
use xtask::store::kept_code::KeptCode;
use xtask::workspace::Kata;

use crate::source::Source;

/// A design that can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design {
    /// What it is called.
    pub name: String,
    /// The file that its crate begins with.
    pub lib: PathBuf,
}

/// The learner's.
pub fn yours(kata: &Kata) -> Design {
    Design { name: "yours".to_owned(), lib: kata.folder().join("src/lib.rs") }
}

/// The reference and its alternatives.
pub fn of_the_kata(kata: &Kata) -> Vec<Design> {
    let mut alternatives: Vec<PathBuf> = std::fs::read_dir(kata.solution().join("alternatives"))
        .map(|entries| entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect())
        .unwrap_or_default();
    alternatives.sort();
    let mut all = vec![Design { name: "reference".to_owned(), lib: kata.solution().join("src/lib.rs") }];
    all.extend(alternatives.into_iter().map(|folder| Design {
        name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        lib: folder.join("src/lib.rs"),
    }));
    all
}

/// What `--with` means: an attempt, an alternative, or a path to somebody's code. Without it, the reference.
///
/// # Errors
///
/// A line that says what was looked for, if it is none of these.
pub fn other(kata: &Kata, store: &Store, with: Option<&str>) -> Result<Design, String> {
    let designs = of_the_kata(kata);
    let Some(with) = with else { return Ok(designs[0].clone()) };
    if let Some(number) = with.strip_prefix("attempt:") {
        return attempt(kata, store, number);
    }
    if let Some(design) = designs.iter().find(|design| design.name == with) {
        return Ok(design.clone());
    }
    let path = Path::new(with);
    // An empty path is the folder where this was started.
    let is_named = !with.trim().is_empty();
    // A folder of sources, a package, or a clone of the workspace.
    let candidates = [
        path.to_owned(),
        path.join("lib.rs"),
        path.join("src/lib.rs"),
        path.join("katas").join(kata.name()).join("src/lib.rs"),
    ];
    if let Some(lib) = candidates.into_iter().find(|path| is_named && path.is_file()) {
        let source = Source::read(&lib);
        if let Some(problem) = source.problems.first().filter(|_| source.is_empty()) {
            return Err(format!("there is nothing in {with} to compare with: {problem}"));
        }
        return Ok(Design { name: with.trim_end_matches('/').to_owned(), lib });
    }
    if path.is_dir() {
        return Err(format!("{with} has no lib.rs, no src/lib.rs and no katas/{}/src/lib.rs", kata.name()));
    }
    let names: Vec<&str> = designs.iter().map(|design| design.name.as_str()).collect();
    Err(format!(
        "`{with}` is no file or folder and none of {}: write a path to somebody's code, one of these names, or `attempt:1`",
        names.join(", ")
    ))
}

fn attempt(kata: &Kata, store: &Store, number: &str) -> Result<Design, String> {
    let attempts = attempts::attempts(kata, store).map_err(|error| error.to_string())?;
    let green = || attempts.iter().filter_map(|attempt| Some((attempt.number, attempt.kept.as_ref()?)));
    match green().find(|(attempt, _)| attempt.to_string() == number) {
        Some((number, kept)) => {
            let lib = KeptCode::of(store, kata).path(kept).join("src/lib.rs");
            Ok(Design { name: format!("attempt {number}"), lib })
        }
        None => {
            let known: Vec<String> = green().map(|(number, _)| format!("attempt:{number}")).collect();
            let known = if known.is_empty() {
                ": none was green yet".to_owned()
            } else {
                format!(", only of {}", known.join(", "))
            };
            Err(format!("there is no code of `attempt:{number}` at {}{known}", kata.name()))
        }
    }
}
