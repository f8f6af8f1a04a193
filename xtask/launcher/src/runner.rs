//! The runner's executable: freshness check, build and start.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

/// The files and folders that the runner is built from, relative to its package.
const SOURCES: [&str; 5] = ["src", "Cargo.toml", "Cargo.lock", "dojo/protocol/src", "dojo/protocol/Cargo.toml"];

/// The runner in a workspace.
pub struct Runner {
    /// The folder of the runner's package.
    package: PathBuf,
    target: PathBuf,
    /// The record of the last successful build.
    record: PathBuf,
}

/// The modification time of a file, as a Unix timestamp in nanoseconds, and its length.
type Stamp = (u128, u64);

/// A record of the last successful build.
#[derive(Debug, Default, PartialEq, Eq)]
struct Record {
    executable: PathBuf,
    /// The stamps of the sources at the start of the build.
    stamps: BTreeMap<PathBuf, Stamp>,
}

impl Runner {
    /// Returns the runner of the workspace at `root`.
    pub fn of(root: &Path) -> Self {
        let target = root.join("target");
        Self { package: root.join("xtask"), record: target.join("xtask.built"), target }
    }

    /// Returns the executable if it was built from the current sources.
    pub fn up_to_date(&self) -> Option<PathBuf> {
        let record = Record::read(&self.record)?;
        (record.executable.is_file() && record.stamps == self.stamps()).then_some(record.executable)
    }

    /// Builds the runner and shows Cargo's output.
    ///
    /// Returns the executable, or Cargo's exit status if it fails.
    pub fn build(&self) -> io::Result<Result<PathBuf, ExitStatus>> {
        let before = Record::read(&self.record);
        if before.is_none() {
            eprintln!("Building the runner (a minute or two, once).");
        }
        self.touch_changed_sources(&before.unwrap_or_default());
        let stamps = self.stamps();
        let mut command = self.cargo();
        command.args(["build", "--message-format=json-render-diagnostics", "--package", "xtask", "--manifest-path"]);
        command.arg(self.package.join("Cargo.toml")).arg("--target-dir").arg(&self.target);
        let output = command.stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Ok(Err(output.status));
        }
        let messages = String::from_utf8_lossy(&output.stdout);
        let executable = messages.lines().filter(|line| line.contains("\"name\":\"xtask\"")).find_map(executable_in);
        let executable =
            executable.ok_or_else(|| io::Error::other("Cargo did not report the path of the executable"))?;
        Record { executable: executable.clone(), stamps }.write(&self.record)?;
        Ok(Ok(executable))
    }

    /// Returns the command that starts an executable of the runner.
    pub fn command(&self, executable: &Path) -> Command {
        let mut command = Command::new(executable);
        // Cargo would set it too.
        command.env("CARGO_MANIFEST_DIR", &self.package);
        command
    }

    /// Updates the modification times of changed sources, so that Cargo rebuilds them.
    ///
    /// Otherwise, Cargo would miss files unpacked from an archive, for example, which are older than the last build.
    fn touch_changed_sources(&self, before: &Record) {
        let now = SystemTime::now();
        for (path, stamp) in self.stamps() {
            if before.stamps.get(&path).is_some_and(|seen| *seen != stamp) {
                // This fails for a read-only file, in which case Cargo goes by the file's own time.
                let _ = File::options().append(true).open(&path).and_then(|file| file.set_modified(now));
            }
        }
    }

    fn stamps(&self) -> BTreeMap<PathBuf, Stamp> {
        let mut stamps = BTreeMap::new();
        for source in SOURCES {
            add_stamps(&self.package.join(source), &mut stamps);
        }
        stamps
    }

    fn cargo(&self) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // A cross-compiled runner would not run here, and a shared build folder would mix clones.
        for variable in ["CARGO_BUILD_TARGET", "CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"] {
            command.env_remove(variable);
        }
        // `--target-dir` does not override a build folder set in a configuration file.
        command.env("CARGO_BUILD_BUILD_DIR", &self.target);
        command
    }
}

fn add_stamps(path: &Path, stamps: &mut BTreeMap<PathBuf, Stamp>) {
    let Ok(metadata) = fs::metadata(path) else { return };
    if metadata.is_dir() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            add_stamps(&entry.path(), stamps);
        }
        return;
    }
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    stamps.insert(path.to_owned(), (modified.map_or(0, |time| time.as_nanos()), metadata.len()));
}

impl Record {
    /// Reads a record: one line with the executable, then one line per source with time, length and path.
    fn read(path: &Path) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        let (executable, sources) = text.split_once('\n')?;
        let stamp = |line: &str| {
            let (time, rest) = line.split_once(' ')?;
            let (length, path) = rest.split_once(' ')?;
            Some((path.into(), (time.parse().ok()?, length.parse().ok()?)))
        };
        Some(Self { executable: executable.into(), stamps: sources.lines().map(stamp).collect::<Option<_>>()? })
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        let mut text = format!("{}\n", self.executable.display());
        for (path, (time, length)) in &self.stamps {
            text += &format!("{time} {length} {}\n", path.display());
        }
        fs::write(path, text)
    }
}

/// Returns the executable named in one of Cargo's JSON messages.
fn executable_in(message: &str) -> Option<PathBuf> {
    let (_, rest) = message.split_once("\"executable\":\"")?;
    let (mut path, mut characters) = (String::new(), rest.chars());
    loop {
        match characters.next()? {
            '"' => return Some(path.into()),
            '\\' => path.push(characters.next()?),
            c => path.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn executable_in_reads_cargos_message() {
        let message = r#"{"target":{"name":"xtask"},"executable":"C:\\my code\\xtask.exe","fresh":true}"#;
        assert_eq!(executable_in(message), Some("C:\\my code\\xtask.exe".into()));
        assert_eq!(executable_in(r#"{"target":{"name":"xtask"},"executable":null}"#), None);
    }

    #[test]
    fn read_returns_the_written_record() {
        let path = env::temp_dir().join(format!("xtask-record-{}", std::process::id()));
        let stamps = BTreeMap::from([(PathBuf::from("/my code/a.rs"), (1, 2)), (PathBuf::from("/b.rs"), (3, 4))]);
        let record = Record { executable: "/target/xtask".into(), stamps };
        record.write(&path).unwrap();
        assert_eq!(Record::read(&path), Some(record));
        fs::write(&path, "").unwrap();
        assert_eq!(Record::read(&path), None, "record read from an empty file");
        fs::remove_file(&path).unwrap();
    }
}
