//! The git export: one repository per team, with one commit per run.
//!
//! This program never writes a team's files itself. Instead, git creates them from the imported objects, so no file
//! name can escape the repository, and nothing in the files is executed.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use thiserror::Error;

use super::data::DojoExport;
use crate::database::runs::RunSummary;
use crate::database::teams::TeamRecord;

/// The reason why the repositories cannot be created.
#[derive(Debug, Error)]
pub enum GitExportError {
    /// The folder exists and has files.
    #[error("{} is not empty: choose a new folder", .0.display())]
    NotEmpty(PathBuf),
    /// A folder cannot be created.
    #[error("cannot create the folder {folder}: {1}", folder = .0.display())]
    Folder(PathBuf, io::Error),
    /// Git is not installed.
    #[error("git is not installed: install it to use `--git`")]
    NoGit,
    /// Git cannot be started.
    #[error("cannot start git: {0}")]
    Start(io::Error),
    /// Git failed.
    #[error("git {0} failed: {1}")]
    Failed(String, String),
}

/// Creates the repositories in a new folder. Returns their number.
///
/// # Errors
///
/// If the folder is not empty or cannot be written to, or git fails.
pub fn create_repositories(export: &DojoExport<'_>, folder: &Path) -> Result<usize, GitExportError> {
    let cannot = |error| GitExportError::Folder(folder.to_owned(), error);
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(GitExportError::NotEmpty(folder.to_owned()));
    }
    fs::create_dir_all(folder).map_err(cannot)?;
    for (index, team) in export.whole.teams.iter().enumerate() {
        let repository = folder.join(format!("{:02}-{}", index + 1, plain_name(&team.name)));
        fs::create_dir(&repository).map_err(cannot)?;
        git(&repository, &["init", "--quiet", "--template=", "--initial-branch=main"], &[])?;
        let stream = fast_import_stream(export, team);
        if !stream.is_empty() {
            git(&repository, &["fast-import", "--quiet"], &stream)?;
            git(&repository, &["-c", "core.hooksPath=", "checkout", "--quiet", "--force", "main"], &[])?;
        }
    }
    Ok(export.whole.teams.len())
}

/// Returns a team's commits in the format of `git fast-import`.
fn fast_import_stream(export: &DojoExport<'_>, team: &TeamRecord) -> Vec<u8> {
    let mut stream = Vec::new();
    let people = if team.people.is_empty() { team.name.clone() } else { team.people.join(", ") };
    let people = people.replace(['<', '>'], "");
    let committer = format!("{} <{}@dojo.invalid>", people.trim(), plain_name(&team.name));
    let mut runs: Vec<&RunSummary> = export.whole.runs.iter().copied().filter(|run| run.team == team.id).collect();
    runs.sort_by_key(|run| (run.at, run.id));
    for run in runs {
        let (message, seconds) = (commit_message(run), run.at / 1000);
        let length = message.len();
        let head = format!("commit refs/heads/main\ncommitter {committer} {seconds} +0000\ndata {length}\n{message}\n");
        stream.extend(head.bytes());
        if run.code {
            stream.extend(format!("D {}\n", run.kata).bytes());
            for (path, index) in export.runs.get(&run.id).into_iter().flat_map(|run| &run.sources) {
                let text = &export.contents[*index];
                let length = text.len();
                stream.extend(format!("M 100644 inline {}/{path}\ndata {length}\n{text}\n", run.kata).bytes());
            }
        }
        stream.push(b'\n');
    }
    stream
}

fn commit_message(run: &RunSummary) -> String {
    let light = serde_json::to_value(run.light).expect("plain data can always be written as JSON");
    let light = light.as_str().unwrap_or_default();
    let stage = run.stage.map_or_else(|| "all stages".to_owned(), |stage| format!("stage {stage} of {}", run.stages));
    format!("{light}: {}, {stage}, {} of {} tests pass", run.kata, run.passed, run.total)
}

/// Returns a name that is valid in paths and e-mail addresses on every system.
fn plain_name(name: &str) -> String {
    let mapped: String = name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = mapped.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "team".to_owned() } else { words.join("-") }
}

fn git(repository: &Path, arguments: &[&str], input: &[u8]) -> Result<(), GitExportError> {
    let mut command = Command::new("git");
    command.arg("-C").arg(repository).args(arguments);
    // Git must not use an enclosing repository.
    command.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => GitExportError::NoGit,
        _ => GitExportError::Start(error),
    };
    let mut child = command.spawn().map_err(failed)?;
    let mut stdin = child.stdin.take().expect("stdin is a pipe");
    // If git does not read all input, its own error message explains the reason.
    let _ = stdin.write_all(input);
    drop(stdin);
    let output = child.wait_with_output().map_err(failed)?;
    if output.status.success() {
        return Ok(());
    }
    let command = arguments.iter().find(|argument| !argument.starts_with('-')).unwrap_or(&"").to_string();
    Err(GitExportError::Failed(command, String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}
