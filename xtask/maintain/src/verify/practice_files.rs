//! Checks of the files for interviews and cards.

use practice::cards_file::CardsFile;
use practice::interview::code_workspace;
use practice::interview_file::InterviewFile;
use practice::source::KataFiles;
use xtask::report::Subject;
use xtask::workspace::Workspace;

use super::context::{Context, Problems};
use crate::error::Error;
use crate::suite_runs;

/// Checks that `interview.toml` has enough questions, and that their answers exist.
pub fn has_valid_interview(context: &Context) -> Problems {
    let last = context.kata.stages()?.last().map_or(0, |stage| stage.number);
    Ok(InterviewFile::of(context.kata)?.problems(&KataFiles::of(context.kata)?, last))
}

/// Checks that `cards.toml` has enough cards, and that their sources exist.
pub fn has_valid_cards(context: &Context) -> Problems {
    Ok(CardsFile::of(context.kata)?.problems(&KataFiles::of(context.kata)?))
}

/// Checks that the workspace of an interview can be built, with the stub without its documentation.
pub fn has_a_stub_that_compiles(context: &Context) -> Problems {
    let folder = context.copy.root().join("interviews").join(format!("1-{}", context.kata.name()));
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(Error::file(&folder))?;
    }
    code_workspace::create(context.copy, context.kata_in_copy, 1, &folder, "../../../target")?;
    let workspace = Workspace::at(folder)?;
    let report = suite_runs::report(&workspace, workspace.kata(context.kata.name())?, Subject::Kata, None)?;
    let errors = report.diagnostics.iter().map(|found| found.rendered.clone());
    Ok(errors.chain(report.error.iter().map(|error| error.message.clone())).collect())
}
