//! The live view in a pseudo-terminal of 80 by 24 characters.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZero;
use std::os::fd::OwnedFd;
use std::process::ExitStatus;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap, ProcessSession};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

use super::Fixture;

/// The time after which a test fails if expected text does not appear.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The time limit for quitting, which must not wait for a running test.
const QUIT_TIMEOUT: Duration = Duration::from_secs(3);

fn lines(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("at least one line")
}

/// A running live view and its screen.
pub struct View {
    child: Box<dyn ChildWrapper>,
    terminal: OwnedFd,
    /// The program's side of the terminal, kept open to read the terminal's modes after the exit.
    inside: File,
    pub screen: Arc<Mutex<vt100::Parser>>,
}

impl View {
    pub fn start(fixture: &Fixture, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&terminal).unwrap();
        unlockpt(&terminal).unwrap();
        let name = ptsname(&terminal, Vec::new()).unwrap();
        tcsetwinsize(&terminal, Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let inside = File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
        let mut command = fixture.command("");
        command.args(arguments).env("TERM", "xterm-256color").env_remove("NO_COLOR").env_remove("TERM_PROGRAM");
        command.envs(environment.iter().copied());
        let stream = || inside.try_clone().unwrap();
        command.stdin(stream()).stdout(stream()).stderr(stream());
        // In a new session, the view cannot access the terminal that runs these tests.
        let child = CommandWrap::from(command).wrap(ProcessSession).spawn().unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(lines(24), lines(80), 0)));
        let (mut reader, seen) = (File::from(terminal.try_clone().unwrap()), screen.clone());
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                seen.lock().unwrap().process(&bytes[..count]);
            }
        });
        Self { child, terminal, inside, screen }
    }

    pub fn contents(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Returns the process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until all texts are on the screen.
    #[track_caller]
    pub fn until(&self, wanted: &[&str]) {
        let started = Instant::now();
        while !wanted.iter().all(|wanted| self.contents().contains(wanted)) {
            assert!(started.elapsed() < TIMEOUT, "{wanted:?} did not appear on the screen:\n{}", self.contents());
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn press(&self, keys: &str) {
        File::from(self.terminal.try_clone().unwrap()).write_all(keys.as_bytes()).unwrap();
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        self.screen.lock().unwrap().screen_mut().set_size(lines(rows), lines(columns));
        tcsetwinsize(&self.terminal, Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        // The kernel sends this signal only to the session that controls the terminal.
        self.signal("WINCH");
    }

    pub fn signal(&self, name: &str) {
        let process = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-s", name, &process]).status().unwrap().success());
    }

    /// Checks that the view exits quickly and restores the terminal.
    #[track_caller]
    pub fn ends(&mut self) -> ExitStatus {
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(started.elapsed() < QUIT_TIMEOUT, "the view did not exit:\n{}", self.contents());
            thread::sleep(Duration::from_millis(5));
        };
        let modes = tcgetattr(&self.inside).unwrap().local_modes;
        assert!(modes.contains(LocalModes::ICANON | LocalModes::ECHO), "the terminal is still in raw mode");
        let started = Instant::now();
        loop {
            let screen = self.screen.lock().unwrap();
            if !screen.screen().alternate_screen() && !screen.screen().hide_cursor() {
                return status;
            }
            drop(screen);
            assert!(started.elapsed() < QUIT_TIMEOUT, "the screen was not restored");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for View {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}
