//! `cargo xtask mutants`: tests whether the suite catches every change that cargo-mutants makes to a reference.
//!
//! For each change, cargo-mutants edits a copy of the workspace and calls `cargo test` there. Cargo is configured to
//! start the copy's test executables through [`mutant_test_run`], which runs every test in a separate process and
//! prints the names of those that failed.

mod cargo_mutants;
pub mod mutant_test_run;
mod results;
mod test_table;

use std::fmt::Write as _;
use std::time::Instant;

use xtask::terminal_output::print;
use xtask::workspace::{Kata, Workspace};

use self::cargo_mutants::CargoMutants;
pub use self::cargo_mutants::Selection;
use crate::error::Result;

/// Tests the katas' mutants, and returns whether the suites catch all of them.
pub fn run(workspace: &Workspace, katas: &[Kata], selection: &Selection) -> Result<bool> {
    cargo_mutants::check_installed(workspace)?;
    let mut table = format!(
        "{:<16} {:>7} {:>7} {:>7} {:>12} {:>9} {:>10} {:>8}\n",
        "kata", "mutants", "caught", "missed", "timeout only", "unviable", "exclusions", "seconds"
    );
    let mut all_caught = true;
    for kata in katas {
        let started = Instant::now();
        let cargo_mutants = CargoMutants::new(workspace, kata)?;
        let results = cargo_mutants.test(selection)?;
        all_caught &= results.print_problems(kata.name())?;
        let _ = writeln!(
            table,
            "{:<16} {:>7} {:>7} {:>7} {:>12} {:>9} {:>10} {:>8}",
            kata.name(),
            results.mutants,
            results.caught.len(),
            results.missed.len(),
            results.timeout_only.len(),
            results.unviable,
            cargo_mutants.exclusions()?,
            started.elapsed().as_secs()
        );
    }
    print(&format!("\n{table}"))?;
    Ok(all_caught)
}
