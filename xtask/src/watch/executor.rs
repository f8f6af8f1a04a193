//! Runs the live view's effects, such as test runs, Clippy, hints and resets, whose results come back as messages.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::mpsc::Sender;
use std::thread::{self, Scope, ScopedJoinHandle};

use super::effect::Effect;
use super::message::Message;
use super::model::{FinishedRun, LintResults, OpenKata, SingleTest};
use crate::command_context::CommandContext;
use crate::comparison_text::{comparison, headline};
use crate::editor_command::{Editor, EditorSettings};
use crate::error::{Error, Result};
use crate::kata_summary::summarize;
use crate::orphans::{self, Guard};
use crate::plan::{Item, due_today};
use crate::process::StopFlag;
use crate::recorded_run::{RecordedRun, Recording, run_and_record};
use crate::replace_code::{RestoreSource, replace_code};
use crate::report::{Report, Subject};
use crate::run::cargo::Cargo;
use crate::run::lint;
use crate::run::{Progress, Request};
use crate::saves::{self, SaveEvent, SaveWatcher};
use crate::shown_hints::next_hint;
use crate::source_excerpt::{self, SourceLocation};
use crate::store::KataState;
use crate::store::stage_time::seconds_for_last_stages;
use crate::team;
use crate::workspace::{Kata, Stage};

/// Reads the parts of a kata's files that the view shows.
///
/// # Errors
///
/// Fails if the suite or the saved state cannot be read.
pub(super) fn open(context: &CommandContext, kata: &Kata) -> Result<OpenKata> {
    let brief = kata.brief().unwrap_or_else(|error| error.to_string());
    let stages: Vec<Stage> = kata.stages()?.into_iter().map(|stage| stage.with_rules(&brief)).collect();
    let state = context.state()?;
    Ok(OpenKata {
        name: kata.name().to_owned(),
        teaches: kata.about().map(|about| about.teaches).unwrap_or_default(),
        brief,
        suites: stages.iter().map(|stage| context.workspace.relative(&stage.path)).collect(),
        stages,
        order: context.workspace.katas().iter().map(|kata| kata.name().to_owned()).collect(),
        progress: state.katas.get(kata.name()).cloned().unwrap_or_default(),
        due: due(context),
    })
}

/// Returns the items of the study plan that are due today. `cargo xtask plan` reports a damaged plan.
fn due(context: &CommandContext) -> Option<Vec<Item>> {
    due_today(context).ok().flatten()
}

/// Sends a message after every save of the files in `paths`.
fn watch_saves<'scope>(scope: &'scope Scope<'scope, '_>, paths: Vec<PathBuf>, sender: Sender<Message>) -> SaveWatcher {
    saves::watch(scope, paths, move |event| {
        let message = match event {
            SaveEvent::Changed => Message::Saved,
            SaveEvent::Unchanged => Message::SavedUnchanged,
            SaveEvent::Notice(text) => Message::Notice(text),
        };
        sender.send(message).is_ok()
    })
}

/// The executor of the model's effects.
pub(super) struct Executor<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    context: &'env CommandContext,
    kata: &'env Kata,
    sender: Sender<Message>,
    editor_settings: EditorSettings,
    run: Option<Task<'scope>>,
    linting: Option<Task<'scope>>,
    headline: Option<Task<'scope>>,
    comparison: Option<Task<'scope>>,
    save_watcher: SaveWatcher,
}

/// A background task that can be stopped.
struct Task<'scope> {
    stop: StopFlag,
    thread: ScopedJoinHandle<'scope, ()>,
}

impl Task<'_> {
    /// Stops the task, and waits until all its processes have ended.
    fn end(self) -> thread::Result<()> {
        self.stop.request();
        self.thread.join()
    }
}

impl<'scope, 'env> Executor<'scope, 'env> {
    /// Creates an executor for a view of `kata`, and starts watching the kata's files.
    pub fn new(
        scope: &'scope Scope<'scope, 'env>,
        context: &'env CommandContext,
        kata: &'env Kata,
        sender: Sender<Message>,
        editor_settings: EditorSettings,
    ) -> Self {
        let save_watcher = watch_saves(scope, watched(context, kata), sender.clone());
        Self {
            scope,
            context,
            kata,
            sender,
            editor_settings,
            run: None,
            linting: None,
            headline: None,
            comparison: None,
            save_watcher,
        }
    }

    /// Runs an effect. Ignores effects on the terminal, which the caller handles.
    pub fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Run(recording) => self.run(recording),
            Effect::RunTest { stage, test } => self.run_test(stage, test),
            Effect::WatchInputs(inputs) => self.watch_inputs(&inputs),
            Effect::StopRun => self.run.iter().for_each(|run| run.stop.request()),
            Effect::Lint => self.lint(),
            Effect::Open(name) => self.open(&name),
            Effect::Hint => match next_hint(self.context, self.kata, None) {
                Ok((hints, warning)) => {
                    self.send(Message::Hinted(Box::new(hints)));
                    if let Some(warning) = warning {
                        self.send(Message::Notice(warning));
                    }
                }
                Err(error) => self.send_error(&error),
            },
            Effect::List => self.list(),
            Effect::Headline => self.headline(),
            Effect::Compare(width) => self.compare(width),
            Effect::Reset { undo } => {
                let source = if undo { RestoreSource::BeforeReset } else { RestoreSource::Stub };
                match replace_code(self.context, self.kata, source) {
                    Ok(text) => self.send(Message::Restored(text)),
                    Err(error) => self.send_error(&error),
                }
            }
            Effect::MarkDone => match self.context.mark_done(self.kata) {
                Ok(next) => self.send(Message::Done(next.map(|kata| kata.name().to_owned()))),
                Err(error) => self.send_error(&error),
            },
            Effect::TakeOver(driver) => self.report_failure(team::take_over(&self.context.store, &driver)),
            Effect::Answer(answers) => self.report_failure(team::submit_answers(&self.context.store, answers)),
            Effect::PrintPanel
            | Effect::PrintLine(_)
            | Effect::PrintLints
            | Effect::Edit(_)
            | Effect::Bell
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Quit => {}
        }
    }

    /// Opens an editor at a location. If the editor needs the view's terminal, returns it instead of starting it.
    pub fn edit(&self, location: &SourceLocation) -> Option<Editor> {
        let file = self.context.workspace.root().join(&location.file);
        let Some(mut editor) = self.editor_settings.editor(&file, location.line) else {
            let text = format!("No editor for {}:{}. Set EDITOR or use --edit-cmd.", location.file, location.line);
            self.send(Message::Notice(text));
            return None;
        };
        if editor.in_terminal {
            editor.command.current_dir(self.context.workspace.root());
            return Some(editor);
        }
        let command = editor.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        match orphans::start(None, || command.spawn()) {
            // Waiting for the process keeps it from becoming a zombie.
            Ok(mut child) => drop(thread::spawn(move || child.wait())),
            Err(error) => self.send(Message::Notice(format!("Cannot start the editor: {error}."))),
        }
        None
    }

    /// Shows a text to the user.
    pub fn notice(&self, text: String) {
        self.send(Message::Notice(text));
    }

    /// Watches the kata's files and all other files that the build read.
    fn watch_inputs(&mut self, inputs: &BTreeSet<PathBuf>) {
        let mut paths = watched(self.context, self.kata);
        let is_new = |input: &&PathBuf| {
            let is_rust = input.extension().is_some_and(|extension| extension == "rs");
            !(is_rust && paths.iter().any(|path| input.starts_with(path)))
        };
        let more: Vec<PathBuf> = inputs.iter().filter(is_new).cloned().collect();
        paths.extend(more);
        if self.save_watcher.paths() != paths {
            // The new watcher starts before the old one stops.
            self.save_watcher = watch_saves(self.scope, paths, self.sender.clone());
        }
    }

    /// Stops all background tasks.
    pub fn end_all(&mut self) {
        let comparison = self.comparison.take();
        self.end([comparison]);
        self.end_run();
    }

    /// Stops the run, Clippy and the search for the headline.
    fn end_run(&mut self) {
        let tasks = [self.run.take(), self.linting.take(), self.headline.take()];
        self.end(tasks);
    }

    fn end<const N: usize>(&self, tasks: [Option<Task<'scope>>; N]) {
        let tasks = tasks.into_iter().flatten();
        let ended: Vec<thread::Result<()>> = tasks.map(Task::end).collect();
        // The panic's message has already been printed. Resuming the panic ends the view.
        if let Some(panic) = ended.into_iter().find_map(Result::err).filter(|_| !thread::panicking()) {
            std::panic::resume_unwind(panic);
        }
    }

    fn send(&self, message: Message) {
        // The receiver is closed only when the view has ended.
        let _ = self.sender.send(message);
    }

    fn report_failure(&self, result: Result<()>) {
        if let Err(error) = result {
            self.send_error(&error);
        }
    }

    fn send_error(&self, error: &Error) {
        self.send(Message::Notice(error.to_string()));
    }

    fn run(&mut self, recording: Recording) {
        // Clippy would block the build, and its results would be about old code.
        self.end_run();
        let (stop, context, kata, sender) = (StopFlag::new(), self.context, self.kata, self.sender.clone());
        let stopped = stop.clone();
        let thread = self.scope.spawn(move || {
            let result = run_kata(context, kata, recording, &stopped, &sender);
            let ended = match result {
                Ok(outcome) => Some(Box::new(Ok(outcome))),
                Err(Error::Stopped) => None,
                Err(error) => Some(Box::new(Err(error.to_string()))),
            };
            let _ = sender.send(Message::Ended(ended));
        });
        self.run = Some(Task { stop, thread });
    }

    fn run_test(&mut self, stage: u32, test: String) {
        self.end_run();
        let (stop, context, kata, sender) = (StopFlag::new(), self.context, self.kata, self.sender.clone());
        let stopped = stop.clone();
        let thread = self.scope.spawn(move || {
            let ended = match run_test(context, kata, stage, test, &stopped, &sender) {
                Ok(test) => Some(Box::new(Ok(test))),
                Err(Error::Stopped) => None,
                Err(error) => Some(Box::new(Err(error.to_string()))),
            };
            let _ = sender.send(Message::TestEnded(ended));
        });
        self.run = Some(Task { stop, thread });
    }

    fn lint(&mut self) {
        self.end_run();
        let (stop, kata, sender) = (StopFlag::new(), self.kata, self.sender.clone());
        let (workspace, store) = (&self.context.workspace, &self.context.store);
        let stopped = stop.clone();
        let thread = self.scope.spawn(move || {
            let lints = || -> Result<LintResults> {
                let guard = Guard::begin(store)?;
                let cargo = Cargo::quiet(workspace, &stopped, Some(guard.mark()));
                let to_text = |error: Error| error.to_string();
                let unformatted = lint::unformatted(&cargo, kata).map_err(to_text);
                let clippy = lint::clippy(&cargo, kata).map_err(to_text);
                Ok(LintResults { clippy, unformatted })
            };
            let lints = lints().unwrap_or_else(|error| LintResults {
                clippy: Err(error.to_string()),
                unformatted: Err(error.to_string()),
            });
            if !stopped.requested() {
                let _ = sender.send(Message::Linted { kata: kata.name().to_owned(), lints: Box::new(lints) });
            }
        });
        self.linting = Some(Task { stop, thread });
    }

    /// Finds the first lines of the comparison. If that fails, they are not shown, since the user has not asked for them.
    fn headline(&mut self) {
        let (stop, context, kata, sender) = (StopFlag::new(), self.context, self.kata, self.sender.clone());
        let stopped = stop.clone();
        let thread = self.scope.spawn(move || {
            if let Ok(lines) = headline(context, kata, &stopped) {
                let _ = sender.send(Message::Headline { kata: kata.name().to_owned(), lines });
            }
        });
        self.headline = Some(Task { stop, thread });
    }

    fn compare(&mut self, width: usize) {
        if self.comparison.as_ref().is_some_and(|task| !task.thread.is_finished()) {
            return;
        }
        let (stop, context, kata, sender) = (StopFlag::new(), self.context, self.kata, self.sender.clone());
        let stopped = stop.clone();
        // In line mode, the panel has no width.
        let width = if width == 0 { textwrap::termwidth() } else { width };
        let thread = self.scope.spawn(move || {
            let _ = match comparison(context, kata, width, &stopped) {
                Ok(text) => sender.send(Message::Compared { kata: kata.name().to_owned(), text }),
                Err(Error::Stopped) => Ok(()),
                Err(error) => sender.send(Message::Notice(error.to_string())),
            };
        });
        self.comparison = Some(Task { stop, thread });
    }

    fn open(&mut self, name: &str) {
        let opened = self.context.workspace.kata(name).and_then(|kata| Ok((kata, open(self.context, kata)?)));
        match opened {
            Ok((kata, opened)) => {
                // The next `cargo xtask` opens this kata again.
                let current = self.context.store.update(|state| state.current = Some(kata.name().to_owned()));
                self.report_failure(current);
                let comparison = self.comparison.take();
                self.end([comparison]);
                self.kata = kata;
                self.save_watcher = watch_saves(self.scope, watched(self.context, kata), self.sender.clone());
                self.send(Message::Opened(Box::new(opened)));
            }
            Err(error) => self.send_error(&error),
        }
    }

    fn list(&self) {
        let state = match self.context.store.load() {
            Ok(state) => state,
            Err(error) => return self.send_error(&error),
        };
        let katas = self.context.workspace.katas().iter().map(|kata| {
            summarize(kata, &state, self.kata).map_err(|error| (kata.name().to_owned(), error.to_string()))
        });
        self.send(Message::Listed(katas.collect()));
    }
}

impl Drop for Executor<'_, '_> {
    /// Stops all background tasks, even after a panic.
    fn drop(&mut self) {
        self.end_all();
    }
}

fn watched(context: &CommandContext, kata: &Kata) -> Vec<PathBuf> {
    vec![kata.folder(), kata.suite(), context.workspace.root().join("Cargo.toml")]
}

fn run_kata(
    context: &CommandContext,
    kata: &Kata,
    recording: Recording,
    stop: &StopFlag,
    sender: &Sender<Message>,
) -> Result<FinishedRun> {
    let progress = || -> KataState {
        // An unreadable state is reported elsewhere, so treat it as empty here.
        let state = context.store.load().ok();
        state.and_then(|state| state.katas.get(kata.name()).cloned()).unwrap_or_default()
    };
    let before = progress();
    let (known_totals, passed_before) = (before.known_totals(), before.passed);
    let request = Request { known_totals, passed_before, current_first: true, ..Request::everything(Subject::Kata) };
    let RecordedRun { report, warning, inputs } = run_and_record(context, kata, &request, recording, stop, &|step| {
        let _ = sender.send(match step {
            Progress::RanCurrentTest(report) => Message::CurrentTestEnded(Box::new(current_test(context, *report))),
            step => Message::Progress(step),
        });
    })?;
    let excerpts = source_excerpt::of_first_failure(&context.workspace, &report);
    let is_recorded = recording != Recording::Nothing;
    let stage_seconds = is_recorded.then(|| seconds_for_last_stages(&context.store, kata.name())).flatten();
    Ok(FinishedRun { report, warning, excerpts, progress: progress(), inputs, stage_seconds, due: due(context) })
}

fn current_test(context: &CommandContext, report: Report) -> SingleTest {
    let name = report.stages.iter().map(|stage| match stage.tests.first() {
        Some(test) => test.name.clone(),
        None => format!("Stage {} does not compile", stage.number),
    });
    let name = name.collect();
    let excerpts = source_excerpt::of_first_failure(&context.workspace, &report);
    SingleTest { name, report, excerpts }
}

fn run_test(
    context: &CommandContext,
    kata: &Kata,
    stage: u32,
    name: String,
    stop: &StopFlag,
    sender: &Sender<Message>,
) -> Result<SingleTest> {
    let request = Request {
        stage: Some(stage),
        filter: Some(name.clone()),
        is_exact: true,
        ..Request::everything(Subject::Kata)
    };
    let RecordedRun { report, .. } = run_and_record(context, kata, &request, Recording::Nothing, stop, &|step| {
        let _ = sender.send(Message::Progress(step));
    })?;
    let excerpts = source_excerpt::of_first_failure(&context.workspace, &report);
    Ok(SingleTest { name, report, excerpts })
}
