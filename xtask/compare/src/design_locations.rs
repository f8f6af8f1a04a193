//! Locates the designs to compare: the learner's, the reference, its alternatives, attempts, and other paths.

use std::path::{Path, PathBuf};

use thiserror::Error;
use xtask::store::Store;
use xtask::store::attempts;
use xtask::store::kept_code::KeptCode;
use xtask::workspace::Kata;

use crate::crate_source::{CrateSource, SourceProblem};

/// The location of a design's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesignLocation {
    /// The name: `yours`, `reference`, the name of an alternative, `attempt 1`, or a path.
    pub name: String,
    /// The root file of the crate.
    pub lib: PathBuf,
}

/// The reason why `--with` names no design.
#[derive(Debug, Error)]
pub enum WithError {
    /// The code has no items.
    #[error("no code to compare in {with}: {problem}")]
    Empty {
        /// The argument.
        with: String,
        /// The first problem with the code.
        problem: SourceProblem,
    },
    /// The folder contains no crate.
    #[error("no crate in {with}: expected lib.rs, src/lib.rs or katas/{kata}/src/lib.rs")]
    NoCrate {
        /// The argument.
        with: String,
        /// The kata.
        kata: String,
    },
    /// The argument is neither a path nor the name of a design.
    #[error(
        "no design, file or folder named `{with}`. Pass a path, an attempt such as `attempt:1`, or one of: {names}"
    )]
    Unknown {
        /// The argument.
        with: String,
        /// The names of the kata's designs.
        names: String,
    },
    /// No attempt with this number was green.
    #[error("no code for `{with}` of {kata}; {known}", known = known_attempts(.known))]
    NoAttempt {
        /// The argument.
        with: String,
        /// The kata.
        kata: String,
        /// The attempts that were green.
        known: Vec<String>,
    },
    /// The attempts cannot be read.
    #[error(transparent)]
    Attempts(#[from] xtask::error::Error),
}

fn known_attempts(known: &[String]) -> String {
    if known.is_empty() { "no attempt was green yet".to_owned() } else { format!("available: {}", known.join(", ")) }
}

impl DesignLocation {
    fn of(name: impl Into<String>, package: &Path) -> Self {
        Self { name: name.into(), lib: package.join("src/lib.rs") }
    }
}

/// Returns the location of the learner's design.
pub fn learner(kata: &Kata) -> DesignLocation {
    DesignLocation::of("yours", &kata.folder())
}

/// Returns the locations of the reference and then of its alternatives.
pub fn reference_and_alternatives(kata: &Kata) -> Vec<DesignLocation> {
    let entries = std::fs::read_dir(kata.solution().join("alternatives")).into_iter().flatten().flatten();
    let mut alternatives: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    alternatives.sort();
    let name = |folder: &Path| folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let alternatives = alternatives.iter().map(|folder| DesignLocation::of(name(folder), folder));
    std::iter::once(DesignLocation::of("reference", &kata.solution())).chain(alternatives).collect()
}

/// Locates the design that `--with` names: an attempt, an alternative, or a path. Without `--with`, locates the
/// reference.
///
/// # Errors
///
/// Returns an error if the argument names no design.
pub fn named_by_with(kata: &Kata, store: &Store, with: Option<&str>) -> Result<DesignLocation, WithError> {
    let designs = reference_and_alternatives(kata);
    let Some(with) = with else { return Ok(designs[0].clone()) };
    if let Some(number) = with.strip_prefix("attempt:") {
        return attempt(kata, store, with, number);
    }
    if let Some(design) = designs.iter().find(|design| design.name == with) {
        return Ok(design.clone());
    }
    let path = Path::new(with);
    // An empty path would mean the current folder.
    let is_named = !with.trim().is_empty();
    // A folder of sources, a package, or a clone of the workspace.
    let candidates = [
        path.to_owned(),
        path.join("lib.rs"),
        path.join("src/lib.rs"),
        path.join("katas").join(kata.name()).join("src/lib.rs"),
    ];
    let with = with.to_owned();
    if let Some(lib) = candidates.into_iter().find(|path| is_named && path.is_file()) {
        let source = CrateSource::read(&lib);
        return match source.problems.first() {
            Some(problem) if source.is_empty() => Err(WithError::Empty { with, problem: problem.clone() }),
            _ => Ok(DesignLocation { name: with.trim_end_matches('/').to_owned(), lib }),
        };
    }
    if path.is_dir() {
        return Err(WithError::NoCrate { with, kata: kata.name().to_owned() });
    }
    let names: Vec<&str> = designs.iter().map(|design| design.name.as_str()).collect();
    Err(WithError::Unknown { with, names: names.join(", ") })
}

fn attempt(kata: &Kata, store: &Store, with: &str, number: &str) -> Result<DesignLocation, WithError> {
    let attempts = attempts::attempts(kata, store)?;
    let green = || attempts.iter().filter_map(|attempt| Some((attempt.number, attempt.kept.as_ref()?)));
    match green().find(|(attempt, _)| attempt.to_string() == number) {
        Some((number, kept)) => {
            Ok(DesignLocation::of(format!("attempt {number}"), &KeptCode::of(store, kata).path(kept)))
        }
        None => {
            let known = green().map(|(number, _)| format!("attempt:{number}")).collect();
            Err(WithError::NoAttempt { with: with.to_owned(), kata: kata.name().to_owned(), known })
        }
    }
}
