//! Clippy and rustfmt, run on the learner's code.

use std::collections::BTreeSet;
use std::path::Path;

use super::cargo::{Cargo, Target, plain_cargo, why_cargo_failed};
use crate::error::{Error, Result};
use crate::process::{self, Bounds, End};
use crate::report::Diagnostic;
use crate::workspace::Kata;

/// Returns Clippy's warnings about the learner's code.
///
/// # Errors
///
/// Fails if Clippy is missing or fails, or the user stops it.
pub fn clippy(cargo: &Cargo<'_>, kata: &Kata) -> Result<Vec<Diagnostic>> {
    let target = Target::Clippy { package: kata.name().to_owned() };
    let result = cargo.build(&target, &[], &BTreeSet::new())?;
    match result.failure {
        Some(failure) if result.warnings.is_empty() => Err(Error::Other(failure.message)),
        _ => Ok(result.warnings),
    }
}

/// Returns the learner's files that `cargo fmt` would change.
///
/// # Errors
///
/// Fails if rustfmt is missing or fails, or the user stops it.
pub fn unformatted(cargo: &Cargo<'_>, kata: &Kata) -> Result<Vec<String>> {
    let Cargo { workspace, silence, stop, mark, .. } = *cargo;
    let mut command = plain_cargo(workspace);
    command.args(["fmt", "--package", kata.name(), "--check", "--", "--files-with-diff"]);
    let bounds = Bounds { silence: Some(silence), mark, ..Bounds::default() };
    let rustfmt = process::capture(command, bounds, stop).map_err(Error::io("cannot start", Path::new("cargo")))?;
    if matches!(rustfmt.end, End::Stopped) {
        return Err(Error::Stopped);
    }
    // The suite is a target of the kata's package too, but the learner does not format it.
    let folder = format!("katas/{}/", kata.name());
    let files = rustfmt.stdout.lines().map(|file| workspace.relative(Path::new(file)));
    let files = files.filter(|file| file.starts_with(&folder)).collect();
    if !rustfmt.is_success() && rustfmt.stdout.trim().is_empty() {
        return Err(Error::Other(why_cargo_failed(&rustfmt.stderr)));
    }
    Ok(files)
}
