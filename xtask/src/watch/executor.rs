//! What the view does: runs, Clippy, hints, resets. Each thing's outcome comes back as a message.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::mpsc::Sender;
use std::thread::{self, Scope, ScopedJoinHandle};

use super::editor_command::{Editor, EditorSettings};
use super::effect::Effect;
use super::message::Message;
use super::model::{FinishedRun, Opened, Polish};
use super::saves::{self, Watching};
use crate::command_context::CommandContext;
use crate::comparison_text::comparison;
use crate::error::{Error, Result};
use crate::kata_summary::summarize;
use crate::orphans::{self, Guard};
use crate::process::StopFlag;
use crate::recorded_run::{RecordedRun, run_and_record};
use crate::replace_code::{RestoreSource, replace_code};
use crate::report::Subject;
use crate::run::Request;
use crate::run::cargo::Cargo;
use crate::run::lint;
use crate::shown_hints::next_hint;
use crate::source_excerpt::{self, Place};
use crate::store::KataState;
use crate::team;
use crate::workspace::Kata;

/// Reads what the view shows of a kata's files.
///
/// # Errors
///
/// If the suite cannot be read.
pub(super) fn open(context: &CommandContext, kata: &Kata) -> Result<Opened> {
    let stages = kata.stages()?;
    let state = context.state()?;
    Ok(Opened {
        name: kata.name().to_owned(),
        teaches: kata.about().map(|about| about.teaches).unwrap_or_default(),
        brief: kata.brief().unwrap_or_else(|error| error.to_string()),
        suites: stages.iter().map(|stage| context.workspace.relative(&stage.path)).collect(),
        stages,
        order: context.workspace.katas().iter().map(|kata| kata.name().to_owned()).collect(),
        progress: state.katas.get(kata.name()).cloned().unwrap_or_default(),
    })
}

/// Carries out what the model wants.
pub(super) struct Executor<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    context: &'env CommandContext,
    kata: &'env Kata,
    sender: Sender<Message>,
    editor_settings: EditorSettings,
    run: Option<Task<'scope>>,
    polish: Option<Task<'scope>>,
    comparison: Option<Task<'scope>>,
    watching: Watching,
}

/// Something that goes on beside the view and can be stopped.
struct Task<'scope> {
    stop: StopFlag,
    thread: ScopedJoinHandle<'scope, ()>,
}

impl Task<'_> {
    /// Ends it, and waits until none of its processes is left.
    fn end(self) -> thread::Result<()> {
        self.stop.request();
        self.thread.join()
    }
}

impl<'scope, 'env> Executor<'scope, 'env> {
    /// Those of a view of `kata`, whose files are watched from now on.
    pub fn new(
        scope: &'scope Scope<'scope, 'env>,
        context: &'env CommandContext,
        kata: &'env Kata,
        sender: Sender<Message>,
        editor_settings: EditorSettings,
    ) -> Self {
        let watching = saves::watch(scope, watched(context, kata), sender.clone());
        Self { scope, context, kata, sender, editor_settings, run: None, polish: None, comparison: None, watching }
    }

    /// Does it. Effects on the terminal itself are not for here.
    pub fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Run => self.run(),
            Effect::Watch(inputs) => self.watch(&inputs),
            Effect::StopRun => self.run.iter().for_each(|run| run.stop.request()),
            Effect::Polish => self.polish(),
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
            Effect::Compare(width) => self.compare(width),
            Effect::PutBack { undo } => {
                let source = if undo { RestoreSource::BeforeReset } else { RestoreSource::Stub };
                match replace_code(self.context, self.kata, source) {
                    Ok(said) => self.send(Message::PutBack(said)),
                    Err(error) => self.send_error(&error),
                }
            }
            Effect::MarkDone => match self.context.mark_done(self.kata) {
                Ok(next) => self.send(Message::Done(next.map(|kata| kata.name().to_owned()))),
                Err(error) => self.send_error(&error),
            },
            Effect::TakeOver(driver) => self.tell_failure(team::take_over(&self.context.store, &driver)),
            Effect::Answer(answers) => self.tell_failure(team::answer(&self.context.store, answers)),
            Effect::Show
            | Effect::Tell(_)
            | Effect::ShowPolish
            | Effect::Edit(_)
            | Effect::Bell
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Quit => {}
        }
    }

    /// The editor for a place, if there is one. One that needs no terminal is started.
    pub fn edit(&self, place: &Place) -> Option<Editor> {
        let file = self.context.workspace.root().join(&place.file);
        let Some(mut editor) = self.editor_settings.editor(&file, place.line) else {
            let said = format!(
                "{}:{} is the place: set EDITOR, or start with --edit-cmd, to open it.",
                place.file, place.line
            );
            self.send(Message::Notice(said));
            return None;
        };
        if editor.in_terminal {
            editor.command.current_dir(self.context.workspace.root());
            return Some(editor);
        }
        let command = editor.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        match orphans::start(None, || command.spawn()) {
            // Waited for beside the view, so that it leaves no zombie.
            Ok(mut child) => drop(thread::spawn(move || child.wait())),
            Err(error) => self.send(Message::Notice(format!("the editor does not start: {error}"))),
        }
        None
    }

    /// Says something to the user.
    pub fn notice(&self, said: String) {
        self.send(Message::Notice(said));
    }

    /// Watches the kata's files and, besides, those that a build has read from elsewhere.
    fn watch(&mut self, inputs: &BTreeSet<PathBuf>) {
        let mut paths = watched(self.context, self.kata);
        let is_new = |input: &&PathBuf| {
            let is_rust = input.extension().is_some_and(|extension| extension == "rs");
            !(is_rust && paths.iter().any(|path| input.starts_with(path)))
        };
        let more: Vec<PathBuf> = inputs.iter().filter(is_new).cloned().collect();
        paths.extend(more);
        if self.watching.paths() != paths {
            // The old one goes on until the new one has begun.
            self.watching = saves::watch(self.scope, paths, self.sender.clone());
        }
    }

    /// Ends everything that goes on beside the view.
    pub fn end_all(&mut self) {
        let comparison = self.comparison.take();
        self.end([comparison]);
        self.end_run();
    }

    /// Ends what builds and runs the learner's code.
    fn end_run(&mut self) {
        let tasks = [self.run.take(), self.polish.take()];
        self.end(tasks);
    }

    fn end<const N: usize>(&self, tasks: [Option<Task<'scope>>; N]) {
        let tasks = tasks.into_iter().flatten();
        let ended: Vec<thread::Result<()>> = tasks.map(Task::end).collect();
        // It has been printed where it happened; here it ends the view.
        if let Some(panic) = ended.into_iter().find_map(Result::err).filter(|_| !thread::panicking()) {
            std::panic::resume_unwind(panic);
        }
    }

    fn send(&self, message: Message) {
        // The receiver is gone only when the view is.
        let _ = self.sender.send(message);
    }

    fn tell_failure(&self, result: Result<()>) {
        if let Err(error) = result {
            self.send_error(&error);
        }
    }

    fn send_error(&self, error: &Error) {
        self.send(Message::Notice(error.to_string()));
    }

    fn run(&mut self) {
        // Clippy would make the build wait, and what it says is about old code.
        self.end_run();
        let (stop, context, kata, sender) = (StopFlag::new(), self.context, self.kata, self.sender.clone());
        let stopped = stop.clone();
        let thread = self.scope.spawn(move || {
            let result = run_kata(context, kata, &stopped, &sender);
            let ended = match result {
                Ok(outcome) => Some(Box::new(Ok(outcome))),
                Err(Error::Stopped) => None,
                Err(error) => Some(Box::new(Err(error.to_string()))),
            };
            let _ = sender.send(Message::Ended(ended));
        });
        self.run = Some(Task { stop, thread });
    }

    fn polish(&mut self) {
        self.end_run();
        let (stop, kata, sender) = (StopFlag::new(), self.kata, self.sender.clone());
        let (workspace, store) = (&self.context.workspace, &self.context.store);
        let stopped = stop.clone();
        let thread = self.scope.spawn(move || {
            let polish = || -> Result<Polish> {
                let guard = Guard::begin(store)?;
                let cargo = Cargo::quiet(workspace, &stopped, Some(guard.mark()));
                let said = |error: Error| error.to_string();
                let unformatted = lint::unformatted(&cargo, kata).map_err(said);
                let clippy = lint::clippy(&cargo, kata).map_err(said);
                Ok(Polish { clippy, unformatted })
            };
            let polish = polish()
                .unwrap_or_else(|error| Polish { clippy: Err(error.to_string()), unformatted: Err(error.to_string()) });
            if !stopped.requested() {
                let _ = sender.send(Message::Polished { kata: kata.name().to_owned(), polish: Box::new(polish) });
            }
        });
        self.polish = Some(Task { stop, thread });
    }

    fn compare(&mut self, width: usize) {
        if self.comparison.as_ref().is_some_and(|task| !task.thread.is_finished()) {
            return;
        }
        let (stop, context, kata, sender) = (StopFlag::new(), self.context, self.kata, self.sender.clone());
        let stopped = stop.clone();
        // Where there is no screen, the output has a width of its own.
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
                let comparison = self.comparison.take();
                self.end([comparison]);
                self.kata = kata;
                self.watching = saves::watch(self.scope, watched(self.context, kata), self.sender.clone());
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
    /// Whatever happened, nothing outlives the view.
    fn drop(&mut self) {
        self.end_all();
    }
}

fn watched(context: &CommandContext, kata: &Kata) -> Vec<PathBuf> {
    vec![kata.folder(), kata.suite(), context.workspace.root().join("Cargo.toml")]
}

fn run_kata(context: &CommandContext, kata: &Kata, stop: &StopFlag, sender: &Sender<Message>) -> Result<FinishedRun> {
    let progress = || -> KataState {
        // What cannot be read is said by the command that reads it for its own sake.
        let state = context.store.load().ok();
        state.and_then(|state| state.katas.get(kata.name()).cloned()).unwrap_or_default()
    };
    let before = progress();
    let (known_totals, passed_before) = (before.known_totals(), before.passed);
    let request = Request { known_totals, passed_before, ..Request::everything(Subject::Kata) };
    let progressed = sender.clone();
    let RecordedRun { report, warning, inputs } = run_and_record(context, kata, &request, stop, &|step| {
        let _ = progressed.send(Message::Progress(step));
    })?;
    let excerpts = source_excerpt::of_first_failure(&context.workspace, &report);
    Ok(FinishedRun { report, warning, excerpts, progress: progress(), inputs })
}
