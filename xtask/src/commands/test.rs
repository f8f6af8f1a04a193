//! `cargo xtask test`: one run of a kata's tests.

use std::io::{ErrorKind, IsTerminal};
use std::process::ExitCode;

use crate::cli::TestFormat;
use crate::command_context::CommandContext;
use crate::error::{Error, Result};
use crate::hyperlinks::Links;
use crate::recorded_run::{RecordedRun, Recording, run_and_record};
use crate::render;
use crate::render::ansi::to_ansi;
use crate::render::report::{self, ReportContext};
use crate::report::{FailurePhase, Report, Subject};
use crate::run::{Progress, Request};
use crate::source_excerpt;
use crate::store::KataState;
use crate::team;
use crate::terminal_output::{print, show_status_line, warn};

pub(super) fn run(
    context: &CommandContext,
    kata: Option<&str>,
    filter: Option<String>,
    stage: Option<u32>,
    solution: bool,
    format: TestFormat,
) -> Result<ExitCode> {
    let state = context.state()?;
    let kata = context.kata(kata, &state)?;
    let subject = if solution { Subject::Solution } else { Subject::Kata };
    let known_totals = state.katas.get(kata.name()).map(KataState::known_totals).unwrap_or_default();
    let request = Request { stage, filter, known_totals, ..Request::everything(subject) };
    let shown = format == TestFormat::Human && std::io::stderr().is_terminal();
    let recording = Recording::Progress { opened: None };
    let run = run_and_record(context, kata, &request, recording, &context.stop, &|progress| {
        if shown {
            show_progress(&progress);
        }
    });
    if shown {
        show_status_line("");
    }
    let RecordedRun { report, warning, .. } = run?;
    if let Some(warning) = warning {
        warn(&warning);
    }
    if let Some(warning) = team::warning(&context.store).filter(|_| request.is_everything()) {
        warn(&format!("the dojo's board: {warning}"));
    }
    let printed = match format {
        TestFormat::Json => print(&render::json(&report)),
        TestFormat::Junit => print(&render::junit::render(&report)),
        TestFormat::Human => {
            let first_run = !state.katas.contains_key(kata.name());
            let excerpts = source_excerpt::of_first_failure(&context.workspace, &report);
            let every_failure = request.filter.is_some();
            let report_context =
                ReportContext { excerpts: &excerpts, first_run, every_failure, ..ReportContext::default() };
            let text = to_ansi(&report::full_report(&report, report_context, render::width())) + "\n";
            let links = Links::on_stdout(context.workspace.root());
            let text = links.map(|links| links.in_text(&text)).unwrap_or(text);
            print(&(text + &next_steps(&report, &request)))
        }
    };
    // The exit code is the same if the reader of a pipe closes it early.
    match printed {
        Err(Error::Print(error)) if error.kind() == ErrorKind::BrokenPipe => {}
        printed => printed?,
    }
    let broken = report.error.as_ref().is_some_and(|error| error.phase == FailurePhase::Build);
    Ok(ExitCode::from(if broken { 2 } else { report.verdict.exit_code() }))
}

fn show_progress(progress: &Progress) {
    show_status_line(&match progress {
        // Only the live view requests this.
        Progress::RanCurrentTest(_) => return,
        Progress::Waiting => "waiting for another build in this clone…".to_owned(),
        Progress::Built(name) => format!("building… {name}"),
        Progress::Ran(done, total) => format!("running… {done} of {total}"),
    });
}

/// Returns the lines that suggest the next step after a run.
pub(super) fn next_steps(report: &Report, request: &Request) -> String {
    let name = &report.kata;
    match report.current_stage() {
        _ if report.subject == Subject::Solution || report.error.is_some() => String::new(),
        None if !request.is_everything() => {
            format!("All of these tests pass. Run the whole suite: cargo xtask test {name}\n")
        }
        None => format!(
            "Green. Compare your design with the reference: cargo xtask compare {name}\n\
             Go on to the next kata: cargo xtask next\n"
        ),
        Some(stage) => {
            let number = stage.number;
            let core = if request.is_everything() && report.is_core_green() {
                format!(
                    "Compare your design with the reference: cargo xtask compare {name}\n\
                     Go on to the next kata: cargo xtask next\n\
                     Or continue with stage {number}, an extension:\n"
                )
            } else {
                String::new()
            };
            core + &format!(
                "Read the text of stage {number}: cargo xtask show {name} --stage {number}\n\
                 Get a hint: cargo xtask hint {name}\n"
            )
        }
    }
}
