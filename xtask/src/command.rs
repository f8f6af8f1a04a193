//! What each command does.

use std::io::{IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

use clap_complete::Shell;
use serde::Serialize;

use crate::attempts::{self, Attempt};
use crate::cli::{Cli, Command, ListFormat, TestFormat};
use crate::doctor::{self, Finding};
use crate::dojo;
use crate::error::{Error, Result};
use crate::kept::{KeptCode, Version};
use crate::leftovers;
use crate::links::Links;
use crate::pipeline::{Progress, Request, Run};
use crate::process::{self, Bounds, End, Pipes, Stop, Stream};
use crate::programs::{Program, Work};
use crate::progress::{self, Course};
use crate::report::{Phase, Report, Subject, Verdict};
use crate::state::{self, KataState, State, Store};
use crate::view::{self, human};
use crate::watch;
use crate::workspace::{Kata, Stage, Workspace};

/// What every command works with.
#[derive(Debug)]
pub struct Session {
    /// The workspace.
    pub workspace: Workspace,
    /// What is remembered.
    pub store: Store,
    /// Requested when the user presses Ctrl-C.
    pub stop: Stop,
}

impl Session {
    /// A session in the workspace that this was started in.
    ///
    /// # Errors
    ///
    /// If there is no workspace.
    pub fn start() -> Result<Self> {
        let workspace = Workspace::find()?;
        let store = Store::of(&workspace);
        let stop = Stop::new();
        let handler = stop.clone();
        // Children lead process groups of their own, so Ctrl-C reaches the runner alone, which then ends them.
        ctrlc::set_handler(move || handler.request())
            .map_err(|error| Error::Other(format!("Ctrl-C cannot be handled: {error}")))?;
        Ok(Self { workspace, store, stop })
    }

    /// What is remembered. Something wrong with it is said on standard error.
    ///
    /// # Errors
    ///
    /// If it was written by a newer runner.
    pub fn state(&self) -> Result<State> {
        let (state, warning) = self.store.load()?;
        if let Some(warning) = warning {
            warn(&warning);
        }
        Ok(state)
    }

    /// The kata that is meant: the named one, else that of the current folder, else the current one.
    ///
    /// # Errors
    ///
    /// If there is no kata of this name.
    pub fn kata(&self, name: Option<&str>, state: &State) -> Result<&Kata> {
        if let Some(name) = name {
            return self.workspace.kata(name);
        }
        let folder = std::env::current_dir().ok();
        if let Some(kata) = folder.and_then(|folder| self.workspace.kata_of_folder(&folder)) {
            return Ok(kata);
        }
        let known = |name: &String| self.workspace.katas().iter().find(|kata| kata.name() == name);
        let not_done = || self.workspace.katas().iter().find(|kata| !is_done(state, kata));
        let current = state.current.as_ref().and_then(known).or_else(not_done);
        current.or(self.workspace.katas().first()).ok_or(Error::NoWorkspace)
    }
}

fn is_done(state: &State, kata: &Kata) -> bool {
    state.katas.get(kata.name()).is_some_and(|kata| kata.done)
}

/// Prints to standard output.
///
/// # Errors
///
/// If nobody reads it any more.
pub fn print(text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Prints a line to standard error. If even that is gone, there is nobody to tell.
pub fn warn(text: &str) {
    let _ = writeln!(anstream::stderr(), "note: {text}");
}

/// Does what the command says.
///
/// # Errors
///
/// If it cannot be done: a line for the user.
pub fn run(cli: Cli) -> Result<ExitCode> {
    let session = Session::start()?;
    if let Some(said) = leftovers::end_those_of_dead_runners(&session.store) {
        warn(&said);
    }
    let done = ExitCode::SUCCESS;
    match cli.command {
        None if cli.view.plain || std::io::stdout().is_terminal() => {
            watch::run(&session, None, &cli.view).map(|()| done)
        }
        None => status(&session).map(|()| done),
        Some(Command::List { format }) => list(&session, format).map(|()| done),
        Some(Command::Show { kata, stage }) => show(&session, kata.as_deref(), stage).map(|()| done),
        Some(Command::Watch { kata, view }) => watch::run(&session, kata.as_deref(), &view).map(|()| done),
        Some(Command::Test { kata, test, stage, solution, format }) => {
            let subject = if solution { Subject::Solution } else { Subject::Kata };
            let request = Request { stage, filter: test, ..Request::everything(subject) };
            self::test(&session, kata.as_deref(), request, format)
        }
        Some(Command::Hint { kata, stage }) => {
            let state = session.state()?;
            let kata = session.kata(kata.as_deref(), &state)?;
            print(&hint(&session, kata, stage)?).map(|()| done)
        }
        Some(Command::Next) => next(&session),
        Some(Command::Reset { kata, undo }) => reset(&session, &kata, undo).map(|()| done),
        Some(Command::Kept { kata, version, restore, format }) => {
            kept(&session, kata.as_deref(), version, restore, format).map(|()| done)
        }
        Some(Command::Compare { kata, spoil, with, .. }) => {
            if !spoil {
                refuse_to_spoil(&session, kata.as_deref(), with.as_deref())?;
            }
            hand_over(&session, Program::Compare)
        }
        Some(Command::Bench { .. }) => hand_over(&session, Program::Compare),
        Some(Command::Attempts { kata, format }) => attempts(&session, kata.as_deref(), format).map(|()| done),
        Some(Command::Again { kata }) => again(&session, &kata).map(|()| done),
        Some(Command::Progress { html: Some(_), .. }) => hand_over(&session, Program::Pages),
        Some(Command::Progress { kata, format, html: None }) => {
            progress(&session, kata.as_deref(), format).map(|()| done)
        }
        Some(Command::Doctor { format }) => doctor(&session, format),
        Some(
            Command::Verify { .. }
            | Command::Mutants { .. }
            | Command::Determinism { .. }
            | Command::Speed { .. }
            | Command::New { .. },
        ) => hand_over(&session, Program::Maintain),
        Some(Command::Dojo { command }) => dojo::run(&session, command),
        Some(Command::Completions { shell }) => completions(&session, shell).map(|()| done),
    }
}

/// A kata as `list` shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it teaches.
    pub teaches: String,
    /// How long its stages should take.
    pub minutes: u32,
    /// How many stages it has.
    pub stages: usize,
    /// How many of them were green in the last run.
    pub stages_green: usize,
    /// That of the last run.
    pub verdict: Option<Verdict>,
    /// Whether it is done.
    pub done: bool,
    /// Whether it is the current one.
    pub current: bool,
    /// How many seconds were spent on it.
    pub seconds: u64,
}

#[derive(Serialize)]
struct List {
    schema: u32,
    katas: Vec<Listed>,
}

/// A kata with what is remembered of it.
///
/// # Errors
///
/// If its files cannot be read.
pub fn listed(kata: &Kata, state: &State, current: &Kata) -> Result<Listed> {
    let about = kata.about()?;
    let stages = kata.stages()?;
    let of_kata = state.katas.get(kata.name()).cloned().unwrap_or_default();
    Ok(Listed {
        name: kata.name().to_owned(),
        title: about.title,
        teaches: about.teaches,
        minutes: stages.iter().map(|stage| stage.minutes).sum(),
        stages: stages.len(),
        stages_green: of_kata.stages.values().filter(|stage| stage.verdict == Verdict::Green).count(),
        verdict: of_kata.verdict,
        done: of_kata.done,
        current: kata == current,
        seconds: of_kata.seconds,
    })
}

fn list(session: &Session, format: ListFormat) -> Result<()> {
    let state = session.state()?;
    let current = session.kata(None, &state)?;
    let katas: Vec<Result<Listed>> =
        session.workspace.katas().iter().map(|kata| listed(kata, &state, current)).collect();
    if format == ListFormat::Json {
        let katas = katas.into_iter().collect::<Result<_>>()?;
        return print(&view::json(&List { schema: 1, katas }));
    }
    let mut text = String::new();
    for (kata, listed) in session.workspace.katas().iter().zip(katas) {
        match listed {
            Ok(listed) => text += &list_line(&listed),
            // One kata that is damaged hides none of the others.
            Err(error) => text += &format!("  {:<16} {error}\n", kata.name()),
        }
    }
    print(&view::fit(&text))
}

fn list_line(kata: &Listed) -> String {
    let mark = if kata.current { "▶" } else { " " };
    let verdict = match (kata.done, kata.verdict) {
        (true, _) => human::paint(human::style(Verdict::Green), format!("{:<7}", "done")),
        (false, Some(verdict)) => human::paint(human::style(verdict), format!("{:<7}", verdict.to_string())),
        (false, None) => format!("{:<7}", "new"),
    };
    format!(
        "{mark} {:<16} {}/{} stages  {verdict}  {:>4} of ~{} min  {}\n",
        kata.name,
        kata.stages_green,
        kata.stages,
        kata.seconds / 60,
        kata.minutes,
        kata.teaches
    )
}

/// Where one stands and what to do next, for whoever has no terminal to watch.
fn status(session: &Session) -> Result<()> {
    list(session, ListFormat::Human)?;
    let state = session.state()?;
    let kata = session.kata(None, &state)?;
    let stage = state.katas.get(kata.name()).map_or(Some(1), KataState::first_unfinished);
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

fn show(session: &Session, kata: Option<&str>, stage: Option<u32>) -> Result<()> {
    let state = session.state()?;
    let kata = session.kata(kata, &state)?;
    match stage {
        Some(number) => print(&view::fit(&stage_text(session, &kata.stage(number)?))),
        None => print(&view::fit(&kata.brief()?)),
    }
}

/// What a stage asks for, and where its tests are.
pub fn stage_text(session: &Session, stage: &Stage) -> String {
    format!("{}\n\nIts tests: {}\n", stage.text, session.workspace.relative(&stage.path))
}

fn test(session: &Session, kata: Option<&str>, mut request: Request, format: TestFormat) -> Result<ExitCode> {
    let state = session.state()?;
    let kata = session.kata(kata, &state)?;
    request.known_totals = state.katas.get(kata.name()).map(KataState::known_totals).unwrap_or_default();
    let shown = format == TestFormat::Human && std::io::stderr().is_terminal();
    let report = run_and_record(session, kata, &request, &session.stop, &|progress| {
        if shown {
            show_progress(&progress);
        }
    });
    if shown {
        show_passing("");
    }
    let (report, warning) = report?;
    if let Some(warning) = warning {
        warn(&warning);
    }
    match format {
        TestFormat::Json => print(&view::json(&report))?,
        TestFormat::Junit => print(&view::junit::render(&report))?,
        TestFormat::Human => {
            let first_run = !state.katas.contains_key(kata.name());
            let text = human::render(&report, request.filter.is_some());
            let links = Links::on_stdout(session.workspace.root());
            print(&links.map(|links| links.in_text(&text)).unwrap_or(text))?;
            print(&what_next(&report, &request, first_run))?;
        }
    }
    let broken = report.error.as_ref().is_some_and(|error| error.phase == Phase::Build);
    Ok(ExitCode::from(if broken { 2 } else { report.verdict.exit_code() }))
}

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
    stop: &Stop,
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
        let queued = dojo::queue(&session.store, &report, code);
        warnings.extend(queued.err().map(|error| format!("the dojo's board: {error}")));
    }
    Ok((report, (!warnings.is_empty()).then(|| warnings.join("; "))))
}

fn show_progress(progress: &Progress) {
    show_passing(&match progress {
        Progress::Built(name) => format!("building… {name}"),
        Progress::Ran(done, total) => format!("running… {done} of {total}"),
    });
}

/// Shows a line on a terminal until the next one takes its place.
pub(crate) fn show_passing(line: &str) {
    // A line that is broken cannot be taken back.
    let line: String = line.chars().take(textwrap::termwidth().saturating_sub(1)).collect();
    let _ = write!(std::io::stderr(), "\r\x1b[K{line}");
    let _ = std::io::stderr().flush();
}

/// What to do after a run of all tests, or of some of them.
fn what_next(report: &Report, request: &Request, first_run: bool) -> String {
    let name = &report.kata;
    match report.current_stage() {
        _ if report.subject == Subject::Solution || report.error.is_some() => String::new(),
        None if !request.is_everything() => {
            format!("All of these pass. All tests of the kata: cargo xtask test {name}\n")
        }
        None => format!(
            "Green. Your design beside the reference's: cargo xtask compare {name}\n\
             The next kata: cargo xtask next\n"
        ),
        Some(stage) => {
            let welcome = if first_run && report.passed == 0 { RED_AT_FIRST } else { "" };
            let number = stage.number;
            format!(
                "{welcome}What stage {number} asks for: cargo xtask show {name} --stage {number}\n\
                 A hint: cargo xtask hint {name}\n"
            )
        }
    }
}

/// What a first run says.
pub const RED_AT_FIRST: &str = "Red is where a kata begins.\n";

/// The first stage that is not green; the last one if all are.
///
/// # Errors
///
/// If the suite cannot be read.
pub fn current_stage(kata: &Kata, state: &KataState) -> Result<Stage> {
    let stages = kata.stages()?;
    let number = state.first_unfinished().or(stages.last().map(|stage| stage.number)).unwrap_or(1);
    kata.stage(number)
}

/// The hints of a stage that have been shown, the newest last.
#[derive(Clone, Debug)]
pub struct Hints {
    /// The stage.
    pub stage: Stage,
    /// Those shown.
    pub shown: Vec<String>,
    /// How many there are.
    pub total: usize,
}

impl Hints {
    /// The newest of them: which it is.
    pub fn title(&self, kata: &Kata) -> String {
        let (number, shown) = (self.stage.number, self.shown.len());
        let last = if shown == self.total { " This is the last one." } else { "" };
        format!("{}, stage {number} ({}), hint {shown} of {}.{last}", kata.name(), self.stage.title, self.total)
    }
}

/// The next hint for a stage, and those before it: of the first stage that is not green, or one of the user's choice. What
/// keeps it from being remembered is returned as a line for the user.
///
/// # Errors
///
/// If there is no such stage, or its hints cannot be read.
pub fn next_hint(session: &Session, kata: &Kata, stage: Option<u32>) -> Result<(Hints, Option<String>)> {
    let (state, _) = session.store.load()?;
    let of_kata = state.katas.get(kata.name()).cloned().unwrap_or_default();
    let stage = match stage {
        Some(number) => kata.stage(number)?,
        None => current_stage(kata, &of_kata)?,
    };
    let number = stage.number;
    let hints = kata.hints(number)?;
    let shown = of_kata.hints.get(&number).copied().unwrap_or(0).min(hints.len());
    let index = shown.min(hints.len() - 1);
    let remembered = session.store.update(|state| {
        state.katas.entry(kata.name().to_owned()).or_default().hints.insert(number, index + 1);
    });
    let warning = remembered.err().map(|error| format!("which hints you have seen is not remembered: {error}"));
    let total = hints.len();
    Ok((Hints { stage, shown: hints.into_iter().take(index + 1).collect(), total }, warning))
}

fn hint(session: &Session, kata: &Kata, stage: Option<u32>) -> Result<String> {
    let (hints, warning) = next_hint(session, kata, stage)?;
    if let Some(warning) = warning {
        warn(&warning);
    }
    let title = human::paint(anstyle::Style::new().bold(), hints.title(kata));
    let newest = hints.shown.last().map(|hint| view::fit(hint)).unwrap_or_default();
    Ok(format!("{title}\n\n{newest}\n"))
}

fn next(session: &Session) -> Result<ExitCode> {
    let state = session.state()?;
    let kata = session.kata(None, &state)?;
    let request = Request::everything(Subject::Kata);
    let (report, warning) = run_and_record(session, kata, &request, &session.stop, &|_| {})?;
    if let Some(warning) = warning {
        warn(&warning);
    }
    if report.verdict != Verdict::Green {
        print(&human::render(&report, false))?;
        print(&what_next(&report, &request, false))?;
        print("Not yet: the next kata comes when all stages of this one are green.\n")?;
        return Ok(ExitCode::from(report.verdict.exit_code()));
    }
    let following = mark_done(session, kata)?;
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

/// Marks a kata as done, makes the next one that is not done the current one, and returns it.
///
/// # Errors
///
/// If this cannot be remembered.
pub fn mark_done<'a>(session: &'a Session, kata: &Kata) -> Result<Option<&'a Kata>> {
    let katas = session.workspace.katas();
    let position = katas.iter().position(|other| other == kata).unwrap_or(0);
    session.store.update(|state| {
        state.katas.entry(kata.name().to_owned()).or_default().done = true;
        let following = katas[position..].iter().chain(&katas[..position]).find(|kata| !is_done(state, kata));
        if let Some(next) = following {
            state.current = Some(next.name().to_owned());
        }
        following
    })
}

fn reset(session: &Session, kata: &str, undo: bool) -> Result<()> {
    let kata = session.workspace.kata(kata)?;
    session.state()?;
    print(&view::fit(&put_back(session, kata, if undo { Former::BeforeReset } else { Former::Stub })?))
}

/// What a learner's code can be replaced by.
#[derive(Clone, Copy, Debug)]
pub enum Former {
    /// The stub.
    Stub,
    /// What was last replaced.
    BeforeReset,
    /// The kept version of this number.
    Kept(u64),
}

/// Puts what was there before in the place of the learner's code, which is kept. Tells what was done and how to go back.
///
/// # Errors
///
/// If there is no such thing, or files cannot be read or written.
pub fn put_back(session: &Session, kata: &Kata, former: Former) -> Result<String> {
    let kept = KeptCode::of(&session.store, kata);
    let (state, _) = session.store.load()?;
    let undo = || state.katas.get(kata.name()).and_then(|kata| kata.undo.clone());
    let before = match former {
        Former::Stub => undo(),
        Former::BeforeReset => Some(undo().ok_or_else(|| Error::NothingToUndo { kata: kata.name().to_owned() })?),
        Former::Kept(number) => Some(kept.named(number)?),
    };
    kept.check_all_kept()?;
    // What is there now is kept first: nothing is replaced that cannot be brought back.
    let now = kept.keep(before.as_deref(), None)?;
    let name = kata.name();
    let said = match (former, &before) {
        (Former::Stub, _) | (_, None) => {
            kept.restore_stub()?;
            format!("katas/{name} has its stub back. `cargo xtask reset {name} --undo` brings your code back.\n")
        }
        (Former::BeforeReset, Some(before)) => {
            kept.restore(before)?;
            format!("katas/{name} is as it was before. Another `--undo` goes back again.\n")
        }
        (Former::Kept(number), Some(before)) => {
            kept.restore(before)?;
            format!("katas/{name} is as it was in version {number}. `cargo xtask reset {name} --undo` goes back.\n")
        }
    };
    session.store.update(|state| {
        let of_kata = state.katas.entry(kata.name().to_owned()).or_default();
        of_kata.undo.clone_from(&now);
    })?;
    let copy = now.map(|now| format!("What was there is kept in {}.\n", session.workspace.relative(&kept.path(&now))));
    Ok(said + &copy.unwrap_or_default())
}

/// The reference is for those who have been green. Somebody else's code, and one's own, is for all.
fn refuse_to_spoil(session: &Session, kata: Option<&str>, with: Option<&str>) -> Result<()> {
    let state = session.state()?;
    let kata = session.kata(kata, &state)?;
    let of_the_kata = |with: &str| with == "reference" || kata.solution().join("alternatives").join(with).is_dir();
    let attempts = attempts::attempts(kata, &session.store)?;
    let was_green = is_done(&state, kata) || attempts.iter().any(|attempt| attempt.seconds_to_green.is_some());
    if was_green || !with.is_none_or(of_the_kata) {
        return Ok(());
    }
    Err(Error::Spoils { kata: kata.name().to_owned() })
}

/// Begins a kata again: the stub, no progress, no time spent. What it was until now is an attempt, and its code is kept.
fn again(session: &Session, kata: &str) -> Result<()> {
    let kata = session.workspace.kata(kata)?;
    let state = session.state()?;
    let attempts = attempts::attempts(kata, &session.store)?;
    let before = state.katas.get(kata.name()).cloned().unwrap_or_default();
    let last = attempts.last().filter(|last| last.number == before.again + 1 && last.seconds_to_green.is_some());
    let last = last.ok_or_else(|| Error::NothingToRepeat { kata: kata.name().to_owned() })?;
    put_back(session, kata, Former::Stub)?;
    session.store.update(|state| {
        let of_kata = state.katas.entry(kata.name().to_owned()).or_default();
        *of_kata = KataState { again: before.again + 1, undo: of_kata.undo.take(), ..KataState::default() };
        state.current = Some(kata.name().to_owned());
    })?;
    print(&view::fit(&format!(
        "Attempt {} at {name} begins, with the stub in katas/{name}.\n\
         Attempt {} is kept: `cargo xtask attempts {name}` lists it, and `cargo xtask reset {name} --undo` brings its code back.\n",
        last.number + 1,
        last.number,
        name = kata.name(),
    )))
}

#[derive(Serialize)]
struct Attempts<'a> {
    schema: u32,
    kata: &'a str,
    attempts: Vec<Attempt>,
}

fn attempts(session: &Session, kata: Option<&str>, format: ListFormat) -> Result<()> {
    let state = session.state()?;
    let kata = session.kata(kata, &state)?;
    let attempts = attempts::attempts(kata, &session.store)?;
    print(&match format {
        ListFormat::Json => view::json(&Attempts { schema: 1, kata: kata.name(), attempts }),
        ListFormat::Human => view::fit(&human::attempts(kata.name(), &attempts)),
    })
}

#[derive(Serialize)]
struct KeptVersions {
    schema: u32,
    kata: String,
    versions: Vec<Version>,
}

fn kept(
    session: &Session,
    kata: Option<&str>,
    version: Option<u64>,
    restore: Option<u64>,
    format: ListFormat,
) -> Result<()> {
    let state = session.state()?;
    let kata = session.kata(kata, &state)?;
    if let Some(number) = restore {
        return print(&view::fit(&put_back(session, kata, Former::Kept(number))?));
    }
    let kept = KeptCode::of(&session.store, kata);
    if let Some(number) = version {
        let difference = kept.difference(&kept.named(number)?)?;
        return print(&view::kept::difference(kata.name(), number, &difference));
    }
    let versions = kept.list()?;
    print(&match format {
        ListFormat::Json => view::json(&KeptVersions { schema: 1, kata: kata.name().to_owned(), versions }),
        ListFormat::Human => view::kept::list(kata.name(), &versions, state::now()),
    })
}

#[derive(Serialize)]
struct Examined {
    schema: u32,
    well: bool,
    findings: Vec<Finding>,
}

fn doctor(session: &Session, format: ListFormat) -> Result<ExitCode> {
    let findings = doctor::examine(&session.workspace);
    let well = doctor::is_well(&findings);
    match format {
        ListFormat::Json => print(&view::json(&Examined { schema: 1, well, findings }))?,
        ListFormat::Human => print(&view::fit(&human::findings(&findings)))?,
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[derive(Serialize)]
struct Courses {
    schema: u32,
    katas: Vec<Course>,
}

fn progress(session: &Session, kata: Option<&str>, format: ListFormat) -> Result<()> {
    let mut katas = progress::courses(&session.workspace, &session.store)?;
    if let Some(kata) = kata {
        let name = session.workspace.kata(kata)?.name();
        katas.retain(|course| course.kata == name);
    }
    print(&match format {
        ListFormat::Json => view::json(&Courses { schema: 1, katas }),
        ListFormat::Human => view::plot::render(&katas, kata.is_some()),
    })
}

/// Hands the whole command line to a program.
pub(crate) fn hand_over(session: &Session, program: Program) -> Result<ExitCode> {
    let executable = build_program(session, program)?;
    let status = std::process::Command::new(&executable)
        .args(std::env::args_os().skip(1))
        .status()
        .map_err(Error::io("cannot start", &executable))?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// A program that is built; if that takes time, this is said.
fn build_program(session: &Session, program: Program) -> Result<PathBuf> {
    let terminal = std::io::stderr().is_terminal();
    let mut said = false;
    let built = program.build(session.workspace.root(), &session.stop, &mut |work| {
        if matches!(work, Work::Building(_)) && !std::mem::replace(&mut said, true) {
            let start = if terminal { "\r\x1b[K" } else { "" };
            let _ =
                writeln!(std::io::stderr(), "{start}Building {}. The first time, it can take minutes.", program.what());
        }
        if terminal {
            show_work(work);
        }
    });
    if terminal {
        show_passing("");
    }
    built
}

/// Shows on a terminal what Cargo is at.
pub(crate) fn show_work(work: Work<'_>) {
    match work {
        Work::Waiting => show_passing("waiting for another Cargo, which builds in this folder…"),
        Work::Building(at) => show_passing(&format!("building… {at}")),
    }
}

/// What `compare` shows of a kata, with colors, in lines of at most `width` columns where they can be broken. Whether it may
/// be shown is not asked.
///
/// # Errors
///
/// If the comparison cannot be made, or on request.
pub fn comparison(session: &Session, kata: &Kata, width: usize, stop: &Stop) -> Result<String> {
    let executable = Program::Compare.build(session.workspace.root(), stop, &mut |_| {})?;
    let mut command = std::process::Command::new(&executable);
    command.args(["compare", kata.name(), "--spoil"]).env("COLUMNS", width.to_string()).env("CLICOLOR_FORCE", "1");
    let (mut shown, mut said) = (Vec::new(), Vec::new());
    let end = process::supervise(command, Pipes::Separate, Bounds::default(), stop, &mut |stream, bytes| {
        match stream {
            Stream::Out => shown.extend_from_slice(bytes),
            Stream::Err => said.extend_from_slice(bytes),
        }
        ControlFlow::Continue(())
    });
    match end.map_err(Error::io("cannot start", &executable))? {
        End::Exited(status) if status.success() => Ok(String::from_utf8_lossy(&shown).into_owned()),
        End::Stopped => Err(Error::Stopped),
        _ => Err(Error::Other(format!("comparing failed: {}", String::from_utf8_lossy(&said).trim()))),
    }
}

fn completions(session: &Session, shell: Shell) -> Result<()> {
    let names: Vec<&str> = session.workspace.katas().iter().map(Kata::name).collect();
    print(&crate::cli::completions(shell, &names))
}
