//! A run of a kata that the store and the dojo's board learn about.

use crate::error::Result;
use crate::process::StopFlag;
use crate::report::{Report, Subject};
use crate::run::{Progress, Request, Run};
use crate::session::Session;
use crate::store::kept_code::KeptCode;
use crate::team;
use crate::workspace::Kata;

/// Runs a kata and remembers the run. What keeps it from being remembered does not keep it from being run: it is returned
/// as a line for the user.
///
/// # Errors
///
/// As [`Run::report`].
pub fn run_and_record(
    session: &Session,
    kata: &Kata,
    request: &Request,
    stop: &StopFlag,
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<(Report, Option<String>)> {
    let run = Run { workspace: &session.workspace, kata, request, stop, on_progress };
    if request.subject == Subject::Solution {
        kata.check_solution()?;
        return Ok((run.report()?, None));
    }
    kata.check_present()?;
    let of_kata = session.store.load().ok().and_then(|(state, _)| state.katas.get(kata.name()).cloned());
    let of_kata = of_kata.unwrap_or_default();
    let kept_code = KeptCode::of(&session.store, kata);
    let kept = kept_code.keep(of_kata.undo.as_deref(), of_kata.last_run);
    let report = run.report()?;
    let code = kept.as_ref().ok().and_then(|kept| Some(kept_code.path(kept.as_deref()?)));
    let recorded = match &kept {
        Ok(_) if !request.is_everything() => Ok(()),
        Ok(kept) => session.store.record(&report, kept.as_deref()),
        Err(_) => kept.map(|_| ()),
    };
    let mut warnings: Vec<String> =
        recorded.err().iter().map(|error| format!("this run is not remembered: {error}")).collect();
    if request.is_everything() {
        let code = code.as_deref();
        let queued = team::queue(&session.store, &report, code);
        warnings.extend(queued.err().map(|error| format!("the dojo's board: {error}")));
    }
    Ok((report, (!warnings.is_empty()).then(|| warnings.join("; "))))
}
