//! A running command whose printed lines can be awaited and that accepts typed lines.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::Fixture;

/// The time after which a test fails if an expected line does not appear.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A running command and its output.
pub struct Watch {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Watch {
    pub fn start(fixture: &Fixture, arguments: &[&str]) -> Self {
        let mut command = fixture.command("");
        command.args(arguments);
        Self::of(command)
    }

    /// Starts this command.
    pub fn of(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, lines) = mpsc::channel();
        let streams: [Box<dyn std::io::Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let sender = sender.clone();
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        let stdin = child.stdin.take();
        Self { child, stdin, lines }
    }

    /// Returns the process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for a line that contains `wanted`, and returns all lines up to it.
    #[track_caller]
    pub fn until(&self, wanted: &str) -> String {
        let deadline = Instant::now() + TIMEOUT;
        let mut seen = String::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    seen += &line;
                    seen.push('\n');
                    if line.contains(wanted) {
                        return seen;
                    }
                }
                Err(error) => panic!("no line contains `{wanted}` ({error}). Lines so far:\n{seen}"),
            }
        }
    }

    pub fn type_line(&mut self, line: &str) {
        writeln!(self.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Sends SIGHUP, as a closing terminal does.
    #[cfg(unix)]
    pub fn hang_up(&self) {
        let process = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-s", "HUP", &process]).status().unwrap().success());
    }

    /// Waits until the process exits, and returns how long that took.
    pub fn end(mut self) -> Duration {
        let started = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(started.elapsed() < TIMEOUT, "the process did not exit");
            thread::sleep(Duration::from_millis(5));
        }
        started.elapsed()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
