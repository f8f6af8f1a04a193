//! `cargo xtask` without a terminal: lists the katas and the next step.

use crate::cli::ListFormat;
use crate::command_context::CommandContext;
use crate::commands::list;
use crate::error::Result;
use crate::terminal_output::print;

pub(super) fn run(context: &CommandContext) -> Result<()> {
    list::run(context, ListFormat::Human)?;
    let state = context.state()?;
    let kata = context.kata(None, &state)?;
    let of_kata = state.katas.get(kata.name()).cloned().unwrap_or_default();
    let stages = kata.stages()?;
    let stage = of_kata.first_unfinished(&stages).map(|stage| stage.number);
    let next = match stage {
        Some(stage) => format!(
            "Next: stage {stage} of {name}.\n\
             Read its text: cargo xtask show {name} --stage {stage}\n\
             Write your code in katas/{name}/src.\n\
             Run the tests: cargo xtask test {name}\n",
            name = kata.name()
        ),
        None => format!("{} is green. Go on to the next kata: cargo xtask next\n", kata.name()),
    };
    print(&format!("\n{next}"))
}
