//! The terminal that the view fills, and that is as it was when the view leaves it, however it leaves.

use std::io::{self, Write};
use std::process::Command;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, Event, KeyEventKind};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, enable_raw_mode};
use ratatui::layout::Size;

use super::effects::Effects;
use super::model::{Effect, Message, Model};
use super::screen;
use crate::command::Session;
use crate::error::Result;
use crate::process::Stop;
use crate::state;

/// How long a key is waited for before other messages are looked at.
const POLL: Duration = Duration::from_millis(40);
/// How often the clock is looked at.
const CLOCK: Duration = Duration::from_secs(10);

/// A terminal that the view has for itself, until this is dropped.
pub(super) struct Screen {
    terminal: DefaultTerminal,
}

impl Screen {
    /// Takes the terminal. A panic, of any thread, gives it back and asks everything to stop.
    ///
    /// # Errors
    ///
    /// If the terminal cannot do what it takes.
    pub fn take(stop: &Stop) -> io::Result<Self> {
        let stop = stop.clone();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            stop.request();
            before(info);
        }));
        let terminal = ratatui::try_init()?;
        Ok(Self { terminal })
    }

    /// How large it is.
    ///
    /// # Errors
    ///
    /// If the terminal does not say.
    pub fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Runs the view until the user quits.
    ///
    /// # Errors
    ///
    /// If the terminal is gone.
    pub fn run(
        &mut self,
        session: &Session,
        mut model: Model,
        effects: &mut Effects<'_, '_>,
        messages: &Receiver<Message>,
    ) -> Result<()> {
        let mut wanted = model.begin();
        let mut looked = Instant::now();
        loop {
            for effect in wanted {
                match effect {
                    Effect::Quit => return Ok(()),
                    Effect::Bell => ring()?,
                    Effect::Redraw => self.terminal.clear()?,
                    Effect::Suspend => {
                        effects.end_all();
                        self.lend(&mut model, suspend)?;
                    }
                    Effect::Edit(place) => {
                        if let Some(mut editor) = effects.edit(&place) {
                            let ended = self.lend(&mut model, || run_editor(&mut editor.command))?;
                            if let Err(said) = ended {
                                effects.notice(said);
                            }
                        }
                    }
                    other => effects.carry_out(other),
                }
            }
            self.terminal.draw(|frame| screen::draw(&model, frame))?;
            wanted = Vec::new();
            let Some(news) = next(session, messages, &mut looked)? else { return Ok(()) };
            for message in news {
                wanted.extend(model.update(message));
            }
        }
    }

    /// Gives the terminal away for as long as `borrow` takes.
    fn lend<T>(&mut self, model: &mut Model, borrow: impl FnOnce() -> T) -> io::Result<T> {
        self.terminal.show_cursor()?;
        ratatui::try_restore()?;
        let result = borrow();
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen)?;
        self.terminal.clear()?;
        // It may have another size by now.
        model.update(Message::Resized(self.terminal.size()?));
        Ok(result)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing more.
        let _ = self.terminal.show_cursor();
        let _ = ratatui::try_restore();
    }
}

/// Waits for something to happen; nothing comes any more once everything has been asked to stop. Until then, nothing is drawn.
fn next(session: &Session, messages: &Receiver<Message>, looked: &mut Instant) -> io::Result<Option<Vec<Message>>> {
    while !session.stop.requested() {
        let mut news = Vec::new();
        let mut patience = POLL;
        while event::poll(patience)? {
            match event::read()? {
                // Some terminals tell of a key's release too.
                Event::Key(key) if key.kind != KeyEventKind::Release => news.push(Message::Key(key)),
                Event::Resize(width, height) => news.push(Message::Resized(Size { width, height })),
                _ => {}
            }
            patience = Duration::ZERO;
        }
        news.extend(messages.try_iter());
        if looked.elapsed() >= CLOCK {
            *looked = Instant::now();
            news.push(Message::Tick(state::now()));
        }
        if !news.is_empty() {
            return Ok(Some(news));
        }
    }
    Ok(None)
}

fn ring() -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(b"\x07")?;
    out.flush()
}

fn run_editor(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{name}` ended with {status}.")),
        Err(error) => Err(format!("`{name}` does not start: {error}.")),
    }
}

/// Stops this process, and with it the job that the shell knows, until the shell lets it go on.
#[cfg(unix)]
fn suspend() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    // As the terminal does it for Ctrl-Z: for everyone in the group. If it cannot be, the view simply goes on.
    if kill(Pid::from_raw(0), Signal::SIGTSTP).is_ok() {
        // The signal may take a moment, and the terminal is not to be taken before it.
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[cfg(not(unix))]
fn suspend() {}
