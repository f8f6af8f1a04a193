//! The terminal that the view fills, and that is as it was when the view leaves it, however it leaves.

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

use super::dojo_feed::Feed;
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

/// How long something is waited for before it is asked whether everything is to stop.
const POLL: Duration = Duration::from_millis(40);

/// A terminal that the view has for itself, until this is dropped.
pub(super) struct Screen {
    /// Not dropped: all that this would do is to show the cursor, which is done here, and to print, and so to panic, where
    /// that fails in a terminal that is gone.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<Stdout>>>,
    keys: Keys,
}

impl Screen {
    /// Takes the terminal. A panic, of any thread, gives it back.
    ///
    /// # Errors
    ///
    /// If the terminal cannot do what it takes.
    pub fn take(sender: Sender<Message>) -> io::Result<Self> {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            give_back();
            before(info);
        }));
        occupy()?;
        let terminal = ManuallyDrop::new(Terminal::new(CrosstermBackend::new(io::stdout()))?);
        Ok(Self { terminal, keys: Keys::read(sender) })
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
        context: &CommandContext,
        mut model: Model,
        executor: &mut Executor<'_, '_>,
        messages: &Receiver<Message>,
    ) -> Result<()> {
        let links = Links::on_stdout(context.workspace.root());
        let mut wanted = model.begin();
        let mut looked = Instant::now();
        let mut feed = Feed::of(&context.store);
        loop {
            for effect in wanted {
                match effect {
                    Effect::Quit => return Ok(()),
                    Effect::Bell => ring()?,
                    Effect::Redraw => self.clear()?,
                    Effect::Suspend => {
                        executor.end_all();
                        self.lend(&mut model, suspend)?;
                    }
                    Effect::Edit(place) => {
                        if let Some(mut editor) = executor.edit(&place) {
                            let ended = self.lend(&mut model, || run_editor(&mut editor.command))?;
                            if let Err(said) = ended {
                                executor.notice(said);
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
            model.measured(body);
            wanted = Vec::new();
            let Some(news) = next(context, messages, &mut looked, &mut feed) else { return Ok(()) };
            for message in news {
                wanted.extend(model.update(message));
            }
        }
    }

    /// Gives the terminal away for as long as `borrow` takes.
    fn lend<T>(&mut self, model: &mut Model, borrow: impl FnOnce() -> T) -> io::Result<T> {
        let reading = self.keys.pause();
        give_back();
        let result = borrow();
        occupy()?;
        self.clear()?;
        drop(reading);
        // It may have another size by now.
        model.update(Message::Resized(self.terminal.size()?));
        Ok(result)
    }

    /// Forgets what is on the screen, so that all of it is drawn again. (`Terminal::clear` would ask the terminal where its
    /// cursor is, and wait for an answer that not every terminal gives.)
    fn clear(&mut self) -> io::Result<()> {
        self.terminal.backend_mut().clear()?;
        self.terminal.swap_buffers();
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Whether the terminal is occupied: to give it back twice would move its cursor.
static OCCUPIED: AtomicBool = AtomicBool::new(false);

fn occupy() -> io::Result<()> {
    OCCUPIED.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    // Pasted text comes as one event then, which is ignored, and not as keys.
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)
}

/// Leaves the terminal as it was. One that is gone needs nothing more.
fn give_back() {
    if !OCCUPIED.swap(false, Ordering::SeqCst) {
        return;
    }
    let _ = disable_raw_mode();
    let _ = execute!(io::stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
}

/// What the terminal tells, read by a thread of its own: in a terminal that is gone, reading may never return.
struct Keys {
    paused: Arc<AtomicBool>,
    /// Held while it is read.
    reading: Arc<Mutex<()>>,
}

impl Keys {
    fn read(sender: Sender<Message>) -> Self {
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
                    // There is no terminal any more, which the drawing finds out too.
                    Err(_) => return,
                };
                if message.is_some_and(|message| sender.send(message).is_err()) {
                    return;
                }
            }
        });
        keys
    }

    /// Leaves what is typed to somebody else until the returned value is dropped.
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
        // Some terminals tell of a key's release too.
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Message::Key(*key)),
        &Event::Resize(width, height) => Some(Message::Resized(Size { width, height })),
        _ => None,
    }
}

/// Waits for something to happen; nothing comes any more once everything has been asked to stop. Until then, nothing is drawn.
fn next(
    context: &CommandContext,
    messages: &Receiver<Message>,
    looked: &mut Instant,
    feed: &mut Feed,
) -> Option<Vec<Message>> {
    while !context.stop.requested() {
        let news = feed.news();
        if news.is_some() || looked.elapsed() >= feed.clock() {
            *looked = Instant::now();
            return Some(std::iter::once(Message::Tick(store::now())).chain(news).collect());
        }
        match messages.recv_timeout(POLL) {
            // All that is there is drawn at once.
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
        Ok(status) => Err(format!("`{name}` ended with {status}.")),
        Err(error) => Err(format!("`{name}` does not start: {error}.")),
    }
}

/// Stops this process, and with it the job that the shell knows, until the shell lets it go on.
#[cfg(unix)]
fn suspend() {
    use rustix::process::{Signal, kill_current_process_group};

    // As the terminal does for Ctrl-Z: the signal goes to the whole group. If it fails, the view goes on.
    if kill_current_process_group(Signal::TSTP).is_ok() {
        // The signal may take a moment, and the terminal is not to be taken before it.
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[cfg(not(unix))]
fn suspend() {}
