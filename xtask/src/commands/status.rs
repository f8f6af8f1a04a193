//! `cargo xtask` without a terminal: lists the katas and the next step.

use crate::cli::ListFormat;
use crate::command_context::CommandContext;
use crate::commands::list;
use crate::error::Result;
use crate::plan::{command_width, due_today};
use crate::terminal_output::{print, warn};

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
    print(&format!("\n{next}{}", due_text(context)))
}

/// Returns the work that the study plan has for today, or nothing without a plan.
fn due_text(context: &CommandContext) -> String {
    let due = due_today(context).unwrap_or_else(|error| {
        warn(&error.to_string());
        None
    });
    let Some(due) = due else { return String::new() };
    if due.is_empty() {
        return "\nNothing more is due today by your plan: cargo xtask plan\n".to_owned();
    }
    let width = command_width(&due);
    let lines: String = due.iter().map(|item| format!("  {}\n", item.line(width))).collect();
    format!("\nDue today by your plan:\n{lines}")
}
