//! `cargo xtask`: starts the runner, and first has Cargo build it if it is out of date.
//!
//! Cargo needs time for each package of a workspace at every call. The runner depends on many, so it is in a workspace of its
//! own, and this program, which depends on none, starts it without Cargo.
#![forbid(unsafe_code)]

mod runner;

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use runner::Runner;

fn main() -> ExitCode {
    match launch() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: the runner does not start: {error}");
            ExitCode::from(2)
        }
    }
}

fn launch() -> io::Result<ExitCode> {
    let runner = Runner::of(&workspace());
    let executable = match runner.up_to_date() {
        Some(executable) => executable,
        None => match runner.build()? {
            Ok(executable) => executable,
            Err(status) => return Ok(exit_code(status.code())),
        },
    };
    let mut command = runner.command(&executable);
    command.args(env::args_os().skip(1));
    replace_this_process(command)
}

/// Returns the workspace's root.
fn workspace() -> PathBuf {
    // Cargo tells where this package is now. Without Cargo, it is where it was built.
    let here = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    // The package that is called here lies in the folder `xtask` of the root, or deeper in it.
    let is_root = |folder: &&Path| folder.join("xtask/src/main.rs").is_file();
    here.ancestors().find(is_root).unwrap_or(&here).to_owned()
}

fn exit_code(code: Option<i32>) -> ExitCode {
    code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// Replaces this process by a command, so that whoever ends or stops one of them ends or stops the other.
#[cfg(unix)]
fn replace_this_process(mut command: Command) -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;

    Err(command.exec())
}

/// Runs a command to its end: only Unix can replace a process.
#[cfg(not(unix))]
fn replace_this_process(mut command: Command) -> io::Result<ExitCode> {
    command.status().map(|status| exit_code(status.code()))
}
