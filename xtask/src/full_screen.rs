//! A terminal in full-screen mode. It is always restored, even after a panic.

use std::io::{self, Stdout};
use std::mem::ManuallyDrop;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::crossterm::cursor::{Hide, Show};
use ratatui::crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::layout::Size;
use ratatui::{Frame, Terminal};

use crate::orphans;

/// The interval in which the reader of events checks that it may still read.
const POLL: Duration = Duration::from_millis(40);

/// The terminal in full-screen mode. Dropping it restores the terminal.
pub struct FullScreen {
    /// This is never dropped, because `Terminal::drop` would print to a closed terminal and panic. Instead, this module
    /// shows the cursor itself.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<Stdout>>>,
    events: EventReader,
}

impl FullScreen {
    /// Enters full-screen mode, and calls `on_event` for each event of the terminal until it returns false. A panic in
    /// any thread leaves the mode again.
    ///
    /// # Errors
    ///
    /// Fails if the terminal does not support full-screen mode.
    pub fn enter(on_event: impl Fn(Event) -> bool + Send + 'static) -> io::Result<Self> {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            leave_screen();
            before(info);
        }));
        enter_screen()?;
        let terminal = ManuallyDrop::new(Terminal::new(CrosstermBackend::new(io::stdout()))?);
        let mut screen = Self { terminal, events: EventReader::start(on_event) };
        // A program that was killed in full-screen mode has left its text.
        screen.clear()?;
        Ok(screen)
    }

    /// Returns the size of the terminal.
    ///
    /// # Errors
    ///
    /// Fails if the size is unknown.
    pub fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Draws the screen.
    ///
    /// # Errors
    ///
    /// Fails if the terminal is closed.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(draw).map(|_| ())
    }

    /// Leaves full-screen mode while `action` runs, which can read from the terminal.
    ///
    /// # Errors
    ///
    /// Fails if the terminal is closed.
    pub fn release_during<T>(&mut self, action: impl FnOnce() -> T) -> io::Result<T> {
        let reading = self.events.pause();
        leave_screen();
        let result = action();
        enter_screen()?;
        self.clear()?;
        drop(reading);
        Ok(result)
    }

    /// Clears the screen, so that everything is redrawn.
    ///
    /// # Errors
    ///
    /// Fails if the terminal is closed.
    // `Terminal::clear` is not used, because it waits for the cursor position, which some terminals never report.
    pub fn clear(&mut self) -> io::Result<()> {
        self.terminal.backend_mut().clear()?;
        self.terminal.swap_buffers();
        Ok(())
    }
}

impl Drop for FullScreen {
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
struct EventReader {
    paused: Arc<AtomicBool>,
    /// Locked while the thread reads.
    reading: Arc<Mutex<()>>,
}

impl EventReader {
    fn start(on_event: impl Fn(Event) -> bool + Send + 'static) -> Self {
        let reader = Self { paused: Arc::default(), reading: Arc::default() };
        let (paused, reading) = (reader.paused.clone(), reader.reading.clone());
        thread::spawn(move || {
            loop {
                let reading = reading.lock().unwrap_or_else(PoisonError::into_inner);
                if paused.load(Ordering::Relaxed) {
                    drop(reading);
                    thread::sleep(POLL);
                    continue;
                }
                let event = match event::poll(POLL) {
                    Ok(true) => event::read().ok(),
                    Ok(false) => None,
                    // The terminal is closed, which drawing will report as well.
                    Err(_) => return,
                };
                if event.is_some_and(|event| !on_event(event)) {
                    return;
                }
            }
        });
        reader
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

/// Runs an editor in the terminal, and waits until it ends.
///
/// # Errors
///
/// Returns a sentence for the user if the editor cannot be started or fails.
pub fn run_editor(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    match orphans::start(None, || command.spawn()).and_then(|mut editor| editor.wait()) {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{name}` failed with {status}.")),
        Err(error) => Err(format!("cannot start `{name}`: {error}.")),
    }
}

/// Suspends this process group, until the shell continues it.
#[cfg(unix)]
pub fn suspend() {
    use rustix::process::{Signal, kill_current_process_group};

    // Like Ctrl-Z in a terminal, send the signal to the whole group. If that fails, the program simply continues.
    if kill_current_process_group(Signal::TSTP).is_ok() {
        // The signal can arrive late, and the caller must not change the terminal again before it is suspended.
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Does nothing, because a process cannot be suspended on this system.
#[cfg(not(unix))]
pub fn suspend() {}
