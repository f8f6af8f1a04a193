//! `cargo xtask`: starts the runner, and has Cargo build it before if it is not up to date.
//!
//! Cargo needs time for each package that a workspace is made of, whenever it is called. The runner is made of many, so it is
//! in a workspace of its own, and this program, which is made of none, starts it without Cargo. Whether it is up to date, the
//! list of sources tells that [Cargo leaves](https://doc.rust-lang.org/cargo/reference/build-cache.html#dep-info-files)
//! beside everything that it builds.
#![forbid(unsafe_code)]

use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::SystemTime;

fn main() -> ExitCode {
    let runner = Runner::of(&workspace());
    if !runner.is_up_to_date() {
        match runner.build() {
            Ok(ExitCode::SUCCESS) => {}
            Ok(code) => return code,
            Err(error) => return failure(&error),
        }
    }
    let mut command = if runner.program.is_file() {
        Command::new(&runner.program)
    } else {
        // Somebody's own settings for Cargo put programs elsewhere.
        let mut command = runner.cargo("run");
        command.args(["--quiet", "--"]);
        command
    };
    // As Cargo would set it for the runner.
    command.env("CARGO_MANIFEST_DIR", &runner.folder).args(env::args_os().skip(1));
    become_it(command)
}

/// The workspace's root.
fn workspace() -> PathBuf {
    // Cargo says where this package lies now. Started without Cargo, it lies where it was built.
    let here = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.ancestors().nth(2).map_or_else(|| here.clone(), Path::to_owned)
}

fn failure(error: &io::Error) -> ExitCode {
    eprintln!("error: the runner does not start: {error}");
    ExitCode::from(2)
}

struct Runner {
    /// Its package's folder.
    folder: PathBuf,
    target: PathBuf,
    program: PathBuf,
    /// A file that is as old as the last build that went well.
    stamp: PathBuf,
}

impl Runner {
    fn of(root: &Path) -> Self {
        let target = root.join("target");
        let program = target.join("debug").join("xtask").with_extension(env::consts::EXE_EXTENSION);
        Self { folder: root.join("xtask"), stamp: target.join("xtask.built"), target, program }
    }

    /// Whether nothing that it is built of has changed since it was built.
    fn is_up_to_date(&self) -> bool {
        let changed = |path: &Path| fs::metadata(path)?.modified();
        let Ok(built) = changed(&self.stamp) else { return false };
        let Ok(list) = fs::read_to_string(self.program.with_extension("d")) else { return false };
        let sources = sources(&list);
        // A copy of a clone has what the other one was built of.
        let is_of_here = sources.contains(&self.folder.join("src").join("main.rs"));
        let manifests = ["Cargo.toml", "Cargo.lock", "dojo/protocol/Cargo.toml"].map(|path| self.folder.join(path));
        // A file that is gone is a change, too.
        let is_older = |path: &PathBuf| changed(path).is_ok_and(|changed| changed <= built);
        self.program.is_file() && is_of_here && manifests.iter().chain(&sources).all(is_older)
    }

    /// Builds it, and shows what Cargo says of that.
    fn build(&self) -> io::Result<ExitCode> {
        let began = SystemTime::now();
        if !self.stamp.is_file() {
            eprintln!("Building the runner, which is done once and takes a minute or two.");
        }
        let status = self.cargo("build").status()?;
        if !status.success() {
            return Ok(exit_code(status.code()));
        }
        // What changes while it is built is newer than the stamp.
        File::create(&self.stamp)?.set_modified(began)?;
        Ok(ExitCode::SUCCESS)
    }

    fn cargo(&self, verb: &str) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args([verb, "--package", "xtask", "--manifest-path"]).arg(self.folder.join("Cargo.toml"));
        command.arg("--target-dir").arg(&self.target);
        // A program for another system lies elsewhere, and does not run here.
        command.env_remove("CARGO_BUILD_TARGET");
        command
    }
}

/// The paths in a file that lists what a program is built of: `program: source source`, with blanks in a path escaped.
fn sources(list: &str) -> Vec<PathBuf> {
    let line = list.lines().next().unwrap_or_default();
    let Some((_, sources)) = line.split_once(": ") else { return Vec::new() };
    let whole = sources.replace("\\ ", "\0");
    whole.split_whitespace().map(|path| path.replace('\0', " ").into()).collect()
}

fn exit_code(code: Option<i32>) -> ExitCode {
    code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// Lets a command have this process, so that whoever ends or stops one of them ends or stops the other.
#[cfg(unix)]
fn become_it(mut command: Command) -> ExitCode {
    use std::os::unix::process::CommandExt;

    failure(&command.exec())
}

/// Runs a command to its end: nothing else is possible here.
#[cfg(not(unix))]
fn become_it(mut command: Command) -> ExitCode {
    command.status().map_or_else(|error| failure(&error), |status| exit_code(status.code()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_sources_is_read_with_blanks_in_its_paths() {
        let list = "/a/target/xtask: /a/src/main.rs /a/my\\ code/lib.rs\n\n/a/src/main.rs:\n";
        assert_eq!(sources(list), ["/a/src/main.rs", "/a/my code/lib.rs"].map(PathBuf::from));
        let on_windows = "C:\\a\\target\\xtask.exe: C:\\a\\src\\main.rs\n";
        assert_eq!(sources(on_windows), ["C:\\a\\src\\main.rs"].map(PathBuf::from));
        assert!(sources("").is_empty());
    }
}
