//! `cargo xtask verify`: checks that the files of each kata are complete and agree, and checks the documents.

mod context;
mod documents;
mod kata_files;
mod practice_files;
mod reference;
mod report_schema;
mod stub;
mod suite;

use xtask::terminal_output::print_line;
use xtask::workspace::{Kata, Workspace};

use self::context::{Context, Problems};
use crate::error::Result;
use crate::workspace_copy::WorkspaceCopy;

/// A claim about a kata and the function that checks it.
type Check = (&'static str, fn(&Context) -> Problems);

/// The checks of a kata, quick ones first.
const CHECKS: [Check; 19] = [
    ("every part of the kata exists", kata_files::are_complete),
    ("the brief and the suite have the same stages", kata_files::brief_lists_the_stages),
    ("stub, reference and alternatives have the same dependencies", stub::shares_its_dependencies),
    ("the kata equals its pristine stub", stub::is_in_the_kata),
    ("stub and reference have the same public items", stub::has_the_public_items_of_the_reference),
    ("every todo of the stub names its stage", stub::names_the_stage_of_every_todo),
    ("rules, tests, pitfalls and promises of the stub name each other", |context| crate::rules::gaps(context.kata)),
    ("the reference does not use the libraries that it is compared with", reference::names_no_peers),
    ("the reference and its alternatives forbid unsafe code", reference::forbids_unsafe_code),
    ("talk.toml names decisions and items that exist", reference::has_valid_talk),
    ("interview.toml is complete and agrees with the brief and DESIGN.md", practice_files::has_valid_interview),
    ("cards.toml is complete and agrees with the brief and DESIGN.md", practice_files::has_valid_cards),
    ("the class diagram in DESIGN.md shows the reference", reference::has_current_diagram),
    ("stub, reference and alternatives have no Clippy warnings", reference::has_no_clippy_warnings),
    ("the code of an interview compiles from the start", practice_files::has_a_stub_that_compiles),
    ("every test of the suite fails on the stub, and reaches no todo of a later stage", suite::fails_on_the_stub),
    ("every test passes on the reference and on its sources in the kata", suite::passes_on_the_reference),
    ("every test passes on every alternative", suite::passes_on_the_alternatives),
    ("every pitfall is caught by its test", suite::catches_the_pitfalls),
];

/// Checks the katas and the documents, and returns whether every claim holds.
pub fn run(workspace: &Workspace, katas: &[Kata]) -> Result<bool> {
    let folder = workspace.root().join("target/verify");
    let copy = WorkspaceCopy::of(workspace, &folder, &folder.join("target"))?;
    let mut failed = 0;
    for kata in katas {
        print_line(format_args!("{}", kata.name()))?;
        let kata_in_copy = copy.workspace.kata(kata.name())?;
        let context = Context { workspace, kata, copy: &copy.workspace, kata_in_copy };
        for (claim, check) in CHECKS {
            failed += print_result(claim, check(&context))?;
        }
    }
    print_line("documents")?;
    for (claim, check) in documents::CHECKS {
        failed += print_result(claim, check(workspace))?;
    }
    if failed > 0 {
        print_line(format_args!("\nfailed checks: {failed}"))?;
    }
    Ok(failed == 0)
}

/// Prints a check's result. Returns 1 if the check found a problem, and 0 otherwise.
fn print_result(claim: &str, problems: Problems) -> Result<usize> {
    let problems = problems.unwrap_or_else(|error| vec![format!("this check could not run: {error}")]);
    print_line(format_args!("  {} {claim}", if problems.is_empty() { "✓" } else { "✗" }))?;
    for problem in &problems {
        print_line(format_args!("      {}", problem.trim_end().replace('\n', "\n      ")))?;
    }
    Ok(usize::from(!problems.is_empty()))
}
