//! The runner's executable: whether it is up to date, how to build it, how to start it.

use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::SystemTime;

/// The paths of the runner in a workspace.
pub struct Runner {
    /// The folder of its package.
    package: PathBuf,
    target: PathBuf,
    executable: PathBuf,
    /// A file whose time stamp is the start of the last successful build.
    stamp: PathBuf,
}

impl Runner {
    /// The runner of the workspace at `root`.
    pub fn of(root: &Path) -> Self {
        let target = root.join("target");
        let executable = target.join("debug").join("xtask").with_extension(env::consts::EXE_EXTENSION);
        Self { package: root.join("xtask"), stamp: target.join("xtask.built"), target, executable }
    }

    /// Returns whether no source or manifest has changed since the last build.
    ///
    /// The sources are in the [list](https://doc.rust-lang.org/cargo/reference/build-cache.html#dep-info-files) that Cargo
    /// writes beside what it builds.
    pub fn is_up_to_date(&self) -> bool {
        let modified = |path: &Path| fs::metadata(path)?.modified();
        let Ok(built) = modified(&self.stamp) else { return false };
        let Ok(dep_info) = fs::read_to_string(self.executable.with_extension("d")) else { return false };
        let sources = sources(&dep_info);
        // In a copy of a clone, the list still names the sources of the original.
        let is_of_this_clone = sources.contains(&self.package.join("src").join("main.rs"));
        let manifests = ["Cargo.toml", "Cargo.lock", "dojo/protocol/Cargo.toml"].map(|path| self.package.join(path));
        // A deleted file counts as changed.
        let is_older = |path: &PathBuf| modified(path).is_ok_and(|modified| modified <= built);
        self.executable.is_file() && is_of_this_clone && manifests.iter().chain(&sources).all(is_older)
    }

    /// Builds the runner; shows Cargo's output.
    pub fn build(&self) -> io::Result<ExitStatus> {
        let started = SystemTime::now();
        if !self.stamp.is_file() {
            eprintln!("Building the runner (a minute or two, once).");
        }
        let status = self.cargo("build").status()?;
        if status.success() {
            // A file that changes during the build is newer than the stamp.
            File::create(&self.stamp)?.set_modified(started)?;
        }
        Ok(status)
    }

    /// Returns the command that starts the runner.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.executable);
        if !self.executable.is_file() {
            // The user's own settings for Cargo put executables elsewhere.
            command = self.cargo("run");
            command.args(["--quiet", "--"]);
        }
        // As Cargo would set it.
        command.env("CARGO_MANIFEST_DIR", &self.package);
        command
    }

    fn cargo(&self, verb: &str) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args([verb, "--package", "xtask", "--manifest-path"]).arg(self.package.join("Cargo.toml"));
        command.arg("--target-dir").arg(&self.target);
        // A build for another system would be elsewhere, and would not run here.
        command.env_remove("CARGO_BUILD_TARGET");
        command
    }
}

/// Returns the paths in a dep-info file, which has the form `executable: source source`, with escaped spaces.
fn sources(dep_info: &str) -> Vec<PathBuf> {
    let line = dep_info.lines().next().unwrap_or_default();
    let Some((_, sources)) = line.split_once(": ") else { return Vec::new() };
    let sources = sources.replace("\\ ", "\0");
    sources.split_whitespace().map(|path| path.replace('\0', " ").into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_dep_info_may_have_spaces() {
        let list = "/a/target/xtask: /a/src/main.rs /a/my\\ code/lib.rs\n\n/a/src/main.rs:\n";
        assert_eq!(sources(list), ["/a/src/main.rs", "/a/my code/lib.rs"].map(PathBuf::from));
        let on_windows = "C:\\a\\target\\xtask.exe: C:\\a\\src\\main.rs\n";
        assert_eq!(sources(on_windows), ["C:\\a\\src\\main.rs"].map(PathBuf::from));
        assert!(sources("").is_empty());
    }
}
