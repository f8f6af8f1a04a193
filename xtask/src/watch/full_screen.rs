//! The live view on the full screen. When the view ends, it always restores the terminal, even after a panic.

use std::io::{self, Stdout, Write};
use std::mem::ManuallyDrop;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::crossterm::cursor::{Hide, Show};
use ratatui::crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyEventKind};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::layout::Size;

use super::dojo_poller::DojoPoller;
use super::effect::Effect;
use super::executor::Executor;
use super::layout;
use super::message::Message;
use super::model::{BodySize, Model};
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::hyperlinks::Links;
use crate::orphans;
use crate::store;

/// The interval in which waiting loops check the stop flag.
const POLL: Duration = Duration::from_millis(40);

/// The terminal in full-screen mode. Dropping it restores the terminal.
pub(super) struct Screen {
    /// This is never dropped, because `Terminal::drop` would print to a closed terminal and panic. Instead, this module
    /// shows the cursor itself.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<Stdout>>>,
    keys: KeyReader,
}

impl Screen {
    /// Enters full-screen mode. A panic in any thread leaves it again.
    ///
    /// # Errors
    ///
    /// Fails if the terminal does not support full-screen mode.
    pub fn enter(sender: Sender<Message>) -> io::Result<Self> {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            leave_screen();
            before(info);
        }));
        enter_screen()?;
        let terminal = ManuallyDrop::new(Terminal::new(CrosstermBackend::new(io::stdout()))?);
        Ok(Self { terminal, keys: KeyReader::start(sender) })
    }

    /// Returns the size of the terminal.
    ///
    /// # Errors
    ///
    /// Fails if the size is unknown.
    pub fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Runs the view until the user quits.
    ///
    /// # Errors
    ///
    /// Fails if the terminal is closed.
    pub fn run(
        &mut self,
        context: &CommandContext,
        mut model: Model,
        executor: &mut Executor<'_, '_>,
        messages: &Receiver<Message>,
    ) -> Result<()> {
        let links = Links::on_stdout(context.workspace.root());
        let mut effects = model.begin();
        let mut last_tick = Instant::now();
        let mut dojo_poller = DojoPoller::of(&context.store);
        loop {
            for effect in effects {
                match effect {
                    Effect::Quit => return Ok(()),
                    Effect::Bell => ring()?,
                    Effect::Redraw => self.clear()?,
                    Effect::Suspend => {
                        executor.end_all();
                        self.release_during(&mut model, suspend)?;
                    }
                    Effect::Edit(location) => {
                        if let Some(mut editor) = executor.edit(&location) {
                            let ended = self.release_during(&mut model, || run_editor(&mut editor.command))?;
                            if let Err(text) = ended {
                                executor.notice(text);
                            }
                        }
                    }
                    other => executor.carry_out(other),
                }
            }
            let mut body = BodySize::default();
            self.terminal.draw(|frame| {
                body = layout::draw(&model, frame);
                if let Some(links) = &links {
                    links.on_screen(frame.buffer_mut());
                }
            })?;
            model.set_body_size(body);
            effects = Vec::new();
            let next = next_messages(context, messages, &mut last_tick, &mut dojo_poller);
            let Some(received) = next else { return Ok(()) };
            for message in received {
                effects.extend(model.update(message));
            }
        }
    }

    /// Leaves full-screen mode while `action` runs.
    fn release_during<T>(&mut self, model: &mut Model, action: impl FnOnce() -> T) -> io::Result<T> {
        let reading = self.keys.pause();
        leave_screen();
        let result = action();
        enter_screen()?;
        self.clear()?;
        drop(reading);
        // The size may have changed meanwhile.
        model.update(Message::Resized(self.terminal.size()?));
        Ok(result)
    }

    /// Clears the screen, so that everything is redrawn.
    ///
    /// `Terminal::clear` is not used, because it waits for the cursor position, which some terminals never report.
    fn clear(&mut self) -> io::Result<()> {
        self.terminal.backend_mut().clear()?;
        self.terminal.swap_buffers();
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave_screen();
    }
}

/// True in full-screen mode. This flag prevents leaving it twice, which would move the cursor.
static IS_ENTERED: AtomicBool = AtomicBool::new(false);

fn enter_screen() -> io::Result<()> {
    IS_ENTERED.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    // With bracketed paste, pasted text arrives as one event, which is ignored, instead of as keys.
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)
}

/// Leaves full-screen mode. Errors don't matter, because a closed terminal needs no cleanup.
fn leave_screen() {
    if !IS_ENTERED.swap(false, Ordering::SeqCst) {
        return;
    }
    let _ = disable_raw_mode();
    let _ = execute!(io::stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
}

/// A reader of terminal events on a separate thread, because reading from a closed terminal can block forever.
struct KeyReader {
    paused: Arc<AtomicBool>,
    /// Locked while the thread reads.
    reading: Arc<Mutex<()>>,
}

impl KeyReader {
    fn start(sender: Sender<Message>) -> Self {
        let keys = Self { paused: Arc::default(), reading: Arc::default() };
        let (paused, reading) = (keys.paused.clone(), keys.reading.clone());
        thread::spawn(move || {
            loop {
                let reading = reading.lock().unwrap_or_else(PoisonError::into_inner);
                if paused.load(Ordering::Relaxed) {
                    drop(reading);
                    thread::sleep(POLL);
                    continue;
                }
                let message = match event::poll(POLL) {
                    Ok(true) => event::read().ok().and_then(|event| message(&event)),
                    Ok(false) => None,
                    // The terminal is closed, which drawing will report as well.
                    Err(_) => return,
                };
                if message.is_some_and(|message| sender.send(message).is_err()) {
                    return;
                }
            }
        });
        keys
    }

    /// Stops reading until the returned value is dropped, so that another program receives the input.
    fn pause(&self) -> impl Drop + use<> {
        struct Pause(Arc<AtomicBool>);
        impl Drop for Pause {
            fn drop(&mut self) {
                self.0.store(false, Ordering::Relaxed);
            }
        }
        self.paused.store(true, Ordering::Relaxed);
        drop(self.reading.lock().unwrap_or_else(PoisonError::into_inner));
        Pause(self.paused.clone())
    }
}

fn message(event: &Event) -> Option<Message> {
    match event {
        // Some terminals also report the release of a key.
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Message::Key(*key)),
        &Event::Resize(width, height) => Some(Message::Resized(Size { width, height })),
        _ => None,
    }
}

/// Waits for messages, or returns `None` if the stop flag is set or the channel is closed.
fn next_messages(
    context: &CommandContext,
    messages: &Receiver<Message>,
    last_tick: &mut Instant,
    dojo_poller: &mut DojoPoller,
) -> Option<Vec<Message>> {
    while !context.stop.requested() {
        let changed = dojo_poller.poll();
        if changed.is_some() || last_tick.elapsed() >= dojo_poller.tick_interval() {
            *last_tick = Instant::now();
            return Some(std::iter::once(Message::Tick(store::now())).chain(changed).collect());
        }
        match messages.recv_timeout(POLL) {
            // Takes all waiting messages, so that the screen is drawn once.
            Ok(message) => return Some(std::iter::once(message).chain(messages.try_iter()).collect()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
    None
}

fn ring() -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(b"\x07")?;
    out.flush()
}

fn run_editor(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    match orphans::start(None, || command.spawn()).and_then(|mut editor| editor.wait()) {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{name}` failed with {status}.")),
        Err(error) => Err(format!("cannot start `{name}`: {error}.")),
    }
}

/// Suspends this process group, until the shell continues it.
#[cfg(unix)]
fn suspend() {
    use rustix::process::{Signal, kill_current_process_group};

    // Like Ctrl-Z in a terminal, send the signal to the whole group. If that fails, the view simply continues.
    if kill_current_process_group(Signal::TSTP).is_ok() {
        // The signal can arrive late, and the view must not enter full-screen mode again before it is suspended.
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[cfg(not(unix))]
fn suspend() {}
