//! A running `cargo xtask watch` that prints line by line.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use xtask::workspace::{Kata, Workspace};

use super::timing::cargo;
use crate::error::{Error, Result};

const PROGRAM: &str = "cargo xtask watch";
/// The longest wait for a line.
const TIMEOUT: Duration = Duration::from_secs(900);

/// The live view of a kata, which quits when dropped.
pub struct LiveView {
    child: Child,
    lines: Receiver<String>,
}

impl LiveView {
    /// Starts the live view.
    pub fn start(workspace: &Workspace, kata: &Kata) -> Result<Self> {
        let mut child = cargo(workspace.root())
            .args(["xtask", "watch", kata.name()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(Error::program(PROGRAM))?;
        let (sender, lines) = mpsc::channel();
        let printed = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
        thread::spawn(move || printed.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Ok(Self { child, lines })
    }

    /// Returns the next line that begins with `start`.
    pub fn wait_for(&mut self, start: &str) -> Result<String> {
        loop {
            let line = self.lines.recv_timeout(TIMEOUT);
            let line = line.map_err(|_| Error::program(PROGRAM)(format!("no `{start}` within {TIMEOUT:?}")))?;
            if line.starts_with(start) {
                return Ok(line);
            }
        }
    }
}

impl Drop for LiveView {
    fn drop(&mut self) {
        if let Some(stdin) = &mut self.child.stdin {
            let _ = stdin.write_all(b"q\n");
        }
        let _ = self.child.wait();
    }
}
