//! `cargo xtask` without a terminal: the katas and what to do next.

use crate::cli::ListFormat;
use crate::command_context::CommandContext;
use crate::commands::list;
use crate::error::Result;
use crate::terminal_output::print;

/// Where one stands and what to do next, for whoever has no terminal to watch.
pub(super) fn run(context: &CommandContext) -> Result<()> {
    list::run(context, ListFormat::Human)?;
    let state = context.state()?;
    let kata = context.kata(None, &state)?;
    let of_kata = state.katas.get(kata.name()).cloned().unwrap_or_default();
    let stages = kata.stages()?;
    let stage = of_kata.first_unfinished(&stages).map(|stage| stage.number);
    let next = match stage {
        Some(stage) => format!(
            "Next: stage {stage} of {name}. `cargo xtask show {name} --stage {stage}` tells what it asks for,\n\
             katas/{name}/src is where to write it, `cargo xtask test {name}` runs the tests.\n",
            name = kata.name()
        ),
        None => format!("{} is green. `cargo xtask next` goes on to the next kata.\n", kata.name()),
    };
    print(&format!("\n{next}"))
}
