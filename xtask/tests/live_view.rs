//! The live view in a terminal, which here is a pseudo-terminal with a screen of 80 by 24.
#![cfg(unix)]

mod support;

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
use support::{Fixture, SOLUTION};

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the end may take: nothing waits for a limit.
const AT_ONCE: Duration = Duration::from_secs(3);
/// No test of this ends.
const ENDLESS: &str = "fn sleep() -> i32 { loop { std::thread::sleep(std::time::Duration::from_secs(1)) } }\n\
                       pub fn double(_: i32) -> i32 { sleep() }\npub fn triple(_: i32) -> i32 { sleep() }\n";

fn lines(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("a screen has lines")
}

struct View {
    child: Box<dyn ChildWrapper>,
    terminal: OwnedFd,
    /// The program's side, kept open so that the terminal's modes can be asked for after the end.
    inside: File,
    screen: Arc<Mutex<vt100::Parser>>,
}

impl View {
    fn start(fixture: &Fixture, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
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

    fn contents(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until all of these are on the screen.
    #[track_caller]
    fn until(&self, wanted: &[&str]) {
        let started = Instant::now();
        while !wanted.iter().all(|wanted| self.contents().contains(wanted)) {
            assert!(started.elapsed() < PATIENCE, "{wanted:?} does not come to the screen:\n{}", self.contents());
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn press(&self, keys: &str) {
        File::from(self.terminal.try_clone().unwrap()).write_all(keys.as_bytes()).unwrap();
    }

    fn resize(&self, columns: u16, rows: u16) {
        self.screen.lock().unwrap().screen_mut().set_size(lines(rows), lines(columns));
        tcsetwinsize(&self.terminal, Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        // The kernel tells the terminal's own session only.
        self.signal("WINCH");
    }

    fn signal(&self, name: &str) {
        let process = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-s", name, &process]).status().unwrap().success());
    }

    /// Waits for the end, which has to be at once, and looks whether the terminal is as it was.
    #[track_caller]
    fn ends(&mut self) -> ExitStatus {
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

/// How many processes are there that were started from a file of this workspace.
#[cfg(target_os = "linux")]
fn processes_of(fixture: &Fixture) -> usize {
    let root = fixture.root();
    let started_here = |entry: std::io::Result<std::fs::DirEntry>| {
        let program = std::fs::read_link(entry.ok()?.path().join("exe")).ok()?;
        program.starts_with(&root).then_some(())
    };
    std::fs::read_dir("/proc").unwrap().filter_map(started_here).count()
}

#[test]
fn an_evening_in_short() {
    let fixture = Fixture::new();
    let mut view = View::start(&fixture, &["watch", "tiny"], &[]);
    view.until(&[
        "tiny  ✗ red  0 of 3",
        "▶ ✗ 1  Double",
        "Red is where a kata begins.",
        "not yet implemented",
        "r run",
    ]);
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { 2 * n }\n");
    view.until(&[
        "✓ 1  Double",
        "★ Stage 1, Double, is green.",
        "yours: 4",
        "expected: 6",
        "▶ 11 │     assert_eq!(triple(2)",
    ]);
    view.press("h");
    view.until(&["Hint 1 of 3", "first of 2"]);
    view.press("h");
    view.until(&["Hint 2 of 3", "second of 2"]);
    view.press("s");
    view.until(&["Three times as much.", "Its tests: tests/tiny/stage_2_triple.rs"]);
    view.resize(40, 12);
    view.until(&["✓1  ✗2", "? help"]);
    view.resize(80, 24);
    view.until(&["✗ 2  Triple", "p previous"]);
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\npub fn triple(n: i32) -> i32 { \"\" }\n");
    view.until(&["! amber, it does not compile", "error[E0308]: mismatched types"]);
    view.press("n");
    view.until(&["Not yet: tiny is not green."]);
    fixture.save(SOLUTION);
    view.until(&["★ tiny is green: all 3 tests pass.", "next kata: small"]);
    view.until(&["Clippy: nothing to remark.", "`cargo fmt` would change katas/tiny/src/lib.rs."]);
    view.press("n");
    view.until(&["small  ✗ red"]);
    view.press("l");
    view.until(&["✓ done", "Esc leave"]);
    view.press("ti\r");
    view.until(&["tiny is still green"]);
    view.press("Ry");
    view.until(&["katas/tiny has its stub back.", "tiny  ✗ red  0 of 3"]);
    view.press("q");
    assert!(view.ends().success());
}

#[test]
fn it_ends_at_once_in_the_middle_of_a_run_and_leaves_nothing_behind() {
    let fixture = Fixture::new();
    fixture.save(ENDLESS);
    for (how, is_key) in [("q", true), ("\x03", true), ("TERM", false), ("HUP", false)] {
        let mut view = View::start(&fixture, &["watch", "tiny"], &[]);
        view.until(&["Running: 0 of 3"]);
        if is_key {
            view.press(how);
        } else {
            view.signal(how);
        }
        view.ends();
        #[cfg(target_os = "linux")]
        assert_eq!(processes_of(&fixture), 0, "{how:?} leaves processes behind");
    }
}

#[test]
fn an_editor_gets_the_terminal_and_gives_it_back() {
    let fixture = Fixture::new();
    fixture.write("editor", "#!/bin/sh\nprintf 'editing %s %s' \"$1\" \"$2\"\nread answer\n");
    let editor = fixture.path("editor");
    assert!(std::process::Command::new("chmod").arg("+x").arg(&editor).status().unwrap().success());
    let command = format!("{} {{line}} {{file}}", editor.display());
    let mut view = View::start(&fixture, &["watch", "tiny", "--edit-cmd", &command], &[]);
    view.until(&["tiny  ✗ red"]);
    view.press("e");
    view.until(&["editing 1 ", "katas/tiny/src/lib.rs"]);
    view.press("typed for the editor q\r");
    view.until(&["tiny  ✗ red", "r run"]);
    view.press("q");
    assert!(view.ends().success());
}

#[test]
fn without_colors_and_without_a_capable_terminal() {
    let fixture = Fixture::new();
    let mut view = View::start(&fixture, &["watch", "tiny"], &[("NO_COLOR", "1")]);
    view.until(&["tiny  ✗ red"]);
    {
        let screen = view.screen.lock().unwrap();
        let cells = (0..24).flat_map(|row| (0..80).map(move |column| (row, column)));
        let colored = cells.filter_map(|(row, column)| screen.screen().cell(row, column));
        assert!(colored.into_iter().all(|cell| cell.fgcolor() == vt100::Color::Default));
    }
    view.press("q");
    view.ends();
    let mut plain = View::start(&fixture, &["watch", "tiny"], &[("TERM", "dumb")]);
    plain.until(&["tiny: red", "Waiting for a save", "A letter and Enter"]);
    assert!(!plain.screen.lock().unwrap().screen().alternate_screen());
    plain.press("q\r");
    plain.ends();
}
