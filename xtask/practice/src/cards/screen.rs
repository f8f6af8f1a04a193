//! The terminal during a session: prints lines and reads keys. Without a terminal, reads lines from standard input.

use std::io::{self, BufRead, IsTerminal};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui::text::Line;
use xtask::error::{Error, Result};
use xtask::full_screen::suspend;
use xtask::process::StopFlag;
use xtask::render::ansi::to_ansi;
use xtask::terminal_output::print;

/// The interval in which waiting loops check the stop flag.
const POLL: Duration = Duration::from_millis(40);

/// A key, or a line of standard input with at most one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Enter or the space bar.
    Enter,
    /// A character.
    Char(char),
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-Z.
    Suspend,
}

/// A source of keys, and a place for lines.
pub struct Screen<'a> {
    stop: &'a StopFlag,
    keys: Receiver<Key>,
    raw_mode: Option<RawMode>,
}

impl<'a> Screen<'a> {
    /// Starts to read keys, or lines if standard input or output is not a terminal.
    pub fn open(stop: &'a StopFlag) -> Self {
        let (sender, keys) = mpsc::channel();
        let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        let raw_mode = is_terminal.then(RawMode::enter).flatten();
        let read = if raw_mode.is_some() { read_keys } else { read_lines };
        // Reading from a closed terminal can block forever, so it has a separate thread.
        thread::spawn(move || read(&sender));
        Self { stop, keys, raw_mode }
    }

    /// Prints lines.
    ///
    /// # Errors
    ///
    /// Fails if the output is closed.
    pub fn print(&self, lines: &[Line<'_>]) -> Result<()> {
        let text = to_ansi(lines);
        // In this mode, a line feed leaves the cursor in its column.
        if self.raw_mode.is_some() { print(&text.replace('\n', "\r\n")) } else { print(&text) }
    }

    /// Waits for a key. Returns `None` if standard input is closed.
    ///
    /// # Errors
    ///
    /// Fails if the user stops the program.
    pub fn key(&mut self) -> Result<Option<Key>> {
        loop {
            if self.stop.requested() {
                return Err(Error::Stopped);
            }
            match self.keys.recv_timeout(POLL) {
                Ok(Key::Interrupt) => return Err(Error::Stopped),
                Ok(Key::Suspend) => {
                    self.raw_mode = None;
                    suspend();
                    self.raw_mode = RawMode::enter();
                }
                Ok(key) => return Ok(Some(key)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }
}

/// The mode in which the terminal sends single keys. Dropping it restores the terminal.
struct RawMode;

impl RawMode {
    /// Returns `None` if the terminal does not support this mode.
    fn enter() -> Option<Self> {
        enable_raw_mode().ok().map(|()| Self)
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        let _ = disable_raw_mode();
    }
}

fn read_keys(sender: &Sender<Key>) {
    loop {
        let key = match event::poll(POLL) {
            Ok(true) => event::read().ok().and_then(|event| key(&event)),
            Ok(false) => None,
            Err(_) => return,
        };
        if key.is_some_and(|key| sender.send(key).is_err()) {
            return;
        }
    }
}

fn key(event: &Event) -> Option<Key> {
    match event {
        // Some terminals also report the release of a key.
        Event::Key(key) if key.kind != KeyEventKind::Release => match key.code {
            KeyCode::Char(c) if key.modifiers.contains(KeyModifiers::CONTROL) => match c {
                'c' => Some(Key::Interrupt),
                'z' => Some(Key::Suspend),
                _ => None,
            },
            KeyCode::Enter | KeyCode::Char(' ') => Some(Key::Enter),
            KeyCode::Char(c) => Some(Key::Char(c)),
            _ => None,
        },
        _ => None,
    }
}

fn read_lines(sender: &Sender<Key>) {
    for line in io::stdin().lock().split(b'\n') {
        let Ok(line) = line else { return };
        // Longer lines have no meaning.
        let key = match String::from_utf8_lossy(&line).trim().chars().collect::<Vec<_>>()[..] {
            [] => Key::Enter,
            [c] => Key::Char(c),
            _ => Key::Char('?'),
        };
        if sender.send(key).is_err() {
            return;
        }
    }
}
