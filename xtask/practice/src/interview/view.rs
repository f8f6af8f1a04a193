//! The candidate's view in the terminal: reads keys, carries out the effects, and draws the screen.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};

use ratatui::Frame;
use ratatui::crossterm::event::{Event as TerminalEvent, KeyEventKind};
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Color, Style};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;
use xtask::editor_command::EditorSettings;
use xtask::error::{Error, Result};
use xtask::full_screen::{FullScreen, run_editor};
use xtask::orphans;
use xtask::process::StopFlag;
use xtask::render::styles::dim;
use xtask::report::{Report, Subject};
use xtask::run::{KataRun, Request};
use xtask::saves::{self, SaveEvent};
use xtask::workspace::Workspace;

use super::code_workspace::keep_code;
use super::forms;
use super::model::{Effect, Event, Model};
use super::panels;
use super::session::{Folder, Text};

/// The interval in which the view checks the stop flag and the clock.
const POLL: Duration = Duration::from_millis(100);
/// The width from which lines are hard to read.
const MAX_WIDTH: u16 = 110;

/// Something that wakes the view.
enum Wake {
    Event(Event),
    Resized,
}

/// The view of an interview.
pub struct View<'a> {
    /// The interview's folder.
    pub folder: &'a Folder,
    /// The interview's workspace.
    pub workspace: &'a Workspace,
    /// The path of the folder, relative to the user's workspace.
    pub shown_folder: &'a str,
    /// The stop flag.
    pub stop: &'a StopFlag,
}

impl View<'_> {
    /// Runs the view until the candidate pauses or finishes.
    ///
    /// # Errors
    ///
    /// Fails if the terminal is closed, or the interview cannot be saved.
    pub fn run(&self, model: &mut Model) -> Result<()> {
        let (sender, receiver) = mpsc::channel();
        thread::scope(|scope| {
            let keys = sender.clone();
            let mut screen = FullScreen::enter(move |event| match event {
                TerminalEvent::Key(key) if key.kind != KeyEventKind::Release => {
                    keys.send(Wake::Event(Event::Key(key))).is_ok()
                }
                TerminalEvent::Resize(..) => keys.send(Wake::Resized).is_ok(),
                _ => true,
            })?;
            let saves = sender.clone();
            let _watcher = saves::watch(scope, vec![self.folder.code(&model.session.kata)], move |event| {
                let event = match event {
                    SaveEvent::Changed => Event::Saved,
                    SaveEvent::Unchanged => return true,
                    SaveEvent::Notice(text) => Event::Notice(text),
                };
                saves.send(Wake::Event(event)).is_ok()
            });
            let mut runs = Runs { view: self, scope, sender, current: None };
            // Builds the suite while the candidate still asks questions.
            runs.start(model);
            let left = self.react(model, &mut screen, &receiver, &mut runs);
            runs.stop();
            left
        })
    }

    fn react(
        &self,
        model: &mut Model,
        screen: &mut FullScreen,
        receiver: &Receiver<Wake>,
        runs: &mut Runs<'_, '_, '_>,
    ) -> Result<()> {
        let mut last_tick = Instant::now();
        self.read_texts(model);
        while !self.stop.requested() {
            screen.draw(|frame| self.draw(model, frame))?;
            let mut events = Vec::new();
            match receiver.recv_timeout(POLL) {
                Ok(wake) => events.extend(std::iter::once(wake).chain(receiver.try_iter())),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            let passed = last_tick.elapsed().as_secs();
            if passed > 0 {
                last_tick += Duration::from_secs(passed);
                events.push(Wake::Event(Event::Passed(passed)));
                // An editor in another window may have saved them.
                self.read_texts(model);
            }
            let mut needs_run = false;
            for wake in events {
                let Wake::Event(event) = wake else { continue };
                for effect in model.update(event) {
                    match effect {
                        Effect::Quit => return Ok(()),
                        Effect::Save => self.folder.save(&model.session)?,
                        Effect::Run => needs_run = true,
                        Effect::KeepCode => {
                            let code = self.folder.code(&model.session.kata);
                            if let Err(error) = keep_code(&code, &self.folder.code_before_change()) {
                                model.update(Event::Notice(format!("The size of the change will be unknown: {error}")));
                            }
                        }
                        Effect::EditCode(location) => {
                            let first = || (self.folder.code(&model.session.kata).join("lib.rs"), 1);
                            let at = location.map(|at| (self.folder.path().join(at.file), at.line));
                            let (file, line) = at.unwrap_or_else(first);
                            self.edit(model, screen, &file, line)?;
                        }
                        Effect::EditText(text) => self.edit_text(model, screen, text)?,
                    }
                }
            }
            if needs_run {
                runs.start(model);
            }
        }
        self.folder.save(&model.session)
    }

    fn edit_text(&self, model: &mut Model, screen: &mut FullScreen, text: Text) -> Result<()> {
        let path = self.folder.text(text);
        forms::create(self.folder, text, &model.material).map_err(Error::io("cannot write", &path))?;
        self.edit(model, screen, &path, 1)?;
        // A key that was pressed meanwhile may depend on it.
        self.read_texts(model);
        Ok(())
    }

    fn read_texts(&self, model: &mut Model) {
        model.update(Event::Texts(forms::read(self.folder, &model.material)));
    }

    /// Opens a file at a line in the editor, and waits for an editor in the terminal.
    fn edit(&self, model: &mut Model, screen: &mut FullScreen, file: &Path, line: usize) -> Result<()> {
        let Some(mut editor) = EditorSettings::new(None).editor(file, line) else {
            let text = format!("Set EDITOR, or open {} in your editor.", xtask::paths::shown(file));
            model.update(Event::Notice(text));
            return Ok(());
        };
        editor.command.current_dir(self.folder.path());
        let ended = if editor.in_terminal {
            screen.release_during(|| run_editor(&mut editor.command))?
        } else {
            run_editor(&mut editor.command)
        };
        if let Err(text) = ended {
            model.update(Event::Notice(text));
        }
        Ok(())
    }

    fn draw(&self, model: &mut Model, frame: &mut Frame<'_>) {
        let mut area = frame.area();
        area.width = area.width.min(MAX_WIDTH);
        let keys = textwrap::wrap(panels::keys(model), usize::from(area.width.max(1)));
        let keys: Vec<Line<'_>> = keys.into_iter().map(|line| Line::styled(line, dim())).collect();
        let height = u16::try_from(keys.len()).unwrap_or(1);
        let notice = u16::from(model.notice.is_some());
        let parts = [
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Fill(1),
            Constraint::Length(notice),
            Constraint::Length(height),
        ];
        let [top, _, middle, message, bottom] = Layout::vertical(parts).areas(area);
        frame.render_widget(panels::header(model, usize::from(top.width)), top);
        let lines = panels::body(model, self.shown_folder, usize::from(middle.width));
        let hidden = lines.len().saturating_sub(usize::from(middle.height));
        model.scroll = model.scroll.min(hidden);
        let offset = u16::try_from(model.scroll).unwrap_or(u16::MAX);
        frame.render_widget(Paragraph::new(lines).scroll((offset, 0)), middle);
        if let Some(text) = &model.notice {
            frame.render_widget(Line::styled(text.as_str(), Style::new().fg(Color::Yellow)), message);
        }
        frame.render_widget(Paragraph::new(keys), bottom);
    }
}

/// The runs of the tests, one at a time.
struct Runs<'view, 'scope, 'env> {
    view: &'view View<'view>,
    scope: &'scope Scope<'scope, 'env>,
    sender: Sender<Wake>,
    current: Option<(StopFlag, ScopedJoinHandle<'scope, ()>)>,
}

impl<'scope> Runs<'_, 'scope, '_> {
    /// Stops the current run and starts another.
    fn start(&mut self, model: &mut Model) {
        self.stop();
        model.update(Event::Running);
        let stop = StopFlag::new();
        let (stopped, sender) = (stop.clone(), self.sender.clone());
        let (workspace, name, phase) = (self.view.workspace.clone(), model.session.kata.clone(), model.session.phase);
        let thread = self.scope.spawn(move || {
            let result = match run(&workspace, &name, &stopped) {
                Ok(report) => Ok(report),
                Err(Error::Stopped) => return,
                Err(error) => Err(error.to_string()),
            };
            // The view may have ended.
            let _ = sender.send(Wake::Event(Event::Ran(phase, Box::new(result))));
        });
        self.current = Some((stop, thread));
    }

    fn stop(&mut self) {
        if let Some((stop, thread)) = self.current.take() {
            stop.request();
            // A panic has already been printed.
            let _ = thread.join();
        }
    }
}

fn run(workspace: &Workspace, kata: &str, stop: &StopFlag) -> Result<Report> {
    let kata = workspace.kata(kata)?;
    let request = Request::everything(Subject::Kata);
    KataRun { workspace, kata, request: &request, stop, on_progress: &|_| {} }.report()
}

/// Removes what runs of a killed view have left behind.
pub fn clean_up(workspace: &Workspace) {
    // The notice is about the user's other runs.
    let _ = orphans::clean_up_killed_runs(&xtask::store::Store::of(workspace));
}

/// Returns an error if the view cannot fill the terminal.
///
/// # Errors
///
/// Fails without a terminal.
pub fn check_terminal() -> Result<()> {
    if xtask::watch::supports_full_screen() {
        return Ok(());
    }
    Err(Error::Other(
        "an interview needs a terminal. Run the command without redirecting its input or output.".to_owned(),
    ))
}
