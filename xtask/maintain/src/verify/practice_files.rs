//! Checks of the files for interviews and cards.

use practice::cards_file::CardsFile;
use practice::interview_file::InterviewFile;
use practice::source::KataFiles;

use super::context::{Context, Problems};

/// Checks that `interview.toml` has enough questions, and that their answers exist.
pub fn has_valid_interview(context: &Context) -> Problems {
    let last = context.kata.stages()?.last().map_or(0, |stage| stage.number);
    Ok(InterviewFile::of(context.kata)?.problems(&KataFiles::of(context.kata)?, last))
}

/// Checks that `cards.toml` has enough cards, and that their sources exist.
pub fn has_valid_cards(context: &Context) -> Problems {
    Ok(CardsFile::of(context.kata)?.problems(&KataFiles::of(context.kata)?))
}
