//! The live view in a terminal, which here is a pseudo-terminal with a screen of 80 by 24.

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

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the end may take: nothing waits for a limit.
const AT_ONCE: Duration = Duration::from_secs(3);
fn lines(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("a screen has lines")
}

/// The view, and what is on its screen.
pub struct View {
    child: Box<dyn ChildWrapper>,
    terminal: OwnedFd,
    /// The program's side, kept open so that the terminal's modes can be asked for after the end.
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
        // A session of its own, so that it cannot find the terminal that these tests are run in.
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

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until all of these are on the screen.
    #[track_caller]
    pub fn until(&self, wanted: &[&str]) {
        let started = Instant::now();
        while !wanted.iter().all(|wanted| self.contents().contains(wanted)) {
            assert!(started.elapsed() < PATIENCE, "{wanted:?} does not come to the screen:\n{}", self.contents());
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn press(&self, keys: &str) {
        File::from(self.terminal.try_clone().unwrap()).write_all(keys.as_bytes()).unwrap();
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        self.screen.lock().unwrap().screen_mut().set_size(lines(rows), lines(columns));
        tcsetwinsize(&self.terminal, Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        // The kernel tells the terminal's own session only.
        self.signal("WINCH");
    }

    pub fn signal(&self, name: &str) {
        let process = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-s", name, &process]).status().unwrap().success());
    }

    /// Waits for the end, which has to be at once, and looks whether the terminal is as it was.
    #[track_caller]
    pub fn ends(&mut self) -> ExitStatus {
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(started.elapsed() < AT_ONCE, "the view does not end:\n{}", self.contents());
            thread::sleep(Duration::from_millis(5));
        };
        let modes = tcgetattr(&self.inside).unwrap().local_modes;
        assert!(modes.contains(LocalModes::ICANON | LocalModes::ECHO), "the terminal is still raw");
        let started = Instant::now();
        loop {
            let screen = self.screen.lock().unwrap();
            if !screen.screen().alternate_screen() && !screen.screen().hide_cursor() {
                return status;
            }
            drop(screen);
            assert!(started.elapsed() < AT_ONCE, "the screen was not given back");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for View {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}
