//! `cargo xtask next`: marks a kata with a green core as done.

use std::process::ExitCode;

use super::test::next_steps;
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::recorded_run::{RecordedRun, Recording, run_and_record};
use crate::render;
use crate::render::ansi::to_ansi;
use crate::render::report::{self, ReportContext};
use crate::report::Subject;
use crate::run::Request;
use crate::source_excerpt;
use crate::terminal_output::{print, warn};

pub(super) fn run(context: &CommandContext) -> Result<ExitCode> {
    let state = context.state()?;
    let kata = context.kata(None, &state)?;
    let request = Request::everything(Subject::Kata);
    let recording = Recording::Progress { opened: None };
    let run = run_and_record(context, kata, &request, recording, &context.stop, &|_| {})?;
    let RecordedRun { report, warning, .. } = run;
    if let Some(warning) = warning {
        warn(&warning);
    }
    if !report.is_core_green() {
        let excerpts = source_excerpt::of_first_failure(&context.workspace, &report);
        let report_context = ReportContext { excerpts: &excerpts, ..ReportContext::default() };
        print(&(to_ansi(&report::full_report(&report, report_context, render::width())) + "\n"))?;
        print(&next_steps(&report, &request))?;
        print("Not yet: all stages of the core must be green first.\n")?;
        return Ok(ExitCode::from(report.verdict.exit_code()));
    }
    let next = context.mark_done(kata)?;
    print(&match next {
        Some(next) => format!(
            "{} is done. Next: {}. Read its brief: cargo xtask show {}\n",
            kata.name(),
            next.name(),
            next.name()
        ),
        None => {
            format!("{} is done, and so are all other katas. To solve one again: cargo xtask again KATA\n", kata.name())
        }
    })?;
    Ok(ExitCode::SUCCESS)
}
