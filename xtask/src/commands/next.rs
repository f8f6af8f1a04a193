//! `cargo xtask next`: marks a green kata as done.

use std::process::ExitCode;

use super::test::what_next;
use crate::error::Result;
use crate::recorded_run::{RecordedRun, run_and_record};
use crate::render;
use crate::render::ansi::to_ansi;
use crate::render::report::{self, Context};
use crate::report::{Subject, Verdict};
use crate::run::Request;
use crate::session::Session;
use crate::source_excerpt;
use crate::terminal_output::{print, warn};

pub(super) fn run(session: &Session) -> Result<ExitCode> {
    let state = session.state()?;
    let kata = session.kata(None, &state)?;
    let request = Request::everything(Subject::Kata);
    let RecordedRun { report, warning, .. } = run_and_record(session, kata, &request, &session.stop, &|_| {})?;
    if let Some(warning) = warning {
        warn(&warning);
    }
    if report.verdict != Verdict::Green {
        let excerpts = source_excerpt::of_first_failure(&session.workspace, &report);
        let context = Context { excerpts: &excerpts, ..Context::default() };
        print(&(to_ansi(&report::whole(&report, context, render::width())) + "\n"))?;
        print(&what_next(&report, &request))?;
        print("Not yet: the next kata comes when all stages of this one are green.\n")?;
        return Ok(ExitCode::from(report.verdict.exit_code()));
    }
    let following = session.mark_done(kata)?;
    print(&match following {
        Some(next) => format!(
            "{} is done. Next: {}, `cargo xtask show {}` is its brief.\n",
            kata.name(),
            next.name(),
            next.name()
        ),
        None => {
            format!(
                "{} is done, and so are all the others. Solve one once more: `cargo xtask again KATA`.\n",
                kata.name()
            )
        }
    })?;
    Ok(ExitCode::SUCCESS)
}
